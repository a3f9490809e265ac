#include "cli/node_rpc.h"

#include <stdio.h>
#include <string.h>

#include "cli/tls_filter.h"
#include "net/net.h"
#include "os/arena_map.h"
#include "os/file.h"
#include "rpc/policy.h"
#include "tls/tls.h"

#define PEM_MAX ((size_t)1 << 20)

static const struct {
	const char *name;
	enum rpc_access access;
} accesses[] = {
	{"auto", RPC_ACCESS_AUTO},
	{"safe", RPC_ACCESS_SAFE},
	{"unsafe", RPC_ACCESS_UNSAFE},
};

static bool access_of(const char *name, enum rpc_access *access)
{
	*access = RPC_ACCESS_AUTO;
	for (size_t i = 0; name != NULL && i < ARRAY_LEN(accesses); i++) {
		if (strcmp(name, accesses[i].name) != 0)
			continue;
		*access = accesses[i].access;
		return true;
	}
	return name == NULL;
}

enum cli_exit node_rpc_check(const struct out *out, const struct node_rpc_args *a)
{
	static struct rpc_policy policy;
	enum rpc_access access;
	enum err e;

	if (a->port > UINT16_MAX)
		return out_error(out, EXIT_USER, "--port is out of range", "ports end at 65535",
				 "try --port 9944");
	if (a->prometheus_port > UINT16_MAX && a->prometheus_port != UINT32_MAX)
		return out_error(out, EXIT_USER, "--prometheus-port is out of range",
				 "ports end at 65535", "try --prometheus-port 9615");
	if (!access_of(a->methods, &access))
		return out_error(out, EXIT_USER, "--rpc-methods names no set of methods",
				 "there are auto, safe and unsafe", "try --rpc-methods safe");
	e = rpc_policy_parse(&policy, a->cors);
	if (e != ERR_OK)
		return out_error(out, EXIT_USER, "--rpc-cors cannot be used",
				 e == ERR_LIMIT ? "it has more than 16 entries or 1023 bytes"
						: "an entry is no origin",
				 "give origins such as https://example.com with commas between, "
				 "or all");
	if ((a->tls_cert == NULL) != (a->tls_key == NULL))
		return out_error(out, EXIT_USER, "TLS needs a certificate and its key",
				 "one of them is missing",
				 "give both --rpc-tls-cert and --rpc-tls-key");
	return EXIT_DONE;
}

static enum cli_exit open_tls(struct node_rpc *n, const struct out *out,
			      const struct node_rpc_args *a)
{
	struct slice cert, key;
	enum err e;

	if (arena_map(&n->mem, 4 * PEM_MAX) != ERR_OK || tls_start() != ERR_OK)
		return out_error(out, EXIT_USER, "cannot start TLS", err_text(ERR_NOMEM),
				 "free some memory");
	e = file_read(&n->mem, a->tls_cert, PEM_MAX, &cert);
	if (e != ERR_OK)
		return out_errorf(out, EXIT_USER, err_text(e), "give --rpc-tls-cert a PEM file",
				  "cannot read the certificate %s", a->tls_cert);
	e = file_read(&n->mem, a->tls_key, PEM_MAX, &key);
	if (e != ERR_OK)
		return out_errorf(out, EXIT_USER, err_text(e), "give --rpc-tls-key a PEM file",
				  "cannot read the key %s", a->tls_key);
	e = tls_server_id_new(&n->tls, cert, key);
	mem_wipe(n->mem.mem, n->mem.used);
	if (e == ERR_OK)
		return EXIT_DONE;
	return out_errorf(out, EXIT_USER, "they are no PEM, or do not belong together",
			  "the certificate comes first in its file, then its issuers",
			  "cannot use %s with %s", a->tls_cert, a->tls_key);
}

enum cli_exit node_rpc_serve(struct node_rpc *n, const struct out *out,
			     const struct node_rpc_args *a, struct node *node,
			     struct uv_loop_s *loop)
{
	struct rpc_opts o = {.host = a->host, .port = (u16)a->port, .origins = a->cors};
	enum cli_exit x;
	enum err e;

	(void)access_of(a->methods, &o.access);
	if (a->prometheus_port != UINT32_MAX) {
		o.metrics_host = a->prometheus_external ? "0.0.0.0" : "127.0.0.1";
		o.metrics_port = (u16)a->prometheus_port;
	}
	if (a->tls_cert != NULL) {
		x = open_tls(n, out, a);
		if (x != EXIT_DONE)
			return x;
		o.filter = &tls_filter_server;
		o.filter_ctx = n->tls;
	}
	e = rpc_serve(&n->rpc, node, loop, &o);
	if (e == ERR_OK)
		return EXIT_DONE;
	return out_errorf(out, EXIT_USER,
			  e == ERR_CONFLICT  ? "a port is taken"
			  : e == ERR_INVALID ? "the host is no numeric address"
					     : err_text(e),
			  e == ERR_INVALID ? "use an address such as 127.0.0.1"
					   : "take another --port; 0 means any free one",
			  "cannot listen on %s:%u", a->host, a->port);
}

void node_rpc_close(struct node_rpc *n)
{
	rpc_close(n->rpc);
	n->rpc = NULL;
}

void node_rpc_free(struct node_rpc *n)
{
	tls_server_id_free(n->tls);
	n->tls = NULL;
	if (n->mem.mem != NULL)
		arena_unmap(&n->mem);
}

bool node_rpc_has_tls(const struct node_rpc *n)
{
	return n->tls != NULL;
}

/* --- what the network tells ---------------------------------------------------------------- */

static const char *peer_id(void *ctx)
{
	return net_peer_id((const struct net *)ctx);
}

static bool address(void *ctx, u32 i, char out[RPC_ADDR_MAX])
{
	char text[MULTIADDR_TEXT_MAX];

	if (!net_address((const struct net *)ctx, i, text))
		return false;
	(void)snprintf(out, RPC_ADDR_MAX, "%s", text);
	return true;
}

static u32 peers(void *ctx, struct rpc_peer *out, u32 max)
{
	static struct net_peer list[NET_CONNS_MAX];
	size_t num = net_peers((const struct net *)ctx, list, size_min(max, NET_CONNS_MAX));

	for (size_t i = 0; i < num; i++) {
		(void)snprintf(out[i].id, sizeof(out[i].id), "%s", list[i].id);
		out[i].roles = list[i].role == 2   ? "LIGHT"
			       : list[i].role == 4 ? "AUTHORITY"
						   : "FULL";
		memcpy(out[i].best_hash, list[i].best_hash, sizeof(out[i].best_hash));
		out[i].best_number = list[i].best_number;
	}
	return (u32)num;
}

static void count(void *ctx, struct rpc_net_counts *out)
{
	struct net_counters c;

	net_count((const struct net *)ctx, &c);
	*out = (struct rpc_net_counts){.peers = c.num_peers,
				       .conns = c.num_conns,
				       .accepted = c.num_accepted,
				       .refused = c.num_refused,
				       .dropped = c.num_dropped,
				       .bytes_in = c.bytes_in,
				       .bytes_out = c.bytes_out,
				       .requests = c.num_requests,
				       .requests_refused = c.num_requests_refused};
}

void node_rpc_net(struct node_rpc *n, struct net *net)
{
	struct rpc_net hooks = {net, peer_id, address, peers, count};

	if (n->rpc != NULL)
		rpc_set_net(n->rpc, net == NULL ? NULL : &hooks);
}
