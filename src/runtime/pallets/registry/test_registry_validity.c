/* A quote holds for a time, and as long as nobody takes back what it stands on. */
#include "runtime/pallets/registry/test_registry_kit.h"

#include "primitives/gen/agents_gen.h"
#include "primitives/gen/mq_gen.h"
#include "receipt/receipt.h"

static u8 agent[32];

static void begin(void)
{
	reg_init();
	reg_put_all(ATTEST_SGX);
	CHECK(ok(reg_register(1)));
}

/* --- Results -------------------------------------------------------------------------------- */

static void make_agent(void)
{
	struct agents_register_args a = {.salt = {7}, .code_id = {1}, .manifest_hash = {2}};
	struct event_agents_agent_registered e = {0};
	struct wr w = wr_into(call_mem, sizeof(call_mem));
	struct slice fields;
	struct rd r;

	wr_call_agents_register(&w, &a);
	CHECK(ok(reg_send(ALICE, &w)));
	CHECK(kit_event(&kit, AGENTS_PALLET, AGENTS_EVENT_AGENT_REGISTERED, 0, &fields));
	r = rd_from(fields);
	rd_event_agents_agent_registered(&r, &e);
	memcpy(agent, e.agent, 32);
}

static struct kit_result lease(void)
{
	struct agents_assign_lease_args a = {.blocks = 1000};
	struct wr w = wr_into(call_mem, sizeof(call_mem));

	memcpy(a.agent, agent, 32);
	memcpy(a.worker, worker.pub, 32);
	wr_call_agents_assign_lease(&w, &a);
	return reg_send(ALICE, &w);
}

/* A receipt that says all that the worker's row says, for a trigger that is not there. */
static struct kit_result result(void)
{
	struct worker_info_v3 row = reg_worker();
	struct receipt x = {.code_id = {1}, .manifest_hash = {2}, .incarnation = row.incarnation,
			    .lease_epoch = 1, .head_number = kit.number - 1, .tee = row.tee};
	struct agents_submit_result_args a = {.output = SLICE_EMPTY};
	struct wr w = wr_into(call_mem, sizeof(call_mem));
	u8 digest[32];

	memcpy(x.genesis, kit.genesis, 32);
	memcpy(x.agent, agent, 32);
	memcpy(x.worker, worker.pub, 32);
	memcpy(x.measurement, row.measurement, 32);
	memcpy(x.trust_domain, row.trust_domain, 32);
	blake2_256(x.output_hash, a.output);
	memcpy(x.head_hash, kit.parent, 32);
	KIT_MUST(receipt_encode(&x, &scratch, &a.receipt));
	receipt_digest(a.receipt, digest);
	sr25519_sign(a.signature, &worker, SLICE_ARR(digest), NULL);
	wr_call_agents_submit_result(&w, &a);
	return reg_send(BOB, &w);
}

static bool agents_error(struct kit_result r, enum agents_error e)
{
	return kit_module(&r, AGENTS_PALLET, (u8)e);
}

/* --- Time ----------------------------------------------------------------------------------- */

TEST(an_attestation_holds_to_its_last_second_and_not_longer)
{
	u64 until;

	begin();
	make_agent();
	EXPECT(ok(lease()));
	until = reg_worker().valid_until;
	/* the worker is silent for long, which is another matter: it says something first */
	reg_wait(until - reg_now() - 1);
	EXPECT(reg_now() == until);
	EXPECT(ok(reg_heartbeat(1)));
	EXPECT(agents_error(result(), AGENTS_ERROR_TRIGGER_NOT_FOUND)); /* nothing else is wrong */
	EXPECT(ok(lease()));
	reg_next();
	EXPECT(reg_now() == until + 1);
	EXPECT(error_of(reg_heartbeat(1)) == REGISTRY_ERROR_WORKER_EXPIRED);
	EXPECT(error_of(reg_renew(1)) == REGISTRY_ERROR_WORKER_EXPIRED);
	EXPECT(agents_error(result(), AGENTS_ERROR_WORKER_EXPIRED));
	EXPECT(agents_error(lease(), AGENTS_ERROR_WORKER_EXPIRED));
	/* a new boot with a new quote is welcome */
	EXPECT(ok(reg_register(2)));
	EXPECT(ok(reg_heartbeat(2)) && ok(lease()));
	reg_free();
}

TEST(evidence_ends_with_its_collateral_when_that_is_sooner)
{
	struct attest_collateral_raw raw;

	reg_init();
	raw = reg_collateral(ATTEST_SGX, reg_now() - 27u * 86400u); /* of 30 days */
	EXPECT(ok(reg_put_root_crl(root.id, &raw)) && ok(reg_put_pck_crl(root.id, &raw)));
	EXPECT(ok(reg_put_tcb(root.id, &raw)) && ok(reg_put_qe(root.id, &raw)));
	EXPECT(ok(reg_register(1)));
	EXPECT(reg_worker().valid_until == reg_now() + 3u * 86400u);
	/* and nobody registers by it afterwards */
	reg_wait(3u * 86400u);
	EXPECT(error_of(reg_register(2)) == REGISTRY_ERROR_COLLATERAL_EXPIRED);
	reg_put_all(ATTEST_SGX);
	EXPECT(ok(reg_register(2)));
	reg_free();
}

TEST(grace_lets_collateral_be_a_little_late)
{
	struct attestation_policy p = {.status_mask = 3, .grace_seconds = 86400};

	begin();
	reg_wait(30u * 86400u);
	EXPECT(error_of(reg_register(2)) == REGISTRY_ERROR_COLLATERAL_EXPIRED);
	EXPECT(ok(REG_ROOT(set_attestation_policy, {.policy = p})));
	EXPECT(ok(reg_register(2)));
	/* until the grace is over, which is less than a day from now */
	EXPECT(reg_worker().valid_until < reg_now() + 86400);
	reg_wait(86400);
	EXPECT(error_of(reg_register(3)) == REGISTRY_ERROR_COLLATERAL_EXPIRED);
	reg_free();
}

/* --- Renewal -------------------------------------------------------------------------------- */

TEST(a_renewal_extends_the_same_boot)
{
	struct worker_info_v3 before, after;

	begin();
	before = reg_worker();
	reg_wait(3u * 86400u);
	EXPECT(ok(reg_renew(1)));
	after = reg_worker();
	EXPECT(after.valid_until == reg_now() + 7u * 86400u);
	EXPECT(after.valid_until > before.valid_until && after.incarnation == 1);
	EXPECT(after.attested_at == kit.number && after.last_seen == kit.number);
	EXPECT(after.registered_at == before.registered_at);
	EXPECT(reg_platform(after.platform).workers == 1);
	/* past the end of the first quote */
	reg_wait(6u * 86400u);
	EXPECT(ok(reg_heartbeat(1)));
	reg_free();
}

TEST(a_renewal_is_of_this_boot_code_and_machine_and_for_this_block)
{
	struct registry_renew_worker_args a;
	struct sim_body b;

	begin();
	/* another machine */
	a = reg_renewal(1);
	b = reg_renewal_body(&a);
	reg_quote(&a.evidence, &other_machine, &b);
	EXPECT(error_of(reg_renew_args(&a)) == REGISTRY_ERROR_PLATFORM_MISMATCH);
	/* other code */
	b.measurement[0] ^= 1;
	reg_quote(&a.evidence, &machine, &b);
	EXPECT(error_of(reg_renew_args(&a)) == REGISTRY_ERROR_MEASUREMENT_MISMATCH);
	/* the quote of an earlier renewal */
	b = reg_renewal_body(&a);
	reg_quote(&a.evidence, &machine, &b);
	reg_next();
	b = reg_renewal_body(&a);
	a.block_number = kit.number - 1;
	memcpy(a.block_hash, kit.parent, 32);
	EXPECT(error_of(reg_renew_args(&a)) == REGISTRY_ERROR_REPORT_DATA_MISMATCH);
	/* an old block */
	a.block_number = kit.number;
	EXPECT(error_of(reg_renew_args(&a)) == REGISTRY_ERROR_STALE_BLOCK);
	/* somebody else's word */
	a = reg_renewal(1);
	b = reg_renewal_body(&a);
	reg_quote(&a.evidence, &machine, &b);
	EXPECT(error_of(reg_send(BOB, reg_wr_renew_worker(&a))) ==
	       REGISTRY_ERROR_INVALID_SIGNATURE);
	a.evidence.tag = EVIDENCE_NONE;
	EXPECT(error_of(reg_renew_args(&a)) == REGISTRY_ERROR_NONE_ATTESTATION_DISABLED);
	a.pubkey[0] ^= 1;
	a.evidence.tag = EVIDENCE_DCAP;
	EXPECT(error_of(reg_renew_args(&a)) == REGISTRY_ERROR_WORKER_NOT_FOUND);
	EXPECT(ok(reg_renew(1)));
	reg_free();
}

/* --- Revocation ----------------------------------------------------------------------------- */

static void expect_shut_out(enum registry_error by_registry, enum agents_error by_agents)
{
	EXPECT(error_of(reg_heartbeat(1)) == (int)by_registry);
	EXPECT(error_of(reg_renew(1)) == (int)by_registry);
	EXPECT(agents_error(result(), by_agents));
	EXPECT(agents_error(lease(), by_agents));
}

TEST(a_worker_whose_machine_is_revoked_is_shut_out_at_once)
{
	struct registry_revoke_platform_args revoke;
	struct registry_set_platform_args back = {.level = 1};

	begin();
	make_agent();
	EXPECT(ok(lease()));
	reg_platform_id(revoke.platform, &machine);
	memcpy(back.platform, revoke.platform, 32);
	EXPECT(ok(reg_root(reg_wr_revoke_platform(&revoke))));
	expect_shut_out(REGISTRY_ERROR_PLATFORM_REVOKED, AGENTS_ERROR_WORKER_PLATFORM_REVOKED);
	EXPECT(ok(reg_root(reg_wr_set_platform(&back))));
	EXPECT(ok(reg_heartbeat(1)));
	EXPECT(agents_error(result(), AGENTS_ERROR_TRIGGER_NOT_FOUND));
	reg_free();
}

TEST(a_worker_whose_measurement_is_revoked_is_shut_out_at_once)
{
	struct registry_revoke_measurement_args revoke;
	struct registry_set_measurement_args back = {.allowed = false};

	begin();
	make_agent();
	EXPECT(ok(lease()));
	memcpy(revoke.measurement, measurement, 32);
	memcpy(back.measurement, measurement, 32);
	EXPECT(ok(reg_root(reg_wr_revoke_measurement(&revoke))));
	expect_shut_out(REGISTRY_ERROR_MEASUREMENT_REVOKED,
			AGENTS_ERROR_WORKER_MEASUREMENT_REVOKED);
	EXPECT(error_of(reg_register(2)) == REGISTRY_ERROR_MEASUREMENT_REVOKED);
	EXPECT(ok(reg_root(reg_wr_set_measurement(&back))));
	EXPECT(ok(reg_heartbeat(1)));
	reg_free();
}

TEST(a_worker_whose_root_is_removed_is_shut_out_at_once)
{
	struct registry_remove_root_args remove;

	begin();
	make_agent();
	EXPECT(ok(lease()));
	memcpy(remove.root, root.id, 32);
	EXPECT(ok(reg_root(reg_wr_remove_root(&remove))));
	expect_shut_out(REGISTRY_ERROR_ROOT_UNKNOWN, AGENTS_ERROR_WORKER_ROOT_REMOVED);
	EXPECT(error_of(reg_register(2)) == REGISTRY_ERROR_ROOT_UNKNOWN);
	EXPECT(error_of(reg_root(reg_wr_remove_root(&remove))) == REGISTRY_ERROR_ROOT_UNKNOWN);
	EXPECT(ok(REG_ROOT(add_root, {.der = root.der})));
	EXPECT(ok(reg_heartbeat(1)));
	reg_free();
}

/* Registered while the chain took workers without evidence; then it does not any more. */
TEST(an_unattested_worker_counts_only_where_that_is_allowed)
{
	struct registry_register_worker_v3_args a;

	reg_init_with((struct runtime_genesis){.allow_unattested = true});
	make_agent();
	a = reg_info(1);
	EXPECT(ok(reg_register_args(&a)));
	EXPECT(reg_worker().tee == 0 && reg_worker().valid_until == 0);
	EXPECT(ok(lease()));
	reg_wait(365u * 86400u);
	EXPECT(ok(reg_heartbeat(1)));
	EXPECT(agents_error(result(), AGENTS_ERROR_TRIGGER_NOT_FOUND));
	reg_free();
}

/* The row that spec_version 1 wrote: as today, but for what says how the worker is attested. */
TEST(workers_of_the_runtime_before_are_still_known)
{
	struct registry_register_worker_v3_args a;
	struct last_runtime_upgrade_info before = {.spec_version = 1,
						   .spec_name = SLICE_LIT(RUNTIME_SPEC_NAME)};
	struct storage_key k[2] = {registry_workers_v3_key(worker.pub),
				   system_last_runtime_upgrade_key()};
	struct system_set_storage_args set = {.items.num = 2};
	u8 row[256], last[64];
	struct wr w = wr_into(row, sizeof(row)), l = wr_into(last, sizeof(last));
	struct worker_info_v3 info;

	reg_init_with((struct runtime_genesis){.allow_unattested = true});
	k[0] = registry_workers_v3_key(worker.pub);
	a = reg_info(7);
	EXPECT(ok(reg_register_args(&a)));
	info = reg_worker();
	wr_worker_info_v3(&w, &info);
	wr_last_runtime_upgrade_info(&l, &before);
	set.items.items[0] =
	    (struct key_value){storage_key_slice(&k[0]), slice_of(row, w.n - 49)};
	set.items.items[1] = (struct key_value){storage_key_slice(&k[1]), slice_of(last, l.n)};
	w = wr_into(call_mem, sizeof(call_mem));
	wr_call_system_set_storage(&w, &set);
	EXPECT(ok(reg_root(&w)));
	reg_next();
	info = reg_worker();
	EXPECT(info.incarnation == 7 && info.tee == 0 && info.valid_until == 0);
	EXPECT(ok(reg_heartbeat(7)));
	EXPECT(error_of(reg_register_args(&a)) == REGISTRY_ERROR_INCARNATION_NOT_NEWER);
	reg_free();
}

/* --- Messages ------------------------------------------------------------------------------- */

TEST(an_expired_worker_is_not_heard_by_other_pallets)
{
	struct mq_sync_offchain_message_args a = {
	    .signed_message.message = {.sender.tag = MESSAGE_ORIGIN_WORKER,
				       .destination = SLICE_LIT("phala/mining/report"),
				       .payload = SLICE_LIT("all is well")}};
	u8 raw[512], sig[64];
	struct wr w = wr_into(raw, sizeof(raw));
	struct kit_result r;

	begin();
	memcpy(a.signed_message.message.sender.u.worker, worker.pub, 32);
	wr_mq_message(&w, &a.signed_message.message);
	wr_u64(&w, 0);
	sr25519_sign(sig, &worker, slice_of(raw, w.n), NULL);
	a.signed_message.signature = SLICE_ARR(sig);
	reg_wait(8u * 86400u);
	w = wr_into(call_mem, sizeof(call_mem));
	wr_call_mq_sync_offchain_message(&w, &a);
	r = reg_send(BOB, &w);
	EXPECT(kit_module(&r, MQ_PALLET, MQ_ERROR_SENDER_NOT_ATTESTED));
	EXPECT(ok(reg_register(2)));
	w = wr_into(call_mem, sizeof(call_mem));
	wr_call_mq_sync_offchain_message(&w, &a);
	EXPECT(ok(reg_send(BOB, &w)));
	reg_free();
}

TEST_MAIN()
