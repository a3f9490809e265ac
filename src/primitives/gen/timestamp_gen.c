/* Made by tools/gen_pallets.py from runtime/pallets/timestamp/pallet.toml; edit that. */
#include "primitives/gen/timestamp_gen.h"

struct storage_key timestamp_now_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Timestamp"), SLICE_LIT("Now"));

	return k;
}

enum err timestamp_now_decode(u64 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u64(&r);
	return rd_end(&r);
}

struct storage_key timestamp_did_update_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Timestamp"), SLICE_LIT("DidUpdate"));

	return k;
}

enum err timestamp_did_update_decode(bool *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_bool(&r);
	return rd_end(&r);
}

struct storage_key timestamp_minimum_period_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Timestamp"), SLICE_LIT("MinimumPeriod"));

	return k;
}

enum err timestamp_minimum_period_decode(u64 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u64(&r);
	return rd_end(&r);
}

void rd_timestamp_set_args(struct rd *r, struct timestamp_set_args *out)
{
	memset(out, 0, sizeof(*out));
	out->now = rd_compact(r);
}

void wr_timestamp_set_args(struct wr *w, const struct timestamp_set_args *in)
{
	wr_compact128(w, in->now);
}

void wr_call_timestamp_set(struct wr *w, const struct timestamp_set_args *in)
{
	wr_u8(w, TIMESTAMP_PALLET);
	wr_u8(w, TIMESTAMP_CALL_SET);
	wr_timestamp_set_args(w, in);
}
