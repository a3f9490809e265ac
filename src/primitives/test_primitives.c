#include "base/hex.h"
#include "base/test.h"
#include "crypto/hash.h"
#include "crypto/sr25519.h"
#include "crypto/uri.h"
#include "primitives/authority.h"
#include "primitives/extrinsic.h"
#include "primitives/header.h"
#include "primitives/storage_key.h"

#define B32(x)    x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x
#define ALICE_HEX "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"

/* from_hex decodes a constant of this file; eight results live at a time. */
static struct slice from_hex(const char *text)
{
	static u8 buf[8][1024];
	static unsigned turn;
	u8 *b = buf[turn++ % 8];
	size_t n = 0;

	EXPECT_OK(hex_decode(b, 1024, &n, slice_str(text)));
	return slice_of(b, n);
}

static bool is_hex(const void *p, const char *text)
{
	struct slice want = from_hex(text);

	return mem_eq(p, want.p, want.n);
}

/* Made with @polkadot/types 16.5: number 1, one aura pre-digest of slot 5. */
static const char header_1[] = B32("01") "04" B32("02") B32("03") "040661757261200500000000000000";
static const char hash_1[] = "20467144a3ef511880e45ef12dfdbac8b7c1ee1e232182994887e69cda6d5cdb";

/* A sealed block that smoldot 2.0 imported. */
static const char sealed[] =
    "957d3530394e6cc676c973cae3244d18fb3593e2c57bd8f474e9d6c4152acf100c59cce4173b5c619b40797ebb137d"
    "2acb756e24042bd4839c7b3e81513f1794ba1c329d5456b752af48f9804b1d1fbed10c3a142360496fa9dc57466cb1"
    "3d4fac08066175726120d0cdd5110000000005617572610101ba7a4a657e41e9acbb45aeb5146aec08eb67a71e07af"
    "3939ea5fb6a664f36c7a7fc71cd514661842c8ae64ba54bf56006e6cb1b9ea41b2a00fa29c041c674881";
static const char sealed_hash[] =
    "41022108f10d9b162a8ad41b485a14976c4c8aa5b9bdaae0158fc377ebb38189";
static const char sealed_by[] = "30185f7520e27a901520608bb8f47bc17e6435561de1231aaa1d2be33104ba73";

TEST(a_header_of_polkadot_js_is_read_hashed_and_written)
{
	struct slice in = from_hex(header_1);
	struct header h;
	u8 buf[HEADER_MAX], hash[32];
	struct wr w = wr_into(buf, sizeof(buf));
	u64 slot = 0;

	REQUIRE(header_decode(&h, in) == ERR_OK);
	EXPECT(h.number == 1 && h.parent[0] == 1 && h.state_root[0] == 2);
	EXPECT(h.extrinsics_root[0] == 3 && h.num_items == 1);
	EXPECT_OK(header_aura_slot(&h, &slot));
	EXPECT(slot == 5);
	header_hash(&h, hash);
	EXPECT(is_hex(hash, hash_1));
	wr_header(&w, &h);
	EXPECT(slice_eq(slice_of(buf, w.n), in));
}

TEST(a_sealed_header_gives_the_seal_that_its_author_signed)
{
	struct header h;
	struct slice seal;
	u8 hash[32];

	REQUIRE(header_decode(&h, from_hex(sealed)) == ERR_OK);
	header_hash(&h, hash);
	EXPECT(is_hex(hash, sealed_hash));
	REQUIRE(header_unseal(&h, &seal) == ERR_OK);
	header_hash(&h, hash);
	EXPECT_OK(sr25519_verify(seal.p, SLICE_ARR(hash), from_hex(sealed_by).p));
	EXPECT_ERR(ERR_HEADER, header_unseal(&h, &seal));
}

TEST(seals_and_slots_in_wrong_places_are_refused)
{
	u8 seal[AURA_SEAL_LEN] = {0}, root[32] = {0};
	struct header h;
	struct slice out;
	u64 slot;

	header_genesis(&h, root);
	EXPECT_ERR(ERR_NOT_FOUND, header_aura_slot(&h, &slot));
	EXPECT_ERR(ERR_HEADER, header_unseal(&h, &out));
	EXPECT_OK(header_push(&h, DIGEST_SEAL, engine_aura, slice_of(seal, 63)));
	EXPECT_ERR(ERR_HEADER, header_unseal(&h, &out));
	EXPECT_OK(header_push(&h, DIGEST_SEAL, engine_aura, SLICE_ARR(seal)));
	EXPECT_ERR(ERR_HEADER, header_unseal(&h, &out));
	h.num_items = 0;
	EXPECT_OK(header_push(&h, DIGEST_PRE_RUNTIME, engine_aura, slice_of(seal, 7)));
	EXPECT_ERR(ERR_HEADER, header_aura_slot(&h, &slot));
	h.num_items = 0;
	for (u32 i = 0; i < HEADER_ITEMS_MAX; i++)
		EXPECT_OK(header_push(&h, DIGEST_PRE_RUNTIME, engine_aura, slice_of(seal, 8)));
	EXPECT_ERR(ERR_HEADER, header_aura_slot(&h, &slot));
	EXPECT_ERR(ERR_LIMIT, header_push(&h, DIGEST_OTHER, NULL, SLICE_EMPTY));
}

TEST(each_digest_kind_survives_the_round_trip)
{
	u8 root[32] = {7}, buf[HEADER_MAX];
	struct header h, back;
	struct wr w = wr_into(buf, sizeof(buf));

	header_genesis(&h, root);
	EXPECT(is_hex(h.extrinsics_root,
	              "03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314"));
	EXPECT_OK(header_push(&h, DIGEST_OTHER, NULL, SLICE_LIT("x")));
	EXPECT_OK(header_push(&h, DIGEST_CONSENSUS, engine_grandpa, SLICE_LIT("yz")));
	EXPECT_OK(header_push(&h, DIGEST_RUNTIME_UPDATED, NULL, SLICE_EMPTY));
	wr_header(&w, &h);
	EXPECT(w.n == 98 + 3 + 8 + 1);
	REQUIRE(header_decode(&back, slice_of(buf, w.n)) == ERR_OK);
	EXPECT(back.num_items == 3 && back.items[2].kind == DIGEST_RUNTIME_UPDATED);
	EXPECT(slice_eq(back.items[1].data, SLICE_LIT("yz")));
}

TEST(headers_that_no_node_would_make_are_refused)
{
	struct slice in = from_hex(header_1);
	struct header h;
	static u8 buf[2 * HEADER_MAX];

	for (size_t n = 0; n < in.n; n++)
		EXPECT_ERR(ERR_SHORT, header_decode(&h, slice_of(in.p, n)));
	memset(buf, 0, sizeof(buf));
	memcpy(buf, in.p, in.n);
	EXPECT_ERR(ERR_TRAILING, header_decode(&h, slice_of(buf, in.n + 1)));
	buf[98] = 7; /* the tag of the item */
	EXPECT_ERR(ERR_TAG, header_decode(&h, slice_of(buf, in.n)));
	memset(buf, 0, sizeof(buf));
	buf[97] = (HEADER_ITEMS_MAX + 1) << 2;
	EXPECT_ERR(ERR_LIMIT, header_decode(&h, slice_of(buf, 98 + 2 * (HEADER_ITEMS_MAX + 1))));
	buf[97] = 1 << 2;
	buf[99] = (HEADER_MAX << 2 | 1) & 0xff; /* Compact(4096) of the one Other item */
	buf[100] = HEADER_MAX >> 6;
	EXPECT_ERR(ERR_LIMIT, header_decode(&h, slice_of(buf, 101 + HEADER_MAX)));
}

TEST(eras_match_polkadot_js)
{
	static const struct {
		u32 period, now;
		const char *hex;
		u32 birth;
	} rows[] = {
	    {64, 42, "a502", 42},
	    {64, 20000, "0502", 20000},
	    {4, 1, "1100", 1},
	    {256, 1000, "870e", 1000},
	    {4096, 5000, "8b38", 5000},
	    {32768, 20000, "4e9c", 20000},
	    {65536, 70000, "7f11", 70000},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct era e = era_mortal(rows[i].period, rows[i].now), back;
		u8 b[2];
		struct wr w = wr_into(b, sizeof(b));
		struct rd r = rd_from(SLICE_ARR(b));

		wr_era(&w, e);
		EXPECT(w.n == 2 && is_hex(b, rows[i].hex));
		rd_era(&r, &back);
		EXPECT_OK(rd_end(&r));
		EXPECT(back.period == rows[i].period && back.phase == e.phase);
		EXPECT(era_birth(e, rows[i].now) == rows[i].birth);
		EXPECT(era_birth(e, rows[i].now + rows[i].period - 1) == rows[i].birth);
		EXPECT(era_death(e, rows[i].now) == (u64)rows[i].birth + rows[i].period);
	}
}

TEST(odd_periods_are_rounded_and_bad_eras_refused)
{
	struct era e = era_mortal(100, 5);
	u8 bad[][2] = {{0x10, 0}, {0x41, 0}}; /* period 2; phase 4 in a period of 4 */

	EXPECT(e.period == 128 && e.phase == 5);
	EXPECT(era_mortal(0, 9).period == 4 && era_mortal(UINT32_MAX, 9).period == 65536);
	EXPECT(era_birth(ERA_IMMORTAL, 77) == 0 && era_death(ERA_IMMORTAL, 77) == UINT64_MAX);
	EXPECT(era_birth(e, 3) == 5);
	EXPECT(era_death(era_mortal(64, UINT32_MAX), UINT32_MAX) == (u64)UINT32_MAX + 64);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct rd r = rd_from(slice_of(bad[i], 2));

		rd_era(&r, &e);
		EXPECT_ERR(ERR_INVALID, r.err);
	}
}

/* Signed with @polkadot/api 16.5 by //Alice: call 3200a8, era 64/42, nonce 5, tip 7. */
static const char signed_ext[] = "ad018400" ALICE_HEX "01"
                                 "7a308bd1dc9b429dc4ea643d5039f4b3c886e5e0e321eba180a42ac320189065"
                                 "ab4381ce06b1df02d54b1ab7595a6e645d50f695da0cfebbaf31931bfe229a86"
                                 "a502141c003200a8";
static const char signed_payload[] = "3200a8a502141c000100000001000000" B32("11") B32("22") "00";

static struct extrinsic_ctx alice_ctx(void)
{
	struct extrinsic_ctx c = {
	    .spec_version = 1, .tx_version = 1, .nonce = 5, .tip = 7, .era = era_mortal(64, 42)};

	memset(c.genesis, 0x11, sizeof(c.genesis));
	memset(c.birth_hash, 0x22, sizeof(c.birth_hash));
	return c;
}

TEST(an_extrinsic_of_polkadot_js_is_read_and_its_payload_made)
{
	struct slice in = from_hex(signed_ext), payload;
	struct extrinsic x;
	struct extrinsic_additional add = {.spec_version = 1, .tx_version = 1};
	u8 hash[32], buf[EXTRINSIC_PAYLOAD_MAX];

	REQUIRE(extrinsic_decode(&x, in) == ERR_OK);
	EXPECT(x.version == 4 && x.is_signed && x.address.kind == MULTI_ADDRESS_ID);
	EXPECT(is_hex(x.address.id, ALICE_HEX) && x.signature.kind == MULTI_SIG_SR25519);
	EXPECT(x.extra.nonce == 5 && x.extra.tip == 7 && x.extra.metadata_mode == 0);
	EXPECT(x.extra.era.period == 64 && x.extra.era.phase == 42);
	EXPECT(x.call.n == 3 && is_hex(x.call.p, "3200a8"));
	extrinsic_hash(in, hash);
	EXPECT(is_hex(hash, "89272c9f0f10ba847302f721a46a494313fb9e41f30606d8fb271f74a51749d7"));
	memset(add.genesis, 0x11, 32);
	memset(add.birth_hash, 0x22, 32);
	extrinsic_payload(x.call, &x.extra, &add, buf, &payload);
	EXPECT(slice_eq(payload, from_hex(signed_payload)));
	EXPECT_OK(sr25519_verify(x.signature.b, payload, x.address.id));
}

TEST(our_signed_extrinsic_differs_from_polkadot_js_only_in_the_signature)
{
	struct extrinsic_ctx ctx = alice_ctx();
	struct slice want = from_hex(signed_ext);
	struct sr25519_pair alice;
	struct extrinsic x;
	u8 buf[256];
	struct wr w = wr_into(buf, sizeof(buf));

	REQUIRE(sr25519_from_uri(&alice, SLICE_LIT("//Alice")) == ERR_OK);
	REQUIRE(extrinsic_sign(&w, &ctx, &alice, from_hex("3200a8")) == ERR_OK);
	REQUIRE(w.n == want.n);
	EXPECT(mem_eq(buf, want.p, 37) && mem_eq(buf + 101, want.p + 101, want.n - 101));
	REQUIRE(extrinsic_decode(&x, slice_of(buf, w.n)) == ERR_OK);
	EXPECT_OK(sr25519_verify(x.signature.b, from_hex(signed_payload), alice.pub));
	sr25519_release(&alice);
}

TEST(a_long_payload_is_hashed_and_a_long_call_is_refused)
{
	static u8 big[EXTRINSIC_MAX];
	struct extrinsic_extra extra = {.era = ERA_IMMORTAL};
	struct extrinsic_additional add = {.spec_version = 1};
	struct extrinsic_ctx ctx = alice_ctx();
	struct sr25519_pair alice;
	u8 buf[EXTRINSIC_PAYLOAD_MAX], flat[512], want[32];
	struct slice out;
	struct wr w = wr_count();

	/* extra is 4 bytes, additional 73 */
	extrinsic_payload(slice_of(big, 256 - 77), &extra, &add, buf, &out);
	EXPECT(out.n == 256);
	memcpy(flat, buf, 256 - 77);
	flat[256 - 77] = 0;
	memcpy(flat + 256 - 76, buf + 256 - 77, 77);
	blake2_256(want, slice_of(flat, 257));
	extrinsic_payload(slice_of(big, 257 - 77), &extra, &add, buf, &out);
	EXPECT(out.n == 32 && mem_eq(out.p, want, 32));
	REQUIRE(sr25519_from_uri(&alice, SLICE_LIT("//Alice")) == ERR_OK);
	EXPECT_ERR(ERR_LIMIT, extrinsic_sign(&w, &ctx, &alice, SLICE_ARR(big)));
	sr25519_release(&alice);
}

TEST(bare_extrinsics_of_versions_4_and_5_are_read)
{
	for (u8 v = 4; v <= 5; v++) {
		u8 buf[16];
		struct wr w = wr_into(buf, sizeof(buf));
		struct extrinsic x;

		wr_extrinsic_bare(&w, v, from_hex("0100aa"));
		EXPECT(w.n == 5 && buf[0] == 4 << 2 && buf[1] == v);
		REQUIRE(extrinsic_decode(&x, slice_of(buf, w.n)) == ERR_OK);
		EXPECT(x.version == v && !x.is_signed && x.call.n == 3);
	}
}

TEST(malformed_extrinsics_have_their_own_errors)
{
	static u8 big[EXTRINSIC_MAX + 1];
	static const struct {
		const char *hex;
		enum err err;
	} rows[] = {
	    {"", ERR_SHORT},          {"08", ERR_SHORT},     {"0804", ERR_SHORT},
	    {"040400", ERR_TRAILING}, {"0483", ERR_VERSION}, {"0485", ERR_VERSION},
	    {"044500", ERR_TRAILING}, {"0445", ERR_VERSION}, {"0403", ERR_VERSION},
	    {"0484", ERR_SHORT},      {"088405", ERR_TAG},   {"01000484", ERR_NONCANONICAL},
	};
	struct extrinsic x;
	struct slice in;
	u8 b[256];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		EXPECT_ERR(rows[i].err, extrinsic_decode(&x, from_hex(rows[i].hex)));
	EXPECT_ERR(ERR_LIMIT, extrinsic_decode(&x, SLICE_ARR(big)));
	in = from_hex(signed_ext);
	memcpy(b, in.p, in.n);
	b[105] = 2; /* metadata mode */
	EXPECT_ERR(ERR_TAG, extrinsic_decode(&x, slice_of(b, in.n)));
	memcpy(b, in.p, in.n);
	b[36] = 3; /* signature kind */
	EXPECT_ERR(ERR_TAG, extrinsic_decode(&x, slice_of(b, in.n)));
}

TEST(every_address_and_signature_kind_survives_the_round_trip)
{
	static const char *const addresses[] = {"00" B32("aa"), "01", "020cabcdef", "03" B32("bb"),
	                                        "04cccccccccccccccccccccccccccccccccccccccc"};
	u8 buf[80];

	for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
		struct slice in = from_hex(addresses[i]);
		struct rd r = rd_from(in);
		struct wr w = wr_into(buf, sizeof(buf));
		struct multi_address a;

		rd_multi_address(&r, &a);
		EXPECT_OK(rd_end(&r));
		wr_multi_address(&w, &a);
		EXPECT(slice_eq(slice_of(buf, w.n), in));
	}
	for (u8 k = 0; k < NUM_MULTI_SIG_KINDS; k++) {
		u8 in[66] = {k, 1, 2, 3};
		struct slice s = slice_of(in, k == MULTI_SIG_ECDSA ? 66 : 65);
		struct rd r = rd_from(s);
		struct wr w = wr_into(buf, sizeof(buf));
		struct multi_signature sig;

		rd_multi_signature(&r, &sig);
		EXPECT_OK(rd_end(&r));
		EXPECT(multi_sig_len(sig.kind) + 1 == s.n);
		wr_multi_signature(&w, &sig);
		EXPECT(slice_eq(slice_of(buf, w.n), s));
	}
}

TEST(storage_keys_match_those_of_a_live_chain)
{
	struct storage_key k = storage_key(SLICE_LIT("System"), SLICE_LIT("Account"));

	storage_key_blake2_128_concat(&k, from_hex(ALICE_HEX));
	EXPECT(k.n == 80);
	EXPECT(is_hex(k.b, "26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9"
	                   "de1e86a9a8c739864cf3cc5ec2bea59f" ALICE_HEX));
	k = storage_key(SLICE_LIT("System"), SLICE_LIT("BlockHash"));
	storage_key_twox_64_concat(&k, from_hex("01000000"));
	EXPECT(k.n == 44);
	EXPECT(is_hex(k.b, "26aa394eea5630e07c48ae0c9558cef7a44704b568d21667356a5a050c118746"
	                   "5153cb1f00942ff401000000"));
	k = storage_key(SLICE_LIT("Grandpa"), SLICE_LIT("Authorities"));
	storage_key_identity(&k, from_hex("abcd"));
	EXPECT(k.n == 34);
	EXPECT(is_hex(k.b, "5f9cc45b7a00c5899361e1c6099678dc"
			   "5e0621c4869aa60c02be9adcc98a0d1dabcd"));
}

static struct authority_set set_of(u32 num)
{
	struct authority_set s = {.set_id = 9, .num = num};

	for (u32 i = 0; i < num; i++) {
		s.list[i].id[0] = (u8)i;
		s.list[i].weight = 1;
	}
	return s;
}

TEST(an_authority_set_survives_the_round_trip)
{
	struct authority_set s = set_of(AUTHORITIES_MAX), back = {.num = 0};
	static u8 buf[4096];
	u8 unknown[32] = {0xff};
	struct wr w = wr_into(buf, sizeof(buf));
	struct rd r;

	wr_authority_set(&w, &s);
	r = rd_from(slice_of(buf, w.n));
	rd_authority_set(&r, &back);
	EXPECT_OK(rd_end(&r));
	EXPECT(back.set_id == 9 && back.num == AUTHORITIES_MAX);
	EXPECT(authority_find(&back, s.list[5].id) == 5);
	EXPECT(authority_find(&back, unknown) == AUTHORITIES_MAX);
}

TEST(two_thirds_and_one_is_the_threshold)
{
	static const u64 want[] = {1, 2, 3, 3, 4,
	                           5, 5, 6, 7, 7}; /* finality-grandpa: n - (n-1)/3 */

	for (u32 n = 1; n <= ARRAY_LEN(want); n++) {
		struct authority_set s = set_of(n);

		EXPECT(authority_threshold(&s) == want[n - 1]);
	}
}

static enum err read_set(const struct authority_set *s, u32 announced)
{
	static u8 buf[8192];
	struct wr w = wr_into(buf, sizeof(buf));
	struct authority_set out = {.num = 77};
	struct rd r;

	wr_compact(&w, announced);
	for (u32 i = 0; i < announced; i++) {
		wr_bytes(&w, s->list[i % AUTHORITIES_MAX].id, 32);
		wr_u64(&w, s->list[i % AUTHORITIES_MAX].weight);
	}
	r = rd_from(slice_of(buf, w.n));
	rd_authorities(&r, &out);
	EXPECT(r.err == ERR_OK || out.num == 0);
	return rd_end(&r);
}

TEST(authority_sets_that_cannot_vote_are_refused)
{
	struct authority_set s = set_of(AUTHORITIES_MAX);
	u8 greedy[5] = {0xfe, 0xff, 0xff, 0xff, 0};
	struct rd r = rd_from(SLICE_ARR(greedy));

	EXPECT_OK(read_set(&s, 4));
	EXPECT_ERR(ERR_INVALID, read_set(&s, 0));
	EXPECT_ERR(ERR_LIMIT, read_set(&s, AUTHORITIES_MAX + 1));
	s.list[1].weight = 0;
	EXPECT_ERR(ERR_INVALID, read_set(&s, 4));
	s.list[1].weight = UINT64_MAX;
	EXPECT_ERR(ERR_INVALID, read_set(&s, 4));
	s = set_of(4);
	s.list[3].id[0] = 1;
	EXPECT_ERR(ERR_INVALID, read_set(&s, 4));
	rd_authorities(&r, &s);
	EXPECT_ERR(ERR_SHORT, r.err);
}

TEST_MAIN()
