#include "primitives/para.h"

/* What was read since `start`. */
static struct slice since(const struct rd *r, const u8 *start)
{
	return r->err == ERR_OK ? slice_of(start, (size_t)(r->p - start)) : SLICE_EMPTY;
}

void rd_storage_proof(struct rd *r, struct storage_proof *out)
{
	const u8 *start = r->p;

	for (u32 n = rd_seq_len(r, 1); n > 0 && r->err == ERR_OK; n--)
		(void)rd_vec(r, UINT32_MAX);
	out->encoded = since(r, start);
}

void wr_storage_proof(struct wr *w, const struct storage_proof *in)
{
	wr_slice(w, in->encoded);
}

void rd_para_message(struct rd *r, struct para_message *out)
{
	out->sent_at = rd_u32(r);
	out->data = rd_vec(r, UINT32_MAX);
}

static void skip_messages(struct rd *r, u32 num)
{
	struct para_message m;

	for (; num > 0 && r->err == ERR_OK; num--)
		rd_para_message(r, &m);
}

static void skip_channels(struct rd *r, u32 num)
{
	u32 last = 0;

	for (u32 i = 0; i < num && r->err == ERR_OK; i++) {
		u32 sender = rd_u32(r);

		if (i > 0 && sender <= last)
			rd_fail(r, ERR_NONCANONICAL); /* a BTreeMap encodes its keys in order */
		last = sender;
		skip_messages(r, rd_seq_len(r, 5));
	}
}

static struct slice rd_validation_data(struct rd *r)
{
	const u8 *start = r->p;

	(void)rd_vec(r, UINT32_MAX); /* parent head */
	(void)rd_take(r, 4 + 32 + 4);
	return since(r, start);
}

void rd_parachain_inherent_data(struct rd *r, struct parachain_inherent_data *out)
{
	const u8 *start;

	memset(out, 0, sizeof(*out));
	out->validation_data = rd_validation_data(r);
	rd_storage_proof(r, &out->relay_chain_state);
	out->num_downward = rd_seq_len(r, 5);
	start = r->p;
	skip_messages(r, out->num_downward);
	out->downward = since(r, start);
	out->num_senders = rd_seq_len(r, 5);
	start = r->p;
	skip_channels(r, out->num_senders);
	out->horizontal = since(r, start);
}

void wr_parachain_inherent_data(struct wr *w, const struct parachain_inherent_data *in)
{
	wr_slice(w, in->validation_data);
	wr_storage_proof(w, &in->relay_chain_state);
	wr_compact(w, in->num_downward);
	wr_slice(w, in->downward);
	wr_compact(w, in->num_senders);
	wr_slice(w, in->horizontal);
}
