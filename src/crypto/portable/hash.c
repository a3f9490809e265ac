/* crypto/hash without any library, for builds that have none: the verifier in a browser.
 * BLAKE2b by RFC 7693, SHA-256 by FIPS 180-4. */
#include "crypto/hash.h"

#include "base/bytes.h"
#include "crypto/blake2b.h"
#include "crypto/keccak.h"

void blake2_128(u8 out[16], struct slice in)
{
	blake2b_portable(out, 16, &in, 1);
}

void blake2_256(u8 out[32], struct slice in)
{
	blake2b_portable(out, 32, &in, 1);
}

void blake2_512(u8 out[64], struct slice in)
{
	blake2b_portable(out, 64, &in, 1);
}

void blake2_256_parts(u8 out[32], const struct slice *parts, size_t num)
{
	blake2b_portable(out, 32, parts, num);
}

static inline u32 rotr32(u32 x, int n)
{
	return x >> n | x << (32 - n);
}

HASH_ARITH static void sha_compress(u32 h[8], const u8 block[64])
{
	static const u32 k[64] = {
	    0x428a2f98u, 0x71374491u, 0xb5c0fbcfu, 0xe9b5dba5u, 0x3956c25bu, 0x59f111f1u,
	    0x923f82a4u, 0xab1c5ed5u, 0xd807aa98u, 0x12835b01u, 0x243185beu, 0x550c7dc3u,
	    0x72be5d74u, 0x80deb1feu, 0x9bdc06a7u, 0xc19bf174u, 0xe49b69c1u, 0xefbe4786u,
	    0x0fc19dc6u, 0x240ca1ccu, 0x2de92c6fu, 0x4a7484aau, 0x5cb0a9dcu, 0x76f988dau,
	    0x983e5152u, 0xa831c66du, 0xb00327c8u, 0xbf597fc7u, 0xc6e00bf3u, 0xd5a79147u,
	    0x06ca6351u, 0x14292967u, 0x27b70a85u, 0x2e1b2138u, 0x4d2c6dfcu, 0x53380d13u,
	    0x650a7354u, 0x766a0abbu, 0x81c2c92eu, 0x92722c85u, 0xa2bfe8a1u, 0xa81a664bu,
	    0xc24b8b70u, 0xc76c51a3u, 0xd192e819u, 0xd6990624u, 0xf40e3585u, 0x106aa070u,
	    0x19a4c116u, 0x1e376c08u, 0x2748774cu, 0x34b0bcb5u, 0x391c0cb3u, 0x4ed8aa4au,
	    0x5b9cca4fu, 0x682e6ff3u, 0x748f82eeu, 0x78a5636fu, 0x84c87814u, 0x8cc70208u,
	    0x90befffau, 0xa4506cebu, 0xbef9a3f7u, 0xc67178f2u};
	u32 w[64], v[8];

	for (size_t i = 0; i < 16; i++)
		w[i] = load_be32(block + 4 * i);
	for (size_t i = 16; i < 64; i++) {
		u32 a = w[i - 15], b = w[i - 2];

		w[i] = w[i - 16] + w[i - 7] + (rotr32(a, 7) ^ rotr32(a, 18) ^ a >> 3) +
		       (rotr32(b, 17) ^ rotr32(b, 19) ^ b >> 10);
	}
	memcpy(v, h, sizeof(v));
	for (size_t i = 0; i < 64; i++) {
		u32 t1 = v[7] + (rotr32(v[4], 6) ^ rotr32(v[4], 11) ^ rotr32(v[4], 25)) +
		         ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[i] + w[i];
		u32 t2 = (rotr32(v[0], 2) ^ rotr32(v[0], 13) ^ rotr32(v[0], 22)) +
		         ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (size_t i = 0; i < 8; i++)
		h[i] += v[i];
}

void sha2_256(u8 out[32], struct slice in)
{
	u32 h[8] = {0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au,
	            0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u};
	u64 bits = (u64)in.n * 8;
	u8 tail[128] = {0};
	size_t tail_len;

	while (in.n >= 64) {
		sha_compress(h, in.p);
		in = slice_from(in, 64);
	}
	slice_copy(tail, in);
	tail[in.n] = 0x80;
	tail_len = in.n < 56 ? 64 : 128;
	store_be64(tail + tail_len - 8, bits);
	for (size_t at = 0; at < tail_len; at += 64)
		sha_compress(h, tail + at);
	for (size_t i = 0; i < 8; i++)
		store_be32(out + 4 * i, h[i]);
	mem_wipe(tail, sizeof(tail));
}

void keccak_256(u8 out[32], struct slice in)
{
	keccak_256_portable(out, in);
}
