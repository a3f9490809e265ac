/* Made by tools/gen_pallets.py from runtime/pallets/parachain_system/pallet.toml; edit that. */
#include "primitives/gen/parachain_system_gen.h"

void rd_persisted_validation_data(struct rd *r, struct persisted_validation_data *out)
{
	memset(out, 0, sizeof(*out));
	out->parent_head = rd_vec(r, 1048576);
	out->relay_parent_number = rd_u32(r);
	rd_bytes(r, out->relay_parent_storage_root, 32);
	out->max_pov_size = rd_u32(r);
}

void wr_persisted_validation_data(struct wr *w, const struct persisted_validation_data *in)
{
	wr_vec(w, in->parent_head);
	wr_u32(w, in->relay_parent_number);
	wr_bytes(w, in->relay_parent_storage_root, 32);
	wr_u32(w, in->max_pov_size);
}

void rd_inbound_downward_message(struct rd *r, struct inbound_downward_message *out)
{
	memset(out, 0, sizeof(*out));
	out->sent_at = rd_u32(r);
	out->msg = rd_vec(r, 1048576);
}

void wr_inbound_downward_message(struct wr *w, const struct inbound_downward_message *in)
{
	wr_u32(w, in->sent_at);
	wr_vec(w, in->msg);
}

void rd_inbound_hrmp_message(struct rd *r, struct inbound_hrmp_message *out)
{
	memset(out, 0, sizeof(*out));
	out->sent_at = rd_u32(r);
	out->data = rd_vec(r, 1048576);
}

void wr_inbound_hrmp_message(struct wr *w, const struct inbound_hrmp_message *in)
{
	wr_u32(w, in->sent_at);
	wr_vec(w, in->data);
}

void rd_outbound_hrmp_message(struct rd *r, struct outbound_hrmp_message *out)
{
	memset(out, 0, sizeof(*out));
	out->recipient = rd_u32(r);
	out->data = rd_vec(r, 1048576);
}

void wr_outbound_hrmp_message(struct wr *w, const struct outbound_hrmp_message *in)
{
	wr_u32(w, in->recipient);
	wr_vec(w, in->data);
}

void rd_hrmp_mqc_head(struct rd *r, struct hrmp_mqc_head *out)
{
	memset(out, 0, sizeof(*out));
	out->sender = rd_u32(r);
	rd_bytes(r, out->head, 32);
}

void wr_hrmp_mqc_head(struct wr *w, const struct hrmp_mqc_head *in)
{
	wr_u32(w, in->sender);
	wr_bytes(w, in->head, 32);
}

void rd_async_backing_params(struct rd *r, struct async_backing_params *out)
{
	memset(out, 0, sizeof(*out));
	out->max_candidate_depth = rd_u32(r);
	out->allowed_ancestry_len = rd_u32(r);
}

void wr_async_backing_params(struct wr *w, const struct async_backing_params *in)
{
	wr_u32(w, in->max_candidate_depth);
	wr_u32(w, in->allowed_ancestry_len);
}

void rd_abridged_hrmp_channel(struct rd *r, struct abridged_hrmp_channel *out)
{
	memset(out, 0, sizeof(*out));
	out->max_capacity = rd_u32(r);
	out->max_total_size = rd_u32(r);
	out->max_message_size = rd_u32(r);
	out->msg_count = rd_u32(r);
	out->total_size = rd_u32(r);
	out->has_mqc_head = rd_option(r);
	if (out->has_mqc_head)
		rd_bytes(r, out->mqc_head, 32);
}

void wr_abridged_hrmp_channel(struct wr *w, const struct abridged_hrmp_channel *in)
{
	wr_u32(w, in->max_capacity);
	wr_u32(w, in->max_total_size);
	wr_u32(w, in->max_message_size);
	wr_u32(w, in->msg_count);
	wr_u32(w, in->total_size);
	wr_bool(w, in->has_mqc_head);
	if (in->has_mqc_head)
		wr_bytes(w, in->mqc_head, 32);
}

void rd_relay_dispatch_queue_remaining_capacity(struct rd *r, struct relay_dispatch_queue_remaining_capacity *out)
{
	memset(out, 0, sizeof(*out));
	out->remaining_count = rd_u32(r);
	out->remaining_size = rd_u32(r);
}

void wr_relay_dispatch_queue_remaining_capacity(struct wr *w, const struct relay_dispatch_queue_remaining_capacity *in)
{
	wr_u32(w, in->remaining_count);
	wr_u32(w, in->remaining_size);
}

void rd_upgrade_go_ahead(struct rd *r, struct upgrade_go_ahead *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 2);
}

void wr_upgrade_go_ahead(struct wr *w, const struct upgrade_go_ahead *in)
{
	wr_u8(w, in->tag);
}

void rd_upgrade_restriction(struct rd *r, struct upgrade_restriction *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 1);
}

void wr_upgrade_restriction(struct wr *w, const struct upgrade_restriction *in)
{
	wr_u8(w, in->tag);
}

void rd_hrmp_channel_update(struct rd *r, struct hrmp_channel_update *out)
{
	memset(out, 0, sizeof(*out));
	out->msg_count = rd_u32(r);
	out->total_bytes = rd_u32(r);
}

void wr_hrmp_channel_update(struct wr *w, const struct hrmp_channel_update *in)
{
	wr_u32(w, in->msg_count);
	wr_u32(w, in->total_bytes);
}

void rd_code_upgrade_authorization(struct rd *r, struct code_upgrade_authorization *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->code_hash, 32);
	out->check_version = rd_bool(r);
}

void wr_code_upgrade_authorization(struct wr *w, const struct code_upgrade_authorization *in)
{
	wr_bytes(w, in->code_hash, 32);
	wr_bool(w, in->check_version);
}

void rd_abridged_host_configuration(struct rd *r, struct abridged_host_configuration *out)
{
	memset(out, 0, sizeof(*out));
	out->max_code_size = rd_u32(r);
	out->max_head_data_size = rd_u32(r);
	out->max_upward_queue_count = rd_u32(r);
	out->max_upward_queue_size = rd_u32(r);
	out->max_upward_message_size = rd_u32(r);
	out->max_upward_message_num_per_candidate = rd_u32(r);
	out->hrmp_max_message_num_per_candidate = rd_u32(r);
	out->validation_upgrade_cooldown = rd_u32(r);
	out->validation_upgrade_delay = rd_u32(r);
	rd_async_backing_params(r, &out->async_backing_params);
}

void wr_abridged_host_configuration(struct wr *w, const struct abridged_host_configuration *in)
{
	wr_u32(w, in->max_code_size);
	wr_u32(w, in->max_head_data_size);
	wr_u32(w, in->max_upward_queue_count);
	wr_u32(w, in->max_upward_queue_size);
	wr_u32(w, in->max_upward_message_size);
	wr_u32(w, in->max_upward_message_num_per_candidate);
	wr_u32(w, in->hrmp_max_message_num_per_candidate);
	wr_u32(w, in->validation_upgrade_cooldown);
	wr_u32(w, in->validation_upgrade_delay);
	wr_async_backing_params(w, &in->async_backing_params);
}

void rd_hrmp_channel_of(struct rd *r, struct hrmp_channel_of *out)
{
	memset(out, 0, sizeof(*out));
	out->id = rd_u32(r);
	rd_abridged_hrmp_channel(r, &out->channel);
}

void wr_hrmp_channel_of(struct wr *w, const struct hrmp_channel_of *in)
{
	wr_u32(w, in->id);
	wr_abridged_hrmp_channel(w, &in->channel);
}

void rd_hrmp_channel_update_of(struct rd *r, struct hrmp_channel_update_of *out)
{
	memset(out, 0, sizeof(*out));
	out->recipient = rd_u32(r);
	rd_hrmp_channel_update(r, &out->update);
}

void wr_hrmp_channel_update_of(struct wr *w, const struct hrmp_channel_update_of *in)
{
	wr_u32(w, in->recipient);
	wr_hrmp_channel_update(w, &in->update);
}

void rd_messaging_state_snapshot(struct rd *r, struct messaging_state_snapshot *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->dmq_mqc_head, 32);
	rd_relay_dispatch_queue_remaining_capacity(r, &out->relay_dispatch_queue_remaining_capacity);
	out->ingress_channels.num = rd_seq_len(r, 1);
	if (out->ingress_channels.num > 128) {
		rd_fail(r, ERR_LIMIT);
		out->ingress_channels.num = 0;
	}
	for (u32 i = 0; i < out->ingress_channels.num; i++)
		rd_hrmp_channel_of(r, &out->ingress_channels.items[i]);
	out->egress_channels.num = rd_seq_len(r, 1);
	if (out->egress_channels.num > 128) {
		rd_fail(r, ERR_LIMIT);
		out->egress_channels.num = 0;
	}
	for (u32 i = 0; i < out->egress_channels.num; i++)
		rd_hrmp_channel_of(r, &out->egress_channels.items[i]);
}

void wr_messaging_state_snapshot(struct wr *w, const struct messaging_state_snapshot *in)
{
	wr_bytes(w, in->dmq_mqc_head, 32);
	wr_relay_dispatch_queue_remaining_capacity(w, &in->relay_dispatch_queue_remaining_capacity);
	wr_compact(w, in->ingress_channels.num);
	for (u32 i = 0; i < in->ingress_channels.num; i++)
		wr_hrmp_channel_of(w, &in->ingress_channels.items[i]);
	wr_compact(w, in->egress_channels.num);
	for (u32 i = 0; i < in->egress_channels.num; i++)
		wr_hrmp_channel_of(w, &in->egress_channels.items[i]);
}

void rd_used_bandwidth(struct rd *r, struct used_bandwidth *out)
{
	memset(out, 0, sizeof(*out));
	out->ump_msg_count = rd_u32(r);
	out->ump_total_bytes = rd_u32(r);
	out->hrmp_outgoing.num = rd_seq_len(r, 1);
	if (out->hrmp_outgoing.num > 128) {
		rd_fail(r, ERR_LIMIT);
		out->hrmp_outgoing.num = 0;
	}
	for (u32 i = 0; i < out->hrmp_outgoing.num; i++)
		rd_hrmp_channel_update_of(r, &out->hrmp_outgoing.items[i]);
}

void wr_used_bandwidth(struct wr *w, const struct used_bandwidth *in)
{
	wr_u32(w, in->ump_msg_count);
	wr_u32(w, in->ump_total_bytes);
	wr_compact(w, in->hrmp_outgoing.num);
	for (u32 i = 0; i < in->hrmp_outgoing.num; i++)
		wr_hrmp_channel_update_of(w, &in->hrmp_outgoing.items[i]);
}

void rd_ancestor(struct rd *r, struct ancestor *out)
{
	memset(out, 0, sizeof(*out));
	rd_used_bandwidth(r, &out->used_bandwidth);
	out->has_para_head_hash = rd_option(r);
	if (out->has_para_head_hash)
		rd_bytes(r, out->para_head_hash, 32);
	out->has_consumed_go_ahead_signal = rd_option(r);
	if (out->has_consumed_go_ahead_signal)
		rd_upgrade_go_ahead(r, &out->consumed_go_ahead_signal);
}

void wr_ancestor(struct wr *w, const struct ancestor *in)
{
	wr_used_bandwidth(w, &in->used_bandwidth);
	wr_bool(w, in->has_para_head_hash);
	if (in->has_para_head_hash)
		wr_bytes(w, in->para_head_hash, 32);
	wr_bool(w, in->has_consumed_go_ahead_signal);
	if (in->has_consumed_go_ahead_signal)
		wr_upgrade_go_ahead(w, &in->consumed_go_ahead_signal);
}

void rd_segment_tracker(struct rd *r, struct segment_tracker *out)
{
	memset(out, 0, sizeof(*out));
	rd_used_bandwidth(r, &out->used_bandwidth);
	out->has_hrmp_watermark = rd_option(r);
	if (out->has_hrmp_watermark)
		out->hrmp_watermark = rd_u32(r);
	out->has_consumed_go_ahead_signal = rd_option(r);
	if (out->has_consumed_go_ahead_signal)
		rd_upgrade_go_ahead(r, &out->consumed_go_ahead_signal);
}

void wr_segment_tracker(struct wr *w, const struct segment_tracker *in)
{
	wr_used_bandwidth(w, &in->used_bandwidth);
	wr_bool(w, in->has_hrmp_watermark);
	if (in->has_hrmp_watermark)
		wr_u32(w, in->hrmp_watermark);
	wr_bool(w, in->has_consumed_go_ahead_signal);
	if (in->has_consumed_go_ahead_signal)
		wr_upgrade_go_ahead(w, &in->consumed_go_ahead_signal);
}

void rd_parachain_system_unincluded_segment(struct rd *r, struct parachain_system_unincluded_segment *out)
{
	memset(out, 0, sizeof(*out));
	out->list.num = rd_seq_len(r, 1);
	if (out->list.num > 16) {
		rd_fail(r, ERR_LIMIT);
		out->list.num = 0;
	}
	for (u32 i = 0; i < out->list.num; i++)
		rd_ancestor(r, &out->list.items[i]);
}

void wr_parachain_system_unincluded_segment(struct wr *w, const struct parachain_system_unincluded_segment *in)
{
	wr_compact(w, in->list.num);
	for (u32 i = 0; i < in->list.num; i++)
		wr_ancestor(w, &in->list.items[i]);
}

struct storage_key parachain_system_unincluded_segment_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("UnincludedSegment"));

	return k;
}

enum err parachain_system_unincluded_segment_decode(struct parachain_system_unincluded_segment *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_parachain_system_unincluded_segment(&r, out);
	return rd_end(&r);
}

struct storage_key parachain_system_aggregated_unincluded_segment_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("AggregatedUnincludedSegment"));

	return k;
}

enum err parachain_system_aggregated_unincluded_segment_decode(struct segment_tracker *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_segment_tracker(&r, out);
	return rd_end(&r);
}

struct storage_key parachain_system_pending_validation_code_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("PendingValidationCode"));

	return k;
}

enum err parachain_system_pending_validation_code_decode(struct slice *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_vec(&r, 16777216);
	return rd_end(&r);
}

struct storage_key parachain_system_new_validation_code_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("NewValidationCode"));

	return k;
}

enum err parachain_system_new_validation_code_decode(struct slice *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_vec(&r, 16777216);
	return rd_end(&r);
}

struct storage_key parachain_system_validation_data_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("ValidationData"));

	return k;
}

enum err parachain_system_validation_data_decode(struct persisted_validation_data *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_persisted_validation_data(&r, out);
	return rd_end(&r);
}

struct storage_key parachain_system_did_set_validation_code_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("DidSetValidationCode"));

	return k;
}

enum err parachain_system_did_set_validation_code_decode(bool *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_bool(&r);
	return rd_end(&r);
}

struct storage_key parachain_system_last_relay_chain_block_number_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("LastRelayChainBlockNumber"));

	return k;
}

enum err parachain_system_last_relay_chain_block_number_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

void rd_parachain_system_upgrade_restriction_signal(struct rd *r, struct parachain_system_upgrade_restriction_signal *out)
{
	memset(out, 0, sizeof(*out));
	out->has_list = rd_option(r);
	if (out->has_list)
		rd_upgrade_restriction(r, &out->list);
}

void wr_parachain_system_upgrade_restriction_signal(struct wr *w, const struct parachain_system_upgrade_restriction_signal *in)
{
	wr_bool(w, in->has_list);
	if (in->has_list)
		wr_upgrade_restriction(w, &in->list);
}

struct storage_key parachain_system_upgrade_restriction_signal_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("UpgradeRestrictionSignal"));

	return k;
}

enum err parachain_system_upgrade_restriction_signal_decode(struct parachain_system_upgrade_restriction_signal *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_parachain_system_upgrade_restriction_signal(&r, out);
	return rd_end(&r);
}

void rd_parachain_system_upgrade_go_ahead(struct rd *r, struct parachain_system_upgrade_go_ahead *out)
{
	memset(out, 0, sizeof(*out));
	out->has_list = rd_option(r);
	if (out->has_list)
		rd_upgrade_go_ahead(r, &out->list);
}

void wr_parachain_system_upgrade_go_ahead(struct wr *w, const struct parachain_system_upgrade_go_ahead *in)
{
	wr_bool(w, in->has_list);
	if (in->has_list)
		wr_upgrade_go_ahead(w, &in->list);
}

struct storage_key parachain_system_upgrade_go_ahead_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("UpgradeGoAhead"));

	return k;
}

enum err parachain_system_upgrade_go_ahead_decode(struct parachain_system_upgrade_go_ahead *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_parachain_system_upgrade_go_ahead(&r, out);
	return rd_end(&r);
}

struct storage_key parachain_system_relay_state_proof_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("RelayStateProof"));

	return k;
}

enum err parachain_system_relay_state_proof_decode(struct storage_proof *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_storage_proof(&r, out);
	return rd_end(&r);
}

struct storage_key parachain_system_relevant_messaging_state_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("RelevantMessagingState"));

	return k;
}

enum err parachain_system_relevant_messaging_state_decode(struct messaging_state_snapshot *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_messaging_state_snapshot(&r, out);
	return rd_end(&r);
}

struct storage_key parachain_system_host_configuration_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("HostConfiguration"));

	return k;
}

enum err parachain_system_host_configuration_decode(struct abridged_host_configuration *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_abridged_host_configuration(&r, out);
	return rd_end(&r);
}

struct storage_key parachain_system_last_dmq_mqc_head_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("LastDmqMqcHead"));

	return k;
}

enum err parachain_system_last_dmq_mqc_head_decode(u8 out[32], struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_bytes(&r, out, 32);
	return rd_end(&r);
}

void rd_parachain_system_last_hrmp_mqc_heads(struct rd *r, struct parachain_system_last_hrmp_mqc_heads *out)
{
	memset(out, 0, sizeof(*out));
	out->list.num = rd_seq_len(r, 1);
	if (out->list.num > 128) {
		rd_fail(r, ERR_LIMIT);
		out->list.num = 0;
	}
	for (u32 i = 0; i < out->list.num; i++)
		rd_hrmp_mqc_head(r, &out->list.items[i]);
}

void wr_parachain_system_last_hrmp_mqc_heads(struct wr *w, const struct parachain_system_last_hrmp_mqc_heads *in)
{
	wr_compact(w, in->list.num);
	for (u32 i = 0; i < in->list.num; i++)
		wr_hrmp_mqc_head(w, &in->list.items[i]);
}

struct storage_key parachain_system_last_hrmp_mqc_heads_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("LastHrmpMqcHeads"));

	return k;
}

enum err parachain_system_last_hrmp_mqc_heads_decode(struct parachain_system_last_hrmp_mqc_heads *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_parachain_system_last_hrmp_mqc_heads(&r, out);
	return rd_end(&r);
}

struct storage_key parachain_system_processed_downward_messages_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("ProcessedDownwardMessages"));

	return k;
}

enum err parachain_system_processed_downward_messages_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

struct storage_key parachain_system_hrmp_watermark_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("HrmpWatermark"));

	return k;
}

enum err parachain_system_hrmp_watermark_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

void rd_parachain_system_hrmp_outbound_messages(struct rd *r, struct parachain_system_hrmp_outbound_messages *out)
{
	memset(out, 0, sizeof(*out));
	out->list.num = rd_seq_len(r, 1);
	if (out->list.num > 128) {
		rd_fail(r, ERR_LIMIT);
		out->list.num = 0;
	}
	for (u32 i = 0; i < out->list.num; i++)
		rd_outbound_hrmp_message(r, &out->list.items[i]);
}

void wr_parachain_system_hrmp_outbound_messages(struct wr *w, const struct parachain_system_hrmp_outbound_messages *in)
{
	wr_compact(w, in->list.num);
	for (u32 i = 0; i < in->list.num; i++)
		wr_outbound_hrmp_message(w, &in->list.items[i]);
}

struct storage_key parachain_system_hrmp_outbound_messages_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("HrmpOutboundMessages"));

	return k;
}

enum err parachain_system_hrmp_outbound_messages_decode(struct parachain_system_hrmp_outbound_messages *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_parachain_system_hrmp_outbound_messages(&r, out);
	return rd_end(&r);
}

void rd_parachain_system_upward_messages(struct rd *r, struct parachain_system_upward_messages *out)
{
	memset(out, 0, sizeof(*out));
	out->list.num = rd_seq_len(r, 1);
	if (out->list.num > 1024) {
		rd_fail(r, ERR_LIMIT);
		out->list.num = 0;
	}
	for (u32 i = 0; i < out->list.num; i++)
		out->list.items[i] = rd_vec(r, 131072);
}

void wr_parachain_system_upward_messages(struct wr *w, const struct parachain_system_upward_messages *in)
{
	wr_compact(w, in->list.num);
	for (u32 i = 0; i < in->list.num; i++)
		wr_vec(w, in->list.items[i]);
}

struct storage_key parachain_system_upward_messages_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("UpwardMessages"));

	return k;
}

enum err parachain_system_upward_messages_decode(struct parachain_system_upward_messages *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_parachain_system_upward_messages(&r, out);
	return rd_end(&r);
}

void rd_parachain_system_pending_upward_messages(struct rd *r, struct parachain_system_pending_upward_messages *out)
{
	memset(out, 0, sizeof(*out));
	out->list.num = rd_seq_len(r, 1);
	if (out->list.num > 1024) {
		rd_fail(r, ERR_LIMIT);
		out->list.num = 0;
	}
	for (u32 i = 0; i < out->list.num; i++)
		out->list.items[i] = rd_vec(r, 131072);
}

void wr_parachain_system_pending_upward_messages(struct wr *w, const struct parachain_system_pending_upward_messages *in)
{
	wr_compact(w, in->list.num);
	for (u32 i = 0; i < in->list.num; i++)
		wr_vec(w, in->list.items[i]);
}

struct storage_key parachain_system_pending_upward_messages_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("PendingUpwardMessages"));

	return k;
}

enum err parachain_system_pending_upward_messages_decode(struct parachain_system_pending_upward_messages *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_parachain_system_pending_upward_messages(&r, out);
	return rd_end(&r);
}

struct storage_key parachain_system_announced_hrmp_messages_per_candidate_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("AnnouncedHrmpMessagesPerCandidate"));

	return k;
}

enum err parachain_system_announced_hrmp_messages_per_candidate_decode(u32 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u32(&r);
	return rd_end(&r);
}

struct storage_key parachain_system_authorized_upgrade_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("AuthorizedUpgrade"));

	return k;
}

enum err parachain_system_authorized_upgrade_decode(struct code_upgrade_authorization *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_code_upgrade_authorization(&r, out);
	return rd_end(&r);
}

struct storage_key parachain_system_custom_validation_head_data_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ParachainSystem"), SLICE_LIT("CustomValidationHeadData"));

	return k;
}

enum err parachain_system_custom_validation_head_data_decode(struct slice *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_vec(&r, 1048576);
	return rd_end(&r);
}

void rd_parachain_system_set_validation_data_args(struct rd *r, struct parachain_system_set_validation_data_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_parachain_inherent_data(r, &out->data);
}

void wr_parachain_system_set_validation_data_args(struct wr *w, const struct parachain_system_set_validation_data_args *in)
{
	wr_parachain_inherent_data(w, &in->data);
}

void wr_call_parachain_system_set_validation_data(struct wr *w, const struct parachain_system_set_validation_data_args *in)
{
	wr_u8(w, PARACHAIN_SYSTEM_PALLET);
	wr_u8(w, PARACHAIN_SYSTEM_CALL_SET_VALIDATION_DATA);
	wr_parachain_system_set_validation_data_args(w, in);
}

void rd_parachain_system_sudo_send_upward_message_args(struct rd *r, struct parachain_system_sudo_send_upward_message_args *out)
{
	memset(out, 0, sizeof(*out));
	out->message = rd_vec(r, 131072);
}

void wr_parachain_system_sudo_send_upward_message_args(struct wr *w, const struct parachain_system_sudo_send_upward_message_args *in)
{
	wr_vec(w, in->message);
}

void wr_call_parachain_system_sudo_send_upward_message(struct wr *w, const struct parachain_system_sudo_send_upward_message_args *in)
{
	wr_u8(w, PARACHAIN_SYSTEM_PALLET);
	wr_u8(w, PARACHAIN_SYSTEM_CALL_SUDO_SEND_UPWARD_MESSAGE);
	wr_parachain_system_sudo_send_upward_message_args(w, in);
}

void rd_parachain_system_authorize_upgrade_args(struct rd *r, struct parachain_system_authorize_upgrade_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->code_hash, 32);
	out->check_version = rd_bool(r);
}

void wr_parachain_system_authorize_upgrade_args(struct wr *w, const struct parachain_system_authorize_upgrade_args *in)
{
	wr_bytes(w, in->code_hash, 32);
	wr_bool(w, in->check_version);
}

void wr_call_parachain_system_authorize_upgrade(struct wr *w, const struct parachain_system_authorize_upgrade_args *in)
{
	wr_u8(w, PARACHAIN_SYSTEM_PALLET);
	wr_u8(w, PARACHAIN_SYSTEM_CALL_AUTHORIZE_UPGRADE);
	wr_parachain_system_authorize_upgrade_args(w, in);
}

void rd_parachain_system_enact_authorized_upgrade_args(struct rd *r, struct parachain_system_enact_authorized_upgrade_args *out)
{
	memset(out, 0, sizeof(*out));
	out->code = rd_vec(r, 16777216);
}

void wr_parachain_system_enact_authorized_upgrade_args(struct wr *w, const struct parachain_system_enact_authorized_upgrade_args *in)
{
	wr_vec(w, in->code);
}

void wr_call_parachain_system_enact_authorized_upgrade(struct wr *w, const struct parachain_system_enact_authorized_upgrade_args *in)
{
	wr_u8(w, PARACHAIN_SYSTEM_PALLET);
	wr_u8(w, PARACHAIN_SYSTEM_CALL_ENACT_AUTHORIZED_UPGRADE);
	wr_parachain_system_enact_authorized_upgrade_args(w, in);
}

void rd_event_parachain_system_validation_function_stored(struct rd *r, struct event_parachain_system_validation_function_stored *out)
{
	memset(out, 0, sizeof(*out));
	(void)r;
}

void wr_event_parachain_system_validation_function_stored(struct wr *w, const struct event_parachain_system_validation_function_stored *in)
{
	(void)w;
	(void)in;
}

void rd_event_parachain_system_validation_function_applied(struct rd *r, struct event_parachain_system_validation_function_applied *out)
{
	memset(out, 0, sizeof(*out));
	out->relay_chain_block_num = rd_u32(r);
}

void wr_event_parachain_system_validation_function_applied(struct wr *w, const struct event_parachain_system_validation_function_applied *in)
{
	wr_u32(w, in->relay_chain_block_num);
}

void rd_event_parachain_system_validation_function_discarded(struct rd *r, struct event_parachain_system_validation_function_discarded *out)
{
	memset(out, 0, sizeof(*out));
	(void)r;
}

void wr_event_parachain_system_validation_function_discarded(struct wr *w, const struct event_parachain_system_validation_function_discarded *in)
{
	(void)w;
	(void)in;
}

void rd_event_parachain_system_upgrade_authorized(struct rd *r, struct event_parachain_system_upgrade_authorized *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->code_hash, 32);
}

void wr_event_parachain_system_upgrade_authorized(struct wr *w, const struct event_parachain_system_upgrade_authorized *in)
{
	wr_bytes(w, in->code_hash, 32);
}

void rd_event_parachain_system_downward_messages_received(struct rd *r, struct event_parachain_system_downward_messages_received *out)
{
	memset(out, 0, sizeof(*out));
	out->count = rd_u32(r);
}

void wr_event_parachain_system_downward_messages_received(struct wr *w, const struct event_parachain_system_downward_messages_received *in)
{
	wr_u32(w, in->count);
}

void rd_event_parachain_system_downward_messages_processed(struct rd *r, struct event_parachain_system_downward_messages_processed *out)
{
	memset(out, 0, sizeof(*out));
	rd_weight(r, &out->weight_used);
	rd_bytes(r, out->dmq_head, 32);
}

void wr_event_parachain_system_downward_messages_processed(struct wr *w, const struct event_parachain_system_downward_messages_processed *in)
{
	wr_weight(w, &in->weight_used);
	wr_bytes(w, in->dmq_head, 32);
}

void rd_event_parachain_system_upward_message_sent(struct rd *r, struct event_parachain_system_upward_message_sent *out)
{
	memset(out, 0, sizeof(*out));
	out->has_message_hash = rd_option(r);
	if (out->has_message_hash)
		rd_bytes(r, out->message_hash, 32);
}

void wr_event_parachain_system_upward_message_sent(struct wr *w, const struct event_parachain_system_upward_message_sent *in)
{
	wr_bool(w, in->has_message_hash);
	if (in->has_message_hash)
		wr_bytes(w, in->message_hash, 32);
}

const char *parachain_system_error_name(u8 error)
{
	static const char *const names[] = {
		"OverlappingUpgrades",
		"ProhibitedByPolkadot",
		"TooBig",
		"ValidationDataNotAvailable",
		"HostConfigurationNotAvailable",
		"NotScheduled",
		"NothingAuthorized",
		"Unauthorized",
	};

	return error < ARRAY_LEN(names) ? names[error] : NULL;
}
