#ifndef RUNTIME_PALLETS_SYSTEM_H
#define RUNTIME_PALLETS_SYSTEM_H
/* pallets/system: accounts, the block's bookkeeping, its digest and its limits.
 *
 * Other pallets use the generated accessors (system_account_get, system_number_get,
 * system_block_hash_get: zero for an unknown block) and the functions here. */
#include "primitives/header.h"
#include "runtime/pallets/system/system_gen.h"

#define SYSTEM_BLOCK_HASH_COUNT 2400u
#define SYSTEM_SS58_PREFIX      30u

/* Limits of a block. It may take as long to execute as its slot, but no more than two seconds,
 * and hold 5 MiB. Normal extrinsics may use three quarters of each, so that inherents and
 * operational calls always find room. Proof size is bounded where there is a relay chain.
 * Why a whole slot: the author has checked signatures before, in the pool, and nobody else has
 * to vote within the slot; docs/decisions/0007-how-much-fits-into-a-block.md. */
#define SYSTEM_LENGTH_MAX     5242880u
#define SYSTEM_NORMAL_PERCENT 75u
#define SYSTEM_REF_TIME_MAX   2000000000000u /* picoseconds */

extern const struct block_length system_block_length;
extern const struct runtime_db_weight system_db_weight;

enum err system_limits_get(struct ctx *c, struct block_weights *out) MUST_CHECK;
/* system_limits is for metadata: what the limits are if the state says nothing else. */
struct block_weights system_limits(struct ctx *c);
const struct weights_per_class *system_class_limits(const struct block_weights *w, u8 class);

/* system_initialize opens block `number` and forgets the last one's events. Of the
 * digest only pre-runtime items count: the runtime makes the others itself. */
enum err system_initialize(struct ctx *c, u32 number, const u8 parent[32],
			   const struct header *digest) MUST_CHECK;
/* system_digest reads the digest so far into h->items, borrowing from the host. */
enum err system_digest(struct ctx *c, struct header *h) MUST_CHECK;
enum err system_deposit_log(struct ctx *c, enum digest_kind kind, const u8 engine[4],
			    struct slice data) MUST_CHECK;

/* The index of the extrinsic that runs now. */
enum err system_extrinsic_index(struct ctx *c, u32 *index) MUST_CHECK;
enum err system_set_extrinsic_index(struct ctx *c, u32 index) MUST_CHECK;

/* system_check_code wants this runtime's successor: the same name and a higher version.
 * system_put_code makes code the runtime of the next block, in whoever can run it. */
enum err system_check_code(struct ctx *c, struct slice code) MUST_CHECK;
enum err system_put_code(struct ctx *c, struct slice code) MUST_CHECK;

/* system_genesis_hash is BlockHash[0]. */
/* system_note_upgrade remembers which runtime makes this block; *upgraded if another one made the
 * block before, which had the spec_version *from. */
enum err system_note_upgrade(struct ctx *c, bool *upgraded, u32 *from) MUST_CHECK;
enum err system_genesis_hash(struct ctx *c, u8 hash[32]) MUST_CHECK;

#endif /* RUNTIME_PALLETS_SYSTEM_H */
