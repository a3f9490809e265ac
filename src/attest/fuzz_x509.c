/* A certificate that is read has every part inside it and within its limits; no certificate has
 * two roles; the SGX extension is read from any bytes. */
#include "attest/x509.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void inside(struct slice part, struct slice whole)
{
	CHECK(part.n == 0 || (part.p >= whole.p && part.n <= whole.n &&
	                      (size_t)(part.p - whole.p) <= whole.n - part.n));
}

static void read_extension(struct slice s)
{
	const struct x509 c = {.sgx = s};
	struct sgx_ext e;

	for (int platform = 0; platform < 2; platform++)
		if (sgx_ext_read(&e, &c, platform != 0) == ATTEST_OK)
			CHECK(e.type <= 2 && mem_eq(e.comps, e.cpusvn, 16) &&
			      (platform != 0 || !e.smt_enabled));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static const enum x509_role roles[] = {X509_ROOT, X509_PCK_CA, X509_PCK, X509_SIGNER};
	struct slice in = slice_of(data, n);
	struct attest_signer s;
	u32 num_roles = 0;
	struct x509 c;

	read_extension(in);
	if (x509_parse(&c, in) != ATTEST_OK)
		return 0;
	inside(c.tbs, in);
	inside(c.issuer, c.tbs);
	inside(c.subject, c.tbs);
	inside(c.cn, c.subject);
	inside(c.serial, c.tbs);
	inside(c.sgx, c.tbs);
	CHECK(c.serial.n >= 1 && c.serial.n <= ATTEST_SERIAL_MAX && c.serial.p[0] != 0);
	CHECK(!c.has_path_len || c.is_ca);
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		num_roles += x509_check_role(&c, roles[i]) == ATTEST_OK;
	CHECK(num_roles <= 1);
	s = x509_signer_of(&c);
	CHECK(slice_eq(c.serial, slice_of(s.serial, s.serial_len)));
	read_extension(c.sgx);
	return 0;
}
