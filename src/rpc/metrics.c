#include "rpc/metrics.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "os/clock.h"
#include "os/file.h"
#include "rpc/core.h"

#define PAGE_MAX  ((size_t)4 << 20)
#define NO_METHOD UINT16_MAX

static const u64 bucket_us[RPC_BUCKETS] = {5,	  25,	 100,	 500,	  1000,	   2500,
					   10000, 25000, 100000, 1000000, 10000000};

/* --- methods by name --------------------------------------------------------------------- */

static u32 slot_of(struct slice name)
{
	u32 h = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < name.n; i++)
		h = (h ^ name.p[i]) * 16777619u;
	return (h ^ h >> 15) & (RPC_INDEX_SLOTS - 1);
}

static void index_add(struct rpc *r, const struct rpc_method *m, bool is_unsafe)
{
	u32 at = slot_of(slice_str(m->name));

	CHECK(r->num_entries < RPC_INDEX_SLOTS / 2);
	r->entries[r->num_entries] = (struct rpc_entry){.m = m, .is_unsafe = is_unsafe};
	while (r->index[at] != NO_METHOD)
		at = (at + 1) & (RPC_INDEX_SLOTS - 1);
	r->index[at] = (u16)r->num_entries++;
}

enum err rpc_index(struct rpc *r)
{
	r->entries = (struct rpc_entry *)calloc(RPC_INDEX_SLOTS / 2, sizeof(*r->entries));
	if (r->entries == NULL)
		return ERR_NOMEM;
	memset(r->index, 0xff, sizeof(r->index));
	for (size_t t = 0; t < rpc_num_tables; t++)
		for (size_t i = 0; rpc_offers(r, rpc_tables[t]) && i < rpc_tables[t]->num; i++)
			index_add(r, &rpc_tables[t]->rows[i], rpc_tables[t] == &rpc_unsafe);
	return ERR_OK;
}

struct rpc_entry *rpc_find(struct rpc *r, struct slice name)
{
	u32 at = slot_of(name);

	while (r->index[at] != NO_METHOD) {
		struct rpc_entry *e = &r->entries[r->index[at]];

		if (slice_eq(name, slice_str(e->m->name)))
			return e;
		at = (at + 1) & (RPC_INDEX_SLOTS - 1);
	}
	return NULL;
}

void rpc_stat_add(struct rpc_entry *e, enum rpc_protocol p, bool failed, u64 ns)
{
	struct rpc_stat *s = &e->stat[p];
	u64 us = ns / 1000;

	s->calls++;
	s->errors += failed;
	s->sum_us += us;
	for (u32 i = 0; i < RPC_BUCKETS; i++) {
		if (us > bucket_us[i])
			continue;
		s->bucket[i]++;
		break;
	}
}

/* --- the page ---------------------------------------------------------------------------- */

struct page {
	char *p;
	size_t n;
	bool bad;
};

static void add(struct page *page, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void add(struct page *page, const char *fmt, ...)
{
	size_t room = PAGE_MAX - page->n;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(page->p + page->n, room, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= room)
		page->bad = true;
	else
		page->n += (size_t)n;
}

static void describe(struct page *page, const char *name, const char *type, const char *help)
{
	add(page, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void gauge(struct page *page, const char *name, const char *help, u64 v)
{
	describe(page, name, "gauge", help);
	add(page, "%s %" PRIu64 "\n", name, v);
}

static void counter(struct page *page, const char *name, const char *help, u64 v)
{
	describe(page, name, "counter", help);
	add(page, "%s %" PRIu64 "\n", name, v);
}

static void seconds(struct page *page, const char *name, const char *type, const char *help, u64 ns)
{
	describe(page, name, type, help);
	add(page, "%s %" PRIu64 ".%09" PRIu64 "\n", name, ns / 1000000000u, ns % 1000000000u);
}

static void add_chain(struct page *page, const struct rpc *r)
{
	const struct chain *c = node_chain(r->node);
	const struct node_counts *n = node_counts(r->node);

	describe(page, "substrate_build_info", "gauge", "Always 1; the labels tell what runs");
	add(page, "substrate_build_info{name=\"%s\",version=\"%s\"} 1\n", RPC_NODE_NAME,
	    RPC_NODE_VERSION);
	describe(page, "substrate_block_height", "gauge", "Block height info of the chain");
	add(page, "substrate_block_height{status=\"best\"} %u\n", c->best.number);
	add(page, "substrate_block_height{status=\"finalized\"} %u\n", c->finalized.number);
	add(page, "substrate_block_height{status=\"sync_target\"} %u\n", c->best.number);
	gauge(page, "substrate_number_leaves", "Number of known chain leaves (aka forks)", 1);
	gauge(page, "substrate_node_roles", "The roles the node is running as", 4);
	describe(page, "substrate_proposer_block_constructed", "histogram",
		 "Time in seconds that building, sealing and storing a block took");
	add(page, "substrate_proposer_block_constructed_bucket{le=\"+Inf\"} %" PRIu64 "\n",
	    n->blocks);
	add(page, "substrate_proposer_block_constructed_sum %" PRIu64 ".%09" PRIu64 "\n",
	    n->block_ns / 1000000000u, n->block_ns % 1000000000u);
	add(page, "substrate_proposer_block_constructed_count %" PRIu64 "\n", n->blocks);
	gauge(page, "substrate_proposer_number_of_transactions",
	      "Number of extrinsics in the last block", n->last_block_extrinsics);
	seconds(page, "phala_last_block_seconds", "gauge", "Time that the last block took",
		n->last_block_ns);
}

static void add_pool(struct page *page, const struct rpc *r)
{
	const struct pool *p = node_pool(r->node);
	const struct node_counts *n = node_counts(r->node);

	gauge(page, "substrate_ready_transactions_number",
	      "Number of transactions in the ready queue", pool_num_ready(p));
	gauge(page, "phala_future_transactions_number",
	      "Number of transactions that wait for others", pool_num(p) - pool_num_ready(p));
	gauge(page, "phala_pool_bytes", "Bytes of all transactions in the pool", pool_bytes(p));
	gauge(page, "phala_pool_bans", "Hashes that are kept out of the pool", pool_num_bans(p));
	counter(page, "substrate_sub_txpool_submitted_transactions",
		"Total number of transactions submitted", n->submitted);
	counter(page, "substrate_sub_txpool_validations_finished",
		"Total number of transactions that finished validation", n->validations);
	counter(page, "substrate_sub_txpool_validations_invalid",
		"Total number of transactions that validation found invalid", n->refused);
	counter(page, "substrate_sub_txpool_block_transactions_pruned",
		"Total number of transactions that blocks took from the pool", n->pruned);
}

static void add_net(struct page *page, const struct rpc *r)
{
	struct rpc_net_counts c = {.peers = 0};

	if (r->net.count != NULL)
		r->net.count(r->net.ctx, &c);
	gauge(page, "substrate_sub_libp2p_peers_count", "Number of connected peers", c.peers);
	gauge(page, "substrate_sync_peers", "Number of peers we sync with", c.peers);
	describe(page, "substrate_sub_libp2p_network_bytes_total", "counter",
		 "Total bandwidth usage");
	add(page, "substrate_sub_libp2p_network_bytes_total{direction=\"in\"} %" PRIu64 "\n",
	    c.bytes_in);
	add(page, "substrate_sub_libp2p_network_bytes_total{direction=\"out\"} %" PRIu64 "\n",
	    c.bytes_out);
	counter(page, "phala_peers_accepted_total", "Connections of peers", c.accepted);
	counter(page, "phala_peers_refused_total", "Connections that were one too many", c.refused);
	counter(page, "phala_peers_dropped_total", "Peers that broke a rule or a limit", c.dropped);
	counter(page, "phala_peer_requests_total", "Requests of peers", c.requests);
	counter(page, "phala_peer_requests_refused_total", "Requests of peers that were refused",
		c.requests_refused);
}

static void add_process(struct page *page, const struct rpc *r)
{
	struct rusage use;
	u64 ns = 0;

	if (getrusage(RUSAGE_SELF, &use) == 0)
		ns = ((u64)use.ru_utime.tv_sec + (u64)use.ru_stime.tv_sec) * 1000000000u +
		     ((u64)use.ru_utime.tv_usec + (u64)use.ru_stime.tv_usec) * 1000u;
	gauge(page, "substrate_process_start_time_seconds",
	      "Number of seconds between the UNIX epoch and the moment the process started",
	      r->started_unix_s);
	seconds(page, "process_cpu_seconds_total", "counter", "CPU time of this process", ns);
}

static void add_sessions(struct page *page, const struct rpc *r)
{
	counter(page, "substrate_rpc_sessions_opened", "Number of persistent RPC sessions opened",
		r->counts.sessions_opened);
	counter(page, "substrate_rpc_sessions_closed", "Number of persistent RPC sessions closed",
		r->counts.sessions_closed);
	counter(page, "phala_rpc_sessions_cut_total", "Sessions whose client read too slowly",
		r->counts.sessions_cut);
	gauge(page, "phala_rpc_subscriptions", "Subscriptions of all clients", r->num_subs);
	counter(page, "phala_rpc_refused_pages_total", "Requests refused for their Host or Origin",
		r->counts.refused_pages);
	counter(page, "phala_rpc_malformed_total", "Requests that were no JSON-RPC 2.0",
		r->counts.malformed);
	counter(page, "phala_rpc_unknown_methods_total", "Calls of methods that do not exist",
		r->counts.unknown);
	counter(page, "phala_rpc_bytes_in_total", "Bytes of requests", r->counts.bytes_in);
	counter(page, "phala_rpc_bytes_out_total", "Bytes of answers and notifications",
		r->counts.bytes_out);
}

static const char *const protocols[NUM_RPC_PROTOCOLS] = {"http", "ws"};

typedef void add_stat(struct page *page, const char *protocol, const char *method,
		      const struct rpc_stat *s);

static void each_stat(struct page *page, const struct rpc *r, add_stat *fn)
{
	for (u32 i = 0; i < r->num_entries; i++)
		for (u32 p = 0; p < NUM_RPC_PROTOCOLS; p++)
			if (r->entries[i].stat[p].calls > 0)
				fn(page, protocols[p], r->entries[i].m->name,
				   &r->entries[i].stat[p]);
}

static void add_started(struct page *page, const char *protocol, const char *method,
			const struct rpc_stat *s)
{
	add(page, "substrate_rpc_calls_started{protocol=\"%s\",method=\"%s\"} %" PRIu64 "\n",
	    protocol, method, s->calls);
}

static void add_finished(struct page *page, const char *protocol, const char *method,
			 const struct rpc_stat *s)
{
	static const char fmt[] = "substrate_rpc_calls_finished{protocol=\"%s\",method=\"%s\","
				  "is_error=\"%s\",is_rate_limited=\"false\"} %" PRIu64 "\n";

	add(page, fmt, protocol, method, "false", s->calls - s->errors);
	add(page, fmt, protocol, method, "true", s->errors);
}

static void add_time(struct page *page, const char *protocol, const char *method,
		     const struct rpc_stat *s)
{
	char labels[160];
	u64 sum = 0;

	(void)snprintf(labels, sizeof(labels),
		       "protocol=\"%s\",method=\"%s\",is_rate_limited=\"false\"", protocol, method);
	for (u32 i = 0; i < RPC_BUCKETS; i++) {
		sum += s->bucket[i];
		add(page, "substrate_rpc_calls_time_bucket{%s,le=\"%" PRIu64 "\"} %" PRIu64 "\n",
		    labels, bucket_us[i], sum);
	}
	add(page, "substrate_rpc_calls_time_bucket{%s,le=\"+Inf\"} %" PRIu64 "\n", labels,
	    s->calls);
	add(page, "substrate_rpc_calls_time_sum{%s} %" PRIu64 "\n", labels, s->sum_us);
	add(page, "substrate_rpc_calls_time_count{%s} %" PRIu64 "\n", labels, s->calls);
}

enum err rpc_metrics(struct rpc *r, struct slice *out)
{
	struct page page = {.n = 0};

	arena_reset(&r->result);
	page.p = (char *)arena_alloc(&r->result, PAGE_MAX);
	if (page.p == NULL)
		return ERR_NOMEM;
	add_chain(&page, r);
	add_pool(&page, r);
	add_net(&page, r);
	add_process(&page, r);
	add_sessions(&page, r);
	describe(&page, "substrate_rpc_calls_started", "counter", "Number of received RPC calls");
	each_stat(&page, r, add_started);
	describe(&page, "substrate_rpc_calls_finished", "counter", "Number of processed RPC calls");
	each_stat(&page, r, add_finished);
	describe(&page, "substrate_rpc_calls_time", "histogram",
		 "Total time [μs] of processed RPC calls");
	each_stat(&page, r, add_time);
	*out = slice_of(page.p, page.n);
	return page.bad ? ERR_NOMEM : ERR_OK;
}
