/* One connection: finds out whether it is TCP or WebSocket, and moves bytes between the
 * socket and net/peer. */
#include <stdlib.h>

#include "net/net_int.h"
#include "os/arena_map.h"
#include "os/http_head.h"
#include "os/log.h"
#include "os/ws_handshake.h"
#include "os/ws_int.h"
#include "text/http1.h"

#define TICK_MS       1000u
#define THROTTLE_MS   100u
#define POSTPONED_MS  1u /* to the next round, behind the others */
#define ROOM          ((size_t)256 << 10) /* data of streams that waits for the socket */
#define PAUSE_AT      ((size_t)1 << 20)   /* more than this: read nothing until it is taken */
#define WS_MESSAGE    ((size_t)1 << 20)
#define WS_PING_MS    60000u
#define UPGRADE_BODY  0u
#define UPGRADE_ARENA (HTTP1_HEAD_MAX + 65536u)

static struct conn *conn_of(struct stream *s)
{
	union {
		struct stream *s;
		struct conn *c;
	} u = {s};

	return u.c;
}

static bool is_over(const struct conn *c)
{
	return c->st.ended || c->st.doomed || c->st.finishing;
}

static size_t waiting(const struct conn *c)
{
	return c->ws != NULL ? ws_waiting(c->ws) : stream_waiting(&c->st);
}

static void drop(struct conn *c, enum err why)
{
	if (is_over(c))
		return;
	LOG(LOG_DEBUG, "dropped a peer", KV_ERR(why), KV_STR("peer", c->peer.id), KV_END);
	c->net->counters.num_dropped++;
	peer_goodbye(&c->peer, YAMUX_PROTOCOL_ERROR);
	stream_doom(&c->st, why);
}

/* Reads nothing from a peer that does not take what we send, or that has us work too much. */
static void hold_back(struct conn *c)
{
	bool throttled = peer_is_throttled(&c->peer);
	bool held = throttled || peer_is_postponed(&c->peer);

	if (is_over(c))
		return;
	if (held && !c->held)
		stream_timer(&c->st, throttled ? THROTTLE_MS : POSTPONED_MS);
	c->held = held;
	if (held || waiting(c) > PAUSE_AT)
		stream_pause(&c->st);
	else if (c->st.paused)
		stream_resume(&c->st);
}

static void after(struct conn *c, enum err e)
{
	if (e != ERR_OK)
		drop(c, e);
	else
		hold_back(c);
}

void conn_notify(struct conn *c, enum serve_topic t, struct slice message)
{
	if (!is_over(c))
		after(c, peer_notify(&c->peer, t, message));
}

/* --- from and to the peer ------------------------------------------------------------ */

static void on_send(void *ctx, struct slice bytes)
{
	struct conn *c = (struct conn *)ctx;
	size_t before = waiting(c);

	if (is_over(c))
		return;
	c->net->counters.bytes_out += bytes.n;
	if (before > NET_QUEUE_MAX)
		stream_doom(&c->st, ERR_FULL);
	else if (c->ws == NULL)
		stream_write(&c->st, bytes, SLICE_EMPTY);
	else if (ws_send_binary(c->ws, bytes) != ERR_OK)
		stream_doom(&c->st, ERR_FULL);
	if (waiting(c) > before)
		c->queued += waiting(c) - before;
}

static size_t on_room(void *ctx)
{
	const struct conn *c = (const struct conn *)ctx;
	size_t n = waiting(c);

	return is_over(c) || n >= ROOM ? 0 : ROOM - n;
}

static u64 on_turn(void *ctx)
{
	return uv_now(((const struct conn *)ctx)->net->loop);
}

static void feed(struct conn *c, struct slice in)
{
	if (is_over(c))
		return;
	c->net->counters.bytes_in += in.n;
	after(c, peer_feed(&c->peer, in));
}

static void on_ws_message(void *owner, struct ws *ws, struct slice bytes)
{
	(void)ws;
	feed((struct conn *)owner, bytes);
}

/* --- the upgrade to WebSocket (RFC 6455 section 4.2) ---------------------------------- */

static void http_free(struct conn *c)
{
	if (c->http == NULL)
		return;
	free(c->http);
	arena_unmap(&c->http_mem);
	c->http = NULL;
}

static void refuse_upgrade(struct conn *c)
{
	stream_write(&c->st,
		     SLICE_LIT("HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\n"
			       "Sec-WebSocket-Version: 13\r\nConnection: close\r\n"
			       "Content-Type: text/plain\r\nContent-Length: 44\r\n\r\n"
			       "libp2p over WebSocket is what is spoken here"),
		     SLICE_EMPTY);
	stream_finish(&c->st);
}

static bool is_upgrade(const struct http1 *h, const struct slice **key)
{
	const struct slice *version = http1_get(h, "sec-websocket-version");

	*key = http1_get(h, "sec-websocket-key");
	return slice_eq(h->method, SLICE_LIT("GET")) && h->minor == 1 &&
	       http1_has_token(h, "connection", "upgrade") &&
	       http1_has_token(h, "upgrade", "websocket") && *key != NULL && ws_key_ok(**key) &&
	       version != NULL && slice_eq(*version, SLICE_LIT("13"));
}

static void accept_upgrade(struct conn *c, struct slice key)
{
	const struct ws_conf conf = {.server = true,
				     .binary = true,
				     .message_max = WS_MESSAGE,
				     .queue_max = 2 * NET_QUEUE_MAX,
				     .ping_ms = WS_PING_MS,
				     .owner = c,
				     .on_message = on_ws_message};
	char accept[WS_ACCEPT_LEN + 1];
	struct http_head h = http_head_new();
	struct ws *ws;

	ws_accept_of(accept, key);
	http_head_add(&h, SLICE_LIT("HTTP/1.1 101 Switching Protocols\r\n"));
	http_head_field(&h, "Upgrade", SLICE_LIT("websocket"));
	http_head_field(&h, "Connection", SLICE_LIT("Upgrade"));
	http_head_field(&h, "Sec-WebSocket-Accept", slice_str(accept));
	http_head_add(&h, SLICE_LIT("\r\n"));
	if (h.bad || ws_new(&ws, &conf) != ERR_OK) {
		http_head_free(&h);
		stream_doom(&c->st, ERR_NOMEM);
		return;
	}
	stream_write(&c->st, slice_of(h.p, h.n), SLICE_EMPTY);
	http_head_free(&h);
	c->ws = ws;
	c->mode = CONN_WS;
	c->peer.conf.ws = true;
	ws_start(ws, &c->st);
	stream_timer(&c->st, TICK_MS); /* ours drives that of the WebSocket */
}

static size_t on_http(struct conn *c, struct slice in)
{
	const struct slice *key;
	size_t used = 0;

	if (http1_feed(c->http, in, &used) != ERR_OK) {
		drop(c, ERR_FORMAT);
		return in.n;
	}
	if (c->http->state != HTTP1_DONE)
		return used;
	if (is_upgrade(c->http, &key))
		accept_upgrade(c, *key);
	else
		refuse_upgrade(c);
	http_free(c);
	return used;
}

/* multistream-select starts with the length of a line, HTTP with a method. */
static enum err sniff(struct conn *c, u8 first)
{
	if (first != 'G') {
		c->mode = CONN_RAW;
		return ERR_OK;
	}
	c->mode = CONN_HTTP;
	TRY(arena_map(&c->http_mem, UPGRADE_ARENA));
	c->http = (struct http1 *)calloc(1, sizeof(*c->http));
	if (c->http == NULL) {
		arena_unmap(&c->http_mem);
		return ERR_NOMEM;
	}
	return http1_init(c->http, HTTP1_REQUEST, &c->http_mem, UPGRADE_BODY);
}

/* --- the stream's events -------------------------------------------------------------- */

static size_t on_bytes(struct stream *s, struct slice in)
{
	struct conn *c = conn_of(s);

	if (c->mode == CONN_NEW) {
		enum err e = sniff(c, in.p[0]);

		if (e != ERR_OK) {
			drop(c, e);
			return in.n;
		}
	}
	if (c->mode == CONN_HTTP)
		return on_http(c, in);
	if (c->mode == CONN_RAW) {
		feed(c, in);
		return in.n;
	}
	(void)ws_feed(c->ws, in);
	/* What was sent meanwhile has left the WebSocket's own queue by now. */
	if (!is_over(c))
		after(c, peer_flush(&c->peer));
	return in.n;
}

static void on_drained(struct stream *s)
{
	struct conn *c = conn_of(s);

	c->moved_ms = uv_now(s->loop);
	if (!is_over(c))
		after(c, peer_flush(&c->peer));
}

/* Whether the socket takes nothing although something waits: of all that ever had to wait, no
 * more is gone than a tick ago. */
static bool is_stalled(struct conn *c, u64 now)
{
	u64 taken = c->queued - waiting(c);

	if (waiting(c) == 0 || taken != c->taken)
		c->moved_ms = now;
	c->taken = taken;
	return now - c->moved_ms > NET_STALL_MS;
}

static u64 tick_of(struct conn *c)
{
	if (!c->held)
		return TICK_MS;
	return peer_is_throttled(&c->peer) ? THROTTLE_MS : POSTPONED_MS;
}

static void on_timer(struct stream *s)
{
	struct conn *c = conn_of(s);
	u64 now = uv_now(s->loop);

	if (is_stalled(c, now)) {
		drop(c, ERR_TIMEOUT);
		return;
	}
	if (c->ws != NULL)
		ws_tick(c->ws);
	if (is_over(c))
		return;
	after(c, peer_tick(&c->peer));
	stream_timer(s, tick_of(c));
}

static void on_end(struct stream *s, enum err why)
{
	struct conn *c = conn_of(s);
	struct ws *ws = c->ws;

	LOG(LOG_DEBUG, "a peer is gone", KV_ERR(why), KV_STR("peer", c->peer.id), KV_END);
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		c->net->conns = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	c->net->num_conns--;
	http_free(c);
	peer_release(&c->peer);
	c->ws = NULL;
	if (ws != NULL)
		ws_release(ws);
}

static void on_free(struct stream *s)
{
	struct conn *c = conn_of(s);

	net_unref(c->net);
	free(c);
}

static const struct stream_events events = {.on_bytes = on_bytes,
					    .on_drained = on_drained,
					    .on_timer = on_timer,
					    .on_end = on_end,
					    .on_free = on_free};

void conn_start(struct net *net, uv_tcp_t *tcp, const struct net_addr *from)
{
	struct conn *c = (struct conn *)calloc(1, sizeof(*c));
	const struct peer_conf conf = {
	    .host = &net->host, .ctx = c, .from = *from, .send = on_send, .room = on_room,
	    .turn = on_turn};

	if (c == NULL || peer_init(&c->peer, &conf) != ERR_OK) {
		free(c);
		stream_tcp_drop(tcp);
		return;
	}
	c->net = net;
	c->from = *from;
	if (stream_init(&c->st, tcp, &events, NULL, NULL) != ERR_OK) {
		peer_release(&c->peer);
		free(c);
		return;
	}
	c->moved_ms = uv_now(net->loop);
	c->next = net->conns;
	if (c->next != NULL)
		c->next->prev = c;
	net->conns = c;
	net->num_conns++;
	net->refs++;
	stream_timer(&c->st, TICK_MS);
}

void conn_stop(struct conn *c)
{
	peer_goodbye(&c->peer, YAMUX_NORMAL);
	stream_end(&c->st, ERR_CANCELLED);
}
