/* Agents: who owns them, what code they are, what wakes them, and who may run them.
 * Results come in through submit_result.c. */
#include "runtime/pallets/agents/agents.h"

#include "crypto/hash.h"
#include "primitives/gen/referenda_gen.h"
#include "runtime/pallets/balances/balances.h"
#include "runtime/pallets/registry/registry.h"
#include "runtime/pallets/system/system_gen.h"

#define TRIGGER_INPUT_MAX 4096u
#define SUBSCRIBERS_MAX   16u
/* What one trigger costs the block: two rows and an event. */
#define TRIGGER_WEIGHT    10000000u  /* picoseconds */
#define TRIGGER_PROOF     2048u      /* bytes */

/* Loads an agent that the caller owns. */
static enum err own_agent(struct ctx *c, const struct origin *o, const u8 id[32],
                          struct agent_info *info)
{
	bool found;

	TRY(agents_agents_get(c, id, &found, info));
	if (!found)
		return agents_fail(c, AGENTS_ERROR_AGENT_NOT_FOUND);
	if (!mem_eq(info->owner, o->who, 32))
		return agents_fail(c, AGENTS_ERROR_NOT_OWNER);
	return ERR_OK;
}

enum err agents_register(struct ctx *c, const struct origin *o,
                         const struct agents_register_args *a)
{
	struct event_agents_agent_registered e;
	struct agent_info info = {.code_version = 1, .has_uri = a->has_uri, .uri = a->uri};
	bool found;

	blake2_256_parts(e.agent,
	                 (const struct slice[]){SLICE_LIT("phala/agent/v1"), SLICE_ARR(o->who),
	                                        SLICE_ARR(a->salt)},
	                 3);
	TRY(agents_agents_has(c, e.agent, &found));
	if (found)
		return agents_fail(c, AGENTS_ERROR_AGENT_EXISTS);
	TRY(balances_reserve(c, o->who, bal(AGENTS_REGISTER_DEPOSIT)));
	memcpy(info.owner, o->who, 32);
	memcpy(info.code_id, a->code_id, 32);
	memcpy(info.manifest_hash, a->manifest_hash, 32);
	TRY(system_number_get(c, &info.created_at));
	TRY(agents_agents_put(c, e.agent, &info));
	memcpy(e.owner, o->who, 32);
	memcpy(e.code_id, a->code_id, 32);
	return agents_deposit_agent_registered(c, &e);
}

enum err agents_set_code(struct ctx *c, const struct origin *o,
                         const struct agents_set_code_args *a)
{
	struct event_agents_code_set e;
	struct agent_info info;

	TRY(own_agent(c, o, a->agent, &info));
	if (!ADD_OK(info.code_version, 1u, &info.code_version))
		return dispatch_fail_arithmetic(c, ARITHMETIC_ERROR_OVERFLOW);
	memcpy(info.code_id, a->code_id, 32);
	memcpy(info.manifest_hash, a->manifest_hash, 32);
	info.has_uri = a->has_uri;
	info.uri = a->uri;
	TRY(agents_agents_put(c, a->agent, &info));
	memcpy(e.agent, a->agent, 32);
	memcpy(e.code_id, a->code_id, 32);
	e.code_version = info.code_version;
	return agents_deposit_code_set(c, &e);
}

enum err agents_set_paused(struct ctx *c, const struct origin *o,
                           const struct agents_set_paused_args *a)
{
	struct event_agents_paused_set e = {.paused = a->paused};
	struct agent_info info;

	TRY(own_agent(c, o, a->agent, &info));
	info.paused = a->paused;
	TRY(agents_agents_put(c, a->agent, &info));
	memcpy(e.agent, a->agent, 32);
	return agents_deposit_paused_set(c, &e);
}

/* What can wake an agent. An event belongs here only if the call that makes it carries the weight
 * of SUBSCRIBERS_MAX triggers in its descriptor. Never events of fees, outcomes, batches, results:
 * those come for nothing, and an agent that woke itself would run for ever at no cost. */
static const struct event_kind offered[] = {
    {REFERENDA_PALLET, REFERENDA_EVENT_SUBMITTED},
    {SYSTEM_PALLET, SYSTEM_EVENT_REMARKED},
};

static bool is_offered(const struct event_kind *k)
{
	for (size_t i = 0; i < ARRAY_LEN(offered); i++)
		if (offered[i].pallet == k->pallet && offered[i].event == k->event)
			return true;
	return false;
}

/* Index of the agent in the list, or list.num. */
static u32 find_subscriber(const struct agents_subscriptions *s, const u8 agent[32])
{
	u32 i = 0;

	while (i < s->list.num && !mem_eq(s->list.items[i], agent, 32))
		i++;
	return i;
}

static enum err load_subscribers(struct ctx *c, const struct event_kind *kind,
                                 struct agents_subscriptions *s)
{
	bool found;

	TRY(agents_subscriptions_get(c, kind, &found, s));
	if (!found)
		s->list.num = 0;
	return ERR_OK;
}

enum err agents_subscribe(struct ctx *c, const struct origin *o,
                          const struct agents_subscribe_args *a)
{
	struct event_agents_subscribed e = {.kind = a->kind};
	struct agents_subscriptions s;
	struct agent_info info;

	TRY(own_agent(c, o, a->agent, &info));
	if (!is_offered(&a->kind))
		return agents_fail(c, AGENTS_ERROR_EVENT_NOT_OFFERED);
	TRY(load_subscribers(c, &a->kind, &s));
	if (find_subscriber(&s, a->agent) < s.list.num)
		return agents_fail(c, AGENTS_ERROR_ALREADY_SUBSCRIBED);
	if (s.list.num == SUBSCRIBERS_MAX)
		return agents_fail(c, AGENTS_ERROR_TOO_MANY_SUBSCRIBERS);
	TRY(balances_reserve(c, o->who, bal(AGENTS_SUBSCRIPTION_DEPOSIT)));
	memcpy(s.list.items[s.list.num++], a->agent, 32);
	TRY(agents_subscriptions_put(c, &a->kind, &s));
	memcpy(e.agent, a->agent, 32);
	return agents_deposit_subscribed(c, &e);
}

enum err agents_unsubscribe(struct ctx *c, const struct origin *o,
                            const struct agents_unsubscribe_args *a)
{
	struct event_agents_unsubscribed e = {.kind = a->kind};
	struct agents_subscriptions s;
	struct agent_info info;
	u32 at;

	TRY(own_agent(c, o, a->agent, &info));
	TRY(load_subscribers(c, &a->kind, &s));
	at = find_subscriber(&s, a->agent);
	if (at == s.list.num)
		return agents_fail(c, AGENTS_ERROR_NOT_SUBSCRIBED);
	TRY(balances_unreserve(c, o->who, bal(AGENTS_SUBSCRIPTION_DEPOSIT)));
	/* The order of the others is kept: it decides the order of triggers. */
	for (s.list.num--; at < s.list.num; at++)
		memcpy(s.list.items[at], s.list.items[at + 1], 32);
	if (s.list.num == 0)
		TRY(agents_subscriptions_kill(c, &a->kind));
	else
		TRY(agents_subscriptions_put(c, &a->kind, &s));
	memcpy(e.agent, a->agent, 32);
	return agents_deposit_unsubscribed(c, &e);
}

static enum err ensure_worker(struct ctx *c, const u8 key[32])
{
	struct worker_info_v3 w;
	bool found;

	TRY(registry_workers_v3_get(c, key, &found, &w));
	if (!found)
		return agents_fail(c, AGENTS_ERROR_WORKER_NOT_REGISTERED);
	return agents_ensure_stands(c, &w);
}

enum err agents_assign_lease(struct ctx *c, const struct origin *o,
                             const struct agents_assign_lease_args *a)
{
	struct event_agents_lease_assigned e;
	struct agent_info info;
	struct lease l;
	u32 now;

	TRY(own_agent(c, o, a->agent, &info));
	if (a->blocks != 0)
		TRY(ensure_worker(c, a->worker));
	TRY(system_number_get(c, &now));
	TRY(agents_lease_epoch_get(c, a->agent, &l.epoch));
	if (!ADD_OK(l.epoch, 1u, &l.epoch))
		return dispatch_fail_arithmetic(c, ARITHMETIC_ERROR_OVERFLOW);
	TRY(agents_lease_epoch_put(c, a->agent, l.epoch));
	memcpy(l.worker, a->worker, 32);
	if (!ADD_OK(now, a->blocks, &l.expires))
		l.expires = UINT32_MAX;
	if (a->blocks == 0)
		TRY(agents_leases_kill(c, a->agent));
	else
		TRY(agents_leases_put(c, a->agent, &l));
	memcpy(e.agent, a->agent, 32);
	memcpy(e.worker, a->worker, 32);
	e.epoch = l.epoch;
	e.expires = l.expires;
	return agents_deposit_lease_assigned(c, &e);
}

/* The trigger itself is made by the event hook, which knows the event's index. */
enum err agents_request(struct ctx *c, const struct origin *o, const struct agents_request_args *a)
{
	struct event_agents_requested e;
	struct agent_info info;
	bool found;

	TRY(agents_agents_get(c, a->agent, &found, &info));
	if (!found)
		return agents_fail(c, AGENTS_ERROR_AGENT_NOT_FOUND);
	if (info.paused)
		return agents_fail(c, AGENTS_ERROR_AGENT_PAUSED);
	memcpy(e.agent, a->agent, 32);
	memcpy(e.who, o->who, 32);
	memcpy(e.subject, a->subject, 32);
	memcpy(e.body_hash, a->body_hash, 32);
	TRY(balances_reserve(c, o->who, bal(AGENTS_REQUEST_DEPOSIT)));
	return agents_deposit_requested(c, &e);
}

/* --- triggers ---------------------------------------------------------------------------- */

static enum err trigger_id(struct ctx *c, const struct trigger *t, u8 id[32])
{
	u8 buf[32 + 4 + 4 + 32];
	struct wr w = wr_into(buf, sizeof(buf));
	u8 genesis[32];

	TRY(registry_genesis(c, genesis));
	wr_bytes(&w, genesis, 32);
	wr_u32(&w, t->block);
	wr_u32(&w, t->event_index);
	wr_bytes(&w, t->agent, 32);
	blake2_256(id, SLICE_ARR(buf));
	return ERR_OK;
}

static enum err put_trigger(struct ctx *c, struct trigger *t, const u8 agent[32])
{
	struct event_agents_trigger_created e;

	memcpy(t->agent, agent, 32);
	TRY(trigger_id(c, t, e.trigger));
	TRY(agents_triggers_put(c, e.trigger, t));
	memcpy(e.agent, agent, 32);
	return agents_deposit_trigger_created(c, &e);
}

/* What a run about this event is about; docs/protocol/agents.md. */
static void subject_of(const struct frame_event *e, u8 subject[32])
{
	if (e->pallet == REFERENDA_PALLET && e->event == REFERENDA_EVENT_SUBMITTED)
		blake2_256_parts(
		    subject,
		    (const struct slice[]){SLICE_LIT("referenda"), slice_of(e->fields.p, 4)}, 2);
	else
		blake2_256(subject, e->fields);
}

static enum err wake_subscribers(struct ctx *c, const struct frame_event *e, struct trigger *t)
{
	struct agents_subscriptions s;
	struct agent_info info;
	bool found;
	u32 num;

	t->source.tag = TRIGGER_SOURCE_EVENT;
	t->source.u.event = (struct event_kind){.pallet = e->pallet, .event = e->event};
	if (!is_offered(&t->source.u.event))
		return ERR_OK;
	TRY(load_subscribers(c, &t->source.u.event, &s));
	if (e->fields.n > TRIGGER_INPUT_MAX)
		s.list.num = 0;
	if (s.list.num > 0)
		subject_of(e, t->subject);
	t->input = e->fields;
	for (u32 i = 0; i < s.list.num; i++) {
		TRY(agents_agents_get(c, s.list.items[i], &found, &info));
		if (found && !info.paused)
			TRY(put_trigger(c, t, s.list.items[i]));
	}
	/* The call that made the event reckons with a full list. */
	num = SUBSCRIBERS_MAX - s.list.num;
	frame_spare_weight(c, (struct weight){num * (u64)TRIGGER_WEIGHT, num * (u64)TRIGGER_PROOF});
	return ERR_OK;
}

static enum err wake_requested(struct ctx *c, const struct frame_event *e, struct trigger *t)
{
	struct event_agents_requested req;
	struct rd r = rd_from(e->fields);

	rd_event_agents_requested(&r, &req);
	if (rd_end(&r) != ERR_OK)
		return ERR_CORRUPT; /* we encoded it ourselves a moment ago */
	t->source.tag = TRIGGER_SOURCE_REQUEST;
	memcpy(t->source.u.request, req.who, 32);
	/* A space of its own: who asks cannot choose the subject of an event or of another. */
	blake2_256_parts(t->subject,
	                 (const struct slice[]){SLICE_LIT("request"), SLICE_ARR(req.who),
	                                        SLICE_ARR(req.subject)},
	                 3);
	t->input = SLICE_ARR(req.body_hash);
	return put_trigger(c, t, req.agent);
}

enum err agents_on_event(struct ctx *c, const struct frame_event *e)
{
	struct trigger t = {.event_index = e->index};

	TRY(system_number_get(c, &t.block));
	if (e->pallet == AGENTS_PALLET && e->event == AGENTS_EVENT_REQUESTED)
		return wake_requested(c, e, &t);
	return wake_subscribers(c, e, &t);
}
