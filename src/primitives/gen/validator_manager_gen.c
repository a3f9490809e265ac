/* Made by tools/gen_pallets.py from runtime/pallets/validator_manager/pallet.toml; edit that. */
#include "primitives/gen/validator_manager_gen.h"

void rd_validator_manager_validators_to_retire(struct rd *r, struct validator_manager_validators_to_retire *out)
{
	memset(out, 0, sizeof(*out));
	out->list.num = rd_seq_len(r, 32);
	if (out->list.num > 32) {
		rd_fail(r, ERR_LIMIT);
		out->list.num = 0;
	}
	for (u32 i = 0; i < out->list.num; i++)
		rd_bytes(r, out->list.items[i], 32);
}

void wr_validator_manager_validators_to_retire(struct wr *w, const struct validator_manager_validators_to_retire *in)
{
	wr_compact(w, in->list.num);
	for (u32 i = 0; i < in->list.num; i++)
		wr_bytes(w, in->list.items[i], 32);
}

struct storage_key validator_manager_validators_to_retire_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ValidatorManager"), SLICE_LIT("ValidatorsToRetire"));

	return k;
}

enum err validator_manager_validators_to_retire_decode(struct validator_manager_validators_to_retire *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_validator_manager_validators_to_retire(&r, out);
	return rd_end(&r);
}

void rd_validator_manager_validators_to_add(struct rd *r, struct validator_manager_validators_to_add *out)
{
	memset(out, 0, sizeof(*out));
	out->list.num = rd_seq_len(r, 32);
	if (out->list.num > 32) {
		rd_fail(r, ERR_LIMIT);
		out->list.num = 0;
	}
	for (u32 i = 0; i < out->list.num; i++)
		rd_bytes(r, out->list.items[i], 32);
}

void wr_validator_manager_validators_to_add(struct wr *w, const struct validator_manager_validators_to_add *in)
{
	wr_compact(w, in->list.num);
	for (u32 i = 0; i < in->list.num; i++)
		wr_bytes(w, in->list.items[i], 32);
}

struct storage_key validator_manager_validators_to_add_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("ValidatorManager"), SLICE_LIT("ValidatorsToAdd"));

	return k;
}

enum err validator_manager_validators_to_add_decode(struct validator_manager_validators_to_add *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	rd_validator_manager_validators_to_add(&r, out);
	return rd_end(&r);
}

void rd_validator_manager_register_validators_args(struct rd *r, struct validator_manager_register_validators_args *out)
{
	memset(out, 0, sizeof(*out));
	out->validators.num = rd_seq_len(r, 32);
	if (out->validators.num > 32) {
		rd_fail(r, ERR_LIMIT);
		out->validators.num = 0;
	}
	for (u32 i = 0; i < out->validators.num; i++)
		rd_bytes(r, out->validators.items[i], 32);
}

void wr_validator_manager_register_validators_args(struct wr *w, const struct validator_manager_register_validators_args *in)
{
	wr_compact(w, in->validators.num);
	for (u32 i = 0; i < in->validators.num; i++)
		wr_bytes(w, in->validators.items[i], 32);
}

void wr_call_validator_manager_register_validators(struct wr *w, const struct validator_manager_register_validators_args *in)
{
	wr_u8(w, VALIDATOR_MANAGER_PALLET);
	wr_u8(w, VALIDATOR_MANAGER_CALL_REGISTER_VALIDATORS);
	wr_validator_manager_register_validators_args(w, in);
}

void rd_validator_manager_deregister_validators_args(struct rd *r, struct validator_manager_deregister_validators_args *out)
{
	memset(out, 0, sizeof(*out));
	out->validators.num = rd_seq_len(r, 32);
	if (out->validators.num > 32) {
		rd_fail(r, ERR_LIMIT);
		out->validators.num = 0;
	}
	for (u32 i = 0; i < out->validators.num; i++)
		rd_bytes(r, out->validators.items[i], 32);
}

void wr_validator_manager_deregister_validators_args(struct wr *w, const struct validator_manager_deregister_validators_args *in)
{
	wr_compact(w, in->validators.num);
	for (u32 i = 0; i < in->validators.num; i++)
		wr_bytes(w, in->validators.items[i], 32);
}

void wr_call_validator_manager_deregister_validators(struct wr *w, const struct validator_manager_deregister_validators_args *in)
{
	wr_u8(w, VALIDATOR_MANAGER_PALLET);
	wr_u8(w, VALIDATOR_MANAGER_CALL_DEREGISTER_VALIDATORS);
	wr_validator_manager_deregister_validators_args(w, in);
}

void rd_event_validator_manager_validators_registered(struct rd *r, struct event_validator_manager_validators_registered *out)
{
	memset(out, 0, sizeof(*out));
	out->validators.num = rd_seq_len(r, 32);
	if (out->validators.num > 32) {
		rd_fail(r, ERR_LIMIT);
		out->validators.num = 0;
	}
	for (u32 i = 0; i < out->validators.num; i++)
		rd_bytes(r, out->validators.items[i], 32);
}

void wr_event_validator_manager_validators_registered(struct wr *w, const struct event_validator_manager_validators_registered *in)
{
	wr_compact(w, in->validators.num);
	for (u32 i = 0; i < in->validators.num; i++)
		wr_bytes(w, in->validators.items[i], 32);
}

void rd_event_validator_manager_validators_deregistered(struct rd *r, struct event_validator_manager_validators_deregistered *out)
{
	memset(out, 0, sizeof(*out));
	out->validators.num = rd_seq_len(r, 32);
	if (out->validators.num > 32) {
		rd_fail(r, ERR_LIMIT);
		out->validators.num = 0;
	}
	for (u32 i = 0; i < out->validators.num; i++)
		rd_bytes(r, out->validators.items[i], 32);
}

void wr_event_validator_manager_validators_deregistered(struct wr *w, const struct event_validator_manager_validators_deregistered *in)
{
	wr_compact(w, in->validators.num);
	for (u32 i = 0; i < in->validators.num; i++)
		wr_bytes(w, in->validators.items[i], 32);
}

const char *validator_manager_error_name(u8 error)
{
	static const char *const names[] = {
		"TooManyValidators",
	};

	return error < ARRAY_LEN(names) ? names[error] : NULL;
}
