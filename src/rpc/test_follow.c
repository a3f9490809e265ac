/* What a follow subscription tells if there should be forks, gaps and old pins. */
#include "rpc/follow.c"

#include "rpc/rpc_kit.h"

static struct rpc_sub *sub;
static struct follow *f;

static void set_up(u32 blocks)
{
	kit_init(false);
	for (u32 i = 0; i < blocks; i++)
		kit_block();
	(void)kit_call("chainHead_v1_follow", "[false]");
	kit_prime();
	sub = kit.conn.subs;
	f = of(sub);
	kit_forget();
}

static struct db_ref block(u32 number)
{
	struct db_ref r = {.number = number};

	NODE_KIT_MUST(node_hash(kit.node, number, r.hash));
	return r;
}

/* Adds a block that the node does not have, as if it had been told. */
static const u8 *fake(u8 name, const u8 parent[HASH_LEN], u32 number)
{
	struct follow_block b = {.number = number, .pinned = true, .state = FOLLOW_LIVE};

	memset(b.hash, name, HASH_LEN);
	memcpy(b.parent, parent, HASH_LEN);
	EXPECT(add(f, &b));
	return f->blocks[f->num - 1].hash;
}

static bool lists(const struct json *list, u8 name)
{
	u8 hash[HASH_LEN];

	memset(hash, name, HASH_LEN);
	for (const struct json *j = list->first; j != NULL; j = j->next)
		if (slice_eq(kit_bytes(j), SLICE_ARR(hash)))
			return true;
	return false;
}

/* 1 is final; 2 and 3 are not; a is beside 2, b upon it; c is upon 3. */
TEST(finality_prunes_what_is_beside_it_and_all_upon_that)
{
	const struct json *pruned;
	struct db_ref two, three;
	u8 a[HASH_LEN];

	set_up(3);
	two = block(2);
	three = block(3);
	memcpy(a, fake(0xaa, block(1).hash, 2), HASH_LEN);
	(void)fake(0xbb, a, 3);
	(void)fake(0xcc, three.hash, 4);
	follow_finalized_event(sub, &two);
	EXPECT(kit.num == 1 && kit_event_is(0, "finalized"));
	pruned = json_get(kit_event(0), "prunedBlockHashes");
	REQUIRE(json_is(pruned, JSON_ARRAY));
	EXPECT(pruned->num == 2 && lists(pruned, 0xaa) && lists(pruned, 0xbb));
	/* They stay pinned, and are told once. */
	EXPECT(follow_pinned(f, a) != NULL);
	kit_forget();
	follow_finalized_event(sub, &three);
	EXPECT(kit.num == 1);
	EXPECT(json_get(kit_event(0), "prunedBlockHashes")->num == 0);
	kit_free();
}

TEST(a_best_block_that_is_pruned_is_changed_before)
{
	struct db_ref two;

	set_up(3);
	two = block(2);
	memcpy(f->best.hash, fake(0xaa, block(1).hash, 2), HASH_LEN);
	f->best.number = 2;
	follow_finalized_event(sub, &two);
	EXPECT(kit.num == 2 && kit_event_is(0, "bestBlockChanged") && kit_event_is(1, "finalized"));
	EXPECT(slice_eq(kit_bytes(json_get(kit_event(0), "bestBlockHash")), SLICE_ARR(two.hash)));
	EXPECT(lists(json_get(kit_event(1), "prunedBlockHashes"), 0xaa));
	kit_free();
}

TEST(a_best_block_within_what_becomes_final_is_changed_before)
{
	struct db_ref three;

	set_up(3);
	three = block(3);
	f->best = block(2);
	follow_finalized_event(sub, &three);
	EXPECT(kit.num == 2 && kit_event_is(0, "bestBlockChanged"));
	EXPECT(json_get(kit_event(1), "finalizedBlockHashes")->num == 2);
	kit_free();
}

TEST(a_block_that_was_not_told_is_told_before_it_is_final_or_best)
{
	struct db_ref three;

	set_up(3);
	three = block(3);
	f->num -= 2; /* 2 and 3 */
	follow_finalized_event(sub, &three);
	EXPECT(kit_event_is(0, "newBlock") && kit_event_is(1, "newBlock"));
	EXPECT(kit_event_is(kit.num - 1, "finalized"));
	kit_free();
	set_up(3);
	f->num -= 2;
	f->best = block(1);
	three = block(3);
	follow_block_event(sub, &three);
	EXPECT(kit.num == 3 && kit_event_is(0, "newBlock") && kit_event_is(1, "newBlock") &&
	       kit_event_is(2, "bestBlockChanged"));
	kit_free();
}

TEST(a_block_told_twice_is_no_news)
{
	struct db_ref three;

	set_up(3);
	three = block(3);
	follow_block_event(sub, &three);
	three = block(1);
	follow_finalized_event(sub, &three);
	EXPECT(kit.num == 0);
	kit_free();
}

TEST(a_chain_beside_what_is_final_stops_the_subscription)
{
	struct db_ref three;

	set_up(3);
	three = block(3);
	f->num = 0;
	memset(f->finalized.hash, 0xee, HASH_LEN);
	follow_block_event(sub, &three);
	EXPECT(kit.num == 1 &&
	       kit_text_is(0, "{\"jsonrpc\":\"2.0\",\"method\":\"chainHead_v1_followEvent\","
			      "\"params\":{\"subscription\":\"1\",\"result\":"
			      "{\"event\":\"stop\"}}}"));
	/* It is dead: no event, no error, no block. */
	kit_forget();
	kit_block();
	EXPECT(kit.num == 0);
	EXPECT(kit_is(kit_call("chainHead_v1_header", "[\"1\",\"%s\"]", kit_hash(1)), "null"));
	kit_free();
}

TEST(a_finalized_block_that_stays_pinned_too_long_stops_the_subscription)
{
	struct db_ref three;

	set_up(3);
	three = block(3);
	/* As if the best block were that much further. */
	three.number = FOLLOW_BEHIND_MAX;
	EXPECT(!pins_too_old(f, three.number));
	three.number = FOLLOW_BEHIND_MAX + 1; /* genesis */
	EXPECT(pins_too_old(f, three.number));
	follow_block_event(sub, &three);
	EXPECT(kit.num == 1 && kit_event_is(0, "stop") && kit.conn.subs == NULL);
	kit_free();
}

TEST(blocks_that_are_not_final_may_stay_pinned_for_any_time)
{
	set_up(3);
	EXPECT(kit_is(kit_call("chainHead_v1_unpin", "[\"1\",[\"%s\",\"%s\"]]", kit_hash(0),
			       kit_hash(1)),
		      "null"));
	EXPECT(f->num == 2);
	EXPECT(!pins_too_old(f, 1000000));
	kit_free();
}

TEST(a_new_runtime_is_told_in_full)
{
	struct db_ref three;

	set_up(3);
	f->with_runtime = true;
	f->num -= 1;
	f->best = block(2);
	three = block(3);
	memcpy(kit.rpc->version_of, three.hash, HASH_LEN);
	kit.rpc->version_changed = true;
	follow_block_event(sub, &three);
	EXPECT(kit_event_is(0, "newBlock"));
	EXPECT(json_str_is(json_path(kit_event(0), "newRuntime.type"), "valid"));
	EXPECT(json_get(json_path(kit_event(0), "newRuntime.spec"), "apis") != NULL);
	kit_free();
}

TEST(too_many_blocks_stop_the_subscription)
{
	struct db_ref three;

	set_up(3);
	three = block(3);
	while (f->num < FOLLOW_BLOCKS_MAX)
		(void)fake((u8)f->num, three.hash, 4);
	kit_block();
	EXPECT(kit.num == 1 && kit_event_is(0, "stop"));
	kit_free();
}

TEST_MAIN()
