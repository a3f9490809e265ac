/* Registers each boot of the enclave and keeps it live. The enclave signs; the operator's account
 * only carries it. */
#include "base/fault.h"
#include "primitives/gen/registry_gen.h"
#include "worker/host/int.h"

#define ASK_AGAIN_BLOCKS 24u /* without a registration in sight: sign a fresh one */
#define WINDOW_DEFAULT   60u

void registry_enclave_lost(struct worker_host *h)
{
	h->registry.busy = h->registry.asked = h->registry.is_registered = false;
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

/* --- registration ------------------------------------------------------------------------ */

static enum err push_registration(struct worker_host *h, const struct msg_registration *m)
{
	struct registry_register_worker_v3_args x;
	u8 buf[2048];
	struct wr w = wr_into(buf, sizeof(buf));
	struct rd r = rd_from(m->info);
	struct slice call;

	memset(&x, 0, sizeof(x));
	rd_worker_registration_info_v3(&r, &x.info);
	TRY(rd_end(&r));
	x.evidence.tag = EVIDENCE_NONE;
	memcpy(x.signature, m->signature, 64);
	wr_call_registry_register_worker_v3(&w, &x);
	TRY(wr_done(&w, &call));
	h->registry.incarnation = x.info.incarnation;
	FAULT_POINT("worker.before_register");
	return outbox_push(h, TX_REGISTER, h->link.pubkey, call);
}

static void on_registration(struct worker_host *h, void *ctx, const struct reply *rep)
{
	struct registry *g = &h->registry;
	struct rd r = rd_from(rep->body);
	struct msg_registration m;
	enum err e;

	(void)ctx;
	g->busy = false;
	if (rep->refused) {
		LOG(LOG_UNUSUAL, "the enclave does not register", KV_TEXT("code", rep->code),
		    KV_TEXT("why", rep->detail), KV_END);
		return;
	}
	rd_msg_registration(&r, &m);
	e = rd_end(&r);
	if (e == ERR_OK)
		e = push_registration(h, &m);
	if (e != ERR_OK) {
		LOG(LOG_BROKEN, "the registration does not decode", KV_ERR(e), KV_END);
		return;
	}
	g->asked = true;
	g->asked_at = h->follow.head.number;
	LOG(LOG_INFO, "registering", KV_U64("incarnation", g->incarnation), KV_END);
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

static void now_registered(struct worker_host *h, const struct worker_info_v3 *info)
{
	struct registry *g = &h->registry;

	g->is_registered = true;
	g->next_beat = info->last_seen + g->window / 3 + 1;
	LOG(LOG_INFO, "registered", KV_HEX("worker", SLICE_ARR(info->pubkey)),
	    KV_U64("incarnation", info->incarnation), KV_END);
	if (h->o.observer.registered != NULL)
		h->o.observer.registered(h->o.observer.ctx, info->pubkey, info->x25519,
					 info->incarnation);
	jobs_pump(h);
}

static void on_own_row(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		       struct arena *a)
{
	struct registry *g = &h->registry;
	struct worker_info_v3 info;
	struct slice raw;
	bool found = false;

	if (h->stopping || (u32)(uintptr_t)ctx != h->link.boot)
		return;
	g->busy = false;
	if (e != ERR_OK || host_value(result, a, &found, &raw) != ERR_OK)
		return;
	if (found && registry_workers_v3_decode(&info, raw) == ERR_OK &&
	    info.incarnation == g->incarnation)
		now_registered(h, &info);
	else if (h->follow.head.number > g->asked_at + ASK_AGAIN_BLOCKS)
		g->asked = false;
}

void registry_on_head(struct worker_host *h)
{
	struct registry *g = &h->registry;
	struct storage_key k;

	if (g->busy || h->follow.syncing != NULL || !h->follow.caught_up ||
	    h->link.state != ENCLAVE_READY)
		return;
	if (g->window == 0)
		g->window = window(h->o.spec);
	if (g->is_registered) {
		if (h->follow.head.number >= g->next_beat)
			beat(h);
		return;
	}
	if (!g->asked) {
		ask(h);
		return;
	}
	k = registry_workers_v3_key(h->link.pubkey);
	g->busy = true;
	host_get(h, &k, h->follow.head.hash, on_own_row, (void *)(uintptr_t)h->link.boot);
}
