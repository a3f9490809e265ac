#include "scale/decode.h"

#include "base/utf8.h"

#include "base/bytes.h"

struct rd rd_from(struct slice s)
{
	/* NULL + 0 is undefined in C, so an empty slice gets a real address. */
	static const u8 none[1];
	const u8 *p = s.n == 0 ? none : s.p;

	return (struct rd){.p = p, .end = p + s.n, .err = ERR_OK};
}

size_t rd_left(const struct rd *r)
{
	return (size_t)(r->end - r->p);
}

void rd_fail(struct rd *r, enum err e)
{
	if (r->err != ERR_OK)
		return;
	r->err = e;
	r->p = r->end;
}

enum err rd_end(const struct rd *r)
{
	if (r->err != ERR_OK)
		return r->err;
	return r->p == r->end ? ERR_OK : ERR_TRAILING;
}

struct slice rd_take(struct rd *r, size_t n)
{
	struct slice s;

	if (n > rd_left(r))
		rd_fail(r, ERR_SHORT);
	if (r->err != ERR_OK)
		return SLICE_EMPTY;
	s = slice_of(r->p, n);
	r->p += n;
	return s;
}

void rd_bytes(struct rd *r, void *out, size_t n)
{
	struct slice s = rd_take(r, n);

	if (s.n == n)
		slice_copy(out, s);
	else
		memset(out, 0, n);
}

u8 rd_u8(struct rd *r)
{
	u8 b[1];

	rd_bytes(r, b, sizeof(b));
	return b[0];
}

u16 rd_u16(struct rd *r)
{
	u8 b[2];

	rd_bytes(r, b, sizeof(b));
	return load_le16(b);
}

u32 rd_u32(struct rd *r)
{
	u8 b[4];

	rd_bytes(r, b, sizeof(b));
	return load_le32(b);
}

u64 rd_u64(struct rd *r)
{
	u8 b[8];

	rd_bytes(r, b, sizeof(b));
	return load_le64(b);
}

u128 rd_u128(struct rd *r)
{
	u64 lo = rd_u64(r), hi = rd_u64(r);

	return (u128)hi << 64 | lo;
}

struct balance rd_balance(struct rd *r)
{
	return bal(rd_u128(r));
}

u8 rd_tag(struct rd *r, u8 num)
{
	u8 t = rd_u8(r);

	if (t < num)
		return t;
	rd_fail(r, ERR_TAG);
	return 0;
}

bool rd_bool(struct rd *r)
{
	return rd_tag(r, 2) == 1;
}

bool rd_option(struct rd *r)
{
	return rd_tag(r, 2) == 1;
}

/* The big mode: upper six bits hold the byte count minus four. The top byte
 * must be used, and the value must not fit the four-byte mode. */
static u128 rd_compact_big(struct rd *r, size_t n)
{
	u8 b[16] = {0};
	u128 v;

	if (n > sizeof(b)) {
		rd_fail(r, ERR_OVERFLOW);
		return 0;
	}
	rd_bytes(r, b, n);
	v = (u128)load_le64(b + 8) << 64 | load_le64(b);
	if (r->err == ERR_OK && (b[n - 1] == 0 || v < (u128)1 << 30))
		rd_fail(r, ERR_NONCANONICAL);
	return r->err == ERR_OK ? v : 0;
}

u128 rd_compact128(struct rd *r)
{
	u8 first = rd_u8(r);
	u32 v;

	switch (first & 3) {
	case 0:
		return first >> 2;
	case 1:
		v = ((u32)first | (u32)rd_u8(r) << 8) >> 2;
		if (v < 1u << 6)
			rd_fail(r, ERR_NONCANONICAL);
		return r->err == ERR_OK ? v : 0;
	case 2:
		v = (u32)first | (u32)rd_u8(r) << 8;
		v = (v | (u32)rd_u16(r) << 16) >> 2;
		if (v < 1u << 14)
			rd_fail(r, ERR_NONCANONICAL);
		return r->err == ERR_OK ? v : 0;
	default:
		return rd_compact_big(r, (size_t)(first >> 2) + 4);
	}
}

u64 rd_compact(struct rd *r)
{
	u128 v = rd_compact128(r);

	if (v <= UINT64_MAX)
		return (u64)v;
	rd_fail(r, ERR_OVERFLOW);
	return 0;
}

u32 rd_compact32(struct rd *r)
{
	u128 v = rd_compact128(r);

	if (v <= UINT32_MAX)
		return (u32)v;
	rd_fail(r, ERR_OVERFLOW);
	return 0;
}

u32 rd_seq_len(struct rd *r, size_t elem_min)
{
	u32 n = rd_compact32(r);

	CHECK(elem_min > 0);
	if (n <= rd_left(r) / elem_min)
		return n;
	rd_fail(r, ERR_SHORT);
	return 0;
}

struct slice rd_vec(struct rd *r, size_t max)
{
	u32 n = rd_seq_len(r, 1);

	if (n > max)
		rd_fail(r, ERR_LIMIT);
	return rd_take(r, r->err == ERR_OK ? n : 0);
}

struct slice rd_str(struct rd *r, size_t max)
{
	struct slice s = rd_vec(r, max);

	if (utf8_ok(s))
		return s;
	rd_fail(r, ERR_UTF8);
	return SLICE_EMPTY;
}
