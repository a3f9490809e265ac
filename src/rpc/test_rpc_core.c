/* Requests and answers without sockets, against a node that seals every 50 ms. */
#include <stdarg.h>
#include <uv.h>

#include "base/hex.h"
#include "consensus/grandpa.h"
#include "node/node_kit.h"
#include "os/clock.h"
#include "rpc/core.h"
#include "trie/proof.h"

#define SLOT_MS 50u

static struct node_kit kit;
static uv_loop_t loop;
static struct node *node;
static struct rpc *rpc;

/* The client's end of a connection: what was sent, one after the other. */
static struct client {
	struct rpc_conn conn;
	char text[1 << 20];
	size_t n;
	u32 num;
} client;

static enum err client_send(void *ctx, struct slice text)
{
	struct client *c = (struct client *)ctx;

	if (text.n + 2 > sizeof(c->text) - c->n)
		return ERR_FULL;
	slice_copy(c->text + c->n, text);
	c->n += text.n;
	c->text[c->n++] = '\n';
	c->text[c->n] = '\0';
	c->num++;
	return ERR_OK;
}

static void client_clear(void)
{
	client.n = 0;
	client.num = 0;
	client.text[0] = '\0';
}

static void set_up(void)
{
	struct node_opts o;

	node_kit_init(&kit, SLOT_MS);
	o = (struct node_opts){
	    .dir = kit.dir, .spec = &kit.spec, .aura = kit.aura, .grandpa = kit.grandpa};
	NODE_KIT_MUST(node_open(&node, &o));
	NODE_KIT_MUST(rpc_new(&rpc, node));
	NODE_KIT_MUST(rpc_observe(rpc));
	CHECK(uv_loop_init(&loop) == 0);
	memset(&client, 0, sizeof(client));
	client.conn.send = client_send;
	client.conn.ctx = &client;
	rpc_conn_add(rpc, &client.conn);
}

static void tear_down(void)
{
	node_stop(node);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	CHECK(uv_loop_close(&loop) == 0);
	rpc_conn_remove(&client.conn);
	rpc_free(rpc);
	node_close(node);
	node_kit_free(&kit);
}

/* Runs the chain until block `number` is final. */
static void run_to_final(u32 number)
{
	u64 end = clock_mono_ms() + 10000;

	while (node_chain(node)->finalized.number < number && clock_mono_ms() < end)
		(void)uv_run(&loop, UV_RUN_ONCE);
	EXPECT(node_chain(node)->finalized.number >= number);
}

static void start_and_run_to_final(u32 number)
{
	NODE_KIT_MUST(node_start(node, &loop));
	run_to_final(number);
}

static const char *raw(struct rpc_conn *conn, struct slice in)
{
	static char text[1 << 20];
	struct slice out;

	rpc_handle(rpc, conn, in, &out);
	CHECK(out.n < sizeof(text));
	slice_copy(text, out);
	text[out.n] = '\0';
	return text;
}

static const char *http(const char *in)
{
	return raw(NULL, slice_str(in));
}

/* Calls a method; the format makes the parameter list. */
static const char *call(struct rpc_conn *conn, const char *method, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

static const char *call(struct rpc_conn *conn, const char *method, const char *fmt, ...)
{
	static char in[1 << 16];
	int n = snprintf(in, sizeof(in),
			 "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":", method);
	va_list ap;

	va_start(ap, fmt);
	n += vsnprintf(in + n, sizeof(in) - (size_t)n, fmt, ap);
	va_end(ap);
	CHECK(n > 0 && (size_t)n + 2 < sizeof(in));
	in[n] = '}';
	return raw(conn, slice_of(in, (size_t)n + 1));
}

static bool has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static bool is_result(const char *text, const char *result)
{
	char want[512];

	(void)snprintf(want, sizeof(want), "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":%s}", result);
	if (strcmp(text, want) != 0)
		(void)fprintf(stderr, "got %s\n", text);
	return strcmp(text, want) == 0;
}

static const struct json *parsed(const char *text)
{
	const struct json *j = NULL;
	struct slice copy;

	NODE_KIT_MUST(arena_dup(&kit.work, slice_str(text), &copy));
	NODE_KIT_MUST(json_parse(&j, copy, &kit.work));
	return j;
}

static struct slice bytes_of(const struct json *j)
{
	struct slice s = SLICE_EMPTY;

	EXPECT_OK(rpc_hex(j, 1 << 20, &kit.work, &s));
	return s;
}

static const char *hex_of(struct slice s)
{
	static char text[4][4096];
	static u32 at;
	char *out = text[at++ % 4];

	CHECK(s.n * 2 + 3 <= sizeof(text[0]));
	(void)snprintf(out, 3, "0x");
	hex_encode(out + 2, s);
	out[2 + 2 * s.n] = '\0';
	return out;
}

TEST(what_is_no_request_gets_the_error_of_the_standard)
{
	set_up();
	EXPECT(strcmp(http("{\"id\":1"), "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{"
					 "\"code\":-32700,\"message\":\"Parse error\"}}") == 0);
	EXPECT(has(http(""), "-32700"));
	EXPECT(has(http("1"), "-32600"));
	EXPECT(has(http("{}"), "-32600"));
	EXPECT(has(http("[]"), "-32600"));
	EXPECT(has(http("{\"id\":7,\"method\":\"rpc_methods\"}"),
		   "\"id\":7,\"error\":{\"code\":-32600"));
	EXPECT(has(http("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"no_such\"}"),
		   "\"id\":\"x\",\"error\":{\"code\":-32601"));
	EXPECT(has(call(NULL, "chain_getHeader", "5"), "-32602"));
	EXPECT(has(call(NULL, "chain_getHeader", "[5]"), "-32602"));
	EXPECT(has(call(NULL, "chain_getHeader", "[null,5]"), "too many parameters"));
	EXPECT(has(call(NULL, "chain_getHeader", "[null,null,null]"), "\"result\":{"));
	EXPECT(has(call(NULL, "state_getStorage", "[]"), "parameter \\\"key\\\" is missing"));
	/* A notification has no answer. */
	EXPECT(strcmp(http("{\"jsonrpc\":\"2.0\",\"method\":\"rpc_methods\"}"), "") == 0);
	tear_down();
}

TEST(a_batch_is_answered_in_its_order)
{
	char big[2048];
	size_t n = 0;

	set_up();
	EXPECT(strcmp(http("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"system_name\"},7,"
			   "{\"jsonrpc\":\"2.0\",\"method\":\"system_name\"},"
			   "{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"method\":\"system_chainType\"}]"),
		      "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"Phala Node\"},"
		      "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":"
		      "\"Invalid request\"}},"
		      "{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"result\":\"Development\"}]") == 0);
	EXPECT(strcmp(http("[{\"jsonrpc\":\"2.0\",\"method\":\"system_name\"}]"), "") == 0);
	big[n++] = '[';
	for (u32 i = 0; i <= RPC_BATCH_MAX; i++) {
		big[n++] = '1';
		big[n++] = ',';
	}
	big[n - 1] = ']';
	EXPECT(has(raw(NULL, slice_of(big, n)), "-32010"));
	tear_down();
}

TEST(parameters_go_by_position_or_by_name)
{
	set_up();
	EXPECT(is_result(call(NULL, "state_getStorageSize", "[\"0x00\"]"), "null"));
	EXPECT(is_result(call(NULL, "state_getStorageSize", "{\"key\":\"0x00\",\"hash\":null}"),
			 "null"));
	EXPECT(has(call(NULL, "state_getStorageSize", "{\"hash\":null}"), "-32602"));
	tear_down();
}

TEST(rpc_methods_lists_each_method_of_the_tables_once)
{
	const struct json *list;
	u32 num = 0;

	set_up();
	list = json_path(parsed(call(NULL, "rpc_methods", "[]")), "result.methods");
	for (size_t t = 0; t < rpc_num_tables; t++)
		num += rpc_offers(rpc, rpc_tables[t]) ? (u32)rpc_tables[t]->num : 0;
	REQUIRE(json_is(list, JSON_ARRAY));
	EXPECT(list->num == num && num > 50);
	for (const struct json *a = list->first; a != NULL; a = a->next)
		for (const struct json *b = a->next; b != NULL; b = b->next)
			EXPECT(!slice_eq(a->text, b->text));
	/* No method takes more parameters than there is room for: calls bind them all. */
	for (const struct json *a = list->first; a != NULL; a = a->next) {
		char name[64];

		(void)snprintf(name, sizeof(name), "%.*s", (int)a->text.n, a->text.p);
		EXPECT(has(call(NULL, name, "[null,null,null,null,null,null]"), "\"id\":1"));
	}
	tear_down();
}

TEST(numbers_and_hashes_of_blocks_are_found_in_every_form)
{
	const char *genesis;
	char want[128];

	set_up();
	start_and_run_to_final(2);
	genesis = hex_of(SLICE_ARR(kit.spec.genesis_hash));
	(void)snprintf(want, sizeof(want), "\"%s\"", genesis);
	EXPECT(is_result(call(NULL, "chain_getBlockHash", "[0]"), want));
	EXPECT(is_result(call(NULL, "chain_getBlockHash", "[\"0x0\"]"), want));
	EXPECT(is_result(call(NULL, "chain_getBlockHash", "[\"0\"]"), want));
	(void)snprintf(want, sizeof(want), "[\"%s\",null]", genesis);
	EXPECT(is_result(call(NULL, "chain_getBlockHash", "[[0,4000000000]]"), want));
	EXPECT(has(call(NULL, "chain_getBlockHash", "[4294967296]"), "-32602"));
	EXPECT(has(call(NULL, "chain_getBlockHash", "[\"0x123456789\"]"), "-32602"));
	EXPECT(has(call(NULL, "chain_getHeader", "[\"%s\"]", genesis), "\"number\":\"0x0\""));
	EXPECT(is_result(call(NULL, "chain_getHeader", "[\"0x%064d\"]", 0), "null"));
	EXPECT(is_result(call(NULL, "chain_getBlock", "[\"0x%064d\"]", 0), "null"));
	EXPECT(has(call(NULL, "state_getStorage", "[\"0x\",\"0x%064d\"]", 0), "UnknownBlock"));
	tear_down();
}

TEST(a_header_and_its_block_hash_to_what_the_chain_says)
{
	const struct json *j;
	struct slice scale;
	u8 hash[32];

	set_up();
	start_and_run_to_final(1);
	NODE_KIT_MUST(node_hash(node, 1, hash));
	NODE_KIT_MUST(node_header(node, 1, &kit.work, &scale));
	j = json_get(parsed(call(NULL, "chain_getBlock", "[\"%s\"]", hex_of(SLICE_ARR(hash)))),
		     "result");
	EXPECT(json_str_is(json_path(j, "block.header.number"), "0x1"));
	EXPECT(slice_eq(bytes_of(json_path(j, "block.header.parentHash")),
			SLICE_ARR(kit.spec.genesis_hash)));
	EXPECT(json_path(j, "block.header.digest.logs")->num == 2);
	EXPECT(json_path(j, "block.extrinsics")->num == 1);
	/* Final: one justification, engine "FRNK". */
	j = json_get(j, "justifications");
	REQUIRE(json_is(j, JSON_ARRAY) && j->num == 1);
	EXPECT(json_is(json_at(json_at(json_at(j, 0), 0), 0), JSON_NUMBER));
	EXPECT(json_at(json_at(j, 0), 1)->num > 100);
	tear_down();
}

TEST(pages_of_keys_join_to_all_keys_in_order)
{
	struct slice last = SLICE_EMPTY, key;
	const struct json *page;
	u32 num = 0;

	set_up();
	do {
		page = json_get(parsed(call(NULL, "state_getKeysPaged", "[\"0x26aa\",3,\"%s\"]",
					    hex_of(last))),
				"result");
		REQUIRE(json_is(page, JSON_ARRAY));
		for (const struct json *k = page->first; k != NULL; k = k->next, num++) {
			key = bytes_of(k);
			EXPECT(slice_starts(key, SLICE_LIT("\x26\xaa")));
			EXPECT(slice_cmp(last, key) < 0);
			last = key;
		}
	} while (page->num == 3);
	page = json_get(parsed(call(NULL, "state_getKeysPaged", "[\"0x26aa\",1000]")), "result");
	EXPECT(page->num == num && num > 10);
	/* The prefix itself counts, unless it is the start. */
	EXPECT(json_get(parsed(call(NULL, "state_getKeysPaged", "[\"%s\",9]", hex_of(last))),
			"result")
		   ->num == 1);
	EXPECT(is_result(call(NULL, "state_getKeysPaged", "[\"%s\",9,\"%s\"]", hex_of(last),
			      hex_of(last)),
			 "[]"));
	EXPECT(has(call(NULL, "state_getKeysPaged", "[\"0x\",1001]"),
		   "\"code\":4002,\"message\":\"count exceeds maximum value. value: 1001, "
		   "max: 1000\""));
	tear_down();
}

TEST(a_read_proof_shows_presence_and_absence_under_the_state_root)
{
	struct storage_key key = system_account_key(kit.bob.pub);
	const struct json *j;
	struct trie_proof p;
	struct wr w;
	struct slice bytes, value;
	bool found;

	set_up();
	key = system_account_key(kit.bob.pub);
	j = json_path(parsed(call(NULL, "state_getReadProof", "[[\"%s\",\"0x0102\"]]",
				  hex_of(storage_key_slice(&key)))),
		      "result.proof");
	REQUIRE(json_is(j, JSON_ARRAY));
	w = wr_into(arena_alloc(&kit.work, 1 << 20), 1 << 20);
	wr_compact(&w, j->num);
	for (const struct json *node_hex = j->first; node_hex != NULL; node_hex = node_hex->next)
		wr_vec(&w, bytes_of(node_hex));
	EXPECT_OK(wr_done(&w, &bytes));
	EXPECT_OK(trie_proof_open(&p, bytes, TRIE_LIMITS_DEFAULT, &kit.work));
	EXPECT_OK(trie_proof_read(&p, kit.spec.genesis.state_root, storage_key_slice(&key), &found,
				  &value));
	EXPECT(found);
	EXPECT_OK(trie_proof_read(&p, kit.spec.genesis.state_root, SLICE_LIT("\x01\x02"), &found,
				  &value));
	EXPECT(!found);
	tear_down();
}

TEST(a_finality_proof_holds_a_justification_that_verifies)
{
	struct grandpa_justification gj;
	const struct json *j;
	struct slice scale, proof;
	u8 hash[32], want[32];
	struct rd r;

	set_up();
	start_and_run_to_final(2);
	j = json_get(parsed(call(NULL, "grandpa_proveFinality", "[1]")), "result");
	scale = bytes_of(j);
	r = rd_from(scale);
	rd_bytes(&r, hash, 32);
	proof = rd_vec(&r, scale.n);
	EXPECT(rd_seq_len(&r, 1) == 0);
	EXPECT_OK(rd_end(&r));
	NODE_KIT_MUST(node_hash(node, 1, want));
	EXPECT(mem_eq(hash, want, 32));
	EXPECT_OK(grandpa_decode(&gj, proof));
	EXPECT(gj.target_number == 1 && mem_eq(gj.target_hash, want, 32));
	EXPECT_OK(grandpa_verify(&gj, &kit.spec.grandpa));
	EXPECT(has(call(NULL, "grandpa_proveFinality", "[4000000]"), "not yet finalized"));
	EXPECT(has(call(NULL, "grandpa_proveFinality", "[0]"), "genesis"));
	EXPECT(has(call(NULL, "grandpa_proveFinality", "[\"x\"]"), "-32602"));
	tear_down();
}

TEST(the_open_round_is_told_with_who_has_not_voted)
{
	const struct json *j;

	set_up();
	start_and_run_to_final(1);
	j = json_get(parsed(call(NULL, "grandpa_roundState", "[]")), "result");
	EXPECT(json_is(json_get(j, "setId"), JSON_NUMBER));
	EXPECT(json_path(j, "best.prevotes.missing")->num == kit.spec.grandpa.num);
	EXPECT(json_is(json_path(j, "best.totalWeight"), JSON_NUMBER));
	EXPECT(json_is(json_get(j, "background"), JSON_ARRAY));
	tear_down();
}

TEST(runtime_calls_answer_in_scale_or_say_what_was_wrong)
{
	const char *alice = hex_of(SLICE_ARR(kit.aura.pub));

	set_up();
	alice = hex_of(SLICE_ARR(kit.aura.pub));
	EXPECT(is_result(
	    call(NULL, "state_call", "[\"AccountNonceApi_account_nonce\",\"%s\"]", alice),
	    "\"0x00000000\""));
	EXPECT(is_result(call(NULL, "state_call", "[\"AuraApi_slot_duration\",\"\"]"),
			 "\"0x3200000000000000\""));
	EXPECT(has(call(NULL, "state_call", "[\"No_such\",\"0x\"]"), "exports no such method"));
	EXPECT(has(call(NULL, "state_call", "[\"Core_initialize_block\",\"0x00\"]"),
		   "Execution failed"));
	EXPECT(has(call(NULL, "state_getMetadata", "[]"), "\"result\":\"0x6d6574610e"));
	EXPECT(has(call(NULL, "state_getRuntimeVersion", "[]"),
		   "\"apis\":[[\"0xdf6acb689907609b\",5],"));
	tear_down();
}

TEST(subscriptions_need_a_websocket_and_speak_after_the_answer)
{
	const char *a;

	set_up();
	EXPECT(has(call(NULL, "chain_subscribeNewHeads", "[]"), "WebSocket"));
	a = call(&client.conn, "chain_subscribeNewHead", "[]");
	EXPECT(is_result(a, "\"1\""));
	EXPECT(client.num == 0);
	rpc_prime(&client.conn);
	EXPECT(client.num == 1);
	EXPECT(has(client.text, "{\"jsonrpc\":\"2.0\",\"method\":\"chain_newHead\","
				"\"params\":{\"subscription\":\"1\",\"result\":{"));
	EXPECT(has(client.text, "\"number\":\"0x0\""));
	start_and_run_to_final(1);
	EXPECT(client.num >= 4 && has(client.text, "\"number\":\"0x3\""));
	/* Ends by its own kind of call only, and once. */
	EXPECT(is_result(call(&client.conn, "state_unsubscribeStorage", "[\"1\"]"), "false"));
	EXPECT(is_result(call(&client.conn, "chain_unsubscribeNewHeads", "[\"1\"]"), "true"));
	EXPECT(is_result(call(&client.conn, "chain_unsubscribeNewHeads", "[\"1\"]"), "false"));
	client_clear();
	run_to_final(3);
	EXPECT(client.num == 0);
	tear_down();
}

TEST(finalized_heads_come_without_gaps)
{
	char want[32];

	set_up();
	(void)call(&client.conn, "chain_subscribeFinalizedHeads", "[]");
	rpc_prime(&client.conn);
	start_and_run_to_final(5);
	EXPECT(client.num == node_chain(node)->finalized.number + 1);
	for (u32 n = 0; n <= 5; n++) {
		(void)snprintf(want, sizeof(want), "\"number\":\"0x%x\"", n);
		EXPECT(has(client.text, want));
	}
	tear_down();
}

TEST(a_connection_has_so_many_subscriptions_and_no_more)
{
	set_up();
	for (u32 i = 0; i < RPC_SUBS_MAX; i++)
		EXPECT(!has(call(&client.conn, "chain_subscribeAllHeads", "[]"), "error"));
	EXPECT(has(call(&client.conn, "chain_subscribeAllHeads", "[]"), "-32006"));
	EXPECT(has(call(&client.conn, "chain_unsubscribeAllHeads", "[\"5\"]"), "true"));
	EXPECT(!has(call(&client.conn, "chain_subscribeAllHeads", "[]"), "error"));
	tear_down();
}

TEST(a_storage_subscription_tells_all_keys_once_and_then_what_changes)
{
	struct storage_key number = storage_key(SLICE_LIT("System"), SLICE_LIT("Number"));
	const char *hex;
	char absent[64];

	set_up();
	hex = hex_of(storage_key_slice(&number));
	EXPECT(has(call(&client.conn, "state_subscribeStorage", "[null]"), "error"));
	EXPECT(has(call(&client.conn, "state_subscribeStorage", "[[]]"), "-32602"));
	(void)call(&client.conn, "state_subscribeStorage", "[[\"%s\",\"0x77\"]]", hex);
	rpc_prime(&client.conn);
	(void)snprintf(absent, sizeof(absent), "[\"0x77\",null]");
	EXPECT(client.num == 1 && has(client.text, absent) && has(client.text, hex));
	client_clear();
	start_and_run_to_final(1);
	EXPECT(client.num >= 3 && !has(client.text, absent) && has(client.text, "\"0x03000000\""));
	tear_down();
}

/* Each watched key is read in each block, whoever watches it. */
TEST(a_connection_watches_so_many_storage_keys_and_no_more)
{
	static char long_keys[40000];
	size_t n = 0;

	set_up();
	for (u32 i = 0; i < 1024; i++)
		n += (size_t)snprintf(long_keys + n, sizeof(long_keys) - n, "%s\"0x%08x\"",
				      i == 0 ? "" : ",", i);
	for (u32 i = 0; i < RPC_CONN_KEYS_MAX / 1024; i++)
		EXPECT(!has(call(&client.conn, "state_subscribeStorage", "[[%s]]", long_keys),
			    "error"));
	EXPECT(has(call(&client.conn, "state_subscribeStorage", "[[\"0x77\"]]"), "-32006"));
	EXPECT(client.conn.num_keys == RPC_CONN_KEYS_MAX);
	EXPECT(has(call(&client.conn, "state_unsubscribeStorage", "[\"2\"]"), "true"));
	EXPECT(!has(call(&client.conn, "state_subscribeStorage", "[[\"0x77\"]]"), "error"));
	tear_down();
}

TEST(what_a_batch_has_no_time_for_is_refused_call_by_call)
{
	static const char two[] = "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"system_chain\"},"
				  "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"system_chain\"}]";
	const char *text;

	set_up();
	EXPECT(!has(http(two), "error"));
	rpc->batch_ns = 0;
	text = http(two);
	EXPECT(has(text, "\"id\":1,\"result\"") && has(text, "\"id\":2,\"error\""));
	tear_down();
}

TEST(a_watched_extrinsic_is_ready_then_in_a_block_then_final)
{
	const char *ready, *in_block, *final;
	struct slice xt;

	set_up();
	xt = node_kit_transfer(&kit, &kit.aura, 0, kit.bob.pub, 5000000000, &kit.work);
	EXPECT(is_result(call(&client.conn, "author_submitAndWatchExtrinsic", "[\"%s\"]",
			      hex_of(xt)),
			 "\"1\""));
	EXPECT(client.num == 0);
	EXPECT(has(call(NULL, "author_pendingExtrinsics", "[]"), hex_of(xt)));
	EXPECT(is_result(call(NULL, "system_accountNextIndex",
			      "[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\"]"),
			 "1"));
	rpc_prime(&client.conn);
	EXPECT(client.num == 1);
	start_and_run_to_final(3);
	EXPECT(client.num == 3 && client.conn.num_subs == 0);
	ready = strstr(client.text, "\"result\":\"ready\"");
	in_block = strstr(client.text, "\"result\":{\"inBlock\":\"0x");
	final = strstr(client.text, "\"result\":{\"finalized\":\"0x");
	REQUIRE(ready != NULL && in_block != NULL && final != NULL);
	EXPECT(ready < in_block && in_block < final);
	EXPECT(strncmp(in_block + 23, final + 25, 64) == 0);
	tear_down();
}

TEST(refused_extrinsics_get_the_codes_that_clients_know)
{
	struct slice xt, poor;
	struct sr25519_pair nobody;

	set_up();
	EXPECT(has(call(&client.conn, "author_submitAndWatchExtrinsic", "[\"0x0884\"]"), "1001"));
	EXPECT(has(call(NULL, "author_submitExtrinsic", "[\"0xzz\"]"), "-32602"));
	EXPECT_OK(sr25519_from_uri(&nobody, SLICE_LIT("//Nobody")));
	poor = node_kit_transfer(&kit, &nobody, 0, kit.bob.pub, 1, &kit.work);
	EXPECT(has(call(&client.conn, "author_submitAndWatchExtrinsic", "[\"%s\"]", hex_of(poor)),
		   "\"code\":1010,\"message\":\"Invalid Transaction\","
		   "\"data\":\"Inability to pay"));
	EXPECT(client.conn.num_subs == 0);
	xt = node_kit_transfer(&kit, &kit.aura, 0, kit.bob.pub, 1, &kit.work);
	EXPECT(has(call(NULL, "author_submitExtrinsic", "[\"%s\"]", hex_of(xt)),
		   "\"result\":\"0x"));
	EXPECT(has(call(NULL, "author_submitExtrinsic", "[\"%s\"]", hex_of(xt)), "1013"));
	xt = node_kit_transfer(&kit, &kit.aura, 0, kit.bob.pub, 2, &kit.work);
	EXPECT(has(call(NULL, "author_submitExtrinsic", "[\"%s\"]", hex_of(xt)), "1014"));
	rpc_prime(&client.conn);
	EXPECT(client.num == 0);
	sr25519_release(&nobody);
	tear_down();
}

TEST(what_was_refused_or_removed_is_banned_and_outbidding_names_both_prices)
{
	struct slice xt, other;
	struct sr25519_pair nobody;
	const char *hash;
	u8 h[32];

	set_up();
	EXPECT_OK(sr25519_from_uri(&nobody, SLICE_LIT("//Nobody")));
	xt = node_kit_transfer(&kit, &nobody, 0, kit.bob.pub, 1, &kit.work);
	EXPECT(has(call(NULL, "author_submitExtrinsic", "[\"%s\"]", hex_of(xt)), "1010"));
	EXPECT(has(call(NULL, "author_submitExtrinsic", "[\"%s\"]", hex_of(xt)),
		   "\"code\":1012,\"message\":\"Transaction is temporarily banned\"}"));
	xt = node_kit_transfer(&kit, &kit.aura, 0, kit.bob.pub, 1, &kit.work);
	EXPECT(has(call(NULL, "author_submitExtrinsic", "[\"%s\"]", hex_of(xt)), "result"));
	extrinsic_hash(xt, h);
	hash = hex_of(SLICE_ARR(h));
	EXPECT(has(call(NULL, "author_submitExtrinsic", "[\"%s\"]", hex_of(xt)), "1013"));
	other = node_kit_transfer(&kit, &kit.aura, 0, kit.bob.pub, 2, &kit.work);
	EXPECT(has(call(NULL, "author_submitExtrinsic", "[\"%s\"]", hex_of(other)),
		   "\"code\":1014,\"message\":\"Priority is too low: ("));
	/* The operator takes it out: the other one has room then, itself it stays out. */
	hash = hex_of(SLICE_ARR(h));
	EXPECT(has(call(NULL, "author_removeExtrinsic", "[[{\"hash\":\"%s\"}]]", hash), hash));
	EXPECT(is_result(call(NULL, "author_removeExtrinsic", "[[\"%s\"]]", hex_of(xt)), "[]"));
	EXPECT(is_result(call(NULL, "author_pendingExtrinsics", "[]"), "[]"));
	EXPECT(has(call(NULL, "author_submitExtrinsic", "[\"%s\"]", hex_of(xt)), "1012"));
	EXPECT(has(call(NULL, "author_submitExtrinsic", "[\"%s\"]", hex_of(other)), "result"));
	sr25519_release(&nobody);
	tear_down();
}

TEST(the_next_index_counts_ready_ones_in_a_row)
{
	static const char alice[] = "[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\"]";

	set_up();
	for (u32 nonce = 0; nonce < 5; nonce++) {
		struct slice xt;

		if (nonce == 3)
			continue; /* 4 waits for it */
		xt = node_kit_transfer(&kit, &kit.aura, nonce, kit.bob.pub, 1, &kit.work);
		EXPECT(has(call(NULL, "author_submitExtrinsic", "[\"%s\"]", hex_of(xt)),
			   "result"));
	}
	EXPECT(is_result(call(NULL, "system_accountNextIndex", "%s", alice), "3"));
	tear_down();
}

TEST(unsafe_methods_are_refused_to_strangers)
{
	set_up();
	EXPECT(has(call(NULL, "state_getPairs", "[\"0x26aa\"]"), "result"));
	rpc->allow_unsafe = false;
	for (size_t i = 0; i < rpc_unsafe.num; i++)
		EXPECT(has(call(NULL, rpc_unsafe.rows[i].name, "[]"),
			   "\"code\":-32601,"
			   "\"message\":\"RPC call is unsafe to be called externally\""));
	EXPECT(has(call(NULL, "rpc_methods", "[]"), "state_getPairs"));
	tear_down();
}

TEST(pairs_are_what_keys_and_values_are_one_by_one)
{
	const struct json *pairs, *keys;
	u32 num = 0;

	set_up();
	pairs = json_get(parsed(call(NULL, "state_getPairs", "[\"0x26aa\"]")), "result");
	REQUIRE(json_is(pairs, JSON_ARRAY));
	keys = json_get(parsed(call(NULL, "state_getKeys", "[\"0x26aa\"]")), "result");
	REQUIRE(json_is(keys, JSON_ARRAY) && keys->num == pairs->num && keys->num > 10);
	for (const struct json *p = pairs->first, *k = keys->first; p != NULL;
	     p = p->next, k = k->next) {
		struct slice hex;
		char want[4096];

		EXPECT(slice_eq(json_at(p, 0)->text, k->text));
		hex = json_at(p, 1)->text;
		(void)snprintf(want, sizeof(want), "\"%.*s\"", (int)hex.n, hex.p);
		EXPECT(is_result(call(NULL, "state_getStorage", "[\"%.*s\"]", (int)k->text.n,
				      k->text.p),
				 want));
		num++;
	}
	EXPECT(num == pairs->num);
	tear_down();
}

TEST(changes_of_a_range_of_blocks_are_told_once_each)
{
	struct storage_key key = storage_key(SLICE_LIT("System"), SLICE_LIT("Number"));
	char from[67], to[67], number[67];
	const struct json *list;
	u8 hash[32];

	set_up();
	start_and_run_to_final(3);
	(void)snprintf(number, sizeof(number), "%s", hex_of(storage_key_slice(&key)));
	NODE_KIT_MUST(node_hash(node, 1, hash));
	(void)snprintf(from, sizeof(from), "%s", hex_of(SLICE_ARR(hash)));
	NODE_KIT_MUST(node_hash(node, 3, hash));
	(void)snprintf(to, sizeof(to), "%s", hex_of(SLICE_ARR(hash)));
	list = json_get(parsed(call(NULL, "state_queryStorage", "[[\"%s\",\"0x77\"],\"%s\",\"%s\"]",
				    number, from, to)),
			"result");
	REQUIRE(json_is(list, JSON_ARRAY) && list->num == 3);
	/* The absent key is told with the first block only. */
	EXPECT(json_get(json_at(list, 0), "changes")->num == 2);
	EXPECT(json_get(json_at(list, 1), "changes")->num == 1);
	EXPECT(json_str_is(json_at(json_at(json_get(json_at(list, 2), "changes"), 0), 1),
			   "0x03000000"));
	EXPECT(has(call(NULL, "state_queryStorage", "[[],\"%s\",\"%s\"]", to, from), "4001"));
	tear_down();
}

TEST(a_dry_run_tells_the_result_and_keeps_nothing)
{
	struct slice xt;

	set_up();
	start_and_run_to_final(1);
	xt = node_kit_transfer(&kit, &kit.aura, 0, kit.bob.pub, 5000000000, &kit.work);
	EXPECT(is_result(call(NULL, "system_dryRun", "[\"%s\"]", hex_of(xt)), "\"0x0000\""));
	xt = node_kit_transfer(&kit, &kit.aura, 7, kit.bob.pub, 5000000000, &kit.work);
	/* Err(Invalid(Future)) */
	EXPECT(is_result(call(NULL, "system_dryRun", "[\"%s\"]", hex_of(xt)), "\"0x010002\""));
	EXPECT(has(call(NULL, "system_dryRun", "[\"0x0884\"]"),
		   "\"code\":2,\"message\":\"Unable to dry run extrinsic\""));
	EXPECT(is_result(call(NULL, "author_pendingExtrinsics", "[]"), "[]"));
	tear_down();
}

TEST(keys_go_into_the_keystore_and_are_found_there)
{
	static const char alice[] =
		"0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
	const struct json *j;
	struct slice keys;

	set_up();
	EXPECT(is_result(call(NULL, "author_insertKey", "[\"aura\",\"//Alice\",\"%s\"]", alice),
			 "null"));
	EXPECT(is_result(call(NULL, "author_hasKey", "[\"%s\",\"aura\"]", alice), "true"));
	EXPECT(is_result(call(NULL, "author_hasKey", "[\"%s\",\"gran\"]", alice), "false"));
	EXPECT(has(call(NULL, "author_hasKey", "[\"%s\",\"grandpa\"]", alice), "length four"));
	EXPECT(has(call(NULL, "author_insertKey", "[\"aura\",\"//Bob\",\"%s\"]", alice),
		   "\"code\":1040"));
	j = json_get(parsed(call(NULL, "author_rotateKeys", "[]")), "result");
	keys = bytes_of(j);
	EXPECT(keys.n == NODE_SESSION_KEYS_LEN);
	EXPECT(is_result(call(NULL, "author_hasSessionKeys", "[\"%s\"]", hex_of(keys)), "true"));
	EXPECT(has(call(NULL, "author_hasSessionKeys", "[\"0x00\"]"), "1040"));
	tear_down();
}

TEST(child_tries_are_not_there_and_that_is_said_as_substrate_says_it)
{
	static const char child[] = "0x3a6368696c645f73746f726167653a64656661756c743a6162";
	const struct json *proof;

	set_up();
	EXPECT(is_result(call(NULL, "childstate_getStorage", "[\"%s\",\"0x00\"]", child), "null"));
	EXPECT(is_result(call(NULL, "childstate_getStorageEntries", "[\"%s\",[\"0x00\",\"0x01\"]]",
			      child),
			 "[null,null]"));
	EXPECT(is_result(call(NULL, "childstate_getKeysPaged", "[\"%s\",\"0x\",10]", child), "[]"));
	EXPECT(has(call(NULL, "childstate_getStorage", "[\"0x6162\",\"0x00\"]"),
		   "\"code\":4003,\"message\":\"Client error: Invalid child storage key\""));
	proof = json_path(
	    parsed(call(NULL, "state_getChildReadProof", "[\"%s\",[\"0x00\"]]", child)),
	    "result.proof");
	EXPECT(json_is(proof, JSON_ARRAY) && proof->num > 0);
	tear_down();
}

static const char *fake_id(void *ctx)
{
	(void)ctx;
	return "12D3KooWFake";
}

static bool fake_address(void *ctx, u32 i, char out[RPC_ADDR_MAX])
{
	(void)ctx;
	(void)snprintf(out, RPC_ADDR_MAX, "/ip4/127.0.0.1/tcp/%u", i);
	return i < 2;
}

static u32 fake_peers(void *ctx, struct rpc_peer *out, u32 max)
{
	(void)ctx;
	CHECK(max > 0);
	out[0] = (struct rpc_peer){.id = "12D3Peer", .roles = "LIGHT", .best_number = 7};
	return 1;
}

static void fake_count(void *ctx, struct rpc_net_counts *out)
{
	(void)ctx;
	*out = (struct rpc_net_counts){.peers = 1, .bytes_in = 99};
}

TEST(the_network_is_told_of_as_it_is)
{
	struct rpc_net net = {NULL, fake_id, fake_address, fake_peers, fake_count};
	struct slice page;
	static char text[1 << 20];

	set_up();
	EXPECT(is_result(call(NULL, "system_localListenAddresses", "[]"), "[]"));
	EXPECT(is_result(call(NULL, "system_peers", "[]"), "[]"));
	rpc_set_net(rpc, &net);
	EXPECT(is_result(call(NULL, "system_localPeerId", "[]"), "\"12D3KooWFake\""));
	EXPECT(is_result(call(NULL, "system_localListenAddresses", "[]"),
			 "[\"/ip4/127.0.0.1/tcp/0\",\"/ip4/127.0.0.1/tcp/1\"]"));
	EXPECT(has(call(NULL, "system_peers", "[]"),
		   "\"peerId\":\"12D3Peer\",\"roles\":\"LIGHT\""));
	EXPECT(has(call(NULL, "system_health", "[]"), "\"peers\":1"));
	EXPECT_OK(rpc_metrics(rpc, &page));
	CHECK(page.n < sizeof(text));
	slice_copy(text, page);
	text[page.n] = '\0';
	EXPECT(has(text, "substrate_sub_libp2p_network_bytes_total{direction=\"in\"} 99\n"));
	EXPECT(has(text,
		   "substrate_rpc_calls_started{protocol=\"http\",method=\"system_peers\"} 2\n"));
	rpc_set_net(rpc, NULL);
	EXPECT(has(call(NULL, "system_health", "[]"), "\"peers\":0"));
	tear_down();
}

static u32 steps;

static void step(struct rpc_conn *c, struct rpc_later *l)
{
	if (++steps < 3)
		rpc_later(c, l);
}

static size_t fake_waiting;

static size_t waiting(void *ctx)
{
	(void)ctx;
	return fake_waiting;
}

TEST(work_for_later_goes_on_while_the_client_reads)
{
	struct rpc_later l = {.fn = step};

	set_up();
	client.conn.waiting = waiting;
	rpc_later(&client.conn, &l);
	rpc_later(&client.conn, &l); /* once is enough */
	EXPECT(rpc_run_later(rpc) && steps == 1);
	fake_waiting = RPC_SLOW_BYTES + 1;
	EXPECT(rpc_conn_slow(&client.conn));
	EXPECT(!rpc_run_later(rpc) && steps == 1);
	fake_waiting = 0;
	EXPECT(rpc_run_later(rpc) && steps == 2);
	EXPECT(!rpc_run_later(rpc) && steps == 3);
	EXPECT(!rpc_run_later(rpc) && steps == 3);
	rpc_later(&client.conn, &l);
	rpc_later_cancel(&client.conn, &l);
	EXPECT(!rpc_run_later(rpc) && steps == 3);
	tear_down();
}

TEST(a_fee_is_told_for_any_signature)
{
	struct slice xt;

	set_up();
	xt = node_kit_transfer(&kit, &kit.aura, 0, kit.bob.pub, 5000000000, &kit.work);
	kit.work.mem[(size_t)(xt.p - kit.work.mem) + 50] ^= 1;
	EXPECT(has(call(NULL, "payment_queryInfo", "[\"%s\"]", hex_of(xt)),
		   "\"class\":\"normal\",\"partialFee\":\""));
	EXPECT(has(call(NULL, "payment_queryFeeDetails", "[\"%s\"]", hex_of(xt)),
		   "\"baseFee\":\""));
	EXPECT(has(call(NULL, "payment_queryInfo", "[\"0x0000\"]"), "does not decode"));
	tear_down();
}

TEST_MAIN()
