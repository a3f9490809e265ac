/* What a light client is told, read with the light client's own code. */
#include "base/test.h"
#include "consensus/light.h"
#include "crypto/hash.h"
#include "net/protobuf.h"
#include "net/serve.h"
#include "node/node.h"
#include "node/node_kit.h"
#include "primitives/gen/timestamp_gen.h"
#include "trie/proof.h"

#define BLOCKS 6u

static struct node_kit kit;
static struct node *node;
static struct chain *chain;
static u8 request_buf[256];

static const struct ed25519_pair *find_voter(void *ctx, const u8 pub[32])
{
	(void)ctx;
	return mem_eq(kit.grandpa.pub, pub, 32) ? &kit.grandpa : NULL;
}

static void start(void)
{
	const struct chain_votes votes = {NULL, find_voter};
	struct chain_block b;
	struct node_opts o;
	bool advanced = true;

	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	o = (struct node_opts){
	    .dir = kit.dir, .spec = &kit.spec, .aura = kit.aura, .grandpa = kit.grandpa};
	NODE_KIT_MUST(node_open(&node, &o));
	chain = node_chain(node);
	for (u32 i = 1; i <= BLOCKS; i++)
		NODE_KIT_MUST(chain_author(chain, &kit.aura, node_kit_time(chain, i), NULL,
					   &kit.work, &b));
	while (advanced)
		NODE_KIT_MUST(chain_finalize(chain, &votes, &kit.work, &advanced));
	CHECK(chain->best.number == BLOCKS && chain->finalized.number == BLOCKS - 2);
}

static void stop(void)
{
	node_close(node);
	node_kit_free(&kit);
}

static const struct serve_protocol *protocol(const char *suffix)
{
	for (size_t i = 0; i < serve_num_protocols; i++)
		if (strcmp(serve_protocols[i].suffix, suffix) == 0)
			return &serve_protocols[i];
	abort();
}

static enum err ask(const char *suffix, struct slice request, struct slice *out)
{
	const struct serve_protocol *p = protocol(suffix);
	enum err e = p->serve(node, request, &kit.work, out);

	if (e == ERR_OK)
		EXPECT(out->n <= p->response_max);
	return e;
}

/* A BlockRequest; hash NULL: by number. */
static struct slice blocks_from(const u8 *hash, u32 number, u32 max, bool down)
{
	struct wr w = wr_into(request_buf, sizeof(request_buf));
	u8 le[4] = {(u8)number, (u8)(number >> 8), 0, 0};

	pb_put_varint(&w, 1, 0x13000000u); /* header, body, justification */
	if (hash != NULL)
		pb_put_bytes(&w, 2, slice_of(hash, 32));
	else
		pb_put_bytes(&w, 3, SLICE_ARR(le));
	pb_put_varint(&w, 5, down);
	pb_put_varint(&w, 6, max);
	pb_put_varint(&w, 7, 1);
	CHECK(w.err == ERR_OK);
	return slice_of(request_buf, w.n);
}

/* One BlockData, as a reader takes it apart. */
struct block_data {
	struct slice hash, header, justs;
	u32 num_xts;
};

static bool next_block(struct rd *r, struct block_data *out)
{
	struct pb_field f;
	struct rd in;

	memset(out, 0, sizeof(*out));
	if (!pb_next(r, &f))
		return false;
	in = rd_from(f.bytes);
	while (pb_next(&in, &f)) {
		if (f.number == 1)
			out->hash = f.bytes;
		else if (f.number == 2)
			out->header = f.bytes;
		else if (f.number == 3)
			out->num_xts++;
		else if (f.number == 8)
			out->justs = f.bytes;
	}
	EXPECT_OK(rd_end(&in));
	return true;
}

static void expect_block(const struct block_data *b, u32 number)
{
	struct header h;
	u8 hash[32];

	blake2_256(hash, b->header);
	EXPECT(slice_eq(b->hash, SLICE_ARR(hash)));
	REQUIRE(header_decode(&h, b->header) == ERR_OK);
	EXPECT(h.number == number);
	EXPECT(b->num_xts == (number == 0 ? 0 : 1)); /* the timestamp */
}

static void expect_justified(const struct block_data *b, u32 number)
{
	struct grandpa_justification j;
	struct rd r = rd_from(b->justs);
	u8 engine[4];
	struct slice proof;

	EXPECT(rd_compact(&r) == 1);
	rd_bytes(&r, engine, 4);
	EXPECT(memcmp(engine, "FRNK", 4) == 0);
	proof = rd_vec(&r, b->justs.n);
	EXPECT_OK(rd_end(&r));
	REQUIRE(grandpa_decode(&j, proof) == ERR_OK);
	EXPECT(j.target_number == number);
	EXPECT_OK(grandpa_verify(&j, &kit.spec.grandpa));
}

TEST(blocks_come_upwards_with_header_body_and_justification)
{
	struct block_data b;
	struct slice out;
	struct rd r;

	start();
	REQUIRE(ask("/sync/2", blocks_from(NULL, 1, 3, false), &out) == ERR_OK);
	r = rd_from(out);
	for (u32 i = 1; i <= 3; i++) {
		REQUIRE(next_block(&r, &b));
		expect_block(&b, i);
		expect_justified(&b, i);
	}
	EXPECT(!next_block(&r, &b));
	EXPECT_OK(rd_end(&r));
	stop();
}

TEST(blocks_come_downwards_to_genesis_and_end_there)
{
	struct block_data b;
	struct slice out;
	struct rd r;

	start();
	REQUIRE(ask("/sync/2", blocks_from(chain->best.hash, 0, 100, true), &out) == ERR_OK);
	r = rd_from(out);
	for (u32 i = BLOCKS + 1; i > 0; i--) {
		REQUIRE(next_block(&r, &b));
		expect_block(&b, i - 1);
		/* Neither genesis nor the newest two are justified. */
		EXPECT((b.justs.n != 0) == (i - 1 >= 1 && i - 1 <= BLOCKS - 2));
	}
	EXPECT(!next_block(&r, &b));
	stop();
}

TEST(a_request_past_the_best_block_gets_what_there_is)
{
	struct block_data b;
	struct slice out;
	struct rd r;
	u8 nowhere[32] = {1};

	start();
	REQUIRE(ask("/sync/2", blocks_from(NULL, BLOCKS, 128, false), &out) == ERR_OK);
	r = rd_from(out);
	EXPECT(next_block(&r, &b) && !next_block(&r, &b));
	REQUIRE(ask("/sync/2", blocks_from(NULL, BLOCKS + 1, 128, false), &out) == ERR_OK);
	EXPECT(out.n == 0);
	EXPECT_ERR(ERR_NOT_FOUND, ask("/sync/2", blocks_from(nowhere, 0, 1, true), &out));
	EXPECT_ERR(ERR_FORMAT, ask("/sync/2", SLICE_LIT("\x30\x01"), &out));
	EXPECT_ERR(ERR_SHORT, ask("/sync/2", SLICE_LIT("\x12\x20"), &out));
	stop();
}

/* A light request: kind 1 call, 2 read, 4 read of a child trie. */
static struct slice light_request(u32 kind, const u8 *hash, struct slice three, struct slice six)
{
	struct wr w = wr_into(request_buf, sizeof(request_buf));
	size_t at = pb_open(&w, kind);

	pb_put_bytes(&w, 2, slice_of(hash, 32));
	pb_put_bytes(&w, 3, three);
	if (kind == 4)
		pb_put_bytes(&w, 6, six);
	pb_close(&w, at);
	CHECK(w.err == ERR_OK);
	return slice_of(request_buf, w.n);
}

static struct slice proof_in(struct slice response, u32 field)
{
	struct rd r = rd_from(response);
	struct pb_field f;
	struct slice inner;

	if (!pb_next(&r, &f) || f.number != field)
		return SLICE_EMPTY;
	inner = f.bytes;
	r = rd_from(inner);
	return pb_next(&r, &f) && f.number == 2 ? f.bytes : SLICE_EMPTY;
}

/* Reads a key of the best block out of a proof. */
static enum err read_proven(struct slice proof, struct slice key, bool *found, struct slice *value)
{
	struct trie_proof p;

	TRY(trie_proof_open(&p, proof, TRIE_LIMITS_DEFAULT, &kit.work));
	return trie_proof_read(&p, chain->best_root, key, found, value);
}

TEST(a_storage_read_is_proven)
{
	struct storage_key k = timestamp_now_key();
	struct slice out, value;
	bool found;

	start();
	REQUIRE(ask("/light/2",
		    light_request(2, chain->best.hash, storage_key_slice(&k), SLICE_EMPTY),
		    &out) == ERR_OK);
	REQUIRE(read_proven(proof_in(out, 2), storage_key_slice(&k), &found, &value) == ERR_OK);
	EXPECT(found && value.n == 8);
	stop();
}

TEST(a_key_of_a_child_trie_is_proven_absent)
{
	struct slice out, value;
	bool found = true;

	start();
	REQUIRE(ask("/light/2",
		    light_request(4, chain->best.hash, SLICE_LIT("crowd"), SLICE_LIT("key")),
		    &out) == ERR_OK);
	REQUIRE(read_proven(proof_in(out, 2), SLICE_LIT(":child_storage:default:crowd"), &found,
			    &value) == ERR_OK);
	EXPECT(!found);
	stop();
}

TEST(a_runtime_call_can_be_repeated_on_its_proof)
{
	struct trie_proof p;
	struct trie_db db;
	struct runtime_session rt;
	struct slice out, real, again;

	start();
	REQUIRE(ask("/light/2",
		    light_request(1, chain->best.hash, SLICE_LIT("GrandpaApi_grandpa_authorities"),
				  SLICE_EMPTY),
		    &out) == ERR_OK);
	REQUIRE(trie_proof_open(&p, proof_in(out, 1), TRIE_LIMITS_DEFAULT, &kit.work) == ERR_OK);
	db = trie_proof_db(&p);
	REQUIRE(runtime_open(&rt, &db, chain->best_root, &kit.work) == ERR_OK);
	REQUIRE(runtime_call(&rt, "GrandpaApi_grandpa_authorities", SLICE_EMPTY, &again) ==
		ERR_OK);
	REQUIRE(node_call(node, BLOCKS, "GrandpaApi_grandpa_authorities", SLICE_EMPTY, &kit.work,
			  &real) == ERR_OK);
	EXPECT(slice_eq(real, again) && real.n == 1 + 40);
	stop();
}

TEST(what_is_not_here_is_answered_without_a_proof)
{
	u8 nowhere[32] = {1};
	struct slice out;

	start();
	REQUIRE(ask("/light/2", light_request(2, nowhere, SLICE_LIT("k"), SLICE_EMPTY), &out) ==
		ERR_OK);
	EXPECT(slice_eq(out, SLICE_LIT("\x12\x00")));
	REQUIRE(ask("/light/2",
		    light_request(1, chain->best.hash, SLICE_LIT("No_such"), SLICE_EMPTY),
		    &out) == ERR_OK);
	EXPECT(slice_eq(out, SLICE_LIT("\x0a\x00")));
	EXPECT_ERR(ERR_FORMAT, ask("/light/2", SLICE_LIT("\x1a\x00"), &out));
	EXPECT_ERR(ERR_FORMAT, ask("/light/2", SLICE_LIT("\x12\x03\x12\x01x"), &out));
	EXPECT_ERR(ERR_FORMAT, ask("/sync/warp", SLICE_LIT("short"), &out));
	stop();
}

TEST(kademlia_finds_nobody)
{
	struct slice out;

	start();
	REQUIRE(ask("/kad", SLICE_LIT("\x08\x04\x12\x03key"), &out) == ERR_OK);
	EXPECT(slice_eq(out, SLICE_LIT("\x08\x04")));
	EXPECT_ERR(ERR_UNSUPPORTED, ask("/kad", SLICE_LIT("\x08\x00"), &out));
	stop();
}

TEST(handshakes_name_the_chain_and_another_chain_is_refused)
{
	const struct serve_notification *t = &serve_notifications[SERVE_ANNOUNCES];
	u8 hello[128];
	struct wr w = wr_into(hello, sizeof(hello));

	start();
	REQUIRE(t->hello(node, &w) == ERR_OK);
	EXPECT(w.n == t->handshake_max && hello[0] == 4 && hello[1] == BLOCKS);
	EXPECT_OK(t->check(node, slice_of(hello, w.n)));
	hello[w.n - 1] ^= 1;
	EXPECT_ERR(ERR_GENESIS, t->check(node, slice_of(hello, w.n)));
	EXPECT_ERR(ERR_SHORT, t->check(node, slice_of(hello, w.n - 1)));
	hello[0] = 3;
	EXPECT_ERR(ERR_TAG, t->check(node, slice_of(hello, w.n)));
	EXPECT_ERR(ERR_TAG, serve_notifications[SERVE_GRANDPA].check(node, SLICE_EMPTY));
	EXPECT_OK(serve_notifications[SERVE_GRANDPA].check(node, SLICE_LIT("\x02")));
	stop();
}

TEST(an_announcement_is_the_header_and_that_it_is_the_best)
{
	struct slice out, header;

	start();
	REQUIRE(serve_announce(node, BLOCKS, &kit.work, &out) == ERR_OK);
	REQUIRE(node_header(node, BLOCKS, &kit.work, &header) == ERR_OK);
	EXPECT(slice_starts(out, header) && out.n == header.n + 2);
	EXPECT(out.p[header.n] == 1 && out.p[header.n + 1] == 0);
	EXPECT_OK(serve_notifications[SERVE_ANNOUNCES].take(node, out, &kit.work));
	REQUIRE(serve_announce(node, BLOCKS - 1, &kit.work, &out) == ERR_OK);
	EXPECT(out.p[out.n - 2] == 0);
	stop();
}

TEST(a_commit_carries_the_vote_that_the_authority_signed)
{
	u8 vote[GRANDPA_VOTE_LEN], hash[32];
	struct slice out;
	struct rd r;
	u64 round, set;

	start();
	REQUIRE(serve_commit(node, 3, &kit.work, &out) == ERR_OK);
	r = rd_from(out);
	EXPECT(rd_u8(&r) == 1);
	round = rd_u64(&r);
	set = rd_u64(&r);
	rd_bytes(&r, hash, 32);
	EXPECT(rd_u32(&r) == 3);
	EXPECT(rd_compact(&r) == 1);
	(void)rd_take(&r, 36);
	EXPECT(rd_compact(&r) == 1);
	grandpa_vote(vote, hash, 3, round, set);
	REQUIRE(rd_left(&r) == 96);
	EXPECT_OK(ed25519_verify(r.p, SLICE_ARR(vote), r.p + 64));
	EXPECT(memcmp(r.p + 64, kit.grandpa.pub, 32) == 0);
	EXPECT_ERR(ERR_NOT_FOUND, serve_commit(node, 0, &kit.work, &out));
	EXPECT_ERR(ERR_NOT_FOUND, serve_commit(node, BLOCKS, &kit.work, &out));
	stop();
}

TEST(a_neighbor_packet_says_what_is_final)
{
	struct slice out;

	start();
	REQUIRE(serve_neighbor(node, &kit.work, &out) == ERR_OK);
	REQUIRE(out.n == 22);
	EXPECT(out.p[0] == 2 && out.p[1] == 1 && out.p[18] == BLOCKS - 2);
	EXPECT_OK(serve_notifications[SERVE_GRANDPA].take(node, out, &kit.work));
	stop();
}

TEST(transactions_go_into_the_pool_once)
{
	u8 buf[512];
	struct wr w = wr_into(buf, sizeof(buf));
	struct slice xt;
	const struct serve_notification *t = &serve_notifications[SERVE_TRANSACTIONS];

	start();
	xt = node_kit_transfer(&kit, &kit.bob, 0, kit.aura.pub, 1000000000000u, &kit.work);
	wr_compact(&w, 2);
	wr_slice(&w, xt);
	wr_slice(&w, xt);
	EXPECT_OK(t->take(node, slice_of(buf, w.n), &kit.work));
	EXPECT(pool_num(node_pool(node)) == 1);
	EXPECT_OK(t->take(node, slice_of(buf, w.n), &kit.work));
	EXPECT(pool_num(node_pool(node)) == 1);
	EXPECT_ERR(ERR_SHORT, t->take(node, slice_of(buf, w.n - 1), &kit.work));
	EXPECT_OK(t->take(node, SLICE_LIT("\x04\x08\x84\x00"), &kit.work)); /* nonsense inside */
	stop();
}

TEST_MAIN()
