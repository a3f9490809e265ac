#include "cli/out.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "os/clock.h"

#define OUT_TEXT_MAX 4096

void out_init(struct out *o, bool json)
{
	*o = (struct out){
	    .json = json, .tty = isatty(STDOUT_FILENO) == 1, .start_ms = clock_mono_ms()};
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
}

/* Prints s as a JSON string; control bytes are escaped, the rest is UTF-8. */
static void put_json_string(FILE *f, const char *s)
{
	(void)fputc('"', f);
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			(void)fprintf(f, "\\%c", c);
		else if (c < 0x20)
			(void)fprintf(f, "\\u%04x", (unsigned int)c);
		else
			(void)fputc(c, f);
	}
	(void)fputc('"', f);
}

void out_text(FILE *f, struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		u8 c = text.p[i];
		/* C1 in UTF-8 is 0xc2 and one byte from 0x80 to 0x9f. */
		bool c1 = c == 0xc2 && i + 1 < text.n && text.p[i + 1] < 0xa0;

		(void)fputc(c < 0x20 || c == 0x7f || c1 ? '?' : c, f);
		if (c1)
			i++;
	}
}

static void put_line(FILE *f, const char *label, const char *text)
{
	(void)fputs(label, f);
	out_text(f, slice_str(text));
	(void)fputc('\n', f);
}

static void put_json_field(FILE *f, const char *name, const char *value)
{
	(void)fprintf(f, ",\"%s\":", name);
	put_json_string(f, value);
}

enum cli_exit out_error(const struct out *o, enum cli_exit code, const char *what, const char *why,
                        const char *fix)
{
	if (o->json) {
		(void)printf("{\"step\":\"error\",\"code\":%d", (int)code);
		put_json_field(stdout, "what", what);
		put_json_field(stdout, "why", why);
		put_json_field(stdout, "fix", fix != NULL ? fix : "");
		(void)printf("}\n");
	}
	put_line(stderr, "error: ", what);
	put_line(stderr, "  why: ", why);
	if (fix != NULL)
		put_line(stderr, "  fix: ", fix);
	return code;
}

enum cli_exit out_errorf(const struct out *o, enum cli_exit code, const char *why, const char *fix,
                         const char *fmt, ...)
{
	char text[OUT_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return out_error(o, code, text, why, fix);
}

void out_step(const struct out *o, const char *name, const char *fmt, ...)
{
	char text[OUT_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (!o->json) {
		(void)printf("%-12s ", name);
		put_line(stdout, "", text);
		return;
	}
	(void)printf("{\"step\":");
	put_json_string(stdout, name);
	(void)printf(",\"ms\":%llu", (unsigned long long)(clock_mono_ms() - o->start_ms));
	put_json_field(stdout, "text", text);
	(void)printf("}\n");
}

void out_line(const struct out *o, const char *fmt, ...)
{
	va_list ap;

	if (o->json)
		return;
	va_start(ap, fmt);
	(void)vprintf(fmt, ap);
	va_end(ap);
	(void)putchar('\n');
}

void out_raw(struct slice json)
{
	(void)fwrite(json.p, 1, json.n, stdout);
	(void)putchar('\n');
}
