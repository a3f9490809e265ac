/* Reports that AMD's chips signed (vectors/README.md), and reports of our own PKI for what no
 * public sample shows: Turin, version 5, revocation, masks. */
#include "evidence/snp.c"

#include "evidence/test_util.h"

#define NOW 1750000000u /* June 2025 */

static struct snp_result r;

static enum evidence_check verify(const struct snp_input *in)
{
	struct arena a = arena_of(test_mem, sizeof(test_mem));

	return snp_verify(&r, in, &a);
}

static enum evidence_check policed(const struct snp_input *in, const struct snp_policy *p)
{
	enum evidence_check c = verify(in);

	return c == EVIDENCE_OK ? snp_policy_check(&r, p) : c;
}

static struct snp_input sample(const char *name, const char *leaf)
{
	return (struct snp_input){.report = read_hex(name), .leaf = read_text(leaf), .now = NOW};
}

static const struct snp_policy strict;

TEST(a_genoa_report_is_accepted_by_the_strictest_policy)
{
	struct snp_input in = sample("snp_genoa.hex", "snp_genoa_vcek.pem");
	u8 root[32];

	EXPECT_CHECK(EVIDENCE_OK, policed(&in, &strict));
	sha2_256(root, amd_root(SNP_GENOA));
	EXPECT(r.product == SNP_GENOA && r.production && mem_eq(r.trust_domain, root, 32));
	EXPECT(r.report.version == 3 && r.report.family == 0x19 && r.report.model == 0x11);
	EXPECT(r.report.guest_svn == 65547 && r.report.policy == 0x3001f);
	EXPECT(r.reported.bootloader == 10 && r.reported.tee == 0 && r.reported.snp == 23 &&
	       r.reported.microcode == 84);
	EXPECT(r.hwid.n == 64 && r.hwid.p[0] == 0x05 && r.csp.n == 0 && !r.chip_masked);
	EXPECT(r.report.report_data[0] == 0xb5 && r.report.report_data[63] == 0);
}

TEST(milan_reports_of_versions_2_and_3_are_accepted)
{
	struct snp_policy p = {.allow_no_alias_check = true};
	struct snp_input in = sample("snp_milan.hex", "snp_milan_vcek.pem");

	EXPECT_CHECK(EVIDENCE_SNP_ALIAS_CHECK, policed(&in, &strict));
	EXPECT_CHECK(EVIDENCE_OK, policed(&in, &p));
	EXPECT(r.report.version == 2 && !r.report.has_cpu && r.product == SNP_MILAN);
	EXPECT(r.reported.bootloader == 3 && r.reported.snp == 8 && r.reported.microcode == 115);
	in = sample("snp_milan_v3.hex", "snp_milan_v3_vcek.pem");
	EXPECT_CHECK(EVIDENCE_CERT_NOT_YET, policed(&in, &strict));
	in.now = 1790000000; /* its certificate is of June 2026 */
	EXPECT_CHECK(EVIDENCE_OK, policed(&in, &strict));
	EXPECT(r.report.version == 3 && r.reported.snp == 0x17 && r.current.snp == 0x18);
}

TEST(a_vlek_report_needs_a_policy_that_takes_vleks_and_its_level)
{
	struct snp_input in = sample("snp_milan_vlek.hex", "snp_milan_vlek_vlek.pem");
	struct snp_policy p = {.max_vmpl = 1};

	EXPECT_CHECK(EVIDENCE_SNP_VMPL, policed(&in, &strict));
	EXPECT_CHECK(EVIDENCE_SNP_VLEK, policed(&in, &p));
	p.allow_vlek = true;
	EXPECT_CHECK(EVIDENCE_OK, policed(&in, &p));
	EXPECT(r.report.key == SNP_VLEK && r.chip_masked && r.hwid.n == 0);
	EXPECT(slice_eq(r.csp, SLICE_LIT("CN=cc-us-east-2.amazonaws.com")));
	EXPECT(r.reported.microcode == 0xd9 && r.committed.microcode == 0xdb);
	in.now = 1765404861 + 1;
	EXPECT_CHECK(EVIDENCE_CERT_EXPIRED, policed(&in, &p));
	in.now--;
	EXPECT_CHECK(EVIDENCE_OK, policed(&in, &p));
}

TEST(a_guest_that_may_be_debugged_is_refused)
{
	struct snp_input in = sample("snp_milan_debug.hex", "snp_milan_debug_vcek.pem");
	struct snp_policy p = {.allow_debug = true, .allow_no_alias_check = true};

	EXPECT_CHECK(EVIDENCE_SNP_DEBUG, policed(&in, &strict));
	EXPECT_CHECK(EVIDENCE_OK, policed(&in, &p));
}

TEST(certificates_of_other_chips_products_and_kinds_are_refused)
{
	struct snp_input in = sample("snp_milan.hex", "snp_milan_debug_vcek.pem");

	EXPECT_CHECK(EVIDENCE_SNP_SIGNATURE, verify(&in));
	in.leaf = read_text("snp_milan_vlek_vlek.pem");
	EXPECT_CHECK(EVIDENCE_SNP_KEY_KIND, verify(&in));
	in = sample("snp_milan_vlek.hex", "snp_milan_vcek.pem");
	EXPECT_CHECK(EVIDENCE_SNP_KEY_KIND, verify(&in));
	in = sample("snp_milan.hex", "snp_turin_vcek.pem");
	EXPECT_CHECK(EVIDENCE_SNP_SIGNATURE, verify(&in));
	in.leaf = amd_authority(SNP_MILAN, false);
	EXPECT_CHECK(EVIDENCE_CERT_ROLE, verify(&in));
	in.leaf = amd_root(SNP_MILAN);
	EXPECT_CHECK(EVIDENCE_CERT_ROLE, verify(&in));
	in = sample("snp_milan.hex", "snp_milan_vcek.pem");
	in.issuer = amd_authority(SNP_GENOA, false);
	EXPECT_CHECK(EVIDENCE_SNP_PRODUCT, verify(&in));
	in.issuer = amd_authority(SNP_MILAN, true);
	EXPECT_CHECK(EVIDENCE_SNP_PRODUCT, verify(&in));
	in.issuer = amd_root(SNP_MILAN);
	EXPECT_CHECK(EVIDENCE_SNP_PRODUCT, verify(&in));
	in.issuer = SLICE_EMPTY;
	in.root = amd_root(SNP_GENOA);
	EXPECT_CHECK(EVIDENCE_CERT_ROLE, verify(&in));
}

TEST(all_pinned_authorities_are_signed_by_their_roots)
{
	for (u32 i = 0; i < NUM_SNP_PRODUCTS; i++) {
		struct cert root, ask, asvk;

		EXPECT_CHECK(EVIDENCE_OK, cert_parse(&root, amd_root((enum snp_product)i)));
		EXPECT_CHECK(EVIDENCE_OK,
		             cert_parse(&ask, amd_authority((enum snp_product)i, false)));
		EXPECT_CHECK(EVIDENCE_OK,
		             cert_parse(&asvk, amd_authority((enum snp_product)i, true)));
		EXPECT_CHECK(EVIDENCE_OK, cert_check_signed(&root, &root));
		EXPECT_CHECK(EVIDENCE_OK, cert_check_ca(&root, CERT_CERT_SIGN | CERT_CRL_SIGN));
		EXPECT_CHECK(EVIDENCE_OK, cert_check_signed(&ask, &root));
		EXPECT_CHECK(EVIDENCE_OK, cert_check_signed(&asvk, &root));
		EXPECT(cert_cn_is(&root, "ARK-", snp_product_name((enum snp_product)i)));
	}
}

TEST(every_truncation_of_a_report_or_certificate_is_refused)
{
	struct snp_input in = sample("snp_milan.hex", "snp_milan_vcek.pem"), cut = in;
	struct arena a = arena_of(test_mem, sizeof(test_mem));
	struct cert leaf;

	for (size_t n = 0; n < in.report.n; n++) {
		cut.report = slice_of(copy_of(slice_of(in.report.p, n)), n);
		EXPECT_CHECK(EVIDENCE_SNP_SIZE, verify(&cut));
		files.used -= (n + 15) & ~(size_t)15;
	}
	cut = in;
	/* Only the last line end is not needed. */
	for (size_t n = 0; n + 1 < in.leaf.n; n++) {
		cut.leaf.n = n;
		EXPECT(verify(&cut) != EVIDENCE_OK);
	}
	REQUIRE(cert_read(&leaf, in.leaf, &a) == EVIDENCE_OK);
	for (size_t n = 0; n < leaf.der.n; n++) {
		struct cert c;

		EXPECT(cert_parse(&c, slice_of(leaf.der.p, n)) != EVIDENCE_OK);
	}
}

static u32 flips(const struct snp_input *in, const u8 **part, size_t n)
{
	u8 *p = copy_of(slice_of(*part, n));
	u32 accepted = 0;

	*part = p;
	for (size_t i = 0; i < n; i++) {
		for (u32 bit = 0; bit < 8; bit++) {
			if (!flip_wanted(i, bit))
				continue;
			p[i] ^= (u8)(1u << bit);
			if (verify(in) == EVIDENCE_OK) {
				(void)fprintf(stderr, "accepted: byte %zu bit %u\n", i, bit);
				accepted++;
			}
			p[i] ^= (u8)(1u << bit);
		}
	}
	return accepted;
}

/* Nothing of report and certificate is outside of what is signed or checked. */
TEST(no_bit_of_a_report_or_its_certificate_can_change)
{
	static u8 keep[16384];
	struct snp_input in = sample("snp_milan.hex", "snp_milan_vcek.pem");
	struct arena a = arena_of(keep, sizeof(keep));
	struct cert leaf;

	REQUIRE(verify(&in) == EVIDENCE_OK);
	EXPECT(flips(&in, &in.report.p, in.report.n) == 0);
	in = sample("snp_milan.hex", "snp_milan_vcek.pem");
	EXPECT(flips(&in, &in.leaf.p, in.leaf.n) == 0); /* PEM */
	in = sample("snp_milan.hex", "snp_milan_vcek.pem");
	REQUIRE(cert_read(&leaf, in.leaf, &a) == EVIDENCE_OK);
	in.leaf = leaf.der;
	EXPECT(flips(&in, &in.leaf.p, in.leaf.n) == 0);
	in = sample("snp_milan.hex", "snp_milan_vcek.pem");
	in.issuer = amd_authority(SNP_MILAN, false);
	EXPECT(flips(&in, &in.issuer.p, in.issuer.n) == 0);
}

/* --- Our own PKI ------------------------------------------------------------------------------ */

#define DAY 86400

static EVP_PKEY *ark_key, *ask_key, *chip_key;

static void make_keys(void)
{
	if (ark_key != NULL)
		return;
	ark_key = new_rsa(4096);
	ask_key = new_rsa(4096);
	chip_key = new_p384();
}

/* What a case changes of a good chain and report of a Turin chip. */
struct own {
	const char *product, *authority_cn, *leaf_cn;
	EVP_PKEY *leaf_key, *leaf_signer;
	const char *authority_usage;
	bool leaf_is_ca;
	u8 tcb[8]; /* of the certificate, as on the wire */
	u8 hwid[64];
	int hwid_len; /* 0: none */
	const char *csp;
	int drop;      /* index of an extension to leave out, or -1 */
	int twice;     /* or to have twice */
	bool critical; /* the first one */
};

struct own_chain {
	struct slice root, authority, leaf;
};

static struct own own_turin(void)
{
	struct own o = {.product = "Turin",
	                .authority_cn = "SEV-Turin",
	                .leaf_cn = "SEV-VCEK",
	                .authority_usage = "03020204",
	                .tcb = {1, 2, 3, 4, 0, 0, 0, 200},
	                .hwid = {9, 8, 7, 6, 5, 4, 3, 2},
	                .hwid_len = 8,
	                .drop = -1,
	                .twice = -1};

	make_keys();
	o.leaf_key = chip_key;
	o.leaf_signer = ask_key;
	return o;
}

static int integer_der(u8 *out, u8 v)
{
	out[0] = 2;
	out[1] = v < 0x80 ? 1 : 2;
	out[2] = v < 0x80 ? v : 0;
	out[3] = v;
	return v < 0x80 ? 3 : 4;
}

static int ia5_der(u8 *out, const char *s)
{
	out[0] = 0x16;
	out[1] = (u8)strlen(s);
	memcpy(out + 2, s, strlen(s));
	return (int)strlen(s) + 2;
}

static struct slice own_leaf(const struct own *o)
{
	static const char *const oids[] = {"1.3.6.1.4.1.3704.1.3.9", "1.3.6.1.4.1.3704.1.3.1",
	                                   "1.3.6.1.4.1.3704.1.3.2", "1.3.6.1.4.1.3704.1.3.3",
	                                   "1.3.6.1.4.1.3704.1.3.5", "1.3.6.1.4.1.3704.1.3.6",
	                                   "1.3.6.1.4.1.3704.1.3.7", "1.3.6.1.4.1.3704.1.3.8"};
	static u8 values[12][80];
	struct test_ext exts[12], chosen[13];
	int num = 0, n = 0;
	struct test_cert t = {.cn = o->leaf_cn,
	                      .issuer_cn = o->authority_cn,
	                      .key = o->leaf_key,
	                      .issuer_key = o->leaf_signer,
	                      .ca = o->leaf_is_ca,
	                      .path_len = -1,
	                      .serial = 7,
	                      .not_before = NOW - DAY,
	                      .not_after = NOW + DAY};

	for (int i = 0; i < 8; i++, num++)
		exts[num] = (struct test_ext){oids[i], values[num],
		                              integer_der(values[num], o->tcb[i]), false};
	exts[num] = (struct test_ext){"1.3.6.1.4.1.3704.1.2", values[num],
	                              ia5_der(values[num], o->product), false};
	num++;
	if (o->hwid_len != 0)
		exts[num++] =
		    (struct test_ext){"1.3.6.1.4.1.3704.1.4", o->hwid, o->hwid_len, false};
	if (o->csp != NULL) {
		exts[num] = (struct test_ext){"1.3.6.1.4.1.3704.1.5", values[num],
		                              ia5_der(values[num], o->csp), false};
		num++;
	}
	for (int i = 0; i < num; i++) {
		if (i != o->drop)
			chosen[n++] = exts[i];
		if (i == o->twice)
			chosen[n++] = exts[i];
	}
	chosen[0].critical = o->critical;
	t.exts = chosen;
	t.num_exts = n;
	return make_cert(&t);
}

static struct own_chain own_chain(const struct own *o)
{
	static const char ark[] = "ARK-Turin";
	struct test_cert root = {.cn = ark,
	                         .issuer_cn = ark,
	                         .key = ark_key,
	                         .issuer_key = ark_key,
	                         .ca = true,
	                         .path_len = -1,
	                         .usage_hex = "03020106",
	                         .serial = 1,
	                         .not_before = NOW - 9 * DAY,
	                         .not_after = NOW + 9 * DAY};
	struct test_cert ask = {.cn = o->authority_cn,
	                        .issuer_cn = ark,
	                        .key = ask_key,
	                        .issuer_key = ark_key,
	                        .ca = true,
	                        .path_len = 0,
	                        .usage_hex = o->authority_usage,
	                        .serial = 0x30001,
	                        .not_before = NOW - 5 * DAY,
	                        .not_after = NOW + 5 * DAY};

	return (struct own_chain){make_cert(&root), make_cert(&ask), own_leaf(o)};
}

static u8 report[SNP_REPORT_LEN];

static void sign_report(void)
{
	u8 sig[96];

	sign_p384(sig, chip_key, slice_of(report, SNP_SIGNED_LEN));
	memset(report + SNP_SIGNED_LEN, 0, 512);
	for (u32 i = 0; i < 96; i++)
		report[SNP_SIGNED_LEN + (i < 48 ? 47 - i : 72 + 95 - i)] = sig[i];
}

static void new_report(const struct own *o)
{
	memset(report, 0, sizeof(report));
	report[0] = 5;
	store_le64(report + 8, 0x30000);
	report[0x34] = 1;
	report[0x40] = 0x20;
	memset(report + 0x50, 0x77, 64);
	memset(report + 0x90, 0x99, 48);
	memset(report + 0xc0, 0x55, 32);
	memset(report + 0xe0, 0x33, 48);
	for (u32 i = 0; i < 4; i++) {
		static const u16 at[] = {0x38, 0x180, 0x1e0, 0x1f0};

		memcpy(report + at[i], o->tcb, 8);
	}
	report[0x188] = 0x1a;
	report[0x189] = 0x02;
	memcpy(report + 0x1a0, o->hwid, (size_t)o->hwid_len);
	report[0x1f8] = 1;
}

static struct snp_input own_input(const struct own_chain *c)
{
	sign_report();
	return (struct snp_input){.report = SLICE_ARR(report),
	                          .leaf = c->leaf,
	                          .issuer = c->authority,
	                          .root = c->root,
	                          .now = NOW};
}

static enum evidence_check own_verify(const struct own *o)
{
	struct own_chain c = own_chain(o);
	struct snp_input in;

	new_report(o);
	in = own_input(&c);
	return verify(&in);
}

TEST(a_turin_report_of_version_5_under_another_root_is_a_development_one)
{
	struct own o = own_turin();
	struct own_chain c = own_chain(&o);
	struct snp_policy p = {.allow_dev_root = true};
	struct snp_input in;

	new_report(&o);
	in = own_input(&c);
	EXPECT_CHECK(EVIDENCE_DEV_ROOT, policed(&in, &strict));
	EXPECT_CHECK(EVIDENCE_OK, policed(&in, &p));
	EXPECT(!r.production && r.product == SNP_TURIN && r.hwid.n == 8);
	EXPECT(r.reported.fmc == 1 && r.reported.bootloader == 2 && r.reported.tee == 3 &&
	       r.reported.snp == 4 && r.reported.microcode == 200);
	EXPECT(r.report.launch_mitigations == 1);
	EXPECT(r.valid_from == NOW - DAY && r.valid_until == NOW + DAY);
	in.root = SLICE_EMPTY;
	EXPECT_CHECK(EVIDENCE_CERT_ISSUER, policed(&in, &p));
}

TEST(a_chain_that_is_not_as_amd_makes_it_is_refused)
{
	struct own o = own_turin();

	EXPECT_CHECK(EVIDENCE_OK, own_verify(&o));
	o.tcb[0] = 9;
	o.product = "Rome";
	EXPECT_CHECK(EVIDENCE_SNP_PRODUCT, own_verify(&o));
	o = own_turin();
	o.product = "Turinese";
	EXPECT_CHECK(EVIDENCE_SNP_PRODUCT, own_verify(&o));
	o = own_turin();
	o.product = "Turin-C1";
	EXPECT_CHECK(EVIDENCE_OK, own_verify(&o));
	o = own_turin();
	o.product = "Milan";
	EXPECT_CHECK(EVIDENCE_CERT_ROLE, own_verify(&o)); /* of ARK-Turin */
	o = own_turin();
	o.authority_cn = "SEV-Genoa";
	EXPECT_CHECK(EVIDENCE_SNP_PRODUCT, own_verify(&o));
	o = own_turin();
	o.leaf_cn = "SEV-Turin";
	EXPECT_CHECK(EVIDENCE_CERT_ROLE, own_verify(&o));
	o = own_turin();
	o.leaf_is_ca = true;
	EXPECT_CHECK(EVIDENCE_CERT_CA, own_verify(&o));
	o = own_turin();
	o.authority_usage = "03020780"; /* digitalSignature only */
	EXPECT_CHECK(EVIDENCE_CERT_CA, own_verify(&o));
	o = own_turin();
	o.leaf_signer = ark_key;
	EXPECT_CHECK(EVIDENCE_CERT_SIGNATURE, own_verify(&o));
	o = own_turin();
	o.leaf_key = ask_key; /* RSA */
	EXPECT_CHECK(EVIDENCE_CERT_ALGORITHM, own_verify(&o));
	o = own_turin();
	o.leaf_signer = chip_key; /* ECDSA where RSA is due */
	EXPECT_CHECK(EVIDENCE_CERT_ALGORITHM, own_verify(&o));
	o = own_turin();
	o.critical = true;
	EXPECT_CHECK(EVIDENCE_CERT_EXTENSION, own_verify(&o));
	o = own_turin();
	o.twice = 3;
	EXPECT_CHECK(EVIDENCE_CERT_EXTENSION, own_verify(&o));
}

TEST(each_extension_of_a_vcek_is_needed)
{
	static const int needed[] = {0, 1, 2, 3, 7, 8, 9};

	for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
		struct own o = own_turin();

		o.drop = needed[i];
		EXPECT_CHECK(EVIDENCE_SNP_EXTENSION, own_verify(&o));
	}
}

TEST(hwid_and_provider_tell_vceks_from_vleks)
{
	struct own o = own_turin();

	o.hwid_len = 0;
	EXPECT_CHECK(EVIDENCE_SNP_EXTENSION, own_verify(&o));
	o = own_turin();
	o.csp = "CN=provider";
	EXPECT_CHECK(EVIDENCE_SNP_EXTENSION, own_verify(&o));
	o = own_turin();
	o.hwid_len = 64; /* Turin's has 8 bytes */
	EXPECT_CHECK(EVIDENCE_SNP_EXTENSION, own_verify(&o));
}

/* Signed by the chip, but not what a chip says. */
static const struct {
	u16 at;
	u8 value;
	enum evidence_check want;
} edits[] = {
    {0x00, 4, EVIDENCE_SNP_VERSION},     {0x00, 1, EVIDENCE_SNP_VERSION},
    {0x00, 6, EVIDENCE_SNP_VERSION},     {0x03, 1, EVIDENCE_SNP_VERSION},
    {0x00, 2, EVIDENCE_SNP_RESERVED},    {0x00, 3, EVIDENCE_SNP_RESERVED},
    {0x34, 0, EVIDENCE_SNP_ALGORITHM},   {0x34, 2, EVIDENCE_SNP_ALGORITHM},
    {0x0a, 1, EVIDENCE_SNP_RESERVED},    {0x0b, 4, EVIDENCE_SNP_RESERVED},
    {0x0f, 0x80, EVIDENCE_SNP_RESERVED}, {0x30, 4, EVIDENCE_SNP_RESERVED},
    {0x4c, 1, EVIDENCE_SNP_RESERVED},    {0x18b, 1, EVIDENCE_SNP_RESERVED},
    {0x19f, 1, EVIDENCE_SNP_RESERVED},   {0x1eb, 1, EVIDENCE_SNP_RESERVED},
    {0x1ef, 1, EVIDENCE_SNP_RESERVED},   {0x208, 1, EVIDENCE_SNP_RESERVED},
    {0x29f, 1, EVIDENCE_SNP_RESERVED},   {0x48, 0x02, EVIDENCE_SNP_MASKED_KEY},
    {0x48, 0x1c, EVIDENCE_SNP_UNSIGNED}, {0x48, 0x1e, EVIDENCE_SNP_UNSIGNED},
    {0x48, 0x08, EVIDENCE_SNP_SIGNER},   {0x48, 0x20, EVIDENCE_SNP_RESERVED},
    {0x48, 0x04, EVIDENCE_SNP_KEY_KIND}, {0x188, 0x19, EVIDENCE_SNP_CPU},
    {0x189, 0x12, EVIDENCE_SNP_CPU},     {0x3c, 1, EVIDENCE_SNP_RESERVED},
    {0x184, 1, EVIDENCE_SNP_RESERVED},   {0x1e6, 1, EVIDENCE_SNP_RESERVED},
    {0x180, 2, EVIDENCE_SNP_TCB_ORDER},  {0x1e1, 9, EVIDENCE_SNP_TCB_ORDER},
    {0x180, 0, EVIDENCE_SNP_TCB},        {0x181, 1, EVIDENCE_SNP_TCB},
    {0x182, 2, EVIDENCE_SNP_TCB},        {0x183, 3, EVIDENCE_SNP_TCB},
    {0x187, 199, EVIDENCE_SNP_TCB},      {0x1a0, 1, EVIDENCE_SNP_CHIP_ID},
    {0x1a7, 1, EVIDENCE_SNP_CHIP_ID},    {0x1a8, 1, EVIDENCE_SNP_CHIP_ID},
    {0x1df, 1, EVIDENCE_SNP_CHIP_ID},
};

TEST(each_field_of_a_signed_report_is_checked)
{
	struct own o = own_turin();
	struct own_chain c = own_chain(&o);

	for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
		struct snp_input in;

		new_report(&o);
		report[edits[i].at] = edits[i].value;
		in = own_input(&c);
		EXPECT_CHECK(edits[i].want, verify(&in));
	}
}

TEST(bytes_of_the_signature_that_must_be_zero_are_checked)
{
	static const u16 at[] = {48, 71, 72 + 48, 143, 144, 511};
	struct own o = own_turin();
	struct own_chain c = own_chain(&o);

	for (size_t i = 0; i < ARRAY_LEN(at); i++) {
		struct snp_input in;

		new_report(&o);
		in = own_input(&c);
		report[SNP_SIGNED_LEN + at[i]] = 1;
		EXPECT_CHECK(EVIDENCE_SNP_SIGNATURE_FORMAT, verify(&in));
	}
	memset(report + SNP_SIGNED_LEN, 0, 512);
	{
		struct snp_input in = {.report = SLICE_ARR(report),
		                       .leaf = c.leaf,
		                       .issuer = c.authority,
		                       .root = c.root,
		                       .now = NOW};

		EXPECT_CHECK(EVIDENCE_SNP_SIGNATURE, verify(&in));
	}
}

TEST(a_revoked_authority_is_refused_and_so_is_a_list_that_is_not_good)
{
	struct own o = own_turin();
	struct own_chain c = own_chain(&o);
	struct snp_policy p = {.allow_dev_root = true, .require_crl = true};
	struct snp_input in;

	new_report(&o);
	in = own_input(&c);
	EXPECT_CHECK(EVIDENCE_SNP_NO_CRL, policed(&in, &p));
	in.crl = make_crl("ARK-Turin", ark_key, 0, NOW - 60, NOW + 60);
	EXPECT_CHECK(EVIDENCE_OK, policed(&in, &p));
	EXPECT(r.crl_checked);
	in.crl = make_crl("ARK-Turin", ark_key, 5, NOW - 60, NOW + 60);
	EXPECT_CHECK(EVIDENCE_OK, policed(&in, &p));
	in.crl = make_crl("ARK-Turin", ark_key, 0x30001, NOW - 60, NOW + 60);
	EXPECT_CHECK(EVIDENCE_CERT_REVOKED, policed(&in, &p));
	for (size_t n = 0; n < in.crl.n; n++) {
		struct snp_input cut = in;

		cut.crl.n = n;
		EXPECT(verify(&cut) != EVIDENCE_CERT_REVOKED);
		EXPECT(n == 0 || verify(&cut) == EVIDENCE_CRL_FORMAT);
	}
	in.crl = make_crl("ARK-Turin", ask_key, 0, NOW - 60, NOW + 60);
	EXPECT_CHECK(EVIDENCE_CRL_SIGNATURE, policed(&in, &p));
	in.crl = make_crl("ARK-Turin", chip_key, 0, NOW - 60, NOW + 60);
	EXPECT_CHECK(EVIDENCE_CRL_SIGNATURE, policed(&in, &p));
	in.crl = make_crl("ARK-Genoa", ark_key, 0, NOW - 60, NOW + 60);
	EXPECT_CHECK(EVIDENCE_CRL_ISSUER, policed(&in, &p));
	in.crl = make_crl("ARK-Turin", ark_key, 0, NOW + 1, NOW + 60);
	EXPECT_CHECK(EVIDENCE_CRL_NOT_YET, policed(&in, &p));
	in.crl = make_crl("ARK-Turin", ark_key, 0, NOW - 60, NOW - 1);
	EXPECT_CHECK(EVIDENCE_CRL_EXPIRED, policed(&in, &p));
	in.crl = make_crl("ARK-Turin", ark_key, 0, NOW, NOW);
	EXPECT_CHECK(EVIDENCE_OK, policed(&in, &p));
	in.crl = c.leaf;
	EXPECT_CHECK(EVIDENCE_CRL_FORMAT, policed(&in, &p));
}

TEST(no_bit_of_a_revocation_list_can_change)
{
	struct own o = own_turin();
	struct own_chain c = own_chain(&o);
	struct snp_input in;

	new_report(&o);
	in = own_input(&c);
	in.crl = make_crl("ARK-Turin", ark_key, 5, NOW - 60, NOW + 60);
	EXPECT(flips(&in, &in.crl.p, in.crl.n) == 0);
}

TEST(policy_compares_what_the_report_says)
{
	struct own o = own_turin();
	struct own_chain c = own_chain(&o);
	u8 x99[48], x55[32], x33[48], x77[64];
	struct snp_policy good = {.allow_dev_root = true,
	                          .measurement = SLICE_ARR(x99),
	                          .host_data = SLICE_ARR(x55),
	                          .id_key = SLICE_ARR(x33),
	                          .report_data = SLICE_ARR(x77)},
	                  p = good;
	struct snp_input in;

	memset(x99, 0x99, 48);
	memset(x55, 0x55, 32);
	memset(x33, 0x33, 48);
	memset(x77, 0x77, 64);
	new_report(&o);
	in = own_input(&c);
	EXPECT_CHECK(EVIDENCE_OK, policed(&in, &good));
	x99[47] = 0;
	EXPECT_CHECK(EVIDENCE_SNP_MEASUREMENT, policed(&in, &good));
	x99[47] = 0x99;
	x55[0] = 0;
	EXPECT_CHECK(EVIDENCE_SNP_HOST_DATA, policed(&in, &good));
	x55[0] = 0x55;
	x33[0] = 0;
	EXPECT_CHECK(EVIDENCE_SNP_ID_KEY, policed(&in, &good));
	x33[0] = 0x33;
	x77[63] = 0;
	EXPECT_CHECK(EVIDENCE_SNP_REPORT_DATA, policed(&in, &good));
	x77[63] = 0x77;
	p.report_data.n = 32; /* half of it is not it */
	EXPECT_CHECK(EVIDENCE_SNP_REPORT_DATA, policed(&in, &p));
	p = good;
	p.min_tcb[SNP_TURIN] = (struct snp_tcb){1, 2, 3, 4, 200};
	p.min_tcb[SNP_MILAN] = (struct snp_tcb){0, 255, 0, 0, 0};
	EXPECT_CHECK(EVIDENCE_OK, policed(&in, &p));
	for (u32 i = 0; i < 5; i++) {
		u8 *part = (u8 *)&p.min_tcb[SNP_TURIN] + i;

		(*part)++;
		EXPECT_CHECK(EVIDENCE_SNP_MIN_TCB, policed(&in, &p));
		(*part)--;
	}
	new_report(&o);
	report[0x0a] = 0x07; /* migration agent */
	in = own_input(&c);
	EXPECT_CHECK(EVIDENCE_SNP_MIGRATE_MA, policed(&in, &good));
	new_report(&o);
	memset(report + 0x1a0, 0, 64);
	in = own_input(&c);
	EXPECT_CHECK(EVIDENCE_SNP_MASKED_CHIP, policed(&in, &good));
	p = good;
	p.allow_masked_chip = true;
	EXPECT_CHECK(EVIDENCE_OK, policed(&in, &p));
	EXPECT(r.hwid.n == 8 && r.hwid.p[0] == 9);
}

TEST(the_hosts_certificates_are_found_in_its_table)
{
	u8 blob[200] = {0};
	struct snp_table t;

	memcpy(blob, guid_ask, 16);
	store_le32(blob + 16, 100);
	store_le32(blob + 20, 4);
	memcpy(blob + 24, guid_vcek, 16);
	store_le32(blob + 40, 104);
	store_le32(blob + 44, 96);
	EXPECT_CHECK(EVIDENCE_OK, snp_table_read(&t, SLICE_ARR(blob)));
	EXPECT(t.ask.p == blob + 100 && t.ask.n == 4 && t.vcek.n == 96 && t.vlek.n == 0);
	for (size_t n = 0; n < sizeof(blob); n++)
		EXPECT_CHECK(EVIDENCE_SNP_TABLE, snp_table_read(&t, slice_of(blob, n)));
	store_le32(blob + 40, 0xffffffff);
	EXPECT_CHECK(EVIDENCE_SNP_TABLE, snp_table_read(&t, SLICE_ARR(blob)));
	store_le32(blob + 40, 104);
	memcpy(blob + 24, guid_ask, 16);
	EXPECT_CHECK(EVIDENCE_SNP_TABLE, snp_table_read(&t, SLICE_ARR(blob)));
	/* As text: 63da758d-e664-4564-adc5-f4b93be8accd. */
	EXPECT(guid_vcek[3] == 0x63 && guid_vcek[5] == 0xe6 && guid_vcek[8] == 0xad);
}

TEST(a_small_arena_is_an_error)
{
	struct snp_input in = sample("snp_milan.hex", "snp_milan_vcek.pem");
	struct arena a = arena_of(test_mem, 256);

	EXPECT_CHECK(EVIDENCE_MEMORY, snp_verify(&r, &in, &a));
}

TEST_MAIN()
