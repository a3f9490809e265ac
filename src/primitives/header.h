#ifndef PRIMITIVES_HEADER_H
#define PRIMITIVES_HEADER_H
/* primitives/header: block headers and their digests.
 *
 * Pure code for every program: node, runtime, enclave and verifier. A decoded header
 * borrows its digest data from the input, so the input must outlive it. Decoders
 * record errors in the reader (ERR_SHORT, ERR_TAG, ERR_LIMIT, ERR_NONCANONICAL).
 * Limits: HEADER_MAX bytes, HEADER_ITEMS_MAX digest items. Number is 32 bits wide.
 * Format: polkadot-sdk substrate/primitives/runtime generic/{header,digest}.rs;
 * seal and slot: substrate/primitives/consensus/aura. */
#include "scale/decode.h"
#include "scale/encode.h"

#define HASH_LEN         32u
#define HEADER_MAX       4096u
#define HEADER_ITEMS_MAX 16u
#define AURA_SEAL_LEN    64u

/* The tags are those of the wire format. */
enum digest_kind {
	DIGEST_OTHER = 0,
	DIGEST_CONSENSUS = 4,
	DIGEST_SEAL = 5,
	DIGEST_PRE_RUNTIME = 6,
	DIGEST_RUNTIME_UPDATED = 8,
};

extern const u8 engine_aura[4];    /* "aura" */
extern const u8 engine_grandpa[4]; /* "FRNK" */

struct digest_item {
	enum digest_kind kind;
	u8 engine[4];      /* CONSENSUS, SEAL, PRE_RUNTIME */
	struct slice data; /* borrowed; empty for RUNTIME_UPDATED */
};

struct header {
	u8 parent[HASH_LEN];
	u32 number;
	u8 state_root[HASH_LEN];
	u8 extrinsics_root[HASH_LEN];
	u32 num_items;
	struct digest_item items[HEADER_ITEMS_MAX];
};

void rd_digest_item(struct rd *r, struct digest_item *out);
void wr_digest_item(struct wr *w, const struct digest_item *d);
void rd_header(struct rd *r, struct header *out);
void wr_header(struct wr *w, const struct header *h);
enum err header_decode(struct header *out, struct slice in) MUST_CHECK;

/* header_hash is blake2_256 of the encoding. A header that was decoded fits
 * HEADER_MAX; whoever builds one keeps to it too (CHECK). */
void header_hash(const struct header *h, u8 hash[HASH_LEN]);

/* header_genesis fills in the header of block 0 for a state root. */
void header_genesis(struct header *out, const u8 state_root[HASH_LEN]);

/* header_push appends an item; ERR_LIMIT when the digest is full. */
enum err header_push(struct header *h, enum digest_kind kind, const u8 engine[4],
		     struct slice data) MUST_CHECK;

/* header_aura_slot finds the pre-digest ("aura", u64). ERR_NOT_FOUND without it,
 * ERR_HEADER if it occurs twice or has another length. */
enum err header_aura_slot(const struct header *h, u64 *slot) MUST_CHECK;

/* header_unseal takes the seal off: the last item must be Seal("aura", 64 bytes) and
 * no other item may be a seal, else ERR_HEADER. *seal borrows what the header
 * borrowed. The author signed header_hash of what is left. */
enum err header_unseal(struct header *h, struct slice *seal) MUST_CHECK;

#endif /* PRIMITIVES_HEADER_H */
