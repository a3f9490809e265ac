#include "os/http_server.h"

#include "os/test_server.h"

#define END "Host: x\r\nConnection: close\r\n\r\n"

static bool body_is(const char *answer, const char *want)
{
	const char *p = strstr(answer, "\r\n\r\n");

	return p != NULL && strcmp(p + 4, want) == 0;
}

static int count(const char *in, const char *what)
{
	int n = 0;

	for (; (in = strstr(in, what)) != NULL; in += strlen(what))
		n++;
	return n;
}

TEST(a_request_is_answered_with_the_usual_fields)
{
	struct ts ts;
	const char *a;

	ts_start(&ts, &ts_limits);
	a = ts_talk(&ts, "GET /a/b?c=d HTTP/1.1\r\n" END);
	EXPECT(strncmp(a, "HTTP/1.1 200 OK\r\nDate: ", 23) == 0);
	EXPECT(strstr(a, "\r\nContent-Type: text/plain; charset=utf-8\r\n") != NULL);
	EXPECT(strstr(a, "\r\nContent-Length: 12\r\n") != NULL);
	EXPECT(strstr(a, "\r\nConnection: close\r\n") != NULL);
	EXPECT(body_is(a, "GET|/a/b|c=d"));
	a = ts_talk(&ts, "POST /echo HTTP/1.1\r\nContent-Length: 3\r\n" END "abc");
	EXPECT(ts_status(a) == 200 && body_is(a, "abc"));
	EXPECT(strstr(a, "\r\nAccess-Control-Allow-Origin: *\r\n") != NULL);
	a = ts_talk(&ts, "GET http://x.org/p?q HTTP/1.1\r\n" END);
	EXPECT(body_is(a, "GET|/p|q"));
	a = ts_talk(&ts, "OPTIONS * HTTP/1.1\r\n" END);
	EXPECT(body_is(a, "OPTIONS|*|"));
	ts_stop(&ts);
	EXPECT(ts.requests == 4);
}

TEST(a_request_may_come_byte_by_byte)
{
	static const char req[] = "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END
	                          "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
	struct ts ts;
	int fd;

	ts_start(&ts, &ts_limits);
	fd = ts_connect(&ts);
	for (size_t i = 0; i < sizeof(req) - 1; i++) {
		ts_send(fd, req + i, 1);
		if (i % 8 == 0)
			usleep(500);
	}
	EXPECT(ts_read(fd, TS_ALL, 4000) && ts_status(ts_got) == 200 && body_is(ts_got, "abcde"));
	(void)close(fd);
	ts_stop(&ts);
}

TEST(pipelined_requests_are_answered_in_order_even_when_one_takes_time)
{
	struct ts ts;
	const char *a, *p;

	ts_start(&ts, &ts_limits);
	a = ts_talk(&ts, "GET /later HTTP/1.1\r\nHost: x\r\n\r\n"
	                 "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"
	                 "GET /last HTTP/1.1\r\n" END);
	EXPECT(count(a, "HTTP/1.1 200 OK") == 3);
	EXPECT(count(a, "Connection: keep-alive") == 2 && count(a, "Connection: close") == 1);
	p = strstr(a, "\r\n\r\nlater");
	REQUIRE(p != NULL);
	p = strstr(p, "\r\n\r\nhi");
	REQUIRE(p != NULL);
	EXPECT(strstr(p, "\r\n\r\nGET|/last|") != NULL);
	ts_stop(&ts);
}

TEST(a_connection_serves_many_requests)
{
	struct ts ts;
	size_t answer_len;
	int fd;

	ts_start(&ts, &ts_limits);
	fd = ts_connect(&ts);
	ts_say(fd, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
	(void)ts_read(fd, TS_ALL, 300);
	answer_len = ts_got_len;
	for (int i = 1; i < 50; i++) {
		ts_say(fd, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
		EXPECT(!ts_read(fd, answer_len, 2000) && strstr(ts_got, "GET|/x|") != NULL);
	}
	(void)close(fd);
	ts_stop(&ts);
	EXPECT(ts.requests == 50);
}

TEST(http_1_0_closes_unless_asked_to_stay)
{
	struct ts ts;
	const char *a;

	ts_start(&ts, &ts_limits);
	a = ts_talk(&ts, "GET /x HTTP/1.0\r\n\r\n");
	EXPECT(ts_status(a) == 200 && strstr(a, "Connection: close") != NULL);
	a = ts_talk(&ts,
	            "GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /y HTTP/1.0\r\n\r\n");
	EXPECT(count(a, "HTTP/1.1 200") == 2);
	ts_stop(&ts);
}

TEST(head_and_no_content_have_no_body)
{
	struct ts ts;
	const char *a;

	ts_start(&ts, &ts_limits);
	a = ts_talk(&ts, "HEAD /x HTTP/1.1\r\n" END);
	EXPECT(strstr(a, "Content-Length: 8") != NULL && body_is(a, ""));
	a = ts_talk(&ts, "GET /empty HTTP/1.1\r\n" END);
	EXPECT(ts_status(a) == 204 && strstr(a, "Content-Length") == NULL && body_is(a, ""));
	ts_stop(&ts);
}

TEST(a_client_that_waits_for_100_gets_it)
{
	struct ts ts;
	int fd;

	ts_start(&ts, &ts_limits);
	fd = ts_connect(&ts);
	ts_say(fd, "POST /echo HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\n" END);
	EXPECT(!ts_read(fd, 25, 2000));
	EXPECT(strcmp(ts_got, "HTTP/1.1 100 Continue\r\n\r\n") == 0);
	ts_say(fd, "abc");
	EXPECT(ts_read(fd, TS_ALL, 2000) && ts_status(ts_got) == 200 && body_is(ts_got, "abc"));
	(void)close(fd);
	EXPECT(ts_status(ts_talk(&ts, "GET / HTTP/1.1\r\nExpect: magic\r\n" END)) == 417);
	EXPECT(ts_status(ts_talk(&ts, "POST / HTTP/1.1\r\nContent-Length: 100001\r\n"
	                              "Expect: 100-continue\r\n" END)) == 413);
	ts_stop(&ts);
}

TEST(what_two_parsers_could_read_differently_is_refused)
{
	static const char *const bad[] = {
	    "POST /echo HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n" END "abcd",
	    "POST /echo HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r\n" END "abc",
	    "POST /echo HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n" END
	    "0\r\n\r\n",
	    "POST /echo HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n" END "0\r\n\r\n",
	    "POST /echo HTTP/1.1\r\nTransfer-Encoding : chunked\r\n" END "0\r\n\r\n",
	    "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END "-1\r\n\r\n",
	    "POST /echo HTTP/1.1\r\nContent-Length: +3\r\n" END "abc",
	    "POST /echo HTTP/1.1\r\nContent-Length: 0x3\r\n" END "abc",
	    "POST /echo HTTP/1.1\r\nContent-Length: 3, 3\r\n" END "abc",
	    "GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
	    "GET /x HTTP/1.1\r\n\r\n",
	    "GET /x HTTP/1.1\nHost: x\n\n",
	    "GET /x HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
	    "GET /x  HTTP/1.1\r\n" END,
	    "GET x HTTP/1.1\r\n" END,
	    "\r\nGET /x HTTP/1.1\r\n" END,
	    "\x16\x03\x01\x02\x01\x01\x03\x01\xfc\x03\x03\r\n\r\n",
	};
	struct ts ts;

	ts_start(&ts, &ts_limits);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const char *a = ts_talk(&ts, bad[i]);

		if (ts_status(a) != 400 || count(a, "HTTP/1.1 ") != 1)
			(void)fprintf(stderr, "case %zu: %s\n", i, a);
		EXPECT(ts_status(a) == 400 && count(a, "HTTP/1.1 ") == 1);
	}
	EXPECT(ts_status(ts_talk(&ts, "GET /x HTTP/2.0\r\n" END)) == 505);
	ts_stop(&ts);
	EXPECT(ts.requests == 0);
}

TEST(limits_are_exact_and_named)
{
	static char req[200000];
	struct ts ts;
	int n, fd;

	ts_start(&ts, &ts_limits);
	n = snprintf(req, 200, "POST /echo HTTP/1.1\r\nContent-Length: 100000\r\n" END);
	memset(req + n, 'z', 100000);
	fd = ts_connect(&ts);
	for (size_t at = 0; at < (size_t)n + 100000;) {
		ssize_t put = send(fd, req + at, (size_t)n + 100000 - at, MSG_NOSIGNAL);

		REQUIRE(put > 0);
		at += (size_t)put;
	}
	EXPECT(!ts_read(fd, 60000, 2000) && ts_status(ts_got) == 200);
	(void)close(fd);
	/* The client sends all of a body that is refused, and still reads the answer. */
	n = snprintf(req, 200, "POST /echo HTTP/1.1\r\nContent-Length: 100001\r\n" END);
	memset(req + n, 'z', 100001);
	req[n + 100001] = '\0';
	EXPECT(ts_status(ts_talk(&ts, req)) == 413);
	EXPECT(ts_status(ts_talk(&ts, "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END
	                              "186a1\r\n")) == 413);
	n = snprintf(req, 200, "GET /x HTTP/1.1\r\nX: ");
	memset(req + n, 'z', HTTP1_HEAD_MAX);
	(void)snprintf(req + n + HTTP1_HEAD_MAX, 100, "\r\n" END);
	EXPECT(ts_status(ts_talk(&ts, req)) == 431);
	ts_stop(&ts);
	EXPECT(ts.requests == 1);
}

TEST(slow_requests_time_out_with_an_answer_and_idle_ones_without)
{
	struct http_limits l = ts_limits;
	struct ts ts;
	int drip, idle;
	u64 t;

	l.request_ms = 200;
	l.idle_ms = 400;
	ts_start(&ts, &l);
	idle = ts_connect(&ts);
	drip = ts_connect(&ts);
	t = clock_mono_ms();
	for (int i = 0; i < 20; i++) { /* each byte in time, the whole not */
		ts_say(drip, i == 0 ? "GET /" : "x");
		if (poll(&(struct pollfd){.fd = drip, .events = POLLIN}, 1, 20) == 1)
			break;
	}
	EXPECT(ts_read(drip, TS_ALL, 2000) && ts_status(ts_got) == 408);
	EXPECT(clock_mono_ms() - t >= 190 && clock_mono_ms() - t < 2500);
	EXPECT(ts_read(idle, TS_ALL, 2000) && ts_got_len == 0);
	(void)close(drip);
	(void)close(idle);
	ts_stop(&ts);
}

TEST(a_client_that_does_not_read_is_cut_off)
{
	struct http_limits l = ts_limits;
	struct ts ts;
	size_t all = 0;
	int fd;

	l.request_ms = 200;
	ts_start(&ts, &l);
	fd = ts_connect(&ts);
	ts_say(fd, "GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
	clock_sleep_ms(1500);
	while (!ts_read(fd, TS_ALL, 2000) && ts_got_len != 0)
		all += ts_got_len;
	EXPECT(all + ts_got_len < TS_BIG);
	(void)close(fd);
	/* One that reads gets all of it. */
	fd = ts_connect(&ts);
	ts_say(fd, "GET /big HTTP/1.1\r\n" END);
	for (all = 0; !ts_read(fd, TS_ALL, 2000) && ts_got_len != 0;)
		all += ts_got_len;
	EXPECT(all + ts_got_len > TS_BIG);
	(void)close(fd);
	ts_stop(&ts);
}

TEST(too_many_connections_are_told_so)
{
	struct http_limits l = ts_limits;
	struct ts ts;
	int fds[2];

	l.conns_max = 2;
	ts_start(&ts, &l);
	for (int i = 0; i < 2; i++) {
		fds[i] = ts_connect(&ts);
		ts_say(fds[i], "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
		EXPECT(!ts_read(fds[i], 100, 2000) && ts_status(ts_got) == 200);
	}
	EXPECT(ts_status(ts_talk(&ts, "GET /x HTTP/1.1\r\n" END)) == 503);
	(void)close(fds[0]);
	clock_sleep_ms(50);
	EXPECT(ts_status(ts_talk(&ts, "GET /x HTTP/1.1\r\n" END)) == 200);
	(void)close(fds[1]);
	ts_stop(&ts);
}

TEST(a_half_closed_client_still_gets_its_answer)
{
	struct ts ts;
	int fd;

	ts_start(&ts, &ts_limits);
	fd = ts_connect(&ts);
	ts_say(fd, "GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
	EXPECT(shutdown(fd, SHUT_WR) == 0);
	EXPECT(ts_read(fd, TS_ALL, 2000) && body_is(ts_got, "later"));
	(void)close(fd);
	ts_stop(&ts);
}

TEST(an_answer_to_a_client_that_has_gone_is_dropped)
{
	struct ts ts;
	int fd;

	ts_start(&ts, &ts_limits);
	for (int i = 0; i < 3; i++) {
		fd = ts_connect(&ts);
		ts_say(fd, "GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
		clock_sleep_ms(10);
		(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0},
		                 sizeof(struct linger));
		(void)close(fd);
		clock_sleep_ms(80);
	}
	EXPECT(ts_status(ts_talk(&ts, "GET /x HTTP/1.1\r\n" END)) == 200);
	ts_stop(&ts);
}

TEST(a_handler_may_drop_or_stop_and_cannot_split_the_head)
{
	struct ts ts;
	const char *a;

	ts_start(&ts, &ts_limits);
	EXPECT(strcmp(ts_talk(&ts, "GET /drop HTTP/1.1\r\n" END), "") == 0);
	a = ts_talk(&ts, "GET /bad-header HTTP/1.1\r\n" END);
	EXPECT(ts_status(a) == 500 && strstr(a, "Injected") == NULL);
	a = ts_talk(&ts, "GET /stop HTTP/1.1\r\nHost: x\r\n\r\n");
	EXPECT(body_is(a, "stopping"));
	ts_stop(&ts);
}

TEST(closing_the_server_with_calls_pending_frees_everything)
{
	struct ts ts;
	int fd, idle;

	ts_start(&ts, &ts_limits);
	fd = ts_connect(&ts);
	idle = ts_connect(&ts);
	ts_say(fd, "GET /never HTTP/1.1\r\nHost: x\r\n\r\nGET /x HTTP/1.1\r\nHost: x\r\n\r\n");
	clock_sleep_ms(50);
	ts_stop(&ts);
	EXPECT(ts_read(fd, TS_ALL, 1000) && ts_got_len == 0);
	EXPECT(ts.requests == 1);
	(void)close(fd);
	(void)close(idle);
}

TEST(listening_fails_with_the_reason)
{
	struct http_server_opts o = {.host = "127.0.0.1", .handlers = &ts_handlers};
	struct http_server *s = NULL;
	uv_loop_t loop;
	struct ts ts;

	ts_start(&ts, &ts_limits);
	REQUIRE(uv_loop_init(&loop) == 0);
	o.port = ts.port;
	EXPECT_ERR(ERR_CONFLICT, http_server_listen(&s, &loop, &o, NULL));
	o.host = "localhost";
	EXPECT_ERR(ERR_INVALID, http_server_listen(&s, &loop, &o, NULL));
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	EXPECT(uv_loop_close(&loop) == 0);
	ts_stop(&ts);
}

TEST_MAIN()
