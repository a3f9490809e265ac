/* Expected values: project Wycheproof (vectors/p256_wycheproof.txt); OpenSSL, which our own code
 * has to agree with whatever the input. PH_P256_ROUNDS=1000000 compares more of it. */
#include <stdlib.h>

#include "base/hex.h"
#include "base/test.h"
#include "crypto/hash.h"
#include "crypto/native/p256_group.h"
#include "crypto/p256_sign.h"

#define VECTORS PH_SOURCE_DIR "/src/crypto/vectors/p256_wycheproof.txt"
#define ROUNDS  10000

static const u8 order[32] = {0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
			     0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
			     0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};

static long num_rounds(void)
{
	const char *text = getenv("PH_P256_ROUNDS");

	return text != NULL ? strtol(text, NULL, 10) : ROUNDS;
}

static void print(const char *name, const u8 *p, size_t n)
{
	(void)fprintf(stderr, "\t%s ", name);
	for (size_t i = 0; i < n; i++)
		(void)fprintf(stderr, "%02x", p[i]);
	(void)fprintf(stderr, "\n");
}

/* both: what the two say, which is to be the same. */
static bool both(const u8 pub[64], const u8 hash[32], const u8 sig[64])
{
	bool native = p256_verify(pub, hash, sig);

	if (native != p256_verify_portable(pub, hash, sig)) {
		TEST_FAIL("OpenSSL and our own code differ");
		print("pub", pub, 64);
		print("hash", hash, 32);
		print("sig", sig, 64);
	}
	return native;
}

static void random_bytes(u8 *out, size_t n)
{
	CHECK(RAND_bytes(out, (int)n) == 1);
}

static void from_hex(u8 out[32], const char *hex)
{
	CHECK(hex_decode_exact(out, 32, slice_str(hex)) == ERR_OK);
}

/* --- Published vectors ------------------------------------------------------------------------ */

TEST(every_vector_of_wycheproof_is_judged_as_it_says)
{
	char line[512], word[8], a[65], b[65], c[65];
	u8 pub[64] = {0}, hash[32] = {0}, sig[64] = {0};
	int num = 0, num_valid = 0, num_nokeys = 0;
	FILE *f = fopen(VECTORS, "r");

	REQUIRE(f != NULL);
	while (fgets(line, sizeof(line), f) != NULL) {
		int words = sscanf(line, "%7s %64s %64s %64s", word, a, b, c);

		if (line[0] == '#')
			continue;
		if (words == 3) {
			from_hex(pub, a);
			from_hex(pub + 32, b);
			if (strcmp(word, "nokey") == 0) {
				EXPECT(!both(pub, hash, sig));
				num_nokeys++;
			}
			continue;
		}
		REQUIRE(words == 4);
		from_hex(hash, a);
		from_hex(sig, b);
		from_hex(sig + 32, c);
		if (both(pub, hash, sig) != (strcmp(word, "valid") == 0)) {
			TEST_FAIL("not as Wycheproof says");
			(void)fprintf(stderr, "\t%s", line);
		}
		num++;
		num_valid += strcmp(word, "valid") == 0;
	}
	(void)fclose(f);
	EXPECT(num == 196 && num_valid == 128 && num_nokeys == 16);
}

/* --- Signatures with chosen insides ----------------------------------------------------------- */

/* A signature is valid if x(u1 G + u2 Q) = r, whatever u1 and u2: with r known,
 * s = r / u2 and hash = u1 s. */
struct maker {
	BN_CTX *ctx;
	const BIGNUM *n;
	BIGNUM *u1, *u2, *d, *r, *s, *h;
	EC_POINT *q, *sum;
	u8 pub[64], hash[32], sig[64];
};

static void maker_init(struct maker *m)
{
	m->ctx = BN_CTX_new();
	m->n = EC_GROUP_get0_order(p256_group());
	m->u1 = BN_new();
	m->u2 = BN_new();
	m->d = BN_new();
	m->r = BN_new();
	m->s = BN_new();
	m->h = BN_new();
	m->q = EC_POINT_new(p256_group());
	m->sum = EC_POINT_new(p256_group());
}

static void maker_release(struct maker *m)
{
	BN_free(m->u1);
	BN_free(m->u2);
	BN_free(m->d);
	BN_free(m->r);
	BN_free(m->s);
	BN_free(m->h);
	EC_POINT_free(m->q);
	EC_POINT_free(m->sum);
	BN_CTX_free(m->ctx);
}

/* maker_finish: from u1, u2, q and r. */
static void maker_finish(struct maker *m)
{
	u8 oct[65];

	CHECK(BN_mod_inverse(m->s, m->u2, m->n, m->ctx) != NULL);
	CHECK(BN_mod_mul(m->s, m->s, m->r, m->n, m->ctx) == 1);
	CHECK(BN_mod_mul(m->h, m->s, m->u1, m->n, m->ctx) == 1);
	CHECK(EC_POINT_point2oct(p256_group(), m->q, POINT_CONVERSION_UNCOMPRESSED, oct, 65,
				 m->ctx) == 65);
	memcpy(m->pub, oct + 1, 64);
	CHECK(BN_bn2binpad(m->r, m->sig, 32) == 32);
	CHECK(BN_bn2binpad(m->s, m->sig + 32, 32) == 32);
	CHECK(BN_bn2binpad(m->h, m->hash, 32) == 32);
}

/* maker_sign makes it of u1, u2 and the key d. False when the sum is at infinity, so that no
 * r fits: then some other r is put there. */
static bool maker_sign(struct maker *m)
{
	bool finite;

	CHECK(EC_POINT_mul(p256_group(), m->q, m->d, NULL, NULL, m->ctx) == 1);
	CHECK(EC_POINT_mul(p256_group(), m->sum, m->u1, m->q, m->u2, m->ctx) == 1);
	finite = !EC_POINT_is_at_infinity(p256_group(), m->sum);
	if (finite)
		CHECK(EC_POINT_get_affine_coordinates(p256_group(), m->sum, m->r, NULL, m->ctx) ==
		      1);
	else
		CHECK(BN_set_word(m->r, 1) == 1);
	CHECK(BN_nnmod(m->r, m->r, m->n, m->ctx) == 1);
	maker_finish(m);
	return finite;
}

/* edge: the i-th number that meets a table's end, a carry or another number of this list. */
#define NUM_EDGES 96
static void edge(BIGNUM *out, int i, const BIGNUM *n)
{
	static const unsigned small[] = {1, 2, 3, 4, 5, 15, 16, 17, 31, 33, 63, 64, 65, 127, 129};
	const int num_small = (int)ARRAY_LEN(small);

	if (i < 2 * num_small) {
		CHECK(BN_set_word(out, small[i / 2]) == 1);
		if (i % 2 == 1)
			CHECK(BN_sub(out, n, out) == 1);
	} else if (i < 2 * num_small + 60) {
		int bit = 28 + (i - 2 * num_small) / 2 * 29 / 4;

		CHECK(BN_one(out) == 1 && BN_lshift(out, out, bit) == 1);
		if (i % 2 == 1)
			CHECK(BN_sub_word(out, 1) == 1);
	} else if (i < 2 * num_small + 62) {
		CHECK(BN_rshift1(out, n) == 1 && BN_add_word(out, (BN_ULONG)(i % 2)) == 1);
	} else {
		CHECK(BN_rand_range(out, n) == 1);
		if (BN_is_zero(out))
			CHECK(BN_one(out) == 1);
	}
}

TEST(sums_that_meet_themselves_zero_and_table_ends_are_right)
{
	struct maker m;
	int num_infinite = 0;

	maker_init(&m);
	for (int d = 0; d < NUM_EDGES; d += 3)
		for (int i = 0; i < NUM_EDGES; i++) {
			edge(m.d, d, m.n);
			edge(m.u1, i, m.n);
			edge(m.u2, i * 37 % NUM_EDGES, m.n);
			if (i % 4 == 0) /* u1 = d, u2 = 1 or n - 1: the same point, or none */
				CHECK(BN_copy(m.u1, m.d) != NULL);
			if (i % 4 == 0)
				edge(m.u2, i / 4 % 2, m.n);
			bool finite = maker_sign(&m);

			EXPECT(both(m.pub, m.hash, m.sig) == finite);
			num_infinite += !finite;
			m.sig[40] ^= 1;
			EXPECT(!both(m.pub, m.hash, m.sig));
		}
	EXPECT(num_infinite > 100);
	maker_release(&m);
}

TEST(a_zero_hash_and_one_above_the_order_are_numbers_too)
{
	struct maker m;

	maker_init(&m);
	for (int i = 0; i < 50; i++) {
		edge(m.d, NUM_EDGES - 1, m.n);
		edge(m.u2, NUM_EDGES - 1, m.n);
		BN_zero(m.u1);
		REQUIRE(maker_sign(&m));
		EXPECT(both(m.pub, m.hash, m.sig)); /* hash 0 */
		memcpy(m.hash, order, 32);
		EXPECT(both(m.pub, m.hash, m.sig)); /* hash n */
		m.hash[31]++;
		EXPECT(!both(m.pub, m.hash, m.sig));
	}
	maker_release(&m);
}

/* x(R) in n … p - 1 happens once in 2^128 signatures; a key can be made so that it does. */
TEST(an_x_of_n_or_more_is_reduced)
{
	struct maker m;
	BIGNUM *x = BN_new(), *minus = BN_new();
	int num = 0;

	maker_init(&m);
	for (unsigned j = 1; num < 20 && j < 200; j++) {
		CHECK(BN_copy(x, m.n) != NULL && BN_add_word(x, j) == 1);
		if (EC_POINT_set_compressed_coordinates(p256_group(), m.sum, x, (int)(j & 1),
							m.ctx) != 1)
			continue;
		/* q = (sum - u1 G) / u2 */
		edge(m.u1, NUM_EDGES - 1, m.n);
		edge(m.u2, NUM_EDGES - 1, m.n);
		CHECK(BN_mod_inverse(m.d, m.u2, m.n, m.ctx) != NULL);
		CHECK(BN_mod_mul(minus, m.u1, m.d, m.n, m.ctx) == 1);
		CHECK(BN_sub(minus, m.n, minus) == 1);
		CHECK(EC_POINT_mul(p256_group(), m.q, minus, m.sum, m.d, m.ctx) == 1);
		CHECK(BN_set_word(m.r, j) == 1);
		maker_finish(&m);
		EXPECT(both(m.pub, m.hash, m.sig));
		m.sig[31] ^= 0x80;
		EXPECT(!both(m.pub, m.hash, m.sig));
		num++;
	}
	ERR_clear_error(); /* of the x that are on no point */
	EXPECT(num == 20);
	BN_free(x);
	BN_free(minus);
	maker_release(&m);
}

/* --- Ranges ----------------------------------------------------------------------------------- */

static void sign_something(u8 pub[64], u8 hash[32], u8 sig[64])
{
	struct secret32 key;

	do
		random_bytes(key.b, 32);
	while (p256_public(pub, &key) != ERR_OK);
	random_bytes(hash, 32);
	EXPECT_OK(p256_sign(sig, &key, hash));
	secret32_release(&key);
}

/* plus adds the 32 bytes of b to a; false if that takes 33. */
static bool plus(u8 a[32], const u8 b[32])
{
	unsigned carry = 0;

	for (size_t i = 32; i-- > 0;) {
		carry += (unsigned)a[i] + b[i];
		a[i] = (u8)(carry & 0xff);
		carry >>= 8;
	}
	return carry == 0;
}

TEST(r_and_s_are_refused_outside_one_to_n_minus_one)
{
	u8 pub[64], hash[32], sig[64], good[64], ones[32];

	memset(ones, 0xff, sizeof(ones));
	sign_something(pub, hash, good);
	EXPECT(both(pub, hash, good));
	for (size_t at = 0; at <= 32; at += 32) {
		memcpy(sig, good, 64);
		memset(sig + at, 0, 32);
		EXPECT(!both(pub, hash, sig));
		memcpy(sig + at, order, 32);
		EXPECT(!both(pub, hash, sig));
		memcpy(sig + at, ones, 32);
		EXPECT(!both(pub, hash, sig));
	}
	memset(sig, 0, 64);
	EXPECT(!both(pub, hash, sig));
}

/* r + n and s + n are the same numbers mod n and fit into 32 bytes when r or s is small. */
TEST(small_r_and_s_do_not_come_back_with_n_added)
{
	struct maker m;
	int num = 0;

	maker_init(&m);
	for (int i = 0; i < NUM_EDGES; i++) {
		u8 sig[64];

		edge(m.d, NUM_EDGES - 1, m.n);
		edge(m.u1, NUM_EDGES - 1, m.n);
		CHECK(BN_one(m.u2) == 1 && maker_sign(&m));
		/* With s chosen, u2 = r / s; the key that fits is (R - u1 G) / u2. */
		edge(m.s, i, m.n);
		CHECK(BN_mod_inverse(m.u2, m.s, m.n, m.ctx) != NULL);
		CHECK(BN_mod_mul(m.u2, m.u2, m.r, m.n, m.ctx) == 1);
		CHECK(BN_mod_inverse(m.h, m.u2, m.n, m.ctx) != NULL);
		CHECK(BN_mod_mul(m.s, m.h, m.u1, m.n, m.ctx) == 1 && BN_sub(m.s, m.n, m.s) == 1);
		CHECK(EC_POINT_mul(p256_group(), m.q, m.s, m.sum, m.h, m.ctx) == 1);
		maker_finish(&m);
		EXPECT(both(m.pub, m.hash, m.sig));
		memcpy(sig, m.sig, 64);
		if (plus(sig + 32, order)) {
			EXPECT(!both(m.pub, m.hash, sig));
			num++;
		}
		memcpy(sig, m.sig, 64);
		if (plus(sig, order))
			EXPECT(!both(m.pub, m.hash, sig));
	}
	EXPECT(num > 60);
	maker_release(&m);
}

TEST(high_s_is_as_good_as_low_s)
{
	u8 pub[64], hash[32], sig[64];
	BIGNUM *s = BN_new();

	for (int i = 0; i < 20; i++) {
		sign_something(pub, hash, sig);
		CHECK(BN_bin2bn(sig + 32, 32, s) != NULL);
		CHECK(BN_sub(s, EC_GROUP_get0_order(p256_group()), s) == 1);
		CHECK(BN_bn2binpad(s, sig + 32, 32) == 32);
		EXPECT(both(pub, hash, sig));
	}
	BN_free(s);
}

/* A coordinate of p or more names the same point for code that reduces it. */
TEST(coordinates_of_p_and_more_are_refused)
{
	static const u8 p[32] = {0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, [20] = 0xff, 0xff, 0xff, 0xff,
				 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	struct maker m;
	int num = 0;

	maker_init(&m);
	for (unsigned j = 0; j < 64; j++) {
		CHECK(BN_set_word(m.r, j) == 1);
		if (EC_POINT_set_compressed_coordinates(p256_group(), m.q, m.r, 0, m.ctx) != 1)
			continue;
		edge(m.u1, NUM_EDGES - 1, m.n);
		edge(m.u2, NUM_EDGES - 1, m.n);
		CHECK(EC_POINT_mul(p256_group(), m.sum, m.u1, m.q, m.u2, m.ctx) == 1);
		CHECK(EC_POINT_get_affine_coordinates(p256_group(), m.sum, m.r, NULL, m.ctx) == 1);
		CHECK(BN_nnmod(m.r, m.r, m.n, m.ctx) == 1);
		maker_finish(&m);
		EXPECT(both(m.pub, m.hash, m.sig));
		EXPECT(plus(m.pub, p));
		EXPECT(!both(m.pub, m.hash, m.sig));
		num++;
	}
	ERR_clear_error();
	EXPECT(num > 20);
	maker_release(&m);
}

/* --- At random -------------------------------------------------------------------------------- */

TEST(random_signatures_hold_and_do_not_with_a_bit_changed)
{
	u8 pub[64], hash[32], sig[64];

	for (long i = 0; i < num_rounds() / 4; i++) {
		u8 bit[2];

		sign_something(pub, hash, sig);
		EXPECT(both(pub, hash, sig));
		random_bytes(bit, sizeof(bit));
		u8 *at[] = {pub, pub + 32, hash, sig, sig + 32};

		at[bit[0] % 5][bit[1] / 8] ^= (u8)(1u << (bit[1] % 8));
		EXPECT(!both(pub, hash, sig));
		/* A point on the curve and numbers with long runs of ones and zeros. */
		sign_something(pub, hash, sig);
		size_t from = bit[0] % 60u, len = size_min(4 + bit[1] % 24u, 64 - from);

		memset(sig + from, bit[1] & 1 ? 0xff : 0, len);
		EXPECT(!both(pub, hash, sig));
		memset(hash + bit[1] % 28, 0, 4);
		EXPECT(!both(pub, hash, sig));
	}
}

TEST(openssls_queue_of_errors_stays_as_it_was)
{
	u8 pub[64] = {1}, hash[32] = {0}, sig[64] = {[31] = 1, [63] = 1};

	ERR_clear_error();
	EXPECT(!p256_verify(pub, hash, sig));
	EXPECT(ERR_peek_error() == 0);
	ERR_raise(ERR_LIB_USER, 77);
	EXPECT(!p256_verify(pub, hash, sig));
	EXPECT(ERR_GET_REASON(ERR_get_error()) == 77);
	EXPECT(ERR_peek_error() == 0);
}

/* --- Keys ------------------------------------------------------------------------------------- */

/* RFC 6979 A.2.5. */
TEST(the_public_key_is_that_of_rfc_6979)
{
	struct secret32 key;
	u8 pub[64], want[64];

	from_hex(key.b, "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
	from_hex(want, "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6");
	from_hex(want + 32, "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
	EXPECT_OK(p256_public(pub, &key));
	EXPECT(mem_eq(pub, want, 64));
}

TEST(a_key_is_refused_outside_one_to_n_minus_one)
{
	struct secret32 key = {{0}};
	u8 pub[64], sig[64], hash[32] = {0};

	EXPECT_ERR(ERR_KEY, p256_public(pub, &key));
	EXPECT_ERR(ERR_KEY, p256_sign(sig, &key, hash));
	memcpy(key.b, order, 32);
	EXPECT_ERR(ERR_KEY, p256_public(pub, &key));
	EXPECT_ERR(ERR_KEY, p256_sign(sig, &key, hash));
	key.b[31]--;
	EXPECT_OK(p256_public(pub, &key));
	EXPECT_OK(p256_sign(sig, &key, hash));
	EXPECT(both(pub, hash, sig));
}

TEST(seeds_and_labels_make_different_keys_that_work)
{
	struct secret32 seed = {{1}}, a, b, c;
	u8 pub[64], sig[64], hash[32] = {3};

	EXPECT_OK(p256_key_from_seed(&a, &seed, SLICE_LIT("root")));
	EXPECT_OK(p256_key_from_seed(&b, &seed, SLICE_LIT("pck")));
	EXPECT_OK(p256_key_from_seed(&c, &seed, SLICE_LIT("root")));
	EXPECT(secret32_eq(&a, &c) && !secret32_eq(&a, &b));
	seed.b[0]++;
	EXPECT_OK(p256_key_from_seed(&c, &seed, SLICE_LIT("root")));
	EXPECT(!secret32_eq(&a, &c));
	EXPECT_OK(p256_public(pub, &a));
	EXPECT_OK(p256_sign(sig, &a, hash));
	EXPECT(both(pub, hash, sig));
}

TEST(signatures_are_those_of_rfc_6979)
{
	/* A.2.5, "With SHA-256". */
	static const struct {
		const char *message, *sig;
	} cases[] = {
	    {"sample", "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
		       "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"},
	    {"test", "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
		     "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"},
	};
	struct secret32 key;
	u8 hash[32], sig[64], want[64];

	REQUIRE(hex_decode_exact(key.b, 32,
				 SLICE_LIT("C9AFA9D845BA75166B5C215767B1D693"
					   "4E50C3DB36E89B127B8A622B120F6721")) == ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		REQUIRE(hex_decode_exact(want, 64, slice_str(cases[i].sig)) == ERR_OK);
		sha2_256(hash, slice_str(cases[i].message));
		EXPECT_OK(p256_sign(sig, &key, hash));
		EXPECT(mem_eq(sig, want, 64));
	}
}

TEST_MAIN()
