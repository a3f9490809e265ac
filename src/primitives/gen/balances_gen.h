#ifndef PRIMITIVES_GEN_BALANCES_GEN_H
#define PRIMITIVES_GEN_BALANCES_GEN_H
/* Made by tools/gen_pallets.py from runtime/pallets/balances/pallet.toml; edit that. */
#include "primitives/multi.h"
#include "primitives/storage_key.h"
#include "scale/decode.h"
#include "scale/encode.h"

#define BALANCES_PALLET 10u

enum balances_call {
	BALANCES_CALL_TRANSFER_ALLOW_DEATH = 0,
	BALANCES_CALL_FORCE_TRANSFER = 2,
	BALANCES_CALL_TRANSFER_KEEP_ALIVE = 3,
	BALANCES_CALL_TRANSFER_ALL = 4,
};

enum balances_event {
	BALANCES_EVENT_ENDOWED = 0,
	BALANCES_EVENT_DUST_LOST = 1,
	BALANCES_EVENT_TRANSFER = 2,
	BALANCES_EVENT_RESERVED = 4,
	BALANCES_EVENT_UNRESERVED = 5,
	BALANCES_EVENT_DEPOSIT = 7,
	BALANCES_EVENT_WITHDRAW = 8,
};

enum balances_error {
	BALANCES_ERROR_VESTING_BALANCE = 0,
	BALANCES_ERROR_LIQUIDITY_RESTRICTIONS = 1,
	BALANCES_ERROR_INSUFFICIENT_BALANCE = 2,
	BALANCES_ERROR_EXISTENTIAL_DEPOSIT = 3,
	BALANCES_ERROR_EXPENDABILITY = 4,
	BALANCES_ERROR_EXISTING_VESTING_SCHEDULE = 5,
	BALANCES_ERROR_DEAD_ACCOUNT = 6,
	BALANCES_ERROR_TOO_MANY_RESERVES = 7,
	BALANCES_ERROR_TOO_MANY_HOLDS = 8,
	BALANCES_ERROR_TOO_MANY_FREEZES = 9,
	BALANCES_ERROR_ISSUANCE_DEACTIVATED = 10,
	BALANCES_ERROR_DELTA_ZERO = 11,
};

/* balances_error_name returns the name in the descriptor, or NULL. */
const char *balances_error_name(u8 error);

/* storage Balances.TotalIssuance: Balance */
struct storage_key balances_total_issuance_key(void);
enum err balances_total_issuance_decode(struct balance *out, struct slice raw) MUST_CHECK;

/* call Balances.transfer_allow_death. */
struct balances_transfer_allow_death_args {
	struct multi_address dest;
	struct balance value;
};
void rd_balances_transfer_allow_death_args(struct rd *r, struct balances_transfer_allow_death_args *out);
void wr_balances_transfer_allow_death_args(struct wr *w, const struct balances_transfer_allow_death_args *in);
void wr_call_balances_transfer_allow_death(struct wr *w, const struct balances_transfer_allow_death_args *in);

/* call Balances.force_transfer. */
struct balances_force_transfer_args {
	struct multi_address source;
	struct multi_address dest;
	struct balance value;
};
void rd_balances_force_transfer_args(struct rd *r, struct balances_force_transfer_args *out);
void wr_balances_force_transfer_args(struct wr *w, const struct balances_force_transfer_args *in);
void wr_call_balances_force_transfer(struct wr *w, const struct balances_force_transfer_args *in);

/* call Balances.transfer_keep_alive. */
struct balances_transfer_keep_alive_args {
	struct multi_address dest;
	struct balance value;
};
void rd_balances_transfer_keep_alive_args(struct rd *r, struct balances_transfer_keep_alive_args *out);
void wr_balances_transfer_keep_alive_args(struct wr *w, const struct balances_transfer_keep_alive_args *in);
void wr_call_balances_transfer_keep_alive(struct wr *w, const struct balances_transfer_keep_alive_args *in);

/* call Balances.transfer_all. */
struct balances_transfer_all_args {
	struct multi_address dest;
	bool keep_alive;
};
void rd_balances_transfer_all_args(struct rd *r, struct balances_transfer_all_args *out);
void wr_balances_transfer_all_args(struct wr *w, const struct balances_transfer_all_args *in);
void wr_call_balances_transfer_all(struct wr *w, const struct balances_transfer_all_args *in);

/* event Balances.Endowed. */
struct event_balances_endowed {
	u8 account[32];
	struct balance free_balance;
};
void rd_event_balances_endowed(struct rd *r, struct event_balances_endowed *out);
void wr_event_balances_endowed(struct wr *w, const struct event_balances_endowed *in);

/* event Balances.DustLost. */
struct event_balances_dust_lost {
	u8 account[32];
	struct balance amount;
};
void rd_event_balances_dust_lost(struct rd *r, struct event_balances_dust_lost *out);
void wr_event_balances_dust_lost(struct wr *w, const struct event_balances_dust_lost *in);

/* event Balances.Transfer. */
struct event_balances_transfer {
	u8 from[32];
	u8 to[32];
	struct balance amount;
};
void rd_event_balances_transfer(struct rd *r, struct event_balances_transfer *out);
void wr_event_balances_transfer(struct wr *w, const struct event_balances_transfer *in);

/* event Balances.Reserved. */
struct event_balances_reserved {
	u8 who[32];
	struct balance amount;
};
void rd_event_balances_reserved(struct rd *r, struct event_balances_reserved *out);
void wr_event_balances_reserved(struct wr *w, const struct event_balances_reserved *in);

/* event Balances.Unreserved. */
struct event_balances_unreserved {
	u8 who[32];
	struct balance amount;
};
void rd_event_balances_unreserved(struct rd *r, struct event_balances_unreserved *out);
void wr_event_balances_unreserved(struct wr *w, const struct event_balances_unreserved *in);

/* event Balances.Deposit. */
struct event_balances_deposit {
	u8 who[32];
	struct balance amount;
};
void rd_event_balances_deposit(struct rd *r, struct event_balances_deposit *out);
void wr_event_balances_deposit(struct wr *w, const struct event_balances_deposit *in);

/* event Balances.Withdraw. */
struct event_balances_withdraw {
	u8 who[32];
	struct balance amount;
};
void rd_event_balances_withdraw(struct rd *r, struct event_balances_withdraw *out);
void wr_event_balances_withdraw(struct wr *w, const struct event_balances_withdraw *in);

#endif /* PRIMITIVES_GEN_BALANCES_GEN_H */
