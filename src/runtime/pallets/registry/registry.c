#include "runtime/pallets/registry/registry.h"

#include "crypto/hash.h"
#include "primitives/gen/agents_gen.h"
#include "runtime/frame/storage.h"
#include "runtime/host/host.h"
#include "runtime/pallets/system/system_gen.h"

#define REGISTRATION_VERSION 1u
#define TEE_NONE             0u /* evidence None: simulated */

enum err registry_genesis(struct ctx *c, u8 out[32])
{
	return system_block_hash_get(c, 0, out);
}

/* The window is a row of PhalaAgents, which uses this pallet; so it is read by its key. */
static enum err freshness_window(struct ctx *c, u32 *blocks)
{
	struct storage_key k = agents_freshness_window_key();
	struct slice raw;
	bool found;

	*blocks = 0;
	TRY(state_get(c, &k, &found, &raw));
	return found ? state_decoded(agents_freshness_window_decode(blocks, raw)) : ERR_OK;
}

enum err registry_check_head(struct ctx *c, u32 number, const u8 hash[32], enum registry_head *out)
{
	static const u8 unknown[32];
	u8 ours[32];
	u32 now, window;

	*out = REGISTRY_HEAD_STALE;
	TRY(system_number_get(c, &now));
	TRY(freshness_window(c, &window));
	if (number >= now || now - number > window)
		return ERR_OK;
	TRY(system_block_hash_get(c, number, ours));
	if (mem_eq(ours, unknown, 32))
		return ERR_OK;
	*out = mem_eq(ours, hash, 32) ? REGISTRY_HEAD_OK : REGISTRY_HEAD_FOREIGN;
	return ERR_OK;
}

enum err registry_is_live(struct ctx *c, const struct worker_info_v3 *info, bool *live)
{
	u32 now, window;

	TRY(system_number_get(c, &now));
	TRY(registry_liveness_window_get(c, &window));
	*live = now - info->last_seen <= window;
	return ERR_OK;
}

enum err registry_note_result(struct ctx *c, struct worker_info_v3 *info)
{
	info->results = sat_add_u64(info->results, 1);
	TRY(system_number_get(c, &info->last_seen));
	return registry_workers_v3_put(c, info->pubkey, info);
}

/* The worker's own signature over what the label and the parts say. */
static bool signed_by(const u8 key[32], const u8 sig[64], const struct slice *parts, size_t num)
{
	u8 hash[32];

	blake2_256_parts(hash, parts, num);
	return host_sr25519_verify(sig, SLICE_ARR(hash), key);
}

static enum err check_registration(struct ctx *c, const struct registry_register_worker_v3_args *a,
                                   const struct worker_info_v3 *old)
{
	const struct worker_registration_info_v3 *info = &a->info;
	struct wr w = wr_arena(c->a);
	enum registry_head head;
	struct slice scale;
	bool unattested;
	u8 genesis[32];

	wr_worker_registration_info_v3(&w, info);
	TRY(wr_arena_done(&w, c->a, &scale));
	if (info->version != REGISTRATION_VERSION)
		return registry_fail(c, REGISTRY_ERROR_INVALID_INPUT);
	TRY(registry_allow_unattested_get(c, &unattested));
	if (a->evidence.tag == EVIDENCE_NONE && !unattested)
		return registry_fail(c, REGISTRY_ERROR_NONE_ATTESTATION_DISABLED);
	TRY(registry_genesis(c, genesis));
	if (!mem_eq(genesis, info->genesis_block_hash, 32))
		return registry_fail(c, REGISTRY_ERROR_GENESIS_BLOCK_HASH_REJECTED);
	TRY(registry_check_head(c, info->block_number, info->block_hash, &head));
	if (head != REGISTRY_HEAD_OK)
		return registry_fail(c, REGISTRY_ERROR_STALE_BLOCK);
	if (info->incarnation <= old->incarnation)
		return registry_fail(c, REGISTRY_ERROR_INCARNATION_NOT_NEWER);
	if (!signed_by(info->pubkey, a->signature,
	               (const struct slice[]){SLICE_LIT("phala/register/v3"), scale}, 2))
		return registry_fail(c, REGISTRY_ERROR_INVALID_SIGNATURE);
	return ERR_OK;
}

enum err registry_register_worker_v3(struct ctx *c, const struct origin *o,
                                     const struct registry_register_worker_v3_args *a)
{
	struct event_registry_worker_registered e = {.tee = TEE_NONE};
	struct worker_info_v3 w = {0};
	bool found;
	u32 now;

	(void)o; /* any account may carry it */
	TRY(registry_workers_v3_get(c, a->info.pubkey, &found, &w));
	if (!found)
		memset(&w, 0, sizeof(w));
	TRY(check_registration(c, a, &w));
	TRY(system_number_get(c, &now));
	memcpy(w.pubkey, a->info.pubkey, 32);
	memcpy(w.x25519, a->info.x25519, 32);
	memcpy(w.measurement, a->info.measurement, 32);
	w.tee = TEE_NONE;
	memset(w.trust_domain, 0, 32);
	w.incarnation = a->info.incarnation;
	w.has_operator = a->info.has_operator;
	memcpy(w.operator, a->info.operator, 32);
	w.registered_at = now;
	w.last_seen = now;
	TRY(registry_workers_v3_put(c, w.pubkey, &w));
	memcpy(e.pubkey, w.pubkey, 32);
	e.incarnation = w.incarnation;
	return registry_deposit_worker_registered(c, &e);
}

static enum err check_heartbeat(struct ctx *c, const struct registry_heartbeat_args *a)
{
	u8 named[32 + 8 + 4 + 32], genesis[32];
	struct wr w = wr_into(named, sizeof(named));
	enum registry_head head;

	TRY(registry_check_head(c, a->block_number, a->block_hash, &head));
	if (head != REGISTRY_HEAD_OK)
		return registry_fail(c, REGISTRY_ERROR_STALE_BLOCK);
	TRY(registry_genesis(c, genesis));
	wr_bytes(&w, a->pubkey, 32);
	wr_u64(&w, a->incarnation);
	wr_u32(&w, a->block_number);
	wr_bytes(&w, a->block_hash, 32);
	if (!signed_by(a->pubkey, a->signature,
	               (const struct slice[]){SLICE_LIT("phala/heartbeat/v1"), SLICE_ARR(genesis),
	                                      SLICE_ARR(named)},
	               3))
		return registry_fail(c, REGISTRY_ERROR_INVALID_SIGNATURE);
	return ERR_OK;
}

enum err registry_heartbeat(struct ctx *c, const struct origin *o,
                            const struct registry_heartbeat_args *a)
{
	struct event_registry_worker_seen e;
	struct worker_info_v3 w;
	bool found;

	(void)o; /* any account may carry it */
	TRY(registry_workers_v3_get(c, a->pubkey, &found, &w));
	if (!found)
		return registry_fail(c, REGISTRY_ERROR_WORKER_NOT_FOUND);
	if (w.incarnation != a->incarnation)
		return registry_fail(c, REGISTRY_ERROR_INCARNATION_MISMATCH);
	TRY(check_heartbeat(c, a));
	TRY(system_number_get(c, &w.last_seen));
	TRY(registry_workers_v3_put(c, w.pubkey, &w));
	memcpy(e.pubkey, w.pubkey, 32);
	return registry_deposit_worker_seen(c, &e);
}
