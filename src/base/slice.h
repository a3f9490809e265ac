#ifndef BASE_SLICE_H
#define BASE_SLICE_H
/* base/slice: borrowed bytes.
 *
 * A slice never owns. An empty slice may have p == NULL, so copy with
 * slice_copy(), never with a bare memcpy. */
#include "base/err.h"
#include "base/mem.h"

struct slice {
	const u8 *p;
	size_t n;
};

static inline struct slice slice_of(const void *p, size_t n)
{
	return (struct slice){.p = (const u8 *)p, .n = n};
}

static inline struct slice slice_str(const char *s)
{
	return slice_of(s, strlen(s));
}

#define SLICE_ARR(a) slice_of((a), sizeof(a))
#define SLICE_LIT(s) slice_of((s), sizeof(s) - 1)
#define SLICE_EMPTY  ((struct slice){NULL, 0})

static inline bool slice_eq(struct slice a, struct slice b)
{
	return a.n == b.n && mem_eq(a.p, b.p, a.n);
}

/* slice_cmp orders as bytes, shorter first when one is a prefix. */
static inline int slice_cmp(struct slice a, struct slice b)
{
	size_t n = size_min(a.n, b.n);
	int c = n == 0 ? 0 : memcmp(a.p, b.p, n);

	if (c != 0)
		return c;
	return a.n < b.n ? -1 : a.n > b.n;
}

static inline bool slice_starts(struct slice s, struct slice prefix)
{
	return s.n >= prefix.n && mem_eq(s.p, prefix.p, prefix.n);
}

/* slice_copy copies s.n bytes to dst, which must have room for them. */
static inline void slice_copy(void *dst, struct slice s)
{
	if (s.n != 0)
		memcpy(dst, s.p, s.n);
}

/* slice_from drops the first n bytes, or all of them. */
static inline struct slice slice_from(struct slice s, size_t n)
{
	n = size_min(n, s.n);
	return s.n == 0 ? s : slice_of(s.p + n, s.n - n);
}

#endif /* BASE_SLICE_H */
