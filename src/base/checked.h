#ifndef BASE_CHECKED_H
#define BASE_CHECKED_H
/* base/checked: arithmetic that cannot wrap in silence, and money.
 *
 * `struct balance` is an amount in the chain's smallest unit. Its raw field is
 * touched only here, in codecs and in fee formulas; everything else adds and
 * subtracts through bal_*, which return false and leave *out alone on overflow. */
#include "base/base.h"

#define ADD_OK(a, b, out) (!__builtin_add_overflow((a), (b), (out)))
#define SUB_OK(a, b, out) (!__builtin_sub_overflow((a), (b), (out)))
#define MUL_OK(a, b, out) (!__builtin_mul_overflow((a), (b), (out)))

struct balance {
	u128 raw;
};

static inline struct balance bal(u128 raw)
{
	return (struct balance){.raw = raw};
}

static inline MUST_CHECK bool bal_add(struct balance *out, struct balance a, struct balance b)
{
	u128 sum;

	if (!ADD_OK(a.raw, b.raw, &sum))
		return false;
	out->raw = sum;
	return true;
}

static inline MUST_CHECK bool bal_sub(struct balance *out, struct balance a, struct balance b)
{
	if (b.raw > a.raw)
		return false;
	out->raw = a.raw - b.raw;
	return true;
}

static inline int bal_cmp(struct balance a, struct balance b)
{
	return a.raw < b.raw ? -1 : a.raw > b.raw;
}

static inline bool bal_is_zero(struct balance a)
{
	return a.raw == 0;
}

/* sat_add_u64 stops at the maximum instead of wrapping. */
static inline u64 sat_add_u64(u64 a, u64 b)
{
	u64 r;

	return ADD_OK(a, b, &r) ? r : UINT64_MAX;
}

static inline u64 sat_mul_u64(u64 a, u64 b)
{
	u64 r;

	return MUL_OK(a, b, &r) ? r : UINT64_MAX;
}

static inline u64 sat_sub_u64(u64 a, u64 b)
{
	return a > b ? a - b : 0;
}

#endif /* BASE_CHECKED_H */
