/* Made by tools/gen_pallets.py from runtime/pallets/parachain_info/pallet.toml; edit that. */
#include "runtime/pallets/parachain_info/parachain_info_gen.h"

#include "runtime/frame/storage.h"

enum err parachain_info_parachain_id_get(struct ctx *c, u32 *out)
{
	struct storage_key k = parachain_info_parachain_id_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(parachain_info_parachain_id_decode(out, raw));
}

enum err parachain_info_parachain_id_put(struct ctx *c, u32 v)
{
	struct storage_key k = parachain_info_parachain_id_key();
	struct wr w = wr_arena(c->a);

	wr_u32(&w, v);
	return state_put(c, &k, &w);
}

enum err parachain_info_parachain_id_kill(struct ctx *c)
{
	struct storage_key k = parachain_info_parachain_id_key();

	return state_kill(c, &k);
}

const struct pallet pallet_parachain_info = {
	.index = PARACHAIN_INFO_PALLET,
	.name = "ParachainInfo",
};
