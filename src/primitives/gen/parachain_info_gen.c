/* Made by tools/gen_pallets.py from runtime/pallets/parachain_info/pallet.toml; edit that. */
#include "primitives/gen/parachain_info_gen.h"

struct storage_key parachain_info_parachain_id_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainInfo"), SLICE_LIT("ParachainId"));

	return k;
}

enum err parachain_info_parachain_id_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}
