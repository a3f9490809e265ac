/* arena_map and clock: what the machine gives. */
#include <unistd.h>

#include "base/test.h"
#include "os/arena_map.h"
#include "os/clock.h"

static long resident_pages(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long all = 0, resident = 0;

	if (f == NULL || fscanf(f, "%ld %ld", &all, &resident) != 2)
		resident = 0;
	if (f != NULL)
		(void)fclose(f);
	return resident;
}

TEST(a_large_arena_costs_only_what_is_touched_and_gives_it_back)
{
	struct arena a;
	long before, during, after;
	u8 *p;

	REQUIRE(arena_map(&a, (size_t)8 << 30) == ERR_OK);
	before = resident_pages();
	p = arena_alloc(&a, (size_t)64 << 20);
	REQUIRE(p != NULL);
	memset(p, 1, (size_t)64 << 20);
	during = resident_pages();
	arena_map_reset(&a, 65536);
	after = resident_pages();
	EXPECT(during - before > 15000);
	EXPECT(during - after > 15000);
	EXPECT(a.used == 0 && p[0] == 1 && p[(size_t)32 << 20] == 0);
	arena_unmap(&a);
	EXPECT(a.mem == NULL && a.cap == 0);
	arena_unmap(&a);
}

TEST(an_arena_that_cannot_be_mapped_is_an_error)
{
	struct arena a;

	EXPECT_ERR(ERR_NOMEM, arena_map(&a, SIZE_MAX));
	EXPECT_ERR(ERR_NOMEM, arena_map(&a, SIZE_MAX / 2));
	EXPECT_ERR(ERR_NOMEM, arena_map(&a, 0));
}

TEST(the_clock_advances_by_what_was_slept)
{
	u64 mono = clock_mono_ns(), ms = clock_mono_ms();

	clock_sleep_ms(20);
	EXPECT(clock_mono_ns() - mono >= 20000000u);
	EXPECT(clock_mono_ms() - ms >= 19);
	EXPECT(clock_unix_ms() > 1700000000000u);
}

TEST_MAIN()
