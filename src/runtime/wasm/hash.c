/* crypto/hash.h by the host's functions. */
#include "crypto/hash.h"

#include "crypto/blake2b.h"
#include "runtime/wasm/ext.h"
#include "runtime/wasm/glue.h"

/* take copies a hash out of the host's buffer and gives the buffer back. */
static void take(u8 *out, size_t n, u32 at)
{
	memcpy(out, (const void *)(uintptr_t)at, n);
	ext_allocator_free_version_1(at);
}

void blake2_128(u8 out[16], struct slice in)
{
	take(out, 16, ext_hashing_blake2_128_version_1(ext_slice(in)));
}

void blake2_256(u8 out[32], struct slice in)
{
	take(out, 32, ext_hashing_blake2_256_version_1(ext_slice(in)));
}

void blake2_256_parts(u8 out[32], const struct slice *parts, size_t num)
{
	size_t n = 0;
	u8 *all;

	for (size_t i = 0; i < num; i++)
		n += parts[i].n;
	all = glue_alloc(n);
	CHECK(all != NULL); /* parts come from memory that is smaller */
	n = 0;
	for (size_t i = 0; i < num; i++) {
		slice_copy(all + n, parts[i]);
		n += parts[i].n;
	}
	blake2_256(out, slice_of(all, n));
	glue_free(all);
}

/* Hosts have no such function; addresses in a genesis configuration are checked with it. */
void blake2_512(u8 out[64], struct slice in)
{
	blake2b_portable(out, 64, &in, 1);
}

void twox_64(u8 out[8], struct slice in)
{
	take(out, 8, ext_hashing_twox_64_version_1(ext_slice(in)));
}

void twox_128(u8 out[16], struct slice in)
{
	take(out, 16, ext_hashing_twox_128_version_1(ext_slice(in)));
}

void twox_256(u8 out[32], struct slice in)
{
	take(out, 32, ext_hashing_twox_256_version_1(ext_slice(in)));
}

void sha2_256(u8 out[32], struct slice in)
{
	take(out, 32, ext_hashing_sha2_256_version_1(ext_slice(in)));
}

void keccak_256(u8 out[32], struct slice in)
{
	take(out, 32, ext_hashing_keccak_256_version_1(ext_slice(in)));
}
