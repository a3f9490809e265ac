/* The HTTP API; docs/protocol/worker.md. What is stored for an agent needs a signature by the
 * owner whom the chain names; results are public; code is found by its hash. Refusals are
 * {error, why, fix}. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "worker/host/addr.h"
#include "worker/host/int.h"

#define API_BODY_MAX ((size_t)8 << 20)

static const char secret_purpose[] = "phala/secret/v1";
static const char delete_purpose[] = "phala/secret-delete/v1";
static const char owner_purpose[] = "phala/owner-key/v1";

/* --- answers ----------------------------------------------------------------------------- */

static void answer_json(struct worker_host *h, struct http_call *call, u16 status,
			struct json_wr *w)
{
	struct slice text;

	if (json_wr_arena_done(w, &h->scratch, &text) == ERR_OK)
		http_call_json(call, status, text);
	else
		http_call_text(call, 500, "the answer does not fit\n");
}

static void refuse(struct worker_host *h, struct http_call *call, u16 status, const char *error,
		   const char *why, const char *fix)
{
	struct json_wr w = json_wr_arena(&h->scratch);

	json_wr_obj(&w);
	json_wr_m_cstr(&w, "error", error);
	json_wr_m_cstr(&w, "why", why);
	json_wr_m_cstr(&w, "fix", fix);
	json_wr_obj_end(&w);
	answer_json(h, call, status, &w);
}

static void refuse_err(struct worker_host *h, struct http_call *call, const char *error, enum err e)
{
	u16 status = e == ERR_FULL ? 507 : e == ERR_STALE ? 409 : e == ERR_LIMIT ? 413 : 400;

	if (e == ERR_IO || e == ERR_NOMEM)
		status = 500;
	refuse(h, call, status, error, err_text(e),
	       e == ERR_STALE ? "use a version above the stored one"
	       : e == ERR_FULL ? "ask the operator to clear old entries"
			       : "see docs/protocol/worker.md for the fields");
}

static void answer_ok(struct worker_host *h, struct http_call *call)
{
	struct json_wr w = json_wr_arena(&h->scratch);

	json_wr_obj(&w);
	json_wr_m_bool(&w, "ok", true);
	json_wr_obj_end(&w);
	answer_json(h, call, 200, &w);
}

/* --- info, code, call -------------------------------------------------------------------- */

struct api_request {
	struct worker_host *h;
	struct http_call *call;
	const struct json *body;    /* NULL without one */
	struct slice args[2];       /* path segments after the first */
	u32 num_args;
};

static void get_info(const struct api_request *q)
{
	struct worker_host *h = q->h;
	const struct link *l = &h->link;
	struct json_wr w;

	if (l->state != ENCLAVE_READY) {
		refuse(h, q->call, 503, "starting", "the enclave is not up yet", "try again");
		return;
	}
	w = json_wr_arena(&h->scratch);
	json_wr_obj(&w);
	json_wr_m_hex(&w, "pubkey", SLICE_ARR(l->pubkey));
	json_wr_m_hex(&w, "x25519", SLICE_ARR(l->x25519));
	json_wr_m_hex(&w, "measurement", SLICE_ARR(l->measurement));
	json_wr_m_hex(&w, "engine", SLICE_ARR(l->engine));
	json_wr_m_hex(&w, "genesis", slice_of(h->o.spec->genesis_hash, 32));
	json_wr_m_cstr(&w, "port", l->port);
	json_wr_m_u64(&w, "incarnation", h->registry.incarnation);
	json_wr_m_bool(&w, "registered", h->registry.is_registered);
	json_wr_key(&w, "head");
	json_wr_obj(&w);
	json_wr_m_u64(&w, "number", h->follow.head.number);
	json_wr_m_hex(&w, "hash", SLICE_ARR(h->follow.head.hash));
	json_wr_obj_end(&w);
	json_wr_m_u64(&w, "tee", l->tee);
	json_wr_m_hex(&w, "trustDomain", SLICE_ARR(l->trust_domain));
	json_wr_m_cstr(&w, "strength", receipt_strength_word(registry_strength(h)));
	json_wr_obj_end(&w);
	answer_json(h, q->call, 200, &w);
}

/* The manifest comes as its canonical text, or as an object of which that is made. */
static enum err manifest_text(const struct json *j, struct arena *a, struct slice *out)
{
	if (json_str(j, out))
		return ERR_OK;
	if (!json_is(j, JSON_OBJECT))
		return ERR_FORMAT;
	return json_canonical(j, a, out);
}

static void post_code(const struct api_request *q)
{
	struct slice manifest = SLICE_EMPTY, bundle = SLICE_EMPTY;
	u8 id[32], hash[32];
	struct json_wr w;
	enum err e = manifest_text(json_get(q->body, "manifest"), &q->h->scratch, &manifest);

	if (e == ERR_OK && !json_str(json_get(q->body, "bundle"), &bundle))
		e = ERR_FORMAT;
	if (e == ERR_OK)
		e = store_code(q->h, manifest, bundle, id, hash);
	if (e != ERR_OK) {
		refuse_err(q->h, q->call, "the code was not stored", e);
		return;
	}
	w = json_wr_arena(&q->h->scratch);
	json_wr_obj(&w);
	json_wr_m_hex(&w, "codeId", SLICE_ARR(id));
	json_wr_m_hex(&w, "manifestHash", SLICE_ARR(hash));
	json_wr_obj_end(&w);
	answer_json(q->h, q->call, 200, &w);
}

static void post_call(const struct api_request *q)
{
	struct slice body;
	struct json_wr w;
	u8 hash[32];
	enum err e = ERR_FORMAT;

	if (json_str(json_get(q->body, "body"), &body))
		e = store_body(q->h, body, hash);
	if (e != ERR_OK) {
		refuse_err(q->h, q->call, "the body was not stored", e);
		return;
	}
	jobs_body_came(q->h, hash);
	w = json_wr_arena(&q->h->scratch);
	json_wr_obj(&w);
	json_wr_m_hex(&w, "bodyHash", SLICE_ARR(hash));
	json_wr_obj_end(&w);
	answer_json(q->h, q->call, 200, &w);
}

/* --- what the owner signs ---------------------------------------------------------------- */

enum signed_kind { SIGNED_SECRET, SIGNED_DELETE, SIGNED_OWNER_KEY };

/* A change that waits for the chain to name the owner. */
struct signed_change {
	struct http_call *call;
	enum signed_kind kind;
	u8 agent[32], digest[32];
	struct sealed_secret secret; /* name and sealed lie behind this */
	struct owner_key key;
	u8 signature[64];
	u8 mem[8192 + 64];
};

static enum err apply(struct worker_host *h, const struct signed_change *c)
{
	if (c->kind == SIGNED_OWNER_KEY)
		return store_owner_key(h, c->agent, &c->key);
	return store_secret(h, c->agent, &c->secret);
}

static void on_owner(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		     struct arena *a)
{
	struct signed_change *c = (struct signed_change *)ctx;
	size_t mark = arena_mark(&h->scratch);
	struct agent_info agent;
	struct slice raw = SLICE_EMPTY;
	bool found = false;

	if (e == ERR_OK)
		e = host_value(result, a, &found, &raw);
	if (e == ERR_OK && found)
		e = agents_agents_decode(&agent, raw);
	if (e != ERR_OK)
		refuse(h, c->call, 503, "not stored", "the node has no answer now", "try again");
	else if (!found)
		refuse(h, c->call, 404, "not stored", "the chain knows no such agent",
		       "register the agent first and wait until that is in a block");
	else if (sr25519_verify(c->signature, SLICE_ARR(c->digest), agent.owner) != ERR_OK)
		refuse(h, c->call, 403, "not stored", "the signature is not the agent owner's",
		       "sign with the owner's key, for this worker's x25519 key");
	else if ((e = apply(h, c)) != ERR_OK)
		refuse_err(h, c->call, "not stored", e);
	else
		answer_ok(h, c->call);
	arena_rewind(&h->scratch, mark);
	free(c);
}

/* Asked at the node's newest block: whoever registered an agent a moment ago has seen it there, and
 * the worker follows a little behind. The enclave checks the owner again, by proof. */
static void ask_owner(struct worker_host *h, struct signed_change *c)
{
	struct storage_key k = agents_agents_key(c->agent);

	host_get(h, &k, NULL, on_owner, c);
}

static struct signed_change *new_change(const struct api_request *q, enum signed_kind kind)
{
	struct signed_change *c = (struct signed_change *)host_alloc(1, sizeof(*c));

	c->call = q->call;
	c->kind = kind;
	return c;
}

/* SCALE(agent, x25519, name, version, sealed) behind the purpose. */
static enum err secret_digest(struct worker_host *h, struct signed_change *c)
{
	struct wr w = wr_arena(&h->scratch);
	struct slice bytes;

	wr_bytes(&w, c->agent, 32);
	wr_bytes(&w, h->link.x25519, 32);
	wr_vec(&w, c->secret.name);
	wr_u32(&w, c->secret.version);
	wr_vec(&w, c->secret.sealed);
	TRY(wr_arena_done(&w, &h->scratch, &bytes));
	blake2_256_parts(c->digest, (const struct slice[]){SLICE_LIT(secret_purpose), bytes}, 2);
	return ERR_OK;
}

static enum err take_name(struct signed_change *c, struct slice name)
{
	if (!store_is_name(name))
		return ERR_INVALID;
	slice_copy(c->mem, name);
	c->secret.name = slice_of(c->mem, name.n);
	return ERR_OK;
}

static enum err read_secret(const struct api_request *q, struct signed_change *c)
{
	struct slice name, sealed;

	TRY(json_hex_exact(json_get(q->body, "agent"), c->agent, 32));
	TRY(json_hex_exact(json_get(q->body, "signature"), c->signature, 64));
	TRY(json_hex(json_get(q->body, "sealed"), 8192, &q->h->scratch, &sealed));
	if (!json_str(json_get(q->body, "name"), &name) ||
	    !json_u32(json_get(q->body, "version"), &c->secret.version) || sealed.n == 0)
		return ERR_FORMAT;
	TRY(take_name(c, name));
	slice_copy(c->mem + 64, sealed);
	c->secret.sealed = slice_of(c->mem + 64, sealed.n);
	memcpy(c->secret.signature, c->signature, 64);
	return secret_digest(q->h, c);
}

/* Goes on with the owner, or refuses what does not decode. */
static void finish_change(const struct api_request *q, struct signed_change *c, enum err e)
{
	if (e == ERR_OK) {
		ask_owner(q->h, c);
		return;
	}
	refuse_err(q->h, q->call, "the request is malformed", e);
	free(c);
}

static void post_secret(const struct api_request *q)
{
	struct signed_change *c = new_change(q, SIGNED_SECRET);

	finish_change(q, c, read_secret(q, c));
}

static enum err read_owner_key(const struct api_request *q, struct signed_change *c)
{
	TRY(json_hex_exact(json_get(q->body, "agent"), c->agent, 32));
	TRY(json_hex_exact(json_get(q->body, "x25519"), c->key.x25519, 32));
	TRY(json_hex_exact(json_get(q->body, "signature"), c->signature, 64));
	memcpy(c->key.signature, c->signature, 64);
	blake2_256_parts(c->digest,
			 (const struct slice[]){SLICE_LIT(owner_purpose), SLICE_ARR(c->agent),
						SLICE_ARR(c->key.x25519)},
			 3);
	return ERR_OK;
}

static void post_owner_key(const struct api_request *q)
{
	struct signed_change *c = new_change(q, SIGNED_OWNER_KEY);

	finish_change(q, c, read_owner_key(q, c));
}

static enum err read_delete(const struct api_request *q, struct signed_change *c)
{
	u8 buf[64 + 16];
	struct wr w = wr_into(buf, sizeof(buf));
	struct slice bytes;

	TRY(hex_decode_exact(c->agent, 32, q->args[0]));
	TRY(take_name(c, q->args[1]));
	TRY(json_hex_exact(json_get(q->body, "signature"), c->signature, 64));
	if (!json_u32(json_get(q->body, "version"), &c->secret.version))
		return ERR_FORMAT;
	wr_vec(&w, c->secret.name);
	wr_u32(&w, c->secret.version);
	TRY(wr_done(&w, &bytes));
	blake2_256_parts(c->digest,
			 (const struct slice[]){SLICE_LIT(delete_purpose), SLICE_ARR(c->agent),
						SLICE_ARR(q->h->link.x25519), bytes},
			 4);
	return ERR_OK;
}

static void delete_secret(const struct api_request *q)
{
	struct signed_change *c = new_change(q, SIGNED_DELETE);

	finish_change(q, c, read_delete(q, c));
}

static void get_secrets(const struct api_request *q)
{
	struct sealed_secret list[16];
	struct json_wr w;
	u8 agent[32];
	u32 num = 0;
	enum err e = hex_decode_exact(agent, 32, q->args[0]);

	if (e == ERR_OK)
		e = store_read_secrets(q->h, agent, &q->h->scratch, list, &num);
	if (e != ERR_OK) {
		refuse_err(q->h, q->call, "no list", e);
		return;
	}
	w = json_wr_arena(&q->h->scratch);
	json_wr_arr(&w);
	for (u32 i = 0; i < num; i++) {
		json_wr_obj(&w);
		json_wr_m_str(&w, "name", list[i].name);
		json_wr_m_u64(&w, "version", list[i].version);
		json_wr_obj_end(&w);
	}
	json_wr_arr_end(&w);
	answer_json(q->h, q->call, 200, &w);
}

/* --- runs -------------------------------------------------------------------------------- */

static const struct job_result *newest(const struct job *j)
{
	const struct job_result *x = j->is_recorded ? job_find_result(j, j->recorded) : NULL;

	if (x == NULL && j->num_results > 0)
		x = &j->results[j->num_results - 1];
	return x;
}

/* The members that list and single view share. *x is decoded if there is a result. */
static void put_run(struct json_wr *w, const struct job *j, const struct receipt *x)
{
	const struct job_result *r = newest(j);

	json_wr_m_hex(w, "trigger", SLICE_ARR(j->id));
	json_wr_m_hex(w, "agent", SLICE_ARR(j->agent));
	json_wr_key(w, "runId");
	if (j->has_run_id)
		json_wr_hex(w, SLICE_ARR(j->run_id));
	else
		json_wr_null(w);
	json_wr_m_cstr(w, "state", job_state_word(j->state));
	json_wr_m_cstr(w, "why", j->why);
	json_wr_key(w, "outcome");
	if (x != NULL)
		json_wr_cstr(w, receipt_outcome_word(x->outcome));
	else
		json_wr_null(w);
	json_wr_key(w, "receipt");
	if (r != NULL)
		json_wr_hex(w, SLICE_ARR(r->id));
	else
		json_wr_null(w);
	json_wr_key(w, "block");
	if (j->is_recorded)
		json_wr_u64(w, j->recorded_at);
	else
		json_wr_null(w);
	json_wr_m_bool(w, "bundle", j->has_bundle);
}

/* NULL without a result. Lies in the arena. */
static const struct receipt *decode(struct worker_host *h, const struct job *j)
{
	const struct job_result *r = newest(j);
	struct receipt *x;

	if (r == NULL)
		return NULL;
	x = (struct receipt *)arena_zalloc(&h->scratch, 1, sizeof(*x));
	return x != NULL && receipt_decode(x, r->receipt, &h->scratch) == ERR_OK ? x : NULL;
}

static void get_runs(const struct api_request *q)
{
	struct worker_host *h = q->h;
	const struct receipt **x =
	    (const struct receipt **)arena_zalloc(&h->scratch, h->jobs.num + 1, sizeof(*x));
	struct json_wr w;
	size_t i = 0;

	/* The writer takes the rest of the arena, so all is decoded before. */
	CHECK(x != NULL);
	for (const struct job *j = h->jobs.first; j != NULL; j = j->next)
		x[i++] = decode(h, j);
	w = json_wr_arena(&h->scratch);
	i = 0;
	json_wr_arr(&w);
	for (const struct job *j = h->jobs.first; j != NULL; j = j->next) {
		json_wr_obj(&w);
		put_run(&w, j, x[i++]);
		json_wr_obj_end(&w);
	}
	json_wr_arr_end(&w);
	answer_json(h, q->call, 200, &w);
}

static void put_steps(struct json_wr *w, const struct job *j)
{
	json_wr_key(w, "steps");
	json_wr_arr(w);
	for (u32 i = 0; i < j->num_steps; i++) {
		json_wr_obj(w);
		json_wr_m_u64(w, "at", j->steps[i].at_ms);
		json_wr_m_cstr(w, "kind", j->steps[i].kind);
		json_wr_m_cstr(w, "text", j->steps[i].text);
		json_wr_obj_end(w);
	}
	json_wr_arr_end(w);
}

static void get_run(const struct api_request *q, const struct job *j)
{
	const struct receipt *x = decode(q->h, j);
	const struct job_result *r = newest(j);
	struct json_wr w = json_wr_arena(&q->h->scratch);

	json_wr_obj(&w);
	put_run(&w, j, x);
	if (r != NULL && x != NULL) {
		json_wr_m_hex(&w, "scale", r->receipt);
		json_wr_m_hex(&w, "signature", SLICE_ARR(r->signature));
		json_wr_m_str(&w, "output", r->output);
		json_wr_key(&w, "view");
		receipt_to_json(&w, x);
	}
	put_steps(&w, j);
	json_wr_obj_end(&w);
	answer_json(q->h, q->call, 200, &w);
}

static void get_file(const struct api_request *q, const struct job *j, bool is_bundle)
{
	struct http_answer ans = {.status = 200,
				  .type = is_bundle ? "application/json"
						    : "application/octet-stream"};
	char path[HOST_PATH_MAX];
	enum err e = is_bundle ? store_path(q->h, path, "bundles", SLICE_ARR(j->recorded), ".json")
			       : store_path(q->h, path, "journal", SLICE_ARR(j->id), ".journal");

	if (e == ERR_OK)
		e = file_read(&q->h->scratch, path, (size_t)8 << 20, &ans.body);
	if (e != ERR_OK) {
		refuse(q->h, q->call, 404, "not there",
		       is_bundle ? "the result is not recorded yet" : "the run has not begun",
		       "look at GET /runs/TRIGGER and try again");
		return;
	}
	http_call_answer(q->call, &ans);
}

static void get_one(const struct api_request *q)
{
	const struct job *j = NULL;
	u8 id[32];

	if (hex_decode_exact(id, 32, q->args[0]) == ERR_OK)
		j = jobs_find(q->h, id);
	if (j == NULL)
		refuse(q->h, q->call, 404, "no such run", "this worker knows no such trigger",
		       "GET /runs lists those that it knows");
	else if (q->num_args == 1)
		get_run(q, j);
	else if (slice_eq(q->args[1], SLICE_LIT("journal")))
		get_file(q, j, false);
	else if (slice_eq(q->args[1], SLICE_LIT("bundle")))
		get_file(q, j, true);
	else
		refuse(q->h, q->call, 404, "no such path", "runs have a journal and a bundle",
		       "see docs/protocol/worker.md");
}

/* --- routes ------------------------------------------------------------------------------ */

static const struct route {
	const char *method, *first;
	u32 args_min, args_max;
	bool has_body;
	void (*run)(const struct api_request *q);
} routes[] = {
    {"GET", "info", 0, 0, false, get_info},
    {"POST", "code", 0, 0, true, post_code},
    {"POST", "secrets", 0, 0, true, post_secret},
    {"GET", "secrets", 1, 1, false, get_secrets},
    {"DELETE", "secrets", 2, 2, true, delete_secret},
    {"POST", "owner-key", 0, 0, true, post_owner_key},
    {"POST", "call", 0, 0, true, post_call},
    {"GET", "runs", 0, 0, false, get_runs},
    {"GET", "runs", 1, 2, false, get_one},
};

/* "/first/a/b" to its parts; false when there are more. */
static bool split(struct slice path, struct slice *first, struct api_request *q)
{
	struct slice parts[3] = {SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY};
	u32 n = 0;

	while (path.n > 0 && path.p[0] == '/') {
		size_t k = 1;

		while (k < path.n && path.p[k] != '/')
			k++;
		if (n == ARRAY_LEN(parts) || k == 1)
			return false;
		parts[n++] = slice_of(path.p + 1, k - 1);
		path = slice_from(path, k);
	}
	if (n == 0 || path.n != 0)
		return false;
	*first = parts[0];
	q->args[0] = parts[1];
	q->args[1] = parts[2];
	q->num_args = n - 1;
	return true;
}

static const struct route *find_route(const struct http_request *req, struct api_request *q)
{
	struct slice first;

	if (!split(req->path, &first, q))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		const struct route *r = &routes[i];

		if (slice_eq(req->method, slice_str(r->method)) &&
		    slice_eq(first, slice_str(r->first)) && q->num_args >= r->args_min &&
		    q->num_args <= r->args_max)
			return r;
	}
	return NULL;
}

/* --- browsers ---------------------------------------------------------------------------- */

static bool is_loopback(const char *host)
{
	return strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0;
}

/* "name", "name:port", "1.2.3.4:port", "[v6]:port": an address, or localhost. */
static bool names_this_machine(struct slice host)
{
	char name[64];
	size_t n = 0;

	if (host.n > 0 && host.p[0] == '[')
		return true;
	while (n < host.n && host.p[n] != ':')
		n++;
	if (n == 0 || n >= sizeof(name))
		return false;
	memcpy(name, host.p, n);
	name[n] = '\0';
	return strspn(name, "0123456789.") == n || addr_is_local_name(name);
}

/* This API is for programs. A page that the operator happens to look at must not fill the
 * store, so what a browser marks as sent by a page is refused; and on a loopback address so is
 * a name that a page's owner can point there (DNS rebinding). */
static bool comes_from_a_page(const struct worker_host *h, const struct http_request *req)
{
	const struct slice *host = http1_get(req->head, "host");
	const struct slice *site = http1_get(req->head, "sec-fetch-site");

	if (http1_get(req->head, "origin") != NULL ||
	    (site != NULL && !slice_eq(*site, SLICE_LIT("none"))))
		return true;
	return is_loopback(h->o.api_host) && (host == NULL || !names_this_machine(*host));
}

static void on_request(void *ctx, struct http_call *call, const struct http_request *req)
{
	struct worker_host *h = (struct worker_host *)ctx;
	struct api_request q = {.h = h, .call = call};
	const struct route *r = find_route(req, &q);
	size_t mark = arena_mark(&h->scratch);

	if (comes_from_a_page(h, req))
		refuse(h, call, 403, "not for pages", "a browser sent this for a page",
		       "use a program: this API answers to none of a browser's pages");
	else if (r == NULL)
		refuse(h, call, 404, "no such path", "this method and path mean nothing here",
		       "see docs/protocol/worker.md");
	else if (r->has_body && json_parse(&q.body, req->body, &h->scratch) != ERR_OK)
		refuse(h, call, 400, "the body is no JSON", "it does not parse",
		       "send one JSON object");
	else
		r->run(&q);
	arena_rewind(&h->scratch, mark);
}

static const struct http_handlers handlers = {.on_request = on_request};

enum err api_start(struct worker_host *h)
{
	static struct http_limits limits;
	struct http_server_opts o = {.host = h->o.api_host,
				     .port = h->o.api_port,
				     .limits = &limits,
				     .handlers = &handlers};

	limits = http_limits_default;
	limits.body_max = API_BODY_MAX;
	return http_server_listen(&h->api, h->loop, &o, h);
}

void api_stop(struct worker_host *h)
{
	if (h->api != NULL)
		http_server_close(h->api);
	h->api = NULL;
}
