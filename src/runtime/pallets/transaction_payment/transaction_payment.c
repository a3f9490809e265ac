#include "runtime/pallets/transaction_payment/transaction_payment.h"

#include "runtime/pallets/system/system.h"
#include "runtime/weights.h"

#define ONE      ((u128)FEE_MULTIPLIER_ONE)
#define VARIABLE (ONE / 1000000u * 75u) /* how fast the multiplier follows the load */

static u128 sat_add(u128 a, u128 b)
{
	u128 r;

	return ADD_OK(a, b, &r) ? r : ~(u128)0;
}

/* times is a * b / 10^18, rounded down, for b of at most 10^18 (a share of something): in two
 * halves, so that nothing overflows. */
static u128 times(u128 a, u128 b)
{
	CHECK(b <= ONE);
	return a / ONE * b + a % ONE * b / ONE;
}

struct balance fee_of_weight(struct weight w)
{
	return bal(w.ref_time);
}

struct balance fee_of_length(u32 length)
{
	return bal((u128)length * FEE_PER_BYTE);
}

/* multiplied is weight * multiplier / 10^18; the largest number if it does not fit. */
static struct balance multiplied(u64 weight, u128 multiplier)
{
	u128 whole, part = multiplier % ONE * weight / ONE;

	if (!MUL_OK(multiplier / ONE, (u128)weight, &whole))
		return bal(~(u128)0);
	return bal(sat_add(whole, part));
}

enum err fee_inclusion(struct ctx *c, struct weight weight, u32 length, struct fee_details *out)
{
	u128 multiplier;

	TRY(transaction_payment_next_fee_multiplier_get(c, &multiplier));
	out->base = bal(WEIGHT_BASE_EXTRINSIC);
	out->length = fee_of_length(length);
	out->weight = multiplied(weight.ref_time, multiplier);
	return ERR_OK;
}

bool fee_total(const struct fee_details *d, struct balance tip, struct balance *out)
{
	return bal_add(out, d->base, d->length) && bal_add(out, *out, d->weight) &&
	       bal_add(out, *out, tip);
}

/* share is part / whole with 18 decimals, for a part of at most the whole. */
static u128 share(u64 part, u64 whole)
{
	return (u128)part * ONE / (whole == 0 ? 1 : whole);
}

/* How far a dimension is from a quarter of its limit. */
struct distance {
	bool above;
	u128 share; /* of the limit, 18 decimals */
};

static struct distance distance_from_target(u64 used, u64 max)
{
	u64 target = max / 4 + (max % 4 > 2); /* to the nearest, halves down */

	return (struct distance){used >= target,
				 share(used >= target ? used - target : target - used, max)};
}

/* What fills the block is the dimension of which a larger part is used. */
static struct distance fullness(struct weight used, struct weight max)
{
	if (used.ref_time > max.ref_time)
		used.ref_time = max.ref_time;
	if (used.proof_size > max.proof_size)
		used.proof_size = max.proof_size;
	if (share(used.ref_time, max.ref_time) < share(used.proof_size, max.proof_size))
		return distance_from_target(used.proof_size, max.proof_size);
	return distance_from_target(used.ref_time, max.ref_time);
}

/* v' = v * (1 + d*k + d^2*k^2/2), d = fullness - 1/4: the first terms of an exponential. */
u128 fee_next_multiplier(u128 previous, struct weight used, struct weight max)
{
	const u128 half_square = times(VARIABLE, VARIABLE) / 2;
	struct distance d = fullness(used, max);
	u128 first = times(VARIABLE, d.share);
	u128 second = times(half_square, times(d.share, d.share));
	u128 step;

	if (previous < FEE_MULTIPLIER_MIN)
		previous = FEE_MULTIPLIER_MIN;
	step = times(previous, d.above ? first + second : first - second);
	if (d.above)
		return sat_add(previous, step);
	return previous - step < FEE_MULTIPLIER_MIN ? FEE_MULTIPLIER_MIN : previous - step;
}

enum err transaction_payment_on_finalize(struct ctx *c)
{
	struct consumed_weight used;
	struct block_weights limits;
	u128 multiplier;

	TRY(system_block_weight_get(c, &used));
	TRY(system_limits_get(c, &limits));
	TRY(transaction_payment_next_fee_multiplier_get(c, &multiplier));
	return transaction_payment_next_fee_multiplier_put(
		c, fee_next_multiplier(multiplier, used.normal, limits.per_class.normal.max_total));
}
