#ifndef OS_WS_H
#define OS_WS_H
/* os/ws: one WebSocket, server's or client's end (RFC 6455, through libwslay).
 *
 * Handed out by os/http_server and os/ws_client, which own it. Messages are text
 * and complete; binary ones close the connection (1003), invalid UTF-8 too
 * (1007). Pings are answered here. */
#include "base/slice.h"

struct ws;

/* ws_send_text queues a message. ERR_FULL when the peer reads too slowly (the connection is
 * then closed with 1008), ERR_STATE when it is closing or not open yet, ERR_UTF8. */
enum err ws_send_text(struct ws *ws, struct slice text) MUST_CHECK;
/* ws_waiting counts the bytes that the peer has not taken yet. */
size_t ws_waiting(const struct ws *ws);
/* ws_close starts the closing handshake with a code (1000: normal) and reason. */
void ws_close(struct ws *ws, u16 code, const char *reason);
/* A pointer of the user's, NULL at first. */
void ws_set_user(struct ws *ws, void *user);
void *ws_user(const struct ws *ws);

#endif /* OS_WS_H */
