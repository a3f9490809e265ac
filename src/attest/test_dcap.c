/* The three samples with what Intel's own library and two others say about them. */
#include "attest/dcap.c"
#include "attest/test_kit.h"

static struct kit_sample s;
static struct attest_collateral col;
static struct attest_root root;
static struct attest_result res;

static enum attest_check open_collateral(u64 now)
{
	struct arena a = kit_arena();

	CHECK(attest_root_open(&root, attest_intel_root()) == ATTEST_OK);
	return attest_collateral_verify(&col, &s.raw, &root, (struct attest_time){now, 0}, &a);
}

static enum attest_check verify_at(u64 now)
{
	/* The CRLs of col are in the first half. */
	struct arena a = arena_of(kit_mem + sizeof(kit_mem) / 2, sizeof(kit_mem) / 2);

	return attest_quote_verify(&res, kit_quote(&s), &col, (struct attest_time){now, 0}, &a);
}

static bool advisories_are(const char *const *names, u32 num)
{
	bool same = res.advisories.num == num;

	for (u32 i = 0; same && i < num; i++)
		same = strcmp(res.advisories.names[i], names[i]) == 0;
	return same;
}

TEST(the_sgx_sample_needs_configuration_and_hardening)
{
	static const char *const names[] = {"INTEL-SA-00289", "INTEL-SA-00615"};

	kit_load(&s, KIT_SGX);
	REQUIRE_CHECK(ATTEST_OK, open_collateral(s.now));
	REQUIRE_CHECK(ATTEST_OK, verify_at(s.now));
	EXPECT(res.status == ATTEST_CONFIGURATION_AND_SW_HARDENING_NEEDED);
	EXPECT(advisories_are(names, 2));
	EXPECT(res.production && res.tcb_eval == 17 && res.qe_eval == 17);
	EXPECT(res.valid_until == 1752919278);
	EXPECT(res.qe_status == ATTEST_UP_TO_DATE);
}

TEST(the_tdx_sample_is_up_to_date)
{
	kit_load(&s, KIT_TDX);
	REQUIRE_CHECK(ATTEST_OK, open_collateral(s.now));
	REQUIRE_CHECK(ATTEST_OK, verify_at(s.now));
	EXPECT(res.status == ATTEST_UP_TO_DATE && res.advisories.num == 0);
	EXPECT(res.production && res.tcb_eval == 17 && res.qe_eval == 17);
	EXPECT(res.valid_until == 1752919235);
}

TEST(the_outdated_sample_has_no_level)
{
	kit_load(&s, KIT_OUTDATED);
	REQUIRE_CHECK(ATTEST_OK, open_collateral(s.now));
	EXPECT_CHECK(ATTEST_TCB_LEVEL, verify_at(s.now));
	EXPECT(attest_check_class(ATTEST_TCB_LEVEL) == ATTEST_CLASS_TCB);
	EXPECT(res.platform_status == NUM_ATTEST_STATUSES && res.status == NUM_ATTEST_STATUSES);
	EXPECT(res.module_status == ATTEST_UP_TO_DATE && res.qe_status == ATTEST_UP_TO_DATE);
	EXPECT(res.quote.td.is_15 && res.tcb_eval == 18);
}

TEST_MAIN()
