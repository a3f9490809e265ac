#include "attest/item.h"

#include "attest/date.h"
#include "base/bytes.h"
#include "base/hex.h"
#include "crypto/hash.h"
#include "crypto/p256.h"

/* --- Signatures ------------------------------------------------------------------------------- */

enum attest_check item_signer_open(struct item_signer *out, struct slice chain,
                                   const struct attest_root *root,
                                   const struct attest_crl *root_crl, struct attest_time t,
                                   struct arena *a)
{
	struct x509_chain x;

	CHECK_OK(crl_check_time(root_crl, t));
	CHECK_OK(x509_chain_read(&x, chain, X509_CHAIN_SIGNER, a));
	CHECK_OK(x509_chain_verify(&x, root, root_crl, NULL, t.now));
	memcpy(out->key, x.cert[0].key, sizeof(out->key));
	out->signer = x509_signer_of(&x.cert[0]);
	return ATTEST_OK;
}

bool item_signed(u8 content[32], struct slice json, struct slice sig, const struct item_signer *by)
{
	sha2_256(content, json);
	return sig.n == P256_SIG_LEN && p256_verify(by->key, content, sig.p);
}

/* --- Members ---------------------------------------------------------------------------------- */

enum attest_check item_json(const struct json **out, struct slice text, enum attest_check malformed,
                            struct arena *a)
{
	enum err e;

	if (text.n > ATTEST_JSON_MAX)
		return malformed;
	e = json_parse(out, text, a);
	if (e == ERR_NOMEM)
		return ATTEST_MEMORY;
	return e == ERR_OK && json_is(*out, JSON_OBJECT) ? ATTEST_OK : malformed;
}

bool item_hex(const struct json *obj, const char *key, u8 *out, size_t n)
{
	struct slice text;

	/* hex_decode skips a "0x", which then leaves too few digits. */
	return json_str(json_get(obj, key), &text) && text.n == 2 * n &&
	       hex_decode_exact(out, n, text) == ERR_OK;
}

bool item_hex_le64(const struct json *obj, const char *key, u64 *out)
{
	u8 b[8];

	if (!item_hex(obj, key, b, sizeof(b)))
		return false;
	*out = load_le64(b);
	return true;
}

bool item_hex_le32(const struct json *obj, const char *key, u32 *out)
{
	u8 b[4];

	if (!item_hex(obj, key, b, sizeof(b)))
		return false;
	*out = load_le32(b);
	return true;
}

bool item_u16(const struct json *obj, const char *key, u16 *out)
{
	u32 v;

	if (!json_u32(json_get(obj, key), &v) || v > UINT16_MAX)
		return false;
	*out = (u16)v;
	return true;
}

bool item_date(const struct json *obj, const char *key, u64 *out)
{
	struct slice text;

	return json_str(json_get(obj, key), &text) && date_iso(out, text);
}

/* --- Advisories ------------------------------------------------------------------------------- */

static int name_cmp(const char *x, const char *y)
{
	return memcmp(x, y, ATTEST_ADVISORY_LEN);
}

/* The place of a name, or where it belongs. */
static u32 find_name(const struct attest_advisories *t, const char *name, bool *found)
{
	u32 i = 0;

	while (i < t->num && name_cmp(t->names[i], name) < 0)
		i++;
	*found = i < t->num && name_cmp(t->names[i], name) == 0;
	return i;
}

bool advisories_add(struct attest_advisories *t, const char name[ATTEST_ADVISORY_LEN])
{
	bool found;
	u32 at = find_name(t, name, &found);

	if (found)
		return true;
	if (t->num == ATTEST_ADVISORIES_MAX)
		return false;
	memmove(t->names[at + 1], t->names[at], (size_t)(t->num - at) * ATTEST_ADVISORY_LEN);
	memcpy(t->names[at], name, ATTEST_ADVISORY_LEN);
	t->num++;
	return true;
}

static bool is_name_char(u8 c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_' || c == '.';
}

static bool read_name(char out[ATTEST_ADVISORY_LEN], const struct json *j)
{
	struct slice s;

	if (!json_str(j, &s) || s.n == 0 || s.n >= ATTEST_ADVISORY_LEN)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!is_name_char(s.p[i]))
			return false;
	memset(out, 0, ATTEST_ADVISORY_LEN);
	slice_copy(out, s);
	return true;
}

/* "advisoryIDs" may be missing. */
static bool first_name(const struct json *level, const struct json **name)
{
	const struct json *list = json_get(level, "advisoryIDs");

	*name = list == NULL ? NULL : list->first;
	return list == NULL || json_is(list, JSON_ARRAY);
}

bool item_advisories(struct attest_advisories *table, const struct json *levels)
{
	char name[ATTEST_ADVISORY_LEN];
	const struct json *j;

	for (const struct json *l = levels->first; l != NULL; l = l->next) {
		if (!first_name(l, &j))
			return false;
		for (; j != NULL; j = j->next)
			if (!read_name(name, j) || !advisories_add(table, name))
				return false;
	}
	return true;
}

bool item_advisory_bits(const struct attest_advisories *table, const struct json *level, u64 *bits)
{
	char name[ATTEST_ADVISORY_LEN];
	const struct json *j;

	*bits = 0;
	if (!first_name(level, &j))
		return false;
	for (; j != NULL; j = j->next) {
		bool found;
		u32 at;

		if (!read_name(name, j))
			return false;
		at = find_name(table, name, &found);
		if (!found)
			return false;
		*bits |= (u64)1 << at;
	}
	return true;
}

/* --- Levels ----------------------------------------------------------------------------------- */

enum attest_check item_status(const struct json *level, bool platform, u8 *out)
{
	enum attest_status s;
	struct slice name;

	if (!json_str(json_get(level, "tcbStatus"), &name) || !attest_status_of(name, &s))
		return ATTEST_TCB_STATUS_UNKNOWN;
	if (s > ATTEST_REVOKED)
		return ATTEST_TCB_STATUS_UNKNOWN; /* those that are computed */
	if (!platform && s != ATTEST_UP_TO_DATE && s != ATTEST_OUT_OF_DATE && s != ATTEST_REVOKED)
		return ATTEST_TCB_STATUS_UNKNOWN;
	*out = (u8)s;
	return ATTEST_OK;
}

static enum attest_check read_svn_level(struct attest_svn_level *out, const struct json *j,
                                        const struct attest_advisories *table,
                                        enum attest_check malformed)
{
	if (!item_u16(json_get(j, "tcb"), "isvsvn", &out->isvsvn) ||
	    !item_date(j, "tcbDate", &out->date) ||
	    !json_is(json_get(j, "tcbStatus"), JSON_STRING) ||
	    !item_advisory_bits(table, j, &out->advisories))
		return malformed;
	return item_status(j, false, &out->status);
}

/* Moves the last level to its place; false if its SVN is there already. */
static bool sort_in(struct attest_svn_level *levels, u32 num)
{
	struct attest_svn_level l = levels[num - 1];
	u32 at = num - 1;

	for (; at > 0 && levels[at - 1].isvsvn < l.isvsvn; at--)
		levels[at] = levels[at - 1];
	levels[at] = l;
	return at == 0 || levels[at - 1].isvsvn != l.isvsvn;
}

enum attest_check item_svn_levels(struct attest_svn_level *out, u32 *num, const struct json *levels,
                                  const struct attest_advisories *table,
                                  enum attest_check malformed)
{
	u32 n = 0;

	if (!json_is(levels, JSON_ARRAY) || levels->num == 0 || levels->num > ATTEST_SVN_LEVELS_MAX)
		return malformed;
	for (const struct json *j = levels->first; j != NULL; j = j->next) {
		CHECK_OK(read_svn_level(&out[n], j, table, malformed));
		if (!sort_in(out, ++n))
			return malformed;
	}
	*num = n;
	return ATTEST_OK;
}
