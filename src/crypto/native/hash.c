#include "crypto/hash.h"

#include "crypto/keccak.h"
#include "crypto/native/start.h"

static void blake2(u8 *out, size_t len, struct slice in)
{
	/* It fails only for bad lengths of output or key. */
	CHECK(crypto_generichash(out, len, in.p, in.n, NULL, 0) == 0);
}

void blake2_128(u8 out[16], struct slice in)
{
	blake2(out, 16, in);
}

void blake2_256(u8 out[32], struct slice in)
{
	blake2(out, 32, in);
}

void blake2_512(u8 out[64], struct slice in)
{
	blake2(out, 64, in);
}

void blake2_256_parts(u8 out[32], const struct slice *parts, size_t num)
{
	crypto_generichash_state st;

	CHECK(crypto_generichash_init(&st, NULL, 0, 32) == 0);
	for (size_t i = 0; i < num; i++)
		CHECK(crypto_generichash_update(&st, parts[i].p, parts[i].n) == 0);
	CHECK(crypto_generichash_final(&st, out, 32) == 0);
	mem_wipe(&st, sizeof(st));
}

void sha2_256(u8 out[32], struct slice in)
{
	CHECK(crypto_hash_sha256(out, in.p, in.n) == 0);
}

void keccak_256(u8 out[32], struct slice in)
{
	keccak_256_portable(out, in);
}
