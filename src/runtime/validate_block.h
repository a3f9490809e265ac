#ifndef RUNTIME_VALIDATE_BLOCK_H
#define RUNTIME_VALIDATE_BLOCK_H
/* runtime/validate_block: is this a block of the parachain? What validators of the relay chain run.
 *
 * Arguments: parent head, block data (a block and a compact proof of the state that it touches),
 * number and storage root of the relay parent. Everything comes from strangers. The state is the
 * proof's, served by an overlay: no storage function of the host is called. The block's seal must
 * be the slot's author's, and the block must have been told what the validators know.
 * ParachainBlockData V0, and V1 with one block: a collator makes more of them only for a runtime
 * whose CollectCollationInfo is of version 3. What stands behind the arguments that we know is
 * left alone: upstream may add to them.
 * Errors: ERR_INVALID with c->why, ERR_NOMEM, ERR_PROOF when the proof lacks what the block reads.
 * Source: polkadot-sdk cumulus/pallets/parachain-system/src/validate_block,
 * cumulus/primitives/core/src/parachain_block_data.rs, polkadot/parachain/src/primitives.rs. */
#include "runtime/frame/frame.h"

/* The largest block with its proof that a relay chain hands to validators: MAX_POV_SIZE. */
#define POV_SIZE_MAX  (16u << 20)
#define POV_NODES_MAX 262144u

/* Arenas for the proof's nodes, and for what the block changes. c->a is scratch. */
enum err validate_block(struct ctx *c, struct slice args, struct arena *proof,
			struct arena *changes, struct wr *out) MUST_CHECK;

#endif /* RUNTIME_VALIDATE_BLOCK_H */
