#ifndef TEXT_DEC_H
#define TEXT_DEC_H
/* text/dec: JSON numbers as exact decimals, for text/schema. No floats: a number stays the
 * digits it was written with. Freestanding. */
#include "base/slice.h"

/* The value is 0.AB * 10^exp, where the digits AB begin and end with none that is 0. */
struct dec {
	bool neg, zero;
	struct slice a, b; /* digits left and right of the point; borrowed */
	int64_t exp;
};

#define DEC_FACTOR_MAX 1000000000000000000u

/* dec_read takes text by the grammar of JSON; false if its exponent is beyond 10^17. */
bool dec_read(struct dec *out, struct slice text) MUST_CHECK;
int dec_cmp(const struct dec *x, const struct dec *y);
/* dec_is_multiple of m, which is 1 to DEC_FACTOR_MAX. */
bool dec_is_multiple(const struct dec *x, u64 m);
/* dec_write writes the one text that all numbers of this value share (out NULL: only
 * counts) and returns its length; 0 if dec_read refuses. */
size_t dec_write(u8 *out, struct slice text);

#endif /* TEXT_DEC_H */
