#include "os/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "base/utf8.h"
#include "os/clock.h"

/* So much of one value is shown; the rest becomes an ellipsis. */
#define LOG_VALUE_MAX 1024u
#define LOG_TIME_LEN  24u

static struct log_config config = {
    .program = "phala", .fd = STDERR_FILENO, .level = LOG_INFO, .json = false};

/* A line in the making. Appending is all or nothing for one character and, through
 * marks, for one field: a cut line is still well formed. */
struct line {
	char *p;
	size_t cap, n;
	bool full;
};

static void put(struct line *l, const char *s, size_t n)
{
	if (l->full || n > l->cap - l->n) {
		l->full = true;
		return;
	}
	memcpy(l->p + l->n, s, n);
	l->n += n;
}

static void put_str(struct line *l, const char *s)
{
	put(l, s, strlen(s));
}

/* Controls of the upper half, line separators and marks that reorder text would let a
 * remote peer draw something else on the terminal. */
static bool hides(const u8 *p, size_t n)
{
	if (n == 2)
		return p[0] == 0xc2 && p[1] < 0xa0;
	if (n != 3 || p[0] != 0xe2)
		return false;
	return (p[1] == 0x80 && p[2] >= 0x8b && p[2] <= 0xaf) ||
	       (p[1] == 0x81 && p[2] >= 0xa0 && p[2] <= 0xaf);
}

static void put_byte_escaped(struct line *l, u8 c, bool json)
{
	char esc[8];
	int n;

	if (c == '"' || c == '\\')
		n = snprintf(esc, sizeof(esc), "\\%c", c);
	else if (c == '\n')
		n = snprintf(esc, sizeof(esc), "\\n");
	else
		n = snprintf(esc, sizeof(esc), json ? "\\u00%02x" : "\\x%02x", (unsigned)c);
	put(l, esc, (size_t)n);
}

/* put_text writes s between quotes with everything dangerous escaped. */
static void put_quoted(struct line *l, struct slice s, bool json)
{
	bool cut = s.n > LOG_VALUE_MAX;
	size_t n;

	if (cut)
		s.n = LOG_VALUE_MAX;
	put(l, "\"", 1);
	for (; s.n != 0; s = slice_from(s, n)) {
		n = utf8_seq(s);
		if (n == 0 && json && s.p[0] >= 0x80) {
			put_str(l, cut && s.n < 4 ? "" : "\\ufffd");
			n = 1;
		} else if (n > 1 && !hides(s.p, n)) {
			put(l, (const char *)s.p, n);
		} else if (n == 1 && s.p[0] >= 0x20 && s.p[0] != 0x7f && s.p[0] != '"' &&
		           s.p[0] != '\\') {
			put(l, (const char *)s.p, 1);
		} else {
			n = n == 0 ? 1 : n;
			for (size_t i = 0; i < n; i++)
				put_byte_escaped(l, s.p[i], json);
		}
	}
	put_str(l, cut ? "…\"" : "\"");
}

/* is_plain: the value cannot be taken for anything else without quotes. */
static bool is_plain(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= 0x20 || s.p[i] >= 0x7f || strchr("\"\\=", s.p[i]) != NULL)
			return false;
	return s.n != 0 && s.n <= LOG_VALUE_MAX;
}

static void put_hex(struct line *l, struct slice s, const char *quote)
{
	static const char digits[] = "0123456789abcdef";

	put_str(l, quote);
	put_str(l, "0x");
	for (size_t i = 0; i < s.n && i < LOG_VALUE_MAX / 2; i++) {
		put(l, &digits[s.p[i] >> 4], 1);
		put(l, &digits[s.p[i] & 15], 1);
	}
	if (s.n > LOG_VALUE_MAX / 2)
		put_str(l, "…");
	put_str(l, quote);
}

static void put_value(struct line *l, const struct log_field *f)
{
	char num[24];

	switch (f->kind) {
	case KV_KIND_U64:
		(void)snprintf(num, sizeof(num), "%llu", (unsigned long long)f->v.num);
		put_str(l, num);
		break;
	case KV_KIND_I64:
		(void)snprintf(num, sizeof(num), "%lld", (long long)f->v.inum);
		put_str(l, num);
		break;
	case KV_KIND_STR:
		if (!config.json && is_plain(f->v.bytes))
			put(l, (const char *)f->v.bytes.p, f->v.bytes.n);
		else
			put_quoted(l, f->v.bytes, config.json);
		break;
	case KV_KIND_HEX:
		put_hex(l, f->v.bytes, config.json ? "\"" : "");
		break;
	case KV_KIND_ERR:
		put_str(l, config.json ? "\"" : "");
		put_str(l, err_name(f->v.err));
		put_str(l, config.json ? "\"" : "");
		break;
	case KV_KIND_END:
		break;
	}
}

static void put_fields(struct line *l, const struct log_field *f)
{
	for (; f->kind != KV_KIND_END; f++) {
		size_t mark = l->n;

		if (config.json) {
			put(l, ",", 1);
			put_quoted(l, slice_str(f->name), true);
			put(l, ":", 1);
		} else {
			put(l, " ", 1);
			put_str(l, f->name);
			put(l, "=", 1);
		}
		put_value(l, f);
		if (l->full) {
			l->n = mark;
			break;
		}
	}
}

/* line_make writes the line; time is NULL to leave it out. */
static size_t line_make(char *out, size_t cap, const char *time, enum log_level level,
                        const char *text, const struct log_field *fields)
{
	/* Room for what ends a cut line is kept back. */
	static const char json_cut[] = ",\"cut\":true}", text_cut[] = " …";
	struct line l = {.p = out, .cap = cap < 64 ? 0 : cap - sizeof(json_cut), .n = 0};

	if (config.json) {
		put_str(&l, "{");
		if (time != NULL) {
			put_str(&l, "\"time\":\"");
			put_str(&l, time);
			put_str(&l, "\",");
		}
		put_str(&l, "\"level\":\"");
		put_str(&l, log_level_name(level));
		put_str(&l, "\",\"program\":");
		put_quoted(&l, slice_str(config.program), true);
		put_str(&l, ",\"text\":");
		put_quoted(&l, slice_str(text), true);
	} else {
		if (time != NULL) {
			put_str(&l, time);
			put_str(&l, " ");
		}
		put_str(&l, log_level_name(level));
		put_str(&l, " ");
		put_str(&l, config.program);
		put_str(&l, ": ");
		put_str(&l, text);
	}
	if (l.full)
		return 0; /* a text of ours that does not fit at all */
	put_fields(&l, fields);
	l.cap = cap;
	if (l.full) {
		l.full = false;
		put_str(&l, config.json ? json_cut : text_cut);
	} else if (config.json) {
		put_str(&l, "}");
	}
	return l.n;
}

static void time_format(char out[LOG_TIME_LEN + 1])
{
	u64 ms = clock_unix_ms();
	time_t sec = (time_t)(ms / 1000);
	struct tm t;
	char day[24];

	(void)gmtime_r(&sec, &t);
	(void)strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &t);
	(void)snprintf(out, LOG_TIME_LEN + 1, "%.19s.%03uZ", day, (unsigned)(ms % 1000));
}

void log_init(const struct log_config *c)
{
	config = *c;
	if (config.program == NULL)
		config.program = "phala";
}

bool log_on(enum log_level level)
{
	return level >= config.level;
}

enum err log_level_parse(enum log_level *out, const char *name)
{
	for (int i = 0; i < (int)NUM_LOG_LEVELS; i++) {
		if (strcasecmp(name, log_level_name((enum log_level)i)) == 0) {
			*out = (enum log_level)i;
			return ERR_OK;
		}
	}
	return ERR_INVALID;
}

size_t log_format(char *out, size_t cap, enum log_level level, const char *text,
                  const struct log_field *fields)
{
	return line_make(out, cap, NULL, level, text, fields);
}

void log_write(enum log_level level, const char *text, const struct log_field *fields)
{
	char line[LOG_LINE_MAX], time[LOG_TIME_LEN + 1];
	int saved = errno;
	size_t n;

	if (!log_on(level))
		return;
	time_format(time);
	n = line_make(line, sizeof(line) - 1, time, level, text, fields);
	line[n++] = '\n';
	/* A log that cannot be written must not stop the program. */
	while (write(config.fd, line, n) < 0 && errno == EINTR)
		;
	errno = saved;
}
