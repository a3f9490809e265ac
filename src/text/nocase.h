#ifndef TEXT_NOCASE_H
#define TEXT_NOCASE_H
/* text/nocase: ASCII without regard to case, as HTTP and URLs compare names.
 * Freestanding. */
#include "base/slice.h"

static inline u8 ascii_lower(u8 c)
{
	return c >= 'A' && c <= 'Z' ? (u8)(c + 32) : c;
}

static inline bool slice_eq_nocase(struct slice a, struct slice b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
			return false;
	return true;
}

#endif /* TEXT_NOCASE_H */
