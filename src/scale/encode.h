#ifndef SCALE_ENCODE_H
#define SCALE_ENCODE_H
/* scale/encode: write SCALE into a buffer the caller owns.
 *
 * Sticky like the reader: when the buffer is full the first error is kept and
 * later writes do nothing, so an encoder is a straight list with one check
 * (wr_done) at the end. A writer whose p is NULL only counts (wr_count), which
 * sizes a buffer with the same code that fills it. Freestanding. */
#include "base/arena.h"
#include "base/checked.h"

struct wr {
	u8 *p; /* start, or NULL to count only */
	size_t cap, n;
	enum err err;
};

struct wr wr_into(void *buf, size_t cap);
struct wr wr_count(void);
/* wr_arena takes all that is left of an arena; end with wr_arena_done, which
 * gives back what was not used. Nothing else may allocate in between. */
struct wr wr_arena(struct arena *a);
enum err wr_arena_done(struct wr *w, struct arena *a, struct slice *out) MUST_CHECK;

/* wr_done returns the sticky error and the bytes written so far. */
enum err wr_done(const struct wr *w, struct slice *out) MUST_CHECK;

void wr_u8(struct wr *w, u8 v);
void wr_u16(struct wr *w, u16 v);
void wr_u32(struct wr *w, u32 v);
void wr_u64(struct wr *w, u64 v);
void wr_u128(struct wr *w, u128 v);
void wr_balance(struct wr *w, struct balance v);
void wr_bool(struct wr *w, bool v);
void wr_bytes(struct wr *w, const void *p, size_t n);
void wr_slice(struct wr *w, struct slice s);
void wr_compact(struct wr *w, u64 v);
void wr_compact128(struct wr *w, u128 v);
/* wr_vec writes Compact(n) and the bytes: Vec<u8>, Bytes, String. */
void wr_vec(struct wr *w, struct slice s);

/* compact_len returns how many bytes wr_compact will write. */
size_t compact_len(u64 v);

#endif /* SCALE_ENCODE_H */
