/* What a peer may say once it is past Noise: yamux frames that hold negotiations, pings,
 * requests and notifications. The tables answer from the first byte of what they get. */
#include <stdlib.h>

#include "net/peer_int.h"
#include "os/arena_map.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static enum err outcome(struct slice in)
{
	static const enum err all[] = {ERR_OK, ERR_NOT_FOUND, ERR_SHORT, ERR_OK};

	return in.n == 0 ? ERR_OK : all[in.p[0] % 4];
}

static enum err serve(struct node *n, struct slice in, struct arena *a, struct slice *out)
{
	(void)n;
	(void)a;
	*out = in;
	return outcome(in);
}

static enum err hello(struct node *n, struct wr *w)
{
	(void)n;
	wr_u8(w, 4);
	return ERR_OK;
}

static enum err check(struct node *n, struct slice in)
{
	(void)n;
	return outcome(in);
}

static enum err take(struct node *n, struct slice in, struct arena *a)
{
	(void)n;
	(void)a;
	return outcome(in);
}

static const struct serve_protocol protocols[] = {{"/sync/2", 64, 1024, serve}};
static const struct serve_notification topics[NUM_SERVE_TOPICS] = {
    {"/block-announces/1", 64, 64, hello, check, take},
    {"/grandpa/1", 1, 64, hello, check, take},
    {"/transactions/1", 1, 64, hello, check, take},
};

static u64 clock_ms;

static u64 now(void)
{
	return clock_ms;
}

static enum err fixed(u8 out[32])
{
	memset(out, 5, 32);
	return ERR_OK;
}

static void on_live(void *ctx, struct peer *p, enum serve_topic t)
{
	enum err e = peer_notify(p, t, SLICE_LIT("news"));

	(void)ctx;
	(void)e;
}

static void on_send(void *ctx, struct slice bytes)
{
	(void)ctx;
	CHECK(bytes.n >= 2 + NOISE_TAG_LEN && bytes.n <= 2 + NOISE_MESSAGE_MAX);
}

static size_t on_room(void *ctx)
{
	(void)ctx;
	return 1u << 20;
}

/* Genesis "00…" is short enough for a fuzzer to meet the names. */
static const u8 genesis[HASH_LEN];
static struct peer_host host;
static struct identity us;
static struct arena arena;

static void set_up(void)
{
	struct secret32 seed = {{1}};

	if (arena.mem != NULL)
		return;
	CHECK(arena_map(&arena, 1u << 20) == ERR_OK);
	identity_of(&us, &seed);
	host = (struct peer_host){.id = &us,
				  .agent = "fuzz/1",
				  .genesis = genesis,
				  .protocols = protocols,
				  .num_protocols = 1,
				  .topics = topics,
				  .arena = &arena,
				  .held_max = 1u << 20,
				  .now_ms = now,
				  .random = fixed,
				  .live = on_live};
	peer_host_init(&host);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	const struct peer_conf conf = {.host = &host, .send = on_send, .room = on_room};
	struct peer p;
	enum err e;

	set_up();
	CHECK(peer_init(&p, &conf) == ERR_OK);
	p.phase = PEER_OPEN;
	p.noise.step = 3; /* its keys are zeros: sealing works, nobody reads it */
	e = yamux_feed(&p.mux, slice_of(data, n));
	peer_count(&p);
	CHECK(p.received <= PEER_RECEIVED_MAX && host.held <= host.held_max + (4u << 20));
	clock_ms += n % 7 == 0 ? PEER_STREAM_MS : 10;
	if (e == ERR_OK)
		e = peer_tick(&p);
	(void)e;
	peer_release(&p);
	CHECK(host.held == 0);
	return 0;
}
