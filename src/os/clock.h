#ifndef OS_CLOCK_H
#define OS_CLOCK_H
/* os/clock: the machine's clocks, for the untrusted programs. The monotonic one
 * is for durations and never goes back; the Unix one is what people read. */
#include "base/base.h"

u64 clock_mono_ns(void);
u64 clock_mono_ms(void);
u64 clock_unix_ms(void);
/* clock_sleep_ms sleeps at least that long. For command-line programs and tests:
 * a loop uses timers. */
void clock_sleep_ms(u32 ms);

#endif /* OS_CLOCK_H */
