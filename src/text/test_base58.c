/* Vectors: draft-msporny-base58-03 section 5 and bitcoin/src/test/data/base58_encode_decode.json.
 */
#include "text/base58.c"

#include "base/hex.h"
#include "base/test.h"

static const struct {
	const char *hex, *text;
} vectors[] = {
    {"", ""},
    {"61", "2g"},
    {"626262", "a3gV"},
    {"636363", "aPEr"},
    {"73696d706c792061206c6f6e6720737472696e67", "2cFupjhnEsSn59qHXstmK2ffpLv2"},
    {"00eb15231dfceb60925886b67d065299925915aeb172c06647", "1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L"},
    {"516b6fcd0f", "ABnLTmg"},
    {"bf4f89001e670274dd", "3SEo3LWLoPntC"},
    {"572e4794", "3EFU7m"},
    {"ecac89cad93923c02321", "EJDM8drfXA6uyA"},
    {"10c8511e", "Rt5zm"},
    {"00000000000000000000", "1111111111"},
    {"0000287fb4cd", "11233QC4"},
    {"48656c6c6f20576f726c6421", "2NEpo7TZRRrLZSi2U"},
    {"000111d38e5fc9071ffcd20b4a763cc9ae4f252bb4e48fd66a835e252ada93ff480d6dd43dc62a641155a5",
     "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"},
};

TEST(published_vectors_go_both_ways)
{
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		u8 raw[BASE58_BYTES_MAX], back[BASE58_BYTES_MAX];
		char text[BASE58_TEXT_MAX];
		size_t n, m;

		REQUIRE(hex_decode(raw, sizeof(raw), &n, slice_str(vectors[i].hex)) == ERR_OK);
		size_t t = base58_encode(text, slice_of(raw, n));

		EXPECT(slice_eq(slice_of(text, t), slice_str(vectors[i].text)));
		EXPECT_OK(base58_decode(back, &m, slice_str(vectors[i].text)));
		EXPECT(slice_eq(slice_of(raw, n), slice_of(back, m)));
	}
}

TEST(foreign_characters_are_refused)
{
	static const char *const bad[] = {"0",    "O", "I",   "l",       "1 1",
	                                  "2g\n", "-", "a+b", "\xc3\xa9"};
	u8 out[BASE58_BYTES_MAX];
	size_t n;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		EXPECT_ERR(ERR_FORMAT, base58_decode(out, &n, slice_str(bad[i])));
}

TEST(long_text_and_large_numbers_are_refused)
{
	u8 out[BASE58_BYTES_MAX];
	char text[100];
	size_t n;

	memset(text, '1', sizeof(text));
	EXPECT_OK(base58_decode(out, &n, slice_of(text, 64)));
	EXPECT(n == 64);
	EXPECT_ERR(ERR_LIMIT, base58_decode(out, &n, slice_of(text, 65)));
	EXPECT_ERR(ERR_LIMIT, base58_decode(out, &n, slice_of(text, 91)));
	memset(text, 'z', sizeof(text));
	EXPECT_ERR(ERR_LIMIT, base58_decode(out, &n, slice_of(text, 90)));
}

TEST(sixty_four_bytes_of_ones_fit_and_come_back)
{
	u8 raw[BASE58_BYTES_MAX], back[BASE58_BYTES_MAX];
	char text[BASE58_TEXT_MAX];
	size_t n;

	memset(raw, 0xff, sizeof(raw));
	size_t t = base58_encode(text, SLICE_ARR(raw));

	EXPECT(t == 88);
	EXPECT_OK(base58_decode(back, &n, slice_of(text, t)));
	EXPECT(slice_eq(slice_of(back, n), SLICE_ARR(raw)));
}

TEST_MAIN()
