#ifndef CRYPTO_P256_H
#define CRYPTO_P256_H
/* crypto/p256: ECDSA over NIST P-256 with SHA-256, verification only.
 *
 * Total function over public bytes; time depends on them, so never give it a secret.
 * Two builds behind one name, which must agree on every input because a chain runs both:
 * OpenSSL (crypto/native) natively, own code (crypto/portable) in wasm32. The own one is
 * always there as p256_verify_portable, for tests and benchmarks.
 *
 * Accepts exactly: x, y < p and on the curve; 1 <= r, s < n; high s too, as Intel's data
 * has it. FIPS 186-4 6.4, SEC 1 4.1.4. */
#include "base/slice.h"

#define P256_PUB_LEN 64u /* x, y, big-endian */
#define P256_SIG_LEN 64u /* r, s, big-endian */

bool p256_verify(const u8 pub[P256_PUB_LEN], const u8 hash[32], const u8 sig[P256_SIG_LEN]);
bool p256_verify_portable(const u8 pub[P256_PUB_LEN], const u8 hash[32],
			  const u8 sig[P256_SIG_LEN]);

#endif /* CRYPTO_P256_H */
