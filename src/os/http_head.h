#ifndef OS_HTTP_HEAD_H
#define OS_HTTP_HEAD_H
/* os/http_head: the head of an outgoing message, collected in one buffer. Not for
 * programs. Sticky: after a failure nothing more is added and `bad` stays set. */
#include "base/slice.h"

#define HTTP_OUT_HEAD_MAX 8192u

struct http_head {
	char *p; /* from malloc */
	size_t n;
	bool bad;
};

struct http_head http_head_new(void);
void http_head_add(struct http_head *h, struct slice s);
void http_head_addf(struct http_head *h, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* http_head_field refuses what could end the line or forge another one. */
void http_head_field(struct http_head *h, const char *name, struct slice value);
/* http_head_host adds the Host field, with brackets around IPv6. */
void http_head_host(struct http_head *h, const char *host, u16 port);
void http_head_free(struct http_head *h);

#endif /* OS_HTTP_HEAD_H */
