/* Evidence that NVIDIA's GPUs signed (vectors/README.md), and evidence of our own PKI for what no
 * public sample shows. */
#include "evidence/gpu.c"

#include "attest/pem.h"
#include "evidence/test_util.h"

#define NOW 1750000000u /* June 2025 */
#define DAY 86400

static struct gpu_result r;

static enum evidence_check verify(const struct gpu_input *in)
{
	struct arena a = arena_of(test_mem, sizeof(test_mem));

	return gpu_verify(&r, in, &a);
}

static struct gpu_input sample(const char *name)
{
	char file[64];
	struct gpu_input in = {.now = NOW};

	(void)snprintf(file, sizeof(file), "%s.hex", name);
	in.evidence = read_hex(file);
	(void)snprintf(file, sizeof(file), "%s_chain.pem", name);
	in.chain = read_text(file);
	return in;
}

/* Facts as trustee prints them: deps/verifier/test_data/nvidia/hopperAttestationReport-claims.txt.
 */
TEST(an_h100_is_accepted)
{
	static const u32 counters[] = {0, 0, 1, 4, 1, 1, 1, 1, 1, 0, 1, 0, 130};
	struct gpu_input in = sample("gpu_hopper");
	struct gpu_policy p = {0};
	char ueid[GPU_UEID_TEXT];
	u8 nonce[32], m10[48];

	REQUIRE(hex_decode_exact(nonce, 32,
	                         SLICE_LIT("931d8dd0add203ac3d8b4fbde75e115278eefcdceac5b87671a748"
	                                   "f32364dfcb")) == ERR_OK);
	REQUIRE(hex_decode_exact(m10, 48,
	                         SLICE_LIT("059b32e712a153f490dbfb7976a9e275d789e28bd4803c357def2b"
	                                   "6123327c430526bfaecc200f496d4e149fc5eade03")) ==
	        ERR_OK);
	p.nonce = SLICE_ARR(nonce);
	EXPECT_CHECK(EVIDENCE_OK, verify(&in));
	EXPECT_CHECK(EVIDENCE_OK, gpu_policy_check(&r, &p));
	EXPECT(r.production && strcmp(r.model, "GH100 A01 GSP BROM") == 0);
	EXPECT(strcmp(r.report.driver, "550.90.07") == 0);
	EXPECT(strcmp(r.report.vbios, "96.00.9F.00.01") == 0);
	EXPECT(strcmp(r.report.chip_sku, "882") == 0 && strcmp(r.report.project, "1010") == 0 &&
	       strcmp(r.report.project_sku, "0200") == 0);
	EXPECT(r.report.num_blocks == 64 && mem_eq(r.report.measurement[9], m10, 48));
	EXPECT(r.report.num_counters == 64);
	for (u32 i = 0; i < ARRAY_LEN(counters); i++)
		EXPECT(i == 0 || r.report.counters[i - 1] == counters[i]);
	EXPECT(r.report.has_nvdec && !r.report.nvdec_enabled);
	EXPECT(r.report.has_ppcie && !r.report.ppcie_enabled && !r.report.has_feature);
	gpu_ueid_text(ueid, r.ueid, r.ueid_len);
	EXPECT(strcmp(ueid, "478176379286082186618948445787393647364802107249") == 0);
	EXPECT(r.valid_until == 253402300799u); /* 31 Dec 9999 */
}

TEST(the_pinned_root_signed_itself)
{
	struct cert root;

	EXPECT_CHECK(EVIDENCE_OK, cert_parse(&root, nvidia_root()));
	EXPECT_CHECK(EVIDENCE_OK, cert_check_signed(&root, &root));
	EXPECT(cert_cn_is(&root, "NVIDIA Device ", "Identity CA"));
	EXPECT_CHECK(EVIDENCE_OK, cert_check_ca(&root, CERT_CERT_SIGN));
}

TEST(one_with_a_zero_at_the_end_and_one_in_protected_pcie_mode_are_accepted)
{
	struct gpu_input in = sample("gpu_hopper_coco");
	char ueid[GPU_UEID_TEXT];

	EXPECT_CHECK(EVIDENCE_OK, verify(&in));
	EXPECT(strcmp(r.report.driver, "580.95.05") == 0);
	EXPECT(r.report.has_feature && r.report.feature == 0);
	in = sample("gpu_hopper_ppcie");
	EXPECT_CHECK(EVIDENCE_OK, verify(&in));
	EXPECT(strcmp(r.report.driver, "590.12") == 0 && r.report.ppcie_enabled);
	EXPECT(strcmp(r.report.vbios, "96.00.A5.00.01") == 0 && r.report.feature == 2);
	gpu_ueid_text(ueid, r.ueid, r.ueid_len);
	EXPECT(strcmp(ueid, "655333107904478077882826344426270545524203067314") == 0);
}

/* Its chain is as good as a GPU's. */
TEST(a_switch_under_the_same_root_is_no_gpu)
{
	struct gpu_input in = sample("switch_ls10");
	struct arena a = arena_of(test_mem, sizeof(test_mem));
	struct cert c[GPU_CHAIN_LEN];

	EXPECT_CHECK(EVIDENCE_OK, cert_read_chain(c, GPU_CHAIN_LEN, in.chain, &a));
	EXPECT_CHECK(EVIDENCE_OK, check_chain(&r, c, NOW));
	EXPECT_CHECK(EVIDENCE_GPU_FIELD, verify(&in));
}

/* Where the second block begins. */
static size_t first_len(struct slice pem)
{
	return (size_t)(strstr((const char *)pem.p + 10, "-----BEGIN") - (const char *)pem.p);
}

TEST(a_chain_of_another_gpu_or_order_is_refused)
{
	struct gpu_input in = sample("gpu_hopper"), other = sample("gpu_hopper_coco");
	struct slice good = in.chain;
	u8 *twice = arena_alloc(&files, 2 * good.n + 1);

	in.chain = other.chain;
	EXPECT_CHECK(EVIDENCE_GPU_SIGNATURE, verify(&in));
	memcpy(twice, good.p, good.n);
	twice[good.n] = '\n';
	memcpy(twice + good.n + 1, good.p, good.n);
	in.chain = slice_of(twice, 2 * good.n + 1);
	EXPECT_CHECK(EVIDENCE_CHAIN_LENGTH, verify(&in));
	in.chain = slice_of(good.p, first_len(good));
	EXPECT_CHECK(EVIDENCE_CHAIN_LENGTH, verify(&in));
	in.chain = slice_from(good, first_len(good));
	EXPECT_CHECK(EVIDENCE_CHAIN_LENGTH, verify(&in));
	in = sample("gpu_hopper");
	in.now = 1602892799; /* a second before the leaf's notBefore */
	EXPECT_CHECK(EVIDENCE_CERT_NOT_YET, verify(&in));
}

TEST(every_truncation_of_evidence_or_chain_is_refused)
{
	struct gpu_input in = sample("gpu_hopper"), cut = in;
	struct gpu_report q;

	for (size_t n = 0; n < in.evidence.n; n++) {
		u8 *p = malloc(n + 1); /* so that a sanitizer sees the end */

		memcpy(p, in.evidence.p, n);
		EXPECT_CHECK(EVIDENCE_GPU_SHORT, gpu_report_parse(&q, slice_of(p, n)));
		free(p);
	}
	for (size_t n = 0; n < in.chain.n; n++) {
		cut.chain.n = n;
		EXPECT(verify(&cut) != EVIDENCE_OK);
	}
}

static u32 flips(const struct gpu_input *in, const u8 **part, size_t n)
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

/* Nothing of evidence and chain is outside of what is signed or checked. */
TEST(no_bit_of_the_evidence_or_its_chain_can_change)
{
	struct gpu_input in = sample("gpu_hopper_coco");

	EXPECT(flips(&in, &in.evidence.p, in.evidence.n) == 0);
	in = sample("gpu_hopper_coco");
	EXPECT(flips(&in, &in.chain.p, in.chain.n) == 0);
}

TEST(versions_compare_by_their_numbers)
{
	static const struct {
		const char *have, *want;
		u32 base;
		bool at_least;
	} cases[] = {
	    {"550.90.07", "550.90.07", 10, true},
	    {"550.90.07", "550.90.7", 10, true},
	    {"550.90.07", "550.90.08", 10, false},
	    {"550.100", "550.90", 10, true},
	    {"550", "550.0", 10, true},
	    {"550", "550.0.1", 10, false},
	    {"550.1", "550", 10, true},
	    {"600", "550.90.07", 10, true},
	    {"549.999", "550", 10, false},
	    {"", "1", 10, false},
	    {"1", "", 10, false},
	    {"1.", "1", 10, false},
	    {"1..2", "1", 10, false},
	    {".1", "0", 10, false},
	    {"2.x", "1", 10, false},
	    {"2", "1.x", 10, false},
	    {"5 50", "1", 10, false},
	    {"96.00.9F.00.01", "96.00.9f.00.01", 16, true},
	    {"96.00.A0.00.01", "96.00.9F.00.01", 16, true},
	    {"96.00.9F.00.01", "96.00.A0", 16, false},
	    {"9F", "1", 10, false},
	    {"9999999999999", "1", 10, false},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (gpu_version_at_least(slice_str(cases[i].have), cases[i].want, cases[i].base) !=
		    cases[i].at_least)
			TEST_FAIL(cases[i].have);
}

TEST(policy_refuses_what_it_does_not_accept)
{
	static const char *const models[] = {"GB100 A01 GSP BROM", NULL};
	static const char *const both[] = {"GB100 A01 GSP BROM", "GH100 A01 GSP BROM", NULL};
	struct gpu_input in = sample("gpu_hopper");
	u8 nonce[32] = {0}, ueids[2 * GPU_UEID_MAX] = {0};
	struct gpu_policy p = {.models = both, .min_driver = "550.90.07", .min_vbios = "96.00.9F"};

	REQUIRE(verify(&in) == EVIDENCE_OK);
	EXPECT_CHECK(EVIDENCE_OK, gpu_policy_check(&r, &p));
	p.models = models;
	EXPECT_CHECK(EVIDENCE_GPU_MODEL, gpu_policy_check(&r, &p));
	p = (struct gpu_policy){.min_driver = "550.90.08"};
	EXPECT_CHECK(EVIDENCE_GPU_DRIVER, gpu_policy_check(&r, &p));
	p = (struct gpu_policy){.min_vbios = "96.00.A0"};
	EXPECT_CHECK(EVIDENCE_GPU_VBIOS, gpu_policy_check(&r, &p));
	p = (struct gpu_policy){.nonce = SLICE_ARR(nonce)};
	EXPECT_CHECK(EVIDENCE_GPU_NONCE, gpu_policy_check(&r, &p));
	memcpy(nonce, r.report.nonce, 32);
	EXPECT_CHECK(EVIDENCE_OK, gpu_policy_check(&r, &p));
	p.nonce.n = 31;
	EXPECT_CHECK(EVIDENCE_GPU_NONCE, gpu_policy_check(&r, &p));
	p = (struct gpu_policy){.ueids_denied = SLICE_ARR(ueids)};
	EXPECT_CHECK(EVIDENCE_OK, gpu_policy_check(&r, &p));
	memcpy(ueids + 2 * GPU_UEID_MAX - r.ueid_len, r.ueid, r.ueid_len);
	EXPECT_CHECK(EVIDENCE_GPU_UEID, gpu_policy_check(&r, &p));
}

TEST(golden_values_are_compared_where_they_are_given)
{
	static struct gpu_golden g;
	struct gpu_input in = sample("gpu_hopper");
	struct gpu_policy p = {.golden = &g};
	struct arena a = arena_of(file_mem + (2u << 20), 1u << 20);
	char text[1024], m10[97], m22[97];
	static const char zeros[] = "00000000000000000000000000000000000000000000000000000000000000"
	                            "0000000000000000000000000000000000";

	REQUIRE(verify(&in) == EVIDENCE_OK);
	hex_encode(m10, slice_of(r.report.measurement[9], 48));
	hex_encode(m22, slice_of(r.report.measurement[21], 48));
	m10[96] = m22[96] = 0;
	(void)snprintf(text, sizeof(text),
	               "{\"measurements\":{\"10\":[\"0x%s\"],\"22\":[\"0x%s\",\"0x%s\"]}}", m10,
	               zeros, m22);
	EXPECT_OK(gpu_golden_read(&g, slice_str(text), &a));
	EXPECT_CHECK(EVIDENCE_OK, gpu_policy_check(&r, &p));
	(void)snprintf(text, sizeof(text),
	               "{\"measurements\":{\"10\":[\"0x%s\"],\"22\":[\"0x%s\"]}}", m10, zeros);
	EXPECT_OK(gpu_golden_read(&g, slice_str(text), &a));
	EXPECT_CHECK(EVIDENCE_GPU_MEASUREMENT, gpu_policy_check(&r, &p));
	EXPECT_ERR(ERR_FORMAT, gpu_golden_read(&g, SLICE_LIT("{\"measurements\":{\"0\":[]}}"), &a));
	EXPECT_ERR(ERR_FORMAT, gpu_golden_read(&g, SLICE_LIT("{\"measurements\":{\"1\":[]}}"), &a));
	EXPECT_ERR(ERR_FORMAT,
	           gpu_golden_read(&g, SLICE_LIT("{\"measurements\":{\"65\":[\"0x00\"]}}"), &a));
	EXPECT_ERR(ERR_FORMAT,
	           gpu_golden_read(&g, SLICE_LIT("{\"measurements\":{\"1\":[\"0x00\"]}}"), &a));
	EXPECT_ERR(ERR_FORMAT, gpu_golden_read(&g, SLICE_LIT("{\"measurements\":{}}"), &a));
	EXPECT_ERR(ERR_FORMAT, gpu_golden_read(&g, SLICE_LIT("{}"), &a));
	EXPECT_ERR(ERR_FORMAT, gpu_golden_read(&g, SLICE_LIT("[]"), &a));
	(void)snprintf(text, sizeof(text),
	               "{\"measurements\":{\"10\":[\"0x%s\"],\"10\":[\"0x%s\"]}}", m10, zeros);
	EXPECT_ERR(ERR_EXISTS, gpu_golden_read(&g, slice_str(text), &a));
}

/* Figures of Python's hashlib. */
TEST(the_binding_is_as_written_down)
{
	static const struct slice evidences[] = {{(const u8 *)"one", 3}, {(const u8 *)"two", 3}};
	struct arena a = arena_of(test_mem, sizeof(test_mem));
	u8 key[32], challenge[32], nonce[32], data[32], want[32], report_data[64];

	memset(key, 1, 32);
	memset(challenge, 2, 32);
	gpu_bind_nonce(nonce, key, challenge);
	REQUIRE(hex_decode_exact(want, 32,
	                         SLICE_LIT("89f82eba94bf44ce46eba2d00444d1ff"
	                                   "50a4ce64e9eaf89473c62de56f517046")) == ERR_OK);
	EXPECT(mem_eq(nonce, want, 32));
	EXPECT_OK(gpu_bind_report_data(data, nonce, evidences, 2, &a));
	REQUIRE(hex_decode_exact(want, 32,
	                         SLICE_LIT("3796d090b46b572f2b414f51d812d357"
	                                   "8bc7b719fdc712db98e4d20bc924dece")) == ERR_OK);
	EXPECT(mem_eq(data, want, 32));
	memset(report_data, 0, 32);
	memcpy(report_data + 32, want, 32);
	EXPECT_CHECK(EVIDENCE_OK, gpu_binding_check(report_data, nonce, evidences, 2, &a));
	EXPECT_CHECK(EVIDENCE_BINDING, gpu_binding_check(report_data, nonce, evidences, 1, &a));
	report_data[63] ^= 1;
	EXPECT_CHECK(EVIDENCE_BINDING, gpu_binding_check(report_data, nonce, evidences, 2, &a));
}

/* --- Our own PKI ------------------------------------------------------------------------------ */

/* What a case changes of a good chain and evidence. */
struct own {
	const char *cn[GPU_CHAIN_LEN]; /* leaf first */
	const char *issuer_cn[GPU_CHAIN_LEN];
	int signer[GPU_CHAIN_LEN]; /* whose key */
	bool ca[GPU_CHAIN_LEN];
	int path_len[GPU_CHAIN_LEN];
	const char *usage[GPU_CHAIN_LEN];
	int dice_key; /* whose SubjectPublicKeyInfo, or -1: no extension */
	u8 dice_version;
	u8 fwid;
	time_t not_after;
	int sig_key;
};

static EVP_PKEY *keys[GPU_CHAIN_LEN + 1];

static struct own own_good(void)
{
	struct own o = {.dice_key = 1, .dice_version = 1, .fwid = 0x42, .not_after = NOW + DAY};
	static const char *const names[] = {"GX100 FMC LF", "GX100 BROM", "ICA 1", "Identity",
	                                    "Root CA"};

	for (int i = 0; i < (int)GPU_CHAIN_LEN; i++) {
		o.cn[i] = names[i];
		o.signer[i] = i == 4 ? 4 : i + 1;
		o.issuer_cn[i] = names[o.signer[i]];
		o.ca[i] = i != 0;
		o.path_len[i] = i == 4 ? -1 : i - 1;
		o.usage[i] = i == 0 ? "03020780" : "03020204";
	}
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (keys[i] == NULL)
			keys[i] = new_p384();
	return o;
}

static int dice_ext(u8 out[200], const struct own *o)
{
	static const u8 fwid_head[] = {0x30, 0x3d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
	                               0x65, 0x03, 0x04, 0x02, 0x02, 0x04, 0x30};
	u8 *spki = NULL;
	int n = i2d_PUBKEY(keys[o->dice_key], &spki);

	out[0] = 0x30;
	out[1] = 0x81;
	out[2] = (u8)(3 + n + 63);
	out[3] = 2;
	out[4] = 1;
	out[5] = o->dice_version;
	memcpy(out + 6, spki, (size_t)n);
	memcpy(out + 6 + n, fwid_head, sizeof(fwid_head));
	memset(out + 6 + n + 15, o->fwid, 48);
	OPENSSL_free(spki);
	return 6 + n + 63;
}

static struct slice own_cert(const struct own *o, int i)
{
	u8 dice[200];
	struct test_ext ext = {"2.23.133.5.4.1", dice, 0, false};
	struct test_cert t = {.cn = o->cn[i],
	                      .issuer_cn = o->issuer_cn[i],
	                      .key = keys[i],
	                      .issuer_key = keys[o->signer[i]],
	                      .ca = o->ca[i],
	                      .path_len = o->path_len[i],
	                      .usage_hex = o->usage[i],
	                      .serial = 1000 + i,
	                      .not_before = NOW - DAY,
	                      .not_after = i == 0 ? o->not_after : NOW + 2 * DAY};

	if (i == 0 && o->dice_key >= 0) {
		ext.n = dice_ext(dice, o);
		t.exts = &ext;
		t.num_exts = 1;
	}
	return make_cert(&t);
}

static struct slice to_pem(const struct slice *der, int num)
{
	u8 *out = arena_alloc(&files, 16384);
	size_t at = 0;

	for (int i = 0; i < num; i++) {
		size_t len = base64_len(der[i].n);
		char text[2048];

		base64_encode(text, der[i]);
		at += (size_t)snprintf((char *)out + at, 64, "-----BEGIN CERTIFICATE-----\n");
		for (size_t k = 0; k < len; k += 64)
			at += (size_t)snprintf((char *)out + at, 80, "%.*s\n",
			                       (int)size_min(64, len - k), text + k);
		at += (size_t)snprintf((char *)out + at, 64, "-----END CERTIFICATE-----\n");
	}
	return slice_of(out, at);
}

static u8 ev[8192];
static size_t ev_len;

static void put(const void *p, size_t n)
{
	memcpy(ev + ev_len, p, n);
	ev_len += n;
}

static void put_field(u16 type, const void *p, u16 n)
{
	u8 head[4];

	store_le16(head, type);
	store_le16(head + 2, n);
	put(head, 4);
	put(p, n);
}

/* Two blocks and the fields that are needed; the opaque data begins at OPAQUE. */
#define OPAQUE (37 + 8 + 2 * 55 + 32 + 2)
static void own_evidence(void)
{
	static const u8 req[] = {0x11, 0xe0, 0x01, 0xff};
	static const u8 resp[] = {0x11, 0x60, 0, 0, 2, 110, 0, 0};
	u8 x[48], block[] = {0, 1, 51, 0, 1, 48, 0};

	ev_len = 0;
	memset(x, 0x11, 48);
	put(req, 4);
	put(x, 32);
	put("", 1);
	put(resp, 8);
	for (u8 i = 1; i <= 2; i++) {
		block[0] = i;
		put(block, 7);
		memset(x, i, 48);
		put(x, 48);
	}
	put(x, 32);
	put("\0", 2);
	put_field(FIELD_DRIVER, "570.1", 6);
	put_field(FIELD_VBIOS, "\x00\x9f\x00\x96\x01\0\0", 8);
	memset(x, 0x42, 48);
	put_field(FIELD_FWID, x, 48);
}

static void own_sign(int key)
{
	u8 sig[96];

	store_le16(ev + OPAQUE - 2, (u16)(ev_len - OPAQUE));
	sign_p384(sig, keys[key], slice_of(ev, ev_len));
	put(sig, 96);
}

static struct gpu_input own_input(const struct own *o)
{
	struct slice der[GPU_CHAIN_LEN];

	for (int i = 0; i < (int)GPU_CHAIN_LEN; i++)
		der[i] = own_cert(o, i);
	return (struct gpu_input){.evidence = slice_of(ev, ev_len),
	                          .now = NOW,
	                          .chain = to_pem(der, GPU_CHAIN_LEN),
	                          .root = der[4]};
}

static enum evidence_check own_verify(const struct own *o)
{
	struct gpu_input in;

	own_evidence();
	own_sign(o->sig_key);
	in = own_input(o);
	return verify(&in);
}

TEST(evidence_under_another_root_is_a_development_one)
{
	struct own o = own_good();
	struct gpu_policy p = {0};
	struct gpu_input in;

	EXPECT_CHECK(EVIDENCE_OK, own_verify(&o));
	EXPECT(!r.production && strcmp(r.model, "GX100 BROM") == 0);
	EXPECT_CHECK(EVIDENCE_DEV_ROOT, gpu_policy_check(&r, &p));
	p.allow_dev_root = true;
	EXPECT_CHECK(EVIDENCE_OK, gpu_policy_check(&r, &p));
	in = own_input(&o);
	in.root = SLICE_EMPTY;
	EXPECT_CHECK(EVIDENCE_ROOT_MISMATCH, verify(&in));
	in.root = SLICE_LIT("rubbish");
	EXPECT_CHECK(EVIDENCE_ROOT_FORMAT, verify(&in));
}

TEST(each_role_of_the_chain_is_checked)
{
	struct own o;

	for (int i = 1; i < (int)GPU_CHAIN_LEN; i++) {
		enum evidence_check root = i == 4 ? EVIDENCE_ROOT_FORMAT : EVIDENCE_CERT_CA;

		o = own_good();
		o.ca[i] = false;
		EXPECT_CHECK(root, own_verify(&o));
		o = own_good();
		o.usage[i] = "03020780";
		EXPECT_CHECK(root, own_verify(&o));
		o = own_good();
		o.usage[i] = NULL;
		EXPECT_CHECK(root, own_verify(&o));
		o = own_good();
		o.path_len[i] = i - 2;
		if (i >= 2)
			EXPECT_CHECK(EVIDENCE_CERT_CA, own_verify(&o));
	}
	o = own_good();
	o.ca[0] = true;
	EXPECT_CHECK(EVIDENCE_CERT_CA, own_verify(&o));
	o = own_good();
	o.usage[0] = "03020204";
	EXPECT_CHECK(EVIDENCE_CERT_CA, own_verify(&o));
	for (int i = 0; i < (int)GPU_CHAIN_LEN; i++) {
		o = own_good();
		o.signer[i] = 5;
		EXPECT_CHECK(EVIDENCE_CERT_SIGNATURE, own_verify(&o));
		o = own_good();
		o.issuer_cn[i] = "Somebody";
		EXPECT_CHECK(EVIDENCE_CERT_ISSUER, own_verify(&o));
	}
	o = own_good();
	o.not_after = NOW - 1;
	EXPECT_CHECK(EVIDENCE_CERT_EXPIRED, own_verify(&o));
	o.not_after = NOW;
	EXPECT_CHECK(EVIDENCE_OK, own_verify(&o));
}

TEST(the_firmware_and_device_that_the_certificate_names_are_the_ones_that_signed)
{
	struct own o = own_good();

	o.fwid = 0x43;
	EXPECT_CHECK(EVIDENCE_GPU_FWID, own_verify(&o));
	o = own_good();
	o.dice_key = 2;
	EXPECT_CHECK(EVIDENCE_GPU_DEVICE_KEY, own_verify(&o));
	o = own_good();
	o.dice_key = -1;
	EXPECT_CHECK(EVIDENCE_GPU_DICE, own_verify(&o));
	o = own_good();
	o.dice_version = 2;
	EXPECT_CHECK(EVIDENCE_GPU_DICE, own_verify(&o));
	o = own_good();
	o.sig_key = 1; /* the device's authority is not the device */
	EXPECT_CHECK(EVIDENCE_GPU_SIGNATURE, own_verify(&o));
}

/* Signed by the device, but not evidence. */
static const struct {
	size_t at;
	u8 value;
	enum evidence_check want;
} edits[] = {
    {0, 0x12, EVIDENCE_GPU_REQUEST},       {1, 0xe1, EVIDENCE_GPU_REQUEST},
    {2, 0x00, EVIDENCE_GPU_REQUEST},       {3, 0x01, EVIDENCE_GPU_REQUEST},
    {36, 1, EVIDENCE_GPU_REQUEST},         {37, 0x10, EVIDENCE_GPU_RESPONSE},
    {38, 0x7f, EVIDENCE_GPU_RESPONSE},     {39, 1, EVIDENCE_GPU_RESPONSE},
    {40, 1, EVIDENCE_GPU_RESPONSE},        {41, 0, EVIDENCE_GPU_RECORD},
    {41, 1, EVIDENCE_GPU_RECORD},          {41, 3, EVIDENCE_GPU_RECORD},
    {41, 65, EVIDENCE_GPU_RECORD},         {43, 1, EVIDENCE_GPU_SHORT},
    {44, 1, EVIDENCE_GPU_SHORT},           {45, 2, EVIDENCE_GPU_BLOCK},
    {45, 0, EVIDENCE_GPU_BLOCK},           {46, 2, EVIDENCE_GPU_BLOCK},
    {47, 50, EVIDENCE_GPU_BLOCK},          {49, 5, EVIDENCE_GPU_BLOCK},
    {50, 47, EVIDENCE_GPU_BLOCK},          {100, 1, EVIDENCE_GPU_BLOCK},
    {100, 3, EVIDENCE_GPU_BLOCK},          {OPAQUE, 4, EVIDENCE_GPU_FIELD},
    {OPAQUE, 64, EVIDENCE_GPU_FIELD},      {OPAQUE + 1, 1, EVIDENCE_GPU_FIELD},
    {OPAQUE, 20, EVIDENCE_GPU_FIELD},      {OPAQUE + 4, 0, EVIDENCE_GPU_FIELD},
    {OPAQUE + 4, ' ', EVIDENCE_GPU_FIELD}, {OPAQUE + 9, '7', EVIDENCE_GPU_FIELD},
    {OPAQUE + 10, 20, EVIDENCE_GPU_FIELD}, {OPAQUE + 10, 3, EVIDENCE_GPU_FIELD},
    {OPAQUE + 10, 1, EVIDENCE_GPU_FIELD},  {OPAQUE + 21, 1, EVIDENCE_GPU_FIELD},
    {OPAQUE + 3, 1, EVIDENCE_GPU_OPAQUE},  {OPAQUE + 22, 21, EVIDENCE_GPU_FIELD},
};

TEST(each_field_of_signed_evidence_is_checked)
{
	struct own o = own_good();
	struct gpu_input in = own_input(&o);

	for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
		own_evidence();
		ev[edits[i].at] = edits[i].value;
		own_sign(0);
		in.evidence = slice_of(ev, ev_len);
		EXPECT_CHECK(edits[i].want, verify(&in));
	}
}

TEST(fields_of_the_wrong_size_and_bytes_behind_the_signature_are_refused)
{
	static const struct {
		u16 type, n;
		enum evidence_check want;
	} fields[] = {
	    {FIELD_NVDEC, 2, EVIDENCE_GPU_FIELD},    {FIELD_PPCIE, 1, EVIDENCE_GPU_FIELD},
	    {FIELD_COUNTERS, 5, EVIDENCE_GPU_FIELD}, {FIELD_COUNTERS, 260, EVIDENCE_GPU_FIELD},
	    {FIELD_COUNTERS, 256, EVIDENCE_OK},      {FIELD_FEATURE, 1, EVIDENCE_GPU_FIELD},
	    {FIELD_FEATURE, 2, EVIDENCE_OK},         {FIELD_CHIP_SKU, 9, EVIDENCE_GPU_FIELD},
	    {FIELD_FWID, 48, EVIDENCE_GPU_FIELD},    {40, 100, EVIDENCE_OK},
	};
	static const u8 zeros[300];
	struct own o = own_good();
	struct gpu_input in = own_input(&o);

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		own_evidence();
		put_field(fields[i].type, zeros, fields[i].n);
		own_sign(0);
		in.evidence = slice_of(ev, ev_len);
		EXPECT_CHECK(fields[i].want, verify(&in));
	}
	own_evidence();
	own_sign(0);
	put("\0", 1);
	in.evidence = slice_of(ev, ev_len);
	EXPECT_CHECK(EVIDENCE_OK, verify(&in));
	ev[ev_len - 1] = 1;
	EXPECT_CHECK(EVIDENCE_GPU_TRAILING, verify(&in));
	ev[ev_len - 1] = 0;
	put("\0", 1);
	in.evidence = slice_of(ev, ev_len);
	EXPECT_CHECK(EVIDENCE_GPU_TRAILING, verify(&in));
	in.evidence = slice_of(file_mem, GPU_EVIDENCE_MAX + 1);
	EXPECT_CHECK(EVIDENCE_GPU_SIZE, verify(&in));
}

TEST_MAIN()
