#ifndef CONSENSUS_GRANDPA_H
#define CONSENSUS_GRANDPA_H
/* consensus/grandpa: finality proofs (justifications) and authority-change digests.
 *
 * The enclave, the runtime and the verifier check justifications made by strangers;
 * the node, with the authority keys it has, builds them. A decoded justification
 * borrows from the input. Each lie has its own error:
 *   ERR_SHORT, ERR_TRAILING, ERR_LIMIT …  does not decode
 *   ERR_VOTER           a precommit by a key outside the set
 *   ERR_VOTED_TWICE     two precommits by one key
 *   ERR_SIGNATURE       not signed for this set id, round and block
 *   ERR_ANCESTRY        a precommit for no descendant of the target, or an ancestry
 *                       header that nothing needs
 *   ERR_THRESHOLD       weight of two thirds plus one not reached
 * The justification does not carry the set id: a proof by another set fails as
 * ERR_VOTER or ERR_SIGNATURE. Stricter than upstream in one point: an equivocation
 * inside a justification is refused, not counted once.
 * Format: polkadot-sdk substrate/client/consensus/grandpa justification.rs,
 * substrate/primitives/consensus/grandpa lib.rs, crate finality-grandpa 0.16. */
#include "primitives/authority.h"
#include "primitives/header.h"

struct ed25519_pair;

#define GRANDPA_ANCESTRIES_MAX    64u
#define GRANDPA_PRECOMMIT_LEN     132u
#define GRANDPA_VOTE_LEN          53u
#define GRANDPA_JUSTIFICATION_MAX 65536u

struct grandpa_precommit {
	u8 target_hash[32];
	u32 target_number;
	u8 signature[64];
	u8 id[32];
};

struct grandpa_justification {
	u64 round;
	u8 target_hash[32];
	u32 target_number;
	u32 num_precommits;
	struct slice precommits; /* num_precommits * GRANDPA_PRECOMMIT_LEN bytes */
	u32 num_ancestries;
	struct slice ancestries; /* encoded headers, one after the other */
};

enum err grandpa_decode(struct grandpa_justification *out, struct slice in) MUST_CHECK;
void wr_grandpa(struct wr *w, const struct grandpa_justification *j);
/* grandpa_precommit_at reads one of them; i < num_precommits. */
void grandpa_precommit_at(const struct grandpa_justification *j, u32 i,
			  struct grandpa_precommit *out);

/* grandpa_verify decides whether `set` finalised (target_hash, target_number). The
 * caller compares the target with the block it cares about. */
enum err grandpa_verify(const struct grandpa_justification *j,
			const struct authority_set *set) MUST_CHECK;

/* grandpa_vote makes the 53 bytes that a precommit signs. */
void grandpa_vote(u8 out[GRANDPA_VOTE_LEN], const u8 hash[32], u32 number, u64 round, u64 set_id);

/* grandpa_justify appends the justification of a single authority for one block. */
struct grandpa_target {
	u8 hash[32];
	u32 number;
	u64 round, set_id;
};
enum err grandpa_justify(struct wr *w, const struct grandpa_target *t,
			 const struct ed25519_pair *pair) MUST_CHECK;
/* grandpa_justify_by: by several authorities, all of whose keys are here. */
enum err grandpa_justify_by(struct wr *w, const struct grandpa_target *t,
			    const struct ed25519_pair *const *pairs, u32 num) MUST_CHECK;

/* What a header's digest says about the authority set. */
enum grandpa_change_kind { GRANDPA_NO_CHANGE, GRANDPA_SCHEDULED, GRANDPA_FORCED };

struct grandpa_change {
	enum grandpa_change_kind kind;
	u32 delay;                 /* SCHEDULED: blocks after this one */
	struct authority_set next; /* SCHEDULED: members; set_id is 0 here */
};

/* grandpa_change_of reads the change that a header announces. ERR_HEADER for two
 * announcements in one header or one that does not decode. OnDisabled, Pause and
 * Resume do not change the set and are passed over. */
enum err grandpa_change_of(const struct header *h, struct grandpa_change *out) MUST_CHECK;

#endif /* CONSENSUS_GRANDPA_H */
