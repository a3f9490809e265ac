#include "node/blocks_file.h"

#include "consensus/grandpa.h"
#include "primitives/extrinsic.h"

static enum err put_number(const struct blocks_sink *s, u64 n)
{
	u8 b[8];
	struct wr w = wr_into(b, sizeof(b));

	wr_u64(&w, n);
	TRY(w.err);
	return s->put(s->ctx, SLICE_ARR(b));
}

/* Some([(FRNK, bytes)]), or None for a block that is not final. */
static enum err put_justification(const struct blocks_sink *s, struct slice j)
{
	u8 b[16];
	struct wr w = wr_into(b, sizeof(b));

	wr_bool(&w, j.n != 0);
	if (j.n != 0) {
		wr_compact(&w, 1);
		wr_bytes(&w, engine_grandpa, sizeof(engine_grandpa));
		wr_compact(&w, j.n);
	}
	TRY(w.err);
	TRY(s->put(s->ctx, slice_of(b, w.n)));
	return s->put(s->ctx, j);
}

static enum err put_block(struct db_view *v, u32 number, const struct blocks_sink *s)
{
	struct slice bytes, j = SLICE_EMPTY;
	enum err e;

	TRY(db_header(v, number, &bytes));
	TRY(s->put(s->ctx, bytes));
	TRY(db_body(v, number, &bytes));
	TRY(s->put(s->ctx, bytes));
	e = db_justification(v, number, &j);
	if (e != ERR_OK && e != ERR_NOT_FOUND)
		return e;
	return put_justification(s, j);
}

enum err blocks_export(struct chain *c, u32 from, u32 to, const struct blocks_sink *sink,
		       const struct blocks_progress *p)
{
	if (from > to || to > c->best.number)
		return ERR_NOT_FOUND;
	TRY(put_number(sink, (u64)to - from + 1));
	for (u64 n = from; n <= to; n++) {
		struct db_view v;
		enum err e;

		/* A view for each block: a long one would keep the store from reusing pages. */
		TRY(db_view_open(&v, c->db));
		e = put_block(&v, (u32)n, sink);
		db_view_close(&v);
		if (e == ERR_NOT_FOUND)
			e = ERR_CORRUPT; /* it lies between genesis and the best one */
		TRY(e);
		p->block(p->ctx, (u32)n);
	}
	return ERR_OK;
}

struct signed_block {
	u32 number;
	u8 hash[HASH_LEN];
	struct slice header, body, justification;
};

static void rd_justifications(struct rd *r, struct slice *out)
{
	*out = SLICE_EMPTY;
	if (!rd_option(r))
		return;
	for (u32 num = rd_seq_len(r, 5); num > 0 && r->err == ERR_OK; num--) {
		u8 engine[4];
		struct slice j;

		rd_bytes(r, engine, sizeof(engine));
		j = rd_vec(r, GRANDPA_JUSTIFICATION_MAX);
		if (mem_eq(engine, engine_grandpa, sizeof(engine)))
			*out = j;
	}
}

static void rd_signed_block(struct rd *r, struct signed_block *b)
{
	const u8 *start = r->p;
	struct header h;

	rd_header(r, &h);
	if (r->err != ERR_OK)
		return;
	b->header = slice_of(start, (size_t)(r->p - start));
	b->number = h.number;
	header_hash(&h, b->hash);
	start = r->p;
	for (u32 num = rd_seq_len(r, 2); num > 0 && r->err == ERR_OK; num--)
		(void)rd_vec(r, EXTRINSIC_MAX);
	b->body = slice_of(start, (size_t)(r->p - start));
	rd_justifications(r, &b->justification);
}

static enum err is_ours(struct chain *c, const struct signed_block *b)
{
	struct db_view v;
	u8 hash[HASH_LEN];
	enum err e;

	TRY(db_view_open(&v, c->db));
	e = db_hash_of(&v, b->number, hash);
	db_view_close(&v);
	TRY(e);
	if (mem_eq(hash, b->hash, HASH_LEN))
		return ERR_OK;
	c->why = "a block of the file is not the one that this chain has";
	return ERR_GENESIS;
}

static enum err import_one(struct chain *c, const struct signed_block *b, struct arena *a)
{
	struct chain_block made;

	if (b->number <= c->best.number)
		TRY(is_ours(c, b));
	else
		TRY(chain_import(c, b->header, b->body, a, &made));
	if (b->justification.n == 0 || b->number <= c->finalized.number)
		return ERR_OK;
	return chain_finalize_by(c, b->justification);
}

enum err blocks_import(struct chain *c, struct slice file, struct arena *a,
		       const struct blocks_progress *p)
{
	struct rd r = rd_from(file);
	u64 num = rd_u64(&r);

	c->why = "";
	for (; num > 0 && r.err == ERR_OK; num--) {
		size_t mark = arena_mark(a);
		struct signed_block b;

		rd_signed_block(&r, &b);
		if (r.err != ERR_OK)
			break;
		TRY(import_one(c, &b, a));
		arena_rewind(a, mark);
		p->block(p->ctx, b.number);
	}
	return rd_end(&r);
}
