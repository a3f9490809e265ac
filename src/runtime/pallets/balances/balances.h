#ifndef RUNTIME_PALLETS_BALANCES_H
#define RUNTIME_PALLETS_BALANCES_H
/* pallets/balances: the native token, kept in System.Account.
 *
 * An account exists while free balance reaches the existential deposit or something is
 * reserved; below that its dust is burned and the account, with its nonce, is removed. */
#include "runtime/pallets/balances/balances_gen.h"

#define BALANCES_EXISTENTIAL_DEPOSIT 10000000000u /* 0.01 of 12 decimals */
#define BALANCES_NEW_LOGIC           ((u128)1 << 127) /* AccountData.flags upstream */

/* balances_transfer moves amount or fails: Token errors, or Arithmetic. With keep_alive
 * the sender must stay above the existential deposit. */
enum err balances_transfer(struct ctx *c, const u8 from[32], const u8 to[32],
			   struct balance amount, bool keep_alive) MUST_CHECK;
/* balances_can_pay tells whether a fee can be taken without ending the account. */
bool balances_can_pay(const struct account_info *who, struct balance fee);
/* balances_burn takes a fee that balances_can_pay allowed; balances_refund gives a part
 * back, unless the account has ended since. */
enum err balances_burn(struct ctx *c, const u8 who[32], struct balance fee) MUST_CHECK;
enum err balances_refund(struct ctx *c, const u8 who[32], struct balance amount) MUST_CHECK;
/* balances_reserve sets something aside as a deposit, which leaves the account alive;
 * balances_unreserve gives it back. */
enum err balances_reserve(struct ctx *c, const u8 who[32], struct balance amount) MUST_CHECK;
enum err balances_unreserve(struct ctx *c, const u8 who[32], struct balance amount) MUST_CHECK;

#endif /* RUNTIME_PALLETS_BALANCES_H */
