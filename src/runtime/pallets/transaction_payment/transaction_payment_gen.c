/* Made by tools/gen_pallets.py from runtime/pallets/transaction_payment/pallet.toml; edit that. */
#include "runtime/pallets/transaction_payment/transaction_payment_gen.h"

#include "runtime/frame/storage.h"

enum err transaction_payment_next_fee_multiplier_get(struct ctx *c, u128 *out)
{
	struct storage_key k = transaction_payment_next_fee_multiplier_key();
	struct slice raw;
	bool found;

	memset(out, 0, sizeof(*out));
	TRY(state_get(c, &k, &found, &raw));
	if (!found)
		return ERR_OK;
	return state_decoded(transaction_payment_next_fee_multiplier_decode(out, raw));
}

enum err transaction_payment_next_fee_multiplier_put(struct ctx *c, u128 v)
{
	struct storage_key k = transaction_payment_next_fee_multiplier_key();
	struct wr w = wr_arena(c->a);

	wr_u128(&w, v);
	return state_put(c, &k, &w);
}

enum err transaction_payment_next_fee_multiplier_kill(struct ctx *c)
{
	struct storage_key k = transaction_payment_next_fee_multiplier_key();

	return state_kill(c, &k);
}

enum err transaction_payment_deposit_transaction_fee_paid(struct ctx *c, const struct event_transaction_payment_transaction_fee_paid *e)
{
	struct wr w = wr_arena(c->a);

	wr_event_transaction_payment_transaction_fee_paid(&w, e);
	return event_deposit(c, TRANSACTION_PAYMENT_PALLET, TRANSACTION_PAYMENT_EVENT_TRANSACTION_FEE_PAID, &w);
}

const struct pallet pallet_transaction_payment = {
	.index = TRANSACTION_PAYMENT_PALLET,
	.name = "TransactionPayment",
	.on_finalize = transaction_payment_on_finalize,
};
