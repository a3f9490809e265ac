/* What is accepted: the two policies that chains begin with, and governance's word. */
#include "runtime/pallets/registry/int.h"

#define UNIT 1000000000000u /* 12 decimals */

#define STATUS(s) (1u << ATTEST_##s)
#define GOOD      (STATUS(UP_TO_DATE) | STATUS(SW_HARDENING_NEEDED))
/* Revoked is refused before any policy is asked. */
#define ANY (((1u << NUM_ATTEST_STATUSES) - 1) & ~STATUS(REVOKED))

/* Attribute bits of a TD that make it debuggable. */
#define TD_DEBUG_BITS 0xffu

void registry_policy_strict(struct attestation_policy *out)
{
	*out = (struct attestation_policy){
	    .status_mask = GOOD,
	    .max_age_seconds = 86400,
	    .require_measurement = true,
	    .min_platform_level = 1,
	    .max_workers_per_platform = 8,
	    .approval = {.tag = APPROVAL_MODE_BOND_OR_GOVERNANCE},
	    .min_bond = bal((u128)UNIT * 1000u),
	};
}

void registry_policy_development(struct attestation_policy *out)
{
	*out = (struct attestation_policy){
	    .status_mask = GOOD,
	    .max_age_seconds = REGISTRY_GRACE_MAX,
	    .approval = {.tag = APPROVAL_MODE_NONE},
	};
}

enum err registry_policy(struct ctx *c, struct attestation_policy *out)
{
	bool found;

	TRY(registry_attestation_policy_get(c, &found, out));
	if (!found)
		registry_policy_strict(out);
	return ERR_OK;
}

static bool makes_sense(const struct attestation_policy *p)
{
	return p->status_mask != 0 && (p->status_mask & ~ANY) == 0 &&
	       p->grace_seconds <= REGISTRY_GRACE_MAX && (p->td_attributes & TD_DEBUG_BITS) == 0;
}

enum err registry_set_attestation_policy(struct ctx *c, const struct origin *o,
					 const struct registry_set_attestation_policy_args *a)
{
	struct event_registry_attestation_policy_set e = {.policy = a->policy};

	(void)o;
	if (!makes_sense(&a->policy))
		return registry_fail(c, REGISTRY_ERROR_POLICY_INVALID);
	TRY(registry_attestation_policy_put(c, &a->policy));
	return registry_deposit_attestation_policy_set(c, &e);
}
