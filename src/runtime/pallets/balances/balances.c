#include "runtime/pallets/balances/balances.h"

#include "runtime/pallets/system/system.h"

static struct balance deposit(void)
{
	return bal(BALANCES_EXISTENTIAL_DEPOSIT);
}

static enum err add_issuance(struct ctx *c, struct balance amount)
{
	struct balance total;

	TRY(balances_total_issuance_get(c, &total));
	if (!bal_add(&total, total, amount))
		return dispatch_fail_arithmetic(c, ARITHMETIC_ERROR_OVERFLOW);
	return balances_total_issuance_put(c, &total);
}

static enum err take_issuance(struct ctx *c, struct balance amount)
{
	struct balance total;

	TRY(balances_total_issuance_get(c, &total));
	if (!bal_sub(&total, total, amount))
		return ERR_CORRUPT;
	return balances_total_issuance_put(c, &total);
}

/* usable is what may leave: not what is frozen, less what reserves already cover. */
static struct balance usable(const struct account_data *d)
{
	struct balance out = d->free, held;

	if (!bal_sub(&held, d->frozen, d->reserved))
		held = bal(0);
	if (!bal_sub(&out, d->free, held))
		out = bal(0);
	return out;
}

static enum err put_new(struct ctx *c, const u8 who[32], struct account_info *info)
{
	struct event_system_new_account made;
	struct event_balances_endowed endowed = {.free_balance = info->data.free};

	info->providers++;
	info->data.flags |= BALANCES_NEW_LOGIC;
	TRY(system_account_put(c, who, info));
	memcpy(made.account, who, 32);
	memcpy(endowed.account, who, 32);
	TRY(system_deposit_new_account(c, &made));
	return balances_deposit_endowed(c, &endowed);
}

/* end_account removes an account whose free balance fell below the deposit. */
static enum err end_account(struct ctx *c, const u8 who[32], struct account_info *info)
{
	struct event_balances_dust_lost dust = {.amount = info->data.free};
	struct event_system_killed_account gone;

	memcpy(dust.account, who, 32);
	memcpy(gone.account, who, 32);
	info->data.free = bal(0);
	info->providers -= info->providers > 0;
	if (info->providers == 0 && info->sufficients == 0) {
		TRY(system_account_kill(c, who));
		TRY(system_deposit_killed_account(c, &gone));
	} else {
		TRY(system_account_put(c, who, info));
	}
	if (bal_is_zero(dust.amount))
		return ERR_OK;
	TRY(take_issuance(c, dust.amount));
	return balances_deposit_dust_lost(c, &dust);
}

static enum err check_sender(struct ctx *c, const struct account_info *from, struct balance amount,
			     bool keep_alive)
{
	struct balance rest;

	if (!bal_sub(&rest, from->data.free, amount))
		return dispatch_fail_token(c, TOKEN_ERROR_FUNDS_UNAVAILABLE);
	if (bal_cmp(amount, usable(&from->data)) > 0)
		return dispatch_fail_token(c, TOKEN_ERROR_FROZEN);
	if (bal_cmp(rest, deposit()) >= 0)
		return ERR_OK;
	if (keep_alive)
		return dispatch_fail_token(c, TOKEN_ERROR_NOT_EXPENDABLE);
	if (from->consumers > 0)
		return dispatch_fail_token(c, TOKEN_ERROR_ONLY_PROVIDER);
	return ERR_OK;
}

enum err balances_transfer(struct ctx *c, const u8 from[32], const u8 to[32],
			   struct balance amount, bool keep_alive)
{
	struct event_balances_transfer e = {.amount = amount};
	struct account_info src, dst;

	TRY(system_account_get(c, from, &src));
	TRY(check_sender(c, &src, amount, keep_alive));
	if (mem_eq(from, to, 32) || bal_is_zero(amount))
		return ERR_OK;
	TRY(system_account_get(c, to, &dst));
	if (!bal_add(&dst.data.free, dst.data.free, amount))
		return dispatch_fail_arithmetic(c, ARITHMETIC_ERROR_OVERFLOW);
	if (bal_cmp(dst.data.free, deposit()) < 0)
		return dispatch_fail_token(c, TOKEN_ERROR_BELOW_MINIMUM);
	if (!bal_sub(&src.data.free, src.data.free, amount))
		return ERR_CORRUPT;
	if (dst.providers == 0)
		TRY(put_new(c, to, &dst));
	else
		TRY(system_account_put(c, to, &dst));
	if (bal_cmp(src.data.free, deposit()) < 0 && bal_is_zero(src.data.reserved))
		TRY(end_account(c, from, &src));
	else
		TRY(system_account_put(c, from, &src));
	memcpy(e.from, from, 32);
	memcpy(e.to, to, 32);
	return balances_deposit_transfer(c, &e);
}

bool balances_can_pay(const struct account_info *who, struct balance fee)
{
	struct balance rest;

	return bal_is_zero(fee) || (bal_cmp(fee, usable(&who->data)) <= 0 &&
				    bal_sub(&rest, who->data.free, fee) &&
				    bal_cmp(rest, deposit()) >= 0);
}

enum err balances_burn(struct ctx *c, const u8 who[32], struct balance fee)
{
	struct event_balances_withdraw e = {.amount = fee};
	struct account_info info;

	if (bal_is_zero(fee))
		return ERR_OK;
	TRY(system_account_get(c, who, &info));
	CHECK(balances_can_pay(&info, fee));
	if (!bal_sub(&info.data.free, info.data.free, fee))
		return ERR_CORRUPT;
	TRY(system_account_put(c, who, &info));
	TRY(take_issuance(c, fee));
	memcpy(e.who, who, 32);
	return balances_deposit_withdraw(c, &e);
}

enum err balances_refund(struct ctx *c, const u8 who[32], struct balance amount)
{
	struct event_balances_deposit e = {.amount = amount};
	struct account_info info;

	if (bal_is_zero(amount))
		return ERR_OK;
	TRY(system_account_get(c, who, &info));
	if (info.providers == 0 || !bal_add(&info.data.free, info.data.free, amount))
		return ERR_OK;
	TRY(system_account_put(c, who, &info));
	TRY(add_issuance(c, amount));
	memcpy(e.who, who, 32);
	return balances_deposit_deposit(c, &e);
}

enum err balances_reserve(struct ctx *c, const u8 who[32], struct balance amount)
{
	struct event_balances_reserved e = {.amount = amount};
	struct account_info info;

	TRY(system_account_get(c, who, &info));
	TRY(check_sender(c, &info, amount, true));
	if (!bal_sub(&info.data.free, info.data.free, amount) ||
	    !bal_add(&info.data.reserved, info.data.reserved, amount))
		return dispatch_fail_arithmetic(c, ARITHMETIC_ERROR_OVERFLOW);
	TRY(system_account_put(c, who, &info));
	memcpy(e.who, who, 32);
	return balances_deposit_reserved(c, &e);
}

enum err balances_unreserve(struct ctx *c, const u8 who[32], struct balance amount)
{
	struct event_balances_unreserved e = {.amount = amount};
	struct account_info info;

	TRY(system_account_get(c, who, &info));
	if (!bal_sub(&info.data.reserved, info.data.reserved, amount) ||
	    !bal_add(&info.data.free, info.data.free, amount))
		return dispatch_fail_arithmetic(c, ARITHMETIC_ERROR_UNDERFLOW);
	TRY(system_account_put(c, who, &info));
	memcpy(e.who, who, 32);
	return balances_deposit_unreserved(c, &e);
}

enum err balances_transfer_allow_death(struct ctx *c, const struct origin *o,
				       const struct balances_transfer_allow_death_args *a)
{
	u8 to[32];

	TRY(frame_lookup(c, &a->dest, to));
	return balances_transfer(c, o->who, to, a->value, false);
}

enum err balances_transfer_keep_alive(struct ctx *c, const struct origin *o,
				      const struct balances_transfer_keep_alive_args *a)
{
	u8 to[32];

	TRY(frame_lookup(c, &a->dest, to));
	return balances_transfer(c, o->who, to, a->value, true);
}

enum err balances_force_transfer(struct ctx *c, const struct origin *o,
				 const struct balances_force_transfer_args *a)
{
	u8 from[32], to[32];

	(void)o;
	TRY(frame_lookup(c, &a->source, from));
	TRY(frame_lookup(c, &a->dest, to));
	return balances_transfer(c, from, to, a->value, false);
}

enum err balances_transfer_all(struct ctx *c, const struct origin *o,
			       const struct balances_transfer_all_args *a)
{
	struct account_info from;
	struct balance all;
	u8 to[32];

	TRY(frame_lookup(c, &a->dest, to));
	TRY(system_account_get(c, o->who, &from));
	all = usable(&from.data);
	if (a->keep_alive && !bal_sub(&all, all, deposit()))
		all = bal(0);
	return balances_transfer(c, o->who, to, all, a->keep_alive);
}
