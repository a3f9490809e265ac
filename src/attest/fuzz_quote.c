/* A quote that parses lies within its bytes, and means the same whatever zeros follow. */
#include "attest/attest.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 mem[1 << 16], padded[ATTEST_QUOTE_MAX];
static struct attest_quote q, again;

static void check_within(struct slice part, const u8 *data, size_t n)
{
	CHECK(part.p >= data && part.n <= n && (size_t)(part.p - data) <= n - part.n);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct slice in = slice_of(data, n);
	struct arena a = arena_of(mem, sizeof(mem));
	struct attest_needs needs;
	u8 measurement[2][32];
	enum attest_check c = attest_quote_parse(&q, in);

	CHECK(c < NUM_ATTEST_CHECKS);
	if (c != ATTEST_OK) {
		CHECK(attest_check_class(c) == ATTEST_CLASS_FORMAT);
		CHECK(attest_quote_needs(&needs, in, &a) == c);
		return 0;
	}
	check_within(q.signed_part, data, n);
	check_within(slice_of(q.signature, 64), data, n);
	check_within(slice_of(q.key, 64), data, n);
	check_within(slice_of(q.qe_report, 384), data, n);
	check_within(slice_of(q.qe_signature, 64), data, n);
	check_within(q.auth, data, n);
	check_within(q.pck_chain, data, n);
	CHECK(q.signed_part.p == data && (q.tee == ATTEST_SGX) == (q.version == 3));
	memset(padded, 0, sizeof(padded));
	slice_copy(padded, in);
	CHECK(attest_quote_parse(&again, SLICE_ARR(padded)) == ATTEST_OK);
	attest_measurement(measurement[0], &q);
	attest_measurement(measurement[1], &again);
	CHECK(mem_eq(measurement[0], measurement[1], 32));
	CHECK(slice_eq(q.pck_chain, again.pck_chain) && slice_eq(q.auth, again.auth));
	c = attest_quote_needs(&needs, in, &a);
	CHECK(c < NUM_ATTEST_CHECKS);
	return 0;
}
