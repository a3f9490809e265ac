#include "runtime/checks.h"

#include "crypto/hash.h"
#include "runtime/host/host.h"
#include "runtime/metadata.h"
#include "runtime/pallets/agents/agents.h"
#include "runtime/pallets/balances/balances.h"
#include "runtime/pallets/system/system.h"
#include "runtime/pallets/transaction_payment/transaction_payment.h"
#include "runtime/version.h"

void wr_validity(struct wr *w, enum validity v)
{
	CHECK(v != VALIDITY_OK);
	wr_u8(w, (u8)((u32)v >> 8));
	wr_u8(w, (u8)((u32)v & 0xff));
}

enum validity checked_decode(struct checked *out, struct slice encoded)
{
	memset(out, 0, sizeof(*out));
	out->encoded = encoded;
	if (encoded.n > SYSTEM_LENGTH_MAX)
		return INVALID_EXHAUSTS_RESOURCES;
	if (extrinsic_decode(&out->x, encoded) != ERR_OK)
		return INVALID_CALL;
	if (call_inspect(out->x.call, &out->info) != ERR_OK)
		return INVALID_CALL;
	if (!out->x.is_signed)
		return VALIDITY_OK;
	if (out->x.address.kind != MULTI_ADDRESS_ID && out->x.address.kind != MULTI_ADDRESS_32)
		return UNKNOWN_CANNOT_LOOKUP;
	memcpy(out->who, out->x.address.id, 32);
	out->tip = bal(out->x.extra.tip);
	return VALIDITY_OK;
}

/* CheckMortality: the birth block must be one whose hash the chain still knows. */
static enum err fill_additional(struct ctx *c, struct checked *k, struct extrinsic_additional *add,
				enum validity *v)
{
	struct storage_key key;
	struct slice raw;
	bool found;
	u32 now, birth;

	*add = (struct extrinsic_additional){.spec_version = RUNTIME_SPEC_VERSION,
					     .tx_version = RUNTIME_TX_VERSION};
	/* CheckMetadataHash: who asks for it signs what this runtime says about itself. */
	add->has_metadata_hash = k->x.extra.metadata_mode == 1;
	memcpy(add->metadata_hash, metadata_hash(), 32);
	TRY(system_number_get(c, &now));
	TRY(system_genesis_hash(c, add->genesis));
	birth = era_birth(k->x.extra.era, now);
	key = system_block_hash_key(birth);
	TRY(host_storage_get(storage_key_slice(&key), &found, &raw));
	if (!found || raw.n != 32) {
		*v = INVALID_ANCIENT_BIRTH_BLOCK;
		return ERR_OK;
	}
	memcpy(add->birth_hash, raw.p, 32);
	k->longevity = era_death(k->x.extra.era, now);
	if (k->longevity != UINT64_MAX)
		k->longevity = sat_sub_u64(k->longevity, now);
	return ERR_OK;
}

/* An ecdsa account is the hash of its key. */
static bool ecdsa_holds(const u8 sig[65], struct slice payload, const u8 who[32])
{
	u8 hash[32], pub[33], account[32];

	blake2_256(hash, payload);
	if (sig[64] > 3 || !host_ecdsa_recover(pub, sig, hash))
		return false;
	blake2_256(account, SLICE_ARR(pub));
	return mem_eq(account, who, 32);
}

static bool signature_holds(const struct checked *k, const struct extrinsic_additional *add)
{
	const struct multi_signature *s = &k->x.signature;
	u8 buf[EXTRINSIC_PAYLOAD_MAX];
	struct slice payload;

	extrinsic_payload(k->x.call, &k->x.extra, add, buf, &payload);
	switch (s->kind) {
	case MULTI_SIG_SR25519:
		return host_sr25519_verify(s->b, payload, k->who);
	case MULTI_SIG_ED25519:
		return host_ed25519_verify(s->b, payload, k->who);
	case MULTI_SIG_ECDSA:
		return ecdsa_holds(s->b, payload, k->who);
	case NUM_MULTI_SIG_KINDS:
		break;
	}
	return false;
}

enum err expect_signature(struct ctx *c, struct slice encoded)
{
	struct extrinsic_additional add;
	enum validity v = VALIDITY_OK;
	struct checked k = {0};
	u8 buf[EXTRINSIC_PAYLOAD_MAX];
	struct slice payload;

	if (extrinsic_decode(&k.x, encoded) != ERR_OK || !k.x.is_signed ||
	    k.x.signature.kind != MULTI_SIG_SR25519)
		return ERR_OK;
	TRY(fill_additional(c, &k, &add, &v));
	if (v != VALIDITY_OK)
		return ERR_OK;
	extrinsic_payload(k.x.call, &k.x.extra, &add, buf, &payload);
	host_sr25519_expect(k.x.signature.b, payload, k.x.address.id);
	return agents_expect_signature(c, k.x.call);
}

static enum validity check_nonce(const struct checked *k, const struct account_info *who, bool pool)
{
	if (who->providers == 0 && who->sufficients == 0)
		return INVALID_PAYMENT;
	if (k->x.extra.nonce < who->nonce)
		return INVALID_STALE;
	if (k->x.extra.nonce > who->nonce && !pool)
		return INVALID_FUTURE;
	return VALIDITY_OK;
}

/* What one class of calls may fill of a block. */
struct room {
	u64 weight, length;
};

static struct room room_of(u8 class)
{
	if (class == DISPATCH_CLASS_NORMAL)
		return (struct room){SYSTEM_WEIGHT_NORMAL_MAX, SYSTEM_LENGTH_NORMAL_MAX};
	return (struct room){SYSTEM_WEIGHT_MAX, SYSTEM_LENGTH_MAX};
}

enum err check_room(struct ctx *c, const struct checked *k, enum validity *v)
{
	struct room room = room_of(k->info.class);
	struct consumed_weight used;
	u64 total;
	u32 length;
	bool found;

	TRY(system_block_weight_get(c, &used));
	TRY(system_all_extrinsics_len_get(c, &found, &length));
	total = sat_add_u64(used.normal.ref_time, used.operational.ref_time);
	total = sat_add_u64(total, used.mandatory.ref_time);
	total = sat_add_u64(total, SYSTEM_WEIGHT_BASE);
	total = sat_add_u64(total, k->info.weight);
	if (length + k->encoded.n > room.length)
		*v = INVALID_EXHAUSTS_RESOURCES;
	if (total > room.weight && k->info.class != DISPATCH_CLASS_MANDATORY)
		*v = INVALID_EXHAUSTS_RESOURCES;
	return ERR_OK;
}

static enum err check_payment(struct ctx *c, struct checked *k, const struct account_info *who,
			      enum validity *v)
{
	struct fee_details fee;

	TRY(fee_inclusion(c, k->info.weight, (u32)k->encoded.n, &fee));
	if (!fee_total(&fee, k->tip, &k->fee) || !balances_can_pay(who, k->fee))
		*v = INVALID_PAYMENT;
	return ERR_OK;
}

enum err check_signed(struct ctx *c, struct checked *k, bool pool, enum validity *v)
{
	static const u8 zero[32];
	struct extrinsic_additional add;
	struct account_info who;

	*v = VALIDITY_OK;
	TRY(fill_additional(c, k, &add, v));
	if (*v == VALIDITY_OK && !signature_holds(k, &add))
		*v = INVALID_BAD_PROOF;
	if (*v == VALIDITY_OK && mem_eq(k->who, zero, 32))
		*v = INVALID_BAD_SIGNER;
	if (*v != VALIDITY_OK)
		return ERR_OK;
	TRY(system_account_get(c, k->who, &who));
	k->nonce = who.nonce;
	*v = check_nonce(k, &who, pool);
	if (*v == VALIDITY_OK)
		TRY(check_room(c, k, v));
	if (*v == VALIDITY_OK)
		TRY(check_payment(c, k, &who, v));
	return ERR_OK;
}
