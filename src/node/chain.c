#include "node/chain.h"

#include "base/fault.h"
#include "consensus/grandpa.h"
#include "crypto/hash.h"
#include "primitives/extrinsic.h"

/* The block that is being made: its runtime session on the parent's state. */
struct building {
	struct chain *c;
	struct chain_session s;
	struct arena *a;
	struct slice *xts;
	u32 num, cap;
};

static enum err refuse(struct chain *c, enum err e, const char *why)
{
	c->why = why;
	return e;
}

static enum err read_authoring(struct chain *c, struct chain_session *s)
{
	struct slice out;
	struct rd r;

	TRY(runtime_call(&s->rt, "AuraApi_slot_duration", SLICE_EMPTY, &out));
	r = rd_from(out);
	c->slot_ms = rd_u64(&r);
	TRY(rd_end(&r));
	TRY(runtime_call(&s->rt, "AuraApi_authorities", SLICE_EMPTY, &out));
	TRY(aura_authorities_decode(&c->aura, out));
	return c->slot_ms == 0 || c->aura.list.num == 0 ? ERR_CORRUPT : ERR_OK;
}

/* Slots and their authors, from the state of the best block. */
static enum err load_authoring(struct chain *c, struct arena *a)
{
	struct chain_session s;
	enum err e;

	TRY(chain_session(c, c->best.number, a, &s));
	e = read_authoring(c, &s);
	db_view_close(&s.view);
	return e;
}

static enum err put_genesis(struct chain *c, struct arena *a)
{
	const struct chain_spec *spec = c->spec;
	struct trie_change *changes;
	struct db_ref ref = {.number = 0};
	struct wr header = wr_into(arena_alloc(a, HEADER_MAX), HEADER_MAX);
	u8 root[HASH_LEN], none[1] = {0};
	struct slice bytes;
	struct db_write w;
	struct trie_db trie;
	enum err e;

	changes = (struct trie_change *)arena_zalloc(a, spec->num_top, sizeof(*changes));
	if (changes == NULL || header.p == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < spec->num_top; i++) {
		changes[i].key = spec->top[i].key;
		changes[i].value = spec->top[i].value;
	}
	wr_header(&header, &spec->genesis);
	TRY(wr_done(&header, &bytes));
	memcpy(ref.hash, spec->genesis_hash, HASH_LEN);
	TRY(db_begin(&w, c->db, 0));
	trie = db_write_trie(&w);
	e = trie_apply(&trie, trie_empty_root, changes, spec->num_top, a, root);
	if (e == ERR_OK && !mem_eq(root, spec->genesis.state_root, HASH_LEN))
		e = ERR_GENESIS;
	if (e == ERR_OK)
		e = db_put_block(&w, ref.hash, bytes, SLICE_ARR(none));
	if (e == ERR_OK)
		e = db_put_finalized(&w, &ref, SLICE_EMPTY);
	if (e != ERR_OK) {
		db_abort(&w);
		return e;
	}
	TRY(db_commit(&w));
	return db_sync(c->db);
}

/* The best block, as far as its header goes. */
static enum err load_best(struct chain *c, struct db_view *v)
{
	struct slice bytes = SLICE_EMPTY;
	struct header h;
	u8 hash[HASH_LEN];

	TRY(db_header(v, c->best.number, &bytes));
	TRY(header_decode(&h, bytes));
	header_hash(&h, hash);
	if (!mem_eq(hash, c->best.hash, HASH_LEN))
		return ERR_CORRUPT;
	memcpy(c->best_root, h.state_root, HASH_LEN);
	c->best_slot = 0;
	return c->best.number > 0 ? header_aura_slot(&h, &c->best_slot) : ERR_OK;
}

static enum err load_refs(struct chain *c, struct db_view *v)
{
	u8 genesis[HASH_LEN];

	TRY(db_best(v, &c->best));
	TRY(db_finalized(v, &c->finalized));
	TRY(db_hash_of(v, 0, genesis));
	if (!mem_eq(genesis, c->spec->genesis_hash, HASH_LEN))
		return ERR_GENESIS;
	return load_best(c, v);
}

/* Reads where the stored chain stands into c. In a store with blocks nothing of it may be
 * missing; ERR_NOT_FOUND means that there are none. */
static enum err load_position(struct chain *c)
{
	struct db_view v;
	bool empty;
	enum err e;

	TRY(db_view_open(&v, c->db));
	e = db_is_empty(&v, &empty);
	if (e == ERR_OK && !empty) {
		e = load_refs(c, &v);
		if (e == ERR_NOT_FOUND)
			e = ERR_CORRUPT;
	} else if (e == ERR_OK) {
		e = ERR_NOT_FOUND;
	}
	db_view_close(&v);
	return e;
}

enum err chain_open(struct chain *c, struct db *db, const struct chain_spec *spec, struct arena *a)
{
	enum err e;

	*c = (struct chain){.db = db, .spec = spec, .why = ""};
	e = load_position(c);
	if (e == ERR_NOT_FOUND) {
		TRY(put_genesis(c, a));
		e = load_position(c);
	}
	TRY(e);
	TRY(chain_authority_set(c, c->finalized.number + 1, &c->voters));
	return load_authoring(c, a);
}

enum err chain_session(struct chain *c, u32 number, struct arena *a, struct chain_session *s)
{
	struct slice bytes = SLICE_EMPTY;
	struct header h;
	u32 oldest;
	enum err e;

	TRY(db_view_open(&s->view, c->db));
	s->trie = db_trie(&s->view);
	s->at.number = number;
	e = db_pruned_below(&s->view, &oldest);
	if (e == ERR_OK && number < oldest)
		e = ERR_STALE;
	if (e == ERR_OK)
		e = db_header(&s->view, number, &bytes);
	if (e == ERR_OK)
		e = db_hash_of(&s->view, number, s->at.hash);
	if (e == ERR_OK)
		e = header_decode(&h, bytes);
	if (e == ERR_OK)
		e = runtime_open(&s->rt, &s->trie, h.state_root, a);
	if (e != ERR_OK)
		db_view_close(&s->view);
	return e;
}

/* Takes over what the header says about who makes the next blocks: Consensus("aura", tag 1 ++
 * Vec<key>), polkadot-sdk substrate/primitives/consensus/aura. */
static enum err note_authors(struct chain *c, const struct header *h)
{
	for (u32 i = 0; i < h->num_items; i++) {
		const struct digest_item *d = &h->items[i];
		struct aura_authorities next;

		if (d->kind != DIGEST_CONSENSUS || !mem_eq(d->engine, engine_aura, 4) ||
		    d->data.n == 0 || d->data.p[0] != 1)
			continue;
		TRY(aura_authorities_decode(&next, slice_from(d->data, 1)));
		if (next.list.num == 0)
			return ERR_CORRUPT;
		c->aura = next;
	}
	return ERR_OK;
}

/* Reads which runtime the chain wants after its best block. */
static enum err note_code(struct chain *c, struct arena *a)
{
	struct chain_session s;
	struct slice code;
	bool found;
	enum err e;

	TRY(chain_session(c, c->best.number, a, &s));
	e = runtime_get(&s.rt, SLICE_LIT(":code"), &found, &code);
	memset(c->code, 0, HASH_LEN);
	if (e == ERR_OK && found)
		blake2_256(c->code, code);
	db_view_close(&s.view);
	c->foreign = c->compares_code && !mem_eq(c->code, c->linked, HASH_LEN);
	return e;
}

enum err chain_link(struct chain *c, const u8 linked[HASH_LEN], struct arena *a)
{
	memcpy(c->linked, linked, HASH_LEN);
	c->compares_code = true;
	return note_code(c, a);
}

static bool changes_code(const struct header *h)
{
	for (u32 i = 0; i < h->num_items; i++)
		if (h->items[i].kind == DIGEST_RUNTIME_UPDATED)
			return true;
	return false;
}

static enum err need_own_runtime(struct chain *c)
{
	if (!c->foreign)
		return ERR_OK;
	return refuse(c, ERR_UNSUPPORTED, "the chain's runtime is not the one of this program");
}

/* Writes block and state in one transaction. header is sealed; the session has executed it. */
static enum err commit_block(struct chain *c, struct chain_session *s, const struct header *h,
			     const struct chain_block *b, struct arena *a)
{
	u8 root[HASH_LEN];
	struct db_write w;
	struct trie_db trie;
	enum err e;

	TRY(db_begin(&w, c->db, b->ref.number));
	trie = db_write_trie(&w);
	e = runtime_store(&s->rt, &trie, root);
	if (e == ERR_OK && !mem_eq(root, h->state_root, HASH_LEN))
		e = refuse(c, ERR_INVALID, "state root is not the header's");
	if (e == ERR_OK)
		e = db_put_block(&w, b->ref.hash, b->header, b->body);
	if (e == ERR_OK && b->ref.number > CHAIN_KEEP_STATES)
		e = db_prune(&w, b->ref.number - CHAIN_KEEP_STATES);
	if (e != ERR_OK) {
		db_abort(&w);
		return e;
	}
	FAULT_POINT("node.import.before_commit");
	TRY(db_commit(&w));
	FAULT_POINT("node.import.after_commit");
	c->best = b->ref;
	memcpy(c->best_root, h->state_root, HASH_LEN);
	TRY(note_authors(c, h));
	if (changes_code(h))
		TRY(note_code(c, a));
	return header_aura_slot(h, &c->best_slot);
}

static enum err push_xt(struct building *b, struct slice xt)
{
	if (b->num == b->cap) {
		u32 cap = b->cap == 0 ? 64 : b->cap * 2;
		struct slice *more = (struct slice *)arena_zalloc(b->a, cap, sizeof(*more));

		if (more == NULL)
			return ERR_NOMEM;
		for (u32 i = 0; i < b->num; i++)
			more[i] = b->xts[i];
		b->xts = more;
		b->cap = cap;
	}
	return arena_dup(b->a, xt, &b->xts[b->num++]);
}

/* Whether the SCALE result of apply_extrinsic means that it is part of the block. */
static bool was_applied(struct slice result)
{
	return result.n >= 1 && result.p[0] == 0;
}

static enum err start_block(struct building *b, u64 slot)
{
	struct header h = {.number = b->c->best.number + 1};
	u8 *buf = (u8 *)arena_alloc(b->a, HEADER_MAX), pre[8];
	struct wr w = wr_into(buf, HEADER_MAX), s = wr_into(pre, sizeof(pre));
	struct slice args, out;

	if (buf == NULL)
		return ERR_NOMEM;
	wr_u64(&s, slot);
	memcpy(h.parent, b->c->best.hash, HASH_LEN);
	TRY(header_push(&h, DIGEST_PRE_RUNTIME, engine_aura, SLICE_ARR(pre)));
	wr_header(&w, &h);
	TRY(wr_done(&w, &args));
	return runtime_call(&b->s.rt, "Core_initialize_block", args, &out);
}

/* The inherents: what the runtime makes of InherentData {"timstap0": now}. */
static enum err apply_inherents(struct building *b, u64 now_ms)
{
	u8 data[32];
	struct wr w = wr_into(data, sizeof(data));
	struct slice args, list, result;
	struct rd r;
	u32 num;

	wr_compact(&w, 1);
	wr_bytes(&w, "timstap0", 8);
	wr_compact(&w, 8);
	wr_u64(&w, now_ms);
	TRY(wr_done(&w, &args));
	TRY(runtime_call(&b->s.rt, "BlockBuilder_inherent_extrinsics", args, &list));
	r = rd_from(list);
	num = rd_seq_len(&r, 2);
	for (u32 i = 0; i < num; i++) {
		const u8 *start = r.p;
		struct slice body = rd_vec(&r, EXTRINSIC_MAX), xt;

		if (r.err != ERR_OK)
			break;
		xt = slice_of(start, (size_t)(body.p + body.n - start));
		TRY(runtime_call(&b->s.rt, "BlockBuilder_apply_extrinsic", xt, &result));
		if (!was_applied(result))
			return refuse(b->c, ERR_INVALID, "an inherent was refused");
		TRY(push_xt(b, xt));
	}
	return rd_end(&r);
}

static enum err apply_transactions(struct building *b, const struct chain_source *src)
{
	struct slice xt, result;
	size_t bytes = 0;

	while (src != NULL && !src->full(src->ctx) && src->next(src->ctx, &xt)) {
		if (xt.n > CHAIN_BODY_MAX - bytes)
			break;
		TRY(runtime_call(&b->s.rt, "BlockBuilder_apply_extrinsic", xt, &result));
		if (was_applied(result)) {
			TRY(push_xt(b, xt));
			bytes += xt.n;
		}
		src->applied(src->ctx, result);
	}
	return ERR_OK;
}

static enum err encode_body(struct building *b, struct slice *out)
{
	struct wr w = wr_arena(b->a);

	wr_compact(&w, b->num);
	for (u32 i = 0; i < b->num; i++)
		wr_slice(&w, b->xts[i]);
	return wr_arena_done(&w, b->a, out);
}

/* Signs the header and fills in what the block is called. */
static enum err seal(struct building *b, struct header *h, const struct sr25519_pair *aura,
		     struct chain_block *out)
{
	u8 hash[HASH_LEN], *sig = (u8 *)arena_alloc(b->a, AURA_SEAL_LEN);
	struct wr w;

	if (sig == NULL)
		return ERR_NOMEM;
	header_hash(h, hash);
	sr25519_sign(sig, aura, SLICE_ARR(hash), NULL);
	TRY(header_push(h, DIGEST_SEAL, engine_aura, slice_of(sig, AURA_SEAL_LEN)));
	w = wr_arena(b->a);
	wr_header(&w, h);
	TRY(wr_arena_done(&w, b->a, &out->header));
	out->ref.number = h->number;
	header_hash(h, out->ref.hash);
	out->num_extrinsics = b->num;
	return encode_body(b, &out->body);
}

static enum err build(struct building *b, const struct sr25519_pair *aura, u64 now_ms,
		      const struct chain_source *src, struct chain_block *out)
{
	struct header h;
	struct slice bytes;

	TRY(start_block(b, now_ms / b->c->slot_ms));
	TRY(apply_inherents(b, now_ms));
	TRY(apply_transactions(b, src));
	TRY(runtime_call(&b->s.rt, "BlockBuilder_finalize_block", SLICE_EMPTY, &bytes));
	TRY(header_decode(&h, bytes));
	TRY(seal(b, &h, aura, out));
	FAULT_POINT("node.author.sealed");
	return commit_block(b->c, &b->s, &h, out, b->a);
}

const u8 *chain_slot_author(const struct chain *c, u64 now_ms)
{
	return c->aura.list.items[now_ms / c->slot_ms % c->aura.list.num];
}

enum err chain_author(struct chain *c, const struct sr25519_pair *aura, u64 now_ms,
		      const struct chain_source *src, struct arena *a, struct chain_block *out)
{
	struct building b = {.c = c, .a = a};
	enum err e;

	c->why = "";
	TRY(need_own_runtime(c));
	if (now_ms / c->slot_ms <= c->best_slot)
		return ERR_AGAIN;
	if (!mem_eq(aura->pub, chain_slot_author(c, now_ms), 32))
		return refuse(c, ERR_DENIED, "the slot is another authority's");
	TRY(chain_session(c, c->best.number, a, &b.s));
	e = build(&b, aura, now_ms, src, out);
	if (e != ERR_OK && c->why[0] == '\0')
		c->why = runtime_why(&b.s.rt);
	db_view_close(&b.s.view);
	return e;
}

/* Checks parent, slot and seal, and leaves *h without the seal. */
static enum err check_header(struct chain *c, struct header *h)
{
	u8 hash[HASH_LEN];
	struct slice sig;
	u64 slot;

	if (h->number != c->best.number + 1 || !mem_eq(h->parent, c->best.hash, HASH_LEN))
		return refuse(c, ERR_HEADER, "it does not follow the best block");
	TRY(header_aura_slot(h, &slot));
	if (slot <= c->best_slot)
		return refuse(c, ERR_HEADER, "its slot is not after the parent's");
	TRY(header_unseal(h, &sig));
	header_hash(h, hash);
	if (sr25519_verify(sig.p, SLICE_ARR(hash), c->aura.list.items[slot % c->aura.list.num]) !=
	    ERR_OK)
		return refuse(c, ERR_HEADER, "its seal is not the author's");
	return ERR_OK;
}

/* Runs the whole block in the runtime, which compares the result with the header. */
static enum err execute(struct chain_session *s, const struct header *unsealed, struct slice body,
			struct arena *a)
{
	struct wr w = wr_arena(a);
	struct slice args, out;

	wr_header(&w, unsealed);
	wr_slice(&w, body);
	TRY(wr_arena_done(&w, a, &args));
	return runtime_call(&s->rt, "Core_execute_block", args, &out);
}

static enum err import_on(struct chain *c, struct chain_session *s, struct chain_block *b,
			  struct arena *a)
{
	struct header sealed, h;
	struct rd r = rd_from(b->body);

	TRY(header_decode(&sealed, b->header));
	h = sealed;
	TRY(check_header(c, &h));
	TRY(execute(s, &h, b->body, a));
	b->num_extrinsics = rd_seq_len(&r, 2);
	b->ref.number = sealed.number;
	header_hash(&sealed, b->ref.hash);
	return commit_block(c, s, &sealed, b, a);
}

enum err chain_import(struct chain *c, struct slice header, struct slice body, struct arena *a,
		      struct chain_block *out)
{
	struct chain_session s;
	enum err e;

	c->why = "";
	TRY(need_own_runtime(c));
	if (body.n > CHAIN_BODY_MAX + EXTRINSIC_MAX)
		return refuse(c, ERR_LIMIT, "its body is too large");
	TRY(arena_dup(a, header, &out->header));
	TRY(arena_dup(a, body, &out->body));
	TRY(chain_session(c, c->best.number, a, &s));
	e = import_on(c, &s, out, a);
	if (e != ERR_OK && c->why[0] == '\0')
		c->why = runtime_why(&s.rt);
	db_view_close(&s.view);
	return e;
}

/* --- finality --------------------------------------------------------------------- */

/* The set that the header of a hand-over names. */
static enum err set_after(struct db_view *v, const struct db_set_change *at,
			  struct authority_set *out)
{
	struct grandpa_change change;
	struct slice bytes;
	struct header h;

	TRY(db_header(v, at->number, &bytes));
	TRY(header_decode(&h, bytes));
	TRY(grandpa_change_of(&h, &change));
	if (change.kind != GRANDPA_SCHEDULED)
		return ERR_CORRUPT;
	*out = change.next;
	out->set_id = at->set_id + 1;
	return ERR_OK;
}

enum err chain_authority_set(struct chain *c, u32 number, struct authority_set *out)
{
	struct db_set_change last;
	struct db_view v;
	enum err e;

	if (number > c->finalized.number + 1)
		return ERR_STALE;
	TRY(db_view_open(&v, c->db));
	e = db_set_change_before(&v, number, &last);
	if (e == ERR_OK) {
		e = set_after(&v, &last, out);
	} else if (e == ERR_NOT_FOUND) {
		*out = c->spec->grandpa;
		e = ERR_OK;
	}
	db_view_close(&v);
	return e;
}

/* Signs with all keys of the set that are here. */
static enum err justify(struct chain *c, const struct chain_votes *votes, const struct db_ref *ref,
			struct wr *w)
{
	const struct ed25519_pair *pairs[AUTHORITIES_MAX];
	struct grandpa_target t = {
		.number = ref->number,
		.round = ref->number, /* one round a block: it only has to grow */
		.set_id = c->voters.set_id,
	};
	u64 weight = 0;
	u32 num = 0;

	for (u32 i = 0; i < c->voters.num; i++) {
		pairs[num] = votes->find(votes->ctx, c->voters.list[i].id);
		if (pairs[num] == NULL)
			continue;
		weight += c->voters.list[i].weight; /* members' weights add up in 64 bits */
		num++;
	}
	if (weight < authority_threshold(&c->voters))
		return refuse(c, ERR_DENIED, "too few of the authorities' keys are here");
	memcpy(t.hash, ref->hash, HASH_LEN);
	return grandpa_justify_by(w, &t, pairs, num);
}

/* What the block that becomes final changes about who finalizes the next one. */
static enum err next_voters(struct chain *c, struct db_write *w, u32 number,
			    struct authority_set *next)
{
	struct db_set_change at = {number, c->voters.set_id};
	struct grandpa_change change;
	struct slice bytes;
	struct header h;

	*next = c->voters;
	TRY(db_header(&w->view, number, &bytes));
	TRY(header_decode(&h, bytes));
	TRY(grandpa_change_of(&h, &change));
	if (change.kind == GRANDPA_NO_CHANGE)
		return ERR_OK;
	if (change.kind == GRANDPA_FORCED || change.delay != 0)
		return refuse(c, ERR_UNSUPPORTED,
			      "the runtime announced a forced or delayed change of authorities");
	*next = change.next;
	next->set_id = at.set_id + 1;
	return db_put_set_change(w, &at);
}

/* Stores that `ref` is final, in w. */
static enum err put_final(struct chain *c, struct db_write *w, const struct db_ref *ref,
			  struct slice proof, struct authority_set *next)
{
	TRY(next_voters(c, w, ref->number, next));
	TRY(db_put_finalized(w, ref, proof));
	FAULT_POINT("node.finalize.before_commit");
	return ERR_OK;
}

static enum err finish_final(struct chain *c, struct db_write *w, const struct db_ref *ref,
			     const struct authority_set *next)
{
	TRY(db_commit(w));
	TRY(db_sync(c->db));
	FAULT_POINT("node.finalize.after_commit");
	c->finalized = *ref;
	c->voters = *next;
	return ERR_OK;
}

static enum err finalize_one(struct chain *c, const struct chain_votes *votes, struct db_write *w,
			     struct db_ref *ref, struct arena *a, struct authority_set *next)
{
	struct slice proof;
	struct wr out;

	ref->number = w->number;
	TRY(db_hash_of(&w->view, ref->number, ref->hash));
	out = wr_arena(a);
	TRY(justify(c, votes, ref, &out));
	TRY(wr_arena_done(&out, a, &proof));
	return put_final(c, w, ref, proof, next);
}

/* Nothing follows a block whose code is foreign, so nothing is waited for either. */
static u32 finality_lag(const struct chain *c)
{
	return c->foreign ? 0 : CHAIN_FINALITY_LAG;
}

enum err chain_finalize(struct chain *c, const struct chain_votes *votes, struct arena *a,
			bool *advanced)
{
	struct authority_set next;
	struct db_write w;
	struct db_ref ref;
	enum err e;

	*advanced = false;
	c->why = "";
	if (c->best.number < c->finalized.number + finality_lag(c) + 1)
		return ERR_OK;
	TRY(db_begin(&w, c->db, c->finalized.number + 1));
	e = finalize_one(c, votes, &w, &ref, a, &next);
	if (e != ERR_OK) {
		db_abort(&w);
		return e;
	}
	TRY(finish_final(c, &w, &ref, &next));
	*advanced = true;
	return ERR_OK;
}

static enum err finalize_by(struct chain *c, struct db_write *w,
			    const struct grandpa_justification *j, struct slice proof,
			    struct db_ref *ref, struct authority_set *next)
{
	ref->number = j->target_number;
	TRY(db_hash_of(&w->view, ref->number, ref->hash));
	if (!mem_eq(ref->hash, j->target_hash, HASH_LEN))
		return ERR_TARGET;
	TRY(grandpa_verify(j, &c->voters));
	/* What it finalizes on the way must not change who may justify. */
	for (u32 n = c->finalized.number + 1; n < ref->number; n++) {
		struct grandpa_change change;
		struct slice bytes;
		struct header h;

		TRY(db_header(&w->view, n, &bytes));
		TRY(header_decode(&h, bytes));
		TRY(grandpa_change_of(&h, &change));
		if (change.kind != GRANDPA_NO_CHANGE)
			return ERR_SET_CHANGE;
	}
	return put_final(c, w, ref, proof, next);
}

enum err chain_finalize_by(struct chain *c, struct slice justification)
{
	struct grandpa_justification j;
	struct authority_set next;
	struct db_write w;
	struct db_ref ref;
	enum err e;

	c->why = "";
	TRY(grandpa_decode(&j, justification));
	if (j.target_number <= c->finalized.number || j.target_number > c->best.number)
		return ERR_STALE;
	TRY(db_begin(&w, c->db, j.target_number));
	e = finalize_by(c, &w, &j, justification, &ref, &next);
	if (e != ERR_OK) {
		db_abort(&w);
		return e;
	}
	return finish_final(c, &w, &ref, &next);
}
