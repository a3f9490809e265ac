/* The operations of a follow subscription: body, call, storage. */
#include <stdio.h>
#include <stdlib.h>

#include "os/log.h"
#include "primitives/extrinsic.h"
#include "rpc/core.h"
#include "rpc/follow.h"

#define OUTPUT_MAX QUERY_VALUE_MAX /* bytes; as hex it must fit a slow client's queue */

_Static_assert(2 * OUTPUT_MAX + RPC_SLOW_BYTES + 4096 < RPC_SEND_QUEUE_MAX,
	       "an event does not cut off a client that is not slow");

struct follow_op {
	struct rpc_later later; /* first: what the loop gives back */
	struct rpc_sub *sub;
	struct follow_op *prev, *next;
	char id[RPC_ID_MAX];
	enum err (*run)(struct follow_op *op, bool *done);
	struct db_ref at;
	u32 slots;
	/* A call. */
	const char *method;
	struct slice args;
	u8 *mem;
	size_t held;
	/* A storage operation. */
	struct query query;
	bool has_walk, waits;
	size_t told; /* bytes since the client said to go on */
};

static struct follow *of(const struct follow_op *op)
{
	return (struct follow *)rpc_sub_own(op->sub);
}

static struct rpc *rpc_of(const struct follow_op *op)
{
	return rpc_sub_conn(op->sub)->rpc;
}

void follow_op_free(struct follow_op *op)
{
	struct rpc_conn *c = rpc_sub_conn(op->sub);
	struct follow *f = of(op);

	rpc_later_cancel(c, &op->later);
	if (op->prev != NULL)
		op->prev->next = op->next;
	else
		f->ops = op->next;
	if (op->next != NULL)
		op->next->prev = op->prev;
	f->num_ops -= op->slots;
	query_free(&op->query);
	rpc_release(c, op->held);
	free(op->mem);
	free(op);
}

/* --- events ----------------------------------------------------------------------- */

static struct json_wr op_event(struct follow_op *op, const char *name, size_t *mark)
{
	struct json_wr w = follow_event(op->sub, name, mark);

	json_wr_m_cstr(&w, "operationId", op->id);
	return w;
}

static void tell_bare(struct follow_op *op, const char *name)
{
	size_t mark;
	struct json_wr w = op_event(op, name, &mark);

	(void)follow_event_end(op->sub, &w, mark);
}

static void tell_error(struct follow_op *op, const char *text)
{
	size_t mark;
	struct json_wr w = op_event(op, "operationError", &mark);

	json_wr_m_cstr(&w, "error", text);
	(void)follow_event_end(op->sub, &w, mark);
}

/* A state that was discarded, or a store that fails: another try may succeed. */
static void tell_failure(struct follow_op *op, enum err e)
{
	char text[RPC_TEXT_MAX];

	if (e == ERR_STALE || e == ERR_IO || e == ERR_FULL) {
		tell_bare(op, "operationInaccessible");
		return;
	}
	if (e == ERR_LIMIT || e == ERR_NOMEM)
		(void)snprintf(text, sizeof(text), "the result is too large: more than %u MiB",
			       (unsigned)(OUTPUT_MAX >> 20));
	else
		(void)snprintf(text, sizeof(text), "the operation failed: %s", err_text(e));
	tell_error(op, text);
}

/* --- body and call ---------------------------------------------------------------- */

static enum err same_block(const struct follow_op *op)
{
	u8 hash[HASH_LEN];
	enum err e = node_hash(rpc_of(op)->node, op->at.number, hash);

	if (e == ERR_NOT_FOUND || (e == ERR_OK && !mem_eq(hash, op->at.hash, HASH_LEN)))
		return ERR_STALE;
	return e;
}

static enum err run_body(struct follow_op *op, bool *done)
{
	struct rpc *r = rpc_of(op);
	struct slice body;
	struct json_wr w;
	size_t mark;

	*done = true;
	TRY(same_block(op));
	TRY(node_body(r->node, op->at.number, &r->work, &body));
	if (body.n > OUTPUT_MAX)
		return ERR_LIMIT;
	w = op_event(op, "operationBodyDone", &mark);
	json_wr_key(&w, "value");
	if (rpc_wr_extrinsics(&w, body) != ERR_OK)
		return ERR_CORRUPT;
	return follow_event_end(op->sub, &w, mark);
}

static enum err run_call(struct follow_op *op, bool *done)
{
	struct rpc *r = rpc_of(op);
	char text[RPC_TEXT_MAX];
	struct slice out;
	struct json_wr w;
	size_t mark;
	enum err e;

	*done = true;
	TRY(same_block(op));
	e = node_call(r->node, op->at.number, op->method, op->args, &r->work, &out);
	if (e == ERR_NOT_FOUND || e == ERR_INVALID) {
		(void)snprintf(text, sizeof(text), "the runtime %s",
			       e == ERR_NOT_FOUND ? "exports no such function"
						  : "refuses the parameters");
		tell_error(op, text);
		return ERR_OK;
	}
	TRY(e);
	if (out.n > OUTPUT_MAX)
		return ERR_LIMIT;
	w = op_event(op, "operationCallDone", &mark);
	json_wr_m_hex(&w, "output", out);
	return follow_event_end(op->sub, &w, mark);
}

/* --- storage ---------------------------------------------------------------------- */

/* An operationStorageItems event that begins with its first item. */
struct page {
	struct follow_op *op;
	struct json_wr w;
	size_t mark;
	bool begun;
};

static enum err page_item(void *ctx, const struct query_hit *hit)
{
	struct page *p = (struct page *)ctx;

	if (!p->begun) {
		p->w = op_event(p->op, "operationStorageItems", &p->mark);
		json_wr_key(&p->w, "items");
		json_wr_arr(&p->w);
		p->begun = true;
	}
	json_wr_obj(&p->w);
	query_wr_hit(&p->w, hit);
	json_wr_obj_end(&p->w);
	return p->w.err;
}

static enum err page_end(struct page *p)
{
	if (!p->begun)
		return ERR_OK;
	json_wr_arr_end(&p->w);
	return follow_event_end(p->op->sub, &p->w, p->mark);
}

static enum err run_storage(struct follow_op *op, bool *done)
{
	struct page p = {.op = op};
	size_t bytes;
	enum err e, sent;

	e = query_step(&op->query, page_item, &p, done, &bytes);
	sent = page_end(&p);
	TRY(e);
	TRY(sent);
	op->told += bytes;
	if (*done) {
		tell_bare(op, "operationStorageDone");
	} else if (op->has_walk && p.begun && op->told >= FOLLOW_PAGE_BYTES) {
		op->waits = true;
		tell_bare(op, "operationWaitingForContinue");
	}
	return ERR_OK;
}

bool follow_op_continue(struct follow_op *op)
{
	if (!op->waits)
		return false;
	op->waits = false;
	op->told = 0;
	rpc_later(rpc_sub_conn(op->sub), &op->later);
	return true;
}

/* --- life ------------------------------------------------------------------------- */

static void run(struct rpc_conn *c, struct rpc_later *l)
{
	struct follow_op *op = (struct follow_op *)(void *)l;
	size_t mark = arena_mark(&c->rpc->work);
	bool done = true;
	enum err e = op->run(op, &done);

	arena_rewind(&c->rpc->work, mark);
	if (e != ERR_OK)
		tell_failure(op, e);
	if (e != ERR_OK || done)
		follow_op_free(op);
	else if (!op->waits)
		rpc_later(c, &op->later);
}

/* Copies what a call needs beyond its answer. */
static enum err keep_call(struct follow_op *op, const struct follow_op_start *o)
{
	size_t name = strlen(o->method) + 1;

	if (!rpc_hold(rpc_sub_conn(op->sub), name + o->args.n))
		return ERR_FULL;
	op->held = name + o->args.n;
	op->mem = (u8 *)malloc(op->held);
	if (op->mem == NULL)
		return ERR_NOMEM;
	memcpy(op->mem, o->method, name);
	slice_copy(op->mem + name, o->args);
	op->method = (const char *)op->mem;
	op->args = slice_of(op->mem + name, o->args.n);
	op->run = run_call;
	return ERR_OK;
}

static enum err keep_query(struct follow_op *op, const struct follow_op_start *o)
{
	enum err e = query_keep(&op->query, rpc_sub_conn(op->sub), o->items, o->num_items);

	if (e != ERR_OK)
		return e == ERR_LIMIT ? ERR_FULL : e;
	op->query.at = op->at;
	for (u32 i = 0; i < o->num_items; i++)
		op->has_walk = op->has_walk || o->items[i].type >= QUERY_DESCENDANTS_VALUES;
	op->run = run_storage;
	return ERR_OK;
}

enum err follow_op_start(struct rpc_sub *s, const struct follow_op_start *o, char id[RPC_ID_MAX])
{
	struct rpc_conn *c = rpc_sub_conn(s);
	struct follow *f = (struct follow *)rpc_sub_own(s);
	u32 slots = o->num_items > 1 ? o->num_items : 1;
	struct follow_op *op;
	enum err e = ERR_OK;

	if (slots > FOLLOW_OPS_MAX - f->num_ops)
		return ERR_FULL;
	op = (struct follow_op *)calloc(1, sizeof(*op));
	if (op == NULL)
		return ERR_NOMEM;
	op->sub = s;
	op->slots = slots;
	op->later.fn = run;
	op->run = run_body;
	op->at.number = o->block->number;
	memcpy(op->at.hash, o->block->hash, HASH_LEN);
	rpc_new_id(c->rpc, op->id);
	op->next = f->ops;
	if (op->next != NULL)
		op->next->prev = op;
	f->ops = op;
	f->num_ops += slots;
	if (o->method != NULL)
		e = keep_call(op, o);
	else if (o->items != NULL)
		e = keep_query(op, o);
	if (e != ERR_OK) {
		follow_op_free(op);
		return e;
	}
	memcpy(id, op->id, RPC_ID_MAX);
	rpc_later(c, &op->later);
	return ERR_OK;
}

struct follow_op *follow_op_find(const struct follow *f, const struct json *id)
{
	struct follow_op *op = f->ops;

	while (op != NULL && !json_str_is(id, op->id))
		op = op->next;
	return op;
}
