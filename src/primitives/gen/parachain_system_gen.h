#ifndef PRIMITIVES_GEN_PARACHAIN_SYSTEM_GEN_H
#define PRIMITIVES_GEN_PARACHAIN_SYSTEM_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/parachain_system/pallet.toml; edit that. */
#include "primitives/gen/system_gen.h"
#include "primitives/para.h"
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define PARACHAIN_SYSTEM_PALLET 1u

enum parachain_system_call {
	PARACHAIN_SYSTEM_CALL_SET_VALIDATION_DATA = 0,
	PARACHAIN_SYSTEM_CALL_SUDO_SEND_UPWARD_MESSAGE = 1,
	PARACHAIN_SYSTEM_CALL_AUTHORIZE_UPGRADE = 2,
	PARACHAIN_SYSTEM_CALL_ENACT_AUTHORIZED_UPGRADE = 3,
};

enum parachain_system_event {
	PARACHAIN_SYSTEM_EVENT_VALIDATION_FUNCTION_STORED = 0,
	PARACHAIN_SYSTEM_EVENT_VALIDATION_FUNCTION_APPLIED = 1,
	PARACHAIN_SYSTEM_EVENT_VALIDATION_FUNCTION_DISCARDED = 2,
	PARACHAIN_SYSTEM_EVENT_UPGRADE_AUTHORIZED = 3,
	PARACHAIN_SYSTEM_EVENT_DOWNWARD_MESSAGES_RECEIVED = 4,
	PARACHAIN_SYSTEM_EVENT_DOWNWARD_MESSAGES_PROCESSED = 5,
	PARACHAIN_SYSTEM_EVENT_UPWARD_MESSAGE_SENT = 6,
};

enum parachain_system_error {
	PARACHAIN_SYSTEM_ERROR_OVERLAPPING_UPGRADES = 0,
	PARACHAIN_SYSTEM_ERROR_PROHIBITED_BY_POLKADOT = 1,
	PARACHAIN_SYSTEM_ERROR_TOO_BIG = 2,
	PARACHAIN_SYSTEM_ERROR_VALIDATION_DATA_NOT_AVAILABLE = 3,
	PARACHAIN_SYSTEM_ERROR_HOST_CONFIGURATION_NOT_AVAILABLE = 4,
	PARACHAIN_SYSTEM_ERROR_NOT_SCHEDULED = 5,
	PARACHAIN_SYSTEM_ERROR_NOTHING_AUTHORIZED = 6,
	PARACHAIN_SYSTEM_ERROR_UNAUTHORIZED = 7,
};

/* parachain_system_error_name returns the name in the descriptor, or NULL. */
const char *parachain_system_error_name(u8 error);

struct persisted_validation_data {
	struct slice parent_head; /* at most 1048576 bytes */
	u32 relay_parent_number;
	u8 relay_parent_storage_root[32];
	u32 max_pov_size;
};
void rd_persisted_validation_data(struct rd *r, struct persisted_validation_data *out);
void wr_persisted_validation_data(struct wr *w, const struct persisted_validation_data *in);

struct inbound_downward_message {
	u32 sent_at;
	struct slice msg; /* at most 1048576 bytes */
};
void rd_inbound_downward_message(struct rd *r, struct inbound_downward_message *out);
void wr_inbound_downward_message(struct wr *w, const struct inbound_downward_message *in);

struct inbound_hrmp_message {
	u32 sent_at;
	struct slice data; /* at most 1048576 bytes */
};
void rd_inbound_hrmp_message(struct rd *r, struct inbound_hrmp_message *out);
void wr_inbound_hrmp_message(struct wr *w, const struct inbound_hrmp_message *in);

struct outbound_hrmp_message {
	u32 recipient;
	struct slice data; /* at most 1048576 bytes */
};
void rd_outbound_hrmp_message(struct rd *r, struct outbound_hrmp_message *out);
void wr_outbound_hrmp_message(struct wr *w, const struct outbound_hrmp_message *in);

struct hrmp_mqc_head {
	u32 sender;
	u8 head[32];
};
void rd_hrmp_mqc_head(struct rd *r, struct hrmp_mqc_head *out);
void wr_hrmp_mqc_head(struct wr *w, const struct hrmp_mqc_head *in);

struct async_backing_params {
	u32 max_candidate_depth;
	u32 allowed_ancestry_len;
};
void rd_async_backing_params(struct rd *r, struct async_backing_params *out);
void wr_async_backing_params(struct wr *w, const struct async_backing_params *in);

struct abridged_hrmp_channel {
	u32 max_capacity;
	u32 max_total_size;
	u32 max_message_size;
	u32 msg_count;
	u32 total_size;
	bool has_mqc_head;
	u8 mqc_head[32];
};
void rd_abridged_hrmp_channel(struct rd *r, struct abridged_hrmp_channel *out);
void wr_abridged_hrmp_channel(struct wr *w, const struct abridged_hrmp_channel *in);

struct relay_dispatch_queue_remaining_capacity {
	u32 remaining_count;
	u32 remaining_size;
};
void rd_relay_dispatch_queue_remaining_capacity(struct rd *r, struct relay_dispatch_queue_remaining_capacity *out);
void wr_relay_dispatch_queue_remaining_capacity(struct wr *w, const struct relay_dispatch_queue_remaining_capacity *in);

enum upgrade_go_ahead_tag {
	UPGRADE_GO_AHEAD_ABORT = 0,
	UPGRADE_GO_AHEAD_GO_AHEAD = 1,
};
struct upgrade_go_ahead {
	u8 tag; /* enum upgrade_go_ahead_tag */
};
void rd_upgrade_go_ahead(struct rd *r, struct upgrade_go_ahead *out);
void wr_upgrade_go_ahead(struct wr *w, const struct upgrade_go_ahead *in);

enum upgrade_restriction_tag {
	UPGRADE_RESTRICTION_PRESENT = 0,
};
struct upgrade_restriction {
	u8 tag; /* enum upgrade_restriction_tag */
};
void rd_upgrade_restriction(struct rd *r, struct upgrade_restriction *out);
void wr_upgrade_restriction(struct wr *w, const struct upgrade_restriction *in);

struct hrmp_channel_update {
	u32 msg_count;
	u32 total_bytes;
};
void rd_hrmp_channel_update(struct rd *r, struct hrmp_channel_update *out);
void wr_hrmp_channel_update(struct wr *w, const struct hrmp_channel_update *in);

struct code_upgrade_authorization {
	u8 code_hash[32];
	bool check_version;
};
void rd_code_upgrade_authorization(struct rd *r, struct code_upgrade_authorization *out);
void wr_code_upgrade_authorization(struct wr *w, const struct code_upgrade_authorization *in);

struct abridged_host_configuration {
	u32 max_code_size;
	u32 max_head_data_size;
	u32 max_upward_queue_count;
	u32 max_upward_queue_size;
	u32 max_upward_message_size;
	u32 max_upward_message_num_per_candidate;
	u32 hrmp_max_message_num_per_candidate;
	u32 validation_upgrade_cooldown;
	u32 validation_upgrade_delay;
	struct async_backing_params async_backing_params;
};
void rd_abridged_host_configuration(struct rd *r, struct abridged_host_configuration *out);
void wr_abridged_host_configuration(struct wr *w, const struct abridged_host_configuration *in);

struct hrmp_channel_of {
	u32 id;
	struct abridged_hrmp_channel channel;
};
void rd_hrmp_channel_of(struct rd *r, struct hrmp_channel_of *out);
void wr_hrmp_channel_of(struct wr *w, const struct hrmp_channel_of *in);

struct hrmp_channel_update_of {
	u32 recipient;
	struct hrmp_channel_update update;
};
void rd_hrmp_channel_update_of(struct rd *r, struct hrmp_channel_update_of *out);
void wr_hrmp_channel_update_of(struct wr *w, const struct hrmp_channel_update_of *in);

struct messaging_state_snapshot {
	u8 dmq_mqc_head[32];
	struct relay_dispatch_queue_remaining_capacity relay_dispatch_queue_remaining_capacity;
	struct {
		u32 num;
		struct hrmp_channel_of items[128];
	} ingress_channels;
	struct {
		u32 num;
		struct hrmp_channel_of items[128];
	} egress_channels;
};
void rd_messaging_state_snapshot(struct rd *r, struct messaging_state_snapshot *out);
void wr_messaging_state_snapshot(struct wr *w, const struct messaging_state_snapshot *in);

struct used_bandwidth {
	u32 ump_msg_count;
	u32 ump_total_bytes;
	struct {
		u32 num;
		struct hrmp_channel_update_of items[128];
	} hrmp_outgoing;
};
void rd_used_bandwidth(struct rd *r, struct used_bandwidth *out);
void wr_used_bandwidth(struct wr *w, const struct used_bandwidth *in);

struct ancestor {
	struct used_bandwidth used_bandwidth;
	bool has_para_head_hash;
	u8 para_head_hash[32];
	bool has_consumed_go_ahead_signal;
	struct upgrade_go_ahead consumed_go_ahead_signal;
};
void rd_ancestor(struct rd *r, struct ancestor *out);
void wr_ancestor(struct wr *w, const struct ancestor *in);

struct segment_tracker {
	struct used_bandwidth used_bandwidth;
	bool has_hrmp_watermark;
	u32 hrmp_watermark;
	bool has_consumed_go_ahead_signal;
	struct upgrade_go_ahead consumed_go_ahead_signal;
};
void rd_segment_tracker(struct rd *r, struct segment_tracker *out);
void wr_segment_tracker(struct wr *w, const struct segment_tracker *in);

/* storage ParachainSystem.UnincludedSegment: Vec<Ancestor;16>. Latest included block descendants that the runtime accepted: ancestors of the block being built. */
struct parachain_system_unincluded_segment {
	struct {
		u32 num;
		struct ancestor items[16];
	} list;
};
void rd_parachain_system_unincluded_segment(struct rd *r, struct parachain_system_unincluded_segment *out);
void wr_parachain_system_unincluded_segment(struct wr *w, const struct parachain_system_unincluded_segment *in);
struct storage_key parachain_system_unincluded_segment_key(void);
enum err parachain_system_unincluded_segment_decode(struct parachain_system_unincluded_segment *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.AggregatedUnincludedSegment: SegmentTracker */
struct storage_key parachain_system_aggregated_unincluded_segment_key(void);
enum err parachain_system_aggregated_unincluded_segment_decode(struct segment_tracker *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.PendingValidationCode: Bytes<16777216>. In case of a scheduled upgrade, the validation code to be applied when the relay chain gives the go-ahead. */
struct storage_key parachain_system_pending_validation_code_key(void);
enum err parachain_system_pending_validation_code_decode(struct slice *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.NewValidationCode: Bytes<16777216>. Validation code that is set by this block and is to be communicated to the relay chain. */
struct storage_key parachain_system_new_validation_code_key(void);
enum err parachain_system_new_validation_code_decode(struct slice *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.ValidationData: PersistedValidationData */
struct storage_key parachain_system_validation_data_key(void);
enum err parachain_system_validation_data_decode(struct persisted_validation_data *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.DidSetValidationCode: bool */
struct storage_key parachain_system_did_set_validation_code_key(void);
enum err parachain_system_did_set_validation_code_decode(bool *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.LastRelayChainBlockNumber: u32 */
struct storage_key parachain_system_last_relay_chain_block_number_key(void);
enum err parachain_system_last_relay_chain_block_number_decode(u32 *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.UpgradeRestrictionSignal: Option<UpgradeRestriction> */
struct parachain_system_upgrade_restriction_signal {
	bool has_list;
	struct upgrade_restriction list;
};
void rd_parachain_system_upgrade_restriction_signal(struct rd *r, struct parachain_system_upgrade_restriction_signal *out);
void wr_parachain_system_upgrade_restriction_signal(struct wr *w, const struct parachain_system_upgrade_restriction_signal *in);
struct storage_key parachain_system_upgrade_restriction_signal_key(void);
enum err parachain_system_upgrade_restriction_signal_decode(struct parachain_system_upgrade_restriction_signal *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.UpgradeGoAhead: Option<UpgradeGoAhead> */
struct parachain_system_upgrade_go_ahead {
	bool has_list;
	struct upgrade_go_ahead list;
};
void rd_parachain_system_upgrade_go_ahead(struct rd *r, struct parachain_system_upgrade_go_ahead *out);
void wr_parachain_system_upgrade_go_ahead(struct wr *w, const struct parachain_system_upgrade_go_ahead *in);
struct storage_key parachain_system_upgrade_go_ahead_key(void);
enum err parachain_system_upgrade_go_ahead_decode(struct parachain_system_upgrade_go_ahead *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.RelayStateProof: StorageProof */
struct storage_key parachain_system_relay_state_proof_key(void);
enum err parachain_system_relay_state_proof_decode(struct storage_proof *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.RelevantMessagingState: MessagingStateSnapshot */
struct storage_key parachain_system_relevant_messaging_state_key(void);
enum err parachain_system_relevant_messaging_state_decode(struct messaging_state_snapshot *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.HostConfiguration: AbridgedHostConfiguration */
struct storage_key parachain_system_host_configuration_key(void);
enum err parachain_system_host_configuration_decode(struct abridged_host_configuration *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.LastDmqMqcHead: H256 */
struct storage_key parachain_system_last_dmq_mqc_head_key(void);
enum err parachain_system_last_dmq_mqc_head_decode(u8 out[32], struct slice raw) MUST_CHECK;

/* storage ParachainSystem.LastHrmpMqcHeads: Vec<HrmpMqcHead;128> */
struct parachain_system_last_hrmp_mqc_heads {
	struct {
		u32 num;
		struct hrmp_mqc_head items[128];
	} list;
};
void rd_parachain_system_last_hrmp_mqc_heads(struct rd *r, struct parachain_system_last_hrmp_mqc_heads *out);
void wr_parachain_system_last_hrmp_mqc_heads(struct wr *w, const struct parachain_system_last_hrmp_mqc_heads *in);
struct storage_key parachain_system_last_hrmp_mqc_heads_key(void);
enum err parachain_system_last_hrmp_mqc_heads_decode(struct parachain_system_last_hrmp_mqc_heads *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.ProcessedDownwardMessages: u32 */
struct storage_key parachain_system_processed_downward_messages_key(void);
enum err parachain_system_processed_downward_messages_decode(u32 *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.HrmpWatermark: u32 */
struct storage_key parachain_system_hrmp_watermark_key(void);
enum err parachain_system_hrmp_watermark_decode(u32 *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.HrmpOutboundMessages: Vec<OutboundHrmpMessage;128> */
struct parachain_system_hrmp_outbound_messages {
	struct {
		u32 num;
		struct outbound_hrmp_message items[128];
	} list;
};
void rd_parachain_system_hrmp_outbound_messages(struct rd *r, struct parachain_system_hrmp_outbound_messages *out);
void wr_parachain_system_hrmp_outbound_messages(struct wr *w, const struct parachain_system_hrmp_outbound_messages *in);
struct storage_key parachain_system_hrmp_outbound_messages_key(void);
enum err parachain_system_hrmp_outbound_messages_decode(struct parachain_system_hrmp_outbound_messages *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.UpwardMessages: Vec<Bytes<131072>;1024> */
struct parachain_system_upward_messages {
	struct {
		u32 num;
		struct slice items[1024]; /* at most 131072 bytes */
	} list;
};
void rd_parachain_system_upward_messages(struct rd *r, struct parachain_system_upward_messages *out);
void wr_parachain_system_upward_messages(struct wr *w, const struct parachain_system_upward_messages *in);
struct storage_key parachain_system_upward_messages_key(void);
enum err parachain_system_upward_messages_decode(struct parachain_system_upward_messages *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.PendingUpwardMessages: Vec<Bytes<131072>;1024> */
struct parachain_system_pending_upward_messages {
	struct {
		u32 num;
		struct slice items[1024]; /* at most 131072 bytes */
	} list;
};
void rd_parachain_system_pending_upward_messages(struct rd *r, struct parachain_system_pending_upward_messages *out);
void wr_parachain_system_pending_upward_messages(struct wr *w, const struct parachain_system_pending_upward_messages *in);
struct storage_key parachain_system_pending_upward_messages_key(void);
enum err parachain_system_pending_upward_messages_decode(struct parachain_system_pending_upward_messages *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.AnnouncedHrmpMessagesPerCandidate: u32 */
struct storage_key parachain_system_announced_hrmp_messages_per_candidate_key(void);
enum err parachain_system_announced_hrmp_messages_per_candidate_decode(u32 *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.AuthorizedUpgrade: CodeUpgradeAuthorization */
struct storage_key parachain_system_authorized_upgrade_key(void);
enum err parachain_system_authorized_upgrade_decode(struct code_upgrade_authorization *out, struct slice raw) MUST_CHECK;

/* storage ParachainSystem.CustomValidationHeadData: Bytes<1048576> */
struct storage_key parachain_system_custom_validation_head_data_key(void);
enum err parachain_system_custom_validation_head_data_decode(struct slice *out, struct slice raw) MUST_CHECK;

/* call ParachainSystem.set_validation_data. Set the current validation data; exactly once per block, by an inherent. */
struct parachain_system_set_validation_data_args {
	struct parachain_inherent_data data;
};
void rd_parachain_system_set_validation_data_args(struct rd *r, struct parachain_system_set_validation_data_args *out);
void wr_parachain_system_set_validation_data_args(struct wr *w, const struct parachain_system_set_validation_data_args *in);
void wr_call_parachain_system_set_validation_data(struct wr *w, const struct parachain_system_set_validation_data_args *in);

/* call ParachainSystem.sudo_send_upward_message. */
struct parachain_system_sudo_send_upward_message_args {
	struct slice message; /* at most 131072 bytes */
};
void rd_parachain_system_sudo_send_upward_message_args(struct rd *r, struct parachain_system_sudo_send_upward_message_args *out);
void wr_parachain_system_sudo_send_upward_message_args(struct wr *w, const struct parachain_system_sudo_send_upward_message_args *in);
void wr_call_parachain_system_sudo_send_upward_message(struct wr *w, const struct parachain_system_sudo_send_upward_message_args *in);

/* call ParachainSystem.authorize_upgrade. */
struct parachain_system_authorize_upgrade_args {
	u8 code_hash[32];
	bool check_version;
};
void rd_parachain_system_authorize_upgrade_args(struct rd *r, struct parachain_system_authorize_upgrade_args *out);
void wr_parachain_system_authorize_upgrade_args(struct wr *w, const struct parachain_system_authorize_upgrade_args *in);
void wr_call_parachain_system_authorize_upgrade(struct wr *w, const struct parachain_system_authorize_upgrade_args *in);

/* call ParachainSystem.enact_authorized_upgrade. */
struct parachain_system_enact_authorized_upgrade_args {
	struct slice code; /* at most 16777216 bytes */
};
void rd_parachain_system_enact_authorized_upgrade_args(struct rd *r, struct parachain_system_enact_authorized_upgrade_args *out);
void wr_parachain_system_enact_authorized_upgrade_args(struct wr *w, const struct parachain_system_enact_authorized_upgrade_args *in);
void wr_call_parachain_system_enact_authorized_upgrade(struct wr *w, const struct parachain_system_enact_authorized_upgrade_args *in);

/* event ParachainSystem.ValidationFunctionStored. The validation function has been scheduled to apply. */
struct event_parachain_system_validation_function_stored {
	u8 nothing; /* C wants a member */
};
void rd_event_parachain_system_validation_function_stored(struct rd *r, struct event_parachain_system_validation_function_stored *out);
void wr_event_parachain_system_validation_function_stored(struct wr *w, const struct event_parachain_system_validation_function_stored *in);

/* event ParachainSystem.ValidationFunctionApplied. The validation function was applied as of the contained relay chain block number. */
struct event_parachain_system_validation_function_applied {
	u32 relay_chain_block_num;
};
void rd_event_parachain_system_validation_function_applied(struct rd *r, struct event_parachain_system_validation_function_applied *out);
void wr_event_parachain_system_validation_function_applied(struct wr *w, const struct event_parachain_system_validation_function_applied *in);

/* event ParachainSystem.ValidationFunctionDiscarded. The relay-chain aborted the upgrade process. */
struct event_parachain_system_validation_function_discarded {
	u8 nothing; /* C wants a member */
};
void rd_event_parachain_system_validation_function_discarded(struct rd *r, struct event_parachain_system_validation_function_discarded *out);
void wr_event_parachain_system_validation_function_discarded(struct wr *w, const struct event_parachain_system_validation_function_discarded *in);

/* event ParachainSystem.UpgradeAuthorized. An upgrade has been authorized. */
struct event_parachain_system_upgrade_authorized {
	u8 code_hash[32];
};
void rd_event_parachain_system_upgrade_authorized(struct rd *r, struct event_parachain_system_upgrade_authorized *out);
void wr_event_parachain_system_upgrade_authorized(struct wr *w, const struct event_parachain_system_upgrade_authorized *in);

/* event ParachainSystem.DownwardMessagesReceived. Some downward messages have been received and will be processed. */
struct event_parachain_system_downward_messages_received {
	u32 count;
};
void rd_event_parachain_system_downward_messages_received(struct rd *r, struct event_parachain_system_downward_messages_received *out);
void wr_event_parachain_system_downward_messages_received(struct wr *w, const struct event_parachain_system_downward_messages_received *in);

/* event ParachainSystem.DownwardMessagesProcessed. Downward messages were processed using the given weight. */
struct event_parachain_system_downward_messages_processed {
	struct weight weight_used;
	u8 dmq_head[32];
};
void rd_event_parachain_system_downward_messages_processed(struct rd *r, struct event_parachain_system_downward_messages_processed *out);
void wr_event_parachain_system_downward_messages_processed(struct wr *w, const struct event_parachain_system_downward_messages_processed *in);

/* event ParachainSystem.UpwardMessageSent. An upward message was sent to the relay chain. */
struct event_parachain_system_upward_message_sent {
	bool has_message_hash;
	u8 message_hash[32];
};
void rd_event_parachain_system_upward_message_sent(struct rd *r, struct event_parachain_system_upward_message_sent *out);
void wr_event_parachain_system_upward_message_sent(struct wr *w, const struct event_parachain_system_upward_message_sent *in);

#endif /* PRIMITIVES_GEN_PARACHAIN_SYSTEM_GEN_H */
