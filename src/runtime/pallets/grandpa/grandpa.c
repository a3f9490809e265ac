#include "runtime/pallets/grandpa/grandpa.h"

#include "primitives/header.h"
#include "runtime/pallets/system/system.h"

/* ConsensusLog, polkadot-sdk substrate/primitives/consensus/grandpa. */
enum { LOG_SCHEDULED_CHANGE = 1 };

/* One change at a time; a second one would be announced while light clients wait for the
 * first. Sessions change at once, so there is never one left over from an earlier block. */
static enum err schedule_change(struct ctx *c, const struct grandpa_authorities *next)
{
	struct stored_pending_change change = {.delay = 0};
	bool pending;

	TRY(grandpa_pending_change_get(c, &pending, &change));
	if (pending)
		return grandpa_fail(c, GRANDPA_ERROR_CHANGE_PENDING);
	TRY(system_number_get(c, &change.scheduled_at));
	change.next_authorities.num = next->list.num;
	memcpy(change.next_authorities.items, next->list.items, sizeof(next->list.items));
	return grandpa_pending_change_put(c, &change);
}

enum err grandpa_on_new_session(struct ctx *c, bool changed, u32 session,
				const struct grandpa_authorities *keys)
{
	u64 id;
	enum err e = ERR_DISPATCH;

	TRY(grandpa_current_set_id_get(c, &id));
	if (changed)
		e = schedule_change(c, keys);
	if (e != ERR_OK && e != ERR_DISPATCH)
		return e;
	if (e == ERR_OK) {
		id++;
		TRY(grandpa_current_set_id_put(c, id));
		if (id >= GRANDPA_SET_ID_SESSIONS)
			TRY(grandpa_set_id_session_kill(c, id - GRANDPA_SET_ID_SESSIONS));
	}
	return grandpa_set_id_session_put(c, id, session);
}

static enum err announce(struct ctx *c, const struct stored_pending_change *change)
{
	struct wr w = wr_arena(c->a);
	struct slice log;

	wr_u8(&w, LOG_SCHEDULED_CHANGE);
	wr_compact(&w, change->next_authorities.num);
	for (u32 i = 0; i < change->next_authorities.num; i++)
		wr_authority_weight(&w, &change->next_authorities.items[i]);
	wr_u32(&w, change->delay);
	TRY(wr_arena_done(&w, c->a, &log));
	return system_deposit_log(c, DIGEST_CONSENSUS, engine_grandpa, log);
}

static enum err enact(struct ctx *c, const struct stored_pending_change *change)
{
	struct grandpa_authorities now;
	struct event_grandpa_new_authorities e;

	now.list.num = e.authority_set.num = change->next_authorities.num;
	memcpy(now.list.items, change->next_authorities.items, sizeof(now.list.items));
	memcpy(e.authority_set.items, change->next_authorities.items, sizeof(now.list.items));
	TRY(grandpa_authorities_put(c, &now));
	TRY(grandpa_deposit_new_authorities(c, &e));
	return grandpa_pending_change_kill(c);
}

enum err grandpa_on_finalize(struct ctx *c)
{
	struct stored_pending_change change;
	bool pending;
	u32 number;

	TRY(grandpa_pending_change_get(c, &pending, &change));
	if (!pending)
		return ERR_OK;
	TRY(system_number_get(c, &number));
	if (number == change.scheduled_at)
		TRY(announce(c, &change));
	if (number == (u64)change.scheduled_at + change.delay)
		TRY(enact(c, &change));
	return ERR_OK;
}
