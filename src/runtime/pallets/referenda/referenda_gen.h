#ifndef RUNTIME_PALLETS_REFERENDA_GEN_H
#define RUNTIME_PALLETS_REFERENDA_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/referenda/pallet.toml; edit that. */
#include "primitives/gen/referenda_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_referenda;

enum err referenda_referendum_count_get(struct ctx *c, u32 *out) MUST_CHECK;
enum err referenda_referendum_count_put(struct ctx *c, u32 v) MUST_CHECK;
enum err referenda_referendum_count_kill(struct ctx *c) MUST_CHECK;
enum err referenda_referendum_info_for_get(struct ctx *c, u32 key, bool *found, struct referendum_info *out) MUST_CHECK;
enum err referenda_referendum_info_for_put(struct ctx *c, u32 key, const struct referendum_info *v) MUST_CHECK;
enum err referenda_referendum_info_for_kill(struct ctx *c, u32 key) MUST_CHECK;
enum err referenda_referendum_info_for_has(struct ctx *c, u32 key, bool *found) MUST_CHECK;
enum err referenda_index_of_get(struct ctx *c, const u8 key[32], bool *found, u32 *out) MUST_CHECK;
enum err referenda_index_of_put(struct ctx *c, const u8 key[32], u32 v) MUST_CHECK;
enum err referenda_index_of_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err referenda_index_of_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err referenda_analyst_get(struct ctx *c, bool *found, u8 out[32]) MUST_CHECK;
enum err referenda_analyst_put(struct ctx *c, const u8 v[32]) MUST_CHECK;
enum err referenda_analyst_kill(struct ctx *c) MUST_CHECK;
enum err referenda_assessments_get(struct ctx *c, u32 key, bool *found, struct assessment *out) MUST_CHECK;
enum err referenda_assessments_put(struct ctx *c, u32 key, const struct assessment *v) MUST_CHECK;
enum err referenda_assessments_kill(struct ctx *c, u32 key) MUST_CHECK;
enum err referenda_assessments_has(struct ctx *c, u32 key, bool *found) MUST_CHECK;

enum err referenda_deposit_submitted(struct ctx *c, const struct event_referenda_submitted *e) MUST_CHECK;
enum err referenda_deposit_analyst_set(struct ctx *c, const struct event_referenda_analyst_set *e) MUST_CHECK;
enum err referenda_deposit_assessed(struct ctx *c, const struct event_referenda_assessed *e) MUST_CHECK;

/* referenda_fail records an error of this pallet and returns ERR_DISPATCH. */
enum err referenda_fail(struct ctx *c, enum referenda_error error) MUST_CHECK;

/* Written by hand in referenda.c. */
enum err referenda_submit(struct ctx *c, const struct origin *o,
		const struct referenda_submit_args *a) MUST_CHECK;
enum err referenda_set_analyst(struct ctx *c, const struct origin *o,
		const struct referenda_set_analyst_args *a) MUST_CHECK;
enum err referenda_on_event(struct ctx *c, const struct frame_event *e) MUST_CHECK;

#endif /* RUNTIME_PALLETS_REFERENDA_GEN_H */
