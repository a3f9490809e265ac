#include "attest/item.h"

static enum attest_check read_head(struct attest_qe *out, const struct json *j)
{
	const struct json *id = json_get(j, "id");
	u32 version;

	if (!json_u32(json_get(j, "version"), &version))
		return ATTEST_QE_ID_FORMAT;
	if (version != 2)
		return ATTEST_QE_ID_VERSION;
	if (!json_is(id, JSON_STRING))
		return ATTEST_QE_ID_FORMAT;
	out->tee = json_str_is(id, "TD_QE") ? ATTEST_TDX : ATTEST_SGX;
	if (out->tee == ATTEST_SGX && !json_str_is(id, "QE"))
		return ATTEST_QE_ID_ID; /* "QVE" verifies quotes and makes none */
	if (!item_date(j, "issueDate", &out->issued) ||
	    !item_date(j, "nextUpdate", &out->next_update) ||
	    !json_u32(json_get(j, "tcbEvaluationDataNumber"), &out->eval))
		return ATTEST_QE_ID_FORMAT;
	return ATTEST_OK;
}

static bool read_identity(struct attest_qe *out, const struct json *j)
{
	return item_hex_le32(j, "miscselect", &out->miscselect) &&
	       item_hex_le32(j, "miscselectMask", &out->miscselect_mask) &&
	       item_hex(j, "attributes", out->attributes, sizeof(out->attributes)) &&
	       item_hex(j, "attributesMask", out->attributes_mask, sizeof(out->attributes_mask)) &&
	       item_hex(j, "mrsigner", out->mrsigner, sizeof(out->mrsigner)) &&
	       item_u16(j, "isvprodid", &out->isvprodid);
}

enum attest_check qe_parse(struct attest_qe *out, struct slice json, struct arena *a)
{
	const struct json *j, *levels;

	memset(out, 0, sizeof(*out));
	CHECK_OK(item_json(&j, json, ATTEST_QE_ID_FORMAT, a));
	CHECK_OK(read_head(out, j));
	levels = json_get(j, "tcbLevels");
	if (!read_identity(out, j) || levels == NULL || !item_advisories(&out->advisories, levels))
		return ATTEST_QE_ID_FORMAT;
	return item_svn_levels(out->levels, &out->num_levels, levels, &out->advisories,
	                       ATTEST_QE_ID_FORMAT);
}

enum attest_check qe_check_time(const struct attest_qe *qe, struct attest_time t)
{
	if (t.now < qe->issued)
		return ATTEST_QE_ID_NOT_YET;
	return t.now > qe->next_update + t.grace ? ATTEST_QE_ID_EXPIRED : ATTEST_OK;
}

enum attest_check qe_verify_by(struct attest_qe *out, struct slice json, struct slice sig,
                               const struct item_signer *by, struct attest_time t, struct arena *a)
{
	size_t mark = arena_mark(a);
	u8 content[32];
	enum attest_check c;

	/* Nobody parses what nobody signed. */
	if (!item_signed(content, json, sig, by))
		return ATTEST_QE_ID_SIGNATURE;
	c = qe_parse(out, json, a);
	arena_rewind(a, mark);
	CHECK_OK(c);
	memcpy(out->content, content, sizeof(content));
	out->signer = by->signer;
	return qe_check_time(out, t);
}

enum attest_check attest_qe_verify(struct attest_qe *out, struct slice json, struct slice sig,
                                   struct slice chain, const struct attest_root *root,
                                   const struct attest_crl *root_crl, struct attest_time t,
                                   struct arena *a)
{
	struct item_signer by;

	CHECK_OK(item_signer_open(&by, chain, root, root_crl, t, a));
	return qe_verify_by(out, json, sig, &by, t, a);
}
