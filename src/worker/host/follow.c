/* Follows the finalized chain for the enclave: headers, a justification for the last, and the proof
 * of its time. The enclave checks all of it; a node that lies here only stops the worker. */
#include <signal.h>
#include <stdlib.h>

#include "primitives/gen/timestamp_gen.h"
#include "primitives/header.h"
#include "worker/host/int.h"

#define INTERVAL_MIN  50u
#define INTERVAL_MAX  500u
#define STRIDE        192u /* blocks per round when far behind; proofs may name a later block */
#define LIGHT_SAVE_MS 1000u
#define REFUSED       UINT32_MAX /* trouble: the enclave said no */

/* One round: from the enclave's head to one justified block. */
struct round {
	struct worker_host *h;
	u32 boot;
	bool is_last; /* its block is the finalized head of a moment ago */
	struct block_ref at; /* block of the justification */
	u8 state_root[32];
	u8 *justification;
	size_t justification_len;
	u8 *time_proof;
	size_t time_proof_len;
	u8 want[32]; /* next header to fetch */
	u32 num;     /* newest first */
	struct slice headers[HEADERS_MAX];
	u8 hashes[HEADERS_MAX][32];
};

static void end_round(struct round *r)
{
	struct worker_host *h = r->h;

	if (h->link.boot == r->boot)
		h->follow.busy = false;
	if (h->follow.syncing == r)
		h->follow.syncing = NULL;
	for (u32 i = 0; i < r->num; i++)
		free((void *)(uintptr_t)r->headers[i].p);
	free(r->justification);
	free(r->time_proof);
	free(r);
}

/* The same trouble is told once, however often it is met. */
static bool is_news(struct follow *f, u32 trouble)
{
	bool news = f->trouble != trouble;

	f->trouble = trouble;
	return news;
}

/* Whether the answer still matters: same enclave, not stopping, the node knew the block. */
static bool goes_on(struct round *r, enum err e)
{
	if (e == ERR_OK && !r->h->stopping && r->boot == r->h->link.boot &&
	    r->h->link.state == ENCLAVE_READY)
		return true;
	if (e == ERR_DENIED && !r->h->stopping && is_news(&r->h->follow, (u32)e))
		LOG(LOG_UNUSUAL, "the node refuses what it takes to follow the chain", KV_END);
	end_round(r);
	return false;
}

static bool give_up(struct round *r, const char *why, enum err e)
{
	if (is_news(&r->h->follow, (u32)e))
		LOG(LOG_UNUSUAL, "cannot follow the chain", KV_STR("why", why), KV_ERR(e), KV_END);
	end_round(r);
	return false;
}

/* --- sync -------------------------------------------------------------------------------- */

static void save_light(struct worker_host *h)
{
	struct follow *f = &h->follow;

	if (f->light_mem == NULL)
		return;
	link_keep_light(h, slice_of(f->light_mem, f->light_len));
	free(f->light_mem);
	f->light_mem = NULL;
	f->light_saved_ms = clock_mono_ms();
}

/* A lost copy only costs headers, so it is not written at every block. */
static void keep_light(struct worker_host *h, struct slice light)
{
	struct follow *f = &h->follow;

	free(f->light_mem);
	f->light_mem = (u8 *)host_dup(light);
	f->light_len = light.n;
	if (clock_mono_ms() - f->light_saved_ms >= LIGHT_SAVE_MS)
		save_light(h);
}

static void on_head(struct worker_host *h)
{
	registry_on_head(h);
	jobs_pump(h);
	outbox_pump(h);
}

static void caught_up(struct worker_host *h)
{
	h->follow.caught_up = true;
	watch_scan(h);
	on_head(h);
}

static void on_synced(struct worker_host *h, void *ctx, const struct reply *rep)
{
	struct round *r = (struct round *)ctx;
	struct follow *f = &h->follow;
	struct rd rd = rd_from(rep->body);
	struct msg_synced m;
	bool was = f->caught_up, is_last = r->is_last;

	if (rep->refused) {
		if (is_news(f, REFUSED))
			LOG(LOG_UNUSUAL, "the enclave refuses the chain",
			    KV_TEXT("code", rep->code), KV_TEXT("why", rep->detail),
			    KV_U64("to", r->at.number), KV_END);
		end_round(r);
		return;
	}
	rd_msg_synced(&rd, &m);
	if (rd_end(&rd) != ERR_OK || !mem_eq(m.hash, r->at.hash, 32)) {
		(void)give_up(r, "the enclave's answer is not for this block", ERR_FORMAT);
		return;
	}
	f->head = r->at;
	f->has_hash = true;
	f->trouble = 0;
	memcpy(f->state_root, r->state_root, 32);
	keep_light(h, m.light);
	if (was)
		for (u32 i = r->num; i-- > 0;) {
			struct block_ref b = {.number = r->at.number - i};

			memcpy(b.hash, r->hashes[i], 32);
			watch_block(h, &b);
		}
	end_round(r);
	if (!was && is_last)
		caught_up(h);
	else if (!was)
		(void)uv_timer_start(&f->timer, f->timer.timer_cb, 0, f->interval_ms);
	else
		on_head(h);
}

/* The enclave has been told to go: no round before the next one is there. */
static void end_boot(struct round *r)
{
	struct worker_host *h = r->h;

	end_round(r);
	h->follow.busy = true;
}

/* The enclave may know authorities that the hand-overs here do not lead to, because their file is
 * gone. Bundles need them all, so that the enclave walks the chain once more. */
static bool handovers_are_lost(struct round *r)
{
	struct follow *f = &r->h->follow;

	if (f->started_at == 0 || r->at.number <= r->h->handovers.trusted.number ||
	    handovers_lead_to(r->h, slice_of(r->justification, r->justification_len)))
		return false;
	LOG(LOG_UNUSUAL, "hand-overs between the chain's authorities are missing; following the "
	    "chain from its beginning", KV_END);
	free(f->light_mem);
	f->light_mem = NULL;
	link_forget_light(r->h);
	child_signal(&r->h->link.child, SIGKILL);
	return true;
}

static void send_sync(struct round *r)
{
	struct worker_host *h = r->h;
	struct msg_sync *m = (struct msg_sync *)host_alloc(1, sizeof(*m));
	struct wr w = link_begin(h, MSG_SYNC);
	enum err e;

	handovers_note(h, r->headers[0], slice_of(r->justification, r->justification_len));
	m->seq = link_expect(h, on_synced, r);
	m->now_ms = clock_unix_ms();
	m->headers.num = r->num;
	for (u32 i = 0; i < r->num; i++)
		m->headers.items[i] = r->headers[r->num - 1 - i];
	m->justification = slice_of(r->justification, r->justification_len);
	m->time_proof = slice_of(r->time_proof, r->time_proof_len);
	wr_msg_sync(&w, m);
	free(m);
	h->follow.syncing = r;
	e = link_end(h, &w);
	if (e != ERR_OK)
		LOG(LOG_UNUSUAL, "cannot reach the enclave", KV_ERR(e), KV_END);
}

/* --- gathering --------------------------------------------------------------------------- */

/* The node does not keep the state of every block. On the way up the enclave does without the
 * time; later it would not, but another boot of it would: then it is started again. */
static bool state_is_gone(const struct round *r, enum err e)
{
	if (e != ERR_DENIED || r->is_last || r->boot != r->h->link.boot)
		return false;
	if (r->h->follow.caught_up) {
		LOG(LOG_UNUSUAL, "the chain is far ahead; starting the enclave again", KV_END);
		child_signal(&r->h->link.child, SIGKILL);
		return false;
	}
	return true;
}

static void on_time_proof(struct worker_host *h, void *ctx, enum err e, const struct json *result,
			  struct arena *a)
{
	struct round *r = (struct round *)ctx;
	struct slice proof = SLICE_EMPTY;
	bool gone = state_is_gone(r, e);

	if (!goes_on(r, gone ? ERR_OK : e))
		return;
	e = gone ? ERR_OK : rpc_read_proof(result, a, &proof);
	if (e != ERR_OK) {
		(void)give_up(r, "the proof of Timestamp.Now does not decode", e);
		return;
	}
	if (!gone)
		r->time_proof = (u8 *)host_dup(proof);
	r->time_proof_len = proof.n;
	if (h->follow.hold == 0)
		send_sync(r);
	else
		h->follow.waiting = r;
}

void follow_hold(struct worker_host *h)
{
	h->follow.hold++;
}

void follow_release(struct worker_host *h, u32 boot)
{
	struct follow *f = &h->follow;

	if (boot == h->link.boot && f->hold > 0)
		f->hold--;
	if (f->hold == 0 && f->waiting != NULL) {
		struct round *r = f->waiting;

		f->waiting = NULL;
		if (goes_on(r, ERR_OK))
			send_sync(r);
	}
}

static void get_time_proof(struct round *r)
{
	struct json_wr *w = rpc_begin(r->h->rpc, "state_getReadProof");
	struct storage_key k = timestamp_now_key();

	json_wr_arr(w);
	json_wr_hex(w, storage_key_slice(&k));
	json_wr_arr_end(w);
	json_wr_hex(w, SLICE_ARR(r->at.hash));
	rpc_send(r->h->rpc, on_time_proof, r);
}

static void get_header(struct round *r, rpc_done *done)
{
	struct json_wr *w = rpc_begin(r->h->rpc, "chain_getHeader");

	json_wr_hex(w, SLICE_ARR(r->want));
	rpc_send(r->h->rpc, done, r);
}

static enum err take_header(struct round *r, const struct json *result, struct arena *a,
			    struct header *hd)
{
	struct slice scale;

	if (r->num == HEADERS_MAX)
		return ERR_LIMIT;
	TRY(rpc_header(result, a, &scale));
	TRY(header_decode(hd, scale));
	blake2_256(r->hashes[r->num], scale);
	if (!mem_eq(r->hashes[r->num], r->want, 32))
		return ERR_CHECKSUM;
	r->headers[r->num] = slice_of(host_dup(scale), scale.n);
	if (r->num == 0) {
		r->at.number = hd->number;
		memcpy(r->state_root, hd->state_root, 32);
	}
	r->num++;
	memcpy(r->want, hd->parent, 32);
	return ERR_OK;
}

static void prove(struct round *r, u32 number);

/* A block that hands over to new authorities must end a round: those above it are justified by
 * others. The round is cut there and starts again from that block. */
static bool is_cut(struct round *r, const struct header *hd)
{
	struct grandpa_change change;

	if (r->num == 1 || grandpa_change_of(hd, &change) != ERR_OK ||
	    change.kind == GRANDPA_NO_CHANGE)
		return false;
	while (r->num > 0)
		free((void *)(uintptr_t)r->headers[--r->num].p);
	free(r->justification);
	r->justification = NULL;
	r->is_last = false;
	return true;
}

/* Walks from the justified block down to the enclave's head. */
static void on_header(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		      struct arena *a)
{
	struct round *r = (struct round *)ctx;
	struct header hd;

	if (!goes_on(r, e))
		return;
	e = take_header(r, result, a, &hd);
	if (e != ERR_OK) {
		(void)give_up(r, "a header does not decode", e);
		return;
	}
	if (hd.number > h->follow.head.number && is_cut(r, &hd))
		prove(r, hd.number);
	else if (hd.number > h->follow.head.number + 1)
		get_header(r, on_header);
	else if (hd.number <= h->follow.head.number ||
		 (h->follow.has_hash && !mem_eq(hd.parent, h->follow.head.hash, 32)))
		(void)give_up(r, "the node's chain is not the one that the enclave has verified",
			      ERR_HEADER);
	else if (handovers_are_lost(r))
		end_boot(r);
	else
		get_time_proof(r);
}

static rpc_done on_finality;

static void prove(struct round *r, u32 number)
{
	json_wr_u64(rpc_begin(r->h->rpc, "grandpa_proveFinality"), number);
	rpc_send(r->h->rpc, on_finality, r);
}

static void on_finality(struct worker_host *h, void *ctx, enum err e, const struct json *result,
			struct arena *a)
{
	struct round *r = (struct round *)ctx;
	struct slice just;

	(void)h;
	if (e == ERR_OK && json_is(result, JSON_NULL))
		e = ERR_AGAIN;
	if (!goes_on(r, e))
		return;
	e = rpc_finality(result, a, r->at.hash, &just);
	if (e != ERR_OK) {
		(void)give_up(r, "the finality proof does not decode", e);
		return;
	}
	r->justification = (u8 *)host_dup(just);
	r->justification_len = just.n;
	memcpy(r->want, r->at.hash, 32);
	get_header(r, on_header);
}

static void on_head_header(struct worker_host *h, void *ctx, enum err e, const struct json *result,
			   struct arena *a)
{
	struct round *r = (struct round *)ctx;
	struct slice scale;
	struct header hd;
	u32 at = h->follow.head.number;

	if (!goes_on(r, e))
		return;
	if (rpc_header(result, a, &scale) != ERR_OK || header_decode(&hd, scale) != ERR_OK) {
		(void)give_up(r, "the finalized header does not decode", ERR_FORMAT);
		return;
	}
	if (hd.number <= at) {
		if (hd.number == at && !h->follow.has_hash) {
			/* Where an earlier boot left the enclave. */
			memcpy(h->follow.head.hash, r->want, 32);
			memcpy(h->follow.state_root, hd.state_root, 32);
			h->follow.has_hash = true;
		}
		if (hd.number == at && !h->follow.caught_up)
			caught_up(h);
		end_round(r);
		return;
	}
	r->is_last = hd.number - at <= HEADERS_MAX;
	prove(r, r->is_last ? hd.number : at + STRIDE);
}

static void on_finalized(struct worker_host *h, void *ctx, enum err e, const struct json *result,
			 struct arena *a)
{
	struct round *r = (struct round *)ctx;

	(void)h;
	(void)a;
	if (e == ERR_OK)
		e = json_hex_exact(result, r->want, 32);
	if (!goes_on(r, e))
		return;
	if (h->follow.caught_up && mem_eq(r->want, h->follow.head.hash, 32)) {
		end_round(r);
		return;
	}
	get_header(r, on_head_header);
}

static void on_timer(uv_timer_t *t)
{
	struct worker_host *h = (struct worker_host *)t->data;
	struct round *r;

	if (h->stopping || h->follow.busy || h->link.state != ENCLAVE_READY)
		return;
	h->follow.busy = true;
	r = (struct round *)host_alloc(1, sizeof(*r));
	r->h = h;
	r->boot = h->link.boot;
	(void)rpc_begin(h->rpc, "chain_getFinalizedHead");
	rpc_send(h->rpc, on_finalized, r);
}

/* --- life -------------------------------------------------------------------------------- */

/* A quarter of the slot, which is twice Timestamp.MinimumPeriod. */
static u32 interval(const struct chain_spec *spec)
{
	struct storage_key k = timestamp_minimum_period_key();
	struct slice raw;
	u64 period = 0;

	if (!chain_spec_get(spec, storage_key_slice(&k), &raw) ||
	    timestamp_minimum_period_decode(&period, raw) != ERR_OK)
		period = INTERVAL_MAX * 2;
	period /= 2;
	return period < INTERVAL_MIN ? INTERVAL_MIN
	       : period > INTERVAL_MAX ? INTERVAL_MAX
				       : (u32)period;
}

static void on_genesis(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		       struct arena *a)
{
	u8 hash[32];

	(void)ctx;
	(void)a;
	if (!h->stopping && e == ERR_OK && json_hex_exact(result, hash, 32) == ERR_OK &&
	    !mem_eq(hash, h->o.spec->genesis_hash, 32))
		host_fatal(h, ERR_GENESIS,
			   "the node serves another chain than the one of the chain spec");
}

static void check_genesis(struct worker_host *h)
{
	json_wr_u64(rpc_begin(h->rpc, "chain_getBlockHash"), 0);
	rpc_send(h->rpc, on_genesis, NULL);
}

void follow_start(struct worker_host *h)
{
	struct follow *f = &h->follow;

	f->interval_ms = interval(h->o.spec);
	CHECK(uv_timer_init(h->loop, &f->timer) == 0);
	f->timer.data = h;
	(void)uv_timer_start(&f->timer, on_timer, 0, f->interval_ms);
	check_genesis(h);
}

void follow_stop(struct worker_host *h)
{
	save_light(h);
	follow_enclave_lost(h);
	uv_close((uv_handle_t *)&h->follow.timer, NULL);
}

void follow_enclave_ready(struct worker_host *h, u32 number)
{
	struct follow *f = &h->follow;

	f->busy = f->caught_up = f->has_hash = false;
	f->started_at = number;
	f->head = (struct block_ref){.number = number};
	if (number == 0) {
		memcpy(f->head.hash, h->o.spec->genesis_hash, 32);
		memcpy(f->state_root, h->o.spec->genesis.state_root, 32);
		f->has_hash = true;
	}
	on_timer(&f->timer);
}

void follow_enclave_lost(struct worker_host *h)
{
	struct follow *f = &h->follow;

	if (f->syncing != NULL)
		end_round(f->syncing);
	if (f->waiting != NULL)
		end_round(f->waiting);
	f->syncing = f->waiting = NULL;
	f->hold = 0;
	f->busy = f->caught_up = false;
}
