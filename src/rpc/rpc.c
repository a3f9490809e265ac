#include "rpc/rpc.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "os/arena_map.h"
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

static const struct http_limits metrics_limits = {
	.conns_max = 16,
	.body_max = 4096,
	.ws_message_max = 1024,
	.send_queue_max = RPC_SEND_QUEUE_MAX,
	.request_ms = 10000,
	.idle_ms = 60000,
	.ws_ping_ms = 30000,
	.turn_ms = RPC_TURN_MS,
};

/* --- answers over HTTP -------------------------------------------------------------------- */

static const char type_text[] = "text/plain; charset=utf-8";
static const char type_json[] = "application/json; charset=utf-8";

/* A page that may ask may read the answer. Others never get here. */
static void answer(const struct rpc *r, struct http_call *call, const struct slice *origin,
		   const struct http_answer *plain)
{
	struct http_header cors[] = {
		{"Access-Control-Allow-Origin", SLICE_LIT("*")},
		{"Access-Control-Allow-Methods", SLICE_LIT("POST, GET, OPTIONS")},
		{"Access-Control-Allow-Headers", SLICE_LIT("content-type")},
		{"Access-Control-Max-Age", SLICE_LIT("600")},
		{"Vary", SLICE_LIT("Origin")},
	};
	struct http_answer a = *plain;

	if (origin != NULL && !r->policy.any)
		cors[0].value = *origin;
	if (origin != NULL || r->policy.any) {
		a.headers = cors;
		a.num_headers = ARRAY_LEN(cors);
	}
	http_call_answer(call, &a);
}

static void answer_text(const struct rpc *r, struct http_call *call, const struct slice *origin,
			u16 status, const char *text)
{
	answer(r, call, origin,
	       &(struct http_answer){
		   .status = status, .type = type_text, .body = slice_str(text)});
}

static enum err health_json(struct rpc *r, struct slice *out)
{
	struct json_wr w;

	arena_reset(&r->answer);
	w = json_wr_arena(&r->answer);
	rpc_wr_health(&w, r);
	return json_wr_arena_done(&w, &r->answer, out);
}

static void get_health(struct rpc *r, struct http_call *call, const struct slice *origin)
{
	struct slice json;

	if (health_json(r, &json) != ERR_OK) {
		answer_text(r, call, origin, 500, "out of memory\n");
		return;
	}
	answer(r, call, origin,
	       &(struct http_answer){.status = 200, .type = type_json, .body = json});
}

/* Ready is who makes or follows blocks: the authority always, once it runs. */
static void get_readiness(struct rpc *r, struct http_call *call, const struct slice *origin)
{
	answer(r, call, origin, &(struct http_answer){.status = 200, .type = type_json});
}

static void get_metrics(struct rpc *r, struct http_call *call, const struct slice *origin)
{
	struct slice page;

	if (rpc_metrics(r, &page) != ERR_OK) {
		answer_text(r, call, origin, 500, "out of memory\n");
		return;
	}
	answer(r, call, origin,
	       &(struct http_answer){.status = 200,
				     .type = "text/plain; version=0.0.4; charset=utf-8",
				     .body = page});
}

static const struct page {
	const char *path;
	void (*get)(struct rpc *r, struct http_call *call, const struct slice *origin);
	bool operator_only;
} pages[] = {
	{"/health", get_health, false},
	{"/health/readiness", get_readiness, false},
	{"/metrics", get_metrics, true},
};

static const struct page *page_of(const struct rpc *r, const struct http_request *req)
{
	if (!slice_eq(req->method, SLICE_LIT("GET")) && !slice_eq(req->method, SLICE_LIT("HEAD")))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(pages); i++)
		if (slice_eq(req->path, slice_str(pages[i].path)) &&
		    (r->allow_unsafe || !pages[i].operator_only))
			return &pages[i];
	return NULL;
}

/* The page that asks, if any, in *origin. NULL: it may; else why not. */
static const char *refusal(struct rpc *r, const struct http_request *req,
			   const struct slice **origin)
{
	const struct slice *host = http1_get(req->head, "host");
	const char *why = NULL;

	*origin = http1_get(req->head, "origin");
	if (host == NULL || !rpc_policy_host(&r->policy, *host))
		why = "Provided Host header is not whitelisted: use an address or localhost, or "
		      "start the node with --rpc-cors https://that.name\n";
	else if (*origin != NULL && !rpc_policy_origin(&r->policy, **origin))
		why = "pages of this origin may not use the node; --rpc-cors lists those that "
		      "may\n";
	r->counts.refused_pages += why != NULL;
	return why;
}

static void on_request(void *ctx, struct http_call *call, const struct http_request *req)
{
	struct rpc *r = (struct rpc *)ctx;
	const struct slice *origin;
	const char *why = refusal(r, req, &origin);
	const struct page *page = page_of(r, req);
	struct slice out;

	if (why != NULL) {
		http_call_text(call, 403, why);
		return;
	}
	if (page != NULL) {
		page->get(r, call, origin);
		return;
	}
	if (slice_eq(req->method, SLICE_LIT("OPTIONS"))) {
		answer(r, call, origin, &(struct http_answer){.status = 204});
		return;
	}
	if (!slice_eq(req->method, SLICE_LIT("POST"))) {
		answer_text(r, call, origin, 405,
			    "JSON-RPC 2.0: POST a request here, or open a WebSocket\n");
		return;
	}
	rpc_handle(r, NULL, req->body, &out);
	answer(r, call, origin,
	       &(struct http_answer){.status = out.n == 0 ? 204 : 200,
				     .type = out.n == 0 ? NULL : type_json,
				     .body = out});
}

/* Prometheus' own listener knows nothing else, and asks no page. */
static void on_metrics_request(void *ctx, struct http_call *call, const struct http_request *req)
{
	if (slice_eq(req->path, SLICE_LIT("/metrics")) &&
	    (slice_eq(req->method, SLICE_LIT("GET")) || slice_eq(req->method, SLICE_LIT("HEAD"))))
		get_metrics((struct rpc *)ctx, call, NULL);
	else
		http_call_text(call, 404, "/metrics is all there is here\n");
}

/* --- WebSocket ---------------------------------------------------------------------------- */

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
	struct rpc *r = (struct rpc *)ctx;
	const struct slice *origin;
	struct rpc_conn *c;

	if (refusal(r, req, &origin) != NULL)
		return false;
	c = (struct rpc_conn *)calloc(1, sizeof(*c));
	if (c == NULL)
		return false;
	r->counts.sessions_opened++;
	c->send = send_text;
	c->waiting = text_waiting;
	c->ctx = ws;
	ws_set_user(ws, c);
	rpc_conn_add(r, c);
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

	c->rpc->counts.sessions_closed++;
	c->rpc->counts.sessions_cut += c->cut;
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

static const struct http_handlers metrics_handlers = {.on_request = on_metrics_request};

static bool is_loopback(const char *host)
{
	return strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0;
}

static enum err listen_all(struct rpc *r, struct uv_loop_s *loop, const struct rpc_opts *o)
{
	struct http_server_opts main = {.host = o->host,
					.port = o->port,
					.limits = &limits,
					.handlers = &handlers,
					.filter = o->filter,
					.filter_ctx = o->filter_ctx};
	struct http_server_opts metrics = {.host = o->metrics_host,
					   .port = o->metrics_port,
					   .limits = &metrics_limits,
					   .handlers = &metrics_handlers};

	TRY(http_server_listen(&r->server, loop, &main, r));
	if (o->metrics_host == NULL)
		return ERR_OK;
	return http_server_listen(&r->metrics, loop, &metrics, r);
}

enum err rpc_serve(struct rpc **out, struct node *n, struct uv_loop_s *loop,
		   const struct rpc_opts *o)
{
	struct rpc *r;
	enum err e;

	TRY(rpc_new(&r, n));
	r->allow_unsafe = o->access == RPC_ACCESS_UNSAFE ||
			  (o->access == RPC_ACCESS_AUTO && is_loopback(o->host));
	e = rpc_policy_parse(&r->policy, o->origins);
	if (e == ERR_OK)
		e = open_timer(r, loop);
	if (e == ERR_OK)
		e = listen_all(r, loop, o);
	if (e == ERR_OK)
		e = rpc_observe(r); /* last: it cannot be undone */
	if (e != ERR_OK) {
		rpc_close(r);
		return e;
	}
	*out = r;
	return ERR_OK;
}

u16 rpc_metrics_port(const struct rpc *r)
{
	return r->metrics == NULL ? 0 : http_server_port(r->metrics);
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
	if (r->metrics != NULL)
		http_server_close(r->metrics);
	CHECK(r->conns == NULL);
	if (r->timer != NULL)
		uv_close((uv_handle_t *)r->timer, timer_closed);
	rpc_free(r);
}
