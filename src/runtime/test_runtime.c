/* Blocks and extrinsics through the entry points, as node and importer use them. */
#include "base/hex.h"
#include "crypto/ecdsa.h"
#include "crypto/hash.h"
#include "primitives/gen/balances_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "primitives/gen/transaction_payment_gen.h"
#include "primitives/gen/utility_gen.h"
#include "runtime/checks.h"
#include "runtime/test_kit.h"
#include "runtime/weights.h"

#define KIT_MIB 48u

static struct kit kit;

/* A transfer from Alice to Bob, encoded in a static buffer. */
static struct slice transfer_call(const u8 to[32], u128 amount)
{
	static u8 buf[128];
	struct balances_transfer_keep_alive_args a = {.value = bal(amount)};
	struct wr w = wr_into(buf, sizeof(buf));

	a.dest = multi_address_id(to);
	wr_call_balances_transfer_keep_alive(&w, &a);
	CHECK(w.err == ERR_OK);
	return slice_of(buf, w.n);
}

static bool is_validity(const struct kit_result *r, enum validity v)
{
	return r->invalid && r->validity[0] == (u8)((u32)v >> 8) && r->validity[1] == (u8)v;
}

static struct kit_result send_spoilt(const struct extrinsic_ctx *x)
{
	struct slice call = transfer_call(kit.key[BOB].pub, KIT_UNIT);

	return kit_apply(&kit, kit_sign(&kit, ALICE, x, call));
}

TEST(a_block_with_a_transfer_builds_and_executes_to_the_same_root)
{
	struct kit_result r;
	u8 before[32];

	kit_init(&kit, KIT_MIB);
	memcpy(before, kit.root, 32);
	kit_begin(&kit);
	r = kit_send(&kit, ALICE, transfer_call(kit.key[BOB].pub, KIT_UNIT));
	EXPECT(!r.invalid && !r.failed);
	kit_end(&kit); /* executes a second time and compares the roots */
	EXPECT(!mem_eq(before, kit.root, 32));
	EXPECT(kit.header.number == 1);
	kit_begin(&kit);
	EXPECT(kit_account(&kit, kit.key[ALICE].pub).nonce == 1);
	kit_end(&kit);
	EXPECT(kit.header.number == 2);
	kit_free(&kit);
}

TEST(the_state_root_is_that_of_all_pairs)
{
	const struct trie_pair *pairs;
	struct runtime_endowment e = {.amount = (u128)KIT_UNIT};
	struct runtime_genesis g = {.slot_ms = 200, .endowed = &e, .num_endowed = 1};
	static struct trie_pair list[512];
	struct slice at = SLICE_EMPTY;
	size_t num, n = 0;
	u8 root[32];
	bool more;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	(void)kit_send(&kit, ALICE, transfer_call(kit.key[DAVE].pub, KIT_UNIT));
	kit_end(&kit);
	for (;;) {
		bool found;

		REQUIRE(trie_next_key(&kit.db, kit.root, at, &kit.block, &more, &at) == ERR_OK);
		if (!more)
			break;
		REQUIRE(n < ARRAY_LEN(list));
		list[n].key = at;
		REQUIRE(trie_get(&kit.db, kit.root, at, &kit.block, &found, &list[n].value) ==
			ERR_OK);
		n++;
	}
	EXPECT_OK(trie_root(TRIE_V1, list, n, &kit.block, root));
	EXPECT(mem_eq(root, kit.header.state_root, 32));
	EXPECT_OK(runtime_genesis_state(&g, &kit.block, &pairs, &num));
	for (size_t i = 1; i < num; i++)
		EXPECT(slice_cmp(pairs[i - 1].key, pairs[i].key) < 0);
	kit_free(&kit);
}

TEST(a_flipped_bit_in_a_block_is_refused)
{
	struct runtime_session s;
	struct slice block;
	u8 *copy;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	(void)kit_send(&kit, ALICE, transfer_call(kit.key[BOB].pub, KIT_UNIT));
	kit_close(&kit);
	block = kit_block_bytes(&kit);
	copy = arena_alloc(&kit.block, block.n);
	REQUIRE(copy != NULL);
	for (size_t i = 0; i < block.n; i++) {
		size_t mark = arena_mark(&kit.block);

		memcpy(copy, block.p, block.n);
		copy[i] ^= 0x01;
		EXPECT_ERR(ERR_INVALID, kit_execute(&kit, slice_of(copy, block.n), &s));
		EXPECT(runtime_why(&s)[0] != '\0');
		arena_rewind(&kit.block, mark);
	}
	EXPECT_OK(kit_execute(&kit, block, &s));
	EXPECT_ERR(ERR_INVALID, kit_execute(&kit, slice_of(block.p, block.n - 1), &s));
	kit_free(&kit);
}

/* More than one group of signatures that are checked together. */
TEST(one_bad_signature_among_many_makes_a_block_invalid)
{
	static const u32 spoilt[] = {1, 2, 31, 32, 40, 70};
	const size_t sig_at = 2 + 1 + 33 + 1; /* length, version, address, kind */
	struct runtime_session s;
	struct slice block;
	u8 *copy;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	for (u32 i = 0; i < 70; i++)
		(void)kit_send(&kit, ALICE, transfer_call(kit.key[BOB].pub, KIT_UNIT / 1000));
	kit_close(&kit);
	block = kit_block_bytes(&kit);
	copy = arena_alloc(&kit.block, block.n);
	REQUIRE(copy != NULL && kit.num_xts == 71);
	memcpy(copy, block.p, block.n);
	for (size_t i = 0; i < ARRAY_LEN(spoilt); i++) {
		struct slice xt = kit.xts[spoilt[i]];
		u8 *at = (u8 *)memmem(copy, block.n, xt.p, xt.n);

		REQUIRE(at != NULL);
		at[sig_at + 5] ^= 0x10;
		EXPECT_ERR(ERR_INVALID, kit_execute(&kit, slice_of(copy, block.n), &s));
		EXPECT(slice_eq(slice_str(runtime_why(&s)),
				SLICE_LIT("the block holds an invalid extrinsic")));
		at[sig_at + 5] ^= 0x10;
	}
	EXPECT_OK(kit_execute(&kit, slice_of(copy, block.n), &s));
	kit_free(&kit);
}

TEST(wrong_signatures_nonces_and_versions_are_refused_and_change_nothing)
{
	struct extrinsic_ctx good, x;
	struct kit_result r;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	good = kit_ctx(&kit, ALICE);
	x = good;
	x.nonce = 1;
	r = send_spoilt(&x);
	EXPECT(is_validity(&r, INVALID_FUTURE));
	x = good;
	x.spec_version++;
	r = send_spoilt(&x);
	EXPECT(is_validity(&r, INVALID_BAD_PROOF));
	x = good;
	x.tx_version++;
	r = send_spoilt(&x);
	EXPECT(is_validity(&r, INVALID_BAD_PROOF));
	x = good;
	x.genesis[0] ^= 1;
	r = send_spoilt(&x);
	EXPECT(is_validity(&r, INVALID_BAD_PROOF));
	x = good;
	x.tip = (u128)KIT_UNIT * 1000000u;
	r = send_spoilt(&x);
	EXPECT(is_validity(&r, INVALID_PAYMENT));
	r = send_spoilt(&good);
	EXPECT(!r.invalid && !r.failed);
	r = send_spoilt(&good);
	EXPECT(is_validity(&r, INVALID_STALE));
	r = kit_send(&kit, DAVE, transfer_call(kit.key[BOB].pub, 1));
	EXPECT(is_validity(&r, INVALID_PAYMENT));
	kit_end(&kit); /* the importer saw only the one valid extrinsic: same root */
	kit_free(&kit);
}

TEST(a_mortal_extrinsic_lives_in_its_window)
{
	struct extrinsic_ctx x;
	struct kit_result r;
	u8 first[32];

	kit_init(&kit, KIT_MIB);
	for (int i = 0; i < 6; i++) {
		kit_begin(&kit);
		kit_end(&kit);
		if (i == 3)
			memcpy(first, kit.parent, 32); /* hash of block 4 */
	}
	kit_begin(&kit); /* block 7 */
	x = kit_ctx(&kit, ALICE);
	x.era = era_mortal(4, 4);
	memcpy(x.birth_hash, first, 32);
	r = send_spoilt(&x);
	EXPECT(!r.invalid && !r.failed);
	kit_end(&kit);
	kit_begin(&kit); /* block 8: the same phase now means birth at 8, whose hash nobody knows */
	x.nonce++;
	r = send_spoilt(&x);
	EXPECT(is_validity(&r, INVALID_ANCIENT_BIRTH_BLOCK));
	x.era = era_mortal(64, 0);
	r = send_spoilt(&x);
	EXPECT(is_validity(&r, INVALID_BAD_PROOF)); /* birth 0: the genesis hash was not signed */
	kit_end(&kit);
	kit_free(&kit);
}

/* What is signed by an account without tip, mortality or history. */
static struct slice first_payload(struct slice call, u8 buf[EXTRINSIC_PAYLOAD_MAX])
{
	struct extrinsic_extra extra = {.era = ERA_IMMORTAL};
	struct extrinsic_additional add = {.spec_version = RUNTIME_SPEC_VERSION,
					   .tx_version = RUNTIME_TX_VERSION};
	struct slice payload;

	memcpy(add.genesis, kit.genesis, 32);
	memcpy(add.birth_hash, kit.genesis, 32);
	extrinsic_payload(call, &extra, &add, buf, &payload);
	return payload;
}

static struct kit_result send_first(const u8 who[32], const struct multi_signature *sig,
				    struct slice call)
{
	struct extrinsic_extra extra = {.era = ERA_IMMORTAL};
	struct multi_address from = multi_address_id(who);
	u8 body[512], xt[520];
	struct wr w = wr_into(body, sizeof(body)), out = wr_into(xt, sizeof(xt));

	wr_u8(&w, 0x84);
	wr_multi_address(&w, &from);
	wr_multi_signature(&w, sig);
	wr_extrinsic_extra(&w, &extra);
	wr_slice(&w, call);
	wr_vec(&out, slice_of(body, w.n));
	CHECK(out.err == ERR_OK);
	return kit_apply(&kit, slice_of(xt, out.n));
}

TEST(ed25519_accounts_may_sign)
{
	struct multi_signature sig = {.kind = MULTI_SIG_ED25519};
	u8 buf[EXTRINSIC_PAYLOAD_MAX];
	struct kit_result r;
	struct slice call;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	(void)kit_send(&kit, ALICE, transfer_call(kit.ed_alice.pub, KIT_UNIT));
	call = transfer_call(kit.key[BOB].pub, KIT_UNIT / 2);
	ed25519_sign(sig.b, &kit.ed_alice, first_payload(call, buf));
	sig.kind = MULTI_SIG_ECDSA;
	r = send_first(kit.ed_alice.pub, &sig, call);
	EXPECT(is_validity(&r, INVALID_BAD_PROOF));
	sig.kind = MULTI_SIG_ED25519;
	r = send_first(kit.ed_alice.pub, &sig, call);
	EXPECT(!r.invalid && !r.failed);
	kit_end(&kit);
	kit_free(&kit);
}

/* high_s makes the other signature that holds for the same key: s -> n - s. */
static void high_s(u8 sig[65])
{
	u8 order[32];
	int borrow = 0;

	KIT_MUST(hex_decode_exact(order, 32, SLICE_LIT("fffffffffffffffffffffffffffffffe"
						       "baaedce6af48a03bbfd25e8cd0364141")));

	for (int i = 31; i >= 0; i--) {
		int d = order[i] - sig[32 + i] - borrow;

		borrow = d < 0;
		sig[32 + i] = (u8)(d & 0xff);
	}
	sig[64] ^= 1;
}

TEST(ecdsa_accounts_may_sign_with_high_s_too_but_not_in_the_way_of_ethereum)
{
	struct multi_signature sig = {.kind = MULTI_SIG_ECDSA};
	struct secret32 secret = {{1, 2, 3}};
	u8 buf[EXTRINSIC_PAYLOAD_MAX], pub[ECDSA_KEY_LEN], who[32], hash[32];
	struct kit_result r;
	struct slice call;

	KIT_MUST(ecdsa_public(pub, &secret));
	blake2_256(who, SLICE_ARR(pub));
	for (int high = 0; high < 2; high++) {
		kit_init(&kit, KIT_MIB);
		kit_begin(&kit);
		(void)kit_send(&kit, ALICE, transfer_call(who, KIT_UNIT));
		call = transfer_call(kit.key[BOB].pub, KIT_UNIT / 2);
		blake2_256(hash, first_payload(call, buf));
		KIT_MUST(ecdsa_sign(sig.b, &secret, hash));
		if (high)
			high_s(sig.b);
		sig.b[64] = (u8)(sig.b[64] + 27);
		r = send_first(who, &sig, call);
		EXPECT(is_validity(&r, INVALID_BAD_PROOF));
		sig.b[64] = (u8)(sig.b[64] - 27);
		sig.b[3] ^= 1;
		r = send_first(who, &sig, call);
		EXPECT(is_validity(&r, INVALID_BAD_PROOF));
		sig.b[3] ^= 1;
		r = send_first(who, &sig, call);
		EXPECT(!r.invalid && !r.failed);
		r = send_first(who, &sig, call);
		EXPECT(is_validity(&r, INVALID_STALE));
		kit_end(&kit);
		kit_free(&kit);
	}
}

/* Anybody can sign for the identity point; so nobody may. The vector: s = 1, R = B. */
TEST(the_account_of_all_zeroes_signs_nothing)
{
	static const char hex[] =
		"e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"
		"0100000000000000000000000000000000000000000000000000000000000080";
	static const u8 zero[32];
	struct multi_signature sig = {.kind = MULTI_SIG_SR25519};
	struct kit_result r;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	r = kit_send(&kit, ALICE, transfer_call(zero, KIT_UNIT));
	EXPECT(!r.invalid && !r.failed);
	KIT_MUST(hex_decode_exact(sig.b, 64, SLICE_LIT(hex)));
	r = send_first(zero, &sig, transfer_call(kit.key[BOB].pub, KIT_UNIT / 2));
	EXPECT(is_validity(&r, INVALID_BAD_SIGNER));
	sig.b[32] = 2; /* no signature at all: that is found first */
	r = send_first(zero, &sig, transfer_call(kit.key[BOB].pub, KIT_UNIT / 2));
	EXPECT(is_validity(&r, INVALID_BAD_PROOF));
	kit_end(&kit);
	kit_free(&kit);
}

/* The vector was made with @polkadot/api's signer. Its call is a pallet that this chain
 * does not have, so only form, payload and signature can be compared. */
TEST(a_signed_extrinsic_matches_the_one_that_polkadot_js_made)
{
	static const char hex[] =
		"ad018400d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d01"
		"7a308bd1dc9b429dc4ea643d5039f4b3c886e5e0e321eba180a42ac320189065ab4381ce06b1df02"
		"d54b1ab7595a6e645d50f695da0cfebbaf31931bfe229a86a502141c003200a8";
	struct extrinsic_additional add = {.spec_version = 1, .tx_version = 1};
	u8 raw[256], hash[32], want[32], buf[EXTRINSIC_PAYLOAD_MAX];
	struct slice payload;
	struct extrinsic x;
	size_t n;

	REQUIRE(hex_decode(raw, sizeof(raw), &n, SLICE_LIT(hex)) == ERR_OK);
	REQUIRE(hex_decode(want, sizeof(want), &(size_t){0},
			   SLICE_LIT("89272c9f0f10ba847302f721a46a494313fb9e41f30606d8fb271f74a5"
				     "1749d7")) == ERR_OK);
	extrinsic_hash(slice_of(raw, n), hash);
	EXPECT(mem_eq(hash, want, 32));
	EXPECT_OK(extrinsic_decode(&x, slice_of(raw, n)));
	EXPECT(x.extra.nonce == 5 && x.extra.tip == 7 && x.extra.era.period == 64);
	memset(add.genesis, 0x11, 32);
	memset(add.birth_hash, 0x22, 32);
	extrinsic_payload(x.call, &x.extra, &add, buf, &payload);
	EXPECT_OK(sr25519_verify(x.signature.b, payload, x.address.id));
}

TEST(an_unknown_call_trailing_bytes_and_junk_are_invalid_calls)
{
	static const u8 unknown[] = {200, 0}, junk[] = {0x08, 0x04, 0xff};
	struct extrinsic_ctx x;
	struct kit_result r;
	u8 call[128];
	struct slice t;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	x = kit_ctx(&kit, ALICE);
	r = kit_apply(&kit, kit_sign(&kit, ALICE, &x, SLICE_ARR(unknown)));
	EXPECT(is_validity(&r, INVALID_CALL));
	t = transfer_call(kit.key[BOB].pub, 1);
	memcpy(call, t.p, t.n);
	call[t.n] = 0;
	r = kit_apply(&kit, kit_sign(&kit, ALICE, &x, slice_of(call, t.n + 1)));
	EXPECT(is_validity(&r, INVALID_CALL));
	r = kit_apply(&kit, SLICE_ARR(junk));
	EXPECT(is_validity(&r, INVALID_CALL));
	kit_end(&kit);
	kit_free(&kit);
}

/* A root call of some mebibyte, wrapped for sudo: it is operational. */
static struct slice big_operational(u8 *buf, size_t cap)
{
	static u8 data[65536], inner[1100000];
	static struct system_set_storage_args a;
	struct wr w = wr_into(inner, sizeof(inner)), out = wr_into(buf, cap);
	struct sudo_sudo_args sudo;

	a.items.num = 16;
	for (u32 i = 0; i < a.items.num; i++)
		a.items.items[i] = (struct key_value){SLICE_LIT("key of nobody"), SLICE_ARR(data)};
	wr_call_system_set_storage(&w, &a);
	CHECK(w.err == ERR_OK);
	sudo.call = slice_of(inner, w.n);
	wr_call_sudo_sudo(&out, &sudo);
	CHECK(out.err == ERR_OK);
	return slice_of(buf, out.n);
}

TEST(a_block_has_room_for_so_many_bytes_only)
{
	static u8 call[1200000];
	struct system_remark_args a = {0};
	struct wr w = wr_into(call, sizeof(call));
	static u8 data[1048576];
	struct kit_result r;

	kit_init(&kit, 128);
	kit_begin(&kit);
	a.remark = slice_of(data, sizeof(data));
	wr_call_system_remark(&w, &a);
	REQUIRE(w.err == ERR_OK);
	for (int i = 0; i < 3; i++) {
		r = kit_send(&kit, ALICE, slice_of(call, w.n));
		EXPECT(!r.invalid && !r.failed);
	}
	r = kit_send(&kit, ALICE, slice_of(call, w.n));
	EXPECT(is_validity(&r, INVALID_EXHAUSTS_RESOURCES));
	/* the last quarter of the block is for operational calls */
	r = kit_send(&kit, ALICE, big_operational(call, sizeof(call)));
	EXPECT(!r.invalid && !r.failed);
	r = kit_send(&kit, ALICE, big_operational(call, sizeof(call)));
	EXPECT(is_validity(&r, INVALID_EXHAUSTS_RESOURCES));
	kit_end(&kit);
	kit_free(&kit);
}

/* A batch that promises much and stops at its first call: it is reckoned in full. */
static struct slice batch_of(u8 *buf, size_t cap, u32 num)
{
	struct balances_transfer_keep_alive_args a = {.value = bal((u128)0 - 1)};
	struct wr w = wr_into(buf, cap);

	wr_u8(&w, UTILITY_PALLET);
	wr_u8(&w, UTILITY_CALL_BATCH);
	wr_compact(&w, num);
	a.dest = multi_address_id(kit.key[BOB].pub);
	for (u32 i = 0; i < num; i++)
		wr_call_balances_transfer_keep_alive(&w, &a);
	CHECK(w.err == ERR_OK);
	return slice_of(buf, w.n);
}

static struct consumed_weight block_weight(void)
{
	struct consumed_weight used;
	struct slice raw;
	bool found;

	kit_get(&kit, system_block_weight_key(), &found, &raw);
	CHECK(found);
	KIT_MUST(system_block_weight_decode(&used, raw));
	return used;
}

TEST(a_flood_stops_at_three_quarters_of_the_slot_and_operational_calls_still_enter)
{
	static u8 call[65536], op[1200000];
	struct consumed_weight used;
	struct kit_result r = {0};
	struct runtime_session s;
	struct slice refused;
	const u64 max = (u64)KIT_SLOT_MS * 1000000000u; /* picoseconds of a slot */
	u64 before;
	u32 num = 0;

	kit_init(&kit, 256);
	kit_begin(&kit);
	for (u32 size = 1000; size > 0; size /= 10) {
		for (;;) {
			before = block_weight().normal.ref_time;
			r = kit_send(&kit, ALICE, batch_of(call, sizeof(call), size));
			if (r.invalid)
				break;
			EXPECT(block_weight().normal.ref_time > before);
			EXPECT(num++ < 5000);
		}
		EXPECT(is_validity(&r, INVALID_EXHAUSTS_RESOURCES));
	}
	used = block_weight();
	EXPECT(used.normal.ref_time <= max / 4 * 3);
	EXPECT(used.normal.ref_time > max / 100 * 74);
	EXPECT(num > 10);
	r = kit_send(&kit, ALICE, big_operational(op, sizeof(op)));
	EXPECT(!r.invalid && !r.failed);
	EXPECT(block_weight().operational.ref_time > 0);
	/* who puts one more into the block all the same makes a block that nobody takes */
	{
		struct extrinsic_ctx x = kit_ctx(&kit, ALICE);

		refused = kit_sign(&kit, ALICE, &x, batch_of(call, sizeof(call), 10));
	}
	kit_close(&kit);
	EXPECT_OK(kit_execute(&kit, kit_block_bytes(&kit), &s));
	kit.xts[kit.num_xts++] = refused;
	EXPECT_ERR(ERR_INVALID, kit_execute(&kit, kit_block_bytes(&kit), &s));
	EXPECT(slice_eq(slice_str(runtime_why(&s)),
			SLICE_LIT("the block holds an invalid extrinsic")));
	kit_free(&kit);
}

TEST(one_extrinsic_heavier_than_its_class_is_refused_before_it_costs_anything)
{
	static u8 call[2000000];
	struct kit_result r;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	r = kit_send(&kit, ALICE, batch_of(call, sizeof(call), 20000));
	EXPECT(r.invalid);
	EXPECT(block_weight().normal.ref_time == 0);
	EXPECT(kit_account(&kit, kit.key[ALICE].pub).nonce == 0);
	kit_end(&kit);
	kit_free(&kit);
}

/* 16 agents could have listened; nobody did. */
TEST(weight_that_a_call_did_not_need_is_given_back_with_its_fee)
{
	struct system_remark_with_event_args a = {.remark = SLICE_LIT("hello")};
	struct event_transaction_payment_transaction_fee_paid paid;
	struct event_system_extrinsic_success done;
	struct extrinsic_ctx x;
	struct slice xt, fields, out;
	struct weight asked;
	struct kit_result r;
	struct wr w, args;
	struct rd rd;
	u8 call[64], buf[512];

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	w = wr_into(call, sizeof(call));
	wr_call_system_remark_with_event(&w, &a);
	x = kit_ctx(&kit, ALICE);
	xt = kit_sign(&kit, ALICE, &x, slice_of(call, w.n));
	args = wr_into(buf, sizeof(buf));
	wr_slice(&args, xt);
	wr_u32(&args, (u32)xt.n);
	EXPECT_OK(runtime_call(&kit.s, "TransactionPaymentApi_query_info",
			       slice_of(buf, args.n), &out));
	rd = rd_from(out);
	rd_weight(&rd, &asked);
	r = kit_apply(&kit, xt);
	EXPECT(!r.invalid && !r.failed);
	REQUIRE(kit_event(&kit, SYSTEM_PALLET, SYSTEM_EVENT_EXTRINSIC_SUCCESS, 1, &fields));
	rd = rd_from(fields);
	rd_event_system_extrinsic_success(&rd, &done);
	EXPECT(done.dispatch_info.weight.ref_time < asked.ref_time / 2);
	EXPECT(done.dispatch_info.weight.ref_time == block_weight().normal.ref_time);
	REQUIRE(kit_event(&kit, TRANSACTION_PAYMENT_PALLET,
			  TRANSACTION_PAYMENT_EVENT_TRANSACTION_FEE_PAID, 0, &fields));
	rd = rd_from(fields);
	rd_event_transaction_payment_transaction_fee_paid(&rd, &paid);
	EXPECT(paid.actual_fee.raw ==
	       done.dispatch_info.weight.ref_time + (u128)xt.n * 1000000u);
	kit_end(&kit);
	kit_free(&kit);
}

TEST(ten_thousand_transfers_fit_into_a_block_of_one_second)
{
	struct extrinsic_ctx x;
	struct weight each;
	struct slice xt, out;
	u8 args[512];
	struct wr w = wr_into(args, sizeof(args));
	struct rd r;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	x = kit_ctx(&kit, ALICE);
	x.nonce = 100000;
	x.tip = KIT_UNIT;
	x.era = era_mortal(64, kit.number);
	xt = kit_sign(&kit, ALICE, &x, transfer_call(kit.key[BOB].pub, (u128)KIT_UNIT * 1000u));
	wr_slice(&w, xt);
	wr_u32(&w, (u32)xt.n);
	KIT_MUST(runtime_call(&kit.s, "TransactionPaymentApi_query_info", slice_of(args, w.n),
			      &out));
	r = rd_from(out);
	rd_weight(&r, &each);
	EXPECT(10000u * (WEIGHT_BASE_EXTRINSIC + each.ref_time) <= 750000000000u);
	EXPECT(10000u * xt.n <= 3932160u);
	kit_free(&kit);
}

TEST(a_call_is_priced_as_the_extrinsic_that_carries_it_but_for_the_signature)
{
	struct slice call, xt, of_call, of_xt;
	struct extrinsic_ctx x;
	struct weight a, b;
	u8 args[512];
	struct wr w;
	struct rd r;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	call = transfer_call(kit.key[BOB].pub, KIT_UNIT);
	x = kit_ctx(&kit, ALICE);
	xt = kit_sign(&kit, ALICE, &x, call);
	w = wr_into(args, sizeof(args));
	wr_slice(&w, xt);
	wr_u32(&w, (u32)xt.n);
	KIT_MUST(runtime_call(&kit.s, "TransactionPaymentApi_query_info", slice_of(args, w.n),
			      &of_xt));
	w = wr_into(args, sizeof(args));
	wr_slice(&w, call);
	wr_u32(&w, (u32)xt.n);
	KIT_MUST(runtime_call(&kit.s, "TransactionPaymentCallApi_query_call_info",
			      slice_of(args, w.n), &of_call));
	r = rd_from(of_xt);
	rd_weight(&r, &a);
	r = rd_from(of_call);
	rd_weight(&r, &b);
	EXPECT(a.ref_time == b.ref_time + xt.n * WEIGHT_PER_BYTE);
	EXPECT(a.proof_size == b.proof_size);
	EXPECT_OK(runtime_call(&kit.s, "TransactionPaymentCallApi_query_call_fee_details",
			       slice_of(args, w.n), &of_call));
	EXPECT(of_call.n == 1 + 4 * 16 && of_call.p[0] == 1);
	EXPECT_ERR(ERR_INVALID, runtime_call(&kit.s, "TransactionPaymentCallApi_query_call_info",
					     slice_of(args, w.n - 5), &of_call));
	kit_free(&kit);
}

TEST(the_fee_is_what_query_info_says_and_is_burned)
{
	struct extrinsic_ctx x;
	struct balance total, after;
	struct weight weight;
	struct account_info before, now;
	struct event_transaction_payment_transaction_fee_paid paid;
	struct slice xt, raw, out, fields;
	struct rd r;
	u8 args[512];
	struct wr w = wr_into(args, sizeof(args));
	bool found;
	u128 fee;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	x = kit_ctx(&kit, ALICE);
	xt = kit_sign(&kit, ALICE, &x, transfer_call(kit.key[BOB].pub, KIT_UNIT));
	wr_slice(&w, xt);
	wr_u32(&w, (u32)xt.n);
	EXPECT_OK(runtime_call(&kit.s, "TransactionPaymentApi_query_info", slice_of(args, w.n),
			       &out));
	r = rd_from(out);
	rd_weight(&r, &weight);
	EXPECT(weight.ref_time > 0 && weight.proof_size > 0);
	EXPECT(rd_u8(&r) == DISPATCH_CLASS_NORMAL);
	fee = rd_u128(&r);
	EXPECT_OK(rd_end(&r));
	EXPECT(fee == WEIGHT_BASE_EXTRINSIC + weight.ref_time + (u128)xt.n * 1000000u);
	before = kit_account(&kit, kit.key[ALICE].pub);
	kit_get(&kit, balances_total_issuance_key(), &found, &raw);
	EXPECT_OK(balances_total_issuance_decode(&total, raw));
	EXPECT(!kit_apply(&kit, xt).failed);
	now = kit_account(&kit, kit.key[ALICE].pub);
	EXPECT(before.data.free.raw - now.data.free.raw == fee + KIT_UNIT);
	kit_get(&kit, balances_total_issuance_key(), &found, &raw);
	EXPECT_OK(balances_total_issuance_decode(&after, raw));
	EXPECT(total.raw - after.raw == fee);
	REQUIRE(kit_event(&kit, TRANSACTION_PAYMENT_PALLET,
			  TRANSACTION_PAYMENT_EVENT_TRANSACTION_FEE_PAID, 0, &fields));
	r = rd_from(fields);
	rd_event_transaction_payment_transaction_fee_paid(&r, &paid);
	EXPECT(paid.actual_fee.raw == fee && bal_is_zero(paid.tip));
	kit_end(&kit);
	kit_free(&kit);
}

static struct slice ask_pool(const struct extrinsic_ctx *x)
{
	struct runtime_session s;
	struct slice xt = kit_sign(&kit, ALICE, x, transfer_call(kit.key[BOB].pub, KIT_UNIT));
	struct wr w = wr_arena(&kit.block);
	struct slice args, out = SLICE_EMPTY;

	wr_u8(&w, 2); /* external */
	wr_slice(&w, xt);
	wr_bytes(&w, kit.parent, 32);
	KIT_MUST(wr_arena_done(&w, &kit.block, &args));
	KIT_MUST(runtime_open(&s, &kit.db, kit.root, &kit.block));
	KIT_MUST(runtime_call(&s, "TaggedTransactionQueue_validate_transaction", args, &out));
	return out;
}

TEST(the_pool_learns_tags_priority_and_longevity)
{
	struct extrinsic_ctx x;
	struct slice out, tag;
	struct rd r;
	u64 low, high;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	kit_end(&kit);
	x = kit_ctx(&kit, ALICE);
	x.nonce = 3;
	x.era = era_mortal(64, 1);
	memcpy(x.birth_hash, kit.parent, 32);
	out = ask_pool(&x);
	r = rd_from(out);
	EXPECT(rd_u8(&r) == 0);
	low = rd_u64(&r);
	EXPECT(rd_compact(&r) == 1); /* requires nonce 2 */
	tag = rd_vec(&r, 64);
	REQUIRE(tag.n == 36);
	EXPECT(mem_eq(tag.p, kit.key[ALICE].pub, 32) && tag.p[32] == 2);
	EXPECT(rd_compact(&r) == 1);
	tag = rd_vec(&r, 64);
	REQUIRE(tag.n == 36);
	EXPECT(tag.p[32] == 3);
	EXPECT(rd_u64(&r) == 63); /* born at 1, dead at 65, the next block is 2 */
	EXPECT(rd_bool(&r));
	EXPECT_OK(rd_end(&r));
	x.tip = 1000;
	out = ask_pool(&x);
	r = rd_from(out);
	EXPECT(rd_u8(&r) == 0);
	high = rd_u64(&r);
	EXPECT(high > low);
	x.genesis[3] ^= 1;
	out = ask_pool(&x);
	REQUIRE(out.n == 3);
	EXPECT(out.p[0] == 1 && out.p[1] == 0 && out.p[2] == 4); /* Invalid(BadProof) */
	kit_free(&kit);
}

TEST(entry_points_refuse_bad_arguments_and_unknown_names)
{
	static const u8 one[] = {1};
	struct slice out;

	kit_init(&kit, KIT_MIB);
	EXPECT_OK(runtime_open(&kit.s, &kit.db, kit.root, &kit.block));
	EXPECT_ERR(ERR_NOT_FOUND, runtime_call(&kit.s, "Core_nothing", SLICE_EMPTY, &out));
	EXPECT_ERR(ERR_INVALID, runtime_call(&kit.s, "Core_version", SLICE_ARR(one), &out));
	EXPECT_ERR(ERR_INVALID, runtime_call(&kit.s, "Core_initialize_block", SLICE_EMPTY, &out));
	EXPECT_ERR(ERR_INVALID,
		   runtime_call(&kit.s, "AccountNonceApi_account_nonce", SLICE_ARR(one), &out));
	EXPECT_OK(runtime_call(&kit.s, "Core_version", SLICE_EMPTY, &out));
	EXPECT_OK(runtime_call(&kit.s, "AuraApi_slot_duration", SLICE_EMPTY, &out));
	EXPECT(out.n == 8 && out.p[0] == (KIT_SLOT_MS & 0xff) && out.p[1] == KIT_SLOT_MS >> 8);
	EXPECT_OK(runtime_call(&kit.s, "GrandpaApi_grandpa_authorities", SLICE_EMPTY, &out));
	EXPECT(out.n == 41 && mem_eq(out.p + 1, kit.ed_alice.pub, 32));
	kit_free(&kit);
}

TEST(too_little_memory_is_an_error_and_not_a_crash)
{
	static const size_t sizes[] = {0, 100, 4096, 65536, 300000, 1200000};
	struct runtime_session s;
	struct slice block;
	bool enough = false;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	(void)kit_send(&kit, ALICE, transfer_call(kit.key[BOB].pub, KIT_UNIT));
	kit_close(&kit);
	block = kit_block_bytes(&kit);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		void *mem = malloc(sizes[i] + 1);
		struct arena a = arena_of(mem, sizes[i]);
		enum err e = runtime_open(&s, &kit.db, kit.root, &a);
		struct slice out;

		if (e == ERR_OK)
			e = runtime_call(&s, "Core_execute_block", block, &out);
		EXPECT(e == ERR_NOMEM || e == ERR_OK);
		enough = e == ERR_OK;
		free(mem);
	}
	EXPECT(enough);
	kit_free(&kit);
}

TEST(a_signature_that_the_pool_verified_is_not_verified_again)
{
	struct runtime_sigs *sigs = runtime_sigs_new(100);
	struct extrinsic_ctx x;
	struct kit_result r;
	struct slice xt;

	REQUIRE(sigs != NULL);
	kit_init(&kit, KIT_MIB);
	runtime_signatures_known(sigs);
	kit_begin(&kit);
	x = kit_ctx(&kit, ALICE);
	xt = kit_sign(&kit, ALICE, &x, transfer_call(kit.key[BOB].pub, KIT_UNIT));
	r = kit_apply(&kit, xt);
	EXPECT(!r.invalid);
	kit_end(&kit);
	kit_begin(&kit);
	x.nonce++;
	x.spec_version++; /* a signature that does not hold is not remembered */
	for (int i = 0; i < 2; i++) {
		r = send_spoilt(&x);
		EXPECT(is_validity(&r, INVALID_BAD_PROOF));
	}
	kit_end(&kit);
	runtime_signatures_known(NULL);
	runtime_sigs_free(sigs);
	kit_free(&kit);
}

TEST_MAIN()
