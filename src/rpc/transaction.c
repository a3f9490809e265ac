/* rpc/transaction: transaction_v1_* and transactionWatch_v1_*: sending extrinsics.
 *
 * A broadcast is a subscription that says nothing: it keeps the bytes and gives them to the
 * pool again after blocks at which the pool does not have them, at growing distances, until
 * it is stopped or the connection ends. Whether they are valid is nobody's business but the
 * pool's. A watch keeps no bytes and is told what becomes of the hash. */
#include <stdio.h>
#include <stdlib.h>

#include "primitives/extrinsic.h"
#include "rpc/core.h"
#include "scale/decode.h"

#define BROADCASTS_MAX 16u /* of one connection */
#define PAUSE_MAX      16u /* blocks between two tries */

/* --- where an extrinsic is in a block --------------------------------------------- */

/* The hashes of the last block that was asked about. Watchers are told in the order of
 * the block, so the next one is mostly where the last one was. */
struct tx_places {
	u8 block[HASH_LEN];
	u32 num, cap, hint;
	u8 (*hash)[32];
};

void rpc_tx_places_free(struct tx_places *p)
{
	if (p != NULL)
		free(p->hash);
	free(p);
}

static enum err make_room(struct tx_places *p, u32 num)
{
	u8 (*hash)[32];

	if (num <= p->cap)
		return ERR_OK;
	hash = (u8(*)[32])realloc(p->hash, (size_t)num * 32);
	if (hash == NULL)
		return ERR_NOMEM;
	p->hash = hash;
	p->cap = num;
	return ERR_OK;
}

static enum err hash_block(struct tx_places *p, struct rpc *r, const u8 block[HASH_LEN])
{
	struct slice body;
	struct rd rd;
	u32 number, num;

	TRY(node_number(r->node, block, &number));
	TRY(node_body(r->node, number, &r->work, &body));
	rd = rd_from(body);
	num = rd_seq_len(&rd, 1);
	TRY(make_room(p, num));
	p->num = 0;
	while (p->num < num) {
		const u8 *start = rd.p;
		struct slice xt = rd_vec(&rd, EXTRINSIC_MAX);

		TRY(rd.err);
		extrinsic_hash(slice_of(start, (size_t)(xt.p + xt.n - start)), p->hash[p->num++]);
	}
	p->hint = 0;
	memcpy(p->block, block, HASH_LEN);
	return rd_end(&rd);
}

static enum err place_of(struct rpc *r, const u8 block[HASH_LEN], const u8 hash[32], u32 *out)
{
	size_t mark = arena_mark(&r->work);
	struct tx_places *p = r->places;
	enum err e = ERR_OK;

	if (p == NULL)
		p = r->places = (struct tx_places *)calloc(1, sizeof(*p));
	if (p == NULL)
		return ERR_NOMEM;
	if (p->num == 0 || !mem_eq(p->block, block, HASH_LEN)) {
		e = hash_block(p, r, block);
		arena_rewind(&r->work, mark);
	}
	if (e != ERR_OK)
		p->num = 0;
	for (u32 i = 0; i < p->num; i++) {
		u32 at = (p->hint + i) % p->num;

		if (mem_eq(p->hash[at], hash, 32)) {
			*out = at;
			p->hint = at + 1;
			return ERR_OK;
		}
	}
	return e != ERR_OK ? e : ERR_NOT_FOUND;
}

/* --- transactionWatch_v1 ---------------------------------------------------------- */

struct watch {
	u8 hash[32];
	bool in_block;
	u32 number, index;
	u8 block[HASH_LEN];
	/* It was not taken: what to tell after the answer. */
	const char *failed;
	char why[RPC_TEXT_MAX];
};

static void tell_bare(struct rpc_sub *s, const char *event)
{
	size_t mark;
	struct json_wr w = rpc_note_begin(s, &mark);

	json_wr_obj(&w);
	json_wr_m_cstr(&w, "event", event);
	json_wr_obj_end(&w);
	(void)rpc_note_send(s, &w, mark);
}

/* The end of a watch that does not end in a block. */
static void tell_failed(struct rpc_sub *s, const char *event, const char *why)
{
	size_t mark;
	struct json_wr w = rpc_note_begin(s, &mark);

	json_wr_obj(&w);
	json_wr_m_cstr(&w, "event", event);
	json_wr_m_cstr(&w, "error", why);
	json_wr_obj_end(&w);
	(void)rpc_note_send(s, &w, mark);
	rpc_sub_end(s);
}

static void tell_block(struct rpc_sub *s, const char *event)
{
	const struct watch *t = (const struct watch *)rpc_sub_own(s);
	size_t mark;
	struct json_wr w = rpc_note_begin(s, &mark);

	json_wr_obj(&w);
	json_wr_m_cstr(&w, "event", event);
	json_wr_key(&w, "block");
	if (t->in_block) {
		json_wr_obj(&w);
		json_wr_m_hex(&w, "hash", SLICE_ARR(t->block));
		json_wr_m_u64(&w, "index", t->index);
		json_wr_obj_end(&w);
	} else {
		json_wr_null(&w);
	}
	json_wr_obj_end(&w);
	(void)rpc_note_send(s, &w, mark);
}

static void watch_included(struct rpc_sub *s, const u8 block[HASH_LEN])
{
	struct watch *t = (struct watch *)rpc_sub_own(s);
	struct rpc *r = rpc_sub_conn(s)->rpc;

	if (node_number(r->node, block, &t->number) != ERR_OK ||
	    place_of(r, block, t->hash, &t->index) != ERR_OK) {
		tell_failed(s, "error", "the block that holds the transaction cannot be read");
		return;
	}
	memcpy(t->block, block, HASH_LEN);
	t->in_block = true;
	tell_block(s, "bestChainBlockIncluded");
}

static void watch_tx(struct rpc_sub *s, enum pool_status status, const u8 at[32])
{
	switch (status) {
	case POOL_FUTURE:
	case POOL_READY:
		tell_bare(s, "validated");
		break;
	case POOL_IN_BLOCK:
		watch_included(s, at);
		break;
	case POOL_USURPED:
		tell_failed(s, "invalid", "another transaction took its place");
		break;
	case POOL_INVALID:
		tell_failed(s, "invalid", "it can no longer be applied");
		break;
	case POOL_DROPPED:
		tell_failed(s, "dropped", "the pool is full");
		break;
	case NUM_POOL_STATUSES:
		break;
	}
}

static void watch_finalized(struct rpc_sub *s, const struct db_ref *ref)
{
	const struct watch *t = (const struct watch *)rpc_sub_own(s);

	if (!t->in_block || t->number > ref->number)
		return;
	tell_block(s, "finalized");
	rpc_sub_end(s);
}

static bool watch_prime(struct rpc_sub *s)
{
	const struct watch *t = (const struct watch *)rpc_sub_own(s);

	if (t->failed == NULL)
		return true;
	tell_failed(s, t->failed, t->why);
	return false;
}

static void watch_end(struct rpc_sub *s)
{
	free(rpc_sub_own(s));
}

static const struct sub_hooks watch_hooks = {
	.note = "transactionWatch_v1_watchEvent",
	.prime = watch_prime,
	.finalized = watch_finalized,
	.tx = watch_tx,
	.end = watch_end,
};

/* What an error of node_submit means for a watcher; others are "invalid" with their text. */
static const struct {
	enum err e;
	const char *event, *why;
} refusals[] = {
	{ERR_CONFLICT, "invalid", "its priority is too low to replace another transaction"},
	{ERR_DENIED, "invalid", "the transaction is temporarily banned"},
	{ERR_STATE, "invalid", "the transaction requires what requires it"},
	{ERR_NOT_FOUND, "invalid", "the transaction does not provide any tags"},
	{ERR_LIMIT, "invalid", "the transaction would exhaust the block limits"},
	{ERR_FULL, "dropped", "the pool is full"},
	{ERR_NOMEM, "error", "out of memory"},
	{ERR_IO, "error", "the store cannot be read"},
	{ERR_CORRUPT, "error", "the store is damaged"},
};

static void watch_refused(struct watch *t, enum err e, const struct node_verdict *v)
{
	const char *why = err_text(e);

	t->failed = "invalid";
	if (e == ERR_INVALID && v->error_len > 0) {
		rpc_validity_text(v, t->why);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
		if (refusals[i].e == e) {
			t->failed = refusals[i].event;
			why = refusals[i].why;
		}
	(void)snprintf(t->why, sizeof(t->why), "%s", why);
}

static enum err submit_and_watch(struct rpc_req *q)
{
	struct node_verdict v = {.error_len = 0};
	struct rpc_sub *s;
	struct watch *t;
	struct slice xt;
	enum err e;

	TRY(rpc_bytes(q, 0, EXTRINSIC_MAX, &xt));
	t = (struct watch *)calloc(1, sizeof(*t));
	if (t == NULL)
		return ERR_NOMEM;
	e = rpc_subscribe_as(q, &watch_hooks, t, &s);
	if (e != ERR_OK) {
		free(t);
		return e;
	}
	extrinsic_hash(xt, t->hash);
	rpc_sub_tx(s, t->hash);
	e = node_submit(q->node, xt, q->a, &v);
	if (e == ERR_EXISTS) /* somebody sent it before: that it is valid is known */
		rpc_sub_early(s, POOL_READY, NULL);
	else if (e != ERR_OK)
		watch_refused(t, e, &v);
	return ERR_OK;
}

static enum err end_one(struct rpc_req *q, const struct sub_hooks *h, const char *what)
{
	struct rpc_sub *s = rpc_sub_find(q, 0, h);

	if (s == NULL)
		return rpc_fail(q, RPC_PARAMS, "Invalid params", what);
	rpc_sub_end(s);
	json_wr_null(q->w);
	return ERR_OK;
}

static enum err unwatch(struct rpc_req *q)
{
	return end_one(q, &watch_hooks, "there is no such watch; it may have ended");
}

/* --- transaction_v1 --------------------------------------------------------------- */

struct broadcast {
	struct rpc_later later; /* first: what the loop gives back */
	struct rpc_sub *sub;
	u8 hash[32];
	bool in_block;
	u32 pause, wait; /* blocks between tries; and until the next one */
	size_t len;
	u8 xt[]; /* len bytes */
};

/* Refused or not, nobody is told: it is tried again until the client stops it. */
static void offer(struct rpc *r, const struct broadcast *b)
{
	size_t mark = arena_mark(&r->work);
	struct node_verdict v;
	enum err e = node_submit(r->node, slice_of(b->xt, b->len), &r->work, &v);

	(void)e;
	arena_rewind(&r->work, mark);
}

static void try_again(struct rpc_conn *c, struct rpc_later *l)
{
	offer(c->rpc, (const struct broadcast *)(const void *)l);
}

static void broadcast_block(struct rpc_sub *s, const struct db_ref *best)
{
	struct broadcast *b = (struct broadcast *)rpc_sub_own(s);
	struct rpc_conn *c = rpc_sub_conn(s);

	(void)best;
	if (b->in_block || pool_has(node_pool(c->rpc->node), b->hash))
		return;
	if (b->wait > 0) {
		b->wait--;
		return;
	}
	b->pause = b->pause < PAUSE_MAX ? 2 * b->pause : PAUSE_MAX;
	b->wait = b->pause;
	rpc_later(c, &b->later);
}

static void broadcast_tx(struct rpc_sub *s, enum pool_status status, const u8 at[32])
{
	struct broadcast *b = (struct broadcast *)rpc_sub_own(s);

	(void)at;
	b->in_block = status == POOL_IN_BLOCK;
	b->pause = 1;
	b->wait = 0;
}

static void broadcast_end(struct rpc_sub *s)
{
	struct broadcast *b = (struct broadcast *)rpc_sub_own(s);

	rpc_later_cancel(rpc_sub_conn(s), &b->later);
	rpc_release(rpc_sub_conn(s), b->len);
	free(b);
}

static const struct sub_hooks broadcast_hooks = {
	.note = "", /* it says nothing */
	.block = broadcast_block,
	.tx = broadcast_tx,
	.end = broadcast_end,
};

static enum err broadcast(struct rpc_req *q)
{
	struct broadcast *b;
	struct slice xt;
	enum err e;

	TRY(rpc_bytes(q, 0, EXTRINSIC_MAX, &xt));
	if (q->conn != NULL && (rpc_sub_count(q->conn, &broadcast_hooks) >= BROADCASTS_MAX ||
				!rpc_hold(q->conn, xt.n))) {
		json_wr_null(q->w);
		return ERR_OK;
	}
	b = (struct broadcast *)calloc(1, sizeof(*b) + xt.n);
	e = b == NULL ? ERR_NOMEM : rpc_subscribe_as(q, &broadcast_hooks, b, &b->sub);
	if (e != ERR_OK) {
		free(b);
		if (q->conn != NULL)
			rpc_release(q->conn, xt.n);
		return e;
	}
	b->later.fn = try_again;
	b->pause = 1;
	b->len = xt.n;
	slice_copy(b->xt, xt);
	extrinsic_hash(xt, b->hash);
	rpc_sub_tx(b->sub, b->hash);
	offer(q->rpc, b);
	return ERR_OK;
}

static enum err stop(struct rpc_req *q)
{
	return end_one(q, &broadcast_hooks, "there is no such broadcast");
}

static const struct rpc_method rows[] = {
	{"transaction_v1_broadcast", broadcast, "transaction"},
	{"transaction_v1_stop", stop, "operationId"},
	{"transactionWatch_v1_submitAndWatch", submit_and_watch, "transaction"},
	{"transactionWatch_v1_unwatch", unwatch, "subscription"},
};

const struct rpc_table rpc_transaction = {rows, ARRAY_LEN(rows)};
