/* A compact proof from a collator: what opens has the root that it says, and a recorder that reads
 * it again writes a proof with the same root. */
#include "trie/proof.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 mem[4u << 20];
	struct arena a = arena_of(mem, sizeof(mem));
	struct rd r = rd_from(slice_of(data, n));
	struct slice next = SLICE_EMPTY, out;
	struct trie_recorder rec;
	struct trie_proof p, q;
	struct trie_db db, reader;
	u8 root[32], again[32];
	bool found = true;

	if (trie_compact_open(&p, root, &r, TRIE_LIMITS_DEFAULT, &a) != ERR_OK)
		return 0;
	db = trie_proof_db(&p);
	rec = trie_recorder_init(&db, &a);
	reader = trie_recorder_db(&rec);
	for (int i = 0; i < 64 && found; i++)
		if (trie_next_key(&reader, root, next, &a, &found, &next) != ERR_OK)
			return 0;
	if (rec.seen.num == 0 || trie_recorder_compact(&rec, root, &a, &out) != ERR_OK)
		return 0;
	r = rd_from(out);
	if (trie_compact_open(&q, again, &r, TRIE_LIMITS_DEFAULT, &a) == ERR_OK)
		CHECK(mem_eq(root, again, 32));
	return 0;
}
