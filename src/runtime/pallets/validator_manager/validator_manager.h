#ifndef RUNTIME_PALLETS_VALIDATOR_MANAGER_H
#define RUNTIME_PALLETS_VALIDATOR_MANAGER_H
/* pallets/validator_manager: root adds and retires validators; pallets/session asks at the
 * start of each session.
 *
 * Ours: a session without a change is told so, where Rococo's pallet names a new set each time;
 * retiring all is passed over. */
#include "primitives/gen/session_gen.h"
#include "runtime/pallets/validator_manager/validator_manager_gen.h"

/* validator_manager_new_session makes *v, the validators of now, those of the session after
 * the next. *changed: root asked for it. */
enum err validator_manager_new_session(struct ctx *c, struct session_validators *v,
				       bool *changed) MUST_CHECK;

#endif /* RUNTIME_PALLETS_VALIDATOR_MANAGER_H */
