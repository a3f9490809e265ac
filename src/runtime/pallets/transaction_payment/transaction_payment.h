#ifndef RUNTIME_PALLETS_TRANSACTION_PAYMENT_H
#define RUNTIME_PALLETS_TRANSACTION_PAYMENT_H
/* pallets/transaction_payment: fee = base + length + weight * multiplier + tip, burned.
 *
 * One picosecond of weight costs one unit, one byte of length FEE_PER_BYTE units; proof size
 * costs nothing. The fee is taken before the call runs; a call that asked for it back gets all
 * but the tip, and one that needed less weight gets the difference.
 * The multiplier is that of Polkadot: blocks that are fuller than a quarter make it rise, by at
 * most 0.006 % a block, emptier ones let it fall, to a tenth at least.
 * Source: polkadot-sdk substrate/frame/transaction-payment lib.rs (TargetedFeeAdjustment),
 * polkadot/runtime/common lib.rs (SlowAdjustingFeeUpdate). */
#include "runtime/pallets/transaction_payment/transaction_payment_gen.h"

#define FEE_PER_BYTE       1000000u
#define FEE_MULTIPLIER_ONE 1000000000000000000u /* 18 decimals */
#define FEE_MULTIPLIER_MIN (FEE_MULTIPLIER_ONE / 10u)
#define FEE_OPERATIONAL    5u /* the virtual tip of an operational call, in fees */

struct fee_details {
	struct balance base, length, weight; /* of the inclusion fee */
};

/* fee_inclusion computes the parts for an extrinsic of `length` bytes. */
enum err fee_inclusion(struct ctx *c, struct weight weight, u32 length,
		       struct fee_details *out) MUST_CHECK;
/* fee_of_weight and fee_of_length are the two rates, without the multiplier. */
struct balance fee_of_weight(struct weight w);
struct balance fee_of_length(u32 length);
/* fee_next_multiplier is the rule by which the multiplier follows the load: `used` of `max`
 * by normal extrinsics. All numbers have 18 decimals. */
u128 fee_next_multiplier(u128 previous, struct weight used, struct weight max);
/* fee_total adds up; false if it does not fit. */
bool fee_total(const struct fee_details *d, struct balance tip, struct balance *out);

#endif /* RUNTIME_PALLETS_TRANSACTION_PAYMENT_H */
