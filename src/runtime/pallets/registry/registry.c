/*~ Where a worker becomes one. Three things must come together: its own signature, a position on
 * this chain that only a recent view of it can name, and evidence that says what code holds the
 * key and on which machine. The quote's report data names all of the registration, so that
 * nothing of it can be exchanged. */
#include "runtime/pallets/registry/registry.h"

#include "crypto/hash.h"
#include "primitives/gen/agents_gen.h"
#include "runtime/frame/storage.h"
#include "runtime/host/host.h"
#include "runtime/pallets/registry/int.h"
#include "runtime/pallets/system/system_gen.h"
#include "runtime/pallets/timestamp/timestamp_gen.h"

#define REGISTRATION_VERSION 1u
#define TEE_NONE             0u /* evidence None */
/* What a registration without a quote does not need of its declared weight. */
#define QUOTE_WEIGHT 4860000000u
#define QUOTE_PROOF  114688u

enum err registry_now(struct ctx *c, u64 *seconds)
{
	u64 ms;

	TRY(timestamp_now_get(c, &ms));
	*seconds = ms / 1000;
	return ERR_OK;
}

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

/* The block's own time and what governance said since decide, at every use. */
static enum err evidence_standing(struct ctx *c, const struct worker_info_v3 *w,
				  enum registry_standing *out)
{
	struct measurement_state m;
	struct platform_info p;
	bool found;
	u64 now;

	TRY(registry_now(c, &now));
	if (now > w->valid_until) {
		*out = REGISTRY_EXPIRED;
		return ERR_OK;
	}
	TRY(registry_roots_has(c, w->trust_domain, &found));
	if (!found) {
		*out = REGISTRY_ROOT_REMOVED;
		return ERR_OK;
	}
	TRY(registry_measurements_get(c, w->measurement, &found, &m));
	if (found && m.tag == MEASUREMENT_STATE_REVOKED) {
		*out = REGISTRY_MEASUREMENT_REVOKED;
		return ERR_OK;
	}
	TRY(registry_platforms_get(c, w->platform, &found, &p));
	*out = p.revoked ? REGISTRY_PLATFORM_REVOKED : REGISTRY_STANDS;
	return ERR_OK;
}

enum err registry_standing(struct ctx *c, const struct worker_info_v3 *w,
			   enum registry_standing *out)
{
	struct measurement_state m;
	bool unattested, found;

	if (w->tee != TEE_NONE)
		return evidence_standing(c, w, out);
	TRY(registry_allow_unattested_get(c, &unattested));
	TRY(registry_measurements_get(c, w->measurement, &found, &m));
	*out = !unattested                                      ? REGISTRY_UNATTESTED
	       : found && m.tag == MEASUREMENT_STATE_REVOKED ? REGISTRY_MEASUREMENT_REVOKED
							     : REGISTRY_STANDS;
	return ERR_OK;
}

enum err registry_ensure_stands(struct ctx *c, const struct worker_info_v3 *w)
{
	static const enum registry_error why[] = {
	    [REGISTRY_UNATTESTED] = REGISTRY_ERROR_NONE_ATTESTATION_DISABLED,
	    [REGISTRY_EXPIRED] = REGISTRY_ERROR_WORKER_EXPIRED,
	    [REGISTRY_ROOT_REMOVED] = REGISTRY_ERROR_ROOT_UNKNOWN,
	    [REGISTRY_MEASUREMENT_REVOKED] = REGISTRY_ERROR_MEASUREMENT_REVOKED,
	    [REGISTRY_PLATFORM_REVOKED] = REGISTRY_ERROR_PLATFORM_REVOKED,
	};
	enum registry_standing s;

	TRY(registry_standing(c, w, &s));
	return s == REGISTRY_STANDS ? ERR_OK : registry_fail(c, why[s]);
}

/* The worker's own signature over what the label and the parts say. */
static bool signed_by(const u8 key[32], const u8 sig[64], const struct slice *parts, size_t num)
{
	u8 hash[32];

	blake2_256_parts(hash, parts, num);
	return host_sr25519_verify(sig, SLICE_ARR(hash), key);
}

static enum err ensure_recent(struct ctx *c, u32 number, const u8 hash[32])
{
	enum registry_head head;

	TRY(registry_check_head(c, number, hash, &head));
	return head == REGISTRY_HEAD_OK ? ERR_OK : registry_fail(c, REGISTRY_ERROR_STALE_BLOCK);
}

/* --- Registration ------------------------------------------------------------------------- */

static enum err check_registration(struct ctx *c, const struct registry_register_worker_v3_args *a,
                                   const struct worker_info_v3 *old, struct slice scale)
{
	const struct worker_registration_info_v3 *info = &a->info;
	bool unattested, frozen;
	u8 genesis[32];

	if (info->version != REGISTRATION_VERSION)
		return registry_fail(c, REGISTRY_ERROR_INVALID_INPUT);
	TRY(registry_registration_frozen_get(c, &frozen));
	if (frozen)
		return registry_fail(c, REGISTRY_ERROR_REGISTRATION_FROZEN);
	TRY(registry_allow_unattested_get(c, &unattested));
	if (a->evidence.tag == EVIDENCE_NONE && !unattested)
		return registry_fail(c, REGISTRY_ERROR_NONE_ATTESTATION_DISABLED);
	TRY(registry_genesis(c, genesis));
	if (!mem_eq(genesis, info->genesis_block_hash, 32))
		return registry_fail(c, REGISTRY_ERROR_GENESIS_BLOCK_HASH_REJECTED);
	TRY(ensure_recent(c, info->block_number, info->block_hash));
	if (info->incarnation <= old->incarnation)
		return registry_fail(c, REGISTRY_ERROR_INCARNATION_NOT_NEWER);
	if (!signed_by(info->pubkey, a->signature,
	               (const struct slice[]){SLICE_LIT("phala/register/v3"), scale}, 2))
		return registry_fail(c, REGISTRY_ERROR_INVALID_SIGNATURE);
	return ERR_OK;
}

static enum err deposit_attested(struct ctx *c, const struct worker_info_v3 *w, u32 qe_eval)
{
	struct event_registry_worker_attested e = {.incarnation = w->incarnation,
						   .tee = w->tee,
						   .tcb_status = w->tcb_status,
						   .tcb_eval = w->tcb_eval,
						   .qe_eval = qe_eval,
						   .valid_until = w->valid_until};

	memcpy(e.pubkey, w->pubkey, 32);
	memcpy(e.trust_domain, w->trust_domain, 32);
	memcpy(e.measurement, w->measurement, 32);
	memcpy(e.platform, w->platform, 32);
	return registry_deposit_worker_attested(c, &e);
}

static void note_attested(struct worker_info_v3 *w, const struct registry_attested *t, u32 now)
{
	w->tee = t->tee;
	memcpy(w->trust_domain, t->trust_domain, 32);
	memcpy(w->platform, t->platform, 32);
	w->tcb_status = t->status;
	w->tcb_eval = t->tcb_eval;
	w->attested_at = now;
	w->valid_until = t->valid_until;
}

/* Evidence of a registration. w holds what was known of the worker before. */
static enum err attest_registration(struct ctx *c, const struct registry_register_worker_v3_args *a,
				    struct slice scale, struct worker_info_v3 *w, u32 *qe_eval)
{
	struct registry_attested t = {0};
	struct attestation_policy p;
	u8 report_data[32];
	u32 now;

	TRY(system_number_get(c, &now));
	if (a->evidence.tag == EVIDENCE_NONE) {
		frame_spare_weight(c, (struct weight){QUOTE_WEIGHT, QUOTE_PROOF});
		TRY(registry_leave_platform(c, w->platform));
		note_attested(w, &t, 0);
		return ERR_OK;
	}
	TRY(registry_policy(c, &p));
	TRY(registry_ensure_approved(c, &p, a->info.pubkey));
	blake2_256_parts(report_data,
			 (const struct slice[]){SLICE_LIT("phala/attest/register/v3"), scale}, 2);
	TRY(registry_attest(c, &p, &a->evidence.u.dcap, report_data, a->info.measurement, &t));
	TRY(registry_enter_platform(c, &p, w->platform, t.platform));
	note_attested(w, &t, now);
	*qe_eval = t.qe_eval;
	return ERR_OK;
}

static enum err note_registered(struct ctx *c, const struct worker_registration_info_v3 *info,
				struct worker_info_v3 *w)
{
	struct event_registry_worker_registered e = {.tee = w->tee,
						     .incarnation = info->incarnation};
	u32 now;

	TRY(system_number_get(c, &now));
	memcpy(w->pubkey, info->pubkey, 32);
	memcpy(w->x25519, info->x25519, 32);
	memcpy(w->measurement, info->measurement, 32);
	w->incarnation = info->incarnation;
	w->has_operator = info->has_operator;
	memcpy(w->operator, info->operator, 32);
	w->registered_at = now;
	w->last_seen = now;
	TRY(registry_workers_v3_put(c, w->pubkey, w));
	memcpy(e.pubkey, w->pubkey, 32);
	return registry_deposit_worker_registered(c, &e);
}

enum err registry_register_worker_v3(struct ctx *c, const struct origin *o,
                                     const struct registry_register_worker_v3_args *a)
{
	struct wr scale_w = wr_arena(c->a);
	struct worker_info_v3 w;
	struct slice scale;
	u32 qe_eval = 0;
	bool found;

	(void)o; /* any account may carry it */
	wr_worker_registration_info_v3(&scale_w, &a->info);
	TRY(wr_arena_done(&scale_w, c->a, &scale));
	TRY(registry_workers_v3_get(c, a->info.pubkey, &found, &w));
	TRY(check_registration(c, a, &w, scale));
	TRY(attest_registration(c, a, scale, &w, &qe_eval));
	TRY(note_registered(c, &a->info, &w));
	return w.tee == TEE_NONE ? ERR_OK : deposit_attested(c, &w, qe_eval);
}

/* --- Heartbeat and renewal ----------------------------------------------------------------- */

/* What a heartbeat and a renewal sign: SCALE of these four, after the label and genesis. */
static enum err check_named(struct ctx *c, struct slice label, const struct slice named,
			    const u8 pubkey[32], const u8 signature[64])
{
	u8 genesis[32];

	TRY(registry_genesis(c, genesis));
	if (!signed_by(pubkey, signature,
		       (const struct slice[]){label, SLICE_ARR(genesis), named}, 3))
		return registry_fail(c, REGISTRY_ERROR_INVALID_SIGNATURE);
	return ERR_OK;
}

#define NAMED_LEN (32u + 8u + 4u + 32u)

static void wr_named(u8 out[NAMED_LEN], const u8 pubkey[32], u64 incarnation, u32 number,
		     const u8 hash[32])
{
	struct wr w = wr_into(out, NAMED_LEN);

	wr_bytes(&w, pubkey, 32);
	wr_u64(&w, incarnation);
	wr_u32(&w, number);
	wr_bytes(&w, hash, 32);
}

/* A worker that is asked for by its key and this very boot. */
static enum err current_worker(struct ctx *c, const u8 pubkey[32], u64 incarnation,
			       struct worker_info_v3 *w)
{
	bool found;

	TRY(registry_workers_v3_get(c, pubkey, &found, w));
	if (!found)
		return registry_fail(c, REGISTRY_ERROR_WORKER_NOT_FOUND);
	if (w->incarnation != incarnation)
		return registry_fail(c, REGISTRY_ERROR_INCARNATION_MISMATCH);
	return registry_ensure_stands(c, w);
}

enum err registry_heartbeat(struct ctx *c, const struct origin *o,
                            const struct registry_heartbeat_args *a)
{
	struct event_registry_worker_seen e;
	struct worker_info_v3 w;
	u8 named[NAMED_LEN];

	(void)o; /* any account may carry it */
	TRY(current_worker(c, a->pubkey, a->incarnation, &w));
	TRY(ensure_recent(c, a->block_number, a->block_hash));
	wr_named(named, a->pubkey, a->incarnation, a->block_number, a->block_hash);
	TRY(check_named(c, SLICE_LIT("phala/heartbeat/v1"), SLICE_ARR(named), a->pubkey,
			a->signature));
	TRY(system_number_get(c, &w.last_seen));
	TRY(registry_workers_v3_put(c, w.pubkey, &w));
	memcpy(e.pubkey, w.pubkey, 32);
	return registry_deposit_worker_seen(c, &e);
}

/* Sealed keys do not move between machines, so a renewal from another one is no renewal. */
static enum err renew(struct ctx *c, const struct registry_renew_worker_args *a,
		      const u8 named[NAMED_LEN], struct worker_info_v3 *w, u32 *qe_eval)
{
	struct registry_attested t = {0};
	struct attestation_policy p;
	u8 genesis[32], report_data[32];
	u64 before = w->valid_until;
	u32 now;

	TRY(registry_policy(c, &p));
	TRY(registry_ensure_approved(c, &p, a->pubkey));
	TRY(registry_genesis(c, genesis));
	blake2_256_parts(report_data,
			 (const struct slice[]){SLICE_LIT("phala/attest/renew/v1"),
						SLICE_ARR(genesis), slice_of(named, NAMED_LEN)},
			 3);
	TRY(registry_attest(c, &p, &a->evidence.u.dcap, report_data, w->measurement, &t));
	if (t.tee != w->tee || !mem_eq(t.trust_domain, w->trust_domain, 32) ||
	    !mem_eq(t.platform, w->platform, 32))
		return registry_fail(c, REGISTRY_ERROR_PLATFORM_MISMATCH);
	TRY(registry_enter_platform(c, &p, w->platform, t.platform));
	TRY(system_number_get(c, &now));
	note_attested(w, &t, now);
	/* Whoever carries it chooses the collateral: never to the worker's harm. */
	if (w->valid_until < before)
		w->valid_until = before;
	w->last_seen = now;
	*qe_eval = t.qe_eval;
	return ERR_OK;
}

enum err registry_renew_worker(struct ctx *c, const struct origin *o,
			       const struct registry_renew_worker_args *a)
{
	struct worker_info_v3 w;
	u8 named[NAMED_LEN];
	u32 qe_eval;

	(void)o; /* any account may carry it */
	if (a->evidence.tag == EVIDENCE_NONE)
		return registry_fail(c, REGISTRY_ERROR_NONE_ATTESTATION_DISABLED);
	TRY(current_worker(c, a->pubkey, a->incarnation, &w));
	TRY(ensure_recent(c, a->block_number, a->block_hash));
	wr_named(named, a->pubkey, a->incarnation, a->block_number, a->block_hash);
	TRY(check_named(c, SLICE_LIT("phala/renew/v1"), SLICE_ARR(named), a->pubkey,
			a->signature));
	TRY(renew(c, a, named, &w, &qe_eval));
	TRY(registry_workers_v3_put(c, w.pubkey, &w));
	return deposit_attested(c, &w, qe_eval);
}
