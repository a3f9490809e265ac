#include "crypto/hash.h"
#include "trie/node.h"

/* A batch works on a copy in memory of those nodes that its keys pass. Changes
 * only mark nodes; shape is repaired and nodes are encoded afterwards, bottom
 * up, so each is encoded once however many keys touch it, and a branch that
 * loses children and gains others never fetches the ones that remain. */

struct twig;

struct fan {
	struct twig *kid[NODE_KIDS]; /* in memory */
	struct slice ref[NODE_KIDS]; /* as encoded; stale while the twig is dirty */
};

struct twig {
	struct twig *up;
	struct fan *fan; /* may be NULL: no children */
	struct nibs part;
	struct slice value;
	const u8 *old; /* hash under which the store knows it, or NULL */
	u8 kind;       /* enum value_kind */
	u8 slot;       /* place in the parent */
	u8 turn;       /* next child to visit in edit_settle */
	bool dirty;
};

/* What the store is told at the end, when nothing can fail here any more. */
struct trie_note {
	struct trie_note *next;
	struct slice bytes;
	u8 hash[32];
};

struct notes {
	struct trie_note *first, *last;
};

struct edit {
	const struct trie_db *db;
	struct arena *a;
	struct twig *top;
	struct notes puts, drops;
};

static enum err note_add(struct edit *e, struct notes *list, const u8 hash[32], struct slice bytes)
{
	struct trie_note *n = arena_alloc(e->a, sizeof(*n));

	if (n == NULL)
		return ERR_NOMEM;
	n->next = NULL;
	n->bytes = bytes;
	memcpy(n->hash, hash, sizeof(n->hash));
	if (list->last != NULL)
		list->last->next = n;
	else
		list->first = n;
	list->last = n;
	return ERR_OK;
}

/* twig_touch marks a node and all above it; where one is dirty, those above are. */
static enum err twig_touch(struct edit *e, struct twig *t)
{
	for (; t != NULL && !t->dirty; t = t->up) {
		t->dirty = true;
		if (t->old != NULL)
			TRY(note_add(e, &e->drops, t->old, SLICE_EMPTY));
	}
	return ERR_OK;
}

static enum err twig_new(struct edit *e, struct nibs part, struct twig **out)
{
	struct twig *t = arena_zalloc(e->a, 1, sizeof(*t));

	if (t == NULL)
		return ERR_NOMEM;
	t->part = part;
	t->dirty = true;
	*out = t;
	return ERR_OK;
}

static enum err twig_load(struct edit *e, struct slice ref, struct twig **out)
{
	struct slice kid[NODE_KIDS];
	struct node n;
	struct twig *t;

	TRY(node_load(e->db, ref, e->a, &n, kid));
	TRY(twig_new(e, n.part, &t));
	t->dirty = false;
	t->kind = (u8)n.kind;
	t->value = n.value;
	t->old = ref.n == TRIE_HASH_LEN ? ref.p : NULL;
	if (n.kid != NULL) {
		t->fan = arena_zalloc(e->a, 1, sizeof(*t->fan));
		if (t->fan == NULL)
			return ERR_NOMEM;
		memcpy(t->fan->ref, kid, sizeof(kid));
	}
	*out = t;
	return ERR_OK;
}

/* twig_kid fetches a child; NULL if there is none. */
static enum err twig_kid(struct edit *e, struct twig *t, u8 slot, struct twig **out)
{
	struct twig *k;

	*out = NULL;
	if (t->fan == NULL)
		return ERR_OK;
	*out = t->fan->kid[slot];
	if (*out != NULL || t->fan->ref[slot].n == 0)
		return ERR_OK;
	TRY(twig_load(e, t->fan->ref[slot], &k));
	k->up = t;
	k->slot = slot;
	t->fan->kid[slot] = *out = k;
	return ERR_OK;
}

static enum err twig_hang(struct edit *e, struct twig *up, u8 slot, struct twig *t)
{
	if (up->fan == NULL)
		up->fan = arena_zalloc(e->a, 1, sizeof(*up->fan));
	if (up->fan == NULL)
		return ERR_NOMEM;
	up->fan->kid[slot] = t;
	t->up = up;
	t->slot = slot;
	return ERR_OK;
}

/* twig_replace puts `by` (or nothing) where t is. */
static void twig_replace(struct edit *e, const struct twig *t, struct twig *by)
{
	if (t->up == NULL)
		e->top = by;
	else
		t->up->fan->kid[t->slot] = by;
	if (t->up != NULL && by == NULL)
		t->up->fan->ref[t->slot] = SLICE_EMPTY;
	if (by != NULL) {
		by->up = t->up;
		by->slot = t->slot;
	}
}

/* twig_split gives the first n nibbles of t's partial key to a new parent. */
static enum err twig_split(struct edit *e, struct twig *t, u32 n, struct twig **out)
{
	u8 slot = nib_at(t->part, n);
	struct twig *b;

	TRY(twig_new(e, nibs_to(t->part, n), &b));
	TRY(twig_touch(e, t));
	twig_replace(e, t, b);
	t->part = nibs_from(t->part, n + 1);
	TRY(twig_hang(e, b, slot, t));
	*out = b;
	return ERR_OK;
}

/* twig_unset takes the value away. A detached one is dropped unread. */
static enum err twig_unset(struct edit *e, struct twig *t)
{
	TRY(twig_touch(e, t));
	if (t->kind == VALUE_HASH)
		TRY(note_add(e, &e->drops, t->value.p, SLICE_EMPTY));
	t->kind = VALUE_NONE;
	t->value = SLICE_EMPTY;
	return ERR_OK;
}

/* twig_set compares as Substrate does, kind included: writing a long value that
 * state version 0 left inside its node detaches it. */
static enum err twig_set(struct edit *e, struct twig *t, struct slice value)
{
	u8 kind = value.n < TRIE_DETACH_MIN ? VALUE_INLINE : VALUE_HASH;
	struct slice stored = value;
	u8 hash[32];

	if (kind == VALUE_HASH) {
		blake2_256(hash, value);
		stored = SLICE_ARR(hash);
	}
	if (t->kind == kind && slice_eq(t->value, stored))
		return ERR_OK;
	TRY(twig_unset(e, t));
	if (kind == VALUE_HASH) {
		TRY(note_add(e, &e->puts, hash, value));
		stored = SLICE_ARR(e->puts.last->hash);
	}
	t->kind = kind;
	t->value = stored;
	return ERR_OK;
}

static enum err edit_put(struct edit *e, struct nibs key, struct slice value)
{
	struct twig *t = e->top, *k;

	if (t == NULL) {
		TRY(twig_new(e, key, &t));
		e->top = t;
	}
	for (;;) {
		u32 same = nibs_common(key, t->part);

		if (same < t->part.n)
			TRY(twig_split(e, t, same, &t));
		key = nibs_from(key, same);
		if (key.n == 0)
			return twig_set(e, t, value);
		TRY(twig_kid(e, t, nib_at(key, 0), &k));
		if (k == NULL)
			break;
		key = nibs_from(key, 1);
		t = k;
	}
	TRY(twig_new(e, nibs_from(key, 1), &k));
	TRY(twig_touch(e, t));
	TRY(twig_hang(e, t, nib_at(key, 0), k));
	return twig_set(e, k, value);
}

static enum err edit_del(struct edit *e, struct nibs key)
{
	struct twig *t = e->top;

	while (t != NULL && nibs_common(key, t->part) == t->part.n) {
		key = nibs_from(key, t->part.n);
		if (key.n == 0)
			return t->kind == VALUE_NONE ? ERR_OK : twig_unset(e, t);
		TRY(twig_kid(e, t, nib_at(key, 0), &t));
		key = nibs_from(key, 1);
	}
	return ERR_OK;
}

static enum err twig_encode(struct edit *e, const struct twig *t, struct slice *enc)
{
	struct node n = {.part = t->part, .kind = (enum value_kind)t->kind, .value = t->value};
	struct wr w = wr_arena(e->a);

	n.kid = t->fan != NULL ? t->fan->ref : NULL;
	node_encode(&w, &n);
	return wr_arena_done(&w, e->a, enc);
}

static enum err twig_store(struct edit *e, const struct twig *t, bool root, struct slice *ref)
{
	u8 hash[32];

	TRY(twig_encode(e, t, ref));
	if (ref->n <= NODE_INLINE_MAX && !root)
		return ERR_OK;
	blake2_256(hash, *ref);
	TRY(note_add(e, &e->puts, hash, *ref));
	*ref = SLICE_ARR(e->puts.last->hash);
	return ERR_OK;
}

/* twig_join merges t, which has neither value nor a second child, into its
 * child k. k keeps its children, so it is not encoded here. */
static enum err twig_join(struct edit *e, struct twig *t, struct twig *k)
{
	u32 n = t->part.n + 1 + k->part.n, pad = n & 1;
	u8 *p;

	if (n > NIBS_MAX)
		return ERR_CORRUPT;
	p = arena_zalloc(e->a, (n + 1) / 2, 1);
	if (p == NULL)
		return ERR_NOMEM;
	nibs_pack(p, pad, t->part);
	nibs_pack(p, pad + t->part.n, nib_one(k->slot));
	nibs_pack(p, pad + t->part.n + 1, k->part);
	TRY(twig_touch(e, k));
	k->part = (struct nibs){p, pad, n};
	twig_replace(e, t, k);
	return ERR_OK;
}

/* twig_settle gives t its final shape, then encodes its dirty children. They
 * are settled; t itself waits for its parent, which may merge with it. */
static enum err twig_settle(struct edit *e, struct twig *t)
{
	u8 num = 0, last = 0;

	for (u8 i = 0; t->fan != NULL && i < NODE_KIDS; i++) {
		if (t->fan->kid[i] == NULL && t->fan->ref[i].n == 0)
			continue;
		num++;
		last = i;
	}
	if (t->kind == VALUE_NONE && num == 0) {
		twig_replace(e, t, NULL);
		return ERR_OK;
	}
	if (t->kind == VALUE_NONE && num == 1) {
		struct twig *k;

		TRY(twig_kid(e, t, last, &k));
		return twig_join(e, t, k);
	}
	for (u8 i = 0; num != 0 && i < NODE_KIDS; i++) {
		const struct twig *k = t->fan->kid[i];

		if (k != NULL && k->dirty)
			TRY(twig_store(e, k, false, &t->fan->ref[i]));
	}
	return ERR_OK;
}

static struct twig *twig_next_dirty(struct twig *t)
{
	while (t->fan != NULL && t->turn < NODE_KIDS) {
		struct twig *k = t->fan->kid[t->turn++];

		if (k != NULL && k->dirty)
			return k;
	}
	return NULL;
}

/* edit_settle visits all dirty nodes, children first. */
static enum err edit_settle(struct edit *e)
{
	struct twig *t = e->top;

	while (t != NULL) {
		struct twig *k = twig_next_dirty(t), *up = t->up;

		if (k == NULL)
			TRY(twig_settle(e, t));
		t = k != NULL ? k : up;
	}
	return ERR_OK;
}

enum err trie_plan_store(const struct trie_plan *p, const struct trie_db *db)
{
	for (const struct trie_note *n = p->puts; db->put != NULL && n != NULL; n = n->next)
		TRY(db->put(db->ctx, n->hash, n->bytes));
	for (const struct trie_note *n = p->drops; db->drop != NULL && n != NULL; n = n->next)
		TRY(db->drop(db->ctx, n->hash));
	return ERR_OK;
}

static enum err changes_check(const struct trie_change *changes, size_t num)
{
	for (size_t i = 0; i < num; i++) {
		if (changes[i].key.n > TRIE_KEY_MAX)
			return ERR_LIMIT;
		if (i > 0 && slice_cmp(changes[i - 1].key, changes[i].key) >= 0)
			return ERR_INVALID;
	}
	return ERR_OK;
}

enum err trie_plan_make(const struct trie_db *db, const u8 root[32],
                        const struct trie_change *changes, size_t num, struct arena *a,
                        struct trie_plan *out)
{
	struct edit e = {.db = db, .a = a};
	struct slice ref = slice_of(root, TRIE_HASH_LEN);

	TRY(changes_check(changes, num));
	if (num != 0 && !root_is_empty(root))
		TRY(twig_load(&e, ref, &e.top));
	for (size_t i = 0; i < num; i++) {
		struct nibs key = nibs_of_key(changes[i].key);

		TRY(changes[i].del ? edit_del(&e, key) : edit_put(&e, key, changes[i].value));
	}
	if (e.top != NULL && e.top->dirty) {
		TRY(edit_settle(&e));
		ref = SLICE_ARR(trie_empty_root);
		if (e.top != NULL)
			TRY(twig_store(&e, e.top, true, &ref));
	}
	memmove(out->root, ref.p, TRIE_HASH_LEN);
	out->puts = e.puts.first;
	out->drops = e.drops.first;
	return ERR_OK;
}

enum err trie_apply(const struct trie_db *db, const u8 root[32], const struct trie_change *changes,
                    size_t num, struct arena *a, u8 new_root[32])
{
	struct trie_plan p;

	TRY(trie_plan_make(db, root, changes, num, a, &p));
	TRY(trie_plan_store(&p, db));
	memcpy(new_root, p.root, TRIE_HASH_LEN);
	return ERR_OK;
}
