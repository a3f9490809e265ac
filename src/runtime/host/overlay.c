#include "runtime/host/overlay.h"

#include "base/bytes.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define BUCKETS_FIRST 512u
#define LIST_ROOM     8u /* before a list, for its length prefix of at most 5 bytes */

enum err overlay_init(struct runtime_overlay *o, const struct trie_db *db, const u8 root[32],
		      struct arena *a)
{
	*o = (struct runtime_overlay){.db = db, .root = root, .a = a, .seed = overlay_seed()};
	o->num_buckets = BUCKETS_FIRST;
	o->buckets = arena_zalloc(a, o->num_buckets, sizeof(*o->buckets));
	return o->buckets == NULL ? ERR_NOMEM : ERR_OK;
}

/* The last bytes of a storage key tell most: prefixes are shared, the tail is the map
 * key or its hash. */
HASH_ARITH static u64 hash_key(const struct runtime_overlay *o, struct slice key)
{
	u64 h = o->seed ^ key.n * 0x9e3779b97f4a7c15u;
	size_t i = 0;

	for (; i + 8 <= key.n; i += 8) {
		h = (h ^ load_le64(key.p + i)) * 0x9e3779b97f4a7c15u;
		h ^= h >> 29;
	}
	for (; i < key.n; i++)
		h = (h ^ key.p[i]) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 32;
}

static struct overlay_entry *find(const struct runtime_overlay *o, struct slice key, u64 hash)
{
	struct overlay_entry *e = o->buckets[hash & (o->num_buckets - 1)];

	while (e != NULL && !(e->hash == hash && slice_eq(e->key, key)))
		e = e->next;
	return e;
}

static enum err grow(struct runtime_overlay *o)
{
	size_t num = o->num_buckets * 4;
	struct overlay_entry **b = arena_zalloc(o->a, num, sizeof(*b));

	if (b == NULL)
		return ERR_NOMEM;
	for (struct overlay_entry *e = o->all; e != NULL; e = e->all) {
		e->next = b[e->hash & (num - 1)];
		b[e->hash & (num - 1)] = e;
	}
	o->buckets = b;
	o->num_buckets = num;
	return ERR_OK;
}

static enum err add(struct runtime_overlay *o, struct slice key, u64 hash,
		    struct overlay_entry **out)
{
	struct overlay_entry *e;

	if (o->num >= o->num_buckets)
		TRY(grow(o));
	e = arena_zalloc(o->a, 1, sizeof(*e));
	if (e == NULL)
		return ERR_NOMEM;
	TRY(arena_dup(o->a, key, &e->key));
	e->hash = hash;
	e->next = o->buckets[hash & (o->num_buckets - 1)];
	o->buckets[hash & (o->num_buckets - 1)] = e;
	e->all = o->all;
	o->all = e;
	o->num++;
	*out = e;
	return ERR_OK;
}

/* load reads what the state below holds under a key. The trie's scratch is given
 * back: the value moves down to where the scratch began. */
static enum err load(struct runtime_overlay *o, struct slice key, struct overlay_value *out)
{
	struct slice value = SLICE_EMPTY;
	struct overlay_value v = {0};
	bool found = false;
	size_t mark = arena_mark(o->a);

	TRY(trie_get(o->db, o->root, key, o->a, &found, &value));
	arena_rewind(o->a, mark);
	if (found) {
		v.kind = OVERLAY_BYTES;
		v.n = value.n;
		v.p = arena_alloc(o->a, value.n);
		if (v.p == NULL)
			return ERR_NOMEM;
		if (value.n != 0)
			memmove(v.p, value.p, value.n);
	}
	*out = v;
	return ERR_OK;
}

static enum err entry_read(struct runtime_overlay *o, struct slice key, struct overlay_entry **out)
{
	u64 hash = hash_key(o, key);
	struct overlay_value v;

	*out = find(o, key, hash);
	if (*out != NULL && (*out)->v.kind != OVERLAY_UNREAD)
		return ERR_OK;
	TRY(load(o, key, &v));
	if (*out == NULL)
		TRY(add(o, key, hash, out));
	(*out)->v = v;
	return ERR_OK;
}

/* A write does not care for the old value; should it be rolled back, the value is unread again. */
static enum err entry_write(struct runtime_overlay *o, struct slice key,
			    struct overlay_entry **out)
{
	u64 hash = hash_key(o, key);

	*out = find(o, key, hash);
	if (*out != NULL)
		return ERR_OK;
	TRY(add(o, key, hash, out));
	(*out)->v.kind = OVERLAY_UNREAD;
	return ERR_OK;
}

/* note is called before each change. */
static enum err note(struct runtime_overlay *o, struct overlay_entry *e)
{
	struct overlay_undo *u;

	o->has_plan = false;
	if (o->depth == 0)
		return ERR_OK;
	u = arena_alloc(o->a, sizeof(*u));
	if (u == NULL)
		return ERR_NOMEM;
	*u = (struct overlay_undo){.next = o->undo, .e = e, .v = e->v, .dirty = e->dirty};
	o->undo = u;
	return ERR_OK;
}

/* list_bytes writes the length prefix right before the items. */
static struct slice list_bytes(const struct overlay_value *v)
{
	size_t n = compact_len(v->num);
	struct wr w = wr_into(v->p - n, n);

	wr_compact(&w, v->num);
	CHECK(w.err == ERR_OK);
	return slice_of(v->p - n, n + v->n);
}

static struct slice value_bytes(const struct overlay_value *v)
{
	return v->kind == OVERLAY_LIST ? list_bytes(v) : slice_of(v->p, v->n);
}

enum err overlay_get(struct runtime_overlay *o, struct slice key, bool *found, struct slice *value)
{
	struct overlay_entry *e;

	TRY(entry_read(o, key, &e));
	*found = e->v.kind != OVERLAY_ABSENT;
	*value = *found ? value_bytes(&e->v) : SLICE_EMPTY;
	return ERR_OK;
}

enum err overlay_set(struct runtime_overlay *o, struct slice key, struct slice value)
{
	struct overlay_value v = {.kind = OVERLAY_BYTES, .n = value.n};
	struct overlay_entry *e;

	v.p = arena_alloc(o->a, value.n);
	if (v.p == NULL)
		return ERR_NOMEM;
	slice_copy(v.p, value);
	TRY(entry_write(o, key, &e));
	TRY(note(o, e));
	e->v = v;
	e->dirty = true;
	return ERR_OK;
}

enum err overlay_clear(struct runtime_overlay *o, struct slice key)
{
	struct overlay_entry *e;

	TRY(entry_write(o, key, &e));
	TRY(note(o, e));
	e->v = (struct overlay_value){0};
	e->dirty = true;
	return ERR_OK;
}

/* as_list makes room for `more` bytes after the items; bytes that are no list start
 * a new one, as the node's ext_storage_append does. */
static enum err as_list(struct runtime_overlay *o, struct overlay_value *v, size_t more)
{
	struct slice items = slice_of(v->p, v->n);
	size_t cap;
	u8 *p;

	if (v->kind != OVERLAY_LIST) {
		struct rd r = rd_from(items);

		v->num = v->kind == OVERLAY_BYTES ? rd_compact32(&r) : 0;
		if (r.err != ERR_OK)
			v->num = 0;
		items = r.err == ERR_OK ? slice_of(r.p, rd_left(&r)) : SLICE_EMPTY;
	} else if (v->cap - v->n >= more) {
		return ERR_OK;
	}
	if (items.n > SIZE_MAX / 4 || more > SIZE_MAX / 4)
		return ERR_NOMEM;
	cap = (items.n + more) * 2 + 256;
	p = arena_alloc(o->a, cap + LIST_ROOM);
	if (p == NULL)
		return ERR_NOMEM;
	slice_copy(p + LIST_ROOM, items);
	v->kind = OVERLAY_LIST;
	v->p = p + LIST_ROOM;
	v->n = items.n;
	v->cap = cap;
	return ERR_OK;
}

enum err overlay_append(struct runtime_overlay *o, struct slice key, struct slice item)
{
	struct overlay_entry *e;

	TRY(entry_read(o, key, &e));
	TRY(note(o, e));
	TRY(as_list(o, &e->v, item.n));
	slice_copy(e->v.p + e->v.n, item);
	e->v.n += item.n;
	e->v.num++;
	e->dirty = true;
	return ERR_OK;
}

enum err overlay_start(struct runtime_overlay *o)
{
	if (o->depth == OVERLAY_DEPTH_MAX)
		return ERR_DEPTH;
	o->marks[o->depth++] = o->undo;
	return ERR_OK;
}

void overlay_commit(struct runtime_overlay *o)
{
	CHECK(o->depth > 0);
	o->depth--;
	if (o->depth == 0)
		o->undo = NULL;
}

void overlay_rollback(struct runtime_overlay *o)
{
	struct overlay_undo *mark;

	CHECK(o->depth > 0);
	mark = o->marks[--o->depth];
	for (; o->undo != mark; o->undo = o->undo->next) {
		o->has_plan = false;
		o->undo->e->v = o->undo->v;
		o->undo->e->dirty = o->undo->dirty;
	}
}

/* The smallest key above `key` in the overlay, skipping what is absent there. */
static const struct overlay_entry *next_written(const struct runtime_overlay *o, struct slice key)
{
	const struct overlay_entry *best = NULL;

	for (const struct overlay_entry *e = o->all; e != NULL; e = e->all) {
		if (!e->dirty || e->v.kind == OVERLAY_ABSENT || slice_cmp(e->key, key) <= 0)
			continue;
		if (best == NULL || slice_cmp(e->key, best->key) < 0)
			best = e;
	}
	return best;
}

enum err overlay_next_key(struct runtime_overlay *o, struct slice key, bool *found,
			  struct slice *next)
{
	const struct overlay_entry *top = next_written(o, key), *hidden;
	struct slice at = key;
	bool below = true;

	for (;;) {
		TRY(trie_next_key(o->db, o->root, at, o->a, &below, &at));
		hidden = below ? find(o, at, hash_key(o, at)) : NULL;
		if (!below || hidden == NULL || hidden->v.kind != OVERLAY_ABSENT)
			break;
	}
	*found = below || top != NULL;
	if (top != NULL && (!below || slice_cmp(top->key, at) < 0))
		at = top->key;
	*next = *found ? at : SLICE_EMPTY;
	return ERR_OK;
}

/* merge joins the sorted runs a[0, mid) and a[mid, n) into b. */
static void merge(const struct trie_change *a, size_t mid, size_t n, struct trie_change *b)
{
	size_t l = 0, r = mid;

	for (size_t i = 0; i < n; i++) {
		bool left = r == n || (l < mid && slice_cmp(a[l].key, a[r].key) <= 0);

		b[i] = left ? a[l++] : a[r++];
	}
}

/* sort returns `list` or `spare`, whichever holds the sorted changes in the end. */
static struct trie_change *sort(struct trie_change *list, struct trie_change *spare, size_t num)
{
	for (size_t run = 1; run < num; run *= 2) {
		struct trie_change *t = list;

		for (size_t at = 0; at < num; at += 2 * run)
			merge(list + at, size_min(run, num - at), size_min(2 * run, num - at),
			      spare + at);
		list = spare;
		spare = t;
	}
	return list;
}

enum err overlay_changes(struct runtime_overlay *o, struct trie_change **out, size_t *num)
{
	struct trie_change *list = arena_zalloc(o->a, o->num + 1, sizeof(*list));
	struct trie_change *spare = arena_zalloc(o->a, o->num + 1, sizeof(*spare));
	size_t n = 0;

	if (list == NULL || spare == NULL)
		return ERR_NOMEM;
	for (const struct overlay_entry *e = o->all; e != NULL; e = e->all) {
		if (!e->dirty)
			continue;
		list[n].key = e->key;
		list[n].del = e->v.kind == OVERLAY_ABSENT;
		if (!list[n].del)
			list[n].value = value_bytes(&e->v);
		n++;
	}
	*out = sort(list, spare, n);
	*num = n;
	return ERR_OK;
}

enum err overlay_root(struct runtime_overlay *o, u8 root[32])
{
	struct trie_db db = *o->db;
	size_t mark = arena_mark(o->a), num;
	struct trie_change *list;
	enum err e;

	db.put = NULL;
	db.drop = NULL;
	TRY(overlay_changes(o, &list, &num));
	e = trie_apply(&db, o->root, list, num, o->a, root);
	arena_rewind(o->a, mark);
	return e;
}

enum err overlay_plan(struct runtime_overlay *o, const struct trie_plan **out)
{
	struct trie_change *list;
	size_t num;

	if (!o->has_plan) {
		TRY(overlay_changes(o, &list, &num));
		TRY(trie_plan_make(o->db, o->root, list, num, o->a, &o->plan));
		o->has_plan = true;
	}
	*out = &o->plan;
	return ERR_OK;
}
