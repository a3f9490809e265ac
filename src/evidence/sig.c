#include "evidence/sig.h"

#include "evidence/openssl.h"

void sha2_384(u8 out[48], struct slice in)
{
	static const u8 none[1];

	CHECK(SHA384(in.n == 0 ? none : in.p, in.n, out) != NULL);
}

static EVP_PKEY *p384_key(const u8 key[96])
{
	char group[] = "P-384";
	u8 point[97] = {4};
	OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
	    OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)),
	    OSSL_PARAM_construct_end(),
	};
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *out = NULL;

	memcpy(point + 1, key, 96);
	if (ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1)
		(void)EVP_PKEY_fromdata(ctx, &out, EVP_PKEY_PUBLIC_KEY, params);
	EVP_PKEY_CTX_free(ctx);
	return out;
}

/* r and s as the DER that OpenSSL wants; 0 if it cannot be made. */
static int ecdsa_der(u8 **out, const u8 sig[96])
{
	ECDSA_SIG *s = ECDSA_SIG_new();
	BIGNUM *a = BN_bin2bn(sig, 48, NULL), *b = BN_bin2bn(sig + 48, 48, NULL);
	int n = 0;

	if (s != NULL && a != NULL && b != NULL && ECDSA_SIG_set0(s, a, b) == 1) {
		n = i2d_ECDSA_SIG(s, out);
	} else {
		BN_free(a);
		BN_free(b);
	}
	ECDSA_SIG_free(s);
	return n;
}

bool p384_verify(const u8 key[96], const u8 hash[48], const u8 sig[96])
{
	EVP_PKEY *pkey = p384_key(key);
	EVP_PKEY_CTX *ctx = pkey == NULL ? NULL : EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
	u8 *der = NULL;
	int n = ecdsa_der(&der, sig);
	bool ok = ctx != NULL && n > 0 && EVP_PKEY_verify_init(ctx) == 1 &&
	          EVP_PKEY_verify(ctx, der, (size_t)n, hash, 48) == 1;

	OPENSSL_free(der);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	ERR_clear_error();
	return ok;
}

bool pss_verify(struct slice spki, struct slice message, struct slice sig)
{
	const u8 *p = spki.p;
	EVP_PKEY *pkey = d2i_PUBKEY(NULL, &p, (long)spki.n);
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	EVP_PKEY_CTX *ctx = NULL;
	bool ok = pkey != NULL && md != NULL &&
	          EVP_DigestVerifyInit(md, &ctx, EVP_sha384(), NULL, pkey) == 1 &&
	          EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
	          EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, 48) == 1 &&
	          EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha384()) == 1 &&
	          EVP_DigestVerify(md, sig.p, sig.n, message.p, message.n) == 1;

	EVP_MD_CTX_free(md);
	EVP_PKEY_free(pkey);
	ERR_clear_error();
	return ok;
}
