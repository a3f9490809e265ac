/* The first byte says which reader gets the rest: evidence, a chain, golden values, a version. */
#include "evidence/gpu.c"

#include <string.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 mem[1 << 20];

static bool inside(struct slice in, const u8 *p, size_t n)
{
	return p >= in.p && p + n <= in.p + in.n;
}

static void evidence(struct slice in)
{
	struct gpu_report q;

	if (gpu_report_parse(&q, in) != EVIDENCE_OK)
		return;
	CHECK(q.num_blocks >= 1 && q.num_blocks <= GPU_BLOCKS_MAX);
	for (u32 i = 0; i < q.num_blocks; i++)
		CHECK(inside(in, q.measurement[i], 48));
	CHECK(q.signature == in.p + q.signed_part.n && inside(in, q.signature, 96));
	CHECK(in.n - q.signed_part.n - 96 <= 1);
	CHECK(memchr(q.driver, 0, sizeof(q.driver)) != NULL);
	CHECK(gpu_version_at_least(slice_str(q.vbios), q.vbios, 16));
}

static void chain(struct slice in)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct cert c[GPU_CHAIN_LEN];
	struct gpu_result r;

	memset(&r, 0, sizeof(r));
	if (cert_read_chain(c, GPU_CHAIN_LEN, in, &a) != EVIDENCE_OK)
		return;
	CHECK((u32)check_chain(&r, c, 1750000000) < NUM_EVIDENCE_CHECKS);
	CHECK((u32)check_dice(&r.report, &c[0], &c[1]) < NUM_EVIDENCE_CHECKS);
	CHECK((u32)read_identity(&r, &c[0], &c[1]) < NUM_EVIDENCE_CHECKS);
}

static void golden(struct slice in)
{
	static struct gpu_golden g;
	struct arena a = arena_of(mem, sizeof(mem));

	if (gpu_golden_read(&g, in, &a) != ERR_OK)
		return;
	for (u32 i = 0; i < GPU_BLOCKS_MAX; i++)
		CHECK(g.num[i] <= GPU_GOLDEN_MAX);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct slice in = slice_from(slice_of(data, n), 1);

	if (n == 0)
		return 0;
	switch (data[0]) {
	case 'e':
		evidence(in);
		break;
	case 'c':
		chain(in);
		break;
	case 'g':
		golden(in);
		break;
	case 'v':
		(void)gpu_version_at_least(in, "550.90.07", 10);
		(void)gpu_version_at_least(in, "96.00.9F", 16);
		break;
	default:
		break;
	}
	return 0;
}
