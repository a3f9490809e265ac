#ifndef CONSENSUS_LIGHT_H
#define CONSENSUS_LIGHT_H
/* consensus/light: the stateless light client, the enclave's only window on the chain.
 *
 * A `struct light` is the whole knowledge: which chain, which authorities, the last
 * finalised block. It starts from a genesis hash, moves on by headers with a
 * justification, and answers reads by proof; all three come from a host that may lie.
 * A failed call changes nothing. The struct owns its bytes; rd_light and wr_light let
 * the enclave seal it. Freestanding; recursion-free; memory from the caller's arena.
 *
 * Each lie has its own error:
 *   ERR_GENESIS       the genesis header is not that of the given hash
 *   ERR_PROOF         a proof does not lead to the root, or belongs to another state
 *   ERR_NOT_FOUND     the genesis state has no GRANDPA authorities
 *   ERR_STALE         the headers end at or before the finalised block
 *   ERR_GAP           a header number is skipped, repeated or out of order
 *   ERR_HEADER        a header's parent is not the one before it
 *   ERR_TARGET        the justification is for another block than the last header
 *   ERR_SET_CHANGE    the headers run past a block that must be finalised by itself,
 *                     because the authorities change there
 *   ERR_FORCED_CHANGE a forced change: it cannot be checked without the full state
 *   ERR_CONFLICT      a second change is announced while one is pending
 *   ERR_OVERFLOW      a change is announced for a block beyond 32 bits
 *   and those of consensus/grandpa.h for the justification itself.
 *
 * Limits: LIGHT_HEADERS_MAX headers per call. An announced change takes effect after
 * its delay, when that block is finalised (polkadot-sdk
 * substrate/client/consensus/grandpa/src/authorities.rs). One can be pending. */
#include "base/arena.h"
#include "consensus/grandpa.h"

#define LIGHT_HEADERS_MAX 256u
/* Upper bound of wr_light: two full sets and the fixed fields. */
#define LIGHT_ENCODED_MAX (2u * (16u + 40u * AUTHORITIES_MAX) + 128u)

struct light {
	u8 genesis[32];
	struct authority_set set; /* who finalises the next block */
	u32 number;               /* last finalised block */
	u8 hash[32];
	u8 state_root[32];
	bool has_pending; /* an announced change that is not yet in force */
	u32 pending_at;   /* block whose finality puts it in force */
	struct authority_set pending;
};

/* light_init trusts genesis_hash and nothing else. proof: Grandpa.Authorities and
 * Grandpa.CurrentSetId under the state root of the genesis header. */
enum err light_init(struct light *out, const u8 genesis_hash[32], struct slice genesis_header,
		    struct slice proof, struct arena *a) MUST_CHECK;

/* light_advance moves to the last of `headers` (encoded, from number + 1 on). */
enum err light_advance(struct light *l, const struct slice *headers, size_t num,
		       struct slice justification) MUST_CHECK;

/* light_read reads one key at the finalised block. *value borrows from the proof. */
enum err light_read(const struct light *l, struct slice proof, struct slice key, struct arena *a,
		    bool *found, struct slice *value) MUST_CHECK;

void rd_light(struct rd *r, struct light *out);
void wr_light(struct wr *w, const struct light *l);
enum err light_decode(struct light *out, struct slice in) MUST_CHECK;

#endif /* CONSENSUS_LIGHT_H */
