#include "os/http_client.h"

#include "os/test_server.h"

/* A peer that answers one connection with fixed bytes, from a thread. */
struct peer {
	int fd;
	u16 port;
	const char *answer;
	u32 wait_ms; /* before the answer */
	bool reset;
	uv_thread_t thread;
	char got[1024];
};

static void peer_main(void *p)
{
	struct peer *peer = p;
	int fd = accept(peer->fd, NULL, NULL);
	size_t n = 0;
	ssize_t r;

	while (n < sizeof(peer->got) - 1 && strstr(peer->got, "\r\n\r\n") == NULL &&
	       (r = recv(fd, peer->got + n, sizeof(peer->got) - 1 - n, 0)) > 0)
		n += (size_t)r;
	clock_sleep_ms(peer->wait_ms);
	ts_say(fd, peer->answer);
	if (peer->reset)
		(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0},
		                 sizeof(struct linger));
	(void)close(fd);
}

static void peer_start(struct peer *peer, const char *answer)
{
	union {
		struct sockaddr any;
		struct sockaddr_in in;
	} at = {.in = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}}};
	socklen_t len = sizeof(at);

	peer->answer = answer;
	peer->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(peer->fd, &at.any, sizeof(at.in)) != 0 || listen(peer->fd, 1) != 0 ||
	    getsockname(peer->fd, &at.any, &len) != 0 ||
	    uv_thread_create(&peer->thread, peer_main, peer) != 0)
		abort();
	peer->port = ntohs(at.in.sin_port);
}

static void peer_stop(struct peer *peer)
{
	(void)uv_thread_join(&peer->thread);
	(void)close(peer->fd);
}

static u8 mem[1 << 20];
static u16 status;
static struct slice body;

static enum err fetch(struct http_client_request r, u16 port)
{
	struct arena a = arena_of(mem, sizeof(mem));

	status = 0;
	body = SLICE_EMPTY;
	r.host = r.host != NULL ? r.host : "127.0.0.1";
	r.method = r.method != NULL ? r.method : "GET";
	r.target = r.target != NULL ? r.target : "/x?y";
	r.port = port;
	return http_fetch(&a, &r, &status, &body);
}

static enum err fetch_answer(const char *answer)
{
	struct peer p = {0};
	enum err e;

	peer_start(&p, answer);
	e = fetch((struct http_client_request){.timeout_ms = 2000}, p.port);
	peer_stop(&p);
	return e;
}

TEST(a_request_is_sent_and_its_answer_read)
{
	static u8 big[90000];
	struct ts ts;

	memset(big, 'q', sizeof(big));
	ts_start(&ts, &ts_limits);
	EXPECT_OK(fetch((struct http_client_request){0}, ts.port));
	EXPECT(status == 200 && slice_eq(body, SLICE_LIT("GET|/x|y")));
	EXPECT_OK(fetch(
	    (struct http_client_request){
	        .method = "POST", .target = "/echo", .type = "text/plain", .body = SLICE_ARR(big)},
	    ts.port));
	EXPECT(status == 200 && slice_eq(body, SLICE_ARR(big)));
	EXPECT_OK(fetch((struct http_client_request){.method = "HEAD"}, ts.port));
	EXPECT(status == 200 && body.n == 0);
	EXPECT_OK(fetch((struct http_client_request){.target = "/later"}, ts.port));
	EXPECT(slice_eq(body, SLICE_LIT("later")));
	ts_stop(&ts);
}

TEST(names_of_localhost_are_not_looked_up)
{
	static const char *const names[] = {"localhost", "a.b.localhost", "LocalHost.",
	                                    "127.0.0.1"};
	struct ts ts;

	ts_start(&ts, &ts_limits);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		EXPECT_OK(fetch((struct http_client_request){.host = names[i]}, ts.port));
		EXPECT(status == 200);
	}
	ts_stop(&ts);
	EXPECT_ERR(ERR_IO, fetch((struct http_client_request){.host = "no-such-host.invalid"}, 80));
}

TEST(the_head_of_the_request_is_what_servers_expect)
{
	struct peer p = {0};

	peer_start(&p, "HTTP/1.1 204 No Content\r\n\r\n");
	EXPECT_OK(fetch((struct http_client_request){.method = "POST",
	                                             .target = "/t",
	                                             .type = "application/json"},
	                p.port));
	peer_stop(&p);
	EXPECT(status == 204);
	EXPECT(strncmp(p.got, "POST /t HTTP/1.1\r\nHost: 127.0.0.1:", 34) == 0);
	EXPECT(strstr(p.got, "\r\nContent-Type: application/json\r\nContent-Length: 0\r\n"
	                     "Connection: close\r\n\r\n") != NULL);
}

TEST(every_framing_of_an_answer_is_read)
{
	EXPECT_OK(fetch_answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
	EXPECT(slice_eq(body, SLICE_LIT("hi")));
	EXPECT_OK(fetch_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	                       "2\r\nhi\r\n0\r\n\r\n"));
	EXPECT(slice_eq(body, SLICE_LIT("hi")));
	EXPECT_OK(fetch_answer("HTTP/1.0 500 Oops\r\n\r\nuntil the end"));
	EXPECT(status == 500 && slice_eq(body, SLICE_LIT("until the end")));
	EXPECT_OK(fetch_answer("HTTP/1.1 103 Early Hints\r\n\r\n"
	                       "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
	EXPECT(status == 200);
}

TEST(bad_answers_have_typed_errors)
{
	struct http_client_request small = {.body_max = 10};
	struct peer p = {.wait_ms = 500}, reset = {.reset = true};

	EXPECT_ERR(ERR_EOF, fetch_answer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi"));
	EXPECT_ERR(ERR_EOF, fetch_answer("HTTP/1.1 200 OK\r\n"));
	EXPECT_ERR(ERR_EOF, fetch_answer(""));
	EXPECT_ERR(ERR_FORMAT, fetch_answer("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
	EXPECT_ERR(ERR_FORMAT, fetch_answer("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
	peer_start(&p, "");
	EXPECT_ERR(ERR_TIMEOUT, fetch((struct http_client_request){.timeout_ms = 100}, p.port));
	peer_stop(&p);
	/* Cut off by a reset, a body that ends with the connection is not whole. */
	peer_start(&reset, "HTTP/1.0 200 OK\r\n\r\npart");
	EXPECT_ERR(ERR_EOF, fetch((struct http_client_request){0}, reset.port));
	peer_stop(&reset);
	p = (struct peer){0};
	peer_start(&p, "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world");
	EXPECT_ERR(ERR_LIMIT, fetch(small, p.port));
	peer_stop(&p);
	EXPECT_ERR(ERR_IO, fetch((struct http_client_request){0}, 1));
}

TEST(a_refusal_is_read_although_the_body_is_still_being_sent)
{
	static u8 big[2000000];
	struct ts ts;

	ts_start(&ts, &ts_limits);
	EXPECT_OK(
	    fetch((struct http_client_request){.method = "POST", .body = SLICE_ARR(big)}, ts.port));
	EXPECT(status == 413);
	ts_stop(&ts);
}

TEST(requests_that_would_forge_others_are_refused)
{
	EXPECT_ERR(ERR_INVALID, fetch((struct http_client_request){.target = "/a b"}, 80));
	EXPECT_ERR(ERR_INVALID, fetch((struct http_client_request){.target = "/a\r\nX: y"}, 80));
	EXPECT_ERR(ERR_INVALID, fetch((struct http_client_request){.target = "x"}, 80));
	EXPECT_ERR(ERR_INVALID, fetch((struct http_client_request){.target = ""}, 80));
	EXPECT_ERR(ERR_INVALID, fetch((struct http_client_request){.method = "GET /"}, 80));
	EXPECT_ERR(ERR_INVALID, fetch((struct http_client_request){.type = "a\nb"}, 80));
	EXPECT_ERR(ERR_INVALID, fetch((struct http_client_request){.host = "a\r\nb"}, 80));
	EXPECT_ERR(ERR_INVALID, fetch((struct http_client_request){.host = ""}, 80));
	EXPECT_ERR(ERR_INVALID, fetch((struct http_client_request){0}, 0));
}

struct seen {
	int calls;
	enum err err;
};

static void on_done(void *ctx, enum err e, const struct http_response *res)
{
	struct seen *s = ctx;

	s->calls++;
	s->err = e;
	EXPECT((res != NULL) == (e == ERR_OK));
}

TEST(cancelling_calls_back_once_and_from_the_loop)
{
	static const char *const hosts[] = {"127.0.0.1", "no-such-host.invalid"};
	struct http_client_call *c;
	struct seen s;
	uv_loop_t loop;
	struct ts ts;

	ts_start(&ts, &ts_limits);
	REQUIRE(uv_loop_init(&loop) == 0);
	for (int i = 0; i < 4; i++) {
		struct http_client_request r = {
		    .host = hosts[i % 2], .port = ts.port, .method = "GET", .target = "/never"};

		s = (struct seen){0};
		EXPECT_OK(http_client_send(&c, &loop, &r, on_done, &s));
		for (int k = 0; k < (i < 2 ? 0 : 3); k++)
			(void)uv_run(&loop, UV_RUN_NOWAIT);
		if (s.calls == 0)
			http_client_cancel(c);
		EXPECT(s.calls == 0 || i == 3);
		(void)uv_run(&loop, UV_RUN_DEFAULT);
		EXPECT(s.calls == 1);
		EXPECT(s.err == ERR_CANCELLED || i == 3);
	}
	EXPECT(uv_loop_close(&loop) == 0);
	ts_stop(&ts);
}

TEST_MAIN()
