#include "evidence/eventlog.h"

#include "base/bytes.h"
#include "base/hex.h"
#include "evidence/sig.h"
#include "text/json.h"
#include "text/json_wr.h"

#define RUNTIME_EVENT 0x08000001u
#define EV_NO_ACTION  3u

static void extend(struct eventlog *out, u32 imr, const u8 digest[48])
{
	u8 m[96];

	memcpy(m, out->rtmr[imr], 48);
	memcpy(m + 48, digest, 48);
	sha2_384(out->rtmr[imr], SLICE_ARR(m));
	out->num_events[imr]++;
}

static bool is_compressed(struct slice s)
{
	return s.n >= 2 && s.p[0] == 0x1f && s.p[1] == 0x8b;
}

/* --- dstack ----------------------------------------------------------------------------------- */

struct event {
	u32 imr, type;
	u64 version;
	struct slice name, payload, digest;
};

/* Where the boot is: what may come when. */
struct boot {
	bool measured, ready; /* "boot-mr-done", "system-ready" were there */
};

static enum evidence_check hex_member(struct slice *out, const struct json *j, const char *key,
                                      struct arena *a)
{
	struct slice text;
	u8 *p;

	if (!json_str(json_get(j, key), &text) || text.n % 2 != 0)
		return EVIDENCE_LOG_EVENT;
	p = arena_alloc(a, text.n / 2);
	if (p == NULL)
		return EVIDENCE_MEMORY;
	if (hex_decode(p, text.n / 2, &out->n, text) != ERR_OK || out->n != text.n / 2)
		return EVIDENCE_LOG_EVENT; /* also with "0x" in front */
	out->p = p;
	return EVIDENCE_OK;
}

static enum evidence_check read_event(struct event *out, const struct json *j, struct arena *a)
{
	const struct json *version = json_get(j, "version");

	if (!json_u32(json_get(j, "imr"), &out->imr) ||
	    !json_u32(json_get(j, "event_type"), &out->type) ||
	    !json_str(json_get(j, "event"), &out->name))
		return EVIDENCE_LOG_EVENT;
	TRY_CHECK(hex_member(&out->digest, j, "digest", a));
	TRY_CHECK(hex_member(&out->payload, j, "event_payload", a));
	out->version = 1;
	if (version != NULL && !json_u64(version, &out->version))
		return EVIDENCE_LOG_EVENT;
	if (out->imr >= EVENTLOG_NUM_RTMRS)
		return EVIDENCE_LOG_IMR;
	/* RTMR3 is software's. An event of another type there would hide what was extended. */
	if ((out->type == RUNTIME_EVENT) != (out->imr == 3))
		return EVIDENCE_LOG_TYPE;
	return EVIDENCE_OK;
}

/* SHA-384(type as u32 ‖ ":" ‖ name ‖ ":" ‖ payload). With a colon in the name the same bytes would
 * be another event, too. */
static enum evidence_check digest_v1(u8 out[48], const struct event *e, struct arena *a)
{
	size_t n = 6 + e->name.n + e->payload.n;
	u8 *m = arena_alloc(a, n);

	if (m == NULL)
		return EVIDENCE_MEMORY;
	for (size_t i = 0; i < e->name.n; i++)
		if (e->name.p[i] == ':')
			return EVIDENCE_LOG_NAME;
	store_le32(m, e->type);
	m[4] = ':';
	slice_copy(m + 5, e->name);
	m[5 + e->name.n] = ':';
	slice_copy(m + 6 + e->name.n, e->payload);
	sha2_384(out, slice_of(m, n));
	return EVIDENCE_OK;
}

/* SHA-384 of the RFC 8785 form of {"name", "payload": hex, "type"}. */
static enum evidence_check digest_v2(u8 out[48], const struct event *e, struct arena *a)
{
	char *hex = arena_alloc(a, 2 * e->payload.n);
	const struct json *j;
	struct slice text;
	struct json_wr w;

	if (hex == NULL)
		return EVIDENCE_MEMORY;
	hex_encode(hex, e->payload);
	w = json_wr_arena(a);
	json_wr_obj(&w);
	json_wr_m_str(&w, "name", e->name);
	json_wr_m_str(&w, "payload", slice_of(hex, 2 * e->payload.n));
	json_wr_m_u64(&w, "type", e->type);
	json_wr_obj_end(&w);
	if (json_wr_arena_done(&w, a, &text) != ERR_OK || json_parse(&j, text, a) != ERR_OK ||
	    json_canonical(j, a, &text) != ERR_OK)
		return EVIDENCE_MEMORY;
	sha2_384(out, text);
	return EVIDENCE_OK;
}

static enum evidence_check runtime_digest(u8 out[48], const struct event *e, struct arena *a)
{
	if (e->version != 1 && e->version != 2)
		return EVIDENCE_LOG_VERSION;
	TRY_CHECK(e->version == 1 ? digest_v1(out, e, a) : digest_v2(out, e, a));
	if (e->digest.n != 0 && !slice_eq(e->digest, slice_of(out, 48)))
		return EVIDENCE_LOG_DIGEST;
	return EVIDENCE_OK;
}

/* An identity event counts once, while only the system can make events: whatever the application
 * emits later under such a name is an attempt to be somebody else. */
static enum evidence_check note_identity(struct eventlog *out, struct boot *b,
                                         const struct event *e)
{
	const struct {
		const char *name;
		size_t min, max;
		struct slice *to;
		bool before_measured;
	} kinds[] = {
	    {"app-id", 20, 20, &out->app_id, true},
	    {"compose-hash", 32, 32, &out->compose_hash, true},
	    {"instance-id", 0, 20, &out->instance_id, true},
	    {"key-provider", 0, 4096, &out->key_provider, false},
	    {"os-image-hash", 32, 32, &out->os_image_hash, false},
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!slice_eq(e->name, slice_str(kinds[i].name)))
			continue;
		if (kinds[i].to->p != NULL)
			return EVIDENCE_LOG_REPEATED;
		if (b->ready || (kinds[i].before_measured && b->measured))
			return EVIDENCE_LOG_LATE;
		if (e->payload.n < kinds[i].min || e->payload.n > kinds[i].max)
			return EVIDENCE_LOG_PAYLOAD;
		*kinds[i].to = e->payload;
	}
	return EVIDENCE_OK;
}

static enum evidence_check note_boot(struct boot *b, struct slice name)
{
	bool *done = slice_eq(name, SLICE_LIT("boot-mr-done"))   ? &b->measured
	             : slice_eq(name, SLICE_LIT("system-ready")) ? &b->ready
	                                                         : NULL;

	if (done == NULL)
		return EVIDENCE_OK;
	if (*done)
		return EVIDENCE_LOG_REPEATED;
	*done = true;
	return EVIDENCE_OK;
}

static enum evidence_check runtime_event(struct eventlog *out, struct boot *b,
                                         const struct event *e, struct arena *a)
{
	size_t mark = arena_mark(a);
	u8 digest[48];

	TRY_CHECK(runtime_digest(digest, e, a));
	arena_rewind(a, mark);
	extend(out, e->imr, digest);
	out->num_described++;
	TRY_CHECK(note_identity(out, b, e));
	return note_boot(b, e->name);
}

static enum evidence_check boot_event(struct eventlog *out, const struct event *e)
{
	u8 digest[48];

	if (e->digest.n != 48)
		return EVIDENCE_LOG_EVENT;
	if (e->type == EV_NO_ACTION)
		return EVIDENCE_OK;
	sha2_384(digest, e->payload);
	if (mem_eq(digest, e->digest.p, 48))
		out->num_described++;
	extend(out, e->imr, e->digest.p);
	return EVIDENCE_OK;
}

enum evidence_check eventlog_dstack(struct eventlog *out, struct slice json, struct arena *a)
{
	struct boot b = {false, false};
	const struct json *list;
	enum err err;

	memset(out, 0, sizeof(*out));
	out->mask = EVENTLOG_ALL_MASK;
	if (json.n > EVENTLOG_JSON_MAX)
		return EVIDENCE_LOG_SIZE;
	if (is_compressed(json))
		return EVIDENCE_LOG_COMPRESSED;
	err = json_parse(&list, json, a);
	if (err != ERR_OK || !json_is(list, JSON_ARRAY))
		return err == ERR_NOMEM ? EVIDENCE_MEMORY : EVIDENCE_LOG_FORMAT;
	if (list->num > EVENTLOG_EVENTS_MAX)
		return EVIDENCE_LOG_SIZE;
	for (const struct json *j = list->first; j != NULL; j = j->next) {
		struct event e;

		TRY_CHECK(read_event(&e, j, a));
		TRY_CHECK(e.imr == 3 ? runtime_event(out, &b, &e, a) : boot_event(out, &e));
	}
	if (out->app_id.n == 0 || out->compose_hash.n == 0 || !b.measured)
		return EVIDENCE_LOG_MISSING;
	return EVIDENCE_OK;
}

/* --- Firmware's log --------------------------------------------------------------------------- */

#define ALG_SHA384  0x0cu
#define ALGS_MAX    8u
#define SPEC_ID_LEN 16u

struct algs {
	u32 num;
	struct {
		u16 id, len;
	} alg[ALGS_MAX];
};

/* Sizes by TCG's algorithm registry: the log does not get to say that SHA-384 has other ones. */
static bool known_alg(u16 id, u16 len)
{
	static const struct {
		u16 id, len;
	} known[] = {{0x04, 20}, {0x0b, 32}, {ALG_SHA384, 48}, {0x0d, 64}, {0x12, 32}};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].id == id)
			return known[i].len == len;
	return false;
}

/* TCG_EfiSpecIdEvent: signature, platform class u32, version 4 bytes, number of algorithms u32,
 * {id u16, size u16}…, vendor info. */
static bool read_spec_id(struct algs *out, struct slice event)
{
	static const char signature[SPEC_ID_LEN] = "Spec ID Event03";
	struct rd r = rd_from(event);
	bool has_sha384 = false;

	if (!slice_eq(rd_take(&r, SPEC_ID_LEN), SLICE_ARR(signature)))
		return false;
	(void)rd_take(&r, 8);
	out->num = rd_u32(&r);
	if (r.err != ERR_OK || out->num == 0 || out->num > ALGS_MAX)
		return false;
	for (u32 i = 0; i < out->num; i++) {
		out->alg[i].id = rd_u16(&r);
		out->alg[i].len = rd_u16(&r);
		if (r.err != ERR_OK || !known_alg(out->alg[i].id, out->alg[i].len))
			return false;
		for (u32 k = 0; k < i; k++)
			if (out->alg[k].id == out->alg[i].id)
				return false;
		has_sha384 = has_sha384 || out->alg[i].id == ALG_SHA384;
	}
	return has_sha384;
}

/* The first event is in the old form: register, type, SHA-1 digest, size, data. */
static enum evidence_check read_header(struct algs *out, struct rd *r)
{
	u32 type, len;
	struct slice event;

	(void)rd_u32(r);
	type = rd_u32(r);
	(void)rd_take(r, 20);
	len = rd_u32(r);
	event = rd_take(r, len);
	if (r->err != ERR_OK || type != EV_NO_ACTION || !read_spec_id(out, event))
		return EVIDENCE_CCEL_HEADER;
	return EVIDENCE_OK;
}

static const u8 *read_digests(struct rd *r, const struct algs *algs, u32 num)
{
	const u8 *sha384 = NULL;

	if (num == 0 || num > algs->num)
		return NULL;
	for (u32 i = 0; i < num; i++) {
		u16 id = rd_u16(r), len = 0;
		struct slice digest;

		for (u32 k = 0; k < algs->num; k++)
			if (algs->alg[k].id == id)
				len = algs->alg[k].len;
		digest = rd_take(r, len);
		if (len == 0 || (id == ALG_SHA384 && sha384 != NULL))
			return NULL;
		if (id == ALG_SHA384)
			sha384 = digest.p;
	}
	return sha384;
}

static enum evidence_check ccel_event(struct eventlog *out, struct rd *r, const struct algs *algs)
{
	u32 mr = rd_u32(r), type = rd_u32(r), num = rd_u32(r), len;
	const u8 *digest = read_digests(r, algs, num);
	struct slice data;
	u8 hash[48];

	if (r->err != ERR_OK)
		return EVIDENCE_CCEL_SHORT;
	if (digest == NULL)
		return EVIDENCE_CCEL_DIGEST;
	len = rd_u32(r);
	data = rd_take(r, len);
	if (r->err != ERR_OK)
		return EVIDENCE_CCEL_SHORT;
	if (type == EV_NO_ACTION)
		return EVIDENCE_OK; /* informative, extends nothing, whatever its register */
	/* Register 0 is MRTD, which is not extended; 1..4 are RTMR0..3. */
	if (mr == 0 || mr > EVENTLOG_NUM_RTMRS)
		return EVIDENCE_LOG_IMR;
	sha2_384(hash, data);
	if (mem_eq(hash, digest, 48))
		out->num_described++;
	extend(out, mr - 1, digest);
	return EVIDENCE_OK;
}

/* The area behind the log is filled with one value, as erased flash (ff) or fresh memory (00). */
static bool is_filling(struct slice s)
{
	if (s.n == 0)
		return true;
	if (s.p[0] != 0 && s.p[0] != 0xff)
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] != s.p[0])
			return false;
	return true;
}

static bool at_end(struct slice left)
{
	static const u8 ones[4] = {0xff, 0xff, 0xff, 0xff}, zeros[8] = {0};

	return left.n == 0 || slice_starts(left, SLICE_ARR(ones)) ||
	       slice_starts(left, SLICE_ARR(zeros)) || (left.n < 8 && is_filling(left));
}

enum evidence_check eventlog_ccel(struct eventlog *out, struct slice log)
{
	struct rd r = rd_from(log);
	struct algs algs;
	struct slice left;

	memset(out, 0, sizeof(*out));
	out->mask = EVENTLOG_CCEL_MASK;
	if (log.n > EVENTLOG_CCEL_MAX)
		return EVIDENCE_LOG_SIZE;
	if (is_compressed(log))
		return EVIDENCE_LOG_COMPRESSED;
	TRY_CHECK(read_header(&algs, &r));
	for (u32 i = 0;; i++) {
		left = slice_from(log, log.n - rd_left(&r));
		if (at_end(left))
			break;
		if (i == EVENTLOG_EVENTS_MAX)
			return EVIDENCE_LOG_SIZE;
		TRY_CHECK(ccel_event(out, &r, &algs));
	}
	return is_filling(left) ? EVIDENCE_OK : EVIDENCE_CCEL_TRAILING;
}

/* --- Comparing -------------------------------------------------------------------------------- */

enum evidence_check eventlog_rtmrs(u8 out[EVENTLOG_NUM_RTMRS][48], struct slice quote)
{
	struct attest_quote q;

	if (attest_quote_parse(&q, quote) != ATTEST_OK || q.tee != ATTEST_TDX)
		return EVIDENCE_LOG_QUOTE;
	memcpy(out, q.td.rtmr, sizeof(q.td.rtmr));
	return EVIDENCE_OK;
}

enum evidence_check eventlog_check(const struct eventlog *log,
                                   const u8 rtmr[EVENTLOG_NUM_RTMRS][48], u32 mask)
{
	static const enum evidence_check checks[EVENTLOG_NUM_RTMRS] = {
	    EVIDENCE_LOG_RTMR0, EVIDENCE_LOG_RTMR1, EVIDENCE_LOG_RTMR2, EVIDENCE_LOG_RTMR3};

	for (u32 i = 0; i < EVENTLOG_NUM_RTMRS; i++)
		if ((mask >> i & 1) != 0 && !mem_eq(log->rtmr[i], rtmr[i], 48))
			return checks[i];
	return EVIDENCE_OK;
}

enum evidence_check eventlog_policy_check(const struct eventlog *log, struct slice app_id,
                                          struct slice compose_hash)
{
	if (app_id.n != 0 && !slice_eq(app_id, log->app_id))
		return EVIDENCE_LOG_APP_ID;
	if (compose_hash.n != 0 && !slice_eq(compose_hash, log->compose_hash))
		return EVIDENCE_LOG_COMPOSE_HASH;
	return EVIDENCE_OK;
}
