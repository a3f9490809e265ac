/* How fast SCALE is written and read: lists of (compact, hash, text), as in receipts and blocks. */
#include "base/bench.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define ITEMS 1000u

static u8 buf[ITEMS * 128];

static size_t encode(void)
{
	static const u8 hash[32] = {1, 2, 3};
	struct wr w = wr_into(buf, sizeof(buf));
	struct slice out;

	wr_compact(&w, ITEMS);
	for (u32 i = 0; i < ITEMS; i++) {
		wr_compact(&w, (u64)i * i);
		wr_bytes(&w, hash, sizeof(hash));
		wr_vec(&w, SLICE_LIT("a field of a few dozen bytes, as most are"));
	}
	CHECK(wr_done(&w, &out) == ERR_OK);
	return out.n;
}

static void decode(size_t n)
{
	struct rd r = rd_from(slice_of(buf, n));
	u8 hash[32];

	for (u32 left = rd_seq_len(&r, 34); left > 0; left--) {
		(void)rd_compact(&r);
		rd_bytes(&r, hash, sizeof(hash));
		(void)rd_str(&r, 64);
	}
	CHECK(rd_end(&r) == ERR_OK);
}

int main(void)
{
	size_t n = encode();
	u64 ns;

	BENCH_LOOP(ns, 20, 50, (void)encode());
	printf("scale_encode %llu MB/s\n", (unsigned long long)(n * 1000 / ns));
	BENCH_LOOP(ns, 20, 50, decode(n));
	printf("scale_decode %llu MB/s\n", (unsigned long long)(n * 1000 / ns));
	return 0;
}
