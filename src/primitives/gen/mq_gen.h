#ifndef PRIMITIVES_GEN_MQ_GEN_H
#define PRIMITIVES_GEN_MQ_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/mq/pallet.toml; edit that. */
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define MQ_PALLET 40u

enum mq_call {
	MQ_CALL_SYNC_OFFCHAIN_MESSAGE = 0,
	MQ_CALL_PUSH_MESSAGE = 1,
	MQ_CALL_FORCE_PUSH_PALLET_MESSAGE = 2,
};

enum mq_event {
	MQ_EVENT_MESSAGE_QUEUED = 0,
	MQ_EVENT_MESSAGE_RECEIVED = 1,
};

enum mq_error {
	MQ_ERROR_BAD_SENDER = 0,
	MQ_ERROR_BAD_SEQUENCE = 1,
	MQ_ERROR_BAD_DESTINATION = 2,
	MQ_ERROR_BAD_SIGNATURE = 3,
	MQ_ERROR_QUEUE_FULL = 4,
	MQ_ERROR_SENDER_NOT_ATTESTED = 5,
};

/* mq_error_name returns the name in the descriptor, or NULL. */
const char *mq_error_name(u8 error);

enum message_origin_tag {
	MESSAGE_ORIGIN_PALLET = 0,
	MESSAGE_ORIGIN_CONTRACT = 1,
	MESSAGE_ORIGIN_WORKER = 2,
	MESSAGE_ORIGIN_ACCOUNT_ID = 3,
	MESSAGE_ORIGIN_MULTI_LOCATION = 4,
	MESSAGE_ORIGIN_GATEKEEPER = 5,
	MESSAGE_ORIGIN_CLUSTER = 6,
};
struct message_origin {
	u8 tag; /* enum message_origin_tag */
	union {
		struct slice pallet; /* at most 32 bytes */
		u8 contract[32];
		u8 worker[32];
		u8 account_id[32];
		struct slice multi_location; /* at most 64 bytes */
		u8 cluster[32];
	} u;
};
void rd_message_origin(struct rd *r, struct message_origin *out);
void wr_message_origin(struct wr *w, const struct message_origin *in);

/* Messages first..next are kept. head commits to every message there ever was, in order; block is the last one with any. */
struct queue {
	u64 first;
	u64 next;
	u32 block;
	u8 head[32];
};
void rd_queue(struct rd *r, struct queue *out);
void wr_queue(struct wr *w, const struct queue *in);

/* What one block brought to a queue: num messages from first on. prev is the block before it with any, 0 for none; head is the queue's before. */
struct queue_block {
	u32 prev;
	u64 first;
	u32 num;
	u8 head[32];
};
void rd_queue_block(struct rd *r, struct queue_block *out);
void wr_queue_block(struct wr *w, const struct queue_block *in);

struct log_entry {
	u8 destination[32];
	u32 block;
};
void rd_log_entry(struct rd *r, struct log_entry *out);
void wr_log_entry(struct wr *w, const struct log_entry *in);

struct mq_message {
	struct message_origin sender;
	struct slice destination; /* at most 128 bytes */
	struct slice payload; /* at most 16384 bytes */
};
void rd_mq_message(struct rd *r, struct mq_message *out);
void wr_mq_message(struct wr *w, const struct mq_message *in);

struct signed_message {
	struct mq_message message;
	u64 sequence;
	struct slice signature; /* at most 64 bytes */
};
void rd_signed_message(struct rd *r, struct signed_message *out);
void wr_signed_message(struct wr *w, const struct signed_message *in);

/* storage map PhalaMq.OffchainIngress: u64. The sequence number that a sender's next message must have. */
struct storage_key mq_offchain_ingress_prefix(void);
struct storage_key mq_offchain_ingress_key(const struct message_origin *key);
enum err mq_offchain_ingress_decode(u64 *out, struct slice raw) MUST_CHECK;

/* storage map PhalaMq.Queues: Queue. By blake2_256 of the destination. */
struct storage_key mq_queues_prefix(void);
struct storage_key mq_queues_key(const u8 key[32]);
enum err mq_queues_decode(struct queue *out, struct slice raw) MUST_CHECK;

/* storage map PhalaMq.QueueBlocks: QueueBlock */
struct storage_key mq_queue_blocks_prefix(void);
struct storage_key mq_queue_blocks_key(const u8 key[32], u32 key2);
enum err mq_queue_blocks_decode(struct queue_block *out, struct slice raw) MUST_CHECK;

/* storage map PhalaMq.Messages: MqMessage */
struct storage_key mq_messages_prefix(void);
struct storage_key mq_messages_key(const u8 key[32], u64 key2);
enum err mq_messages_decode(struct mq_message *out, struct slice raw) MUST_CHECK;

/* storage map PhalaMq.Log: LogEntry. All kept messages in order of arrival, so that the oldest are found when their time is over. */
struct storage_key mq_log_prefix(void);
struct storage_key mq_log_key(u64 key);
enum err mq_log_decode(struct log_entry *out, struct slice raw) MUST_CHECK;

/* storage PhalaMq.LogFirst: u64 */
struct storage_key mq_log_first_key(void);
enum err mq_log_first_decode(u64 *out, struct slice raw) MUST_CHECK;

/* storage PhalaMq.LogNext: u64 */
struct storage_key mq_log_next_key(void);
enum err mq_log_next_decode(u64 *out, struct slice raw) MUST_CHECK;

/* call PhalaMq.sync_offchain_message. A message of a registered worker, signed by it over SCALE(message) ++ sequence. Any account may carry it. */
struct mq_sync_offchain_message_args {
	struct signed_message signed_message;
};
void rd_mq_sync_offchain_message_args(struct rd *r, struct mq_sync_offchain_message_args *out);
void wr_mq_sync_offchain_message_args(struct wr *w, const struct mq_sync_offchain_message_args *in);
void wr_call_mq_sync_offchain_message(struct wr *w, const struct mq_sync_offchain_message_args *in);

/* call PhalaMq.push_message. A message of the caller to an agent: phala/contract/<agent id in hex>/command. */
struct mq_push_message_args {
	struct slice destination; /* at most 128 bytes */
	struct slice payload; /* at most 16384 bytes */
};
void rd_mq_push_message_args(struct rd *r, struct mq_push_message_args *out);
void wr_mq_push_message_args(struct wr *w, const struct mq_push_message_args *in);
void wr_call_mq_push_message(struct wr *w, const struct mq_push_message_args *in);

/* call PhalaMq.force_push_pallet_message. A message in the name of the pallet ForcePushed, to any topic. */
struct mq_force_push_pallet_message_args {
	struct slice destination; /* at most 128 bytes */
	struct slice payload; /* at most 16384 bytes */
};
void rd_mq_force_push_pallet_message_args(struct rd *r, struct mq_force_push_pallet_message_args *out);
void wr_mq_force_push_pallet_message_args(struct wr *w, const struct mq_force_push_pallet_message_args *in);
void wr_call_mq_force_push_pallet_message(struct wr *w, const struct mq_force_push_pallet_message_args *in);

/* event PhalaMq.MessageQueued. */
struct event_mq_message_queued {
	u8 destination[32];
	u64 index;
	struct message_origin sender;
};
void rd_event_mq_message_queued(struct rd *r, struct event_mq_message_queued *out);
void wr_event_mq_message_queued(struct wr *w, const struct event_mq_message_queued *in);

/* event PhalaMq.MessageReceived. To a topic that begins with ^: for pallets of this chain, and not kept. */
struct event_mq_message_received {
	struct mq_message message;
};
void rd_event_mq_message_received(struct rd *r, struct event_mq_message_received *out);
void wr_event_mq_message_received(struct wr *w, const struct event_mq_message_received *in);

#endif /* PRIMITIVES_GEN_MQ_GEN_H */
