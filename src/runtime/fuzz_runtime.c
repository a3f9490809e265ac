/* Bytes of strangers at the two doors: validate_transaction and apply_extrinsic. They
 * never crash, what is refused changes nothing, and no block passes its limits. Of two bits of
 * the first byte, one says whether the rest gets a valid signature, so that the fuzzer reaches
 * the calls, and one whether that is sr25519 or ecdsa. */
#include "crypto/ecdsa.h"
#include "crypto/hash.h"
#include "primitives/gen/balances_gen.h"
#include "runtime/test_kit.h"

static struct kit kit;
static const struct secret32 ecdsa_secret = {{1, 2, 3}};
static u8 ecdsa_account[32];

static void endow_ecdsa(void)
{
	struct balances_transfer_keep_alive_args a = {.value = bal((u128)KIT_UNIT * 1000u)};
	u8 pub[ECDSA_KEY_LEN], call[64];
	struct wr w = wr_into(call, sizeof(call));

	KIT_MUST(ecdsa_public(pub, &ecdsa_secret));
	blake2_256(ecdsa_account, SLICE_ARR(pub));
	a.dest = multi_address_id(ecdsa_account);
	wr_call_balances_transfer_keep_alive(&w, &a);
	(void)kit_send(&kit, ALICE, slice_of(call, w.n));
}

static void setup(void)
{
	static bool done;

	if (done)
		return;
	kit_init(&kit, 64);
	kit_begin(&kit);
	endow_ecdsa();
	kit_end(&kit);
	done = true;
}

static size_t num_changes(void)
{
	const struct trie_change *list;
	size_t num;

	KIT_MUST(runtime_changes(&kit.s, &list, &num));
	return num;
}

static void ask_pool(struct slice xt)
{
	struct runtime_session s;
	struct wr w = wr_arena(&kit.block);
	struct slice args, out;
	enum err e;

	wr_u8(&w, 2);
	wr_slice(&w, xt);
	wr_bytes(&w, kit.parent, 32);
	KIT_MUST(wr_arena_done(&w, &kit.block, &args));
	KIT_MUST(runtime_open(&s, &kit.db, kit.root, &kit.block));
	e = runtime_call(&s, "TaggedTransactionQueue_validate_transaction", args, &out);
	CHECK(e == ERR_OK || e == ERR_INVALID);
}

static void apply(struct slice xt)
{
	size_t before = num_changes();
	struct slice out;
	enum err e = runtime_call(&kit.s, "BlockBuilder_apply_extrinsic", xt, &out);

	CHECK(e == ERR_OK || e == ERR_INVALID);
	if (e != ERR_OK || kit_outcome(out).invalid)
		CHECK(num_changes() == before);
	else
		kit.xts[kit.num_xts++] = xt;
}

static struct slice sign_ecdsa(struct slice call)
{
	struct extrinsic_extra extra = {.era = ERA_IMMORTAL};
	struct extrinsic_additional add = {.spec_version = RUNTIME_SPEC_VERSION,
					   .tx_version = RUNTIME_TX_VERSION};
	struct multi_signature sig = {.kind = MULTI_SIG_ECDSA};
	struct multi_address from = multi_address_id(ecdsa_account);
	u8 buf[EXTRINSIC_PAYLOAD_MAX], hash[32];
	struct slice payload, body, xt;
	struct wr w = wr_arena(&kit.block);

	memcpy(add.genesis, kit.genesis, 32);
	memcpy(add.birth_hash, kit.genesis, 32);
	extrinsic_payload(call, &extra, &add, buf, &payload);
	blake2_256(hash, payload);
	KIT_MUST(ecdsa_sign(sig.b, &ecdsa_secret, hash));
	wr_u8(&w, 0x84);
	wr_multi_address(&w, &from);
	wr_multi_signature(&w, &sig);
	wr_extrinsic_extra(&w, &extra);
	wr_slice(&w, call);
	KIT_MUST(wr_arena_done(&w, &kit.block, &body));
	w = wr_arena(&kit.block);
	wr_vec(&w, body);
	KIT_MUST(wr_arena_done(&w, &kit.block, &xt));
	return xt;
}

static void check_limits(void)
{
	struct consumed_weight used;
	struct slice raw;
	bool found;

	kit_get(&kit, system_block_weight_key(), &found, &raw);
	CHECK(found);
	KIT_MUST(system_block_weight_decode(&used, raw));
	CHECK(used.normal.ref_time <= (u64)KIT_SLOT_MS * 750000000u);
	CHECK(used.operational.ref_time <= (u64)KIT_SLOT_MS * 1000000000u);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct extrinsic_ctx x;
	struct slice in = slice_of(data, size), xt;
	struct wr w;
	u32 number;

	setup();
	if (size == 0 || size > 4096)
		return 0;
	number = kit.number;
	kit_begin(&kit);
	if (data[0] & 1) {
		w = wr_arena(&kit.block);
		wr_vec(&w, slice_from(in, 1));
		KIT_MUST(wr_arena_done(&w, &kit.block, &xt));
	} else if (data[0] & 2) {
		xt = sign_ecdsa(slice_from(in, 1));
	} else {
		x = kit_ctx(&kit, ALICE);
		xt = kit_sign(&kit, ALICE, &x, slice_from(in, 1));
	}
	ask_pool(xt);
	apply(xt);
	apply(slice_from(in, 1)); /* without our length prefix */
	check_limits();
	kit_close(&kit);
	{
		struct runtime_session twin;

		KIT_MUST(kit_execute(&kit, kit_block_bytes(&kit), &twin));
	}
	kit.number = number;
	return 0;
}
