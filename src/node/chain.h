#ifndef NODE_CHAIN_H
#define NODE_CHAIN_H
/* node/chain: the one chain of blocks: genesis, authoring, import, finality.
 *
 * This node is the chain's only authority, so there are no forks: each block follows the
 * best one. A block is written in one transaction with its state; finality lags two
 * blocks and is a real GRANDPA justification. All bytes that a caller gets lie in the arena
 * that it gave.
 * Crash points: node.author.sealed, node.import.before_commit, node.import.after_commit,
 * node.finalize.before_commit, node.finalize.after_commit.
 * Errors: ERR_GENESIS (the store holds another chain), ERR_HEADER (does not follow the
 * best block, wrong slot or seal), ERR_INVALID (the runtime refuses it; see chain_why),
 * those of node/db.h. A failed call changes nothing. */
#include "crypto/ed25519.h"
#include "crypto/sr25519.h"
#include "node/db.h"
#include "primitives/chain_spec.h"
#include "runtime/runtime.h"

#define CHAIN_FINALITY_LAG 2u
#define CHAIN_KEEP_STATES  256u /* without --archive: states of this many newest blocks */
#define CHAIN_BODY_MAX     (8u << 20)

struct chain {
	struct db *db;
	const struct chain_spec *spec;
	struct db_ref best, finalized;
	u8 best_root[HASH_LEN]; /* state root of the best block */
	u64 best_slot;
	u64 slot_ms;
	const char *why; /* one phrase about the last refusal */
};

/* chain_open writes the genesis state into an empty store, or checks that the store
 * belongs to the spec's chain. spec and db must outlive the chain. */
enum err chain_open(struct chain *c, struct db *db, const struct chain_spec *spec,
		    struct arena *a) MUST_CHECK;

struct chain_block {
	struct db_ref ref;
	struct slice header; /* SCALE, sealed */
	struct slice body;   /* SCALE Vec of extrinsics */
	u32 num_extrinsics;
};

/* Where authoring takes transactions from, in order. */
struct chain_source {
	void *ctx;
	/* next lends one extrinsic; false when there are no more. */
	bool (*next)(void *ctx, struct slice *xt);
	/* applied tells what became of the last one: SCALE of BlockBuilder_apply_extrinsic. */
	void (*applied)(void *ctx, struct slice result);
	/* full is asked before each: true ends the block (time is up). */
	bool (*full)(void *ctx);
};

/* chain_author builds, seals and imports the block of the slot that now_ms lies in. ERR_AGAIN if
 * the best block has that slot already. src may be NULL. */
enum err chain_author(struct chain *c, const struct sr25519_pair *aura, u64 now_ms,
		      const struct chain_source *src, struct arena *a,
		      struct chain_block *out) MUST_CHECK;

/* chain_import takes a sealed block made elsewhere, executes and checks all of it. */
enum err chain_import(struct chain *c, struct slice header, struct slice body, struct arena *a,
		      struct chain_block *out) MUST_CHECK;

/* chain_finalize justifies the block after the finalized one and makes it durable, if it is
 * CHAIN_FINALITY_LAG behind the best. *advanced tells whether there was one; call it until
 * there is none: after a crash there may be two. So every block has its justification. */
enum err chain_finalize(struct chain *c, const struct ed25519_pair *grandpa, struct arena *a,
			bool *advanced) MUST_CHECK;

/* chain_session opens the runtime on the state of a block; end it with db_view_close. */
struct chain_session {
	struct db_view view;
	struct trie_db trie;
	struct runtime_session rt;
	struct db_ref at;
};
enum err chain_session(struct chain *c, u32 number, struct arena *a,
		       struct chain_session *s) MUST_CHECK;

#endif /* NODE_CHAIN_H */
