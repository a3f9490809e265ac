#include "crypto/ecdsa.h"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

/* The static context serves everything that needs no precomputed or blinded table of ours:
 * since libsecp256k1 0.2 that is all but making keys and signatures. */
static enum err serialize(u8 pub[ECDSA_KEY_LEN], const secp256k1_pubkey *key)
{
	size_t n = ECDSA_KEY_LEN;

	CHECK(secp256k1_ec_pubkey_serialize(secp256k1_context_static, pub, &n, key,
					    SECP256K1_EC_COMPRESSED) == 1);
	CHECK(n == ECDSA_KEY_LEN);
	return ERR_OK;
}

enum err ecdsa_recover(u8 pub[ECDSA_KEY_LEN], const u8 sig[ECDSA_SIG_LEN], const u8 hash[32])
{
	secp256k1_ecdsa_recoverable_signature s;
	secp256k1_pubkey key;

	/* The library calls an id above 3 a mistake of the caller and aborts. */
	if (sig[64] > 3)
		return ERR_SIGNATURE;
	if (secp256k1_ecdsa_recoverable_signature_parse_compact(secp256k1_context_static, &s, sig,
								sig[64]) != 1)
		return ERR_SIGNATURE;
	if (secp256k1_ecdsa_recover(secp256k1_context_static, &key, &s, hash) != 1)
		return ERR_SIGNATURE;
	return serialize(pub, &key);
}

enum err ecdsa_verify(const u8 sig[ECDSA_SIG_LEN], const u8 hash[32], const u8 pub[ECDSA_KEY_LEN])
{
	u8 got[ECDSA_KEY_LEN];

	TRY(ecdsa_recover(got, sig, hash));
	return mem_eq(got, pub, ECDSA_KEY_LEN) ? ERR_OK : ERR_SIGNATURE;
}

enum err ecdsa_public(u8 pub[ECDSA_KEY_LEN], const struct secret32 *secret)
{
	secp256k1_context *ctx = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
	secp256k1_pubkey key;
	int ok;

	CHECK(ctx != NULL);
	ok = secp256k1_ec_pubkey_create(ctx, &key, secret->b);
	secp256k1_context_destroy(ctx);
	return ok == 1 ? serialize(pub, &key) : ERR_KEY;
}

enum err ecdsa_sign(u8 sig[ECDSA_SIG_LEN], const struct secret32 *secret, const u8 hash[32])
{
	secp256k1_context *ctx = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
	secp256k1_ecdsa_recoverable_signature s;
	int id = 0, ok;

	CHECK(ctx != NULL);
	ok = secp256k1_ecdsa_sign_recoverable(ctx, &s, hash, secret->b, NULL, NULL);
	secp256k1_context_destroy(ctx);
	if (ok != 1)
		return ERR_KEY;
	CHECK(secp256k1_ecdsa_recoverable_signature_serialize_compact(secp256k1_context_static, sig,
								      &id, &s) == 1);
	sig[64] = (u8)id;
	return ERR_OK;
}
