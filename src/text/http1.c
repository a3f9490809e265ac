#include "text/http1.h"

#include "text/nocase.h"

/* How many 1xx responses may precede the final one. */
#define INTERIM_MAX 16u
/* Size line of a chunk with its extensions (RFC 9112 7.1.1 asks for a limit). */
#define CHUNK_LINE_MAX 256u
#define BODY_MEM_MIN   4096u

enum framing { BODY_NONE, BODY_LENGTH, BODY_CHUNKED, BODY_UNTIL_CLOSE };

enum chunk_state {
	CHUNK_SIZE_FIRST,
	CHUNK_SIZE,
	CHUNK_BLANK, /* after the size only ';' may follow white space */
	CHUNK_EXT,
	CHUNK_SIZE_LF,
	CHUNK_DATA,
	CHUNK_DATA_CR,
	CHUNK_DATA_LF,
	TRAILER_START,
	TRAILER_NAME,
	TRAILER_VALUE,
	TRAILER_LF,
	TRAILER_END_LF,
};

enum err http1_init(struct http1 *h, enum http1_role role, struct arena *a, size_t body_max)
{
	u8 *head = arena_alloc(a, HTTP1_HEAD_MAX);

	if (head == NULL)
		return ERR_NOMEM;
	memset(h, 0, sizeof(*h));
	h->role = role;
	h->state = HTTP1_IN_HEAD;
	h->head = head;
	h->body_max = body_max;
	h->a = a;
	return ERR_OK;
}

void http1_expect_no_body(struct http1 *h)
{
	h->no_body = true;
}

static enum err fail(struct http1 *h, enum err e)
{
	h->state = HTTP1_FAILED;
	h->err = e;
	return e;
}

/* cut takes what stands before the next c, and c too; false if there is no c. */
static bool cut(struct slice *rest, u8 c, struct slice *out)
{
	for (size_t i = 0; i < rest->n; i++) {
		if (rest->p[i] == c) {
			*out = slice_of(rest->p, i);
			*rest = slice_from(*rest, i + 1);
			return true;
		}
	}
	return false;
}

static bool is_digit(u8 c)
{
	return c >= '0' && c <= '9';
}

static enum err read_version(struct http1 *h, struct slice s)
{
	if (s.n != 8 || !slice_starts(s, SLICE_LIT("HTTP/")) || !is_digit(s.p[5]) ||
	    s.p[6] != '.' || !is_digit(s.p[7]))
		return ERR_FORMAT;
	if (s.p[5] != '1' || s.p[7] > '1')
		return ERR_VERSION;
	h->minor = (u8)(s.p[7] - '0');
	return ERR_OK;
}

static enum err read_request_line(struct http1 *h, struct slice line)
{
	if (!cut(&line, ' ', &h->method) || !cut(&line, ' ', &h->target))
		return ERR_FORMAT;
	if (!http1_is_token(h->method) || !http1_is_target(h->target))
		return ERR_FORMAT;
	if (slice_eq(h->target, SLICE_LIT("*")) && !slice_eq(h->method, SLICE_LIT("OPTIONS")))
		return ERR_FORMAT;
	return read_version(h, line);
}

/* The blank after the code belongs to the grammar, but servers without a reason phrase
 * leave it out, and nobody reads the line differently for that. */
static enum err read_status_line(struct http1 *h, struct slice line)
{
	struct slice version;

	if (!cut(&line, ' ', &version))
		return ERR_FORMAT;
	TRY(read_version(h, version));
	if (line.n < 3 || (line.n > 3 && line.p[3] != ' ') || !http1_is_field_value(line))
		return ERR_FORMAT;
	h->status = 0;
	for (size_t i = 0; i < 3; i++) {
		if (!is_digit(line.p[i]))
			return ERR_FORMAT;
		h->status = (u16)(h->status * 10 + (line.p[i] - '0'));
	}
	return h->status >= 100 && h->status <= 599 ? ERR_OK : ERR_FORMAT;
}

static struct slice trim(struct slice s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = slice_from(s, 1);
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

/* A folded line starts with white space and a blank before the colon is no token
 * character, so http1_is_token refuses both. */
static enum err read_field(struct http1 *h, struct slice line)
{
	struct http1_field f;

	if (!cut(&line, ':', &f.name) || !http1_is_token(f.name) || !http1_is_field_value(line))
		return ERR_FORMAT;
	if (h->num_fields == HTTP1_FIELDS_MAX)
		return ERR_LIMIT;
	f.value = trim(line);
	h->fields[h->num_fields++] = f;
	return ERR_OK;
}

/* The only way to ask for a field that may come once: *value is untouched if absent. */
static u32 count(const struct http1 *h, struct slice name, struct slice *value)
{
	u32 num = 0;

	for (u32 i = 0; i < h->num_fields; i++) {
		if (!slice_eq_nocase(h->fields[i].name, name))
			continue;
		*value = h->fields[i].value;
		num++;
	}
	return num;
}

/* RFC 9112 3.2: exactly one Host. An authority in it, not a list or a URL. */
static enum err check_host(const struct http1 *h)
{
	static const char others[] = ".-_~:[]%!$&'()*+;=";
	struct slice host = SLICE_EMPTY;
	u32 num = count(h, SLICE_LIT("Host"), &host);

	if (num > 1 || (num == 0 && h->minor == 1))
		return ERR_FORMAT;
	for (size_t i = 0; i < host.n; i++) {
		u8 c = ascii_lower(host.p[i]);
		bool ok = is_digit(c) || (c >= 'a' && c <= 'z');

		for (size_t k = 0; k < sizeof(others) - 1 && !ok; k++)
			ok = c == (u8)others[k];
		if (!ok)
			return ERR_FORMAT;
	}
	return ERR_OK;
}

static enum err read_length(struct slice s, u64 *out)
{
	u64 v = 0;

	if (s.n == 0)
		return ERR_FORMAT;
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return ERR_FORMAT;
	for (size_t i = 0; i < s.n; i++)
		if (__builtin_mul_overflow(v, (u64)10, &v) ||
		    __builtin_add_overflow(v, (u64)(s.p[i] - '0'), &v))
			return ERR_LIMIT;
	*out = v;
	return ERR_OK;
}

static bool status_has_no_body(const struct http1 *h)
{
	return h->status < 200 || h->status == 204 || h->status == 304;
}

/* RFC 9112 6.3, where it is unambiguous; the rest is refused. */
static enum err choose_framing(struct http1 *h)
{
	struct slice coding = SLICE_EMPTY, length = SLICE_EMPTY;
	u32 num_coding = count(h, SLICE_LIT("Transfer-Encoding"), &coding);
	u32 num_length = count(h, SLICE_LIT("Content-Length"), &length);
	bool response = h->role == HTTP1_RESPONSE;

	if (num_coding + num_length > 1)
		return ERR_FORMAT;
	if (num_coding == 1 && (h->minor == 0 || !slice_eq_nocase(coding, SLICE_LIT("chunked"))))
		return ERR_FORMAT;
	if (num_coding == 1 && response && (h->status < 200 || h->status == 204))
		return ERR_FORMAT;
	h->left = 0;
	if (num_length == 1)
		TRY(read_length(length, &h->left));
	h->framing = BODY_NONE;
	if (response && (h->no_body || status_has_no_body(h)))
		return ERR_OK;
	if (num_coding == 1)
		h->framing = BODY_CHUNKED;
	else if (num_length == 1)
		h->framing = h->left > 0 ? BODY_LENGTH : BODY_NONE;
	else if (response)
		h->framing = BODY_UNTIL_CLOSE;
	return h->framing == BODY_LENGTH && h->left > h->body_max ? ERR_LIMIT : ERR_OK;
}

static bool may_stay_open(const struct http1 *h)
{
	if (h->framing == BODY_UNTIL_CLOSE || http1_has_token(h, "Connection", "close"))
		return false;
	if (h->role == HTTP1_RESPONSE && h->status == 101)
		return false; /* it speaks another protocol now */
	return h->minor == 1 || http1_has_token(h, "Connection", "keep-alive");
}

static enum err read_head(struct http1 *h)
{
	struct slice rest = slice_of(h->head, h->head_len), line;
	bool request = h->role == HTTP1_REQUEST;

	h->num_fields = 0;
	for (bool first = true; cut(&rest, '\r', &line); first = false) {
		rest = slice_from(rest, 1); /* the LF, which feed_head saw */
		if (!first && line.n == 0)
			break;
		TRY(!first    ? read_field(h, line)
		    : request ? read_request_line(h, line)
		              : read_status_line(h, line));
	}
	if (request)
		TRY(check_host(h));
	return choose_framing(h);
}

static enum err end_head(struct http1 *h)
{
	TRY(read_head(h));
	if (h->role == HTTP1_RESPONSE && h->status < 200 && h->status != 101) {
		h->head_len = 0;
		h->num_fields = 0;
		return h->num_interim++ < INTERIM_MAX ? ERR_OK : ERR_LIMIT;
	}
	h->keep_alive = may_stay_open(h);
	h->state = h->framing == BODY_NONE ? HTTP1_DONE : HTTP1_IN_BODY;
	return ERR_OK;
}

/* A CR stands before each LF and an LF after each CR, or two readers could find other
 * lines here. A head never starts with an empty line. */
static enum err feed_head(struct http1 *h, struct slice in, size_t *n)
{
	static const u8 end[] = {'\r', '\n', '\r', '\n'};

	for (size_t i = 0; i < in.n; i++) {
		u8 c = in.p[i], before = h->head_len == 0 ? 0 : h->head[h->head_len - 1];

		*n = i;
		if (c == 0 || (before == '\r') != (c == '\n'))
			return ERR_FORMAT;
		if (h->head_len == HTTP1_HEAD_MAX)
			return ERR_LIMIT;
		h->head[h->head_len++] = c;
		*n = i + 1;
		if (c != '\n')
			continue;
		if (h->head_len == 2)
			return ERR_FORMAT;
		if (h->head_len >= sizeof(end) &&
		    mem_eq(h->head + h->head_len - sizeof(end), end, sizeof(end)))
			return end_head(h);
	}
	return ERR_OK;
}

/* grow makes room for need bytes of body. If nobody allocated since, the arena just gives
 * more at the same place; else what is used and what is left behind stay together below
 * 2 * body_max. */
static enum err grow(struct http1 *h, size_t need)
{
	size_t cap = h->body_cap == 0 ? BODY_MEM_MIN : h->body_cap, mark = arena_mark(h->a);
	u8 *p;

	if (need <= h->body_cap)
		return ERR_OK;
	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? need : 2 * cap;
	if (cap > h->body_max / 2)
		cap = h->body_max; /* all earlier ones together are not more than that */
	p = arena_alloc(h->a, cap - h->body_cap);
	if (p == NULL || h->body_cap == 0 || p != h->body_mem + h->body_cap) {
		arena_rewind(h->a, mark);
		p = arena_alloc(h->a, cap);
		if (p == NULL)
			return ERR_NOMEM;
		slice_copy(p, slice_of(h->body_mem, h->body_len));
		h->body_mem = p;
	}
	h->body_cap = cap;
	return ERR_OK;
}

static enum err take_body(struct http1 *h, struct slice in)
{
	if (in.n > h->body_max - h->body_len)
		return ERR_LIMIT;
	if (in.n == 0)
		return ERR_OK;
	TRY(grow(h, h->body_len + in.n));
	slice_copy(h->body_mem + h->body_len, in);
	h->body_len += in.n;
	return ERR_OK;
}

static enum err done(struct http1 *h)
{
	h->body = slice_of(h->body_mem, h->body_len);
	h->state = HTTP1_DONE;
	return ERR_OK;
}

static size_t up_to_left(const struct http1 *h, struct slice in)
{
	return h->left < in.n ? (size_t)h->left : in.n;
}

static enum err feed_length(struct http1 *h, struct slice in, size_t *n)
{
	*n = up_to_left(h, in);
	TRY(take_body(h, slice_of(in.p, *n)));
	h->left -= *n;
	return h->left == 0 ? done(h) : ERR_OK;
}

static int hex_digit(u8 c)
{
	if (is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum err chunk_size(struct http1 *h, u8 c)
{
	int d = hex_digit(c);

	if (d >= 0) {
		if (h->left > UINT64_MAX >> 4)
			return ERR_LIMIT;
		h->left = h->left << 4 | (u64)d;
		h->chunk_state = CHUNK_SIZE;
		return ERR_OK;
	}
	if (h->chunk_state == CHUNK_SIZE_FIRST)
		return ERR_FORMAT;
	if (c == '\r')
		h->chunk_state = CHUNK_SIZE_LF;
	else if (c == ';')
		h->chunk_state = CHUNK_EXT;
	else if (c == ' ' || c == '\t')
		h->chunk_state = CHUNK_BLANK;
	else
		return ERR_FORMAT;
	return ERR_OK;
}

static enum err chunk_blank(struct http1 *h, u8 c)
{
	if (c == ';')
		h->chunk_state = CHUNK_EXT;
	return c == ';' || c == ' ' || c == '\t' ? ERR_OK : ERR_FORMAT;
}

/* text_until_cr reads a byte of what is dropped: an extension or a trailer's value. */
static enum err text_until_cr(struct http1 *h, u8 c, enum chunk_state after_cr)
{
	if (c == '\r') {
		h->chunk_state = (u8)after_cr;
		return ERR_OK;
	}
	return http1_is_field_value(slice_of(&c, 1)) ? ERR_OK : ERR_FORMAT;
}

static enum err must_be(struct http1 *h, u8 c, u8 want, enum chunk_state next)
{
	h->chunk_state = (u8)next;
	return c == want ? ERR_OK : ERR_FORMAT;
}

static enum err chunk_size_end(struct http1 *h, u8 c)
{
	TRY(must_be(h, c, '\n', h->left == 0 ? TRAILER_START : CHUNK_DATA));
	h->line_len = 0;
	return h->left > h->body_max - h->body_len ? ERR_LIMIT : ERR_OK;
}

static enum err trailer_name(struct http1 *h, u8 c)
{
	if (h->chunk_state == TRAILER_START && c == '\r')
		return must_be(h, c, '\r', TRAILER_END_LF);
	if (h->chunk_state == TRAILER_NAME && c == ':')
		return must_be(h, c, ':', TRAILER_VALUE);
	h->chunk_state = TRAILER_NAME;
	return http1_is_token(slice_of(&c, 1)) ? ERR_OK : ERR_FORMAT;
}

/* chunk_byte is one step of RFC 9112 7.1 anywhere but inside of the data. */
static enum err chunk_byte(struct http1 *h, u8 c)
{
	bool trailer = h->chunk_state >= TRAILER_START;

	if (++h->line_len > (trailer ? HTTP1_HEAD_MAX : CHUNK_LINE_MAX))
		return ERR_LIMIT;
	switch ((enum chunk_state)h->chunk_state) {
	case CHUNK_SIZE_FIRST:
	case CHUNK_SIZE:
		return chunk_size(h, c);
	case CHUNK_BLANK:
		return chunk_blank(h, c);
	case CHUNK_EXT:
		return text_until_cr(h, c, CHUNK_SIZE_LF);
	case CHUNK_SIZE_LF:
		return chunk_size_end(h, c);
	case CHUNK_DATA_CR:
		return must_be(h, c, '\r', CHUNK_DATA_LF);
	case CHUNK_DATA_LF:
		h->line_len = 0;
		return must_be(h, c, '\n', CHUNK_SIZE_FIRST);
	case TRAILER_START:
	case TRAILER_NAME:
		return trailer_name(h, c);
	case TRAILER_VALUE:
		return text_until_cr(h, c, TRAILER_LF);
	case TRAILER_LF:
		return must_be(h, c, '\n', TRAILER_START);
	case TRAILER_END_LF:
		return c == '\n' ? done(h) : ERR_FORMAT;
	case CHUNK_DATA:
		break;
	}
	return ERR_FORMAT;
}

static enum err feed_chunked(struct http1 *h, struct slice in, size_t *n)
{
	if (h->chunk_state != CHUNK_DATA) {
		*n = 1;
		return chunk_byte(h, in.p[0]);
	}
	*n = up_to_left(h, in);
	TRY(take_body(h, slice_of(in.p, *n)));
	h->left -= *n;
	if (h->left == 0)
		h->chunk_state = CHUNK_DATA_CR;
	return ERR_OK;
}

static enum err feed_some(struct http1 *h, struct slice in, size_t *n)
{
	if (h->state == HTTP1_IN_HEAD)
		return feed_head(h, in, n);
	switch ((enum framing)h->framing) {
	case BODY_LENGTH:
		return feed_length(h, in, n);
	case BODY_CHUNKED:
		return feed_chunked(h, in, n);
	case BODY_UNTIL_CLOSE:
		*n = in.n;
		return take_body(h, in);
	case BODY_NONE:
		break;
	}
	return ERR_STATE;
}

enum err http1_feed(struct http1 *h, struct slice in, size_t *used)
{
	*used = 0;
	while (*used < in.n && (h->state == HTTP1_IN_HEAD || h->state == HTTP1_IN_BODY)) {
		size_t n = 0;
		enum err e = feed_some(h, slice_from(in, *used), &n);

		*used += n;
		if (e != ERR_OK)
			return fail(h, e);
	}
	return h->err;
}

enum err http1_eof(struct http1 *h)
{
	if (h->state == HTTP1_IN_BODY && h->framing == BODY_UNTIL_CLOSE)
		return done(h);
	if (h->state == HTTP1_IN_HEAD || h->state == HTTP1_IN_BODY)
		return fail(h, ERR_EOF);
	return h->err;
}
