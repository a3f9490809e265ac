#ifndef BOX_LIMITS_H
#define BOX_LIMITS_H
/* box/limits: CPU and wall time of one run, by two timers of this thread.
 *
 * Both signal the thread that called limits_start; a guest that is running is abandoned
 * at once (box/rt). The engine's own interrupt callback is not used: it is blind inside
 * built-ins. */
#include "base/err.h"

enum err limits_start(void) MUST_CHECK;
void limits_arm(u32 cpu_ms, u32 wall_ms);
void limits_disarm(void);
/* Since limits_arm. */
u64 limits_cpu_us(void);
u64 limits_wall_left_ms(void);

#endif /* BOX_LIMITS_H */
