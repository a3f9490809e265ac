#include "base/test.h"

#include "base/hex.h"
#include "crypto/hash.h"
#include "scale/encode.h"
#include "trie/proof.h"
#include "trie/test_model.h"

#define MEM_LEN (64u << 20)

static u8 *memory(void)
{
	static u8 *mem;

	if (mem == NULL)
		mem = malloc(2 * MEM_LEN);
	CHECK(mem != NULL);
	return mem;
}

/* Two arenas: one for the store, one for the work at hand. */
static struct arena store_arena(void)
{
	return arena_of(memory(), MEM_LEN);
}

static struct arena work_arena(void)
{
	return arena_of(memory() + MEM_LEN, MEM_LEN);
}

static bool hash_is(const u8 hash[32], const char *hex)
{
	char got[64];

	hex_encode(got, slice_of(hash, 32));
	return slice_eq(slice_of(got, 64), slice_str(hex));
}

struct vector {
	const char *name, *v0, *v1;
	struct trie_pair pair[4];
	size_t num;
};

static u8 cd[32], ab[33], eleven[40], twenty_two[70];

#define KEY(s) SLICE_LIT(s)

/* Computed with smoldot's trie, npm package smoldot 3.4.1. */
static size_t vectors(struct vector v[8])
{
	size_t n = 0;

	memset(cd, 0xcd, sizeof(cd));
	memset(ab, 0xab, sizeof(ab));
	memset(eleven, 0x11, sizeof(eleven));
	memset(twenty_two, 0x22, sizeof(twenty_two));
	v[n++] = (struct vector){
	    .name = "empty",
	    .v0 = "03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314",
	    .v1 = "03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314"};
	v[n++] = (struct vector){
	    .name = "one short",
	    .v0 = "b702cfc0277a95e40d55cf7128e1e83a24ed70dabb92340a06b68bc4599fbb61",
	    .v1 = "b702cfc0277a95e40d55cf7128e1e83a24ed70dabb92340a06b68bc4599fbb61",
	    .pair = {{KEY("\x01"), KEY("\x02")}},
	    .num = 1};
	v[n++] = (struct vector){
	    .name = "branch",
	    .v0 = "8c95dd254f4ac86d535f1ba8b15adcc11c09e4801c540af82f21200376d2303e",
	    .v1 = "8c95dd254f4ac86d535f1ba8b15adcc11c09e4801c540af82f21200376d2303e",
	    .pair = {{KEY("\0"), KEY("\x03")},
	             {KEY("\0\x12"), KEY("\x01")},
	             {KEY("\0\x13"), KEY("\x02")}},
	    .num = 3};
	v[n++] = (struct vector){
	    .name = "empty value",
	    .v0 = "99bd6135a0892dc2efc5b792adb3280c24dcf8dde8290f64faa78cbeb86996a9",
	    .v1 = "99bd6135a0892dc2efc5b792adb3280c24dcf8dde8290f64faa78cbeb86996a9",
	    .pair = {{KEY("\xaa"), KEY("")}},
	    .num = 1};
	v[n++] = (struct vector){
	    .name = "32 bytes",
	    .v0 = "1cd6217ac4943743393276d505f361745d4414a60ac39ea98196d099f6b55186",
	    .v1 = "1cd6217ac4943743393276d505f361745d4414a60ac39ea98196d099f6b55186",
	    .pair = {{KEY("\xaa\xbb"), SLICE_ARR(cd)}},
	    .num = 1};
	v[n++] = (struct vector){
	    .name = "33 bytes",
	    .v0 = "f6bc959729fa94f58787df865b696cf251c1241cf1512e685e1646e07e5d36b4",
	    .v1 = "7b4805d17a54b36dbfb20893f6e4f4bf16ef3e1c99ec10546e6cb607ed287949",
	    .pair = {{KEY("\xaa\xbb"), SLICE_ARR(ab)}},
	    .num = 1};
	v[n++] = (struct vector){
	    .name = "mixed",
	    .v0 = "d143d9a57105056356126ac4bdeadab55281dd0c0e0c6b9ab96cd189ad10beb1",
	    .v1 = "f514123faf922dac65f6f96d0ed65d8166fbeadc45518ffeb60bf611ddd0eafe",
	    .pair = {{KEY("\x01"), KEY("\xff")},
	             {KEY("\x01\x02"), SLICE_ARR(ab)},
	             {KEY("\x01\x03"), SLICE_ARR(cd)},
	             {SLICE_ARR(eleven), KEY("\0")}},
	    .num = 4};
	v[n++] = (struct vector){
	    .name = "140 nibbles",
	    .v0 = "1093f336f15061c78e17e51d9d5bc04eb407509c33e320c0f6580e65e3437444",
	    .v1 = "1093f336f15061c78e17e51d9d5bc04eb407509c33e320c0f6580e65e3437444",
	    .pair = {{SLICE_ARR(twenty_two), KEY("\x07")}},
	    .num = 1};
	return n;
}

TEST(roots_from_scratch_equal_smoldots)
{
	struct vector v[8];
	size_t num = vectors(v);

	for (size_t i = 0; i < num; i++) {
		struct arena a = work_arena();
		u8 root[32];

		EXPECT_OK(trie_root(TRIE_V0, v[i].pair, v[i].num, &a, root));
		EXPECT(hash_is(root, v[i].v0));
		EXPECT_OK(trie_root(TRIE_V1, v[i].pair, v[i].num, &a, root));
		EXPECT(hash_is(root, v[i].v1));
		EXPECT(a.used == 0);
	}
}

TEST(applied_roots_equal_smoldots)
{
	struct vector v[8];
	size_t num = vectors(v);

	for (size_t i = 0; i < num; i++) {
		struct arena sa = store_arena(), a = work_arena();
		struct trie_set set = trie_set_init(&sa);
		struct trie_db db = trie_set_db(&set);
		struct trie_change c[4];
		u8 root[32];

		for (size_t k = 0; k < v[i].num; k++)
			c[k] = (struct trie_change){v[i].pair[k].key, v[i].pair[k].value, false};
		EXPECT_OK(trie_apply(&db, trie_empty_root, c, v[i].num, &a, root));
		EXPECT(hash_is(root, v[i].v1));
	}
}

/* The store must hold what a store filled in one go would: same items, same
 * number of references. */
static bool store_is_exact(const struct trie_set *set, const struct model *m, struct arena *a)
{
	static struct trie_change all[MODEL_MAX];
	struct trie_set fresh = trie_set_init(a);
	struct trie_db db = trie_set_db(&fresh);
	u8 root[32];

	for (size_t i = 0; i < m->num; i++)
		all[i] = (struct trie_change){row_key(&m->row[i]), row_value(m, &m->row[i]), false};
	if (trie_apply(&db, trie_empty_root, all, m->num, a, root) != ERR_OK)
		return false;
	for (const struct trie_item *i = fresh.first; i != NULL; i = i->next) {
		const struct trie_item *have = trie_set_find(set, i->hash);

		if (have == NULL || have->refs != i->refs || !slice_eq(have->bytes, i->bytes))
			return false;
	}
	return fresh.num == set->num && fresh.bytes == set->bytes;
}

static bool keys_are_exact(const struct trie_db *db, const u8 root[32], struct model *m,
                           struct arena *a)
{
	struct slice key = SLICE_EMPTY, value;
	struct model_row r;
	size_t at;
	bool found;

	for (size_t i = 0; i < m->num; i++) {
		if (trie_get(db, root, row_key(&m->row[i]), a, &found, &value) != ERR_OK ||
		    !found || !slice_eq(value, row_value(m, &m->row[i])))
			return false;
	}
	for (int i = 0; i < 20; i++) {
		bool has, want;

		model_random_row(m, &r);
		want = model_has(m, row_key(&r), &at);
		if (trie_get(db, root, row_key(&r), a, &found, &value) != ERR_OK ||
		    trie_has(db, root, row_key(&r), a, &has) != ERR_OK || found != want ||
		    has != want)
			return false;
		at += want;
		if (trie_next_key(db, root, row_key(&r), a, &found, &key) != ERR_OK ||
		    found != (at < m->num) || (found && !slice_eq(key, row_key(&m->row[at]))))
			return false;
	}
	key = SLICE_EMPTY;
	for (at = model_has(m, key, &at) ? 1 : 0;; at++) {
		if (trie_next_key(db, root, key, a, &found, &key) != ERR_OK)
			return false;
		if (!found)
			return at == m->num;
		if (at == m->num || !slice_eq(key, row_key(&m->row[at])))
			return false;
	}
}

static bool root_is_exact(const struct model *m, const u8 root[32], struct arena *a)
{
	static struct trie_pair pairs[MODEL_MAX];
	u8 want[32];

	for (size_t i = 0; i < m->num; i++)
		pairs[i] = (struct trie_pair){row_key(&m->row[i]), row_value(m, &m->row[i])};
	return trie_root(TRIE_V1, pairs, m->num, a, want) == ERR_OK && mem_eq(want, root, 32);
}

static void run_random(u64 seed)
{
	struct model *m = model_new(seed);
	struct arena sa = store_arena();
	struct trie_set set = trie_set_init(&sa);
	struct trie_db db = trie_set_db(&set);
	static struct batch b;
	u8 root[32];

	memcpy(root, trie_empty_root, 32);
	for (int round = 0; round < 120; round++) {
		struct arena a = work_arena();

		/* Grow, then shrink to nothing. */
		model_batch(m, &b, 1 + model_rand(m, seed % 2 == 0 ? 4 : 40),
		            round < 70 ? 20 + model_rand(m, 40) : 90);
		EXPECT_OK(trie_apply(&db, root, b.change, b.num, &a, root));
		if (!root_is_exact(m, root, &a))
			break;
		EXPECT(round % 8 != 0 || store_is_exact(&set, m, &a));
		EXPECT(round % 8 != 0 || keys_are_exact(&db, root, m, &a));
	}
	EXPECT(m->num < MODEL_MAX);
	while (m->num != 0) {
		struct arena a = work_arena();

		model_batch(m, &b, 60, 101);
		EXPECT_OK(trie_apply(&db, root, b.change, b.num, &a, root));
		if (!root_is_exact(m, root, &a)) {
			TEST_FAIL("wrong root");
			break;
		}
	}
	EXPECT(mem_eq(root, trie_empty_root, 32) && set.num == 0 && set.bytes == 0);
	free(m);
}

TEST(random_batches_equal_a_trie_from_scratch_and_leave_no_references)
{
	for (u64 seed = 1; seed <= 60; seed++)
		run_random(seed);
}

TEST(nothing_changes_without_a_change)
{
	struct arena sa = store_arena(), a = work_arena();
	struct trie_set set = trie_set_init(&sa);
	struct trie_db db = trie_set_db(&set);
	struct trie_change c[] = {{KEY("ab"), SLICE_ARR(ab), false}, {KEY("ac"), KEY("x"), false}};
	struct trie_change same[] = {{KEY("a"), SLICE_EMPTY, true},
	                             {KEY("ab"), SLICE_ARR(ab), false},
	                             {KEY("ac"), KEY("x"), false},
	                             {KEY("acd"), SLICE_EMPTY, true},
	                             {KEY("b"), SLICE_EMPTY, true}};
	u8 root[32], again[32];
	size_t used;

	EXPECT_OK(trie_apply(&db, trie_empty_root, c, 2, &a, root));
	used = sa.used;
	db.drop = NULL; /* a call would crash */
	db.put = NULL;
	EXPECT_OK(trie_apply(&db, root, same, 5, &a, again));
	EXPECT(mem_eq(root, again, 32) && sa.used == used);
	EXPECT_OK(trie_apply(&db, root, NULL, 0, &a, again));
	EXPECT(mem_eq(root, again, 32));
	same[0].del = false;
	same[0].value = KEY("new");
	EXPECT_OK(trie_apply(&db, root, same, 5, &a, again));
	EXPECT(!mem_eq(root, again, 32) && sa.used == used);
}

TEST(a_long_value_left_inline_by_version_0_is_detached_when_written_again)
{
	u8 leaf[64] = {0x44, 0xaa, 0xbb, 33 << 2}, want[32], root[32];
	struct arena sa = store_arena(), a = work_arena();
	struct trie_set set = trie_set_init(&sa);
	struct trie_db db = trie_set_db(&set);
	struct trie_pair pair = {KEY("\xaa\xbb"), SLICE_ARR(ab)};
	struct trie_change c = {pair.key, pair.value, false};

	memcpy(leaf + 4, ab, sizeof(ab));
	blake2_256(root, slice_of(leaf, 4 + sizeof(ab)));
	EXPECT_OK(trie_root(TRIE_V0, &pair, 1, &a, want));
	EXPECT(mem_eq(root, want, 32));
	EXPECT_OK(db.put(db.ctx, root, slice_of(leaf, 4 + sizeof(ab))));
	EXPECT_OK(trie_apply(&db, root, &c, 1, &a, root));
	EXPECT_OK(trie_root(TRIE_V1, &pair, 1, &a, want));
	EXPECT(mem_eq(root, want, 32) && set.num == 2);
}

TEST(ordered_root_sorts_by_the_bytes_of_the_compact_index)
{
	static struct trie_pair pairs[70000];
	static struct slice items[70000];
	static u8 keys[70000][4], body[70000][4];
	static const size_t sizes[] = {0, 1, 2, 63, 64, 65, 300, 16384, 16385, 70000};

	for (size_t s = 0; s < ARRAY_LEN(sizes); s++) {
		struct arena a = work_arena();
		size_t num = sizes[s], at = 0;
		u8 want[32], got[32];

		for (u32 i = 0; i < num; i++) {
			memcpy(body[i], &i, 4);
			items[i] = SLICE_ARR(body[i]);
		}
		/* Sorted by brute force over all keys of up to three bytes. */
		for (u32 k = 0; k < 1u << 24; k++) {
			u8 bytes[4] = {(u8)(k >> 16), (u8)(k >> 8 & 255), (u8)(k & 255), 0};
			u32 i = bytes[0] >> 2;
			size_t len = 1;

			if (bytes[0] % 4 == 3)
				continue;
			if (bytes[0] % 4 == 0 && (k & 0xffff) != 0)
				continue;
			if (bytes[0] % 4 == 1) {
				if (bytes[2] != 0 || bytes[1] == 0)
					continue;
				i |= (u32)bytes[1] << 6;
				len = 2;
			} else if (bytes[0] % 4 == 2) {
				i |= (u32)bytes[1] << 6 | (u32)bytes[2] << 14;
				len = 4;
				if (bytes[2] == 0)
					continue;
			}
			if (i >= num)
				continue;
			memcpy(keys[at], bytes, 4);
			pairs[at] = (struct trie_pair){slice_of(keys[at], len), items[i]};
			at++;
		}
		EXPECT(at == num);
		EXPECT_OK(trie_root(TRIE_V0, pairs, num, &a, want));
		EXPECT_OK(trie_ordered_root(items, num, &a, got));
		EXPECT(mem_eq(want, got, 32) && a.used == 0);
	}
}

TEST(unsorted_and_oversized_keys_are_refused)
{
	static u8 big[TRIE_KEY_MAX + 1];
	struct arena sa = store_arena(), a = work_arena();
	struct trie_set set = trie_set_init(&sa);
	struct trie_db db = trie_set_db(&set);
	struct trie_change c[] = {{KEY("b"), KEY("1"), false}, {KEY("a"), KEY("2"), false}};
	struct trie_pair p[] = {{KEY("b"), KEY("1")}, {KEY("b"), KEY("2")}};
	struct slice value, key;
	bool found;
	u8 root[32];

	EXPECT_ERR(ERR_INVALID, trie_apply(&db, trie_empty_root, c, 2, &a, root));
	EXPECT_ERR(ERR_INVALID, trie_root(TRIE_V1, p, 2, &a, root));
	c[1].key = p[1].key = SLICE_ARR(big);
	c[0].key = p[0].key = SLICE_EMPTY;
	EXPECT_ERR(ERR_LIMIT, trie_apply(&db, trie_empty_root, c, 2, &a, root));
	EXPECT_ERR(ERR_LIMIT, trie_root(TRIE_V1, p, 2, &a, root));
	EXPECT_ERR(ERR_LIMIT, trie_get(&db, root, SLICE_ARR(big), &a, &found, &value));
	EXPECT_ERR(ERR_LIMIT, trie_next_key(&db, root, SLICE_ARR(big), &a, &found, &key));
	EXPECT_ERR(ERR_LIMIT, trie_ordered_root(NULL, TRIE_ORDERED_MAX + 1, &a, root));
	/* The longest key works, everywhere. */
	c[1].key.n = p[1].key.n = TRIE_KEY_MAX;
	EXPECT_OK(trie_apply(&db, trie_empty_root, c, 2, &a, root));
	EXPECT_OK(trie_next_key(&db, root, SLICE_EMPTY, &a, &found, &key));
	EXPECT(found && slice_eq(key, c[1].key));
	c[0].del = true; /* the longest partial key */
	EXPECT_OK(trie_apply(&db, root, c, 2, &a, root));
	EXPECT_OK(trie_root(TRIE_V1, p + 1, 1, &a, big));
	EXPECT(mem_eq(big, root, 1) && set.num == 1);
}

/* A store that fails at its n-th read and counts writes. */
struct flaky {
	struct trie_set *set;
	u32 reads_left, writes;
};

static enum err flaky_get(void *ctx, const u8 hash[32], struct arena *a, struct slice *out)
{
	struct flaky *f = ctx;
	struct trie_db db = trie_set_db(f->set);

	if (f->reads_left-- == 0)
		return ERR_IO;
	return db.get(db.ctx, hash, a, out);
}

static enum err flaky_put(void *ctx, const u8 hash[32], struct slice bytes)
{
	(void)hash;
	(void)bytes;
	((struct flaky *)ctx)->writes++;
	return ERR_OK;
}

static enum err flaky_drop(void *ctx, const u8 hash[32])
{
	return flaky_put(ctx, hash, SLICE_EMPTY);
}

static void fill(struct model *m, struct trie_db *db, u8 root[32], size_t batches)
{
	static struct batch b;

	memcpy(root, trie_empty_root, 32);
	for (size_t i = 0; i < batches; i++) {
		struct arena a = work_arena();

		model_batch(m, &b, 30, 10);
		EXPECT_OK(trie_apply(db, root, b.change, b.num, &a, root));
	}
}

TEST(no_failure_before_the_first_put_changes_the_store)
{
	struct model *m = model_new(7);
	struct arena sa = store_arena();
	struct trie_set set = trie_set_init(&sa);
	struct trie_db db = trie_set_db(&set);
	struct flaky f = {.set = &set};
	struct trie_db bad = {&f, flaky_get, flaky_put, flaky_drop};
	static struct batch b;
	enum err err = ERR_IO;
	u8 root[32], next[32];
	size_t cap;

	fill(m, &db, root, 6);
	model_batch(m, &b, 30, 50);
	for (u32 n = 0; err != ERR_OK; n++) {
		struct arena a = work_arena();

		f = (struct flaky){&set, n, 0};
		err = trie_apply(&bad, root, b.change, b.num, &a, next);
		EXPECT((err == ERR_IO && f.writes == 0) || (err == ERR_OK && n > 10));
	}
	err = ERR_NOMEM;
	for (cap = 0; err != ERR_OK; cap += 61) {
		struct arena a = arena_of(memory() + MEM_LEN, cap);

		f = (struct flaky){&set, UINT32_MAX, 0};
		err = trie_apply(&bad, root, b.change, b.num, &a, next);
		EXPECT((err == ERR_NOMEM && f.writes == 0) || (err == ERR_OK && cap > 10000));
	}
	EXPECT(root_is_exact(m, next, &(struct arena){memory() + MEM_LEN, MEM_LEN, 0}));
	free(m);
}

TEST(a_missing_node_is_not_an_absent_key)
{
	struct arena sa = store_arena(), a = work_arena();
	struct trie_set set = trie_set_init(&sa);
	struct trie_db db = trie_set_db(&set);
	u8 root[32] = {1}, out[32];
	struct trie_change c = {KEY("k"), KEY("v"), false};
	struct slice s;
	bool found;

	EXPECT_ERR(ERR_NOT_FOUND, trie_get(&db, root, KEY("k"), &a, &found, &s));
	EXPECT_ERR(ERR_NOT_FOUND, trie_has(&db, root, KEY("k"), &a, &found));
	EXPECT_ERR(ERR_NOT_FOUND, trie_next_key(&db, root, KEY("k"), &a, &found, &s));
	EXPECT_ERR(ERR_NOT_FOUND, trie_apply(&db, root, &c, 1, &a, out));
	EXPECT_OK(trie_get(&db, trie_empty_root, KEY("k"), &a, &found, &s));
	EXPECT(!found);
}

TEST(bytes_that_are_no_node_are_corrupt)
{
	const struct slice bad[] = {
	    SLICE_LIT(""),                     /* nothing */
	    SLICE_LIT("\0"),                   /* the empty trie has no node */
	    SLICE_LIT("\x01"),                 /* reserved */
	    SLICE_LIT("\x41"),                 /* partial key missing */
	    SLICE_LIT("\x41\x1f\0"),           /* padding is not zero */
	    SLICE_LIT("\x40\x04"),             /* value missing */
	    SLICE_LIT("\x40\0x"),              /* byte left over */
	    SLICE_LIT("\x40\x01\0"),           /* length not in shortest form */
	    SLICE_LIT("\x80\0\0"),             /* branch without child */
	    SLICE_LIT("\x80\x01\0\0"),         /* child of no length */
	    SLICE_LIT("\x80\x01\0\x0c\x40\0"), /* child cut off */
	    SLICE_LIT("\x20"
	              "0123456789012345678901234567890"), /* hash too short */
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct arena sa = store_arena(), a = work_arena();
		struct trie_set set = trie_set_init(&sa);
		struct trie_db db = trie_set_db(&set);
		struct slice s;
		bool found;
		u8 root[32];

		blake2_256(root, bad[i]);
		root[0] ^= 1; /* else the second one is the empty root */
		EXPECT_OK(db.put(db.ctx, root, bad[i]));
		EXPECT_ERR(ERR_CORRUPT, trie_get(&db, root, KEY("k"), &a, &found, &s));
	}
}

TEST_MAIN()
