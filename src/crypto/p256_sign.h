#ifndef CRYPTO_P256_SIGN_H
#define CRYPTO_P256_SIGN_H
/* crypto/p256_sign: P-256 keys and signatures for the development PKI. Hosted: OpenSSL.
 *
 * Nothing that protects anything is signed with it. Signatures are deterministic (RFC 6979), so
 * that everybody who has the seed makes the same certificates, byte for byte. */
#include "base/secret.h"
#include "crypto/p256.h"

/* p256_key_from_seed makes a key of 32 uniform bytes and a label (HKDF, never zero mod n). */
enum err p256_key_from_seed(struct secret32 *out, const struct secret32 *seed,
			    struct slice label) MUST_CHECK;
enum err p256_public(u8 pub[P256_PUB_LEN], const struct secret32 *key) MUST_CHECK;
enum err p256_sign(u8 sig[P256_SIG_LEN], const struct secret32 *key,
		   const u8 hash[32]) MUST_CHECK;

#endif /* CRYPTO_P256_SIGN_H */
