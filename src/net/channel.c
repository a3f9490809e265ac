/* The streams of a peer: who speaks which protocol, and the messages on them. */
#include <stdlib.h>

#include "net/identify.h"
#include "net/peer_int.h"
#include "net/protobuf.h"
#include "os/arena_map.h"

enum kind { NEGOTIATING, PINGING, IDENTIFYING, REQUEST, NOTICES_IN, NOTICES_OUT };

/* Places in host->names. */
enum { NAME_PING, NAME_IDENTIFY, NAME_REQUESTS };

#define PING_LEN   32u
#define ARENA_KEEP ((size_t)4 << 20)

struct channel {
	enum kind kind;
	u32 index;    /* in protocols or topics */
	bool greeted; /* notifications: their handshake is here */
	bool answered;
	bool postponed; /* it has a whole message, and there was no time for it */
	u64 due_ms; /* when it counts as stalled; 0 for streams that may rest */
	struct multistream ms;
	struct net_buf in;
};

static struct channel *channel_of(const struct yamux_stream *s)
{
	return (struct channel *)s->user;
}

static int find_name(const void *ctx, struct slice name)
{
	const struct peer_host *h = (const struct peer_host *)ctx;

	for (size_t i = 0; i < h->num_names; i++)
		if (slice_eq(name, slice_str(h->names[i])))
			return (int)i;
	return -1;
}

static struct channel *channel_new(struct peer *p, struct yamux_stream *s)
{
	struct channel *c = (struct channel *)calloc(1, sizeof(*c));

	s->user = c;
	if (c != NULL)
		c->due_ms = p->conf.host->now_ms() + PEER_STREAM_MS;
	return c;
}

static enum err on_opened(void *ctx, struct yamux_stream *s)
{
	struct peer *p = (struct peer *)ctx;
	struct channel *c = channel_new(p, s);

	peer_spend(p, PEER_WORK_STREAM);
	if (c == NULL)
		return ERR_NOMEM;
	multistream_listen(&c->ms);
	return ERR_OK;
}

static void on_closed(void *ctx, struct yamux_stream *s)
{
	struct peer *p = (struct peer *)ctx;
	struct channel *c = channel_of(s);

	if (c == NULL)
		return;
	p->received -= c->in.n;
	net_buf_free(&c->in);
	if (c->kind == NOTICES_OUT && p->notices[c->index] == s) {
		p->notices[c->index] = NULL;
		p->live[c->index] = false;
	}
	if (c->kind == NOTICES_IN && c->greeted && p->notices[c->index] != NULL)
		yamux_reset(&p->mux, p->notices[c->index]);
	s->user = NULL;
	free(c);
}

/* --- messages ---------------------------------------------------------------------- */

static enum err receive(struct peer *p, struct channel *c, struct slice bytes)
{
	if (bytes.n > PEER_RECEIVED_MAX - p->received ||
	    p->conf.host->held > p->conf.host->held_max)
		return ERR_LIMIT;
	TRY(net_buf_put(&c->in, bytes));
	p->received += bytes.n;
	return ERR_OK;
}

static void received_drop(struct peer *p, struct channel *c, size_t n)
{
	p->received -= n;
	net_buf_drop(&c->in, n);
}

/* Finds a message with its length in front; ERR_AGAIN while it is not whole. *whole is what
 * to drop afterwards. */
static enum err next_message(const struct channel *c, size_t max, struct slice *msg, size_t *whole)
{
	struct slice all = net_buf_all(&c->in);
	struct rd r = rd_from(slice_of(all.p, size_min(all.n, 10)));
	u64 len = rd_uvarint(&r);
	size_t head;

	if (r.err == ERR_SHORT && all.n < 10)
		return ERR_AGAIN;
	if (r.err != ERR_OK)
		return r.err;
	if (len > max)
		return ERR_LIMIT;
	head = (size_t)(r.p - all.p);
	if (all.n - head < len)
		return ERR_AGAIN;
	*msg = slice_of(all.p + head, (size_t)len);
	*whole = head + (size_t)len;
	return ERR_OK;
}

static enum err put_message(struct peer *p, struct yamux_stream *s, struct slice msg)
{
	u8 len[10];
	struct wr w = wr_into(len, sizeof(len));

	wr_uvarint(&w, msg.n);
	if (msg.n > p->conf.host->held_max - size_min(p->conf.host->held, p->conf.host->held_max))
		return ERR_FULL;
	TRY(yamux_write(&p->mux, s, slice_of(len, w.n)));
	return yamux_write(&p->mux, s, msg);
}

/* Whoever waits for us is not late himself. */
static void postpone(struct peer *p, struct channel *c)
{
	p->postponed = c->postponed = true;
	c->due_ms = 0;
}

/* --- ping, identify, requests ------------------------------------------------------- */

static enum err on_pings(struct peer *p, struct yamux_stream *s, struct channel *c)
{
	while (c->in.n >= PING_LEN) {
		peer_spend(p, 1);
		TRY(yamux_write(&p->mux, s, slice_of(c->in.p + c->in.at, PING_LEN)));
		received_drop(p, c, PING_LEN);
	}
	return ERR_OK;
}

static void answer_ends(struct peer *p, struct yamux_stream *s, struct channel *c, enum err e)
{
	c->answered = true;
	c->due_ms = p->conf.host->now_ms() + PEER_ANSWER_MS;
	if (e == ERR_OK)
		yamux_finish(&p->mux, s);
	else
		yamux_reset(&p->mux, s);
}

static enum err identify(struct peer *p, struct yamux_stream *s, struct channel *c)
{
	const struct peer_host *h = p->conf.host;
	const struct identify id = {.pub = h->id->key.pub,
				    .agent = h->agent,
				    .protocols = h->names,
				    .num_protocols = h->num_names,
				    .listen = h->listen,
				    .num_listen = h->num_listen,
				    .observed = &p->conf.from,
				    .ws = p->conf.ws};
	u8 bytes[IDENTIFY_MAX];
	struct wr w = wr_into(bytes, sizeof(bytes));

	wr_identify(&w, &id);
	answer_ends(p, s, c, w.err != ERR_OK ? w.err : put_message(p, s, slice_of(bytes, w.n)));
	return ERR_OK;
}

static enum err on_request(struct peer *p, struct yamux_stream *s, struct channel *c)
{
	struct peer_host *h = p->conf.host;
	const struct serve_protocol *proto = &h->protocols[c->index];
	struct slice msg, response = SLICE_EMPTY;
	size_t whole;
	u64 began;
	enum err e;

	if (c->answered) { /* one request each */
		yamux_reset(&p->mux, s);
		return ERR_OK;
	}
	e = next_message(c, proto->request_max, &msg, &whole);
	if (e != ERR_OK)
		return e == ERR_AGAIN ? ERR_OK : e;
	if (!peer_may_work(p)) {
		postpone(p, c);
		return ERR_OK;
	}
	began = h->now_ms();
	e = proto->serve(h->node, msg, h->arena, &response);
	peer_spend(p, h->now_ms() - began);
	h->num_requests++;
	if (e == ERR_OK)
		e = put_message(p, s, response);
	arena_map_reset(h->arena, ARENA_KEEP);
	if (e != ERR_OK)
		h->num_refused++;
	if (peer_is_malformed(e))
		return e;
	received_drop(p, c, c->in.n);
	answer_ends(p, s, c, e);
	return ERR_OK;
}

/* --- notifications ------------------------------------------------------------------ */

static enum err send_hello(struct peer *p, struct yamux_stream *s, u32 topic)
{
	u8 hello[256];
	struct wr w = wr_into(hello, sizeof(hello));

	TRY(p->conf.host->topics[topic].hello(p->conf.host->node, &w));
	TRY(w.err);
	return put_message(p, s, slice_of(hello, w.n));
}

/* Each direction has a stream of its own: once theirs is open, we open ours. Light clients
 * send transactions and want none back. */
static enum err open_ours(struct peer *p, u32 topic)
{
	const struct peer_host *h = p->conf.host;
	u8 first[MULTISTREAM_OUT_MAX];
	struct wr w = wr_into(first, sizeof(first));
	struct yamux_stream *s;
	struct channel *c;

	if (topic == SERVE_TRANSACTIONS || p->notices[topic] != NULL)
		return ERR_OK;
	if (yamux_open(&p->mux, &s) != ERR_OK)
		return ERR_OK; /* it is on its way out, or busy; it may ask again */
	c = channel_new(p, s);
	if (c == NULL)
		return ERR_NOMEM;
	c->kind = NOTICES_OUT;
	c->index = topic;
	p->notices[topic] = s;
	multistream_dial(&c->ms, h->names[NAME_REQUESTS + h->num_protocols + topic], &w);
	TRY(w.err);
	return yamux_write(&p->mux, s, slice_of(first, w.n));
}

/* Role, best number and hash stand at the start of a block-announces handshake. */
static void note_announcer(struct peer *p, struct slice hello)
{
	struct rd r = rd_from(hello);

	p->role = rd_u8(&r);
	p->best_number = rd_u32(&r);
	rd_bytes(&r, p->best_hash, HASH_LEN);
}

static enum err on_their_hello(struct peer *p, struct yamux_stream *s, struct channel *c,
			       struct slice msg)
{
	const struct serve_notification *t = &p->conf.host->topics[c->index];
	enum err e = t->check(p->conf.host->node, msg);

	if (peer_is_malformed(e))
		return e;
	if (e == ERR_OK)
		e = send_hello(p, s, c->index);
	if (e != ERR_OK) {
		yamux_reset(&p->mux, s);
		return ERR_OK;
	}
	c->greeted = true;
	c->due_ms = 0;
	if (c->index == SERVE_ANNOUNCES)
		note_announcer(p, msg);
	return open_ours(p, c->index);
}

static enum err on_their_notice(struct peer *p, const struct channel *c, struct slice msg)
{
	struct peer_host *h = p->conf.host;
	u64 began = h->now_ms();
	enum err e = h->topics[c->index].take(h->node, msg, h->arena);

	arena_map_reset(h->arena, ARENA_KEEP);
	peer_spend(p, 1 + h->now_ms() - began);
	return peer_is_malformed(e) ? e : ERR_OK;
}

static enum err on_notices(struct peer *p, struct yamux_stream *s, struct channel *c)
{
	const struct serve_notification *t = &p->conf.host->topics[c->index];
	struct slice msg;
	size_t whole;

	for (;;) {
		size_t max = c->greeted ? t->message_max : t->handshake_max;
		enum err e = next_message(c, size_min(max, PEER_RECEIVED_MAX), &msg, &whole);

		if (e != ERR_OK)
			return e == ERR_AGAIN ? ERR_OK : e;
		if (c->greeted && !peer_may_work(p)) {
			postpone(p, c);
			return ERR_OK;
		}
		TRY(c->greeted ? on_their_notice(p, c, msg) : on_their_hello(p, s, c, msg));
		if (s->dead)
			return ERR_OK;
		received_drop(p, c, whole);
	}
}

/* Our own stream: the only thing that comes back is their handshake. */
static enum err on_our_notices(struct peer *p, struct channel *c)
{
	struct slice msg;
	size_t whole;
	enum err e;

	if (c->greeted) {
		received_drop(p, c, c->in.n);
		return ERR_OK;
	}
	e = next_message(c, p->conf.host->topics[c->index].handshake_max, &msg, &whole);
	if (e != ERR_OK)
		return e == ERR_AGAIN ? ERR_OK : e;
	c->greeted = true;
	c->due_ms = 0;
	received_drop(p, c, whole);
	p->live[c->index] = true;
	if (p->conf.host->live != NULL)
		p->conf.host->live(p->conf.ctx, p, (enum serve_topic)c->index);
	return ERR_OK;
}

enum err peer_notify(struct peer *p, enum serve_topic t, struct slice message)
{
	if (!p->live[t])
		return ERR_OK;
	if (message.n > PEER_NOTICES_MAX - size_min(p->notices[t]->out.n, PEER_NOTICES_MAX))
		return ERR_FULL;
	TRY(put_message(p, p->notices[t], message));
	return peer_flush(p);
}

/* --- dispatch ----------------------------------------------------------------------- */

static enum err on_agreed(struct peer *p, struct yamux_stream *s, struct channel *c)
{
	const struct peer_host *h = p->conf.host;
	size_t at = (size_t)c->ms.choice;

	if (c->kind == NOTICES_OUT)
		return send_hello(p, s, c->index);
	if (at == NAME_PING) {
		c->kind = PINGING;
		c->due_ms = 0;
	} else if (at == NAME_IDENTIFY) {
		c->kind = IDENTIFYING;
		return identify(p, s, c);
	} else if (at < NAME_REQUESTS + h->num_protocols) {
		c->kind = REQUEST;
		c->index = (u32)(at - NAME_REQUESTS);
	} else {
		c->kind = NOTICES_IN;
		c->index = (u32)(at - NAME_REQUESTS - h->num_protocols);
	}
	return ERR_OK;
}

/* The front of a stream. What is left of *in afterwards is the protocol's. */
static enum err negotiate(struct peer *p, struct yamux_stream *s, struct channel *c,
			  struct slice *in)
{
	u8 answer[MULTISTREAM_OUT_MAX];
	struct wr w = wr_into(answer, sizeof(answer));
	size_t used;

	TRY(multistream_feed(&c->ms, *in, &used, find_name, p->conf.host, &w));
	*in = slice_from(*in, used);
	if (w.n != 0)
		TRY(yamux_write(&p->mux, s, slice_of(answer, w.n)));
	if (c->ms.state == MULTISTREAM_AGREED)
		return on_agreed(p, s, c);
	if (c->ms.state == MULTISTREAM_REFUSED)
		yamux_reset(&p->mux, s);
	return ERR_OK;
}

static enum err on_message_bytes(struct peer *p, struct yamux_stream *s, struct channel *c)
{
	switch (c->kind) {
	case PINGING:
		return on_pings(p, s, c);
	case REQUEST:
		return on_request(p, s, c);
	case NOTICES_IN:
		return on_notices(p, s, c);
	case NOTICES_OUT:
		return on_our_notices(p, c);
	case NEGOTIATING:
	case IDENTIFYING:
		break;
	}
	received_drop(p, c, c->in.n);
	return ERR_OK;
}

static enum err on_data(void *ctx, struct yamux_stream *s, struct slice in)
{
	struct peer *p = (struct peer *)ctx;
	struct channel *c = channel_of(s);

	while (in.n != 0 && c->ms.state == MULTISTREAM_OPEN) {
		TRY(negotiate(p, s, c, &in));
		if (s->dead)
			return ERR_OK;
	}
	if (in.n == 0)
		return ERR_OK;
	TRY(receive(p, c, in));
	return on_message_bytes(p, s, c);
}

static enum err on_finished(void *ctx, struct yamux_stream *s)
{
	struct peer *p = (struct peer *)ctx;
	const struct channel *c = channel_of(s);

	switch (c->kind) {
	case REQUEST:
		if (c->postponed)
			return ERR_OK; /* the answer ends it */
		if (!c->answered) {
			yamux_reset(&p->mux, s);
			return ERR_OK;
		}
		break;
	case NEGOTIATING:
	case PINGING:
	case IDENTIFYING:
	case NOTICES_IN:
	case NOTICES_OUT:
		break;
	}
	yamux_finish(&p->mux, s);
	return ERR_OK;
}

static void on_ping(void *ctx, bool answer)
{
	if (!answer)
		peer_spend((struct peer *)ctx, 1);
}

static void on_send(void *ctx, struct slice header, struct slice data)
{
	peer_send_plain((struct peer *)ctx, header, data);
}

static size_t on_room(void *ctx)
{
	const struct peer *p = (const struct peer *)ctx;

	return p->conf.room(p->conf.ctx);
}

const struct yamux_events peer_mux_events = {on_opened, on_data, on_finished, on_closed,
					     on_ping,   on_send, on_room};

enum err channel_resume(struct peer *p)
{
	if (!p->postponed)
		return ERR_OK;
	p->postponed = false;
	for (struct yamux_stream *s = p->mux.streams; s != NULL; s = s->next) {
		struct channel *c = channel_of(s);

		if (s->dead || c == NULL || !c->postponed)
			continue;
		c->postponed = false;
		TRY(on_message_bytes(p, s, c));
	}
	return ERR_OK;
}

enum err channel_tick(struct peer *p, u64 now)
{
	for (struct yamux_stream *s = p->mux.streams; s != NULL; s = s->next) {
		const struct channel *c = channel_of(s);

		if (s->dead || c == NULL || c->due_ms == 0 || now < c->due_ms)
			continue;
		if (++p->stalls > PEER_STALLS_MAX)
			return ERR_TIMEOUT;
		yamux_reset(&p->mux, s);
	}
	return ERR_OK;
}
