#ifndef BOX_RT_H
#define BOX_RT_H
/* box/rt: the small runtime under the translated engine; one engine per process.
 *
 * Guest memory is a window of the address space: `size` bytes readable and writable, the
 * rest of the reservation forbidden. Code translated from wasm runs only between rt_enter
 * and rt_leave. A trap, a fault in the window, the native stack's end or a limit signal
 * that arrives there abandons the instance: control returns to rt_run with a reason. A
 * limit signal that arrives in our own code is remembered and taken at the next rt_enter,
 * so our code is never interrupted half way. Frames between rt_run and the guest must
 * therefore own nothing. */
#include <signal.h>

#include "box/proc.h"

struct qts;

#define RT_PAGE        65536u
#define RT_STACK_LEN   (32u << 20) /* native stack; the engine's own limit comes first */
#define RT_FIXED_PAGES 84u         /* engine data and shadow stack: below its heap */
#define RT_PAGES_MAX   (RT_FIXED_PAGES + BOX_MEMORY_MB_MAX * 16u + 64u)

enum rt_stop {
	RT_RETURNED, /* fn came back by itself */
	RT_FINISHED, /* rt_stop(RT_FINISHED): the guest's result is there */
	RT_TRAP,
	RT_CPU,
	RT_WALL,
	RT_MEMORY, /* the host itself could not get guest memory */
	RT_CALLS
};

struct rt {
	const struct qts *qts;
	void *inst;
	u8 *base;
	u32 pages;     /* readable and writable */
	u32 max_pages; /* what resize_heap may reach */
	bool refused;  /* resize_heap said no since the last rt_memory_reset */
	void *out[5]; /* __builtin_setjmp */
	enum rt_stop stop;
	const char *why; /* of the last trap */
	u8 *stack_low, *stack_high;
	volatile sig_atomic_t in_guest;
	volatile sig_atomic_t pending; /* enum rt_stop that waits, or 0 */
};

extern struct rt box_rt;

/* rt_start reserves memory, boots the translated module and takes over the fault signals.
 * Call on the main thread. ERR_NOMEM, ERR_UNSUPPORTED. */
enum err rt_start(enum box_mode mode) MUST_CHECK;

/* rt_run calls fn(arg) and says how it ended. Not nested. */
enum rt_stop rt_run(void (*fn)(void *arg), void *arg);
/* rt_halt leaves the current rt_run; called from host imports and their helpers. */
NORETURN void rt_halt(enum rt_stop why);
NORETURN void rt_trap(const char *why);
/* rt_signal is the body of limit handlers. */
void rt_signal(enum rt_stop why);

static inline void rt_enter(void)
{
	box_rt.in_guest = 1;
	if (box_rt.pending != 0)
		rt_halt((enum rt_stop)box_rt.pending);
}

static inline void rt_leave(void)
{
	box_rt.in_guest = 0;
}

/* rt_set_pages grows or shrinks the window; what leaves it is forgotten. */
enum err rt_set_pages(u32 pages) MUST_CHECK;
/* rt_grow serves resize_heap. */
bool rt_grow(u32 bytes);

/* rt_mem checks a guest address and length; traps if they do not lie in the window. */
u8 *rt_mem(u32 ptr, u32 len);
/* rt_text borrows the NUL-terminated text at ptr, at most max bytes; false if longer. */
bool rt_text(u32 ptr, u32 max, struct slice *out);

static inline u64 rt_size(void)
{
	return (u64)box_rt.pages * RT_PAGE;
}

#endif /* BOX_RT_H */
