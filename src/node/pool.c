#include "node/pool.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "scale/decode.h"

#define BUCKET_BITS 13u
#define BUCKETS     (1u << BUCKET_BITS)
#define HEAP_MAX    (POOL_TXS_MAX + POOL_FUTURES_MAX + 2u) /* before limits are enforced */
#define NO_BAN      UINT32_MAX

/* One tag of one transaction, provided or required. */
struct tag {
	struct tag *next;
	struct pool_tx *tx;
	const u8 *id;
};

struct pool_tx {
	u8 hash[32];
	struct pool_validity v;
	u64 seq;
	u32 met; /* bit i: requires[i] is provided by the chain */
	bool ready;
	bool ordered;                       /* in the current walk */
	u32 heap_at;                        /* of a ready one */
	struct pool_tx *older, *newer;      /* in its queue */
	struct pool_tx *less, *more;        /* by when they were checked */
	struct pool_tx *next;               /* in its bucket */
	struct pool_tx *fresher, *staler;   /* among those that have just become ready */
	bool fresh;
	struct pool_tx *todo; /* list of those that a function still has to look at */
	struct tag provides[POOL_TAGS_MAX]; /* in the table while it is ready */
	struct tag requires[POOL_TAGS_MAX];
	size_t n;
	u8 bytes[];
};

struct queue {
	struct pool_tx *oldest, *newest;
	u32 num;
	size_t bytes;
};

/* Bans lie in a ring, in the order in which they were made, and in buckets by hash. */
struct ban {
	u8 hash[32];
	u64 until_ms;
	u32 next; /* in its bucket */
};

struct pool {
	pool_watch *watch;
	void *ctx;
	struct queue ready, future;
	struct pool_tx *least_checked, *most_checked;
	struct pool_tx *fresh;      /* those that have just become ready, a stack */
	struct pool_tx *letting_in; /* whose tags are being looked at; NULL once it left */
	struct pool_tx *by_hash[BUCKETS];
	struct tag *provided[BUCKETS], *required[BUCKETS];
	u64 seq, now_ms;
	struct pool_tx **heap; /* the ready ones; whom nobody misses is on top */
	u32 num_heap;
	struct pool_tx **sorted, **order; /* HEAP_MAX each */
	u32 num_order, at;
	struct ban *bans; /* POOL_BANS_MAX */
	u32 ban_bucket[BUCKETS];
	u32 first_ban, num_bans;
};

/* Senders choose accounts and bytes until tags and hashes are as they like. Multiplying by what
 * they do not know spreads those as well; no order of anything depends on it. */
static u64 bucket_key[2];

static enum err key_buckets(void)
{
	if (bucket_key[0] != 0)
		return ERR_OK;
	if (getrandom(bucket_key, sizeof(bucket_key), 0) != (ssize_t)sizeof(bucket_key))
		return ERR_IO;
	bucket_key[0] |= 1;
	bucket_key[1] |= 1;
	return ERR_OK;
}

static u32 bucket(const u8 *id)
{
	u64 mixed = load_le64(id) * bucket_key[0] + load_le64(id + 8) * bucket_key[1];

	return (u32)(mixed >> (64u - BUCKET_BITS));
}

enum err pool_new(struct pool **out, pool_watch *watch, void *ctx)
{
	struct pool *p;

	TRY(key_buckets());
	p = (struct pool *)calloc(1, sizeof(*p));
	if (p == NULL)
		return ERR_NOMEM;
	p->sorted = (struct pool_tx **)calloc(HEAP_MAX, sizeof(struct pool_tx *));
	p->order = (struct pool_tx **)calloc(HEAP_MAX, sizeof(struct pool_tx *));
	p->heap = (struct pool_tx **)calloc(HEAP_MAX, sizeof(struct pool_tx *));
	p->bans = (struct ban *)calloc(POOL_BANS_MAX, sizeof(*p->bans));
	for (u32 i = 0; i < BUCKETS; i++)
		p->ban_bucket[i] = NO_BAN;
	if (p->sorted == NULL || p->order == NULL || p->heap == NULL || p->bans == NULL) {
		pool_free(p);
		return ERR_NOMEM;
	}
	p->watch = watch;
	p->ctx = ctx;
	*out = p;
	return ERR_OK;
}

static void read_tags(struct rd *r, u32 *num, u8 tags[POOL_TAGS_MAX][POOL_TAG_LEN])
{
	*num = rd_seq_len(r, 1);
	if (*num > POOL_TAGS_MAX) {
		rd_fail(r, ERR_LIMIT);
		*num = 0;
	}
	for (u32 i = 0; i < *num; i++)
		blake2_128(tags[i], rd_vec(r, 4096));
}

enum err pool_validity_decode(struct pool_validity *out, struct slice scale, u32 number)
{
	struct rd r = rd_from(scale);
	u64 longevity;

	memset(out, 0, sizeof(*out));
	out->priority = rd_u64(&r);
	read_tags(&r, &out->num_requires, out->requires);
	read_tags(&r, &out->num_provides, out->provides);
	longevity = rd_u64(&r);
	(void)rd_bool(&r); /* propagate: this node gives transactions to no peer */
	out->valid_till = longevity > UINT64_MAX - number ? UINT64_MAX : number + longevity;
	out->at = number;
	return rd_end(&r);
}

/* --- bans --------------------------------------------------------------------------- */

void pool_clock(struct pool *p, u64 now_ms)
{
	p->now_ms = now_ms;
}

static u32 ban_find(const struct pool *p, const u8 hash[32])
{
	u32 i = p->ban_bucket[bucket(hash)];

	while (i != NO_BAN && !mem_eq(p->bans[i].hash, hash, 32))
		i = p->bans[i].next;
	return i;
}

static void ban_forget_oldest(struct pool *p)
{
	struct ban *b = &p->bans[p->first_ban];
	u32 *at = &p->ban_bucket[bucket(b->hash)];

	while (*at != p->first_ban)
		at = &p->bans[*at].next;
	*at = b->next;
	p->first_ban = (p->first_ban + 1) % POOL_BANS_MAX;
	p->num_bans--;
}

void pool_ban(struct pool *p, const u8 hash[32])
{
	u32 i = ban_find(p, hash);
	struct ban *b;

	if (i != NO_BAN) {
		p->bans[i].until_ms = p->now_ms + POOL_BAN_MS;
		return;
	}
	while (p->num_bans > 0 && (p->num_bans == POOL_BANS_MAX ||
				   p->bans[p->first_ban].until_ms <= p->now_ms))
		ban_forget_oldest(p);
	i = (p->first_ban + p->num_bans++) % POOL_BANS_MAX;
	b = &p->bans[i];
	memcpy(b->hash, hash, 32);
	b->until_ms = p->now_ms + POOL_BAN_MS;
	b->next = p->ban_bucket[bucket(hash)];
	p->ban_bucket[bucket(hash)] = i;
}

static bool is_banned(const struct pool *p, const u8 hash[32])
{
	u32 i = ban_find(p, hash);

	return i != NO_BAN && p->bans[i].until_ms > p->now_ms;
}

u32 pool_num_bans(const struct pool *p)
{
	return p->num_bans;
}

/* --- lists and tables --------------------------------------------------------------- */

static struct pool_tx *find(const struct pool *p, const u8 hash[32])
{
	struct pool_tx *t = p->by_hash[bucket(hash)];

	while (t != NULL && !mem_eq(t->hash, hash, 32))
		t = t->next;
	return t;
}

/* The ready one that provides a tag. */
static struct pool_tx *provider(const struct pool *p, const u8 id[POOL_TAG_LEN])
{
	const struct tag *g = p->provided[bucket(id)];

	while (g != NULL && !mem_eq(g->id, id, POOL_TAG_LEN))
		g = g->next;
	return g == NULL ? NULL : g->tx;
}

static void link_tags(struct tag **table, struct pool_tx *t, struct tag *tags, u32 num,
		      u8 ids[POOL_TAGS_MAX][POOL_TAG_LEN])
{
	for (u32 i = 0; i < num; i++) {
		struct tag **at = &table[bucket(ids[i])];

		tags[i] = (struct tag){*at, t, ids[i]};
		*at = &tags[i];
	}
}

static void unlink_tags(struct tag **table, struct tag *tags, u32 num)
{
	for (u32 i = 0; i < num; i++) {
		struct tag **at = &table[bucket(tags[i].id)];

		while (*at != &tags[i])
			at = &(*at)->next;
		*at = tags[i].next;
	}
}

static void queue_add(struct queue *q, struct pool_tx *t)
{
	t->newer = NULL;
	t->older = q->newest;
	*(q->newest != NULL ? &q->newest->newer : &q->oldest) = t;
	q->newest = t;
	q->num++;
	q->bytes += t->n;
}

static void queue_del(struct queue *q, struct pool_tx *t)
{
	*(t->older != NULL ? &t->older->newer : &q->oldest) = t->newer;
	*(t->newer != NULL ? &t->newer->older : &q->newest) = t->older;
	q->num--;
	q->bytes -= t->n;
}

static void checks_add(struct pool *p, struct pool_tx *t)
{
	t->more = NULL;
	t->less = p->most_checked;
	*(p->most_checked != NULL ? &p->most_checked->more : &p->least_checked) = t;
	p->most_checked = t;
}

static void checks_del(struct pool *p, struct pool_tx *t)
{
	*(t->less != NULL ? &t->less->more : &p->least_checked) = t->more;
	*(t->more != NULL ? &t->more->less : &p->most_checked) = t->less;
}

/* --- the heap of ready ones: least priority on top, then youngest --------------------- */

static bool goes_first(const struct pool_tx *a, const struct pool_tx *b)
{
	return a->v.priority != b->v.priority ? a->v.priority < b->v.priority : a->seq > b->seq;
}

static void heap_set(struct pool *p, u32 at, struct pool_tx *t)
{
	p->heap[at] = t;
	t->heap_at = at;
}

static void heap_up(struct pool *p, struct pool_tx *t)
{
	u32 at = t->heap_at;

	while (at > 0 && goes_first(t, p->heap[(at - 1) / 2])) {
		heap_set(p, at, p->heap[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	heap_set(p, at, t);
}

static void heap_down(struct pool *p, struct pool_tx *t)
{
	u32 at = t->heap_at, kid;

	while ((kid = 2 * at + 1) < p->num_heap) {
		if (kid + 1 < p->num_heap && goes_first(p->heap[kid + 1], p->heap[kid]))
			kid++;
		if (!goes_first(p->heap[kid], t))
			break;
		heap_set(p, at, p->heap[kid]);
		at = kid;
	}
	heap_set(p, at, t);
}

static void heap_add(struct pool *p, struct pool_tx *t)
{
	CHECK(p->num_heap < HEAP_MAX);
	t->heap_at = p->num_heap++;
	heap_up(p, t);
}

static void heap_del(struct pool *p, const struct pool_tx *t)
{
	struct pool_tx *last = p->heap[--p->num_heap];

	if (last == t)
		return;
	heap_set(p, t->heap_at, last);
	heap_up(p, last);
	heap_down(p, last);
}

static void fresh_add(struct pool *p, struct pool_tx *t)
{
	t->fresh = true;
	t->staler = NULL;
	t->fresher = p->fresh;
	if (p->fresh != NULL)
		p->fresh->staler = t;
	p->fresh = t;
}

static void fresh_del(struct pool *p, struct pool_tx *t)
{
	t->fresh = false;
	*(t->staler != NULL ? &t->staler->fresher : &p->fresh) = t->fresher;
	if (t->fresher != NULL)
		t->fresher->staler = t->staler;
}

/* --- between the queues --------------------------------------------------------------- */

static bool all_met(const struct pool *p, const struct pool_tx *t)
{
	for (u32 i = 0; i < t->v.num_requires; i++) {
		const struct pool_tx *by = provider(p, t->v.requires[i]);

		if ((t->met >> i & 1) == 0 && (by == NULL || by == t))
			return false;
	}
	return true;
}

static void leave_ready(struct pool *p, struct pool_tx *t)
{
	t->ready = false;
	if (t->fresh)
		fresh_del(p, t);
	if (p->letting_in == t)
		p->letting_in = NULL;
	queue_del(&p->ready, t);
	heap_del(p, t);
	unlink_tags(p->provided, t->provides, t->v.num_provides);
}

/* t provides its tags no longer: whoever needs them waits again, then whoever needs those. */
static void demote_dependents(struct pool *p, struct pool_tx *t)
{
	struct pool_tx *todo = t;

	t->todo = NULL;
	while (todo != NULL) {
		struct pool_tx *now = todo;

		todo = now->todo;
		for (u32 i = 0; i < now->v.num_provides; i++) {
			const u8 *id = now->v.provides[i];

			for (struct tag *g = p->required[bucket(id)]; g != NULL; g = g->next) {
				if (!g->tx->ready || !mem_eq(g->id, id, POOL_TAG_LEN) ||
				    all_met(p, g->tx))
					continue;
				leave_ready(p, g->tx);
				queue_add(&p->future, g->tx);
				p->watch(p->ctx, g->tx->hash, POOL_FUTURE, NULL);
				g->tx->todo = todo;
				todo = g->tx;
			}
		}
	}
}

static void remove_tx(struct pool *p, struct pool_tx *t)
{
	struct pool_tx **at = &p->by_hash[bucket(t->hash)];

	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
	if (t->ready)
		leave_ready(p, t);
	else
		queue_del(&p->future, t);
	checks_del(p, t);
	unlink_tags(p->required, t->requires, t->v.num_requires);
	free(t);
}

/* Tells the watcher and takes it out. The hash is copied: it lies in what is freed. */
static void end_tx(struct pool *p, struct pool_tx *t, enum pool_status s, const u8 at[32])
{
	u8 hash[32];

	memcpy(hash, t->hash, sizeof(hash));
	remove_tx(p, t);
	if (s != POOL_USURPED)
		pool_ban(p, hash);
	p->watch(p->ctx, hash, s, at);
}

void pool_free(struct pool *p)
{
	if (p == NULL)
		return;
	while (p->ready.oldest != NULL)
		remove_tx(p, p->ready.oldest);
	while (p->future.oldest != NULL)
		remove_tx(p, p->future.oldest);
	free((void *)p->sorted);
	free((void *)p->order);
	free((void *)p->heap);
	free(p->bans);
	free(p);
}

/* For one that did not get into a block. */
static void lose_tx(struct pool *p, struct pool_tx *t, enum pool_status s)
{
	if (t->ready) {
		leave_ready(p, t);
		queue_add(&p->future, t);
		demote_dependents(p, t);
	}
	end_tx(p, t, s, NULL);
}

/* Lists, through todo, those that provide one of the tags; each once. */
static struct pool_tx *rivals(const struct pool *p, const struct pool_validity *v)
{
	struct pool_tx *list = NULL;

	for (u32 i = 0; i < v->num_provides; i++) {
		struct pool_tx *by = provider(p, v->provides[i]), *seen = list;

		while (seen != NULL && seen != by)
			seen = seen->todo;
		if (by == NULL || seen != NULL)
			continue;
		by->todo = list;
		list = by;
	}
	return list;
}

u64 pool_rivals(const struct pool *p, const struct pool_validity *v)
{
	u64 sum = 0;

	for (const struct pool_tx *t = rivals(p, v); t != NULL; t = t->todo)
		sum = t->v.priority > UINT64_MAX - sum ? UINT64_MAX : sum + t->v.priority;
	return sum;
}

/* Moves t to the ready ones in place of its rivals, who have less priority. */
static void enter_ready(struct pool *p, struct pool_tx *t)
{
	struct pool_tx *old = rivals(p, &t->v), *r;

	for (r = old; r != NULL; r = r->todo) {
		leave_ready(p, r);
		queue_add(&p->future, r);
	}
	queue_del(&p->future, t);
	queue_add(&p->ready, t);
	t->ready = true;
	fresh_add(p, t);
	heap_add(p, t);
	link_tags(p->provided, t, t->provides, t->v.num_provides, t->v.provides);
	p->watch(p->ctx, t->hash, POOL_READY, NULL);
	while (old != NULL) {
		r = old;
		old = r->todo;
		demote_dependents(p, r);
		end_tx(p, r, POOL_USURPED, t->hash);
	}
}

/* One that waits for a tag of t's and now has all that it needs. */
static struct pool_tx *freed_by(const struct pool *p, const struct pool_tx *t)
{
	for (u32 i = 0; i < t->v.num_provides; i++) {
		const u8 *id = t->v.provides[i];

		for (struct tag *g = p->required[bucket(id)]; g != NULL; g = g->next)
			if (!g->tx->ready && mem_eq(g->id, id, POOL_TAG_LEN) && all_met(p, g->tx))
				return g->tx;
	}
	return NULL;
}

/* Whether r provides what v requires. */
static bool is_required(const struct pool_tx *r, const struct pool_validity *v)
{
	for (u32 i = 0; i < v->num_requires; i++)
		for (u32 k = 0; k < r->v.num_provides; k++)
			if (mem_eq(v->requires[i], r->v.provides[k], POOL_TAG_LEN))
				return true;
	return false;
}

/* Whether one may take the place of its rivals: it has more priority than they have together,
 * and it needs none of them; nor is `first` among them, who has just let it in (they would
 * let each other in for ever). NULL for yes, else one that is in the way. */
static const struct pool_tx *in_the_way(const struct pool *p, const struct pool_validity *v,
					const struct pool_tx *first)
{
	const struct pool_tx *r = rivals(p, v);

	if (r != NULL && pool_rivals(p, v) >= v->priority)
		return r;
	for (r = rivals(p, v); r != NULL; r = r->todo)
		if (r == first || is_required(r, v))
			return r;
	return NULL;
}

static void enter_or_end(struct pool *p, struct pool_tx *t, const struct pool_tx *first)
{
	const struct pool_tx *r = in_the_way(p, &t->v, first);

	if (r == NULL)
		enter_ready(p, t);
	else
		end_tx(p, t, POOL_USURPED, r->hash);
}

/* Lets in whoever waited for those that are fresh, then whoever waited for those. Each either
 * becomes ready or ends, and only an end can send others back to wait, so this ends too. */
static void let_in(struct pool *p, const struct pool_tx *first)
{
	struct pool_tx *t;

	while ((p->letting_in = p->fresh) != NULL) {
		fresh_del(p, p->fresh);
		while (p->letting_in != NULL && (t = freed_by(p, p->letting_in)) != NULL)
			enter_or_end(p, t, first);
	}
}

static void become_ready(struct pool *p, struct pool_tx *t)
{
	enter_ready(p, t);
	let_in(p, t);
}

/* --- limits --------------------------------------------------------------------------- */

static bool over(const struct queue *q, u32 more, size_t bytes, u32 num_max, size_t bytes_max)
{
	return q->num + more > num_max || q->bytes > bytes_max || bytes > bytes_max - q->bytes;
}

static bool ready_is_over(const struct pool *p, u32 more, size_t bytes)
{
	return over(&p->ready, more, bytes, POOL_TXS_MAX, POOL_BYTES_MAX);
}

/* Drops ready ones of less priority until n bytes more fit, or nobody if they never will. */
static enum err make_room(struct pool *p, size_t n, u64 priority)
{
	struct pool_tx *list = NULL, *worst;
	size_t bytes = p->ready.bytes;
	u32 num = p->ready.num;

	while ((num >= POOL_TXS_MAX || bytes + n > POOL_BYTES_MAX) && p->num_heap > 0) {
		worst = p->heap[0];
		if (worst->v.priority >= priority)
			break;
		heap_del(p, worst);
		worst->todo = list;
		list = worst;
		num--;
		bytes -= worst->n;
	}
	for (worst = list; worst != NULL; worst = worst->todo)
		heap_add(p, worst);
	if (num >= POOL_TXS_MAX || bytes + n > POOL_BYTES_MAX)
		return ERR_FULL;
	while (ready_is_over(p, 1, n))
		lose_tx(p, p->heap[0], POOL_DROPPED);
	return ERR_OK;
}

/* What became ready or began to wait on account of another may be more than there is room
 * for. */
static void enforce_limits(struct pool *p)
{
	while (ready_is_over(p, 0, 0))
		lose_tx(p, p->heap[0], POOL_DROPPED);
	while (over(&p->future, 0, 0, POOL_FUTURES_MAX, POOL_FUTURE_BYTES_MAX))
		lose_tx(p, p->future.oldest, POOL_DROPPED);
}

/* --- adding --------------------------------------------------------------------------- */

enum err pool_known(const struct pool *p, const u8 hash[32])
{
	if (find(p, hash) != NULL)
		return ERR_EXISTS;
	return is_banned(p, hash) ? ERR_DENIED : ERR_OK;
}

static bool waits(const struct pool *p, const struct pool_validity *v)
{
	for (u32 i = 0; i < v->num_requires; i++)
		if (provider(p, v->requires[i]) == NULL)
			return true;
	return false;
}

/* Errors that need no memory and change nothing. */
static enum err check_new(const struct pool *p, const u8 hash[32], const struct pool_validity *v)
{
	TRY(pool_known(p, hash));
	if (v->num_provides == 0)
		return ERR_NOT_FOUND;
	for (u32 i = 0; i < v->num_requires; i++)
		for (u32 k = 0; k < v->num_provides; k++)
			if (mem_eq(v->requires[i], v->provides[k], POOL_TAG_LEN))
				return ERR_STATE;
	if (waits(p, v) || in_the_way(p, v, NULL) == NULL)
		return ERR_OK;
	return pool_rivals(p, v) >= v->priority ? ERR_CONFLICT : ERR_STATE;
}

static struct pool_tx *insert(struct pool *p, const u8 hash[32], struct slice xt,
			      const struct pool_validity *v)
{
	struct pool_tx *t = (struct pool_tx *)calloc(1, sizeof(*t) + xt.n);
	u32 b = bucket(hash);

	if (t == NULL)
		return NULL;
	memcpy(t->hash, hash, 32);
	t->v = *v;
	t->seq = p->seq++;
	t->n = xt.n;
	slice_copy(t->bytes, xt);
	t->next = p->by_hash[b];
	p->by_hash[b] = t;
	queue_add(&p->future, t);
	checks_add(p, t);
	link_tags(p->required, t, t->requires, t->v.num_requires, t->v.requires);
	return t;
}

enum err pool_add(struct pool *p, const u8 hash[32], struct slice xt, const struct pool_validity *v)
{
	struct pool_tx *t;

	TRY(check_new(p, hash, v));
	if (xt.n > (waits(p, v) ? POOL_FUTURE_BYTES_MAX : POOL_BYTES_MAX))
		return ERR_FULL;
	/* Those that it replaces make room themselves, but the rule is simpler without them. */
	if (!waits(p, v) && rivals(p, v) == NULL && ready_is_over(p, 1, xt.n))
		TRY(make_room(p, xt.n, v->priority));
	t = insert(p, hash, xt, v);
	if (t == NULL)
		return ERR_NOMEM;
	if (all_met(p, t))
		become_ready(p, t);
	else
		p->watch(p->ctx, t->hash, POOL_FUTURE, NULL);
	enforce_limits(p);
	return find(p, hash) != NULL ? ERR_OK : ERR_FULL;
}

bool pool_has(const struct pool *p, const u8 hash[32])
{
	return find(p, hash) != NULL;
}

bool pool_provides(const struct pool *p, struct slice tag)
{
	u8 id[POOL_TAG_LEN];

	blake2_128(id, tag);
	return provider(p, id) != NULL;
}

u32 pool_num(const struct pool *p)
{
	return p->ready.num + p->future.num;
}

u32 pool_num_ready(const struct pool *p)
{
	return p->ready.num;
}

size_t pool_bytes(const struct pool *p)
{
	return p->ready.bytes + p->future.bytes;
}

/* --- the order of a block ------------------------------------------------------------- */

static int by_priority(const void *a, const void *b)
{
	const struct pool_tx *x = *(struct pool_tx *const *)a, *y = *(struct pool_tx *const *)b;

	if (x->v.priority != y->v.priority)
		return x->v.priority > y->v.priority ? -1 : 1;
	return x->seq < y->seq ? -1 : 1;
}

/* Each pass settles at least one link of every chain. A chain that was sent backwards and is
 * longer than ORDER_PASSES waits for the next block, so nobody can make this quadratic. */
#define ORDER_PASSES 16u

static bool settled(const struct pool *p, const struct pool_tx *t)
{
	for (u32 i = 0; i < t->v.num_requires; i++) {
		const struct pool_tx *by = provider(p, t->v.requires[i]);

		if ((t->met >> i & 1) == 0 && (by == NULL || !by->ordered))
			return false;
	}
	return true;
}

void pool_order(struct pool *p)
{
	u32 num = 0, before;

	for (struct pool_tx *t = p->ready.oldest; t != NULL; t = t->newer) {
		t->ordered = false;
		p->sorted[num++] = t;
	}
	if (num > 1)
		qsort((void *)p->sorted, num, sizeof(struct pool_tx *), by_priority);
	p->num_order = 0;
	p->at = 0;
	for (u32 pass = 0; pass < ORDER_PASSES && p->num_order < num; pass++) {
		before = p->num_order;
		for (u32 i = 0; i < num; i++) {
			struct pool_tx *t = p->sorted[i];

			if (t->ordered || !settled(p, t))
				continue;
			t->ordered = true;
			p->order[p->num_order++] = t;
		}
		if (p->num_order == before)
			break;
	}
}

const struct pool_tx *pool_next(struct pool *p)
{
	return p->at < p->num_order ? p->order[p->at++] : NULL;
}

const struct pool_tx *pool_find(const struct pool *p, const u8 hash[32])
{
	return find(p, hash);
}

struct slice pool_tx_bytes(const struct pool_tx *t)
{
	return slice_of(t->bytes, t->n);
}

const u8 *pool_tx_hash(const struct pool_tx *t)
{
	return t->hash;
}

/* --- after a block -------------------------------------------------------------------- */

/* The chain now provides what `gone` provided. */
static void settle_on_chain(struct pool *p, const struct pool_tx *gone)
{
	struct pool_tx *freed;

	for (u32 i = 0; i < gone->v.num_provides; i++) {
		const u8 *id = gone->v.provides[i];

		for (struct tag *g = p->required[bucket(id)]; g != NULL; g = g->next)
			for (u32 k = 0; k < g->tx->v.num_requires; k++)
				if (mem_eq(g->tx->v.requires[k], id, POOL_TAG_LEN))
					g->tx->met |= 1u << k;
	}
	while ((freed = freed_by(p, gone)) != NULL) {
		enter_or_end(p, freed, gone);
		let_in(p, gone);
	}
}

void pool_included(struct pool *p, const u8 hash[32], const u8 block[32])
{
	struct pool_tx *t = find(p, hash);

	pool_ban(p, hash);
	if (t == NULL)
		return;
	settle_on_chain(p, t);
	end_tx(p, t, POOL_IN_BLOCK, block);
	enforce_limits(p);
}

void pool_reject(struct pool *p, const u8 hash[32])
{
	struct pool_tx *t = find(p, hash);

	if (t == NULL)
		return;
	lose_tx(p, t, POOL_INVALID);
	enforce_limits(p);
}

/* Along the list by checks: who leaves moves others between the queues, but not in this one. */
void pool_expire(struct pool *p, u32 number)
{
	struct pool_tx *t = p->least_checked, *more;

	for (; t != NULL; t = more) {
		more = t->more;
		if (t->v.valid_till < number)
			lose_tx(p, t, POOL_INVALID);
	}
	enforce_limits(p);
}

const struct pool_tx *pool_stalest(const struct pool *p, u32 number)
{
	const struct pool_tx *t = p->least_checked;

	return t != NULL && t->v.at < number ? t : NULL;
}

void pool_checked(struct pool *p, const u8 hash[32], const struct pool_validity *v)
{
	struct pool_tx *t = find(p, hash);

	if (t == NULL)
		return;
	checks_del(p, t);
	checks_add(p, t);
	unlink_tags(p->required, t->requires, t->v.num_requires);
	t->v.at = v->at;
	t->v.valid_till = v->valid_till;
	t->v.priority = v->priority;
	t->v.num_requires = v->num_requires;
	memcpy(t->v.requires, v->requires, sizeof(v->requires));
	t->met = 0;
	link_tags(p->required, t, t->requires, t->v.num_requires, t->v.requires);
	if (t->ready) {
		heap_up(p, t);
		heap_down(p, t);
	}
	if (!t->ready && all_met(p, t)) {
		enter_or_end(p, t, NULL);
		let_in(p, NULL);
	} else if (t->ready && !all_met(p, t)) {
		leave_ready(p, t);
		queue_add(&p->future, t);
		p->watch(p->ctx, t->hash, POOL_FUTURE, NULL);
		demote_dependents(p, t);
	}
	enforce_limits(p);
}

void pool_each(const struct pool *p, void (*fn)(void *ctx, struct slice xt, bool ready), void *ctx)
{
	for (const struct pool_tx *t = p->ready.oldest; t != NULL; t = t->newer)
		fn(ctx, slice_of(t->bytes, t->n), true);
	for (const struct pool_tx *t = p->future.oldest; t != NULL; t = t->newer)
		fn(ctx, slice_of(t->bytes, t->n), false);
}
