/* Expected values: polkadot-js 14 hashers ("", "System", "Account"); Python's hashlib;
 * libxxhash 0.8.1 for the long inputs of twox. */
#include "base/hex.h"
#include "base/test.h"
#include "crypto/hash.h"

static bool is_hex(const u8 *got, size_t n, const char *want)
{
	char text[129];

	hex_encode(text, slice_of(got, n));
	text[2 * n] = 0;
	if (strcmp(text, want) == 0)
		return true;
	(void)fprintf(stderr, "got %s\n", text);
	return false;
}

static void counting(u8 *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (u8)i;
}

TEST(hashers_agree_with_polkadot_js)
{
	static const struct {
		const char *in, *twox, *b128, *b256;
	} rows[] = {
	    {"", "99e9d85137db46ef4bbea33613baafd56f963c64b1f3685a4eb4abd67ff6203a",
	     "cae66941d9efbd404e4d88758ea67670",
	     "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"},
	    {"System", "26aa394eea5630e07c48ae0c9558cef714355510e01e85b83bb4d561945dad84",
	     "789f1c09383940a7773420432ffd084a",
	     "f72e3d99d040a28fb747e589243f3ecb618430419f121d07f6aa40e7a30a894b"},
	    {"Account", "b99d880ec681799c0cf30e8886371da93f57d85ee2978802071b8b6ddc1f7a8a",
	     "4580725829b1723eb8335117a68c8c6b",
	     "697fac9ff15d258e84ba5892eef63d17adc8262dc31d0ab188877774fd765b48"},
	};
	u8 h[32];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct slice in = slice_str(rows[i].in);

		twox_256(h, in);
		EXPECT(is_hex(h, 32, rows[i].twox));
		blake2_128(h, in);
		EXPECT(is_hex(h, 16, rows[i].b128));
		blake2_256(h, in);
		EXPECT(is_hex(h, 32, rows[i].b256));
	}
}

TEST(twox_agrees_with_libxxhash_at_every_kind_of_tail)
{
	static const struct {
		size_t n;
		const char *want;
	} rows[] = {
	    {1, "682705db4aa834e95124eef6c71719772dde12a78da5a8d714ac0f1ccc690fab"},
	    {7, "d2720c633f64cc14b7777cc411534caf62c33204db2664cda0c37869c5faa7b6"},
	    {8, "8d1bb81436174a88234efe54737c2b9dc085ca2354b2be24852fa71ffadf29ea"},
	    {12, "a5dc081f3ff24a42134c5dc6faf47c7994a1541e4cbe108c731ce117643fe915"},
	    {31, "e18e4d9bb5d246c3fc7d97651d0331f03d9e6480dd3996582837fddcad785bd1"},
	    {32, "b432ff16519cf5cb94ba9dce66674ed7b8637f03e2a77ddb375c135bbcc9f18f"},
	    {36, "5cf0aee385efe0dd04a71d491461995533c63dbf7f97fc3a2c0a2cd8c0b5742c"},
	    {64, "f01367db0173c6f7c0265957f7bde53c93cd86df2aaca4c61d1247696aa08d91"},
	    {101, "1e38855f493890e990f8068c92996443b7a2c335f3699eabaf3a3478fb9dcece"},
	};
	u8 in[101], h[32];

	counting(in, sizeof(in));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		twox_256(h, slice_of(in, rows[i].n));
		EXPECT(is_hex(h, 32, rows[i].want));
	}
}

TEST(shorter_twox_is_a_prefix_of_the_longer)
{
	u8 a[8], b[16], c[32];

	twox_64(a, SLICE_LIT("System"));
	twox_128(b, SLICE_LIT("System"));
	twox_256(c, SLICE_LIT("System"));
	EXPECT(mem_eq(a, c, 8) && mem_eq(b, c, 16));
}

TEST(blake2_512_of_abc_is_that_of_rfc_7693)
{
	u8 h[64];

	blake2_512(h, SLICE_LIT("abc"));
	EXPECT(is_hex(h, 64,
	              "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
	              "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"));
}

TEST(long_inputs_hash_as_hashlib_does)
{
	u8 in[200], h[32];

	counting(in, sizeof(in));
	blake2_128(h, SLICE_ARR(in));
	EXPECT(is_hex(h, 16, "61479efa6267fea757b3f881e2979bbc"));
	blake2_256(h, SLICE_ARR(in));
	EXPECT(is_hex(h, 32, "63c3d97a9f8894d5e043a707b0fee7f7ec4c049a23bbf1079df20b4165f9e22d"));
	sha2_256(h, SLICE_ARR(in));
	EXPECT(is_hex(h, 32, "1901da1c9f699b48f6b2636e65cbf73abf99d0441ef67f5c540a42f7051dec6f"));
}

/* Digests of the first n bytes for all n below 400, hashed once more: every block boundary. */
TEST(every_length_up_to_400_hashes_as_hashlib_does)
{
	static u8 in[400], all[4][400 * 64];
	static const struct {
		size_t len;
		const char *want;
	} rows[4] = {
	    {16, "1a15d36588c7f55ff87195c056b9df7a153eea0406949c710c6ea2b5f4bbc4fe"},
	    {32, "889462faaa09c0c5f5eebf3f533ed288b38fcc1156a3bdf5f21722c73e6bb0c8"},
	    {64, "6c0a1b1dd4a42e8664e03a8bfe88e61d2cd732b0ce27ec7290c9bfd04ed7df22"},
	    {32, "cc55fae9d06c4f6a60d88401f5d1a7f6a7b9a50cb2389bcc406a6ca7921d7be8"},
	};
	u8 h[32];

	counting(in, sizeof(in));
	for (size_t n = 0; n < sizeof(in); n++) {
		blake2_128(all[0] + 16 * n, slice_of(in, n));
		blake2_256(all[1] + 32 * n, slice_of(in, n));
		blake2_512(all[2] + 64 * n, slice_of(in, n));
		sha2_256(all[3] + 32 * n, slice_of(in, n));
	}
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		sha2_256(h, slice_of(all[i], 400 * rows[i].len));
		EXPECT(is_hex(h, 32, rows[i].want));
	}
}

TEST(parts_hash_as_their_concatenation)
{
	u8 in[200], whole[32], h[32];

	counting(in, sizeof(in));
	blake2_256(whole, SLICE_ARR(in));
	const struct slice parts[] = {slice_of(in, 1), SLICE_EMPTY, slice_of(in + 1, 150),
	                              slice_of(in + 151, 49)};

	blake2_256_parts(h, parts, ARRAY_LEN(parts));
	EXPECT(mem_eq(h, whole, 32));
	blake2_256_parts(h, NULL, 0);
	blake2_256(whole, SLICE_EMPTY);
	EXPECT(mem_eq(h, whole, 32));
}

TEST(sha2_256_of_abc_is_that_of_fips_180_4)
{
	u8 h[32];

	sha2_256(h, SLICE_LIT("abc"));
	EXPECT(is_hex(h, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
	sha2_256(h, SLICE_EMPTY);
	EXPECT(is_hex(h, 32, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
}

TEST(keccak_256_agrees_with_polkadot_js_around_every_block_boundary)
{
	static const struct {
		size_t n;
		const char *want;
	} rows[] = {
	    {0, "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"},
	    {1, "bc36789e7a1e281436464229828f817d6612f7b477d66591ff96a9e064bcc98a"},
	    {3, "f84a97f1f0a956e738abd85c2e0a5026f8874e3ec09c8f012159dfeeaab2b156"},
	    {64, "002030bde3d4cf89919649775cd71875c4d0ab1708a380e03fefc3a28aa24831"},
	    {135, "cbdfd9dee5faad3818d6b06f95a219fd290b0e1706f6a82e5a595b9ce9faca62"},
	    {136, "7ce759f1ab7f9ce437719970c26b0a66ff11fe3e38e17df89cf5d29c7d7f807e"},
	    {137, "ac73d4fae68b8453f764007c1a20ce95994187861f0c3227a3a8e99a73a3b1db"},
	    {271, "7c974895b2a88303ff2dc6b58f438ceb0b298cac91099ac0539cc0f477506191"},
	    {272, "fdf2ec49e749960d3c8521a0219af8d03e30e2b3bf19bd16150ee0eaf133d66e"},
	    {273, "4f707289a9c3ccd0c4a51f2f17339f5dd171d371c04ff7783b735b5b22682eaf"},
	    {400, "2c67ba73ca0f4721628e7345284061f6b9fbad1d2745f4e052bfb274a5df35a9"},
	};
	u8 in[400], h[32];

	counting(in, sizeof(in));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		keccak_256(h, slice_of(in, rows[i].n));
		EXPECT(is_hex(h, 32, rows[i].want));
	}
}

TEST_MAIN()
