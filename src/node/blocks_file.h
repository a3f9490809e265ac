#ifndef NODE_BLOCKS_FILE_H
#define NODE_BLOCKS_FILE_H
/* node/blocks_file: a chain's blocks in one file, to move them, keep them, or mend a store.
 *
 * The bytes of a file are a stranger's: each block is executed and each justification verified,
 * as if it came from a peer. Importing goes on where the chain is; blocks that it has must be
 * the same (ERR_GENESIS otherwise).
 * Format: that of Substrate's `export-blocks --binary` (polkadot-sdk
 * substrate/client/service/src/chain_ops): number of blocks, u64 LE; then each as SignedBlock:
 * header ++ Vec<extrinsic> ++ Option<Vec<([u8; 4], Bytes)>> of justifications.
 * Errors: the readers' for a file that is none; those of chain.h (chain.why says more). */
#include "node/chain.h"

struct blocks_progress {
	void *ctx;
	/* Told after each block. */
	void (*block)(void *ctx, u32 number);
};

/* blocks_export gives blocks from..to, piece by piece. ERR_NOT_FOUND if one is not there. */
struct blocks_sink {
	void *ctx;
	enum err (*put)(void *ctx, struct slice bytes);
};
enum err blocks_export(struct chain *c, u32 from, u32 to, const struct blocks_sink *sink,
		       const struct blocks_progress *p) MUST_CHECK;

/* blocks_import takes a whole file. a is rewound after each block. */
enum err blocks_import(struct chain *c, struct slice file, struct arena *a,
		       const struct blocks_progress *p) MUST_CHECK;

#endif /* NODE_BLOCKS_FILE_H */
