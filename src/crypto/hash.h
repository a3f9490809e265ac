#ifndef CRYPTO_HASH_H
#define CRYPTO_HASH_H
/* crypto/hash: the hashes of a Substrate chain, SHA-256 and Keccak-256.
 *
 * Total functions over public or secret bytes, for every program; constant
 * space. Freestanding interface: natively blake2 and SHA-256 come from
 * libsodium, twox and keccak are our own; the wasm builds bind the same names to the host's
 * functions (runtime) or to portable C (verifier).
 * RFC 7693 (BLAKE2b), xxHash 0.1.1 (XXH64, seeds 0, 1, … concatenated little-endian),
 * FIPS 180-4,
 * the Keccak submission (padding 0x01). */
#include "base/slice.h"

void blake2_128(u8 out[16], struct slice in);
void blake2_256(u8 out[32], struct slice in);
void blake2_512(u8 out[64], struct slice in);
/* blake2_256_parts hashes the concatenation of num slices. */
void blake2_256_parts(u8 out[32], const struct slice *parts, size_t num);
void twox_64(u8 out[8], struct slice in);
void twox_128(u8 out[16], struct slice in);
void twox_256(u8 out[32], struct slice in);
void sha2_256(u8 out[32], struct slice in);
/* keccak_256 is Ethereum's, with the padding from before SHA-3. */
void keccak_256(u8 out[32], struct slice in);

#endif /* CRYPTO_HASH_H */
