#include "crypto/blake2b.h"

#include "base/bytes.h"

#define B2_BLOCK 128u

struct blake2b {
	u64 h[8];
	u64 n; /* bytes compressed; inputs are far below 2^64 */
	size_t len, out_len;
	u8 block[B2_BLOCK];
};

static const u64 b2_iv[8] = {0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu,
                             0xa54ff53a5f1d36f1u, 0x510e527fade682d1u, 0x9b05688c2b3e6c1fu,
                             0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u};

static const u8 b2_sigma[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

static inline u64 rotr64(u64 x, int n)
{
	return x >> n | x << (64 - n);
}

HASH_ARITH static void b2_mix(u64 *a, u64 *b, u64 *c, u64 *d, u64 x, u64 y)
{
	*a += *b + x;
	*d = rotr64(*d ^ *a, 32);
	*c += *d;
	*b = rotr64(*b ^ *c, 24);
	*a += *b + y;
	*d = rotr64(*d ^ *a, 16);
	*c += *d;
	*b = rotr64(*b ^ *c, 63);
}

static void b2_compress(struct blake2b *s, bool last)
{
	u64 v[16], m[16];

	memcpy(v, s->h, sizeof(s->h));
	memcpy(v + 8, b2_iv, sizeof(b2_iv));
	v[12] ^= s->n;
	if (last)
		v[14] = ~v[14];
	for (size_t i = 0; i < 16; i++)
		m[i] = load_le64(s->block + 8 * i);
	for (size_t round = 0; round < 12; round++) {
		const u8 *at = b2_sigma[round % 10];

		for (size_t i = 0; i < 4; i++)
			b2_mix(&v[i], &v[4 + i], &v[8 + i], &v[12 + i], m[at[2 * i]],
			       m[at[2 * i + 1]]);
		for (size_t i = 0; i < 4; i++)
			b2_mix(&v[i], &v[4 + (i + 1) % 4], &v[8 + (i + 2) % 4],
			       &v[12 + (i + 3) % 4], m[at[8 + 2 * i]], m[at[9 + 2 * i]]);
	}
	for (size_t i = 0; i < 8; i++)
		s->h[i] ^= v[i] ^ v[8 + i];
}

static void b2_init(struct blake2b *s, size_t out_len)
{
	memset(s, 0, sizeof(*s));
	memcpy(s->h, b2_iv, sizeof(b2_iv));
	s->h[0] ^= 0x01010000u ^ out_len;
	s->out_len = out_len;
}

static void b2_update(struct blake2b *s, struct slice in)
{
	while (in.n > 0) {
		/* The last block is compressed differently, so a full one waits for more. */
		if (s->len == B2_BLOCK) {
			s->n += B2_BLOCK;
			b2_compress(s, false);
			s->len = 0;
		}
		size_t n = size_min(in.n, B2_BLOCK - s->len);

		memcpy(s->block + s->len, in.p, n);
		s->len += n;
		in = slice_from(in, n);
	}
}

static void b2_final(struct blake2b *s, u8 *out)
{
	u8 full[64];

	memset(s->block + s->len, 0, B2_BLOCK - s->len);
	s->n += s->len;
	b2_compress(s, true);
	for (size_t i = 0; i < 8; i++)
		store_le64(full + 8 * i, s->h[i]);
	memcpy(out, full, s->out_len);
	mem_wipe(s, sizeof(*s));
	mem_wipe(full, sizeof(full));
}

void blake2b_portable(u8 *out, size_t out_len, const struct slice *parts, size_t num)
{
	struct blake2b s;

	b2_init(&s, out_len);
	for (size_t i = 0; i < num; i++)
		b2_update(&s, parts[i]);
	b2_final(&s, out);
}
