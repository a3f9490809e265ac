/* archive_v1_* as paritytech/json-rpc-interface-spec has it, without sockets. */
#include "crypto/hash.h"
#include "rpc/query.h"
#include "rpc/rpc_kit.h"

#define NO_BLOCK "0x00000000000000000000000000000000000000000000000000000000000000aa"

static void set_up(u32 blocks)
{
	kit_init(true);
	for (u32 i = 0; i < blocks; i++)
		kit_block();
}

TEST(only_a_node_that_keeps_all_states_offers_the_archive)
{
	kit_init(false);
	EXPECT(kit_fails(kit_call("archive_v1_genesisHash", "[]"), -32601));
	EXPECT(strstr(kit_call("rpc_methods", "[]"), "archive_v1") == NULL);
	kit_free();
	kit_init(true);
	EXPECT(strstr(kit_call("rpc_methods", "[]"), "\"archive_v1_storageDiff\"") != NULL);
	kit_free();
}

TEST(blocks_are_found_by_height_and_read_by_hash)
{
	struct slice scale;
	const char *text;
	char want[100];

	set_up(4);
	EXPECT(kit_is(kit_call("archive_v1_finalizedHeight", "[]"), "2"));
	(void)snprintf(want, sizeof(want), "\"%s\"", kit_hash(0));
	EXPECT(kit_is(kit_call("archive_v1_genesisHash", "[]"), want));
	(void)snprintf(want, sizeof(want), "[\"%s\"]", kit_hash(3));
	EXPECT(kit_is(kit_call("archive_v1_hashByHeight", "[3]"), want));
	EXPECT(kit_is(kit_call("archive_v1_hashByHeight", "[5]"), "[]"));
	EXPECT(kit_is(kit_call("archive_v1_hashByHeight", "[4294967296000]"), "[]"));
	EXPECT(kit_fails(kit_call("archive_v1_hashByHeight", "[\"0x1\"]"), -32602));
	EXPECT(kit_fails(kit_call("archive_v1_hashByHeight", "[-1]"), -32602));
	NODE_KIT_MUST(node_header(kit.node, 3, &kit.node_kit.work, &scale));
	text = kit_call("archive_v1_header", "[\"%s\"]", kit_hash(3));
	EXPECT(slice_eq(kit_bytes(kit_result(text)), scale));
	text = kit_call("archive_v1_body", "[\"%s\"]", kit_hash(3));
	EXPECT(kit_result(text)->num == 1);
	EXPECT(kit_is(kit_call("archive_v1_header", "[\"" NO_BLOCK "\"]"), "null"));
	EXPECT(kit_is(kit_call("archive_v1_body", "[\"" NO_BLOCK "\"]"), "null"));
	EXPECT(kit_fails(kit_call("archive_v1_body", "[\"0x00\"]"), -32602));
	EXPECT(kit_fails(kit_call("archive_v1_header", "[]"), -32602));
	kit_free();
}

TEST(a_call_succeeds_or_says_why_not)
{
	set_up(1);
	EXPECT(kit_is(kit_call("archive_v1_call", "[\"%s\",\"AuraApi_slot_duration\",\"\"]",
			       kit_hash(1)),
		      "{\"success\":true,\"value\":\"0x3200000000000000\"}"));
	EXPECT(kit_is(kit_call("archive_v1_call", "[\"%s\",\"No_such\",\"0x\"]", kit_hash(1)),
		      "{\"success\":false,\"error\":\"the runtime exports no such function\"}"));
	EXPECT(kit_is(kit_call("archive_v1_call", "[\"" NO_BLOCK "\",\"Core_version\",\"\"]"),
		      "null"));
	EXPECT(kit_fails(kit_call("archive_v1_call", "[\"%s\",5,\"\"]", kit_hash(1)), -32602));
	EXPECT(kit_fails(kit_call("archive_v1_call", "[\"%s\",\"a\",\"0x0\"]", kit_hash(1)),
			 -32602));
	kit_free();
}

TEST(storage_comes_item_by_item_and_ends)
{
	struct storage_key key;
	struct slice value;
	char want[600], hex[300];
	bool found;

	set_up(1);
	key = system_account_key(kit.node_kit.bob.pub);
	NODE_KIT_MUST(node_storage(kit.node, 1, storage_key_slice(&key), &kit.node_kit.work,
				   &found, &value));
	(void)snprintf(hex, sizeof(hex), "%s", kit_hex(storage_key_slice(&key)));
	EXPECT(kit_is(kit_call("archive_v1_storage",
			       "[\"%s\",[{\"key\":\"%s\",\"type\":\"value\"},"
			       "{\"key\":\"0x77\",\"type\":\"value\"}],null]",
			       kit_hash(1), hex),
		      "\"1\""));
	EXPECT(kit.num == 0);
	kit_prime();
	(void)kit_work();
	(void)snprintf(want, sizeof(want),
		       "{\"jsonrpc\":\"2.0\",\"method\":\"archive_v1_storageEvent\",\"params\":"
		       "{\"subscription\":\"1\",\"result\":{\"event\":\"storage\",\"key\":\"%s\","
		       "\"value\":\"%s\"}}}",
		       hex, kit_hex(value));
	EXPECT(kit_text_is(0, want));
	EXPECT(kit_text_is(1, "{\"jsonrpc\":\"2.0\",\"method\":\"archive_v1_storageEvent\","
			      "\"params\":{\"subscription\":\"1\",\"result\":"
			      "{\"event\":\"storageDone\"}}}"));
	EXPECT(kit.num == 2 && kit.conn.num_subs == 0);
	EXPECT(kit_is(kit_call("archive_v1_stopStorage", "[\"1\"]"), "null"));
	kit_free();
}

TEST(descendants_start_behind_the_key_of_a_page)
{
	struct slice keys[64];
	u32 num = 0, from;

	set_up(1);
	(void)kit_call("archive_v1_storage",
		       "[\"%s\",[{\"key\":\"0x26aa\",\"type\":\"descendantsHashes\"}],null]",
		       kit_hash(1));
	(void)kit_work();
	while (kit_event(num) != NULL && json_get(kit_event(num), "key") != NULL && num < 64) {
		keys[num] = kit_bytes(json_get(kit_event(num), "key"));
		EXPECT(num == 0 || slice_cmp(keys[num - 1], keys[num]) < 0);
		num++;
	}
	EXPECT(num > 10 && num < 64 && kit_event_is(num, "storageDone"));
	from = kit.num;
	(void)kit_call("archive_v1_storage",
		       "[\"%s\",[{\"key\":\"0x26aa\",\"type\":\"descendantsValues\","
		       "\"paginationStartKey\":\"%s\"}],null]",
		       kit_hash(1), kit_hex(keys[num - 4]));
	(void)kit_work();
	EXPECT(kit.num == from + 4);
	EXPECT(slice_eq(kit_bytes(json_get(kit_event(from), "key")), keys[num - 3]));
	EXPECT(json_get(kit_event(from), "value") != NULL);
	EXPECT(kit_fails(kit_call("archive_v1_storage",
				  "[\"%s\",[{\"key\":\"0x\",\"type\":\"value\","
				  "\"paginationStartKey\":\"0x\"}],null]",
				  kit_hash(1)),
			 -32602));
	kit_free();
}

TEST(an_unknown_block_is_an_event_after_the_answer)
{
	set_up(1);
	EXPECT(kit_is(kit_call("archive_v1_storage", "[\"" NO_BLOCK "\",[],null]"), "\"1\""));
	EXPECT(kit_is(kit_call("archive_v1_storageDiff", "[\"" NO_BLOCK "\"]"), "\"2\""));
	EXPECT(kit_is(kit_call("archive_v1_storageDiff", "[\"%s\"]", kit_hash(0)), "\"3\""));
	EXPECT(kit_is(kit_call("archive_v1_storageDiff", "[\"%s\",null,\"%s\"]", kit_hash(0),
			       kit_hash(1)),
		      "\"4\""));
	EXPECT(kit.num == 0);
	(void)kit_work();
	EXPECT(kit.num == 4 && kit_event_is(0, "storageError"));
	for (u32 i = 1; i < 4; i++)
		EXPECT(kit_event_is(i, "storageDiffError"));
	EXPECT(kit.conn.num_subs == 0);
	kit_free();
}

TEST(reads_under_way_are_counted_and_can_be_stopped)
{
	set_up(1);
	for (u32 i = 0; i < 16; i++)
		(void)kit_call("archive_v1_storage", "[\"%s\",[],null]", kit_hash(1));
	EXPECT(kit_fails(kit_call("archive_v1_storage", "[\"%s\",[],null]", kit_hash(1)), -32006));
	EXPECT(kit_is(kit_call("archive_v1_stopStorage", "[\"16\"]"), "null"));
	EXPECT(kit_result(kit_call("archive_v1_storage", "[\"%s\",[],null]", kit_hash(1))) !=
	       NULL);
	(void)kit_work();
	EXPECT(kit.num == 16);
	for (u32 i = 0; i < 4; i++)
		(void)kit_call("archive_v1_storageDiff", "[\"%s\"]", kit_hash(1));
	EXPECT(kit_fails(kit_call("archive_v1_storageDiff", "[\"%s\"]", kit_hash(1)), -32006));
	EXPECT(kit_fails(kit_call("archive_v1_stopStorageDiff", "[5]"), -32602));
	EXPECT(kit.conn.num_subs == 4);
	EXPECT(kit_is(kit_call("archive_v1_stopStorageDiff", "[\"18\"]"), "null"));
	EXPECT(kit.conn.num_subs == 3);
	kit_free();
}

/* Compares what the method told with both states, key by key. */
static void check_diff(u32 before, u32 at, u32 first)
{
	struct slice key = SLICE_EMPTY, was, is;
	u32 i = first;
	bool more = true, had, has;

	while (more) {
		struct slice a, b;
		bool more_a, more_b;
		const struct json *e;

		NODE_KIT_MUST(
		    node_next_key(kit.node, before, key, &kit.node_kit.work, &more_a, &a));
		NODE_KIT_MUST(node_next_key(kit.node, at, key, &kit.node_kit.work, &more_b, &b));
		more = more_a || more_b;
		if (!more)
			break;
		key = more_a && (!more_b || slice_cmp(a, b) < 0) ? a : b;
		NODE_KIT_MUST(node_storage(kit.node, before, key, &kit.node_kit.work, &had, &was));
		NODE_KIT_MUST(node_storage(kit.node, at, key, &kit.node_kit.work, &has, &is));
		if (had && has && slice_eq(was, is))
			continue;
		e = kit_event(i++);
		EXPECT(slice_eq(kit_bytes(json_get(e, "key")), key));
		EXPECT(json_str_is(json_get(e, "type"),
				   !had ? "added" : !has ? "deleted" : "modified"));
		EXPECT(slice_eq(kit_bytes(json_get(e, "value")), has ? is : was));
	}
	EXPECT(i > first + 3 && kit_event_is(i, "storageDiffDone") && i + 1 == kit.num);
}

TEST(a_difference_is_what_the_two_states_differ_in)
{
	struct node_verdict v;
	struct slice xt;
	u8 nobody[32] = {0x55};

	set_up(1);
	xt = node_kit_transfer(&kit.node_kit, &kit.node_kit.aura, 0, nobody, 5000000000000,
			       &kit.node_kit.work);
	NODE_KIT_MUST(node_submit(kit.node, xt, &kit.node_kit.work, &v));
	kit_block();
	kit_block();
	(void)kit_call("archive_v1_storageDiff", "[\"%s\",[{\"returnType\":\"value\"}]]",
		       kit_hash(2));
	(void)kit_work();
	check_diff(1, 2, 0);
	kit_forget();
	(void)kit_call("archive_v1_storageDiff", "[\"%s\",[{\"returnType\":\"value\"}],\"%s\"]",
		       kit_hash(3), kit_hash(0));
	(void)kit_work();
	check_diff(0, 3, 0);
	/* Without items: everything, by hash. With a prefix: less. */
	kit_forget();
	(void)kit_call("archive_v1_storageDiff", "[\"%s\"]", kit_hash(2));
	(void)kit_work();
	EXPECT(kit.num > 5 && kit_bytes(json_get(kit_event(0), "hash")).n == 32);
	kit_forget();
	(void)kit_call("archive_v1_storageDiff",
		       "[\"%s\",[{\"key\":\"%s\",\"returnType\":\"hash\"},"
		       "{\"returnType\":\"value\",\"childTrieKey\":\"0x6b6964\"}]]",
		       kit_hash(2), kit_hex(storage_key_slice(&(struct storage_key){0})));
	(void)kit_work();
	EXPECT(kit_event_is(kit.num - 1, "storageDiffDone"));
	kit_free();
}

TEST(parameters_of_another_type_are_refused)
{
	static const char *const bad[] = {
	    "[{\"returnType\":\"x\"}]", "[{\"key\":5,\"returnType\":\"hash\"}]",
	    "[{\"returnType\":\"closestDescendantMerkleValue\"}]", "{}", "[5]",
	    "[{\"returnType\":\"hash\",\"childTrieKey\":[]}]"};

	set_up(1);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		EXPECT(kit_fails(kit_call("archive_v1_storageDiff", "[\"%s\",%s]", kit_hash(1),
					  bad[i]),
				 -32602));
	EXPECT(kit_fails(kit_call("archive_v1_storageDiff", "[\"%s\",[],\"0x00\"]", kit_hash(1)),
			 -32602));
	EXPECT(kit_fails(kit_call("archive_v1_storage", "[\"%s\",[{\"key\":\"0x\"}],null]",
				  kit_hash(1)),
			 -32602));
	EXPECT(kit_fails(kit_call("archive_v1_stopStorage", "[7]"), -32602));
	EXPECT(kit.conn.num_subs == 0);
	kit_free();
}

TEST_MAIN()
