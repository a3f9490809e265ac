/* rpc/chain_spec: chainSpec_v1_*: what never changes. */
#include "rpc/method.h"

static enum err chain_name(struct rpc_req *q)
{
	json_wr_str(q->w, node_spec(q->node)->name);
	return ERR_OK;
}

static enum err genesis_hash(struct rpc_req *q)
{
	rpc_wr_hash(q->w, node_spec(q->node)->genesis_hash);
	return ERR_OK;
}

static enum err properties(struct rpc_req *q)
{
	rpc_wr_properties(q->w, node_spec(q->node));
	return ERR_OK;
}

static const struct rpc_method rows[] = {
	{"chainSpec_v1_chainName", chain_name, ""},
	{"chainSpec_v1_genesisHash", genesis_hash, ""},
	{"chainSpec_v1_properties", properties, ""},
};

const struct rpc_table rpc_chain_spec = {rows, ARRAY_LEN(rows)};
