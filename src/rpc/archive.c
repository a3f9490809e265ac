/* rpc/archive: archive_v1_*: any block of the chain's history.
 *
 * Offered by a node that keeps all states (--archive), as Substrate does: else the promise
 * that a finalized block always answers could not be kept. Reading storage is a subscription
 * that ends by itself, read in pieces (query.h). */
#include <stdio.h>
#include <stdlib.h>

#include "os/log.h"
#include "rpc/core.h"
#include "rpc/query.h"

#define ARCHIVE_SUBS_MAX  16u /* storage reads under way on a connection, */
#define ARCHIVE_DIFFS_MAX 4u  /* and differences */
#define FUNCTION_MAX      128u
#define ARGS_BYTES_MAX    (8u << 20)

/* --- blocks ----------------------------------------------------------------------- */

/* The block of parameter 0; *found is false if there is none. */
static enum err block_of(struct rpc_req *q, bool *found, u32 *number)
{
	if (!json_is(q->p[0], JSON_STRING))
		return rpc_bad_param(q, 0, "a block hash: 32 bytes as hex text with 0x");
	return rpc_block_maybe(q, 0, found, number);
}

/* The same for methods whose result is null without the block: then that is written. */
static enum err block_or_null(struct rpc_req *q, bool *found, u32 *number)
{
	TRY(block_of(q, found, number));
	if (!*found)
		json_wr_null(q->w);
	return ERR_OK;
}

static enum err archive_header(struct rpc_req *q)
{
	struct slice scale;
	bool found = false;
	u32 number = 0;

	TRY(block_or_null(q, &found, &number));
	if (!found)
		return ERR_OK;
	TRY(node_header(q->node, number, q->a, &scale));
	json_wr_hex(q->w, scale);
	return ERR_OK;
}

static enum err archive_body(struct rpc_req *q)
{
	struct slice body;
	bool found = false;
	u32 number = 0;

	TRY(block_or_null(q, &found, &number));
	if (!found)
		return ERR_OK;
	TRY(node_body(q->node, number, q->a, &body));
	return rpc_wr_extrinsics(q->w, body);
}

static enum err archive_finalized_height(struct rpc_req *q)
{
	json_wr_u64(q->w, node_chain(q->node)->finalized.number);
	return ERR_OK;
}

static enum err archive_genesis_hash(struct rpc_req *q)
{
	rpc_wr_hash(q->w, node_spec(q->node)->genesis_hash);
	return ERR_OK;
}

static enum err archive_hash_by_height(struct rpc_req *q)
{
	u8 hash[HASH_LEN];
	u64 height;
	enum err e = ERR_NOT_FOUND;

	if (!json_u64(q->p[0], &height))
		return rpc_bad_param(q, 0, "a block number");
	if (height <= UINT32_MAX)
		e = node_hash(q->node, (u32)height, hash);
	if (e != ERR_OK && e != ERR_NOT_FOUND)
		return e;
	json_wr_arr(q->w);
	if (e == ERR_OK)
		rpc_wr_hash(q->w, hash);
	json_wr_arr_end(q->w);
	return ERR_OK;
}

static void wr_call_error(struct json_wr *w, enum err e)
{
	const char *text = e == ERR_NOT_FOUND ? "the runtime exports no such function"
			   : e == ERR_INVALID ? "the runtime refuses the parameters"
					      : err_text(e);

	json_wr_obj(w);
	json_wr_m_bool(w, "success", false);
	json_wr_m_cstr(w, "error", text);
	json_wr_obj_end(w);
}

static enum err archive_call(struct rpc_req *q)
{
	struct slice name, args, out;
	const char *method;
	bool found = false;
	u32 number = 0;
	enum err e;

	if (!json_str(q->p[1], &name) || name.n > FUNCTION_MAX)
		return rpc_bad_param(q, 1, "the name of a runtime function");
	TRY(rpc_bytes(q, 2, ARGS_BYTES_MAX, &args));
	TRY(block_or_null(q, &found, &number));
	if (!found)
		return ERR_OK;
	TRY(arena_strz(q->a, name, &method));
	e = node_call(q->node, number, method, args, q->a, &out);
	if (e != ERR_OK) {
		wr_call_error(q->w, e);
		return ERR_OK;
	}
	json_wr_obj(q->w);
	json_wr_m_bool(q->w, "success", true);
	json_wr_m_hex(q->w, "value", out);
	json_wr_obj_end(q->w);
	return ERR_OK;
}

/* --- storage ---------------------------------------------------------------------- */

struct archive_sub {
	struct rpc_later later; /* first: what the loop gives back */
	struct rpc_sub *sub;
	struct query query;
	const char *why; /* it cannot be read: to be told after the answer */
};

static const struct sub_hooks storage_hooks, diff_hooks;

/* What the events of the two are called. */
struct event_names {
	const char *item, *done, *error;
};

static const struct event_names storage_names = {"storage", "storageDone", "storageError"};
static const struct event_names diff_names = {"storageDiff", "storageDiffDone",
					      "storageDiffError"};

static const struct event_names *names_of(const struct archive_sub *a)
{
	return a->query.is_diff ? &diff_names : &storage_names;
}

static enum err tell(struct archive_sub *a, const char *event, const char *error,
		     const struct query_hit *hit)
{
	size_t mark;
	struct json_wr w = rpc_note_begin(a->sub, &mark);

	json_wr_obj(&w);
	json_wr_m_cstr(&w, "event", event);
	if (error != NULL)
		json_wr_m_cstr(&w, "error", error);
	if (hit != NULL) {
		query_wr_hit(&w, hit);
		if (hit->item->in_child)
			json_wr_m_hex(&w, "childTrieKey", hit->item->child);
	}
	json_wr_obj_end(&w);
	return rpc_note_send(a->sub, &w, mark);
}

static enum err tell_hit(void *ctx, const struct query_hit *hit)
{
	struct archive_sub *a = (struct archive_sub *)ctx;

	return tell(a, names_of(a)->item, NULL, hit);
}

static void tell_failure(struct archive_sub *a, enum err e)
{
	char text[RPC_TEXT_MAX];

	if (e == ERR_STALE)
		(void)snprintf(text, sizeof(text), "the state was discarded");
	else if (e == ERR_LIMIT)
		(void)snprintf(text, sizeof(text), "a value is larger than %u MiB",
			       (unsigned)(QUERY_VALUE_MAX >> 20));
	else
		(void)snprintf(text, sizeof(text), "cannot read: %s", err_text(e));
	(void)tell(a, names_of(a)->error, a->why != NULL ? a->why : text, NULL);
}

static void run(struct rpc_conn *c, struct rpc_later *l)
{
	struct archive_sub *a = (struct archive_sub *)(void *)l;
	bool done = false;
	size_t bytes;
	enum err e = a->why != NULL ? ERR_INVALID
				    : query_step(&a->query, tell_hit, a, &done, &bytes);

	if (e == ERR_OK && !done) {
		rpc_later(c, l);
		return;
	}
	if (e != ERR_OK)
		tell_failure(a, e);
	else
		(void)tell(a, names_of(a)->done, NULL, NULL);
	rpc_sub_end(a->sub);
}

static void archive_end(struct rpc_sub *s)
{
	struct archive_sub *a = (struct archive_sub *)rpc_sub_own(s);

	rpc_later_cancel(rpc_sub_conn(s), &a->later);
	query_free(&a->query);
	free(a);
}

static const struct sub_hooks storage_hooks = {.note = "archive_v1_storageEvent",
					       .end = archive_end};
static const struct sub_hooks diff_hooks = {.note = "archive_v1_storageDiffEvent",
					    .end = archive_end};

/* Subscribes; *out is then the subscription's. */
static enum err subscribe(struct rpc_req *q, const struct sub_hooks *h, u32 max,
			  struct archive_sub **out)
{
	struct archive_sub *a;
	enum err e;

	if (q->conn != NULL && rpc_sub_count(q->conn, h) >= max)
		return rpc_fail(q, RPC_TOO_MANY_SUBS, "Too many storage reads on the connection",
				"wait until one is done, or stop it");
	a = (struct archive_sub *)calloc(1, sizeof(*a));
	if (a == NULL)
		return ERR_NOMEM;
	e = rpc_subscribe_as(q, h, a, &a->sub);
	if (e != ERR_OK) {
		free(a);
		return e;
	}
	a->later.fn = run;
	*out = a;
	return ERR_OK;
}

/* Keeps the items and starts; the subscription is ended if that fails. */
static enum err begin(struct rpc_req *q, struct archive_sub *a, const struct query_item *items,
		      u32 num)
{
	struct query kept;
	enum err e = query_keep(&kept, q->conn, items, num);

	if (e != ERR_OK) {
		rpc_sub_end(a->sub);
		if (e == ERR_LIMIT)
			return rpc_fail(q, RPC_TOO_MANY_SUBS, "Too many bytes of keys are kept",
					"wait until other reads are done");
		return e;
	}
	kept.at = a->query.at;
	kept.before = a->query.before;
	kept.is_diff = a->query.is_diff;
	a->query = kept;
	rpc_later(q->conn, &a->later);
	return ERR_OK;
}

static enum err ref_of(struct rpc_req *q, u32 number, struct db_ref *out)
{
	out->number = number;
	return node_hash(q->node, number, out->hash);
}

static enum err archive_storage(struct rpc_req *q)
{
	struct query_item *items;
	struct archive_sub *a = NULL;
	struct db_ref at = {.number = 0};
	bool found = false;
	u32 num, number = 0;

	TRY(query_read_items(q, 1, 2, true, &items, &num));
	TRY(block_of(q, &found, &number));
	if (found)
		TRY(ref_of(q, number, &at));
	TRY(subscribe(q, &storage_hooks, ARCHIVE_SUBS_MAX, &a));
	CHECK(a != NULL);
	a->why = found ? NULL : "there is no block with this hash";
	a->query.at = at;
	return begin(q, a, items, num);
}

/* Finds the two blocks; *why is set if they cannot be compared. There are no forks: an
 * ancestor is a block with a lower number. */
static enum err blocks_of(struct rpc_req *q, struct db_ref *at, struct db_ref *before,
			  const char **why)
{
	bool found = false, found_before = true;
	u32 number = 0, previous = 0;

	TRY(block_of(q, &found, &number));
	if (rpc_has(q, 2))
		TRY(rpc_block_maybe(q, 2, &found_before, &previous));
	else
		previous = number - 1;
	*why = NULL;
	if (!found || !found_before)
		*why = "there is no block with this hash";
	else if (number == 0 && !rpc_has(q, 2))
		*why = "the genesis block has no parent";
	else if (previous >= number)
		*why = "previousHash is no ancestor of the block";
	if (*why != NULL)
		return ERR_OK;
	TRY(ref_of(q, number, at));
	return ref_of(q, previous, before);
}

static enum err archive_storage_diff(struct rpc_req *q)
{
	struct db_ref at = {.number = 0}, before = {.number = 0};
	struct query_item *items;
	struct archive_sub *a = NULL;
	const char *why;
	u32 num;

	TRY(query_read_diff(q, 1, &items, &num));
	TRY(blocks_of(q, &at, &before, &why));
	TRY(subscribe(q, &diff_hooks, ARCHIVE_DIFFS_MAX, &a));
	CHECK(a != NULL);
	a->why = why;
	a->query.is_diff = true;
	a->query.at = at;
	a->query.before = before;
	return begin(q, a, items, num);
}

static enum err stop(struct rpc_req *q, const struct sub_hooks *h)
{
	struct rpc_sub *s = rpc_sub_find(q, 0, h);

	if (!json_is(q->p[0], JSON_STRING))
		return rpc_bad_param(q, 0, "a text");
	if (s != NULL)
		rpc_sub_end(s);
	json_wr_null(q->w);
	return ERR_OK;
}

static enum err archive_stop_storage(struct rpc_req *q)
{
	return stop(q, &storage_hooks);
}

static enum err archive_stop_storage_diff(struct rpc_req *q)
{
	return stop(q, &diff_hooks);
}

static const struct rpc_method rows[] = {
	{"archive_v1_body", archive_body, "hash"},
	{"archive_v1_call", archive_call, "hash function callParameters"},
	{"archive_v1_finalizedHeight", archive_finalized_height, ""},
	{"archive_v1_genesisHash", archive_genesis_hash, ""},
	{"archive_v1_hashByHeight", archive_hash_by_height, "height"},
	{"archive_v1_header", archive_header, "hash"},
	{"archive_v1_storage", archive_storage, "hash items childTrie?"},
	{"archive_v1_stopStorage", archive_stop_storage, "subscription"},
	{"archive_v1_storageDiff", archive_storage_diff, "hash items? previousHash?"},
	{"archive_v1_stopStorageDiff", archive_stop_storage_diff, "subscription"},
};

const struct rpc_table rpc_archive = {rows, ARRAY_LEN(rows)};
