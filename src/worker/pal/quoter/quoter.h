#ifndef WORKER_PAL_QUOTER_QUOTER_H
#define WORKER_PAL_QUOTER_QUOTER_H
/* worker/pal/quoter: the quoting process.
 *
 * The sandbox of the enclave opens no files and no sockets, and most platforms give quotes
 * through one or the other. So a process is forked before the sandbox and before any key
 * exists: 64 bytes go in, a quote comes out. It has its own filter (PAL_QUOTER_*), no keys, dies
 * with its parent, and ends when the socket closes. A question that takes too long is given
 * up; its late answer is dropped by its number. */
#include "worker/pal/port.h"

struct quoter {
	int fd; /* -1: none */
	int pid;
	u32 seq, wait_ms;
};
#define QUOTER_NONE ((struct quoter){-1, 0, 0, 0})

enum err quoter_start(struct quoter *q, const struct pal_port *port, const char *sys_root,
                      u32 wait_ms) MUST_CHECK;
/* quoter_ask: errors of the port's quote, with its pal_why; ERR_TIMEOUT; ERR_EOF when the
 * process is gone. */
enum err quoter_ask(struct quoter *q, const u8 report_data[64], u8 *buf, size_t cap,
                    size_t *n) MUST_CHECK;
/* quoter_stop ends it; not from within the sandbox. */
void quoter_stop(struct quoter *q);

#endif /* WORKER_PAL_QUOTER_QUOTER_H */
