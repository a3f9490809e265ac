/* A file of blocks from a stranger. Input: place (u16), number of bytes to cut off the end (u16),
 * and bytes to mix into an honest file of four blocks at that place; or, with place 0xffff, a file
 * as it is. Whatever it holds, the chain keeps the blocks of the one honest author. */
#include "base/bytes.h"
#include "node/blocks_file.h"
#include "node/node_kit.h"

#define BLOCKS 4u

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static struct node_kit kit;
static struct chain made, copy;
static u8 file[1 << 20], input[1 << 20];
static size_t file_len;

static void saw(void *ctx, u32 number)
{
	(void)ctx;
	(void)number;
}

static const struct blocks_progress progress = {NULL, saw};

static enum err put(void *ctx, struct slice bytes)
{
	(void)ctx;
	CHECK(bytes.n <= sizeof(file) - file_len);
	slice_copy(file + file_len, bytes);
	file_len += bytes.n;
	return ERR_OK;
}

static const struct ed25519_pair *find_voter(void *ctx, const u8 pub[32])
{
	(void)ctx;
	return mem_eq(kit.grandpa.pub, pub, 32) ? &kit.grandpa : NULL;
}

static void setup(void)
{
	struct chain_votes votes = {NULL, find_voter};
	const struct blocks_sink sink = {NULL, put};
	struct chain_block b;
	bool advanced = true;

	if (file_len != 0)
		return;
	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	NODE_KIT_MUST(chain_open(&made, node_kit_db(&kit, "made", false), &kit.spec, &kit.work));
	NODE_KIT_MUST(chain_open(&copy, node_kit_db(&kit, "copy", false), &kit.spec, &kit.work));
	for (u32 i = 0; i < BLOCKS; i++) {
		struct node_kit_list l = {NULL, 0, 0, 0};
		struct chain_source src = node_kit_source(&l);

		NODE_KIT_MUST(chain_author(&made, &kit.aura, node_kit_time(&made, i + 1), &src,
					   &kit.work, &b));
	}
	while (advanced)
		NODE_KIT_MUST(chain_finalize(&made, &votes, &kit.work, &advanced));
	NODE_KIT_MUST(blocks_export(&made, 1, BLOCKS, &sink, &progress));
}

static struct slice file_of(const u8 *data, size_t n)
{
	size_t at = load_le16(data), cut = load_le16(data + 2);

	if (at == 0xffff)
		return slice_of(data + 4, n - 4);
	memcpy(input, file, file_len);
	/* The last block is spoilt, so that there is always one to execute and refuse. */
	input[file_len - 2] ^= 0x80;
	for (size_t i = 4; i < n; i++)
		input[(at + i - 4) % file_len] ^= data[i];
	return slice_of(input, file_len - cut % file_len);
}

/* The copy is the made chain as far as it goes, whatever was in the files. */
static void check_copy(void)
{
	struct db_view v;
	u8 hash[HASH_LEN], same[HASH_LEN];

	CHECK(copy.best.number <= BLOCKS && copy.finalized.number <= copy.best.number);
	NODE_KIT_MUST(db_view_open(&v, copy.db));
	NODE_KIT_MUST(db_hash_of(&v, copy.best.number, hash));
	db_view_close(&v);
	NODE_KIT_MUST(db_view_open(&v, made.db));
	NODE_KIT_MUST(db_hash_of(&v, copy.best.number, same));
	db_view_close(&v);
	CHECK(mem_eq(hash, same, HASH_LEN));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	enum err e;

	setup();
	if (n < 4)
		return 0;
	e = blocks_import(&copy, file_of(data, n), &kit.work, &progress);
	CHECK(e != ERR_NOMEM && e != ERR_IO);
	arena_reset(&kit.work);
	check_copy();
	return 0;
}
