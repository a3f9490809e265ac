#include "base/hex.h"
#include "base/test.h"
#include "text/json.h"
#include "verifier/verify_kit.h"

static struct kit k;
static u8 mem[VERIFY_ARENA];
static struct arena a;
static struct verify_report r;

static bool judge(void)
{
	a = arena_of(mem, sizeof(mem));
	return verify_bundle(k.bundle_json, k.spec_json, &a, &r);
}

/* failed_as judges and tells whether `id` is the first failed check, with this error. */
static bool failed_as(enum verify_check_id id, enum err err)
{
	bool ok = judge();
	enum verify_check_id got = verify_first_failed(&r);

	if (got != NUM_VERIFY_CHECKS && (got != id || r.checks[got].err != err))
		(void)fprintf(stderr, "\tgot %s: %s %.*s\n", verify_check_name(got),
		              err_name(r.checks[got].err), (int)r.checks[got].text.n,
		              (const char *)r.checks[got].text.p);
	return !ok && !r.ok && got == id && r.checks[id].err == err && r.checks[id].text.n > 0;
}

static bool has_text(struct slice s, const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i + n <= s.n; i++) {
		if (memcmp(s.p + i, text, n) == 0)
			return true;
	}
	return false;
}

static struct slice flip(struct slice s, size_t at)
{
	static u8 buf[65536];

	slice_copy(buf, s);
	buf[at] ^= 1;
	return slice_of(buf, s.n);
}

TEST(a_recorded_result_verifies)
{
	struct slice text;

	kit_init(&k);
	kit_build(&k);
	EXPECT(judge() && r.ok && r.has_receipt && r.has_recorded);
	EXPECT(r.recorded == KIT_BLOCK && r.strength == STRENGTH_SIMULATED);
	EXPECT(verify_first_failed(&r) == NUM_VERIFY_CHECKS);
	EXPECT(mem_eq(r.id, k.id, 32) && r.receipt.incarnation == 3);
	for (u32 i = 0; i < NUM_VERIFY_CHECKS; i++)
		EXPECT(r.checks[i].status == VERIFY_OK && r.checks[i].text.n > 0);
	REQUIRE(verify_report_text(&r, &a, &text) == ERR_OK);
	EXPECT(has_text(text, "ok      state-proof: "));
	EXPECT(has_text(text, ", strength simulated, recorded in block 7\n"));
	EXPECT(!has_text(text, "FAILED") && !has_text(text, "refused"));
}

TEST(the_json_report_has_its_stable_fields)
{
	char hex[67] = "0x";
	const struct json *j;
	struct slice text;
	u64 n = 0;

	kit_init(&k);
	kit_build(&k);
	REQUIRE(judge());
	REQUIRE(verify_report_json(&r, &a, &text) == ERR_OK);
	REQUIRE(json_parse(&j, text, &a) == ERR_OK);
	hex_encode(hex + 2, SLICE_ARR(k.id));
	EXPECT(json_is(json_get(j, "attestation"), JSON_NULL));
	EXPECT(j->num == 8 && json_get(j, "ok")->boolean);
	EXPECT(json_is(json_get(j, "failed"), JSON_NULL));
	EXPECT(json_str_is(json_get(j, "strength"), "simulated"));
	EXPECT(json_str_is(json_get(j, "receipt"), hex));
	EXPECT(json_u64(json_get(j, "recorded"), &n) && n == KIT_BLOCK);
	EXPECT(json_get(j, "checks")->num == NUM_VERIFY_CHECKS);
	EXPECT(json_str_is(json_get(json_at(json_get(j, "checks"), 2), "name"), "genesis"));
	EXPECT(json_str_is(json_get(json_at(json_get(j, "checks"), 2), "status"), "ok"));
	EXPECT(json_is(json_get(j, "view"), JSON_OBJECT));
}

TEST(a_refusal_names_the_failed_check_and_nothing_as_proven)
{
	const struct json *j;
	struct slice text;

	kit_init(&k);
	kit_build(&k);
	k.authorities[33] = 2; /* another weight is another chain */
	EXPECT_OK(chain_spec_write(&k.spec, &k.a, &k.spec_json));
	EXPECT(!judge());
	EXPECT(r.checks[VERIFY_GENESIS].status == VERIFY_FAILED);
	EXPECT(r.checks[VERIFY_STATE_PROOF].status == VERIFY_SKIPPED && !r.has_recorded);
	REQUIRE(verify_report_text(&r, &a, &text) == ERR_OK);
	EXPECT(has_text(text, "FAILED  genesis: "));
	EXPECT(has_text(text, "refused: check \"genesis\" failed: "));
	EXPECT(has_text(text, "skipped finality: not checked, because genesis did not hold\n"));
	EXPECT(!has_text(text, "recorded in block"));
	REQUIRE(verify_report_json(&r, &a, &text) == ERR_OK);
	REQUIRE(json_parse(&j, text, &a) == ERR_OK);
	EXPECT(json_str_is(json_get(j, "failed"), "genesis"));
	EXPECT(json_is(json_get(j, "strength"), JSON_NULL));
	EXPECT(json_is(json_get(j, "recorded"), JSON_NULL));
}

TEST(every_changed_byte_of_the_receipt_is_refused)
{
	struct slice whole;

	kit_init(&k);
	kit_build(&k);
	whole = k.bundle.receipt;
	for (size_t i = 0; i < whole.n; i++) {
		size_t mark = arena_mark(&k.a);

		k.bundle.receipt = flip(whole, i);
		kit_seal(&k);
		EXPECT(!judge() && verify_first_failed(&r) != NUM_VERIFY_CHECKS);
		arena_rewind(&k.a, mark);
	}
	k.bundle.receipt = whole;
	kit_seal(&k);
	EXPECT(judge());
}

TEST(a_receipt_or_bundle_of_another_chain_fails_genesis)
{
	kit_init(&k);
	k.receipt.genesis[0] ^= 1;
	kit_build(&k);
	EXPECT(failed_as(VERIFY_GENESIS, ERR_GENESIS));
	kit_init(&k);
	kit_build(&k);
	k.bundle.genesis[31] ^= 1;
	kit_seal(&k);
	EXPECT(failed_as(VERIFY_GENESIS, ERR_GENESIS));
	EXPECT(r.checks[VERIFY_RECEIPT_SIGNATURE].status == VERIFY_OK);
}

TEST(headers_that_the_authorities_did_not_finalise_fail_finality)
{
	struct secret32 seed = {.b = {9}};
	struct slice whole;

	kit_init(&k);
	kit_build(&k);
	whole = k.bundle.header;
	k.bundle.header = flip(whole, 40); /* state root */
	kit_seal(&k);
	EXPECT(failed_as(VERIFY_FINALITY, ERR_TARGET));
	EXPECT(r.checks[VERIFY_WORKER].status == VERIFY_SKIPPED);
	k.bundle.header = slice_of(whole.p, whole.n - 1);
	kit_seal(&k);
	EXPECT(failed_as(VERIFY_FINALITY, ERR_SHORT));
	k.bundle.header = whole;
	k.bundle.justification = flip(k.bundle.justification, 90); /* signature */
	kit_seal(&k);
	EXPECT(failed_as(VERIFY_FINALITY, ERR_SIGNATURE));
	kit_init(&k);
	ed25519_from_seed(&k.voter, &seed);
	kit_build(&k);
	EXPECT(failed_as(VERIFY_FINALITY, ERR_VOTER));
}

/* A chain that handed over twice before the bundle's block; `last` is the second one's number. */
static void rotate_twice(u32 last)
{
	static u8 buf[4096];
	struct wr w = wr_into(buf, sizeof(buf));

	kit_init(&k);
	wr_compact(&w, 2);
	kit_hand_over(&k, 3, 11, &w);
	kit_hand_over(&k, last, 12, &w);
	wr_bool(&w, false);
	k.bundle.handovers = slice_of(buf, w.n);
	kit_build(&k);
}

TEST(a_bundle_leads_from_the_specs_authorities_to_those_of_its_block)
{
	rotate_twice(8);
	EXPECT(judge() && r.ok && r.bundle.handovers.n > 0);
	k.bundle.handovers = SLICE_EMPTY; /* then nobody knows the voter */
	kit_seal(&k);
	EXPECT(failed_as(VERIFY_FINALITY, ERR_VOTER));
}

TEST(every_changed_byte_of_the_hand_overs_is_refused)
{
	struct slice whole;

	rotate_twice(8);
	whole = k.bundle.handovers;
	for (size_t i = 0; i + 1 < whole.n; i++) {
		size_t mark = arena_mark(&k.a);

		k.bundle.handovers = flip(whole, i);
		kit_seal(&k);
		EXPECT(!judge() && verify_first_failed(&r) == VERIFY_FINALITY);
		arena_rewind(&k.a, mark);
	}
}

TEST(hand_overs_at_or_behind_the_bundles_block_are_refused)
{
	rotate_twice(KIT_NUMBER);
	EXPECT(failed_as(VERIFY_FINALITY, ERR_SET_CHANGE));
	rotate_twice(KIT_NUMBER + 1);
	EXPECT(failed_as(VERIFY_FINALITY, ERR_SET_CHANGE));
}

TEST(a_result_that_the_chain_did_not_record_fails_state_proof)
{
	kit_init(&k);
	k.has_consumed = false;
	kit_build(&k);
	EXPECT(failed_as(VERIFY_STATE_PROOF, ERR_NOT_FOUND));
	EXPECT(r.checks[VERIFY_WORKER].status == VERIFY_OK);
	kit_init(&k);
	k.is_other_consumed = true;
	kit_build(&k);
	EXPECT(failed_as(VERIFY_STATE_PROOF, ERR_CONFLICT));
	kit_init(&k);
	k.record.worker[0] ^= 1;
	kit_build(&k);
	EXPECT(failed_as(VERIFY_STATE_PROOF, ERR_CONFLICT));
}

/* drop_node leaves node i out of a proof of fewer than 64 nodes. */
static struct slice drop_node(struct slice proof, u32 i, u32 *num)
{
	static u8 buf[65536];
	struct rd in = rd_from(proof);
	struct wr out = wr_into(buf, sizeof(buf));

	*num = rd_seq_len(&in, 1);
	wr_compact(&out, *num - 1);
	for (u32 n = 0; n < *num; n++) {
		struct slice node = rd_vec(&in, proof.n);

		if (n != i)
			wr_vec(&out, node);
	}
	CHECK(in.err == ERR_OK && out.err == ERR_OK);
	return slice_of(buf, out.n);
}

TEST(each_node_of_the_proof_is_needed_and_bound)
{
	struct slice whole;
	u32 num = 1;

	kit_init(&k);
	kit_build(&k);
	whole = k.bundle.proof;
	for (u32 i = 0; i < num; i++) {
		size_t mark = arena_mark(&k.a);

		k.bundle.proof = drop_node(whole, i, &num);
		kit_seal(&k);
		EXPECT(!judge());
		EXPECT(r.checks[VERIFY_STATE_PROOF].err == ERR_PROOF ||
		       r.checks[VERIFY_WORKER].err == ERR_PROOF);
		arena_rewind(&k.a, mark);
	}
	EXPECT(num > 3);
	for (size_t i = 0; i < whole.n; i += 7) {
		size_t mark = arena_mark(&k.a);

		k.bundle.proof = flip(whole, i);
		/* The list may not even be one any more; then no file can hold it. */
		if (bundle_write(&k.bundle, &k.a, &k.bundle_json) == ERR_OK)
			EXPECT(!judge());
		arena_rewind(&k.a, mark);
	}
}

TEST(a_newer_result_about_the_subject_hides_the_block_only)
{
	struct slice text;

	kit_init(&k);
	k.record.trigger[0] ^= 1;
	kit_build(&k);
	EXPECT(judge() && !r.has_recorded);
	REQUIRE(verify_report_text(&r, &a, &text) == ERR_OK);
	EXPECT(has_text(text, "verified: ") && !has_text(text, "recorded in block"));
	kit_init(&k);
	k.has_record = false;
	kit_build(&k);
	EXPECT(judge() && !r.has_recorded);
}

TEST(a_block_that_the_bundle_only_claims_is_refused)
{
	kit_init(&k);
	kit_build(&k);
	k.bundle.block_number = KIT_BLOCK - 1;
	kit_seal(&k);
	EXPECT(failed_as(VERIFY_STATE_PROOF, ERR_CONFLICT));
	k.bundle.has_block = false;
	kit_seal(&k);
	EXPECT(judge() && r.recorded == KIT_BLOCK);
	kit_init(&k);
	k.record.block = KIT_NUMBER;
	kit_build(&k);
	k.bundle.block_number = KIT_NUMBER;
	kit_seal(&k);
	EXPECT(failed_as(VERIFY_STATE_PROOF, ERR_CONFLICT)); /* hash of that block */
	blake2_256(k.bundle.block_hash, k.bundle.header);
	kit_seal(&k);
	EXPECT(judge());
}

TEST(a_worker_that_the_chain_knows_otherwise_fails_worker)
{
	kit_init(&k);
	k.has_info = false;
	kit_build(&k);
	EXPECT(failed_as(VERIFY_WORKER, ERR_NOT_FOUND));
	EXPECT(r.checks[VERIFY_STRENGTH].status == VERIFY_SKIPPED);
	kit_init(&k);
	k.info.pubkey[0] ^= 1;
	kit_build(&k);
	EXPECT(failed_as(VERIFY_WORKER, ERR_CONFLICT));
	kit_init(&k);
	k.info.measurement[0] ^= 1;
	kit_build(&k);
	EXPECT(failed_as(VERIFY_WORKER, ERR_CONFLICT));
	kit_init(&k);
	k.receipt.tee = TEE_TDX; /* claims more than was registered */
	kit_build(&k);
	EXPECT(failed_as(VERIFY_WORKER, ERR_CONFLICT));
	kit_init(&k);
	k.receipt.trust_domain[0] ^= 1;
	kit_build(&k);
	EXPECT(failed_as(VERIFY_WORKER, ERR_CONFLICT));
}

TEST(boots_that_the_chain_has_not_seen_fail_worker_and_older_ones_do_not)
{
	kit_init(&k);
	k.info.incarnation = 2;
	kit_build(&k);
	EXPECT(failed_as(VERIFY_WORKER, ERR_CONFLICT));
	kit_init(&k);
	k.info.incarnation = 4;
	kit_build(&k);
	EXPECT(judge());
}

TEST(a_signature_by_another_key_fails_receipt_signature)
{
	struct secret32 seed = {.b = {77}};
	struct sr25519_pair other;
	u8 digest[32];

	kit_init(&k);
	kit_build(&k);
	k.bundle.signature[5] ^= 1;
	kit_seal(&k);
	EXPECT(failed_as(VERIFY_RECEIPT_SIGNATURE, ERR_SIGNATURE));
	sr25519_from_seed(&other, &seed);
	receipt_digest(k.bundle.receipt, digest);
	sr25519_sign(k.bundle.signature, &other, SLICE_ARR(digest), NULL);
	kit_seal(&k);
	EXPECT(failed_as(VERIFY_RECEIPT_SIGNATURE, ERR_SIGNATURE));
	sr25519_release(&other);
}

TEST(another_output_fails_output_hash)
{
	kit_init(&k);
	kit_build(&k);
	k.bundle.output = SLICE_LIT("{\"score\":72}");
	kit_seal(&k);
	EXPECT(failed_as(VERIFY_OUTPUT_HASH, ERR_CHECKSUM));
	kit_init(&k);
	k.record.output = SLICE_LIT("{\"score\":72}");
	kit_build(&k);
	EXPECT(failed_as(VERIFY_OUTPUT_HASH, ERR_CONFLICT));
}

TEST(simulated_results_need_a_spec_that_allows_them)
{
	kit_init(&k);
	k.spec.allow_simulated = false;
	kit_build(&k);
	EXPECT(failed_as(VERIFY_STRENGTH, ERR_DENIED));
}

TEST(files_that_are_none_are_refused_by_name)
{
	kit_init(&k);
	kit_build(&k);
	k.bundle_json = SLICE_LIT("{");
	EXPECT(failed_as(VERIFY_BUNDLE_FORMAT, ERR_SHORT) && !r.has_receipt);
	EXPECT(r.checks[VERIFY_OUTPUT_HASH].status == VERIFY_SKIPPED);
	k.spec_json = SLICE_LIT("{}");
	EXPECT(failed_as(VERIFY_BUNDLE_FORMAT, ERR_SHORT));
	kit_seal(&k);
	EXPECT(failed_as(VERIFY_CHAIN_SPEC, ERR_FORMAT) && r.has_receipt);
	k.bundle.receipt = SLICE_LIT("\x01\x02");
	kit_seal(&k);
	EXPECT(!judge() && verify_first_failed(&r) == VERIFY_BUNDLE_FORMAT);
}

TEST(reports_of_a_refusal_can_always_be_written)
{
	struct slice text;

	kit_init(&k);
	kit_build(&k);
	k.bundle_json = k.spec_json = SLICE_EMPTY;
	EXPECT(!judge());
	EXPECT_OK(verify_report_text(&r, &a, &text));
	EXPECT(has_text(text, "refused: check \"bundle-format\" failed: the bundle is malformed"));
	EXPECT_OK(verify_report_json(&r, &a, &text));
	EXPECT(has_text(text, "\"view\":null"));
}

TEST(too_little_memory_is_a_refusal)
{
	bool ok = false;

	kit_init(&k);
	kit_build(&k);
	for (size_t cap = 0; cap < 1 << 15; cap += 256) {
		struct arena small = arena_of(mem, cap);
		bool now = verify_bundle(k.bundle_json, k.spec_json, &small, &r);

		EXPECT(cap >= k.bundle.receipt.n || !now);
		EXPECT(now || !ok); /* what once suffices suffices */
		EXPECT(now == (verify_first_failed(&r) == NUM_VERIFY_CHECKS));
		ok = now;
	}
	EXPECT(ok);
}

TEST_MAIN()
