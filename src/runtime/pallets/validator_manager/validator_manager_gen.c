/* Made by tools/gen_pallets.py from runtime/pallets/validator_manager/pallet.toml; edit that. */
#include "runtime/pallets/validator_manager/validator_manager_gen.h"

#include "runtime/frame/storage.h"

enum err validator_manager_validators_to_retire_get(struct ctx *c, struct validator_manager_validators_to_retire *out)
{
	struct storage_key k = validator_manager_validators_to_retire_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(validator_manager_validators_to_retire_decode(out, raw));
}

enum err validator_manager_validators_to_retire_put(struct ctx *c, const struct validator_manager_validators_to_retire *v)
{
	struct storage_key k = validator_manager_validators_to_retire_key();
	struct wr w = wr_arena(c->a);

	wr_validator_manager_validators_to_retire(&w, v);
	return state_put(c, &k, &w);
}

enum err validator_manager_validators_to_retire_kill(struct ctx *c)
{
	struct storage_key k = validator_manager_validators_to_retire_key();

	return state_kill(c, &k);
}

enum err validator_manager_validators_to_add_get(struct ctx *c, struct validator_manager_validators_to_add *out)
{
	struct storage_key k = validator_manager_validators_to_add_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(validator_manager_validators_to_add_decode(out, raw));
}

enum err validator_manager_validators_to_add_put(struct ctx *c, const struct validator_manager_validators_to_add *v)
{
	struct storage_key k = validator_manager_validators_to_add_key();
	struct wr w = wr_arena(c->a);

	wr_validator_manager_validators_to_add(&w, v);
	return state_put(c, &k, &w);
}

enum err validator_manager_validators_to_add_kill(struct ctx *c)
{
	struct storage_key k = validator_manager_validators_to_add_key();

	return state_kill(c, &k);
}

enum err validator_manager_deposit_validators_registered(struct ctx *c, const struct event_validator_manager_validators_registered *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_validator_manager_validators_registered(&w, e);
	return event_deposit(c, VALIDATOR_MANAGER_PALLET, VALIDATOR_MANAGER_EVENT_VALIDATORS_REGISTERED, &w);
}

enum err validator_manager_deposit_validators_deregistered(struct ctx *c, const struct event_validator_manager_validators_deregistered *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_validator_manager_validators_deregistered(&w, e);
	return event_deposit(c, VALIDATOR_MANAGER_PALLET, VALIDATOR_MANAGER_EVENT_VALIDATORS_DEREGISTERED, &w);
}

enum err validator_manager_fail(struct ctx *c, enum validator_manager_error error)
{
	return dispatch_fail_module(c, VALIDATOR_MANAGER_PALLET, (u8)error);
}

static void skip_validator_manager_register_validators(struct rd *r)
{
	struct validator_manager_register_validators_args a;

	rd_validator_manager_register_validators_args(r, &a);
}

static enum err run_validator_manager_register_validators(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct validator_manager_register_validators_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_validator_manager_register_validators_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return validator_manager_register_validators(c, o, a);
}

static void skip_validator_manager_deregister_validators(struct rd *r)
{
	struct validator_manager_deregister_validators_args a;

	rd_validator_manager_deregister_validators_args(r, &a);
}

static enum err run_validator_manager_deregister_validators(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct validator_manager_deregister_validators_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_validator_manager_deregister_validators_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return validator_manager_deregister_validators(c, o, a);
}

static const struct call_row validator_manager_calls[] = {
	{
		.index = 0,
		.name = "register_validators",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {50000000, 16384},
		.weight_per_byte = 1000,
		.nest = NEST_NONE,
		.skip = skip_validator_manager_register_validators,
		.run = run_validator_manager_register_validators,
	},
	{
		.index = 1,
		.name = "deregister_validators",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {50000000, 16384},
		.weight_per_byte = 1000,
		.nest = NEST_NONE,
		.skip = skip_validator_manager_deregister_validators,
		.run = run_validator_manager_deregister_validators,
	},
};

const struct pallet pallet_validator_manager = {
	.index = VALIDATOR_MANAGER_PALLET,
	.name = "ValidatorManager",
	.calls = validator_manager_calls,
	.num_calls = ARRAY_LEN(validator_manager_calls),
};
