/* Expected values: upstream's formula in exact integers, worked with Python. */
#include "runtime/pallets/transaction_payment/transaction_payment.h"
#include "runtime/test_kit.h"

#define ONE ((u128)FEE_MULTIPLIER_ONE)
#define MAX ((struct weight){750000000000u, UINT64_MAX})

static u128 next(u128 previous, u64 ref_time)
{
	return fee_next_multiplier(previous, (struct weight){ref_time, 0}, MAX);
}

TEST(a_quarter_full_is_where_the_multiplier_stays)
{
	EXPECT(next(ONE, MAX.ref_time / 4) == ONE);
	EXPECT(next(3 * ONE + 7, MAX.ref_time / 4) == 3 * ONE + 7);
}

TEST(the_multiplier_follows_the_load_as_upstream_computes_it)
{
	static const struct {
		u64 whole, part; /* of 10^18 */
		u64 used;
		u64 want_whole, want_part;
	} rows[] = {
	    {1, 0, 0, 0, 999981250175781250u},
	    {1, 0, 750000000000u, 1, 56251582031250u},
	    {1, 0, 2250000000000u, 1, 56251582031250u},
	    {1, 0, 123456789012u, 0, 999993595699408864u},
	    {1, 0, 654321098765u, 1, 46683199486190u},
	    {123, 450000000000000000u, 700000000001u, 123, 456326974624582534u},
	    {0, 100000000000000000u, 0, 0, 100000000000000000u},
	    {0, 100000000000000005u, 0, 0, 100000000000000000u},
	    {0, 1, 750000000000u, 0, 100005625158203125u},
	    {1000000000000u, 12345678901234567u, 750000000000u, 1000056251582u,
	     43596373365204011u},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		EXPECT(next(rows[i].whole * ONE + rows[i].part, rows[i].used) ==
		       rows[i].want_whole * ONE + rows[i].want_part);
}

TEST(proof_size_drives_the_multiplier_where_it_is_what_fills_the_block)
{
	const struct weight max = {1000000u, 1000u};

	EXPECT(fee_next_multiplier(ONE, (struct weight){250000u, 1000u}, max) ==
	       fee_next_multiplier(ONE, (struct weight){1000000u, 250u}, max));
	EXPECT(fee_next_multiplier(ONE, (struct weight){0, 250u}, max) == ONE);
}

TEST(no_input_makes_the_multiplier_wrap)
{
	const u128 all = ~(u128)0;

	EXPECT(next(all, UINT64_MAX) == all);
	EXPECT(next(all, 0) < all);
	EXPECT(fee_next_multiplier(ONE, (struct weight){5, 5}, (struct weight){0, 0}) >= ONE / 10);
	EXPECT(next(0, 0) == ONE / 10);
}

static struct kit kit;

static u128 stored(void)
{
	struct slice raw;
	bool found;
	u128 v;

	kit_get(&kit, transaction_payment_next_fee_multiplier_key(), &found, &raw);
	CHECK(found);
	KIT_MUST(transaction_payment_next_fee_multiplier_decode(&v, raw));
	return v;
}

TEST(an_idle_chain_becomes_cheaper_block_by_block)
{
	u128 before;

	kit_init(&kit, 48);
	before = ONE;
	for (int i = 0; i < 3; i++) {
		kit_begin(&kit);
		EXPECT(stored() == before);
		kit_end(&kit);
		EXPECT(stored() == next(before, 0));
		before = stored();
	}
	kit_free(&kit);
}

TEST_MAIN()
