/* p256_verify by OpenSSL's arithmetic on the curve. Its own ECDSA_verify wants a key object,
 * and making one costs as much as the verification; so the few lines of SEC 1 4.1.4 are here. */
#include "crypto/p256.h"

#include "base/mem.h"
#include "crypto/native/p256_group.h"
#include "crypto/p256_order.h"

/* read_scalar: false unless 1 <= value < n. */
static bool read_scalar(BIGNUM *out, const u8 in[32], const BIGNUM *n)
{
	return BN_bin2bn(in, 32, out) != NULL && !BN_is_zero(out) && BN_cmp(out, n) < 0;
}

/* invert: OpenSSL's fast inverse modulo the order is not to be had from outside, and
 * BN_mod_inverse takes a sixth of a verification; so ours finds it and OpenSSL checks it. */
static void invert(BIGNUM *out, const u8 s[32], const BIGNUM *s_bn, const BIGNUM *n, BN_CTX *ctx)
{
	BIGNUM *one = BN_CTX_get(ctx);
	u8 inverse[32];

	p256_order_invert(inverse, s);
	CHECK(one != NULL && BN_bin2bn(inverse, 32, out) != NULL);
	CHECK(BN_mod_mul(one, out, s_bn, n, ctx) == 1 && BN_is_one(one));
}

/* read_point: OpenSSL refuses coordinates of p or more, and what is not on the curve. */
static bool read_point(EC_POINT *out, const u8 pub[P256_PUB_LEN], BN_CTX *ctx)
{
	u8 oct[1 + P256_PUB_LEN] = {POINT_CONVERSION_UNCOMPRESSED};

	memcpy(oct + 1, pub, P256_PUB_LEN);
	return EC_POINT_oct2point(p256_group(), out, oct, sizeof(oct), ctx) == 1;
}

/* check: numbers are the caller's so that he frees them on every path. */
static bool check(EC_POINT *q, const u8 *pub, const u8 *hash, const u8 *sig, BN_CTX *ctx)
{
	const BIGNUM *n = EC_GROUP_get0_order(p256_group());
	BIGNUM *r = BN_CTX_get(ctx), *s = BN_CTX_get(ctx), *h = BN_CTX_get(ctx);
	BIGNUM *w = BN_CTX_get(ctx), *x = BN_CTX_get(ctx);

	CHECK(x != NULL);
	if (!read_scalar(r, sig, n) || !read_scalar(s, sig + 32, n) || !read_point(q, pub, ctx))
		return false;
	invert(w, sig + 32, s, n, ctx);
	CHECK(BN_bin2bn(hash, 32, h) != NULL);
	CHECK(BN_mod_mul(h, h, w, n, ctx) == 1 && BN_mod_mul(w, r, w, n, ctx) == 1);
	CHECK(EC_POINT_mul(p256_group(), q, h, q, w, ctx) == 1);
	if (EC_POINT_is_at_infinity(p256_group(), q))
		return false;
	CHECK(EC_POINT_get_affine_coordinates(p256_group(), q, x, NULL, ctx) == 1);
	return BN_nnmod(x, x, n, ctx) == 1 && BN_cmp(x, r) == 0;
}

bool p256_verify(const u8 pub[P256_PUB_LEN], const u8 hash[32], const u8 sig[P256_SIG_LEN])
{
	BN_CTX *ctx = BN_CTX_new();
	EC_POINT *q = EC_POINT_new(p256_group());
	bool ok;

	CHECK(ctx != NULL && q != NULL);
	/* A refused point leaves an entry in the thread's error queue, which is the caller's. */
	ERR_set_mark();
	BN_CTX_start(ctx);
	ok = check(q, pub, hash, sig, ctx);
	BN_CTX_end(ctx);
	ERR_pop_to_mark();
	EC_POINT_free(q);
	BN_CTX_free(ctx);
	return ok;
}
