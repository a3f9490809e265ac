#ifndef RPC_FOLLOW_H
#define RPC_FOLLOW_H
/* rpc/follow: a chainHead_v1_follow subscription: blocks told and pinned, and its operations.
 *
 * Events are made from the headers' parents and not from the order in which the node speaks:
 * a block is told after its parent, and what finality leaves behind is told as pruned, also
 * if there should be forks.
 *
 * Pins: a finalized block may stay pinned while it is at most FOLLOW_BEHIND_MAX blocks older
 * than the best one. That is less than the node keeps states for, so what is pinned can
 * be read. Beyond it, or beyond FOLLOW_BLOCKS_MAX blocks at all, the subscription gets
 * `stop` and is gone. Blocks that are not final do not count: a chain whose finality stands
 * still can be followed; operations on states that it no longer has are inaccessible.
 * Facts: paritytech/json-rpc-interface-spec, chainHead_v1_*. */
#include "rpc/query.h"

#define FOLLOWS_MAX          4u   /* of one connection; Substrate's number */
#define FOLLOW_OPS_MAX       16u  /* operations under way; each item of a storage one counts */
#define FOLLOW_BEHIND_MAX    224u
#define FOLLOW_BLOCKS_MAX    4096u
#define FOLLOW_INITIAL_MS    60000u /* finalized blocks of so long a time come first, */
#define FOLLOW_INITIAL_MAX   64u    /* but no more than these */
#define FOLLOW_PAGE_BYTES    ((size_t)1 << 20) /* of a walk, then operationWaitingForContinue */

struct follow_block {
	u8 hash[HASH_LEN], parent[HASH_LEN];
	u32 number;
	bool pinned;
	enum { FOLLOW_LIVE, FOLLOW_FINAL, FOLLOW_PRUNED } state;
};

struct follow_op;

struct follow {
	bool with_runtime;
	struct follow_block *blocks; /* pinned or live, each after its parent */
	u32 num, cap;
	struct db_ref best, finalized;
	struct follow_op *ops;
	u32 num_ops; /* as FOLLOW_OPS_MAX counts */
};

extern const struct sub_hooks follow_hooks;

/* follow_pinned finds a block, or NULL. The pointer lives until the next event. */
struct follow_block *follow_pinned(const struct follow *f, const u8 hash[HASH_LEN]);
/* follow_unpinned forgets what is neither pinned nor live any more. */
void follow_unpinned(struct follow *f);

/* An event of the subscription: begin, write members, end. follow_event_end gives the
 * writer's error: then nothing was sent. */
struct json_wr follow_event(struct rpc_sub *s, const char *name, size_t *mark);
enum err follow_event_end(struct rpc_sub *s, struct json_wr *w, size_t mark);

/* Operations (operation.c). Each starts with the answer that its id is in, in the next round
 * of the loop. ERR_FULL: it must be answered with limitReached. */
struct follow_op_start {
	const struct follow_block *block;
	const char *method; /* of a call, else NULL */
	struct slice args;
	const struct query_item *items; /* of a storage operation, else NULL */
	u32 num_items;
};
enum err follow_op_start(struct rpc_sub *s, const struct follow_op_start *o,
			 char id[RPC_ID_MAX]) MUST_CHECK;
struct follow_op *follow_op_find(const struct follow *f, const struct json *id);
/* follow_op_continue: false if it does not wait. */
bool follow_op_continue(struct follow_op *op);
void follow_op_free(struct follow_op *op);

#endif /* RPC_FOLLOW_H */
