#include "box/host.h"

#include <string.h>

#include "base/utf8.h"
#include "box/run.h"
#include "crypto/hash.h"
#include "text/schema.h"

#define TEXT_MAX RUN_DATA_MAX

/* A value that the prelude reads as "no". */
static u32 refuse(void)
{
	return 0;
}

static bool arg_u32(u32 argv, u32 i, u32 *out)
{
	return js_get_u32(js_arg(argv, i), out);
}

static bool arg_text(u32 argv, u32 i, u32 max, struct slice *out, u32 *release)
{
	return js_get_text(js_arg(argv, i), max, out, release);
}

/* log(level, text): cut to fit, at a character. */
static u32 host_log(u32 argv)
{
	u32 level, release;
	struct slice s;

	if (!arg_u32(argv, 0, &level) || !arg_text(argv, 1, TEXT_MAX, &s, &release))
		return refuse();
	run_log((u8)(level & 3), s);
	js_release_text(release);
	return 0;
}

/* random() */
static u32 host_random(u32 argv)
{
	(void)argv;
	return js_number(prng_double(&box_run.prng));
}

/* bytes(n): random bytes, at most what getRandomValues may ask for. */
static u32 host_bytes(u32 argv)
{
	u8 buf[1024];
	u32 n;

	if (!arg_u32(argv, 0, &n) || n > sizeof(buf))
		return refuse();
	prng_fill(&box_run.prng, buf, n);
	return js_bytes(slice_of(buf, n));
}

/* sha256(buffer, offset, length) */
static u32 host_sha256(u32 argv)
{
	struct slice s;
	u8 hash[32];

	if (!js_get_bytes(argv, RUN_DATA_MAX, &s))
		return refuse();
	sha2_256(hash, s);
	return js_bytes(SLICE_ARR(hash));
}

/* encode(text): UTF-8 of text without NUL and without lone surrogates. */
static u32 host_encode(u32 argv)
{
	struct slice s;
	u32 release, v;

	if (!arg_text(argv, 0, TEXT_MAX, &s, &release))
		return refuse();
	v = js_bytes(s);
	js_release_text(release);
	return v;
}

/* The sequence that replaces malformed bytes, and how many bytes it replaces: the maximal
 * subpart of the WHATWG Encoding Standard. */
static size_t bad_length(struct slice s)
{
	u8 lo = 0x80, hi = 0xbf;
	size_t want, n = 1;

	if (s.p[0] < 0xc2 || s.p[0] > 0xf4)
		return 1;
	want = s.p[0] < 0xe0 ? 2 : s.p[0] < 0xf0 ? 3 : 4;
	if (s.p[0] == 0xe0)
		lo = 0xa0;
	if (s.p[0] == 0xed)
		hi = 0x9f;
	if (s.p[0] == 0xf0)
		lo = 0x90;
	if (s.p[0] == 0xf4)
		hi = 0x8f;
	while (n < want && n < s.n && s.p[n] >= lo && s.p[n] <= hi) {
		n++;
		lo = 0x80;
		hi = 0xbf;
	}
	return n;
}

static struct slice repair_utf8(struct slice s)
{
	u8 *to = (u8 *)arena_alloc(&box_run.arena, s.n * 3 + 1);
	size_t n = 0;

	if (to == NULL)
		return SLICE_EMPTY;
	while (s.n > 0) {
		size_t k = utf8_seq(s);

		if (k != 0) {
			memcpy(to + n, s.p, k);
			n += k;
		} else {
			k = bad_length(s);
			memcpy(to + n, "\xef\xbf\xbd", 3);
			n += 3;
		}
		s = slice_from(s, k);
	}
	return slice_of(to, n);
}

/* decode(buffer, offset, length, fatal): bytes without NUL. */
static u32 host_decode(u32 argv)
{
	struct slice s;
	u32 fatal;

	if (!js_get_bytes(argv, RUN_DATA_MAX / 2, &s) || !arg_u32(argv, 3, &fatal))
		return refuse();
	arena_reset(&box_run.arena);
	if (utf8_ok(s)) {
		/* Out of guest memory first: making the string may move things. */
		if (arena_dup(&box_run.arena, s, &s) != ERR_OK)
			return refuse();
		return js_text(s);
	}
	return fatal != 0 ? refuse() : js_text(repair_utf8(s));
}

static const char B64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* to64(buffer, offset, length) */
static u32 host_to64(u32 argv)
{
	struct slice s;
	u8 *to;
	size_t n = 0;

	if (!js_get_bytes(argv, RUN_DATA_MAX, &s))
		return refuse();
	arena_reset(&box_run.arena);
	to = (u8 *)arena_alloc(&box_run.arena, s.n / 3 * 4 + 5);
	if (to == NULL)
		return refuse();
	for (; s.n > 0; s = slice_from(s, 3)) {
		u32 v = (u32)s.p[0] << 16 | (s.n > 1 ? (u32)s.p[1] << 8 : 0) |
		        (s.n > 2 ? (u32)s.p[2] : 0);

		to[n++] = (u8)B64[v >> 18];
		to[n++] = (u8)B64[v >> 12 & 63];
		to[n++] = s.n > 1 ? (u8)B64[v >> 6 & 63] : '=';
		to[n++] = s.n > 2 ? (u8)B64[v & 63] : '=';
	}
	return js_text(slice_of(to, n));
}

/* from64(text): the forgiving decode of the WHATWG Infra Standard, white space gone. */
static u32 host_from64(u32 argv)
{
	struct slice s;
	u32 release, acc = 0, bits = 0;
	u8 *to;
	size_t n = 0;
	bool ok = true;

	if (!arg_text(argv, 0, TEXT_MAX, &s, &release))
		return refuse();
	arena_reset(&box_run.arena);
	to = (u8 *)arena_alloc(&box_run.arena, s.n + 1);
	if (s.n % 4 == 0)
		for (int i = 0; i < 2 && s.n > 0 && s.p[s.n - 1] == '='; i++)
			s.n--;
	ok = to != NULL && s.n % 4 != 1;
	for (size_t i = 0; ok && i < s.n; i++) {
		const char *at = s.p[i] == 0 ? NULL : strchr(B64, s.p[i]);

		ok = at != NULL;
		acc = acc << 6 | (ok ? (u32)(at - B64) : 0);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			to[n++] = (u8)(acc >> bits & 0xff);
		}
	}
	js_release_text(release);
	return ok ? js_bytes(slice_of(to, n)) : refuse();
}

static enum err check_texts(struct slice schema, struct slice value, char why[SCHEMA_WHY_MAX])
{
	const struct json *s, *v;

	arena_reset(&box_run.arena);
	memcpy(why, "the schema is no JSON", sizeof("the schema is no JSON"));
	TRY(json_parse(&s, schema, &box_run.arena));
	memcpy(why, "the value is no JSON", sizeof("the value is no JSON"));
	TRY(json_parse(&v, value, &box_run.arena));
	return schema_check(s, v, &box_run.arena, why);
}

/* validate(schema, value): "" or a sentence; both as JSON text. A "!" in front says that
 * the schema, not the value, is at fault. */
static u32 host_validate(u32 argv)
{
	char why[SCHEMA_WHY_MAX + 1];
	struct slice schema, value;
	u32 release[2];
	enum err e;

	if (!arg_text(argv, 0, RUN_JSON_MAX, &schema, &release[0]))
		return refuse();
	if (!arg_text(argv, 1, RUN_JSON_MAX, &value, &release[1])) {
		js_release_text(release[0]);
		return refuse();
	}
	why[0] = '!';
	e = check_texts(schema, value, why + 1);
	js_release_text(release[0]);
	js_release_text(release[1]);
	if (e == ERR_OK)
		return js_text(SLICE_EMPTY);
	return js_text(slice_str(e == ERR_INVALID ? why + 1 : why));
}

/* Header lines "name\nvalue\nname\nvalue\n" to a list. */
static bool split_headers(struct slice s, struct box_headers *out)
{
	out->num = 0;
	while (s.n > 0) {
		struct slice part[2];

		if (out->num == BOX_HEADERS_MAX)
			return false;
		for (int i = 0; i < 2; i++) {
			const u8 *nl = s.n == 0 ? NULL : (const u8 *)memchr(s.p, '\n', s.n);

			if (nl == NULL)
				return false;
			part[i] = slice_of(s.p, (size_t)(nl - s.p));
			s = slice_from(s, part[i].n + 1);
		}
		out->h[out->num++] = (struct box_header){part[0], part[1]};
	}
	return true;
}

/* fetch(buffer, offset, length, method, url, headers): a call id, or undefined if the
 * request is malformed or too large. */
static u32 host_fetch(u32 argv)
{
	struct wr w = wr_into(box_run.payload, BOX_PAYLOAD_MAX);
	struct box_fetch f;
	struct slice headers;
	u32 release[3], num = 0, id = 0;

	if (!js_get_bytes(argv, BOX_REQUEST_BODY_MAX, &f.body))
		return refuse();
	if (arg_text(argv, 3, BOX_METHOD_MAX, &f.method, &release[num]) && ++num &&
	    arg_text(argv, 4, BOX_URL_MAX, &f.url, &release[num]) && ++num &&
	    arg_text(argv, 5, BOX_HEADERS_LEN_MAX * 2, &headers, &release[num]) && ++num &&
	    split_headers(headers, &f.headers)) {
		/* The texts above are new; the body may have moved since it was borrowed. */
		if (js_get_bytes(argv, BOX_REQUEST_BODY_MAX, &f.body)) {
			wr_box_fetch(&w, &f);
			if (w.err == ERR_OK)
				id = run_call(BOX_FETCH, slice_of(w.p, w.n));
		}
	}
	while (num > 0)
		js_release_text(release[--num]);
	return id == 0 ? refuse() : js_number(id);
}

/* sleep(ms) */
static u32 host_sleep(u32 argv)
{
	struct wr w = wr_into(box_run.payload, BOX_PAYLOAD_MAX);
	u32 ms, id;

	if (!arg_u32(argv, 0, &ms) || ms > BOX_SLEEP_MS_MAX)
		return refuse();
	wr_u32(&w, ms);
	id = run_call(BOX_SLEEP, slice_of(w.p, w.n));
	return id == 0 ? refuse() : js_number(id);
}

/* reveal(name) */
static u32 host_reveal(u32 argv)
{
	struct wr w = wr_into(box_run.payload, BOX_PAYLOAD_MAX);
	struct slice name;
	u32 release, id = 0;

	if (!arg_text(argv, 0, BOX_NAME_MAX, &name, &release))
		return refuse();
	wr_vec(&w, name);
	if (utf8_ok(name))
		id = run_call(BOX_REVEAL, slice_of(w.p, w.n));
	js_release_text(release);
	return id == 0 ? refuse() : js_number(id);
}

/* abort(id) */
static u32 host_abort(u32 argv)
{
	u32 id;

	if (arg_u32(argv, 0, &id))
		run_abort(id);
	return 0;
}

/* done(json) */
static u32 host_done(u32 argv)
{
	struct slice s;
	u32 release;

	if (!arg_text(argv, 0, RUN_JSON_MAX, &s, &release))
		run_fail(SLICE_LIT("E_OUTPUT"), SLICE_LIT("output is too large"));
	run_done(s);
}

/* nothing() */
static u32 host_nothing(u32 argv)
{
	(void)argv;
	run_nothing();
}

/* relief(): some room above the limit, to say that the limit was reached. */
static u32 host_relief(u32 argv)
{
	(void)argv;
	engine_set_memory_limit(((u64)box_run.start.limits.memory_mb + 1) << 20);
	box_rt.max_pages = RT_PAGES_MAX < box_rt.max_pages + 16 ? RT_PAGES_MAX
	                                                        : box_rt.max_pages + 16;
	return 0;
}

/* fail(code, text) */
static u32 host_fail(u32 argv)
{
	struct slice code, text;
	u32 release;

	if (!arg_text(argv, 0, TEXT_MAX, &code, &release))
		code = SLICE_EMPTY;
	if (!arg_text(argv, 1, TEXT_MAX, &text, &release))
		text = SLICE_EMPTY;
	run_fail(code, text);
}

static const struct {
	const char *name;
	u32 argc;
	u32 (*fn)(u32 argv);
} FUNCS[] = {
    {"log", 2, host_log},       {"random", 0, host_random},     {"bytes", 1, host_bytes},
    {"sha256", 3, host_sha256}, {"encode", 1, host_encode},     {"decode", 4, host_decode},
    {"to64", 3, host_to64},     {"from64", 1, host_from64},     {"validate", 2, host_validate},
    {"fetch", 6, host_fetch},   {"sleep", 1, host_sleep},       {"reveal", 1, host_reveal},
    {"abort", 1, host_abort},   {"done", 1, host_done},         {"nothing", 0, host_nothing},
    {"fail", 2, host_fail},     {"relief", 0, host_relief},
};

const char *host_name(u32 id)
{
	return id >= 1 && id <= ARRAY_LEN(FUNCS) ? FUNCS[id - 1].name : NULL;
}

u32 host_call(u32 id, u32 argc, u32 argv)
{
	if (id < 1 || id > ARRAY_LEN(FUNCS) || argc < FUNCS[id - 1].argc)
		rt_trap("bad host call");
	return FUNCS[id - 1].fn(argv);
}
