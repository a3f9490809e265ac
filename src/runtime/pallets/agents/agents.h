#ifndef RUNTIME_PALLETS_AGENTS_AGENTS_H
#define RUNTIME_PALLETS_AGENTS_AGENTS_H
/* agents: what the executive uses of this pallet beside its descriptor. */
#include "runtime/pallets/agents/agents_gen.h"

/* agents_expect_signature tells the host which receipt's signature the call will ask about,
 * if it is a submit_result that decodes. */
enum err agents_expect_signature(struct ctx *c, struct slice call) MUST_CHECK;

#endif /* RUNTIME_PALLETS_AGENTS_AGENTS_H */
