/* Made by tools/gen_pallets.py from runtime/pallets/balances/pallet.toml; edit that. */
#include "runtime/pallets/balances/balances_gen.h"

#include "runtime/frame/storage.h"

enum err balances_total_issuance_get(struct ctx *c, struct balance *out)
{
	struct storage_key k = balances_total_issuance_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(balances_total_issuance_decode(out, raw));
}

enum err balances_total_issuance_put(struct ctx *c, const struct balance *v)
{
	struct storage_key k = balances_total_issuance_key();
	struct wr w = wr_arena(c->a);

	wr_balance(&w, *v);
	return state_put(c, &k, &w);
}

enum err balances_total_issuance_kill(struct ctx *c)
{
	struct storage_key k = balances_total_issuance_key();

	return state_kill(c, &k);
}

enum err balances_deposit_endowed(struct ctx *c, const struct event_balances_endowed *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_balances_endowed(&w, e);
	return event_deposit(c, BALANCES_PALLET, BALANCES_EVENT_ENDOWED, &w);
}

enum err balances_deposit_dust_lost(struct ctx *c, const struct event_balances_dust_lost *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_balances_dust_lost(&w, e);
	return event_deposit(c, BALANCES_PALLET, BALANCES_EVENT_DUST_LOST, &w);
}

enum err balances_deposit_transfer(struct ctx *c, const struct event_balances_transfer *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_balances_transfer(&w, e);
	return event_deposit(c, BALANCES_PALLET, BALANCES_EVENT_TRANSFER, &w);
}

enum err balances_deposit_reserved(struct ctx *c, const struct event_balances_reserved *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_balances_reserved(&w, e);
	return event_deposit(c, BALANCES_PALLET, BALANCES_EVENT_RESERVED, &w);
}

enum err balances_deposit_unreserved(struct ctx *c, const struct event_balances_unreserved *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_balances_unreserved(&w, e);
	return event_deposit(c, BALANCES_PALLET, BALANCES_EVENT_UNRESERVED, &w);
}

enum err balances_deposit_deposit(struct ctx *c, const struct event_balances_deposit *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_balances_deposit(&w, e);
	return event_deposit(c, BALANCES_PALLET, BALANCES_EVENT_DEPOSIT, &w);
}

enum err balances_deposit_withdraw(struct ctx *c, const struct event_balances_withdraw *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_balances_withdraw(&w, e);
	return event_deposit(c, BALANCES_PALLET, BALANCES_EVENT_WITHDRAW, &w);
}

enum err balances_fail(struct ctx *c, enum balances_error error)
{
	return dispatch_fail_module(c, BALANCES_PALLET, (u8)error);
}

static void skip_balances_transfer_allow_death(struct rd *r)
{
	struct balances_transfer_allow_death_args a;

	rd_balances_transfer_allow_death_args(r, &a);
}

static enum err run_balances_transfer_allow_death(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct balances_transfer_allow_death_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_balances_transfer_allow_death_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return balances_transfer_allow_death(c, o, a);
}

static void skip_balances_force_transfer(struct rd *r)
{
	struct balances_force_transfer_args a;

	rd_balances_force_transfer_args(r, &a);
}

static enum err run_balances_force_transfer(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct balances_force_transfer_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_balances_force_transfer_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return balances_force_transfer(c, o, a);
}

static void skip_balances_transfer_keep_alive(struct rd *r)
{
	struct balances_transfer_keep_alive_args a;

	rd_balances_transfer_keep_alive_args(r, &a);
}

static enum err run_balances_transfer_keep_alive(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct balances_transfer_keep_alive_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_balances_transfer_keep_alive_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return balances_transfer_keep_alive(c, o, a);
}

static void skip_balances_transfer_all(struct rd *r)
{
	struct balances_transfer_all_args a;

	rd_balances_transfer_all_args(r, &a);
}

static enum err run_balances_transfer_all(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct balances_transfer_all_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_balances_transfer_all_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return balances_transfer_all(c, o, a);
}

static const struct call_row balances_calls[] = {
	{
		.index = 0,
		.name = "transfer_allow_death",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {19000000, 8192},
		.nest = NEST_NONE,
		.skip = skip_balances_transfer_allow_death,
		.run = run_balances_transfer_allow_death,
	},
	{
		.index = 2,
		.name = "force_transfer",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {45000000, 8192},
		.nest = NEST_NONE,
		.skip = skip_balances_force_transfer,
		.run = run_balances_force_transfer,
	},
	{
		.index = 3,
		.name = "transfer_keep_alive",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {19000000, 8192},
		.nest = NEST_NONE,
		.skip = skip_balances_transfer_keep_alive,
		.run = run_balances_transfer_keep_alive,
	},
	{
		.index = 4,
		.name = "transfer_all",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {35000000, 8192},
		.nest = NEST_NONE,
		.skip = skip_balances_transfer_all,
		.run = run_balances_transfer_all,
	},
};

const struct pallet pallet_balances = {
	.index = BALANCES_PALLET,
	.name = "Balances",
	.calls = balances_calls,
	.num_calls = ARRAY_LEN(balances_calls),
};
