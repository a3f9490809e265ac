/* What root may say about roots, code, workers and registration as a whole; and bonds. Each
 * emergency has one call: freeze_registration, revoke_platform, revoke_measurement,
 * remove_root. */
#include "runtime/pallets/balances/balances.h"
#include "runtime/pallets/registry/int.h"
#include "runtime/pallets/system/system_gen.h"

enum err registry_remove_root(struct ctx *c, const struct origin *o,
			      const struct registry_remove_root_args *a)
{
	struct event_registry_root_removed e;
	bool found;

	(void)o;
	TRY(registry_roots_has(c, a->root, &found));
	if (!found)
		return registry_fail(c, REGISTRY_ERROR_ROOT_UNKNOWN);
	TRY(registry_roots_kill(c, a->root));
	memcpy(e.root, a->root, 32);
	return registry_deposit_root_removed(c, &e);
}

enum err registry_set_measurement(struct ctx *c, const struct origin *o,
				  const struct registry_set_measurement_args *a)
{
	const struct measurement_state state = {.tag = MEASUREMENT_STATE_ALLOWED};
	struct event_registry_measurement_set e = {.allowed = a->allowed};

	(void)o;
	if (a->allowed)
		TRY(registry_measurements_put(c, a->measurement, &state));
	else
		TRY(registry_measurements_kill(c, a->measurement));
	memcpy(e.measurement, a->measurement, 32);
	return registry_deposit_measurement_set(c, &e);
}

enum err registry_revoke_measurement(struct ctx *c, const struct origin *o,
				     const struct registry_revoke_measurement_args *a)
{
	const struct measurement_state state = {.tag = MEASUREMENT_STATE_REVOKED};
	struct event_registry_measurement_revoked e;

	(void)o;
	TRY(registry_measurements_put(c, a->measurement, &state));
	memcpy(e.measurement, a->measurement, 32);
	return registry_deposit_measurement_revoked(c, &e);
}

enum err registry_freeze_registration(struct ctx *c, const struct origin *o,
				      const struct registry_freeze_registration_args *a)
{
	struct event_registry_registration_freeze_set e = {.frozen = a->frozen};

	(void)o;
	TRY(registry_registration_frozen_put(c, a->frozen));
	return registry_deposit_registration_freeze_set(c, &e);
}

enum err registry_approve_worker(struct ctx *c, const struct origin *o,
				 const struct registry_approve_worker_args *a)
{
	struct event_registry_worker_approved e = {.approved = a->approved};
	u32 now;

	(void)o;
	TRY(system_number_get(c, &now));
	if (a->approved)
		TRY(registry_approvals_put(c, a->pubkey, now));
	else
		TRY(registry_approvals_kill(c, a->pubkey));
	memcpy(e.pubkey, a->pubkey, 32);
	return registry_deposit_worker_approved(c, &e);
}

enum err registry_ensure_approved(struct ctx *c, const struct attestation_policy *p,
				  const u8 pubkey[32])
{
	struct worker_bond bond;
	bool found;

	if (p->approval.tag == APPROVAL_MODE_NONE)
		return ERR_OK;
	TRY(registry_approvals_has(c, pubkey, &found));
	if (found)
		return ERR_OK;
	if (p->approval.tag == APPROVAL_MODE_BOND_OR_GOVERNANCE) {
		TRY(registry_bonds_get(c, pubkey, &found, &bond));
		if (found && bal_cmp(bond.amount, p->min_bond) >= 0)
			return ERR_OK;
	}
	return registry_fail(c, REGISTRY_ERROR_NOT_APPROVED);
}

enum err registry_bond_worker(struct ctx *c, const struct origin *o,
			      const struct registry_bond_worker_args *a)
{
	struct event_registry_worker_bonded e = {.amount = a->amount};
	struct attestation_policy p;
	struct worker_bond bond;
	bool found;

	TRY(registry_policy(c, &p));
	TRY(registry_bonds_get(c, a->pubkey, &found, &bond));
	if (found && !mem_eq(bond.who, o->who, 32))
		return registry_fail(c, REGISTRY_ERROR_BOND_OF_OTHER);
	if (!bal_add(&bond.amount, bond.amount, a->amount))
		return dispatch_fail_arithmetic(c, ARITHMETIC_ERROR_OVERFLOW);
	if (bal_is_zero(a->amount) || bal_cmp(bond.amount, p.min_bond) < 0)
		return registry_fail(c, REGISTRY_ERROR_BOND_TOO_LOW);
	TRY(balances_reserve(c, o->who, a->amount));
	memcpy(bond.who, o->who, 32);
	TRY(registry_bonds_put(c, a->pubkey, &bond));
	memcpy(e.pubkey, a->pubkey, 32);
	memcpy(e.who, o->who, 32);
	return registry_deposit_worker_bonded(c, &e);
}

/* In use as long as the worker's quote holds; one that was revoked before keeps it until then. */
static enum err ensure_free(struct ctx *c, const u8 pubkey[32])
{
	struct worker_info_v3 w;
	bool found;
	u64 now;

	TRY(registry_workers_v3_get(c, pubkey, &found, &w));
	TRY(registry_now(c, &now));
	if (found && w.valid_until >= now)
		return registry_fail(c, REGISTRY_ERROR_BOND_IN_USE);
	return ERR_OK;
}

enum err registry_unbond_worker(struct ctx *c, const struct origin *o,
				const struct registry_unbond_worker_args *a)
{
	struct event_registry_worker_unbonded e;
	struct worker_bond bond;
	bool found;

	TRY(registry_bonds_get(c, a->pubkey, &found, &bond));
	if (!found)
		return registry_fail(c, REGISTRY_ERROR_BOND_NOT_FOUND);
	if (!mem_eq(bond.who, o->who, 32))
		return registry_fail(c, REGISTRY_ERROR_BOND_OF_OTHER);
	TRY(ensure_free(c, a->pubkey));
	TRY(balances_unreserve(c, o->who, bond.amount));
	TRY(registry_bonds_kill(c, a->pubkey));
	memcpy(e.pubkey, a->pubkey, 32);
	memcpy(e.who, o->who, 32);
	e.amount = bond.amount;
	return registry_deposit_worker_unbonded(c, &e);
}

/* An expired worker makes room on its machine. Its row stays: an old copy of it must not come
 * back under an incarnation that was used. */
static enum err prune_worker(struct ctx *c, const u8 pubkey[32])
{
	static const u8 nowhere[32];
	struct worker_info_v3 w;
	bool found;
	u64 now;

	TRY(registry_workers_v3_get(c, pubkey, &found, &w));
	TRY(registry_now(c, &now));
	if (!found || mem_eq(w.platform, nowhere, 32) || w.valid_until >= now)
		return registry_fail(c, REGISTRY_ERROR_NOTHING_TO_PRUNE);
	TRY(registry_leave_platform(c, w.platform));
	memset(w.platform, 0, 32);
	return registry_workers_v3_put(c, pubkey, &w);
}

enum err registry_prune(struct ctx *c, const struct origin *o,
			const struct registry_prune_args *a)
{
	struct event_registry_pruned e = {.item = a->item};

	(void)o;
	if (a->item.tag == PRUNABLE_WORKER)
		TRY(prune_worker(c, a->item.u.worker));
	else
		TRY(registry_prune_collateral(c, &a->item.u.collateral));
	dispatch_pays_no(c);
	return registry_deposit_pruned(c, &e);
}
