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

enum err registry_deposit_worker_registered(struct ctx *c, const struct event_registry_worker_registered *e) MUST_CHECK;
enum err registry_deposit_worker_seen(struct ctx *c, const struct event_registry_worker_seen *e) MUST_CHECK;

/* registry_fail records an error of this pallet and returns ERR_DISPATCH. */
enum err registry_fail(struct ctx *c, enum registry_error error) MUST_CHECK;

/* Written by hand in registry.c. */
enum err registry_register_worker_v3(struct ctx *c, const struct origin *o,
		const struct registry_register_worker_v3_args *a) MUST_CHECK;
enum err registry_heartbeat(struct ctx *c, const struct origin *o,
		const struct registry_heartbeat_args *a) MUST_CHECK;

#endif /* RUNTIME_PALLETS_REGISTRY_GEN_H */
