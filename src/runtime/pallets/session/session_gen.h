#ifndef RUNTIME_PALLETS_SESSION_GEN_H
#define RUNTIME_PALLETS_SESSION_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/session/pallet.toml; edit that. */
#include "primitives/gen/session_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_session;

enum err session_validators_get(struct ctx *c, struct session_validators *out) MUST_CHECK;
enum err session_validators_put(struct ctx *c, const struct session_validators *v) MUST_CHECK;
enum err session_validators_kill(struct ctx *c) MUST_CHECK;
enum err session_current_index_get(struct ctx *c, u32 *out) MUST_CHECK;
enum err session_current_index_put(struct ctx *c, u32 v) MUST_CHECK;
enum err session_current_index_kill(struct ctx *c) MUST_CHECK;
enum err session_queued_changed_get(struct ctx *c, bool *out) MUST_CHECK;
enum err session_queued_changed_put(struct ctx *c, bool v) MUST_CHECK;
enum err session_queued_changed_kill(struct ctx *c) MUST_CHECK;
enum err session_queued_keys_get(struct ctx *c, struct session_queued_keys *out) MUST_CHECK;
enum err session_queued_keys_put(struct ctx *c, const struct session_queued_keys *v) MUST_CHECK;
enum err session_queued_keys_kill(struct ctx *c) MUST_CHECK;
enum err session_next_keys_get(struct ctx *c, const u8 key[32], bool *found, struct session_keys *out) MUST_CHECK;
enum err session_next_keys_put(struct ctx *c, const u8 key[32], const struct session_keys *v) MUST_CHECK;
enum err session_next_keys_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err session_next_keys_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err session_key_owner_get(struct ctx *c, const struct typed_key *key, bool *found, u8 out[32]) MUST_CHECK;
enum err session_key_owner_put(struct ctx *c, const struct typed_key *key, const u8 v[32]) MUST_CHECK;
enum err session_key_owner_kill(struct ctx *c, const struct typed_key *key) MUST_CHECK;
enum err session_key_owner_has(struct ctx *c, const struct typed_key *key, bool *found) MUST_CHECK;
enum err session_period_get(struct ctx *c, u32 *out) MUST_CHECK;
enum err session_period_put(struct ctx *c, u32 v) MUST_CHECK;
enum err session_period_kill(struct ctx *c) MUST_CHECK;

enum err session_deposit_new_session(struct ctx *c, const struct event_session_new_session *e) MUST_CHECK;

/* session_fail records an error of this pallet and returns ERR_DISPATCH. */
enum err session_fail(struct ctx *c, enum session_error error) MUST_CHECK;

/* Written by hand in session.c. */
enum err session_set_keys(struct ctx *c, const struct origin *o,
		const struct session_set_keys_args *a) MUST_CHECK;
enum err session_purge_keys(struct ctx *c, const struct origin *o,
		const struct session_purge_keys_args *a) MUST_CHECK;
enum err session_on_initialize(struct ctx *c) MUST_CHECK;

#endif /* RUNTIME_PALLETS_SESSION_GEN_H */
