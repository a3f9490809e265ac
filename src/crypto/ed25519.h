#ifndef CRYPTO_ED25519_H
#define CRYPTO_ED25519_H
/* crypto/ed25519: signatures of GRANDPA authorities and of ed25519 accounts.
 *
 * Verification accepts exactly what the Polkadot host accepts (ZIP-215: cofactored
 * equation, non-canonical A and R allowed, s < L), or native and wasm runtimes would
 * fork; libsodium's own check is stricter. Signing is RFC 8032 by libsodium. */
#include "base/secret.h"
#include "base/slice.h"

#define ED25519_SIG_LEN 64u

struct ed25519_pair {
	u8 pub[32];
	struct secret32 seed;
};

void ed25519_from_seed(struct ed25519_pair *out, const struct secret32 *seed);
/* ed25519_derive_hard: one "//junction" with Substrate's chain code. */
void ed25519_derive_hard(struct ed25519_pair *out, const struct ed25519_pair *parent,
			 const u8 chain_code[32]);
void ed25519_release(struct ed25519_pair *p);
void ed25519_sign(u8 sig[ED25519_SIG_LEN], const struct ed25519_pair *p, struct slice msg);
/* ed25519_verify returns ERR_OK, ERR_KEY or ERR_SIGNATURE. Variable time. */
enum err ed25519_verify(const u8 sig[ED25519_SIG_LEN], struct slice msg,
			const u8 pub[32]) MUST_CHECK;

#endif /* CRYPTO_ED25519_H */
