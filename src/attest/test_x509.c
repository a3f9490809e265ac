#include "attest/x509.h"

#include "attest/pem.h"
#include "attest/test_pki.h"
#include "base/test.h"
#include "crypto/hash.h"

static u8 arena_mem[1 << 18];
static struct x509_chain chain;
static struct x509 cert;
static const struct attest_crl no_crl; /* revokes nothing */

static struct attest_root root_of(struct slice der)
{
	struct attest_root r;

	if (attest_root_open(&r, der) != ATTEST_OK)
		TEST_FAIL("the root of the test");
	return r;
}

/* The PCK chain of p, read and verified under p's root. */
static enum attest_check verify(const struct pki *p)
{
	struct arena a = arena_of(arena_mem, sizeof(arena_mem));
	struct attest_root root = root_of(pki_cert(&p->root));
	/* OpenSSL's ECDSA is randomised: two encodings of one root differ. */
	struct slice der[] = {pki_cert(&p->leaf), pki_cert(&p->ca), root.der};
	enum attest_check c = x509_chain_read(&chain, pki_pem(der, 3), X509_CHAIN_PCK, &a);

	return c != ATTEST_OK ? c : x509_chain_verify(&chain, &root, &no_crl, NULL, PKI_NOW);
}

/* --- The samples of Intel: expected values as `openssl x509 -text` prints them -------------------
 */

static bool is_hex(struct slice s, const char *hex)
{
	u8 want[64];
	size_t n;

	return hex_decode(want, sizeof(want), &n, slice_str(hex)) == ERR_OK &&
	       slice_eq(s, slice_of(want, n));
}

static enum attest_check read_sample(const char *name)
{
	struct arena a = arena_of(arena_mem, sizeof(arena_mem));

	return x509_chain_read(&chain, sample_pck_chain(name), X509_CHAIN_PCK, &a);
}

TEST(the_pck_certificate_of_intel_is_read_as_openssl_reads_it)
{
	const struct x509 *c = &chain.cert[0];

	REQUIRE(read_sample("sgx_quote") == ATTEST_OK);
	EXPECT(is_hex(c->serial, "81b77732b761e98eb9b963a4abd1e5b9bf5dd8d6"));
	EXPECT(slice_eq(c->cn, SLICE_LIT("Intel SGX PCK Certificate")));
	EXPECT(slice_eq(c->issuer, chain.cert[1].subject));
	EXPECT(c->not_before == 1695246823 && c->not_after == 1916171623);
	EXPECT(!c->is_ca && c->has_constraints && !c->has_path_len);
	EXPECT(c->usage == (X509_DIGITAL_SIGNATURE | 1u << 1)); /* and nonRepudiation */
	EXPECT(c->sgx.n != 0);
}

TEST(the_authorities_of_intel_are_read_as_openssl_reads_them)
{
	const struct x509 *ca = &chain.cert[1], *root = &chain.cert[2];

	REQUIRE(read_sample("sgx_quote") == ATTEST_OK);
	EXPECT(is_hex(ca->serial, "d0e8aada75d7f92e4917983c7b1465d0d5f2594d"));
	EXPECT(slice_eq(ca->cn, SLICE_LIT("Intel SGX PCK Processor CA")) && !x509_is_platform(ca));
	EXPECT(ca->is_ca && ca->has_path_len && ca->path_len == 0);
	EXPECT(ca->usage == (X509_CERT_SIGN | X509_CRL_SIGN) && ca->sgx.n == 0);
	EXPECT(root->is_ca && root->has_path_len && root->path_len == 1);
	EXPECT(root->not_before == 1526899510 && root->not_after == 2524607999);
	REQUIRE(read_sample("tdx_quote") == ATTEST_OK);
	EXPECT(x509_is_platform(&chain.cert[1]));
}

TEST(chains_of_intel_verify)
{
	static const struct {
		const char *name;
		u64 now;
	} rows[] = {{"sgx_quote", SAMPLE_NOW},
	            {"tdx_quote", SAMPLE_NOW},
	            {"tdx_quote_outdated", SAMPLE_NOW_OUTDATED}};
	struct attest_root root = root_of(attest_intel_root());
	struct arena a;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct slice pem = sample_member(rows[i].name, "tcb_info_issuer_chain");

		REQUIRE(read_sample(rows[i].name) == ATTEST_OK);
		EXPECT(x509_chain_verify(&chain, &root, &no_crl, NULL, rows[i].now) == ATTEST_OK);
		a = arena_of(arena_mem, sizeof(arena_mem));
		REQUIRE(x509_chain_read(&chain, pem, X509_CHAIN_SIGNER, &a) == ATTEST_OK);
		EXPECT(x509_chain_verify(&chain, &root, &no_crl, NULL, rows[i].now) == ATTEST_OK);
	}
}

TEST(a_chain_that_ends_early_is_refused_at_every_byte)
{
	struct slice pem = sample_pck_chain("sgx_quote");

	/* Without its last line end and NUL it is whole. */
	for (size_t n = 0; n < pem.n - 2; n++) {
		struct arena a = arena_of(arena_mem, sizeof(arena_mem));
		enum attest_check c =
		    x509_chain_read(&chain, slice_of(pem.p, n), X509_CHAIN_PCK, &a);

		REQUIRE(c == ATTEST_PEM || c == ATTEST_CHAIN_LENGTH);
	}
}

TEST(a_certificate_that_ends_early_is_refused_at_every_byte)
{
	struct slice der;

	REQUIRE(read_sample("sgx_quote") == ATTEST_OK);
	der = chain.cert[0].der;
	for (size_t n = 0; n < der.n; n++) {
		enum attest_check c = x509_parse(&cert, slice_of(der.p, n));

		REQUIRE(c == ATTEST_CERT_FORMAT);
	}
	EXPECT(x509_parse(&cert, der) == ATTEST_OK);
}

TEST(a_byte_behind_a_certificate_is_refused)
{
	struct slice der = attest_intel_root();
	u8 longer[ATTEST_ROOT_MAX];

	slice_copy(longer, der);
	longer[der.n] = 0;
	EXPECT(x509_parse(&cert, slice_of(longer, der.n + 1)) == ATTEST_CERT_FORMAT);
}

TEST(every_flipped_bit_of_a_chain_is_refused)
{
	struct attest_root root = root_of(attest_intel_root());
	struct slice pem = sample_pck_chain("tdx_quote");
	u8 *p = test_keep(pem.n);
	u32 accepted = 0;

	slice_copy(p, pem);
	for (size_t bit = 0; bit < 8 * pem.n; bit++) {
		struct arena a = arena_of(arena_mem, sizeof(arena_mem));
		enum attest_check c;

		p[bit / 8] = (u8)(p[bit / 8] ^ 1u << bit % 8);
		c = x509_chain_read(&chain, slice_of(p, pem.n), X509_CHAIN_PCK, &a);
		if (c == ATTEST_OK)
			c = x509_chain_verify(&chain, &root, &no_crl, NULL, SAMPLE_NOW);
		accepted += c == ATTEST_OK;
		p[bit / 8] = (u8)(p[bit / 8] ^ 1u << bit % 8);
	}
	EXPECT(accepted == 0);
}

/* --- Chains of OpenSSL --------------------------------------------------------------------------
 */

TEST(a_development_chain_runs_the_same_checks)
{
	struct pki p = pki_new();

	EXPECT(verify(&p) == ATTEST_OK);
	EXPECT(x509_is_platform(&chain.cert[1]));
	EXPECT(!root_of(pki_cert(&p.root)).production);
}

TEST(a_signer_chain_has_two_certificates)
{
	struct pki p = pki_new();
	struct attest_root root = root_of(pki_cert(&p.root));
	struct slice der[] = {pki_cert(&p.signer), root.der, root.der};
	struct arena a = arena_of(arena_mem, sizeof(arena_mem));

	EXPECT(x509_chain_read(&chain, pki_pem(der, 2), X509_CHAIN_SIGNER, &a) == ATTEST_OK);
	EXPECT(x509_chain_verify(&chain, &root, &no_crl, NULL, PKI_NOW) == ATTEST_OK);
	EXPECT(x509_chain_read(&chain, pki_pem(der, 1), X509_CHAIN_SIGNER, &a) ==
	       ATTEST_CHAIN_LENGTH);
	EXPECT(x509_chain_read(&chain, pki_pem(der, 3), X509_CHAIN_SIGNER, &a) ==
	       ATTEST_CHAIN_LENGTH);
	EXPECT(x509_chain_read(&chain, pki_pem(der, 2), X509_CHAIN_PCK, &a) == ATTEST_CHAIN_LENGTH);
}

TEST(a_chain_out_of_order_is_refused)
{
	static const u8 orders[][3] = {{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
	struct pki p = pki_new();
	struct slice der[] = {pki_cert(&p.leaf), pki_cert(&p.ca), pki_cert(&p.root)};
	struct attest_root root = root_of(der[2]);

	for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
		struct arena a = arena_of(arena_mem, sizeof(arena_mem));
		struct slice mixed[3] = {der[orders[i][0]], der[orders[i][1]], der[orders[i][2]]};

		REQUIRE(x509_chain_read(&chain, pki_pem(mixed, 3), X509_CHAIN_PCK, &a) ==
		        ATTEST_OK);
		EXPECT(x509_chain_verify(&chain, &root, &no_crl, NULL, PKI_NOW) ==
		       (orders[i][2] == 2 ? ATTEST_CERT_ROLE : ATTEST_ROOT_MISMATCH));
	}
}

TEST(another_root_of_the_same_name_is_refused)
{
	struct pki p = pki_new();
	struct slice der[] = {pki_cert(&p.leaf), pki_cert(&p.ca), pki_cert(&p.root)};
	struct attest_root root = root_of(pki_cert(&p.root)); /* another signature by its key */
	struct arena a = arena_of(arena_mem, sizeof(arena_mem));

	REQUIRE(x509_chain_read(&chain, pki_pem(der, 3), X509_CHAIN_PCK, &a) == ATTEST_OK);
	EXPECT(x509_chain_verify(&chain, &root, &no_crl, NULL, PKI_NOW) == ATTEST_ROOT_MISMATCH);
}

#define REFUSED(what, code)                                                                        \
	do {                                                                                       \
		struct pki p = pki_new();                                                          \
		what;                                                                              \
		EXPECT(verify(&p) == (code));                                                      \
	} while (0)

TEST(names_tell_the_role)
{
	REFUSED(p.leaf.cn = "Dev SGX TCB Signing", ATTEST_CERT_ROLE);
	REFUSED(p.leaf.cn = "Somebody", ATTEST_CERT_ROLE);
	REFUSED(p.leaf.cn = "SGX PCK Certificate SGX TCB Signing", ATTEST_CERT_ROLE);
	REFUSED(p.ca.cn = "Dev SGX Root CA"; p.leaf.issuer = p.ca.cn, ATTEST_CERT_ROLE);
	REFUSED(p.ca.cn = "Dev SGX PCK Certificate"; p.leaf.issuer = p.ca.cn, ATTEST_CERT_ROLE);
	REFUSED(p.ca.cn = "Dev SGX PCK Processor CA"; p.leaf.issuer = p.ca.cn, ATTEST_OK);
}

TEST(a_tcb_signer_issues_no_platforms)
{
	struct pki p = pki_new();

	p.ca = p.signer;
	p.leaf.by = p.signer_key;
	p.leaf.issuer = p.signer.cn;
	EXPECT(verify(&p) == ATTEST_CERT_ROLE);
	p.ca.cn = PKI_CA; /* of the right name, but a leaf */
	p.leaf.issuer = PKI_CA;
	EXPECT(verify(&p) == ATTEST_CERT_CA);
}

TEST(an_authority_is_marked_as_one)
{
	REFUSED(p.ca.constraints = NULL, ATTEST_CERT_CA);
	REFUSED(p.ca.constraints = "critical,CA:FALSE", ATTEST_CERT_CA);
	REFUSED(p.ca.usage = NULL, ATTEST_CERT_CA);
	REFUSED(p.ca.usage = "critical,keyCertSign", ATTEST_CERT_CA);
	REFUSED(p.ca.usage = "critical,cRLSign", ATTEST_CERT_CA);
	REFUSED(p.ca.usage = "critical,digitalSignature", ATTEST_CERT_CA);
	REFUSED(p.ca.constraints = "critical,CA:TRUE", ATTEST_OK);
}

TEST(a_leaf_is_none)
{
	REFUSED(p.leaf.constraints = "critical,CA:TRUE", ATTEST_CERT_CA);
	REFUSED(p.leaf.usage = NULL, ATTEST_CERT_CA);
	REFUSED(p.leaf.usage = "critical,keyCertSign,digitalSignature", ATTEST_CERT_CA);
	REFUSED(p.leaf.usage = "critical,keyEncipherment", ATTEST_CERT_CA);
	REFUSED(p.leaf.constraints = NULL, ATTEST_OK);
}

TEST(issuers_and_signatures_are_those_of_the_next_one)
{
	REFUSED(p.leaf.issuer = "Dev SGX PCK Processor CA", ATTEST_CERT_ISSUER);
	REFUSED(p.ca.issuer = "Dev SGX Root CB", ATTEST_CERT_ISSUER);
	REFUSED(p.leaf.by = p.root_key, ATTEST_CERT_SIGNATURE);
	REFUSED(p.ca.by = p.leaf_key, ATTEST_CERT_SIGNATURE);
	REFUSED(p.leaf.by = p.leaf_key, ATTEST_CERT_SIGNATURE);
}

TEST(both_ends_of_the_validity_are_inside)
{
	REFUSED(p.leaf.not_before = PKI_NOW, ATTEST_OK);
	REFUSED(p.leaf.not_before = PKI_NOW + 1, ATTEST_CERT_NOT_YET);
	REFUSED(p.leaf.not_after = PKI_NOW, ATTEST_OK);
	REFUSED(p.leaf.not_after = PKI_NOW - 1, ATTEST_CERT_EXPIRED);
	REFUSED(p.ca.not_before = PKI_NOW + 1, ATTEST_CERT_NOT_YET);
	REFUSED(p.ca.not_after = PKI_NOW - 1, ATTEST_CERT_EXPIRED);
	REFUSED(p.root.not_before = PKI_NOW + 1, ATTEST_CERT_NOT_YET);
	REFUSED(p.root.not_after = PKI_NOW - 1, ATTEST_CERT_EXPIRED);
	REFUSED(p.leaf.not_after = 2600000000, ATTEST_OK); /* a GeneralizedTime */
}

TEST(extensions_are_known_or_not_critical_and_once)
{
	REFUSED(p.leaf.oid = "1.2.3.4"; p.leaf.value = SLICE_LIT("\x05\x00"), ATTEST_OK);
	REFUSED(p.leaf.oid = "1.2.3.4"; p.leaf.value = SLICE_LIT("\x05\x00");
	        p.leaf.critical = true, ATTEST_CERT_EXTENSION);
	REFUSED(p.ca.oid = "2.5.29.30"; p.ca.value = SLICE_LIT("\x30\x00");
	        p.ca.critical = true, ATTEST_CERT_EXTENSION); /* name constraints */
	REFUSED(p.leaf.constraints_twice = true, ATTEST_CERT_EXTENSION);
}

TEST(malformed_extensions_are_refused)
{
	static const struct {
		const char *oid;
		struct slice value;
	} rows[] = {
	    {"2.5.29.19", {(const u8 *)"\x30\x03\x01\x01\x00", 5}}, /* the default, spelled out */
	    {"2.5.29.19", {(const u8 *)"\x30\x03\x02\x01\x00", 5}}, /* a path length of no CA */
	    {"2.5.29.19", {(const u8 *)"\x30\x00\x00", 3}},
	    {"2.5.29.15", {(const u8 *)"\x03\x02\x05\x80", 4}}, /* ends with zero bits */
	    {"2.5.29.15", {(const u8 *)"\x03\x01\x00", 3}},
	    {"2.5.29.15", {(const u8 *)"\x04\x02\x07\x80", 4}},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct pki p = pki_new();

		if (strcmp(rows[i].oid, "2.5.29.19") == 0)
			p.leaf.constraints = NULL;
		else
			p.leaf.usage = NULL;
		p.leaf.oid = rows[i].oid;
		p.leaf.value = rows[i].value;
		EXPECT(verify(&p) == ATTEST_CERT_FORMAT);
	}
}

TEST(other_algorithms_are_refused)
{
	EVP_PKEY *p384 = EVP_EC_gen("P-384"), *rsa = EVP_RSA_gen(2048);

	REFUSED(p.leaf.digest = EVP_sha384(), ATTEST_CERT_ALGORITHM);
	REFUSED(p.leaf.key = p384, ATTEST_CERT_ALGORITHM);
	REFUSED(p.leaf.key = rsa, ATTEST_CERT_ALGORITHM);
	REFUSED(p.leaf.by = rsa, ATTEST_CERT_ALGORITHM);
	EVP_PKEY_free(p384);
	EVP_PKEY_free(rsa);
}

/* Replaces the n-th occurrence of a byte string by another of its length. */
static struct slice patched(struct slice der, struct slice from, struct slice to, int nth)
{
	u8 *p = test_keep(der.n);

	slice_copy(p, der);
	for (size_t i = 0; i + from.n <= der.n; i++)
		if (memcmp(p + i, from.p, from.n) == 0 && nth-- == 0)
			slice_copy(p + i, to);
	return slice_of(p, der.n);
}

TEST(the_inner_algorithm_is_the_outer_one)
{
	static const u8 sha256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
	static const u8 sha512[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04};
	struct slice der = attest_intel_root();

	for (int nth = 0; nth < 2; nth++)
		EXPECT(x509_parse(&cert, patched(der, SLICE_ARR(sha256), SLICE_ARR(sha512), nth)) ==
		       ATTEST_CERT_ALGORITHM);
}

TEST(only_version_3_is_read)
{
	struct pki p = pki_new();

	p.leaf.version_1 = true;
	EXPECT(verify(&p) == ATTEST_CERT_FORMAT);
	EXPECT(x509_parse(&cert, patched(attest_intel_root(), SLICE_LIT("\xa0\x03\x02\x01\x02"),
	                                 SLICE_LIT("\xa0\x03\x02\x01\x01"), 0)) ==
	       ATTEST_CERT_FORMAT);
}

TEST(a_serial_is_positive)
{
	struct pki p = pki_new();

	p.leaf.serial = -5;
	EXPECT(verify(&p) == ATTEST_CERT_FORMAT);
}

TEST(a_revoked_authority_or_signer_is_refused)
{
	static const u8 revoked[][1 + ATTEST_SERIAL_MAX] = {{3, 1, 2, 2}, {3, 1, 2, 3}};
	const struct attest_crl crl = {.num = 2, .revoked = revoked};
	struct pki p = pki_new();
	struct attest_root root = root_of(pki_cert(&p.root));
	struct slice der[] = {pki_cert(&p.leaf), pki_cert(&p.ca), root.der};
	struct arena a = arena_of(arena_mem, sizeof(arena_mem));
	struct attest_signer s;

	REQUIRE(x509_chain_read(&chain, pki_pem(der, 3), X509_CHAIN_PCK, &a) == ATTEST_OK);
	EXPECT(x509_chain_verify(&chain, &root, &crl, NULL, PKI_NOW) == ATTEST_CERT_REVOKED);
	s = x509_signer_of(&chain.cert[1]);
	EXPECT(x509_signer_check(&s, &crl, PKI_NOW) == ATTEST_CERT_REVOKED);
	EXPECT(x509_signer_check(&s, &no_crl, PKI_NOW) == ATTEST_OK);
	EXPECT(x509_signer_check(&s, &no_crl, PKI_NOW + 3601) == ATTEST_CERT_EXPIRED);
	EXPECT(x509_signer_check(&s, &no_crl, PKI_NOW - 3601) == ATTEST_CERT_NOT_YET);
	s = x509_signer_of(&chain.cert[0]);
	EXPECT(x509_signer_check(&s, &crl, PKI_NOW) == ATTEST_OK);
}

TEST(a_known_authority_is_verified_by_its_hash_alone)
{
	struct pki p = pki_new();
	struct attest_root root = root_of(pki_cert(&p.root));
	struct slice der[] = {pki_cert(&p.leaf), SLICE_EMPTY, root.der};
	struct arena a = arena_of(arena_mem, sizeof(arena_mem));
	struct attest_crl known = {0};

	p.ca.by = p.leaf_key; /* so that its signature would not hold */
	der[1] = pki_cert(&p.ca);
	REQUIRE(x509_chain_read(&chain, pki_pem(der, 3), X509_CHAIN_PCK, &a) == ATTEST_OK);
	EXPECT(x509_chain_verify(&chain, &root, &no_crl, &known, PKI_NOW) == ATTEST_CERT_SIGNATURE);
	sha2_256(known.ca_content, der[1]);
	EXPECT(x509_chain_verify(&chain, &root, &no_crl, &known, PKI_NOW) == ATTEST_OK);
}

/* --- Roots --------------------------------------------------------------------------------------
 */

TEST(the_pinned_root_is_intels)
{
	struct attest_root root = root_of(attest_intel_root());

	EXPECT(root.production && root.der.n == 659);
	EXPECT(is_hex(slice_of(root.id, 32),
	              "44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3"));
	REQUIRE(x509_parse(&cert, attest_intel_root()) == ATTEST_OK);
	EXPECT(is_hex(cert.serial, "22650cd65a9d3489f383b49552bf501b392706ac"));
	/* attest_root_open does not ask this of the pinned bytes. */
	EXPECT(x509_check_signature(&cert, cert.key) == ATTEST_OK);
}

TEST(every_flipped_bit_of_the_root_is_refused)
{
	struct slice der = attest_intel_root();
	u8 p[ATTEST_ROOT_MAX];
	struct attest_root root;

	slice_copy(p, der);
	for (size_t bit = 0; bit < 8 * der.n; bit++) {
		p[bit / 8] = (u8)(p[bit / 8] ^ 1u << bit % 8);
		REQUIRE(attest_root_open(&root, slice_of(p, der.n)) != ATTEST_OK);
		p[bit / 8] = (u8)(p[bit / 8] ^ 1u << bit % 8);
	}
	for (size_t n = 0; n < der.n; n++)
		REQUIRE(attest_root_open(&root, slice_of(p, n)) == ATTEST_ROOT_FORMAT);
}

TEST(a_root_signs_itself_and_may_do_so)
{
	static const u8 zeros[ATTEST_ROOT_MAX + 1];
	struct attest_root root;
	struct pki p = pki_new();

	EXPECT(attest_root_open(&root, pki_cert(&p.root)) == ATTEST_OK);
	p.root.by = p.ca_key;
	EXPECT(attest_root_open(&root, pki_cert(&p.root)) == ATTEST_CERT_SIGNATURE);
	p = pki_new();
	p.root.issuer = PKI_CA;
	EXPECT(attest_root_open(&root, pki_cert(&p.root)) == ATTEST_CERT_ISSUER);
	EXPECT(attest_root_open(&root, pki_cert(&p.ca)) == ATTEST_CERT_ROLE);
	p = pki_new();
	p.root.constraints = "critical,CA:TRUE,pathlen:0";
	EXPECT(attest_root_open(&root, pki_cert(&p.root)) == ATTEST_CERT_CA);
	p.root.constraints = "critical,CA:FALSE";
	EXPECT(attest_root_open(&root, pki_cert(&p.root)) == ATTEST_CERT_CA);
	EXPECT(attest_root_open(&root, SLICE_EMPTY) == ATTEST_ROOT_FORMAT);
	EXPECT(attest_root_open(&root, SLICE_ARR(zeros)) == ATTEST_ROOT_FORMAT);
}

TEST_MAIN()
