#ifndef TRIE_TEST_MODEL_H
#define TRIE_TEST_MODEL_H
/* trie/test_model: the plain sorted map that tests compare the trie with, and
 * keys and values picked to collide: few bytes, shared prefixes, keys that are
 * prefixes of others, lengths around the limits of inline and detached. */
#include <stdlib.h>

#include "trie/trie.h"

#define MODEL_MAX   600u
#define MODEL_BATCH 64u
#define KEY_CAP     100u
#define FILL_CAP    400u

struct model_row {
	u8 key[KEY_CAP];
	size_t key_len, fill, value_len;
};

struct model {
	u64 seed;
	size_t num;
	struct model_row row[MODEL_MAX];
	u8 fill[4][FILL_CAP];
};

struct batch {
	size_t num;
	struct model_row row[MODEL_BATCH];
	struct trie_change change[MODEL_BATCH];
};

static HASH_ARITH u32 model_rand(struct model *m, u32 below)
{
	m->seed ^= m->seed << 13;
	m->seed ^= m->seed >> 7;
	m->seed ^= m->seed << 17;
	return (u32)((m->seed >> 20) % below);
}

static struct model *model_new(u64 seed)
{
	struct model *m = calloc(1, sizeof(*m));

	CHECK(m != NULL);
	m->seed = seed * 2654435761u + 88172645463325252u;
	for (u8 i = 0; i < 4; i++)
		for (size_t k = 0; k < FILL_CAP; k++)
			m->fill[i][k] = (u8)(i * 85);
	return m;
}

static struct slice row_key(const struct model_row *r)
{
	return slice_of(r->key, r->key_len);
}

static struct slice row_value(const struct model *m, const struct model_row *r)
{
	return slice_of(m->fill[r->fill], r->value_len);
}

static void model_random_row(struct model *m, struct model_row *r)
{
	static const u8 bytes[] = {0x00, 0x01, 0x10, 0x11, 0xf0, 0xff};
	static const u16 lens[] = {0, 1, 2, 20, 27, 28, 29, 30, 31, 32, 33, 34, 63, 64, 100, 399};
	size_t stem = model_rand(m, 4) == 0 ? 60 + model_rand(m, 2) * 30 : 0;

	memset(r->key, 0x22, sizeof(r->key));
	r->key_len = stem + model_rand(m, 6);
	for (size_t i = stem; i < r->key_len; i++)
		r->key[i] = bytes[model_rand(m, sizeof(bytes))];
	r->fill = model_rand(m, 4);
	r->value_len = lens[model_rand(m, ARRAY_LEN(lens))];
}

/* model_at returns the place of a key, or where it would go. */
static size_t model_at(const struct model *m, struct slice key)
{
	size_t i = 0;

	while (i < m->num && slice_cmp(row_key(&m->row[i]), key) < 0)
		i++;
	return i;
}

static bool model_has(const struct model *m, struct slice key, size_t *at)
{
	*at = model_at(m, key);
	return *at < m->num && slice_eq(row_key(&m->row[*at]), key);
}

static void model_change(struct model *m, const struct model_row *r, bool del)
{
	size_t at;
	bool has = model_has(m, row_key(r), &at);

	if (del && has) {
		m->num--;
		memmove(&m->row[at], &m->row[at + 1], (m->num - at) * sizeof(*r));
	} else if (!del) {
		if (!has) {
			CHECK(m->num < MODEL_MAX);
			memmove(&m->row[at + 1], &m->row[at], (m->num - at) * sizeof(*r));
			m->num++;
		}
		m->row[at] = *r;
	}
}

/* model_batch makes num random changes, del_pct of a hundred deletions, and
 * leaves the model as it will be after them. */
static void model_batch(struct model *m, struct batch *b, size_t num, u32 del_pct)
{
	b->num = 0;
	for (size_t n = 0; n < num; n++) {
		struct model_row r;
		bool del = model_rand(m, 100) < del_pct;
		size_t i = 0;

		model_random_row(m, &r);
		if (del && m->num != 0 && model_rand(m, 8) != 0)
			r = m->row[model_rand(m, (u32)m->num)];
		while (i < b->num && slice_cmp(row_key(&b->row[i]), row_key(&r)) < 0)
			i++;
		if (i < b->num && slice_eq(row_key(&b->row[i]), row_key(&r)))
			continue;
		memmove(&b->row[i + 1], &b->row[i], (b->num - i) * sizeof(r));
		memmove(&b->change[i + 1], &b->change[i], (b->num - i) * sizeof(b->change[0]));
		b->num++;
		b->row[i] = r;
		b->change[i].del = del;
		model_change(m, &r, del);
	}
	for (size_t i = 0; i < b->num; i++) {
		b->change[i].key = row_key(&b->row[i]);
		b->change[i].value = row_value(m, &b->row[i]);
	}
}

#endif /* TRIE_TEST_MODEL_H */
