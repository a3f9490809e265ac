/* A filter between socket and protocol, on both ends: a toy that greets, turns bits over and
 * says goodbye, as TLS does. */
#include "os/filter.h"

#include "os/http_client.h"
#include "os/test_server.h"

#define GREETING "HELLO"
#define FLIP     0x55u
#define GOODBYE  0xffu

#define TOY_MAX 200000u

struct toy {
	u8 in[TOY_MAX], out[TOY_MAX]; /* from the peer; for the socket */
	size_t in_len, out_len, greeted;
	bool bye, liar;
};

static void add(u8 *buf, size_t *len, const u8 *p, size_t n)
{
	if (n > TOY_MAX - *len)
		abort();
	memcpy(buf + *len, p, n);
	*len += n;
}

static enum err toy_open(void **state, void *ctx)
{
	struct toy *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return ERR_NOMEM;
	t->liar = ctx != NULL;
	add(t->out, &t->out_len, (const u8 *)(t->liar ? "XELLO" : GREETING), 5);
	*state = t;
	return ERR_OK;
}

static enum err toy_feed(void *state, struct slice in)
{
	struct toy *t = state;

	for (size_t i = 0; i < in.n; i++) {
		u8 plain = (u8)(in.p[i] ^ FLIP);

		if (t->greeted < 5) {
			if (in.p[i] != (u8)GREETING[t->greeted++])
				return ERR_TLS;
		} else if (in.p[i] == GOODBYE) {
			t->bye = true;
		} else {
			add(t->in, &t->in_len, &plain, 1);
		}
	}
	return ERR_OK;
}

static enum err toy_eof(void *state)
{
	(void)state;
	return ERR_OK;
}

static enum err toy_read(void *state, u8 *buf, size_t cap, size_t *n)
{
	struct toy *t = state;

	*n = size_min(cap, t->in_len);
	if (*n == 0)
		return t->bye ? ERR_OK : ERR_AGAIN;
	memcpy(buf, t->in, *n);
	t->in_len -= *n;
	memmove(t->in, t->in + *n, t->in_len);
	return ERR_OK;
}

static enum err toy_write(void *state, struct slice plain)
{
	struct toy *t = state;

	if (t->greeted < 5)
		return ERR_AGAIN;
	for (size_t i = 0; i < plain.n; i++) {
		u8 c = (u8)(plain.p[i] ^ FLIP);

		add(t->out, &t->out_len, &c, 1);
	}
	return ERR_OK;
}

static size_t toy_take(void *state, u8 *buf, size_t cap)
{
	struct toy *t = state;
	size_t n = size_min(cap, t->out_len);

	if (n == 0)
		return 0;
	memcpy(buf, t->out, n);
	t->out_len -= n;
	memmove(t->out, t->out + n, t->out_len);
	return n;
}

static void toy_close(void *state)
{
	struct toy *t = state;
	u8 bye = GOODBYE;

	add(t->out, &t->out_len, &bye, 1);
}

static void toy_free(void *state)
{
	struct toy *t = state;

	free(t);
}

static const struct filter_ops toy = {toy_open,  toy_feed, toy_eof,   toy_read,
                                      toy_write, toy_take, toy_close, toy_free};

static u8 mem[1 << 20];

static enum err fetch(const struct ts *ts, struct http_client_request r, u16 *status,
                      struct slice *body)
{
	struct arena a = arena_of(mem, sizeof(mem));

	r.host = "localhost";
	r.port = ts->port;
	r.timeout_ms = 3000;
	return http_fetch(&a, &r, status, body);
}

TEST(requests_pass_through_filters_on_both_ends)
{
	static u8 text[50000];
	struct slice body;
	struct ts ts;
	u16 status;

	memset(text, 'a', sizeof(text));
	ts_start_filtered(&ts, &ts_limits, &toy, NULL);
	EXPECT_OK(fetch(
	    &ts, (struct http_client_request){.method = "GET", .target = "/x", .filter = &toy},
	    &status, &body));
	EXPECT(status == 200 && slice_eq(body, SLICE_LIT("GET|/x|")));
	EXPECT_OK(
	    fetch(&ts,
	          (struct http_client_request){
	              .method = "POST", .target = "/echo", .body = SLICE_ARR(text), .filter = &toy},
	          &status, &body));
	EXPECT(status == 200 && slice_eq(body, SLICE_ARR(text)));
	ts_stop(&ts);
}

TEST(a_peer_that_the_filter_refuses_is_an_error_on_both_ends)
{
	struct slice body;
	struct ts ts;
	u16 status;

	ts_start_filtered(&ts, &ts_limits, &toy, NULL);
	EXPECT(fetch(&ts,
	             (struct http_client_request){
	                 .method = "GET", .target = "/x", .filter = &toy, .filter_ctx = &ts},
	             &status, &body) != ERR_OK);
	/* Plain HTTP at a filtered port. */
	EXPECT(fetch(&ts, (struct http_client_request){.method = "GET", .target = "/x"}, &status,
	             &body) != ERR_OK);
	ts_stop(&ts);
	EXPECT(ts.requests == 0);
	ts_start_filtered(&ts, &ts_limits, &toy, &ts);
	EXPECT_ERR(ERR_TLS, fetch(&ts,
	                          (struct http_client_request){
	                              .method = "GET", .target = "/x", .filter = &toy},
	                          &status, &body));
	ts_stop(&ts);
}

static void flip(char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (char)((u8)p[i] ^ FLIP);
}

TEST(pipelined_requests_and_slow_bytes_pass_the_filter)
{
	char req[] = "GET /later HTTP/1.1\r\nHost: x\r\n\r\nGET /y HTTP/1.1\r\nHost: x\r\n"
	             "Connection: close\r\n\r\n";
	struct ts ts;
	int fd;

	flip(req, sizeof(req) - 1);
	ts_start_filtered(&ts, &ts_limits, &toy, NULL);
	fd = ts_connect(&ts);
	ts_say(fd, "HEL");
	clock_sleep_ms(5);
	ts_say(fd, "LO");
	ts_send(fd, req, sizeof(req) - 1);
	EXPECT(ts_read(fd, TS_ALL, 3000) && ts_got_len > 6);
	EXPECT(memcmp(ts_got, GREETING, 5) == 0 && (u8)ts_got[ts_got_len - 1] == GOODBYE);
	flip(ts_got + 5, ts_got_len - 6);
	ts_got[ts_got_len - 1] = '\0';
	EXPECT(strstr(ts_got, "\r\n\r\nlaterHTTP/1.1 200") != NULL);
	EXPECT(strcmp(ts_got + ts_got_len - 8, "GET|/y|") == 0);
	(void)close(fd);
	ts_stop(&ts);
	EXPECT(ts.requests == 2);
}

TEST_MAIN()
