/* The server's end of a WebSocket against frames made by hand (RFC 6455 5.7). */
#include "os/ws.h"

#include "os/test_server.h"

#define UPGRADE                                                                                    \
	"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n" \
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
#define ANSWER                                                                                     \
	"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"        \
	"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
/* "Hello" with the mask of the RFC's example. */
#define HELLO_MASKED "\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"

static int ws_connect(const struct ts *ts)
{
	int fd = ts_connect(ts);

	ts_say(fd, UPGRADE);
	EXPECT(!ts_read(fd, sizeof(ANSWER) - 1, 2000) && strcmp(ts_got, ANSWER) == 0);
	return fd;
}

/* frame writes a masked frame with a key of zeros, which leaves the bytes as they are. */
static size_t frame(u8 *out, u8 first, const void *data, size_t n)
{
	size_t at = 2;

	out[0] = first;
	if (n < 126) {
		out[1] = (u8)(0x80 | n);
	} else {
		out[1] = 0xff;
		for (int i = 0; i < 8; i++)
			out[at++] = (u8)((u64)n >> (56 - 8 * i));
	}
	memset(out + at, 0, 4);
	if (n != 0)
		memcpy(out + at + 4, data, n);
	return at + 4 + n;
}

static void put(int fd, u8 first, const void *data, size_t n)
{
	u8 *buf = malloc(n + 16);

	if (buf == NULL)
		abort();
	ts_send(fd, buf, frame(buf, first, data, n));
	free(buf);
}

static bool next_is(int fd, const void *want, size_t n)
{
	(void)ts_read(fd, n, 2000);
	return ts_got_len == n && memcmp(ts_got, want, n) == 0;
}

#define NEXT_IS(fd, lit) next_is((fd), (lit), sizeof(lit) - 1)

/* closes_with: a close frame with the code, then the end. */
static bool closes_with(int fd, unsigned code)
{
	return ts_read(fd, TS_ALL, 3000) && ts_got_len >= 4 && (u8)ts_got[0] == 0x88 &&
	       ((unsigned)(u8)ts_got[2] << 8 | (u8)ts_got[3]) == code;
}

TEST(the_examples_of_rfc_6455_are_understood)
{
	struct ts ts;
	int fd;

	ts_start(&ts, &ts_limits);
	fd = ws_connect(&ts);
	ts_send(fd, "\x81\x85" HELLO_MASKED, 11);
	EXPECT(NEXT_IS(fd, "\x81\x05Hello"));
	put(fd, 0x01, "Hel", 3);
	ts_send(fd, "\x89\x85" HELLO_MASKED, 11); /* a ping between fragments */
	EXPECT(NEXT_IS(fd, "\x8a\x05Hello"));
	put(fd, 0x80, "lo", 2);
	EXPECT(NEXT_IS(fd, "\x81\x05Hello"));
	put(fd, 0x88, "\x03\xe8", 2);
	EXPECT(closes_with(fd, 1000));
	(void)close(fd);
	ts_stop(&ts);
	EXPECT(ts.opened == 1 && ts.closed == 1);
}

TEST(frames_may_come_with_the_upgrade_or_byte_by_byte)
{
	static const u8 hello[] = "\x81\x85" HELLO_MASKED;
	struct ts ts;
	int fd;

	ts_start(&ts, &ts_limits);
	fd = ts_connect(&ts);
	ts_send(fd, UPGRADE "\x81\x85" HELLO_MASKED, sizeof(UPGRADE) - 1 + 11);
	EXPECT(NEXT_IS(fd, ANSWER "\x81\x05Hello"));
	for (size_t i = 0; i < 11; i++) {
		ts_send(fd, hello + i, 1);
		usleep(500);
	}
	EXPECT(NEXT_IS(fd, "\x81\x05Hello"));
	(void)close(fd);
	ts_stop(&ts);
}

TEST(a_wrong_upgrade_is_refused)
{
	struct ts ts;

	ts_start(&ts, &ts_limits);
#define BASE "HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
#define KEY  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define V13  "Sec-WebSocket-Version: 13\r\n"
#define CON  "Connection: Upgrade\r\n"
	EXPECT(ts_status(ts_talk(&ts, "GET /other " BASE CON KEY V13 "\r\n")) == 403);
	EXPECT(ts_status(ts_talk(&ts, "GET /ws " BASE KEY V13 "\r\n")) == 400);
	EXPECT(ts_status(ts_talk(&ts, "GET /ws " BASE CON V13 "\r\n")) == 400);
	EXPECT(ts_status(ts_talk(&ts, "POST /ws " BASE CON KEY V13 "\r\n")) == 400);
	EXPECT(ts_status(ts_talk(&ts, "GET /ws " BASE CON "Sec-WebSocket-Key: abc\r\n" V13
	                              "\r\n")) == 400);
	EXPECT(ts_status(ts_talk(&ts, "GET /ws " BASE CON KEY
	                              "Sec-WebSocket-Version: 8\r\n\r\n")) == 426);
	EXPECT(strstr(ts_got, "\r\nSec-WebSocket-Version: 13\r\n") != NULL);
	ts_stop(&ts);
	EXPECT(ts.opened == 0 && ts.closed == 0);
}

TEST(broken_rules_close_with_the_right_code)
{
	static const struct {
		const char *bytes;
		size_t n;
		unsigned code; /* 0: wslay closes without one */
	} v[] = {
	    {"\x81\x05Hello", 7, 1002},                            /* not masked */
	    {"\xc1\x85" HELLO_MASKED, 11, 1002},                   /* a reserved bit */
	    {"\x83\x80\0\0\0\0", 6, 1002},                         /* an unknown opcode */
	    {"\x80\x80\0\0\0\0", 6, 1002},                         /* continues nothing */
	    {"\x09\x80\0\0\0\0", 6, 0},                            /* a ping in fragments */
	    {"\x82\x81\0\0\0\0x", 7, 1003},                        /* binary */
	    {"\x81\x81\0\0\0\0\xff", 7, 1007},                     /* not UTF-8 */
	    {"\x81\x83\0\0\0\0\xed\xa0\x80", 9, 1007},             /* a surrogate */
	    {"\x89\xfe\0\x7e\0\0\0\0x", 9, 0},                     /* a ping of 126 bytes */
	    {"\x81\xff\0\0\0\0\0\x01\x86\xa1\0\0\0\0x", 15, 1009}, /* 100001 bytes */
	};
	struct ts ts;

	ts_start(&ts, &ts_limits);
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		int fd = ws_connect(&ts);

		ts_send(fd, v[i].bytes, v[i].n);
		if (v[i].code == 0 ? !ts_read(fd, TS_ALL, 3000) || ts_got_len != 2 ||
		                         memcmp(ts_got, "\x88", 2) != 0
		                   : !closes_with(fd, v[i].code)) {
			(void)fprintf(stderr, "case %zu got %zu bytes\n", i, ts_got_len);
			TEST_FAIL("closes_with");
		}
		(void)close(fd);
	}
	ts_stop(&ts);
	EXPECT(ts.opened == (int)ARRAY_LEN(v) && ts.closed == ts.opened);
}

TEST(a_message_may_have_exactly_its_limit)
{
	static char text[100000], got[100010];
	struct ts ts;
	size_t n = 0;
	int fd;

	memset(text, 'm', sizeof(text));
	ts_start(&ts, &ts_limits);
	fd = ws_connect(&ts);
	put(fd, 0x81, text, sizeof(text));
	while (n < sizeof(got)) {
		ssize_t r = recv(fd, got + n, sizeof(got) - n, 0);

		REQUIRE(r > 0);
		n += (size_t)r;
	}
	EXPECT(memcmp(got + 10, text, sizeof(text)) == 0);
	(void)close(fd);
	ts_stop(&ts);
}

TEST(a_message_of_endless_fragments_is_stopped)
{
	struct ts ts;
	int fd;

	ts_start(&ts, &ts_limits);
	fd = ws_connect(&ts);
	put(fd, 0x01, "x", 1);
	for (int i = 0; i < 5000; i++)
		put(fd, 0x00, "x", 1);
	EXPECT(closes_with(fd, 1008));
	(void)close(fd);
	ts_stop(&ts);
}

TEST(the_server_may_close_with_a_code_and_a_reason)
{
	struct ts ts;
	int fd;

	ts_start(&ts, &ts_limits);
	fd = ws_connect(&ts);
	put(fd, 0x81, "close", 5);
	EXPECT(NEXT_IS(fd, "\x88\x0d\x0f\xa0"
	                   "as you wish"));
	put(fd, 0x88, "\x0f\xa0", 2);
	EXPECT(ts_read(fd, TS_ALL, 3000) && ts_got_len == 0);
	(void)close(fd);
	ts_stop(&ts);
	EXPECT(ts.closed == 1);
}

TEST(a_client_that_does_not_read_is_cut_off_and_told_why)
{
	static const char why[] = "\x03\xf0too much waits: read faster";
	char tail[2 * sizeof(why)] = "";
	struct ts ts;
	int fd;
	bool end = false, seen = false;

	ts_start(&ts, &ts_limits);
	fd = ws_connect(&ts);
	put(fd, 0x81, "flood", 5);
	clock_sleep_ms(300);
	put(fd, 0x81, "x", 1);
	for (int i = 0; i < 1000 && !end; i++) {
		end = ts_read(fd, TS_ALL, 1000);
		for (size_t k = 0; k < ts_got_len; k++) {
			memmove(tail, tail + 1, sizeof(tail) - 1);
			tail[sizeof(tail) - 1] = ts_got[k];
		}
		if (!seen && memcmp(tail + sizeof(why) + 1, why, sizeof(why) - 1) == 0) {
			seen = true;
			put(fd, 0x88, "\x03\xf0", 2);
		}
	}
	EXPECT(end && seen);
	(void)close(fd);
	ts_stop(&ts);
	EXPECT_ERR(ERR_FULL, ts.flood);
	EXPECT(ts.opened == 1 && ts.closed == 1);
}

/* Answers of 50 MB to questions that came at once, with room for 1 MB. */
TEST(a_client_that_asks_faster_than_it_reads_is_answered_at_its_pace)
{
	struct http_limits l = ts_limits;
	size_t got = 0, want = 100 * (500000 + 10);
	struct ts ts;
	int fd;

	l.ws_pause_at = 100000;
	ts_start(&ts, &l);
	fd = ws_connect(&ts);
	for (int i = 0; i < 100; i++)
		put(fd, 0x81, "much", 4);
	clock_sleep_ms(200);
	while (got < want && !ts_read(fd, size_min(TS_ALL, want - got), 2000) && ts_got_len != 0)
		got += ts_got_len;
	EXPECT(got == want);
	put(fd, 0x81, "still here", 10);
	EXPECT(NEXT_IS(fd, "\x81\x0astill here"));
	(void)close(fd);
	ts_stop(&ts);
}

/* 40 messages of 20 ms each are heard before the other client's, unless a round has an end. */
TEST(a_client_with_many_questions_does_not_keep_others_waiting)
{
	struct http_limits l = ts_limits;
	u64 start, other, all;
	struct ts ts;
	int busy, fd;

	l.turn_ms = 5;
	ts_start(&ts, &l);
	busy = ws_connect(&ts);
	fd = ws_connect(&ts);
	start = clock_mono_ms();
	for (int i = 0; i < 40; i++)
		put(busy, 0x81, "slow", 4);
	put(busy, 0x81, "done", 4);
	clock_sleep_ms(20);
	put(fd, 0x81, "hi", 2);
	EXPECT(NEXT_IS(fd, "\x81\x02hi"));
	other = clock_mono_ms() - start;
	EXPECT(NEXT_IS(busy, "\x81\x04" "done"));
	all = clock_mono_ms() - start;
	EXPECT(all >= 800 && other < all / 2);
	(void)close(busy);
	(void)close(fd);
	ts_stop(&ts);
}

TEST(a_client_that_pings_and_does_not_read_is_cut_off)
{
	static u8 pings[131 * 1000];
	struct http_limits l = ts_limits;
	static const char text[125];
	struct ts ts;
	size_t n = 0, sent = 0;
	int fd;

	l.send_queue_max = 100000;
	ts_start(&ts, &l);
	fd = ws_connect(&ts);
	for (int i = 0; i < 1000; i++)
		n += frame(pings + n, 0x89, text, sizeof(text));
	while (sent < ((size_t)64 << 20)) {
		ssize_t r = send(fd, pings, n, MSG_NOSIGNAL);

		if (r < (ssize_t)n)
			break;
		sent += n;
	}
	EXPECT(sent < ((size_t)64 << 20));
	(void)close(fd);
	ts_stop(&ts);
	EXPECT(ts.closed == 1);
}

TEST(silence_is_pinged_and_then_closed)
{
	struct http_limits l = ts_limits;
	struct ts ts;
	int fd;
	u64 t;

	l.ws_ping_ms = 150;
	ts_start(&ts, &l);
	fd = ws_connect(&ts);
	t = clock_mono_ms();
	EXPECT(NEXT_IS(fd, "\x89\x00"));
	EXPECT(clock_mono_ms() - t >= 140);
	put(fd, 0x8a, "", 0);
	EXPECT(NEXT_IS(fd, "\x89\x00"));
	EXPECT(ts_read(fd, TS_ALL, 2000) && ts_got_len == 0);
	EXPECT(clock_mono_ms() - t >= 430 && clock_mono_ms() - t < 2000);
	(void)close(fd);
	ts_stop(&ts);
	EXPECT(ts.closed == 1);
}

TEST(closing_the_server_says_so_even_from_a_handler)
{
	static const char both[] = "\x81\x84\0\0\0\0stop\x81\x85\0\0\0\0after";
	struct ts ts;
	int fd;

	ts_start(&ts, &ts_limits);
	fd = ws_connect(&ts);
	ts_stop(&ts);
	EXPECT(closes_with(fd, 1001));
	EXPECT(ts.closed == 1);
	(void)close(fd);

	ts_start(&ts, &ts_limits);
	fd = ws_connect(&ts);
	ts_send(fd, both, sizeof(both) - 1);
	(void)ts_read(fd, TS_ALL, 2000);
	(void)close(fd);
	ts_stop(&ts);
	EXPECT(ts.closed == 1);
}

TEST(a_connection_that_breaks_is_reported_once)
{
	struct ts ts;
	int fd;

	ts_start(&ts, &ts_limits);
	fd = ws_connect(&ts);
	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
	(void)close(fd);
	fd = ws_connect(&ts);
	(void)close(fd);
	clock_sleep_ms(50);
	ts_stop(&ts);
	EXPECT(ts.opened == 2 && ts.closed == 2);
}

TEST_MAIN()
