#ifndef RUNTIME_EXECUTIVE_H
#define RUNTIME_EXECUTIVE_H
/* runtime/executive: the life of a block: open, apply extrinsics, close.
 *
 * Called by the entry points only. Failure means that the block is bad (c->why says so).
 * Source: polkadot-sdk substrate/frame/executive. */
#include "primitives/header.h"
#include "runtime/checks.h"

enum err executive_initialize(struct ctx *c, const struct header *h) MUST_CHECK;
/* executive_apply runs one extrinsic. *v is VALIDITY_OK when it is in the block, even if
 * its call failed (*failed, c->error); otherwise nothing has changed. */
enum err executive_apply(struct ctx *c, struct slice encoded, enum validity *v,
			 bool *failed) MUST_CHECK;
/* executive_finalize makes the header; its digest borrows from the host. */
enum err executive_finalize(struct ctx *c, struct header *out) MUST_CHECK;
/* executive_execute runs a whole block (header without seal, extrinsics) and compares. */
enum err executive_execute(struct ctx *c, struct rd *block) MUST_CHECK;
/* rd_xt reads one extrinsic of a list, with its length prefix. */
struct slice rd_xt(struct rd *r);

#endif /* RUNTIME_EXECUTIVE_H */
