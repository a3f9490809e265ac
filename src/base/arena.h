#ifndef BASE_ARENA_H
#define BASE_ARENA_H
/* base/arena: one bump allocator per unit of work (block, extrinsic, request).
 *
 * The caller owns the memory behind it. There is no free: reset at the end of
 * the unit, or rewind to a mark. Exhaustion is ERR_NOMEM, a normal error. */
#include "base/slice.h"

struct arena {
	u8 *mem;
	size_t cap, used;
};

static inline struct arena arena_of(void *mem, size_t cap)
{
	return (struct arena){.mem = (u8 *)mem, .cap = cap, .used = 0};
}

/* arena_alloc returns n bytes aligned to 16, or NULL when the cap is reached.
 * The bytes are not cleared. */
void *arena_alloc(struct arena *a, size_t n) MUST_CHECK;
/* arena_zalloc clears num * size bytes; NULL on overflow or exhaustion. */
void *arena_zalloc(struct arena *a, size_t num, size_t size) MUST_CHECK;
/* arena_dup copies s into the arena. */
enum err arena_dup(struct arena *a, struct slice s, struct slice *out) MUST_CHECK;
/* arena_strz copies s and adds a NUL. */
enum err arena_strz(struct arena *a, struct slice s, const char **out) MUST_CHECK;

static inline size_t arena_mark(const struct arena *a)
{
	return a->used;
}

static inline void arena_rewind(struct arena *a, size_t mark)
{
	CHECK(mark <= a->used);
	a->used = mark;
}

static inline void arena_reset(struct arena *a)
{
	a->used = 0;
}

#endif /* BASE_ARENA_H */
