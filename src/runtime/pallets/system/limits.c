/* How much fits into a block. */
#include "primitives/gen/aura_gen.h"
#include "runtime/frame/storage.h"
#include "runtime/pallets/system/system.h"
#include "runtime/profiles/profile.h"
#include "runtime/weights.h"

#define PS_PER_MS            1000000000u
#define INITIALIZE_PERCENT   5u /* of a block, on average, for what comes before extrinsics */
#define NORMAL_LENGTH_MAX    (SYSTEM_LENGTH_MAX / 100 * SYSTEM_NORMAL_PERCENT)

const struct block_length system_block_length = {
	.max = {.normal = NORMAL_LENGTH_MAX,
		.operational = SYSTEM_LENGTH_MAX,
		.mandatory = SYSTEM_LENGTH_MAX},
};
const struct runtime_db_weight system_db_weight = {WEIGHT_DB_READ, WEIGHT_DB_WRITE};

/* One extrinsic may fill its class but for what every block needs for itself. */
static struct weights_per_class class_of(struct weight max_block, struct weight total)
{
	struct weights_per_class out = {.base_extrinsic = {WEIGHT_BASE_EXTRINSIC, 0},
					.has_max_extrinsic = true,
					.has_max_total = true,
					.max_total = total};
	struct weight init = {.ref_time = weight_part(max_block, INITIALIZE_PERCENT).ref_time};

	out.max_extrinsic = weight_sub(weight_sub(total, init), out.base_extrinsic);
	return out;
}

static struct block_weights limits_of(u64 slot_ms)
{
	struct block_weights out = {.base_block = {WEIGHT_BASE_BLOCK, 0}};
	struct weight max = {sat_mul_u64(slot_ms, PS_PER_MS), profile_proof_size_max};

	if (slot_ms == 0 || max.ref_time > SYSTEM_REF_TIME_MAX)
		max.ref_time = SYSTEM_REF_TIME_MAX;
	out.max_block = max;
	out.per_class.normal = class_of(max, weight_part(max, SYSTEM_NORMAL_PERCENT));
	out.per_class.normal.has_reserved = true; /* of nothing */
	out.per_class.operational = class_of(max, max);
	out.per_class.operational.has_reserved = true;
	out.per_class.operational.reserved =
		weight_sub(max, weight_part(max, SYSTEM_NORMAL_PERCENT));
	out.per_class.mandatory.base_extrinsic.ref_time = WEIGHT_BASE_EXTRINSIC;
	return out;
}

/* The slot duration is a row of Aura, which uses this pallet; so it is read by its key. */
enum err system_limits_get(struct ctx *c, struct block_weights *out)
{
	struct storage_key k = aura_slot_duration_key();
	struct slice raw;
	u64 slot_ms = 0;
	bool found;

	TRY(state_get(c, &k, &found, &raw));
	if (found)
		TRY(state_decoded(aura_slot_duration_decode(&slot_ms, raw)));
	*out = limits_of(slot_ms);
	return ERR_OK;
}

struct block_weights system_limits(struct ctx *c)
{
	struct block_weights out;

	return system_limits_get(c, &out) == ERR_OK ? out : limits_of(0);
}

const struct weights_per_class *system_class_limits(const struct block_weights *w, u8 class)
{
	if (class == DISPATCH_CLASS_MANDATORY)
		return &w->per_class.mandatory;
	return class == DISPATCH_CLASS_OPERATIONAL ? &w->per_class.operational
						   : &w->per_class.normal;
}
