#include "runtime/pallets/session/session.h"

#include "primitives/authority.h"
#include "runtime/pallets/aura/aura.h"
#include "runtime/pallets/grandpa/grandpa.h"
#include "runtime/pallets/system/system.h"
#include "runtime/pallets/validator_manager/validator_manager.h"

/* Each validator costs a read of its keys and its share of the rows that are written. */
#define WEIGHT_ROTATE        60000000u
#define WEIGHT_PER_VALIDATOR 6000000u
#define PROOF_ROTATE         32768u
#define PROOF_PER_VALIDATOR  4096u

#define NUM_KEYS 2u

static struct typed_key typed(const u8 id[4], const u8 key[32])
{
	struct typed_key k = {.key = slice_of(key, 32)};

	memcpy(k.id, id, sizeof(k.id));
	return k;
}

/* The rows of KeyOwner that belong to a validator's keys. */
static void typed_keys(const struct session_keys *k, struct typed_key out[NUM_KEYS])
{
	out[0] = typed(key_type_aura, k->aura);
	out[1] = typed(key_type_grandpa, k->grandpa);
}

u32 session_period(struct ctx *c)
{
	u32 blocks;

	return session_period_get(c, &blocks) == ERR_OK ? blocks : 0;
}

/* --- calls ------------------------------------------------------------------------ */

static enum err check_unowned(struct ctx *c, const struct typed_key *k, const u8 who[32])
{
	u8 owner[32];
	bool found;

	TRY(session_key_owner_get(c, k, &found, owner));
	if (found && !mem_eq(owner, who, 32))
		return session_fail(c, SESSION_ERROR_DUPLICATED_KEY);
	return ERR_OK;
}

/* Keys hold the account alive, by one consumer reference however often they change. */
static enum err add_consumer(struct ctx *c, const u8 who[32])
{
	struct account_info info;

	TRY(system_account_get(c, who, &info));
	if (info.providers == 0 || info.consumers == UINT32_MAX)
		return session_fail(c, SESSION_ERROR_NO_ACCOUNT);
	info.consumers++;
	return system_account_put(c, who, &info);
}

static enum err drop_consumer(struct ctx *c, const u8 who[32])
{
	struct account_info info;

	TRY(system_account_get(c, who, &info));
	info.consumers -= info.consumers > 0;
	return system_account_put(c, who, &info);
}

enum err session_set_keys(struct ctx *c, const struct origin *o,
			  const struct session_set_keys_args *a)
{
	struct typed_key now[NUM_KEYS], was[NUM_KEYS];
	struct session_keys old;
	bool had;

	typed_keys(&a->keys, now);
	TRY(session_next_keys_get(c, o->who, &had, &old));
	typed_keys(&old, was);
	if (!had)
		TRY(add_consumer(c, o->who));
	for (u32 i = 0; i < NUM_KEYS; i++)
		TRY(check_unowned(c, &now[i], o->who));
	for (u32 i = 0; i < NUM_KEYS; i++) {
		if (had)
			TRY(session_key_owner_kill(c, &was[i]));
		TRY(session_key_owner_put(c, &now[i], o->who));
	}
	return session_next_keys_put(c, o->who, &a->keys);
}

enum err session_purge_keys(struct ctx *c, const struct origin *o,
			    const struct session_purge_keys_args *a)
{
	struct typed_key was[NUM_KEYS];
	struct session_keys old;
	bool had;

	(void)a;
	TRY(session_next_keys_get(c, o->who, &had, &old));
	if (!had)
		return session_fail(c, SESSION_ERROR_NO_KEYS);
	typed_keys(&old, was);
	for (u32 i = 0; i < NUM_KEYS; i++)
		TRY(session_key_owner_kill(c, &was[i]));
	TRY(session_next_keys_kill(c, o->who));
	return drop_consumer(c, o->who);
}

/* --- rotation --------------------------------------------------------------------- */

/* Fills queue with those of `validators` who have keys. */
static enum err load_queue(struct ctx *c, const struct session_validators *validators,
			   struct session_queued_keys *queue)
{
	queue->list.num = 0;
	for (u32 i = 0; i < validators->list.num; i++) {
		struct queued_key *q = &queue->list.items[queue->list.num];
		bool found;

		memcpy(q->validator, validators->list.items[i], 32);
		TRY(session_next_keys_get(c, q->validator, &found, &q->keys));
		queue->list.num += found;
	}
	return ERR_OK;
}

static bool same_keys(const struct session_queued_keys *a, const struct session_queued_keys *b)
{
	if (a->list.num != b->list.num)
		return false;
	for (u32 i = 0; i < a->list.num; i++) {
		const struct session_keys *x = &a->list.items[i].keys, *y = &b->list.items[i].keys;

		if (!mem_eq(x->aura, y->aura, 32) || !mem_eq(x->grandpa, y->grandpa, 32))
			return false;
	}
	return true;
}

/* What a rotation works on: too much for a stack. */
struct rotation {
	struct session_queued_keys now, next; /* of the session that starts; of the one after */
	struct session_validators validators, chosen;
	struct aura_authorities aura;
	struct grandpa_authorities grandpa;
};

/* Decides who validates in the session after the one that starts now. */
static enum err queue_next(struct ctx *c, struct rotation *r)
{
	bool changed;

	r->chosen = r->validators;
	TRY(validator_manager_new_session(c, &r->chosen, &changed));
	TRY(load_queue(c, &r->chosen, &r->next));
	if (r->next.list.num == 0) {
		r->next = r->now;
		changed = false;
	}
	changed = changed || !same_keys(&r->now, &r->next);
	TRY(session_queued_keys_put(c, &r->next));
	return session_queued_changed_put(c, changed);
}

static enum err tell(struct ctx *c, struct rotation *r, bool changed, u32 index)
{
	r->aura.list.num = r->grandpa.list.num = r->now.list.num;
	for (u32 i = 0; i < r->now.list.num; i++) {
		memcpy(r->aura.list.items[i], r->now.list.items[i].keys.aura, 32);
		memcpy(r->grandpa.list.items[i].id, r->now.list.items[i].keys.grandpa, 32);
		r->grandpa.list.items[i].weight = 1;
	}
	if (changed)
		TRY(aura_change_authorities(c, &r->aura));
	return grandpa_on_new_session(c, changed, index, &r->grandpa);
}

static struct weight rotate_weight(u32 validators)
{
	return (struct weight){WEIGHT_ROTATE + WEIGHT_PER_VALIDATOR * (u64)validators,
			       PROOF_ROTATE + PROOF_PER_VALIDATOR * (u64)validators};
}

static enum err rotate(struct ctx *c)
{
	struct rotation *r = (struct rotation *)arena_zalloc(c->a, 1, sizeof(*r));
	struct event_session_new_session e;
	bool changed;

	if (r == NULL)
		return ERR_NOMEM;
	TRY(session_queued_changed_get(c, &changed));
	TRY(session_queued_keys_get(c, &r->now));
	r->validators.list.num = r->now.list.num;
	for (u32 i = 0; i < r->now.list.num; i++)
		memcpy(r->validators.list.items[i], r->now.list.items[i].validator, 32);
	TRY(session_validators_put(c, &r->validators));
	TRY(session_current_index_get(c, &e.session_index));
	e.session_index++;
	TRY(session_current_index_put(c, e.session_index));
	TRY(queue_next(c, r));
	TRY(session_deposit_new_session(c, &e));
	TRY(frame_note_weight(c, rotate_weight(r->now.list.num)));
	return tell(c, r, changed, e.session_index);
}

enum err session_on_initialize(struct ctx *c)
{
	u32 number, period;

	TRY(session_period_get(c, &period));
	TRY(system_number_get(c, &number));
	return period != 0 && number % period == 0 ? rotate(c) : ERR_OK;
}
