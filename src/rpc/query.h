#ifndef RPC_QUERY_H
#define RPC_QUERY_H
/* rpc/query: reads many keys of a block's state, or what two states differ in, in pieces.
 *
 * For the handlers of chainHead_v1 and archive_v1. A query is made from a client's list of
 * items and kept beyond the answer; query_step reads on for at most QUERY_STEP_MS or until
 * some QUERY_STEP_BYTES were told, so that a walk over a million keys holds up nobody. It
 * opens the block's state anew each time: ERR_STALE when that was discarded meanwhile, or
 * another block has its place.
 * Ownership: query_keep allocates, query_free releases; the bytes count as held (conn.h).
 * Other errors of query_step: ERR_LIMIT (a value of more than QUERY_VALUE_MAX bytes),
 * those of the store, and what the receiver returned. */
#include "rpc/conn.h"

#define QUERY_KEY_MAX    TRIE_KEY_MAX
#define QUERY_STEP_MS    4u
#define QUERY_STEP_BYTES ((size_t)64 << 10)
#define QUERY_VALUE_MAX  ((size_t)8 << 20)

enum query_type {
	QUERY_VALUE,
	QUERY_HASH,
	QUERY_CLOSEST,            /* closestDescendantMerkleValue */
	QUERY_DESCENDANTS_VALUES, /* from here on: a walk over all keys with a prefix */
	QUERY_DESCENDANTS_HASHES,
	NUM_QUERY_TYPES
};

struct query_item {
	enum query_type type;
	bool has_start, in_child;
	struct slice key, start, child;
};

struct query {
	struct db_ref at, before; /* before: of a difference only */
	bool is_diff;
	struct query_item *items;
	u32 num, turn; /* turn: which item is next */
	bool walking;  /* items[turn] goes on behind the cursor */
	u8 *cursor;
	size_t cursor_len, cursor_cap;
	u8 *mem;
	size_t held;
	struct rpc_conn *conn;
};

/* One thing found. data is a value, a hash or a Merkle value, as type says. */
struct query_hit {
	enum query_type type;
	struct slice key, data;
	const char *change; /* of a difference: "added", "modified" or "deleted" */
	const struct query_item *item;
};

typedef enum err query_receive(void *ctx, const struct query_hit *hit);

/* query_read_items reads parameter i, a list of {key, type, paginationStartKey?}; paging
 * allows the last. query_read_diff reads {key?, returnType, childTrieKey?}; none at all
 * means the whole main trie by hash. Both leave slices in q->a. */
enum err query_read_items(struct rpc_req *q, u32 i, u32 i_child, bool paging,
			  struct query_item **out, u32 *num) MUST_CHECK;
enum err query_read_diff(struct rpc_req *q, u32 i, struct query_item **out, u32 *num) MUST_CHECK;
/* query_keep copies items. ERR_LIMIT: the connection holds too many bytes. */
enum err query_keep(struct query *out, struct rpc_conn *c, const struct query_item *items,
		    u32 num) MUST_CHECK;
void query_free(struct query *q);

/* query_step reads on; *done when there is no more, *bytes about what it told. */
enum err query_step(struct query *q, query_receive *receive, void *ctx, bool *done,
		    size_t *bytes) MUST_CHECK;
/* query_wr_hit writes the members "key" and what was asked for, and "type" of a change. */
void query_wr_hit(struct json_wr *w, const struct query_hit *hit);

#endif /* RPC_QUERY_H */
