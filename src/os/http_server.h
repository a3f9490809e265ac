#ifndef OS_HTTP_SERVER_H
#define OS_HTTP_SERVER_H
/* os/http_server: HTTP/1.1 and WebSocket on one port, over a libuv loop.
 *
 * For the untrusted programs: RPC, worker API, stand-ins. A handler gets a
 * request when it is complete and answers at once or later. Connections handle
 * one request at a time; while one is pending, nothing more is read from it.
 * Bytes go through a filter if there is one (TLS: the program connects it).
 *
 * Ownership: the server owns connections. A `struct http_call` lives until it is
 * answered, exactly once, even if the client has gone (the answer is then
 * dropped). A `struct ws` lives until on_ws_close returns. Nothing of a request
 * may be kept after the handler returns: copy it.
 *
 * Limits are in struct http_limits. Who exceeds one gets 400, 408, 413, 431,
 * 501, 503 or 505 with the cause as text, and the connection is closed; a
 * WebSocket gets a close frame. A WebSocket whose client does not read is closed with
 * 1008 when more than send_queue_max bytes wait for it. An HTTP answer may be larger,
 * because nothing more is read from the client before it has taken it; it must take
 * some of it every request_ms.
 *
 * The process ignores SIGPIPE from the first connection on (os/spawn resets it).
 * RFC 9112 through text/http1, RFC 6455 through libwslay. */
#include "os/filter.h"
#include "os/ws.h"
#include "text/http1.h"

struct uv_loop_s;
struct http_server;
struct http_call;

struct http_limits {
	u32 conns_max;
	size_t body_max;       /* of one request */
	size_t ws_message_max; /* of one WebSocket message */
	size_t send_queue_max; /* bytes that wait for one WebSocket client */
	u32 request_ms;        /* from a request's first byte to its last */
	u32 idle_ms;           /* between requests */
	u32 ws_ping_ms;        /* silence before a ping; twice that closes */
	/* A WebSocket client that leaves so much unread is not heard before it has read it.
	 * 0: no such limit. */
	size_t ws_pause_at;
	/* Requests and messages are handled for so long in one round of the loop, then the
	 * loop's other work has its turn. 0: no such limit. */
	u32 turn_ms;
};

/* http_limits_default suits a local API: 256 connections, 16 MiB bodies. */
extern const struct http_limits http_limits_default;

struct http_request {
	struct slice method, path, query; /* path without the query; query without '?' */
	struct slice body;
	const struct http1 *head; /* all fields: http1_get */
};

struct http_header {
	const char *name;
	struct slice value;
};

struct http_answer {
	u16 status;
	const char *type; /* Content-Type, or NULL */
	struct slice body;
	const struct http_header *headers; /* more fields, or NULL */
	size_t num_headers;
	bool close; /* close the connection afterwards */
};

struct http_handlers {
	void (*on_request)(void *ctx, struct http_call *call, const struct http_request *req);
	/* The upgrade is refused with 404 when on_ws_open is NULL and with 403 when
	 * it returns false; it may ws_set_user and must not send yet. */
	bool (*on_ws_open)(void *ctx, struct ws *ws, const struct http_request *req);
	void (*on_ws_message)(void *ctx, struct ws *ws, struct slice text);
	/* on_ws_close is called once for each ws whose on_ws_open returned true. */
	void (*on_ws_close)(void *ctx, struct ws *ws);
	/* on_ws_drained: the client has taken all that was sent. NULL: nobody cares. */
	void (*on_ws_drained)(void *ctx, struct ws *ws);
};

struct http_server_opts {
	const char *host; /* numeric address, such as "127.0.0.1" */
	u16 port;         /* 0: any free one */
	const struct http_limits *limits;
	const struct http_handlers *handlers;
	const struct filter_ops *filter; /* NULL: plain */
	void *filter_ctx;
};

/* http_server_listen; ERR_INVALID (address), ERR_CONFLICT (port is taken),
 * ERR_DENIED, ERR_IO, ERR_NOMEM. ctx is handed to the handlers. */
enum err http_server_listen(struct http_server **out, struct uv_loop_s *loop,
                            const struct http_server_opts *o, void *ctx) MUST_CHECK;
u16 http_server_port(const struct http_server *s);
/* http_server_close stops listening and closes every connection (on_ws_close is
 * called); the memory is freed by the loop soon after. Calls that are still
 * pending must be answered all the same. */
void http_server_close(struct http_server *s);

/* http_call_answer sends the answer and frees the call. http_call_text is it
 * with a text body; http_call_json with a JSON one. */
void http_call_answer(struct http_call *call, const struct http_answer *a);
void http_call_text(struct http_call *call, u16 status, const char *text);
void http_call_json(struct http_call *call, u16 status, struct slice json);
/* http_call_drop closes the connection without an answer. */
void http_call_drop(struct http_call *call);

#endif /* OS_HTTP_SERVER_H */
