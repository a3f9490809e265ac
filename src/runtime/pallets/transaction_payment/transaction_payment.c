#include "runtime/pallets/transaction_payment/transaction_payment.h"

#include "runtime/pallets/system/system.h"

/* multiplied is weight * multiplier / 10^18, in two halves so that it cannot overflow
 * for multipliers below 2^64. */
static struct balance multiplied(u64 weight, u128 multiplier)
{
	u128 whole = multiplier / FEE_MULTIPLIER_ONE, part = multiplier % FEE_MULTIPLIER_ONE;

	if (whole > UINT64_MAX)
		whole = UINT64_MAX;
	return bal(whole * weight + part * weight / FEE_MULTIPLIER_ONE);
}

enum err fee_inclusion(struct ctx *c, u64 weight, u32 length, struct fee_details *out)
{
	u128 multiplier;

	TRY(transaction_payment_next_fee_multiplier_get(c, &multiplier));
	out->base = bal(SYSTEM_WEIGHT_BASE);
	out->length = bal((u128)length * FEE_PER_BYTE);
	out->weight = multiplied(weight, multiplier);
	return ERR_OK;
}

bool fee_total(const struct fee_details *d, struct balance tip, struct balance *out)
{
	return bal_add(out, d->base, d->length) && bal_add(out, *out, d->weight) &&
	       bal_add(out, *out, tip);
}
