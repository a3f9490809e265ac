#ifndef CLI_PROVEN_H
#define CLI_PROVEN_H
/* cli/proven: what a chain says, proven from its spec, so that the node need not be believed.
 *
 * For whoever seals a secret to a key that the chain names. The anchor is the newest
 * finalized block: its justification must be by the spec's GRANDPA authorities or those to whom
 * they have handed over since, link by link; its state must name the spec's genesis
 * (ERR_GENESIS), and each read comes with a proof under its state root.
 * Errors: the client's; those of warp_follow, grandpa_verify, trie_proof_read; ERR_TARGET. */
#include "cli/client.h"
#include "primitives/chain_spec.h"

struct anchor {
	u32 number;
	u8 hash[32];
	u8 state_root[32];
};

enum err proven_head(struct client *c, const struct chain_spec *spec, struct arena *a,
                     struct anchor *out) MUST_CHECK;
enum err proven_read(struct client *c, const struct anchor *at, struct slice key, struct arena *a,
                     bool *found, struct slice *value) MUST_CHECK;

#endif /* CLI_PROVEN_H */
