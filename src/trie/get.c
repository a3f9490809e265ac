#include "trie/node.h"

/* What a walk down the path of one key ends at. */
struct hit {
	enum value_kind kind;
	struct slice value;
};

static enum err find(const struct trie_db *db, const u8 root[32], struct slice key, struct arena *a,
                     struct hit *hit)
{
	struct slice ref = slice_of(root, TRIE_HASH_LEN), kid[NODE_KIDS];
	struct nibs rest = nibs_of_key(key);
	struct node n;

	if (key.n > TRIE_KEY_MAX)
		return ERR_LIMIT;
	*hit = (struct hit){VALUE_NONE, SLICE_EMPTY};
	if (root_is_empty(root))
		return ERR_OK;
	/* Each turn uses up a nibble of the key, so the walk ends. */
	for (;;) {
		TRY(node_load(db, ref, a, &n, kid));
		if (nibs_common(rest, n.part) < n.part.n)
			return ERR_OK;
		rest = nibs_from(rest, n.part.n);
		if (rest.n == 0) {
			*hit = (struct hit){n.kind, n.value};
			return ERR_OK;
		}
		if (n.kid == NULL || n.kid[nib_at(rest, 0)].n == 0)
			return ERR_OK;
		ref = n.kid[nib_at(rest, 0)];
		rest = nibs_from(rest, 1);
	}
}

enum err trie_get(const struct trie_db *db, const u8 root[32], struct slice key, struct arena *a,
                  bool *found, struct slice *value)
{
	struct hit hit;

	TRY(find(db, root, key, a, &hit));
	if (hit.kind == VALUE_HASH)
		TRY(db->get(db->ctx, hit.value.p, a, &hit.value));
	*found = hit.kind != VALUE_NONE;
	*value = hit.value;
	return ERR_OK;
}

enum err trie_has(const struct trie_db *db, const u8 root[32], struct slice key, struct arena *a,
                  bool *found)
{
	struct hit hit;

	TRY(find(db, root, key, a, &hit));
	*found = hit.kind != VALUE_NONE;
	return ERR_OK;
}

/* A path is a chain of runs, last one first, until its length is known. */
struct run {
	const struct run *before;
	struct nibs s;
};

struct path {
	const struct run *last;
	u32 n;
};

static enum err path_add(struct path *p, struct nibs s, struct arena *a)
{
	struct run *r = arena_alloc(a, sizeof(*r));

	if (r == NULL)
		return ERR_NOMEM;
	if (s.n > NIBS_MAX - p->n)
		return ERR_CORRUPT;
	*r = (struct run){p->last, s};
	*p = (struct path){r, p->n + s.n};
	return ERR_OK;
}

static enum err path_key(const struct path *p, struct arena *a, struct slice *out)
{
	u8 *key = arena_zalloc(a, p->n / 2, 1);
	u32 at = p->n;

	if (key == NULL)
		return ERR_NOMEM;
	for (const struct run *r = p->last; r != NULL; r = r->before) {
		at -= r->s.n;
		nibs_pack(key, at, r->s);
	}
	*out = slice_of(key, p->n / 2);
	return ERR_OK;
}

/* kid_from returns the first child at or after slot i, or NODE_KIDS. */
static u32 kid_from(const struct node *n, u32 i)
{
	while (i < NODE_KIDS && (n->kid == NULL || n->kid[i].n == 0))
		i++;
	return i;
}

/* smallest finds the first key of the subtree at ref. */
static enum err smallest(const struct trie_db *db, struct slice ref, struct path path,
                         struct arena *a, struct slice *out)
{
	struct slice kid[NODE_KIDS];
	struct node n;

	for (;;) {
		u32 i;

		TRY(node_load(db, ref, a, &n, kid));
		TRY(path_add(&path, n.part, a));
		if (n.kind != VALUE_NONE)
			break;
		i = kid_from(&n, 0); /* a branch has a child: node_decode saw to it */
		TRY(path_add(&path, nib_one((u8)i), a));
		ref = n.kid[i];
	}
	return path.n % 2 == 0 ? path_key(&path, a, out) : ERR_CORRUPT;
}

/* The nearest subtree whose keys are all greater: under the first `depth`
 * nibbles of the key, then `turn`. Whoever goes `over` a run of nibbles does not
 * count the keys that begin with it. */
struct after {
	struct slice ref;
	u32 depth;
	struct nibs turn;
};

static enum err find_after(const struct trie_db *db, struct slice ref, struct nibs_after from,
                           struct arena *a, struct after *best)
{
	struct slice kid[NODE_KIDS];
	struct nibs key = from.key, rest = key;
	struct node n;

	for (;;) {
		u32 depth = key.n - rest.n, same, i;

		TRY(node_load(db, ref, a, &n, kid));
		same = nibs_common(rest, n.part);
		if (same < n.part.n) {
			if (same == rest.n ? !from.over : nib_at(n.part, same) > nib_at(rest, same))
				*best = (struct after){ref, depth, nibs_to(key, 0)};
			return ERR_OK;
		}
		rest = nibs_from(rest, same);
		depth += same;
		if (rest.n == 0 && from.over)
			return ERR_OK;
		i = kid_from(&n, rest.n == 0 ? 0 : nib_at(rest, 0) + 1u);
		if (i < NODE_KIDS)
			*best = (struct after){n.kid[i], depth, nib_one((u8)i)};
		if (rest.n == 0 || n.kid == NULL || n.kid[nib_at(rest, 0)].n == 0)
			return ERR_OK;
		ref = n.kid[nib_at(rest, 0)];
		rest = nibs_from(rest, 1);
	}
}

enum err trie_key_after(const struct trie_db *db, const u8 root[32], struct nibs_after from,
                        struct arena *a, bool *found, struct slice *next)
{
	struct after best = {.ref = SLICE_EMPTY};
	struct path path = {NULL, 0};
	struct slice out = SLICE_EMPTY;

	if (!root_is_empty(root))
		TRY(find_after(db, slice_of(root, TRIE_HASH_LEN), from, a, &best));
	if (best.ref.n != 0) {
		TRY(path_add(&path, nibs_to(from.key, best.depth), a));
		TRY(path_add(&path, best.turn, a));
		TRY(smallest(db, best.ref, path, a, &out));
	}
	*found = best.ref.n != 0;
	*next = out;
	return ERR_OK;
}

enum err trie_next_key(const struct trie_db *db, const u8 root[32], struct slice key,
                       struct arena *a, bool *found, struct slice *next)
{
	if (key.n > TRIE_KEY_MAX)
		return ERR_LIMIT;
	return trie_key_after(db, root, (struct nibs_after){nibs_of_key(key), false}, a, found,
	                      next);
}

enum err trie_closest(const struct trie_db *db, const u8 root[32], struct slice key,
                      struct arena *a, bool *found, struct slice *merkle_value)
{
	struct slice ref = slice_of(root, TRIE_HASH_LEN), kid[NODE_KIDS];
	struct nibs rest = nibs_of_key(key);
	struct node n;
	u32 same;

	if (key.n > TRIE_KEY_MAX)
		return ERR_LIMIT;
	*found = false;
	*merkle_value = SLICE_EMPTY;
	if (root_is_empty(root))
		return ERR_OK;
	/* Each turn uses up a nibble of the key, so the walk ends. */
	for (;;) {
		TRY(node_load(db, ref, a, &n, kid));
		same = nibs_common(rest, n.part);
		if (same == rest.n)
			break;
		rest = nibs_from(rest, same);
		if (same < n.part.n || n.kid == NULL || n.kid[nib_at(rest, 0)].n == 0)
			return ERR_OK;
		ref = n.kid[nib_at(rest, 0)];
		rest = nibs_from(rest, 1);
	}
	*found = true;
	return arena_dup(a, ref, merkle_value);
}
