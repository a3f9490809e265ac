#ifndef RECEIPT_BUNDLE_H
#define RECEIPT_BUNDLE_H
/* receipt/bundle: a receipt with everything a stranger needs to check it, in one file.
 *
 * Whoever has a finished run writes it (worker host, CLI); verifier/verify.h judges it.
 * Reading checks form and limits only. All slices borrow from the arena. Errors are
 * those of the JSON reader, ERR_FORMAT for a missing, doubled or unknown field,
 * ERR_VERSION, ERR_LIMIT. Nothing in a bundle is believed: the anchor is the chain spec.
 * Format: docs/protocol/bundle.md. */
#include "base/arena.h"
#include "base/slice.h"

#define BUNDLE_VERSION 2u
#define BUNDLE_MAX     (4u << 20) /* bytes of the JSON file */
#define BUNDLE_HANDOVERS_MAX (1u << 20) /* bytes of SCALE: some 1500 changes of one authority */
#define BUNDLE_STATEMENT_MAX  1024u  /* as in worker/proto/worker.toml */
#define BUNDLE_QUOTE_MAX      16384u /* ATTEST_QUOTE_MAX */
#define BUNDLE_COLLATERAL_MAX (1u << 20) /* bytes of JSON */

/* What vouched for the worker when it last registered or renewed. */
struct bundle_attestation {
	bool is_renewal;
	/* What the quote's report data is the hash of: SCALE WorkerRegistrationInfoV3, or of a
	 * renewal SCALE(key, incarnation, block number, block hash). */
	struct slice statement;
	struct slice quote;
	struct slice collateral; /* JSON text, canonical when read: attest_collateral_read */
};

struct bundle {
	struct slice chain_name, chain_id; /* text, for people */
	u8 genesis[32];
	struct slice receipt; /* SCALE */
	u8 signature[64];
	struct slice output;        /* canonical JSON, text */
	struct slice header;        /* SCALE, of the block whose state is proven */
	struct slice justification; /* SCALE, for that block */
	struct slice handovers;     /* warp proof (consensus/warp.h) from the authorities of the
				     * chain spec to those that justified; empty: they did */
	struct slice proof;         /* SCALE Vec<Vec<u8>> of trie nodes */
	bool has_block;             /* where the result was recorded, if known */
	u32 block_number;
	u8 block_hash[32];
	bool has_attestation; /* workers without evidence have none */
	struct bundle_attestation attestation;
};

enum err bundle_parse(struct bundle *out, struct slice json, struct arena *a) MUST_CHECK;
enum err bundle_write(const struct bundle *b, struct arena *a, struct slice *json) MUST_CHECK;

/* The member "attestation" alone, as a worker keeps it until there is a result. */
enum err bundle_attestation_parse(struct bundle_attestation *out, struct slice json,
				  struct arena *a) MUST_CHECK;
enum err bundle_attestation_write(const struct bundle_attestation *x, struct arena *a,
				  struct slice *json) MUST_CHECK;

#endif /* RECEIPT_BUNDLE_H */
