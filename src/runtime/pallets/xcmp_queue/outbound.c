#include "crypto/hash.h"
#include "runtime/pallets/parachain_system/parachain_system.h"
#include "runtime/pallets/xcmp_queue/xcmp_queue.h"

#define CHANNELS struct xcmp_queue_outbound_xcmp_status

static enum err load(struct ctx *c, CHANNELS **out)
{
	*out = arena_alloc(c->a, sizeof(**out));
	return *out == NULL ? ERR_NOMEM : xcmp_queue_outbound_xcmp_status_get(c, *out);
}

static struct outbound_channel_details *find(CHANNELS *s, u32 recipient)
{
	for (u32 i = 0; i < s->list.num; i++)
		if (s->list.items[i].recipient == recipient)
			return &s->list.items[i];
	return NULL;
}

static struct outbound_channel_details *find_or_add(CHANNELS *s, u32 recipient)
{
	struct outbound_channel_details *d = find(s, recipient);

	if (d != NULL || s->list.num == ARRAY_LEN(s->list.items))
		return d;
	d = &s->list.items[s->list.num++];
	*d = (struct outbound_channel_details){.recipient = recipient,
					       .state.tag = OUTBOUND_STATE_OK};
	return d;
}

/* The page, with the message behind it; SLICE_EMPTY if it holds another format or is full. */
static enum err joined(struct ctx *c, struct slice page, enum xcmp_format format,
		       struct slice message, u32 size_max, struct slice *out)
{
	struct wr w = wr_count();
	u8 *buf;

	*out = SLICE_EMPTY;
	if (page.n != 0 && page.p[0] != format)
		return ERR_OK;
	w.n = page.n != 0 ? page.n : 1;
	if (format == XCMP_BLOBS)
		wr_compact(&w, message.n);
	if (message.n > size_max || w.n > size_max - message.n)
		return ERR_OK;
	buf = arena_alloc(c->a, w.n + message.n);
	if (buf == NULL)
		return ERR_NOMEM;
	w = wr_into(buf, w.n + message.n);
	if (page.n == 0)
		wr_u8(&w, (u8)format);
	wr_slice(&w, page);
	if (format == XCMP_BLOBS)
		wr_compact(&w, message.n);
	wr_slice(&w, message);
	return wr_done(&w, out);
}

static enum err append(struct ctx *c, struct outbound_channel_details *d, enum xcmp_format format,
		       struct slice message, u32 size_max)
{
	struct slice page = SLICE_EMPTY, out = SLICE_EMPTY;

	if (d->first_index != d->last_index) {
		u16 last = (u16)(d->last_index - 1);

		TRY(xcmp_queue_outbound_xcmp_messages_get(c, d->recipient, last, &page));
		TRY(joined(c, page, format, message, size_max, &out));
		if (out.n != 0)
			return xcmp_queue_outbound_xcmp_messages_put(c, d->recipient, last, &out);
	}
	TRY(joined(c, SLICE_EMPTY, format, message, size_max, &out));
	if (out.n == 0)
		return xcmp_queue_fail(c, XCMP_QUEUE_ERROR_TOO_BIG);
	if ((u16)(d->last_index - d->first_index) == UINT16_MAX)
		return xcmp_queue_fail(c, XCMP_QUEUE_ERROR_TOO_BIG);
	TRY(xcmp_queue_outbound_xcmp_messages_put(c, d->recipient, d->last_index, &out));
	d->last_index++;
	return ERR_OK;
}

enum err xcmp_queue_send(struct ctx *c, u32 recipient, enum xcmp_format format,
			 struct slice message)
{
	struct event_xcmp_queue_xcmp_message_sent e;
	struct outbound_channel_details *d;
	struct channel_status ch;
	CHANNELS *s;

	TRY(parachain_system_channel(c, recipient, &ch));
	if (ch.kind == CHANNEL_CLOSED)
		return xcmp_queue_fail(c, XCMP_QUEUE_ERROR_NO_CHANNEL);
	TRY(load(c, &s));
	d = find_or_add(s, recipient);
	if (d == NULL)
		return xcmp_queue_fail(c, XCMP_QUEUE_ERROR_TOO_MANY_ACTIVE_OUTBOUND_CHANNELS);
	TRY(append(c, d, format, message, ch.size_ever_max));
	TRY(xcmp_queue_outbound_xcmp_status_put(c, s));
	blake2_256(e.message_hash, message);
	return xcmp_queue_deposit_xcmp_message_sent(c, &e);
}

enum err xcmp_queue_signal(struct ctx *c, u32 recipient, bool resume)
{
	const u8 page[2] = {XCMP_SIGNALS, resume};
	struct slice signal = SLICE_ARR(page);
	struct outbound_channel_details *d;
	CHANNELS *s;

	TRY(load(c, &s));
	d = find_or_add(s, recipient);
	if (d == NULL)
		return ERR_OK; /* the sibling is not told; its pages are dropped in time */
	d->signals_exist = true;
	TRY(xcmp_queue_signal_messages_put(c, recipient, &signal));
	return xcmp_queue_outbound_xcmp_status_put(c, s);
}

enum err xcmp_queue_heed(struct ctx *c, u32 recipient, bool resume)
{
	struct event_xcmp_queue_channel_state_changed e = {.recipient = recipient};
	struct outbound_channel_details *d;
	CHANNELS *s;

	TRY(load(c, &s));
	d = find_or_add(s, recipient);
	if (d == NULL)
		return ERR_OK;
	e.state.tag = d->state.tag = resume ? OUTBOUND_STATE_OK : OUTBOUND_STATE_SUSPENDED;
	TRY(xcmp_queue_outbound_xcmp_status_put(c, s));
	return xcmp_queue_deposit_channel_state_changed(c, &e);
}

/* A channel that was closed: what waits for it is gone. */
static enum err drop_all(struct ctx *c, struct outbound_channel_details *d)
{
	for (u16 i = d->first_index; i != d->last_index; i++)
		TRY(xcmp_queue_outbound_xcmp_messages_kill(c, d->recipient, i));
	if (d->signals_exist)
		TRY(xcmp_queue_signal_messages_kill(c, d->recipient));
	d->first_index = d->last_index = 0;
	d->signals_exist = false;
	d->state.tag = OUTBOUND_STATE_OK;
	return ERR_OK;
}

/* One page of a channel, if it may send one now: signals go first, and also while suspended. */
static enum err take_one(struct ctx *c, struct outbound_channel_details *d, struct slice *page)
{
	bool has_page = d->first_index != d->last_index &&
			d->state.tag == OUTBOUND_STATE_OK;
	struct channel_status ch;

	*page = SLICE_EMPTY;
	TRY(parachain_system_channel(c, d->recipient, &ch));
	if (ch.kind == CHANNEL_CLOSED)
		return drop_all(c, d);
	if (ch.kind == CHANNEL_FULL || (!d->signals_exist && !has_page))
		return ERR_OK;
	if (d->signals_exist)
		TRY(xcmp_queue_signal_messages_get(c, d->recipient, page));
	else
		TRY(xcmp_queue_outbound_xcmp_messages_get(c, d->recipient, d->first_index, page));
	if (page->n > ch.size_now_max || page->n > ch.size_ever_max) {
		*page = SLICE_EMPTY; /* later, when there is room again */
		return ERR_OK;
	}
	if (d->signals_exist) {
		d->signals_exist = false;
		return xcmp_queue_signal_messages_kill(c, d->recipient);
	}
	TRY(xcmp_queue_outbound_xcmp_messages_kill(c, d->recipient, d->first_index));
	d->first_index++;
	return ERR_OK;
}

/* What was sent comes last in the next block, so that no channel starves another. */
static void rotate(CHANNELS *s, u32 sent)
{
	u32 n = s->list.num;

	for (; sent > 0 && n > 1; sent--) {
		struct outbound_channel_details first = s->list.items[0];

		memmove(s->list.items, s->list.items + 1, (n - 1) * sizeof(first));
		s->list.items[n - 1] = first;
	}
}

/* A channel with nothing to send and nothing to remember leaves the list. */
static void prune(CHANNELS *s)
{
	u32 n = 0;

	for (u32 i = 0; i < s->list.num; i++) {
		struct outbound_channel_details *d = &s->list.items[i];

		if (d->first_index == d->last_index)
			d->first_index = d->last_index = 0;
		if (d->last_index == 0 && !d->signals_exist && d->state.tag == OUTBOUND_STATE_OK)
			continue;
		s->list.items[n++] = *d;
	}
	s->list.num = n;
}

static void insert(struct parachain_system_hrmp_outbound_messages *out, u32 recipient,
		   struct slice page)
{
	u32 i = out->list.num++;

	for (; i > 0 && out->list.items[i - 1].recipient > recipient; i--)
		out->list.items[i] = out->list.items[i - 1];
	out->list.items[i] = (struct outbound_hrmp_message){recipient, page};
}

enum err xcmp_queue_take_outbound(struct ctx *c, u32 max,
				  struct parachain_system_hrmp_outbound_messages *out)
{
	CHANNELS *s;

	out->list.num = 0;
	TRY(load(c, &s));
	if (s->list.num == 0)
		return ERR_OK;
	for (u32 i = 0; i < s->list.num && out->list.num < max; i++) {
		struct slice page;

		TRY(take_one(c, &s->list.items[i], &page));
		if (page.n != 0)
			insert(out, s->list.items[i].recipient, page);
	}
	rotate(s, out->list.num);
	prune(s);
	return xcmp_queue_outbound_xcmp_status_put(c, s);
}
