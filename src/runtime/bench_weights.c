/* What each call costs, measured: the numbers behind `weight` in the pallets' descriptors.
 *
 * Each row fills a block with one kind of extrinsic at its worst (another sender, other rows
 * each time, in a state of many accounts), and times how long an importer needs for it: signatures
 * in batches, events, state root. What a block of as many empty remarks takes is subtracted.
 * CPU time, the best of some rounds; descriptors say some 1.5 times as much. `--check` fails if a
 * descriptor or runtime/weights.h promises less than was measured; `make weights`. */
#include <time.h>

#include "base/bench.h"
#include "base/hex.h"
#include "crypto/hash.h"
#include "primitives/gen/agents_gen.h"
#include "primitives/gen/balances_gen.h"
#include "primitives/gen/mq_gen.h"
#include "primitives/gen/referenda_gen.h"
#include "primitives/gen/registry_gen.h"
#include "primitives/gen/session_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "primitives/gen/utility_gen.h"
#include "primitives/gen/validator_manager_gen.h"
#include "receipt/receipt.h"
#include "runtime/frame/frame.h"
#include "runtime/test_kit.h"
#include "runtime/weights.h"

#define SENDERS  512u
#define CROWD    65536u /* accounts that only make the state large */
#define ROUNDS   7
#define BIG      16000u /* bytes of argument, where a call takes many */

static struct kit kit;
static struct sr25519_pair sender[SENDERS], worker;
static u8 agent[SENDERS][32], trigger[SENDERS][32], subject[SENDERS][32];
static u64 read_bytes;
static struct trie_db plain;

/* --- the chain ---------------------------------------------------------------------------- */

static enum err counted_get(void *ctx, const u8 hash[32], struct arena *a, struct slice *out)
{
	enum err e = plain.get(ctx, hash, a, out);

	read_bytes += e == ERR_OK ? out->n : 0;
	return e;
}

static void add_account(struct trie_change *c, const u8 who[32])
{
	struct storage_key k = system_account_key(who);
	struct account_info info = {.providers = 1, .data.free = bal((u128)KIT_UNIT * 100000u)};
	struct wr w = wr_arena(&kit.block);

	info.data.flags = (u128)1 << 127;
	KIT_MUST(arena_dup(&kit.block, storage_key_slice(&k), &c->key));
	w = wr_arena(&kit.block);
	wr_account_info(&w, &info);
	KIT_MUST(wr_arena_done(&w, &kit.block, &c->value));
}

static int by_key(const void *a, const void *b)
{
	const struct trie_change *x = a, *y = b;

	return slice_cmp(x->key, y->key);
}

static void populate(void)
{
	struct trie_change *list = arena_zalloc(&kit.block, SENDERS + CROWD, sizeof(*list));

	for (u32 i = 0; i < SENDERS + CROWD; i++) {
		struct secret32 seed = {{(u8)i, (u8)(i >> 8), (u8)(i >> 16), 77}};
		u8 who[32];

		if (i < SENDERS)
			sr25519_from_seed(&sender[i], &seed);
		blake2_256(who, SLICE_ARR(seed.b));
		add_account(&list[i], i < SENDERS ? sender[i].pub : who);
	}
	qsort(list, SENDERS + CROWD, sizeof(*list), by_key);
	kit_store(&kit, list, SENDERS + CROWD);
}

static void apply_by(const struct sr25519_pair *who, struct slice call)
{
	struct extrinsic_ctx x = kit_ctx(&kit, ALICE);
	struct kit_result r;
	struct slice xt;
	struct wr w;

	x.nonce = kit_account(&kit, who->pub).nonce;
	w = wr_arena(&kit.block);
	KIT_MUST(extrinsic_sign(&w, &x, who, call));
	KIT_MUST(wr_arena_done(&w, &kit.block, &xt));
	r = kit_apply(&kit, xt);
	if (r.invalid || r.failed) {
		(void)fprintf(stderr, "a call of the bench fails: %d %d, %d %d %d\n", r.validity[0],
			      r.validity[1], r.error.tag, r.error.u.module.index,
			      r.error.u.module.error[0]);
		abort();
	}
}

/* --- calls -------------------------------------------------------------------------------- */

/* A call as the i-th extrinsic of a block, with about `size` bytes of argument. */
static u8 filler[BIG];

static struct multi_address fresh(u32 i)
{
	struct multi_address a = multi_address_id(filler);

	a.id[0] = 1;
	memcpy(a.id + 4, &i, sizeof(i));
	return a;
}

static void remark(struct wr *w, u32 i, u32 size)
{
	struct system_remark_args a = {.remark = slice_of(filler, size)};

	(void)i;
	wr_call_system_remark(w, &a);
}

static void remark_with_event(struct wr *w, u32 i, u32 size)
{
	struct system_remark_with_event_args a = {.remark = slice_of(filler, size)};

	(void)i;
	wr_call_system_remark_with_event(w, &a);
}

static void set_code_without_checks(struct wr *w, u32 i, u32 size)
{
	struct system_set_code_without_checks_args a = {.code = slice_of(filler, size)};

	(void)i;
	wr_call_system_set_code_without_checks(w, &a);
}

static void set_storage(struct wr *w, u32 i, u32 size)
{
	static struct system_set_storage_args a;
	static u8 key[64][8];

	a.items.num = size == 0 ? 1 : 64;
	for (u32 k = 0; k < a.items.num; k++) {
		key[k][0] = (u8)k;
		memcpy(key[k] + 1, &i, sizeof(i));
		a.items.items[k] = (struct key_value){SLICE_ARR(key[k]), slice_of(filler, 32)};
	}
	wr_call_system_set_storage(w, &a);
}

static void batch(struct wr *w, u32 i, u32 size)
{
	wr_u8(w, UTILITY_PALLET);
	wr_u8(w, UTILITY_CALL_BATCH_ALL);
	wr_compact(w, size + 1);
	for (u32 k = 0; k <= size; k++)
		remark(w, i, 0);
}

static void sudo_set_key(struct wr *w, u32 i, u32 size)
{
	struct sudo_set_key_args a = {.new = multi_address_id(kit.key[ALICE].pub)};

	(void)i;
	(void)size;
	wr_call_sudo_set_key(w, &a);
}

static void transfer_keep_alive(struct wr *w, u32 i, u32 size)
{
	struct balances_transfer_keep_alive_args a = {.dest = fresh(i), .value = bal(KIT_UNIT)};

	(void)size;
	wr_call_balances_transfer_keep_alive(w, &a);
}

static void transfer_allow_death(struct wr *w, u32 i, u32 size)
{
	struct balances_transfer_allow_death_args a = {.dest = fresh(i)};

	(void)size;
	/* what is left after the fee is dust: the sender ends as the receiver begins */
	a.value = bal((u128)KIT_UNIT * 100000u - KIT_UNIT / 1000u);
	wr_call_balances_transfer_allow_death(w, &a);
}

static void transfer_all(struct wr *w, u32 i, u32 size)
{
	struct balances_transfer_all_args a = {.dest = fresh(i)};

	(void)size;
	wr_call_balances_transfer_all(w, &a);
}

static void force_transfer(struct wr *w, u32 i, u32 size)
{
	struct balances_force_transfer_args a = {.dest = fresh(i), .value = bal(KIT_UNIT)};

	(void)size;
	a.source = multi_address_id(sender[i].pub);
	wr_call_balances_force_transfer(w, &a);
}

static void set_keys(struct wr *w, u32 i, u32 size)
{
	struct session_set_keys_args a = {.proof = slice_of(filler, size)};

	memcpy(a.keys.aura, sender[i].pub, 32);
	memcpy(a.keys.grandpa, sender[i].pub, 32);
	a.keys.grandpa[0] ^= 1;
	wr_call_session_set_keys(w, &a);
}

static void purge_keys(struct wr *w, u32 i, u32 size)
{
	struct session_purge_keys_args a = {0};

	(void)i;
	(void)size;
	wr_call_session_purge_keys(w, &a);
}

static struct slice inbox(u32 i)
{
	static char text[87];

	memcpy(text, "phala/contract/", 15);
	hex_encode(text + 15, SLICE_ARR(agent[i]));
	memcpy(text + 79, "/command", 8);
	return slice_of(text, sizeof(text));
}

static void push_message(struct wr *w, u32 i, u32 size)
{
	struct mq_push_message_args a = {inbox(i), slice_of(filler, size)};

	wr_call_mq_push_message(w, &a);
}

static void force_push(struct wr *w, u32 i, u32 size)
{
	struct mq_force_push_pallet_message_args a = {inbox(i), slice_of(filler, size)};

	wr_call_mq_force_push_pallet_message(w, &a);
}

static void sync_message(struct wr *w, u32 i, u32 size)
{
	struct mq_sync_offchain_message_args a = {.signed_message.sequence = i};
	struct signed_message *s = &a.signed_message;
	struct wr raw = wr_arena(&kit.block);
	u8 sig[64];

	s->message.sender.tag = MESSAGE_ORIGIN_WORKER;
	memcpy(s->message.sender.u.worker, worker.pub, 32);
	s->message.destination = SLICE_LIT("phala/mining/report");
	s->message.payload = slice_of(filler, size);
	wr_mq_message(&raw, &s->message);
	wr_u64(&raw, i);
	KIT_MUST(raw.err);
	sr25519_sign(sig, &worker, slice_of(raw.p, raw.n), NULL);
	s->signature = SLICE_ARR(sig);
	wr_call_mq_sync_offchain_message(w, &a);
}

static void referendum(struct wr *w, u32 i, u32 size)
{
	struct referenda_submit_args a = {.proposal_origin.u.system.tag = RAW_ORIGIN_ROOT,
					  .proposal.tag = BOUNDED_INLINE,
					  .enactment_moment.tag = DISPATCH_TIME_AFTER};

	(void)i;
	(void)size;
	a.proposal.u.inline_ = slice_of(filler, 128);
	wr_call_referenda_submit(w, &a);
}

static void set_analyst(struct wr *w, u32 i, u32 size)
{
	struct referenda_set_analyst_args a;

	(void)size;
	memcpy(a.agent, agent[i], 32);
	wr_call_referenda_set_analyst(w, &a);
}

static u8 salt; /* the agents of the bench are others than those of the state */

static void register_agent(struct wr *w, u32 i, u32 size)
{
	struct agents_register_args a = {
		.code_id = {1}, .manifest_hash = {2}, .has_uri = size != 0};

	memcpy(a.salt, &i, sizeof(i));
	a.salt[31] = salt;
	a.uri = slice_of(filler, size);
	wr_call_agents_register(w, &a);
}

static void set_code(struct wr *w, u32 i, u32 size)
{
	struct agents_set_code_args a = {
		.code_id = {1}, .manifest_hash = {2}, .has_uri = size != 0};

	memcpy(a.agent, agent[i], 32);
	a.uri = slice_of(filler, size);
	wr_call_agents_set_code(w, &a);
}

static void set_paused(struct wr *w, u32 i, u32 size)
{
	struct agents_set_paused_args a = {.paused = true};

	(void)size;
	memcpy(a.agent, agent[i], 32);
	wr_call_agents_set_paused(w, &a);
}

/* Every second call takes the place that the one before it gave back. */
static void subscribe(struct wr *w, u32 i, u32 size)
{
	struct agents_subscribe_args in = {.kind = {REFERENDA_PALLET, REFERENDA_EVENT_SUBMITTED}};
	struct agents_unsubscribe_args out = {.kind = in.kind};

	(void)size;
	memcpy(in.agent, agent[15], 32);
	memcpy(out.agent, agent[15], 32);
	if (i % 2 == 0)
		wr_call_agents_subscribe(w, &in);
	else
		wr_call_agents_unsubscribe(w, &out);
}

static void assign_lease(struct wr *w, u32 i, u32 size)
{
	struct agents_assign_lease_args a = {.blocks = 100000};

	(void)size;
	memcpy(a.agent, agent[i], 32);
	memcpy(a.worker, worker.pub, 32);
	wr_call_agents_assign_lease(w, &a);
}

static void request(struct wr *w, u32 i, u32 size)
{
	struct agents_request_args a = {.subject = {3}, .body_hash = {4}};

	(void)size;
	memcpy(a.agent, agent[i], 32);
	wr_call_agents_request(w, &a);
}

static void submit_result(struct wr *w, u32 i, u32 size)
{
	struct receipt x = {.code_id = {1}, .manifest_hash = {2}, .incarnation = 1,
			    .lease_epoch = 1};
	struct agents_submit_result_args a = {.output = slice_of(filler, size)};
	u8 digest[32];

	memcpy(x.genesis, kit.genesis, 32);
	memcpy(x.agent, agent[i], 32);
	memcpy(x.worker, worker.pub, 32);
	memcpy(x.trigger, trigger[i], 32);
	memcpy(x.subject, subject[i], 32);
	blake2_256(x.output_hash, a.output);
	x.head_number = kit.number - 1;
	memcpy(x.head_hash, kit.parent, 32);
	KIT_MUST(receipt_encode(&x, &kit.block, &a.receipt));
	receipt_digest(a.receipt, digest);
	sr25519_sign(a.signature, &worker, SLICE_ARR(digest), NULL);
	wr_call_agents_submit_result(w, &a);
}

static void register_worker_as(struct wr *w, const struct sr25519_pair *who, u64 incarnation)
{
	struct registry_register_worker_v3_args a = {.info.version = 1,
						     .info.incarnation = incarnation,
						     .info.block_number = kit.number - 1};
	const struct slice domain = SLICE_LIT("phala/register/v3");
	struct wr raw = wr_arena(&kit.block);
	u8 hash[32];

	memcpy(a.info.pubkey, who->pub, 32);
	memcpy(a.info.genesis_block_hash, kit.genesis, 32);
	memcpy(a.info.block_hash, kit.parent, 32);
	wr_worker_registration_info_v3(&raw, &a.info);
	KIT_MUST(raw.err);
	blake2_256_parts(hash, (const struct slice[]){domain, slice_of(raw.p, raw.n)}, 2);
	sr25519_sign(a.signature, who, SLICE_ARR(hash), NULL);
	wr_call_registry_register_worker_v3(w, &a);
}

static void register_worker(struct wr *w, u32 i, u32 size)
{
	(void)size;
	register_worker_as(w, &sender[i], 1);
}

static void heartbeat(struct wr *w, u32 i, u32 size)
{
	struct registry_heartbeat_args a = {.incarnation = 1, .block_number = kit.number - 1};
	u8 raw[128], hash[32];
	struct wr r = wr_into(raw, sizeof(raw));

	(void)i;
	(void)size;
	memcpy(a.pubkey, worker.pub, 32);
	memcpy(a.block_hash, kit.parent, 32);
	wr_bytes(&r, kit.genesis, 32);
	wr_bytes(&r, a.pubkey, 32);
	wr_u64(&r, a.incarnation);
	wr_u32(&r, a.block_number);
	wr_bytes(&r, a.block_hash, 32);
	blake2_256_parts(
	    hash, (const struct slice[]){SLICE_LIT("phala/heartbeat/v1"), slice_of(raw, r.n)}, 2);
	sr25519_sign(a.signature, &worker, SLICE_ARR(hash), NULL);
	wr_call_registry_heartbeat(w, &a);
}

/* 32 come, then go again. */
static void validators(struct wr *w, u32 i, u32 size)
{
	struct validator_manager_register_validators_args in = {.validators.num = 28};
	struct validator_manager_deregister_validators_args out = {.validators.num = 28};

	(void)size;
	for (u32 k = 0; k < 28; k++) {
		memcpy(in.validators.items[k], sender[k].pub, 32);
		memcpy(out.validators.items[k], sender[k].pub, 32);
	}
	if (i % 2 == 0)
		wr_call_validator_manager_register_validators(w, &in);
	else
		wr_call_validator_manager_deregister_validators(w, &out);
}

/* --- what governs the registry; its quotes are measured in the blob: tools/bench_registry.mjs - */

static void numbered(u8 out[32], u32 i)
{
	memset(out, 0, 32);
	memcpy(out, &i, sizeof(i));
}

static void set_attestation_policy(struct wr *w, u32 i, u32 size)
{
	struct registry_set_attestation_policy_args a = {.policy.status_mask = 3};

	(void)i;
	(void)size;
	a.policy.denied_fmspcs.num = ARRAY_LEN(a.policy.denied_fmspcs.items);
	a.policy.denied_advisories.num = ARRAY_LEN(a.policy.denied_advisories.items);
	wr_call_registry_set_attestation_policy(w, &a);
}

static void set_measurement(struct wr *w, u32 i, u32 size)
{
	struct registry_set_measurement_args a = {.allowed = true};

	(void)size;
	numbered(a.measurement, i);
	wr_call_registry_set_measurement(w, &a);
}

static void revoke_measurement(struct wr *w, u32 i, u32 size)
{
	struct registry_revoke_measurement_args a;

	(void)size;
	numbered(a.measurement, i);
	wr_call_registry_revoke_measurement(w, &a);
}

static void set_platform(struct wr *w, u32 i, u32 size)
{
	struct registry_set_platform_args a = {.level = 1};

	(void)size;
	numbered(a.platform, i);
	wr_call_registry_set_platform(w, &a);
}

static void revoke_platform(struct wr *w, u32 i, u32 size)
{
	struct registry_revoke_platform_args a;

	(void)size;
	numbered(a.platform, i);
	wr_call_registry_revoke_platform(w, &a);
}

static void freeze_registration(struct wr *w, u32 i, u32 size)
{
	struct registry_freeze_registration_args a = {.frozen = i % 2 == 0};

	(void)size;
	wr_call_registry_freeze_registration(w, &a);
}

static void approve_worker(struct wr *w, u32 i, u32 size)
{
	struct registry_approve_worker_args a = {.approved = true};

	(void)size;
	numbered(a.pubkey, i);
	wr_call_registry_approve_worker(w, &a);
}

/* Every second call gives back what the one before it reserved; there and back cost alike. */
static void bond_worker(struct wr *w, u32 i, u32 size)
{
	struct registry_bond_worker_args on = {.amount = bal((u128)KIT_UNIT * 1000u)};
	struct registry_unbond_worker_args off;

	(void)size;
	numbered(on.pubkey, i / 2);
	numbered(off.pubkey, i / 2);
	if (i % 2 == 0)
		wr_call_registry_bond_worker(w, &on);
	else
		wr_call_registry_unbond_worker(w, &off);
}

/* --- measuring ---------------------------------------------------------------------------- */

struct cost {
	double ns, proof;
};

/* Who signs: each another sender; Alice for root; Alice herself; the owner of agent 15. */
enum by { BY_SENDER, BY_ROOT, BY_ALICE, BY_OWNER };

struct row {
	const char *call; /* Pallet.call */
	void (*make)(struct wr *w, u32 i, u32 size);
	u32 num;          /* extrinsics in the block */
	u32 size;         /* where there is a cost per byte or call */
	enum by by;
	const char *twin; /* measured with it */
};

static u64 cpu_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (u64)t.tv_sec * 1000000000u + (u64)t.tv_nsec;
}

static void wr_row(struct wr *w, const struct row *r, u32 i, u32 size)
{
	if (r->by == BY_ROOT) {
		wr_u8(w, SUDO_PALLET);
		wr_u8(w, SUDO_CALL_SUDO);
	}
	r->make(w, i, size);
}

static void send_row(const struct row *r, u32 i, u32 size)
{
	static u8 mem[1u << 20];
	struct wr w = wr_into(mem, sizeof(mem));

	wr_row(&w, r, i, size);
	KIT_MUST(w.err);
	if (r->by == BY_ROOT || r->by == BY_ALICE)
		apply_by(&kit.key[ALICE], slice_of(mem, w.n));
	else
		apply_by(&sender[r->by == BY_OWNER ? 15 : i], slice_of(mem, w.n));
}

/* The block is not kept: the next one starts where this one did. */
static struct cost measure(const struct row *r, u32 num, u32 size)
{
	struct cost best = {1e18, 0};
	struct slice block;

	CHECK(num <= SENDERS);

	kit_begin(&kit);
	for (u32 i = 0; i < num; i++)
		send_row(r, i, size);
	kit_close(&kit);
	block = kit_block_bytes(&kit);
	for (int round = 0; round < ROUNDS; round++) {
		size_t mark = arena_mark(&kit.block);
		struct runtime_session s;
		u64 t = cpu_ns();

		read_bytes = 0;
		KIT_MUST(kit_execute(&kit, block, &s));
		t = cpu_ns() - t;
		best.ns = (double)t < best.ns ? (double)t : best.ns;
		best.proof = (double)read_bytes;
		arena_rewind(&kit.block, mark);
	}
	kit.number--;
	return best;
}

static void keep(const struct row *r, u32 num)
{
	kit_begin(&kit);
	for (u32 i = 0; i < num; i++)
		send_row(r, i, 0);
	kit_end(&kit);
}

/* --- the state that calls meet ------------------------------------------------------------- */

static void note_agents(void)
{
	struct event_agents_agent_registered e;
	struct slice fields;

	for (u32 i = 0; i < SENDERS && kit_event(&kit, AGENTS_PALLET, AGENTS_EVENT_AGENT_REGISTERED,
						 i, &fields);
	     i++) {
		struct rd r = rd_from(fields);

		rd_event_agents_agent_registered(&r, &e);
		memcpy(agent[i], e.agent, 32);
	}
}

static void note_triggers(u32 num)
{
	struct event_agents_trigger_created e;
	struct slice fields, raw;
	struct trigger t;
	bool found;

	for (u32 i = 0; i < num; i++) {
		struct rd r;

		CHECK(kit_event(&kit, AGENTS_PALLET, AGENTS_EVENT_TRIGGER_CREATED, i, &fields));
		r = rd_from(fields);
		rd_event_agents_trigger_created(&r, &e);
		memcpy(trigger[i], e.trigger, 32);
		kit_get(&kit, agents_triggers_key(e.trigger), &found, &raw);
		CHECK(found);
		KIT_MUST(agents_triggers_decode(&t, raw));
		memcpy(subject[i], t.subject, 32);
	}
}

static void worker_itself(struct wr *w, u32 i, u32 size)
{
	(void)i;
	(void)size;
	register_worker_as(w, &worker, 1);
}

/* Agents 0 to 14 wait for either event. */
static void fifteen_subscribe(struct wr *w, u32 i, u32 size)
{
	struct agents_subscribe_args a = {.kind = {REFERENDA_PALLET, REFERENDA_EVENT_SUBMITTED}};

	(void)size;
	if (i % 2 == 1)
		a.kind = (struct event_kind){SYSTEM_PALLET, SYSTEM_EVENT_REMARKED};
	memcpy(a.agent, agent[i / 2], 32);
	wr_call_agents_subscribe(w, &a);
}

static void by_owner(u32 num)
{
	static u8 mem[512];

	kit_begin(&kit);
	for (u32 i = 0; i < num; i++) {
		struct wr w = wr_into(mem, sizeof(mem));

		fifteen_subscribe(&w, i, 0);
		apply_by(&sender[i / 2], slice_of(mem, w.n));
	}
	kit_end(&kit);
}

static void prepare(void)
{
	struct secret32 seed = {{42}};

	sr25519_from_seed(&worker, &seed);
	keep(&(const struct row){.make = worker_itself, .by = BY_ALICE}, 1);
	keep(&(const struct row){.make = register_agent}, SENDERS);
	note_agents();
	keep(&(const struct row){.make = assign_lease}, SENDERS);
	by_owner(30);
	salt = 1;
}

/* --- the table ----------------------------------------------------------------------------- */

/* Of accounts that nobody else has a hold on. */
static const struct row early[] = {
	{"Balances.transfer_allow_death", transfer_allow_death, SENDERS, 0, BY_SENDER, NULL},
	{"Balances.transfer_keep_alive", transfer_keep_alive, SENDERS, 0, BY_SENDER, NULL},
	{"Balances.transfer_all", transfer_all, SENDERS, 0, BY_SENDER, NULL},
	{"Balances.force_transfer", force_transfer, SENDERS, 0, BY_ROOT, NULL},
};

static const struct row rows[] = {
	{"System.remark_with_event", remark_with_event, 64, BIG, BY_SENDER, NULL},
	{"System.set_code_without_checks", set_code_without_checks, 1, BIG, BY_ROOT, NULL},
	{"System.set_storage", set_storage, 64, 64, BY_ROOT, NULL},
	{"Utility.batch_all", batch, 8, 300, BY_SENDER, "Utility.batch"},
	{"Sudo.sudo", remark, 256, 0, BY_ROOT, NULL},
	{"Sudo.set_key", sudo_set_key, 256, 0, BY_ALICE, NULL},
	{"Session.set_keys", set_keys, SENDERS, 1000, BY_SENDER, NULL},
	{"ValidatorManager.register_validators", validators, 64, 0, BY_ROOT,
	 "ValidatorManager.deregister_validators"},
	{"PhalaMq.push_message", push_message, SENDERS / 4, BIG, BY_SENDER, NULL},
	{"PhalaMq.sync_offchain_message", sync_message, SENDERS / 4, BIG, BY_SENDER, NULL},
	{"PhalaMq.force_push_pallet_message", force_push, SENDERS / 4, BIG, BY_ROOT, NULL},
	{"Referenda.submit", referendum, 64, 0, BY_SENDER, NULL},
	{"Referenda.set_analyst", set_analyst, 256, 0, BY_ROOT, NULL},
	{"PhalaAgents.register", register_agent, SENDERS / 2, 256, BY_SENDER, NULL},
	{"PhalaAgents.set_code", set_code, SENDERS, 256, BY_SENDER, NULL},
	{"PhalaAgents.set_paused", set_paused, SENDERS, 0, BY_SENDER, NULL},
	{"PhalaAgents.assign_lease", assign_lease, SENDERS, 0, BY_SENDER, NULL},
	{"PhalaAgents.request", request, SENDERS, 0, BY_SENDER, NULL},
	{"PhalaRegistry.register_worker_v3", register_worker, SENDERS, 0, BY_SENDER, NULL},
	{"PhalaRegistry.heartbeat", heartbeat, SENDERS, 0, BY_SENDER, NULL},
	{"PhalaRegistry.set_attestation_policy", set_attestation_policy, 64, 0, BY_ROOT, NULL},
	{"PhalaRegistry.set_measurement", set_measurement, 256, 0, BY_ROOT, NULL},
	{"PhalaRegistry.revoke_measurement", revoke_measurement, 256, 0, BY_ROOT, NULL},
	{"PhalaRegistry.set_platform", set_platform, 256, 0, BY_ROOT, NULL},
	{"PhalaRegistry.revoke_platform", revoke_platform, 256, 0, BY_ROOT, NULL},
	{"PhalaRegistry.freeze_registration", freeze_registration, 64, 0, BY_ROOT, NULL},
	{"PhalaRegistry.approve_worker", approve_worker, 256, 0, BY_ROOT, NULL},
	{"PhalaRegistry.bond_worker", bond_worker, 64, 0, BY_OWNER, "PhalaRegistry.unbond_worker"},
};

static const struct call_row *declared(const char *name)
{
	const char *dot = strchr(name, '.');

	for (size_t i = 0; i < runtime_num_pallets; i++) {
		const struct pallet *p = runtime_pallets[i];

		if (strlen(p->name) != (size_t)(dot - name) ||
		    memcmp(p->name, name, (size_t)(dot - name)) != 0)
			continue;
		for (size_t k = 0; k < p->num_calls; k++)
			if (strcmp(p->calls[k].name, dot + 1) == 0)
				return &p->calls[k];
	}
	(void)fprintf(stderr, "no call %s\n", name);
	abort();
}

static bool check, too_small;

static void verdict(const char *name, const char *what, double measured, double promised)
{
	bool ok = measured <= promised;

	printf("%-42s %-9s %12.0f %12.0f %s\n", name, what, measured, promised,
	       ok ? "" : "TOO SMALL");
	too_small |= !ok;
}

static double byte_ns;

/* What a block of as many empty remarks costs, sent in the same way, is what a row is measured
 * against; right before it, for the machine may have other things to do. */
static const struct row nothing = {"System.remark", remark, SENDERS, BIG, BY_SENDER, NULL};
static const struct row root_nothing = {"Sudo.sudo", remark, SENDERS, 0, BY_ROOT, NULL};
static const struct row alice_nothing = {"System.remark", remark, SENDERS, 0, BY_ALICE, NULL};

static const struct row *empty_row(const struct row *r)
{
	if (r->by == BY_ROOT)
		return strcmp(r->call, "Sudo.sudo") == 0 ? &alice_nothing : &root_nothing;
	return r->by == BY_ALICE ? &alice_nothing : &nothing;
}

static void judge(const char *name, const struct row *r, struct cost empty, struct cost small,
		  struct cost big)
{
	const struct call_row *d = declared(name);
	double more = r->size == 0 ? 0 : (big.ns - small.ns) / r->num / r->size;

	verdict(name, "ps", (small.ns - empty.ns) / r->num * 1000, (double)d->weight.ref_time);
	verdict(name, "proof", (small.proof - empty.proof) / r->num, (double)d->weight.proof_size);
	if (r->size == 0)
		return;
	if (d->nest == NEST_MANY)
		verdict(name, "ps/call", more * 1000, (double)d->weight_per_call);
	else if (strcmp(name, "System.set_storage") == 0) /* size counts rows, of 42 bytes each */
		verdict(name, "ps/byte", more * 1000 / 42, (double)d->weight_per_byte);
	else
		verdict(name, "ps/byte", (more - byte_ns) * 1000, (double)d->weight_per_byte);
}

static void judge_row(const struct row *r)
{
	struct cost empty = measure(empty_row(r), r->num, 0);
	struct cost small = measure(r, r->num, 0), big = small;

	if (r->size != 0)
		big = measure(r, r->num, r->size);
	judge(r->call, r, empty, small, big);
	if (r->twin != NULL)
		judge(r->twin, r, empty, small, big);
}

/* What blocks and extrinsics cost before any call: runtime/weights.h. */
static void judge_base(void)
{
	struct cost none = measure(&nothing, 0, 0), many = measure(&nothing, SENDERS, 0);
	struct cost few = measure(&nothing, 32, 0), big = measure(&nothing, 32, BIG);

	byte_ns = (big.ns - few.ns) / 32 / BIG;
	verdict("block", "ps", none.ns * 1000, WEIGHT_BASE_BLOCK);
	verdict("extrinsic", "ps", (many.ns - none.ns) / SENDERS * 1000, WEIGHT_BASE_EXTRINSIC);
	verdict("extrinsic", "ps/byte", byte_ns * 1000, WEIGHT_PER_BYTE);
}

/* Calls that need the state of others first, in an order of their own. */
static void judge_rest(void)
{
	const struct row sub = {"PhalaAgents.subscribe", subscribe, 64, 0, BY_OWNER,
				"PhalaAgents.unsubscribe"};
	const struct row result = {"PhalaAgents.submit_result", submit_result, 64, 8000, BY_SENDER,
				   NULL};
	const struct row purge = {"Session.purge_keys", purge_keys, SENDERS, 0, BY_SENDER, NULL};

	judge_row(&sub);
	keep(&(const struct row){.make = request}, 64);
	note_triggers(64);
	judge_row(&result);
	keep(&(const struct row){.make = set_keys}, SENDERS);
	judge_row(&purge);
}

int main(int argc, char **argv)
{
	check = argc > 1 && strcmp(argv[1], "--check") == 0;
	kit_init(&kit, 2048);
	populate();
	plain = kit.db;
	kit.db.get = counted_get;
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	printf("%-42s %-9s %12s %12s\n", "call", "", "measured", "promised");
	kit_begin(&kit);
	kit_end(&kit);
	judge_base();
	for (size_t i = 0; i < ARRAY_LEN(early); i++)
		judge_row(&early[i]);
	prepare();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		judge_row(&rows[i]);
	judge_rest();
	kit_free(&kit);
	return check && too_small ? 1 : 0;
}
