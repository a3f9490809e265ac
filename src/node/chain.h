#ifndef NODE_CHAIN_H
#define NODE_CHAIN_H
/* node/chain: the one chain of blocks: genesis, authoring, import, finality.
 *
 * This node holds the keys of the chain's authorities, so there are no forks: each block
 * follows the best one. A block is written in one transaction with its state; finality lags two
 * blocks and is a real GRANDPA justification, by the authorities that are in force before the
 * block: one that hands over to others is the last that they finalize. Who that is follows from
 * finalized headers alone, as for a light client. All bytes that a caller gets lie in the
 * arena that it gave.
 * Crash points: node.author.sealed, node.import.before_commit, node.import.after_commit,
 * node.finalize.before_commit, node.finalize.after_commit.
 * Errors: ERR_GENESIS (the store holds another chain), ERR_HEADER (does not follow the
 * best block, wrong slot or seal), ERR_INVALID (the runtime refuses it; see chain_why),
 * ERR_DENIED (not signed: the keys that it takes are not here), ERR_UNSUPPORTED (a forced or
 * delayed change of authorities),
 * those of node/db.h. A failed call changes nothing. */
#include "crypto/ed25519.h"
#include "crypto/sr25519.h"
#include "node/db.h"
#include "primitives/chain_spec.h"
#include "primitives/gen/aura_gen.h"
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
	struct aura_authorities aura; /* who makes the block after the best one */
	struct authority_set voters;  /* who finalizes the block after the finalized one */
	/* The runtime that the program links, by the hash of what stands under `:code`. When
	 * the chain's is another one, the best block is the last that this program can make or
	 * check. */
	bool compares_code, foreign;
	u8 linked[HASH_LEN], code[HASH_LEN];
	const char *why; /* one phrase about the last refusal */
};

/* chain_open writes the genesis state into an empty store, or checks that the store
 * belongs to the spec's chain. spec and db must outlive the chain. */
enum err chain_open(struct chain *c, struct db *db, const struct chain_spec *spec,
		    struct arena *a) MUST_CHECK;

/* chain_link says which runtime the program links: blake2_256 of its blob. Blocks on top of a
 * state with other code, or none, are then refused (ERR_UNSUPPORTED, c->foreign; c->code is the
 * hash that it takes, all zero without code), and finality catches up with the best block. */
enum err chain_link(struct chain *c, const u8 linked[HASH_LEN], struct arena *a) MUST_CHECK;

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

/* chain_slot_author is the key that seals the block of the slot that now_ms lies in. */
const u8 *chain_slot_author(const struct chain *c, u64 now_ms);

/* chain_author builds, seals and imports the block of the slot that now_ms lies in. ERR_AGAIN if
 * the best block has that slot already, ERR_DENIED if it is not this key's. src may be NULL. */
enum err chain_author(struct chain *c, const struct sr25519_pair *aura, u64 now_ms,
		      const struct chain_source *src, struct arena *a,
		      struct chain_block *out) MUST_CHECK;

/* chain_import takes a sealed block made elsewhere, executes and checks all of it. */
enum err chain_import(struct chain *c, struct slice header, struct slice body, struct arena *a,
		      struct chain_block *out) MUST_CHECK;

/* Which keys there are to sign with. find returns NULL for one that is not held. */
struct chain_votes {
	void *ctx;
	const struct ed25519_pair *(*find)(void *ctx, const u8 pub[32]);
};

/* chain_finalize justifies the block after the finalized one and makes it durable, if it is
 * CHAIN_FINALITY_LAG behind the best, with the votes of all authorities whose keys are here;
 * ERR_DENIED if they are too few. *advanced tells whether there was one; call it until
 * there is none: after a crash there may be two. So every block has its justification. */
enum err chain_finalize(struct chain *c, const struct chain_votes *votes, struct arena *a,
			bool *advanced) MUST_CHECK;

/* chain_finalize_by takes a justification made elsewhere for a block between the finalized and
 * the best one, which must be the next unless all between keep the authorities. ERR_STALE, or
 * those of consensus/grandpa.h; ERR_TARGET if it is for a block that is not ours. */
enum err chain_finalize_by(struct chain *c, struct slice justification) MUST_CHECK;

/* chain_authority_set is the set that block `number`, at most one above the finalized one, is
 * finalized by. ERR_STALE beyond. */
enum err chain_authority_set(struct chain *c, u32 number, struct authority_set *out) MUST_CHECK;

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
