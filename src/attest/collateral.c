#include "attest/item.h"
#include "base/hex.h"
#include "text/json_wr.h"

enum attest_check attest_collateral_verify(struct attest_collateral *out,
                                           const struct attest_collateral_raw *raw,
                                           const struct attest_root *root, struct attest_time t,
                                           struct arena *a)
{
	struct item_signer by;

	memset(out, 0, sizeof(*out));
	out->root = *root;
	CHECK_OK(attest_root_crl_verify(&out->root_crl, raw->root_ca_crl, root, t, a));
	CHECK_OK(attest_pck_crl_verify(&out->pck_crl, raw->pck_crl, raw->pck_crl_issuer_chain, root,
	                               &out->root_crl, t, a));
	CHECK_OK(item_signer_open(&by, raw->tcb_info_issuer_chain, root, &out->root_crl, t, a));
	CHECK_OK(tcb_verify_by(&out->tcb, raw->tcb_info, raw->tcb_info_signature, &by, t, a));
	/* Usually one signer signs both, and one signature less has to be verified. */
	if (!slice_eq(raw->tcb_info_issuer_chain, raw->qe_identity_issuer_chain))
		CHECK_OK(item_signer_open(&by, raw->qe_identity_issuer_chain, root, &out->root_crl,
		                          t, a));
	return qe_verify_by(&out->qe, raw->qe_identity, raw->qe_identity_signature, &by, t, a);
}

/* --- The file --------------------------------------------------------------------------------- */

/* The file's members in the order in which they are written. */
/* clang-format off */
static const struct {
	const char *key;
	size_t at;
	bool hex;
	size_t len; /* bytes, or 0 for any */
} members[] = {
#define M(name, hex, len) {#name, offsetof(struct attest_collateral_raw, name), hex, len}
    M(pck_crl_issuer_chain, false, 0),
    M(root_ca_crl, true, 0),
    M(pck_crl, true, 0),
    M(tcb_info_issuer_chain, false, 0),
    M(tcb_info, false, 0),
    M(tcb_info_signature, true, 64),
    M(qe_identity_issuer_chain, false, 0),
    M(qe_identity, false, 0),
    M(qe_identity_signature, true, 64),
#undef M
};
/* clang-format on */

static enum attest_check read_hex(struct slice *out, struct slice text, struct arena *a)
{
	u8 *p;
	size_t n;

	/* Without "0x", which hex_decode would skip. */
	if (text.n % 2 != 0 || (text.n >= 2 && text.p[1] == 'x'))
		return ATTEST_COLLATERAL_FORMAT;
	p = arena_alloc(a, text.n / 2);
	if (p == NULL)
		return ATTEST_MEMORY;
	if (hex_decode(p, text.n / 2, &n, text) != ERR_OK)
		return ATTEST_COLLATERAL_FORMAT;
	*out = slice_of(p, n);
	return ATTEST_OK;
}

enum attest_check attest_collateral_read(struct attest_collateral_raw *out, struct slice json,
                                         struct arena *a)
{
	const struct json *j;
	enum err e;

	memset(out, 0, sizeof(*out));
	if (json.n > ATTEST_COLLATERAL_MAX)
		return ATTEST_COLLATERAL_FORMAT;
	e = json_parse(&j, json, a);
	if (e != ERR_OK)
		return e == ERR_NOMEM ? ATTEST_MEMORY : ATTEST_COLLATERAL_FORMAT;
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		struct slice text, value;

		if (!json_str(json_get(j, members[i].key), &text))
			return ATTEST_COLLATERAL_FORMAT;
		value = text;
		if (members[i].hex)
			CHECK_OK(read_hex(&value, text, a));
		if (members[i].len != 0 && value.n != members[i].len)
			return ATTEST_COLLATERAL_FORMAT;
		memcpy((u8 *)out + members[i].at, &value, sizeof(value));
	}
	return ATTEST_OK;
}

enum err attest_collateral_write(const struct attest_collateral_raw *raw, struct arena *a,
                                 struct slice *json)
{
	struct slice text[ARRAY_LEN(members)];
	struct json_wr w;

	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		struct slice value;
		char *hex;

		memcpy(&value, (const u8 *)raw + members[i].at, sizeof(value));
		text[i] = value;
		if (!members[i].hex)
			continue;
		hex = arena_alloc(a, 2 * value.n);
		if (hex == NULL)
			return ERR_NOMEM;
		hex_encode(hex, value);
		text[i] = slice_of(hex, 2 * value.n);
	}
	w = json_wr_arena(a);
	json_wr_obj(&w);
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		json_wr_m_str(&w, members[i].key, text[i]);
	json_wr_obj_end(&w);
	return json_wr_arena_done(&w, a, json);
}
