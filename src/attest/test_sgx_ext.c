#include "attest/test_pki.h"
#include "attest/x509.h"
#include "base/test.h"

static u8 arena_mem[1 << 18];
static struct x509_chain chain;
static struct sgx_ext ext;

/* The extension as Intel encodes it, from a real PCK certificate of a Platform CA (the quote
 * tdx_quote), to be edited. */
static struct slice intel_ext(const char *name)
{
	struct arena a = arena_of(arena_mem, sizeof(arena_mem));

	if (x509_chain_read(&chain, sample_pck_chain(name), X509_CHAIN_PCK, &a) != ATTEST_OK)
		TEST_FAIL("the sample");
	return chain.cert[0].sgx;
}

static enum attest_check read(struct slice value, bool platform)
{
	struct x509 x = {.sgx = value};

	return sgx_ext_read(&ext, &x, platform);
}

/* Expected values: openssl asn1parse of the certificate. */
TEST(the_extension_of_a_platform_is_read_as_openssl_reads_it)
{
	static const u8 ppid[] = {0x81, 0x1d, 0xca, 0x2a, 0x26, 0xb9, 0x52, 0xe8,
	                          0x5b, 0xb6, 0x44, 0x8b, 0x09, 0x7b, 0xa4, 0xfd};
	static const u8 comps[] = {3, 3, 2, 2, 4, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0};
	static const u8 fmspc[] = {0xb0, 0xc0, 0x6f, 0, 0, 0};

	REQUIRE(read(intel_ext("tdx_quote"), true) == ATTEST_OK);
	EXPECT(memcmp(ext.ppid, ppid, 16) == 0 && memcmp(ext.comps, comps, 16) == 0);
	EXPECT(memcmp(ext.cpusvn, comps, 16) == 0 && ext.pcesvn == 11 && ext.pce_id == 0);
	EXPECT(memcmp(ext.fmspc, fmspc, 6) == 0 && ext.type == 1);
	EXPECT(ext.instance_id[0] == 0x07 && ext.instance_id[15] == 0xd2);
	EXPECT(ext.dynamic_platform && ext.cached_keys && ext.smt_enabled);
}

TEST(the_extension_of_a_processor_has_five_elements)
{
	REQUIRE(read(intel_ext("sgx_quote"), false) == ATTEST_OK);
	EXPECT(ext.type == 0 && !ext.dynamic_platform);
	EXPECT(read(intel_ext("sgx_quote"), true) == ATTEST_SGX_EXTENSION);
	EXPECT(read(intel_ext("tdx_quote"), false) == ATTEST_SGX_EXTENSION);
}

TEST(an_extension_that_ends_early_is_refused_at_every_byte)
{
	struct slice s = intel_ext("tdx_quote");

	for (size_t n = 0; n < s.n; n++)
		REQUIRE(read(slice_of(s.p, n), true) == ATTEST_SGX_EXTENSION);
	EXPECT(read(SLICE_EMPTY, true) == ATTEST_SGX_EXTENSION);
}

/* The offset of {prefix, a[, b]} as an OID element. */
static size_t find(struct slice s, u8 a, int b)
{
	u8 oid[] = {0x06, 0x0a, 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01, a, (u8)b};
	size_t n = sizeof(oid) - (b < 0 ? 1 : 0);

	oid[1] = (u8)(n - 2);
	for (size_t i = 0; i + n <= s.n; i++)
		if (memcmp(s.p + i, oid, n) == 0)
			return i;
	TEST_FAIL("the element is not in the sample");
	return 0;
}

static enum attest_check read_with(size_t at, u8 byte)
{
	struct slice s = intel_ext("tdx_quote");
	u8 *p = test_keep(s.n);

	slice_copy(p, s);
	p[at] = byte;
	return read(slice_of(p, s.n), true);
}

TEST(components_and_cpusvn_must_agree)
{
	size_t at = find(intel_ext("tdx_quote"), 2, 1) + 13 + 2;

	EXPECT(read_with(at, 3) == ATTEST_OK);
	EXPECT(read_with(at, 4) == ATTEST_SGX_CPUSVN);
	EXPECT(read_with(at, 0x80) == ATTEST_SGX_EXTENSION); /* negative */
}

TEST(elements_are_in_order_and_once)
{
	struct slice s = intel_ext("tdx_quote");

	EXPECT(read_with(find(s, 2, 2) + 12, 1) == ATTEST_SGX_EXTENSION); /* component 1 twice */
	EXPECT(read_with(find(s, 2, 2) + 12, 3) == ATTEST_SGX_EXTENSION);
	EXPECT(read_with(find(s, 2, 17) + 12, 18) == ATTEST_SGX_EXTENSION);
	EXPECT(read_with(find(s, 3, -1) + 11, 4) == ATTEST_SGX_EXTENSION);
	EXPECT(read_with(find(s, 1, -1) + 11, 8) == ATTEST_SGX_EXTENSION);
	EXPECT(read_with(find(s, 7, 1) + 12, 2) == ATTEST_SGX_EXTENSION);
}

TEST(values_have_their_types)
{
	struct slice s = intel_ext("tdx_quote");
	size_t type = find(s, 5, -1) + 12, smt = find(s, 7, 3) + 13;

	EXPECT(read_with(type + 2, 2) == ATTEST_OK && ext.type == 2);
	EXPECT(read_with(type + 2, 3) == ATTEST_SGX_EXTENSION);
	EXPECT(read_with(type, DER_INTEGER) == ATTEST_SGX_EXTENSION);
	EXPECT(read_with(smt + 2, 0) == ATTEST_OK && !ext.smt_enabled && ext.cached_keys);
	EXPECT(read_with(smt + 2, 1) == ATTEST_SGX_EXTENSION);
}

TEST(every_flipped_bit_is_refused_or_read)
{
	struct slice s = intel_ext("tdx_quote");
	u8 *p = test_keep(s.n);
	u32 read_ok = 0;

	slice_copy(p, s);
	for (size_t bit = 0; bit < 8 * s.n; bit++) {
		p[bit / 8] = (u8)(p[bit / 8] ^ 1u << bit % 8);
		read_ok += read(slice_of(p, s.n), true) == ATTEST_OK;
		p[bit / 8] = (u8)(p[bit / 8] ^ 1u << bit % 8);
	}
	/* PPID, PCESVN (but not its sign), PCEID, FMSPC, instance id; SGX type 1 -> 0. */
	EXPECT(read_ok == 128 + 7 + 16 + 48 + 128 + 1);
}

TEST_MAIN()
