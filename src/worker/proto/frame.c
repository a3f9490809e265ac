#include "worker/proto/frame.h"

#include "base/bytes.h"

struct frame_in frame_in_of(u8 *mem)
{
	return (struct frame_in){.mem = mem, .have = 0, .at = 0};
}

u8 *frame_room(struct frame_in *f, size_t *cap)
{
	if (f->at > 0) {
		memmove(f->mem, f->mem + f->at, f->have - f->at);
		f->have -= f->at;
		f->at = 0;
	}
	*cap = FRAME_BUF_LEN - f->have;
	return f->mem + f->have;
}

void frame_received(struct frame_in *f, size_t n)
{
	CHECK(n <= FRAME_BUF_LEN - f->have);
	f->have += n;
}

enum err frame_take(struct frame_in *f, struct frame *out)
{
	size_t left = f->have - f->at;
	const u8 *p = f->mem + f->at;
	u32 len;

	if (left < FRAME_HEAD_LEN)
		return ERR_AGAIN;
	len = load_le32(p);
	if (len == 0 || len > FRAME_MAX)
		return ERR_LIMIT;
	if (left - FRAME_HEAD_LEN < len)
		return ERR_AGAIN;
	out->id = p[FRAME_HEAD_LEN];
	out->body = slice_of(p + FRAME_HEAD_LEN + 1, len - 1);
	f->at += FRAME_HEAD_LEN + len;
	return ERR_OK;
}

void frame_begin(struct wr *w, u8 id)
{
	wr_u32(w, 0);
	wr_u8(w, id);
}

enum err frame_end(struct wr *w, struct slice *out)
{
	TRY(wr_done(w, out));
	CHECK(w->n > FRAME_HEAD_LEN);
	if (w->n - FRAME_HEAD_LEN > FRAME_MAX)
		return ERR_LIMIT;
	store_le32(w->p, (u32)(w->n - FRAME_HEAD_LEN));
	return ERR_OK;
}
