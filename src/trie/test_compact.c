/* Compact proofs: against a root that smoldot computed, with the items written out by hand from the
 * format (trie-db crate, trie_codec.rs), and against the plain map of test_model.h. */
#include "base/hex.h"
#include "base/test.h"
#include "scale/decode.h"
#include "trie/proof.h"
#include "trie/test_model.h"

static struct arena arena_new(void)
{
	return arena_of(malloc(32u << 20), 32u << 20);
}

#define AB_33                                                                                      \
	"ababababababababababababababababababababababababababababababababab"
#define CD_32 "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
#define PATH_39                                                                                    \
	"111111111111111111111111111111111111111111111111111111111111111111111111111111"

/* 0102 -> ab * 33, 0103 -> cd * 32, 01 -> ff, 11 * 40 -> 00 */
static const char mixed_root[] = "f514123faf922dac65f6f96d0ed65d8166fbeadc45518ffeb60bf611ddd0eafe";
static const char mixed_proof[] =
	"1c" /* seven items */
	"14" "8003000000" /* the root: a branch on the first nibble */
	"1c" "c101010004ff00" /* 01, with value ff */
	"14" "800c000000" /* 010: a branch on 2 and 3 */
	"0c" "014000" /* 0102: its value stands apart, */
	"84" AB_33   /* here */
	"88" "4080" CD_32 /* 0103 */
	"b0" "7f1001" PATH_39 "0400"; /* 11 * 40 */

static struct slice hex(struct arena *a, const char *text)
{
	u8 *p = arena_alloc(a, 4096);
	size_t n = 0;

	CHECK(p != NULL && hex_decode(p, 4096, &n, slice_str(text)) == ERR_OK);
	return slice_of(p, n);
}

TEST(a_proof_written_by_hand_has_the_root_that_smoldot_computed)
{
	struct arena a = arena_new();
	struct slice in = hex(&a, mixed_proof), want = hex(&a, mixed_root), value;
	struct rd r = rd_from(in);
	struct trie_proof p;
	bool found;
	u8 root[32];

	REQUIRE(trie_compact_open(&p, root, &r, TRIE_LIMITS_DEFAULT, &a) == ERR_OK);
	EXPECT_OK(rd_end(&r));
	EXPECT(slice_eq(SLICE_ARR(root), want));
	EXPECT_OK(trie_proof_read(&p, root, SLICE_LIT("\x01\x02"), &found, &value));
	EXPECT(found && value.n == 33 && value.p[32] == 0xab);
	EXPECT_OK(trie_proof_read(&p, root, SLICE_LIT("\x01\x04"), &found, &value));
	EXPECT(!found);
	free(a.mem);
}

TEST(a_recorder_that_read_all_of_it_writes_the_same_proof)
{
	static u8 ab[33], cd[32], path[40];
	const struct trie_change rows[] = {
		{.key = SLICE_LIT("\x01"), .value = SLICE_LIT("\xff")},
		{.key = SLICE_LIT("\x01\x02"), .value = SLICE_ARR(ab)},
		{.key = SLICE_LIT("\x01\x03"), .value = SLICE_ARR(cd)},
		{.key = SLICE_ARR(path), .value = SLICE_LIT("\0")},
	};
	struct arena a = arena_new();
	struct trie_set set = trie_set_init(&a);
	struct trie_db db = trie_set_db(&set), reader;
	struct trie_recorder rec;
	struct slice out, value;
	bool found;
	u8 root[32];

	memset(ab, 0xab, sizeof(ab));
	memset(cd, 0xcd, sizeof(cd));
	memset(path, 0x11, sizeof(path));
	REQUIRE(trie_apply(&db, trie_empty_root, rows, ARRAY_LEN(rows), &a, root) == ERR_OK);
	rec = trie_recorder_init(&db, &a);
	reader = trie_recorder_db(&rec);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		EXPECT_OK(trie_get(&reader, root, rows[i].key, &a, &found, &value));
	REQUIRE(trie_recorder_compact(&rec, root, &a, &out) == ERR_OK);
	EXPECT(slice_eq(out, hex(&a, mixed_proof)));
	free(a.mem);
}

/* Reads some keys of a random trie through a recorder; whoever has the compact proof reads the
 * same, and a batch of changes has the same root. */
static void one_round(u64 seed)
{
	struct model *m = model_new(seed);
	struct arena a = arena_new();
	struct trie_set set = trie_set_init(&a);
	struct trie_db db = trie_set_db(&set), reader, proof_db;
	struct batch *b = malloc(sizeof(*b));
	struct trie_recorder rec;
	struct trie_proof p;
	struct slice out;
	struct rd r;
	u8 root[32], again[32], after[32], want[32];

	memcpy(root, trie_empty_root, 32);
	for (int i = 0; i < 6; i++) {
		model_batch(m, b, 1 + model_rand(m, MODEL_BATCH - 1), 20);
		REQUIRE(trie_apply(&db, root, b->change, b->num, &a, again) == ERR_OK);
		memcpy(root, again, 32);
	}
	rec = trie_recorder_init(&db, &a);
	reader = trie_recorder_db(&rec);
	model_batch(m, b, 1 + model_rand(m, 20), 50);
	REQUIRE(trie_apply(&reader, root, b->change, b->num, &a, want) == ERR_OK);
	REQUIRE(trie_recorder_compact(&rec, root, &a, &out) == ERR_OK);
	r = rd_from(out);
	EXPECT_OK(trie_compact_open(&p, again, &r, TRIE_LIMITS_DEFAULT, &a));
	EXPECT_OK(rd_end(&r));
	EXPECT(mem_eq(again, root, 32));
	proof_db = trie_proof_db(&p);
	EXPECT_OK(trie_apply(&proof_db, root, b->change, b->num, &a, after));
	EXPECT(mem_eq(after, want, 32));
	free(b);
	free(m);
	free(a.mem);
}

TEST(what_a_recorder_saw_is_enough_to_compute_the_next_root)
{
	for (u64 seed = 1; seed < 60; seed++)
		one_round(seed);
}

TEST(items_too_few_or_too_many_and_broken_ones_are_refused)
{
	static const char *const bad[] = {
		"",
		"00",
		"04" "148003000000",              /* its children are missing */
		"04" "0c014000",                  /* its value is missing */
		"08" "104100" "0000" "104100" "0000", /* one item too many */
		"04" "0408",                      /* no node */
		"04" "0c014004",                  /* an escaped node with a value */
	};
	struct arena a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct slice in = hex(&a, bad[i]);
		struct rd r = rd_from(in);
		struct trie_proof p;
		u8 root[32];

		EXPECT(trie_compact_open(&p, root, &r, TRIE_LIMITS_DEFAULT, &a) != ERR_OK);
	}
	free(a.mem);
}

TEST(limits_hold)
{
	struct arena a = arena_new();
	struct slice in = hex(&a, mixed_proof);
	struct trie_proof p;
	struct rd r = rd_from(in);
	u8 root[32];

	EXPECT_ERR(ERR_LIMIT,
		   trie_compact_open(&p, root, &r, (struct trie_limits){6, 1u << 20}, &a));
	r = rd_from(in);
	EXPECT_ERR(ERR_LIMIT, trie_compact_open(&p, root, &r, (struct trie_limits){100, 50}, &a));
	free(a.mem);
}

TEST_MAIN()
