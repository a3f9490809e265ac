/* Expected values: crate merlin's own test; signatures by @polkadot/wasm-crypto 7 (crate
 * schnorrkel compiled to wasm); development keys of Substrate. */
#include "base/hex.h"
#include "base/test.h"
#include "crypto/merlin.h"
#include "crypto/sr25519.h"

/* The mini secret of //Alice. */
#define ALICE_SEED "e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a"
#define ALICE_PUB  "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"

static void from_hex(u8 *out, size_t n, const char *hex)
{
	CHECK(hex_decode_exact(out, n, slice_str(hex)) == ERR_OK);
}

static struct sr25519_pair alice(void)
{
	struct sr25519_pair p;
	struct secret32 seed;

	from_hex(seed.b, 32, ALICE_SEED);
	sr25519_from_seed(&p, &seed);
	return p;
}

TEST(merlin_challenge_is_that_of_the_reference)
{
	struct merlin t;
	u8 got[32], want[32];

	merlin_init(&t, "test protocol");
	merlin_append(&t, "some label", SLICE_LIT("some data"));
	merlin_challenge(&t, "challenge", got, sizeof(got));
	from_hex(want, 32, "d5a21972d0d5fe320c0d263fac7fffb8145aa640af6e9bca177c03c7efcf0615");
	EXPECT(mem_eq(got, want, 32));
}

TEST(public_key_of_alice_is_known)
{
	struct sr25519_pair p = alice();
	u8 want[32];

	from_hex(want, 32, ALICE_PUB);
	EXPECT(mem_eq(p.pub, want, 32));
	sr25519_release(&p);
	EXPECT(p.scalar.b[0] == 0 && p.nonce.b[31] == 0);
}

static const struct {
	size_t len;
	char fill[8];
	const char *sig;
} foreign[] = {
    {0, "",
     "6606eb4e6d994359980e83b2d73e30bcc2829bfc03f5ebdd295a5c03a6745058"
     "06f7856a96c65c8da332c66258772df00549550209bec8a0a04f3d01f7067e88"},
    {5, "hello",
     "182de0283929c130dd1d1f317858be711a822f1f50b0de6c5706f72cda6c6203"
     "f759d1f078c5bc39176f5e8a6aeb27d17cf426cc77dc7dca8eac4becbec59186"},
    {300, "x",
     "f077f6059475198f3a2cc6a04f28329f4d1bca288ddebf543be160a425735d04"
     "722af2a491b8d85b990922d63cfe90952dce67866c8dfbfad5bf2623c9ec8485"},
};

static struct slice foreign_msg(size_t i, u8 buf[300])
{
	if (foreign[i].len == 300)
		memset(buf, 'x', 300);
	else
		memcpy(buf, foreign[i].fill, foreign[i].len);
	return slice_of(buf, foreign[i].len);
}

TEST(signatures_made_by_schnorrkel_verify)
{
	u8 sig[64], pub[32], buf[300];

	from_hex(pub, 32, ALICE_PUB);
	for (size_t i = 0; i < ARRAY_LEN(foreign); i++) {
		from_hex(sig, 64, foreign[i].sig);
		EXPECT_OK(sr25519_verify(sig, foreign_msg(i, buf), pub));
		EXPECT_ERR(ERR_SIGNATURE, sr25519_verify(sig, SLICE_LIT("other"), pub));
	}
}

TEST(every_flipped_bit_of_a_signature_is_refused)
{
	u8 sig[64], pub[32];

	from_hex(pub, 32, ALICE_PUB);
	from_hex(sig, 64, foreign[1].sig);
	for (size_t bit = 0; bit < 512; bit++) {
		sig[bit / 8] ^= (u8)(1u << bit % 8);
		EXPECT_ERR(ERR_SIGNATURE, sr25519_verify(sig, SLICE_LIT("hello"), pub));
		sig[bit / 8] ^= (u8)(1u << bit % 8);
	}
}

TEST(every_flipped_bit_of_a_public_key_is_refused)
{
	u8 sig[64], pub[32];
	int num_no_point = 0;

	from_hex(pub, 32, ALICE_PUB);
	from_hex(sig, 64, foreign[1].sig);
	for (size_t bit = 0; bit < 256; bit++) {
		pub[bit / 8] ^= (u8)(1u << bit % 8);
		enum err e = sr25519_verify(sig, SLICE_LIT("hello"), pub);

		EXPECT(e == ERR_KEY || e == ERR_SIGNATURE);
		num_no_point += e == ERR_KEY;
		pub[bit / 8] ^= (u8)(1u << bit % 8);
	}
	EXPECT(num_no_point > 0 && num_no_point < 256);
}

TEST(s_plus_the_group_order_is_refused)
{
	static const u8 order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
	                             0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
	                             0,    0,    0,    0,    0,    0,    0,    0,
	                             0,    0,    0,    0,    0,    0,    0,    0x10};
	u8 sig[64], pub[32];
	unsigned carry = 0;

	from_hex(pub, 32, ALICE_PUB);
	from_hex(sig, 64, foreign[1].sig);
	for (size_t i = 0; i < 32; i++) {
		carry += (unsigned)sig[32 + i] + order[i];
		sig[32 + i] = (u8)carry;
		carry >>= 8;
	}
	EXPECT(sig[63] >> 7 == 1);
	EXPECT_ERR(ERR_SIGNATURE, sr25519_verify(sig, SLICE_LIT("hello"), pub));
}

TEST(the_all_zero_key_accepts_any_message_as_the_polkadot_host_does)
{
	static const u8 zero[32];
	u8 sig[64];

	/* R = B and s = 1: with A the identity, s·B - k·A = R whatever k is. */
	from_hex(sig, 32, "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76");
	memset(sig + 32, 0, 32);
	sig[32] = 1;
	EXPECT_ERR(ERR_SIGNATURE, sr25519_verify(sig, SLICE_LIT("any"), zero));
	sig[63] = 0x80;
	EXPECT_OK(sr25519_verify(sig, SLICE_LIT("any"), zero));
	EXPECT_OK(sr25519_verify(sig, SLICE_EMPTY, zero));

	static const u8 random[32] = {7};
	const struct sr25519_item item = {.sig = sig, .pub = zero, .msg = SLICE_LIT("any")};

	EXPECT_OK(sr25519_verify_batch(&item, 1, random));
}

TEST(a_null_point_R_with_s_zero_is_refused_for_a_normal_key)
{
	u8 sig[64] = {0}, pub[32];

	sig[63] = 0x80;
	from_hex(pub, 32, ALICE_PUB);
	EXPECT_ERR(ERR_SIGNATURE, sr25519_verify(sig, SLICE_LIT("hello"), pub));
}

TEST(encodings_that_rfc_9496_calls_bad_are_no_keys)
{
	/* RFC 9496 A.3: non-canonical, negative, non-square, negative xy, y = 0. */
	static const char *const bad[] = {
	    "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	    "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "0100000000000000000000000000000000000000000000000000000000000000",
	    "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
	    "c34c4e1826e5d403b78e246e88aa051c36ccf0aafebffe137d148a2bf9104562",
	    "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
	    "4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f",
	    "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
	    "a45fdc55c76448c049a1ab33f17023edfb2be3581e9c7aade8a6125215e04220",
	    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	};
	u8 sig[64], pub[32];

	from_hex(sig, 64, foreign[1].sig);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		from_hex(pub, 32, bad[i]);
		EXPECT_ERR(ERR_KEY, sr25519_verify(sig, SLICE_LIT("hello"), pub));
	}
}

TEST(own_signatures_verify_with_and_without_hedge)
{
	struct sr25519_pair p = alice();
	u8 a[64], b[64], c[64], hedge[32] = {1};

	sr25519_sign(a, &p, SLICE_LIT("hello"), NULL);
	sr25519_sign(b, &p, SLICE_LIT("hello"), NULL);
	sr25519_sign(c, &p, SLICE_LIT("hello"), hedge);
	EXPECT(mem_eq(a, b, 64));
	EXPECT(!mem_eq(a, c, 32));
	EXPECT_OK(sr25519_verify(a, SLICE_LIT("hello"), p.pub));
	EXPECT_OK(sr25519_verify(c, SLICE_LIT("hello"), p.pub));
	sr25519_sign(b, &p, SLICE_LIT("hellp"), NULL);
	EXPECT(!mem_eq(a, b, 32)); /* the same witness twice would give the key away */
	sr25519_release(&p);
}

TEST(random_keys_and_messages_sign_and_verify)
{
	struct sr25519_pair p;
	struct secret32 seed = {{0}};
	u8 sig[64], msg[200];

	for (u8 i = 0; i < 100; i++) {
		seed.b[0] = i;
		memset(msg, i, sizeof(msg));
		sr25519_from_seed(&p, &seed);
		sr25519_sign(sig, &p, slice_of(msg, 2u * i), NULL);
		EXPECT_OK(sr25519_verify(sig, slice_of(msg, 2u * i), p.pub));
		EXPECT_ERR(ERR_SIGNATURE, sr25519_verify(sig, slice_of(msg, 2u * i + 1u), p.pub));
	}
}

struct batch {
	struct sr25519_item items[SR25519_BATCH_MAX];
	u8 sigs[SR25519_BATCH_MAX][64], pubs[SR25519_BATCH_MAX][32], msgs[SR25519_BATCH_MAX][8];
};

static void make_batch(struct batch *b)
{
	struct sr25519_pair p;
	struct secret32 seed = {{9}};

	for (size_t i = 0; i < SR25519_BATCH_MAX; i++) {
		seed.b[1] = (u8)(i / 2); /* every key signs twice */
		sr25519_from_seed(&p, &seed);
		memset(b->msgs[i], (int)i, 8);
		memcpy(b->pubs[i], p.pub, 32);
		sr25519_sign(b->sigs[i], &p, SLICE_ARR(b->msgs[i]), NULL);
		b->items[i] = (struct sr25519_item){b->sigs[i], b->pubs[i], SLICE_ARR(b->msgs[i])};
	}
}

TEST(a_batch_of_any_size_holds_if_each_member_holds)
{
	static struct batch b;
	static const u8 random[32] = {42};

	make_batch(&b);
	for (size_t num = 0; num <= SR25519_BATCH_MAX; num++)
		EXPECT_OK(sr25519_verify_batch(b.items, num, random));
}

TEST(one_bad_member_anywhere_fails_the_batch)
{
	static struct batch b;
	static const u8 random[32] = {42};

	make_batch(&b);
	for (size_t i = 0; i < SR25519_BATCH_MAX; i++) {
		b.msgs[i][3] ^= 1;
		EXPECT_ERR(ERR_SIGNATURE, sr25519_verify_batch(b.items, SR25519_BATCH_MAX, random));
		b.msgs[i][3] ^= 1;
		b.sigs[i][63] &= 0x7f;
		EXPECT_ERR(ERR_SIGNATURE, sr25519_verify_batch(b.items, SR25519_BATCH_MAX, random));
		b.sigs[i][63] |= 0x80;
	}
	b.pubs[17][0] ^= 1;
	EXPECT_ERR(ERR_KEY, sr25519_verify_batch(b.items, SR25519_BATCH_MAX, random));
}

TEST(two_errors_that_cancel_in_a_plain_sum_fail_the_batch)
{
	static struct batch b;
	static const u8 random[32] = {42};

	/* s of one signature up by 1, of the other down by 1: only the random factors see it. */
	make_batch(&b);
	REQUIRE(b.sigs[0][32] < 255 && b.sigs[1][32] > 0);
	b.sigs[0][32]++;
	b.sigs[1][32]--;
	EXPECT_ERR(ERR_SIGNATURE, sr25519_verify_batch(b.items, 2, random));
}

TEST_MAIN()
