#ifndef RUNTIME_SCENARIO_SIGNER_H
#define RUNTIME_SCENARIO_SIGNER_H
/* runtime/scenario/signer: accounts with keys of all three kinds.
 *
 * The first NUM_KIT_KEYS are those of the kit, sr25519; then one of ed25519 and one of ecdsa,
 * which own nothing until somebody sends it to them. */
#include "runtime/test_kit.h"

#define ED25519_SIGNER ((u32)NUM_KIT_KEYS)
#define ECDSA_SIGNER   ((u32)NUM_KIT_KEYS + 1)
#define NUM_SIGNERS    ((u32)NUM_KIT_KEYS + 2)

void signer_account(const struct kit *k, u32 who, u8 account[32]);
/* signer_ctx is what kit_ctx is for the kit's keys. */
struct extrinsic_ctx signer_ctx(struct kit *k, u32 who);
/* signer_sign is what kit_sign is: the extrinsic lies in the block's arena. */
struct slice signer_sign(struct kit *k, u32 who, const struct extrinsic_ctx *x, struct slice call);

#endif /* RUNTIME_SCENARIO_SIGNER_H */
