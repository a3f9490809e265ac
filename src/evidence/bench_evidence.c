/* Verifications a second, one core, of the public samples: chain and all, nothing kept. */
#include <stdio.h>
#include <stdlib.h>

#include "base/bench.h"
#include "base/hex.h"
#include "evidence/eventlog.h"
#include "evidence/gpu.h"
#include "evidence/snp.h"

static u8 memory[EVIDENCE_ARENA], file_memory[1 << 20];
static struct arena files = {.mem = file_memory, .cap = sizeof(file_memory), .used = 0};

static struct slice text_of(const char *name)
{
	char path[512];
	u8 *p = arena_alloc(&files, 32768);
	FILE *f;
	size_t n;

	(void)snprintf(path, sizeof(path), PH_SOURCE_DIR "/src/evidence/vectors/%s", name);
	f = fopen(path, "rb");
	if (f == NULL || p == NULL) {
		(void)fprintf(stderr, "cannot read %s\n", path);
		exit(1);
	}
	n = fread(p, 1, 32768, f);
	(void)fclose(f);
	return slice_of(p, n);
}

static struct slice bytes_of(const char *name)
{
	struct slice text = text_of(name);
	u8 *p = arena_alloc(&files, text.n);
	size_t n = 0, len = 0;

	CHECK(p != NULL);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\n')
			p[n++] = text.p[i];
	CHECK(hex_decode(p, n / 2, &len, slice_of(p, n)) == ERR_OK); /* in place */
	return slice_of(p, len);
}

int main(void)
{
	const struct snp_input snp = {.report = bytes_of("snp_genoa.hex"),
	                              .leaf = text_of("snp_genoa_vcek.pem"),
	                              .now = 1750000000};
	const struct gpu_input gpu = {.evidence = bytes_of("gpu_hopper.hex"),
	                              .chain = text_of("gpu_hopper_chain.pem"),
	                              .now = 1750000000};
	struct slice json = text_of("dstack_log.json"), ccel = bytes_of("ccel_ovmf.hex");
	struct arena a = arena_of(memory, sizeof(memory));
	static struct snp_result s;
	static struct gpu_result g;
	static struct eventlog l;
	u64 ns;

	BENCH_LOOP(ns, 10, 50, {
		arena_reset(&a);
		CHECK(snp_verify(&s, &snp, &a) == EVIDENCE_OK);
	});
	bench_rate("evidence_snp", ns);
	BENCH_LOOP(ns, 10, 20, {
		arena_reset(&a);
		CHECK(gpu_verify(&g, &gpu, &a) == EVIDENCE_OK);
	});
	bench_rate("evidence_gpu", ns);
	BENCH_LOOP(ns, 10, 200, {
		arena_reset(&a);
		CHECK(eventlog_dstack(&l, json, &a) == EVIDENCE_OK);
	});
	bench_rate("evidence_eventlog_dstack", ns);
	BENCH_LOOP(ns, 10, 200, CHECK(eventlog_ccel(&l, ccel) == EVIDENCE_OK));
	bench_rate("evidence_eventlog_ccel", ns);
	return 0;
}
