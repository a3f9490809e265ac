#include "crypto/keccak.h"

#include "base/bytes.h"

#define RATE 136u /* bytes of keccak-256 */

static inline u64 rotl(u64 x, unsigned n)
{
	return x << n | x >> (64 - n);
}

void keccak_f(u64 a[25])
{
	static const u64 rc[24] = {
	    0x0000000000000001u, 0x0000000000008082u, 0x800000000000808au, 0x8000000080008000u,
	    0x000000000000808bu, 0x0000000080000001u, 0x8000000080008081u, 0x8000000000008009u,
	    0x000000000000008au, 0x0000000000000088u, 0x0000000080008009u, 0x000000008000000au,
	    0x000000008000808bu, 0x800000000000008bu, 0x8000000000008089u, 0x8000000000008003u,
	    0x8000000000008002u, 0x8000000000000080u, 0x000000000000800au, 0x800000008000000au,
	    0x8000000080008081u, 0x8000000000008080u, 0x0000000080000001u, 0x8000000080008008u,
	};
	/* Where lane i of the walk of pi goes, and how far rho turns it. */
	static const u8 to[24] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
	                          15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};
	static const u8 turn[24] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
	                            27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};
	u64 c[5];

	for (int round = 0; round < 24; round++) {
		for (int x = 0; x < 5; x++)
			c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
		for (int x = 0; x < 5; x++) {
			u64 d = c[(x + 4) % 5] ^ rotl(c[(x + 1) % 5], 1);

			for (int y = 0; y < 25; y += 5)
				a[x + y] ^= d;
		}
		u64 moving = a[1];

		for (int i = 0; i < 24; i++) {
			u64 next = a[to[i]];

			a[to[i]] = rotl(moving, turn[i]);
			moving = next;
		}
		for (int y = 0; y < 25; y += 5) {
			memcpy(c, a + y, sizeof(c));
			for (int x = 0; x < 5; x++)
				a[x + y] = c[x] ^ (~c[(x + 1) % 5] & c[(x + 2) % 5]);
		}
		a[0] ^= rc[round];
	}
}

/* xor_in adds bytes to the state, lane by lane in little-endian order. */
static void xor_in(u64 a[25], const u8 *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i / 8] ^= (u64)p[i] << (8 * (i % 8));
}

/* The padding is Keccak's own, 0x01 … 0x80, not that of SHA-3. */
void keccak_256_portable(u8 out[32], struct slice in)
{
	u64 a[25] = {0};

	while (in.n >= RATE) {
		xor_in(a, in.p, RATE);
		keccak_f(a);
		in = slice_from(in, RATE);
	}
	xor_in(a, in.p, in.n);
	a[in.n / 8] ^= (u64)0x01 << (8 * (in.n % 8));
	a[(RATE - 1) / 8] ^= (u64)0x80 << 56;
	keccak_f(a);
	for (size_t i = 0; i < 4; i++)
		store_le64(out + 8 * i, a[i]);
}
