#ifndef PRIMITIVES_CHAIN_SPEC_H
#define PRIMITIVES_CHAIN_SPEC_H
/* primitives/chain_spec: the JSON file that says which chain is meant.
 *
 * It is the only anchor of the verifier and the start of node and worker: name, raw
 * genesis state, and which attestation roots the chain accepts. Everything that
 * is derived (state root, genesis header and hash, GRANDPA authorities) is computed from
 * the raw state, never read from the file. All slices point into the caller's arena.
 *
 * Errors: ERR_FORMAT and the reader's errors for JSON; ERR_KEY for a raw key twice;
 * ERR_NOT_FOUND without Grandpa.Authorities; ERR_UNSUPPORTED for child tries; ERR_LIMIT.
 * ERR_DENIED for a chain that is neither "Development" nor "Local" and accepts simulated
 * results, workers without evidence, or an attestation root other than Intel's.
 * Limits: CHAIN_SPEC_MAX bytes, CHAIN_SPEC_PAIRS_MAX raw pairs.
 * Format: Substrate's raw chain spec (polkadot-sdk substrate/client/chain-spec), with our
 * extension among the properties: "phala": {"acceptedRoots": ["0x…"], "allowSimulated": bool}.
 * ERR_CONFLICT when an older file's "phala" stands beside it. Light clients (smoldot 3.4.1)
 * refuse unknown members elsewhere, and child tries. */
#include "primitives/authority.h"
#include "primitives/header.h"
#include "trie/trie.h"

#define CHAIN_SPEC_MAX       (64u << 20)
#define CHAIN_SPEC_PAIRS_MAX 65536u
#define CHAIN_SPEC_ROOTS_MAX 16u
#define CHAIN_SPEC_TEXT_MAX  64u

struct chain_spec {
	struct slice name, id, chain_type; /* text */
	struct slice token_symbol;
	u32 token_decimals;
	u16 ss58_format;

	const struct trie_pair *top; /* raw state, strictly ascending by key */
	size_t num_top;

	u32 num_roots;
	u8 roots[CHAIN_SPEC_ROOTS_MAX][32]; /* attestation roots that the chain accepts */
	bool allow_simulated;               /* development chains: results without a TEE */

	/* Derived by chain_spec_derive. */
	struct header genesis; /* its digest is empty, so it borrows nothing */
	u8 genesis_hash[32];
	struct authority_set grandpa;
};

/* SHA-256 of the one attestation root that is not for development: "Intel SGX Root CA". */
extern const u8 chain_spec_production_root[32];

/* chain_spec_parse reads the file and derives the rest. */
enum err chain_spec_parse(struct chain_spec *out, struct slice json, struct arena *a) MUST_CHECK;
/* chain_spec_derive fills the derived fields from `top`, for whoever made the state. */
enum err chain_spec_derive(struct chain_spec *s, struct arena *a) MUST_CHECK;
/* chain_spec_write makes the JSON file, with one pair per line. */
enum err chain_spec_write(const struct chain_spec *s, struct arena *a,
			  struct slice *json) MUST_CHECK;
/* What a light client starts with: chain_spec_write_start writes it too. */
struct chain_spec_start {
	const struct slice *boot_nodes; /* multiaddrs with /ws and /p2p */
	size_t num_boot_nodes;
	/* The checkpoint ("lightSyncState"), none when header is empty: a finalized SCALE header
	 * and Substrate's AuthoritySet after it (substrate/client/consensus/grandpa). */
	struct slice header, authority_set;
};
enum err chain_spec_write_start(const struct chain_spec *s, const struct chain_spec_start *start,
				struct arena *a, struct slice *json) MUST_CHECK;
/* chain_spec_get looks a raw key up in the genesis state. */
bool chain_spec_get(const struct chain_spec *s, struct slice key, struct slice *value);

#endif /* PRIMITIVES_CHAIN_SPEC_H */
