#include "text/json.h"

#include "base/hex.h"
#include "base/utf8.h"
#include "text/json_int.h"

/* Below this many members comparing each with each beats sorting. */
#define FEW_MEMBERS 8u

struct frame {
	struct json *box;
	struct json *last; /* youngest child, NULL right after the bracket */
};

struct parser {
	const u8 *p, *end;
	struct arena *a;
	struct slice key; /* of the member whose value comes next */
	u32 depth;
	struct frame stack[JSON_DEPTH_MAX];
};

static size_t left(const struct parser *ps)
{
	return (size_t)(ps->end - ps->p);
}

/* peek_token skips white space and looks at what follows. */
static enum err peek_token(struct parser *ps, u8 *c)
{
	while (ps->p < ps->end &&
	       (*ps->p == ' ' || *ps->p == '\n' || *ps->p == '\r' || *ps->p == '\t'))
		ps->p++;
	if (ps->p == ps->end)
		return ERR_SHORT;
	*c = *ps->p;
	return ERR_OK;
}

static bool is_digit(u8 c)
{
	return c >= '0' && c <= '9';
}

static enum err expect(struct parser *ps, struct slice word)
{
	for (size_t i = 0; i < word.n; i++, ps->p++) {
		if (ps->p == ps->end)
			return ERR_SHORT;
		if (*ps->p != word.p[i])
			return ERR_FORMAT;
	}
	return ERR_OK;
}

static enum err digits(struct parser *ps)
{
	if (ps->p == ps->end)
		return ERR_SHORT;
	if (!is_digit(*ps->p))
		return ERR_FORMAT;
	while (ps->p < ps->end && is_digit(*ps->p))
		ps->p++;
	return ERR_OK;
}

/* RFC 8259 section 6. What may not follow a number (as in "01") its reader refuses. */
static enum err read_number(struct parser *ps, struct slice *out)
{
	const u8 *from = ps->p;

	if (*ps->p == '-')
		ps->p++;
	if (ps->p < ps->end && *ps->p == '0')
		ps->p++;
	else
		TRY(digits(ps));
	if (ps->p < ps->end && *ps->p == '.') {
		ps->p++;
		TRY(digits(ps));
	}
	if (ps->p < ps->end && (*ps->p == 'e' || *ps->p == 'E')) {
		ps->p++;
		if (ps->p < ps->end && (*ps->p == '+' || *ps->p == '-'))
			ps->p++;
		TRY(digits(ps));
	}
	*out = slice_of(from, (size_t)(ps->p - from));
	return ERR_OK;
}

static enum err hex4(struct parser *ps, u32 *out)
{
	u32 v = 0;

	for (int i = 0; i < 4; i++, ps->p++) {
		u8 c;

		if (ps->p == ps->end)
			return ERR_SHORT;
		c = *ps->p;
		if (is_digit(c))
			v = v << 4 | (u32)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			v = v << 4 | (u32)((c | 32) - 'a' + 10);
		else
			return ERR_FORMAT;
	}
	*out = v;
	return ERR_OK;
}

/* read_escape reads one code point from "\…"; surrogates only in pairs. */
static enum err read_escape(struct parser *ps, u32 *cp)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	u32 low;

	ps->p++; /* the backslash */
	if (ps->p == ps->end)
		return ERR_SHORT;
	for (size_t i = 0; i < sizeof(from) - 1; i++) {
		if (*ps->p == (u8)from[i]) {
			ps->p++;
			*cp = (u8)to[i];
			return ERR_OK;
		}
	}
	TRY(expect(ps, SLICE_LIT("u")));
	TRY(hex4(ps, cp));
	if (*cp < 0xd800 || *cp > 0xdfff)
		return ERR_OK;
	if (*cp >= 0xdc00)
		return ERR_FORMAT;
	TRY(expect(ps, SLICE_LIT("\\u")));
	TRY(hex4(ps, &low));
	if (low < 0xdc00 || low > 0xdfff)
		return ERR_FORMAT;
	*cp = 0x10000 + ((*cp & 0x3ff) << 10 | (low & 0x3ff));
	return ERR_OK;
}

static size_t put_utf8(u8 *out, u32 c)
{
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const u8 mark[] = {0, 0, 0xc0, 0xe0, 0xf0};

	for (size_t i = n; i-- > 1; c >>= 6)
		out[i] = (u8)(0x80 | (c & 0x3f));
	out[0] = (u8)(mark[n] | c);
	return n;
}

/* scan_string moves to the closing quote and checks everything on the way. */
static enum err scan_string(struct parser *ps, bool *escaped)
{
	*escaped = false;
	for (;;) {
		u32 cp;
		size_t n;

		while (ps->p < ps->end && *ps->p >= 0x20 && *ps->p < 0x80 && *ps->p != '"' &&
		       *ps->p != '\\')
			ps->p++;
		if (ps->p == ps->end)
			return ERR_SHORT;
		if (*ps->p == '"')
			return ERR_OK;
		if (*ps->p < 0x20)
			return ERR_FORMAT;
		if (*ps->p == '\\') {
			*escaped = true;
			TRY(read_escape(ps, &cp));
			continue;
		}
		n = utf8_seq(slice_of(ps->p, left(ps)));
		if (n == 0)
			return ERR_UTF8;
		ps->p += n;
	}
}

/* unescape decodes a string that scan_string accepted; no escape grows. */
static enum err unescape(struct parser *ps, struct slice raw, struct slice *out)
{
	struct parser in = {.p = raw.p, .end = raw.p + raw.n};
	size_t mark = arena_mark(ps->a), n = 0;
	u8 *mem = arena_alloc(ps->a, raw.n);
	u32 cp;

	if (mem == NULL)
		return ERR_NOMEM;
	while (in.p < in.end) {
		if (*in.p != '\\') {
			mem[n++] = *in.p++;
			continue;
		}
		TRY(read_escape(&in, &cp));
		n += put_utf8(mem + n, cp);
	}
	/* The same place again, but only as much as was used. */
	arena_rewind(ps->a, mark);
	mem = arena_alloc(ps->a, n);
	CHECK(mem != NULL);
	*out = slice_of(mem, n);
	return ERR_OK;
}

static enum err read_string(struct parser *ps, struct slice *out)
{
	const u8 *from = ++ps->p;
	bool escaped;

	TRY(scan_string(ps, &escaped));
	*out = slice_of(from, (size_t)(ps->p - from));
	ps->p++;
	return escaped ? unescape(ps, *out, out) : ERR_OK;
}

static enum err push(struct parser *ps, struct json *box)
{
	if (ps->depth == JSON_DEPTH_MAX)
		return ERR_DEPTH;
	ps->stack[ps->depth++] = (struct frame){.box = box, .last = NULL};
	ps->p++;
	return ERR_OK;
}

/* read_value reads a scalar, or the opening bracket of a container. */
static enum err read_value(struct parser *ps, struct json *j)
{
	u8 c;

	TRY(peek_token(ps, &c));
	j->kind = c == '{'               ? JSON_OBJECT
	          : c == '['             ? JSON_ARRAY
	          : c == '"'             ? JSON_STRING
	          : c == 'n'             ? JSON_NULL
	          : c == 't' || c == 'f' ? JSON_BOOL
	                                 : JSON_NUMBER;
	switch (j->kind) {
	case JSON_OBJECT:
	case JSON_ARRAY:
		return push(ps, j);
	case JSON_STRING:
		return read_string(ps, &j->text);
	case JSON_NULL:
		return expect(ps, SLICE_LIT("null"));
	case JSON_BOOL:
		j->boolean = c == 't';
		return expect(ps, c == 't' ? SLICE_LIT("true") : SLICE_LIT("false"));
	case JSON_NUMBER:
		return read_number(ps, &j->text);
	}
	return ERR_FORMAT;
}

/* Any total order finds equal keys, so the cheapest: length first. */
static int key_cmp(struct slice a, struct slice b)
{
	if (a.n != b.n)
		return a.n < b.n ? -1 : 1;
	return a.n == 0 ? 0 : memcmp(a.p, b.p, a.n);
}

static enum err keys_differ_few(const struct json *box)
{
	for (const struct json *x = box->first; x != NULL; x = x->next)
		for (const struct json *y = x->next; y != NULL; y = y->next)
			if (slice_eq(x->key, y->key))
				return ERR_EXISTS;
	return ERR_OK;
}

/* keys_differ sorts the members on top of the arena, so its cost is bounded by
 * B log n for n members with B bytes of keys: hostile keys make it no slower. */
static enum err keys_differ(const struct json *box, struct arena *a)
{
	size_t mark = arena_mark(a), n = 0;
	const struct json **v;
	enum err e = ERR_OK;

	if (box->num <= FEW_MEMBERS)
		return keys_differ_few(box);
	v = arena_zalloc(a, box->num, sizeof(const struct json *));
	if (v == NULL)
		return ERR_NOMEM;
	for (const struct json *m = box->first; m != NULL; m = m->next)
		v[n++] = m;
	CHECK(n == box->num);
	json_sort_keys(v, n, key_cmp);
	for (size_t i = 1; i < n && e == ERR_OK; i++)
		if (slice_eq(v[i - 1]->key, v[i]->key))
			e = ERR_EXISTS;
	arena_rewind(a, mark);
	return e;
}

/* next_child reads up to the next value of the innermost container, its key included,
 * or the closing bracket: then *due is false. */
static enum err next_child(struct parser *ps, bool *due)
{
	struct frame *f = &ps->stack[ps->depth - 1];
	bool object = f->box->kind == JSON_OBJECT;
	u8 c;

	TRY(peek_token(ps, &c));
	*due = c != (object ? '}' : ']');
	if (!*due) {
		ps->p++;
		ps->depth--;
		return object ? keys_differ(f->box, ps->a) : ERR_OK;
	}
	if (f->last != NULL)
		TRY(expect(ps, SLICE_LIT(",")));
	if (!object)
		return ERR_OK;
	TRY(peek_token(ps, &c));
	if (c != '"')
		return ERR_FORMAT;
	TRY(read_string(ps, &ps->key));
	TRY(peek_token(ps, &c));
	return expect(ps, SLICE_LIT(":"));
}

static struct json *new_node(struct parser *ps)
{
	struct json *j = arena_zalloc(ps->a, 1, sizeof(*j));
	struct frame *f = ps->depth == 0 ? NULL : &ps->stack[ps->depth - 1];

	if (j == NULL || f == NULL)
		return j;
	if (f->box->kind == JSON_OBJECT)
		j->key = ps->key;
	if (f->last == NULL)
		f->box->first = j;
	else
		f->last->next = j;
	f->last = j;
	f->box->num++;
	return j;
}

static enum err parse(struct parser *ps, const struct json **out)
{
	struct json *root = NULL;

	for (;;) {
		struct json *j = new_node(ps);
		bool due = false;

		if (j == NULL)
			return ERR_NOMEM;
		if (root == NULL)
			root = j;
		TRY(read_value(ps, j));
		while (!due && ps->depth > 0)
			TRY(next_child(ps, &due));
		if (!due)
			break;
	}
	u8 c;

	if (peek_token(ps, &c) == ERR_OK)
		return ERR_FORMAT;
	*out = root;
	return ERR_OK;
}

enum err json_parse_at(const struct json **out, struct slice in, struct arena *a, size_t *offset)
{
	static const u8 none[1];
	const u8 *from = in.n == 0 ? none : in.p;
	struct parser ps = {.p = from, .end = from + in.n, .a = a, .depth = 0};
	size_t mark = arena_mark(a);
	enum err e = parse(&ps, out);

	*offset = (size_t)(ps.p - from);
	if (e != ERR_OK)
		arena_rewind(a, mark);
	return e;
}

enum err json_parse(const struct json **out, struct slice in, struct arena *a)
{
	size_t offset;

	return json_parse_at(out, in, a, &offset);
}

static const struct json *get(const struct json *j, struct slice key)
{
	if (!json_is(j, JSON_OBJECT))
		return NULL;
	for (const struct json *m = j->first; m != NULL; m = m->next)
		if (slice_eq(m->key, key))
			return m;
	return NULL;
}

const struct json *json_get(const struct json *j, const char *key)
{
	return get(j, slice_str(key));
}

const struct json *json_at(const struct json *j, u32 idx)
{
	const struct json *m;

	if (!json_is(j, JSON_ARRAY) || idx >= j->num)
		return NULL;
	for (m = j->first; m != NULL && idx > 0; idx--)
		m = m->next;
	return m;
}

const struct json *json_path(const struct json *j, const char *path)
{
	while (j != NULL) {
		size_t n = 0;

		while (path[n] != '\0' && path[n] != '.')
			n++;
		j = get(j, slice_of(path, n));
		if (path[n] == '\0')
			break;
		path += n + 1;
	}
	return j;
}

bool json_is(const struct json *j, enum json_kind kind)
{
	return j != NULL && j->kind == kind;
}

static bool decimal(struct slice s, u64 *out)
{
	u64 v = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]) || __builtin_mul_overflow(v, (u64)10, &v) ||
		    __builtin_add_overflow(v, (u64)(s.p[i] - '0'), &v))
			return false;
	}
	*out = v;
	return s.n > 0;
}

bool json_u64(const struct json *j, u64 *out)
{
	return json_is(j, JSON_NUMBER) && decimal(j->text, out);
}

bool json_u32(const struct json *j, u32 *out)
{
	u64 v;

	if (!json_u64(j, &v) || v > UINT32_MAX)
		return false;
	*out = (u32)v;
	return true;
}

bool json_i64(const struct json *j, int64_t *out)
{
	bool neg = json_is(j, JSON_NUMBER) && j->text.p[0] == '-';
	u64 v;

	if (!json_is(j, JSON_NUMBER) || !decimal(slice_from(j->text, neg ? 1 : 0), &v))
		return false;
	if (v > (u64)INT64_MAX + (neg ? 1 : 0))
		return false;
	/* -(v - 1) - 1 reaches INT64_MIN without passing beyond INT64_MAX. */
	*out = neg && v > 0 ? -(int64_t)(v - 1) - 1 : (int64_t)v;
	return true;
}

bool json_bool(const struct json *j, bool *out)
{
	if (!json_is(j, JSON_BOOL))
		return false;
	*out = j->boolean;
	return true;
}

bool json_str(const struct json *j, struct slice *out)
{
	if (!json_is(j, JSON_STRING))
		return false;
	*out = j->text;
	return true;
}

bool json_str_is(const struct json *j, const char *text)
{
	return json_is(j, JSON_STRING) && slice_eq(j->text, slice_str(text));
}

static enum err hex_text(const struct json *j, struct slice *out)
{
	if (j == NULL)
		return ERR_NOT_FOUND;
	if (j->kind != JSON_STRING || !slice_starts(j->text, SLICE_LIT("0x")))
		return ERR_FORMAT;
	*out = slice_from(j->text, 2);
	/* hex_decode skips a prefix too; two of them are none of ours. */
	return slice_starts(*out, SLICE_LIT("0x")) ? ERR_FORMAT : ERR_OK;
}

enum err json_hex(const struct json *j, size_t max, struct arena *a, struct slice *out)
{
	size_t mark = arena_mark(a), n;
	struct slice hex;
	enum err e;
	u8 *mem;

	TRY(hex_text(j, &hex));
	if (hex.n / 2 > max)
		return ERR_LIMIT;
	mem = arena_alloc(a, hex.n / 2);
	if (mem == NULL)
		return ERR_NOMEM;
	e = hex_decode(mem, hex.n / 2, &n, hex);
	if (e != ERR_OK) {
		arena_rewind(a, mark);
		return e;
	}
	*out = slice_of(mem, n);
	return ERR_OK;
}

enum err json_hex_exact(const struct json *j, u8 *out, size_t n)
{
	struct slice hex;

	TRY(hex_text(j, &hex));
	return hex_decode_exact(out, n, hex);
}
