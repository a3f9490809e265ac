/* Expected values: what @phala/dcap-qvl 0.3.9 says of Intel's samples; the rest by
 * attest/report.h. tests/test_attest_wasm.py compares whole answers of both builds. */
#include "attest/report.h"
#include "attest/test_sample.h"
#include "base/test.h"
#include "text/json.h"

static u8 memory[ATTEST_REPORT_ARENA] __attribute__((aligned(16)));
static u8 kept_memory[ATTEST_KEPT_ARENA] __attribute__((aligned(16)));
static u8 text[ATTEST_REPORT_JSON_MAX];
static struct attest_report report;
static struct attest_kept kept;

static struct attest_kept *keep_nothing(void)
{
	memset(&kept, 0, sizeof(kept));
	kept.arena = arena_of(kept_memory, sizeof(kept_memory));
	return &kept;
}

static struct attest_inquiry sample(const char *name, u64 now)
{
	struct slice file = slice_str(sample_text(name, "_collateral.json"));

	return (struct attest_inquiry){
	    .quote = sample_quote(name), .collateral = file, .time = {now, 0}};
}

/* ask returns the answer as text, which stays until the next. */
static struct slice ask(const struct attest_inquiry *in)
{
	struct arena a = arena_of(memory, sizeof(memory));
	struct json_wr w = json_wr_into(text, sizeof(text));
	struct slice json = SLICE_EMPTY;

	attest_report_make(&report, in, &a);
	attest_report_write(&w, &report);
	EXPECT_OK(json_wr_done(&w, &json));
	return json;
}

/* member reads one member of an answer: strings as they are, the rest as "" or its number. */
static struct slice member(struct slice answer, const char *key)
{
	static u8 mem[1u << 16];
	struct arena a = arena_of(mem, sizeof(mem));
	const struct json *j, *m;

	if (json_parse(&j, answer, &a) != ERR_OK)
		return SLICE_EMPTY;
	m = json_get(j, key);
	return m != NULL && (m->kind == JSON_STRING || m->kind == JSON_NUMBER) ? m->text
									       : SLICE_EMPTY;
}

#define EXPECT_MEMBER(answer, key, want) EXPECT(slice_eq(member((answer), (key)), slice_str(want)))

TEST(the_samples_get_their_status_whatever_policy_says)
{
	struct attest_inquiry in = sample("sgx_quote", SAMPLE_NOW);
	struct slice json = ask(&in);

	EXPECT(report.check == ATTEST_POLICY_STATUS);
	EXPECT_MEMBER(json, "verdict", "refused");
	EXPECT_MEMBER(json, "class", "policy");
	EXPECT_MEMBER(json, "status", "ConfigurationAndSWHardeningNeeded");
	EXPECT_MEMBER(json, "fmspc", "0x00a067110000");
	EXPECT_MEMBER(json, "mrenclave",
		      "0x33d8736db756ed4997e04ba358d27833188f1932ff7b1d156904d3f560452fbb");
	in = sample("tdx_quote", SAMPLE_NOW);
	json = ask(&in);
	EXPECT(report.check == ATTEST_OK);
	EXPECT_MEMBER(json, "verdict", "accepted");
	EXPECT_MEMBER(json, "class", "");
	EXPECT_MEMBER(json, "status", "UpToDate");
	EXPECT_MEMBER(json, "mrenclave", "");
	in = sample("tdx_quote_outdated", SAMPLE_NOW_OUTDATED);
	json = ask(&in);
	EXPECT_MEMBER(json, "class", "tcb");
	EXPECT_MEMBER(json, "check", "tcb-level");
	EXPECT_MEMBER(json, "status", "");
}

TEST(nothing_of_a_quote_that_does_not_verify_is_shown_as_a_fact)
{
	static const char *const facts[] = {"tee", "status", "measurement", "report_data", "fmspc",
					    "mrtd", "valid_until"};
	struct attest_inquiry in = sample("tdx_quote", SAMPLE_NOW);
	struct slice json;
	u8 *damaged = test_keep(in.quote.n);

	slice_copy(damaged, in.quote);
	damaged[100] ^= 1;
	in.quote = slice_of(damaged, in.quote.n);
	json = ask(&in);
	EXPECT(report.check == ATTEST_QUOTE_SIGNATURE);
	EXPECT_MEMBER(json, "class", "crypto");
	for (size_t i = 0; i < ARRAY_LEN(facts); i++)
		EXPECT_MEMBER(json, facts[i], "");
}

TEST(report_data_is_compared_with_zeros_behind_what_is_expected)
{
	struct attest_policy any;
	struct attest_inquiry in = sample("sgx_quote", SAMPLE_NOW);
	u8 full[65] = "Hello, world!";

	attest_policy_default(&any);
	any.status_mask = 0xffff;
	in.policy = &any;
	in.report_data = SLICE_LIT("Hello, world!");
	(void)ask(&in);
	EXPECT(report.check == ATTEST_OK);
	in.report_data = slice_of(full, 64);
	(void)ask(&in);
	EXPECT(report.check == ATTEST_OK);
	in.report_data = SLICE_LIT("Hello, world");
	(void)ask(&in);
	EXPECT(report.check == ATTEST_POLICY_REPORT_DATA);
	in.report_data = slice_of(full, 65);
	(void)ask(&in);
	EXPECT(report.check == ATTEST_POLICY_REPORT_DATA);
}

/* The answer with kept collateral is the one without, before, between and after its times. */
TEST(kept_collateral_changes_no_answer)
{
	struct attest_inquiry in = sample("tdx_quote", SAMPLE_NOW);
	static u8 without[ATTEST_REPORT_JSON_MAX];
	u64 from, until;

	(void)keep_nothing();
	(void)ask(&in);
	from = report.result.valid_from;
	until = report.result.valid_until;
	const struct attest_time times[] = {{SAMPLE_NOW, 0}, {from - 1, 0},  {from, 0},
					    {until, 0},      {until + 1, 0}, {until + 1, 1},
					    {0, 0},          {UINT64_MAX, 0}, {SAMPLE_NOW, 5}};

	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		struct slice json;
		size_t n;

		in.time = times[i];
		in.kept = NULL;
		json = ask(&in);
		slice_copy(without, json);
		n = json.n;
		in.kept = &kept;
		(void)ask(&in);
		EXPECT(slice_eq(ask(&in), slice_of(without, n)));
	}
	EXPECT(kept.full);
}

TEST(kept_collateral_is_left_for_other_collateral)
{
	struct attest_inquiry tdx = sample("tdx_quote", SAMPLE_NOW);
	struct attest_inquiry sgx = sample("sgx_quote", SAMPLE_NOW);

	tdx.kept = sgx.kept = keep_nothing();
	for (int i = 0; i < 3; i++) {
		(void)ask(&tdx);
		EXPECT(report.check == ATTEST_OK);
		EXPECT(kept.collateral.tcb.tee == ATTEST_TDX);
		(void)ask(&sgx);
		EXPECT(report.check == ATTEST_POLICY_STATUS);
		EXPECT(kept.collateral.tcb.tee == ATTEST_SGX);
	}
	tdx.collateral.n--; /* the closing brace */
	(void)ask(&tdx);
	EXPECT(report.check == ATTEST_COLLATERAL_FORMAT);
	(void)ask(&sgx);
	EXPECT(report.check == ATTEST_POLICY_STATUS);
}

TEST_MAIN()
