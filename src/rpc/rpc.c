#include "rpc/rpc.h"

#include <stdlib.h>
#include <uv.h>

#include "os/http_server.h"
#include "rpc/core.h"

static const struct http_limits limits = {
	.conns_max = RPC_CONNS_MAX,
	.body_max = RPC_REQUEST_MAX,
	.ws_message_max = RPC_REQUEST_MAX,
	.send_queue_max = RPC_SEND_QUEUE_MAX,
	.request_ms = 30000,
	.idle_ms = 60000,
	.ws_ping_ms = 30000,
	.ws_pause_at = RPC_SLOW_BYTES,
	.turn_ms = RPC_TURN_MS,
};

/* Any page may ask: nothing here is secret, and nothing acts without a signature. */
static const struct http_header cors[] = {
	{"Access-Control-Allow-Origin", {(const u8 *)"*", 1}},
	{"Access-Control-Allow-Methods", {(const u8 *)"POST, OPTIONS", 13}},
	{"Access-Control-Allow-Headers", {(const u8 *)"content-type", 12}},
	{"Access-Control-Max-Age", {(const u8 *)"600", 3}},
};

static void answer(struct http_call *call, u16 status, const char *type, struct slice body)
{
	struct http_answer a = {.status = status,
				.type = type,
				.body = body,
				.headers = cors,
				.num_headers = ARRAY_LEN(cors)};

	http_call_answer(call, &a);
}

static void on_request(void *ctx, struct http_call *call, const struct http_request *req)
{
	struct rpc *r = (struct rpc *)ctx;
	struct slice out;

	if (slice_eq(req->method, SLICE_LIT("OPTIONS"))) {
		answer(call, 204, NULL, SLICE_EMPTY);
		return;
	}
	if (!slice_eq(req->method, SLICE_LIT("POST"))) {
		answer(call, 405, "text/plain; charset=utf-8",
		       SLICE_LIT("JSON-RPC 2.0: POST a request here, or open a WebSocket\n"));
		return;
	}
	rpc_handle(r, NULL, req->body, &out);
	if (out.n == 0)
		answer(call, 204, NULL, SLICE_EMPTY);
	else
		answer(call, 200, "application/json; charset=utf-8", out);
}

static enum err send_text(void *ctx, struct slice text)
{
	return ws_send_text((struct ws *)ctx, text);
}

static size_t text_waiting(void *ctx)
{
	return ws_waiting((struct ws *)ctx);
}

static void on_later(uv_timer_t *t)
{
	struct rpc *r = (struct rpc *)t->data;

	if (rpc_run_later(r))
		(void)uv_timer_start(t, on_later, 1, 0);
}

static void wake(struct rpc *r)
{
	if (!uv_is_active((const uv_handle_t *)r->timer))
		(void)uv_timer_start(r->timer, on_later, 1, 0);
}

static bool on_ws_open(void *ctx, struct ws *ws, const struct http_request *req)
{
	struct rpc_conn *c = (struct rpc_conn *)calloc(1, sizeof(*c));

	(void)req;
	if (c == NULL)
		return false;
	c->send = send_text;
	c->waiting = text_waiting;
	c->ctx = ws;
	ws_set_user(ws, c);
	rpc_conn_add((struct rpc *)ctx, c);
	return true;
}

static void on_ws_message(void *ctx, struct ws *ws, struct slice text)
{
	struct rpc_conn *c = (struct rpc_conn *)ws_user(ws);
	struct slice out;

	rpc_handle((struct rpc *)ctx, c, text, &out);
	if (out.n != 0 && ws_send_text(ws, out) != ERR_OK)
		return;
	rpc_prime(c);
}

static void on_ws_close(void *ctx, struct ws *ws)
{
	struct rpc_conn *c = (struct rpc_conn *)ws_user(ws);

	(void)ctx;
	rpc_conn_remove(c);
	free(c);
}

static void on_ws_drained(void *ctx, struct ws *ws)
{
	const struct rpc_conn *c = (const struct rpc_conn *)ws_user(ws);

	if (c->later != NULL)
		wake((struct rpc *)ctx);
}

static const struct http_handlers handlers = {on_request,    on_ws_open,  on_ws_message,
					      on_ws_close, on_ws_drained};

static enum err open_timer(struct rpc *r, struct uv_loop_s *loop)
{
	r->timer = (uv_timer_t *)calloc(1, sizeof(*r->timer));
	if (r->timer == NULL)
		return ERR_NOMEM;
	(void)uv_timer_init(loop, r->timer);
	r->timer->data = r;
	r->wake = wake;
	return ERR_OK;
}

static void timer_closed(uv_handle_t *h)
{
	free(h);
}

enum err rpc_serve(struct rpc **out, struct node *n, struct uv_loop_s *loop, const char *host,
		   u16 port)
{
	struct http_server_opts o = {
	    .host = host, .port = port, .limits = &limits, .handlers = &handlers};
	struct rpc *r;
	enum err e;

	TRY(rpc_new(&r, n));
	e = open_timer(r, loop);
	if (e == ERR_OK)
		e = http_server_listen(&r->server, loop, &o, r);
	if (e == ERR_OK)
		e = rpc_observe(r); /* last: it cannot be undone */
	if (e != ERR_OK) {
		rpc_close(r);
		return e;
	}
	*out = r;
	return ERR_OK;
}

u16 rpc_port(const struct rpc *r)
{
	return http_server_port(r->server);
}

void rpc_close(struct rpc *r)
{
	if (r == NULL)
		return;
	if (r->server != NULL)
		http_server_close(r->server);
	CHECK(r->conns == NULL);
	if (r->timer != NULL)
		uv_close((uv_handle_t *)r->timer, timer_closed);
	rpc_free(r);
}
