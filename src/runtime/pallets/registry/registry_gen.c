/* Made by tools/gen_pallets.py from runtime/pallets/registry/pallet.toml; edit that. */
#include "runtime/pallets/registry/registry_gen.h"

#include "runtime/frame/storage.h"

enum err registry_workers_v3_get(struct ctx *c, const u8 key[32], bool *found, struct worker_info_v3 *out)
{
	struct storage_key k = registry_workers_v3_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(registry_workers_v3_decode(out, raw));
}

enum err registry_workers_v3_put(struct ctx *c, const u8 key[32], const struct worker_info_v3 *v)
{
	struct storage_key k = registry_workers_v3_key(key);
	struct wr w = wr_arena(c->a);

	wr_worker_info_v3(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_workers_v3_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = registry_workers_v3_key(key);

	return state_kill(c, &k);
}

enum err registry_workers_v3_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = registry_workers_v3_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err registry_allow_unattested_get(struct ctx *c, bool *out)
{
	struct storage_key k = registry_allow_unattested_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(registry_allow_unattested_decode(out, raw));
}

enum err registry_allow_unattested_put(struct ctx *c, bool v)
{
	struct storage_key k = registry_allow_unattested_key();
	struct wr w = wr_arena(c->a);

	wr_bool(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_allow_unattested_kill(struct ctx *c)
{
	struct storage_key k = registry_allow_unattested_key();

	return state_kill(c, &k);
}

enum err registry_liveness_window_get(struct ctx *c, u32 *out)
{
	struct storage_key k = registry_liveness_window_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(registry_liveness_window_decode(out, raw));
}

enum err registry_liveness_window_put(struct ctx *c, u32 v)
{
	struct storage_key k = registry_liveness_window_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_liveness_window_kill(struct ctx *c)
{
	struct storage_key k = registry_liveness_window_key();

	return state_kill(c, &k);
}

enum err registry_allow_development_roots_get(struct ctx *c, bool *out)
{
	struct storage_key k = registry_allow_development_roots_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(registry_allow_development_roots_decode(out, raw));
}

enum err registry_allow_development_roots_put(struct ctx *c, bool v)
{
	struct storage_key k = registry_allow_development_roots_key();
	struct wr w = wr_arena(c->a);

	wr_bool(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_allow_development_roots_kill(struct ctx *c)
{
	struct storage_key k = registry_allow_development_roots_key();

	return state_kill(c, &k);
}

enum err registry_roots_get(struct ctx *c, const u8 key[32], bool *found, struct slice *out)
{
	struct storage_key k = registry_roots_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(registry_roots_decode(out, raw));
}

enum err registry_roots_put(struct ctx *c, const u8 key[32], const struct slice *v)
{
	struct storage_key k = registry_roots_key(key);
	struct wr w = wr_arena(c->a);

	wr_vec(&w, *v);
	return state_put(c, &k, &w);
}

enum err registry_roots_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = registry_roots_key(key);

	return state_kill(c, &k);
}

enum err registry_roots_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = registry_roots_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err registry_root_crls_get(struct ctx *c, const u8 key[32], bool *found, struct stored_collateral *out)
{
	struct storage_key k = registry_root_crls_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(registry_root_crls_decode(out, raw));
}

enum err registry_root_crls_put(struct ctx *c, const u8 key[32], const struct stored_collateral *v)
{
	struct storage_key k = registry_root_crls_key(key);
	struct wr w = wr_arena(c->a);

	wr_stored_collateral(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_root_crls_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = registry_root_crls_key(key);

	return state_kill(c, &k);
}

enum err registry_root_crls_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = registry_root_crls_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err registry_pck_crls_get(struct ctx *c, const struct pck_crl_key *key, bool *found, struct stored_collateral *out)
{
	struct storage_key k = registry_pck_crls_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(registry_pck_crls_decode(out, raw));
}

enum err registry_pck_crls_put(struct ctx *c, const struct pck_crl_key *key, const struct stored_collateral *v)
{
	struct storage_key k = registry_pck_crls_key(key);
	struct wr w = wr_arena(c->a);

	wr_stored_collateral(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_pck_crls_kill(struct ctx *c, const struct pck_crl_key *key)
{
	struct storage_key k = registry_pck_crls_key(key);

	return state_kill(c, &k);
}

enum err registry_pck_crls_has(struct ctx *c, const struct pck_crl_key *key, bool *found)
{
	struct storage_key k = registry_pck_crls_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err registry_tcb_infos_get(struct ctx *c, const struct tcb_info_key *key, bool *found, struct stored_collateral *out)
{
	struct storage_key k = registry_tcb_infos_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(registry_tcb_infos_decode(out, raw));
}

enum err registry_tcb_infos_put(struct ctx *c, const struct tcb_info_key *key, const struct stored_collateral *v)
{
	struct storage_key k = registry_tcb_infos_key(key);
	struct wr w = wr_arena(c->a);

	wr_stored_collateral(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_tcb_infos_kill(struct ctx *c, const struct tcb_info_key *key)
{
	struct storage_key k = registry_tcb_infos_key(key);

	return state_kill(c, &k);
}

enum err registry_tcb_infos_has(struct ctx *c, const struct tcb_info_key *key, bool *found)
{
	struct storage_key k = registry_tcb_infos_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err registry_qe_identities_get(struct ctx *c, const struct qe_identity_key *key, bool *found, struct stored_collateral *out)
{
	struct storage_key k = registry_qe_identities_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(registry_qe_identities_decode(out, raw));
}

enum err registry_qe_identities_put(struct ctx *c, const struct qe_identity_key *key, const struct stored_collateral *v)
{
	struct storage_key k = registry_qe_identities_key(key);
	struct wr w = wr_arena(c->a);

	wr_stored_collateral(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_qe_identities_kill(struct ctx *c, const struct qe_identity_key *key)
{
	struct storage_key k = registry_qe_identities_key(key);

	return state_kill(c, &k);
}

enum err registry_qe_identities_has(struct ctx *c, const struct qe_identity_key *key, bool *found)
{
	struct storage_key k = registry_qe_identities_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err registry_collateral_count_get(struct ctx *c, u32 *out)
{
	struct storage_key k = registry_collateral_count_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(registry_collateral_count_decode(out, raw));
}

enum err registry_collateral_count_put(struct ctx *c, u32 v)
{
	struct storage_key k = registry_collateral_count_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_collateral_count_kill(struct ctx *c)
{
	struct storage_key k = registry_collateral_count_key();

	return state_kill(c, &k);
}

enum err registry_attestation_policy_get(struct ctx *c, bool *found, struct attestation_policy *out)
{
	struct storage_key k = registry_attestation_policy_key();
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(registry_attestation_policy_decode(out, raw));
}

enum err registry_attestation_policy_put(struct ctx *c, const struct attestation_policy *v)
{
	struct storage_key k = registry_attestation_policy_key();
	struct wr w = wr_arena(c->a);

	wr_attestation_policy(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_attestation_policy_kill(struct ctx *c)
{
	struct storage_key k = registry_attestation_policy_key();

	return state_kill(c, &k);
}

enum err registry_measurements_get(struct ctx *c, const u8 key[32], bool *found, struct measurement_state *out)
{
	struct storage_key k = registry_measurements_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(registry_measurements_decode(out, raw));
}

enum err registry_measurements_put(struct ctx *c, const u8 key[32], const struct measurement_state *v)
{
	struct storage_key k = registry_measurements_key(key);
	struct wr w = wr_arena(c->a);

	wr_measurement_state(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_measurements_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = registry_measurements_key(key);

	return state_kill(c, &k);
}

enum err registry_measurements_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = registry_measurements_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err registry_platforms_get(struct ctx *c, const u8 key[32], bool *found, struct platform_info *out)
{
	struct storage_key k = registry_platforms_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(registry_platforms_decode(out, raw));
}

enum err registry_platforms_put(struct ctx *c, const u8 key[32], const struct platform_info *v)
{
	struct storage_key k = registry_platforms_key(key);
	struct wr w = wr_arena(c->a);

	wr_platform_info(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_platforms_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = registry_platforms_key(key);

	return state_kill(c, &k);
}

enum err registry_platforms_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = registry_platforms_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err registry_approvals_get(struct ctx *c, const u8 key[32], bool *found, u32 *out)
{
	struct storage_key k = registry_approvals_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(registry_approvals_decode(out, raw));
}

enum err registry_approvals_put(struct ctx *c, const u8 key[32], u32 v)
{
	struct storage_key k = registry_approvals_key(key);
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_approvals_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = registry_approvals_key(key);

	return state_kill(c, &k);
}

enum err registry_approvals_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = registry_approvals_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err registry_bonds_get(struct ctx *c, const u8 key[32], bool *found, struct worker_bond *out)
{
	struct storage_key k = registry_bonds_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(registry_bonds_decode(out, raw));
}

enum err registry_bonds_put(struct ctx *c, const u8 key[32], const struct worker_bond *v)
{
	struct storage_key k = registry_bonds_key(key);
	struct wr w = wr_arena(c->a);

	wr_worker_bond(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_bonds_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = registry_bonds_key(key);

	return state_kill(c, &k);
}

enum err registry_bonds_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = registry_bonds_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err registry_registration_frozen_get(struct ctx *c, bool *out)
{
	struct storage_key k = registry_registration_frozen_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(registry_registration_frozen_decode(out, raw));
}

enum err registry_registration_frozen_put(struct ctx *c, bool v)
{
	struct storage_key k = registry_registration_frozen_key();
	struct wr w = wr_arena(c->a);

	wr_bool(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_registration_frozen_kill(struct ctx *c)
{
	struct storage_key k = registry_registration_frozen_key();

	return state_kill(c, &k);
}

enum err registry_deposit_worker_registered(struct ctx *c, const struct event_registry_worker_registered *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_worker_registered(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_WORKER_REGISTERED, &w);
}

enum err registry_deposit_worker_seen(struct ctx *c, const struct event_registry_worker_seen *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_worker_seen(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_WORKER_SEEN, &w);
}

enum err registry_deposit_worker_attested(struct ctx *c, const struct event_registry_worker_attested *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_worker_attested(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_WORKER_ATTESTED, &w);
}

enum err registry_deposit_collateral_updated(struct ctx *c, const struct event_registry_collateral_updated *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_collateral_updated(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_COLLATERAL_UPDATED, &w);
}

enum err registry_deposit_pruned(struct ctx *c, const struct event_registry_pruned *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_pruned(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_PRUNED, &w);
}

enum err registry_deposit_attestation_policy_set(struct ctx *c, const struct event_registry_attestation_policy_set *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_attestation_policy_set(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_ATTESTATION_POLICY_SET, &w);
}

enum err registry_deposit_root_added(struct ctx *c, const struct event_registry_root_added *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_root_added(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_ROOT_ADDED, &w);
}

enum err registry_deposit_root_removed(struct ctx *c, const struct event_registry_root_removed *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_root_removed(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_ROOT_REMOVED, &w);
}

enum err registry_deposit_measurement_set(struct ctx *c, const struct event_registry_measurement_set *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_measurement_set(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_MEASUREMENT_SET, &w);
}

enum err registry_deposit_measurement_revoked(struct ctx *c, const struct event_registry_measurement_revoked *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_measurement_revoked(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_MEASUREMENT_REVOKED, &w);
}

enum err registry_deposit_platform_set(struct ctx *c, const struct event_registry_platform_set *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_platform_set(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_PLATFORM_SET, &w);
}

enum err registry_deposit_platform_revoked(struct ctx *c, const struct event_registry_platform_revoked *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_platform_revoked(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_PLATFORM_REVOKED, &w);
}

enum err registry_deposit_registration_freeze_set(struct ctx *c, const struct event_registry_registration_freeze_set *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_registration_freeze_set(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_REGISTRATION_FREEZE_SET, &w);
}

enum err registry_deposit_worker_approved(struct ctx *c, const struct event_registry_worker_approved *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_worker_approved(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_WORKER_APPROVED, &w);
}

enum err registry_deposit_worker_bonded(struct ctx *c, const struct event_registry_worker_bonded *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_worker_bonded(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_WORKER_BONDED, &w);
}

enum err registry_deposit_worker_unbonded(struct ctx *c, const struct event_registry_worker_unbonded *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_worker_unbonded(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_WORKER_UNBONDED, &w);
}

enum err registry_fail(struct ctx *c, enum registry_error error)
{
	return dispatch_fail_module(c, REGISTRY_PALLET, (u8)error);
}

enum err registry_fail_with(struct ctx *c, enum registry_error error, u8 with)
{
	enum err e = registry_fail(c, error);

	c->error.u.module.error[1] = with;
	return e;
}

static void skip_registry_register_worker_v3(struct rd *r)
{
	struct registry_register_worker_v3_args a;

	rd_registry_register_worker_v3_args(r, &a);
}

static enum err run_registry_register_worker_v3(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_register_worker_v3_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_register_worker_v3_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return registry_register_worker_v3(c, o, a);
}

static void skip_registry_heartbeat(struct rd *r)
{
	struct registry_heartbeat_args a;

	rd_registry_heartbeat_args(r, &a);
}

static enum err run_registry_heartbeat(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_heartbeat_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_heartbeat_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return registry_heartbeat(c, o, a);
}

static void skip_registry_put_root_crl(struct rd *r)
{
	struct registry_put_root_crl_args a;

	rd_registry_put_root_crl_args(r, &a);
}

static enum err run_registry_put_root_crl(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_put_root_crl_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_put_root_crl_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return registry_put_root_crl(c, o, a);
}

static void skip_registry_put_pck_crl(struct rd *r)
{
	struct registry_put_pck_crl_args a;

	rd_registry_put_pck_crl_args(r, &a);
}

static enum err run_registry_put_pck_crl(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_put_pck_crl_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_put_pck_crl_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return registry_put_pck_crl(c, o, a);
}

static void skip_registry_put_tcb_info(struct rd *r)
{
	struct registry_put_tcb_info_args a;

	rd_registry_put_tcb_info_args(r, &a);
}

static enum err run_registry_put_tcb_info(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_put_tcb_info_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_put_tcb_info_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return registry_put_tcb_info(c, o, a);
}

static void skip_registry_put_qe_identity(struct rd *r)
{
	struct registry_put_qe_identity_args a;

	rd_registry_put_qe_identity_args(r, &a);
}

static enum err run_registry_put_qe_identity(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_put_qe_identity_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_put_qe_identity_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return registry_put_qe_identity(c, o, a);
}

static void skip_registry_renew_worker(struct rd *r)
{
	struct registry_renew_worker_args a;

	rd_registry_renew_worker_args(r, &a);
}

static enum err run_registry_renew_worker(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_renew_worker_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_renew_worker_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return registry_renew_worker(c, o, a);
}

static void skip_registry_bond_worker(struct rd *r)
{
	struct registry_bond_worker_args a;

	rd_registry_bond_worker_args(r, &a);
}

static enum err run_registry_bond_worker(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_bond_worker_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_bond_worker_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return registry_bond_worker(c, o, a);
}

static void skip_registry_unbond_worker(struct rd *r)
{
	struct registry_unbond_worker_args a;

	rd_registry_unbond_worker_args(r, &a);
}

static enum err run_registry_unbond_worker(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_unbond_worker_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_unbond_worker_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return registry_unbond_worker(c, o, a);
}

static void skip_registry_set_attestation_policy(struct rd *r)
{
	struct registry_set_attestation_policy_args a;

	rd_registry_set_attestation_policy_args(r, &a);
}

static enum err run_registry_set_attestation_policy(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_set_attestation_policy_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_set_attestation_policy_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return registry_set_attestation_policy(c, o, a);
}

static void skip_registry_add_root(struct rd *r)
{
	struct registry_add_root_args a;

	rd_registry_add_root_args(r, &a);
}

static enum err run_registry_add_root(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_add_root_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_add_root_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return registry_add_root(c, o, a);
}

static void skip_registry_remove_root(struct rd *r)
{
	struct registry_remove_root_args a;

	rd_registry_remove_root_args(r, &a);
}

static enum err run_registry_remove_root(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_remove_root_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_remove_root_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return registry_remove_root(c, o, a);
}

static void skip_registry_set_measurement(struct rd *r)
{
	struct registry_set_measurement_args a;

	rd_registry_set_measurement_args(r, &a);
}

static enum err run_registry_set_measurement(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_set_measurement_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_set_measurement_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return registry_set_measurement(c, o, a);
}

static void skip_registry_revoke_measurement(struct rd *r)
{
	struct registry_revoke_measurement_args a;

	rd_registry_revoke_measurement_args(r, &a);
}

static enum err run_registry_revoke_measurement(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_revoke_measurement_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_revoke_measurement_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return registry_revoke_measurement(c, o, a);
}

static void skip_registry_set_platform(struct rd *r)
{
	struct registry_set_platform_args a;

	rd_registry_set_platform_args(r, &a);
}

static enum err run_registry_set_platform(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_set_platform_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_set_platform_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return registry_set_platform(c, o, a);
}

static void skip_registry_revoke_platform(struct rd *r)
{
	struct registry_revoke_platform_args a;

	rd_registry_revoke_platform_args(r, &a);
}

static enum err run_registry_revoke_platform(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_revoke_platform_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_revoke_platform_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return registry_revoke_platform(c, o, a);
}

static void skip_registry_freeze_registration(struct rd *r)
{
	struct registry_freeze_registration_args a;

	rd_registry_freeze_registration_args(r, &a);
}

static enum err run_registry_freeze_registration(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_freeze_registration_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_freeze_registration_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return registry_freeze_registration(c, o, a);
}

static void skip_registry_approve_worker(struct rd *r)
{
	struct registry_approve_worker_args a;

	rd_registry_approve_worker_args(r, &a);
}

static enum err run_registry_approve_worker(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_approve_worker_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_approve_worker_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return registry_approve_worker(c, o, a);
}

static void skip_registry_prune(struct rd *r)
{
	struct registry_prune_args a;

	rd_registry_prune_args(r, &a);
}

static enum err run_registry_prune(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_prune_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_prune_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return registry_prune(c, o, a);
}

static const struct call_row registry_calls[] = {
	{
		.index = 16,
		.name = "register_worker_v3",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {5000000000, 131072},
		.nest = NEST_NONE,
		.skip = skip_registry_register_worker_v3,
		.run = run_registry_register_worker_v3,
	},
	{
		.index = 17,
		.name = "heartbeat",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {140000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_registry_heartbeat,
		.run = run_registry_heartbeat,
	},
	{
		.index = 18,
		.name = "put_root_crl",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {3000000000, 65536},
		.weight_per_byte = 100000,
		.nest = NEST_NONE,
		.skip = skip_registry_put_root_crl,
		.run = run_registry_put_root_crl,
	},
	{
		.index = 19,
		.name = "put_pck_crl",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {3500000000, 114688},
		.weight_per_byte = 100000,
		.nest = NEST_NONE,
		.skip = skip_registry_put_pck_crl,
		.run = run_registry_put_pck_crl,
	},
	{
		.index = 20,
		.name = "put_tcb_info",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {3000000000, 81920},
		.weight_per_byte = 100000,
		.nest = NEST_NONE,
		.skip = skip_registry_put_tcb_info,
		.run = run_registry_put_tcb_info,
	},
	{
		.index = 21,
		.name = "put_qe_identity",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {3000000000, 81920},
		.weight_per_byte = 100000,
		.nest = NEST_NONE,
		.skip = skip_registry_put_qe_identity,
		.run = run_registry_put_qe_identity,
	},
	{
		.index = 22,
		.name = "renew_worker",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {5000000000, 131072},
		.nest = NEST_NONE,
		.skip = skip_registry_renew_worker,
		.run = run_registry_renew_worker,
	},
	{
		.index = 23,
		.name = "bond_worker",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_registry_bond_worker,
		.run = run_registry_bond_worker,
	},
	{
		.index = 24,
		.name = "unbond_worker",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_registry_unbond_worker,
		.run = run_registry_unbond_worker,
	},
	{
		.index = 25,
		.name = "set_attestation_policy",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_registry_set_attestation_policy,
		.run = run_registry_set_attestation_policy,
	},
	{
		.index = 26,
		.name = "add_root",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {1000000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_registry_add_root,
		.run = run_registry_add_root,
	},
	{
		.index = 27,
		.name = "remove_root",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_registry_remove_root,
		.run = run_registry_remove_root,
	},
	{
		.index = 28,
		.name = "set_measurement",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_registry_set_measurement,
		.run = run_registry_set_measurement,
	},
	{
		.index = 29,
		.name = "revoke_measurement",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_registry_revoke_measurement,
		.run = run_registry_revoke_measurement,
	},
	{
		.index = 30,
		.name = "set_platform",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_registry_set_platform,
		.run = run_registry_set_platform,
	},
	{
		.index = 31,
		.name = "revoke_platform",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_registry_revoke_platform,
		.run = run_registry_revoke_platform,
	},
	{
		.index = 32,
		.name = "freeze_registration",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_registry_freeze_registration,
		.run = run_registry_freeze_registration,
	},
	{
		.index = 33,
		.name = "approve_worker",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_registry_approve_worker,
		.run = run_registry_approve_worker,
	},
	{
		.index = 34,
		.name = "prune",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {100000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_registry_prune,
		.run = run_registry_prune,
	},
};

const struct pallet pallet_registry = {
	.index = REGISTRY_PALLET,
	.name = "PhalaRegistry",
	.calls = registry_calls,
	.num_calls = ARRAY_LEN(registry_calls),
	.on_upgrade = registry_on_upgrade,
};
