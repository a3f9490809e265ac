/* Policy: each rule alone, and the file. */
#include "attest/policy.c"
#include "attest/test_kit.h"

static struct attest_result r;
static struct attest_policy p;

static void sgx(void)
{
	memset(&r, 0, sizeof(r));
	r.production = true;
	r.quote.tee = ATTEST_SGX;
	r.quote.sgx.attributes[0] = 0x05; /* INIT, MODE64BIT */
	r.tcb_eval = r.qe_eval = 17;
	attest_policy_default(&p);
}

static void td(void)
{
	sgx();
	memset(&r.quote, 0, sizeof(r.quote));
	r.quote.tee = ATTEST_TDX;
	r.quote.td.attributes = TD_SEPT_VE_DISABLE;
}

static enum attest_check check(void)
{
	return attest_policy_check(&r, &p);
}

TEST(a_plain_enclave_and_a_plain_td_are_accepted)
{
	sgx();
	EXPECT_CHECK(ATTEST_OK, check());
	td();
	EXPECT_CHECK(ATTEST_OK, check());
}

TEST(the_default_accepts_two_statuses)
{
	sgx();
	for (u32 i = 0; i <= NUM_ATTEST_STATUSES; i++) {
		bool fine = i == ATTEST_UP_TO_DATE || i == ATTEST_SW_HARDENING_NEEDED;

		r.status = (enum attest_status)i;
		EXPECT_CHECK(fine ? ATTEST_OK : ATTEST_POLICY_STATUS, check());
	}
	for (u32 i = 0; i < NUM_ATTEST_STATUSES; i++) {
		p.status_mask = (u16)(1u << i);
		for (u32 k = 0; k < NUM_ATTEST_STATUSES; k++) {
			r.status = (enum attest_status)k;
			EXPECT_CHECK(i == k ? ATTEST_OK : ATTEST_POLICY_STATUS, check());
		}
	}
}

TEST(a_status_that_was_not_found_is_never_accepted)
{
	sgx();
	p.status_mask = UINT16_MAX;
	r.status = NUM_ATTEST_STATUSES;
	EXPECT_CHECK(ATTEST_POLICY_STATUS, check());
}

TEST(a_development_root_is_told_first)
{
	sgx();
	r.production = false;
	r.status = ATTEST_OUT_OF_DATE;
	EXPECT_CHECK(ATTEST_POLICY_ROOT, check());
	p.allow_dev_root = true;
	EXPECT_CHECK(ATTEST_POLICY_STATUS, check());
	r.status = ATTEST_UP_TO_DATE;
	EXPECT_CHECK(ATTEST_OK, check());
}

TEST(evaluation_numbers_have_a_least)
{
	sgx();
	p.min_tcb_eval = 17;
	p.min_qe_eval = 17;
	EXPECT_CHECK(ATTEST_OK, check());
	p.min_tcb_eval = 18;
	EXPECT_CHECK(ATTEST_POLICY_EVAL, check());
	p.min_tcb_eval = 0;
	p.min_qe_eval = 18;
	EXPECT_CHECK(ATTEST_POLICY_EVAL, check());
}

/* Bits of SGX flags: Intel SDM, volume 3D, "ATTRIBUTES". */
TEST(an_enclave_that_can_be_debugged_or_provision_is_refused)
{
	sgx();
	r.quote.sgx.attributes[0] |= 0x02;
	EXPECT_CHECK(ATTEST_POLICY_DEBUG, check());
	p.allow_debug = true;
	EXPECT_CHECK(ATTEST_OK, check());
	r.quote.sgx.attributes[0] |= 0x10;
	EXPECT_CHECK(ATTEST_POLICY_PROVISION_KEY, check());
	p.allow_provision_key = true;
	EXPECT_CHECK(ATTEST_OK, check());
}

TEST(an_enclave_with_a_config_id_is_refused)
{
	sgx();
	r.quote.sgx.config_id[63] = 1;
	EXPECT_CHECK(ATTEST_POLICY_CONFIG_ID, check());
	p.allow_config_id = true;
	EXPECT_CHECK(ATTEST_OK, check());
	sgx();
	r.quote.sgx.config_svn = 1;
	EXPECT_CHECK(ATTEST_POLICY_CONFIG_ID, check());
}

/* Every one of the 64 bits, by Intel TDX module ABI, "TD_ATTRIBUTES". */
TEST(each_td_attribute_is_refused_alone)
{
	for (u32 bit = 0; bit < 64; bit++) {
		td();
		r.quote.td.attributes |= (u64)1 << bit;
		if (bit < 8)
			EXPECT_CHECK(ATTEST_POLICY_DEBUG, check());
		else if (bit == 28)
			EXPECT_CHECK(ATTEST_OK, check());
		else
			EXPECT_CHECK(ATTEST_POLICY_TD_ATTRIBUTES, check());
		p.td_attributes = (u64)1 << bit;
		EXPECT_CHECK(bit < 8 ? ATTEST_POLICY_DEBUG : ATTEST_OK, check());
	}
}

TEST(a_td_is_migratable_or_debugged_only_if_that_is_allowed)
{
	td();
	r.quote.td.attributes |= TD_MIGRATABLE;
	p.allow_migratable = true;
	EXPECT_CHECK(ATTEST_OK, check());
	r.quote.td.attributes |= 1;
	EXPECT_CHECK(ATTEST_POLICY_DEBUG, check());
	p.allow_debug = true;
	EXPECT_CHECK(ATTEST_OK, check());
	r.quote.td.attributes = 0;
	EXPECT_CHECK(ATTEST_POLICY_TD_ATTRIBUTES, check());
	p.allow_no_sept_ve = true;
	EXPECT_CHECK(ATTEST_OK, check());
}

TEST(a_td_with_a_service_td_is_refused)
{
	td();
	r.quote.td.is_15 = true;
	r.quote.td.mrservicetd[47] = 1;
	EXPECT_CHECK(ATTEST_POLICY_SERVICE_TD, check());
	p.allow_service_td = true;
	EXPECT_CHECK(ATTEST_OK, check());
}

static u8 list[3 * 32];

static struct slice second_of(const void *entry, size_t n)
{
	memset(list, 0xee, sizeof(list));
	memcpy(list + n, entry, n);
	return slice_of(list, 3 * n);
}

TEST(lists_deny_and_allow)
{
	sgx();
	r.advisories.num = 1;
	(void)snprintf(r.advisories.names[0], ATTEST_ADVISORY_LEN, "INTEL-SA-00289");
	memset(r.fmspc, 1, 6);
	memset(r.platform_id, 2, 32);
	memset(r.measurement, 3, 32);
	p.advisories_denied = second_of(r.advisories.names[0], ATTEST_ADVISORY_LEN);
	EXPECT_CHECK(ATTEST_POLICY_ADVISORY, check());
	list[ATTEST_ADVISORY_LEN]++;
	EXPECT_CHECK(ATTEST_OK, check());
	p.advisories_denied = SLICE_EMPTY;
	p.fmspc_denied = second_of(r.fmspc, 6);
	EXPECT_CHECK(ATTEST_POLICY_FMSPC, check());
	p.fmspc_denied = SLICE_EMPTY;
	p.platforms_denied = second_of(r.platform_id, 32);
	EXPECT_CHECK(ATTEST_POLICY_PLATFORM, check());
	p.platforms_allowed = p.platforms_denied;
	p.platforms_denied = SLICE_EMPTY;
	EXPECT_CHECK(ATTEST_OK, check());
	list[32]++;
	EXPECT_CHECK(ATTEST_POLICY_PLATFORM, check());
	p.platforms_allowed = SLICE_EMPTY;
	p.measurements = second_of(r.measurement, 32);
	EXPECT_CHECK(ATTEST_OK, check());
	list[32]++;
	EXPECT_CHECK(ATTEST_POLICY_MEASUREMENT, check());
}

/* --- The file --------------------------------------------------------------------------------- */

static const char *why;

static enum err read(const char *json)
{
	static u8 mem[1 << 20];
	static struct arena a;

	a = arena_of(mem, sizeof(mem));
	return attest_policy_read(&p, slice_str(json), &a, &why);
}

TEST(an_empty_policy_is_the_default)
{
	struct attest_policy standard;

	attest_policy_default(&standard);
	EXPECT_OK(read("{}"));
	EXPECT(mem_eq(&p, &standard, sizeof(p)));
	EXPECT(p.status_mask == 3 && why[0] == '\0');
}

TEST(each_member_of_a_policy_is_read)
{
	EXPECT_OK(read("{\"statuses\":[\"UpToDate\",\"OutOfDate\",\"RelaunchAdvised\"],"
	               "\"minTcbEvaluationDataNumber\":17,\"minQeEvaluationDataNumber\":18,"
	               "\"measurements\":[\"0x0101010101010101010101010101010101010101010101010101"
	               "010101010101\"],\"denyFmspc\":[\"00A067110000\",\"0x00a067110001\"],"
	               "\"denyAdvisories\":[\"INTEL-SA-00289\"],\"platforms\":[],"
	               "\"denyPlatforms\":[\"02020202020202020202020202020202020202020202020202020"
	               "20202020202\"]}"));
	EXPECT(p.status_mask == (1u << 0 | 1u << 4 | 1u << 7));
	EXPECT(p.min_tcb_eval == 17 && p.min_qe_eval == 18);
	EXPECT(p.measurements.n == 32 && p.measurements.p[31] == 1);
	EXPECT(p.fmspc_denied.n == 12 && p.fmspc_denied.p[11] == 1);
	EXPECT(p.platforms_denied.n == 32 && p.platforms_denied.p[0] == 2);
	EXPECT(p.platforms_allowed.n == 0);
	EXPECT(p.advisories_denied.n == ATTEST_ADVISORY_LEN && p.advisories_denied.p[23] == 0);
	EXPECT(strcmp((const char *)p.advisories_denied.p, "INTEL-SA-00289") == 0);
}

TEST(each_name_under_allow_sets_its_own)
{
	static const char *const flags[] = {"debug",           "provisionKey", "configId",
	                                    "noSeptVeDisable", "migratable",   "serviceTd"};
	static const struct {
		const char *name;
		u32 bit;
	} bits[] = {{"perfmon", 63}, {"pks", 30}, {"kl", 31},
	            {"lass", 27},    {"tpa", 62}, {"icssd", 16}};
	char json[64];

	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		(void)snprintf(json, sizeof(json), "{\"allow\":[\"%s\"]}", flags[i]);
		EXPECT_OK(read(json));
		EXPECT(p.allow_debug == (i == 0) && p.allow_provision_key == (i == 1));
		EXPECT(p.allow_config_id == (i == 2) && p.allow_no_sept_ve == (i == 3));
		EXPECT(p.allow_migratable == (i == 4) && p.allow_service_td == (i == 5));
		EXPECT(p.td_attributes == 0 && !p.allow_dev_root);
	}
	for (size_t i = 0; i < ARRAY_LEN(bits); i++) {
		(void)snprintf(json, sizeof(json), "{\"allow\":[\"%s\"]}", bits[i].name);
		EXPECT_OK(read(json));
		EXPECT(p.td_attributes == (u64)1 << bits[i].bit);
	}
}

TEST(what_a_policy_does_not_know_is_refused_with_a_reason)
{
	static const char *const bad[] = {
	    "",
	    "[]",
	    "{\"status\":[]}",
	    "{\"statuses\":\"UpToDate\"}",
	    "{\"statuses\":[\"uptodate\"]}",
	    "{\"statuses\":[\"Revoked\"]}",
	    "{\"statuses\":[0]}",
	    "{\"allow\":[\"everything\"]}",
	    "{\"allow\":{}}",
	    "{\"allow\":[\"devRoot\"]}",
	    "{\"minTcbEvaluationDataNumber\":-1}",
	    "{\"minTcbEvaluationDataNumber\":\"17\"}",
	    "{\"minQeEvaluationDataNumber\":4294967296}",
	    "{\"measurements\":[\"0x01\"]}",
	    "{\"measurements\":{}}",
	    "{\"denyFmspc\":[\"00A0671100\"]}",
	    "{\"denyAdvisories\":[\"\"]}",
	    "{\"denyAdvisories\":[\"123456789012345678901234\"]}",
	    "{\"denyAdvisories\":[289]}",
	    "{\"allow\":[],\"allow\":[]}",
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		EXPECT_ERR(ERR_FORMAT, read(bad[i]));
		EXPECT(why[0] != '\0');
	}
}

TEST_MAIN()
