#include "runtime/host/overlay.h"

#include <sys/random.h>

u64 overlay_seed(void)
{
	static u64 seed;

	if (seed == 0 && getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
		seed = 1;
	seed |= 1;
	return seed;
}
