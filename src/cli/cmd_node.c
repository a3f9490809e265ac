/* phala node: the embedded chain: seals blocks and serves JSON-RPC until it is told to stop. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "base/fault.h"
#include "base/hex.h"
#include "cli/cmd.h"
#include "cli/node_blocks.h"
#include "cli/node_rpc.h"
#include "cli/spec_file.h"
#include "net/net.h"
#include "node/node.h"
#include "os/arena_map.h"
#include "os/log.h"
#include "os/tmpdir.h"
#include "runtime/blob.h"
#include "text/json_wr.h"

#define PORT_DEFAULT   9944u
#define PORT_UNSET     UINT32_MAX
#define SLOT_MS_MAX    600000u
#define SPEC_ARENA_MAX ((size_t)512 << 20)

struct args {
	const char *dir, *chain, *sim_pki, *crash_at, *log, *p2p_host;
	u32 session_blocks;
	u32 block_time, p2p_port;
	bool build_spec, archive, json, no_p2p, foreign_code, unattested;
	struct node_rpc_args rpc;
};

struct run {
	struct args args;
	struct out out;
	struct arena a; /* the spec's */
	struct chain_spec spec;
	struct node *node;
	struct node_rpc rpc;
	struct net *net;
	uv_loop_t loop;
	uv_signal_t sigint, sigterm;
	char tmp[OS_PATH_MAX]; /* a folder to remove at the end, or "" */
	char sim_pki[OS_PATH_MAX]; /* folder of the development PKI, or "" */
	enum cli_exit code;
};

static enum cli_exit fail(const struct run *r, const char *what, enum err e, const char *fix)
{
	return out_error(&r->out, EXIT_USER, what, err_text(e), fix);
}

/* --- the chain spec ---------------------------------------------------------------- */

/* A development chain accepts the root of the PKI in --sim-pki, else of DIR/sim-pki. A spec that is
 * only printed, with neither, accepts none, and is the same each time. */
static enum cli_exit dev_spec(struct run *r)
{
	struct dev_spec_opts dev = {.slot_ms = r->args.block_time,
				    .session_blocks = r->args.session_blocks,
				    .allow_unattested = r->args.unattested};
	enum cli_exit x = EXIT_DONE;

	if (r->args.unattested)
		return spec_file_dev(&r->out, &dev, &r->a, &r->spec);
	if (r->args.sim_pki != NULL)
		(void)snprintf(r->sim_pki, sizeof(r->sim_pki), "%s", r->args.sim_pki);
	else if (r->args.dir != NULL &&
		 path_join(r->sim_pki, sizeof(r->sim_pki), r->args.dir, SPEC_SIM_PKI) != ERR_OK)
		return fail(r, "--dir is too long", ERR_LIMIT, "take a shorter path");
	if (r->sim_pki[0] != '\0')
		x = spec_file_root(&r->out, r->sim_pki, &r->a, &dev.attestation_root);
	else
		(void)fprintf(stderr, "note: no worker can register on this chain, which accepts "
				      "no root; add --sim-pki DIR for one of your own\n");
	return x == EXIT_DONE ? spec_file_dev(&r->out, &dev, &r->a, &r->spec) : x;
}

/* What --chain or --block-time say; else what the folder was made with; else the default. */
static enum cli_exit choose_spec(struct run *r)
{
	char path[OS_PATH_MAX];
	enum cli_exit x;

	if (r->args.chain != NULL)
		return spec_file_read(&r->out, r->args.chain, &r->a, &r->spec);
	if (r->args.block_time != 0 || r->args.session_blocks != 0 || r->args.unattested ||
	    r->args.dir == NULL)
		return dev_spec(r);
	x = spec_file_stored(&r->out, r->args.dir, path);
	if (x != EXIT_DONE)
		return x;
	return file_exists(path) ? spec_file_read(&r->out, path, &r->a, &r->spec) : dev_spec(r);
}

static enum cli_exit print_spec(struct run *r)
{
	struct slice json;
	enum err e = chain_spec_write(&r->spec, &r->a, &json);

	if (e != ERR_OK)
		return fail(r, "cannot write the chain spec", e, "report this as a bug");
	out_raw(json);
	return EXIT_DONE;
}

/* --- the node ---------------------------------------------------------------------- */

static const struct {
	enum err e;
	const char *why, *fix;
} open_errors[] = {
	{ERR_CONFLICT, "another process uses this folder", "stop it, or take another --dir"},
	{ERR_GENESIS, "the folder holds another chain",
	 "start it with the --block-time or --chain that made it, or take another --dir"},
	{ERR_VERSION, "the folder was written by another version", "take another --dir"},
	{ERR_FULL, "the disk is full", "free some space and start it again"},
	{ERR_DENIED, "the folder is not yours to write", "take another --dir"},
	{ERR_CORRUPT, "what is stored there is damaged",
	 "check the disk; make the chain again with `phala node import-blocks` from an export, or "
	 "from a copy of the folder"},
};

/* explain finds the row of an error; *why and *fix keep what they were when there is none. */
static void explain(enum err e, const char **why, const char **fix)
{
	for (size_t i = 0; i < ARRAY_LEN(open_errors); i++) {
		if (open_errors[i].e != e)
			continue;
		*why = open_errors[i].why;
		*fix = open_errors[i].fix;
	}
}

static enum cli_exit open_failed(const struct run *r, enum err e)
{
	const char *why = err_text(e), *fix = "take another --dir";

	explain(e, &why, &fix);
	return out_errorf(&r->out, EXIT_USER, why, fix, "cannot open the chain in %s",
			  r->args.dir);
}

static void stop(struct run *r)
{
	node_stop(r->node);
	node_rpc_net(&r->rpc, NULL);
	net_close(r->net);
	r->net = NULL;
	node_rpc_close(&r->rpc);
	uv_close((uv_handle_t *)&r->sigint, NULL);
	uv_close((uv_handle_t *)&r->sigterm, NULL);
}

static void on_fatal(void *ctx, enum err e, const char *why)
{
	struct run *r = (struct run *)ctx;
	const char *fix = "start it again; the log says more";

	if (why[0] == '\0')
		why = err_text(e);
	explain(e, &why, &fix);
	r->code = out_errorf(&r->out, EXIT_USER, why, fix,
			     "the chain in %s cannot go on", r->args.dir);
	stop(r);
}

/* Reading goes on, so this is no end of the program. */
static void on_foreign(void *ctx, u32 number, const u8 needed[HASH_LEN])
{
	struct run *r = (struct run *)ctx;
	char hex[65] = "", why[192];

	hex_encode(hex, slice_of(needed, HASH_LEN));
	(void)snprintf(why, sizeof(why),
		       "the runtime after block %" PRIu32 " has the hash 0x%s, which is not the "
		       "one inside this program", number, hex);
	(void)out_error(&r->out, EXIT_USER, "no more blocks are made", why,
			"start the phala program that was built with that runtime, on the same "
			"--dir; or --allow-foreign-code to go on with this one");
}

static void on_signal(uv_signal_t *s, int num)
{
	(void)num;
	stop((struct run *)s->data);
}

/* The development keys are known to everybody, so they only serve a chain that begins with them;
 * all others lie in the folder's keystore. */
static bool begins_with(const struct run *r, const struct ed25519_pair *dev)
{
	return authority_find(&r->spec.grandpa, dev->pub) < r->spec.grandpa.num;
}

static enum cli_exit open_node(struct run *r)
{
	struct node_opts o = {.dir = r->args.dir,
			      .spec = &r->spec,
			      .archive = r->args.archive,
			      .guard = true,
			      .code = r->args.foreign_code ? SLICE_EMPTY : runtime_blob(),
			      .foreign = on_foreign,
			      .fatal = on_fatal,
			      .fatal_ctx = r};
	enum err e = dev_keys(&o.aura, &o.grandpa);

	if (e != ERR_OK)
		return fail(r, "cannot make the development keys", e, "report this as a bug");
	if (!begins_with(r, &o.grandpa)) {
		sr25519_release(&o.aura);
		ed25519_release(&o.grandpa);
	}
	e = node_open(&r->node, &o);
	sr25519_release(&o.aura);
	ed25519_release(&o.grandpa);
	if (e != ERR_OK)
		return open_failed(r, e);
	return spec_file_keep(&r->out, r->args.dir, &r->spec, &r->a);
}

/* Without --p2p-port a taken port is no reason to stop: another node of the same machine has
 * it, and light clients are told the real one by the chain spec. */
static enum cli_exit serve_peers(struct run *r)
{
	struct net_opts o = {.host = r->args.p2p_host,
			     .port = (u16)r->args.p2p_port,
			     .dir = r->args.dir,
			     .agent = "phala-node/" PH_VERSION};
	enum err e;

	if (r->args.no_p2p)
		return EXIT_DONE;
	if (r->args.p2p_port == PORT_UNSET)
		o.port = NET_PORT_DEFAULT;
	e = net_listen(&r->net, r->node, &r->loop, &o);
	if (e == ERR_CONFLICT && r->args.p2p_port == PORT_UNSET) {
		o.port = 0;
		e = net_listen(&r->net, r->node, &r->loop, &o);
	}
	node_rpc_net(&r->rpc, r->net);
	if (e == ERR_OK)
		return EXIT_DONE;
	return out_errorf(&r->out, EXIT_USER,
			  e == ERR_CONFLICT  ? "the port is taken"
			  : e == ERR_INVALID ? "the host is no numeric address"
			  : e == ERR_CORRUPT ? "the folder's " IDENTITY_FILE " is damaged"
					     : err_text(e),
			  e == ERR_INVALID   ? "use an address such as 127.0.0.1"
			  : e == ERR_CORRUPT ? "remove that file; the node then has a new identity"
					     : "take another --p2p-port; 0 means any free one",
			  "cannot serve light clients on %s:%u", o.host, o.port);
}

static bool net_address_of(const struct run *r, char out[MULTIADDR_TEXT_MAX])
{
	return r->net != NULL && net_address(r->net, 0, out);
}

static void say_ready(const struct run *r)
{
	static char line[512 + 2 * OS_PATH_MAX]; /* too large for a stack */
	char genesis[65] = "", addr[MULTIADDR_TEXT_MAX];
	struct json_wr w = json_wr_into(line, sizeof(line));
	struct slice json;
	const char *s = node_rpc_has_tls(&r->rpc) ? "s" : "";

	hex_encode(genesis, SLICE_ARR(r->spec.genesis_hash));
	if (!r->out.json) {
		out_line(&r->out, "chain    %.*s, genesis 0x%s", (int)r->spec.name.n,
			 (const char *)r->spec.name.p, genesis);
		out_line(&r->out, "folder   %s%s", r->args.dir,
			 r->tmp[0] != '\0' ? " (removed at the end; keep one with --dir)" : "");
		if (r->sim_pki[0] != '\0')
			out_line(&r->out, "sim PKI  %s (phala worker --port sim --sim-pki DIR)",
				 r->sim_pki);
		out_line(&r->out, "JSON-RPC http%s://%s:%u and ws%s://%s:%u; Ctrl-C stops it",
			 s, r->args.rpc.host, rpc_port(r->rpc.rpc), s, r->args.rpc.host,
			 rpc_port(r->rpc.rpc));
		if (net_address_of(r, addr))
			out_line(&r->out, "peers    %s", addr);
		(void)fflush(stdout);
		return;
	}
	json_wr_obj(&w);
	json_wr_m_cstr(&w, "event", "ready");
	json_wr_m_u64(&w, "port", rpc_port(r->rpc.rpc));
	if (rpc_metrics_port(r->rpc.rpc) != 0)
		json_wr_m_u64(&w, "metrics_port", rpc_metrics_port(r->rpc.rpc));
	json_wr_m_hex(&w, "genesis", SLICE_ARR(r->spec.genesis_hash));
	json_wr_m_u64(&w, "pid", (u64)getpid());
	if (r->sim_pki[0] != '\0')
		json_wr_m_cstr(&w, "sim_pki", r->sim_pki);
	if (net_address_of(r, addr))
		json_wr_m_cstr(&w, "p2p", addr);
	json_wr_obj_end(&w);
	if (json_wr_done(&w, &json) == ERR_OK)
		out_raw(json);
	(void)fflush(stdout);
}

static enum cli_exit run_loop(struct run *r)
{
	(void)uv_signal_init(&r->loop, &r->sigint);
	(void)uv_signal_init(&r->loop, &r->sigterm);
	r->sigint.data = r;
	r->sigterm.data = r;
	(void)uv_signal_start(&r->sigint, on_signal, SIGINT);
	(void)uv_signal_start(&r->sigterm, on_signal, SIGTERM);
	if (node_start(r->node, &r->loop) != ERR_OK) {
		r->code = fail(r, "cannot start the chain", ERR_NOMEM, "free some memory");
		stop(r);
	} else {
		say_ready(r);
	}
	(void)uv_run(&r->loop, UV_RUN_DEFAULT);
	return r->code;
}

static enum cli_exit run_node(struct run *r)
{
	enum cli_exit x = open_node(r);

	if (x != EXIT_DONE)
		return x;
	if (uv_loop_init(&r->loop) != 0)
		return fail(r, "cannot start an event loop", ERR_NOMEM, "free some memory");
	x = node_rpc_serve(&r->rpc, &r->out, &r->args.rpc, r->node, &r->loop);
	if (x == EXIT_DONE)
		x = serve_peers(r);
	if (x == EXIT_DONE) {
		x = run_loop(r);
	} else {
		node_rpc_close(&r->rpc);
		(void)uv_run(&r->loop, UV_RUN_DEFAULT);
	}
	node_rpc_free(&r->rpc);
	(void)uv_loop_close(&r->loop);
	return x;
}

/* --- the command ------------------------------------------------------------------- */

static void crash(void)
{
	(void)kill(getpid(), SIGKILL);
	_exit(1);
}

static enum cli_exit check_args(struct run *r)
{
	enum log_level level = LOG_INFO;
	enum cli_exit x;
	enum err e = ERR_OK;

	if (r->args.block_time != 0 &&
	    (r->args.block_time < DEV_SLOT_MS_MIN || r->args.block_time > SLOT_MS_MAX))
		return out_error(&r->out, EXIT_USER, "--block-time is out of range",
				 "it is in milliseconds, from 50 to 600000",
				 "try --block-time 1000");
	if (r->args.block_time != 0 && r->args.chain != NULL)
		return out_error(&r->out, EXIT_USER, "--block-time and --chain do not go together",
				 "the chain spec says how long a block takes",
				 "give one of them");
	if (r->args.session_blocks != 0 && r->args.chain != NULL)
		return out_error(&r->out, EXIT_USER,
				 "--session-blocks and --chain do not go together",
				 "the chain spec says how long a session is", "give one of them");
	if (r->args.unattested && (r->args.sim_pki != NULL || r->args.chain != NULL))
		return out_error(&r->out, EXIT_USER, "--unattested stands alone",
				 "it makes a chain for tests, on which workers show no evidence",
				 "leave out --unattested, or --sim-pki and --chain");
	if (r->args.sim_pki != NULL && r->args.chain != NULL)
		return out_error(&r->out, EXIT_USER, "--sim-pki and --chain do not go together",
				 "the chain spec says which roots the chain accepts",
				 "give one of them; phala worker takes --sim-pki");
	x = node_rpc_check(&r->out, &r->args.rpc);
	if (x != EXIT_DONE)
		return x;
	if (r->args.p2p_port > UINT16_MAX && r->args.p2p_port != PORT_UNSET)
		return out_error(&r->out, EXIT_USER, "--p2p-port is out of range",
				 "ports end at 65535", "try --p2p-port 30333");
	if (r->args.crash_at != NULL)
		e = fault_set(r->args.crash_at, crash);
	if (e != ERR_OK)
		return fail(r, "--crash-at cannot be used", e,
			    "it needs a dev build and NAME:N with a number from 1");
	if (r->args.log != NULL && log_level_parse(&level, r->args.log) != ERR_OK)
		return out_error(&r->out, EXIT_USER, "--log names no level",
				 "levels are io, trace, debug, info, unusual and broken",
				 "try --log debug");
	log_init(&(struct log_config){.program = "node", .fd = STDERR_FILENO, .level = level});
	return EXIT_DONE;
}

static enum cli_exit run_checked(struct run *r)
{
	enum cli_exit x;

	if (r->args.dir == NULL && !r->args.build_spec) {
		enum err e = tmpdir_make(r->tmp, sizeof(r->tmp), "phala-node");

		if (e != ERR_OK)
			return fail(r, "cannot make a temporary folder", e, "give one with --dir");
		r->args.dir = r->tmp;
	}
	x = choose_spec(r);
	if (x != EXIT_DONE)
		return x;
	return r->args.build_spec ? print_spec(r) : run_node(r);
}

static enum cli_exit run_parsed(struct run *r)
{
	enum cli_exit x = check_args(r);

	if (x != EXIT_DONE)
		return x;
	if (arena_map(&r->a, SPEC_ARENA_MAX) != ERR_OK)
		return fail(r, "cannot start", ERR_NOMEM, "free some memory");
	x = run_checked(r);
	node_close(r->node);
	arena_unmap(&r->a);
	if (r->tmp[0] != '\0' && file_remove_tree(r->tmp) != ERR_OK)
		LOG(LOG_UNUSUAL, "the temporary folder could not be removed",
		    KV_STR("folder", r->tmp), KV_END);
	return x;
}

static enum cli_exit run(int argc, char **argv)
{
	static struct run r; /* too large for a stack */
	struct args *a = &r.args;
	const struct opt opts[] = {
	    OPT_STRING_ROW("dir", "DIR", "where the chain is kept (default: a temporary folder)",
			   &a->dir),
	    OPT_U32_ROW("port", "N", "JSON-RPC port, 0 for any free one (default 9944)",
			&a->rpc.port),
	    OPT_STRING_ROW("host", "ADDR", "address to listen on (default 127.0.0.1)",
			   &a->rpc.host),
	    OPT_STRING_ROW("rpc-methods", "SET", "auto (unsafe ones on loopback), safe or unsafe",
			   &a->rpc.methods),
	    OPT_STRING_ROW("rpc-cors", "ORIGINS", "pages that may ask, or all (default local ones)",
			   &a->rpc.cors),
	    OPT_STRING_ROW("rpc-tls-cert", "FILE", "serve https and wss with this chain (PEM)",
			   &a->rpc.tls_cert),
	    OPT_STRING_ROW("rpc-tls-key", "FILE", "the certificate's key (PEM)", &a->rpc.tls_key),
	    OPT_U32_ROW("prometheus-port", "N", "serve /metrics on a port of its own",
			&a->rpc.prometheus_port),
	    OPT_FLAG_ROW("prometheus-external", "that port on all addresses",
			 &a->rpc.prometheus_external),
	    OPT_U32_ROW("p2p-port", "N", "of light clients, 0 for any free one (default 30333)",
			&a->p2p_port),
	    OPT_STRING_ROW("p2p-host", "ADDR", "address for light clients (default 127.0.0.1)",
			   &a->p2p_host),
	    OPT_FLAG_ROW("no-p2p", "serve no light clients", &a->no_p2p),
	    OPT_U32_ROW("block-time", "MS", "of a new development chain, from 50 (default 3000)",
			&a->block_time),
	    OPT_U32_ROW("session-blocks", "N",
			"length of its sessions (default ten minutes of blocks)",
			&a->session_blocks),
	    OPT_STRING_ROW("sim-pki", "DIR",
			   "development PKI whose quotes that chain accepts (default DIR/sim-pki)",
			   &a->sim_pki),
	    OPT_STRING_ROW("chain", "FILE", "chain spec to use instead", &a->chain),
	    OPT_FLAG_ROW("build-spec", "print the chain spec and end", &a->build_spec),
	    OPT_FLAG_ROW("archive", "keep the states of all blocks", &a->archive),
	    OPT_FLAG_ROW("allow-foreign-code",
			 "go on although the chain runs another runtime than this program",
			 &a->foreign_code),
	    OPT_FLAG_ROW("unattested", "for tests: a chain on which workers show no evidence",
			 &a->unattested),
	    OPT_STRING_ROW("log", "LEVEL", "debug, info, unusual or broken (default info)",
			   &a->log),
	    OPT_STRING_ROW("crash-at", "NAME:N", "for tests: die at a crash point (dev builds)",
			   &a->crash_at),
	    OPT_FLAG_ROW("json", "one JSON line when it serves", &a->json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_node, opts, 0, 0, &a->json};
	int done;

	if (argc > 1 && strcmp(argv[1], "export-blocks") == 0)
		return cmd_node_export.run(argc - 1, argv + 1);
	if (argc > 1 && strcmp(argv[1], "import-blocks") == 0)
		return cmd_node_import.run(argc - 1, argv + 1);
	memset(&r, 0, sizeof(r));
	a->rpc.host = "127.0.0.1";
	a->rpc.port = PORT_DEFAULT;
	a->rpc.prometheus_port = PORT_UNSET;
	a->p2p_host = "127.0.0.1";
	a->p2p_port = PORT_UNSET;
	done = cmd_parse(&spec, &argc, argv, &r.out);
	return done >= 0 ? (enum cli_exit)done : run_parsed(&r);
}

const struct cmd cmd_node = {"node", "[options] | export-blocks FILE | import-blocks FILE",
			     "run the chain and serve JSON-RPC", run};
