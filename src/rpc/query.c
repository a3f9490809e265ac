#include "rpc/query.h"

#include <stdlib.h>

#include "crypto/hash.h"
#include "os/clock.h"
#include "rpc/core.h"

#define CHILD_PREFIX ":child_storage:default:"

static const char *const type_names[NUM_QUERY_TYPES] = {
	"value", "hash", "closestDescendantMerkleValue", "descendantsValues", "descendantsHashes"};

static const char *const hit_names[NUM_QUERY_TYPES] = {
	"value", "hash", "closestDescendantMerkleValue", "value", "hash"};

/* --- parameters ------------------------------------------------------------------- */

static bool read_type(const struct json *j, u32 num, enum query_type *out)
{
	for (u32 i = 0; i < num; i++)
		if (json_str_is(j, type_names[i])) {
			*out = (enum query_type)i;
			return true;
		}
	return false;
}

static bool is_given(const struct json *j)
{
	return j != NULL && j->kind != JSON_NULL;
}

static bool is_walk(enum query_type t)
{
	return t == QUERY_DESCENDANTS_VALUES || t == QUERY_DESCENDANTS_HASHES;
}

static enum err read_item(struct rpc_req *q, u32 i, const struct json *j, bool paging,
			  struct query_item *it)
{
	const struct json *start = json_get(j, "paginationStartKey");

	if (rpc_hex(json_get(j, "key"), QUERY_KEY_MAX, q->a, &it->key) != ERR_OK ||
	    !read_type(json_get(j, "type"), NUM_QUERY_TYPES, &it->type))
		return rpc_bad_param(q, i, "a list of {\"key\": hex text, \"type\": \"value\", "
					   "\"hash\", \"closestDescendantMerkleValue\", "
					   "\"descendantsValues\" or \"descendantsHashes\"}");
	it->has_start = paging && is_given(start);
	if (it->has_start && (!is_walk(it->type) ||
			      rpc_hex(start, QUERY_KEY_MAX, q->a, &it->start) != ERR_OK))
		return rpc_bad_param(q, i, "a list whose paginationStartKey is hex text and only "
					   "with descendantsValues or descendantsHashes");
	return ERR_OK;
}

enum err query_read_items(struct rpc_req *q, u32 i, u32 i_child, bool paging,
			  struct query_item **out, u32 *num)
{
	struct slice child = SLICE_EMPTY;
	struct query_item *it;

	if (!json_is(q->p[i], JSON_ARRAY))
		return rpc_bad_param(q, i, "a list of items");
	if (rpc_has(q, i_child))
		TRY(rpc_bytes(q, i_child, QUERY_KEY_MAX, &child));
	it = (struct query_item *)arena_zalloc(q->a, (size_t)q->p[i]->num + 1, sizeof(*it));
	if (it == NULL)
		return ERR_NOMEM;
	*out = it;
	*num = q->p[i]->num;
	for (const struct json *j = q->p[i]->first; j != NULL; j = j->next, it++) {
		TRY(read_item(q, i, j, paging, it));
		it->in_child = rpc_has(q, i_child);
		it->child = child;
	}
	return ERR_OK;
}

static enum err read_diff_item(struct rpc_req *q, u32 i, const struct json *j,
			       struct query_item *it)
{
	const struct json *key = json_get(j, "key"), *child = json_get(j, "childTrieKey");

	it->in_child = is_given(child);
	if ((is_given(key) && rpc_hex(key, QUERY_KEY_MAX, q->a, &it->key) != ERR_OK) ||
	    (it->in_child && rpc_hex(child, QUERY_KEY_MAX, q->a, &it->child) != ERR_OK) ||
	    !read_type(json_get(j, "returnType"), QUERY_CLOSEST, &it->type))
		return rpc_bad_param(q, i, "a list of {\"key\"?: hex text, \"returnType\": "
					   "\"value\" or \"hash\", \"childTrieKey\"?: hex text}");
	return ERR_OK;
}

enum err query_read_diff(struct rpc_req *q, u32 i, struct query_item **out, u32 *num)
{
	const struct json *list = rpc_has(q, i) ? q->p[i] : NULL;
	struct query_item *it;

	if (list != NULL && !json_is(list, JSON_ARRAY))
		return rpc_bad_param(q, i, "a list of items");
	it = (struct query_item *)arena_zalloc(q->a, (list == NULL ? 0 : (size_t)list->num) + 1,
					       sizeof(*it));
	if (it == NULL)
		return ERR_NOMEM;
	*out = it;
	*num = list == NULL || list->num == 0 ? 1 : list->num;
	it->type = QUERY_HASH;
	for (const struct json *j = list == NULL ? NULL : list->first; j != NULL; j = j->next)
		TRY(read_diff_item(q, i, j, it++));
	return ERR_OK;
}

/* --- life ------------------------------------------------------------------------- */

static struct slice keep(u8 **at, struct slice s)
{
	struct slice out = slice_of(*at, s.n);

	slice_copy(*at, s);
	*at += s.n;
	return out;
}

enum err query_keep(struct query *out, struct rpc_conn *c, const struct query_item *items, u32 num)
{
	size_t held = (size_t)num * sizeof(*items), bytes = 0;
	u8 *at;

	for (u32 i = 0; i < num; i++)
		bytes += items[i].key.n + items[i].start.n + (i == 0 ? items[i].child.n : 0);
	for (u32 i = 1; i < num; i++) /* one string for all, mostly */
		bytes += items[i].child.p == items[0].child.p ? 0 : items[i].child.n;
	*out = (struct query){.conn = c, .num = num};
	if (!rpc_hold(c, held + bytes))
		return ERR_LIMIT;
	out->held = held + bytes;
	out->items = (struct query_item *)calloc((size_t)num + 1, sizeof(*items));
	out->mem = (u8 *)malloc(bytes + 1);
	if (out->items == NULL || out->mem == NULL) {
		query_free(out);
		return ERR_NOMEM;
	}
	at = out->mem;
	for (u32 i = 0; i < num; i++) {
		struct query_item *it = &out->items[i];

		*it = items[i];
		it->key = keep(&at, it->key);
		it->start = keep(&at, it->start);
		if (i > 0 && it->child.p == items[0].child.p)
			it->child = out->items[0].child;
		else
			it->child = keep(&at, it->child);
	}
	return ERR_OK;
}

void query_free(struct query *q)
{
	if (q->conn == NULL)
		return;
	rpc_release(q->conn, q->held);
	free(q->items);
	free(q->mem);
	free(q->cursor);
	*q = (struct query){.num = 0};
}

/* --- reading ---------------------------------------------------------------------- */

/* A step: the open state, and the tries that the item in turn reads. */
struct step {
	struct query *q;
	struct chain_session cs;
	u8 before[32];          /* the other state's root */
	u8 root[32], old[32];   /* of the item's tries */
	query_receive *receive;
	void *ctx;
	struct arena *a;
	size_t bytes;
	u64 until;
};

static bool is_over(const struct step *s)
{
	return s->bytes >= QUERY_STEP_BYTES || clock_mono_ns() >= s->until;
}

static enum err child_root(const struct step *s, const u8 top[32], struct slice child, u8 root[32])
{
	struct slice key[2] = {SLICE_LIT(CHILD_PREFIX), child}, value;
	u8 *p = (u8 *)arena_alloc(s->a, key[0].n + key[1].n);
	bool found;

	if (p == NULL)
		return ERR_NOMEM;
	slice_copy(p, key[0]);
	slice_copy(p + key[0].n, key[1]);
	memcpy(root, trie_empty_root, 32);
	if (key[0].n + key[1].n > TRIE_KEY_MAX)
		return ERR_OK;
	TRY(trie_get(&s->cs.trie, top, slice_of(p, key[0].n + key[1].n), s->a, &found, &value));
	if (found && value.n != 32)
		return ERR_CORRUPT;
	if (found)
		memcpy(root, value.p, 32);
	return ERR_OK;
}

static enum err item_roots(struct step *s, const struct query_item *it)
{
	memcpy(s->root, s->cs.rt.root, 32);
	memcpy(s->old, s->before, 32);
	if (!it->in_child)
		return ERR_OK;
	TRY(child_root(s, s->cs.rt.root, it->child, s->root));
	return s->q->is_diff ? child_root(s, s->before, it->child, s->old) : ERR_OK;
}

static enum err tell(struct step *s, enum query_type type, struct slice key, struct slice value,
		     const char *change)
{
	struct query_hit hit = {type, key, value, change, &s->q->items[s->q->turn]};
	u8 hash[32];

	if (value.n > QUERY_VALUE_MAX)
		return ERR_LIMIT;
	if (type == QUERY_HASH || type == QUERY_DESCENDANTS_HASHES) {
		blake2_256(hash, value);
		hit.data = SLICE_ARR(hash);
	}
	s->bytes += 2 * (key.n + hit.data.n) + 64;
	return s->receive(s->ctx, &hit);
}

static enum err read_one(struct step *s, enum query_type type, struct slice key)
{
	struct slice value;
	bool found;

	if (type == QUERY_CLOSEST)
		TRY(trie_closest(&s->cs.trie, s->root, key, s->a, &found, &value));
	else
		TRY(trie_get(&s->cs.trie, s->root, key, s->a, &found, &value));
	return found ? tell(s, type, key, value, NULL) : ERR_OK;
}

/* Tells in what the two tries differ under a key, if they do. */
static enum err compare_one(struct step *s, enum query_type type, struct slice key)
{
	struct slice was, is;
	bool had, has;

	TRY(trie_get(&s->cs.trie, s->old, key, s->a, &had, &was));
	TRY(trie_get(&s->cs.trie, s->root, key, s->a, &has, &is));
	if (had && has && !slice_eq(was, is))
		return tell(s, type, key, is, "modified");
	if (had != has)
		return tell(s, type, key, has ? is : was, has ? "added" : "deleted");
	return ERR_OK;
}

static enum err set_cursor(struct query *q, struct slice key)
{
	if (key.n > q->cursor_cap || q->cursor == NULL) {
		size_t cap = key.n < 128 ? 128 : TRIE_KEY_MAX;
		u8 *p = (u8 *)realloc(q->cursor, cap);

		if (p == NULL)
			return ERR_NOMEM;
		q->cursor = p;
		q->cursor_cap = cap;
	}
	slice_copy(q->cursor, key);
	q->cursor_len = key.n;
	return ERR_OK;
}

static enum err visit(struct step *s, const struct query_item *it, struct slice key)
{
	return s->q->is_diff ? compare_one(s, it->type, key) : read_one(s, it->type, key);
}

/* Begins a walk: the prefix itself is a key too, unless it starts behind it. */
static enum err walk_begin(struct step *s, const struct query_item *it)
{
	bool behind = it->has_start && slice_cmp(it->start, it->key) >= 0;

	s->q->walking = true;
	if (behind)
		return set_cursor(s->q, it->start);
	TRY(set_cursor(s->q, it->key));
	return visit(s, it, it->key);
}

static enum err walk_on(struct step *s, const struct query_item *it)
{
	struct query *q = s->q;
	struct slice from = slice_of(q->cursor, q->cursor_len), key;
	bool found;

	if (q->is_diff)
		TRY(trie_next_diff(&s->cs.trie, (struct trie_roots){s->old, s->root}, from, s->a,
				   &found, &key));
	else
		TRY(trie_next_key(&s->cs.trie, s->root, from, s->a, &found, &key));
	if (!found || !slice_starts(key, it->key)) {
		q->walking = false;
		q->turn++;
		return ERR_OK;
	}
	TRY(set_cursor(q, key));
	return visit(s, it, slice_of(q->cursor, q->cursor_len));
}

static enum err read_on(struct step *s)
{
	struct query *q = s->q;
	u32 roots_of = UINT32_MAX;

	while (q->turn < q->num && !is_over(s)) {
		const struct query_item *it = &q->items[q->turn];
		size_t mark = arena_mark(s->a);

		if (roots_of != q->turn)
			TRY(item_roots(s, it));
		roots_of = q->turn;
		if (q->walking) {
			TRY(walk_on(s, it));
		} else if (q->is_diff || is_walk(it->type)) {
			TRY(walk_begin(s, it));
		} else {
			TRY(read_one(s, it->type, it->key));
			q->turn++;
		}
		arena_rewind(s->a, mark);
	}
	return ERR_OK;
}

static enum err open_state(struct rpc *r, const struct db_ref *at, struct arena *a,
			   struct chain_session *cs)
{
	TRY(chain_session(node_chain(r->node), at->number, a, cs));
	if (mem_eq(cs->at.hash, at->hash, HASH_LEN))
		return ERR_OK;
	db_view_close(&cs->view);
	return ERR_STALE;
}

enum err query_step(struct query *q, query_receive *receive, void *ctx, bool *done, size_t *bytes)
{
	struct rpc *r = q->conn->rpc;
	struct step s = {.q = q, .receive = receive, .ctx = ctx, .a = &r->work};
	size_t mark = arena_mark(&r->work);
	enum err e = ERR_OK;

	s.until = clock_mono_ns() + (u64)QUERY_STEP_MS * 1000000u;
	if (q->is_diff) {
		e = open_state(r, &q->before, s.a, &s.cs);
		if (e == ERR_OK) {
			memcpy(s.before, s.cs.rt.root, 32);
			db_view_close(&s.cs.view);
		}
	}
	if (e == ERR_OK)
		e = open_state(r, &q->at, s.a, &s.cs);
	if (e == ERR_OK) {
		e = read_on(&s);
		db_view_close(&s.cs.view);
	}
	arena_rewind(&r->work, mark);
	*done = q->turn == q->num;
	*bytes = s.bytes;
	return e == ERR_NOT_FOUND ? ERR_STALE : e;
}

void query_wr_hit(struct json_wr *w, const struct query_hit *hit)
{
	json_wr_m_hex(w, "key", hit->key);
	json_wr_m_hex(w, hit_names[hit->type], hit->data);
	if (hit->change != NULL)
		json_wr_m_cstr(w, "type", hit->change);
}
