#ifndef RUNTIME_API_TX_H
#define RUNTIME_API_TX_H
/* runtime/api_tx: the entry points about one extrinsic: pool, nonce and fees. */
#include "runtime/frame/frame.h"

enum err api_validate_transaction(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;
enum err api_account_nonce(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;
enum err api_query_info(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;
enum err api_query_fee_details(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;
enum err api_query_call_info(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;
enum err api_query_call_fee_details(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;
enum err api_query_weight_to_fee(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;
enum err api_query_length_to_fee(struct ctx *c, struct rd *in, struct wr *out) MUST_CHECK;

#endif /* RUNTIME_API_TX_H */
