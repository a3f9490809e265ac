/* Frames by hand: the layout is a contract between two programs. */
#include "base/test.h"
#include "box/wire.h"
#include "crypto/hash.h"

TEST(a_call_frame_has_the_documented_bytes)
{
	static const u8 want[] = {
	    0x0b, 0, 0, 0,    /* length of id and body */
	    129,              /* CALL */
	    7,    0, 0, 0,    /* call id */
	    2,                /* SLEEP */
	    4 << 2,           /* Vec of 4 bytes */
	    0xe8, 3, 0, 0,    /* 1000 ms */
	};
	u8 buf[64];
	struct wr w = wr_into(buf, sizeof(buf));
	struct box_call c = {7, BOX_SLEEP, SLICE_LIT("\xe8\x03\0\0")}, back;
	struct box_frame f;
	size_t used = 0;
	u32 ms = 0;

	box_put_call(&w, &c);
	REQUIRE(w.err == ERR_OK);
	EXPECT(slice_eq(slice_of(w.p, w.n), SLICE_ARR(want)));
	for (size_t n = 0; n < w.n; n++)
		EXPECT_ERR(ERR_AGAIN, box_frame_next(slice_of(buf, n), &f, &used));
	REQUIRE(box_frame_next(slice_of(buf, sizeof(buf)), &f, &used) == ERR_OK);
	EXPECT(used == w.n && f.id == BOX_CALL);
	EXPECT_OK(box_get_call(&back, f.body));
	EXPECT_OK(box_sleep_decode(&ms, back.payload));
	EXPECT(back.call_id == 7 && ms == 1000);
}

TEST(frames_have_a_size)
{
	struct box_frame f;
	size_t used;

	EXPECT_ERR(ERR_FORMAT, box_frame_next(slice_of("\0\0\0\0\1", 5), &f, &used));
	EXPECT_ERR(ERR_LIMIT, box_frame_next(slice_of("\1\0\x20\0\1", 5), &f, &used));
	EXPECT_ERR(ERR_AGAIN, box_frame_next(slice_of("\0\0\x20\0\1", 5), &f, &used));
}

TEST(what_a_reader_refuses_a_writer_refuses)
{
	static u8 buf[BOX_FRAME_MAX + 16], big[BOX_PAYLOAD_MAX + 1];
	struct wr w = wr_into(buf, sizeof(buf));
	struct box_call c = {1, BOX_FETCH, slice_of(big, sizeof(big))};
	struct box_log l = {1, SLICE_LIT("\xff")};

	box_put_call(&w, &c);
	EXPECT_ERR(ERR_LIMIT, w.err);
	c.payload.n--;
	w = wr_into(buf, sizeof(buf));
	box_put_call(&w, &c);
	EXPECT_OK(w.err);
	w = wr_into(buf, sizeof(buf));
	box_put_log(&w, &l);
	EXPECT_ERR(ERR_UTF8, w.err);
}

/* What one header does to a request. */
static enum err header_err(struct slice name, struct slice value)
{
	static struct box_fetch f;
	u8 buf[512];
	struct wr w = wr_into(buf, sizeof(buf));

	f = (struct box_fetch){.method = SLICE_LIT("GET"), .url = SLICE_LIT("https://a/")};
	f.headers.num = 1;
	f.headers.h[0] = (struct box_header){name, value};
	wr_box_fetch(&w, &f);
	return w.err;
}

TEST(a_request_cannot_smuggle_headers)
{
	EXPECT_OK(header_err(SLICE_LIT("x-a"), SLICE_LIT("1 2")));
	EXPECT_ERR(ERR_FORMAT, header_err(SLICE_LIT("x-a"), SLICE_LIT("1\r\nhost: b")));
	EXPECT_ERR(ERR_FORMAT, header_err(SLICE_LIT("x-a"), slice_of("1\0", 2)));
	EXPECT_ERR(ERR_FORMAT, header_err(SLICE_LIT("X-A"), SLICE_LIT("1")));
	EXPECT_ERR(ERR_FORMAT, header_err(SLICE_LIT("x a"), SLICE_LIT("1")));
	EXPECT_ERR(ERR_FORMAT, header_err(SLICE_EMPTY, SLICE_LIT("1")));
}

TEST(a_request_hash_is_blake2_of_kind_and_payload)
{
	/* python3: hashlib.blake2b(bytes([3, 4 << 2]) + b"NAME", digest_size=32) */
	static const u8 want[32] = {
	    0x13, 0x5b, 0xed, 0x7f, 0x9d, 0x32, 0xa3, 0x1d, 0x80, 0xf4, 0xd1,
	    0x51, 0x2c, 0xda, 0x7c, 0x5e, 0xf9, 0x3d, 0x67, 0xdd, 0x99, 0xb5,
	    0xaa, 0xd7, 0xe8, 0x6e, 0xe3, 0xd9, 0x1f, 0x5c, 0x00, 0x3e};
	u8 hash[32];

	box_request_hash(hash, BOX_REVEAL, SLICE_LIT("NAME"));
	EXPECT(mem_eq(hash, want, 32));
}

TEST_MAIN()
