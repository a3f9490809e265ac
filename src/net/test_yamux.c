#include <stdlib.h>

#include "base/bytes.h"
#include "base/test.h"
#include "net/yamux.h"

/* One end, with what it sent and what it was told. */
struct end {
	struct yamux y;
	struct net_buf wire; /* frames that wait for the other end */
	struct net_buf got;  /* data of all streams */
	size_t room;
	u32 opened, finished, closed, pings;
	struct yamux_stream *last;
	bool echo;
};

static enum err on_opened(void *ctx, struct yamux_stream *s)
{
	struct end *e = ctx;

	e->opened++;
	e->last = s;
	return ERR_OK;
}

static enum err on_data(void *ctx, struct yamux_stream *s, struct slice in)
{
	struct end *e = ctx;

	if (e->echo)
		return yamux_write(&e->y, s, in);
	return net_buf_put(&e->got, in);
}

static enum err on_finished(void *ctx, struct yamux_stream *s)
{
	struct end *e = ctx;

	e->finished++;
	yamux_finish(&e->y, s);
	return ERR_OK;
}

static void on_closed(void *ctx, struct yamux_stream *s)
{
	struct end *e = ctx;

	e->closed++;
	if (e->last == s)
		e->last = NULL;
}

static void on_ping(void *ctx, bool answer)
{
	struct end *e = ctx;

	(void)answer;
	e->pings++;
}

static void on_send(void *ctx, struct slice head, struct slice data)
{
	struct end *e = ctx;

	if (net_buf_put(&e->wire, head) != ERR_OK || net_buf_put(&e->wire, data) != ERR_OK)
		TEST_FAIL("no memory");
	e->room -= size_min(e->room, data.n);
}

static size_t on_room(void *ctx)
{
	const struct end *e = ctx;

	return e->room;
}

static const struct yamux_events events = {on_opened, on_data, on_finished, on_closed,
					   on_ping,   on_send, on_room};

static struct end server, client;

static void start(void)
{
	memset(&server, 0, sizeof(server));
	memset(&client, 0, sizeof(client));
	server.room = client.room = SIZE_MAX;
	yamux_init(&server.y, true, &events, &server);
	yamux_init(&client.y, false, &events, &client);
}

static void stop(void)
{
	struct end *ends[] = {&server, &client};

	for (int i = 0; i < 2; i++) {
		yamux_release(&ends[i]->y);
		net_buf_free(&ends[i]->wire);
		net_buf_free(&ends[i]->got);
	}
}

/* Moves frames both ways until nothing waits, in pieces. */
static enum err talk(size_t piece)
{
	while (server.wire.n + client.wire.n != 0) {
		struct end *from = client.wire.n != 0 ? &client : &server;
		struct end *to = from == &client ? &server : &client;
		u8 bytes[4096];
		size_t n = size_min(size_min(piece, from->wire.n), sizeof(bytes));

		slice_copy(bytes, slice_of(net_buf_all(&from->wire).p, n));
		net_buf_drop(&from->wire, n);
		TRY(yamux_feed(&to->y, slice_of(bytes, n)));
	}
	return ERR_OK;
}

static struct slice frame(u8 buf[16], u8 type, u8 flags, u32 id, u32 len)
{
	memset(buf, 0, 4);
	buf[1] = type;
	buf[3] = flags;
	store_be32(buf + 4, id);
	store_be32(buf + 8, len);
	return slice_of(buf, 12);
}

enum { DATA_T, WINDOW_T, PING_T, AWAY_T };

TEST(the_first_frame_on_their_stream_carries_ack)
{
	static const u8 reply[] = {0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 'h', 'i'};
	static const u8 more[] = {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, '!'};
	u8 f[16];

	start();
	EXPECT_OK(yamux_feed(&server.y, frame(f, WINDOW_T, 1, 1, 0)));
	EXPECT(server.opened == 1 && server.wire.n == 0);
	EXPECT_OK(yamux_write(&server.y, server.last, SLICE_LIT("hi")));
	yamux_flush(&server.y);
	EXPECT(slice_eq(net_buf_all(&server.wire), SLICE_ARR(reply)));
	net_buf_drop(&server.wire, server.wire.n);
	EXPECT_OK(yamux_write(&server.y, server.last, SLICE_LIT("!")));
	yamux_flush(&server.y);
	EXPECT(slice_eq(net_buf_all(&server.wire), SLICE_ARR(more)));
	stop();
}

TEST(credit_that_comes_before_any_data_carries_ack_too)
{
	static const u8 credit[] = {0, 1, 0, 2, 0, 0, 0, 1, 0, 2, 0, 0};
	static u8 data[YAMUX_WINDOW / 2];
	u8 f[16];

	start();
	EXPECT_OK(yamux_feed(&server.y, frame(f, DATA_T, 1, 1, sizeof(data))));
	EXPECT_OK(yamux_feed(&server.y, SLICE_ARR(data)));
	EXPECT(slice_eq(net_buf_all(&server.wire), SLICE_ARR(credit)));
	EXPECT(server.got.n == sizeof(data));
	stop();
}

TEST(a_large_answer_waits_for_the_peers_window)
{
	static u8 big[YAMUX_WINDOW + 1000];
	u8 f[16];

	start();
	EXPECT_OK(yamux_feed(&server.y, frame(f, WINDOW_T, 1, 1, 0)));
	EXPECT_OK(yamux_write(&server.y, server.last, SLICE_ARR(big)));
	yamux_finish(&server.y, server.last);
	yamux_flush(&server.y);
	EXPECT(server.wire.n == YAMUX_WINDOW + 16 * YAMUX_HEADER_LEN);
	EXPECT(server.y.pending == 1000);
	net_buf_drop(&server.wire, server.wire.n);
	EXPECT_OK(yamux_feed(&server.y, frame(f, WINDOW_T, 0, 1, 600)));
	EXPECT(server.wire.n == 600 + YAMUX_HEADER_LEN);
	EXPECT_OK(yamux_feed(&server.y, frame(f, WINDOW_T, 0, 1, 5000)));
	/* the rest, and FIN in a frame of its own */
	EXPECT(server.wire.n == 1000 + 3 * YAMUX_HEADER_LEN && server.y.pending == 0);
	EXPECT(server.closed == 0);
	EXPECT_OK(yamux_feed(&server.y, frame(f, WINDOW_T, 4, 1, 0)));
	EXPECT(server.closed == 1 && server.y.num_streams == 0);
	stop();
}

TEST(nothing_of_streams_is_sent_while_the_connection_has_no_room)
{
	u8 f[16];

	start();
	server.room = 0;
	EXPECT_OK(yamux_feed(&server.y, frame(f, WINDOW_T, 1, 1, 0)));
	EXPECT_OK(yamux_write(&server.y, server.last, SLICE_LIT("hello")));
	yamux_flush(&server.y);
	EXPECT(server.wire.n == 0);
	EXPECT_OK(yamux_feed(&server.y, frame(f, PING_T, 1, 0, 7)));
	EXPECT(server.wire.n == YAMUX_HEADER_LEN && server.pings == 1);
	server.room = 3;
	yamux_flush(&server.y);
	EXPECT(server.wire.n == 2 * YAMUX_HEADER_LEN + 3);
	stop();
}

TEST(megabytes_go_both_ways_through_many_streams_whatever_the_pieces)
{
	static u8 block[100000];
	struct yamux_stream *s[5];

	for (size_t i = 0; i < sizeof(block); i++)
		block[i] = (u8)(i * 7 >> 3 & 0xff);
	for (size_t piece = 1; piece <= 4096; piece = piece * 5 + 8) {
		start();
		server.echo = true;
		for (size_t i = 0; i < ARRAY_LEN(s); i++) {
			REQUIRE(yamux_open(&client.y, &s[i]) == ERR_OK);
			for (int k = 0; k < (piece == 1 ? 1 : 8); k++)
				EXPECT_OK(yamux_write(&client.y, s[i], SLICE_ARR(block)));
			yamux_finish(&client.y, s[i]);
		}
		yamux_flush(&client.y);
		EXPECT_OK(talk(piece));
		EXPECT(server.opened == 5 && server.finished == 5 && server.closed == 5);
		EXPECT(client.finished == 5 && client.closed == 5);
		EXPECT(client.got.n == 5 * sizeof(block) * (piece == 1 ? 1 : 8));
		EXPECT(client.y.pending == 0 && server.y.pending == 0);
		stop();
	}
}

TEST(who_sends_more_than_the_window_is_refused)
{
	static u8 data[YAMUX_WINDOW];
	u8 f[16];

	start();
	EXPECT_ERR(ERR_LIMIT, yamux_feed(&server.y, frame(f, DATA_T, 1, 1, YAMUX_WINDOW + 1)));
	stop();
	start();
	EXPECT_OK(yamux_feed(&server.y, frame(f, DATA_T, 1, 1, 1000)));
	EXPECT_OK(yamux_feed(&server.y, slice_of(data, 1000)));
	EXPECT_ERR(ERR_LIMIT, yamux_feed(&server.y, frame(f, DATA_T, 0, 1, YAMUX_WINDOW - 999)));
	stop();
}

TEST(more_streams_than_the_limit_end_the_connection)
{
	u8 f[16];

	start();
	for (u32 i = 0; i < YAMUX_STREAMS_MAX; i++)
		EXPECT_OK(yamux_feed(&server.y, frame(f, WINDOW_T, 1, 2 * i + 1, 0)));
	EXPECT_ERR(ERR_LIMIT,
		   yamux_feed(&server.y, frame(f, WINDOW_T, 1, 2 * YAMUX_STREAMS_MAX + 1, 0)));
	stop();
	EXPECT(server.closed == YAMUX_STREAMS_MAX);
}

TEST(a_reset_stream_is_forgotten_and_late_frames_for_it_are_passed_over)
{
	u8 f[16];

	start();
	EXPECT_OK(yamux_feed(&server.y, frame(f, WINDOW_T, 1, 1, 0)));
	yamux_reset(&server.y, server.last);
	EXPECT(server.closed == 1 && server.wire.n == YAMUX_HEADER_LEN);
	EXPECT(net_buf_all(&server.wire).p[3] == (2 | 8)); /* ACK: it is our first frame */
	EXPECT_OK(yamux_feed(&server.y, frame(f, DATA_T, 0, 1, 3)));
	EXPECT_OK(yamux_feed(&server.y, SLICE_LIT("abc")));
	EXPECT_OK(yamux_feed(&server.y, frame(f, WINDOW_T, 8, 1, 3)));
	EXPECT(server.got.n == 0 && server.closed == 1);
	stop();
}

TEST(frames_that_break_the_rules_end_the_connection)
{
	static const struct {
		u8 version, type, flags;
		u32 id, len;
		enum err err;
	} rows[] = {
	    {1, DATA_T, 1, 1, 0, ERR_VERSION},
	    {0, 4, 0, 1, 0, ERR_TAG},
	    {0, DATA_T, 16, 1, 0, ERR_TAG},
	    {0, DATA_T, 0, 1, 0, ERR_STATE},    /* never opened */
	    {0, WINDOW_T, 0, 2, 0, ERR_STATE},  /* ours, never opened */
	    {0, DATA_T, 1, 2, 0, ERR_STATE},    /* an id of ours */
	    {0, DATA_T, 1, 0, 0, ERR_STATE},    /* the session's */
	    {0, PING_T, 1, 1, 0, ERR_STATE},
	    {0, PING_T, 4, 0, 0, ERR_TAG},
	    {0, AWAY_T, 0, 1, 0, ERR_STATE},
	};
	u8 f[16];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		start();
		(void)frame(f, rows[i].type, rows[i].flags, rows[i].id, rows[i].len);
		f[0] = rows[i].version;
		EXPECT_ERR(rows[i].err, yamux_feed(&server.y, slice_of(f, 12)));
		stop();
	}
	start();
	EXPECT_OK(yamux_feed(&server.y, frame(f, WINDOW_T, 1, 5, 0)));
	EXPECT_OK(yamux_feed(&server.y, frame(f, WINDOW_T, 1, 3, 0)));
	EXPECT_ERR(ERR_STATE, yamux_feed(&server.y, frame(f, WINDOW_T, 1, 5, 0)));
	stop();
	start();
	EXPECT_OK(yamux_feed(&server.y, frame(f, WINDOW_T, 1, 1, 0)));
	EXPECT_ERR(ERR_OVERFLOW, yamux_feed(&server.y, frame(f, WINDOW_T, 0, 1, UINT32_MAX)));
	stop();
}

TEST(after_goodbye_we_open_nothing)
{
	struct yamux_stream *s;
	u8 f[16];

	start();
	EXPECT_OK(yamux_feed(&server.y, frame(f, AWAY_T, 0, 0, 0)));
	EXPECT_ERR(ERR_EOF, yamux_open(&server.y, &s));
	yamux_goodbye(&server.y, YAMUX_PROTOCOL_ERROR);
	EXPECT(net_buf_all(&server.wire).p[1] == AWAY_T && net_buf_all(&server.wire).p[11] == 1);
	stop();
}

TEST_MAIN()
