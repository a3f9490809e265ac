#ifndef RPC_CONN_H
#define RPC_CONN_H
/* rpc/conn: one client that can be told things, and its subscriptions.
 *
 * A subscription is made by a handler and stays silent until rpc_prime, which comes after
 * the answer with its id was sent; what happens in between is kept. Nothing here knows
 * sockets: `send` does. */
#include "rpc/method.h"

#define RPC_ID_MAX 24u /* of a subscription or operation, with its NUL */

/* What a client can subscribe to. The kind says which notifications it gets. */
enum sub_kind {
	SUB_NEW_HEADS,
	SUB_ALL_HEADS,
	SUB_FINALIZED,
	SUB_VERSION,
	SUB_STORAGE,
	SUB_JUSTIFICATIONS,
	SUB_TX,
	SUB_OTHER, /* one of rpc_subscribe_as */
	NUM_SUB_KINDS
};

struct rpc_sub;
struct rpc_conn;

/* Work that is too long for one round of the loop, or for what the client has room for: fn
 * does a part and asks for the next one. Embed it. */
struct rpc_later {
	struct rpc_later *next;
	void (*fn)(struct rpc_conn *c, struct rpc_later *l);
	bool pending;
};

/* What a subscription of another file does; that file keeps its state behind rpc_sub_own.
 * All but note and end may be NULL. A hook may end its own subscription and no other.
 * Only those with tx may use rpc_sub_tx; what happens to the extrinsic before the answer is
 * sent is told after prime. */
struct sub_hooks {
	const char *note; /* method of its notifications */
	bool (*prime)(struct rpc_sub *s); /* false: it has ended it */
	void (*block)(struct rpc_sub *s, const struct db_ref *best);
	void (*finalized)(struct rpc_sub *s, const struct db_ref *ref);
	void (*tx)(struct rpc_sub *s, enum pool_status status, const u8 at[32]);
	void (*end)(struct rpc_sub *s); /* frees what rpc_sub_own gives */
};

struct rpc_conn {
	struct rpc *rpc;
	enum err (*send)(void *ctx, struct slice text);
	size_t (*waiting)(void *ctx); /* bytes that the client has not taken; NULL: none */
	void *ctx;
	/* Kept by this module. */
	struct rpc_conn *prev, *next;
	struct rpc_sub *subs;
	u32 num_subs, num_keys; /* keys of its storage subscriptions */
	size_t key_bytes;
	size_t held; /* rpc_hold */
	struct rpc_later *later;
	bool cut; /* it read too slowly and is being closed: nothing is sent to it any more */
};

void rpc_conn_add(struct rpc *r, struct rpc_conn *c);
/* rpc_conn_remove ends its subscriptions. */
void rpc_conn_remove(struct rpc_conn *c);

/* rpc_subscribe makes a silent subscription of q's connection and writes its id as the
 * result. Errors are recorded: no WebSocket, too many. *out may be NULL. */
enum err rpc_subscribe(struct rpc_req *q, enum sub_kind kind, struct rpc_sub **out) MUST_CHECK;
/* rpc_unsubscribe ends the one whose id is parameter 0, if it is of one of the kinds (bits),
 * and writes whether there was one. */
enum err rpc_unsubscribe(struct rpc_req *q, u32 kinds) MUST_CHECK;
/* rpc_sub_storage copies the keys that a storage subscription watches. ERR_LIMIT when the
 * connection or all of them together would watch too many: each is read in each block. */
enum err rpc_sub_storage(struct rpc_sub *s, const struct slice *keys, u32 num) MUST_CHECK;
/* rpc_sub_tx names the extrinsic that it watches; events about it count from now on. */
void rpc_sub_tx(struct rpc_sub *s, const u8 hash[32]);
/* rpc_sub_early notes an event of its extrinsic that is to be told after the answer. */
void rpc_sub_early(struct rpc_sub *s, enum pool_status status, const u8 at[32]);
void rpc_sub_end(struct rpc_sub *s);

/* rpc_subscribe_as makes a subscription of another file. own is freed by the hook `end` from
 * then on. */
enum err rpc_subscribe_as(struct rpc_req *q, const struct sub_hooks *h, void *own,
			  struct rpc_sub **out) MUST_CHECK;
/* rpc_sub_find finds q's connection's subscription of these hooks whose id parameter i is,
 * or NULL. rpc_sub_count counts those of a connection. */
struct rpc_sub *rpc_sub_find(const struct rpc_req *q, u32 i, const struct sub_hooks *h);
u32 rpc_sub_count(const struct rpc_conn *c, const struct sub_hooks *h);
void *rpc_sub_own(const struct rpc_sub *s);
struct rpc_conn *rpc_sub_conn(const struct rpc_sub *s);
/* rpc_note_begin starts a notification in the arena `note`; write one value, then send. The
 * arena is given back by rpc_note_send. It tells how it went: ERR_NOMEM or ERR_UTF8 if
 * nothing was sent because of what was written. */
struct json_wr rpc_note_begin(struct rpc_sub *s, size_t *mark);
enum err rpc_note_send(struct rpc_sub *s, struct json_wr *w, size_t mark);

/* rpc_new_id makes an id that no other subscription or operation has. */
void rpc_new_id(struct rpc *r, char id[RPC_ID_MAX]);

/* rpc_hold counts bytes that the node keeps for a connection's sake beyond the answer:
 * arguments of operations, extrinsics to broadcast. false: too many already. */
bool rpc_hold(struct rpc_conn *c, size_t n) MUST_CHECK;
void rpc_release(struct rpc_conn *c, size_t n);

/* Back-pressure. rpc_conn_waiting counts the bytes that the client has not taken yet;
 * rpc_conn_slow tells whether there are more than RPC_SLOW_BYTES: what can wait should then
 * go through rpc_later. What cannot is queued up to RPC_SEND_QUEUE_MAX; then the client is
 * cut off. */
size_t rpc_conn_waiting(const struct rpc_conn *c);
bool rpc_conn_slow(const struct rpc_conn *c);
/* rpc_later has l->fn called once, from the loop, in a coming round in which the client is
 * not slow. One that is pending stays so. rpc_later_cancel takes it back (as the end of the
 * connection does); fn may ask again. */
void rpc_later(struct rpc_conn *c, struct rpc_later *l);
void rpc_later_cancel(struct rpc_conn *c, struct rpc_later *l);

/* rpc_prime lets the connection's new subscriptions speak. */
void rpc_prime(struct rpc_conn *c);

/* rpc_run_later does what is due and tells whether more is pending of clients that are not
 * slow. It stops after RPC_TURN_MS and goes on with the next client when it is called again.
 * The server calls it in each round of the loop; tests do it themselves. */
bool rpc_run_later(struct rpc *r);

/* The node's events. */
void rpc_on_block(struct rpc *r);
void rpc_on_finalized(struct rpc *r, const struct db_ref *ref);
void rpc_on_tx(struct rpc *r, const u8 hash[32], enum pool_status s, const u8 at[32]);

#endif /* RPC_CONN_H */
