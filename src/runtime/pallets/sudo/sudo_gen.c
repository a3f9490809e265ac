/* Made by tools/gen_pallets.py from runtime/pallets/sudo/pallet.toml; edit that. */
#include "runtime/pallets/sudo/sudo_gen.h"

#include "runtime/frame/storage.h"

enum err sudo_key_get(struct ctx *c, bool *found, u8 out[32])
{
	struct storage_key k = sudo_key_key();
	struct slice raw;

	memset(out, 0, 32);
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(sudo_key_decode(out, raw));
}

enum err sudo_key_put(struct ctx *c, const u8 v[32])
{
	struct storage_key k = sudo_key_key();
	struct wr w = wr_arena(c->a);

	wr_bytes(&w, v, 32);
	return state_put(c, &k, &w);
}

enum err sudo_key_kill(struct ctx *c)
{
	struct storage_key k = sudo_key_key();

	return state_kill(c, &k);
}

enum err sudo_deposit_sudid(struct ctx *c, const struct event_sudo_sudid *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_sudo_sudid(&w, e);
	return event_deposit(c, SUDO_PALLET, SUDO_EVENT_SUDID, &w);
}

enum err sudo_deposit_key_changed(struct ctx *c, const struct event_sudo_key_changed *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_sudo_key_changed(&w, e);
	return event_deposit(c, SUDO_PALLET, SUDO_EVENT_KEY_CHANGED, &w);
}

enum err sudo_fail(struct ctx *c, enum sudo_error error)
{
	return dispatch_fail_module(c, SUDO_PALLET, (u8)error);
}

static void skip_sudo_sudo(struct rd *r)
{
	(void)r;
}

static enum err run_sudo_sudo(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct sudo_sudo_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_sudo_sudo_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return sudo_sudo(c, o, a);
}

static void skip_sudo_set_key(struct rd *r)
{
	struct sudo_set_key_args a;

	rd_sudo_set_key_args(r, &a);
}

static enum err run_sudo_set_key(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct sudo_set_key_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_sudo_set_key_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return sudo_set_key(c, o, a);
}

static const struct call_row sudo_calls[] = {
	{
		.index = 0,
		.name = "sudo",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {8000000, 16384},
		.nest = NEST_ONE,
		.skip = skip_sudo_sudo,
		.run = run_sudo_sudo,
	},
	{
		.index = 2,
		.name = "set_key",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {20000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_sudo_set_key,
		.run = run_sudo_set_key,
	},
};

const struct pallet pallet_sudo = {
	.index = SUDO_PALLET,
	.name = "Sudo",
	.calls = sudo_calls,
	.num_calls = ARRAY_LEN(sudo_calls),
};
