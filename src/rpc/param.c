#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "rpc/method.h"
#include "scale/decode.h"

#define STORAGE_KEY_BYTES_MAX 65536u

void rpc_error_set(struct rpc_req *q, int code, const char *message, const char *data)
{
	q->error.code = code;
	(void)snprintf(q->error.message, sizeof(q->error.message), "%s", message);
	(void)snprintf(q->error.data, sizeof(q->error.data), "%s", data);
}

enum err rpc_fail(struct rpc_req *q, int code, const char *message, const char *data)
{
	rpc_error_set(q, code, message, data);
	return ERR_INVALID;
}

enum err rpc_bad_param(struct rpc_req *q, u32 i, const char *want)
{
	char text[RPC_TEXT_MAX];

	(void)snprintf(text, sizeof(text), "parameter %u must be %s", i + 1, want);
	return rpc_fail(q, RPC_PARAMS, "Invalid params", text);
}

bool rpc_has(const struct rpc_req *q, u32 i)
{
	return q->p[i] != NULL && q->p[i]->kind != JSON_NULL;
}

enum err rpc_hex(const struct json *j, size_t max, struct arena *a, struct slice *out)
{
	*out = SLICE_EMPTY;
	if (json_str_is(j, "") || json_str_is(j, "0x"))
		return ERR_OK;
	return json_hex(j, max, a, out);
}

enum err rpc_bytes(struct rpc_req *q, u32 i, size_t max, struct slice *out)
{
	enum err e = rpc_hex(q->p[i], max, q->a, out);

	if (e == ERR_NOMEM)
		return e;
	if (e == ERR_LIMIT)
		return rpc_bad_param(q, i, "shorter");
	return e == ERR_OK ? ERR_OK : rpc_bad_param(q, i, "bytes as hex text with 0x");
}

enum err rpc_keys(struct rpc_req *q, u32 i, const struct slice **keys, u32 *num)
{
	const struct json *list = q->p[i];
	struct slice *out;
	u32 at = 0;

	if (!json_is(list, JSON_ARRAY) || list->num > RPC_KEYS_MAX)
		return rpc_bad_param(q, i, "a list of at most 4096 storage keys");
	out = (struct slice *)arena_zalloc(q->a, (size_t)list->num + 1, sizeof(*out));
	if (out == NULL)
		return ERR_NOMEM;
	for (const struct json *j = list->first; j != NULL; j = j->next)
		if (rpc_hex(j, STORAGE_KEY_BYTES_MAX, q->a, &out[at++]) != ERR_OK)
			return rpc_bad_param(q, i, "a list of storage keys as hex text with 0x");
	*keys = out;
	*num = at;
	return ERR_OK;
}

/* Reads hex text of at most eight digits. */
static bool hex_number(struct slice digits, u32 *out)
{
	u8 padded[8], b[4];

	if (digits.n == 0 || digits.n > sizeof(padded))
		return false;
	memset(padded, '0', sizeof(padded));
	slice_copy(padded + sizeof(padded) - digits.n, digits);
	if (hex_decode_exact(b, sizeof(b), SLICE_ARR(padded)) != ERR_OK)
		return false;
	*out = (u32)b[0] << 24 | (u32)b[1] << 16 | (u32)b[2] << 8 | b[3];
	return true;
}

bool rpc_number(const struct json *j, u32 *out)
{
	struct slice text;
	u64 v = 0;

	if (json_is(j, JSON_NUMBER))
		return json_u32(j, out);
	if (!json_str(j, &text) || text.n == 0 || text.n > 10)
		return false;
	if (slice_starts(text, SLICE_LIT("0x")))
		return hex_number(slice_from(text, 2), out);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		v = v * 10 + (u64)(text.p[i] - '0');
	}
	*out = (u32)v;
	return v <= UINT32_MAX;
}

enum err rpc_block_maybe(struct rpc_req *q, u32 i, bool *found, u32 *number)
{
	u8 hash[HASH_LEN];
	enum err e;

	*found = true;
	if (!rpc_has(q, i))
		return node_number(q->node, NULL, number);
	if (json_hex_exact(q->p[i], hash, sizeof(hash)) != ERR_OK)
		return rpc_bad_param(q, i, "a block hash: 32 bytes as hex text with 0x");
	e = node_number(q->node, hash, number);
	*found = e == ERR_OK;
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err rpc_block(struct rpc_req *q, u32 i, u32 *number)
{
	bool found;

	TRY(rpc_block_maybe(q, i, &found, number));
	if (found)
		return ERR_OK;
	return rpc_fail(q, RPC_CLIENT,
			"Client error: UnknownBlock: Header was not found in the database", "");
}

enum err rpc_state_error(struct rpc_req *q, enum err e)
{
	if (e != ERR_STALE)
		return e;
	return rpc_fail(q, RPC_CLIENT, "Client error: UnknownBlock: State already discarded",
			"start the node with --archive to keep old states");
}

enum err rpc_session(struct rpc_req *q, u32 number, struct chain_session *s)
{
	enum err e = chain_session(node_chain(q->node), number, q->a, s);

	return e == ERR_OK ? ERR_OK : rpc_state_error(q, e);
}

void rpc_wr_hash(struct json_wr *w, const u8 hash[HASH_LEN])
{
	json_wr_hex(w, slice_of(hash, HASH_LEN));
}

static void wr_logs(struct json_wr *w, const struct header *h)
{
	u8 buf[HEADER_MAX];

	json_wr_key(w, "digest");
	json_wr_obj(w);
	json_wr_key(w, "logs");
	json_wr_arr(w);
	for (u32 i = 0; i < h->num_items; i++) {
		struct wr item = wr_into(buf, sizeof(buf));

		wr_digest_item(&item, &h->items[i]);
		json_wr_hex(w, slice_of(buf, item.n));
	}
	json_wr_arr_end(w);
	json_wr_obj_end(w);
}

enum err rpc_wr_header(struct json_wr *w, struct slice scale)
{
	struct header h;

	TRY(header_decode(&h, scale));
	json_wr_obj(w);
	json_wr_m_hex(w, "parentHash", SLICE_ARR(h.parent));
	json_wr_key(w, "number");
	json_wr_hex_u64(w, h.number);
	json_wr_m_hex(w, "stateRoot", SLICE_ARR(h.state_root));
	json_wr_m_hex(w, "extrinsicsRoot", SLICE_ARR(h.extrinsics_root));
	wr_logs(w, &h);
	json_wr_obj_end(w);
	return ERR_OK;
}

static void wr_apis(struct json_wr *w, struct rd *r)
{
	json_wr_key(w, "apis");
	json_wr_arr(w);
	for (u32 n = rd_seq_len(r, 12); n > 0; n--) {
		json_wr_arr(w);
		json_wr_hex(w, rd_take(r, 8));
		json_wr_u64(w, rd_u32(r));
		json_wr_arr_end(w);
	}
	json_wr_arr_end(w);
}

enum err rpc_wr_version(struct json_wr *w, struct slice scale)
{
	struct rd r = rd_from(scale);
	u8 system_version;

	json_wr_obj(w);
	json_wr_m_str(w, "specName", rd_str(&r, 64));
	json_wr_m_str(w, "implName", rd_str(&r, 64));
	json_wr_m_u64(w, "authoringVersion", rd_u32(&r));
	json_wr_m_u64(w, "specVersion", rd_u32(&r));
	json_wr_m_u64(w, "implVersion", rd_u32(&r));
	wr_apis(w, &r);
	json_wr_m_u64(w, "transactionVersion", rd_u32(&r));
	system_version = rd_u8(&r);
	json_wr_m_u64(w, "systemVersion", system_version);
	json_wr_m_u64(w, "stateVersion", system_version > 0); /* 1 and 2 both mean state trie V1 */
	json_wr_obj_end(w);
	return rd_end(&r);
}
