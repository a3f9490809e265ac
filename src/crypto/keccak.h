#ifndef CRYPTO_KECCAK_H
#define CRYPTO_KECCAK_H
/* crypto/keccak: the permutation under merlin's STROBE and under keccak-256.
 *
 * Inside crypto only. Pure, constant space, constant time. Source: FIPS 202. */
#include "base/slice.h"

/* keccak_f is Keccak-f[1600] on 25 little-endian lanes. */
void keccak_f(u64 a[25]);
/* keccak_256_portable is what crypto/hash.h's keccak_256 is, where no host offers it. */
void keccak_256_portable(u8 out[32], struct slice in);

#endif /* CRYPTO_KECCAK_H */
