/* A list whose signature is not asked for, so that its entries are reached: they are ascending
 * and each is found again. */
#include "attest/crl.c"

#define ARENA ((size_t)1 << 17)

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 mem[ARENA];
	struct arena a = arena_of(mem, sizeof(mem));
	struct attest_crl crl = {0};
	struct parsed p;

	if (parse(&p, slice_of(data, n)) != ATTEST_OK)
		return 0;
	CHECK(p.number.n <= ATTEST_SERIAL_MAX && p.issuer.n != 0);
	if (collect(&crl, p.entries, &a) != ATTEST_OK)
		return 0;
	CHECK(crl.num <= ATTEST_REVOKED_MAX);
	for (u32 i = 0; i < crl.num; i++) {
		const u8 *e = crl.revoked[i];

		CHECK(i == 0 || memcmp(crl.revoked[i - 1], e, ENTRY_LEN) < 0);
		CHECK(crl_revokes(&crl, slice_of(e + 1, e[0])));
	}
	return 0;
}
