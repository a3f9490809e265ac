/* The operator's extrinsics. One account, so one row of nonces: what was pushed first goes first, a
 * lost one is sent again under its own nonce with a higher tip, and what became of it is read from
 * finalized blocks only. */
#include <stdlib.h>

#include "base/fault.h"
#include "primitives/extrinsic.h"
#include "worker/host/int.h"

#define ERA_BLOCKS   64u
#define BUMP_BLOCKS  8u /* not seen for that long: send it again */
#define TIP_MAX      10000000000u
#define ATTEMPTS_MAX 16u
#define RETRY_MS     400u
#define IN_FLIGHT    16u

static const char *const kind_words[] = {"register", "heartbeat", "result", "renew",
					  "collateral"};

enum err outbox_push(struct worker_host *h, enum tx_kind kind, const u8 owner[32],
		     struct slice call)
{
	struct tx *x, **at = &h->outbox.first;

	if (h->outbox.num == TXS_MAX)
		return ERR_FULL;
	x = (struct tx *)host_alloc(1, sizeof(*x));
	x->kind = kind;
	memcpy(x->owner, owner, 32);
	x->call = (u8 *)host_dup(call);
	x->call_len = call.n;
	while (*at != NULL)
		at = &(*at)->next;
	*at = x;
	h->outbox.num++;
	outbox_pump(h);
	return ERR_OK;
}

static void drop(struct worker_host *h, struct tx *x)
{
	struct tx **at = &h->outbox.first;

	while (*at != x)
		at = &(*at)->next;
	*at = x->next;
	h->outbox.num--;
	free(x->call);
	free(x);
}

static const struct tx_failure no_failure = {0, 0, 0, 0}, unknown_failure = {0, 255, 255, 0};

static void tell(struct worker_host *h, struct tx *x, enum tx_end end, const struct tx_failure *f)
{
	enum tx_kind kind = x->kind;
	u8 owner[32];

	memcpy(owner, x->owner, 32);
	drop(h, x);
	if (kind == TX_RESULT)
		jobs_on_tx(h, owner, end, f->pallet, f->error);
	else if (kind == TX_REGISTER || kind == TX_RENEW)
		registry_on_tx(h, kind, owner, end, f);
	else if (kind == TX_COLLATERAL)
		collateral_on_tx(h, owner[0], end, f);
}

/* --- what the operator's account knows --------------------------------------------------- */

static void on_version(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		       struct arena *a)
{
	struct outbox *o = &h->outbox;

	(void)ctx;
	(void)a;
	o->busy = false;
	if (h->stopping)
		return;
	if (e == ERR_OK && json_u32(json_get(result, "specVersion"), &o->spec_version) &&
	    json_u32(json_get(result, "transactionVersion"), &o->tx_version))
		o->has_version = true;
	else
		o->not_before_ms = clock_mono_ms() + RETRY_MS;
	outbox_pump(h);
}

static void on_nonce(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		     struct arena *a)
{
	struct outbox *o = &h->outbox;

	(void)ctx;
	(void)a;
	o->busy = false;
	if (h->stopping)
		return;
	if (e == ERR_OK && json_u32(result, &o->next_nonce))
		o->has_nonce = true;
	else
		o->not_before_ms = clock_mono_ms() + RETRY_MS;
	outbox_pump(h);
}

static void get_nonce(struct worker_host *h)
{
	struct json_wr *w = rpc_begin(h->rpc, "system_accountNextIndex");

	json_wr_str(w, slice_str(h->operator_text));
	rpc_send(h->rpc, on_nonce, NULL);
}

/* --- sending ----------------------------------------------------------------------------- */

static void on_sent(struct worker_host *h, struct tx *x)
{
	x->state = TX_SENT;
	x->sent_at = h->follow.head.number;
	LOG(LOG_DEBUG, "sent", KV_STR("what", kind_words[x->kind]), KV_U64("nonce", x->nonce),
	    KV_END);
	if (x->kind == TX_RESULT)
		FAULT_POINT("worker.after_submit");
}

/* The pool's codes: substrate/client/rpc-api/src/author/error.rs. */
static void on_refused(struct worker_host *h, struct tx *x, const struct json *error)
{
	struct slice text = SLICE_EMPTY;
	int64_t code = 0;

	(void)json_i64(json_get(error, "code"), &code);
	(void)json_str(json_get(error, "message"), &text);
	x->state = TX_QUEUED;
	if (code == 1013) { /* already in the pool */
		on_sent(h, x);
		return;
	}
	LOG(++x->attempts == 1 ? LOG_DEBUG : LOG_INFO, "the node does not take an extrinsic",
	    KV_STR("what", kind_words[x->kind]), KV_I64("code", code), KV_TEXT("why", text),
	    KV_END);
	if (code == 1014) { /* priority too low: another one has this nonce */
		x->tip = x->tip == 0 ? 1 : x->tip * 2;
		if (x->tip > TIP_MAX)
			x->has_nonce = false;
	} else {
		x->has_nonce = false;
	}
	h->outbox.has_nonce = h->outbox.has_nonce && x->has_nonce;
	h->outbox.not_before_ms = clock_mono_ms() + RETRY_MS;
	/* The runtime may have changed, and signatures name its version. */
	h->outbox.has_version = h->outbox.has_version && x->attempts % 4 != 0;
	if (x->attempts >= ATTEMPTS_MAX) {
		LOG(LOG_UNUSUAL,
		    "an extrinsic is refused again and again: has the operator funds?",
		    KV_STR("what", kind_words[x->kind]), KV_TEXT("why", text), KV_END);
		tell(h, x, TX_END_LOST, &unknown_failure);
	}
}

static void on_submitted(struct worker_host *h, void *ctx, enum err e, const struct json *result,
			 struct arena *a)
{
	struct tx *x = (struct tx *)ctx;

	(void)a;
	h->outbox.busy = false;
	if (h->stopping)
		return;
	if (x->state != TX_SENDING) { /* a finalized block was faster */
		tell(h, x, TX_END_OK, &no_failure);
	} else if (e == ERR_OK) {
		on_sent(h, x);
	} else {
		on_refused(h, x, result);
	}
	outbox_pump(h);
}

static enum err sign(struct worker_host *h, struct tx *x, struct slice *out)
{
	struct extrinsic_ctx c = {.spec_version = h->outbox.spec_version,
				  .tx_version = h->outbox.tx_version,
				  .nonce = x->nonce,
				  .tip = x->tip};
	size_t cap = x->call_len + 512;
	u8 *buf = (u8 *)arena_alloc(&h->scratch, cap);
	struct wr w = wr_into(buf, cap);

	if (buf == NULL)
		return ERR_NOMEM;
	memcpy(c.genesis, h->o.spec->genesis_hash, 32);
	/* A period of 64 is exact, so the window begins at this very block. */
	c.era = era_mortal(ERA_BLOCKS, h->follow.head.number);
	memcpy(c.birth_hash, h->follow.head.hash, 32);
	TRY(extrinsic_sign(&w, &c, &h->o.operator_key, slice_of(x->call, x->call_len)));
	TRY(wr_done(&w, out));
	memmove(x->hashes[1], x->hashes[0], sizeof(x->hashes) - 32);
	extrinsic_hash(*out, x->hashes[0]);
	if (x->num_hashes < ARRAY_LEN(x->hashes))
		x->num_hashes++;
	return ERR_OK;
}

static void submit(struct worker_host *h, struct tx *x)
{
	size_t mark = arena_mark(&h->scratch);
	struct json_wr *w;
	struct slice xt;

	if (!x->has_nonce) {
		x->nonce = h->outbox.next_nonce++;
		x->has_nonce = true;
		x->num_hashes = 0;
	}
	if (x->kind == TX_RESULT)
		FAULT_POINT("worker.before_submit");
	/* Cannot fail: the arena is large and the call was encoded before. */
	CHECK(sign(h, x, &xt) == ERR_OK);
	w = rpc_begin(h->rpc, "author_submitExtrinsic");
	json_wr_hex(w, xt);
	x->state = TX_SENDING;
	h->outbox.busy = true;
	rpc_send(h->rpc, on_submitted, x);
	arena_rewind(&h->scratch, mark);
}

void outbox_pump(struct worker_host *h)
{
	struct outbox *o = &h->outbox;
	struct tx *x = o->first;
	u32 flying = 0;

	if (o->busy || x == NULL || h->stopping || !h->follow.has_hash || !h->follow.caught_up ||
	    clock_mono_ms() < o->not_before_ms)
		return;
	for (; x != NULL && x->state != TX_QUEUED; x = x->next)
		flying++;
	if (x == NULL || flying >= IN_FLIGHT)
		return;
	o->busy = true;
	if (!o->has_version) {
		(void)rpc_begin(h->rpc, "state_getRuntimeVersion");
		rpc_send(h->rpc, on_version, NULL);
	} else if (!x->has_nonce && !o->has_nonce) {
		get_nonce(h);
	} else {
		submit(h, x);
	}
}

/* --- what became of them ----------------------------------------------------------------- */

static const struct tx_failure *failure_of(const struct tx_failure *f, size_t num, size_t xt)
{
	for (size_t i = 0; i < num; i++)
		if (f[i].extrinsic == xt)
			return &f[i];
	return NULL;
}

static struct tx *find_tx(struct worker_host *h, const u8 hash[32])
{
	for (struct tx *x = h->outbox.first; x != NULL; x = x->next)
		for (u32 i = 0; i < x->num_hashes; i++)
			if (mem_eq(x->hashes[i], hash, 32))
				return x;
	return NULL;
}

static void included(struct worker_host *h, struct tx *x, const struct tx_failure *f)
{
	if (f == NULL && x->state == TX_SENDING) {
		x->state = TX_SENT; /* its answer is on the way: told then */
		return;
	}
	if (f != NULL && x->state == TX_SENDING)
		return; /* seen again in no later block, but the bump finds it */
	if (f != NULL)
		LOG(LOG_INFO, "an extrinsic failed", KV_STR("what", kind_words[x->kind]),
		    KV_U64("pallet", f->pallet), KV_U64("error", f->error), KV_END);
	tell(h, x, f == NULL ? TX_END_OK : TX_END_FAILED, f == NULL ? &no_failure : f);
}

void outbox_block(struct worker_host *h, u32 number, const struct slice *xts, size_t num_xts,
		  const struct tx_failure *failed, size_t num_failed)
{
	for (size_t i = 0; i < num_xts; i++) {
		struct tx *x;
		u8 hash[32];

		extrinsic_hash(xts[i], hash);
		x = find_tx(h, hash);
		if (x != NULL)
			included(h, x, failure_of(failed, num_failed, i));
	}
	for (struct tx *x = h->outbox.first; x != NULL; x = x->next) {
		if (x->state != TX_SENT || number < x->sent_at + BUMP_BLOCKS)
			continue;
		x->state = TX_QUEUED;
		x->tip = x->tip == 0 ? 1 : x->tip * 2 > TIP_MAX ? TIP_MAX : x->tip * 2;
		LOG(LOG_INFO, "an extrinsic is not in a block yet; sending it again",
		    KV_STR("what", kind_words[x->kind]), KV_U64("tip", x->tip), KV_END);
	}
}

void outbox_free(struct worker_host *h)
{
	while (h->outbox.first != NULL)
		drop(h, h->outbox.first);
}
