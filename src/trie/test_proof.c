#include "base/test.h"

#include "crypto/hash.h"
#include "scale/encode.h"
#include "trie/proof.h"
#include "trie/test_model.h"

#define MEM_LEN (32u << 20)

static struct arena memory(size_t which)
{
	static u8 *mem;

	if (mem == NULL)
		mem = malloc(3 * (size_t)MEM_LEN);
	CHECK(mem != NULL && which < 3);
	return arena_of(mem + which * MEM_LEN, MEM_LEN);
}

/* A filled trie to prove things about. */
struct world {
	struct model *m;
	struct arena store;
	struct trie_set set;
	struct trie_db db;
	u8 root[32];
};

static void world_init(struct world *w, u64 seed, size_t batches)
{
	static struct batch b;

	w->m = model_new(seed);
	w->store = memory(0);
	w->set = trie_set_init(&w->store);
	w->db = trie_set_db(&w->set);
	memcpy(w->root, trie_empty_root, 32);
	for (size_t i = 0; i < batches; i++) {
		struct arena a = memory(1);

		model_batch(w->m, &b, 40, 5);
		EXPECT_OK(trie_apply(&w->db, w->root, b.change, b.num, &a, w->root));
	}
}

static struct slice encode(const struct slice *entries, size_t num, struct arena *a)
{
	struct wr w = wr_arena(a);
	struct slice out = SLICE_EMPTY;

	wr_compact(&w, num);
	for (size_t i = 0; i < num; i++)
		wr_vec(&w, entries[i]);
	EXPECT_OK(wr_arena_done(&w, a, &out));
	return out;
}

static enum err read_from(const u8 root[32], const struct slice *entries, size_t num,
                          struct slice key, struct arena *a)
{
	struct trie_proof p;
	struct slice value;
	bool found;

	TRY(trie_proof_open(&p, encode(entries, num, a), TRIE_LIMITS_DEFAULT, a));
	return trie_proof_read(&p, root, key, &found, &value);
}

static size_t entries_of(const struct trie_set *s, struct slice *out, size_t cap)
{
	size_t n = 0;

	for (const struct trie_item *i = s->first; i != NULL; i = i->next)
		if (i->refs != 0 && n < cap)
			out[n++] = i->bytes;
	return n;
}

/* Without any one entry, or with one bit of it flipped, nothing is known. */
static void expect_each_entry_needed(struct world *w, const struct trie_proof *p, struct slice key)
{
	static struct slice entry[300], most[300];
	size_t num = entries_of(&p->nodes, entry, ARRAY_LEN(entry));

	for (size_t i = 0; i < num; i++) {
		struct arena a = memory(2);
		size_t n = 0;
		u8 *bad;

		for (size_t k = 0; k < num; k++)
			if (k != i)
				most[n++] = entry[k];
		EXPECT_ERR(ERR_PROOF, read_from(w->root, most, n, key, &a));
		memcpy(most, entry, sizeof(most));
		CHECK(arena_dup(&a, entry[i], &most[i]) == ERR_OK);
		bad = a.mem + (most[i].p - a.mem);
		bad[model_rand(w->m, (u32)most[i].n)] ^= (u8)(1u << model_rand(w->m, 8));
		EXPECT_ERR(ERR_PROOF, read_from(w->root, most, num, key, &a));
	}
}

TEST(a_proof_shows_presence_and_absence_and_needs_its_every_entry)
{
	for (u64 seed = 1; seed <= 20; seed++) {
		struct world w;

		world_init(&w, seed, seed % 8);
		for (int i = 0; i < 40; i++) {
			struct arena a = memory(1);
			struct model_row r;
			struct trie_proof p;
			struct slice key, bytes, value;
			size_t at;
			bool found = true, want;

			model_random_row(w.m, &r);
			if (w.m->num != 0 && i % 2 == 0)
				r = w.m->row[model_rand(w.m, (u32)w.m->num)];
			key = row_key(&r);
			want = model_has(w.m, key, &at);
			EXPECT_OK(trie_prove(&w.db, w.root, &key, 1, &a, &bytes));
			EXPECT_OK(trie_proof_open(&p, bytes, TRIE_LIMITS_DEFAULT, &a));
			EXPECT_OK(trie_proof_read(&p, w.root, key, &found, &value));
			EXPECT(found == want);
			EXPECT(!want || slice_eq(value, row_value(w.m, &w.m->row[at])));
			expect_each_entry_needed(&w, &p, key);
		}
		free(w.m);
	}
}

TEST(one_proof_serves_many_keys_in_any_order_of_entries)
{
	struct world w;
	struct arena a = memory(1);
	static struct slice keys[MODEL_MAX], entry[2000];
	struct slice bytes, value;
	struct trie_proof p;
	size_t num;
	bool found;

	world_init(&w, 3, 10);
	for (size_t i = 0; i < w.m->num; i++)
		keys[i] = row_key(&w.m->row[i]);
	EXPECT_OK(trie_prove(&w.db, w.root, keys, w.m->num, &a, &bytes));
	EXPECT_OK(trie_proof_open(&p, bytes, TRIE_LIMITS_DEFAULT, &a));
	EXPECT(p.nodes.num == w.set.num && p.nodes.bytes == w.set.bytes);
	num = entries_of(&p.nodes, entry, ARRAY_LEN(entry));
	for (size_t i = 0; i < num; i++) {
		struct slice e = entry[i];
		size_t k = model_rand(w.m, (u32)num);

		entry[i] = entry[k];
		entry[k] = e;
	}
	EXPECT_OK(trie_proof_open(&p, encode(entry, num, &a), TRIE_LIMITS_DEFAULT, &a));
	for (size_t i = 0; i < w.m->num; i++) {
		EXPECT_OK(trie_proof_read(&p, w.root, keys[i], &found, &value));
		EXPECT(found && slice_eq(value, row_value(w.m, &w.m->row[i])));
	}
	free(w.m);
}

TEST(a_proof_for_another_root_shows_nothing)
{
	struct world w;
	struct arena a = memory(1);
	struct slice key, bytes, value;
	struct trie_proof p;
	u8 other[32] = {9};
	bool found;

	world_init(&w, 5, 4);
	key = row_key(&w.m->row[0]);
	EXPECT_OK(trie_prove(&w.db, w.root, &key, 1, &a, &bytes));
	EXPECT_OK(trie_proof_open(&p, bytes, TRIE_LIMITS_DEFAULT, &a));
	EXPECT_ERR(ERR_PROOF, trie_proof_read(&p, other, key, &found, &value));
	/* The empty trie needs no proof. */
	EXPECT_OK(trie_proof_read(&p, trie_empty_root, key, &found, &value));
	EXPECT(!found);
	free(w.m);
}

/* What Substrate's recorder holds for a batch: the nodes on the path of each
 * key, no values. Deletions may add the child that a branch merges with. */
static void record_paths(const struct world *w, struct trie_recorder *rec, const struct batch *b)
{
	struct trie_db reader = trie_recorder_db(rec);
	struct arena a = memory(2);
	bool found;

	for (size_t i = 0; i < b->num; i++)
		EXPECT_OK(trie_has(&reader, w->root, b->change[i].key, &a, &found));
}

TEST(writing_reads_only_the_paths_of_its_keys)
{
	static struct batch b;

	for (u64 seed = 1; seed <= 200; seed++) {
		struct arena a = memory(1);
		struct world w;
		struct trie_recorder rec;
		struct trie_proof p;
		struct trie_db db;
		struct slice bytes;
		u8 want[32], got[32];

		world_init(&w, seed, 1 + seed % 5);
		model_batch(w.m, &b, 1 + seed % 40, 0);
		rec = trie_recorder_init(&w.db, &a);
		record_paths(&w, &rec, &b);
		EXPECT_OK(trie_recorder_proof(&rec, &a, &bytes));
		EXPECT_OK(trie_proof_open(&p, bytes, TRIE_LIMITS_DEFAULT, &a));
		db = trie_proof_db(&p);
		EXPECT_OK(trie_apply(&db, w.root, b.change, b.num, &a, got));
		EXPECT_OK(trie_apply(&w.db, w.root, b.change, b.num, &a, want));
		EXPECT(mem_eq(want, got, 32));
		free(w.m);
	}
}

TEST(deleting_reads_besides_only_one_child_for_each_branch_that_collapses)
{
	static struct batch b;

	for (u64 seed = 1; seed <= 200; seed++) {
		struct arena a = memory(1);
		struct world w;
		struct trie_recorder paths, rec;
		struct trie_db reader;
		size_t extra = 0, dels = 0;
		u8 want[32], got[32];

		world_init(&w, seed, 1 + seed % 5);
		model_batch(w.m, &b, 1 + seed % 40, 50);
		paths = trie_recorder_init(&w.db, &a);
		record_paths(&w, &paths, &b);
		rec = trie_recorder_init(&w.db, &a);
		reader = trie_recorder_db(&rec);
		EXPECT_OK(trie_apply(&reader, w.root, b.change, b.num, &a, got));
		for (const struct trie_item *i = rec.seen.first; i != NULL; i = i->next)
			extra += trie_set_find(&paths.seen, i->hash) == NULL;
		for (size_t i = 0; i < b.num; i++)
			dels += b.change[i].del;
		EXPECT(extra <= dels);
		EXPECT_OK(trie_apply(&w.db, w.root, b.change, b.num, &a, want));
		EXPECT(mem_eq(want, got, 32));
		free(w.m);
	}
}

TEST(a_branch_that_keeps_two_children_or_gains_one_does_not_read_the_others)
{
	static u8 big[3][40] = {{1}, {2}, {3}};
	struct arena sa = memory(0), a = memory(1);
	struct trie_set set = trie_set_init(&sa);
	struct trie_db db = trie_set_db(&set), reader;
	struct trie_change three[] = {{SLICE_LIT("\x11"), SLICE_ARR(big[0]), false},
	                              {SLICE_LIT("\x12"), SLICE_ARR(big[1]), false},
	                              {SLICE_LIT("\x13"), SLICE_ARR(big[2]), false}};
	struct trie_change swap[] = {{SLICE_LIT("\x11"), SLICE_EMPTY, true},
	                             {SLICE_LIT("\x12"), SLICE_EMPTY, true},
	                             {SLICE_LIT("\x14"), SLICE_ARR(big[0]), false}};
	struct trie_recorder rec;
	u8 root[32], next[32];

	EXPECT_OK(trie_apply(&db, trie_empty_root, three, 3, &a, root));
	EXPECT(set.num == 7); /* a branch, three leaves, three values */
	rec = trie_recorder_init(&db, &a);
	reader = trie_recorder_db(&rec);
	EXPECT_OK(trie_apply(&reader, root, swap, 1, &a, next));
	EXPECT(rec.seen.num == 2);
	rec = trie_recorder_init(&db, &a);
	EXPECT_OK(trie_apply(&reader, root, swap, 3, &a, next));
	EXPECT(rec.seen.num == 3);
	rec = trie_recorder_init(&db, &a);
	EXPECT_OK(trie_apply(&reader, root, swap, 2, &a, next));
	EXPECT(rec.seen.num == 4); /* the branch merges with its last leaf; no value is read */
}

TEST(a_recorder_keeps_its_own_copy_and_reads_each_hash_once)
{
	struct world w;
	struct arena a = memory(1), scratch = memory(2);
	struct trie_recorder rec;
	struct trie_db reader;
	struct slice value, again;
	bool found;

	world_init(&w, 11, 4);
	rec = trie_recorder_init(&w.db, &a);
	reader = trie_recorder_db(&rec);
	EXPECT(reader.put == NULL && reader.drop == NULL);
	EXPECT_OK(trie_get(&reader, w.root, row_key(&w.m->row[1]), &scratch, &found, &value));
	EXPECT(found && scratch.used == 0 && rec.seen.num != 0);
	memset(w.store.mem, 0xee, w.store.used); /* the store moves what it lent */
	EXPECT_OK(trie_get(&reader, w.root, row_key(&w.m->row[1]), &scratch, &found, &again));
	EXPECT(found && slice_eq(again, row_value(w.m, &w.m->row[1])));
	free(w.m);
}

TEST(lists_that_are_no_proof_are_refused)
{
	struct trie_limits tight = {.nodes_max = 2, .bytes_max = 16};
	struct arena a = memory(1), tiny = arena_of(a.mem, 64);
	struct trie_proof p;

	EXPECT_OK(trie_proof_open(&p, SLICE_LIT("\0"), tight, &a));
	EXPECT(p.nodes.num == 0);
	EXPECT_OK(trie_proof_open(&p, SLICE_LIT("\x08\x04\x01\x04\x02"), tight, &a));
	EXPECT(p.nodes.num == 2 && p.nodes.bytes == 2);
	EXPECT_ERR(ERR_SHORT, trie_proof_open(&p, SLICE_LIT(""), tight, &a));
	EXPECT_ERR(ERR_SHORT, trie_proof_open(&p, SLICE_LIT("\x08\x04\x01"), tight, &a));
	EXPECT_ERR(ERR_SHORT, trie_proof_open(&p, SLICE_LIT("\x04\x08\x01"), tight, &a));
	EXPECT_ERR(ERR_SHORT, trie_proof_open(&p, SLICE_LIT("\xfe\xff\xff\xff"), tight, &a));
	EXPECT_ERR(ERR_TRAILING, trie_proof_open(&p, SLICE_LIT("\x04\x04\x01x"), tight, &a));
	EXPECT_ERR(ERR_NONCANONICAL,
	           trie_proof_open(&p, SLICE_LIT("\x08\x04\x01\x04\x01"), tight, &a));
	EXPECT_ERR(ERR_LIMIT, trie_proof_open(&p, SLICE_LIT("\x0c\0\0\0"), tight, &a));
	EXPECT_ERR(ERR_LIMIT,
	           trie_proof_open(&p, SLICE_LIT("\x04\x3c...............x"), tight, &a));
	EXPECT_ERR(ERR_NOMEM, trie_proof_open(&p, SLICE_LIT("\x04\x04\x01"), tight, &tiny));
	EXPECT(p.nodes.num == 2); /* untouched by failures */
}

TEST(nodes_from_a_stranger_are_refused_as_proof)
{
	/* Branches without value, each the only child of the one before: a path
	 * that never ends in a key within the limit. */
	struct arena a = memory(1);
	static struct slice entry[1200];
	struct slice key, out;
	struct trie_proof p;
	struct trie_db db;
	bool found;
	u8 hash[32];

	entry[0] = SLICE_LIT("\x40\x04x"); /* below one branch: an odd number of nibbles */
	for (size_t i = 1; i < ARRAY_LEN(entry); i++) {
		struct wr w = wr_arena(&a);

		blake2_256(hash, entry[i - 1]);
		wr_u8(&w, 0xbf);
		for (int k = 0; k < 2; k++)
			wr_u8(&w, 255 - (u8)(k * 255)); /* 63 + 255 nibbles */
		for (int k = 0; k < 159; k++)
			wr_u8(&w, 0x11);
		wr_u16(&w, 2);
		wr_vec(&w, SLICE_ARR(hash));
		CHECK(wr_arena_done(&w, &a, &entry[i]) == ERR_OK);
	}
	EXPECT_OK(trie_proof_open(&p, encode(entry, 1200, &a), TRIE_LIMITS_DEFAULT, &a));
	db = trie_proof_db(&p);
	blake2_256(hash, entry[1199]);
	EXPECT_ERR(ERR_CORRUPT, trie_next_key(&db, hash, SLICE_EMPTY, &a, &found, &key));
	blake2_256(hash, entry[1]);
	EXPECT_ERR(ERR_CORRUPT, trie_next_key(&db, hash, SLICE_EMPTY, &a, &found, &key));
	entry[1].n--;
	EXPECT_OK(trie_proof_open(&p, encode(entry + 1, 1, &a), TRIE_LIMITS_DEFAULT, &a));
	blake2_256(hash, entry[1]);
	EXPECT_ERR(ERR_PROOF, trie_proof_read(&p, hash, SLICE_LIT("\x11"), &found, &out));
}

TEST_MAIN()
