#ifndef RUNTIME_PALLETS_AURA_GEN_H
#define RUNTIME_PALLETS_AURA_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/aura/pallet.toml; edit that. */
#include "primitives/gen/aura_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_aura;

enum err aura_authorities_get(struct ctx *c, struct aura_authorities *out) MUST_CHECK;
enum err aura_authorities_put(struct ctx *c, const struct aura_authorities *v) MUST_CHECK;
enum err aura_authorities_kill(struct ctx *c) MUST_CHECK;
enum err aura_current_slot_get(struct ctx *c, u64 *out) MUST_CHECK;
enum err aura_current_slot_put(struct ctx *c, u64 v) MUST_CHECK;
enum err aura_current_slot_kill(struct ctx *c) MUST_CHECK;
enum err aura_slot_duration_get(struct ctx *c, u64 *out) MUST_CHECK;
enum err aura_slot_duration_put(struct ctx *c, u64 v) MUST_CHECK;
enum err aura_slot_duration_kill(struct ctx *c) MUST_CHECK;


/* Written by hand in aura.c. */
enum err aura_on_initialize(struct ctx *c) MUST_CHECK;

#endif /* RUNTIME_PALLETS_AURA_GEN_H */
