/* The three samples with what Intel's own library and two others say about them. */
#include "attest/dcap.c"
#include "attest/test_kit.h"

static struct kit_sample s;
static struct attest_collateral col;
static struct attest_root root;
static struct attest_result res;

static enum attest_check open_collateral(u64 now)
{
	struct arena a = kit_arena();

	CHECK(attest_root_open(&root, attest_intel_root()) == ATTEST_OK);
	return attest_collateral_verify(&col, &s.raw, &root, (struct attest_time){now, 0}, &a);
}

static enum attest_check verify_at(u64 now)
{
	/* The CRLs of col are in the first half. */
	struct arena a = arena_of(kit_mem + sizeof(kit_mem) / 2, sizeof(kit_mem) / 2);

	return attest_quote_verify(&res, kit_quote(&s), &col, (struct attest_time){now, 0}, &a);
}

static bool accepts(enum attest_check c)
{
	return c == ATTEST_OK || c == ATTEST_TCB_LEVEL;
}

static bool opened(int which)
{
	kit_load(&s, which);
	return open_collateral(s.now) == ATTEST_OK && accepts(verify_at(s.now));
}

static bool advisories_are(const char *const *names, u32 num)
{
	bool same = res.advisories.num == num;

	for (u32 i = 0; same && i < num; i++)
		same = strcmp(res.advisories.names[i], names[i]) == 0;
	return same;
}

TEST(the_sgx_sample_needs_configuration_and_hardening)
{
	static const char *const names[] = {"INTEL-SA-00289", "INTEL-SA-00615"};

	kit_load(&s, KIT_SGX);
	REQUIRE_CHECK(ATTEST_OK, open_collateral(s.now));
	REQUIRE_CHECK(ATTEST_OK, verify_at(s.now));
	EXPECT(res.status == ATTEST_CONFIGURATION_AND_SW_HARDENING_NEEDED);
	EXPECT(advisories_are(names, 2));
	EXPECT(res.production && res.tcb_eval == 17 && res.qe_eval == 17);
	EXPECT(res.valid_until == 1752919278);
	EXPECT(res.qe_status == ATTEST_UP_TO_DATE);
}

TEST(the_tdx_sample_is_up_to_date)
{
	kit_load(&s, KIT_TDX);
	REQUIRE_CHECK(ATTEST_OK, open_collateral(s.now));
	REQUIRE_CHECK(ATTEST_OK, verify_at(s.now));
	EXPECT(res.status == ATTEST_UP_TO_DATE && res.advisories.num == 0);
	EXPECT(res.production && res.tcb_eval == 17 && res.qe_eval == 17);
	EXPECT(res.valid_until == 1752919235);
}

TEST(the_outdated_sample_has_no_level)
{
	kit_load(&s, KIT_OUTDATED);
	REQUIRE_CHECK(ATTEST_OK, open_collateral(s.now));
	EXPECT_CHECK(ATTEST_TCB_LEVEL, verify_at(s.now));
	EXPECT(attest_check_class(ATTEST_TCB_LEVEL) == ATTEST_CLASS_TCB);
	EXPECT(res.platform_status == NUM_ATTEST_STATUSES && res.status == NUM_ATTEST_STATUSES);
	EXPECT(res.module_status == ATTEST_UP_TO_DATE && res.qe_status == ATTEST_UP_TO_DATE);
	EXPECT(res.quote.td.is_15 && res.tcb_eval == 18);
}

/* openssl asn1parse of the PCK certificates; sha256sum of the PPID. */
TEST(a_result_says_what_the_certificate_says)
{
	static const struct {
		const char *ppid, *platform_id, *fmspc;
		u8 sgx_type;
		bool is_platform, cached_keys;
	} want[KIT_NUM] = {
	    {"d04ec06d4e6d92dc90d0ad3cf5ee2ddf",
	     "be90cbe48c74cbfcf9c40db43a8f9dccdf22346e65223b0304e7d5eb2dc7a1f2", "00a067110000", 0,
	     false, false},
	    {"811dca2a26b952e85bb6448b097ba4fd",
	     "a97a2d0b5e6df04773d42059b1d72df761856beda65f51d0b0d63349483a58cf", "b0c06f000000", 1,
	     true, true},
	    {"66498c9263c04ed2f0657c530ac2b0cb",
	     "8b9ad4189d9d65fbac363df693938b0ef021b3d774e635185608eff820d7b761", "90c06f000000", 1,
	     true, false},
	};

	for (int i = 0; i < KIT_NUM; i++) {
		u8 ppid[16], id[32], fmspc[6];

		REQUIRE(opened(i));
		EXPECT_OK(hex_decode_exact(ppid, 16, slice_str(want[i].ppid)));
		EXPECT_OK(hex_decode_exact(id, 32, slice_str(want[i].platform_id)));
		EXPECT_OK(hex_decode_exact(fmspc, 6, slice_str(want[i].fmspc)));
		EXPECT(mem_eq(res.ppid, ppid, 16) && mem_eq(res.platform_id, id, 32));
		EXPECT(mem_eq(res.fmspc, fmspc, 6) && res.pce_id == 0);
		EXPECT(res.sgx_type == want[i].sgx_type);
		EXPECT(res.is_platform == want[i].is_platform);
		EXPECT(res.dynamic_platform == want[i].is_platform);
		EXPECT(res.cached_keys == want[i].cached_keys);
		EXPECT(res.smt_enabled == want[i].is_platform);
		EXPECT(mem_eq(res.trust_domain, root.id, 32) && res.production);
	}
}

TEST(a_result_says_what_the_quote_says)
{
	REQUIRE(opened(KIT_SGX));
	EXPECT(mem_eq(res.measurement, res.quote.sgx.mrenclave, 32));
	EXPECT(res.quote.report_data == res.quote.sgx.report_data);
	EXPECT(res.tcb_date == 1710288000); /* 2024-03-13 */
	REQUIRE(opened(KIT_TDX));
	EXPECT(res.quote.report_data == res.quote.td.report_data);
}

/* --- Time ------------------------------------------------------------------------------------- */

#define BOUNDARIES_MAX 64u

static u64 boundaries[BOUNDARIES_MAX];
static u32 num_boundaries;

static void boundary(u64 from, u64 until)
{
	CHECK(num_boundaries + 2 <= BOUNDARIES_MAX);
	boundaries[num_boundaries++] = from;
	boundaries[num_boundaries++] = until;
}

static void chain_boundaries(struct slice pem, enum x509_kind kind)
{
	struct arena a = arena_of(kit_mem + sizeof(kit_mem) / 2, sizeof(kit_mem) / 2);
	struct x509_chain chain;

	CHECK(x509_chain_read(&chain, pem, kind, &a) == ATTEST_OK);
	for (u32 i = 0; i < chain.num; i++)
		boundary(chain.cert[i].not_before, chain.cert[i].not_after);
}

/* Every second at which anything begins or ends. */
static void collect_boundaries(u32 grace)
{
	num_boundaries = 0;
	chain_boundaries(res.quote.pck_chain, X509_CHAIN_PCK);
	chain_boundaries(s.raw.pck_crl_issuer_chain, X509_CHAIN_CA);
	chain_boundaries(s.raw.tcb_info_issuer_chain, X509_CHAIN_SIGNER);
	chain_boundaries(s.raw.qe_identity_issuer_chain, X509_CHAIN_SIGNER);
	boundary(col.root_crl.this_update, col.root_crl.next_update + grace);
	boundary(col.pck_crl.this_update, col.pck_crl.next_update + grace);
	boundary(col.tcb.issued, col.tcb.next_update + grace);
	boundary(col.qe.issued, col.qe.next_update + grace);
}

/* With the collateral verified then, and with what was verified before. */
static void judge(u64 now, u32 grace, bool want)
{
	static struct attest_collateral then;
	static struct attest_result r;
	struct attest_time t = {now, grace};
	struct arena a = arena_of(kit_mem + sizeof(kit_mem) / 2, sizeof(kit_mem) / 2);
	enum attest_check c = attest_collateral_verify(&then, &s.raw, &root, t, &a);

	if (c == ATTEST_OK)
		c = attest_quote_verify(&r, kit_quote(&s), &then, t, &a);
	EXPECT(accepts(c) == want);
	EXPECT(accepts(attest_quote_verify(&r, kit_quote(&s), &col, t, &a)) == want);
}

TEST(valid_from_and_valid_until_are_the_first_and_last_accepting_second)
{
	static const u32 graces[] = {0, 1, 7 * 86400};

	for (int which = 0; which < KIT_NUM; which++) {
		for (size_t g = 0; g < ARRAY_LEN(graces); g++) {
			struct arena a =
			    arena_of(kit_mem + sizeof(kit_mem) / 2, sizeof(kit_mem) / 2);

			kit_load(&s, which);
			REQUIRE_CHECK(ATTEST_OK, open_collateral(s.now));
			EXPECT(accepts(attest_quote_verify(&res, kit_quote(&s), &col,
			                                   (struct attest_time){s.now, graces[g]},
			                                   &a)));
			collect_boundaries(graces[g]);
			boundary(res.valid_from, res.valid_until);
			for (u32 i = 0; i < num_boundaries; i++)
				for (u64 now = boundaries[i] - 1; now <= boundaries[i] + 1; now++)
					judge(now, graces[g],
					      now >= res.valid_from && now <= res.valid_until);
		}
	}
}

TEST(each_end_of_time_has_its_check)
{
	kit_load(&s, KIT_TDX);
	REQUIRE_CHECK(ATTEST_OK, open_collateral(s.now));
	EXPECT_CHECK(ATTEST_CRL_EXPIRED, verify_at(col.pck_crl.next_update + 1));
	EXPECT_CHECK(ATTEST_CRL_NOT_YET, verify_at(col.pck_crl.this_update - 1));
	col.pck_crl.next_update = col.tcb.next_update + 100;
	col.pck_crl.this_update = 0;
	col.qe.next_update = col.tcb.next_update + 50;
	col.qe.issued = col.tcb.issued - 50;
	EXPECT_CHECK(ATTEST_TCB_EXPIRED, verify_at(col.tcb.next_update + 1));
	EXPECT_CHECK(ATTEST_TCB_NOT_YET, verify_at(col.tcb.issued - 1));
	col.tcb.next_update += 60;
	col.tcb.issued -= 60;
	EXPECT_CHECK(ATTEST_QE_ID_EXPIRED, verify_at(col.qe.next_update + 1));
	EXPECT_CHECK(ATTEST_QE_ID_NOT_YET, verify_at(col.qe.issued - 1));
	col.tcb.signer.not_after = s.now - 1;
	EXPECT_CHECK(ATTEST_CERT_EXPIRED, verify_at(s.now));
	EXPECT_CHECK(ATTEST_OK, verify_at(s.now - 1));
	EXPECT(res.valid_until == s.now - 1);
	col.root_crl.next_update = s.now - 2;
	EXPECT_CHECK(ATTEST_CRL_EXPIRED, verify_at(s.now - 1));
}

/* --- Collateral of others --------------------------------------------------------------------- */

TEST(collateral_of_another_platform_is_refused)
{
	REQUIRE(opened(KIT_TDX));
	col.tcb.tee = ATTEST_SGX;
	EXPECT_CHECK(ATTEST_TCB_ID, verify_at(s.now));
	REQUIRE(opened(KIT_TDX));
	col.tcb.fmspc[5] ^= 1;
	EXPECT_CHECK(ATTEST_TCB_FMSPC, verify_at(s.now));
	REQUIRE(opened(KIT_TDX));
	col.tcb.pce_id ^= 0x100;
	EXPECT_CHECK(ATTEST_TCB_PCEID, verify_at(s.now));
	REQUIRE(opened(KIT_TDX));
	col.qe.tee = ATTEST_SGX;
	EXPECT_CHECK(ATTEST_QE_ID_ID, verify_at(s.now));
	REQUIRE(opened(KIT_TDX));
	col.pck_crl.ca_is_platform = false;
	EXPECT_CHECK(ATTEST_CRL_ISSUER, verify_at(s.now));
	REQUIRE(opened(KIT_TDX));
	col.pck_crl.ca_key[0] ^= 1;
	EXPECT_CHECK(ATTEST_CRL_ISSUER, verify_at(s.now));
	/* One platform's quote with the real collateral of another. */
	REQUIRE(opened(KIT_TDX));
	kit_load(&s, KIT_SGX);
	EXPECT_CHECK(ATTEST_CRL_ISSUER, verify_at(s.now));
}

TEST(a_renewed_certificate_of_the_same_authority_is_verified_again)
{
	REQUIRE(opened(KIT_TDX));
	col.pck_crl.ca_content[0] ^= 1;
	EXPECT_CHECK(ATTEST_OK, verify_at(s.now));
}

/* Puts a serial on a list that had none. */
static void revoke(struct attest_crl *crl, const u8 *serial, size_t n)
{
	static u8 entry[1][1 + ATTEST_SERIAL_MAX];

	memset(entry, 0, sizeof(entry));
	entry[0][0] = (u8)n;
	memcpy(entry[0] + 1, serial, n);
	crl->num = 1;
	crl->revoked = (const u8(*)[1 + ATTEST_SERIAL_MAX]) entry;
}

TEST(revocation_of_anyone_counts_for_collateral_that_was_stored_before)
{
	struct x509_chain chain;
	struct arena a = arena_of(kit_mem + sizeof(kit_mem) / 2, sizeof(kit_mem) / 2);

	REQUIRE(opened(KIT_TDX));
	REQUIRE_CHECK(ATTEST_OK, x509_chain_read(&chain, res.quote.pck_chain, X509_CHAIN_PCK, &a));
	revoke(&col.pck_crl, chain.cert[0].serial.p, chain.cert[0].serial.n);
	EXPECT_CHECK(ATTEST_CERT_REVOKED, verify_at(s.now));
	REQUIRE(opened(KIT_TDX));
	revoke(&col.root_crl, col.pck_crl.ca.serial, col.pck_crl.ca.serial_len);
	EXPECT_CHECK(ATTEST_CERT_REVOKED, verify_at(s.now));
	REQUIRE(opened(KIT_TDX));
	revoke(&col.root_crl, col.tcb.signer.serial, col.tcb.signer.serial_len);
	EXPECT_CHECK(ATTEST_CERT_REVOKED, verify_at(s.now));
	col.root_crl.num = 0;
	EXPECT_CHECK(ATTEST_OK, verify_at(s.now));
}

TEST(another_root_vouches_for_nothing)
{
	static u8 der[ATTEST_ROOT_MAX];

	REQUIRE(opened(KIT_SGX));
	memcpy(der, col.root.der.p, col.root.der.n);
	der[100] ^= 1;
	col.root.der.p = der;
	EXPECT_CHECK(ATTEST_ROOT_MISMATCH, verify_at(s.now));
}

/* --- Signatures ------------------------------------------------------------------------------- */

TEST(a_bit_of_anything_that_is_signed_has_its_check)
{
	static const struct {
		size_t at; /* in the TDX sample */
		enum attest_check check;
	} flips[] = {
	    {28, ATTEST_QUOTE_SIGNATURE},  /* user data */
	    {48, ATTEST_QUOTE_SIGNATURE},  /* TEE_TCB_SVN */
	    {184, ATTEST_QUOTE_SIGNATURE}, /* MRTD */
	    {568, ATTEST_QUOTE_SIGNATURE}, /* report data */
	    {636, ATTEST_QUOTE_SIGNATURE}, /* signature */
	    {700, ATTEST_QE_BINDING},      /* attestation key */
	    {763, ATTEST_QE_BINDING},      /* … its last byte */
	    {770, ATTEST_QE_SIGNATURE},    /* quoting enclave's report */
	    {1153, ATTEST_QE_SIGNATURE},   /* … its last byte */
	    {1154, ATTEST_QE_SIGNATURE},   /* its signature */
	    {1220, ATTEST_QE_BINDING},     /* authentication data */
	};

	for (size_t i = 0; i < ARRAY_LEN(flips); i++) {
		REQUIRE(opened(KIT_TDX));
		s.quote[flips[i].at] ^= 1;
		EXPECT_CHECK(flips[i].check, verify_at(s.now));
	}
}

static struct attest_sgx_report qe_report(void)
{
	struct attest_sgx_report r;

	sgx_report_read(&r, res.quote.qe_report);
	return r;
}

TEST(each_field_of_the_quoting_enclave_has_its_check)
{
	struct attest_sgx_report r;

	REQUIRE(opened(KIT_SGX));
	r = qe_report();
	EXPECT_CHECK(ATTEST_OK, check_qe_identity(&r, &col.qe));
	r.miscselect = 1;
	EXPECT_CHECK(ATTEST_QE_MISCSELECT, check_qe_identity(&r, &col.qe));
	r = qe_report();
	r.attributes[0] ^= 0x10; /* PROVISION_KEY, which it has */
	EXPECT_CHECK(ATTEST_QE_ATTRIBUTES, check_qe_identity(&r, &col.qe));
	r = qe_report();
	r.attributes[0] ^= 0x04; /* MODE64BIT is masked */
	EXPECT_CHECK(ATTEST_OK, check_qe_identity(&r, &col.qe));
	r = qe_report();
	r.attributes[0] |= 0x02;
	EXPECT_CHECK(ATTEST_QE_ATTRIBUTES, check_qe_identity(&r, &col.qe));
	col.qe.attributes_mask[0] = 0xf9; /* an identity that would hide it */
	EXPECT_CHECK(ATTEST_QE_DEBUG, check_qe_identity(&r, &col.qe));
	r = qe_report();
	r.mrsigner[31] ^= 1;
	EXPECT_CHECK(ATTEST_QE_MRSIGNER, check_qe_identity(&r, &col.qe));
	r = qe_report();
	r.isvprodid++;
	EXPECT_CHECK(ATTEST_QE_PRODID, check_qe_identity(&r, &col.qe));
}

TEST(both_halves_of_the_quoting_enclaves_report_data_count)
{
	struct attest_sgx_report r;

	REQUIRE(opened(KIT_SGX));
	r = qe_report();
	EXPECT(qe_binds_key(&r, &res.quote));
	for (size_t i = 0; i < 64; i++) {
		r.report_data[i] ^= 1;
		EXPECT(!qe_binds_key(&r, &res.quote));
		r.report_data[i] ^= 1;
	}
}

TEST(identities_of_the_stored_item_are_enforced)
{
	REQUIRE(opened(KIT_SGX));
	col.qe.mrsigner[0] ^= 1;
	EXPECT_CHECK(ATTEST_QE_MRSIGNER, verify_at(s.now));
	REQUIRE(opened(KIT_SGX));
	col.qe.levels[0].isvsvn = UINT16_MAX;
	col.qe.num_levels = 1;
	EXPECT_CHECK(ATTEST_QE_LEVEL, verify_at(s.now));
	EXPECT(res.qe_status == NUM_ATTEST_STATUSES && res.status == NUM_ATTEST_STATUSES);
	EXPECT(res.tcb_eval == 17 && res.valid_until == 1752919278); /* shown all the same */
	REQUIRE(opened(KIT_SGX));
	col.qe.levels[0].status = ATTEST_REVOKED;
	EXPECT_CHECK(ATTEST_TCB_REVOKED, verify_at(s.now));
	EXPECT(res.status == ATTEST_REVOKED && res.qe_status == ATTEST_REVOKED);
	EXPECT(res.platform_status == ATTEST_CONFIGURATION_AND_SW_HARDENING_NEEDED);
	REQUIRE(opened(KIT_TDX));
	col.tcb.modules[1].mrsigner[47] = 1;
	EXPECT_CHECK(ATTEST_TDX_MODULE_SIGNER, verify_at(s.now));
	REQUIRE(opened(KIT_TDX));
	col.tcb.modules[1].attributes = 1;
	EXPECT_CHECK(ATTEST_TDX_MODULE_ATTRIBUTES, verify_at(s.now));
	REQUIRE(opened(KIT_TDX));
	col.tcb.num_modules = 1; /* no identities at all: tdxModule does not stand in */
	EXPECT_CHECK(ATTEST_TDX_MODULE, verify_at(s.now));
	REQUIRE(opened(KIT_TDX));
	col.tcb.modules[1].levels[0].isvsvn = 256;
	col.tcb.modules[1].num_levels = 1;
	EXPECT_CHECK(ATTEST_TDX_MODULE_LEVEL, verify_at(s.now));
	EXPECT(res.module_status == NUM_ATTEST_STATUSES && res.qe_status == ATTEST_UP_TO_DATE);
}

/* --- Levels of a platform that is made up ----------------------------------------------------- */

#define UTD  ATTEST_UP_TO_DATE
#define SWH  ATTEST_SW_HARDENING_NEEDED
#define CN   ATTEST_CONFIGURATION_NEEDED
#define CSWH ATTEST_CONFIGURATION_AND_SW_HARDENING_NEEDED
#define OOD  ATTEST_OUT_OF_DATE
#define OODC ATTEST_OUT_OF_DATE_CONFIGURATION_NEEDED
#define RKD  ATTEST_REVOKED
#define RLA  ATTEST_RELAUNCH_ADVISED
#define RLAC ATTEST_RELAUNCH_ADVISED_CONFIGURATION_NEEDED

enum { LATEST = 0xf0, LATEST_PCESVN = 10, EARLIEST_PCESVN = 5, MODULE_EARLIEST = 1 };

static struct work w;

struct made {
	enum attest_status latest, earliest;               /* levels */
	enum attest_status module_latest, module_earliest; /* TDX_F0, TDX_01 */
	bool cert_latest, svn_latest, svn2_latest;
	enum attest_status qe;
};

static void set_module(struct attest_module *m, u8 version, enum attest_status status)
{
	m->version = version;
	m->num_levels = 1;
	m->levels[0].isvsvn = 0;
	m->levels[0].status = (u8)status;
}

static void set_svn(u8 svn[16], bool latest)
{
	memset(svn, latest ? LATEST : 0, 16);
	if (!latest)
		svn[1] = MODULE_EARLIEST;
}

/* The TCB info, certificate and quotes of the status tests of Intel's library. */
static void make(const struct made *m)
{
	struct attest_tcb *tcb = &col.tcb;

	memset(&col, 0, sizeof(col));
	memset(&res, 0, sizeof(res));
	memset(&w, 0, sizeof(w));
	w.out = &res;
	w.c = &col;
	tcb->tee = res.quote.tee = ATTEST_TDX;
	tcb->num_levels = 2;
	memset(tcb->levels[0].sgx, LATEST, 16);
	memset(tcb->levels[0].tdx, LATEST, 16);
	tcb->levels[0].pcesvn = LATEST_PCESVN;
	tcb->levels[0].status = (u8)m->latest;
	tcb->levels[1].pcesvn = EARLIEST_PCESVN;
	tcb->levels[1].status = (u8)m->earliest;
	tcb->num_modules = 3;
	set_module(&tcb->modules[1], MODULE_EARLIEST, m->module_earliest);
	set_module(&tcb->modules[2], LATEST, m->module_latest);
	memset(w.pck.comps, m->cert_latest ? LATEST : 0, 16);
	w.pck.pcesvn = m->cert_latest ? LATEST_PCESVN : EARLIEST_PCESVN;
	res.quote.td.is_15 = true;
	set_svn(res.quote.td.tee_tcb_svn, m->svn_latest);
	set_svn(res.quote.td.tee_tcb_svn2, m->svn2_latest);
	col.qe.num_levels = 1;
	col.qe.levels[0].status = (u8)m->qe;
}

static enum attest_status status_of(const struct made *m)
{
	enum attest_check c;

	make(m);
	c = check_levels(&w);
	EXPECT(c == (res.status == RKD ? ATTEST_TCB_REVOKED : ATTEST_OK));
	return res.status;
}

/* QuoteVerifierTcbStatusUT of Intel's quote verification library, and what it expects. There an
 * old module is TDX_00, which a quote of version 4 or 5 never asks for; here it is TDX_01. */
TEST(statuses_are_those_of_intels_own_tests)
{
	static const struct {
		struct made made;
		enum attest_status want;
	} cases[] = {
	    {{UTD, OOD, UTD, OOD, true, true, true, UTD}, UTD},
	    {{UTD, RKD, UTD, OOD, true, true, true, UTD}, UTD},
	    {{RKD, OOD, UTD, OOD, true, true, true, UTD}, RKD},
	    {{UTD, OOD, RKD, OOD, true, true, true, UTD}, RKD},
	    {{UTD, OOD, UTD, OOD, true, true, true, RKD}, RKD},
	    {{UTD, OOD, UTD, OOD, false, false, false, UTD}, OOD},
	    {{UTD, OOD, UTD, OOD, false, true, true, UTD}, OOD},
	    {{RKD, OOD, OOD, OOD, true, false, true, UTD}, OOD},
	    {{OOD, OOD, UTD, OOD, true, true, true, UTD}, OOD},
	    {{UTD, OOD, UTD, OOD, true, true, true, OOD}, OOD},
	    {{SWH, OOD, UTD, OOD, true, true, true, UTD}, SWH},
	    {{UTD, SWH, UTD, OOD, false, true, true, UTD}, SWH},
	    {{CSWH, OOD, UTD, OOD, true, true, true, UTD}, CSWH},
	    {{UTD, CSWH, UTD, OOD, false, true, true, UTD}, CSWH},
	    {{UTD, OOD, OOD, OOD, true, false, true, UTD}, RLA},
	    {{UTD, OODC, OOD, OOD, true, false, true, UTD}, RLAC},
	    {{CN, OOD, OOD, OOD, true, false, true, UTD}, RLAC},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum attest_status got = status_of(&cases[i].made);

		EXPECT(got == cases[i].want);
		if (got != cases[i].want)
			(void)fprintf(stderr, "\tcase %zu: %s\n", i, attest_status_name(got));
	}
}

static const struct made relaunch = {UTD, OOD, UTD, OOD, true, false, true, UTD};

TEST(a_relaunch_is_advised_only_when_all_is_at_its_newest)
{
	struct made m = relaunch;

	EXPECT(status_of(&m) == RLA);
	EXPECT(res.platform_status == OOD && res.module_status == OOD);
	m.svn2_latest = false; /* the module was not updated */
	EXPECT(status_of(&m) == OOD);
	m = relaunch;
	m.cert_latest = false; /* nor the platform */
	EXPECT(status_of(&m) == OOD);
	m = relaunch;
	m.latest = OOD;
	EXPECT(status_of(&m) == OOD);
	m = relaunch;
	m.qe = OOD;
	EXPECT(status_of(&m) == OOD);
	m.qe = RKD;
	EXPECT(status_of(&m) == RKD);
	m = relaunch;
	m.module_earliest = RKD;
	EXPECT(status_of(&m) == RKD);
	m = relaunch;
	m.module_earliest = UTD; /* the module is not what is old */
	EXPECT(status_of(&m) == OOD);
}

TEST(a_td_that_does_not_tell_its_second_svn_is_out_of_date)
{
	make(&relaunch);
	res.quote.td.is_15 = false;
	EXPECT_CHECK(ATTEST_OK, check_levels(&w));
	EXPECT(res.status == OOD);
}

TEST(the_second_svn_is_compared_with_the_newest_levels)
{
	make(&relaunch);
	res.quote.td.tee_tcb_svn2[2] = LATEST - 1;
	EXPECT_CHECK(ATTEST_OK, check_levels(&w));
	EXPECT(res.status == OOD);
	make(&relaunch); /* a module with levels of its own */
	col.tcb.modules[2].levels[0].isvsvn = LATEST + 1;
	EXPECT_CHECK(ATTEST_OK, check_levels(&w));
	EXPECT(res.status == OOD);
	make(&relaunch); /* one without: components 0 and 2 */
	res.quote.td.tee_tcb_svn2[1] = 0;
	EXPECT_CHECK(ATTEST_OK, check_levels(&w));
	EXPECT(res.status == RLA);
	make(&relaunch);
	res.quote.td.tee_tcb_svn2[1] = 0;
	res.quote.td.tee_tcb_svn2[0] = LATEST - 1;
	EXPECT_CHECK(ATTEST_OK, check_levels(&w));
	EXPECT(res.status == OOD);
	make(&relaunch); /* one that nobody knows */
	res.quote.td.tee_tcb_svn2[1] = 7;
	EXPECT_CHECK(ATTEST_TDX_MODULE, check_levels(&w));
}

/* Rows: the platform's level. Columns: the worse of module and quoting enclave. */
TEST(statuses_merge_by_the_table)
{
	static const enum attest_status others[] = {UTD, OOD, RKD};
	static const enum attest_status want[7][3] = {
	    [UTD] = {UTD, OOD, RKD},    [SWH] = {SWH, OOD, RKD}, [CN] = {CN, OODC, RKD},
	    [CSWH] = {CSWH, OODC, RKD}, [OOD] = {OOD, OOD, RKD}, [OODC] = {OODC, OODC, RKD},
	    [RKD] = {RKD, RKD, RKD},
	};

	for (u32 level = 0; level < 7; level++) {
		for (u32 m = 0; m < 3; m++) {
			for (u32 qe = 0; qe < 3; qe++) {
				struct made made = {(enum attest_status)level,
				                    OOD,
				                    others[m],
				                    OOD,
				                    true,
				                    true,
				                    true,
				                    others[qe]};

				enum attest_check c;

				make(&made);
				res.quote.td.is_15 = false; /* no relaunch in it */
				c = check_levels(&w);
				EXPECT(res.status == want[level][m > qe ? m : qe]);
				EXPECT(c == (res.status == RKD ? ATTEST_TCB_REVOKED : ATTEST_OK));
				EXPECT(res.platform_status == level);
				EXPECT(res.module_status == others[m]);
				EXPECT(res.qe_status == others[qe]);
			}
		}
	}
}

TEST(advisories_of_platform_module_and_quoting_enclave_are_joined)
{
	static const char *const names[] = {"A", "B", "C", "D"};

	make(&relaunch);
	col.tcb.advisories.num = 3;
	(void)snprintf(col.tcb.advisories.names[0], 4, "A");
	(void)snprintf(col.tcb.advisories.names[1], 4, "B");
	(void)snprintf(col.tcb.advisories.names[2], 4, "D");
	col.tcb.levels[1].advisories = 4; /* D */
	col.tcb.levels[0].advisories = 0;
	col.tcb.modules[1].levels[0].advisories = 2; /* B */
	col.qe.advisories.num = 2;
	(void)snprintf(col.qe.advisories.names[0], 4, "B");
	(void)snprintf(col.qe.advisories.names[1], 4, "C");
	col.qe.levels[0].advisories = 3;
	EXPECT_CHECK(ATTEST_OK, check_levels(&w));
	EXPECT(advisories_are(names + 1, 3));
}

TEST(components_0_and_1_of_a_td_are_the_modules_when_it_has_levels)
{
	struct made m = {UTD, OOD, UTD, OOD, true, true, true, UTD};

	make(&m);
	res.quote.td.tee_tcb_svn[0] = 0; /* below the level's, and none of its business */
	EXPECT_CHECK(ATTEST_OK, check_levels(&w));
	EXPECT(res.platform_status == UTD);
	make(&m); /* a module of the first generation */
	res.quote.td.tee_tcb_svn[1] = 0;
	EXPECT_CHECK(ATTEST_OK, check_levels(&w));
	EXPECT(res.platform_status == OOD); /* component 1 */
	col.tcb.levels[0].tdx[1] = 0;
	EXPECT_CHECK(ATTEST_OK, check_levels(&w));
	EXPECT(res.platform_status == UTD);
	res.quote.td.tee_tcb_svn[0] = LATEST - 1;
	EXPECT_CHECK(ATTEST_OK, check_levels(&w));
	EXPECT(res.platform_status == OOD);
}

/* --- More never is worse ---------------------------------------------------------------------- */

static u32 level_index(const struct sgx_ext *pck, const u8 *td_svn)
{
	const struct attest_level *l = find_level(&col.tcb, pck, td_svn);

	return l == NULL ? col.tcb.num_levels : (u32)(l - col.tcb.levels);
}

/* How bad a level is, without what configuration can cure. */
static u32 badness(u32 index)
{
	static const u8 of[] = {
	    [UTD] = 0, [SWH] = 0, [CN] = 1, [CSWH] = 1, [OOD] = 2, [OODC] = 2, [RKD] = 3};

	return index == col.tcb.num_levels ? 4 : of[col.tcb.levels[index].status];
}

static u32 next_random(u32 *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x;
}

/* A machine somewhere around the levels. */
static void draw(struct sgx_ext *pck, u8 td_svn[16], u32 *x)
{
	const struct attest_level *l = &col.tcb.levels[next_random(x) % col.tcb.num_levels];

	for (u32 i = 0; i < 16; i++) {
		pck->comps[i] = (u8)(l->sgx[i] - (l->sgx[i] > 0 && next_random(x) % 8 == 0));
		td_svn[i] = (u8)(l->tdx[i] - (l->tdx[i] > 0 && next_random(x) % 8 == 0));
	}
	pck->pcesvn = l->pcesvn;
}

static void raise_each(struct sgx_ext pck, const u8 td_svn[16])
{
	u32 before = level_index(&pck, td_svn), after;
	u8 td[16];

	for (u32 i = 0; i < 33; i++) {
		struct sgx_ext more = pck;

		memcpy(td, td_svn, sizeof(td));
		if (i < 16)
			more.comps[i] = (u8)(more.comps[i] + (more.comps[i] < 255));
		else if (i < 32)
			td[i - 16] = (u8)(td[i - 16] + (td[i - 16] < 255));
		else
			more.pcesvn++;
		after = level_index(&more, td);
		EXPECT(after <= before && badness(after) <= badness(before));
	}
}

TEST(raising_a_component_never_makes_a_platform_worse)
{
	u32 x = 1;

	for (int which = 0; which < KIT_NUM; which++) {
		struct sgx_ext pck = {.type = 0};
		u8 td_svn[16];

		REQUIRE(opened(which));
		for (int i = 0; i < 2000; i++) {
			draw(&pck, td_svn, &x);
			raise_each(pck, td_svn);
		}
	}
}

TEST_MAIN()
