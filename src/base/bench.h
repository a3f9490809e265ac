#ifndef BASE_BENCH_H
#define BASE_BENCH_H
/* base/bench: honest micro-timings for bench_*.c programs.
 *
 * BENCH_LOOP runs a body in batches and keeps the fastest of several rounds,
 * because on a shared machine noise only ever adds time. Lines are
 * `name value unit`, so a script can read them. */
#include <stdio.h>
#include <time.h>

#include "base/base.h"

static inline u64 bench_now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000u + (u64)t.tv_nsec;
}

/* BENCH_LOOP sets `best_ns` (u64) to the best time per iteration × 1. */
#define BENCH_LOOP(best_ns, rounds, iters, body)                                                   \
	do {                                                                                       \
		(best_ns) = UINT64_MAX;                                                            \
		for (int bench_r_ = 0; bench_r_ < (rounds); bench_r_++) {                          \
			u64 bench_t_ = bench_now_ns();                                             \
			for (u64 bench_i_ = 0; bench_i_ < (u64)(iters); bench_i_++) {              \
				body;                                                              \
			}                                                                          \
			bench_t_ = (bench_now_ns() - bench_t_) / (u64)(iters);                     \
			if (bench_t_ < (best_ns))                                                  \
				(best_ns) = bench_t_;                                              \
		}                                                                                  \
		if ((best_ns) == 0)                                                                \
			(best_ns) = 1;                                                             \
	} while (0)

/* bench_rate prints how many per second one core does. */
static inline void bench_rate(const char *name, u64 ns_each)
{
	printf("%s %llu /s\n", name, (unsigned long long)(1000000000u / ns_each));
}

static inline void bench_ns(const char *name, u64 ns_each)
{
	printf("%s %llu ns\n", name, (unsigned long long)ns_each);
}

#endif /* BASE_BENCH_H */
