#include "node/pool.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "scale/decode.h"

#define BUCKETS 8192u /* a power of two */

struct pool_tx {
	u8 hash[32];
	struct pool_validity v;
	u64 seq;
	u32 met; /* bit i: requires[i] is provided by the chain */
	bool ready;
	bool ordered; /* in the current walk */
	struct pool_tx *older, *newer;
	struct pool_tx *next; /* in its bucket */
	struct pool_tx *todo; /* list of those that have just become ready */
	size_t n;
	u8 bytes[];
};

/* One tag of one transaction, provided or required. */
struct tag {
	struct tag *next;
	struct pool_tx *tx;
	u8 id[POOL_TAG_LEN];
};

struct pool {
	pool_watch *watch;
	void *ctx;
	struct pool_tx *oldest, *newest;
	struct pool_tx *by_hash[BUCKETS];
	struct tag *provided[BUCKETS], *required[BUCKETS];
	u32 num, num_ready;
	size_t bytes;
	u64 seq;
	struct pool_tx **sorted, **order; /* POOL_TXS_MAX each */
	u32 num_order, at;
};

static u32 bucket(const u8 *id)
{
	return load_le32(id) & (BUCKETS - 1);
}

enum err pool_new(struct pool **out, pool_watch *watch, void *ctx)
{
	struct pool *p = (struct pool *)calloc(1, sizeof(*p));

	if (p == NULL)
		return ERR_NOMEM;
	p->sorted = (struct pool_tx **)calloc(POOL_TXS_MAX, sizeof(struct pool_tx *));
	p->order = (struct pool_tx **)calloc(POOL_TXS_MAX, sizeof(struct pool_tx *));
	if (p->sorted == NULL || p->order == NULL) {
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
	(void)rd_bool(&r);
	if (r.err == ERR_OK && out->num_provides == 0)
		rd_fail(&r, ERR_INVALID);
	out->valid_till = longevity > UINT64_MAX - number ? UINT64_MAX : number + longevity;
	return rd_end(&r);
}

static struct pool_tx *find(const struct pool *p, const u8 hash[32])
{
	struct pool_tx *t = p->by_hash[bucket(hash)];

	while (t != NULL && !mem_eq(t->hash, hash, 32))
		t = t->next;
	return t;
}

static struct pool_tx *provider(const struct pool *p, const u8 id[POOL_TAG_LEN])
{
	const struct tag *g = p->provided[bucket(id)];

	while (g != NULL && !mem_eq(g->id, id, POOL_TAG_LEN))
		g = g->next;
	return g == NULL ? NULL : g->tx;
}

static bool add_tags(struct tag **table, struct pool_tx *t, u32 num,
		     u8 ids[POOL_TAGS_MAX][POOL_TAG_LEN])
{
	for (u32 i = 0; i < num; i++) {
		struct tag *g = (struct tag *)malloc(sizeof(*g)), **at = &table[bucket(ids[i])];

		if (g == NULL)
			return false;
		g->tx = t;
		memcpy(g->id, ids[i], POOL_TAG_LEN);
		g->next = *at;
		*at = g;
	}
	return true;
}

static void drop_tags(struct tag **table, const struct pool_tx *t, u32 num,
		      u8 ids[POOL_TAGS_MAX][POOL_TAG_LEN])
{
	for (u32 i = 0; i < num; i++) {
		struct tag **at = &table[bucket(ids[i])];

		while (*at != NULL) {
			struct tag *g = *at;

			if (g->tx != t) {
				at = &g->next;
				continue;
			}
			*at = g->next;
			free(g);
		}
	}
}

static bool all_met(const struct pool *p, const struct pool_tx *t)
{
	for (u32 i = 0; i < t->v.num_requires; i++) {
		const struct pool_tx *by = provider(p, t->v.requires[i]);

		if ((t->met >> i & 1) == 0 && (by == NULL || by == t || !by->ready))
			return false;
	}
	return true;
}

/* Marks t ready, then whoever waited for t, then whoever waited for those. */
static void become_ready(struct pool *p, struct pool_tx *t)
{
	struct pool_tx *todo = t;

	t->todo = NULL;
	while (todo != NULL) {
		struct pool_tx *now = todo;

		todo = now->todo;
		if (now->ready)
			continue;
		now->ready = true;
		p->num_ready++;
		p->watch(p->ctx, now->hash, POOL_READY, NULL);
		for (u32 i = 0; i < now->v.num_provides; i++) {
			const u8 *id = now->v.provides[i];

			for (struct tag *g = p->required[bucket(id)]; g != NULL; g = g->next) {
				if (g->tx->ready || !mem_eq(g->id, id, POOL_TAG_LEN) ||
				    !all_met(p, g->tx))
					continue;
				g->tx->todo = todo;
				todo = g->tx;
			}
		}
	}
}

/* t is about to leave and no block holds it: whoever needs it waits again, then whoever needs
 * those. */
static void stop_being_ready(struct pool *p, struct pool_tx *t)
{
	struct pool_tx *todo = t;

	t->ready = false;
	p->num_ready--;
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
				g->tx->ready = false;
				p->num_ready--;
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
	*(t->older != NULL ? &t->older->newer : &p->oldest) = t->newer;
	*(t->newer != NULL ? &t->newer->older : &p->newest) = t->older;
	drop_tags(p->provided, t, t->v.num_provides, t->v.provides);
	drop_tags(p->required, t, t->v.num_requires, t->v.requires);
	p->num--;
	p->num_ready -= t->ready;
	p->bytes -= t->n;
	free(t);
}

/* Tells the watcher and takes it out. The hash is copied: it lies in what is freed. */
static void end_tx(struct pool *p, struct pool_tx *t, enum pool_status s, const u8 at[32])
{
	u8 hash[32];

	memcpy(hash, t->hash, sizeof(hash));
	remove_tx(p, t);
	p->watch(p->ctx, hash, s, at);
}

void pool_free(struct pool *p)
{
	if (p == NULL)
		return;
	while (p->oldest != NULL)
		remove_tx(p, p->oldest);
	free((void *)p->sorted);
	free((void *)p->order);
	free(p);
}

/* For one that did not get into a block. */
static void lose_tx(struct pool *p, struct pool_tx *t, enum pool_status s)
{
	if (t->ready)
		stop_being_ready(p, t);
	end_tx(p, t, s, NULL);
}

/* Whether the newcomer may push out all that provide one of its tags. */
static enum err may_usurp(const struct pool *p, const struct pool_validity *v)
{
	for (u32 i = 0; i < v->num_provides; i++) {
		const struct pool_tx *by = provider(p, v->provides[i]);

		if (by != NULL && by->v.priority >= v->priority)
			return ERR_CONFLICT;
	}
	return ERR_OK;
}

static void usurp(struct pool *p, const u8 hash[32], const struct pool_validity *v)
{
	for (u32 i = 0; i < v->num_provides; i++) {
		struct pool_tx *by = provider(p, v->provides[i]);

		if (by != NULL)
			end_tx(p, by, POOL_USURPED, hash);
	}
}

static struct pool_tx *oldest_future(const struct pool *p)
{
	struct pool_tx *t = p->oldest;

	while (t != NULL && t->ready)
		t = t->newer;
	return t;
}

static bool waits(const struct pool *p, const struct pool_validity *v)
{
	for (u32 i = 0; i < v->num_requires; i++) {
		const struct pool_tx *by = provider(p, v->requires[i]);

		if (by == NULL || !by->ready)
			return true;
	}
	return false;
}

/* Makes room by dropping what waits, the oldest first: it may never apply, so its priority,
 * a promise to pay, is worth nothing. Then the lowest priority, the youngest of equals. */
static enum err make_room(struct pool *p, size_t n, const struct pool_validity *v)
{
	bool future = waits(p, v);
	u64 priority = v->priority;

	while (p->num >= POOL_TXS_MAX || n > POOL_BYTES_MAX - p->bytes ||
	       (future && p->num - p->num_ready >= POOL_FUTURES_MAX)) {
		struct pool_tx *worst = p->num > p->num_ready ? oldest_future(p) : NULL;

		if (worst != NULL) {
			lose_tx(p, worst, POOL_DROPPED);
			continue;
		}
		if (future)
			return ERR_FULL; /* nobody that can pay makes way for it */
		worst = p->newest;
		for (struct pool_tx *t = worst; t != NULL; t = t->older)
			if (t->v.priority < worst->v.priority)
				worst = t;
		if (worst == NULL || worst->v.priority >= priority)
			return ERR_FULL;
		lose_tx(p, worst, POOL_DROPPED);
	}
	return ERR_OK;
}

enum err pool_add(struct pool *p, const u8 hash[32], struct slice xt, const struct pool_validity *v)
{
	struct pool_tx *t;
	u32 b = bucket(hash);

	if (find(p, hash) != NULL)
		return ERR_EXISTS;
	if (xt.n > POOL_BYTES_MAX)
		return ERR_FULL;
	TRY(may_usurp(p, v));
	TRY(make_room(p, xt.n, v));
	usurp(p, hash, v);
	t = (struct pool_tx *)calloc(1, sizeof(*t) + xt.n);
	if (t == NULL)
		return ERR_NOMEM;
	memcpy(t->hash, hash, 32);
	t->v = *v;
	t->seq = p->seq++;
	t->n = xt.n;
	slice_copy(t->bytes, xt);
	t->next = p->by_hash[b];
	p->by_hash[b] = t;
	t->older = p->newest;
	*(p->newest != NULL ? &p->newest->newer : &p->oldest) = t;
	p->newest = t;
	p->num++;
	p->bytes += t->n;
	if (!add_tags(p->provided, t, t->v.num_provides, t->v.provides) ||
	    !add_tags(p->required, t, t->v.num_requires, t->v.requires)) {
		remove_tx(p, t);
		return ERR_NOMEM;
	}
	if (all_met(p, t))
		become_ready(p, t);
	else
		p->watch(p->ctx, t->hash, POOL_FUTURE, NULL);
	return ERR_OK;
}

bool pool_has(const struct pool *p, const u8 hash[32])
{
	return find(p, hash) != NULL;
}

u32 pool_num(const struct pool *p)
{
	return p->num;
}

u32 pool_num_ready(const struct pool *p)
{
	return p->num_ready;
}

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

	for (struct pool_tx *t = p->oldest; t != NULL; t = t->newer) {
		t->ordered = false;
		if (t->ready)
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

struct slice pool_tx_bytes(const struct pool_tx *t)
{
	return slice_of(t->bytes, t->n);
}

const u8 *pool_tx_hash(const struct pool_tx *t)
{
	return t->hash;
}

/* The chain now provides what `gone` provided. */
static void settle_on_chain(struct pool *p, const struct pool_tx *gone)
{
	for (u32 i = 0; i < gone->v.num_provides; i++) {
		const u8 *id = gone->v.provides[i];

		for (struct tag *g = p->required[bucket(id)]; g != NULL; g = g->next) {
			if (!mem_eq(g->id, id, POOL_TAG_LEN))
				continue;
			for (u32 k = 0; k < g->tx->v.num_requires; k++)
				if (mem_eq(g->tx->v.requires[k], id, POOL_TAG_LEN))
					g->tx->met |= 1u << k;
			if (!g->tx->ready && all_met(p, g->tx))
				become_ready(p, g->tx);
		}
	}
}

void pool_included(struct pool *p, const u8 hash[32], const u8 block[32])
{
	struct pool_tx *t = find(p, hash);

	if (t == NULL)
		return;
	settle_on_chain(p, t);
	end_tx(p, t, POOL_IN_BLOCK, block);
}

void pool_reject(struct pool *p, const u8 hash[32])
{
	struct pool_tx *t = find(p, hash);

	if (t != NULL)
		lose_tx(p, t, POOL_INVALID);
}

void pool_expire(struct pool *p, u32 number)
{
	struct pool_tx *t = p->oldest;

	while (t != NULL) {
		struct pool_tx *newer = t->newer;

		if (t->v.valid_till < number)
			lose_tx(p, t, POOL_INVALID);
		t = newer;
	}
}

void pool_each(const struct pool *p, void (*fn)(void *ctx, struct slice xt, bool ready), void *ctx)
{
	for (const struct pool_tx *t = p->oldest; t != NULL; t = t->newer)
		fn(ctx, slice_of(t->bytes, t->n), t->ready);
}
