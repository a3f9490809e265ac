#ifndef WORKER_HOST_TEST_HOST_KIT_H
#define WORKER_HOST_TEST_HOST_KIT_H
/* A worker host without an enclave, and a JSON-RPC node that says what a test wants.
 *
 * kit_say sets the answer of a method (JSON text of "result", or of "error"); kit_turn runs
 * the loop for some ms. The node counts calls and keeps the last params. */
#include <stdlib.h>
#include <uv.h>

#include "base/test.h"
#include "os/http_client.h"
#include "os/tmpdir.h"
#include "worker/host/int.h"

#define KIT_METHODS 16u

struct kit_method {
	char name[40];
	char *answer;
	bool is_error;
	u32 calls;
	char *params; /* of the last call, JSON text */
};

static struct kit {
	uv_loop_t loop;
	struct http_server *node;
	struct worker_host *h;
	struct kit_method methods[KIT_METHODS];
	size_t num_methods;
	struct chain_spec spec;
	char dir[256];
	u8 mem[1 << 20];
	/* The last answer of the worker's API. */
	u16 status;
	char body[16384];
	bool answered;
} kit;

static struct kit_method *kit_method(struct slice name)
{
	struct kit_method *m;

	for (size_t i = 0; i < kit.num_methods; i++)
		if (slice_eq(name, slice_str(kit.methods[i].name)))
			return &kit.methods[i];
	CHECK(kit.num_methods < KIT_METHODS && name.n < sizeof(m->name));
	m = &kit.methods[kit.num_methods++];
	slice_copy(m->name, name);
	return m;
}

static char *kit_dup(struct slice s)
{
	char *p = (char *)calloc(s.n + 1, 1);

	CHECK(p != NULL);
	slice_copy(p, s);
	return p;
}

static inline void kit_say(const char *method, const char *answer)
{
	struct kit_method *m = kit_method(slice_str(method));

	free(m->answer);
	m->answer = kit_dup(slice_str(answer));
	m->is_error = false;
}

static inline void kit_say_error(const char *method, const char *answer)
{
	kit_say(method, answer);
	kit_method(slice_str(method))->is_error = true;
}

static inline u32 kit_calls(const char *method)
{
	return kit_method(slice_str(method))->calls;
}

static void kit_on_rpc(void *ctx, struct http_call *call, const struct http_request *req)
{
	static char text[65536];
	struct arena a = arena_of(kit.mem, sizeof(kit.mem));
	const struct json *j;
	struct kit_method *m;
	struct slice name, params;

	(void)ctx;
	CHECK(json_parse(&j, req->body, &a) == ERR_OK && json_str(json_get(j, "method"), &name));
	m = kit_method(name);
	m->calls++;
	CHECK(json_canonical(json_get(j, "params"), &a, &params) == ERR_OK);
	free(m->params);
	m->params = kit_dup(params);
	(void)snprintf(text, sizeof(text), "{\"jsonrpc\":\"2.0\",\"id\":1,\"%s\":%s}",
		       m->is_error ? "error" : "result", m->answer == NULL ? "null" : m->answer);
	http_call_json(call, 200, slice_str(text));
}

static inline void kit_turn(u32 ms)
{
	u64 end = clock_mono_ms() + ms;

	while (clock_mono_ms() < end) {
		(void)uv_run(&kit.loop, UV_RUN_NOWAIT);
		clock_sleep_ms(1);
	}
}

/* A host whose enclave has verified block 100; nothing else runs. */
static inline void kit_start(void)
{
	static const struct http_handlers handlers = {.on_request = kit_on_rpc};
	struct http_server_opts so = {.host = "127.0.0.1",
				      .limits = &http_limits_default,
				      .handlers = &handlers};
	struct worker_host_opts o = {.node_host = "127.0.0.1",
				     .api_host = "127.0.0.1",
				     .enclave_path = "/nonexistent",
				     .spec = &kit.spec,
				     .boxes = 1};
	struct secret32 seed = {.b = {7}};

	memset(&kit, 0, sizeof(kit));
	CHECK(uv_loop_init(&kit.loop) == 0);
	CHECK(http_server_listen(&kit.node, &kit.loop, &so, NULL) == ERR_OK);
	CHECK(tmpdir_make(kit.dir, sizeof(kit.dir), "phala-host") == ERR_OK);
	kit.spec.ss58_format = 30;
	o.state_dir = kit.dir;
	o.node_port = http_server_port(kit.node);
	sr25519_from_seed(&o.operator_key, &seed);
	CHECK(worker_host_open(&kit.h, &o) == ERR_OK);
	kit.h->loop = &kit.loop;
	CHECK(api_start(kit.h) == ERR_OK);
	rpc_start(kit.h->rpc, &kit.loop);
	kit.h->follow.has_hash = kit.h->follow.caught_up = true;
	kit.h->follow.head = (struct block_ref){.number = 100, .hash = {0xaa}};
	kit_say("state_getRuntimeVersion", "{\"specVersion\":1,\"transactionVersion\":1}");
	kit_say("system_accountNextIndex", "5");
}

static inline void kit_stop(void)
{
	kit.h->stopping = true;
	api_stop(kit.h);
	rpc_stop(kit.h->rpc);
	http_server_close(kit.node);
	(void)uv_run(&kit.loop, UV_RUN_DEFAULT);
	CHECK(uv_loop_close(&kit.loop) == 0);
	worker_host_close(kit.h);
	CHECK(file_remove_tree(kit.dir) == ERR_OK);
	for (size_t i = 0; i < kit.num_methods; i++) {
		free(kit.methods[i].answer);
		free(kit.methods[i].params);
	}
}

static void kit_on_answer(void *ctx, enum err e, const struct http_response *res)
{
	(void)ctx;
	kit.answered = true;
	kit.status = e == ERR_OK ? res->status : 0;
	kit.body[0] = '\0';
	if (e == ERR_OK && res->body.n < sizeof(kit.body)) {
		slice_copy(kit.body, res->body);
		kit.body[res->body.n] = '\0';
	}
}

/* kit_http asks the worker's API and waits for the answer. */
static inline u16 kit_http(const char *method, const char *target, const char *body)
{
	struct http_client_request q = {.host = "127.0.0.1",
					.port = worker_host_port(kit.h),
					.method = method,
					.target = target,
					.body = slice_str(body)};

	kit.answered = false;
	CHECK(http_client_send(NULL, &kit.loop, &q, kit_on_answer, NULL) == ERR_OK);
	for (u32 i = 0; i < 5000 && !kit.answered; i++)
		kit_turn(1);
	CHECK(kit.answered);
	return kit.status;
}

static inline bool kit_body_has(const char *text)
{
	return strstr(kit.body, text) != NULL;
}

#endif /* WORKER_HOST_TEST_HOST_KIT_H */
