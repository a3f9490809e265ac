/* The versions of the metadata, and signatures that cover its hash. What is in the metadata is
 * compared with the descriptors by tests/test_metadata.py, through npm's decoders. */
#include "base/test.h"
#include "primitives/gen/system_gen.h"
#include "runtime/checks.h"
#include "runtime/metadata.h"
#include "runtime/test_kit.h"

static struct kit kit;

static void open(void)
{
	kit_init(&kit, 8);
	KIT_MUST(runtime_open(&kit.s, &kit.db, kit.root, &kit.block));
}

/* at_version returns the metadata, or an empty slice for None. */
static struct slice at_version(u32 version)
{
	u8 arg[4];
	struct wr w = wr_into(arg, sizeof(arg));
	struct slice raw, m = SLICE_EMPTY;
	struct rd r;

	wr_u32(&w, version);
	KIT_MUST(runtime_call(&kit.s, "Metadata_metadata_at_version", SLICE_ARR(arg), &raw));
	r = rd_from(raw);
	if (rd_option(&r))
		m = rd_vec(&r, UINT32_MAX);
	KIT_MUST(rd_end(&r));
	return m;
}

TEST(versions_14_15_and_16_are_offered_and_each_says_its_number)
{
	struct slice raw, m;
	struct rd r;
	u32 num;

	open();
	KIT_MUST(runtime_call(&kit.s, "Metadata_metadata_versions", SLICE_EMPTY, &raw));
	r = rd_from(raw);
	num = rd_seq_len(&r, 4);
	EXPECT(num == 3);
	for (u32 v = 14; v < 14 + num; v++) {
		EXPECT(rd_u32(&r) == v);
		m = at_version(v);
		REQUIRE(m.n > 10000);
		EXPECT(mem_eq(m.p, "meta", 4) && m.p[4] == v);
	}
	EXPECT_OK(rd_end(&r));
	kit_free(&kit);
}

TEST(other_versions_are_none)
{
	open();
	EXPECT(at_version(0).n == 0 && at_version(13).n == 0 && at_version(17).n == 0);
	EXPECT(at_version(UINT32_MAX).n == 0);
	kit_free(&kit);
}

TEST(clients_that_ask_for_no_version_get_14)
{
	struct slice raw, m;
	struct rd r;

	open();
	KIT_MUST(runtime_call(&kit.s, "Metadata_metadata", SLICE_EMPTY, &raw));
	r = rd_from(raw);
	m = rd_vec(&r, UINT32_MAX);
	EXPECT_OK(rd_end(&r));
	EXPECT(slice_eq(m, at_version(14)));
	kit_free(&kit);
}

/* send_hashed sends Alice's remark with CheckMetadataHash on, signed over `hash`, or over None. */
static struct kit_result send_hashed(const u8 *hash)
{
	static u8 xt[256], call[16];
	struct system_remark_args a = {.remark = SLICE_LIT("x")};
	struct extrinsic_additional add = {.spec_version = RUNTIME_SPEC_VERSION,
					   .tx_version = RUNTIME_TX_VERSION};
	struct extrinsic_extra extra = {.metadata_mode = 1};
	struct multi_address who = multi_address_id(kit.key[ALICE].pub);
	struct multi_signature sig = {.kind = MULTI_SIG_SR25519};
	struct wr c = wr_into(call, sizeof(call)), n = wr_count(), w = wr_into(xt, sizeof(xt));
	u8 buf[EXTRINSIC_PAYLOAD_MAX];
	struct slice payload;

	wr_call_system_remark(&c, &a);
	memcpy(add.genesis, kit.genesis, 32);
	memcpy(add.birth_hash, kit.genesis, 32);
	extra.nonce = kit_account(&kit, kit.key[ALICE].pub).nonce;
	add.has_metadata_hash = hash != NULL;
	if (hash != NULL)
		memcpy(add.metadata_hash, hash, 32);
	extrinsic_payload(slice_of(call, c.n), &extra, &add, buf, &payload);
	sr25519_sign(sig.b, &kit.key[ALICE], payload, NULL);
	wr_extrinsic_extra(&n, &extra);
	wr_compact(&w, 1 + 33 + 65 + n.n + c.n);
	wr_u8(&w, 0x84);
	wr_multi_address(&w, &who);
	wr_multi_signature(&w, &sig);
	wr_extrinsic_extra(&w, &extra);
	wr_slice(&w, slice_of(call, c.n));
	KIT_MUST(w.err);
	return kit_apply(&kit, slice_of(xt, w.n));
}

static bool is_bad_proof(struct kit_result r)
{
	return r.invalid && r.validity[0] == 0 && r.validity[1] == (u8)INVALID_BAD_PROOF;
}

TEST(a_signature_over_the_metadata_hash_holds_and_over_another_does_not)
{
	struct kit_result r;
	u8 other[32];

	kit_init(&kit, 8);
	kit_begin(&kit);
	memcpy(other, metadata_hash(), 32);
	other[31] ^= 1;
	EXPECT(is_bad_proof(send_hashed(other)));
	EXPECT(is_bad_proof(send_hashed(NULL)));
	r = send_hashed(metadata_hash());
	EXPECT(!r.invalid && !r.failed);
	kit_end(&kit);
	kit_free(&kit);
}

TEST_MAIN()
