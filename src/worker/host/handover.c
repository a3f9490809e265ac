/* The blocks that handed over to new authorities, for bundles: a stranger who knows the chain spec
 * follows them to whoever finalized the block that a bundle stands on. The file is a warp proof
 * (consensus/warp.h); each of its links is checked when it is read or added. */
#include <stdlib.h>
#include <string.h>

#include "consensus/warp.h"
#include "worker/host/int.h"

static const char handovers_file[] = "handovers";

/* A warp proof of one fragment. */
static enum err proof_of_one(struct worker_host *h, struct slice header, struct slice justification,
			     struct slice *out)
{
	struct wr w = wr_arena(&h->scratch);

	wr_compact(&w, 1);
	wr_warp_fragment(&w, header, justification);
	wr_bool(&w, false);
	return wr_arena_done(&w, &h->scratch, out);
}

static void append(struct handovers *x, struct slice header, struct slice justification, u32 number)
{
	size_t len = x->num == 0 ? 0 : x->list[x->num - 1].end;
	size_t more = len + header.n + justification.n;

	if (x->num == x->cap) {
		x->cap = x->cap == 0 ? 16 : x->cap * 2;
		x->list = (struct handover *)realloc(x->list, x->cap * sizeof(*x->list));
		CHECK(x->list != NULL);
	}
	x->bytes = (u8 *)realloc(x->bytes, more);
	CHECK(x->bytes != NULL);
	memcpy(x->bytes + len, header.p, header.n);
	memcpy(x->bytes + len + header.n, justification.p, justification.n);
	x->list[x->num++] = (struct handover){number, more};
}

/* Takes one link if it holds and leads to other authorities. */
static enum err add(struct worker_host *h, const struct warp_fragment *f)
{
	struct handovers *x = &h->handovers;
	size_t mark = arena_mark(&h->scratch);
	u64 before = x->trusted.set.set_id;
	struct slice one;
	bool finished;
	enum err e = proof_of_one(h, f->header, f->justification, &one);

	if (e == ERR_OK)
		e = warp_follow(&x->trusted, one, &finished);
	arena_rewind(&h->scratch, mark);
	if (e == ERR_OK && x->trusted.set.set_id != before)
		append(x, f->header, f->justification, f->number);
	return e;
}

enum err handovers_load(struct worker_host *h)
{
	const struct chain_spec *spec = h->o.spec;
	size_t mark = arena_mark(&h->scratch);
	struct warp_fragment f;
	char path[HOST_PATH_MAX];
	struct slice file;
	struct rd r;
	enum err e;

	warp_trust(&h->handovers.trusted, spec->genesis_hash, spec->genesis.state_root,
		   &spec->grandpa);
	TRY(path_join(path, sizeof(path), h->dir, handovers_file));
	e = file_read(&h->scratch, path, WARP_PROOF_MAX, &file);
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(e);
	r = rd_from(file);
	for (u32 num = rd_seq_len(&r, 1); num > 0 && e == ERR_OK; num--) {
		rd_warp_fragment(&r, &f);
		e = r.err != ERR_OK ? r.err : add(h, &f);
	}
	arena_rewind(&h->scratch, mark);
	if (e != ERR_OK)
		LOG(LOG_UNUSUAL, "the file of hand-overs does not hold; it is made again",
		    KV_ERR(e), KV_U64("kept", h->handovers.num), KV_END);
	return ERR_OK;
}

void handovers_free(struct worker_host *h)
{
	free(h->handovers.bytes);
	free(h->handovers.list);
	memset(&h->handovers, 0, sizeof(h->handovers));
}

static enum err proof_of(struct worker_host *h, u32 num, struct arena *a, struct slice *out)
{
	const struct handovers *x = &h->handovers;
	struct wr w = wr_arena(a);

	wr_compact(&w, num);
	wr_slice(&w, slice_of(x->bytes, num == 0 ? 0 : x->list[num - 1].end));
	wr_bool(&w, false);
	return wr_arena_done(&w, a, out);
}

enum err handovers_proof(struct worker_host *h, u32 number, struct arena *a, struct slice *out)
{
	u32 num = h->handovers.num;

	while (num > 0 && h->handovers.list[num - 1].number >= number)
		num--;
	*out = SLICE_EMPTY;
	return num == 0 ? ERR_OK : proof_of(h, num, a, out);
}

static void save(struct worker_host *h)
{
	size_t mark = arena_mark(&h->scratch);
	char path[HOST_PATH_MAX];
	struct slice all;
	enum err e = proof_of(h, h->handovers.num, &h->scratch, &all);

	if (e == ERR_OK)
		e = path_join(path, sizeof(path), h->dir, handovers_file);
	if (e == ERR_OK)
		e = file_write_atomic(path, all, 0644);
	arena_rewind(&h->scratch, mark);
	if (e != ERR_OK)
		host_fatal(h, e, "the state folder cannot be written: is the disk full?");
}

void handovers_note(struct worker_host *h, struct slice header, struct slice justification)
{
	struct warp_fragment f = {.header = header, .justification = justification};
	struct grandpa_change change;
	u32 known = h->handovers.num;
	struct header hd;

	if (header_decode(&hd, header) != ERR_OK || hd.number <= h->handovers.trusted.number ||
	    grandpa_change_of(&hd, &change) != ERR_OK || change.kind == GRANDPA_NO_CHANGE)
		return;
	f.number = hd.number;
	/* What does not hold is not ours to judge: the enclave will say what is wrong. */
	if (add(h, &f) != ERR_OK || h->handovers.num == known)
		return;
	LOG(LOG_INFO, "the chain has new authorities", KV_U64("after", hd.number),
	    KV_U64("set", h->handovers.trusted.set.set_id),
	    KV_U64("authorities", h->handovers.trusted.set.num), KV_END);
	save(h);
}

bool handovers_lead_to(const struct worker_host *h, struct slice justification)
{
	struct grandpa_justification j;

	return grandpa_decode(&j, justification) == ERR_OK &&
	       grandpa_verify(&j, &h->handovers.trusted.set) == ERR_OK;
}
