/* Who is let in besides having a quote, and what governance may say. */
#include "runtime/pallets/registry/test_registry_kit.h"

#include "primitives/gen/system_gen.h"

/* What development chains have. */
static struct attestation_policy relaxed(void)
{
	return (struct attestation_policy){.status_mask = 3};
}

static void begin_with(struct attestation_policy p)
{
	reg_init();
	reg_put_all(ATTEST_SGX);
	CHECK(ok(REG_ROOT(set_attestation_policy, {.policy = p})));
}

static struct kit_result set_platform(const struct sim_platform *m, u8 level)
{
	struct registry_set_platform_args a = {.level = level};

	reg_platform_id(a.platform, m);
	return reg_root(reg_wr_set_platform(&a));
}

static struct kit_result allow(bool allowed)
{
	struct registry_set_measurement_args a = {.allowed = allowed};

	memcpy(a.measurement, measurement, 32);
	return reg_root(reg_wr_set_measurement(&a));
}

static struct kit_result approve(bool approved)
{
	struct registry_approve_worker_args a = {.approved = approved};

	memcpy(a.pubkey, worker.pub, 32);
	return reg_root(reg_wr_approve_worker(&a));
}

static struct kit_result bond(enum kit_key who, u64 units)
{
	struct registry_bond_worker_args a = {.amount = bal((u128)units * KIT_UNIT)};

	memcpy(a.pubkey, worker.pub, 32);
	return reg_send(who, reg_wr_bond_worker(&a));
}

static struct kit_result unbond(enum kit_key who)
{
	struct registry_unbond_worker_args a;

	memcpy(a.pubkey, worker.pub, 32);
	return reg_send(who, reg_wr_unbond_worker(&a));
}

static u128 reserved(enum kit_key who)
{
	return kit_account(&kit, kit.key[who].pub).data.reserved.raw;
}

/* --- Machines ------------------------------------------------------------------------------- */

TEST(a_machine_needs_the_level_that_policy_wants)
{
	struct attestation_policy p = relaxed();

	p.min_platform_level = 2;
	begin_with(p);
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_PLATFORM_NOT_LISTED);
	EXPECT(ok(set_platform(&machine, 1)));
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_PLATFORM_NOT_LISTED);
	EXPECT(ok(set_platform(&machine, 2)));
	EXPECT(ok(reg_register(1)));
	EXPECT(error_of(reg_register_on(2, &other_machine)) == REGISTRY_ERROR_PLATFORM_NOT_LISTED);
	/* a level that is taken back ends renewals, and what it vouched for runs out */
	EXPECT(ok(set_platform(&machine, 0)));
	EXPECT(error_of(reg_renew(1)) == REGISTRY_ERROR_PLATFORM_NOT_LISTED);
	EXPECT(ok(reg_heartbeat(1)));
	reg_free();
}

TEST(so_many_workers_and_no_more_have_a_place_on_one_machine)
{
	struct attestation_policy p = relaxed();
	const struct secret32 second = {{5}};
	struct registry_prune_args prune = {.item.tag = PRUNABLE_WORKER};
	struct sr25519_pair first = {0};
	u8 here[32], there[32];

	p.max_workers_per_platform = 1;
	p.max_age_seconds = 86400;
	begin_with(p);
	reg_platform_id(here, &machine);
	reg_platform_id(there, &other_machine);
	EXPECT(ok(reg_register(1)));
	EXPECT(ok(reg_register(2))); /* it has its place */
	EXPECT(reg_platform(here).workers == 1);
	first = worker;
	sr25519_from_seed(&worker, &second);
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_PLATFORM_FULL);
	EXPECT(ok(reg_register_on(1, &other_machine)));
	EXPECT(reg_platform(there).workers == 1);
	/* the first one is over: anybody may give its place to another */
	memcpy(prune.item.u.worker, first.pub, 32);
	EXPECT(error_of(reg_send(BOB, reg_wr_prune(&prune))) == REGISTRY_ERROR_NOTHING_TO_PRUNE);
	reg_wait(86401);
	EXPECT(error_of(reg_register(2)) == REGISTRY_ERROR_PLATFORM_FULL);
	EXPECT(ok(reg_send(BOB, reg_wr_prune(&prune))));
	EXPECT(reg_platform(here).workers == 0);
	EXPECT(error_of(reg_send(BOB, reg_wr_prune(&prune))) == REGISTRY_ERROR_NOTHING_TO_PRUNE);
	EXPECT(ok(reg_register(2))); /* it moves */
	EXPECT(reg_platform(here).workers == 1 && reg_platform(there).workers == 0);
	/* the row of the first one is still there: its incarnations are used up */
	sr25519_release(&worker);
	worker = first;
	EXPECT(error_of(reg_register_on(2, &other_machine)) ==
	       REGISTRY_ERROR_INCARNATION_NOT_NEWER);
	EXPECT(ok(reg_register_on(3, &other_machine)));
	reg_free();
}

/* --- Code ----------------------------------------------------------------------------------- */

TEST(only_listed_code_is_let_in_where_policy_wants_that)
{
	struct attestation_policy p = relaxed();
	struct registry_revoke_measurement_args revoke;

	p.require_measurement = true;
	begin_with(p);
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_MEASUREMENT_NOT_ALLOWED);
	EXPECT(ok(allow(true)));
	EXPECT(ok(reg_register(1)));
	EXPECT(ok(allow(false)));
	EXPECT(error_of(reg_renew(1)) == REGISTRY_ERROR_MEASUREMENT_NOT_ALLOWED);
	memcpy(revoke.measurement, measurement, 32);
	EXPECT(ok(reg_root(reg_wr_revoke_measurement(&revoke))));
	EXPECT(error_of(reg_register(2)) == REGISTRY_ERROR_MEASUREMENT_REVOKED);
	EXPECT(ok(allow(true)));
	EXPECT(ok(reg_register(2)));
	reg_free();
}

/* --- Approval ------------------------------------------------------------------------------- */

TEST(a_worker_needs_a_bond_or_the_word_of_governance_where_policy_wants_that)
{
	struct attestation_policy p = relaxed();

	p.approval.tag = APPROVAL_MODE_BOND_OR_GOVERNANCE;
	p.min_bond = bal((u128)100 * KIT_UNIT);
	p.max_age_seconds = 3600;
	begin_with(p);
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_NOT_APPROVED);
	EXPECT(ok(approve(true)) && ok(reg_register(1)));
	EXPECT(ok(approve(false)));
	EXPECT(error_of(reg_renew(1)) == REGISTRY_ERROR_NOT_APPROVED);
	EXPECT(error_of(bond(CHARLIE, 99)) == REGISTRY_ERROR_BOND_TOO_LOW);
	EXPECT(ok(bond(CHARLIE, 100)) && reserved(CHARLIE) == (u128)100 * KIT_UNIT);
	EXPECT(ok(reg_renew(1)));
	/* more is welcome, from the same account */
	EXPECT(error_of(bond(BOB, 100)) == REGISTRY_ERROR_BOND_OF_OTHER);
	EXPECT(ok(bond(CHARLIE, 1)) && reserved(CHARLIE) == (u128)101 * KIT_UNIT);
	EXPECT(error_of(bond(CHARLIE, 0)) == REGISTRY_ERROR_BOND_TOO_LOW);
	/* it is kept as long as it vouches for something */
	EXPECT(error_of(unbond(CHARLIE)) == REGISTRY_ERROR_BOND_IN_USE);
	EXPECT(error_of(unbond(BOB)) == REGISTRY_ERROR_BOND_OF_OTHER);
	reg_wait(3601);
	EXPECT(ok(unbond(CHARLIE)) && reserved(CHARLIE) == 0);
	EXPECT(error_of(unbond(CHARLIE)) == REGISTRY_ERROR_BOND_NOT_FOUND);
	EXPECT(error_of(reg_register(2)) == REGISTRY_ERROR_NOT_APPROVED);
	reg_free();
}

TEST(where_governance_alone_decides_a_bond_is_not_enough)
{
	struct attestation_policy p = relaxed();

	p.approval.tag = APPROVAL_MODE_GOVERNANCE;
	begin_with(p);
	EXPECT(ok(bond(CHARLIE, 1000)));
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_NOT_APPROVED);
	EXPECT(ok(approve(true)) && ok(reg_register(1)));
	reg_free();
}

/* --- Policy --------------------------------------------------------------------------------- */

TEST(policy_decides_on_status_and_models)
{
	struct attestation_policy p = relaxed();

	p.status_mask = 1u << ATTEST_OUT_OF_DATE; /* and not UpToDate */
	begin_with(p);
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_TCB_STATUS_NOT_ACCEPTED);
	p = relaxed();
	p.denied_fmspcs.num = 1;
	memcpy(p.denied_fmspcs.items[0], "\xde\x70\0\0\0\0", 6);
	EXPECT(ok(REG_ROOT(set_attestation_policy, {.policy = p})));
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_FMSPC_DENIED);
	p.denied_fmspcs.items[0][5] = 1;
	EXPECT(ok(REG_ROOT(set_attestation_policy, {.policy = p})));
	EXPECT(ok(reg_register(1)));
	reg_free();
}

TEST(a_policy_without_sense_is_refused)
{
	static struct attestation_policy p;
	static const struct {
		u16 status_mask;
		u32 grace_seconds;
		u64 td_attributes;
	} rows[] = {{0, 0, 0},
		    {1u << ATTEST_REVOKED, 0, 0},
		    {1u << NUM_ATTEST_STATUSES, 0, 0},
		    {3, 7u * 86400u + 1, 0},
		    {3, 0, 1}}; /* a TD under debug */

	reg_init();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		p = relaxed();
		p.status_mask = rows[i].status_mask;
		p.grace_seconds = rows[i].grace_seconds;
		p.td_attributes = rows[i].td_attributes;
		EXPECT(error_of(REG_ROOT(set_attestation_policy, {.policy = p})) ==
		       REGISTRY_ERROR_POLICY_INVALID);
	}
	p = relaxed();
	p.grace_seconds = 7u * 86400u;
	EXPECT(ok(REG_ROOT(set_attestation_policy, {.policy = p})));
	reg_free();
}

TEST(only_root_governs)
{
	static const u8 calls[] = {REGISTRY_CALL_SET_ATTESTATION_POLICY, REGISTRY_CALL_ADD_ROOT,
				   REGISTRY_CALL_REMOVE_ROOT, REGISTRY_CALL_SET_MEASUREMENT,
				   REGISTRY_CALL_REVOKE_MEASUREMENT, REGISTRY_CALL_SET_PLATFORM,
				   REGISTRY_CALL_REVOKE_PLATFORM,
				   REGISTRY_CALL_FREEZE_REGISTRATION,
				   REGISTRY_CALL_APPROVE_WORKER};
	struct registry_set_attestation_policy_args policy = {.policy = relaxed()};
	struct kit_result r;

	reg_init();
	r = reg_send(BOB, reg_wr_set_attestation_policy(&policy));
	EXPECT(r.failed && r.error.tag == DISPATCH_ERROR_BAD_ORIGIN);
	for (size_t i = 1; i < ARRAY_LEN(calls); i++) {
		/* zeros are arguments of each of them, as long as they are enough */
		static const u8 lens[] = {0, 1, 32, 33, 32, 33, 32, 1, 33};
		struct wr w = wr_into(call_mem, sizeof(call_mem));
		static const u8 zeros[33];

		wr_u8(&w, REGISTRY_PALLET);
		wr_u8(&w, calls[i]);
		wr_bytes(&w, zeros, lens[i]);
		r = reg_send(BOB, &w);
		EXPECT(!r.invalid && r.failed && r.error.tag == DISPATCH_ERROR_BAD_ORIGIN);
	}
	reg_free();
}

/* --- Production ----------------------------------------------------------------------------- */

TEST(a_production_chain_takes_intels_root_alone_and_begins_strict)
{
	struct slice intel = attest_intel_root();
	struct registry_remove_root_args remove;
	struct registry_register_worker_v3_args a;
	struct attest_root production;

	reg_init_with((struct runtime_genesis){.attestation_roots = &intel,
					       .num_attestation_roots = 1});
	EXPECT(error_of(REG_ROOT(add_root, {.der = root.der})) == REGISTRY_ERROR_DEVELOPMENT_ROOT);
	EXPECT(error_of(REG_ROOT(add_root, {.der = SLICE_LIT("no certificate")})) ==
	       REGISTRY_ERROR_ROOT_MALFORMED);
	EXPECT(error_of(REG_ROOT(add_root, {.der = intel})) == REGISTRY_ERROR_ROOT_EXISTS);
	REQUIRE(attest_root_open(&production, intel) == ATTEST_OK);
	memcpy(remove.root, production.id, 32);
	EXPECT(ok(reg_root(reg_wr_remove_root(&remove))));
	EXPECT(ok(REG_ROOT(add_root, {.der = intel})));
	/* nobody without evidence, and no machine or worker that is not known */
	a = reg_info(1);
	EXPECT(error_of(reg_register_args(&a)) == REGISTRY_ERROR_NONE_ATTESTATION_DISABLED);
	reg_quote(&a.evidence, &machine, &(struct sim_body){.kind = SIM_SGX_3});
	EXPECT(error_of(reg_register_args(&a)) == REGISTRY_ERROR_NOT_APPROVED);
	EXPECT(ok(approve(true)));
	EXPECT(error_of(reg_register_args(&a)) == REGISTRY_ERROR_ROOT_UNKNOWN);
	reg_free();
}

TEST(the_strict_policy_holds_where_none_was_set)
{
	struct registry_bond_worker_args low = {.amount = bal((u128)999 * KIT_UNIT)};
	struct storage_key k = registry_allow_development_roots_key();
	struct system_set_storage_args set = {.items.num = 1};
	struct wr w;

	/* a production chain, on which only this one flag is forced */
	reg_init_with((struct runtime_genesis){.slot_ms = 0});
	set.items.items[0] = (struct key_value){storage_key_slice(&k), SLICE_LIT("\1")};
	w = wr_into(call_mem, sizeof(call_mem));
	wr_call_system_set_storage(&w, &set);
	EXPECT(ok(reg_root(&w)));
	EXPECT(ok(REG_ROOT(add_root, {.der = root.der})));
	reg_put_all(ATTEST_SGX);
	memcpy(low.pubkey, worker.pub, 32);
	EXPECT(error_of(reg_send(CHARLIE, reg_wr_bond_worker(&low))) ==
	       REGISTRY_ERROR_BOND_TOO_LOW);
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_NOT_APPROVED);
	EXPECT(ok(bond(CHARLIE, 1000)));
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_MEASUREMENT_NOT_ALLOWED);
	EXPECT(ok(allow(true)));
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_PLATFORM_NOT_LISTED);
	EXPECT(ok(set_platform(&machine, 1)));
	EXPECT(ok(reg_register(1)));
	EXPECT(reg_worker().valid_until == reg_now() + 86400);
	reg_free();
}

TEST_MAIN()
