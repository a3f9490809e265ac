/* The encoding, the hashes and a signature by //Alice were made with @polkadot/types 16,
 * @polkadot/util-crypto 14 and @polkadot/wasm-crypto 7 from the same field values. */
#include "base/hex.h"
#include "base/test.h"
#include "crypto/sr25519.h"
#include "crypto/uri.h"
#include "receipt/receipt.h"
#include "text/json_wr.h"

static const char WANT_SCALE[] =
    "010101010101010101010101010101010101010101010101010101010101010101020202020202020202"
    "020202020202020202020202020202020202020202020203030303030303030303030303030303030303"
    "030303030303030303030303030404040404040404040404040404040404040404040404040404040404"
    "0404040505050505050505050505050505050505050505050505050505050505050505d43593c715fdd3"
    "1c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d0707070707070707070707070707070707"
    "070707070707070707070707070707010808080808080808080808080808080808080808080808080808"
    "0808080808088877665544332211090000000a000000000000000b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"
    "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0c0000000d0000000e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e"
    "0e0e0e0e0e0e0e0e0e0e0e0e0e0e0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"
    "0f0f0f0f1010101010101010101010101010101010101010101010101010101010101010111111111111"
    "11111111111111111111111111111111111111111111111111110a121212121212121212121212121212"
    "121212121212121212121212121212121204186f70656e6169146770742d781c6770742d782d32131313"
    "131313131313131313131313131313131313131313131313131313131314141414141414141414141414"
    "14141414141414141414141414141414141414083c666f72756d2e6c6f63616c686f73740c474554c800"
    "151515151515151515151515151515151515151515151515151515151515151516161616161616161616"
    "161616161616161616161616161616161616161616163c6d6f64656c2e6c6f63616c686f737410504f53"
    "540000171717171717171717171717171717171717171717171717171717171717171718181818181818"
    "181818181818181818181818181818181818181818181818180001191919191919191919191919191919"
    "19191919191919191919191919191919190420657468657265756d1a000000000000001b1b1b1b1b1b1b"
    "1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b04384f50454e41495f4150495f4b45591c"
    "0000001d000000000000001e000000000000001f00000020000000000000002100000000000000220000"
    "000000000023000000000000002400000025252525252525252525252525252525252525252525252525"
    "252525252525252600000000000000272727272727272727272727272727272727272727272727272727"
    "2727272727";
#define WANT_LEN    971u
#define WANT_ID     "f6ee01a63d98a07e14b230a5c66029eed85d3805891113ea572e7645868214a4"
#define WANT_DIGEST "5af2d5b6ba7013fb27d2f9cef70bda81ef8d3e9741d0ea34a6073a8ccc699a13"
static const char WANT_SIG[] = "ec6f1474ae0d092495e72174377a098d59c52163b91f0a5d5bd14782cd834d03"
                               "35ec59a75f510f68010b82c3a2db91383db04f962750ea6d73187ef4b91fd980";

static u8 mem[256 << 10];

static bool is_hex(const u8 *got, size_t n, const char *want)
{
	static u8 w[RECEIPT_MAX];
	size_t len;

	CHECK(hex_decode(w, sizeof(w), &len, slice_str(want)) == ERR_OK);
	return len == n && mem_eq(got, w, n);
}

static void fill(u8 hash[32], int v)
{
	memset(hash, v, 32);
}

static struct receipt_model_call calls[RECEIPT_MODEL_CALLS_MAX + 1];
static struct receipt_egress egress[RECEIPT_EGRESS_MAX + 1];
static struct receipt_outbox outbox[RECEIPT_OUTBOX_MAX + 1];
static struct receipt_secret secrets[RECEIPT_SECRETS_MAX + 1];

static void example_lists(struct receipt *x)
{
	calls[0] = (struct receipt_model_call){.provider = SLICE_LIT("openai"),
	                                       .model_asked = SLICE_LIT("gpt-x"),
	                                       .model_served = SLICE_LIT("gpt-x-2")};
	fill(calls[0].request_hash, 19);
	fill(calls[0].response_hash, 20);
	egress[0] = (struct receipt_egress){
	    .host = SLICE_LIT("forum.localhost"), .method = SLICE_LIT("GET"), .status = 200};
	fill(egress[0].request_hash, 21);
	fill(egress[0].response_hash, 22);
	egress[1] = (struct receipt_egress){.host = SLICE_LIT("model.localhost"),
	                                    .method = SLICE_LIT("POST")};
	fill(egress[1].request_hash, 23);
	fill(egress[1].response_hash, 24);
	outbox[0] = (struct receipt_outbox){.chain = SLICE_LIT("ethereum"), .n = 26};
	fill(outbox[0].hash, 27);
	secrets[0] = (struct receipt_secret){.name = SLICE_LIT("OPENAI_API_KEY"), .version = 28};
	x->num_model_calls = 1;
	x->model_calls = calls;
	x->num_egress = 2;
	x->egress = egress;
	x->num_outbox = 1;
	x->outbox = outbox;
	x->num_secrets = 1;
	x->secrets = secrets;
}

static struct sr25519_pair alice(void)
{
	struct sr25519_pair p;

	CHECK(sr25519_from_uri(&p, SLICE_LIT("//Alice")) == ERR_OK);
	return p;
}

static struct receipt example(void)
{
	struct receipt x = {.tee = TEE_SGX,
	                    .incarnation = 0x1122334455667788u,
	                    .key_generation = 9,
	                    .lease_epoch = 10,
	                    .attempt = 12,
	                    .lane = 13,
	                    .outcome = OUTCOME_MODEL,
	                    .has_state_after = true,
	                    .cost = {29, 30, 31, 32, 33, 34, 35},
	                    .head_number = 36,
	                    .sequence = 38};
	struct sr25519_pair p = alice();
	u8 *const hashes[] = {x.genesis, x.agent, x.code_id, x.manifest_hash, x.engine_hash};

	for (size_t i = 0; i < ARRAY_LEN(hashes); i++)
		fill(hashes[i], (int)i + 1);
	memcpy(x.worker, p.pub, 32);
	fill(x.measurement, 7);
	fill(x.trust_domain, 8);
	fill(x.run_id, 11);
	fill(x.trigger, 14);
	fill(x.subject, 15);
	fill(x.input_hash, 16);
	fill(x.output_hash, 17);
	fill(x.journal_root, 18);
	fill(x.state_after, 25);
	fill(x.head_hash, 37);
	fill(x.previous, 39);
	example_lists(&x);
	sr25519_release(&p);
	return x;
}

static struct slice example_scale(struct arena *a)
{
	struct receipt x = example();
	struct slice scale = SLICE_EMPTY;

	CHECK(receipt_encode(&x, a, &scale) == ERR_OK);
	return scale;
}

TEST(encoding_id_and_digest_are_those_of_polkadot_js)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice scale = example_scale(&a);
	u8 h[32];

	EXPECT(scale.n == WANT_LEN && is_hex(scale.p, scale.n, WANT_SCALE));
	receipt_id(scale, h);
	EXPECT(is_hex(h, 32, WANT_ID));
	receipt_digest(scale, h);
	EXPECT(is_hex(h, 32, WANT_DIGEST));
}

TEST(decoded_fields_are_what_was_encoded)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice scale = example_scale(&a), again;
	struct receipt y;

	REQUIRE(receipt_decode(&y, scale, &a) == ERR_OK);
	EXPECT(y.tee == TEE_SGX && y.outcome == OUTCOME_MODEL && y.lease_epoch == 10);
	EXPECT(y.incarnation == 0x1122334455667788u && y.key_generation == 9 && y.lane == 13);
	EXPECT(!y.has_state_before && y.has_state_after && y.state_after[31] == 25);
	REQUIRE(y.num_model_calls == 1 && y.num_egress == 2 && y.num_outbox == 1);
	EXPECT(slice_eq(y.model_calls[0].model_served, SLICE_LIT("gpt-x-2")));
	EXPECT(slice_eq(y.egress[1].host, SLICE_LIT("model.localhost")));
	EXPECT(y.egress[0].status == 200);
	EXPECT(slice_eq(y.outbox[0].chain, SLICE_LIT("ethereum")) && y.outbox[0].n == 26);
	REQUIRE(y.num_secrets == 1);
	EXPECT(slice_eq(y.secrets[0].name, SLICE_LIT("OPENAI_API_KEY")));
	EXPECT(y.secrets[0].version == 28 && y.cost.tokens_out == 35 && y.cost.host_calls == 31);
	EXPECT(y.head_number == 36 && y.sequence == 38 && y.previous[0] == 39);
	REQUIRE(receipt_encode(&y, &a, &again) == ERR_OK);
	EXPECT(slice_eq(again, scale));
}

TEST(every_truncated_prefix_and_every_longer_input_fails)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice scale = example_scale(&a);
	size_t mark = arena_mark(&a);
	struct receipt y = {.lane = 77};
	u8 longer[WANT_LEN + 1] = {0};

	for (size_t n = 0; n < scale.n; n++) {
		EXPECT(receipt_decode(&y, slice_of(scale.p, n), &a) != ERR_OK);
		arena_rewind(&a, mark);
	}
	slice_copy(longer, scale);
	EXPECT_ERR(ERR_TRAILING, receipt_decode(&y, SLICE_ARR(longer), &a));
	EXPECT(y.lane == 77); /* nothing written on failure */
}

TEST(every_changed_byte_changes_the_id_and_never_hides_in_another_encoding)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice scale = example_scale(&a), again;
	size_t mark = arena_mark(&a);
	struct sr25519_pair p = alice();
	u8 changed[WANT_LEN], id[32], other[32], sig[64];
	struct receipt y;

	receipt_id(scale, id);
	REQUIRE(receipt_sign(scale, &p, sig) == ERR_OK);
	slice_copy(changed, scale);
	for (size_t i = 0; i < sizeof(changed); i++) {
		changed[i] ^= 1;
		receipt_id(SLICE_ARR(changed), other);
		EXPECT(!mem_eq(id, other, 32));
		EXPECT(receipt_verify(SLICE_ARR(changed), p.pub, sig) != ERR_OK);
		if (receipt_decode(&y, SLICE_ARR(changed), &a) == ERR_OK) {
			REQUIRE(receipt_encode(&y, &a, &again) == ERR_OK);
			EXPECT(slice_eq(again, SLICE_ARR(changed)));
		}
		arena_rewind(&a, mark);
		changed[i] ^= 1;
	}
	sr25519_release(&p);
}

TEST(a_signature_made_elsewhere_verifies)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice scale = example_scale(&a);
	struct sr25519_pair p = alice();
	u8 sig[64];

	REQUIRE(hex_decode_exact(sig, 64, slice_str(WANT_SIG)) == ERR_OK);
	EXPECT_OK(receipt_verify(scale, p.pub, sig));
	sig[5] ^= 1;
	EXPECT_ERR(ERR_SIGNATURE, receipt_verify(scale, p.pub, sig));
	sr25519_release(&p);
}

TEST(only_the_worker_that_a_receipt_names_signs_it)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice scale = example_scale(&a);
	struct sr25519_pair p = alice(), bob;
	u8 sig[64];

	REQUIRE(sr25519_from_uri(&bob, SLICE_LIT("//Bob")) == ERR_OK);
	REQUIRE(receipt_sign(scale, &p, sig) == ERR_OK);
	EXPECT_OK(receipt_verify(scale, p.pub, sig));
	EXPECT_ERR(ERR_KEY, receipt_verify(scale, bob.pub, sig));
	EXPECT_ERR(ERR_KEY, receipt_sign(scale, &bob, sig));
	EXPECT_ERR(ERR_SHORT, receipt_verify(slice_of(scale.p, 192), p.pub, sig));
	EXPECT_ERR(ERR_SHORT, receipt_sign(SLICE_EMPTY, &p, sig));
	sr25519_release(&p);
	sr25519_release(&bob);
}

static enum err encode_into_scratch(const struct receipt *x)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice scale;

	return receipt_encode(x, &a, &scale);
}

/* Texts longer than any limit. */
static char long_text[RECEIPT_HOST_MAX + 2];

static void widest(struct receipt *x)
{
	memset(long_text, 'a', sizeof(long_text));
	struct slice name = slice_of(long_text, RECEIPT_NAME_MAX);

	*x = example();
	for (size_t i = 0; i < ARRAY_LEN(calls); i++)
		calls[i].provider = calls[i].model_asked = calls[i].model_served = name;
	for (size_t i = 0; i < ARRAY_LEN(egress); i++) {
		egress[i].host = slice_of(long_text, RECEIPT_HOST_MAX);
		egress[i].method = slice_of(long_text, RECEIPT_METHOD_MAX);
	}
	for (size_t i = 0; i < ARRAY_LEN(outbox); i++)
		outbox[i].chain = slice_of(long_text, RECEIPT_CHAIN_MAX);
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
		secrets[i].name = name;
	x->num_model_calls = RECEIPT_MODEL_CALLS_MAX;
	x->num_egress = RECEIPT_EGRESS_MAX;
	x->num_outbox = RECEIPT_OUTBOX_MAX;
	x->num_secrets = RECEIPT_SECRETS_MAX;
	x->has_state_before = true;
}

TEST(the_largest_receipt_is_under_its_limit_and_comes_back)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice scale, again;
	struct receipt x, y;

	widest(&x);
	REQUIRE(receipt_encode(&x, &a, &scale) == ERR_OK);
	EXPECT(scale.n < RECEIPT_MAX && scale.n > RECEIPT_MAX / 2);
	REQUIRE(receipt_decode(&y, scale, &a) == ERR_OK);
	EXPECT(y.num_egress == RECEIPT_EGRESS_MAX && y.egress[63].host.n == RECEIPT_HOST_MAX);
	REQUIRE(receipt_encode(&y, &a, &again) == ERR_OK);
	EXPECT(slice_eq(scale, again));
}

TEST(one_more_than_any_limit_is_refused_by_the_writer)
{
	struct receipt x;
	struct {
		u32 *num;
		u32 max;
	} counts[] = {{&x.num_model_calls, RECEIPT_MODEL_CALLS_MAX},
	              {&x.num_egress, RECEIPT_EGRESS_MAX},
	              {&x.num_outbox, RECEIPT_OUTBOX_MAX},
	              {&x.num_secrets, RECEIPT_SECRETS_MAX}};
	struct slice *const texts[] = {
	    &calls[0].provider, &calls[0].model_asked, &calls[0].model_served, &egress[0].host,
	    &egress[0].method,  &outbox[0].chain,      &secrets[0].name};

	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		widest(&x);
		*counts[i].num = counts[i].max + 1;
		EXPECT_ERR(ERR_LIMIT, encode_into_scratch(&x));
	}
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		widest(&x);
		texts[i]->n++;
		EXPECT_ERR(ERR_LIMIT, encode_into_scratch(&x));
		*texts[i] = SLICE_LIT("\xff");
		EXPECT_ERR(ERR_UTF8, encode_into_scratch(&x));
	}
	widest(&x);
	EXPECT_OK(encode_into_scratch(&x));
	/* A value outside the enum, as a bug would make it. */
	u8 bad = NUM_OUTCOMES;

	x.outcome = (enum receipt_outcome)bad;
	EXPECT_ERR(ERR_LIMIT, encode_into_scratch(&x));
}

/* raw_receipt writes the fixed front, then model_calls bytes of the caller's choice. */
static struct wr raw_front(u8 *buf, size_t cap, u8 version, u8 tee, u8 outcome)
{
	static const u8 zero[32];
	struct wr w = wr_into(buf, cap);

	wr_u8(&w, version);
	for (int i = 0; i < 7; i++)
		wr_bytes(&w, zero, 32);
	wr_u8(&w, tee);
	wr_bytes(&w, zero, 32);
	wr_bytes(&w, zero, 20); /* incarnation, key generation, lease epoch */
	wr_bytes(&w, zero, 32);
	wr_bytes(&w, zero, 8); /* attempt, lane */
	for (int i = 0; i < 4; i++)
		wr_bytes(&w, zero, 32);
	wr_u8(&w, outcome);
	wr_bytes(&w, zero, 32);
	return w;
}

static enum err decode_raw(const struct wr *w, const u8 *tail, size_t n)
{
	static u8 buf[RECEIPT_MAX + 1];
	struct arena a = arena_of(mem, sizeof(mem));
	struct receipt y;
	struct slice front;

	CHECK(wr_done(w, &front) == ERR_OK && front.n + n <= sizeof(buf));
	slice_copy(buf, front);
	slice_copy(buf + front.n, slice_of(tail, n));
	return receipt_decode(&y, slice_of(buf, front.n + n), &a);
}

TEST(reader_names_what_is_wrong)
{
	/* Four empty lists, two absent options, then cost 52, head 36, sequence 8, previous 32. */
	static u8 tail[6 + 52 + 36 + 40];
	static u8 big[RECEIPT_MAX];
	u8 buf[1024];
	struct wr w = raw_front(buf, sizeof(buf), 1, 0, 0);

	EXPECT_OK(decode_raw(&w, tail, sizeof(tail)));
	tail[2] = 2; /* has_state_before is neither absent nor present */
	EXPECT(decode_raw(&w, tail, sizeof(tail)) != ERR_OK);
	tail[2] = 0;
	big[0] = (RECEIPT_MODEL_CALLS_MAX + 1) << 2;
	EXPECT_ERR(ERR_LIMIT, decode_raw(&w, big, 8192));
	w = raw_front(buf, sizeof(buf), 2, 0, 0);
	EXPECT_ERR(ERR_VERSION, decode_raw(&w, tail, sizeof(tail)));
	w = raw_front(buf, sizeof(buf), 1, NUM_TEES, 0);
	EXPECT_ERR(ERR_TAG, decode_raw(&w, tail, sizeof(tail)));
	w = raw_front(buf, sizeof(buf), 1, 0, NUM_OUTCOMES);
	EXPECT_ERR(ERR_TAG, decode_raw(&w, tail, sizeof(tail)));
	w = raw_front(buf, sizeof(buf), 1, 0, 0);
	EXPECT_ERR(ERR_LIMIT, decode_raw(&w, big, RECEIPT_MAX + 1 - w.n));
}

TEST(one_more_element_or_character_than_allowed_is_refused_by_the_reader)
{
	static u8 tail[RECEIPT_MAX];
	u8 buf[1024];
	struct wr w = raw_front(buf, sizeof(buf), 1, 0, 0);
	/* Where a list's length stands when the lists before it are empty. */
	static const struct {
		size_t at;
		u32 max;
	} lists[] = {{0, RECEIPT_MODEL_CALLS_MAX},
	             {1, RECEIPT_EGRESS_MAX},
	             {4, RECEIPT_OUTBOX_MAX},
	             {5, RECEIPT_SECRETS_MAX}};

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		struct wr t = wr_into(tail + lists[i].at, 4);

		memset(tail, 0, sizeof(tail));
		wr_compact(&t, lists[i].max + 1);
		EXPECT_ERR(ERR_LIMIT, decode_raw(&w, tail, 16384));
	}
	memset(tail, 'a', sizeof(tail));
	tail[0] = 1 << 2; /* one model call, its provider one byte too long */
	struct wr t = wr_into(tail + 1, 4);

	wr_compact(&t, RECEIPT_NAME_MAX + 1);
	EXPECT_ERR(ERR_LIMIT, decode_raw(&w, tail, 1024));
	tail[1] = 1 << 2;
	tail[2] = 0xff;
	EXPECT_ERR(ERR_UTF8, decode_raw(&w, tail, 1024));
}

TEST(a_full_arena_is_an_ordinary_error)
{
	static u8 small[64];
	struct arena a = arena_of(mem, sizeof(mem)), tight = arena_of(small, sizeof(small));
	struct slice scale = example_scale(&a), out;
	struct receipt x = example(), y;

	EXPECT_ERR(ERR_NOMEM, receipt_decode(&y, scale, &tight));
	EXPECT_ERR(ERR_NOMEM, receipt_encode(&x, &tight, &out));
}

TEST(json_view_shows_every_field)
{
	static u8 buf[8192];
	struct json_wr w = json_wr_into(buf, sizeof(buf));
	struct receipt x = example();
	struct slice json;
	static const char *const parts[] = {
	    "{\"version\":1,\"genesis\":\"0x01010101",
	    "\"tee\":\"sgx\"",
	    "\"incarnation\":1234605616436508552",
	    "\"outcome\":\"model\"",
	    "\"model_calls\":[{\"provider\":\"openai\",\"model_asked\":\"gpt-x\","
	    "\"model_served\":\"gpt-x-2\",\"request_hash\":\"0x1313",
	    "{\"host\":\"model.localhost\",\"method\":\"POST\",\"status\":0,",
	    "\"state_before\":null,\"state_after\":\"0x1919",
	    "\"outbox\":[{\"chain\":\"ethereum\",\"n\":26,\"hash\":\"0x1b1b",
	    "\"secrets\":[{\"name\":\"OPENAI_API_KEY\",\"version\":28}]",
	    "\"cost\":{\"cpu_us\":29,\"wall_ms\":30,\"host_calls\":31,\"bytes_in\":32,"
	    "\"bytes_out\":33,\"tokens_in\":34,\"tokens_out\":35}",
	    "\"head_number\":36,\"head_hash\":\"0x2525",
	    "\"sequence\":38,\"previous\":\"0x2727",
	};

	receipt_to_json(&w, &x);
	REQUIRE(json_wr_done(&w, &json) == ERR_OK);
	REQUIRE(json.n < sizeof(buf));
	buf[json.n] = 0;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		EXPECT(strstr((const char *)buf, parts[i]) != NULL);
}

TEST(words_are_distinct_and_stable)
{
	EXPECT(strcmp(receipt_outcome_word(OUTCOME_OK), "ok") == 0);
	EXPECT(strcmp(receipt_outcome_word(OUTCOME_MODEL), "model") == 0);
	EXPECT(strcmp(receipt_strength_word(STRENGTH_SIMULATED), "simulated") == 0);
	EXPECT(strcmp(receipt_strength_word(STRENGTH_RE_EXECUTED), "re-executed") == 0);
	EXPECT(strcmp(receipt_tee_word(TEE_SEV_SNP), "sev-snp") == 0);
	for (int i = 0; i < NUM_OUTCOMES; i++)
		for (int k = 0; k < i; k++)
			EXPECT(strcmp(receipt_outcome_word((enum receipt_outcome)i),
			              receipt_outcome_word((enum receipt_outcome)k)) != 0);
}

TEST_MAIN()
