/* Offsets and values from a hex dump of the three samples, read by hand and by two other parsers.
 */
#include "attest/quote.c"
#include "attest/test_kit.h"
#include "base/bytes.h"

static struct kit_sample s;
static struct attest_quote q;
static u8 copy[ATTEST_QUOTE_MAX + 1];

static enum attest_check parse(size_t n)
{
	return attest_quote_parse(&q, slice_of(copy, n));
}

/* The sample with one 16-bit or 32-bit field changed by `by`. */
static enum attest_check parse_with(size_t at, size_t len, int by)
{
	u32 v;

	memcpy(copy, s.quote, s.quote_len);
	v = len == 2 ? load_le16(copy + at) : load_le32(copy + at);
	v += (u32)by;
	if (len == 2)
		store_le16(copy + at, (u16)v);
	else
		store_le32(copy + at, v);
	return parse(s.quote_len);
}

static enum attest_check parse_byte(size_t at, u8 value)
{
	memcpy(copy, s.quote, s.quote_len);
	copy[at] = value;
	return parse(s.quote_len);
}

static void load(int which)
{
	kit_load(&s, which);
	memcpy(copy, s.quote, s.quote_len);
}

static bool begins(const u8 *p, const char *hex)
{
	u8 want[32];
	size_t n;

	return hex_decode(want, sizeof(want), &n, slice_str(hex)) == ERR_OK && mem_eq(p, want, n);
}

struct offsets {
	size_t signed_len, signature, key, qe_report, qe_signature, auth, chain, end;
	const char *signed_hash, *measured; /* first eight bytes */
};

static const struct offsets offsets[KIT_NUM] = {
    {432, 436, 500, 564, 948, 1014, 1052, 4600, "317ca572f16e69d6", "33d8736db756ed49"},
    {632, 636, 700, 770, 1154, 1220, 1258, 4936, "263b491bb14d627c", "91eb2b44d141d4ec"},
    {702, 706, 770, 840, 1224, 1290, 1328, 5006, "00313b766d007be6", ""},
};

static bool at(const u8 *p, size_t want)
{
	return p == copy + want;
}

TEST(the_parts_of_the_samples_are_where_they_are)
{
	for (int i = 0; i < KIT_NUM; i++) {
		const struct offsets *o = &offsets[i];
		u8 hash[32];

		load(i);
		REQUIRE_CHECK(ATTEST_OK, parse(s.quote_len));
		EXPECT(at(q.signed_part.p, 0) && q.signed_part.n == o->signed_len);
		EXPECT(at(q.signature, o->signature) && at(q.key, o->key));
		EXPECT(at(q.qe_report, o->qe_report) && at(q.qe_signature, o->qe_signature));
		EXPECT(at(q.auth.p, o->auth) && q.auth.n == 32);
		EXPECT(at(q.pck_chain.p, o->chain) && q.pck_chain.n == o->end - o->chain);
		sha2_256(hash, q.signed_part);
		EXPECT(begins(hash, o->signed_hash));
		EXPECT(begins(i == KIT_SGX ? q.sgx.mrenclave : q.td.mrtd, o->measured));
	}
}

TEST(version_tee_and_body_are_told)
{
	load(KIT_SGX);
	REQUIRE_CHECK(ATTEST_OK, parse(s.quote_len));
	EXPECT(q.version == 3 && q.tee == ATTEST_SGX && q.report_data == q.sgx.report_data);
	EXPECT(mem_eq(q.report_data, copy + 48 + 320, 64));
	load(KIT_TDX);
	REQUIRE_CHECK(ATTEST_OK, parse(s.quote_len));
	EXPECT(q.version == 4 && q.tee == ATTEST_TDX && !q.td.is_15);
	EXPECT(q.report_data == q.td.report_data && mem_eq(q.report_data, copy + 568, 64));
	EXPECT(mem_eq(q.td.mrtd, copy + 184, 48) && mem_eq(q.td.rtmr, copy + 376, 4 * 48));
	load(KIT_OUTDATED);
	REQUIRE_CHECK(ATTEST_OK, parse(s.quote_len));
	EXPECT(q.version == 5 && q.tee == ATTEST_TDX && q.td.is_15);
	EXPECT(mem_eq(q.td.tee_tcb_svn2, copy + 54 + 584, 16));
	EXPECT(mem_eq(q.td.mrservicetd, copy + 54 + 600, 48));
}

TEST(an_sgx_report_is_taken_apart_field_by_field)
{
	u8 report[384];
	struct attest_sgx_report r;

	for (size_t i = 0; i < sizeof(report); i++)
		report[i] = (u8)(i ^ i >> 8);
	sgx_report_read(&r, report);
	EXPECT(mem_eq(r.cpusvn, report, 16) && r.miscselect == load_le32(report + 16));
	EXPECT(mem_eq(r.isv_ext_prod_id, report + 32, 16) && mem_eq(r.attributes, report + 48, 16));
	EXPECT(mem_eq(r.mrenclave, report + 64, 32) && mem_eq(r.mrsigner, report + 128, 32));
	EXPECT(mem_eq(r.config_id, report + 192, 64) && r.isvprodid == load_le16(report + 256));
	EXPECT(r.isvsvn == load_le16(report + 258) && r.config_svn == load_le16(report + 260));
	EXPECT(mem_eq(r.isv_family_id, report + 304, 16) &&
	       mem_eq(r.report_data, report + 320, 64));
}

TEST(a_quote_cut_anywhere_is_refused)
{
	for (int i = 0; i < KIT_NUM; i++) {
		load(i);
		for (size_t n = 0; n < s.quote_len; n++) {
			enum attest_check c = parse(n);

			/* Only the padding may be missing. */
			EXPECT_CHECK(n >= offsets[i].end ? ATTEST_OK : ATTEST_QUOTE_SHORT, c);
		}
	}
}

TEST(what_follows_a_quote_is_zeros)
{
	for (int i = 0; i < KIT_NUM; i++) {
		load(i);
		memset(copy + s.quote_len, 0, sizeof(copy) - s.quote_len);
		EXPECT_CHECK(ATTEST_OK, parse(ATTEST_QUOTE_MAX));
		EXPECT_CHECK(ATTEST_QUOTE_SIZE, parse(ATTEST_QUOTE_MAX + 1));
		for (size_t n = offsets[i].end; n < offsets[i].end + 100; n++) {
			copy[n] = 1;
			EXPECT_CHECK(ATTEST_QUOTE_TRAILING, parse(offsets[i].end + 100));
			copy[n] = 0;
		}
	}
}

TEST(a_length_that_is_off_by_one_is_refused)
{
	static const struct {
		size_t at, len;
	} fields[KIT_NUM][4] = {
	    {{432, 4}, {1012, 2}, {1048, 4}, {0, 0}},
	    {{632, 4}, {766, 4}, {1218, 2}, {1254, 4}},
	    {{702, 4}, {836, 4}, {1288, 2}, {1324, 4}},
	};

	for (int i = 0; i < KIT_NUM; i++) {
		load(i);
		for (int f = 0; f < 4 && fields[i][f].len != 0; f++) {
			for (int by = -1; by <= 1; by += 2) {
				enum attest_check c =
				    parse_with(fields[i][f].at, fields[i][f].len, by);

				/* One more than there is; into the padding that one has. */
				if (f == 0 && by == 1 && i != KIT_TDX)
					EXPECT_CHECK(ATTEST_QUOTE_SHORT, c);
				else if (fields[i][f].len == 4)
					EXPECT_CHECK(ATTEST_QUOTE_LENGTH, c);
				else /* the type moves */
					EXPECT(c == ATTEST_QUOTE_CERT_TYPE);
			}
		}
	}
}

TEST(lengths_near_the_largest_number_are_refused)
{
	load(KIT_TDX);
	EXPECT_CHECK(ATTEST_QUOTE_SHORT, parse_with(632, 4, -4301));
	EXPECT_CHECK(ATTEST_QUOTE_LENGTH, parse_with(766, 4, -4167));
	EXPECT_CHECK(ATTEST_QUOTE_LENGTH, parse_with(1218, 2, -33));
	EXPECT_CHECK(ATTEST_QUOTE_LENGTH, parse_with(1254, 4, -3679));
	for (u32 n = 0; n < 578; n++) /* too short for what must be in it */
		EXPECT(parse_with(632, 4, (int)n - 4300) != ATTEST_OK);
}

TEST(each_field_of_the_header_has_its_check)
{
	load(KIT_SGX);
	EXPECT_CHECK(ATTEST_QUOTE_VERSION, parse_byte(0, 2));
	EXPECT_CHECK(ATTEST_QUOTE_VERSION, parse_byte(0, 6));
	EXPECT_CHECK(ATTEST_QUOTE_VERSION, parse_byte(1, 1));
	EXPECT_CHECK(ATTEST_QUOTE_KEY_TYPE, parse_byte(2, 3)); /* P-384, not in use */
	EXPECT_CHECK(ATTEST_QUOTE_TEE_TYPE, parse_byte(4, 0x81));
	EXPECT_CHECK(ATTEST_QUOTE_TEE_TYPE, parse_byte(7, 1));
	for (size_t i = 12; i < 28; i++)
		EXPECT_CHECK(ATTEST_QUOTE_VENDOR, parse_byte(i, (u8)(s.quote[i] ^ 1)));
	EXPECT_CHECK(ATTEST_OK, parse_byte(28, 0)); /* user data says nothing */
	/* SGX only as version 3. */
	EXPECT_CHECK(ATTEST_QUOTE_TEE_TYPE, parse_byte(0, 4));
	EXPECT_CHECK(ATTEST_QUOTE_TEE_TYPE, parse_byte(0, 5));
	load(KIT_TDX);
	EXPECT_CHECK(ATTEST_QUOTE_TEE_TYPE, parse_byte(4, 0));
	EXPECT_CHECK(ATTEST_QUOTE_TEE_TYPE, parse_byte(0, 3));
}

TEST(the_body_of_version_5_is_of_its_type_and_size)
{
	load(KIT_OUTDATED);
	EXPECT_CHECK(ATTEST_QUOTE_BODY_TYPE, parse_byte(48, 1)); /* SGX */
	EXPECT_CHECK(ATTEST_QUOTE_BODY_TYPE, parse_byte(48, 4));
	EXPECT_CHECK(ATTEST_QUOTE_BODY_TYPE, parse_byte(48, 0));
	EXPECT_CHECK(ATTEST_QUOTE_BODY_TYPE, parse_byte(49, 1));
	EXPECT_CHECK(ATTEST_QUOTE_BODY_SIZE, parse_byte(48, 2));
	EXPECT_CHECK(ATTEST_QUOTE_BODY_SIZE, parse_with(50, 4, 1));
	EXPECT_CHECK(ATTEST_QUOTE_BODY_SIZE, parse_with(50, 4, -1));
	EXPECT_CHECK(ATTEST_QUOTE_BODY_SIZE, parse_with(50, 4, -64));
}

TEST(only_a_pck_chain_certifies)
{
	static const size_t inner[KIT_NUM] = {1046, 1252, 1322}, outer[KIT_NUM] = {0, 764, 834};

	for (int i = 0; i < KIT_NUM; i++) {
		load(i);
		for (u8 type = 0; type < 10; type++) {
			if (type != 5)
				EXPECT_CHECK(ATTEST_QUOTE_CERT_TYPE, parse_byte(inner[i], type));
			if (outer[i] != 0 && type != 6)
				EXPECT_CHECK(ATTEST_QUOTE_CERT_TYPE, parse_byte(outer[i], type));
		}
	}
}

/* A version 3 quote whose authentication data has n bytes and whose chain has none. */
static size_t with_auth(u16 n)
{
	size_t len = 64 + 64 + 384 + 64 + 2 + (size_t)n + 6;

	memset(copy + 436, 0, sizeof(copy) - 436);
	store_le32(copy + 432, (u32)len);
	store_le16(copy + 1012, n);
	store_le16(copy + 1014 + n, 5);
	return 436 + len;
}

TEST(authentication_data_has_a_limit)
{
	load(KIT_SGX);
	EXPECT_CHECK(ATTEST_OK, parse(with_auth(0)));
	EXPECT(q.auth.n == 0 && q.pck_chain.n == 0);
	EXPECT(with_auth(0) == 1020); /* the smallest quote in Intel's library */
	EXPECT_CHECK(ATTEST_OK, parse(with_auth(ATTEST_AUTH_MAX)));
	EXPECT_CHECK(ATTEST_QUOTE_AUTH_SIZE, parse(with_auth(ATTEST_AUTH_MAX + 1)));
}

TEST(what_a_quote_needs_is_told_unverified)
{
	static const struct {
		enum attest_tee tee;
		const char *fmspc;
		bool is_platform;
	} want[KIT_NUM] = {{ATTEST_SGX, "00A067110000", false},
	                   {ATTEST_TDX, "B0C06F000000", true},
	                   {ATTEST_TDX, "90C06F000000", true}};
	struct attest_needs needs;
	struct attest_root root;

	EXPECT_CHECK(ATTEST_OK, attest_root_open(&root, attest_intel_root()));
	for (int i = 0; i < KIT_NUM; i++) {
		struct arena a = kit_arena();

		load(i);
		REQUIRE_CHECK(ATTEST_OK, attest_quote_needs(&needs, kit_quote(&s), &a));
		EXPECT(needs.tee == want[i].tee && needs.ca_is_platform == want[i].is_platform);
		EXPECT(begins(needs.fmspc, want[i].fmspc));
		EXPECT(mem_eq(needs.root_id, root.id, 32));
	}
}

TEST(an_enclave_is_measured_by_mrenclave)
{
	u8 m[32];

	load(KIT_SGX);
	REQUIRE_CHECK(ATTEST_OK, parse(s.quote_len));
	attest_measurement(m, &q);
	EXPECT(mem_eq(m, copy + 48 + 64, 32));
}

TEST(a_td_is_measured_by_one_hash_over_its_registers)
{
	u8 m[32], want[32];

	load(KIT_TDX);
	REQUIRE_CHECK(ATTEST_OK, parse(s.quote_len));
	attest_measurement(m, &q);
	/* sha256sum over MRTD and the four RTMRs, by Python's hashlib. */
	EXPECT(hex_decode_exact(
	           want, 32,
	           SLICE_LIT("8ef444fda246f7e0d5f9a3ba0a2822ae0be7dbec5e321277d03b73b198fa2545")) ==
	       ERR_OK);
	EXPECT(mem_eq(m, want, 32));
	q.td.mrowner[47] = 1; /* then the three that a host sets are in it, too */
	attest_measurement(m, &q);
	EXPECT(hex_decode_exact(
	           want, 32,
	           SLICE_LIT("4509bb8d0e1efa2e6a5c8543f9483aea286a91fa06202787240b08510c29113c")) ==
	       ERR_OK);
	EXPECT(mem_eq(m, want, 32));
}

TEST_MAIN()
