/* Anybody may bring collateral; it must be authentic, current, and newer than what is there. */
#include "runtime/pallets/registry/test_registry_kit.h"

#include "attest/sim/sim_kit.h"

static u128 free_of_bob(void)
{
	return kit_account(&kit, kit.key[BOB].pub).data.free.raw;
}

static struct stored_collateral stored_tcb(u32 eval)
{
	struct tcb_info_key k = {.tee = ATTEST_SGX, .fmspc = {0xde, 0x70}, .eval = eval};
	struct stored_collateral out = {0};
	struct slice raw;
	bool found;

	memcpy(k.root, root.id, 32);
	kit_get(&kit, registry_tcb_infos_key(&k), &found, &raw);
	if (found)
		KIT_MUST(registry_tcb_infos_decode(&out, raw));
	return out;
}

static u32 count(void)
{
	struct slice raw;
	bool found;
	u32 n = 0;

	kit_get(&kit, registry_collateral_count_key(), &found, &raw);
	if (found)
		KIT_MUST(registry_collateral_count_decode(&n, raw));
	return n;
}

TEST(whoever_brings_new_collateral_pays_nothing_and_a_second_time_the_fee)
{
	struct kit_result (*const puts[])(const u8 id[32], const struct attest_collateral_raw *) = {
	    reg_put_root_crl, reg_put_pck_crl, reg_put_tcb, reg_put_qe};
	struct attest_collateral_raw raw;

	reg_init();
	raw = reg_collateral(ATTEST_SGX, reg_now());
	for (size_t i = 0; i < ARRAY_LEN(puts); i++) {
		u128 before = free_of_bob();

		EXPECT(ok(puts[i](root.id, &raw)));
		EXPECT(free_of_bob() == before);
		EXPECT(error_of(puts[i](root.id, &raw)) == REGISTRY_ERROR_COLLATERAL_NOT_NEWER);
		EXPECT(free_of_bob() < before);
	}
	EXPECT(count() == 2);
	reg_free();
}

TEST(an_item_gives_way_to_a_newer_one_alone)
{
	struct attest_collateral_raw old, new;

	reg_init();
	reg_wait(3u * 86400u);
	old = reg_collateral(ATTEST_SGX, reg_now() - 2u * 86400u);
	new = reg_collateral(ATTEST_SGX, reg_now() - 86400u);
	EXPECT(ok(reg_put_root_crl(root.id, &old)) && ok(reg_put_pck_crl(root.id, &old)));
	EXPECT(ok(reg_put_tcb(root.id, &old)) && ok(reg_put_qe(root.id, &old)));
	EXPECT(stored_tcb(17).issued == reg_now() - 2u * 86400u);
	EXPECT(ok(reg_put_root_crl(root.id, &new)) && ok(reg_put_pck_crl(root.id, &new)));
	EXPECT(ok(reg_put_tcb(root.id, &new)) && ok(reg_put_qe(root.id, &new)));
	EXPECT(stored_tcb(17).issued == reg_now() - 86400u);
	EXPECT(stored_tcb(17).next_update == reg_now() + 29u * 86400u);
	EXPECT(error_of(reg_put_root_crl(root.id, &old)) == REGISTRY_ERROR_COLLATERAL_NOT_NEWER);
	EXPECT(error_of(reg_put_pck_crl(root.id, &old)) == REGISTRY_ERROR_COLLATERAL_NOT_NEWER);
	EXPECT(error_of(reg_put_tcb(root.id, &old)) == REGISTRY_ERROR_COLLATERAL_NOT_NEWER);
	EXPECT(error_of(reg_put_qe(root.id, &old)) == REGISTRY_ERROR_COLLATERAL_NOT_NEWER);
	EXPECT(count() == 2);
	reg_free();
}

/* A TCB info with another text, signed by who signs them. */
static struct kit_result put_tcb_text(struct attest_collateral_raw raw, struct slice text)
{
	u8 sig[64];

	KIT_MUST(sim_sign(sig, &pki.signer, text));
	raw.tcb_info = text;
	raw.tcb_info_signature = SLICE_ARR(sig);
	return reg_put_tcb(root.id, &raw);
}

static struct slice replaced(struct slice text, const char *what, const char *by)
{
	struct slice copy;
	size_t n = strlen(what);

	CHECK(strlen(by) == n);
	KIT_MUST(arena_dup(&scratch, text, &copy));
	for (size_t i = 0; i + n <= copy.n; i++)
		if (memcmp(copy.p + i, what, n) == 0) {
			memcpy(scratch.mem + (copy.p - scratch.mem) + i, by, n);
			return copy;
		}
	abort();
}

TEST(two_versions_of_one_time_are_a_conflict)
{
	struct sim_collateral_opts o = {.tee = ATTEST_SGX, .revoked_ppid = machine.ppid};
	struct attest_collateral_raw raw, other;

	reg_init();
	o.now = reg_now();
	raw = reg_collateral(ATTEST_SGX, reg_now());
	KIT_MUST(sim_collateral(&pki, &o, &scratch, &other));
	EXPECT(ok(reg_put_root_crl(root.id, &raw)));
	EXPECT(ok(reg_put_pck_crl(root.id, &raw)));
	EXPECT(error_of(reg_put_pck_crl(root.id, &other)) == REGISTRY_ERROR_COLLATERAL_CONFLICT);
	EXPECT(ok(reg_put_tcb(root.id, &raw)));
	EXPECT(error_of(put_tcb_text(raw, replaced(raw.tcb_info, "INTEL-SA-00615",
						   "INTEL-SA-00616"))) ==
	       REGISTRY_ERROR_COLLATERAL_CONFLICT);
	reg_free();
}

TEST(a_list_with_a_lower_number_is_older_whatever_its_date_says)
{
	struct attest_collateral_raw raw;
	struct sim_crl_spec s;
	u8 der[SIM_CRL_MAX];
	size_t n;

	reg_init();
	raw = reg_collateral(ATTEST_SGX, reg_now());
	EXPECT(ok(reg_put_root_crl(root.id, &raw)));
	EXPECT(ok(reg_put_pck_crl(root.id, &raw)));
	reg_next();
	s = sim_crl_spec_root(&pki, reg_now());
	s.number -= 1;
	KIT_MUST(sim_crl(&s, der, sizeof(der), &n));
	raw.root_ca_crl = slice_of(der, n);
	EXPECT(error_of(reg_put_root_crl(root.id, &raw)) == REGISTRY_ERROR_COLLATERAL_NOT_NEWER);
	s.number += 1;
	KIT_MUST(sim_crl(&s, der, sizeof(der), &n));
	raw.root_ca_crl = slice_of(der, n);
	EXPECT(ok(reg_put_root_crl(root.id, &raw)));
	reg_free();
}

TEST(collateral_of_another_root_or_signer_is_refused)
{
	const struct secret32 seed = {{99}};
	struct attest_collateral_raw raw, alien;
	struct sim_collateral_opts o = {.tee = ATTEST_SGX};
	struct sim_pki stranger;
	u8 unknown[32] = {1};
	struct kit_result r;

	reg_init();
	KIT_MUST(sim_pki_from_seed(&stranger, &seed, SLICE_EMPTY));
	o.now = reg_now();
	KIT_MUST(sim_collateral(&stranger, &o, &scratch, &alien));
	raw = reg_collateral(ATTEST_SGX, reg_now());
	EXPECT(error_of(reg_put_root_crl(unknown, &raw)) == REGISTRY_ERROR_ROOT_UNKNOWN);
	r = reg_put_root_crl(root.id, &alien);
	EXPECT(error_of(r) == REGISTRY_ERROR_COLLATERAL_CRYPTOGRAPHY);
	EXPECT(r.error.u.module.error[1] == ATTEST_CRL_SIGNATURE);
	EXPECT(ok(reg_put_root_crl(root.id, &raw)));
	EXPECT(error_of(reg_put_pck_crl(root.id, &alien)) == REGISTRY_ERROR_ROOT_UNKNOWN);
	EXPECT(error_of(reg_put_tcb(root.id, &alien)) == REGISTRY_ERROR_ROOT_UNKNOWN);
	alien.tcb_info_issuer_chain = raw.tcb_info_issuer_chain;
	r = reg_put_tcb(root.id, &alien);
	EXPECT(error_of(r) == REGISTRY_ERROR_COLLATERAL_CRYPTOGRAPHY);
	EXPECT(r.error.u.module.error[1] == ATTEST_TCB_SIGNATURE);
	/* a root's list in the place of a CA's, and rubbish */
	alien = raw;
	alien.pck_crl = raw.root_ca_crl;
	EXPECT(error_of(reg_put_pck_crl(root.id, &alien)) ==
	       REGISTRY_ERROR_COLLATERAL_CRYPTOGRAPHY);
	alien.pck_crl = SLICE_LIT("rubbish");
	EXPECT(error_of(reg_put_pck_crl(root.id, &alien)) == REGISTRY_ERROR_COLLATERAL_MALFORMED);
	EXPECT(count() == 0);
	sim_pki_release(&stranger);
	reg_free();
}

TEST(a_signer_that_the_root_revoked_is_refused_from_then_on)
{
	struct attest_collateral_raw raw;
	struct sim_cert_spec signer;
	struct sim_crl_spec s;
	u8 der[SIM_CRL_MAX];
	size_t n;

	reg_init();
	reg_put_all(ATTEST_SGX);
	EXPECT(ok(reg_register(1)));
	reg_next();
	s = sim_crl_spec_root(&pki, reg_now());
	signer = sim_cert_spec_signer(&pki);
	memcpy(s.revoked[0], signer.serial, SIM_SERIAL_LEN);
	s.num_revoked = 1;
	KIT_MUST(sim_crl(&s, der, sizeof(der), &n));
	raw = reg_collateral(ATTEST_SGX, reg_now());
	raw.root_ca_crl = slice_of(der, n);
	EXPECT(ok(reg_put_root_crl(root.id, &raw)));
	EXPECT(error_of(reg_put_tcb(root.id, &raw)) == REGISTRY_ERROR_CERTIFICATE_REVOKED);
	/* what it signed before counts no more either */
	EXPECT(error_of(reg_register(2)) == REGISTRY_ERROR_CERTIFICATE_REVOKED);
	reg_free();
}

TEST(collateral_of_the_past_and_of_the_future_is_refused)
{
	struct attest_collateral_raw past, future, raw;

	reg_init();
	past = reg_collateral(ATTEST_SGX, reg_now() - 31u * 86400u);
	future = reg_collateral(ATTEST_SGX, reg_now() + 1);
	raw = reg_collateral(ATTEST_SGX, reg_now());
	EXPECT(error_of(reg_put_root_crl(root.id, &past)) == REGISTRY_ERROR_COLLATERAL_EXPIRED);
	EXPECT(error_of(reg_put_root_crl(root.id, &future)) == REGISTRY_ERROR_COLLATERAL_NOT_YET);
	EXPECT(ok(reg_put_root_crl(root.id, &raw)));
	EXPECT(error_of(reg_put_pck_crl(root.id, &past)) == REGISTRY_ERROR_COLLATERAL_EXPIRED);
	EXPECT(error_of(reg_put_tcb(root.id, &past)) == REGISTRY_ERROR_COLLATERAL_EXPIRED);
	EXPECT(error_of(reg_put_tcb(root.id, &future)) == REGISTRY_ERROR_COLLATERAL_NOT_YET);
	EXPECT(error_of(reg_put_qe(root.id, &past)) == REGISTRY_ERROR_COLLATERAL_EXPIRED);
	EXPECT(error_of(reg_put_qe(root.id, &future)) == REGISTRY_ERROR_COLLATERAL_NOT_YET);
	reg_free();
}

TEST(each_evaluation_number_has_a_place_and_policy_sets_the_lowest)
{
	struct sim_collateral_opts o = {.tee = ATTEST_SGX, .eval = 18};
	struct attestation_policy p = {.status_mask = 3, .min_tcb_eval = 18, .min_qe_eval = 18};
	struct registry_register_worker_v3_args a;
	struct attest_collateral_raw raw;
	struct sim_body b;

	reg_init();
	reg_put_all(ATTEST_SGX);
	o.now = reg_now();
	KIT_MUST(sim_collateral(&pki, &o, &scratch, &raw));
	EXPECT(ok(reg_put_tcb(root.id, &raw)) && ok(reg_put_qe(root.id, &raw)));
	EXPECT(stored_tcb(17).issued != 0 && stored_tcb(18).issued != 0 && count() == 4);
	EXPECT(ok(reg_register(1)));
	EXPECT(ok(REG_ROOT(set_attestation_policy, {.policy = p})));
	EXPECT(error_of(reg_register(2)) == REGISTRY_ERROR_EVALUATION_TOO_LOW);
	a = reg_info(2);
	b = reg_body(&a, SIM_SGX_3);
	reg_quote(&a.evidence, &machine, &b);
	a.evidence.u.dcap.tcb_eval = 18;
	a.evidence.u.dcap.qe_eval = 18;
	EXPECT(ok(reg_register_args(&a)));
	EXPECT(reg_worker().tcb_eval == 18);
	reg_next();
	raw = reg_collateral(ATTEST_SGX, reg_now());
	EXPECT(error_of(reg_put_tcb(root.id, &raw)) == REGISTRY_ERROR_COLLATERAL_EVALUATION);
	EXPECT(error_of(reg_put_qe(root.id, &raw)) == REGISTRY_ERROR_COLLATERAL_EVALUATION);
	reg_free();
}

static struct kit_result prune(struct collateral_id id)
{
	struct registry_prune_args a = {
	    .item = {.tag = PRUNABLE_COLLATERAL, .u.collateral = id}};

	return reg_send(BOB, reg_wr_prune(&a));
}

TEST(what_nobody_can_use_any_more_may_be_pruned_for_nothing)
{
	struct collateral_id ids[4] = {{.tag = COLLATERAL_ID_ROOT_CRL},
				       {.tag = COLLATERAL_ID_PCK_CRL},
				       {.tag = COLLATERAL_ID_TCB_INFO},
				       {.tag = COLLATERAL_ID_QE_IDENTITY}};
	u128 before;

	reg_init();
	reg_put_all(ATTEST_SGX);
	memcpy(ids[0].u.root_crl, root.id, 32);
	ids[1].u.pck_crl = (struct pck_crl_key){.is_platform = true};
	memcpy(ids[1].u.pck_crl.root, root.id, 32);
	ids[2].u.tcb_info = (struct tcb_info_key){.tee = 1, .fmspc = {0xde, 0x70}, .eval = 17};
	memcpy(ids[2].u.tcb_info.root, root.id, 32);
	ids[3].u.qe_identity = (struct qe_identity_key){.tee = 1, .eval = 17};
	memcpy(ids[3].u.qe_identity.root, root.id, 32);
	/* thirty days of validity, and seven that a policy may add */
	for (int late = 0; late < 2; late++) {
		reg_wait(late ? 7u * 86400u : 30u * 86400u);
		for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
			before = free_of_bob();
			EXPECT(error_of(prune(ids[i])) ==
			       (late ? -1 : REGISTRY_ERROR_NOTHING_TO_PRUNE));
			EXPECT((free_of_bob() == before) == (late == 1));
		}
	}
	EXPECT(count() == 0 && stored_tcb(17).issued == 0);
	EXPECT(error_of(prune(ids[2])) == REGISTRY_ERROR_NOTHING_TO_PRUNE);
	reg_free();
}

TEST(collateral_of_a_root_that_was_removed_may_be_pruned)
{
	struct collateral_id id = {.tag = COLLATERAL_ID_ROOT_CRL};
	struct registry_remove_root_args remove;

	reg_init();
	reg_put_all(ATTEST_SGX);
	memcpy(id.u.root_crl, root.id, 32);
	memcpy(remove.root, root.id, 32);
	EXPECT(error_of(prune(id)) == REGISTRY_ERROR_NOTHING_TO_PRUNE);
	EXPECT(ok(reg_root(reg_wr_remove_root(&remove))));
	EXPECT(ok(prune(id)));
	reg_free();
}

TEST_MAIN()
