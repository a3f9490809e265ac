/* p256_verify_portable: u1 G + u2 Q by interleaved signed windows, in Jacobian coordinates.
 *
 * Numbers are nine limbs of 29 bits in u32, because wasm32 multiplies 32 x 32 bits to 64
 * and no wider, and because 81 products of such limbs leave room in u64 columns for all carries.
 * Elements of the field are in Montgomery form, times 2^261 mod p, and never fully reduced
 * but for comparisons. What a bound is, is said where it is used:
 *   a product: limbs < 2^29, value < 1.2 p as long as the factors' values are below 2.5 p;
 *   a difference (fe_sub): limbs < 2^29 + 8, value < (1 + 2^-25) p;
 *   a sum (fe_add): limb by limb, nothing carried.
 * Time depends on the input all over: it is public.
 *
 * Formulas: Explicit-Formulas Database, shortw jacobian-3 (dbl-2001-b; additions by Cohen,
 * Miyaji, Ono 1998). Inverse: Kaliski, "The Montgomery Inverse and Its Applications", 1995. */
#include "crypto/p256.h"

#include "base/mem.h"
#include "crypto/p256_order.h"
#include "crypto/p256_table_gen.h"

#define LIMBS    9u
#define BITS     29u
#define MASK     0x1fffffffu
#define NAF_LEN  257u
#define WINDOW_Q 5u
#define TABLE_Q  (1u << (WINDOW_Q - 2))

struct point { /* x, y and z are differences or products */
	struct fe x, y, z;
	bool infinite;
};

/* --- Numbers ---------------------------------------------------------------------------------- */

static void num_read(struct num *out, const u8 in[32])
{
	u64 acc = 0;
	u32 have = 0, at = 32;

	for (u32 i = 0; i < LIMBS; i++) {
		for (; have < BITS && at > 0; have += 8)
			acc |= (u64)in[--at] << have;
		out->v[i] = (u32)(acc & MASK);
		acc >>= BITS;
		have = have > BITS ? have - BITS : 0;
	}
}

static void num_write(u8 out[32], const struct num *a)
{
	u64 acc = 0;
	u32 have = 0, limb = 0;

	for (u32 i = 32; i-- > 0; have -= 8) {
		if (have < 8) {
			acc |= (u64)a->v[limb++] << have;
			have += BITS;
		}
		out[i] = (u8)(acc & 0xff);
		acc >>= 8;
	}
}

static bool num_is_zero(const struct num *a)
{
	u32 any = 0;

	for (u32 i = 0; i < LIMBS; i++)
		any |= a->v[i];
	return any == 0;
}

static bool num_less(const struct num *a, const struct num *b)
{
	for (u32 i = LIMBS; i-- > 0;)
		if (a->v[i] != b->v[i])
			return a->v[i] < b->v[i];
	return false;
}

static void num_add(struct num *out, const struct num *a, const struct num *b)
{
	u32 carry = 0;

	for (u32 i = 0; i < LIMBS; i++) {
		carry += a->v[i] + b->v[i];
		out->v[i] = carry & MASK;
		carry >>= BITS;
	}
}

/* num_sub: a >= b. */
static void num_sub(struct num *out, const struct num *a, const struct num *b)
{
	u32 borrow = 0;

	for (u32 i = 0; i < LIMBS; i++) {
		u32 x = (1u << BITS) + a->v[i] - b->v[i] - borrow;

		out->v[i] = x & MASK;
		borrow = 1 - (x >> BITS);
	}
}

static void num_shift_left(struct num *a, u32 by)
{
	u32 carry = 0;

	for (u32 i = 0; i < LIMBS; i++) {
		u64 x = (u64)a->v[i] << by | carry;

		a->v[i] = (u32)(x & MASK);
		carry = (u32)(x >> BITS);
	}
}

static void num_shift_right(struct num *a, u32 by)
{
	for (u32 i = 0; i + 1 < LIMBS; i++)
		a->v[i] = (a->v[i] >> by | a->v[i + 1] << (BITS - by)) & MASK;
	a->v[LIMBS - 1] >>= by;
}

/* --- Numbers modulo the order n --------------------------------------------------------------- */

/* order_mul is a b / 2^261 mod n, below n, for a, b < 2^256. */
static void order_mul(struct num *out, const struct num *a, const struct num *b)
{
	u64 t[LIMBS + 1] = {0};
	u64 carry = 0;

	for (u32 i = 0; i < LIMBS; i++) {
		u64 q = (t[0] + (u64)a->v[i] * b->v[0]) & MASK;

		q = q * N_INV & MASK;
		for (u32 j = 0; j < LIMBS; j++)
			t[j] += (u64)a->v[i] * b->v[j] + q * num_n.v[j];
		t[1] += t[0] >> BITS;
		memmove(t, t + 1, LIMBS * sizeof(t[0]));
	}
	for (u32 i = 0; i < LIMBS; i++) {
		carry += t[i];
		out->v[i] = (u32)(carry & MASK);
		carry >>= BITS;
	}
	if (!num_less(out, &num_n))
		num_sub(out, out, &num_n);
}

/* divide_by_2: a / 2^k mod n, for 1 <= k <= 512. */
static void divide_by_2(struct num *a, u32 k)
{
	struct num factor = {{1}};

	if (k > LIMBS * BITS) {
		order_mul(a, a, &factor);
		k -= LIMBS * BITS;
	}
	k = LIMBS * BITS - k;
	factor.v[0] = 0;
	factor.v[k / BITS] = 1u << (k % BITS);
	order_mul(a, a, &factor);
}

/* order_invert is 1 / a mod n, for 0 < a < n. Always a r = -sign u 2^k and a s = sign v 2^k
 * mod n, and u s + v r = n, so r and s stay below n + 1. */
static void order_invert(struct num *out, const struct num *a)
{
	struct num u = num_n, v = *a, r = {{0}}, s = {{1}};
	bool negative = false;
	u32 k = 0;

	while (!num_is_zero(&v)) {
		u32 zeros = 0;

		while (zeros < BITS - 1 && (v.v[0] >> zeros & 1) == 0)
			zeros++;
		num_shift_right(&v, zeros);
		num_shift_left(&r, zeros);
		k += zeros;
		if ((v.v[0] & 1) == 0)
			continue;
		if (num_less(&v, &u)) {
			struct num swap = u;

			u = v;
			v = swap;
			swap = r;
			r = s;
			s = swap;
			negative = !negative;
		}
		num_sub(&v, &v, &u);
		num_add(&s, &s, &r);
	}
	if (!negative)
		num_sub(&r, &num_n, &r);
	*out = r;
	divide_by_2(out, k);
}

void p256_order_invert(u8 out[32], const u8 a[32])
{
	struct num x;

	num_read(&x, a);
	order_invert(&x, &x);
	num_write(out, &x);
}

/* --- The field -------------------------------------------------------------------------------- */

/* Compilers that are asked for small code leave loops over limbs alone, which costs a sixth of
 * the time; so the few that count are written out. */
#define EACH_LIMB_BUT_LAST(f) f(0) f(1) f(2) f(3) f(4) f(5) f(6) f(7)
#define EACH_LIMB(f)          EACH_LIMB_BUT_LAST(f) f(8)

/* fe_reduce is t / 2^261 mod p. Since -1/p = 1 mod 2^29, the multiple of p that clears a limb is
 * that limb; and p = 2^256 - 2^224 + 2^192 + 2^96 - 1 has few terms, which are shifts. The
 * columns hold at most 27 * 2^59, so another 2^59 here does not overflow. */
static void fe_reduce(struct fe *out, u64 t[2 * LIMBS - 1])
{
	u64 carry = 0;

#define CLEAR(i)                                                                                   \
	{                                                                                          \
		u64 q = t[i] & MASK;                                                               \
                                                                                                   \
		t[(i) + 1] += t[i] >> BITS;                                                        \
		t[(i) + 3] += q << 9;                                                              \
		t[(i) + 6] += q << 18;                                                             \
		t[(i) + 7] += (q << 29) - (q << 21);                                               \
		t[(i) + 8] += (q << 24) - q;                                                       \
	}
	EACH_LIMB(CLEAR)
#undef CLEAR
#define CARRY(i)                                                                                   \
	carry += t[LIMBS + (i)];                                                                   \
	out->v[i] = (u32)(carry & MASK);                                                           \
	carry >>= BITS;
	EACH_LIMB_BUT_LAST(CARRY)
#undef CARRY
	out->v[LIMBS - 1] = (u32)carry;
}

#define M(i, j) ((u64)a->v[i] * b->v[j])

static void fe_mul(struct fe *out, const struct fe *a, const struct fe *b)
{
	u64 t[2 * LIMBS - 1];

	t[0] = M(0, 0);
	t[1] = M(0, 1) + M(1, 0);
	t[2] = M(0, 2) + M(1, 1) + M(2, 0);
	t[3] = M(0, 3) + M(1, 2) + M(2, 1) + M(3, 0);
	t[4] = M(0, 4) + M(1, 3) + M(2, 2) + M(3, 1) + M(4, 0);
	t[5] = M(0, 5) + M(1, 4) + M(2, 3) + M(3, 2) + M(4, 1) + M(5, 0);
	t[6] = M(0, 6) + M(1, 5) + M(2, 4) + M(3, 3) + M(4, 2) + M(5, 1) + M(6, 0);
	t[7] = M(0, 7) + M(1, 6) + M(2, 5) + M(3, 4) + M(4, 3) + M(5, 2) + M(6, 1) + M(7, 0);
	t[8] = M(0, 8) + M(1, 7) + M(2, 6) + M(3, 5) + M(4, 4) + M(5, 3) + M(6, 2) + M(7, 1) +
	       M(8, 0);
	t[9] = M(1, 8) + M(2, 7) + M(3, 6) + M(4, 5) + M(5, 4) + M(6, 3) + M(7, 2) + M(8, 1);
	t[10] = M(2, 8) + M(3, 7) + M(4, 6) + M(5, 5) + M(6, 4) + M(7, 3) + M(8, 2);
	t[11] = M(3, 8) + M(4, 7) + M(5, 6) + M(6, 5) + M(7, 4) + M(8, 3);
	t[12] = M(4, 8) + M(5, 7) + M(6, 6) + M(7, 5) + M(8, 4);
	t[13] = M(5, 8) + M(6, 7) + M(7, 6) + M(8, 5);
	t[14] = M(6, 8) + M(7, 7) + M(8, 6);
	t[15] = M(7, 8) + M(8, 7);
	t[16] = M(8, 8);
	fe_reduce(out, t);
}

static void fe_sqr(struct fe *out, const struct fe *a)
{
	const struct fe *b = a;
	u64 t[2 * LIMBS - 1];

	t[0] = M(0, 0);
	t[1] = M(0, 1) * 2;
	t[2] = M(0, 2) * 2 + M(1, 1);
	t[3] = (M(0, 3) + M(1, 2)) * 2;
	t[4] = (M(0, 4) + M(1, 3)) * 2 + M(2, 2);
	t[5] = (M(0, 5) + M(1, 4) + M(2, 3)) * 2;
	t[6] = (M(0, 6) + M(1, 5) + M(2, 4)) * 2 + M(3, 3);
	t[7] = (M(0, 7) + M(1, 6) + M(2, 5) + M(3, 4)) * 2;
	t[8] = (M(0, 8) + M(1, 7) + M(2, 6) + M(3, 5)) * 2 + M(4, 4);
	t[9] = (M(1, 8) + M(2, 7) + M(3, 6) + M(4, 5)) * 2;
	t[10] = (M(2, 8) + M(3, 7) + M(4, 6)) * 2 + M(5, 5);
	t[11] = (M(3, 8) + M(4, 7) + M(5, 6)) * 2;
	t[12] = (M(4, 8) + M(5, 7)) * 2 + M(6, 6);
	t[13] = (M(5, 8) + M(6, 7)) * 2;
	t[14] = M(6, 8) * 2 + M(7, 7);
	t[15] = M(7, 8) * 2;
	t[16] = M(8, 8);
	fe_reduce(out, t);
}
#undef M

static void fe_add(struct fe *out, const struct fe *a, const struct fe *b)
{
#define ADD(i) out->v[i] = a->v[i] + b->v[i];
	EACH_LIMB(ADD)
#undef ADD
}

/* fe_sub: limbs of a <= 2^30 + 2^5, of b <= 3 * 2^29 + 2^5, both values below 7 p. What is above
 * 2^256 comes back in as 2^256 = 2^224 - 2^192 - 2^96 + 1; each limb then hands its carry on
 * once, which leaves at most 7 more than 29 bits. */
static void fe_sub(struct fe *out, const struct fe *a, const struct fe *b)
{
	u32 t[LIMBS], high;

#define SUB(i) t[i] = a->v[i] + fe_8p.v[i] - b->v[i];
	EACH_LIMB(SUB)
#undef SUB
	high = t[8] >> 24;
	t[8] &= 0xffffff;
	t[0] += high;
	t[3] -= high << 9;
	t[6] -= high << 18;
	t[7] += high << 21;
	out->v[0] = t[0] & MASK;
#define CARRY(i) out->v[(i) + 1] = (t[(i) + 1] & MASK) + (t[i] >> BITS);
	EACH_LIMB_BUT_LAST(CARRY)
#undef CARRY
}

/* fe_is_zero: a is a difference or a product, so it is 0 or p if it is zero. */
static bool fe_is_zero(const struct fe *a)
{
	u32 carry = 0, zero = 0, p = 0;

	for (u32 i = 0; i < LIMBS; i++) {
		carry += a->v[i];
		zero |= carry & MASK;
		p |= (carry & MASK) ^ num_p.v[i];
		carry >>= BITS;
	}
	return zero == 0 || p == 0;
}

static bool fe_equal(const struct fe *a, const struct fe *b)
{
	struct fe d;

	fe_sub(&d, a, b);
	return fe_is_zero(&d);
}

/* fe_of: a < p. */
static void fe_of(struct fe *out, const struct num *a)
{
	struct fe plain;

	memcpy(plain.v, a->v, sizeof(plain.v));
	fe_mul(out, &plain, &fe_r2);
}

/* --- Points ----------------------------------------------------------------------------------- */

static void point_double(struct point *a)
{
	struct fe alpha, beta4, gamma, gamma2, gamma4, delta, t, u;

	fe_sqr(&delta, &a->z);
	fe_sqr(&gamma, &a->y);
	fe_add(&gamma2, &gamma, &gamma);
	fe_add(&gamma4, &gamma2, &gamma2);
	fe_mul(&beta4, &a->x, &gamma4);
	fe_sub(&t, &a->x, &delta);
	fe_add(&u, &t, &t);
	fe_add(&t, &t, &u);
	fe_add(&u, &a->x, &delta);
	fe_mul(&alpha, &t, &u);

	fe_add(&t, &a->y, &a->z);
	fe_sqr(&t, &t);
	fe_add(&u, &gamma, &delta);
	fe_sub(&a->z, &t, &u);

	fe_sqr(&t, &alpha);
	fe_add(&u, &beta4, &beta4);
	fe_sub(&a->x, &t, &u);

	fe_sub(&t, &beta4, &a->x);
	fe_mul(&t, &t, &alpha);
	fe_sqr(&u, &gamma2);
	fe_add(&u, &u, &u);
	fe_sub(&a->y, &t, &u);
}

/* point_add adds b, whose z is *bz, or 1 when that is NULL. */
static void point_add(struct point *a, const struct affine *b, const struct fe *bz)
{
	struct fe u = a->x, s = a->y, h, r, t;

	if (a->infinite) {
		*a = (struct point){b->x, b->y, bz != NULL ? *bz : fe_one, false};
		return;
	}
	if (bz != NULL) {
		fe_sqr(&t, bz);
		fe_mul(&u, &u, &t);
		fe_mul(&t, &t, bz);
		fe_mul(&s, &s, &t);
	}
	fe_sqr(&t, &a->z);
	fe_mul(&h, &b->x, &t);
	fe_sub(&h, &h, &u);
	fe_mul(&t, &t, &a->z);
	fe_mul(&r, &b->y, &t);
	fe_sub(&r, &r, &s);
	if (fe_is_zero(&h)) {
		if (fe_is_zero(&r))
			point_double(a);
		else
			a->infinite = true;
		return;
	}
	fe_mul(&a->z, &a->z, &h);
	if (bz != NULL)
		fe_mul(&a->z, &a->z, bz);
	fe_sqr(&t, &h);
	fe_mul(&u, &u, &t);
	fe_mul(&h, &h, &t);
	fe_sqr(&a->x, &r);
	fe_add(&t, &u, &u);
	fe_add(&t, &t, &h);
	fe_sub(&a->x, &a->x, &t);
	fe_sub(&t, &u, &a->x);
	fe_mul(&t, &t, &r);
	fe_mul(&h, &h, &s);
	fe_sub(&a->y, &t, &h);
}

/* add_multiple adds the digit-th multiple, digit being odd, of a table of odd multiples. */
static void add_multiple(struct point *a, int digit, const struct affine *entry,
			 const struct fe *z)
{
	static const struct fe zero;
	struct affine b = *entry;

	if (digit < 0)
		fe_sub(&b.y, &zero, &b.y);
	point_add(a, &b, z);
}

/* naf_make writes a number below 2^256 as signed digits, lowest first: odd ones below
 * 2^(window-1), each followed by window - 1 zeros at least. */
static void naf_make(int16_t out[NAF_LEN], const struct num *a, u32 window)
{
	u32 at = 0, carry = 0;

	memset(out, 0, NAF_LEN * sizeof(out[0]));
	while (at < NAF_LEN) {
		u32 limb = at / BITS, shift = at % BITS;
		u64 bits = a->v[limb] | (limb + 1 < LIMBS ? (u64)a->v[limb + 1] << BITS : 0);
		u32 word = (u32)(bits >> shift & ((1u << window) - 1));

		if ((word & 1) == carry) {
			at++;
			continue;
		}
		word += carry;
		carry = word >> (window - 1);
		out[at] = (int16_t)((int)word - (int)(carry << window));
		at += window;
	}
}

/* table_make: q, 3 q, 5 q, … */
static void table_make(struct point out[TABLE_Q], const struct affine *q)
{
	struct point twice = {q->x, q->y, fe_one, false};

	out[0] = twice;
	point_double(&twice);
	for (u32 i = 1; i < TABLE_Q; i++) {
		const struct affine last = {out[i - 1].x, out[i - 1].y};

		out[i] = twice;
		point_add(&out[i], &last, &out[i - 1].z);
	}
}

/* multiply: g G + f q. */
static void multiply(struct point *out, const struct num *g, const struct num *f,
		     const struct affine *q)
{
	int16_t naf_g[NAF_LEN], naf_q[NAF_LEN];
	struct point table_q[TABLE_Q];

	table_make(table_q, q);
	naf_make(naf_g, g, WINDOW_G);
	naf_make(naf_q, f, WINDOW_Q);
	out->infinite = true;
	for (u32 i = NAF_LEN; i-- > 0;) {
		int d = naf_g[i], e = naf_q[i];

		if (!out->infinite)
			point_double(out);
		if (d != 0)
			add_multiple(out, d, &table_g[(d < 0 ? -d : d) / 2], NULL);
		if (e != 0) {
			const struct point *m = &table_q[(e < 0 ? -e : e) / 2];
			const struct affine entry = {m->x, m->y};

			add_multiple(out, e, &entry, &m->z);
		}
	}
}

/* --- Verification ----------------------------------------------------------------------------- */

/* read_point: false unless x, y < p and y^2 = x^3 - 3 x + b. */
static bool read_point(struct affine *out, const u8 pub[P256_PUB_LEN])
{
	struct num x, y;
	struct fe left, right, t;

	num_read(&x, pub);
	num_read(&y, pub + 32);
	if (!num_less(&x, &num_p) || !num_less(&y, &num_p))
		return false;
	fe_of(&out->x, &x);
	fe_of(&out->y, &y);
	fe_sqr(&left, &out->y);
	fe_sqr(&right, &out->x);
	fe_mul(&right, &right, &out->x);
	fe_add(&t, &out->x, &out->x);
	fe_add(&t, &t, &out->x);
	fe_sub(&right, &right, &t);
	fe_add(&right, &right, &fe_b);
	fe_sub(&t, &right, &left);
	return fe_is_zero(&t);
}

static bool read_scalar(struct num *out, const u8 in[32])
{
	num_read(out, in);
	return !num_is_zero(out) && num_less(out, &num_n);
}

/* x_is: whether the point's x is r z^2, that is r as a coordinate that is not Jacobian. */
static bool x_is(const struct point *a, const struct num *r)
{
	struct fe want, zz;

	fe_of(&want, r);
	fe_sqr(&zz, &a->z);
	fe_mul(&want, &want, &zz);
	return fe_equal(&a->x, &want);
}

bool p256_verify_portable(const u8 pub[P256_PUB_LEN], const u8 hash[32],
			  const u8 sig[P256_SIG_LEN])
{
	struct num r, s, h, w;
	struct affine q;
	struct point sum;

	if (!read_scalar(&r, sig) || !read_scalar(&s, sig + 32) || !read_point(&q, pub))
		return false;
	num_read(&h, hash);
	order_invert(&w, &s);
	order_mul(&w, &w, &num_n_r2); /* so that the next two are plain again */
	order_mul(&h, &h, &w);
	order_mul(&w, &r, &w);
	multiply(&sum, &h, &w, &q);
	if (sum.infinite)
		return false;
	if (x_is(&sum, &r))
		return true;
	/* x is below p, which is above n: it may have been r + n. */
	num_add(&r, &r, &num_n);
	return num_less(&r, &num_p) && x_is(&sum, &r);
}
