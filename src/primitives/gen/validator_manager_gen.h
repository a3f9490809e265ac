#ifndef PRIMITIVES_GEN_VALIDATOR_MANAGER_GEN_H
#define PRIMITIVES_GEN_VALIDATOR_MANAGER_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/validator_manager/pallet.toml; edit that. */
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define VALIDATOR_MANAGER_PALLET 24u

enum validator_manager_call {
	VALIDATOR_MANAGER_CALL_REGISTER_VALIDATORS = 0,
	VALIDATOR_MANAGER_CALL_DEREGISTER_VALIDATORS = 1,
};

enum validator_manager_event {
	VALIDATOR_MANAGER_EVENT_VALIDATORS_REGISTERED = 0,
	VALIDATOR_MANAGER_EVENT_VALIDATORS_DEREGISTERED = 1,
};

enum validator_manager_error {
	VALIDATOR_MANAGER_ERROR_TOO_MANY_VALIDATORS = 0,
};

/* validator_manager_error_name returns the name in the descriptor, or NULL. */
const char *validator_manager_error_name(u8 error);

/* storage ValidatorManager.ValidatorsToRetire: Vec<AccountId;32> */
struct validator_manager_validators_to_retire {
	struct {
		u32 num;
		u8 items[32][32];
	} list;
};
void rd_validator_manager_validators_to_retire(struct rd *r, struct validator_manager_validators_to_retire *out);
void wr_validator_manager_validators_to_retire(struct wr *w, const struct validator_manager_validators_to_retire *in);
struct storage_key validator_manager_validators_to_retire_key(void);
enum err validator_manager_validators_to_retire_decode(struct validator_manager_validators_to_retire *out, struct slice raw) MUST_CHECK;

/* storage ValidatorManager.ValidatorsToAdd: Vec<AccountId;32> */
struct validator_manager_validators_to_add {
	struct {
		u32 num;
		u8 items[32][32];
	} list;
};
void rd_validator_manager_validators_to_add(struct rd *r, struct validator_manager_validators_to_add *out);
void wr_validator_manager_validators_to_add(struct wr *w, const struct validator_manager_validators_to_add *in);
struct storage_key validator_manager_validators_to_add_key(void);
enum err validator_manager_validators_to_add_decode(struct validator_manager_validators_to_add *out, struct slice raw) MUST_CHECK;

/* call ValidatorManager.register_validators. They validate from the session after the next on, if they have set keys by then. */
struct validator_manager_register_validators_args {
	struct {
		u32 num;
		u8 items[32][32];
	} validators;
};
void rd_validator_manager_register_validators_args(struct rd *r, struct validator_manager_register_validators_args *out);
void wr_validator_manager_register_validators_args(struct wr *w, const struct validator_manager_register_validators_args *in);
void wr_call_validator_manager_register_validators(struct wr *w, const struct validator_manager_register_validators_args *in);

/* call ValidatorManager.deregister_validators. */
struct validator_manager_deregister_validators_args {
	struct {
		u32 num;
		u8 items[32][32];
	} validators;
};
void rd_validator_manager_deregister_validators_args(struct rd *r, struct validator_manager_deregister_validators_args *out);
void wr_validator_manager_deregister_validators_args(struct wr *w, const struct validator_manager_deregister_validators_args *in);
void wr_call_validator_manager_deregister_validators(struct wr *w, const struct validator_manager_deregister_validators_args *in);

/* event ValidatorManager.ValidatorsRegistered. */
struct event_validator_manager_validators_registered {
	struct {
		u32 num;
		u8 items[32][32];
	} validators;
};
void rd_event_validator_manager_validators_registered(struct rd *r, struct event_validator_manager_validators_registered *out);
void wr_event_validator_manager_validators_registered(struct wr *w, const struct event_validator_manager_validators_registered *in);

/* event ValidatorManager.ValidatorsDeregistered. */
struct event_validator_manager_validators_deregistered {
	struct {
		u32 num;
		u8 items[32][32];
	} validators;
};
void rd_event_validator_manager_validators_deregistered(struct rd *r, struct event_validator_manager_validators_deregistered *out);
void wr_event_validator_manager_validators_deregistered(struct wr *w, const struct event_validator_manager_validators_deregistered *in);

#endif /* PRIMITIVES_GEN_VALIDATOR_MANAGER_GEN_H */
