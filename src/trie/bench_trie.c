/* A hundred thousand keys into a store in memory, in batches as blocks bring them; bench_db.c
 * does the same over the node's store. */
#include <stdlib.h>

#include "base/bench.h"
#include "base/bytes.h"
#include "crypto/hash.h"
#include "trie/proof.h"

#define NUM_KEYS  100000u
#define BATCH     1000u
#define STORE_LEN ((size_t)1 << 30)
#define WORK_LEN  ((size_t)64 << 20)

static u8 keys[NUM_KEYS][32]; /* value: the first 16 bytes of the key */

static int by_bytes(const void *a, const void *b)
{
	return slice_cmp(((const struct trie_change *)a)->key,
	                 ((const struct trie_change *)b)->key);
}

static struct arena arena_new(size_t len)
{
	void *mem = malloc(len); /* pages come when they are touched */

	CHECK(mem != NULL);
	return arena_of(mem, len);
}

static void insert_all(const struct trie_db *db, u8 root[32], struct arena *work)
{
	static struct trie_change c[BATCH];
	u64 t = 0;

	memcpy(root, trie_empty_root, 32);
	for (u32 at = 0; at < NUM_KEYS; at += BATCH) {
		u64 start = bench_now_ns();

		for (u32 i = 0; i < BATCH; i++)
			c[i] = (struct trie_change){SLICE_ARR(keys[at + i]),
			                            slice_of(keys[at + i], 16), false};
		qsort(c, BATCH, sizeof(c[0]), by_bytes);
		arena_reset(work);
		CHECK(trie_apply(db, root, c, BATCH, work, root) == ERR_OK);
		t += bench_now_ns() - start;
	}
	bench_rate("trie_insert", t / NUM_KEYS);
}

int main(void)
{
	struct arena store = arena_new(STORE_LEN), work = arena_new(WORK_LEN);
	struct trie_set set = trie_set_init(&store);
	struct trie_db db = trie_set_db(&set);
	struct slice value, proof = SLICE_EMPTY;
	struct trie_proof p;
	bool found;
	u64 ns;
	u8 root[32];

	for (u32 i = 0; i < NUM_KEYS; i++) {
		u8 n[4];

		store_le32(n, i);
		blake2_256(keys[i], SLICE_ARR(n));
	}
	insert_all(&db, root, &work);
	BENCH_LOOP(ns, 3, 200000, {
		arena_reset(&work);
		CHECK(trie_get(&db, root, SLICE_ARR(keys[bench_i_ * 7919 % NUM_KEYS]), &work,
		               &found, &value) == ERR_OK);
		CHECK(found && value.n == 16);
	});
	bench_rate("trie_get", ns);
	BENCH_LOOP(ns, 3, 20000, {
		struct slice key = SLICE_ARR(keys[bench_i_ * 7919 % NUM_KEYS]);

		arena_reset(&work);
		CHECK(trie_prove(&db, root, &key, 1, &work, &proof) == ERR_OK);
	});
	bench_rate("trie_proof_make", ns);
	printf("trie_proof_size %zu bytes\n", proof.n);
	BENCH_LOOP(ns, 3, 20000, {
		size_t mark = arena_mark(&work);

		CHECK(trie_proof_open(&p, proof, TRIE_LIMITS_DEFAULT, &work) == ERR_OK);
		CHECK(trie_proof_read(&p, root, SLICE_ARR(keys[19999u * 7919u % NUM_KEYS]), &found,
		                      &value) == ERR_OK);
		CHECK(found);
		arena_rewind(&work, mark);
	});
	bench_rate("trie_proof_check", ns);
	free(store.mem);
	free(work.mem);
	return 0;
}
