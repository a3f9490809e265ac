#ifndef TRIE_SET_H
#define TRIE_SET_H
/* trie/set: byte strings found by their blake2-256 hash, with reference counts.
 *
 * Serves as index of a proof, as memory of a recorder, and as an in-memory store
 * (trie_set_db). The items form a digital search tree: level d branches on bits
 * 2d and 2d + 1 of the hash. A stranger who picks the items can deepen it by one
 * level only for four times the hashing work, so it needs no balancing and no
 * secret seed.
 * All memory comes from the arena given to trie_set_init and is returned with it;
 * the bytes of items are borrowed by trie_set_add and copied by the store's put. */
#include "trie/trie.h"

struct trie_item {
	u8 hash[32];
	struct slice bytes;
	u64 refs; /* 0: gone, kept only as a junction of the tree */
	struct trie_item *kid[4];
	struct trie_item *next; /* in order of arrival */
};

struct trie_set {
	struct arena *a;
	struct trie_item *top, *first, *last;
	size_t num;   /* items with at least one reference */
	size_t bytes; /* their total length */
};

struct trie_set trie_set_init(struct arena *a);
/* trie_set_find returns the item, or NULL when it is absent or gone. */
const struct trie_item *trie_set_find(const struct trie_set *s, const u8 hash[32]);
/* trie_set_add adds one reference and remembers `bytes`; the caller says that
 * `hash` is theirs. *fresh (may be NULL) tells whether the item was absent. */
enum err trie_set_add(struct trie_set *s, const u8 hash[32], struct slice bytes,
                      bool *fresh) MUST_CHECK;
/* trie_set_db is a store over the set. get lends bytes, put copies them, drop of
 * an absent hash is ERR_CORRUPT. The set must outlive it. */
struct trie_db trie_set_db(struct trie_set *s);

#endif /* TRIE_SET_H */
