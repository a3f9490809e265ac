/* Made by tools/gen_pallets.py from runtime/pallets/grandpa/pallet.toml; edit that. */
#include "runtime/pallets/grandpa/grandpa_gen.h"

#include "runtime/frame/storage.h"

enum err grandpa_authorities_get(struct ctx *c, struct grandpa_authorities *out)
{
	struct storage_key k = grandpa_authorities_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(grandpa_authorities_decode(out, raw));
}

enum err grandpa_authorities_put(struct ctx *c, const struct grandpa_authorities *v)
{
	struct storage_key k = grandpa_authorities_key();
	struct wr w = wr_arena(c->a);

	wr_grandpa_authorities(&w, v);
	return state_put(c, &k, &w);
}

enum err grandpa_authorities_kill(struct ctx *c)
{
	struct storage_key k = grandpa_authorities_key();

	return state_kill(c, &k);
}

enum err grandpa_current_set_id_get(struct ctx *c, u64 *out)
{
	struct storage_key k = grandpa_current_set_id_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(grandpa_current_set_id_decode(out, raw));
}

enum err grandpa_current_set_id_put(struct ctx *c, u64 v)
{
	struct storage_key k = grandpa_current_set_id_key();
	struct wr w = wr_arena(c->a);

	wr_u64(&w, v);
	return state_put(c, &k, &w);
}

enum err grandpa_current_set_id_kill(struct ctx *c)
{
	struct storage_key k = grandpa_current_set_id_key();

	return state_kill(c, &k);
}

const struct pallet pallet_grandpa = {
	.index = GRANDPA_PALLET,
	.name = "Grandpa",
};
