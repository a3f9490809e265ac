/* Made by tools/gen_pallets.py from runtime/pallets/registry/pallet.toml; edit that. */
#include "primitives/gen/registry_gen.h"

void rd_worker_registration_info_v3(struct rd *r, struct worker_registration_info_v3 *out)
{
	memset(out, 0, sizeof(*out));
	out->version = rd_u32(r);
	out->machine_id = rd_vec(r, 64);
	rd_bytes(r, out->pubkey, 32);
	rd_bytes(r, out->ecdh_pubkey, 32);
	rd_bytes(r, out->genesis_block_hash, 32);
	out->features.num = rd_seq_len(r, 4);
	if (out->features.num > 8) {
		rd_fail(r, ERR_LIMIT);
		out->features.num = 0;
	}
	for (u32 i = 0; i < out->features.num; i++)
		out->features.items[i] = rd_u32(r);
	out->has_operator = rd_option(r);
	if (out->has_operator)
		rd_bytes(r, out->operator, 32);
	out->para_id = rd_u32(r);
	out->max_consensus_version = rd_u32(r);
	rd_bytes(r, out->x25519, 32);
	rd_bytes(r, out->measurement, 32);
	out->incarnation = rd_u64(r);
	out->block_number = rd_u32(r);
	rd_bytes(r, out->block_hash, 32);
}

void wr_worker_registration_info_v3(struct wr *w, const struct worker_registration_info_v3 *in)
{
	wr_u32(w, in->version);
	wr_vec(w, in->machine_id);
	wr_bytes(w, in->pubkey, 32);
	wr_bytes(w, in->ecdh_pubkey, 32);
	wr_bytes(w, in->genesis_block_hash, 32);
	wr_compact(w, in->features.num);
	for (u32 i = 0; i < in->features.num; i++)
		wr_u32(w, in->features.items[i]);
	wr_bool(w, in->has_operator);
	if (in->has_operator)
		wr_bytes(w, in->operator, 32);
	wr_u32(w, in->para_id);
	wr_u32(w, in->max_consensus_version);
	wr_bytes(w, in->x25519, 32);
	wr_bytes(w, in->measurement, 32);
	wr_u64(w, in->incarnation);
	wr_u32(w, in->block_number);
	wr_bytes(w, in->block_hash, 32);
}

void rd_evidence(struct rd *r, struct evidence *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 1);
}

void wr_evidence(struct wr *w, const struct evidence *in)
{
	wr_u8(w, in->tag);
}

void rd_worker_info_v3(struct rd *r, struct worker_info_v3 *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
	rd_bytes(r, out->x25519, 32);
	rd_bytes(r, out->measurement, 32);
	out->tee = rd_u8(r);
	rd_bytes(r, out->trust_domain, 32);
	out->incarnation = rd_u64(r);
	out->has_operator = rd_option(r);
	if (out->has_operator)
		rd_bytes(r, out->operator, 32);
	out->registered_at = rd_u32(r);
	out->last_seen = rd_u32(r);
	out->results = rd_u64(r);
}

void wr_worker_info_v3(struct wr *w, const struct worker_info_v3 *in)
{
	wr_bytes(w, in->pubkey, 32);
	wr_bytes(w, in->x25519, 32);
	wr_bytes(w, in->measurement, 32);
	wr_u8(w, in->tee);
	wr_bytes(w, in->trust_domain, 32);
	wr_u64(w, in->incarnation);
	wr_bool(w, in->has_operator);
	if (in->has_operator)
		wr_bytes(w, in->operator, 32);
	wr_u32(w, in->registered_at);
	wr_u32(w, in->last_seen);
	wr_u64(w, in->results);
}

struct storage_key registry_workers_v3_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("WorkersV3"));
}

struct storage_key registry_workers_v3_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("WorkersV3"));

	storage_key_twox_64_concat(&k, slice_of(key, 32));
	return k;
}

enum err registry_workers_v3_decode(struct worker_info_v3 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_worker_info_v3(&r, out);
	return rd_end(&r);
}

struct storage_key registry_allow_unattested_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("AllowUnattested"));

	return k;
}

enum err registry_allow_unattested_decode(bool *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_bool(&r);
	return rd_end(&r);
}

struct storage_key registry_liveness_window_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaRegistry"), SLICE_LIT("LivenessWindow"));

	return k;
}

enum err registry_liveness_window_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

void rd_registry_register_worker_v3_args(struct rd *r, struct registry_register_worker_v3_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_worker_registration_info_v3(r, &out->info);
	rd_evidence(r, &out->evidence);
	rd_bytes(r, out->signature, 64);
}

void wr_registry_register_worker_v3_args(struct wr *w, const struct registry_register_worker_v3_args *in)
{
	wr_worker_registration_info_v3(w, &in->info);
	wr_evidence(w, &in->evidence);
	wr_bytes(w, in->signature, 64);
}

void wr_call_registry_register_worker_v3(struct wr *w, const struct registry_register_worker_v3_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_REGISTER_WORKER_V3);
	wr_registry_register_worker_v3_args(w, in);
}

void rd_registry_heartbeat_args(struct rd *r, struct registry_heartbeat_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
	out->incarnation = rd_u64(r);
	out->block_number = rd_u32(r);
	rd_bytes(r, out->block_hash, 32);
	rd_bytes(r, out->signature, 64);
}

void wr_registry_heartbeat_args(struct wr *w, const struct registry_heartbeat_args *in)
{
	wr_bytes(w, in->pubkey, 32);
	wr_u64(w, in->incarnation);
	wr_u32(w, in->block_number);
	wr_bytes(w, in->block_hash, 32);
	wr_bytes(w, in->signature, 64);
}

void wr_call_registry_heartbeat(struct wr *w, const struct registry_heartbeat_args *in)
{
	wr_u8(w, REGISTRY_PALLET);
	wr_u8(w, REGISTRY_CALL_HEARTBEAT);
	wr_registry_heartbeat_args(w, in);
}

void rd_event_registry_worker_registered(struct rd *r, struct event_registry_worker_registered *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
	out->incarnation = rd_u64(r);
	out->tee = rd_u8(r);
}

void wr_event_registry_worker_registered(struct wr *w, const struct event_registry_worker_registered *in)
{
	wr_bytes(w, in->pubkey, 32);
	wr_u64(w, in->incarnation);
	wr_u8(w, in->tee);
}

void rd_event_registry_worker_seen(struct rd *r, struct event_registry_worker_seen *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->pubkey, 32);
}

void wr_event_registry_worker_seen(struct wr *w, const struct event_registry_worker_seen *in)
{
	wr_bytes(w, in->pubkey, 32);
}

const char *registry_error_name(u8 error)
{
	static const char *const names[] = {
		"InvalidSignature",
		"WorkerNotFound",
		"NoneAttestationDisabled",
		"GenesisBlockHashRejected",
		"StaleBlock",
		"IncarnationNotNewer",
		"IncarnationMismatch",
		"InvalidInput",
	};

	return error < ARRAY_LEN(names) ? names[error] : NULL;
}
