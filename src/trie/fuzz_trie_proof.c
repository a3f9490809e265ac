/* Proofs, nodes and keys from a stranger: every reader and trie_apply over them.
 * Input: one byte of key length, the key, then the proof. Its first entry is
 * taken for the root, so that the walks get somewhere. */
#include "trie/node.h"
#include "trie/proof.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

/* What node_decode accepts, node_encode writes back. */
static void round_trip(struct slice enc)
{
	static u8 buf[1 << 16];
	struct wr w = wr_into(buf, sizeof(buf));
	struct slice kid[NODE_KIDS];
	struct node node;

	if (enc.n > sizeof(buf) || node_decode(enc, &node, kid) != ERR_OK)
		return;
	node_encode(&w, &node);
	CHECK(w.err == ERR_OK && slice_eq(slice_of(buf, w.n), enc));
}

static void change(const struct trie_db *db, const u8 root[32], struct slice key, struct arena *a)
{
	static const u8 value[40];
	struct trie_change c[2] = {{.key = key, .value = slice_of(value, 1 + key.n % 40)},
	                           {.key = SLICE_LIT("\x7f"), .del = true}};
	u8 put[32] = {0}, del[32];

	if (trie_apply(db, root, c, 1, a, put) == ERR_OK)
		CHECK(!mem_eq(put, trie_empty_root, 32));
	c[0].del = true;
	if (trie_apply(db, root, c, 1 + (slice_cmp(c[0].key, c[1].key) < 0), a, del) == ERR_OK)
		CHECK(!mem_eq(del, put, 32));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 mem[16 << 20];
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice key, value, in = slice_of(data, n);
	struct trie_proof p;
	struct trie_db db;
	bool found = false, has = false;
	u8 root[32];

	if (n == 0)
		return 0;
	key = slice_of(data + 1, size_min(data[0], n - 1));
	in = slice_from(in, 1 + key.n);
	if (trie_proof_open(&p, in, TRIE_LIMITS_DEFAULT, &a) != ERR_OK || p.nodes.first == NULL)
		return 0;
	for (const struct trie_item *i = p.nodes.first; i != NULL; i = i->next)
		round_trip(i->bytes);
	memcpy(root, p.nodes.first->hash, 32);
	db = trie_proof_db(&p);
	if (trie_proof_read(&p, root, key, &found, &value) == ERR_OK) {
		CHECK(trie_has(&db, root, key, &a, &has) == ERR_OK);
		CHECK(has == found);
	}
	if (trie_next_key(&db, root, key, &a, &found, &value) == ERR_OK && found)
		CHECK(slice_cmp(value, key) > 0);
	change(&db, root, key, &a);
	return 0;
}
