/* A worker is believed because of its quote, and for no other reason: what must be refused, and by
 * which error. */
#include "runtime/pallets/registry/test_registry_kit.h"

#include "attest/policy.h"
#include "attest/sim/sim_kit.h"
#include "attest/test_kit.h"

static struct event_registry_worker_attested attested_event(void)
{
	struct event_registry_worker_attested e = {0};
	struct slice fields = SLICE_EMPTY;
	struct rd r;

	EXPECT(kit_event(&kit, REGISTRY_PALLET, REGISTRY_EVENT_WORKER_ATTESTED, 0, &fields));
	r = rd_from(fields);
	rd_event_registry_worker_attested(&r, &e);
	EXPECT_OK(rd_end(&r));
	return e;
}

static void begin(void)
{
	reg_init();
	reg_put_all(ATTEST_SGX);
}

static void expect_registered_by(enum sim_kind kind, enum attest_tee tee)
{
	struct registry_register_worker_v3_args a;
	struct event_registry_worker_attested e;
	struct worker_info_v3 w;
	struct attest_quote q;
	struct sim_body b;
	u8 platform[32];

	reg_init();
	reg_put_all(tee);
	a = reg_info(1);
	b = reg_body(&a, kind);
	reg_quote(&a.evidence, &machine, &b);
	/* A TD is measured by more than its MRTD. */
	REQUIRE(attest_quote_parse(&q, a.evidence.u.dcap.quote) == ATTEST_OK);
	attest_measurement(a.info.measurement, &q);
	b = reg_body(&a, kind);
	reg_quote(&a.evidence, &machine, &b);
	EXPECT(ok(reg_register_args(&a)));
	w = reg_worker();
	reg_platform_id(platform, &machine);
	EXPECT(w.tee == tee && w.incarnation == 1 && w.tcb_eval == 17);
	EXPECT(w.tcb_status == ATTEST_UP_TO_DATE && w.attested_at == kit.number);
	EXPECT(mem_eq(w.trust_domain, root.id, 32) && mem_eq(w.platform, platform, 32));
	EXPECT(mem_eq(w.measurement, a.info.measurement, 32));
	/* Seven days by policy, which is less than the month of the collateral. */
	EXPECT(w.valid_until == reg_now() + 7u * 86400u);
	EXPECT(reg_platform(platform).workers == 1);
	e = attested_event();
	EXPECT(e.tee == tee && e.qe_eval == 17 && e.valid_until == w.valid_until);
	EXPECT(mem_eq(e.platform, platform, 32) && mem_eq(e.pubkey, worker.pub, 32));
	reg_free();
}

TEST(a_quote_of_each_kind_registers_a_worker_with_what_it_proved)
{
	expect_registered_by(SIM_SGX_3, ATTEST_SGX);
	expect_registered_by(SIM_TDX_4, ATTEST_TDX);
	expect_registered_by(SIM_TDX_5, ATTEST_TDX);
	expect_registered_by(SIM_TDX_5_TD15, ATTEST_TDX);
}

TEST(without_evidence_nobody_registers_where_evidence_is_wanted)
{
	struct registry_register_worker_v3_args a;

	begin();
	a = reg_info(1);
	EXPECT(error_of(reg_register_args(&a)) == REGISTRY_ERROR_NONE_ATTESTATION_DISABLED);
	reg_free();
}

static u128 free_of_bob(void)
{
	return kit_account(&kit, kit.key[BOB].pub).data.free.raw;
}

/* One picosecond of weight costs one unit, one byte 10^6 (pallets/transaction_payment). */
TEST(who_carries_a_quote_pays_for_its_verification_and_who_carries_none_does_not)
{
	struct registry_register_worker_v3_args a;
	u128 before, with, without;

	begin();
	before = free_of_bob();
	EXPECT(ok(reg_register(1)));
	with = before - free_of_bob();
	reg_free();
	reg_init_with((struct runtime_genesis){.allow_unattested = true});
	a = reg_info(1);
	before = free_of_bob();
	EXPECT(ok(reg_register_args(&a)));
	without = before - free_of_bob();
	/* the weight of a quote, and at least its 4,000 bytes */
	EXPECT(with - without > 4860000000u + (u128)4000 * 1000000u);
	EXPECT(without < 2000000000u);
	reg_free();
}

TEST(a_clone_and_an_old_copy_are_refused)
{
	begin();
	EXPECT(ok(reg_register(5)));
	EXPECT(error_of(reg_register(5)) == REGISTRY_ERROR_INCARNATION_NOT_NEWER);
	EXPECT(error_of(reg_register(4)) == REGISTRY_ERROR_INCARNATION_NOT_NEWER);
	EXPECT(ok(reg_register(6)));
	/* and what the older boot says does not count any more */
	EXPECT(error_of(reg_heartbeat(5)) == REGISTRY_ERROR_INCARNATION_MISMATCH);
	EXPECT(error_of(reg_renew(5)) == REGISTRY_ERROR_INCARNATION_MISMATCH);
	EXPECT(ok(reg_heartbeat(6)));
	reg_free();
}

TEST(an_old_quote_is_refused)
{
	struct registry_register_worker_v3_args old, new;
	struct sim_body b;

	begin();
	old = reg_info(1);
	b = reg_body(&old, SIM_SGX_3);
	reg_quote(&old.evidence, &machine, &b);
	reg_next();
	/* an old quote with what is said today */
	new = reg_info(2);
	new.evidence = old.evidence;
	EXPECT(error_of(reg_register_args(&new)) == REGISTRY_ERROR_REPORT_DATA_MISMATCH);
	/* all of it, when it is older than the freshness window of 60 blocks */
	for (u32 i = 0; i < 60; i++)
		reg_next();
	EXPECT(error_of(reg_register_args(&old)) == REGISTRY_ERROR_STALE_BLOCK);
	reg_free();
}

TEST(a_quote_made_for_another_chain_is_refused)
{
	struct registry_register_worker_v3_args a;
	struct sim_body b;

	begin();
	a = reg_info(1);
	a.info.genesis_block_hash[0] ^= 1;
	b = reg_body(&a, SIM_SGX_3);
	reg_quote(&a.evidence, &machine, &b);
	EXPECT(error_of(reg_register_args(&a)) == REGISTRY_ERROR_GENESIS_BLOCK_HASH_REJECTED);
	/* with this chain's genesis in the place of the other's, the quote says something else */
	a.info.genesis_block_hash[0] ^= 1;
	EXPECT(error_of(reg_register_args(&a)) == REGISTRY_ERROR_REPORT_DATA_MISMATCH);
	reg_free();
}

TEST(code_that_can_be_debugged_is_refused)
{
	static const struct {
		enum sim_kind kind;
		enum attest_tee tee;
	} kinds[] = {{SIM_SGX_3, ATTEST_SGX}, {SIM_TDX_4, ATTEST_TDX}, {SIM_TDX_5, ATTEST_TDX}};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct registry_register_worker_v3_args a;
		struct sim_body b;

		reg_init();
		reg_put_all(kinds[i].tee);
		a = reg_info(1);
		b = reg_body(&a, kinds[i].kind);
		b.debug = true;
		reg_quote(&a.evidence, &machine, &b);
		EXPECT(error_of(reg_register_args(&a)) == REGISTRY_ERROR_DEBUG_NOT_ACCEPTED);
		reg_free();
	}
}

TEST(a_quote_for_anything_else_is_refused)
{
	struct registry_register_worker_v3_args a;
	struct sim_body b;

	begin();
	a = reg_info(1);
	b = reg_body(&a, SIM_SGX_3);
	b.report_data[0] ^= 1;
	reg_quote(&a.evidence, &machine, &b);
	EXPECT(error_of(reg_register_args(&a)) == REGISTRY_ERROR_REPORT_DATA_MISMATCH);
	b.report_data[0] ^= 1;
	b.report_data[63] = 1; /* the second half is no place for anything */
	reg_quote(&a.evidence, &machine, &b);
	EXPECT(error_of(reg_register_args(&a)) == REGISTRY_ERROR_REPORT_DATA_MISMATCH);
	/* the words of a renewal are not those of a registration */
	b = reg_body(&a, SIM_SGX_3);
	reg_hash(b.report_data, SLICE_LIT("phala/register/v3"), &a.info);
	reg_quote(&a.evidence, &machine, &b);
	EXPECT(error_of(reg_register_args(&a)) == REGISTRY_ERROR_REPORT_DATA_MISMATCH);
	/* other code than it says */
	b = reg_body(&a, SIM_SGX_3);
	b.measurement[0] ^= 1;
	reg_quote(&a.evidence, &machine, &b);
	EXPECT(error_of(reg_register_args(&a)) == REGISTRY_ERROR_MEASUREMENT_MISMATCH);
	EXPECT(ok(reg_register(1)));
	reg_free();
}

/* The PCK certificate is on the list of its CA. */
TEST(a_machine_that_its_maker_revoked_is_refused)
{
	struct sim_collateral_opts o = {.tee = ATTEST_SGX, .revoked_ppid = machine.ppid};
	struct attest_collateral_raw raw;

	begin();
	EXPECT(ok(reg_register(1)));
	reg_next();
	o.now = reg_now();
	KIT_MUST(sim_collateral(&pki, &o, &scratch, &raw));
	EXPECT(ok(reg_put_pck_crl(root.id, &raw)));
	EXPECT(error_of(reg_register(2)) == REGISTRY_ERROR_CERTIFICATE_REVOKED);
	EXPECT(error_of(reg_renew(1)) == REGISTRY_ERROR_CERTIFICATE_REVOKED);
	EXPECT(ok(reg_register_on(2, &other_machine)));
	reg_free();
}

TEST(a_machine_that_governance_revoked_is_refused)
{
	struct registry_revoke_platform_args revoke;
	struct registry_set_platform_args set = {.level = 0};

	begin();
	reg_platform_id(revoke.platform, &machine);
	EXPECT(ok(reg_root(reg_wr_revoke_platform(&revoke))));
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_PLATFORM_REVOKED);
	EXPECT(ok(reg_register_on(1, &other_machine)));
	memcpy(set.platform, revoke.platform, 32);
	EXPECT(ok(reg_root(reg_wr_set_platform(&set))));
	EXPECT(ok(reg_register(2)));
	reg_free();
}

TEST(a_forged_or_damaged_quote_is_refused_and_the_error_tells_the_check)
{
	struct registry_register_worker_v3_args a;
	struct kit_result r;
	struct sim_body b;

	begin();
	a = reg_info(1);
	b = reg_body(&a, SIM_SGX_3);
	reg_quote(&a.evidence, &machine, &b);
	quote_mem[48 + 64] ^= 1; /* MRENCLAVE */
	r = reg_register_args(&a);
	EXPECT(error_of(r) == REGISTRY_ERROR_QUOTE_CRYPTOGRAPHY);
	EXPECT(r.error.u.module.error[1] == ATTEST_QUOTE_SIGNATURE);
	quote_mem[48 + 64] ^= 1;
	a.evidence.u.dcap.quote.n -= 1;
	r = reg_register_args(&a);
	EXPECT(error_of(r) == REGISTRY_ERROR_QUOTE_MALFORMED);
	EXPECT(r.error.u.module.error[1] != ATTEST_OK);
	a.evidence.u.dcap.quote.n += 1;
	/* the worker's own signature */
	reg_sign(&a);
	a.signature[3] ^= 1;
	EXPECT(error_of(reg_send(BOB, reg_wr_register_worker_v3(&a))) ==
	       REGISTRY_ERROR_INVALID_SIGNATURE);
	a.signature[3] ^= 1;
	EXPECT(ok(reg_send(BOB, reg_wr_register_worker_v3(&a))));
	reg_free();
}

/* A machine with another TCB than the newest: its PCK certificate says so. */
static void machine_at(struct sim_platform *out, u8 comp0)
{
	struct sim_sgx_spec sgx = sim_sgx_spec_of(machine.ppid);
	struct sim_cert_spec leaf, ca = sim_cert_spec_ca(&pki);
	static u8 ext[SIM_SGX_MAX], der[2][SIM_CERT_MAX];
	struct slice list[3];
	size_t n, m[2];

	*out = machine;
	sgx.comps[0] = comp0;
	sgx.cpusvn[0] = comp0;
	KIT_MUST(sim_sgx(&sgx, ext, sizeof(ext), &n));
	leaf = sim_cert_spec_pck(&pki, &machine, slice_of(ext, n));
	KIT_MUST(sim_cert(&leaf, der[0], sizeof(der[0]), &m[0]));
	KIT_MUST(sim_cert(&ca, der[1], sizeof(der[1]), &m[1]));
	list[0] = slice_of(der[0], m[0]);
	list[1] = slice_of(der[1], m[1]);
	list[2] = root.der;
	out->chain_len = 0;
	KIT_MUST(sim_pem(out->chain, sizeof(out->chain), &out->chain_len, list, 3));
	out->chain[out->chain_len] = 0;
}

TEST(an_old_machine_is_refused_by_policy_and_a_too_old_one_always)
{
	static const struct {
		u8 comp0;
		int error;
	} rows[] = {{11, -1}, /* UpToDate */
		    {10, -1}, /* SWHardeningNeeded */
		    {9, REGISTRY_ERROR_TCB_STATUS_NOT_ACCEPTED}, /* OutOfDate */
		    {4, REGISTRY_ERROR_TCB_REVOKED},
		    {0, REGISTRY_ERROR_TCB_TOO_OLD}};
	struct sim_platform m;

	begin();
	for (u32 i = 0; i < ARRAY_LEN(rows); i++) {
		struct kit_result r;

		machine_at(&m, rows[i].comp0);
		r = reg_register_on(1 + i, &m);
		EXPECT(error_of(r) == rows[i].error && ok(r) == (rows[i].error < 0));
		if (rows[i].error == REGISTRY_ERROR_TCB_TOO_OLD)
			EXPECT(r.error.u.module.error[1] == ATTEST_TCB_LEVEL);
	}
	reg_free();
}

TEST(a_machine_that_an_advisory_is_about_is_refused_where_policy_denies_that)
{
	struct attestation_policy p = {.status_mask = 3, .denied_advisories.num = 1};
	struct sim_platform m;

	begin();
	memcpy(p.denied_advisories.items[0], "INTEL-SA-00615", 14);
	EXPECT(ok(REG_ROOT(set_attestation_policy, {.policy = p})));
	machine_at(&m, 10);
	EXPECT(error_of(reg_register_on(1, &m)) == REGISTRY_ERROR_ADVISORY_DENIED);
	EXPECT(ok(reg_register(1)));
	reg_free();
}

TEST(each_piece_of_collateral_has_to_be_there)
{
	struct attest_collateral_raw raw;
	struct registry_register_worker_v3_args a;
	struct sim_body b;

	reg_init();
	raw = reg_collateral(ATTEST_SGX, reg_now());
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_ROOT_CRL_MISSING);
	EXPECT(error_of(reg_put_pck_crl(root.id, &raw)) == REGISTRY_ERROR_ROOT_CRL_MISSING);
	EXPECT(ok(reg_put_root_crl(root.id, &raw)));
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_PCK_CRL_MISSING);
	EXPECT(ok(reg_put_pck_crl(root.id, &raw)));
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_TCB_INFO_MISSING);
	EXPECT(ok(reg_put_tcb(root.id, &raw)));
	EXPECT(error_of(reg_register(1)) == REGISTRY_ERROR_QE_IDENTITY_MISSING);
	EXPECT(ok(reg_put_qe(root.id, &raw)));
	a = reg_info(1);
	b = reg_body(&a, SIM_SGX_3);
	reg_quote(&a.evidence, &machine, &b);
	a.evidence.u.dcap.tcb_eval = 16; /* nobody brought that one */
	EXPECT(error_of(reg_register_args(&a)) == REGISTRY_ERROR_TCB_INFO_MISSING);
	a.evidence.u.dcap.root[0] ^= 1;
	EXPECT(error_of(reg_register_args(&a)) == REGISTRY_ERROR_ROOT_UNKNOWN);
	EXPECT(ok(reg_register(1)));
	reg_free();
}

TEST(while_registration_is_frozen_nobody_registers_but_renewals_go_on)
{
	begin();
	EXPECT(ok(reg_register(1)));
	EXPECT(ok(REG_ROOT(freeze_registration, {.frozen = true})));
	EXPECT(error_of(reg_register(2)) == REGISTRY_ERROR_REGISTRATION_FROZEN);
	EXPECT(ok(reg_heartbeat(1)) && ok(reg_renew(1)));
	EXPECT(ok(REG_ROOT(freeze_registration, {.frozen = false})));
	EXPECT(ok(reg_register(2)));
	reg_free();
}

/* Both builds must refuse each of them for the same reason: the oracle compares. The step is a
 * prime, so that it falls into every part of the quote. */
TEST(no_flipped_bit_of_a_quote_gets_past)
{
	struct registry_register_worker_v3_args a;
	struct sim_body b;
	size_t bits;

	begin();
	a = reg_info(1);
	b = reg_body(&a, SIM_SGX_3);
	reg_quote(&a.evidence, &machine, &b);
	bits = a.evidence.u.dcap.quote.n * 8;
	reg_sign(&a);
	for (size_t i = 3; i < bits; i += 337) {
		quote_mem[i / 8] ^= (u8)(1u << i % 8);
		EXPECT(error_of(reg_send(BOB, reg_wr_register_worker_v3(&a))) >= 0);
		quote_mem[i / 8] ^= (u8)(1u << i % 8);
	}
	EXPECT(ok(reg_send(BOB, reg_wr_register_worker_v3(&a))));
	reg_free();
}

/* --- Intel's own ---------------------------------------------------------------------------- */

static struct kit_sample sample;

static void put_sample(const u8 intel[32])
{
	EXPECT(ok(reg_put_root_crl(intel, &sample.raw)));
	EXPECT(ok(reg_put_pck_crl(intel, &sample.raw)));
	EXPECT(ok(reg_put_tcb(intel, &sample.raw)));
	EXPECT(ok(reg_put_qe(intel, &sample.raw)));
}

/* The evaluation numbers are in what was stored: found by their only rows. */
static void name_evals(struct dcap_evidence *ev)
{
	struct event_registry_collateral_updated e;
	struct slice fields;
	struct rd r;

	for (u32 i = 0; kit_event(&kit, REGISTRY_PALLET, REGISTRY_EVENT_COLLATERAL_UPDATED, i,
				  &fields);
	     i++) {
		r = rd_from(fields);
		rd_event_registry_collateral_updated(&r, &e);
		if (e.item.tag == COLLATERAL_ID_TCB_INFO)
			ev->tcb_eval = e.item.u.tcb_info.eval;
		if (e.item.tag == COLLATERAL_ID_QE_IDENTITY)
			ev->qe_eval = e.item.u.qe_identity.eval;
	}
}

/* The public samples of Intel's PKI are for other report data: that this is all that is wrong with
 * them says that each signature, date and level held. */
static int register_sample(int which)
{
	struct slice intel = attest_intel_root();
	struct registry_register_worker_v3_args a;
	struct attest_root production;
	int error;

	kit_load(&sample, which);
	reg_init_with((struct runtime_genesis){
	    .development = true, .attestation_roots = &intel, .num_attestation_roots = 1});
	CHECK(attest_root_open(&production, intel) == ATTEST_OK);
	reg_wait(sample.now - reg_now());
	put_sample(production.id);
	a = reg_info(1);
	a.evidence.tag = EVIDENCE_DCAP;
	a.evidence.u.dcap.quote = slice_of(sample.quote, sample.quote_len);
	memcpy(a.evidence.u.dcap.root, production.id, 32);
	name_evals(&a.evidence.u.dcap);
	error = error_of(reg_register_args(&a));
	reg_free();
	return error;
}

TEST(intels_samples_are_judged_as_anywhere_else)
{
	/* ConfigurationAndSWHardeningNeeded, UpToDate, none of the known levels */
	EXPECT(register_sample(KIT_SGX) == REGISTRY_ERROR_TCB_STATUS_NOT_ACCEPTED);
	EXPECT(register_sample(KIT_TDX) == REGISTRY_ERROR_REPORT_DATA_MISMATCH);
	EXPECT(register_sample(KIT_OUTDATED) == REGISTRY_ERROR_TCB_TOO_OLD);
}

TEST_MAIN()
