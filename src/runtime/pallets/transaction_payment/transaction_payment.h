#ifndef RUNTIME_PALLETS_TRANSACTION_PAYMENT_H
#define RUNTIME_PALLETS_TRANSACTION_PAYMENT_H
/* pallets/transaction_payment: fee = base + length + weight * multiplier + tip, burned.
 *
 * One picosecond of weight costs one unit, one byte of length FEE_PER_BYTE units. The fee
 * is taken before the call runs; a call that asked for it back gets all but the tip. */
#include "runtime/pallets/transaction_payment/transaction_payment_gen.h"

#define FEE_PER_BYTE       1000000u
#define FEE_MULTIPLIER_ONE 1000000000000000000u /* 18 decimals */

struct fee_details {
	struct balance base, length, weight; /* of the inclusion fee */
};

/* fee_inclusion computes the parts for an extrinsic of `length` bytes. */
enum err fee_inclusion(struct ctx *c, u64 weight, u32 length, struct fee_details *out) MUST_CHECK;
/* fee_total adds up; false if it does not fit. */
bool fee_total(const struct fee_details *d, struct balance tip, struct balance *out);

#endif /* RUNTIME_PALLETS_TRANSACTION_PAYMENT_H */
