#include "os/clock.h"

#include <errno.h>
#include <time.h>

static u64 clock_ns(clockid_t id)
{
	struct timespec t;

	CHECK(clock_gettime(id, &t) == 0);
	return (u64)t.tv_sec * 1000000000u + (u64)t.tv_nsec;
}

u64 clock_mono_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

u64 clock_mono_ms(void)
{
	return clock_mono_ns() / 1000000u;
}

u64 clock_unix_ms(void)
{
	return clock_ns(CLOCK_REALTIME) / 1000000u;
}

void clock_sleep_ms(u32 ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

	/* Signals cut a sleep short; nanosleep says what is left. */
	while (nanosleep(&t, &t) != 0 && errno == EINTR)
		;
}
