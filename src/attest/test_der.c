#include "attest/der.h"
#include "base/hex.h"
#include "base/test.h"

static u8 buf[4096];

static struct der der_hex(const char *hex)
{
	size_t n = 0;

	if (hex_decode(buf, sizeof(buf), &n, slice_str(hex)) != ERR_OK)
		TEST_FAIL("the test's own hex");
	return der_of(slice_of(buf, n));
}

/* One element of this tag, and nothing behind it. */
static bool takes(const char *hex, u8 tag)
{
	struct der d = der_hex(hex);

	(void)der_take(&d, tag);
	return der_end(&d);
}

TEST(an_element_is_tag_length_content)
{
	struct der d = der_hex("0403aabbcc0500");
	struct slice s = der_take(&d, DER_OCTET_STRING);
	u8 tag;

	EXPECT(s.n == 3 && s.p[0] == 0xaa && s.p[2] == 0xcc);
	EXPECT(der_more(&d));
	EXPECT(der_any(&d, &tag).n == 0 && tag == 0x05);
	EXPECT(der_end(&d) && !der_more(&d));
}

TEST(a_whole_element_keeps_its_head)
{
	struct der d = der_hex("30030101ff");
	struct slice s = der_whole(&d, DER_SEQUENCE);

	EXPECT(s.n == 5 && s.p[0] == 0x30 && der_end(&d));
}

TEST(lengths_are_definite_and_minimal)
{
	static const struct {
		const char *head;
		size_t fill;
		bool ok;
	} rows[] = {
	    {"0400", 0, true},
	    {"047f", 127, true},
	    {"048180", 128, true},
	    {"0481ff", 255, true},
	    {"04820100", 256, true},
	    {"0483000100", 256, false}, /* leading zero */
	    {"04820080", 128, false},
	    {"0482007f", 127, false},
	    {"04817f", 127, false}, /* fits the short form */
	    {"048100", 0, false},
	    {"0480", 0, false}, /* indefinite */
	    {"04800000", 0, false},
	    {"04ff", 0, false},
	    {"048400000100", 256, false}, /* four bytes */
	    {"0481", 0, false},
	    {"0482", 0, false},
	    {"048201", 1, false},
	    {"04", 0, false},
	    {"048303ffff", 4000, false}, /* longer than what is there */
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct der d = der_hex(rows[i].head);
		bool ok;

		memset(buf + d.left.n, 0x5a, rows[i].fill);
		d.left.n += rows[i].fill;
		ok = der_take(&d, DER_OCTET_STRING).n == rows[i].fill && der_end(&d);
		if (ok != rows[i].ok)
			TEST_FAIL(rows[i].head);
	}
}

TEST(a_length_of_three_bytes_is_the_longest)
{
	static u8 big[5 + 0x10000] = {0x04, 0x83, 0x01, 0x00, 0x00};
	struct der d = der_of(SLICE_ARR(big));

	EXPECT(der_take(&d, DER_OCTET_STRING).n == 0x10000 && der_end(&d));
}

TEST(an_element_that_ends_early_is_refused)
{
	EXPECT(!takes("0403aabb", 0x04));
	EXPECT(!takes("0403", 0x04));
	EXPECT(!takes("", 0x04));
	EXPECT(!takes("0401aa", 0x02)); /* another tag */
	EXPECT(!takes("1f8101", 0x1f)); /* a tag of several bytes */
	EXPECT(!takes("0401aa00", 0x04));
}

TEST(an_error_sticks)
{
	struct der d = der_hex("04010102010101");

	(void)der_take(&d, DER_INTEGER);
	EXPECT(!der_ok(&d));
	EXPECT(der_take(&d, DER_OCTET_STRING).n == 0);
	EXPECT(der_uint(&d, 9) == 0);
	EXPECT(!der_ok(&d) && !der_end(&d) && !der_more(&d));
	EXPECT(!der_next_is(&d, DER_OCTET_STRING));
}

TEST(a_cursor_that_is_entered_after_an_error_has_it_too)
{
	struct der d = der_hex("0500"), in;

	in = der_enter(&d, DER_SEQUENCE);
	EXPECT(!der_ok(&d) && !der_ok(&in) && !der_end(&in));
}

/* X.690, 8.3: the first nine bits are not equal. */
TEST(integers_are_positive_and_shortest)
{
	static const struct {
		const char *hex;
		bool ok;
		u64 v;
	} rows[] = {
	    {"020100", true, 0},
	    {"02017f", true, 127},
	    {"02020080", true, 128},
	    {"020200ff", true, 255},
	    {"02020100", true, 256},
	    {"0203010000", true, 65536},
	    {"02020000", false, 0},
	    {"0202007f", false, 0},
	    {"0203000080", false, 0},
	    {"020180", false, 0}, /* negative */
	    {"0201ff", false, 0},
	    {"0200", false, 0},
	    {"0208ffffffffffffffff", false, 0},
	    {"020900ffffffffffffffff", true, 0xffffffffffffffffull},
	    {"0209010000000000000000", false, 0}, /* 2^64 */
	    {"030100", false, 0},
	    {"0a0101", false, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct der d = der_hex(rows[i].hex);
		u64 v = der_uint(&d, UINT64_MAX);

		if (der_end(&d) != rows[i].ok || v != rows[i].v)
			TEST_FAIL(rows[i].hex);
	}
}

TEST(an_integer_has_a_limit)
{
	struct der d = der_hex("020200ff");

	EXPECT(der_uint(&d, 255) == 255 && der_end(&d));
	d = der_hex("02020100");
	EXPECT(der_uint(&d, 255) == 0 && !der_ok(&d));
}

TEST(a_magnitude_has_no_leading_zero)
{
	struct der d = der_hex("02020080");
	struct slice m = der_magnitude(&d);

	EXPECT(m.n == 1 && m.p[0] == 0x80);
	d = der_hex("020100");
	EXPECT(der_magnitude(&d).n == 0 && der_end(&d));
}

TEST(a_boolean_is_00_or_ff)
{
	struct der d = der_hex("0101ff");

	EXPECT(der_bool(&d) && der_end(&d));
	d = der_hex("010100");
	EXPECT(!der_bool(&d) && der_end(&d));
	d = der_hex("010101");
	EXPECT(!der_bool(&d) && !der_ok(&d));
	d = der_hex("0102ffff");
	EXPECT(!der_bool(&d) && !der_ok(&d));
	d = der_hex("0100");
	EXPECT(!der_bool(&d) && !der_ok(&d));
}

TEST(unused_bits_are_zero)
{
	u8 unused;
	struct der d = der_hex("030206c0");
	struct slice s = der_bits(&d, &unused);

	EXPECT(s.n == 1 && s.p[0] == 0xc0 && unused == 6 && der_end(&d));
	d = der_hex("030100");
	EXPECT(der_bits(&d, &unused).n == 0 && unused == 0 && der_end(&d));
	for (size_t i = 0; i < 5; i++) {
		static const char *const bad[] = {"030206e0", "03020800", "030101", "0300",
		                                  "030207ff"};

		d = der_hex(bad[i]);
		(void)der_bits(&d, &unused);
		if (der_ok(&d))
			TEST_FAIL(bad[i]);
	}
}

TEST(octets_have_the_length_that_is_asked_for)
{
	u8 out[4] = {9, 9, 9, 9};
	struct der d = der_hex("0403010203");

	der_octets(&d, out, 3);
	EXPECT(der_end(&d) && out[0] == 1 && out[2] == 3 && out[3] == 9);
	d = der_hex("0403010203");
	der_octets(&d, out, 4);
	EXPECT(!der_ok(&d) && out[3] == 0);
	d = der_hex("0403010203");
	der_octets(&d, out, 2);
	EXPECT(!der_ok(&d));
}

static bool reads_time(u8 tag, const char *text, u64 *t)
{
	size_t n = strlen(text);
	struct der d;

	buf[0] = tag;
	buf[1] = (u8)n;
	memcpy(buf + 2, text, n);
	d = der_of(slice_of(buf, n + 2));
	*t = der_time(&d);
	return der_end(&d);
}

/* Right column: date -u -d ... +%s */
TEST(times_are_unix_seconds)
{
	static const struct {
		u8 tag;
		const char *text;
		u64 want;
	} rows[] = {
	    {DER_UTC_TIME, "180521104510Z", 1526899510},
	    {DER_UTC_TIME, "491231235959Z", 2524607999},
	    {DER_UTC_TIME, "700101000000Z", 0},
	    {DER_UTC_TIME, "000229120000Z", 951825600},
	    {DER_GENERALIZED_TIME, "20500101000000Z", 2524608000},
	    {DER_GENERALIZED_TIME, "99991231235959Z", 253402300799},
	};
	u64 t;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (!reads_time(rows[i].tag, rows[i].text, &t) || t != rows[i].want)
			TEST_FAIL(rows[i].text);
}

TEST(a_time_has_one_form)
{
	static const struct {
		u8 tag;
		const char *text;
	} rows[] = {
	    {DER_GENERALIZED_TIME, "20491231235959Z"}, /* UTCTime has it */
	    {DER_UTC_TIME, "1805211045Z"},             /* without seconds */
	    {DER_UTC_TIME, "180521104510"},
	    {DER_UTC_TIME, "180521104510+0000"},
	    {DER_UTC_TIME, "1805211045 0Z"},
	    {DER_UTC_TIME, "180521104560Z"},
	    {DER_UTC_TIME, "180521244510Z"},
	    {DER_UTC_TIME, "180431104510Z"},
	    {DER_UTC_TIME, "190229104510Z"},
	    {DER_UTC_TIME, "180021104510Z"},
	    {DER_UTC_TIME, "181321104510Z"},
	    {DER_UTC_TIME, "180500104510Z"},
	    {DER_UTC_TIME, "500101000000Z"}, /* 1950 */
	    {DER_UTC_TIME, "20500101000000Z"},
	    {DER_GENERALIZED_TIME, "20500101000000.5Z"},
	    {DER_GENERALIZED_TIME, "180521104510Z"},
	    {DER_OCTET_STRING, "180521104510Z"},
	    {DER_UTC_TIME, ""},
	};
	u64 t;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (reads_time(rows[i].tag, rows[i].text, &t))
			TEST_FAIL(rows[i].text);
}

TEST_MAIN()
