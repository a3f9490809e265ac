#ifndef PRIMITIVES_GEN_XCMP_QUEUE_GEN_H
#define PRIMITIVES_GEN_XCMP_QUEUE_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/xcmp_queue/pallet.toml; edit that. */
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define XCMP_QUEUE_PALLET 30u

enum xcmp_queue_call {
	XCMP_QUEUE_CALL_SUSPEND_XCM_EXECUTION = 1,
	XCMP_QUEUE_CALL_RESUME_XCM_EXECUTION = 2,
	XCMP_QUEUE_CALL_UPDATE_SUSPEND_THRESHOLD = 3,
	XCMP_QUEUE_CALL_UPDATE_DROP_THRESHOLD = 4,
	XCMP_QUEUE_CALL_UPDATE_RESUME_THRESHOLD = 5,
	XCMP_QUEUE_CALL_SEND_RAW = 64,
};

enum xcmp_queue_event {
	XCMP_QUEUE_EVENT_XCMP_MESSAGE_SENT = 0,
	XCMP_QUEUE_EVENT_MESSAGE_RECEIVED = 64,
	XCMP_QUEUE_EVENT_PAGE_DROPPED = 65,
	XCMP_QUEUE_EVENT_CHANNEL_STATE_CHANGED = 66,
};

enum xcmp_queue_error {
	XCMP_QUEUE_ERROR_BAD_QUEUE_CONFIG = 0,
	XCMP_QUEUE_ERROR_ALREADY_SUSPENDED = 1,
	XCMP_QUEUE_ERROR_ALREADY_RESUMED = 2,
	XCMP_QUEUE_ERROR_TOO_MANY_ACTIVE_OUTBOUND_CHANNELS = 3,
	XCMP_QUEUE_ERROR_TOO_BIG = 4,
	XCMP_QUEUE_ERROR_NO_CHANNEL = 5,
	XCMP_QUEUE_ERROR_BAD_FORMAT = 6,
};

/* xcmp_queue_error_name returns the name in the descriptor, or NULL. */
const char *xcmp_queue_error_name(u8 error);

enum outbound_state_tag {
	OUTBOUND_STATE_OK = 0,
	OUTBOUND_STATE_SUSPENDED = 1,
};
struct outbound_state {
	u8 tag; /* enum outbound_state_tag */
};
void rd_outbound_state(struct rd *r, struct outbound_state *out);
void wr_outbound_state(struct wr *w, const struct outbound_state *in);

struct queue_config_data {
	u32 suspend_threshold;
	u32 drop_threshold;
	u32 resume_threshold;
};
void rd_queue_config_data(struct rd *r, struct queue_config_data *out);
void wr_queue_config_data(struct wr *w, const struct queue_config_data *in);

enum inbound_origin_tag {
	INBOUND_ORIGIN_RELAY = 0,
	INBOUND_ORIGIN_SIBLING = 1,
};
struct inbound_origin {
	u8 tag; /* enum inbound_origin_tag */
	union {
		u32 sibling;
	} u;
};
void rd_inbound_origin(struct rd *r, struct inbound_origin *out);
void wr_inbound_origin(struct wr *w, const struct inbound_origin *in);

enum drop_reason_tag {
	DROP_REASON_QUEUE_FULL = 0,
	DROP_REASON_MALFORMED = 1,
	DROP_REASON_UNKNOWN_FORMAT = 2,
};
struct drop_reason {
	u8 tag; /* enum drop_reason_tag */
};
void rd_drop_reason(struct rd *r, struct drop_reason *out);
void wr_drop_reason(struct wr *w, const struct drop_reason *in);

struct outbound_channel_details {
	u32 recipient;
	struct outbound_state state;
	bool signals_exist;
	u16 first_index;
	u16 last_index;
};
void rd_outbound_channel_details(struct rd *r, struct outbound_channel_details *out);
void wr_outbound_channel_details(struct wr *w, const struct outbound_channel_details *in);

struct inbound_page {
	struct inbound_origin origin;
	u32 sent_at;
	struct slice data; /* at most 1048576 bytes */
};
void rd_inbound_page(struct rd *r, struct inbound_page *out);
void wr_inbound_page(struct wr *w, const struct inbound_page *in);

/* storage XcmpQueue.InboundXcmpSuspended: Vec<u32;128>. Senders that we have asked to stop, ascending. */
struct xcmp_queue_inbound_xcmp_suspended {
	struct {
		u32 num;
		u32 items[128];
	} list;
};
void rd_xcmp_queue_inbound_xcmp_suspended(struct rd *r, struct xcmp_queue_inbound_xcmp_suspended *out);
void wr_xcmp_queue_inbound_xcmp_suspended(struct wr *w, const struct xcmp_queue_inbound_xcmp_suspended *in);
struct storage_key xcmp_queue_inbound_xcmp_suspended_key(void);
enum err xcmp_queue_inbound_xcmp_suspended_decode(struct xcmp_queue_inbound_xcmp_suspended *out, struct slice raw) MUST_CHECK;

/* storage XcmpQueue.OutboundXcmpStatus: Vec<OutboundChannelDetails;128>. The outbound channels that have something to send; their pages are first_index .. last_index. */
struct xcmp_queue_outbound_xcmp_status {
	struct {
		u32 num;
		struct outbound_channel_details items[128];
	} list;
};
void rd_xcmp_queue_outbound_xcmp_status(struct rd *r, struct xcmp_queue_outbound_xcmp_status *out);
void wr_xcmp_queue_outbound_xcmp_status(struct wr *w, const struct xcmp_queue_outbound_xcmp_status *in);
struct storage_key xcmp_queue_outbound_xcmp_status_key(void);
enum err xcmp_queue_outbound_xcmp_status_decode(struct xcmp_queue_outbound_xcmp_status *out, struct slice raw) MUST_CHECK;

/* storage map XcmpQueue.OutboundXcmpMessages: Bytes<1048576> */
struct storage_key xcmp_queue_outbound_xcmp_messages_prefix(void);
struct storage_key xcmp_queue_outbound_xcmp_messages_key(u32 key, u16 key2);
enum err xcmp_queue_outbound_xcmp_messages_decode(struct slice *out, struct slice raw) MUST_CHECK;

/* storage map XcmpQueue.SignalMessages: Bytes<1024>. Signals that wait to be sent: they go before pages. */
struct storage_key xcmp_queue_signal_messages_prefix(void);
struct storage_key xcmp_queue_signal_messages_key(u32 key);
enum err xcmp_queue_signal_messages_decode(struct slice *out, struct slice raw) MUST_CHECK;

/* storage XcmpQueue.QueueConfig: QueueConfigData */
struct storage_key xcmp_queue_queue_config_key(void);
enum err xcmp_queue_queue_config_decode(struct queue_config_data *out, struct slice raw) MUST_CHECK;

/* storage XcmpQueue.QueueSuspended: bool. Inbound pages wait while this is set. */
struct storage_key xcmp_queue_queue_suspended_key(void);
enum err xcmp_queue_queue_suspended_decode(bool *out, struct slice raw) MUST_CHECK;

/* storage map XcmpQueue.Inbound: InboundPage. Pages that wait to be processed: InboundFirst .. InboundEnd. */
struct storage_key xcmp_queue_inbound_prefix(void);
struct storage_key xcmp_queue_inbound_key(u64 key);
enum err xcmp_queue_inbound_decode(struct inbound_page *out, struct slice raw) MUST_CHECK;

/* storage XcmpQueue.InboundFirst: u64 */
struct storage_key xcmp_queue_inbound_first_key(void);
enum err xcmp_queue_inbound_first_decode(u64 *out, struct slice raw) MUST_CHECK;

/* storage XcmpQueue.InboundEnd: u64 */
struct storage_key xcmp_queue_inbound_end_key(void);
enum err xcmp_queue_inbound_end_decode(u64 *out, struct slice raw) MUST_CHECK;

/* storage map XcmpQueue.InboundCount: u32. Of waiting pages, by sibling. */
struct storage_key xcmp_queue_inbound_count_prefix(void);
struct storage_key xcmp_queue_inbound_count_key(u32 key);
enum err xcmp_queue_inbound_count_decode(u32 *out, struct slice raw) MUST_CHECK;

/* storage map XcmpQueue.LastReceived: Bytes<1048576>. The last message that each sibling's page held. */
struct storage_key xcmp_queue_last_received_prefix(void);
struct storage_key xcmp_queue_last_received_key(u32 key);
enum err xcmp_queue_last_received_decode(struct slice *out, struct slice raw) MUST_CHECK;

/* call XcmpQueue.suspend_xcm_execution. */
struct xcmp_queue_suspend_xcm_execution_args {
	u8 nothing; /* C wants a member */
};
void rd_xcmp_queue_suspend_xcm_execution_args(struct rd *r, struct xcmp_queue_suspend_xcm_execution_args *out);
void wr_xcmp_queue_suspend_xcm_execution_args(struct wr *w, const struct xcmp_queue_suspend_xcm_execution_args *in);
void wr_call_xcmp_queue_suspend_xcm_execution(struct wr *w, const struct xcmp_queue_suspend_xcm_execution_args *in);

/* call XcmpQueue.resume_xcm_execution. */
struct xcmp_queue_resume_xcm_execution_args {
	u8 nothing; /* C wants a member */
};
void rd_xcmp_queue_resume_xcm_execution_args(struct rd *r, struct xcmp_queue_resume_xcm_execution_args *out);
void wr_xcmp_queue_resume_xcm_execution_args(struct wr *w, const struct xcmp_queue_resume_xcm_execution_args *in);
void wr_call_xcmp_queue_resume_xcm_execution(struct wr *w, const struct xcmp_queue_resume_xcm_execution_args *in);

/* call XcmpQueue.update_suspend_threshold. */
struct xcmp_queue_update_suspend_threshold_args {
	u32 new;
};
void rd_xcmp_queue_update_suspend_threshold_args(struct rd *r, struct xcmp_queue_update_suspend_threshold_args *out);
void wr_xcmp_queue_update_suspend_threshold_args(struct wr *w, const struct xcmp_queue_update_suspend_threshold_args *in);
void wr_call_xcmp_queue_update_suspend_threshold(struct wr *w, const struct xcmp_queue_update_suspend_threshold_args *in);

/* call XcmpQueue.update_drop_threshold. */
struct xcmp_queue_update_drop_threshold_args {
	u32 new;
};
void rd_xcmp_queue_update_drop_threshold_args(struct rd *r, struct xcmp_queue_update_drop_threshold_args *out);
void wr_xcmp_queue_update_drop_threshold_args(struct wr *w, const struct xcmp_queue_update_drop_threshold_args *in);
void wr_call_xcmp_queue_update_drop_threshold(struct wr *w, const struct xcmp_queue_update_drop_threshold_args *in);

/* call XcmpQueue.update_resume_threshold. */
struct xcmp_queue_update_resume_threshold_args {
	u32 new;
};
void rd_xcmp_queue_update_resume_threshold_args(struct rd *r, struct xcmp_queue_update_resume_threshold_args *out);
void wr_xcmp_queue_update_resume_threshold_args(struct wr *w, const struct xcmp_queue_update_resume_threshold_args *in);
void wr_call_xcmp_queue_update_resume_threshold(struct wr *w, const struct xcmp_queue_update_resume_threshold_args *in);

/* call XcmpQueue.send_raw. Send one message to a sibling. Format 0: a VersionedXcm; 1: opaque bytes. */
struct xcmp_queue_send_raw_args {
	u32 recipient;
	u8 format;
	struct slice message; /* at most 131072 bytes */
};
void rd_xcmp_queue_send_raw_args(struct rd *r, struct xcmp_queue_send_raw_args *out);
void wr_xcmp_queue_send_raw_args(struct wr *w, const struct xcmp_queue_send_raw_args *in);
void wr_call_xcmp_queue_send_raw(struct wr *w, const struct xcmp_queue_send_raw_args *in);

/* event XcmpQueue.XcmpMessageSent. An HRMP message was put into its outbound page. */
struct event_xcmp_queue_xcmp_message_sent {
	u8 message_hash[32];
};
void rd_event_xcmp_queue_xcmp_message_sent(struct rd *r, struct event_xcmp_queue_xcmp_message_sent *out);
void wr_event_xcmp_queue_xcmp_message_sent(struct wr *w, const struct event_xcmp_queue_xcmp_message_sent *in);

/* event XcmpQueue.MessageReceived. A message arrived. `data` is empty if it is longer than 4096 bytes; LastReceived has all of it. */
struct event_xcmp_queue_message_received {
	struct inbound_origin origin;
	u32 sent_at;
	u8 format;
	u8 message_hash[32];
	struct slice data; /* at most 4096 bytes */
};
void rd_event_xcmp_queue_message_received(struct rd *r, struct event_xcmp_queue_message_received *out);
void wr_event_xcmp_queue_message_received(struct wr *w, const struct event_xcmp_queue_message_received *in);

/* event XcmpQueue.PageDropped. */
struct event_xcmp_queue_page_dropped {
	struct inbound_origin origin;
	u32 sent_at;
	struct drop_reason reason;
};
void rd_event_xcmp_queue_page_dropped(struct rd *r, struct event_xcmp_queue_page_dropped *out);
void wr_event_xcmp_queue_page_dropped(struct wr *w, const struct event_xcmp_queue_page_dropped *in);

/* event XcmpQueue.ChannelStateChanged. A sibling asked us to stop sending to it, or to go on. */
struct event_xcmp_queue_channel_state_changed {
	u32 recipient;
	struct outbound_state state;
};
void rd_event_xcmp_queue_channel_state_changed(struct rd *r, struct event_xcmp_queue_channel_state_changed *out);
void wr_event_xcmp_queue_channel_state_changed(struct wr *w, const struct event_xcmp_queue_channel_state_changed *in);

#endif /* PRIMITIVES_GEN_XCMP_QUEUE_GEN_H */
