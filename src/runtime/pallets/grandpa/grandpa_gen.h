#ifndef RUNTIME_PALLETS_GRANDPA_GEN_H
#define RUNTIME_PALLETS_GRANDPA_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/grandpa/pallet.toml; edit that. */
#include "primitives/gen/grandpa_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_grandpa;

enum err grandpa_authorities_get(struct ctx *c, struct grandpa_authorities *out) MUST_CHECK;
enum err grandpa_authorities_put(struct ctx *c, const struct grandpa_authorities *v) MUST_CHECK;
enum err grandpa_authorities_kill(struct ctx *c) MUST_CHECK;
enum err grandpa_current_set_id_get(struct ctx *c, u64 *out) MUST_CHECK;
enum err grandpa_current_set_id_put(struct ctx *c, u64 v) MUST_CHECK;
enum err grandpa_current_set_id_kill(struct ctx *c) MUST_CHECK;


#endif /* RUNTIME_PALLETS_GRANDPA_GEN_H */
