#ifndef RUNTIME_PALLETS_GRANDPA_GEN_H
#define RUNTIME_PALLETS_GRANDPA_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/grandpa/pallet.toml; edit that. */
#include "primitives/gen/grandpa_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_grandpa;

enum err grandpa_pending_change_get(struct ctx *c, bool *found, struct stored_pending_change *out) MUST_CHECK;
enum err grandpa_pending_change_put(struct ctx *c, const struct stored_pending_change *v) MUST_CHECK;
enum err grandpa_pending_change_kill(struct ctx *c) MUST_CHECK;
enum err grandpa_current_set_id_get(struct ctx *c, u64 *out) MUST_CHECK;
enum err grandpa_current_set_id_put(struct ctx *c, u64 v) MUST_CHECK;
enum err grandpa_current_set_id_kill(struct ctx *c) MUST_CHECK;
enum err grandpa_set_id_session_get(struct ctx *c, u64 key, bool *found, u32 *out) MUST_CHECK;
enum err grandpa_set_id_session_put(struct ctx *c, u64 key, u32 v) MUST_CHECK;
enum err grandpa_set_id_session_kill(struct ctx *c, u64 key) MUST_CHECK;
enum err grandpa_set_id_session_has(struct ctx *c, u64 key, bool *found) MUST_CHECK;
enum err grandpa_authorities_get(struct ctx *c, struct grandpa_authorities *out) MUST_CHECK;
enum err grandpa_authorities_put(struct ctx *c, const struct grandpa_authorities *v) MUST_CHECK;
enum err grandpa_authorities_kill(struct ctx *c) MUST_CHECK;

enum err grandpa_deposit_new_authorities(struct ctx *c, const struct event_grandpa_new_authorities *e) MUST_CHECK;

/* grandpa_fail records an error of this pallet and returns ERR_DISPATCH. */
enum err grandpa_fail(struct ctx *c, enum grandpa_error error) MUST_CHECK;

/* Written by hand in grandpa.c. */
enum err grandpa_on_finalize(struct ctx *c) MUST_CHECK;

#endif /* RUNTIME_PALLETS_GRANDPA_GEN_H */
