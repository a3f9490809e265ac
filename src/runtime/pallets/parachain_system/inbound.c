/* Messages that arrived, in the order in which the relay chain had them. Each queue is a chain of
 * hashes on the relay chain: head' = H(head ++ sent_at ++ H(message)), so what the collator
 * brings can neither miss a message nor hold one too many. */
#include "base/bytes.h"
#include "crypto/hash.h"
#include "runtime/pallets/parachain_system/parachain_system.h"
#include "runtime/pallets/xcmp_queue/xcmp_queue.h"

/* The message is hashed as a SCALE Vec<u8>: with its length prefix. */
static void extend(u8 head[32], const struct para_message *m)
{
	u8 prefix[8], sent_at[4], hash[32];
	struct wr w = wr_into(prefix, sizeof(prefix));
	struct slice message[] = {SLICE_EMPTY, m->data};
	struct slice link[] = {slice_of(head, 32), SLICE_ARR(sent_at), SLICE_ARR(hash)};

	wr_compact(&w, m->data.n);
	message[0] = slice_of(prefix, w.n);
	blake2_256_parts(hash, message, ARRAY_LEN(message));
	store_le32(sent_at, m->sent_at);
	blake2_256_parts(head, link, ARRAY_LEN(link));
}

enum err inbound_downward(struct ctx *c, const struct parachain_inherent_data *d,
			  const u8 expected_head[32])
{
	struct event_parachain_system_downward_messages_received received = {d->num_downward};
	struct event_parachain_system_downward_messages_processed processed = {0};
	struct inbound_origin relay = {.tag = INBOUND_ORIGIN_RELAY};
	struct rd r = rd_from(d->downward);
	u8 head[32];

	TRY(parachain_system_last_dmq_mqc_head_get(c, head));
	if (d->num_downward != 0)
		TRY(parachain_system_deposit_downward_messages_received(c, &received));
	for (u32 i = 0; i < d->num_downward; i++) {
		struct para_message m;

		rd_para_message(&r, &m);
		extend(head, &m);
		TRY(xcmp_queue_enqueue(c, &relay, &m));
	}
	if (!mem_eq(head, expected_head, 32))
		return frame_refuse(c, "the downward messages are not those of the relay chain");
	TRY(parachain_system_processed_downward_messages_put(c, d->num_downward));
	if (d->num_downward == 0)
		return ERR_OK;
	TRY(parachain_system_last_dmq_mqc_head_put(c, head));
	memcpy(processed.dmq_head, head, 32);
	return parachain_system_deposit_downward_messages_processed(c, &processed);
}

/* What one sibling sent: its messages are in the order of their numbers. */
struct sender {
	u32 id, left;
	struct rd rest;
	struct para_message next;
	u8 head[32];
};

struct senders {
	u32 num;
	struct sender *at;
	struct parachain_system_last_hrmp_mqc_heads *heads; /* of the block before */
};

static void step(struct sender *s)
{
	if (s->left > 0)
		rd_para_message(&s->rest, &s->next);
}

static void last_head(const struct senders *s, u32 id, u8 head[32])
{
	memset(head, 0, 32);
	for (u32 i = 0; i < s->heads->list.num; i++)
		if (s->heads->list.items[i].sender == id)
			memcpy(head, s->heads->list.items[i].head, 32);
}

static enum err open_senders(struct ctx *c, const struct parachain_inherent_data *d,
			     struct senders *s)
{
	struct rd r = rd_from(d->horizontal);

	s->num = d->num_senders;
	s->at = arena_zalloc(c->a, (size_t)s->num + 1, sizeof(*s->at));
	s->heads = arena_alloc(c->a, sizeof(*s->heads));
	if (s->at == NULL || s->heads == NULL)
		return ERR_NOMEM;
	TRY(parachain_system_last_hrmp_mqc_heads_get(c, s->heads));
	for (u32 i = 0; i < s->num; i++) {
		struct sender *at = &s->at[i];
		struct para_message m;

		at->id = rd_u32(&r);
		at->left = rd_seq_len(&r, 5);
		at->rest = r;
		for (u32 n = at->left; n > 0; n--)
			rd_para_message(&r, &m);
		last_head(s, at->id, at->head);
		step(at);
	}
	return ERR_OK;
}

static const struct sender *find(const struct senders *s, u32 id)
{
	for (u32 i = 0; i < s->num; i++)
		if (s->at[i].id == id)
			return &s->at[i];
	return NULL;
}

/* The next message: the earliest, of those the one with the smallest sender. */
static struct sender *earliest(const struct senders *s)
{
	struct sender *best = NULL;

	for (u32 i = 0; i < s->num; i++)
		if (s->at[i].left > 0 &&
		    (best == NULL || s->at[i].next.sent_at < best->next.sent_at))
			best = &s->at[i];
	return best;
}

static bool has_channel(const struct messaging_state_snapshot *state, u32 sender)
{
	for (u32 i = 0; i < state->ingress_channels.num; i++)
		if (state->ingress_channels.items[i].id == sender)
			return true;
	return false;
}

/* The queue heads of all open channels, which must be the relay chain's. */
static enum err put_heads(struct ctx *c, const struct senders *s,
			  const struct messaging_state_snapshot *state)
{
	static const u8 none[32];
	struct parachain_system_last_hrmp_mqc_heads *out = arena_zalloc(c->a, 1, sizeof(*out));

	if (out == NULL)
		return ERR_NOMEM;
	for (u32 i = 0; i < state->ingress_channels.num; i++) {
		const struct hrmp_channel_of *ch = &state->ingress_channels.items[i];
		const struct sender *at = find(s, ch->id);
		u8 *head = out->list.items[i].head;

		out->list.items[i].sender = ch->id;
		if (at != NULL)
			memcpy(head, at->head, 32);
		else
			last_head(s, ch->id, head);
		if (!mem_eq(head, ch->channel.has_mqc_head ? ch->channel.mqc_head : none, 32))
			return frame_refuse(c, "a sibling's messages are not the relay chain's");
	}
	out->list.num = state->ingress_channels.num;
	return parachain_system_last_hrmp_mqc_heads_put(c, out);
}

enum err inbound_horizontal(struct ctx *c, const struct parachain_inherent_data *d,
			    const struct messaging_state_snapshot *state, u32 relay_parent_number)
{
	u32 watermark = relay_parent_number;
	struct senders s;
	struct sender *at;

	if (d->num_senders > PARA_CHANNELS_MAX)
		return frame_refuse(c, "messages come from more siblings than there are channels");
	TRY(open_senders(c, d, &s));
	for (u32 i = 0; i < s.num; i++)
		if (!has_channel(state, s.at[i].id))
			return frame_refuse(c, "messages come from a sibling without a channel");
	while ((at = earliest(&s)) != NULL) {
		struct inbound_origin origin = {.tag = INBOUND_ORIGIN_SIBLING,
						.u.sibling = at->id};

		watermark = at->next.sent_at;
		extend(at->head, &at->next);
		TRY(xcmp_queue_enqueue(c, &origin, &at->next));
		at->left--;
		step(at);
	}
	TRY(put_heads(c, &s, state));
	return parachain_system_hrmp_watermark_put(c, watermark);
}
