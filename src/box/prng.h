#ifndef BOX_PRNG_H
#define BOX_PRNG_H
/* box/prng: the guest's randomness: BLAKE2b-512 of ("phala/guest-prng/v1", seed, counter). */
#include "base/slice.h"

struct prng {
	u8 seed[32];
	u64 counter;
	u8 buf[64];
	u32 left; /* bytes of buf not yet given */
};

void prng_init(struct prng *p, const u8 seed[32]);
void prng_fill(struct prng *p, u8 *out, size_t n);
/* prng_double is uniform in [0, 1) with 53 bits. */
double prng_double(struct prng *p);

#endif /* BOX_PRNG_H */
