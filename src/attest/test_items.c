/* TCB info and QE identity: Intel's texts, and each of them changed in every way that a edit_text
 * can be. The parsers alone; that nothing unsigned gets to them is in test_collateral. */
#include "attest/item.h"
#include "attest/test_edit.h"
#include "attest/test_kit.h"
#include "attest/test_same.h"

static struct kit_sample s;
static struct attest_tcb tcb, tcb_again;
static struct attest_qe qe, qe_again;

static enum attest_check parse_tcb(struct slice json)
{
	struct arena a = kit_arena();

	return tcb_parse(&tcb, json, &a);
}

static enum attest_check parse_qe(struct slice json)
{
	struct arena a = kit_arena();

	return qe_parse(&qe, json, &a);
}

static enum attest_check tcb_with(const char *from, const char *to)
{
	edit_replace(s.raw.tcb_info, from, to);
	return parse_tcb(slice_of(edit_text, edit_len));
}

static enum attest_check qe_with(const char *from, const char *to)
{
	edit_replace(s.raw.qe_identity, from, to);
	return parse_qe(slice_of(edit_text, edit_len));
}

/* --- What they say ---------------------------------------------------------------------------- */

TEST(the_tcb_info_of_the_sgx_sample_is_read)
{
	static const u8 best[16] = {11, 11, 2, 2, 255, 1, 12}, fmspc[6] = {0, 0xa0, 0x67, 0x11};

	kit_load(&s, KIT_SGX);
	REQUIRE_CHECK(ATTEST_OK, parse_tcb(s.raw.tcb_info));
	EXPECT(tcb.tee == ATTEST_SGX && mem_eq(tcb.fmspc, fmspc, 6) && tcb.pce_id == 0);
	EXPECT(tcb.eval == 17 && tcb.num_modules == 0 && tcb.num_levels == 11);
	EXPECT(tcb.issued == 1750330571 && tcb.next_update == 1752922571); /* date -d … +%s */
	EXPECT(mem_eq(tcb.levels[0].sgx, best, 16) && tcb.levels[0].pcesvn == 13);
	EXPECT(tcb.levels[0].status == ATTEST_SW_HARDENING_NEEDED);
	EXPECT(tcb.levels[0].date == 1710288000);
	EXPECT(tcb.levels[10].status == ATTEST_OUT_OF_DATE);
	for (u32 i = 1; i < tcb.num_levels; i++)
		EXPECT(level_cmp(&tcb.levels[i - 1], &tcb.levels[i]) > 0);
}

TEST(advisories_are_a_table_and_bits_in_it)
{
	kit_load(&s, KIT_SGX);
	REQUIRE_CHECK(ATTEST_OK, parse_tcb(s.raw.tcb_info));
	EXPECT(tcb.advisories.num == 20);
	EXPECT(strcmp(tcb.advisories.names[0], "INTEL-SA-00106") == 0);
	EXPECT(strcmp(tcb.advisories.names[19], "INTEL-SA-00828") == 0);
	for (u32 i = 0; i < 20; i++) {
		bool has = (tcb.levels[0].advisories >> i & 1) != 0;

		EXPECT(has == (strcmp(tcb.advisories.names[i], "INTEL-SA-00615") == 0));
	}
	EXPECT(tcb.levels[10].advisories == (1u << 20) - 1);
}

TEST(the_tcb_info_of_a_tdx_sample_has_modules)
{
	kit_load(&s, KIT_OUTDATED);
	REQUIRE_CHECK(ATTEST_OK, parse_tcb(s.raw.tcb_info));
	EXPECT(tcb.tee == ATTEST_TDX && tcb.eval == 18 && tcb.num_levels == 3);
	EXPECT(tcb.num_modules == 3 && tcb.modules[0].version == 0);
	EXPECT(tcb.modules[1].version == 1 && tcb.modules[2].version == 3);
	EXPECT(tcb.modules[0].num_levels == 0 && tcb.modules[0].mask == UINT64_MAX);
	EXPECT(tcb.modules[1].num_levels == 3 && tcb.modules[1].levels[0].isvsvn == 6);
	EXPECT(tcb.modules[1].levels[2].isvsvn == 2);
	EXPECT(tcb.modules[1].levels[2].status == ATTEST_OUT_OF_DATE);
	EXPECT(tcb.levels[0].tdx[2] != 0 && tcb.levels[0].status == ATTEST_UP_TO_DATE);
}

TEST(the_qe_identity_is_read)
{
	static const u8 attributes[16] = {0x11}, mrsigner[4] = {0x8c, 0x4f, 0x57, 0x75};

	kit_load(&s, KIT_SGX);
	REQUIRE_CHECK(ATTEST_OK, parse_qe(s.raw.qe_identity));
	EXPECT(qe.tee == ATTEST_SGX && qe.eval == 17 && qe.isvprodid == 1);
	EXPECT(qe.miscselect == 0 && qe.miscselect_mask == UINT32_MAX);
	EXPECT(mem_eq(qe.attributes, attributes, 16) && qe.attributes_mask[0] == 0xfb);
	EXPECT(mem_eq(qe.mrsigner, mrsigner, 4));
	EXPECT(qe.num_levels == 6 && qe.levels[0].isvsvn == 8 && qe.levels[5].isvsvn == 1);
	EXPECT(qe.levels[0].advisories == 0 && qe.levels[1].status == ATTEST_OUT_OF_DATE);
	kit_load(&s, KIT_TDX);
	REQUIRE_CHECK(ATTEST_OK, parse_qe(s.raw.qe_identity));
	EXPECT(qe.tee == ATTEST_TDX && qe.isvprodid == 2 && qe.levels[0].isvsvn == 4);
}

/* --- Every member ----------------------------------------------------------------------------- */

static bool is_ignored(struct slice json, const struct member *m)
{
	return edit_key_is(json, m, "category") || edit_key_is(json, m, "type");
}

static bool is_optional(struct slice json, const struct member *m)
{
	return is_ignored(json, m) || edit_key_is(json, m, "advisoryIDs") ||
	       edit_key_is(json, m, "tdxModuleIdentities");
}

static const char *const other_kinds[] = {"null", "true", "{}", "[]", "\"\"", "-1", "1.0", "1e0"};

static u32 check_members(struct slice json, enum attest_check (*parse)(struct slice json),
                         enum attest_check malformed)
{
	struct member m;
	u32 num = 0;

	for (size_t i = 1; edit_next_member(json, &i, &m); num++) {
		bool optional = is_optional(json, &m), ignored = is_ignored(json, &m);

		EXPECT_CHECK(optional ? ATTEST_OK : malformed, parse(edit_without(json, &m)));
		EXPECT_CHECK(malformed, parse(edit_doubled(json, &m)));
		for (size_t k = 0; k < ARRAY_LEN(other_kinds); k++) {
			enum attest_check c = parse(edit_with_value(json, &m, other_kinds[k]));

			if (ignored)
				EXPECT_CHECK(ATTEST_OK, c);
			else if (k != 3 && k != 4) /* an empty list or name may be another thing */
				EXPECT_CHECK(malformed, c);
			else
				EXPECT(c != ATTEST_OK || (optional && k == 3));
		}
	}
	return num;
}

TEST(every_member_of_tcb_info_is_needed_once_and_of_its_kind)
{
	static const u32 members[KIT_NUM] = {11 * (16 + 6) + 9, 100, 100};

	for (int i = 0; i < KIT_NUM; i++) {
		kit_load(&s, i);
		EXPECT(check_members(s.raw.tcb_info, parse_tcb, ATTEST_TCB_FORMAT) >= members[i]);
	}
}

TEST(every_member_of_a_qe_identity_is_needed_once_and_of_its_kind)
{
	for (int i = 0; i < KIT_NUM; i++) {
		kit_load(&s, i);
		EXPECT(check_members(s.raw.qe_identity, parse_qe, ATTEST_QE_ID_FORMAT) >= 16);
	}
}

TEST(the_order_of_members_says_nothing)
{
	struct member m;

	for (int i = 0; i < KIT_NUM; i++) {
		kit_load(&s, i);
		REQUIRE_CHECK(ATTEST_OK, parse_tcb(s.raw.tcb_info));
		tcb_again = tcb;
		for (size_t at = 1; edit_next_member(s.raw.tcb_info, &at, &m);) {
			EXPECT_CHECK(ATTEST_OK, parse_tcb(edit_reordered(s.raw.tcb_info, &m)));
			EXPECT(same_tcb(&tcb, &tcb_again));
		}
		REQUIRE_CHECK(ATTEST_OK, parse_qe(s.raw.qe_identity));
		qe_again = qe;
		for (size_t at = 1; edit_next_member(s.raw.qe_identity, &at, &m);) {
			EXPECT_CHECK(ATTEST_OK, parse_qe(edit_reordered(s.raw.qe_identity, &m)));
			EXPECT(same_qe(&qe, &qe_again));
		}
	}
}

TEST(a_text_cut_anywhere_or_with_more_behind_it_is_refused)
{
	kit_load(&s, KIT_TDX);
	for (size_t n = 0; n < s.raw.tcb_info.n; n++)
		EXPECT_CHECK(ATTEST_TCB_FORMAT, parse_tcb(slice_of(s.raw.tcb_info.p, n)));
	for (size_t n = 0; n < s.raw.qe_identity.n; n++)
		EXPECT_CHECK(ATTEST_QE_ID_FORMAT, parse_qe(slice_of(s.raw.qe_identity.p, n)));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("}]}", "}]}]"));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, parse_tcb(SLICE_LIT("[]")));
	EXPECT_CHECK(ATTEST_QE_ID_FORMAT, parse_qe(SLICE_LIT("null")));
}

/* --- Single values ---------------------------------------------------------------------------- */

TEST(versions_types_and_ids_that_are_not_known_are_refused)
{
	kit_load(&s, KIT_SGX);
	EXPECT_CHECK(ATTEST_TCB_VERSION, tcb_with("\"version\":3", "\"version\":2"));
	EXPECT_CHECK(ATTEST_TCB_VERSION, tcb_with("\"version\":3", "\"version\":4"));
	EXPECT_CHECK(ATTEST_TCB_VERSION, tcb_with("\"tcbType\":0", "\"tcbType\":1"));
	EXPECT_CHECK(ATTEST_TCB_ID, tcb_with("\"SGX\"", "\"sgx\""));
	EXPECT_CHECK(ATTEST_QE_ID_VERSION, qe_with("\"version\":2", "\"version\":3"));
	EXPECT_CHECK(ATTEST_QE_ID_ID, qe_with("\"QE\"", "\"QVE\""));
	/* An SGX edit_text with what only TDX has, and the other way round. */
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("\"SGX\"", "\"TDX\""));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("\"tcbType\"", "\"tdxModule\":{},\"tcbType\""));
	kit_load(&s, KIT_TDX);
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("\"TDX\"", "\"SGX\""));
}

TEST(a_status_that_is_not_known_is_refused)
{
	kit_load(&s, KIT_SGX);
	EXPECT_CHECK(ATTEST_TCB_STATUS_UNKNOWN,
	             tcb_with("\"SWHardeningNeeded\"", "\"SwHardeningNeeded\""));
	EXPECT_CHECK(ATTEST_TCB_STATUS_UNKNOWN, tcb_with("\"SWHardeningNeeded\"", "\"Fine\""));
	/* Computed, so never in a text. */
	EXPECT_CHECK(ATTEST_TCB_STATUS_UNKNOWN,
	             tcb_with("\"SWHardeningNeeded\"", "\"RelaunchAdvised\""));
	/* A quoting enclave or module has three. */
	EXPECT_CHECK(ATTEST_OK, qe_with("\"UpToDate\"", "\"Revoked\""));
	EXPECT(qe.levels[0].status == ATTEST_REVOKED);
	EXPECT_CHECK(ATTEST_TCB_STATUS_UNKNOWN, qe_with("\"UpToDate\"", "\"SWHardeningNeeded\""));
	kit_load(&s, KIT_TDX);
	EXPECT_CHECK(ATTEST_TCB_STATUS_UNKNOWN,
	             tcb_with("\"UpToDate\"", "\"ConfigurationNeeded\"")); /* a module's */
}

TEST(each_of_the_seven_statuses_is_read)
{
	char to[64];

	kit_load(&s, KIT_SGX);
	for (u32 i = 0; i <= ATTEST_REVOKED; i++) {
		(void)snprintf(to, sizeof(to), "\"%s\"", attest_status_name((enum attest_status)i));
		EXPECT_CHECK(ATTEST_OK, tcb_with("\"SWHardeningNeeded\"", to));
		EXPECT(tcb.levels[0].status == i);
	}
}

TEST(numbers_have_ranges)
{
	kit_load(&s, KIT_SGX);
	EXPECT_CHECK(ATTEST_OK, tcb_with("\"svn\":11", "\"svn\":255"));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("\"svn\":11", "\"svn\":256"));
	EXPECT_CHECK(ATTEST_OK, tcb_with("\"pcesvn\":13", "\"pcesvn\":65535"));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("\"pcesvn\":13", "\"pcesvn\":65536"));
	EXPECT_CHECK(ATTEST_OK, tcb_with("Number\":17", "Number\":4294967295"));
	EXPECT(tcb.eval == UINT32_MAX);
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("Number\":17", "Number\":4294967296"));
	EXPECT_CHECK(ATTEST_OK, qe_with("\"isvsvn\":8", "\"isvsvn\":65535"));
	EXPECT_CHECK(ATTEST_QE_ID_FORMAT, qe_with("\"isvsvn\":8", "\"isvsvn\":65536"));
	EXPECT_CHECK(ATTEST_QE_ID_FORMAT, qe_with("\"isvprodid\":1", "\"isvprodid\":65536"));
}

TEST(hexadecimal_has_its_length_and_no_prefix)
{
	kit_load(&s, KIT_SGX);
	EXPECT_CHECK(ATTEST_OK, tcb_with("\"00A067110000\"", "\"00a067110000\""));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("\"00A067110000\"", "\"00A0671100\""));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("\"00A067110000\"", "\"00A06711000000\""));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("\"00A067110000\"", "\"0x00A067110000\""));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("\"00A067110000\"", "\"0x0A06711000\""));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("\"00A067110000\"", "\"00G067110000\""));
	EXPECT_CHECK(ATTEST_OK, tcb_with("\"pceId\":\"0000\"", "\"pceId\":\"0102\""));
	EXPECT(tcb.pce_id == 0x102);
	EXPECT_CHECK(ATTEST_OK, qe_with("t\":\"00000000\"", "t\":\"01020304\""));
	EXPECT(qe.miscselect == 0x04030201); /* bytes as in the report */
}

TEST(dates_have_one_form)
{
	kit_load(&s, KIT_SGX);
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("2025-06-19T10:56:11Z", "2025-06-19T10:56:11"));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("2025-06-19T10:56:11Z", "2025-06-31T10:56:11Z"));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("2024-03-13T00:00:00Z", "2024-3-13T00:00:00Z"));
	EXPECT_CHECK(ATTEST_QE_ID_FORMAT, qe_with("2025-06-19T10:01:18Z", "2025-06-19 10:01:18Z"));
}

TEST(a_level_has_sixteen_components)
{
	kit_load(&s, KIT_SGX);
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("{\"svn\":11},", ""));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("{\"svn\":11},", "{\"svn\":11},{\"svn\":11},"));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("{\"svn\":11},", "11,"));
	kit_load(&s, KIT_TDX);
	EXPECT_CHECK(ATTEST_TCB_FORMAT,
	             tcb_with("\"tdxtcbcomponents\":[", "\"tdxtcbcomponents\":[{\"svn\":0},"));
}

/* --- Lists ------------------------------------------------------------------------------------ */

#define HEAD                                                                                       \
	"{\"id\":\"SGX\",\"version\":3,\"issueDate\":\"2025-06-19T10:56:11Z\",\"nextUpdate\":"     \
	"\"2025-07-19T10:56:11Z\",\"fmspc\":\"00A067110000\",\"pceId\":\"0000\",\"tcbType\":0,"    \
	"\"tcbEvaluationDataNumber\":17,\"tcbLevels\":["

static void add_text(const char *t)
{
	edit_add(slice_str(t));
}

static void add_level(u32 first, u32 pcesvn, const char *status, const char *advisories)
{
	char level[512];

	(void)snprintf(level, sizeof(level), "%s{\"tcb\":{\"sgxtcbcomponents\":[{\"svn\":%u}",
	               edit_text[edit_len - 1] == '[' ? "" : ",", first);
	add_text(level);
	for (int i = 1; i < 16; i++)
		add_text(",{\"svn\":0}");
	(void)snprintf(level, sizeof(level),
	               "],\"pcesvn\":%u},\"tcbDate\":\"2024-03-13T00:00:00Z\",\"tcbStatus\":"
	               "\"%s\",\"advisoryIDs\":[%s]}",
	               pcesvn, status, advisories);
	add_text(level);
}

static void levels_begin(void)
{
	edit_len = 0;
	add_text(HEAD);
}

static enum attest_check levels_end(void)
{
	add_text("]}");
	return parse_tcb(slice_of(edit_text, edit_len));
}

TEST(levels_are_sorted_whatever_their_order_is)
{
	static const u32 order[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
	                               {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		levels_begin();
		for (int k = 0; k < 3; k++)
			add_level(order[i][k] < 2 ? 5 : 4, order[i][k] == 0 ? 9 : 8, "UpToDate",
			          "");
		REQUIRE_CHECK(ATTEST_OK, levels_end());
		EXPECT(tcb.levels[0].sgx[0] == 5 && tcb.levels[0].pcesvn == 9);
		EXPECT(tcb.levels[1].sgx[0] == 5 && tcb.levels[1].pcesvn == 8);
		EXPECT(tcb.levels[2].sgx[0] == 4 && tcb.levels[2].pcesvn == 8);
	}
}

TEST(two_levels_alike_are_refused_whatever_they_say)
{
	levels_begin();
	add_level(5, 9, "UpToDate", "");
	add_level(4, 9, "OutOfDate", "");
	add_level(5, 9, "Revoked", "");
	EXPECT_CHECK(ATTEST_TCB_FORMAT, levels_end());
	kit_load(&s, KIT_SGX);
	EXPECT_CHECK(ATTEST_QE_ID_FORMAT, qe_with("\"isvsvn\":6", "\"isvsvn\":8"));
	EXPECT_CHECK(ATTEST_OK, qe_with("\"isvsvn\":6", "\"isvsvn\":7"));
}

TEST(levels_have_a_limit_and_there_is_one)
{
	levels_begin();
	EXPECT_CHECK(ATTEST_TCB_FORMAT, levels_end());
	for (u32 num = ATTEST_LEVELS_MAX; num <= ATTEST_LEVELS_MAX + 1; num++) {
		levels_begin();
		for (u32 i = 0; i < num; i++)
			add_level(i, 0, "UpToDate", "");
		EXPECT_CHECK(num > ATTEST_LEVELS_MAX ? ATTEST_TCB_FORMAT : ATTEST_OK, levels_end());
	}
}

static void add_many_advisories(u32 num)
{
	char names[32];

	add_level(1, 0, "UpToDate", "");
	edit_len -= 2; /* ]} */
	for (u32 i = 0; i < num; i++) {
		(void)snprintf(names, sizeof(names), "%s\"INTEL-SA-%05u\"", i == 0 ? "" : ",",
		               9999 - i);
		add_text(names);
	}
	add_text("]}");
}

TEST(advisories_have_a_limit)
{
	levels_begin();
	add_many_advisories(ATTEST_ADVISORIES_MAX);
	EXPECT_CHECK(ATTEST_OK, levels_end());
	EXPECT(tcb.levels[0].advisories == UINT64_MAX && tcb.advisories.num == 64);
	EXPECT(strcmp(tcb.advisories.names[0], "INTEL-SA-09936") == 0);
	levels_begin();
	add_many_advisories(ATTEST_ADVISORIES_MAX + 1);
	EXPECT_CHECK(ATTEST_TCB_FORMAT, levels_end());
}

static enum attest_check with_advisory(const char *json)
{
	levels_begin();
	add_level(1, 0, "UpToDate", json);
	return levels_end();
}

TEST(an_advisory_is_a_short_plain_name)
{
	EXPECT_CHECK(ATTEST_OK, with_advisory("\"INTEL-SA-00289\",\"INTEL-SA-00289\""));
	EXPECT(tcb.advisories.num == 1);
	EXPECT_CHECK(ATTEST_OK, with_advisory("\"12345678901234567890123\""));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, with_advisory("\"123456789012345678901234\""));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, with_advisory("\"\""));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, with_advisory("\"INTEL SA\""));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, with_advisory("\"INTEL\\u0000SA\""));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, with_advisory("289"));
}

TEST(tdx_modules_are_named_in_hexadecimal_each_once)
{
	static const struct {
		const char *id;
		enum attest_check check;
		u8 version;
	} cases[] = {
	    {"TDX_02", ATTEST_OK, 2},         {"TDX_10", ATTEST_OK, 16},
	    {"TDX_fF", ATTEST_OK, 255},       {"tdx_0a", ATTEST_OK, 10},
	    {"TDX_01", ATTEST_TCB_FORMAT, 0}, /* the other's */
	    {"TDX_00", ATTEST_TCB_FORMAT, 0}, /* tdxModule's */
	    {"TDX_3", ATTEST_TCB_FORMAT, 0},  {"TDX_003", ATTEST_TCB_FORMAT, 0},
	    {"TDX_0G", ATTEST_TCB_FORMAT, 0}, {"TDY_03", ATTEST_TCB_FORMAT, 0},
	    {"TDX-03", ATTEST_TCB_FORMAT, 0}, {"", ATTEST_TCB_FORMAT, 0},
	};
	char to[32];

	kit_load(&s, KIT_TDX);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		(void)snprintf(to, sizeof(to), "\"%s\"", cases[i].id);
		EXPECT_CHECK(cases[i].check, tcb_with("\"TDX_03\"", to));
		if (cases[i].check == ATTEST_OK)
			EXPECT(tcb.modules[2].version == cases[i].version);
	}
}

TEST(tdx_modules_have_a_limit)
{
	static const char module[] =
	    "{\"id\":\"TDX_%02X\",\"mrsigner\":\"%096d\",\"attributes\":\"0100000000000080\","
	    "\"attributesMask\":\"FFFFFFFFFFFFFFFF\",\"tcbLevels\":[{\"tcb\":{\"isvsvn\":3},"
	    "\"tcbDate\":\"2024-03-13T00:00:00Z\",\"tcbStatus\":\"UpToDate\"}]},";
	static char list[8192];
	size_t n = (size_t)snprintf(list, sizeof(list), "\"tdxModuleIdentities\":[");

	kit_load(&s, KIT_TDX);
	for (u32 i = 0; i < 6; i++) { /* with two that are there and tdxModule: one too many */
		n += (size_t)snprintf(list + n, sizeof(list) - n, module, 0x40 - i, 0);
		EXPECT_CHECK(i < 5 ? ATTEST_OK : ATTEST_TCB_FORMAT,
		             tcb_with("\"tdxModuleIdentities\":[", list));
	}
	EXPECT(tcb.modules[0].version == 0);
	EXPECT_CHECK(ATTEST_TCB_FORMAT, tcb_with("[{\"tcb\":{\"isvsvn\":3},\"tcbDate\":\"2024-03-"
	                                         "13T00:00:00Z\",\"tcbStatus\":\"UpToDate\"}]",
	                                         "[]"));
}

TEST(a_text_beyond_the_limit_is_refused_and_one_within_fits_the_scratch)
{
	memset(edit_text, ' ', sizeof(edit_text));
	levels_begin();
	add_level(1, 0, "UpToDate", "");
	add_text("]}");
	EXPECT_CHECK(ATTEST_OK, parse_tcb(slice_of(edit_text, ATTEST_JSON_MAX)));
	EXPECT_CHECK(ATTEST_TCB_FORMAT, parse_tcb(slice_of(edit_text, ATTEST_JSON_MAX + 1)));
	/* The most values that fit into a text. */
	edit_len = 0;
	add_text("[0");
	while (edit_len + 3 <= ATTEST_JSON_MAX)
		add_text(",0");
	add_text("]");
	EXPECT_CHECK(ATTEST_TCB_FORMAT, parse_tcb(slice_of(edit_text, edit_len)));
}

TEST_MAIN()
