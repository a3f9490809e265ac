#ifndef RUNTIME_PALLETS_BALANCES_GEN_H
#define RUNTIME_PALLETS_BALANCES_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/balances/pallet.toml; edit that. */
#include "primitives/gen/balances_gen.h"
#include "runtime/frame/frame.h"

extern const struct pallet pallet_balances;

enum err balances_total_issuance_get(struct ctx *c, struct balance *out) MUST_CHECK;
enum err balances_total_issuance_put(struct ctx *c, const struct balance *v) MUST_CHECK;
enum err balances_total_issuance_kill(struct ctx *c) MUST_CHECK;

enum err balances_deposit_endowed(struct ctx *c, const struct event_balances_endowed *e) MUST_CHECK;
enum err balances_deposit_dust_lost(struct ctx *c, const struct event_balances_dust_lost *e) MUST_CHECK;
enum err balances_deposit_transfer(struct ctx *c, const struct event_balances_transfer *e) MUST_CHECK;
enum err balances_deposit_reserved(struct ctx *c, const struct event_balances_reserved *e) MUST_CHECK;
enum err balances_deposit_unreserved(struct ctx *c, const struct event_balances_unreserved *e) MUST_CHECK;
enum err balances_deposit_deposit(struct ctx *c, const struct event_balances_deposit *e) MUST_CHECK;
enum err balances_deposit_withdraw(struct ctx *c, const struct event_balances_withdraw *e) MUST_CHECK;

/* balances_fail records an error of this pallet and returns ERR_DISPATCH. */
enum err balances_fail(struct ctx *c, enum balances_error error) MUST_CHECK;

/* Written by hand in balances.c. */
enum err balances_transfer_allow_death(struct ctx *c, const struct origin *o,
		const struct balances_transfer_allow_death_args *a) MUST_CHECK;
enum err balances_force_transfer(struct ctx *c, const struct origin *o,
		const struct balances_force_transfer_args *a) MUST_CHECK;
enum err balances_transfer_keep_alive(struct ctx *c, const struct origin *o,
		const struct balances_transfer_keep_alive_args *a) MUST_CHECK;
enum err balances_transfer_all(struct ctx *c, const struct origin *o,
		const struct balances_transfer_all_args *a) MUST_CHECK;

#endif /* RUNTIME_PALLETS_BALANCES_GEN_H */
