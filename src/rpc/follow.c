#include "rpc/follow.h"

#include <stdlib.h>

#include "base/hex.h"
#include "os/log.h"
#include "rpc/core.h"
#include "scale/decode.h"

#define FOLLOW_MARGIN 32u /* blocks that an operation has to end after its block's unpinning */

_Static_assert(FOLLOW_BEHIND_MAX + FOLLOW_MARGIN <= CHAIN_KEEP_STATES,
	       "the state of a pinned block is not pruned");
_Static_assert(FOLLOW_INITIAL_MAX < FOLLOW_BEHIND_MAX, "nobody is stopped at once");

static struct follow *of(const struct rpc_sub *s)
{
	return (struct follow *)rpc_sub_own(s);
}

static struct rpc *rpc_of(const struct rpc_sub *s)
{
	return rpc_sub_conn(s)->rpc;
}

/* --- events ----------------------------------------------------------------------- */

struct json_wr follow_event(struct rpc_sub *s, const char *name, size_t *mark)
{
	struct json_wr w = rpc_note_begin(s, mark);

	json_wr_obj(&w);
	json_wr_m_cstr(&w, "event", name);
	return w;
}

enum err follow_event_end(struct rpc_sub *s, struct json_wr *w, size_t mark)
{
	json_wr_obj_end(w);
	return rpc_note_send(s, w, mark);
}

/* An event of ours is small: it can only be lost when memory is. */
static void send_event(struct rpc_sub *s, struct json_wr *w, size_t mark)
{
	enum err e = follow_event_end(s, w, mark);

	if (e != ERR_OK)
		LOG(LOG_UNUSUAL, "an event of chainHead_v1_follow was lost", KV_ERR(e), KV_END);
}

static void stop(struct rpc_sub *s)
{
	size_t mark;
	struct json_wr w = follow_event(s, "stop", &mark);

	send_event(s, &w, mark);
	rpc_sub_end(s);
}

static void tell_best(struct rpc_sub *s, const struct db_ref *best)
{
	size_t mark;
	struct json_wr w = follow_event(s, "bestBlockChanged", &mark);

	json_wr_m_hex(&w, "bestBlockHash", slice_of(best->hash, HASH_LEN));
	send_event(s, &w, mark);
	of(s)->best = *best;
}

/* --- the runtime ------------------------------------------------------------------ */

static enum err core_version(struct rpc *r, u32 number, struct slice *out)
{
	return node_call(r->node, number, "Core_version", SLICE_EMPTY, &r->work, out);
}

/* Tells whether a block runs another runtime than its parent. Remembered for the last one
 * asked about, because each subscription asks. */
static bool has_new_runtime(struct rpc *r, const struct follow_block *b)
{
	size_t mark = arena_mark(&r->work);
	struct slice is, was;

	if (mem_eq(r->version_of, b->hash, HASH_LEN))
		return r->version_changed;
	if (b->number == 0 || core_version(r, b->number, &is) != ERR_OK ||
	    core_version(r, b->number - 1, &was) != ERR_OK)
		return false; /* a state that is gone: the change was told long ago, or will be */
	memcpy(r->version_of, b->hash, HASH_LEN);
	r->version_changed = !slice_eq(is, was);
	arena_rewind(&r->work, mark);
	return r->version_changed;
}

static void wr_apis(struct json_wr *w, struct rd *r)
{
	char name[18] = "0x";

	json_wr_key(w, "apis");
	json_wr_obj(w);
	for (u32 n = rd_seq_len(r, 12); n > 0; n--) {
		struct slice id = rd_take(r, 8);

		if (r->err != ERR_OK)
			break;
		hex_encode(name + 2, id);
		json_wr_key_slice(w, slice_of(name, sizeof(name)));
		json_wr_u64(w, rd_u32(r));
	}
	json_wr_obj_end(w);
}

/* Writes the SCALE of Core_version, which is our own runtime's, as the interface wants it. */
static void wr_spec(struct json_wr *w, struct slice scale)
{
	struct rd r = rd_from(scale);

	json_wr_obj(w);
	json_wr_m_str(w, "specName", rd_str(&r, 64));
	json_wr_m_str(w, "implName", rd_str(&r, 64));
	(void)rd_u32(&r); /* authoringVersion */
	json_wr_m_u64(w, "specVersion", rd_u32(&r));
	json_wr_m_u64(w, "implVersion", rd_u32(&r));
	{
		struct rd ahead = r;

		for (u32 n = rd_seq_len(&ahead, 12); n > 0; n--)
			(void)rd_take(&ahead, 12);
		json_wr_m_u64(w, "transactionVersion", rd_u32(&ahead));
	}
	wr_apis(w, &r);
	json_wr_obj_end(w);
}

static void wr_runtime(struct json_wr *w, struct rpc *r, u32 number)
{
	size_t mark = arena_mark(&r->work);
	struct slice scale;
	enum err e = core_version(r, number, &scale);

	json_wr_obj(w);
	json_wr_m_cstr(w, "type", e == ERR_OK ? "valid" : "invalid");
	if (e == ERR_OK) {
		json_wr_key(w, "spec");
		wr_spec(w, scale);
	} else {
		json_wr_m_cstr(w, "error", err_text(e));
	}
	json_wr_obj_end(w);
	arena_rewind(&r->work, mark);
}

/* --- blocks ----------------------------------------------------------------------- */

static struct follow_block *find(const struct follow *f, const u8 hash[HASH_LEN])
{
	for (u32 i = f->num; i > 0; i--) /* what is asked about is mostly young */
		if (mem_eq(f->blocks[i - 1].hash, hash, HASH_LEN))
			return &f->blocks[i - 1];
	return NULL;
}

struct follow_block *follow_pinned(const struct follow *f, const u8 hash[HASH_LEN])
{
	struct follow_block *b = find(f, hash);

	return b != NULL && b->pinned ? b : NULL;
}

void follow_unpinned(struct follow *f)
{
	u32 kept = 0;

	for (u32 i = 0; i < f->num; i++)
		if (f->blocks[i].pinned || f->blocks[i].state == FOLLOW_LIVE)
			f->blocks[kept++] = f->blocks[i];
	f->num = kept;
}

static bool add(struct follow *f, const struct follow_block *b)
{
	if (f->num == FOLLOW_BLOCKS_MAX)
		return false;
	if (f->num == f->cap) {
		u32 cap = f->cap == 0 ? 64 : 2 * f->cap;
		struct follow_block *p = (struct follow_block *)realloc(
		    f->blocks, cap * sizeof(*p));

		if (p == NULL)
			return false;
		f->blocks = p;
		f->cap = cap;
	}
	f->blocks[f->num++] = *b;
	return true;
}

static enum err load_block(struct rpc *r, const u8 hash[HASH_LEN], struct follow_block *out)
{
	size_t mark = arena_mark(&r->work);
	struct slice scale;
	struct header h;

	*out = (struct follow_block){.pinned = true, .state = FOLLOW_LIVE};
	memcpy(out->hash, hash, HASH_LEN);
	TRY(node_number(r->node, hash, &out->number));
	TRY(node_header(r->node, out->number, &r->work, &scale));
	TRY(header_decode(&h, scale));
	memcpy(out->parent, h.parent, HASH_LEN);
	arena_rewind(&r->work, mark);
	return ERR_OK;
}

/* The blocks from a tip down to, and without, the subscription's finalized one, tip first. */
struct branch {
	struct follow_block *b;
	u32 num;
};

static enum err branch_to(struct rpc *r, const struct follow *f, const u8 tip[HASH_LEN],
			  struct branch *out)
{
	u8 at[HASH_LEN];

	memcpy(at, tip, HASH_LEN);
	out->num = 0;
	out->b = (struct follow_block *)arena_alloc(&r->work, FOLLOW_BLOCKS_MAX * sizeof(*out->b));
	if (out->b == NULL)
		return ERR_NOMEM;
	while (!mem_eq(at, f->finalized.hash, HASH_LEN)) {
		const struct follow_block *known = find(f, at);

		if (out->num == FOLLOW_BLOCKS_MAX)
			return ERR_LIMIT;
		if (known != NULL)
			out->b[out->num] = *known;
		else
			TRY(load_block(r, at, &out->b[out->num]));
		if (out->b[out->num].number <= f->finalized.number)
			return ERR_CONFLICT; /* beside what was told to be final */
		memcpy(at, out->b[out->num++].parent, HASH_LEN);
	}
	return ERR_OK;
}

static bool tell_new(struct rpc_sub *s, const struct follow_block *b)
{
	struct follow *f = of(s);
	struct rpc *r = rpc_of(s);
	bool changed = f->with_runtime && has_new_runtime(r, b);
	size_t mark;
	struct json_wr w;

	if (!add(f, b))
		return false;
	w = follow_event(s, "newBlock", &mark);
	json_wr_m_hex(&w, "blockHash", SLICE_ARR(b->hash));
	json_wr_m_hex(&w, "parentBlockHash", SLICE_ARR(b->parent));
	if (f->with_runtime) {
		json_wr_key(&w, "newRuntime");
		if (changed)
			wr_runtime(&w, r, b->number);
		else
			json_wr_null(&w);
	}
	send_event(s, &w, mark);
	return true;
}

/* Tells those of a branch that were not told yet, oldest first. */
static bool tell_branch(struct rpc_sub *s, const struct branch *br)
{
	for (u32 i = br->num; i > 0; i--)
		if (find(of(s), br->b[i - 1].hash) == NULL && !tell_new(s, &br->b[i - 1]))
			return false;
	return true;
}

/* --- life ------------------------------------------------------------------------- */

/* Pins the finalized blocks that come first; the last is the finalized one. */
static enum err pin_finalized(struct rpc_sub *s)
{
	struct follow *f = of(s);
	struct rpc *r = rpc_of(s);
	const struct chain *c = node_chain(r->node);
	u64 wanted = c->slot_ms == 0 ? 1 : FOLLOW_INITIAL_MS / c->slot_ms;
	u32 last = c->finalized.number, first;
	struct db_view v;

	wanted = wanted < 1 ? 1 : wanted > FOLLOW_INITIAL_MAX ? FOLLOW_INITIAL_MAX : wanted;
	first = last + 1 > wanted ? last + 1 - (u32)wanted : 0;
	TRY(db_view_open(&v, c->db));
	if (db_pruned_below(&v, &last) == ERR_OK && first < last)
		first = last;
	db_view_close(&v);
	last = c->finalized.number;
	for (u32 n = first < last ? first : last; n <= last; n++) {
		struct follow_block b;
		u8 hash[HASH_LEN];

		TRY(node_hash(r->node, n, hash));
		TRY(load_block(r, hash, &b));
		b.state = FOLLOW_FINAL;
		if (!add(f, &b))
			return ERR_NOMEM;
	}
	f->finalized = c->finalized;
	return ERR_OK;
}

static void tell_initialized(struct rpc_sub *s)
{
	struct follow *f = of(s);
	size_t mark;
	struct json_wr w = follow_event(s, "initialized", &mark);

	json_wr_key(&w, "finalizedBlockHashes");
	json_wr_arr(&w);
	for (u32 i = 0; i < f->num; i++)
		rpc_wr_hash(&w, f->blocks[i].hash);
	json_wr_arr_end(&w);
	if (f->with_runtime) {
		json_wr_key(&w, "finalizedBlockRuntime");
		wr_runtime(&w, rpc_of(s), f->finalized.number);
	}
	send_event(s, &w, mark);
}

static bool follow_prime(struct rpc_sub *s)
{
	struct rpc *r = rpc_of(s);
	const struct db_ref best = node_chain(r->node)->best;
	size_t mark = arena_mark(&r->work);
	struct branch br;
	bool ok = pin_finalized(s) == ERR_OK;

	if (ok) {
		tell_initialized(s);
		ok = branch_to(r, of(s), best.hash, &br) == ERR_OK && tell_branch(s, &br);
	}
	if (ok)
		tell_best(s, &best);
	else
		stop(s);
	arena_rewind(&r->work, mark);
	return ok;
}

/* What stays pinned for too long would lose its state. */
static bool pins_too_old(const struct follow *f, u32 best)
{
	for (u32 i = 0; i < f->num; i++)
		if (f->blocks[i].pinned && f->blocks[i].state != FOLLOW_LIVE &&
		    best > f->blocks[i].number + FOLLOW_BEHIND_MAX)
			return true;
	return false;
}

static void follow_block_event(struct rpc_sub *s, const struct db_ref *best)
{
	struct follow *f = of(s);
	struct rpc *r = rpc_of(s);
	size_t mark = arena_mark(&r->work);
	struct branch br;

	if (pins_too_old(f, best->number) || branch_to(r, f, best->hash, &br) != ERR_OK ||
	    !tell_branch(s, &br))
		stop(s);
	else if (!mem_eq(f->best.hash, best->hash, HASH_LEN))
		tell_best(s, best);
	arena_rewind(&r->work, mark);
}

static bool in_branch(const struct branch *br, const u8 hash[HASH_LEN])
{
	for (u32 i = 0; i < br->num; i++)
		if (mem_eq(br->b[i].hash, hash, HASH_LEN))
			return true;
	return false;
}

/* Marks what is not below the new finalized block; gives the first of them. New ones are
 * live until here, and parents come before their children. */
static void settle(struct follow *f, const struct branch *br, u32 number, bool *was_live)
{
	for (u32 i = 0; i < f->num; i++) {
		struct follow_block *b = &f->blocks[i];
		const struct follow_block *parent;

		was_live[i] = b->state == FOLLOW_LIVE;
		if (!was_live[i])
			continue;
		parent = find(f, b->parent);
		if (in_branch(br, b->hash))
			b->state = FOLLOW_FINAL;
		else if (b->number <= number || (parent != NULL && parent->state == FOLLOW_PRUNED))
			b->state = FOLLOW_PRUNED;
	}
}

static void tell_finalized(struct rpc_sub *s, const struct branch *br, const bool *was_live)
{
	const struct follow *f = of(s);
	size_t mark;
	struct json_wr w = follow_event(s, "finalized", &mark);

	json_wr_key(&w, "finalizedBlockHashes");
	json_wr_arr(&w);
	for (u32 i = br->num; i > 0; i--)
		rpc_wr_hash(&w, br->b[i - 1].hash);
	json_wr_arr_end(&w);
	json_wr_key(&w, "prunedBlockHashes");
	json_wr_arr(&w);
	for (u32 i = 0; i < f->num; i++)
		if (was_live[i] && f->blocks[i].state == FOLLOW_PRUNED)
			rpc_wr_hash(&w, f->blocks[i].hash);
	json_wr_arr_end(&w);
	send_event(s, &w, mark);
}

static bool finalize(struct rpc_sub *s, const struct db_ref *ref)
{
	struct follow *f = of(s);
	struct rpc *r = rpc_of(s);
	const struct follow_block *best;
	struct branch br;
	bool *was_live;

	if (branch_to(r, f, ref->hash, &br) != ERR_OK || !tell_branch(s, &br))
		return false;
	was_live = (bool *)arena_zalloc(&r->work, f->num + 1, sizeof(*was_live));
	if (was_live == NULL)
		return false;
	settle(f, &br, ref->number, was_live);
	/* The best block is the new finalized one or one after it. */
	best = find(f, f->best.hash);
	if (!mem_eq(f->best.hash, ref->hash, HASH_LEN) &&
	    (best == NULL || best->state != FOLLOW_LIVE))
		tell_best(s, ref);
	tell_finalized(s, &br, was_live);
	f->finalized = *ref;
	follow_unpinned(f);
	return true;
}

static void follow_finalized_event(struct rpc_sub *s, const struct db_ref *ref)
{
	struct rpc *r = rpc_of(s);
	size_t mark = arena_mark(&r->work);

	if (ref->number > of(s)->finalized.number && !finalize(s, ref))
		stop(s);
	arena_rewind(&r->work, mark);
}

static void follow_end(struct rpc_sub *s)
{
	struct follow *f = of(s);

	while (f->ops != NULL)
		follow_op_free(f->ops);
	free(f->blocks);
	free(f);
}

const struct sub_hooks follow_hooks = {
	.note = "chainHead_v1_followEvent",
	.prime = follow_prime,
	.block = follow_block_event,
	.finalized = follow_finalized_event,
	.end = follow_end,
};
