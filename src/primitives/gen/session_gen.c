/* Made by tools/gen_pallets.py from runtime/pallets/session/pallet.toml; edit that. */
#include "primitives/gen/session_gen.h"

void rd_session_keys(struct rd *r, struct session_keys *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->aura, 32);
	rd_bytes(r, out->grandpa, 32);
}

void wr_session_keys(struct wr *w, const struct session_keys *in)
{
	wr_bytes(w, in->aura, 32);
	wr_bytes(w, in->grandpa, 32);
}

void rd_typed_key(struct rd *r, struct typed_key *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->id, 4);
	out->key = rd_vec(r, 32);
}

void wr_typed_key(struct wr *w, const struct typed_key *in)
{
	wr_bytes(w, in->id, 4);
	wr_vec(w, in->key);
}

void rd_queued_key(struct rd *r, struct queued_key *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->validator, 32);
	rd_session_keys(r, &out->keys);
}

void wr_queued_key(struct wr *w, const struct queued_key *in)
{
	wr_bytes(w, in->validator, 32);
	wr_session_keys(w, &in->keys);
}

void rd_session_validators(struct rd *r, struct session_validators *out)
{
	memset(out, 0, sizeof(*out));
	out->list.num = rd_seq_len(r, 32);
	if (out->list.num > 32) {
		rd_fail(r, ERR_LIMIT);
		out->list.num = 0;
	}
	for (u32 i = 0; i < out->list.num; i++)
		rd_bytes(r, out->list.items[i], 32);
}

void wr_session_validators(struct wr *w, const struct session_validators *in)
{
	wr_compact(w, in->list.num);
	for (u32 i = 0; i < in->list.num; i++)
		wr_bytes(w, in->list.items[i], 32);
}

struct storage_key session_validators_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Session"), SLICE_LIT("Validators"));

	return k;
}

enum err session_validators_decode(struct session_validators *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_session_validators(&r, out);
	return rd_end(&r);
}

struct storage_key session_current_index_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Session"), SLICE_LIT("CurrentIndex"));

	return k;
}

enum err session_current_index_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

struct storage_key session_queued_changed_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Session"), SLICE_LIT("QueuedChanged"));

	return k;
}

enum err session_queued_changed_decode(bool *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_bool(&r);
	return rd_end(&r);
}

void rd_session_queued_keys(struct rd *r, struct session_queued_keys *out)
{
	memset(out, 0, sizeof(*out));
	out->list.num = rd_seq_len(r, 1);
	if (out->list.num > 32) {
		rd_fail(r, ERR_LIMIT);
		out->list.num = 0;
	}
	for (u32 i = 0; i < out->list.num; i++)
		rd_queued_key(r, &out->list.items[i]);
}

void wr_session_queued_keys(struct wr *w, const struct session_queued_keys *in)
{
	wr_compact(w, in->list.num);
	for (u32 i = 0; i < in->list.num; i++)
		wr_queued_key(w, &in->list.items[i]);
}

struct storage_key session_queued_keys_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Session"), SLICE_LIT("QueuedKeys"));

	return k;
}

enum err session_queued_keys_decode(struct session_queued_keys *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_session_queued_keys(&r, out);
	return rd_end(&r);
}

struct storage_key session_next_keys_prefix(void)
{
	return storage_key(SLICE_LIT("Session"), SLICE_LIT("NextKeys"));
}

struct storage_key session_next_keys_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("Session"), SLICE_LIT("NextKeys"));

	storage_key_twox_64_concat(&k, slice_of(key, 32));
	return k;
}

enum err session_next_keys_decode(struct session_keys *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_session_keys(&r, out);
	return rd_end(&r);
}

struct storage_key session_key_owner_prefix(void)
{
	return storage_key(SLICE_LIT("Session"), SLICE_LIT("KeyOwner"));
}

struct storage_key session_key_owner_key(const struct typed_key *key)
{
	struct storage_key k = storage_key(SLICE_LIT("Session"), SLICE_LIT("KeyOwner"));
	u8 buf_key[128];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_typed_key(&w, key);
	storage_key_twox_64_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err session_key_owner_decode(u8 out[32], struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_bytes(&r, out, 32);
	return rd_end(&r);
}

struct storage_key session_period_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Session"), SLICE_LIT("Period"));

	return k;
}

enum err session_period_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

void rd_session_set_keys_args(struct rd *r, struct session_set_keys_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_session_keys(r, &out->keys);
	out->proof = rd_vec(r, 1024);
}

void wr_session_set_keys_args(struct wr *w, const struct session_set_keys_args *in)
{
	wr_session_keys(w, &in->keys);
	wr_vec(w, in->proof);
}

void wr_call_session_set_keys(struct wr *w, const struct session_set_keys_args *in)
{
	wr_u8(w, SESSION_PALLET);
	wr_u8(w, SESSION_CALL_SET_KEYS);
	wr_session_set_keys_args(w, in);
}

void rd_session_purge_keys_args(struct rd *r, struct session_purge_keys_args *out)
{
	memset(out, 0, sizeof(*out));
	(void)r;
}

void wr_session_purge_keys_args(struct wr *w, const struct session_purge_keys_args *in)
{
	(void)w;
	(void)in;
}

void wr_call_session_purge_keys(struct wr *w, const struct session_purge_keys_args *in)
{
	wr_u8(w, SESSION_PALLET);
	wr_u8(w, SESSION_CALL_PURGE_KEYS);
	wr_session_purge_keys_args(w, in);
}

void rd_event_session_new_session(struct rd *r, struct event_session_new_session *out)
{
	memset(out, 0, sizeof(*out));
	out->session_index = rd_u32(r);
}

void wr_event_session_new_session(struct wr *w, const struct event_session_new_session *in)
{
	wr_u32(w, in->session_index);
}

const char *session_error_name(u8 error)
{
	static const char *const names[] = {
		"InvalidProof",
		"NoAssociatedValidatorId",
		"DuplicatedKey",
		"NoKeys",
		"NoAccount",
	};

	return error < ARRAY_LEN(names) ? names[error] : NULL;
}
