/*~ The gate. Every frame of the host passes through this table before a byte of its body is
 * read: unknown ids, requests that do not belong into the present state, and a second use of
 * what may happen once are refused by the table alone. */
#include "worker/pal/pal.h"
#include "worker/trusted/state.h"

#define IN(s) (1u << (s))

struct request {
	u8 id;
	u32 states; /* IN() bits */
	bool once;
	bool has_seq; /* it wants an answer */
	void (*handle)(struct worker *w, struct slice body);
};

static const struct request requests[] = {
    {MSG_INIT, IN(W_COLD), true, true, boot_init},
    {MSG_SYNC, IN(W_READY) | IN(W_REGISTERED), false, true, chain_sync},
    {MSG_REGISTER, IN(W_READY) | IN(W_REGISTERED), false, true, chain_register},
    {MSG_RUN, IN(W_REGISTERED), false, true, lane_start},
    {MSG_NET_OPENED, IN(W_REGISTERED), false, false, net_opened},
    {MSG_NET_DATA, IN(W_REGISTERED), false, false, net_data},
    {MSG_NET_CLOSED, IN(W_REGISTERED), false, false, net_closed},
    {MSG_STORED, IN(W_REGISTERED), false, false, lane_stored},
    {MSG_TICK, IN(W_READY) | IN(W_REGISTERED), false, false, on_tick},
    {MSG_HEARTBEAT, IN(W_REGISTERED), false, true, chain_heartbeat},
    {MSG_RENEW, IN(W_REGISTERED), false, true, chain_renew},
};

struct wr say_begin(struct worker *w, enum msg_id id)
{
	struct wr m = wr_into(w->out, FRAME_BUF_LEN);

	frame_begin(&m, (u8)id);
	return m;
}

void say_end(struct worker *w, struct wr *m)
{
	struct slice frame;

	/* Every message of ours fits: its parts are limited by the descriptor. */
	CHECK(frame_end(m, &frame) == ERR_OK);
	w->io.to_host(w->io.ctx, frame);
}

static void say_answer(struct worker *w, u32 seq, const struct answer *a)
{
	struct msg_plain m = {.seq = seq, .answer = *a};
	struct wr out = say_begin(w, MSG_PLAIN);

	wr_msg_plain(&out, &m);
	say_end(w, &out);
}

void say_ok(struct worker *w, u32 seq, struct slice bytes)
{
	struct answer a = {.tag = ANSWER_OK, .u.ok = bytes};

	say_answer(w, seq, &a);
}

static struct slice cut(const char *text, size_t max)
{
	struct slice s = slice_str(text);

	s.n = size_min(s.n, max);
	return s;
}

void say_refused(struct worker *w, u32 seq, enum err code, const char *detail)
{
	struct answer a = {.tag = ANSWER_REFUSED};

	a.u.refused.code = cut(err_name(code), 32);
	a.u.refused.detail = cut(detail, 512);
	say_answer(w, seq, &a);
}

void say_log(struct worker *w, enum log_level level, const char *text)
{
	struct msg_log m = {.level = (u8)level, .text = cut(text, 512)};
	struct wr out = say_begin(w, MSG_LOG);

	wr_msg_log(&out, &m);
	say_end(w, &out);
}

void say_step(struct worker *w, const struct lane *l, const char *kind, const char *text)
{
	struct msg_step m = {.kind = cut(kind, 16), .text = cut(text, 512)};
	struct wr out = say_begin(w, MSG_STEP);

	memcpy(m.trigger, l->trigger_id, 32);
	wr_msg_step(&out, &m);
	say_end(w, &out);
}

/* The host's clock is a hint: never backwards, never more than CLOCK_AHEAD_MS ahead of the
 * verified head and never behind it. Before any head is known there is only the hint, and
 * nothing that depends on time can run yet. */
void clock_hint(struct worker *w, u64 host_ms)
{
	u64 ms = host_ms, latest = UINT64_MAX;

	if (w->head_ms != 0) {
		latest = sat_add_u64(w->head_ms, CLOCK_AHEAD_MS);
		ms = ms < w->head_ms ? w->head_ms : ms > latest ? latest : ms;
	}
	if (ms > w->clock_ms || w->clock_ms > latest)
		w->clock_ms = ms;
}

void on_tick(struct worker *w, struct slice body)
{
	struct rd r = rd_from(body);
	struct msg_tick m;

	rd_msg_tick(&r, &m);
	if (rd_end(&r) != ERR_OK)
		return;
	clock_hint(w, m.now_ms);
	for (u32 i = 0; i < w->num_lanes; i++) {
		fetch_tick(w, &w->lanes[i]);
		lane_tick(w, &w->lanes[i]);
	}
}

/* Each message has the scratch arena for itself. */
static void reset_scratch(struct worker *w)
{
	if (w->scratch_is_plain)
		mem_wipe(w->scratch.mem, w->scratch.used);
	w->scratch_is_plain = false;
	arena_reset(&w->scratch);
}

static const struct request *find_request(u8 id)
{
	for (size_t i = 0; i < ARRAY_LEN(requests); i++)
		if (requests[i].id == id)
			return &requests[i];
	return NULL;
}

enum err worker_from_host(struct worker *w, const struct frame *f)
{
	const struct request *q = find_request(f->id);
	struct rd r = rd_from(f->body);
	u32 seq;

	if (q == NULL)
		return ERR_TAG;
	seq = q->has_seq ? rd_u32(&r) : 0;
	if (q->has_seq && r.err != ERR_OK)
		return ERR_SHORT;
	if ((q->states & IN(w->state)) == 0 || (q->once && (w->once >> q->id & 1) != 0)) {
		if (q->has_seq)
			say_refused(w, seq, ERR_STATE, "not allowed in this state");
		return ERR_OK;
	}
	reset_scratch(w);
	q->handle(w, f->body);
	return ERR_OK;
}

void worker_from_box(struct worker *w, u32 lane, const struct box_frame *f)
{
	if (lane < w->num_lanes && w->lanes[lane].state != LANE_LOST) {
		reset_scratch(w);
		lane_on_box(w, &w->lanes[lane], f);
	}
}

void worker_box_gone(struct worker *w, u32 lane)
{
	if (lane < w->num_lanes && w->lanes[lane].state != LANE_LOST) {
		reset_scratch(w);
		lane_box_gone(w, &w->lanes[lane]);
	}
}

u32 worker_lanes(const struct worker *w)
{
	u32 num = 0;

	for (u32 i = 0; i < w->num_lanes; i++)
		num += w->lanes[i].state != LANE_LOST;
	return num;
}
