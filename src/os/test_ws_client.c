#include "os/ws_client.h"

#include "os/test_server.h"
#include "os/ws_handshake.h"

struct seen {
	struct ws *ws;
	const char *say; /* sent on open */
	int opens, messages, closes;
	enum err why;
	bool close_on_message;
	char last[256];
	size_t last_len;
	char reason[200];
};

static void on_open(void *ctx, struct ws *ws)
{
	struct seen *s = ctx;

	s->opens++;
	EXPECT(ws == s->ws);
	if (s->say != NULL)
		EXPECT_OK(ws_send_text(ws, slice_str(s->say)));
}

static void on_message(void *ctx, struct ws *ws, struct slice text)
{
	struct seen *s = ctx;

	s->messages++;
	s->last_len = text.n;
	slice_copy(s->last, slice_of(text.p, size_min(text.n, sizeof(s->last))));
	if (s->close_on_message)
		ws_close(ws, 1000, s->reason);
}

static void on_close(void *ctx, struct ws *ws, enum err why)
{
	struct seen *s = ctx;

	EXPECT_ERR(ERR_STATE, ws_send_text(ws, SLICE_LIT("late")));
	s->closes++;
	s->why = why;
}

static const struct ws_client_handlers handlers = {on_open, on_message, on_close};

static enum err run(struct seen *s, struct ws_client_opts o, bool close_at_once)
{
	uv_loop_t loop;
	enum err e;

	if (uv_loop_init(&loop) != 0)
		return ERR_NOMEM;
	o.host = o.host != NULL ? o.host : "127.0.0.1";
	o.target = o.target != NULL ? o.target : "/ws";
	o.handlers = &handlers;
	e = ws_client_open(&s->ws, &loop, &o, s);
	if (e == ERR_OK) {
		EXPECT_ERR(ERR_STATE, ws_send_text(s->ws, SLICE_LIT("early")));
		if (close_at_once)
			ws_close(s->ws, 1000, NULL);
	}
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	EXPECT(uv_loop_close(&loop) == 0);
	EXPECT(s->closes == (e == ERR_OK));
	return e;
}

TEST(a_message_goes_there_and_back_and_the_end_is_proper)
{
	struct seen s = {.say = "hello \xf0\x9f\xa6\x89", .close_on_message = true};
	struct ts ts;

	memset(s.reason, 'r', sizeof(s.reason) - 1); /* longer than a frame holds */
	ts_start(&ts, &ts_limits);
	EXPECT_OK(run(&s, (struct ws_client_opts){.port = ts.port, .host = "x.localhost"}, false));
	EXPECT(s.opens == 1 && s.messages == 1 && s.why == ERR_OK);
	EXPECT(s.last_len == 10 && memcmp(s.last, s.say, 10) == 0);
	ts_stop(&ts);
	EXPECT(ts.opened == 1 && ts.closed == 1);
}

TEST(the_server_may_say_goodbye_first)
{
	struct seen s = {.say = "close"}, stop = {.say = "stop"};
	struct ts ts;

	ts_start(&ts, &ts_limits);
	EXPECT_OK(run(&s, (struct ws_client_opts){.port = ts.port}, false));
	EXPECT(s.opens == 1 && s.messages == 0 && s.why == ERR_OK);
	EXPECT_OK(run(&stop, (struct ws_client_opts){.port = ts.port}, false));
	EXPECT(stop.opens == 1 && stop.closes == 1);
	ts_stop(&ts);
}

TEST(a_message_beyond_the_limit_ends_the_connection)
{
	static char text[5001];
	struct seen s = {.say = text};
	struct ts ts;

	memset(text, 'x', 5000);
	ts_start(&ts, &ts_limits);
	EXPECT_OK(run(&s, (struct ws_client_opts){.port = ts.port, .message_max = 4999}, false));
	EXPECT(s.messages == 0 && s.why == ERR_FORMAT);
	s = (struct seen){.say = text, .close_on_message = true};
	EXPECT_OK(run(&s, (struct ws_client_opts){.port = ts.port, .message_max = 5000}, false));
	EXPECT(s.messages == 1 && s.last_len == 5000 && s.why == ERR_OK);
	ts_stop(&ts);
}

TEST(a_connection_that_never_comes_up_is_reported_once)
{
	struct seen s = {0};
	struct ts ts;

	EXPECT_OK(run(&s, (struct ws_client_opts){.port = 1}, false));
	EXPECT(s.opens == 0 && s.why == ERR_IO);
	ts_start(&ts, &ts_limits);
	s = (struct seen){0};
	EXPECT_OK(run(&s, (struct ws_client_opts){.port = ts.port, .target = "/other"}, false));
	EXPECT(s.opens == 0 && s.why == ERR_FORMAT);
	s = (struct seen){0};
	EXPECT_OK(run(&s, (struct ws_client_opts){.port = ts.port}, true));
	EXPECT(s.opens == 0 && s.why == ERR_CANCELLED);
	ts_stop(&ts);
	s = (struct seen){0};
	EXPECT_ERR(ERR_INVALID, run(&s, (struct ws_client_opts){.port = 1, .target = "x"}, false));
	EXPECT_ERR(ERR_INVALID, run(&s, (struct ws_client_opts){.port = 0}, false));
}

/* A peer that takes the request and answers with fixed text, or with nothing. */
struct answer {
	int fd;
	const char *text;
};

static void answer_once(void *p)
{
	struct answer *a = p;
	int fd = accept(a->fd, NULL, NULL);
	char got[2048];

	(void)!recv(fd, got, sizeof(got), 0);
	ts_say(fd, a->text);
	(void)!recv(fd, got, sizeof(got), 0);
	(void)close(fd);
}

static enum err why_with(const char *answer, u32 connect_ms)
{
	union {
		struct sockaddr any;
		struct sockaddr_in in;
	} at = {.in = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t len = sizeof(at);
	struct seen s = {0};
	struct answer arg = {fd, answer};
	uv_thread_t t;

	if (bind(fd, &at.any, sizeof(at.in)) != 0 || listen(fd, 1) != 0 ||
	    getsockname(fd, &at.any, &len) != 0)
		abort();
	if (uv_thread_create(&t, answer_once, &arg) != 0)
		abort();
	EXPECT_OK(run(
	    &s, (struct ws_client_opts){.port = ntohs(at.in.sin_port), .connect_ms = connect_ms},
	    false));
	(void)uv_thread_join(&t);
	(void)close(fd);
	EXPECT(s.opens == 0);
	return s.why;
}

TEST(a_peer_that_does_not_upgrade_properly_is_refused)
{
	EXPECT_ERR(ERR_TIMEOUT, why_with("", 100));
	EXPECT_ERR(ERR_FORMAT,
	           why_with("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
	                    "Connection: Upgrade\r\n"
	                    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
	                    2000));
	EXPECT_ERR(ERR_FORMAT, why_with("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 2000));
	EXPECT_ERR(ERR_FORMAT, why_with("garbage\r\n\r\n", 2000));
}

/* A server thread that upgrades properly and then says nothing at all. */
static void mute(void *p)
{
	int *fds = p, fd = accept(fds[0], NULL, NULL);
	char got[2048], accept_key[40], answer[300];
	ssize_t n = recv(fd, got, sizeof(got) - 1, 0);
	char *key;

	got[n > 0 ? n : 0] = '\0';
	key = strstr(got, "Sec-WebSocket-Key: ");
	if (key == NULL)
		abort();
	ws_accept_of(accept_key, slice_of(key + 19, 24));
	(void)snprintf(answer, sizeof(answer),
	               "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
	               "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
	               accept_key);
	ts_say(fd, answer);
	while (recv(fd, got, sizeof(got), 0) > 0)
		;
	(void)close(fd);
}

TEST(a_silent_peer_is_given_up)
{
	union {
		struct sockaddr any;
		struct sockaddr_in in;
	} at = {.in = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t len = sizeof(at);
	struct seen s = {0};
	uv_thread_t t;

	REQUIRE(bind(fd, &at.any, sizeof(at.in)) == 0 && listen(fd, 1) == 0 &&
	        getsockname(fd, &at.any, &len) == 0 && uv_thread_create(&t, mute, &fd) == 0);
	EXPECT_OK(
	    run(&s, (struct ws_client_opts){.port = ntohs(at.in.sin_port), .ping_ms = 60}, false));
	EXPECT(s.opens == 1 && s.why == ERR_TIMEOUT);
	(void)uv_thread_join(&t);
	(void)close(fd);
}

TEST_MAIN()
