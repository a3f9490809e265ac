#ifndef CLI_NODE_RPC_H
#define CLI_NODE_RPC_H
/* cli/node_rpc: how `phala node` serves JSON-RPC: its options, TLS, and what the network part
 * tells it. */
#include "base/arena.h"
#include "cli/out.h"
#include "rpc/rpc.h"

struct net;
struct tls_server_id;

struct node_rpc_args {
	const char *host;
	u32 port;
	const char *methods, *cors;      /* NULL: the default */
	const char *tls_cert, *tls_key;  /* PEM files, both or none */
	u32 prometheus_port;             /* UINT32_MAX: none */
	bool prometheus_external;
};

struct node_rpc {
	struct rpc *rpc;
	struct tls_server_id *tls;
	struct arena mem;
};

/* node_rpc_check says what is wrong with the options, before anything is opened. */
enum cli_exit node_rpc_check(const struct out *out, const struct node_rpc_args *a);
/* node_rpc_serve starts to listen, or says why not. */
enum cli_exit node_rpc_serve(struct node_rpc *n, const struct out *out,
			     const struct node_rpc_args *a, struct node *node,
			     struct uv_loop_s *loop);
/* node_rpc_net has system_* and the metrics tell of a network; NULL: of none. */
void node_rpc_net(struct node_rpc *n, struct net *net);
/* node_rpc_close ends the connections; node_rpc_free comes after the loop. */
void node_rpc_close(struct node_rpc *n);
void node_rpc_free(struct node_rpc *n);
bool node_rpc_has_tls(const struct node_rpc *n);

#endif /* CLI_NODE_RPC_H */
