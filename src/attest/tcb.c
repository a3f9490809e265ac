#include "attest/item.h"

#define NUM_COMPS 16u

int level_cmp(const struct attest_level *x, const struct attest_level *y)
{
	int c = memcmp(x->sgx, y->sgx, NUM_COMPS);

	if (c == 0 && x->pcesvn != y->pcesvn)
		c = x->pcesvn < y->pcesvn ? -1 : 1;
	return c != 0 ? c : memcmp(x->tdx, y->tdx, NUM_COMPS);
}

/* --- TDX modules ------------------------------------------------------------------------------ */

static int hex_digit(u8 c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "TDX_" and two hexadecimal digits, in any case. 0 is tdxModule's, which has no id. */
static bool read_module_id(const struct json *j, u8 *version)
{
	struct slice id;
	int hi, lo;

	if (!json_str(json_get(j, "id"), &id) || id.n != 6)
		return false;
	if ((id.p[0] | 0x20) != 't' || (id.p[1] | 0x20) != 'd' || (id.p[2] | 0x20) != 'x' ||
	    id.p[3] != '_')
		return false;
	hi = hex_digit(id.p[4]);
	lo = hex_digit(id.p[5]);
	if (hi < 0 || lo < 0)
		return false;
	*version = (u8)(hi << 4 | lo);
	return *version != 0;
}

static bool read_module(struct attest_module *out, const struct json *j)
{
	return item_hex(j, "mrsigner", out->mrsigner, sizeof(out->mrsigner)) &&
	       item_hex_le64(j, "attributes", &out->attributes) &&
	       item_hex_le64(j, "attributesMask", &out->mask);
}

/* Where the module belongs, ascending by version; false if the version is there already. */
static bool module_place(const struct attest_tcb *tcb, u8 version, u32 *at)
{
	*at = tcb->num_modules;
	while (*at > 0 && tcb->modules[*at - 1].version > version)
		(*at)--;
	return *at == 0 || tcb->modules[*at - 1].version != version;
}

static enum attest_check add_identity(struct attest_tcb *out, const struct json *j)
{
	struct attest_module *at;
	u8 version;
	u32 i;

	if (out->num_modules == ATTEST_MODULES_MAX || !read_module_id(j, &version) ||
	    !module_place(out, version, &i))
		return ATTEST_TCB_FORMAT;
	at = &out->modules[i];
	memmove(at + 1, at, (size_t)(out->num_modules - i) * sizeof(*at));
	memset(at, 0, sizeof(*at));
	out->num_modules++;
	at->version = version;
	if (!read_module(at, j))
		return ATTEST_TCB_FORMAT;
	return item_svn_levels(at->levels, &at->num_levels, json_get(j, "tcbLevels"),
	                       &out->advisories, ATTEST_TCB_FORMAT);
}

/* tdxModule must be there; tdxModuleIdentities came later and may be missing. */
static enum attest_check read_modules(struct attest_tcb *out, const struct json *j)
{
	const struct json *module = json_get(j, "tdxModule");
	const struct json *list = json_get(j, "tdxModuleIdentities");

	if (out->tee == ATTEST_SGX)
		return module == NULL && list == NULL ? ATTEST_OK : ATTEST_TCB_FORMAT;
	if (!read_module(&out->modules[0], module))
		return ATTEST_TCB_FORMAT;
	out->num_modules = 1;
	if (list == NULL)
		return ATTEST_OK;
	if (!json_is(list, JSON_ARRAY))
		return ATTEST_TCB_FORMAT;
	for (const struct json *m = list->first; m != NULL; m = m->next)
		CHECK_OK(add_identity(out, m));
	return ATTEST_OK;
}

/* --- Levels ----------------------------------------------------------------------------------- */

static bool read_comps(u8 out[NUM_COMPS], const struct json *list)
{
	u32 n = 0, svn;

	if (!json_is(list, JSON_ARRAY) || list->num != NUM_COMPS)
		return false;
	for (const struct json *c = list->first; c != NULL; c = c->next) {
		if (!json_u32(json_get(c, "svn"), &svn) || svn > UINT8_MAX)
			return false;
		out[n++] = (u8)svn;
	}
	return true;
}

static enum attest_check read_level(struct attest_level *out, const struct json *j,
                                    const struct attest_tcb *tcb)
{
	const struct json *svns = json_get(j, "tcb");
	const struct json *tdx = json_get(svns, "tdxtcbcomponents");

	memset(out, 0, sizeof(*out));
	if (!read_comps(out->sgx, json_get(svns, "sgxtcbcomponents")) ||
	    !item_u16(svns, "pcesvn", &out->pcesvn) || !item_date(j, "tcbDate", &out->date) ||
	    !json_is(json_get(j, "tcbStatus"), JSON_STRING) ||
	    !item_advisory_bits(&tcb->advisories, j, &out->advisories))
		return ATTEST_TCB_FORMAT;
	if (tcb->tee == ATTEST_TDX ? !read_comps(out->tdx, tdx) : tdx != NULL)
		return ATTEST_TCB_FORMAT;
	return item_status(j, true, &out->status);
}

/* Moves the last level to its place, best first; false if one like it is there already. */
static bool sort_in(struct attest_level *levels, u32 num)
{
	struct attest_level l = levels[num - 1];
	u32 at = num - 1;

	for (; at > 0 && level_cmp(&levels[at - 1], &l) < 0; at--)
		levels[at] = levels[at - 1];
	levels[at] = l;
	return at == 0 || level_cmp(&levels[at - 1], &l) != 0;
}

static enum attest_check read_levels(struct attest_tcb *out, const struct json *list)
{
	if (!json_is(list, JSON_ARRAY) || list->num == 0 || list->num > ATTEST_LEVELS_MAX)
		return ATTEST_TCB_FORMAT;
	for (const struct json *j = list->first; j != NULL; j = j->next) {
		CHECK_OK(read_level(&out->levels[out->num_levels], j, out));
		out->num_levels++;
		if (!sort_in(out->levels, out->num_levels))
			return ATTEST_TCB_FORMAT;
	}
	return ATTEST_OK;
}

/* --- The item --------------------------------------------------------------------------------- */

static bool collect_advisories(struct attest_advisories *table, const struct json *j)
{
	const struct json *levels = json_get(j, "tcbLevels");
	const struct json *modules = json_get(j, "tdxModuleIdentities");

	if (levels == NULL || !item_advisories(table, levels))
		return false;
	for (const struct json *m = modules == NULL ? NULL : modules->first; m != NULL;
	     m = m->next) {
		levels = json_get(m, "tcbLevels");
		if (levels == NULL || !item_advisories(table, levels))
			return false;
	}
	return true;
}

static enum attest_check read_head(struct attest_tcb *out, const struct json *j)
{
	const struct json *id = json_get(j, "id");
	u32 version, type;
	u8 pce_id[2];

	if (!json_u32(json_get(j, "version"), &version) || !json_u32(json_get(j, "tcbType"), &type))
		return ATTEST_TCB_FORMAT;
	if (version != 3 || type != 0)
		return ATTEST_TCB_VERSION;
	if (!json_is(id, JSON_STRING))
		return ATTEST_TCB_FORMAT;
	out->tee = json_str_is(id, "TDX") ? ATTEST_TDX : ATTEST_SGX;
	if (out->tee == ATTEST_SGX && !json_str_is(id, "SGX"))
		return ATTEST_TCB_ID;
	if (!item_date(j, "issueDate", &out->issued) ||
	    !item_date(j, "nextUpdate", &out->next_update) ||
	    !item_hex(j, "fmspc", out->fmspc, sizeof(out->fmspc)) ||
	    !item_hex(j, "pceId", pce_id, sizeof(pce_id)) ||
	    !json_u32(json_get(j, "tcbEvaluationDataNumber"), &out->eval))
		return ATTEST_TCB_FORMAT;
	out->pce_id = (u16)((u32)pce_id[0] << 8 | pce_id[1]);
	return ATTEST_OK;
}

enum attest_check tcb_parse(struct attest_tcb *out, struct slice json, struct arena *a)
{
	const struct json *j;

	memset(out, 0, sizeof(*out));
	CHECK_OK(item_json(&j, json, ATTEST_TCB_FORMAT, a));
	CHECK_OK(read_head(out, j));
	if (!collect_advisories(&out->advisories, j))
		return ATTEST_TCB_FORMAT;
	CHECK_OK(read_modules(out, j));
	return read_levels(out, json_get(j, "tcbLevels"));
}

enum attest_check tcb_check_time(const struct attest_tcb *tcb, struct attest_time t)
{
	if (t.now < tcb->issued)
		return ATTEST_TCB_NOT_YET;
	return t.now > tcb->next_update + t.grace ? ATTEST_TCB_EXPIRED : ATTEST_OK;
}

enum attest_check tcb_verify_by(struct attest_tcb *out, struct slice json, struct slice sig,
                                const struct item_signer *by, struct attest_time t, struct arena *a)
{
	size_t mark = arena_mark(a);
	u8 content[32];
	enum attest_check c;

	/* Nobody parses what nobody signed. */
	if (!item_signed(content, json, sig, by))
		return ATTEST_TCB_SIGNATURE;
	c = tcb_parse(out, json, a);
	arena_rewind(a, mark);
	CHECK_OK(c);
	memcpy(out->content, content, sizeof(content));
	out->signer = by->signer;
	return tcb_check_time(out, t);
}

enum attest_check attest_tcb_verify(struct attest_tcb *out, struct slice json, struct slice sig,
                                    struct slice chain, const struct attest_root *root,
                                    const struct attest_crl *root_crl, struct attest_time t,
                                    struct arena *a)
{
	struct item_signer by;

	CHECK_OK(item_signer_open(&by, chain, root, root_crl, t, a));
	return tcb_verify_by(out, json, sig, &by, t, a);
}
