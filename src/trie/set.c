#include "trie/set.h"

struct trie_set trie_set_init(struct arena *a)
{
	return (struct trie_set){.a = a};
}

/* place returns the link at which the hash is, or would be. Two hashes differ
 * within 128 pairs of bits, so the level stays below that. */
static struct trie_item **place(struct trie_item **at, const u8 hash[32])
{
	for (u32 d = 0; *at != NULL && !mem_eq((*at)->hash, hash, TRIE_HASH_LEN); d++)
		at = &(*at)->kid[hash[d / 4] >> (6 - d % 4 * 2) & 3];
	return at;
}

const struct trie_item *trie_set_find(const struct trie_set *s, const u8 hash[32])
{
	struct trie_item *top = s->top;
	const struct trie_item *i = *place(&top, hash);

	return i != NULL && i->refs != 0 ? i : NULL;
}

static enum err item_new(struct trie_set *s, const u8 hash[32], struct trie_item **out)
{
	struct trie_item *i = arena_zalloc(s->a, 1, sizeof(*i));

	if (i == NULL)
		return ERR_NOMEM;
	memcpy(i->hash, hash, sizeof(i->hash));
	if (s->last != NULL)
		s->last->next = i;
	else
		s->first = i;
	s->last = i;
	*out = i;
	return ERR_OK;
}

/* add walks the tree once: in a large store that is what a put costs. */
static enum err add(struct trie_set *s, const u8 hash[32], struct slice bytes, bool copy,
                    bool *fresh)
{
	struct trie_item **at = place(&s->top, hash);
	bool absent = *at == NULL || (*at)->refs == 0;

	if (absent && copy)
		TRY(arena_dup(s->a, bytes, &bytes));
	if (*at == NULL)
		TRY(item_new(s, hash, at));
	if (absent) {
		(*at)->bytes = bytes;
		s->num++;
		s->bytes += bytes.n;
	}
	(*at)->refs++;
	*fresh = absent;
	return ERR_OK;
}

enum err trie_set_add(struct trie_set *s, const u8 hash[32], struct slice bytes, bool *fresh)
{
	bool ignored;

	return add(s, hash, bytes, false, fresh != NULL ? fresh : &ignored);
}

static enum err db_get(void *ctx, const u8 hash[32], struct arena *a, struct slice *out)
{
	const struct trie_item *i = trie_set_find((const struct trie_set *)ctx, hash);

	(void)a;
	if (i == NULL)
		return ERR_NOT_FOUND;
	*out = i->bytes;
	return ERR_OK;
}

static enum err db_put(void *ctx, const u8 hash[32], struct slice bytes)
{
	bool fresh;

	return add((struct trie_set *)ctx, hash, bytes, true, &fresh);
}

static enum err db_drop(void *ctx, const u8 hash[32])
{
	struct trie_set *s = (struct trie_set *)ctx;
	struct trie_item *i = *place(&s->top, hash);

	if (i == NULL || i->refs == 0)
		return ERR_CORRUPT;
	i->refs--;
	if (i->refs == 0) {
		s->num--;
		s->bytes -= i->bytes.n;
	}
	return ERR_OK;
}

struct trie_db trie_set_db(struct trie_set *s)
{
	return (struct trie_db){.ctx = s, .get = db_get, .put = db_put, .drop = db_drop};
}
