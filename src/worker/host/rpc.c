#include "worker/host/rpc.h"

#include <stdlib.h>
#include <uv.h>

#include "os/arena_map.h"
#include "os/http_client.h"
#include "os/log.h"
#include "primitives/header.h"

#define RPC_BODY_MAX    ((size_t)4 << 20)
#define RPC_ANSWER_MAX  ((size_t)16 << 20)
#define RPC_ARENA       ((size_t)256 << 20) /* address space; pages come when touched */
#define RPC_TIMEOUT_MS  15000u
#define RPC_BACKOFF_MIN 50u
#define RPC_BACKOFF_MAX 1000u
#define RPC_PROOF_NODES_MAX 4096u

struct call {
	struct rpc *r;
	struct call *next;
	u8 *body;
	size_t len;
	rpc_done *done;
	void *ctx;
	struct http_client_call *http; /* NULL while it waits for its next try */
	uv_timer_t timer;
	u32 backoff_ms;
	bool ended;
};

struct rpc {
	struct worker_host *h;
	uv_loop_t *loop;
	char *host;
	u16 port;
	u8 *mem; /* RPC_BODY_MAX: the call that is being written */
	struct json_wr w;
	struct arena a; /* of the answer at hand */
	struct call *first;
	bool stopped, away;
};

enum err rpc_client_new(struct rpc **out, struct worker_host *h, const char *host, u16 port)
{
	struct rpc *r = (struct rpc *)calloc(1, sizeof(*r));
	size_t n = strlen(host) + 1;

	if (r == NULL)
		return ERR_NOMEM;
	r->h = h;
	r->port = port;
	r->host = (char *)malloc(n);
	r->mem = (u8 *)malloc(RPC_BODY_MAX);
	if (r->host == NULL || r->mem == NULL || arena_map(&r->a, RPC_ARENA) != ERR_OK) {
		rpc_client_free(r);
		return ERR_NOMEM;
	}
	memcpy(r->host, host, n);
	*out = r;
	return ERR_OK;
}

void rpc_start(struct rpc *r, uv_loop_t *loop)
{
	r->loop = loop;
	r->stopped = false;
}

void rpc_client_free(struct rpc *r)
{
	if (r == NULL)
		return;
	CHECK(r->first == NULL);
	if (r->a.mem != NULL)
		arena_unmap(&r->a);
	free(r->host);
	free(r->mem);
	free(r);
}

/* --- one call ---------------------------------------------------------------------------- */

static void on_timer_closed(uv_handle_t *t)
{
	struct call *c = (struct call *)t->data;

	free(c->body);
	free(c);
}

static void unlink_call(struct call *c)
{
	struct call **at = &c->r->first;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
}

/* The end of a call, whatever it is. The receiver may start new ones. */
static void end(struct call *c, enum err e, const struct json *result)
{
	if (c->ended)
		return;
	c->ended = true;
	unlink_call(c);
	c->done(c->r->h, c->ctx, e, result, &c->r->a);
	(void)uv_timer_stop(&c->timer);
	uv_close((uv_handle_t *)&c->timer, on_timer_closed);
}

static void try_again(struct call *c, enum err why);
static void send_call(struct call *c);

/* Reads one answer; false when it is none and the call should be repeated. */
static bool read_answer(struct call *c, struct slice body)
{
	const struct json *j, *result;

	arena_map_reset(&c->r->a, (size_t)4 << 20);
	if (json_parse(&j, body, &c->r->a) != ERR_OK || !json_is(j, JSON_OBJECT))
		return false;
	result = json_get(j, "error");
	if (result != NULL) {
		end(c, ERR_DENIED, result);
		return true;
	}
	result = json_get(j, "result");
	end(c, result != NULL ? ERR_OK : ERR_FORMAT, result);
	return true;
}

static void on_http(void *ctx, enum err e, const struct http_response *res)
{
	struct call *c = (struct call *)ctx;

	c->http = NULL;
	if (c->r->stopped || e == ERR_CANCELLED) {
		end(c, ERR_CANCELLED, NULL);
		return;
	}
	if (e == ERR_OK && res->status == 200 && read_answer(c, res->body)) {
		if (c->r->away)
			LOG(LOG_INFO, "the node answers again", KV_END);
		c->r->away = false;
		return;
	}
	try_again(c, e == ERR_OK ? ERR_FORMAT : e);
}

static void on_again(uv_timer_t *t)
{
	send_call((struct call *)t->data);
}

static void try_again(struct call *c, enum err why)
{
	if (!c->r->away)
		LOG(LOG_INFO, "the node does not answer; trying again", KV_ERR(why),
		    KV_U64("port", c->r->port), KV_END);
	c->r->away = true;
	c->backoff_ms = c->backoff_ms == 0 ? RPC_BACKOFF_MIN : c->backoff_ms * 2;
	if (c->backoff_ms > RPC_BACKOFF_MAX)
		c->backoff_ms = RPC_BACKOFF_MAX;
	(void)uv_timer_start(&c->timer, on_again, c->backoff_ms, 0);
}

static void send_call(struct call *c)
{
	const struct http_client_request q = {.host = c->r->host,
					      .port = c->r->port,
					      .method = "POST",
					      .target = "/",
					      .type = "application/json",
					      .body = slice_of(c->body, c->len),
					      .timeout_ms = RPC_TIMEOUT_MS,
					      .body_max = RPC_ANSWER_MAX};
	enum err e = http_client_send(&c->http, c->r->loop, &q, on_http, c);

	if (e != ERR_OK)
		try_again(c, e);
}

struct json_wr *rpc_begin(struct rpc *r, const char *method)
{
	r->w = json_wr_into(r->mem, RPC_BODY_MAX);
	json_wr_obj(&r->w);
	json_wr_m_cstr(&r->w, "jsonrpc", "2.0");
	json_wr_m_u64(&r->w, "id", 1);
	json_wr_m_cstr(&r->w, "method", method);
	json_wr_key(&r->w, "params");
	json_wr_arr(&r->w);
	return &r->w;
}

static void on_refused(uv_timer_t *t)
{
	end((struct call *)t->data, ERR_CANCELLED, NULL);
}

void rpc_send(struct rpc *r, rpc_done *done, void *ctx)
{
	struct call *c = (struct call *)calloc(1, sizeof(*c));
	struct slice body;

	json_wr_arr_end(&r->w);
	json_wr_obj_end(&r->w);
	/* Params are ours and bounded far below RPC_BODY_MAX. */
	CHECK(c != NULL && json_wr_done(&r->w, &body) == ERR_OK);
	c->r = r;
	c->done = done;
	c->ctx = ctx;
	c->len = body.n;
	c->body = (u8 *)malloc(body.n);
	CHECK(c->body != NULL && uv_timer_init(r->loop, &c->timer) == 0);
	slice_copy(c->body, body);
	c->timer.data = c;
	c->next = r->first;
	r->first = c;
	if (r->stopped)
		(void)uv_timer_start(&c->timer, on_refused, 0, 0);
	else
		send_call(c);
}

void rpc_stop(struct rpc *r)
{
	r->stopped = true;
	for (struct call *c = r->first, *next; c != NULL; c = next) {
		next = c->next;
		if (c->http != NULL)
			http_client_cancel(c->http);
		else
			(void)uv_timer_start(&c->timer, on_refused, 0, 0);
	}
}

/* --- answers to SCALE -------------------------------------------------------------------- */

/* A number as Substrate writes it: "0x…" without leading zeroes. */
static enum err hex_number(const struct json *j, u32 *out)
{
	struct slice s;
	u64 v = 0;

	if (!json_str(j, &s) || s.n < 3 || s.n > 10 || s.p[0] != '0' || s.p[1] != 'x')
		return ERR_FORMAT;
	for (size_t i = 2; i < s.n; i++) {
		u8 c = s.p[i];

		if (c >= '0' && c <= '9')
			v = v << 4 | (u64)(c - '0');
		else if (c >= 'a' && c <= 'f')
			v = v << 4 | (u64)(c - 'a' + 10);
		else
			return ERR_FORMAT;
	}
	*out = (u32)v;
	return ERR_OK;
}

enum err rpc_header(const struct json *j, struct arena *a, struct slice *scale)
{
	const struct json *logs = json_path(j, "digest.logs");
	u8 *buf = (u8 *)arena_alloc(a, HEADER_MAX);
	struct wr w = wr_into(buf, HEADER_MAX);
	u8 parent[32], state[32], xts[32];
	u32 number;

	if (buf == NULL)
		return ERR_NOMEM;
	TRY(json_hex_exact(json_get(j, "parentHash"), parent, 32));
	TRY(hex_number(json_get(j, "number"), &number));
	TRY(json_hex_exact(json_get(j, "stateRoot"), state, 32));
	TRY(json_hex_exact(json_get(j, "extrinsicsRoot"), xts, 32));
	if (!json_is(logs, JSON_ARRAY))
		return ERR_FORMAT;
	wr_bytes(&w, parent, 32);
	wr_compact(&w, number);
	wr_bytes(&w, state, 32);
	wr_bytes(&w, xts, 32);
	wr_compact(&w, logs->num);
	for (const struct json *l = logs->first; l != NULL; l = l->next) {
		struct slice item;

		TRY(json_hex(l, HEADER_MAX, a, &item));
		wr_slice(&w, item);
	}
	return wr_done(&w, scale);
}

enum err rpc_read_proof(const struct json *j, struct arena *a, struct slice *scale)
{
	const struct json *list = json_get(j, "proof");
	size_t max = 8;
	struct wr w;
	u8 *buf;

	if (!json_is(list, JSON_ARRAY) || list->num > RPC_PROOF_NODES_MAX)
		return ERR_FORMAT;
	for (const struct json *n = list->first; n != NULL; n = n->next)
		max += n->text.n / 2 + 8;
	buf = (u8 *)arena_alloc(a, max);
	if (buf == NULL)
		return ERR_NOMEM;
	w = wr_into(buf, max);
	wr_compact(&w, list->num);
	for (const struct json *n = list->first; n != NULL; n = n->next) {
		struct slice node;

		TRY(json_hex(n, max, a, &node));
		wr_vec(&w, node);
	}
	return wr_done(&w, scale);
}

enum err rpc_finality(const struct json *j, struct arena *a, u8 block[32],
		      struct slice *justification)
{
	struct slice bytes;
	struct rd r;

	TRY(json_hex(j, (size_t)1 << 20, a, &bytes));
	r = rd_from(bytes);
	rd_bytes(&r, block, 32);
	*justification = rd_vec(&r, 65536);
	/* What follows are headers that we fetch ourselves. */
	return r.err;
}
