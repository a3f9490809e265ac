/* Texts that are changed and then signed by whom they should be signed: what only their content
 * is wrong about. And quotes of every kind, through everything. */
#include "attest/sim/levels.h"
#include "attest/sim/sim_kit.h"
#include "attest/test_edit.h"
#include "attest/test_kit.h"
#include "base/bytes.h"

#define NOW 1764000000u

static struct sim_pki pki;
static struct sim_platform machine;
static struct attest_root root;
static struct attest_collateral_raw raw;
static struct attest_collateral col;
static struct attest_result res;
static u8 sim_mem[1 << 18], scratch[ATTEST_ARENA], quote[SIM_QUOTE_MAX], sig[64];
static struct sim_quote_spec spec;

static bool setup(enum sim_kind kind)
{
	struct secret32 seed = {.b = {1}}, machine_seed = {.b = {2}};
	struct sim_body body = {.kind = kind, .measurement = {3}, .report_data = {4}};
	struct sim_collateral_opts o = {.tee = kind == SIM_SGX_3 ? ATTEST_SGX : ATTEST_TDX,
	                                .now = NOW};
	struct arena a = arena_of(sim_mem, sizeof(sim_mem));

	return sim_pki_from_seed(&pki, &seed, SLICE_EMPTY) == ERR_OK &&
	       sim_platform_make(&machine, &pki, &machine_seed) == ERR_OK &&
	       sim_collateral(&pki, &o, &a, &raw) == ERR_OK &&
	       sim_quote_spec_of(&spec, &machine, &body) == ERR_OK &&
	       attest_root_open(&root, slice_of(pki.root_der, pki.root_len)) == ATTEST_OK;
}

static enum attest_check collateral(void)
{
	struct arena a = arena_of(scratch, sizeof(scratch));

	return attest_collateral_verify(&col, &raw, &root, (struct attest_time){NOW, 0}, &a);
}

/* Everything: the quote of the spec with the collateral as it is. */
static enum attest_check verify(void)
{
	struct arena a = arena_of(kit_mem, sizeof(kit_mem));
	size_t n;
	enum attest_check c = collateral();

	if (c != ATTEST_OK)
		return c;
	CHECK(sim_quote_make(&spec, quote, sizeof(quote), &n) == ERR_OK);
	return attest_quote_verify(&res, slice_of(quote, n), &col, (struct attest_time){NOW, 0},
	                           &a);
}

static enum attest_check with_tcb(struct slice json)
{
	struct attest_collateral_raw before = raw;
	enum attest_check c;

	CHECK(sim_sign(sig, &pki.signer, json) == ERR_OK);
	raw.tcb_info = json;
	raw.tcb_info_signature = SLICE_ARR(sig);
	c = verify();
	raw = before;
	return c;
}

static enum attest_check with_qe(struct slice json)
{
	struct attest_collateral_raw before = raw;
	enum attest_check c;

	CHECK(sim_sign(sig, &pki.signer, json) == ERR_OK);
	raw.qe_identity = json;
	raw.qe_identity_signature = SLICE_ARR(sig);
	c = verify();
	raw = before;
	return c;
}

TEST(quotes_of_every_kind_are_accepted_under_their_own_root)
{
	for (enum sim_kind k = SIM_SGX_3; k <= SIM_TDX_5_TD15; k++) {
		REQUIRE(setup(k));
		EXPECT_CHECK(ATTEST_OK, verify());
		EXPECT(res.status == ATTEST_UP_TO_DATE && !res.production);
		EXPECT(res.quote.report_data[0] == 4 && res.tcb_eval == 17);
		EXPECT(res.valid_until == NOW + 30 * 86400);
	}
}

TEST(a_quote_under_another_root_is_refused)
{
	struct secret32 seed = {.b = {9}};
	static struct sim_pki other;

	REQUIRE(setup(SIM_SGX_3));
	EXPECT_OK(sim_pki_from_seed(&other, &seed, SLICE_EMPTY));
	REQUIRE_CHECK(ATTEST_OK, attest_root_open(&root, slice_of(other.root_der, other.root_len)));
	EXPECT_CHECK(ATTEST_CRL_SIGNATURE, verify());
	REQUIRE_CHECK(ATTEST_OK, attest_root_open(&root, attest_intel_root()));
	EXPECT_CHECK(ATTEST_CRL_ISSUER, verify());
}

static bool is_optional(struct slice json, const struct member *m)
{
	return edit_key_is(json, m, "advisoryIDs") || edit_key_is(json, m, "tdxModuleIdentities");
}

static void check_members(struct slice json, enum attest_check (*with)(struct slice json),
                          enum attest_check malformed)
{
	struct member m;

	for (size_t i = 1; edit_next_member(json, &i, &m);) {
		enum attest_check c = with(edit_without(json, &m));

		/* A TD of this simulator needs the identity of its module. */
		if (edit_key_is(json, &m, "tdxModuleIdentities"))
			EXPECT_CHECK(ATTEST_TDX_MODULE, c);
		else
			EXPECT_CHECK(is_optional(json, &m) ? ATTEST_OK : malformed, c);
		EXPECT_CHECK(malformed, with(edit_doubled(json, &m)));
		EXPECT_CHECK(ATTEST_OK, with(edit_reordered(json, &m)));
	}
}

TEST(every_member_that_is_missing_or_doubled_is_refused_though_it_is_signed)
{
	for (enum sim_kind k = SIM_SGX_3; k <= SIM_TDX_4; k++) {
		REQUIRE(setup(k));
		check_members(raw.tcb_info, with_tcb, ATTEST_TCB_FORMAT);
		check_members(raw.qe_identity, with_qe, ATTEST_QE_ID_FORMAT);
	}
}

static enum attest_check tcb_with(const char *from, const char *to)
{
	edit_replace(raw.tcb_info, from, to);
	return with_tcb(slice_of(edit_text, edit_len));
}

static enum attest_check qe_with(const char *from, const char *to)
{
	edit_replace(raw.qe_identity, from, to);
	return with_qe(slice_of(edit_text, edit_len));
}

TEST(collateral_of_something_else_is_refused_though_it_is_signed)
{
	REQUIRE(setup(SIM_SGX_3));
	EXPECT_CHECK(ATTEST_TCB_FMSPC, tcb_with("DE7000000000", "DE7000000001"));
	EXPECT_CHECK(ATTEST_TCB_PCEID, tcb_with("\"pceId\":\"0000\"", "\"pceId\":\"0001\""));
	EXPECT_CHECK(ATTEST_TCB_VERSION, tcb_with("\"tcbType\":0", "\"tcbType\":1"));
	EXPECT_CHECK(ATTEST_QE_ID_ID, qe_with("\"QE\"", "\"TD_QE\""));
	EXPECT_CHECK(ATTEST_QE_ID_ID, qe_with("\"QE\"", "\"QVE\""));
	EXPECT_CHECK(ATTEST_QE_PRODID, qe_with("\"isvprodid\":1", "\"isvprodid\":2"));
	EXPECT_CHECK(ATTEST_QE_MRSIGNER, qe_with("8C4F5775", "8C4F5776"));
	EXPECT_CHECK(ATTEST_QE_MISCSELECT, qe_with("t\":\"00000000", "t\":\"01000000"));
	EXPECT_CHECK(ATTEST_QE_ATTRIBUTES, qe_with("\"11000000", "\"01000000"));
}

TEST(a_platform_has_the_status_of_its_level)
{
	char to[96];

	for (enum sim_kind k = SIM_SGX_3; k <= SIM_TDX_5_TD15; k++) {
		REQUIRE(setup(k));
		for (u32 i = 0; i <= ATTEST_REVOKED; i++) {
			(void)snprintf(to, sizeof(to),
			               "2025-03-12T00:00:00Z\",\"tcbStatus\":\"%s\"",
			               attest_status_name((enum attest_status)i));
			EXPECT_CHECK(
			    i == ATTEST_REVOKED ? ATTEST_TCB_REVOKED : ATTEST_OK,
			    tcb_with("2025-03-12T00:00:00Z\",\"tcbStatus\":\"UpToDate\"", to));
			EXPECT(res.status == i && res.platform_status == i);
		}
	}
}

TEST(an_old_quoting_enclave_is_out_of_date_revoked_or_unknown)
{
	static const struct {
		u16 isvsvn;
		enum attest_check check;
		enum attest_status status;
	} cases[] = {
	    {65535, ATTEST_OK, ATTEST_UP_TO_DATE},    {8, ATTEST_OK, ATTEST_UP_TO_DATE},
	    {7, ATTEST_OK, ATTEST_OUT_OF_DATE},       {6, ATTEST_OK, ATTEST_OUT_OF_DATE},
	    {5, ATTEST_TCB_REVOKED, ATTEST_REVOKED},  {1, ATTEST_TCB_REVOKED, ATTEST_REVOKED},
	    {0, ATTEST_QE_LEVEL, NUM_ATTEST_STATUSES}};

	for (enum sim_kind k = SIM_SGX_3; k <= SIM_TDX_4; k++) {
		REQUIRE(setup(k));
		for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
			store_le16(spec.qe_report + 258, cases[i].isvsvn);
			EXPECT_CHECK(cases[i].check, verify());
			EXPECT(res.qe_status == cases[i].status);
			EXPECT(res.status == cases[i].status);
		}
	}
}

TEST(a_quoting_enclave_in_debug_mode_is_refused_even_by_an_identity_that_hides_it)
{
	REQUIRE(setup(SIM_SGX_3));
	spec.qe_report[48] |= 2;
	EXPECT_CHECK(ATTEST_QE_ATTRIBUTES, verify());
	EXPECT_CHECK(ATTEST_QE_DEBUG, qe_with("FBFFFFFF", "F9FFFFFF"));
}

TEST(an_enclave_that_was_never_initialised_is_refused)
{
	REQUIRE(setup(SIM_SGX_3));
	spec.body[48] ^= 1; /* INIT */
	EXPECT_CHECK(ATTEST_SGX_INIT, verify());
	spec.body[48] ^= 1 | 4; /* MODE64BIT */
	EXPECT_CHECK(ATTEST_SGX_INIT, verify());
}

TEST(a_tdx_module_is_one_that_intel_knows)
{
	REQUIRE(setup(SIM_TDX_4));
	spec.body[1] = 7;
	EXPECT_CHECK(ATTEST_TDX_MODULE, verify());
	spec.body[1] = 1;
	spec.body[0] = 1;
	EXPECT_CHECK(ATTEST_TDX_MODULE_LEVEL, verify());
	spec.body[0] = 2;
	EXPECT_CHECK(ATTEST_OK, verify());
	EXPECT(res.module_status == ATTEST_OUT_OF_DATE && res.status == ATTEST_OUT_OF_DATE);
	EXPECT(res.advisories.num == 1 && res.platform_status == ATTEST_UP_TO_DATE);
	spec.body[0] = 4;
	spec.body[64] = 1; /* MRSIGNERSEAM */
	EXPECT_CHECK(ATTEST_TDX_MODULE_SIGNER, verify());
	spec.body[64] = 0;
	spec.body[119] = 0x80; /* SEAM_ATTRIBUTES */
	EXPECT_CHECK(ATTEST_TDX_MODULE_ATTRIBUTES, verify());
}

TEST(a_td_that_was_started_before_the_module_was_updated_should_be_relaunched)
{
	REQUIRE(setup(SIM_TDX_5_TD15));
	spec.body[0] = 3; /* module 1 is out of date below 4 */
	memcpy(spec.body + 584, spec.body, 16);
	EXPECT_CHECK(ATTEST_OK, verify());
	EXPECT(res.status == ATTEST_OUT_OF_DATE);
	spec.body[584] = 4;
	EXPECT_CHECK(ATTEST_OK, verify());
	EXPECT(res.status == ATTEST_RELAUNCH_ADVISED);
	EXPECT_CHECK(ATTEST_OK,
	             tcb_with("2025-03-12T00:00:00Z\",\"tcbStatus\":\"UpToDate\"",
	                      "2025-03-12T00:00:00Z\",\"tcbStatus\":\"ConfigurationNeeded\""));
	EXPECT(res.status == ATTEST_RELAUNCH_ADVISED_CONFIGURATION_NEEDED);
}

TEST_MAIN()
