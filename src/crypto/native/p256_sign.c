#include "crypto/p256_sign.h"

#include "crypto/native/p256_group.h"
#include "crypto/seal.h"

#define POINT_LEN (1u + P256_PUB_LEN)

/* read_key returns the key as a number, which the caller clears; NULL unless 1 <= key < n. */
static BIGNUM *read_key(const struct secret32 *key)
{
	BIGNUM *d = BN_secure_new();

	CHECK(d != NULL && BN_bin2bn(key->b, sizeof(key->b), d) != NULL);
	BN_set_flags(d, BN_FLG_CONSTTIME);
	if (!BN_is_zero(d) && BN_cmp(d, EC_GROUP_get0_order(p256_group())) < 0)
		return d;
	BN_clear_free(d);
	return NULL;
}

static void write_public(u8 oct[POINT_LEN], const BIGNUM *d)
{
	EC_POINT *q = EC_POINT_new(p256_group());

	CHECK(q != NULL && EC_POINT_mul(p256_group(), q, d, NULL, NULL, NULL) == 1);
	CHECK(EC_POINT_point2oct(p256_group(), q, POINT_CONVERSION_UNCOMPRESSED, oct, POINT_LEN,
				 NULL) == POINT_LEN);
	EC_POINT_free(q);
}

enum err p256_key_from_seed(struct secret32 *out, const struct secret32 *seed, struct slice label)
{
	/* One in 2^32 seeds needs a second try; a broken seed is no reason to look for ever. */
	for (u8 i = 0; i < 8; i++) {
		BIGNUM *d;

		hkdf_256(out, label, SLICE_ARR(seed->b), slice_of(&i, 1));
		d = read_key(out);
		BN_clear_free(d);
		if (d != NULL)
			return ERR_OK;
	}
	secret32_release(out);
	return ERR_KEY;
}

enum err p256_public(u8 pub[P256_PUB_LEN], const struct secret32 *key)
{
	BIGNUM *d = read_key(key);
	u8 oct[POINT_LEN];

	if (d == NULL)
		return ERR_KEY;
	write_public(oct, d);
	BN_clear_free(d);
	memcpy(pub, oct + 1, P256_PUB_LEN);
	return ERR_OK;
}

/* --- Signatures: RFC 6979 --------------------------------------------------------------------- */

struct hmac_drbg {
	u8 k[32], v[32];
};

static void hmac(u8 out[32], const u8 key[32], const u8 *p, size_t n)
{
	CHECK(HMAC(EVP_sha256(), key, 32, p, n, out, NULL) != NULL);
}

static void next_v(struct hmac_drbg *g)
{
	u8 v[32];

	hmac(v, g->k, g->v, sizeof(g->v));
	memcpy(g->v, v, sizeof(v));
}

/* mix is step d (mark 0) and f (mark 1) of section 3.2, and the first half of h.3. */
static void mix(struct hmac_drbg *g, u8 mark, struct slice key_and_hash)
{
	u8 in[32 + 1 + 64], k[32];

	CHECK(key_and_hash.n <= 64);
	memcpy(in, g->v, 32);
	in[32] = mark;
	slice_copy(in + 33, key_and_hash);
	hmac(k, g->k, in, 33 + key_and_hash.n);
	memcpy(g->k, k, sizeof(k));
	mem_wipe(in, sizeof(in));
	mem_wipe(k, sizeof(k));
	next_v(g);
}

static void drbg_start(struct hmac_drbg *g, const struct secret32 *key, const BIGNUM *z)
{
	u8 in[64];

	memcpy(in, key->b, 32);
	CHECK(BN_bn2binpad(z, in + 32, 32) == 32);
	memset(g->v, 1, sizeof(g->v));
	memset(g->k, 0, sizeof(g->k));
	mix(g, 0, SLICE_ARR(in));
	mix(g, 1, SLICE_ARR(in));
	mem_wipe(in, sizeof(in));
}

/* next_nonce: 1 <= k < n. */
static void next_nonce(struct hmac_drbg *g, BIGNUM *k)
{
	for (;;) {
		next_v(g);
		CHECK(BN_bin2bn(g->v, sizeof(g->v), k) != NULL);
		if (!BN_is_zero(k) && BN_cmp(k, EC_GROUP_get0_order(p256_group())) < 0)
			return;
		mix(g, 0, SLICE_EMPTY);
	}
}

struct signing {
	BN_CTX *ctx;
	BIGNUM *k, *r, *s;
	EC_POINT *point;
};

/* sign_with makes r and s of one nonce; false when one of them is zero, which never was seen. */
static bool sign_with(struct signing *t, const BIGNUM *d, const BIGNUM *z)
{
	const BIGNUM *n = EC_GROUP_get0_order(p256_group());
	bool ok = EC_POINT_mul(p256_group(), t->point, t->k, NULL, NULL, t->ctx) == 1 &&
		  EC_POINT_get_affine_coordinates(p256_group(), t->point, t->r, NULL, t->ctx) ==
		      1 &&
		  BN_nnmod(t->r, t->r, n, t->ctx) == 1 &&
		  BN_mod_mul(t->s, t->r, d, n, t->ctx) == 1 &&
		  BN_mod_add(t->s, t->s, z, n, t->ctx) == 1 &&
		  BN_mod_inverse(t->k, t->k, n, t->ctx) != NULL &&
		  BN_mod_mul(t->s, t->s, t->k, n, t->ctx) == 1;

	CHECK(ok);
	return !BN_is_zero(t->r) && !BN_is_zero(t->s);
}

static void sign(u8 sig[P256_SIG_LEN], const struct secret32 *key, const BIGNUM *d, BIGNUM *z)
{
	struct signing t = {BN_CTX_secure_new(), BN_secure_new(), BN_new(), BN_new(),
			    EC_POINT_new(p256_group())};
	struct hmac_drbg g;

	CHECK(t.ctx != NULL && t.k != NULL && t.r != NULL && t.s != NULL && t.point != NULL);
	CHECK(BN_nnmod(z, z, EC_GROUP_get0_order(p256_group()), t.ctx) == 1);
	BN_set_flags(t.k, BN_FLG_CONSTTIME);
	drbg_start(&g, key, z);
	do {
		next_nonce(&g, t.k);
	} while (!sign_with(&t, d, z));
	CHECK(BN_bn2binpad(t.r, sig, 32) == 32 && BN_bn2binpad(t.s, sig + 32, 32) == 32);
	mem_wipe(&g, sizeof(g));
	EC_POINT_free(t.point);
	BN_free(t.s);
	BN_free(t.r);
	BN_clear_free(t.k);
	BN_CTX_free(t.ctx);
}

enum err p256_sign(u8 sig[P256_SIG_LEN], const struct secret32 *key, const u8 hash[32])
{
	BIGNUM *d = read_key(key), *z;

	if (d == NULL)
		return ERR_KEY;
	z = BN_bin2bn(hash, 32, NULL);
	CHECK(z != NULL);
	sign(sig, key, d, z);
	BN_free(z);
	BN_clear_free(d);
	return ERR_OK;
}
