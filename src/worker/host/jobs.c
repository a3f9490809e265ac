/* Triggers on their way to a recorded result. A job is a small state machine; every failure
 * brings it back to JOB_SEEN with a time to wait, and what is durable (journal, results) makes
 * the next attempt cheap. Nothing counts as recorded before a finalized block shows it. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/hex.h"
#include "worker/host/int.h"

#define WAIT_SOON_MS    60u
#define WAIT_LATER_MS   2000u
#define WAIT_MAX_MS     30000u
#define ATTEMPTS_MAX    40u /* of failures that should not last */
#define FRESH_MAX       3u
#define RESULT_FILE_MAX ((size_t)1 << 20)

static const char *const state_words[NUM_JOB_STATES] = {"waiting", "starting", "running",
							"submitted", "recorded", "dead"};

const char *job_state_word(enum job_state s)
{
	return state_words[s];
}

struct job *jobs_find(struct worker_host *h, const u8 trigger[32])
{
	for (struct job *j = h->jobs.first; j != NULL; j = j->next)
		if (mem_eq(j->id, trigger, 32))
			return j;
	return NULL;
}

const struct job_result *job_find_result(const struct job *j, const u8 receipt[32])
{
	for (u32 i = 0; i < j->num_results; i++)
		if (mem_eq(j->results[i].id, receipt, 32))
			return &j->results[i];
	return NULL;
}

static void free_job(struct job *j)
{
	for (u32 i = 0; i < j->num_results; i++)
		free((void *)(uintptr_t)j->results[i].receipt.p);
	for (u32 i = 0; i < j->num_steps; i++)
		free(j->steps[i].text);
	free(j);
}

static void remove_job(struct worker_host *h, struct job *j)
{
	struct job **at = &h->jobs.first;

	while (*at != j)
		at = &(*at)->next;
	*at = j->next;
	h->jobs.num--;
	free_job(j);
}

static bool is_over(const struct job *j)
{
	return j->state == JOB_DEAD || (j->state == JOB_DONE && !j->bundling);
}

/* A request that lacks something, mostly its body. Anybody can make such, at the price of a fee. */
static bool is_idle_request(const struct job *j)
{
	return j->state == JOB_SEEN && j->is_request && j->attempts > 0 && j->num_results == 0;
}

static bool remove_oldest(struct worker_host *h, bool (*which)(const struct job *j))
{
	struct job *j = h->jobs.first;

	while (j != NULL && !which(j))
		j = j->next;
	if (j == NULL)
		return false;
	remove_job(h, j);
	return true;
}

/* Room for a new one: the oldest that is finished goes, else the oldest request that waits for
 * its body, which POST /call makes us look for again. Files stay. */
static bool make_room(struct worker_host *h)
{
	return h->jobs.num < JOBS_MAX || remove_oldest(h, is_over) ||
	       remove_oldest(h, is_idle_request);
}

/* In the order of arrival. */
static struct job *add_job(struct worker_host *h, const u8 trigger[32])
{
	struct job *j, **at = &h->jobs.first;

	if (!make_room(h)) {
		h->watch.rescan = true;
		return NULL;
	}
	j = (struct job *)host_alloc(1, sizeof(*j));
	memcpy(j->id, trigger, 32);
	while (*at != NULL)
		at = &(*at)->next;
	*at = j;
	h->jobs.num++;
	return j;
}

/* --- telling people ---------------------------------------------------------------------- */

void job_step(struct worker_host *h, struct job *j, const char *kind, const char *text)
{
	if (j->num_steps < JOB_STEPS_MAX) {
		struct job_step *s = &j->steps[j->num_steps++];

		s->at_ms = clock_unix_ms();
		(void)snprintf(s->kind, sizeof(s->kind), "%s", kind);
		s->text = (char *)host_dup(slice_str(text));
	}
	if (h->o.observer.step != NULL)
		h->o.observer.step(h->o.observer.ctx, j->id, kind, text);
}

static void wait_for(struct job *j, u32 ms)
{
	j->state = JOB_SEEN;
	j->next_try_ms = clock_mono_ms() + ms;
}

void job_fail(struct worker_host *h, struct job *j, const char *why, u32 wait_ms)
{
	bool news = strcmp(j->why, why) != 0;

	(void)h;
	(void)snprintf(j->why, sizeof(j->why), "%s", why);
	j->attempts++;
	if (news)
		LOG(LOG_INFO, "a trigger waits", KV_HEX("trigger", SLICE_ARR(j->id)),
		    KV_STR("why", why), KV_END);
	wait_for(j, wait_ms);
}

void job_die(struct worker_host *h, struct job *j, const char *why)
{
	LOG(LOG_UNUSUAL, "a trigger is given up", KV_HEX("trigger", SLICE_ARR(j->id)),
	    KV_STR("why", why), KV_END);
	(void)snprintf(j->why, sizeof(j->why), "%s", why);
	j->state = JOB_DEAD;
	job_step(h, j, "dropped", why);
	if (h->o.observer.dead != NULL)
		h->o.observer.dead(h->o.observer.ctx, j->id, why);
}

/* --- seen -------------------------------------------------------------------------------- */

void jobs_see(struct worker_host *h, const u8 trigger[32])
{
	struct job *j = jobs_find(h, trigger);

	if (j != NULL || (j = add_job(h, trigger)) == NULL)
		return;
	FAULT_POINT("worker.trigger_seen");
}

void jobs_revive(struct worker_host *h, const u8 agent[32])
{
	for (struct job *j = h->jobs.first; j != NULL; j = j->next)
		if (j->state == JOB_DEAD && j->has_row && mem_eq(j->agent, agent, 32)) {
			j->attempts = j->fresh_starts = 0;
			wait_for(j, 0);
		}
}

void jobs_body_came(struct worker_host *h, const u8 hash[32])
{
	for (struct job *j = h->jobs.first; j != NULL; j = j->next)
		if (j->state == JOB_SEEN && j->is_request && mem_eq(j->body_hash, hash, 32))
			j->next_try_ms = 0;
	h->watch.rescan = h->watch.rescan || h->jobs.num == JOBS_MAX;
}

static void delete_journal(struct worker_host *h, const struct job *j)
{
	char path[HOST_PATH_MAX];

	if (store_path(h, path, "journal", SLICE_ARR(j->id), ".journal") == ERR_OK)
		(void)unlink(path);
}

/* --- verdicts ---------------------------------------------------------------------------- */

static void afresh(struct worker_host *h, struct job *j, const char *why)
{
	if (++j->fresh_starts > FRESH_MAX) {
		job_die(h, j, why);
		return;
	}
	delete_journal(h, j);
	LOG(LOG_UNUSUAL, "a journal is thrown away", KV_HEX("trigger", SLICE_ARR(j->id)),
	    KV_STR("why", why), KV_END);
	job_fail(h, j, why, WAIT_SOON_MS);
}

void job_verdict(struct worker_host *h, struct job *j, const struct verdict_row *v)
{
	u32 soon = WAIT_SOON_MS << (j->attempts < 6 ? j->attempts : 6);

	switch (v->what) {
	case VERDICT_SOON:
	case VERDICT_RESIGN:
		if (j->attempts >= ATTEMPTS_MAX)
			job_fail(h, j, v->why, WAIT_MAX_MS);
		else
			job_fail(h, j, v->why, soon);
		break;
	case VERDICT_LATER:
		job_fail(h, j, v->why, WAIT_LATER_MS);
		break;
	case VERDICT_AFRESH:
		afresh(h, j, v->why);
		break;
	case VERDICT_GONE:
		/* The row is asked for again, and Consumed after it. */
		j->has_row = false;
		job_fail(h, j, v->why, WAIT_SOON_MS);
		break;
	case VERDICT_RELEASE:
		if (j->num_results == 0)
			remove_job(h, j);
		else
			job_die(h, j, v->why);
		break;
	case VERDICT_DEAD:
		job_die(h, j, v->why);
		break;
	}
}

/* --- the enclave's messages -------------------------------------------------------------- */

static void on_store(struct worker_host *h, struct slice body)
{
	struct rd r = rd_from(body);
	char path[HOST_PATH_MAX];
	struct msg_store m;
	struct msg_stored done;
	struct wr w;
	enum err e;

	rd_msg_store(&r, &m);
	if (rd_end(&r) != ERR_OK)
		return;
	FAULT_POINT("worker.journal.before_sync");
	e = store_path(h, path, "journal", SLICE_ARR(m.trigger), ".journal");
	if (e == ERR_OK)
		e = file_store_at(path, m.offset, m.data);
	FAULT_POINT("worker.journal.after_sync");
	if (e != ERR_OK) {
		/* No answer: the guest must not see what is not on disk. */
		host_fatal(h, e, "a journal cannot be written: is the disk full?");
		return;
	}
	done.token = m.token;
	w = link_begin(h, MSG_STORED);
	wr_msg_stored(&w, &done);
	(void)!link_end(h, &w);
}

static void keep_result(struct job *j, const struct msg_result *m)
{
	struct job_result *x;
	u8 *p = (u8 *)host_alloc(m->receipt.n + m->output.n + 1, 1);

	if (j->num_results == JOB_RESULTS_MAX) {
		free((void *)(uintptr_t)j->results[0].receipt.p);
		memmove(&j->results[0], &j->results[1], sizeof(j->results) - sizeof(j->results[0]));
		j->num_results--;
	}
	x = &j->results[j->num_results++];
	slice_copy(p, m->receipt);
	slice_copy(p + m->receipt.n, m->output);
	x->receipt = slice_of(p, m->receipt.n);
	x->output = slice_of(p + m->receipt.n, m->output.n);
	memcpy(x->signature, m->signature, 64);
	receipt_id(x->receipt, x->id);
	memcpy(j->run_id, m->run_id, 32);
	j->has_run_id = true;
}

static void stopped_running(struct worker_host *h, struct job *j)
{
	if (j->state == JOB_RUNNING && h->jobs.num_running > 0)
		h->jobs.num_running--;
}

static void on_result(struct worker_host *h, struct slice body)
{
	struct rd r = rd_from(body);
	struct msg_result m;
	struct job *j;
	enum err e;

	rd_msg_result(&r, &m);
	if (rd_end(&r) != ERR_OK || (j = jobs_find(h, m.trigger)) == NULL)
		return;
	stopped_running(h, j);
	keep_result(j, &m);
	e = store_result(h, j);
	if (e != ERR_OK)
		host_fatal(h, e, "a result cannot be written: is the disk full?");
	FAULT_POINT("worker.result_received");
	if (j->state != JOB_DONE)
		job_submit(h, j);
	jobs_pump(h);
}

void job_submit(struct worker_host *h, struct job *j)
{
	const struct job_result *x = &j->results[j->num_results - 1];
	struct agents_submit_result_args m = {.receipt = x->receipt, .output = x->output};
	size_t mark = arena_mark(&h->scratch), cap = x->receipt.n + x->output.n + 256;
	u8 *buf = (u8 *)arena_alloc(&h->scratch, cap);
	struct wr w = wr_into(buf, cap);
	struct slice call;
	enum err e;

	CHECK(buf != NULL);
	memcpy(m.signature, x->signature, 64);
	wr_call_agents_submit_result(&w, &m);
	CHECK(wr_done(&w, &call) == ERR_OK);
	j->state = JOB_SUBMITTED;
	job_step(h, j, "submitted", "the receipt is on its way to the chain");
	e = outbox_push(h, TX_RESULT, j->id, call);
	if (e != ERR_OK)
		job_fail(h, j, "too many results wait for the chain", WAIT_LATER_MS);
	arena_rewind(&h->scratch, mark);
}

/* The enclave's own words go along when nothing will be tried again: they name what is wrong,
 * such as the member of a manifest. */
void job_refused(struct worker_host *h, struct job *j, struct slice code, struct slice detail)
{
	struct verdict_row v = verdict_of_refusal(code, detail);
	char text[513];

	if (v.what == VERDICT_DEAD) {
		(void)snprintf(text, sizeof(text), "%.*s: %.*s", (int)code.n, (const char *)code.p,
			       (int)detail.n, (const char *)detail.p);
		job_step(h, j, "refused", text);
	}
	job_verdict(h, j, &v);
}

static void on_dropped(struct worker_host *h, struct slice body)
{
	struct rd r = rd_from(body);
	struct msg_run_dropped m;
	struct job *j;

	rd_msg_run_dropped(&r, &m);
	if (rd_end(&r) != ERR_OK || (j = jobs_find(h, m.trigger)) == NULL ||
	    j->state != JOB_RUNNING)
		return;
	stopped_running(h, j);
	LOG(LOG_UNUSUAL, "the enclave gives a run up", KV_HEX("trigger", SLICE_ARR(j->id)),
	    KV_TEXT("code", m.why.code), KV_TEXT("why", m.why.detail), KV_END);
	job_refused(h, j, m.why.code, m.why.detail);
	jobs_pump(h);
}

static void on_step(struct worker_host *h, struct slice body)
{
	struct rd r = rd_from(body);
	char kind[17], text[513];
	struct msg_step m;
	struct job *j;

	rd_msg_step(&r, &m);
	if (rd_end(&r) != ERR_OK || (j = jobs_find(h, m.trigger)) == NULL)
		return;
	slice_copy(kind, m.kind);
	kind[m.kind.n] = '\0';
	slice_copy(text, m.text);
	text[m.text.n] = '\0';
	job_step(h, j, kind, text);
}

void jobs_on_message(struct worker_host *h, u8 id, struct slice body)
{
	if (id == MSG_STORE)
		on_store(h, body);
	else if (id == MSG_RESULT)
		on_result(h, body);
	else if (id == MSG_RUN_DROPPED)
		on_dropped(h, body);
	else
		on_step(h, body);
}

/* --- the chain's word -------------------------------------------------------------------- */

void jobs_on_recorded(struct worker_host *h, const u8 trigger[32], const u8 receipt[32], u32 block)
{
	struct job *j = jobs_find(h, trigger);

	if (j == NULL || j->state == JOB_DONE)
		return;
	if (j->state == JOB_RUNNING)
		LOG(LOG_INFO, "recorded while it is run once more",
		    KV_HEX("trigger", SLICE_ARR(j->id)), KV_END);
	stopped_running(h, j);
	memcpy(j->recorded, receipt, 32);
	j->recorded_at = block;
	j->is_recorded = true;
	j->state = JOB_DONE;
	j->why[0] = '\0';
	if (j->is_request && j->has_row)
		store_drop_body(h, j->body_hash);
	if (job_find_result(j, receipt) == NULL) {
		LOG(LOG_INFO, "another receipt was recorded for a trigger",
		    KV_HEX("trigger", SLICE_ARR(j->id)), KV_HEX("receipt", slice_of(receipt, 32)),
		    KV_END);
		return;
	}
	/* Durable before the rest: after a restart the bundle is made from this. */
	if (store_result(h, j) != ERR_OK)
		LOG(LOG_UNUSUAL, "a result cannot be written", KV_END);
	bundle_begin(h, j);
}

void jobs_on_tx(struct worker_host *h, const u8 trigger[32], enum tx_end end, u8 pallet, u8 error)
{
	struct job *j = jobs_find(h, trigger);
	struct verdict_row v = {VERDICT_RESIGN, "the submission was lost"};

	if (j == NULL || j->state != JOB_SUBMITTED)
		return;
	if (end == TX_END_FAILED)
		v = verdict_of_error(pallet, error);
	else if (end == TX_END_OK)
		/* Its event was read before this; without one the row tells. */
		v = (struct verdict_row){VERDICT_GONE, "included, but not recorded"};
	job_verdict(h, j, &v);
}

/* --- turns ------------------------------------------------------------------------------- */

void jobs_pump(struct worker_host *h)
{
	u64 now = clock_mono_ms();
	u32 asking = 0;

	if (h->stopping || h->link.state != ENCLAVE_READY || !h->registry.is_registered ||
	    !h->follow.has_hash || !h->follow.caught_up)
		return;
	for (struct job *j = h->jobs.first; j != NULL; j = j->next)
		asking += j->state == JOB_ASKING;
	for (struct job *j = h->jobs.first; j != NULL; j = j->next) {
		if (asking + h->jobs.num_running >= h->o.boxes)
			return;
		if (j->state != JOB_SEEN || j->next_try_ms > now)
			continue;
		j->state = JOB_ASKING;
		asking++;
		run_begin(h, j);
	}
}

/* Those that could not be made when the result was recorded, or before a restart. */
static void make_bundles(struct worker_host *h)
{
	u64 now = clock_mono_ms();

	if (h->stopping || !h->follow.caught_up)
		return;
	for (struct job *j = h->jobs.first; j != NULL; j = j->next)
		if (j->state == JOB_DONE && !j->has_bundle && !j->bundling &&
		    j->next_try_ms <= now && job_find_result(j, j->recorded) != NULL)
			bundle_begin(h, j);
}

static void on_timer(uv_timer_t *t)
{
	struct worker_host *h = (struct worker_host *)t->data;

	jobs_pump(h);
	outbox_pump(h);
	if (h->watch.rescan)
		watch_scan(h);
	make_bundles(h);
}

void jobs_start(struct worker_host *h)
{
	CHECK(uv_timer_init(h->loop, &h->jobs.timer) == 0);
	h->jobs.timer.data = h;
	(void)uv_timer_start(&h->jobs.timer, on_timer, 50, 50);
}

void jobs_stop(struct worker_host *h)
{
	uv_close((uv_handle_t *)&h->jobs.timer, NULL);
}

/* What ran goes on from its journal; what was being asked for finds out by its boot. */
void jobs_enclave_lost(struct worker_host *h)
{
	for (struct job *j = h->jobs.first; j != NULL; j = j->next)
		if (j->state == JOB_RUNNING)
			wait_for(j, 0);
	h->jobs.num_running = 0;
}

/* --- what an earlier process left -------------------------------------------------------- */

static void load_one(struct worker_host *h, const char *name)
{
	size_t mark = arena_mark(&h->scratch);
	char dir[HOST_PATH_MAX], path[HOST_PATH_MAX];
	struct slice text = SLICE_EMPTY;
	struct job *j;
	u8 id[32];
	enum err e;

	if (strlen(name) < 64 || strcmp(name + 64, ".json") != 0 ||
	    hex_decode_exact(id, 32, slice_of(name, 64)) != ERR_OK || jobs_find(h, id) != NULL)
		return;
	j = add_job(h, id);
	if (j == NULL)
		return;
	e = path_join(dir, sizeof(dir), h->dir, "results");
	if (e == ERR_OK)
		e = path_join(path, sizeof(path), dir, name);
	if (e == ERR_OK)
		e = file_read(&h->scratch, path, RESULT_FILE_MAX, &text);
	if (e == ERR_OK)
		e = store_read_result(j, text, &h->scratch);
	if (e != ERR_OK) {
		LOG(LOG_UNUSUAL, "a stored result is damaged", KV_STR("file", name), KV_ERR(e),
		    KV_END);
		remove_job(h, j);
	}
	arena_rewind(&h->scratch, mark);
}

void jobs_load(struct worker_host *h)
{
	char path[HOST_PATH_MAX];
	struct dirent *d;
	DIR *dir;

	if (path_join(path, sizeof(path), h->dir, "results") != ERR_OK)
		return;
	dir = opendir(path);
	while (dir != NULL && (d = readdir(dir)) != NULL)
		load_one(h, d->d_name);
	if (dir != NULL)
		(void)closedir(dir);
}

void jobs_free(struct worker_host *h)
{
	while (h->jobs.first != NULL)
		remove_job(h, h->jobs.first);
}
