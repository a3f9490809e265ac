#include "base/arena.h"

#define ARENA_ALIGN 16u

void *arena_alloc(struct arena *a, size_t n)
{
	uintptr_t at = (uintptr_t)a->mem + a->used;
	size_t pad = (size_t)(-at & (ARENA_ALIGN - 1));
	void *p;

	if (pad > a->cap - a->used || n > a->cap - a->used - pad)
		return NULL;
	p = a->mem + a->used + pad;
	a->used += pad + n;
	return p;
}

void *arena_zalloc(struct arena *a, size_t num, size_t size)
{
	size_t n;
	void *p;

	if (__builtin_mul_overflow(num, size, &n))
		return NULL;
	p = arena_alloc(a, n);
	if (p != NULL && n != 0)
		memset(p, 0, n);
	return p;
}

enum err arena_dup(struct arena *a, struct slice s, struct slice *out)
{
	u8 *p = arena_alloc(a, s.n);

	if (p == NULL)
		return ERR_NOMEM;
	slice_copy(p, s);
	*out = slice_of(p, s.n);
	return ERR_OK;
}

enum err arena_strz(struct arena *a, struct slice s, const char **out)
{
	char *p;

	if (s.n == SIZE_MAX)
		return ERR_NOMEM;
	p = arena_alloc(a, s.n + 1);
	if (p == NULL)
		return ERR_NOMEM;
	slice_copy(p, s);
	p[s.n] = '\0';
	*out = p;
	return ERR_OK;
}
