#ifndef RPC_CORE_H
#define RPC_CORE_H
/* rpc/core: from the bytes of a message to the bytes of its answer, without sockets. */
#include "rpc/conn.h"
#include "rpc/metrics.h"
#include "rpc/policy.h"

struct http_server;
struct uv_timer_s;
struct tx_places;

#define RPC_WATCH_BUCKETS 1024u /* a power of two */
#define RPC_INDEX_SLOTS   1024u /* a power of two */

#define RPC_NODE_NAME    "Phala Node"
#define RPC_NODE_VERSION "0.1.0"

struct rpc {
	struct node *node;
	bool is_archive; /* of the node */
	struct http_server *server, *metrics; /* metrics may be NULL */
	struct rpc_policy policy;
	bool allow_unsafe; /* rpc_unsafe may be used */
	struct rpc_net net;
	struct rpc_entry *entries; /* rpc_index */
	u32 num_entries;
	u16 index[RPC_INDEX_SLOTS];
	struct rpc_counts counts;
	u64 handled; /* messages */
	u64 started_unix_s;
	struct uv_timer_s *timer; /* of rpc_run_later */
	struct rpc_conn *conns;
	struct rpc_conn *later_at; /* whose long work is next; NULL: the first's */
	struct rpc_sub *watch[RPC_WATCH_BUCKETS]; /* SUB_TX by extrinsic hash */
	u64 last_id;
	u32 num_subs, num_keys; /* of all connections */
	size_t held;            /* rpc_hold, of all connections */
	u8 version_of[HASH_LEN]; /* the block that version_changed is about (follow.c) */
	bool version_changed;
	struct tx_places *places; /* transaction.c */
	u64 batch_ns;           /* how long a batch may take */
	void (*wake)(struct rpc *r); /* have rpc_run_later called soon; NULL: the test does */
	/* Scratch of a call, its result, the answer, and notifications: apart, because each
	 * writer needs an arena of its own while it is open. */
	struct arena work, result, answer, note;
};

/* rpc_new makes one without a server. rpc_observe listens to the node, for good. */
enum err rpc_new(struct rpc **out, struct node *n) MUST_CHECK;
enum err rpc_observe(struct rpc *r) MUST_CHECK;
void rpc_free(struct rpc *r);
void rpc_tx_places_free(struct tx_places *p); /* transaction.c */

/* rpc_handle runs one message. *out is the answer, empty when none is due, and lives until
 * the next message. conn is NULL over HTTP. After sending it, call rpc_prime. */
void rpc_handle(struct rpc *r, struct rpc_conn *conn, struct slice in, struct slice *out);

#endif /* RPC_CORE_H */
