#include "crypto/hash.h"
#include "runtime/pallets/xcmp_queue/xcmp_queue.h"

static enum err drop(struct ctx *c, const struct inbound_origin *from, u32 sent_at,
		     enum drop_reason_tag why)
{
	struct event_xcmp_queue_page_dropped e = {.origin = *from, .sent_at = sent_at,
						  .reason.tag = (u8)why};

	return xcmp_queue_deposit_page_dropped(c, &e);
}

/* set_suspended keeps the list of senders that were asked to stop, ascending. */
static enum err set_suspended(struct ctx *c, u32 sender, bool on)
{
	struct xcmp_queue_inbound_xcmp_suspended *s = arena_alloc(c->a, sizeof(*s));
	u32 i = 0;
	bool is;

	if (s == NULL)
		return ERR_NOMEM;
	TRY(xcmp_queue_inbound_xcmp_suspended_get(c, s));
	while (i < s->list.num && s->list.items[i] < sender)
		i++;
	is = i < s->list.num && s->list.items[i] == sender;
	if (is == on || (on && s->list.num == ARRAY_LEN(s->list.items)))
		return ERR_OK;
	if (on) {
		memmove(s->list.items + i + 1, s->list.items + i,
			(s->list.num - i) * sizeof(s->list.items[0]));
		s->list.items[i] = sender;
		s->list.num++;
	} else {
		s->list.num--;
		memmove(s->list.items + i, s->list.items + i + 1,
			(s->list.num - i) * sizeof(s->list.items[0]));
	}
	TRY(xcmp_queue_inbound_xcmp_suspended_put(c, s));
	return xcmp_queue_signal(c, sender, !on);
}

/* count_more counts a page that arrived; *room tells whether it may stay. */
static enum err count_more(struct ctx *c, u32 sender, bool *room)
{
	struct queue_config_data q;
	u32 n;

	TRY(xcmp_queue_config(c, &q));
	TRY(xcmp_queue_inbound_count_get(c, sender, &n));
	*room = n < q.drop_threshold;
	if (!*room)
		return ERR_OK;
	TRY(xcmp_queue_inbound_count_put(c, sender, n + 1));
	return n + 1 >= q.suspend_threshold ? set_suspended(c, sender, true) : ERR_OK;
}

static enum err count_less(struct ctx *c, u32 sender)
{
	struct queue_config_data q;
	u32 n;

	TRY(xcmp_queue_config(c, &q));
	TRY(xcmp_queue_inbound_count_get(c, sender, &n));
	if (n == 0)
		return ERR_CORRUPT;
	if (n == 1)
		TRY(xcmp_queue_inbound_count_kill(c, sender));
	else
		TRY(xcmp_queue_inbound_count_put(c, sender, n - 1));
	return n - 1 <= q.resume_threshold ? set_suspended(c, sender, false) : ERR_OK;
}

/* Signals do not wait behind pages: they say whether we may send at all. */
static enum err heed_all(struct ctx *c, const struct inbound_origin *from, u32 sent_at,
			 struct slice signals)
{
	for (size_t i = 0; i < signals.n; i++) {
		if (signals.p[i] > 1)
			return drop(c, from, sent_at, DROP_REASON_MALFORMED);
		TRY(xcmp_queue_heed(c, from->u.sibling, signals.p[i] == 1));
	}
	return ERR_OK;
}

enum err xcmp_queue_enqueue(struct ctx *c, const struct inbound_origin *from,
			    const struct para_message *page)
{
	struct inbound_page p = {*from, page->sent_at, page->data};
	bool sibling = from->tag == INBOUND_ORIGIN_SIBLING, room = true;
	u64 end;

	if (sibling && page->data.n == 0)
		return drop(c, from, page->sent_at, DROP_REASON_MALFORMED);
	if (sibling && page->data.p[0] == XCMP_SIGNALS)
		return heed_all(c, from, page->sent_at, slice_from(page->data, 1));
	if (sibling)
		TRY(count_more(c, from->u.sibling, &room));
	if (!room)
		return drop(c, from, page->sent_at, DROP_REASON_QUEUE_FULL);
	TRY(xcmp_queue_inbound_end_get(c, &end));
	TRY(xcmp_queue_inbound_put(c, end, &p));
	return xcmp_queue_inbound_end_put(c, end + 1);
}

static enum err report(struct ctx *c, const struct inbound_page *p, u8 format,
		       struct slice message)
{
	struct event_xcmp_queue_message_received e = {
		.origin = p->origin,
		.sent_at = p->sent_at,
		.format = format,
		.data = message.n <= XCMP_REPORT_MAX ? message : SLICE_EMPTY,
	};

	blake2_256(e.message_hash, message);
	if (p->origin.tag == INBOUND_ORIGIN_SIBLING)
		TRY(xcmp_queue_last_received_put(c, p->origin.u.sibling, &message));
	return xcmp_queue_deposit_message_received(c, &e);
}

/* A list of Vec<u8>; all of it is dropped when one does not decode, or there are too many. */
static enum err report_list(struct ctx *c, const struct inbound_page *p, struct slice content)
{
	struct rd check = rd_from(content), r = check;
	u32 num = 0;

	for (; check.err == ERR_OK && rd_left(&check) > 0; num++)
		(void)rd_vec(&check, UINT32_MAX);
	if (check.err != ERR_OK || num > XCMP_PAGE_MESSAGES_MAX)
		return drop(c, &p->origin, p->sent_at, DROP_REASON_MALFORMED);
	while (rd_left(&r) > 0)
		TRY(report(c, p, p->data.p[0], rd_vec(&r, UINT32_MAX)));
	return ERR_OK;
}

static enum err process(struct ctx *c, const struct inbound_page *p)
{
	struct slice content;

	if (p->origin.tag == INBOUND_ORIGIN_RELAY)
		return report(c, p, XCMP_VERSIONED_XCM, p->data);
	content = slice_from(p->data, 1);
	if (p->data.p[0] == XCMP_VERSIONED_XCM)
		return report(c, p, XCMP_VERSIONED_XCM, content);
	if (p->data.p[0] == XCMP_BLOBS || p->data.p[0] == XCMP_OPAQUE_XCM)
		return report_list(c, p, content);
	return drop(c, &p->origin, p->sent_at, DROP_REASON_UNKNOWN_FORMAT);
}

/* At least one page per block, so that none blocks the queue for ever. */
enum err xcmp_queue_service(struct ctx *c)
{
	struct weight used = {0};
	u64 first, end;
	bool suspended, found;

	TRY(xcmp_queue_queue_suspended_get(c, &suspended));
	TRY(xcmp_queue_inbound_first_get(c, &first));
	TRY(xcmp_queue_inbound_end_get(c, &end));
	if (suspended || first == end)
		return ERR_OK;
	for (; first < end && used.ref_time < XCMP_SERVICE_WEIGHT; first++) {
		struct inbound_page p;

		TRY(xcmp_queue_inbound_get(c, first, &found, &p));
		if (!found)
			return ERR_CORRUPT;
		TRY(process(c, &p));
		TRY(xcmp_queue_inbound_kill(c, first));
		if (p.origin.tag == INBOUND_ORIGIN_SIBLING)
			TRY(count_less(c, p.origin.u.sibling));
		used.ref_time += XCMP_PAGE_WEIGHT + XCMP_BYTE_WEIGHT * p.data.n;
		used.proof_size += p.data.n;
	}
	TRY(xcmp_queue_inbound_first_put(c, first));
	return frame_note_weight(c, used);
}
