#include "text/json_int.h"

/* How many bytes a character takes inside a JSON string, 0 for "as it is". */
static size_t escape(u8 c, u8 out[6])
{
	static const char hex[] = "0123456789abcdef", from[] = "\"\\\b\t\n\f\r", to[] = "\"\\btnfr";

	if (c >= 0x20 && c != '"' && c != '\\')
		return 0;
	out[0] = '\\';
	for (size_t i = 0; i < sizeof(from) - 1; i++) {
		if (c == (u8)from[i]) {
			out[1] = (u8)to[i];
			return 2;
		}
	}
	out[1] = 'u';
	out[2] = '0';
	out[3] = '0';
	out[4] = (u8)hex[c >> 4];
	out[5] = (u8)hex[c & 15];
	return 6;
}

size_t json_quote(u8 *out, struct slice s)
{
	size_t n = 0;
	u8 esc[6];

	if (out != NULL)
		out[n] = '"';
	n++;
	for (size_t i = 0; i < s.n; i++) {
		size_t k = escape(s.p[i], esc);

		if (out != NULL) {
			if (k == 0)
				out[n] = s.p[i];
			else
				memcpy(out + n, esc, k);
		}
		n += k == 0 ? 1 : k;
	}
	if (out != NULL)
		out[n] = '"';
	return n + 1;
}

int json_utf16_cmp(struct slice a, struct slice b)
{
	size_t n = size_min(a.n, b.n), i = 0;

	while (i < n && a.p[i] == b.p[i])
		i++;
	if (i == n)
		return a.n < b.n ? -1 : a.n > b.n;
	/* UTF-8 sorts by code point. UTF-16 differs only where surrogates (lead bytes from
	 * f0) meet U+E000 to U+FFFF (lead bytes ee and ef): surrogates come first. */
	if (a.p[i] >= 0xee && b.p[i] >= 0xee && (a.p[i] >= 0xf0) != (b.p[i] >= 0xf0))
		return a.p[i] >= 0xf0 ? -1 : 1;
	return a.p[i] < b.p[i] ? -1 : 1;
}

static void sift(const struct json **v, size_t at, size_t n, int (*cmp)(struct slice, struct slice))
{
	const struct json *x = v[at];

	for (;;) {
		size_t kid = 2 * at + 1;

		if (kid >= n)
			break;
		if (kid + 1 < n && cmp(v[kid]->key, v[kid + 1]->key) < 0)
			kid++;
		if (cmp(x->key, v[kid]->key) >= 0)
			break;
		v[at] = v[kid];
		at = kid;
	}
	v[at] = x;
}

void json_sort_keys(const struct json **v, size_t n, int (*cmp)(struct slice, struct slice))
{
	for (size_t i = n / 2; i-- > 0;)
		sift(v, i, n, cmp);
	for (size_t i = n; i-- > 1;) {
		const struct json *top = v[0];

		v[0] = v[i];
		v[i] = top;
		sift(v, 0, i, cmp);
	}
}

struct open_box {
	const struct json *box;
	const struct json *next;    /* child to come, while counting and in arrays */
	const struct json **sorted; /* members of an object, while writing */
	u32 done;
	size_t mark;
};

/* One walk serves twice: with p == NULL it counts the bytes, then it writes them. */
struct writer {
	u8 *p;
	size_t n;
	struct arena *a;
	json_number_fn *number;
	u32 depth;
	struct open_box stack[JSON_DEPTH_MAX];
};

static void put(struct writer *w, struct slice s)
{
	if (w->p != NULL)
		slice_copy(w->p + w->n, s);
	w->n += s.n;
}

static void put_string(struct writer *w, struct slice s)
{
	w->n += json_quote(w->p == NULL ? NULL : w->p + w->n, s);
}

static enum err put_scalar(struct writer *w, const struct json *j)
{
	size_t n;

	switch (j->kind) {
	case JSON_NULL:
		put(w, SLICE_LIT("null"));
		return ERR_OK;
	case JSON_BOOL:
		put(w, j->boolean ? SLICE_LIT("true") : SLICE_LIT("false"));
		return ERR_OK;
	case JSON_STRING:
		put_string(w, j->text);
		return ERR_OK;
	case JSON_NUMBER:
		n = w->number(w->p == NULL ? NULL : w->p + w->n, j->text);
		w->n += n;
		return n == 0 ? ERR_UNSUPPORTED : ERR_OK;
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return ERR_INVALID;
}

static enum err open(struct writer *w, const struct json *j)
{
	struct open_box *b = &w->stack[w->depth];
	u32 i = 0;

	if (w->depth == JSON_DEPTH_MAX)
		return ERR_DEPTH;
	*b = (struct open_box){.box = j, .next = j->first, .mark = arena_mark(w->a)};
	w->depth++;
	put(w, j->kind == JSON_OBJECT ? SLICE_LIT("{") : SLICE_LIT("["));
	if (w->p == NULL || j->kind == JSON_ARRAY || j->num < 2)
		return ERR_OK;
	b->sorted = arena_zalloc(w->a, j->num, sizeof(const struct json *));
	if (b->sorted == NULL)
		return ERR_NOMEM;
	for (const struct json *m = j->first; m != NULL && i < j->num; m = m->next)
		b->sorted[i++] = m;
	CHECK(i == j->num);
	json_sort_keys(b->sorted, j->num, json_utf16_cmp);
	return ERR_OK;
}

/* next_value closes what is complete and returns the next child, NULL at the end. */
static const struct json *next_value(struct writer *w)
{
	while (w->depth > 0) {
		struct open_box *b = &w->stack[w->depth - 1];
		bool object = b->box->kind == JSON_OBJECT;
		const struct json *j;

		if (b->done == b->box->num) {
			put(w, object ? SLICE_LIT("}") : SLICE_LIT("]"));
			arena_rewind(w->a, b->mark);
			w->depth--;
			continue;
		}
		j = b->sorted != NULL ? b->sorted[b->done] : b->next;
		CHECK(j != NULL);
		b->next = j->next;
		if (b->done++ > 0)
			put(w, SLICE_LIT(","));
		if (object) {
			put_string(w, j->key);
			put(w, SLICE_LIT(":"));
		}
		return j;
	}
	return NULL;
}

static enum err walk(struct writer *w, const struct json *j)
{
	while (j != NULL) {
		if (j->kind == JSON_ARRAY || j->kind == JSON_OBJECT)
			TRY(open(w, j));
		else
			TRY(put_scalar(w, j));
		j = next_value(w);
	}
	return ERR_OK;
}

enum err json_write_sorted(const struct json *j, json_number_fn *number, struct arena *a,
                           struct slice *out)
{
	struct writer w = {.a = a, .number = number};
	size_t mark = arena_mark(a), n;
	enum err e;

	CHECK(j != NULL);
	TRY(walk(&w, j));
	n = w.n;
	w.p = arena_alloc(a, n);
	if (w.p == NULL)
		return ERR_NOMEM;
	w.n = 0;
	e = walk(&w, j);
	if (e != ERR_OK) {
		arena_rewind(a, mark);
		return e;
	}
	CHECK(w.n == n && w.depth == 0);
	*out = slice_of(w.p, n);
	return ERR_OK;
}

/* An integer below 2^53 is written by ECMAScript as its digits, and -0 as 0. */
static size_t small_integer(u8 *out, struct slice text)
{
	bool neg = text.n > 0 && text.p[0] == '-';
	u64 v = 0;

	for (size_t i = neg ? 1 : 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return 0;
		v = v * 10 + (u64)(text.p[i] - '0');
		if (v >= (u64)1 << 53)
			return 0;
	}
	if (neg && v == 0)
		text = slice_from(text, 1);
	if (out != NULL)
		slice_copy(out, text);
	return text.n;
}

enum err json_canonical(const struct json *j, struct arena *a, struct slice *out)
{
	return json_write_sorted(j, small_integer, a, out);
}
