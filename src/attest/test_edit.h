#ifndef ATTEST_TEST_EDIT_H
#define ATTEST_TEST_EDIT_H
/* attest/test_edit: JSON texts changed as text, for tests. One buffer holds the last result. */
#include "attest/attest.h"

static char edit_text[2u * ATTEST_JSON_MAX];
static size_t edit_len;

/* edit_text = the sample with the first `from` replaced. */
static inline void edit_replace(struct slice json, const char *from, const char *to)
{
	size_t at = 0, n = strlen(from), m = strlen(to);

	while (at + n <= json.n && memcmp(json.p + at, from, n) != 0)
		at++;
	CHECK(at + n <= json.n && json.n + m <= sizeof(edit_text));
	memcpy(edit_text, json.p, at);
	memcpy(edit_text + at, to, m);
	memcpy(edit_text + at + m, json.p + at + n, json.n - at - n);
	edit_len = json.n - n + m;
}

/* Members by plain text: the samples have no white space outside of strings and no escapes. */
struct member {
	size_t from, value, to;
};

static inline size_t edit_value_end(struct slice json, size_t i)
{
	int depth = 0;
	bool in_string = false;

	for (;; i++) {
		u8 c = json.p[i];

		if (c == '"')
			in_string = !in_string;
		if (in_string)
			continue;
		if (depth == 0 && (c == ',' || c == '}' || c == ']'))
			return i;
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
	}
}

static inline bool edit_next_member(struct slice json, size_t *i, struct member *m)
{
	for (; *i + 1 < json.n; (*i)++) {
		size_t end = *i + 1;

		if (json.p[*i] != '"' || (json.p[*i - 1] != '{' && json.p[*i - 1] != ','))
			continue;
		while (json.p[end] != '"')
			end++;
		if (json.p[end + 1] != ':')
			continue;
		*m = (struct member){*i, end + 2, edit_value_end(json, end + 2)};
		(*i)++;
		return true;
	}
	return false;
}

static inline bool edit_key_is(struct slice json, const struct member *m, const char *key)
{
	return m->value - m->from == strlen(key) + 3 &&
	       memcmp(json.p + m->from + 1, key, strlen(key)) == 0;
}

static inline void edit_add(struct slice part)
{
	memcpy(edit_text + edit_len, part.p, part.n);
	edit_len += part.n;
}

static inline void edit_add_range(struct slice json, size_t from, size_t to)
{
	edit_add(slice_of(json.p + from, to - from));
}

static inline struct slice edit_without(struct slice json, const struct member *m)
{
	bool first = json.p[m->from - 1] == '{', last = json.p[m->to] != ',';

	edit_len = 0;
	edit_add_range(json, 0, m->from - (!first && last));
	edit_add_range(json, m->to + !last, json.n);
	return slice_of(edit_text, edit_len);
}

static inline struct slice edit_doubled(struct slice json, const struct member *m)
{
	edit_len = 0;
	edit_add_range(json, 0, m->to);
	edit_add(SLICE_LIT(","));
	edit_add_range(json, m->from, json.n);
	return slice_of(edit_text, edit_len);
}

/* Swapped with the next one. */
static inline struct slice edit_reordered(struct slice json, const struct member *m)
{
	size_t end;

	if (json.p[m->to] != ',')
		return json;
	end = m->to + 1;
	while (json.p[end] != ':')
		end++;
	end = edit_value_end(json, end + 1);
	edit_len = 0;
	edit_add_range(json, 0, m->from);
	edit_add_range(json, m->to + 1, end);
	edit_add(SLICE_LIT(","));
	edit_add_range(json, m->from, m->to);
	edit_add_range(json, end, json.n);
	return slice_of(edit_text, edit_len);
}

static inline struct slice edit_with_value(struct slice json, const struct member *m,
                                           const char *value)
{
	edit_len = 0;
	edit_add_range(json, 0, m->value);
	edit_add(slice_str(value));
	edit_add_range(json, m->to, json.n);
	return slice_of(edit_text, edit_len);
}

#endif /* ATTEST_TEST_EDIT_H */
