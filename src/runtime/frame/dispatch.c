#include "runtime/frame/frame.h"
#include "runtime/host/host.h"

enum err frame_refuse(struct ctx *c, const char *why)
{
	c->why = why;
	return ERR_INVALID;
}

enum err dispatch_fail(struct ctx *c, enum dispatch_error_tag tag)
{
	memset(&c->error, 0, sizeof(c->error));
	c->error.tag = (u8)tag;
	return ERR_DISPATCH;
}

enum err dispatch_fail_module(struct ctx *c, u8 pallet, u8 error)
{
	enum err e = dispatch_fail(c, DISPATCH_ERROR_MODULE);

	c->error.u.module.index = pallet;
	c->error.u.module.error[0] = error;
	return e;
}

enum err dispatch_fail_token(struct ctx *c, enum token_error_tag tag)
{
	enum err e = dispatch_fail(c, DISPATCH_ERROR_TOKEN);

	c->error.u.token.tag = (u8)tag;
	return e;
}

enum err dispatch_fail_arithmetic(struct ctx *c, enum arithmetic_error_tag tag)
{
	enum err e = dispatch_fail(c, DISPATCH_ERROR_ARITHMETIC);

	c->error.u.arithmetic.tag = (u8)tag;
	return e;
}

void dispatch_pays_no(struct ctx *c)
{
	if (c->depth == 1)
		c->pays_no = true;
}

static enum err ensure_kind(struct ctx *c, const struct origin *o, enum origin_kind kind)
{
	return o->kind == kind ? ERR_OK : dispatch_fail(c, DISPATCH_ERROR_BAD_ORIGIN);
}

enum err ensure_signed(struct ctx *c, const struct origin *o)
{
	return ensure_kind(c, o, ORIGIN_SIGNED);
}

enum err ensure_root(struct ctx *c, const struct origin *o)
{
	return ensure_kind(c, o, ORIGIN_ROOT);
}

enum err ensure_none(struct ctx *c, const struct origin *o)
{
	return ensure_kind(c, o, ORIGIN_NONE);
}

enum err frame_lookup(struct ctx *c, const struct multi_address *a, u8 who[32])
{
	if (a->kind != MULTI_ADDRESS_ID)
		return dispatch_fail(c, DISPATCH_ERROR_CANNOT_LOOKUP);
	memcpy(who, a->id, 32);
	return ERR_OK;
}

static const struct call_row *row_find(u8 pallet, u8 call)
{
	for (size_t i = 0; i < runtime_num_pallets; i++) {
		const struct pallet *p = runtime_pallets[i];

		if (p->index != pallet)
			continue;
		for (size_t j = 0; j < p->num_calls; j++)
			if (p->calls[j].index == call)
				return &p->calls[j];
	}
	return NULL;
}

static const struct call_row *rd_row(struct rd *r)
{
	u8 pallet = rd_u8(r);
	const struct call_row *row = row_find(pallet, rd_u8(r));

	if (row == NULL)
		rd_fail(r, ERR_INVALID);
	return row;
}

/* Nobody sends so many; they are only counted here, before a signature is looked at. */
#define CALLS_MAX 20000u

/* own_weight is that of one call, whose arguments took len bytes and hold num calls. */
static struct weight own_weight(const struct call_row *row, size_t len, u32 num)
{
	struct weight w = row->weight;

	w.ref_time = sat_add_u64(w.ref_time, sat_mul_u64(row->weight_per_byte, len));
	w.ref_time = sat_add_u64(w.ref_time, sat_mul_u64(row->weight_per_call, num));
	return w;
}

/* Calls inside calls are always the last argument, so one counter of calls still to
 * come replaces a stack. It is bounded by the input: each call takes two bytes. */
enum err call_inspect(struct slice call, struct call_info *out)
{
	struct rd r = rd_from(call);
	struct call_info info = {0};
	bool all_operational = true, nested = false;
	u64 left = 1;
	u32 num = 0;

	while (left > 0 && r.err == ERR_OK) {
		const struct call_row *row = rd_row(&r);
		const u8 *args = r.p;
		u32 inside = 0;

		left--;
		if (num == CALLS_MAX)
			rd_fail(&r, ERR_LIMIT);
		if (r.err != ERR_OK)
			break;
		row->skip(&r);
		if (row->nest == NEST_ONE)
			inside = 1;
		else if (row->nest == NEST_MANY)
			inside = rd_seq_len(&r, 2);
		left += inside;
		info.weight = weight_add(info.weight,
					 own_weight(row, (size_t)(r.p - args), inside));
		if (row->nest == NEST_NONE)
			all_operational &= row->class == DISPATCH_CLASS_OPERATIONAL;
		if (num++ == 0)
			info.class = row->class;
		nested = num > 1;
	}
	TRY(rd_end(&r));
	/* A call around others is operational if all of them are. */
	if (nested)
		info.class = all_operational ? DISPATCH_CLASS_OPERATIONAL : DISPATCH_CLASS_NORMAL;
	*out = info;
	return ERR_OK;
}

/* rd_call takes one whole call, with all that are inside it, however far whoever runs it reads:
 * a batch that is interrupted leaves calls unread, and others come after it. */
static struct rd rd_call(struct rd *r)
{
	const u8 *start = r->p;
	u64 left = 1;

	while (left > 0 && r->err == ERR_OK) {
		const struct call_row *row = rd_row(r);

		left--;
		if (r->err != ERR_OK)
			break;
		row->skip(r);
		if (row->nest == NEST_ONE)
			left++;
		else if (row->nest == NEST_MANY)
			left += rd_seq_len(r, 2);
	}
	return rd_from(slice_of(start, (size_t)(r->p - start)));
}

/* A batch runs its calls through here again; c->depth bounds that. */
/* NOLINTNEXTLINE(misc-no-recursion) */
enum err dispatch(struct ctx *c, const struct origin *o, struct rd *r)
{
	struct rd call = rd_call(r);
	const struct call_row *row = rd_row(&call);
	size_t mark = arena_mark(c->a);
	enum err e;

	if (r->err != ERR_OK)
		return frame_refuse(c, "call was not inspected");
	if (c->depth == DISPATCH_DEPTH_MAX)
		return dispatch_fail_module(c, SYSTEM_PALLET, SYSTEM_ERROR_CALL_FILTERED);
	TRY(host_transaction_start());
	c->depth++;
	e = row->run(c, o, &call);
	c->depth--;
	arena_rewind(c->a, mark); /* a batch may hold many that need much */
	if (e == ERR_OK)
		host_transaction_commit();
	else
		host_transaction_rollback();
	return e;
}
