#ifndef OS_ARENA_MAP_H
#define OS_ARENA_MAP_H
/* os/arena_map: arenas on mapped memory, for units of work whose size is not
 * known before. The kernel gives pages when they are touched, so a generous cap
 * costs nothing until it is used. */
#include "base/arena.h"

/* arena_map reserves cap bytes. ERR_NOMEM. */
enum err arena_map(struct arena *a, size_t cap) MUST_CHECK;
/* arena_map_large_pages asks for 2 MiB pages: fewer faults in an arena that is filled often. */
void arena_map_large_pages(struct arena *a);
/* arena_map_reset empties the arena and returns all but the first keep bytes to
 * the kernel, so one large request does not stay resident for ever. */
void arena_map_reset(struct arena *a, size_t keep);
void arena_unmap(struct arena *a);

#endif /* OS_ARENA_MAP_H */
