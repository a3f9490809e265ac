#ifndef RUNTIME_PALLETS_REGISTRY_GEN_H
#define RUNTIME_PALLETS_REGISTRY_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/registry/pallet.toml; edit that. */
#include "primitives/gen/registry_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_registry;

enum err registry_workers_v3_get(struct ctx *c, const u8 key[32], bool *found, struct worker_info_v3 *out) MUST_CHECK;
enum err registry_workers_v3_put(struct ctx *c, const u8 key[32], const struct worker_info_v3 *v) MUST_CHECK;
enum err registry_workers_v3_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err registry_workers_v3_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err registry_allow_unattested_get(struct ctx *c, bool *out) MUST_CHECK;
enum err registry_allow_unattested_put(struct ctx *c, bool v) MUST_CHECK;
enum err registry_allow_unattested_kill(struct ctx *c) MUST_CHECK;
enum err registry_liveness_window_get(struct ctx *c, u32 *out) MUST_CHECK;
enum err registry_liveness_window_put(struct ctx *c, u32 v) MUST_CHECK;
enum err registry_liveness_window_kill(struct ctx *c) MUST_CHECK;
enum err registry_allow_development_roots_get(struct ctx *c, bool *out) MUST_CHECK;
enum err registry_allow_development_roots_put(struct ctx *c, bool v) MUST_CHECK;
enum err registry_allow_development_roots_kill(struct ctx *c) MUST_CHECK;
enum err registry_roots_get(struct ctx *c, const u8 key[32], bool *found, struct slice *out) MUST_CHECK;
enum err registry_roots_put(struct ctx *c, const u8 key[32], const struct slice *v) MUST_CHECK;
enum err registry_roots_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err registry_roots_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err registry_root_crls_get(struct ctx *c, const u8 key[32], bool *found, struct stored_collateral *out) MUST_CHECK;
enum err registry_root_crls_put(struct ctx *c, const u8 key[32], const struct stored_collateral *v) MUST_CHECK;
enum err registry_root_crls_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err registry_root_crls_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err registry_pck_crls_get(struct ctx *c, const struct pck_crl_key *key, bool *found, struct stored_collateral *out) MUST_CHECK;
enum err registry_pck_crls_put(struct ctx *c, const struct pck_crl_key *key, const struct stored_collateral *v) MUST_CHECK;
enum err registry_pck_crls_kill(struct ctx *c, const struct pck_crl_key *key) MUST_CHECK;
enum err registry_pck_crls_has(struct ctx *c, const struct pck_crl_key *key, bool *found) MUST_CHECK;
enum err registry_tcb_infos_get(struct ctx *c, const struct tcb_info_key *key, bool *found, struct stored_collateral *out) MUST_CHECK;
enum err registry_tcb_infos_put(struct ctx *c, const struct tcb_info_key *key, const struct stored_collateral *v) MUST_CHECK;
enum err registry_tcb_infos_kill(struct ctx *c, const struct tcb_info_key *key) MUST_CHECK;
enum err registry_tcb_infos_has(struct ctx *c, const struct tcb_info_key *key, bool *found) MUST_CHECK;
enum err registry_qe_identities_get(struct ctx *c, const struct qe_identity_key *key, bool *found, struct stored_collateral *out) MUST_CHECK;
enum err registry_qe_identities_put(struct ctx *c, const struct qe_identity_key *key, const struct stored_collateral *v) MUST_CHECK;
enum err registry_qe_identities_kill(struct ctx *c, const struct qe_identity_key *key) MUST_CHECK;
enum err registry_qe_identities_has(struct ctx *c, const struct qe_identity_key *key, bool *found) MUST_CHECK;
enum err registry_collateral_count_get(struct ctx *c, u32 *out) MUST_CHECK;
enum err registry_collateral_count_put(struct ctx *c, u32 v) MUST_CHECK;
enum err registry_collateral_count_kill(struct ctx *c) MUST_CHECK;
enum err registry_attestation_policy_get(struct ctx *c, bool *found, struct attestation_policy *out) MUST_CHECK;
enum err registry_attestation_policy_put(struct ctx *c, const struct attestation_policy *v) MUST_CHECK;
enum err registry_attestation_policy_kill(struct ctx *c) MUST_CHECK;
enum err registry_measurements_get(struct ctx *c, const u8 key[32], bool *found, struct measurement_state *out) MUST_CHECK;
enum err registry_measurements_put(struct ctx *c, const u8 key[32], const struct measurement_state *v) MUST_CHECK;
enum err registry_measurements_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err registry_measurements_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err registry_platforms_get(struct ctx *c, const u8 key[32], bool *found, struct platform_info *out) MUST_CHECK;
enum err registry_platforms_put(struct ctx *c, const u8 key[32], const struct platform_info *v) MUST_CHECK;
enum err registry_platforms_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err registry_platforms_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err registry_approvals_get(struct ctx *c, const u8 key[32], bool *found, u32 *out) MUST_CHECK;
enum err registry_approvals_put(struct ctx *c, const u8 key[32], u32 v) MUST_CHECK;
enum err registry_approvals_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err registry_approvals_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err registry_bonds_get(struct ctx *c, const u8 key[32], bool *found, struct worker_bond *out) MUST_CHECK;
enum err registry_bonds_put(struct ctx *c, const u8 key[32], const struct worker_bond *v) MUST_CHECK;
enum err registry_bonds_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err registry_bonds_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err registry_registration_frozen_get(struct ctx *c, bool *out) MUST_CHECK;
enum err registry_registration_frozen_put(struct ctx *c, bool v) MUST_CHECK;
enum err registry_registration_frozen_kill(struct ctx *c) MUST_CHECK;

enum err registry_deposit_worker_registered(struct ctx *c, const struct event_registry_worker_registered *e) MUST_CHECK;
enum err registry_deposit_worker_seen(struct ctx *c, const struct event_registry_worker_seen *e) MUST_CHECK;
enum err registry_deposit_worker_attested(struct ctx *c, const struct event_registry_worker_attested *e) MUST_CHECK;
enum err registry_deposit_collateral_updated(struct ctx *c, const struct event_registry_collateral_updated *e) MUST_CHECK;
enum err registry_deposit_pruned(struct ctx *c, const struct event_registry_pruned *e) MUST_CHECK;
enum err registry_deposit_attestation_policy_set(struct ctx *c, const struct event_registry_attestation_policy_set *e) MUST_CHECK;
enum err registry_deposit_root_added(struct ctx *c, const struct event_registry_root_added *e) MUST_CHECK;
enum err registry_deposit_root_removed(struct ctx *c, const struct event_registry_root_removed *e) MUST_CHECK;
enum err registry_deposit_measurement_set(struct ctx *c, const struct event_registry_measurement_set *e) MUST_CHECK;
enum err registry_deposit_measurement_revoked(struct ctx *c, const struct event_registry_measurement_revoked *e) MUST_CHECK;
enum err registry_deposit_platform_set(struct ctx *c, const struct event_registry_platform_set *e) MUST_CHECK;
enum err registry_deposit_platform_revoked(struct ctx *c, const struct event_registry_platform_revoked *e) MUST_CHECK;
enum err registry_deposit_registration_freeze_set(struct ctx *c, const struct event_registry_registration_freeze_set *e) MUST_CHECK;
enum err registry_deposit_worker_approved(struct ctx *c, const struct event_registry_worker_approved *e) MUST_CHECK;
enum err registry_deposit_worker_bonded(struct ctx *c, const struct event_registry_worker_bonded *e) MUST_CHECK;
enum err registry_deposit_worker_unbonded(struct ctx *c, const struct event_registry_worker_unbonded *e) MUST_CHECK;

/* registry_fail records an error of this pallet and returns ERR_DISPATCH. */
enum err registry_fail(struct ctx *c, enum registry_error error) MUST_CHECK;
/* registry_fail_with is registry_fail for an error that carries a byte. */
enum err registry_fail_with(struct ctx *c, enum registry_error error, u8 with) MUST_CHECK;

/* Written by hand in registry.c. */
enum err registry_register_worker_v3(struct ctx *c, const struct origin *o,
		const struct registry_register_worker_v3_args *a) MUST_CHECK;
enum err registry_heartbeat(struct ctx *c, const struct origin *o,
		const struct registry_heartbeat_args *a) MUST_CHECK;
enum err registry_put_root_crl(struct ctx *c, const struct origin *o,
		const struct registry_put_root_crl_args *a) MUST_CHECK;
enum err registry_put_pck_crl(struct ctx *c, const struct origin *o,
		const struct registry_put_pck_crl_args *a) MUST_CHECK;
enum err registry_put_tcb_info(struct ctx *c, const struct origin *o,
		const struct registry_put_tcb_info_args *a) MUST_CHECK;
enum err registry_put_qe_identity(struct ctx *c, const struct origin *o,
		const struct registry_put_qe_identity_args *a) MUST_CHECK;
enum err registry_renew_worker(struct ctx *c, const struct origin *o,
		const struct registry_renew_worker_args *a) MUST_CHECK;
enum err registry_bond_worker(struct ctx *c, const struct origin *o,
		const struct registry_bond_worker_args *a) MUST_CHECK;
enum err registry_unbond_worker(struct ctx *c, const struct origin *o,
		const struct registry_unbond_worker_args *a) MUST_CHECK;
enum err registry_set_attestation_policy(struct ctx *c, const struct origin *o,
		const struct registry_set_attestation_policy_args *a) MUST_CHECK;
enum err registry_add_root(struct ctx *c, const struct origin *o,
		const struct registry_add_root_args *a) MUST_CHECK;
enum err registry_remove_root(struct ctx *c, const struct origin *o,
		const struct registry_remove_root_args *a) MUST_CHECK;
enum err registry_set_measurement(struct ctx *c, const struct origin *o,
		const struct registry_set_measurement_args *a) MUST_CHECK;
enum err registry_revoke_measurement(struct ctx *c, const struct origin *o,
		const struct registry_revoke_measurement_args *a) MUST_CHECK;
enum err registry_set_platform(struct ctx *c, const struct origin *o,
		const struct registry_set_platform_args *a) MUST_CHECK;
enum err registry_revoke_platform(struct ctx *c, const struct origin *o,
		const struct registry_revoke_platform_args *a) MUST_CHECK;
enum err registry_freeze_registration(struct ctx *c, const struct origin *o,
		const struct registry_freeze_registration_args *a) MUST_CHECK;
enum err registry_approve_worker(struct ctx *c, const struct origin *o,
		const struct registry_approve_worker_args *a) MUST_CHECK;
enum err registry_prune(struct ctx *c, const struct origin *o,
		const struct registry_prune_args *a) MUST_CHECK;
enum err registry_on_upgrade(struct ctx *c, u32 from) MUST_CHECK;

#endif /* RUNTIME_PALLETS_REGISTRY_GEN_H */
