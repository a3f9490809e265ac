#include "base/mem.h"

void mem_wipe(void *p, size_t n)
{
	if (n == 0)
		return;
	memset(p, 0, n);
	/* The barrier claims to read the memory, so the store cannot be dropped. */
	__asm__ __volatile__("" : : "r"(p) : "memory");
}

bool mem_eq_ct(const void *a, const void *b, size_t n)
{
	const volatile u8 *x = a, *y = b;
	u8 diff = 0;

	for (size_t i = 0; i < n; i++)
		diff = (u8)(diff | (x[i] ^ y[i]));
	return diff == 0;
}
