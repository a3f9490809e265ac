/* rpc/grandpa: grandpa_*: proofs that a block is final. */
#include "rpc/conn.h"

enum { GRANDPA_PROVE = 2 }; /* sc-consensus-grandpa-rpc error code ProveFinalityFailed */

/* FinalityProof {block, justification, unknown_headers}. Each final block has a
 * justification of its own, so no header is unknown. */
static enum err grandpa_prove_finality(struct rpc_req *q)
{
	struct slice proof, out;
	u8 hash[HASH_LEN];
	struct wr w;
	u32 number;
	enum err e;

	if (!rpc_number(q->p[0], &number))
		return rpc_bad_param(q, 0, "a block number");
	if (number > node_chain(q->node)->finalized.number)
		return rpc_fail(q, GRANDPA_PROVE,
				"GRANDPA prove finality rpc failed: Block not yet finalized", "");
	e = node_justification(q->node, number, q->a, &proof);
	if (e == ERR_NOT_FOUND)
		return rpc_fail(q, GRANDPA_PROVE,
				"GRANDPA prove finality rpc failed: genesis needs no proof", "");
	TRY(e);
	TRY(node_hash(q->node, number, hash));
	w = wr_arena(q->a);
	wr_bytes(&w, hash, HASH_LEN);
	wr_vec(&w, proof);
	wr_compact(&w, 0);
	TRY(wr_arena_done(&w, q->a, &out));
	json_wr_hex(q->w, out);
	return ERR_OK;
}

static enum err grandpa_subscribe_justifications(struct rpc_req *q)
{
	return rpc_subscribe(q, SUB_JUSTIFICATIONS, NULL);
}

static enum err grandpa_unsubscribe_justifications(struct rpc_req *q)
{
	return rpc_unsubscribe(q, 1u << SUB_JUSTIFICATIONS);
}

static const struct rpc_method rows[] = {
	{"grandpa_proveFinality", grandpa_prove_finality, "block"},
	{"grandpa_subscribeJustifications", grandpa_subscribe_justifications, ""},
	{"grandpa_unsubscribeJustifications", grandpa_unsubscribe_justifications, "subscription"},
};

const struct rpc_table rpc_grandpa = {rows, ARRAY_LEN(rows)};
