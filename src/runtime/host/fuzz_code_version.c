/* A blob of a stranger, plain or compressed: either its version lies in it, small, or there is
 * an error, and what was unpacked is gone either way. */
#include "runtime/host/code_version.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 mem[4096];
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice v = SLICE_EMPTY;

	if (code_version(slice_of(data, n), &a, &v) == ERR_OK)
		CHECK(v.n <= sizeof(mem) && (v.n == 0 || v.p != data));
	return 0;
}
