#ifndef TRIE_NODE_H
#define TRIE_NODE_H
/* trie/node: the bytes of one trie node, and half-byte strings.
 *
 * Private to this folder. A decoded node borrows from its encoding. Decoding is
 * strict: whatever it accepts, node_encode turns back into the same bytes.
 * Format: NodeCodec and NodeHeader of polkadot-sdk substrate/primitives/trie. */
#include "scale/encode.h"
#include "trie/trie.h"

#define NODE_KIDS 16u
/* A node whose encoding is shorter than a hash stands in its parent itself. */
#define NODE_INLINE_MAX 31u
#define NIBS_MAX        (2 * TRIE_KEY_MAX)

/* nibs is a borrowed run of n nibbles that starts at nibble `at` of p. */
struct nibs {
	const u8 *p;
	u32 at, n;
};

static inline struct nibs nibs_of_key(struct slice key)
{
	return (struct nibs){key.p, 0, (u32)(2 * key.n)};
}

static inline u8 nib_at(struct nibs s, u32 i)
{
	u8 b = s.p[(s.at + i) >> 1];

	return ((s.at + i) & 1) != 0 ? b & 15 : b >> 4;
}

/* nibs_from drops the first n nibbles, nibs_to keeps only them; n <= s.n. */
static inline struct nibs nibs_from(struct nibs s, u32 n)
{
	return (struct nibs){s.p, s.at + n, s.n - n};
}

static inline struct nibs nibs_to(struct nibs s, u32 n)
{
	return (struct nibs){s.p, s.at, n};
}

/* nib_one is the run of the one nibble v. */
struct nibs nib_one(u8 v);
/* nibs_common counts the nibbles that both start with. */
u32 nibs_common(struct nibs a, struct nibs b);
/* nibs_pack writes s from nibble `at` of dst on; those nibbles must be zero. */
void nibs_pack(u8 *dst, u32 at, struct nibs s);

enum value_kind { VALUE_NONE, VALUE_INLINE, VALUE_HASH };

struct node {
	struct nibs part;
	enum value_kind kind;
	struct slice value; /* or its hash */
	/* NULL for a leaf. A reference is empty (no child), a hash of 32 bytes, or
	 * the child's own encoding of at most NODE_INLINE_MAX bytes. */
	const struct slice *kid;
	/* Children that are there, but whose reference a compact proof leaves out. */
	u16 left_out;
};

/* node_decode fills kid[] for a branch. ERR_CORRUPT for anything but a node. */
enum err node_decode(struct slice enc, struct node *out, struct slice kid[NODE_KIDS]) MUST_CHECK;
/* node_decode_compact also takes empty references, and notes them in left_out. */
enum err node_decode_compact(struct slice enc, struct node *out,
                             struct slice kid[NODE_KIDS]) MUST_CHECK;
void node_encode(struct wr *w, const struct node *n);
/* node_load decodes the node that a reference stands for. */
enum err node_load(const struct trie_db *db, struct slice ref, struct arena *a, struct node *out,
                   struct slice kid[NODE_KIDS]) MUST_CHECK;

/* trie_key_after is trie_next_key for a run of nibbles: behind it, or over all keys that
 * begin with it. */
struct nibs_after {
	struct nibs key;
	bool over;
};
enum err trie_key_after(const struct trie_db *db, const u8 root[32], struct nibs_after from,
                        struct arena *a, bool *found, struct slice *next) MUST_CHECK;

static inline bool root_is_empty(const u8 root[32])
{
	return mem_eq(root, trie_empty_root, TRIE_HASH_LEN);
}

#endif /* TRIE_NODE_H */
