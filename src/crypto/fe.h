#ifndef CRYPTO_FE_H
#define CRYPTO_FE_H
/* crypto/fe: arithmetic in GF(2^255 - 19), for crypto/curve alone.
 *
 * Products and differences come out carried, limbs just above 2^51; a sum adds one bit, and
 * what fe_sub_wide and fe_sub_sum leave is not carried. Factors may be anything below 2^54:
 * five products, four of them times 19, stay below 2^115, so that the part above 51 bits fits
 * 64 bits. Whatever else takes two values wants them below 2^53. */
#include "base/bytes.h"
#include "crypto/curve.h"

#define FE_MASK ((UINT64_C(1) << 51) - 1)

static const struct fe FE_ZERO = {{0, 0, 0, 0, 0}};
static const struct fe FE_ONE = {{1, 0, 0, 0, 0}};

static inline void fe_add(struct fe *o, const struct fe *a, const struct fe *b)
{
	for (int i = 0; i < 5; i++)
		o->v[i] = a->v[i] + b->v[i];
}

/* fe_carry moves what is above 51 bits one limb up; the top wraps as 19. */
static inline void fe_carry(struct fe *o)
{
	for (int i = 0; i < 4; i++) {
		o->v[i + 1] += o->v[i] >> 51;
		o->v[i] &= FE_MASK;
	}
	o->v[0] += 19 * (o->v[4] >> 51);
	o->v[4] &= FE_MASK;
}

/* fe_sub adds 4p first, so that no limb goes below zero. */
static inline void fe_sub(struct fe *o, const struct fe *a, const struct fe *b)
{
	o->v[0] = a->v[0] + 0x1fffffffffffb4u - b->v[0];
	for (int i = 1; i < 5; i++)
		o->v[i] = a->v[i] + 0x1ffffffffffffcu - b->v[i];
	fe_carry(o);
}

/* fe_sub_wide is for a difference that only goes into products: it adds 2p and carries nothing.
 * b is carried; the result is below a + 2^52. */
static inline void fe_sub_wide(struct fe *o, const struct fe *a, const struct fe *b)
{
	o->v[0] = a->v[0] + 0xfffffffffffdau - b->v[0];
	for (int i = 1; i < 5; i++)
		o->v[i] = a->v[i] + 0xffffffffffffeu - b->v[i];
}

/* fe_sub_sum is the same for a b below 2^53 - 2^7, such as a sum or a wide difference; 4p. */
static inline void fe_sub_sum(struct fe *o, const struct fe *a, const struct fe *b)
{
	o->v[0] = a->v[0] + 0x1fffffffffffb4u - b->v[0];
	for (int i = 1; i < 5; i++)
		o->v[i] = a->v[i] + 0x1ffffffffffffcu - b->v[i];
}

static inline void fe_neg(struct fe *o, const struct fe *a)
{
	fe_sub(o, &FE_ZERO, a);
}

/* fe_reduce carries five accumulators into limbs. */
static inline void fe_reduce(struct fe *o, u128 r0, u128 r1, u128 r2, u128 r3, u128 r4)
{
	r1 += (u64)(r0 >> 51);
	r2 += (u64)(r1 >> 51);
	r3 += (u64)(r2 >> 51);
	r4 += (u64)(r3 >> 51);
	u64 low = ((u64)r0 & FE_MASK) + 19 * (u64)(r4 >> 51);

	o->v[0] = low & FE_MASK;
	o->v[1] = ((u64)r1 & FE_MASK) + (low >> 51);
	o->v[2] = (u64)r2 & FE_MASK;
	o->v[3] = (u64)r3 & FE_MASK;
	o->v[4] = (u64)r4 & FE_MASK;
}

static inline void fe_mul(struct fe *o, const struct fe *a, const struct fe *b)
{
	const u64 *x = a->v, *y = b->v;
	u64 y1 = 19 * y[1], y2 = 19 * y[2], y3 = 19 * y[3], y4 = 19 * y[4];
	u128 r0 = (u128)x[0] * y[0] + (u128)x[1] * y4 + (u128)x[2] * y3 + (u128)x[3] * y2 +
	          (u128)x[4] * y1;
	u128 r1 = (u128)x[0] * y[1] + (u128)x[1] * y[0] + (u128)x[2] * y4 + (u128)x[3] * y3 +
	          (u128)x[4] * y2;
	u128 r2 = (u128)x[0] * y[2] + (u128)x[1] * y[1] + (u128)x[2] * y[0] + (u128)x[3] * y4 +
	          (u128)x[4] * y3;
	u128 r3 = (u128)x[0] * y[3] + (u128)x[1] * y[2] + (u128)x[2] * y[1] + (u128)x[3] * y[0] +
	          (u128)x[4] * y4;
	u128 r4 = (u128)x[0] * y[4] + (u128)x[1] * y[3] + (u128)x[2] * y[2] + (u128)x[3] * y[1] +
	          (u128)x[4] * y[0];

	fe_reduce(o, r0, r1, r2, r3, r4);
}

static inline void fe_sq(struct fe *o, const struct fe *a)
{
	const u64 *x = a->v;
	u64 d0 = 2 * x[0], d1 = 2 * x[1], d2 = 2 * x[2], n3 = 19 * x[3], n4 = 19 * x[4];
	u128 r0 = (u128)x[0] * x[0] + (u128)d1 * n4 + (u128)d2 * n3;
	u128 r1 = (u128)d0 * x[1] + (u128)d2 * n4 + (u128)x[3] * n3;
	u128 r2 = (u128)d0 * x[2] + (u128)x[1] * x[1] + (u128)(2 * x[3]) * n4;
	u128 r3 = (u128)d0 * x[3] + (u128)d1 * x[2] + (u128)x[4] * n4;
	u128 r4 = (u128)d0 * x[4] + (u128)d1 * x[3] + (u128)x[2] * x[2];

	fe_reduce(o, r0, r1, r2, r3, r4);
}

static inline void fe_sq_times(struct fe *o, const struct fe *a, int times)
{
	fe_sq(o, a);
	for (int i = 1; i < times; i++)
		fe_sq(o, o);
}

/* fe_to_bytes writes the one reduced form. */
static inline void fe_to_bytes(u8 out[32], const struct fe *a)
{
	struct fe t = *a;
	u64 q;

	fe_carry(&t);
	fe_carry(&t);
	/* t is below 2p now; q is 1 if it is not below p. */
	q = (t.v[0] + 19) >> 51;
	for (int i = 1; i < 5; i++)
		q = (t.v[i] + q) >> 51;
	t.v[0] += 19 * q;
	for (int i = 0; i < 4; i++) {
		t.v[i + 1] += t.v[i] >> 51;
		t.v[i] &= FE_MASK;
	}
	t.v[4] &= FE_MASK;
	store_le64(out, t.v[0] | t.v[1] << 51);
	store_le64(out + 8, t.v[1] >> 13 | t.v[2] << 38);
	store_le64(out + 16, t.v[2] >> 26 | t.v[3] << 25);
	store_le64(out + 24, t.v[3] >> 39 | t.v[4] << 12);
}

/* fe_from_bytes ignores the top bit and takes values from p to 2^255 - 1 too. */
static inline void fe_from_bytes(struct fe *o, const u8 in[32])
{
	u64 w0 = load_le64(in), w1 = load_le64(in + 8), w2 = load_le64(in + 16),
	    w3 = load_le64(in + 24);

	o->v[0] = w0 & FE_MASK;
	o->v[1] = (w0 >> 51 | w1 << 13) & FE_MASK;
	o->v[2] = (w1 >> 38 | w2 << 26) & FE_MASK;
	o->v[3] = (w2 >> 25 | w3 << 39) & FE_MASK;
	o->v[4] = w3 >> 12 & FE_MASK;
}

/* fe_is_negative: the reduced value is odd. */
static inline bool fe_is_negative(const struct fe *a)
{
	u8 b[32];

	fe_to_bytes(b, a);
	return (b[0] & 1) != 0;
}

static inline bool fe_eq(const struct fe *a, const struct fe *b)
{
	u8 x[32], y[32];

	fe_to_bytes(x, a);
	fe_to_bytes(y, b);
	return mem_eq(x, y, 32);
}

static inline bool fe_is_zero(const struct fe *a)
{
	return fe_eq(a, &FE_ZERO);
}

static inline void fe_abs(struct fe *o)
{
	if (fe_is_negative(o))
		fe_neg(o, o);
}

#endif /* CRYPTO_FE_H */
