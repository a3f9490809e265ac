#ifndef EVIDENCE_TEST_UTIL_H
#define EVIDENCE_TEST_UTIL_H
/* For the tests of this folder: samples from vectors/, and a PKI of our own made by OpenSSL, which
 * is independent of the DER reader that is tested. Hosted; leaks nothing, fast enough to be
 * made at each run (two RSA-4096 keys). */
#include <stdlib.h>
#include <time.h>

#include "base/hex.h"
#include "base/test.h"
#include "evidence/evidence.h"
#include "evidence/openssl.h"

#define VECTORS PH_SOURCE_DIR "/src/evidence/vectors/"

static u8 test_mem[EVIDENCE_ARENA];
static u8 file_mem[4u << 20];
static struct arena files = {.mem = file_mem, .cap = sizeof(file_mem), .used = 0};

#define EXPECT_CHECK(want, got)                                                                    \
	do {                                                                                       \
		enum evidence_check got_ = (got), want_ = (want);                                  \
		if (got_ != want_) {                                                               \
			TEST_FAIL("wrong check for " #got);                                        \
			(void)fprintf(stderr, "\twant %s, got %s\n", evidence_check_id(want_),     \
			              evidence_check_id(got_));                                    \
		}                                                                                  \
	} while (0)

static inline struct slice read_text(const char *name)
{
	char path[512];
	FILE *f;
	u8 *p = arena_alloc(&files, 128u << 10);
	size_t n;

	(void)snprintf(path, sizeof(path), VECTORS "%s", name);
	f = fopen(path, "rb");
	if (f == NULL || p == NULL) {
		TEST_FAIL(path);
		exit(1);
	}
	n = fread(p, 1, 128u << 10, f);
	(void)fclose(f);
	arena_rewind(&files, files.used - (128u << 10) + ((n + 15) & ~(size_t)15));
	return slice_of(p, n);
}

/* Hex with line ends. */
static inline struct slice read_hex(const char *name)
{
	struct slice text = read_text(name);
	u8 *digits = arena_alloc(&files, text.n), *p = arena_alloc(&files, text.n / 2);
	size_t n = 0, len = 0;

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\n')
			digits[n++] = text.p[i];
	if (hex_decode(p, text.n / 2, &len, slice_of(digits, n)) != ERR_OK) {
		TEST_FAIL(name);
		exit(1);
	}
	return slice_of(p, len);
}

static inline u8 *copy_of(struct slice s)
{
	u8 *p = arena_alloc(&files, s.n);

	if (p == NULL)
		exit(1);
	slice_copy(p, s);
	return p;
}

/* One bit of every byte, another at each; all of them with PH_EXHAUSTIVE=1, which takes minutes. */
static inline bool flip_wanted(size_t byte, u32 bit)
{
	static int all = -1;

	if (all < 0)
		all = getenv("PH_EXHAUSTIVE") != NULL;
	return all == 1 || (byte * 5 + byte / 8) % 8 == bit;
}

/* --- A PKI of our own ------------------------------------------------------------------------- */

static inline EVP_PKEY *new_rsa(unsigned bits)
{
	EVP_PKEY *k = EVP_RSA_gen(bits);

	if (k == NULL)
		exit(1);
	return k;
}

static inline EVP_PKEY *new_p384(void)
{
	EVP_PKEY *k = EVP_EC_gen("P-384");

	if (k == NULL)
		exit(1);
	return k;
}

struct test_ext {
	const char *oid;
	const u8 *value;
	int n;
	bool critical;
};

struct test_cert {
	const char *cn, *issuer_cn;
	EVP_PKEY *key, *issuer_key;
	bool ca;
	int path_len;          /* -1: none */
	const char *usage_hex; /* BIT STRING in DER, or NULL */
	long serial;
	time_t not_before, not_after;
	const struct test_ext *exts;
	int num_exts;
};

static inline void add_ext(X509 *x, const char *oid, bool critical, const u8 *value, int n)
{
	ASN1_OBJECT *obj = OBJ_txt2obj(oid, 1);
	ASN1_OCTET_STRING *os = ASN1_OCTET_STRING_new();
	X509_EXTENSION *e;

	(void)ASN1_OCTET_STRING_set(os, value, n);
	e = X509_EXTENSION_create_by_OBJ(NULL, obj, critical, os);
	(void)X509_add_ext(x, e, -1);
	X509_EXTENSION_free(e);
	ASN1_OCTET_STRING_free(os);
	ASN1_OBJECT_free(obj);
}

static inline X509_NAME *name_of(const char *cn)
{
	X509_NAME *n = X509_NAME_new();

	(void)X509_NAME_add_entry_by_txt(n, "O", MBSTRING_ASC, (const u8 *)"Test", -1, -1, 0);
	(void)X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, (const u8 *)cn, -1, -1, 0);
	return n;
}

static inline EVP_MD_CTX *signer_of(EVP_PKEY *key)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	EVP_PKEY_CTX *ctx;

	if (EVP_DigestSignInit(md, &ctx, EVP_sha384(), NULL, key) != 1)
		exit(1);
	if (EVP_PKEY_is_a(key, "RSA")) {
		(void)EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING);
		(void)EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, 48);
		(void)EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha384());
	}
	return md;
}

static inline void add_ca_exts(X509 *x, const struct test_cert *t)
{
	u8 bc[] = {0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0x00}, usage[8];
	size_t n = 0;

	if (t->ca && t->path_len < 0) {
		bc[1] = 3;
		add_ext(x, "2.5.29.19", true, bc, 5);
	} else if (t->ca) {
		bc[7] = (u8)t->path_len;
		add_ext(x, "2.5.29.19", true, bc, 8);
	}
	if (t->usage_hex != NULL &&
	    hex_decode(usage, sizeof(usage), &n, slice_str(t->usage_hex)) == ERR_OK)
		add_ext(x, "2.5.29.15", true, usage, (int)n);
}

static inline struct slice der_copy(u8 *der, int n)
{
	u8 *p = arena_alloc(&files, (size_t)n);

	if (n <= 0 || p == NULL)
		exit(1);
	memcpy(p, der, (size_t)n);
	OPENSSL_free(der);
	return slice_of(p, (size_t)n);
}

/* DER, in `files`. */
static inline struct slice make_cert(const struct test_cert *t)
{
	X509 *x = X509_new();
	X509_NAME *subject = name_of(t->cn), *issuer = name_of(t->issuer_cn);
	EVP_MD_CTX *md = signer_of(t->issuer_key);
	u8 *der = NULL;
	int n;

	(void)X509_set_version(x, 2);
	(void)ASN1_INTEGER_set(X509_get_serialNumber(x), t->serial);
	(void)X509_set_subject_name(x, subject);
	(void)X509_set_issuer_name(x, issuer);
	(void)ASN1_TIME_set(X509_getm_notBefore(x), t->not_before);
	(void)ASN1_TIME_set(X509_getm_notAfter(x), t->not_after);
	(void)X509_set_pubkey(x, t->key);
	add_ca_exts(x, t);
	for (int i = 0; i < t->num_exts; i++)
		add_ext(x, t->exts[i].oid, t->exts[i].critical, t->exts[i].value, t->exts[i].n);
	if (X509_sign_ctx(x, md) <= 0)
		exit(1);
	n = i2d_X509(x, &der);
	X509_NAME_free(subject);
	X509_NAME_free(issuer);
	EVP_MD_CTX_free(md);
	X509_free(x);
	return der_copy(der, n);
}

/* A revocation list with one serial (0: none). */
static inline struct slice make_crl(const char *issuer_cn, EVP_PKEY *key, long serial, time_t from,
                                    time_t to)
{
	X509_CRL *c = X509_CRL_new();
	X509_NAME *issuer = name_of(issuer_cn);
	ASN1_TIME *a = ASN1_TIME_set(NULL, from), *b = ASN1_TIME_set(NULL, to);
	EVP_MD_CTX *md = signer_of(key);
	u8 *der = NULL;
	int n;

	(void)X509_CRL_set_version(c, 1);
	(void)X509_CRL_set_issuer_name(c, issuer);
	(void)X509_CRL_set1_lastUpdate(c, a);
	(void)X509_CRL_set1_nextUpdate(c, b);
	if (serial != 0) {
		X509_REVOKED *r = X509_REVOKED_new();
		ASN1_INTEGER *s = ASN1_INTEGER_new();

		(void)ASN1_INTEGER_set(s, serial);
		(void)X509_REVOKED_set_serialNumber(r, s);
		(void)X509_REVOKED_set_revocationDate(r, a);
		(void)X509_CRL_add0_revoked(c, r);
		ASN1_INTEGER_free(s);
	}
	if (X509_CRL_sign_ctx(c, md) <= 0)
		exit(1);
	n = i2d_X509_CRL(c, &der);
	ASN1_TIME_free(a);
	ASN1_TIME_free(b);
	X509_NAME_free(issuer);
	EVP_MD_CTX_free(md);
	X509_CRL_free(c);
	return der_copy(der, n);
}

/* ECDSA over SHA-384 of m: r, s big-endian. */
static inline void sign_p384(u8 out[96], EVP_PKEY *key, struct slice m)
{
	EVP_MD_CTX *md = signer_of(key);
	u8 der[128];
	const u8 *p = der;
	size_t n = sizeof(der);
	ECDSA_SIG *s;

	if (EVP_DigestSign(md, der, &n, m.p, m.n) != 1)
		exit(1);
	s = d2i_ECDSA_SIG(NULL, &p, (long)n);
	(void)BN_bn2binpad(ECDSA_SIG_get0_r(s), out, 48);
	(void)BN_bn2binpad(ECDSA_SIG_get0_s(s), out + 48, 48);
	ECDSA_SIG_free(s);
	EVP_MD_CTX_free(md);
}

#endif /* EVIDENCE_TEST_UTIL_H */
