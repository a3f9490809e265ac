#ifndef RPC_METRICS_H
#define RPC_METRICS_H
/* rpc/metrics: the methods by name, how often and how long each was called, and all that
 * Prometheus is told, under Substrate's names where Substrate has one, else phala_*.
 * Facts: Prometheus text format 0.0.4; polkadot-sdk substrate/client/service/src/metrics.rs,
 * rpc-servers/src/middleware/metrics.rs, transaction-pool/src/common/metrics.rs. */
#include "rpc/method.h"

#define RPC_BUCKETS 11u /* of a histogram, in microseconds */

enum rpc_protocol { RPC_HTTP, RPC_WS, NUM_RPC_PROTOCOLS };

struct rpc_stat {
	u64 calls, errors, sum_us;
	u64 bucket[RPC_BUCKETS]; /* not cumulated */
};

struct rpc_entry {
	const struct rpc_method *m;
	bool is_unsafe;
	struct rpc_stat stat[NUM_RPC_PROTOCOLS];
};

struct rpc_counts {
	u64 sessions_opened, sessions_closed, sessions_cut, refused_pages, unknown, malformed;
	u64 bytes_in, bytes_out;
};

/* rpc_index makes the table of methods; ERR_NOMEM. rpc_find is NULL for a name without one. */
enum err rpc_index(struct rpc *r) MUST_CHECK;
struct rpc_entry *rpc_find(struct rpc *r, struct slice name);
void rpc_stat_add(struct rpc_entry *e, enum rpc_protocol p, bool failed, u64 ns);

/* rpc_metrics writes the page into the arena `result`. */
enum err rpc_metrics(struct rpc *r, struct slice *out) MUST_CHECK;

#endif /* RPC_METRICS_H */
