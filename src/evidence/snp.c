#include "evidence/snp.h"

#include "base/bytes.h"
#include "crypto/hash.h"
#include "evidence/cert.h"
#include "evidence/sig.h"

/* --- The report ------------------------------------------------------------------------------- */

/* Reserved ranges of every version: from, to (exclusive). */
static const struct {
	u16 from, to;
} reserved[] = {
    {0x4c, 0x50}, {0x18b, 0x1a0}, {0x1eb, 0x1ec}, {0x1ef, 0x1f0}, {0x208, 0x2a0},
};

static bool all_zero(const u8 *p, size_t n)
{
	u8 any = 0;

	for (size_t i = 0; i < n; i++)
		any |= p[i];
	return any == 0;
}

static bool reserved_ok(const u8 *p, u32 version)
{
	u64 policy = load_le64(p + 8);

	for (size_t i = 0; i < ARRAY_LEN(reserved); i++)
		if (!all_zero(p + reserved[i].from, (size_t)(reserved[i].to - reserved[i].from)))
			return false;
	if (version < 3 && !all_zero(p + 0x188, 3))
		return false;
	if (version < 5 && !all_zero(p + 0x1f8, 16))
		return false;
	return (policy & SNP_POLICY_MUST_BE_ONE) != 0 && (policy & ~SNP_POLICY_KNOWN) == 0 &&
	       load_le32(p + 0x30) <= 3 && load_le32(p + 0x48) >> 5 == 0;
}

/* r and s are little-endian in 72 bytes each, of which P-384 fills 48. */
static bool read_signature(u8 out[96], const u8 *p)
{
	for (size_t i = 0; i < 2; i++) {
		const u8 *v = p + 72 * i;

		for (size_t k = 0; k < 48; k++)
			out[48 * i + k] = v[47 - k];
		if (!all_zero(v + 48, 24))
			return false;
	}
	return all_zero(p + 144, 512 - 144);
}

static enum evidence_check read_signer(struct snp_report *out, u32 info)
{
	u32 key = info >> 2 & 7;

	if (key == 7)
		return EVIDENCE_SNP_UNSIGNED;
	if ((info & 2) != 0)
		return EVIDENCE_SNP_MASKED_KEY;
	if (key > 1)
		return EVIDENCE_SNP_SIGNER;
	out->key = key == 1 ? SNP_VLEK : SNP_VCEK;
	out->author_key = (info & 1) != 0;
	return EVIDENCE_OK;
}

static void read_fields(struct snp_report *o, const u8 *p)
{
	const struct {
		u8 *to;
		u16 from, n;
	} fields[] = {
	    {o->family_id, 0x10, 16},         {o->image_id, 0x20, 16},
	    {o->current_tcb, 0x38, 8},        {o->report_data, 0x50, 64},
	    {o->measurement, 0x90, 48},       {o->host_data, 0xc0, 32},
	    {o->id_key_digest, 0xe0, 48},     {o->author_key_digest, 0x110, 48},
	    {o->report_id, 0x140, 32},        {o->report_id_ma, 0x160, 32},
	    {o->reported_tcb, 0x180, 8},      {o->chip_id, 0x1a0, 64},
	    {o->committed_tcb, 0x1e0, 8},     {o->current_version, 0x1e8, 3},
	    {o->committed_version, 0x1ec, 3}, {o->launch_tcb, 0x1f0, 8},
	};

	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		memcpy(fields[i].to, p + fields[i].from, fields[i].n);
	o->version = load_le32(p);
	o->guest_svn = load_le32(p + 4);
	o->policy = load_le64(p + 8);
	o->vmpl = load_le32(p + 0x30);
	o->platform_info = load_le64(p + 0x40);
	o->has_cpu = o->version >= 3;
	o->family = p[0x188];
	o->model = p[0x189];
	o->stepping = p[0x18a];
	o->launch_mitigations = load_le64(p + 0x1f8);
	o->current_mitigations = load_le64(p + 0x200);
}

enum evidence_check snp_report_parse(struct snp_report *out, struct slice report)
{
	const u8 *p = report.p;
	u32 version;

	memset(out, 0, sizeof(*out));
	if (report.n != SNP_REPORT_LEN)
		return EVIDENCE_SNP_SIZE;
	version = load_le32(p);
	if (version != 2 && version != 3 && version != 5)
		return EVIDENCE_SNP_VERSION;
	if (load_le32(p + 0x34) != 1)
		return EVIDENCE_SNP_ALGORITHM;
	if (!reserved_ok(p, version))
		return EVIDENCE_SNP_RESERVED;
	TRY_CHECK(read_signer(out, load_le32(p + 0x48)));
	if (!read_signature(out->signature, p + SNP_SIGNED_LEN))
		return EVIDENCE_SNP_SIGNATURE_FORMAT;
	read_fields(out, p);
	out->signed_part = slice_of(p, SNP_SIGNED_LEN);
	return EVIDENCE_OK;
}

/* --- The host's certificates ------------------------------------------------------------------ */

#define TABLE_ENTRIES_MAX 32u

/* GUIDs as on the wire: the first three fields are little-endian. Source: AMD 56421 "GHCB" 2.03,
 * section 4.1.8.1. */
static const u8 guid_vcek[16] = {0x8d, 0x75, 0xda, 0x63, 0x64, 0xe6, 0x64, 0x45,
                                 0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd};
static const u8 guid_vlek[16] = {0xc2, 0x4b, 0x07, 0xa8, 0x5a, 0xa2, 0x3e, 0x48,
                                 0xaa, 0xe6, 0x39, 0xc0, 0x45, 0xa0, 0xb8, 0xa1};
static const u8 guid_ask[16] = {0x79, 0xb3, 0xb7, 0x4a, 0xac, 0xbb, 0xe4, 0x4f,
                                0xa0, 0x2f, 0x05, 0xae, 0xf3, 0x27, 0xc7, 0x82};
static const u8 guid_ark[16] = {0xa4, 0x06, 0xb4, 0xc0, 0x03, 0xa8, 0x52, 0x49,
                                0x97, 0x43, 0x3f, 0xb6, 0x01, 0x4c, 0xd0, 0xae};

enum evidence_check snp_table_read(struct snp_table *out, struct slice blob)
{
	const struct {
		const u8 *guid;
		struct slice *to;
	} kinds[] = {
	    {guid_vcek, &out->vcek},
	    {guid_vlek, &out->vlek},
	    {guid_ask, &out->ask},
	    {guid_ark, &out->ark},
	};
	struct rd r = rd_from(blob);

	memset(out, 0, sizeof(*out));
	for (u32 n = 0; n < TABLE_ENTRIES_MAX; n++) {
		struct slice guid = rd_take(&r, 16);
		u32 at = rd_u32(&r), len = rd_u32(&r);

		if (r.err != ERR_OK)
			return EVIDENCE_SNP_TABLE;
		if (all_zero(guid.p, 16))
			return EVIDENCE_OK;
		if (at > blob.n || len > blob.n - at)
			return EVIDENCE_SNP_TABLE;
		for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
			if (!mem_eq(guid.p, kinds[i].guid, 16))
				continue;
			if (kinds[i].to->p != NULL)
				return EVIDENCE_SNP_TABLE;
			*kinds[i].to = slice_of(blob.p + at, len);
		}
	}
	return EVIDENCE_SNP_TABLE;
}

/* --- TCB versions ----------------------------------------------------------------------------- */

/* Turin put the firmware of the manufacturing part first and moved the others up. */
static bool read_tcb(struct snp_tcb *out, const u8 p[8], enum snp_product product)
{
	if (product == SNP_TURIN) {
		*out = (struct snp_tcb){p[0], p[1], p[2], p[3], p[7]};
		return all_zero(p + 4, 3);
	}
	*out = (struct snp_tcb){0, p[0], p[1], p[6], p[7]};
	return all_zero(p + 2, 4);
}

static bool tcb_at_most(const struct snp_tcb *a, const struct snp_tcb *b)
{
	return a->fmc <= b->fmc && a->bootloader <= b->bootloader && a->tee <= b->tee &&
	       a->snp <= b->snp && a->microcode <= b->microcode;
}

static enum evidence_check read_tcbs(struct snp_result *r)
{
	bool ok = read_tcb(&r->current, r->report.current_tcb, r->product) &&
	          read_tcb(&r->reported, r->report.reported_tcb, r->product) &&
	          read_tcb(&r->committed, r->report.committed_tcb, r->product) &&
	          read_tcb(&r->launch, r->report.launch_tcb, r->product);

	if (!ok)
		return EVIDENCE_SNP_RESERVED;
	if (!tcb_at_most(&r->reported, &r->current) || !tcb_at_most(&r->committed, &r->current))
		return EVIDENCE_SNP_TCB_ORDER;
	return EVIDENCE_OK;
}

/* --- Extensions of VCEK and VLEK: 1.3.6.1.4.1.3704.1.x ---------------------------------------- */

#define AMD_ARC 0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01
static const u8 oid_product[] = {AMD_ARC, 2};
static const u8 oid_hwid[] = {AMD_ARC, 4};
static const u8 oid_csp[] = {AMD_ARC, 5};

/* Security patch level k of the certificate; -1 if it is malformed, missing counts as 0. */
static int patch_level(const struct cert *c, u8 k, bool *there)
{
	const u8 oid[] = {AMD_ARC, 3, k};
	struct slice value;
	struct der d;
	u64 v;

	*there = cert_ext(c, SLICE_ARR(oid), &value);
	if (!*there)
		return 0;
	d = der_of(value);
	v = der_uint(&d, 255);
	return der_end(&d) ? (int)v : -1;
}

static enum evidence_check check_tcb(const struct cert *leaf, enum snp_product product,
                                     const u8 reported[8])
{
	/* Which level each byte of the reported TCB is; 0: none, must be absent or 0. */
	static const u8 layout[2][8] = {{1, 2, 4, 5, 6, 7, 3, 8}, {9, 1, 2, 3, 5, 6, 7, 8}};
	static const u8 needed[2][5] = {{1, 2, 3, 8, 8}, {1, 2, 3, 8, 9}};
	u32 t = product == SNP_TURIN ? 1 : 0;
	bool there;

	for (u32 i = 0; i < 5; i++) {
		(void)patch_level(leaf, needed[t][i], &there);
		if (!there)
			return EVIDENCE_SNP_EXTENSION;
	}
	for (u32 i = 0; i < 8; i++) {
		int level = patch_level(leaf, layout[t][i], &there);

		if (level < 0)
			return EVIDENCE_SNP_EXTENSION;
		if (level != reported[i])
			return EVIDENCE_SNP_TCB;
	}
	return EVIDENCE_OK;
}

/* "Milan-B0", "Genoa", "Turin"…: the product and, perhaps, a stepping. */
static enum evidence_check read_product(enum snp_product *out, const struct cert *leaf)
{
	struct slice value, name;
	struct der d;

	if (!cert_ext(leaf, SLICE_ARR(oid_product), &value))
		return EVIDENCE_SNP_EXTENSION;
	d = der_of(value);
	name = der_take(&d, 0x16);
	if (!der_end(&d))
		return EVIDENCE_SNP_EXTENSION;
	for (u32 i = 0; i < NUM_SNP_PRODUCTS; i++) {
		struct slice want = slice_str(snp_product_name((enum snp_product)i));

		if (!slice_starts(name, want) || (name.n > want.n && name.p[want.n] != '-'))
			continue;
		*out = (enum snp_product)i;
		return EVIDENCE_OK;
	}
	return EVIDENCE_SNP_PRODUCT;
}

/* The kind of a leaf is told by its name, by its authority's and by which of two extensions it has;
 * all must agree with what the report says. */
static enum evidence_check read_kind(struct snp_result *r, const struct cert *leaf)
{
	bool vlek = r->report.key == SNP_VLEK;
	bool has_hwid = cert_ext(leaf, SLICE_ARR(oid_hwid), &r->hwid);
	bool has_csp = cert_ext(leaf, SLICE_ARR(oid_csp), &r->csp);
	struct der d;

	if (!cert_cn_is(leaf, "SEV-", "VCEK") && !cert_cn_is(leaf, "SEV-", "VLEK"))
		return EVIDENCE_CERT_ROLE;
	if (cert_cn_is(leaf, "SEV-", "VLEK") != vlek)
		return EVIDENCE_SNP_KEY_KIND;
	if (has_hwid == vlek || has_csp != vlek)
		return EVIDENCE_SNP_EXTENSION;
	if (!vlek) {
		r->csp = SLICE_EMPTY;
		return EVIDENCE_OK;
	}
	r->hwid = SLICE_EMPTY;
	d = der_of(r->csp);
	r->csp = der_take(&d, 0x16);
	return der_end(&d) ? EVIDENCE_OK : EVIDENCE_SNP_EXTENSION;
}

static enum evidence_check check_chip(struct snp_result *r)
{
	size_t n = r->product == SNP_TURIN ? 8 : 64;
	const u8 *id = r->report.chip_id;

	r->chip_masked = all_zero(id, 64);
	if (r->report.key == SNP_VLEK)
		return EVIDENCE_OK;
	if (r->hwid.n != n)
		return EVIDENCE_SNP_EXTENSION;
	if (r->chip_masked)
		return EVIDENCE_OK;
	if (!mem_eq(r->hwid.p, id, n) || !all_zero(id + n, 64 - n))
		return EVIDENCE_SNP_CHIP_ID;
	return EVIDENCE_OK;
}

static bool cpu_is(const struct snp_report *r, enum snp_product product)
{
	static const struct {
		u8 family, first, last;
		enum snp_product product;
	} models[] = {
	    {0x19, 0x00, 0x0f, SNP_MILAN},
	    {0x19, 0x10, 0x1f, SNP_GENOA},
	    {0x19, 0xa0, 0xaf, SNP_GENOA},
	    {0x1a, 0x00, 0x11, SNP_TURIN},
	};

	for (size_t i = 0; i < ARRAY_LEN(models); i++)
		if (r->family == models[i].family && r->model >= models[i].first &&
		    r->model <= models[i].last)
			return models[i].product == product;
	return false;
}

/* --- The chain -------------------------------------------------------------------------------- */

static enum evidence_check read_root(struct cert *out, struct snp_result *r, struct slice root,
                                     struct arena *a)
{
	if (cert_read(out, root.n == 0 ? amd_root(r->product) : root, a) != EVIDENCE_OK)
		return EVIDENCE_ROOT_FORMAT;
	sha2_256(r->trust_domain, out->der);
	r->production = slice_eq(out->der, amd_root(r->product));
	/* The pinned bytes need nobody's signature; a test looks at it once. */
	if (r->production)
		return EVIDENCE_OK;
	if (cert_check_ca(out, CERT_CERT_SIGN | CERT_CRL_SIGN) != EVIDENCE_OK ||
	    cert_check_signed(out, out) != EVIDENCE_OK)
		return EVIDENCE_ROOT_FORMAT;
	return EVIDENCE_OK;
}

static void intersect(struct snp_result *r, const struct cert *c)
{
	if (c->not_before > r->valid_from)
		r->valid_from = c->not_before;
	if (c->not_after < r->valid_until)
		r->valid_until = c->not_after;
}

/* chain[0] is the leaf, chain[2] the root. */
static enum evidence_check check_chain(struct snp_result *r, const struct cert chain[3], u64 now)
{
	const char *product = snp_product_name(r->product);
	const char *kind = r->report.key == SNP_VLEK ? "SEV-VLEK-" : "SEV-";

	r->valid_from = 0;
	r->valid_until = UINT64_MAX;
	if (!cert_cn_is(&chain[2], "ARK-", product))
		return EVIDENCE_CERT_ROLE;
	if (!cert_cn_is(&chain[1], kind, product))
		return EVIDENCE_SNP_PRODUCT;
	TRY_CHECK(cert_check_ca(&chain[1], CERT_CERT_SIGN));
	TRY_CHECK(cert_check_leaf(&chain[0]));
	if (chain[0].key_alg != CERT_P384)
		return EVIDENCE_CERT_ALGORITHM;
	for (u32 i = 2; i-- > 0;)
		TRY_CHECK(cert_check_signed(&chain[i], &chain[i + 1]));
	for (u32 i = 3; i-- > 0;) {
		TRY_CHECK(cert_check_time(&chain[i], now));
		intersect(r, &chain[i]);
	}
	return EVIDENCE_OK;
}

static enum evidence_check check_report(struct snp_result *r, const struct cert *leaf)
{
	u8 hash[48];

	sha2_384(hash, r->report.signed_part);
	if (!p384_verify(leaf->point, hash, r->report.signature))
		return EVIDENCE_SNP_SIGNATURE;
	if (r->report.has_cpu && !cpu_is(&r->report, r->product))
		return EVIDENCE_SNP_CPU;
	TRY_CHECK(read_tcbs(r));
	TRY_CHECK(check_tcb(leaf, r->product, r->report.reported_tcb));
	return check_chip(r);
}

enum evidence_check snp_verify(struct snp_result *out, const struct snp_input *in, struct arena *a)
{
	struct cert chain[3];
	struct slice issuer = in->issuer;

	memset(out, 0, sizeof(*out));
	TRY_CHECK(snp_report_parse(&out->report, in->report));
	TRY_CHECK(cert_read(&chain[0], in->leaf, a));
	TRY_CHECK(read_kind(out, &chain[0]));
	TRY_CHECK(read_product(&out->product, &chain[0]));
	if (issuer.n == 0)
		issuer = amd_authority(out->product, out->report.key == SNP_VLEK);
	TRY_CHECK(cert_read(&chain[1], issuer, a));
	TRY_CHECK(read_root(&chain[2], out, in->root, a));
	TRY_CHECK(check_chain(out, chain, in->now));
	if (in->crl.n != 0)
		TRY_CHECK(crl_check(in->crl, &chain[2], chain[1].serial, in->now));
	out->crl_checked = in->crl.n != 0;
	return check_report(out, &chain[0]);
}

/* --- Policy ----------------------------------------------------------------------------------- */

static bool is_other(struct slice want, const u8 *have, size_t n)
{
	return want.n != 0 && !slice_eq(want, slice_of(have, n));
}

enum evidence_check snp_policy_check(const struct snp_result *r, const struct snp_policy *p)
{
	const struct snp_report *q = &r->report;
	const struct {
		bool bad;
		enum evidence_check check;
	} rules[] = {
	    {!r->production && !p->allow_dev_root, EVIDENCE_DEV_ROOT},
	    {(q->policy & SNP_POLICY_DEBUG) != 0 && !p->allow_debug, EVIDENCE_SNP_DEBUG},
	    {(q->policy & SNP_POLICY_MIGRATE_MA) != 0 && !p->allow_migrate_ma,
	     EVIDENCE_SNP_MIGRATE_MA},
	    {q->vmpl > p->max_vmpl, EVIDENCE_SNP_VMPL},
	    {(q->platform_info & SNP_PLATFORM_ALIAS_CHECK) == 0 && !p->allow_no_alias_check,
	     EVIDENCE_SNP_ALIAS_CHECK},
	    {!tcb_at_most(&p->min_tcb[r->product], &r->reported), EVIDENCE_SNP_MIN_TCB},
	    {q->key == SNP_VLEK && !p->allow_vlek, EVIDENCE_SNP_VLEK},
	    {r->chip_masked && q->key == SNP_VCEK && !p->allow_masked_chip,
	     EVIDENCE_SNP_MASKED_CHIP},
	    {p->require_crl && !r->crl_checked, EVIDENCE_SNP_NO_CRL},
	    {is_other(p->measurement, q->measurement, 48), EVIDENCE_SNP_MEASUREMENT},
	    {is_other(p->host_data, q->host_data, 32), EVIDENCE_SNP_HOST_DATA},
	    {is_other(p->id_key, q->id_key_digest, 48), EVIDENCE_SNP_ID_KEY},
	    {is_other(p->report_data, q->report_data, 64), EVIDENCE_SNP_REPORT_DATA},
	};

	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (rules[i].bad)
			return rules[i].check;
	return EVIDENCE_OK;
}
