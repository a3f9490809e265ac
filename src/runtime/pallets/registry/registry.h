#ifndef RUNTIME_PALLETS_REGISTRY_REGISTRY_H
#define RUNTIME_PALLETS_REGISTRY_REGISTRY_H
/* runtime/pallets/registry: which workers exist, which boot of each counts, what vouches for it.
 *
 * A worker registers itself at each boot with an incarnation above the last one; only the
 * latest is honoured, so a clone or a rolled-back copy is shut out the moment its rival
 * registers. A quote vouches for it until valid_until, as long as its root, measurement and
 * machine are not revoked. What other pallets may ask is here.
 *
 * registry.c: registration, heartbeat, renewal. attestation.c: a quote against what is stored.
 * collateral.c: what is stored. platform.c: machines. policy.c: what is accepted.
 * governance.c: what root may say; bonds. migrate.c: rows of older runtimes.
 * docs/protocol/attestation.md says why. */
#include "runtime/pallets/registry/registry_gen.h"

/* What is wrong with the chain position that a worker named. */
enum registry_head { REGISTRY_HEAD_OK, REGISTRY_HEAD_STALE, REGISTRY_HEAD_FOREIGN };

/* registry_check_head compares (number, hash) with this chain's recent blocks: STALE when it
 * is unknown or older than PhalaAgents.FreshnessWindow, FOREIGN when the hash differs. */
enum err registry_check_head(struct ctx *c, u32 number, const u8 hash[32],
                             enum registry_head *out) MUST_CHECK;
/* registry_genesis is the hash of block 0. */
enum err registry_genesis(struct ctx *c, u8 out[32]) MUST_CHECK;
/* registry_is_live tells whether the worker was seen within the liveness window. */
enum err registry_is_live(struct ctx *c, const struct worker_info_v3 *info, bool *live) MUST_CHECK;
/* registry_note_result counts a recorded result and marks the worker as seen. */
enum err registry_note_result(struct ctx *c, struct worker_info_v3 *info) MUST_CHECK;

/* Whether what vouched for a worker still does. */
enum registry_standing {
	REGISTRY_STANDS,
	REGISTRY_UNATTESTED, /* nothing did, and this chain wants evidence */
	REGISTRY_EXPIRED,
	REGISTRY_ROOT_REMOVED,
	REGISTRY_MEASUREMENT_REVOKED,
	REGISTRY_PLATFORM_REVOKED
};
enum err registry_standing(struct ctx *c, const struct worker_info_v3 *info,
			   enum registry_standing *out) MUST_CHECK;

/* What holds without a row of AttestationPolicy; and what development chains begin with: any
 * machine, any measurement, no bond. */
void registry_policy_strict(struct attestation_policy *out);
void registry_policy_development(struct attestation_policy *out);
enum err registry_policy(struct ctx *c, struct attestation_policy *out) MUST_CHECK;

#endif /* RUNTIME_PALLETS_REGISTRY_REGISTRY_H */
