#ifndef RUNTIME_PALLETS_TIMESTAMP_GEN_H
#define RUNTIME_PALLETS_TIMESTAMP_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/timestamp/pallet.toml; edit that. */
#include "primitives/gen/timestamp_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_timestamp;

enum err timestamp_now_get(struct ctx *c, u64 *out) MUST_CHECK;
enum err timestamp_now_put(struct ctx *c, u64 v) MUST_CHECK;
enum err timestamp_now_kill(struct ctx *c) MUST_CHECK;
enum err timestamp_did_update_get(struct ctx *c, bool *out) MUST_CHECK;
enum err timestamp_did_update_put(struct ctx *c, bool v) MUST_CHECK;
enum err timestamp_did_update_kill(struct ctx *c) MUST_CHECK;
enum err timestamp_minimum_period_get(struct ctx *c, u64 *out) MUST_CHECK;
enum err timestamp_minimum_period_put(struct ctx *c, u64 v) MUST_CHECK;
enum err timestamp_minimum_period_kill(struct ctx *c) MUST_CHECK;


/* Written by hand in timestamp.c. */
enum err timestamp_set(struct ctx *c, const struct origin *o,
		const struct timestamp_set_args *a) MUST_CHECK;
enum err timestamp_on_finalize(struct ctx *c) MUST_CHECK;

#endif /* RUNTIME_PALLETS_TIMESTAMP_GEN_H */
