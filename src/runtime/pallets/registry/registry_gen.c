/* Made by tools/gen_pallets.py from runtime/pallets/registry/pallet.toml; edit that. */
#include "runtime/pallets/registry/registry_gen.h"

#include "runtime/frame/storage.h"

enum err registry_workers_v3_get(struct ctx *c, const u8 key[32], bool *found, struct worker_info_v3 *out)
{
	struct storage_key k = registry_workers_v3_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(registry_workers_v3_decode(out, raw));
}

enum err registry_workers_v3_put(struct ctx *c, const u8 key[32], const struct worker_info_v3 *v)
{
	struct storage_key k = registry_workers_v3_key(key);
	struct wr w = wr_arena(c->a);

	wr_worker_info_v3(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_workers_v3_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = registry_workers_v3_key(key);

	return state_kill(c, &k);
}

enum err registry_workers_v3_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = registry_workers_v3_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err registry_allow_unattested_get(struct ctx *c, bool *out)
{
	struct storage_key k = registry_allow_unattested_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(registry_allow_unattested_decode(out, raw));
}

enum err registry_allow_unattested_put(struct ctx *c, bool v)
{
	struct storage_key k = registry_allow_unattested_key();
	struct wr w = wr_arena(c->a);

	wr_bool(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_allow_unattested_kill(struct ctx *c)
{
	struct storage_key k = registry_allow_unattested_key();

	return state_kill(c, &k);
}

enum err registry_liveness_window_get(struct ctx *c, u32 *out)
{
	struct storage_key k = registry_liveness_window_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(registry_liveness_window_decode(out, raw));
}

enum err registry_liveness_window_put(struct ctx *c, u32 v)
{
	struct storage_key k = registry_liveness_window_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err registry_liveness_window_kill(struct ctx *c)
{
	struct storage_key k = registry_liveness_window_key();

	return state_kill(c, &k);
}

enum err registry_deposit_worker_registered(struct ctx *c, const struct event_registry_worker_registered *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_worker_registered(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_WORKER_REGISTERED, &w);
}

enum err registry_deposit_worker_seen(struct ctx *c, const struct event_registry_worker_seen *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_registry_worker_seen(&w, e);
	return event_deposit(c, REGISTRY_PALLET, REGISTRY_EVENT_WORKER_SEEN, &w);
}

enum err registry_fail(struct ctx *c, enum registry_error error)
{
	return dispatch_fail_module(c, REGISTRY_PALLET, (u8)error);
}

static void skip_registry_register_worker_v3(struct rd *r)
{
	struct registry_register_worker_v3_args a;

	rd_registry_register_worker_v3_args(r, &a);
}

static enum err run_registry_register_worker_v3(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_register_worker_v3_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_register_worker_v3_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return registry_register_worker_v3(c, o, a);
}

static void skip_registry_heartbeat(struct rd *r)
{
	struct registry_heartbeat_args a;

	rd_registry_heartbeat_args(r, &a);
}

static enum err run_registry_heartbeat(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct registry_heartbeat_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_registry_heartbeat_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return registry_heartbeat(c, o, a);
}

static const struct call_row registry_calls[] = {
	{
		.index = 16,
		.name = "register_worker_v3",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {130000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_registry_register_worker_v3,
		.run = run_registry_register_worker_v3,
	},
	{
		.index = 17,
		.name = "heartbeat",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {110000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_registry_heartbeat,
		.run = run_registry_heartbeat,
	},
};

const struct pallet pallet_registry = {
	.index = REGISTRY_PALLET,
	.name = "PhalaRegistry",
	.calls = registry_calls,
	.num_calls = ARRAY_LEN(registry_calls),
};
