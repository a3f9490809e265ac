/* Made by tools/gen_pallets.py from runtime/pallets/mq/pallet.toml; edit that. */
#include "primitives/gen/mq_gen.h"

void rd_message_origin(struct rd *r, struct message_origin *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 7);
	if (r->err == ERR_OK && out->tag == MESSAGE_ORIGIN_PALLET)
		out->u.pallet = rd_vec(r, 32);
	if (r->err == ERR_OK && out->tag == MESSAGE_ORIGIN_CONTRACT)
		rd_bytes(r, out->u.contract, 32);
	if (r->err == ERR_OK && out->tag == MESSAGE_ORIGIN_WORKER)
		rd_bytes(r, out->u.worker, 32);
	if (r->err == ERR_OK && out->tag == MESSAGE_ORIGIN_ACCOUNT_ID)
		rd_bytes(r, out->u.account_id, 32);
	if (r->err == ERR_OK && out->tag == MESSAGE_ORIGIN_MULTI_LOCATION)
		out->u.multi_location = rd_vec(r, 64);
	if (r->err == ERR_OK && out->tag == MESSAGE_ORIGIN_CLUSTER)
		rd_bytes(r, out->u.cluster, 32);
}

void wr_message_origin(struct wr *w, const struct message_origin *in)
{
	wr_u8(w, in->tag);
	if (in->tag == MESSAGE_ORIGIN_PALLET)
		wr_vec(w, in->u.pallet);
	if (in->tag == MESSAGE_ORIGIN_CONTRACT)
		wr_bytes(w, in->u.contract, 32);
	if (in->tag == MESSAGE_ORIGIN_WORKER)
		wr_bytes(w, in->u.worker, 32);
	if (in->tag == MESSAGE_ORIGIN_ACCOUNT_ID)
		wr_bytes(w, in->u.account_id, 32);
	if (in->tag == MESSAGE_ORIGIN_MULTI_LOCATION)
		wr_vec(w, in->u.multi_location);
	if (in->tag == MESSAGE_ORIGIN_CLUSTER)
		wr_bytes(w, in->u.cluster, 32);
}

void rd_queue(struct rd *r, struct queue *out)
{
	memset(out, 0, sizeof(*out));
	out->first = rd_u64(r);
	out->next = rd_u64(r);
	out->block = rd_u32(r);
	rd_bytes(r, out->head, 32);
}

void wr_queue(struct wr *w, const struct queue *in)
{
	wr_u64(w, in->first);
	wr_u64(w, in->next);
	wr_u32(w, in->block);
	wr_bytes(w, in->head, 32);
}

void rd_queue_block(struct rd *r, struct queue_block *out)
{
	memset(out, 0, sizeof(*out));
	out->prev = rd_u32(r);
	out->first = rd_u64(r);
	out->num = rd_u32(r);
	rd_bytes(r, out->head, 32);
}

void wr_queue_block(struct wr *w, const struct queue_block *in)
{
	wr_u32(w, in->prev);
	wr_u64(w, in->first);
	wr_u32(w, in->num);
	wr_bytes(w, in->head, 32);
}

void rd_log_entry(struct rd *r, struct log_entry *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->destination, 32);
	out->block = rd_u32(r);
}

void wr_log_entry(struct wr *w, const struct log_entry *in)
{
	wr_bytes(w, in->destination, 32);
	wr_u32(w, in->block);
}

void rd_mq_message(struct rd *r, struct mq_message *out)
{
	memset(out, 0, sizeof(*out));
	rd_message_origin(r, &out->sender);
	out->destination = rd_vec(r, 128);
	out->payload = rd_vec(r, 16384);
}

void wr_mq_message(struct wr *w, const struct mq_message *in)
{
	wr_message_origin(w, &in->sender);
	wr_vec(w, in->destination);
	wr_vec(w, in->payload);
}

void rd_signed_message(struct rd *r, struct signed_message *out)
{
	memset(out, 0, sizeof(*out));
	rd_mq_message(r, &out->message);
	out->sequence = rd_u64(r);
	out->signature = rd_vec(r, 64);
}

void wr_signed_message(struct wr *w, const struct signed_message *in)
{
	wr_mq_message(w, &in->message);
	wr_u64(w, in->sequence);
	wr_vec(w, in->signature);
}

struct storage_key mq_offchain_ingress_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaMq"), SLICE_LIT("OffchainIngress"));
}

struct storage_key mq_offchain_ingress_key(const struct message_origin *key)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaMq"), SLICE_LIT("OffchainIngress"));
	u8 buf_key[128];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_message_origin(&w, key);
	storage_key_twox_64_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err mq_offchain_ingress_decode(u64 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u64(&r);
	return rd_end(&r);
}

struct storage_key mq_queues_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaMq"), SLICE_LIT("Queues"));
}

struct storage_key mq_queues_key(const u8 key[32])
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaMq"), SLICE_LIT("Queues"));

	storage_key_blake2_128_concat(&k, slice_of(key, 32));
	return k;
}

enum err mq_queues_decode(struct queue *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_queue(&r, out);
	return rd_end(&r);
}

struct storage_key mq_queue_blocks_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaMq"), SLICE_LIT("QueueBlocks"));
}

struct storage_key mq_queue_blocks_key(const u8 key[32], u32 key2)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaMq"), SLICE_LIT("QueueBlocks"));

	storage_key_blake2_128_concat(&k, slice_of(key, 32));
	u8 buf_key2[4];
	struct wr w2 = wr_into(buf_key2, sizeof(buf_key2));

	wr_u32(&w2, key2);
	storage_key_twox_64_concat(&k, slice_of(buf_key2, w2.n));
	return k;
}

enum err mq_queue_blocks_decode(struct queue_block *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_queue_block(&r, out);
	return rd_end(&r);
}

struct storage_key mq_messages_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaMq"), SLICE_LIT("Messages"));
}

struct storage_key mq_messages_key(const u8 key[32], u64 key2)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaMq"), SLICE_LIT("Messages"));

	storage_key_blake2_128_concat(&k, slice_of(key, 32));
	u8 buf_key2[8];
	struct wr w2 = wr_into(buf_key2, sizeof(buf_key2));

	wr_u64(&w2, key2);
	storage_key_twox_64_concat(&k, slice_of(buf_key2, w2.n));
	return k;
}

enum err mq_messages_decode(struct mq_message *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_mq_message(&r, out);
	return rd_end(&r);
}

struct storage_key mq_log_prefix(void)
{
	return storage_key(SLICE_LIT("PhalaMq"), SLICE_LIT("Log"));
}

struct storage_key mq_log_key(u64 key)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaMq"), SLICE_LIT("Log"));
	u8 buf_key[8];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_u64(&w, key);
	storage_key_twox_64_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err mq_log_decode(struct log_entry *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_log_entry(&r, out);
	return rd_end(&r);
}

struct storage_key mq_log_first_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaMq"), SLICE_LIT("LogFirst"));

	return k;
}

enum err mq_log_first_decode(u64 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u64(&r);
	return rd_end(&r);
}

struct storage_key mq_log_next_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("PhalaMq"), SLICE_LIT("LogNext"));

	return k;
}

enum err mq_log_next_decode(u64 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u64(&r);
	return rd_end(&r);
}

void rd_mq_sync_offchain_message_args(struct rd *r, struct mq_sync_offchain_message_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_signed_message(r, &out->signed_message);
}

void wr_mq_sync_offchain_message_args(struct wr *w, const struct mq_sync_offchain_message_args *in)
{
	wr_signed_message(w, &in->signed_message);
}

void wr_call_mq_sync_offchain_message(struct wr *w, const struct mq_sync_offchain_message_args *in)
{
	wr_u8(w, MQ_PALLET);
	wr_u8(w, MQ_CALL_SYNC_OFFCHAIN_MESSAGE);
	wr_mq_sync_offchain_message_args(w, in);
}

void rd_mq_push_message_args(struct rd *r, struct mq_push_message_args *out)
{
	memset(out, 0, sizeof(*out));
	out->destination = rd_vec(r, 128);
	out->payload = rd_vec(r, 16384);
}

void wr_mq_push_message_args(struct wr *w, const struct mq_push_message_args *in)
{
	wr_vec(w, in->destination);
	wr_vec(w, in->payload);
}

void wr_call_mq_push_message(struct wr *w, const struct mq_push_message_args *in)
{
	wr_u8(w, MQ_PALLET);
	wr_u8(w, MQ_CALL_PUSH_MESSAGE);
	wr_mq_push_message_args(w, in);
}

void rd_mq_force_push_pallet_message_args(struct rd *r, struct mq_force_push_pallet_message_args *out)
{
	memset(out, 0, sizeof(*out));
	out->destination = rd_vec(r, 128);
	out->payload = rd_vec(r, 16384);
}

void wr_mq_force_push_pallet_message_args(struct wr *w, const struct mq_force_push_pallet_message_args *in)
{
	wr_vec(w, in->destination);
	wr_vec(w, in->payload);
}

void wr_call_mq_force_push_pallet_message(struct wr *w, const struct mq_force_push_pallet_message_args *in)
{
	wr_u8(w, MQ_PALLET);
	wr_u8(w, MQ_CALL_FORCE_PUSH_PALLET_MESSAGE);
	wr_mq_force_push_pallet_message_args(w, in);
}

void rd_event_mq_message_queued(struct rd *r, struct event_mq_message_queued *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->destination, 32);
	out->index = rd_u64(r);
	rd_message_origin(r, &out->sender);
}

void wr_event_mq_message_queued(struct wr *w, const struct event_mq_message_queued *in)
{
	wr_bytes(w, in->destination, 32);
	wr_u64(w, in->index);
	wr_message_origin(w, &in->sender);
}

void rd_event_mq_message_received(struct rd *r, struct event_mq_message_received *out)
{
	memset(out, 0, sizeof(*out));
	rd_mq_message(r, &out->message);
}

void wr_event_mq_message_received(struct wr *w, const struct event_mq_message_received *in)
{
	wr_mq_message(w, &in->message);
}

const char *mq_error_name(u8 error)
{
	static const char *const names[] = {
		"BadSender",
		"BadSequence",
		"BadDestination",
		"BadSignature",
		"QueueFull",
		"SenderNotAttested",
	};

	return error < ARRAY_LEN(names) ? names[error] : NULL;
}
