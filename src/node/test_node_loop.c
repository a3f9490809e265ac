/* The whole node on a loop: pool, sealing by the clock, finality, observers. */
#include <unistd.h>
#include <uv.h>

#include "node/node.h"
#include "node/node_kit.h"
#include "os/clock.h"

#define SLOT_MS 50u

static struct node_kit kit;
static uv_loop_t loop;

/* What an observer saw. */
static struct {
	u32 blocks, finalized, last_final;
	bool gap;
	char tx[16]; /* one letter per event, of any extrinsic */
	u32 num_tx;
	u8 in_block[32];
} saw;

static void saw_block(void *ctx, const struct chain_block *b)
{
	(void)ctx;
	saw.blocks++;
	EXPECT(b->header.n > 0 && b->num_extrinsics >= 1);
}

static void saw_finalized(void *ctx, const struct db_ref *ref)
{
	(void)ctx;
	saw.finalized++;
	saw.gap |= ref->number != saw.last_final + 1;
	saw.last_final = ref->number;
}

static void saw_tx(void *ctx, const u8 hash[32], enum pool_status s, const u8 at[32])
{
	(void)ctx;
	(void)hash;
	if (saw.num_tx + 1 < sizeof(saw.tx))
		saw.tx[saw.num_tx++] = "frbuid"[s];
	if (s == POOL_IN_BLOCK)
		memcpy(saw.in_block, at, 32);
}

static void fatal(void *ctx, enum err e, const char *why)
{
	(void)ctx;
	(void)fprintf(stderr, "fatal: %s %s\n", err_name(e), why);
	abort();
}

static struct node_opts opts(void)
{
	return (struct node_opts){.dir = kit.dir,
				  .spec = &kit.spec,
				  .aura = kit.aura,
				  .grandpa = kit.grandpa,
				  .fatal = fatal};
}

static struct node *start(void)
{
	struct node_observer o = {NULL, saw_block, saw_finalized, saw_tx};
	struct node_opts no;
	struct node *n = NULL;

	node_kit_init(&kit, SLOT_MS);
	memset(&saw, 0, sizeof(saw));
	no = opts();
	NODE_KIT_MUST(node_open(&n, &no));
	NODE_KIT_MUST(node_observe(n, &o));
	CHECK(uv_loop_init(&loop) == 0);
	return n;
}

static void stop(struct node *n)
{
	node_stop(n);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	EXPECT(uv_loop_close(&loop) == 0);
	node_close(n);
	node_kit_free(&kit);
}

/* Runs until the block `number` is final, or five seconds are over. */
static bool run_to_final(struct node *n, u32 number)
{
	u64 end = clock_mono_ms() + 5000;

	while (node_chain(n)->finalized.number < number && clock_mono_ms() < end)
		(void)uv_run(&loop, UV_RUN_ONCE);
	return node_chain(n)->finalized.number >= number;
}

static struct slice transfer(u32 nonce)
{
	return node_kit_transfer(&kit, &kit.aura, nonce, kit.bob.pub, 5000000000, &kit.work);
}

TEST(a_transfer_goes_through_pool_block_and_finality)
{
	struct node *n = start();
	struct node_verdict v;
	struct slice xt = transfer(0);
	u32 number;
	u128 before;

	before = node_kit_balance(node_chain(n), 0, kit.bob.pub, &kit.work);
	EXPECT_OK(node_submit(n, xt, &kit.work, &v));
	EXPECT_ERR(ERR_EXISTS, node_submit(n, xt, &kit.work, &v));
	EXPECT(pool_num_ready(node_pool(n)) == 1);
	EXPECT_OK(node_start(n, &loop));
	EXPECT(run_to_final(n, 3));
	EXPECT(strcmp(saw.tx, "rb") == 0);
	EXPECT_OK(node_number(n, saw.in_block, &number));
	EXPECT(node_kit_balance(node_chain(n), number, kit.bob.pub, &kit.work) ==
	       before + 5000000000);
	EXPECT(pool_num(node_pool(n)) == 0);
	EXPECT(!saw.gap && saw.finalized >= 3 && saw.blocks >= 5);
	EXPECT(node_chain(n)->best.number == node_chain(n)->finalized.number + 2);
	stop(n);
}

TEST(a_later_nonce_waits_for_the_earlier_one)
{
	struct node *n = start();
	struct node_verdict v;

	EXPECT_OK(node_submit(n, transfer(1), &kit.work, &v));
	EXPECT(strcmp(saw.tx, "f") == 0);
	EXPECT_OK(node_start(n, &loop));
	EXPECT(run_to_final(n, 1));
	EXPECT(pool_num(node_pool(n)) == 1);
	EXPECT_OK(node_submit(n, transfer(0), &kit.work, &v));
	EXPECT(run_to_final(n, node_chain(n)->finalized.number + 4));
	EXPECT(strcmp(saw.tx, "frrbb") == 0);
	EXPECT(pool_num(node_pool(n)) == 0);
	stop(n);
}

/* A block that another way brought holds another transaction with nonce 0. */
TEST(what_the_chain_overtook_is_found_by_validating_again)
{
	struct node *n = start();
	struct slice other = node_kit_transfer(&kit, &kit.aura, 0, kit.bob.pub, 7, &kit.work);
	struct slice mine = transfer(0), later = transfer(1);
	struct node_verdict v;
	u8 first[32];

	EXPECT_OK(node_submit(n, mine, &kit.work, &v));
	memcpy(first, v.hash, 32);
	EXPECT_OK(node_submit(n, later, &kit.work, &v));
	EXPECT(strcmp(saw.tx, "rr") == 0 && node_recheck(n, 10) == 0);
	for (u32 i = 0; i < 2; i++) {
		struct node_kit_list list = {.xts = &other, .num = i == 0};
		struct chain_source src = node_kit_source(&list);
		struct chain *c = node_chain(n);
		struct chain_block b;

		EXPECT_OK(chain_author(c, &kit.aura, node_kit_time(c, c->best.number + 1), &src,
				       &kit.work, &b));
		EXPECT(list.applied == list.num);
	}
	EXPECT(node_recheck(n, 10) == 2 && node_recheck(n, 10) == 0);
	EXPECT(!pool_has(node_pool(n), first) && pool_has(node_pool(n), v.hash));
	EXPECT(pool_num_ready(node_pool(n)) == 1);
	/* It is not asked again. */
	EXPECT_ERR(ERR_DENIED, node_submit(n, mine, &kit.work, &v));
	EXPECT(node_counts(n)->submitted == 3 && node_counts(n)->refused == 1);
	stop(n);
}

TEST(bad_extrinsics_are_refused_with_the_runtime_s_reason)
{
	enum { PAYMENT = 1, STALE = 3, BAD_PROOF = 4 };
	struct node *n = start();
	struct node_verdict v;
	struct sr25519_pair nobody;
	struct slice xt = transfer(0), poor;

	EXPECT_OK(sr25519_from_uri(&nobody, SLICE_LIT("//Nobody")));
	poor = node_kit_transfer(&kit, &nobody, 0, kit.bob.pub, 1, &kit.work);
	EXPECT_ERR(ERR_INVALID, node_submit(n, poor, &kit.work, &v));
	EXPECT(v.error_len == 2 && v.error[0] == 0 && v.error[1] == PAYMENT);
	kit.work.mem[(size_t)(xt.p + xt.n - 1 - kit.work.mem)] ^= 2; /* another amount */
	EXPECT_ERR(ERR_INVALID, node_submit(n, xt, &kit.work, &v));
	EXPECT(v.error_len == 2 && v.error[0] == 0 && v.error[1] == BAD_PROOF);
	EXPECT(node_submit(n, SLICE_LIT("\x08\x84"), &kit.work, &v) != ERR_OK);
	EXPECT(node_submit(n, SLICE_EMPTY, &kit.work, &v) != ERR_OK);
	EXPECT(pool_num(node_pool(n)) == 0);
	sr25519_release(&nobody);
	stop(n);
}

TEST(a_folder_has_one_node)
{
	struct node *n = start(), *other = NULL;
	struct node_opts o = opts();

	EXPECT_ERR(ERR_CONFLICT, node_open(&other, &o));
	stop(n);
}

TEST(a_folder_of_another_genesis_is_refused)
{
	struct dev_spec_opts d = {.slot_ms = SLOT_MS * 2};
	struct chain_spec other_spec;
	struct node *n = start(), *other = NULL;
	struct node_opts o = opts();

	node_close(n);
	EXPECT_OK(dev_spec_make(&other_spec, &d, &kit.a));
	o.spec = &other_spec;
	EXPECT_ERR(ERR_GENESIS, node_open(&other, &o));
	o = opts();
	EXPECT_OK(node_open(&other, &o));
	stop(other);
}

TEST(what_was_in_the_pool_does_not_come_twice_after_a_restart)
{
	struct node *n = start();
	struct node_opts o = opts();
	struct node_verdict v;
	struct slice xt = transfer(0);

	EXPECT_OK(node_submit(n, xt, &kit.work, &v));
	EXPECT_OK(node_start(n, &loop));
	EXPECT(run_to_final(n, 1));
	node_stop(n);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	node_close(n);
	EXPECT_OK(node_open(&n, &o));
	EXPECT_ERR(ERR_INVALID, node_submit(n, xt, &kit.work, &v));
	EXPECT(v.error_len == 2 && v.error[1] == 3); /* Stale */
	stop(n);
}

TEST_MAIN()
