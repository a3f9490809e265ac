#include "base/hex.h"
#include "base/test.h"
#include "crypto/hash.h"
#include "journal/merkle.h"

#define LEAVES_MAX 70u

/* Leaf i is the two bytes i, 255 - i. */
static void leaf_data(u8 out[2], size_t i)
{
	out[0] = (u8)i;
	out[1] = (u8)(255 - i);
}

static void append_leaf(struct merkle *m, size_t i)
{
	u8 data[2], leaf[32];

	leaf_data(data, i);
	merkle_leaf(leaf, SLICE_ARR(data));
	merkle_append(m, leaf);
}

/* Roots by a direct transcription of RFC 6962 2.1 in Python, hashlib.blake2b. */
static const struct {
	size_t num;
	const char *root;
} vectors[] = {
    {0, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"},
    {1, "931febe9170def63e50b66e4f923a9af40ac80ee43342ebf4fde9f0d5d1fc459"},
    {2, "0d346d0cc84714e2f9115645cf784f69c3a66605ede323cef8ba2529d1c4093b"},
    {3, "fd7906c28a9da02ab895042961008d6867c8b1e4a197c5b05bdb3e976ff2f837"},
    {5, "b94a440313caeb8ded25a0764fcac309a108ab02d9bf9a611cdfebfc4e941d3b"},
    {7, "ef4c92c0fc8e7a6666cd0a07d9368f717223580949885578171fa054b991b9b0"},
    {8, "02524e03b78a01130a83358d7e6a282674a7f69000892ef01cce7fa410f03768"},
    {33, "0cbfab446fbca7e65e833c2fe9696908bdb84e4bbdf50cc09ad29c1fde80f901"},
};

TEST(roots_match_an_independent_implementation)
{
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		struct merkle m;
		u8 want[32], got[32];

		merkle_init(&m);
		for (size_t j = 0; j < vectors[i].num; j++)
			append_leaf(&m, j);
		EXPECT_OK(hex_decode_exact(want, 32, slice_str(vectors[i].root)));
		merkle_root(&m, got);
		EXPECT(mem_eq(want, got, 32));
	}
}

/* The definition: split at the largest power of two below num, from the leaves. */
static void naive_root(u8 out[32], size_t from, size_t num)
{
	u8 data[2], buf[65] = {1};
	size_t k = 1;

	if (num == 0) {
		blake2_256(out, SLICE_EMPTY);
		return;
	}
	if (num == 1) {
		leaf_data(data, from);
		memcpy(buf + 1, data, 2);
		buf[0] = 0;
		blake2_256(out, slice_of(buf, 3));
		return;
	}
	while (k * 2 < num)
		k *= 2;
	naive_root(buf + 1, from, k);
	naive_root(buf + 33, from + k, num - k);
	blake2_256(out, SLICE_ARR(buf));
}

TEST(every_size_has_the_tree_shape_of_rfc_6962)
{
	struct merkle m;

	merkle_init(&m);
	for (size_t num = 0; num <= LEAVES_MAX; num++) {
		u8 want[32], got[32];

		naive_root(want, 0, num);
		merkle_root(&m, got);
		EXPECT(mem_eq(want, got, 32));
		EXPECT(m.num == num);
		append_leaf(&m, num);
	}
}

TEST(a_root_may_be_written_over_its_own_input)
{
	struct merkle m;
	u8 a[32], b[32];

	merkle_init(&m);
	append_leaf(&m, 0);
	merkle_root(&m, a);
	merkle_append(&m, a);
	merkle_root(&m, b);
	EXPECT(!mem_eq(a, b, 32));
}

TEST_MAIN()
