#ifndef RUNTIME_PALLETS_REGISTRY_REGISTRY_H
#define RUNTIME_PALLETS_REGISTRY_REGISTRY_H
/* runtime/pallets/registry: which workers exist, and which boot of each counts.
 *
 * A worker registers itself at each boot with an incarnation above the last one; only the
 * latest is honoured, so a clone or a rolled-back copy is shut out the moment its rival
 * registers. What other pallets may ask is here. */
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

#endif /* RUNTIME_PALLETS_REGISTRY_REGISTRY_H */
