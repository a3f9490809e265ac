#ifndef CONSENSUS_WARP_H
#define CONSENSUS_WARP_H
/* consensus/warp: a chain of hand-overs, from an authority set that is trusted to today's.
 *
 * A warp proof is the answer of a node to /sync/warp: for each block that handed over to a new
 * set the header, which names it, and the justification of the set before; last, if the answer
 * is complete, the newest finalised block. Node and bundle makers write one, verifier and
 * enclave follow one: `struct light` moves from where it stands to the end of the proof without
 * the headers between. A failed call changes nothing. Freestanding; nothing allocates.
 *
 * Each lie has its own error:
 *   ERR_SHORT, ERR_TRAILING, ERR_LIMIT …  does not decode
 *   ERR_STALE          a block at or before the one before it; the last may be where we stand
 *   ERR_TARGET         a justification for another block than its header
 *   ERR_HANDOVER       a header before the last that names no new authorities
 *   ERR_FORCED_CHANGE  a forced change: it cannot be checked without the full state
 *   ERR_UNSUPPORTED    a change with a delay: what lies between would be judged by the wrong set
 *   ERR_STATE          the light client waits for a delayed change itself
 *   and those of consensus/grandpa.h for a justification.
 * Limits: WARP_PROOF_MAX bytes; what is longer comes in several proofs (is_finished false).
 * Format: polkadot-sdk substrate/client/consensus/grandpa/src/warp_proof.rs. */
#include "consensus/light.h"

#define WARP_PROOF_MAX (8u << 20)
/* Upper bound of one fragment: header and justification have no prefix of their own. */
#define WARP_FRAGMENT_MAX (HEADER_MAX + GRANDPA_JUSTIFICATION_MAX)

/* warp_follow moves l to the last block of the proof. *finished: the proof's author says that
 * there is no newer one. A proof without fragments leaves l as it is. */
enum err warp_follow(struct light *l, struct slice proof, bool *finished) MUST_CHECK;

/* warp_trust starts from an authority set that is known by other means (a chain spec's). */
void warp_trust(struct light *out, const u8 genesis_hash[32], const u8 state_root[32],
		const struct authority_set *set);

/* A proof is a compact count, so many fragments, and a bool. Both parts of one are encoded. */
struct warp_fragment {
	struct slice header, justification; /* borrowed */
	u32 number;                         /* of the header */
};
void rd_warp_fragment(struct rd *r, struct warp_fragment *out);
void wr_warp_fragment(struct wr *w, struct slice header, struct slice justification);

#endif /* CONSENSUS_WARP_H */
