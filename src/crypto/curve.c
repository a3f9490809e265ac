#include "crypto/curve.h"

#include "crypto/fe.h"

/* d of the curve, 2d, the even square root of -1, and 1 / sqrt(-1 - d). */
static const struct fe FE_D = {
    {0x34dca135978a3u, 0x1a8283b156ebdu, 0x5e7a26001c029u, 0x739c663a03cbbu, 0x52036cee2b6ffu}};
static const struct fe FE_2D = {
    {0x69b9426b2f159u, 0x35050762add7au, 0x3cf44c0038052u, 0x6738cc7407977u, 0x2406d9dc56dffu}};
static const struct fe FE_SQRT_M1 = {
    {0x61b274a0ea0b0u, 0x0d5a5fc8f189du, 0x7ef5e9cbd0c60u, 0x78595a6804c9eu, 0x2b8324804fc1du}};
static const struct fe FE_INV_SQRT_A_MINUS_D = {
    {0x0fdaa805d40eau, 0x2eb482e57d339u, 0x007610274bc58u, 0x6510b613dc8ffu, 0x786c8905cfaffu}};
static const struct ge BASE = {.x = {{0x62d608f25d51au, 0x412a4b4f6592au, 0x75b7171a4b31du,
                                      0x1ff60527118feu, 0x216936d3cd6e5u}},
                               .y = {{0x6666666666658u, 0x4ccccccccccccu, 0x1999999999999u,
                                      0x3333333333333u, 0x6666666666666u}},
                               .z = {{1, 0, 0, 0, 0}},
                               .t = {{0x68ab3a5b7dda3u, 0x00eea2a5eadbbu, 0x2af8df483c27eu,
                                      0x332b375274732u, 0x67875f0fd78b7u}}};

#define BASE_WIDTH 8
#define TERM_WIDTH 5
#define BASE_ODD   (1 << (BASE_WIDTH - 2))
/* Odd multiples of the base point, filled before main() and never written again. */
static struct ge_cached base_odd[BASE_ODD];

/* A point as a sum leaves it: x = X/Z, y = Y/T; all four only go into products. */
struct ge_sum {
	struct fe x, y, z, t;
};

static inline void sum_to_ge(struct ge *o, const struct ge_sum *p)
{
	fe_mul(&o->x, &p->x, &p->t);
	fe_mul(&o->y, &p->y, &p->z);
	fe_mul(&o->z, &p->z, &p->t);
	fe_mul(&o->t, &p->x, &p->y);
}

/* sum_to_ge_no_t leaves t alone, which doubling does not read. */
static inline void sum_to_ge_no_t(struct ge *o, const struct ge_sum *p)
{
	fe_mul(&o->x, &p->x, &p->t);
	fe_mul(&o->y, &p->y, &p->z);
	fe_mul(&o->z, &p->z, &p->t);
}

static inline void ge_double(struct ge_sum *r, const struct ge *p)
{
	struct fe xx, yy, zz2, xy2;

	fe_sq(&xx, &p->x);
	fe_sq(&yy, &p->y);
	fe_sq(&zz2, &p->z);
	fe_add(&zz2, &zz2, &zz2);
	fe_add(&xy2, &p->x, &p->y);
	fe_sq(&xy2, &xy2);
	fe_add(&r->y, &yy, &xx);
	fe_sub_wide(&r->z, &yy, &xx);
	fe_sub_sum(&r->x, &xy2, &r->y);
	fe_sub_sum(&r->t, &zz2, &r->z);
}

/* ge_add_cached sets r = p + q, or p - q: negating q swaps two fields and one sign. */
static inline void ge_add_cached(struct ge_sum *r, const struct ge *p, const struct ge_cached *q,
                                 bool minus)
{
	struct fe a, b, c, d;

	fe_add(&a, &p->y, &p->x);
	fe_sub_wide(&b, &p->y, &p->x);
	fe_mul(&a, &a, minus ? &q->y_minus_x : &q->y_plus_x);
	fe_mul(&b, &b, minus ? &q->y_plus_x : &q->y_minus_x);
	fe_mul(&c, &q->t2d, &p->t);
	fe_mul(&d, &p->z, &q->z);
	fe_add(&d, &d, &d);
	fe_sub_wide(&r->x, &a, &b);
	fe_add(&r->y, &a, &b);
	if (minus) {
		fe_sub_wide(&r->z, &d, &c);
		fe_add(&r->t, &d, &c);
	} else {
		fe_add(&r->z, &d, &c);
		fe_sub_wide(&r->t, &d, &c);
	}
}

static void ge_to_cached(struct ge_cached *o, const struct ge *p)
{
	fe_add(&o->y_plus_x, &p->y, &p->x);
	fe_sub_wide(&o->y_minus_x, &p->y, &p->x);
	o->z = p->z;
	fe_mul(&o->t2d, &p->t, &FE_2D);
}

static void odd_multiples(struct ge_cached *out, int num, const struct ge *p)
{
	struct ge_sum s;
	struct ge q;
	struct ge_cached twice;

	ge_double(&s, p);
	sum_to_ge(&q, &s);
	ge_to_cached(&twice, &q);
	ge_to_cached(&out[0], p);
	q = *p;
	for (int i = 1; i < num; i++) {
		ge_add_cached(&s, &q, &twice, false);
		sum_to_ge(&q, &s);
		ge_to_cached(&out[i], &q);
	}
}

__attribute__((constructor)) static void curve_start(void)
{
	odd_multiples(base_odd, BASE_ODD, &BASE);
}

/* fe_pow_22523 is a^((p - 5) / 8), the heart of square roots. */
static void fe_pow_22523(struct fe *o, const struct fe *a)
{
	struct fe t0, t1, t2;

	fe_sq(&t0, a);
	fe_sq_times(&t1, &t0, 2);
	fe_mul(&t1, a, &t1);
	fe_mul(&t0, &t0, &t1);
	fe_sq(&t0, &t0);
	fe_mul(&t0, &t1, &t0); /* 2^5 - 1 */
	fe_sq_times(&t1, &t0, 5);
	fe_mul(&t0, &t1, &t0); /* 2^10 - 1 */
	fe_sq_times(&t1, &t0, 10);
	fe_mul(&t1, &t1, &t0); /* 2^20 - 1 */
	fe_sq_times(&t2, &t1, 20);
	fe_mul(&t1, &t2, &t1); /* 2^40 - 1 */
	fe_sq_times(&t1, &t1, 10);
	fe_mul(&t0, &t1, &t0); /* 2^50 - 1 */
	fe_sq_times(&t1, &t0, 50);
	fe_mul(&t1, &t1, &t0); /* 2^100 - 1 */
	fe_sq_times(&t2, &t1, 100);
	fe_mul(&t1, &t2, &t1); /* 2^200 - 1 */
	fe_sq_times(&t1, &t1, 50);
	fe_mul(&t0, &t1, &t0); /* 2^250 - 1 */
	fe_sq_times(&t0, &t0, 2);
	fe_mul(o, &t0, a);
}

/* fe_sqrt_ratio sets r to the even root of u/v, or of sqrt(-1)·u/v and returns false. */
static bool fe_sqrt_ratio(struct fe *r, const struct fe *u, const struct fe *v)
{
	struct fe v3, v7, t, check, neg_u, neg_ui;
	bool is_root, is_neg, is_neg_i;

	fe_sq(&v3, v);
	fe_mul(&v3, &v3, v);
	fe_sq(&v7, &v3);
	fe_mul(&v7, &v7, v);
	fe_mul(&t, u, &v7);
	fe_pow_22523(&t, &t);
	fe_mul(&t, &t, &v3);
	fe_mul(r, &t, u);
	fe_sq(&check, r);
	fe_mul(&check, &check, v);
	fe_neg(&neg_u, u);
	fe_mul(&neg_ui, &neg_u, &FE_SQRT_M1);
	is_root = fe_eq(&check, u);
	is_neg = fe_eq(&check, &neg_u);
	is_neg_i = fe_eq(&check, &neg_ui);
	if (is_neg || is_neg_i)
		fe_mul(r, r, &FE_SQRT_M1);
	fe_abs(r);
	return is_root || is_neg;
}

bool ristretto_decode_vartime(struct ge *out, const u8 in[32])
{
	struct fe s, ss, u1, u2, u2u2, v, inv, dx, dy, t;
	u8 again[32];
	bool square;

	fe_from_bytes(&s, in);
	fe_to_bytes(again, &s);
	if (!mem_eq(again, in, 32) || (in[0] & 1) != 0)
		return false;
	fe_sq(&ss, &s);
	fe_sub(&u1, &FE_ONE, &ss);
	fe_add(&u2, &FE_ONE, &ss);
	fe_sq(&u2u2, &u2);
	fe_sq(&t, &u1);
	fe_mul(&t, &t, &FE_D);
	fe_neg(&t, &t);
	fe_sub(&v, &t, &u2u2);
	fe_mul(&t, &v, &u2u2);
	square = fe_sqrt_ratio(&inv, &FE_ONE, &t);
	fe_mul(&dx, &inv, &u2);
	fe_mul(&dy, &inv, &dx);
	fe_mul(&dy, &dy, &v);
	fe_add(&t, &s, &s);
	fe_mul(&out->x, &t, &dx);
	fe_abs(&out->x);
	fe_mul(&out->y, &u1, &dy);
	out->z = FE_ONE;
	fe_mul(&out->t, &out->x, &out->y);
	return square && !fe_is_negative(&out->t) && !fe_is_zero(&out->y);
}

void ristretto_encode_vartime(u8 out[32], const struct ge *p)
{
	struct fe u1, u2, t, inv, d1, d2, z_inv, x = p->x, y = p->y, d;

	fe_add(&u1, &p->z, &p->y);
	fe_sub(&t, &p->z, &p->y);
	fe_mul(&u1, &u1, &t);
	fe_mul(&u2, &p->x, &p->y);
	fe_sq(&t, &u2);
	fe_mul(&t, &t, &u1);
	/* Always a square or zero, for a point on the curve. */
	(void)fe_sqrt_ratio(&inv, &FE_ONE, &t);
	fe_mul(&d1, &inv, &u1);
	fe_mul(&d2, &inv, &u2);
	fe_mul(&z_inv, &d1, &d2);
	fe_mul(&z_inv, &z_inv, &p->t);
	fe_mul(&t, &p->t, &z_inv);
	d = d2;
	if (fe_is_negative(&t)) {
		fe_mul(&x, &p->y, &FE_SQRT_M1);
		fe_mul(&y, &p->x, &FE_SQRT_M1);
		fe_mul(&d, &d1, &FE_INV_SQRT_A_MINUS_D);
	}
	fe_mul(&t, &x, &z_inv);
	if (fe_is_negative(&t))
		fe_neg(&y, &y);
	fe_sub(&t, &p->z, &y);
	fe_mul(&t, &t, &d);
	fe_abs(&t);
	fe_to_bytes(out, &t);
}

bool ristretto_is_identity_vartime(const struct ge *p)
{
	return fe_is_zero(&p->x) || fe_is_zero(&p->y);
}

bool edwards_decode_zip215_vartime(struct ge *out, const u8 in[32])
{
	struct fe u, v;

	fe_from_bytes(&out->y, in);
	fe_sq(&u, &out->y);
	fe_mul(&v, &u, &FE_D);
	fe_sub(&u, &u, &FE_ONE);
	fe_add(&v, &v, &FE_ONE);
	if (!fe_sqrt_ratio(&out->x, &u, &v))
		return false;
	if (in[31] >> 7 != 0)
		fe_neg(&out->x, &out->x);
	out->z = FE_ONE;
	fe_mul(&out->t, &out->x, &out->y);
	return true;
}

bool edwards_is_identity_vartime(const struct ge *p)
{
	return fe_is_zero(&p->x) && fe_eq(&p->y, &p->z);
}

void ge_negate(struct ge *p)
{
	fe_neg(&p->x, &p->x);
	fe_neg(&p->t, &p->t);
}

void ge_add(struct ge *p, const struct ge *q)
{
	struct ge_cached c;
	struct ge_sum s;

	ge_to_cached(&c, q);
	ge_add_cached(&s, p, &c, false);
	sum_to_ge(p, &s);
}

void ge_mul_8(struct ge *p)
{
	struct ge_sum s;

	for (int i = 0; i < 3; i++) {
		ge_double(&s, p);
		sum_to_ge(p, &s);
	}
}

/* recode writes a as digits that are odd and below 2^(width-1), or zero; any width digits
 * in a row hold at most one that is not zero. a < 2^255, so 256 digits suffice. */
static void recode(signed char naf[CURVE_TERM_NAF], const u8 a[32], int width)
{
	u64 w[5] = {load_le64(a), load_le64(a + 8), load_le64(a + 16), load_le64(a + 24), 0};
	int full = 1 << width, carry = 0;

	memset(naf, 0, CURVE_TERM_NAF);
	for (int at = 0; at < CURVE_TERM_NAF;) {
		int i = at / 64, bit = at % 64;
		u64 window = w[i] >> bit;

		if (bit > 64 - width)
			window |= w[i + 1] << (64 - bit);
		int digit = carry + (int)(window & (u64)(full - 1));

		if ((digit & 1) == 0) {
			at++;
			continue;
		}
		carry = digit >= full / 2;
		naf[at] = (signed char)(carry ? digit - full : digit);
		at += width;
	}
}

void curve_term_init_vartime(struct curve_term *term, const u8 scalar[32], const struct ge *p)
{
	recode(term->naf, scalar, TERM_WIDTH);
	odd_multiples(term->odd, (int)ARRAY_LEN(term->odd), p);
}

/* add_digit adds digit times the point whose odd multiples are given. */
static inline void add_digit(struct ge *p, struct ge_sum *s, const struct ge_cached *odd, int digit)
{
	if (digit == 0)
		return;
	sum_to_ge(p, s);
	ge_add_cached(s, p, &odd[(digit < 0 ? -digit : digit) / 2], digit < 0);
}

void curve_sum_vartime(struct ge *out, const u8 s[32], const struct curve_term *terms, size_t num)
{
	signed char base_naf[CURVE_TERM_NAF];
	struct ge p = {FE_ZERO, FE_ONE, FE_ONE, FE_ZERO};
	struct ge_sum sum = {FE_ZERO, FE_ONE, FE_ONE, FE_ONE};

	recode(base_naf, s, BASE_WIDTH);
	for (int i = CURVE_TERM_NAF - 1; i >= 0; i--) {
		ge_double(&sum, &p);
		for (size_t k = 0; k < num; k++)
			add_digit(&p, &sum, terms[k].odd, terms[k].naf[i]);
		add_digit(&p, &sum, base_odd, base_naf[i]);
		sum_to_ge_no_t(&p, &sum);
	}
	sum_to_ge(out, &sum);
}

bool scalar_is_canonical_vartime(const u8 s[32])
{
	static const u8 order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
	                             0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
	                             0,    0,    0,    0,    0,    0,    0,    0,
	                             0,    0,    0,    0,    0,    0,    0,    0x10};

	for (int i = 31; i >= 0; i--)
		if (s[i] != order[i])
			return s[i] < order[i];
	return false;
}
