/* rpc/child: childstate_* and state_getChildReadProof. The state of this chain has no child
 * tries, so these answer as Substrate does about one that is not there. */
#include "rpc/method.h"
#include "scale/decode.h"

#define KEY_BYTES_MAX 65536u

static const char child_prefix[] = ":child_storage:default:";

/* Reads parameter 0, the prefixed key of a child trie, and the block of parameter `at`. */
static enum err check(struct rpc_req *q, u32 at, struct slice *child, u32 *number)
{
	struct chain_session s;

	TRY(rpc_bytes(q, 0, KEY_BYTES_MAX, child));
	if (!slice_starts(*child, slice_str(child_prefix)))
		return rpc_fail(q, RPC_CLIENT, "Client error: Invalid child storage key", "");
	TRY(rpc_block(q, at, number));
	TRY(rpc_session(q, *number, &s)); /* is that state still there? */
	db_view_close(&s.view);
	return ERR_OK;
}

static enum err child_get(struct rpc_req *q)
{
	struct slice child, key;
	u32 number;

	TRY(rpc_bytes(q, 1, KEY_BYTES_MAX, &key));
	TRY(check(q, 2, &child, &number));
	json_wr_null(q->w);
	return ERR_OK;
}

static enum err child_get_entries(struct rpc_req *q)
{
	const struct slice *keys;
	struct slice child;
	u32 num, number;

	TRY(rpc_keys(q, 1, &keys, &num));
	TRY(check(q, 2, &child, &number));
	json_wr_arr(q->w);
	for (u32 i = 0; i < num; i++)
		json_wr_null(q->w);
	json_wr_arr_end(q->w);
	return ERR_OK;
}

static enum err no_keys(struct rpc_req *q, u32 at)
{
	struct slice child;
	u32 number;

	TRY(check(q, at, &child, &number));
	json_wr_arr(q->w);
	json_wr_arr_end(q->w);
	return ERR_OK;
}

static enum err child_get_keys(struct rpc_req *q)
{
	struct slice prefix;

	TRY(rpc_bytes(q, 1, KEY_BYTES_MAX, &prefix));
	return no_keys(q, 2);
}

static enum err child_get_keys_paged(struct rpc_req *q)
{
	struct slice bytes;
	u32 count;

	if (rpc_has(q, 1))
		TRY(rpc_bytes(q, 1, KEY_BYTES_MAX, &bytes));
	if (!json_u32(q->p[2], &count))
		return rpc_bad_param(q, 2, "a number of keys");
	if (rpc_has(q, 3))
		TRY(rpc_bytes(q, 3, KEY_BYTES_MAX, &bytes));
	return no_keys(q, 4);
}

/* That the root of a child trie is not there is proven in the state itself. */
static enum err state_get_child_read_proof(struct rpc_req *q)
{
	const struct slice *keys;
	struct slice child;
	u32 num, number;

	TRY(rpc_keys(q, 1, &keys, &num));
	TRY(check(q, 2, &child, &number));
	return rpc_wr_read_proof(q, number, &child, 1);
}

static const struct rpc_method rows[] = {
	{"childstate_getStorage", child_get, "childStorageKey key hash?"},
	{"childstate_getStorageHash", child_get, "childStorageKey key hash?"},
	{"childstate_getStorageSize", child_get, "childStorageKey key hash?"},
	{"childstate_getStorageEntries", child_get_entries, "childStorageKey keys hash?"},
	{"childstate_getKeys", child_get_keys, "childStorageKey prefix hash?"},
	{"childstate_getKeysPaged", child_get_keys_paged,
	 "childStorageKey prefix? count startKey? hash?"},
	{"childstate_getKeysPagedAt", child_get_keys_paged,
	 "childStorageKey prefix? count startKey? hash?"},
	{"state_getChildReadProof", state_get_child_read_proof, "childStorageKey keys hash?"},
};

const struct rpc_table rpc_child = {rows, ARRAY_LEN(rows)};
