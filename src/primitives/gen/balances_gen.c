/* Made by tools/gen_pallets.py from runtime/pallets/balances/pallet.toml; edit that. */
#include "primitives/gen/balances_gen.h"

struct storage_key balances_total_issuance_key(void)
{
	struct storage_key k = storage_key(SLICE_LIT("Balances"), SLICE_LIT("TotalIssuance"));

	return k;
}

enum err balances_total_issuance_decode(struct balance *out, struct slice raw)
{
	struct rd r = rd_from(raw);

	*out = rd_balance(&r);
	return rd_end(&r);
}

void rd_balances_transfer_allow_death_args(struct rd *r, struct balances_transfer_allow_death_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_multi_address(r, &out->dest);
	out->value = bal(rd_compact128(r));
}

void wr_balances_transfer_allow_death_args(struct wr *w, const struct balances_transfer_allow_death_args *in)
{
	wr_multi_address(w, &in->dest);
	wr_compact128(w, in->value.raw);
}

void wr_call_balances_transfer_allow_death(struct wr *w, const struct balances_transfer_allow_death_args *in)
{
	wr_u8(w, BALANCES_PALLET);
	wr_u8(w, BALANCES_CALL_TRANSFER_ALLOW_DEATH);
	wr_balances_transfer_allow_death_args(w, in);
}

void rd_balances_force_transfer_args(struct rd *r, struct balances_force_transfer_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_multi_address(r, &out->source);
	rd_multi_address(r, &out->dest);
	out->value = bal(rd_compact128(r));
}

void wr_balances_force_transfer_args(struct wr *w, const struct balances_force_transfer_args *in)
{
	wr_multi_address(w, &in->source);
	wr_multi_address(w, &in->dest);
	wr_compact128(w, in->value.raw);
}

void wr_call_balances_force_transfer(struct wr *w, const struct balances_force_transfer_args *in)
{
	wr_u8(w, BALANCES_PALLET);
	wr_u8(w, BALANCES_CALL_FORCE_TRANSFER);
	wr_balances_force_transfer_args(w, in);
}

void rd_balances_transfer_keep_alive_args(struct rd *r, struct balances_transfer_keep_alive_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_multi_address(r, &out->dest);
	out->value = bal(rd_compact128(r));
}

void wr_balances_transfer_keep_alive_args(struct wr *w, const struct balances_transfer_keep_alive_args *in)
{
	wr_multi_address(w, &in->dest);
	wr_compact128(w, in->value.raw);
}

void wr_call_balances_transfer_keep_alive(struct wr *w, const struct balances_transfer_keep_alive_args *in)
{
	wr_u8(w, BALANCES_PALLET);
	wr_u8(w, BALANCES_CALL_TRANSFER_KEEP_ALIVE);
	wr_balances_transfer_keep_alive_args(w, in);
}

void rd_balances_transfer_all_args(struct rd *r, struct balances_transfer_all_args *out)
{
	memset(out, 0, sizeof(*out));
	rd_multi_address(r, &out->dest);
	out->keep_alive = rd_bool(r);
}

void wr_balances_transfer_all_args(struct wr *w, const struct balances_transfer_all_args *in)
{
	wr_multi_address(w, &in->dest);
	wr_bool(w, in->keep_alive);
}

void wr_call_balances_transfer_all(struct wr *w, const struct balances_transfer_all_args *in)
{
	wr_u8(w, BALANCES_PALLET);
	wr_u8(w, BALANCES_CALL_TRANSFER_ALL);
	wr_balances_transfer_all_args(w, in);
}

void rd_event_balances_endowed(struct rd *r, struct event_balances_endowed *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->account, 32);
	out->free_balance = rd_balance(r);
}

void wr_event_balances_endowed(struct wr *w, const struct event_balances_endowed *in)
{
	wr_bytes(w, in->account, 32);
	wr_balance(w, in->free_balance);
}

void rd_event_balances_dust_lost(struct rd *r, struct event_balances_dust_lost *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->account, 32);
	out->amount = rd_balance(r);
}

void wr_event_balances_dust_lost(struct wr *w, const struct event_balances_dust_lost *in)
{
	wr_bytes(w, in->account, 32);
	wr_balance(w, in->amount);
}

void rd_event_balances_transfer(struct rd *r, struct event_balances_transfer *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->from, 32);
	rd_bytes(r, out->to, 32);
	out->amount = rd_balance(r);
}

void wr_event_balances_transfer(struct wr *w, const struct event_balances_transfer *in)
{
	wr_bytes(w, in->from, 32);
	wr_bytes(w, in->to, 32);
	wr_balance(w, in->amount);
}

void rd_event_balances_reserved(struct rd *r, struct event_balances_reserved *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->who, 32);
	out->amount = rd_balance(r);
}

void wr_event_balances_reserved(struct wr *w, const struct event_balances_reserved *in)
{
	wr_bytes(w, in->who, 32);
	wr_balance(w, in->amount);
}

void rd_event_balances_unreserved(struct rd *r, struct event_balances_unreserved *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->who, 32);
	out->amount = rd_balance(r);
}

void wr_event_balances_unreserved(struct wr *w, const struct event_balances_unreserved *in)
{
	wr_bytes(w, in->who, 32);
	wr_balance(w, in->amount);
}

void rd_event_balances_deposit(struct rd *r, struct event_balances_deposit *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->who, 32);
	out->amount = rd_balance(r);
}

void wr_event_balances_deposit(struct wr *w, const struct event_balances_deposit *in)
{
	wr_bytes(w, in->who, 32);
	wr_balance(w, in->amount);
}

void rd_event_balances_withdraw(struct rd *r, struct event_balances_withdraw *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->who, 32);
	out->amount = rd_balance(r);
}

void wr_event_balances_withdraw(struct wr *w, const struct event_balances_withdraw *in)
{
	wr_bytes(w, in->who, 32);
	wr_balance(w, in->amount);
}

const char *balances_error_name(u8 error)
{
	static const char *const names[] = {
		"VestingBalance",
		"LiquidityRestrictions",
		"InsufficientBalance",
		"ExistentialDeposit",
		"Expendability",
		"ExistingVestingSchedule",
		"DeadAccount",
		"TooManyReserves",
		"TooManyHolds",
		"TooManyFreezes",
		"IssuanceDeactivated",
		"DeltaZero",
	};

	return error < ARRAY_LEN(names) ? names[error] : NULL;
}
