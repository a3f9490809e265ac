/* rpc/chain: chain_*: headers, blocks, hashes, and those who follow them. */
#include "primitives/extrinsic.h"
#include "rpc/conn.h"
#include "scale/decode.h"

static enum err chain_get_header(struct rpc_req *q)
{
	struct slice scale;
	bool found;
	u32 number;

	TRY(rpc_block_maybe(q, 0, &found, &number));
	if (!found) {
		json_wr_null(q->w);
		return ERR_OK;
	}
	TRY(node_header(q->node, number, q->a, &scale));
	return rpc_wr_header(q->w, scale);
}

enum err rpc_wr_extrinsics(struct json_wr *w, struct slice body)
{
	struct rd r = rd_from(body);

	json_wr_arr(w);
	for (u32 n = rd_seq_len(&r, 1); n > 0; n--) {
		const u8 *start = r.p;
		struct slice xt = rd_vec(&r, EXTRINSIC_MAX);

		if (r.err != ERR_OK)
			break;
		json_wr_hex(w, slice_of(start, (size_t)(xt.p + xt.n - start)));
	}
	json_wr_arr_end(w);
	return rd_end(&r);
}

static void wr_byte_list(struct json_wr *w, struct slice bytes)
{
	json_wr_arr(w);
	for (size_t i = 0; i < bytes.n; i++)
		json_wr_u64(w, bytes.p[i]);
	json_wr_arr_end(w);
}

/* justifications: null, or [[engine, bytes]] with both as lists of numbers. */
static enum err wr_justifications(struct rpc_req *q, u32 number)
{
	struct slice proof;
	enum err e = node_justification(q->node, number, q->a, &proof);

	json_wr_key(q->w, "justifications");
	if (e == ERR_NOT_FOUND) {
		json_wr_null(q->w);
		return ERR_OK;
	}
	TRY(e);
	json_wr_arr(q->w);
	json_wr_arr(q->w);
	wr_byte_list(q->w, slice_of(engine_grandpa, 4));
	wr_byte_list(q->w, proof);
	json_wr_arr_end(q->w);
	json_wr_arr_end(q->w);
	return ERR_OK;
}

static enum err chain_get_block(struct rpc_req *q)
{
	struct slice header, body;
	bool found;
	u32 number;

	TRY(rpc_block_maybe(q, 0, &found, &number));
	if (!found) {
		json_wr_null(q->w);
		return ERR_OK;
	}
	TRY(node_header(q->node, number, q->a, &header));
	TRY(node_body(q->node, number, q->a, &body));
	json_wr_obj(q->w);
	json_wr_key(q->w, "block");
	json_wr_obj(q->w);
	json_wr_key(q->w, "header");
	TRY(rpc_wr_header(q->w, header));
	json_wr_key(q->w, "extrinsics");
	TRY(rpc_wr_extrinsics(q->w, body));
	json_wr_obj_end(q->w);
	TRY(wr_justifications(q, number));
	json_wr_obj_end(q->w);
	return ERR_OK;
}

/* The hash of one number, or null. */
static enum err wr_hash_of(struct rpc_req *q, const struct json *j)
{
	u8 hash[HASH_LEN];
	u32 number;
	enum err e;

	if (j == NULL || j->kind == JSON_NULL)
		number = node_chain(q->node)->best.number;
	else if (!rpc_number(j, &number))
		return rpc_bad_param(q, 0, "a block number, or a list of them");
	e = node_hash(q->node, number, hash);
	if (e == ERR_NOT_FOUND) {
		json_wr_null(q->w);
		return ERR_OK;
	}
	TRY(e);
	rpc_wr_hash(q->w, hash);
	return ERR_OK;
}

static enum err chain_get_block_hash(struct rpc_req *q)
{
	if (!json_is(q->p[0], JSON_ARRAY))
		return wr_hash_of(q, q->p[0]);
	if (q->p[0]->num > RPC_KEYS_MAX)
		return rpc_bad_param(q, 0, "a list of at most 4096 numbers");
	json_wr_arr(q->w);
	for (const struct json *j = q->p[0]->first; j != NULL; j = j->next)
		TRY(wr_hash_of(q, j));
	json_wr_arr_end(q->w);
	return ERR_OK;
}

static enum err chain_get_finalized_head(struct rpc_req *q)
{
	rpc_wr_hash(q->w, node_chain(q->node)->finalized.hash);
	return ERR_OK;
}

static enum err chain_subscribe_new_heads(struct rpc_req *q)
{
	return rpc_subscribe(q, SUB_NEW_HEADS, NULL);
}

static enum err chain_subscribe_all_heads(struct rpc_req *q)
{
	return rpc_subscribe(q, SUB_ALL_HEADS, NULL);
}

static enum err chain_subscribe_finalized_heads(struct rpc_req *q)
{
	return rpc_subscribe(q, SUB_FINALIZED, NULL);
}

static enum err chain_unsubscribe_new_heads(struct rpc_req *q)
{
	return rpc_unsubscribe(q, 1u << SUB_NEW_HEADS);
}

static enum err chain_unsubscribe_all_heads(struct rpc_req *q)
{
	return rpc_unsubscribe(q, 1u << SUB_ALL_HEADS);
}

static enum err chain_unsubscribe_finalized_heads(struct rpc_req *q)
{
	return rpc_unsubscribe(q, 1u << SUB_FINALIZED);
}

static const struct rpc_method rows[] = {
	{"chain_getHeader", chain_get_header, "hash?"},
	{"chain_getBlock", chain_get_block, "hash?"},
	{"chain_getBlockHash", chain_get_block_hash, "blockNumber?"},
	{"chain_getHead", chain_get_block_hash, "blockNumber?"},
	{"chain_getFinalizedHead", chain_get_finalized_head, ""},
	{"chain_getFinalisedHead", chain_get_finalized_head, ""},
	{"chain_subscribeNewHeads", chain_subscribe_new_heads, ""},
	{"chain_subscribeNewHead", chain_subscribe_new_heads, ""},
	{"subscribe_newHead", chain_subscribe_new_heads, ""},
	{"chain_unsubscribeNewHeads", chain_unsubscribe_new_heads, "subscription"},
	{"chain_unsubscribeNewHead", chain_unsubscribe_new_heads, "subscription"},
	{"unsubscribe_newHead", chain_unsubscribe_new_heads, "subscription"},
	{"chain_subscribeAllHeads", chain_subscribe_all_heads, ""},
	{"chain_unsubscribeAllHeads", chain_unsubscribe_all_heads, "subscription"},
	{"chain_subscribeFinalizedHeads", chain_subscribe_finalized_heads, ""},
	{"chain_subscribeFinalisedHeads", chain_subscribe_finalized_heads, ""},
	{"chain_unsubscribeFinalizedHeads", chain_unsubscribe_finalized_heads, "subscription"},
	{"chain_unsubscribeFinalisedHeads", chain_unsubscribe_finalized_heads, "subscription"},
};

const struct rpc_table rpc_chain = {rows, ARRAY_LEN(rows)};
