#ifndef PRIMITIVES_MULTI_H
#define PRIMITIVES_MULTI_H
/* primitives/multi: MultiAddress and MultiSignature, who sent an extrinsic and how.
 *
 * Pure code for every program. Only MULTI_ADDRESS_RAW borrows from the input.
 * Errors are recorded in the reader. Limit: raw addresses of MULTI_RAW_MAX bytes.
 * Format: polkadot-sdk substrate/primitives/runtime multiaddress.rs, lib.rs. */
#include "scale/decode.h"
#include "scale/encode.h"

#define MULTI_RAW_MAX     256u
#define MULTI_SIG_LEN_MAX 65u

enum multi_address_kind {
	MULTI_ADDRESS_ID,    /* 32-byte account id */
	MULTI_ADDRESS_INDEX, /* Compact<()>: carries nothing */
	MULTI_ADDRESS_RAW,
	MULTI_ADDRESS_32,
	MULTI_ADDRESS_20,
	NUM_MULTI_ADDRESS_KINDS
};

struct multi_address {
	enum multi_address_kind kind;
	u8 id[32];        /* ID and 32; 20 uses the first 20 bytes */
	struct slice raw; /* RAW only */
};

enum multi_sig_kind {
	MULTI_SIG_ED25519,
	MULTI_SIG_SR25519,
	MULTI_SIG_ECDSA,
	NUM_MULTI_SIG_KINDS
};

struct multi_signature {
	enum multi_sig_kind kind;
	u8 b[MULTI_SIG_LEN_MAX]; /* ecdsa uses 65 bytes, the others 64 */
};

void rd_multi_address(struct rd *r, struct multi_address *out);
void wr_multi_address(struct wr *w, const struct multi_address *a);
struct multi_address multi_address_id(const u8 account[32]);

void rd_multi_signature(struct rd *r, struct multi_signature *out);
void wr_multi_signature(struct wr *w, const struct multi_signature *s);
/* multi_sig_len is 64 or 65. */
size_t multi_sig_len(enum multi_sig_kind kind);

#endif /* PRIMITIVES_MULTI_H */
