#include "box/limits.h"

#include <time.h>
#include <unistd.h>

#include "box/rt.h"

static timer_t cpu_timer, wall_timer;
static u64 cpu_start_ns, wall_end_ns;

static u64 now_ns(clockid_t clock)
{
	struct timespec t;

	CHECK(clock_gettime(clock, &t) == 0);
	return (u64)t.tv_sec * 1000000000u + (u64)t.tv_nsec;
}

static void on_limit(int sig)
{
	rt_signal(sig == SIGXCPU ? RT_CPU : RT_WALL);
}

static enum err make_timer(timer_t *out, clockid_t clock, int sig)
{
	struct sigevent ev = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = sig};
	struct sigaction sa = {.sa_flags = SA_ONSTACK | SA_NODEFER};

#ifdef sigev_notify_thread_id
	ev.sigev_notify_thread_id = gettid();
#else
	ev._sigev_un._tid = gettid();
#endif
	sa.sa_handler = on_limit;
	if (sigaction(sig, &sa, NULL) != 0)
		return ERR_IO;
	return timer_create(clock, &ev, out) == 0 ? ERR_OK : ERR_IO;
}

enum err limits_start(void)
{
	TRY(make_timer(&cpu_timer, CLOCK_THREAD_CPUTIME_ID, SIGXCPU));
	return make_timer(&wall_timer, CLOCK_MONOTONIC, SIGALRM);
}

static void set_timer(timer_t t, u64 ms)
{
	struct itimerspec it = {.it_value = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000}};

	/* Again every 5 ms, in case the first one came where nobody could stop. */
	if (ms != 0)
		it.it_interval.tv_nsec = 5000000;
	CHECK(timer_settime(t, 0, &it, NULL) == 0);
}

void limits_arm(u32 cpu_ms, u32 wall_ms)
{
	box_rt.pending = 0;
	cpu_start_ns = now_ns(CLOCK_THREAD_CPUTIME_ID);
	wall_end_ns = now_ns(CLOCK_MONOTONIC) + (u64)wall_ms * 1000000u;
	set_timer(cpu_timer, cpu_ms == 0 ? 1 : cpu_ms);
	set_timer(wall_timer, wall_ms == 0 ? 1 : wall_ms);
}

void limits_disarm(void)
{
	set_timer(cpu_timer, 0);
	set_timer(wall_timer, 0);
	box_rt.pending = 0;
}

u64 limits_cpu_us(void)
{
	return (now_ns(CLOCK_THREAD_CPUTIME_ID) - cpu_start_ns) / 1000;
}

u64 limits_wall_left_ms(void)
{
	u64 now = now_ns(CLOCK_MONOTONIC);

	return now >= wall_end_ns ? 0 : (wall_end_ns - now + 999999) / 1000000;
}
