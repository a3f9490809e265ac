/* Evidence with exactly one fault, signed by whom it takes, and the one check that has to find it:
 * a fault that is found by another check hides that the right one is missing.
 * `test_attacks --dump DIR` writes every case as a folder; see README.md. */
#include <stdlib.h>
#include <sys/stat.h>

#include "attest/policy.h"
#include "attest/sim/sim_kit.h"
#include "base/hex.h"
#include "base/test.h"

#define NOW      1764000000u /* 2025-11-24T16:00:00Z */
#define DAY_S    86400u
#define TEXT_MAX 16384u

/* Offsets in the bodies of Intel's quote formats. */
enum { SGX_ATTR = 48, SGX_CONFIG_ID = 192, SGX_DATA = 320 };
enum { TD_SVN = 0, TD_SIGNER = 64, TD_SEAM_ATTR = 112, TD_ATTR = 120, TD_SERVICE = 600 };
enum { QE_MISC = 16, QE_ATTR = 48, QE_SIGNER = 128, QE_PROD = 256, QE_SVN = 258 };

/* A text to be signed: edited in place. */
struct text {
	char s[TEXT_MAX];
	size_t n;
};


struct stage {
	enum sim_kind kind;
	struct sim_pki pki, stranger;
	struct sim_platform machine;
	struct sim_sgx_spec sgx;
	struct sim_cert_spec ca, pck, signer;
	struct sim_crl_spec root_crl, pck_crl;
	struct sim_quote_spec quote;
	struct text tcb, qe;
	const struct secret32 *tcb_key, *qe_key;
	u8 trailing[64];
	u32 order; /* of the quote's chain, as decimal digits 1 PCK, 2 CA, 3 root, 4 stranger's
	            * root, 5 signer; 0: 123 */
	const char *root_crl_is, *pck_crl_is; /* "empty", "garbage", "root", "pck"; NULL: honest */
	size_t flip; /* quote: this byte is changed after signing; 0: none */
	/* Made. */
	u8 der[3][2 * SIM_CERT_MAX]; /* the SGX extension may be there twice */
	struct slice cert[6];
	u8 bytes[SIM_QUOTE_MAX];
	size_t num_bytes;
	struct attest_collateral_raw raw;
	struct arena a;
};

static u8 stage_mem[1 << 20], work_mem[ATTEST_ARENA];
static struct stage stage;

/* --- Building --------------------------------------------------------------------------------- */

static enum attest_tee tee_of(enum sim_kind k)
{
	return k == SIM_SGX_3 ? ATTEST_SGX : ATTEST_TDX;
}

static void set_text(struct text *t, struct slice s)
{
	CHECK(s.n < sizeof(t->s));
	memcpy(t->s, s.p, s.n);
	t->s[s.n] = 0;
	t->n = s.n;
}

/* Replaces the first `from`, which must be there. */
static void replace(struct text *t, const char *from, const char *to)
{
	char *at = strstr(t->s, from);
	size_t n = strlen(from), m = strlen(to);

	CHECK(at != NULL && t->n - n + m < sizeof(t->s));
	memmove(at + m, at + n, t->n - (size_t)(at - t->s) - n + 1);
	memcpy(at, to, m);
	t->n = t->n - n + m;
}

static void stage_start(struct stage *s, enum sim_kind kind)
{
	const struct secret32 seed = {{1}}, other = {{2}}, machine = {{3}};
	struct sim_body b = {.kind = kind, .measurement = {0xaa}, .report_data = {0x5a}};
	struct slice text;

	memset(s, 0, sizeof(*s));
	s->a = arena_of(stage_mem, sizeof(stage_mem));
	s->kind = kind;
	CHECK(sim_pki_from_seed(&s->pki, &seed, SLICE_EMPTY) == ERR_OK);
	CHECK(sim_pki_from_seed(&s->stranger, &other, SLICE_EMPTY) == ERR_OK);
	CHECK(sim_platform_make(&s->machine, &s->pki, &machine) == ERR_OK);
	s->sgx = sim_sgx_spec_of(s->machine.ppid);
	s->ca = sim_cert_spec_ca(&s->pki);
	s->pck = sim_cert_spec_pck(&s->pki, &s->machine, SLICE_EMPTY);
	s->signer = sim_cert_spec_signer(&s->pki);
	s->root_crl = sim_crl_spec_root(&s->pki, NOW);
	s->pck_crl = sim_crl_spec_pck(&s->pki, NOW);
	CHECK(sim_quote_spec_of(&s->quote, &s->machine, &b) == ERR_OK);
	CHECK(sim_tcb_json(tee_of(kind), NOW, SIM_EVAL, &s->a, &text) == ERR_OK);
	set_text(&s->tcb, text);
	CHECK(sim_qe_json(tee_of(kind), NOW, SIM_EVAL, &s->a, &text) == ERR_OK);
	set_text(&s->qe, text);
	s->tcb_key = s->qe_key = &s->pki.signer;
}

static struct slice make_cert(struct stage *s, const struct sim_cert_spec *c, int slot)
{
	size_t n;

	CHECK(sim_cert(c, s->der[slot], sizeof(s->der[slot]), &n) == ERR_OK);
	return slice_of(s->der[slot], n);
}

static void make_certs(struct stage *s)
{
	u8 *ext = arena_alloc(&s->a, 2 * SIM_SGX_MAX);
	size_t n;

	CHECK(ext != NULL && sim_sgx(&s->sgx, ext, 2 * SIM_SGX_MAX, &n) == ERR_OK);
	if (s->sgx.omit != 0xff)
		s->pck.sgx = slice_of(ext, n);
	s->cert[1] = make_cert(s, &s->pck, 0);
	s->cert[2] = make_cert(s, &s->ca, 1);
	s->cert[3] = slice_of(s->pki.root_der, s->pki.root_len);
	s->cert[4] = slice_of(s->stranger.root_der, s->stranger.root_len);
	s->cert[5] = make_cert(s, &s->signer, 2);
}

/* Digits name certificates, the first one the leaf. */
static struct slice make_chain(struct stage *s, u32 order, bool nul)
{
	u8 *pem = arena_alloc(&s->a, 8192);
	struct slice list[8];
	size_t num = 0, n;
	u32 div = 1;

	while (order / div >= 10)
		div *= 10;
	for (; div != 0; div /= 10)
		list[num++] = s->cert[order / div % 10];
	CHECK(pem != NULL && sim_pem(pem, 8191, &n, list, num) == ERR_OK);
	pem[n] = 0;
	return slice_of(pem, n + (nul ? 1 : 0));
}

static struct slice make_crl(struct stage *s, const struct sim_crl_spec *spec, const char *is)
{
	u8 *der = arena_alloc(&s->a, SIM_CRL_MAX);
	size_t n;

	if (is != NULL && strcmp(is, "empty") == 0)
		return SLICE_EMPTY;
	if (is != NULL && strcmp(is, "garbage") == 0)
		return SLICE_LIT("not a revocation list");
	if (is != NULL)
		spec = strcmp(is, "root") == 0 ? &s->root_crl : &s->pck_crl;
	CHECK(der != NULL && sim_crl(spec, der, SIM_CRL_MAX, &n) == ERR_OK);
	return slice_of(der, n);
}

static struct slice make_sig(struct stage *s, const struct secret32 *key, const struct text *t)
{
	u8 *sig = arena_alloc(&s->a, 64);

	CHECK(sig != NULL && sim_sign(sig, key, slice_of(t->s, t->n)) == ERR_OK);
	return slice_of(sig, 64);
}

static void stage_build(struct stage *s)
{
	struct attest_collateral_raw *r = &s->raw;

	make_certs(s);
	r->pck_crl_issuer_chain = make_chain(s, 23, false);
	r->tcb_info_issuer_chain = r->qe_identity_issuer_chain = make_chain(s, 53, false);
	r->root_ca_crl = make_crl(s, &s->root_crl, s->root_crl_is);
	r->pck_crl = make_crl(s, &s->pck_crl, s->pck_crl_is);
	r->tcb_info = slice_of(s->tcb.s, s->tcb.n);
	r->tcb_info_signature = make_sig(s, s->tcb_key, &s->tcb);
	r->qe_identity = slice_of(s->qe.s, s->qe.n);
	r->qe_identity_signature = make_sig(s, s->qe_key, &s->qe);
	s->quote.chain = make_chain(s, s->order == 0 ? 123 : s->order, true);
	CHECK(sim_quote_make(&s->quote, s->bytes, sizeof(s->bytes), &s->num_bytes) == ERR_OK);
	if (s->flip != 0)
		s->bytes[s->flip] ^= 1;
}

/* --- What is wrong, where it is more than one byte or text -------------------------------------
 */

#define CHANGE(name) static void name(struct stage *s)

CHANGE(version_2)
{
	s->quote.version = 2;
}
CHANGE(version_6)
{
	s->quote.version = 6;
}
CHANGE(key_type_3)
{
	s->quote.key_type = 3;
}
CHANGE(tee_tdx)
{
	s->quote.tee_type = 0x81;
}
CHANGE(tee_sgx)
{
	s->quote.tee_type = 0;
}
CHANGE(body_type_1)
{
	s->quote.body_type = 1;
}
CHANGE(body_type_4)
{
	s->quote.body_type = 4;
}
CHANGE(body_size_more)
{
	s->quote.body_size++;
}
CHANGE(vendor)
{
	s->quote.vendor[15] ^= 1;
}
CHANGE(outer_5)
{
	s->quote.outer_type = 5;
}
CHANGE(cert_1)
{
	s->quote.cert_type = 1;
}
CHANGE(cert_2)
{
	s->quote.cert_type = 2;
}
CHANGE(cert_3)
{
	s->quote.cert_type = 3;
}
CHANGE(cert_4)
{
	s->quote.cert_type = 4;
}
CHANGE(cert_6)
{
	s->quote.cert_type = 6;
}
CHANGE(cert_7)
{
	s->quote.cert_type = 7;
}
CHANGE(trailing_zeros)
{
	s->quote.trailing = SLICE_ARR(s->trailing);
}
CHANGE(trailing_garbage)
{
	s->trailing[63] = 1;
	s->quote.trailing = SLICE_ARR(s->trailing);
}
CHANGE(quote_by_pck)
{
	s->quote.quote_signer = &s->machine.pck;
}
CHANGE(quote_by_stranger)
{
	s->quote.quote_signer = &s->stranger.ca;
}
CHANGE(qe_by_ca)
{
	s->quote.qe_signer = &s->pki.ca;
}
CHANGE(qe_by_attestation)
{
	s->quote.qe_signer = &s->machine.attestation;
}
CHANGE(qe_own_binding)
{
	s->quote.own_binding = true;
}
CHANGE(flip_report_data)
{
	s->flip = 48 + SGX_DATA;
}
CHANGE(flip_td_report_data)
{
	s->flip = 48 + 520;
}
CHANGE(qe_debug_hidden)
{
	s->quote.qe_report[QE_ATTR] |= 2;
	replace(&s->qe, "\"attributesMask\":\"FB", "\"attributesMask\":\"F9");
}

static void set_comps(struct stage *s, u8 c0, u8 c2, u8 c5, u16 pcesvn)
{
	u8 *const all[] = {s->sgx.comps, s->sgx.cpusvn};

	for (int i = 0; i < 2; i++) {
		all[i][0] = all[i][1] = c0;
		all[i][2] = all[i][3] = c2;
		all[i][4] = c0 == 1 || c0 == 0 ? 0 : 255;
		all[i][5] = c5;
	}
	s->sgx.pcesvn = pcesvn;
}
CHANGE(comps_hardening)
{
	set_comps(s, 10, 2, 1, 13);
}
CHANGE(comps_out_of_date)
{
	set_comps(s, 5, 2, 1, 13);
}
CHANGE(comps_revoked)
{
	set_comps(s, 1, 0, 0, 1);
}
CHANGE(comps_none)
{
	set_comps(s, 0, 0, 0, 1);
}
CHANGE(pcesvn_12)
{
	s->sgx.pcesvn = 12;
}
CHANGE(pcesvn_0)
{
	s->sgx.pcesvn = 0;
}
CHANGE(cpusvn_other)
{
	s->sgx.cpusvn[15] = 1;
}
CHANGE(sgx_missing)
{
	s->sgx.omit = 0xff;
}
CHANGE(sgx_omit_1)
{
	s->sgx.omit = 1;
}
CHANGE(sgx_omit_2)
{
	s->sgx.omit = 2;
}
CHANGE(sgx_omit_3)
{
	s->sgx.omit = 3;
}
CHANGE(sgx_omit_4)
{
	s->sgx.omit = 4;
}
CHANGE(sgx_omit_5)
{
	s->sgx.omit = 5;
}
CHANGE(sgx_omit_6)
{
	s->sgx.omit = 6;
}
CHANGE(sgx_omit_7)
{
	s->sgx.omit = 7;
}
CHANGE(sgx_twice_1)
{
	s->sgx.twice = 1;
}
CHANGE(sgx_twice_2)
{
	s->sgx.twice = 2;
}
CHANGE(sgx_twice_4)
{
	s->sgx.twice = 4;
}
CHANGE(sgx_type_3)
{
	s->sgx.type = 3;
}
CHANGE(sgx_of_processor)
{
	s->sgx.is_platform = false;
}
CHANGE(pce_id)
{
	s->sgx.pce_id[1] = 1;
}
CHANGE(fmspc)
{
	s->sgx.fmspc[5] = 1;
}

CHANGE(ca_not_ca)
{
	s->ca.is_ca = s->ca.has_path_len = false;
	s->ca.usage = SIM_USAGE_LEAF;
}
CHANGE(ca_no_constraints)
{
	s->ca.odd = SIM_NO_CONSTRAINTS;
}
CHANGE(ca_no_usage)
{
	s->ca.odd = SIM_NO_USAGE;
}
CHANGE(ca_usage_no_crl)
{
	s->ca.usage = 0x04;
}
CHANGE(ca_wrong_name)
{
	s->ca.cn = "Dev SGX Other CA";
}
CHANGE(ca_expired)
{
	s->ca.not_after = NOW - 1;
}
CHANGE(ca_not_yet)
{
	s->ca.not_before = NOW + 1;
}
CHANGE(ca_bad_signature)
{
	s->ca.odd = SIM_BAD_SIGNATURE;
}
CHANGE(ca_by_stranger)
{
	s->ca.issuer_key = &s->stranger.root;
}
CHANGE(ca_self_issued)
{
	s->ca.issuer_cn = SIM_CN_CA;
	s->ca.issuer_key = &s->pki.ca;
}
CHANGE(ca_critical)
{
	s->ca.odd = SIM_CRITICAL_UNKNOWN;
}
CHANGE(pck_is_ca)
{
	s->pck.is_ca = true;
	s->pck.usage = SIM_USAGE_CA;
}
CHANGE(pck_may_sign_certs)
{
	s->pck.usage |= 0x04;
}
CHANGE(pck_no_signature_usage)
{
	s->pck.usage = 0x40;
}
CHANGE(pck_no_usage)
{
	s->pck.odd = SIM_NO_USAGE;
}
CHANGE(pck_wrong_name)
{
	s->pck.cn = "Dev SGX Other Certificate";
}
CHANGE(pck_two_roles)
{
	s->pck.cn = SIM_CN_PCK " " SIM_CN_SIGNER;
}
CHANGE(pck_expired)
{
	s->pck.not_after = NOW - 1;
}
CHANGE(pck_not_yet)
{
	s->pck.not_before = NOW + 1;
}
CHANGE(pck_bad_signature)
{
	s->pck.odd = SIM_BAD_SIGNATURE;
}
CHANGE(pck_by_root_key)
{
	s->pck.issuer_key = &s->pki.root;
}
CHANGE(pck_other_issuer)
{
	s->pck.issuer_cn = SIM_CN_ROOT;
}
CHANGE(pck_critical)
{
	s->pck.odd = SIM_CRITICAL_UNKNOWN;
}
CHANGE(pck_sgx_twice)
{
	s->pck.odd = SIM_EXTENSION_TWICE;
}
CHANGE(pck_version_1)
{
	s->pck.odd = SIM_VERSION_1;
}
CHANGE(pck_inner_algorithm)
{
	s->pck.odd = SIM_INNER_ALGORITHM;
}
CHANGE(pck_outer_algorithm)
{
	s->pck.odd = SIM_OUTER_ALGORITHM;
}
CHANGE(pck_both_algorithms)
{
	s->pck.odd = SIM_INNER_ALGORITHM | SIM_OUTER_ALGORITHM;
}
CHANGE(pck_other_curve)
{
	s->pck.odd = SIM_OTHER_CURVE;
}
CHANGE(pck_trailing)
{
	s->pck.odd = SIM_TRAILING;
}
CHANGE(pck_by_tcb_signer)
{
	s->pck.issuer_cn = SIM_CN_SIGNER;
	s->pck.issuer_key = &s->pki.signer;
	s->order = 153;
}
/* A PCK key is stolen; it issues another platform. */
CHANGE(pck_by_pck)
{
	s->pck.issuer_cn = SIM_CN_PCK;
	s->pck.issuer_key = &s->machine.pck;
	s->order = 113;
}
CHANGE(signer_wrong_name)
{
	s->signer.cn = "Dev SGX Other Signing";
}
CHANGE(signer_is_pck)
{
	s->signer.cn = SIM_CN_PCK;
}
CHANGE(signer_is_ca)
{
	s->signer.is_ca = true;
	s->signer.usage = SIM_USAGE_CA;
}
CHANGE(signer_expired)
{
	s->signer.not_after = NOW - 1;
}
CHANGE(signer_not_yet)
{
	s->signer.not_before = NOW + 1;
}
CHANGE(signer_by_ca)
{
	s->signer.issuer_key = &s->pki.ca;
}
CHANGE(signer_issued_by_ca)
{
	s->signer.issuer_cn = SIM_CN_CA;
	s->signer.issuer_key = &s->pki.ca;
}

CHANGE(order_132)
{
	s->order = 132;
}
CHANGE(order_213)
{
	s->order = 213;
}
CHANGE(order_231)
{
	s->order = 231;
}
CHANGE(order_312)
{
	s->order = 312;
}
CHANGE(order_321)
{
	s->order = 321;
}
CHANGE(order_1)
{
	s->order = 1;
}
CHANGE(order_12)
{
	s->order = 12;
}
CHANGE(order_13)
{
	s->order = 13;
}
CHANGE(order_1233)
{
	s->order = 1233;
}
CHANGE(order_1234)
{
	s->order = 1234;
}
CHANGE(order_124)
{
	s->order = 124;
}

static void revoke(struct sim_crl_spec *crl, const u8 serial[SIM_SERIAL_LEN])
{
	memcpy(crl->revoked[crl->num_revoked++], serial, SIM_SERIAL_LEN);
}
CHANGE(revoke_pck)
{
	revoke(&s->pck_crl, s->pck.serial);
}
CHANGE(revoke_others)
{
	for (u8 i = 0; i < 40; i++) {
		u8 serial[SIM_SERIAL_LEN] = {1, i};

		revoke(&s->pck_crl, serial);
	}
}
CHANGE(revoke_ca)
{
	revoke(&s->root_crl, s->ca.serial);
}
CHANGE(revoke_signer)
{
	revoke(&s->root_crl, s->signer.serial);
}

CHANGE(pck_crl_empty)
{
	s->pck_crl_is = "empty";
}
CHANGE(pck_crl_garbage)
{
	s->pck_crl_is = "garbage";
}
CHANGE(pck_crl_is_root)
{
	s->pck_crl_is = "root";
}
CHANGE(root_crl_empty)
{
	s->root_crl_is = "empty";
}
CHANGE(root_crl_garbage)
{
	s->root_crl_is = "garbage";
}
CHANGE(root_crl_is_pck)
{
	s->root_crl_is = "pck";
}
CHANGE(crl_swapped)
{
	s->pck_crl_is = "root";
	s->root_crl_is = "pck";
}
CHANGE(pck_crl_expired)
{
	s->pck_crl.next_update = NOW - 1;
	s->pck_crl.this_update -= DAY_S;
}
CHANGE(pck_crl_not_yet)
{
	s->pck_crl.this_update = NOW + 1;
}
CHANGE(root_crl_expired)
{
	s->root_crl.next_update = NOW - 1;
	s->root_crl.this_update -= DAY_S;
}
CHANGE(root_crl_not_yet)
{
	s->root_crl.this_update = NOW + 1;
}
CHANGE(pck_crl_forged)
{
	s->pck_crl.key = &s->stranger.ca;
}
CHANGE(pck_crl_by_root)
{
	s->pck_crl.key = &s->pki.root;
}
CHANGE(root_crl_forged)
{
	s->root_crl.key = &s->stranger.root;
}
CHANGE(pck_crl_other_name)
{
	s->pck_crl.issuer_cn = "Dev SGX PCK Processor CA";
}
CHANGE(pck_crl_bad_signature)
{
	s->pck_crl.odd = SIM_BAD_SIGNATURE;
}
CHANGE(pck_crl_no_number)
{
	s->pck_crl.odd = SIM_NO_NUMBER;
}
CHANGE(pck_crl_no_key_id)
{
	s->pck_crl.odd = SIM_NO_AUTHORITY_KEY;
}
CHANGE(pck_crl_critical)
{
	s->pck_crl.odd = SIM_CRITICAL_UNKNOWN;
}
CHANGE(pck_crl_twice)
{
	s->pck_crl.odd = SIM_EXTENSION_TWICE;
}
CHANGE(pck_crl_version_1)
{
	s->pck_crl.odd = SIM_VERSION_1;
}
CHANGE(pck_crl_empty_list)
{
	s->pck_crl.odd = SIM_EMPTY_LIST;
}
CHANGE(pck_crl_algorithm)
{
	s->pck_crl.odd = SIM_INNER_ALGORITHM;
}
CHANGE(pck_crl_trailing)
{
	s->pck_crl.odd = SIM_TRAILING;
}

CHANGE(tcb_by_pck)
{
	s->tcb_key = &s->machine.pck;
}
CHANGE(tcb_by_stranger)
{
	s->tcb_key = &s->stranger.signer;
}
CHANGE(qe_id_by_pck)
{
	s->qe_key = &s->machine.pck;
}

static void retell(struct stage *s, struct text *t, bool is_tcb, enum attest_tee tee, u64 at)
{
	struct slice text;
	enum err e = is_tcb ? sim_tcb_json(tee, at, SIM_EVAL, &s->a, &text)
	                    : sim_qe_json(tee, at, SIM_EVAL, &s->a, &text);

	CHECK(e == ERR_OK);
	set_text(t, text);
}
CHANGE(tcb_old)
{
	retell(s, &s->tcb, true, tee_of(s->kind), NOW - 30 * DAY_S - 1);
}
CHANGE(tcb_last_second)
{
	retell(s, &s->tcb, true, tee_of(s->kind), NOW - 30 * DAY_S);
}
CHANGE(tcb_future)
{
	retell(s, &s->tcb, true, tee_of(s->kind), NOW + 1);
}
CHANGE(qe_id_old)
{
	retell(s, &s->qe, false, tee_of(s->kind), NOW - 30 * DAY_S - 1);
}
CHANGE(qe_id_future)
{
	retell(s, &s->qe, false, tee_of(s->kind), NOW + 1);
}
CHANGE(tcb_of_other_tee)
{
	retell(s, &s->tcb, true, s->kind == SIM_SGX_3 ? ATTEST_TDX : ATTEST_SGX, NOW);
}
CHANGE(qe_id_of_other_tee)
{
	retell(s, &s->qe, false, s->kind == SIM_SGX_3 ? ATTEST_TDX : ATTEST_SGX, NOW);
}
CHANGE(no_modules)
{
	char *from = strstr(s->tcb.s, "\"tdxModuleIdentities\":[");
	char *to = strstr(s->tcb.s, "\"tcbLevels\":[{\"tcb\":{\"sgx");

	CHECK(from != NULL && to != NULL);
	memmove(from, to, strlen(to) + 1);
	s->tcb.n = strlen(s->tcb.s);
}
/* The worst level is first: whoever takes the first that fits errs. */
CHANGE(levels_reversed)
{
	static const char begin[] = "{\"tcb\":{\"sgxtcbcomponents\"";
	static char out[TEXT_MAX];
	char *at[5], *p = s->tcb.s;
	size_t n;

	for (int i = 0; i < 4; i++) {
		at[i] = p = strstr(p, begin);
		CHECK(p != NULL);
		p++;
	}
	at[4] = s->tcb.s + s->tcb.n - 1; /* "]}" is left, as if it were ",}" */
	n = (size_t)(at[0] - s->tcb.s);
	memcpy(out, s->tcb.s, n);
	for (int i = 3; i >= 0; i--) {
		size_t len = (size_t)(at[i + 1] - at[i]) - 1;

		memcpy(out + n, at[i], len);
		n += len;
		out[n++] = i == 0 ? ']' : ',';
	}
	out[n++] = '}';
	CHECK(n == s->tcb.n);
	memcpy(s->tcb.s, out, n);
}
#include "test_attacks_table.h"

/* --- Judging -----------------------------------------------------------------------------------
 */

static enum attest_check judge(const struct stage *s, u64 now, struct attest_result *r)
{
	static struct attest_collateral c;
	struct arena a = arena_of(work_mem, sizeof(work_mem));
	const struct attest_time t = {.now = now};
	struct attest_policy policy;
	struct attest_root root;
	enum attest_check k = attest_root_open(&root, slice_of(s->pki.root_der, s->pki.root_len));

	r->status = NUM_ATTEST_STATUSES;
	if (k == ATTEST_OK)
		k = attest_collateral_verify(&c, &s->raw, &root, t, &a);
	if (k == ATTEST_OK)
		k = attest_quote_verify(r, slice_of(s->bytes, s->num_bytes), &c, t, &a);
	attest_policy_default(&policy);
	policy.allow_dev_root = true;
	return k == ATTEST_OK ? attest_policy_check(r, &policy) : k;
}

static void make_case(struct stage *s, const struct attack *x)
{
	stage_start(s, x->kind);
	switch (x->where) {
	case NOTHING:
		break;
	case BODY:
		s->quote.body[x->at] = x->value;
		break;
	case QE:
		s->quote.qe_report[x->at] = x->value;
		break;
	case TCB:
		replace(&s->tcb, x->from, x->to);
		break;
	case QE_ID:
		replace(&s->qe, x->from, x->to);
		break;
	}
	if (x->change != NULL)
		x->change(s);
	stage_build(s);
}

TEST(every_case_ends_in_its_own_check)
{
	for (size_t i = 0; i < ARRAY_LEN(attacks); i++) {
		const struct attack *x = &attacks[i];
		struct attest_result r;
		enum attest_check got;

		make_case(&stage, x);
		got = judge(&stage, NOW, &r);
		if (got == x->want && (x->status < 0 || (int)r.status == x->status))
			continue;
		TEST_FAIL(x->name);
		(void)fprintf(stderr, "\twant %s %s, got %s %s\n", attest_check_id(x->want),
		              x->status < 0 ? ""
		                            : attest_status_name((enum attest_status)x->status),
		              attest_check_id(got),
		              r.status < NUM_ATTEST_STATUSES ? attest_status_name(r.status) : "");
	}
}

TEST(without_leave_for_development_roots_nothing_is_accepted)
{
	struct attest_policy policy;
	struct attest_result r;

	attest_policy_default(&policy);
	for (int k = SIM_SGX_3; k <= SIM_TDX_5_TD15; k++) {
		stage_start(&stage, (enum sim_kind)k);
		stage_build(&stage);
		EXPECT(judge(&stage, NOW, &r) == ATTEST_OK);
		EXPECT(attest_policy_check(&r, &policy) == ATTEST_POLICY_ROOT);
		EXPECT(r.valid_until == NOW + 30u * DAY_S && r.valid_from == NOW);
		EXPECT(judge(&stage, NOW + 30u * DAY_S, &r) == ATTEST_OK);
		EXPECT(judge(&stage, NOW + 30u * DAY_S + 1, &r) == ATTEST_CRL_EXPIRED);
		EXPECT(judge(&stage, NOW - 1, &r) == ATTEST_CRL_NOT_YET);
	}
}

TEST(a_quote_of_a_stranger_with_his_own_collateral_ends_in_another_root)
{
	struct attest_result r;
	struct sim_pki p;

	stage_start(&stage, SIM_SGX_3);
	p = stage.pki;
	stage_build(&stage);
	stage.pki = stage.stranger; /* whom the verifier trusts */
	EXPECT(judge(&stage, NOW, &r) != ATTEST_OK);
	stage.pki = p;
	EXPECT(judge(&stage, NOW, &r) == ATTEST_OK);
}

/* Collateral is cut at every byte, and with sanitizers, of longer items, at every seventh. */
static size_t cut_step(size_t len)
{
#ifdef NDEBUG
	(void)len;
	return 1;
#else
	return len > 256 ? 7 : 1;
#endif
}

/* Whatever is cut off, from the end, of whatever item. */
TEST(collateral_that_ends_early_is_refused)
{
	struct attest_collateral_raw whole;
	struct attest_result r;

	stage_start(&stage, SIM_TDX_4);
	stage_build(&stage);
	whole = stage.raw;
	for (size_t item = 0; item < sizeof(whole) / sizeof(struct slice); item++) {
		struct slice *part = (struct slice *)(void *)&stage.raw + item;
		const struct slice all = *part;
		size_t step = cut_step(all.n);

		for (size_t n = 0; n < all.n; n += step) {
			*part = slice_of(all.p, n);
			/* The line end of the last PEM line carries nothing. */
			if (judge(&stage, NOW, &r) == ATTEST_OK && n + 1 != all.n)
				TEST_FAIL("cut collateral is accepted");
		}
		*part = all;
	}
}

/* --- Dump --------------------------------------------------------------------------------------
 */

static void put(const char *dir, const char *name, const char *file, struct slice data)
{
	char path[1024];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	(void)mkdir(path, 0755);
	(void)snprintf(path, sizeof(path), "%s/%s/%s", dir, name, file);
	f = fopen(path, "wb");
	CHECK(f != NULL && fwrite(data.p, 1, data.n, f) == data.n && fclose(f) == 0);
}

static int dump(const char *dir)
{
	(void)mkdir(dir, 0755);
	for (size_t i = 0; i < ARRAY_LEN(attacks); i++) {
		const struct attack *x = &attacks[i];
		struct attest_result r;
		struct slice json;
		char text[256];

		make_case(&stage, x);
		(void)judge(&stage, NOW, &r);
		CHECK(attest_collateral_write(&stage.raw, &stage.a, &json) == ERR_OK);
		put(dir, x->name, "quote", slice_of(stage.bytes, stage.num_bytes));
		put(dir, x->name, "collateral.json", json);
		put(dir, x->name, "root.der", slice_of(stage.pki.root_der, stage.pki.root_len));
		(void)snprintf(text, sizeof(text), "%u\n", NOW);
		put(dir, x->name, "now", slice_str(text));
		(void)snprintf(text, sizeof(text), "%s %s\n", attest_check_id(x->want),
		               r.status < NUM_ATTEST_STATUSES ? attest_status_name(r.status) : "-");
		put(dir, x->name, "expected", slice_str(text));
	}
	printf("%zu cases\n", ARRAY_LEN(attacks));
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--dump") == 0)
		return dump(argv[2]);
	return test_run_all(argc, argv);
}
