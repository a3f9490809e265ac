#include "runtime/api_tx.h"

#include "runtime/executive.h"
#include "runtime/pallets/system/system.h"
#include "runtime/pallets/transaction_payment/transaction_payment.h"

/* A tag is (account, nonce), as CheckNonce makes them. */
static void wr_tag(struct wr *w, const u8 who[32], u32 nonce)
{
	wr_compact(w, 36);
	wr_bytes(w, who, 32);
	wr_u32(w, nonce);
}

/* How often the extrinsic would fit into a block. */
static u64 times_in_block(const struct checked *k, const struct block_weights *limits)
{
	u64 by_time = limits->max_block.ref_time / (k->info.weight.ref_time + 1);
	u64 by_proof = limits->max_block.proof_size / (k->info.weight.proof_size + 1);
	u64 by_length = SYSTEM_LENGTH_MAX / (k->encoded.n + 1);
	u64 fits = by_time < by_proof ? by_time : by_proof;

	fits = fits < by_length ? fits : by_length;
	return fits == 0 ? 1 : fits;
}

/* priority_of lets tips buy places: (tip + 1) times how often the extrinsic fits; an operational
 * call counts as if it tipped some fees more. As pallet-transaction-payment does. */
static u64 priority_of(const struct checked *k, const struct block_weights *limits)
{
	u128 tip = k->tip.raw, virtual, p;

	if (k->info.class == DISPATCH_CLASS_OPERATIONAL &&
	    (!MUL_OK(k->fee.raw, (u128)FEE_OPERATIONAL, &virtual) || !ADD_OK(tip, virtual, &tip)))
		return UINT64_MAX;
	if (!ADD_OK(tip, (u128)1, &tip) ||
	    !MUL_OK(tip, (u128)times_in_block(k, limits), &p) || p > UINT64_MAX)
		return UINT64_MAX;
	return (u64)p;
}

static void wr_valid(struct wr *out, const struct checked *k, const struct block_weights *limits)
{
	u32 nonce = k->x.extra.nonce;

	wr_u8(out, 0); /* Ok */
	wr_u64(out, priority_of(k, limits));
	wr_compact(out, nonce > k->nonce ? 1 : 0);
	if (nonce > k->nonce)
		wr_tag(out, k->who, nonce - 1);
	wr_compact(out, 1);
	wr_tag(out, k->who, nonce);
	wr_u64(out, k->longevity);
	wr_bool(out, true); /* propagate */
}

static enum err validate(struct ctx *c, struct checked *k, struct slice xt, enum validity *v)
{
	*v = checked_decode(k, xt);
	if (*v == VALIDITY_OK && k->info.class == DISPATCH_CLASS_MANDATORY)
		*v = INVALID_MANDATORY_VALIDATION;
	if (*v == VALIDITY_OK && !k->x.is_signed)
		*v = UNKNOWN_NO_UNSIGNED_VALIDATOR;
	if (*v != VALIDITY_OK)
		return ERR_OK;
	return check_signed(c, k, true, v);
}

enum err api_validate_transaction(struct ctx *c, struct rd *in, struct wr *out)
{
	struct block_weights limits;
	struct checked k;
	struct slice xt;
	u8 parent[32];
	enum validity v;

	(void)rd_tag(in, 3); /* source: in block, local, external */
	xt = rd_xt(in);
	rd_bytes(in, parent, 32);
	if (rd_end(in) != ERR_OK)
		return frame_refuse(c, "the arguments do not decode");
	/* The extrinsic is meant for the next block: its era and BlockHash of the head. */
	TRY(expect_next_block(c, parent));
	TRY(validate(c, &k, xt, &v));
	if (v == VALIDITY_OK) {
		TRY(system_limits_get(c, &limits));
		wr_valid(out, &k, &limits);
	} else {
		wr_u8(out, 1);
		wr_validity(out, v);
	}
	return ERR_OK;
}

enum err api_account_nonce(struct ctx *c, struct rd *in, struct wr *out)
{
	struct account_info info;
	u8 who[32];

	rd_bytes(in, who, 32);
	if (rd_end(in) != ERR_OK)
		return frame_refuse(c, "the arguments do not decode");
	TRY(system_account_get(c, who, &info));
	wr_u32(out, info.nonce);
	return ERR_OK;
}

/* What is asked about: an extrinsic, or a call that some account would sign. */
struct query {
	struct weight weight;
	u8 class;
	bool pays;
	struct balance tip;
	struct fee_details fee;
};

/* Wallets ask with a signature of zeroes, so none is checked here. */
static enum err rd_query(struct ctx *c, struct rd *in, struct query *q)
{
	struct slice xt = rd_xt(in);
	u32 length = rd_u32(in);
	struct checked k;

	if (rd_end(in) != ERR_OK || checked_decode(&k, xt) != VALIDITY_OK)
		return frame_refuse(c, "the extrinsic does not decode");
	*q = (struct query){.weight = k.info.weight, .class = k.info.class,
			    .pays = k.x.is_signed, .tip = k.tip};
	return fee_inclusion(c, q->weight, length, &q->fee);
}

/* A call comes without length: it is all but the last four bytes. */
static enum err rd_call_query(struct ctx *c, struct rd *in, struct query *q)
{
	struct slice call = rd_take(in, rd_left(in) < 4 ? 0 : rd_left(in) - 4);
	u32 length = rd_u32(in);
	struct call_info info;

	if (rd_end(in) != ERR_OK || call_inspect(call, &info) != ERR_OK)
		return frame_refuse(c, "the call does not decode");
	*q = (struct query){.weight = info.weight, .class = info.class,
			    .pays = info.class != DISPATCH_CLASS_MANDATORY};
	return fee_inclusion(c, q->weight, length, &q->fee);
}

static enum err wr_info(struct ctx *c, struct wr *out, const struct query *q)
{
	struct balance total = bal(0);

	if (q->pays && !fee_total(&q->fee, bal(0), &total))
		return frame_refuse(c, "the fee does not fit");
	wr_weight(out, &q->weight);
	wr_u8(out, q->class);
	wr_balance(out, total);
	return ERR_OK;
}

static void wr_details(struct wr *out, const struct query *q)
{
	wr_bool(out, q->pays);
	if (q->pays) {
		wr_balance(out, q->fee.base);
		wr_balance(out, q->fee.length);
		wr_balance(out, q->fee.weight);
	}
	wr_balance(out, q->tip);
}

enum err api_query_info(struct ctx *c, struct rd *in, struct wr *out)
{
	struct query q;

	TRY(rd_query(c, in, &q));
	return wr_info(c, out, &q);
}

enum err api_query_fee_details(struct ctx *c, struct rd *in, struct wr *out)
{
	struct query q;

	TRY(rd_query(c, in, &q));
	wr_details(out, &q);
	return ERR_OK;
}

enum err api_query_call_info(struct ctx *c, struct rd *in, struct wr *out)
{
	struct query q;

	TRY(rd_call_query(c, in, &q));
	return wr_info(c, out, &q);
}

enum err api_query_call_fee_details(struct ctx *c, struct rd *in, struct wr *out)
{
	struct query q;

	TRY(rd_call_query(c, in, &q));
	wr_details(out, &q);
	return ERR_OK;
}

enum err api_query_weight_to_fee(struct ctx *c, struct rd *in, struct wr *out)
{
	struct weight w;

	rd_weight(in, &w);
	if (rd_end(in) != ERR_OK)
		return frame_refuse(c, "the arguments do not decode");
	wr_balance(out, fee_of_weight(w));
	return ERR_OK;
}

enum err api_query_length_to_fee(struct ctx *c, struct rd *in, struct wr *out)
{
	u32 length = rd_u32(in);

	if (rd_end(in) != ERR_OK)
		return frame_refuse(c, "the arguments do not decode");
	wr_balance(out, fee_of_length(length));
	return ERR_OK;
}
