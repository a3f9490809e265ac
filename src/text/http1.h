#ifndef TEXT_HTTP1_H
#define TEXT_HTTP1_H
/* text/http1: HTTP/1.1 messages, read strictly and without I/O.
 *
 * Used for servers (os/http_server), for clients (os/http_client) and inside the enclave
 * (agents' HTTPS calls). Feed bytes as they come; the reader takes what it needs and says
 * how far the message is. Strict RFC 9112: CRLF only, no obs-fold, no white space before
 * the colon, one Host (requests), Content-Length and Transfer-Encoding never together,
 * repeated Content-Length refused, "chunked" the only transfer coding, no bare CR or LF or
 * NUL anywhere: what two parsers could read differently is ERR_FORMAT. Trailers are read
 * and dropped. 1xx responses before the final one are skipped, 101 ends the head.
 * Memory: one buffer for the head and, for the body, one that the caller names; both from
 * the arena. Freestanding.
 * Errors, sticky: ERR_FORMAT, ERR_VERSION (not HTTP/1.0 or 1.1), ERR_LIMIT, ERR_NOMEM,
 * ERR_EOF (http1_eof before the end). */
#include "base/arena.h"

#define HTTP1_HEAD_MAX   16384u
#define HTTP1_FIELDS_MAX 100u

struct http1_field {
	struct slice name, value; /* name as sent; value without outer white space */
};

enum http1_role { HTTP1_REQUEST, HTTP1_RESPONSE };

enum http1_state { HTTP1_IN_HEAD, HTTP1_IN_BODY, HTTP1_DONE, HTTP1_FAILED };

struct http1 {
	enum http1_role role;
	enum http1_state state;
	enum err err;
	/* Valid from HTTP1_IN_BODY on; slices borrow from the head buffer. */
	struct slice method, target; /* requests */
	u16 status;                  /* responses */
	u8 minor;                    /* HTTP/1.minor */
	bool keep_alive;             /* the connection may be used again */
	u32 num_fields;
	struct http1_field fields[HTTP1_FIELDS_MAX];
	struct slice body; /* complete when HTTP1_DONE */

	/* Private. */
	u8 *head;
	size_t head_len;
	u8 *body_mem;
	size_t body_len, body_cap, body_max;
	u8 framing, chunk_state;
	u64 left; /* bytes of body or chunk to come */
	u32 line_len, num_interim;
	bool no_body; /* answer to HEAD */
	struct arena *a;
};

/* http1_init starts one message; body_max bounds its body. The arena must hold
 * HTTP1_HEAD_MAX and grows with the body, up to twice body_max. */
enum err http1_init(struct http1 *h, enum http1_role role, struct arena *a,
		    size_t body_max) MUST_CHECK;
/* http1_expect_no_body: the response answers a HEAD request. */
void http1_expect_no_body(struct http1 *h);
/* http1_feed takes bytes; *used tells how many belong to this message. */
enum err http1_feed(struct http1 *h, struct slice in, size_t *used) MUST_CHECK;
/* http1_eof says that the stream ended: completes a response that ends by closing. */
enum err http1_eof(struct http1 *h) MUST_CHECK;

/* http1_get finds a field by name, ignoring case; NULL if absent. The first of several. */
const struct slice *http1_get(const struct http1 *h, const char *name);
/* http1_has_token looks for a token in a comma list, in all fields of that name. */
bool http1_has_token(const struct http1 *h, const char *name, const char *token);
/* http1_split_target splits a request target at '?'. */
void http1_split_target(struct slice target, struct slice *path, struct slice *query);

/* Checks for who builds messages of a stranger's parts: a token (method, field name), a
 * field value (no control characters), a request target. */
bool http1_is_token(struct slice s);
bool http1_is_field_value(struct slice s);
bool http1_is_target(struct slice s);
/* http1_reason is the standard phrase, "" if unknown. */
const char *http1_reason(u16 status);

#endif /* TEXT_HTTP1_H */
