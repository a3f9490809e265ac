/* transaction_v1_* and transactionWatch_v1_* as paritytech/json-rpc-interface-spec has them. */
#include "primitives/extrinsic.h"
#include "rpc/rpc_kit.h"

static struct slice transfer(const struct sr25519_pair *from, u32 nonce, u64 amount)
{
	return node_kit_transfer(&kit.node_kit, from, nonce, kit.node_kit.bob.pub, amount,
				 &kit.node_kit.work);
}

static const char *watch(struct slice xt)
{
	return kit_call("transactionWatch_v1_submitAndWatch", "[\"%s\"]", kit_hex(xt));
}

static const char *broadcast(struct slice xt)
{
	return kit_call("transaction_v1_broadcast", "[\"%s\"]", kit_hex(xt));
}

static bool in_pool(struct slice xt)
{
	u8 hash[32];

	extrinsic_hash(xt, hash);
	return pool_has(node_pool(kit.node), hash);
}

TEST(a_watched_transaction_is_validated_included_and_finalized)
{
	char want[400];
	struct slice other, xt;

	kit_init(false);
	/* Another one before it in the block: index 0 is the inherent. */
	other = transfer(&kit.node_kit.aura, 0, 5000000000);
	xt = transfer(&kit.node_kit.aura, 1, 5000000000);
	(void)broadcast(other);
	EXPECT(kit_is(watch(xt), "\"2\""));
	EXPECT(kit.num == 0);
	kit_prime();
	EXPECT(kit_text_is(0, "{\"jsonrpc\":\"2.0\",\"method\":\"transactionWatch_v1_watchEvent\","
			      "\"params\":{\"subscription\":\"2\",\"result\":"
			      "{\"event\":\"validated\"}}}"));
	EXPECT(kit.num == 1);
	kit_block();
	(void)snprintf(want, sizeof(want),
		       "{\"jsonrpc\":\"2.0\",\"method\":\"transactionWatch_v1_watchEvent\","
		       "\"params\":{\"subscription\":\"2\",\"result\":"
		       "{\"event\":\"bestChainBlockIncluded\",\"block\":"
		       "{\"hash\":\"%s\",\"index\":2}}}}",
		       kit_hash(1));
	EXPECT(kit.num == 2 && kit_text_is(1, want));
	kit_block();
	EXPECT(kit.num == 2);
	kit_block();
	(void)snprintf(want, sizeof(want),
		       "{\"jsonrpc\":\"2.0\",\"method\":\"transactionWatch_v1_watchEvent\","
		       "\"params\":{\"subscription\":\"2\",\"result\":"
		       "{\"event\":\"finalized\",\"block\":{\"hash\":\"%s\",\"index\":2}}}}",
		       kit_hash(1));
	EXPECT(kit.num == 3 && kit_text_is(2, want));
	EXPECT(kit_fails(kit_call("transactionWatch_v1_unwatch", "[\"2\"]"), -32602));
	kit_free();
}

TEST(one_watched_by_two_is_told_to_both)
{
	struct slice xt;

	kit_init(false);
	xt = transfer(&kit.node_kit.aura, 0, 5000000000);
	(void)watch(xt);
	(void)watch(xt);
	kit_prime();
	EXPECT(kit.num == 2 && kit_event_is(0, "validated") && kit_event_is(1, "validated"));
	kit_block();
	EXPECT(kit.num == 4 && kit_event_is(2, "bestChainBlockIncluded") &&
	       kit_event_is(3, "bestChainBlockIncluded"));
	kit_free();
}

TEST(what_is_wrong_with_a_watched_transaction_is_an_event_and_no_error)
{
	struct sr25519_pair nobody;
	struct slice poor;

	kit_init(false);
	NODE_KIT_MUST(sr25519_from_uri(&nobody, SLICE_LIT("//Nobody")));
	poor = transfer(&nobody, 0, 1);
	EXPECT(kit_is(watch(poor), "\"1\""));
	EXPECT(kit_is(watch(SLICE_LIT("\x08\x84\x00")), "\"2\""));
	kit_prime();
	EXPECT(kit.num == 2 && kit_event_is(0, "invalid") && kit_event_is(1, "invalid"));
	EXPECT(json_str_is(json_get(kit_event(0), "error"),
			   "Inability to pay some fees (e.g. account balance too low)"));
	EXPECT(kit.conn.num_subs == 0);
	EXPECT(kit_fails(kit_call("transactionWatch_v1_submitAndWatch", "[\"0x0\"]"), -32602));
	EXPECT(kit_fails(kit_call("transactionWatch_v1_submitAndWatch", "[5]"), -32602));
	EXPECT(kit_fails(kit_call("transactionWatch_v1_submitAndWatch", "[]"), -32602));
	sr25519_release(&nobody);
	kit_free();
}

TEST(one_that_loses_its_place_is_invalid)
{
	kit_init(false);
	(void)watch(transfer(&kit.node_kit.aura, 0, 5000000000));
	kit_prime();
	kit_block();
	kit_forget();
	/* Its nonce is used: a stranger's block could have done that too. */
	(void)watch(transfer(&kit.node_kit.aura, 0, 7000000000));
	kit_prime();
	EXPECT(kit.num == 1 && kit_event_is(0, "invalid"));
	EXPECT(json_str_is(json_get(kit_event(0), "error"), "Transaction is outdated"));
	kit_free();
}

TEST(a_watch_can_be_given_up_and_the_transaction_not)
{
	struct slice xt;

	kit_init(false);
	xt = transfer(&kit.node_kit.aura, 0, 5000000000);
	(void)watch(xt);
	kit_prime();
	kit_forget();
	EXPECT(kit_is(kit_call("transactionWatch_v1_unwatch", "[\"1\"]"), "null"));
	EXPECT(kit_fails(kit_call("transactionWatch_v1_unwatch", "[\"1\"]"), -32602));
	EXPECT(in_pool(xt));
	kit_block();
	EXPECT(kit.num == 0 && !in_pool(xt));
	kit_free();
}

TEST(a_broadcast_says_nothing_and_counts_even_if_it_is_invalid)
{
	struct slice xt;

	kit_init(false);
	xt = transfer(&kit.node_kit.aura, 0, 5000000000);
	EXPECT(kit_is(broadcast(xt), "\"1\""));
	EXPECT(kit_is(broadcast(xt), "\"2\"")); /* the pool has it once */
	EXPECT(pool_num(node_pool(kit.node)) == 1);
	for (u32 i = 2; i < 16; i++)
		EXPECT(kit_result(broadcast(SLICE_LIT("\x04\x99"))) != NULL);
	EXPECT(kit_is(broadcast(xt), "null"));
	EXPECT(kit_is(kit_call("transaction_v1_stop", "[\"16\"]"), "null"));
	EXPECT(kit_fails(kit_call("transaction_v1_stop", "[\"16\"]"), -32602));
	EXPECT(kit_fails(kit_call("transaction_v1_stop", "[16]"), -32602));
	EXPECT(kit_is(broadcast(xt), "\"17\""));
	kit_prime();
	for (u32 i = 0; i < 4; i++) {
		kit_block();
		(void)kit_work();
	}
	EXPECT(kit.num == 0);
	EXPECT(kit_fails(kit_call("transaction_v1_broadcast", "[\"xyz\"]"), -32602));
	EXPECT(kit_fails(kit_call("transaction_v1_broadcast", "[]"), -32602));
	kit_free();
}

/* The place of a broadcast's nonce is taken in the pool, until that one goes. */
TEST(a_broadcast_is_tried_again_until_it_is_in_a_block)
{
	struct pool *pool;
	struct slice xt, rival;
	struct node_verdict v;
	u8 hash[32];
	u32 blocks = 0;

	kit_init(false);
	pool = (struct pool *)(uintptr_t)node_pool(kit.node);
	/* Equally long, for a shorter one has a higher priority. */
	xt = transfer(&kit.node_kit.aura, 0, 3000000000);
	rival = transfer(&kit.node_kit.aura, 0, 2000000000);
	NODE_KIT_MUST(node_submit(kit.node, rival, &kit.node_kit.work, &v));
	EXPECT(kit_is(broadcast(xt), "\"1\""));
	kit_prime();
	EXPECT(!in_pool(xt) && in_pool(rival));
	extrinsic_hash(rival, hash);
	pool_reject(pool, hash);
	while (!in_pool(xt) && blocks++ < 10) {
		kit_block();
		(void)kit_work();
	}
	EXPECT(in_pool(xt) && blocks > 0);
	kit_block();
	EXPECT(!in_pool(xt));
	/* In a block it is not sent again. */
	for (u32 i = 0; i < 4; i++) {
		u64 before = node_counts(kit.node)->submitted;

		kit_block();
		(void)kit_work();
		EXPECT(node_counts(kit.node)->submitted == before);
	}
	kit_free();
}

TEST(tries_come_at_growing_distances_and_end_when_stopped)
{
	u64 first, later;

	kit_init(false);
	(void)broadcast(SLICE_LIT("\x04\x99"));
	kit_prime();
	first = node_counts(kit.node)->submitted;
	for (u32 i = 0; i < 20; i++) {
		kit_block();
		(void)kit_work();
	}
	later = node_counts(kit.node)->submitted;
	EXPECT(later - first >= 3 && later - first <= 5);
	EXPECT(kit_is(kit_call("transaction_v1_stop", "[\"1\"]"), "null"));
	for (u32 i = 0; i < 18; i++) {
		kit_block();
		(void)kit_work();
	}
	EXPECT(node_counts(kit.node)->submitted == later);
	kit_free();
}

TEST(what_broadcasts_keep_is_bounded)
{
	kit_init(false);
	EXPECT(rpc_hold(&kit.conn, RPC_CONN_HELD_MAX - 10));
	EXPECT(kit_is(broadcast(transfer(&kit.node_kit.aura, 0, 5)), "null"));
	rpc_release(&kit.conn, RPC_CONN_HELD_MAX - 10);
	kit_free();
}

TEST_MAIN()
