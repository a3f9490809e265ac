#include "rpc/conn.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "os/arena_map.h"
#include "os/clock.h"
#include "os/log.h"
#include "rpc/core.h"

#define NOTE_KEEP ((size_t)4 << 20)
/* What can happen to an extrinsic between its submission and the answer: future, ready,
 * and an end. */
#define EARLY_MAX 4u

struct watched_key {
	struct slice key;
	u8 *mem; /* its bytes, ours */
	bool told, found;
	u8 value[32]; /* blake2_256 of what was told */
};

struct tx_event {
	enum pool_status status;
	u8 at[32];
};

struct rpc_sub {
	struct rpc_conn *conn;
	struct rpc_sub *prev, *next;
	char id[RPC_ID_MAX];
	enum sub_kind kind;
	bool primed;
	/* SUB_OTHER */
	const struct sub_hooks *hooks;
	void *own;
	/* SUB_STORAGE */
	struct watched_key *keys;
	u32 num_keys;
	/* SUB_TX */
	u8 hash[32];
	struct rpc_sub **bucket, *bucket_next;
	struct tx_event early[EARLY_MAX];
	u32 num_early;
	bool in_block;
	u32 number; /* of that block */
	u8 block[32];
};

static const char *const note_names[NUM_SUB_KINDS] = {
	[SUB_NEW_HEADS] = "chain_newHead",
	[SUB_ALL_HEADS] = "chain_allHead",
	[SUB_FINALIZED] = "chain_finalizedHead",
	[SUB_VERSION] = "state_runtimeVersion",
	[SUB_STORAGE] = "state_storage",
	[SUB_JUSTIFICATIONS] = "grandpa_justifications",
	[SUB_TX] = "author_extrinsicUpdate",
};

/* --- life ------------------------------------------------------------------------- */

void rpc_conn_add(struct rpc *r, struct rpc_conn *c)
{
	c->rpc = r;
	c->subs = NULL;
	c->num_subs = 0;
	c->num_keys = 0;
	c->key_bytes = 0;
	c->held = 0;
	c->later = NULL;
	c->cut = false;
	c->prev = NULL;
	c->next = r->conns;
	if (c->next != NULL)
		c->next->prev = c;
	r->conns = c;
}

void rpc_conn_remove(struct rpc_conn *c)
{
	while (c->subs != NULL)
		rpc_sub_end(c->subs);
	while (c->later != NULL)
		rpc_later_cancel(c, c->later);
	if (c->rpc->later_at == c)
		c->rpc->later_at = c->next;
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		c->rpc->conns = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
}

static void free_keys(struct rpc_sub *s)
{
	for (u32 i = 0; i < s->num_keys; i++) {
		s->conn->key_bytes -= s->keys[i].key.n;
		free(s->keys[i].mem);
	}
	s->conn->num_keys -= s->num_keys;
	s->conn->rpc->num_keys -= s->num_keys;
	free(s->keys);
	s->keys = NULL;
	s->num_keys = 0;
}

void rpc_sub_end(struct rpc_sub *s)
{
	struct rpc_conn *c = s->conn;

	if (s->bucket != NULL) {
		struct rpc_sub **at = s->bucket;

		while (*at != s)
			at = &(*at)->bucket_next;
		*at = s->bucket_next;
	}
	if (s->prev != NULL)
		s->prev->next = s->next;
	else
		c->subs = s->next;
	if (s->next != NULL)
		s->next->prev = s->prev;
	c->num_subs--;
	c->rpc->num_subs--;
	free_keys(s);
	if (s->hooks != NULL)
		s->hooks->end(s);
	free(s);
}

enum err rpc_subscribe(struct rpc_req *q, enum sub_kind kind, struct rpc_sub **out)
{
	struct rpc_conn *c = q->conn;
	struct rpc_sub *s;

	if (c == NULL)
		return rpc_fail(q, RPC_METHOD, "Method not found",
				"subscriptions need a WebSocket; the same port serves it");
	if (c->num_subs >= RPC_SUBS_MAX)
		return rpc_fail(q, RPC_TOO_MANY_SUBS, "Too many subscriptions on the connection",
				"at most 1024; end some first");
	if (c->rpc->num_subs >= RPC_ALL_SUBS_MAX)
		return rpc_fail(q, RPC_TOO_MANY_SUBS, "Too many subscriptions on the node",
				"other clients have them; try again later");
	s = (struct rpc_sub *)calloc(1, sizeof(*s));
	if (s == NULL)
		return ERR_NOMEM;
	s->conn = c;
	s->kind = kind;
	rpc_new_id(c->rpc, s->id);
	s->next = c->subs;
	if (s->next != NULL)
		s->next->prev = s;
	c->subs = s;
	c->num_subs++;
	c->rpc->num_subs++;
	json_wr_cstr(q->w, s->id);
	if (out != NULL)
		*out = s;
	return ERR_OK;
}

enum err rpc_unsubscribe(struct rpc_req *q, u32 kinds)
{
	struct rpc_sub *s = q->conn == NULL ? NULL : q->conn->subs;

	while (s != NULL && !(json_str_is(q->p[0], s->id) && (kinds >> s->kind & 1) != 0))
		s = s->next;
	if (s != NULL)
		rpc_sub_end(s);
	json_wr_bool(q->w, s != NULL);
	return ERR_OK;
}

enum err rpc_sub_storage(struct rpc_sub *s, const struct slice *keys, u32 num)
{
	struct rpc_conn *c = s->conn;
	size_t bytes = c->key_bytes;

	for (u32 i = 0; i < num; i++)
		bytes += keys[i].n;
	if (num > RPC_CONN_KEYS_MAX - c->num_keys || num > RPC_ALL_KEYS_MAX - c->rpc->num_keys ||
	    bytes > RPC_CONN_BYTES_MAX)
		return ERR_LIMIT;
	s->keys = (struct watched_key *)calloc((size_t)num + 1, sizeof(*s->keys));
	if (s->keys == NULL)
		return ERR_NOMEM;
	for (u32 i = 0; i < num; i++) {
		u8 *p = (u8 *)malloc(keys[i].n + 1);

		if (p == NULL)
			return ERR_NOMEM;
		slice_copy(p, keys[i]);
		s->keys[s->num_keys].mem = p;
		s->keys[s->num_keys++].key = slice_of(p, keys[i].n);
		c->num_keys++;
		c->rpc->num_keys++;
		c->key_bytes += keys[i].n;
	}
	return ERR_OK;
}

static struct rpc_sub **bucket_of(struct rpc *r, const u8 hash[32])
{
	return &r->watch[load_le32(hash) & (RPC_WATCH_BUCKETS - 1)];
}

void rpc_sub_tx(struct rpc_sub *s, const u8 hash[32])
{
	memcpy(s->hash, hash, sizeof(s->hash));
	s->bucket = bucket_of(s->conn->rpc, hash);
	s->bucket_next = *s->bucket;
	*s->bucket = s;
}

enum err rpc_subscribe_as(struct rpc_req *q, const struct sub_hooks *h, void *own,
			  struct rpc_sub **out)
{
	struct rpc_sub *s;

	TRY(rpc_subscribe(q, SUB_OTHER, &s));
	s->hooks = h;
	s->own = own;
	*out = s;
	return ERR_OK;
}

struct rpc_sub *rpc_sub_find(const struct rpc_req *q, u32 i, const struct sub_hooks *h)
{
	struct rpc_sub *s = q->conn == NULL ? NULL : q->conn->subs;

	while (s != NULL && !(s->hooks == h && json_str_is(q->p[i], s->id)))
		s = s->next;
	return s;
}

u32 rpc_sub_count(const struct rpc_conn *c, const struct sub_hooks *h)
{
	u32 n = 0;

	for (const struct rpc_sub *s = c->subs; s != NULL; s = s->next)
		n += s->hooks == h;
	return n;
}

void *rpc_sub_own(const struct rpc_sub *s)
{
	return s->own;
}

struct rpc_conn *rpc_sub_conn(const struct rpc_sub *s)
{
	return s->conn;
}

void rpc_new_id(struct rpc *r, char id[RPC_ID_MAX])
{
	(void)snprintf(id, RPC_ID_MAX, "%llu", (unsigned long long)++r->last_id);
}

bool rpc_hold(struct rpc_conn *c, size_t n)
{
	if (n > RPC_CONN_HELD_MAX - c->held || n > RPC_ALL_HELD_MAX - c->rpc->held)
		return false;
	c->held += n;
	c->rpc->held += n;
	return true;
}

void rpc_release(struct rpc_conn *c, size_t n)
{
	CHECK(n <= c->held && n <= c->rpc->held);
	c->held -= n;
	c->rpc->held -= n;
}

/* --- back-pressure ---------------------------------------------------------------- */

size_t rpc_conn_waiting(const struct rpc_conn *c)
{
	return c->waiting == NULL ? 0 : c->waiting(c->ctx);
}

bool rpc_conn_slow(const struct rpc_conn *c)
{
	return rpc_conn_waiting(c) > RPC_SLOW_BYTES;
}

void rpc_later(struct rpc_conn *c, struct rpc_later *l)
{
	struct rpc_later **at = &c->later;

	if (l->pending)
		return;
	while (*at != NULL)
		at = &(*at)->next;
	*at = l;
	l->next = NULL;
	l->pending = true;
	if (c->rpc->wake != NULL && !rpc_conn_slow(c))
		c->rpc->wake(c->rpc);
}

void rpc_later_cancel(struct rpc_conn *c, struct rpc_later *l)
{
	struct rpc_later **at = &c->later;

	while (*at != NULL && *at != l)
		at = &(*at)->next;
	if (*at != NULL)
		*at = l->next;
	l->pending = false;
}

/* One piece of work for each connection a round, as far as the round's time goes. A round that
 * does not begin with the first connection is followed by one that does. */
bool rpc_run_later(struct rpc *r)
{
	u64 until = clock_mono_ns() + (u64)RPC_TURN_MS * 1000000u;
	struct rpc_conn *c = r->later_at != NULL ? r->later_at : r->conns;
	bool more = c != r->conns;

	for (; c != NULL && clock_mono_ns() < until; c = c->next) {
		struct rpc_later *l = c->later;

		if (l == NULL || rpc_conn_slow(c))
			continue;
		rpc_later_cancel(c, l);
		if (!c->cut)
			l->fn(c, l);
		more = more || (c->later != NULL && !rpc_conn_slow(c));
	}
	r->later_at = c;
	more = more || c != NULL;
	arena_map_reset(&r->note, NOTE_KEEP);
	return more;
}

/* --- notifications ---------------------------------------------------------------- */

static const char *note_name(const struct rpc_sub *s)
{
	return s->hooks != NULL ? s->hooks->note : note_names[s->kind];
}

/* A notification is written in one go into the arena `note`, whose first part may hold
 * what it is made of. */
static struct json_wr note_begin(struct rpc_sub *s)
{
	struct json_wr w = json_wr_arena(&s->conn->rpc->note);

	json_wr_obj(&w);
	json_wr_m_cstr(&w, "jsonrpc", "2.0");
	json_wr_m_cstr(&w, "method", note_name(s));
	json_wr_key(&w, "params");
	json_wr_obj(&w);
	json_wr_m_cstr(&w, "subscription", s->id);
	json_wr_key(&w, "result");
	return w;
}

/* Gives the writer's error; one of sending is the connection's affair. */
static enum err note_end(struct rpc_sub *s, struct json_wr *w)
{
	struct slice text;
	enum err e;

	json_wr_obj_end(w);
	json_wr_obj_end(w);
	TRY(json_wr_done(w, &text));
	if (s->conn->cut)
		return ERR_OK;
	e = s->conn->send(s->conn->ctx, text);
	/* ERR_STATE and ERR_FULL: the client is gone or is being cut off, with a reason. */
	if (e == ERR_STATE || e == ERR_FULL)
		s->conn->cut = true;
	else if (e != ERR_OK)
		LOG(LOG_UNUSUAL, "a notification was lost", KV_STR("method", note_name(s)),
		    KV_ERR(e), KV_END);
	return ERR_OK;
}

static void note_send(struct rpc_sub *s, struct json_wr *w)
{
	enum err e = note_end(s, w);

	if (e != ERR_OK)
		LOG(LOG_UNUSUAL, "a notification cannot be written",
		    KV_STR("method", note_name(s)), KV_ERR(e), KV_END);
}

struct json_wr rpc_note_begin(struct rpc_sub *s, size_t *mark)
{
	*mark = arena_mark(&s->conn->rpc->note);
	return note_begin(s);
}

enum err rpc_note_send(struct rpc_sub *s, struct json_wr *w, size_t mark)
{
	enum err e = note_end(s, w);

	arena_rewind(&s->conn->rpc->note, mark);
	return e;
}

static void tell_header(struct rpc_sub *s, u32 number)
{
	struct rpc *r = s->conn->rpc;
	size_t mark = arena_mark(&r->note);
	struct slice scale;
	struct json_wr w;

	if (node_header(r->node, number, &r->note, &scale) == ERR_OK) {
		w = note_begin(s);
		if (rpc_wr_header(&w, scale) == ERR_OK)
			note_send(s, &w);
	}
	arena_rewind(&r->note, mark);
}

static void tell_justification(struct rpc_sub *s, u32 number)
{
	struct rpc *r = s->conn->rpc;
	size_t mark = arena_mark(&r->note);
	struct slice scale;
	struct json_wr w;

	if (node_justification(r->node, number, &r->note, &scale) == ERR_OK) {
		w = note_begin(s);
		json_wr_hex(&w, scale);
		note_send(s, &w);
	}
	arena_rewind(&r->note, mark);
}

static void tell_version(struct rpc_sub *s)
{
	struct rpc *r = s->conn->rpc;
	size_t mark = arena_mark(&r->note);
	struct slice scale;
	struct json_wr w;
	u32 best;

	if (node_number(r->node, NULL, &best) == ERR_OK &&
	    node_call(r->node, best, "Core_version", SLICE_EMPTY, &r->note, &scale) == ERR_OK) {
		w = note_begin(s);
		if (rpc_wr_version(&w, scale) == ERR_OK)
			note_send(s, &w);
	}
	arena_rewind(&r->note, mark);
}

/* Reads a key and tells whether it differs from what was told. */
static bool has_changed(struct chain_session *cs, struct watched_key *k, struct arena *a,
			struct slice *value)
{
	u8 hash[32] = {0};
	bool found = false, changed;

	*value = SLICE_EMPTY;
	if (trie_get(&cs->trie, cs->rt.root, k->key, a, &found, value) != ERR_OK)
		return false;
	if (found)
		blake2_256(hash, *value);
	changed = !k->told || found != k->found || !mem_eq(hash, k->value, 32);
	k->told = true;
	k->found = found;
	memcpy(k->value, hash, 32);
	if (!found)
		value->p = NULL;
	return changed;
}

struct change {
	struct slice key, value;
	bool found;
};

static void wr_changes(struct json_wr *w, const u8 block[32], const struct change *c, u32 num)
{
	json_wr_obj(w);
	json_wr_m_hex(w, "block", slice_of(block, 32));
	json_wr_key(w, "changes");
	json_wr_arr(w);
	for (u32 i = 0; i < num; i++) {
		json_wr_arr(w);
		json_wr_hex(w, c[i].key);
		if (c[i].found)
			json_wr_hex(w, c[i].value);
		else
			json_wr_null(w);
		json_wr_arr_end(w);
	}
	json_wr_arr_end(w);
	json_wr_obj_end(w);
}

/* Tells what changed in the state of the best block; all keys the first time. */
static void tell_storage(struct rpc_sub *s, struct chain_session *cs)
{
	struct arena *a = &s->conn->rpc->note;
	size_t mark = arena_mark(a);
	bool first = s->num_keys == 0 || !s->keys[0].told;
	struct change *list = (struct change *)arena_zalloc(a, (size_t)s->num_keys + 1,
							    sizeof(*list));
	struct json_wr w;
	u32 num = 0;

	for (u32 i = 0; list != NULL && i < s->num_keys; i++) {
		struct watched_key *k = &s->keys[i];

		if (!has_changed(cs, k, a, &list[num].value))
			continue;
		list[num].key = k->key;
		list[num++].found = k->found;
	}
	if (list != NULL && (num > 0 || first)) {
		w = note_begin(s);
		wr_changes(&w, cs->at.hash, list, num);
		note_send(s, &w);
	}
	arena_rewind(a, mark);
}

static void wr_tx_event(struct json_wr *w, const struct tx_event *e)
{
	static const char *const names[NUM_POOL_STATUSES] = {"future",  "ready",   "inBlock",
							     "usurped", "invalid", "dropped"};

	if (e->status != POOL_IN_BLOCK && e->status != POOL_USURPED) {
		json_wr_cstr(w, names[e->status]);
		return;
	}
	json_wr_obj(w);
	json_wr_m_hex(w, names[e->status], SLICE_ARR(e->at));
	json_wr_obj_end(w);
}

/* Tells one event. The subscription is gone afterwards if it was the last. */
static void tell_tx(struct rpc_sub *s, const struct tx_event *e)
{
	struct rpc *r = s->conn->rpc;
	size_t mark = arena_mark(&r->note);
	struct json_wr w;

	if (s->hooks != NULL) {
		s->hooks->tx(s, e->status, e->at);
		return;
	}
	w = note_begin(s);
	wr_tx_event(&w, e);
	note_send(s, &w);
	arena_rewind(&r->note, mark);
	if (e->status == POOL_IN_BLOCK) {
		s->in_block = node_number(r->node, e->at, &s->number) == ERR_OK;
		memcpy(s->block, e->at, 32);
	} else if (e->status != POOL_READY && e->status != POOL_FUTURE) {
		rpc_sub_end(s);
	}
}

static void tell_tx_finalized(struct rpc_sub *s)
{
	struct rpc *r = s->conn->rpc;
	size_t mark = arena_mark(&r->note);
	struct json_wr w = note_begin(s);

	json_wr_obj(&w);
	json_wr_m_hex(&w, "finalized", SLICE_ARR(s->block));
	json_wr_obj_end(&w);
	note_send(s, &w);
	arena_rewind(&r->note, mark);
	rpc_sub_end(s);
}

static void prime_tx(struct rpc_sub *s)
{
	struct tx_event early[EARLY_MAX];
	u32 num = s->num_early;
	bool ended = false;

	memcpy(early, s->early, sizeof(early));
	for (u32 i = 0; i < num && !ended; i++) {
		ended = early[i].status > POOL_IN_BLOCK;
		tell_tx(s, &early[i]);
	}
}

static void prime_other(struct rpc_sub *s)
{
	if (s->hooks->prime == NULL || s->hooks->prime(s))
		prime_tx(s);
}

static void prime(struct rpc_sub *s)
{
	struct rpc *r = s->conn->rpc;
	struct chain_session cs;

	s->primed = true;
	switch (s->kind) {
	case SUB_NEW_HEADS:
	case SUB_ALL_HEADS:
		tell_header(s, node_chain(r->node)->best.number);
		break;
	case SUB_FINALIZED:
		tell_header(s, node_chain(r->node)->finalized.number);
		break;
	case SUB_VERSION:
		tell_version(s);
		break;
	case SUB_STORAGE:
		if (chain_session(node_chain(r->node), node_chain(r->node)->best.number, &r->note,
				  &cs) != ERR_OK)
			break;
		tell_storage(s, &cs);
		db_view_close(&cs.view);
		break;
	case SUB_TX:
		prime_tx(s);
		break;
	case SUB_OTHER:
		prime_other(s);
		break;
	case SUB_JUSTIFICATIONS:
	case NUM_SUB_KINDS:
		break;
	}
}

void rpc_prime(struct rpc_conn *c)
{
	struct rpc_sub *s = c->subs, *last = NULL;

	/* New ones are in front; the oldest of them speaks first. */
	while (s != NULL && !s->primed) {
		last = s;
		s = s->next;
	}
	while (last != NULL) {
		struct rpc_sub *newer = last->prev;

		prime(last);
		last = newer;
		if (last == NULL)
			arena_map_reset(&c->rpc->note, NOTE_KEEP);
	}
}

/* --- events ----------------------------------------------------------------------- */

/* Calls fn for every subscription that may speak; fn may end the one it gets. */
static void each(struct rpc *r, void (*fn)(struct rpc_sub *s, void *ctx), void *ctx)
{
	for (struct rpc_conn *c = r->conns; c != NULL; c = c->next) {
		struct rpc_sub *s = c->subs;

		while (s != NULL) {
			struct rpc_sub *next = s->next;

			if (s->primed && !c->cut)
				fn(s, ctx);
			s = next;
		}
	}
}

static void block_to(struct rpc_sub *s, void *ctx)
{
	struct chain_session *cs = (struct chain_session *)ctx;

	if (s->kind == SUB_NEW_HEADS || s->kind == SUB_ALL_HEADS)
		tell_header(s, cs->at.number);
	else if (s->kind == SUB_STORAGE)
		tell_storage(s, cs);
	else if (s->hooks != NULL && s->hooks->block != NULL)
		s->hooks->block(s, &cs->at);
}

void rpc_on_block(struct rpc *r)
{
	struct chain_session cs;

	if (r->conns == NULL ||
	    chain_session(node_chain(r->node), node_chain(r->node)->best.number, &r->note, &cs) !=
		ERR_OK)
		return;
	each(r, block_to, &cs);
	db_view_close(&cs.view);
	arena_map_reset(&r->note, NOTE_KEEP);
}

static void finalized_to(struct rpc_sub *s, void *ctx)
{
	const struct db_ref *ref = (const struct db_ref *)ctx;

	if (s->kind == SUB_FINALIZED)
		tell_header(s, ref->number);
	else if (s->kind == SUB_JUSTIFICATIONS)
		tell_justification(s, ref->number);
	else if (s->kind == SUB_TX && s->in_block && s->number <= ref->number)
		tell_tx_finalized(s);
	else if (s->hooks != NULL && s->hooks->finalized != NULL)
		s->hooks->finalized(s, ref);
}

void rpc_on_finalized(struct rpc *r, const struct db_ref *ref)
{
	struct db_ref copy = *ref;

	each(r, finalized_to, &copy);
	arena_map_reset(&r->note, NOTE_KEEP);
}

void rpc_sub_early(struct rpc_sub *s, enum pool_status status, const u8 at[32])
{
	struct tx_event e = {.status = status};

	if (at != NULL)
		memcpy(e.at, at, sizeof(e.at));
	if (s->num_early < EARLY_MAX)
		s->early[s->num_early++] = e;
}

void rpc_on_tx(struct rpc *r, const u8 hash[32], enum pool_status status, const u8 at[32])
{
	struct tx_event e = {.status = status};
	struct rpc_sub *s = *bucket_of(r, hash);

	if (at != NULL)
		memcpy(e.at, at, sizeof(e.at));
	while (s != NULL) {
		struct rpc_sub *next = s->bucket_next;

		if (mem_eq(s->hash, hash, 32)) {
			if (s->primed)
				tell_tx(s, &e);
			else
				rpc_sub_early(s, status, at);
		}
		s = next;
	}
}
