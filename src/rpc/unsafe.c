/* rpc/unsafe: what only the operator may ask: keys, the pool, and queries that cost much. The
 * core refuses these methods to everybody else. */
#include <stdio.h>

#include "crypto/hash.h"
#include "primitives/extrinsic.h"
#include "rpc/conn.h"
#include "scale/decode.h"

#define KEY_BYTES_MAX     65536u
#define SURI_MAX          1024u
#define SESSION_KEYS_MAX  4096u
#define PEERS_MAX         512u
#define CHECK_TIME_EVERY  64u

enum {
	AUTHOR_OTHER = 1040,
	STATE_BLOCK_RANGE = 4001,
	DRY_RUN_RUNTIME = 1,
	DRY_RUN_DECODE = 2,
};

/* --- author: the pool and the keys ------------------------------------------------------- */

/* One of: "0x<extrinsic>", {"extrinsic": "0x…"}, {"hash": "0x…"}. */
static enum err read_hash(struct rpc_req *q, const struct json *j, u8 hash[32])
{
	const struct json *xt = json_is(j, JSON_OBJECT) ? json_get(j, "extrinsic") : j;
	struct slice bytes;

	if (xt == NULL && json_hex_exact(json_get(j, "hash"), hash, 32) == ERR_OK)
		return ERR_OK;
	if (xt == NULL || rpc_hex(xt, EXTRINSIC_MAX, q->a, &bytes) != ERR_OK)
		return rpc_bad_param(q, 0, "a list of {\"hash\"} or {\"extrinsic\"}");
	extrinsic_hash(bytes, hash);
	return ERR_OK;
}

static enum err author_remove_extrinsic(struct rpc_req *q)
{
	u8 (*hashes)[32];
	u32 num = 0;

	if (!json_is(q->p[0], JSON_ARRAY) || q->p[0]->num > RPC_KEYS_MAX)
		return rpc_bad_param(q, 0, "a list of {\"hash\"} or {\"extrinsic\"}");
	hashes = (u8(*)[32])arena_zalloc(q->a, (size_t)q->p[0]->num + 1, 32);
	if (hashes == NULL)
		return ERR_NOMEM;
	for (const struct json *j = q->p[0]->first; j != NULL; j = j->next)
		TRY(read_hash(q, j, hashes[num++]));
	json_wr_arr(q->w);
	for (u32 i = 0; i < num; i++)
		if (node_remove(q->node, hashes[i]))
			rpc_wr_hash(q->w, hashes[i]);
	json_wr_arr_end(q->w);
	return ERR_OK;
}

static enum err read_key_type(struct rpc_req *q, u32 i, u8 type[4])
{
	struct slice text;

	if (!json_str(q->p[i], &text))
		return rpc_bad_param(q, i, "a key type: four characters");
	if (text.n != 4)
		return rpc_fail(q, AUTHOR_OTHER,
				"Invalid key type ID format (should be of length four)", "");
	memcpy(type, text.p, 4);
	return ERR_OK;
}

static enum err keystore_failed(struct rpc_req *q, enum err e)
{
	return rpc_fail(q, AUTHOR_OTHER, "The key store is unavailable", err_text(e));
}

static enum err author_insert_key(struct rpc_req *q)
{
	struct slice suri, pub;
	u8 type[4];
	enum err e;

	TRY(read_key_type(q, 0, type));
	if (!json_str(q->p[1], &suri) || suri.n > SURI_MAX)
		return rpc_bad_param(q, 1, "a secret URI");
	TRY(rpc_bytes(q, 2, 64, &pub));
	if (pub.n != 32)
		return rpc_bad_param(q, 2, "a public key of 32 bytes");
	e = node_insert_key(q->node, type, suri, pub.p);
	if (e != ERR_OK)
		return keystore_failed(q, e);
	json_wr_null(q->w);
	return ERR_OK;
}

static enum err author_has_key(struct rpc_req *q)
{
	struct slice pub;
	u8 type[4];
	bool has = false;
	enum err e;

	TRY(rpc_bytes(q, 0, 64, &pub));
	TRY(read_key_type(q, 1, type));
	e = pub.n == 32 ? node_has_key(q->node, type, pub.p, &has) : ERR_OK;
	if (e != ERR_OK)
		return keystore_failed(q, e);
	json_wr_bool(q->w, has);
	return ERR_OK;
}

static enum err author_has_session_keys(struct rpc_req *q)
{
	struct slice keys;
	bool has = false;
	enum err e;

	TRY(rpc_bytes(q, 0, SESSION_KEYS_MAX, &keys));
	e = node_has_session_keys(q->node, keys, &has);
	if (e == ERR_FORMAT)
		return rpc_fail(q, AUTHOR_OTHER, "Session keys are not encoded correctly", "");
	if (e != ERR_OK)
		return keystore_failed(q, e);
	json_wr_bool(q->w, has);
	return ERR_OK;
}

static enum err author_rotate_keys(struct rpc_req *q)
{
	u8 keys[NODE_SESSION_KEYS_LEN];
	enum err e = node_rotate_keys(q->node, keys);

	if (e != ERR_OK)
		return keystore_failed(q, e);
	json_wr_hex(q->w, SLICE_ARR(keys));
	return ERR_OK;
}

/* --- system -------------------------------------------------------------------------------- */

static enum err system_peers(struct rpc_req *q)
{
	const struct rpc_net *net = rpc_net_of(q->rpc);
	struct rpc_peer *list;
	u32 num = 0;

	list = (struct rpc_peer *)arena_zalloc(q->a, PEERS_MAX, sizeof(*list));
	if (list == NULL)
		return ERR_NOMEM;
	if (net->peers != NULL)
		num = net->peers(net->ctx, list, PEERS_MAX);
	json_wr_arr(q->w);
	for (u32 i = 0; i < num; i++) {
		json_wr_obj(q->w);
		json_wr_m_cstr(q->w, "peerId", list[i].id);
		json_wr_m_cstr(q->w, "roles", list[i].roles);
		json_wr_m_hex(q->w, "bestHash", SLICE_ARR(list[i].best_hash));
		json_wr_m_u64(q->w, "bestNumber", list[i].best_number);
		json_wr_obj_end(q->w);
	}
	json_wr_arr_end(q->w);
	return ERR_OK;
}

/* The header that the block after `parent` would begin with. */
static enum err next_header(struct rpc_req *q, const struct db_ref *parent, struct slice *out)
{
	struct header h = {.number = parent->number + 1}, old;
	struct slice scale;
	u64 slot = 0;
	u8 pre[8];
	struct wr w, s = wr_into(pre, sizeof(pre));

	TRY(node_header(q->node, parent->number, q->a, &scale));
	TRY(header_decode(&old, scale));
	if (parent->number > 0)
		TRY(header_aura_slot(&old, &slot));
	wr_u64(&s, slot + 1);
	memcpy(h.parent, parent->hash, HASH_LEN);
	TRY(header_push(&h, DIGEST_PRE_RUNTIME, engine_aura, SLICE_ARR(pre)));
	w = wr_arena(q->a);
	wr_header(&w, &h);
	return wr_arena_done(&w, q->a, out);
}

static enum err system_dry_run(struct rpc_req *q)
{
	struct slice xt, header, out = SLICE_EMPTY;
	struct chain_session s;
	struct extrinsic decoded;
	u32 number;
	enum err e;

	TRY(rpc_bytes(q, 0, EXTRINSIC_MAX, &xt));
	TRY(rpc_block(q, 1, &number));
	e = extrinsic_decode(&decoded, xt);
	if (e != ERR_OK)
		return rpc_fail(q, DRY_RUN_DECODE, "Unable to dry run extrinsic", err_text(e));
	TRY(rpc_session(q, number, &s));
	e = next_header(q, &s.at, &header);
	if (e == ERR_OK)
		e = runtime_call(&s.rt, "Core_initialize_block", header, &out);
	if (e == ERR_OK)
		e = runtime_call(&s.rt, "BlockBuilder_apply_extrinsic", xt, &out);
	if (e == ERR_OK)
		json_wr_hex(q->w, out);
	else if (e == ERR_INVALID)
		e = rpc_fail(q, DRY_RUN_RUNTIME, "Unable to dry run extrinsic.",
			     runtime_why(&s.rt));
	db_view_close(&s.view);
	return e;
}

/* --- state --------------------------------------------------------------------------------- */

static enum err too_long(struct rpc_req *q)
{
	return rpc_fail(q, RPC_CLIENT, "Client error: the query takes too long",
			"ask for fewer keys, or page by page with state_getKeysPaged");
}

static enum err wr_pair(struct rpc_req *q, struct chain_session *s, struct slice key)
{
	struct slice value = SLICE_EMPTY;
	bool found;

	TRY(trie_get(&s->trie, s->rt.root, key, q->a, &found, &value));
	json_wr_arr(q->w);
	json_wr_hex(q->w, key);
	json_wr_hex(q->w, value);
	json_wr_arr_end(q->w);
	return ERR_OK;
}

/* Writes the keys of a prefix, with their values if asked. */
static enum err wr_keys(struct rpc_req *q, struct chain_session *s, struct slice prefix,
			bool values)
{
	struct slice key = prefix;
	bool found;

	TRY(trie_has(&s->trie, s->rt.root, prefix, q->a, &found));
	json_wr_arr(q->w);
	for (u32 n = 0;; n++) {
		if (!found)
			TRY(trie_next_key(&s->trie, s->rt.root, key, q->a, &found, &key));
		if (!found || !slice_starts(key, prefix))
			break;
		found = false;
		if (values)
			TRY(wr_pair(q, s, key));
		else
			json_wr_hex(q->w, key);
		if (q->w->err != ERR_OK)
			return q->w->err;
		if (n % CHECK_TIME_EVERY == CHECK_TIME_EVERY - 1 && rpc_is_late(q))
			return too_long(q);
	}
	json_wr_arr_end(q->w);
	return ERR_OK;
}

static enum err all_keys(struct rpc_req *q, bool values)
{
	struct chain_session s;
	struct slice prefix;
	u32 number;
	enum err e;

	TRY(rpc_bytes(q, 0, KEY_BYTES_MAX, &prefix));
	TRY(rpc_block(q, 1, &number));
	TRY(rpc_session(q, number, &s));
	e = wr_keys(q, &s, prefix, values);
	db_view_close(&s.view);
	return e;
}

static enum err state_get_keys(struct rpc_req *q)
{
	return all_keys(q, false);
}

static enum err state_get_pairs(struct rpc_req *q)
{
	return all_keys(q, true);
}

struct last_value {
	u8 hash[32];
	bool told, found;
};

/* Writes what changed in one block since the ones before; nothing if nothing did. */
static enum err wr_block_changes(struct rpc_req *q, u32 number, const struct slice *keys, u32 num,
				 struct last_value *last)
{
	struct chain_session s;
	bool open = false, found;
	enum err e = ERR_OK;

	TRY(rpc_session(q, number, &s));
	for (u32 i = 0; i < num && e == ERR_OK; i++) {
		struct slice value = SLICE_EMPTY;
		u8 hash[32] = {0};

		e = trie_get(&s.trie, s.rt.root, keys[i], q->a, &found, &value);
		if (e != ERR_OK)
			break;
		if (found)
			blake2_256(hash, value);
		if (last[i].told && last[i].found == found && mem_eq(last[i].hash, hash, 32))
			continue;
		last[i].told = true;
		last[i].found = found;
		memcpy(last[i].hash, hash, 32);
		if (!open) {
			json_wr_obj(q->w);
			json_wr_m_hex(q->w, "block", SLICE_ARR(s.at.hash));
			json_wr_key(q->w, "changes");
			json_wr_arr(q->w);
		}
		open = true;
		json_wr_arr(q->w);
		json_wr_hex(q->w, keys[i]);
		if (found)
			json_wr_hex(q->w, value);
		else
			json_wr_null(q->w);
		json_wr_arr_end(q->w);
	}
	if (open) {
		json_wr_arr_end(q->w);
		json_wr_obj_end(q->w);
	}
	db_view_close(&s.view);
	return e != ERR_OK ? e : q->w->err;
}

static enum err state_query_storage(struct rpc_req *q)
{
	const struct slice *keys;
	struct last_value *last;
	char text[RPC_TEXT_MAX];
	u32 num, from, to;

	TRY(rpc_keys(q, 0, &keys, &num));
	TRY(rpc_block(q, 1, &from));
	TRY(rpc_block(q, 2, &to));
	if (from > to) {
		(void)snprintf(text, sizeof(text),
			       "Cannot resolve a block range ['%u' ... '%u']. "
			       "from number > to number",
			       from, to);
		return rpc_fail(q, STATE_BLOCK_RANGE, text, "");
	}
	last = (struct last_value *)arena_zalloc(q->a, (size_t)num + 1, sizeof(*last));
	if (last == NULL)
		return ERR_NOMEM;
	json_wr_arr(q->w);
	for (u32 n = from; n <= to; n++) {
		size_t mark = arena_mark(q->a);

		TRY(wr_block_changes(q, n, keys, num, last));
		arena_rewind(q->a, mark);
		if (n < to && rpc_is_late(q))
			return too_long(q);
	}
	json_wr_arr_end(q->w);
	return ERR_OK;
}

static const struct rpc_method rows[] = {
	{"author_removeExtrinsic", author_remove_extrinsic, "bytesOrHash"},
	{"author_insertKey", author_insert_key, "keyType suri public"},
	{"author_hasKey", author_has_key, "publicKey keyType"},
	{"author_hasSessionKeys", author_has_session_keys, "sessionKeys"},
	{"author_rotateKeys", author_rotate_keys, ""},
	{"system_peers", system_peers, ""},
	{"system_dryRun", system_dry_run, "extrinsic at?"},
	{"system_dryRunAt", system_dry_run, "extrinsic at?"},
	{"state_getKeys", state_get_keys, "prefix hash?"},
	{"state_getPairs", state_get_pairs, "prefix hash?"},
	{"state_queryStorage", state_query_storage, "keys block hash?"},
};

const struct rpc_table rpc_unsafe = {rows, ARRAY_LEN(rows)};
