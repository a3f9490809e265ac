#ifndef RUNTIME_PALLETS_TRANSACTION_PAYMENT_GEN_H
#define RUNTIME_PALLETS_TRANSACTION_PAYMENT_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/transaction_payment/pallet.toml; edit that. */
#include "primitives/gen/transaction_payment_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_transaction_payment;

enum err transaction_payment_next_fee_multiplier_get(struct ctx *c, u128 *out) MUST_CHECK;
enum err transaction_payment_next_fee_multiplier_put(struct ctx *c, u128 v) MUST_CHECK;
enum err transaction_payment_next_fee_multiplier_kill(struct ctx *c) MUST_CHECK;

enum err transaction_payment_deposit_transaction_fee_paid(struct ctx *c, const struct event_transaction_payment_transaction_fee_paid *e) MUST_CHECK;

/* Written by hand in transaction_payment.c. */
enum err transaction_payment_on_finalize(struct ctx *c) MUST_CHECK;

#endif /* RUNTIME_PALLETS_TRANSACTION_PAYMENT_GEN_H */
