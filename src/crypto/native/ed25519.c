#include "crypto/ed25519.h"

#include "crypto/curve.h"
#include "crypto/hash.h"
#include "crypto/native/start.h"

void ed25519_from_seed(struct ed25519_pair *out, const struct secret32 *seed)
{
	u8 full[64];

	CHECK(crypto_sign_seed_keypair(out->pub, full, seed->b) == 0);
	out->seed = *seed;
	mem_wipe(full, sizeof(full));
}

void ed25519_derive_hard(struct ed25519_pair *out, const struct ed25519_pair *parent,
                         const u8 chain_code[32])
{
	/* The SCALE tuple ("Ed25519HDKD", seed, chain code). */
	const struct slice parts[] = {SLICE_LIT("\x2c"
	                                        "Ed25519HDKD"),
	                              SLICE_ARR(parent->seed.b), slice_of(chain_code, 32)};
	struct secret32 seed;

	blake2_256_parts(seed.b, parts, ARRAY_LEN(parts));
	ed25519_from_seed(out, &seed);
	secret32_release(&seed);
}

void ed25519_release(struct ed25519_pair *p)
{
	mem_wipe(p, sizeof(*p));
}

void ed25519_sign(u8 sig[ED25519_SIG_LEN], const struct ed25519_pair *p, struct slice msg)
{
	u8 full[64];

	memcpy(full, p->seed.b, 32);
	memcpy(full + 32, p->pub, 32);
	CHECK(crypto_sign_detached(sig, NULL, msg.p, msg.n, full) == 0);
	mem_wipe(full, sizeof(full));
}

/* challenge hashes R and A as they were received, reduced or not. */
static void challenge(u8 k[32], const u8 r[32], const u8 pub[32], struct slice msg)
{
	crypto_hash_sha512_state h;
	u8 wide[64];

	CHECK(crypto_hash_sha512_init(&h) == 0);
	CHECK(crypto_hash_sha512_update(&h, r, 32) == 0);
	CHECK(crypto_hash_sha512_update(&h, pub, 32) == 0);
	CHECK(crypto_hash_sha512_update(&h, msg.p, msg.n) == 0);
	CHECK(crypto_hash_sha512_final(&h, wide) == 0);
	crypto_core_ed25519_scalar_reduce(k, wide);
}

enum err ed25519_verify(const u8 sig[ED25519_SIG_LEN], struct slice msg, const u8 pub[32])
{
	struct curve_term term;
	struct ge a, r, sum;
	u8 k[32];

	if (!edwards_decode_zip215_vartime(&a, pub))
		return ERR_KEY;
	if (!scalar_is_canonical_vartime(sig + 32) || !edwards_decode_zip215_vartime(&r, sig))
		return ERR_SIGNATURE;
	challenge(k, sig, pub, msg);
	ge_negate(&a);
	ge_negate(&r);
	curve_term_init_vartime(&term, k, &a);
	curve_sum_vartime(&sum, sig + 32, &term, 1);
	ge_add(&sum, &r);
	ge_mul_8(&sum);
	return edwards_is_identity_vartime(&sum) ? ERR_OK : ERR_SIGNATURE;
}
