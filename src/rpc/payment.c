/* rpc/payment: payment_*: what an extrinsic would cost. */
#include "primitives/extrinsic.h"
#include "rpc/method.h"

enum { PAYMENT_RUNTIME = 1 }; /* pallet-transaction-payment-rpc error code */

/* Asks the runtime about parameter 0 at the block of parameter 1. */
static enum err ask(struct rpc_req *q, const char *method, struct slice *out)
{
	struct slice xt, args;
	struct wr w;
	u32 number;
	enum err e;

	TRY(rpc_bytes(q, 0, EXTRINSIC_MAX, &xt));
	TRY(rpc_block(q, 1, &number));
	w = wr_arena(q->a);
	wr_slice(&w, xt);
	wr_u32(&w, (u32)xt.n);
	TRY(wr_arena_done(&w, q->a, &args));
	e = node_call(q->node, number, method, args, q->a, out);
	if (e == ERR_INVALID)
		return rpc_fail(q, PAYMENT_RUNTIME, "Unable to query dispatch info.",
				"the extrinsic does not decode");
	return e == ERR_OK ? ERR_OK : rpc_state_error(q, e);
}

/* u128 as decimal text: JSON numbers lose digits. */
static void wr_u128_text(struct json_wr *w, u128 v)
{
	char buf[40];
	size_t at = sizeof(buf);

	do {
		buf[--at] = (char)('0' + (int)(v % 10));
		v /= 10;
	} while (v != 0);
	json_wr_str(w, slice_of(buf + at, sizeof(buf) - at));
}

static enum err payment_query_info(struct rpc_req *q)
{
	static const char *const classes[] = {"normal", "operational", "mandatory"};
	struct slice out;
	u64 ref_time, proof_size;
	struct rd r;
	u8 class;
	u128 fee;

	TRY(ask(q, "TransactionPaymentApi_query_info", &out));
	r = rd_from(out);
	ref_time = rd_compact(&r);
	proof_size = rd_compact(&r);
	class = rd_tag(&r, ARRAY_LEN(classes));
	fee = rd_u128(&r);
	TRY(rd_end(&r));
	json_wr_obj(q->w);
	json_wr_key(q->w, "weight");
	json_wr_obj(q->w);
	json_wr_m_u64(q->w, "ref_time", ref_time);
	json_wr_m_u64(q->w, "proof_size", proof_size);
	json_wr_obj_end(q->w);
	json_wr_m_cstr(q->w, "class", classes[class]);
	json_wr_key(q->w, "partialFee");
	wr_u128_text(q->w, fee);
	json_wr_obj_end(q->w);
	return ERR_OK;
}

static void wr_fee(struct json_wr *w, const char *key, u128 fee)
{
	json_wr_key(w, key);
	wr_u128_text(w, fee);
}

static enum err payment_query_fee_details(struct rpc_req *q)
{
	u128 base = 0, length = 0, weight = 0;
	struct slice out;
	struct rd r;
	bool has;

	TRY(ask(q, "TransactionPaymentApi_query_fee_details", &out));
	r = rd_from(out);
	has = rd_option(&r);
	if (has) {
		base = rd_u128(&r);
		length = rd_u128(&r);
		weight = rd_u128(&r);
	}
	(void)rd_u128(&r); /* the tip: Substrate does not show it here */
	TRY(rd_end(&r));
	json_wr_obj(q->w);
	json_wr_key(q->w, "inclusionFee");
	if (has) {
		json_wr_obj(q->w);
		wr_fee(q->w, "baseFee", base);
		wr_fee(q->w, "lenFee", length);
		wr_fee(q->w, "adjustedWeightFee", weight);
		json_wr_obj_end(q->w);
	} else {
		json_wr_null(q->w);
	}
	json_wr_obj_end(q->w);
	return ERR_OK;
}

static const struct rpc_method rows[] = {
	{"payment_queryInfo", payment_query_info, "bytes at?"},
	{"payment_queryFeeDetails", payment_query_fee_details, "bytes at?"},
};

const struct rpc_table rpc_payment = {rows, ARRAY_LEN(rows)};
