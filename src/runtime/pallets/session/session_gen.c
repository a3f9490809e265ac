/* Made by tools/gen_pallets.py from runtime/pallets/session/pallet.toml; edit that. */
#include "runtime/pallets/session/session_gen.h"

#include "runtime/frame/storage.h"

enum err session_validators_get(struct ctx *c, struct session_validators *out)
{
	struct storage_key k = session_validators_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(session_validators_decode(out, raw));
}

enum err session_validators_put(struct ctx *c, const struct session_validators *v)
{
	struct storage_key k = session_validators_key();
	struct wr w = wr_arena(c->a);

	wr_session_validators(&w, v);
	return state_put(c, &k, &w);
}

enum err session_validators_kill(struct ctx *c)
{
	struct storage_key k = session_validators_key();

	return state_kill(c, &k);
}

enum err session_current_index_get(struct ctx *c, u32 *out)
{
	struct storage_key k = session_current_index_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(session_current_index_decode(out, raw));
}

enum err session_current_index_put(struct ctx *c, u32 v)
{
	struct storage_key k = session_current_index_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err session_current_index_kill(struct ctx *c)
{
	struct storage_key k = session_current_index_key();

	return state_kill(c, &k);
}

enum err session_queued_changed_get(struct ctx *c, bool *out)
{
	struct storage_key k = session_queued_changed_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(session_queued_changed_decode(out, raw));
}

enum err session_queued_changed_put(struct ctx *c, bool v)
{
	struct storage_key k = session_queued_changed_key();
	struct wr w = wr_arena(c->a);

	wr_bool(&w, v);
	return state_put(c, &k, &w);
}

enum err session_queued_changed_kill(struct ctx *c)
{
	struct storage_key k = session_queued_changed_key();

	return state_kill(c, &k);
}

enum err session_queued_keys_get(struct ctx *c, struct session_queued_keys *out)
{
	struct storage_key k = session_queued_keys_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(session_queued_keys_decode(out, raw));
}

enum err session_queued_keys_put(struct ctx *c, const struct session_queued_keys *v)
{
	struct storage_key k = session_queued_keys_key();
	struct wr w = wr_arena(c->a);

	wr_session_queued_keys(&w, v);
	return state_put(c, &k, &w);
}

enum err session_queued_keys_kill(struct ctx *c)
{
	struct storage_key k = session_queued_keys_key();

	return state_kill(c, &k);
}

enum err session_next_keys_get(struct ctx *c, const u8 key[32], bool *found, struct session_keys *out)
{
	struct storage_key k = session_next_keys_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(session_next_keys_decode(out, raw));
}

enum err session_next_keys_put(struct ctx *c, const u8 key[32], const struct session_keys *v)
{
	struct storage_key k = session_next_keys_key(key);
	struct wr w = wr_arena(c->a);

	wr_session_keys(&w, v);
	return state_put(c, &k, &w);
}

enum err session_next_keys_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = session_next_keys_key(key);

	return state_kill(c, &k);
}

enum err session_next_keys_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = session_next_keys_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err session_key_owner_get(struct ctx *c, const struct typed_key *key, bool *found, u8 out[32])
{
	struct storage_key k = session_key_owner_key(key);
	struct slice raw;

	memset(out, 0, 32);
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(session_key_owner_decode(out, raw));
}

enum err session_key_owner_put(struct ctx *c, const struct typed_key *key, const u8 v[32])
{
	struct storage_key k = session_key_owner_key(key);
	struct wr w = wr_arena(c->a);

	wr_bytes(&w, v, 32);
	return state_put(c, &k, &w);
}

enum err session_key_owner_kill(struct ctx *c, const struct typed_key *key)
{
	struct storage_key k = session_key_owner_key(key);

	return state_kill(c, &k);
}

enum err session_key_owner_has(struct ctx *c, const struct typed_key *key, bool *found)
{
	struct storage_key k = session_key_owner_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err session_period_get(struct ctx *c, u32 *out)
{
	struct storage_key k = session_period_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(session_period_decode(out, raw));
}

enum err session_period_put(struct ctx *c, u32 v)
{
	struct storage_key k = session_period_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err session_period_kill(struct ctx *c)
{
	struct storage_key k = session_period_key();

	return state_kill(c, &k);
}

enum err session_deposit_new_session(struct ctx *c, const struct event_session_new_session *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_session_new_session(&w, e);
	return event_deposit(c, SESSION_PALLET, SESSION_EVENT_NEW_SESSION, &w);
}

enum err session_fail(struct ctx *c, enum session_error error)
{
	return dispatch_fail_module(c, SESSION_PALLET, (u8)error);
}

static void skip_session_set_keys(struct rd *r)
{
	struct session_set_keys_args a;

	rd_session_set_keys_args(r, &a);
}

static enum err run_session_set_keys(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct session_set_keys_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_session_set_keys_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return session_set_keys(c, o, a);
}

static void skip_session_purge_keys(struct rd *r)
{
	(void)r;
}

static enum err run_session_purge_keys(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct session_purge_keys_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_session_purge_keys_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return session_purge_keys(c, o, a);
}

static const struct call_row session_calls[] = {
	{
		.index = 0,
		.name = "set_keys",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {60000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_session_set_keys,
		.run = run_session_set_keys,
	},
	{
		.index = 1,
		.name = "purge_keys",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {50000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_session_purge_keys,
		.run = run_session_purge_keys,
	},
};

const struct pallet pallet_session = {
	.index = SESSION_PALLET,
	.name = "Session",
	.calls = session_calls,
	.num_calls = ARRAY_LEN(session_calls),
	.on_initialize = session_on_initialize,
};
