#ifndef PRIMITIVES_GEN_TRANSACTION_PAYMENT_GEN_H
#define PRIMITIVES_GEN_TRANSACTION_PAYMENT_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/transaction_payment/pallet.toml; edit that. */
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define TRANSACTION_PAYMENT_PALLET 11u

enum transaction_payment_event {
	TRANSACTION_PAYMENT_EVENT_TRANSACTION_FEE_PAID = 0,
};

/* storage TransactionPayment.NextFeeMultiplier: u128. 18 decimals. */
struct storage_key transaction_payment_next_fee_multiplier_key(void);
enum err transaction_payment_next_fee_multiplier_decode(u128 *out, struct slice raw) MUST_CHECK;

/* event TransactionPayment.TransactionFeePaid. */
struct event_transaction_payment_transaction_fee_paid {
	u8 who[32];
	struct balance actual_fee;
	struct balance tip;
};
void rd_event_transaction_payment_transaction_fee_paid(struct rd *r, struct event_transaction_payment_transaction_fee_paid *out);
void wr_event_transaction_payment_transaction_fee_paid(struct wr *w, const struct event_transaction_payment_transaction_fee_paid *in);

#endif /* PRIMITIVES_GEN_TRANSACTION_PAYMENT_GEN_H */
