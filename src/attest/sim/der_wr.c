#include "attest/sim/der_wr.h"

#include "attest/date.h"
#include "attest/der.h"
#include "base/bytes.h"

struct der_wr der_wr_into(void *buf, size_t cap)
{
	return (struct der_wr){.p = (u8 *)buf, .cap = cap};
}

enum err der_wr_done(const struct der_wr *w, struct slice *out)
{
	if (w->full)
		return ERR_LIMIT;
	*out = slice_of(w->p, w->n);
	return ERR_OK;
}

void der_wr_raw(struct der_wr *w, struct slice s)
{
	if (w->full || s.n > w->cap - w->n) {
		w->full = true;
		return;
	}
	slice_copy(w->p + w->n, s);
	w->n += s.n;
}

void der_wr_byte(struct der_wr *w, u8 b)
{
	der_wr_raw(w, slice_of(&b, 1));
}

size_t der_wr_open(struct der_wr *w, u8 tag)
{
	der_wr_byte(w, tag);
	der_wr_byte(w, 0);
	return w->n;
}

/* The length took one byte so far; if it needs more, the content moves up. */
void der_wr_close(struct der_wr *w, size_t mark)
{
	size_t len = w->n - mark;
	u8 extra = len < 0x80 ? 0 : len < 0x100 ? 1 : len < 0x10000 ? 2 : 3;

	if (w->full || extra > w->cap - w->n) {
		w->full = true;
		return;
	}
	CHECK(len < (size_t)1 << 24);
	if (extra == 0) {
		w->p[mark - 1] = (u8)len;
		return;
	}
	memmove(w->p + mark + extra, w->p + mark, len);
	w->p[mark - 1] = (u8)(0x80 | extra);
	for (u8 i = 0; i < extra; i++)
		w->p[mark + i] = (u8)(len >> (8 * (extra - 1u - i)) & 0xff);
	w->n += extra;
}

void der_wr_put(struct der_wr *w, u8 tag, struct slice content)
{
	size_t mark = der_wr_open(w, tag);

	der_wr_raw(w, content);
	der_wr_close(w, mark);
}

void der_wr_magnitude(struct der_wr *w, struct slice be)
{
	size_t mark = der_wr_open(w, DER_INTEGER);

	while (be.n != 0 && be.p[0] == 0)
		be = slice_from(be, 1);
	if (be.n == 0 || (be.p[0] & 0x80) != 0)
		der_wr_byte(w, 0);
	der_wr_raw(w, be);
	der_wr_close(w, mark);
}

void der_wr_uint(struct der_wr *w, u32 v)
{
	u8 be[4];

	store_be32(be, v);
	der_wr_magnitude(w, SLICE_ARR(be));
}

void der_wr_bool(struct der_wr *w, bool v)
{
	u8 b = v ? 0xff : 0;

	der_wr_put(w, DER_BOOLEAN, slice_of(&b, 1));
}

static void put_digits(char *out, u32 v, size_t n)
{
	while (n-- != 0) {
		out[n] = (char)('0' + v % 10);
		v /= 10;
	}
}

void der_wr_time(struct der_wr *w, u64 unix_s)
{
	struct date d = date_of(unix_s);
	bool is_utc = d.year < 2050;
	const u32 parts[] = {d.month, d.day, d.hour, d.minute, d.second};
	char text[] = "YYYYMMDDhhmmssZ";

	put_digits(text, d.year, 4);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		put_digits(text + 4 + 2 * i, parts[i], 2);
	der_wr_put(w, is_utc ? DER_UTC_TIME : DER_GENERALIZED_TIME,
	           slice_from(slice_of(text, sizeof(text) - 1), is_utc ? 2 : 0));
}
