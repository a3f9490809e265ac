/* rpc/system: system_* and rpc_methods: who this node is, and nonces. */
#include <stdio.h>

#include "crypto/ss58.h"
#include "primitives/extrinsic.h"
#include "rpc/method.h"
#include "text/base58.h"

#define NODE_NAME    "Phala Node"
#define NODE_VERSION "0.1.0"

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
	json_wr_cstr(q->w, NODE_NAME);
	return ERR_OK;
}

static enum err system_version(struct rpc_req *q)
{
	json_wr_cstr(q->w, NODE_VERSION);
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

static enum err system_health(struct rpc_req *q)
{
	json_wr_obj(q->w);
	json_wr_m_u64(q->w, "peers", 0);
	json_wr_m_bool(q->w, "isSyncing", false);
	json_wr_m_bool(q->w, "shouldHavePeers", false);
	json_wr_obj_end(q->w);
	return ERR_OK;
}

static enum err system_node_roles(struct rpc_req *q)
{
	json_wr_arr(q->w);
	json_wr_cstr(q->w, "Authority");
	json_wr_arr_end(q->w);
	return ERR_OK;
}

static enum err empty_list(struct rpc_req *q)
{
	json_wr_arr(q->w);
	json_wr_arr_end(q->w);
	return ERR_OK;
}

/* A libp2p peer id is base58 of an identity multihash of the encoded key: ours is the
 * authority's ed25519 key. */
static enum err system_local_peer_id(struct rpc_req *q)
{
	u8 id[38] = {0x00, 0x24, 0x08, 0x01, 0x12, 0x20};
	char text[BASE58_TEXT_MAX];
	size_t n;

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

/* Which nonces from `first` on wait in the pool for one account. */
struct waiting {
	const u8 *who;
	u32 first;
	bool *have; /* POOL_TXS_MAX */
};

static void note_nonce(void *ctx, struct slice xt, bool ready)
{
	struct waiting *w = (struct waiting *)ctx;
	struct extrinsic x;

	if (!ready || extrinsic_decode(&x, xt) != ERR_OK || !x.is_signed ||
	    x.address.kind != MULTI_ADDRESS_ID || !mem_eq(x.address.id, w->who, 32))
		return;
	if (x.extra.nonce >= w->first && x.extra.nonce - w->first < POOL_TXS_MAX)
		w->have[x.extra.nonce - w->first] = true;
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

static enum err system_account_next_index(struct rpc_req *q)
{
	struct waiting w;
	struct slice text;
	u8 who[32];
	u16 prefix;
	u32 next;

	/* Wallets often keep an address in another network's form. */
	if (!json_str(q->p[0], &text) || ss58_decode(who, &prefix, text) != ERR_OK)
		return rpc_bad_param(q, 0, "an SS58 address");
	w.who = who;
	w.have = (bool *)arena_zalloc(q->a, POOL_TXS_MAX, sizeof(*w.have));
	if (w.have == NULL)
		return ERR_NOMEM;
	TRY(account_nonce(q, who, &w.first));
	pool_each(node_pool(q->node), note_nonce, &w);
	next = w.first;
	while (next - w.first < POOL_TXS_MAX && w.have[next - w.first])
		next++;
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
	{"system_peers", empty_list, ""},
	{"system_localPeerId", system_local_peer_id, ""},
	{"system_localListenAddresses", empty_list, ""},
	{"system_syncState", system_sync_state, ""},
	{"system_accountNextIndex", system_account_next_index, "account"},
	{"account_nextIndex", system_account_next_index, "account"},
};

const struct rpc_table rpc_system = {rows, ARRAY_LEN(rows)};
