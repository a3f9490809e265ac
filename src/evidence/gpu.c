#include "evidence/gpu.h"

#include "base/bytes.h"
#include "crypto/hash.h"
#include "evidence/cert.h"
#include "evidence/nvidia_gen.h"
#include "evidence/sig.h"
#include "text/json.h"

_Static_assert(sizeof(root_list) / sizeof(root_list[0]) == 1, "roots/nvidia.pem: the one root");

struct slice nvidia_root(void)
{
	return root_list[0];
}

/* --- The evidence ----------------------------------------------------------------------------- */

#define REQUEST_LEN 37u

/* Opaque fields, by NVIDIA's numbers. */
enum {
	FIELD_DRIVER = 3,
	FIELD_VBIOS = 6,
	FIELD_NVDEC = 11,
	FIELD_COUNTERS = 12,
	FIELD_CHIP_SKU = 15,
	FIELD_PROJECT = 17,
	FIELD_PROJECT_SKU = 18,
	FIELD_FWID = 20,
	FIELD_PPCIE = 21,
	FIELD_FEATURE = 36,
	FIELDS_MAX = 64
};

static enum evidence_check read_record(struct gpu_report *out, struct slice record, u32 num)
{
	struct rd r = rd_from(record);

	if (num == 0 || num > GPU_BLOCKS_MAX)
		return EVIDENCE_GPU_RECORD;
	for (u32 i = 0; i < num; i++) {
		u8 index = rd_u8(&r), spec = rd_u8(&r);
		u16 size = rd_u16(&r);
		u8 type = rd_u8(&r);
		u16 len = rd_u16(&r);
		struct slice value = rd_take(&r, 48);

		if (r.err != ERR_OK)
			return EVIDENCE_GPU_RECORD;
		/* In order and without gaps: one value per index, and none hidden. */
		if (index != i + 1 || spec != 1 || size != 51 || len != 48 || (type & 0x7f) > 4)
			return EVIDENCE_GPU_BLOCK;
		out->measurement[i] = value.p;
	}
	out->num_blocks = num;
	return rd_end(&r) == ERR_OK ? EVIDENCE_OK : EVIDENCE_GPU_RECORD;
}

/* Text of a field: printable, a NUL and nothing but NULs after it. */
static bool read_text_field(char out[GPU_TEXT_MAX], struct slice s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != 0)
		n++;
	if (n == 0 || n >= GPU_TEXT_MAX || n == s.n)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		bool printable = s.p[i] > 0x20 && s.p[i] < 0x7f;

		if (i < n ? !printable : s.p[i] != 0)
			return false;
	}
	memset(out, 0, GPU_TEXT_MAX);
	memcpy(out, s.p, n);
	return true;
}

/* 00 9f 00 96 01 00 00 00 is 96.00.9F.00.01. */
static bool read_vbios(char out[GPU_TEXT_MAX], struct slice s)
{
	static const u8 order[] = {3, 2, 1, 0, 4};
	static const char digits[] = "0123456789ABCDEF";
	char *p = out;

	if (s.n != 8 || s.p[5] != 0 || s.p[6] != 0 || s.p[7] != 0)
		return false;
	memset(out, 0, GPU_TEXT_MAX);
	for (u32 i = 0; i < 5; i++) {
		u8 v = s.p[order[i]];

		if (i != 0)
			*p++ = '.';
		*p++ = digits[v >> 4];
		*p++ = digits[v & 15];
	}
	return true;
}

static bool read_switch(bool *has, bool *enabled, struct slice s)
{
	if (s.n != 1 || (s.p[0] != 0xaa && s.p[0] != 0x55))
		return false;
	*has = true;
	*enabled = s.p[0] == 0xaa;
	return true;
}

static bool read_counters(struct gpu_report *out, struct slice s)
{
	if (s.n % 4 != 0 || s.n / 4 > GPU_BLOCKS_MAX)
		return false;
	out->num_counters = (u32)(s.n / 4);
	for (u32 i = 0; i < out->num_counters; i++)
		out->counters[i] = load_le32(s.p + 4 * (size_t)i);
	return true;
}

static bool read_field(struct gpu_report *out, u16 type, struct slice s)
{
	switch (type) {
	case FIELD_DRIVER:
		return read_text_field(out->driver, s);
	case FIELD_VBIOS:
		return read_vbios(out->vbios, s);
	case FIELD_CHIP_SKU:
		return read_text_field(out->chip_sku, s);
	case FIELD_PROJECT:
		return read_text_field(out->project, s);
	case FIELD_PROJECT_SKU:
		return read_text_field(out->project_sku, s);
	case FIELD_NVDEC:
		return read_switch(&out->has_nvdec, &out->nvdec_enabled, s);
	case FIELD_PPCIE:
		return read_switch(&out->has_ppcie, &out->ppcie_enabled, s);
	case FIELD_COUNTERS:
		return read_counters(out, s);
	case FIELD_FEATURE:
		out->has_feature = true;
		out->feature = s.n == 2 ? load_le16(s.p) : 0;
		return s.n == 2 && out->feature <= 2;
	case FIELD_FWID:
		if (s.n == 48)
			memcpy(out->fwid, s.p, 48);
		return s.n == 48;
	default:
		return true; /* a fact that nobody here asks for */
	}
}

static enum evidence_check read_opaque(struct gpu_report *out, struct slice opaque)
{
	static const u8 needed[] = {FIELD_DRIVER, FIELD_VBIOS, FIELD_FWID};
	struct rd r = rd_from(opaque);
	u64 seen = 0;

	while (rd_left(&r) != 0) {
		u16 type = rd_u16(&r), len = rd_u16(&r);
		struct slice value = rd_take(&r, len);

		if (r.err != ERR_OK)
			return EVIDENCE_GPU_OPAQUE;
		if (type >= FIELDS_MAX || (seen >> type & 1) != 0 || !read_field(out, type, value))
			return EVIDENCE_GPU_FIELD;
		seen |= 1ull << type;
	}
	if (rd_end(&r) != ERR_OK)
		return EVIDENCE_GPU_OPAQUE;
	for (size_t i = 0; i < ARRAY_LEN(needed); i++)
		if ((seen >> needed[i] & 1) == 0)
			return EVIDENCE_GPU_FIELD;
	return EVIDENCE_OK;
}

/* Version 1.1, GET_MEASUREMENTS, with signature, all of them, slot 0. */
static enum evidence_check read_request(struct gpu_report *out, struct rd *r)
{
	static const u8 head[] = {0x11, 0xe0, 0x01, 0xff};
	struct slice h = rd_take(r, sizeof(head));

	rd_bytes(r, out->nonce, 32);
	if (r->err == ERR_OK && !slice_eq(h, SLICE_ARR(head)))
		return EVIDENCE_GPU_REQUEST;
	if (rd_u8(r) != 0)
		return EVIDENCE_GPU_REQUEST;
	return r->err == ERR_OK ? EVIDENCE_OK : EVIDENCE_GPU_SHORT;
}

enum evidence_check gpu_report_parse(struct gpu_report *out, struct slice evidence)
{
	static const u8 head[] = {0x11, 0x60, 0x00, 0x00};
	struct rd r = rd_from(evidence);
	struct slice h, record, opaque;
	u32 num, len;

	memset(out, 0, sizeof(*out));
	if (evidence.n > GPU_EVIDENCE_MAX)
		return EVIDENCE_GPU_SIZE;
	TRY_CHECK(read_request(out, &r));
	h = rd_take(&r, sizeof(head));
	num = rd_u8(&r);
	len = rd_u16(&r);
	len |= (u32)rd_u8(&r) << 16;
	if (r.err == ERR_OK && !slice_eq(h, SLICE_ARR(head)))
		return EVIDENCE_GPU_RESPONSE;
	record = rd_take(&r, len);
	rd_bytes(&r, out->responder_nonce, 32);
	opaque = rd_take(&r, rd_u16(&r));
	out->signed_part = slice_of(evidence.p, evidence.n - rd_left(&r));
	out->signature = rd_take(&r, 96).p;
	if (r.err != ERR_OK)
		return EVIDENCE_GPU_SHORT;
	if (rd_left(&r) > 1 || (rd_left(&r) == 1 && rd_u8(&r) != 0))
		return EVIDENCE_GPU_TRAILING;
	TRY_CHECK(read_record(out, record, num));
	return read_opaque(out, opaque);
}

/* --- The chain -------------------------------------------------------------------------------- */

static enum evidence_check check_root(struct gpu_result *r, const struct cert *root,
                                      struct slice trusted, struct arena *a)
{
	struct cert t;

	if (cert_read(&t, trusted.n == 0 ? nvidia_root() : trusted, a) != EVIDENCE_OK)
		return EVIDENCE_ROOT_FORMAT;
	if (cert_check_ca(&t, CERT_CERT_SIGN) != EVIDENCE_OK)
		return EVIDENCE_ROOT_FORMAT;
	if (!slice_eq(root->der, t.der))
		return EVIDENCE_ROOT_MISMATCH;
	sha2_256(r->trust_domain, t.der);
	r->production = slice_eq(t.der, nvidia_root());
	return EVIDENCE_OK;
}

/* From the root down, so that nothing is believed before what it hangs on. */
static enum evidence_check check_chain(struct gpu_result *r, const struct cert *c, u64 now)
{
	r->valid_from = 0;
	r->valid_until = UINT64_MAX;
	for (u32 i = GPU_CHAIN_LEN; i-- > 0;) {
		const struct cert *issuer = i + 1 == GPU_CHAIN_LEN ? &c[i] : &c[i + 1];

		if (c[i].key_alg != CERT_P384)
			return EVIDENCE_CERT_ALGORITHM;
		TRY_CHECK(i == 0 ? cert_check_leaf(&c[i]) : cert_check_ca(&c[i], CERT_CERT_SIGN));
		/* A path length counts the authorities below, the leaf is none. */
		if (i != 0 && c[i].has_path_len && c[i].path_len < i - 1)
			return EVIDENCE_CERT_CA;
		/* The pinned root's bytes need nobody's signature. */
		if (issuer != &c[i] || !r->production)
			TRY_CHECK(cert_check_signed(&c[i], issuer));
		TRY_CHECK(cert_check_time(&c[i], now));
		if (c[i].not_before > r->valid_from)
			r->valid_from = c[i].not_before;
		if (c[i].not_after < r->valid_until)
			r->valid_until = c[i].not_after;
	}
	return EVIDENCE_OK;
}

/* CompositeDeviceID { version 1, deviceID SubjectPublicKeyInfo, fwid { SHA-384, digest } }: the
 * key is the one that boot ROM keeps, the digest is of the firmware that the leaf's key was
 * derived for. */
static enum evidence_check check_dice(const struct gpu_report *r, const struct cert *leaf,
                                      const struct cert *issuer)
{
	static const u8 oid[] = {0x67, 0x81, 0x05, 0x05, 0x04, 0x01};
	static const u8 oid_sha384[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02};
	struct slice value, key;
	struct der d, s, f;
	u8 fwid[48] = {0};

	if (!cert_ext(leaf, SLICE_ARR(oid), &value))
		return EVIDENCE_GPU_DICE;
	d = der_of(value);
	s = der_enter(&d, DER_SEQUENCE);
	if (der_uint(&s, 1) != 1)
		return EVIDENCE_GPU_DICE;
	key = der_whole(&s, DER_SEQUENCE);
	f = der_enter(&s, DER_SEQUENCE);
	if (!slice_eq(der_take(&f, DER_OID), SLICE_ARR(oid_sha384)))
		return EVIDENCE_GPU_DICE;
	der_octets(&f, fwid, sizeof(fwid));
	if (!der_end(&f) || !der_end(&s) || !der_end(&d))
		return EVIDENCE_GPU_DICE;
	if (!slice_eq(key, issuer->spki))
		return EVIDENCE_GPU_DEVICE_KEY;
	return mem_eq(fwid, r->fwid, 48) ? EVIDENCE_OK : EVIDENCE_GPU_FWID;
}

static enum evidence_check read_identity(struct gpu_result *r, const struct cert *leaf,
                                         const struct cert *issuer)
{
	if (issuer->cn.n >= sizeof(r->model) || leaf->serial.n == 0)
		return EVIDENCE_CERT_ROLE;
	memset(r->model, 0, sizeof(r->model));
	for (size_t i = 0; i < issuer->cn.n; i++) {
		if (issuer->cn.p[i] < 0x20 || issuer->cn.p[i] > 0x7e)
			return EVIDENCE_CERT_ROLE;
		r->model[i] = (char)issuer->cn.p[i];
	}
	slice_copy(r->ueid, leaf->serial);
	r->ueid_len = (u8)leaf->serial.n;
	return EVIDENCE_OK;
}

enum evidence_check gpu_verify(struct gpu_result *out, const struct gpu_input *in, struct arena *a)
{
	struct cert c[GPU_CHAIN_LEN];
	u8 hash[48];

	memset(out, 0, sizeof(*out));
	TRY_CHECK(gpu_report_parse(&out->report, in->evidence));
	TRY_CHECK(cert_read_chain(c, GPU_CHAIN_LEN, in->chain, a));
	TRY_CHECK(check_root(out, &c[GPU_CHAIN_LEN - 1], in->root, a));
	TRY_CHECK(check_chain(out, c, in->now));
	sha2_384(hash, out->report.signed_part);
	if (!p384_verify(c[0].point, hash, out->report.signature))
		return EVIDENCE_GPU_SIGNATURE;
	TRY_CHECK(check_dice(&out->report, &c[0], &c[1]));
	sha2_256(out->record_hash,
	         slice_of(out->report.measurement[0] - 7, (size_t)out->report.num_blocks * 55));
	return read_identity(out, &c[0], &c[1]);
}

/* --- Policy ----------------------------------------------------------------------------------- */

/* The next number of a dotted version; false if it is none. */
static bool next_number(struct slice *s, u32 base, u64 *out)
{
	size_t n = 0;

	*out = 0;
	for (; n < s->n && s->p[n] != '.'; n++) {
		u8 c = s->p[n];
		u32 v = c >= '0' && c <= '9'   ? (u32)(c - '0')
		        : c >= 'a' && c <= 'f' ? (u32)(c - 'a') + 10
		        : c >= 'A' && c <= 'F' ? (u32)(c - 'A') + 10
		                               : 99;

		if (v >= base || n == 12)
			return false;
		*out = *out * base + v;
	}
	if (n == 0)
		return false;
	*s = slice_from(*s, n);
	if (s->n == 0)
		return true;
	*s = slice_from(*s, 1);
	return s->n != 0; /* no dot at the end */
}

bool gpu_version_at_least(struct slice have, const char *want, u32 base)
{
	struct slice w = slice_str(want);
	bool decided = false, result = true;

	if (have.n == 0 || w.n == 0)
		return false;
	while (have.n != 0 || w.n != 0) {
		u64 x = 0, y = 0;

		/* What is shorter goes on with zeros; both must be well-formed to the end. */
		if (have.n != 0 && !next_number(&have, base, &x))
			return false;
		if (w.n != 0 && !next_number(&w, base, &y))
			return false;
		if (!decided && x != y) {
			decided = true;
			result = x > y;
		}
	}
	return result;
}

void gpu_ueid_text(char out[GPU_UEID_TEXT], const u8 *ueid, size_t n)
{
	u8 v[GPU_UEID_MAX] = {0};
	char digits[GPU_UEID_TEXT];
	size_t num = 0;

	CHECK(n <= GPU_UEID_MAX);
	memcpy(v + GPU_UEID_MAX - n, ueid, n);
	do { /* long division by ten */
		u32 rest = 0, any = 0;

		for (size_t i = 0; i < GPU_UEID_MAX; i++) {
			rest = rest << 8 | v[i];
			v[i] = (u8)(rest / 10);
			any |= v[i];
			rest %= 10;
		}
		digits[num++] = (char)('0' + rest);
		if (any == 0)
			break;
	} while (num + 1 < GPU_UEID_TEXT);
	for (size_t i = 0; i < num; i++)
		out[i] = digits[num - 1 - i];
	out[num] = 0;
}

static bool ueid_denied(const struct gpu_result *r, struct slice list)
{
	u8 padded[GPU_UEID_MAX] = {0};

	memcpy(padded + GPU_UEID_MAX - r->ueid_len, r->ueid, r->ueid_len);
	for (size_t i = 0; i + GPU_UEID_MAX <= list.n; i += GPU_UEID_MAX)
		if (mem_eq(list.p + i, padded, GPU_UEID_MAX))
			return true;
	return false;
}

static bool model_allowed(const char *model, const char *const *models)
{
	if (models == NULL)
		return true;
	for (; *models != NULL; models++)
		if (slice_eq(slice_str(model), slice_str(*models)))
			return true;
	return false;
}

static bool is_golden(const struct gpu_report *r, const struct gpu_golden *g)
{
	for (u32 i = 0; i < GPU_BLOCKS_MAX; i++) {
		bool found = g->num[i] == 0;

		for (u32 k = 0; k < g->num[i] && i < r->num_blocks; k++)
			if (mem_eq(r->measurement[i], g->value[i][k], 48))
				found = true;
		if (!found)
			return false;
	}
	return true;
}

enum evidence_check gpu_policy_check(const struct gpu_result *r, const struct gpu_policy *p)
{
	if (!r->production && !p->allow_dev_root)
		return EVIDENCE_DEV_ROOT;
	if (p->nonce.n != 0 && !slice_eq(p->nonce, SLICE_ARR(r->report.nonce)))
		return EVIDENCE_GPU_NONCE;
	if (!model_allowed(r->model, p->models))
		return EVIDENCE_GPU_MODEL;
	if (p->min_driver != NULL &&
	    !gpu_version_at_least(slice_str(r->report.driver), p->min_driver, 10))
		return EVIDENCE_GPU_DRIVER;
	if (p->min_vbios != NULL &&
	    !gpu_version_at_least(slice_str(r->report.vbios), p->min_vbios, 16))
		return EVIDENCE_GPU_VBIOS;
	if (ueid_denied(r, p->ueids_denied))
		return EVIDENCE_GPU_UEID;
	return p->golden == NULL || is_golden(&r->report, p->golden) ? EVIDENCE_OK
	                                                             : EVIDENCE_GPU_MEASUREMENT;
}

/* "1".."64" without leading zeros; 0 if it is none. */
static u32 block_index(struct slice s)
{
	u32 v = 0;

	if (s.n == 0 || s.n > 2 || s.p[0] == '0')
		return 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return 0;
		v = v * 10 + (u32)(s.p[i] - '0');
	}
	return v <= GPU_BLOCKS_MAX ? v : 0;
}

static enum err read_golden(struct gpu_golden *out, const struct json *list, u32 i, struct arena *a)
{
	if (!json_is(list, JSON_ARRAY) || list->num == 0 || list->num > GPU_GOLDEN_MAX)
		return ERR_FORMAT;
	for (const struct json *v = list->first; v != NULL; v = v->next) {
		struct slice bytes;

		TRY(json_hex(v, 48, a, &bytes));
		if (bytes.n != 48)
			return ERR_FORMAT;
		out->value[i][out->num[i]++] = bytes.p;
	}
	return ERR_OK;
}

enum err gpu_golden_read(struct gpu_golden *out, struct slice json, struct arena *a)
{
	const struct json *j, *list;

	memset(out, 0, sizeof(*out));
	TRY(json_parse(&j, json, a));
	list = json_get(j, "measurements");
	if (!json_is(list, JSON_OBJECT) || j->num != 1 || list->num == 0)
		return ERR_FORMAT;
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		u32 index = block_index(m->key);

		if (index == 0)
			return ERR_FORMAT;
		TRY(read_golden(out, m, index - 1, a));
	}
	return ERR_OK;
}

/* --- Binding ---------------------------------------------------------------------------------- */

void gpu_bind_nonce(u8 out[32], const u8 worker_key[32], const u8 challenge[32])
{
	u8 m[6 + 64] = {'g', 'p', 'u', '/', 'v', '1'};

	memcpy(m + 6, worker_key, 32);
	memcpy(m + 38, challenge, 32);
	sha2_256(out, SLICE_ARR(m));
}

enum err gpu_bind_report_data(u8 out[32], const u8 nonce[32], const struct slice *evidences,
                              size_t num, struct arena *a)
{
	size_t mark = arena_mark(a), len = 0, at = 0;
	u8 m[64], *all;

	for (size_t i = 0; i < num; i++)
		len += evidences[i].n;
	all = arena_alloc(a, len);
	if (all == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < num; i++) {
		slice_copy(all + at, evidences[i]);
		at += evidences[i].n;
	}
	memcpy(m, nonce, 32);
	sha2_256(m + 32, slice_of(all, len));
	arena_rewind(a, mark);
	sha2_256(out, SLICE_ARR(m));
	return ERR_OK;
}

enum evidence_check gpu_binding_check(const u8 report_data[64], const u8 nonce[32],
                                      const struct slice *evidences, size_t num, struct arena *a)
{
	u8 want[32];

	if (gpu_bind_report_data(want, nonce, evidences, num, a) != ERR_OK)
		return EVIDENCE_MEMORY;
	return mem_eq(report_data + 32, want, 32) ? EVIDENCE_OK : EVIDENCE_BINDING;
}
