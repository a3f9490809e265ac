#ifndef NET_PEER_H
#define NET_PEER_H
/* net/peer: one connection of a light client, from its first byte to its last.
 *
 * Bytes in, bytes out, no sockets: the outer multistream-select and Noise secure the
 * connection, the inner one and yamux divide it into streams, and each stream speaks one
 * protocol: ping, identify, a request of serve_protocols, or a topic of serve_notifications.
 * We listen only; streams of our own carry notifications, one for each topic that the peer
 * opened towards us.
 *
 * Ownership: a peer_host is shared by all peers and outlives them. The peer keeps its own
 * memory and frees it in peer_release. Callbacks are called from within the calls below.
 * Errors of peer_feed, peer_tick, peer_flush and peer_notify end the connection: the caller
 * closes the socket. They are those of multistream, noise, identity, yamux and the message
 * readers, ERR_LIMIT, ERR_TIMEOUT, ERR_FULL and ERR_NOMEM.
 *
 * What one peer may cost:
 *   memory   PEER_RECEIVED_MAX of unfinished messages, YAMUX_PENDING_MAX of answers that wait
 *            for its window (all peers together: host->held_max), YAMUX_STREAMS_MAX streams of
 *            about 1 KiB, one Noise frame and what it came in
 *   work     PEER_WORK_PER_S units each second, PEER_WORK_BURST at once: a unit is a
 *            millisecond of ours; opening a stream costs PEER_WORK_STREAM, a ping one. Who has
 *            used his up is not read from until it has grown back (peer_is_throttled). All
 *            peers together have PEER_TURN_MS in one round of the loop, which makes blocks
 *            too; requests beyond it wait for a later round (peer_is_postponed, peer_tick)
 *   time     PEER_HANDSHAKE_MS until yamux runs, PEER_STREAM_MS for a request to be whole and
 *            PEER_ANSWER_MS for its answer to be taken; PEER_STALLS_MAX of these being late,
 *            or PEER_SILENCE_MS without a byte, end the connection */
#include "net/identity.h"
#include "net/multistream.h"
#include "net/noise.h"
#include "net/serve.h"
#include "net/yamux.h"
#include "primitives/header.h"

#define PEER_RECEIVED_MAX ((size_t)8 << 20)
#define PEER_NOTICES_MAX  ((size_t)1 << 20) /* notifications that wait for one topic */
#define PEER_WORK_PER_S   500
#define PEER_WORK_BURST   2000
#define PEER_WORK_STREAM  2
#define PEER_TURN_MS      20u
#define PEER_HANDSHAKE_MS 10000u
#define PEER_STREAM_MS    20000u
#define PEER_ANSWER_MS    60000u
#define PEER_PING_MS      20000u
#define PEER_SILENCE_MS   60000u
#define PEER_STALLS_MAX   16u
#define PEER_NAME_MAX     128u
#define PEER_NAMES_MAX    16u

struct peer;

/* What all peers of a node share. Fill in the first part, then peer_host_init. */
struct peer_host {
	struct node *node; /* handed to the tables */
	const struct identity *id;
	const char *agent;
	const u8 *genesis; /* hash, 32 bytes */
	const struct serve_protocol *protocols;
	size_t num_protocols;
	const struct serve_notification *topics; /* NUM_SERVE_TOPICS */
	const struct net_addr *listen;
	size_t num_listen;
	struct arena *arena; /* of os/arena_map; lent to one request at a time */
	size_t held_max;     /* bytes that all peers together may have waiting here */
	u64 (*now_ms)(void); /* monotonic */
	enum err (*random)(u8 out[32]);
	/* A topic's stream to the peer has opened. */
	void (*live)(void *ctx, struct peer *p, enum serve_topic t);

	/* Private, and counters for whoever looks. */
	size_t held;
	u64 turn, turn_end_ms; /* the round of the loop, and when its time is over */
	u64 num_requests, num_refused;
	size_t num_names;
	const char *names[PEER_NAMES_MAX];
	char name[PEER_NAMES_MAX][PEER_NAME_MAX];
	u8 frame[2 + YAMUX_HEADER_LEN + YAMUX_CHUNK_MAX + NOISE_TAG_LEN];
};

void peer_host_init(struct peer_host *h);

enum peer_phase { PEER_OUTER, PEER_NOISE, PEER_INNER, PEER_OPEN };

struct peer_conf {
	struct peer_host *host;
	void *ctx;
	struct net_addr from;
	bool ws;
	void (*send)(void *ctx, struct slice bytes);
	size_t (*room)(void *ctx); /* bytes that the socket takes now */
	/* Another number in each round of the loop; NULL: each call into here is a round. */
	u64 (*turn)(void *ctx);
};

struct peer {
	enum peer_phase phase;
	char id[PEER_ID_TEXT_MAX]; /* "" before the Noise handshake is over */
	/* What its block-announces handshake says; role 0 before it. */
	u8 role;
	u32 best_number;
	u8 best_hash[HASH_LEN];

	/* Private. */
	struct peer_conf conf;
	struct multistream ms;
	struct noise noise;
	struct yamux mux;
	struct net_buf raw;
	struct yamux_stream *notices[NUM_SERVE_TOPICS]; /* our streams */
	bool live[NUM_SERVE_TOPICS];
	size_t received, held; /* bytes of unfinished messages; what host->held counts of us */
	u64 born_ms, heard_ms, pinged_ms, paid_ms;
	int64_t work;
	bool postponed; /* a stream has something whole that waits for a later round */
	u32 stalls;
	enum err broken;
};

/* peer_init; ERR_IO without randomness. */
enum err peer_init(struct peer *p, const struct peer_conf *c) MUST_CHECK;
void peer_release(struct peer *p);

enum err peer_feed(struct peer *p, struct slice in) MUST_CHECK;
/* peer_flush when the socket has room again; peer_tick about each second, and soon while
 * peer_is_postponed. */
enum err peer_flush(struct peer *p) MUST_CHECK;
enum err peer_tick(struct peer *p) MUST_CHECK;
bool peer_is_throttled(struct peer *p);
/* peer_is_postponed: something of this peer's waits for a later round; read no more of it. */
bool peer_is_postponed(const struct peer *p);
/* peer_notify sends a message on a topic; nothing if the peer does not listen to it. */
enum err peer_notify(struct peer *p, enum serve_topic t, struct slice message) MUST_CHECK;
/* peer_goodbye says that we close. */
void peer_goodbye(struct peer *p, enum yamux_goodbye why);

#endif /* NET_PEER_H */
