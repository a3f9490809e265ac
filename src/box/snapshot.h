#ifndef BOX_SNAPSHOT_H
#define BOX_SNAPSHOT_H
/* box/snapshot: the whole state of an engine as an image, and back.
 *
 * State is guest memory, one stack pointer and struct engine. An image holds the pages that
 * are not zero, in few long runs, with some zero pages where the next run will write first;
 * restoring copies it over pages that are already mapped and forgets all others. After a
 * restore memory is equal to the moment of the snapshot, byte for byte. */
#include "box/engine.h"

#define SNAPSHOT_PAGE     4096u
#define SNAPSHOT_LEN_MAX  (48u << 20) /* reserved, not used: an image has about 1 MB */
#define SNAPSHOT_RUNS_MAX 64u

struct snapshot_run {
	u32 page, num;
};

struct snapshot {
	u8 *data; /* SNAPSHOT_LEN_MAX */
	size_t len;
	u32 num_runs;
	struct snapshot_run runs[SNAPSHOT_RUNS_MAX];
	u32 pages, stack_pointer;
	struct engine engine;
	bool full;
};

/* snapshot_init reserves address space for one image. */
enum err snapshot_init(struct snapshot *s) MUST_CHECK;
/* snapshot_take: ERR_LIMIT if memory does not fit; then s is not full. */
enum err snapshot_take(struct snapshot *s) MUST_CHECK;
/* snapshot_restore: ERR_NOMEM if the kernel gives no memory. */
enum err snapshot_restore(const struct snapshot *s) MUST_CHECK;

#endif /* BOX_SNAPSHOT_H */
