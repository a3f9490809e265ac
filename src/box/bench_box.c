/* What a box costs: a fresh instance with its first call, against a plain copy of the same
 * image and a plain function call, and a warm call. The numbers are the box's own: frames
 * are handed over in memory and END goes to /dev/null. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bench.h"
#include "box/client.h"
#include "box/limits.h"
#include "box/run.h"
#include "box/snapshot.h"

static const char HANDLER[] =
    "const items = Array.from({ length: 100 }, (_, i) => ({ id: i, name: `item ${i}` }));"
    "export default { async onTrigger(event) {"
    " const hit = items.filter((x) => x.id % event.n === 0);"
    " return { key: event.key, sum: hit.reduce((s, x) => s + x.id, 0) }; } };";
static const char ECHO[] =
    "export default { async onTrigger() { for (;;) await (await fetch('https://a.b/')).text();"
    " } };";

static u8 frame[BOX_FRAME_MAX];

static struct slice start_body(const char *bundle)
{
	static struct box_start s;
	struct wr w = wr_into(frame, sizeof(frame));

	s.limits = (struct journal_limits){.cpu_ms = 600000,
	                                   .wall_ms = 600000,
	                                   .memory_mb = 64,
	                                   .host_calls = RUN_CALLS_MAX,
	                                   .output_bytes = 8192};
	s.bundle = slice_str(bundle);
	s.input = SLICE_LIT("{\"n\":3,\"key\":\"abc\"}");
	box_put_start(&w, &s);
	CHECK(w.err == ERR_OK);
	return slice_of(frame + 5, w.n - 5);
}

static __attribute__((noinline)) u32 native_call(u32 n)
{
	u32 sum = 0;

	for (u32 i = 0; i < 100; i++)
		sum += i % n == 0 ? i : 0;
	return sum;
}

static void ratio(const char *name, u64 a, u64 b)
{
	printf("%s %.2f x\n", name, (double)a / (double)b);
}

static u64 bench_start(void)
{
	struct slice body = start_body(HANDLER);
	u64 ns, cold = bench_now_ns();

	run_start(body);
	cold = bench_now_ns() - cold;
	bench_ns("box_load_and_first_call", cold);
	run_start(body);
	BENCH_LOOP(ns, 20, 200, run_start(body));
	CHECK(box_run.end.outcome == OUTCOME_OK);
	bench_ns("box_start_and_first_call", ns);
	bench_rate("box_starts", ns);
	return ns;
}

/* The barrier keeps the compiler from dropping copies that nobody reads. */
static void copy(u8 *to, const u8 *from, size_t n)
{
	memcpy(to, from, n);
	__asm__ volatile("" ::"r"(to) : "memory");
}

static void bench_copy(u64 start_ns)
{
	static struct snapshot s;
	u64 ns;
	u8 *to;

	CHECK(snapshot_init(&s) == ERR_OK && snapshot_take(&s) == ERR_OK);
	to = (u8 *)malloc(s.len);
	CHECK(to != NULL);
	memset(to, 1, s.len);
	BENCH_LOOP(ns, 20, 200, copy(to, s.data, s.len));
	free(to);
	printf("box_image %zu bytes\n", s.len);
	bench_ns("box_image_memcpy", ns);
	ratio("box_start_vs_memcpy", start_ns, ns);
}

static void bench_native(u64 start_ns)
{
	volatile u32 sink = 0, n = 3;
	u64 ns;

	BENCH_LOOP(ns, 20, 10000, sink = native_call(n));
	(void)sink;
	bench_ns("native_call", ns);
	ratio("box_start_vs_native_call", start_ns, ns);
}

/* One host call answered: event in, promise jobs, next call out. */
static void bench_warm(void)
{
	static u8 buf[256], answer[64];
	struct wr a = wr_into(answer, sizeof(answer));
	struct box_answer ans = {.body = SLICE_LIT("{\"a\":1}")};
	u64 best = UINT64_MAX;

	wr_box_answer(&a, &ans);
	for (int round = 0; round < 10; round++) {
		u64 t;

		run_start(start_body(ECHO));
		t = bench_now_ns();
		for (u32 i = 1; i <= 2000; i++) {
			struct box_event e = {.call_id = i, .kind = BOX_FETCH, .status = 200};
			struct wr w = wr_into(buf, sizeof(buf));

			e.payload = slice_of(answer, a.n);
			box_put_event(&w, &e);
			run_event(slice_of(buf + 5, w.n - 5));
		}
		t = (bench_now_ns() - t) / 2000;
		best = t < best ? t : best;
		CHECK(box_run.active && box_run.num_calls == 2001);
		run_cancel(slice_of("\0", 1));
	}
	bench_ns("box_warm_fetch", best);
	bench_rate("box_warm_fetches", best);
}

int main(int argc, char **argv)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	u64 ns = bench_now_ns();

	if (argc > 1 && strcmp(argv[1], "bounds") == 0)
		CHECK(box_set_mode(BOX_MODE_BOUNDS) == ERR_OK);
	CHECK(null >= 0 && rt_start(box_mode()) == ERR_OK && limits_start() == ERR_OK);
	CHECK(run_init(null) == ERR_OK);
	printf("box_mode %s\n", box_mode() == BOX_MODE_GS ? "gs" : "bounds");
	bench_ns("box_process_boot", bench_now_ns() - ns);
	ns = bench_start();
	bench_copy(ns);
	bench_native(ns);
	bench_warm();
	return 0;
}
