#include "attest/policy.h"

#include "base/bytes.h"
#include "base/hex.h"
#include "text/json.h"

#define SGX_DEBUG         (1u << 1)
#define SGX_PROVISION_KEY (1u << 4)

/* TD attributes; the lowest eight put a TD under debug or profiling ("TUD"). */
#define TD_TUD             UINT64_C(0xff)
#define TD_ICSSD           (UINT64_C(1) << 16)
#define TD_LASS            (UINT64_C(1) << 27)
#define TD_SEPT_VE_DISABLE (UINT64_C(1) << 28)
#define TD_MIGRATABLE      (UINT64_C(1) << 29)
#define TD_PKS             (UINT64_C(1) << 30)
#define TD_KL              (UINT64_C(1) << 31)
#define TD_TPA             (UINT64_C(1) << 62)
#define TD_PERFMON         (UINT64_C(1) << 63)

#define LIST_MAX 4096u /* entries of each list of a file */

void attest_policy_default(struct attest_policy *out)
{
	*out = (struct attest_policy){.status_mask = 1u << ATTEST_UP_TO_DATE |
	                                             1u << ATTEST_SW_HARDENING_NEEDED};
}

/* --- The decision ----------------------------------------------------------------------------- */

static bool is_zero(const u8 *p, size_t n)
{
	u8 any = 0;

	for (size_t i = 0; i < n; i++)
		any |= p[i];
	return any == 0;
}

/* A list is whole entries of n bytes. */
static bool has(struct slice list, const void *entry, size_t n)
{
	for (; list.n >= n; list = slice_from(list, n))
		if (mem_eq(list.p, entry, n))
			return true;
	return false;
}

static enum attest_check check_sgx(const struct attest_sgx_report *r, const struct attest_policy *p)
{
	u64 flags = load_le64(r->attributes);

	if ((flags & SGX_DEBUG) != 0 && !p->allow_debug)
		return ATTEST_POLICY_DEBUG;
	if ((flags & SGX_PROVISION_KEY) != 0 && !p->allow_provision_key)
		return ATTEST_POLICY_PROVISION_KEY;
	if (!p->allow_config_id &&
	    (r->config_svn != 0 || !is_zero(r->config_id, sizeof(r->config_id))))
		return ATTEST_POLICY_CONFIG_ID;
	return ATTEST_OK;
}

static enum attest_check check_td(const struct attest_td_report *r, const struct attest_policy *p)
{
	u64 allowed = TD_TUD | TD_SEPT_VE_DISABLE | p->td_attributes;

	if ((r->attributes & TD_TUD) != 0 && !p->allow_debug)
		return ATTEST_POLICY_DEBUG;
	if (p->allow_migratable)
		allowed |= TD_MIGRATABLE;
	if ((r->attributes & ~allowed) != 0)
		return ATTEST_POLICY_TD_ATTRIBUTES;
	if ((r->attributes & TD_SEPT_VE_DISABLE) == 0 && !p->allow_no_sept_ve)
		return ATTEST_POLICY_TD_ATTRIBUTES;
	if (!p->allow_service_td && !is_zero(r->mrservicetd, sizeof(r->mrservicetd)))
		return ATTEST_POLICY_SERVICE_TD;
	return ATTEST_OK;
}

static enum attest_check check_lists(const struct attest_result *r, const struct attest_policy *p)
{
	for (u32 i = 0; i < r->advisories.num; i++)
		if (has(p->advisories_denied, r->advisories.names[i], ATTEST_ADVISORY_LEN))
			return ATTEST_POLICY_ADVISORY;
	if (has(p->fmspc_denied, r->fmspc, sizeof(r->fmspc)))
		return ATTEST_POLICY_FMSPC;
	if (has(p->platforms_denied, r->platform_id, sizeof(r->platform_id)))
		return ATTEST_POLICY_PLATFORM;
	if (p->platforms_allowed.n != 0 &&
	    !has(p->platforms_allowed, r->platform_id, sizeof(r->platform_id)))
		return ATTEST_POLICY_PLATFORM;
	if (p->measurements.n != 0 && !has(p->measurements, r->measurement, sizeof(r->measurement)))
		return ATTEST_POLICY_MEASUREMENT;
	return ATTEST_OK;
}

enum attest_check attest_policy_check(const struct attest_result *r, const struct attest_policy *p)
{
	enum attest_check c;

	if (!r->production && !p->allow_dev_root)
		return ATTEST_POLICY_ROOT;
	if ((u32)r->status >= NUM_ATTEST_STATUSES || (p->status_mask >> r->status & 1u) == 0)
		return ATTEST_POLICY_STATUS;
	if (r->tcb_eval < p->min_tcb_eval || r->qe_eval < p->min_qe_eval)
		return ATTEST_POLICY_EVAL;
	c = r->quote.tee == ATTEST_SGX ? check_sgx(&r->quote.sgx, p) : check_td(&r->quote.td, p);
	return c == ATTEST_OK ? check_lists(r, p) : c;
}

/* --- The file --------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	u64 bit;
} td_attribute_names[] = {
    {"perfmon", TD_PERFMON}, {"pks", TD_PKS}, {"kl", TD_KL},
    {"lass", TD_LASS},       {"tpa", TD_TPA}, {"icssd", TD_ICSSD},
};

static const struct {
	const char *name;
	size_t at; /* of a bool */
} flag_names[] = {
    {"debug", offsetof(struct attest_policy, allow_debug)},
    {"provisionKey", offsetof(struct attest_policy, allow_provision_key)},
    {"configId", offsetof(struct attest_policy, allow_config_id)},
    {"noSeptVeDisable", offsetof(struct attest_policy, allow_no_sept_ve)},
    {"migratable", offsetof(struct attest_policy, allow_migratable)},
    {"serviceTd", offsetof(struct attest_policy, allow_service_td)},
};

struct reader {
	struct attest_policy *out;
	struct arena *a;
	const char **why;
};

static enum err fail(struct reader *r, const char *why)
{
	*r->why = why;
	return ERR_FORMAT;
}

static enum err read_statuses(struct reader *r, const struct json *j, size_t at)
{
	enum attest_status s;

	(void)at;
	if (!json_is(j, JSON_ARRAY))
		return fail(r, "\"statuses\" is not a list");
	r->out->status_mask = 0;
	for (const struct json *e = j->first; e != NULL; e = e->next) {
		if (!json_is(e, JSON_STRING) || !attest_status_of(e->text, &s))
			return fail(r, "\"statuses\" has a name that is no TCB status");
		/* Verification refuses it before any policy is asked. */
		if (s == ATTEST_REVOKED)
			return fail(r, "\"statuses\" has \"Revoked\", which is never accepted");
		r->out->status_mask |= (u16)(1u << s);
	}
	return ERR_OK;
}

static enum err read_number(struct reader *r, const struct json *j, size_t at)
{
	u32 v;

	if (!json_u32(j, &v))
		return fail(r, "an evaluation data number is not a number below 2^32");
	memcpy((u8 *)r->out + at, &v, sizeof(v));
	return ERR_OK;
}

static bool allow(struct attest_policy *out, const struct json *name)
{
	for (size_t i = 0; i < ARRAY_LEN(flag_names); i++) {
		if (!json_str_is(name, flag_names[i].name))
			continue;
		*((bool *)((u8 *)out + flag_names[i].at)) = true;
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(td_attribute_names); i++) {
		if (!json_str_is(name, td_attribute_names[i].name))
			continue;
		out->td_attributes |= td_attribute_names[i].bit;
		return true;
	}
	return false;
}

static enum err read_allow(struct reader *r, const struct json *j, size_t at)
{
	(void)at;
	if (!json_is(j, JSON_ARRAY))
		return fail(r, "\"allow\" is not a list");
	for (const struct json *e = j->first; e != NULL; e = e->next)
		if (!allow(r->out, e))
			return fail(r, "\"allow\" has an unknown name");
	return ERR_OK;
}

/* An entry of a list: hexadecimal of n bytes, or an advisory's name, NUL-padded. */
static bool read_entry(u8 *out, const struct json *j, size_t n)
{
	struct slice text;

	if (!json_str(j, &text))
		return false;
	if (n != ATTEST_ADVISORY_LEN)
		return hex_decode_exact(out, n, text) == ERR_OK;
	if (text.n == 0 || text.n >= n)
		return false;
	memset(out, 0, n);
	slice_copy(out, text);
	return true;
}

static enum err read_list(struct reader *r, const struct json *j, size_t at, size_t n)
{
	struct slice list;
	u8 *p;

	if (!json_is(j, JSON_ARRAY))
		return fail(r, "a list of the policy is not a list");
	if (j->num > LIST_MAX)
		return fail(r, "a list has more than 4096 entries");
	p = arena_zalloc(r->a, j->num, n);
	if (p == NULL)
		return ERR_NOMEM;
	list = slice_of(p, j->num * n);
	for (const struct json *e = j->first; e != NULL; e = e->next, p += n)
		if (!read_entry(p, e, n))
			return fail(r, "a list has an entry that is not of its kind");
	memcpy((u8 *)r->out + at, &list, sizeof(list));
	return ERR_OK;
}

static enum err read_hashes(struct reader *r, const struct json *j, size_t at)
{
	return read_list(r, j, at, 32);
}

static enum err read_fmspcs(struct reader *r, const struct json *j, size_t at)
{
	return read_list(r, j, at, 6);
}

static enum err read_names(struct reader *r, const struct json *j, size_t at)
{
	return read_list(r, j, at, ATTEST_ADVISORY_LEN);
}

static const struct {
	const char *key;
	enum err (*read)(struct reader *r, const struct json *j, size_t at);
	size_t at;
} members[] = {
    {"statuses", read_statuses, 0},
    {"minTcbEvaluationDataNumber", read_number, offsetof(struct attest_policy, min_tcb_eval)},
    {"minQeEvaluationDataNumber", read_number, offsetof(struct attest_policy, min_qe_eval)},
    {"allow", read_allow, 0},
    {"measurements", read_hashes, offsetof(struct attest_policy, measurements)},
    {"platforms", read_hashes, offsetof(struct attest_policy, platforms_allowed)},
    {"denyPlatforms", read_hashes, offsetof(struct attest_policy, platforms_denied)},
    {"denyFmspc", read_fmspcs, offsetof(struct attest_policy, fmspc_denied)},
    {"denyAdvisories", read_names, offsetof(struct attest_policy, advisories_denied)},
};

static enum err read_member(struct reader *r, const struct json *j)
{
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (slice_eq(j->key, slice_str(members[i].key)))
			return members[i].read(r, j, members[i].at);
	return fail(r, "the policy has a member of unknown name");
}

enum err attest_policy_read(struct attest_policy *out, struct slice json, struct arena *a,
                            const char **why)
{
	struct reader r = {out, a, why};
	const struct json *j;
	enum err e = json_parse(&j, json, a);

	attest_policy_default(out);
	*why = "";
	if (e == ERR_NOMEM)
		return e;
	if (e != ERR_OK || !json_is(j, JSON_OBJECT))
		return fail(&r, "the policy is not one JSON object");
	for (const struct json *m = j->first; m != NULL; m = m->next)
		TRY(read_member(&r, m));
	return ERR_OK;
}
