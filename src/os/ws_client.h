#ifndef OS_WS_CLIENT_H
#define OS_WS_CLIENT_H
/* os/ws_client: the client's end of a WebSocket over a libuv loop.
 *
 * Plain ws:// to the node's RPC. Callbacks come from the loop. on_close comes
 * exactly once for each ws_client_open that returned ERR_OK, also when the
 * connection never came up (ERR_IO, ERR_TIMEOUT, ERR_FORMAT; ERR_CANCELLED after
 * ws_close before on_open; ERR_EOF when the peer just went; ERR_OK after a proper
 * closing handshake); the ws is gone when it returns. */
#include "os/ws.h"

struct uv_loop_s;

struct ws_client_handlers {
	void (*on_open)(void *ctx, struct ws *ws);
	void (*on_message)(void *ctx, struct ws *ws, struct slice text);
	void (*on_close)(void *ctx, struct ws *ws, enum err why);
};

struct ws_client_opts {
	const char *host; /* name or address */
	u16 port;
	const char *target;
	size_t message_max;    /* 0: 16 MiB */
	size_t send_queue_max; /* 0: 16 MiB */
	u32 connect_ms;        /* until the upgrade is done; 0: 10 s */
	u32 ping_ms;           /* silence before a ping, twice that closes; 0: 20 s */
	const struct ws_client_handlers *handlers;
};

enum err ws_client_open(struct ws **out, struct uv_loop_s *loop, const struct ws_client_opts *o,
                        void *ctx) MUST_CHECK;

#endif /* OS_WS_CLIENT_H */
