#include "base/hex.h"
#include "base/test.h"
#include "crypto/hash.h"
#include "primitives/chain_spec.h"
#include "primitives/storage_key.h"
#include "text/json.h"

#define AUTH_KEY "0x5f9cc45b7a00c5899361e1c6099678dc5e0621c4869aa60c02be9adcc98a0d1d"
#define SET_KEY  "0x5f9cc45b7a00c5899361e1c6099678dc8a2d09463effcc78a22d75b9cb87dffc"
#define VOTER    "fd1724385aa0c75b64fb78cd602fa1d991fdebf76b13c58ed702eac835e9f618"
#define AUTHS    "\"" AUTH_KEY "\": \"0x04" VOTER "0100000000000000\""
#define HEAD     "{\"name\": \"Test \\u00e9\", \"id\": \"t\", \"chainType\": \"Development\", "
#define TOP(x)   HEAD "\"genesis\": {\"raw\": {\"top\": {" x "}, \"childrenDefault\": {}}}}"

static u8 mem[8 << 20];
static struct chain_spec s;

static enum err parse(const char *json)
{
	struct arena a = arena_of(mem, sizeof(mem));

	return chain_spec_parse(&s, slice_str(json), &a);
}

TEST(a_spec_is_read_and_the_rest_derived)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice v = {0};
	struct storage_key k = storage_key(SLICE_LIT("Grandpa"), SLICE_LIT("CurrentSetId"));
	u8 want[32];

	REQUIRE(chain_spec_parse(&s,
	                         SLICE_LIT(HEAD "\"properties\": {\"ss58Format\": 30, "
	                                        "\"tokenDecimals\": 12, \"tokenSymbol\": \"PHA\"}, "
	                                        "\"unknown\": [1], "
	                                        "\"phala\": {\"acceptedRoots\": [\"0x" VOTER "\"], "
	                                        "\"allowSimulated\": true}, "
	                                        "\"genesis\": {\"raw\": {\"top\": {\"" SET_KEY
	                                        "\": \"0x0700000000000000\", " AUTHS "}}}}"),
	                         &a) == ERR_OK);
	EXPECT(slice_eq(s.name, SLICE_LIT("Test \xc3\xa9")) && slice_eq(s.id, SLICE_LIT("t")));
	EXPECT(s.ss58_format == 30 && s.token_decimals == 12);
	EXPECT(slice_eq(s.token_symbol, SLICE_LIT("PHA")));
	EXPECT(s.allow_simulated && s.num_roots == 1 && s.roots[0][0] == 0xfd);
	EXPECT(s.grandpa.num == 1 && s.grandpa.set_id == 7 && s.grandpa.list[0].weight == 1);
	EXPECT(s.num_top == 2 && chain_spec_get(&s, storage_key_slice(&k), &v) && v.n == 8);
	EXPECT(!chain_spec_get(&s, SLICE_LIT("x"), &v));
	EXPECT(s.genesis.number == 0);
	header_hash(&s.genesis, want);
	EXPECT(mem_eq(want, s.genesis_hash, 32));
}

TEST(what_a_spec_leaves_out_has_the_usual_value)
{
	REQUIRE(parse(TOP(AUTHS)) == ERR_OK);
	EXPECT(s.ss58_format == 42 && s.token_decimals == 0 && s.token_symbol.n == 0);
	EXPECT(!s.allow_simulated && s.num_roots == 0 && s.grandpa.set_id == 0);
}

TEST(the_genesis_root_is_that_of_the_state_in_any_order_of_the_file)
{
	static const char up[] = TOP("\"0x0012\": \"0x01\", \"0x0013\": \"0x02\", " AUTHS);
	static const char down[] = TOP(AUTHS ", \"0x0013\": \"0x02\", \"0x0012\": \"0x01\"");
	u8 hash[32], root[32];
	struct trie_pair pairs[2] = {{SLICE_LIT("\x00\x12"), SLICE_LIT("\x01")},
	                             {SLICE_LIT("\x00\x13"), SLICE_LIT("\x02")}};

	REQUIRE(parse(up) == ERR_OK);
	memcpy(hash, s.genesis_hash, 32);
	memcpy(root, s.genesis.state_root, 32);
	REQUIRE(parse(down) == ERR_OK);
	EXPECT(mem_eq(hash, s.genesis_hash, 32) && mem_eq(root, s.genesis.state_root, 32));
	EXPECT(slice_eq(s.top[0].key, pairs[0].key) && slice_eq(s.top[1].value, pairs[1].value));
	EXPECT(slice_cmp(s.top[1].key, s.top[2].key) < 0);
}

TEST(many_pairs_are_sorted)
{
	static char json[1 << 16];
	size_t n = 0;

	n += (size_t)snprintf(json, sizeof(json), HEAD "\"genesis\":{\"raw\":{\"top\":{" AUTHS);
	for (u32 i = 0; i < 999; i++)
		n += (size_t)snprintf(json + n, sizeof(json) - n, ",\"0x%04x\":\"0x%02x\"",
		                      (i * 40503u) & 0xffffu, i & 0xff);
	(void)snprintf(json + n, sizeof(json) - n, "}}}}");
	REQUIRE(parse(json) == ERR_OK);
	REQUIRE(s.num_top == 1000);
	for (size_t i = 1; i < s.num_top; i++)
		EXPECT(slice_cmp(s.top[i - 1].key, s.top[i].key) < 0);
}

#define LIVE       "{\"name\": \"T\", \"id\": \"t\", \"chainType\": \"Live\", "
#define INTEL      "44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3"
/* twox128 of PhalaRegistry, then of AllowUnattested, AllowDevelopmentRoots, Roots: by
 * @polkadot/util-crypto 14.0.3. */
#define REGISTRY   "0x0d746931e7a6bfd47fbcccfd71984aef"
#define UNATTESTED REGISTRY "a8252a2fd55c8b1e4ccd5b884c703fbb"
#define DEV_ROOTS  REGISTRY "e8ca23804af0bf3f3d0cb1bf780b2142"
#define ROOTS      REGISTRY "6b21e589ceecbf19a48560170eda8ed1"
#define ROW(key, value) "\"" key "\": \"" value "\", "
#define LIVE_OF(more, rows)                                                                        \
	LIVE more "\"genesis\": {\"raw\": {\"top\": {" rows AUTHS "}}}}"

TEST(a_spec_for_production_that_believes_a_simulator_is_refused)
{
	static const struct {
		const char *json;
		enum err e;
	} rows[] = {
	    {LIVE_OF("", ""), ERR_OK},
	    {LIVE_OF("\"phala\": {\"acceptedRoots\": [\"0x" INTEL "\"]}, ", ""), ERR_OK},
	    {LIVE_OF("\"phala\": {\"acceptedRoots\": [\"0x" VOTER "\"]}, ", ""), ERR_DENIED},
	    {LIVE_OF("\"phala\": {\"allowSimulated\": true}, ", ""), ERR_DENIED},
	    {LIVE_OF("", ROW(UNATTESTED, "0x00")), ERR_OK},
	    {LIVE_OF("", ROW(UNATTESTED, "0x01")), ERR_DENIED},
	    {LIVE_OF("", ROW(DEV_ROOTS, "0x01")), ERR_DENIED},
	    {LIVE_OF("", ROW(ROOTS INTEL, "0x00")), ERR_OK},
	    {LIVE_OF("", ROW(ROOTS VOTER, "0x00")), ERR_DENIED},
	    {LIVE_OF("", ROW(ROOTS, "0x00")), ERR_DENIED},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		EXPECT_ERR(rows[i].e, parse(rows[i].json));
}

TEST(a_written_spec_reads_back_as_the_same_chain)
{
	static u8 mem2[1 << 20];
	struct arena a2 = arena_of(mem2, sizeof(mem2)), tiny;
	static struct chain_spec first;
	struct slice out;

	REQUIRE(parse(TOP("\"0x\": \"0x\", \"0x0012\": \"0x01\", " AUTHS)) == ERR_OK);
	s.num_roots = 2;
	s.roots[1][5] = 9;
	s.allow_simulated = true;
	s.token_symbol = SLICE_LIT("P\"A");
	first = s;
	REQUIRE(chain_spec_write(&s, &a2, &out) == ERR_OK);
	EXPECT(out.p[out.n - 1] == '\n');
	for (size_t cap = 1; cap < out.n; cap += 17) {
		tiny = arena_of(mem2 + (1 << 19), cap);
		EXPECT_ERR(ERR_NOMEM, chain_spec_write(&s, &tiny, &(struct slice){0}));
	}
	REQUIRE(chain_spec_parse(&s, out, &a2) == ERR_OK);
	EXPECT(mem_eq(s.genesis_hash, first.genesis_hash, 32));
	EXPECT(slice_eq(s.token_symbol, SLICE_LIT("P\"A")) && s.num_roots == 2);
	EXPECT(s.roots[1][5] == 9 && s.allow_simulated && s.num_top == 3);
	EXPECT(slice_eq(s.name, SLICE_LIT("Test \xc3\xa9")));
}

/* What smoldot 3.4.1 knows: lib/src/chain_spec/structs.rs refuses any other member. */
TEST(a_written_spec_has_only_members_that_light_clients_know)
{
	static const char *const known[] = {"name", "id", "chainType", "bootNodes",
					    "telemetryEndpoints", "protocolId", "properties",
					    "lightSyncState", "codeSubstitutes", "genesis"};
	struct arena a = arena_of(mem, sizeof(mem) / 2);
	struct arena b = arena_of(mem + sizeof(mem) / 2, 1 << 20);
	const struct slice nodes[] = {SLICE_LIT("/ip4/127.0.0.1/tcp/1/ws/p2p/12D3KooW"),
				      SLICE_LIT("/ip4/127.0.0.1/tcp/1/p2p/12D3KooW")};
	const struct chain_spec_start start = {nodes, 2, SLICE_LIT("\x01\x02"), SLICE_LIT("\x03")};
	const struct json *j;
	struct slice out, text;

	REQUIRE(chain_spec_parse(&s, SLICE_LIT(TOP(AUTHS)), &a) == ERR_OK);
	s.allow_simulated = true;
	REQUIRE(chain_spec_write_start(&s, &start, &b, &out) == ERR_OK);
	REQUIRE(json_parse(&j, out, &b) == ERR_OK);
	for (const struct json *m = j->first; m != NULL; m = m->next) {
		size_t i = 0;

		while (i < ARRAY_LEN(known) && !slice_eq(m->key, slice_str(known[i])))
			i++;
		EXPECT(i < ARRAY_LEN(known));
	}
	EXPECT(json_get(j, "bootNodes")->num == 2);
	EXPECT(json_str(json_get(j, "bootNodes")->first, &text) && slice_eq(text, nodes[0]));
	EXPECT(json_str(json_path(j, "lightSyncState.finalizedBlockHeader"), &text) &&
	       slice_eq(text, SLICE_LIT("0x0102")));
	EXPECT(json_str(json_path(j, "lightSyncState.grandpaAuthoritySet"), &text) &&
	       slice_eq(text, SLICE_LIT("0x03")));
	REQUIRE(chain_spec_parse(&s, out, &b) == ERR_OK);
	EXPECT(s.allow_simulated);
}

TEST(our_extension_may_stand_at_the_top_but_not_twice)
{
	REQUIRE(parse(HEAD "\"properties\": {\"phala\": {\"allowSimulated\": true}}, "
			   "\"genesis\": {\"raw\": {\"top\": {" AUTHS "}}}}") == ERR_OK);
	EXPECT(s.allow_simulated);
	REQUIRE(parse(HEAD "\"phala\": {\"allowSimulated\": true}, "
			   "\"genesis\": {\"raw\": {\"top\": {" AUTHS "}}}}") == ERR_OK);
	EXPECT(s.allow_simulated);
	EXPECT_ERR(ERR_CONFLICT,
		   parse(HEAD "\"phala\": {\"allowSimulated\": false}, "
			      "\"properties\": {\"phala\": {\"allowSimulated\": true}}, "
			      "\"genesis\": {\"raw\": {\"top\": {" AUTHS "}}}}"));
}

TEST(each_mistake_in_a_spec_has_its_own_error)
{
	static const struct {
		const char *json;
		enum err err;
	} rows[] = {
	    {"", ERR_SHORT},
	    {"[]", ERR_FORMAT},
	    {"{\"name\": 1, \"id\": \"t\"}", ERR_FORMAT},
	    {HEAD "\"genesis\": {\"runtimeGenesis\": {}}}", ERR_FORMAT},
	    {TOP(""), ERR_NOT_FOUND},
	    {TOP("\"0x00\": \"0x00\""), ERR_NOT_FOUND},
	    {TOP("\"0xab\": \"0x00\", \"0xAB\": \"0x01\", " AUTHS), ERR_KEY},
	    {TOP("\"0xab\": \"0x00\", \"0xab\": \"0x01\", " AUTHS), ERR_EXISTS},
	    {TOP("\"ab\": \"0x00\", " AUTHS), ERR_FORMAT},
	    {TOP("\"0xab\": \"0x0\", " AUTHS), ERR_FORMAT},
	    {TOP("\"0xab\": 7, " AUTHS), ERR_FORMAT},
	    {TOP("\"" AUTH_KEY "\": \"0x00\""), ERR_INVALID},
	    {TOP("\"" AUTH_KEY "\": \"0x04\""), ERR_SHORT},
	    {TOP(AUTHS ", \"" SET_KEY "\": \"0x01\""), ERR_SHORT},
	    {HEAD "\"genesis\": {\"raw\": {\"top\": {" AUTHS
	          "}, \"childrenDefault\": {\"0x00\": {}}}}}",
	     ERR_UNSUPPORTED},
	    {HEAD "\"phala\": {\"acceptedRoots\": [\"0x00\"]}}", ERR_SHORT},
	    {HEAD "\"phala\": {\"acceptedRoots\": {}}}", ERR_FORMAT},
	    {HEAD "\"phala\": {\"acceptedRoots\": [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}}",
	     ERR_LIMIT},
	    {HEAD "\"phala\": {\"allowSimulated\": 1}}", ERR_FORMAT},
	    {HEAD "\"phala\": true}", ERR_FORMAT},
	    {HEAD "\"properties\": {\"ss58Format\": 65536}}", ERR_FORMAT},
	    {HEAD "\"properties\": {\"tokenSymbol\": [\"A\"]}}", ERR_FORMAT},
	    {"{\"name\": \"0123456789012345678901234567890123456789012345678901234567890123x\"}",
	     ERR_LIMIT},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		enum err e = parse(rows[i].json);

		if (e != rows[i].err)
			(void)fprintf(stderr, "row %zu: %s\n", i, rows[i].json);
		EXPECT_ERR(rows[i].err, e);
	}
}

TEST(a_state_made_in_memory_must_be_in_order)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct trie_pair pairs[2] = {{SLICE_LIT("b"), SLICE_LIT("1")},
	                             {SLICE_LIT("a"), SLICE_LIT("2")}};

	s = (struct chain_spec){.top = pairs, .num_top = 2};
	EXPECT_ERR(ERR_INVALID, chain_spec_derive(&s, &a));
	pairs[1].key = pairs[0].key;
	EXPECT_ERR(ERR_KEY, chain_spec_derive(&s, &a));
	pairs[1].key = SLICE_LIT("c");
	EXPECT_ERR(ERR_NOT_FOUND, chain_spec_derive(&s, &a));
}

TEST(too_little_memory_is_an_error)
{
	static const char json[] = TOP("\"0x\": \"0x\", \"0x0012\": \"0x01\", " AUTHS);

	for (size_t cap = 0; cap < 1024; cap += 16) {
		struct arena a = arena_of(mem, cap);

		EXPECT_ERR(ERR_NOMEM, chain_spec_parse(&s, SLICE_LIT(json), &a));
	}
}

TEST_MAIN()
