#ifndef ATTEST_TEST_PKI_H
#define ATTEST_TEST_PKI_H
/* attest/test_pki: certificates and revocation lists for tests, encoded and signed by OpenSSL,
 * an encoder that is not ours. One chain by default; a test changes one thing of it.
 *
 * OpenSSL has a type named ERR_STATE, and our list of errors has a member of that name. */
#define ERR_STATE openssl_err_state
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#undef ERR_STATE
#include <stdlib.h>
#include <string.h>

#include "attest/test_sample.h"
#include "attest/x509.h"

#define PKI_NOW 1750400000

struct pki_cert_spec {
	const char *cn, *issuer;      /* common names */
	EVP_PKEY *key, *by;           /* by NULL: key */
	long serial;                  /* 0: 4711 */
	time_t not_before, not_after; /* 0: PKI_NOW -/+ an hour */
	const char *constraints, *usage;
	const char *oid; /* one more extension, critical if `critical` */
	struct slice value;
	bool critical, constraints_twice, version_1;
	const EVP_MD *digest; /* NULL: SHA-256 */
};

/* Keeps what OpenSSL allocated. */
static inline struct slice pki_keep(u8 *der, int n)
{
	void *p = test_keep((size_t)n);

	memcpy(p, der, (size_t)n);
	OPENSSL_free(der);
	return slice_of(p, (size_t)n);
}

static inline EVP_PKEY *pki_key(void)
{
	EVP_PKEY *k = EVP_EC_gen("P-256");

	if (k == NULL)
		abort();
	return k;
}

static inline X509_NAME *pki_name(const char *cn)
{
	X509_NAME *n = X509_NAME_new();

	if (n == NULL)
		abort();
	(void)X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_UTF8, (const u8 *)cn, -1, -1, 0);
	(void)X509_NAME_add_entry_by_txt(n, "O", MBSTRING_UTF8, (const u8 *)"DEV ONLY", -1, -1, 0);
	return n;
}

static inline X509_EXTENSION *pki_extension(const char *oid, struct slice value, bool critical)
{
	ASN1_OBJECT *o = OBJ_txt2obj(oid, 1);
	ASN1_OCTET_STRING *v = ASN1_OCTET_STRING_new();
	X509_EXTENSION *e;

	(void)ASN1_OCTET_STRING_set(v, value.p, (int)value.n);
	e = X509_EXTENSION_create_by_OBJ(NULL, o, critical, v);
	ASN1_OBJECT_free(o);
	ASN1_OCTET_STRING_free(v);
	return e;
}

static inline void pki_add(X509 *x, X509_EXTENSION *e)
{
	if (e == NULL || X509_add_ext(x, e, -1) != 1)
		abort();
	X509_EXTENSION_free(e);
}

static inline struct slice pki_cert(const struct pki_cert_spec *c)
{
	X509 *x = X509_new();
	X509_NAME *subject = pki_name(c->cn), *issuer = pki_name(c->issuer);
	u8 *der = NULL;
	int n;

	(void)X509_set_version(x, c->version_1 ? X509_VERSION_1 : X509_VERSION_3);
	(void)ASN1_INTEGER_set(X509_get_serialNumber(x), c->serial == 0 ? 4711 : c->serial);
	(void)X509_set_subject_name(x, subject);
	(void)X509_set_issuer_name(x, issuer);
	X509_NAME_free(subject);
	X509_NAME_free(issuer);
	(void)ASN1_TIME_set(X509_getm_notBefore(x), c->not_before ? c->not_before : PKI_NOW - 3600);
	(void)ASN1_TIME_set(X509_getm_notAfter(x), c->not_after ? c->not_after : PKI_NOW + 3600);
	(void)X509_set_pubkey(x, c->key);
	for (int i = 0; c->constraints != NULL && i <= (int)c->constraints_twice; i++)
		pki_add(x, X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints, c->constraints));
	if (c->usage != NULL)
		pki_add(x, X509V3_EXT_conf_nid(NULL, NULL, NID_key_usage, c->usage));
	if (c->oid != NULL)
		pki_add(x, pki_extension(c->oid, c->value, c->critical));
	if (X509_sign(x, c->by == NULL ? c->key : c->by,
	              c->digest == NULL ? EVP_sha256() : c->digest) == 0)
		abort();
	n = i2d_X509(x, &der);
	X509_free(x);
	return pki_keep(der, n);
}

static inline struct slice pki_pem(const struct slice *der, size_t num)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *p;
	u8 *out;
	long n;

	for (size_t i = 0; i < num; i++)
		(void)PEM_write_bio(b, "CERTIFICATE", "", der[i].p, (long)der[i].n);
	n = BIO_get_mem_data(b, &p);
	out = test_keep((size_t)n);
	memcpy(out, p, (size_t)n);
	BIO_free(b);
	return slice_of(out, (size_t)n);
}

/* Three authorities' worth of keys and what a good chain says; a test edits the fields. */
struct pki {
	EVP_PKEY *root_key, *ca_key, *leaf_key, *signer_key;
	struct pki_cert_spec root, ca, leaf, signer;
};

#define PKI_ROOT "Dev SGX Root CA"
#define PKI_CA   "Dev SGX PCK Platform CA"

static inline struct pki pki_new(void)
{
	static EVP_PKEY *keys[4]; /* of all PKIs of a test program */
	struct pki p = {0};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (keys[i] == NULL)
			keys[i] = pki_key();
	p.root_key = keys[0];
	p.ca_key = keys[1];
	p.leaf_key = keys[2];
	p.signer_key = keys[3];
	p.root = (struct pki_cert_spec){.cn = PKI_ROOT,
	                                .issuer = PKI_ROOT,
	                                .key = p.root_key,
	                                .constraints = "critical,CA:TRUE,pathlen:1",
	                                .usage = "critical,keyCertSign,cRLSign"};
	p.ca = (struct pki_cert_spec){.cn = PKI_CA,
	                              .issuer = PKI_ROOT,
	                              .key = p.ca_key,
	                              .by = p.root_key,
	                              .serial = 0x10203,
	                              .constraints = "critical,CA:TRUE,pathlen:0",
	                              .usage = "critical,keyCertSign,cRLSign"};
	p.leaf = (struct pki_cert_spec){.cn = "Dev SGX PCK Certificate",
	                                .issuer = PKI_CA,
	                                .key = p.leaf_key,
	                                .by = p.ca_key,
	                                .serial = 0xabcdef,
	                                .constraints = "critical,CA:FALSE",
	                                .usage = "critical,digitalSignature,nonRepudiation"};
	p.signer = (struct pki_cert_spec){.cn = "Dev SGX TCB Signing",
	                                  .issuer = PKI_ROOT,
	                                  .key = p.signer_key,
	                                  .by = p.root_key,
	                                  .serial = 77,
	                                  .constraints = "critical,CA:FALSE",
	                                  .usage = "critical,digitalSignature,nonRepudiation"};
	return p;
}

/* leaf, CA, root */
static inline struct slice pki_pck_chain(const struct pki *p)
{
	struct slice der[] = {pki_cert(&p->leaf), pki_cert(&p->ca), pki_cert(&p->root)};

	return pki_pem(der, 3);
}

struct pki_crl_spec {
	const char *issuer;
	EVP_PKEY *by;
	time_t this_update, next_update; /* 0: PKI_NOW -/+ an hour; next < 0: none */
	const char *const *serials;      /* hex, NULL at the end; or NULL */
	bool no_number, no_authority_key, number_twice, critical, entry_critical, no_reason,
	    version_1;
	const EVP_MD *digest;
};

static inline void pki_crl_entry(X509_CRL *l, const struct pki_crl_spec *c, const char *hex)
{
	X509_REVOKED *r = X509_REVOKED_new();
	BIGNUM *b = NULL;
	ASN1_INTEGER *n;
	ASN1_TIME *t = ASN1_TIME_set(NULL, PKI_NOW - 7200);
	ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();

	(void)BN_hex2bn(&b, hex);
	n = BN_to_ASN1_INTEGER(b, NULL);
	(void)X509_REVOKED_set_serialNumber(r, n);
	(void)X509_REVOKED_set_revocationDate(r, t);
	(void)ASN1_ENUMERATED_set(reason, CRL_REASON_KEY_COMPROMISE);
	if (!c->no_reason)
		(void)X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, reason, c->entry_critical, 0);
	(void)X509_CRL_add0_revoked(l, r);
	BN_free(b);
	ASN1_INTEGER_free(n);
	ASN1_TIME_free(t);
	ASN1_ENUMERATED_free(reason);
}

static inline void pki_crl_add(X509_CRL *l, X509_EXTENSION *e)
{
	(void)X509_CRL_add_ext(l, e, -1);
	X509_EXTENSION_free(e);
}

static inline struct slice pki_crl(const struct pki_crl_spec *c)
{
	static const u8 number[] = {0x02, 0x02, 0x01, 0x07};
	static const u8 authority_key[] = {0x30, 0x04, 0x80, 0x02, 0xaa, 0xbb};
	X509_CRL *l = X509_CRL_new();
	X509_NAME *issuer = pki_name(c->issuer);
	ASN1_TIME *t = ASN1_TIME_set(NULL, c->this_update ? c->this_update : PKI_NOW - 3600);
	u8 *der = NULL;
	int n;

	(void)X509_CRL_set_version(l, c->version_1 ? X509_CRL_VERSION_1 : X509_CRL_VERSION_2);
	(void)X509_CRL_set_issuer_name(l, issuer);
	(void)X509_CRL_set1_lastUpdate(l, t);
	ASN1_TIME_set(t, c->next_update ? c->next_update : PKI_NOW + 3600);
	if (c->next_update >= 0)
		(void)X509_CRL_set1_nextUpdate(l, t);
	for (size_t i = 0; c->serials != NULL && c->serials[i] != NULL; i++)
		pki_crl_entry(l, c, c->serials[i]);
	for (int i = 0; !c->no_number && i <= (int)c->number_twice; i++)
		pki_crl_add(l, pki_extension("2.5.29.20", SLICE_ARR(number), false));
	if (!c->no_authority_key)
		pki_crl_add(l, pki_extension("2.5.29.35", SLICE_ARR(authority_key), false));
	if (c->critical) /* issuingDistributionPoint: only some certificates */
		pki_crl_add(l, pki_extension("2.5.29.28", SLICE_LIT("\x30\x03\x81\x01\xff"), true));
	if (X509_CRL_sign(l, c->by, c->digest == NULL ? EVP_sha256() : c->digest) == 0)
		abort();
	n = i2d_X509_CRL(l, &der);
	X509_NAME_free(issuer);
	ASN1_TIME_free(t);
	X509_CRL_free(l);
	return pki_keep(der, n);
}

#endif /* ATTEST_TEST_PKI_H */
