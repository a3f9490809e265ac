#ifndef OS_DIAL_H
#define OS_DIAL_H
/* os/dial: from a host name to a connected TCP handle. Not for programs.
 *
 * "localhost" and names below it are 127.0.0.1 without asking anybody (RFC 6761 6.3).
 * The addresses of a name are tried one after the other; the caller has the clock. */
#include "os/stream.h"

#define DIAL_HOST_MAX 253u

struct dial;

/* tcp is from stream_tcp and the receiver's when e is ERR_OK, else NULL. */
typedef void dial_done(void *ctx, enum err e, uv_tcp_t *tcp);

/* dial_start; done comes from the loop, once, unless dial_cancel was called. */
enum err dial_start(struct dial **out, uv_loop_t *loop, const char *host, u16 port, dial_done *done,
                    void *ctx) MUST_CHECK;
void dial_cancel(struct dial *d);

#endif /* OS_DIAL_H */
