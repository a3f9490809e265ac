#ifndef OS_WORKERS_H
#define OS_WORKERS_H
/* os/workers: a few threads for pure functions, the only ones of the node.
 *
 * Everything else runs on the one loop; what it hands to workers_run is arithmetic whose result
 * does not depend on who computes it or when, such as signature checks. The loop waits until
 * all is done, so no caller meets a half-done state.
 *
 * workers_run calls fn(ctx, i) once for each i < num, on the threads and on the caller's, in any
 * order, and returns when the last call has. fn may read what ctx reaches and write what belongs
 * to its i alone; it must not log, allocate from a shared arena, or call workers_run. What the
 * caller wrote before is seen by fn, what fn wrote is seen after. One run at a time: workers_run
 * and workers_free are for the thread that called workers_new.
 * The threads block all signals and sleep between runs. After fork() the child has none of them.
 * Errors: ERR_NOMEM; ERR_IO when the system gives no thread. */
#include "base/err.h"

#define WORKERS_MAX 16u

struct workers;

/* workers_new starts `threads` threads, at most WORKERS_MAX; with 0 the caller does it all. */
enum err workers_new(struct workers **out, u32 threads) MUST_CHECK;
void workers_free(struct workers *w);
/* workers_run with w == NULL runs everything in the caller. */
void workers_run(struct workers *w, void (*fn)(void *ctx, u32 i), void *ctx, u32 num);
/* workers_spare is how many threads beside the caller's this machine has processors for. */
u32 workers_spare(void);

#endif /* OS_WORKERS_H */
