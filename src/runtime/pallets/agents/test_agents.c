/* A run's way onto the chain, and each way in which it is refused. */
#include "crypto/hash.h"
#include "primitives/gen/agents_gen.h"
#include "primitives/gen/balances_gen.h"
#include "primitives/gen/referenda_gen.h"
#include "primitives/gen/registry_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "primitives/gen/system_gen.h"
#include "primitives/gen/transaction_payment_gen.h"
#include "primitives/gen/utility_gen.h"
#include "receipt/receipt.h"
#include "runtime/test_kit.h"

#define KIT_MIB 64u

static struct kit kit;
static struct sr25519_pair worker;
static u8 agent[32], trigger_id[32], measurement[32];
static struct trigger trigger;
static u8 call_mem[65536];

static const char output[] = "{\"reason\":\"sound\",\"risks\":[\"late\"],\"score\":71}";

static struct kit_result send_bytes(enum kit_key who, const struct wr *w)
{
	KIT_MUST(w->err);
	return kit_send(&kit, who, slice_of(w->p, w->n));
}

static bool ok(struct kit_result r)
{
	return !r.invalid && !r.failed;
}

static struct kit_result register_agent(enum kit_key who)
{
	struct agents_register_args a = {.salt = {7}, .code_id = {1}, .manifest_hash = {2}};
	struct wr w = wr_into(call_mem, sizeof(call_mem));

	wr_call_agents_register(&w, &a);
	return send_bytes(who, &w);
}

static struct kit_result subscribe_to(enum kit_key who, u8 pallet, u8 event)
{
	struct agents_subscribe_args a = {.kind = {.pallet = pallet, .event = event}};
	struct wr w = wr_into(call_mem, sizeof(call_mem));

	memcpy(a.agent, agent, 32);
	wr_call_agents_subscribe(&w, &a);
	return send_bytes(who, &w);
}

static struct kit_result subscribe(enum kit_key who)
{
	return subscribe_to(who, REFERENDA_PALLET, REFERENDA_EVENT_SUBMITTED);
}

static struct kit_result assign(u32 blocks)
{
	struct agents_assign_lease_args a = {.blocks = blocks};
	struct wr w = wr_into(call_mem, sizeof(call_mem));

	memcpy(a.agent, agent, 32);
	memcpy(a.worker, worker.pub, 32);
	wr_call_agents_assign_lease(&w, &a);
	return send_bytes(ALICE, &w);
}

static struct kit_result set_paused(bool paused)
{
	struct agents_set_paused_args a = {.paused = paused};
	struct wr w = wr_into(call_mem, sizeof(call_mem));

	memcpy(a.agent, agent, 32);
	wr_call_agents_set_paused(&w, &a);
	return send_bytes(ALICE, &w);
}

static struct kit_result set_code(u8 first)
{
	struct agents_set_code_args a = {.code_id = {first}, .manifest_hash = {2}};
	struct wr w = wr_into(call_mem, sizeof(call_mem));

	memcpy(a.agent, agent, 32);
	wr_call_agents_set_code(&w, &a);
	return send_bytes(ALICE, &w);
}

static struct kit_result set_analyst(void)
{
	u8 inner[64];
	struct referenda_set_analyst_args a;
	struct wr w = wr_into(call_mem, sizeof(call_mem)), in = wr_into(inner, sizeof(inner));
	struct sudo_sudo_args s;

	memcpy(a.agent, agent, 32);
	wr_call_referenda_set_analyst(&in, &a);
	s.call = slice_of(in.p, in.n);
	wr_call_sudo_sudo(&w, &s);
	return send_bytes(ALICE, &w);
}

static struct kit_result submit_referendum(void)
{
	struct referenda_submit_args a = {.proposal_origin.u.system.tag = RAW_ORIGIN_ROOT,
	                                  .proposal.tag = BOUNDED_INLINE,
	                                  .proposal.u.inline_ = SLICE_LIT("\x00\x00\x00"),
	                                  .enactment_moment.tag = DISPATCH_TIME_AFTER};
	struct wr w = wr_into(call_mem, sizeof(call_mem));

	wr_call_referenda_submit(&w, &a);
	return send_bytes(BOB, &w);
}

static struct registry_register_worker_v3_args registration(u64 incarnation)
{
	struct registry_register_worker_v3_args a = {.info.version = 1,
	                                             .info.incarnation = incarnation};
	u8 buf[1024], hash[32];
	struct wr w = wr_into(buf, sizeof(buf));

	memcpy(a.info.pubkey, worker.pub, 32);
	memcpy(a.info.genesis_block_hash, kit.genesis, 32);
	memcpy(a.info.measurement, measurement, 32);
	a.info.block_number = kit.number - 1;
	memcpy(a.info.block_hash, kit.parent, 32);
	wr_worker_registration_info_v3(&w, &a.info);
	blake2_256_parts(
	    hash, (const struct slice[]){SLICE_LIT("phala/register/v3"), slice_of(w.p, w.n)}, 2);
	sr25519_sign(a.signature, &worker, SLICE_ARR(hash), NULL);
	return a;
}

static struct kit_result register_worker(const struct registry_register_worker_v3_args *a)
{
	struct wr w = wr_into(call_mem, sizeof(call_mem));

	wr_call_registry_register_worker_v3(&w, a);
	return send_bytes(CHARLIE, &w);
}

/* Block 1: worker, agent, subscription, lease, analyst. Block 2: a referendum. Block 3 is open. */
static void set_up(void)
{
	struct registry_register_worker_v3_args reg;
	struct secret32 seed = {{42}};
	u8 owner_salt[64] = {0};
	struct slice fields;
	struct event_agents_trigger_created created;
	struct slice raw;
	struct rd r;
	bool found;

	kit_init(&kit, KIT_MIB);
	sr25519_from_seed(&worker, &seed);
	memset(measurement, 9, sizeof(measurement));
	memcpy(owner_salt, kit.key[ALICE].pub, 32);
	owner_salt[32] = 7;
	blake2_256_parts(
	    agent, (const struct slice[]){SLICE_LIT("phala/agent/v1"), SLICE_ARR(owner_salt)}, 2);
	kit_begin(&kit);
	reg = registration(1);
	EXPECT(ok(register_worker(&reg)));
	EXPECT(ok(register_agent(ALICE)));
	EXPECT(ok(subscribe(ALICE)));
	EXPECT(ok(assign(100)));
	EXPECT(ok(set_analyst()));
	kit_end(&kit);
	kit_begin(&kit);
	EXPECT(ok(submit_referendum()));
	EXPECT(kit_event(&kit, AGENTS_PALLET, AGENTS_EVENT_TRIGGER_CREATED, 0, &fields));
	r = rd_from(fields);
	rd_event_agents_trigger_created(&r, &created);
	EXPECT_OK(rd_end(&r));
	EXPECT(mem_eq(created.agent, agent, 32));
	memcpy(trigger_id, created.trigger, 32);
	kit_get(&kit, agents_triggers_key(trigger_id), &found, &raw);
	EXPECT(found);
	EXPECT_OK(agents_triggers_decode(&trigger, raw));
	kit_end(&kit);
	kit_begin(&kit);
}

static struct receipt good_receipt(void)
{
	struct receipt x = {
	    .code_id = {1}, .manifest_hash = {2}, .incarnation = 1, .lease_epoch = 1};

	memcpy(x.genesis, kit.genesis, 32);
	memcpy(x.agent, agent, 32);
	memcpy(x.worker, worker.pub, 32);
	memcpy(x.measurement, measurement, 32);
	memcpy(x.trigger, trigger_id, 32);
	memcpy(x.subject, trigger.subject, 32);
	blake2_256(x.output_hash, SLICE_LIT(output));
	x.head_number = kit.number - 1;
	memcpy(x.head_hash, kit.parent, 32);
	return x;
}

static struct kit_result submit_signed(const struct receipt *x, const struct sr25519_pair *key,
                                       struct slice out)
{
	static u8 scratch[RECEIPT_MAX + 1024];
	struct arena a = arena_of(scratch, sizeof(scratch));
	struct agents_submit_result_args args = {.output = out};
	struct wr w = wr_into(call_mem, sizeof(call_mem));
	u8 digest[32];

	KIT_MUST(receipt_encode(x, &a, &args.receipt));
	receipt_digest(args.receipt, digest);
	sr25519_sign(args.signature, key, SLICE_ARR(digest), NULL);
	wr_call_agents_submit_result(&w, &args);
	return send_bytes(CHARLIE, &w);
}

static struct kit_result submit(const struct receipt *x)
{
	return submit_signed(x, &worker, SLICE_LIT(output));
}

static bool refused(struct kit_result r, enum agents_error error)
{
	return kit_module(&r, AGENTS_PALLET, (u8)error);
}

/* Ends the open block, with one more to see that everything is stored. */
static void tear_down(void)
{
	kit_end(&kit);
	kit_free(&kit);
}

TEST(a_valid_result_is_recorded_assessed_and_costs_nothing)
{
	struct result_record rec;
	struct assessment as;
	struct receipt x;
	struct slice raw, fields;
	struct balance before;
	bool found;

	set_up();
	x = good_receipt();
	before = kit_account(&kit, kit.key[CHARLIE].pub).data.free;
	EXPECT(ok(submit(&x)));
	EXPECT(bal_cmp(before, kit_account(&kit, kit.key[CHARLIE].pub).data.free) == 0);
	kit_get(&kit, agents_results_key(agent, trigger.subject), &found, &raw);
	REQUIRE(found);
	EXPECT_OK(agents_results_decode(&rec, raw));
	EXPECT(slice_eq(rec.output, SLICE_LIT(output)) && rec.block == kit.number);
	kit_get(&kit, agents_consumed_key(trigger_id), &found, &raw);
	EXPECT(found && slice_eq(raw, SLICE_ARR(rec.receipt)));
	kit_get(&kit, agents_triggers_key(trigger_id), &found, &raw);
	EXPECT(!found);
	kit_get(&kit, referenda_assessments_key(0), &found, &raw);
	REQUIRE(found);
	EXPECT_OK(referenda_assessments_decode(&as, raw));
	EXPECT(as.score == 71 && as.risks.num == 1 && slice_eq(as.reason, SLICE_LIT("sound")));
	EXPECT(kit_event(&kit, REFERENDA_PALLET, REFERENDA_EVENT_ASSESSED, 0, &fields));
	/* The same once more: the trigger is consumed, and this one pays. */
	EXPECT(refused(submit(&x), AGENTS_ERROR_TRIGGER_CONSUMED));
	EXPECT(bal_cmp(before, kit_account(&kit, kit.key[CHARLIE].pub).data.free) > 0);
	tear_down();
}

/* How one field of a good receipt is spoilt, and what the chain says to it. */
static void spoil_genesis(struct receipt *x)
{
	x->genesis[0] ^= 1;
}

static void spoil_worker(struct receipt *x)
{
	x->worker[0] ^= 1;
}

static void spoil_incarnation(struct receipt *x)
{
	x->incarnation = 2;
}

static void spoil_measurement(struct receipt *x)
{
	x->measurement[5] ^= 1;
}

static void spoil_tee(struct receipt *x)
{
	x->tee = TEE_SGX;
}

static void spoil_agent(struct receipt *x)
{
	x->agent[0] ^= 1;
}

static void spoil_code(struct receipt *x)
{
	x->code_id[0] ^= 1;
}

static void spoil_epoch(struct receipt *x)
{
	x->lease_epoch = 2;
}

static void spoil_trigger(struct receipt *x)
{
	x->trigger[0] ^= 1;
}

static void spoil_subject(struct receipt *x)
{
	x->subject[0] ^= 1;
}

static void spoil_head_number(struct receipt *x)
{
	x->head_number += 1;
}

static void spoil_head_hash(struct receipt *x)
{
	x->head_hash[0] ^= 1;
}

static void spoil_output(struct receipt *x)
{
	x->output_hash[0] ^= 1;
}

static const struct {
	void (*spoil)(struct receipt *x);
	enum agents_error error;
} spoilt[] = {
    {spoil_genesis, AGENTS_ERROR_RECEIPT_GENESIS},
    {spoil_worker, AGENTS_ERROR_WORKER_NOT_REGISTERED},
    {spoil_incarnation, AGENTS_ERROR_INCARNATION_NOT_CURRENT},
    {spoil_measurement, AGENTS_ERROR_MEASUREMENT_MISMATCH},
    {spoil_tee, AGENTS_ERROR_MEASUREMENT_MISMATCH},
    {spoil_agent, AGENTS_ERROR_AGENT_NOT_FOUND},
    {spoil_code, AGENTS_ERROR_CODE_NOT_CURRENT},
    {spoil_epoch, AGENTS_ERROR_LEASE_EPOCH_NOT_CURRENT},
    {spoil_trigger, AGENTS_ERROR_TRIGGER_NOT_FOUND},
    {spoil_subject, AGENTS_ERROR_TRIGGER_MISMATCH},
    {spoil_head_number, AGENTS_ERROR_HEAD_NOT_FRESH},
    {spoil_head_hash, AGENTS_ERROR_HEAD_MISMATCH},
    {spoil_output, AGENTS_ERROR_OUTPUT_MISMATCH},
};

TEST(each_wrong_field_is_refused_by_its_own_name)
{
	struct receipt x;

	set_up();
	for (size_t i = 0; i < ARRAY_LEN(spoilt); i++) {
		x = good_receipt();
		spoilt[i].spoil(&x);
		EXPECT(refused(submit(&x), spoilt[i].error));
	}
	x = good_receipt();
	EXPECT(refused(submit_signed(&x, &kit.key[BOB], SLICE_LIT(output)),
	               AGENTS_ERROR_RECEIPT_SIGNATURE));
	EXPECT(refused(submit_signed(&x, &worker, SLICE_LIT("{}")), AGENTS_ERROR_OUTPUT_MISMATCH));
	/* And what was refused a dozen times is still recorded when it is right. */
	EXPECT(ok(submit(&x)));
	tear_down();
}

TEST(bytes_that_are_no_receipt_are_refused_as_malformed)
{
	struct agents_submit_result_args a = {.receipt = SLICE_LIT("not a receipt")};
	struct wr w = wr_into(call_mem, sizeof(call_mem));
	struct kit_result r;

	set_up();
	wr_call_agents_submit_result(&w, &a);
	r = send_bytes(CHARLIE, &w);
	EXPECT(kit_module(&r, AGENTS_PALLET, AGENTS_ERROR_RECEIPT_MALFORMED));
	tear_down();
}

TEST(a_paused_agent_takes_no_results_and_gets_no_triggers)
{
	struct slice fields;
	struct receipt x;

	set_up();
	x = good_receipt();
	EXPECT(ok(set_paused(true)));
	EXPECT(refused(submit(&x), AGENTS_ERROR_AGENT_PAUSED));
	EXPECT(ok(submit_referendum()));
	EXPECT(!kit_event(&kit, AGENTS_PALLET, AGENTS_EVENT_TRIGGER_CREATED, 0, &fields));
	tear_down();
}

TEST(new_code_makes_results_of_the_old_one_worthless)
{
	struct receipt x;

	set_up();
	x = good_receipt();
	EXPECT(ok(set_code(3)));
	EXPECT(refused(submit(&x), AGENTS_ERROR_CODE_NOT_CURRENT));
	tear_down();
}

TEST(a_lease_that_ended_moved_or_ran_out_is_refused)
{
	struct receipt x;

	set_up();
	x = good_receipt();
	EXPECT(ok(assign(0)));
	EXPECT(refused(submit(&x), AGENTS_ERROR_LEASE_NOT_FOUND));
	EXPECT(ok(assign(1)));
	EXPECT(refused(submit(&x), AGENTS_ERROR_LEASE_EPOCH_NOT_CURRENT));
	kit_end(&kit);
	kit_begin(&kit);
	kit_end(&kit);
	kit_begin(&kit);
	x = good_receipt();
	x.lease_epoch = 3;
	EXPECT(refused(submit(&x), AGENTS_ERROR_LEASE_EXPIRED));
	tear_down();
}

TEST(a_clone_that_registers_shuts_the_older_boot_out)
{
	struct registry_register_worker_v3_args reg;
	struct receipt x;

	set_up();
	x = good_receipt();
	reg = registration(2);
	EXPECT(ok(register_worker(&reg)));
	EXPECT(refused(submit(&x), AGENTS_ERROR_INCARNATION_NOT_CURRENT));
	x.incarnation = 2;
	EXPECT(ok(submit(&x)));
	tear_down();
}

TEST(an_old_head_is_refused_when_the_freshness_window_has_passed)
{
	struct receipt x, y;

	set_up();
	x = good_receipt();
	for (int i = 0; i < 60; i++) {
		kit_end(&kit);
		kit_begin(&kit);
	}
	EXPECT(refused(submit(&x), AGENTS_ERROR_HEAD_NOT_FRESH));
	y = good_receipt();
	EXPECT(ok(submit(&y)));
	tear_down();
}

/* Bob asks; the trigger that this makes. */
static void request(const struct agents_request_args *args, u8 id[32], struct trigger *t)
{
	struct agents_request_args a = *args;
	struct wr w = wr_into(call_mem, sizeof(call_mem));
	struct event_agents_trigger_created e;
	struct slice fields, raw;
	struct rd r;
	bool found;

	memcpy(a.agent, agent, 32);
	wr_call_agents_request(&w, &a);
	EXPECT(ok(send_bytes(BOB, &w)));
	REQUIRE(kit_event(&kit, AGENTS_PALLET, AGENTS_EVENT_TRIGGER_CREATED, 0, &fields));
	r = rd_from(fields);
	rd_event_agents_trigger_created(&r, &e);
	memcpy(id, e.trigger, 32);
	kit_get(&kit, agents_triggers_key(id), &found, &raw);
	REQUIRE(found);
	EXPECT_OK(agents_triggers_decode(t, raw));
}

TEST(a_request_makes_a_trigger_that_names_who_asked)
{
	const struct agents_request_args a = {.subject = {5}, .body_hash = {6}};
	u8 id[32], subject[32];
	struct trigger t;

	set_up();
	request(&a, id, &t);
	blake2_256_parts(subject,
	                 (const struct slice[]){SLICE_LIT("request"), SLICE_ARR(kit.key[BOB].pub),
	                                        SLICE_ARR(a.subject)},
	                 3);
	EXPECT(t.source.tag == TRIGGER_SOURCE_REQUEST && mem_eq(t.subject, subject, 32));
	EXPECT(mem_eq(t.source.u.request, kit.key[BOB].pub, 32));
	EXPECT(slice_eq(t.input, SLICE_ARR(a.body_hash)));
	tear_down();
}

TEST(a_request_cannot_speak_about_what_an_event_is_about)
{
	const u128 of_referendum = KIT_UNIT;
	struct agents_request_args a = {.body_hash = {6}};
	struct receipt x;
	struct slice raw;
	struct trigger t;
	u8 id[32];
	bool found;

	set_up();
	/* Anybody may ask the analyst anything, and names the referendum as the subject. */
	memcpy(a.subject, trigger.subject, 32);
	request(&a, id, &t);
	EXPECT(kit_account(&kit, kit.key[BOB].pub).data.reserved.raw ==
	       of_referendum + KIT_UNIT / 10);
	x = good_receipt();
	memcpy(x.trigger, id, 32);
	memcpy(x.subject, t.subject, 32);
	EXPECT(ok(submit(&x)));
	EXPECT(kit_account(&kit, kit.key[BOB].pub).data.reserved.raw == of_referendum);
	kit_get(&kit, referenda_assessments_key(0), &found, &raw);
	EXPECT(!found);
	kit_get(&kit, agents_results_key(agent, trigger.subject), &found, &raw);
	EXPECT(!found);
	tear_down();
}

/* Events that every extrinsic makes, that a batch makes by the thousand for nothing, or that a
 * free result makes: each would be work that nobody pays for. */
/* Alice gives so much away. */
static struct kit_result give(u128 value)
{
	struct balances_transfer_keep_alive_args a = {.dest = multi_address_id(kit.key[BOB].pub),
	                                              .value = bal(value)};
	struct wr w = wr_into(call_mem, sizeof(call_mem));

	wr_call_balances_transfer_keep_alive(&w, &a);
	return send_bytes(ALICE, &w);
}

static struct kit_result unsubscribe(void)
{
	struct agents_unsubscribe_args a = {
	    .kind = {.pallet = REFERENDA_PALLET, .event = REFERENDA_EVENT_SUBMITTED}};
	struct wr w = wr_into(call_mem, sizeof(call_mem));

	memcpy(a.agent, agent, 32);
	wr_call_agents_unsubscribe(&w, &a);
	return send_bytes(ALICE, &w);
}

TEST(a_place_among_the_subscribers_costs_a_deposit_that_comes_back)
{
	const u128 deposit = (u128)100 * KIT_UNIT, of_agent = (u128)10 * KIT_UNIT;
	struct kit_result r;
	u128 free, left;

	set_up();
	EXPECT(kit_account(&kit, kit.key[ALICE].pub).data.reserved.raw == deposit + of_agent);
	free = kit_account(&kit, kit.key[ALICE].pub).data.free.raw;
	EXPECT(ok(unsubscribe()));
	EXPECT(kit_account(&kit, kit.key[ALICE].pub).data.reserved.raw == of_agent);
	left = kit_account(&kit, kit.key[ALICE].pub).data.free.raw;
	EXPECT(left > free + deposit - KIT_UNIT && left < free + deposit); /* but for the fee */
	/* Who has less has no place. */
	EXPECT(ok(give(left - deposit)));
	r = subscribe(ALICE);
	EXPECT(r.failed && r.error.tag == DISPATCH_ERROR_TOKEN);
	EXPECT(refused(unsubscribe(), AGENTS_ERROR_NOT_SUBSCRIBED));
	tear_down();
}

TEST(only_events_that_somebody_pays_for_wake_agents)
{
	static const u8 kinds[][2] = {
	    {SYSTEM_PALLET, SYSTEM_EVENT_EXTRINSIC_SUCCESS},
	    {TRANSACTION_PAYMENT_PALLET, TRANSACTION_PAYMENT_EVENT_TRANSACTION_FEE_PAID},
	    {BALANCES_PALLET, BALANCES_EVENT_WITHDRAW},
	    {UTILITY_PALLET, UTILITY_EVENT_ITEM_COMPLETED},
	    {AGENTS_PALLET, AGENTS_EVENT_REQUESTED},
	    {AGENTS_PALLET, AGENTS_EVENT_TRIGGER_CREATED},
	    {AGENTS_PALLET, AGENTS_EVENT_RESULT_RECORDED},
	    {REGISTRY_PALLET, REGISTRY_EVENT_WORKER_SEEN},
	    {99, 0},
	};

	set_up();
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		EXPECT(refused(subscribe_to(ALICE, kinds[i][0], kinds[i][1]),
		               AGENTS_ERROR_EVENT_NOT_OFFERED));
	EXPECT(ok(subscribe_to(ALICE, SYSTEM_PALLET, SYSTEM_EVENT_REMARKED)));
	tear_down();
}

TEST(only_the_owner_changes_an_agent)
{
	struct kit_result r;

	set_up();
	EXPECT(refused(subscribe(BOB), AGENTS_ERROR_NOT_OWNER));
	r = register_agent(ALICE);
	EXPECT(kit_module(&r, AGENTS_PALLET, AGENTS_ERROR_AGENT_EXISTS));
	EXPECT(refused(subscribe(ALICE), AGENTS_ERROR_ALREADY_SUBSCRIBED));
	EXPECT(ok(register_agent(BOB))); /* the same salt under another owner is another agent */
	tear_down();
}

/* --- PhalaRegistry ------------------------------------------------------------------------ */

static bool reg_refused(const struct registry_register_worker_v3_args *a, enum registry_error error)
{
	struct kit_result r = register_worker(a);

	return kit_module(&r, REGISTRY_PALLET, (u8)error);
}

TEST(a_registration_is_refused_by_what_is_wrong_with_it)
{
	struct registry_register_worker_v3_args a;

	set_up();
	a = registration(1);
	EXPECT(reg_refused(&a, REGISTRY_ERROR_INCARNATION_NOT_NEWER));
	a = registration(5);
	a.signature[3] ^= 1;
	EXPECT(reg_refused(&a, REGISTRY_ERROR_INVALID_SIGNATURE));
	a = registration(5);
	a.info.measurement[0] ^= 1; /* signed for other bytes */
	EXPECT(reg_refused(&a, REGISTRY_ERROR_INVALID_SIGNATURE));
	a = registration(5);
	a.info.genesis_block_hash[0] ^= 1;
	EXPECT(reg_refused(&a, REGISTRY_ERROR_GENESIS_BLOCK_HASH_REJECTED));
	a = registration(5);
	a.info.block_hash[0] ^= 1;
	EXPECT(reg_refused(&a, REGISTRY_ERROR_STALE_BLOCK));
	a = registration(5);
	a.info.version = 9;
	EXPECT(reg_refused(&a, REGISTRY_ERROR_INVALID_INPUT));
	a = registration(5);
	EXPECT(ok(register_worker(&a)));
	tear_down();
}

static struct registry_heartbeat_args heartbeat(u64 incarnation)
{
	struct registry_heartbeat_args a = {.incarnation = incarnation};
	u8 named[32 + 8 + 4 + 32], hash[32];
	struct wr w = wr_into(named, sizeof(named));

	memcpy(a.pubkey, worker.pub, 32);
	a.block_number = kit.number - 1;
	memcpy(a.block_hash, kit.parent, 32);
	wr_bytes(&w, a.pubkey, 32);
	wr_u64(&w, incarnation);
	wr_u32(&w, a.block_number);
	wr_bytes(&w, a.block_hash, 32);
	blake2_256_parts(hash,
	                 (const struct slice[]){SLICE_LIT("phala/heartbeat/v1"),
	                                        SLICE_ARR(kit.genesis), SLICE_ARR(named)},
	                 3);
	sr25519_sign(a.signature, &worker, SLICE_ARR(hash), NULL);
	return a;
}

static struct kit_result beat(const struct registry_heartbeat_args *a)
{
	struct wr w = wr_into(call_mem, sizeof(call_mem));

	wr_call_registry_heartbeat(&w, a);
	return send_bytes(CHARLIE, &w);
}

TEST(a_silent_worker_is_not_live_until_it_beats_again)
{
	struct registry_heartbeat_args b;
	struct kit_result r;
	struct receipt x;

	set_up();
	EXPECT(ok(assign(10000)));
	for (int i = 0; i < 600; i++) {
		kit_end(&kit);
		kit_begin(&kit);
	}
	x = good_receipt();
	x.lease_epoch = 2;
	EXPECT(refused(submit(&x), AGENTS_ERROR_WORKER_NOT_LIVE));
	b = heartbeat(3);
	r = beat(&b);
	EXPECT(kit_module(&r, REGISTRY_PALLET, REGISTRY_ERROR_INCARNATION_MISMATCH));
	b = heartbeat(1);
	b.signature[0] ^= 1;
	r = beat(&b);
	EXPECT(kit_module(&r, REGISTRY_PALLET, REGISTRY_ERROR_INVALID_SIGNATURE));
	b = heartbeat(1);
	EXPECT(ok(beat(&b)));
	EXPECT(ok(submit(&x)));
	tear_down();
}

/* --- Referenda ------------------------------------------------------------------------------ */

TEST(an_output_of_another_form_is_recorded_but_is_no_assessment)
{
	static const char odd[] = "{\"score\":101}";
	struct receipt x;
	struct slice raw;
	bool found;

	set_up();
	x = good_receipt();
	blake2_256(x.output_hash, SLICE_LIT(odd));
	EXPECT(ok(submit_signed(&x, &worker, SLICE_LIT(odd))));
	kit_get(&kit, agents_results_key(agent, trigger.subject), &found, &raw);
	EXPECT(found);
	kit_get(&kit, referenda_assessments_key(0), &found, &raw);
	EXPECT(!found);
	tear_down();
}

TEST(a_referendum_costs_who_submits_it_a_deposit)
{
	set_up();
	EXPECT(kit_account(&kit, kit.key[BOB].pub).data.reserved.raw == KIT_UNIT);
	tear_down();
}

TEST(a_referendum_for_a_track_that_does_not_exist_is_refused)
{
	struct referenda_submit_args a = {.proposal_origin.u.system.tag = RAW_ORIGIN_NONE,
	                                  .proposal.tag = BOUNDED_LEGACY};
	struct wr w = wr_into(call_mem, sizeof(call_mem));
	struct kit_result r;

	set_up();
	wr_call_referenda_submit(&w, &a);
	r = send_bytes(BOB, &w);
	EXPECT(kit_module(&r, REFERENDA_PALLET, REFERENDA_ERROR_BAD_TRACK));
	tear_down();
}

TEST_MAIN()
