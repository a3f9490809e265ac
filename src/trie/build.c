#include "crypto/hash.h"
#include "trie/node.h"

/* A root from scratch, in one pass over sorted pairs. Only the branches on the
 * path of the current key are open, each above the next; what lies left of the
 * path is already a reference inside them. */

struct open {
	struct open *above;
	u32 depth; /* nibbles from the root to here */
	bool has_value;
	struct slice value;
	struct slice kid[NODE_KIDS];
	u8 bytes[NODE_KIDS][TRIE_HASH_LEN]; /* what kid[] borrows */
};

struct build {
	struct arena *a;
	enum trie_version version;
	struct open *low, *spare;
	struct slice key, value; /* waits for its successor */
	bool waiting;
	u8 root[32];
};

/* Depth of the lowest open branch; -1 if none is. */
static int32_t build_depth(const struct build *b)
{
	return b->low == NULL ? -1 : (int32_t)b->low->depth;
}

static enum err build_open(struct build *b, u32 depth)
{
	struct open *o = b->spare;

	if (o != NULL)
		b->spare = o->above;
	else
		o = arena_alloc(b->a, sizeof(*o));
	if (o == NULL)
		return ERR_NOMEM;
	memset(o, 0, sizeof(*o));
	o->above = b->low;
	o->depth = depth;
	b->low = o;
	return ERR_OK;
}

/* build_hang encodes a node that ends after `depth` nibbles of the current key
 * and hangs it under the lowest open branch. */
static enum err build_hang(struct build *b, u32 depth, const struct slice *value,
                           const struct slice *kid)
{
	struct nibs key = nibs_of_key(b->key);
	u32 start = (u32)(build_depth(b) + 1);
	struct node n = {.part = nibs_from(nibs_to(key, depth), start), .kid = kid};
	size_t mark = arena_mark(b->a);
	u8 hash[32], slot;
	struct slice enc;
	struct wr w;

	if (value != NULL) {
		n.kind = VALUE_INLINE;
		n.value = *value;
	}
	if (value != NULL && b->version == TRIE_V1 && value->n >= TRIE_DETACH_MIN) {
		blake2_256(hash, *value);
		n.kind = VALUE_HASH;
		n.value = SLICE_ARR(hash);
	}
	w = wr_arena(b->a);
	node_encode(&w, &n);
	TRY(wr_arena_done(&w, b->a, &enc));
	if (b->low == NULL || enc.n > NODE_INLINE_MAX) {
		blake2_256(b->root, enc);
		enc = SLICE_ARR(b->root);
	}
	if (b->low != NULL) {
		slot = nib_at(key, b->low->depth);
		slice_copy(b->low->bytes[slot], enc);
		b->low->kid[slot] = slice_of(b->low->bytes[slot], enc.n);
	}
	arena_rewind(b->a, mark);
	return ERR_OK;
}

/* build_step places the waiting key. It shares `next` nibbles with its
 * successor, or -1 when it is the last: deeper branches are then complete. */
static enum err build_step(struct build *b, int32_t next)
{
	bool prefix = next == (int32_t)nibs_of_key(b->key).n; /* it is one of its successor */

	if (build_depth(b) < next)
		TRY(build_open(b, (u32)next));
	if (prefix) {
		b->low->has_value = true;
		b->low->value = b->value;
		return ERR_OK;
	}
	TRY(build_hang(b, nibs_of_key(b->key).n, &b->value, NULL));
	while (build_depth(b) > next) {
		struct open *o = b->low;

		b->low = o->above;
		if (build_depth(b) < next)
			TRY(build_open(b, (u32)next));
		TRY(build_hang(b, o->depth, o->has_value ? &o->value : NULL, o->kid));
		o->above = b->spare;
		b->spare = o;
	}
	return ERR_OK;
}

static enum err build_add(struct build *b, struct slice key, struct slice value)
{
	if (key.n > TRIE_KEY_MAX)
		return ERR_LIMIT;
	if (b->waiting) {
		if (slice_cmp(b->key, key) >= 0)
			return ERR_INVALID;
		TRY(build_step(b, (int32_t)nibs_common(nibs_of_key(b->key), nibs_of_key(key))));
	}
	b->key = key;
	b->value = value;
	b->waiting = true;
	return ERR_OK;
}

static enum err build_end(struct build *b, u8 root[32])
{
	if (b->waiting)
		TRY(build_step(b, -1));
	memcpy(root, b->waiting ? b->root : trie_empty_root, TRIE_HASH_LEN);
	return ERR_OK;
}

static enum err build_pairs(struct build *b, const struct trie_pair *pairs, size_t num, u8 root[32])
{
	for (size_t i = 0; i < num; i++)
		TRY(build_add(b, pairs[i].key, pairs[i].value));
	return build_end(b, root);
}

enum err trie_root(enum trie_version version, const struct trie_pair *pairs, size_t num,
                   struct arena *a, u8 root[32])
{
	struct build b = {.a = a, .version = version};
	size_t mark = arena_mark(a);
	enum err err = build_pairs(&b, pairs, num, root);

	arena_rewind(a, mark);
	return err;
}

/* Compact(i) in order of its bytes, not of i. The low two bits of the first byte
 * say how long it is; below 2^22 the fourth byte of the long form is zero. */
struct ordered {
	struct build b;
	const struct slice *items;
	size_t num;
	u8 key[2][4]; /* of the item that waits, and of the next */
	u8 turn;
};

static enum err ordered_add(struct ordered *o, u32 i)
{
	u8 *key = o->key[o->turn];
	struct wr w = wr_into(key, sizeof(o->key[0]));

	if (i >= o->num)
		return ERR_OK;
	o->turn ^= 1;
	wr_compact(&w, i);
	return build_add(&o->b, slice_of(key, w.n), o->items[i]);
}

static enum err ordered_all(struct ordered *o, u8 root[32])
{
	for (u32 b0 = 0; b0 < 256; b0++) {
		u32 low = b0 >> 2;

		if (b0 % 4 == 0)
			TRY(ordered_add(o, low));
		for (u32 b1 = 1; b0 % 4 == 1 && b1 < 256; b1++)
			TRY(ordered_add(o, low | b1 << 6));
		for (u32 b1 = 0; b0 % 4 == 2 && b1 < 256; b1++)
			for (u32 b2 = 1; b2 < 256 && (low | b1 << 6 | b2 << 14) < o->num; b2++)
				TRY(ordered_add(o, low | b1 << 6 | b2 << 14));
	}
	return build_end(&o->b, root);
}

enum err trie_ordered_root(const struct slice *items, size_t num, struct arena *a, u8 root[32])
{
	struct ordered o = {.b = {.a = a, .version = TRIE_V0}, .items = items, .num = num};
	size_t mark = arena_mark(a);
	enum err err;

	if (num > TRIE_ORDERED_MAX)
		return ERR_LIMIT;
	err = ordered_all(&o, root);
	arena_rewind(a, mark);
	return err;
}
