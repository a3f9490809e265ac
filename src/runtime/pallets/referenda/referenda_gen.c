/* Made by tools/gen_pallets.py from runtime/pallets/referenda/pallet.toml; edit that. */
#include "runtime/pallets/referenda/referenda_gen.h"

#include "runtime/frame/storage.h"

enum err referenda_referendum_count_get(struct ctx *c, u32 *out)
{
	struct storage_key k = referenda_referendum_count_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(referenda_referendum_count_decode(out, raw));
}

enum err referenda_referendum_count_put(struct ctx *c, u32 v)
{
	struct storage_key k = referenda_referendum_count_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err referenda_referendum_count_kill(struct ctx *c)
{
	struct storage_key k = referenda_referendum_count_key();

	return state_kill(c, &k);
}

enum err referenda_referendum_info_for_get(struct ctx *c, u32 key, bool *found, struct referendum_info *out)
{
	struct storage_key k = referenda_referendum_info_for_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(referenda_referendum_info_for_decode(out, raw));
}

enum err referenda_referendum_info_for_put(struct ctx *c, u32 key, const struct referendum_info *v)
{
	struct storage_key k = referenda_referendum_info_for_key(key);
	struct wr w = wr_arena(c->a);

	wr_referendum_info(&w, v);
	return state_put(c, &k, &w);
}

enum err referenda_referendum_info_for_kill(struct ctx *c, u32 key)
{
	struct storage_key k = referenda_referendum_info_for_key(key);

	return state_kill(c, &k);
}

enum err referenda_referendum_info_for_has(struct ctx *c, u32 key, bool *found)
{
	struct storage_key k = referenda_referendum_info_for_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err referenda_index_of_get(struct ctx *c, const u8 key[32], bool *found, u32 *out)
{
	struct storage_key k = referenda_index_of_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(referenda_index_of_decode(out, raw));
}

enum err referenda_index_of_put(struct ctx *c, const u8 key[32], u32 v)
{
	struct storage_key k = referenda_index_of_key(key);
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err referenda_index_of_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = referenda_index_of_key(key);

	return state_kill(c, &k);
}

enum err referenda_index_of_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = referenda_index_of_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err referenda_analyst_get(struct ctx *c, bool *found, u8 out[32])
{
	struct storage_key k = referenda_analyst_key();
	struct slice raw;

	memset(out, 0, 32);
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(referenda_analyst_decode(out, raw));
}

enum err referenda_analyst_put(struct ctx *c, const u8 v[32])
{
	struct storage_key k = referenda_analyst_key();
	struct wr w = wr_arena(c->a);

	wr_bytes(&w, v, 32);
	return state_put(c, &k, &w);
}

enum err referenda_analyst_kill(struct ctx *c)
{
	struct storage_key k = referenda_analyst_key();

	return state_kill(c, &k);
}

enum err referenda_assessments_get(struct ctx *c, u32 key, bool *found, struct assessment *out)
{
	struct storage_key k = referenda_assessments_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(referenda_assessments_decode(out, raw));
}

enum err referenda_assessments_put(struct ctx *c, u32 key, const struct assessment *v)
{
	struct storage_key k = referenda_assessments_key(key);
	struct wr w = wr_arena(c->a);

	wr_assessment(&w, v);
	return state_put(c, &k, &w);
}

enum err referenda_assessments_kill(struct ctx *c, u32 key)
{
	struct storage_key k = referenda_assessments_key(key);

	return state_kill(c, &k);
}

enum err referenda_assessments_has(struct ctx *c, u32 key, bool *found)
{
	struct storage_key k = referenda_assessments_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err referenda_deposit_submitted(struct ctx *c, const struct event_referenda_submitted *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_referenda_submitted(&w, e);
	return event_deposit(c, REFERENDA_PALLET, REFERENDA_EVENT_SUBMITTED, &w);
}

enum err referenda_deposit_analyst_set(struct ctx *c, const struct event_referenda_analyst_set *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_referenda_analyst_set(&w, e);
	return event_deposit(c, REFERENDA_PALLET, REFERENDA_EVENT_ANALYST_SET, &w);
}

enum err referenda_deposit_assessed(struct ctx *c, const struct event_referenda_assessed *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_referenda_assessed(&w, e);
	return event_deposit(c, REFERENDA_PALLET, REFERENDA_EVENT_ASSESSED, &w);
}

enum err referenda_fail(struct ctx *c, enum referenda_error error)
{
	return dispatch_fail_module(c, REFERENDA_PALLET, (u8)error);
}

static void skip_referenda_submit(struct rd *r)
{
	struct referenda_submit_args a;

	rd_referenda_submit_args(r, &a);
}

static enum err run_referenda_submit(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct referenda_submit_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_referenda_submit_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return referenda_submit(c, o, a);
}

static void skip_referenda_set_analyst(struct rd *r)
{
	struct referenda_set_analyst_args a;

	rd_referenda_set_analyst_args(r, &a);
}

static enum err run_referenda_set_analyst(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct referenda_set_analyst_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_referenda_set_analyst_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return referenda_set_analyst(c, o, a);
}

static const struct call_row referenda_calls[] = {
	{
		.index = 0,
		.name = "submit",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {205000000, 40000},
		.nest = NEST_NONE,
		.skip = skip_referenda_submit,
		.run = run_referenda_submit,
	},
	{
		.index = 200,
		.name = "set_analyst",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {30000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_referenda_set_analyst,
		.run = run_referenda_set_analyst,
	},
};

const struct pallet pallet_referenda = {
	.index = REFERENDA_PALLET,
	.name = "Referenda",
	.calls = referenda_calls,
	.num_calls = ARRAY_LEN(referenda_calls),
	.on_event = referenda_on_event,
};
