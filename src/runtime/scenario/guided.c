#include "runtime/scenario/guided.h"

#include "base/hex.h"
#include "crypto/hash.h"
#include "primitives/gen/agents_gen.h"
#include "primitives/gen/balances_gen.h"
#include "primitives/gen/mq_gen.h"
#include "primitives/gen/referenda_gen.h"
#include "primitives/gen/registry_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "primitives/gen/system_gen.h"

#define CODE_MAX (1u << 20)

static u8 mem[CODE_MAX + 16];

static void send_wr(guided_send send, const struct wr *w)
{
	KIT_MUST(w->err);
	send(ALICE, false, slice_of(mem, w->n));
}

/* --- a worker ----------------------------------------------------------------------- */

static void sign_parts(u8 sig[64], const struct sr25519_pair *by, const struct slice *parts,
		       size_t num)
{
	u8 hash[32];

	blake2_256_parts(hash, parts, num);
	sr25519_sign(sig, by, SLICE_ARR(hash), NULL);
}

static void send_registration(struct kit *k, const struct sr25519_pair *worker, guided_send send)
{
	struct registry_register_worker_v3_args a = {.info.version = 1,
						     .info.machine_id = SLICE_LIT("box"),
						     .info.incarnation = 1,
						     .info.block_number = k->number - 1};
	u8 raw[512];
	struct wr w = wr_into(raw, sizeof(raw));

	memcpy(a.info.pubkey, worker->pub, 32);
	memcpy(a.info.genesis_block_hash, k->genesis, 32);
	memcpy(a.info.block_hash, k->parent, 32);
	wr_worker_registration_info_v3(&w, &a.info);
	KIT_MUST(w.err);
	sign_parts(a.signature, worker,
		   (struct slice[]){SLICE_LIT("phala/register/v3"), slice_of(raw, w.n)}, 2);
	w = wr_into(mem, sizeof(mem));
	wr_call_registry_register_worker_v3(&w, &a);
	send_wr(send, &w);
}

static void send_heartbeat(struct kit *k, const struct sr25519_pair *worker, guided_send send)
{
	struct registry_heartbeat_args a = {.incarnation = 1, .block_number = k->number - 1};
	u8 named[32 + 8 + 4 + 32];
	struct wr w = wr_into(named, sizeof(named));

	memcpy(a.pubkey, worker->pub, 32);
	memcpy(a.block_hash, k->parent, 32);
	wr_bytes(&w, a.pubkey, 32);
	wr_u64(&w, a.incarnation);
	wr_u32(&w, a.block_number);
	wr_bytes(&w, a.block_hash, 32);
	sign_parts(a.signature, worker,
		   (struct slice[]){SLICE_LIT("phala/heartbeat/v1"), SLICE_ARR(k->genesis),
				    SLICE_ARR(named)},
		   3);
	w = wr_into(mem, sizeof(mem));
	wr_call_registry_heartbeat(&w, &a);
	send_wr(send, &w);
}

static void send_message(const struct sr25519_pair *worker, guided_send send)
{
	struct mq_sync_offchain_message_args a = {
		.signed_message.message = {.sender.tag = MESSAGE_ORIGIN_WORKER,
					   .destination = SLICE_LIT("phala/mining/report"),
					   .payload = SLICE_LIT("all is well")}};
	u8 raw[512], sig[64];
	struct wr w = wr_into(raw, sizeof(raw));

	memcpy(a.signed_message.message.sender.u.worker, worker->pub, 32);
	wr_mq_message(&w, &a.signed_message.message);
	wr_u64(&w, a.signed_message.sequence);
	KIT_MUST(w.err);
	sr25519_sign(sig, worker, slice_of(raw, w.n), NULL);
	a.signed_message.signature = SLICE_ARR(sig);
	w = wr_into(mem, sizeof(mem));
	wr_call_mq_sync_offchain_message(&w, &a);
	send_wr(send, &w);
}

static void as_root(const struct wr *w, guided_send send)
{
	KIT_MUST(w->err);
	send(ALICE, true, slice_of(w->p, w->n));
}

/* --- an agent ----------------------------------------------------------------------- */

static void send_agent(struct kit *k, guided_send send, u8 agent[32])
{
	struct agents_register_args a = {.salt = {7}, .code_id = {1}, .manifest_hash = {2}};
	struct event_agents_agent_registered e = {0};
	struct slice fields = SLICE_EMPTY;
	struct wr w = wr_into(mem, sizeof(mem));
	struct rd r;

	wr_call_agents_register(&w, &a);
	send_wr(send, &w);
	CHECK(kit_event(k, AGENTS_PALLET, AGENTS_EVENT_AGENT_REGISTERED, 0, &fields));
	r = rd_from(fields);
	rd_event_agents_agent_registered(&r, &e);
	memcpy(agent, e.agent, 32);
}

static void send_lease(const u8 agent[32], const struct sr25519_pair *worker, guided_send send)
{
	struct agents_assign_lease_args lease = {.blocks = 100};
	struct wr w = wr_into(mem, sizeof(mem));

	memcpy(lease.agent, agent, 32);
	memcpy(lease.worker, worker->pub, 32);
	wr_call_agents_assign_lease(&w, &lease);
	send_wr(send, &w);
}

static void send_subscriptions(const u8 agent[32], guided_send send)
{
	const struct event_kind submitted = {REFERENDA_PALLET, REFERENDA_EVENT_SUBMITTED};
	struct agents_subscribe_args on = {.kind = submitted};
	struct agents_unsubscribe_args off = {.kind = submitted};
	struct wr w = wr_into(mem, sizeof(mem));

	memcpy(on.agent, agent, 32);
	memcpy(off.agent, agent, 32);
	wr_call_agents_subscribe(&w, &on);
	send_wr(send, &w);
	w = wr_into(mem, sizeof(mem));
	wr_call_agents_unsubscribe(&w, &off);
	send_wr(send, &w);
	w = wr_into(mem, sizeof(mem));
	wr_call_agents_subscribe(&w, &on); /* so that referenda trigger it from now on */
	send_wr(send, &w);
}

static void send_command(const u8 agent[32], guided_send send)
{
	char inbox[15 + 64 + 8 + 1] = "phala/contract/";
	struct mq_push_message_args a = {.payload = SLICE_LIT("please")};
	struct wr w = wr_into(mem, sizeof(mem));

	hex_encode(inbox + 15, slice_of(agent, 32));
	memcpy(inbox + 79, "/command", 9);
	a.destination = slice_str(inbox);
	wr_call_mq_push_message(&w, &a);
	send_wr(send, &w);
}

static void send_analyst(const u8 agent[32], guided_send send)
{
	struct referenda_set_analyst_args a;
	struct wr w = wr_into(mem, sizeof(mem));

	memcpy(a.agent, agent, 32);
	wr_call_referenda_set_analyst(&w, &a);
	as_root(&w, send);
}

/* Of code and a machine that nobody has. */
static void send_governance(guided_send send)
{
	struct registry_set_measurement_args allow = {.measurement = {1}, .allowed = true};
	struct registry_revoke_measurement_args revoke = {.measurement = {1}};
	struct registry_set_platform_args level = {.platform = {1}, .level = 1};
	struct registry_revoke_platform_args broken = {.platform = {1}};
	struct registry_freeze_registration_args freeze = {.frozen = false};
	struct registry_approve_worker_args approve = {.pubkey = {1}, .approved = true};
	struct wr w[6];

	for (size_t i = 0; i < ARRAY_LEN(w); i++)
		w[i] = wr_into(mem + 128 * i, 128);
	wr_call_registry_set_measurement(&w[0], &allow);
	wr_call_registry_revoke_measurement(&w[1], &revoke);
	wr_call_registry_set_platform(&w[2], &level);
	wr_call_registry_revoke_platform(&w[3], &broken);
	wr_call_registry_freeze_registration(&w[4], &freeze);
	wr_call_registry_approve_worker(&w[5], &approve);
	for (size_t i = 0; i < ARRAY_LEN(w); i++)
		as_root(&w[i], send);
}

/* What its owner may change of an agent. */
static void send_changes(const u8 agent[32], guided_send send)
{
	struct agents_set_paused_args paused = {.paused = false};
	struct agents_set_code_args code = {.code_id = {1}, .manifest_hash = {2}};
	struct wr w = wr_into(mem, sizeof(mem));

	memcpy(paused.agent, agent, 32);
	memcpy(code.agent, agent, 32);
	wr_call_agents_set_paused(&w, &paused);
	send_wr(send, &w);
	w = wr_into(mem, sizeof(mem));
	wr_call_agents_set_code(&w, &code);
	send_wr(send, &w);
}

/* What a worker needs besides its quote: the collateral itself is the tests' of the pallet. */
static void send_admission(const struct sr25519_pair *worker, guided_send send)
{
	struct registry_set_attestation_policy_args p = {.policy.status_mask = 3};
	struct registry_bond_worker_args bond = {.amount = bal((u128)KIT_UNIT * 5)};
	struct registry_unbond_worker_args unbond;
	struct wr w = wr_into(mem, sizeof(mem));

	p.policy.min_bond = bond.amount;
	wr_call_registry_set_attestation_policy(&w, &p);
	KIT_MUST(w.err);
	send(ALICE, true, slice_of(mem, w.n));
	memcpy(bond.pubkey, worker->pub, 32);
	w = wr_into(mem, sizeof(mem));
	wr_call_registry_bond_worker(&w, &bond);
	send_wr(send, &w);
	memcpy(unbond.pubkey, worker->pub, 32);
	w = wr_into(mem, sizeof(mem));
	wr_call_registry_unbond_worker(&w, &unbond);
	send_wr(send, &w);
}

/* By chance its source is hardly ever an account that has something left. */
static void send_force_transfer(struct kit *k, guided_send send)
{
	struct balances_force_transfer_args a = {.value = bal(KIT_UNIT)};
	struct wr w = wr_into(mem, sizeof(mem));

	a.source = multi_address_id(k->key[BOB].pub);
	a.dest = multi_address_id(k->key[CHARLIE].pub);
	wr_call_balances_force_transfer(&w, &a);
	KIT_MUST(w.err);
	send(ALICE, true, slice_of(mem, w.n));
}

void guided_worker(struct kit *k, guided_send send)
{
	struct sr25519_pair worker;
	u8 agent[32];

	KIT_MUST(sr25519_from_uri(&worker, SLICE_LIT("//Worker")));
	send_force_transfer(k, send);
	send_registration(k, &worker, send);
	send_heartbeat(k, &worker, send);
	send_message(&worker, send);
	send_admission(&worker, send);
	send_governance(send);
	send_agent(k, send, agent);
	send_analyst(agent, send);
	send_changes(agent, send);
	send_lease(agent, &worker, send);
	send_subscriptions(agent, send);
	send_command(agent, send);
	sr25519_release(&worker);
}

void guided_sudo(struct kit *k, guided_send send)
{
	struct sudo_set_key_args a = {.new = multi_address_id(k->key[ALICE].pub)};
	struct wr w = wr_into(mem, sizeof(mem));

	wr_call_sudo_set_key(&w, &a);
	send_wr(send, &w);
}

/* --- code --------------------------------------------------------------------------- */

/* A file of the build folder; valid until the next one is read. */
static struct slice blob(const char *name)
{
	static u8 file[CODE_MAX];
	char path[4096];
	size_t n;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", SCENARIO_BLOBS, name);
	f = fopen(path, "rb");
	if (f == NULL) {
		perror(path);
		abort();
	}
	n = fread(file, 1, sizeof(file), f);
	CHECK(ferror(f) == 0 && n > 0 && n < CODE_MAX);
	(void)fclose(f);
	return slice_of(file, n);
}

static void offer(struct slice code, guided_send send)
{
	struct system_set_code_args a = {.code = code};
	struct wr w = wr_into(mem, sizeof(mem));

	wr_call_system_set_code(&w, &a);
	KIT_MUST(w.err);
	send(ALICE, true, slice_of(mem, w.n));
}

void guided_code(guided_send send)
{
	/* The parachain's is of the same name and version as ours, so it is refused. */
	static const char *const names[] = {
		"phala-solo.wasm",         "phala-solo.compact.wasm",      "phala-para.wasm",
		"phala-para.compact.wasm", "phala-solo-next.compact.wasm", "phala-solo-next.wasm",
		"phala-solo-next.compact.wasm"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct slice code = blob(names[i]);

		offer(slice_of(code.p, code.n - 1), send);
		offer(slice_of(code.p, code.n / 2), send);
		offer(slice_from(code, 1), send);
		offer(code, send);
	}
}
