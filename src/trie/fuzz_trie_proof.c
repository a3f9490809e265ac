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

static void change(const struct trie_db *db, const u8 root[32], struct slice key, struct arena *a,
                   bool honest)
{
	static const u8 value[40];
	struct trie_change c[2] = {{.key = key, .value = slice_of(value, 1 + key.n % 40)},
	                           {.key = SLICE_LIT("\x7f"), .del = true}};
	size_t num = slice_cmp(c[0].key, c[1].key) < 0 ? 2 : 1;
	u8 put[32] = {0}, del[32];

	if (trie_apply(db, root, c, 1, a, put) == ERR_OK)
		CHECK(!mem_eq(put, trie_empty_root, 32));
	c[0].del = true;
	if (trie_apply(db, root, c, num, a, del) == ERR_OK)
		CHECK(!honest || !mem_eq(del, put, 32));
}

/* A store that answers any hash with some entry: references may then lead
 * anywhere, in circles too, which no true hash allows. */
static enum err liar_get(void *ctx, const u8 hash[32], struct arena *a, struct slice *out)
{
	const struct trie_item *i = ((const struct trie_proof *)ctx)->nodes.first;

	(void)a;
	for (u8 n = hash[0] & 7; n > 0 && i->next != NULL; n--)
		i = i->next;
	*out = i->bytes;
	return ERR_OK;
}

static void read_all(const struct trie_db *db, const u8 root[32], struct slice key, struct arena *a)
{
	struct slice value;
	bool found = false, has = false;

	if (trie_get(db, root, key, a, &found, &value) == ERR_OK) {
		CHECK(trie_has(db, root, key, a, &has) == ERR_OK);
		CHECK(has == found);
	}
	if (trie_next_key(db, root, key, a, &found, &value) == ERR_OK && found)
		CHECK(slice_cmp(value, key) > 0);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 mem[16 << 20];
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice key, value, in = slice_of(data, n);
	struct trie_proof p;
	struct trie_db db;
	enum err err;
	size_t mark;
	bool found;
	u8 root[32];

	if (n == 0)
		return 0;
	key = slice_of(data + 1, size_min(data[0], n - 1));
	in = slice_from(in, 1 + key.n);
	if (trie_proof_open(&p, in, TRIE_LIMITS_DEFAULT, &a) != ERR_OK || p.nodes.first == NULL)
		return 0;
	for (const struct trie_item *i = p.nodes.first; i != NULL; i = i->next)
		round_trip(i->bytes);
	mark = arena_mark(&a);
	memcpy(root, p.nodes.first->hash, 32);
	db = trie_proof_db(&p);
	err = trie_proof_read(&p, root, key, &found, &value);
	CHECK(err == ERR_OK || err == ERR_PROOF);
	read_all(&db, root, key, &a);
	change(&db, root, key, &a, true);
	arena_rewind(&a, mark);
	db.get = liar_get;
	read_all(&db, root, key, &a);
	change(&db, root, key, &a, false);
	return 0;
}
