#ifndef RUNTIME_PALLETS_SESSION_H
#define RUNTIME_PALLETS_SESSION_H
/* pallets/session: a validator set and its keys are constant for one session.
 *
 * Who will validate in the session after the next is decided at each session's start, with the keys
 * that are registered then: new keys wait one full session in QueuedKeys. A change goes to
 * pallets/aura and pallets/grandpa when it takes effect.
 *
 * Ours: what would leave the chain without an authority (the last validator purges its keys,
 * none of the new ones has any) is not queued; the validators of before stay. */
#include "runtime/pallets/session/session_gen.h"

#define SESSION_VALIDATORS_MAX 32u /* a header holds both digests of so many */

/* session_period is the length of a session in blocks, or 0 if the state cannot be read. */
u32 session_period(struct ctx *c);

#endif /* RUNTIME_PALLETS_SESSION_H */
