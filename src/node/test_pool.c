#include <time.h>

#include "base/bytes.h"
#include "base/test.h"
#include "node/pool.h"
#include "scale/encode.h"

static u32 seen[NUM_POOL_STATUSES];

static void watch(void *ctx, const u8 hash[32], enum pool_status s, const u8 at[32])
{
	(void)ctx;
	(void)hash;
	(void)at;
	seen[s]++;
}

static struct pool *fresh(void)
{
	struct pool *p = NULL;

	memset(seen, 0, sizeof(seen));
	EXPECT_OK(pool_new(&p, watch, NULL));
	return p;
}

struct name {
	u8 b[32];
};

static struct name name(u8 n)
{
	struct name h = {{0}};

	h.b[0] = n;
	h.b[31] = n;
	return h;
}

static struct pool_validity valid(u64 priority, u8 requires, u8 provides)
{
	struct pool_validity v = {.priority = priority, .num_provides = 1, .valid_till = 100};

	v.provides[0][0] = provides;
	v.num_requires = requires != 0;
	v.requires[0][0] = requires;
	return v;
}

static enum err add(struct pool *p, u8 n, struct pool_validity v)
{
	struct name h = name(n);

	return pool_add(p, h.b, SLICE_ARR(h.b), &v);
}

/* The first bytes of the ready transactions, in their order. */
static const char *order(struct pool *p)
{
	static char text[64];
	const struct pool_tx *t;
	size_t n = 0;

	pool_order(p);
	while ((t = pool_next(p)) != NULL && n + 1 < sizeof(text))
		text[n++] = (char)pool_tx_bytes(t).p[0];
	text[n] = '\0';
	return text;
}

TEST(a_transaction_waits_until_its_requirement_is_there)
{
	struct pool *p = fresh();

	EXPECT_OK(add(p, 'b', valid(1, 1, 2)));
	EXPECT(pool_num_ready(p) == 0 && seen[POOL_FUTURE] == 1);
	EXPECT_OK(add(p, 'c', valid(1, 2, 3)));
	EXPECT(strcmp(order(p), "") == 0);
	EXPECT_OK(add(p, 'a', valid(1, 0, 1)));
	EXPECT(pool_num_ready(p) == 3);
	EXPECT(strcmp(order(p), "abc") == 0);
	pool_free(p);
}

TEST(higher_priority_goes_first_but_never_before_what_it_requires)
{
	struct pool *p = fresh();

	EXPECT_OK(add(p, 'a', valid(1, 0, 1)));
	EXPECT_OK(add(p, 'b', valid(9, 1, 2)));
	EXPECT_OK(add(p, 'c', valid(5, 0, 3)));
	EXPECT(strcmp(order(p), "cab") == 0);
	pool_free(p);
}

TEST(the_same_tag_goes_to_the_higher_priority)
{
	struct pool *p = fresh();

	EXPECT_OK(add(p, 'a', valid(2, 0, 1)));
	EXPECT_ERR(ERR_EXISTS, add(p, 'a', valid(2, 0, 1)));
	EXPECT_ERR(ERR_CONFLICT, add(p, 'b', valid(2, 0, 1)));
	EXPECT_OK(add(p, 'c', valid(3, 0, 1)));
	EXPECT(seen[POOL_USURPED] == 1 && pool_num(p) == 1);
	EXPECT(strcmp(order(p), "c") == 0);
	pool_free(p);
}

TEST(what_a_block_included_frees_those_that_waited_for_it)
{
	struct pool *p = fresh();
	struct name a = name('a'), block = name(7);

	EXPECT_OK(add(p, 'a', valid(1, 0, 1)));
	EXPECT_OK(add(p, 'b', valid(1, 1, 2)));
	pool_included(p, a.b, block.b);
	EXPECT(seen[POOL_IN_BLOCK] == 1);
	EXPECT(strcmp(order(p), "b") == 0);
	pool_free(p);
}

TEST(expired_transactions_leave)
{
	struct pool *p = fresh();

	EXPECT_OK(add(p, 'a', valid(1, 0, 1)));
	pool_expire(p, 100);
	EXPECT(pool_num(p) == 1);
	pool_expire(p, 101);
	EXPECT(pool_num(p) == 0 && seen[POOL_INVALID] == 1 && pool_num_ready(p) == 0);
	pool_free(p);
}

TEST(a_full_pool_drops_the_lowest_priority_or_refuses)
{
	struct pool *p = fresh();
	struct pool_validity v = {.priority = 5, .num_provides = 1, .valid_till = 9};
	u8 h[32] = {0};

	for (u32 i = 0; i < POOL_TXS_MAX; i++) {
		memcpy(h, &i, sizeof(i));
		memcpy(v.provides[0], &i, sizeof(i));
		EXPECT_OK(pool_add(p, h, SLICE_ARR(h), &v));
	}
	memset(h, 0xff, sizeof(h));
	memset(v.provides[0], 0xff, POOL_TAG_LEN);
	EXPECT_ERR(ERR_FULL, pool_add(p, h, SLICE_ARR(h), &v));
	v.priority = 6;
	EXPECT_OK(pool_add(p, h, SLICE_ARR(h), &v));
	EXPECT(pool_num(p) == POOL_TXS_MAX && seen[POOL_DROPPED] == 1);
	pool_free(p);
}

static enum err add_numbered(struct pool *p, u32 i, u32 requires, u64 priority)
{
	struct pool_validity v = {.priority = priority, .num_provides = 1, .valid_till = 9};
	u8 h[32] = {0};

	memcpy(h, &i, sizeof(i));
	memcpy(v.provides[0], &i, sizeof(i));
	v.num_requires = requires != 0;
	memcpy(v.requires[0], &requires, sizeof(requires));
	return pool_add(p, h, SLICE_ARR(h), &v);
}

/* One account can sign thousands with a high tip and a nonce that never comes. */
TEST(those_that_wait_for_ever_keep_nobody_out_whatever_they_promise)
{
	struct pool *p = fresh();

	for (u32 i = 1; i <= POOL_TXS_MAX; i++)
		EXPECT_OK(add_numbered(p, i, i + 1000000, 1000));
	EXPECT(pool_num(p) == POOL_FUTURES_MAX && pool_num_ready(p) == 0);
	for (u32 i = 1; i <= POOL_TXS_MAX; i++)
		EXPECT_OK(add_numbered(p, i + 2000000, 0, 1));
	EXPECT(pool_num_ready(p) == POOL_TXS_MAX);
	EXPECT(pool_num(p) == POOL_TXS_MAX + POOL_FUTURES_MAX);
	/* Among themselves the newest stay. */
	EXPECT_OK(add_numbered(p, 3000000, 4000000, 0));
	EXPECT(pool_num_ready(p) == POOL_TXS_MAX);
	EXPECT(pool_num(p) == POOL_TXS_MAX + POOL_FUTURES_MAX);
	pool_free(p);
}

TEST(several_may_wait_with_the_same_tag_and_the_highest_priority_gets_it)
{
	struct pool *p = fresh();

	EXPECT_OK(add(p, 'b', valid(1, 1, 2)));
	EXPECT_OK(add(p, 'c', valid(3, 1, 2)));
	EXPECT_OK(add(p, 'd', valid(2, 1, 2)));
	EXPECT(pool_num(p) == 3 && seen[POOL_FUTURE] == 3);
	EXPECT_OK(add(p, 'a', valid(1, 0, 1)));
	EXPECT(strcmp(order(p), "ac") == 0 && pool_num(p) == 2 && seen[POOL_USURPED] == 2);
	pool_free(p);
}

TEST(a_newcomer_must_outbid_all_that_it_replaces_together)
{
	struct pool *p = fresh();
	struct pool_validity v = valid(3, 0, 1);

	EXPECT_OK(add(p, 'a', valid(1, 0, 1)));
	EXPECT_OK(add(p, 'b', valid(2, 0, 2)));
	v.num_provides = 2;
	v.provides[1][0] = 2;
	EXPECT(pool_rivals(p, &v) == 3);
	EXPECT_ERR(ERR_CONFLICT, add(p, 'c', v));
	v.priority = 4;
	EXPECT_OK(add(p, 'c', v));
	EXPECT(strcmp(order(p), "c") == 0 && seen[POOL_USURPED] == 2);
	pool_free(p);
}

TEST(who_depended_on_the_replaced_one_stays_if_the_newcomer_provides_the_same)
{
	struct pool *p = fresh();

	EXPECT_OK(add(p, 'a', valid(1, 0, 1)));
	EXPECT_OK(add(p, 'b', valid(1, 1, 2)));
	EXPECT_OK(add(p, 'c', valid(5, 0, 1)));
	EXPECT(strcmp(order(p), "cb") == 0 && seen[POOL_FUTURE] == 0);
	pool_free(p);
}

TEST(circles_and_those_without_a_tag_are_refused)
{
	struct pool *p = fresh();
	struct pool_validity v = valid(9, 1, 1);

	EXPECT_ERR(ERR_STATE, add(p, 'a', v));
	v.num_provides = 0;
	EXPECT_ERR(ERR_NOT_FOUND, add(p, 'a', v));
	/* b needs what c would replace. */
	EXPECT_OK(add(p, 'a', valid(1, 0, 1)));
	v = valid(9, 1, 2);
	v.num_provides = 2;
	v.provides[1][0] = 1;
	EXPECT_ERR(ERR_STATE, add(p, 'b', v));
	/* Two that wait for each other wait until they are pushed out. */
	EXPECT_OK(add(p, 'x', valid(1, 11, 12)));
	EXPECT_OK(add(p, 'y', valid(1, 12, 11)));
	EXPECT(strcmp(order(p), "a") == 0);
	/* A third lets both in, but is not replaced by what it let in. */
	EXPECT_OK(add(p, 'z', valid(0, 0, 11)));
	EXPECT(strcmp(order(p), "azx") == 0 || strcmp(order(p), "axz") == 0 ||
	       strcmp(order(p), "zax") == 0);
	EXPECT(pool_num(p) == 3 && seen[POOL_USURPED] == 1);
	pool_free(p);
}

TEST(who_left_for_good_is_banned_for_half_an_hour)
{
	struct pool *p = fresh();
	struct name a = name('a'), b = name('b'), c = name('c'), block = name(7);

	pool_clock(p, 1000);
	EXPECT_OK(add(p, 'a', valid(1, 0, 1)));
	EXPECT_OK(add(p, 'b', valid(1, 0, 2)));
	EXPECT_OK(add(p, 'd', valid(1, 0, 4)));
	EXPECT_OK(add(p, 'e', valid(2, 0, 4)));
	pool_included(p, a.b, block.b);
	pool_reject(p, b.b);
	pool_ban(p, c.b);
	EXPECT(pool_num_bans(p) == 3);
	EXPECT_ERR(ERR_DENIED, add(p, 'a', valid(1, 0, 1)));
	EXPECT_ERR(ERR_DENIED, add(p, 'b', valid(1, 0, 2)));
	EXPECT_ERR(ERR_DENIED, pool_known(p, c.b));
	/* Who was outbid may come back. */
	EXPECT_OK(add(p, 'd', valid(3, 0, 4)));
	pool_clock(p, 1000 + POOL_BAN_MS - 1);
	EXPECT_ERR(ERR_DENIED, pool_known(p, c.b));
	pool_clock(p, 1000 + POOL_BAN_MS);
	EXPECT_OK(pool_known(p, c.b));
	EXPECT_OK(add(p, 'a', valid(1, 0, 1)));
	pool_free(p);
}

TEST(bans_beyond_their_limit_push_the_oldest_out)
{
	struct pool *p = fresh();
	u8 h[32] = {0};

	for (u32 i = 0; i < POOL_BANS_MAX + 100; i++) {
		memcpy(h, &i, sizeof(i));
		pool_ban(p, h);
		pool_ban(p, h);
	}
	EXPECT(pool_num_bans(p) == POOL_BANS_MAX);
	for (u32 i = 0; i < POOL_BANS_MAX + 100; i++) {
		memcpy(h, &i, sizeof(i));
		EXPECT_ERR(i < 100 ? ERR_OK : ERR_DENIED, pool_known(p, h));
	}
	pool_free(p);
}

TEST(bytes_have_limits_of_their_own)
{
	static u8 big[POOL_FUTURE_BYTES_MAX + 1];
	struct pool *p = fresh();
	struct pool_validity v = valid(1, 9, 1);
	struct name h = name('a');
	u32 num = 0;

	EXPECT_ERR(ERR_FULL, pool_add(p, h.b, SLICE_ARR(big), &v));
	v.num_requires = 0;
	for (u8 i = 1; i < 200; i++) {
		enum err e;

		h = name(i);
		v.provides[0][0] = i;
		e = pool_add(p, h.b, SLICE_ARR(big), &v);
		num += e == ERR_OK;
		if (e != ERR_OK)
			EXPECT_ERR(ERR_FULL, e);
	}
	EXPECT(num == POOL_BYTES_MAX / sizeof(big) && seen[POOL_DROPPED] == 0);
	/* One that pays pushes out only what it needs; one that needs too much pushes nobody. */
	h = name(201);
	v = valid(2, 0, 201);
	EXPECT_OK(pool_add(p, h.b, SLICE_ARR(big), &v));
	EXPECT(pool_num_ready(p) == num && seen[POOL_DROPPED] == 1);
	pool_free(p);
}

TEST(a_check_after_a_block_moves_removes_or_keeps)
{
	struct pool *p = fresh();
	struct pool_validity v = valid(1, 1, 2);
	struct name a = name('a'), b = name('b');

	v.at = 5;
	EXPECT_OK(add(p, 'a', v));
	v = valid(1, 0, 9);
	v.at = 6;
	EXPECT_OK(add(p, 'b', v));
	EXPECT(pool_stalest(p, 5) == NULL);
	EXPECT(pool_stalest(p, 6) == pool_find(p, a.b));
	/* The nonce before it came from elsewhere: it is ready now. */
	v = valid(7, 0, 2);
	v.at = 6;
	pool_checked(p, a.b, &v);
	EXPECT(pool_num_ready(p) == 2 && pool_stalest(p, 6) == NULL);
	EXPECT(pool_stalest(p, 7) == pool_find(p, b.b));
	EXPECT(strcmp(order(p), "ab") == 0);
	v = valid(1, 8, 9);
	pool_checked(p, b.b, &v);
	EXPECT(pool_num_ready(p) == 1 && pool_num(p) == 2);
	pool_free(p);
}

static u64 rnd_state = 1;

static u32 rnd(u32 below)
{
	rnd_state = rnd_state * 6364136223846793005u + 1442695040888963407u;
	return (u32)(rnd_state >> 33) % below;
}

struct told {
	enum pool_status s[256];
	bool in[256];
};

static void note(void *ctx, const u8 hash[32], enum pool_status s, const u8 at[32])
{
	struct told *t = (struct told *)ctx;

	(void)at;
	t->s[hash[0]] = s;
	t->in[hash[0]] = s <= POOL_READY;
}

/* Whatever happens in whatever order: what the pool told agrees with what it holds, and each
 * ready one comes after what it requires. */
TEST(what_is_told_agrees_with_what_is_there)
{
	struct told t;
	struct pool *p = NULL;
	struct name h, block = name(0);

	memset(&t, 0, sizeof(t));
	EXPECT_OK(pool_new(&p, note, &t));
	for (u32 step = 0; step < 100000; step++) {
		struct pool_validity v = {.priority = rnd(4), .valid_till = rnd(50) + step / 100};
		u32 num = 0, ready = 0;
		const struct pool_tx *x;

		pool_clock(p, (u64)step * (POOL_BAN_MS / 64));
		v.num_requires = rnd(3);
		v.num_provides = 1 + rnd(2);
		for (u32 i = 0; i < POOL_TAGS_MAX; i++) {
			v.requires[i][0] = (u8)rnd(24);
			v.provides[i][0] = (u8)rnd(24);
		}
		h = name((u8)rnd(256));
		switch (rnd(8)) {
		case 0:
			pool_included(p, h.b, block.b);
			break;
		case 1:
			pool_reject(p, h.b);
			break;
		case 2:
			pool_checked(p, h.b, &v);
			break;
		case 3:
			pool_expire(p, step / 100);
			break;
		default:
			(void)!pool_add(p, h.b, SLICE_ARR(h.b), &v);
			break;
		}
		for (u32 i = 0; i < 256; i++) {
			num += t.in[i];
			ready += t.in[i] && t.s[i] == POOL_READY;
		}
		if (num != pool_num(p) || ready != pool_num_ready(p)) {
			EXPECT(num == pool_num(p) && ready == pool_num_ready(p));
			break;
		}
		pool_order(p);
		while ((x = pool_next(p)) != NULL)
			EXPECT(t.in[pool_tx_hash(x)[0]]);
	}
	pool_free(p);
}

TEST(who_requires_one_that_was_refused_waits_again)
{
	struct pool *p = fresh();
	struct name a = name('a');

	EXPECT_OK(add(p, 'a', valid(1, 0, 1)));
	EXPECT_OK(add(p, 'b', valid(1, 1, 2)));
	EXPECT_OK(add(p, 'c', valid(1, 2, 3)));
	EXPECT(pool_num_ready(p) == 3);
	pool_reject(p, a.b);
	EXPECT(pool_num_ready(p) == 0 && pool_num(p) == 2 && seen[POOL_FUTURE] == 2);
	EXPECT_OK(add(p, 'd', valid(1, 0, 1)));
	EXPECT(strcmp(order(p), "dbc") == 0);
	pool_free(p);
}

TEST(one_that_is_refused_pushes_nobody_out)
{
	struct pool *p = fresh();

	EXPECT_OK(add_numbered(p, 1, 0, 9));
	for (u32 i = 2; i <= POOL_TXS_MAX; i++)
		EXPECT_OK(add_numbered(p, i, 0, 1));
	{
		struct pool_validity v = {.priority = 9, .num_provides = 1, .valid_till = 9};
		struct name h = name(7);

		v.provides[0][0] = 1;
		EXPECT_ERR(ERR_CONFLICT, pool_add(p, h.b, SLICE_ARR(h.b), &v));
	}
	EXPECT(pool_num(p) == POOL_TXS_MAX && seen[POOL_DROPPED] == 0);
	pool_free(p);
}

/* One that a sender made until the first bits of all that we index it by are zero. */
static enum err add_ground(struct pool *p, u32 n)
{
	struct pool_validity v = {.priority = 1, .num_provides = 1, .valid_till = 9};
	struct name h = name(0);

	store_le32(h.b + 2, n);
	store_le32(v.provides[0] + 2, n);
	v.num_requires = n % 2;
	store_le32(v.requires[0] + 2, n - 1);
	return pool_add(p, h.b, SLICE_ARR(h.b), &v);
}

TEST(whoever_grinds_hashes_and_tags_cannot_slow_it_down)
{
	struct pool *p = fresh();
	clock_t start = clock();

	for (u32 i = 2; i < POOL_TXS_MAX; i++)
		EXPECT_OK(add_ground(p, i));
	for (u32 i = 0; i < 10; i++)
		pool_order(p);
	EXPECT(pool_num_ready(p) == POOL_TXS_MAX - 2);
	pool_free(p);
	/* In one bucket each, this takes seconds. */
	EXPECT(clock() - start < CLOCKS_PER_SEC / 2);
}

TEST(validity_is_decoded_and_tags_are_bounded)
{
	u8 buf[256];
	struct wr w = wr_into(buf, sizeof(buf));
	struct pool_validity v;
	struct slice s;

	wr_u64(&w, 77);
	wr_compact(&w, 0);
	wr_compact(&w, 1);
	wr_vec(&w, SLICE_LIT("tag"));
	wr_u64(&w, 64);
	wr_bool(&w, true);
	EXPECT_OK(wr_done(&w, &s));
	EXPECT_OK(pool_validity_decode(&v, s, 10));
	EXPECT(v.priority == 77 && v.num_requires == 0 && v.num_provides == 1);
	EXPECT(v.valid_till == 74);
	EXPECT_ERR(ERR_SHORT, pool_validity_decode(&v, slice_of(s.p, s.n - 1), 10));
	buf[8] = (POOL_TAGS_MAX + 1) << 2;
	EXPECT_ERR(ERR_LIMIT, pool_validity_decode(&v, s, 10));
}

TEST_MAIN()
