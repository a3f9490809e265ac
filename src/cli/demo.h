#ifndef CLI_DEMO_H
#define CLI_DEMO_H
/* cli/demo: the Governance Analyst once, on a local network; shared by the files of
 * `phala demo` and `phala dev`. Private to cli.
 *
 * demo_prepare makes folder, chain spec and code; demo_start brings the network up;
 * demo_deploy registers the agent and seals its key; demo_run submits a referendum and waits
 * for the recorded result; demo_stop ends everything. Each returns EXIT_DONE or has printed
 * why not. One demo per process: it is one large static object. */
#include "cli/agent.h"
#include "cli/net.h"
#include "cli/out.h"
#include "primitives/chain_spec.h"
#include "primitives/gen/agents_gen.h"
#include "primitives/gen/referenda_gen.h"
#include "primitives/gen/registry_gen.h"

#define DEMO_KEY_MAX 512u

struct demo_opts {
	const char *dir; /* NULL: a temporary one */
	u32 block_time_ms, wall_ms;
	u32 session_blocks; /* 0: ten minutes */
	const char *model_script, *crash_at, *forum_dir;
	u16 node_port, api_port;
};

struct demo {
	struct demo_opts o;
	struct out out;
	struct net net;
	struct arena a;       /* for the whole demo */
	struct arena scratch; /* for one question; reset often */
	char dir[OS_PATH_MAX], spec_path[OS_PATH_MAX], bundle_path[OS_PATH_MAX];
	char program[OS_PATH_MAX];
	bool is_temporary;
	struct chain_spec spec;
	struct client node, worker;
	struct sr25519_pair owner;

	struct agent_code code;
	u8 agent[32], salt[32];
	const char *model_url;  /* a real model, or NULL */
	char key[DEMO_KEY_MAX]; /* of the model; wiped as soon as it is sealed */
	char key_sha256[65];

	/* What the worker said. */
	bool has_worker;
	u8 pubkey[32];
	struct client_tx setup;
	bool has_trigger;
	u8 trigger[32];
	u32 referendum;
	bool is_recorded;
	char dead[256];     /* why it gave up, or "" */
	char finished[256]; /* outcome and what was thrown, or "" */

	/* The result as the finalized chain shows it. */
	struct result_record record;
	bool has_assessment;
	struct assessment assessment;
	u8 receipt[32];
	u32 records, model_requests;
	bool model_saw_key;
};

/* The one demo of this process. */
extern struct demo demo;

enum cli_exit demo_prepare(struct demo *d, const struct demo_opts *o);
enum cli_exit demo_start(struct demo *d);
enum cli_exit demo_deploy(struct demo *d);
/* demo_lease gives the worker the agent without asking anything; for phala dev. */
enum cli_exit demo_lease(struct demo *d);
enum cli_exit demo_run(struct demo *d);
/* demo_fetch gets the bundle, checks it here, and counts what a test wants to know. */
enum cli_exit demo_fetch(struct demo *d);
void demo_stop(struct demo *d);

/* demo_wait looks after the network for ms; does not return after Ctrl-C or when a child
 * does not stay up: then it has stopped all and exits. */
void demo_wait(struct demo *d, u32 ms);
/* demo_failed prints the cause and where the logs are. */
enum cli_exit demo_failed(struct demo *d, enum cli_exit code, const char *what, const char *why);

#endif /* CLI_DEMO_H */
