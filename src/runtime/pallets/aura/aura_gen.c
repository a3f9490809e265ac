/* Made by tools/gen_pallets.py from runtime/pallets/aura/pallet.toml; edit that. */
#include "runtime/pallets/aura/aura_gen.h"

#include "runtime/frame/storage.h"

enum err aura_authorities_get(struct ctx *c, struct aura_authorities *out)
{
	struct storage_key k = aura_authorities_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(aura_authorities_decode(out, raw));
}

enum err aura_authorities_put(struct ctx *c, const struct aura_authorities *v)
{
	struct storage_key k = aura_authorities_key();
	struct wr w = wr_arena(c->a);

	wr_aura_authorities(&w, v);
	return state_put(c, &k, &w);
}

enum err aura_authorities_kill(struct ctx *c)
{
	struct storage_key k = aura_authorities_key();

	return state_kill(c, &k);
}

enum err aura_current_slot_get(struct ctx *c, u64 *out)
{
	struct storage_key k = aura_current_slot_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(aura_current_slot_decode(out, raw));
}

enum err aura_current_slot_put(struct ctx *c, u64 v)
{
	struct storage_key k = aura_current_slot_key();
	struct wr w = wr_arena(c->a);

	wr_u64(&w, v);
	return state_put(c, &k, &w);
}

enum err aura_current_slot_kill(struct ctx *c)
{
	struct storage_key k = aura_current_slot_key();

	return state_kill(c, &k);
}

enum err aura_slot_duration_get(struct ctx *c, u64 *out)
{
	struct storage_key k = aura_slot_duration_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(aura_slot_duration_decode(out, raw));
}

enum err aura_slot_duration_put(struct ctx *c, u64 v)
{
	struct storage_key k = aura_slot_duration_key();
	struct wr w = wr_arena(c->a);

	wr_u64(&w, v);
	return state_put(c, &k, &w);
}

enum err aura_slot_duration_kill(struct ctx *c)
{
	struct storage_key k = aura_slot_duration_key();

	return state_kill(c, &k);
}

const struct pallet pallet_aura = {
	.index = AURA_PALLET,
	.name = "Aura",
	.on_initialize = aura_on_initialize,
};
