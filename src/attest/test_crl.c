#include "attest/test_pki.h"
#include "attest/x509.h"
#include "base/test.h"
#include "crypto/hash.h"

static u8 arena_mem[1 << 18];
static struct attest_crl crl;
static const struct attest_crl no_crl = {.next_update = 253402300799};

static struct arena fresh(void)
{
	return arena_of(arena_mem, sizeof(arena_mem));
}

static struct attest_time at(u64 now)
{
	return (struct attest_time){now, 0};
}

static struct attest_root intel(void)
{
	struct attest_root r;

	if (attest_root_open(&r, attest_intel_root()) != ATTEST_OK)
		TEST_FAIL("the root");
	return r;
}

/* --- The lists of Intel -------------------------------------------------------------------------
 */

TEST(the_root_crl_of_intel_is_read_as_openssl_reads_it)
{
	struct attest_root root = intel();
	struct arena a = fresh();
	struct slice der = sample_bytes("tdx_quote", "root_ca_crl");
	u8 hash[32];

	REQUIRE(attest_root_crl_verify(&crl, der, &root, at(SAMPLE_NOW), &a) == ATTEST_OK);
	EXPECT(crl.num == 0 && crl.number_len == 1 && crl.number[0] == 1);
	EXPECT(crl.this_update == 1742469717 && crl.next_update == 1775215317);
	sha2_256(hash, der);
	EXPECT(memcmp(hash, crl.content, 32) == 0);
}

static enum attest_check pck(const char *name, struct slice der, u64 now, struct arena *a)
{
	struct attest_root root = intel();

	return attest_pck_crl_verify(&crl, der, sample_member(name, "pck_crl_issuer_chain"), &root,
	                             &no_crl, at(now), a);
}

TEST(the_pck_crls_of_intel_are_read_as_openssl_reads_them)
{
	/* Two of 44, by openssl crl -text; one of them is of another first byte. */
	static const u8 first[] = {0x6f, 0xc3, 0x4e, 0x50, 0x23, 0xe7, 0x28, 0x92, 0x34, 0x35,
	                           0xd6, 0x1a, 0xa4, 0xb8, 0x3c, 0x61, 0x81, 0x66, 0xad, 0x35};
	u8 last[] = {0xa1, 0x7c, 0x51, 0x72, 0x2e, 0xc1, 0xe0, 0xc3, 0x27, 0x8f,
	             0xe8, 0xbd, 0xf0, 0x52, 0x05, 0x9c, 0xbe, 0xc4, 0xe6, 0x48};
	struct arena a = fresh();

	REQUIRE(pck("tdx_quote", sample_bytes("tdx_quote", "pck_crl"), SAMPLE_NOW, &a) ==
	        ATTEST_OK);
	EXPECT(crl.ca_is_platform && crl.num == 44);
	EXPECT(crl_revokes(&crl, SLICE_ARR(first)) && crl_revokes(&crl, SLICE_ARR(last)));
	for (u32 i = 1; i < crl.num; i++)
		EXPECT(memcmp(crl.revoked[i - 1], crl.revoked[i], 1 + ATTEST_SERIAL_MAX) < 0);
	last[19]++;
	EXPECT(!crl_revokes(&crl, SLICE_ARR(last)));
	EXPECT(!crl_revokes(&crl, slice_of(first, 19)));
	EXPECT(crl.ca.serial_len == 20 && crl.ca.not_after == 2000285410);
	a = fresh();
	REQUIRE(pck("sgx_quote", sample_bytes("sgx_quote", "pck_crl"), SAMPLE_NOW, &a) ==
	        ATTEST_OK);
	EXPECT(!crl.ca_is_platform);
}

TEST(lists_swapped_are_refused)
{
	struct attest_root root = intel();
	struct arena a = fresh();

	EXPECT(pck("tdx_quote", sample_bytes("tdx_quote", "root_ca_crl"), SAMPLE_NOW, &a) ==
	       ATTEST_CRL_ISSUER);
	EXPECT(pck("tdx_quote", sample_bytes("sgx_quote", "pck_crl"), SAMPLE_NOW, &a) ==
	       ATTEST_CRL_ISSUER);
	EXPECT(attest_root_crl_verify(&crl, sample_bytes("tdx_quote", "pck_crl"), &root,
	                              at(SAMPLE_NOW), &a) == ATTEST_CRL_ISSUER);
	EXPECT(pck("tdx_quote", SLICE_EMPTY, SAMPLE_NOW, &a) == ATTEST_CRL_FORMAT);
}

TEST(a_list_that_ends_early_is_refused_at_every_byte)
{
	struct attest_root root = intel();
	struct slice der = sample_bytes("tdx_quote", "root_ca_crl");

	for (size_t n = 0; n < der.n; n++) {
		struct arena a = fresh();

		REQUIRE(attest_root_crl_verify(&crl, slice_of(der.p, n), &root, at(SAMPLE_NOW),
		                               &a) == ATTEST_CRL_FORMAT);
	}
}

TEST(every_flipped_bit_of_the_lists_is_refused)
{
	struct attest_root root = intel();
	struct slice in[] = {sample_bytes("tdx_quote", "root_ca_crl"),
	                     sample_bytes("sgx_quote", "pck_crl")};
	struct slice chain = sample_member("sgx_quote", "pck_crl_issuer_chain");
	struct attest_time t = at(SAMPLE_NOW);
	u32 accepted = 0;

	for (size_t i = 0; i < ARRAY_LEN(in); i++) {
		u8 *p = test_keep(in[i].n);
		struct slice s = slice_of(p, in[i].n);

		slice_copy(p, in[i]);
		for (size_t bit = 0; bit < 8 * s.n; bit++) {
			struct arena a = fresh();

			p[bit / 8] = (u8)(p[bit / 8] ^ 1u << bit % 8);
			accepted += (i == 0 ? attest_root_crl_verify(&crl, s, &root, t, &a)
			                    : attest_pck_crl_verify(&crl, s, chain, &root, &no_crl,
			                                            t, &a)) == ATTEST_OK;
			p[bit / 8] = (u8)(p[bit / 8] ^ 1u << bit % 8);
		}
	}
	EXPECT(accepted == 0);
}

TEST(a_flipped_bit_in_each_byte_of_the_big_list_is_refused)
{
	struct attest_root root = intel();
	struct slice der = sample_bytes("tdx_quote", "pck_crl");
	struct slice chain = sample_member("tdx_quote", "pck_crl_issuer_chain");
	u8 *p = test_keep(der.n);
	u32 accepted = 0;

	slice_copy(p, der);
	for (size_t i = 0; i < der.n; i++) {
		struct arena a = fresh();

		p[i] = (u8)(p[i] ^ 1u << i % 8);
		accepted += attest_pck_crl_verify(&crl, slice_of(p, der.n), chain, &root, &no_crl,
		                                  at(SAMPLE_NOW), &a) == ATTEST_OK;
		p[i] = (u8)(p[i] ^ 1u << i % 8);
	}
	EXPECT(accepted == 0);
}

/* --- Lists of OpenSSL ---------------------------------------------------------------------------
 */

static struct pki_crl_spec spec(const struct pki *p)
{
	return (struct pki_crl_spec){.issuer = PKI_ROOT, .by = p->root_key};
}

static enum attest_check verify_at(const struct pki *p, const struct pki_crl_spec *s,
                                   struct attest_time t)
{
	struct arena a = fresh();
	struct attest_root root;

	if (attest_root_open(&root, pki_cert(&p->root)) != ATTEST_OK)
		TEST_FAIL("the root of the test");
	return attest_root_crl_verify(&crl, pki_crl(s), &root, t, &a);
}

static enum attest_check verify(const struct pki *p, const struct pki_crl_spec *s)
{
	return verify_at(p, s, at(PKI_NOW));
}

TEST(serials_are_sorted_and_once)
{
	static const char *const serials[] = {
	    "FF", "01",     "0102",
	    "80", "0A0B0C", "01",
	    "7F", "0100",   "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
	    NULL};
	static const u8 want[][4] = {{1, 0x01},
	                             {1, 0x7f},
	                             {1, 0x80},
	                             {1, 0xff},
	                             {2, 0x01, 0x00},
	                             {2, 0x01, 0x02},
	                             {3, 0x0a, 0x0b, 0x0c}};
	struct pki p = pki_new();
	struct pki_crl_spec s = spec(&p);

	s.serials = serials;
	REQUIRE(verify(&p, &s) == ATTEST_OK);
	REQUIRE(crl.num == ARRAY_LEN(want) + 1 && crl.revoked[crl.num - 1][0] == 20);
	for (size_t i = 0; i < ARRAY_LEN(want); i++)
		EXPECT(memcmp(crl.revoked[i], want[i], 4) == 0);
	EXPECT(crl.number_len == 2 && crl.number[0] == 1 && crl.number[1] == 7);
	EXPECT(crl_revokes(&crl, SLICE_LIT("\x01")) && crl_revokes(&crl, SLICE_LIT("\x01\x02")));
	EXPECT(!crl_revokes(&crl, SLICE_LIT("\x02")) && !crl_revokes(&crl, SLICE_LIT("\x01\x01")));
	EXPECT(!crl_revokes(&crl, SLICE_EMPTY));
}

TEST(a_serial_longer_than_any_is_refused)
{
	static const char *const serials[] = {"01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", NULL};
	struct pki p = pki_new();
	struct pki_crl_spec s = spec(&p);

	s.serials = serials;
	EXPECT(verify(&p, &s) == ATTEST_CRL_FORMAT);
}

TEST(a_list_has_a_number_of_entries_that_fits)
{
	static char text[ATTEST_REVOKED_MAX + 1][8];
	static const char *serials[ATTEST_REVOKED_MAX + 2];
	struct pki p = pki_new();
	struct pki_crl_spec s = spec(&p);

	s.no_reason = true;
	for (u32 i = 0; i <= ATTEST_REVOKED_MAX; i++) {
		(void)snprintf(text[i], sizeof(text[i]), "%06X", 1 + i * 7919 % 0xffff);
		serials[i] = text[i];
	}
	s.serials = serials;
	EXPECT(verify(&p, &s) == ATTEST_MEMORY);
	serials[ATTEST_REVOKED_MAX] = NULL;
	EXPECT(verify(&p, &s) == ATTEST_OK && crl.num == ATTEST_REVOKED_MAX);
	for (u32 i = 1; i < crl.num; i++)
		REQUIRE(memcmp(crl.revoked[i - 1], crl.revoked[i], 1 + ATTEST_SERIAL_MAX) < 0);
}

TEST(another_authority_or_key_is_refused)
{
	struct pki p = pki_new();
	struct pki_crl_spec s = spec(&p);

	s.issuer = PKI_CA;
	EXPECT(verify(&p, &s) == ATTEST_CRL_ISSUER);
	s = spec(&p);
	s.by = p.ca_key;
	EXPECT(verify(&p, &s) == ATTEST_CRL_SIGNATURE);
	s = spec(&p);
	s.digest = EVP_sha384();
	EXPECT(verify(&p, &s) == ATTEST_CRL_ALGORITHM);
}

TEST(number_and_authority_key_are_there_and_nothing_is_critical)
{
	static const char *const serials[] = {"05", NULL};
	struct pki p = pki_new();
	struct pki_crl_spec s = spec(&p);

	s.no_number = true;
	EXPECT(verify(&p, &s) == ATTEST_CRL_EXTENSION);
	s = spec(&p);
	s.no_authority_key = true;
	EXPECT(verify(&p, &s) == ATTEST_CRL_EXTENSION);
	s.no_number = true;
	EXPECT(verify(&p, &s) == ATTEST_CRL_EXTENSION);
	s = spec(&p);
	s.number_twice = true;
	EXPECT(verify(&p, &s) == ATTEST_CRL_EXTENSION);
	s = spec(&p);
	s.critical = true;
	EXPECT(verify(&p, &s) == ATTEST_CRL_EXTENSION);
	s = spec(&p);
	s.serials = serials;
	EXPECT(verify(&p, &s) == ATTEST_OK && crl.num == 1);
	s.entry_critical = true;
	EXPECT(verify(&p, &s) == ATTEST_CRL_EXTENSION);
}

TEST(only_version_2_with_a_next_update_is_read)
{
	struct pki p = pki_new();
	struct pki_crl_spec s = spec(&p);

	s.version_1 = true;
	EXPECT(verify(&p, &s) == ATTEST_CRL_FORMAT);
	s = spec(&p);
	s.next_update = -1;
	EXPECT(verify(&p, &s) == ATTEST_CRL_FORMAT);
}

TEST(both_ends_of_its_time_are_inside_and_grace_is_added)
{
	struct pki p = pki_new();
	struct pki_crl_spec s = spec(&p);

	p.root.not_before = PKI_NOW - 9999;
	p.root.not_after = PKI_NOW + 9999;
	EXPECT(verify_at(&p, &s, at(PKI_NOW - 3600)) == ATTEST_OK);
	EXPECT(verify_at(&p, &s, at(PKI_NOW - 3601)) == ATTEST_CRL_NOT_YET);
	EXPECT(verify_at(&p, &s, at(PKI_NOW + 3600)) == ATTEST_OK);
	EXPECT(verify_at(&p, &s, at(PKI_NOW + 3601)) == ATTEST_CRL_EXPIRED);
	EXPECT(verify_at(&p, &s, (struct attest_time){PKI_NOW + 3700, 100}) == ATTEST_OK);
	EXPECT(verify_at(&p, &s, (struct attest_time){PKI_NOW + 3701, 100}) == ATTEST_CRL_EXPIRED);
	EXPECT(verify_at(&p, &s, at(PKI_NOW + 10000)) == ATTEST_CERT_EXPIRED); /* no grace for it */
}

TEST(the_issuer_of_the_pck_crl_is_verified_too)
{
	struct pki p = pki_new();
	struct pki_crl_spec s = {.issuer = PKI_CA, .by = p.ca_key};
	struct slice der[] = {pki_cert(&p.ca), pki_cert(&p.root)};
	struct slice chain = pki_pem(der, 2), list = pki_crl(&s);
	struct attest_crl root_crl = no_crl;
	static const u8 revoked[][1 + ATTEST_SERIAL_MAX] = {{3, 1, 2, 3}};
	struct attest_root root;
	struct arena a = fresh();

	REQUIRE(attest_root_open(&root, der[1]) == ATTEST_OK);
	REQUIRE(attest_pck_crl_verify(&crl, list, chain, &root, &root_crl, at(PKI_NOW), &a) ==
	        ATTEST_OK);
	EXPECT(memcmp(crl.ca.serial, "\1\2\3", 3) == 0 && crl.ca.serial_len == 3);
	EXPECT(crl.ca_is_platform);
	EXPECT(attest_pck_crl_verify(&crl, list, pki_pem(der + 1, 1), &root, &root_crl, at(PKI_NOW),
	                             &a) == ATTEST_CHAIN_LENGTH);
	root_crl.num = 1;
	root_crl.revoked = revoked;
	EXPECT(attest_pck_crl_verify(&crl, list, chain, &root, &root_crl, at(PKI_NOW), &a) ==
	       ATTEST_CERT_REVOKED);
	root_crl.num = 0;
	root_crl.next_update = PKI_NOW - 1; /* the root CRL itself is too old */
	EXPECT(attest_pck_crl_verify(&crl, list, chain, &root, &root_crl, at(PKI_NOW), &a) ==
	       ATTEST_CRL_EXPIRED);
}

TEST_MAIN()
