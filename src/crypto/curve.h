#ifndef CRYPTO_CURVE_H
#define CRYPTO_CURVE_H
/* crypto/curve: edwards25519 and ristretto255 for checking signatures, fast.
 *
 * Variable time throughout: public data only. Whatever touches a secret uses libsodium.
 * Ours because libsodium has neither a double-scalar multiplication for ristretto255 nor
 * the lenient decoding of ZIP-215, and costs twice the time. Freestanding.
 * Scalars are 32 bytes, little-endian, below 2^255. Sources: RFC 9496 (ristretto255),
 * RFC 8032, ZIP-215; extended coordinates of Hisil, Wong, Carter and Dawson 2008. */
#include "base/slice.h"

/* An element of GF(2^255 - 19), five limbs of 51 bits. */
struct fe {
	u64 v[5];
};

/* A point: x = X/Z, y = Y/Z, T = XY/Z. */
struct ge {
	struct fe x, y, z, t;
};

/* ristretto_decode wants the one canonical encoding. */
bool ristretto_decode_vartime(struct ge *out, const u8 in[32]) MUST_CHECK;
void ristretto_encode_vartime(u8 out[32], const struct ge *p);
/* ristretto_is_identity: p is in the class of the neutral element. */
bool ristretto_is_identity_vartime(const struct ge *p);

/* edwards_decode_zip215 takes any y, reduced or not, and either sign for x = 0. */
bool edwards_decode_zip215_vartime(struct ge *out, const u8 in[32]) MUST_CHECK;
bool edwards_is_identity_vartime(const struct ge *p);

void ge_negate(struct ge *p);
/* ge_add sets p += q. */
void ge_add(struct ge *p, const struct ge *q);
/* ge_mul_8 clears the cofactor. */
void ge_mul_8(struct ge *p);

#define CURVE_TERM_NAF 256
/* One term of a sum: a recoded scalar and odd multiples of its point, about 1.5 KiB. */
struct ge_cached {
	struct fe y_plus_x, y_minus_x, z, t2d;
};

struct curve_term {
	signed char naf[CURVE_TERM_NAF];
	struct ge_cached odd[8]; /* p, 3p, … 15p */
};

void curve_term_init_vartime(struct curve_term *term, const u8 scalar[32], const struct ge *p);
/* curve_sum is s·B plus all terms, by Straus' interleaving. */
void curve_sum_vartime(struct ge *out, const u8 s[32], const struct curve_term *terms, size_t num);

/* scalar_is_canonical: below the order of the base point. */
bool scalar_is_canonical_vartime(const u8 s[32]);

#endif /* CRYPTO_CURVE_H */
