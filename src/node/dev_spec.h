#ifndef NODE_DEV_SPEC_H
#define NODE_DEV_SPEC_H
/* node/dev_spec: the chain spec of a development chain.
 *
 * Well-known keys ("//Alice" authors, finalizes and is sudo; Alice to Ferdie and their
 * stashes are endowed), workers of a development root accepted: worth nothing by design. */
#include "crypto/ed25519.h"
#include "crypto/sr25519.h"
#include "primitives/chain_spec.h"

#define DEV_SLOT_MS_MIN 50u

struct dev_spec_opts {
	u32 slot_ms; /* at least DEV_SLOT_MS_MIN, else ERR_LIMIT */
	u32 session_blocks; /* 0: ten minutes of blocks, at least 40 */
	const char *name; /* NULL: "Phala Development" */
	struct slice attestation_root; /* DER of a development root; empty: none is accepted */
	bool allow_unattested; /* workers without evidence: for tests of other things */
};

/* dev_spec_make fills the spec; everything lies in the arena. */
enum err dev_spec_make(struct chain_spec *out, const struct dev_spec_opts *o,
		       struct arena *a) MUST_CHECK;
/* dev_keys are the author's of such a chain. */
enum err dev_keys(struct sr25519_pair *aura, struct ed25519_pair *grandpa) MUST_CHECK;

#endif /* NODE_DEV_SPEC_H */
