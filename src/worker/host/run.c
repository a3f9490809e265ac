/* From a trigger's id to a run in the enclave: its row, a read proof at the verified head, the
 * code, secrets, body and journal. The proof is also read here, only to know which files are
 * needed and to explain what is missing; the enclave does not rely on that. */
#include <stdio.h>
#include <stdlib.h>

#include "primitives/gen/registry_gen.h"
#include "trie/proof.h"
#include "worker/host/int.h"

#define WAIT_SOON_MS  60u
#define WAIT_LATER_MS 1000u
#define GONE_MAX      20u

/* A step that waits for the node. The job may be gone when the answer comes. */
struct ask {
	u8 trigger[32];
	u32 boot;
};

static struct ask *ask_for(struct worker_host *h, const struct job *j)
{
	struct ask *q = (struct ask *)host_alloc(1, sizeof(*q));

	memcpy(q->trigger, j->id, 32);
	q->boot = h->link.boot;
	return q;
}

/* The job if it still waits for this answer; the ask is over. */
static struct job *answer_for(struct worker_host *h, struct ask *q, enum err e)
{
	struct job *j = h->stopping ? NULL : jobs_find(h, q->trigger);

	if (j != NULL && j->state != JOB_ASKING)
		j = NULL;
	if (j != NULL && (e != ERR_OK || q->boot != h->link.boot)) {
		job_fail(h, j, e == ERR_OK ? "the enclave was restarted" : "the node has no answer",
			 WAIT_SOON_MS);
		j = NULL;
	}
	return j;
}

/* --- is it recorded? --------------------------------------------------------------------- */

static void on_record(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		      struct arena *a)
{
	struct ask *q = (struct ask *)ctx;
	struct job *j = answer_for(h, q, e);
	struct result_record rec;
	struct slice raw;
	bool found;
	u32 block = 0; /* unknown: a newer result has taken the row */

	free(q);
	if (j == NULL)
		return;
	if (host_value(result, a, &found, &raw) == ERR_OK && found &&
	    agents_results_decode(&rec, raw) == ERR_OK && mem_eq(rec.trigger, j->id, 32))
		block = rec.block;
	jobs_on_recorded(h, j->id, j->recorded, block);
}

static enum err subject_of(struct worker_host *h, struct job *j)
{
	size_t mark = arena_mark(&h->scratch);
	struct receipt *x = (struct receipt *)host_alloc(1, sizeof(*x));
	enum err e = receipt_decode(x, j->results[j->num_results - 1].receipt, &h->scratch);

	if (e == ERR_OK) {
		memcpy(j->agent, x->agent, 32);
		memcpy(j->subject, x->subject, 32);
	}
	free(x);
	arena_rewind(&h->scratch, mark);
	return e;
}

static void on_consumed(struct worker_host *h, void *ctx, enum err e, const struct json *result,
			struct arena *a)
{
	struct ask *q = (struct ask *)ctx;
	struct job *j = answer_for(h, q, e);
	struct storage_key k;
	struct slice raw;
	bool found = false;

	free(q);
	if (j == NULL)
		return;
	if (host_value(result, a, &found, &raw) != ERR_OK || !found || raw.n != 32) {
		if (j->attempts < GONE_MAX)
			job_fail(h, j, "the chain has no such trigger", WAIT_SOON_MS * 4);
		else
			job_die(h, j, "the chain has no such trigger");
		return;
	}
	memcpy(j->recorded, raw.p, 32);
	if (job_find_result(j, j->recorded) == NULL || subject_of(h, j) != ERR_OK) {
		jobs_on_recorded(h, j->id, j->recorded, h->follow.head.number);
		return;
	}
	k = agents_results_key(j->agent, j->subject);
	host_get(h, &k, h->follow.head.hash, on_record, ask_for(h, j));
}

static void ask_consumed(struct worker_host *h, struct job *j)
{
	struct storage_key k = agents_consumed_key(j->id);

	host_get(h, &k, h->follow.head.hash, on_consumed, ask_for(h, j));
}

/* --- the run ----------------------------------------------------------------------------- */

static void on_run_answer(struct worker_host *h, void *ctx, const struct reply *rep)
{
	struct job *j = h->jobs.first;

	(void)ctx;
	while (j != NULL && (j->state != JOB_RUNNING || j->run_seq != rep->seq))
		j = j->next;
	if (j == NULL || !rep->refused)
		return;
	if (h->jobs.num_running > 0)
		h->jobs.num_running--;
	LOG(LOG_DEBUG, "the enclave does not run it", KV_HEX("trigger", SLICE_ARR(j->id)),
	    KV_TEXT("code", rep->code), KV_TEXT("why", rep->detail), KV_END);
	job_refused(h, j, rep->code, rep->detail);
}

struct rows {
	struct agent_info agent;
	struct lease lease;
	bool has_trigger, has_agent, has_lease;
};

static enum err read_row(const struct trie_proof *p, const u8 root[32], struct storage_key k,
			 bool *found, struct slice *value)
{
	return trie_proof_read(p, root, storage_key_slice(&k), found, value);
}

static enum err read_rows(struct worker_host *h, const struct job *j, struct slice proof,
			  struct arena *a, struct rows *out)
{
	const u8 *root = h->follow.state_root;
	struct trie_proof p;
	struct slice v;

	memset(out, 0, sizeof(*out));
	TRY(trie_proof_open(&p, proof, TRIE_LIMITS_DEFAULT, a));
	TRY(read_row(&p, root, agents_triggers_key(j->id), &out->has_trigger, &v));
	TRY(read_row(&p, root, agents_agents_key(j->agent), &out->has_agent, &v));
	if (out->has_agent)
		TRY(agents_agents_decode(&out->agent, v));
	TRY(read_row(&p, root, agents_leases_key(j->agent), &out->has_lease, &v));
	return out->has_lease ? agents_leases_decode(&out->lease, v) : ERR_OK;
}

/* NULL if all files are there, else what is missing. */
static const char *gather(struct worker_host *h, struct job *j, const struct rows *rows,
			  struct msg_run *m)
{
	struct sealed_secret secrets[16];
	char path[HOST_PATH_MAX];
	enum err e;

	if (store_read_code(h, rows->agent.code_id, &h->scratch, &m->manifest, &m->bundle) !=
	    ERR_OK)
		return "the agent's code is not here: upload it with POST /code";
	if (j->is_request && store_read_body(h, j->body_hash, &h->scratch, &m->body) != ERR_OK)
		return "the request's body is not here: send it with POST /call";
	if (store_read_secrets(h, j->agent, &h->scratch, secrets, &m->secrets.num) != ERR_OK ||
	    store_read_owner_key(h, j->agent, &h->scratch, &m->has_owner_key, &m->owner_key) !=
		ERR_OK)
		return "the stored secrets of the agent are damaged: set them again";
	memcpy(m->secrets.items, secrets, sizeof(secrets));
	e = store_path(h, path, "journal", SLICE_ARR(j->id), ".journal");
	if (e == ERR_OK)
		e = file_read(&h->scratch, path, JOURNAL_FILE_MAX, &m->journal);
	if (e == ERR_NOT_FOUND)
		m->journal = SLICE_EMPTY;
	else if (e != ERR_OK)
		return "the journal cannot be read";
	return NULL;
}

static void send_run(struct worker_host *h, struct job *j, struct msg_run *m)
{
	struct wr w;

	memcpy(m->trigger, j->id, 32);
	m->seq = link_expect(h, on_run_answer, NULL);
	w = link_begin(h, MSG_RUN);
	wr_msg_run(&w, m);
	if (m->seq == 0 || link_end(h, &w) != ERR_OK) {
		job_fail(h, j, "the enclave takes nothing now", WAIT_SOON_MS);
		return;
	}
	j->state = JOB_RUNNING;
	j->run_seq = m->seq;
	h->jobs.num_running++;
}

static void with_rows(struct worker_host *h, struct job *j, const struct rows *rows,
		      struct slice proof)
{
	size_t mark = arena_mark(&h->scratch);
	struct verdict_row v = {VERDICT_RELEASE, "another worker holds the lease"};
	struct msg_run *m;
	const char *missing;

	if (!rows->has_trigger) {
		ask_consumed(h, j);
		return;
	}
	if (!rows->has_agent || !rows->has_lease ||
	    !mem_eq(rows->lease.worker, h->link.pubkey, 32)) {
		job_verdict(h, j, &v);
		return;
	}
	if (!j->was_told)
		job_step(h, j, "seen", "the trigger is on the chain and its agent's lease is ours");
	j->was_told = true;
	m = (struct msg_run *)host_alloc(1, sizeof(*m));
	m->proof = proof;
	missing = gather(h, j, rows, m);
	if (missing != NULL)
		job_fail(h, j, missing, WAIT_LATER_MS);
	else
		send_run(h, j, m);
	free(m);
	arena_rewind(&h->scratch, mark);
}

static void on_proof(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		     struct arena *a)
{
	struct ask *q = (struct ask *)ctx;
	struct job *j = answer_for(h, q, e);
	u32 boot = q->boot;
	struct slice proof;
	struct rows rows;

	free(q);
	if (j != NULL) {
		e = rpc_read_proof(result, a, &proof);
		if (e == ERR_OK)
			e = read_rows(h, j, proof, a, &rows);
		if (e == ERR_OK)
			with_rows(h, j, &rows, proof);
		else
			job_fail(h, j, "the node's proof does not hold", WAIT_SOON_MS * 4);
	}
	if (!h->stopping)
		follow_release(h, boot);
}

static void ask_proof(struct worker_host *h, struct job *j)
{
	struct storage_key k[4] = {
	    agents_triggers_key(j->id), agents_agents_key(j->agent), agents_leases_key(j->agent),
	    registry_workers_v3_key(h->link.pubkey)};
	struct json_wr *w;

	if (h->follow.syncing != NULL) {
		/* The head moves at this moment: the pump that follows takes it up again. */
		j->state = JOB_SEEN;
		return;
	}
	w = rpc_begin(h->rpc, "state_getReadProof");
	json_wr_arr(w);
	for (size_t i = 0; i < ARRAY_LEN(k); i++)
		json_wr_hex(w, storage_key_slice(&k[i]));
	json_wr_arr_end(w);
	json_wr_hex(w, SLICE_ARR(h->follow.head.hash));
	follow_hold(h);
	rpc_send(h->rpc, on_proof, ask_for(h, j));
}

static void on_row(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		   struct arena *a)
{
	struct ask *q = (struct ask *)ctx;
	struct job *j = answer_for(h, q, e);
	struct trigger t;
	struct slice raw;
	bool found;

	free(q);
	if (j == NULL)
		return;
	e = host_value(result, a, &found, &raw);
	if (e == ERR_OK && !found) {
		ask_consumed(h, j);
		return;
	}
	if (e == ERR_OK)
		e = agents_triggers_decode(&t, raw);
	if (e != ERR_OK) {
		job_die(h, j, "the trigger's row does not decode");
		return;
	}
	memcpy(j->agent, t.agent, 32);
	memcpy(j->subject, t.subject, 32);
	j->is_request = t.source.tag == TRIGGER_SOURCE_REQUEST;
	if (j->is_request && t.input.n == 32)
		slice_copy(j->body_hash, t.input);
	j->has_row = true;
	ask_proof(h, j);
}

void run_begin(struct worker_host *h, struct job *j)
{
	struct storage_key k = agents_triggers_key(j->id);

	if (j->has_row)
		ask_proof(h, j);
	else
		host_get(h, &k, h->follow.head.hash, on_row, ask_for(h, j));
}
