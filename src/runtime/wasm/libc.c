/* The five functions that a freestanding compiler calls by itself. Compiled like the rest,
 * with -fno-builtin, or each loop would become a call of its own function. */
#include "base/mem.h"

#define WORD sizeof(u64)

/* wasm loads and stores need no alignment. */
struct word {
	u64 v;
} __attribute__((packed, may_alias));

/* Also right when dst lies below src and they overlap: what is read as a word is written only
 * at or below where it was. */
static void forwards(u8 *d, const u8 *s, size_t n)
{
	for (; n >= WORD; n -= WORD, d += WORD, s += WORD)
		((struct word *)d)->v = ((const struct word *)s)->v;
	while (n-- > 0)
		*d++ = *s++;
}

void *memcpy(void *restrict dst, const void *restrict src, size_t n)
{
	forwards(dst, src, n);
	return dst;
}

void *memmove(void *dst, const void *src, size_t n)
{
	u8 *d = dst;
	const u8 *s = src;

	if ((uintptr_t)d - (uintptr_t)s >= n) {
		forwards(d, s, n);
		return dst;
	}
	while (n-- > 0)
		d[n] = s[n];
	return dst;
}

void *memset(void *dst, int c, size_t n)
{
	u8 *d = dst;
	u64 v = (u64)(u8)c * 0x0101010101010101u;

	for (; n >= WORD; n -= WORD, d += WORD)
		((struct word *)d)->v = v;
	while (n-- > 0)
		*d++ = (u8)c;
	return dst;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a, *y = b;

	for (; n >= WORD; n -= WORD, x += WORD, y += WORD)
		if (((const struct word *)x)->v != ((const struct word *)y)->v)
			break;
	for (size_t i = 0; i < n; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n] != '\0')
		n++;
	return n;
}
