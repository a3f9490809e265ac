/* A script of a hostile host and a hostile box, played to a registered enclave with a run at work:
 *   op u8, length u16 LE, that many bytes
 * Whatever they say, the enclave answers, refuses, or ends the run; it never aborts, and what it
 * signs is a receipt that verifies. */
#include "worker/trusted/test_run.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

enum op {
	OP_HOST,    /* id u8 ++ body */
	OP_BOX,     /* id u8 ++ body */
	OP_CALL,    /* kind u8 ++ payload, with the id that is due */
	OP_FETCH,   /* URL ++ NUL ++ header value, ditto */
	OP_ABORT,   /* call id u8 */
	OP_END,     /* outcome u8 ++ output */
	OP_STORED,  /* index u8 of a store message, newest first */
	OP_NET,     /* conn u8 ++ data; none: opened; with 0xff first: closed with a reason */
	OP_TICK,    /* u8: hours that the deadlines come nearer */
	OP_RUN,     /* u8: 0 afresh, else from what was stored, cut by that many bytes less one */
	OP_RESTART, /* of the enclave */
	OP_GONE,    /* the box's process */
	NUM_OPS
};

#define STEPS_MAX 96u

static u32 next_call, boots;
static struct tls_roots *volatile roots; /* for the leak checker: the kit lies outside its view */
static size_t keep, keep_chain;

static void host(u8 id, struct slice body)
{
	struct frame f = {.id = id, .body = body};

	/* An error would end the program, which is a new boot; here the script goes on. */
	(void)!worker_from_host(kit.w, &f);
}

static void box(u8 id, struct slice body)
{
	const struct box_frame f = {.id = id, .body = body};

	worker_from_box(kit.w, 0, &f);
}

static void call(u8 kind, struct slice payload)
{
	struct wr w = kit_msg(&kit);

	wr_u32(&w, ++next_call);
	wr_u8(&w, kind);
	wr_vec(&w, payload);
	box(BOX_CALL, slice_of(w.p, w.n));
}

static void do_host(struct slice in)
{
	if (in.n > 0)
		host(in.p[0], slice_from(in, 1));
}

static void do_box(struct slice in)
{
	if (in.n > 0)
		box(in.p[0], slice_from(in, 1));
}

static void do_call(struct slice in)
{
	if (in.n > 0)
		call(in.p[0], slice_from(in, 1));
}

static void do_fetch(struct slice in)
{
	static struct box_fetch f;
	struct wr w = kit_msg(&kit);
	const u8 *nul = in.n == 0 ? NULL : (const u8 *)memchr(in.p, 0, in.n);

	f.method = SLICE_LIT("POST");
	f.url =
	    nul == NULL ? SLICE_LIT("https://api.example/") : slice_of(in.p, (size_t)(nul - in.p));
	f.headers.num = 1;
	f.headers.h[0].name = SLICE_LIT("authorization");
	f.headers.h[0].value = nul == NULL ? in : slice_from(in, (size_t)(nul - in.p) + 1);
	wr_box_fetch(&w, &f);
	if (w.err == ERR_OK)
		call(BOX_FETCH, slice_of(w.p, w.n));
}

static void do_abort(struct slice in)
{
	struct wr w = kit_msg(&kit);

	wr_u32(&w, in.n == 0 ? 1 : in.p[0]);
	box(BOX_ABORT, slice_of(w.p, w.n));
}

static void do_end(struct slice in)
{
	struct wr w = kit_msg(&kit);

	wr_u8(&w, in.n == 0 ? OUTCOME_TRAP : in.p[0]);
	wr_vec(&w, slice_from(in, 1));
	wr_vec(&w, SLICE_LIT("E_X"));
	wr_vec(&w, SLICE_LIT("an error"));
	wr_u64(&w, 1);
	wr_u32(&w, 2);
	wr_u64(&w, 3);
	box(BOX_END, slice_of(w.p, w.n));
}

static void do_stored(struct slice in)
{
	u32 skip = in.n == 0 ? 0 : in.p[0];

	for (u32 i = kit.num_host; i > 0; i--) {
		struct rd r = rd_from(kit.host[i - 1].body);
		struct wr w = kit_msg(&kit);

		if (kit.host[i - 1].id != MSG_STORE || skip-- > 0)
			continue;
		wr_u64(&w, rd_u64(&r)); /* the token comes first */
		host(MSG_STORED, slice_of(w.p, w.n));
		return;
	}
}

static void do_net(struct slice in)
{
	struct wr w = kit_msg(&kit);
	bool close = in.n > 0 && in.p[0] == 0xff;

	in = close ? slice_from(in, 1) : in;
	wr_u32(&w, in.n == 0 ? 1 : in.p[0]);
	if (in.n > 1 || close)
		wr_vec(&w, slice_from(in, 1));
	host(close ? MSG_NET_CLOSED : in.n > 1 ? MSG_NET_DATA : MSG_NET_OPENED, slice_of(w.p, w.n));
}

static void do_tick(struct slice in)
{
	struct lane *l = &kit.w->lanes[0];
	u64 hours = in.n == 0 ? 0 : in.p[0];

	for (u32 i = 0; i < WORKER_CONNS_MAX; i++)
		l->conns[i].deadline_ms = sat_sub_u64(l->conns[i].deadline_ms, hours * 3600000u);
	l->deadline_mono_ns = sat_sub_u64(l->deadline_mono_ns, hours * 3600000000000u);
	kit_tick(&kit);
}

static void do_run(struct slice in)
{
	struct slice journal = SLICE_EMPTY;
	u32 cut = in.n == 0 ? 0 : in.p[0];

	if (cut > 0) {
		journal = journal_file();
		journal.n -= size_min(journal.n, cut - 1);
	}
	next_call = 0;
	start_run(journal);
}

static void do_restart(struct slice in)
{
	(void)in;
	if (boots++ == 1)
		return;
	worker_release(kit.w);
	kit_boot_again(&kit);
	kit_init_with(&kit, kit.chain.genesis);
	kit_register(&kit);
	kit_advance(&kit);
}

static void do_gone(struct slice in)
{
	(void)in;
	worker_box_gone(kit.w, 0);
}

static void (*const ops[NUM_OPS])(struct slice in) = {
    [OP_HOST] = do_host,   [OP_BOX] = do_box, [OP_CALL] = do_call,       [OP_FETCH] = do_fetch,
    [OP_ABORT] = do_abort, [OP_END] = do_end, [OP_STORED] = do_stored,   [OP_NET] = do_net,
    [OP_TICK] = do_tick,   [OP_RUN] = do_run, [OP_RESTART] = do_restart, [OP_GONE] = do_gone,
};

/* What must hold after every step. */
static void check(void)
{
	const struct lane *l = &kit.w->lanes[0];
	struct receipt x;
	struct msg_result m;

	CHECK(l->num_events <= l->num_calls && l->num_delivered <= l->num_events);
	CHECK(l->num_calls <= CALLS_MAX && l->num_fetches <= RECEIPT_EGRESS_MAX);
	if (kit.num_host > 0 && kit.host[kit.num_host - 1].id == MSG_RESULT)
		CHECK(last_result(&x, &m) && test_failures == 0);
}

static void play(struct slice script)
{
	for (u32 i = 0; i < STEPS_MAX && script.n >= 3; i++) {
		size_t len = size_min(script.n - 3, (size_t)script.p[1] | (size_t)script.p[2] << 8);

		ops[script.p[0] % NUM_OPS](slice_of(script.p + 3, len));
		check();
		script = slice_from(script, 3 + len);
	}
}

/* Booting costs a thousand times what a script does, so the enclave is kept; what a script
 * does to its lane is undone by hand. */
static void start(void)
{
	static struct msg_run m;
	static bool set;

	if (!set || boots > 0) {
		if (set)
			tear_down();
		set_up_registered();
		keep = arena_mark(&kit.a);
		keep_chain = arena_mark(&kit.chain.a);
		set = true;
	}
	boots = 0;
	next_call = 0;
	kit.w->next_conn = 0;
	kit.num_host = kit.num_box = 0;
	arena_rewind(&kit.a, keep);
	arena_rewind(&kit.chain.a, keep_chain);
	run_request(&m);
	m.secrets.num = 1;
	seal_secret(&m.secrets.items[0], "//Alice", "sk-test");
	send_run(&m);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	start();
	play(slice_of(data, n));
	fetch_end_all(kit.w, &kit.w->lanes[0]);
	kit.w->lanes[0].lost = false;
	lane_free(&kit.w->lanes[0]);
	roots = kit.w->roots;
	return 0;
}
