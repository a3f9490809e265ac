#ifndef WORKER_TRUSTED_WORKER_H
#define WORKER_TRUSTED_WORKER_H
/* worker/trusted: the enclave: keys, light client, runs, TLS, receipts.
 *
 * A pure library behind a request table: frames in, frames out. It has no descriptors,
 * no clock and no randomness of its own (worker/pal) and allocates nothing after worker_new
 * but what OpenSSL needs per connection. The program around it (app/enclave) moves bytes
 * between the host's socket, the boxes' sockets and this.
 *
 * Everything from the host is a stranger's: it is authorised by the request table before
 * it is decoded, and a claim about the chain counts only with a proof under the verified
 * head. Everything from a box is a guest's.
 *
 * A call returns an error only if the peer broke the protocol so that nothing after it can
 * be understood; the program then ends. Refusals are answers.
 * Messages: worker/proto/worker.toml, box/wire.h. */
#include "base/arena.h"
#include "box/wire.h"
#include "worker/proto/frame.h"

#define WORKER_LANES_MAX 8u /* boxes, each runs one agent at a time */
#define WORKER_CONNS_MAX 8u /* HTTPS calls of one run at a time */

struct worker;

/* Where frames go. Both must take every byte; neither may call back into the worker. */
struct worker_io {
	void *ctx;
	void (*to_host)(void *ctx, struct slice frame);
	void (*to_box)(void *ctx, u32 lane, struct slice frame);
	/* box_lost says that a box does not answer: close its socket, never use it again. */
	void (*box_lost)(void *ctx, u32 lane);
};

/* worker_memory tells how much worker_new takes from the arena. */
size_t worker_memory(u32 num_lanes);
/* worker_new needs pal_start and tls_start done. */
enum err worker_new(struct worker **out, const struct worker_io *io, u32 num_lanes,
                    struct arena *mem) MUST_CHECK;
void worker_release(struct worker *w);

enum err worker_from_host(struct worker *w, const struct frame *f) MUST_CHECK;
void worker_from_box(struct worker *w, u32 lane, const struct box_frame *f);
/* worker_box_gone: the box's socket is closed; its run ends as a trap. */
void worker_box_gone(struct worker *w, u32 lane);
/* worker_lanes counts the boxes that still work; at zero the program should end. */
u32 worker_lanes(const struct worker *w);

#endif /* WORKER_TRUSTED_WORKER_H */
