#ifndef RUNTIME_PALLETS_MQ_GEN_H
#define RUNTIME_PALLETS_MQ_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/mq/pallet.toml; edit that. */
#include "primitives/gen/mq_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_mq;

enum err mq_offchain_ingress_get(struct ctx *c, const struct message_origin *key, bool *found, u64 *out) MUST_CHECK;
enum err mq_offchain_ingress_put(struct ctx *c, const struct message_origin *key, u64 v) MUST_CHECK;
enum err mq_offchain_ingress_kill(struct ctx *c, const struct message_origin *key) MUST_CHECK;
enum err mq_offchain_ingress_has(struct ctx *c, const struct message_origin *key, bool *found) MUST_CHECK;
enum err mq_queues_get(struct ctx *c, const u8 key[32], struct queue *out) MUST_CHECK;
enum err mq_queues_put(struct ctx *c, const u8 key[32], const struct queue *v) MUST_CHECK;
enum err mq_queues_kill(struct ctx *c, const u8 key[32]) MUST_CHECK;
enum err mq_queues_has(struct ctx *c, const u8 key[32], bool *found) MUST_CHECK;
enum err mq_queue_blocks_get(struct ctx *c, const u8 key[32], u32 key2, bool *found, struct queue_block *out) MUST_CHECK;
enum err mq_queue_blocks_put(struct ctx *c, const u8 key[32], u32 key2, const struct queue_block *v) MUST_CHECK;
enum err mq_queue_blocks_kill(struct ctx *c, const u8 key[32], u32 key2) MUST_CHECK;
enum err mq_queue_blocks_has(struct ctx *c, const u8 key[32], u32 key2, bool *found) MUST_CHECK;
enum err mq_messages_get(struct ctx *c, const u8 key[32], u64 key2, bool *found, struct mq_message *out) MUST_CHECK;
enum err mq_messages_put(struct ctx *c, const u8 key[32], u64 key2, const struct mq_message *v) MUST_CHECK;
enum err mq_messages_kill(struct ctx *c, const u8 key[32], u64 key2) MUST_CHECK;
enum err mq_messages_has(struct ctx *c, const u8 key[32], u64 key2, bool *found) MUST_CHECK;
enum err mq_log_get(struct ctx *c, u64 key, bool *found, struct log_entry *out) MUST_CHECK;
enum err mq_log_put(struct ctx *c, u64 key, const struct log_entry *v) MUST_CHECK;
enum err mq_log_kill(struct ctx *c, u64 key) MUST_CHECK;
enum err mq_log_has(struct ctx *c, u64 key, bool *found) MUST_CHECK;
enum err mq_log_first_get(struct ctx *c, u64 *out) MUST_CHECK;
enum err mq_log_first_put(struct ctx *c, u64 v) MUST_CHECK;
enum err mq_log_first_kill(struct ctx *c) MUST_CHECK;
enum err mq_log_next_get(struct ctx *c, u64 *out) MUST_CHECK;
enum err mq_log_next_put(struct ctx *c, u64 v) MUST_CHECK;
enum err mq_log_next_kill(struct ctx *c) MUST_CHECK;

enum err mq_deposit_message_queued(struct ctx *c, const struct event_mq_message_queued *e) MUST_CHECK;
enum err mq_deposit_message_received(struct ctx *c, const struct event_mq_message_received *e) MUST_CHECK;

/* mq_fail records an error of this pallet and returns ERR_DISPATCH. */
enum err mq_fail(struct ctx *c, enum mq_error error) MUST_CHECK;

/* Written by hand in mq.c. */
enum err mq_sync_offchain_message(struct ctx *c, const struct origin *o,
		const struct mq_sync_offchain_message_args *a) MUST_CHECK;
enum err mq_push_message(struct ctx *c, const struct origin *o,
		const struct mq_push_message_args *a) MUST_CHECK;
enum err mq_force_push_pallet_message(struct ctx *c, const struct origin *o,
		const struct mq_force_push_pallet_message_args *a) MUST_CHECK;
enum err mq_on_initialize(struct ctx *c) MUST_CHECK;

#endif /* RUNTIME_PALLETS_MQ_GEN_H */
