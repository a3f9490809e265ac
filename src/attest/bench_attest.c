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

/* full is from the file to the answer, what the JSON says included. */
static void full(struct slice quote, struct slice file)
{
	struct arena a = arena_of(memory, sizeof(memory));
	const struct attest_inquiry in = {.quote = quote, .collateral = file, .time = now};
	struct attest_report r;

	attest_report_make(&r, &in, &a);
	CHECK(r.known);
}

static void print_rate(const char *what, const char *name, u64 ns)
{
	char row[64];

	(void)snprintf(row, sizeof(row), PREFIX "_%s_%s", what, name);
	bench_rate(row, ns);
}

static void bench_full(const char *sample, const char *name)
{
	struct slice quote = sample_quote(sample);
	struct slice file = slice_str(sample_text(sample, "_collateral.json"));
	u64 ns;

	BENCH_LOOP(ns, 20, 50, full(quote, file));
	print_rate("full", name, ns);
}

static struct slice verified(struct attest_collateral *out, const char *sample)
{
	static u8 kept[ATTEST_REPORT_ARENA] __attribute__((aligned(16)));
	struct arena a = arena_of(kept, sizeof(kept));
	struct slice file = slice_str(sample_text(sample, "_collateral.json"));
	struct attest_collateral_raw raw;
	struct attest_root root;

	CHECK(attest_root_open(&root, attest_intel_root()) == ATTEST_OK);
	CHECK(attest_collateral_read(&raw, file, &a) == ATTEST_OK);
	CHECK(attest_collateral_verify(out, &raw, &root, now, &a) == ATTEST_OK);
	return sample_quote(sample);
}

static void cached(struct slice quote, const struct attest_collateral *collateral)
{
	struct arena a = arena_of(memory, sizeof(memory));
	struct attest_result r;

	CHECK(attest_quote_verify(&r, quote, collateral, now, &a) == ATTEST_OK);
}

static void bench_cached(const char *sample, const char *name)
{
	static struct attest_collateral collateral;
	struct slice quote = verified(&collateral, sample);
	u64 ns;

	BENCH_LOOP(ns, 20, 100, cached(quote, &collateral));
	print_rate("cached", name, ns);
}

int main(void)
{
	static const u8 zeros[64];

	/* Asked for here, so that the linker takes the first of the two that it sees. */
	CHECK(!p256_verify(zeros, zeros, zeros));
	bench_full("sgx_quote", "sgx");
	bench_cached("sgx_quote", "sgx");
	bench_full("tdx_quote", "tdx");
	bench_cached("tdx_quote", "tdx");
	return 0;
}
