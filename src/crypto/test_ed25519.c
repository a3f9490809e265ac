/* Expected values: RFC 8032 7.1; ZIP-215's table of edge cases; Substrate's //Alice. */
#include "base/hex.h"
#include "base/test.h"
#include "crypto/ed25519.h"

static void from_hex(u8 *out, size_t n, const char *hex)
{
	CHECK(hex_decode_exact(out, n, slice_str(hex)) == ERR_OK);
}

static const struct {
	const char *seed, *pub, *msg, *sig;
} rfc8032[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

TEST(keys_and_signatures_are_those_of_rfc_8032)
{
	struct ed25519_pair p;
	struct secret32 seed;
	u8 pub[32], msg[2], want[64], sig[64];

	for (size_t i = 0; i < ARRAY_LEN(rfc8032); i++) {
		struct slice m = slice_of(msg, strlen(rfc8032[i].msg) / 2);

		from_hex(seed.b, 32, rfc8032[i].seed);
		from_hex(pub, 32, rfc8032[i].pub);
		from_hex(msg, m.n, rfc8032[i].msg);
		from_hex(want, 64, rfc8032[i].sig);
		ed25519_from_seed(&p, &seed);
		EXPECT(mem_eq(p.pub, pub, 32));
		ed25519_sign(sig, &p, m);
		EXPECT(mem_eq(sig, want, 64));
		EXPECT_OK(ed25519_verify(sig, m, pub));
		EXPECT_ERR(ERR_SIGNATURE, ed25519_verify(sig, SLICE_LIT("other"), pub));
		ed25519_release(&p);
	}
}

TEST(all_196_edge_cases_of_zip_215_are_accepted)
{
	static const char *const points[14] = {
	    "0100000000000000000000000000000000000000000000000000000000000000",
	    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "0000000000000000000000000000000000000000000000000000000000000080",
	    "0000000000000000000000000000000000000000000000000000000000000000",
	    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
	    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
	    "0100000000000000000000000000000000000000000000000000000000000080",
	    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	};
	u8 pub[32], sig[64] = {0};

	for (size_t a = 0; a < 14; a++) {
		from_hex(pub, 32, points[a]);
		for (size_t r = 0; r < 14; r++) {
			from_hex(sig, 32, points[r]);
			EXPECT_OK(ed25519_verify(sig, SLICE_LIT("Zcash"), pub));
		}
	}
	/* The small-order key still needs the equation to hold. */
	sig[32] = 1;
	EXPECT_ERR(ERR_SIGNATURE, ed25519_verify(sig, SLICE_LIT("Zcash"), pub));
}

TEST(every_flipped_bit_of_a_signature_is_refused)
{
	u8 pub[32], sig[64];

	from_hex(pub, 32, rfc8032[0].pub);
	from_hex(sig, 64, rfc8032[0].sig);
	for (size_t bit = 0; bit < 512; bit++) {
		sig[bit / 8] ^= (u8)(1u << bit % 8);
		EXPECT_ERR(ERR_SIGNATURE, ed25519_verify(sig, SLICE_EMPTY, pub));
		sig[bit / 8] ^= (u8)(1u << bit % 8);
	}
}

TEST(s_plus_the_group_order_is_refused)
{
	u8 pub[32], sig[64], order[32];
	unsigned carry = 0;

	from_hex(pub, 32, rfc8032[0].pub);
	from_hex(sig, 64, rfc8032[0].sig);
	from_hex(order, 32, "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
	for (size_t i = 0; i < 32; i++) {
		carry += (unsigned)sig[32 + i] + order[i];
		sig[32 + i] = (u8)carry;
		carry >>= 8;
	}
	EXPECT(carry == 0);
	EXPECT_ERR(ERR_SIGNATURE, ed25519_verify(sig, SLICE_EMPTY, pub));
}

TEST(a_key_off_the_curve_is_no_key)
{
	u8 pub[32] = {2}, sig[64] = {0};

	EXPECT_ERR(ERR_KEY, ed25519_verify(sig, SLICE_EMPTY, pub));
}

TEST(many_keys_sign_and_verify)
{
	struct ed25519_pair p;
	struct secret32 seed = {{0}};
	u8 sig[64];

	for (u8 i = 0; i < 100; i++) {
		seed.b[3] = i;
		ed25519_from_seed(&p, &seed);
		ed25519_sign(sig, &p, SLICE_ARR(seed.b));
		EXPECT_OK(ed25519_verify(sig, SLICE_ARR(seed.b), p.pub));
		p.pub[31] ^= 0x80;
		EXPECT_ERR(ERR_SIGNATURE, ed25519_verify(sig, SLICE_ARR(seed.b), p.pub));
	}
}

TEST_MAIN()
