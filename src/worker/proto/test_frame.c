#include "base/test.h"
#include "worker/proto/frame.h"
#include "worker/proto/worker_gen.h"

static u8 buf[FRAME_BUF_LEN];

static void put(struct frame_in *f, struct slice s)
{
	size_t cap;
	u8 *room = frame_room(f, &cap);

	slice_copy(room, s);
	frame_received(f, s.n);
}

TEST(frames_come_out_whole_however_they_arrive)
{
	u8 mem[64];
	struct wr w = wr_into(mem, sizeof(mem));
	struct frame_in in = frame_in_of(buf);
	struct frame got;
	struct slice all;

	frame_begin(&w, 9);
	wr_u64(&w, 77);
	REQUIRE(frame_end(&w, &all) == ERR_OK);
	for (size_t i = 0; i < all.n; i++) {
		EXPECT_ERR(ERR_AGAIN, frame_take(&in, &got));
		put(&in, slice_of(all.p + i, 1));
	}
	EXPECT_OK(frame_take(&in, &got));
	EXPECT(got.id == 9 && got.body.n == 8 && got.body.p[0] == 77);
	EXPECT_ERR(ERR_AGAIN, frame_take(&in, &got));
}

TEST(empty_and_oversized_frames_are_refused)
{
	struct frame_in in = frame_in_of(buf);
	struct frame got;

	put(&in, SLICE_LIT("\0\0\0\0"));
	EXPECT_ERR(ERR_LIMIT, frame_take(&in, &got));
	in = frame_in_of(buf);
	put(&in, SLICE_LIT("\x01\x00\x40\x00"));
	EXPECT_ERR(ERR_LIMIT, frame_take(&in, &got));
}

TEST(a_message_survives_encoding)
{
	static struct msg_sync in, out;
	u8 mem[256];
	struct wr w = wr_into(mem, sizeof(mem));
	struct slice all;
	struct rd r;

	in.seq = 3;
	in.headers.num = 2;
	in.headers.items[0] = SLICE_LIT("one");
	in.headers.items[1] = SLICE_LIT("two");
	in.justification = SLICE_LIT("j");
	wr_msg_sync(&w, &in);
	REQUIRE(wr_done(&w, &all) == ERR_OK);
	r = rd_from(all);
	rd_msg_sync(&r, &out);
	EXPECT_OK(rd_end(&r));
	EXPECT(out.seq == 3 && out.headers.num == 2);
	EXPECT(slice_eq(out.headers.items[1], SLICE_LIT("two")));
}

TEST(an_unknown_answer_tag_is_an_error)
{
	struct rd r = rd_from(SLICE_LIT("\x02"));
	struct answer a;

	rd_answer(&r, &a);
	EXPECT_ERR(ERR_TAG, rd_end(&r));
}

TEST_MAIN()
