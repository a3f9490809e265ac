/* The walk from the worker's row to the root: the honest one, and each lie. */
#include "base/test.h"
#include "text/json.h"
#include "verifier/verify_kit.h"

static struct kit k;
static struct kit_evidence e;
static u8 mem[VERIFY_ARENA];
static struct arena a;
static struct verify_report r;

static bool judge(void)
{
	kit_build(&k);
	a = arena_of(mem, sizeof(mem));
	return verify_bundle(k.bundle_json, k.spec_json, &a, &r);
}

static bool has_text(struct slice s, const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i + n <= s.n; i++)
		if (memcmp(s.p + i, text, n) == 0)
			return true;
	return false;
}

/* refused judges: the attestation is the first check that fails, with this error and sentence. */
static bool refused(enum err err, const char *why)
{
	const struct verify_check *c = &r.checks[VERIFY_ATTESTATION];
	bool ok = judge();

	if (ok || verify_first_failed(&r) != VERIFY_ATTESTATION || c->err != err ||
	    !has_text(c->text, why)) {
		for (u32 i = 0; i < NUM_VERIFY_CHECKS; i++)
			(void)fprintf(stderr, "\t%d %s: %.*s\n", (int)r.checks[i].status,
			              err_name(r.checks[i].err), (int)r.checks[i].text.n,
			              (const char *)r.checks[i].text.p);
		return false;
	}
	return r.checks[VERIFY_STRENGTH].status == VERIFY_SKIPPED &&
	       r.checks[VERIFY_RECEIPT_SIGNATURE].status == VERIFY_OK;
}

/* fails is refused by this check of the quote. */
static bool fails(enum attest_check check)
{
	if (!refused(ERR_EVIDENCE, attest_check_text(check)))
		return false;
	if (r.attestation.check != check)
		(void)fprintf(stderr, "\tcheck %s\n", attest_check_id(r.attestation.check));
	return r.attestation.check == check;
}

static void honest(void)
{
	kit_init(&k);
	kit_attest(&k, &e);
}

TEST(a_quote_under_the_specs_root_vouches_for_the_worker)
{
	const struct attest_result *q;
	const struct json *j;
	struct slice text;

	honest();
	REQUIRE(judge());
	q = r.attestation.result;
	REQUIRE(q != NULL);
	EXPECT(r.strength == STRENGTH_SIMULATED && !q->production && !r.attestation.is_renewal);
	EXPECT(q->status == ATTEST_UP_TO_DATE && r.attestation.at == KIT_NOW);
	EXPECT_OK(verify_report_text(&r, &a, &text));
	EXPECT(has_text(text, "ok      attestation: a quote under a root that the chain spec"));
	EXPECT(has_text(text, "quote       SGX, TCB UpToDate, of code 0x3333"));
	EXPECT(has_text(text, "root        development root, worth nothing: 0x"));
	EXPECT(has_text(text, ", strength simulated, "));
	EXPECT_OK(verify_report_json(&r, &a, &text));
	REQUIRE(json_parse(&j, text, &a) == ERR_OK);
	j = json_get(j, "attestation");
	EXPECT(json_str_is(json_get(j, "check"), "ok") && json_str_is(json_get(j, "tee"), "sgx"));
	EXPECT(json_str_is(json_get(j, "status"), "UpToDate"));
	EXPECT(!json_get(j, "production")->boolean && !json_get(j, "renewal")->boolean);
}

TEST(tdx_quotes_vouch_too)
{
	static const enum sim_kind kinds[] = {SIM_TDX_4, SIM_TDX_5, SIM_TDX_5_TD15};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct attest_quote q;

		honest();
		e.body.kind = kinds[i];
		e.collateral.tee = ATTEST_TDX;
		kit_quote(&k, &e);
		REQUIRE(attest_quote_parse(&q, k.bundle.attestation.quote) == ATTEST_OK);
		attest_measurement(k.info.measurement, &q);
		memcpy(k.receipt.measurement, k.info.measurement, 32);
		memcpy(e.info.measurement, k.info.measurement, 32);
		kit_quote(&k, &e);
		EXPECT(refused(ERR_CONFLICT, "another TEE"));
		k.info.tee = 2;
		k.receipt.tee = TEE_TDX;
		EXPECT(judge());
	}
}

TEST(a_worker_with_evidence_needs_it_in_the_bundle_and_one_without_has_none)
{
	honest();
	k.bundle.has_attestation = false;
	EXPECT(refused(ERR_NOT_FOUND, "registered with evidence, which the bundle does not carry"));
	honest();
	k.info.tee = 0;
	k.receipt.tee = TEE_NONE;
	memset(k.info.trust_domain, 0, 32);
	memset(k.receipt.trust_domain, 0, 32);
	EXPECT(refused(ERR_CONFLICT, "for a worker that registered none"));
}

TEST(the_time_of_the_block_must_be_proven)
{
	honest();
	k.has_time = false;
	EXPECT(refused(ERR_NOT_FOUND, "the time of the block is not proven"));
}

TEST(a_quote_for_another_statement_is_refused)
{
	static const u8 zeros[32];
	struct slice honest_info;

	honest();
	honest_info = k.bundle.attestation.statement;
	e.info.block_number++; /* signed, but not what is shown */
	kit_quote(&k, &e);
	k.bundle.attestation.statement = honest_info;
	EXPECT(fails(ATTEST_POLICY_REPORT_DATA));
	/* The hash in front, and more behind it than zeros. */
	honest();
	e.body.report_data[63] = 1;
	REQUIRE(mem_eq(e.body.report_data + 32, zeros, 31));
	{
		struct bundle_attestation *x = &k.bundle.attestation;

		CHECK(sim_quote(&e.platform, &e.body, (u8 *)(uintptr_t)x->quote.p, SIM_QUOTE_MAX,
		                &x->quote.n) == ERR_OK);
	}
	EXPECT(fails(ATTEST_POLICY_REPORT_DATA));
}

TEST(what_another_worker_or_boot_registered_is_refused)
{
	honest();
	e.info.pubkey[0] ^= 1;
	kit_quote(&k, &e);
	EXPECT(refused(ERR_CONFLICT, "for another worker"));
	honest();
	e.info.x25519[0] ^= 1;
	kit_quote(&k, &e);
	EXPECT(refused(ERR_CONFLICT, "for another worker"));
	honest(); /* a clone, which the chain has overtaken, and one that it has not seen */
	e.info.incarnation--;
	kit_quote(&k, &e);
	EXPECT(refused(ERR_CONFLICT, "another boot"));
	e.info.incarnation += 2;
	kit_quote(&k, &e);
	EXPECT(refused(ERR_CONFLICT, "another boot"));
	honest();
	e.info.genesis_block_hash[0] ^= 1;
	kit_quote(&k, &e);
	EXPECT(refused(ERR_GENESIS, "another chain"));
	honest();
	e.info.measurement[0] ^= 1;
	kit_quote(&k, &e);
	EXPECT(refused(ERR_CONFLICT, "other code"));
	honest();
	k.bundle.attestation.statement.n--;
	EXPECT(refused(ERR_SHORT, "malformed"));
}

TEST(a_receipt_of_an_earlier_boot_of_the_same_worker_is_good)
{
	honest();
	k.info.incarnation = e.info.incarnation = 4;
	kit_quote(&k, &e);
	EXPECT(judge());
}

TEST(a_quote_of_other_code_than_it_was_registered_for_is_refused)
{
	honest();
	e.body.measurement[31] ^= 1; /* info says one thing, the quote another */
	kit_quote(&k, &e);
	EXPECT(refused(ERR_CONFLICT, "measures other code"));
}

TEST(collateral_of_another_pki_or_tee_or_time_is_refused)
{
	struct kit_evidence other;
	struct attest_collateral_raw raw;

	honest();
	kit_evidence(&k, &other, 8);
	CHECK(sim_collateral(&other.pki, &e.collateral, &k.a, &raw) == ERR_OK);
	CHECK(attest_collateral_write(&raw, &k.a, &k.bundle.attestation.collateral) == ERR_OK);
	EXPECT(!judge() && verify_first_failed(&r) == VERIFY_ATTESTATION);
	EXPECT(attest_check_class(r.attestation.check) == ATTEST_CLASS_CRYPTO);
	EXPECT(r.attestation.result == NULL);
	honest();
	e.collateral.tee = ATTEST_TDX;
	kit_quote(&k, &e);
	EXPECT(fails(ATTEST_TCB_ID));
	honest();
	e.collateral.now = KIT_NOW - 31u * 86400u;
	kit_quote(&k, &e);
	EXPECT(!judge() && verify_first_failed(&r) == VERIFY_ATTESTATION);
	EXPECT(r.attestation.check == ATTEST_CRL_EXPIRED ||
	       r.attestation.check == ATTEST_TCB_EXPIRED);
	honest();
	e.collateral.now = KIT_NOW + 1000u;
	kit_quote(&k, &e);
	EXPECT(!judge() && r.attestation.check == ATTEST_CRL_NOT_YET);
	honest();
	k.bundle.attestation.collateral = SLICE_LIT("{}");
	EXPECT(fails(ATTEST_COLLATERAL_FORMAT));
}

TEST(a_quote_of_a_debuggable_enclave_or_a_revoked_machine_is_refused)
{
	honest();
	e.body.debug = true;
	kit_quote(&k, &e);
	EXPECT(fails(ATTEST_POLICY_DEBUG));
	honest();
	e.collateral.revoked_ppid = e.platform.ppid;
	kit_quote(&k, &e);
	EXPECT(fails(ATTEST_CERT_REVOKED));
}

TEST(a_changed_quote_is_refused)
{
	u8 *p;

	honest();
	p = (u8 *)(uintptr_t)k.bundle.attestation.quote.p;
	p[48 + 64] ^= 1; /* MRENCLAVE */
	EXPECT(fails(ATTEST_QUOTE_SIGNATURE));
	honest();
	k.bundle.attestation.quote.n -= 100;
	EXPECT(!judge() && verify_first_failed(&r) == VERIFY_ATTESTATION);
	EXPECT(attest_check_class(r.attestation.check) == ATTEST_CLASS_FORMAT);
}

TEST(another_development_root_than_the_specs_is_refused)
{
	struct kit_evidence other;

	honest();
	kit_evidence(&k, &other, 9);
	other.info = e.info;
	kit_quote(&k, &other);
	EXPECT(!judge() && verify_first_failed(&r) == VERIFY_ATTESTATION);
	EXPECT(attest_check_class(r.attestation.check) == ATTEST_CLASS_CRYPTO);
}

TEST(a_development_root_under_a_production_spec_is_refused)
{
	honest();
	sha2_256(k.spec.roots[0], attest_intel_root());
	k.spec.allow_simulated = false;
	EXPECT(refused(ERR_DENIED, "does not accept the root"));
	/* And where a spec lists it all the same, it is simulated. */
	honest();
	k.spec.allow_simulated = false;
	EXPECT(!judge() && verify_first_failed(&r) == VERIFY_STRENGTH);
	EXPECT(r.checks[VERIFY_STRENGTH].err == ERR_DENIED);
}

TEST(a_spec_that_names_a_root_must_hold_its_certificate)
{
	u8 *der;

	honest();
	k.spec.num_top = 1;
	if (k.top[0].key.n == k.root_key.n)
		k.top[0] = k.top[1];
	k.top[0] = (struct trie_pair){storage_key_slice(&k.top_key), slice_of(k.authorities, 41)};
	CHECK(chain_spec_derive(&k.spec, &k.a) == ERR_OK);
	memcpy(k.receipt.genesis, k.spec.genesis_hash, 32);
	EXPECT(refused(ERR_NOT_FOUND, "no certificate of the root"));
	/* Another certificate under that name. */
	honest();
	der = k.root_row + 10;
	*der ^= 1;
	CHECK(chain_spec_derive(&k.spec, &k.a) == ERR_OK);
	memcpy(k.receipt.genesis, k.spec.genesis_hash, 32);
	EXPECT(refused(ERR_CHECKSUM, "no certificate of the root"));
}

/* --- renewals ------------------------------------------------------------------------------- */

struct renewal {
	u8 key[32], genesis[32];
	u64 incarnation;
};

static void renew(const struct renewal *x)
{
	struct bundle_attestation *b = &k.bundle.attestation;
	static u8 named[76];
	struct wr w = wr_into(named, sizeof(named));

	wr_bytes(&w, x->key, 32);
	wr_u64(&w, x->incarnation);
	wr_u32(&w, 5);
	wr_bytes(&w, x->genesis, 32);
	b->statement = SLICE_ARR(named);
	b->is_renewal = true;
	blake2_256_parts(e.body.report_data,
	                 (const struct slice[]){SLICE_LIT("phala/attest/renew/v1"),
	                                        slice_of(x->genesis, 32), b->statement},
	                 3);
	CHECK(sim_quote(&e.platform, &e.body, (u8 *)(uintptr_t)b->quote.p, SIM_QUOTE_MAX,
	                &b->quote.n) == ERR_OK);
}

TEST(a_renewal_vouches_like_the_registration_before_it)
{
	struct renewal x = {.incarnation = 3};

	honest();
	memcpy(x.key, k.info.pubkey, 32);
	memcpy(x.genesis, k.spec.genesis_hash, 32);
	renew(&x);
	EXPECT(judge() && r.attestation.is_renewal);
	x.incarnation = 2;
	renew(&x);
	EXPECT(refused(ERR_CONFLICT, "another boot"));
	x.incarnation = 3;
	x.key[0] ^= 1;
	renew(&x);
	EXPECT(refused(ERR_CONFLICT, "another worker"));
	x.key[0] ^= 1;
	x.genesis[0] ^= 1; /* of another chain */
	renew(&x);
	EXPECT(fails(ATTEST_POLICY_REPORT_DATA));
	x.genesis[0] ^= 1;
	renew(&x);
	k.bundle.attestation.is_renewal = false; /* as if it were a registration */
	EXPECT(!judge() && verify_first_failed(&r) == VERIFY_ATTESTATION);
	k.bundle.attestation.is_renewal = true;
	k.bundle.attestation.statement.n--;
	EXPECT(refused(ERR_FORMAT, "malformed"));
}

TEST_MAIN()
