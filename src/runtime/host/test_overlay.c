/* The overlay against a model that keeps every state as a plain array. */
#include "base/bytes.h"
#include "base/test.h"
#include "runtime/host/overlay.h"
#include "scale/encode.h"
#include "trie/set.h"

#define NUM_KEYS  12u
#define DEPTH     4u
#define VALUE_MAX 64u

struct cell {
	bool there;
	u8 n;
	u8 b[VALUE_MAX];
};

struct model {
	struct cell at[DEPTH + 1][NUM_KEYS];
	u32 depth;
};

static u8 memory[48 << 20];
static u64 seed;

static u32 rnd(u32 below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (u32)(seed >> 33) % below;
}

static struct slice key_of(u32 i)
{
	static const char *const keys[NUM_KEYS] = {"", "a", "aa", "ab", "abc", "b", "ba",
						   "bb", "c", "ca", "cab", "d"};

	return slice_str(keys[i]);
}

static struct slice cell_value(const struct cell *c)
{
	return slice_of(c->b, c->n);
}

static void expect_root(struct runtime_overlay *o, const struct cell *now, struct arena *a)
{
	struct trie_pair pairs[NUM_KEYS];
	size_t num = 0;
	u8 want[32], got[32];

	for (u32 i = 0; i < NUM_KEYS; i++)
		if (now[i].there)
			pairs[num++] = (struct trie_pair){key_of(i), cell_value(&now[i])};
	REQUIRE(trie_root(TRIE_V1, pairs, num, a, want) == ERR_OK);
	REQUIRE(overlay_root(o, got) == ERR_OK);
	EXPECT(mem_eq(want, got, 32));
}

static void expect_reads(struct runtime_overlay *o, const struct cell *now)
{
	u32 i = rnd(NUM_KEYS), next = i + 1;
	struct slice value, key;
	bool found;

	REQUIRE(overlay_get(o, key_of(i), &found, &value) == ERR_OK);
	EXPECT(found == now[i].there);
	EXPECT(!found || slice_eq(value, cell_value(&now[i])));
	while (next < NUM_KEYS && !now[next].there)
		next++;
	REQUIRE(overlay_next_key(o, key_of(i), &found, &key) == ERR_OK);
	EXPECT(found == (next < NUM_KEYS));
	EXPECT(!found || slice_eq(key, key_of(next)));
}

/* Appends one byte to the SCALE list in the cell, if it is one, else starts a list. */
static void model_append(struct cell *c, u8 byte)
{
	bool list = c->there && c->n > 0 && (c->b[0] & 3) == 0 && c->b[0] >> 2 == c->n - 1;

	if (!list)
		c->n = 1;
	c->b[0] = (u8)((list ? c->b[0] : 0) + 4);
	c->b[c->n++] = byte;
	c->there = true;
}

static bool is_list(const struct cell *c)
{
	return !c->there || (c->n > 0 && (c->b[0] & 3) == 0 && c->b[0] >> 2 == c->n - 1);
}

static void write_one(struct runtime_overlay *o, struct cell *now)
{
	struct cell *c = now + rnd(NUM_KEYS);
	u32 i = (u32)(c - now);
	u8 byte = (u8)rnd(256);

	switch (rnd(3)) {
	case 0:
		c->there = true;
		c->n = (u8)rnd(40);
		memset(c->b, byte | 1, c->n); /* odd: never looks like a short list */
		REQUIRE(overlay_set(o, key_of(i), cell_value(c)) == ERR_OK);
		break;
	case 1:
		*c = (struct cell){0};
		REQUIRE(overlay_clear(o, key_of(i)) == ERR_OK);
		break;
	default:
		if (!is_list(c) || c->n > 50)
			break;
		model_append(c, byte);
		REQUIRE(overlay_append(o, key_of(i), slice_of(&byte, 1)) == ERR_OK);
	}
}

static void move(struct runtime_overlay *o, struct model *m)
{
	switch (rnd(3)) {
	case 0:
		if (m->depth == DEPTH)
			break;
		REQUIRE(overlay_start(o) == ERR_OK);
		memcpy(m->at[m->depth + 1], m->at[m->depth], sizeof(m->at[0]));
		m->depth++;
		break;
	case 1:
		if (m->depth == 0)
			break;
		overlay_commit(o);
		m->depth--;
		memcpy(m->at[m->depth], m->at[m->depth + 1], sizeof(m->at[0]));
		break;
	default:
		if (m->depth == 0)
			break;
		overlay_rollback(o);
		m->depth--;
	}
}

TEST(random_writes_and_transactions_agree_with_the_model)
{
	static struct model m;

	for (seed = 1; seed < 400;) {
		u64 start = seed;
		struct arena a = arena_of(memory, sizeof(memory));
		struct trie_set set = trie_set_init(&a);
		struct trie_db db = trie_set_db(&set);
		struct trie_change first[NUM_KEYS] = {0};
		struct runtime_overlay o;
		u8 root[32];

		memset(&m, 0, sizeof(m));
		for (u32 i = 0; i < NUM_KEYS; i++) {
			struct cell *c = &m.at[0][i];

			c->there = rnd(2) == 1;
			c->n = c->there ? (u8)(1 + rnd(40)) : 0;
			memset(c->b, 0xff, c->n);
			first[i].key = key_of(i);
			first[i].del = !c->there;
			first[i].value = cell_value(c);
		}
		REQUIRE(trie_apply(&db, trie_empty_root, first, NUM_KEYS, &a, root) == ERR_OK);
		REQUIRE(overlay_init(&o, &db, root, &a) == ERR_OK);
		for (int step = 0; step < 150; step++) {
			if (rnd(4) == 0)
				move(&o, &m);
			write_one(&o, m.at[m.depth]);
			expect_reads(&o, m.at[m.depth]);
			if (step % 10 == 0)
				expect_root(&o, m.at[m.depth], &a);
		}
		expect_root(&o, m.at[m.depth], &a);
		seed = start + 1;
	}
}

TEST(a_list_keeps_its_length_through_every_size_of_prefix)
{
	struct arena a = arena_of(memory, sizeof(memory));
	struct trie_set set = trie_set_init(&a);
	struct trie_db db = trie_set_db(&set);
	struct runtime_overlay o;
	struct slice v, key = SLICE_LIT("list");
	const u8 byte = 7;
	bool found;

	REQUIRE(overlay_init(&o, &db, trie_empty_root, &a) == ERR_OK);
	for (u32 i = 1; i <= 20000; i++) {
		REQUIRE(overlay_append(&o, key, slice_of(&byte, 1)) == ERR_OK);
		if (i != 63 && i != 64 && i != 16383 && i != 16384 && i != 20000)
			continue;
		REQUIRE(overlay_get(&o, key, &found, &v) == ERR_OK);
		EXPECT(found && v.n == i + compact_len(i));
	}
}

TEST(transactions_nest_to_a_limit)
{
	struct arena a = arena_of(memory, sizeof(memory));
	struct trie_set set = trie_set_init(&a);
	struct trie_db db = trie_set_db(&set);
	struct runtime_overlay o;

	REQUIRE(overlay_init(&o, &db, trie_empty_root, &a) == ERR_OK);
	for (u32 i = 0; i < OVERLAY_DEPTH_MAX; i++)
		EXPECT_OK(overlay_start(&o));
	EXPECT_ERR(ERR_DEPTH, overlay_start(&o));
}

/* Keys that collided for a hash without a secret: the second word undoes the first. */
HASH_ARITH static void colliding_key(u8 key[16], u64 i)
{
	u64 h = ((16 * 0x9e3779b97f4a7c15u) ^ i) * 0x9e3779b97f4a7c15u;

	store_le64(key, i);
	store_le64(key + 8, h ^ h >> 29);
}

TEST(nobody_can_choose_keys_that_share_a_bucket)
{
	struct arena a = arena_of(memory, sizeof(memory));
	const struct trie_db db = {0};
	struct runtime_overlay o;
	size_t longest = 0;
	u8 key[16];

	EXPECT_OK(overlay_init(&o, &db, trie_empty_root, &a));
	for (u64 i = 0; i < 4000; i++) {
		colliding_key(key, i);
		EXPECT_OK(overlay_set(&o, SLICE_ARR(key), SLICE_LIT("x")));
	}
	for (size_t b = 0; b < o.num_buckets; b++) {
		size_t n = 0;

		for (const struct overlay_entry *e = o.buckets[b]; e != NULL; e = e->next)
			n++;
		longest = n > longest ? n : longest;
	}
	EXPECT(longest < 32);
}

TEST_MAIN()
