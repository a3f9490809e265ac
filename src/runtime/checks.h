#ifndef RUNTIME_CHECKS_H
#define RUNTIME_CHECKS_H
/* runtime/checks: may this extrinsic enter the block that is being made?
 *
 * The signature and the nine signed extensions, in the order of primitives/extrinsic.h.
 * Nothing here writes. Refusals are TransactionValidityError values, not enum err.
 * Source: polkadot-sdk substrate/frame/system/src/extensions, frame/transaction-payment,
 * frame/metadata-hash-extension, primitives/runtime transaction_validity.rs. */
#include "primitives/extrinsic.h"
#include "runtime/frame/frame.h"

/* Two bytes on the wire: outer variant, inner variant. */
enum validity {
	VALIDITY_OK = 0xffff,
	INVALID_CALL = 0x0000,
	INVALID_PAYMENT,
	INVALID_FUTURE,
	INVALID_STALE,
	INVALID_BAD_PROOF,
	INVALID_ANCIENT_BIRTH_BLOCK,
	INVALID_EXHAUSTS_RESOURCES,
	INVALID_CUSTOM,
	INVALID_BAD_MANDATORY,
	INVALID_MANDATORY_VALIDATION,
	INVALID_BAD_SIGNER,
	UNKNOWN_CANNOT_LOOKUP = 0x0100,
	UNKNOWN_NO_UNSIGNED_VALIDATOR,
};

void wr_validity(struct wr *w, enum validity v);

/* An extrinsic that decoded, with what the checks found out about it. */
struct checked {
	struct extrinsic x;
	struct call_info info; /* weight: with signature and length, without the base weight */
	struct slice encoded; /* with length prefix */
	u8 who[32];
	u32 nonce;            /* of the account, before this extrinsic */
	struct balance fee;   /* inclusion fee and tip */
	struct balance tip;
	u64 longevity;        /* blocks */
};

/* checked_decode parses and inspects; INVALID_CALL for anything malformed, and
 * UNKNOWN_CANNOT_LOOKUP for a sender that is no account. */
enum validity checked_decode(struct checked *out, struct slice encoded);
/* check_signed runs the checks. In the pool a nonce may lie ahead. */
enum err check_signed(struct ctx *c, struct checked *k, bool pool, enum validity *v) MUST_CHECK;
/* expect_signature tells the host which signature check_signed will ask about. */
enum err expect_signature(struct ctx *c, struct slice encoded) MUST_CHECK;
/* expect_next_block is what goes before it outside of a block: extrinsics are meant for the one
 * after `parent`, whose state this is. */
enum err expect_next_block(struct ctx *c, const u8 parent[32]) MUST_CHECK;
/* check_room is CheckWeight: does the block still have room? */
enum err check_room(struct ctx *c, const struct checked *k, enum validity *v) MUST_CHECK;

#endif /* RUNTIME_CHECKS_H */
