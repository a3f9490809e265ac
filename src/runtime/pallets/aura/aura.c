#include "runtime/pallets/aura/aura.h"

#include "runtime/pallets/system/system.h"
#include "runtime/profiles/profile.h"

u64 aura_slot_ms(struct ctx *c)
{
	u64 ms;

	return aura_slot_duration_get(c, &ms) == ERR_OK ? ms : 0;
}

/* *named is false only in a profile whose blocks need not name a slot. */
static enum err named_slot(struct ctx *c, u64 *slot, bool *named)
{
	struct header h;
	enum err e;

	TRY(system_digest(c, &h));
	e = header_aura_slot(&h, slot);
	*named = e == ERR_OK;
	if (*named || (e == ERR_NOT_FOUND && !profile_slot_needed))
		return ERR_OK;
	return frame_refuse(c, "the block names no slot");
}

enum err aura_on_initialize(struct ctx *c)
{
	bool named;
	u64 slot, last;

	TRY(named_slot(c, &slot, &named));
	if (!named)
		return ERR_OK;
	TRY(aura_current_slot_get(c, &last));
	if (slot <= last)
		return frame_refuse(c, "the slot does not increase");
	return aura_current_slot_put(c, slot);
}

enum err aura_on_timestamp(struct ctx *c, u64 now_ms)
{
	u64 slot, slot_ms;
	bool named;

	TRY(named_slot(c, &slot, &named));
	if (!named)
		return ERR_OK;
	TRY(aura_slot_duration_get(c, &slot_ms));
	if (slot_ms == 0 || now_ms / slot_ms != slot)
		return dispatch_fail(c, DISPATCH_ERROR_OTHER);
	return ERR_OK;
}

static bool same(const struct aura_authorities *a, const struct aura_authorities *b)
{
	return a->list.num == b->list.num &&
	       mem_eq(a->list.items[0], b->list.items[0], (size_t)a->list.num * 32);
}

enum err aura_change_authorities(struct ctx *c, const struct aura_authorities *next)
{
	enum { LOG_AUTHORITIES_CHANGE = 1 }; /* ConsensusLog, substrate/primitives/consensus/aura */
	struct aura_authorities now;
	struct slice log;
	struct wr w;

	TRY(aura_authorities_get(c, &now));
	if (next->list.num == 0 || same(&now, next))
		return ERR_OK;
	w = wr_arena(c->a);
	wr_u8(&w, LOG_AUTHORITIES_CHANGE);
	wr_aura_authorities(&w, next);
	TRY(wr_arena_done(&w, c->a, &log));
	TRY(aura_authorities_put(c, next));
	return system_deposit_log(c, DIGEST_CONSENSUS, engine_aura, log);
}
