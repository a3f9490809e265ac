#include "base/arena.h"
#include "base/bytes.h"
#include "base/checked.h"
#include "base/fault.h"
#include "base/hex.h"
#include "base/test.h"

TEST(an_exhausted_arena_returns_null_and_stays_usable)
{
	u8 mem[64];
	struct arena a = arena_of(mem, sizeof(mem));
	size_t mark = arena_mark(&a);

	EXPECT(arena_alloc(&a, 65) == NULL);
	EXPECT(arena_alloc(&a, 32) != NULL);
	EXPECT(arena_zalloc(&a, SIZE_MAX, 2) == NULL);
	arena_rewind(&a, mark);
	EXPECT(arena_alloc(&a, 32) != NULL);
}

TEST(hex_round_trips_and_refuses_odd_or_foreign_digits)
{
	u8 out[4];
	size_t n;
	char text[8];

	EXPECT_OK(hex_decode(out, sizeof(out), &n, SLICE_LIT("0xDEadbeef")));
	EXPECT(n == 4);
	hex_encode(text, slice_of(out, 4));
	EXPECT(memcmp(text, "deadbeef", 8) == 0);
	EXPECT_ERR(ERR_FORMAT, hex_decode(out, sizeof(out), &n, SLICE_LIT("abc")));
	EXPECT_ERR(ERR_FORMAT, hex_decode(out, sizeof(out), &n, SLICE_LIT("zz")));
	EXPECT_ERR(ERR_LIMIT, hex_decode(out, 1, &n, SLICE_LIT("0011")));
	EXPECT_ERR(ERR_SHORT, hex_decode_exact(out, 4, SLICE_LIT("0011")));
}

TEST(balances_never_wrap)
{
	struct balance out = bal(7), max = bal(~(u128)0);

	EXPECT(!bal_add(&out, max, bal(1)));
	EXPECT(!bal_sub(&out, bal(1), bal(2)));
	EXPECT(out.raw == 7);
	EXPECT(bal_sub(&out, bal(5), bal(2)) && out.raw == 3);
}

TEST(empty_slices_compare_and_copy_without_touching_memory)
{
	struct slice e = SLICE_EMPTY;

	EXPECT(slice_eq(e, slice_of("", 0)));
	EXPECT(slice_cmp(e, SLICE_LIT("a")) < 0);
	EXPECT(slice_cmp(SLICE_LIT("b"), SLICE_LIT("abc")) > 0);
	slice_copy(NULL, e);
}

TEST(every_error_has_a_name_and_a_text)
{
	for (int e = 0; e < (int)NUM_ERRS; e++) {
		EXPECT(err_name((enum err)e)[0] != '\0');
		EXPECT(err_text((enum err)e)[0] != '\0');
	}
}

TEST(endian_stores_are_read_back)
{
	u8 b[8];

	store_le64(b, 0x0102030405060708u);
	EXPECT(b[0] == 8 && load_le64(b) == 0x0102030405060708u);
	store_be32(b, 0x01020304u);
	EXPECT(b[0] == 1 && load_be32(b) == 0x01020304u);
}

#ifdef PH_FAULTS
static int deaths;

static void count_death(void)
{
	deaths++;
}

TEST(a_fault_point_fires_once_on_its_nth_pass_and_only_by_its_full_name)
{
	EXPECT_ERR(ERR_FORMAT, fault_set("no-number", count_death));
	EXPECT_ERR(ERR_FORMAT, fault_set("a.b:0", count_death));
	EXPECT_ERR(ERR_FORMAT, fault_set(":1", count_death));
	EXPECT_OK(fault_set("a.b:2", count_death));
	FAULT_POINT("a.b");
	FAULT_POINT("a.bc");
	FAULT_POINT("a");
	EXPECT(deaths == 0);
	FAULT_POINT("a.b");
	EXPECT(deaths == 1);
	FAULT_POINT("a.b");
	EXPECT(deaths == 1);
}
#else
TEST(a_released_program_refuses_fault_points)
{
	EXPECT_ERR(ERR_UNSUPPORTED, fault_set("a.b:1", NULL));
	FAULT_POINT("a.b");
}
#endif

TEST_MAIN()
