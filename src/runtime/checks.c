#include "runtime/checks.h"

#include "crypto/hash.h"
#include "runtime/host/host.h"
#include "runtime/metadata.h"
#include "runtime/pallets/agents/agents.h"
#include "runtime/pallets/balances/balances.h"
#include "runtime/pallets/system/system.h"
#include "runtime/pallets/transaction_payment/transaction_payment.h"
#include "runtime/version.h"
#include "runtime/weights.h"

void wr_validity(struct wr *w, enum validity v)
{
	CHECK(v != VALIDITY_OK);
	wr_u8(w, (u8)((u32)v >> 8));
	wr_u8(w, (u8)((u32)v & 0xff));
}

/* What the extrinsic costs besides its call, its base weight apart. */
static void add_own_weight(struct checked *k)
{
	struct weight w = {.ref_time = WEIGHT_PER_BYTE * (u64)k->encoded.n};

	if (k->x.is_signed && k->x.signature.kind != MULTI_SIG_SR25519)
		w.ref_time += WEIGHT_SIGNATURE_ALONE;
	k->info.weight = weight_add(k->info.weight, w);
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
	add_own_weight(out);
	if (!out->x.is_signed)
		return VALIDITY_OK;
	if (out->x.address.kind != MULTI_ADDRESS_ID)
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

	*add = (struct extrinsic_additional){.spec_version = runtime_spec_version(),
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

enum err expect_next_block(struct ctx *c, const u8 parent[32])
{
	u32 number;

	TRY(system_number_get(c, &number));
	return system_initialize(c, number + 1, parent, NULL);
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

static struct weight weight_total(const struct consumed_weight *w)
{
	return weight_add(weight_add(w->normal, w->operational), w->mandatory);
}

static struct weight *weight_of(struct consumed_weight *w, u8 class)
{
	if (class == DISPATCH_CLASS_MANDATORY)
		return &w->mandatory;
	return class == DISPATCH_CLASS_OPERATIONAL ? &w->operational : &w->normal;
}

static u32 length_limit(u8 class)
{
	return class == DISPATCH_CLASS_NORMAL ? system_block_length.max.normal
					      : system_block_length.max.operational;
}

/* The rule of upstream's CheckWeight: a class may not pass its own limit; a class that finds the
 * block full may still use what is reserved for it; mandatory extrinsics always fit. */
static bool has_room(const struct block_weights *limits, struct consumed_weight *used,
		     const struct call_info *info)
{
	const struct weights_per_class *class = system_class_limits(limits, info->class);
	struct weight *own = weight_of(used, info->class);

	if (class->has_max_extrinsic && !weight_fits(info->weight, class->max_extrinsic))
		return false;
	*own = weight_add(*own, weight_add(class->base_extrinsic, info->weight));
	if (class->has_max_total && !weight_fits(*own, class->max_total))
		return false;
	if (weight_fits(weight_total(used), limits->max_block))
		return true;
	return !class->has_reserved || weight_fits(*own, class->reserved);
}

enum err check_room(struct ctx *c, const struct checked *k, enum validity *v)
{
	struct consumed_weight used;
	struct block_weights limits;
	u32 length;
	bool found;

	TRY(system_limits_get(c, &limits));
	TRY(system_block_weight_get(c, &used));
	TRY(system_all_extrinsics_len_get(c, &found, &length));
	if (k->encoded.n > length_limit(k->info.class) ||
	    length > length_limit(k->info.class) - k->encoded.n ||
	    !has_room(&limits, &used, &k->info))
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
