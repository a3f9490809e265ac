/* Whatever decodes as an extrinsic encodes back to the same bytes. */
#include "primitives/extrinsic.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void wr_extrinsic(struct wr *w, const struct extrinsic *x, size_t body_len)
{
	wr_compact(w, body_len);
	wr_u8(w, (u8)(x->version | (x->is_signed ? 0x80 : 0)));
	if (x->is_signed) {
		wr_multi_address(w, &x->address);
		wr_multi_signature(w, &x->signature);
		wr_extrinsic_extra(w, &x->extra);
	}
	wr_slice(w, x->call);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 buf[1 << 16];
	struct slice in = slice_of(data, n);
	struct extrinsic x;
	struct wr w = wr_into(buf, sizeof(buf));
	struct rd r = rd_from(in);

	if (n > sizeof(buf) || extrinsic_decode(&x, in) != ERR_OK)
		return 0;
	wr_extrinsic(&w, &x, rd_compact32(&r));
	CHECK(w.err == ERR_OK && slice_eq(slice_of(buf, w.n), in));
	CHECK(era_birth(x.extra.era, 1000) <= 1000 || x.extra.era.phase > 1000);
	return 0;
}
