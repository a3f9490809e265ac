#ifndef BOX_CLIENT_H
#define BOX_CLIENT_H
/* box/client: a box process of one's own, for replay, tests and benchmarks.
 *
 * The enclave has its own loop and does not use this. Host side, blocking; fork only from
 * the main thread. */
#include <sys/types.h>

#include "box/proc.h"

struct box_client {
	int fd;
	pid_t pid;
	u8 *rx, *tx;
	size_t at, n; /* unread bytes of rx: [at, n) */
};

/* box_client_start forks the process. ERR_IO, ERR_NOMEM. */
enum err box_client_start(struct box_client *c) MUST_CHECK;
/* box_client_stop ends the process and waits for it. */
void box_client_stop(struct box_client *c);
/* box_client_frame gives an empty writer for one frame; box_client_send sends it, and
 * takes in what the box says meanwhile. ERR_EOF: the process is gone. */
struct wr box_client_frame(struct box_client *c);
enum err box_client_send(struct box_client *c, const struct wr *frame) MUST_CHECK;
/* box_client_next waits for a frame, valid until the next call of this module. ERR_TIMEOUT,
 * ERR_EOF, ERR_FORMAT, ERR_LIMIT. timeout_ms < 0 waits for ever. */
enum err box_client_next(struct box_client *c, int timeout_ms, struct box_frame *out) MUST_CHECK;

#endif /* BOX_CLIENT_H */
