#include "crypto/p256_sign.h"

#include "crypto/native/p256_group.h"
#include "crypto/seal.h"

#define POINT_LEN   (1u + P256_PUB_LEN)
#define DER_SIG_MAX 72u

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

static EVP_PKEY *make_pkey(const BIGNUM *d)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params;
	EVP_PKEY *pkey = NULL;
	u8 oct[POINT_LEN];

	write_public(oct, d);
	CHECK(ctx != NULL && bld != NULL);
	CHECK(OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1,
					      0) == 1);
	CHECK(OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_PUB_KEY, oct, sizeof(oct)) ==
	      1);
	CHECK(OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_PRIV_KEY, d) == 1);
	params = OSSL_PARAM_BLD_to_param(bld);
	CHECK(params != NULL && EVP_PKEY_fromdata_init(ctx) == 1);
	CHECK(EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEYPAIR, params) == 1);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

/* write_sig turns the DER that OpenSSL makes into r and s. */
static void write_sig(u8 sig[P256_SIG_LEN], const u8 *der, size_t der_len)
{
	ECDSA_SIG *s = d2i_ECDSA_SIG(NULL, &der, (long)der_len);

	CHECK(s != NULL);
	CHECK(BN_bn2binpad(ECDSA_SIG_get0_r(s), sig, 32) == 32);
	CHECK(BN_bn2binpad(ECDSA_SIG_get0_s(s), sig + 32, 32) == 32);
	ECDSA_SIG_free(s);
}

enum err p256_sign(u8 sig[P256_SIG_LEN], const struct secret32 *key, const u8 hash[32])
{
	BIGNUM *d = read_key(key);
	u8 der[DER_SIG_MAX];
	size_t der_len = sizeof(der);
	EVP_PKEY_CTX *ctx;
	EVP_PKEY *pkey;

	if (d == NULL)
		return ERR_KEY;
	pkey = make_pkey(d);
	ctx = EVP_PKEY_CTX_new(pkey, NULL);
	CHECK(ctx != NULL && EVP_PKEY_sign_init(ctx) == 1);
	CHECK(EVP_PKEY_sign(ctx, der, &der_len, hash, 32) == 1);
	write_sig(sig, der, der_len);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	BN_clear_free(d);
	return ERR_OK;
}
