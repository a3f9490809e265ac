/* Made by tools/gen_pallets.py from runtime/pallets/grandpa/pallet.toml; edit that. */
#include "primitives/gen/grandpa_gen.h"

void rd_authority_weight(struct rd *r, struct authority_weight *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->id, 32);
	out->weight = rd_u64(r);
}

void wr_authority_weight(struct wr *w, const struct authority_weight *in)
{
	wr_bytes(w, in->id, 32);
	wr_u64(w, in->weight);
}

void rd_grandpa_authorities(struct rd *r, struct grandpa_authorities *out)
{
	memset(out, 0, sizeof(*out));
	out->list.num = rd_seq_len(r, 1);
	if (out->list.num > 64) {
		rd_fail(r, ERR_LIMIT);
		out->list.num = 0;
	}
	for (u32 i = 0; i < out->list.num; i++)
		rd_authority_weight(r, &out->list.items[i]);
}

void wr_grandpa_authorities(struct wr *w, const struct grandpa_authorities *in)
{
	wr_compact(w, in->list.num);
	for (u32 i = 0; i < in->list.num; i++)
		wr_authority_weight(w, &in->list.items[i]);
}

struct storage_key grandpa_authorities_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Grandpa"), SLICE_LIT("Authorities"));

	return k;
}

enum err grandpa_authorities_decode(struct grandpa_authorities *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_grandpa_authorities(&r, out);
	return rd_end(&r);
}

struct storage_key grandpa_current_set_id_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Grandpa"), SLICE_LIT("CurrentSetId"));

	return k;
}

enum err grandpa_current_set_id_decode(u64 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u64(&r);
	return rd_end(&r);
}
