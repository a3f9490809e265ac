#ifndef RUNTIME_SCENARIO_GUIDED_H
#define RUNTIME_SCENARIO_GUIDED_H
/* runtime/scenario/guided: calls that nobody makes by chance, for they need a key or a file.
 *
 * Each function signs with development keys and hands the call to `send`, in this order; all of
 * them should succeed, unless they say otherwise. */
#include "runtime/test_kit.h"

/* who signs; as_root: within Sudo.sudo. */
typedef void (*guided_send)(enum kit_key who, bool as_root, struct slice call);

/* guided_worker registers a worker, lets it speak, and gives it the lease of ALICE's agent, which
 * hears of referenda then, and of a message. The kit's open block is not the first. */
void guided_worker(struct kit *k, guided_send send);
/* guided_sudo lets ALICE pass sudo on to herself. */
void guided_sudo(struct kit *k, guided_send send);
/* guided_code offers the blobs of this build and of the one a version later, in both forms, and
 * pieces of them; the last one is accepted. */
void guided_code(guided_send send);

#endif /* RUNTIME_SCENARIO_GUIDED_H */
