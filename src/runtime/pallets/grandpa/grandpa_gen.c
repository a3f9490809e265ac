/* Made by tools/gen_pallets.py from runtime/pallets/grandpa/pallet.toml; edit that. */
#include "runtime/pallets/grandpa/grandpa_gen.h"

#include "runtime/frame/storage.h"

enum err grandpa_pending_change_get(struct ctx *c, bool *found, struct stored_pending_change *out)
{
	struct storage_key k = grandpa_pending_change_key();
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(grandpa_pending_change_decode(out, raw));
}

enum err grandpa_pending_change_put(struct ctx *c, const struct stored_pending_change *v)
{
	struct storage_key k = grandpa_pending_change_key();
	struct wr w = wr_arena(c->a);

	wr_stored_pending_change(&w, v);
	return state_put(c, &k, &w);
}

enum err grandpa_pending_change_kill(struct ctx *c)
{
	struct storage_key k = grandpa_pending_change_key();

	return state_kill(c, &k);
}

enum err grandpa_current_set_id_get(struct ctx *c, u64 *out)
{
	struct storage_key k = grandpa_current_set_id_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(grandpa_current_set_id_decode(out, raw));
}

enum err grandpa_current_set_id_put(struct ctx *c, u64 v)
{
	struct storage_key k = grandpa_current_set_id_key();
	struct wr w = wr_arena(c->a);

	wr_u64(&w, v);
	return state_put(c, &k, &w);
}

enum err grandpa_current_set_id_kill(struct ctx *c)
{
	struct storage_key k = grandpa_current_set_id_key();

	return state_kill(c, &k);
}

enum err grandpa_set_id_session_get(struct ctx *c, u64 key, bool *found, u32 *out)
{
	struct storage_key k = grandpa_set_id_session_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(grandpa_set_id_session_decode(out, raw));
}

enum err grandpa_set_id_session_put(struct ctx *c, u64 key, u32 v)
{
	struct storage_key k = grandpa_set_id_session_key(key);
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err grandpa_set_id_session_kill(struct ctx *c, u64 key)
{
	struct storage_key k = grandpa_set_id_session_key(key);

	return state_kill(c, &k);
}

enum err grandpa_set_id_session_has(struct ctx *c, u64 key, bool *found)
{
	struct storage_key k = grandpa_set_id_session_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err grandpa_authorities_get(struct ctx *c, struct grandpa_authorities *out)
{
	struct storage_key k = grandpa_authorities_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(grandpa_authorities_decode(out, raw));
}

enum err grandpa_authorities_put(struct ctx *c, const struct grandpa_authorities *v)
{
	struct storage_key k = grandpa_authorities_key();
	struct wr w = wr_arena(c->a);

	wr_grandpa_authorities(&w, v);
	return state_put(c, &k, &w);
}

enum err grandpa_authorities_kill(struct ctx *c)
{
	struct storage_key k = grandpa_authorities_key();

	return state_kill(c, &k);
}

enum err grandpa_deposit_new_authorities(struct ctx *c, const struct event_grandpa_new_authorities *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_grandpa_new_authorities(&w, e);
	return event_deposit(c, GRANDPA_PALLET, GRANDPA_EVENT_NEW_AUTHORITIES, &w);
}

enum err grandpa_fail(struct ctx *c, enum grandpa_error error)
{
	return dispatch_fail_module(c, GRANDPA_PALLET, (u8)error);
}

const struct pallet pallet_grandpa = {
	.index = GRANDPA_PALLET,
	.name = "Grandpa",
	.on_finalize = grandpa_on_finalize,
};
