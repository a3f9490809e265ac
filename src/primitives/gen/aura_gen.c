/* Made by tools/gen_pallets.py from runtime/pallets/aura/pallet.toml; edit that. */
#include "primitives/gen/aura_gen.h"

void rd_aura_authorities(struct rd *r, struct aura_authorities *out)
{
	memset(out, 0, sizeof(*out));
	out->list.num = rd_seq_len(r, 32);
	if (out->list.num > 64) {
		rd_fail(r, ERR_LIMIT);
		out->list.num = 0;
	}
	for (u32 i = 0; i < out->list.num; i++)
		rd_bytes(r, out->list.items[i], 32);
}

void wr_aura_authorities(struct wr *w, const struct aura_authorities *in)
{
	wr_compact(w, in->list.num);
	for (u32 i = 0; i < in->list.num; i++)
		wr_bytes(w, in->list.items[i], 32);
}

struct storage_key aura_authorities_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Aura"), SLICE_LIT("Authorities"));

	return k;
}

enum err aura_authorities_decode(struct aura_authorities *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_aura_authorities(&r, out);
	return rd_end(&r);
}

struct storage_key aura_current_slot_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Aura"), SLICE_LIT("CurrentSlot"));

	return k;
}

enum err aura_current_slot_decode(u64 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u64(&r);
	return rd_end(&r);
}

struct storage_key aura_slot_duration_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Aura"), SLICE_LIT("SlotDuration"));

	return k;
}

enum err aura_slot_duration_decode(u64 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u64(&r);
	return rd_end(&r);
}
