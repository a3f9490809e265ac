/* chainHead_v1_* as paritytech/json-rpc-interface-spec has it, without sockets. */
#include "rpc/operation.c"

#include "crypto/hash.h"
#include "rpc/rpc_kit.h"

#define ROWS      3000u
#define CHILD_KEY ":child_storage:default:kid"

static char sub[RPC_ID_MAX];

static const char *follow_as(bool with_runtime)
{
	(void)kit_id(kit_call("chainHead_v1_follow", "[%s]", with_runtime ? "true" : "false"),
		     NULL, sub);
	kit_prime();
	return sub;
}

static const char *start_op(const char *answer)
{
	static char id[4][RPC_ID_MAX];
	static u32 turn;

	EXPECT(json_str_is(json_get(kit_result(answer), "result"), "started"));
	return kit_id(answer, "operationId", id[turn++ % 4]);
}

/* A state with ROWS more keys, so that walks take more than one round. */
static void add_rows(void)
{
	struct chain_spec *s = &kit.node_kit.spec;
	struct arena *a = &kit.node_kit.a;
	struct trie_pair *top = (struct trie_pair *)arena_zalloc(a, s->num_top + ROWS,
								 sizeof(*top));
	size_t n = 0;
	u32 i = 0;

	while (n < s->num_top + ROWS) {
		static const u8 prefix[] = {0x77, 0x77};

		if (n - i < s->num_top &&
		    (i == ROWS || slice_cmp(s->top[n - i].key, SLICE_ARR(prefix)) < 0)) {
			top[n] = s->top[n - i];
		} else {
			u8 *p = (u8 *)arena_alloc(a, 64);

			memset(p, (int)(i & 255), 64);
			memcpy(p, prefix, 2);
			p[2] = (u8)(i >> 8);
			p[3] = (u8)i;
			top[n] = (struct trie_pair){slice_of(p, 4), slice_of(p, 4 + i % 60)};
			i++;
		}
		n++;
	}
	s->top = top;
	s->num_top = n;
	NODE_KIT_MUST(chain_spec_derive(s, a));
}

static void set_up_with_rows(void)
{
	kit_spec();
	add_rows();
	kit_open(false);
}

TEST(following_a_new_chain_begins_with_exactly_these_events)
{
	char want[600];

	kit_init(false);
	EXPECT(kit_is(kit_call("chainHead_v1_follow", "[false]"), "\"1\""));
	EXPECT(kit.num == 0); /* not before the answer is sent */
	kit_prime();
	(void)snprintf(want, sizeof(want),
		       "{\"jsonrpc\":\"2.0\",\"method\":\"chainHead_v1_followEvent\",\"params\":"
		       "{\"subscription\":\"1\",\"result\":{\"event\":\"initialized\","
		       "\"finalizedBlockHashes\":[\"%s\"]}}}",
		       kit_hash(0));
	EXPECT(kit_text_is(0, want));
	(void)snprintf(want, sizeof(want),
		       "{\"jsonrpc\":\"2.0\",\"method\":\"chainHead_v1_followEvent\",\"params\":"
		       "{\"subscription\":\"1\",\"result\":{\"event\":\"bestBlockChanged\","
		       "\"bestBlockHash\":\"%s\"}}}",
		       kit_hash(0));
	EXPECT(kit_text_is(1, want) && kit.num == 2);
	kit_forget();
	kit_block();
	(void)snprintf(want, sizeof(want),
		       "{\"jsonrpc\":\"2.0\",\"method\":\"chainHead_v1_followEvent\",\"params\":"
		       "{\"subscription\":\"1\",\"result\":{\"event\":\"newBlock\","
		       "\"blockHash\":\"%s\",\"parentBlockHash\":\"%s\"}}}",
		       kit_hash(1), kit_hash(0));
	EXPECT(kit_text_is(0, want) && kit_event_is(1, "bestBlockChanged") && kit.num == 2);
	kit_block();
	kit_forget();
	kit_block();
	(void)snprintf(want, sizeof(want),
		       "{\"jsonrpc\":\"2.0\",\"method\":\"chainHead_v1_followEvent\",\"params\":"
		       "{\"subscription\":\"1\",\"result\":{\"event\":\"finalized\","
		       "\"finalizedBlockHashes\":[\"%s\"],\"prunedBlockHashes\":[]}}}",
		       kit_hash(1));
	EXPECT(kit.num == 3 && kit_text_is(2, want));
	kit_free();
}

TEST(with_the_runtime_the_first_event_has_its_specification_and_blocks_say_null)
{
	const struct json *spec;
	u32 version;

	kit_init(false);
	(void)follow_as(true);
	spec = json_path(kit_event(0), "finalizedBlockRuntime.spec");
	EXPECT(json_str_is(json_path(kit_event(0), "finalizedBlockRuntime.type"), "valid"));
	REQUIRE(json_is(spec, JSON_OBJECT));
	EXPECT(spec->num == 6);
	EXPECT(json_str_is(json_get(spec, "specName"), "phala"));
	EXPECT(json_str(json_get(spec, "implName"), &(struct slice){0}));
	EXPECT(json_u32(json_get(spec, "specVersion"), &version) &&
	       version == RUNTIME_SPEC_VERSION);
	EXPECT(json_u32(json_get(spec, "implVersion"), &version));
	EXPECT(json_u32(json_get(spec, "transactionVersion"), &version) &&
	       version == RUNTIME_TX_VERSION);
	/* Core, by the first eight bytes of blake2b("Core"). */
	EXPECT(json_u32(json_path(spec, "apis.0xdf6acb689907609b"), &version) && version == 5);
	kit_forget();
	kit_block();
	EXPECT(kit_event_is(0, "newBlock"));
	EXPECT(json_is(json_get(kit_event(0), "newRuntime"), JSON_NULL));
	kit_free();
}

/* What a client can rely on, checked over some blocks: each is reported once and after its
 * parent, finality has no gap, the best block is known and never behind. */
TEST(who_follows_from_the_middle_gets_a_chain_without_gaps)
{
	struct slice reported[64], finalized = SLICE_EMPTY;
	u32 num = 0, num_final = 0;

	kit_init(false);
	for (u32 i = 0; i < 5; i++)
		kit_block();
	(void)follow_as(false);
	for (u32 i = 0; i < 6; i++)
		kit_block();
	EXPECT(kit_event_is(0, "initialized"));
	/* Genesis to 3 are final, 4 and 5 are not. */
	EXPECT(json_get(kit_event(0), "finalizedBlockHashes")->num == 4);
	for (const struct json *j = json_get(kit_event(0), "finalizedBlockHashes")->first;
	     j != NULL; j = j->next) {
		reported[num++] = kit_bytes(j);
		finalized = reported[num - 1];
	}
	num_final = num;
	EXPECT(kit_event_is(1, "newBlock") && kit_event_is(2, "newBlock") &&
	       kit_event_is(3, "bestBlockChanged"));
	for (u32 i = 1; i < kit.num; i++) {
		const struct json *e = kit_event(i);
		struct slice best;

		if (json_str_is(json_get(e, "event"), "newBlock")) {
			EXPECT(slice_eq(kit_bytes(json_get(e, "parentBlockHash")),
					reported[num - 1]));
			reported[num++] = kit_bytes(json_get(e, "blockHash"));
		} else if (json_str_is(json_get(e, "event"), "finalized")) {
			const struct json *list = json_get(e, "finalizedBlockHashes");

			EXPECT(json_get(e, "prunedBlockHashes")->num == 0 && list->num > 0);
			for (const struct json *j = list->first; j != NULL; j = j->next)
				EXPECT(slice_eq(kit_bytes(j), reported[num_final++]));
			finalized = reported[num_final - 1];
		} else {
			EXPECT(json_str_is(json_get(e, "event"), "bestBlockChanged"));
			best = kit_bytes(json_get(e, "bestBlockHash"));
			EXPECT(slice_eq(best, reported[num - 1]));
		}
	}
	EXPECT(num == 12 && num_final == 10 && finalized.n == 32);
	kit_free();
}

TEST(a_connection_may_follow_four_times)
{
	kit_init(false);
	for (u32 i = 0; i < FOLLOWS_MAX; i++)
		(void)follow_as(false);
	EXPECT(kit_fails(kit_call("chainHead_v1_follow", "[false]"), -32800));
	EXPECT(kit_is(kit_call("chainHead_v1_unfollow", "[\"%s\"]", sub), "null"));
	EXPECT(kit_is(kit_call("chainHead_v1_unfollow", "[\"%s\"]", sub), "null"));
	(void)follow_as(false);
	kit_free();
}

TEST(header_body_and_call_say_what_the_legacy_methods_say)
{
	const char *op, *text;
	struct slice scale, body;

	kit_init(false);
	kit_block();
	kit_block();
	(void)follow_as(true);
	NODE_KIT_MUST(node_header(kit.node, 1, &kit.node_kit.work, &scale));
	text = kit_call("chainHead_v1_header", "[\"%s\",\"%s\"]", sub, kit_hash(1));
	EXPECT(slice_eq(kit_bytes(kit_result(text)), scale));

	op = start_op(kit_call("chainHead_v1_body", "[\"%s\",\"%s\"]", sub, kit_hash(1)));
	kit_forget();
	(void)kit_work();
	EXPECT(kit.num == 1 && kit_event_is(0, "operationBodyDone"));
	EXPECT(json_str_is(json_get(kit_event(0), "operationId"), op));
	NODE_KIT_MUST(node_body(kit.node, 1, &kit.node_kit.work, &body));
	/* One inherent: the body is its count and its bytes. */
	REQUIRE(json_get(kit_event(0), "value")->num == 1);
	EXPECT(slice_eq(kit_bytes(json_at(json_get(kit_event(0), "value"), 0)),
			slice_from(body, 1)));

	op = start_op(kit_call("chainHead_v1_call",
			       "[\"%s\",\"%s\",\"AuraApi_slot_duration\",\"\"]", sub, kit_hash(1)));
	kit_forget();
	(void)kit_work();
	EXPECT(kit.num == 1 && kit_event_is(0, "operationCallDone"));
	EXPECT(json_str_is(json_get(kit_event(0), "operationId"), op));
	EXPECT(json_str_is(json_get(kit_event(0), "output"), "0x3200000000000000"));

	(void)start_op(kit_call("chainHead_v1_call", "[\"%s\",\"%s\",\"No_such\",\"0x\"]", sub,
				kit_hash(1)));
	(void)start_op(kit_call("chainHead_v1_call",
				"[\"%s\",\"%s\",\"Core_initialize_block\",\"0x00\"]", sub,
				kit_hash(1)));
	kit_forget();
	(void)kit_work();
	EXPECT(kit.num == 2 && kit_event_is(0, "operationError") &&
	       kit_event_is(1, "operationError"));
	EXPECT(json_str_is(json_get(kit_event(0), "error"),
			   "the runtime exports no such function"));
	kit_free();
}

static const char *storage(const char *hash, const char *items, const char *child)
{
	return kit_call("chainHead_v1_storage", "[\"%s\",\"%s\",%s,%s]", sub, hash, items, child);
}

TEST(storage_is_read_by_value_hash_and_merkle_value)
{
	struct storage_key key;
	char items[1024];
	u8 hash[32];
	struct slice value, got;
	const struct json *list;
	bool found;

	kit_init(false);
	key = system_account_key(kit.node_kit.bob.pub);
	(void)follow_as(false);
	(void)snprintf(items, sizeof(items),
		       "[{\"key\":\"%s\",\"type\":\"value\"},{\"key\":\"%s\",\"type\":\"hash\"},"
		       "{\"key\":\"0x7777\",\"type\":\"value\"},"
		       "{\"key\":\"\",\"type\":\"closestDescendantMerkleValue\"},"
		       "{\"key\":\"0x99\",\"type\":\"closestDescendantMerkleValue\"}]",
		       kit_hex(storage_key_slice(&key)), kit_hex(storage_key_slice(&key)));
	kit_forget();
	EXPECT(json_is(json_get(kit_result(storage(kit_hash(0), items, "null")), "discardedItems"),
		       JSON_NUMBER));
	(void)kit_work();
	EXPECT(kit.num == 2 && kit_event_is(0, "operationStorageItems") &&
	       kit_event_is(1, "operationStorageDone"));
	list = json_get(kit_event(0), "items");
	REQUIRE(json_is(list, JSON_ARRAY) && list->num == 3);
	NODE_KIT_MUST(node_storage(kit.node, 0, storage_key_slice(&key), &kit.node_kit.work,
				   &found, &value));
	EXPECT(found && slice_eq(kit_bytes(json_get(json_at(list, 0), "value")), value));
	EXPECT(json_at(list, 0)->num == 2);
	blake2_256(hash, value);
	EXPECT(slice_eq(kit_bytes(json_get(json_at(list, 1), "hash")), SLICE_ARR(hash)));
	got = kit_bytes(json_get(json_at(list, 2), "closestDescendantMerkleValue"));
	EXPECT(slice_eq(got, SLICE_ARR(kit.node_kit.spec.genesis.state_root)));
	EXPECT(json_str_is(json_get(json_at(list, 2), "key"), "0x"));
	/* A child trie that is not there has no items. */
	kit_forget();
	(void)start_op(storage(kit_hash(0), items, "\"0x6162\""));
	(void)kit_work();
	EXPECT(kit.num == 1 && kit_event_is(0, "operationStorageDone"));
	kit_free();
}

TEST(a_child_trie_is_read_under_its_key)
{
	static const u8 long_value[40] = {7};
	struct trie_change rows[] = {
	    {SLICE_LIT("ab"), SLICE_LIT("one"), false},
	    {SLICE_LIT("abc"), SLICE_ARR(long_value), false},
	};
	struct trie_pair pairs[] = {{rows[0].key, rows[0].value}, {rows[1].key, rows[1].value}};
	struct chain_spec *s = &kit.node_kit.spec;
	struct trie_pair *top;
	const struct json *list;
	struct db_write w;
	struct trie_db trie;
	u8 root[32], again[32];
	size_t at = 0;

	kit_spec();
	NODE_KIT_MUST(trie_root(TRIE_V1, pairs, 2, &kit.node_kit.work, root));
	top = (struct trie_pair *)arena_zalloc(&kit.node_kit.a, s->num_top + 1, sizeof(*top));
	while (at < s->num_top && slice_cmp(s->top[at].key, SLICE_LIT(CHILD_KEY)) < 0) {
		top[at] = s->top[at];
		at++;
	}
	top[at] = (struct trie_pair){SLICE_LIT(CHILD_KEY), SLICE_ARR(root)};
	for (size_t i = at; i < s->num_top; i++)
		top[i + 1] = s->top[i];
	s->top = top;
	s->num_top++;
	NODE_KIT_MUST(chain_spec_derive(s, &kit.node_kit.a));
	kit_open(false);
	NODE_KIT_MUST(db_begin(&w, node_chain(kit.node)->db, 0));
	trie = db_write_trie(&w);
	NODE_KIT_MUST(trie_apply(&trie, trie_empty_root, rows, 2, &kit.node_kit.work, again));
	NODE_KIT_MUST(db_commit(&w));
	EXPECT(mem_eq(root, again, 32));

	(void)follow_as(false);
	kit_forget();
	(void)start_op(storage(kit_hash(0),
			       "[{\"key\":\"0x6162\",\"type\":\"descendantsValues\"},"
			       "{\"key\":\"0x\",\"type\":\"closestDescendantMerkleValue\"}]",
			       "\"0x6b6964\""));
	(void)kit_work();
	EXPECT(kit.num == 2 && kit_event_is(0, "operationStorageItems"));
	list = json_get(kit_event(0), "items");
	REQUIRE(json_is(list, JSON_ARRAY) && list->num == 3);
	EXPECT(json_str_is(json_get(json_at(list, 0), "key"), "0x6162"));
	EXPECT(json_str_is(json_get(json_at(list, 0), "value"), "0x6f6e65"));
	EXPECT(slice_eq(kit_bytes(json_get(json_at(list, 1), "value")), SLICE_ARR(long_value)));
	EXPECT(slice_eq(kit_bytes(json_get(json_at(list, 2), "closestDescendantMerkleValue")),
			SLICE_ARR(root)));
	kit_free();
}

/* Adds up what operationStorageItems events have told; rows of add_rows only. */
static u32 count_rows(u32 seen, bool hashes)
{
	for (u32 i = 0; i < kit.num; i++) {
		const struct json *list = json_get(kit_event(i), "items");

		for (const struct json *j = list == NULL ? NULL : list->first; j != NULL;
		     j = j->next) {
			struct slice key = kit_bytes(json_get(j, "key"));
			u8 row[64], hash[32];

			memset(row, (int)(seen & 255), 64);
			memcpy(row, (u8[]){0x77, 0x77, (u8)(seen >> 8), (u8)seen}, 4);
			EXPECT(slice_eq(key, slice_of(row, 4)));
			blake2_256(hash, slice_of(row, 4 + seen % 60));
			if (hashes)
				EXPECT(slice_eq(kit_bytes(json_get(j, "hash")), SLICE_ARR(hash)));
			else
				EXPECT(slice_eq(kit_bytes(json_get(j, "value")),
						slice_of(row, 4 + seen % 60)));
			seen++;
		}
	}
	return seen;
}

TEST(descendants_come_in_order_and_in_rounds_and_wait_for_the_client)
{
	static const char *const types[] = {"descendantsValues", "descendantsHashes"};
	char items[100];
	const char *op;
	u32 seen;

	set_up_with_rows();
	(void)follow_as(false);
	for (u32 t = 0; t < 2; t++) {
		(void)snprintf(items, sizeof(items), "[{\"key\":\"0x77\",\"type\":\"%s\"}]",
			       types[t]);
		kit_forget();
		op = start_op(storage(kit_hash(0), items, "null"));
		/* As if a megabyte had been told before. */
		((const struct follow *)rpc_sub_own(kit.conn.subs))->ops->told = FOLLOW_PAGE_BYTES;
		kit_forget();
		EXPECT(kit_fails(kit_call("chainHead_v1_continue", "[\"%s\",\"%s\"]", sub, op),
				 -32803));
		(void)kit_work();
		EXPECT(kit.num == 2 && kit_event_is(0, "operationStorageItems") &&
		       kit_event_is(1, "operationWaitingForContinue"));
		seen = count_rows(0, t == 1);
		EXPECT(seen > 0 && seen < ROWS);
		kit_forget();
		(void)kit_work();
		EXPECT(kit.num == 0);
		EXPECT(kit_is(kit_call("chainHead_v1_continue", "[\"%s\",\"%s\"]", sub, op),
			      "null"));
		EXPECT(kit_work() > 1);
		seen = count_rows(seen, t == 1);
		EXPECT(seen == ROWS);
		EXPECT(kit_event_is(kit.num - 1, "operationStorageDone"));
		EXPECT(kit_is(kit_call("chainHead_v1_continue", "[\"%s\",\"%s\"]", sub, op),
			      "null"));
	}
	kit_free();
}

static u32 num_runs[2 * RPC_TURN_MS];

/* 2 ms of somebody's work; the context is where to count it. */
static void work(struct rpc_conn *conn, struct rpc_later *l)
{
	(void)l;
	clock_sleep_ms(2);
	++*(u32 *)conn->ctx;
}

TEST(long_work_of_many_clients_takes_many_rounds_and_each_has_its_turn)
{
	static struct rpc_conn conns[ARRAY_LEN(num_runs)];
	static struct rpc_later later[ARRAY_LEN(num_runs)];
	u32 rounds = 1, done = 0;

	set_up_with_rows();
	memset(num_runs, 0, sizeof(num_runs));
	for (size_t i = 0; i < ARRAY_LEN(conns); i++) {
		conns[i] = (struct rpc_conn){.ctx = &num_runs[i]};
		later[i] = (struct rpc_later){.fn = work};
		rpc_conn_add(kit.rpc, &conns[i]);
		rpc_later(&conns[i], &later[i]);
	}
	EXPECT(rpc_run_later(kit.rpc));
	for (size_t i = 0; i < ARRAY_LEN(conns); i++)
		done += num_runs[i];
	EXPECT(done >= 1 && done <= RPC_TURN_MS / 2 + 1);
	/* Who is next may leave. */
	rpc_conn_remove(&conns[ARRAY_LEN(conns) - 1 - done]);
	rpc_later(&conns[ARRAY_LEN(conns) - 1], &later[ARRAY_LEN(conns) - 1]);
	rounds += kit_work();
	EXPECT(rounds >= 4);
	for (size_t i = 0; i < ARRAY_LEN(conns); i++) {
		if (i == ARRAY_LEN(conns) - 1 - done) {
			EXPECT(num_runs[i] == 0);
			continue;
		}
		EXPECT(num_runs[i] == (i == ARRAY_LEN(conns) - 1 ? 2u : 1u));
		rpc_conn_remove(&conns[i]);
	}
	EXPECT(kit.rpc->later_at == NULL);
	kit_free();
}

TEST(nothing_is_read_for_a_client_that_does_not_read)
{
	set_up_with_rows();
	(void)follow_as(false);
	kit_forget();
	(void)start_op(storage(kit_hash(0), "[{\"key\":\"0x77\",\"type\":\"descendantsValues\"}]",
			       "null"));
	kit.waiting = RPC_SLOW_BYTES + 1;
	kit_forget();
	EXPECT(!rpc_run_later(kit.rpc));
	EXPECT(kit.num == 0);
	kit.waiting = 0;
	(void)kit_work();
	EXPECT(count_rows(0, false) == ROWS);
	kit_free();
}

TEST(sixteen_operations_run_at_once_and_each_item_counts)
{
	char items[2048];
	int n = 0;
	const struct json *j;

	kit_init(false);
	(void)follow_as(false);
	for (u32 i = 0; i < 20; i++)
		n += snprintf(items + n, sizeof(items) - (size_t)n,
			      "%s{\"key\":\"0x%02x\",\"type\":\"value\"}", i == 0 ? "[" : ",", i);
	(void)snprintf(items + n, sizeof(items) - (size_t)n, "]");
	(void)start_op(kit_call("chainHead_v1_body", "[\"%s\",\"%s\"]", sub, kit_hash(0)));
	j = kit_result(storage(kit_hash(0), items, "null"));
	EXPECT(json_str_is(json_get(j, "result"), "started"));
	EXPECT(slice_eq(json_get(j, "discardedItems")->text, SLICE_LIT("5")));
	EXPECT(kit_is(storage(kit_hash(0), items, "null"), "{\"result\":\"limitReached\"}"));
	EXPECT(kit_is(kit_call("chainHead_v1_body", "[\"%s\",\"%s\"]", sub, kit_hash(0)),
		      "{\"result\":\"limitReached\"}"));
	(void)kit_work();
	(void)start_op(storage(kit_hash(0), "[]", "null"));
	kit_forget();
	(void)kit_work();
	EXPECT(kit.num == 1 && kit_event_is(0, "operationStorageDone"));
	kit_free();
}

TEST(arguments_that_are_kept_are_bounded)
{
	static char big[(5u << 20) + 3];

	kit_init(false);
	(void)follow_as(true);
	memset(big, '0', sizeof(big) - 1);
	big[1] = 'x';
	EXPECT(rpc_hold(&kit.conn, RPC_CONN_HELD_MAX - 100));
	EXPECT(kit_is(kit_call("chainHead_v1_call", "[\"%s\",\"%s\",\"Core_version\",\"%.*s\"]",
			       sub, kit_hash(0), 202, big),
		      "{\"result\":\"limitReached\"}"));
	rpc_release(&kit.conn, RPC_CONN_HELD_MAX - 100);
	(void)start_op(kit_call("chainHead_v1_call", "[\"%s\",\"%s\",\"Core_version\",\"%.*s\"]",
				sub, kit_hash(0), 202, big));
	kit_free();
}

TEST(what_is_stopped_says_nothing_more)
{
	const char *op;

	set_up_with_rows();
	(void)follow_as(true);
	kit_forget();
	op = start_op(storage(kit_hash(0), "[{\"key\":\"0x77\",\"type\":\"descendantsValues\"}]",
			      "null"));
	EXPECT(rpc_run_later(kit.rpc));
	EXPECT(kit_is(kit_call("chainHead_v1_stopOperation", "[\"%s\",\"%s\"]", sub, op), "null"));
	EXPECT(kit_is(kit_call("chainHead_v1_stopOperation", "[\"%s\",\"%s\"]", sub, op), "null"));
	kit_forget();
	EXPECT(!rpc_run_later(kit.rpc) && kit.num == 0);
	/* And what belongs to a subscription goes with it. */
	(void)start_op(kit_call("chainHead_v1_call", "[\"%s\",\"%s\",\"Core_version\",\"\"]", sub,
				kit_hash(0)));
	EXPECT(kit_is(kit_call("chainHead_v1_unfollow", "[\"%s\"]", sub), "null"));
	kit_forget();
	EXPECT(!rpc_run_later(kit.rpc));
	kit_block();
	EXPECT(kit.num == 0);
	kit_free();
}

TEST(blocks_are_unpinned_all_or_none)
{
	char both[300];

	kit_init(false);
	kit_block();
	(void)follow_as(false);
	(void)snprintf(both, sizeof(both), "\"%s\",\"%s\"", kit_hash(0), kit_hash(1));
	EXPECT(kit_fails(kit_call("chainHead_v1_unpin", "[\"%s\",[%s,\"%s\"]]", sub, both,
				  kit_hash(0)),
			 -32804));
	EXPECT(kit_fails(kit_call("chainHead_v1_unpin", "[\"%s\",[%s,\"0x%064d\"]]", sub, both, 7),
			 -32801));
	(void)start_op(storage(kit_hash(1), "[{\"key\":\"0x\",\"type\":\"value\"}]", "null"));
	EXPECT(kit_is(kit_call("chainHead_v1_unpin", "[\"%s\",[%s]]", sub, both), "null"));
	EXPECT(kit_fails(kit_call("chainHead_v1_unpin", "[\"%s\",\"%s\"]", sub, kit_hash(1)),
			 -32801));
	EXPECT(kit_fails(kit_call("chainHead_v1_header", "[\"%s\",\"%s\"]", sub, kit_hash(1)),
			 -32801));
	/* What was under way ends as if nothing had happened. */
	kit_forget();
	(void)kit_work();
	EXPECT(kit.num == 1 && kit_event_is(0, "operationStorageDone"));
	EXPECT(kit_is(kit_call("chainHead_v1_unpin", "[\"%s\",[]]", sub), "null"));
	/* It is finalized in its turn all the same. */
	kit_forget();
	kit_block();
	kit_block();
	EXPECT(kit_event_is(kit.num - 1, "finalized"));
	EXPECT(slice_eq(kit_bytes(json_at(
				json_get(kit_event(kit.num - 1), "finalizedBlockHashes"), 0)),
			kit_bytes(kit_result(kit_call("chain_getBlockHash", "[1]")))));
	kit_free();
}

TEST(an_unknown_subscription_is_no_error_and_an_unknown_block_is)
{
	const char *h;

	kit_init(false);
	(void)follow_as(false);
	h = kit_hash(0);
	EXPECT(kit_is(kit_call("chainHead_v1_header", "[\"9\",\"%s\"]", h), "null"));
	EXPECT(kit_is(kit_call("chainHead_v1_unpin", "[\"9\",\"%s\"]", h), "null"));
	EXPECT(kit_is(kit_call("chainHead_v1_unfollow", "[\"9\"]"), "null"));
	EXPECT(kit_is(kit_call("chainHead_v1_continue", "[\"9\",\"1\"]"), "null"));
	EXPECT(kit_is(kit_call("chainHead_v1_stopOperation", "[\"9\",\"1\"]"), "null"));
	EXPECT(kit_is(kit_call("chainHead_v1_body", "[\"9\",\"%s\"]", h),
		      "{\"result\":\"limitReached\"}"));
	EXPECT(kit_is(kit_call("chainHead_v1_call", "[\"9\",\"%s\",\"x\",\"\"]", h),
		      "{\"result\":\"limitReached\"}"));
	EXPECT(kit_is(kit_call("chainHead_v1_storage", "[\"9\",\"%s\",[],null]", h),
		      "{\"result\":\"limitReached\"}"));
	EXPECT(kit_fails(kit_call("chainHead_v1_body", "[\"%s\",\"0x%064d\"]", sub, 1), -32801));
	EXPECT(kit_fails(kit_call("chainHead_v1_storage", "[\"%s\",\"0x%064d\",[],null]", sub, 1),
			 -32801));
	EXPECT(kit_fails(kit_call("chainHead_v1_call", "[\"%s\",\"%s\",\"x\",\"\"]", sub, h),
			 -32802));
	/* A subscription of another kind is none either. */
	(void)kit_call("chain_subscribeNewHeads", "[]");
	EXPECT(kit_is(kit_call("chainHead_v1_header", "[\"2\",\"%s\"]", h), "null"));
	kit_free();
}

TEST(parameters_of_another_type_are_refused)
{
	static const struct {
		const char *method, *params;
	} bad[] = {
	    {"chainHead_v1_follow", "[]"},
	    {"chainHead_v1_follow", "[1]"},
	    {"chainHead_v1_unfollow", "[1]"},
	    {"chainHead_v1_header", "[1,\"0x\"]"},
	    {"chainHead_v1_header", "[\"1\",\"0x00\"]"},
	    {"chainHead_v1_body", "[\"1\"]"},
	    {"chainHead_v1_call", "[\"1\",\"0x00\",\"a\",\"\"]"},
	    {"chainHead_v1_call", "[\"1\",\"%h\",1,\"\"]"},
	    {"chainHead_v1_call", "[\"1\",\"%h\",\"a\",\"0x0\"]"},
	    {"chainHead_v1_storage", "[\"1\",\"%h\",{},null]"},
	    {"chainHead_v1_storage", "[\"1\",\"%h\",[{\"key\":\"0x\",\"type\":\"x\"}],null]"},
	    {"chainHead_v1_storage", "[\"1\",\"%h\",[{\"key\":5,\"type\":\"hash\"}],null]"},
	    {"chainHead_v1_storage", "[\"1\",\"%h\",[5],null]"},
	    {"chainHead_v1_storage", "[\"1\",\"%h\",[],5]"},
	    {"chainHead_v1_continue", "[\"1\",1]"},
	    {"chainHead_v1_stopOperation", "[1,\"1\"]"},
	    {"chainHead_v1_unpin", "[\"1\",5]"},
	    {"chainHead_v1_unpin", "[\"1\",[\"0x00\"]]"},
	    {"chainHead_v1_unpin", "[1,[]]"},
	};

	kit_init(false);
	(void)follow_as(true);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		char params[256];
		const char *at = strstr(bad[i].params, "%h");

		(void)snprintf(params, sizeof(params), "%.*s%s%s",
			       at == NULL ? (int)strlen(bad[i].params)
					  : (int)(at - bad[i].params),
			       bad[i].params, at == NULL ? "" : kit_hash(0),
			       at == NULL ? "" : at + 2);
		EXPECT(kit_fails(kit_call(bad[i].method, "%s", params), -32602));
	}
	kit_free();
}

TEST(over_http_nobody_can_follow)
{
	struct slice out, in = SLICE_LIT("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":"
					 "\"chainHead_v1_follow\",\"params\":[true]}");

	kit_init(false);
	rpc_handle(kit.rpc, NULL, in, &out);
	EXPECT(slice_starts(out, SLICE_LIT("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":")));
	kit_free();
}

TEST(the_specification_of_the_chain_is_told)
{
	char want[100];

	kit_init(false);
	EXPECT(kit_is(kit_call("chainSpec_v1_chainName", "[]"), "\"Phala Development\""));
	(void)snprintf(want, sizeof(want), "\"%s\"", kit_hash(0));
	EXPECT(kit_is(kit_call("chainSpec_v1_genesisHash", "[]"), want));
	EXPECT(kit_is(kit_call("chainSpec_v1_properties", "[]"),
		      "{\"ss58Format\":30,\"tokenDecimals\":12,\"tokenSymbol\":\"PHA\"}"));
	kit_free();
}

TEST_MAIN()
