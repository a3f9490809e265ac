/* The engine in the guest's hands: memory overwritten at random in the middle of a run, and
 * host functions called with arbitrary arguments. Whatever happens, it is an outcome, and the
 * next run is as if nothing had been. Works on the box's insides, in this process. */
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "base/test.h"
#include "box/host.h"
#include "box/limits.h"
#include "box/run.h"

#define ROUNDS 60u

static const char WAITS[] =
    "const kept = Array.from({ length: 2000 }, (_, i) => ({ i, s: 'x'.repeat(i % 50) }));"
    "export default { async onTrigger() { const r = await fetch('https://a.b/');"
    " const t = await r.text(); return kept.map((k) => k.s + t).join('').length % 1000; } };";
static const char SANE[] =
    "export default { onTrigger: () => [1, 2, 3].map((x) => x * x).join() };";

static u64 state = 88172645463325252u; /* xorshift64, Marsaglia 2003 */

static HASH_ARITH u32 rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (u32)(state >> 16 & 0xffffffff);
}

static bool boot(void)
{
	static bool done;
	int null;

	if (done)
		return true;
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	done = null >= 0 && rt_start(box_mode()) == ERR_OK && limits_start() == ERR_OK &&
	       run_init(null) == ERR_OK;
	return done;
}

static void start(const char *bundle)
{
	static u8 frame[65536];
	static struct box_start s;
	struct wr w = wr_into(frame, sizeof(frame));

	/* An engine gone mad burns CPU time; wall time also passes for a sane one when the
	 * machine is busy. */
	s.limits = (struct journal_limits){.cpu_ms = 200,
	                                   .wall_ms = 20000,
	                                   .memory_mb = 64,
	                                   .host_calls = 64,
	                                   .output_bytes = 8192};
	s.bundle = slice_str(bundle);
	box_put_start(&w, &s);
	CHECK(w.err == ERR_OK);
	run_start(slice_of(frame + 5, w.n - 5));
}

static void answer(void)
{
	static u8 frame[256], payload[64];
	struct wr p = wr_into(payload, sizeof(payload)), w = wr_into(frame, sizeof(frame));
	struct box_answer a = {.body = SLICE_LIT("hello")};
	struct box_event e = {.call_id = 1, .kind = BOX_FETCH, .status = 200};

	wr_box_answer(&p, &a);
	e.payload = slice_of(payload, p.n);
	box_put_event(&w, &e);
	run_event(slice_of(frame + 5, w.n - 5));
}

static void still_sane(void)
{
	if (box_run.active)
		run_cancel(slice_of("\7", 1));
	start(SANE);
	EXPECT(!box_run.active && box_run.end.outcome == OUTCOME_OK);
	EXPECT(slice_eq(box_run.end.output, SLICE_LIT("\"1,4,9\"")));
}

/* Overwrites every `step`th word from `from` on, about. */
static void scribble(u32 from, u32 step)
{
	for (u64 at = from; at + 4 <= rt_size(); at += 1 + rnd() % (2 * step)) {
		u32 v = rnd();

		memcpy(box_rt.base + at, &v, 4);
	}
}

TEST(an_engine_with_scribbled_memory_stays_in_its_window)
{
	static const u32 steps[] = {3, 37, 500, 20000, 300000};

	REQUIRE(boot());
	start(WAITS);
	answer();
	EXPECT(box_run.end.outcome == OUTCOME_OK);
	for (u32 i = 0; i < ROUNDS; i++) {
		start(WAITS);
		REQUIRE(box_run.active);
		scribble(i % 2 == 0 ? 1024 : RT_FIXED_PAGES * RT_PAGE, steps[i % ARRAY_LEN(steps)]);
		answer();
		still_sane();
	}
}

struct wild_call {
	u32 id, argc, argv;
};

static void call_wildly(void *arg)
{
	const struct wild_call *c = (const struct wild_call *)arg;

	(void)host_call(c->id, c->argc, c->argv);
}

TEST(host_functions_survive_arbitrary_arguments)
{
	u32 stops[RT_CALLS + 1] = {0};

	REQUIRE(boot());
	for (u32 i = 0; i < 3000; i++) {
		struct wild_call c = {rnd() % 20, rnd() % 9, rnd()};

		if (!box_run.active)
			start(WAITS);
		/* Mostly addresses that exist: near the heap, or where real values are. */
		if (i % 4 != 0)
			c.argv = RT_FIXED_PAGES * RT_PAGE + rnd() % (1u << 20);
		if (i % 4 == 1)
			c.argv &= ~7u;
		stops[rt_run(call_wildly, &c)]++;
		if (i % 50 == 49)
			still_sane();
	}
	EXPECT(stops[RT_TRAP] > 100 && stops[RT_RETURNED] > 100);
	still_sane();
}

TEST(pointers_are_checked_at_the_edge_of_the_window)
{
	struct slice s;

	REQUIRE(boot());
	start(WAITS);
	EXPECT(rt_mem((u32)rt_size() - 1, 1) == box_rt.base + rt_size() - 1);
	memset(box_rt.base + rt_size() - 4, 'x', 4);
	EXPECT(!rt_text((u32)rt_size() - 4, 100, &s)); /* no NUL before the end */
	still_sane();
}

void box_import_localtime(u64 t, u32 tm);

TEST(dates_are_those_of_the_c_library)
{
	REQUIRE(boot());
	start(WAITS);
	for (u32 i = 0; i < 20000; i++) {
		u64 r = ((u64)rnd() << 32 | rnd()) % 400000000000u;
		time_t t = (time_t)r - 200000000000;
		u32 at = RT_FIXED_PAGES * RT_PAGE;
		struct tm want;
		int got[9];

		if (i < 2000)
			t = (time_t)i * 86400 - 1000 * 86400 - 1;
		REQUIRE(gmtime_r(&t, &want) != NULL);
		box_import_localtime((u64)t, at);
		memcpy(got, rt_mem(at, 36), 36);
		EXPECT(got[0] == want.tm_sec && got[1] == want.tm_min && got[2] == want.tm_hour);
		EXPECT(got[3] == want.tm_mday && got[4] == want.tm_mon && got[5] == want.tm_year);
		EXPECT(got[6] == want.tm_wday && got[7] == want.tm_yday);
	}
	still_sane();
}

TEST_MAIN()
