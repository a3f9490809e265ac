#include "runtime/pallets/validator_manager/validator_manager.h"

#define VALIDATORS_MAX ARRAY_LEN(((struct session_validators *)NULL)->list.items)

static u32 find(const u8 (*list)[32], u32 num, const u8 who[32])
{
	u32 i = 0;

	while (i < num && !mem_eq(list[i], who, 32))
		i++;
	return i;
}

/* Appends what is not there yet; false when there is no room. */
static bool append(u8 (*list)[32], u32 *num, const u8 (*more)[32], u32 num_more)
{
	for (u32 i = 0; i < num_more; i++) {
		if (find((const u8(*)[32])list, *num, more[i]) < *num)
			continue;
		if (*num == VALIDATORS_MAX)
			return false;
		memcpy(list[(*num)++], more[i], 32);
	}
	return true;
}

#define CONST(list) ((const u8(*)[32])(list).items)

enum err validator_manager_register_validators(
	struct ctx *c, const struct origin *o,
	const struct validator_manager_register_validators_args *a)
{
	struct validator_manager_validators_to_add add;
	struct event_validator_manager_validators_registered e;

	(void)o;
	TRY(validator_manager_validators_to_add_get(c, &add));
	if (!append(add.list.items, &add.list.num, CONST(a->validators), a->validators.num))
		return validator_manager_fail(c, VALIDATOR_MANAGER_ERROR_TOO_MANY_VALIDATORS);
	TRY(validator_manager_validators_to_add_put(c, &add));
	e.validators.num = a->validators.num;
	memcpy(e.validators.items, a->validators.items, sizeof(e.validators.items));
	return validator_manager_deposit_validators_registered(c, &e);
}

enum err validator_manager_deregister_validators(
	struct ctx *c, const struct origin *o,
	const struct validator_manager_deregister_validators_args *a)
{
	struct validator_manager_validators_to_retire retire;
	struct event_validator_manager_validators_deregistered e;

	(void)o;
	TRY(validator_manager_validators_to_retire_get(c, &retire));
	if (!append(retire.list.items, &retire.list.num, CONST(a->validators), a->validators.num))
		return validator_manager_fail(c, VALIDATOR_MANAGER_ERROR_TOO_MANY_VALIDATORS);
	TRY(validator_manager_validators_to_retire_put(c, &retire));
	e.validators.num = a->validators.num;
	memcpy(e.validators.items, a->validators.items, sizeof(e.validators.items));
	return validator_manager_deposit_validators_deregistered(c, &e);
}

/* Upstream's order: the last one takes the place of one who leaves. */
static void retire_all(struct session_validators *v,
		       const struct validator_manager_validators_to_retire *retire)
{
	for (u32 i = 0; i < retire->list.num; i++) {
		u32 at = find(CONST(v->list), v->list.num, retire->list.items[i]);

		if (at == v->list.num)
			continue;
		v->list.num--;
		if (at < v->list.num)
			memcpy(v->list.items[at], v->list.items[v->list.num], 32);
	}
}

enum err validator_manager_new_session(struct ctx *c, struct session_validators *v, bool *changed)
{
	struct validator_manager_validators_to_retire retire;
	struct validator_manager_validators_to_add add;
	struct session_validators next = *v;

	*changed = false;
	TRY(validator_manager_validators_to_retire_get(c, &retire));
	TRY(validator_manager_validators_to_add_get(c, &add));
	if (retire.list.num == 0 && add.list.num == 0)
		return ERR_OK;
	TRY(validator_manager_validators_to_retire_kill(c));
	TRY(validator_manager_validators_to_add_kill(c));
	retire_all(&next, &retire);
	/* Who finds no room is left out: the set stays within what a header can name. */
	(void)append(next.list.items, &next.list.num, CONST(add.list), add.list.num);
	if (next.list.num == 0)
		return ERR_OK;
	*v = next;
	*changed = true;
	return ERR_OK;
}
