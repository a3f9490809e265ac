/* RFC 9112; the smuggling table follows its sections 2.2, 5.1, 6.1, 6.3, 7.1 and 11.2. */
#include "text/http1.c"

#include "base/test.h"

#define BODY_MAX 100000u

static u8 mem[400000];
static struct arena arena;

struct outcome {
	enum err err;
	enum http1_state state;
	size_t used;
};

static struct outcome feed(struct http1 *h, struct slice in, size_t step)
{
	struct outcome o = {.err = ERR_OK};

	while (o.used < in.n && o.err == ERR_OK && h->state != HTTP1_DONE) {
		struct slice part = slice_from(in, o.used);
		size_t n = 0;

		part.n = size_min(part.n, step);
		o.err = http1_feed(h, part, &n);
		o.used += n;
	}
	o.state = h->state;
	return o;
}

static struct outcome read_all(struct http1 *h, enum http1_role role, struct slice in, size_t step)
{
	arena = arena_of(mem, sizeof(mem));
	EXPECT_OK(http1_init(h, role, &arena, BODY_MAX));
	return feed(h, in, step);
}

#define HOST "Host: a\r\n"
#define POST "POST / HTTP/1.1\r\n" HOST
#define GET  "GET / HTTP/1.1\r\n" HOST
#define TE   "Transfer-Encoding: chunked\r\n"

#define ROW(want, text)                                                                            \
	{                                                                                          \
		want,                                                                              \
		{                                                                                  \
			(const u8 *)(text), sizeof(text) - 1                                       \
		}                                                                                  \
	}

struct row {
	enum err err;
	struct slice text;
};

static const struct row requests[] = {
    ROW(ERR_OK, GET "\r\n"),
    ROW(ERR_OK, "GET / HTTP/1.0\r\n\r\n"),
    ROW(ERR_OK, "GET http://a/b HTTP/1.1\r\n" HOST "\r\n"),
    ROW(ERR_OK, "OPTIONS * HTTP/1.1\r\n" HOST "\r\n"),
    ROW(ERR_OK, "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
    ROW(ERR_OK, "GET / HTTP/1.1\r\nhOST: [::1]:80\r\n\r\n"),
    ROW(ERR_OK, GET "X:\r\nY: \t\xff a \t\r\n\r\n"),
    ROW(ERR_OK, POST "Content-Length: 0\r\n\r\n"),
    ROW(ERR_OK, POST "Content-Length: 003\r\n\r\nabc"),
    ROW(ERR_OK, POST TE "\r\n0\r\n\r\n"),
    ROW(ERR_OK, POST "transfer-encoding: CHUNKED\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
    ROW(ERR_OK, POST TE "\r\n3;x\r\nabc\r\n00;y=\"z\"\r\nT: v\r\nU:\r\n\r\n"),
    ROW(ERR_OK, POST TE "\r\n3 \t;x=1\r\nabc\r\n000\r\n\r\n"),
    /* Request line. */
    ROW(ERR_FORMAT, "\r\n" GET "\r\n"),
    ROW(ERR_FORMAT, " GET / HTTP/1.1\r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "GET  / HTTP/1.1\r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "GET /  HTTP/1.1\r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "GET / HTTP/1.1 \r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "GET\t/\tHTTP/1.1\r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "GET /a b HTTP/1.1\r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "GET /\xc3\xa9 HTTP/1.1\r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "GET /#f HTTP/1.1\r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "GET a HTTP/1.1\r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "GET * HTTP/1.1\r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "CONNECT a:443 HTTP/1.1\r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "GET /\r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "G(T / HTTP/1.1\r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "GET / http/1.1\r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "GET / HTTP/1.11\r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "GET / HTTP/11\r\n" HOST "\r\n"),
    ROW(ERR_FORMAT, "HTTP/1.1 200 OK\r\n\r\n"),
    ROW(ERR_VERSION, "GET / HTTP/2.0\r\n" HOST "\r\n"),
    ROW(ERR_VERSION, "GET / HTTP/1.2\r\n" HOST "\r\n"),
    ROW(ERR_VERSION, "GET / HTTP/0.9\r\n" HOST "\r\n"),
    /* Line ends and control characters. */
    ROW(ERR_FORMAT, "GET / HTTP/1.1\n" HOST "\r\n"),
    ROW(ERR_FORMAT, GET "A: b\n\r\n"),
    ROW(ERR_FORMAT, GET "\n"),
    ROW(ERR_FORMAT, GET "\r\r\n"),
    ROW(ERR_FORMAT, GET "A: b\rC: d\r\n\r\n"),
    ROW(ERR_FORMAT, GET "A: b\r\r\n\r\n"),
    ROW(ERR_FORMAT, GET "A: b\0c\r\n\r\n"),
    ROW(ERR_FORMAT, GET "A: b\x01\r\n\r\n"),
    ROW(ERR_FORMAT, GET "A: b\x7f\r\n\r\n"),
    ROW(ERR_FORMAT, "GET /\x01 HTTP/1.1\r\n" HOST "\r\n"),
    /* Field lines. */
    ROW(ERR_FORMAT, GET "A : b\r\n\r\n"),
    ROW(ERR_FORMAT, GET "A\t: b\r\n\r\n"),
    ROW(ERR_FORMAT, GET "A: b\r\n c\r\n\r\n"),
    ROW(ERR_FORMAT, GET "A: b\r\n\tc: d\r\n\r\n"),
    ROW(ERR_FORMAT, "GET / HTTP/1.1\r\n " HOST "\r\n"),
    ROW(ERR_FORMAT, GET ": b\r\n\r\n"),
    ROW(ERR_FORMAT, GET "A\r\n\r\n"),
    ROW(ERR_FORMAT, GET "A B: c\r\n\r\n"),
    ROW(ERR_FORMAT, GET "A\xc3\xa9: c\r\n\r\n"),
    ROW(ERR_FORMAT, GET "A\x0b: c\r\n\r\n"),
    /* Host. */
    ROW(ERR_FORMAT, "GET / HTTP/1.1\r\n\r\n"),
    ROW(ERR_FORMAT, GET HOST "\r\n"),
    ROW(ERR_FORMAT, GET "host: b\r\n\r\n"),
    ROW(ERR_FORMAT, "GET / HTTP/1.0\r\n" HOST HOST "\r\n"),
    ROW(ERR_FORMAT, "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
    ROW(ERR_FORMAT, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
    ROW(ERR_FORMAT, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
    ROW(ERR_FORMAT, "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
    /* Length and coding: what 11.2 is about. */
    ROW(ERR_FORMAT, POST "Content-Length: 3\r\n" TE "\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "Content-Length: 3\r\n\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
    ROW(ERR_FORMAT, POST "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
    ROW(ERR_FORMAT, POST "Content-Length: 3, 3\r\n\r\nabc"),
    ROW(ERR_FORMAT, POST "Content-Length: +3\r\n\r\nabc"),
    ROW(ERR_FORMAT, POST "Content-Length: -3\r\n\r\nabc"),
    ROW(ERR_FORMAT, POST "Content-Length: 0x3\r\n\r\nabc"),
    ROW(ERR_FORMAT, POST "Content-Length: 3 3\r\n\r\nabc"),
    ROW(ERR_FORMAT, POST "Content-Length: 3.0\r\n\r\nabc"),
    ROW(ERR_FORMAT, POST "Content-Length: \"3\"\r\n\r\nabc"),
    ROW(ERR_FORMAT, POST "Content-Length:\r\n\r\nabc"),
    ROW(ERR_FORMAT, POST "Content-Length : 3\r\n\r\nabc"),
    ROW(ERR_LIMIT, POST "Content-Length: 18446744073709551619\r\n\r\nabc"),
    ROW(ERR_LIMIT, POST "Content-Length: 100001\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE TE "\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST "Transfer-Encoding: identity\r\n\r\n"),
    ROW(ERR_FORMAT, POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST "Transfer-Encoding: chunked;x\r\n\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST "Transfer-Encoding: \x0b"
                         "chunked\r\n\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST "Transfer-Encoding:\r\n\r\n"),
    ROW(ERR_FORMAT, "POST / HTTP/1.0\r\n" TE "\r\n0\r\n\r\n"),
    /* Chunks. */
    ROW(ERR_FORMAT, POST TE "\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n;x\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n 3\r\nabc\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n3 \r\nabc\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n0x3\r\nabc\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n+3\r\nabc\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n-3\r\nabc\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n3_0\r\nabc\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n3\nabc\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n3\rabc\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n3;a\nb\r\nabc\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n3;a\rb\r\nabc\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n3;a\0\r\nabc\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n3\r\nabcd\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n3\r\nabc\n0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n3\r\nabc\rX0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n3\r\nabc0\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n0\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n0\r\n\n"),
    ROW(ERR_FORMAT, POST TE "\r\n0\r\n\rX"),
    ROW(ERR_FORMAT, POST TE "\r\n0\r\nT\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n0\r\nT : v\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n0\r\n T: v\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n0\r\nT: v\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n0\r\nT: v\r\n u\r\n\r\n"),
    ROW(ERR_FORMAT, POST TE "\r\n0\r\n:v\r\n\r\n"),
    ROW(ERR_LIMIT, POST TE "\r\nFFFFFFFFFFFFFFFF\r\n"),
    ROW(ERR_LIMIT, POST TE "\r\n10000000000000003\r\nabc\r\n0\r\n\r\n"),
    ROW(ERR_LIMIT, POST TE "\r\n186A1\r\n"),
};

static const struct row responses[] = {
    ROW(ERR_OK, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
    ROW(ERR_OK, "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nhi"),
    ROW(ERR_OK, "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi"),
    ROW(ERR_OK, "HTTP/1.1 204 No Content\r\n\r\n"),
    ROW(ERR_OK, "HTTP/1.1 304 N\r\nContent-Length: 500000\r\n\r\n"),
    ROW(ERR_OK, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"),
    ROW(ERR_OK, "HTTP/1.1 200 \xc3\xa9 \t!\r\n" TE "\r\n2\r\nhi\r\n0\r\n\r\n"),
    ROW(ERR_OK, "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 103 E\r\nLink: x\r\n\r\nHTTP/1.1 204 N\r\n\r\n"),
    ROW(ERR_FORMAT, "HTTP/1.1  200 OK\r\n\r\n"),
    ROW(ERR_FORMAT, "HTTP/1.1 20 OK\r\n\r\n"),
    ROW(ERR_FORMAT, "HTTP/1.1 2000 OK\r\n\r\n"),
    ROW(ERR_FORMAT, "HTTP/1.1 2x0 OK\r\n\r\n"),
    ROW(ERR_FORMAT, "HTTP/1.1 099 OK\r\n\r\n"),
    ROW(ERR_FORMAT, "HTTP/1.1 600 OK\r\n\r\n"),
    ROW(ERR_FORMAT, "HTTP/1.1 200 O\x01K\r\n\r\n"),
    ROW(ERR_FORMAT, "HTTP/1.1\r\n\r\n"),
    ROW(ERR_FORMAT, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    ROW(ERR_FORMAT, "ICY 200 OK\r\n\r\n"),
    ROW(ERR_VERSION, "HTTP/2.0 200 OK\r\n\r\n"),
    ROW(ERR_FORMAT, "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n"),
    ROW(ERR_FORMAT, "HTTP/1.1 204 N\r\n" TE "\r\n"),
    ROW(ERR_FORMAT, "HTTP/1.1 100 C\r\n" TE "\r\n"),
    ROW(ERR_FORMAT, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" TE "\r\n2\r\nhi\r\n0\r\n\r\n"),
    ROW(ERR_FORMAT, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi"),
    ROW(ERR_FORMAT, "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nhi"),
    ROW(ERR_FORMAT, "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhi"),
    ROW(ERR_FORMAT, "HTTP/1.0 200 OK\r\n" TE "\r\n0\r\n\r\n"),
};

/* Whatever the pieces, each text has one outcome, and errors stay. */
static void check_rows(const struct row *rows, size_t num, enum http1_role role)
{
	for (size_t i = 0; i < num; i++) {
		struct http1 whole, bytes;
		struct outcome a = read_all(&whole, role, rows[i].text, SIZE_MAX);
		struct outcome b = read_all(&bytes, role, rows[i].text, 1);
		bool ok = rows[i].err == ERR_OK;
		size_t n;

		if (a.err != rows[i].err || b.err != a.err || b.used != a.used ||
		    a.state != (ok ? HTTP1_DONE : HTTP1_FAILED) ||
		    (ok && a.used != rows[i].text.n)) {
			TEST_FAIL((const char *)rows[i].text.p);
			(void)fprintf(stderr, "\twant %s, got %s and %s\n", err_name(rows[i].err),
			              err_name(a.err), err_name(b.err));
		}
		EXPECT_ERR(rows[i].err, http1_feed(&bytes, SLICE_LIT("x"), &n));
		EXPECT(n == 0);
		EXPECT_ERR(rows[i].err, http1_eof(&bytes));
	}
}

TEST(requests_are_read_in_one_way_or_refused)
{
	check_rows(requests, ARRAY_LEN(requests), HTTP1_REQUEST);
}

TEST(responses_are_read_in_one_way_or_refused)
{
	check_rows(responses, ARRAY_LEN(responses), HTTP1_RESPONSE);
}

TEST(every_accepted_text_is_incomplete_before_its_last_byte)
{
	for (size_t i = 0; i < ARRAY_LEN(requests) && requests[i].err == ERR_OK; i++)
		for (size_t n = 0; n < requests[i].text.n; n++) {
			struct http1 h;
			struct slice part = slice_of(requests[i].text.p, n);
			struct outcome o = read_all(&h, HTTP1_REQUEST, part, SIZE_MAX);

			EXPECT(o.err == ERR_OK && o.state != HTTP1_DONE && o.used == n);
			EXPECT_ERR(ERR_EOF, http1_eof(&h));
			EXPECT_ERR(ERR_EOF, http1_eof(&h));
		}
}

TEST(parts_of_a_request_are_found)
{
	static const char text[] =
	    "PUT /a/b?c=d?e HTTP/1.1\r\nHost: example.org:8080\r\nX-One:  1 2\t\r\n"
	    "Accept: text/html, Application/JSON ,*/*\r\naccept: \t,br\r\nContent-Length: "
	    "5\r\n\r\nhelloGET";
	struct slice path, query;
	struct http1 h;
	struct outcome o = read_all(&h, HTTP1_REQUEST, SLICE_LIT(text), SIZE_MAX);

	REQUIRE(o.state == HTTP1_DONE && o.used == sizeof(text) - 4);
	EXPECT(slice_eq(h.method, SLICE_LIT("PUT")) && h.minor == 1 && h.keep_alive);
	EXPECT(slice_eq(h.target, SLICE_LIT("/a/b?c=d?e")));
	http1_split_target(h.target, &path, &query);
	EXPECT(slice_eq(path, SLICE_LIT("/a/b")) && slice_eq(query, SLICE_LIT("c=d?e")));
	http1_split_target(SLICE_LIT("/"), &path, &query);
	EXPECT(slice_eq(path, SLICE_LIT("/")) && query.n == 0);
	EXPECT(slice_eq(h.body, SLICE_LIT("hello")));
	EXPECT(h.num_fields == 5 && http1_get(&h, "Absent") == NULL);
	REQUIRE(http1_get(&h, "x-ONE") != NULL);
	EXPECT(slice_eq(*http1_get(&h, "x-ONE"), SLICE_LIT("1 2")));
	EXPECT(http1_has_token(&h, "Accept", "application/json"));
	EXPECT(http1_has_token(&h, "ACCEPT", "br") && http1_has_token(&h, "accept", "*/*"));
	EXPECT(!http1_has_token(&h, "Accept", "text") && !http1_has_token(&h, "X-Two", "1"));
}

TEST(the_next_message_of_a_pipeline_is_left_alone)
{
	static const char text[] = POST TE "\r\n5\r\nhello\r\n1;x\r\n!\r\n0\r\n\r\n" GET "\r\n";
	struct http1 h;
	struct outcome o = read_all(&h, HTTP1_REQUEST, SLICE_LIT(text), SIZE_MAX);

	EXPECT(o.state == HTTP1_DONE && slice_eq(h.body, SLICE_LIT("hello!")));
	EXPECT(slice_starts(slice_from(SLICE_LIT(text), o.used), SLICE_LIT("GET / ")));
}

static bool stays_open(enum http1_role role, const char *text)
{
	struct http1 h;
	struct outcome o = read_all(&h, role, slice_str(text), SIZE_MAX);

	EXPECT(o.err == ERR_OK && o.state != HTTP1_IN_HEAD);
	return h.keep_alive;
}

TEST(connections_stay_open_as_the_rfc_says)
{
	EXPECT(stays_open(HTTP1_REQUEST, GET "\r\n"));
	EXPECT(!stays_open(HTTP1_REQUEST, GET "Connection: x, Close\r\n\r\n"));
	EXPECT(!stays_open(HTTP1_REQUEST, "GET / HTTP/1.0\r\n\r\n"));
	EXPECT(stays_open(HTTP1_REQUEST, "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"));
	EXPECT(!stays_open(HTTP1_RESPONSE, "HTTP/1.1 200 OK\r\n\r\n"));
	EXPECT(!stays_open(HTTP1_RESPONSE, "HTTP/1.1 101 S\r\n\r\n"));
	EXPECT(stays_open(HTTP1_RESPONSE, "HTTP/1.1 204 N\r\n\r\n"));
}

TEST(a_response_without_length_ends_with_the_stream)
{
	struct http1 h;
	struct outcome o =
	    read_all(&h, HTTP1_RESPONSE, SLICE_LIT("HTTP/1.1 200 OK\r\n\r\nall of it"), 4);

	EXPECT(o.state == HTTP1_IN_BODY && h.status == 200);
	EXPECT_OK(http1_eof(&h));
	EXPECT(h.state == HTTP1_DONE && slice_eq(h.body, SLICE_LIT("all of it")));
}

TEST(an_answer_to_head_has_no_body)
{
	static const char text[] = "HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n";
	size_t used;
	struct http1 h;

	arena = arena_of(mem, sizeof(mem));
	EXPECT_OK(http1_init(&h, HTTP1_RESPONSE, &arena, 10));
	http1_expect_no_body(&h);
	EXPECT_OK(http1_feed(&h, SLICE_LIT(text), &used));
	EXPECT(h.state == HTTP1_DONE && used == sizeof(text) - 1 && h.body.n == 0);
}

TEST(interim_responses_are_skipped_up_to_a_limit)
{
	struct http1 h;
	struct outcome o;

	o = read_all(&h, HTTP1_RESPONSE, SLICE_LIT("HTTP/1.1 100 C\r\nA: b\r\n\r\n"), SIZE_MAX);
	EXPECT(o.state == HTTP1_IN_HEAD && h.num_fields == 0);
	for (u32 i = 1; i < INTERIM_MAX; i++)
		EXPECT_OK(feed(&h, SLICE_LIT("HTTP/1.1 100 C\r\n\r\n"), SIZE_MAX).err);
	EXPECT_ERR(ERR_LIMIT, feed(&h, SLICE_LIT("HTTP/1.1 100 C\r\n\r\n"), SIZE_MAX).err);
}

TEST(head_fields_and_chunk_lines_have_limits)
{
	static char text[2 * HTTP1_HEAD_MAX];
	struct http1 h;
	size_t n = 0;

	n = (size_t)snprintf(text, sizeof(text), "%sX: ", GET);
	memset(text + n, 'x', HTTP1_HEAD_MAX - n);
	memcpy(text + HTTP1_HEAD_MAX - 4, "\r\n\r\n", 4);
	EXPECT_OK(read_all(&h, HTTP1_REQUEST, slice_of(text, HTTP1_HEAD_MAX), SIZE_MAX).err);
	memcpy(text + HTTP1_HEAD_MAX - 4, "x\r\n\r\n", 5);
	EXPECT_ERR(ERR_LIMIT,
	           read_all(&h, HTTP1_REQUEST, slice_of(text, HTTP1_HEAD_MAX + 1), SIZE_MAX).err);

	n = (size_t)snprintf(text, sizeof(text), "%s", GET);
	for (u32 i = 1; i < HTTP1_FIELDS_MAX; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "A: b\r\n");
	memcpy(text + n, "\r\n", 2);
	EXPECT_OK(read_all(&h, HTTP1_REQUEST, slice_of(text, n + 2), SIZE_MAX).err);
	memcpy(text + n, "A:\r\n\r\n", 6);
	EXPECT_ERR(ERR_LIMIT, read_all(&h, HTTP1_REQUEST, slice_of(text, n + 6), SIZE_MAX).err);

	n = (size_t)snprintf(text, sizeof(text), "%s\r\n1;", POST TE);
	memset(text + n, 'x', 1000);
	EXPECT_ERR(ERR_LIMIT, read_all(&h, HTTP1_REQUEST, slice_of(text, n + 1000), SIZE_MAX).err);
	n = (size_t)snprintf(text, sizeof(text), "%s\r\n", POST TE);
	memset(text + n, '0', 1000);
	EXPECT_ERR(ERR_LIMIT, read_all(&h, HTTP1_REQUEST, slice_of(text, n + 1000), SIZE_MAX).err);
	n = (size_t)snprintf(text, sizeof(text), "%s\r\n0\r\nT:", POST TE);
	memset(text + n, 'x', HTTP1_HEAD_MAX);
	EXPECT_ERR(ERR_LIMIT,
	           read_all(&h, HTTP1_REQUEST, slice_of(text, n + HTTP1_HEAD_MAX), SIZE_MAX).err);
}

/* Others may allocate from the arena between feeds: then the body moves. */
TEST(a_body_grows_to_its_limit_and_no_further)
{
	static u8 body[BODY_MAX + 1];

	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (u8)(i * 31 % 251);
	for (int crowded = 0; crowded < 2; crowded++) {
		static const char head[] = "HTTP/1.1 200 OK\r\n\r\n";
		struct http1 h;

		EXPECT_OK(read_all(&h, HTTP1_RESPONSE, SLICE_LIT(head), SIZE_MAX).err);
		for (size_t at = 0; at < BODY_MAX; at += 1000) {
			EXPECT_OK(feed(&h, slice_of(body + at, 1000), SIZE_MAX).err);
			if (crowded)
				EXPECT(arena_alloc(&arena, 1) != NULL);
		}
		EXPECT(arena.used <= HTTP1_HEAD_MAX + 2 * BODY_MAX + (crowded ? 3200 : 0));
		EXPECT_OK(http1_eof(&h));
		EXPECT(slice_eq(h.body, slice_of(body, BODY_MAX)));
		EXPECT_OK(read_all(&h, HTTP1_RESPONSE, SLICE_LIT(head), SIZE_MAX).err);
		EXPECT_ERR(ERR_LIMIT, feed(&h, SLICE_ARR(body), 999).err);
	}
}

TEST(a_small_arena_is_an_error)
{
	size_t used;
	struct http1 h;

	arena = arena_of(mem, 100);
	EXPECT_ERR(ERR_NOMEM, http1_init(&h, HTTP1_REQUEST, &arena, 10));
	arena = arena_of(mem, HTTP1_HEAD_MAX + 100);
	EXPECT_OK(http1_init(&h, HTTP1_RESPONSE, &arena, BODY_MAX));
	EXPECT_ERR(ERR_NOMEM, http1_feed(&h, SLICE_LIT("HTTP/1.1 200 OK\r\n\r\nhello"), &used));
	EXPECT_ERR(ERR_NOMEM, http1_eof(&h));
}

TEST(parts_for_messages_are_checked)
{
	EXPECT(http1_is_token(SLICE_LIT("X-a_1!~")) && !http1_is_token(SLICE_EMPTY));
	EXPECT(!http1_is_token(SLICE_LIT("a b")) && !http1_is_token(SLICE_LIT("a:")));
	EXPECT(http1_is_field_value(SLICE_LIT("a\tb \xff")) && http1_is_field_value(SLICE_EMPTY));
	EXPECT(!http1_is_field_value(SLICE_LIT("a\r\nb")) &&
	       !http1_is_field_value(SLICE_LIT("\0")));
	EXPECT(http1_is_target(SLICE_LIT("/a?b={c}")) && http1_is_target(SLICE_LIT("http://a/")));
	EXPECT(!http1_is_target(SLICE_EMPTY) && !http1_is_target(SLICE_LIT("/a b")));
	EXPECT(!http1_is_target(SLICE_LIT("/a\r\nX: y")) && !http1_is_target(SLICE_LIT("?a")));
	EXPECT(strcmp(http1_reason(429), "Too Many Requests") == 0);
	EXPECT(strcmp(http1_reason(299), "") == 0);
}

TEST_MAIN()
