#ifndef NET_SERVE_H
#define NET_SERVE_H
/* net/serve: what this node says to light clients, message by message.
 *
 * Bytes in, bytes out, over the node's chain; sockets, streams and framing are net/net.h.
 * Requests come from strangers: each is bounded, decoded by a cursor, and answered or refused.
 * All protocol names are "/<genesis hash, hex>" followed by the suffix given here.
 *
 * Ownership: answers lie in the arena. Errors: the readers' for bytes that are no such message
 * (the peer is dropped), ERR_LIMIT for a request that asks for too much, ERR_NOT_FOUND and
 * ERR_STALE for a block that we do not have (the stream is reset), those of node.h.
 * Source: polkadot-sdk substrate/client/network (light/schema, sync/schema, grandpa
 * communication), smoldot 3.4.1 as the reader. */
#include "scale/encode.h"

struct arena;
struct db_ref;
struct node;

/* Request and response: one each per stream. */
struct serve_protocol {
	const char *suffix; /* "/sync/2" */
	u32 request_max, response_max; /* bytes, without the length prefix */
	enum err (*serve)(struct node *n, struct slice request, struct arena *a,
			  struct slice *response);
};

extern const struct serve_protocol serve_protocols[];
extern const size_t serve_num_protocols;

/* Notifications: both sides open a stream of their own and send a handshake first. */
enum serve_topic { SERVE_ANNOUNCES, SERVE_GRANDPA, SERVE_TRANSACTIONS, NUM_SERVE_TOPICS };

struct serve_notification {
	const char *suffix; /* "/block-announces/1" */
	u32 handshake_max, message_max;
	/* hello is our handshake; check reads theirs; take a message of theirs. */
	enum err (*hello)(struct node *n, struct wr *w);
	enum err (*check)(struct node *n, struct slice handshake);
	enum err (*take)(struct node *n, struct slice message, struct arena *a);
};

extern const struct serve_notification serve_notifications[NUM_SERVE_TOPICS];

/* serve_announce is the message that tells of a new best block. */
enum err serve_announce(struct node *n, u32 number, struct arena *a, struct slice *out) MUST_CHECK;
/* serve_commit is GRANDPA's commit of a finalized block; serve_neighbor our view. */
enum err serve_commit(struct node *n, u32 number, struct arena *a, struct slice *out) MUST_CHECK;
enum err serve_neighbor(struct node *n, struct arena *a, struct slice *out) MUST_CHECK;

#endif /* NET_SERVE_H */
