/* phala standin: model and proposal forum of the demo, over HTTPS on one port.
 *
 * It stands for two hosts that are not there and says so in every answer. It writes no log:
 * what agents send here is theirs. A second, plain port on loopback tells how often the
 * model was asked and whether the expected key came along. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "base/hex.h"
#include "cli/cmd.h"
#include "cli/standin_forum.h"
#include "cli/standin_model.h"
#include "cli/tls_filter.h"
#include "crypto/hash.h"
#include "os/arena_map.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/http_server.h"
#include "text/json_wr.h"
#include "tls/dev_ca.h"

#define ANSWER_MAX    (64u << 10)
#define ARENA_CAP     (8u << 20)
#define LEAF_LIFE_MS  (90ull * 24 * 3600 * 1000)
#define CLOCK_SLACK   (3600ull * 1000)
#define MODEL_PATH    "/v1/chat/completions"
#define HELD_MAX      64u
#define STANDIN_WORDS "phala stand-in, not a real service"

static struct {
	enum standin_script script;
	const char *forum_dir; /* NULL: the example in the program */
	bool has_expected, saw_key;
	u8 expected[32];
	u32 model_requests;
	struct arena a;
	uv_signal_t on_int, on_term;
	struct http_server *pages, *stats;
	struct http_call *held[HELD_MAX]; /* never answered, until the end */
	size_t num_held;
} self;

static void answer(struct http_call *call, u16 status, const char *type, struct slice body,
                   u32 retry_ms)
{
	char ms[16];
	struct http_header h[2] = {{"x-phala-stand-in", SLICE_LIT(STANDIN_WORDS)}};

	(void)snprintf(ms, sizeof(ms), "%u", retry_ms);
	h[1] = (struct http_header){"retry-after-ms", slice_str(ms)};
	http_call_answer(call, &(struct http_answer){.status = status,
	                                             .type = type,
	                                             .body = body,
	                                             .headers = h,
	                                             .num_headers = retry_ms > 0 ? 2 : 1});
}

static void answer_error(struct http_call *call, u16 status, const char *text)
{
	char body[256];
	int n = snprintf(body, sizeof(body), "{\"error\":{\"message\":\"%s: %s\"}}", STANDIN_WORDS,
	                 text);

	answer(call, status, "application/json", slice_of(body, (size_t)n), 0);
}

/* Remembers only whether the token was the expected one. */
static void look_at_key(const struct http_request *req)
{
	const struct slice *auth = http1_get(req->head, "authorization");
	u8 hash[32];

	if (auth == NULL || !self.has_expected || !slice_starts(*auth, SLICE_LIT("Bearer ")))
		return;
	sha2_256(hash, slice_from(*auth, 7));
	self.saw_key = self.saw_key || mem_eq_ct(hash, self.expected, sizeof(hash));
}

static void model(struct http_call *call, const struct http_request *req)
{
	u8 *mem = (u8 *)arena_alloc(&self.a, ANSWER_MAX);
	struct standin_answer out;
	struct wr w;

	if (!slice_eq(req->path, SLICE_LIT(MODEL_PATH)) ||
	    !slice_eq(req->method, SLICE_LIT("POST"))) {
		answer_error(call, 404, "only POST " MODEL_PATH);
		return;
	}
	look_at_key(req);
	self.model_requests++;
	if (mem == NULL) {
		answer_error(call, 500, "no memory");
		return;
	}
	w = wr_into(mem, ANSWER_MAX);
	if (standin_model_answer(self.script, self.model_requests, req->body, &w, &out) != ERR_OK) {
		answer_error(call, 500, "the answer does not fit");
		return;
	}
	if (out.hang) {
		if (self.num_held < HELD_MAX)
			self.held[self.num_held++] = call;
		else
			http_call_drop(call);
		return;
	}
	tls_filter_twice(out.repeat);
	answer(call, out.status, "application/json", out.body, out.retry_after_ms);
	tls_filter_twice(false);
}

static void forum(struct http_call *call, const struct http_request *req)
{
	struct standin_page page;

	if (!slice_eq(req->method, SLICE_LIT("GET")))
		answer_error(call, 405, "only GET");
	else if (standin_forum_page(self.forum_dir, req->path, &self.a, &page) != ERR_OK)
		answer_error(call, 404, "no such page; try /referenda/0.json");
	else
		answer(call, 200, page.type, page.body, 0);
}

static bool host_is(const struct http_request *req, const char *name)
{
	const struct slice *host = http1_get(req->head, "host");
	size_t n = strlen(name);

	return host != NULL && slice_starts(*host, slice_str(name)) &&
	       (host->n == n || host->p[n] == ':');
}

static void on_page(void *ctx, struct http_call *call, const struct http_request *req)
{
	(void)ctx;
	arena_reset(&self.a);
	if (host_is(req, "model.localhost"))
		model(call, req);
	else if (host_is(req, "forum.localhost"))
		forum(call, req);
	else
		answer_error(call, 421, "this is model.localhost and forum.localhost");
	mem_wipe(self.a.mem, self.a.used);
}

static void on_stats(void *ctx, struct http_call *call, const struct http_request *req)
{
	char body[128];
	int n = snprintf(body, sizeof(body), "{\"modelRequests\":%u,\"sawKey\":%s}",
	                 self.model_requests, self.saw_key ? "true" : "false");

	(void)ctx;
	(void)req;
	http_call_json(call, 200, slice_of(body, (size_t)n));
}

/* The key of the certificate never leaves this process; only the CA's certificate does. */
static enum err make_identity(struct tls_server_id **id, const char *ca_out)
{
	static const char *const hosts[] = {"model.localhost", "forum.localhost"};
	static struct tls_pem ca, leaf;
	u64 now = clock_unix_ms();
	struct tls_leaf want = {.hosts = hosts,
	                        .num_hosts = ARRAY_LEN(hosts),
	                        .not_before_ms = now - CLOCK_SLACK,
	                        .not_after_ms = now + LEAF_LIFE_MS};
	enum err e = tls_dev_ca_make(&ca, now);

	if (e == ERR_OK)
		e = tls_dev_leaf_make(&leaf, &ca, &want);
	if (e == ERR_OK)
		e = tls_server_id_new(id, tls_pem_cert(&leaf), tls_pem_key(&leaf));
	if (e == ERR_OK && ca_out != NULL)
		e = file_write_atomic(ca_out, tls_pem_cert(&ca), 0644);
	mem_wipe(&ca, sizeof(ca));
	mem_wipe(&leaf, sizeof(leaf));
	return e;
}

static void on_signal(uv_signal_t *h, int sig)
{
	(void)h;
	(void)sig;
	http_server_close(self.pages);
	http_server_close(self.stats);
	for (size_t i = 0; i < self.num_held; i++)
		http_call_drop(self.held[i]);
	uv_close((uv_handle_t *)&self.on_int, NULL);
	uv_close((uv_handle_t *)&self.on_term, NULL);
}

static enum err listen_both(uv_loop_t *loop, struct tls_server_id *id, u16 port, u16 stats_port)
{
	static const struct http_handlers pages = {.on_request = on_page},
	                                  stats = {.on_request = on_stats};
	struct http_server_opts o = {.host = "127.0.0.1",
	                             .port = port,
	                             .limits = &http_limits_default,
	                             .handlers = &pages,
	                             .filter = &tls_filter_server,
	                             .filter_ctx = id};

	TRY(http_server_listen(&self.pages, loop, &o, NULL));
	o = (struct http_server_opts){.host = "127.0.0.1",
	                              .port = stats_port,
	                              .limits = &http_limits_default,
	                              .handlers = &stats};
	return http_server_listen(&self.stats, loop, &o, NULL);
}

static void say_ready(const struct out *o)
{
	if (o->json)
		(void)printf("{\"event\":\"ready\",\"port\":%u,\"statsPort\":%u,\"pid\":%d}\n",
		             (unsigned int)http_server_port(self.pages),
		             (unsigned int)http_server_port(self.stats), (int)getpid());
	else
		(void)printf("stand-ins for https://model.localhost and https://forum.localhost on "
		             "127.0.0.1:%u, statistics on http://127.0.0.1:%u\n",
		             (unsigned int)http_server_port(self.pages),
		             (unsigned int)http_server_port(self.stats));
}

static enum cli_exit serve(const struct out *o, const char *ca_out, u16 port, u16 stats_port)
{
	struct tls_server_id *id = NULL;
	uv_loop_t loop;
	enum err e = tls_start();

	if (e == ERR_OK)
		e = make_identity(&id, ca_out);
	if (e == ERR_OK)
		e = arena_map(&self.a, ARENA_CAP);
	if (e != ERR_OK)
		return out_error(o, EXIT_USER, "the stand-ins have no certificate", err_text(e),
		                 "check that the folder of --ca-out is writable");
	if (uv_loop_init(&loop) != 0)
		return out_error(o, EXIT_USER, "no event loop", "the system refused", NULL);
	e = listen_both(&loop, id, port, stats_port);
	if (e != ERR_OK)
		return out_error(o, EXIT_USER, "the stand-ins cannot listen", err_text(e),
		                 "leave --port and --stats-port out to take free ones");
	(void)uv_signal_init(&loop, &self.on_int);
	(void)uv_signal_init(&loop, &self.on_term);
	(void)uv_signal_start(&self.on_int, on_signal, SIGINT);
	(void)uv_signal_start(&self.on_term, on_signal, SIGTERM);
	say_ready(o);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	(void)uv_loop_close(&loop);
	tls_server_id_free(id);
	arena_unmap(&self.a);
	return EXIT_DONE;
}

static enum cli_exit bad_option(const struct out *o, const char *why, const char *fix)
{
	return out_error(o, EXIT_USER, "cannot run phala standin", why, fix);
}

static enum cli_exit run(int argc, char **argv)
{
	const char *script = "ok", *forum_dir = NULL, *key = NULL, *ca_out = NULL;
	u32 port = 0, stats_port = 0;
	bool json = false;
	const struct opt opts[] = {
	    OPT_STRING_ROW("model-script", "NAME", "what the model does (default ok)", &script),
	    OPT_STRING_ROW("forum", "DIR", "serve /referenda from here", &forum_dir),
	    OPT_STRING_ROW("expect-key-sha256", "HEX", "hash of the API key to look for", &key),
	    OPT_STRING_ROW("ca-out", "FILE", "write the CA's certificate here", &ca_out),
	    OPT_U32_ROW("port", "N", "HTTPS port (default: any free one)", &port),
	    OPT_U32_ROW("stats-port", "N", "statistics (default: any free one)", &stats_port),
	    OPT_FLAG_ROW("json", "one JSON line when ready", &json),
	    OPT_END,
	};
	const struct cmd_spec spec = {&cmd_standin, opts, 0, 0, &json};
	struct out o;
	int done = cmd_parse(&spec, &argc, argv, &o);

	if (done >= 0)
		return (enum cli_exit)done;
	if (standin_script_of(slice_str(script), &self.script) != ERR_OK)
		return bad_option(&o, "--model-script names no script",
		                  "ok, busy-then-ok, schema-then-ok, empty, prose, bad-json, "
		                  "wrong-schema, busy, hang or twice");
	if (port > UINT16_MAX || stats_port > UINT16_MAX)
		return bad_option(&o, "a port is at most 65535", "leave it out to take a free one");
	if (key != NULL && hex_decode_exact(self.expected, 32, slice_str(key)) != ERR_OK)
		return bad_option(&o, "--expect-key-sha256 wants 64 hexadecimal digits",
		                  "printf %s \"$KEY\" | sha256sum");
	self.has_expected = key != NULL;
	self.forum_dir = forum_dir;
	return serve(&o, ca_out, (u16)port, (u16)stats_port);
}

const struct cmd cmd_standin = {"standin", "[options]",
                                "stand-ins for a model and a forum (not real services)", run};
