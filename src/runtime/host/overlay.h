#ifndef RUNTIME_HOST_OVERLAY_H
#define RUNTIME_HOST_OVERLAY_H
/* runtime/host/overlay: the changes of one session over a state that stays as it is.
 *
 * For the native host, and for the blob when it validates a block from a proof: freestanding.
 * Each key that was read or written has one entry, found by hash; a
 * transaction is a mark in a log of overwritten values. Memory comes from the session's
 * arena and is never given back, so slices handed out stay valid. */
#include "base/arena.h"
#include "trie/trie.h"

#define OVERLAY_DEPTH_MAX 32u /* HOST_TRANSACTIONS_MAX */

/* OVERLAY_UNREAD: nobody has asked what the state below holds. A write must not ask either: the
 * proof that a collator makes has no value that its host did not read. */
enum overlay_kind { OVERLAY_ABSENT, OVERLAY_BYTES, OVERLAY_LIST, OVERLAY_UNREAD };

/* A list is kept without its length prefix, with room before and after it, so that
 * appending n events costs n, not n * n. */
struct overlay_value {
	enum overlay_kind kind;
	u8 *p;
	size_t n, cap;
	u32 num;
};

struct overlay_entry {
	struct overlay_entry *next; /* in its bucket */
	struct overlay_entry *all;  /* all entries, newest first */
	struct slice key;
	u64 hash;
	struct overlay_value v;
	bool dirty; /* differs from the state below, or may */
};

struct overlay_undo {
	struct overlay_undo *next;
	struct overlay_entry *e;
	struct overlay_value v;
	bool dirty;
};

struct runtime_overlay {
	const struct trie_db *db;
	const u8 *root;
	struct arena *a;
	struct overlay_entry **buckets;
	size_t num_buckets, num; /* buckets: a power of two */
	struct overlay_entry *all;
	struct overlay_undo *undo;
	struct overlay_undo *marks[OVERLAY_DEPTH_MAX];
	u32 depth;
	u64 seed;
	bool has_plan; /* of the root of all changes; none was made since */
	struct trie_plan plan;
};

/* overlay_seed is the host's: natively a random number of this process (overlay_seed.c), in the
 * blob a hash of the block. Whoever chooses storage keys must not know which of them share a
 * bucket. Nothing that a block holds depends on the order of buckets. Never 0. */
u64 overlay_seed(void);

enum err overlay_init(struct runtime_overlay *o, const struct trie_db *db, const u8 root[32],
		      struct arena *a) MUST_CHECK;
enum err overlay_get(struct runtime_overlay *o, struct slice key, bool *found,
		     struct slice *value) MUST_CHECK;
enum err overlay_set(struct runtime_overlay *o, struct slice key, struct slice value) MUST_CHECK;
enum err overlay_clear(struct runtime_overlay *o, struct slice key) MUST_CHECK;
enum err overlay_append(struct runtime_overlay *o, struct slice key, struct slice item) MUST_CHECK;
enum err overlay_next_key(struct runtime_overlay *o, struct slice key, bool *found,
			  struct slice *next) MUST_CHECK;
enum err overlay_start(struct runtime_overlay *o) MUST_CHECK;
void overlay_commit(struct runtime_overlay *o);
void overlay_rollback(struct runtime_overlay *o);
/* overlay_changes lists what was written, ascending by key. */
enum err overlay_changes(struct runtime_overlay *o, struct trie_change **out,
			 size_t *num) MUST_CHECK;
enum err overlay_root(struct runtime_overlay *o, u8 root[32]) MUST_CHECK;
/* overlay_plan is the root with the nodes that make it, which stay in the arena: asked again
 * without a change in between it costs nothing. For hosts that store the state afterwards. */
enum err overlay_plan(struct runtime_overlay *o, const struct trie_plan **out) MUST_CHECK;

#endif /* RUNTIME_HOST_OVERLAY_H */
