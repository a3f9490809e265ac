/* rpc/chain_head: chainHead_v1_*: following the head of the chain, and reading its blocks. */
#include <stdlib.h>

#include "rpc/follow.h"

/* paritytech/json-rpc-interface-spec. */
enum {
	HEAD_TOO_MANY = -32800,
	HEAD_BAD_BLOCK = -32801,
	HEAD_NO_RUNTIME = -32802,
	HEAD_BAD_CONTINUE = -32803,
	HEAD_TWICE = -32804,
};

#define FUNCTION_MAX   128u
#define ARGS_BYTES_MAX (8u << 20)

static enum err follow(struct rpc_req *q)
{
	struct follow *f;
	struct rpc_sub *s;
	bool with_runtime;
	enum err e;

	if (!json_bool(q->p[0], &with_runtime))
		return rpc_bad_param(q, 0, "true or false");
	if (q->conn != NULL && rpc_sub_count(q->conn, &follow_hooks) >= FOLLOWS_MAX)
		return rpc_fail(q, HEAD_TOO_MANY, "Too many chainHead_v1_follow subscriptions",
				"at most 4 on a connection; unfollow one first");
	f = (struct follow *)calloc(1, sizeof(*f));
	if (f == NULL)
		return ERR_NOMEM;
	f->with_runtime = with_runtime;
	e = rpc_subscribe_as(q, &follow_hooks, f, &s);
	if (e != ERR_OK)
		free(f);
	return e;
}

static enum err unfollow(struct rpc_req *q)
{
	struct rpc_sub *s = rpc_sub_find(q, 0, &follow_hooks);

	if (!json_is(q->p[0], JSON_STRING))
		return rpc_bad_param(q, 0, "a text");
	if (s != NULL)
		rpc_sub_end(s);
	json_wr_null(q->w);
	return ERR_OK;
}

/* Reads what most begin with: the subscription and one of its blocks. Both are NULL if there
 * is no such subscription (any more): that is no error. */
static enum err sub_and_block(struct rpc_req *q, struct rpc_sub **s, struct follow_block **b)
{
	u8 hash[HASH_LEN];

	*s = rpc_sub_find(q, 0, &follow_hooks);
	*b = NULL;
	if (!json_is(q->p[0], JSON_STRING))
		return rpc_bad_param(q, 0, "a text");
	if (json_hex_exact(q->p[1], hash, sizeof(hash)) != ERR_OK)
		return rpc_bad_param(q, 1, "a block hash: 32 bytes as hex text with 0x");
	if (*s == NULL)
		return ERR_OK;
	*b = follow_pinned((const struct follow *)rpc_sub_own(*s), hash);
	if (*b == NULL)
		return rpc_fail(q, HEAD_BAD_BLOCK, "Invalid block hash",
				"the subscription has not reported this block, or it was unpinned");
	return ERR_OK;
}

static void limit_reached(struct rpc_req *q)
{
	json_wr_obj(q->w);
	json_wr_m_cstr(q->w, "result", "limitReached");
	json_wr_obj_end(q->w);
}

/* Starts an operation and writes the answer; discarded < 0 if it is none of storage. */
static enum err start(struct rpc_req *q, struct rpc_sub *s, const struct follow_op_start *o,
		      int64_t discarded)
{
	char id[RPC_ID_MAX];
	enum err e = follow_op_start(s, o, id);

	if (e == ERR_FULL || e == ERR_NOMEM) {
		limit_reached(q);
		return ERR_OK;
	}
	TRY(e);
	json_wr_obj(q->w);
	json_wr_m_cstr(q->w, "result", "started");
	json_wr_m_cstr(q->w, "operationId", id);
	if (discarded >= 0)
		json_wr_m_u64(q->w, "discardedItems", (u64)discarded);
	json_wr_obj_end(q->w);
	return ERR_OK;
}

static enum err head_header(struct rpc_req *q)
{
	struct follow_block *b;
	struct rpc_sub *s;
	struct slice scale;

	TRY(sub_and_block(q, &s, &b));
	if (b == NULL) {
		json_wr_null(q->w);
		return ERR_OK;
	}
	TRY(node_header(q->node, b->number, q->a, &scale));
	json_wr_hex(q->w, scale);
	return ERR_OK;
}

static enum err head_body(struct rpc_req *q)
{
	struct follow_op_start o = {.num_items = 0};
	struct follow_block *b;
	struct rpc_sub *s;

	TRY(sub_and_block(q, &s, &b));
	if (b == NULL) {
		limit_reached(q);
		return ERR_OK;
	}
	o.block = b;
	return start(q, s, &o, -1);
}

static enum err head_call(struct rpc_req *q)
{
	struct follow_op_start o = {.num_items = 0};
	struct follow_block *b;
	struct rpc_sub *s;
	struct slice name;

	if (!json_str(q->p[2], &name) || name.n > FUNCTION_MAX)
		return rpc_bad_param(q, 2, "the name of a runtime function");
	TRY(rpc_bytes(q, 3, ARGS_BYTES_MAX, &o.args));
	TRY(sub_and_block(q, &s, &b));
	if (b == NULL) {
		limit_reached(q);
		return ERR_OK;
	}
	if (!((const struct follow *)rpc_sub_own(s))->with_runtime)
		return rpc_fail(q, HEAD_NO_RUNTIME, "The subscription has no runtime",
				"follow with withRuntime true to call it");
	o.block = b;
	TRY(arena_strz(q->a, name, &o.method));
	return start(q, s, &o, -1);
}

static enum err head_storage(struct rpc_req *q)
{
	struct follow_op_start o = {.num_items = 0};
	struct query_item *items;
	struct follow_block *b;
	struct rpc_sub *s;
	u32 num, room;

	TRY(query_read_items(q, 2, 3, false, &items, &num));
	TRY(sub_and_block(q, &s, &b));
	room = b == NULL ? 0 : FOLLOW_OPS_MAX - ((const struct follow *)rpc_sub_own(s))->num_ops;
	if (room == 0) {
		limit_reached(q);
		return ERR_OK;
	}
	o.block = b;
	o.items = items;
	o.num_items = num < room ? num : room;
	return start(q, s, &o, (int64_t)(num - o.num_items));
}

/* Finds the operation of parameter 1. */
static enum err sub_and_op(struct rpc_req *q, struct follow_op **op)
{
	const struct rpc_sub *s = rpc_sub_find(q, 0, &follow_hooks);

	*op = NULL;
	for (u32 i = 0; i < 2; i++)
		if (!json_is(q->p[i], JSON_STRING))
			return rpc_bad_param(q, i, "a text");
	if (s != NULL)
		*op = follow_op_find((const struct follow *)rpc_sub_own(s), q->p[1]);
	return ERR_OK;
}

static enum err head_continue(struct rpc_req *q)
{
	struct follow_op *op;

	TRY(sub_and_op(q, &op));
	if (op != NULL && !follow_op_continue(op))
		return rpc_fail(q, HEAD_BAD_CONTINUE, "The operation does not wait",
				"continue it after operationWaitingForContinue");
	json_wr_null(q->w);
	return ERR_OK;
}

static enum err head_stop_operation(struct rpc_req *q)
{
	struct follow_op *op;

	TRY(sub_and_op(q, &op));
	if (op != NULL)
		follow_op_free(op);
	json_wr_null(q->w);
	return ERR_OK;
}

/* The hashes of one parameter: a text or a list of them. */
static enum err read_hashes(struct rpc_req *q, u8 (**out)[HASH_LEN], u32 *num)
{
	const struct json *j = q->p[1];
	bool is_list = json_is(j, JSON_ARRAY);

	*num = is_list ? j->num : 1;
	if (*num > FOLLOW_BLOCKS_MAX)
		return rpc_bad_param(q, 1, "a block hash, or a list of at most 4096 of them");
	*out = (u8(*)[HASH_LEN])arena_zalloc(q->a, (size_t)*num + 1, HASH_LEN);
	if (*out == NULL)
		return ERR_NOMEM;
	j = is_list ? j->first : j;
	for (u32 i = 0; i < *num; i++, j = j->next)
		if (json_hex_exact(j, (*out)[i], HASH_LEN) != ERR_OK)
			return rpc_bad_param(q, 1, "a block hash, or a list of block hashes");
	return ERR_OK;
}

static int by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, HASH_LEN);
}

static enum err head_unpin(struct rpc_req *q)
{
	struct rpc_sub *s = rpc_sub_find(q, 0, &follow_hooks);
	u8 (*hash)[HASH_LEN] = NULL;
	struct follow *f;
	u32 num = 0;

	if (!json_is(q->p[0], JSON_STRING))
		return rpc_bad_param(q, 0, "a text");
	TRY(read_hashes(q, &hash, &num));
	json_wr_null(q->w);
	if (s == NULL || hash == NULL)
		return ERR_OK;
	f = (struct follow *)rpc_sub_own(s);
	qsort(hash, num, HASH_LEN, by_bytes);
	for (u32 i = 1; i < num; i++)
		if (mem_eq(hash[i - 1], hash[i], HASH_LEN))
			return rpc_fail(q, HEAD_TWICE, "Duplicate block hashes",
					"each hash may be there once");
	for (u32 i = 0; i < num; i++)
		if (follow_pinned(f, hash[i]) == NULL)
			return rpc_fail(q, HEAD_BAD_BLOCK, "Invalid block hash",
					"one of the blocks is not pinned; none was unpinned");
	for (u32 i = 0; i < num; i++)
		follow_pinned(f, hash[i])->pinned = false;
	follow_unpinned(f);
	return ERR_OK;
}

static const struct rpc_method rows[] = {
	{"chainHead_v1_follow", follow, "withRuntime"},
	{"chainHead_v1_unfollow", unfollow, "followSubscription"},
	{"chainHead_v1_header", head_header, "followSubscription hash"},
	{"chainHead_v1_body", head_body, "followSubscription hash"},
	{"chainHead_v1_storage", head_storage, "followSubscription hash items childTrie?"},
	{"chainHead_v1_call", head_call, "followSubscription hash function callParameters"},
	{"chainHead_v1_continue", head_continue, "followSubscription operationId"},
	{"chainHead_v1_stopOperation", head_stop_operation, "followSubscription operationId"},
	{"chainHead_v1_unpin", head_unpin, "followSubscription hashOrHashes"},
};

const struct rpc_table rpc_chain_head = {rows, ARRAY_LEN(rows)};
