/* The host as one object: what is opened, in which order it starts, and how it ends. */
#include "worker/host/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "worker/host/int.h"

void *host_alloc(size_t num, size_t size)
{
	void *p = calloc(num, size);

	CHECK(p != NULL);
	return p;
}

void *host_dup(struct slice s)
{
	void *p = host_alloc(s.n + 1, 1);

	slice_copy(p, s);
	return p;
}

static char *dup_str(const char *s)
{
	return s == NULL ? NULL : (char *)host_dup(slice_str(s));
}

void host_fatal(struct worker_host *h, enum err e, const char *why)
{
	LOG(LOG_UNUSUAL, "the worker cannot go on", KV_ERR(e), KV_STR("why", why), KV_END);
	if (h->o.observer.fatal != NULL)
		h->o.observer.fatal(h->o.observer.ctx, e, why);
}

void host_attest(struct worker_host *h, const char *what, const char *text, const char *fix)
{
	LOG(fix[0] == '\0' ? LOG_INFO : LOG_UNUSUAL, "attestation", KV_STR("what", what),
	    KV_STR("why", text), KV_STR("fix", fix), KV_END);
	if (h->o.observer.attest != NULL)
		h->o.observer.attest(h->o.observer.ctx, what, text, fix);
}

bool host_is_production(const u8 root[32])
{
	u8 id[32];

	sha2_256(id, attest_intel_root());
	return mem_eq(id, root, 32);
}

const char *host_root_fix(const u8 root[32])
{
	return host_is_production(root)
		   ? "governance of the chain can add Intel's root"
		   : "a development root is accepted by the development chain that was made with "
		     "it: give --sim-pki that chain's folder, or run the worker on a machine with "
		     "a TEE";
}

void host_get(struct worker_host *h, const struct storage_key *k, const u8 *block,
	      rpc_done *done, void *ctx)
{
	struct json_wr *w = rpc_begin(h->rpc, "state_getStorage");

	json_wr_hex(w, storage_key_slice(k));
	if (block != NULL)
		json_wr_hex(w, slice_of(block, 32));
	rpc_send(h->rpc, done, ctx);
}

enum err host_value(const struct json *result, struct arena *a, bool *found, struct slice *value)
{
	*found = false;
	if (json_is(result, JSON_NULL))
		return ERR_OK;
	TRY(json_hex(result, (size_t)8 << 20, a, value));
	*found = true;
	return ERR_OK;
}

/* --- open -------------------------------------------------------------------------------- */

/* Owns what the options only lent. The key pair is copied by assignment. */
static enum err copy_options(struct worker_host *h, const struct worker_host_opts *o)
{
	if (o->num_resolve > WORKER_HOST_RESOLVE_MAX || o->boxes == 0)
		return ERR_LIMIT;
	h->o = *o;
	h->o.node_host = dup_str(o->node_host);
	h->o.api_host = dup_str(o->api_host);
	h->o.enclave_path = dup_str(o->enclave_path);
	h->o.enclave_crash_at = dup_str(o->enclave_crash_at);
	h->o.port = dup_str(o->port);
	h->o.sim_pki = dup_str(o->sim_pki);
	h->o.collateral = dup_str(o->collateral);
	h->o.dev_ca = slice_of(host_dup(o->dev_ca), o->dev_ca.n);
	for (size_t i = 0; i < o->num_resolve; i++) {
		h->resolve[i] = o->resolve[i];
		h->resolve[i].host = dup_str(o->resolve[i].host);
		h->resolve[i].to_host = dup_str(o->resolve[i].to_host);
	}
	h->o.resolve = h->resolve;
	h->o.state_dir = NULL;
	memcpy(h->operator_id, o->operator_key.pub, 32);
	(void)ss58_encode(h->operator_text, o->spec->ss58_format, h->operator_id);
	return ERR_OK;
}

static enum err absolute(struct worker_host *h, const char *dir)
{
	char path[HOST_PATH_MAX], cwd[HOST_PATH_MAX];

	if (dir[0] == '/') {
		h->dir = dup_str(dir);
		return ERR_OK;
	}
	if (getcwd(cwd, sizeof(cwd)) == NULL)
		return ERR_IO;
	TRY(path_join(path, sizeof(path), cwd, dir));
	h->dir = dup_str(path);
	return ERR_OK;
}

static enum err open_all(struct worker_host *h, const struct worker_host_opts *o)
{
	char path[HOST_PATH_MAX];

	TRY(copy_options(h, o));
	TRY(absolute(h, o->state_dir));
	/* Names below it are "secrets/", 64 digits, a name and an ending. */
	if (strlen(h->dir) > HOST_PATH_MAX - 256)
		return ERR_LIMIT;
	TRY(file_mkdirs(h->dir, 0700));
	TRY(path_join(path, sizeof(path), h->dir, "lock"));
	TRY(file_lock(path, &h->lock));
	TRY(arena_map(&h->scratch, HOST_SCRATCH));
	TRY(store_open(h));
	TRY(link_open(h));
	TRY(rpc_client_new(&h->rpc, h, h->o.node_host, h->o.node_port));
	TRY(handovers_load(h));
	jobs_load(h);
	return ERR_OK;
}

enum err worker_host_open(struct worker_host **out, const struct worker_host_opts *o)
{
	struct worker_host *h = (struct worker_host *)host_alloc(1, sizeof(*h));
	enum err e;

	h->lock = -1;
	h->first_start = true;
	h->link.child = CHILD_NONE;
	e = open_all(h, o);
	if (e != ERR_OK) {
		worker_host_close(h);
		return e;
	}
	*out = h;
	return ERR_OK;
}

/* --- start and end ----------------------------------------------------------------------- */

enum err worker_host_start(struct worker_host *h, struct uv_loop_s *loop)
{
	enum err e;

	if (!file_exists(h->o.enclave_path))
		return ERR_NOT_FOUND;
	h->loop = loop;
	TRY(api_start(h));
	rpc_start(h->rpc, loop);
	link_timers(h);
	follow_start(h);
	jobs_start(h);
	h->started = true;
	e = link_start(h);
	if (e != ERR_OK)
		worker_host_stop(h);
	return e;
}

void worker_host_stop(struct worker_host *h)
{
	if (!h->started || h->stopping)
		return;
	h->stopping = true;
	memset(&h->o.observer, 0, sizeof(h->o.observer));
	api_stop(h);
	rpc_stop(h->rpc);
	net_close_all(h);
	jobs_stop(h);
	follow_stop(h);
	link_stop(h);
}

void worker_host_close(struct worker_host *h)
{
	if (h == NULL)
		return;
	registry_free(h);
	outbox_free(h);
	jobs_free(h);
	watch_free(h);
	handovers_free(h);
	link_free(h);
	rpc_client_free(h->rpc);
	free(h->follow.light_mem);
	if (h->scratch.mem != NULL)
		arena_unmap(&h->scratch);
	if (h->lock >= 0)
		file_unlock(h->lock);
	for (size_t i = 0; i < h->o.num_resolve; i++) {
		free((void *)(uintptr_t)h->resolve[i].host);
		free((void *)(uintptr_t)h->resolve[i].to_host);
	}
	free((void *)(uintptr_t)h->o.node_host);
	free((void *)(uintptr_t)h->o.api_host);
	free((void *)(uintptr_t)h->o.enclave_path);
	free((void *)(uintptr_t)h->o.enclave_crash_at);
	free((void *)(uintptr_t)h->o.port);
	free((void *)(uintptr_t)h->o.sim_pki);
	free((void *)(uintptr_t)h->o.collateral);
	free((void *)(uintptr_t)h->o.dev_ca.p);
	free(h->dir);
	sr25519_release(&h->o.operator_key);
	free(h);
}

u16 worker_host_port(const struct worker_host *h)
{
	return h->api == NULL ? 0 : http_server_port(h->api);
}
