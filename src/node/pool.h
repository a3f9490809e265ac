#ifndef NODE_POOL_H
#define NODE_POOL_H
/* node/pool: transactions that wait for a block.
 *
 * Holds extrinsics that the runtime found valid, with the tags it gave, in two queues: a
 * transaction is ready when every tag it requires is provided by the chain or by a ready one,
 * and waits otherwise. Of ready ones that provide the same tag, one stays: a newcomer must
 * have more priority than all it replaces together. Pure data structure: it calls neither
 * runtime nor store nor clock; node/node.h feeds it.
 *
 * Limits: POOL_TXS_MAX ready ones of POOL_BYTES_MAX; POOL_FUTURES_MAX that wait, of
 * POOL_FUTURE_BYTES_MAX; POOL_TAGS_MAX tags each. Beyond them the lowest priority among the
 * ready leaves, the youngest of equals; of those that wait, the oldest, whatever it promises:
 * it may never apply. Who left for good (included, invalid, dropped, removed by hand) is
 * banned for POOL_BAN_MS; the oldest of more than POOL_BANS_MAX bans is forgotten.
 *
 * Ownership: copies bytes on entry. Slices that it lends live until the next pool_* call
 * that removes. Cost of a call does not grow with the pool, but for pool_order, which sorts,
 * and pool_each and pool_expire.
 * Follows polkadot-sdk substrate/client/transaction-pool (graph/base_pool.rs, ready.rs,
 * future.rs, rotator.rs), with these differences: who required one that left waits again
 * instead of leaving too; among equals newcomers lose, so a flood drives nobody out. */
#include "base/slice.h"

#define POOL_TXS_MAX          8192u /* ready */
#define POOL_BYTES_MAX        (20u << 20)
#define POOL_FUTURES_MAX      512u /* that wait for others */
#define POOL_FUTURE_BYTES_MAX (1u << 20)
#define POOL_TAGS_MAX         4u
#define POOL_TAG_LEN          16u /* blake2_128 of the runtime's tag */
#define POOL_BAN_MS           1800000u
#define POOL_BANS_MAX         16384u

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
	u32 at;         /* the block at which it was checked */
};

struct pool;
struct pool_tx;

/* Told about each change of state of each transaction, from inside pool calls. */
typedef void pool_watch(void *ctx, const u8 hash[32], enum pool_status s, const u8 at[32]);

enum err pool_new(struct pool **out, pool_watch *watch, void *ctx) MUST_CHECK;
void pool_free(struct pool *p);
/* pool_clock says what time it is, on a clock that never goes back; bans count by it. */
void pool_clock(struct pool *p, u64 now_ms);

/* pool_validity_decode reads SCALE ValidTransaction as of block `number`. ERR_LIMIT for
 * more tags than we keep. */
enum err pool_validity_decode(struct pool_validity *out, struct slice scale,
			      u32 number) MUST_CHECK;

/* pool_known: ERR_EXISTS (it is here), ERR_DENIED (banned), or ERR_OK. Cheaper than checking. */
enum err pool_known(const struct pool *p, const u8 hash[32]) MUST_CHECK;
/* pool_add: those of pool_known; ERR_CONFLICT (pool_rivals have no less priority); ERR_FULL
 * (and nothing in it has less); ERR_STATE (it requires what it provides itself);
 * ERR_NOT_FOUND (it provides nothing, so it has no place). */
enum err pool_add(struct pool *p, const u8 hash[32], struct slice xt,
		  const struct pool_validity *v) MUST_CHECK;
/* pool_rivals is the priority of all that provide one of its tags, together. */
u64 pool_rivals(const struct pool *p, const struct pool_validity *v);
bool pool_has(const struct pool *p, const u8 hash[32]);
/* pool_provides tells whether a ready one provides a tag of the runtime's. */
bool pool_provides(const struct pool *p, struct slice tag);

u32 pool_num(const struct pool *p);
u32 pool_num_ready(const struct pool *p);
size_t pool_bytes(const struct pool *p);
u32 pool_num_bans(const struct pool *p);

/* pool_order starts a walk over the ready ones: by priority, then by age, each after
 * those that it requires. pool_next ends with NULL. The pool must not change in between. */
void pool_order(struct pool *p);
const struct pool_tx *pool_next(struct pool *p);
/* pool_find is NULL when there is none. */
const struct pool_tx *pool_find(const struct pool *p, const u8 hash[32]);
struct slice pool_tx_bytes(const struct pool_tx *t);
const u8 *pool_tx_hash(const struct pool_tx *t);

/* pool_included takes one out that a block holds: its tags are now the chain's. */
void pool_included(struct pool *p, const u8 hash[32], const u8 block[32]);
/* pool_reject takes one out that does not apply any more; who requires it waits again. */
void pool_reject(struct pool *p, const u8 hash[32]);
/* pool_ban keeps a hash out that was never in. */
void pool_ban(struct pool *p, const u8 hash[32]);
/* pool_expire takes out what is no longer valid after block `number`. */
void pool_expire(struct pool *p, u32 number);
/* pool_stalest is the one that was checked longest ago, if that was before block `number`;
 * else NULL. pool_checked notes what the runtime says now about one that is in. */
const struct pool_tx *pool_stalest(const struct pool *p, u32 number);
void pool_checked(struct pool *p, const u8 hash[32], const struct pool_validity *v);
/* pool_each calls fn for every transaction: the ready ones, then those that wait, each queue
 * oldest first. */
void pool_each(const struct pool *p, void (*fn)(void *ctx, struct slice xt, bool ready),
	       void *ctx);

#endif /* NODE_POOL_H */
