/* The answer to /sync/warp. Two passes over the index: how many fragments fit must be written in
 * front of them. */
#include "consensus/warp.h"

#include "node/node.h"

#define COUNT_AND_END 6u /* compact count at its longest, is_finished, one to spare */

struct warp_writer {
	struct db_view *v;
	struct wr w; /* only counts in the first pass */
	size_t max;   /* of the whole proof */
	size_t bytes; /* of fragments; the same in both passes */
	u32 num;
	u32 last; /* newest block that is in */
	bool is_cut;
};

/* Adds the fragment of a block if there is room for it. */
static enum err add(struct warp_writer *x, u32 number)
{
	struct slice header, just;

	TRY(db_header(x->v, number, &header));
	TRY(db_justification(x->v, number, &just));
	x->is_cut = header.n + just.n > x->max - COUNT_AND_END - x->bytes;
	if (x->is_cut)
		return ERR_OK;
	wr_warp_fragment(&x->w, header, just);
	x->bytes += header.n + just.n;
	x->num++;
	x->last = number;
	return ERR_OK;
}

/* All hand-overs after `begin`, then the finalized block. */
static enum err add_all(struct warp_writer *x, u32 begin, u32 finalized)
{
	struct db_set_change at;
	u32 from = begin + 1;
	enum err e;

	for (;;) {
		e = db_set_change_from(x->v, from, &at);
		if (e == ERR_NOT_FOUND || (e == ERR_OK && at.number > finalized))
			break;
		TRY(e);
		TRY(add(x, at.number));
		if (x->is_cut)
			return ERR_OK;
		from = at.number + 1;
	}
	/* As upstream, the finalized block is named even if `begin` is it; genesis has no proof. */
	if (finalized == 0 || (x->num > 0 && x->last == finalized))
		return ERR_OK;
	return add(x, finalized);
}

static enum err write_proof(struct db_view *v, size_t max, u32 begin, u32 finalized,
			    struct arena *a, struct slice *out)
{
	struct warp_writer count = {.v = v, .w = wr_count(), .max = max};
	struct warp_writer x = {.v = v, .max = max};

	CHECK(max >= COUNT_AND_END);
	TRY(add_all(&count, begin, finalized));
	x.w = wr_arena(a);
	wr_compact(&x.w, count.num);
	TRY(add_all(&x, begin, finalized));
	wr_bool(&x.w, !x.is_cut);
	return wr_arena_done(&x.w, a, out);
}

enum err node_warp_proof_max(struct node *n, size_t max, const u8 begin[HASH_LEN], struct arena *a,
			     struct slice *out)
{
	struct chain *c = node_chain(n);
	struct db_view v;
	u32 number;
	enum err e;

	TRY(db_view_open(&v, c->db));
	e = db_number_of(&v, begin, &number);
	if (e == ERR_OK && number > c->finalized.number)
		e = ERR_NOT_FOUND;
	if (e == ERR_OK)
		e = write_proof(&v, max, number, c->finalized.number, a, out);
	db_view_close(&v);
	return e;
}

enum err node_warp_proof(struct node *n, const u8 begin[HASH_LEN], struct arena *a,
			 struct slice *out)
{
	return node_warp_proof_max(n, WARP_PROOF_MAX, begin, a, out);
}
