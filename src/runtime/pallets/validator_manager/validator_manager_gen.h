#ifndef RUNTIME_PALLETS_VALIDATOR_MANAGER_GEN_H
#define RUNTIME_PALLETS_VALIDATOR_MANAGER_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/validator_manager/pallet.toml; edit that. */
#include "primitives/gen/validator_manager_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_validator_manager;

enum err validator_manager_validators_to_retire_get(struct ctx *c, struct validator_manager_validators_to_retire *out) MUST_CHECK;
enum err validator_manager_validators_to_retire_put(struct ctx *c, const struct validator_manager_validators_to_retire *v) MUST_CHECK;
enum err validator_manager_validators_to_retire_kill(struct ctx *c) MUST_CHECK;
enum err validator_manager_validators_to_add_get(struct ctx *c, struct validator_manager_validators_to_add *out) MUST_CHECK;
enum err validator_manager_validators_to_add_put(struct ctx *c, const struct validator_manager_validators_to_add *v) MUST_CHECK;
enum err validator_manager_validators_to_add_kill(struct ctx *c) MUST_CHECK;

enum err validator_manager_deposit_validators_registered(struct ctx *c, const struct event_validator_manager_validators_registered *e) MUST_CHECK;
enum err validator_manager_deposit_validators_deregistered(struct ctx *c, const struct event_validator_manager_validators_deregistered *e) MUST_CHECK;

/* validator_manager_fail records an error of this pallet and returns ERR_DISPATCH. */
enum err validator_manager_fail(struct ctx *c, enum validator_manager_error error) MUST_CHECK;

/* Written by hand in validator_manager.c. */
enum err validator_manager_register_validators(struct ctx *c, const struct origin *o,
		const struct validator_manager_register_validators_args *a) MUST_CHECK;
enum err validator_manager_deregister_validators(struct ctx *c, const struct origin *o,
		const struct validator_manager_deregister_validators_args *a) MUST_CHECK;

#endif /* RUNTIME_PALLETS_VALIDATOR_MANAGER_GEN_H */
