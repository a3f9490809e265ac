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

void rd_stored_pending_change(struct rd *r, struct stored_pending_change *out)
{
	memset(out, 0, sizeof(*out));
	out->scheduled_at = rd_u32(r);
	out->delay = rd_u32(r);
	out->next_authorities.num = rd_seq_len(r, 1);
	if (out->next_authorities.num > 64) {
		rd_fail(r, ERR_LIMIT);
		out->next_authorities.num = 0;
	}
	for (u32 i = 0; i < out->next_authorities.num; i++)
		rd_authority_weight(r, &out->next_authorities.items[i]);
	out->has_forced = rd_option(r);
	if (out->has_forced)
		out->forced = rd_u32(r);
}

void wr_stored_pending_change(struct wr *w, const struct stored_pending_change *in)
{
	wr_u32(w, in->scheduled_at);
	wr_u32(w, in->delay);
	wr_compact(w, in->next_authorities.num);
	for (u32 i = 0; i < in->next_authorities.num; i++)
		wr_authority_weight(w, &in->next_authorities.items[i]);
	wr_bool(w, in->has_forced);
	if (in->has_forced)
		wr_u32(w, in->forced);
}

struct storage_key grandpa_pending_change_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Grandpa"), SLICE_LIT("PendingChange"));

	return k;
}

enum err grandpa_pending_change_decode(struct stored_pending_change *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_stored_pending_change(&r, out);
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

struct storage_key grandpa_set_id_session_prefix(void)
{
	return storage_key(SLICE_LIT("Grandpa"), SLICE_LIT("SetIdSession"));
}

struct storage_key grandpa_set_id_session_key(u64 key)
{
	struct storage_key k = storage_key(SLICE_LIT("Grandpa"), SLICE_LIT("SetIdSession"));
	u8 buf_key[8];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_u64(&w, key);
	storage_key_twox_64_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err grandpa_set_id_session_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
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

void rd_event_grandpa_new_authorities(struct rd *r, struct event_grandpa_new_authorities *out)
{
	memset(out, 0, sizeof(*out));
	out->authority_set.num = rd_seq_len(r, 1);
	if (out->authority_set.num > 64) {
		rd_fail(r, ERR_LIMIT);
		out->authority_set.num = 0;
	}
	for (u32 i = 0; i < out->authority_set.num; i++)
		rd_authority_weight(r, &out->authority_set.items[i]);
}

void wr_event_grandpa_new_authorities(struct wr *w, const struct event_grandpa_new_authorities *in)
{
	wr_compact(w, in->authority_set.num);
	for (u32 i = 0; i < in->authority_set.num; i++)
		wr_authority_weight(w, &in->authority_set.items[i]);
}

const char *grandpa_error_name(u8 error)
{
	static const char *const names[] = {
		"PauseFailed",
		"ResumeFailed",
		"ChangePending",
		"TooSoon",
		"InvalidKeyOwnershipProof",
		"InvalidEquivocationProof",
		"DuplicateOffenceReport",
	};

	return error < ARRAY_LEN(names) ? names[error] : NULL;
}
