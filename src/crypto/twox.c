/* XXH64 as in xxHash 0.1.1; twox_128 and twox_256 run it once per seed. */
#include "base/bytes.h"
#include "crypto/hash.h"

#define P1 0x9e3779b185ebca87u
#define P2 0xc2b2ae3d27d4eb4fu
#define P3 0x165667b19e3779f9u
#define P4 0x85ebca77c2b2ae63u
#define P5 0x27d4eb2f165667c5u

static inline u64 rotl(u64 x, int n)
{
	return x << n | x >> (64 - n);
}

HASH_ARITH static u64 xx_round(u64 acc, u64 lane)
{
	return rotl(acc + lane * P2, 31) * P1;
}

/* xx_stripes mixes all full 32-byte stripes of in. */
HASH_ARITH static u64 xx_stripes(struct slice in, u64 seed)
{
	u64 v[4] = {seed + P1 + P2, seed + P2, seed, seed - P1};
	u64 h;

	for (size_t at = 0; in.n - at >= 32; at += 32)
		for (size_t k = 0; k < 4; k++)
			v[k] = xx_round(v[k], load_le64(in.p + at + 8 * k));
	h = rotl(v[0], 1) + rotl(v[1], 7) + rotl(v[2], 12) + rotl(v[3], 18);
	for (size_t k = 0; k < 4; k++)
		h = (h ^ xx_round(0, v[k])) * P1 + P4;
	return h;
}

/* xx_tail mixes the last 0 to 31 bytes and scrambles. */
HASH_ARITH static u64 xx_tail(u64 h, const u8 *p, size_t n)
{
	for (; n >= 8; p += 8, n -= 8)
		h = rotl(h ^ xx_round(0, load_le64(p)), 27) * P1 + P4;
	if (n >= 4) {
		h = rotl(h ^ load_le32(p) * P1, 23) * P2 + P3;
		p += 4;
		n -= 4;
	}
	for (; n > 0; p++, n--)
		h = rotl(h ^ *p * P5, 11) * P1;
	h = (h ^ h >> 33) * P2;
	h = (h ^ h >> 29) * P3;
	return h ^ h >> 32;
}

HASH_ARITH static u64 xx64(struct slice in, u64 seed)
{
	u64 h = in.n >= 32 ? xx_stripes(in, seed) : seed + P5;

	return xx_tail(h + in.n, in.n == 0 ? in.p : in.p + in.n / 32 * 32, in.n % 32);
}

static void twox(u8 *out, u64 num_seeds, struct slice in)
{
	for (u64 seed = 0; seed < num_seeds; seed++)
		store_le64(out + 8 * seed, xx64(in, seed));
}

void twox_64(u8 out[8], struct slice in)
{
	twox(out, 1, in);
}

void twox_128(u8 out[16], struct slice in)
{
	twox(out, 2, in);
}

void twox_256(u8 out[32], struct slice in)
{
	twox(out, 4, in);
}
