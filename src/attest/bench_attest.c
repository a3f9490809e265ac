/* Quotes a second: Intel's samples with collateral as it comes, and with verified collateral
 * that is kept. Built twice: with OpenSSL's P-256, and as bench_attest_own with our own. */
#include "attest/report.h"
#include "attest/test_sample.h"
#include "base/bench.h"
#include "crypto/p256.h"

#ifdef PH_OWN_P256
#define PREFIX "attest_own"
#else
#define PREFIX "attest"
#endif

static u8 memory[ATTEST_REPORT_ARENA] __attribute__((aligned(16)));
static const struct attest_time now = {SAMPLE_NOW, 0};

static struct slice file_of(const char *name)
{
	return slice_str(sample_text(name, "_collateral.json"));
}

/* full is from the file to the answer, what the JSON says included. */
static void full(struct slice quote, struct slice file)
{
	struct arena a = arena_of(memory, sizeof(memory));
	const struct attest_inquiry in = {.quote = quote, .collateral = file, .time = now};
	struct attest_report r;

	attest_report_make(&r, &in, &a);
	CHECK(r.known);
}

static void bench_sample(const char *sample, const char *name)
{
	static struct attest_collateral collateral;
	static u8 kept[ATTEST_REPORT_ARENA] __attribute__((aligned(16)));
	struct arena a = arena_of(kept, sizeof(kept)), scratch = arena_of(memory, sizeof(memory));
	struct slice quote = sample_quote(sample), file = file_of(sample);
	struct attest_collateral_raw raw;
	struct attest_root root;
	struct attest_result r;
	char row[64];
	u64 ns;

	BENCH_LOOP(ns, 20, 50, full(quote, file));
	(void)snprintf(row, sizeof(row), PREFIX "_full_%s", name);
	bench_rate(row, ns);

	CHECK(attest_root_open(&root, attest_intel_root()) == ATTEST_OK);
	CHECK(attest_collateral_read(&raw, file, &a) == ATTEST_OK);
	CHECK(attest_collateral_verify(&collateral, &raw, &root, now, &a) == ATTEST_OK);
	BENCH_LOOP(ns, 20, 100, {
		arena_reset(&scratch);
		CHECK(attest_quote_verify(&r, quote, &collateral, now, &scratch) == ATTEST_OK);
	});
	(void)snprintf(row, sizeof(row), PREFIX "_cached_%s", name);
	bench_rate(row, ns);
}

int main(void)
{
	static const u8 zeros[64];

	/* Asked for here, so that the linker takes the first of the two that it sees. */
	CHECK(!p256_verify(zeros, zeros, zeros));
	bench_sample("sgx_quote", "sgx");
	bench_sample("tdx_quote", "tdx");
	return 0;
}
