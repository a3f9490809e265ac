/* What finalized blocks say: new triggers, recorded results, and what became of our extrinsics.
 * Blocks are read in order, each once; what was missed is found in the state instead. */
#include <stdlib.h>

#include "primitives/extrinsic.h"
#include "primitives/gen/pallets_gen.h"
#include "worker/host/int.h"

#define EVENTS_MAX 65536u
#define XTS_MAX    4096u
#define FAILED_MAX 1024u
#define PAGE       256u

static void next_block(struct worker_host *h);

/* --- events ------------------------------------------------------------------------------ */

struct events {
	struct tx_failure failed[FAILED_MAX];
	size_t num_failed;
};

static void on_failed(struct events *ev, const struct event_record *e)
{
	struct event_system_extrinsic_failed f;
	struct rd r = rd_from(e->fields);
	struct tx_failure *x;

	if (e->phase.tag != PHASE_APPLY_EXTRINSIC || ev->num_failed == FAILED_MAX)
		return;
	rd_event_system_extrinsic_failed(&r, &f);
	x = &ev->failed[ev->num_failed++];
	*x = (struct tx_failure){e->phase.u.apply_extrinsic, 255, 255, 0};
	if (r.err == ERR_OK && f.dispatch_error.tag == DISPATCH_ERROR_MODULE) {
		x->pallet = f.dispatch_error.u.module.index;
		x->error = f.dispatch_error.u.module.error[0];
		x->detail = f.dispatch_error.u.module.error[1];
	}
}

static void on_agents_event(struct worker_host *h, const struct event_record *e, u32 number)
{
	struct rd r = rd_from(e->fields);
	struct event_agents_trigger_created t;
	struct event_agents_result_recorded rec;
	struct event_agents_lease_assigned lease;

	if (e->event == AGENTS_EVENT_TRIGGER_CREATED) {
		rd_event_agents_trigger_created(&r, &t);
		if (r.err == ERR_OK)
			jobs_see(h, t.trigger);
	} else if (e->event == AGENTS_EVENT_RESULT_RECORDED) {
		rd_event_agents_result_recorded(&r, &rec);
		if (r.err == ERR_OK)
			jobs_on_recorded(h, rec.trigger, rec.receipt, number);
	} else if (e->event == AGENTS_EVENT_LEASE_ASSIGNED) {
		rd_event_agents_lease_assigned(&r, &lease);
		/* Triggers that waited for nobody may be ours now. */
		if (r.err == ERR_OK && mem_eq(lease.worker, h->link.pubkey, 32)) {
			h->watch.rescan = true;
			jobs_revive(h, lease.agent);
		}
	}
}

static void read_events(struct worker_host *h, struct slice raw, u32 number, struct events *ev)
{
	struct rd r = rd_from(raw);
	u32 n = rd_seq_len(&r, 4);
	struct event_record e;

	for (u32 i = 0; i < n && i < EVENTS_MAX && r.err == ERR_OK; i++) {
		rd_event_record(&r, &e);
		if (r.err != ERR_OK)
			break;
		if (e.pallet == SYSTEM_PALLET && e.event == SYSTEM_EVENT_EXTRINSIC_FAILED)
			on_failed(ev, &e);
		else if (e.pallet == AGENTS_PALLET)
			on_agents_event(h, &e, number);
	}
	if (r.err != ERR_OK) {
		LOG(LOG_UNUSUAL, "the events of a block do not decode; looking at the state",
		    KV_U64("block", number), KV_ERR(r.err), KV_END);
		h->watch.rescan = true;
	}
}

/* --- one block --------------------------------------------------------------------------- */

static void block_done(struct worker_host *h)
{
	struct watch *w = &h->watch;

	w->cursor = w->queue[0].number;
	w->num--;
	memmove(w->queue, w->queue + 1, w->num * sizeof(*w->queue));
	w->busy = false;
	if (w->rescan)
		watch_scan(h);
	next_block(h);
	jobs_pump(h);
	outbox_pump(h);
}

static void block_failed(struct worker_host *h, enum err e)
{
	struct watch *w = &h->watch;

	if (h->stopping)
		return;
	LOG(LOG_UNUSUAL, "a block cannot be read; looking at the state",
	    KV_U64("block", w->queue[0].number), KV_ERR(e), KV_END);
	w->rescan = true;
	block_done(h);
}

static void on_body(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		    struct arena *a)
{
	struct events *ev = (struct events *)ctx;
	const struct json *list = json_path(result, "block.extrinsics");
	struct slice *xts;
	size_t n = 0;

	if (e == ERR_OK && !h->stopping && json_is(list, JSON_ARRAY)) {
		xts = (struct slice *)arena_zalloc(a, (size_t)list->num + 1, sizeof(*xts));
		for (const struct json *x = list->first; x != NULL && xts != NULL; x = x->next)
			if (n < XTS_MAX && json_hex(x, EXTRINSIC_MAX, a, &xts[n]) == ERR_OK)
				n++;
		outbox_block(h, h->watch.queue[0].number, xts, n, ev->failed, ev->num_failed);
	}
	free(ev);
	if (!h->stopping)
		block_done(h);
}

static void on_events(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		      struct arena *a)
{
	struct events *ev;
	struct slice raw = SLICE_EMPTY;
	struct json_wr *w;
	bool found = false;

	(void)ctx;
	if (e == ERR_OK)
		e = host_value(result, a, &found, &raw);
	if (e != ERR_OK || h->stopping) {
		block_failed(h, e);
		return;
	}
	ev = (struct events *)host_alloc(1, sizeof(*ev));
	if (found)
		read_events(h, raw, h->watch.queue[0].number, ev);
	if (h->outbox.first == NULL) {
		free(ev);
		block_done(h);
		return;
	}
	w = rpc_begin(h->rpc, "chain_getBlock");
	json_wr_hex(w, SLICE_ARR(h->watch.queue[0].hash));
	rpc_send(h->rpc, on_body, ev);
}

static void next_block(struct worker_host *h)
{
	struct watch *w = &h->watch;
	struct storage_key k = system_events_key();

	if (w->busy || w->num == 0 || h->stopping)
		return;
	w->busy = true;
	host_get(h, &k, w->queue[0].hash, on_events, NULL);
}

void watch_block(struct worker_host *h, const struct block_ref *b)
{
	struct watch *w = &h->watch;
	u32 last = w->num > 0 ? w->queue[w->num - 1].number : w->cursor;

	if (w->has_cursor && b->number <= last)
		return;
	if (w->has_cursor && b->number != last + 1)
		w->rescan = true;
	w->has_cursor = true;
	if (w->num == w->cap) {
		w->cap = w->cap == 0 ? 16 : w->cap * 2;
		w->queue = (struct block_ref *)realloc(w->queue, w->cap * sizeof(*w->queue));
		CHECK(w->queue != NULL);
	}
	w->queue[w->num++] = *b;
	next_block(h);
}

void watch_free(struct worker_host *h)
{
	free(h->watch.queue);
}

/* --- the state --------------------------------------------------------------------------- */

struct scan {
	u8 block[32];
	struct storage_key last; /* n is 0 at the start */
};

static void scan_page(struct worker_host *h, struct scan *s);

static void scan_done(struct worker_host *h, struct scan *s)
{
	free(s);
	h->watch.scanning = false;
	if (!h->stopping)
		jobs_pump(h);
}

static void on_keys(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		    struct arena *a)
{
	struct scan *s = (struct scan *)ctx;
	u32 n = 0;

	if (e != ERR_OK || h->stopping || !json_is(result, JSON_ARRAY)) {
		h->watch.rescan = h->watch.rescan || (e != ERR_OK && e != ERR_CANCELLED);
		scan_done(h, s);
		return;
	}
	for (const struct json *k = result->first; k != NULL; k = k->next) {
		struct slice key;

		if (json_hex(k, STORAGE_KEY_MAX, a, &key) != ERR_OK || key.n < 64)
			continue;
		slice_copy(s->last.b, key);
		s->last.n = key.n;
		/* The map's hasher ends with the key itself. */
		jobs_see(h, key.p + key.n - 32);
		n++;
	}
	if (n == PAGE)
		scan_page(h, s);
	else
		scan_done(h, s);
}

static void scan_page(struct worker_host *h, struct scan *s)
{
	struct storage_key prefix = agents_triggers_prefix();
	struct json_wr *w = rpc_begin(h->rpc, "state_getKeysPaged");

	json_wr_hex(w, storage_key_slice(&prefix));
	json_wr_u64(w, PAGE);
	if (s->last.n == 0)
		json_wr_null(w);
	else
		json_wr_hex(w, storage_key_slice(&s->last));
	json_wr_hex(w, SLICE_ARR(s->block));
	rpc_send(h->rpc, on_keys, s);
}

void watch_scan(struct worker_host *h)
{
	struct watch *w = &h->watch;
	struct scan *s;

	if (w->scanning || !h->follow.has_hash)
		return;
	w->scanning = true;
	w->rescan = false;
	if (!w->has_cursor) {
		w->has_cursor = true;
		w->cursor = h->follow.head.number;
	}
	s = (struct scan *)host_alloc(1, sizeof(*s));
	memcpy(s->block, h->follow.head.hash, 32);
	scan_page(h, s);
}
