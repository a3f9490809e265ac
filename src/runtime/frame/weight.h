#ifndef RUNTIME_FRAME_WEIGHT_H
#define RUNTIME_FRAME_WEIGHT_H
/* runtime/frame/weight: arithmetic of weights, in two dimensions that never mix.
 *
 * ref_time is picoseconds on the machine that the descriptors' numbers were measured on;
 * proof_size is bytes of state that a validator without state needs. Saturating.
 * Source: polkadot-sdk substrate/primitives/weights weight_v2.rs. */
#include "base/checked.h"
#include "primitives/gen/system_gen.h"

static inline struct weight weight_add(struct weight a, struct weight b)
{
	return (struct weight){sat_add_u64(a.ref_time, b.ref_time),
			       sat_add_u64(a.proof_size, b.proof_size)};
}

static inline struct weight weight_sub(struct weight a, struct weight b)
{
	return (struct weight){sat_sub_u64(a.ref_time, b.ref_time),
			       sat_sub_u64(a.proof_size, b.proof_size)};
}

/* weight_fits tells whether neither dimension is above its limit. */
static inline bool weight_fits(struct weight a, struct weight limit)
{
	return a.ref_time <= limit.ref_time && a.proof_size <= limit.proof_size;
}

/* weight_part is `percent` of it; a dimension without limit stays so. */
static inline struct weight weight_part(struct weight a, u32 percent)
{
	if (a.ref_time != UINT64_MAX)
		a.ref_time = a.ref_time / 100 * percent;
	if (a.proof_size != UINT64_MAX)
		a.proof_size = a.proof_size / 100 * percent;
	return a;
}

#endif /* RUNTIME_FRAME_WEIGHT_H */
