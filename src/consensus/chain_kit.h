#ifndef CONSENSUS_CHAIN_KIT_H
#define CONSENSUS_CHAIN_KIT_H
/* consensus/chain_kit: a toy chain for tests: headers in a row, voters, votes.
 *
 * Header only, for test, fuzz and bench programs of this and later folders. */
#include "consensus/grandpa.h"
#include "crypto/ed25519.h"
#include "crypto/hash.h"

#define KIT_BLOCKS 8u
#define KIT_KEYS   5u

struct kit_block {
	u8 enc[1024];
	size_t n;
	u8 hash[32];
};

struct kit {
	struct ed25519_pair keys[KIT_KEYS];
	struct authority_set set; /* the first four keys, weight 1 each */
	struct kit_block blocks[KIT_BLOCKS];
	u32 num;
};

static inline struct slice kit_enc(const struct kit *k, u32 i)
{
	return slice_of(k->blocks[i].enc, k->blocks[i].n);
}

/* kit_push encodes h as the next block; number and parent are filled in here. */
static inline void kit_push(struct kit *k, struct header h)
{
	struct kit_block *b = &k->blocks[k->num];
	struct wr w = wr_into(b->enc, sizeof(b->enc));

	CHECK(k->num < KIT_BLOCKS);
	if (k->num > 0) {
		h.number = k->num;
		memcpy(h.parent, k->blocks[k->num - 1].hash, sizeof(h.parent));
	}
	wr_header(&w, &h);
	CHECK(w.err == ERR_OK);
	b->n = w.n;
	blake2_256(b->hash, slice_of(b->enc, b->n));
	k->num++;
}

static inline void kit_init(struct kit *k, u32 num_voters)
{
	memset(k, 0, sizeof(*k));
	for (u32 i = 0; i < KIT_KEYS; i++) {
		struct secret32 seed = {.b = {(u8)(i + 1)}};

		ed25519_from_seed(&k->keys[i], &seed);
	}
	k->set.num = num_voters;
	for (u32 i = 0; i < num_voters; i++) {
		memcpy(k->set.list[i].id, k->keys[i].pub, 32);
		k->set.list[i].weight = 1;
	}
}

/* One vote: key index, block index. */
struct kit_vote {
	u32 key, block;
};

/* kit_precommit appends one precommit, honestly signed. */
static inline void kit_precommit(struct wr *w, const struct kit *k, struct kit_vote v, u64 round)
{
	u8 vote[GRANDPA_VOTE_LEN], sig[64];

	grandpa_vote(vote, k->blocks[v.block].hash, v.block, round, k->set.set_id);
	ed25519_sign(sig, &k->keys[v.key], SLICE_ARR(vote));
	wr_bytes(w, k->blocks[v.block].hash, 32);
	wr_u32(w, v.block);
	wr_bytes(w, sig, sizeof(sig));
	wr_bytes(w, k->keys[v.key].pub, 32);
}

/* kit_justify makes a justification in round 1 for block `target`; the blocks from
 * ancestry_from to ancestry_to (inclusive; from 0: none) go along. */
struct kit_plan {
	u32 target;
	const struct kit_vote *votes;
	u32 num_votes;
	u32 ancestry_from, ancestry_to;
};

static inline struct slice kit_justify(const struct kit *k, struct kit_plan p, u8 *buf, size_t cap)
{
	struct wr w = wr_into(buf, cap);

	wr_u64(&w, 1);
	wr_bytes(&w, k->blocks[p.target].hash, 32);
	wr_u32(&w, p.target);
	wr_compact(&w, p.num_votes);
	for (u32 i = 0; i < p.num_votes; i++)
		kit_precommit(&w, k, p.votes[i], 1);
	wr_compact(&w, p.ancestry_from == 0 ? 0 : p.ancestry_to - p.ancestry_from + 1);
	for (u32 i = p.ancestry_from; i != 0 && i <= p.ancestry_to; i++)
		wr_slice(&w, kit_enc(k, i));
	CHECK(w.err == ERR_OK);
	return slice_of(buf, w.n);
}

#endif /* CONSENSUS_CHAIN_KIT_H */
