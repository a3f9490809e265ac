#include "box/run.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/utf8.h"
#include "box/limits.h"
#include "box/snapshot.h"
#include "text/json.h"

#define TX_MAX (BOX_PAYLOAD_MAX + (64u << 10))

struct box_run box_run;

/* The engine after its prelude, and after the last bundle if that came twice. */
static struct snapshot booted, loaded;

/* The last bundle, compared byte by byte: quicker than any hash. */
static struct {
	u8 *bytes; /* BOX_BUNDLE_MAX */
	size_t n;
	u32 memory_mb; /* the limit is part of the image */
} last;

static void boot(void *arg)
{
	(void)arg;
	engine_boot();
}

static void *reserve(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE,
	               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

enum err run_init(int fd)
{
	u8 *tx = (u8 *)reserve(TX_MAX), *arena = (u8 *)reserve(RUN_ARENA);

	box_run.fd = fd;
	box_run.payload = (u8 *)reserve(BOX_PAYLOAD_MAX);
	last.bytes = (u8 *)reserve(BOX_BUNDLE_MAX);
	if (tx == NULL || arena == NULL || box_run.payload == NULL || last.bytes == NULL)
		return ERR_NOMEM;
	box_run.tx = wr_into(tx, TX_MAX);
	box_run.arena = arena_of(arena, RUN_ARENA);
	TRY(snapshot_init(&booted));
	TRY(snapshot_init(&loaded));
	if (rt_run(boot, NULL) != RT_RETURNED)
		return ERR_TRAP;
	return snapshot_take(&booted);
}

/* The frame in box_run.tx goes out at once; the peer always reads. */
static void send_frame(void)
{
	size_t at = 0;

	CHECK(box_run.tx.err == ERR_OK);
	while (at < box_run.tx.n) {
		ssize_t n = write(box_run.fd, box_run.tx.p + at, box_run.tx.n - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(0); /* the enclave is gone, and so are we */
		at += (size_t)n;
	}
}

static struct wr *new_frame(void)
{
	box_run.tx.n = 0;
	box_run.tx.err = ERR_OK;
	return &box_run.tx;
}

/* fit_text copies what fits, cut between characters, with '?' for what is no UTF-8. */
static struct slice fit_text(char *buf, size_t cap, struct slice s)
{
	size_t n = 0;

	while (s.n > 0) {
		size_t k = utf8_seq(s);

		if (n + (k == 0 ? 1 : k) > cap)
			break;
		if (k == 0)
			buf[n] = '?';
		else
			memcpy(buf + n, s.p, k);
		n += k == 0 ? 1 : k;
		s = slice_from(s, k == 0 ? 1 : k);
	}
	return slice_of(buf, n);
}

static void finish(void)
{
	struct box_end *e = &box_run.end;

	e->cpu_us = limits_cpu_us();
	e->host_calls = box_run.num_calls;
	e->memory_peak = rt_size();
	limits_disarm();
	box_run.active = false;
	box_put_end(new_frame(), e);
	send_frame();
}

static void set_end(enum receipt_outcome outcome, struct slice code, struct slice text)
{
	struct box_end *e = &box_run.end;

	*e = (struct box_end){.outcome = outcome};
	e->code = fit_text(box_run.code, BOX_CODE_MAX, code);
	e->error = fit_text(box_run.error, BOX_ERROR_MAX, text);
}

/* How a stop that is no result is reported. */
static const struct {
	enum receipt_outcome outcome;
	const char *code, *text;
} STOPS[] = {
    [RT_TRAP] = {OUTCOME_TRAP, "E_TRAP", "the engine was stopped"},
    [RT_CPU] = {OUTCOME_CPU, "E_CPU", "CPU time limit reached"},
    [RT_WALL] = {OUTCOME_WALL, "E_WALL", "wall time limit reached"},
    [RT_MEMORY] = {OUTCOME_MEMORY, "E_MEMORY", "memory limit reached"},
    [RT_CALLS] = {OUTCOME_HOST_CALLS, "E_HOST_CALLS", "host call limit reached"},
};

static void settle_nothing_left(void)
{
	if (box_rt.refused)
		set_end(OUTCOME_MEMORY, SLICE_LIT("E_MEMORY"), SLICE_LIT("memory limit reached"));
	else
		set_end(OUTCOME_NO_OUTPUT, SLICE_LIT("E_STUCK"),
		        SLICE_LIT("the agent waits for something that will never come"));
}

/* step runs fn in the guest and ends the run if that is due. */
static void step(void (*fn)(void *), void *arg)
{
	enum rt_stop stop = rt_run(fn, arg);

	if (stop == RT_RETURNED) {
		if (box_run.num_open > 0 || box_run.loading)
			return;
		settle_nothing_left();
	} else if (stop == RT_TRAP) {
		set_end(OUTCOME_TRAP, SLICE_LIT("E_TRAP"), slice_str(box_rt.why));
	} else if (stop != RT_FINISHED) {
		set_end(STOPS[stop].outcome, slice_str(STOPS[stop].code),
		        slice_str(STOPS[stop].text));
	}
	finish();
}

/* ---- for host functions ---- */

u32 run_call(u8 kind, struct slice payload)
{
	struct box_call c = {.kind = kind, .payload = payload};

	if (box_run.loading)
		return 0;
	if (box_run.num_calls >= box_run.start.limits.host_calls ||
	    box_run.num_calls >= RUN_CALLS_MAX)
		rt_halt(RT_CALLS);
	c.call_id = ++box_run.num_calls;
	box_run.calls[c.call_id] = (struct run_call){CALL_OPEN, kind};
	box_run.num_open++;
	box_put_call(new_frame(), &c);
	send_frame();
	return c.call_id;
}

void run_abort(u32 call_id)
{
	if (call_id == 0 || call_id > box_run.num_calls ||
	    box_run.calls[call_id].state != CALL_OPEN)
		return;
	box_run.calls[call_id].state = CALL_CLOSED;
	box_run.num_open--;
	box_put_abort(new_frame(), call_id);
	send_frame();
}

void run_log(u8 level, struct slice text)
{
	char buf[BOX_LOG_MAX];
	struct box_log l = {.level = level};

	if (box_run.num_logs >= RUN_LOGS_MAX)
		return;
	box_run.num_logs++;
	l.text = fit_text(buf, sizeof(buf), text);
	box_put_log(new_frame(), &l);
	send_frame();
}

void run_done(struct slice json)
{
	const struct json *tree;
	struct slice out;
	enum err e;

	arena_reset(&box_run.arena);
	e = json_parse(&tree, json, &box_run.arena);
	if (e == ERR_OK)
		e = json_canonical(tree, &box_run.arena, &out);
	if (e == ERR_UNSUPPORTED)
		run_fail(SLICE_LIT("E_OUTPUT"),
		         SLICE_LIT("output has a number that is no integer below 2^53; make it"
		      " text"));
	if (e != ERR_OK)
		run_fail(SLICE_LIT("E_OUTPUT"), SLICE_LIT("output is no JSON that can be kept"));
	if (out.n > box_run.start.limits.output_bytes)
		run_fail(SLICE_LIT("E_OUTPUT"), SLICE_LIT("output exceeds limits.outputBytes"));
	box_run.end = (struct box_end){.outcome = OUTCOME_OK, .output = out};
	rt_halt(RT_FINISHED);
}

void run_fail(struct slice code, struct slice text)
{
	static const struct {
		const char *code;
		enum receipt_outcome outcome;
	} table[] = {
	    {"E_MODEL", OUTCOME_MODEL},           {"E_DENIED", OUTCOME_DENIED},
	    {"E_BUDGET", OUTCOME_BUDGET},         {"E_MEMORY", OUTCOME_MEMORY},
	    {"E_HOST_CALLS", OUTCOME_HOST_CALLS},
	};
	enum receipt_outcome outcome = OUTCOME_AGENT_ERROR;

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (slice_eq(code, slice_str(table[i].code)))
			outcome = table[i].outcome;
	set_end(outcome, code, text);
	rt_halt(RT_FINISHED);
}

void run_nothing(void)
{
	set_end(OUTCOME_NO_OUTPUT, SLICE_LIT("E_NO_OUTPUT"),
	        SLICE_LIT("onTrigger returned nothing"));
	rt_halt(RT_FINISHED);
}

/* ---- frames from the enclave ---- */

static void load(void *arg)
{
	u32 args[2], error;

	(void)arg;
	args[0] = engine_eval_module(box_run.start.bundle);
	error = js_error(args[0]);
	args[1] = js_number(error != 0);
	if (error != 0)
		args[0] = error;
	js_call(box_engine.on_load, args, 2);
	engine_pump();
}

static void hex_of(char out[65], const u8 in[32])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < 32; i++) {
		out[2 * i] = digits[in[i] >> 4];
		out[2 * i + 1] = digits[in[i] & 15];
	}
	out[64] = 0;
}

/* run(input, config, runId, secrets): secrets as lines "name" or "!name" (reveal). */
static void begin(void *arg)
{
	char run_id[65];
	u32 args[4];
	struct wr w = wr_into(box_run.payload, BOX_PAYLOAD_MAX);

	(void)arg;
	hex_of(run_id, box_run.start.run_id);
	for (u32 i = 0; i < box_run.start.num_secrets; i++) {
		if (box_run.start.secrets[i].reveal)
			wr_u8(&w, '!');
		wr_slice(&w, box_run.start.secrets[i].name);
		wr_u8(&w, '\n');
	}
	args[0] = js_text(box_run.start.input);
	args[1] = js_text(box_run.start.config);
	args[2] = js_text(slice_of(run_id, 64));
	args[3] = js_text(slice_of(w.p, w.n));
	js_call(box_engine.on_run, args, 4);
	engine_pump();
}

static bool is_last(void)
{
	return last.memory_mb == box_run.start.limits.memory_mb &&
	       slice_eq(slice_of(last.bytes, last.n), box_run.start.bundle);
}

static void remember(void)
{
	slice_copy(last.bytes, box_run.start.bundle);
	last.n = box_run.start.bundle.n;
	last.memory_mb = box_run.start.limits.memory_mb;
	loaded.full = false;
}

static void set_limit(void *arg)
{
	(void)arg;
	engine_set_memory_limit((u64)box_run.start.limits.memory_mb << 20);
}

/* The instance with the bundle loaded: from the image of an earlier run if there is one.
 * Loading sees no clock, no randomness of the run and no host calls, so both are equal.
 * Looking through all memory for an image costs as much as many loads, so it is done when
 * a bundle comes for the second time. */
static enum err load_bundle(void)
{
	static const u8 no_seed[32];
	bool again = is_last();

	box_rt.max_pages = (u32)size_min(
	    RT_FIXED_PAGES + 16 + box_run.start.limits.memory_mb * 16u, RT_PAGES_MAX);
	if (again && loaded.full)
		return snapshot_restore(&loaded);
	TRY(snapshot_restore(&booted));
	box_run.loading = true;
	box_run.now_ms = 0;
	prng_init(&box_run.prng, no_seed);
	step(set_limit, NULL);
	if (box_run.active)
		step(load, NULL);
	box_run.loading = false;
	if (!box_run.active)
		return ERR_OK;
	if (!again) {
		remember();
		return ERR_OK;
	}
	/* An image too large to keep is loaded anew each time. */
	return snapshot_take(&loaded) == ERR_NOMEM ? ERR_NOMEM : ERR_OK;
}

void run_start(struct slice body)
{
	box_run.num_calls = 0;
	box_run.num_open = 0;
	box_run.num_logs = 0;
	box_run.loading = false;
	box_rt.refused = false;
	if (box_get_start(&box_run.start, body) != ERR_OK)
		_exit(3);
	box_run.active = true;
	limits_arm(box_run.start.limits.cpu_ms, box_run.start.limits.wall_ms);
	if (load_bundle() != ERR_OK) {
		set_end(OUTCOME_MEMORY, SLICE_LIT("E_MEMORY"),
		        SLICE_LIT("the machine is out of memory"));
		finish();
	}
	if (!box_run.active)
		return;
	box_run.now_ms = box_run.start.now_ms;
	prng_init(&box_run.prng, box_run.start.seed);
	step(begin, NULL);
}

/* Bytes of a header value are characters of the same number in the guest (WHATWG Fetch). */
static void wr_latin1(struct wr *w, struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < 0x80) {
			wr_u8(w, s.p[i]);
		} else {
			wr_u8(w, (u8)(0xc0 | s.p[i] >> 6));
			wr_u8(w, (u8)(0x80 | (s.p[i] & 0x3f)));
		}
	}
	wr_u8(w, '\n');
}

static bool fetch_args(const struct box_event *e, u32 args[2])
{
	struct wr w = wr_into(box_run.payload, BOX_PAYLOAD_MAX);
	struct box_answer a;

	if (box_answer_decode(&a, e->payload) != ERR_OK)
		return false;
	for (u32 i = 0; i < a.headers.num; i++) {
		wr_latin1(&w, a.headers.h[i].name);
		wr_latin1(&w, a.headers.h[i].value);
	}
	args[0] = js_text(slice_of(w.p, w.n));
	args[1] = js_bytes(a.body);
	return true;
}

static bool failure_args(const struct box_event *e, u32 args[2])
{
	struct box_failure f;

	if (box_failure_decode(&f, e->payload) != ERR_OK)
		return false;
	args[0] = js_text(f.code);
	args[1] = js_text(f.message);
	return true;
}

static bool done_args(const struct box_event *e, u32 args[2])
{
	struct rd r = rd_from(e->payload);
	struct slice value = e->kind == BOX_REVEAL ? rd_str(&r, BOX_ANSWER_BODY_MAX) : SLICE_EMPTY;

	if (rd_end(&r) != ERR_OK)
		return false;
	args[0] = js_text(value);
	args[1] = js_number(0);
	return true;
}

static void deliver(void *arg)
{
	const struct box_event *e = (const struct box_event *)arg;
	u32 args[4];
	bool ok;

	args[0] = js_number(e->call_id);
	args[1] = js_number(e->status);
	if (e->status == BOX_STATUS_FAILED)
		ok = failure_args(e, args + 2);
	else
		ok = e->kind == BOX_FETCH ? fetch_args(e, args + 2) : done_args(e, args + 2);
	if (!ok)
		rt_trap("malformed event");
	js_call(box_engine.on_event, args, 4);
	engine_pump();
}

void run_event(struct slice body)
{
	struct box_event e;

	if (!box_run.active)
		return;
	if (box_get_event(&e, body) != ERR_OK)
		_exit(3);
	if (e.now_ms > box_run.now_ms)
		box_run.now_ms = e.now_ms;
	if (e.call_id == 0 || e.call_id > box_run.num_calls ||
	    box_run.calls[e.call_id].state != CALL_OPEN ||
	    box_run.calls[e.call_id].kind != e.kind)
		return;
	box_run.calls[e.call_id].state = CALL_CLOSED;
	box_run.num_open--;
	step(deliver, &e);
}

void run_cancel(struct slice body)
{
	enum receipt_outcome why;

	if (!box_run.active)
		return;
	if (box_get_cancel(&why, body) != ERR_OK)
		_exit(3);
	set_end(why, SLICE_LIT("E_CANCELLED"), SLICE_LIT("ended by the worker"));
	finish();
}

void run_overtime(void)
{
	set_end(OUTCOME_WALL, slice_str(STOPS[RT_WALL].code), slice_str(STOPS[RT_WALL].text));
	finish();
}
