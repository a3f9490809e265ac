#ifndef RUNTIME_PALLETS_UTILITY_GEN_H
#define RUNTIME_PALLETS_UTILITY_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/utility/pallet.toml; edit that. */
#include "primitives/gen/utility_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_utility;


enum err utility_deposit_batch_interrupted(struct ctx *c, const struct event_utility_batch_interrupted *e) MUST_CHECK;
enum err utility_deposit_batch_completed(struct ctx *c, const struct event_utility_batch_completed *e) MUST_CHECK;
enum err utility_deposit_item_completed(struct ctx *c, const struct event_utility_item_completed *e) MUST_CHECK;

/* utility_fail records an error of this pallet and returns ERR_DISPATCH. */
enum err utility_fail(struct ctx *c, enum utility_error error) MUST_CHECK;

/* Written by hand in utility.c. */
enum err utility_batch(struct ctx *c, const struct origin *o,
		const struct utility_batch_args *a) MUST_CHECK;
enum err utility_batch_all(struct ctx *c, const struct origin *o,
		const struct utility_batch_all_args *a) MUST_CHECK;

#endif /* RUNTIME_PALLETS_UTILITY_GEN_H */
