/* Input: a light client as it is sealed, then a warp proof. Whatever the proof says, the client
 * either stands where it stood or further on, and still encodes. A client with the fuzzer's own
 * keys cannot be forged, so the corpus holds honest proofs to start from. */
#include "consensus/warp.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 buf[LIGHT_ENCODED_MAX];
	static struct light l, was;
	struct rd r = rd_from(slice_of(data, n));
	struct wr w = wr_into(buf, sizeof(buf));
	bool finished;

	rd_light(&r, &l);
	if (r.err != ERR_OK)
		return 0;
	was = l;
	if (warp_follow(&l, slice_of(r.p, rd_left(&r)), &finished) == ERR_OK)
		CHECK(l.number >= was.number && l.set.set_id >= was.set.set_id);
	else
		CHECK(mem_eq(&l, &was, sizeof(l)));
	wr_light(&w, &l);
	CHECK(w.err == ERR_OK);
	return 0;
}
