#ifndef ATTEST_POLICY_H
#define ATTEST_POLICY_H
/* attest/policy: what to accept of what attest_quote_verify found. Governance's choice, as data.
 *
 * All-zero flags and empty lists are the strictest but for the lists, which then say nothing:
 * an empty measurement list accepts any measurement. Freestanding. */
#include "attest/attest.h"

struct attest_policy {
	u16 status_mask; /* bit 1 << enum attest_status */
	u32 min_tcb_eval, min_qe_eval;
	bool allow_debug;         /* SGX DEBUG, any TUD bit of a TD */
	bool allow_provision_key; /* SGX PROVISION_KEY */
	bool allow_config_id;     /* SGX KSS: CONFIGID, CONFIGSVN other than zero */
	bool allow_no_sept_ve;    /* TD without SEPT_VE_DISABLE */
	bool allow_migratable;
	bool allow_service_td;    /* MRSERVICETD other than zero */
	u64 td_attributes;        /* TD attribute bits accepted beside those (PKS, KL, PERFMON…) */
	bool allow_dev_root;
	/* Lists: concatenated entries of fixed size. */
	struct slice measurements;      /* 32 each, allow */
	struct slice platforms_allowed; /* 32 each: attest_result.platform_id */
	struct slice platforms_denied;
	struct slice fmspc_denied;      /* 6 each */
	struct slice advisories_denied; /* ATTEST_ADVISORY_LEN each, NUL padded */
};

/* attest_policy_default: UpToDate and SWHardeningNeeded, everything else as strict as it
 * gets, no lists. */
void attest_policy_default(struct attest_policy *out);

/* attest_policy_check returns ATTEST_OK or the first POLICY_* that does not hold, in the
 * order of check.def but for POLICY_ROOT, which is first. */
enum attest_check attest_policy_check(const struct attest_result *r,
				      const struct attest_policy *p) MUST_CHECK;

/* attest_policy_read reads the JSON file of `phala verify quote --policy`:
 * {"statuses": ["UpToDate"…], "minTcbEvaluationDataNumber": n, "minQeEvaluationDataNumber": n,
 *  "allow": ["debug","provisionKey","configId","noSeptVeDisable","migratable","serviceTd",
 *  "perfmon","pks","kl","lass","tpa","icssd"], "measurements": ["0x…"], "platforms": ["0x…"],
 *  "denyPlatforms": […], "denyFmspc": […], "denyAdvisories": ["INTEL-SA-…"]}; what is
 * missing is as attest_policy_default. ERR_FORMAT for an unknown name. */
enum err attest_policy_read(struct attest_policy *out, struct slice json, struct arena *a,
			    const char **why) MUST_CHECK;

#endif /* ATTEST_POLICY_H */
