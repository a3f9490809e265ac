/* Calls inside calls: Utility and Sudo. */
#include "primitives/gen/balances_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "primitives/gen/transaction_payment_gen.h"
#include "primitives/gen/utility_gen.h"
#include "runtime/frame/frame.h"
#include "runtime/test_kit.h"

#define KIT_MIB 48u

static struct kit kit;

/* Two transfers, the second one impossible if `bad`. */
static struct slice two_transfers(u8 *buf, size_t cap, bool bad)
{
	struct balances_transfer_keep_alive_args a = {.value = bal(KIT_UNIT)};
	struct wr w = wr_into(buf, cap);

	a.dest = multi_address_id(kit.key[DAVE].pub);
	wr_call_balances_transfer_keep_alive(&w, &a);
	if (bad)
		a.value = bal((u128)0 - 1);
	wr_call_balances_transfer_keep_alive(&w, &a);
	CHECK(w.err == ERR_OK);
	return slice_of(buf, w.n);
}

static struct kit_result send_batch(bool all, bool bad)
{
	u8 calls[256], buf[300];
	struct wr w = wr_into(buf, sizeof(buf));

	if (all) {
		struct utility_batch_all_args a = {.num_calls = 2};

		a.calls = two_transfers(calls, sizeof(calls), bad);
		wr_call_utility_batch_all(&w, &a);
	} else {
		struct utility_batch_args a = {.num_calls = 2};

		a.calls = two_transfers(calls, sizeof(calls), bad);
		wr_call_utility_batch(&w, &a);
	}
	CHECK(w.err == ERR_OK);
	return kit_send(&kit, ALICE, slice_of(buf, w.n));
}

static u128 dave(void)
{
	return kit_account(&kit, kit.key[DAVE].pub).data.free.raw;
}

/* A call that holds calls is not always the last one, and not always read to its end. */
TEST(calls_after_a_batch_within_a_batch_run)
{
	u8 inner[300], good[300], calls[600], buf[700];
	struct wr w = wr_into(calls, sizeof(calls));
	struct utility_batch_args a = {.num_calls = 2}, outer = {.num_calls = 4};
	struct kit_result r;
	struct slice fields;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	a.calls = two_transfers(inner, sizeof(inner), false);
	wr_call_utility_batch(&w, &a);
	a.calls = two_transfers(inner, sizeof(inner), true);
	wr_u8(&w, UTILITY_PALLET);
	wr_u8(&w, UTILITY_CALL_BATCH);
	wr_compact(&w, 3); /* the second of three fails */
	wr_slice(&w, a.calls);
	a.calls = two_transfers(good, sizeof(good), false);
	wr_slice(&w, slice_of(good, a.calls.n / 2));
	wr_slice(&w, a.calls);
	REQUIRE(wr_done(&w, &outer.calls) == ERR_OK);
	w = wr_into(buf, sizeof(buf));
	wr_call_utility_batch(&w, &outer);
	REQUIRE(w.err == ERR_OK);
	r = kit_send(&kit, ALICE, slice_of(buf, w.n));
	EXPECT(!r.invalid && !r.failed);
	EXPECT(dave() == (u128)5 * KIT_UNIT);
	EXPECT(kit_event(&kit, UTILITY_PALLET, UTILITY_EVENT_BATCH_INTERRUPTED, 0, &fields));
	EXPECT(!kit_event(&kit, UTILITY_PALLET, UTILITY_EVENT_BATCH_INTERRUPTED, 1, &fields));
	EXPECT(kit_event(&kit, UTILITY_PALLET, UTILITY_EVENT_BATCH_COMPLETED, 1, &fields));
	kit_end(&kit);
	kit_free(&kit);
}

TEST(batch_stops_at_the_first_failure_and_keeps_what_came_before)
{
	struct event_utility_batch_interrupted e;
	struct kit_result r;
	struct slice fields;
	struct rd rd;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	r = send_batch(false, true);
	EXPECT(!r.invalid && !r.failed);
	EXPECT(dave() == KIT_UNIT);
	REQUIRE(kit_event(&kit, UTILITY_PALLET, UTILITY_EVENT_BATCH_INTERRUPTED, 0, &fields));
	rd = rd_from(fields);
	rd_event_utility_batch_interrupted(&rd, &e);
	EXPECT(e.index == 1 && e.error.tag == DISPATCH_ERROR_TOKEN);
	r = send_batch(false, false);
	EXPECT(!r.failed && dave() == 3 * (u128)KIT_UNIT);
	EXPECT(kit_event(&kit, UTILITY_PALLET, UTILITY_EVENT_BATCH_COMPLETED, 0, &fields));
	kit_end(&kit);
	kit_free(&kit);
}

TEST(batch_all_undoes_everything_with_its_events)
{
	struct kit_result r;
	struct slice fields;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	r = send_batch(true, true);
	EXPECT(r.failed && r.error.tag == DISPATCH_ERROR_TOKEN);
	EXPECT(dave() == 0);
	EXPECT(!kit_event(&kit, BALANCES_PALLET, BALANCES_EVENT_TRANSFER, 0, &fields));
	EXPECT(!kit_event(&kit, UTILITY_PALLET, UTILITY_EVENT_ITEM_COMPLETED, 0, &fields));
	r = send_batch(true, false);
	EXPECT(!r.failed && dave() == 2 * (u128)KIT_UNIT);
	kit_end(&kit);
	kit_free(&kit);
}

/* `depth` batches around a remark. */
static struct slice nested(u8 *buf, size_t cap, u32 depth)
{
	struct system_remark_args a = {.remark = SLICE_EMPTY};
	struct wr w = wr_into(buf, cap);

	for (u32 i = 0; i < depth; i++) {
		wr_u8(&w, UTILITY_PALLET);
		wr_u8(&w, UTILITY_CALL_BATCH_ALL);
		wr_compact(&w, 1);
	}
	wr_call_system_remark(&w, &a);
	CHECK(w.err == ERR_OK);
	return slice_of(buf, w.n);
}

TEST(calls_nest_to_a_limit_and_far_beyond_it_nothing_breaks)
{
	static u8 buf[200000];
	struct kit_result r;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	r = kit_send(&kit, ALICE, nested(buf, sizeof(buf), DISPATCH_DEPTH_MAX - 1));
	EXPECT(!r.invalid && !r.failed);
	r = kit_send(&kit, ALICE, nested(buf, sizeof(buf), DISPATCH_DEPTH_MAX));
	EXPECT(kit_module(&r, SYSTEM_PALLET, SYSTEM_ERROR_CALL_FILTERED));
	r = kit_send(&kit, ALICE, nested(buf, sizeof(buf), 30000));
	EXPECT(r.invalid); /* more calls than anybody counts */
	r = kit_send(&kit, ALICE, nested(buf, sizeof(buf), 5000));
	EXPECT(kit_module(&r, SYSTEM_PALLET, SYSTEM_ERROR_CALL_FILTERED));
	kit_end(&kit);
	kit_free(&kit);
}

/* It costs nothing to send them: nobody has checked a signature yet. */
TEST(calls_are_counted_no_further_than_any_block_could_hold)
{
	static u8 buf[200000];
	struct call_info info;

	EXPECT_OK(call_inspect(nested(buf, sizeof(buf), 15000), &info));
	EXPECT_ERR(ERR_LIMIT, call_inspect(nested(buf, sizeof(buf), 30000), &info));
}

TEST(a_batch_that_promises_more_calls_than_it_has_is_invalid)
{
	static const u8 call[] = {UTILITY_PALLET, UTILITY_CALL_BATCH, 2 << 2, 0, 0, 0, 1};
	struct kit_result r;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	r = kit_send(&kit, ALICE, SLICE_ARR(call));
	EXPECT(r.invalid);
	kit_end(&kit);
	kit_free(&kit);
}

static struct slice sudo_set_key(u8 *buf, size_t cap, const u8 key[32])
{
	struct sudo_set_key_args a = {0};
	struct wr w = wr_into(buf, cap);

	a.new = multi_address_id(key);
	wr_call_sudo_set_key(&w, &a);
	return slice_of(buf, w.n);
}

TEST(the_sudo_key_can_be_handed_over_and_only_its_owner_is_free_of_charge)
{
	struct event_transaction_payment_transaction_fee_paid paid;
	struct slice fields;
	struct kit_result r;
	struct rd rd;
	u128 before;
	u8 buf[64];

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	r = kit_send(&kit, BOB, sudo_set_key(buf, sizeof(buf), kit.key[BOB].pub));
	EXPECT(kit_module(&r, SUDO_PALLET, SUDO_ERROR_REQUIRE_SUDO));
	before = kit_account(&kit, kit.key[ALICE].pub).data.free.raw;
	r = kit_send(&kit, ALICE, sudo_set_key(buf, sizeof(buf), kit.key[BOB].pub));
	EXPECT(!r.failed);
	EXPECT(kit_account(&kit, kit.key[ALICE].pub).data.free.raw == before);
	REQUIRE(kit_event(&kit, TRANSACTION_PAYMENT_PALLET,
			  TRANSACTION_PAYMENT_EVENT_TRANSACTION_FEE_PAID, 1, &fields));
	rd = rd_from(fields);
	rd_event_transaction_payment_transaction_fee_paid(&rd, &paid);
	EXPECT(bal_is_zero(paid.actual_fee));
	r = kit_send(&kit, ALICE, sudo_set_key(buf, sizeof(buf), kit.key[ALICE].pub));
	EXPECT(kit_module(&r, SUDO_PALLET, SUDO_ERROR_REQUIRE_SUDO));
	r = kit_send(&kit, BOB, sudo_set_key(buf, sizeof(buf), kit.key[CHARLIE].pub));
	EXPECT(!r.failed);
	kit_end(&kit);
	kit_free(&kit);
}

TEST(a_root_call_that_fails_is_reported_by_sudid)
{
	struct event_sudo_sudid e;
	struct system_set_code_args code = {.code = SLICE_LIT("no blob")};
	struct sudo_sudo_args a;
	struct kit_result r;
	struct slice fields;
	u8 inner[64], buf[80];
	struct wr w = wr_into(inner, sizeof(inner)), s = wr_into(buf, sizeof(buf));
	struct rd rd;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	wr_call_system_set_code(&w, &code);
	a.call = slice_of(inner, w.n);
	wr_call_sudo_sudo(&s, &a);
	r = kit_send(&kit, ALICE, slice_of(buf, s.n));
	EXPECT(!r.failed);
	REQUIRE(kit_event(&kit, SUDO_PALLET, SUDO_EVENT_SUDID, 0, &fields));
	rd = rd_from(fields);
	rd_event_sudo_sudid(&rd, &e);
	EXPECT(e.sudo_result.tag == DISPATCH_RESULT_ERR);
	EXPECT(e.sudo_result.u.err.tag == DISPATCH_ERROR_MODULE);
	kit_end(&kit);
	kit_free(&kit);
}

TEST_MAIN()
