#ifndef RUNTIME_PALLETS_GRANDPA_H
#define RUNTIME_PALLETS_GRANDPA_H
/* pallets/grandpa: who finalises blocks, and the digest that announces a change of them.
 *
 * A change is announced in the header of the block that schedules it, and in force in the state
 * at the end of that block. The block itself is still finalised by the set before. */
#include "runtime/pallets/grandpa/grandpa_gen.h"

#define GRANDPA_SET_ID_SESSIONS 4096u /* rows of SetIdSession that are kept: who follows the
				       * chain from its spec finds the hand-overs by them */

/* grandpa_on_new_session takes the keys of a session that starts. A changed set gets a new id. */
enum err grandpa_on_new_session(struct ctx *c, bool changed, u32 session,
				const struct grandpa_authorities *keys) MUST_CHECK;

#endif /* RUNTIME_PALLETS_GRANDPA_H */
