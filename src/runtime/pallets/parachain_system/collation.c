#include "runtime/pallets/parachain_system/collation.h"

#include "runtime/frame/storage.h"
#include "runtime/pallets/parachain_system/parachain_system.h"

/* A list as it is stored; the empty list when nothing is. */
static enum err get_list(struct ctx *c, struct storage_key key, struct slice *out)
{
	static const u8 empty[1] = {0};
	bool found;

	TRY(state_get(c, &key, &found, out));
	if (!found)
		*out = SLICE_ARR(empty);
	return ERR_OK;
}

enum err collation_get(struct ctx *c, struct slice header, struct collation *out)
{
	bool custom;

	TRY(get_list(c, parachain_system_upward_messages_key(), &out->upward));
	TRY(get_list(c, parachain_system_hrmp_outbound_messages_key(), &out->horizontal));
	TRY(parachain_system_new_validation_code_get(c, &out->has_code, &out->code));
	TRY(parachain_system_processed_downward_messages_get(c, &out->processed_downward));
	TRY(parachain_system_hrmp_watermark_get(c, &out->hrmp_watermark));
	TRY(parachain_system_custom_validation_head_data_get(c, &custom, &out->head));
	if (!custom)
		out->head = header;
	return ERR_OK;
}

static void wr_code(struct wr *w, const struct collation *in)
{
	wr_bool(w, in->has_code);
	if (in->has_code)
		wr_vec(w, in->code);
}

void wr_collation_info(struct wr *w, const struct collation *in)
{
	wr_slice(w, in->upward);
	wr_slice(w, in->horizontal);
	wr_code(w, in);
	wr_u32(w, in->processed_downward);
	wr_u32(w, in->hrmp_watermark);
	wr_vec(w, in->head);
}

void wr_validation_result(struct wr *w, const struct collation *in)
{
	wr_vec(w, in->head);
	wr_code(w, in);
	wr_slice(w, in->upward);
	wr_slice(w, in->horizontal);
	wr_u32(w, in->processed_downward);
	wr_u32(w, in->hrmp_watermark);
}
