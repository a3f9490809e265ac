/* What is read, written again in the one form of a PEM generator, is read as the same. */
#include "attest/pem.h"

#define PEM_MAX (2u * ATTEST_CHAIN_MAX)

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 mem[1 << 18], mem_again[1 << 18];

static size_t put(u8 *out, size_t n, struct slice s)
{
	slice_copy(out + n, s);
	return n + s.n;
}

static size_t put_certificate(u8 *out, size_t n, struct slice der)
{
	static char text[PEM_MAX];
	size_t left = base64_len(der.n), at = 0;

	base64_encode(text, der);
	n = put(out, n, SLICE_LIT("-----BEGIN CERTIFICATE-----\n"));
	for (; left != 0; left -= size_min(64, left), at += 64) {
		n = put(out, n, slice_of(text + at, size_min(64, left)));
		n = put(out, n, SLICE_LIT("\n"));
	}
	return put(out, n, SLICE_LIT("-----END CERTIFICATE-----\n"));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 pem[PEM_MAX];
	struct arena a = arena_of(mem, sizeof(mem)), b = arena_of(mem_again, sizeof(mem_again));
	struct pem_chain chain, again;
	size_t k = 0;

	if (pem_read(&chain, slice_of(data, n), true, &a) != ATTEST_OK)
		return 0;
	CHECK(chain.num >= 1 && chain.num <= PEM_CERTS_MAX && n <= ATTEST_CHAIN_MAX);
	for (u32 i = 0; i < chain.num; i++)
		k = put_certificate(pem, k, chain.der[i]);
	CHECK(k <= n + 2); /* it is the shortest form, but for the last line end */
	if (k > ATTEST_CHAIN_MAX)
		return 0;
	CHECK(pem_read(&again, slice_of(pem, k), false, &b) == ATTEST_OK);
	CHECK(again.num == chain.num);
	for (u32 i = 0; i < chain.num; i++)
		CHECK(slice_eq(again.der[i], chain.der[i]));
	return 0;
}
