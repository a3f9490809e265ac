#ifndef TRIE_TRIE_H
#define TRIE_TRIE_H
/* trie/trie: Substrate's base-16 Merkle-Patricia trie over a store of nodes.
 *
 * The trie is a pure function of a root hash and a store that finds bytes by
 * their blake2-256 hash; nothing is cached between calls. The node uses it over
 * its database, the runtime over a proof, the enclave only through trie/proof.h.
 * Freestanding: no libc, no recursion, memory from the caller's arena, which is
 * never rewound. Results borrow from the arena, from the store, or from the
 * arguments, whichever ends first. Out parameters are untouched on failure.
 *
 * Errors: what the store's `get` returned, unchanged (ERR_NOT_FOUND means that a
 * node is missing, not that a key is absent: absence is `*found == false`);
 * ERR_CORRUPT for a node that does not decode; ERR_LIMIT for a key longer than
 * TRIE_KEY_MAX; ERR_NOMEM.
 *
 * Format: state versions 0 and 1 of the Polkadot specification, chapter "State
 * storage trie", and paritytech/polkadot-sdk substrate/primitives/trie. */
#include "base/arena.h"
#include "base/slice.h"

/* A partial key counts its nibbles in 16 bits (NIBBLE_SIZE_BOUND upstream). */
#define TRIE_KEY_MAX  32767u
#define TRIE_HASH_LEN 32u
/* State version 1 stores values of this length or longer under their own hash. */
#define TRIE_DETACH_MIN 33u

/* TRIE_V0 keeps every value inside its node. State is V1, extrinsics roots V0. */
enum trie_version { TRIE_V0, TRIE_V1 };

/* trie_db is where encoded nodes and detached values live, by blake2-256 hash.
 * One reference stands for one place in one trie, so equal subtrees count twice.
 * put and drop may be NULL: then nothing is stored and only roots are computed. */
struct trie_db {
	void *ctx;
	/* get finds bytes; it may copy them to the arena or lend its own. */
	enum err (*get)(void *ctx, const u8 hash[32], struct arena *a, struct slice *out);
	/* put adds one reference; the bytes are only lent for the call. */
	enum err (*put)(void *ctx, const u8 hash[32], struct slice bytes);
	/* drop takes one reference back. */
	enum err (*drop)(void *ctx, const u8 hash[32]);
};

struct trie_pair {
	struct slice key, value;
};

struct trie_change {
	struct slice key;
	struct slice value; /* ignored when del */
	bool del;
};

/* trie_empty_root is blake2_256(0x00); it needs no node in the store. */
extern const u8 trie_empty_root[32];

/* trie_get looks up a key. */
enum err trie_get(const struct trie_db *db, const u8 root[32], struct slice key, struct arena *a,
                  bool *found, struct slice *value) MUST_CHECK;
/* trie_has tells whether a key is there without fetching a detached value. */
enum err trie_has(const struct trie_db *db, const u8 root[32], struct slice key, struct arena *a,
                  bool *found) MUST_CHECK;
/* trie_next_key finds the smallest key greater than `key`, which need not exist.
 * The empty key is the smallest of all; look it up with trie_get. */
enum err trie_next_key(const struct trie_db *db, const u8 root[32], struct slice key,
                       struct arena *a, bool *found, struct slice *next) MUST_CHECK;

/* trie_closest gives the Merkle value of the topmost node at or below `key`: its hash, or
 * its encoding where that is shorter than a hash; always the hash for the root. Such a
 * node need not have a value. "closestDescendantMerkleValue" of the JSON-RPC interface. */
enum err trie_closest(const struct trie_db *db, const u8 root[32], struct slice key,
                      struct arena *a, bool *found, struct slice *merkle_value) MUST_CHECK;
/* trie_next_diff finds the smallest key greater than `key` under which the two tries do
 * not hold the same: changed, or in one of them only. It passes over what they share, so
 * the cost follows the differences and not the size. The empty key is as above. */
struct trie_roots {
	const u8 *a, *b; /* 32 bytes each */
};
enum err trie_next_diff(const struct trie_db *db, struct trie_roots roots, struct slice key,
                        struct arena *a, bool *found, struct slice *next) MUST_CHECK;

/* trie_apply makes one batch of changes, strictly ascending by key (else
 * ERR_INVALID), under state version 1. It reads only nodes on the paths of the
 * keys, plus the remaining child of a branch that collapses, and never an old
 * detached value: a proof that Substrate recorded for the same batch suffices.
 * Then it calls put for each new node and value, and after those drop for each
 * one that is gone. A failure before the first put leaves the store unchanged;
 * if put or drop fails, the caller must roll the store back. Deleting an absent
 * key and writing an equal value change nothing. */
enum err trie_apply(const struct trie_db *db, const u8 root[32], const struct trie_change *changes,
                    size_t num, struct arena *a, u8 new_root[32]) MUST_CHECK;

/* The same in two steps: trie_plan_make computes and keeps in the arena what the store is to be
 * told; trie_plan_store tells it, to any store that holds the trie the plan was made on. The plan
 * borrows from the arena and from the changes' values. Who wants the root first, and the nodes
 * only if it is the right one, makes them once. */
struct trie_note;
struct trie_plan {
	u8 root[32];
	const struct trie_note *puts, *drops;
};
enum err trie_plan_make(const struct trie_db *db, const u8 root[32],
                        const struct trie_change *changes, size_t num, struct arena *a,
                        struct trie_plan *out) MUST_CHECK;
enum err trie_plan_store(const struct trie_plan *p, const struct trie_db *db) MUST_CHECK;

/* trie_root computes a root from scratch. Pairs are strictly ascending by key,
 * else ERR_INVALID. The arena is left as it was. */
enum err trie_root(enum trie_version version, const struct trie_pair *pairs, size_t num,
                   struct arena *a, u8 root[32]) MUST_CHECK;

/* trie_ordered_root is the extrinsics root: item i under key Compact(i), V0.
 * At most TRIE_ORDERED_MAX items. The arena is left as it was. */
#define TRIE_ORDERED_MAX (1u << 22)
enum err trie_ordered_root(const struct slice *items, size_t num, struct arena *a,
                           u8 root[32]) MUST_CHECK;

#endif /* TRIE_TRIE_H */
