/* How long the state root of a block takes in a large state: some keys, evenly spread over all of
 * them, are changed, over the node's store. PH_BENCH_STATE_KEYS says how many there are, a million
 * unless told (`make bench-state`: ten). The state is written in bulk, in the order of its keys. */
#include <stdlib.h>

#include "base/bench.h"
#include "base/bytes.h"
#include "crypto/hash.h"
#include "node/node_kit.h"

#define BULK	 50000u
#define KEY_LEN	 32u
#define MAX_KEYS 50000000u

static u8 keys[2 * BULK][KEY_LEN], values[2 * BULK][80]; /* an account is 80 bytes */
static struct trie_change changes[2 * BULK];
static struct arena work;
static u32 num_keys;

/* Key i of num_keys, ascending: what says where it stands, then a hash. */
static void make(u32 at, u32 i, u8 round)
{
	u64 place = (u64)i * (UINT32_MAX / num_keys);
	u8 seed[4];

	store_le32(seed, i);
	blake2_256(keys[at], SLICE_ARR(seed));
	for (u32 b = 0; b < 4; b++)
		keys[at][b] = (u8)(place >> (24 - 8 * b));
	memset(values[at], round, sizeof(values[at]));
	store_le32(values[at], i);
	changes[at] = (struct trie_change){SLICE_ARR(keys[at]), SLICE_ARR(values[at]), false};
}

static void fill(struct db *db, u8 root[32])
{
	u64 start = bench_now_ns();
	struct trie_db trie;
	struct db_write w;

	memcpy(root, trie_empty_root, 32);
	for (u32 i = 0; i < num_keys; i += BULK) {
		for (u32 k = 0; k < BULK; k++)
			make(k, i + k, 0);
		arena_reset(&work);
		NODE_KIT_MUST(db_begin(&w, db, i / BULK));
		trie = db_write_trie(&w);
		NODE_KIT_MUST(trie_apply(&trie, root, changes, BULK, &work, root));
		NODE_KIT_MUST(db_commit(&w));
	}
	bench_rate("state_bulk_keys", (bench_now_ns() - start) / num_keys);
}

static u64 cpu_now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (u64)t.tv_sec * 1000000000u + (u64)t.tv_nsec;
}

/* The best of a few, since others use this machine too; _cpu leaves out waiting for them. */
static void measure(struct db *db, const u8 root[32], u32 num, const char *what)
{
	u64 best = UINT64_MAX, best_cpu = UINT64_MAX;
	struct trie_plan p;
	struct trie_db trie;
	struct db_view v;
	char name[64];

	for (u8 round = 1; round <= 3; round++) {
		u64 t, cpu;

		for (u32 k = 0; k < num; k++)
			make(k, (u32)((u64)k * num_keys / num), round);
		arena_reset(&work);
		NODE_KIT_MUST(db_view_open(&v, db));
		trie = db_trie(&v);
		cpu = cpu_now_ns();
		t = bench_now_ns();
		NODE_KIT_MUST(trie_plan_make(&trie, root, changes, num, &work, &p));
		t = bench_now_ns() - t;
		cpu = cpu_now_ns() - cpu;
		best = t < best ? t : best;
		best_cpu = cpu < best_cpu ? cpu : best_cpu;
		CHECK(!mem_eq(p.root, root, 32));
		db_view_close(&v);
	}
	(void)snprintf(name, sizeof(name), "state_root_%s_of_%uk", what, num_keys / 1000);
	printf("%s %.1f ms\n", name, (double)best / 1e6);
	printf("%s_cpu %.1f ms\n", name, (double)best_cpu / 1e6);
	printf("%s_arena %zu MiB\n", name, work.used >> 20);
}

/* What the process holds besides the pages of the store's file. */
static void print_memory(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	unsigned long kib;
	char line[128];

	CHECK(f != NULL);
	while (fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "RssAnon: %lu", &kib) == 1)
			printf("state_memory_own %lu MiB\n", kib / 1024);
		if (sscanf(line, "RssFile: %lu", &kib) == 1)
			printf("state_memory_of_file %lu MiB\n", kib / 1024);
	}
	(void)fclose(f);
}

int main(void)
{
	const char *told = getenv("PH_BENCH_STATE_KEYS");
	char dir[OS_PATH_MAX];
	struct db_opts o = {.dir = dir};
	struct db *db;
	u8 root[32];

	num_keys = told == NULL ? 1000000u : (u32)strtoul(told, NULL, 10) / BULK * BULK;
	CHECK(num_keys >= 2 * BULK && num_keys <= MAX_KEYS);
	NODE_KIT_MUST(arena_map(&work, (size_t)1 << 30));
	NODE_KIT_MUST(tmpdir_make(dir, sizeof(dir), "ph-bench-"));
	NODE_KIT_MUST(db_open(&db, &o));
	fill(db, root);
	measure(db, root, 10000, "10k");
	measure(db, root, 100000, "100k");
	print_memory();
	db_close(db);
	NODE_KIT_MUST(file_remove_tree(dir));
	arena_unmap(&work);
	return 0;
}
