/* What compilers call for __int128 where the machine has no instruction: the names and
 * results of LLVM's compiler-rt, lib/builtins. Only halves are used here, so that nothing
 * calls itself. */
#include "base/base.h"

__extension__ typedef __int128 s128;

u128 __multi3(u128 a, u128 b);
u128 __udivti3(u128 a, u128 b);
u128 __umodti3(u128 a, u128 b);
s128 __divti3(s128 a, s128 b);
s128 __modti3(s128 a, s128 b);
u128 __ashlti3(u128 a, int by);
u128 __lshrti3(u128 a, int by);
s128 __ashrti3(s128 a, int by);

struct halves {
	u64 lo, hi;
};

static struct halves split(u128 v)
{
	return (struct halves){(u64)v, (u64)(v >> 64)};
}

static u128 join(struct halves h)
{
	return (u128)h.hi << 64 | h.lo;
}

static struct halves mul64(u64 a, u64 b)
{
	u64 a0 = (u32)a, a1 = a >> 32, b0 = (u32)b, b1 = b >> 32;
	u64 low = a0 * b0, mid = a1 * b0 + (low >> 32), mid2 = a0 * b1 + (u32)mid;

	return (struct halves){mid2 << 32 | (u32)low, a1 * b1 + (mid >> 32) + (mid2 >> 32)};
}

u128 __multi3(u128 a, u128 b)
{
	struct halves x = split(a), y = split(b), r = mul64(x.lo, y.lo);

	r.hi += x.lo * y.hi + x.hi * y.lo;
	return join(r);
}

static struct halves shl(struct halves h, unsigned by)
{
	if (by >= 64)
		return (struct halves){0, h.lo << (by - 64)};
	return by == 0 ? h : (struct halves){h.lo << by, h.hi << by | h.lo >> (64 - by)};
}

static struct halves shr(struct halves h, unsigned by)
{
	if (by >= 64)
		return (struct halves){h.hi >> (by - 64), 0};
	return by == 0 ? h : (struct halves){h.lo >> by | h.hi << (64 - by), h.hi >> by};
}

u128 __ashlti3(u128 a, int by)
{
	return join(shl(split(a), (unsigned)by));
}

u128 __lshrti3(u128 a, int by)
{
	return join(shr(split(a), (unsigned)by));
}

s128 __ashrti3(s128 a, int by)
{
	struct halves sign = {0, 0}, h = shr(split((u128)a), (unsigned)by);

	if (a < 0 && by > 0)
		sign = shl((struct halves){UINT64_MAX, UINT64_MAX}, 128u - (unsigned)by);
	return (s128)join((struct halves){h.lo | sign.lo, h.hi | sign.hi});
}

static unsigned leading_zeros(struct halves h)
{
	if (h.hi != 0)
		return (unsigned)__builtin_clzll(h.hi);
	return h.lo != 0 ? 64u + (unsigned)__builtin_clzll(h.lo) : 128u;
}

static bool less(struct halves a, struct halves b)
{
	return a.hi != b.hi ? a.hi < b.hi : a.lo < b.lo;
}

static struct halves sub(struct halves a, struct halves b)
{
	return (struct halves){a.lo - b.lo, a.hi - b.hi - (a.lo < b.lo)};
}

/* Schoolbook, bit by bit, from where the divisor's first bit meets that of the dividend. As
 * on every machine with a trap, dividing by zero is our own mistake. */
static struct halves divide(struct halves a, struct halves b, struct halves *rest)
{
	struct halves q = {0, 0};
	unsigned by, zeros = leading_zeros(b);

	if (zeros == 128)
		__builtin_trap();
	if ((a.hi | b.hi) == 0) {
		*rest = (struct halves){a.lo % b.lo, 0};
		return (struct halves){a.lo / b.lo, 0};
	}
	if (!less(a, b)) {
		by = zeros - leading_zeros(a);
		for (b = shl(b, by);; b = shr(b, 1)) {
			q = shl(q, 1);
			if (!less(a, b)) {
				a = sub(a, b);
				q.lo |= 1;
			}
			if (by-- == 0)
				break;
		}
	}
	*rest = a;
	return q;
}

u128 __udivti3(u128 a, u128 b)
{
	struct halves rest;

	return join(divide(split(a), split(b), &rest));
}

u128 __umodti3(u128 a, u128 b)
{
	struct halves rest;

	(void)divide(split(a), split(b), &rest);
	return join(rest);
}

static u128 magnitude(s128 v)
{
	return v < 0 ? -(u128)v : (u128)v;
}

s128 __divti3(s128 a, s128 b)
{
	u128 q = __udivti3(magnitude(a), magnitude(b));

	return (s128)((a < 0) != (b < 0) ? -q : q);
}

s128 __modti3(s128 a, s128 b)
{
	u128 r = __umodti3(magnitude(a), magnitude(b));

	return (s128)(a < 0 ? -r : r);
}
