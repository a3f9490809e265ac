/* rpc/grandpa: grandpa_*: proofs that a block is final. */
#include "crypto/ss58.h"
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

/* No vote of the round is in: of all authorities one is missing. */
static void wr_votes(struct json_wr *w, const char *name, const struct authority_set *set,
		     u16 prefix)
{
	char text[SS58_TEXT_MAX + 1];

	json_wr_key(w, name);
	json_wr_obj(w);
	json_wr_m_u64(w, "currentWeight", 0);
	json_wr_key(w, "missing");
	json_wr_arr(w);
	for (u32 i = 0; i < set->num; i++) {
		(void)ss58_encode(text, prefix, set->list[i].id);
		json_wr_cstr(w, text);
	}
	json_wr_arr_end(w);
	json_wr_obj_end(w);
}

/* This node signs a block's votes when it finalizes it, in a round that has the block's number.
 * So between blocks the next round is open, and nobody has voted in it. */
static enum err grandpa_round_state(struct rpc_req *q)
{
	u32 final = node_chain(q->node)->finalized.number;
	struct authority_set *set = (struct authority_set *)arena_zalloc(q->a, 1, sizeof(*set));
	u64 total = 0;

	if (set == NULL)
		return ERR_NOMEM;
	TRY(node_authority_set(q->node, final + 1, set));
	for (u32 i = 0; i < set->num; i++)
		total += set->list[i].weight;
	json_wr_obj(q->w);
	json_wr_m_u64(q->w, "setId", set->set_id);
	json_wr_key(q->w, "best");
	json_wr_obj(q->w);
	json_wr_m_u64(q->w, "round", (u64)final + 1);
	json_wr_m_u64(q->w, "totalWeight", total);
	json_wr_m_u64(q->w, "thresholdWeight", authority_threshold(set));
	wr_votes(q->w, "prevotes", set, node_spec(q->node)->ss58_format);
	wr_votes(q->w, "precommits", set, node_spec(q->node)->ss58_format);
	json_wr_obj_end(q->w);
	json_wr_key(q->w, "background");
	json_wr_arr(q->w);
	json_wr_arr_end(q->w);
	json_wr_obj_end(q->w);
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
	{"grandpa_roundState", grandpa_round_state, ""},
	{"grandpa_proveFinality", grandpa_prove_finality, "block"},
	{"grandpa_subscribeJustifications", grandpa_subscribe_justifications, ""},
	{"grandpa_unsubscribeJustifications", grandpa_unsubscribe_justifications, "subscription"},
};

const struct rpc_table rpc_grandpa = {rows, ARRAY_LEN(rows)};
