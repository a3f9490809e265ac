/*~ Collateral: what the issuer of the platforms says about them. Anybody may bring it, since it is
 * signed down to an accepted root; it is verified once, and kept in a short form that every
 * quote is then judged by. An item only ever gives way to a newer one, so nobody can bring
 * back a time when a broken machine was still thought to be good. */
#include "runtime/pallets/registry/int.h"

#define COLLATERAL_MAX 4096u /* rows of TCB infos and QE identities */

/* --- Roots --------------------------------------------------------------------------------- */

enum err registry_open_root(struct ctx *c, const u8 id[32], struct attest_root *out)
{
	enum attest_check check;
	struct slice der;
	bool found;

	TRY(registry_roots_get(c, id, &found, &der));
	if (!found)
		return registry_fail(c, REGISTRY_ERROR_ROOT_UNKNOWN);
	check = attest_root_open(out, der);
	if (check != ATTEST_OK)
		return registry_fail_with(c, REGISTRY_ERROR_ROOT_MALFORMED, (u8)check);
	return ERR_OK;
}

enum err registry_add_root(struct ctx *c, const struct origin *o,
			   const struct registry_add_root_args *a)
{
	struct event_registry_root_added e;
	struct attest_root root;
	enum attest_check check = attest_root_open(&root, a->der);
	bool allowed, found;

	(void)o;
	if (check != ATTEST_OK)
		return registry_fail_with(c, REGISTRY_ERROR_ROOT_MALFORMED, (u8)check);
	TRY(registry_allow_development_roots_get(c, &allowed));
	if (!root.production && !allowed)
		return registry_fail(c, REGISTRY_ERROR_DEVELOPMENT_ROOT);
	TRY(registry_roots_has(c, root.id, &found));
	if (found)
		return registry_fail(c, REGISTRY_ERROR_ROOT_EXISTS);
	TRY(registry_roots_put(c, root.id, &a->der));
	memcpy(e.root, root.id, 32);
	e.production = root.production;
	return registry_deposit_root_added(c, &e);
}

/* --- Rows ---------------------------------------------------------------------------------- */

static enum err get_row(struct ctx *c, const struct collateral_id *id, bool *found,
			struct stored_collateral *out)
{
	switch ((enum collateral_id_tag)id->tag) {
	case COLLATERAL_ID_ROOT_CRL:
		return registry_root_crls_get(c, id->u.root_crl, found, out);
	case COLLATERAL_ID_PCK_CRL:
		return registry_pck_crls_get(c, &id->u.pck_crl, found, out);
	case COLLATERAL_ID_TCB_INFO:
		return registry_tcb_infos_get(c, &id->u.tcb_info, found, out);
	case COLLATERAL_ID_QE_IDENTITY:
		return registry_qe_identities_get(c, &id->u.qe_identity, found, out);
	}
	return ERR_TAG;
}

static enum err put_row(struct ctx *c, const struct collateral_id *id,
			const struct stored_collateral *v)
{
	switch ((enum collateral_id_tag)id->tag) {
	case COLLATERAL_ID_ROOT_CRL:
		return registry_root_crls_put(c, id->u.root_crl, v);
	case COLLATERAL_ID_PCK_CRL:
		return registry_pck_crls_put(c, &id->u.pck_crl, v);
	case COLLATERAL_ID_TCB_INFO:
		return registry_tcb_infos_put(c, &id->u.tcb_info, v);
	case COLLATERAL_ID_QE_IDENTITY:
		return registry_qe_identities_put(c, &id->u.qe_identity, v);
	}
	return ERR_TAG;
}

static enum err kill_row(struct ctx *c, const struct collateral_id *id)
{
	switch ((enum collateral_id_tag)id->tag) {
	case COLLATERAL_ID_ROOT_CRL:
		return registry_root_crls_kill(c, id->u.root_crl);
	case COLLATERAL_ID_PCK_CRL:
		return registry_pck_crls_kill(c, &id->u.pck_crl);
	case COLLATERAL_ID_TCB_INFO:
		return registry_tcb_infos_kill(c, &id->u.tcb_info);
	case COLLATERAL_ID_QE_IDENTITY:
		return registry_qe_identities_kill(c, &id->u.qe_identity);
	}
	return ERR_TAG;
}

static bool is_counted(const struct collateral_id *id)
{
	return id->tag == COLLATERAL_ID_TCB_INFO || id->tag == COLLATERAL_ID_QE_IDENTITY;
}

static const u8 *root_of(const struct collateral_id *id)
{
	switch ((enum collateral_id_tag)id->tag) {
	case COLLATERAL_ID_ROOT_CRL:
		break;
	case COLLATERAL_ID_PCK_CRL:
		return id->u.pck_crl.root;
	case COLLATERAL_ID_TCB_INFO:
		return id->u.tcb_info.root;
	case COLLATERAL_ID_QE_IDENTITY:
		return id->u.qe_identity.root;
	}
	return id->u.root_crl;
}

/* --- Reading ------------------------------------------------------------------------------- */

/* Nobody else writes these rows, so bytes that do not decode are a damaged store; only too
 * little memory is something else. */
static enum err decoded(enum err e)
{
	return e == ERR_OK || e == ERR_NOMEM ? e : ERR_CORRUPT;
}

enum err registry_load_root_crl(struct ctx *c, const u8 root[32], struct attest_crl *out)
{
	struct stored_collateral row;
	bool found;

	TRY(registry_root_crls_get(c, root, &found, &row));
	if (!found)
		return registry_fail(c, REGISTRY_ERROR_ROOT_CRL_MISSING);
	return decoded(attest_rd_crl(out, row.data, c->a));
}

enum err registry_load_pck_crl(struct ctx *c, const struct pck_crl_key *key, struct attest_crl *out)
{
	struct stored_collateral row;
	bool found;

	TRY(registry_pck_crls_get(c, key, &found, &row));
	if (!found)
		return registry_fail(c, REGISTRY_ERROR_PCK_CRL_MISSING);
	return decoded(attest_rd_crl(out, row.data, c->a));
}

enum err registry_load_tcb(struct ctx *c, const struct tcb_info_key *key, struct attest_tcb *out)
{
	struct stored_collateral row;
	bool found;

	TRY(registry_tcb_infos_get(c, key, &found, &row));
	if (!found)
		return registry_fail(c, REGISTRY_ERROR_TCB_INFO_MISSING);
	return decoded(attest_rd_tcb(out, row.data));
}

enum err registry_load_qe(struct ctx *c, const struct qe_identity_key *key, struct attest_qe *out)
{
	struct stored_collateral row;
	bool found;

	TRY(registry_qe_identities_get(c, key, &found, &row));
	if (!found)
		return registry_fail(c, REGISTRY_ERROR_QE_IDENTITY_MISSING);
	return decoded(attest_rd_qe(out, row.data));
}

/* --- Storing ------------------------------------------------------------------------------- */

/* What a call brings, as far as it is verified. */
struct brought {
	struct ctx *c;
	struct attest_root root;
	struct attest_crl root_crl;
	struct attest_time t;
	struct attestation_policy policy;
};

static enum err begin(struct brought *b, struct ctx *c, const u8 root[32])
{
	b->c = c;
	TRY(registry_policy(c, &b->policy));
	TRY(registry_now(c, &b->t.now));
	b->t.grace = b->policy.grace_seconds;
	return registry_open_root(c, root, &b->root);
}

static enum err refuse(const struct brought *b, enum attest_check check)
{
	return registry_fail_check(b->c, check, REGISTRY_OF_COLLATERAL);
}

static enum err count_row(struct ctx *c)
{
	u32 num;

	TRY(registry_collateral_count_get(c, &num));
	if (num >= COLLATERAL_MAX)
		return registry_fail(c, REGISTRY_ERROR_COLLATERAL_FULL);
	return registry_collateral_count_put(c, num + 1);
}

/* An issuer that dates two versions alike made a mistake, or is not alone with its key. */
static enum err ensure_newer(struct ctx *c, const struct stored_collateral *old,
			     const struct stored_collateral *new)
{
	if (new->issued == old->issued && !mem_eq(new->content, old->content, 32))
		return registry_fail(c, REGISTRY_ERROR_COLLATERAL_CONFLICT);
	if (new->issued <= old->issued)
		return registry_fail(c, REGISTRY_ERROR_COLLATERAL_NOT_NEWER);
	return ERR_OK;
}

/* w holds what attest_wr_* made of it. */
static enum err store(struct ctx *c, const struct collateral_id *id, struct stored_collateral *row,
		      struct wr *w)
{
	struct event_registry_collateral_updated e = {
	    .item = *id, .issued = row->issued, .next_update = row->next_update};
	struct stored_collateral old;
	bool found;

	TRY(wr_arena_done(w, c->a, &row->data));
	TRY(get_row(c, id, &found, &old));
	if (found)
		TRY(ensure_newer(c, &old, row));
	else if (is_counted(id))
		TRY(count_row(c));
	TRY(put_row(c, id, row));
	dispatch_pays_no(c);
	return registry_deposit_collateral_updated(c, &e);
}

/* --- Revocation lists ---------------------------------------------------------------------- */

static int number_cmp(const struct attest_crl *x, const struct attest_crl *y)
{
	if (x->number_len != y->number_len)
		return x->number_len < y->number_len ? -1 : 1;
	return memcmp(x->number, y->number, x->number_len);
}

/* A list may be dated later and still be an older one by its number. */
static enum err ensure_number(struct ctx *c, const struct collateral_id *id,
			      const struct attest_crl *new)
{
	struct stored_collateral row;
	struct attest_crl old;
	bool found;

	TRY(get_row(c, id, &found, &row));
	if (!found)
		return ERR_OK;
	TRY(decoded(attest_rd_crl(&old, row.data, c->a)));
	if (number_cmp(new, &old) < 0)
		return registry_fail(c, REGISTRY_ERROR_COLLATERAL_NOT_NEWER);
	return ERR_OK;
}

static enum err store_crl(struct ctx *c, const struct collateral_id *id,
			  const struct attest_crl *crl)
{
	struct stored_collateral row = {.issued = crl->this_update,
					.next_update = crl->next_update};
	struct wr w;

	memcpy(row.content, crl->content, 32);
	TRY(ensure_number(c, id, crl));
	w = wr_arena(c->a);
	attest_wr_crl(&w, crl);
	return store(c, id, &row, &w);
}

enum err registry_put_root_crl(struct ctx *c, const struct origin *o,
			       const struct registry_put_root_crl_args *a)
{
	struct collateral_id id = {.tag = COLLATERAL_ID_ROOT_CRL};
	enum attest_check check;
	struct attest_crl crl;
	struct brought b;

	(void)o; /* anybody */
	TRY(begin(&b, c, a->root));
	check = attest_root_crl_verify(&crl, a->crl, &b.root, b.t, c->a);
	if (check != ATTEST_OK)
		return refuse(&b, check);
	memcpy(id.u.root_crl, a->root, 32);
	return store_crl(c, &id, &crl);
}

enum err registry_put_pck_crl(struct ctx *c, const struct origin *o,
			      const struct registry_put_pck_crl_args *a)
{
	struct collateral_id id = {.tag = COLLATERAL_ID_PCK_CRL};
	enum attest_check check;
	struct attest_crl crl;
	struct brought b;

	(void)o; /* anybody */
	TRY(begin(&b, c, a->root));
	TRY(registry_load_root_crl(c, a->root, &b.root_crl));
	check = attest_pck_crl_verify(&crl, a->crl, a->chain, &b.root, &b.root_crl, b.t, c->a);
	if (check != ATTEST_OK)
		return refuse(&b, check);
	memcpy(id.u.pck_crl.root, a->root, 32);
	id.u.pck_crl.is_platform = crl.ca_is_platform;
	return store_crl(c, &id, &crl);
}

/* --- TCB info and QE identity -------------------------------------------------------------- */

enum err registry_put_tcb_info(struct ctx *c, const struct origin *o,
			       const struct registry_put_tcb_info_args *a)
{
	struct collateral_id id = {.tag = COLLATERAL_ID_TCB_INFO};
	struct attest_tcb *tcb = (struct attest_tcb *)arena_alloc(c->a, sizeof(*tcb));
	struct stored_collateral row = {0};
	enum attest_check check;
	struct brought b;
	struct wr w;

	(void)o; /* anybody */
	if (tcb == NULL)
		return ERR_NOMEM;
	TRY(begin(&b, c, a->root));
	TRY(registry_load_root_crl(c, a->root, &b.root_crl));
	check = attest_tcb_verify(tcb, a->tcb_info, SLICE_ARR(a->signature), a->chain, &b.root,
				  &b.root_crl, b.t, c->a);
	if (check != ATTEST_OK)
		return refuse(&b, check);
	if (tcb->eval < b.policy.min_tcb_eval)
		return registry_fail(c, REGISTRY_ERROR_COLLATERAL_EVALUATION);
	memcpy(id.u.tcb_info.root, a->root, 32);
	id.u.tcb_info.tee = (u8)tcb->tee;
	memcpy(id.u.tcb_info.fmspc, tcb->fmspc, sizeof(tcb->fmspc));
	id.u.tcb_info.eval = tcb->eval;
	row.issued = tcb->issued;
	row.next_update = tcb->next_update;
	memcpy(row.content, tcb->content, 32);
	w = wr_arena(c->a);
	attest_wr_tcb(&w, tcb);
	return store(c, &id, &row, &w);
}

enum err registry_put_qe_identity(struct ctx *c, const struct origin *o,
				  const struct registry_put_qe_identity_args *a)
{
	struct collateral_id id = {.tag = COLLATERAL_ID_QE_IDENTITY};
	struct attest_qe *qe = (struct attest_qe *)arena_alloc(c->a, sizeof(*qe));
	struct stored_collateral row = {0};
	enum attest_check check;
	struct brought b;
	struct wr w;

	(void)o; /* anybody */
	if (qe == NULL)
		return ERR_NOMEM;
	TRY(begin(&b, c, a->root));
	TRY(registry_load_root_crl(c, a->root, &b.root_crl));
	check = attest_qe_verify(qe, a->qe_identity, SLICE_ARR(a->signature), a->chain, &b.root,
				 &b.root_crl, b.t, c->a);
	if (check != ATTEST_OK)
		return refuse(&b, check);
	if (qe->eval < b.policy.min_qe_eval)
		return registry_fail(c, REGISTRY_ERROR_COLLATERAL_EVALUATION);
	memcpy(id.u.qe_identity.root, a->root, 32);
	id.u.qe_identity.tee = (u8)qe->tee;
	id.u.qe_identity.eval = qe->eval;
	row.issued = qe->issued;
	row.next_update = qe->next_update;
	memcpy(row.content, qe->content, 32);
	w = wr_arena(c->a);
	attest_wr_qe(&w, qe);
	return store(c, &id, &row, &w);
}

/* --- Pruning ------------------------------------------------------------------------------- */

/* Of no use: its root is not accepted, or no grace that a policy can give covers it. An older one
 * cannot come back in its place, for that has expired too. */
enum err registry_prune_collateral(struct ctx *c, const struct collateral_id *id)
{
	struct stored_collateral row;
	bool found, accepted;
	u32 num;
	u64 now;

	TRY(get_row(c, id, &found, &row));
	TRY(registry_roots_has(c, root_of(id), &accepted));
	TRY(registry_now(c, &now));
	if (!found || (accepted && sat_add_u64(row.next_update, REGISTRY_GRACE_MAX) >= now))
		return registry_fail(c, REGISTRY_ERROR_NOTHING_TO_PRUNE);
	if (is_counted(id)) {
		TRY(registry_collateral_count_get(c, &num));
		CHECK(num > 0);
		TRY(registry_collateral_count_put(c, num - 1));
	}
	return kill_row(c, id);
}
