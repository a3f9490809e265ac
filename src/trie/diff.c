#include "crypto/hash.h"
#include "trie/node.h"

/* One trie's side of a walk down a key that both tries hold. All its keys that begin with
 * the first `depth` nibbles are below `ref`. */
struct side {
	struct slice ref;
	u32 depth;
	bool ended; /* at the key's node, whose value is: */
	enum value_kind kind;
	struct slice value;
};

static enum err side_step(struct side *s, const struct trie_db *db, struct nibs key,
                          struct arena *a)
{
	struct slice kid[NODE_KIDS];
	struct nibs rest = nibs_from(key, s->depth);
	struct node n;

	TRY(node_load(db, s->ref, a, &n, kid));
	if (nibs_common(rest, n.part) < n.part.n)
		return ERR_CORRUPT;
	s->depth += n.part.n;
	s->ended = s->depth == key.n;
	if (s->ended) {
		s->kind = n.kind;
		s->value = n.value;
		return n.kind != VALUE_NONE ? ERR_OK : ERR_CORRUPT;
	}
	if (n.kid == NULL || n.kid[nib_at(key, s->depth)].n == 0)
		return ERR_CORRUPT;
	s->ref = n.kid[nib_at(key, s->depth)];
	s->depth++;
	return ERR_OK;
}

static bool same_value(const struct side *a, const struct side *b)
{
	u8 hash[TRIE_HASH_LEN];

	if (a->kind == b->kind)
		return slice_eq(a->value, b->value);
	/* State version 0 may have left a value in its node that the other one detached. */
	blake2_256(hash, a->kind == VALUE_INLINE ? a->value : b->value);
	return slice_eq(SLICE_ARR(hash), a->kind == VALUE_INLINE ? b->value : a->value);
}

/* Walks both down a key that they hold, until they share a subtree or are at the key's
 * two nodes. *from is then what to go on from: over it, or behind it. */
static enum err compare_at(const struct trie_db *db, struct side at[2], struct nibs key,
                           struct arena *a, bool *same, struct nibs_after *from)
{
	while (!at[0].ended || !at[1].ended) {
		u32 turn;

		if (!at[0].ended && !at[1].ended && at[0].depth == at[1].depth &&
		    slice_eq(at[0].ref, at[1].ref)) {
			*from = (struct nibs_after){nibs_to(key, at[0].depth), true};
			return ERR_OK;
		}
		turn = at[0].ended || (!at[1].ended && at[1].depth < at[0].depth) ? 1 : 0;
		TRY(side_step(&at[turn], db, key, a));
	}
	*from = (struct nibs_after){key, false};
	*same = same_value(&at[0], &at[1]);
	return ERR_OK;
}

enum err trie_next_diff(const struct trie_db *db, struct trie_roots roots, struct slice key,
                        struct arena *a, bool *found, struct slice *next)
{
	struct nibs_after from = {nibs_of_key(key), false};
	bool same = true;
	struct slice k = SLICE_EMPTY;

	if (key.n > TRIE_KEY_MAX)
		return ERR_LIMIT;
	*found = false;
	while (same) {
		struct side at[2] = {{.ref = slice_of(roots.a, TRIE_HASH_LEN)},
		                     {.ref = slice_of(roots.b, TRIE_HASH_LEN)}};
		struct slice in_a, in_b;
		bool has_a, has_b;

		TRY(trie_key_after(db, roots.a, from, a, &has_a, &in_a));
		TRY(trie_key_after(db, roots.b, from, a, &has_b, &in_b));
		if (!has_a && !has_b)
			return ERR_OK;
		k = has_a && (!has_b || slice_cmp(in_a, in_b) < 0) ? in_a : in_b;
		if (!has_a || !has_b || !slice_eq(in_a, in_b))
			break;
		TRY(compare_at(db, at, nibs_of_key(k), a, &same, &from));
	}
	*found = true;
	*next = k;
	return ERR_OK;
}
