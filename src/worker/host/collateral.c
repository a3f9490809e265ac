/* What the chain needs to judge a quote: revocation lists, TCB info, QE identity. This file reads
 * them from the operator's file (or makes those of the development PKI), asks the chain which it
 * has, uploads what is missing or has less than half of its life before it, and waits until a
 * finalized block shows it. Anybody may do that; nothing here is trusted by the chain. */
#include <stdio.h>
#include <stdlib.h>

#include "attest/sim/sim.h"
#include "base/fault.h"
#include "primitives/gen/registry_gen.h"
#include "worker/host/int.h"

#define FILE_MAX_LEN    (1u << 20)
#define MEM             ((size_t)ATTEST_ARENA + ((size_t)8 << 20))
#define AGAIN_BLOCKS    24u   /* an upload that is not seen by then is sent again */
#define SIM_BEHIND_S    300u  /* a chain's clock may be behind ours, and refuses what is not yet */
#define SIM_STEP_S      3600u /* workers of one PKI issue the same for an hour */

static const char fetch_fix[] =
    "phala attest fetch-collateral makes the file; give it with --collateral FILE (it is read "
    "again whenever it is needed)";

struct wanted {
	struct arena a; /* all of this */
	u32 boot;
	struct attest_needs needs;
	struct slice json;
	struct attest_collateral_raw raw;
	struct attest_collateral facts;
	struct item_age ours[NUM_ITEMS], chain[NUM_ITEMS];
	enum collateral_item asking;
	bool was_pushed[NUM_ITEMS];
	u32 pushed_at;
};

static const char *const item_words[NUM_ITEMS] = {"root CRL", "PCK CRL", "TCB info", "QE identity"};

enum item_verdict collateral_judge(const struct item_age *chain, const struct item_age *ours,
				   u64 now)
{
	u64 life = chain->next_update > chain->issued ? chain->next_update - chain->issued : 0;
	bool newer = ours->issued > chain->issued && ours->next_update > now;

	if (chain->next_update <= now)
		return newer ? ITEM_UPLOAD : ITEM_EXPIRED;
	return newer && chain->next_update - now < life / 2 ? ITEM_UPLOAD : ITEM_GOOD;
}

void collateral_drop(struct worker_host *h)
{
	struct collateral *c = &h->collateral;

	if (c->want != NULL) {
		struct arena a = c->want->a;

		arena_unmap(&a);
	}
	c->want = NULL;
	c->busy = false;
	c->round++;
}

static void fail(struct worker_host *h, const char *why, const char *fix)
{
	collateral_drop(h);
	registry_no_collateral(h, why, fix);
}

/* The want that an answer is for; NULL: it came too late. */
static struct wanted *answer_for(struct worker_host *h, void *ctx, enum err e)
{
	struct collateral *c = &h->collateral;

	if (h->stopping || (u32)(uintptr_t)ctx != c->round || c->want == NULL)
		return NULL;
	c->busy = false;
	if (e == ERR_OK)
		return c->want;
	fail(h, "the node does not answer", "look at the node's log");
	return NULL;
}

static void *ask_ctx(struct worker_host *h)
{
	h->collateral.busy = true;
	return (void *)(uintptr_t)h->collateral.round;
}

/* --- ours -------------------------------------------------------------------------------- */

static enum err from_sim(struct worker_host *h, struct wanted *w)
{
	struct sim_collateral_opts o = {.tee = w->needs.tee};
	struct sim_pki pki;
	enum err e = sim_pki_open(&pki, h->o.sim_pki);

	TRY(e);
	o.now = (clock_unix_ms() / 1000u - SIM_BEHIND_S) / SIM_STEP_S * SIM_STEP_S;
	e = sim_collateral(&pki, &o, &w->a, &w->raw);
	sim_pki_release(&pki);
	TRY(e);
	return attest_collateral_write(&w->raw, &w->a, &w->json);
}

static enum err from_file(struct worker_host *h, struct wanted *w)
{
	TRY(file_read(&w->a, h->o.collateral, FILE_MAX_LEN, &w->json));
	return attest_collateral_read(&w->raw, w->json, &w->a) == ATTEST_OK ? ERR_OK : ERR_FORMAT;
}

static enum err load(struct worker_host *h, struct wanted *w, const char **why, const char **fix)
{
	enum err e;

	if (h->o.collateral != NULL) {
		*why = "the file of --collateral cannot be read";
		*fix = fetch_fix;
		return from_file(h, w);
	}
	if (h->o.sim_pki != NULL) {
		*why = "the development PKI issues no collateral";
		*fix = "give --sim-pki the folder of the chain's development PKI";
		e = from_sim(h, w);
		return e;
	}
	*why = "the chain needs collateral to judge this worker's quote, and none was given";
	*fix = fetch_fix;
	return ERR_NOT_FOUND;
}

static void set_ages(struct wanted *w)
{
	const struct attest_collateral *f = &w->facts;
	const struct attest_crl *r = &f->root_crl, *p = &f->pck_crl;

	w->ours[ITEM_ROOT_CRL] = (struct item_age){r->this_update, r->next_update};
	w->ours[ITEM_PCK_CRL] = (struct item_age){p->this_update, p->next_update};
	w->ours[ITEM_TCB_INFO] = (struct item_age){f->tcb.issued, f->tcb.next_update};
	w->ours[ITEM_QE_IDENTITY] = (struct item_age){f->qe.issued, f->qe.next_update};
}

static bool fits(const struct wanted *w)
{
	return w->facts.tcb.tee == w->needs.tee && mem_eq(w->facts.tcb.fmspc, w->needs.fmspc, 6) &&
	       w->facts.pck_crl.ca_is_platform == w->needs.ca_is_platform;
}

/* Reads what we have and holds it against the root that the chain accepts. */
static bool take_ours(struct worker_host *h, struct wanted *w, struct slice root_der)
{
	struct attest_time t = {.now = clock_unix_ms() / 1000u};
	const char *why = "", *fix = "";
	struct attest_root root;
	enum attest_check c;
	char text[256];

	if (load(h, w, &why, &fix) != ERR_OK) {
		fail(h, why, fix);
		return false;
	}
	c = attest_root_open(&root, root_der);
	if (c == ATTEST_OK)
		c = attest_collateral_verify(&w->facts, &w->raw, &root, t, &w->a);
	if (c != ATTEST_OK) {
		(void)snprintf(text, sizeof(text), "the collateral is of no use: %s",
			       attest_check_text(c));
		fail(h, text, fetch_fix);
		return false;
	}
	if (!fits(w)) {
		(void)snprintf(text, sizeof(text),
			       "the collateral is for another machine: this one has FMSPC "
			       "%02x%02x%02x%02x%02x%02x and the %s CA",
			       w->needs.fmspc[0], w->needs.fmspc[1], w->needs.fmspc[2],
			       w->needs.fmspc[3], w->needs.fmspc[4], w->needs.fmspc[5],
			       w->needs.ca_is_platform ? "platform" : "processor");
		fail(h, text, fetch_fix);
		return false;
	}
	set_ages(w);
	return true;
}

/* --- theirs ------------------------------------------------------------------------------ */

static struct storage_key key_of(const struct wanted *w, enum collateral_item i)
{
	struct pck_crl_key p = {.is_platform = w->needs.ca_is_platform};
	struct tcb_info_key t = {.tee = (u8)w->needs.tee, .eval = w->facts.tcb.eval};
	struct qe_identity_key q = {.tee = (u8)w->needs.tee, .eval = w->facts.qe.eval};
	const u8 *root = w->needs.root_id;

	memcpy(p.root, root, 32);
	memcpy(t.root, root, 32);
	memcpy(t.fmspc, w->needs.fmspc, 6);
	memcpy(q.root, root, 32);
	switch (i) {
	case ITEM_ROOT_CRL:
		break;
	case ITEM_PCK_CRL:
		return registry_pck_crls_key(&p);
	case ITEM_TCB_INFO:
		return registry_tcb_infos_key(&t);
	case ITEM_QE_IDENTITY:
		return registry_qe_identities_key(&q);
	case NUM_ITEMS:
		break;
	}
	return registry_root_crls_key(root);
}

static void decide(struct worker_host *h, struct wanted *w);

static void on_item(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		    struct arena *a)
{
	struct wanted *w = answer_for(h, ctx, e);
	struct stored_collateral s;
	struct slice raw;
	struct storage_key k;
	bool found;

	if (w == NULL)
		return;
	w->chain[w->asking] = (struct item_age){0};
	if (host_value(result, a, &found, &raw) == ERR_OK && found &&
	    registry_root_crls_decode(&s, raw) == ERR_OK)
		w->chain[w->asking] = (struct item_age){s.issued, s.next_update};
	if (++w->asking == NUM_ITEMS) {
		decide(h, w);
		return;
	}
	k = key_of(w, w->asking);
	host_get(h, &k, h->follow.head.hash, on_item, ask_ctx(h));
}

static void ask_items(struct worker_host *h, struct wanted *w)
{
	struct storage_key k = key_of(w, ITEM_ROOT_CRL);

	w->asking = ITEM_ROOT_CRL;
	host_get(h, &k, h->follow.head.hash, on_item, ask_ctx(h));
}

/* --- uploads ----------------------------------------------------------------------------- */

static void put_call(struct wr *out, const struct wanted *w, enum collateral_item i)
{
	struct registry_put_root_crl_args r = {.crl = w->raw.root_ca_crl};
	struct registry_put_pck_crl_args p = {.crl = w->raw.pck_crl,
					      .chain = w->raw.pck_crl_issuer_chain};
	struct registry_put_tcb_info_args t = {.tcb_info = w->raw.tcb_info,
					       .chain = w->raw.tcb_info_issuer_chain};
	struct registry_put_qe_identity_args q = {.qe_identity = w->raw.qe_identity,
						  .chain = w->raw.qe_identity_issuer_chain};

	memcpy(r.root, w->needs.root_id, 32);
	memcpy(p.root, w->needs.root_id, 32);
	memcpy(t.root, w->needs.root_id, 32);
	memcpy(q.root, w->needs.root_id, 32);
	slice_copy(t.signature, w->raw.tcb_info_signature);
	slice_copy(q.signature, w->raw.qe_identity_signature);
	switch (i) {
	case ITEM_ROOT_CRL:
		wr_call_registry_put_root_crl(out, &r);
		break;
	case ITEM_PCK_CRL:
		wr_call_registry_put_pck_crl(out, &p);
		break;
	case ITEM_TCB_INFO:
		wr_call_registry_put_tcb_info(out, &t);
		break;
	case ITEM_QE_IDENTITY:
		wr_call_registry_put_qe_identity(out, &q);
		break;
	case NUM_ITEMS:
		break;
	}
}

static void say_upload(struct worker_host *h, const struct wanted *w, enum collateral_item i)
{
	char text[128];

	(void)snprintf(text, sizeof(text), "%s, which the chain %s", item_words[i],
		       w->chain[i].issued == 0 ? "does not have" : "has in an older version");
	host_attest(h, "upload", text, "");
}

static enum err push(struct worker_host *h, struct wanted *w, enum collateral_item i)
{
	size_t mark = arena_mark(&h->scratch);
	struct wr out = wr_arena(&h->scratch);
	u8 owner[32] = {(u8)i};
	struct slice call;
	enum err e;

	put_call(&out, w, i);
	e = wr_arena_done(&out, &h->scratch, &call);
	if (e == ERR_OK) {
		say_upload(h, w, i);
		FAULT_POINT("worker.before_upload");
		e = outbox_push(h, TX_COLLATERAL, owner, call);
	}
	arena_rewind(&h->scratch, mark);
	w->was_pushed[i] = e == ERR_OK;
	w->pushed_at = h->follow.head.number;
	return e;
}

static void ready(struct worker_host *h, struct wanted *w)
{
	struct collateral_ready r = {.tcb_eval = w->facts.tcb.eval,
				     .qe_eval = w->facts.qe.eval,
				     .json = w->json};

	memcpy(r.root, w->needs.root_id, 32);
	r.until = UINT64_MAX;
	for (u32 i = 0; i < NUM_ITEMS; i++)
		r.until = r.until < w->chain[i].next_update ? r.until : w->chain[i].next_update;
	registry_on_collateral(h, &r);
	collateral_drop(h);
}

/* The chain has answered for all four. */
static void decide(struct worker_host *h, struct wanted *w)
{
	u64 now = clock_unix_ms() / 1000u;
	bool again = h->follow.head.number > w->pushed_at + AGAIN_BLOCKS;
	u32 waits = 0;
	char text[128];

	for (u32 i = 0; i < NUM_ITEMS; i++) {
		enum item_verdict v = collateral_judge(&w->chain[i], &w->ours[i], now);

		if (v == ITEM_GOOD)
			continue;
		if (v == ITEM_EXPIRED) {
			(void)snprintf(text, sizeof(text), "the %s has expired", item_words[i]);
			fail(h, text, fetch_fix);
			return;
		}
		waits++;
		if (w->was_pushed[i] && !again)
			continue;
		if (push(h, w, (enum collateral_item)i) != ERR_OK) {
			fail(h, "too many extrinsics wait", "has the operator funds?");
			return;
		}
	}
	if (waits == 0)
		ready(h, w);
}

void collateral_on_tx(struct worker_host *h, u8 item, enum tx_end end, const struct tx_failure *f)
{
	struct admission_row row = admission_of_error(f->pallet, f->error);
	struct wanted *w = h->collateral.want;
	char text[256];

	if (end == TX_END_OK || item >= NUM_ITEMS)
		return;
	/* Somebody else was faster with a newer one: then the chain has it. */
	if (w != NULL && row.what == ADMISSION_RACE) {
		w->was_pushed[item] = false;
		return;
	}
	(void)snprintf(text, sizeof(text), "the chain refuses the %s: %s", item_words[item],
		       row.why);
	if (w != NULL)
		fail(h, text, row.fix);
}

/* --- from outside ------------------------------------------------------------------------- */

static void on_root(struct worker_host *h, void *ctx, enum err e, const struct json *result,
		    struct arena *a)
{
	struct wanted *w = answer_for(h, ctx, e);
	struct slice raw, der;
	bool found;

	if (w == NULL)
		return;
	if (host_value(result, a, &found, &raw) != ERR_OK || !found ||
	    registry_roots_decode(&der, raw) != ERR_OK) {
		fail(h, "the chain does not accept the root that vouches for this machine's quotes",
		     host_root_fix(w->needs.root_id));
		return;
	}
	if (arena_dup(&w->a, der, &der) == ERR_OK && take_ours(h, w, der))
		ask_items(h, w);
}

void collateral_want(struct worker_host *h, struct slice quote)
{
	struct arena a;
	struct wanted *w;
	struct storage_key k;
	enum attest_check c;

	collateral_drop(h);
	CHECK(arena_map(&a, MEM) == ERR_OK);
	w = (struct wanted *)arena_zalloc(&a, 1, sizeof(*w));
	CHECK(w != NULL);
	c = attest_quote_needs(&w->needs, quote, &a);
	w->a = a;
	h->collateral.want = w;
	if (c != ATTEST_OK) {
		fail(h, attest_check_text(c),
		     "the platform's quoting service is broken or unknown");
		return;
	}
	k = registry_roots_key(w->needs.root_id);
	host_get(h, &k, h->follow.head.hash, on_root, ask_ctx(h));
}

void collateral_on_head(struct worker_host *h)
{
	if (h->collateral.want != NULL && !h->collateral.busy)
		ask_items(h, h->collateral.want);
}
