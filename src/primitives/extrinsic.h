#ifndef PRIMITIVES_EXTRINSIC_H
#define PRIMITIVES_EXTRINSIC_H
/* primitives/extrinsic: decode extrinsics of strangers, build and sign our own.
 *
 * The runtime and the pool decode; relayer, CLI and tests build. A decoded extrinsic
 * borrows from the input. Decoders refuse with the reader's errors, ERR_VERSION for
 * other than version 4 (signed or bare) and 5 (bare), ERR_LIMIT beyond EXTRINSIC_MAX.
 * Signature checks are the caller's: the runtime has host functions for them.
 * Format: polkadot-sdk substrate/primitives/runtime generic/{unchecked_extrinsic,era}.rs
 * with the extensions CheckNonZeroSender, CheckSpecVersion, CheckTxVersion, CheckGenesis,
 * CheckMortality, CheckNonce, CheckWeight, ChargeTransactionPayment, CheckMetadataHash. */
#include "primitives/multi.h"

struct sr25519_pair;

#define EXTRINSIC_MAX (5u << 20) /* Substrate's default block length */

/* An era is immortal (period 0), or a window of `period` blocks that begins at a
 * block b with b % period == phase. */
struct era {
	u32 period; /* 0, or a power of two from 4 to 65536 */
	u32 phase;
};

#define ERA_IMMORTAL ((struct era){0, 0})

/* era_mortal rounds period up to what an era can say and starts at `current`, rounded
 * down to what the phase can say. */
struct era era_mortal(u32 period, u32 current);
/* era_birth is the first block of the window that holds `current`; 0 if immortal. */
u32 era_birth(struct era e, u32 current);
/* era_death is the first block at which it is too late; UINT64_MAX if immortal. */
u64 era_death(struct era e, u32 current);
void rd_era(struct rd *r, struct era *out);
void wr_era(struct wr *w, struct era e);

/* What the signed extensions put into the extrinsic. */
struct extrinsic_extra {
	struct era era;
	u32 nonce;
	u128 tip;
	u8 metadata_mode; /* CheckMetadataHash: 0 off, 1 on */
};

/* What the signed extensions add to the signed payload only. */
struct extrinsic_additional {
	u32 spec_version, tx_version;
	u8 genesis[32];
	u8 birth_hash[32]; /* hash of block era_birth; the genesis hash if immortal */
	bool has_metadata_hash;
	u8 metadata_hash[32];
};

struct extrinsic {
	u8 version; /* 4 or 5 */
	bool is_signed;
	struct multi_address address;     /* the next three only if signed */
	struct multi_signature signature;
	struct extrinsic_extra extra;
	struct slice call;                /* the rest, not decoded */
};

void rd_extrinsic_extra(struct rd *r, struct extrinsic_extra *out);
void wr_extrinsic_extra(struct wr *w, const struct extrinsic_extra *x);

/* extrinsic_decode takes the whole extrinsic with its length prefix. */
enum err extrinsic_decode(struct extrinsic *out, struct slice in) MUST_CHECK;

/* extrinsic_hash is blake2_256 of the bytes with the length prefix. */
void extrinsic_hash(struct slice encoded, u8 hash[32]);

/* extrinsic_payload makes the bytes that are signed: call ++ extra ++ additional, or
 * their blake2_256 if they are longer than 256. *out lies in buf. */
#define EXTRINSIC_PAYLOAD_MAX 256u
void extrinsic_payload(struct slice call, const struct extrinsic_extra *extra,
		       const struct extrinsic_additional *add, u8 buf[EXTRINSIC_PAYLOAD_MAX],
		       struct slice *out);

/* Everything but the call that a sender has to know. */
struct extrinsic_ctx {
	u8 genesis[32];
	u32 spec_version, tx_version;
	u32 nonce;
	u128 tip;
	struct era era;
	u8 birth_hash[32]; /* ignored if immortal */
};

/* extrinsic_sign appends a complete signed version-4 extrinsic, sr25519. */
enum err extrinsic_sign(struct wr *w, const struct extrinsic_ctx *ctx,
			const struct sr25519_pair *pair, struct slice call) MUST_CHECK;
/* wr_extrinsic_bare appends an unsigned one (inherents): version 4 or 5. */
void wr_extrinsic_bare(struct wr *w, u8 version, struct slice call);

#endif /* PRIMITIVES_EXTRINSIC_H */
