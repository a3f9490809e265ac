#include <stdlib.h>
#include <sys/random.h>

#include "base/bytes.h"
#include "base/test.h"
#include "net/peer.h"
#include "net/protobuf.h"
#include "os/arena_map.h"

/* Tables of the test's own: what is served is net/serve's business. */

static u32 num_served, num_taken;
static u64 clock_ms, serve_costs_ms, take_costs_ms;
static size_t answer_len;

static enum err serve_echo(struct node *n, struct slice in, struct arena *a, struct slice *out)
{
	u8 *p = arena_alloc(a, answer_len + in.n);

	(void)n;
	num_served++;
	clock_ms += serve_costs_ms;
	if (in.n == 3)
		return ERR_NOT_FOUND;
	if (in.n == 4)
		return ERR_SHORT;
	if (p == NULL)
		return ERR_NOMEM;
	slice_copy(p, in);
	memset(p + in.n, 'x', answer_len);
	*out = slice_of(p, in.n + answer_len);
	return ERR_OK;
}

static const struct serve_protocol protocols[] = {{"/echo/1", 1000, 1 << 24, serve_echo}};

static enum err hello(struct node *n, struct wr *w)
{
	(void)n;
	wr_bytes(w, "we", 2);
	return ERR_OK;
}

static enum err check(struct node *n, struct slice in)
{
	(void)n;
	return in.n == 37 ? ERR_OK : in.n == 1 ? ERR_GENESIS : ERR_SHORT;
}

static enum err take(struct node *n, struct slice in, struct arena *a)
{
	(void)n;
	(void)a;
	num_taken++;
	clock_ms += take_costs_ms;
	return in.n == 4 ? ERR_SHORT : ERR_INVALID;
}

static const struct serve_notification topics[NUM_SERVE_TOPICS] = {
    {"/block-announces/1", 100, 1000, hello, check, take},
    {"/grandpa/1", 100, 1000, hello, check, take},
    {"/transactions/1", 100, 1000, hello, check, take},
};

#define GENESIS_HEX "0000000000000000000000000000000000000000000000000000000000000000"
#define ECHO        "/" GENESIS_HEX "/echo/1"
#define ANNOUNCES   "/" GENESIS_HEX "/block-announces/1"

static const u8 genesis[32];
static struct identity us;
static struct arena arena;
static struct peer_host host;
static u32 num_live;

static u64 now(void)
{
	return clock_ms;
}

static enum err seeded(u8 out[32])
{
	return getrandom(out, 32, 0) == 32 ? ERR_OK : ERR_IO;
}

static void on_live(void *ctx, struct peer *p, enum serve_topic t)
{
	(void)ctx;
	num_live++;
	if (peer_notify(p, t, SLICE_LIT("news")) != ERR_OK)
		TEST_FAIL("no news");
}

/* The other end: dials, and keeps what comes on its streams. */
struct client {
	struct peer peer;
	struct net_buf to_peer, to_client;
	struct noise noise;
	struct yamux mux;
	struct net_buf in; /* Noise frames */
	struct multistream ms;
	int step;
	size_t room;
	enum err failed; /* what the peer said at last */
	struct yamux_stream *ours; /* stream that the peer opened towards us */
	struct net_buf got[600];   /* by stream id */
	u32 num_closed;
};

static struct client c;

static void peer_send(void *ctx, struct slice bytes)
{
	(void)ctx;
	if (net_buf_put(&c.to_client, bytes) != ERR_OK)
		TEST_FAIL("no memory");
}

static size_t peer_room(void *ctx)
{
	(void)ctx;
	return c.room;
}

static void put(struct slice s)
{
	if (net_buf_put(&c.to_peer, s) != ERR_OK)
		TEST_FAIL("no memory");
}

static void put_noise(struct slice head, struct slice body)
{
	static u8 frame[65600];
	size_t n = head.n + body.n;

	slice_copy(frame + 2, head);
	slice_copy(frame + 2 + head.n, body);
	if (noise_seal(&c.noise, slice_of(frame + 2, n), frame + 2) != ERR_OK)
		TEST_FAIL("seal");
	n += NOISE_TAG_LEN;
	frame[0] = (u8)(n >> 8);
	frame[1] = (u8)(n & 0xff);
	put(slice_of(frame, n + 2));
}

static enum err cl_opened(void *ctx, struct yamux_stream *s)
{
	(void)ctx;
	c.ours = s;
	return ERR_OK;
}

static enum err cl_data(void *ctx, struct yamux_stream *s, struct slice in)
{
	(void)ctx;
	return net_buf_put(&c.got[s->id % 600], in);
}

static enum err cl_finished(void *ctx, struct yamux_stream *s)
{
	(void)ctx;
	yamux_finish(&c.mux, s);
	return ERR_OK;
}

static void cl_closed(void *ctx, struct yamux_stream *s)
{
	(void)ctx;
	(void)s;
	c.num_closed++;
}

static void cl_ping(void *ctx, bool answer)
{
	(void)ctx;
	(void)answer;
}

static void cl_send(void *ctx, struct slice head, struct slice data)
{
	(void)ctx;
	put_noise(head, data);
}

static size_t cl_room(void *ctx)
{
	(void)ctx;
	return SIZE_MAX;
}

static const struct yamux_events client_events = {cl_opened, cl_data, cl_finished, cl_closed,
						  cl_ping,   cl_send, cl_room};

static int none(const void *ctx, struct slice name)
{
	(void)ctx;
	(void)name;
	return -1;
}

static void client_dial(const char *name)
{
	u8 out[256];
	struct wr w = wr_into(out, sizeof(out));

	multistream_dial(&c.ms, name, &w);
	if (noise_done(&c.noise))
		put_noise(slice_of(out, w.n), SLICE_EMPTY);
	else
		put(slice_of(out, w.n));
}

static void client_handshake(struct slice message)
{
	u8 out[1024], pub[32], payload[IDENTITY_HELLO_MAX], frame[1026];
	struct wr p = wr_into(payload, sizeof(payload)), w = wr_into(frame + 2, 1024);
	struct slice theirs;
	struct identity me;
	struct secret32 seed;

	memset(seed.b, 9, 32);
	identity_of(&me, &seed);
	if (message.n != 0) {
		EXPECT_OK(noise_read(&c.noise, message, out, &theirs));
		EXPECT_OK(identity_hello_check(theirs, c.noise.remote_static, pub));
		EXPECT(mem_eq(pub, us.key.pub, 32));
		wr_identity_hello(&p, &me, c.noise.s.pub);
	}
	EXPECT_OK(noise_write(&c.noise, slice_of(payload, p.n), &w));
	frame[0] = (u8)(w.n >> 8);
	frame[1] = (u8)(w.n & 0xff);
	put(slice_of(frame, w.n + 2));
	if (noise_done(&c.noise))
		client_dial("/yamux/1.0.0");
}

static void client_plain(struct slice in)
{
	while (in.n != 0 && c.ms.state == MULTISTREAM_OPEN) {
		struct wr w = wr_into(NULL, 0);
		size_t used;

		EXPECT_OK(multistream_feed(&c.ms, in, &used, none, NULL, &w));
		in = slice_from(in, used);
	}
	if (in.n != 0)
		EXPECT_OK(yamux_feed(&c.mux, in));
}

/* What came from the peer, layer by layer. */
static void client_read(void)
{
	if (!noise_done(&c.noise) && c.noise.step == 0) {
		struct wr w = wr_into(NULL, 0);
		struct slice all = net_buf_all(&c.to_client);
		size_t used = 0, at = 0;

		while (at < all.n && c.ms.state == MULTISTREAM_OPEN) {
			EXPECT_OK(multistream_feed(&c.ms, slice_from(all, at), &used, none, NULL,
						   &w));
			at += used;
		}
		net_buf_drop(&c.to_client, at);
		if (c.ms.state == MULTISTREAM_AGREED)
			client_handshake(SLICE_EMPTY);
		return;
	}
	while (c.to_client.n >= 2) {
		u8 *p = c.to_client.p + c.to_client.at;
		size_t n = (size_t)p[0] << 8 | p[1];
		static u8 plain[65536];

		if (c.to_client.n < 2 + n)
			return;
		if (noise_done(&c.noise)) {
			EXPECT_OK(noise_open(&c.noise, slice_of(p + 2, n), plain));
			net_buf_drop(&c.to_client, 2 + n);
			client_plain(slice_of(plain, n - NOISE_TAG_LEN));
		} else {
			memcpy(plain, p + 2, n);
			net_buf_drop(&c.to_client, 2 + n);
			client_handshake(slice_of(plain, n));
		}
	}
}

/* Moves bytes both ways until nothing moves; the peer gets them in pieces. */
static enum err talk(size_t piece)
{
	while (c.to_peer.n + c.to_client.n != 0 && c.failed == ERR_OK) {
		size_t before;

		while (c.to_peer.n != 0 && c.failed == ERR_OK) {
			static u8 bytes[65536];
			size_t n = size_min(size_min(piece, c.to_peer.n), sizeof(bytes));

			slice_copy(bytes, slice_of(net_buf_all(&c.to_peer).p, n));
			net_buf_drop(&c.to_peer, n);
			c.failed = peer_feed(&c.peer, slice_of(bytes, n));
		}
		before = c.to_client.n;
		client_read();
		if (c.to_peer.n == 0 && c.to_client.n == before)
			break;
	}
	return c.failed;
}

static void start(void)
{
	const struct peer_conf conf = {.host = &host, .send = peer_send, .room = peer_room};
	struct secret32 secret;
	struct noise_key s, e;

	if (arena.mem == NULL && arena_map(&arena, 64 << 20) != ERR_OK)
		TEST_FAIL("no memory");
	memset(secret.b, 7, sizeof(secret.b));
	identity_of(&us, &secret);
	host = (struct peer_host){.id = &us,
				  .agent = "test/1",
				  .genesis = genesis,
				  .protocols = protocols,
				  .num_protocols = 1,
				  .topics = topics,
				  .arena = &arena,
				  .held_max = (size_t)64 << 20,
				  .now_ms = now,
				  .random = seeded,
				  .live = on_live};
	peer_host_init(&host);
	clock_ms = 1000000;
	answer_len = serve_costs_ms = take_costs_ms = 0;
	num_served = num_taken = num_live = 0;
	memset(&c, 0, sizeof(c));
	c.room = SIZE_MAX;
	EXPECT_OK(peer_init(&c.peer, &conf));
	noise_key_of(&s, &secret);
	secret.b[0] = 1;
	noise_key_of(&e, &secret);
	noise_init(&c.noise, true, &s, &e, SLICE_EMPTY);
	yamux_init(&c.mux, false, &client_events, NULL);
}

static void stop(void)
{
	yamux_release(&c.mux);
	peer_release(&c.peer);
	EXPECT(host.held == 0);
	for (size_t i = 0; i < ARRAY_LEN(c.got); i++)
		net_buf_free(&c.got[i]);
	net_buf_free(&c.to_peer);
	net_buf_free(&c.to_client);
}

static void connect(void)
{
	start();
	client_dial("/noise");
	EXPECT_OK(talk(65536));
	EXPECT(c.peer.phase == PEER_OPEN);
}

/* Opens a stream with a name and first bytes behind it. */
static struct yamux_stream *ask(const char *name, struct slice bytes)
{
	u8 first[256];
	struct wr w = wr_into(first, sizeof(first));
	struct multistream m;
	struct yamux_stream *s = NULL;

	multistream_dial(&m, name, &w);
	EXPECT_OK(yamux_open(&c.mux, &s));
	EXPECT_OK(yamux_write(&c.mux, s, slice_of(first, w.n)));
	EXPECT_OK(yamux_write(&c.mux, s, bytes));
	yamux_flush(&c.mux);
	return s;
}

/* What came on a stream behind the answer to the negotiation. */
static struct slice answer(u32 id, const char *name)
{
	u8 first[256];
	struct wr w = wr_into(first, sizeof(first));
	struct multistream m;
	struct slice all = net_buf_all(&c.got[id % 600]);

	multistream_dial(&m, name, &w);
	EXPECT(slice_starts(all, slice_of(first, w.n)));
	return slice_from(all, w.n);
}

TEST(a_client_connects_whatever_the_pieces)
{
	for (size_t piece = 1; piece < 100; piece += 7) {
		start();
		client_dial("/noise");
		EXPECT_OK(talk(piece));
		EXPECT(c.peer.phase == PEER_OPEN);
		EXPECT(strncmp(c.peer.id, "12D3KooW", 8) == 0);
		stop();
	}
}

TEST(ping_identify_and_a_request_are_answered)
{
	static const char ping[] = "0123456789abcdef0123456789abcdef";
	struct yamux_stream *s;

	connect();
	(void)ask("/ipfs/ping/1.0.0", SLICE_LIT(ping));
	(void)ask("/ipfs/id/1.0.0", SLICE_EMPTY);
	s = ask(ECHO, SLICE_LIT("\x05hello"));
	yamux_finish(&c.mux, s);
	yamux_flush(&c.mux);
	EXPECT_OK(talk(65536));
	EXPECT(slice_eq(answer(1, "/ipfs/ping/1.0.0"), SLICE_LIT(ping)));
	EXPECT(answer(3, "/ipfs/id/1.0.0").n > 200);
	EXPECT(slice_eq(answer(5, ECHO), SLICE_LIT("\x05hello")));
	EXPECT(num_served == 1 && c.num_closed == 2); /* the ping goes on */
	stop();
}

TEST(a_protocol_that_is_not_ours_is_answered_na)
{
	connect();
	(void)ask("/ipfs/bitswap/1.2.0", SLICE_EMPTY);
	EXPECT_OK(talk(65536));
	EXPECT(slice_eq(net_buf_all(&c.got[1]), SLICE_LIT("\x13/multistream/1.0.0\n\x03na\n")));
	stop();
}

TEST(a_large_answer_arrives_whole_through_a_small_socket)
{
	connect();
	answer_len = 3000000;
	(void)ask(ECHO, SLICE_LIT("\x02hi"));
	for (int i = 0; i < 400; i++) {
		c.room = 10000;
		EXPECT_OK(talk(65536));
		EXPECT_OK(peer_flush(&c.peer));
		EXPECT(host.held <= 3000100);
	}
	EXPECT(answer(1, ECHO).n == 3000002 + 4);
	EXPECT(host.held == 0);
	stop();
}

TEST(a_refused_request_resets_its_stream_and_a_malformed_one_ends_the_connection)
{
	connect();
	(void)ask(ECHO, SLICE_LIT("\x03xxx"));
	EXPECT_OK(talk(65536));
	EXPECT(c.num_closed == 1 && host.num_refused == 1);
	(void)ask(ECHO, SLICE_LIT("\x04xxxx"));
	EXPECT_ERR(ERR_SHORT, talk(65536));
	stop();
	connect();
	(void)ask(ECHO, SLICE_LIT("\xe9\x07")); /* 1001 bytes */
	EXPECT_ERR(ERR_LIMIT, talk(65536));
	stop();
}

TEST(a_second_request_on_a_stream_is_not_served)
{
	connect();
	(void)ask(ECHO, SLICE_LIT("\x02hi"));
	EXPECT_OK(talk(65536));
	EXPECT(num_served == 1);
	EXPECT(c.mux.num_streams == 0 || c.mux.streams->dead == false);
	stop();
}

static const u8 announcer[38] = {37, 2, 7, 0, 0, 0, 0xaa};

/* Opens block-announces and lets the peer's own stream come to us. */
static void subscribe(void)
{
	u8 out[512];
	struct wr w = wr_into(out, sizeof(out));

	(void)ask(ANNOUNCES, SLICE_ARR(announcer));
	EXPECT_OK(talk(65536));
	REQUIRE(c.ours != NULL);
	wr_multistream(&w, SLICE_LIT("/multistream/1.0.0"));
	wr_multistream(&w, SLICE_LIT(ANNOUNCES));
	wr_bytes(&w, "\x03you", 4); /* our handshake for its stream */
	EXPECT_OK(yamux_write(&c.mux, c.ours, slice_of(out, w.n)));
	yamux_flush(&c.mux);
	EXPECT_OK(talk(65536));
}

TEST(each_direction_of_a_topic_has_its_own_stream)
{
	connect();
	subscribe();
	EXPECT(slice_eq(answer(1, ANNOUNCES), SLICE_LIT("\x02we")));
	EXPECT(c.peer.role == 2 && c.peer.best_number == 7 && c.peer.best_hash[0] == 0xaa);
	EXPECT(num_live == 1);
	/* Even ids are the peer's. */
	EXPECT(slice_eq(answer(2, ANNOUNCES), SLICE_LIT("\x02we\x04news")));
	EXPECT_OK(peer_notify(&c.peer, SERVE_ANNOUNCES, SLICE_LIT("more")));
	EXPECT_OK(peer_notify(&c.peer, SERVE_GRANDPA, SLICE_LIT("nobody listens")));
	EXPECT_OK(talk(65536));
	EXPECT(slice_eq(answer(2, ANNOUNCES), SLICE_LIT("\x02we\x04news\x04more")));
	stop();
}

TEST(who_does_not_read_notifications_is_given_up)
{
	static u8 news[50000];
	enum err e = ERR_OK;

	connect();
	subscribe();
	c.room = 0;
	for (int i = 0; i < 40 && e == ERR_OK; i++)
		e = peer_notify(&c.peer, SERVE_ANNOUNCES, SLICE_ARR(news));
	EXPECT_ERR(ERR_FULL, e);
	EXPECT(host.held <= PEER_NOTICES_MAX + 100);
	stop();
}

TEST(a_handshake_of_another_chain_resets_and_a_malformed_one_ends)
{
	connect();
	(void)ask(ANNOUNCES, SLICE_LIT("\x01x"));
	EXPECT_OK(talk(65536));
	EXPECT(c.num_closed == 1 && c.peer.role == 0);
	(void)ask(ANNOUNCES, SLICE_LIT("\x02xx"));
	EXPECT_ERR(ERR_SHORT, talk(65536));
	stop();
}

TEST(their_notifications_are_taken_and_a_malformed_one_ends_the_connection)
{
	struct yamux_stream *s;

	connect();
	s = ask(ANNOUNCES, SLICE_ARR(announcer));
	EXPECT_OK(talk(65536));
	EXPECT_OK(yamux_write(&c.mux, s, SLICE_LIT("\x01x\x02xx\x03xxx")));
	yamux_flush(&c.mux);
	EXPECT_OK(talk(1));
	EXPECT(num_taken == 3);
	EXPECT_OK(yamux_write(&c.mux, s, SLICE_LIT("\x04xxxx")));
	yamux_flush(&c.mux);
	EXPECT_ERR(ERR_SHORT, talk(65536));
	stop();
}

TEST(ten_thousand_streams_are_too_many)
{
	u8 f[12] = {0, 1, 0, 1};
	u32 i;

	connect();
	for (i = 1; i < 20000 && c.failed == ERR_OK; i += 2) {
		store_be32(f + 4, i);
		put_noise(SLICE_ARR(f), SLICE_EMPTY);
		(void)talk(65536);
	}
	EXPECT_ERR(ERR_LIMIT, c.failed);
	EXPECT(i <= 2 * YAMUX_STREAMS_MAX + 3);
	stop();
}

TEST(opening_and_resetting_streams_without_end_is_held_back)
{
	u8 f[12] = {0, 1, 0, 1 | 8};
	u32 i;

	connect();
	for (i = 1; i < 20000 && !peer_is_throttled(&c.peer); i += 2) {
		store_be32(f + 4, i);
		put_noise(SLICE_ARR(f), SLICE_EMPTY);
		EXPECT_OK(talk(65536));
	}
	EXPECT(i < PEER_WORK_BURST + 100);
	clock_ms += 10;
	EXPECT(!peer_is_throttled(&c.peer));
	stop();
}

TEST(work_that_we_do_for_a_peer_is_paid_from_its_account)
{
	connect();
	serve_costs_ms = 700;
	for (int i = 0; i < 6; i++) {
		(void)ask(ECHO, SLICE_LIT("\x02hi"));
		EXPECT_OK(talk(65536));
		/* 700 ms of work, and 350 units grow back meanwhile */
		EXPECT(peer_is_throttled(&c.peer) == (i >= 5));
	}
	clock_ms += 500;
	EXPECT(!peer_is_throttled(&c.peer));
	stop();
}

TEST(many_requests_at_once_wait_for_later_rounds_of_the_loop)
{
	connect();
	serve_costs_ms = 10;
	for (int i = 0; i < 30; i++) {
		struct yamux_stream *s = ask(ECHO, SLICE_LIT("\x02hi"));

		yamux_finish(&c.mux, s); /* its end comes before the answer */
	}
	yamux_flush(&c.mux);
	REQUIRE(c.to_peer.n < 65536);
	EXPECT_OK(talk(65536)); /* in one piece */
	EXPECT(num_served == PEER_TURN_MS / 10 && peer_is_postponed(&c.peer));
	for (u32 rounds = 1; rounds < 15; rounds++) {
		clock_ms += PEER_STREAM_MS / 10; /* who waits for us is not late */
		EXPECT(peer_is_postponed(&c.peer));
		EXPECT_OK(peer_tick(&c.peer));
		EXPECT_OK(talk(65536));
		EXPECT(num_served == (rounds + 1) * PEER_TURN_MS / 10);
	}
	EXPECT(num_served == 30 && !peer_is_postponed(&c.peer) && c.num_closed == 30);
	EXPECT(slice_eq(answer(59, ECHO), SLICE_LIT("\x02hi")));
	stop();
}

TEST(many_notifications_at_once_wait_for_later_rounds_of_the_loop)
{
	struct yamux_stream *s;

	connect();
	s = ask(ANNOUNCES, SLICE_ARR(announcer));
	EXPECT_OK(talk(65536));
	take_costs_ms = 10;
	for (int i = 0; i < 9; i++)
		EXPECT_OK(yamux_write(&c.mux, s, SLICE_LIT("\x01x")));
	yamux_flush(&c.mux);
	EXPECT_OK(talk(65536));
	EXPECT(num_taken == PEER_TURN_MS / 10);
	while (peer_is_postponed(&c.peer))
		EXPECT_OK(peer_tick(&c.peer));
	EXPECT(num_taken == 9 && c.peer.received == 0);
	stop();
}

TEST(unfinished_messages_have_a_limit)
{
	static u8 part[1000];
	u32 i = 0;

	connect();
	part[0] = 0xe7; /* 999 bytes */
	part[1] = 0x07;
	host.held_max = 100000;
	for (; i < 250 && c.failed == ERR_OK; i++) {
		(void)ask(ECHO, slice_of(part, 990));
		(void)talk(65536);
	}
	EXPECT_ERR(ERR_LIMIT, c.failed);
	EXPECT(i < 110 && host.held < 110000);
	stop();
}

TEST(silence_stalls_and_a_slow_handshake_end_the_connection)
{
	start();
	clock_ms += PEER_HANDSHAKE_MS;
	EXPECT_OK(peer_tick(&c.peer));
	clock_ms++;
	EXPECT_ERR(ERR_TIMEOUT, peer_tick(&c.peer));
	stop();
	connect();
	clock_ms += PEER_PING_MS + 1;
	EXPECT_OK(peer_tick(&c.peer));
	EXPECT_OK(talk(65536)); /* the client answers the ping */
	clock_ms += PEER_SILENCE_MS;
	EXPECT_OK(peer_tick(&c.peer));
	clock_ms++;
	EXPECT_ERR(ERR_TIMEOUT, peer_tick(&c.peer));
	stop();
	connect();
	for (u32 i = 0; i < PEER_STALLS_MAX + 1; i++)
		(void)ask(ECHO, SLICE_LIT("\x05hel"));
	EXPECT_OK(talk(65536));
	clock_ms += PEER_STREAM_MS;
	EXPECT_ERR(ERR_TIMEOUT, peer_tick(&c.peer));
	stop();
}

TEST(garbage_at_each_layer_ends_the_connection)
{
	static u8 junk[600];

	memset(junk, 0x5a, sizeof(junk));
	start();
	EXPECT_ERR(ERR_FORMAT, peer_feed(&c.peer, SLICE_ARR(junk)));
	stop();
	start();
	EXPECT_OK(peer_feed(&c.peer, SLICE_LIT("\x13/multistream/1.0.0\n\x07/noise\n")));
	EXPECT_OK(peer_feed(&c.peer, SLICE_LIT("\x00\x20")));
	EXPECT_OK(peer_feed(&c.peer, slice_of(junk, 32))); /* any 32 bytes are a key */
	EXPECT_OK(peer_feed(&c.peer, SLICE_LIT("\x00\x60")));
	EXPECT_ERR(ERR_DECRYPT, peer_feed(&c.peer, slice_of(junk, 96)));
	stop();
	start();
	EXPECT_OK(peer_feed(&c.peer, SLICE_LIT("\x13/multistream/1.0.0\n\x07/noise\n")));
	EXPECT_ERR(ERR_SHORT, peer_feed(&c.peer, SLICE_LIT("\x00\x01x")));
	stop();
	connect();
	EXPECT_OK(peer_feed(&c.peer, SLICE_LIT("\x00\x40")));
	EXPECT_ERR(ERR_DECRYPT, peer_feed(&c.peer, slice_of(junk, 64)));
	stop();
	connect();
	put_noise(SLICE_LIT("this is no yamux frame"), SLICE_EMPTY);
	EXPECT_ERR(ERR_VERSION, talk(65536));
	stop();
	connect();
	EXPECT_ERR(ERR_SHORT, peer_feed(&c.peer, SLICE_LIT("\x00\x01x"))); /* no room for a tag */
	stop();
}

TEST_MAIN()
