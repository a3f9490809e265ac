/* The half of text/http1.h that looks at parts: characters, fields, phrases. */
#include "text/http1.h"

#include "text/nocase.h"

static bool is_blank(u8 c)
{
	return c == ' ' || c == '\t';
}

static bool is_tchar(u8 c)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";

	if ((c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'))
		return true;
	for (size_t i = 0; i < sizeof(marks) - 1; i++)
		if (c == (u8)marks[i])
			return true;
	return false;
}

bool http1_is_token(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_tchar(s.p[i]))
			return false;
	return s.n > 0;
}

bool http1_is_field_value(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < 0x20 && s.p[i] != '\t') || s.p[i] == 0x7f)
			return false;
	return true;
}

bool http1_is_target(struct slice s)
{
	static const char *const starts[] = {"/", "http://", "https://"};
	bool known = slice_eq(s, SLICE_LIT("*"));

	for (size_t i = 0; i < ARRAY_LEN(starts); i++)
		known = known || slice_starts(s, slice_str(starts[i]));
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= 0x20 || s.p[i] >= 0x7f || s.p[i] == '#')
			return false;
	return known;
}

const struct slice *http1_get(const struct http1 *h, const char *name)
{
	for (u32 i = 0; i < h->num_fields; i++)
		if (slice_eq_nocase(h->fields[i].name, slice_str(name)))
			return &h->fields[i].value;
	return NULL;
}

static bool list_has(struct slice list, struct slice token)
{
	while (list.n > 0) {
		size_t end = 0, from = 0, to;

		while (end < list.n && list.p[end] != ',')
			end++;
		to = end;
		while (from < to && is_blank(list.p[from]))
			from++;
		while (to > from && is_blank(list.p[to - 1]))
			to--;
		if (slice_eq_nocase(slice_of(list.p + from, to - from), token))
			return true;
		list = slice_from(list, end + 1);
	}
	return false;
}

bool http1_has_token(const struct http1 *h, const char *name, const char *token)
{
	for (u32 i = 0; i < h->num_fields; i++)
		if (slice_eq_nocase(h->fields[i].name, slice_str(name)) &&
		    list_has(h->fields[i].value, slice_str(token)))
			return true;
	return false;
}

void http1_split_target(struct slice target, struct slice *path, struct slice *query)
{
	size_t n = 0;

	while (n < target.n && target.p[n] != '?')
		n++;
	*path = slice_of(target.p, n);
	*query = slice_from(target, n + 1);
}

const char *http1_reason(u16 status)
{
	static const struct {
		u16 status;
		const char *text;
	} reasons[] = {
	    {100, "Continue"},
	    {101, "Switching Protocols"},
	    {200, "OK"},
	    {201, "Created"},
	    {202, "Accepted"},
	    {204, "No Content"},
	    {206, "Partial Content"},
	    {301, "Moved Permanently"},
	    {302, "Found"},
	    {303, "See Other"},
	    {304, "Not Modified"},
	    {307, "Temporary Redirect"},
	    {308, "Permanent Redirect"},
	    {400, "Bad Request"},
	    {401, "Unauthorized"},
	    {403, "Forbidden"},
	    {404, "Not Found"},
	    {405, "Method Not Allowed"},
	    {406, "Not Acceptable"},
	    {408, "Request Timeout"},
	    {409, "Conflict"},
	    {410, "Gone"},
	    {411, "Length Required"},
	    {413, "Content Too Large"},
	    {414, "URI Too Long"},
	    {415, "Unsupported Media Type"},
	    {417, "Expectation Failed"},
	    {421, "Misdirected Request"},
	    {422, "Unprocessable Content"},
	    {426, "Upgrade Required"},
	    {429, "Too Many Requests"},
	    {431, "Request Header Fields Too Large"},
	    {500, "Internal Server Error"},
	    {501, "Not Implemented"},
	    {502, "Bad Gateway"},
	    {503, "Service Unavailable"},
	    {504, "Gateway Timeout"},
	    {505, "HTTP Version Not Supported"},
	};

	for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].text;
	return "";
}
