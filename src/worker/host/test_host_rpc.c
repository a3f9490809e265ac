#include "base/hex.h"
#include "base/test.h"
#include "crypto/hash.h"
#include "primitives/header.h"
#include "worker/host/rpc.h"

#define ONES "0x1111111111111111111111111111111111111111111111111111111111111111"

static u8 mem[1 << 20];
static struct arena a;

static const struct json *parse(const char *text)
{
	const struct json *j = NULL;

	a = arena_of(mem, sizeof(mem));
	CHECK(json_parse(&j, slice_str(text), &a) == ERR_OK);
	return j;
}

#define POLKADOT_0                                                                                 \
	"{\"parentHash\":\"0x0000000000000000000000000000000000000000000000000000000000000000\","  \
	"\"number\":\"0x0\",\"stateRoot\":"                                                        \
	"\"0x29d0d972cd27cbc511e9589fcb7a4506d5eb6a9e8df205f00472e5ab354a4e17\","                  \
	"\"extrinsicsRoot\":"                                                                      \
	"\"0x03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314\","                  \
	"\"digest\":{\"logs\":[]}}"

/* Block 0 of Polkadot: its hash is in every client. */
TEST(a_header_of_json_has_the_hash_that_the_chain_gives_it)
{
	u8 hash[32], want[32];
	struct slice scale;

	REQUIRE(hex_decode_exact(want, 32,
				 slice_str("91b171bb158e2d3848fa23a9f1c25182fb8e20313b2c1eb49219da7"
					   "a70ce90c3")) == ERR_OK);
	EXPECT_OK(rpc_header(parse(POLKADOT_0), &a, &scale));
	blake2_256(hash, scale);
	EXPECT(mem_eq(hash, want, 32));
}

TEST(digest_items_and_numbers_come_out_as_our_encoder_writes_them)
{
	static const char text[] =
	    "{\"parentHash\":\"" ONES "\","
	    "\"number\":\"0x12d687\",\"stateRoot\":"
	    "\"0x2222222222222222222222222222222222222222222222222222222222222222\","
	    "\"extrinsicsRoot\":"
	    "\"0x3333333333333333333333333333333333333333333333333333333333333333\","
	    "\"digest\":{\"logs\":[\"0x0661757261200102030405060708\",\"0x0466726e6b0401\"]}}";
	struct header h;
	struct slice scale, again;
	u8 buf[HEADER_MAX];
	struct wr w = wr_into(buf, sizeof(buf));

	EXPECT_OK(rpc_header(parse(text), &a, &scale));
	REQUIRE(header_decode(&h, scale) == ERR_OK);
	EXPECT(h.number == 1234567 && h.num_items == 2 && h.state_root[5] == 0x22);
	EXPECT(h.items[0].kind == DIGEST_PRE_RUNTIME && h.items[0].data.n == 8);
	wr_header(&w, &h);
	EXPECT_OK(wr_done(&w, &again));
	EXPECT(slice_eq(scale, again));
}

TEST(headers_with_a_missing_or_wrong_field_are_refused)
{
	static const char *const bad[] = {
	    "null", "{}", "[]", "{\"parentHash\":1}",
	    "{\"parentHash\":\"0x11\",\"number\":\"0x0\"}",
	    "{\"parentHash\":\"" ONES "\","
	    "\"number\":\"0x123456789\"}"};
	struct slice scale;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		EXPECT(rpc_header(parse(bad[i]), &a, &scale) != ERR_OK);
}

TEST(a_read_proof_becomes_a_list_of_byte_strings)
{
	static const u8 want[] = {2 << 2, 3 << 2, 1, 2, 3, 0};
	struct slice s;

	EXPECT_OK(
	    rpc_read_proof(parse("{\"at\":\"0x00\",\"proof\":[\"0x010203\",\"0x\"]}"), &a, &s));
	EXPECT(slice_eq(s, SLICE_ARR(want)));
	EXPECT_ERR(ERR_FORMAT, rpc_read_proof(parse("{\"proof\":7}"), &a, &s));
	EXPECT(rpc_read_proof(parse("{\"proof\":[7]}"), &a, &s) != ERR_OK);
}

TEST(a_finality_proof_names_its_block)
{
	struct slice just;
	u8 block[32];

	EXPECT_OK(rpc_finality(parse("\"" ONES "08aabb00\""), &a, block, &just));
	EXPECT(block[31] == 0x11 && just.n == 2 && just.p[1] == 0xbb);
	EXPECT(rpc_finality(parse("\"0x44\""), &a, block, &just) != ERR_OK);
	EXPECT(rpc_finality(parse("null"), &a, block, &just) != ERR_OK);
}

TEST_MAIN()
