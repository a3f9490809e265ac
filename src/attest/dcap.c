#include "attest/item.h"

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/p256.h"

/*~ A quote is believed by a chain of who vouches for whom: the root for the PCK CA, the CA for
 * this machine's PCK key, that key for the quoting enclave's report, the report for the
 * attestation key, the attestation key for the quote. Then TCB info and QE identity say how
 * good the machine and its quoting enclave are. First everything is checked that an attacker
 * could forge, only then what is merely old, so that a failure of class TCB is of an
 * authentic quote. Numbers are the steps of Intel's algorithm, "4.1.2.4" of its library's
 * comments. */

#define SGX_INIT   0x01u /* first byte of ATTRIBUTES */
#define SGX_DEBUG  0x02u
#define SGX_MODE64 0x04u

struct work {
	struct attest_result *out;
	const struct attest_collateral *c;
	struct attest_time t;
	struct x509_chain chain; /* PCK certificate, CA, root */
	struct sgx_ext pck;
	struct attest_sgx_report qe;
};

/* --- Validity --------------------------------------------------------------------------------- */

static void within(struct attest_result *r, u64 from, u64 until)
{
	if (from > r->valid_from)
		r->valid_from = from;
	if (until < r->valid_until)
		r->valid_until = until;
}

/* Everything that the checks below compare with the time. */
static void set_validity(struct work *w)
{
	struct attest_result *r = w->out;
	const struct attest_collateral *c = w->c;
	const struct attest_signer *const signers[] = {&c->pck_crl.ca, &c->tcb.signer,
	                                               &c->qe.signer};
	u32 grace = w->t.grace;

	r->valid_from = 0;
	r->valid_until = UINT64_MAX;
	within(r, c->root.not_before, c->root.not_after);
	for (u32 i = 0; i + 1 < w->chain.num; i++)
		within(r, w->chain.cert[i].not_before, w->chain.cert[i].not_after);
	for (size_t i = 0; i < ARRAY_LEN(signers); i++)
		within(r, signers[i]->not_before, signers[i]->not_after);
	within(r, c->root_crl.this_update, c->root_crl.next_update + grace);
	within(r, c->pck_crl.this_update, c->pck_crl.next_update + grace);
	within(r, c->tcb.issued, c->tcb.next_update + grace);
	within(r, c->qe.issued, c->qe.next_update + grace);
}

/* --- Certificates ----------------------------------------------------------------------------- */

/* The list must be of the authority that issued this PCK certificate. The very certificate may
 * have been renewed since; the key tells. */
static enum attest_check check_pck_crl(const struct work *w)
{
	const struct attest_crl *crl = &w->c->pck_crl;
	const struct x509 *leaf = &w->chain.cert[0], *ca = &w->chain.cert[1];

	CHECK_OK(x509_signer_check(&crl->ca, &w->c->root_crl, w->t.now));
	if (!mem_eq(crl->ca_key, ca->key, sizeof(crl->ca_key)) ||
	    crl->ca_is_platform != x509_is_platform(ca))
		return ATTEST_CRL_ISSUER;
	CHECK_OK(crl_check_time(crl, w->t));
	return crl_revokes(crl, leaf->serial) ? ATTEST_CERT_REVOKED : ATTEST_OK;
}

static enum attest_check check_certificates(struct work *w, struct arena *a)
{
	const struct attest_collateral *c = w->c;

	CHECK_OK(crl_check_time(&c->root_crl, w->t));
	CHECK_OK(x509_chain_read(&w->chain, w->out->quote.pck_chain, X509_CHAIN_PCK, a));
	CHECK_OK(x509_chain_verify(&w->chain, &c->root, &c->root_crl, &c->pck_crl, w->t.now));
	CHECK_OK(check_pck_crl(w));
	return sgx_ext_read(&w->pck, &w->chain.cert[0], x509_is_platform(&w->chain.cert[1]));
}

/* Stored collateral was verified once; time and revocation are new questions each time. */
static enum attest_check check_collateral(const struct work *w)
{
	const struct attest_collateral *c = w->c;

	CHECK_OK(x509_signer_check(&c->tcb.signer, &c->root_crl, w->t.now));
	CHECK_OK(tcb_check_time(&c->tcb, w->t));
	CHECK_OK(x509_signer_check(&c->qe.signer, &c->root_crl, w->t.now));
	CHECK_OK(qe_check_time(&c->qe, w->t));
	if (c->tcb.tee != w->out->quote.tee)
		return ATTEST_TCB_ID;
	if (!mem_eq(c->tcb.fmspc, w->pck.fmspc, sizeof(w->pck.fmspc)))
		return ATTEST_TCB_FMSPC;
	if (c->tcb.pce_id != w->pck.pce_id)
		return ATTEST_TCB_PCEID;
	return c->qe.tee == w->out->quote.tee ? ATTEST_OK : ATTEST_QE_ID_ID;
}

/* --- Quoting enclave and quote ---------------------------------------------------------------- */

static bool signed_by(const u8 key[64], const u8 sig[64], struct slice bytes)
{
	u8 hash[32];

	sha2_256(hash, bytes);
	return p256_verify(key, hash, sig);
}

/* Its report holds the hash of the attestation key; the other half is zero. */
static bool qe_binds_key(const struct attest_sgx_report *qe, const struct attest_quote *q)
{
	u8 bound[64 + ATTEST_AUTH_MAX], want[64] = {0};

	memcpy(bound, q->key, 64);
	slice_copy(bound + 64, q->auth);
	sha2_256(want, slice_of(bound, 64 + q->auth.n));
	return mem_eq(want, qe->report_data, sizeof(want));
}

static enum attest_check check_qe_identity(const struct attest_sgx_report *qe,
                                           const struct attest_qe *id)
{
	if ((qe->miscselect & id->miscselect_mask) != id->miscselect)
		return ATTEST_QE_MISCSELECT;
	for (size_t i = 0; i < sizeof(qe->attributes); i++)
		if ((qe->attributes[i] & id->attributes_mask[i]) != id->attributes[i])
			return ATTEST_QE_ATTRIBUTES;
	if (qe->attributes[0] & SGX_DEBUG) /* whatever the mask is */
		return ATTEST_QE_DEBUG;
	if (!mem_eq(qe->mrsigner, id->mrsigner, sizeof(qe->mrsigner)))
		return ATTEST_QE_MRSIGNER;
	return qe->isvprodid == id->isvprodid ? ATTEST_OK : ATTEST_QE_PRODID;
}

static enum attest_check check_signatures(struct work *w)
{
	const struct attest_quote *q = &w->out->quote;

	if (!signed_by(w->chain.cert[0].key, q->qe_signature, slice_of(q->qe_report, 384)))
		return ATTEST_QE_SIGNATURE;
	sgx_report_read(&w->qe, q->qe_report);
	if (!qe_binds_key(&w->qe, q))
		return ATTEST_QE_BINDING;
	CHECK_OK(check_qe_identity(&w->qe, &w->c->qe));
	if (!signed_by(q->key, q->signature, q->signed_part))
		return ATTEST_QUOTE_SIGNATURE;
	if (q->tee == ATTEST_SGX &&
	    (q->sgx.attributes[0] & (SGX_INIT | SGX_MODE64)) != (SGX_INIT | SGX_MODE64))
		return ATTEST_SGX_INIT;
	return ATTEST_OK;
}

/* --- TCB levels ------------------------------------------------------------------------------- */

static bool covers(const u8 have[16], const u8 want[16], u32 from)
{
	for (u32 i = from; i < 16; i++)
		if (have[i] < want[i])
			return false;
	return true;
}

/* The best level that the machine reaches: levels are sorted. A TD's module has its own levels
 * when SVN[1] names one, and then the first two components are not of the platform. */
static const struct attest_level *find_level(const struct attest_tcb *tcb,
                                             const struct sgx_ext *pck, const u8 *td_svn)
{
	for (u32 i = 0; i < tcb->num_levels; i++) {
		const struct attest_level *l = &tcb->levels[i];

		if (pck->pcesvn < l->pcesvn || !covers(pck->comps, l->sgx, 0))
			continue;
		if (td_svn == NULL || covers(td_svn, l->tdx, td_svn[1] > 0 ? 2 : 0))
			return l;
	}
	return NULL;
}

static const struct attest_svn_level *find_svn_level(const struct attest_svn_level *levels, u32 num,
                                                     u32 svn)
{
	for (u32 i = 0; i < num; i++)
		if (svn >= levels[i].isvsvn)
			return &levels[i];
	return NULL;
}

static const struct attest_module *find_module(const struct attest_tcb *tcb, u8 version)
{
	for (u32 i = 0; i < tcb->num_modules; i++)
		if (tcb->modules[i].version == version)
			return &tcb->modules[i];
	return NULL;
}

/* What a level becomes when module or quoting enclave are out of date. */
static const u8 out_of_date[NUM_ATTEST_STATUSES] = {
    [ATTEST_UP_TO_DATE] = ATTEST_OUT_OF_DATE,
    [ATTEST_SW_HARDENING_NEEDED] = ATTEST_OUT_OF_DATE,
    [ATTEST_CONFIGURATION_NEEDED] = ATTEST_OUT_OF_DATE_CONFIGURATION_NEEDED,
    [ATTEST_CONFIGURATION_AND_SW_HARDENING_NEEDED] = ATTEST_OUT_OF_DATE_CONFIGURATION_NEEDED,
    [ATTEST_OUT_OF_DATE] = ATTEST_OUT_OF_DATE,
    [ATTEST_OUT_OF_DATE_CONFIGURATION_NEEDED] = ATTEST_OUT_OF_DATE_CONFIGURATION_NEEDED,
    [ATTEST_REVOKED] = ATTEST_REVOKED,
    [ATTEST_RELAUNCH_ADVISED] = ATTEST_OUT_OF_DATE,
    [ATTEST_RELAUNCH_ADVISED_CONFIGURATION_NEEDED] = ATTEST_OUT_OF_DATE_CONFIGURATION_NEEDED,
};

/* other is UpToDate, OutOfDate or Revoked. */
static enum attest_status merge(enum attest_status level, enum attest_status other)
{
	if (other == ATTEST_REVOKED)
		return ATTEST_REVOKED;
	return other == ATTEST_OUT_OF_DATE ? (enum attest_status)out_of_date[level] : level;
}

static enum attest_check add_advisories(struct attest_result *out,
                                        const struct attest_advisories *table, u64 bits)
{
	for (u32 i = 0; i < table->num; i++)
		if ((bits >> i & 1) != 0 && !advisories_add(&out->advisories, table->names[i]))
			return ATTEST_MEMORY;
	return ATTEST_OK;
}

static enum attest_check find_qe_status(struct work *w)
{
	const struct attest_qe *id = &w->c->qe;
	const struct attest_svn_level *l = find_svn_level(id->levels, id->num_levels, w->qe.isvsvn);

	if (l == NULL)
		return ATTEST_QE_LEVEL;
	w->out->qe_status = (enum attest_status)l->status;
	return add_advisories(w->out, &id->advisories, l->advisories);
}

/* Who made the TDX module: an identity by its version; version 0 has no levels of its own. */
static enum attest_check check_module(struct work *w)
{
	const struct attest_td_report *td = &w->out->quote.td;
	const struct attest_tcb *tcb = &w->c->tcb;
	const struct attest_module *m = find_module(tcb, td->tee_tcb_svn[1]);
	const struct attest_svn_level *l;

	if (m == NULL)
		return ATTEST_TDX_MODULE;
	if (!mem_eq(m->mrsigner, td->mrsigner_seam, sizeof(m->mrsigner)))
		return ATTEST_TDX_MODULE_SIGNER;
	if (td->seam_attributes != 0 || (td->seam_attributes & m->mask) != m->attributes)
		return ATTEST_TDX_MODULE_ATTRIBUTES;
	w->out->module_status = ATTEST_UP_TO_DATE;
	if (m->version == 0)
		return ATTEST_OK;
	l = find_svn_level(m->levels, m->num_levels, td->tee_tcb_svn[0]);
	if (l == NULL) {
		w->out->module_status = NUM_ATTEST_STATUSES;
		return ATTEST_TDX_MODULE_LEVEL;
	}
	w->out->module_status = (enum attest_status)l->status;
	return add_advisories(w->out, &tcb->advisories, l->advisories);
}

static bool is_out_of_date(enum attest_status s)
{
	return s == ATTEST_OUT_OF_DATE || s == ATTEST_OUT_OF_DATE_CONFIGURATION_NEEDED;
}

static bool needs_configuration(enum attest_status s)
{
	return s == ATTEST_CONFIGURATION_NEEDED || s == ATTEST_OUT_OF_DATE_CONFIGURATION_NEEDED ||
	       s == ATTEST_CONFIGURATION_AND_SW_HARDENING_NEEDED;
}

/* A TD keeps the SVN with which it was started while the module under it may be updated. A TD
 * 1.5 report tells both: when only the start was with an old module and now all is at the
 * newest level, starting it anew is all that is needed (4.1.2.4.17.4.3). */
static enum attest_check check_relaunch(struct work *w, enum attest_status sgx_status)
{
	struct attest_result *out = w->out;
	const u8 *svn2 = out->quote.td.tee_tcb_svn2;
	const struct attest_level *latest = &w->c->tcb.levels[0];
	const struct attest_module *m;
	u32 module_svn = latest->tdx[0];

	if (is_out_of_date(out->qe_status) || is_out_of_date(sgx_status) ||
	    sgx_status == ATTEST_REVOKED || !is_out_of_date(out->status) ||
	    out->module_status != ATTEST_OUT_OF_DATE)
		return ATTEST_OK;
	if (svn2[1] != 0) {
		m = find_module(&w->c->tcb, svn2[1]);
		if (m == NULL)
			return ATTEST_TDX_MODULE;
		module_svn = m->levels[0].isvsvn;
	}
	if (svn2[0] < module_svn || svn2[2] < latest->tdx[2])
		return ATTEST_OK;
	out->status = needs_configuration(sgx_status) || needs_configuration(out->status)
	                  ? ATTEST_RELAUNCH_ADVISED_CONFIGURATION_NEEDED
	                  : ATTEST_RELAUNCH_ADVISED;
	return ATTEST_OK;
}

static enum attest_check find_platform_status(struct work *w)
{
	struct attest_result *out = w->out;
	const struct attest_tcb *tcb = &w->c->tcb;
	bool is_td = out->quote.tee == ATTEST_TDX;
	const struct attest_level *sgx = find_level(tcb, &w->pck, NULL), *l = sgx;

	if (is_td)
		l = find_level(tcb, &w->pck, out->quote.td.tee_tcb_svn);
	if (l == NULL)
		return ATTEST_TCB_LEVEL;
	out->platform_status = (enum attest_status)l->status;
	out->tcb_date = l->date;
	CHECK_OK(add_advisories(out, &tcb->advisories, l->advisories));
	out->status = merge(out->platform_status, out->module_status);
	if (is_td && out->quote.td.is_15 && out->status != ATTEST_REVOKED &&
	    out->qe_status != ATTEST_REVOKED)
		CHECK_OK(check_relaunch(w, (enum attest_status)sgx->status));
	out->status = merge(out->status, out->qe_status);
	return out->status == ATTEST_REVOKED ? ATTEST_TCB_REVOKED : ATTEST_OK;
}

static enum attest_check check_levels(struct work *w)
{
	CHECK_OK(find_qe_status(w));
	if (w->out->quote.tee == ATTEST_TDX)
		CHECK_OK(check_module(w));
	else
		w->out->module_status = ATTEST_UP_TO_DATE;
	return find_platform_status(w);
}

/* --- All of it -------------------------------------------------------------------------------- */

static void fill_in(struct work *w)
{
	struct attest_result *out = w->out;

	memcpy(out->trust_domain, w->c->root.id, sizeof(out->trust_domain));
	out->production = w->c->root.production;
	out->tcb_eval = w->c->tcb.eval;
	out->qe_eval = w->c->qe.eval;
	memcpy(out->fmspc, w->pck.fmspc, sizeof(out->fmspc));
	out->pce_id = w->pck.pce_id;
	memcpy(out->ppid, w->pck.ppid, sizeof(out->ppid));
	sha2_256(out->platform_id, SLICE_ARR(out->ppid));
	out->sgx_type = w->pck.type;
	out->is_platform = x509_is_platform(&w->chain.cert[1]);
	out->dynamic_platform = w->pck.dynamic_platform;
	out->cached_keys = w->pck.cached_keys;
	out->smt_enabled = w->pck.smt_enabled;
	attest_measurement(out->measurement, &out->quote);
	set_validity(w);
}

static enum attest_check verify(struct work *w, struct arena *a)
{
	CHECK_OK(check_certificates(w, a));
	CHECK_OK(check_collateral(w));
	CHECK_OK(check_signatures(w));
	fill_in(w);
	return check_levels(w);
}

enum attest_check attest_quote_verify(struct attest_result *out, struct slice quote,
                                      const struct attest_collateral *c, struct attest_time t,
                                      struct arena *a)
{
	struct work w = {.out = out, .c = c, .t = t};
	size_t mark = arena_mark(a);
	enum attest_check r;

	memset(out, 0, sizeof(*out));
	out->status = out->platform_status = NUM_ATTEST_STATUSES;
	out->module_status = out->qe_status = NUM_ATTEST_STATUSES;
	CHECK_OK(attest_quote_parse(&out->quote, quote));
	r = verify(&w, a);
	arena_rewind(a, mark);
	return r;
}
