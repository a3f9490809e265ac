#ifndef PRIMITIVES_AUTHORITY_H
#define PRIMITIVES_AUTHORITY_H
/* primitives/authority: the GRANDPA authority set, who may finalise blocks.
 *
 * Used by chain spec, node, enclave light client and verifier. A set owns its list.
 * Limits: AUTHORITIES_MAX members, at least one, no key twice, no zero weight, and
 * the weights add up in 64 bits; else ERR_INVALID or ERR_LIMIT.
 * Format: Vec<(AuthorityId, u64)>, polkadot-sdk substrate/primitives/consensus/grandpa. */
#include "scale/decode.h"
#include "scale/encode.h"

#define AUTHORITIES_MAX 64u

/* Key types of session keys, in their order: KeyTypeId, polkadot-sdk substrate/primitives/core. */
extern const u8 key_type_aura[4];    /* "aura", sr25519 */
extern const u8 key_type_grandpa[4]; /* "gran", ed25519 */

struct authority {
	u8 id[32]; /* ed25519 public key */
	u64 weight;
};

struct authority_set {
	u64 set_id;
	u32 num;
	struct authority list[AUTHORITIES_MAX];
};

/* rd_authorities and wr_authorities are the list alone, as the runtime stores it in
 * Grandpa.Authorities; set_id is left as it was. */
void rd_authorities(struct rd *r, struct authority_set *out);
void wr_authorities(struct wr *w, const struct authority_set *s);
/* rd_authority_set puts the set id in front, as our own sealed forms do. */
void rd_authority_set(struct rd *r, struct authority_set *out);
void wr_authority_set(struct wr *w, const struct authority_set *s);

/* authority_find returns the index of a key, or s->num. */
u32 authority_find(const struct authority_set *s, const u8 id[32]);
/* authority_threshold is the smallest weight that more than two thirds must reach:
 * total - (total - 1) / 3. */
u64 authority_threshold(const struct authority_set *s);

#endif /* PRIMITIVES_AUTHORITY_H */
