/* Made by tools/gen_pallets.py from runtime/pallets/xcmp_queue/pallet.toml; edit that. */
#include "primitives/gen/xcmp_queue_gen.h"

void rd_outbound_state(struct rd *r, struct outbound_state *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 2);
}

void wr_outbound_state(struct wr *w, const struct outbound_state *in)
{
	wr_u8(w, in->tag);
}

void rd_queue_config_data(struct rd *r, struct queue_config_data *out)
{
	memset(out, 0, sizeof(*out));
	out->suspend_threshold = rd_u32(r);
	out->drop_threshold = rd_u32(r);
	out->resume_threshold = rd_u32(r);
}

void wr_queue_config_data(struct wr *w, const struct queue_config_data *in)
{
	wr_u32(w, in->suspend_threshold);
	wr_u32(w, in->drop_threshold);
	wr_u32(w, in->resume_threshold);
}

void rd_inbound_origin(struct rd *r, struct inbound_origin *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 2);
	if (r->err == ERR_OK && out->tag == INBOUND_ORIGIN_SIBLING)
		out->u.sibling = rd_u32(r);
}

void wr_inbound_origin(struct wr *w, const struct inbound_origin *in)
{
	wr_u8(w, in->tag);
	if (in->tag == INBOUND_ORIGIN_SIBLING)
		wr_u32(w, in->u.sibling);
}

void rd_drop_reason(struct rd *r, struct drop_reason *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 3);
}

void wr_drop_reason(struct wr *w, const struct drop_reason *in)
{
	wr_u8(w, in->tag);
}

void rd_outbound_channel_details(struct rd *r, struct outbound_channel_details *out)
{
	memset(out, 0, sizeof(*out));
	out->recipient = rd_u32(r);
	rd_outbound_state(r, &out->state);
	out->signals_exist = rd_bool(r);
	out->first_index = rd_u16(r);
	out->last_index = rd_u16(r);
}

void wr_outbound_channel_details(struct wr *w, const struct outbound_channel_details *in)
{
	wr_u32(w, in->recipient);
	wr_outbound_state(w, &in->state);
	wr_bool(w, in->signals_exist);
	wr_u16(w, in->first_index);
	wr_u16(w, in->last_index);
}

void rd_inbound_page(struct rd *r, struct inbound_page *out)
{
	memset(out, 0, sizeof(*out));
	rd_inbound_origin(r, &out->origin);
	out->sent_at = rd_u32(r);
	out->data = rd_vec(r, 1048576);
}

void wr_inbound_page(struct wr *w, const struct inbound_page *in)
{
	wr_inbound_origin(w, &in->origin);
	wr_u32(w, in->sent_at);
	wr_vec(w, in->data);
}

void rd_xcmp_queue_inbound_xcmp_suspended(struct rd *r, struct xcmp_queue_inbound_xcmp_suspended *out)
{
	memset(out, 0, sizeof(*out));
	out->list.num = rd_seq_len(r, 4);
	if (out->list.num > 128) {
		rd_fail(r, ERR_LIMIT);
		out->list.num = 0;
	}
	for (u32 i = 0; i < out->list.num; i++)
		out->list.items[i] = rd_u32(r);
}

void wr_xcmp_queue_inbound_xcmp_suspended(struct wr *w, const struct xcmp_queue_inbound_xcmp_suspended *in)
{
	wr_compact(w, in->list.num);
	for (u32 i = 0; i < in->list.num; i++)
		wr_u32(w, in->list.items[i]);
}

struct storage_key xcmp_queue_inbound_xcmp_suspended_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("InboundXcmpSuspended"));

	return k;
}

enum err xcmp_queue_inbound_xcmp_suspended_decode(struct xcmp_queue_inbound_xcmp_suspended *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_xcmp_queue_inbound_xcmp_suspended(&r, out);
	return rd_end(&r);
}

void rd_xcmp_queue_outbound_xcmp_status(struct rd *r, struct xcmp_queue_outbound_xcmp_status *out)
{
	memset(out, 0, sizeof(*out));
	out->list.num = rd_seq_len(r, 1);
	if (out->list.num > 128) {
		rd_fail(r, ERR_LIMIT);
		out->list.num = 0;
	}
	for (u32 i = 0; i < out->list.num; i++)
		rd_outbound_channel_details(r, &out->list.items[i]);
}

void wr_xcmp_queue_outbound_xcmp_status(struct wr *w, const struct xcmp_queue_outbound_xcmp_status *in)
{
	wr_compact(w, in->list.num);
	for (u32 i = 0; i < in->list.num; i++)
		wr_outbound_channel_details(w, &in->list.items[i]);
}

struct storage_key xcmp_queue_outbound_xcmp_status_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("OutboundXcmpStatus"));

	return k;
}

enum err xcmp_queue_outbound_xcmp_status_decode(struct xcmp_queue_outbound_xcmp_status *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_xcmp_queue_outbound_xcmp_status(&r, out);
	return rd_end(&r);
}

struct storage_key xcmp_queue_outbound_xcmp_messages_prefix(void)
{
	return storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("OutboundXcmpMessages"));
}

struct storage_key xcmp_queue_outbound_xcmp_messages_key(u32 key, u16 key2)
{
	struct storage_key k = storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("OutboundXcmpMessages"));
	u8 buf_key[4];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_u32(&w, key);
	storage_key_blake2_128_concat(&k, slice_of(buf_key, w.n));
	u8 buf_key2[2];
	struct wr w2 = wr_into(buf_key2, sizeof(buf_key2));

	wr_u16(&w2, key2);
	storage_key_twox_64_concat(&k, slice_of(buf_key2, w2.n));
	return k;
}

enum err xcmp_queue_outbound_xcmp_messages_decode(struct slice *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_vec(&r, 1048576);
	return rd_end(&r);
}

struct storage_key xcmp_queue_signal_messages_prefix(void)
{
	return storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("SignalMessages"));
}

struct storage_key xcmp_queue_signal_messages_key(u32 key)
{
	struct storage_key k = storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("SignalMessages"));
	u8 buf_key[4];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_u32(&w, key);
	storage_key_blake2_128_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err xcmp_queue_signal_messages_decode(struct slice *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_vec(&r, 1024);
	return rd_end(&r);
}

struct storage_key xcmp_queue_queue_config_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("QueueConfig"));

	return k;
}

enum err xcmp_queue_queue_config_decode(struct queue_config_data *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_queue_config_data(&r, out);
	return rd_end(&r);
}

struct storage_key xcmp_queue_queue_suspended_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("QueueSuspended"));

	return k;
}

enum err xcmp_queue_queue_suspended_decode(bool *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_bool(&r);
	return rd_end(&r);
}

struct storage_key xcmp_queue_inbound_prefix(void)
{
	return storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("Inbound"));
}

struct storage_key xcmp_queue_inbound_key(u64 key)
{
	struct storage_key k = storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("Inbound"));
	u8 buf_key[8];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_u64(&w, key);
	storage_key_twox_64_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err xcmp_queue_inbound_decode(struct inbound_page *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_inbound_page(&r, out);
	return rd_end(&r);
}

struct storage_key xcmp_queue_inbound_first_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("InboundFirst"));

	return k;
}

enum err xcmp_queue_inbound_first_decode(u64 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u64(&r);
	return rd_end(&r);
}

struct storage_key xcmp_queue_inbound_end_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("InboundEnd"));

	return k;
}

enum err xcmp_queue_inbound_end_decode(u64 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u64(&r);
	return rd_end(&r);
}

struct storage_key xcmp_queue_inbound_count_prefix(void)
{
	return storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("InboundCount"));
}

struct storage_key xcmp_queue_inbound_count_key(u32 key)
{
	struct storage_key k = storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("InboundCount"));
	u8 buf_key[4];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_u32(&w, key);
	storage_key_blake2_128_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err xcmp_queue_inbound_count_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

struct storage_key xcmp_queue_last_received_prefix(void)
{
	return storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("LastReceived"));
}

struct storage_key xcmp_queue_last_received_key(u32 key)
{
	struct storage_key k = storage_key(SLICE_LIT("XcmpQueue"), SLICE_LIT("LastReceived"));
	u8 buf_key[4];
	struct wr w = wr_into(buf_key, sizeof(buf_key));

	wr_u32(&w, key);
	storage_key_blake2_128_concat(&k, slice_of(buf_key, w.n));
	return k;
}

enum err xcmp_queue_last_received_decode(struct slice *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_vec(&r, 1048576);
	return rd_end(&r);
}

void rd_xcmp_queue_suspend_xcm_execution_args(struct rd *r, struct xcmp_queue_suspend_xcm_execution_args *out)
{
	memset(out, 0, sizeof(*out));
	(void)r;
}

void wr_xcmp_queue_suspend_xcm_execution_args(struct wr *w, const struct xcmp_queue_suspend_xcm_execution_args *in)
{
	(void)w;
	(void)in;
}

void wr_call_xcmp_queue_suspend_xcm_execution(struct wr *w, const struct xcmp_queue_suspend_xcm_execution_args *in)
{
	wr_u8(w, XCMP_QUEUE_PALLET);
	wr_u8(w, XCMP_QUEUE_CALL_SUSPEND_XCM_EXECUTION);
	wr_xcmp_queue_suspend_xcm_execution_args(w, in);
}

void rd_xcmp_queue_resume_xcm_execution_args(struct rd *r, struct xcmp_queue_resume_xcm_execution_args *out)
{
	memset(out, 0, sizeof(*out));
	(void)r;
}

void wr_xcmp_queue_resume_xcm_execution_args(struct wr *w, const struct xcmp_queue_resume_xcm_execution_args *in)
{
	(void)w;
	(void)in;
}

void wr_call_xcmp_queue_resume_xcm_execution(struct wr *w, const struct xcmp_queue_resume_xcm_execution_args *in)
{
	wr_u8(w, XCMP_QUEUE_PALLET);
	wr_u8(w, XCMP_QUEUE_CALL_RESUME_XCM_EXECUTION);
	wr_xcmp_queue_resume_xcm_execution_args(w, in);
}

void rd_xcmp_queue_update_suspend_threshold_args(struct rd *r, struct xcmp_queue_update_suspend_threshold_args *out)
{
	memset(out, 0, sizeof(*out));
	out->new = rd_u32(r);
}

void wr_xcmp_queue_update_suspend_threshold_args(struct wr *w, const struct xcmp_queue_update_suspend_threshold_args *in)
{
	wr_u32(w, in->new);
}

void wr_call_xcmp_queue_update_suspend_threshold(struct wr *w, const struct xcmp_queue_update_suspend_threshold_args *in)
{
	wr_u8(w, XCMP_QUEUE_PALLET);
	wr_u8(w, XCMP_QUEUE_CALL_UPDATE_SUSPEND_THRESHOLD);
	wr_xcmp_queue_update_suspend_threshold_args(w, in);
}

void rd_xcmp_queue_update_drop_threshold_args(struct rd *r, struct xcmp_queue_update_drop_threshold_args *out)
{
	memset(out, 0, sizeof(*out));
	out->new = rd_u32(r);
}

void wr_xcmp_queue_update_drop_threshold_args(struct wr *w, const struct xcmp_queue_update_drop_threshold_args *in)
{
	wr_u32(w, in->new);
}

void wr_call_xcmp_queue_update_drop_threshold(struct wr *w, const struct xcmp_queue_update_drop_threshold_args *in)
{
	wr_u8(w, XCMP_QUEUE_PALLET);
	wr_u8(w, XCMP_QUEUE_CALL_UPDATE_DROP_THRESHOLD);
	wr_xcmp_queue_update_drop_threshold_args(w, in);
}

void rd_xcmp_queue_update_resume_threshold_args(struct rd *r, struct xcmp_queue_update_resume_threshold_args *out)
{
	memset(out, 0, sizeof(*out));
	out->new = rd_u32(r);
}

void wr_xcmp_queue_update_resume_threshold_args(struct wr *w, const struct xcmp_queue_update_resume_threshold_args *in)
{
	wr_u32(w, in->new);
}

void wr_call_xcmp_queue_update_resume_threshold(struct wr *w, const struct xcmp_queue_update_resume_threshold_args *in)
{
	wr_u8(w, XCMP_QUEUE_PALLET);
	wr_u8(w, XCMP_QUEUE_CALL_UPDATE_RESUME_THRESHOLD);
	wr_xcmp_queue_update_resume_threshold_args(w, in);
}

void rd_xcmp_queue_send_raw_args(struct rd *r, struct xcmp_queue_send_raw_args *out)
{
	memset(out, 0, sizeof(*out));
	out->recipient = rd_u32(r);
	out->format = rd_u8(r);
	out->message = rd_vec(r, 131072);
}

void wr_xcmp_queue_send_raw_args(struct wr *w, const struct xcmp_queue_send_raw_args *in)
{
	wr_u32(w, in->recipient);
	wr_u8(w, in->format);
	wr_vec(w, in->message);
}

void wr_call_xcmp_queue_send_raw(struct wr *w, const struct xcmp_queue_send_raw_args *in)
{
	wr_u8(w, XCMP_QUEUE_PALLET);
	wr_u8(w, XCMP_QUEUE_CALL_SEND_RAW);
	wr_xcmp_queue_send_raw_args(w, in);
}

void rd_event_xcmp_queue_xcmp_message_sent(struct rd *r, struct event_xcmp_queue_xcmp_message_sent *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->message_hash, 32);
}

void wr_event_xcmp_queue_xcmp_message_sent(struct wr *w, const struct event_xcmp_queue_xcmp_message_sent *in)
{
	wr_bytes(w, in->message_hash, 32);
}

void rd_event_xcmp_queue_message_received(struct rd *r, struct event_xcmp_queue_message_received *out)
{
	memset(out, 0, sizeof(*out));
	rd_inbound_origin(r, &out->origin);
	out->sent_at = rd_u32(r);
	out->format = rd_u8(r);
	rd_bytes(r, out->message_hash, 32);
	out->data = rd_vec(r, 4096);
}

void wr_event_xcmp_queue_message_received(struct wr *w, const struct event_xcmp_queue_message_received *in)
{
	wr_inbound_origin(w, &in->origin);
	wr_u32(w, in->sent_at);
	wr_u8(w, in->format);
	wr_bytes(w, in->message_hash, 32);
	wr_vec(w, in->data);
}

void rd_event_xcmp_queue_page_dropped(struct rd *r, struct event_xcmp_queue_page_dropped *out)
{
	memset(out, 0, sizeof(*out));
	rd_inbound_origin(r, &out->origin);
	out->sent_at = rd_u32(r);
	rd_drop_reason(r, &out->reason);
}

void wr_event_xcmp_queue_page_dropped(struct wr *w, const struct event_xcmp_queue_page_dropped *in)
{
	wr_inbound_origin(w, &in->origin);
	wr_u32(w, in->sent_at);
	wr_drop_reason(w, &in->reason);
}

void rd_event_xcmp_queue_channel_state_changed(struct rd *r, struct event_xcmp_queue_channel_state_changed *out)
{
	memset(out, 0, sizeof(*out));
	out->recipient = rd_u32(r);
	rd_outbound_state(r, &out->state);
}

void wr_event_xcmp_queue_channel_state_changed(struct wr *w, const struct event_xcmp_queue_channel_state_changed *in)
{
	wr_u32(w, in->recipient);
	wr_outbound_state(w, &in->state);
}

const char *xcmp_queue_error_name(u8 error)
{
	static const char *const names[] = {
		"BadQueueConfig",
		"AlreadySuspended",
		"AlreadyResumed",
		"TooManyActiveOutboundChannels",
		"TooBig",
		"NoChannel",
		"BadFormat",
	};

	return error < ARRAY_LEN(names) ? names[error] : NULL;
}
