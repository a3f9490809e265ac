#include "runtime/scenario/args.h"

#include "primitives/gen/pallets_gen.h"
#include "primitives/gen/sudo_gen.h"

static const struct recipe {
	u8 pallet, call;
	const char *args, *name;
} recipes[] = {
#define RECIPE(pallet, call, args, name) {pallet, call, args, name},
#include "scenario_calls.h"
#undef RECIPE
};

#define NEST_MAX 5u

/* xorshift64*, Vigna 2016: every seed but 0 gives a long sequence. */
HASH_ARITH u64 args_random(struct args *a)
{
	a->state ^= a->state >> 12;
	a->state ^= a->state << 25;
	a->state ^= a->state >> 27;
	return a->state * 0x2545f4914f6cdd1du;
}

u32 args_below(struct args *a, u32 n)
{
	return (u32)((args_random(a) >> 33) % n);
}

void args_note(struct args *a, const u8 hash[32])
{
	memcpy(a->seen[a->next_seen], hash, 32);
	a->next_seen = (a->next_seen + 1) % ARGS_SEEN_MAX;
	if (a->num_seen < ARGS_SEEN_MAX)
		a->num_seen++;
}

/* A number of so many bits that matters to somebody: an edge, a little, an amount, any. */
static u128 number(struct args *a, u32 bits)
{
	u128 max = bits == 128 ? ~(u128)0 : ((u128)1 << bits) - 1, v;

	switch (args_below(a, 8)) {
	case 0:
		return 0;
	case 1:
		return max;
	case 2:
		v = (u128)args_random(a) << 64 | args_random(a);
		break;
	case 3:
	case 4:
		v = (u128)args_below(a, 1000) * 1000000000u;
		break;
	default:
		v = args_below(a, 12);
		break;
	}
	return v & max;
}

static void wr_fixed(struct args *a, struct wr *w, u32 n)
{
	if (n == 32 && a->num_seen > 0 && args_below(a, 8) != 0) {
		wr_bytes(w, a->seen[args_below(a, a->num_seen)], 32);
		return;
	}
	while (n-- > 0)
		wr_u8(w, (u8)args_random(a));
}

static void wr_text(struct args *a, struct wr *w, u32 max, u8 mask)
{
	u32 n = args_below(a, args_below(a, 16) == 0 ? 3000 : 40);

	if (n > max && args_below(a, 4) != 0)
		n = max; /* else one that is refused for its length */
	wr_compact(w, n);
	while (n-- > 0)
		wr_u8(w, (u8)args_random(a) & mask);
}

static u32 rd_size(const char **p)
{
	u32 n = 0;

	while (**p != ';')
		n = n * 10 + (u32)(*(*p)++ - '0');
	(*p)++;
	return n;
}

static void wr_address(struct args *a, struct wr *w)
{
	u8 kind = args_below(a, 8) == 0 ? (u8)args_below(a, 6) : 0;

	wr_u8(w, kind);
	if (kind == 0 || kind == 3)
		wr_fixed(a, w, 32);
	else if (kind == 1)
		wr_compact(w, 7);
	else if (kind == 2)
		wr_text(a, w, 64, 0xff);
	else
		wr_fixed(a, w, 20);
}

static void wr_any_call(struct args *a, struct wr *w, u32 depth);

static bool wr_number(struct args *a, struct wr *w, char kind)
{
	switch (kind) {
	case '1':
		wr_u8(w, (u8)number(a, 8));
		return true;
	case '2':
		wr_u16(w, (u16)number(a, 16));
		return true;
	case '4':
		wr_u32(w, (u32)number(a, 32));
		return true;
	case '8':
		wr_u64(w, (u64)number(a, 64));
		return true;
	case 'G':
		wr_u128(w, number(a, 128));
		return true;
	case 'p':
		wr_compact(w, (u64)number(a, 32));
		return true;
	case 'q':
		wr_compact(w, (u64)number(a, 64));
		return true;
	case 'C':
		wr_compact128(w, number(a, 128));
		return true;
	case 'b':
		wr_u8(w, (u8)args_below(a, args_below(a, 16) == 0 ? 3 : 2));
		return true;
	default:
		return false;
	}
}

static void wr_arg(struct args *a, struct wr *w, const char **p, u32 depth);

/* skip passes over one recipe. */
static void skip(const char **p, u32 depth)
{
	struct args none = {.state = 1};
	struct wr w = wr_count();

	wr_arg(&none, &w, p, depth + NEST_MAX);
}

static void wr_list(struct args *a, struct wr *w, const char **p, u32 depth)
{
	u32 n = args_below(a, 1 + (u32)size_min(rd_size(p), 4));
	const char *item = *p;

	skip(p, depth);
	wr_compact(w, n);
	while (n-- > 0) {
		const char *at = item;

		wr_arg(a, w, &at, depth);
	}
}

static void wr_variant(struct args *a, struct wr *w, const char **p, u32 depth)
{
	u32 num = rd_size(p), chosen = args_below(a, num);

	wr_u8(w, (u8)chosen);
	for (u32 i = 0; i < num; i++) {
		if (**p == '-')
			(*p)++;
		else if (i == chosen)
			wr_arg(a, w, p, depth);
		else
			skip(p, depth);
	}
}

static void wr_calls(struct args *a, struct wr *w, u32 depth)
{
	u32 n = args_below(a, 5);

	wr_compact(w, n);
	while (n-- > 0)
		wr_any_call(a, w, depth + 1);
}

/* NOLINTNEXTLINE(misc-no-recursion): a recipe is a tree, and calls hold calls. */
static void wr_arg(struct args *a, struct wr *w, const char **p, u32 depth)
{
	char kind = *(*p)++;
	u32 n;

	if (wr_number(a, w, kind))
		return;
	switch (kind) {
	case 'M':
		wr_address(a, w);
		break;
	case 'F':
		wr_fixed(a, w, rd_size(p));
		break;
	case 'V':
		wr_text(a, w, rd_size(p), 0xff);
		break;
	case 'S':
		wr_text(a, w, rd_size(p), 0x7f);
		break;
	case 'O':
		n = args_below(a, 2);
		wr_u8(w, (u8)n);
		if (n == 1)
			wr_arg(a, w, p, depth);
		else
			skip(p, depth);
		break;
	case 'L':
		wr_list(a, w, p, depth);
		break;
	case 'E':
		wr_variant(a, w, p, depth);
		break;
	case 'T':
		for (n = rd_size(p); n > 0; n--)
			wr_arg(a, w, p, depth);
		break;
	case 'K':
		wr_any_call(a, w, depth + 1);
		break;
	default:
		CHECK(kind == 'N');
		(void)rd_size(p);
		wr_calls(a, w, depth);
		break;
	}
}

/* NOLINTNEXTLINE(misc-no-recursion) */
static void wr_recipe(struct args *a, struct wr *w, const struct recipe *r, u32 depth)
{
	const char *p = r->args;

	wr_u8(w, r->pallet);
	wr_u8(w, r->call);
	wr_arg(a, w, &p, depth);
	CHECK(*p == '\0');
}

/* NOLINTNEXTLINE(misc-no-recursion) */
static void wr_any_call(struct args *a, struct wr *w, u32 depth)
{
	const struct recipe *r = &recipes[args_below(a, ARRAY_LEN(recipes))];

	if (depth >= NEST_MAX) { /* System.remark */
		static const u8 remark[] = {SYSTEM_PALLET, SYSTEM_CALL_REMARK, 4, 'x'};

		wr_bytes(w, remark, sizeof(remark));
		return;
	}
	wr_recipe(a, w, r, depth);
}

u32 args_num(void)
{
	return ARRAY_LEN(recipes);
}

bool args_find(u8 pallet, u8 call, u32 *i)
{
	for (*i = 0; *i < ARRAY_LEN(recipes); (*i)++)
		if (recipes[*i].pallet == pallet && recipes[*i].call == call)
			return true;
	return false;
}

const char *args_name(u32 i)
{
	return recipes[i].name;
}

void args_one(struct args *a, struct wr *w, u32 i, bool as_root)
{
	if (as_root) {
		wr_u8(w, SUDO_PALLET);
		wr_u8(w, SUDO_CALL_SUDO);
	}
	wr_recipe(a, w, &recipes[i], as_root);
}

void args_call(struct args *a, struct wr *w)
{
	wr_any_call(a, w, 0);
}

void args_root_call(struct args *a, struct wr *w)
{
	wr_u8(w, SUDO_PALLET);
	wr_u8(w, SUDO_CALL_SUDO);
	wr_any_call(a, w, 1);
}
