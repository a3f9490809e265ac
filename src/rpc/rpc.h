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
 * Methods: the tables at the end of system.c, chain.c, state.c, author.c, payment.c and
 * grandpa.c; `rpc_methods` lists exactly them.
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
#define RPC_CONN_HELD_MAX    ((size_t)16 << 20)  /* arguments kept for one connection */
#define RPC_ALL_HELD_MAX     ((size_t)256 << 20) /* and for all */
#define RPC_BATCH_MS         2000u       /* then the rest of a batch is refused */
#define RPC_KEYS_MAX         4096u       /* keys of one query or proof */
#define RPC_PAGE_MAX         1000u       /* keys of one page */
#define RPC_CONNS_MAX        128u        /* times RPC_SEND_QUEUE_MAX is what clients can hold */
#define RPC_SEND_QUEUE_MAX   ((size_t)20 << 20)
#define RPC_SLOW_BYTES       ((size_t)1 << 20) /* unread: the client is not heard before it reads */
#define RPC_TURN_MS          10u               /* of requests in one round of the loop */

struct uv_loop_s;
struct node;
struct rpc;

/* rpc_serve listens on a numeric address; port 0 takes any free one. */
enum err rpc_serve(struct rpc **out, struct node *n, struct uv_loop_s *loop, const char *host,
		   u16 port) MUST_CHECK;
u16 rpc_port(const struct rpc *r);
/* rpc_close ends every connection and frees r. NULL is fine. */
void rpc_close(struct rpc *r);

#endif /* RPC_RPC_H */
