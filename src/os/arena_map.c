#include "os/arena_map.h"

#include <sys/mman.h>
#include <unistd.h>

static size_t page_up(size_t n)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return (n + page - 1) / page * page;
}

enum err arena_map(struct arena *a, size_t cap)
{
	void *p;

	if (cap == 0 || cap > SIZE_MAX / 2)
		return ERR_NOMEM;
	cap = page_up(cap);
	p = mmap(NULL, cap, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
	         0);
	if (p == MAP_FAILED)
		return ERR_NOMEM;
	*a = arena_of(p, cap);
	return ERR_OK;
}

void arena_map_large_pages(struct arena *a)
{
	(void)madvise(a->mem, a->cap, MADV_HUGEPAGE);
}

void arena_map_reset(struct arena *a, size_t keep)
{
	arena_reset(a);
	if (keep >= a->cap)
		return;
	keep = page_up(keep);
	/* Pages beyond `used` may have been touched before a rewind, so all go. */
	if (keep < a->cap)
		(void)madvise(a->mem + keep, a->cap - keep, MADV_DONTNEED);
}

void arena_unmap(struct arena *a)
{
	if (a->mem != NULL)
		(void)munmap(a->mem, a->cap);
	*a = arena_of(NULL, 0);
}
