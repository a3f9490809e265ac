#include "consensus/warp.h"

#include "crypto/hash.h"

#define FRAGMENT_MIN (HASH_LEN * 4u) /* less than any header and justification together */

/* One hand-over, or the newest block: both borrow from the proof. */
struct fragment {
	struct header header;
	u8 hash[HASH_LEN];
	struct grandpa_justification just;
};

/* A justification has no length prefix here, so its end is where its parts end. */
static struct slice rd_justification(struct rd *r)
{
	const u8 *start = r->p;
	struct header h;
	u32 num;

	(void)rd_take(r, 8 + HASH_LEN + 4);
	num = rd_seq_len(r, GRANDPA_PRECOMMIT_LEN);
	if (num > AUTHORITIES_MAX)
		rd_fail(r, ERR_LIMIT);
	(void)rd_take(r, (size_t)num * GRANDPA_PRECOMMIT_LEN);
	num = rd_seq_len(r, 1);
	if (num > GRANDPA_ANCESTRIES_MAX)
		rd_fail(r, ERR_LIMIT);
	for (u32 i = 0; i < num && r->err == ERR_OK; i++)
		rd_header(r, &h);
	return r->err == ERR_OK ? slice_of(start, (size_t)(r->p - start)) : SLICE_EMPTY;
}

void rd_warp_fragment(struct rd *r, struct warp_fragment *out)
{
	const u8 *start = r->p;
	struct header h;

	rd_header(r, &h);
	out->number = h.number;
	out->header = r->err == ERR_OK ? slice_of(start, (size_t)(r->p - start)) : SLICE_EMPTY;
	out->justification = rd_justification(r);
}

static enum err rd_fragment(struct rd *r, struct fragment *out)
{
	struct warp_fragment f;

	rd_warp_fragment(r, &f);
	if (r->err != ERR_OK)
		return r->err;
	TRY(header_decode(&out->header, f.header));
	blake2_256(out->hash, f.header);
	return grandpa_decode(&out->just, f.justification);
}

static enum err check_change(const struct grandpa_change *c, bool is_last)
{
	if (c->kind == GRANDPA_FORCED)
		return ERR_FORCED_CHANGE;
	if (c->kind == GRANDPA_NO_CHANGE)
		return is_last ? ERR_OK : ERR_HANDOVER;
	return c->delay != 0 ? ERR_UNSUPPORTED : ERR_OK;
}

/* Where the proof has led to so far: what of a light client it changes. */
struct place {
	struct authority_set set;
	u32 number;
	u8 hash[HASH_LEN], state_root[HASH_LEN];
};

static enum err follow_one(struct place *at, const struct fragment *f, bool is_last)
{
	struct grandpa_change change;

	if (is_last && f->header.number == at->number && mem_eq(f->hash, at->hash, HASH_LEN))
		return ERR_OK; /* a node names its newest block also to who is there already */
	if (f->header.number <= at->number)
		return ERR_STALE;
	if (f->just.target_number != f->header.number ||
	    !mem_eq(f->just.target_hash, f->hash, HASH_LEN))
		return ERR_TARGET;
	TRY(grandpa_change_of(&f->header, &change));
	TRY(check_change(&change, is_last));
	TRY(grandpa_verify(&f->just, &at->set));
	at->number = f->header.number;
	memcpy(at->hash, f->hash, HASH_LEN);
	memcpy(at->state_root, f->header.state_root, HASH_LEN);
	if (change.kind == GRANDPA_NO_CHANGE)
		return ERR_OK;
	change.next.set_id = at->set.set_id + 1;
	at->set = change.next;
	return ERR_OK;
}

static enum err follow_all(struct place *at, struct slice proof, bool *finished)
{
	struct rd r = rd_from(proof);
	u32 num = rd_seq_len(&r, FRAGMENT_MIN);

	for (u32 i = 0; r.err == ERR_OK && i < num; i++) {
		struct fragment f;

		TRY(rd_fragment(&r, &f));
		TRY(follow_one(at, &f, i + 1 == num));
	}
	*finished = rd_bool(&r);
	return rd_end(&r);
}

enum err warp_follow(struct light *l, struct slice proof, bool *finished)
{
	struct place at = {.set = l->set, .number = l->number};
	bool done;

	if (proof.n > WARP_PROOF_MAX)
		return ERR_LIMIT;
	if (l->has_pending)
		return ERR_STATE;
	memcpy(at.hash, l->hash, HASH_LEN);
	memcpy(at.state_root, l->state_root, HASH_LEN);
	TRY(follow_all(&at, proof, &done));
	l->set = at.set;
	l->number = at.number;
	memcpy(l->hash, at.hash, HASH_LEN);
	memcpy(l->state_root, at.state_root, HASH_LEN);
	*finished = done;
	return ERR_OK;
}

void warp_trust(struct light *out, const u8 genesis_hash[32], const u8 state_root[32],
		const struct authority_set *set)
{
	memset(out, 0, sizeof(*out));
	memcpy(out->genesis, genesis_hash, HASH_LEN);
	memcpy(out->hash, genesis_hash, HASH_LEN);
	memcpy(out->state_root, state_root, HASH_LEN);
	out->set = *set;
}

void wr_warp_fragment(struct wr *w, struct slice header, struct slice justification)
{
	wr_slice(w, header);
	wr_slice(w, justification);
}
