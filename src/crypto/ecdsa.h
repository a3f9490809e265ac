#ifndef CRYPTO_ECDSA_H
#define CRYPTO_ECDSA_H
/* crypto/ecdsa: secp256k1 signatures of accounts whose id is blake2_256(compressed key).
 *
 * Verification is recovery and comparison, as the Polkadot host does it: high s is
 * accepted, the recovery id is 0 to 3 (Ethereum's 27 and 28 are not), r and s must lie in
 * [1, n). libsecp256k1's own verify refuses high s, so it is not used.
 * Signing is for tests and tools. Errors: ERR_SIGNATURE, and ERR_KEY for a secret that is
 * no scalar. Variable time over public data.
 * Source: polkadot-sdk substrate/primitives/core/src/ecdsa.rs, primitives/io. */
#include "base/secret.h"
#include "base/slice.h"

#define ECDSA_SIG_LEN 65u /* r, s, recovery id */
#define ECDSA_KEY_LEN 33u

/* ecdsa_recover finds the compressed key that signed a 32-byte hash. */
enum err ecdsa_recover(u8 pub[ECDSA_KEY_LEN], const u8 sig[ECDSA_SIG_LEN],
		       const u8 hash[32]) MUST_CHECK;
/* ecdsa_verify tells whether it is this one. */
enum err ecdsa_verify(const u8 sig[ECDSA_SIG_LEN], const u8 hash[32],
		      const u8 pub[ECDSA_KEY_LEN]) MUST_CHECK;

/* ecdsa_public is the compressed key of a secret; ecdsa_sign makes an RFC 6979 signature. */
enum err ecdsa_public(u8 pub[ECDSA_KEY_LEN], const struct secret32 *secret) MUST_CHECK;
enum err ecdsa_sign(u8 sig[ECDSA_SIG_LEN], const struct secret32 *secret,
		    const u8 hash[32]) MUST_CHECK;

#endif /* CRYPTO_ECDSA_H */
