#include "scale/encode.h"

#include "base/bytes.h"

struct wr wr_into(void *buf, size_t cap)
{
	CHECK(buf != NULL || cap == 0);
	return (struct wr){.p = (u8 *)buf, .cap = cap, .n = 0, .err = ERR_OK};
}

struct wr wr_count(void)
{
	return (struct wr){.p = NULL, .cap = SIZE_MAX, .n = 0, .err = ERR_OK};
}

struct wr wr_arena(struct arena *a)
{
	u8 *at = arena_alloc(a, 0);

	if (at == NULL)
		return (struct wr){.err = ERR_NOMEM};
	return wr_into(at, a->cap - a->used);
}

enum err wr_arena_done(struct wr *w, struct arena *a, struct slice *out)
{
	TRY(wr_done(w, out));
	CHECK(w->p == a->mem + a->used);
	a->used += w->n;
	return ERR_OK;
}

enum err wr_done(const struct wr *w, struct slice *out)
{
	if (w->err != ERR_OK)
		return w->err;
	*out = slice_of(w->p, w->n);
	return ERR_OK;
}

void wr_bytes(struct wr *w, const void *p, size_t n)
{
	if (w->err == ERR_OK && n > w->cap - w->n)
		w->err = ERR_NOMEM;
	if (w->err != ERR_OK || n == 0)
		return;
	if (w->p != NULL)
		memcpy(w->p + w->n, p, n);
	w->n += n;
}

void wr_slice(struct wr *w, struct slice s)
{
	wr_bytes(w, s.p, s.n);
}

void wr_u8(struct wr *w, u8 v)
{
	wr_bytes(w, &v, 1);
}

void wr_u16(struct wr *w, u16 v)
{
	u8 b[2];

	store_le16(b, v);
	wr_bytes(w, b, sizeof(b));
}

void wr_u32(struct wr *w, u32 v)
{
	u8 b[4];

	store_le32(b, v);
	wr_bytes(w, b, sizeof(b));
}

void wr_u64(struct wr *w, u64 v)
{
	u8 b[8];

	store_le64(b, v);
	wr_bytes(w, b, sizeof(b));
}

void wr_u128(struct wr *w, u128 v)
{
	wr_u64(w, (u64)(v & UINT64_MAX));
	wr_u64(w, (u64)(v >> 64));
}

void wr_balance(struct wr *w, struct balance v)
{
	wr_u128(w, v.raw);
}

void wr_bool(struct wr *w, bool v)
{
	wr_u8(w, v ? 1 : 0);
}

void wr_compact128(struct wr *w, u128 v)
{
	u8 b[16];
	u8 n = 4;

	if (v < 1u << 6) {
		wr_u8(w, (u8)(v << 2));
	} else if (v < 1u << 14) {
		wr_u16(w, (u16)(v << 2 | 1));
	} else if (v < 1u << 30) {
		wr_u32(w, (u32)(v << 2 | 2));
	} else {
		store_le64(b, (u64)(v & UINT64_MAX));
		store_le64(b + 8, (u64)(v >> 64));
		while (n < 16 && v >> (8 * n) != 0)
			n++;
		wr_u8(w, (u8)((n - 4) << 2 | 3));
		wr_bytes(w, b, n);
	}
}

void wr_compact(struct wr *w, u64 v)
{
	wr_compact128(w, v);
}

size_t compact_len(u64 v)
{
	struct wr w = wr_count();

	wr_compact(&w, v);
	return w.n;
}

void wr_vec(struct wr *w, struct slice s)
{
	wr_compact(w, s.n);
	wr_slice(w, s);
}
