/* The collateral file, and collateral as it comes: each item signed by whom it should be. */
#include "attest/test_kit.h"
#include "attest/test_same.h"
#include "attest/x509.h"

static struct kit_sample s;
static struct attest_collateral col;
static struct attest_root root;
static u8 file[1 << 17];

static struct arena second_half(void)
{
	return arena_of(kit_mem + sizeof(kit_mem) / 2, sizeof(kit_mem) / 2);
}

static enum attest_check verify(void)
{
	struct arena a = second_half();

	CHECK(attest_root_open(&root, attest_intel_root()) == ATTEST_OK);
	return attest_collateral_verify(&col, &s.raw, &root, (struct attest_time){s.now, 0}, &a);
}

static struct slice *member(struct attest_collateral_raw *raw, u32 i)
{
	struct slice *const all[] = {
	    &raw->pck_crl_issuer_chain,     &raw->root_ca_crl, &raw->pck_crl,
	    &raw->tcb_info_issuer_chain,    &raw->tcb_info,    &raw->tcb_info_signature,
	    &raw->qe_identity_issuer_chain, &raw->qe_identity, &raw->qe_identity_signature,
	};

	return i < ARRAY_LEN(all) ? all[i] : NULL;
}

TEST(a_file_that_was_written_is_read)
{
	for (int which = 0; which < KIT_NUM; which++) {
		struct arena a = kit_arena();
		struct attest_collateral_raw again;
		struct slice json;
		struct slice *x;

		kit_load(&s, which);
		EXPECT_OK(attest_collateral_write(&s.raw, &a, &json));
		REQUIRE_CHECK(ATTEST_OK, attest_collateral_read(&again, json, &a));
		for (u32 i = 0; (x = member(&s.raw, i)) != NULL; i++)
			EXPECT(slice_eq(*x, *member(&again, i)) && x->n > 0);
	}
}

static enum attest_check read(struct slice json)
{
	struct arena a = second_half();
	struct attest_collateral_raw raw;

	return attest_collateral_read(&raw, json, &a);
}

static enum attest_check read_with(const char *from, const char *to)
{
	struct slice json = kit_read("sgx_quote", "_collateral.json");
	size_t at = 0, n = strlen(from), m = strlen(to);

	while (memcmp(json.p + at, from, n) != 0)
		CHECK(++at + n <= json.n);
	memcpy(file, json.p, at);
	memcpy(file + at, to, m);
	memcpy(file + at + m, json.p + at + n, json.n - at - n);
	return read(slice_of(file, json.n - n + m));
}

TEST(a_file_has_each_member_once_and_of_its_kind)
{
	static const char *const keys[] = {
	    "\"pck_crl_issuer_chain\":",     "\"root_ca_crl\":", "\"pck_crl\":",
	    "\"tcb_info_issuer_chain\":",    "\"tcb_info\":",    "\"tcb_info_signature\":",
	    "\"qe_identity_issuer_chain\":", "\"qe_identity\":", "\"qe_identity_signature\":"};
	char to[96];

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		char spaced[64];

		/* The sample has a space after each colon. */
		(void)snprintf(spaced, sizeof(spaced), "%s ", keys[i]);
		EXPECT_CHECK(ATTEST_OK, read_with(spaced, keys[i]));
		(void)snprintf(to, sizeof(to), "\"other\":");
		EXPECT_CHECK(ATTEST_COLLATERAL_FORMAT, read_with(spaced, to));
		(void)snprintf(to, sizeof(to), "%s\"\",%s", keys[i], keys[i]);
		EXPECT_CHECK(ATTEST_COLLATERAL_FORMAT, read_with(spaced, to));
		(void)snprintf(to, sizeof(to), "%snull,\"x\":", keys[i]);
		EXPECT_CHECK(ATTEST_COLLATERAL_FORMAT, read_with(spaced, to));
		(void)snprintf(to, sizeof(to), "%s\"0x\",\"x\":", keys[i]);
		EXPECT((read_with(spaced, to) == ATTEST_OK) == (i % 3 == 0 || i == 4 || i == 7));
	}
	EXPECT_CHECK(ATTEST_OK,
	             read_with("\"pck_crl\":", "\"pck_certificate_chain\":null,\"pck_crl\":"));
}

TEST(a_file_cut_anywhere_is_refused)
{
	struct slice json = kit_read("sgx_quote", "_collateral.json");
	size_t end = json.n;

	while (json.p[end - 1] != '}')
		end--;
	for (size_t n = 0; n < end; n += n < 200 ? 1 : 61)
		EXPECT_CHECK(ATTEST_COLLATERAL_FORMAT, read(slice_of(json.p, n)));
	EXPECT_CHECK(ATTEST_COLLATERAL_FORMAT, read(SLICE_LIT("[]")));
}

TEST(a_file_beyond_its_limit_or_without_room_is_refused)
{
	static u8 large[ATTEST_COLLATERAL_MAX + 1];
	struct slice json = kit_read("sgx_quote", "_collateral.json");
	struct arena small = arena_of(file, 256);
	struct attest_collateral_raw raw;

	memset(large, ' ', sizeof(large));
	memcpy(large, json.p, json.n);
	EXPECT_CHECK(ATTEST_OK, read(slice_of(large, sizeof(large) - 1)));
	EXPECT_CHECK(ATTEST_COLLATERAL_FORMAT, read(slice_of(large, sizeof(large))));
	EXPECT_CHECK(ATTEST_MEMORY, attest_collateral_read(&raw, json, &small));
}

/* What a missing, empty or swapped item is called. */
static enum attest_check without(u32 i)
{
	kit_load(&s, KIT_TDX);
	*member(&s.raw, i) = SLICE_EMPTY;
	return verify();
}

TEST(every_item_is_needed)
{
	EXPECT_CHECK(ATTEST_CHAIN_LENGTH, without(0));
	EXPECT_CHECK(ATTEST_CRL_FORMAT, without(1));
	EXPECT_CHECK(ATTEST_CRL_FORMAT, without(2));
	EXPECT_CHECK(ATTEST_CHAIN_LENGTH, without(3));
	EXPECT_CHECK(ATTEST_TCB_SIGNATURE, without(4));
	EXPECT_CHECK(ATTEST_TCB_SIGNATURE, without(5));
	EXPECT_CHECK(ATTEST_CHAIN_LENGTH, without(6));
	EXPECT_CHECK(ATTEST_QE_ID_SIGNATURE, without(7));
	EXPECT_CHECK(ATTEST_QE_ID_SIGNATURE, without(8));
}

static enum attest_check swapped(u32 i, u32 k)
{
	struct slice t;

	kit_load(&s, KIT_TDX);
	t = *member(&s.raw, i);
	*member(&s.raw, i) = *member(&s.raw, k);
	*member(&s.raw, k) = t;
	return verify();
}

TEST(items_in_each_others_place_are_refused)
{
	EXPECT_CHECK(ATTEST_CRL_ISSUER, swapped(1, 2));
	EXPECT_CHECK(ATTEST_CERT_ROLE, swapped(0, 3)); /* a TCB signer is no CA */
	EXPECT_CHECK(ATTEST_TCB_SIGNATURE, swapped(4, 7));
	EXPECT_CHECK(ATTEST_TCB_SIGNATURE, swapped(5, 8));
	EXPECT_CHECK(ATTEST_OK, swapped(3, 6)); /* it is the same chain */
}

TEST(text_signed_together_stays_together)
{
	/* Both texts with both signatures swapped are well signed, and of the wrong kind. */
	kit_load(&s, KIT_TDX);
	s.raw.tcb_info = s.raw.qe_identity;
	s.raw.tcb_info_signature = s.raw.qe_identity_signature;
	EXPECT_CHECK(ATTEST_TCB_FORMAT, verify());
}

/* Every byte of every signed text: only what was signed is parsed. */
TEST(a_text_with_any_byte_changed_is_not_parsed)
{
	static const struct {
		u32 item;
		enum attest_check check;
	} texts[] = {{4, ATTEST_TCB_SIGNATURE},
	             {5, ATTEST_TCB_SIGNATURE},
	             {7, ATTEST_QE_ID_SIGNATURE},
	             {8, ATTEST_QE_ID_SIGNATURE}};

	kit_load(&s, KIT_TDX);
	for (size_t t = 0; t < ARRAY_LEN(texts); t++) {
		struct slice *x = member(&s.raw, texts[t].item), whole = *x;

		for (size_t i = 0; i < whole.n; i += 13) {
			memcpy(file, whole.p, whole.n);
			file[i] ^= 1;
			*x = slice_of(file, whole.n);
			EXPECT_CHECK(texts[t].check, verify());
		}
		*x = whole;
	}
	EXPECT_CHECK(ATTEST_OK, verify());
}

TEST(items_verify_alone_as_they_do_together)
{
	static struct attest_collateral one;
	struct arena a = second_half();
	struct attest_time t;

	kit_load(&s, KIT_OUTDATED);
	t = (struct attest_time){s.now, 0};
	REQUIRE_CHECK(ATTEST_OK, attest_root_open(&root, attest_intel_root()));
	EXPECT_CHECK(ATTEST_OK,
	             attest_root_crl_verify(&one.root_crl, s.raw.root_ca_crl, &root, t, &a));
	EXPECT_CHECK(ATTEST_OK,
	             attest_pck_crl_verify(&one.pck_crl, s.raw.pck_crl, s.raw.pck_crl_issuer_chain,
	                                   &root, &one.root_crl, t, &a));
	EXPECT_CHECK(ATTEST_OK,
	             attest_tcb_verify(&one.tcb, s.raw.tcb_info, s.raw.tcb_info_signature,
	                               s.raw.tcb_info_issuer_chain, &root, &one.root_crl, t, &a));
	EXPECT_CHECK(ATTEST_OK,
	             attest_qe_verify(&one.qe, s.raw.qe_identity, s.raw.qe_identity_signature,
	                              s.raw.qe_identity_issuer_chain, &root, &one.root_crl, t, &a));
	EXPECT_CHECK(ATTEST_OK, verify());
	EXPECT(same_tcb(&one.tcb, &col.tcb));
	EXPECT(same_qe(&one.qe, &col.qe));
	EXPECT(mem_eq(one.pck_crl.content, col.pck_crl.content, 32));
	EXPECT(one.root_crl.num == col.root_crl.num && one.pck_crl.num == col.pck_crl.num);
}

TEST(a_root_crl_that_expired_vouches_for_no_new_item)
{
	struct attest_crl crl;
	struct arena a = second_half();
	struct attest_time t;

	kit_load(&s, KIT_TDX);
	REQUIRE_CHECK(ATTEST_OK, verify());
	crl = col.root_crl;
	crl.next_update = s.now - 1;
	t = (struct attest_time){s.now, 0};
	EXPECT_CHECK(ATTEST_CRL_EXPIRED,
	             attest_tcb_verify(&col.tcb, s.raw.tcb_info, s.raw.tcb_info_signature,
	                               s.raw.tcb_info_issuer_chain, &root, &crl, t, &a));
	EXPECT_CHECK(ATTEST_CRL_EXPIRED,
	             attest_qe_verify(&col.qe, s.raw.qe_identity, s.raw.qe_identity_signature,
	                              s.raw.qe_identity_issuer_chain, &root, &crl, t, &a));
	t.grace = 1;
	EXPECT_CHECK(ATTEST_OK,
	             attest_qe_verify(&col.qe, s.raw.qe_identity, s.raw.qe_identity_signature,
	                              s.raw.qe_identity_issuer_chain, &root, &crl, t, &a));
}

TEST_MAIN()
