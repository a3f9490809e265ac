#ifndef NODE_POOL_H
#define NODE_POOL_H
/* node/pool: transactions that wait for a block.
 *
 * Holds extrinsics that the runtime found valid, with the tags it gave: a transaction is
 * ready when every tag it requires is provided by the chain or by a ready one. Of two that
 * provide the same tag the one with the higher priority stays. Pure data structure: it
 * calls neither runtime nor store; node/node.h feeds it.
 *
 * Ownership: copies bytes on entry. Slices that it lends live until the next pool_* call
 * that removes. Cost per call is constant but for pool_order, which sorts.
 * Limits: POOL_TXS_MAX transactions, POOL_FUTURES_MAX of them not ready, POOL_BYTES_MAX bytes,
 * POOL_TAGS_MAX tags each. */
#include "base/slice.h"

#define POOL_TXS_MAX     8192u
#define POOL_FUTURES_MAX 1024u /* of them that wait for others */
#define POOL_BYTES_MAX   (32u << 20)
#define POOL_TAGS_MAX    4u
#define POOL_TAG_LEN     16u /* blake2_128 of the runtime's tag */

enum pool_status {
	POOL_FUTURE, /* waits for another transaction */
	POOL_READY,
	POOL_IN_BLOCK, /* `at` is the block */
	POOL_USURPED,  /* replaced; `at` is the hash of the other */
	POOL_INVALID,  /* the chain moved on and it can no longer apply */
	POOL_DROPPED,  /* the pool is full */
	NUM_POOL_STATUSES
};

/* What the runtime says about a valid transaction. */
struct pool_validity {
	u64 priority;
	u32 num_requires, num_provides;
	u8 requires[POOL_TAGS_MAX][POOL_TAG_LEN];
	u8 provides[POOL_TAGS_MAX][POOL_TAG_LEN];
	u64 valid_till; /* last block number */
};

struct pool;
struct pool_tx;

/* Told about each change of state of each transaction, from inside pool calls. */
typedef void pool_watch(void *ctx, const u8 hash[32], enum pool_status s, const u8 at[32]);

enum err pool_new(struct pool **out, pool_watch *watch, void *ctx) MUST_CHECK;
void pool_free(struct pool *p);

/* pool_validity_decode reads SCALE ValidTransaction as of block `number`. ERR_LIMIT for
 * more tags than we keep. */
enum err pool_validity_decode(struct pool_validity *out, struct slice scale,
			      u32 number) MUST_CHECK;

/* pool_add: ERR_EXISTS (same bytes), ERR_CONFLICT (another with the same tag and no lower
 * priority), ERR_FULL (and nothing in it waits or has a lower priority). */
enum err pool_add(struct pool *p, const u8 hash[32], struct slice xt,
		  const struct pool_validity *v) MUST_CHECK;
bool pool_has(const struct pool *p, const u8 hash[32]);
u32 pool_num(const struct pool *p);
u32 pool_num_ready(const struct pool *p);

/* pool_order starts a walk over the ready ones: by priority, then by age, each after
 * those that it requires. pool_next ends with NULL. The pool must not change in between. */
void pool_order(struct pool *p);
const struct pool_tx *pool_next(struct pool *p);
struct slice pool_tx_bytes(const struct pool_tx *t);
const u8 *pool_tx_hash(const struct pool_tx *t);

/* pool_included takes one out that a block holds: its tags are now the chain's. */
void pool_included(struct pool *p, const u8 hash[32], const u8 block[32]);
/* pool_reject takes one out that does not apply any more; who requires it waits again. */
void pool_reject(struct pool *p, const u8 hash[32]);
/* pool_expire takes out what is no longer valid after block `number`. */
void pool_expire(struct pool *p, u32 number);
/* pool_each calls fn for every transaction, oldest first. */
void pool_each(const struct pool *p, void (*fn)(void *ctx, struct slice xt, bool ready),
	       void *ctx);

#endif /* NODE_POOL_H */
