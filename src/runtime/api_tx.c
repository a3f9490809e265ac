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

/* priority_of lets tips buy places: (tip + 1) times how often the extrinsic fits into a
 * block, as pallet-transaction-payment does. */
static u64 priority_of(const struct checked *k)
{
	u64 by_weight = SYSTEM_WEIGHT_MAX / (k->info.weight + 1);
	u64 by_length = SYSTEM_LENGTH_MAX / (k->encoded.n + 1);
	u64 fits = by_weight < by_length ? by_weight : by_length;
	struct balance tip = k->tip;
	u128 p;

	if (!bal_add(&tip, tip, bal(1)) || !MUL_OK(tip.raw, (u128)(fits + 1), &p) || p > UINT64_MAX)
		return UINT64_MAX;
	return (u64)p;
}

static void wr_valid(struct wr *out, const struct checked *k)
{
	u32 nonce = k->x.extra.nonce;

	wr_u8(out, 0); /* Ok */
	wr_u64(out, priority_of(k));
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
	struct checked k;
	struct slice xt;
	u8 parent[32];
	enum validity v;
	u32 number;

	(void)rd_tag(in, 3); /* source: in block, local, external */
	xt = rd_xt(in);
	rd_bytes(in, parent, 32);
	if (rd_end(in) != ERR_OK)
		return frame_refuse(c, "the arguments do not decode");
	/* The extrinsic is meant for the next block: its era and BlockHash of the head. */
	TRY(system_number_get(c, &number));
	TRY(system_initialize(c, number + 1, parent, NULL));
	TRY(validate(c, &k, xt, &v));
	if (v == VALIDITY_OK) {
		wr_valid(out, &k);
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

/* Wallets ask with a signature of zeroes, so none is checked here. */
static enum err rd_query(struct ctx *c, struct rd *in, struct checked *k, struct fee_details *fee)
{
	struct slice xt = rd_xt(in);
	u32 length = rd_u32(in);

	if (rd_end(in) != ERR_OK || checked_decode(k, xt) != VALIDITY_OK)
		return frame_refuse(c, "the extrinsic does not decode");
	return fee_inclusion(c, k->info.weight, length, fee);
}

enum err api_query_info(struct ctx *c, struct rd *in, struct wr *out)
{
	struct fee_details fee;
	struct balance total = bal(0);
	struct checked k;

	TRY(rd_query(c, in, &k, &fee));
	if (k.x.is_signed && !fee_total(&fee, bal(0), &total))
		return frame_refuse(c, "the fee does not fit");
	wr_compact(out, sat_add_u64(SYSTEM_WEIGHT_BASE, k.info.weight));
	wr_compact(out, 0);
	wr_u8(out, k.info.class);
	wr_balance(out, total);
	return ERR_OK;
}

enum err api_query_fee_details(struct ctx *c, struct rd *in, struct wr *out)
{
	struct fee_details fee;
	struct checked k;

	TRY(rd_query(c, in, &k, &fee));
	wr_bool(out, k.x.is_signed);
	if (k.x.is_signed) {
		wr_balance(out, fee.base);
		wr_balance(out, fee.length);
		wr_balance(out, fee.weight);
	}
	wr_balance(out, k.tip);
	return ERR_OK;
}

enum err api_query_weight_to_fee(struct ctx *c, struct rd *in, struct wr *out)
{
	u64 ref_time = rd_compact(in);

	(void)rd_compact(in); /* proof size costs nothing here */
	if (rd_end(in) != ERR_OK)
		return frame_refuse(c, "the arguments do not decode");
	wr_balance(out, bal(ref_time));
	return ERR_OK;
}

enum err api_query_length_to_fee(struct ctx *c, struct rd *in, struct wr *out)
{
	u32 length = rd_u32(in);

	if (rd_end(in) != ERR_OK)
		return frame_refuse(c, "the arguments do not decode");
	wr_balance(out, bal((u128)length * FEE_PER_BYTE));
	return ERR_OK;
}
