#ifndef BASE_MEM_H
#define BASE_MEM_H
/* base/mem: the five memory functions a freestanding compiler expects anyway,
 * plus wiping and constant-time comparison for secrets. The first five come
 * from libc natively and from the runtime's glue in the wasm build. */
#include "base/base.h"

void *memcpy(void *restrict dst, const void *restrict src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);

/* mem_wipe overwrites n bytes in a way the optimiser keeps. */
void mem_wipe(void *p, size_t n);

/* mem_eq_ct compares n bytes in time that depends only on n. */
bool mem_eq_ct(const void *a, const void *b, size_t n);

/* mem_eq is the plain comparison, for public bytes; n == 0 is equal. */
static inline bool mem_eq(const void *a, const void *b, size_t n)
{
	return n == 0 || memcmp(a, b, n) == 0;
}

#endif /* BASE_MEM_H */
