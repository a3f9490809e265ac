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
	EXPECT(pool_num_ready(p) == POOL_TXS_MAX && pool_num(p) == POOL_TXS_MAX);
	EXPECT_ERR(ERR_FULL, add_numbered(p, 3000000, 4000000, 1000));
	EXPECT(pool_num_ready(p) == POOL_TXS_MAX);
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
