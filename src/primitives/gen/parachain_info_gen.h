#ifndef PRIMITIVES_GEN_PARACHAIN_INFO_GEN_H
#define PRIMITIVES_GEN_PARACHAIN_INFO_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/parachain_info/pallet.toml; edit that. */
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define PARACHAIN_INFO_PALLET 3u

/* storage ParachainInfo.ParachainId: u32 */
struct storage_key parachain_info_parachain_id_key(void);
enum err parachain_info_parachain_id_decode(u32 *out, struct slice raw) MUST_CHECK;

#endif /* PRIMITIVES_GEN_PARACHAIN_INFO_GEN_H */
