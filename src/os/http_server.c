#include "os/http_server.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "os/arena_map.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/http_head.h"
#include "os/stream.h"
#include "os/ws_handshake.h"
#include "os/ws_int.h"

#define BACKLOG 128
/* So many connections beyond conns_max are told 503; more are closed unheard. */
#define OVERLOAD_MAX 32u
/* What an idle connection keeps of its arena. */
#define ARENA_KEEP  65536u
#define ARENA_SLACK 65536u

const struct http_limits http_limits_default = {
    .conns_max = 256,
    .body_max = (size_t)16 << 20,
    .ws_message_max = (size_t)16 << 20,
    .send_queue_max = (size_t)32 << 20,
    .request_ms = 30000,
    .idle_ms = 60000,
    .ws_ping_ms = 20000,
};

enum phase {
	PHASE_IDLE,    /* between requests */
	PHASE_REQUEST, /* part of one is here */
	PHASE_TURN,    /* it is whole and waits for the next round */
	PHASE_PENDING, /* the handler has it */
	PHASE_SENDING, /* the answer is on its way */
	PHASE_WS,
	PHASE_LAST, /* sending, then closing */
};

struct conn {
	struct stream st; /* first: events cast it back */
	struct http_server *srv;
	struct conn *prev, *next;
	enum phase phase;
	struct http1 h;
	struct arena mem;
	struct http_call *call;
	struct ws *ws;
	size_t waited; /* bytes that waited when the timer was set */
	bool overload, continued, is_head;
};

struct http_server {
	uv_tcp_t listener;
	uv_loop_t *loop;
	struct http_limits limits;
	struct http_handlers on;
	void *ctx;
	const struct filter_ops *filter;
	void *filter_ctx;
	struct conn *conns;
	u32 num_conns; /* in the list */
	u32 refs;      /* the listener and connections whose memory still lives */
	u16 port;
	bool closing;
	u64 turn, turn_end_ns; /* the round, as the loop's time, and when it is over */
};

struct http_call {
	struct conn *conn; /* NULL: the client has gone */
};

static struct conn *conn_of(struct stream *s)
{
	union {
		struct stream *s;
		struct conn *c;
	} u = {s};

	return u.c;
}

static void server_unref(struct http_server *srv)
{
	if (--srv->refs == 0)
		free(srv);
}

/* Answers. */

static void date_add(struct http_head *h)
{
	time_t now = time(NULL);
	char text[40];
	struct tm t;

	/* RFC 9110 5.6.7; the programs never set another locale. */
	if (gmtime_r(&now, &t) != NULL &&
	    strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &t) != 0)
		http_head_field(h, "Date", slice_str(text));
}

static struct http_head answer_head(const struct http_answer *a, bool keep)
{
	struct http_head h = http_head_new();

	http_head_addf(&h, "HTTP/1.1 %u %s\r\n", a->status, http1_reason(a->status));
	date_add(&h);
	if (a->type != NULL)
		http_head_field(&h, "Content-Type", slice_str(a->type));
	if (a->status >= 200 && a->status != 204 && a->status != 304)
		http_head_addf(&h, "Content-Length: %zu\r\n", a->body.n);
	for (size_t i = 0; i < a->num_headers; i++)
		http_head_field(&h, a->headers[i].name, a->headers[i].value);
	http_head_add(&h, keep ? SLICE_LIT("Connection: keep-alive\r\n\r\n")
	                       : SLICE_LIT("Connection: close\r\n\r\n"));
	return h;
}

static void progress_timer(struct conn *c)
{
	c->waited = stream_waiting(&c->st);
	stream_timer(&c->st, c->srv->limits.request_ms);
}

static void next_request(struct conn *c)
{
	/* Giving pages back takes longer than a small request. */
	if (c->mem.used > ARENA_KEEP)
		arena_map_reset(&c->mem, ARENA_KEEP);
	else
		arena_reset(&c->mem);
	c->continued = false;
	c->phase = PHASE_IDLE;
	if (http1_init(&c->h, HTTP1_REQUEST, &c->mem, c->srv->limits.body_max) != ERR_OK) {
		stream_doom(&c->st, ERR_NOMEM);
		return;
	}
	stream_timer(&c->st, c->srv->limits.idle_ms);
	stream_resume(&c->st);
}

/* send_answer sends and then waits for the next request or closes. */
static void send_answer(struct conn *c, const struct http_answer *a, bool keep)
{
	static const struct http_answer broken = {.status = 500, .close = true};
	struct http_head h = answer_head(a, keep);
	struct slice body =
	    c->is_head || a->status == 204 || a->status == 304 ? SLICE_EMPTY : a->body;

	if (h.bad) { /* the program gave a field that would forge another one */
		http_head_free(&h);
		h = answer_head(&broken, false);
		body = SLICE_EMPTY;
		keep = false;
	}
	if (h.bad) {
		http_head_free(&h);
		stream_doom(&c->st, ERR_NOMEM);
		return;
	}
	stream_write(&c->st, slice_of(h.p, h.n), body);
	http_head_free(&h);
	if (!keep) {
		c->phase = PHASE_LAST;
		progress_timer(c);
		stream_finish(&c->st);
	} else if (stream_waiting(&c->st) != 0) {
		/* Nothing more is read until the client has taken this. */
		c->phase = PHASE_SENDING;
		progress_timer(c);
	} else {
		next_request(c);
	}
}

static void refuse_with(struct conn *c, u16 status, const char *why,
                        const struct http_header *headers, size_t num)
{
	send_answer(c,
	            &(struct http_answer){.status = status,
	                                  .type = "text/plain; charset=utf-8",
	                                  .body = slice_str(why),
	                                  .headers = headers,
	                                  .num_headers = num},
	            false);
}

static void refuse(struct conn *c, u16 status, const char *why)
{
	refuse_with(c, status, why, NULL, 0);
}

void http_call_answer(struct http_call *call, const struct http_answer *a)
{
	struct conn *c = call->conn;

	free(call);
	if (c == NULL)
		return;
	c->call = NULL;
	send_answer(c, a, c->h.keep_alive && !a->close && !c->srv->closing);
}

void http_call_text(struct http_call *call, u16 status, const char *text)
{
	http_call_answer(call, &(struct http_answer){.status = status,
	                                             .type = "text/plain; charset=utf-8",
	                                             .body = slice_str(text)});
}

void http_call_json(struct http_call *call, u16 status, struct slice json)
{
	http_call_answer(call, &(struct http_answer){
	                           .status = status, .type = "application/json", .body = json});
}

void http_call_drop(struct http_call *call)
{
	struct conn *c = call->conn;

	free(call);
	if (c == NULL)
		return;
	c->call = NULL;
	stream_doom(&c->st, ERR_CANCELLED);
}

/* Requests. */

/* target_origin turns the absolute form, which a proxy would use, into the origin form
 * (RFC 9112 3.2.2). */
static bool target_origin(struct slice *target)
{
	static const struct slice schemes[] = {{(const u8 *)"http://", 7},
	                                       {(const u8 *)"https://", 8}};

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		if (!slice_starts(*target, schemes[i]))
			continue;
		*target = slice_from(*target, schemes[i].n);
		while (target->n != 0 && target->p[0] != '/' && target->p[0] != '?')
			*target = slice_from(*target, 1);
		if (target->n == 0)
			*target = SLICE_LIT("/");
	}
	return target->n != 0 && (target->p[0] == '/' || slice_eq(*target, SLICE_LIT("*")));
}

/* has_turn tells whether there is time left in this round of the loop. */
static bool has_turn(struct http_server *srv)
{
	u64 now;

	if (srv->limits.turn_ms == 0)
		return true;
	now = clock_mono_ns();
	if (srv->turn != uv_now(srv->loop)) {
		srv->turn = uv_now(srv->loop);
		srv->turn_end_ns = now + (u64)srv->limits.turn_ms * 1000000u;
	}
	return now < srv->turn_end_ns;
}

static bool ws_may_speak(void *owner)
{
	const struct conn *c = owner;

	return has_turn(c->srv);
}

static void ws_message(void *owner, struct ws *ws, struct slice text)
{
	const struct conn *c = owner;

	if (c->srv->on.on_ws_message != NULL)
		c->srv->on.on_ws_message(c->srv->ctx, ws, text);
}

static void ws_gone(struct conn *c, struct ws *ws)
{
	if (c->srv->on.on_ws_close != NULL)
		c->srv->on.on_ws_close(c->srv->ctx, ws);
	ws_release(ws);
}

/* upgrade_bad returns NULL when the upgrade request is in order (RFC 6455 4.2.1). */
static const char *upgrade_bad(const struct conn *c, const struct slice **key)
{
	*key = http1_get(&c->h, "sec-websocket-key");
	if (!slice_eq(c->h.method, SLICE_LIT("GET")) || c->h.minor != 1 || c->h.body.n != 0)
		return "an upgrade is a GET of HTTP/1.1 without body";
	if (!http1_has_token(&c->h, "connection", "upgrade"))
		return "Connection: Upgrade is missing";
	if (*key == NULL || !ws_key_ok(**key))
		return "Sec-WebSocket-Key is not base64 of 16 bytes";
	return NULL;
}

static void upgrade_accept(struct conn *c, struct ws *ws, struct slice key)
{
	char accept[WS_ACCEPT_LEN + 1];
	struct http_head h = http_head_new();

	ws_accept_of(accept, key);
	http_head_add(&h, SLICE_LIT("HTTP/1.1 101 Switching Protocols\r\n"));
	http_head_field(&h, "Upgrade", SLICE_LIT("websocket"));
	http_head_field(&h, "Connection", SLICE_LIT("Upgrade"));
	http_head_field(&h, "Sec-WebSocket-Accept", slice_str(accept));
	http_head_add(&h, SLICE_LIT("\r\n"));
	if (h.bad)
		stream_doom(&c->st, ERR_NOMEM);
	else
		stream_write(&c->st, slice_of(h.p, h.n), SLICE_EMPTY);
	http_head_free(&h);
	c->ws = ws;
	c->phase = PHASE_WS;
	arena_unmap(&c->mem);
	ws_start(ws, &c->st);
	stream_resume(&c->st);
}

static void upgrade(struct conn *c, const struct http_request *req)
{
	const struct http_limits *l = &c->srv->limits;
	struct ws_conf conf = {.server = true,
	                       .message_max = l->ws_message_max,
	                       .queue_max = l->send_queue_max,
	                       .pause_at = l->ws_pause_at,
	                       .may_speak = ws_may_speak,
	                       .ping_ms = l->ws_ping_ms,
	                       .owner = c,
	                       .on_message = ws_message};
	const struct slice *key, *version = http1_get(&c->h, "sec-websocket-version");
	const struct http_header ours[] = {{"Sec-WebSocket-Version", SLICE_LIT("13")},
	                                   {"Upgrade", SLICE_LIT("websocket")}};
	const char *bad = upgrade_bad(c, &key);
	struct ws *ws;

	if (bad != NULL) {
		refuse(c, 400, bad);
	} else if (version == NULL || !slice_eq(*version, SLICE_LIT("13"))) {
		refuse_with(c, 426, "WebSocket version 13 only", ours, 2);
	} else if (c->srv->on.on_ws_open == NULL) {
		refuse(c, 404, "no WebSocket here");
	} else if (ws_new(&ws, &conf) != ERR_OK) {
		refuse(c, 503, "out of memory");
	} else if (!c->srv->on.on_ws_open(c->srv->ctx, ws, req)) {
		ws_release(ws);
		refuse(c, 403, "refused");
	} else if (c->st.ended) { /* the handler has closed the server */
		ws_gone(c, ws);
	} else {
		upgrade_accept(c, ws, *key);
	}
}

static bool expects_more(const struct conn *c)
{
	const struct slice *expect = http1_get(&c->h, "expect");

	return expect != NULL && !http1_has_token(&c->h, "expect", "100-continue");
}

static void dispatch(struct conn *c)
{
	struct slice target = c->h.target;
	struct http_request req = {.method = c->h.method, .body = c->h.body, .head = &c->h};
	struct http_call *call;

	stream_pause(&c->st);
	stream_timer(&c->st, 0);
	if (!has_turn(c->srv)) {
		c->phase = PHASE_TURN;
		stream_turn(&c->st);
		return;
	}
	c->phase = PHASE_PENDING;
	c->is_head = slice_eq(req.method, SLICE_LIT("HEAD"));
	if (c->overload) {
		refuse(c, 503, "too many connections");
		return;
	}
	if (!target_origin(&target)) {
		refuse(c, 400, "the target is not a path");
		return;
	}
	if (expects_more(c)) {
		refuse(c, 417, "only 100-continue can be expected");
		return;
	}
	http1_split_target(target, &req.path, &req.query);
	if (http1_has_token(&c->h, "upgrade", "websocket")) {
		upgrade(c, &req);
		return;
	}
	call = malloc(sizeof(*call));
	if (call == NULL) {
		refuse(c, 503, "out of memory");
		return;
	}
	call->conn = c;
	c->call = call;
	c->srv->on.on_request(c->srv->ctx, call, &req);
}

struct refusal {
	enum err err;
	u16 status;
	const char *why;
};

static void refuse_bytes(struct conn *c, enum err e)
{
	static const struct refusal table[] = {
	    {ERR_VERSION, 505, "HTTP/1.1 only"},
	    {ERR_UNSUPPORTED, 501, "transfer coding is not supported"},
	    {ERR_NOMEM, 503, "out of memory"},
	};
	/* The reader knows the method as soon as the head is whole. */
	bool in_body = c->h.method.n != 0 && c->h.num_fields < HTTP1_FIELDS_MAX;

	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		if (table[i].err == e) {
			refuse(c, table[i].status, table[i].why);
			return;
		}
	}
	if (e != ERR_LIMIT)
		refuse(c, 400, "malformed request");
	else if (in_body)
		refuse(c, 413, "body is too large");
	else
		refuse(c, 431, "head is too large");
}

static void maybe_continue(struct conn *c)
{
	if (c->continued || c->h.state != HTTP1_IN_BODY || c->h.minor != 1)
		return;
	c->continued = true;
	if (http1_has_token(&c->h, "expect", "100-continue"))
		stream_write(&c->st, SLICE_LIT("HTTP/1.1 100 Continue\r\n\r\n"), SLICE_EMPTY);
}

static size_t on_bytes(struct stream *s, struct slice in)
{
	struct conn *c = conn_of(s);
	size_t used = 0;
	enum err e;

	if (c->phase == PHASE_WS)
		return ws_feed(c->ws, in);
	if (c->phase == PHASE_IDLE) {
		c->phase = PHASE_REQUEST;
		stream_timer(s, c->srv->limits.request_ms);
	}
	CHECK(c->phase == PHASE_REQUEST);
	e = http1_feed(&c->h, in, &used);
	if (e != ERR_OK) {
		c->is_head = false;
		refuse_bytes(c, e);
		return in.n;
	}
	if (c->h.state == HTTP1_DONE)
		dispatch(c);
	else
		maybe_continue(c);
	return used;
}

static void on_drained(struct stream *s)
{
	struct conn *c = conn_of(s);

	if (c->phase == PHASE_SENDING)
		next_request(c);
	if (c->ws == NULL)
		return;
	if (c->srv->on.on_ws_drained != NULL)
		c->srv->on.on_ws_drained(c->srv->ctx, c->ws);
	if (c->ws != NULL) /* the handler may have closed the server */
		ws_continue(c->ws);
}

static void on_turn(struct stream *s)
{
	struct conn *c = conn_of(s);

	if (c->phase == PHASE_TURN)
		dispatch(c);
	else if (c->ws != NULL)
		ws_continue(c->ws);
}

static void on_timer(struct stream *s)
{
	struct conn *c = conn_of(s);

	switch (c->phase) {
	case PHASE_WS:
		ws_tick(c->ws);
		break;
	case PHASE_REQUEST:
		c->is_head = false;
		refuse(c, 408, "the request took too long");
		break;
	case PHASE_SENDING:
	case PHASE_LAST:
		if (stream_waiting(s) < c->waited)
			progress_timer(c);
		else
			stream_end(s, ERR_TIMEOUT);
		break;
	case PHASE_IDLE:
	case PHASE_TURN:
	case PHASE_PENDING:
		stream_end(s, ERR_TIMEOUT);
		break;
	}
}

static void on_end(struct stream *s, enum err why)
{
	struct conn *c = conn_of(s);
	struct ws *ws = c->ws;

	(void)why;
	if (c->call != NULL)
		c->call->conn = NULL;
	c->call = NULL;
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		c->srv->conns = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	c->srv->num_conns--;
	c->ws = NULL;
	if (ws != NULL)
		ws_gone(c, ws);
}

static void on_free(struct stream *s)
{
	struct conn *c = conn_of(s);

	arena_unmap(&c->mem);
	server_unref(c->srv);
	free(c);
}

/* Connections. */

static const struct stream_events events = {on_bytes, on_drained, on_timer,
					    on_end,   on_free,    on_turn};

static struct conn *conn_new(struct http_server *srv, uv_tcp_t *tcp)
{
	struct conn *c = calloc(1, sizeof(*c));
	size_t cap = HTTP1_HEAD_MAX + 2 * srv->limits.body_max + ARENA_SLACK;

	if (c == NULL || arena_map(&c->mem, cap) != ERR_OK) {
		free(c);
		stream_tcp_drop(tcp);
		return NULL;
	}
	c->srv = srv;
	if (stream_init(&c->st, tcp, &events, srv->filter, srv->filter_ctx) != ERR_OK) {
		arena_unmap(&c->mem);
		free(c);
		return NULL;
	}
	return c;
}

static void on_connection(uv_stream_t *h, int status)
{
	struct http_server *srv = h->data;
	union {
		uv_tcp_t *tcp;
		uv_stream_t *stream;
	} u = {status == 0 ? stream_tcp(srv->loop) : NULL};
	struct conn *c;

	if (u.tcp == NULL)
		return;
	if (uv_accept(h, u.stream) != 0 ||
	    srv->num_conns >= (u64)srv->limits.conns_max + OVERLOAD_MAX) {
		stream_tcp_drop(u.tcp);
		return;
	}
	c = conn_new(srv, u.tcp);
	if (c == NULL)
		return;
	c->overload = srv->num_conns >= srv->limits.conns_max;
	c->next = srv->conns;
	if (c->next != NULL)
		c->next->prev = c;
	srv->conns = c;
	srv->num_conns++;
	srv->refs++;
	next_request(c);
}

static void listener_freed(uv_handle_t *h)
{
	server_unref(h->data);
}

static void listener_close(struct http_server *s)
{
	union {
		uv_tcp_t *tcp;
		uv_handle_t *handle;
	} u = {&s->listener};

	uv_close(u.handle, listener_freed);
}

static enum err listen_on(struct http_server *s, const struct sockaddr *at)
{
	union {
		struct sockaddr_storage all;
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} got;
	union {
		uv_tcp_t *tcp;
		uv_stream_t *stream;
	} u = {&s->listener};
	int len = (int)sizeof(got), r = uv_tcp_bind(u.tcp, at, 0);

	if (r == 0)
		r = uv_listen(u.stream, BACKLOG, on_connection);
	if (r == 0)
		r = uv_tcp_getsockname(u.tcp, &got.any, &len);
	if (r != 0)
		return err_of_uv(r);
	s->port = ntohs(got.any.sa_family == AF_INET6 ? got.v6.sin6_port : got.v4.sin_port);
	return ERR_OK;
}

enum err http_server_listen(struct http_server **out, struct uv_loop_s *loop,
                            const struct http_server_opts *o, void *ctx)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} at;
	const struct http_limits *l = o->limits != NULL ? o->limits : &http_limits_default;
	struct http_server *s;
	enum err e;

	if (uv_ip4_addr(o->host, o->port, &at.v4) != 0 &&
	    uv_ip6_addr(o->host, o->port, &at.v6) != 0)
		return ERR_INVALID;
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return ERR_NOMEM;
	s->loop = loop;
	s->limits = *l;
	s->on = *o->handlers;
	s->ctx = ctx;
	s->filter = o->filter;
	s->filter_ctx = o->filter_ctx;
	s->refs = 1;
	if (uv_tcp_init(loop, &s->listener) != 0) {
		free(s);
		return ERR_NOMEM;
	}
	s->listener.data = s;
	e = listen_on(s, &at.any);
	if (e != ERR_OK) {
		listener_close(s);
		return e;
	}
	*out = s;
	return ERR_OK;
}

u16 http_server_port(const struct http_server *s)
{
	return s->port;
}

void http_server_close(struct http_server *s)
{
	if (s->closing)
		return;
	s->closing = true;
	listener_close(s);
	while (s->conns != NULL) {
		struct conn *c = s->conns;

		if (c->ws != NULL)
			ws_close(c->ws, 1001, "server stops");
		stream_end(&c->st, ERR_CANCELLED);
	}
}
