/* Expected public keys: @polkadot/util-crypto 14 (keyExtractPath, keyFromPath). */
#include "base/hex.h"
#include "base/test.h"
#include "crypto/uri.h"

static const struct {
	const char *uri, *sr25519, *ed25519;
} known[] = {
    {"//Alice", "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
     "88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee"},
    {"//Bob", "8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48",
     "d17c2d7823ebf260fd138f2d7e27d114c0145d968b5ff5006125f2414fadae69"},
    {"//Alice//stash", "be5ddb1579b72e84524fc29e78609e3caf42e85aa118ebfe0b0ad404b5bdd25f",
     "451781cd0c5504504f69ceec484cc66e4c22a2b6a9d20fb1a426d91ad074a2a8"},
    {"//1", "b606fc73f57f03cdb4c932d475ab426043e429cecc2ffff0d2672b0df8398c48",
     "bf3a763d817cee09bf785b9cc6118f58dab5c03f3ace6d524899bcb28ac74f27"},
    {"//01", "b606fc73f57f03cdb4c932d475ab426043e429cecc2ffff0d2672b0df8398c48",
     "bf3a763d817cee09bf785b9cc6118f58dab5c03f3ace6d524899bcb28ac74f27"},
    {"//18446744073709551615", "a4ca284d5222ef916e2e181430785972ed22cb51ef91a0c6cdbbd390ee74bc77",
     "0a105b65e82a42f67f679bd8e0f8c7576a2cbc4edeb4c3261b14ec01de38cfcb"},
    {"//aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "1209e9744812ac2c671dd1ac7b756ce15c1c0950bc88f0f14a42e244a573391c",
     "a677c701c2167190607ba035e40febe249c8843c701cb1c01fab1ac9e3140558"},
    {"//aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "a2519d318923569e65def47c90dd1ff0849053eed75528eec3bae4b140b59d29",
     "7a4b8f6cb75140d1b2f391e78dfe1b3b2b611affcbc94f11a1e4a17cd97810f5"},
    {"//aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaa",
     "90163ce2c19e2f6cb72841e34d8b02c4b1be9fc2fa3b19a87467e3722c642426",
     "09d21eb9d19560f91d35310a0ac53a21fda8fb286aa3fb447a4372e72b9e8c8b"},
    {"//aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaa",
     "22f88e2c11fe8daa4cedbb78a9a3be730ae3fa5131bc3b329e6cd6ac4e67cc50",
     "c64765e5e3d296ea7304a7fc024f62ef41448b9f5ee3d93bd735ef229124b3a3"},
    {"//phala//worker//7", "5c7d0214b25b35fc654c1af90520b85c28b868cfba23aa4906aab1186e37306d",
     "cd33bb36dc4aa4ea2cd37eb6e7bf0a33e20d678bc9f194b08d16f603631be1b2"},
};

static bool is_hex(const u8 got[32], const char *want)
{
	u8 w[32];

	CHECK(hex_decode_exact(w, 32, slice_str(want)) == ERR_OK);
	return mem_eq(got, w, 32);
}

TEST(paths_lead_to_the_keys_that_polkadot_js_derives)
{
	struct sr25519_pair sr;
	struct ed25519_pair ed;

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		EXPECT_OK(sr25519_from_uri(&sr, slice_str(known[i].uri)));
		EXPECT(is_hex(sr.pub, known[i].sr25519));
		EXPECT_OK(ed25519_from_uri(&ed, slice_str(known[i].uri)));
		EXPECT(is_hex(ed.pub, known[i].ed25519));
	}
	sr25519_release(&sr);
	ed25519_release(&ed);
}

#define DEV_PHRASE "bottom drive obey lake curtain smoke basket hold race lonely fit walk"

TEST(development_phrase_and_its_seed_mean_the_same_as_no_base)
{
	static const char *const uris[] = {
	    DEV_PHRASE "//Alice",
	    "0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e//Alice",
	    "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a",
	};
	struct sr25519_pair p;

	for (size_t i = 0; i < ARRAY_LEN(uris); i++) {
		EXPECT_OK(sr25519_from_uri(&p, slice_str(uris[i])));
		EXPECT(is_hex(p.pub, known[0].sr25519));
	}
	sr25519_release(&p);
}

TEST(numbers_parse_as_in_rust)
{
	struct sr25519_pair a, b;

	/* str::parse::<u64> takes a plus sign; one above its maximum is text. */
	EXPECT_OK(sr25519_from_uri(&a, SLICE_LIT("//1")));
	EXPECT_OK(sr25519_from_uri(&b, SLICE_LIT("//+1")));
	EXPECT(mem_eq(a.pub, b.pub, 32));
	EXPECT_OK(sr25519_from_uri(&a, SLICE_LIT("//0")));
	EXPECT_OK(sr25519_from_uri(&b, SLICE_LIT("//18446744073709551616")));
	EXPECT(!mem_eq(a.pub, b.pub, 32));
	sr25519_release(&a);
	sr25519_release(&b);
}

TEST(what_is_not_supported_is_refused_and_writes_nothing)
{
	static const struct {
		const char *uri;
		enum err e;
	} rows[] = {
	    {"//Alice/soft", ERR_UNSUPPORTED},
	    {"/soft", ERR_UNSUPPORTED},
	    {"//Alice///password", ERR_UNSUPPORTED},
	    {"///password", ERR_UNSUPPORTED},
	    {"legal winner thank year wave sausage worth useful legal winner thank yellow",
	     ERR_UNSUPPORTED},
	    {"Alice", ERR_UNSUPPORTED},
	    {"//", ERR_FORMAT},
	    {"//Alice//", ERR_FORMAT},
	    {"/", ERR_UNSUPPORTED},
	};
	struct sr25519_pair sr = {.pub = {1}};
	struct ed25519_pair ed = {.pub = {1}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		EXPECT_ERR(rows[i].e, sr25519_from_uri(&sr, slice_str(rows[i].uri)));
		EXPECT_ERR(rows[i].e, ed25519_from_uri(&ed, slice_str(rows[i].uri)));
	}
	EXPECT(sr25519_from_uri(&sr, SLICE_LIT("0x12//Alice")) != ERR_OK);
	EXPECT(sr25519_from_uri(&sr, SLICE_LIT("0x")) != ERR_OK);
	EXPECT(sr.pub[0] == 1 && sr.pub[1] == 0 && ed.pub[0] == 1 && ed.pub[1] == 0);
}

TEST(the_longest_junction_is_255_bytes)
{
	struct sr25519_pair p;
	char uri[2 + 256];

	memset(uri, 'a', sizeof(uri));
	memset(uri, '/', 2);
	EXPECT_OK(sr25519_from_uri(&p, slice_of(uri, 2 + 255)));
	EXPECT_ERR(ERR_LIMIT, sr25519_from_uri(&p, slice_of(uri, 2 + 256)));
	sr25519_release(&p);
}

TEST_MAIN()
