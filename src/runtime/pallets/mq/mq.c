#include "runtime/pallets/mq/mq.h"

#include "base/hex.h"
#include "crypto/hash.h"
#include "runtime/host/host.h"
#include "runtime/pallets/agents/agents_gen.h"
#include "runtime/pallets/registry/registry.h"
#include "runtime/pallets/system/system_gen.h"

/* Messages that leave per message that comes, and per block. */
#define PRUNE_PER_PUSH  2u
#define PRUNE_PER_BLOCK 8u
/* What one costs the block: four rows. */
#define PRUNE_WEIGHT    ((struct weight){60000000u, 16384u})

/* --- who may send where ------------------------------------------------------------------- */

/* Upstream's rule: first bytes that are kept free, and ^ for the chain's own subscribers. */
static bool is_topic(struct slice topic)
{
	static const char reserved[] = "~!@#$%&*_+-=|<>?,./;:'";

	if (topic.n == 0)
		return false;
	for (size_t i = 0; i < sizeof(reserved) - 1; i++)
		if (topic.p[0] == (u8)reserved[i])
			return false;
	return true;
}

static bool stays_on_chain(struct slice topic)
{
	return topic.p[0] == '^';
}

/* What a registered worker may say. Gatekeepers, clusters and contracts have no keys yet. */
static bool worker_may_send_to(struct slice topic)
{
	static const char *const topics[] = {"phala/mining/report", "^phala/registry/event",
					     "phala/cluster/worker/report"};

	for (size_t i = 0; i < ARRAY_LEN(topics); i++)
		if (slice_eq(topic, slice_str(topics[i])))
			return true;
	return false;
}

/* An account may talk to agents: phala/contract/<64 hex digits>/command. */
static bool agent_of(struct slice topic, u8 agent[32])
{
	const struct slice head = SLICE_LIT("phala/contract/"), tail = SLICE_LIT("/command");
	struct slice hex;
	char again[64];

	if (topic.n != head.n + 64 + tail.n || !slice_starts(topic, head) ||
	    !slice_eq(slice_from(topic, head.n + 64), tail))
		return false;
	hex = slice_of(topic.p + head.n, 64);
	if (hex_decode_exact(agent, 32, hex) != ERR_OK)
		return false;
	hex_encode(again, slice_of(agent, 32)); /* one spelling, so one queue */
	return slice_eq(slice_of(again, 64), hex);
}

static enum err check_worker(struct ctx *c, const struct mq_message *m)
{
	enum registry_standing standing;
	struct worker_info_v3 w;
	bool found;

	if (m->sender.tag != MESSAGE_ORIGIN_WORKER)
		return mq_fail(c, MQ_ERROR_BAD_SENDER);
	TRY(registry_workers_v3_get(c, m->sender.u.worker, &found, &w));
	if (!found)
		return mq_fail(c, MQ_ERROR_BAD_SENDER);
	TRY(registry_standing(c, &w, &standing));
	if (standing != REGISTRY_STANDS)
		return mq_fail(c, MQ_ERROR_SENDER_NOT_ATTESTED);
	if (!worker_may_send_to(m->destination))
		return mq_fail(c, MQ_ERROR_BAD_DESTINATION);
	return ERR_OK;
}

/* --- queues ------------------------------------------------------------------------------- */

/* next_head chains a message to all before it: blake2_256(head ++ SCALE(message)). */
static enum err next_head(struct ctx *c, const struct mq_message *m, u8 head[32])
{
	struct wr w = wr_arena(c->a);
	size_t mark;
	struct slice raw;

	wr_mq_message(&w, m);
	mark = arena_mark(c->a);
	TRY(wr_arena_done(&w, c->a, &raw));
	blake2_256_parts(head, (const struct slice[]){slice_of(head, 32), raw}, 2);
	arena_rewind(c->a, mark);
	return ERR_OK;
}

/* note_block links the block that runs to the one before it with messages. */
static enum err note_block(struct ctx *c, const u8 dest[32], struct queue *q, u32 now)
{
	struct queue_block b;
	bool found;

	TRY(mq_queue_blocks_get(c, dest, now, &found, &b));
	if (!found) {
		b = (struct queue_block){.prev = q->block, .first = q->next};
		memcpy(b.head, q->head, 32);
		q->block = now;
	}
	b.num++;
	return mq_queue_blocks_put(c, dest, now, &b);
}

static enum err log_add(struct ctx *c, const u8 dest[32], u32 now)
{
	struct log_entry e = {.block = now};
	u64 next;

	memcpy(e.destination, dest, 32);
	TRY(mq_log_next_get(c, &next));
	TRY(mq_log_put(c, next, &e));
	return mq_log_next_put(c, next + 1);
}

/* remove_oldest takes the first message out of a queue; with a block's last one goes its row. */
static enum err remove_oldest(struct ctx *c, const struct log_entry *e)
{
	struct queue_block b;
	struct queue q;
	bool found;

	TRY(mq_queues_get(c, e->destination, &q));
	TRY(mq_messages_kill(c, e->destination, q.first));
	q.first++;
	TRY(mq_queues_put(c, e->destination, &q));
	TRY(mq_queue_blocks_get(c, e->destination, e->block, &found, &b));
	if (found && q.first >= b.first + b.num)
		return mq_queue_blocks_kill(c, e->destination, e->block);
	return ERR_OK;
}

/* prune removes at most max messages whose time is over, and counts them. */
static enum err prune(struct ctx *c, u32 max, u32 *num)
{
	u64 first, next;
	u32 now;

	*num = 0;
	TRY(mq_log_first_get(c, &first));
	TRY(mq_log_next_get(c, &next));
	TRY(system_number_get(c, &now));
	for (; first < next && *num < max; (*num)++) {
		struct log_entry e;
		bool found;

		TRY(mq_log_get(c, first, &found, &e));
		if (!found)
			return ERR_CORRUPT;
		if (now - e.block < MQ_KEEP_BLOCKS)
			break;
		TRY(remove_oldest(c, &e));
		TRY(mq_log_kill(c, first));
		first++;
	}
	return *num == 0 ? ERR_OK : mq_log_first_put(c, first);
}

static enum err enqueue(struct ctx *c, const struct mq_message *m)
{
	struct event_mq_message_queued e = {.sender = m->sender};
	struct queue q;
	u32 now, pruned;

	blake2_256(e.destination, m->destination);
	TRY(prune(c, PRUNE_PER_PUSH, &pruned));
	TRY(mq_queues_get(c, e.destination, &q));
	if (q.next - q.first >= MQ_QUEUE_MAX)
		return mq_fail(c, MQ_ERROR_QUEUE_FULL);
	TRY(system_number_get(c, &now));
	TRY(note_block(c, e.destination, &q, now));
	TRY(mq_messages_put(c, e.destination, q.next, m));
	TRY(log_add(c, e.destination, now));
	TRY(next_head(c, m, q.head));
	e.index = q.next++;
	TRY(mq_queues_put(c, e.destination, &q));
	return mq_deposit_message_queued(c, &e);
}

static enum err deliver(struct ctx *c, const struct mq_message *m)
{
	struct event_mq_message_received e = {.message = *m};

	return stays_on_chain(m->destination) ? mq_deposit_message_received(c, &e) : enqueue(c, m);
}

enum err mq_push(struct ctx *c, struct slice pallet, struct slice destination,
		 struct slice payload)
{
	struct mq_message m = {.sender.tag = MESSAGE_ORIGIN_PALLET,
			       .destination = destination,
			       .payload = payload};

	m.sender.u.pallet = pallet;
	if (!is_topic(destination))
		return mq_fail(c, MQ_ERROR_BAD_DESTINATION);
	return deliver(c, &m);
}

enum err mq_on_initialize(struct ctx *c)
{
	struct weight each = PRUNE_WEIGHT;
	u32 num;

	TRY(prune(c, PRUNE_PER_BLOCK, &num));
	if (num == 0)
		return ERR_OK;
	return frame_note_weight(
		c, (struct weight){each.ref_time * num, each.proof_size * num});
}

/* --- calls -------------------------------------------------------------------------------- */

/* The worker signs SCALE(message) ++ sequence, without any prefix. */
static enum err check_signature(struct ctx *c, const struct signed_message *s)
{
	struct wr w = wr_arena(c->a);
	struct slice raw;

	if (s->signature.n != 64)
		return mq_fail(c, MQ_ERROR_BAD_SIGNATURE);
	wr_mq_message(&w, &s->message);
	wr_u64(&w, s->sequence);
	TRY(wr_arena_done(&w, c->a, &raw));
	if (!host_sr25519_verify(s->signature.p, raw, s->message.sender.u.worker))
		return mq_fail(c, MQ_ERROR_BAD_SIGNATURE);
	return ERR_OK;
}

enum err mq_sync_offchain_message(struct ctx *c, const struct origin *o,
				  const struct mq_sync_offchain_message_args *a)
{
	const struct signed_message *s = &a->signed_message;
	u64 expected;
	bool found;

	(void)o;
	TRY(check_worker(c, &s->message));
	TRY(mq_offchain_ingress_get(c, &s->message.sender, &found, &expected));
	if (s->sequence != (found ? expected : 0) || s->sequence == UINT64_MAX)
		return mq_fail(c, MQ_ERROR_BAD_SEQUENCE);
	TRY(check_signature(c, s));
	TRY(mq_offchain_ingress_put(c, &s->message.sender, s->sequence + 1));
	return deliver(c, &s->message);
}

enum err mq_push_message(struct ctx *c, const struct origin *o,
			 const struct mq_push_message_args *a)
{
	struct mq_message m = {.sender.tag = MESSAGE_ORIGIN_ACCOUNT_ID,
			       .destination = a->destination,
			       .payload = a->payload};
	u8 agent[32];
	bool found;

	memcpy(m.sender.u.account_id, o->who, 32);
	if (!agent_of(a->destination, agent))
		return mq_fail(c, MQ_ERROR_BAD_DESTINATION);
	TRY(agents_agents_has(c, agent, &found));
	if (!found)
		return mq_fail(c, MQ_ERROR_BAD_DESTINATION);
	return deliver(c, &m);
}

enum err mq_force_push_pallet_message(struct ctx *c, const struct origin *o,
				      const struct mq_force_push_pallet_message_args *a)
{
	(void)o;
	return mq_push(c, SLICE_LIT("ForcePushed"), a->destination, a->payload);
}
