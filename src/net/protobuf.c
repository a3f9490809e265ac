#include "net/protobuf.h"

#define UVARINT_MAX 10u /* bytes of 64 bits, 7 at a time */

u64 rd_uvarint(struct rd *r)
{
	u64 v = 0;

	for (u32 i = 0; i < UVARINT_MAX; i++) {
		u8 b = rd_u8(r);

		if (r->err != ERR_OK)
			return 0;
		if (i == UVARINT_MAX - 1 && b > 1)
			break;
		v |= (u64)(b & 0x7f) << (7 * i);
		if ((b & 0x80) == 0)
			return v;
	}
	rd_fail(r, ERR_OVERFLOW);
	return 0;
}

void wr_uvarint(struct wr *w, u64 v)
{
	while (v >= 0x80) {
		wr_u8(w, (u8)(v | 0x80));
		v >>= 7;
	}
	wr_u8(w, (u8)v);
}

static void read_value(struct rd *r, struct pb_field *f)
{
	u64 n;

	switch (f->wire) {
	case PB_VARINT:
		f->value = rd_uvarint(r);
		break;
	case PB_FIXED64:
		f->value = rd_u64(r);
		break;
	case PB_FIXED32:
		f->value = rd_u32(r);
		break;
	case PB_BYTES:
		n = rd_uvarint(r);
		if (n > rd_left(r))
			rd_fail(r, ERR_SHORT);
		else
			f->bytes = rd_take(r, (size_t)n);
		break;
	default:
		rd_fail(r, ERR_TAG);
	}
}

bool pb_next(struct rd *r, struct pb_field *out)
{
	u64 tag;

	if (r->err != ERR_OK || rd_left(r) == 0)
		return false;
	tag = rd_uvarint(r);
	*out = (struct pb_field){.number = (u32)(tag >> 3), .wire = (enum pb_wire)(tag & 7)};
	if (r->err == ERR_OK && (tag >> 3 == 0 || tag >> 3 > UINT32_MAX >> 3))
		rd_fail(r, ERR_TAG);
	if (r->err == ERR_OK)
		read_value(r, out);
	return r->err == ERR_OK;
}

static void put_tag(struct wr *w, u32 number, enum pb_wire wire)
{
	wr_uvarint(w, (u64)number << 3 | (u64)wire);
}

void pb_put_varint(struct wr *w, u32 number, u64 v)
{
	put_tag(w, number, PB_VARINT);
	wr_uvarint(w, v);
}

void pb_put_bytes(struct wr *w, u32 number, struct slice bytes)
{
	put_tag(w, number, PB_BYTES);
	wr_uvarint(w, bytes.n);
	wr_slice(w, bytes);
}

size_t pb_open(struct wr *w, u32 number)
{
	put_tag(w, number, PB_BYTES);
	return w->n;
}

void pb_close(struct wr *w, size_t start)
{
	size_t n = w->n - start, before = w->n, len;

	wr_uvarint(w, n);
	len = w->n - before;
	if (w->err != ERR_OK || w->p == NULL)
		return;
	/* The length was written behind the message, where there is room: turn the two round. */
	memmove(w->p + start + len, w->p + start, n);
	w->n = start;
	wr_uvarint(w, n);
	w->n = start + len + n;
}
