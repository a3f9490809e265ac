/* Folder, chain spec, code, key, and the network's start and end. */
#include "cli/demo.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "cli/example.h"
#include "cli/keys.h"
#include "cli/manifest_edit.h"
#include "cli/spec_file.h"
#include "crypto/hash.h"
#include "crypto/uri.h"
#include "node/dev_spec.h"
#include "os/arena_map.h"
#include "os/clock.h"
#include "os/tmpdir.h"

#define ARENA_CAP        ((size_t)512 << 20)
#define SCRATCH_CAP      ((size_t)256 << 20)
#define KEY_NAME         "OPENAI_API_KEY"
#define READY_TIMEOUT_MS 20000u
#define PATIENCE_MS      30000u

struct demo demo;

/* --- ending ------------------------------------------------------------------------------- */

enum cli_exit demo_failed(struct demo *d, enum cli_exit code, const char *what, const char *why)
{
	char fix[OS_PATH_MAX + 64];

	(void)snprintf(fix, sizeof(fix),
	               "the logs in %.*s/logs say more; phala doctor checks "
	               "this machine",
	               (int)sizeof(fix) - 128, d->dir);
	return out_error(&d->out, code, what, why, fix);
}

void demo_stop(struct demo *d)
{
	net_stop(&d->net);
	mem_wipe(d->key, sizeof(d->key));
	sr25519_release(&d->owner);
}

void demo_wait(struct demo *d, u32 ms)
{
	enum err e = net_pump(&d->net, ms);

	if (d->net.stopping) {
		demo_stop(d);
		if (d->is_temporary && file_remove_tree(d->dir) != ERR_OK)
			(void)fprintf(stderr, "could not remove %s\n", d->dir);
		exit(EXIT_DONE);
	}
	if (e == ERR_OK)
		return;
	(void)demo_failed(d, EXIT_USER, "a part of the local network does not stay up", d->net.why);
	demo_stop(d);
	exit(EXIT_USER);
}

static void idle(void *ctx, u32 ms)
{
	demo_wait((struct demo *)ctx, ms);
}

static void on_signal(int sig)
{
	(void)sig;
	demo.net.stopping = true;
}

static void catch_signals(void)
{
	struct sigaction sa = {.sa_handler = on_signal};

	(void)sigemptyset(&sa.sa_mask);
	(void)sigaction(SIGINT, &sa, NULL);
	(void)sigaction(SIGTERM, &sa, NULL);
	(void)sigaction(SIGHUP, &sa, NULL);
}

/* --- the folder ----------------------------------------------------------------------------- */

static enum err make_folder(struct demo *d)
{
	char *real;
	enum err e;

	if (d->o.dir == NULL) {
		d->is_temporary = true;
		return tmpdir_make(d->dir, sizeof(d->dir), "phala-demo");
	}
	e = file_mkdirs(d->o.dir, 0700);
	if (e != ERR_OK)
		return e;
	real = realpath(d->o.dir, NULL);
	if (real == NULL || strlen(real) >= sizeof(d->dir)) {
		free(real);
		return ERR_LIMIT;
	}
	(void)snprintf(d->dir, sizeof(d->dir), "%s", real);
	free(real);
	return ERR_OK;
}

/* A folder that was used before keeps its chain. */
static enum err make_spec(struct demo *d)
{
	struct dev_spec_opts o = {.slot_ms = d->o.block_time_ms,
	                          .session_blocks = d->o.session_blocks,
	                          .name = "Phala Demo"};
	char pki[OS_PATH_MAX];
	struct slice json;

	TRY(path_join(d->spec_path, sizeof(d->spec_path), d->dir, "chain.json"));
	TRY(path_join(d->bundle_path, sizeof(d->bundle_path), d->dir, "bundle.json"));
	if (file_exists(d->spec_path)) {
		TRY(file_read(&d->a, d->spec_path, CHAIN_SPEC_MAX, &json));
		return chain_spec_parse(&d->spec, json, &d->a);
	}
	TRY(path_join(pki, sizeof(pki), d->dir, SPEC_SIM_PKI));
	if (spec_file_root(&d->out, pki, &d->a, &o.attestation_root) != EXIT_DONE)
		return ERR_IO;
	TRY(dev_spec_make(&d->spec, &o, &d->a));
	TRY(chain_spec_write(&d->spec, &d->a, &json));
	return file_write_atomic(d->spec_path, json, 0644);
}

/* --- key and code ------------------------------------------------------------------------------
 */

/* Takes the key out of the environment and wipes it there, so that /proc/PID/environ does not
 * show it for as long as the demo runs. Without one, a random key lets a test find it. */
static enum err take_key(struct demo *d)
{
	char *env = getenv(KEY_NAME), *at;
	u8 random[16], hash[32];
	size_t n;

	if (env != NULL && env[0] != '\0') {
		n = strlen(env);
		if (n >= sizeof(d->key))
			return ERR_LIMIT;
		memcpy(d->key, env, n + 1);
		mem_wipe(env, n);
		(void)unsetenv(KEY_NAME);
	} else if (d->model_url != NULL) {
		return ERR_NOT_FOUND;
	} else {
		keys_random(random, sizeof(random));
		at = d->key + snprintf(d->key, sizeof(d->key), "sk-stand-in-");
		hex_encode(at, SLICE_ARR(random));
		mem_wipe(random, sizeof(random));
	}
	sha2_256(hash, slice_str(d->key));
	hex_encode(d->key_sha256, SLICE_ARR(hash));
	return ERR_OK;
}

/* https://host/v1, without '/' at the end. */
static enum err take_model_url(struct demo *d)
{
	const char *url = getenv("OPENAI_BASE_URL");
	size_t n = url != NULL ? strlen(url) : 0;

	while (n > 0 && url[n - 1] == '/')
		n--;
	if (n == 0)
		return ERR_OK;
	return arena_strz(&d->a, slice_of(url, n), &d->model_url);
}

static enum err make_code(struct demo *d)
{
	struct manifest_edit edit = {.wall_ms = d->o.wall_ms,
	                             .model_url = d->model_url,
	                             .model_name = getenv("OPENAI_MODEL")};
	struct slice manifest, bundle;

	CHECK(example_get(SLICE_LIT("phala.json"), &manifest));
	CHECK(example_get(SLICE_LIT("agent.js"), &bundle));
	TRY(manifest_canonical(manifest, &edit, &d->a, &manifest));
	return agent_code_of(&d->code, manifest, bundle, &d->a);
}

/* The code as it was registered, for phala replay --code DIR/agent. */
static enum err keep_code(const struct demo *d)
{
	static char dir[OS_PATH_MAX], path[OS_PATH_MAX];

	TRY(path_join(dir, sizeof(dir), d->dir, "agent"));
	TRY(file_mkdirs(dir, 0700));
	TRY(path_join(path, sizeof(path), dir, "phala.json"));
	TRY(file_write_atomic(path, d->code.manifest, 0644));
	TRY(path_join(path, sizeof(path), dir, "agent.js"));
	return file_write_atomic(path, d->code.bundle, 0644);
}

/* A folder that was used before keeps its agent, as it keeps its chain. */
static enum err make_owner(struct demo *d)
{
	char path[OS_PATH_MAX];
	struct slice salt;

	TRY(sr25519_from_uri(&d->owner, SLICE_LIT("//Alice")));
	TRY(path_join(path, sizeof(path), d->dir, "agent/salt"));
	if (file_exists(path)) {
		TRY(file_read(&d->a, path, sizeof(d->salt), &salt));
		if (salt.n != sizeof(d->salt))
			return ERR_CORRUPT;
		memcpy(d->salt, salt.p, sizeof(d->salt));
	} else {
		keys_random(d->salt, sizeof(d->salt));
		TRY(file_write_atomic(path, SLICE_ARR(d->salt), 0644));
	}
	agent_id_of(d->agent, d->owner.pub, d->salt);
	return ERR_OK;
}

static enum cli_exit prepare_model(struct demo *d)
{
	enum err e = take_model_url(d);

	if (e == ERR_OK)
		e = take_key(d);
	if (e == ERR_NOT_FOUND)
		return out_error(&d->out, EXIT_USER, "there is no API key for the model",
		                 "OPENAI_BASE_URL is set and " KEY_NAME " is not",
		                 "set both, or neither to use the stand-in model");
	if (e == ERR_OK)
		e = make_code(d);
	if (e != ERR_OK)
		return out_error(&d->out, EXIT_USER, "the model's URL or key is not usable",
		                 e == ERR_INVALID
		                     ? "OPENAI_BASE_URL is not https, and the key leaves the "
		                       "enclave inside TLS only"
		                     : err_text(e),
		                 "OPENAI_BASE_URL=https://api.openai.com/v1");
	return EXIT_DONE;
}

enum cli_exit demo_prepare(struct demo *d, const struct demo_opts *o)
{
	struct net_opts n;
	enum cli_exit code;
	enum err e;

	d->o = *o;
	if (arena_map(&d->a, ARENA_CAP) != ERR_OK || arena_map(&d->scratch, SCRATCH_CAP) != ERR_OK)
		return out_error(&d->out, EXIT_USER, "no address space", "a limit is set",
		                 "ulimit -v unlimited");
	code = prepare_model(d);
	if (code != EXIT_DONE)
		return code;
	e = make_folder(d);
	if (e != ERR_OK)
		return out_error(&d->out, EXIT_USER, "no folder for the demo", err_text(e),
		                 "give --dir a folder that you may write, or set TMPDIR");
	e = make_spec(d);
	if (e == ERR_OK)
		e = keep_code(d);
	if (e == ERR_OK)
		e = make_owner(d);
	if (e == ERR_OK)
		e = self_path(d->program, sizeof(d->program));
	n = (struct net_opts){.dir = d->dir,
	                      .with_standin = true,
	                      .model_script = o->model_script,
	                      .forum_dir = o->forum_dir,
	                      .key_sha256 = d->model_url == NULL ? d->key_sha256 : NULL,
	                      .node_port = o->node_port,
	                      .api_port = o->api_port,
	                      .crash_at = o->crash_at};
	if (e == ERR_OK)
		e = net_init(&d->net, &n);
	if (e != ERR_OK) {
		if (d->is_temporary && file_remove_tree(d->dir) != ERR_OK)
			(void)fprintf(stderr, "could not remove %s\n", d->dir);
		return out_error(&d->out, EXIT_USER, "the demo cannot be prepared", err_text(e),
		                 "--block-time is at least 50; --crash-at is node|worker|enclave:"
		                 "POINT:N");
	}
	catch_signals();
	return EXIT_DONE;
}

/* --- start --------------------------------------------------------------------------------------
 */

static void on_registered(struct demo *d, const struct json *line)
{
	if (json_hex_exact(json_get(line, "pubkey"), d->pubkey, 32) == ERR_OK)
		d->has_worker = true;
}

static void on_step(struct demo *d, const struct json *line)
{
	struct slice kind, text;

	if (!json_str(json_get(line, "kind"), &kind) || !json_str(json_get(line, "text"), &text))
		return;
	out_step(&d->out, "run", "%.*s: %.*s", (int)kind.n, kind.p, (int)text.n, text.p);
	if (slice_eq(kind, SLICE_LIT("finished")))
		(void)snprintf(d->finished, sizeof(d->finished), "%.*s",
		               (int)size_min(text.n, sizeof(d->finished) - 1), text.p);
}

static void on_event(void *ctx, enum net_id id, const struct json *line)
{
	struct demo *d = (struct demo *)ctx;
	const struct json *event = json_get(line, "event");
	struct slice why;
	u8 trigger[32];

	if (id != NET_WORKER)
		return;
	if (json_str_is(event, "registered"))
		on_registered(d, line);
	else if (json_str_is(event, "step"))
		on_step(d, line);
	if (!d->has_trigger ||
	    json_hex_exact(json_get(line, "trigger"), trigger, sizeof(trigger)) != ERR_OK ||
	    !mem_eq(trigger, d->trigger, sizeof(trigger)))
		return;
	if (json_str_is(event, "recorded"))
		d->is_recorded = true;
	else if (json_str_is(event, "dead") && json_str(json_get(line, "why"), &why))
		(void)snprintf(d->dead, sizeof(d->dead), "%.*s", (int)why.n, why.p);
}

static enum cli_exit wait_ready(struct demo *d, enum net_id id, const char *name)
{
	u64 until = clock_mono_ms() + READY_TIMEOUT_MS;

	while (!d->net.procs[id].was_ready) {
		if (clock_mono_ms() > until)
			return demo_failed(d, EXIT_NETWORK, name,
			                   "it does not say that it is ready");
		demo_wait(d, 10);
	}
	return EXIT_DONE;
}

static void connect(struct demo *d, struct client *c, u16 port)
{
	client_at(c, "127.0.0.1", port);
	c->patience_ms = PATIENCE_MS;
	c->idle = idle;
	c->idle_ctx = d;
}

enum cli_exit demo_start(struct demo *d)
{
	enum cli_exit code;

	d->net.on_event = on_event;
	d->net.event_ctx = d;
	net_want(&d->net, NET_STANDIN);
	net_want(&d->net, NET_NODE);
	code = wait_ready(d, NET_STANDIN, "the stand-ins do not start");
	if (code == EXIT_DONE)
		code = wait_ready(d, NET_NODE, "the node does not start");
	if (code != EXIT_DONE)
		return code;
	connect(d, &d->node, d->net.node_port);
	out_step(&d->out, "chain", "http://127.0.0.1:%u, a block every %u ms, chain spec %s",
	         (unsigned int)d->net.node_port, d->o.block_time_ms, d->spec_path);
	net_want(&d->net, NET_WORKER);
	code = wait_ready(d, NET_WORKER, "the worker does not start");
	if (code != EXIT_DONE)
		return code;
	connect(d, &d->worker, d->net.api_port);
	out_step(&d->out, "worker", "http://127.0.0.1:%u, simulated TEE",
	         (unsigned int)d->net.api_port);
	return EXIT_DONE;
}
