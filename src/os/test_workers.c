/* Also built with ThreadSanitizer: `make tsan`. */
#include "base/test.h"
#include "os/workers.h"

#define NUM 1000u

static u32 calls[NUM];
static u64 squares[NUM];

static void square(void *ctx, u32 i)
{
	const u64 *offset = (const u64 *)ctx;

	calls[i]++;
	squares[i] = (u64)i * i + *offset;
}

static void check_runs(u32 threads)
{
	struct workers *w;

	REQUIRE(workers_new(&w, threads) == ERR_OK);
	for (u64 round = 0; round < 50; round++) {
		u32 num = (u32)(round * 37 % NUM);

		memset(calls, 0, sizeof(calls));
		workers_run(w, square, &round, num);
		for (u32 i = 0; i < NUM; i++) {
			EXPECT(calls[i] == (i < num));
			EXPECT(i >= num || squares[i] == (u64)i * i + round);
		}
	}
	workers_free(w);
}

TEST(each_call_is_made_once_and_its_result_is_there_after)
{
	check_runs(1);
	check_runs(3);
	check_runs(WORKERS_MAX);
}

TEST(without_threads_the_caller_does_it_all)
{
	u64 offset = 5;

	check_runs(0);
	memset(calls, 0, sizeof(calls));
	workers_run(NULL, square, &offset, 3);
	EXPECT(calls[2] == 1 && calls[3] == 0 && squares[2] == 9);
}

TEST(threads_that_never_ran_end_too)
{
	struct workers *w;

	REQUIRE(workers_new(&w, 2) == ERR_OK);
	workers_free(w);
	workers_free(NULL);
	EXPECT(workers_spare() <= WORKERS_MAX);
}

TEST_MAIN()
