#ifndef ATTEST_REPORT_H
#define ATTEST_REPORT_H
/* attest/report: everything about a quote in one step, and the answer as JSON.
 *
 * `phala verify quote` and the browser module are this and nothing else, so they say the same
 * of the same bytes. Freestanding; no clock. Memory: ATTEST_REPORT_ARENA is enough for any
 * input within the limits; more input is refused with the check of its limit, or "memory".
 *
 * The JSON is one object without white space, keys in this order:
 *   verdict       "accepted" or "refused"
 *   class         null, or why it was refused: "format", "crypto", "tcb", "policy", "dev-root"
 *   check         name of the check that failed, "ok" if none (check.def)
 *   text          the same for people
 *   then, null (advisories: []) unless that much was verified, so that nobody takes an
 *   attacker's word for a fact:
 *   tee           "sgx" or "tdx"
 *   status        merged TCB status, Intel's name; known also when policy refuses it or it is
 *                 "Revoked"; null when no TCB level fits
 *   advisories    names, ascending
 *   platform_status, module_status (null for SGX), qe_status
 *   measurement   "0x…" 32 bytes, attest_measurement
 *   report_data   "0x…" 64 bytes
 *   debug         whether the enclave or TD can be debugged
 *   tcb_evaluation_data_number, qe_evaluation_data_number, tcb_date (Unix seconds;
 *   null when no TCB level fits)
 *   fmspc, pce_id, platform_id ("0x…" SHA-256 of the PPID)
 *   trust_domain  "0x…" SHA-256 of the root's DER
 *   production    whether that root is Intel's
 *   valid_from, valid_until   Unix seconds, both included
 * and, once verified, what the report itself has:
 *   SGX: mrenclave, mrsigner, isv_prod_id, isv_svn, attributes, misc_select, config_id,
 *        config_svn
 *   TDX: mrtd, rtmr0 … rtmr3, mrconfigid, mrowner, mrownerconfig, mrseam, mrsignerseam,
 *        td_attributes, xfam, tee_tcb_svn; mrservicetd, tee_tcb_svn2 (1.5, else null) */
#include "attest/policy.h"
#include "text/json_wr.h"

#define ATTEST_REPORT_ARENA    (ATTEST_ARENA + (2u << 20))
#define ATTEST_REPORT_JSON_MAX 8192u
#define ATTEST_KEPT_ARENA      (ATTEST_COLLATERAL_MAX + (256u << 10))

/* Verified collateral that is kept for the next inquiry, if that one has the same. Zero but for
 * the arena at first; the caller does not look into it. It is used only when all of its times
 * hold, so that the answer is the same with and without. */
struct attest_kept {
	struct arena arena; /* ATTEST_KEPT_ARENA, and nothing else in it */
	bool full;
	struct slice file;
	u32 grace;
	u64 from, until;
	struct attest_collateral collateral;
};

/* What to judge. Slices may be empty where it says so. */
struct attest_inquiry {
	struct slice quote;       /* binary */
	struct slice collateral;  /* JSON file: attest_collateral_read */
	struct slice root;        /* DER; empty: the pinned Intel root */
	struct attest_time time;
	const struct attest_policy *policy; /* NULL: attest_policy_default */
	struct slice report_data; /* at most 64 bytes, zeros follow; empty: any will do */
	struct attest_kept *kept; /* or NULL */
};

struct attest_report {
	enum attest_check check;
	bool known; /* signatures hold: `result` may be shown, but for statuses not found */
	struct attest_result result; /* borrows from the inquiry and the arena */
};

/* attest_report_make judges: policy last, report data after the rest of it. The result is the
 * check in *out, which is always filled in. A quote that ends in another root than the trusted
 * one is told first: "dev-root", but "root-mismatch" when that other root is Intel's or the policy
 * allows development roots (then the right one was not given). */
void attest_report_make(struct attest_report *out, const struct attest_inquiry *in,
			struct arena *a);

/* attest_report_class is "" when accepted, else as in the JSON. */
const char *attest_report_class(const struct attest_report *r);

/* attest_report_write writes the object as one value, so that it can be part of another. */
void attest_report_write(struct json_wr *w, const struct attest_report *r);

#endif /* ATTEST_REPORT_H */
