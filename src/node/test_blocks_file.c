/* A chain goes into a file and comes out of it as the same chain. */
#include "node/blocks_file.h"
#include "node/node_kit.h"

#define BLOCKS 7u

static struct node_kit kit;
static u8 file[1 << 20];
static size_t file_len;
static u32 seen;

static void saw(void *ctx, u32 number)
{
	(void)ctx;
	(void)number;
	seen++;
}

static const struct blocks_progress progress = {NULL, saw};

static enum err put(void *ctx, struct slice bytes)
{
	(void)ctx;
	if (bytes.n > sizeof(file) - file_len)
		return ERR_FULL;
	slice_copy(file + file_len, bytes);
	file_len += bytes.n;
	return ERR_OK;
}

static const struct blocks_sink sink = {NULL, put};

static const struct ed25519_pair *find_voter(void *ctx, const u8 pub[32])
{
	(void)ctx;
	return mem_eq(kit.grandpa.pub, pub, 32) ? &kit.grandpa : NULL;
}

static void open_chain(struct chain *c, const char *name)
{
	NODE_KIT_MUST(chain_open(c, node_kit_db(&kit, name, false), &kit.spec, &kit.work));
}

/* A chain of seven blocks, five of them final, exported from `from` on. */
static void start(struct chain *c, u32 from)
{
	struct chain_votes votes = {NULL, find_voter};
	struct chain_block b;
	bool advanced = true;

	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	open_chain(c, "made");
	for (u32 i = 0; i < BLOCKS; i++) {
		struct slice xt =
		    node_kit_transfer(&kit, &kit.bob, i, kit.aura.pub, 1000000000, &kit.work);
		struct node_kit_list l = {&xt, 1, 0, 0};
		struct chain_source src = node_kit_source(&l);

		NODE_KIT_MUST(chain_author(c, &kit.aura, node_kit_time(c, i + 1), &src, &kit.work,
					   &b));
	}
	while (advanced)
		NODE_KIT_MUST(chain_finalize(c, &votes, &kit.work, &advanced));
	file_len = 0;
	seen = 0;
	NODE_KIT_MUST(blocks_export(c, from, BLOCKS, &sink, &progress));
	CHECK(seen == BLOCKS - from + 1);
}

static enum err import_into(struct chain *c, size_t n)
{
	seen = 0;
	return blocks_import(c, slice_of(file, n), &kit.work, &progress);
}

TEST(what_was_exported_is_imported_with_its_finality)
{
	struct chain made, c;

	start(&made, 1);
	open_chain(&c, "copy");
	EXPECT_OK(import_into(&c, file_len));
	EXPECT(seen == BLOCKS && c.best.number == BLOCKS);
	EXPECT(mem_eq(c.best.hash, made.best.hash, HASH_LEN));
	EXPECT(c.finalized.number == made.finalized.number);
	EXPECT(mem_eq(c.best_root, made.best_root, HASH_LEN));
	EXPECT_OK(import_into(&c, file_len)); /* again: all there */
	db_close(c.db);
	db_close(made.db);
	node_kit_free(&kit);
}

TEST(a_file_that_is_cut_short_gives_the_blocks_before_the_cut)
{
	struct chain made, c;

	start(&made, 1);
	open_chain(&c, "copy");
	EXPECT_ERR(ERR_SHORT, import_into(&c, file_len / 2));
	EXPECT(c.best.number == seen && seen > 0 && seen < BLOCKS);
	EXPECT_OK(import_into(&c, file_len)); /* and goes on from there */
	EXPECT(c.best.number == BLOCKS);
	db_close(c.db);
	db_close(made.db);
	node_kit_free(&kit);
}

TEST(a_file_of_a_changed_chain_or_with_a_hole_is_refused)
{
	struct chain made, c;

	start(&made, 2);
	open_chain(&c, "hole");
	EXPECT_ERR(ERR_HEADER, import_into(&c, file_len));
	EXPECT(c.best.number == 0);
	db_close(c.db);
	file_len = 0;
	EXPECT_OK(blocks_export(&made, 1, 3, &sink, &progress));
	EXPECT_ERR(ERR_NOT_FOUND, blocks_export(&made, 3, BLOCKS + 1, &sink, &progress));
	open_chain(&c, "changed");
	file[8 + 40] ^= 1; /* in the first header's state root */
	EXPECT(import_into(&c, file_len) != ERR_OK);
	EXPECT(c.best.number == 0);
	db_close(c.db);
	file[8 + 40] ^= 1;
	file[8] ^= 1; /* its parent: known blocks are compared */
	EXPECT_ERR(ERR_GENESIS, import_into(&made, file_len));
	db_close(made.db);
	node_kit_free(&kit);
}

TEST_MAIN()
