#include "consensus/grandpa.h"

#include "crypto/ed25519.h"
#include "crypto/hash.h"

#define VOTE_PRECOMMIT 1u

/* Tags of the consensus log, polkadot-sdk substrate/primitives/consensus/grandpa. */
enum log_tag {
	LOG_SCHEDULED = 1,
	LOG_FORCED = 2,
	LOG_ON_DISABLED = 3,
	LOG_PAUSE = 4,
	LOG_RESUME = 5,
};

enum err grandpa_decode(struct grandpa_justification *out, struct slice in)
{
	struct grandpa_justification j;
	struct rd r = rd_from(in);
	struct header h;
	const u8 *start;

	if (in.n > GRANDPA_JUSTIFICATION_MAX)
		return ERR_LIMIT;
	j.round = rd_u64(&r);
	rd_bytes(&r, j.target_hash, sizeof(j.target_hash));
	j.target_number = rd_u32(&r);
	j.num_precommits = rd_seq_len(&r, GRANDPA_PRECOMMIT_LEN);
	if (j.num_precommits > AUTHORITIES_MAX)
		rd_fail(&r, ERR_LIMIT);
	j.precommits = rd_take(&r, (size_t)j.num_precommits * GRANDPA_PRECOMMIT_LEN);
	j.num_ancestries = rd_seq_len(&r, 1);
	if (j.num_ancestries > GRANDPA_ANCESTRIES_MAX)
		rd_fail(&r, ERR_LIMIT);
	start = r.p;
	for (u32 i = 0; i < j.num_ancestries && r.err == ERR_OK; i++)
		rd_header(&r, &h);
	TRY(rd_end(&r));
	j.ancestries = slice_of(start, (size_t)(r.p - start));
	*out = j;
	return ERR_OK;
}

void wr_grandpa(struct wr *w, const struct grandpa_justification *j)
{
	wr_u64(w, j->round);
	wr_bytes(w, j->target_hash, sizeof(j->target_hash));
	wr_u32(w, j->target_number);
	wr_compact(w, j->num_precommits);
	wr_slice(w, j->precommits);
	wr_compact(w, j->num_ancestries);
	wr_slice(w, j->ancestries);
}

void grandpa_precommit_at(const struct grandpa_justification *j, u32 i,
                          struct grandpa_precommit *out)
{
	struct rd r = rd_from(slice_from(j->precommits, (size_t)i * GRANDPA_PRECOMMIT_LEN));

	CHECK(i < j->num_precommits);
	rd_bytes(&r, out->target_hash, sizeof(out->target_hash));
	out->target_number = rd_u32(&r);
	rd_bytes(&r, out->signature, sizeof(out->signature));
	rd_bytes(&r, out->id, sizeof(out->id));
	CHECK(r.err == ERR_OK);
}

void grandpa_vote(u8 out[GRANDPA_VOTE_LEN], const u8 hash[32], u32 number, u64 round, u64 set_id)
{
	struct wr w = wr_into(out, GRANDPA_VOTE_LEN);

	wr_u8(&w, VOTE_PRECOMMIT);
	wr_bytes(&w, hash, 32);
	wr_u32(&w, number);
	wr_u64(&w, round);
	wr_u64(&w, set_id);
	CHECK(w.err == ERR_OK && w.n == GRANDPA_VOTE_LEN);
}

/* count_votes adds up the weight of distinct authorities with true signatures. */
static enum err count_votes(const struct grandpa_justification *j, const struct authority_set *set,
                            u64 *weight)
{
	bool voted[AUTHORITIES_MAX] = {false};

	*weight = 0;
	for (u32 i = 0; i < j->num_precommits; i++) {
		struct grandpa_precommit p;
		u8 vote[GRANDPA_VOTE_LEN];
		u32 who;

		grandpa_precommit_at(j, i, &p);
		who = authority_find(set, p.id);
		if (who == set->num)
			return ERR_VOTER;
		if (voted[who])
			return ERR_VOTED_TWICE;
		voted[who] = true;
		grandpa_vote(vote, p.target_hash, p.target_number, j->round, set->set_id);
		if (ed25519_verify(p.signature, SLICE_ARR(vote), p.id) != ERR_OK)
			return ERR_SIGNATURE;
		*weight += set->list[who].weight; /* distinct members: sums to 64 bits */
	}
	return ERR_OK;
}

/* What the descent of a vote needs to know about an ancestry header. */
struct ancestor {
	u8 hash[32], parent[32];
	u32 number;
	bool used;
};

static void load_ancestors(const struct grandpa_justification *j, struct ancestor *list)
{
	struct rd r = rd_from(j->ancestries);

	for (u32 i = 0; i < j->num_ancestries; i++) {
		const u8 *start = r.p;
		struct header h;

		rd_header(&r, &h);
		CHECK(r.err == ERR_OK);
		blake2_256(list[i].hash, slice_of(start, (size_t)(r.p - start)));
		memcpy(list[i].parent, h.parent, sizeof(list[i].parent));
		list[i].number = h.number;
		list[i].used = false;
	}
}

static struct ancestor *find_ancestor(struct ancestor *list, u32 num, const u8 hash[32])
{
	for (u32 i = 0; i < num; i++) {
		if (mem_eq(list[i].hash, hash, sizeof(list[i].hash)))
			return &list[i];
	}
	return NULL;
}

/* descends walks from a vote's block down to the target, one number at a time, so it
 * ends after at most num steps. The number a voter signed must be the block's. */
static bool descends(const struct grandpa_justification *j, struct ancestor *list,
                     const struct grandpa_precommit *p)
{
	const u8 *hash = p->target_hash;
	u32 number = p->target_number;

	while (number > j->target_number) {
		struct ancestor *at = find_ancestor(list, j->num_ancestries, hash);

		if (at == NULL || at->number != number)
			return false;
		at->used = true;
		hash = at->parent;
		number--;
	}
	return number == j->target_number && mem_eq(hash, j->target_hash, 32);
}

static enum err check_ancestries(const struct grandpa_justification *j)
{
	struct ancestor list[GRANDPA_ANCESTRIES_MAX];
	struct grandpa_precommit p;

	load_ancestors(j, list);
	for (u32 i = 0; i < j->num_precommits; i++) {
		grandpa_precommit_at(j, i, &p);
		if (!descends(j, list, &p))
			return ERR_ANCESTRY;
	}
	for (u32 i = 0; i < j->num_ancestries; i++) {
		if (!list[i].used)
			return ERR_ANCESTRY;
	}
	return ERR_OK;
}

enum err grandpa_verify(const struct grandpa_justification *j, const struct authority_set *set)
{
	u64 weight;

	TRY(count_votes(j, set, &weight));
	TRY(check_ancestries(j));
	return weight < authority_threshold(set) ? ERR_THRESHOLD : ERR_OK;
}

enum err grandpa_justify_by(struct wr *w, const struct grandpa_target *t,
			    const struct ed25519_pair *const *pairs, u32 num)
{
	u8 vote[GRANDPA_VOTE_LEN], sig[ED25519_SIG_LEN];

	CHECK(num <= AUTHORITIES_MAX);
	grandpa_vote(vote, t->hash, t->number, t->round, t->set_id);
	wr_u64(w, t->round);
	wr_bytes(w, t->hash, sizeof(t->hash));
	wr_u32(w, t->number);
	wr_compact(w, num);
	for (u32 i = 0; i < num; i++) {
		ed25519_sign(sig, pairs[i], SLICE_ARR(vote));
		wr_bytes(w, t->hash, sizeof(t->hash));
		wr_u32(w, t->number);
		wr_bytes(w, sig, sizeof(sig));
		wr_bytes(w, pairs[i]->pub, sizeof(pairs[i]->pub));
	}
	wr_compact(w, 0);
	return w->err;
}

enum err grandpa_justify(struct wr *w, const struct grandpa_target *t,
			 const struct ed25519_pair *pair)
{
	return grandpa_justify_by(w, t, &pair, 1);
}

/* rd_log reads one consensus log; a change goes to *out. */
static void rd_log(struct rd *r, struct grandpa_change *out)
{
	u8 tag = rd_u8(r);

	if (tag == LOG_SCHEDULED || tag == LOG_FORCED) {
		if (out->kind != GRANDPA_NO_CHANGE)
			rd_fail(r, ERR_HEADER);
		out->kind = tag == LOG_FORCED ? GRANDPA_FORCED : GRANDPA_SCHEDULED;
		if (tag == LOG_FORCED)
			(void)rd_u32(r); /* best finalised block that was known */
		rd_authorities(r, &out->next);
		out->delay = rd_u32(r);
	} else if (tag == LOG_ON_DISABLED) {
		(void)rd_u64(r);
	} else if (tag == LOG_PAUSE || tag == LOG_RESUME) {
		(void)rd_u32(r);
	} else {
		rd_fail(r, ERR_TAG);
	}
}

enum err grandpa_change_of(const struct header *h, struct grandpa_change *out)
{
	memset(out, 0, sizeof(*out));
	for (u32 i = 0; i < h->num_items; i++) {
		const struct digest_item *d = &h->items[i];
		struct rd r = rd_from(d->data);

		if (d->kind != DIGEST_CONSENSUS ||
		    !mem_eq(d->engine, engine_grandpa, sizeof(d->engine)))
			continue;
		rd_log(&r, out);
		if (rd_end(&r) != ERR_OK)
			return ERR_HEADER;
	}
	return ERR_OK;
}
