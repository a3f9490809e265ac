/* Logs of real machines (vectors/README.md) and what an attacker would make of them. */
#include "evidence/eventlog.c"

#include "evidence/test_util.h"

static struct eventlog lg;

static struct arena scratch(void)
{
	return arena_of(test_mem, sizeof(test_mem));
}

static enum evidence_check dstack(struct slice json)
{
	struct arena a = scratch();

	return eventlog_dstack(&lg, json, &a);
}

static enum evidence_check against_quote(struct slice quote)
{
	u8 rtmr[4][48];

	TRY_CHECK(eventlog_rtmrs(rtmr, quote));
	return eventlog_check(&lg, (const u8(*)[48])rtmr, lg.mask);
}

static bool is_hex(struct slice s, const char *hex)
{
	u8 want[64];
	size_t n = 0;

	return hex_decode(want, sizeof(want), &n, slice_str(hex)) == ERR_OK &&
	       slice_eq(s, slice_of(want, n));
}

TEST(a_log_of_dstack_leads_to_all_four_registers_of_its_quote)
{
	struct slice json = read_text("dstack_log.json");
	struct arena a = scratch();

	/* Not dstack(): the slices of the result live in the arena. */
	EXPECT_CHECK(EVIDENCE_OK, eventlog_dstack(&lg, json, &a));
	EXPECT_CHECK(EVIDENCE_OK, against_quote(read_hex("dstack_quote.hex")));
	EXPECT(is_hex(lg.app_id, "3763bc34552cf3a27ff71ad5f7a90471562a1a2d"));
	EXPECT(is_hex(lg.compose_hash,
	              "3763bc34552cf3a27ff71ad5f7a90471562a1a2df552dfc1998cba2d60da27e7"));
	EXPECT(is_hex(lg.instance_id, "c3714eb66990eace777b4e664c16e09375dec4c9"));
	EXPECT(slice_starts(lg.key_provider, SLICE_LIT("{\"name\":\"local-sgx\"")));
	EXPECT(lg.num_events[0] == 13);
	EXPECT(lg.num_events[3] == 8);
	EXPECT_CHECK(EVIDENCE_OK, eventlog_policy_check(&lg, lg.app_id, lg.compose_hash));
	EXPECT_CHECK(EVIDENCE_LOG_APP_ID, eventlog_policy_check(&lg, lg.compose_hash, SLICE_EMPTY));
	EXPECT_CHECK(EVIDENCE_LOG_COMPOSE_HASH, eventlog_policy_check(&lg, SLICE_EMPTY, lg.app_id));
}

TEST(a_log_without_the_digests_that_can_be_computed_leads_there_too)
{
	EXPECT_CHECK(EVIDENCE_OK, dstack(read_text("dstack_lite_log.json")));
	EXPECT_CHECK(EVIDENCE_OK, against_quote(read_hex("dstack_lite_quote.hex")));
	EXPECT(lg.os_image_hash.n == 32 && lg.num_events[3] == 9);
}

TEST(a_log_does_not_go_with_another_quote)
{
	EXPECT_CHECK(EVIDENCE_OK, dstack(read_text("dstack_log.json")));
	EXPECT_CHECK(EVIDENCE_LOG_RTMR0, against_quote(read_hex("dstack_lite_quote.hex")));
	EXPECT_CHECK(EVIDENCE_LOG_QUOTE, against_quote(read_text("dstack_log.json")));
	for (u32 i = 0; i < 4; i++) {
		u8 rtmr[4][48];

		memcpy(rtmr, lg.rtmr, sizeof(rtmr));
		rtmr[i][47] ^= 1;
		EXPECT_CHECK((enum evidence_check)((u32)EVIDENCE_LOG_RTMR0 + i),
		             eventlog_check(&lg, (const u8(*)[48])rtmr, 15));
		EXPECT_CHECK(EVIDENCE_OK,
		             eventlog_check(&lg, (const u8(*)[48])rtmr, 15u & ~(1u << i)));
	}
}

/* A bit may change where nothing is said: payloads and names of firmware's events, unknown
 * members, the case of hex digits and white space. Whatever is reported must stay the same. */
TEST(no_bit_of_a_log_changes_what_is_accepted_and_reported)
{
	struct slice json = read_text("dstack_log.json"), quote = read_hex("dstack_quote.hex");
	u8 *p = copy_of(json);
	static struct eventlog good;
	static u8 keep[2u << 20];
	struct arena a = arena_of(keep, sizeof(keep));
	u32 accepted = 0, tried = 0;

	REQUIRE(eventlog_dstack(&good, json, &a) == EVIDENCE_OK);
	for (size_t i = 0; i < json.n; i++) {
		for (u32 bit = 0; bit < 8; bit++) {
			p[i] ^= (u8)(1u << bit);
			tried++;
			if (dstack(slice_of(p, json.n)) == EVIDENCE_OK &&
			    against_quote(quote) == EVIDENCE_OK) {
				accepted++;
				EXPECT(slice_eq(lg.app_id, good.app_id));
				EXPECT(slice_eq(lg.compose_hash, good.compose_hash));
				EXPECT(slice_eq(lg.instance_id, good.instance_id));
				EXPECT(slice_eq(lg.key_provider, good.key_provider));
			}
			p[i] ^= (u8)(1u << bit);
		}
	}
	EXPECT(accepted != 0 && accepted < tried / 2);
}

TEST(every_truncation_of_a_log_is_refused)
{
	struct slice json = read_text("dstack_log.json"), ccel = read_hex("ccel_ovmf.hex");
	static struct eventlog whole;
	size_t end = 2120; /* where the events end and the filling begins */

	REQUIRE(eventlog_ccel(&whole, ccel) == EVIDENCE_OK);
	for (size_t n = 0; n < json.n; n++)
		EXPECT_CHECK(EVIDENCE_LOG_FORMAT, dstack(slice_of(json.p, n)));
	for (size_t n = 0; n < end; n++) {
		u8 *p = malloc(n + 1);
		enum evidence_check c;

		memcpy(p, ccel.p, n);
		c = eventlog_ccel(&lg, slice_of(p, n));
		free(p);
		/* Cut between two events it is a shorter log, which leads elsewhere. */
		EXPECT(c == EVIDENCE_CCEL_HEADER || c == EVIDENCE_CCEL_SHORT ||
		       c == EVIDENCE_CCEL_DIGEST ||
		       (c == EVIDENCE_OK &&
		        eventlog_check(&lg, (const u8(*)[48])whole.rtmr, 7) != EVIDENCE_OK));
	}
}

/* --- Made-up logs of dstack ------------------------------------------------------------------- */

#define EVENT(name, payload)                                                                       \
	"{\"imr\":3,\"event_type\":134217729,\"digest\":\"\",\"event\":\"" name                    \
	"\",\"event_payload\":\"" payload "\"}"
#define APP     EVENT("app-id", "0101010101010101010101010101010101010101")
#define COMPOSE EVENT("compose-hash", H32)
#define H32     "0202020202020202020202020202020202020202020202020202020202020202"
#define DONE    EVENT("boot-mr-done", "")
#define READY   EVENT("system-ready", "")
#define FIRM(imr, type)                                                                            \
	"{\"imr\":" imr ",\"event_type\":" type ",\"digest\":\"" H48 "\",\"event\":\"\","          \
	"\"event_payload\":\"\"}"
#define H48 H32 "02020202020202020202020202020202"

static const struct {
	const char *json;
	enum evidence_check want;
} made_up[] = {
    {"[" APP "," COMPOSE "," DONE "]", EVIDENCE_OK},
    {"[" APP "," COMPOSE "," DONE "," READY "," EVENT("x", "00") "]", EVIDENCE_OK},
    {"[" COMPOSE "," DONE "]", EVIDENCE_LOG_MISSING},
    {"[" APP "," DONE "]", EVIDENCE_LOG_MISSING},
    {"[" APP "," COMPOSE "]", EVIDENCE_LOG_MISSING},
    {"[]", EVIDENCE_LOG_MISSING},
    {"{}", EVIDENCE_LOG_FORMAT},
    {"", EVIDENCE_LOG_FORMAT},
    {"[1]", EVIDENCE_LOG_EVENT},
    {"[" APP "," APP "," COMPOSE "," DONE "]", EVIDENCE_LOG_REPEATED},
    {"[" APP "," COMPOSE "," COMPOSE "," DONE "]", EVIDENCE_LOG_REPEATED},
    {"[" APP "," COMPOSE "," DONE "," APP "]", EVIDENCE_LOG_REPEATED},
    {"[" APP "," COMPOSE "," DONE "," READY "," COMPOSE "]", EVIDENCE_LOG_REPEATED},
    {"[" APP "," COMPOSE "," DONE "," DONE "]", EVIDENCE_LOG_REPEATED},
    {"[" APP "," COMPOSE "," DONE "," READY "," READY "]", EVIDENCE_LOG_REPEATED},
    {"[" APP "," DONE "," COMPOSE "]", EVIDENCE_LOG_LATE},
    {"[" COMPOSE "," DONE "," APP "]", EVIDENCE_LOG_LATE},
    {"[" APP "," COMPOSE "," DONE "," EVENT("instance-id", "") "]", EVIDENCE_LOG_LATE},
    {"[" APP "," COMPOSE "," DONE "," EVENT("os-image-hash", H32) "]", EVIDENCE_OK},
    {"[" APP "," COMPOSE "," DONE "," READY "," EVENT("os-image-hash", H32) "]", EVIDENCE_LOG_LATE},
    {"[" APP "," COMPOSE "," DONE "," READY "," EVENT("key-provider", "") "]", EVIDENCE_LOG_LATE},
    {"[" EVENT("app-id", "01") "," COMPOSE "," DONE "]", EVIDENCE_LOG_PAYLOAD},
    {"[" APP "," EVENT("compose-hash", "01") "," DONE "]", EVIDENCE_LOG_PAYLOAD},
    {"[" EVENT("app-id:x", "01") "," APP "," COMPOSE "," DONE "]", EVIDENCE_LOG_NAME},
    {"[" FIRM("3", "1") "]", EVIDENCE_LOG_TYPE},
    {"[" FIRM("3", "3") "]", EVIDENCE_LOG_TYPE},
    {"[" FIRM("0", "134217729") "]", EVIDENCE_LOG_TYPE},
    {"[" FIRM("4", "1") "]", EVIDENCE_LOG_IMR},
    {"[" FIRM("-1", "1") "]", EVIDENCE_LOG_EVENT},
    {"[" FIRM("0", "4294967296") "]", EVIDENCE_LOG_EVENT},
    {"[{\"imr\":0,\"event_type\":1,\"digest\":\"00\",\"event\":\"\",\"event_payload\":\"\"}]",
     EVIDENCE_LOG_EVENT},
    {"[{\"imr\":0,\"event_type\":1,\"digest\":\"0x0\",\"event\":\"\",\"event_payload\":\"\"}]",
     EVIDENCE_LOG_EVENT},
    {"[{\"imr\":0,\"event_type\":1,\"event\":\"\",\"event_payload\":\"\"}]", EVIDENCE_LOG_EVENT},
    {"[{\"imr\":3,\"event_type\":134217729,\"digest\":\"" H48
     "\",\"event\":\"x\",\"event_payload\":\"\"}]",
     EVIDENCE_LOG_DIGEST},
    {"[{\"imr\":3,\"event_type\":134217729,\"digest\":\"00\",\"event\":\"x\","
     "\"event_payload\":\"\"}]",
     EVIDENCE_LOG_DIGEST},
    {"[{\"imr\":3,\"event_type\":134217729,\"digest\":\"\",\"event\":\"x\",\"event_payload\":\"\","
     "\"version\":3}]",
     EVIDENCE_LOG_VERSION},
    {"[{\"imr\":3,\"event_type\":134217729,\"digest\":\"\",\"event\":\"x\",\"event_payload\":\"\","
     "\"version\":\"2\"}]",
     EVIDENCE_LOG_EVENT},
    {"[{\"imr\":0,\"imr\":3,\"event_type\":1,\"digest\":\"\",\"event\":\"\","
     "\"event_payload\":\"\"}]",
     EVIDENCE_LOG_FORMAT},
    {"\x1f\x8b\x08", EVIDENCE_LOG_COMPRESSED},
};

TEST(made_up_logs_are_judged)
{
	for (size_t i = 0; i < ARRAY_LEN(made_up); i++) {
		enum evidence_check c = dstack(slice_str(made_up[i].json));

		if (c != made_up[i].want)
			(void)fprintf(stderr, "%s\n", made_up[i].json);
		EXPECT_CHECK(made_up[i].want, c);
	}
	EXPECT_CHECK(EVIDENCE_LOG_SIZE, dstack(slice_of(file_mem, EVENTLOG_JSON_MAX + 1)));
}

#define V2_DIGEST_1                                                                                \
	"5ae890fe4974a22bcd208239db069737aaf5496ef51aab28fb0d8a6c179ba553"                         \
	"41a542ccbf97f02cc0d9e7b397b6e603"
#define V2_DIGEST_2                                                                                \
	"c3c6aaab21738411752bfe0d7164921c00a3b0975904f3ea4f092cbab63898af"                         \
	"9ffa0b6713f15f1192a68b923155a9d9"
#define V2_DIGEST_3                                                                                \
	"4ab5857e20bac8f40fa7ad6b3c223ce94336216660dcc0adc03cbf61f8f2ad3e"                         \
	"3888c961710cffdaf78745430266459f"
#define V2_RTMR                                                                                    \
	"f9ccdd5142c7a97dbb5cca58f82346063f10e8458cc3a68bd6be80ee0e5293f0"                         \
	"ea2f827547c2877e555f3beddf058a5a"

/* Figures of Python's hashlib and json; names as in the tests of dstack's runtime_events.rs. */
TEST(digests_of_version_2_are_of_the_canonical_json)
{
	static const char json[] =
	    "[{\"imr\":3,\"event_type\":134217729,\"digest\":\"" V2_DIGEST_1 "\","
	    "\"event\":\"compose-hash\",\"event_payload\":\"" H32 "\",\"version\":2},"
	    "{\"imr\":3,\"event_type\":134217729,\"digest\":\"" V2_DIGEST_2 "\","
	    "\"event\":\"event\\\"with\\\\special\\nchars\",\"event_payload\":\"FF\","
	    "\"version\":2},{\"imr\":3,\"event_type\":134217729,\"digest\":\"" V2_DIGEST_3 "\","
	    "\"event\":\"\\u6d4b\\u8bd5\\u0001:\",\"event_payload\":\"\",\"version\":2}," APP
	    "," DONE "]";

	EXPECT_CHECK(EVIDENCE_OK, dstack(SLICE_LIT(json)));
	EXPECT(is_hex(SLICE_ARR(lg.rtmr[3]), V2_RTMR));
}

/* --- Firmware's logs -------------------------------------------------------------------------- */

/* Registers by trustee's deps/eventlog/src/lib.rs. */
static const struct {
	const char *name, *rtmr[3];
	u32 num[3];
} ccels[] = {
    {"ccel_tdshim.hex",
     {"2dc712306a963eadb894ad47dbaa17df44814151555aee11cbb843becca88950ffd079664902e6f22c66f7c82135"
      "43"
      "f4",
      "0fa3be56af61208bbd179dc7b124988eb929319154663c539d6f46445ecac2fec287075047ff7bd1922829fec28c"
      "d3"
      "cf",
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "000"
      "0"},
     {2, 3, 0}},
    {"ccel_ovmf.hex",
     {"8566f998798db09443b244c62de9a3041fb02e2e6936c4396d784bba2e90177329ec5aba3bb484404f2ab9cc90ab"
      "e1"
      "93",
      "775b9f6bfe99f8a31396f0d0218e67ffa796d3b96ccf961cbb0deba48c79c00f082cda1a5567c1c16305f1fc210c"
      "13"
      "c6",
      "94eaf7a7bf398ed8d888c91057ae0261802e4f3df084213a76ca7f0b5055ac9d2241de43cd58d9e8b49c503bbf25"
      "f3"
      "4a"},
     {14, 4, 2}},
    {"ccel_gke.hex",
     {"bc9945139042cf2cc75caf920aa57f14884ecfd7e893bccc51250c8ce90eb53ce72741e6adaa18183eb1331a87d4"
      "54"
      "4a",
      "c17cb288a4dee302bb9ed8d27257a168f3264ad68cab53757f37eeaa7039657fa887cad65cf910e0fdc435ff110f"
      "8a"
      "7b",
      "334aeba2c985f8886cea97d1ecffbd512769d528b9a94009583db667ad7d2faa7d37fa145d75b192ceee2d2f10b2"
      "eb"
      "6d"},
     {14, 7, 12}},
};

TEST(logs_of_firmware_lead_to_the_registers_that_others_found)
{
	for (size_t i = 0; i < ARRAY_LEN(ccels); i++) {
		EXPECT_CHECK(EVIDENCE_OK, eventlog_ccel(&lg, read_hex(ccels[i].name)));
		for (u32 k = 0; k < 3; k++) {
			EXPECT(is_hex(SLICE_ARR(lg.rtmr[k]), ccels[i].rtmr[k]));
			EXPECT(lg.num_events[k] == ccels[i].num[k]);
		}
		EXPECT(lg.mask == EVENTLOG_CCEL_MASK && lg.num_described >= 2);
	}
}

/* Where a flip does not show: the header's old-style digest, its register and vendor fields, data
 * of events, and whole events that extend nothing. All else is refused or leads elsewhere. */
TEST(no_bit_of_a_firmware_log_can_change_where_it_counts)
{
	struct slice log = read_hex("ccel_ovmf.hex");
	static struct eventlog good;
	u8 *p = copy_of(log);
	u32 same = 0;

	REQUIRE(eventlog_ccel(&good, log) == EVIDENCE_OK);
	for (size_t i = 0; i < log.n; i++) {
		for (u32 bit = 0; bit < 8; bit++) {
			p[i] ^= (u8)(1u << bit);
			if (eventlog_ccel(&lg, slice_of(p, log.n)) == EVIDENCE_OK &&
			    eventlog_check(&lg, (const u8(*)[48])good.rtmr, 7) == EVIDENCE_OK)
				same++;
			p[i] ^= (u8)(1u << bit);
		}
	}
	/* 33 bytes of the header, type and data of the 20 events; less one bit that makes an
	 * event one that extends nothing; six in the size of the last event, which then takes
	 * filling for data. Counted by another program. */
	EXPECT(same == 6789);
}

static u8 made[512];

/* Header with SHA-384 and one event; the event begins at 65. */
static size_t make_ccel(void)
{
	size_t n = 32;

	memset(made, 0, sizeof(made));
	made[4] = 3;
	made[28] = 33;
	memcpy(made + n, "Spec ID Event03", 16);
	made[n + 24] = 1;
	made[n + 28] = 0x0c;
	made[n + 30] = 48;
	n += 33;
	made[n] = 1;
	made[n + 4] = 4;
	made[n + 8] = 1;
	made[n + 12] = 0x0c;
	memset(made + n + 14, 0x55, 48);
	made[n + 62] = 4;
	return n + 70;
}

static const struct {
	u16 at;
	u8 value;
	enum evidence_check want;
} edits[] = {
    {4, 4, EVIDENCE_CCEL_HEADER},       {28, 15, EVIDENCE_CCEL_HEADER},
    {31, 1, EVIDENCE_CCEL_HEADER},      {46, '2', EVIDENCE_CCEL_HEADER},
    {56, 0, EVIDENCE_CCEL_HEADER},      {56, 2, EVIDENCE_CCEL_HEADER},
    {56, 9, EVIDENCE_CCEL_HEADER},      {59, 255, EVIDENCE_CCEL_HEADER},
    {60, 0x0b, EVIDENCE_CCEL_HEADER},   {62, 47, EVIDENCE_CCEL_HEADER},
    {60, 0x20, EVIDENCE_CCEL_HEADER},   {65, 0, EVIDENCE_LOG_IMR},
    {65, 5, EVIDENCE_LOG_IMR},          {65 + 3, 1, EVIDENCE_LOG_IMR},
    {65 + 8, 0, EVIDENCE_CCEL_DIGEST},  {65 + 8, 2, EVIDENCE_CCEL_DIGEST},
    {65 + 11, 1, EVIDENCE_CCEL_DIGEST}, {65 + 12, 0x0b, EVIDENCE_CCEL_DIGEST},
    {65 + 62, 5, EVIDENCE_CCEL_SHORT},  {65 + 65, 0xff, EVIDENCE_CCEL_SHORT},
};

TEST(each_field_of_a_firmware_log_is_checked)
{
	static u8 many[64 + 2 + 70 * (EVENTLOG_EVENTS_MAX + 1)];
	size_t n = make_ccel();

	EXPECT_CHECK(EVIDENCE_OK, eventlog_ccel(&lg, slice_of(made, n)));
	EXPECT(lg.num_events[0] == 1 && lg.num_described == 0);
	for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
		n = make_ccel();
		made[edits[i].at] = edits[i].value;
		EXPECT_CHECK(edits[i].want, eventlog_ccel(&lg, slice_of(made, n)));
	}
	n = make_ccel();
	memset(made + n, 0xff, 10);
	EXPECT_CHECK(EVIDENCE_OK, eventlog_ccel(&lg, slice_of(made, n + 10)));
	EXPECT_CHECK(EVIDENCE_OK, eventlog_ccel(&lg, slice_of(made, n + 3)));
	made[n + 9] = 0;
	EXPECT_CHECK(EVIDENCE_CCEL_TRAILING, eventlog_ccel(&lg, slice_of(made, n + 10)));
	EXPECT_CHECK(EVIDENCE_LOG_SIZE,
	             eventlog_ccel(&lg, slice_of(file_mem, EVENTLOG_CCEL_MAX + 1)));
	EXPECT_CHECK(EVIDENCE_LOG_COMPRESSED, eventlog_ccel(&lg, SLICE_LIT("\x1f\x8b")));
	(void)make_ccel();
	memcpy(many, made, 65);
	for (size_t i = 0; i < EVENTLOG_EVENTS_MAX + 1; i++)
		memcpy(many + 65 + 70 * i, made + 65, 70);
	EXPECT_CHECK(EVIDENCE_LOG_SIZE, eventlog_ccel(&lg, SLICE_ARR(many)));
	EXPECT_CHECK(EVIDENCE_OK,
	             eventlog_ccel(&lg, slice_of(many, 65 + 70 * EVENTLOG_EVENTS_MAX)));
}

TEST_MAIN()
