#ifndef ATTEST_TEST_SAME_H
#define ATTEST_TEST_SAME_H
/* attest/test_same: are two verified items the same, member by member? For tests and fuzzers:
 * comparing structs as bytes would compare their padding. */
#include "attest/attest.h"

#define SAME_ARR(x, y) (mem_eq((x), (y), sizeof(x)))

static inline bool same_signer(const struct attest_signer *x, const struct attest_signer *y)
{
	return SAME_ARR(x->serial, y->serial) && x->serial_len == y->serial_len &&
	       x->not_before == y->not_before && x->not_after == y->not_after;
}

static inline bool same_advisories(const struct attest_advisories *x,
				   const struct attest_advisories *y)
{
	return x->num == y->num && SAME_ARR(x->names, y->names);
}

static inline bool same_svn_levels(const struct attest_svn_level *x,
				   const struct attest_svn_level *y, u32 num)
{
	bool same = true;

	for (u32 i = 0; i < num; i++)
		same = same && x[i].isvsvn == y[i].isvsvn && x[i].status == y[i].status &&
		       x[i].date == y[i].date && x[i].advisories == y[i].advisories;
	return same;
}

static inline bool same_crl(const struct attest_crl *x, const struct attest_crl *y)
{
	return SAME_ARR(x->number, y->number) && x->number_len == y->number_len &&
	       x->this_update == y->this_update && x->next_update == y->next_update &&
	       SAME_ARR(x->content, y->content) && SAME_ARR(x->ca_content, y->ca_content) &&
	       SAME_ARR(x->ca_key, y->ca_key) && same_signer(&x->ca, &y->ca) &&
	       x->ca_is_platform == y->ca_is_platform && x->num == y->num &&
	       mem_eq(x->revoked, y->revoked, x->num * sizeof(*x->revoked));
}

static inline bool same_module(const struct attest_module *x, const struct attest_module *y)
{
	return x->version == y->version && SAME_ARR(x->mrsigner, y->mrsigner) &&
	       x->attributes == y->attributes && x->mask == y->mask &&
	       x->num_levels == y->num_levels &&
	       same_svn_levels(x->levels, y->levels, x->num_levels);
}

static inline bool same_level(const struct attest_level *x, const struct attest_level *y)
{
	return SAME_ARR(x->sgx, y->sgx) && SAME_ARR(x->tdx, y->tdx) && x->pcesvn == y->pcesvn &&
	       x->status == y->status && x->date == y->date && x->advisories == y->advisories;
}

static inline bool same_tcb(const struct attest_tcb *x, const struct attest_tcb *y)
{
	bool same = x->tee == y->tee && SAME_ARR(x->fmspc, y->fmspc) && x->pce_id == y->pce_id &&
		    x->eval == y->eval && x->issued == y->issued &&
		    x->next_update == y->next_update && SAME_ARR(x->content, y->content) &&
		    same_signer(&x->signer, &y->signer) &&
		    same_advisories(&x->advisories, &y->advisories) &&
		    x->num_modules == y->num_modules && x->num_levels == y->num_levels;

	for (u32 i = 0; same && i < x->num_modules; i++)
		same = same_module(&x->modules[i], &y->modules[i]);
	for (u32 i = 0; same && i < x->num_levels; i++)
		same = same_level(&x->levels[i], &y->levels[i]);
	return same;
}

static inline bool same_qe(const struct attest_qe *x, const struct attest_qe *y)
{
	return x->tee == y->tee && x->eval == y->eval && x->issued == y->issued &&
	       x->next_update == y->next_update && SAME_ARR(x->content, y->content) &&
	       same_signer(&x->signer, &y->signer) && x->miscselect == y->miscselect &&
	       x->miscselect_mask == y->miscselect_mask && SAME_ARR(x->attributes, y->attributes) &&
	       SAME_ARR(x->attributes_mask, y->attributes_mask) &&
	       SAME_ARR(x->mrsigner, y->mrsigner) && x->isvprodid == y->isvprodid &&
	       same_advisories(&x->advisories, &y->advisories) && x->num_levels == y->num_levels &&
	       same_svn_levels(x->levels, y->levels, x->num_levels);
}

#endif /* ATTEST_TEST_SAME_H */
