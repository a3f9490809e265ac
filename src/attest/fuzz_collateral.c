/* A collateral file that is read can be written and read again, and nothing in it is verified
 * that nobody signed. */
#include "attest/attest.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 mem[ATTEST_ARENA], half[ATTEST_ARENA];
static struct attest_collateral col;

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct arena a = arena_of(mem, sizeof(mem)), b = arena_of(half, sizeof(half));
	struct attest_collateral_raw raw, again;
	struct attest_root root;
	struct slice json;
	enum attest_check c = attest_collateral_read(&raw, slice_of(data, n), &a);

	if (c != ATTEST_OK) {
		CHECK(c == ATTEST_COLLATERAL_FORMAT || c == ATTEST_MEMORY);
		return 0;
	}
	CHECK(attest_collateral_write(&raw, &a, &json) == ERR_OK);
	CHECK(attest_collateral_read(&again, json, &a) == ATTEST_OK);
	CHECK(slice_eq(raw.pck_crl, again.pck_crl) && slice_eq(raw.tcb_info, again.tcb_info));
	CHECK(slice_eq(raw.qe_identity_issuer_chain, again.qe_identity_issuer_chain));
	CHECK(attest_root_open(&root, attest_intel_root()) == ATTEST_OK);
	c = attest_collateral_verify(&col, &raw, &root, (struct attest_time){1750400000, 0}, &b);
	CHECK(c < NUM_ATTEST_CHECKS);
	return 0;
}
