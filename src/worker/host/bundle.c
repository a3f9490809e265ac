/* The bundle of a recorded result: a finalized block in which the chain shows it, its
 * justification, and a read proof of what the verifier asks for (verifier/verify.h). What
 * cannot be made now is made at a later head: jobs asks again. */
#include <stdlib.h>

#include "primitives/gen/registry_gen.h"
#include "primitives/gen/timestamp_gen.h"
#include "primitives/header.h"
#include "receipt/bundle.h"
#include "trie/proof.h"
#include "worker/host/int.h"

#define RETRY_MS 500u

struct making {
	u8 trigger[32];
	u8 at[32];                           /* block that the bundle stands on */
	struct slice header, justification;  /* malloc */
	bool has_block;
	u8 block_hash[32]; /* of the block that recorded it */
	u8 worker[32];     /* who signed */
};

static void end(struct worker_host *h, struct making *m, struct job *j)
{
	if (j != NULL) {
		j->bundling = false;
		j->next_try_ms = clock_mono_ms() + RETRY_MS;
	}
	(void)h;
	free((void *)(uintptr_t)m->header.p);
	free((void *)(uintptr_t)m->justification.p);
	free(m);
}

/* The job, or NULL when making ends here. */
static struct job *goes_on(struct worker_host *h, struct making *m, enum err e)
{
	struct job *j = h->stopping ? NULL : jobs_find(h, m->trigger);

	if (j != NULL && e == ERR_OK)
		return j;
	end(h, m, j);
	return NULL;
}

/* What vouches for the worker in that block. ERR_NOT_FOUND: another boot of it is registered there
 * than any that is stored; a later head will do. */
static enum err add_attestation(struct worker_host *h, struct bundle *b, const u8 state_root[32],
				const u8 worker[32])
{
	struct storage_key k = registry_workers_v3_key(worker);
	struct worker_info_v3 info;
	struct trie_proof p;
	struct slice raw;
	bool found;

	TRY(trie_proof_open(&p, b->proof, TRIE_LIMITS_DEFAULT, &h->scratch));
	TRY(trie_proof_read(&p, state_root, storage_key_slice(&k), &found, &raw));
	if (!found)
		return ERR_NOT_FOUND;
	TRY(registry_workers_v3_decode(&info, raw));
	if (info.tee == TEE_NONE)
		return ERR_OK;
	b->has_attestation = true;
	return store_read_attestation(h, info.incarnation, &h->scratch, &b->attestation);
}

static enum err write_file(struct worker_host *h, struct job *j, const struct making *m,
			   struct slice proof, char path[HOST_PATH_MAX])
{
	struct header hd;
	const struct job_result *x = job_find_result(j, j->recorded);
	struct bundle b = {.chain_name = h->o.spec->name,
			   .chain_id = h->o.spec->id,
			   .receipt = x->receipt,
			   .output = x->output,
			   .header = m->header,
			   .justification = m->justification,
			   .proof = proof,
			   .has_block = m->has_block,
			   .block_number = j->recorded_at};
	struct slice text;

	TRY(header_decode(&hd, m->header));
	TRY(handovers_proof(h, hd.number, &h->scratch, &b.handovers));
	memcpy(b.genesis, h->o.spec->genesis_hash, 32);
	memcpy(b.signature, x->signature, 64);
	memcpy(b.block_hash, m->block_hash, 32);
	TRY(add_attestation(h, &b, hd.state_root, m->worker));
	TRY(bundle_write(&b, &h->scratch, &text));
	TRY(store_path(h, path, "bundles", SLICE_ARR(j->recorded), ".json"));
	return file_write_atomic(path, text, 0644);
}

static void on_proof(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		     struct arena *a)
{
	struct making *m = (struct making *)ctx;
	struct job *j = goes_on(h, m, e);
	size_t mark = arena_mark(&h->scratch);
	char path[HOST_PATH_MAX];
	struct slice proof;

	if (j == NULL)
		return;
	e = rpc_read_proof(result, a, &proof);
	if (e == ERR_OK)
		e = write_file(h, j, m, proof, path);
	arena_rewind(&h->scratch, mark);
	end(h, m, j);
	if (e != ERR_OK) {
		LOG(e == ERR_NOT_FOUND ? LOG_DEBUG : LOG_UNUSUAL, "a bundle cannot be written",
		    KV_ERR(e), KV_END);
		return;
	}
	LOG(LOG_INFO, "recorded", KV_HEX("trigger", SLICE_ARR(j->id)),
	    KV_HEX("receipt", SLICE_ARR(j->recorded)), KV_U64("block", j->recorded_at), KV_END);
	if (h->o.observer.recorded != NULL)
		h->o.observer.recorded(h->o.observer.ctx, j->id, j->recorded, j->recorded_at, path);
	/* After telling: who is killed in between tells again. */
	j->has_bundle = true;
	if (store_result(h, j) != ERR_OK)
		LOG(LOG_UNUSUAL, "a result cannot be written", KV_END);
}

static void get_proof(struct worker_host *h, struct making *m, struct job *j)
{
	struct storage_key k[4] = {agents_consumed_key(j->id),
				   agents_results_key(j->agent, j->subject)};
	const struct job_result *x = job_find_result(j, j->recorded);
	size_t mark = arena_mark(&h->scratch);
	struct receipt *r = (struct receipt *)host_alloc(1, sizeof(*r));
	enum err e = receipt_decode(r, x->receipt, &h->scratch);
	struct json_wr *w;

	if (e == ERR_OK) {
		k[1] = agents_results_key(r->agent, r->subject);
		k[2] = registry_workers_v3_key(r->worker);
		k[3] = timestamp_now_key();
		memcpy(m->worker, r->worker, 32);
	}
	free(r);
	arena_rewind(&h->scratch, mark);
	if (e != ERR_OK) {
		end(h, m, j);
		return;
	}
	w = rpc_begin(h->rpc, "state_getReadProof");
	json_wr_arr(w);
	for (size_t i = 0; i < ARRAY_LEN(k); i++)
		json_wr_hex(w, storage_key_slice(&k[i]));
	json_wr_arr_end(w);
	json_wr_hex(w, SLICE_ARR(m->at));
	rpc_send(h->rpc, on_proof, m);
}

static void on_block_hash(struct worker_host *h, void *ctx, enum err e, const struct json *result,
			  struct arena *a)
{
	struct making *m = (struct making *)ctx;
	struct job *j = goes_on(h, m, e);

	(void)a;
	if (j == NULL)
		return;
	m->has_block = json_hex_exact(result, m->block_hash, 32) == ERR_OK;
	get_proof(h, m, j);
}

static void on_header(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		      struct arena *a)
{
	struct making *m = (struct making *)ctx;
	struct job *j;
	struct slice scale = SLICE_EMPTY;
	struct json_wr *w;

	if (e == ERR_OK)
		e = rpc_header(result, a, &scale);
	j = goes_on(h, m, e);
	if (j == NULL)
		return;
	m->header = slice_of(host_dup(scale), scale.n);
	if (j->recorded_at == 0) {
		get_proof(h, m, j);
		return;
	}
	w = rpc_begin(h->rpc, "chain_getBlockHash");
	json_wr_u64(w, j->recorded_at);
	rpc_send(h->rpc, on_block_hash, m);
}

static void on_finality(struct worker_host *h, void *ctx, enum err e, const struct json *result,
			struct arena *a)
{
	struct making *m = (struct making *)ctx;
	struct slice just = SLICE_EMPTY;
	struct json_wr *w;

	if (e == ERR_OK)
		e = rpc_finality(result, a, m->at, &just);
	if (goes_on(h, m, e) == NULL)
		return;
	m->justification = slice_of(host_dup(just), just.n);
	w = rpc_begin(h->rpc, "chain_getHeader");
	json_wr_hex(w, SLICE_ARR(m->at));
	rpc_send(h->rpc, on_header, m);
}

void bundle_begin(struct worker_host *h, struct job *j)
{
	struct making *m;
	struct json_wr *w;

	if (j->bundling || !h->follow.has_hash || h->follow.head.number < j->recorded_at)
		return;
	m = (struct making *)host_alloc(1, sizeof(*m));
	memcpy(m->trigger, j->id, 32);
	j->bundling = true;
	w = rpc_begin(h->rpc, "grandpa_proveFinality");
	json_wr_u64(w, h->follow.head.number);
	rpc_send(h->rpc, on_finality, m);
}
