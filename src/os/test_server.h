#ifndef OS_TEST_SERVER_H
#define OS_TEST_SERVER_H
/* A server on a thread of its own, for tests and benches of os: the test talks to it
 * from blocking sockets. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "base/test.h"
#include "os/clock.h"
#include "os/http_server.h"

#define TS_BIG ((size_t)8 << 20)

struct ts {
	uv_loop_t loop;
	uv_thread_t thread;
	uv_async_t stop;
	struct http_server *srv;
	u16 port;
	/* Read after ts_stop only. */
	int opened, closed, requests;
	enum err flood;
	struct http_call *held;
	uv_timer_t timer;
	u8 *big;
};

static void ts_later(uv_timer_t *t)
{
	struct ts *ts = t->data;

	if (ts->held != NULL)
		http_call_text(ts->held, 200, "later");
	ts->held = NULL;
}

static void ts_close(struct ts *ts)
{
	if (ts->srv != NULL)
		http_server_close(ts->srv);
	ts->srv = NULL;
}

UNUSED static bool ts_is(struct slice s, const char *text)
{
	return slice_eq(s, slice_str(text));
}

static void ts_show_target(struct http_call *call, const struct http_request *req)
{
	char text[512];

	(void)snprintf(text, sizeof(text), "%.*s|%.*s|%.*s", (int)req->method.n, req->method.p,
	               (int)req->path.n, req->path.p, (int)req->query.n,
	               req->query.n != 0 ? (const char *)req->query.p : "");
	http_call_text(call, 200, text);
}

static void ts_request(void *ctx, struct http_call *call, const struct http_request *req)
{
	struct ts *ts = ctx;
	struct http_header bad = {"X-Bad", SLICE_LIT("a\r\nInjected: yes")};
	struct http_header good = {"Access-Control-Allow-Origin", SLICE_LIT("*")};

	ts->requests++;
	if (ts_is(req->path, "/echo")) {
		http_call_answer(call, &(struct http_answer){.status = 200,
		                                             .type = "application/octet-stream",
		                                             .body = req->body,
		                                             .headers = &good,
		                                             .num_headers = 1});
	} else if (ts_is(req->path, "/later")) {
		ts->held = call;
		(void)uv_timer_start(&ts->timer, ts_later, 60, 0);
	} else if (ts_is(req->path, "/never")) {
		ts->held = call;
	} else if (ts_is(req->path, "/drop")) {
		http_call_drop(call);
	} else if (ts_is(req->path, "/big")) {
		http_call_answer(
		    call, &(struct http_answer){.status = 200, .body = slice_of(ts->big, TS_BIG)});
	} else if (ts_is(req->path, "/bad-header")) {
		http_call_answer(
		    call, &(struct http_answer){.status = 200, .headers = &bad, .num_headers = 1});
	} else if (ts_is(req->path, "/empty")) {
		http_call_answer(call, &(struct http_answer){.status = 204});
	} else if (ts_is(req->path, "/stop")) {
		http_call_text(call, 200, "stopping");
		ts_close(ts);
	} else {
		ts_show_target(call, req);
	}
}

static bool ts_ws_open(void *ctx, struct ws *ws, const struct http_request *req)
{
	struct ts *ts = ctx;

	ws_set_user(ws, ts);
	if (!ts_is(req->path, "/ws"))
		return false;
	ts->opened++;
	return true;
}

static void ts_ws_message(void *ctx, struct ws *ws, struct slice text)
{
	struct ts *ts = ctx;

	if (ws_user(ws) != ts)
		abort();
	if (ts_is(text, "close"))
		ws_close(ws, 4000, "as you wish");
	else if (ts_is(text, "stop"))
		ts_close(ts);
	else if (ts_is(text, "flood"))
		while ((ts->flood = ws_send_text(ws, slice_of("xxxxxxxxxxxxxxxx", 16))) == ERR_OK)
			;
	else if (ts_is(text, "much"))
		(void)!ws_send_text(ws, slice_of(ts->big, 500000));
	else if (ts_is(text, "slow"))
		clock_sleep_ms(20);
	else
		(void)!ws_send_text(ws, text);
}

static void ts_ws_close(void *ctx, struct ws *ws)
{
	struct ts *ts = ctx;

	if (ws_send_text(ws, SLICE_LIT("too late")) != ERR_STATE)
		abort();
	ts->closed++;
}

static void ts_on_stop(uv_async_t *a)
{
	struct ts *ts = a->data;
	union {
		uv_async_t *async;
		uv_timer_t *timer;
		uv_handle_t *handle;
	} u = {a}, t = {.timer = &ts->timer};

	ts_close(ts);
	ts_later(&ts->timer); /* the client has gone: the answer is dropped */
	uv_close(u.handle, NULL);
	uv_close(t.handle, NULL);
}

static void ts_main(void *p)
{
	struct ts *ts = p;

	(void)uv_run(&ts->loop, UV_RUN_DEFAULT);
}

static const struct http_handlers ts_handlers = {ts_request, ts_ws_open, ts_ws_message,
                                                 ts_ws_close, NULL};

/* Tests that want other limits change this copy. */
UNUSED static const struct http_limits ts_limits = {
    .conns_max = 100,
    .body_max = 100000,
    .ws_message_max = 100000,
    .send_queue_max = 1000000,
    .request_ms = 5000,
    .idle_ms = 5000,
    .ws_ping_ms = 5000,
};

UNUSED static void ts_start_filtered(struct ts *ts, const struct http_limits *l,
                                     const struct filter_ops *filter, void *filter_ctx)
{
	struct http_server_opts o = {.host = "127.0.0.1",
	                             .limits = l,
	                             .handlers = &ts_handlers,
	                             .filter = filter,
	                             .filter_ctx = filter_ctx};

	*ts = (struct ts){.big = malloc(TS_BIG)};
	if (ts->big == NULL || uv_loop_init(&ts->loop) != 0 ||
	    uv_async_init(&ts->loop, &ts->stop, ts_on_stop) != 0 ||
	    uv_timer_init(&ts->loop, &ts->timer) != 0 ||
	    http_server_listen(&ts->srv, &ts->loop, &o, ts) != ERR_OK)
		abort();
	memset(ts->big, 'b', TS_BIG);
	ts->stop.data = ts->timer.data = ts;
	ts->port = http_server_port(ts->srv);
	if (uv_thread_create(&ts->thread, ts_main, ts) != 0)
		abort();
}

UNUSED static void ts_start(struct ts *ts, const struct http_limits *l)
{
	ts_start_filtered(ts, l, NULL, NULL);
}

UNUSED static void ts_stop(struct ts *ts)
{
	(void)uv_async_send(&ts->stop);
	(void)uv_thread_join(&ts->thread);
	if (uv_loop_close(&ts->loop) != 0)
		abort(); /* something was not closed */
	free(ts->big);
}

UNUSED static int ts_connect(const struct ts *ts)
{
	union {
		struct sockaddr any;
		struct sockaddr_in in;
	} at = {.in = {.sin_family = AF_INET,
	               .sin_port = htons(ts->port),
	               .sin_addr = {htonl(INADDR_LOOPBACK)}}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (connect(fd, &at.any, sizeof(at.in)) != 0)
		abort();
	return fd;
}

UNUSED static void ts_send(int fd, const void *p, size_t n)
{
	(void)!send(fd, p, n, MSG_NOSIGNAL);
}

UNUSED static void ts_say(int fd, const char *text)
{
	ts_send(fd, text, strlen(text));
}

UNUSED static char ts_got[65536];
UNUSED static size_t ts_got_len;

/* ts_read collects until the end, `want` bytes or a wait of ms; true at the end. */
UNUSED static bool ts_read(int fd, size_t want, int ms)
{
	ts_got_len = 0;
	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		ssize_t n;

		ts_got[ts_got_len] = '\0';
		if (ts_got_len >= want || poll(&p, 1, ms) != 1)
			return false;
		n = recv(fd, ts_got + ts_got_len, size_min(want, sizeof(ts_got) - 1) - ts_got_len,
		         0);
		if (n <= 0)
			return true;
		ts_got_len += (size_t)n;
	}
}

#define TS_ALL (sizeof(ts_got) - 1)

/* ts_talk sends text on a new connection and reads to the end. */
UNUSED static const char *ts_talk(const struct ts *ts, const char *text)
{
	int fd = ts_connect(ts);

	ts_say(fd, text);
	if (!ts_read(fd, TS_ALL, 4000))
		(void)snprintf(ts_got, sizeof(ts_got), "no end");
	(void)close(fd);
	return ts_got;
}

UNUSED static int ts_status(const char *answer)
{
	int status = 0;

	return sscanf(answer, "HTTP/1.1 %d ", &status) == 1 ? status : -1;
}

#endif /* OS_TEST_SERVER_H */
