#ifndef RUNTIME_PALLETS_PARACHAIN_INFO_GEN_H
#define RUNTIME_PALLETS_PARACHAIN_INFO_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/parachain_info/pallet.toml; edit that. */
#include "primitives/gen/parachain_info_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_parachain_info;

enum err parachain_info_parachain_id_get(struct ctx *c, u32 *out) MUST_CHECK;
enum err parachain_info_parachain_id_put(struct ctx *c, u32 v) MUST_CHECK;
enum err parachain_info_parachain_id_kill(struct ctx *c) MUST_CHECK;


#endif /* RUNTIME_PALLETS_PARACHAIN_INFO_GEN_H */
