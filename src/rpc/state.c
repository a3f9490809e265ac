/* rpc/state: state_*: the state of a block by key, its proofs, and runtime calls. */
#include <stdio.h>

#include "crypto/hash.h"
#include "rpc/conn.h"
#include "scale/decode.h"

#define KEY_BYTES_MAX  65536u
#define ARGS_BYTES_MAX (8u << 20)

enum { STATE_COUNT = 4002 }; /* sc-rpc-api state error InvalidCount */

/* Reads parameter 0 at the block of parameter `at`. */
static enum err get(struct rpc_req *q, u32 at, bool *found, struct slice *value)
{
	struct slice key;
	u32 number;
	enum err e;

	TRY(rpc_bytes(q, 0, KEY_BYTES_MAX, &key));
	TRY(rpc_block(q, at, &number));
	e = node_storage(q->node, number, key, q->a, found, value);
	return e == ERR_OK ? ERR_OK : rpc_state_error(q, e);
}

static enum err state_get_storage(struct rpc_req *q)
{
	struct slice value;
	bool found;

	TRY(get(q, 1, &found, &value));
	if (found)
		json_wr_hex(q->w, value);
	else
		json_wr_null(q->w);
	return ERR_OK;
}

static enum err state_get_storage_hash(struct rpc_req *q)
{
	u8 hash[32];
	struct slice value;
	bool found;

	TRY(get(q, 1, &found, &value));
	if (!found) {
		json_wr_null(q->w);
		return ERR_OK;
	}
	blake2_256(hash, value);
	rpc_wr_hash(q->w, hash);
	return ERR_OK;
}

static enum err state_get_storage_size(struct rpc_req *q)
{
	struct slice value;
	bool found;

	TRY(get(q, 1, &found, &value));
	if (found)
		json_wr_u64(q->w, value.n);
	else
		json_wr_null(q->w);
	return ERR_OK;
}

/* Where a page starts: behind startKey, but not before the prefix. */
static enum err wr_page(struct rpc_req *q, struct chain_session *s, struct slice prefix, u32 count)
{
	struct slice key = prefix, start = SLICE_EMPTY;
	bool found = false;

	if (rpc_has(q, 2))
		TRY(rpc_bytes(q, 2, KEY_BYTES_MAX, &start));
	if (!rpc_has(q, 2) || slice_cmp(start, prefix) < 0)
		TRY(trie_has(&s->trie, s->rt.root, prefix, q->a, &found));
	else
		key = start;
	json_wr_arr(q->w);
	for (; count > 0; count--) {
		if (!found)
			TRY(trie_next_key(&s->trie, s->rt.root, key, q->a, &found, &key));
		if (!found || !slice_starts(key, prefix))
			break;
		json_wr_hex(q->w, key);
		found = false;
	}
	json_wr_arr_end(q->w);
	return ERR_OK;
}

static enum err state_get_keys_paged(struct rpc_req *q)
{
	struct chain_session s;
	struct slice prefix = SLICE_EMPTY;
	char text[RPC_TEXT_MAX];
	u32 count, number;
	enum err e;

	if (rpc_has(q, 0))
		TRY(rpc_bytes(q, 0, KEY_BYTES_MAX, &prefix));
	if (!json_u32(q->p[1], &count))
		return rpc_bad_param(q, 1, "a number of keys");
	if (count > RPC_PAGE_MAX) {
		(void)snprintf(text, sizeof(text),
			       "count exceeds maximum value. value: %u, max: %u", count,
			       RPC_PAGE_MAX);
		return rpc_fail(q, STATE_COUNT, text, "");
	}
	TRY(rpc_block(q, 3, &number));
	TRY(rpc_session(q, number, &s));
	e = wr_page(q, &s, prefix, count);
	db_view_close(&s.view);
	return e;
}

static enum err wr_values(struct rpc_req *q, struct chain_session *s, const struct slice *keys,
			  u32 num)
{
	json_wr_arr(q->w);
	for (u32 i = 0; i < num; i++) {
		struct slice value;
		bool found;

		TRY(trie_get(&s->trie, s->rt.root, keys[i], q->a, &found, &value));
		json_wr_arr(q->w);
		json_wr_hex(q->w, keys[i]);
		if (found)
			json_wr_hex(q->w, value);
		else
			json_wr_null(q->w);
		json_wr_arr_end(q->w);
	}
	json_wr_arr_end(q->w);
	return ERR_OK;
}

static enum err state_query_storage_at(struct rpc_req *q)
{
	const struct slice *keys;
	struct chain_session s;
	u32 num, number;
	enum err e;

	TRY(rpc_keys(q, 0, &keys, &num));
	TRY(rpc_block(q, 1, &number));
	TRY(rpc_session(q, number, &s));
	json_wr_arr(q->w);
	json_wr_obj(q->w);
	json_wr_m_hex(q->w, "block", slice_of(s.at.hash, HASH_LEN));
	json_wr_key(q->w, "changes");
	e = wr_values(q, &s, keys, num);
	db_view_close(&s.view);
	TRY(e);
	json_wr_obj_end(q->w);
	json_wr_arr_end(q->w);
	return ERR_OK;
}

enum err rpc_wr_read_proof(struct rpc_req *q, u32 number, const struct slice *keys, u32 num)
{
	u8 hash[HASH_LEN];
	struct slice proof;
	struct rd r;
	enum err e;

	TRY(node_hash(q->node, number, hash));
	e = node_read_proof(q->node, number, keys, num, q->a, &proof);
	if (e != ERR_OK)
		return rpc_state_error(q, e);
	json_wr_obj(q->w);
	json_wr_m_hex(q->w, "at", SLICE_ARR(hash));
	json_wr_key(q->w, "proof");
	json_wr_arr(q->w);
	r = rd_from(proof);
	for (u32 n = rd_seq_len(&r, 1); n > 0; n--)
		json_wr_hex(q->w, rd_vec(&r, proof.n));
	json_wr_arr_end(q->w);
	json_wr_obj_end(q->w);
	return rd_end(&r);
}

static enum err state_get_read_proof(struct rpc_req *q)
{
	const struct slice *keys;
	u32 num, number;

	TRY(rpc_keys(q, 0, &keys, &num));
	TRY(rpc_block(q, 1, &number));
	return rpc_wr_read_proof(q, number, keys, num);
}

static enum err call_failed(struct rpc_req *q, enum err e)
{
	char text[RPC_TEXT_MAX];

	if (e != ERR_NOT_FOUND && e != ERR_INVALID)
		return rpc_state_error(q, e);
	(void)snprintf(text, sizeof(text), "Client error: Execution failed: the runtime %s",
		       e == ERR_NOT_FOUND ? "exports no such method" : "refuses the arguments");
	return rpc_fail(q, RPC_CLIENT, text, "");
}

static enum err state_call(struct rpc_req *q)
{
	struct slice name, args, out;
	const char *method;
	u32 number;
	enum err e;

	if (!json_str(q->p[0], &name) || name.n > 128)
		return rpc_bad_param(q, 0, "the name of a runtime method");
	TRY(rpc_bytes(q, 1, ARGS_BYTES_MAX, &args));
	TRY(rpc_block(q, 2, &number));
	TRY(arena_strz(q->a, name, &method));
	e = node_call(q->node, number, method, args, q->a, &out);
	if (e != ERR_OK)
		return call_failed(q, e);
	json_wr_hex(q->w, out);
	return ERR_OK;
}

static enum err state_get_metadata(struct rpc_req *q)
{
	struct slice out;
	struct rd r;
	u32 number;
	enum err e;

	TRY(rpc_block(q, 0, &number));
	e = node_call(q->node, number, "Metadata_metadata", SLICE_EMPTY, q->a, &out);
	if (e != ERR_OK)
		return call_failed(q, e);
	r = rd_from(out);
	json_wr_hex(q->w, rd_vec(&r, out.n));
	return rd_end(&r);
}

static enum err state_get_runtime_version(struct rpc_req *q)
{
	struct slice out;
	u32 number;
	enum err e;

	TRY(rpc_block(q, 0, &number));
	e = node_call(q->node, number, "Core_version", SLICE_EMPTY, q->a, &out);
	if (e != ERR_OK)
		return call_failed(q, e);
	return rpc_wr_version(q->w, out);
}

static enum err state_subscribe_storage(struct rpc_req *q)
{
	const struct slice *keys;
	struct rpc_sub *s;
	u32 num;
	enum err e;

	if (!rpc_has(q, 0))
		return rpc_bad_param(q, 0, "a list of storage keys: all of them are too many");
	TRY(rpc_keys(q, 0, &keys, &num));
	if (num == 0 || num > RPC_STORAGE_KEYS_MAX)
		return rpc_bad_param(q, 0, "a list of 1 to 1024 storage keys");
	TRY(rpc_subscribe(q, SUB_STORAGE, &s));
	e = rpc_sub_storage(s, keys, num);
	if (e != ERR_OK)
		rpc_sub_end(s);
	if (e == ERR_LIMIT)
		return rpc_fail(q, RPC_TOO_MANY_SUBS, "Too many storage keys are watched",
				"at most 4096 keys and 1 MiB of them on a connection");
	return e;
}

static enum err state_unsubscribe_storage(struct rpc_req *q)
{
	return rpc_unsubscribe(q, 1u << SUB_STORAGE);
}

static enum err state_subscribe_version(struct rpc_req *q)
{
	return rpc_subscribe(q, SUB_VERSION, NULL);
}

static enum err state_unsubscribe_version(struct rpc_req *q)
{
	return rpc_unsubscribe(q, 1u << SUB_VERSION);
}

static const struct rpc_method rows[] = {
	{"state_getStorage", state_get_storage, "key hash?"},
	{"state_getStorageAt", state_get_storage, "key hash?"},
	{"state_getStorageHash", state_get_storage_hash, "key hash?"},
	{"state_getStorageHashAt", state_get_storage_hash, "key hash?"},
	{"state_getStorageSize", state_get_storage_size, "key hash?"},
	{"state_getStorageSizeAt", state_get_storage_size, "key hash?"},
	{"state_getKeysPaged", state_get_keys_paged, "prefix? count startKey? hash?"},
	{"state_getKeysPagedAt", state_get_keys_paged, "prefix? count startKey? hash?"},
	{"state_queryStorageAt", state_query_storage_at, "keys at?"},
	{"state_getReadProof", state_get_read_proof, "keys hash?"},
	{"state_call", state_call, "name bytes hash?"},
	{"state_callAt", state_call, "name bytes hash?"},
	{"state_getMetadata", state_get_metadata, "hash?"},
	{"state_getRuntimeVersion", state_get_runtime_version, "hash?"},
	{"chain_getRuntimeVersion", state_get_runtime_version, "hash?"},
	{"state_subscribeStorage", state_subscribe_storage, "keys"},
	{"state_unsubscribeStorage", state_unsubscribe_storage, "subscription"},
	{"state_subscribeRuntimeVersion", state_subscribe_version, ""},
	{"chain_subscribeRuntimeVersion", state_subscribe_version, ""},
	{"state_unsubscribeRuntimeVersion", state_unsubscribe_version, "subscription"},
	{"chain_unsubscribeRuntimeVersion", state_unsubscribe_version, "subscription"},
};

const struct rpc_table rpc_state = {rows, ARRAY_LEN(rows)};
