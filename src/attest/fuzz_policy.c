/* A policy that is read decides about an up-to-date enclave and TD of a production root, and
 * one that is refused says why. */
#include "attest/policy.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 mem[1 << 20];
static struct attest_result r;

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct attest_policy p;
	const char *why = NULL;
	enum err e = attest_policy_read(&p, slice_of(data, n), &a, &why);

	if (e != ERR_OK) {
		CHECK(e == ERR_NOMEM || (e == ERR_FORMAT && why != NULL && why[0] != '\0'));
		return 0;
	}
	CHECK(!p.allow_dev_root && (p.status_mask >> ATTEST_REVOKED & 1) == 0);
	CHECK(p.measurements.n % 32 == 0 && p.fmspc_denied.n % 6 == 0);
	memset(&r, 0, sizeof(r));
	r.quote.tee = n % 2 == 0 ? ATTEST_SGX : ATTEST_TDX;
	CHECK(attest_policy_check(&r, &p) == ATTEST_POLICY_ROOT);
	r.production = true;
	CHECK(attest_check_class(attest_policy_check(&r, &p)) != ATTEST_CLASS_CRYPTO);
	r.status = ATTEST_REVOKED;
	CHECK(attest_policy_check(&r, &p) == ATTEST_POLICY_STATUS);
	return 0;
}
