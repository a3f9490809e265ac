/* Judging any file ends in a report, with a failed check unless it is ok. Input: the bundle,
 * a zero byte, the chain spec. */
#include "verifier/verify.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 mem[VERIFY_ARENA];
	struct arena a = arena_of(mem, sizeof(mem));
	struct verify_report r;
	struct slice out;
	size_t cut = 0;

	while (cut < n && data[cut] != 0)
		cut++;
	if (n > 1 << 18)
		return 0;
	if (verify_bundle(slice_of(data, cut), slice_from(slice_of(data, n), cut + 1), &a, &r))
		CHECK(verify_first_failed(&r) == NUM_VERIFY_CHECKS);
	else
		CHECK(verify_first_failed(&r) != NUM_VERIFY_CHECKS);
	CHECK(verify_report_text(&r, &a, &out) == ERR_OK);
	CHECK(verify_report_json(&r, &a, &out) == ERR_OK);
	return 0;
}
