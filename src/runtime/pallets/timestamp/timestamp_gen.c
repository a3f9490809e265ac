/* Made by tools/gen_pallets.py from runtime/pallets/timestamp/pallet.toml; edit that. */
#include "runtime/pallets/timestamp/timestamp_gen.h"

#include "runtime/frame/storage.h"

enum err timestamp_now_get(struct ctx *c, u64 *out)
{
	struct storage_key k = timestamp_now_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(timestamp_now_decode(out, raw));
}

enum err timestamp_now_put(struct ctx *c, u64 v)
{
	struct storage_key k = timestamp_now_key();
	struct wr w = wr_arena(c->a);

	wr_u64(&w, v);
	return state_put(c, &k, &w);
}

enum err timestamp_now_kill(struct ctx *c)
{
	struct storage_key k = timestamp_now_key();

	return state_kill(c, &k);
}

enum err timestamp_did_update_get(struct ctx *c, bool *out)
{
	struct storage_key k = timestamp_did_update_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(timestamp_did_update_decode(out, raw));
}

enum err timestamp_did_update_put(struct ctx *c, bool v)
{
	struct storage_key k = timestamp_did_update_key();
	struct wr w = wr_arena(c->a);

	wr_bool(&w, v);
	return state_put(c, &k, &w);
}

enum err timestamp_did_update_kill(struct ctx *c)
{
	struct storage_key k = timestamp_did_update_key();

	return state_kill(c, &k);
}

enum err timestamp_minimum_period_get(struct ctx *c, u64 *out)
{
	struct storage_key k = timestamp_minimum_period_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(timestamp_minimum_period_decode(out, raw));
}

enum err timestamp_minimum_period_put(struct ctx *c, u64 v)
{
	struct storage_key k = timestamp_minimum_period_key();
	struct wr w = wr_arena(c->a);

	wr_u64(&w, v);
	return state_put(c, &k, &w);
}

enum err timestamp_minimum_period_kill(struct ctx *c)
{
	struct storage_key k = timestamp_minimum_period_key();

	return state_kill(c, &k);
}

static void skip_timestamp_set(struct rd *r)
{
	struct timestamp_set_args a;

	rd_timestamp_set_args(r, &a);
}

static enum err run_timestamp_set(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct timestamp_set_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_timestamp_set_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_none(c, o));
	return timestamp_set(c, o, a);
}

static const struct call_row timestamp_calls[] = {
	{
		.index = 0,
		.name = "set",
		.class = DISPATCH_CLASS_MANDATORY,
		.weight = {30000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_timestamp_set,
		.run = run_timestamp_set,
	},
};

const struct pallet pallet_timestamp = {
	.index = TIMESTAMP_PALLET,
	.name = "Timestamp",
	.calls = timestamp_calls,
	.num_calls = ARRAY_LEN(timestamp_calls),
	.on_finalize = timestamp_on_finalize,
};
