#include "os/http_head.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/http1.h"

struct http_head http_head_new(void)
{
	struct http_head h = {.p = malloc(HTTP_OUT_HEAD_MAX)};

	h.bad = h.p == NULL;
	return h;
}

void http_head_add(struct http_head *h, struct slice s)
{
	if (h->bad || s.n > HTTP_OUT_HEAD_MAX - h->n) {
		h->bad = true;
		return;
	}
	slice_copy(h->p + h->n, s);
	h->n += s.n;
}

void http_head_addf(struct http_head *h, const char *fmt, ...)
{
	size_t left = HTTP_OUT_HEAD_MAX - h->n;
	va_list ap;
	int n;

	if (h->bad)
		return;
	va_start(ap, fmt);
	n = vsnprintf(h->p + h->n, left, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= left)
		h->bad = true;
	else
		h->n += (size_t)n;
}

void http_head_field(struct http_head *h, const char *name, struct slice value)
{
	if (!http1_is_token(slice_str(name)) || !http1_is_field_value(value))
		h->bad = true;
	http_head_add(h, slice_str(name));
	http_head_add(h, SLICE_LIT(": "));
	http_head_add(h, value);
	http_head_add(h, SLICE_LIT("\r\n"));
}

void http_head_host(struct http_head *h, const char *host, u16 port)
{
	bool v6 = strchr(host, ':') != NULL;
	char text[320];
	int n = snprintf(text, sizeof(text), v6 ? "[%s]:%u" : "%s:%u", host, port);

	if (n < 0 || (size_t)n >= sizeof(text) || host[0] == '\0')
		h->bad = true;
	else
		http_head_field(h, "Host", slice_of(text, (size_t)n));
}

void http_head_free(struct http_head *h)
{
	free(h->p);
	*h = (struct http_head){.bad = true};
}
