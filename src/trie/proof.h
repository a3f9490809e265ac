#ifndef TRIE_PROOF_H
#define TRIE_PROOF_H
/* trie/proof: make and check storage proofs (SCALE Vec<Vec<u8>> of trie nodes).
 *
 * A proof is the set of encoded nodes and detached values that a reader touches.
 * Whoever trusts the root need not trust whoever made the proof: every node is
 * found by a hash that a trusted node names. It proves absence as well as
 * presence. trie_proof_open and trie_proof_read take bytes from strangers and are
 * what enclave, runtime and verifier call. The opened proof borrows the input.
 * Format: StorageProof of paritytech/polkadot-sdk substrate/primitives/trie, as
 * in state_getReadProof and the light protocol; entries in any order. */
#include "scale/decode.h"
#include "trie/set.h"

/* Limits for a proof from a stranger. A read of one key in a state of a billion
 * keys takes about ten nodes of at most 600 bytes, plus its value. */
#define TRIE_PROOF_NODES_MAX 16384u
#define TRIE_PROOF_BYTES_MAX (8u << 20)

struct trie_limits {
	u32 nodes_max;
	u32 bytes_max; /* of the whole encoded proof */
};

#define TRIE_LIMITS_DEFAULT ((struct trie_limits){TRIE_PROOF_NODES_MAX, TRIE_PROOF_BYTES_MAX})

struct trie_proof {
	struct trie_set nodes;
};

/* trie_proof_open splits and hashes a proof. ERR_LIMIT beyond the limits,
 * ERR_NONCANONICAL for an entry that occurs twice, ERR_SHORT or ERR_TRAILING for
 * bytes that are no list. */
enum err trie_proof_open(struct trie_proof *p, struct slice bytes, struct trie_limits limits,
                         struct arena *a) MUST_CHECK;
/* trie_proof_read decides whether `key` is in the trie `root` and with which
 * value. ERR_PROOF when an entry is missing or malformed: neither is known. */
enum err trie_proof_read(const struct trie_proof *p, const u8 root[32], struct slice key,
                         bool *found, struct slice *value) MUST_CHECK;
/* trie_proof_db is the proof as a read-only store for trie_next_key, or for
 * trie_apply to compute the root after changes. A missing node is ERR_PROOF. */
struct trie_db trie_proof_db(const struct trie_proof *p);

/* A recorder is a store that reads each hash once from another store and
 * remembers it. What is read stays in the recorder's arena, which readers may use too if they
 * never rewind it. */
struct trie_recorder {
	const struct trie_db *from;
	struct trie_set seen;
};

struct trie_recorder trie_recorder_init(const struct trie_db *from, struct arena *a);
/* trie_recorder_db is what to read through. It has no put and no drop. */
struct trie_db trie_recorder_db(struct trie_recorder *r);
/* trie_recorder_proof encodes all that was read as one proof. */
enum err trie_recorder_proof(const struct trie_recorder *r, struct arena *a,
                             struct slice *out) MUST_CHECK;

/* A compact proof is the nodes in the order of a walk from the root, each without the references
 * to those that follow it: what collators send to validators (CompactProof, encode_compact and
 * decode_compact of the trie-db crate).
 *
 * trie_compact_open reads one trie from r, makes its nodes again and says which root they have;
 * the caller compares. Nodes are written into the arena. ERR_LIMIT, ERR_PROOF for items that are
 * no trie, or too few or too many, and the reader's errors. */
enum err trie_compact_open(struct trie_proof *p, u8 root[32], struct rd *r,
                           struct trie_limits limits, struct arena *a) MUST_CHECK;
/* trie_recorder_compact encodes what was read of the trie at root. */
enum err trie_recorder_compact(const struct trie_recorder *r, const u8 root[32], struct arena *a,
                               struct slice *out) MUST_CHECK;

/* trie_prove makes the proof for reading `keys`, present or absent. */
enum err trie_prove(const struct trie_db *db, const u8 root[32], const struct slice *keys,
                    size_t num, struct arena *a, struct slice *out) MUST_CHECK;

#endif /* TRIE_PROOF_H */
