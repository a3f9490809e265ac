#ifndef RUNTIME_PALLETS_AGENTS_AGENTS_H
#define RUNTIME_PALLETS_AGENTS_AGENTS_H
/* agents: what the executive uses of this pallet beside its descriptor. */
#include "runtime/pallets/agents/agents_gen.h"

/* Reserved from an agent's owner for as long as it has one of the 16 places of a kind of event;
 * without it, 16 worthless agents would keep everybody else out. */
#define AGENTS_SUBSCRIPTION_DEPOSIT 100000000000000u /* 100 of 12 decimals */
/* For the rows that stay: of an agent for good, of a request until its result. Workers keep
 * something for each of them too, and have room for so many. */
#define AGENTS_REGISTER_DEPOSIT     10000000000000u /* 10 */
#define AGENTS_REQUEST_DEPOSIT      100000000000u /* 0.1 */

struct worker_info_v3;
/* agents_ensure_stands fails when what vouched for a worker does not any more. */
enum err agents_ensure_stands(struct ctx *c, const struct worker_info_v3 *w) MUST_CHECK;
/* agents_expect_signature tells the host which receipt's signature the call will ask about,
 * if it is a submit_result that decodes. */
enum err agents_expect_signature(struct ctx *c, struct slice call) MUST_CHECK;

#endif /* RUNTIME_PALLETS_AGENTS_AGENTS_H */
