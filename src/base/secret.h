#ifndef BASE_SECRET_H
#define BASE_SECRET_H
/* base/secret: 32 secret bytes.
 *
 * A type of its own so that no formatter, codec or log call takes it by
 * accident. Release it on every path; comparison is constant time. */
#include "base/mem.h"

struct secret32 {
	u8 b[32];
};

static inline void secret32_release(struct secret32 *s)
{
	mem_wipe(s, sizeof(*s));
}

static inline bool secret32_eq(const struct secret32 *a, const struct secret32 *b)
{
	return mem_eq_ct(a->b, b->b, sizeof(a->b));
}

#endif /* BASE_SECRET_H */
