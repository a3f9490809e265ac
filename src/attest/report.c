#include "attest/report.h"

#include "attest/x509.h"

static enum attest_check check_report_data(const struct attest_result *r, struct slice want)
{
	u8 full[64] = {0};

	if (want.n == 0)
		return ATTEST_OK;
	if (want.n > sizeof(full))
		return ATTEST_POLICY_REPORT_DATA;
	slice_copy(full, want);
	return mem_eq(r->quote.report_data, full, sizeof(full)) ? ATTEST_OK
								: ATTEST_POLICY_REPORT_DATA;
}

/* A quote of another root fails at the first list or certificate that is looked at. What a
 * person needs to hear is that it is of another root. */
static enum attest_check check_other_root(const struct attest_inquiry *in,
					  const struct attest_quote *q,
					  const struct attest_root *root, struct arena *a)
{
	struct x509_chain *chain = arena_alloc(a, sizeof(*chain));
	bool allowed = in->policy != NULL && in->policy->allow_dev_root;
	struct attest_root other;

	if (chain == NULL)
		return ATTEST_MEMORY;
	if (x509_chain_read(chain, q->pck_chain, X509_CHAIN_PCK, a) != ATTEST_OK ||
	    slice_eq(chain->cert[chain->num - 1].der, root->der) ||
	    attest_root_open(&other, chain->cert[chain->num - 1].der) != ATTEST_OK)
		return ATTEST_OK; /* or whatever is found later */
	return other.production || allowed ? ATTEST_ROOT_MISMATCH : ATTEST_POLICY_ROOT;
}

/* --- Kept collateral -------------------------------------------------------------------------- */

static void within(struct attest_kept *k, u64 from, u64 until)
{
	if (from > k->from)
		k->from = from;
	if (until < k->until)
		k->until = until;
}

/* Every time that attest_collateral_verify compares with. */
static void find_times(struct attest_kept *k)
{
	const struct attest_collateral *c = &k->collateral;
	const struct attest_signer *const signers[] = {&c->pck_crl.ca, &c->tcb.signer,
						       &c->qe.signer};

	k->from = 0;
	k->until = UINT64_MAX;
	within(k, c->root.not_before, c->root.not_after);
	for (size_t i = 0; i < ARRAY_LEN(signers); i++)
		within(k, signers[i]->not_before, signers[i]->not_after);
	within(k, c->root_crl.this_update, c->root_crl.next_update + k->grace);
	within(k, c->pck_crl.this_update, c->pck_crl.next_update + k->grace);
	within(k, c->tcb.issued, c->tcb.next_update + k->grace);
	within(k, c->qe.issued, c->qe.next_update + k->grace);
}

static enum err keep_list(struct attest_crl *crl, struct arena *a)
{
	size_t len = crl->num * sizeof(crl->revoked[0]);
	void *copy = arena_alloc(a, len);

	if (copy == NULL)
		return ERR_NOMEM;
	slice_copy(copy, slice_of(crl->revoked, len));
	crl->revoked = copy;
	return ERR_OK;
}

static enum err keep(struct attest_kept *k, const struct attest_inquiry *in,
		     const struct attest_collateral *c)
{
	struct attest_root *root = &k->collateral.root;
	size_t subject = (size_t)(c->root.subject.p - c->root.der.p);

	k->full = false;
	arena_reset(&k->arena);
	k->collateral = *c;
	k->grace = in->time.grace;
	TRY(arena_dup(&k->arena, in->collateral, &k->file));
	TRY(arena_dup(&k->arena, c->root.der, &root->der));
	root->subject = slice_of(root->der.p + subject, c->root.subject.n);
	TRY(keep_list(&k->collateral.root_crl, &k->arena));
	TRY(keep_list(&k->collateral.pck_crl, &k->arena));
	find_times(k);
	k->full = true;
	return ERR_OK;
}

static bool is_kept(const struct attest_inquiry *in, const struct attest_root *root)
{
	const struct attest_kept *k = in->kept;

	return k != NULL && k->full && k->grace == in->time.grace && in->time.now >= k->from &&
	       in->time.now <= k->until && slice_eq(k->collateral.root.der, root->der) &&
	       slice_eq(k->file, in->collateral);
}

/* --- Verification ----------------------------------------------------------------------------- */

static enum attest_check get_collateral(const struct attest_collateral **out,
					const struct attest_inquiry *in,
					const struct attest_root *root, struct arena *a)
{
	struct attest_collateral_raw *raw = arena_alloc(a, sizeof(*raw));
	struct attest_collateral *c = arena_alloc(a, sizeof(*c));
	enum attest_check r;

	if (raw == NULL || c == NULL)
		return ATTEST_MEMORY;
	if (is_kept(in, root)) {
		*out = &in->kept->collateral;
		return ATTEST_OK;
	}
	r = attest_collateral_read(raw, in->collateral, a);
	if (r == ATTEST_OK)
		r = attest_collateral_verify(c, raw, root, in->time, a);
	if (r == ATTEST_OK && in->kept != NULL)
		(void)!keep(in->kept, in, c); /* what does not fit is verified again */
	*out = c;
	return r;
}

static enum attest_check verify(struct attest_report *out, const struct attest_inquiry *in,
				struct arena *a)
{
	const struct attest_collateral *collateral;
	struct attest_root root;
	enum attest_check c;

	/* First, because it is the likeliest mistake of a person: what is given is no quote. */
	c = attest_quote_parse(&out->result.quote, in->quote);
	if (c == ATTEST_OK)
		c = attest_root_open(&root, in->root.n != 0 ? in->root : attest_intel_root());
	if (c == ATTEST_OK)
		c = check_other_root(in, &out->result.quote, &root, a);
	if (c == ATTEST_OK)
		c = get_collateral(&collateral, in, &root, a);
	if (c == ATTEST_OK)
		c = attest_quote_verify(&out->result, in->quote, collateral, in->time, a);
	return c;
}

void attest_report_make(struct attest_report *out, const struct attest_inquiry *in,
			struct arena *a)
{
	struct attest_policy standard;
	enum attest_class class;

	memset(out, 0, sizeof(*out));
	out->check = verify(out, in, a);
	class = attest_check_class(out->check);
	/* What is too old is judged last, of an authentic quote. */
	out->known = out->check == ATTEST_OK || class == ATTEST_CLASS_TCB;
	if (out->check != ATTEST_OK)
		return;
	attest_policy_default(&standard);
	out->check = attest_policy_check(&out->result, in->policy != NULL ? in->policy : &standard);
	if (out->check == ATTEST_OK)
		out->check = check_report_data(&out->result, in->report_data);
}

const char *attest_report_class(const struct attest_report *r)
{
	if (r->check == ATTEST_POLICY_ROOT)
		return "dev-root";
	return attest_class_name(attest_check_class(r->check));
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void member_null(struct json_wr *w, const char *key)
{
	json_wr_key(w, key);
	json_wr_null(w);
}

/* member_status: null for what was not found. */
static void member_status(struct json_wr *w, const char *key, enum attest_status s, bool known)
{
	if (known && s < NUM_ATTEST_STATUSES)
		json_wr_m_cstr(w, key, attest_status_name(s));
	else
		member_null(w, key);
}

static void write_status(struct json_wr *w, const struct attest_report *r)
{
	const struct attest_result *x = &r->result;

	member_status(w, "status", x->status, r->known);
	json_wr_key(w, "advisories");
	json_wr_arr(w);
	for (u32 i = 0; i < x->advisories.num && r->known; i++)
		json_wr_cstr(w, x->advisories.names[i]);
	json_wr_arr_end(w);
	member_status(w, "platform_status", x->platform_status, r->known);
	member_status(w, "module_status", x->module_status,
		      r->known && x->quote.tee == ATTEST_TDX);
	member_status(w, "qe_status", x->qe_status, r->known);
}

static bool is_debug(const struct attest_quote *q)
{
	return q->tee == ATTEST_SGX ? (q->sgx.attributes[0] & 0x02) != 0
				    : (q->td.attributes & 0xff) != 0;
}

#define M_HEX(w, key, a) json_wr_m_hex((w), (key), SLICE_ARR(a))

static void write_facts(struct json_wr *w, const struct attest_report *r)
{
	static const char *const names[] = {
	    "measurement",
	    "report_data",
	    "debug",
	    "tcb_evaluation_data_number",
	    "qe_evaluation_data_number",
	    "tcb_date",
	    "fmspc",
	    "pce_id",
	    "platform_id",
	    "trust_domain",
	    "production",
	    "valid_from",
	    "valid_until",
	};
	const struct attest_result *x = &r->result;

	if (!r->known) {
		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			member_null(w, names[i]);
		return;
	}
	M_HEX(w, "measurement", x->measurement);
	json_wr_m_hex(w, "report_data", slice_of(x->quote.report_data, 64));
	json_wr_m_bool(w, "debug", is_debug(&x->quote));
	json_wr_m_u64(w, "tcb_evaluation_data_number", x->tcb_eval);
	json_wr_m_u64(w, "qe_evaluation_data_number", x->qe_eval);
	if (x->platform_status < NUM_ATTEST_STATUSES)
		json_wr_m_u64(w, "tcb_date", x->tcb_date);
	else
		member_null(w, "tcb_date");
	M_HEX(w, "fmspc", x->fmspc);
	json_wr_m_u64(w, "pce_id", x->pce_id);
	M_HEX(w, "platform_id", x->platform_id);
	M_HEX(w, "trust_domain", x->trust_domain);
	json_wr_m_bool(w, "production", x->production);
	json_wr_m_u64(w, "valid_from", x->valid_from);
	json_wr_m_u64(w, "valid_until", x->valid_until);
}

static void write_sgx(struct json_wr *w, const struct attest_sgx_report *b)
{
	M_HEX(w, "mrenclave", b->mrenclave);
	M_HEX(w, "mrsigner", b->mrsigner);
	json_wr_m_u64(w, "isv_prod_id", b->isvprodid);
	json_wr_m_u64(w, "isv_svn", b->isvsvn);
	M_HEX(w, "attributes", b->attributes);
	json_wr_m_u64(w, "misc_select", b->miscselect);
	M_HEX(w, "config_id", b->config_id);
	json_wr_m_u64(w, "config_svn", b->config_svn);
}

static void write_td(struct json_wr *w, const struct attest_td_report *b)
{
	M_HEX(w, "mrtd", b->mrtd);
	M_HEX(w, "rtmr0", b->rtmr[0]);
	M_HEX(w, "rtmr1", b->rtmr[1]);
	M_HEX(w, "rtmr2", b->rtmr[2]);
	M_HEX(w, "rtmr3", b->rtmr[3]);
	M_HEX(w, "mrconfigid", b->mrconfigid);
	M_HEX(w, "mrowner", b->mrowner);
	M_HEX(w, "mrownerconfig", b->mrownerconfig);
	M_HEX(w, "mrseam", b->mrseam);
	M_HEX(w, "mrsignerseam", b->mrsigner_seam);
	json_wr_key(w, "td_attributes");
	json_wr_hex_u64(w, b->attributes);
	json_wr_key(w, "xfam");
	json_wr_hex_u64(w, b->xfam);
	M_HEX(w, "tee_tcb_svn", b->tee_tcb_svn);
	if (!b->is_15) {
		member_null(w, "mrservicetd");
		member_null(w, "tee_tcb_svn2");
		return;
	}
	M_HEX(w, "mrservicetd", b->mrservicetd);
	M_HEX(w, "tee_tcb_svn2", b->tee_tcb_svn2);
}

void attest_report_write(struct json_wr *w, const struct attest_report *r)
{
	const struct attest_quote *q = &r->result.quote;
	bool ok = r->check == ATTEST_OK;

	json_wr_obj(w);
	json_wr_m_cstr(w, "verdict", ok ? "accepted" : "refused");
	if (ok)
		member_null(w, "class");
	else
		json_wr_m_cstr(w, "class", attest_report_class(r));
	json_wr_m_cstr(w, "check", attest_check_id(r->check));
	json_wr_m_cstr(w, "text", attest_check_text(r->check));
	if (r->known)
		json_wr_m_cstr(w, "tee", q->tee == ATTEST_SGX ? "sgx" : "tdx");
	else
		member_null(w, "tee");
	write_status(w, r);
	write_facts(w, r);
	if (r->known && q->tee == ATTEST_SGX)
		write_sgx(w, &q->sgx);
	if (r->known && q->tee == ATTEST_TDX)
		write_td(w, &q->td);
	json_wr_obj_end(w);
}
