#include "tls/dev_ca.h"

#include "tls/name.h"
#include "tls/openssl.h"
#include "tls/pem.h"

#define HOSTS_MAX  16u
#define SERIAL_LEN 16
#define DAY_MS     86400000ull

/* Only "localhost" and names below it, and no address at all. */
#define CA_CONSTRAINT                                                                              \
	"critical,permitted;DNS:localhost,excluded;IP:0.0.0.0/0.0.0.0,"                            \
	"excluded;IP:0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0"

struct ext {
	int nid;
	const char *value;
};

static const struct ext ca_exts[] = {
    {NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
    {NID_key_usage, "critical,keyCertSign,cRLSign"},
    {NID_subject_key_identifier, "hash"},
    {NID_name_constraints, CA_CONSTRAINT},
};

static const struct ext leaf_exts[] = {
    {NID_basic_constraints, "critical,CA:FALSE"},
    {NID_key_usage, "critical,digitalSignature"},
    {NID_ext_key_usage, "serverAuth"},
    {NID_subject_key_identifier, "hash"},
    {NID_authority_key_identifier, "keyid:always"},
};

static bool add_exts(X509 *x, X509 *issuer, const struct ext *exts, size_t num)
{
	X509V3_CTX ctx;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	for (size_t i = 0; i < num; i++) {
		X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &ctx, exts[i].nid, exts[i].value);
		bool ok = e != NULL && X509_add_ext(x, e, -1) == 1;

		X509_EXTENSION_free(e);
		if (!ok)
			return false;
	}
	return true;
}

static bool add_host(GENERAL_NAMES *names, const char *host)
{
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_IA5STRING *s = ASN1_IA5STRING_new();

	if (name == NULL || s == NULL || ASN1_STRING_set(s, host, -1) != 1) {
		ASN1_IA5STRING_free(s);
		GENERAL_NAME_free(name);
		return false;
	}
	GENERAL_NAME_set0_value(name, GEN_DNS, s);
	if (sk_GENERAL_NAME_push(names, name) > 0)
		return true;
	GENERAL_NAME_free(name);
	return false;
}

static bool add_hosts(X509 *x, const struct tls_leaf *leaf)
{
	GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
	bool ok = names != NULL;

	for (size_t i = 0; i < leaf->num_hosts && ok; i++)
		ok = add_host(names, leaf->hosts[i]);
	ok = ok && X509_add1_ext_i2d(x, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT) == 1;
	GENERAL_NAMES_free(names);
	return ok;
}

static bool set_serial(X509 *x)
{
	BIGNUM *bn = BN_new();
	bool ok = bn != NULL &&
	          BN_rand(bn, SERIAL_LEN * 8 - 1, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
	          BN_to_ASN1_INTEGER(bn, X509_get_serialNumber(x)) != NULL;

	BN_free(bn);
	return ok;
}

static bool set_times(X509 *x, u64 from_ms, u64 to_ms)
{
	return ASN1_TIME_set(X509_getm_notBefore(x), (time_t)(from_ms / 1000)) != NULL &&
	       ASN1_TIME_set(X509_getm_notAfter(x), (time_t)(to_ms / 1000)) != NULL;
}

/* cert_blank makes a version 3 certificate with key, serial number and subject. */
static X509 *cert_blank(EVP_PKEY *key, const char *common_name)
{
	X509 *x = X509_new();

	if (x == NULL)
		return NULL;
	if (X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
	    X509_set_pubkey(x, key) == 1 &&
	    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
	                               (const u8 *)common_name, -1, -1, 0) == 1)
		return x;
	X509_free(x);
	return NULL;
}

static enum err bio_into(BIO *bio, u8 *buf, size_t *len)
{
	char *p;
	long n = BIO_get_mem_data(bio, &p);

	if (n <= 0 || n > (long)TLS_PEM_MAX)
		return ERR_LIMIT;
	memcpy(buf, p, (size_t)n);
	*len = (size_t)n;
	return ERR_OK;
}

static enum err write_pem(struct tls_pem *out, X509 *x, EVP_PKEY *key)
{
	BIO *cert = BIO_new(BIO_s_mem()), *secret = BIO_new(BIO_s_secmem());
	enum err e = ERR_NOMEM;

	if (cert != NULL && secret != NULL && PEM_write_bio_X509(cert, x) == 1 &&
	    PEM_write_bio_PrivateKey(secret, key, NULL, NULL, 0, NULL, NULL) == 1)
		e = bio_into(cert, out->cert, &out->cert_len);
	if (e == ERR_OK)
		e = bio_into(secret, out->key, &out->key_len);
	BIO_free(cert);
	BIO_free(secret);
	return e;
}

static X509 *ca_cert(EVP_PKEY *key, u64 now_unix_ms)
{
	X509 *x = cert_blank(key, "Phala development CA");
	u64 from = now_unix_ms > DAY_MS ? now_unix_ms - DAY_MS : 0;

	if (x != NULL && X509_set_issuer_name(x, X509_get_subject_name(x)) == 1 &&
	    set_times(x, from, from + 3650 * DAY_MS) &&
	    add_exts(x, x, ca_exts, ARRAY_LEN(ca_exts)) && X509_sign(x, key, EVP_sha256()) > 0)
		return x;
	X509_free(x);
	return NULL;
}

enum err tls_dev_ca_make(struct tls_pem *out, u64 now_unix_ms)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = key == NULL ? NULL : ca_cert(key, now_unix_ms);
	enum err e = x == NULL ? ERR_NOMEM : write_pem(out, x, key);

	X509_free(x);
	EVP_PKEY_free(key);
	ERR_clear_error();
	return e;
}

static enum err leaf_sign(struct tls_pem *out, X509 *ca, EVP_PKEY *ca_key,
                          const struct tls_leaf *leaf)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = key == NULL ? NULL : cert_blank(key, "Phala development server");
	enum err e = ERR_NOMEM;

	if (x != NULL && X509_set_issuer_name(x, X509_get_subject_name(ca)) == 1 &&
	    set_times(x, leaf->not_before_ms, leaf->not_after_ms) &&
	    add_exts(x, ca, leaf_exts, ARRAY_LEN(leaf_exts)) && add_hosts(x, leaf) &&
	    X509_sign(x, ca_key, EVP_sha256()) > 0)
		e = write_pem(out, x, key);
	X509_free(x);
	EVP_PKEY_free(key);
	return e;
}

enum err tls_dev_leaf_make(struct tls_pem *out, const struct tls_pem *ca,
                           const struct tls_leaf *leaf)
{
	STACK_OF(X509) * certs;
	EVP_PKEY *key = NULL;
	enum err e;

	if (leaf->num_hosts == 0 || leaf->num_hosts > HOSTS_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < leaf->num_hosts; i++)
		if (!name_ok(slice_str(leaf->hosts[i]), 253))
			return ERR_INVALID;
	TRY(pem_certs(&certs, tls_pem_cert(ca)));
	e = pem_key(&key, tls_pem_key(ca));
	if (e == ERR_OK && X509_check_private_key(sk_X509_value(certs, 0), key) != 1)
		e = ERR_KEY;
	if (e == ERR_OK)
		e = leaf_sign(out, sk_X509_value(certs, 0), key, leaf);
	sk_X509_pop_free(certs, X509_free);
	EVP_PKEY_free(key);
	ERR_clear_error();
	return e;
}
