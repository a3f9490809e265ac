#ifndef WORKER_HOST_RPC_H
#define WORKER_HOST_RPC_H
/* worker/host/rpc: JSON-RPC 2.0 over HTTP POST, to a node that may be away.
 *
 * A call is repeated with back-off until the node answers, so every method used here must
 * bear being done twice. Answers are read with the limits of text/json; what they
 * say is not believed: the enclave checks proofs. The second half turns answers of
 * Substrate nodes into SCALE, and is pure. */
#include "text/json.h"
#include "text/json_wr.h"

struct uv_loop_s;
struct worker_host;
struct rpc;

/* e: ERR_OK; ERR_DENIED with result = the JSON-RPC error object; ERR_CANCELLED after rpc_stop
 * (the receiver only frees its ctx); ERR_FORMAT. result and a are lent for the call. */
typedef void rpc_done(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		      struct arena *a);

enum err rpc_client_new(struct rpc **out, struct worker_host *h, const char *host,
		       u16 port) MUST_CHECK;
void rpc_start(struct rpc *r, struct uv_loop_s *loop);
/* rpc_stop makes every call end with ERR_CANCELLED, some of them later from the loop. */
void rpc_stop(struct rpc *r);
void rpc_client_free(struct rpc *r);

/* rpc_begin opens a call and its list of params; write them, then rpc_send. One at a time. */
struct json_wr *rpc_begin(struct rpc *r, const char *method);
void rpc_send(struct rpc *r, rpc_done *done, void *ctx);

/* rpc_header: a header object to its SCALE. */
enum err rpc_header(const struct json *j, struct arena *a, struct slice *scale) MUST_CHECK;
/* rpc_read_proof: {at, proof: [hex]} to SCALE Vec<Vec<u8>>. */
enum err rpc_read_proof(const struct json *j, struct arena *a, struct slice *scale) MUST_CHECK;
/* rpc_finality: hex of SCALE FinalityProof to its block and justification. */
enum err rpc_finality(const struct json *j, struct arena *a, u8 block[32],
		      struct slice *justification) MUST_CHECK;

#endif /* WORKER_HOST_RPC_H */
