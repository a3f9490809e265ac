#include "cli/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/clock.h"
#include "os/http_client.h"
#include "text/json_wr.h"

#define RETRY_MS       150u
#define ONE_CALL_MS    10000u
#define ANSWER_MAX     (16u << 20)
#define REQUEST_ROOM   512u
#define RPC_ERROR_TEXT 200

void client_at(struct client *c, const char *host, u16 port)
{
	memset(c, 0, sizeof(*c));
	(void)snprintf(c->host, sizeof(c->host), "%s", host);
	c->port = port;
}

enum err client_open(struct client *c, const char *url)
{
	static const char *const schemes[] = {"http://", "ws://"};
	char host[CLIENT_HOST_MAX + 1];
	const char *colon;
	unsigned long port;
	char *end;

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (strncmp(url, schemes[i], strlen(schemes[i])) == 0)
			url += strlen(schemes[i]);
	colon = strrchr(url, ':');
	if (colon == NULL || colon == url || (size_t)(colon - url) >= sizeof(host))
		return ERR_FORMAT;
	port = strtoul(colon + 1, &end, 10);
	if ((*end != '\0' && strcmp(end, "/") != 0) || port == 0 || port > UINT16_MAX)
		return ERR_FORMAT;
	(void)snprintf(host, sizeof(host), "%.*s", (int)(colon - url), url);
	client_at(c, host, (u16)port);
	return ERR_OK;
}

void client_pause(struct client *c, u32 ms)
{
	if (c->idle != NULL)
		c->idle(c->idle_ctx, ms);
	else
		clock_sleep_ms(ms);
}

#define HTTP_NOT_YET 503 /* a worker whose enclave or node is just starting says so */

/* What may pass when the peer, or who it depends on, comes back. */
static bool is_passing(enum err e, u16 status)
{
	if (e == ERR_OK)
		return status == HTTP_NOT_YET;
	return e == ERR_IO || e == ERR_EOF || e == ERR_TIMEOUT;
}

static enum err exchange(struct client *c, const struct http_client_request *r, struct arena *a,
                         u16 *status, struct slice *body)
{
	u64 until = clock_mono_ms() + c->patience_ms;
	size_t mark = arena_mark(a);
	enum err e;

	c->why[0] = '\0';
	c->code = 0;
	for (c->attempts = 1;; c->attempts++) {
		arena_rewind(a, mark);
		e = http_fetch(a, r, status, body);
		if (!is_passing(e, *status) || clock_mono_ms() >= until)
			break;
		client_pause(c, RETRY_MS);
	}
	if (e != ERR_OK)
		(void)snprintf(c->why, sizeof(c->why), "http://%s:%u: %s", c->host,
		               (unsigned int)c->port, e == ERR_IO ? "no connection" : err_text(e));
	return e;
}

/* A node's error object: {code, message, data?}. */
static enum err rpc_refused(struct client *c, const struct json *error)
{
	struct slice message = SLICE_EMPTY, data = SLICE_EMPTY;

	(void)json_i64(json_get(error, "code"), &c->code);
	(void)json_str(json_get(error, "message"), &message);
	(void)json_str(json_get(error, "data"), &data);
	(void)snprintf(c->why, sizeof(c->why), "the node refused (%lld): %.*s%s%.*s",
	               (long long)c->code, (int)size_min(message.n, RPC_ERROR_TEXT), message.p,
	               data.n > 0 ? ": " : "", (int)size_min(data.n, RPC_ERROR_TEXT), data.p);
	return ERR_DENIED;
}

static enum err bad_answer(struct client *c, const char *what)
{
	(void)snprintf(c->why, sizeof(c->why), "http://%s:%u: %s has an unexpected form", c->host,
	               (unsigned int)c->port, what);
	return ERR_FORMAT;
}

static enum err rpc_body(const char *method, struct slice params, struct arena *a,
                         struct slice *out)
{
	size_t cap = params.n + strlen(method) + REQUEST_ROOM;
	u8 *mem = (u8 *)arena_alloc(a, cap);
	struct json_wr w;

	if (mem == NULL)
		return ERR_NOMEM;
	w = json_wr_into(mem, cap);
	json_wr_obj(&w);
	json_wr_m_cstr(&w, "jsonrpc", "2.0");
	json_wr_m_u64(&w, "id", 1);
	json_wr_m_cstr(&w, "method", method);
	json_wr_key(&w, "params");
	json_wr_raw(&w, params);
	json_wr_obj_end(&w);
	return json_wr_done(&w, out);
}

enum err client_rpc(struct client *c, const char *method, struct slice params, struct arena *a,
                    const struct json **result)
{
	struct http_client_request r = {.host = c->host,
	                                .port = c->port,
	                                .method = "POST",
	                                .target = "/",
	                                .type = "application/json",
	                                .timeout_ms = ONE_CALL_MS,
	                                .body_max = ANSWER_MAX};
	const struct json *answer, *error;
	struct slice body;
	u16 status = 0;

	TRY(rpc_body(method, params, a, &r.body));
	TRY(exchange(c, &r, a, &status, &body));
	if (status != 200 || json_parse(&answer, body, a) != ERR_OK)
		return bad_answer(c, method);
	error = json_get(answer, "error");
	if (error != NULL)
		return rpc_refused(c, error);
	*result = json_get(answer, "result");
	return *result != NULL ? ERR_OK : bad_answer(c, method);
}

/* The worker's refusals are {error, why, fix}. */
static enum err http_refused(struct client *c, u16 status, struct slice body, struct arena *a)
{
	static const char *const parts[] = {"error", "why", "fix"};
	const struct json *j = NULL;
	size_t n;

	c->code = status;
	n = (size_t)snprintf(c->why, sizeof(c->why), "HTTP %u", (unsigned int)status);
	if (json_parse(&j, body, a) != ERR_OK)
		return ERR_DENIED;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		struct slice s;

		if (json_str(json_get(j, parts[i]), &s) && n < sizeof(c->why))
			n += (size_t)snprintf(c->why + n, sizeof(c->why) - n, "%s%.*s",
			                      i == 0 ? ": " : "; ",
			                      (int)size_min(s.n, RPC_ERROR_TEXT), s.p);
	}
	return ERR_DENIED;
}

enum err client_http(struct client *c, const char *method, const char *target, struct slice body,
                     struct arena *a, struct slice *answer)
{
	struct http_client_request r = {.host = c->host,
	                                .port = c->port,
	                                .method = method,
	                                .target = target,
	                                .type = body.n > 0 ? "application/json" : NULL,
	                                .body = body,
	                                .timeout_ms = ONE_CALL_MS,
	                                .body_max = ANSWER_MAX};
	u16 status = 0;

	TRY(exchange(c, &r, a, &status, answer));
	return status == 200 ? ERR_OK : http_refused(c, status, *answer, a);
}

enum err client_json(struct client *c, const char *method, const char *target, struct slice body,
                     struct arena *a, const struct json **answer)
{
	struct slice text;

	TRY(client_http(c, method, target, body, a, &text));
	return json_parse(answer, text, a) == ERR_OK ? ERR_OK : bad_answer(c, target);
}
