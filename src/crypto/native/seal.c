#include "crypto/seal.h"

#include "crypto/native/start.h"

_Static_assert(SEAL_NONCE_LEN == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "XChaCha20");
_Static_assert(SEAL_TAG_LEN == crypto_aead_xchacha20poly1305_ietf_ABYTES, "Poly1305");

void x25519_public(u8 pub[32], const struct secret32 *secret)
{
	CHECK(crypto_scalarmult_curve25519_base(pub, secret->b) == 0);
}

/* hmac: an empty key still needs some address. */
static void hmac(u8 out[32], struct slice key, const struct slice *parts, size_t num)
{
	crypto_auth_hmacsha256_state st;

	CHECK(crypto_auth_hmacsha256_init(&st, key.n == 0 ? out : key.p, key.n) == 0);
	for (size_t i = 0; i < num; i++)
		CHECK(crypto_auth_hmacsha256_update(&st, parts[i].p, parts[i].n) == 0);
	CHECK(crypto_auth_hmacsha256_final(&st, out) == 0);
	mem_wipe(&st, sizeof(st));
}

void hkdf_256(struct secret32 *out, struct slice salt, struct slice key, struct slice info)
{
	/* 32 bytes are one block of the expansion, so its counter is 1. */
	const struct slice expand[] = {info, SLICE_LIT("\x01")};
	struct secret32 prk;

	/* No salt means 32 zero bytes, which HMAC pads its key with anyway. */
	hmac(prk.b, salt, &key, 1);
	hmac(out->b, SLICE_ARR(prk.b), expand, ARRAY_LEN(expand));
	secret32_release(&prk);
}

void aead_seal(u8 *out, const struct secret32 *key, const u8 nonce[SEAL_NONCE_LEN],
               struct slice aad, struct slice plain)
{
	memcpy(out, nonce, SEAL_NONCE_LEN);
	CHECK(crypto_aead_xchacha20poly1305_ietf_encrypt(out + SEAL_NONCE_LEN, NULL, plain.p,
	                                                 plain.n, aad.p, aad.n, NULL, nonce,
	                                                 key->b) == 0);
}

static int decrypt(u8 *out, const struct secret32 *key, struct slice aad, struct slice in)
{
	return crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, in.p + SEAL_NONCE_LEN,
	                                                  in.n - SEAL_NONCE_LEN, aad.p, aad.n, in.p,
	                                                  key->b);
}

enum err aead_open(u8 *out, size_t cap, size_t *n, const struct secret32 *key, struct slice aad,
                   struct slice in)
{
	if (in.n < SEAL_EXTRA)
		return ERR_SHORT;
	if (in.n - SEAL_EXTRA > cap)
		return ERR_LIMIT;
	/* Without an output libsodium only checks; with one it would clear it on failure. */
	if (decrypt(NULL, key, aad, in) != 0)
		return ERR_DECRYPT;
	if (in.n > SEAL_EXTRA && decrypt(out, key, aad, in) != 0)
		return ERR_DECRYPT;
	*n = in.n - SEAL_EXTRA;
	return ERR_OK;
}

/* agree derives the key that both ends of a sealed message share. */
static enum err agree(struct secret32 *key, const struct secret32 *mine, const u8 theirs[32],
                      const u8 ephemeral[32], const u8 recipient[32], struct slice purpose)
{
	struct secret32 shared;
	u8 salt[64];

	/* It fails for the points of small order, whose product is zero. */
	if (crypto_scalarmult_curve25519(shared.b, mine->b, theirs) != 0) {
		secret32_release(&shared);
		return ERR_KEY;
	}
	memcpy(salt, ephemeral, 32);
	memcpy(salt + 32, recipient, 32);
	hkdf_256(key, SLICE_ARR(salt), SLICE_ARR(shared.b), purpose);
	secret32_release(&shared);
	return ERR_OK;
}

enum err seal_to(u8 *out, const struct seal_to_args *args, struct slice plain)
{
	struct secret32 key;
	u8 pub[32];

	x25519_public(pub, args->ephemeral);
	TRY(agree(&key, args->ephemeral, args->recipient, pub, args->recipient, args->purpose));
	memcpy(out, pub, 32);
	aead_seal(out + 32, &key, args->nonce, args->aad, plain);
	secret32_release(&key);
	return ERR_OK;
}

enum err seal_to_open(u8 *out, size_t cap, size_t *n, const struct secret32 *secret,
                      struct slice purpose, struct slice aad, struct slice in)
{
	struct secret32 key;
	u8 recipient[32];
	enum err e;

	if (in.n < SEAL_TO_EXTRA)
		return ERR_SHORT;
	x25519_public(recipient, secret);
	TRY(agree(&key, secret, in.p, in.p, recipient, purpose));
	e = aead_open(out, cap, n, &key, aad, slice_from(in, 32));
	secret32_release(&key);
	return e;
}
