/* What the JSON-RPC interface asks of a trie: Merkle values by key, and differences. */
#include "base/test.h"
#include "crypto/hash.h"
#include "trie/set.h"
#include "trie/test_model.h"

#define MEM_LEN (64u << 20)

static u8 *memory(void)
{
	static u8 *mem;

	if (mem == NULL)
		mem = malloc(2 * MEM_LEN);
	CHECK(mem != NULL);
	return mem;
}

struct fixture {
	struct arena store, work;
	struct trie_set set;
	struct trie_db db;
};

static void set_up(struct fixture *f)
{
	f->store = arena_of(memory(), MEM_LEN);
	f->work = arena_of(memory() + MEM_LEN, MEM_LEN);
	f->set = trie_set_init(&f->store);
	f->db = trie_set_db(&f->set);
}

/* The nodes are encoded by hand, after the Polkadot specification, "State storage trie". */
static bool closest_is(struct fixture *f, const u8 root[32], struct slice key, struct slice want)
{
	struct slice got;
	bool found;

	EXPECT_OK(trie_closest(&f->db, root, key, &f->work, &found, &got));
	return found && slice_eq(got, want);
}

static bool closest_is_none(struct fixture *f, const u8 root[32], struct slice key)
{
	struct slice got;
	bool found;

	EXPECT_OK(trie_closest(&f->db, root, key, &f->work, &found, &got));
	return !found;
}

TEST(a_merkle_value_is_the_hash_or_the_short_encoding_of_the_topmost_node)
{
	u8 root[32], ab[33], cd[32], long_leaf[33], short_leaf[34], branch[3 + 66], top[7 + 32];
	u8 hash_ab[32], hash_cd[32], hash[32];
	struct fixture f;
	struct trie_change c[] = {
	    {SLICE_LIT("\x01"), SLICE_LIT("\xff"), false},
	    {SLICE_LIT("\x01\x02"), SLICE_ARR(ab), false},
	    {SLICE_LIT("\x01\x03"), SLICE_ARR(cd), false},
	    {SLICE_LIT("\x11\x11"), SLICE_LIT("\0"), false},
	};

	set_up(&f);
	memset(ab, 0xab, sizeof(ab));
	memset(cd, 0xcd, sizeof(cd));
	EXPECT_OK(trie_apply(&f.db, trie_empty_root, c, ARRAY_LEN(c), &f.work, root));
	/* Leaf without nibbles, value detached: 0x20 ++ hash. */
	long_leaf[0] = 0x20;
	blake2_256(long_leaf + 1, SLICE_ARR(ab));
	blake2_256(hash_ab, SLICE_ARR(long_leaf));
	EXPECT(closest_is(&f, root, SLICE_LIT("\x01\x02"), SLICE_ARR(hash_ab)));
	/* Leaf without nibbles, 32 bytes: 0x40 ++ Compact(32) ++ value. */
	short_leaf[0] = 0x40;
	short_leaf[1] = 0x80;
	memcpy(short_leaf + 2, cd, 32);
	blake2_256(hash_cd, SLICE_ARR(short_leaf));
	EXPECT(closest_is(&f, root, SLICE_LIT("\x01\x03"), SLICE_ARR(hash_cd)));
	/* Branch without nibbles and value over both, in slots 2 and 3. */
	memcpy(branch, (u8[]){0x80, 0x0c, 0x00}, 3);
	branch[3] = 0x80;
	memcpy(branch + 4, hash_ab, 32);
	branch[36] = 0x80;
	memcpy(branch + 37, hash_cd, 32);
	blake2_256(hash, SLICE_ARR(branch));
	/* Above it the branch of key 0x01: one nibble, value 0xff, the child in slot 0. */
	memcpy(top, (u8[]){0xc1, 0x01, 0x01, 0x00, 0x04, 0xff, 0x80}, 7);
	memcpy(top + 7, hash, 32);
	blake2_256(hash, SLICE_ARR(top));
	EXPECT(closest_is(&f, root, SLICE_LIT("\x01"), SLICE_ARR(hash)));
	/* Leaf of three nibbles, short enough to stand in the root; also for a key above it. */
	EXPECT(closest_is(&f, root, SLICE_LIT("\x11\x11"), SLICE_LIT("\x43\x01\x11\x04\x00")));
	EXPECT(closest_is(&f, root, SLICE_LIT("\x11"), SLICE_LIT("\x43\x01\x11\x04\x00")));
	EXPECT(closest_is(&f, root, SLICE_EMPTY, SLICE_ARR(root)));
	/* Nothing is at or below these. */
	EXPECT(closest_is_none(&f, root, SLICE_LIT("\x01\x04")));
	EXPECT(closest_is_none(&f, root, SLICE_LIT("\x11\x11\x00")));
	EXPECT(closest_is_none(&f, root, SLICE_LIT("\x12")));
	EXPECT(closest_is_none(&f, root, SLICE_LIT("\x21")));
	EXPECT(closest_is_none(&f, trie_empty_root, SLICE_EMPTY));
}

TEST(a_root_that_is_short_has_its_hash_as_merkle_value)
{
	struct trie_change c = {SLICE_LIT("\x01"), SLICE_LIT("\x02"), false};
	struct fixture f;
	u8 root[32];

	set_up(&f);
	EXPECT_OK(trie_apply(&f.db, trie_empty_root, &c, 1, &f.work, root));
	EXPECT(closest_is(&f, root, SLICE_LIT("\x01"), SLICE_ARR(root)));
}

/* Tells whether both hold the same under the key of row i of a. */
static bool same_row(const struct model *a, size_t i, const struct model *b)
{
	size_t at;

	return model_has(b, row_key(&a->row[i]), &at) &&
	       slice_eq(row_value(a, &a->row[i]), row_value(b, &b->row[at]));
}

/* The smallest key behind `key` that differs; false if there is none. */
static bool next_by_model(const struct model *a, const struct model *b, struct slice key,
			  struct slice *next)
{
	const struct model *both[2] = {a, b};
	bool found = false;

	for (u32 m = 0; m < 2; m++) {
		for (size_t i = 0; i < both[m]->num; i++) {
			struct slice k = row_key(&both[m]->row[i]);

			if (slice_cmp(k, key) <= 0 || same_row(both[m], i, both[1 - m]))
				continue;
			if (!found || slice_cmp(k, *next) < 0)
				*next = k;
			found = true;
			break;
		}
	}
	return found;
}

static void compare_walks(struct fixture *f, const struct model *a, const u8 root_a[32],
			  const struct model *b, const u8 root_b[32])
{
	struct slice at = SLICE_EMPTY, want = SLICE_EMPTY, got;
	bool found, more = true;

	while (more) {
		more = next_by_model(a, b, at, &want);
		EXPECT_OK(trie_next_diff(&f->db, (struct trie_roots){root_a, root_b}, at, &f->work,
					 &found, &got));
		EXPECT(found == more);
		if (found != more || (more && !slice_eq(got, want)))
			break;
		at = want;
	}
	EXPECT(!more);
}

TEST(differences_of_random_tries_are_those_of_plain_maps)
{
	static struct batch batch;
	static struct model old;

	for (u64 seed = 1; seed <= 40; seed++) {
		struct model *m = model_new(seed);
		struct fixture f;
		u8 root[32], old_root[32];

		set_up(&f);
		/* Nothing is dropped: both roots must stay readable. */
		f.db.drop = NULL;
		memcpy(root, trie_empty_root, 32);
		for (u32 round = 0; round < 12; round++) {
			struct trie_db db = f.db;

			arena_reset(&f.work);
			old = *m;
			memcpy(old_root, root, 32);
			model_batch(m, &batch, 1 + model_rand(m, round % 2 == 0 ? 40 : 3),
				    round < 8 ? 20 : 80);
			EXPECT_OK(trie_apply(&db, root, batch.change, batch.num, &f.work, root));
			compare_walks(&f, &old, old_root, m, root);
			compare_walks(&f, m, root, &old, old_root);
			compare_walks(&f, m, root, m, root);
		}
		free(m);
	}
}

/* A store that counts what is read. */
static u32 reads;
static struct trie_db counted_from;

static enum err counted_get(void *ctx, const u8 hash[32], struct arena *a, struct slice *out)
{
	(void)ctx;
	reads++;
	return counted_from.get(counted_from.ctx, hash, a, out);
}

TEST(what_two_tries_share_is_not_read)
{
	struct trie_db counted = {.get = counted_get};
	struct trie_change one = {.value = SLICE_LIT("new")};
	struct fixture f;
	u8 root[32], root2[32], key[8];
	struct slice got;
	bool found;

	set_up(&f);
	f.db.drop = NULL;
	memcpy(root, trie_empty_root, 32);
	for (u32 i = 0; i < 4000; i++) {
		struct trie_change c = {.key = SLICE_ARR(key), .value = SLICE_ARR(key)};

		twox_64(key, slice_of(&i, sizeof(i)));
		arena_reset(&f.work);
		EXPECT_OK(trie_apply(&f.db, root, &c, 1, &f.work, root));
	}
	one.key = SLICE_ARR(key);
	EXPECT_OK(trie_apply(&f.db, root, &one, 1, &f.work, root2));
	counted_from = f.db;
	EXPECT_OK(trie_next_diff(&counted, (struct trie_roots){root, root2}, SLICE_EMPTY, &f.work,
				 &found, &got));
	EXPECT(found && slice_eq(got, SLICE_ARR(key)));
	EXPECT_OK(trie_next_diff(&counted, (struct trie_roots){root, root2}, got, &f.work, &found,
				 &got));
	EXPECT(!found && reads < 1500);
}

TEST(a_missing_node_is_no_difference)
{
	struct trie_change c = {SLICE_LIT("\x01"), SLICE_LIT("\x02"), false};
	struct fixture f;
	u8 root[32], other[32] = {1};
	struct slice got;
	bool found;

	set_up(&f);
	EXPECT_OK(trie_apply(&f.db, trie_empty_root, &c, 1, &f.work, root));
	EXPECT(trie_next_diff(&f.db, (struct trie_roots){root, other}, SLICE_EMPTY, &f.work, &found,
			      &got) == ERR_NOT_FOUND);
	EXPECT(trie_closest(&f.db, other, SLICE_EMPTY, &f.work, &found, &got) == ERR_NOT_FOUND);
}

TEST_MAIN()
