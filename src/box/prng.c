#include "box/prng.h"

#include "base/bytes.h"
#include "crypto/hash.h"

#define DOMAIN "phala/guest-prng/v1"

void prng_init(struct prng *p, const u8 seed[32])
{
	*p = (struct prng){.left = 0};
	memcpy(p->seed, seed, 32);
}

static void refill(struct prng *p)
{
	u8 in[sizeof(DOMAIN) - 1 + 40];
	size_t at = sizeof(DOMAIN) - 1;

	memcpy(in, DOMAIN, at);
	memcpy(in + at, p->seed, 32);
	store_le64(in + at + 32, p->counter++);
	blake2_512(p->buf, slice_of(in, sizeof(in)));
	p->left = sizeof(p->buf);
}

void prng_fill(struct prng *p, u8 *out, size_t n)
{
	while (n > 0) {
		size_t k;

		if (p->left == 0)
			refill(p);
		k = size_min(n, p->left);
		memcpy(out, p->buf + sizeof(p->buf) - p->left, k);
		p->left -= (u32)k;
		out += k;
		n -= k;
	}
}

double prng_double(struct prng *p)
{
	u8 b[8];

	prng_fill(p, b, sizeof(b));
	return (double)(load_le64(b) >> 11) * 0x1p-53;
}
