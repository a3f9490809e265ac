#include "os/http_client.h"

#include <stdlib.h>

#include "os/arena_map.h"
#include "os/dial.h"
#include "os/http_head.h"
#include "os/stream.h"

#define TIMEOUT_MS_DEFAULT 30000u
#define BODY_MAX_DEFAULT   ((size_t)16 << 20)
#define ARENA_SLACK        65536u

struct http_client_call {
	struct stream st; /* first: events cast it back */
	struct dial *dial;
	uv_timer_t timer;
	struct http1 h;
	struct arena mem;
	struct http_head head; /* of the request */
	u8 *body;
	size_t body_len;
	const struct filter_ops *filter;
	void *filter_ctx;
	http_client_done *done; /* NULL: told */
	void *ctx;
	bool live, closed, cancelled; /* the stream is open; the timer is gone */
};

static struct http_client_call *call_of(struct stream *s)
{
	union {
		struct stream *s;
		struct http_client_call *c;
	} u = {s};

	return u.c;
}

static void call_free(struct http_client_call *c)
{
	if (c->live || !c->closed)
		return;
	http_head_free(&c->head);
	arena_unmap(&c->mem);
	free(c->body);
	free(c);
}

static void timer_closed(uv_handle_t *h)
{
	struct http_client_call *c = h->data;

	c->closed = true;
	call_free(c);
}

/* shut lets go of whatever is still open; the memory follows from the loop. */
static void shut(struct http_client_call *c)
{
	union {
		uv_timer_t *timer;
		uv_handle_t *handle;
	} u = {&c->timer};

	if (c->dial != NULL)
		dial_cancel(c->dial);
	c->dial = NULL;
	if (c->live)
		stream_end(&c->st, ERR_CANCELLED);
	uv_close(u.handle, timer_closed);
}

/* finish tells the caller, once. */
static void finish(struct http_client_call *c, enum err e)
{
	http_client_done *done = c->done;
	struct http_response res = {.status = c->h.status, .body = c->h.body, .head = &c->h};

	if (done == NULL)
		return;
	c->done = NULL;
	done(c->ctx, e, e == ERR_OK ? &res : NULL);
	shut(c);
}

static void on_timer_call(uv_timer_t *t)
{
	struct http_client_call *c = t->data;

	finish(c, c->cancelled ? ERR_CANCELLED : ERR_TIMEOUT);
}

static size_t on_bytes(struct stream *s, struct slice in)
{
	struct http_client_call *c = call_of(s);
	size_t used = 0;
	enum err e = http1_feed(&c->h, in, &used);

	if (e != ERR_OK)
		finish(c, e);
	else if (c->h.state == HTTP1_DONE)
		finish(c, c->h.status == 101 ? ERR_FORMAT : ERR_OK); /* no upgrade was asked for */
	return e != ERR_OK ? in.n : used;
}

static void on_nothing(struct stream *s)
{
	(void)s;
}

static void on_end(struct stream *s, enum err why)
{
	struct http_client_call *c = call_of(s);

	if (why == ERR_OK)
		why = http1_eof(&c->h);
	finish(c, why);
}

static void on_free(struct stream *s)
{
	struct http_client_call *c = call_of(s);

	c->live = false;
	call_free(c);
}

static const struct stream_events events = {on_bytes, on_nothing, on_nothing,
					    on_end,   on_free,    NULL};

static void on_dial(void *ctx, enum err e, uv_tcp_t *tcp)
{
	struct http_client_call *c = ctx;

	c->dial = NULL;
	if (e == ERR_OK)
		e = stream_init(&c->st, tcp, &events, c->filter, c->filter_ctx);
	if (e != ERR_OK) {
		finish(c, e);
		return;
	}
	c->live = true;
	stream_write(&c->st, slice_of(c->head.p, c->head.n), slice_of(c->body, c->body_len));
}

static enum err head_make(struct http_client_call *c, const struct http_client_request *r)
{
	struct slice target = slice_str(r->target);
	struct http_head *h = &c->head;

	if (!http1_is_token(slice_str(r->method)) || !http1_is_target(target) || target.n == 0 ||
	    target.p[0] != '/')
		return ERR_INVALID;
	*h = http_head_new();
	if (h->bad)
		return ERR_NOMEM;
	http_head_addf(h, "%s ", r->method);
	http_head_add(h, target);
	http_head_add(h, SLICE_LIT(" HTTP/1.1\r\n"));
	http_head_host(h, r->host, r->port);
	http_head_field(h, "Accept", SLICE_LIT("*/*"));
	if (r->type != NULL)
		http_head_field(h, "Content-Type", slice_str(r->type));
	if (r->body.n != 0 || slice_eq(slice_str(r->method), SLICE_LIT("POST")))
		http_head_addf(h, "Content-Length: %zu\r\n", r->body.n);
	http_head_add(h, SLICE_LIT("Connection: close\r\n\r\n"));
	return h->bad ? ERR_INVALID : ERR_OK;
}

static enum err call_init(struct http_client_call *c, const struct http_client_request *r)
{
	size_t max = r->body_max != 0 ? r->body_max : BODY_MAX_DEFAULT;

	TRY(head_make(c, r));
	if (max > SIZE_MAX / 4)
		return ERR_LIMIT;
	TRY(arena_map(&c->mem, HTTP1_HEAD_MAX + 2 * max + ARENA_SLACK));
	TRY(http1_init(&c->h, HTTP1_RESPONSE, &c->mem, max));
	if (slice_eq(slice_str(r->method), SLICE_LIT("HEAD")))
		http1_expect_no_body(&c->h);
	if (r->body.n != 0) {
		c->body = malloc(r->body.n);
		if (c->body == NULL)
			return ERR_NOMEM;
		slice_copy(c->body, r->body);
		c->body_len = r->body.n;
	}
	c->filter = r->filter;
	c->filter_ctx = r->filter_ctx;
	return ERR_OK;
}

enum err http_client_send(struct http_client_call **out, struct uv_loop_s *loop,
                          const struct http_client_request *r, http_client_done *done, void *ctx)
{
	struct http_client_call *c = calloc(1, sizeof(*c));
	enum err e;

	if (c == NULL)
		return ERR_NOMEM;
	e = call_init(c, r);
	if (e == ERR_OK)
		e = dial_start(&c->dial, loop, r->host, r->port, on_dial, c);
	if (e != ERR_OK) {
		c->closed = true;
		call_free(c);
		return e;
	}
	c->done = done;
	c->ctx = ctx;
	(void)uv_timer_init(loop, &c->timer);
	c->timer.data = c;
	(void)uv_timer_start(&c->timer, on_timer_call,
	                     r->timeout_ms != 0 ? r->timeout_ms : TIMEOUT_MS_DEFAULT, 0);
	if (out != NULL)
		*out = c;
	return ERR_OK;
}

void http_client_cancel(struct http_client_call *c)
{
	c->cancelled = true;
	if (c->done != NULL)
		(void)uv_timer_start(&c->timer, on_timer_call, 0, 0);
}

struct fetch {
	struct arena *a;
	enum err err;
	u16 status;
	struct slice body;
	const char *name; /* the field that is wanted, or NULL */
	struct slice value;
};

static void on_fetched(void *ctx, enum err e, const struct http_response *res)
{
	struct fetch *f = ctx;
	const struct slice *value;

	f->err = e;
	if (e != ERR_OK)
		return;
	f->status = res->status;
	f->err = arena_dup(f->a, res->body, &f->body);
	value = f->name == NULL ? NULL : http1_get(res->head, f->name);
	if (f->err == ERR_OK && value != NULL)
		f->err = arena_dup(f->a, *value, &f->value);
}

enum err http_fetch_field(struct arena *a, const struct http_client_request *r, u16 *status,
                          struct slice *body, const char *name, struct slice *value)
{
	struct fetch f = {.a = a, .err = ERR_IO, .name = name};
	uv_loop_t loop;
	enum err e;

	if (uv_loop_init(&loop) != 0)
		return ERR_NOMEM;
	e = http_client_send(NULL, &loop, r, on_fetched, &f);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	CHECK(uv_loop_close(&loop) == 0);
	TRY(e);
	TRY(f.err);
	*status = f.status;
	*body = f.body;
	*value = f.value;
	return ERR_OK;
}

enum err http_fetch(struct arena *a, const struct http_client_request *r, u16 *status,
                    struct slice *body)
{
	struct slice none;

	return http_fetch_field(a, r, status, body, NULL, &none);
}
