/* phala worker: a worker host with its enclave, until it is told to stop. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "attest/sim/sim.h"
#include "base/fault.h"
#include "cli/client.h"
#include "cli/cmd.h"
#include "cli/keys.h"
#include "cli/spec_file.h"
#include "crypto/hash.h"
#include "os/arena_map.h"
#include "os/file.h"
#include "os/log.h"
#include "os/spawn.h"
#include "text/json_wr.h"
#include "worker/host/host.h"

#define ARENA_CAP      (3u * (size_t)CHAIN_SPEC_MAX)
#define CA_FILE_MAX    65536u
#define EVENT_MAX      4096u
#define RULE_MAX       600u
#define BOXES_DEFAULT  2u
#define BOXES_MAX      8u /* WORKER_LANES_MAX of the enclave */
#define DEFAULT_NODE   "http://127.0.0.1:9944"
#define DEFAULT_API    8787u
#define DEFAULT_STATE  "phala-worker"
#define DEFAULT_SIGNER "//Worker"
#define DEFAULT_PORT   "auto"

struct args {
	const char *node, *state, *operator_name, *dev_ca, *connect_to, *chain;
	const char *port, *sim_pki, *collateral;
	const char *crash_at, *enclave_crash_at;
	u32 api_port, boxes;
	bool allow_private, reset, json;
};

static struct {
	const struct args *args;
	const struct out *out;
	struct worker_host *host;
	uv_loop_t loop;
	uv_signal_t on_int, on_term;
	enum cli_exit code;
	struct arena a;
	struct worker_host_opts opts;
	struct chain_spec spec;
	char rules[WORKER_HOST_RESOLVE_MAX][RULE_MAX];
	struct worker_resolve resolve[WORKER_HOST_RESOLVE_MAX];
	char enclave[OS_PATH_MAX], sim_pki[OS_PATH_MAX];
} self;

/* --- what is said while it runs --------------------------------------------------------- */

static void say(struct json_wr *w)
{
	struct slice s;

	json_wr_obj_end(w);
	if (json_wr_done(w, &s) == ERR_OK)
		out_raw(s);
}

static struct json_wr event(u8 buf[EVENT_MAX], const char *name)
{
	struct json_wr w = json_wr_into(buf, EVENT_MAX);

	json_wr_obj(&w);
	json_wr_m_cstr(&w, "event", name);
	return w;
}

static void on_step(void *ctx, const u8 trigger[32], const char *kind, const char *text)
{
	u8 buf[EVENT_MAX];
	struct json_wr w;

	(void)ctx;
	if (!self.out->json) {
		(void)printf("%-10s %02x%02x%02x%02x  ", kind, trigger[0], trigger[1], trigger[2],
		             trigger[3]);
		out_text(stdout, slice_str(text));
		(void)fputc('\n', stdout);
		return;
	}
	w = event(buf, "step");
	json_wr_m_hex(&w, "trigger", slice_of(trigger, 32));
	json_wr_m_cstr(&w, "kind", kind);
	json_wr_m_cstr(&w, "text", text);
	say(&w);
}

static const char *strength_of(const struct worker_registered *r)
{
	return r->tee != 0 && r->production ? "attested" : "simulated";
}

static void on_registered(void *ctx, const struct worker_registered *r)
{
	u8 buf[EVENT_MAX];
	struct json_wr w;

	(void)ctx;
	if (!self.out->json) {
		(void)printf("registered as incarnation %llu (%s%s%s)\n",
		             (unsigned long long)r->incarnation, strength_of(r),
		             r->tee != 0 ? ", TCB " : "", r->status);
		return;
	}
	w = event(buf, "registered");
	json_wr_m_hex(&w, "pubkey", SLICE_ARR(r->pubkey));
	json_wr_m_hex(&w, "x25519", SLICE_ARR(r->x25519));
	json_wr_m_u64(&w, "incarnation", r->incarnation);
	json_wr_m_cstr(&w, "strength", strength_of(r));
	json_wr_m_u64(&w, "tee", r->tee);
	json_wr_m_hex(&w, "trustDomain", SLICE_ARR(r->trust_domain));
	json_wr_m_cstr(&w, "tcbStatus", r->status);
	json_wr_m_u64(&w, "validUntil", r->valid_until);
	say(&w);
}

static void on_attest(void *ctx, const char *what, const char *text, const char *fix)
{
	u8 buf[EVENT_MAX];
	struct json_wr w;

	(void)ctx;
	if (!self.out->json) {
		(void)printf("%-10s ", what);
		out_text(stdout, slice_str(text));
		if (fix[0] != '\0')
			(void)printf("\n           fix: %s", fix);
		(void)fputc('\n', stdout);
		return;
	}
	w = event(buf, "attestation");
	json_wr_m_cstr(&w, "what", what);
	json_wr_m_cstr(&w, "text", text);
	json_wr_m_cstr(&w, "fix", fix);
	say(&w);
}

static void on_recorded(void *ctx, const u8 trigger[32], const u8 receipt[32], u32 block,
                        const char *bundle)
{
	static u8 buf[EVENT_MAX + OS_PATH_MAX];
	struct json_wr w = json_wr_into(buf, sizeof(buf));

	(void)ctx;
	if (!self.out->json) {
		(void)printf("recorded   in block %u: %s\n", block, bundle);
		return;
	}
	json_wr_obj(&w);
	json_wr_m_cstr(&w, "event", "recorded");
	json_wr_m_hex(&w, "trigger", slice_of(trigger, 32));
	json_wr_m_hex(&w, "receipt", slice_of(receipt, 32));
	json_wr_m_u64(&w, "block", block);
	json_wr_m_cstr(&w, "bundle", bundle);
	say(&w);
}

static void on_dead(void *ctx, const u8 trigger[32], const char *why)
{
	u8 buf[EVENT_MAX];
	struct json_wr w;

	(void)ctx;
	if (!self.out->json) {
		(void)printf("given up   %02x%02x%02x%02x  ", trigger[0], trigger[1], trigger[2],
		             trigger[3]);
		out_text(stdout, slice_str(why));
		(void)fputc('\n', stdout);
		return;
	}
	w = event(buf, "dead");
	json_wr_m_hex(&w, "trigger", slice_of(trigger, 32));
	json_wr_m_cstr(&w, "why", why);
	say(&w);
}

static void on_enclave(void *ctx, int pid)
{
	(void)ctx;
	if (self.out->json)
		(void)printf("{\"event\":\"enclave\",\"pid\":%d}\n", pid);
}

static void shut_down(enum cli_exit code)
{
	self.code = code;
	worker_host_stop(self.host);
	uv_close((uv_handle_t *)&self.on_int, NULL);
	uv_close((uv_handle_t *)&self.on_term, NULL);
}

static void on_fatal(void *ctx, enum err e, const char *why)
{
	static const char rebuilt[] = "a rebuilt enclave is a new worker: start it with --reset";
	static const struct {
		enum err e;
		const char *fix;
	} rows[] = {
	    {ERR_GENESIS, "give --node a node of this chain; a worker of another chain needs a "
	                  "--state of its own"},
	    {ERR_DECRYPT, rebuilt},
	    {ERR_STATE, rebuilt},
	    {ERR_DENIED, "run it on a machine with a TEE; or take a development chain, and "
	                 "--port sim with that chain's --sim-pki"},
	    {ERR_UNSUPPORTED, "--port names the platform; phala-enclave --ports tells what this "
	                      "machine offers; --port sim is for development"},
	};
	const char *fix = "the log above says more";

	(void)ctx;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].e == e)
			fix = rows[i].fix;
	self.code = out_error(self.out, EXIT_USER, "the worker cannot go on", why, fix);
	uv_stop(&self.loop);
}

static void on_signal(uv_signal_t *h, int sig)
{
	(void)h;
	(void)sig;
	shut_down(EXIT_DONE);
}

/* --- options ------------------------------------------------------------------------------ */

static void die(void)
{
	(void)kill(getpid(), SIGKILL);
}

static enum cli_exit wrong(const char *why, const char *fix)
{
	return out_error(self.out, EXIT_USER, "cannot run phala worker", why, fix);
}

static bool port_of(const char *text, u16 *out)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	if (end == text || *end != '\0' || v > UINT16_MAX)
		return false;
	*out = (u16)v;
	return true;
}

/* One "host:port:to-host:to-port" in place; the parts stay in the rule's buffer. */
static bool read_rule(char *rule, struct worker_resolve *out)
{
	char *part[4] = {rule};

	for (size_t i = 1; i < ARRAY_LEN(part); i++) {
		part[i] = strchr(part[i - 1], ':');
		if (part[i] == NULL)
			return false;
		*part[i]++ = '\0';
	}
	out->host = part[0];
	out->to_host = part[2];
	return part[0][0] != '\0' && part[2][0] != '\0' && port_of(part[1], &out->port) &&
	       port_of(part[3], &out->to_port);
}

static bool read_rules(const char *list)
{
	while (list != NULL && *list != '\0') {
		const char *comma = strchr(list, ',');
		size_t n = comma != NULL ? (size_t)(comma - list) : strlen(list);
		size_t i = self.opts.num_resolve;

		if (i == WORKER_HOST_RESOLVE_MAX || n >= RULE_MAX)
			return false;
		memcpy(self.rules[i], list, n);
		self.rules[i][n] = '\0';
		if (!read_rule(self.rules[i], &self.resolve[i]))
			return false;
		self.opts.num_resolve++;
		list = comma != NULL ? comma + 1 : NULL;
	}
	self.opts.resolve = self.resolve;
	return true;
}

/* phala-enclave lies beside this program. */
static enum err find_enclave(void)
{
	char me[OS_PATH_MAX], *slash;

	TRY(self_path(me, sizeof(me)));
	slash = strrchr(me, '/');
	if (slash == NULL)
		return ERR_NOT_FOUND;
	*slash = '\0';
	TRY(path_join(self.enclave, sizeof(self.enclave), me, "phala-enclave"));
	return file_exists(self.enclave) ? ERR_OK : ERR_NOT_FOUND;
}

/* What a new enclave cannot use: everything sealed by or to the old one. */
static enum err reset_state(const char *dir)
{
	static const char *const names[] = {"enclave", "sealed", "light", "journal", "secrets"};
	char path[OS_PATH_MAX];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		TRY(path_join(path, sizeof(path), dir, names[i]));
		TRY(file_remove_tree(path));
	}
	return ERR_OK;
}

static enum cli_exit read_chain(const char *path)
{
	struct slice json;
	enum err e = file_read(&self.a, path, CHAIN_SPEC_MAX, &json);

	if (e == ERR_OK)
		e = chain_spec_parse(&self.spec, json, &self.a);
	if (e != ERR_OK)
		return wrong(err_text(e), "give --chain the spec of the node's chain: the node "
		                          "keeps it as chain.json in its --dir");
	self.opts.spec = &self.spec;
	return EXIT_DONE;
}

/* The development PKI of the chain: beside its spec when nobody says. */
static bool find_sim_pki(const struct args *x)
{
	const char *slash = strrchr(x->chain, '/');
	int n = slash == NULL ? 0 : (int)(slash - x->chain) + 1;

	if (x->sim_pki != NULL)
		n = snprintf(self.sim_pki, sizeof(self.sim_pki), "%s", x->sim_pki);
	else
		n = snprintf(self.sim_pki, sizeof(self.sim_pki), "%.*s%s", n, x->chain,
		             SPEC_SIM_PKI);
	return n > 0 && (size_t)n < sizeof(self.sim_pki) && file_exists(self.sim_pki);
}

static bool is_accepted(const u8 root[32])
{
	for (u32 i = 0; i < self.spec.num_roots; i++)
		if (mem_eq(self.spec.roots[i], root, 32))
			return true;
	return false;
}

/* A simulated worker is worth something only where its root is accepted: said before anything
 * starts. Chains for tests take workers without evidence, and then there may be no PKI. */
static enum cli_exit check_sim(const struct args *x)
{
	char why[192];
	struct sim_pki pki;
	u8 id[32];
	enum err e;

	if (strcmp(x->port, "sim") != 0)
		return x->sim_pki == NULL ? EXIT_DONE
		                          : wrong("--sim-pki is for --port sim alone",
		                                  "add --port sim, or leave --sim-pki out");
	if (!find_sim_pki(x)) {
		if (x->sim_pki == NULL && self.spec.allow_simulated)
			return EXIT_DONE;
		return wrong("there is no development PKI",
		             "give --sim-pki the folder that the chain's phala node has made "
		             "(DIR/" SPEC_SIM_PKI ")");
	}
	e = sim_pki_open(&pki, self.sim_pki);
	if (e != ERR_OK)
		return wrong(err_text(e), "give --sim-pki a development PKI of yours");
	sha2_256(id, slice_of(pki.root_der, pki.root_len));
	sim_pki_release(&pki);
	self.opts.sim_pki = self.sim_pki;
	if (is_accepted(id))
		return EXIT_DONE;
	(void)snprintf(why, sizeof(why),
	               "the chain %.*s does not accept this development root%s",
	               (int)size_min(self.spec.name.n, 64), (const char *)self.spec.name.p,
	               self.spec.allow_simulated ? "" : ", nor any other: it wants real TEEs");
	return wrong(why, self.spec.allow_simulated
	                      ? "give --sim-pki the folder that was made with this chain"
	                      : "run it on a machine with a TEE and leave --port sim out, or take "
	                        "the spec of a development chain");
}

static enum cli_exit read_files(const struct args *x)
{
	enum cli_exit code;
	enum err e;

	if (x->chain == NULL)
		return wrong("the enclave needs to know which chain is meant",
		             "add --chain FILE: the node keeps it as chain.json in its --dir");
	code = read_chain(x->chain);
	if (code == EXIT_DONE)
		code = check_sim(x);
	if (code != EXIT_DONE)
		return code;
	if (x->dev_ca != NULL) {
		e = file_read(&self.a, x->dev_ca, CA_FILE_MAX, &self.opts.dev_ca);
		if (e != ERR_OK)
			return wrong(err_text(e), "give --dev-ca a readable PEM file");
	}
	e = keys_read(&self.opts.operator_key, x->operator_name);
	if (e != ERR_OK)
		return wrong("the operator's key is not usable", keys_fix(e));
	if (find_enclave() != ERR_OK)
		return wrong("phala-enclave is not beside phala",
		             "./dev build puts both into build/release/bin");
	if (x->reset && reset_state(x->state) != ERR_OK)
		return wrong("the old state cannot be removed", "check who owns --state");
	return EXIT_DONE;
}

static enum cli_exit read_args(const struct args *x, struct client *node)
{
	if (client_open(node, x->node) != ERR_OK)
		return wrong("--node is no URL", "--node http://127.0.0.1:9944");
	if (!read_rules(x->connect_to))
		return wrong("--connect-to wants host:port:to-host:to-port, more after a comma",
		             "--connect-to model.localhost:443:127.0.0.1:8443");
	if (x->api_port > UINT16_MAX)
		return wrong("a port is at most 65535", "leave --api-port out for 8787");
	if (x->boxes == 0 || x->boxes > BOXES_MAX)
		return wrong("--boxes is from 1 to 8", "leave --boxes out for 2");
	if (x->crash_at != NULL && fault_set(x->crash_at, die) != ERR_OK)
		return wrong("--crash-at NAME:N works in builds with fault points only",
		             "use the dev build");
	return read_files(x);
}

/* --- run ------------------------------------------------------------------------------------ */

static void fill_opts(const struct args *x, const struct client *node)
{
	struct worker_host_opts *o = &self.opts;

	o->node_host = node->host;
	o->node_port = node->port;
	o->state_dir = x->state;
	o->api_host = "127.0.0.1";
	o->api_port = (u16)x->api_port;
	o->enclave_path = self.enclave;
	o->allow_private = x->allow_private;
	o->boxes = x->boxes;
	o->port = x->port;
	o->collateral = x->collateral;
	o->enclave_crash_at = x->enclave_crash_at;
	o->observer = (struct worker_observer){.step = on_step,
	                                       .registered = on_registered,
	                                       .attest = on_attest,
	                                       .recorded = on_recorded,
	                                       .dead = on_dead,
	                                       .enclave = on_enclave,
	                                       .fatal = on_fatal};
}

static enum cli_exit not_started(enum err e)
{
	const char *why = err_text(e), *fix = "check --state: it must be a private folder of yours";

	if (e == ERR_CONFLICT) {
		why = "another process uses the state folder or the API's port";
		fix = "stop the other worker, or choose another --state and --api-port";
	}
	return out_error(self.out, EXIT_USER, "the worker does not start", why, fix);
}

static enum cli_exit serve(void)
{
	enum err e;

	if (uv_loop_init(&self.loop) != 0)
		return out_error(self.out, EXIT_USER, "no event loop", "the system refused", NULL);
	e = worker_host_open(&self.host, &self.opts);
	sr25519_release(&self.opts.operator_key);
	if (e != ERR_OK)
		return not_started(e);
	e = worker_host_start(self.host, &self.loop);
	if (e != ERR_OK)
		return not_started(e);
	(void)uv_signal_init(&self.loop, &self.on_int);
	(void)uv_signal_init(&self.loop, &self.on_term);
	(void)uv_signal_start(&self.on_int, on_signal, SIGINT);
	(void)uv_signal_start(&self.on_term, on_signal, SIGTERM);
	if (self.out->json)
		(void)printf("{\"event\":\"ready\",\"apiPort\":%u,\"pid\":%d}\n",
		             (unsigned int)worker_host_port(self.host), (int)getpid());
	else
		(void)printf("worker API on http://127.0.0.1:%u%s\n",
		             (unsigned int)worker_host_port(self.host),
		             self.opts.sim_pki != NULL ? " (simulated TEE)" : "");
	(void)uv_run(&self.loop, UV_RUN_DEFAULT);
	worker_host_close(self.host);
	(void)uv_loop_close(&self.loop);
	arena_unmap(&self.a);
	return self.code;
}

static enum cli_exit run(int argc, char **argv)
{
	struct args x = {.node = DEFAULT_NODE,
	                 .state = DEFAULT_STATE,
	                 .operator_name = DEFAULT_SIGNER,
	                 .port = DEFAULT_PORT,
	                 .api_port = DEFAULT_API,
	                 .boxes = BOXES_DEFAULT};
	const struct opt opts[] = {
	    OPT_STRING_ROW("node", "URL", "node to follow (default " DEFAULT_NODE ")", &x.node),
	    OPT_STRING_ROW("chain", "FILE", "chain spec (required)", &x.chain),
	    OPT_STRING_ROW("state", "DIR", "state folder (default ./" DEFAULT_STATE ")", &x.state),
	    OPT_U32_ROW("api-port", "N", "HTTP API on loopback (default 8787, 0: any)",
	                &x.api_port),
	    OPT_STRING_ROW("operator", "KEY",
	                   "pays fees: //Name or @FILE (default " DEFAULT_SIGNER ")",
	                   &x.operator_name),
	    OPT_STRING_ROW("port", "NAME",
	                   "platform: gramine, tdx, snp, dstack, sim (development) or auto "
	                   "(default: a real one)",
	                   &x.port),
	    OPT_STRING_ROW("sim-pki", "DIR",
	                   "development PKI of --port sim (default sim-pki beside the chain spec)",
	                   &x.sim_pki),
	    OPT_STRING_ROW("collateral", "FILE",
	                   "what the chain judges the quote by (phala attest fetch-collateral)",
	                   &x.collateral),
	    OPT_U32_ROW("boxes", "N", "runs at a time, 1 to 8 (default 2)", &x.boxes),
	    OPT_STRING_ROW("connect-to", "RULES", "host:port:to-host:to-port,...", &x.connect_to),
	    OPT_FLAG_ROW("allow-private", "agents may reach private addresses", &x.allow_private),
	    OPT_STRING_ROW("dev-ca", "FILE", "development root in PEM (simulated only)", &x.dev_ca),
	    OPT_FLAG_ROW("reset", "become a new worker: drop sealed state", &x.reset),
	    OPT_STRING_ROW("crash-at", "NAME:N", "die there (builds for tests)", &x.crash_at),
	    OPT_STRING_ROW("enclave-crash-at", "NAME:N", "the same for the first enclave",
	                   &x.enclave_crash_at),
	    OPT_FLAG_ROW("json", "events as JSON lines", &x.json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_worker, opts, 0, 0, &x.json};
	struct client node;
	enum cli_exit code;
	struct out o;
	int done = cmd_parse(&spec, &argc, argv, &o);

	if (done >= 0)
		return (enum cli_exit)done;
	self.args = &x;
	self.out = &o;
	log_init(&(struct log_config){.program = "worker", .fd = STDERR_FILENO, .level = LOG_INFO});
	if (arena_map(&self.a, ARENA_CAP) != ERR_OK)
		return wrong("no address space", "ulimit -v unlimited");
	code = read_args(&x, &node);
	if (code != EXIT_DONE)
		return code;
	fill_opts(&x, &node);
	return serve();
}

const struct cmd cmd_worker = {"worker", "--chain FILE [options]", "a worker host with its enclave",
                               run};
