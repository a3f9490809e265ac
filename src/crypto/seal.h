#ifndef CRYPTO_SEAL_H
#define CRYPTO_SEAL_H
/* crypto/seal: key agreement, key derivation and authenticated encryption.
 *
 * X25519 (RFC 7748), HKDF-SHA-256 (RFC 5869) and XChaCha20-Poly1305 (libsodium), with the
 * two compositions that this project uses. Enclave, CLI and replay call it. Shared
 * secrets never leave this module: they pass through HKDF with both public keys and a
 * purpose. All-zero shared secrets are refused (ERR_KEY). Constant time. */
#include "base/secret.h"
#include "base/slice.h"

#define SEAL_NONCE_LEN 24u
#define SEAL_TAG_LEN   16u
#define SEAL_EXTRA     (SEAL_NONCE_LEN + SEAL_TAG_LEN)        /* aead_seal */
#define SEAL_TO_EXTRA  (32u + SEAL_NONCE_LEN + SEAL_TAG_LEN)  /* seal_to */

void x25519_public(u8 pub[32], const struct secret32 *secret);

/* hkdf_256 is extract-and-expand with salt, key and info to 32 bytes. */
void hkdf_256(struct secret32 *out, struct slice salt, struct slice key, struct slice info);

/* aead_seal writes nonce ++ ciphertext ++ tag: plain.n + SEAL_EXTRA bytes. The nonce must
 * be fresh for the key (24 random bytes will do). plain may lie at out + SEAL_NONCE_LEN, which
 * seals in place; it may not overlap out in any other way. */
void aead_seal(u8 *out, const struct secret32 *key, const u8 nonce[SEAL_NONCE_LEN],
	       struct slice aad, struct slice plain);
/* aead_open writes in.n - SEAL_EXTRA bytes; ERR_DECRYPT and nothing written if it does
 * not authenticate, ERR_SHORT if it is too short to. */
enum err aead_open(u8 *out, size_t cap, size_t *n, const struct secret32 *key, struct slice aad,
		   struct slice in) MUST_CHECK;

/* What seal_to needs beside the text. ephemeral and nonce are fresh randomness. */
struct seal_to_args {
	const u8 *recipient; /* 32-byte X25519 public key */
	struct slice purpose; /* label, such as "phala/secret/v1" */
	struct slice aad;
	const struct secret32 *ephemeral;
	const u8 *nonce; /* SEAL_NONCE_LEN bytes */
};

/* seal_to writes ephemeral public key ++ nonce ++ ciphertext ++ tag, plain.n +
 * SEAL_TO_EXTRA bytes. key = hkdf_256(salt = ephemeral pub ++ recipient, key = X25519,
 * info = purpose); the aead's AAD is aad. ERR_KEY for a bad recipient. */
enum err seal_to(u8 *out, const struct seal_to_args *args, struct slice plain) MUST_CHECK;
/* seal_to_open is the recipient's end; ERR_SHORT, ERR_KEY, ERR_DECRYPT. */
enum err seal_to_open(u8 *out, size_t cap, size_t *n, const struct secret32 *secret,
		      struct slice purpose, struct slice aad, struct slice in) MUST_CHECK;

#endif /* CRYPTO_SEAL_H */
