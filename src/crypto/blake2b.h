#ifndef CRYPTO_BLAKE2B_H
#define CRYPTO_BLAKE2B_H
/* crypto/blake2b: BLAKE2b without any library, for builds that lack one or a length of it.
 *
 * Inside crypto, and for the blob, whose host has no 64-byte form. Source: RFC 7693. */
#include "base/slice.h"

/* blake2b_portable hashes the concatenation of num slices to out_len (1 to 64) bytes. */
void blake2b_portable(u8 *out, size_t out_len, const struct slice *parts, size_t num);

#endif /* CRYPTO_BLAKE2B_H */
