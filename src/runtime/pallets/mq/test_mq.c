/* Who may send where, how a reader follows a queue, and that nothing grows for ever.
 * The bytes that a worker signs: phala-blockchain crates/phala-mq, one vector below. */
#include "base/bytes.h"
#include "base/hex.h"
#include "crypto/hash.h"
#include "primitives/gen/agents_gen.h"
#include "primitives/gen/registry_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "runtime/pallets/mq/mq.h"
#include "runtime/test_kit.h"

#define KIT_MIB 64u

static struct kit kit;
static struct sr25519_pair worker;
static u8 agent[32], call_mem[65536];
static char inbox[15 + 64 + 8 + 1];

static bool ok(struct kit_result r)
{
	return !r.invalid && !r.failed;
}

static struct kit_result send(enum kit_key who, const struct wr *w)
{
	KIT_MUST(w->err);
	return kit_send(&kit, who, slice_of(w->p, w->n));
}

static struct kit_result push(enum kit_key who, struct slice destination, struct slice payload)
{
	struct mq_push_message_args a = {.destination = destination, .payload = payload};
	struct wr w = wr_into(call_mem, sizeof(call_mem));

	wr_call_mq_push_message(&w, &a);
	return send(who, &w);
}

static struct kit_result force_push(struct slice destination, struct slice payload)
{
	struct mq_force_push_pallet_message_args a = {.destination = destination,
						      .payload = payload};
	static u8 inner[65536];
	struct wr i = wr_into(inner, sizeof(inner)), w = wr_into(call_mem, sizeof(call_mem));
	struct sudo_sudo_args s;

	wr_call_mq_force_push_pallet_message(&i, &a);
	KIT_MUST(i.err);
	s.call = slice_of(inner, i.n);
	wr_call_sudo_sudo(&w, &s);
	return send(ALICE, &w);
}

static void register_worker(void)
{
	struct registry_register_worker_v3_args a = {.info.version = 1,
						     .info.machine_id = SLICE_LIT("box"),
						     .info.incarnation = 1,
						     .info.block_number = kit.number - 1};
	u8 raw[512], hash[32];
	struct wr w = wr_into(raw, sizeof(raw));

	memcpy(a.info.pubkey, worker.pub, 32);
	memcpy(a.info.genesis_block_hash, kit.genesis, 32);
	memcpy(a.info.block_hash, kit.parent, 32);
	wr_worker_registration_info_v3(&w, &a.info);
	blake2_256_parts(
		hash, (const struct slice[]){SLICE_LIT("phala/register/v3"), slice_of(raw, w.n)},
		2);
	sr25519_sign(a.signature, &worker, SLICE_ARR(hash), NULL);
	w = wr_into(call_mem, sizeof(call_mem));
	wr_call_registry_register_worker_v3(&w, &a);
	CHECK(ok(send(ALICE, &w)));
}

static void register_agent(void)
{
	struct agents_register_args a = {.salt = {7}, .code_id = {1}, .manifest_hash = {2}};
	struct event_agents_agent_registered e;
	struct wr w = wr_into(call_mem, sizeof(call_mem));
	struct slice fields;
	struct rd r;

	wr_call_agents_register(&w, &a);
	CHECK(ok(send(ALICE, &w)));
	CHECK(kit_event(&kit, AGENTS_PALLET, AGENTS_EVENT_AGENT_REGISTERED, 0, &fields));
	r = rd_from(fields);
	rd_event_agents_agent_registered(&r, &e);
	memcpy(agent, e.agent, 32);
	memcpy(inbox, "phala/contract/", 15);
	hex_encode(inbox + 15, SLICE_ARR(agent));
	memcpy(inbox + 79, "/command", 9);
}

/* Block 2 is open, with a worker and an agent. */
static void setup(void)
{
	kit_init(&kit, KIT_MIB);
	KIT_MUST(sr25519_from_uri(&worker, SLICE_LIT("//Worker")));
	kit_begin(&kit);
	kit_end(&kit);
	kit_begin(&kit);
	register_worker();
	register_agent();
}

static struct kit_result sync_message(const struct signed_message *s)
{
	struct mq_sync_offchain_message_args a = {.signed_message = *s};
	struct wr w = wr_into(call_mem, sizeof(call_mem));

	wr_call_mq_sync_offchain_message(&w, &a);
	return send(BOB, &w);
}

/* A message of the worker, signed by `by`. */
static struct kit_result from_worker(const struct sr25519_pair *by, const u8 who[32], u64 sequence,
				     struct slice destination)
{
	struct signed_message s = {.message.sender.tag = MESSAGE_ORIGIN_WORKER,
				   .message.destination = destination,
				   .message.payload = SLICE_LIT("\xff\xff not SCALE of anything"),
				   .sequence = sequence};
	u8 raw[512], sig[64];
	struct wr w = wr_into(raw, sizeof(raw));

	memcpy(s.message.sender.u.worker, who, 32);
	wr_mq_message(&w, &s.message);
	wr_u64(&w, sequence);
	KIT_MUST(w.err);
	sr25519_sign(sig, by, slice_of(raw, w.n), NULL);
	s.signature = SLICE_ARR(sig);
	return sync_message(&s);
}

static struct queue queue_of(struct slice destination)
{
	struct queue q = {0};
	struct slice raw;
	u8 id[32];
	bool found;

	blake2_256(id, destination);
	kit_get(&kit, mq_queues_key(id), &found, &raw);
	if (found)
		KIT_MUST(mq_queues_decode(&q, raw));
	return q;
}

static u64 counter(struct storage_key k)
{
	struct slice raw;
	bool found;

	kit_get(&kit, k, &found, &raw);
	return found ? load_le64(raw.p) : 0;
}

TEST(what_is_signed_is_the_message_and_its_number_without_a_prefix)
{
	struct mq_message m = {.sender.tag = MESSAGE_ORIGIN_GATEKEEPER,
			       .destination = SLICE_LIT("topic"),
			       .payload = SLICE_LIT("payload")};
	u8 raw[64], want[23];
	struct wr w = wr_into(raw, sizeof(raw));

	wr_mq_message(&w, &m);
	wr_u64(&w, 0);
	KIT_MUST(hex_decode_exact(want, sizeof(want),
				  SLICE_LIT("0514746f7069631c7061796c6f61640000000000000000")));
	EXPECT(w.n == sizeof(want) && mem_eq(raw, want, sizeof(want)));
}

TEST(an_account_writes_to_the_inbox_of_an_agent_and_nowhere_else)
{
	static const char *const refused[] = {"", "phala/system/event", "phala/gatekeeper/event",
					      "^phala/registry/event", "phala/contract//command",
					      "phala/mining/report", "anything"};
	struct kit_result r;

	setup();
	EXPECT(ok(push(BOB, slice_str(inbox), SLICE_LIT("hello"))));
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		r = push(BOB, slice_str(refused[i]), SLICE_LIT("\x02"));
		EXPECT(kit_module(&r, MQ_PALLET, MQ_ERROR_BAD_DESTINATION));
	}
	inbox[20] = (char)(inbox[20] == '0' ? '1' : '0'); /* an agent that is not there */
	r = push(BOB, slice_str(inbox), SLICE_LIT("hello"));
	EXPECT(kit_module(&r, MQ_PALLET, MQ_ERROR_BAD_DESTINATION));
	kit_end(&kit);
	kit_free(&kit);
}

TEST(the_inbox_of_an_agent_has_one_spelling)
{
	struct kit_result r;

	setup();
	for (char *p = inbox + 15; p < inbox + 79; p++)
		if (*p >= 'a' && *p <= 'f')
			*p = (char)(*p - 'a' + 'A');
	r = push(BOB, slice_str(inbox), SLICE_LIT("hello"));
	EXPECT(kit_module(&r, MQ_PALLET, MQ_ERROR_BAD_DESTINATION));
	kit_end(&kit);
	kit_free(&kit);
}

/* A reader who knows the head at some block walks back over what came since. */
TEST(a_queue_is_followed_from_block_to_block_and_its_head_commits_to_all)
{
	struct queue_block b;
	struct mq_message m;
	struct queue q;
	u8 id[32], head[32] = {0}, enc[256];
	struct slice raw;
	bool found;
	u32 at;

	setup();
	EXPECT(ok(push(BOB, slice_str(inbox), SLICE_LIT("one"))));
	EXPECT(ok(push(ALICE, slice_str(inbox), SLICE_LIT("two"))));
	kit_end(&kit);
	kit_begin(&kit);
	EXPECT(ok(force_push(SLICE_LIT("phala/system/event"), SLICE_LIT("noise"))));
	kit_end(&kit);
	kit_begin(&kit);
	EXPECT(ok(push(BOB, slice_str(inbox), SLICE_LIT("three"))));
	kit_end(&kit);
	q = queue_of(slice_str(inbox));
	EXPECT(q.first == 0 && q.next == 3 && q.block == 4);
	blake2_256(id, slice_str(inbox));
	kit_get(&kit, mq_queue_blocks_key(id, q.block), &found, &raw);
	REQUIRE(found && mq_queue_blocks_decode(&b, raw) == ERR_OK);
	EXPECT(b.prev == 2 && b.first == 2 && b.num == 1);
	at = b.prev;
	kit_get(&kit, mq_queue_blocks_key(id, at), &found, &raw);
	REQUIRE(found && mq_queue_blocks_decode(&b, raw) == ERR_OK);
	EXPECT(b.prev == 0 && b.first == 0 && b.num == 2);
	for (u64 i = 0; i < q.next; i++) {
		struct wr w = wr_into(enc, sizeof(enc));

		kit_get(&kit, mq_messages_key(id, i), &found, &raw);
		REQUIRE(found && mq_messages_decode(&m, raw) == ERR_OK);
		EXPECT(m.sender.tag == MESSAGE_ORIGIN_ACCOUNT_ID);
		wr_mq_message(&w, &m);
		blake2_256_parts(head,
				 (const struct slice[]){SLICE_ARR(head), slice_of(enc, w.n)}, 2);
	}
	EXPECT(mem_eq(head, q.head, 32));
	kit_free(&kit);
}

TEST(a_worker_is_heard_only_if_registered_in_order_and_on_its_topics)
{
	const struct slice report = SLICE_LIT("phala/mining/report");
	struct sr25519_pair stranger;
	struct slice fields;
	struct kit_result r;

	setup();
	KIT_MUST(sr25519_from_uri(&stranger, SLICE_LIT("//Stranger")));
	r = from_worker(&stranger, stranger.pub, 0, report);
	EXPECT(kit_module(&r, MQ_PALLET, MQ_ERROR_BAD_SENDER));
	r = from_worker(&worker, worker.pub, 0, SLICE_LIT("phala/system/event"));
	EXPECT(kit_module(&r, MQ_PALLET, MQ_ERROR_BAD_DESTINATION));
	r = from_worker(&worker, worker.pub, 1, report);
	EXPECT(kit_module(&r, MQ_PALLET, MQ_ERROR_BAD_SEQUENCE));
	r = from_worker(&stranger, worker.pub, 0, report);
	EXPECT(kit_module(&r, MQ_PALLET, MQ_ERROR_BAD_SIGNATURE));
	EXPECT(ok(from_worker(&worker, worker.pub, 0, report)));
	r = from_worker(&worker, worker.pub, 0, report);
	EXPECT(kit_module(&r, MQ_PALLET, MQ_ERROR_BAD_SEQUENCE));
	EXPECT(ok(from_worker(&worker, worker.pub, 1, SLICE_LIT("^phala/registry/event"))));
	EXPECT(kit_event(&kit, MQ_PALLET, MQ_EVENT_MESSAGE_RECEIVED, 0, &fields));
	EXPECT(queue_of(SLICE_LIT("^phala/registry/event")).next == 0);
	EXPECT(queue_of(report).next == 1);
	kit_end(&kit);
	sr25519_release(&stranger);
	kit_free(&kit);
}

TEST(senders_without_a_key_on_chain_are_refused)
{
	static const u8 tags[] = {MESSAGE_ORIGIN_PALLET, MESSAGE_ORIGIN_CONTRACT,
				  MESSAGE_ORIGIN_ACCOUNT_ID, MESSAGE_ORIGIN_MULTI_LOCATION,
				  MESSAGE_ORIGIN_GATEKEEPER, MESSAGE_ORIGIN_CLUSTER};
	u8 sig[64] = {0};

	setup();
	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		struct signed_message s = {.message.sender.tag = tags[i],
					   .message.destination = SLICE_LIT("phala/mining/report"),
					   .signature = SLICE_ARR(sig)};
		struct kit_result r = sync_message(&s);

		EXPECT(kit_module(&r, MQ_PALLET, MQ_ERROR_BAD_SENDER));
	}
	kit_end(&kit);
	kit_free(&kit);
}

TEST(only_root_sends_in_the_name_of_a_pallet)
{
	struct mq_force_push_pallet_message_args a = {.destination =
							      SLICE_LIT("phala/system/event")};
	struct wr w = wr_into(call_mem, sizeof(call_mem));
	struct kit_result r;

	setup();
	wr_call_mq_force_push_pallet_message(&w, &a);
	r = send(BOB, &w);
	EXPECT(r.failed && r.error.tag == DISPATCH_ERROR_BAD_ORIGIN);
	EXPECT(ok(force_push(SLICE_LIT("phala/system/event"), SLICE_LIT("x"))));
	/* sudo reports what became of its call in an event */
	EXPECT(ok(force_push(SLICE_LIT("~reserved"), SLICE_LIT("x"))));
	EXPECT(queue_of(SLICE_LIT("phala/system/event")).next == 1);
	EXPECT(queue_of(SLICE_LIT("~reserved")).next == 0);
	kit_end(&kit);
	kit_free(&kit);
}

TEST(a_full_queue_refuses_and_others_do_not_notice)
{
	struct kit_result r = {0};

	setup();
	for (u32 i = 0; i < MQ_QUEUE_MAX; i++) {
		r = push(BOB, slice_str(inbox), SLICE_LIT("spam"));
		EXPECT(ok(r));
	}
	r = push(BOB, slice_str(inbox), SLICE_LIT("spam"));
	EXPECT(kit_module(&r, MQ_PALLET, MQ_ERROR_QUEUE_FULL));
	EXPECT(ok(force_push(SLICE_LIT("phala/system/event"), SLICE_LIT("x"))));
	kit_end(&kit);
	kit_free(&kit);
}

/* The clock of blocks is set forward by hand: 7200 blocks would take a while. */
static void jump(u32 blocks)
{
	static struct system_set_storage_args a;
	struct storage_key k = system_number_key();
	static u8 inner[1024];
	struct wr i = wr_into(inner, sizeof(inner)), w = wr_into(call_mem, sizeof(call_mem));
	struct sudo_sudo_args s;
	u8 raw[4];

	store_le32(raw, kit.number + blocks);
	a.items.num = 1;
	a.items.items[0] = (struct key_value){storage_key_slice(&k), SLICE_ARR(raw)};
	wr_call_system_set_storage(&i, &a);
	s.call = slice_of(inner, i.n);
	wr_call_sudo_sudo(&w, &s);
	CHECK(ok(send(ALICE, &w)));
}

TEST(messages_leave_when_their_time_is_over_with_every_row_of_theirs)
{
	struct queue q;
	struct slice raw;
	u8 id[32];
	bool found;

	setup();
	for (int i = 0; i < 3; i++)
		EXPECT(ok(push(BOB, slice_str(inbox), SLICE_LIT("old"))));
	EXPECT(counter(mq_log_next_key()) == 3 && counter(mq_log_first_key()) == 0);
	jump(MQ_KEEP_BLOCKS - 1);
	EXPECT(ok(push(BOB, slice_str(inbox), SLICE_LIT("still there"))));
	EXPECT(queue_of(slice_str(inbox)).first == 0);
	jump(MQ_KEEP_BLOCKS);
	EXPECT(ok(push(BOB, slice_str(inbox), SLICE_LIT("new"))));
	EXPECT(queue_of(slice_str(inbox)).first == 2); /* two leave per push */
	EXPECT(ok(push(BOB, slice_str(inbox), SLICE_LIT("new"))));
	q = queue_of(slice_str(inbox));
	EXPECT(q.first == 3 && q.next == 6);
	EXPECT(counter(mq_log_first_key()) == 3);
	blake2_256(id, slice_str(inbox));
	kit_get(&kit, mq_queue_blocks_key(id, kit.number), &found, &raw);
	EXPECT(!found);
	for (u64 i = 0; i < q.next; i++) {
		kit_get(&kit, mq_messages_key(id, i), &found, &raw);
		EXPECT(found == (i >= 3));
		kit_get(&kit, mq_log_key(i), &found, &raw);
		EXPECT(found == (i >= 3));
	}
	kit_free(&kit);
}

TEST_MAIN()
