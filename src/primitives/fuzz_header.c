/* Whatever decodes as a header or an authority set encodes back to the same bytes. */
#include "primitives/authority.h"
#include "primitives/header.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void try_header(struct slice in)
{
	static u8 buf[HEADER_MAX];
	u8 hash[32];
	struct wr w = wr_into(buf, sizeof(buf));
	struct header h;
	struct slice seal;
	u64 slot;

	if (header_decode(&h, in) != ERR_OK)
		return;
	wr_header(&w, &h);
	CHECK(w.err == ERR_OK && slice_eq(slice_of(buf, w.n), in));
	header_hash(&h, hash);
	if (header_aura_slot(&h, &slot) == ERR_OK)
		CHECK(h.num_items > 0);
	if (header_unseal(&h, &seal) == ERR_OK)
		CHECK(seal.n == AURA_SEAL_LEN);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 buf[8 + 4 + 40 * AUTHORITIES_MAX];
	struct slice in = slice_of(data, n);
	struct wr w = wr_into(buf, sizeof(buf));
	struct rd r = rd_from(in);
	struct authority_set s;

	try_header(in);
	rd_authority_set(&r, &s);
	if (rd_end(&r) == ERR_OK) {
		wr_authority_set(&w, &s);
		CHECK(w.err == ERR_OK && slice_eq(slice_of(buf, w.n), in));
		CHECK(authority_threshold(&s) > 0);
	}
	return 0;
}
