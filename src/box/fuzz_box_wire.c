/* Both directions of the box's socket. The first byte picks a body or payload decoder, or the
 * frame splitter; what a decoder accepts must encode back to the bytes it read. */
#include "box/wire.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 buf[BOX_FRAME_MAX + 16];

/* A frame's body written back, without head and id. */
static void same_body(const struct wr *w, struct slice body)
{
	CHECK(w->err == ERR_OK);
	CHECK(slice_eq(slice_of(w->p + 5, w->n - 5), body));
}

static void to_box(u8 what, struct slice body)
{
	static struct box_start start;
	struct wr w = wr_into(buf, sizeof(buf));
	struct box_event event;
	enum receipt_outcome why;

	if (what == BOX_START && box_get_start(&start, body) == ERR_OK) {
		box_put_start(&w, &start);
		same_body(&w, body);
	} else if (what == BOX_EVENT && box_get_event(&event, body) == ERR_OK) {
		box_put_event(&w, &event);
		same_body(&w, body);
	} else if (what == BOX_CANCEL && box_get_cancel(&why, body) == ERR_OK) {
		box_put_cancel(&w, why);
		same_body(&w, body);
	}
}

static void from_box(u8 what, struct slice body)
{
	struct wr w = wr_into(buf, sizeof(buf));
	struct box_call call;
	struct box_log log;
	struct box_end end;
	u32 id;

	if (what == BOX_CALL && box_get_call(&call, body) == ERR_OK) {
		box_put_call(&w, &call);
		same_body(&w, body);
	} else if (what == BOX_ABORT && box_get_abort(&id, body) == ERR_OK) {
		box_put_abort(&w, id);
		same_body(&w, body);
	} else if (what == BOX_LOG && box_get_log(&log, body) == ERR_OK) {
		box_put_log(&w, &log);
		same_body(&w, body);
	} else if (what == BOX_END && box_get_end(&end, body) == ERR_OK) {
		box_put_end(&w, &end);
		same_body(&w, body);
	}
}

static void payloads(u8 what, struct slice payload)
{
	static struct box_fetch fetch;
	static struct box_answer answer;
	struct wr w = wr_into(buf, sizeof(buf));
	struct box_failure failure;
	struct slice name;
	u32 ms;

	if (what == 1 && box_fetch_decode(&fetch, payload) == ERR_OK) {
		wr_box_fetch(&w, &fetch);
		CHECK(w.err == ERR_OK && slice_eq(slice_of(w.p, w.n), payload));
	} else if (what == 2 && box_answer_decode(&answer, payload) == ERR_OK) {
		wr_box_answer(&w, &answer);
		CHECK(w.err == ERR_OK && slice_eq(slice_of(w.p, w.n), payload));
	} else if (what == 3 && box_failure_decode(&failure, payload) == ERR_OK) {
		wr_box_failure(&w, &failure);
		CHECK(w.err == ERR_OK && slice_eq(slice_of(w.p, w.n), payload));
	} else if (what == 4 && box_sleep_decode(&ms, payload) == ERR_OK) {
		CHECK(ms <= BOX_SLEEP_MS_MAX);
	} else if (what == 5 && box_reveal_decode(&name, payload) == ERR_OK) {
		CHECK(name.n <= BOX_NAME_MAX);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct slice in = slice_of(data, n);
	struct box_frame f;
	size_t used = 0;

	if (n == 0)
		return 0;
	if (data[0] == 0) {
		in = slice_from(in, 1);
		while (box_frame_next(in, &f, &used) == ERR_OK) {
			CHECK(used >= 5 && used <= in.n && f.body.n == used - 5);
			in = slice_from(in, used);
		}
		return 0;
	}
	to_box(data[0], slice_from(in, 1));
	from_box(data[0], slice_from(in, 1));
	if (data[0] >= 16)
		payloads(data[0] - 16, slice_from(in, 1));
	return 0;
}
