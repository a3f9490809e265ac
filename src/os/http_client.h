#ifndef OS_HTTP_CLIENT_H
#define OS_HTTP_CLIENT_H
/* os/http_client: one HTTP request over a libuv loop.
 *
 * For the untrusted programs to talk to the node's RPC and the worker API: plain
 * HTTP, or through a filter. One connection per request; no redirects, no
 * cookies. The callback comes exactly once, from the loop, never from inside
 * http_client_send. Names are resolved by the system. */
#include "os/filter.h"
#include "text/http1.h"

struct uv_loop_s;
struct http_client_call;

struct http_client_request {
	const char *host; /* name or address, without brackets */
	u16 port;
	const char *method;
	const char *target; /* starts with '/' */
	const char *type;   /* Content-Type, or NULL */
	struct slice body;  /* copied */
	u32 timeout_ms;     /* for the whole exchange; 0: 30 s */
	size_t body_max;    /* of the answer; 0: 16 MiB */
	const struct filter_ops *filter; /* NULL: plain */
	void *filter_ctx;
};

struct http_response {
	u16 status;
	struct slice body;
	const struct http1 *head;
};

/* res is NULL unless e is ERR_OK, and is borrowed for the call. ERR_IO (cannot
 * connect), ERR_TIMEOUT, ERR_EOF, ERR_LIMIT, ERR_FORMAT, ERR_TLS, ERR_CANCELLED. */
typedef void http_client_done(void *ctx, enum err e, const struct http_response *res);

/* http_client_send starts; *out (may be NULL) is for http_client_cancel and dies
 * with the callback. */
enum err http_client_send(struct http_client_call **out, struct uv_loop_s *loop,
                          const struct http_client_request *r, http_client_done *done,
                          void *ctx) MUST_CHECK;
/* http_client_cancel makes the callback come with ERR_CANCELLED. */
void http_client_cancel(struct http_client_call *c);

/* http_fetch does one exchange on a loop of its own and waits: for command-line
 * programs. The body is put into the arena. */
enum err http_fetch(struct arena *a, const struct http_client_request *r, u16 *status,
                    struct slice *body) MUST_CHECK;
/* http_fetch_field is it with one field of the answer's head; empty if it has none. */
enum err http_fetch_field(struct arena *a, const struct http_client_request *r, u16 *status,
                          struct slice *body, const char *name, struct slice *value) MUST_CHECK;

#endif /* OS_HTTP_CLIENT_H */
