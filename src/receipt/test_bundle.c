#include "base/test.h"
#include "receipt/bundle.h"
#include "scale/encode.h"

#define Z32   "0000000000000000000000000000000000000000000000000000000000000000"
#define HASH  "\"0x" Z32 "\""
#define SIG   "\"signature\":\"0x" Z32 Z32 "\","
#define FRONT "\"chainName\":\"Phala\",\"chainId\":\"phala_dev\",\"genesis\":" HASH ","
#define MID   "\"receipt\":\"0xaabb\"," SIG "\"output\":\"{\\\"a\\\":1}\",\"header\":\"0x01\","
#define LAST  "\"justification\":\"0x02\",\"proof\":[\"0x\",\"0xabcd\"],"
#define BLOCK "\"block\":{\"number\":7,\"hash\":" HASH "}"
#define HEAD  "{\"version\":2," FRONT MID
#define WITH(x) "{\"version\":2," FRONT MID LAST BLOCK ",\"attestation\":" x "}"
#define NONE  ",\"attestation\":null"
#define QUOTE "\"quote\":\"0x0506\",\"collateral\":{\"a\":\"x\",\"b\":\"y\"}"
#define PLAIN "{\"version\":2," FRONT MID LAST BLOCK NONE "}"
#define FULL  WITH("{\"info\":\"0x0304\"," QUOTE "}")

static u8 mem[1 << 20];
static struct bundle b;

static enum err parse(struct slice json)
{
	struct arena a = arena_of(mem, sizeof(mem));

	return bundle_parse(&b, json, &a);
}

TEST(a_bundle_is_read_field_by_field)
{
	static const u8 proof[] = {2 << 2, 0, 2 << 2, 0xab, 0xcd};

	REQUIRE(parse(SLICE_LIT(FULL)) == ERR_OK);
	EXPECT(slice_eq(b.chain_name, SLICE_LIT("Phala")));
	EXPECT(slice_eq(b.chain_id, SLICE_LIT("phala_dev")));
	EXPECT(slice_eq(b.receipt, SLICE_LIT("\xaa\xbb")));
	EXPECT(slice_eq(b.output, SLICE_LIT("{\"a\":1}")));
	EXPECT(b.header.n == 1 && b.justification.n == 1);
	EXPECT(slice_eq(b.proof, SLICE_ARR(proof)));
	EXPECT(b.has_block && b.block_number == 7);
	EXPECT(b.has_attestation && !b.attestation.is_renewal);
	EXPECT(slice_eq(b.attestation.statement, SLICE_LIT("\x03\x04")));
	EXPECT(slice_eq(b.attestation.quote, SLICE_LIT("\x05\x06")));
	EXPECT(slice_eq(b.attestation.collateral, SLICE_LIT("{\"a\":\"x\",\"b\":\"y\"}")));
}

TEST(what_is_written_is_what_was_read)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice out;

	REQUIRE(bundle_parse(&b, SLICE_LIT(FULL), &a) == ERR_OK);
	REQUIRE(bundle_write(&b, &a, &out) == ERR_OK);
	EXPECT(slice_eq(out, SLICE_LIT(FULL)));
	b.has_block = false;
	REQUIRE(bundle_write(&b, &a, &out) == ERR_OK);
	REQUIRE(bundle_parse(&b, out, &a) == ERR_OK);
	EXPECT(!b.has_block);
	b.attestation.is_renewal = true;
	REQUIRE(bundle_write(&b, &a, &out) == ERR_OK);
	REQUIRE(bundle_parse(&b, out, &a) == ERR_OK);
	EXPECT(b.has_attestation && b.attestation.is_renewal && b.attestation.statement.n == 2);
	b.has_attestation = false;
	REQUIRE(bundle_write(&b, &a, &out) == ERR_OK);
	REQUIRE(bundle_parse(&b, out, &a) == ERR_OK);
	EXPECT(!b.has_attestation && b.attestation.quote.n == 0);
	b.proof = SLICE_LIT("\x08\x04");
	EXPECT_ERR(ERR_SHORT, bundle_write(&b, &a, &out));
}

TEST(an_attestation_can_be_kept_alone)
{
	static const char text[] = "{\"renewal\":\"0x0304\"," QUOTE "}";
	struct arena a = arena_of(mem, sizeof(mem));
	struct bundle_attestation x;
	struct slice out;

	REQUIRE(bundle_attestation_parse(&x, slice_str(text), &a) == ERR_OK);
	EXPECT(x.is_renewal && x.quote.n == 2);
	REQUIRE(bundle_attestation_write(&x, &a, &out) == ERR_OK);
	EXPECT(slice_eq(out, slice_str(text)));
	EXPECT_ERR(ERR_FORMAT, bundle_attestation_parse(&x, SLICE_LIT("null"), &a));
}

TEST(hand_overs_are_written_only_where_there_are_some)
{
	static const char with[] = "{\"version\":2," FRONT MID
				   "\"justification\":\"0x02\",\"handovers\":\"0x0400\","
				   "\"proof\":[\"0x\",\"0xabcd\"]," BLOCK NONE "}";
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice out;

	REQUIRE(bundle_parse(&b, SLICE_LIT(PLAIN), &a) == ERR_OK);
	EXPECT(b.handovers.n == 0);
	b.handovers = SLICE_LIT("\x04\x00");
	REQUIRE(bundle_write(&b, &a, &out) == ERR_OK);
	EXPECT(slice_eq(out, slice_str(with)));
	REQUIRE(bundle_parse(&b, out, &a) == ERR_OK);
	EXPECT(slice_eq(b.handovers, SLICE_LIT("\x04\x00")));
}

TEST(each_missing_field_and_each_cut_is_refused)
{
	static char cut[4096];
	static const char *const keys[] = {"chainName", "chainId",       "genesis", "receipt",
	                                   "signature", "output",        "header",  "proof",
	                                   "block",     "justification", "number",  "hash",
	                                   "info",      "quote",         "collateral"};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		char *at;

		(void)snprintf(cut, sizeof(cut), "%s", FULL);
		at = strstr(cut, keys[i]);
		REQUIRE(at != NULL);
		at[0] ^= 1; /* so the field is missing and an unknown one there */
		EXPECT_ERR(ERR_FORMAT, parse(slice_str(cut)));
	}
	for (size_t n = 0; n < sizeof(FULL) - 1; n++)
		EXPECT_ERR(ERR_SHORT, parse(slice_of(FULL, n)));
}

TEST(each_malformed_field_has_its_error)
{
	static const struct {
		const char *json;
		enum err err;
	} rows[] = {
	    {"[]", ERR_FORMAT},
	    {"{\"version\":1," FRONT MID LAST BLOCK NONE "}", ERR_VERSION},
	    {"{\"version\":\"1\"," FRONT MID LAST BLOCK NONE "}", ERR_FORMAT},
	    {"{\"version\":2," FRONT MID LAST "\"block\":7" NONE "}", ERR_FORMAT},
	    {"{\"version\":2," FRONT MID LAST "\"block\":{}" NONE "}", ERR_FORMAT},
	    {"{\"version\":2," FRONT MID LAST BLOCK NONE ",\"more\":1}", ERR_FORMAT},
	    {"{\"version\":2," FRONT MID LAST BLOCK NONE ",\"version\":2}", ERR_FORMAT},
	    {"{\"version\":2," FRONT MID LAST BLOCK NONE ",\"handovers\":1}", ERR_FORMAT},
	    {"{\"version\":2," FRONT MID LAST BLOCK NONE ",\"handovers\":\"0x0\"}", ERR_FORMAT},
	    {"{\"version\":2," FRONT MID "\"justification\":2,\"proof\":[]," BLOCK NONE "}",
	     ERR_FORMAT},
	    {HEAD "\"justification\":\"0x\",\"proof\":\"0x00\"," BLOCK NONE "}",
	     ERR_FORMAT},
	    {HEAD "\"justification\":\"0x\",\"proof\":[\"0x0\"]," BLOCK NONE "}",
	     ERR_FORMAT},
	    {HEAD "\"justification\":\"0x\",\"proof\":[\"abcd\"]," BLOCK NONE "}",
	     ERR_FORMAT},
	    {WITH("7"), ERR_FORMAT},
	    {WITH("{}"), ERR_FORMAT},
	    {WITH("{" QUOTE ",\"info\":\"0x0\"}"), ERR_FORMAT},
	    {WITH("{" QUOTE ",\"info\":\"0x\",\"renewal\":\"0x\"}"), ERR_FORMAT},
	    {WITH("{\"info\":\"0x\",\"quote\":7,\"collateral\":{}}"), ERR_FORMAT},
	    {WITH("{\"info\":\"0x\",\"quote\":\"0x\",\"collateral\":\"{}\"}"), ERR_FORMAT},
	    {WITH("{\"info\":\"0x\",\"quote\":\"0x\",\"collateral\":{\"a\":0.5}}"),
	     ERR_UNSUPPORTED},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		EXPECT_ERR(rows[i].err, parse(slice_str(rows[i].json)));
}

TEST(fields_beyond_their_limits_are_refused)
{
	static char json[200000];
	int n = snprintf(json, sizeof(json), "{\"version\":2," FRONT "\"receipt\":\"0x");

	memset(json + n, '0', 2 * 32769);
	(void)snprintf(json + n + 2 * 32769, sizeof(json) - (size_t)n - 2 * 32769,
	               "\"," SIG "\"output\":\"\",\"header\":\"0x01\"," LAST BLOCK NONE "}");
	EXPECT_ERR(ERR_LIMIT, parse(slice_str(json)));
}

TEST_MAIN()
