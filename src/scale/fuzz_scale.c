/* Any accepted compact number or string must encode back to the bytes read. */
#include "scale/decode.h"
#include "scale/encode.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	u8 buf[32];
	struct rd r = rd_from(slice_of(data, n));
	struct wr w = wr_into(buf, sizeof(buf));
	u128 v = rd_compact128(&r);

	if (r.err == ERR_OK) {
		wr_compact128(&w, v);
		CHECK(w.err == ERR_OK && mem_eq(buf, data, w.n));
		CHECK(w.n == n - rd_left(&r));
	}
	r = rd_from(slice_of(data, n));
	struct slice s = rd_str(&r, 1 << 16);

	CHECK(s.n <= n);
	CHECK(r.err != ERR_OK || rd_left(&r) <= n - s.n);
	return 0;
}
