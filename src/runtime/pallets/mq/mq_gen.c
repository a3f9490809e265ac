/* Made by tools/gen_pallets.py from runtime/pallets/mq/pallet.toml; edit that. */
#include "runtime/pallets/mq/mq_gen.h"

#include "runtime/frame/storage.h"

enum err mq_offchain_ingress_get(struct ctx *c, const struct message_origin *key, bool *found, u64 *out)
{
	struct storage_key k = mq_offchain_ingress_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(mq_offchain_ingress_decode(out, raw));
}

enum err mq_offchain_ingress_put(struct ctx *c, const struct message_origin *key, u64 v)
{
	struct storage_key k = mq_offchain_ingress_key(key);
	struct wr w = wr_arena(c->a);

	wr_u64(&w, v);
	return state_put(c, &k, &w);
}

enum err mq_offchain_ingress_kill(struct ctx *c, const struct message_origin *key)
{
	struct storage_key k = mq_offchain_ingress_key(key);

	return state_kill(c, &k);
}

enum err mq_offchain_ingress_has(struct ctx *c, const struct message_origin *key, bool *found)
{
	struct storage_key k = mq_offchain_ingress_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err mq_queues_get(struct ctx *c, const u8 key[32], struct queue *out)
{
	struct storage_key k = mq_queues_key(key);
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(mq_queues_decode(out, raw));
}

enum err mq_queues_put(struct ctx *c, const u8 key[32], const struct queue *v)
{
	struct storage_key k = mq_queues_key(key);
	struct wr w = wr_arena(c->a);

	wr_queue(&w, v);
	return state_put(c, &k, &w);
}

enum err mq_queues_kill(struct ctx *c, const u8 key[32])
{
	struct storage_key k = mq_queues_key(key);

	return state_kill(c, &k);
}

enum err mq_queues_has(struct ctx *c, const u8 key[32], bool *found)
{
	struct storage_key k = mq_queues_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err mq_queue_blocks_get(struct ctx *c, const u8 key[32], u32 key2, bool *found, struct queue_block *out)
{
	struct storage_key k = mq_queue_blocks_key(key, key2);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(mq_queue_blocks_decode(out, raw));
}

enum err mq_queue_blocks_put(struct ctx *c, const u8 key[32], u32 key2, const struct queue_block *v)
{
	struct storage_key k = mq_queue_blocks_key(key, key2);
	struct wr w = wr_arena(c->a);

	wr_queue_block(&w, v);
	return state_put(c, &k, &w);
}

enum err mq_queue_blocks_kill(struct ctx *c, const u8 key[32], u32 key2)
{
	struct storage_key k = mq_queue_blocks_key(key, key2);

	return state_kill(c, &k);
}

enum err mq_queue_blocks_has(struct ctx *c, const u8 key[32], u32 key2, bool *found)
{
	struct storage_key k = mq_queue_blocks_key(key, key2);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err mq_messages_get(struct ctx *c, const u8 key[32], u64 key2, bool *found, struct mq_message *out)
{
	struct storage_key k = mq_messages_key(key, key2);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(mq_messages_decode(out, raw));
}

enum err mq_messages_put(struct ctx *c, const u8 key[32], u64 key2, const struct mq_message *v)
{
	struct storage_key k = mq_messages_key(key, key2);
	struct wr w = wr_arena(c->a);

	wr_mq_message(&w, v);
	return state_put(c, &k, &w);
}

enum err mq_messages_kill(struct ctx *c, const u8 key[32], u64 key2)
{
	struct storage_key k = mq_messages_key(key, key2);

	return state_kill(c, &k);
}

enum err mq_messages_has(struct ctx *c, const u8 key[32], u64 key2, bool *found)
{
	struct storage_key k = mq_messages_key(key, key2);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err mq_log_get(struct ctx *c, u64 key, bool *found, struct log_entry *out)
{
	struct storage_key k = mq_log_key(key);
	struct slice raw;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, found, &raw));
	if (!*found)
		return ERR_OK;
	return state_decoded(mq_log_decode(out, raw));
}

enum err mq_log_put(struct ctx *c, u64 key, const struct log_entry *v)
{
	struct storage_key k = mq_log_key(key);
	struct wr w = wr_arena(c->a);

	wr_log_entry(&w, v);
	return state_put(c, &k, &w);
}

enum err mq_log_kill(struct ctx *c, u64 key)
{
	struct storage_key k = mq_log_key(key);

	return state_kill(c, &k);
}

enum err mq_log_has(struct ctx *c, u64 key, bool *found)
{
	struct storage_key k = mq_log_key(key);
	struct slice raw;

	return state_get(c, &k, found, &raw);
}

enum err mq_log_first_get(struct ctx *c, u64 *out)
{
	struct storage_key k = mq_log_first_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(mq_log_first_decode(out, raw));
}

enum err mq_log_first_put(struct ctx *c, u64 v)
{
	struct storage_key k = mq_log_first_key();
	struct wr w = wr_arena(c->a);

	wr_u64(&w, v);
	return state_put(c, &k, &w);
}

enum err mq_log_first_kill(struct ctx *c)
{
	struct storage_key k = mq_log_first_key();

	return state_kill(c, &k);
}

enum err mq_log_next_get(struct ctx *c, u64 *out)
{
	struct storage_key k = mq_log_next_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(mq_log_next_decode(out, raw));
}

enum err mq_log_next_put(struct ctx *c, u64 v)
{
	struct storage_key k = mq_log_next_key();
	struct wr w = wr_arena(c->a);

	wr_u64(&w, v);
	return state_put(c, &k, &w);
}

enum err mq_log_next_kill(struct ctx *c)
{
	struct storage_key k = mq_log_next_key();

	return state_kill(c, &k);
}

enum err mq_deposit_message_queued(struct ctx *c, const struct event_mq_message_queued *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_mq_message_queued(&w, e);
	return event_deposit(c, MQ_PALLET, MQ_EVENT_MESSAGE_QUEUED, &w);
}

enum err mq_deposit_message_received(struct ctx *c, const struct event_mq_message_received *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_mq_message_received(&w, e);
	return event_deposit(c, MQ_PALLET, MQ_EVENT_MESSAGE_RECEIVED, &w);
}

enum err mq_fail(struct ctx *c, enum mq_error error)
{
	return dispatch_fail_module(c, MQ_PALLET, (u8)error);
}

static void skip_mq_sync_offchain_message(struct rd *r)
{
	struct mq_sync_offchain_message_args a;

	rd_mq_sync_offchain_message_args(r, &a);
}

static enum err run_mq_sync_offchain_message(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct mq_sync_offchain_message_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_mq_sync_offchain_message_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return mq_sync_offchain_message(c, o, a);
}

static void skip_mq_push_message(struct rd *r)
{
	struct mq_push_message_args a;

	rd_mq_push_message_args(r, &a);
}

static enum err run_mq_push_message(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct mq_push_message_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_mq_push_message_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_signed(c, o));
	return mq_push_message(c, o, a);
}

static void skip_mq_force_push_pallet_message(struct rd *r)
{
	struct mq_force_push_pallet_message_args a;

	rd_mq_force_push_pallet_message_args(r, &a);
}

static enum err run_mq_force_push_pallet_message(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct mq_force_push_pallet_message_args *a = arena_alloc(c->a, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	rd_mq_force_push_pallet_message_args(r, a);
	if (r->err != ERR_OK)
		return r->err;
	TRY(ensure_root(c, o));
	return mq_force_push_pallet_message(c, o, a);
}

static const struct call_row mq_calls[] = {
	{
		.index = 0,
		.name = "sync_offchain_message",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {150000000, 16384},
		.weight_per_byte = 40000,
		.nest = NEST_NONE,
		.skip = skip_mq_sync_offchain_message,
		.run = run_mq_sync_offchain_message,
	},
	{
		.index = 1,
		.name = "push_message",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {60000000, 16384},
		.weight_per_byte = 8000,
		.nest = NEST_NONE,
		.skip = skip_mq_push_message,
		.run = run_mq_push_message,
	},
	{
		.index = 2,
		.name = "force_push_pallet_message",
		.class = DISPATCH_CLASS_NORMAL,
		.weight = {60000000, 16384},
		.weight_per_byte = 8000,
		.nest = NEST_NONE,
		.skip = skip_mq_force_push_pallet_message,
		.run = run_mq_force_push_pallet_message,
	},
};

const struct pallet pallet_mq = {
	.index = MQ_PALLET,
	.name = "PhalaMq",
	.calls = mq_calls,
	.num_calls = ARRAY_LEN(mq_calls),
	.on_initialize = mq_on_initialize,
};
