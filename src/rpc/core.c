#include "rpc/core.h"

#include <stdio.h>
#include <stdlib.h>

#include "os/arena_map.h"
#include "os/clock.h"
#include "primitives/extrinsic.h"

/* Address space; the kernel gives pages when they are touched. A request of RPC_REQUEST_MAX
 * may need 22 bytes of tree for each of its own; beyond that it is refused. */
#define WORK_MAX   ((size_t)512 << 20)
#define TEXT_MAX   ((size_t)16 << 20) /* of a result, an answer, a notification */
#define ARENA_KEEP ((size_t)4 << 20)
#define LARGE      ((size_t)64 << 10)
#define KEEP_FOR   256u /* messages */

_Static_assert(TEXT_MAX < RPC_SEND_QUEUE_MAX, "a WebSocket takes the largest answer");

const struct rpc_table *const rpc_tables[] = {
	&rpc_system,	 &rpc_chain,	  &rpc_state,	    &rpc_author,
	&rpc_payment,	 &rpc_grandpa,
	&rpc_chain_head, &rpc_chain_spec, &rpc_transaction, &rpc_archive, &rpc_child,   &rpc_unsafe,
};
const size_t rpc_num_tables = ARRAY_LEN(rpc_tables);

static void told_block(void *ctx, const struct chain_block *b)
{
	(void)b;
	rpc_on_block((struct rpc *)ctx);
}

static void told_finalized(void *ctx, const struct db_ref *ref)
{
	rpc_on_finalized((struct rpc *)ctx, ref);
}

static void told_tx(void *ctx, const u8 hash[32], enum pool_status s, const u8 at[32])
{
	rpc_on_tx((struct rpc *)ctx, hash, s, at);
}

static enum err map_all(struct rpc *r)
{
	TRY(arena_map(&r->work, WORK_MAX));
	TRY(arena_map(&r->result, TEXT_MAX));
	TRY(arena_map(&r->answer, TEXT_MAX));
	return arena_map(&r->note, WORK_MAX);
}

enum err rpc_new(struct rpc **out, struct node *n)
{
	struct rpc *r = (struct rpc *)calloc(1, sizeof(*r));
	enum err e;

	if (r == NULL)
		return ERR_NOMEM;
	r->node = n;
	r->is_archive = node_is_archive(n);
	r->batch_ns = (u64)RPC_BATCH_MS * 1000000u;
	r->allow_unsafe = true;
	r->started_unix_s = clock_unix_ms() / 1000;
	e = map_all(r);
	if (e == ERR_OK)
		e = rpc_index(r);
	if (e != ERR_OK) {
		rpc_free(r);
		return e;
	}
	*out = r;
	return ERR_OK;
}

enum err rpc_observe(struct rpc *r)
{
	struct node_observer o = {r, told_block, told_finalized, told_tx};

	return node_observe(r->node, &o);
}

static void unmap(struct arena *a)
{
	if (a->mem != NULL)
		arena_unmap(a);
}

void rpc_free(struct rpc *r)
{
	if (r == NULL)
		return;
	unmap(&r->work);
	unmap(&r->result);
	unmap(&r->answer);
	unmap(&r->note);
	free(r->entries);
	rpc_tx_places_free(r->places);
	free(r);
}

bool rpc_offers(const struct rpc *r, const struct rpc_table *t)
{
	return t != &rpc_archive || r->is_archive;
}

bool rpc_is_late(const struct rpc_req *q)
{
	return clock_mono_ns() >= q->until_ns;
}

const struct rpc_net *rpc_net_of(const struct rpc *r)
{
	return &r->net;
}

void rpc_set_net(struct rpc *r, const struct rpc_net *net)
{
	r->net = net == NULL ? (struct rpc_net){.ctx = NULL} : *net;
}

/* Takes the next name of a method's parameter list; false at its end. */
static bool next_name(const char **list, struct slice *name, bool *optional)
{
	const char *at = *list;
	size_t n = 0;

	while (*at == ' ')
		at++;
	while (at[n] != '\0' && at[n] != ' ' && at[n] != '?')
		n++;
	*name = slice_of(at, n);
	*optional = at[n] == '?';
	*list = at + n + *optional;
	return n != 0;
}

static const struct json *by_name(const struct json *params, struct slice name)
{
	const struct json *j = NULL;

	if (params != NULL && params->kind == JSON_OBJECT)
		j = params->first;
	while (j != NULL && !slice_eq(j->key, name))
		j = j->next;
	return j;
}

static enum err missing(struct rpc_req *q, struct slice name)
{
	char text[RPC_TEXT_MAX];

	(void)snprintf(text, sizeof(text), "parameter \"%.*s\" is missing", (int)name.n, name.p);
	return rpc_fail(q, RPC_PARAMS, "Invalid params", text);
}

static enum err bind_params(struct rpc_req *q, const char *list, const struct json *params)
{
	const struct json *at = json_is(params, JSON_ARRAY) ? params->first : NULL;
	struct slice name;
	bool optional;

	if (params != NULL && !json_is(params, JSON_ARRAY) && !json_is(params, JSON_OBJECT) &&
	    !json_is(params, JSON_NULL))
		return rpc_fail(q, RPC_PARAMS, "Invalid params", "params is a list or an object");
	for (u32 i = 0; next_name(&list, &name, &optional); i++) {
		CHECK(i < RPC_PARAMS_MAX);
		q->p[i] = at != NULL ? at : by_name(params, name);
		at = at != NULL ? at->next : NULL;
		if (!optional && !rpc_has(q, i))
			return missing(q, name);
	}
	/* Some clients send null for parameters that only other nodes have. */
	for (; at != NULL; at = at->next)
		if (at->kind != JSON_NULL)
			return rpc_fail(q, RPC_PARAMS, "Invalid params", "too many parameters");
	return ERR_OK;
}

/* What a handler did not say itself. */
static void fill_error(struct rpc_req *q, enum err e)
{
	if (q->error.code != 0)
		return;
	if (e == ERR_NOMEM)
		rpc_error_set(q, RPC_TOO_BIG_ANSWER, "Response is too big", "");
	else
		rpc_error_set(q, RPC_INTERNAL, "Internal error", err_text(e));
}

static void wr_id(struct json_wr *w, const struct json *id)
{
	json_wr_key(w, "id");
	if (id != NULL && id->kind == JSON_NUMBER)
		json_wr_raw(w, id->text);
	else if (id != NULL && id->kind == JSON_STRING)
		json_wr_str(w, id->text);
	else
		json_wr_null(w);
}

static void wr_error(struct json_wr *w, const struct json *id, const struct rpc_error *e)
{
	json_wr_obj(w);
	json_wr_m_cstr(w, "jsonrpc", "2.0");
	wr_id(w, id);
	json_wr_key(w, "error");
	json_wr_obj(w);
	json_wr_key(w, "code");
	json_wr_i64(w, e->code);
	json_wr_m_cstr(w, "message", e->message);
	if (e->data[0] != '\0')
		json_wr_m_cstr(w, "data", e->data);
	json_wr_obj_end(w);
	json_wr_obj_end(w);
}

static void wr_fixed_error(struct json_wr *w, const struct json *id, int code, const char *message)
{
	struct rpc_error e = {.code = code};

	(void)snprintf(e.message, sizeof(e.message), "%s", message);
	wr_error(w, id, &e);
}

/* Runs the method; *result is finished JSON. */
static enum err run(struct rpc_req *q, const struct rpc_entry *entry, const struct json *params,
		    struct slice *result)
{
	const struct rpc_method *m = entry->m;
	struct json_wr w = json_wr_arena(&q->rpc->result);

	q->w = &w;
	if (entry->is_unsafe && !q->rpc->allow_unsafe)
		return rpc_fail(q, RPC_METHOD, "RPC call is unsafe to be called externally", "");
	TRY(bind_params(q, m->params, params));
	TRY(m->fn(q));
	return json_wr_arena_done(&w, &q->rpc->result, result);
}

static void call(struct rpc *r, struct rpc_conn *conn, const struct json *req, struct json_wr *out)
{
	struct rpc_req q = {.rpc = r, .node = r->node, .conn = conn, .a = &r->work};
	const struct json *id = json_get(req, "id");
	size_t mark = arena_mark(&r->work);
	struct slice name, result;
	struct rpc_entry *entry;
	u64 start;
	enum err e;

	if (!json_is(req, JSON_OBJECT) || !json_str_is(json_get(req, "jsonrpc"), "2.0") ||
	    !json_str(json_get(req, "method"), &name)) {
		r->counts.malformed++;
		wr_fixed_error(out, id, RPC_REQUEST, "Invalid request");
		return;
	}
	if (id == NULL)
		return; /* a notification: nobody waits for it, and no method of ours is one */
	entry = rpc_find(r, name);
	if (entry == NULL) {
		r->counts.unknown++;
		wr_fixed_error(out, id, RPC_METHOD, "Method not found");
		return;
	}
	arena_reset(&r->result);
	start = clock_mono_ns();
	q.until_ns = start + (u64)RPC_CALL_MS * 1000000u;
	e = run(&q, entry, json_get(req, "params"), &result);
	rpc_stat_add(entry, conn == NULL ? RPC_HTTP : RPC_WS, e != ERR_OK,
		     clock_mono_ns() - start);
	if (e != ERR_OK) {
		fill_error(&q, e);
		wr_error(out, id, &q.error);
	} else {
		json_wr_obj(out);
		json_wr_m_cstr(out, "jsonrpc", "2.0");
		wr_id(out, id);
		json_wr_key(out, "result");
		json_wr_raw(out, result);
		json_wr_obj_end(out);
	}
	arena_rewind(&r->work, mark);
}

/* The node's one thread makes blocks too: a batch that took its time is not worth a slot. */
static void refuse_late(const struct json *req, struct json_wr *out)
{
	const struct json *id = json_get(req, "id");

	if (id != NULL)
		wr_fixed_error(out, id, RPC_TOO_BIG_BATCH,
			       "The batch took too long; send the rest on its own");
}

/* Transactions that come together have their signatures checked together. What is no
 * submission, or no bytes, is left to the call itself. */
static void foresee(struct rpc *r, const struct json *list)
{
	size_t mark = arena_mark(&r->work), num = 0;
	struct slice *xts = (struct slice *)arena_zalloc(&r->work, list->num, sizeof(*xts));

	if (xts == NULL)
		return;
	for (const struct json *j = list->first; j != NULL; j = j->next) {
		const struct json *xt = json_at(json_get(j, "params"), 0);

		if (json_str_is(json_get(j, "method"), "author_submitExtrinsic") && xt != NULL &&
		    rpc_hex(xt, EXTRINSIC_MAX, &r->work, &xts[num]) == ERR_OK)
			num++;
	}
	node_foresee(r->node, xts, num, &r->work);
	arena_rewind(&r->work, mark);
}

static void batch(struct rpc *r, struct rpc_conn *conn, const struct json *list,
		  struct json_wr *out)
{
	u64 until;

	if (list->num == 0) {
		wr_fixed_error(out, NULL, RPC_REQUEST, "Invalid request");
		return;
	}
	if (list->num > RPC_BATCH_MAX) {
		wr_fixed_error(out, NULL, RPC_TOO_BIG_BATCH, "The batch request was too large");
		return;
	}
	until = clock_mono_ns() + r->batch_ns;
	foresee(r, list);
	json_wr_arr(out);
	for (const struct json *j = list->first; j != NULL; j = j->next) {
		if (j == list->first || clock_mono_ns() < until)
			call(r, conn, j, out);
		else
			refuse_late(j, out);
	}
	json_wr_arr_end(out);
}

/* A batch of notifications only has no answer at all. */
static bool is_silent(struct slice text)
{
	return slice_eq(text, SLICE_LIT("[]"));
}

/* Empties the scratch memory. Giving its pages back takes longer than a small call, so that is
 * done now and then, and when a message or an answer was large. */
static void start_afresh(struct rpc *r, size_t in_len)
{
	bool large = in_len > LARGE || r->answer.used > LARGE;

	if (!large && ++r->handled % KEEP_FOR != 0) {
		arena_reset(&r->work);
		arena_reset(&r->result);
		arena_reset(&r->answer);
		return;
	}
	arena_map_reset(&r->work, ARENA_KEEP);
	arena_map_reset(&r->result, ARENA_KEEP);
	arena_map_reset(&r->answer, ARENA_KEEP);
}

void rpc_handle(struct rpc *r, struct rpc_conn *conn, struct slice in, struct slice *out)
{
	const struct json *req = NULL;
	struct json_wr w;
	enum err e;

	start_afresh(r, in.n);
	*out = SLICE_EMPTY;
	w = json_wr_arena(&r->answer);
	e = json_parse(&req, in, &r->work);
	r->counts.bytes_in += in.n;
	r->counts.malformed += e != ERR_OK;
	if (e == ERR_NOMEM)
		wr_fixed_error(&w, NULL, RPC_REQUEST, "The request needs too much memory");
	else if (e != ERR_OK)
		wr_fixed_error(&w, NULL, RPC_PARSE, "Parse error");
	else if (json_is(req, JSON_ARRAY))
		batch(r, conn, req, &w);
	else
		call(r, conn, req, &w);
	if (w.err == ERR_OK && w.n == 0)
		return;
	if (w.err != ERR_OK) {
		w = json_wr_arena(&r->answer);
		wr_fixed_error(&w, json_get(req, "id"), RPC_TOO_BIG_ANSWER, "Response is too big");
	}
	if (json_wr_arena_done(&w, &r->answer, out) != ERR_OK || is_silent(*out))
		*out = SLICE_EMPTY;
}
