/* Made by tools/gen_pallets.py from runtime/pallets/referenda/pallet.toml; edit that. */
#include "primitives/gen/referenda_gen.h"

void rd_bounded_lookup(struct rd *r, struct bounded_lookup *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->hash, 32);
	out->len = rd_u32(r);
}

void wr_bounded_lookup(struct wr *w, const struct bounded_lookup *in)
{
	wr_bytes(w, in->hash, 32);
	wr_u32(w, in->len);
}

void rd_dispatch_time(struct rd *r, struct dispatch_time *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 2);
	if (r->err == ERR_OK && out->tag == DISPATCH_TIME_AT)
		out->u.at = rd_u32(r);
	if (r->err == ERR_OK && out->tag == DISPATCH_TIME_AFTER)
		out->u.after = rd_u32(r);
}

void wr_dispatch_time(struct wr *w, const struct dispatch_time *in)
{
	wr_u8(w, in->tag);
	if (in->tag == DISPATCH_TIME_AT)
		wr_u32(w, in->u.at);
	if (in->tag == DISPATCH_TIME_AFTER)
		wr_u32(w, in->u.after);
}

void rd_raw_origin(struct rd *r, struct raw_origin *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 3);
	if (r->err == ERR_OK && out->tag == RAW_ORIGIN_SIGNED)
		rd_bytes(r, out->u.signed_, 32);
}

void wr_raw_origin(struct wr *w, const struct raw_origin *in)
{
	wr_u8(w, in->tag);
	if (in->tag == RAW_ORIGIN_SIGNED)
		wr_bytes(w, in->u.signed_, 32);
}

void rd_assessment(struct rd *r, struct assessment *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
	rd_bytes(r, out->receipt, 32);
	out->strength = rd_u8(r);
	out->score = rd_u8(r);
	out->reason = rd_str(r, 2048);
	out->risks.num = rd_seq_len(r, 1);
	if (out->risks.num > 16) {
		rd_fail(r, ERR_LIMIT);
		out->risks.num = 0;
	}
	for (u32 i = 0; i < out->risks.num; i++)
		out->risks.items[i] = rd_str(r, 256);
	out->block = rd_u32(r);
}

void wr_assessment(struct wr *w, const struct assessment *in)
{
	wr_bytes(w, in->agent, 32);
	wr_bytes(w, in->receipt, 32);
	wr_u8(w, in->strength);
	wr_u8(w, in->score);
	wr_vec(w, in->reason);
	wr_compact(w, in->risks.num);
	for (u32 i = 0; i < in->risks.num; i++)
		wr_vec(w, in->risks.items[i]);
	wr_u32(w, in->block);
}

void rd_bounded(struct rd *r, struct bounded *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 3);
	if (r->err == ERR_OK && out->tag == BOUNDED_LEGACY)
		rd_bytes(r, out->u.legacy, 32);
	if (r->err == ERR_OK && out->tag == BOUNDED_INLINE)
		out->u.inline_ = rd_vec(r, 128);
	if (r->err == ERR_OK && out->tag == BOUNDED_LOOKUP)
		rd_bounded_lookup(r, &out->u.lookup);
}

void wr_bounded(struct wr *w, const struct bounded *in)
{
	wr_u8(w, in->tag);
	if (in->tag == BOUNDED_LEGACY)
		wr_bytes(w, in->u.legacy, 32);
	if (in->tag == BOUNDED_INLINE)
		wr_vec(w, in->u.inline_);
	if (in->tag == BOUNDED_LOOKUP)
		wr_bounded_lookup(w, &in->u.lookup);
}

void rd_proposal_origin(struct rd *r, struct proposal_origin *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 1);
	if (r->err == ERR_OK && out->tag == PROPOSAL_ORIGIN_SYSTEM)
		rd_raw_origin(r, &out->u.system);
}

void wr_proposal_origin(struct wr *w, const struct proposal_origin *in)
{
	wr_u8(w, in->tag);
	if (in->tag == PROPOSAL_ORIGIN_SYSTEM)
		wr_raw_origin(w, &in->u.system);
}

void rd_referendum_info(struct rd *r, struct referendum_info *out)
{
	memset(out, 0, sizeof(*out));
	out->track = rd_u16(r);
	rd_proposal_origin(r, &out->origin);
	rd_bounded(r, &out->proposal);
	rd_dispatch_time(r, &out->enactment);
	rd_bytes(r, out->submitter, 32);
	out->submitted = rd_u32(r);
}

void wr_referendum_info(struct wr *w, const struct referendum_info *in)
{
	wr_u16(w, in->track);
	wr_proposal_origin(w, &in->origin);
	wr_bounded(w, &in->proposal);
	wr_dispatch_time(w, &in->enactment);
	wr_bytes(w, in->submitter, 32);
	wr_u32(w, in->submitted);
}

struct storage_key referenda_referendum_count_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Referenda"), SLICE_LIT("ReferendumCount"));

	return k;
}

enum err referenda_referendum_count_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

struct storage_key referenda_referendum_info_for_prefix(void)
{
	return storage_key(SLICE_LIT("Referenda"), SLICE_LIT("ReferendumInfoFor"));
}

struct storage_key referenda_referendum_info_for_key(u32 key)
{
	struct storage_key k = storage_key(SLICE_LIT("Referenda"), SLICE_LIT("ReferendumInfoFor"));
	u8 buf_key[4];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_u32(&w, key);
	storage_key_blake2_128_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err referenda_referendum_info_for_decode(struct referendum_info *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_referendum_info(&r, out);
	return rd_end(&r);
}

struct storage_key referenda_index_of_prefix(void)
{
	return storage_key(SLICE_LIT("Referenda"), SLICE_LIT("IndexOf"));
}

struct storage_key referenda_index_of_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("Referenda"), SLICE_LIT("IndexOf"));

	storage_key_identity(&k, slice_of(key, 32));
	return k;
}

enum err referenda_index_of_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

struct storage_key referenda_analyst_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Referenda"), SLICE_LIT("Analyst"));

	return k;
}

enum err referenda_analyst_decode(u8 out[32], struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_bytes(&r, out, 32);
	return rd_end(&r);
}

struct storage_key referenda_assessments_prefix(void)
{
	return storage_key(SLICE_LIT("Referenda"), SLICE_LIT("Assessments"));
}

struct storage_key referenda_assessments_key(u32 key)
{
	struct storage_key k = storage_key(SLICE_LIT("Referenda"), SLICE_LIT("Assessments"));
	u8 buf_key[4];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_u32(&w, key);
	storage_key_blake2_128_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err referenda_assessments_decode(struct assessment *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_assessment(&r, out);
	return rd_end(&r);
}

void rd_referenda_submit_args(struct rd *r, struct referenda_submit_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_proposal_origin(r, &out->proposal_origin);
	rd_bounded(r, &out->proposal);
	rd_dispatch_time(r, &out->enactment_moment);
}

void wr_referenda_submit_args(struct wr *w, const struct referenda_submit_args *in)
{
	wr_proposal_origin(w, &in->proposal_origin);
	wr_bounded(w, &in->proposal);
	wr_dispatch_time(w, &in->enactment_moment);
}

void wr_call_referenda_submit(struct wr *w, const struct referenda_submit_args *in)
{
	wr_u8(w, REFERENDA_PALLET);
	wr_u8(w, REFERENDA_CALL_SUBMIT);
	wr_referenda_submit_args(w, in);
}

void rd_referenda_set_analyst_args(struct rd *r, struct referenda_set_analyst_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
}

void wr_referenda_set_analyst_args(struct wr *w, const struct referenda_set_analyst_args *in)
{
	wr_bytes(w, in->agent, 32);
}

void wr_call_referenda_set_analyst(struct wr *w, const struct referenda_set_analyst_args *in)
{
	wr_u8(w, REFERENDA_PALLET);
	wr_u8(w, REFERENDA_CALL_SET_ANALYST);
	wr_referenda_set_analyst_args(w, in);
}

void rd_event_referenda_submitted(struct rd *r, struct event_referenda_submitted *out)
{
	memset(out, 0, sizeof(*out));
	out->index = rd_u32(r);
	out->track = rd_u16(r);
	rd_bounded(r, &out->proposal);
}

void wr_event_referenda_submitted(struct wr *w, const struct event_referenda_submitted *in)
{
	wr_u32(w, in->index);
	wr_u16(w, in->track);
	wr_bounded(w, &in->proposal);
}

void rd_event_referenda_analyst_set(struct rd *r, struct event_referenda_analyst_set *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->agent, 32);
}

void wr_event_referenda_analyst_set(struct wr *w, const struct event_referenda_analyst_set *in)
{
	wr_bytes(w, in->agent, 32);
}

void rd_event_referenda_assessed(struct rd *r, struct event_referenda_assessed *out)
{
	memset(out, 0, sizeof(*out));
	out->index = rd_u32(r);
	rd_bytes(r, out->agent, 32);
	rd_bytes(r, out->receipt, 32);
	out->score = rd_u8(r);
}

void wr_event_referenda_assessed(struct wr *w, const struct event_referenda_assessed *in)
{
	wr_u32(w, in->index);
	wr_bytes(w, in->agent, 32);
	wr_bytes(w, in->receipt, 32);
	wr_u8(w, in->score);
}

const char *referenda_error_name(u8 error)
{
	static const char *const names[] = {
		"NotOngoing",
		"BadTrack",
		"NoProposal",
		"AgentNotFound",
	};

	return error < ARRAY_LEN(names) ? names[error] : NULL;
}
