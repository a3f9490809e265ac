/* Made by tools/gen_pallets.py from runtime/pallets/agents/pallet.toml; edit that. */
#include "runtime/pallets/agents/agents_gen.h"

#include "runtime/frame/storage.h"

enum err agents_agents_get(struct ctx *c, const u8 key[32], bool *found, struct agent_info *out)
{
	struct storage_key k = agents_agents_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(agents_agents_decode(out, raw));
}

enum err agents_agents_put(struct ctx *c, const u8 key[32], const struct agent_info *v)
{
	struct storage_key k = agents_agents_key(key);
	struct wr w = wr_arena(c->a);

	wr_agent_info(&w, v);
	return state_put(c, &k, &w);
}

enum err agents_agents_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = agents_agents_key(key);

	return state_kill(c, &k);
}

enum err agents_agents_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = agents_agents_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err agents_subscriptions_get(struct ctx *c, const struct event_kind *key, bool *found, struct agents_subscriptions *out)
{
	struct storage_key k = agents_subscriptions_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(agents_subscriptions_decode(out, raw));
}

enum err agents_subscriptions_put(struct ctx *c, const struct event_kind *key, const struct agents_subscriptions *v)
{
	struct storage_key k = agents_subscriptions_key(key);
	struct wr w = wr_arena(c->a);

	wr_agents_subscriptions(&w, v);
	return state_put(c, &k, &w);
}

enum err agents_subscriptions_kill(struct ctx *c, const struct event_kind *key)
{
	struct storage_key k = agents_subscriptions_key(key);

	return state_kill(c, &k);
}

enum err agents_subscriptions_has(struct ctx *c, const struct event_kind *key, bool *found)
{
	struct storage_key k = agents_subscriptions_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err agents_triggers_get(struct ctx *c, const u8 key[32], bool *found, struct trigger *out)
{
	struct storage_key k = agents_triggers_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(agents_triggers_decode(out, raw));
}

enum err agents_triggers_put(struct ctx *c, const u8 key[32], const struct trigger *v)
{
	struct storage_key k = agents_triggers_key(key);
	struct wr w = wr_arena(c->a);

	wr_trigger(&w, v);
	return state_put(c, &k, &w);
}

enum err agents_triggers_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = agents_triggers_key(key);

	return state_kill(c, &k);
}

enum err agents_triggers_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = agents_triggers_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err agents_leases_get(struct ctx *c, const u8 key[32], bool *found, struct lease *out)
{
	struct storage_key k = agents_leases_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(agents_leases_decode(out, raw));
}

enum err agents_leases_put(struct ctx *c, const u8 key[32], const struct lease *v)
{
	struct storage_key k = agents_leases_key(key);
	struct wr w = wr_arena(c->a);

	wr_lease(&w, v);
	return state_put(c, &k, &w);
}

enum err agents_leases_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = agents_leases_key(key);

	return state_kill(c, &k);
}

enum err agents_leases_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = agents_leases_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err agents_lease_epoch_get(struct ctx *c, const u8 key[32], u64 *out)
{
	struct storage_key k = agents_lease_epoch_key(key);
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(agents_lease_epoch_decode(out, raw));
}

enum err agents_lease_epoch_put(struct ctx *c, const u8 key[32], u64 v)
{
	struct storage_key k = agents_lease_epoch_key(key);
	struct wr w = wr_arena(c->a);

	wr_u64(&w, v);
	return state_put(c, &k, &w);
}

enum err agents_lease_epoch_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = agents_lease_epoch_key(key);

	return state_kill(c, &k);
}

enum err agents_lease_epoch_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = agents_lease_epoch_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err agents_results_get(struct ctx *c, const u8 key[32], const u8 key2[32], bool *found, struct result_record *out)
{
	struct storage_key k = agents_results_key(key, key2);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(agents_results_decode(out, raw));
}

enum err agents_results_put(struct ctx *c, const u8 key[32], const u8 key2[32], const struct result_record *v)
{
	struct storage_key k = agents_results_key(key, key2);
	struct wr w = wr_arena(c->a);

	wr_result_record(&w, v);
	return state_put(c, &k, &w);
}

enum err agents_results_kill(struct ctx *c, const u8 key[32], const u8 key2[32])
{
	struct storage_key k = agents_results_key(key, key2);

	return state_kill(c, &k);
}

enum err agents_results_has(struct ctx *c, const u8 key[32], const u8 key2[32], bool *found)
{
	struct storage_key k = agents_results_key(key, key2);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err agents_consumed_get(struct ctx *c, const u8 key[32], bool *found, u8 out[32])
{
	struct storage_key k = agents_consumed_key(key);
	struct slice raw;

	memset(out, 0, 32);
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(agents_consumed_decode(out, raw));
}

enum err agents_consumed_put(struct ctx *c, const u8 key[32], const u8 v[32])
{
	struct storage_key k = agents_consumed_key(key);
	struct wr w = wr_arena(c->a);

	wr_bytes(&w, v, 32);
	return state_put(c, &k, &w);
}

enum err agents_consumed_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = agents_consumed_key(key);

	return state_kill(c, &k);
}

enum err agents_consumed_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = agents_consumed_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err agents_freshness_window_get(struct ctx *c, u32 *out)
{
	struct storage_key k = agents_freshness_window_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(agents_freshness_window_decode(out, raw));
}

enum err agents_freshness_window_put(struct ctx *c, u32 v)
{
	struct storage_key k = agents_freshness_window_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err agents_freshness_window_kill(struct ctx *c)
{
	struct storage_key k = agents_freshness_window_key();

	return state_kill(c, &k);
}

enum err agents_deposit_agent_registered(struct ctx *c, const struct event_agents_agent_registered *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_agents_agent_registered(&w, e);
	return event_deposit(c, AGENTS_PALLET, AGENTS_EVENT_AGENT_REGISTERED, &w);
}

enum err agents_deposit_code_set(struct ctx *c, const struct event_agents_code_set *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_agents_code_set(&w, e);
	return event_deposit(c, AGENTS_PALLET, AGENTS_EVENT_CODE_SET, &w);
}

enum err agents_deposit_paused_set(struct ctx *c, const struct event_agents_paused_set *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_agents_paused_set(&w, e);
	return event_deposit(c, AGENTS_PALLET, AGENTS_EVENT_PAUSED_SET, &w);
}

enum err agents_deposit_subscribed(struct ctx *c, const struct event_agents_subscribed *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_agents_subscribed(&w, e);
	return event_deposit(c, AGENTS_PALLET, AGENTS_EVENT_SUBSCRIBED, &w);
}

enum err agents_deposit_unsubscribed(struct ctx *c, const struct event_agents_unsubscribed *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_agents_unsubscribed(&w, e);
	return event_deposit(c, AGENTS_PALLET, AGENTS_EVENT_UNSUBSCRIBED, &w);
}

enum err agents_deposit_lease_assigned(struct ctx *c, const struct event_agents_lease_assigned *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_agents_lease_assigned(&w, e);
	return event_deposit(c, AGENTS_PALLET, AGENTS_EVENT_LEASE_ASSIGNED, &w);
}

enum err agents_deposit_requested(struct ctx *c, const struct event_agents_requested *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_agents_requested(&w, e);
	return event_deposit(c, AGENTS_PALLET, AGENTS_EVENT_REQUESTED, &w);
}

enum err agents_deposit_trigger_created(struct ctx *c, const struct event_agents_trigger_created *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_agents_trigger_created(&w, e);
	return event_deposit(c, AGENTS_PALLET, AGENTS_EVENT_TRIGGER_CREATED, &w);
}

enum err agents_deposit_result_recorded(struct ctx *c, const struct event_agents_result_recorded *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_agents_result_recorded(&w, e);
	return event_deposit(c, AGENTS_PALLET, AGENTS_EVENT_RESULT_RECORDED, &w);
}

enum err agents_fail(struct ctx *c, enum agents_error error)
{
	return dispatch_fail_module(c, AGENTS_PALLET, (u8)error);
}

static void skip_agents_register(struct rd *r)
{
	struct agents_register_args a;

	rd_agents_register_args(r, &a);
}

static enum err run_agents_register(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct agents_register_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_agents_register_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return agents_register(c, o, a);
}

static void skip_agents_set_code(struct rd *r)
{
	struct agents_set_code_args a;

	rd_agents_set_code_args(r, &a);
}

static enum err run_agents_set_code(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct agents_set_code_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_agents_set_code_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return agents_set_code(c, o, a);
}

static void skip_agents_set_paused(struct rd *r)
{
	struct agents_set_paused_args a;

	rd_agents_set_paused_args(r, &a);
}

static enum err run_agents_set_paused(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct agents_set_paused_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_agents_set_paused_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return agents_set_paused(c, o, a);
}

static void skip_agents_subscribe(struct rd *r)
{
	struct agents_subscribe_args a;

	rd_agents_subscribe_args(r, &a);
}

static enum err run_agents_subscribe(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct agents_subscribe_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_agents_subscribe_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return agents_subscribe(c, o, a);
}

static void skip_agents_unsubscribe(struct rd *r)
{
	struct agents_unsubscribe_args a;

	rd_agents_unsubscribe_args(r, &a);
}

static enum err run_agents_unsubscribe(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct agents_unsubscribe_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_agents_unsubscribe_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return agents_unsubscribe(c, o, a);
}

static void skip_agents_assign_lease(struct rd *r)
{
	struct agents_assign_lease_args a;

	rd_agents_assign_lease_args(r, &a);
}

static enum err run_agents_assign_lease(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct agents_assign_lease_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_agents_assign_lease_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return agents_assign_lease(c, o, a);
}

static void skip_agents_request(struct rd *r)
{
	struct agents_request_args a;

	rd_agents_request_args(r, &a);
}

static enum err run_agents_request(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct agents_request_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_agents_request_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return agents_request(c, o, a);
}

static void skip_agents_submit_result(struct rd *r)
{
	struct agents_submit_result_args a;

	rd_agents_submit_result_args(r, &a);
}

static enum err run_agents_submit_result(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct agents_submit_result_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_agents_submit_result_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return agents_submit_result(c, o, a);
}

static const struct call_row agents_calls[] = {
	{
		.index = 0,
		.name = "register",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {50000000, 16384},
		.weight_per_byte = 20000,
		.nest = NEST_NONE,
		.skip = skip_agents_register,
		.run = run_agents_register,
	},
	{
		.index = 1,
		.name = "set_code",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {40000000, 16384},
		.weight_per_byte = 80000,
		.nest = NEST_NONE,
		.skip = skip_agents_set_code,
		.run = run_agents_set_code,
	},
	{
		.index = 2,
		.name = "set_paused",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {30000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_agents_set_paused,
		.run = run_agents_set_paused,
	},
	{
		.index = 3,
		.name = "subscribe",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {40000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_agents_subscribe,
		.run = run_agents_subscribe,
	},
	{
		.index = 4,
		.name = "unsubscribe",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {40000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_agents_unsubscribe,
		.run = run_agents_unsubscribe,
	},
	{
		.index = 5,
		.name = "assign_lease",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {80000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_agents_assign_lease,
		.run = run_agents_assign_lease,
	},
	{
		.index = 6,
		.name = "request",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {80000000, 16384},
		.nest = NEST_NONE,
		.skip = skip_agents_request,
		.run = run_agents_request,
	},
	{
		.index = 7,
		.name = "submit_result",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {190000000, 16384},
		.weight_per_byte = 10000,
		.nest = NEST_NONE,
		.skip = skip_agents_submit_result,
		.run = run_agents_submit_result,
	},
};

const struct pallet pallet_agents = {
	.index = AGENTS_PALLET,
	.name = "PhalaAgents",
	.calls = agents_calls,
	.num_calls = ARRAY_LEN(agents_calls),
	.on_event = agents_on_event,
};
