#ifndef OS_WS_INT_H
#define OS_WS_INT_H
/* os/ws_int: what the server and the client share of a WebSocket. Not for programs.
 *
 * Lifecycle: ws_new, ws_start once the upgrade is done, ws_feed for all that comes,
 * ws_tick on the stream's timer, ws_continue when it drained or its turn came, ws_release
 * when the stream ended. */
#include "os/stream.h"
#include "os/ws.h"

struct ws_conf {
	bool server;
	bool binary; /* messages are binary, and text closes the connection instead (1003) */
	size_t message_max, queue_max;
	size_t pause_at; /* while so much waits for the peer, nothing more is read; 0: never */
	u32 ping_ms;
	void *owner;
	void (*on_message)(void *owner, struct ws *ws, struct slice text);
	/* may_speak: whether a message can be handled in this round of the loop. NULL: always. */
	bool (*may_speak)(void *owner);
	/* close_early: ws_close before ws_start. */
	void (*close_early)(void *owner);
};

enum err ws_new(struct ws **out, const struct ws_conf *c) MUST_CHECK;
void ws_start(struct ws *ws, struct stream *st);
size_t ws_feed(struct ws *ws, struct slice in);
void ws_tick(struct ws *ws);
/* ws_continue handles messages that had to wait, and reads on. */
void ws_continue(struct ws *ws);
/* ws_is_over: both sides have said goodbye, or we did because the peer broke the rules,
 * which is what ws_failed tells. */
bool ws_is_over(const struct ws *ws);
bool ws_failed(const struct ws *ws);
/* ws_send_binary is ws_send_text for a binary WebSocket. */
enum err ws_send_binary(struct ws *ws, struct slice bytes) MUST_CHECK;
/* ws_release frees, or leaves it to a ws_feed that is under way. */
void ws_release(struct ws *ws);

#endif /* OS_WS_INT_H */
