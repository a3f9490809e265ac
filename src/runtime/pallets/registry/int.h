#ifndef RUNTIME_PALLETS_REGISTRY_INT_H
#define RUNTIME_PALLETS_REGISTRY_INT_H
/* Between the files of this pallet. Functions fail as calls do: ERR_DISPATCH with an error of
 * this pallet recorded, or what stops the block. */
#include "attest/attest.h"
#include "runtime/pallets/registry/registry.h"

/* Collateral that is out of date by more than this may be removed: no policy can want it. */
#define REGISTRY_GRACE_MAX (7u * 86400u)

/* registry_now is the block's time in Unix seconds. */
enum err registry_now(struct ctx *c, u64 *seconds) MUST_CHECK;
/* registry_ensure_stands turns what is wrong with a worker's standing into an error. */
enum err registry_ensure_stands(struct ctx *c, const struct worker_info_v3 *w) MUST_CHECK;

/* What a quote proved. */
struct registry_attested {
	u8 tee, status;
	u8 trust_domain[32], platform[32];
	u32 tcb_eval, qe_eval;
	u64 valid_until;
};

/* registry_attest checks evidence against stored collateral and policy. report_data are the
 * first 32 bytes, zeros must follow; measurement is what the worker says it is. */
enum err registry_attest(struct ctx *c, const struct attestation_policy *p,
			 const struct dcap_evidence *ev, const u8 report_data[32],
			 const u8 measurement[32], struct registry_attested *out) MUST_CHECK;

/* registry_fail_check names the error of a failed check, for a quote or for collateral. */
enum registry_subject { REGISTRY_OF_QUOTE, REGISTRY_OF_COLLATERAL };
enum err registry_fail_check(struct ctx *c, enum attest_check check,
			     enum registry_subject of) MUST_CHECK;

/* registry_open_root finds an accepted root: RootUnknown. */
enum err registry_open_root(struct ctx *c, const u8 id[32], struct attest_root *out) MUST_CHECK;
/* registry_load_* decode a stored item: its Missing error. Serials of lists lie in c->a. */
enum err registry_load_root_crl(struct ctx *c, const u8 root[32],
				struct attest_crl *out) MUST_CHECK;
enum err registry_load_pck_crl(struct ctx *c, const struct pck_crl_key *key,
			       struct attest_crl *out) MUST_CHECK;
enum err registry_load_tcb(struct ctx *c, const struct tcb_info_key *key,
			   struct attest_tcb *out) MUST_CHECK;
enum err registry_load_qe(struct ctx *c, const struct qe_identity_key *key,
			  struct attest_qe *out) MUST_CHECK;
/* registry_prune_collateral removes an item that nobody can use: NothingToPrune. */
enum err registry_prune_collateral(struct ctx *c, const struct collateral_id *id) MUST_CHECK;

/* registry_enter_platform counts a worker in, and out of the machine it was on before (zeros:
 * none): PlatformRevoked, PlatformNotListed, PlatformFull. */
enum err registry_enter_platform(struct ctx *c, const struct attestation_policy *p,
				 const u8 before[32], const u8 platform[32]) MUST_CHECK;
enum err registry_leave_platform(struct ctx *c, const u8 platform[32]) MUST_CHECK;

/* registry_ensure_approved: NotApproved. */
enum err registry_ensure_approved(struct ctx *c, const struct attestation_policy *p,
				  const u8 pubkey[32]) MUST_CHECK;

#endif /* RUNTIME_PALLETS_REGISTRY_INT_H */
