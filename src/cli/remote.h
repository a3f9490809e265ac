#ifndef CLI_REMOTE_H
#define CLI_REMOTE_H
/* cli/remote: options and helpers of the commands that talk to a running worker and node:
 * secrets, call, runs, replay. Each helper has printed why when it fails. */
#include "cli/client.h"
#include "cli/cmd.h"
#include "primitives/chain_spec.h"

#define REMOTE_WORKER "http://127.0.0.1:8787"
#define REMOTE_NODE   "http://127.0.0.1:9944"
#define REMOTE_OWNER  "//Alice"

struct remote {
	const char *worker_url, *node_url, *owner_name, *chain;
	struct client worker, node;
	struct arena a;
	struct out *out;
};

#define REMOTE_DEFAULTS                                                                            \
	{                                                                                          \
		.worker_url = REMOTE_WORKER, .node_url = REMOTE_NODE, .owner_name = REMOTE_OWNER   \
	}
#define REMOTE_WORKER_ROW(r)                                                                       \
	OPT_STRING_ROW("worker", "URL", "worker API (default " REMOTE_WORKER ")", &(r)->worker_url)
#define REMOTE_NODE_ROW(r)                                                                         \
	OPT_STRING_ROW("node", "URL", "node (default " REMOTE_NODE ")", &(r)->node_url)
#define REMOTE_OWNER_ROW(r)                                                                        \
	OPT_STRING_ROW("owner", "KEY", "agent's owner: //Name or @FILE (default //Alice)",         \
	               &(r)->owner_name)
#define REMOTE_CHAIN_ROW(r)                                                                        \
	OPT_STRING_ROW("chain", "FILE", "chain spec that you trust", &(r)->chain)

/* remote_open maps memory and reads the URLs. */
enum cli_exit remote_open(struct remote *r, struct out *o);
enum cli_exit remote_owner(const struct remote *r, struct sr25519_pair *owner);
enum cli_exit remote_spec(struct remote *r, struct chain_spec *spec);
/* remote_id reads a 32-byte id in hexadecimal; what names it for people. */
enum cli_exit remote_id(const struct remote *r, const char *text, const char *what, u8 id[32]);
/* remote_failed prints a client's failure: EXIT_NETWORK if the peer is not there. */
enum cli_exit remote_failed(const struct remote *r, const struct client *c, enum err e,
                            const char *what);
/* remote_worker_key asks the worker who it is. */
enum cli_exit remote_worker_key(struct remote *r, u8 pubkey[32]);

#endif /* CLI_REMOTE_H */
