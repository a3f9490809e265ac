#ifndef RPC_METHOD_H
#define RPC_METHOD_H
/* rpc/method: what a method's handler is written against.
 *
 * A handler reads its parameters, writes exactly one JSON value to q->w and returns
 * ERR_OK; or it returns an error, if need be after rpc_fail has said which. What it wrote
 * before an error is thrown away. Parameters come by position or by name; those left out
 * are NULL. q->a is scratch until the answer is sent; q->w is no part of it. */
#include "node/node.h"
#include "rpc/rpc.h"
#include "text/json.h"
#include "text/json_wr.h"

#define RPC_PARAMS_MAX 5u
#define RPC_TEXT_MAX   160u /* of an error's text */

/* JSON-RPC 2.0 and jsonrpsee. */
enum rpc_code {
	RPC_PARSE = -32700,
	RPC_REQUEST = -32600,
	RPC_METHOD = -32601,
	RPC_PARAMS = -32602,
	RPC_INTERNAL = -32603,
	RPC_TOO_MANY_SUBS = -32006,
	RPC_TOO_BIG_ANSWER = -32008,
	RPC_TOO_BIG_BATCH = -32010,
	RPC_CLIENT = 4003, /* sc-rpc-api state error "Client" */
};

struct rpc_error {
	int code; /* 0: none said yet */
	char message[RPC_TEXT_MAX], data[RPC_TEXT_MAX];
};

struct rpc_conn;

struct rpc_req {
	struct rpc *rpc;
	struct node *node;
	struct rpc_conn *conn; /* NULL over HTTP */
	const struct json *p[RPC_PARAMS_MAX];
	struct arena *a;
	struct json_wr *w;
	u64 until_ns; /* rpc_is_late */
	struct rpc_error error;
};

struct rpc_method {
	const char *name;
	enum err (*fn)(struct rpc_req *q);
	const char *params; /* names with spaces between; a '?' follows those that may miss */
};

struct rpc_table {
	const struct rpc_method *rows;
	size_t num;
};

/* The tables, one per namespace. */
/* Of rpc_unsafe the core lets only the operator use the methods. */
extern const struct rpc_table rpc_unsafe, rpc_child;
extern const struct rpc_table rpc_system, rpc_chain, rpc_state, rpc_author, rpc_payment,
    rpc_grandpa, rpc_chain_head, rpc_chain_spec, rpc_transaction, rpc_archive;
extern const struct rpc_table *const rpc_tables[];
extern const size_t rpc_num_tables;
/* rpc_offers tells whether the node can keep what a table's methods promise: archive_v1 only
 * if it keeps all states. */
bool rpc_offers(const struct rpc *r, const struct rpc_table *t);

/* rpc_error_set records the error object; data may be "". rpc_fail is it with ERR_INVALID. */
void rpc_error_set(struct rpc_req *q, int code, const char *message, const char *data);
enum err rpc_fail(struct rpc_req *q, int code, const char *message, const char *data) MUST_CHECK;
enum err rpc_bad_param(struct rpc_req *q, u32 i, const char *want) MUST_CHECK;

/* Readers of parameter i. The error is recorded. */
bool rpc_has(const struct rpc_req *q, u32 i); /* given and not null */
/* rpc_bytes reads hex of at most max bytes; "" is empty too. */
enum err rpc_bytes(struct rpc_req *q, u32 i, size_t max, struct slice *out) MUST_CHECK;
/* rpc_hex is it for any value. */
enum err rpc_hex(const struct json *j, size_t max, struct arena *a, struct slice *out) MUST_CHECK;
/* rpc_keys reads a list of at most RPC_KEYS_MAX storage keys. */
enum err rpc_keys(struct rpc_req *q, u32 i, const struct slice **keys, u32 *num) MUST_CHECK;
/* rpc_number reads a block number: a JSON number, or hex or decimal text. */
bool rpc_number(const struct json *j, u32 *out);
/* rpc_block finds the block of a hash, or the best one if there is none; unknown is an
 * error. rpc_block_maybe leaves *found false instead. */
enum err rpc_block(struct rpc_req *q, u32 i, u32 *number) MUST_CHECK;
enum err rpc_block_maybe(struct rpc_req *q, u32 i, bool *found, u32 *number) MUST_CHECK;
/* rpc_state_error says in Substrate's words why the state of a block cannot be read. */
enum err rpc_state_error(struct rpc_req *q, enum err e) MUST_CHECK;
/* rpc_session opens the state of a block for several reads. */
enum err rpc_session(struct rpc_req *q, u32 number, struct chain_session *s) MUST_CHECK;

/* rpc_validity_text says why the runtime refused an extrinsic. */
void rpc_validity_text(const struct node_verdict *v, char text[RPC_TEXT_MAX]);

/* rpc_is_late tells that a request has had RPC_CALL_MS: what is left of it is refused, because
 * the thread that runs it makes blocks too. */
bool rpc_is_late(const struct rpc_req *q);
/* rpc_net_of is what rpc_set_net gave; all its functions are NULL without a network. */
const struct rpc_net *rpc_net_of(const struct rpc *r);

/* Values that several namespaces write. */
void rpc_wr_properties(struct json_wr *w, const struct chain_spec *s);
void rpc_wr_hash(struct json_wr *w, const u8 hash[HASH_LEN]);
/* rpc_wr_header writes a SCALE header as an object. */
enum err rpc_wr_header(struct json_wr *w, struct slice scale) MUST_CHECK;
/* rpc_wr_extrinsics writes a body as a list; each with its length prefix, as it is hashed. */
enum err rpc_wr_extrinsics(struct json_wr *w, struct slice body) MUST_CHECK;
/* rpc_wr_read_proof writes {at, proof} for keys, present or absent. */
enum err rpc_wr_read_proof(struct rpc_req *q, u32 number, const struct slice *keys,
			   u32 num) MUST_CHECK;
/* rpc_wr_health writes what system_health says. */
void rpc_wr_health(struct json_wr *w, const struct rpc *r);
/* rpc_wr_version writes the SCALE of Core_version as an object. */
enum err rpc_wr_version(struct json_wr *w, struct slice scale) MUST_CHECK;

#endif /* RPC_METHOD_H */
