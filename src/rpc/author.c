/* rpc/author: author_*: submitting extrinsics and watching them. */
#include <stdio.h>

#include "base/hex.h"
#include "primitives/extrinsic.h"
#include "rpc/conn.h"

/* sc-rpc-api author error codes. */
enum {
	AUTHOR_BAD_FORMAT = 1001,
	AUTHOR_VERIFICATION = 1002,
	AUTHOR_INVALID = 1010,
	AUTHOR_UNKNOWN = 1011,
	AUTHOR_BANNED = 1012,
	AUTHOR_KNOWN = 1013,
	AUTHOR_LOW_PRIORITY = 1014,
	AUTHOR_CYCLE = 1015,
	AUTHOR_DROPPED = 1016,
	AUTHOR_NO_TAGS = 1019,
};

enum { INVALID_CUSTOM = 7, UNKNOWN_CUSTOM = 2 };

/* In the order of sp_runtime::transaction_validity. */
static const char *const invalid_texts[] = {
	"Transaction call is not expected",
	"Inability to pay some fees (e.g. account balance too low)",
	"Transaction will be valid in the future",
	"Transaction is outdated",
	"Transaction has a bad signature",
	"Transaction has an ancient birth block",
	"Transaction would exhaust the block limits",
	"", /* custom */
	"A call was labelled as mandatory, but resulted in an Error.",
	"Transaction dispatch is mandatory; transactions must not be validated.",
	"Invalid signing address",
	"The implicit data was unable to be calculated",
	"The transaction extension did not authorize any origin",
};

/* Substrate shows these by name and those above by sentence. */
static const char *const unknown_texts[] = {
	"CannotLookup",
	"NoUnsignedValidator",
	"", /* custom */
};

/* error is SCALE TransactionValidityError: kind, reason, and one byte if it is custom. */
static bool is_unknown(const struct node_verdict *v)
{
	return v->error_len > 0 && v->error[0] == 1;
}

void rpc_validity_text(const struct node_verdict *v, char text[RPC_TEXT_MAX])
{
	bool unknown = is_unknown(v);
	const char *const *texts = unknown ? unknown_texts : invalid_texts;
	size_t num = unknown ? ARRAY_LEN(unknown_texts) : ARRAY_LEN(invalid_texts);
	u8 reason = v->error_len > 1 ? v->error[1] : 0;

	if (reason == (unknown ? UNKNOWN_CUSTOM : INVALID_CUSTOM))
		(void)snprintf(text, RPC_TEXT_MAX, "Custom error: %u",
			       v->error_len > 2 ? v->error[2] : 0u);
	else
		(void)snprintf(text, RPC_TEXT_MAX, "%s", reason < num ? texts[reason] : "");
}

static enum err refused(struct rpc_req *q, const struct node_verdict *v)
{
	char data[RPC_TEXT_MAX];

	rpc_validity_text(v, data);
	if (is_unknown(v))
		return rpc_fail(q, AUTHOR_UNKNOWN, "Unknown Transaction Validity", data);
	return rpc_fail(q, AUTHOR_INVALID, "Invalid Transaction", data);
}

/* What the pool says, in Substrate's words. */
static const struct {
	enum err e;
	int code;
	const char *message, *data;
} pool_errors[] = {
	{ERR_DENIED, AUTHOR_BANNED, "Transaction is temporarily banned", ""},
	{ERR_STATE, AUTHOR_CYCLE, "Cycle Detected", ""},
	{ERR_FULL, AUTHOR_DROPPED, "Immediately Dropped",
	 "The transaction couldn't enter the pool because of the limit"},
	{ERR_NOT_FOUND, AUTHOR_NO_TAGS, "No tags provided",
	 "Transaction does not provide any tags, so the pool can't identify it"},
	{ERR_LIMIT, AUTHOR_INVALID, "Invalid Transaction",
	 "Transaction would exhaust the block limits"},
};

static enum err low_priority(struct rpc_req *q, const struct node_verdict *v)
{
	char text[RPC_TEXT_MAX];

	(void)snprintf(text, sizeof(text), "Priority is too low: (%llu vs %llu)",
		       (unsigned long long)v->rivals, (unsigned long long)v->priority);
	return rpc_fail(q, AUTHOR_LOW_PRIORITY, text,
			"The transaction has too low priority to replace another transaction "
			"already in the pool.");
}

static enum err already_known(struct rpc_req *q, const struct node_verdict *v)
{
	char hash[67] = "0x";

	hex_encode(hash + 2, SLICE_ARR(v->hash));
	return rpc_fail(q, AUTHOR_KNOWN, "Transaction Already Imported", hash);
}

static enum err submit_failed(struct rpc_req *q, enum err e, const struct node_verdict *v)
{
	char text[RPC_TEXT_MAX];

	for (size_t i = 0; i < ARRAY_LEN(pool_errors); i++)
		if (pool_errors[i].e == e)
			return rpc_fail(q, pool_errors[i].code, pool_errors[i].message,
					pool_errors[i].data);
	if (e == ERR_NOMEM || e == ERR_IO || e == ERR_CORRUPT)
		return e;
	if (e == ERR_CONFLICT)
		return low_priority(q, v);
	if (e == ERR_EXISTS)
		return already_known(q, v);
	if (e == ERR_INVALID && v->error_len > 0)
		return refused(q, v);
	if (v->trap != NULL) {
		(void)snprintf(text, sizeof(text), "Verification Error: Execution failed: %s",
			       v->trap);
		return rpc_fail(q, AUTHOR_VERIFICATION, text, "RuntimeApi");
	}
	(void)snprintf(text, sizeof(text), "Extrinsic has invalid format: %s", err_text(e));
	return rpc_fail(q, AUTHOR_BAD_FORMAT, text, "");
}

static enum err submit(struct rpc_req *q, struct slice xt, struct node_verdict *v)
{
	enum err e = node_submit(q->node, xt, q->a, v);

	return e == ERR_OK ? ERR_OK : submit_failed(q, e, v);
}

static enum err author_submit(struct rpc_req *q)
{
	struct node_verdict v;
	struct slice xt;

	TRY(rpc_bytes(q, 0, EXTRINSIC_MAX, &xt));
	TRY(submit(q, xt, &v));
	rpc_wr_hash(q->w, v.hash);
	return ERR_OK;
}

/* The subscription comes first: the pool speaks while it takes the extrinsic. */
static enum err author_submit_and_watch(struct rpc_req *q)
{
	struct node_verdict v;
	struct rpc_sub *s;
	struct slice xt;
	u8 hash[32];
	enum err e;

	TRY(rpc_bytes(q, 0, EXTRINSIC_MAX, &xt));
	TRY(rpc_subscribe(q, SUB_TX, &s));
	extrinsic_hash(xt, hash);
	rpc_sub_tx(s, hash);
	e = submit(q, xt, &v);
	if (e != ERR_OK)
		rpc_sub_end(s);
	return e;
}

static enum err author_unwatch(struct rpc_req *q)
{
	return rpc_unsubscribe(q, 1u << SUB_TX);
}

static void wr_pending(void *ctx, struct slice xt, bool ready)
{
	if (ready)
		json_wr_hex((struct json_wr *)ctx, xt);
}

static enum err author_pending(struct rpc_req *q)
{
	json_wr_arr(q->w);
	pool_each(node_pool(q->node), wr_pending, q->w);
	json_wr_arr_end(q->w);
	return ERR_OK;
}

static const struct rpc_method rows[] = {
	{"author_submitExtrinsic", author_submit, "bytes"},
	{"author_submitAndWatchExtrinsic", author_submit_and_watch, "bytes"},
	{"author_unwatchExtrinsic", author_unwatch, "subscription"},
	{"author_pendingExtrinsics", author_pending, ""},
};

const struct rpc_table rpc_author = {rows, ARRAY_LEN(rows)};
