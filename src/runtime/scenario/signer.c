#include "runtime/scenario/signer.h"

#include "crypto/ecdsa.h"
#include "crypto/hash.h"

static const struct secret32 ecdsa_secret = {{9, 8, 7}};

void signer_account(const struct kit *k, u32 who, u8 account[32])
{
	u8 pub[ECDSA_KEY_LEN];

	CHECK(who < NUM_SIGNERS);
	if (who < NUM_KIT_KEYS) {
		memcpy(account, k->key[who].pub, 32);
	} else if (who == ED25519_SIGNER) {
		memcpy(account, k->ed_alice.pub, 32);
	} else {
		KIT_MUST(ecdsa_public(pub, &ecdsa_secret));
		blake2_256(account, SLICE_ARR(pub));
	}
}

struct extrinsic_ctx signer_ctx(struct kit *k, u32 who)
{
	struct extrinsic_ctx x = kit_ctx(k, ALICE);
	u8 account[32];

	signer_account(k, who, account);
	x.nonce = kit_account(k, account).nonce;
	return x;
}

static void sign(const struct kit *k, u32 who, struct slice payload, struct multi_signature *sig)
{
	u8 hash[32];

	if (who == ED25519_SIGNER) {
		sig->kind = MULTI_SIG_ED25519;
		ed25519_sign(sig->b, &k->ed_alice, payload);
	} else {
		sig->kind = MULTI_SIG_ECDSA;
		blake2_256(hash, payload);
		KIT_MUST(ecdsa_sign(sig->b, &ecdsa_secret, hash));
	}
}

struct slice signer_sign(struct kit *k, u32 who, const struct extrinsic_ctx *x, struct slice call)
{
	struct extrinsic_extra extra = {.era = x->era, .nonce = x->nonce, .tip = x->tip};
	struct extrinsic_additional add = {.spec_version = x->spec_version,
					   .tx_version = x->tx_version};
	u8 buf[EXTRINSIC_PAYLOAD_MAX], account[32];
	struct slice payload, body, xt;
	struct multi_address from;
	struct multi_signature sig;
	struct wr w;

	if (who < NUM_KIT_KEYS)
		return kit_sign(k, (enum kit_key)who, x, call);
	memcpy(add.genesis, x->genesis, 32);
	memcpy(add.birth_hash, x->era.period == 0 ? x->genesis : x->birth_hash, 32);
	extrinsic_payload(call, &extra, &add, buf, &payload);
	sign(k, who, payload, &sig);
	signer_account(k, who, account);
	from = multi_address_id(account);
	w = wr_arena(&k->block);
	wr_u8(&w, 0x84); /* version 4, signed */
	wr_multi_address(&w, &from);
	wr_multi_signature(&w, &sig);
	wr_extrinsic_extra(&w, &extra);
	wr_slice(&w, call);
	KIT_MUST(wr_arena_done(&w, &k->block, &body));
	w = wr_arena(&k->block);
	wr_vec(&w, body);
	KIT_MUST(wr_arena_done(&w, &k->block, &xt));
	return xt;
}
