/* Made by tools/gen_pallets.py from runtime/pallets/utility/pallet.toml; edit that. */
#include "runtime/pallets/utility/utility_gen.h"

enum err utility_deposit_batch_interrupted(struct ctx *c, const struct event_utility_batch_interrupted *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_utility_batch_interrupted(&w, e);
	return event_deposit(c, UTILITY_PALLET, UTILITY_EVENT_BATCH_INTERRUPTED, &w);
}

enum err utility_deposit_batch_completed(struct ctx *c, const struct event_utility_batch_completed *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_utility_batch_completed(&w, e);
	return event_deposit(c, UTILITY_PALLET, UTILITY_EVENT_BATCH_COMPLETED, &w);
}

enum err utility_deposit_item_completed(struct ctx *c, const struct event_utility_item_completed *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_utility_item_completed(&w, e);
	return event_deposit(c, UTILITY_PALLET, UTILITY_EVENT_ITEM_COMPLETED, &w);
}

enum err utility_fail(struct ctx *c, enum utility_error error)
{
	return dispatch_fail_module(c, UTILITY_PALLET, (u8)error);
}

static void skip_utility_batch(struct rd *r)
{
	(void)r;
}

static enum err run_utility_batch(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct utility_batch_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_utility_batch_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	return utility_batch(c, o, a);
}

static void skip_utility_batch_all(struct rd *r)
{
	(void)r;
}

static enum err run_utility_batch_all(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct utility_batch_all_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_utility_batch_all_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	return utility_batch_all(c, o, a);
}

static const struct call_row utility_calls[] = {
	{
		.index = 0,
		.name = "batch",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {10000000, 16384},
		.weight_per_call = 2000000,
		.nest = NEST_MANY,
		.skip = skip_utility_batch,
		.run = run_utility_batch,
	},
	{
		.index = 2,
		.name = "batch_all",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {10000000, 16384},
		.weight_per_call = 2000000,
		.nest = NEST_MANY,
		.skip = skip_utility_batch_all,
		.run = run_utility_batch_all,
	},
};

const struct pallet pallet_utility = {
	.index = UTILITY_PALLET,
	.name = "Utility",
	.calls = utility_calls,
	.num_calls = ARRAY_LEN(utility_calls),
};
