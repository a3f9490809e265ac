#include "attest/attest.h"

#include "attest/item.h"
#include "crypto/hash.h"

#define KEY_ECDSA_P256 2u
#define TEE_TYPE_SGX   0u
#define TEE_TYPE_TDX   0x81u
#define BODY_TD_10     2u
#define BODY_TD_15     3u
#define SGX_BODY_LEN   384u
#define TD_10_BODY_LEN 584u
#define TD_15_BODY_LEN 648u
#define CERT_PCK_CHAIN 5u
#define CERT_QE_REPORT 6u

static const u8 intel_vendor[16] = {0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9,
                                    0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07};

/* --- Bodies ----------------------------------------------------------------------------------- */

void sgx_report_read(struct attest_sgx_report *out, const u8 report[SGX_BODY_LEN])
{
	struct rd r = rd_from(slice_of(report, SGX_BODY_LEN));

	rd_bytes(&r, out->cpusvn, sizeof(out->cpusvn));
	out->miscselect = rd_u32(&r);
	(void)rd_take(&r, 12);
	rd_bytes(&r, out->isv_ext_prod_id, sizeof(out->isv_ext_prod_id));
	rd_bytes(&r, out->attributes, sizeof(out->attributes));
	rd_bytes(&r, out->mrenclave, sizeof(out->mrenclave));
	(void)rd_take(&r, 32);
	rd_bytes(&r, out->mrsigner, sizeof(out->mrsigner));
	(void)rd_take(&r, 32);
	rd_bytes(&r, out->config_id, sizeof(out->config_id));
	out->isvprodid = rd_u16(&r);
	out->isvsvn = rd_u16(&r);
	out->config_svn = rd_u16(&r);
	(void)rd_take(&r, 42);
	rd_bytes(&r, out->isv_family_id, sizeof(out->isv_family_id));
	rd_bytes(&r, out->report_data, sizeof(out->report_data));
	CHECK(rd_end(&r) == ERR_OK);
}

static void read_td_report(struct attest_td_report *out, struct slice body)
{
	struct rd r = rd_from(body);

	rd_bytes(&r, out->tee_tcb_svn, sizeof(out->tee_tcb_svn));
	rd_bytes(&r, out->mrseam, sizeof(out->mrseam));
	rd_bytes(&r, out->mrsigner_seam, sizeof(out->mrsigner_seam));
	out->seam_attributes = rd_u64(&r);
	out->attributes = rd_u64(&r);
	out->xfam = rd_u64(&r);
	rd_bytes(&r, out->mrtd, sizeof(out->mrtd));
	rd_bytes(&r, out->mrconfigid, sizeof(out->mrconfigid));
	rd_bytes(&r, out->mrowner, sizeof(out->mrowner));
	rd_bytes(&r, out->mrownerconfig, sizeof(out->mrownerconfig));
	rd_bytes(&r, out->rtmr, sizeof(out->rtmr));
	rd_bytes(&r, out->report_data, sizeof(out->report_data));
	out->is_15 = body.n == TD_15_BODY_LEN;
	if (out->is_15) {
		rd_bytes(&r, out->tee_tcb_svn2, sizeof(out->tee_tcb_svn2));
		rd_bytes(&r, out->mrservicetd, sizeof(out->mrservicetd));
	}
	CHECK(rd_end(&r) == ERR_OK);
}

/* --- Layout ----------------------------------------------------------------------------------- */

static enum attest_check read_header(struct attest_quote *out, struct rd *r)
{
	u16 key_type;
	u32 tee_type;
	struct slice vendor;

	out->version = rd_u16(r);
	key_type = rd_u16(r);
	tee_type = rd_u32(r);
	(void)rd_take(r, 4); /* SVNs of a version 3, which nothing protects; else reserved */
	vendor = rd_take(r, sizeof(intel_vendor));
	(void)rd_take(r, 20); /* user data: the quoting enclave's id */
	if (r->err != ERR_OK)
		return ATTEST_QUOTE_SHORT;
	if (out->version < 3 || out->version > 5)
		return ATTEST_QUOTE_VERSION;
	if (key_type != KEY_ECDSA_P256)
		return ATTEST_QUOTE_KEY_TYPE;
	if (tee_type != (out->version == 3 ? TEE_TYPE_SGX : TEE_TYPE_TDX))
		return ATTEST_QUOTE_TEE_TYPE;
	if (!slice_eq(vendor, SLICE_ARR(intel_vendor)))
		return ATTEST_QUOTE_VENDOR;
	out->tee = out->version == 3 ? ATTEST_SGX : ATTEST_TDX;
	return ATTEST_OK;
}

/* Only version 5 says which body it has. */
static enum attest_check read_body_len(const struct attest_quote *q, struct rd *r, size_t *len)
{
	u16 type;
	u32 size;

	*len = q->tee == ATTEST_SGX ? SGX_BODY_LEN : TD_10_BODY_LEN;
	if (q->version != 5)
		return ATTEST_OK;
	type = rd_u16(r);
	size = rd_u32(r);
	if (r->err != ERR_OK)
		return ATTEST_QUOTE_SHORT;
	if (type != BODY_TD_10 && type != BODY_TD_15)
		return ATTEST_QUOTE_BODY_TYPE;
	*len = type == BODY_TD_15 ? TD_15_BODY_LEN : TD_10_BODY_LEN;
	return size == *len ? ATTEST_OK : ATTEST_QUOTE_BODY_SIZE;
}

static enum attest_check read_body(struct attest_quote *out, struct rd *r)
{
	struct slice body;
	size_t len;

	CHECK_OK(read_body_len(out, r, &len));
	body = rd_take(r, len);
	if (r->err != ERR_OK)
		return ATTEST_QUOTE_SHORT;
	if (out->tee == ATTEST_SGX) {
		sgx_report_read(&out->sgx, body.p);
		out->report_data = out->sgx.report_data;
	} else {
		read_td_report(&out->td, body);
		out->report_data = out->td.report_data;
	}
	return ATTEST_OK;
}

/* Certification data: type, size, and that many bytes up to the end of their container. */
static enum attest_check read_cert_data(struct rd *r, u16 want, struct slice *data)
{
	u16 type = rd_u16(r);
	u32 size = rd_u32(r);

	if (r->err != ERR_OK)
		return ATTEST_QUOTE_LENGTH;
	if (type != want)
		return ATTEST_QUOTE_CERT_TYPE;
	if (size != rd_left(r))
		return ATTEST_QUOTE_LENGTH;
	*data = rd_take(r, size);
	return ATTEST_OK;
}

static enum attest_check read_qe(struct attest_quote *out, struct rd *r)
{
	u16 auth_len;

	out->qe_report = rd_take(r, SGX_BODY_LEN).p;
	out->qe_signature = rd_take(r, 64).p;
	auth_len = rd_u16(r);
	out->auth = rd_take(r, auth_len);
	if (r->err != ERR_OK)
		return ATTEST_QUOTE_LENGTH;
	if (auth_len > ATTEST_AUTH_MAX)
		return ATTEST_QUOTE_AUTH_SIZE;
	return read_cert_data(r, CERT_PCK_CHAIN, &out->pck_chain);
}

/* Since version 4 all but the quote's own signature and key are inside data of type 6. */
static enum attest_check read_signature_data(struct attest_quote *out, struct slice data)
{
	struct rd r = rd_from(data);
	struct slice inner;

	out->signature = rd_take(&r, 64).p;
	out->key = rd_take(&r, 64).p;
	if (r.err != ERR_OK)
		return ATTEST_QUOTE_LENGTH;
	if (out->version >= 4) {
		CHECK_OK(read_cert_data(&r, CERT_QE_REPORT, &inner));
		r = rd_from(inner);
	}
	return read_qe(out, &r);
}

enum attest_check attest_quote_parse(struct attest_quote *out, struct slice quote)
{
	struct rd r = rd_from(quote);
	struct slice data, rest;

	memset(out, 0, sizeof(*out));
	if (quote.n > ATTEST_QUOTE_MAX)
		return ATTEST_QUOTE_SIZE;
	CHECK_OK(read_header(out, &r));
	CHECK_OK(read_body(out, &r));
	out->signed_part = slice_of(quote.p, quote.n - rd_left(&r));
	data = rd_take(&r, rd_u32(&r));
	rest = rd_take(&r, rd_left(&r));
	if (r.err != ERR_OK)
		return ATTEST_QUOTE_SHORT;
	/* Hardware paths pad with zeros. Anything else would give one quote many forms. */
	for (size_t i = 0; i < rest.n; i++)
		if (rest.p[i] != 0)
			return ATTEST_QUOTE_TRAILING;
	return read_signature_data(out, data);
}

/* --- What it says without being verified ------------------------------------------------------ */

enum attest_check attest_quote_needs(struct attest_needs *out, struct slice quote, struct arena *a)
{
	struct attest_quote q;
	struct x509_chain chain;
	struct sgx_ext ext;

	memset(out, 0, sizeof(*out));
	CHECK_OK(attest_quote_parse(&q, quote));
	CHECK_OK(x509_chain_read(&chain, q.pck_chain, X509_CHAIN_PCK, a));
	CHECK_OK(x509_check_role(&chain.cert[1], X509_PCK_CA));
	out->tee = q.tee;
	out->ca_is_platform = x509_is_platform(&chain.cert[1]);
	CHECK_OK(sgx_ext_read(&ext, &chain.cert[0], out->ca_is_platform));
	memcpy(out->fmspc, ext.fmspc, sizeof(out->fmspc));
	sha2_256(out->root_id, chain.cert[2].der);
	return ATTEST_OK;
}

static bool is_zero(const u8 *p, size_t n)
{
	u8 any = 0;

	for (size_t i = 0; i < n; i++)
		any |= p[i];
	return any == 0;
}

void attest_measurement(u8 out[32], const struct attest_quote *q)
{
	u8 buf[8 * 48];
	struct wr w = wr_into(buf, sizeof(buf));
	const struct attest_td_report *td = &q->td;
	struct slice all;

	if (q->tee == ATTEST_SGX) {
		memcpy(out, q->sgx.mrenclave, 32);
		return;
	}
	wr_bytes(&w, td->mrtd, sizeof(td->mrtd));
	wr_bytes(&w, td->rtmr, sizeof(td->rtmr));
	if (!is_zero(td->mrconfigid, sizeof(td->mrconfigid)) ||
	    !is_zero(td->mrowner, sizeof(td->mrowner)) ||
	    !is_zero(td->mrownerconfig, sizeof(td->mrownerconfig))) {
		wr_bytes(&w, td->mrconfigid, sizeof(td->mrconfigid));
		wr_bytes(&w, td->mrowner, sizeof(td->mrowner));
		wr_bytes(&w, td->mrownerconfig, sizeof(td->mrownerconfig));
	}
	CHECK(wr_done(&w, &all) == ERR_OK);
	sha2_256(out, all);
}
