/* rpc/system: system_* and rpc_methods: who this node is, and nonces. */
#include <stdio.h>

#include "base/bytes.h"
#include "crypto/ss58.h"
#include "rpc/core.h"
#include "text/base58.h"

static enum err rpc_list(struct rpc_req *q)
{
	json_wr_obj(q->w);
	json_wr_key(q->w, "methods");
	json_wr_arr(q->w);
	for (size_t t = 0; t < rpc_num_tables; t++)
		for (size_t i = 0; rpc_offers(q->rpc, rpc_tables[t]) && i < rpc_tables[t]->num; i++)
			json_wr_cstr(q->w, rpc_tables[t]->rows[i].name);
	json_wr_arr_end(q->w);
	json_wr_obj_end(q->w);
	return ERR_OK;
}

static enum err system_name(struct rpc_req *q)
{
	json_wr_cstr(q->w, RPC_NODE_NAME);
	return ERR_OK;
}

static enum err system_version(struct rpc_req *q)
{
	json_wr_cstr(q->w, RPC_NODE_VERSION);
	return ERR_OK;
}

static enum err system_chain(struct rpc_req *q)
{
	json_wr_str(q->w, node_spec(q->node)->name);
	return ERR_OK;
}

static enum err system_chain_type(struct rpc_req *q)
{
	json_wr_str(q->w, node_spec(q->node)->chain_type);
	return ERR_OK;
}

void rpc_wr_properties(struct json_wr *w, const struct chain_spec *s)
{
	json_wr_obj(w);
	json_wr_m_u64(w, "ss58Format", s->ss58_format);
	json_wr_m_u64(w, "tokenDecimals", s->token_decimals);
	json_wr_m_str(w, "tokenSymbol", s->token_symbol);
	json_wr_obj_end(w);
}

static enum err system_properties(struct rpc_req *q)
{
	rpc_wr_properties(q->w, node_spec(q->node));
	return ERR_OK;
}

/* The one authority needs nobody, and nobody is ahead of it. */
void rpc_wr_health(struct json_wr *w, const struct rpc *r)
{
	struct rpc_net_counts c = {.peers = 0};

	if (r->net.count != NULL)
		r->net.count(r->net.ctx, &c);
	json_wr_obj(w);
	json_wr_m_u64(w, "peers", c.peers);
	json_wr_m_bool(w, "isSyncing", false);
	json_wr_m_bool(w, "shouldHavePeers", false);
	json_wr_obj_end(w);
}

static enum err system_health(struct rpc_req *q)
{
	rpc_wr_health(q->w, q->rpc);
	return ERR_OK;
}

static enum err system_node_roles(struct rpc_req *q)
{
	json_wr_arr(q->w);
	json_wr_cstr(q->w, "Authority");
	json_wr_arr_end(q->w);
	return ERR_OK;
}

static enum err system_local_addresses(struct rpc_req *q)
{
	const struct rpc_net *net = rpc_net_of(q->rpc);
	char text[RPC_ADDR_MAX];

	json_wr_arr(q->w);
	for (u32 i = 0; net->address != NULL && net->address(net->ctx, i, text); i++)
		json_wr_cstr(q->w, text);
	json_wr_arr_end(q->w);
	return ERR_OK;
}

/* A libp2p peer id is base58 of an identity multihash of the encoded key. Without a network it
 * is what the authority's ed25519 key would give. */
static enum err system_local_peer_id(struct rpc_req *q)
{
	const struct rpc_net *net = rpc_net_of(q->rpc);
	u8 id[38] = {0x00, 0x24, 0x08, 0x01, 0x12, 0x20};
	char text[BASE58_TEXT_MAX];
	size_t n;

	if (net->peer_id != NULL) {
		json_wr_cstr(q->w, net->peer_id(net->ctx));
		return ERR_OK;
	}
	memcpy(id + 6, node_spec(q->node)->grandpa.list[0].id, 32);
	n = base58_encode(text, SLICE_ARR(id));
	json_wr_str(q->w, slice_of(text, n));
	return ERR_OK;
}

static enum err system_sync_state(struct rpc_req *q)
{
	u32 best = node_chain(q->node)->best.number;

	json_wr_obj(q->w);
	json_wr_m_u64(q->w, "startingBlock", 0);
	json_wr_m_u64(q->w, "currentBlock", best);
	json_wr_m_u64(q->w, "highestBlock", best);
	json_wr_obj_end(q->w);
	return ERR_OK;
}

static enum err account_nonce(struct rpc_req *q, const u8 who[32], u32 *nonce)
{
	struct slice out;
	struct rd r;

	TRY(node_call(q->node, node_chain(q->node)->best.number, "AccountNonceApi_account_nonce",
		      slice_of(who, 32), q->a, &out));
	r = rd_from(out);
	*nonce = rd_u32(&r);
	return rd_end(&r);
}

/* Counts on from the state's nonce while the pool has a ready transaction with the next one: it
 * provides the tag (account, nonce). */
static enum err system_account_next_index(struct rpc_req *q)
{
	u32 next, first;
	struct slice text;
	u8 tag[36];
	u16 prefix;

	/* Wallets often keep an address in another network's form. */
	if (!json_str(q->p[0], &text) || ss58_decode(tag, &prefix, text) != ERR_OK)
		return rpc_bad_param(q, 0, "an SS58 address");
	TRY(account_nonce(q, tag, &first));
	for (next = first; next - first < POOL_TXS_MAX; next++) {
		store_le32(tag + 32, next);
		if (!pool_provides(node_pool(q->node), SLICE_ARR(tag)))
			break;
	}
	json_wr_u64(q->w, next);
	return ERR_OK;
}

static const struct rpc_method rows[] = {
	{"rpc_methods", rpc_list, ""},
	{"system_name", system_name, ""},
	{"system_version", system_version, ""},
	{"system_chain", system_chain, ""},
	{"system_chainType", system_chain_type, ""},
	{"system_properties", system_properties, ""},
	{"system_health", system_health, ""},
	{"system_nodeRoles", system_node_roles, ""},
	{"system_localPeerId", system_local_peer_id, ""},
	{"system_localListenAddresses", system_local_addresses, ""},
	{"system_syncState", system_sync_state, ""},
	{"system_accountNextIndex", system_account_next_index, "account"},
	{"account_nextIndex", system_account_next_index, "account"},
};

const struct rpc_table rpc_system = {rows, ARRAY_LEN(rows)};
