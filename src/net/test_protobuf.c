/* The examples of protobuf.dev/programming-guides/encoding, and what is no message. */
#include "base/test.h"
#include "net/protobuf.h"

static struct wr out;
static u8 buf[512];

static void begin(void)
{
	out = wr_into(buf, sizeof(buf));
}

static bool wrote(const char *bytes, size_t n)
{
	return out.err == ERR_OK && slice_eq(slice_of(buf, out.n), slice_of(bytes, n));
}

TEST(the_documented_messages_are_written_as_documented)
{
	size_t at;

	begin();
	pb_put_varint(&out, 1, 150);
	EXPECT(wrote("\x08\x96\x01", 3));
	begin();
	pb_put_bytes(&out, 2, SLICE_LIT("testing"));
	EXPECT(wrote("\x12\x07testing", 9));
	begin();
	at = pb_open(&out, 3);
	pb_put_varint(&out, 1, 150);
	pb_close(&out, at);
	EXPECT(wrote("\x1a\x03\x08\x96\x01", 5));
}

TEST(a_message_inside_a_message_may_be_long)
{
	u8 data[300];
	struct rd r;
	struct pb_field f;
	size_t at;

	memset(data, 7, sizeof(data));
	begin();
	at = pb_open(&out, 1);
	pb_put_bytes(&out, 2, SLICE_ARR(data));
	pb_close(&out, at);
	REQUIRE(out.err == ERR_OK);
	r = rd_from(slice_of(buf, out.n));
	REQUIRE(pb_next(&r, &f));
	EXPECT(f.number == 1 && f.bytes.n == 303);
	EXPECT_OK(rd_end(&r));
	r = rd_from(f.bytes);
	REQUIRE(pb_next(&r, &f));
	EXPECT(f.number == 2 && slice_eq(f.bytes, SLICE_ARR(data)));
}

TEST(each_wire_type_is_read)
{
	static const u8 in[] = {0x08, 0x96, 0x01, 0x11, 1, 0, 0, 0,   0,   0,
				0,    0x80, 0x1a, 0x02, 'h', 'i', 0x25, 4, 0, 0, 0};
	struct rd r = rd_from(SLICE_ARR(in));
	struct pb_field f;

	REQUIRE(pb_next(&r, &f));
	EXPECT(f.number == 1 && f.wire == PB_VARINT && f.value == 150);
	REQUIRE(pb_next(&r, &f));
	EXPECT(f.number == 2 && f.wire == PB_FIXED64 && f.value == 0x8000000000000001u);
	REQUIRE(pb_next(&r, &f));
	EXPECT(f.number == 3 && f.wire == PB_BYTES && slice_eq(f.bytes, SLICE_LIT("hi")));
	REQUIRE(pb_next(&r, &f));
	EXPECT(f.number == 4 && f.wire == PB_FIXED32 && f.value == 4);
	EXPECT(!pb_next(&r, &f));
	EXPECT_OK(rd_end(&r));
}

TEST(what_is_no_message_is_refused)
{
	static const struct {
		enum err want;
		u8 n;
		u8 b[12];
	} bad[] = {
	    {ERR_SHORT, 1, {0x08}},
	    {ERR_SHORT, 2, {0x08, 0x80}},
	    {ERR_SHORT, 3, {0x12, 0x02, 'a'}},
	    {ERR_SHORT, 4, {0x11, 1, 2, 3}},
	    {ERR_TAG, 2, {0x00, 0x00}},
	    {ERR_TAG, 2, {0x0b, 0x0c}}, /* groups */
	    {ERR_TAG, 2, {0x0e, 0x00}},
	    {ERR_OVERFLOW,
	     12,
	     {0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0}},
	    {ERR_SHORT, 11, {0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}},
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct rd r = rd_from(slice_of(bad[i].b, bad[i].n));
		struct pb_field f;

		while (pb_next(&r, &f))
			;
		EXPECT_ERR(bad[i].want, r.err);
	}
}

TEST(varints_up_to_64_bits_survive_a_round_trip)
{
	static const u64 values[] = {0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX};

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct rd r;

		begin();
		wr_uvarint(&out, values[i]);
		r = rd_from(slice_of(buf, out.n));
		EXPECT(rd_uvarint(&r) == values[i]);
		EXPECT_OK(rd_end(&r));
	}
}

TEST_MAIN()
