/* The state trie over LMDB: keys in batches as blocks bring them, each committed, then reads. */
#include <stdlib.h>

#include "base/bench.h"
#include "crypto/hash.h"
#include "node/node_kit.h"

#define NUM_KEYS 50000u
#define BATCH	 1000u

static u8 keys[NUM_KEYS][32]; /* value: the first 16 bytes of the key */
static struct trie_change changes[BATCH];
static struct arena work;

static int by_bytes(const void *a, const void *b)
{
	return slice_cmp(((const struct trie_change *)a)->key,
			 ((const struct trie_change *)b)->key);
}

static void one_block(struct db *db, u32 number, u8 root[32])
{
	u32 at = number * BATCH;
	struct db_write w;
	struct trie_db trie;

	for (u32 i = 0; i < BATCH; i++)
		changes[i] = (struct trie_change){SLICE_ARR(keys[at + i]),
						  slice_of(keys[at + i], 16), false};
	qsort(changes, BATCH, sizeof(changes[0]), by_bytes);
	arena_reset(&work);
	NODE_KIT_MUST(db_begin(&w, db, number));
	trie = db_write_trie(&w);
	NODE_KIT_MUST(trie_apply(&trie, root, changes, BATCH, &work, root));
	NODE_KIT_MUST(db_commit(&w));
}

static void insert_all(struct db *db, u8 root[32])
{
	u64 t, all = 0, best = UINT64_MAX;

	memcpy(root, trie_empty_root, 32);
	for (u32 n = 0; n < NUM_KEYS / BATCH; n++) {
		t = bench_now_ns();
		one_block(db, n, root);
		t = bench_now_ns() - t;
		all += t;
		best = t < best && n > 0 ? t : best;
	}
	bench_rate("db_trie_insert_committed", all / NUM_KEYS);
	bench_rate("db_trie_insert_committed_best", best / BATCH);
}

static void read_one(const struct trie_db *trie, const u8 root[32], struct slice key)
{
	struct slice value;
	bool found;

	arena_reset(&work);
	NODE_KIT_MUST(trie_get(trie, root, key, &work, &found, &value));
	CHECK(found && value.n == 16);
}

static void read_all(struct db *db, const u8 root[32])
{
	struct db_view v;
	struct trie_db trie;
	u64 ns;

	NODE_KIT_MUST(db_view_open(&v, db));
	trie = db_trie(&v);
	BENCH_LOOP(ns, 3, NUM_KEYS,
		   read_one(&trie, root, SLICE_ARR(keys[bench_i_ * 7919 % NUM_KEYS])));
	bench_rate("db_trie_get", ns);
	db_view_close(&v);
}

int main(void)
{
	char dir[OS_PATH_MAX];
	struct db_opts o = {.dir = dir};
	struct db *db;
	u8 root[32];

	NODE_KIT_MUST(arena_map(&work, (size_t)256 << 20));
	NODE_KIT_MUST(tmpdir_make(dir, sizeof(dir), "ph-bench-"));
	NODE_KIT_MUST(db_open(&db, &o));
	for (u32 i = 0; i < NUM_KEYS; i++)
		blake2_256(keys[i], slice_of((const u8 *)&i, sizeof(i)));
	insert_all(db, root);
	read_all(db, root);
	db_close(db);
	NODE_KIT_MUST(file_remove_tree(dir));
	arena_unmap(&work);
	return 0;
}
