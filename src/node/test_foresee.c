/* Signatures that are checked ahead, in batches and on threads, change no answer. Also built with
 * ThreadSanitizer: `make tsan`. */
#include "base/test.h"
#include "node/node.h"
#include "node/node_kit.h"
#include "os/clock.h"
#include "os/workers.h"

#define NUM 200u

static struct node_kit kit;
static struct node *node;
static struct slice xts[NUM];

static void run_on(void *ctx, void (*fn)(void *arg, u32 i), void *arg, u32 num)
{
	workers_run((struct workers *)ctx, fn, arg, num);
}

/* Every seventh has a signature that does not hold, and one is no extrinsic. */
static bool is_bad(u32 i)
{
	return i % 7 == 3 || i == 11;
}

static void set_up(void)
{
	struct node_opts o;
	u8 to[32] = {1};

	node_kit_init(&kit, 1000);
	o = (struct node_opts){.dir = kit.dir,
			       .spec = &kit.spec,
			       .aura = kit.aura,
			       .grandpa = kit.grandpa,
			       .one_thread = true};
	NODE_KIT_MUST(node_open(&node, &o));
	for (u32 i = 0, nonce = 0; i < NUM; i++) {
		u8 *bytes;

		xts[i] = node_kit_transfer(&kit, &kit.aura, nonce, to, 50000000000, &kit.a);
		nonce += !is_bad(i);
		NODE_KIT_MUST(arena_dup(&kit.a, xts[i], &xts[i]));
		bytes = (u8 *)arena_alloc(&kit.a, xts[i].n);
		REQUIRE(bytes != NULL);
		slice_copy(bytes, xts[i]);
		if (i % 7 == 3)
			bytes[50] ^= 1; /* in R */
		if (i == 11)
			bytes[2] = 0x83; /* no such version */
		xts[i] = slice_of(bytes, xts[i].n);
	}
}

static void tear_down(void)
{
	node_close(node);
	node_kit_free(&kit);
}

static void submit_all(void)
{
	for (u32 i = 0; i < NUM; i++) {
		struct node_verdict v;
		enum err e = node_submit(node, xts[i], &kit.work, &v);

		EXPECT((e == ERR_OK) == !is_bad(i));
		if (i % 7 == 3) {
			EXPECT_ERR(ERR_INVALID, e);
			EXPECT(v.error_len == 2 && v.error[0] == 0 && v.error[1] == 4);
		}
		arena_reset(&kit.work);
	}
}

TEST(what_is_foreseen_is_accepted_and_refused_as_before)
{
	struct workers *w = NULL;
	struct runtime_threads t = {NULL, run_on};

	set_up();
	REQUIRE(workers_new(&w, 3) == ERR_OK);
	t.ctx = w;
	runtime_threads_use(&t);
	node_foresee(node, xts, NUM, &kit.work);
	submit_all();
	runtime_threads_use(NULL);
	workers_free(w);
	tear_down();
}

TEST(nothing_needs_to_be_foreseen)
{
	set_up();
	submit_all();
	tear_down();
}

static enum err import(struct chain *c, const struct chain_block *b, struct slice body)
{
	struct chain_block out;

	return chain_import(c, b->header, body, &kit.work, &out);
}

/* The block is imported with threads and without; a signature that does not hold is found
 * wherever it stands. */
TEST(blocks_are_judged_alike_with_and_without_threads)
{
	struct workers *w = NULL;
	struct runtime_threads t = {NULL, run_on};
	struct chain c;
	struct db *db;
	struct chain_block b;
	u8 *spoilt;

	set_up();
	REQUIRE(workers_new(&w, 3) == ERR_OK);
	t.ctx = w;
	submit_all();
	clock_sleep_ms((u32)(1000 - clock_unix_ms() % 1000));
	NODE_KIT_MUST(node_seal(node));
	NODE_KIT_MUST(node_header(node, 1, &kit.a, &b.header));
	NODE_KIT_MUST(node_body(node, 1, &kit.a, &b.body));
	db = node_kit_db(&kit, "importer", false);
	NODE_KIT_MUST(chain_open(&c, db, &kit.spec, &kit.work));
	runtime_signatures_known(NULL);
	spoilt = (u8 *)arena_alloc(&kit.a, b.body.n);
	REQUIRE(spoilt != NULL);
	for (u32 with = 0; with < 2; with++) {
		runtime_threads_use(with ? &t : NULL);
		for (u32 i = 1; i < 5; i++) {
			slice_copy(spoilt, b.body);
			spoilt[b.body.n * i / 5] ^= 1;
			EXPECT_ERR(ERR_INVALID, import(&c, &b, slice_of(spoilt, b.body.n)));
		}
	}
	EXPECT_OK(import(&c, &b, b.body));
	EXPECT(mem_eq(c.best.hash, node_chain(node)->best.hash, 32));
	runtime_threads_use(NULL);
	workers_free(w);
	db_close(db);
	tear_down();
}

TEST_MAIN()
