#ifndef SCALE_DECODE_H
#define SCALE_DECODE_H
/* scale/decode: read SCALE bytes that a stranger sent us.
 *
 * A `struct rd` is a cursor with a sticky error. Every rd_* call is total: on
 * failure it records the first error, yields zero, and all later calls yield
 * zero too. So a decoder is a straight list of reads with one check at the
 * end, and no read can pass the end. Nothing here allocates; slices that are
 * handed out borrow from the input. Freestanding: usable in runtime, enclave
 * and host. Format: Substrate's SCALE codec (parity-scale-codec 3); only the
 * canonical form of each value is accepted. */
#include "base/checked.h"
#include "base/slice.h"

struct rd {
	const u8 *p, *end;
	enum err err;
};

struct rd rd_from(struct slice s);
/* rd_left returns the bytes not yet read; 0 after an error. */
size_t rd_left(const struct rd *r);
/* rd_fail records e unless an earlier error is there. */
void rd_fail(struct rd *r, enum err e);
/* rd_end returns the sticky error, or ERR_TRAILING if bytes remain. */
enum err rd_end(const struct rd *r) MUST_CHECK;

u8 rd_u8(struct rd *r);
u16 rd_u16(struct rd *r);
u32 rd_u32(struct rd *r);
u64 rd_u64(struct rd *r);
u128 rd_u128(struct rd *r);
struct balance rd_balance(struct rd *r);
/* rd_bool accepts 0 and 1 only. */
bool rd_bool(struct rd *r);
/* rd_option reads the presence byte of Option<T>. */
bool rd_option(struct rd *r);
/* rd_tag reads an enum index below num. */
u8 rd_tag(struct rd *r, u8 num);
/* rd_bytes copies n bytes; out is zeroed on failure. */
void rd_bytes(struct rd *r, void *out, size_t n);
/* rd_take borrows n bytes. */
struct slice rd_take(struct rd *r, size_t n);

/* rd_compact reads Compact<u64>; rd_compact128 reads Compact<u128>;
 * rd_compact32 adds a u32 range check. Only the shortest form is accepted. */
u64 rd_compact(struct rd *r);
u32 rd_compact32(struct rd *r);
u128 rd_compact128(struct rd *r);

/* rd_seq_len reads a Vec length and refuses a count that cannot fit in the
 * bytes left, so five bytes of input can never ask for a 4 GiB array.
 * elem_min is the smallest encoding of one element, at least 1. */
u32 rd_seq_len(struct rd *r, size_t elem_min);
/* rd_vec borrows a Vec<u8> of at most max bytes. */
struct slice rd_vec(struct rd *r, size_t max);
/* rd_str is rd_vec for a String: the bytes must be valid UTF-8. */
struct slice rd_str(struct rd *r, size_t max);

#endif /* SCALE_DECODE_H */
