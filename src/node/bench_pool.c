/* What a flood costs: transactions go into an empty pool, into one that is nearly full, and into
 * one that is full, where each must push another out; and those that wait, and those that are
 * refused. The figures should be alike: a submit must not cost more because others were here. */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/bench.h"
#include "node/pool.h"

#define STEP 1024u

static struct pool *pool;
static u32 next = 1;

static void told(void *ctx, const u8 hash[32], enum pool_status s, const u8 at[32])
{
	(void)ctx;
	(void)hash;
	(void)s;
	(void)at;
}

static enum err add(u64 priority, bool waits)
{
	struct pool_validity v = {.priority = priority, .num_provides = 1, .valid_till = 9};
	u8 hash[32] = {0}, bytes[150] = {0};
	u32 i = next++;

	memcpy(hash, &i, sizeof(i));
	memcpy(v.provides[0], &i, sizeof(i));
	v.num_requires = waits;
	memset(v.requires[0], 0xff, POOL_TAG_LEN);
	memcpy(v.requires[0], &i, sizeof(i));
	return pool_add(pool, hash, SLICE_ARR(bytes), &v);
}

static u64 adds(u32 num, u64 priority, bool waits, enum err want)
{
	u64 t = bench_now_ns();

	for (u32 i = 0; i < num; i++)
		if (add(priority + i, waits) != want)
			abort();
	return (bench_now_ns() - t) / num;
}

int main(void)
{
	u64 empty = UINT64_MAX, nearly = UINT64_MAX, full = UINT64_MAX, refused = UINT64_MAX,
	    future = UINT64_MAX, t;

	/* Rounds after the first find their pages there: the kernel is not what is measured. */
	(void)mallopt(M_TRIM_THRESHOLD, 1 << 30);
	for (u32 round = 0; round < 8; round++) {
		if (pool_new(&pool, told, NULL) != ERR_OK)
			return 1;
		t = adds(STEP, 1000, false, ERR_OK);
		empty = t < empty ? t : empty;
		(void)adds(POOL_TXS_MAX - 2 * STEP, 1000, false, ERR_OK);
		t = adds(STEP, 1000, false, ERR_OK);
		nearly = t < nearly ? t : nearly;
		t = adds(STEP, 1000000, false, ERR_OK);
		full = t < full ? t : full;
		t = adds(POOL_FUTURES_MAX * 4, 0, true, ERR_OK);
		future = t < future ? t : future;
		t = adds(500, 0, false, ERR_FULL);
		refused = t < refused ? t : refused;
		if (pool_num_ready(pool) != POOL_TXS_MAX || pool_bytes(pool) > 2 * POOL_BYTES_MAX)
			return 1;
		pool_free(pool);
	}
	bench_ns("pool_add_to_empty", empty);
	bench_ns("pool_add_to_nearly_full", nearly);
	bench_ns("pool_add_to_full", full);
	bench_ns("pool_add_refused", refused);
	bench_ns("pool_add_future", future);
	return 0;
}
