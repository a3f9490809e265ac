#include "node/node.h"

#include <stdlib.h>
#include <uv.h>

#include "node/keystore.h"
#include "crypto/hash.h"
#include "os/arena_map.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/log.h"
#include "os/workers.h"
#include "primitives/extrinsic.h"
#include "trie/proof.h"

#define BLOCK_ARENA_MAX  ((size_t)1 << 30) /* address space of one block's work */
#define BLOCK_ARENA_KEEP ((size_t)16 << 20)
#define SIGS_KNOWN       16384u
#define EXHAUSTED_MAX    4u /* transactions that do not fit before a block is full */
#define FAILURES_MAX     5u /* blocks in a row */
#define RECHECK_BLOCKS   2u /* in the pool before a transaction is validated again */
#define RECHECK_MAX      512u /* of them after each block */
#define RECHECK_NS       2000000u /* in one round of the loop */

/* What authoring took from the pool; told to the pool when the block is stored. */
struct taken {
	u8 (*hash)[32];
	u8 *fate; /* enum pool_status, or NUM_POOL_STATUSES to keep it */
	u32 num;
	u32 exhausted;
	bool in_flight; /* hash[num] is being applied */
	u64 until_ns;
};

struct node {
	struct chain chain;
	struct db *db;
	struct pool *pool;
	struct runtime_sigs *sigs;
	struct workers *workers;
	struct runtime_threads threads; /* the runtime's way to them */
	struct arena arena;
	struct node_opts opts;
	struct node_observer observers[NODE_OBSERVERS_MAX];
	u32 num_observers;
	struct taken taken;
	struct node_counts counts;
	struct keystore *keys;
	bool mute;    /* was said: no author's key is here, so no blocks */
	bool stalled; /* was said: too few of the voters' keys, so no finality */
	uv_timer_t *timer, *recheck;
	u32 recheck_left;
	u32 failures;
	bool told_foreign;
	int lock;
};

static void told_tx(void *ctx, const u8 hash[32], enum pool_status s, const u8 at[32])
{
	struct node *n = (struct node *)ctx;

	for (u32 i = 0; i < n->num_observers; i++)
		if (n->observers[i].tx != NULL)
			n->observers[i].tx(n->observers[i].ctx, hash, s, at);
}

const struct node_counts *node_counts(const struct node *n)
{
	return &n->counts;
}

static enum err link_runtime(struct node *n)
{
	u8 hash[HASH_LEN];

	blake2_256(hash, n->opts.code);
	return chain_link(&n->chain, hash, &n->arena);
}

static enum err open_store(struct node *n)
{
	struct db_opts o = {.dir = n->opts.dir, .archive = n->opts.archive};
	char path[OS_PATH_MAX];

	TRY(file_mkdirs(o.dir, 0700));
	TRY(path_join(path, sizeof(path), o.dir, "lock"));
	TRY(file_lock(path, &n->lock));
	TRY(path_join(path, sizeof(path), o.dir, "keystore"));
	TRY(keystore_open(&n->keys, path));
	TRY(keystore_hold(n->keys, &n->opts.aura, &n->opts.grandpa));
	TRY(db_open(&n->db, &o));
	if (n->opts.guard)
		db_guard(n->db, n->opts.dir);
	TRY(chain_open(&n->chain, n->db, n->opts.spec, &n->arena));
	return n->opts.code.n == 0 ? ERR_OK : link_runtime(n);
}

static void run_on_workers(void *ctx, void (*fn)(void *arg, u32 i), void *arg, u32 num)
{
	workers_run((struct workers *)ctx, fn, arg, num);
}

/* Threads only make it faster, so a system that gives none is no reason to stop. */
static void start_threads(struct node *n)
{
	u32 num = workers_spare();

	if (n->opts.one_thread || num == 0)
		return;
	num = num < NODE_THREADS_MAX ? num : NODE_THREADS_MAX;
	if (workers_new(&n->workers, num) != ERR_OK) {
		LOG(LOG_UNUSUAL, "no threads for signature checks; the node will be slower",
		    KV_U64("threads", num), KV_END);
		return;
	}
	n->threads = (struct runtime_threads){n->workers, run_on_workers};
	runtime_threads_use(&n->threads);
}

enum err node_open(struct node **out, const struct node_opts *o)
{
	struct node *n = (struct node *)calloc(1, sizeof(*n));
	enum err e;

	if (n == NULL)
		return ERR_NOMEM;
	n->opts = *o;
	n->lock = -1;
	e = arena_map(&n->arena, BLOCK_ARENA_MAX);
	if (e == ERR_OK) {
		arena_map_large_pages(&n->arena);
		e = pool_new(&n->pool, told_tx, n);
	}
	n->sigs = runtime_sigs_new(SIGS_KNOWN);
	n->taken.hash = (u8(*)[32])calloc(POOL_TXS_MAX, 32);
	n->taken.fate = (u8 *)calloc(POOL_TXS_MAX, 1);
	if (e == ERR_OK && (n->sigs == NULL || n->taken.hash == NULL || n->taken.fate == NULL))
		e = ERR_NOMEM;
	if (e == ERR_OK) {
		runtime_signatures_known(n->sigs);
		start_threads(n);
		e = open_store(n);
	}
	if (e != ERR_OK) {
		node_close(n);
		return e;
	}
	arena_map_reset(&n->arena, BLOCK_ARENA_KEEP);
	*out = n;
	return ERR_OK;
}

void node_close(struct node *n)
{
	if (n == NULL)
		return;
	node_stop(n);
	pool_free(n->pool);
	db_close(n->db);
	runtime_signatures_known(NULL);
	runtime_sigs_free(n->sigs);
	runtime_threads_use(NULL);
	workers_free(n->workers);
	free(n->taken.hash);
	free(n->taken.fate);
	if (n->arena.mem != NULL)
		arena_unmap(&n->arena);
	if (n->lock >= 0)
		file_unlock(n->lock);
	keystore_close(n->keys);
	sr25519_release(&n->opts.aura);
	ed25519_release(&n->opts.grandpa);
	free(n);
}

struct chain *node_chain(struct node *n)
{
	return &n->chain;
}

const struct pool *node_pool(const struct node *n)
{
	return n->pool;
}

const struct chain_spec *node_spec(const struct node *n)
{
	return n->opts.spec;
}

/* A folder that was pruned before lacks old states for ever. */
bool node_is_archive(struct node *n)
{
	struct db_view v;
	u32 oldest = 0;
	enum err e;

	if (!n->opts.archive || db_view_open(&v, n->db) != ERR_OK)
		return false;
	e = db_pruned_below(&v, &oldest);
	db_view_close(&v);
	return e == ERR_OK && oldest == 0;
}

enum err node_observe(struct node *n, const struct node_observer *o)
{
	if (n->num_observers == NODE_OBSERVERS_MAX)
		return ERR_LIMIT;
	n->observers[n->num_observers++] = *o;
	return ERR_OK;
}

/* --- sealing ---------------------------------------------------------------------- */

static bool src_full(void *ctx)
{
	const struct node *n = (const struct node *)ctx;

	return n->taken.exhausted >= EXHAUSTED_MAX || clock_mono_ns() >= n->taken.until_ns;
}

static bool src_next(void *ctx, struct slice *xt)
{
	struct node *n = (struct node *)ctx;
	const struct pool_tx *t = pool_next(n->pool);

	if (t == NULL)
		return false;
	memcpy(n->taken.hash[n->taken.num], pool_tx_hash(t), 32);
	n->taken.in_flight = true;
	*xt = pool_tx_bytes(t);
	return true;
}

/* result: Ok(..) = 0; Err(Invalid(kind)) = 1 0 kind; Err(Unknown(..)) = 1 1 ... */
static void src_applied(void *ctx, struct slice result)
{
	enum { FUTURE = 2, EXHAUSTS_RESOURCES = 6 };
	struct node *n = (struct node *)ctx;
	u8 *fate = &n->taken.fate[n->taken.num++];

	n->taken.in_flight = false;
	if (result.n >= 1 && result.p[0] == 0) {
		*fate = POOL_IN_BLOCK;
		return;
	}
	*fate = POOL_INVALID;
	if (result.n < 3 || result.p[1] != 0)
		return;
	if (result.p[2] == EXHAUSTS_RESOURCES)
		n->taken.exhausted++;
	if (result.p[2] == EXHAUSTS_RESOURCES || result.p[2] == FUTURE)
		*fate = NUM_POOL_STATUSES;
}

static void settle_pool(struct node *n, const struct chain_block *b)
{
	pool_clock(n->pool, clock_mono_ms());
	for (u32 i = 0; i < n->taken.num; i++) {
		if (n->taken.fate[i] == POOL_IN_BLOCK) {
			pool_included(n->pool, n->taken.hash[i], b->ref.hash);
			n->counts.pruned++;
		} else if (n->taken.fate[i] == POOL_INVALID) {
			pool_reject(n->pool, n->taken.hash[i]);
		}
	}
	pool_expire(n->pool, b->ref.number);
}

static void tell_block(struct node *n, const struct chain_block *b)
{
	for (u32 i = 0; i < n->num_observers; i++)
		if (n->observers[i].block != NULL)
			n->observers[i].block(n->observers[i].ctx, b);
}

static void tell_finalized(struct node *n)
{
	for (u32 i = 0; i < n->num_observers; i++)
		if (n->observers[i].finalized != NULL)
			n->observers[i].finalized(n->observers[i].ctx, &n->chain.finalized);
}

/* The key for the slot, or NULL when it is not ours to fill. With none of the authorities' keys
 * there is nothing to wait for but a person, who is told. */
static const struct sr25519_pair *author(struct node *n, u64 now_ms)
{
	const struct aura_authorities *who = &n->chain.aura;
	const struct sr25519_pair *pair =
	    keystore_aura(n->keys, chain_slot_author(&n->chain, now_ms));
	bool any = pair != NULL;

	for (u32 i = 0; !any && i < who->list.num; i++)
		any = keystore_aura(n->keys, who->list.items[i]) != NULL;
	if (!any && !n->mute)
		LOG(LOG_UNUSUAL,
		    "no blocks: this node holds no key of the chain's block authors; give it one "
		    "with author_insertKey (type aura)",
		    KV_HEX("author", slice_of(who->list.items[0], 32)), KV_END);
	if (any && n->mute)
		LOG(LOG_INFO, "blocks again: a key of the chain's authors is here", KV_END);
	n->mute = !any;
	return pair;
}

static const struct ed25519_pair *find_voter(void *ctx, const u8 pub[32])
{
	return keystore_grandpa((struct keystore *)ctx, pub);
}

/* Without the keys the chain goes on; finality follows when they are there. */
static enum err finalize(struct node *n)
{
	struct chain_votes votes = {n->keys, find_voter};
	bool advanced = true;
	enum err e = ERR_OK;

	while (e == ERR_OK && advanced) {
		e = chain_finalize(&n->chain, &votes, &n->arena, &advanced);
		if (e == ERR_OK && advanced)
			tell_finalized(n);
	}
	if (e == ERR_DENIED && !n->stalled)
		LOG(LOG_UNUSUAL,
		    "no finality: this node holds too few keys of the chain's voters; give it "
		    "theirs with author_insertKey (type gran)",
		    KV_HEX("voter", slice_of(n->chain.voters.list[0].id, 32)),
		    KV_U64("set", n->chain.voters.set_id),
		    KV_U64("voters", n->chain.voters.num), KV_END);
	if (e == ERR_OK && n->stalled)
		LOG(LOG_INFO, "finality again: the keys of the chain's voters are here", KV_END);
	n->stalled = e == ERR_DENIED;
	return e == ERR_DENIED ? ERR_OK : e;
}

/* The runtime was upgraded to one that is not ours: what there is becomes final, and whoever
 * runs this node is told what it takes to go on. */
static enum err end_of_blocks(struct node *n)
{
	TRY(finalize(n));
	if (n->told_foreign || n->chain.finalized.number != n->chain.best.number)
		return ERR_OK;
	n->told_foreign = true;
	LOG(LOG_BROKEN, "no more blocks: the chain's runtime is not the one of this program",
	    KV_U64("number", n->chain.best.number),
	    KV_HEX("needs", slice_of(n->chain.code, HASH_LEN)),
	    KV_HEX("has", slice_of(n->chain.linked, HASH_LEN)), KV_END);
	if (n->opts.foreign != NULL)
		n->opts.foreign(n->opts.fatal_ctx, n->chain.best.number, n->chain.code);
	return ERR_OK;
}

static enum err seal_one(struct node *n)
{
	struct chain_source src = {n, src_next, src_applied, src_full};
	u64 now_ms = clock_unix_ms(), start = clock_mono_ns();
	const struct sr25519_pair *aura = author(n, now_ms);
	struct chain_block b;

	if (n->chain.foreign)
		return end_of_blocks(n);
	if (aura == NULL)
		return finalize(n);
	pool_order(n->pool);
	n->taken.num = 0;
	n->taken.exhausted = 0;
	n->taken.in_flight = false;
	n->taken.until_ns = clock_mono_ns() + n->chain.slot_ms * 1000000u * 2 / 3;
	TRY(chain_author(&n->chain, aura, now_ms, &src, &n->arena, &b));
	LOG(LOG_DEBUG, "sealed", KV_U64("number", b.ref.number),
	    KV_HEX("hash", slice_of(b.ref.hash, HASH_LEN)),
	    KV_U64("extrinsics", b.num_extrinsics), KV_END);
	settle_pool(n, &b);
	n->counts.blocks++;
	n->counts.last_block_ns = clock_mono_ns() - start;
	n->counts.block_ns += n->counts.last_block_ns;
	n->counts.last_block_extrinsics = b.num_extrinsics;
	tell_block(n, &b);
	return finalize(n);
}

/* A transaction on which the runtime stops would stop each block after it too. It passed
 * validation, so this is our mistake, but not one worth a standing chain. */
static void drop_culprit(struct node *n)
{
	if (!n->taken.in_flight)
		return;
	LOG(LOG_BROKEN, "a transaction stopped the block that it was put into",
	    KV_HEX("hash", SLICE_ARR(n->taken.hash[n->taken.num])), KV_END);
	pool_reject(n->pool, n->taken.hash[n->taken.num]);
	n->taken.in_flight = false;
}

enum err node_seal(struct node *n)
{
	enum err e = seal_one(n);

	if (e == ERR_INVALID || e == ERR_NOMEM)
		drop_culprit(n);
	arena_map_reset(&n->arena, BLOCK_ARENA_KEEP);
	return e;
}

/* What trying again cannot mend. */
static bool is_final(enum err e)
{
	return e == ERR_CORRUPT || e == ERR_FULL || e == ERR_IO;
}

static void on_recheck(uv_timer_t *timer)
{
	struct node *n = (struct node *)timer->data;
	u64 end = clock_mono_ns() + RECHECK_NS;

	while (n->recheck_left > 0 && node_recheck(n, 1) > 0) {
		n->recheck_left--;
		if (clock_mono_ns() < end)
			continue;
		(void)uv_timer_start(timer, on_recheck, 1, 0);
		return;
	}
}

static void start_recheck(struct node *n)
{
	n->recheck_left = RECHECK_MAX;
	(void)uv_timer_start(n->recheck, on_recheck, 1, 0);
}

static void on_slot(uv_timer_t *timer)
{
	struct node *n = (struct node *)timer->data;
	u64 slot_ms = n->chain.slot_ms;
	enum err e = node_seal(n);

	if (e == ERR_OK || e == ERR_AGAIN) {
		n->failures = 0;
		start_recheck(n);
	} else {
		LOG(LOG_BROKEN, "cannot seal a block", KV_ERR(e), KV_STR("why", n->chain.why),
		    KV_END);
		if ((++n->failures >= FAILURES_MAX || is_final(e)) && n->opts.fatal != NULL) {
			n->opts.fatal(n->opts.fatal_ctx, e, n->chain.why);
			return;
		}
	}
	(void)uv_timer_start(timer, on_slot, slot_ms - clock_unix_ms() % slot_ms, 0);
}

enum err node_start(struct node *n, struct uv_loop_s *loop)
{
	uv_timer_t *both[2];

	both[0] = (uv_timer_t *)calloc(1, sizeof(uv_timer_t));
	both[1] = (uv_timer_t *)calloc(1, sizeof(uv_timer_t));
	if (both[0] == NULL || both[1] == NULL) {
		free(both[0]);
		free(both[1]);
		return ERR_NOMEM;
	}
	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		(void)uv_timer_init(loop, both[i]);
		both[i]->data = n;
	}
	n->timer = both[0];
	n->recheck = both[1];
	(void)uv_timer_start(n->timer, on_slot, 0, 0);
	return ERR_OK;
}

static void free_timer(uv_handle_t *h)
{
	free(h);
}

void node_stop(struct node *n)
{
	if (n->timer == NULL)
		return;
	(void)uv_timer_stop(n->timer);
	uv_close((uv_handle_t *)n->timer, free_timer);
	uv_close((uv_handle_t *)n->recheck, free_timer);
	n->timer = NULL;
	n->recheck = NULL;
}

/* --- submitting ------------------------------------------------------------------- */

static enum err validate(struct node *n, struct slice xt, struct arena *a, struct slice *out)
{
	struct wr w = wr_arena(a);
	struct slice args;

	n->counts.validations++;
	wr_u8(&w, 2); /* TransactionSource::External */
	wr_slice(&w, xt);
	wr_bytes(&w, n->chain.best.hash, HASH_LEN);
	TRY(wr_arena_done(&w, a, &args));
	return node_call(n, n->chain.best.number, "TaggedTransactionQueue_validate_transaction",
			 args, a, out);
}

/* out is SCALE Result<ValidTransaction, TransactionValidityError>. */
static enum err judge(struct node *n, struct slice out, struct node_verdict *verdict,
		      struct pool_validity *v)
{
	if (out.n == 0 || out.p[0] != 1)
		return pool_validity_decode(v, slice_from(out, 1), n->chain.best.number);
	verdict->error_len = size_min(out.n - 1, sizeof(verdict->error));
	memcpy(verdict->error, out.p + 1, verdict->error_len);
	n->counts.refused++;
	/* What cannot be told now may be told later; what is invalid now is not asked again. */
	if (verdict->error_len > 0 && verdict->error[0] == 0)
		pool_ban(n->pool, verdict->hash);
	return ERR_INVALID;
}

enum err node_submit(struct node *n, struct slice xt, struct arena *a, struct node_verdict *verdict)
{
	struct pool_validity v;
	struct extrinsic decoded;
	struct slice out;
	enum err e;

	memset(verdict, 0, sizeof(*verdict));
	extrinsic_hash(xt, verdict->hash);
	n->counts.submitted++;
	if (xt.n > EXTRINSIC_MAX)
		return ERR_LIMIT;
	pool_clock(n->pool, clock_mono_ms());
	TRY(pool_known(n->pool, verdict->hash));
	/* The runtime would refuse bytes that do not decode by trapping; say it better. */
	TRY(extrinsic_decode(&decoded, xt));
	e = validate(n, xt, a, &out);
	if (e == ERR_INVALID)
		verdict->trap = "the runtime stopped";
	TRY(e);
	TRY(judge(n, out, verdict, &v));
	verdict->priority = v.priority;
	verdict->rivals = pool_rivals(n->pool, &v);
	return pool_add(n->pool, verdict->hash, xt, &v);
}

void node_foresee(struct node *n, const struct slice *xts, size_t num, struct arena *a)
{
	size_t mark = arena_mark(a);
	struct chain_session s;

	if (num < 2 || n->chain.foreign)
		return;
	if (chain_session(&n->chain, n->chain.best.number, a, &s) == ERR_OK) {
		runtime_foresee(&s.rt, s.at.hash, xts, num);
		db_view_close(&s.view);
	}
	arena_rewind(a, mark);
}

bool node_remove(struct node *n, const u8 hash[32])
{
	if (!pool_has(n->pool, hash))
		return false;
	pool_clock(n->pool, clock_mono_ms());
	pool_reject(n->pool, hash);
	return true;
}

static void recheck_one(struct node *n, const struct pool_tx *t)
{
	struct node_verdict verdict = {.error_len = 0};
	struct pool_validity v;
	struct slice out;
	enum err e;

	memcpy(verdict.hash, pool_tx_hash(t), 32);
	e = validate(n, pool_tx_bytes(t), &n->arena, &out);
	if (e == ERR_OK)
		e = judge(n, out, &verdict, &v);
	if (e == ERR_OK)
		pool_checked(n->pool, verdict.hash, &v);
	else
		pool_reject(n->pool, verdict.hash);
}

u32 node_recheck(struct node *n, u32 max)
{
	u32 best = n->chain.best.number, num = 0;
	const struct pool_tx *t;

	if (best < RECHECK_BLOCKS)
		return 0;
	pool_clock(n->pool, clock_mono_ms());
	while (num < max && (t = pool_stalest(n->pool, best - RECHECK_BLOCKS + 1)) != NULL) {
		recheck_one(n, t);
		num++;
	}
	arena_reset(&n->arena);
	return num;
}

/* --- reading ---------------------------------------------------------------------- */

enum err node_number(struct node *n, const u8 *block, u32 *number)
{
	struct db_view v;
	enum err e;

	*number = n->chain.best.number;
	if (block == NULL)
		return ERR_OK;
	TRY(db_view_open(&v, n->db));
	e = db_number_of(&v, block, number);
	db_view_close(&v);
	return e;
}

enum err node_hash(struct node *n, u32 number, u8 hash[HASH_LEN])
{
	struct db_view v;
	enum err e;

	TRY(db_view_open(&v, n->db));
	e = db_hash_of(&v, number, hash);
	db_view_close(&v);
	return e;
}

typedef enum err read_block(struct db_view *v, u32 number, struct slice *out);

static enum err copy_out(struct node *n, read_block *read, u32 number, struct arena *a,
			 struct slice *out)
{
	struct db_view v;
	struct slice s;
	enum err e;

	TRY(db_view_open(&v, n->db));
	e = read(&v, number, &s);
	if (e == ERR_OK)
		e = arena_dup(a, s, out);
	db_view_close(&v);
	return e;
}

enum err node_header(struct node *n, u32 number, struct arena *a, struct slice *out)
{
	return copy_out(n, db_header, number, a, out);
}

enum err node_body(struct node *n, u32 number, struct arena *a, struct slice *out)
{
	return copy_out(n, db_body, number, a, out);
}

enum err node_justification(struct node *n, u32 number, struct arena *a, struct slice *out)
{
	return copy_out(n, db_justification, number, a, out);
}

enum err node_storage(struct node *n, u32 number, struct slice key, struct arena *a, bool *found,
		      struct slice *value)
{
	struct chain_session s;
	struct slice got = SLICE_EMPTY;
	enum err e;

	TRY(chain_session(&n->chain, number, a, &s));
	e = trie_get(&s.trie, s.rt.root, key, a, found, &got);
	if (e == ERR_OK && *found)
		e = arena_dup(a, got, value);
	db_view_close(&s.view);
	return e;
}

enum err node_next_key(struct node *n, u32 number, struct slice key, struct arena *a, bool *found,
		       struct slice *next)
{
	struct chain_session s;
	struct slice got = SLICE_EMPTY;
	enum err e;

	TRY(chain_session(&n->chain, number, a, &s));
	e = trie_next_key(&s.trie, s.rt.root, key, a, found, &got);
	if (e == ERR_OK && *found)
		e = arena_dup(a, got, next);
	db_view_close(&s.view);
	return e;
}

enum err node_read_proof(struct node *n, u32 number, const struct slice *keys, size_t num,
			 struct arena *a, struct slice *out)
{
	struct chain_session s;
	enum err e;

	TRY(chain_session(&n->chain, number, a, &s));
	e = trie_prove(&s.trie, s.rt.root, keys, num, a, out);
	db_view_close(&s.view);
	return e;
}

enum err node_call(struct node *n, u32 number, const char *method, struct slice args,
		   struct arena *a, struct slice *out)
{
	struct chain_session s;
	enum err e;

	/* This state is for another runtime. */
	if (n->chain.foreign && number == n->chain.best.number)
		return ERR_UNSUPPORTED;
	TRY(chain_session(&n->chain, number, a, &s));
	e = runtime_call(&s.rt, method, args, out);
	if (e == ERR_OK)
		e = arena_dup(a, *out, out);
	if (e == ERR_INVALID)
		LOG(LOG_DEBUG, "runtime call refused", KV_STR("method", method),
		    KV_STR("why", runtime_why(&s.rt)), KV_END);
	db_view_close(&s.view);
	return e;
}

/* What a proof can hold at most. It has an arena of its own, because the runtime rewinds its. */
#define CALL_PROOF_MAX ((size_t)TRIE_PROOF_BYTES_MAX * 2)

/* A refused call has a proof too: whoever repeats it with the proof sees it refused. */
enum err node_call_proof(struct node *n, u32 number, const char *method, struct slice args,
			 struct arena *a, struct slice *out)
{
	struct chain_session s;
	struct trie_recorder rec;
	struct trie_db seen;
	struct runtime_session rt;
	struct slice result;
	struct arena kept = arena_of(arena_alloc(a, CALL_PROOF_MAX), CALL_PROOF_MAX);
	enum err e;

	if (kept.mem == NULL)
		return ERR_NOMEM;
	TRY(chain_session(&n->chain, number, a, &s));
	rec = trie_recorder_init(&s.trie, &kept);
	seen = trie_recorder_db(&rec);
	e = runtime_open(&rt, &seen, s.rt.root, a);
	if (e == ERR_OK)
		e = runtime_call(&rt, method, args, &result);
	if (e == ERR_OK || e == ERR_INVALID)
		e = trie_recorder_proof(&rec, a, out);
	db_view_close(&s.view);
	return e;
}

/* --- keys and authorities --------------------------------------------------------- */

enum err node_insert_key(struct node *n, const u8 type[4], struct slice suri, const u8 pub[32])
{
	return keystore_insert(n->keys, type, suri, pub);
}

enum err node_has_key(struct node *n, const u8 type[4], const u8 pub[32], bool *has)
{
	return keystore_has(n->keys, type, pub, has);
}

enum err node_has_session_keys(struct node *n, struct slice keys, bool *has)
{
	if (keys.n != NODE_SESSION_KEYS_LEN)
		return ERR_FORMAT;
	TRY(keystore_has(n->keys, key_type_aura, keys.p, has));
	return *has ? keystore_has(n->keys, key_type_grandpa, keys.p + 32, has) : ERR_OK;
}

enum err node_rotate_keys(struct node *n, u8 keys[NODE_SESSION_KEYS_LEN])
{
	TRY(keystore_generate(n->keys, key_type_aura, keys));
	return keystore_generate(n->keys, key_type_grandpa, keys + 32);
}

enum err node_authority_set(struct node *n, u32 number, struct authority_set *out)
{
	return chain_authority_set(&n->chain, number, out);
}

enum err node_set_change(struct node *n, u32 from, u32 *number, u64 *set_id)
{
	struct db_set_change change;
	struct db_view v;
	enum err e;

	TRY(db_view_open(&v, n->db));
	e = db_set_change_from(&v, from, &change);
	db_view_close(&v);
	TRY(e);
	*number = change.number;
	*set_id = change.set_id;
	return ERR_OK;
}
