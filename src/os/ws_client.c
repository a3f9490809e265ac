#include "os/ws_client.h"

#include <stdlib.h>

#include "os/arena_map.h"
#include "os/dial.h"
#include "os/http_head.h"
#include "os/stream.h"
#include "os/ws_handshake.h"
#include "os/ws_int.h"
#include "text/http1.h"

#define SIZE_DEFAULT       ((size_t)16 << 20)
#define CONNECT_MS_DEFAULT 10000u
#define PING_MS_DEFAULT    20000u
/* A refusal may come with a text that nobody reads. */
#define REFUSAL_MAX 65536u
#define ARENA_SLACK 65536u

struct ws_client {
	struct stream st; /* first: events cast it back */
	struct dial *dial;
	uv_timer_t timer; /* for the time before the upgrade */
	struct http1 h;
	struct arena mem;
	struct http_head head;
	char key[WS_KEY_LEN + 1];
	struct ws *ws; /* NULL: on_close was called */
	struct ws_client_handlers on;
	void *ctx;
	bool live, closed, open, cancelled;
};

static struct ws_client *client_of(struct stream *s)
{
	union {
		struct stream *s;
		struct ws_client *c;
	} u = {s};

	return u.c;
}

static void client_free(struct ws_client *c)
{
	if (c->live || !c->closed)
		return;
	http_head_free(&c->head);
	arena_unmap(&c->mem);
	free(c);
}

static void timer_closed(uv_handle_t *h)
{
	struct ws_client *c = h->data;

	c->closed = true;
	client_free(c);
}

/* finish tells the owner, once, and lets go of everything. */
static void finish(struct ws_client *c, enum err why)
{
	union {
		uv_timer_t *timer;
		uv_handle_t *handle;
	} u = {&c->timer};
	struct ws *ws = c->ws;

	if (ws == NULL)
		return;
	c->ws = NULL;
	c->on.on_close(c->ctx, ws, why);
	ws_release(ws);
	if (c->dial != NULL)
		dial_cancel(c->dial);
	c->dial = NULL;
	if (c->live)
		stream_end(&c->st, why);
	uv_close(u.handle, timer_closed);
}

static void on_timer_connect(uv_timer_t *t)
{
	struct ws_client *c = t->data;

	finish(c, c->cancelled ? ERR_CANCELLED : ERR_TIMEOUT);
}

static void on_close_early(void *owner)
{
	struct ws_client *c = owner;

	c->cancelled = true;
	(void)uv_timer_start(&c->timer, on_timer_connect, 0, 0);
}

static void on_message(void *owner, struct ws *ws, struct slice text)
{
	struct ws_client *c = owner;

	c->on.on_message(c->ctx, ws, text);
}

/* upgraded checks the answer (RFC 6455 4.1). */
static bool upgraded(const struct ws_client *c)
{
	const struct slice *accept = http1_get(&c->h, "sec-websocket-accept");
	char want[WS_ACCEPT_LEN + 1];

	ws_accept_of(want, slice_str(c->key));
	return c->h.status == 101 && http1_has_token(&c->h, "upgrade", "websocket") &&
	       http1_has_token(&c->h, "connection", "upgrade") && accept != NULL &&
	       slice_eq(*accept, slice_str(want)) &&
	       http1_get(&c->h, "sec-websocket-extensions") == NULL &&
	       http1_get(&c->h, "sec-websocket-protocol") == NULL;
}

static void head_done(struct ws_client *c)
{
	if (!upgraded(c)) {
		finish(c, ERR_FORMAT);
		return;
	}
	(void)uv_timer_stop(&c->timer);
	c->open = true;
	ws_start(c->ws, &c->st);
	if (c->on.on_open != NULL)
		c->on.on_open(c->ctx, c->ws);
}

static size_t on_bytes(struct stream *s, struct slice in)
{
	struct ws_client *c = client_of(s);
	size_t used = 0;
	enum err e;

	if (c->open)
		return ws_feed(c->ws, in);
	e = http1_feed(&c->h, in, &used);
	if (e != ERR_OK)
		finish(c, ERR_FORMAT);
	else if (c->h.state == HTTP1_DONE)
		head_done(c);
	return e != ERR_OK ? in.n : used;
}

static void on_drained(struct stream *s)
{
	(void)s;
}

static void on_timer(struct stream *s)
{
	struct ws_client *c = client_of(s);

	if (c->open)
		ws_tick(c->ws);
}

static void on_end(struct stream *s, enum err why)
{
	struct ws_client *c = client_of(s);

	if (c->ws == NULL)
		return;
	if (!c->open && why == ERR_OK)
		why = ERR_FORMAT;
	else if (c->open && ws_is_over(c->ws))
		why = ws_failed(c->ws) ? ERR_FORMAT : ERR_OK;
	else if (why == ERR_OK)
		why = ERR_EOF;
	finish(c, why);
}

static void on_free(struct stream *s)
{
	struct ws_client *c = client_of(s);

	c->live = false;
	client_free(c);
}

static const struct stream_events events = {on_bytes, on_drained, on_timer,
					    on_end,   on_free,    NULL};

static void on_dial(void *ctx, enum err e, uv_tcp_t *tcp)
{
	struct ws_client *c = ctx;

	c->dial = NULL;
	if (e == ERR_OK)
		e = stream_init(&c->st, tcp, &events, NULL, NULL);
	if (e != ERR_OK) {
		finish(c, e);
		return;
	}
	c->live = true;
	stream_write(&c->st, slice_of(c->head.p, c->head.n), SLICE_EMPTY);
}

static enum err head_make(struct ws_client *c, const struct ws_client_opts *o)
{
	struct slice target = slice_str(o->target);
	struct http_head *h = &c->head;

	if (!http1_is_target(target) || target.n == 0 || target.p[0] != '/')
		return ERR_INVALID;
	*h = http_head_new();
	if (h->bad)
		return ERR_NOMEM;
	http_head_add(h, SLICE_LIT("GET "));
	http_head_add(h, target);
	http_head_add(h, SLICE_LIT(" HTTP/1.1\r\n"));
	http_head_host(h, o->host, o->port);
	http_head_field(h, "Upgrade", SLICE_LIT("websocket"));
	http_head_field(h, "Connection", SLICE_LIT("Upgrade"));
	http_head_field(h, "Sec-WebSocket-Version", SLICE_LIT("13"));
	http_head_field(h, "Sec-WebSocket-Key", slice_str(c->key));
	http_head_add(h, SLICE_LIT("\r\n"));
	return h->bad ? ERR_INVALID : ERR_OK;
}

static enum err client_init(struct ws_client *c, const struct ws_client_opts *o)
{
	struct ws_conf conf = {
	    .server = false,
	    .message_max = o->message_max != 0 ? o->message_max : SIZE_DEFAULT,
	    .queue_max = o->send_queue_max != 0 ? o->send_queue_max : SIZE_DEFAULT,
	    .ping_ms = o->ping_ms != 0 ? o->ping_ms : PING_MS_DEFAULT,
	    .owner = c,
	    .on_message = on_message,
	    .close_early = on_close_early,
	};

	TRY(ws_key_make(c->key));
	TRY(head_make(c, o));
	TRY(arena_map(&c->mem, HTTP1_HEAD_MAX + 2 * REFUSAL_MAX + ARENA_SLACK));
	TRY(http1_init(&c->h, HTTP1_RESPONSE, &c->mem, REFUSAL_MAX));
	return ws_new(&c->ws, &conf);
}

enum err ws_client_open(struct ws **out, struct uv_loop_s *loop, const struct ws_client_opts *o,
                        void *ctx)
{
	struct ws_client *c = calloc(1, sizeof(*c));
	enum err e;

	if (c == NULL)
		return ERR_NOMEM;
	e = client_init(c, o);
	if (e == ERR_OK)
		e = dial_start(&c->dial, loop, o->host, o->port, on_dial, c);
	if (e != ERR_OK) {
		if (c->ws != NULL)
			ws_release(c->ws);
		c->closed = true;
		client_free(c);
		return e;
	}
	c->on = *o->handlers;
	c->ctx = ctx;
	(void)uv_timer_init(loop, &c->timer);
	c->timer.data = c;
	(void)uv_timer_start(&c->timer, on_timer_connect,
	                     o->connect_ms != 0 ? o->connect_ms : CONNECT_MS_DEFAULT, 0);
	if (out != NULL)
		*out = c->ws;
	return ERR_OK;
}
