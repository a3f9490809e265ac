/* Quotes of a simulated quoting enclave. */
#include "attest/sim/levels.h"
#include "attest/sim/sim_kit.h"
#include "base/bytes.h"
#include "base/hex.h"
#include "crypto/hash.h"
#include "crypto/p256_sign.h"
#include "scale/encode.h"

#define TEE_TDX        0x81u
#define TYPE_CHAIN     5u
#define TYPE_QE_REPORT 6u
#define AUTH_LEN       32u
#define SIM_USER       "SIMULATED-TEE-01"

/* Offsets in an SGX report. */
enum {
	SGX_CPUSVN = 0,
	SGX_ATTRIBUTES = 48,
	SGX_MRENCLAVE = 64,
	SGX_MRSIGNER = 128,
	SGX_PRODID = 256,
	SGX_ISVSVN = 258,
	SGX_REPORT_DATA = 320
};
/* Offsets in a TD report. */
enum {
	TD_SVN = 0,
	TD_MRSEAM = 16,
	TD_ATTRIBUTES = 120,
	TD_XFAM = 128,
	TD_MRTD = 136,
	TD_REPORT_DATA = 520,
	TD_SVN2 = 584
};

#define ATTR_INIT          0x01u
#define ATTR_DEBUG         0x02u
#define ATTR_MODE64        0x04u
#define ATTR_PROVISION_KEY 0x10u
#define XFRM_AVX           0x07u
#define TD_DEBUG           0x01u
#define TD_SEPT_VE_DISABLE (1u << 28)
#define TD_XFAM_AMX        0x602e7u

static const u8 intel_vendor[16] = {0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9,
                                    0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07};

/* Version, TEE type and body of each enum sim_kind. */
static const struct {
	u16 version;
	bool is_tdx;
	u16 body_type; /* version 5 */
	u16 body_len;
} kinds[] = {
    [SIM_SGX_3] = {3, false, 0, SIM_BODY_SGX},
    [SIM_TDX_4] = {4, true, 0, SIM_BODY_TD10},
    [SIM_TDX_5] = {5, true, 2, SIM_BODY_TD10},
    [SIM_TDX_5_TD15] = {5, true, 3, SIM_BODY_TD15},
};

/* A hash for what a simulation has no value of. */
static void made_up(u8 *out, size_t n, const char *what)
{
	u8 hash[32];

	sha2_256(hash, slice_str(what));
	for (size_t i = 0; i < n; i++)
		out[i] = hash[i % sizeof(hash)];
}

static void fill_sgx(u8 *r, const struct sim_body *b)
{
	memcpy(r + SGX_CPUSVN, SIM_COMPS, 16);
	r[SGX_ATTRIBUTES] = (u8)(ATTR_INIT | ATTR_MODE64 | (b->debug ? ATTR_DEBUG : 0));
	r[SGX_ATTRIBUTES + 8] = XFRM_AVX;
	memcpy(r + SGX_MRENCLAVE, b->measurement, sizeof(b->measurement));
	made_up(r + SGX_MRSIGNER, 32, "phala/attest/sim/mrsigner");
	memcpy(r + SGX_REPORT_DATA, b->report_data, sizeof(b->report_data));
}

static void put_td_svn(u8 *svn)
{
	svn[0] = SIM_TD_SVN;
	svn[1] = SIM_TD_VERSION;
	svn[2] = SIM_TD_LOADER;
}

static void fill_td(u8 *r, const struct sim_body *b)
{
	put_td_svn(r + TD_SVN);
	made_up(r + TD_MRSEAM, 48, "phala/attest/sim/mrseam");
	store_le64(r + TD_ATTRIBUTES, TD_SEPT_VE_DISABLE | (b->debug ? TD_DEBUG : 0));
	store_le64(r + TD_XFAM, TD_XFAM_AMX);
	memcpy(r + TD_MRTD, b->measurement, sizeof(b->measurement));
	memcpy(r + TD_REPORT_DATA, b->report_data, sizeof(b->report_data));
	if (b->kind == SIM_TDX_5_TD15)
		put_td_svn(r + TD_SVN2);
}

static enum err fill_qe(u8 *r, bool is_tdx)
{
	memcpy(r + SGX_CPUSVN, SIM_COMPS, 16);
	r[SGX_ATTRIBUTES] = ATTR_INIT | ATTR_MODE64 | ATTR_PROVISION_KEY;
	r[SGX_ATTRIBUTES + 8] = XFRM_AVX;
	made_up(r + SGX_MRENCLAVE, 32, "phala/attest/sim/qe");
	store_le16(r + SGX_PRODID, (u16)(SIM_QE_PRODID + (is_tdx ? 1 : 0)));
	store_le16(r + SGX_ISVSVN, SIM_QE_ISVSVN);
	return hex_decode_exact(r + SGX_MRSIGNER, 32,
	                        is_tdx ? SLICE_LIT(SIM_TD_QE_MRSIGNER_HEX)
	                               : SLICE_LIT(SIM_QE_MRSIGNER_HEX));
}

enum err sim_quote_spec_of(struct sim_quote_spec *out, const struct sim_platform *p,
                           const struct sim_body *b)
{
	if ((size_t)b->kind >= ARRAY_LEN(kinds))
		return ERR_INVALID;
	memset(out, 0, sizeof(*out));
	out->version = kinds[b->kind].version;
	out->key_type = 2; /* ECDSA P-256 */
	out->tee_type = kinds[b->kind].is_tdx ? TEE_TDX : 0;
	if (out->version == 3) {
		store_le16(out->svns, SIM_QE_ISVSVN);
		store_le16(out->svns + 2, SIM_PCESVN);
	}
	memcpy(out->vendor, intel_vendor, sizeof(out->vendor));
	memcpy(out->user_data, SIM_USER, sizeof(SIM_USER) - 1);
	out->body_type = kinds[b->kind].body_type;
	out->body_len = kinds[b->kind].body_len;
	out->body_size = kinds[b->kind].body_len;
	if (kinds[b->kind].is_tdx)
		fill_td(out->body, b);
	else
		fill_sgx(out->body, b);
	out->auth_len = AUTH_LEN;
	for (u8 i = 0; i < AUTH_LEN; i++)
		out->auth[i] = i;
	out->attestation = &p->attestation;
	out->quote_signer = &p->attestation;
	out->qe_signer = &p->pck;
	out->outer_type = TYPE_QE_REPORT;
	out->cert_type = TYPE_CHAIN;
	out->chain = slice_of(p->chain, p->chain_len + 1); /* with its NUL */
	return fill_qe(out->qe_report, kinds[b->kind].is_tdx);
}

static enum err put_signed(struct wr *w, const struct sim_quote_spec *s, struct slice *out)
{
	wr_u16(w, s->version);
	wr_u16(w, s->key_type);
	wr_u32(w, s->tee_type);
	wr_bytes(w, s->svns, sizeof(s->svns));
	wr_bytes(w, s->vendor, sizeof(s->vendor));
	wr_bytes(w, s->user_data, sizeof(s->user_data));
	if (s->version == 5) {
		wr_u16(w, s->body_type);
		wr_u32(w, s->body_size);
	}
	wr_bytes(w, s->body, s->body_len);
	return wr_done(w, out) == ERR_OK ? ERR_OK : ERR_LIMIT;
}

/* The report of the quoting enclave, which says whose the attestation key is, by the PCK key. */
static enum err put_qe_report(struct wr *w, const struct sim_quote_spec *s,
                              const u8 key[P256_PUB_LEN])
{
	u8 report[SIM_BODY_SGX], sig[P256_SIG_LEN], bound[P256_PUB_LEN + SIM_AUTH_MAX];

	memcpy(report, s->qe_report, sizeof(report));
	if (!s->own_binding) {
		memcpy(bound, key, P256_PUB_LEN);
		memcpy(bound + P256_PUB_LEN, s->auth, s->auth_len);
		sha2_256(report + SGX_REPORT_DATA, slice_of(bound, P256_PUB_LEN + s->auth_len));
	}
	TRY(sim_sign(sig, s->qe_signer, SLICE_ARR(report)));
	wr_bytes(w, report, sizeof(report));
	wr_bytes(w, sig, sizeof(sig));
	return ERR_OK;
}

static u32 plus(size_t n, int32_t add)
{
	return (u32)n + (u32)add;
}

enum err sim_quote_make(const struct sim_quote_spec *s, u8 *buf, size_t cap, size_t *n)
{
	struct wr w = wr_into(buf, cap);
	struct slice part;
	u8 sig[P256_SIG_LEN], key[P256_PUB_LEN];
	size_t inner = SIM_BODY_SGX + P256_SIG_LEN + 2 + (size_t)s->auth_len + 6 + s->chain.n;
	bool has_outer = s->version != 3;

	if (s->auth_len > SIM_AUTH_MAX || s->body_len > sizeof(s->body))
		return ERR_INVALID;
	TRY(put_signed(&w, s, &part));
	TRY(sim_sign(sig, s->quote_signer, part));
	TRY(p256_public(key, s->attestation));
	wr_u32(&w, plus(P256_SIG_LEN + P256_PUB_LEN + (has_outer ? 6 : 0) + inner, s->add_sig_len));
	wr_bytes(&w, sig, sizeof(sig));
	wr_bytes(&w, key, sizeof(key));
	if (has_outer) {
		wr_u16(&w, s->outer_type);
		wr_u32(&w, plus(inner, s->add_outer_len));
	}
	TRY(put_qe_report(&w, s, key));
	wr_u16(&w, s->auth_len);
	wr_bytes(&w, s->auth, s->auth_len);
	wr_u16(&w, s->cert_type);
	wr_u32(&w, plus(s->chain.n, s->add_chain_len));
	wr_slice(&w, s->chain);
	wr_slice(&w, s->trailing);
	if (wr_done(&w, &part) != ERR_OK)
		return ERR_LIMIT;
	*n = part.n;
	return ERR_OK;
}

enum err sim_quote(const struct sim_platform *p, const struct sim_body *b, u8 *buf, size_t cap,
                   size_t *n)
{
	struct sim_quote_spec s;

	TRY(sim_quote_spec_of(&s, p, b));
	return sim_quote_make(&s, buf, cap, n);
}
