#ifndef RPC_RPC_H
#define RPC_RPC_H
/* rpc/rpc: the node's JSON-RPC 2.0 interface, with Substrate's names and semantics.
 *
 * HTTP POST and WebSocket on one port; batches on both; subscriptions on WebSockets only.
 * Runs on the node's loop and thread. Requests come from strangers: whatever they send is
 * answered with an error object and changes nothing else.
 *
 * Ownership: the node must outlive the rpc; observers of a node cannot be taken back, so
 * stop the node before rpc_close and never start it again.
 * Errors of rpc_serve: those of http_server_listen, ERR_LIMIT (too many observers), ERR_NOMEM.
 * Limits: below; more than that is refused with an error object, or by HTTP status.
 * Methods: the tables at the end of the files; `rpc_methods` lists exactly them.
 * GET /health and /health/readiness as Substrate's; GET /metrics for Prometheus.
 * Facts: JSON-RPC 2.0; polkadot-sdk substrate/client/rpc, rpc-api. */
#include "base/slice.h"

#define RPC_REQUEST_MAX      (15u << 20) /* bytes of one message or body */
#define RPC_BATCH_MAX        256u        /* calls in one message */
#define RPC_SUBS_MAX         1024u       /* subscriptions of one connection */
#define RPC_STORAGE_KEYS_MAX 1024u       /* keys of one storage subscription */
#define RPC_CONN_KEYS_MAX    4096u       /* keys of all storage subscriptions of a connection */
#define RPC_CONN_BYTES_MAX   (1u << 20)  /* bytes of those keys */
#define RPC_ALL_SUBS_MAX     16384u      /* subscriptions of all connections */
#define RPC_ALL_KEYS_MAX     32768u      /* keys of all storage subscriptions */
#define RPC_CONN_HELD_MAX    ((size_t)24 << 20)  /* kept for one connection: 4 extrinsics fit */
#define RPC_ALL_HELD_MAX     ((size_t)256 << 20) /* and for all */
#define RPC_BATCH_MS         500u        /* then the rest of a batch is refused */
#define RPC_CALL_MS          200u        /* then a query that is made of many is refused */
#define RPC_KEYS_MAX         4096u       /* keys of one query or proof */
#define RPC_PAGE_MAX         1000u       /* keys of one page */
#define RPC_CONNS_MAX        128u        /* times RPC_SEND_QUEUE_MAX is what clients can hold */
#define RPC_SEND_QUEUE_MAX   ((size_t)20 << 20)
#define RPC_SLOW_BYTES       ((size_t)1 << 20) /* unread: the client is not heard before it reads */
#define RPC_TURN_MS          10u               /* of requests in one round of the loop */

struct uv_loop_s;
struct node;
struct rpc;
struct filter_ops;

/* Who may use unsafe methods: those that read or change keys and the pool, or cost much. */
enum rpc_access {
	RPC_ACCESS_AUTO, /* everybody, if the server listens on a loopback address */
	RPC_ACCESS_SAFE, /* nobody */
	RPC_ACCESS_UNSAFE,
};

struct rpc_opts {
	const char *host; /* numeric address */
	u16 port;         /* 0: any free one */
	enum rpc_access access;
	const char *origins;             /* rpc/policy.h; NULL: the default */
	const struct filter_ops *filter; /* TLS; NULL: plain */
	void *filter_ctx;
	/* Prometheus' listener. Without it /metrics is on the RPC port for who may use unsafe
	 * methods. */
	const char *metrics_host; /* NULL: none */
	u16 metrics_port;
};

/* rpc_serve starts to listen; also ERR_FORMAT (origins). The node's loop is the caller's. */
enum err rpc_serve(struct rpc **out, struct node *n, struct uv_loop_s *loop,
		   const struct rpc_opts *o) MUST_CHECK;
u16 rpc_port(const struct rpc *r);
u16 rpc_metrics_port(const struct rpc *r); /* 0: it has no listener of its own */

/* What system_* and the metrics tell about the network. Without one they tell of a node that
 * has no peers and needs none. */
#define RPC_PEER_ID_MAX 64u
#define RPC_ADDR_MAX    160u

struct rpc_peer {
	char id[RPC_PEER_ID_MAX];
	const char *roles; /* "FULL", "LIGHT", "AUTHORITY" */
	u8 best_hash[32];
	u32 best_number;
};

struct rpc_net_counts {
	u32 peers, conns;
	u64 accepted, refused, dropped, bytes_in, bytes_out, requests, requests_refused;
};

struct rpc_net {
	void *ctx;
	const char *(*peer_id)(void *ctx);
	/* address writes multiaddr i with /p2p/…; false beyond the last. */
	bool (*address)(void *ctx, u32 i, char out[RPC_ADDR_MAX]);
	/* peers writes at most max and returns how many. */
	u32 (*peers)(void *ctx, struct rpc_peer *out, u32 max);
	void (*count)(void *ctx, struct rpc_net_counts *out);
};

/* rpc_set_net: the functions are called from the loop until the next rpc_set_net (NULL: none). */
void rpc_set_net(struct rpc *r, const struct rpc_net *net);
/* rpc_close ends every connection and frees r. NULL is fine. */
void rpc_close(struct rpc *r);

#endif /* RPC_RPC_H */
