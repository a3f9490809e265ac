/* Registers each boot of the enclave, renews its evidence at half of its time, and keeps it live.
 * The enclave signs and quotes; the operator's account only carries it. What the enclave signed
 * is held here until the chain can judge its quote (collateral.c). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/fault.h"
#include "primitives/gen/registry_gen.h"
#include "worker/host/int.h"

#define ASK_AGAIN_BLOCKS 24u /* without a registration in sight: sign a fresh one */
#define WINDOW_DEFAULT   60u
#define WAIT_BLOCKS_MAX  64u /* between two tries */
#define RENEW_MIN_S      2u

struct held {
	bool is_renewal, is_pushed;
	u64 incarnation;
	u32 block_number;
	u8 block_hash[32], signature[64];
	struct slice statement, quote, json; /* malloc; json: the collateral, once it is there */
};

static void drop_held(struct worker_host *h)
{
	struct held *x = h->registry.held;

	if (x == NULL)
		return;
	free((void *)(uintptr_t)x->statement.p);
	free((void *)(uintptr_t)x->quote.p);
	free((void *)(uintptr_t)x->json.p);
	free(x);
	h->registry.held = NULL;
}

void registry_free(struct worker_host *h)
{
	collateral_drop(h);
	drop_held(h);
}

void registry_enclave_lost(struct worker_host *h)
{
	struct registry *g = &h->registry;

	g->busy = g->asked = g->is_registered = g->look = false;
	g->failures = g->not_before = 0;
	g->why[0] = '\0';
	registry_free(h);
}

static u64 now_s(void)
{
	return clock_unix_ms() / 1000u;
}

enum receipt_strength registry_strength(const struct worker_host *h)
{
	const struct registry *g = &h->registry;

	return g->is_registered && g->tee != 0 && g->is_production ? STRENGTH_ATTESTED
								   : STRENGTH_SIMULATED;
}

/* --- what does not work now --------------------------------------------------------------- */

/* Nothing more of this try; the next one after a while, and later each time. */
static void put_off(struct worker_host *h, const char *what, const char *why, const char *fix)
{
	struct registry *g = &h->registry;
	u32 wait = g->failures < 6 ? 1u << g->failures : WAIT_BLOCKS_MAX;
	bool news = strcmp(g->why, why) != 0;

	g->failures++;
	g->not_before = h->follow.head.number + wait;
	g->asked = false;
	drop_held(h);
	if (!news)
		return;
	(void)snprintf(g->why, sizeof(g->why), "%s", why);
	host_attest(h, what, why, fix);
}

void registry_no_collateral(struct worker_host *h, const char *why, const char *fix)
{
	put_off(h, "missing", why, fix);
}

static void all_is_well(struct worker_host *h)
{
	h->registry.failures = h->registry.not_before = 0;
	h->registry.why[0] = '\0';
}

static u32 window(const struct chain_spec *spec)
{
	struct storage_key k = registry_liveness_window_key();
	struct slice raw;
	u32 n = 0;

	if (!chain_spec_get(spec, storage_key_slice(&k), &raw) ||
	    registry_liveness_window_decode(&n, raw) != ERR_OK || n == 0)
		n = WINDOW_DEFAULT;
	return n;
}

/* --- heartbeat --------------------------------------------------------------------------- */

static enum err push_heartbeat(struct worker_host *h, struct slice ok)
{
	struct registry_heartbeat_args m;
	u8 buf[256];
	struct wr w = wr_into(buf, sizeof(buf));
	struct rd r = rd_from(ok);
	struct slice call;

	memcpy(m.pubkey, h->link.pubkey, 32);
	m.block_number = rd_u32(&r);
	rd_bytes(&r, m.block_hash, 32);
	m.incarnation = rd_u64(&r);
	rd_bytes(&r, m.signature, 64);
	TRY(rd_end(&r));
	wr_call_registry_heartbeat(&w, &m);
	TRY(wr_done(&w, &call));
	return outbox_push(h, TX_HEARTBEAT, m.pubkey, call);
}

static void on_heartbeat(struct worker_host *h, void *ctx, const struct reply *rep)
{
	enum err e;

	(void)ctx;
	h->registry.busy = false;
	e = rep->refused ? ERR_DENIED : push_heartbeat(h, rep->ok);
	if (e != ERR_OK)
		LOG(LOG_UNUSUAL, "no heartbeat", KV_ERR(e), KV_TEXT("why", rep->detail), KV_END);
}

static void beat(struct worker_host *h)
{
	struct registry *g = &h->registry;
	struct msg_heartbeat m = {0};
	struct wr w;

	g->next_beat = h->follow.head.number + g->window / 3 + 1;
	m.seq = link_expect(h, on_heartbeat, NULL);
	w = link_begin(h, MSG_HEARTBEAT);
	wr_msg_heartbeat(&w, &m);
	g->busy = m.seq != 0 && link_end(h, &w) == ERR_OK;
}

/* --- what was signed, on its way to the chain --------------------------------------------- */

static struct held *hold(struct worker_host *h, struct slice statement, struct slice quote)
{
	struct held *x;

	drop_held(h);
	x = (struct held *)host_alloc(1, sizeof(*x));
	x->statement = slice_of(host_dup(statement), statement.n);
	x->quote = slice_of(host_dup(quote), quote.n);
	h->registry.held = x;
	return x;
}

static void fill_evidence(struct evidence *e, const struct held *x,
			  const struct collateral_ready *r)
{
	memset(e, 0, sizeof(*e));
	e->tag = EVIDENCE_NONE;
	if (r == NULL)
		return;
	e->tag = EVIDENCE_DCAP;
	memcpy(e->u.dcap.root, r->root, 32);
	e->u.dcap.quote = x->quote;
	e->u.dcap.tcb_eval = r->tcb_eval;
	e->u.dcap.qe_eval = r->qe_eval;
}

static void wr_renewal(struct wr *w, const struct worker_host *h, const struct held *x,
		       const struct collateral_ready *r)
{
	struct registry_renew_worker_args a;

	memcpy(a.pubkey, h->link.pubkey, 32);
	a.incarnation = x->incarnation;
	a.block_number = x->block_number;
	memcpy(a.block_hash, x->block_hash, 32);
	fill_evidence(&a.evidence, x, r);
	memcpy(a.signature, x->signature, 64);
	wr_call_registry_renew_worker(w, &a);
}

static void wr_registration(struct wr *w, const struct held *x, const struct collateral_ready *r)
{
	struct registry_register_worker_v3_args a;
	struct rd in = rd_from(x->statement);

	memset(&a, 0, sizeof(a));
	rd_worker_registration_info_v3(&in, &a.info); /* decoded before */
	fill_evidence(&a.evidence, x, r);
	memcpy(a.signature, x->signature, 64);
	wr_call_registry_register_worker_v3(w, &a);
}

/* r is NULL when there is no quote. */
static enum err push_held(struct worker_host *h, const struct collateral_ready *r)
{
	struct held *x = h->registry.held;
	size_t mark = arena_mark(&h->scratch);
	struct wr w = wr_arena(&h->scratch);
	u8 owner[32] = {0};
	struct slice call;
	enum err e;

	if (x->is_renewal)
		wr_renewal(&w, h, x, r);
	else
		wr_registration(&w, x, r);
	e = wr_arena_done(&w, &h->scratch, &call);
	store_le64(owner, x->incarnation);
	FAULT_POINT("worker.before_register");
	x->is_pushed = true; /* before: it may end at once */
	h->registry.asked_at = h->follow.head.number;
	if (e == ERR_OK)
		e = outbox_push(h, x->is_renewal ? TX_RENEW : TX_REGISTER, owner, call);
	arena_rewind(&h->scratch, mark);
	return e;
}

static enum err keep_evidence(struct worker_host *h, const struct held *x)
{
	struct bundle_attestation b = {.is_renewal = x->is_renewal,
				       .statement = x->statement,
				       .quote = x->quote,
				       .collateral = x->json};

	return store_attestation(h, x->incarnation, &b);
}

void registry_on_collateral(struct worker_host *h, const struct collateral_ready *r)
{
	struct held *x = h->registry.held;
	enum err e = ERR_OK;

	if (x == NULL || x->is_pushed)
		return;
	x->json = slice_of(host_dup(r->json), r->json.n);
	/* Before the chain can know it: who is killed in between can still show it. */
	if (!x->is_renewal)
		e = keep_evidence(h, x);
	if (e == ERR_OK)
		e = push_held(h, r);
	if (e != ERR_OK)
		put_off(h, "missing", "the evidence cannot be stored or sent",
			"is the disk of --state full?");
	else
		host_attest(h, x->is_renewal ? "renew" : "register",
			    "the chain has what it needs to judge the quote", "");
}

void registry_on_tx(struct worker_host *h, enum tx_kind kind, const u8 owner[32], enum tx_end end,
		    const struct tx_failure *f)
{
	struct registry *g = &h->registry;
	struct held *x = g->held;
	struct admission_row row = admission_of_error(f->pallet, f->error);
	bool moved = f->pallet == REGISTRY_PALLET && f->error == REGISTRY_ERROR_PLATFORM_MISMATCH;

	if (x == NULL || x->incarnation != load_le64(owner) || x->is_renewal != (kind == TX_RENEW))
		return; /* of an older boot */
	if (end != TX_END_OK) {
		if (x->is_renewal && moved)
			g->is_registered = false;
		put_off(h, "refused", row.why, row.fix);
		return;
	}
	if (x->is_renewal && keep_evidence(h, x) != ERR_OK)
		LOG(LOG_UNUSUAL, "the new evidence cannot be stored", KV_END);
	g->look = x->is_renewal;
	drop_held(h);
}

/* --- registration ------------------------------------------------------------------------ */

static enum err take_registration(struct worker_host *h, const struct reply *rep)
{
	struct registry *g = &h->registry;
	struct rd r = rd_from(rep->body);
	struct worker_registration_info_v3 info;
	struct msg_registration m;
	struct held *x;

	rd_msg_registration(&r, &m);
	TRY(rd_end(&r));
	r = rd_from(m.info);
	rd_worker_registration_info_v3(&r, &info);
	TRY(rd_end(&r));
	x = hold(h, m.info, m.quote);
	x->incarnation = g->incarnation = info.incarnation;
	memcpy(x->signature, m.signature, 64);
	g->asked = true;
	g->asked_at = h->follow.head.number;
	LOG(LOG_INFO, "registering", KV_U64("incarnation", g->incarnation),
	    KV_U64("quote", m.quote.n), KV_END);
	if (m.quote.n == 0)
		return push_held(h, NULL);
	collateral_want(h, m.quote);
	return ERR_OK;
}

static void on_registration(struct worker_host *h, void *ctx, const struct reply *rep)
{
	enum err e;

	(void)ctx;
	h->registry.busy = false;
	if (rep->refused) {
		LOG(LOG_UNUSUAL, "the enclave does not register", KV_TEXT("code", rep->code),
		    KV_TEXT("why", rep->detail), KV_END);
		put_off(h, "missing", "the enclave does not register: see the log", "");
		return;
	}
	e = take_registration(h, rep);
	if (e != ERR_OK)
		LOG(LOG_BROKEN, "the registration does not decode", KV_ERR(e), KV_END);
}

static void on_own_proof(struct worker_host *h, void *ctx, enum err e, const struct json *result,
			 struct arena *a)
{
	u32 boot = (u32)(uintptr_t)ctx;
	struct msg_register m = {.has_operator = true};
	struct wr w;

	if (h->stopping)
		return;
	if (boot == h->link.boot && h->link.state == ENCLAVE_READY) {
		h->registry.busy = false;
		if (e == ERR_OK)
			e = rpc_read_proof(result, a, &m.proof);
		if (e == ERR_OK) {
			m.seq = link_expect(h, on_registration, NULL);
			memcpy(m.operator, h->operator_id, 32);
			w = link_begin(h, MSG_REGISTER);
			wr_msg_register(&w, &m);
			h->registry.busy = m.seq != 0 && link_end(h, &w) == ERR_OK;
		}
	}
	follow_release(h, boot);
}

static void ask(struct worker_host *h)
{
	struct json_wr *w = rpc_begin(h->rpc, "state_getReadProof");
	struct storage_key k = registry_workers_v3_key(h->link.pubkey);

	json_wr_arr(w);
	json_wr_hex(w, storage_key_slice(&k));
	json_wr_arr_end(w);
	json_wr_hex(w, SLICE_ARR(h->follow.head.hash));
	h->registry.busy = true;
	follow_hold(h);
	rpc_send(h->rpc, on_own_proof, (void *)(uintptr_t)h->link.boot);
}

/* --- renewal ----------------------------------------------------------------------------- */

static enum err take_renewal(struct worker_host *h, const struct reply *rep)
{
	u8 named[32 + 8 + 4 + 32];
	struct wr w = wr_into(named, sizeof(named));
	struct rd r = rd_from(rep->body);
	struct msg_renewal m;
	struct held *x;

	rd_msg_renewal(&r, &m);
	TRY(rd_end(&r));
	wr_bytes(&w, h->link.pubkey, 32);
	wr_u64(&w, m.incarnation);
	wr_u32(&w, m.block_number);
	wr_bytes(&w, m.block_hash, 32);
	TRY(w.err);
	x = hold(h, SLICE_ARR(named), m.quote);
	x->is_renewal = true;
	x->incarnation = m.incarnation;
	x->block_number = m.block_number;
	memcpy(x->block_hash, m.block_hash, 32);
	memcpy(x->signature, m.signature, 64);
	collateral_want(h, m.quote);
	return ERR_OK;
}

static void on_renewal(struct worker_host *h, void *ctx, const struct reply *rep)
{
	enum err e;

	(void)ctx;
	h->registry.busy = false;
	e = rep->refused ? ERR_DENIED : take_renewal(h, rep);
	if (e == ERR_OK)
		return;
	LOG(LOG_UNUSUAL, "no renewal", KV_ERR(e), KV_TEXT("why", rep->detail), KV_END);
	put_off(h, "missing", "the enclave does not renew: see the log", "");
}

static void renew(struct worker_host *h)
{
	struct msg_renew m = {0};
	struct wr w;

	m.seq = link_expect(h, on_renewal, NULL);
	w = link_begin(h, MSG_RENEW);
	wr_msg_renew(&w, &m);
	h->registry.busy = m.seq != 0 && link_end(h, &w) == ERR_OK;
}

static void set_validity(struct worker_host *h, const struct worker_info_v3 *info)
{
	struct registry *g = &h->registry;
	u64 now = now_s(), left = info->valid_until > now ? info->valid_until - now : 0;

	g->tee = info->tee;
	g->is_production = host_is_production(info->trust_domain);
	g->valid_until = info->valid_until;
	g->renew_at = now + (left / 2 < RENEW_MIN_S ? RENEW_MIN_S : left / 2);
	all_is_well(h);
}

/* --- what the chain shows ------------------------------------------------------------------ */

static void tell_registered(struct worker_host *h, const struct worker_info_v3 *info)
{
	struct worker_registered r = {.incarnation = info->incarnation,
				      .tee = info->tee,
				      .production = h->registry.is_production,
				      .status = "",
				      .valid_until = info->valid_until};

	memcpy(r.pubkey, info->pubkey, 32);
	memcpy(r.x25519, info->x25519, 32);
	memcpy(r.trust_domain, info->trust_domain, 32);
	if (info->tee != 0 && info->tcb_status < NUM_ATTEST_STATUSES)
		r.status = attest_status_name((enum attest_status)info->tcb_status);
	if (h->o.observer.registered != NULL)
		h->o.observer.registered(h->o.observer.ctx, &r);
}

static void now_registered(struct worker_host *h, const struct worker_info_v3 *info)
{
	struct registry *g = &h->registry;

	g->is_registered = true;
	g->next_beat = info->last_seen + g->window / 3 + 1;
	set_validity(h, info);
	LOG(LOG_INFO, "registered", KV_HEX("worker", SLICE_ARR(info->pubkey)),
	    KV_U64("incarnation", info->incarnation), KV_U64("tee", info->tee),
	    KV_U64("until", info->valid_until), KV_END);
	tell_registered(h, info);
	jobs_pump(h);
}

static void now_renewed(struct worker_host *h, const struct worker_info_v3 *info)
{
	char text[64];

	h->registry.look = false;
	set_validity(h, info);
	(void)snprintf(text, sizeof(text), "the attestation holds until %llu (Unix seconds)",
		       (unsigned long long)info->valid_until);
	host_attest(h, "renewed", text, "");
}

static void on_own_row(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		       struct arena *a)
{
	struct registry *g = &h->registry;
	struct worker_info_v3 info;
	struct slice raw;
	bool found = false, ours;

	if (h->stopping || (u32)(uintptr_t)ctx != h->link.boot)
		return;
	g->busy = false;
	if (e != ERR_OK || host_value(result, a, &found, &raw) != ERR_OK)
		return;
	ours = found && registry_workers_v3_decode(&info, raw) == ERR_OK &&
	       info.incarnation == g->incarnation;
	if (ours && !g->is_registered)
		now_registered(h, &info);
	else if (ours && g->look)
		now_renewed(h, &info);
	else if (!g->is_registered && h->follow.head.number > g->asked_at + ASK_AGAIN_BLOCKS)
		g->asked = false;
}

static void look(struct worker_host *h)
{
	struct storage_key k = registry_workers_v3_key(h->link.pubkey);

	h->registry.busy = true;
	host_get(h, &k, h->follow.head.hash, on_own_row, (void *)(uintptr_t)h->link.boot);
}

/* --- at each head -------------------------------------------------------------------------- */

/* The chain takes nothing more of this boot; the next registration is a new one. */
static void expired(struct worker_host *h)
{
	struct registry *g = &h->registry;

	g->is_registered = g->asked = g->look = false;
	collateral_drop(h);
	drop_held(h);
	host_attest(h, "expired", "the attestation is over; registering again", "");
}

static void while_registered(struct worker_host *h)
{
	struct registry *g = &h->registry;
	u64 now = now_s();

	if (g->valid_until != 0 && now > g->valid_until)
		expired(h);
	else if (h->follow.head.number >= g->next_beat)
		beat(h);
	else if (g->look)
		look(h);
	else if (g->valid_until != 0 && g->held == NULL && now >= g->renew_at &&
		 h->follow.head.number >= g->not_before)
		renew(h);
}

void registry_on_head(struct worker_host *h)
{
	struct registry *g = &h->registry;

	if (g->busy || h->follow.syncing != NULL || !h->follow.caught_up ||
	    h->link.state != ENCLAVE_READY)
		return;
	if (g->window == 0)
		g->window = window(h->o.spec);
	collateral_on_head(h);
	if (g->is_registered) {
		while_registered(h);
		return;
	}
	if (!g->asked) {
		if (h->follow.head.number >= g->not_before)
			ask(h);
		return;
	}
	if (g->held == NULL || g->held->is_pushed)
		look(h);
}
