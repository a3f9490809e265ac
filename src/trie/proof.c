#include "trie/proof.h"

#include "crypto/hash.h"
#include "scale/decode.h"
#include "scale/encode.h"

enum err trie_proof_open(struct trie_proof *p, struct slice bytes, struct trie_limits limits,
                         struct arena *a)
{
	struct trie_set nodes = trie_set_init(a);
	struct rd r = rd_from(bytes);
	u32 num;

	if (bytes.n > limits.bytes_max)
		return ERR_LIMIT;
	num = rd_seq_len(&r, 1);
	if (num > limits.nodes_max)
		return ERR_LIMIT;
	for (u32 i = 0; i < num && r.err == ERR_OK; i++) {
		struct slice entry = rd_vec(&r, limits.bytes_max);
		bool fresh;
		u8 hash[32];

		if (r.err != ERR_OK)
			break;
		blake2_256(hash, entry);
		TRY(trie_set_add(&nodes, hash, entry, &fresh));
		if (!fresh)
			return ERR_NONCANONICAL;
	}
	TRY(rd_end(&r));
	p->nodes = nodes;
	return ERR_OK;
}

static enum err proof_get(void *ctx, const u8 hash[32], struct arena *a, struct slice *out)
{
	const struct trie_item *i = trie_set_find(&((const struct trie_proof *)ctx)->nodes, hash);

	(void)a;
	if (i == NULL)
		return ERR_PROOF;
	*out = i->bytes;
	return ERR_OK;
}

struct trie_db trie_proof_db(const struct trie_proof *p)
{
	/* The store's context is not const for all stores; proof_get only reads. */
	return (struct trie_db){.ctx = (void *)(uintptr_t)p, .get = proof_get};
}

enum err trie_proof_read(const struct trie_proof *p, const u8 root[32], struct slice key,
                         bool *found, struct slice *value)
{
	struct trie_db db = trie_proof_db(p);
	struct arena none = arena_of(NULL, 0); /* the proof lends all it has */
	enum err err = trie_get(&db, root, key, &none, found, value);

	return err == ERR_CORRUPT ? ERR_PROOF : err;
}

struct trie_recorder trie_recorder_init(const struct trie_db *from, struct arena *a)
{
	return (struct trie_recorder){.from = from, .seen = trie_set_init(a)};
}

static bool arena_holds(const struct arena *a, struct slice s)
{
	return (uintptr_t)s.p >= (uintptr_t)a->mem && (uintptr_t)s.p < (uintptr_t)a->mem + a->used;
}

static enum err recorder_get(void *ctx, const u8 hash[32], struct arena *a, struct slice *out)
{
	struct trie_recorder *r = (struct trie_recorder *)ctx;
	const struct trie_item *i = trie_set_find(&r->seen, hash);
	struct slice bytes;

	(void)a;
	if (i != NULL) {
		*out = i->bytes;
		return ERR_OK;
	}
	TRY(r->from->get(r->from->ctx, hash, r->seen.a, &bytes));
	/* A store may lend bytes that its next change moves. */
	if (!arena_holds(r->seen.a, bytes))
		TRY(arena_dup(r->seen.a, bytes, &bytes));
	TRY(trie_set_add(&r->seen, hash, bytes, NULL));
	*out = bytes;
	return ERR_OK;
}

struct trie_db trie_recorder_db(struct trie_recorder *r)
{
	return (struct trie_db){.ctx = r, .get = recorder_get};
}

enum err trie_recorder_proof(const struct trie_recorder *r, struct arena *a, struct slice *out)
{
	struct wr w = wr_arena(a);

	wr_compact(&w, r->seen.num);
	for (const struct trie_item *i = r->seen.first; i != NULL; i = i->next)
		if (i->refs != 0)
			wr_vec(&w, i->bytes);
	return wr_arena_done(&w, a, out);
}

enum err trie_prove(const struct trie_db *db, const u8 root[32], const struct slice *keys,
                    size_t num, struct arena *a, struct slice *out)
{
	struct trie_recorder r = trie_recorder_init(db, a);
	struct trie_db reader = trie_recorder_db(&r);

	for (size_t i = 0; i < num; i++) {
		struct slice value;
		bool found;

		TRY(trie_get(&reader, root, keys[i], a, &found, &value));
	}
	return trie_recorder_proof(&r, a, out);
}
