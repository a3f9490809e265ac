#include "box/test_host.h"

#include <stdlib.h>
#include <time.h>

#include "crypto/hash.h"

#define ARENA_LEN (16u << 20)
#define SLEEPS_MAX 1024u

struct sleeper {
	u32 call_id, ms;
	u64 due;
	u8 hash[32];
};

struct th_run {
	struct th *t;
	u64 now;
	struct sleeper sleeps[SLEEPS_MAX];
	u32 num_sleeps;
	bool ended;
};

static u64 now_us(void)
{
	struct timespec s;

	(void)clock_gettime(CLOCK_MONOTONIC, &s);
	return (u64)s.tv_sec * 1000000u + (u64)s.tv_nsec / 1000u;
}

enum err th_open(struct th *t)
{
	void *mem = malloc(ARENA_LEN);

	if (mem == NULL)
		return ERR_NOMEM;
	*t = (struct th){.quiet_ms = 3};
	t->arena = arena_of(mem, ARENA_LEN);
	return box_client_start(&t->client);
}

void th_close(struct th *t)
{
	box_client_stop(&t->client);
	free(t->arena.mem);
}

void th_defaults(struct th *t, const char *bundle)
{
	t->start = (struct box_start){.now_ms = 1700000000000u};
	memset(t->start.run_id, 0x11, 32);
	memset(t->start.seed, 0x22, 32);
	t->start.limits = (struct journal_limits){.cpu_ms = 5000,
	                                          .wall_ms = 20000,
	                                          .memory_mb = 64,
	                                          .host_calls = 256,
	                                          .output_bytes = 8192};
	t->start.bundle = slice_str(bundle);
	t->start.config = SLICE_LIT("{\"a\":1}");
	t->start.input = SLICE_LIT("{\"subject\":\"0x01\"}");
}

void th_answer_text(struct th_answer *out, u16 status, const char *body)
{
	out->status = status;
	out->answer.body = slice_str(body);
}

static void absorb(struct th *t, const struct box_frame *f)
{
	struct slice parts[2] = {SLICE_ARR(t->calls_hash), f->body};

	blake2_256_parts(t->calls_hash, parts, 2);
}

static enum err tell(struct th_run *r, struct box_event *e, const u8 hash[32])
{
	struct th *t = r->t;
	struct wr w = box_client_frame(&t->client);

	e->now_ms = r->now;
	TRY(arena_dup(&t->arena, e->payload, &e->payload));
	if (t->num_events == TH_EVENTS_MAX)
		return ERR_FULL;
	t->events[t->num_events].event = *e;
	memcpy(t->events[t->num_events].request_hash, hash, 32);
	t->num_events++;
	box_put_event(&w, e);
	return box_client_send(&t->client, &w);
}

static enum err answer_fetch(struct th_run *r, const struct box_call *call, const u8 hash[32])
{
	struct th_answer a = {.status = 404};
	struct box_event e = {.call_id = call->call_id, .kind = BOX_FETCH};
	struct box_failure fail;
	struct box_fetch req;
	struct wr w;

	TRY(box_fetch_decode(&req, call->payload));
	r->t->num_fetches++;
	if (r->t->serve != NULL)
		r->t->serve(r->t, &req, &a);
	if (a.status == TH_HANG)
		return ERR_OK;
	w = wr_arena(&r->t->arena);
	fail = (struct box_failure){slice_str(a.code == NULL ? "" : a.code), a.answer.body};
	if (a.status == 0)
		wr_box_failure(&w, &fail);
	else
		wr_box_answer(&w, &a.answer);
	TRY(wr_arena_done(&w, &r->t->arena, &e.payload));
	e.status = a.status;
	r->now += 5;
	return tell(r, &e, hash);
}

static enum err answer_reveal(struct th_run *r, const struct box_call *call, const u8 hash[32])
{
	struct box_event e = {
	    .call_id = call->call_id, .kind = BOX_REVEAL, .status = BOX_STATUS_DONE};
	struct slice name;

	TRY(box_reveal_decode(&name, call->payload));
	e.payload = call->payload; /* a secret's value is its name */
	return tell(r, &e, hash);
}

static enum err on_call(struct th_run *r, const struct box_frame *f)
{
	struct box_call call;
	u8 hash[32];

	absorb(r->t, f);
	TRY(box_get_call(&call, f->body));
	box_request_hash(hash, call.kind, call.payload);
	if (call.kind == BOX_FETCH)
		return answer_fetch(r, &call, hash);
	if (call.kind == BOX_REVEAL)
		return answer_reveal(r, &call, hash);
	if (r->num_sleeps == SLEEPS_MAX)
		return ERR_FULL;
	struct sleeper *s = &r->sleeps[r->num_sleeps++];

	s->call_id = call.call_id;
	memcpy(s->hash, hash, 32);
	TRY(box_sleep_decode(&s->ms, call.payload));
	s->due = r->now + s->ms;
	return ERR_OK;
}

static void drop_sleep(struct th_run *r, u32 i)
{
	r->num_sleeps--;
	memmove(&r->sleeps[i], &r->sleeps[i + 1], (r->num_sleeps - i) * sizeof(r->sleeps[0]));
}

static enum err on_abort(struct th_run *r, const struct box_frame *f)
{
	u32 id;

	absorb(r->t, f);
	TRY(box_get_abort(&id, f->body));
	r->t->num_aborts++;
	for (u32 i = 0; i < r->num_sleeps; i++)
		if (r->sleeps[i].call_id == id)
			drop_sleep(r, i--);
	return ERR_OK;
}

static enum err on_log(struct th_run *r, const struct box_frame *f)
{
	struct box_log l;
	size_t n = strlen(r->t->log);

	TRY(box_get_log(&l, f->body));
	if (n + l.text.n + 2 < TH_LOG_LEN) {
		slice_copy(r->t->log + n, l.text);
		memcpy(r->t->log + n + l.text.n, "\n", 2);
	}
	return ERR_OK;
}

static enum err on_end(struct th_run *r, const struct box_frame *f)
{
	struct th *t = r->t;

	TRY(box_get_end(&t->end, f->body));
	slice_copy(t->output, t->end.output);
	t->output[t->end.output.n] = 0;
	slice_copy(t->code, t->end.code);
	t->code[t->end.code.n] = 0;
	slice_copy(t->error, t->end.error);
	t->error[t->end.error.n] = 0;
	r->ended = true;
	return ERR_OK;
}

/* The box has been silent: wake the timer that is due first, by time, then by call. */
static enum err wake(struct th_run *r)
{
	struct box_event e = {.kind = BOX_SLEEP, .status = BOX_STATUS_DONE};
	u32 first = 0;
	u8 hash[32];

	for (u32 i = 1; i < r->num_sleeps; i++)
		if (r->sleeps[i].due < r->sleeps[first].due)
			first = i;
	e.call_id = r->sleeps[first].call_id;
	memcpy(hash, r->sleeps[first].hash, 32);
	if (r->sleeps[first].due > r->now)
		r->now = r->sleeps[first].due;
	drop_sleep(r, first);
	return tell(r, &e, hash);
}

static enum err turn(struct th_run *r)
{
	struct box_frame f;
	enum err e = box_client_next(&r->t->client, r->num_sleeps > 0 ? r->t->quiet_ms : 60000, &f);

	if (e == ERR_TIMEOUT && r->num_sleeps > 0)
		return wake(r);
	TRY(e);
	switch (f.id) {
	case BOX_CALL:
		return on_call(r, &f);
	case BOX_ABORT:
		return on_abort(r, &f);
	case BOX_LOG:
		return on_log(r, &f);
	case BOX_END:
		return on_end(r, &f);
	default:
		return ERR_FORMAT;
	}
}

enum err th_run(struct th *t)
{
	static struct th_run r;
	struct wr w = box_client_frame(&t->client);
	u64 began = now_us();

	memset(&r, 0, sizeof(r));
	r.t = t;
	r.now = t->start.now_ms;
	arena_reset(&t->arena);
	t->num_events = 0;
	t->num_fetches = 0;
	t->num_aborts = 0;
	t->log[0] = 0;
	memset(t->calls_hash, 0, 32);
	box_put_start(&w, &t->start);
	TRY(box_client_send(&t->client, &w));
	while (!r.ended)
		TRY(turn(&r));
	t->wall_us = now_us() - began;
	return ERR_OK;
}

enum err th_replay(struct th *t, struct box_replay_result *out)
{
	struct box_replay r = {.start = &t->start,
	                       .events = t->events,
	                       .num_events = t->num_events,
	                       .outcome = t->end.outcome};

	return box_replay(&t->client, &r, out);
}
