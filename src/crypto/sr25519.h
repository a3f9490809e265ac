#ifndef CRYPTO_SR25519_H
#define CRYPTO_SR25519_H
/* crypto/sr25519: Schnorr signatures on ristretto255 over merlin transcripts.
 *
 * Every program verifies; enclave, CLI and tests sign. Signing and derivation are
 * constant time; verification is not and sees public data only. Signing context is
 * "substrate" everywhere. Edge cases follow the Polkadot host bit for bit: the marker
 * bit 0x80 of byte 63 is required, s and R must be canonical, R is compared as bytes.
 * Ours because Debian's libraries lack it. Secrets meet only libsodium's ristretto255;
 * verification uses crypto/curve.
 * Source: crate schnorrkel 0.11, merlin.cool, STROBE 1.0.2. */
#include "base/secret.h"
#include "base/slice.h"

#define SR25519_SIG_LEN 64u

/* A key pair owns its secret: release it on every path. */
struct sr25519_pair {
	u8 pub[32];
	struct secret32 scalar; /* canonical, not the ed25519-style multiple */
	struct secret32 nonce;
};

/* sr25519_from_seed expands a 32-byte mini secret in ed25519 mode, as Substrate does. */
void sr25519_from_seed(struct sr25519_pair *out, const struct secret32 *seed);
/* sr25519_derive_hard makes the child of one "//junction". chain_code: crypto/uri.h. */
void sr25519_derive_hard(struct sr25519_pair *out, const struct sr25519_pair *parent,
			 const u8 chain_code[32]);
void sr25519_release(struct sr25519_pair *p);

/* sr25519_sign signs msg. hedge: 32 fresh random bytes, or NULL for a witness that
 * depends on key and message only (still safe; used where no randomness exists). */
void sr25519_sign(u8 sig[SR25519_SIG_LEN], const struct sr25519_pair *p, struct slice msg,
		  const u8 hedge[32]);
/* sr25519_verify returns ERR_OK, ERR_KEY (pub is no point) or ERR_SIGNATURE. */
enum err sr25519_verify(const u8 sig[SR25519_SIG_LEN], struct slice msg,
			const u8 pub[32]) MUST_CHECK;

/* One signature to check, for sr25519_verify_batch. */
struct sr25519_item {
	const u8 *sig, *pub; /* 64 and 32 bytes */
	struct slice msg;
};

#define SR25519_BATCH_MAX 64u

/* sr25519_verify_batch is ERR_OK only if each of num (at most SR25519_BATCH_MAX) holds; on
 * failure the caller checks them one by one. random: 32 fresh bytes for the
 * coefficients, unknown to whoever made the signatures. */
enum err sr25519_verify_batch(const struct sr25519_item *items, size_t num,
			      const u8 random[32]) MUST_CHECK;

#endif /* CRYPTO_SR25519_H */
