#include "crypto/sr25519.h"

#include "base/bytes.h"
#include "crypto/curve.h"
#include "crypto/hash.h"
#include "crypto/merlin.h"
#include "crypto/native/start.h"

#define MARKER 0x80u

/* The transcript after its context, the same for every signature: filled before main(). */
static struct merlin substrate_context;

__attribute__((constructor)) static void sr25519_start(void)
{
	merlin_init(&substrate_context, "SigningContext");
	merlin_append(&substrate_context, "", SLICE_LIT("substrate"));
}

void sr25519_from_seed(struct sr25519_pair *out, const struct secret32 *seed)
{
	u8 h[64], low = 0;

	CHECK(crypto_hash_sha512(h, seed->b, 32) == 0);
	h[0] &= 248;
	h[31] &= 63;
	h[31] |= 64;
	/* schnorrkel keeps the scalar divided by the cofactor: 256 bits, three to the right. */
	for (int i = 31; i >= 0; i--) {
		out->scalar.b[i] = (u8)(h[i] >> 3 | low);
		low = (u8)((h[i] & 7) << 5);
	}
	memcpy(out->nonce.b, h + 32, 32);
	mem_wipe(h, sizeof(h));
	/* It fails only for scalar zero, and bit 251 is set. */
	CHECK(crypto_scalarmult_ristretto255_base(out->pub, out->scalar.b) == 0);
}

void sr25519_derive_hard(struct sr25519_pair *out, const struct sr25519_pair *parent,
                         const u8 chain_code[32])
{
	struct merlin t;
	struct secret32 seed;

	merlin_init(&t, "SchnorrRistrettoHDKD");
	merlin_append(&t, "sign-bytes", SLICE_EMPTY);
	merlin_append(&t, "chain-code", slice_of(chain_code, 32));
	merlin_append(&t, "secret-key", SLICE_ARR(parent->scalar.b));
	merlin_challenge(&t, "HDKD-hard", seed.b, sizeof(seed.b));
	sr25519_from_seed(out, &seed);
	secret32_release(&seed);
	mem_wipe(&t, sizeof(t));
}

void sr25519_release(struct sr25519_pair *p)
{
	mem_wipe(p, sizeof(*p));
}

static void begin(struct merlin *t, struct slice msg, const u8 pub[32])
{
	*t = substrate_context;
	merlin_append(t, "sign-bytes", msg);
	merlin_append(t, "proto-name", SLICE_LIT("Schnorr-sig"));
	merlin_append(t, "sign:pk", slice_of(pub, 32));
}

static void challenge(u8 k[32], struct merlin *t, const u8 r[32])
{
	u8 wide[64];

	merlin_append(t, "sign:R", slice_of(r, 32));
	merlin_challenge(t, "sign:c", wide, sizeof(wide));
	crypto_core_ristretto255_scalar_reduce(k, wide);
}

/* witness draws the secret exponent: unique to key and message, fresh if hedge is. */
static void witness(u8 r[32], const struct merlin *t, const struct secret32 *nonce,
                    const u8 hedge[32])
{
	static const u8 none[32];
	struct merlin fork = *t;
	u8 wide[64];

	merlin_append(&fork, "witness-nonce", SLICE_ARR(nonce->b));
	merlin_append(&fork, "witness-hedge", slice_of(hedge == NULL ? none : hedge, 32));
	merlin_challenge(&fork, "witness", wide, sizeof(wide));
	crypto_core_ristretto255_scalar_reduce(r, wide);
	mem_wipe(wide, sizeof(wide));
	mem_wipe(&fork, sizeof(fork));
}

void sr25519_sign(u8 sig[SR25519_SIG_LEN], const struct sr25519_pair *p, struct slice msg,
                  const u8 hedge[32])
{
	struct merlin t;
	u8 r[32], k[32], s[32];

	begin(&t, msg, p->pub);
	witness(r, &t, &p->nonce, hedge);
	/* It fails only for r = 0, which a hash does not give. */
	CHECK(crypto_scalarmult_ristretto255_base(sig, r) == 0);
	challenge(k, &t, sig);
	crypto_core_ristretto255_scalar_mul(s, k, p->scalar.b);
	crypto_core_ristretto255_scalar_add(s, s, r);
	memcpy(sig + 32, s, 32);
	sig[63] |= MARKER;
	mem_wipe(r, sizeof(r));
	mem_wipe(s, sizeof(s));
}

/* read_s takes the marker off and wants what is left in range. */
static bool read_s(u8 s[32], const u8 sig[SR25519_SIG_LEN])
{
	memcpy(s, sig + 32, 32);
	s[31] &= (u8)~MARKER;
	return (sig[63] & MARKER) != 0 && scalar_is_canonical_vartime(s);
}

enum err sr25519_verify(const u8 sig[SR25519_SIG_LEN], struct slice msg, const u8 pub[32])
{
	struct curve_term term;
	struct ge a, sum;
	struct merlin t;
	u8 s[32], k[32], r[32];

	if (!ristretto_decode_vartime(&a, pub))
		return ERR_KEY;
	if (!read_s(s, sig))
		return ERR_SIGNATURE;
	begin(&t, msg, pub);
	challenge(k, &t, sig);
	ge_negate(&a);
	curve_term_init_vartime(&term, k, &a);
	curve_sum_vartime(&sum, s, &term, 1);
	ristretto_encode_vartime(r, &sum);
	return mem_eq(r, sig, 32) ? ERR_OK : ERR_SIGNATURE;
}

/* A batch is checked in chunks: sum(z_i·s_i)·B - sum(z_i·k_i·A_i) - sum(z_i·R_i) = 0 with
 * random 128-bit z_i. Longer chunks gain little, and 96 KiB of tables stay in the cache. */
#define CHUNK 32u

struct batch {
	struct curve_term terms[2 * CHUNK];
	u8 s[32]; /* sum of z_i·s_i */
};

/* Tables are too big for a stack frame, and verification keeps nothing between calls. */
static _Thread_local struct batch batch_scratch;

static enum err batch_item(struct batch *b, size_t at, const struct sr25519_item *item,
                           const u8 z[32])
{
	struct ge a, r;
	struct merlin t;
	u8 s[32], k[32];

	if (!ristretto_decode_vartime(&a, item->pub))
		return ERR_KEY;
	if (!read_s(s, item->sig) || !ristretto_decode_vartime(&r, item->sig))
		return ERR_SIGNATURE;
	begin(&t, item->msg, item->pub);
	challenge(k, &t, item->sig);
	crypto_core_ristretto255_scalar_mul(k, k, z);
	crypto_core_ristretto255_scalar_mul(s, s, z);
	crypto_core_ristretto255_scalar_add(b->s, b->s, s);
	ge_negate(&a);
	ge_negate(&r);
	curve_term_init_vartime(&b->terms[2 * at], k, &a);
	curve_term_init_vartime(&b->terms[2 * at + 1], z, &r);
	return ERR_OK;
}

/* coefficient makes the z of one item: 128 bits out of random and its index. */
static void coefficient(u8 z[32], const u8 random[32], size_t i)
{
	u8 index[4];

	store_le32(index, (u32)i);
	const struct slice parts[] = {slice_of(random, 32), SLICE_ARR(index)};

	blake2_256_parts(z, parts, ARRAY_LEN(parts));
	memset(z + 16, 0, 16);
}

static enum err verify_chunk(struct batch *b, const struct sr25519_item *items, size_t num,
                             size_t first, const u8 random[32])
{
	struct ge sum;

	memset(b->s, 0, sizeof(b->s));
	for (size_t i = 0; i < num; i++) {
		u8 z[32];

		coefficient(z, random, first + i);
		TRY(batch_item(b, i, &items[first + i], z));
	}
	curve_sum_vartime(&sum, b->s, b->terms, 2 * num);
	return ristretto_is_identity_vartime(&sum) ? ERR_OK : ERR_SIGNATURE;
}

enum err sr25519_verify_batch(const struct sr25519_item *items, size_t num, const u8 random[32])
{
	CHECK(num <= SR25519_BATCH_MAX);
	for (size_t first = 0; first < num; first += CHUNK)
		TRY(verify_chunk(&batch_scratch, items, size_min(CHUNK, num - first), first,
		                 random));
	return ERR_OK;
}
