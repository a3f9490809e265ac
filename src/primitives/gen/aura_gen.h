#ifndef PRIMITIVES_GEN_AURA_GEN_H
#define PRIMITIVES_GEN_AURA_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/aura/pallet.toml; edit that. */
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define AURA_PALLET 22u

/* storage Aura.Authorities: Vec<[u8;32];64> */
struct aura_authorities {
	struct {
		u32 num;
		u8 items[64][32];
	} list;
};
void rd_aura_authorities(struct rd *r, struct aura_authorities *out);
void wr_aura_authorities(struct wr *w, const struct aura_authorities *in);
struct storage_key aura_authorities_key(void);
enum err aura_authorities_decode(struct aura_authorities *out, struct slice raw) MUST_CHECK;

/* storage Aura.CurrentSlot: u64 */
struct storage_key aura_current_slot_key(void);
enum err aura_current_slot_decode(u64 *out, struct slice raw) MUST_CHECK;

/* storage Aura.SlotDuration: u64. Milliseconds. Ours: upstream fixes it in code, here genesis does. */
struct storage_key aura_slot_duration_key(void);
enum err aura_slot_duration_decode(u64 *out, struct slice raw) MUST_CHECK;

#endif /* PRIMITIVES_GEN_AURA_GEN_H */
