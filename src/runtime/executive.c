#include "runtime/executive.h"

#include "runtime/host/host.h"
#include "runtime/pallets/balances/balances.h"
#include "runtime/pallets/system/system.h"
#include "runtime/pallets/transaction_payment/transaction_payment.h"
#include "runtime/weights.h"

struct slice rd_xt(struct rd *r)
{
	const u8 *start = r->p;

	(void)rd_vec(r, EXTRINSIC_MAX);
	return r->err == ERR_OK ? slice_of(start, (size_t)(r->p - start)) : SLICE_EMPTY;
}

static enum err upgrade(struct ctx *c)
{
	bool upgraded;
	u32 from;

	TRY(system_note_upgrade(c, &upgraded, &from));
	for (size_t i = 0; upgraded && i < runtime_num_pallets; i++)
		if (runtime_pallets[i]->on_upgrade != NULL)
			TRY(runtime_pallets[i]->on_upgrade(c, from));
	return ERR_OK;
}

enum err executive_initialize(struct ctx *c, const struct header *h)
{
	struct consumed_weight used = {0};
	struct block_weights limits;
	u32 last;

	TRY(system_number_get(c, &last));
	if (h->number == 0 || h->number - 1 != last)
		return frame_refuse(c, "the block does not follow the state");
	TRY(system_initialize(c, h->number, h->parent, h));
	TRY(system_limits_get(c, &limits));
	used.mandatory = limits.base_block;
	TRY(system_block_weight_put(c, &used));
	TRY(upgrade(c));
	for (size_t i = 0; i < runtime_num_pallets; i++)
		if (runtime_pallets[i]->on_initialize != NULL)
			TRY(runtime_pallets[i]->on_initialize(c));
	return system_set_extrinsic_index(c, 0);
}

static struct weight *weight_of(struct consumed_weight *w, u8 class)
{
	if (class == DISPATCH_CLASS_MANDATORY)
		return &w->mandatory;
	return class == DISPATCH_CLASS_OPERATIONAL ? &w->operational : &w->normal;
}

static struct weight weight_with_base(struct weight w)
{
	return weight_add(w, (struct weight){WEIGHT_BASE_EXTRINSIC, 0});
}

/* give_back takes out of the block's weight what the call did not need after all. */
static enum err give_back(struct ctx *c, u8 class, struct weight spare)
{
	struct consumed_weight used;
	struct weight *w;

	if (spare.ref_time == 0 && spare.proof_size == 0)
		return ERR_OK;
	TRY(system_block_weight_get(c, &used));
	w = weight_of(&used, class);
	*w = weight_sub(*w, spare);
	return system_block_weight_put(c, &used);
}

/* note_used adds the extrinsic to the block's weight, length and list. */
static enum err note_used(struct ctx *c, const struct checked *k, u32 index)
{
	struct consumed_weight used;
	struct weight *w;
	u32 length;
	bool found;

	TRY(system_block_weight_get(c, &used));
	w = weight_of(&used, k->info.class);
	*w = weight_add(*w, weight_with_base(k->info.weight));
	TRY(system_block_weight_put(c, &used));
	TRY(system_all_extrinsics_len_get(c, &found, &length));
	TRY(system_all_extrinsics_len_put(c, length + (u32)k->encoded.n));
	{
		/* The stored bytes are the extrinsic as it stands: its own length prefix
		 * makes it the SCALE Vec<u8> that upstream stores. */
		struct storage_key key = system_extrinsic_data_key(index);

		return host_storage_set(storage_key_slice(&key), k->encoded);
	}
}

static enum err before_call(struct ctx *c, const struct checked *k)
{
	struct account_info who;

	if (!k->x.is_signed)
		return ERR_OK;
	TRY(balances_burn(c, k->who, k->fee));
	TRY(system_account_get(c, k->who, &who));
	who.nonce++;
	return system_account_put(c, k->who, &who);
}

/* settle gives back the inclusion fee if the call asked for it, or the part of it for weight
 * that was not needed, and reports the fee. */
static enum err settle(struct ctx *c, const struct checked *k, struct weight used, bool pays_no)
{
	struct event_transaction_payment_transaction_fee_paid e = {.actual_fee = k->tip,
								   .tip = k->tip};
	struct fee_details fee;
	struct balance back;

	if (!k->x.is_signed)
		return ERR_OK;
	if (!pays_no) {
		TRY(fee_inclusion(c, used, (u32)k->encoded.n, &fee));
		if (!fee_total(&fee, k->tip, &e.actual_fee))
			return ERR_CORRUPT;
	}
	if (!bal_sub(&back, k->fee, e.actual_fee))
		return ERR_CORRUPT;
	TRY(balances_refund(c, k->who, back));
	memcpy(e.who, k->who, 32);
	return transaction_payment_deposit_transaction_fee_paid(c, &e);
}

/* What became of an extrinsic that is in the block. */
struct outcome {
	struct weight used;
	bool failed, pays_no;
};

static enum err deposit_outcome(struct ctx *c, const struct checked *k, const struct outcome *o)
{
	struct dispatch_event_info info = {
		.weight = weight_with_base(o->used),
		.class.tag = k->info.class,
		.pays_fee.tag = (u8)(o->pays_no || !k->x.is_signed ? PAYS_NO : PAYS_YES),
	};

	if (o->failed) {
		struct event_system_extrinsic_failed e = {c->error, info};

		return system_deposit_extrinsic_failed(c, &e);
	} else {
		struct event_system_extrinsic_success e = {info};

		return system_deposit_extrinsic_success(c, &e);
	}
}

static enum err run_call(struct ctx *c, const struct checked *k, bool *failed)
{
	struct origin o = {.kind = k->x.is_signed ? ORIGIN_SIGNED : ORIGIN_NONE};
	struct rd r = rd_from(k->x.call);
	enum err e;

	memcpy(o.who, k->who, 32);
	c->depth = 0;
	c->pays_no = false;
	c->spare = (struct weight){0, 0};
	e = dispatch(c, &o, &r);
	*failed = e == ERR_DISPATCH;
	return *failed ? ERR_OK : e;
}

/* Fails with ERR_DISPATCH never: what a fee or an event may report is checked before. */
static enum err apply_checked(struct ctx *c, const struct checked *k, enum validity *v,
			      bool *failed)
{
	struct dispatch_error error;
	struct outcome o;
	u32 index;

	TRY(system_extrinsic_index(c, &index));
	TRY(note_used(c, k, index));
	TRY(before_call(c, k));
	TRY(run_call(c, k, failed));
	if (*failed && !k->x.is_signed) {
		*v = INVALID_BAD_MANDATORY;
		return ERR_OK;
	}
	error = c->error;
	o = (struct outcome){weight_sub(k->info.weight, c->spare), *failed,
			     !*failed && c->pays_no};
	TRY(give_back(c, k->info.class, weight_sub(k->info.weight, o.used)));
	TRY(settle(c, k, o.used, o.pays_no));
	c->error = error;
	TRY(deposit_outcome(c, k, &o));
	c->error = error;
	return system_set_extrinsic_index(c, index + 1);
}

static enum err check(struct ctx *c, struct checked *k, struct slice encoded, enum validity *v)
{
	*v = checked_decode(k, encoded);
	if (*v != VALIDITY_OK)
		return ERR_OK;
	if (k->x.is_signed) {
		if (k->info.class == DISPATCH_CLASS_MANDATORY)
			*v = INVALID_BAD_MANDATORY;
		else
			return check_signed(c, k, false, v);
	} else if (k->info.class == DISPATCH_CLASS_MANDATORY) {
		return check_room(c, k, v);
	} else {
		*v = UNKNOWN_NO_UNSIGNED_VALIDATOR;
	}
	return ERR_OK;
}

enum err executive_apply(struct ctx *c, struct slice encoded, enum validity *v, bool *failed)
{
	size_t mark = arena_mark(c->a);
	struct checked k;
	enum err e;

	*failed = false;
	TRY(check(c, &k, encoded, v));
	if (*v != VALIDITY_OK)
		return ERR_OK;
	TRY(host_transaction_start());
	e = apply_checked(c, &k, v, failed);
	if (e == ERR_OK && *v == VALIDITY_OK)
		host_transaction_commit();
	else
		host_transaction_rollback();
	arena_rewind(c->a, mark);
	host_reads_forget();
	return e == ERR_DISPATCH ? ERR_CORRUPT : e;
}

/* extrinsics_root takes the list out of the state. */
static enum err extrinsics_root(struct ctx *c, u32 num, u8 root[32])
{
	struct slice *items = arena_zalloc(c->a, (size_t)num + 1, sizeof(*items));

	if (items == NULL)
		return ERR_NOMEM;
	for (u32 i = 0; i < num; i++) {
		struct storage_key k = system_extrinsic_data_key(i);
		bool found;

		TRY(host_storage_get(storage_key_slice(&k), &found, &items[i]));
		if (!found)
			return ERR_CORRUPT;
		TRY(host_storage_clear(storage_key_slice(&k)));
	}
	return host_ordered_root(items, num, root);
}

static enum err on_finalize(struct ctx *c)
{
	struct phase phase = {.tag = PHASE_FINALIZATION};

	TRY(system_execution_phase_put(c, &phase));
	for (size_t i = 0; i < runtime_num_pallets; i++)
		if (runtime_pallets[i]->on_finalize != NULL)
			TRY(runtime_pallets[i]->on_finalize(c));
	return system_execution_phase_kill(c);
}

enum err executive_finalize(struct ctx *c, struct header *out)
{
	u32 num;

	TRY(system_extrinsic_index(c, &num));
	TRY(host_storage_clear(SLICE_LIT(":extrinsic_index")));
	TRY(on_finalize(c));
	TRY(system_all_extrinsics_len_kill(c));
	TRY(system_number_get(c, &out->number));
	if (out->number > SYSTEM_BLOCK_HASH_COUNT + 1)
		TRY(system_block_hash_kill(c, out->number - SYSTEM_BLOCK_HASH_COUNT - 1));
	TRY(extrinsics_root(c, num, out->extrinsics_root));
	TRY(system_parent_hash_get(c, out->parent));
	TRY(system_digest(c, out));
	return host_storage_root(out->state_root);
}

/* How many extrinsics have their signatures checked together; a result brings two. Enough to
 * share among a few threads. */
#define AHEAD 128u

static enum err expect_signatures(struct ctx *c, struct rd block, u32 num)
{
	for (u32 i = 0; i < num && block.err == ERR_OK; i++)
		TRY(expect_signature(c, rd_xt(&block)));
	return ERR_OK;
}

static enum err execute_xts(struct ctx *c, struct rd *block)
{
	bool inherents_over = false;
	u32 num = rd_seq_len(block, 1);

	for (u32 i = 0; i < num && block->err == ERR_OK; i++) {
		struct slice xt;
		enum validity v;
		struct extrinsic x;
		bool failed;

		if (i % AHEAD == 0)
			TRY(expect_signatures(c, *block, (u32)size_min(num - i, AHEAD)));
		xt = rd_xt(block);
		if (block->err != ERR_OK)
			break;
		TRY(executive_apply(c, xt, &v, &failed));
		if (v != VALIDITY_OK)
			return frame_refuse(c, "the block holds an invalid extrinsic");
		TRY(extrinsic_decode(&x, xt));
		if (!x.is_signed && inherents_over)
			return frame_refuse(c, "an inherent comes after other extrinsics");
		inherents_over = x.is_signed;
	}
	if (rd_end(block) != ERR_OK)
		return frame_refuse(c, "the block does not decode");
	return ERR_OK;
}

static const char *difference(const struct header *want, const struct header *got)
{
	if (!mem_eq(want->extrinsics_root, got->extrinsics_root, 32))
		return "the extrinsics root differs";
	if (!mem_eq(want->state_root, got->state_root, 32))
		return "the state root differs";
	return "the header differs";
}

enum err executive_execute(struct ctx *c, struct rd *block)
{
	struct header want, got = {0};
	u8 a[32], b[32];

	rd_header(block, &want);
	if (block->err != ERR_OK)
		return frame_refuse(c, "the header does not decode");
	TRY(executive_initialize(c, &want));
	TRY(execute_xts(c, block));
	TRY(executive_finalize(c, &got));
	header_hash(&want, a);
	header_hash(&got, b);
	return mem_eq(a, b, 32) ? ERR_OK : frame_refuse(c, difference(&want, &got));
}
