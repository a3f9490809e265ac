#include "primitives/gen/balances_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "runtime/pallets/balances/balances.h"
#include "runtime/test_kit.h"

#define KIT_MIB 48u
#define DEPOSIT ((u128)BALANCES_EXISTENTIAL_DEPOSIT)

static struct kit kit;
static u8 call_buf[256];

static struct slice transfer(bool keep_alive, const u8 to[32], u128 amount)
{
	struct wr w = wr_into(call_buf, sizeof(call_buf));

	if (keep_alive) {
		struct balances_transfer_keep_alive_args a = {.value = bal(amount)};

		a.dest = multi_address_id(to);
		wr_call_balances_transfer_keep_alive(&w, &a);
	} else {
		struct balances_transfer_allow_death_args a = {.value = bal(amount)};

		a.dest = multi_address_id(to);
		wr_call_balances_transfer_allow_death(&w, &a);
	}
	CHECK(w.err == ERR_OK);
	return slice_of(call_buf, w.n);
}

static struct slice transfer_all(const u8 to[32], bool keep_alive)
{
	struct balances_transfer_all_args a = {.keep_alive = keep_alive};
	struct wr w = wr_into(call_buf, sizeof(call_buf));

	a.dest = multi_address_id(to);
	wr_call_balances_transfer_all(&w, &a);
	return slice_of(call_buf, w.n);
}

static u128 issuance(void)
{
	struct balance total;
	struct slice raw;
	bool found;

	kit_get(&kit, balances_total_issuance_key(), &found, &raw);
	KIT_MUST(balances_total_issuance_decode(&total, raw));
	return total.raw;
}

static u128 free_of(enum kit_key who)
{
	return kit_account(&kit, kit.key[who].pub).data.free.raw;
}

static void expect_books_balance(void)
{
	EXPECT(issuance() == free_of(ALICE) + free_of(BOB) + free_of(CHARLIE) + free_of(DAVE));
}

static bool is_token(const struct kit_result *r, enum token_error_tag tag)
{
	return r->failed && r->error.tag == DISPATCH_ERROR_TOKEN && r->error.u.token.tag == tag;
}

TEST(a_transfer_creates_the_receiver_and_tells)
{
	struct event_balances_transfer e;
	struct slice fields;
	struct kit_result r;
	struct account_info dave;
	struct rd rd;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	r = kit_send(&kit, ALICE, transfer(true, kit.key[DAVE].pub, 5 * DEPOSIT));
	EXPECT(!r.invalid && !r.failed);
	dave = kit_account(&kit, kit.key[DAVE].pub);
	EXPECT(dave.providers == 1 && dave.nonce == 0 && dave.data.free.raw == 5 * DEPOSIT);
	EXPECT(kit_event(&kit, SYSTEM_PALLET, SYSTEM_EVENT_NEW_ACCOUNT, 0, &fields));
	EXPECT(kit_event(&kit, BALANCES_PALLET, BALANCES_EVENT_ENDOWED, 0, &fields));
	REQUIRE(kit_event(&kit, BALANCES_PALLET, BALANCES_EVENT_TRANSFER, 0, &fields));
	rd = rd_from(fields);
	rd_event_balances_transfer(&rd, &e);
	EXPECT(mem_eq(e.from, kit.key[ALICE].pub, 32) && mem_eq(e.to, kit.key[DAVE].pub, 32));
	EXPECT(e.amount.raw == 5 * DEPOSIT);
	expect_books_balance();
	kit_end(&kit);
	kit_free(&kit);
}

TEST(less_than_the_existential_deposit_cannot_open_an_account)
{
	struct kit_result r;
	struct slice fields;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	r = kit_send(&kit, ALICE, transfer(true, kit.key[DAVE].pub, DEPOSIT - 1));
	EXPECT(is_token(&r, TOKEN_ERROR_BELOW_MINIMUM));
	EXPECT(kit_account(&kit, kit.key[DAVE].pub).providers == 0);
	EXPECT(!kit_event(&kit, BALANCES_PALLET, BALANCES_EVENT_TRANSFER, 0, &fields));
	EXPECT(kit_event(&kit, SYSTEM_PALLET, SYSTEM_EVENT_EXTRINSIC_FAILED, 0, &fields));
	EXPECT(kit_account(&kit, kit.key[ALICE].pub).nonce == 1);
	expect_books_balance();
	kit_end(&kit);
	kit_free(&kit);
}

TEST(more_than_one_has_cannot_be_sent)
{
	struct kit_result r;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	r = kit_send(&kit, ALICE, transfer(false, kit.key[BOB].pub, free_of(ALICE)));
	EXPECT(is_token(&r, TOKEN_ERROR_FUNDS_UNAVAILABLE)); /* the fee is gone already */
	r = kit_send(&kit, ALICE, transfer(false, kit.key[BOB].pub, (u128)0 - 1));
	EXPECT(is_token(&r, TOKEN_ERROR_FUNDS_UNAVAILABLE));
	r = kit_send(&kit, ALICE, transfer(true, kit.key[ALICE].pub, 1));
	EXPECT(!r.failed); /* to oneself: nothing moves */
	expect_books_balance();
	kit_end(&kit);
	kit_free(&kit);
}

TEST(keep_alive_protects_the_sender_and_allow_death_burns_the_dust)
{
	struct extrinsic_ctx x;
	struct kit_result r;
	struct slice fields;
	u128 left;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	r = kit_send(&kit, ALICE, transfer(true, kit.key[DAVE].pub, 3 * DEPOSIT));
	EXPECT(!r.failed);
	x = kit_ctx(&kit, DAVE);
	r = kit_apply(&kit, kit_sign(&kit, DAVE, &x,
				     transfer(true, kit.key[BOB].pub, 2 * DEPOSIT)));
	EXPECT(is_token(&r, TOKEN_ERROR_NOT_EXPENDABLE));
	left = free_of(DAVE);
	r = kit_send(&kit, DAVE, transfer(false, kit.key[BOB].pub, 2 * DEPOSIT));
	EXPECT(!r.invalid && !r.failed);
	EXPECT(left > 2 * DEPOSIT && left < 3 * DEPOSIT);
	EXPECT(kit_account(&kit, kit.key[DAVE].pub).providers == 0);
	EXPECT(kit_account(&kit, kit.key[DAVE].pub).nonce == 0);
	EXPECT(kit_event(&kit, SYSTEM_PALLET, SYSTEM_EVENT_KILLED_ACCOUNT, 0, &fields));
	EXPECT(kit_event(&kit, BALANCES_PALLET, BALANCES_EVENT_DUST_LOST, 0, &fields));
	expect_books_balance();
	kit_end(&kit);
	kit_free(&kit);
}

TEST(transfer_all_leaves_the_deposit_or_nothing)
{
	struct kit_result r;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	r = kit_send(&kit, BOB, transfer_all(kit.key[ALICE].pub, true));
	EXPECT(!r.failed && free_of(BOB) == DEPOSIT);
	r = kit_send(&kit, CHARLIE, transfer_all(kit.key[ALICE].pub, false));
	EXPECT(!r.failed && free_of(CHARLIE) == 0);
	EXPECT(kit_account(&kit, kit.key[CHARLIE].pub).nonce == 0);
	expect_books_balance();
	kit_end(&kit);
	kit_free(&kit);
}

TEST(only_root_may_force_a_transfer)
{
	struct balances_force_transfer_args a = {.value = bal(DEPOSIT)};
	struct sudo_sudo_args sudo;
	u8 inner[128];
	struct wr w = wr_into(inner, sizeof(inner)), s = wr_into(call_buf, sizeof(call_buf));
	struct kit_result r;
	u128 before;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	a.source = multi_address_id(kit.key[BOB].pub);
	a.dest = multi_address_id(kit.key[CHARLIE].pub);
	wr_call_balances_force_transfer(&w, &a);
	before = free_of(BOB);
	r = kit_send(&kit, ALICE, slice_of(inner, w.n));
	EXPECT(r.failed && r.error.tag == DISPATCH_ERROR_BAD_ORIGIN);
	EXPECT(free_of(BOB) == before);
	sudo.call = slice_of(inner, w.n);
	wr_call_sudo_sudo(&s, &sudo);
	r = kit_send(&kit, ALICE, slice_of(call_buf, s.n));
	EXPECT(!r.invalid && !r.failed);
	EXPECT(free_of(BOB) == before - DEPOSIT);
	kit_end(&kit);
	kit_free(&kit);
}

TEST(an_address_that_is_no_account_cannot_be_looked_up)
{
	static const enum multi_address_kind kinds[] = {MULTI_ADDRESS_INDEX, MULTI_ADDRESS_32,
							MULTI_ADDRESS_20};
	struct balances_transfer_keep_alive_args a = {.value = bal(DEPOSIT)};
	struct kit_result r;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct wr w = wr_into(call_buf, sizeof(call_buf));

		a.dest.kind = kinds[i];
		wr_call_balances_transfer_keep_alive(&w, &a);
		r = kit_send(&kit, ALICE, slice_of(call_buf, w.n));
		EXPECT(r.failed && r.error.tag == DISPATCH_ERROR_CANNOT_LOOKUP);
	}
	kit_end(&kit);
	kit_free(&kit);
}

TEST_MAIN()
