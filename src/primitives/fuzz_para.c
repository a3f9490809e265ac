/* The inherent of a collator: what decodes is written back to the same bytes. */
#include "primitives/para.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 buf[1u << 16];
	struct wr w = wr_into(buf, sizeof(buf));
	struct rd r = rd_from(slice_of(data, n));
	struct parachain_inherent_data d;

	rd_parachain_inherent_data(&r, &d);
	if (rd_end(&r) != ERR_OK || n > sizeof(buf))
		return 0;
	wr_parachain_inherent_data(&w, &d);
	CHECK(w.err == ERR_OK && slice_eq(slice_of(buf, w.n), slice_of(data, n)));
	return 0;
}
