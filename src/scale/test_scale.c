#include "base/hex.h"
#include "base/test.h"
#include "scale/decode.h"
#include "scale/encode.h"

/* Vectors produced with @polkadot/types 16.5 (compactToU8a). */
static const struct {
	const char *hex;
	u64 v;
} compacts[] = {
    {"00", 0},
    {"04", 1},
    {"fc", 63},
    {"0101", 64},
    {"1501", 69},
    {"fdff", 16383},
    {"02000100", 16384},
    {"feffffff", 1073741823},
    {"0300000040", 1073741824},
    {"03ffffffff", 4294967295},
    {"070000000001", 4294967296},
    {"0b000000000001", 1099511627776},
    {"13ffffffffffffffff", UINT64_MAX},
};

TEST(compact_numbers_match_polkadot_js_both_ways)
{
	for (size_t i = 0; i < ARRAY_LEN(compacts); i++) {
		u8 want[17], buf[17];
		size_t n;
		struct wr w = wr_into(buf, sizeof(buf));
		struct rd r;

		REQUIRE(hex_decode(want, sizeof(want), &n, slice_str(compacts[i].hex)) == ERR_OK);
		wr_compact(&w, compacts[i].v);
		EXPECT(w.n == n && memcmp(buf, want, n) == 0);
		EXPECT(compact_len(compacts[i].v) == n);
		r = rd_from(slice_of(want, n));
		EXPECT(rd_compact(&r) == compacts[i].v);
		EXPECT_OK(rd_end(&r));
	}
}

TEST(the_largest_compact_is_read_and_written)
{
	u8 buf[17];
	struct wr w = wr_into(buf, sizeof(buf));
	struct rd r = rd_from(slice_of(buf, sizeof(buf)));

	wr_compact128(&w, ~(u128)0);
	EXPECT(w.n == 17 && buf[0] == 0x33);
	EXPECT(rd_compact128(&r) == ~(u128)0);
	EXPECT_OK(rd_end(&r));
}

TEST(long_forms_of_small_numbers_are_refused)
{
	static const char *const bad[] = {"0100",       "fd00",           "0200",
	                                  "02000000",   "fe000000",       "0300000000",
	                                  "03ffffff3f", "0b000000000000", "07ffffff3f00"};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		u8 b[16];
		size_t n;
		struct rd r;

		REQUIRE(hex_decode(b, sizeof(b), &n, slice_str(bad[i])) == ERR_OK);
		r = rd_from(slice_of(b, n));
		(void)rd_compact128(&r);
		EXPECT(rd_end(&r) != ERR_OK);
	}
}

TEST(short_input_is_refused_and_stays_refused)
{
	struct rd r = rd_from(SLICE_LIT("\x01\x02\x03"));

	EXPECT(rd_u32(&r) == 0);
	EXPECT(rd_u8(&r) == 0);
	EXPECT_ERR(ERR_SHORT, rd_end(&r));
}

TEST(a_count_that_cannot_fit_is_refused_before_any_allocation)
{
	struct rd r = rd_from(SLICE_LIT("\x03\xff\xff\xff\xff"));

	EXPECT(rd_seq_len(&r, 1) == 0);
	EXPECT_ERR(ERR_SHORT, rd_end(&r));
}

TEST(booleans_and_tags_have_one_form)
{
	struct rd r = rd_from(SLICE_LIT("\x02"));

	(void)rd_bool(&r);
	EXPECT_ERR(ERR_TAG, rd_end(&r));
	r = rd_from(SLICE_LIT("\x05"));
	(void)rd_tag(&r, 5);
	EXPECT_ERR(ERR_TAG, rd_end(&r));
}

TEST(strings_must_be_utf8)
{
	static const char *const bad[] = {"\x04\x80", "\x08\xc0\xaf", "\x0c\xed\xa0\x80",
	                                  "\x10\xf4\x90\x80\x80", "\x04\xff"};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct rd r = rd_from(slice_str(bad[i]));

		(void)rd_str(&r, 64);
		EXPECT_ERR(ERR_UTF8, rd_end(&r));
	}
	struct rd r = rd_from(SLICE_LIT("\x18h\xc3\xa9\xe2\x82\xac"));

	EXPECT(rd_str(&r, 64).n == 6);
	EXPECT_OK(rd_end(&r));
}

TEST(a_full_writer_keeps_its_error)
{
	u8 b[3];
	struct wr w = wr_into(b, sizeof(b));
	struct slice out;

	wr_u16(&w, 1);
	wr_u16(&w, 2);
	wr_u8(&w, 3);
	EXPECT_ERR(ERR_NOMEM, wr_done(&w, &out));
}

TEST(an_arena_writer_gives_back_what_it_did_not_use)
{
	u8 mem[256];
	struct arena a = arena_of(mem, sizeof(mem));
	struct wr w = wr_arena(&a);
	struct slice out;

	wr_vec(&w, SLICE_LIT("abc"));
	EXPECT_OK(wr_arena_done(&w, &a, &out));
	EXPECT(out.n == 4 && a.used < 64);
}

TEST_MAIN()
