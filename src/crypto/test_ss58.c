/* Expected texts: @polkadot/util-crypto 14 encodeAddress of //Alice. */
#include "base/hex.h"
#include "base/test.h"
#include "crypto/ss58.h"
#include "text/base58.h"

static const struct {
	u16 prefix;
	const char *text;
} alice_texts[] = {
    {0, "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"},
    {2, "HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F"},
    {30, "45R2pfjQUW2s9PQRHU48HQKLKHVMaDja7N3wpBtmF28UYDs2"},
    {42, "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"},
    {63, "7NPoMQbiA6trJKkjB35uk96MeJD4PGWkLQLH7k7hXEkZpiba"},
    {64, "cEaNSpz4PxFcZ7nT1VEKrKewH67rfx6MfcM6yKojyyPz7qaqp"},
    {1284, "VdvKmYJfD4VXA9fzz1SbmCo2eYHSzUFbaDCZSuaNKJAe8YNg6"},
    {16383, "yNa8JpqfFB3q8A29rCwSgxvdU94ufJw2yKKxDgznS5m1PoFvn"},
};

static void alice(u8 pub[32])
{
	CHECK(hex_decode_exact(pub, 32,
	                       SLICE_LIT("d43593c715fdd31c61141abd04a99fd6"
	                                 "822c8558854ccde39a5684e7a56da27d")) == ERR_OK);
}

TEST(addresses_are_those_of_polkadot_js)
{
	u8 pub[32], got[32];
	char text[SS58_TEXT_MAX + 1];
	u16 prefix;

	alice(pub);
	for (size_t i = 0; i < ARRAY_LEN(alice_texts); i++) {
		EXPECT(ss58_encode(text, alice_texts[i].prefix, pub) ==
		       strlen(alice_texts[i].text));
		EXPECT(strcmp(text, alice_texts[i].text) == 0);
		EXPECT_OK(ss58_decode(got, &prefix, slice_str(alice_texts[i].text)));
		EXPECT(mem_eq(got, pub, 32) && prefix == alice_texts[i].prefix);
	}
}

TEST(every_prefix_comes_back)
{
	u8 pub[32], got[32];
	char text[SS58_TEXT_MAX + 1];
	u16 prefix;

	alice(pub);
	for (u16 p = 0; p <= 16383; p++) {
		if (p == 46 || p == 47)
			continue;
		size_t n = ss58_encode(text, p, pub);

		EXPECT_OK(ss58_decode(got, &prefix, slice_of(text, n)));
		EXPECT(prefix == p && mem_eq(got, pub, 32));
	}
}

TEST(every_changed_character_is_refused)
{
	u8 got[32] = {0};
	char text[64];
	u16 prefix = 9;
	size_t n = strlen(alice_texts[3].text);

	for (size_t i = 0; i < n; i++) {
		memcpy(text, alice_texts[3].text, n);
		text[i] = text[i] == 'z' ? 'y' : 'z';
		EXPECT(ss58_decode(got, &prefix, slice_of(text, n)) != ERR_OK);
		EXPECT(ss58_decode(got, &prefix, slice_of(alice_texts[3].text, i)) != ERR_OK);
	}
	EXPECT(prefix == 9 && got[0] == 0);
}

static enum err decode_raw(const u8 *raw, size_t n)
{
	char text[BASE58_TEXT_MAX];
	u8 account[32];
	u16 prefix;
	size_t len = base58_encode(text, slice_of(raw, n));

	return ss58_decode(account, &prefix, slice_of(text, len));
}

TEST(each_defect_has_its_error)
{
	u8 account[32], raw[40] = {42};
	u16 prefix;

	EXPECT_ERR(ERR_FORMAT, ss58_decode(account, &prefix, SLICE_LIT("0OIl")));
	EXPECT_ERR(ERR_FORMAT, ss58_decode(account, &prefix, SLICE_EMPTY));
	EXPECT_ERR(ERR_CHECKSUM, decode_raw(raw, 35));
	EXPECT_ERR(ERR_LIMIT, decode_raw(raw, 34)); /* shorter and longer accounts */
	EXPECT_ERR(ERR_LIMIT, decode_raw(raw, 36));
	raw[0] = 46;
	EXPECT_ERR(ERR_FORMAT, decode_raw(raw, 35));
	raw[0] = 128;
	EXPECT_ERR(ERR_FORMAT, decode_raw(raw, 35));
	raw[0] = 0x40 | 42 >> 2; /* 42 in the two-byte form */
	raw[1] = (42 & 3) << 6;
	EXPECT_ERR(ERR_FORMAT, decode_raw(raw, 36));
	EXPECT_ERR(ERR_LIMIT,
	           ss58_decode(account, &prefix,
	                       SLICE_LIT("11111111111111111111111111111111111111111111111111111")));
}

TEST_MAIN()
