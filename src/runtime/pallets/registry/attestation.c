/*~ What a quote is worth here and now. The verifier finds facts (attest/attest.h): who signed, how
 * good the machine is, until when that is known. Then policy says what of it is accepted, and the
 * lists of measurements and machines, which every registration and renewal meets anew. */
#include "attest/policy.h"
#include "crypto/hash.h"
#include "runtime/host/host.h"
#include "runtime/pallets/registry/int.h"

_Static_assert(NUM_ATTEST_CHECKS <= 256, "an error carries the check in a byte");

/* Checks that have an error of their own; others have their class's. */
static const struct {
	enum attest_check check;
	enum registry_error error;
	bool tells; /* carries the check */
} own_errors[] = {
    {ATTEST_ROOT_MISMATCH, REGISTRY_ERROR_ROOT_UNKNOWN, false},
    {ATTEST_CERT_NOT_YET, REGISTRY_ERROR_CERTIFICATE_EXPIRED, true},
    {ATTEST_CERT_EXPIRED, REGISTRY_ERROR_CERTIFICATE_EXPIRED, true},
    {ATTEST_CERT_REVOKED, REGISTRY_ERROR_CERTIFICATE_REVOKED, false},
    {ATTEST_CRL_NOT_YET, REGISTRY_ERROR_COLLATERAL_NOT_YET, true},
    {ATTEST_CRL_EXPIRED, REGISTRY_ERROR_COLLATERAL_EXPIRED, true},
    {ATTEST_TCB_NOT_YET, REGISTRY_ERROR_COLLATERAL_NOT_YET, true},
    {ATTEST_TCB_EXPIRED, REGISTRY_ERROR_COLLATERAL_EXPIRED, true},
    {ATTEST_QE_ID_NOT_YET, REGISTRY_ERROR_COLLATERAL_NOT_YET, true},
    {ATTEST_QE_ID_EXPIRED, REGISTRY_ERROR_COLLATERAL_EXPIRED, true},
    {ATTEST_TCB_REVOKED, REGISTRY_ERROR_TCB_REVOKED, false},
    {ATTEST_POLICY_ROOT, REGISTRY_ERROR_DEVELOPMENT_ROOT, false},
    {ATTEST_POLICY_STATUS, REGISTRY_ERROR_TCB_STATUS_NOT_ACCEPTED, false},
    {ATTEST_POLICY_EVAL, REGISTRY_ERROR_EVALUATION_TOO_LOW, false},
    {ATTEST_POLICY_DEBUG, REGISTRY_ERROR_DEBUG_NOT_ACCEPTED, false},
    {ATTEST_POLICY_ADVISORY, REGISTRY_ERROR_ADVISORY_DENIED, false},
    {ATTEST_POLICY_FMSPC, REGISTRY_ERROR_FMSPC_DENIED, false},
    {ATTEST_POLICY_REPORT_DATA, REGISTRY_ERROR_REPORT_DATA_MISMATCH, false},
    {ATTEST_POLICY_MEASUREMENT, REGISTRY_ERROR_MEASUREMENT_MISMATCH, false},
};

static enum registry_error class_error(enum attest_class cls, enum registry_subject of)
{
	switch (cls) {
	case ATTEST_CLASS_NONE:
	case ATTEST_CLASS_FORMAT:
		return of == REGISTRY_OF_QUOTE ? REGISTRY_ERROR_QUOTE_MALFORMED
					       : REGISTRY_ERROR_COLLATERAL_MALFORMED;
	case ATTEST_CLASS_CRYPTO:
		return of == REGISTRY_OF_QUOTE ? REGISTRY_ERROR_QUOTE_CRYPTOGRAPHY
					       : REGISTRY_ERROR_COLLATERAL_CRYPTOGRAPHY;
	case ATTEST_CLASS_TCB:
		return REGISTRY_ERROR_TCB_TOO_OLD;
	case ATTEST_CLASS_POLICY:
		break;
	}
	return REGISTRY_ERROR_ATTRIBUTES_NOT_ACCEPTED;
}

enum err registry_fail_check(struct ctx *c, enum attest_check check, enum registry_subject of)
{
	host_log(LOG_DEBUG, "attestation", slice_str(attest_check_text(check)));
	for (size_t i = 0; i < ARRAY_LEN(own_errors); i++) {
		if (own_errors[i].check != check)
			continue;
		return own_errors[i].tells ? registry_fail_with(c, own_errors[i].error, (u8)check)
					   : registry_fail(c, own_errors[i].error);
	}
	return registry_fail_with(c, class_error(attest_check_class(check), of), (u8)check);
}

/* --- What it is judged by ------------------------------------------------------------------ */

static enum err load_collateral(struct ctx *c, const struct dcap_evidence *ev,
				const struct attest_needs *needs, struct attest_collateral *out)
{
	struct pck_crl_key pck = {.is_platform = needs->ca_is_platform};
	struct tcb_info_key tcb = {.tee = (u8)needs->tee, .eval = ev->tcb_eval};
	struct qe_identity_key qe = {.tee = (u8)needs->tee, .eval = ev->qe_eval};

	memcpy(pck.root, ev->root, 32);
	memcpy(tcb.root, ev->root, 32);
	memcpy(tcb.fmspc, needs->fmspc, sizeof(tcb.fmspc));
	memcpy(qe.root, ev->root, 32);
	TRY(registry_load_root_crl(c, ev->root, &out->root_crl));
	TRY(registry_load_pck_crl(c, &pck, &out->pck_crl));
	TRY(registry_load_tcb(c, &tcb, &out->tcb));
	return registry_load_qe(c, &qe, &out->qe);
}

static enum err check_policy(struct ctx *c, const struct attestation_policy *p,
			     const struct attest_result *r)
{
	struct attest_policy q = {
	    .status_mask = p->status_mask,
	    .min_tcb_eval = p->min_tcb_eval,
	    .min_qe_eval = p->min_qe_eval,
	    .allow_config_id = p->allow_config_id,
	    .allow_no_sept_ve = p->allow_no_sept_ve,
	    .allow_migratable = p->allow_migratable,
	    .allow_service_td = p->allow_service_td,
	    .td_attributes = p->td_attributes,
	    .fmspc_denied = slice_of(p->denied_fmspcs.items, p->denied_fmspcs.num * 6u),
	    .advisories_denied = slice_of(p->denied_advisories.items,
					  p->denied_advisories.num * ATTEST_ADVISORY_LEN),
	};
	enum attest_check check;

	_Static_assert(sizeof(p->denied_advisories.items[0]) == ATTEST_ADVISORY_LEN,
		       "the lists are alike");
	TRY(registry_allow_development_roots_get(c, &q.allow_dev_root));
	check = attest_policy_check(r, &q);
	return check == ATTEST_OK ? ERR_OK : registry_fail_check(c, check, REGISTRY_OF_QUOTE);
}

static enum err check_measurement(struct ctx *c, const struct attestation_policy *p,
				  const u8 measurement[32])
{
	struct measurement_state state;
	bool found;

	TRY(registry_measurements_get(c, measurement, &found, &state));
	if (found && state.tag == MEASUREMENT_STATE_REVOKED)
		return registry_fail(c, REGISTRY_ERROR_MEASUREMENT_REVOKED);
	if (!found && p->require_measurement)
		return registry_fail(c, REGISTRY_ERROR_MEASUREMENT_NOT_ALLOWED);
	return ERR_OK;
}

/* --- The evidence -------------------------------------------------------------------------- */

struct judged {
	struct attest_collateral collateral;
	struct attest_result r;
};

static enum err verify(struct ctx *c, const struct attestation_policy *p,
		       const struct dcap_evidence *ev, u64 now, struct judged *j)
{
	const struct attest_time t = {.now = now, .grace = p->grace_seconds};
	struct attest_needs needs;
	enum attest_check check;

	TRY(registry_open_root(c, ev->root, &j->collateral.root));
	check = attest_quote_needs(&needs, ev->quote, c->a);
	if (check != ATTEST_OK)
		return registry_fail_check(c, check, REGISTRY_OF_QUOTE);
	TRY(load_collateral(c, ev, &needs, &j->collateral));
	check = attest_quote_verify(&j->r, ev->quote, &j->collateral, t, c->a);
	return check == ATTEST_OK ? ERR_OK : registry_fail_check(c, check, REGISTRY_OF_QUOTE);
}

/* The machine under a name that says nothing on another chain. */
static enum err name_platform(struct ctx *c, const u8 ppid[16], u8 out[32])
{
	u8 genesis[32];

	TRY(registry_genesis(c, genesis));
	blake2_256_parts(out, (const struct slice[]){slice_of(ppid, 16), SLICE_ARR(genesis)}, 2);
	return ERR_OK;
}

static enum err judge(struct ctx *c, const struct attestation_policy *p,
		      const struct dcap_evidence *ev, const u8 report_data[32],
		      const u8 measurement[32], struct registry_attested *out)
{
	struct judged *j = (struct judged *)arena_zalloc(c->a, 1, sizeof(*j));
	const struct attest_result *r;
	u8 expected[64] = {0};
	u64 now;

	if (j == NULL)
		return ERR_NOMEM;
	r = &j->r;
	memcpy(expected, report_data, 32);
	TRY(registry_now(c, &now));
	TRY(verify(c, p, ev, now, j));
	TRY(check_policy(c, p, r));
	if (!mem_eq(r->quote.report_data, expected, sizeof(expected)))
		return registry_fail(c, REGISTRY_ERROR_REPORT_DATA_MISMATCH);
	if (!mem_eq(r->measurement, measurement, 32))
		return registry_fail(c, REGISTRY_ERROR_MEASUREMENT_MISMATCH);
	TRY(check_measurement(c, p, measurement));
	TRY(name_platform(c, r->ppid, out->platform));
	memcpy(out->trust_domain, r->trust_domain, 32);
	out->tee = (u8)r->quote.tee;
	out->status = (u8)r->status;
	out->tcb_eval = r->tcb_eval;
	out->qe_eval = r->qe_eval;
	out->valid_until = r->valid_until;
	if (p->max_age_seconds != 0 && out->valid_until > now + p->max_age_seconds)
		out->valid_until = now + p->max_age_seconds;
	return ERR_OK;
}

/* Gives its memory back at once: a batch may hold many. */
enum err registry_attest(struct ctx *c, const struct attestation_policy *p,
			 const struct dcap_evidence *ev, const u8 report_data[32],
			 const u8 measurement[32], struct registry_attested *out)
{
	size_t mark = arena_mark(c->a);
	enum err e = judge(c, p, ev, report_data, measurement, out);

	arena_rewind(c->a, mark);
	return e;
}
