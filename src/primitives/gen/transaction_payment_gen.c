/* Made by tools/gen_pallets.py from runtime/pallets/transaction_payment/pallet.toml; edit that. */
#include "primitives/gen/transaction_payment_gen.h"

struct storage_key transaction_payment_next_fee_multiplier_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("TransactionPayment"), SLICE_LIT("NextFeeMultiplier"));

	return k;
}

enum err transaction_payment_next_fee_multiplier_decode(u128 *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_u128(&r);
	return rd_end(&r);
}

void rd_event_transaction_payment_transaction_fee_paid(struct rd *r, struct event_transaction_payment_transaction_fee_paid *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->who, 32);
	out->actual_fee = rd_balance(r);
	out->tip = rd_balance(r);
}

void wr_event_transaction_payment_transaction_fee_paid(struct wr *w, const struct event_transaction_payment_transaction_fee_paid *in)
{
	wr_bytes(w, in->who, 32);
	wr_balance(w, in->actual_fee);
	wr_balance(w, in->tip);
}
