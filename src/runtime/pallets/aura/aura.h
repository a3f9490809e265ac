#ifndef RUNTIME_PALLETS_AURA_H
#define RUNTIME_PALLETS_AURA_H
/* pallets/aura: every block names a later slot than its parent, and its time lies in it. */
#include "runtime/pallets/aura/aura_gen.h"

/* aura_slot_ms is the slot duration, or 0 if the state cannot be read. */
u64 aura_slot_ms(struct ctx *c);
/* aura_on_timestamp refuses a time outside the block's slot. */
enum err aura_on_timestamp(struct ctx *c, u64 now_ms) MUST_CHECK;

/* aura_change_authorities names who makes the blocks after this one, in state and digest, if they
 * are others than now. */
enum err aura_change_authorities(struct ctx *c, const struct aura_authorities *next) MUST_CHECK;

#endif /* RUNTIME_PALLETS_AURA_H */
