/* Expected values: RFC 7748 6.1, RFC 5869 A.1 and A.3 (first 32 bytes),
 * draft-irtf-cfrg-xchacha-03 A.3.1; the sealed message by Python's cryptography 48
 * (OpenSSL) with HChaCha20 written out. */
#include "base/hex.h"
#include "base/test.h"
#include "crypto/seal.h"

static size_t from_hex(u8 *out, size_t cap, const char *hex)
{
	size_t n;

	CHECK(hex_decode(out, cap, &n, slice_str(hex)) == ERR_OK);
	return n;
}

static bool is_hex(const u8 *got, size_t n, const char *want)
{
	u8 w[256];

	return from_hex(w, sizeof(w), want) == n && mem_eq(got, w, n);
}

TEST(x25519_public_keys_are_those_of_rfc_7748)
{
	struct secret32 s;
	u8 pub[32];

	from_hex(s.b, 32, "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
	x25519_public(pub, &s);
	EXPECT(is_hex(pub, 32, "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
	from_hex(s.b, 32, "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
	x25519_public(pub, &s);
	EXPECT(is_hex(pub, 32, "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
}

TEST(hkdf_is_that_of_rfc_5869)
{
	struct secret32 out;
	u8 ikm[22], salt[13], info[10];

	memset(ikm, 0x0b, sizeof(ikm));
	from_hex(salt, sizeof(salt), "000102030405060708090a0b0c");
	from_hex(info, sizeof(info), "f0f1f2f3f4f5f6f7f8f9");
	hkdf_256(&out, SLICE_ARR(salt), SLICE_ARR(ikm), SLICE_ARR(info));
	EXPECT(
	    is_hex(out.b, 32, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"));
	hkdf_256(&out, SLICE_EMPTY, SLICE_ARR(ikm), SLICE_EMPTY);
	EXPECT(
	    is_hex(out.b, 32, "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"));
}

TEST(aead_is_xchacha20_poly1305_of_the_draft)
{
	static const char text[] = "Ladies and Gentlemen of the class of '99: If I could offer you "
	                           "only one tip for the future, sunscreen would be it.";
	struct secret32 key;
	u8 nonce[24], aad[12], out[114 + SEAL_EXTRA], back[114];
	size_t n;

	from_hex(key.b, 32, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
	from_hex(nonce, 24, "404142434445464748494a4b4c4d4e4f5051525354555657");
	from_hex(aad, 12, "50515253c0c1c2c3c4c5c6c7");
	aead_seal(out, &key, nonce, SLICE_ARR(aad), SLICE_LIT(text));
	EXPECT(mem_eq(out, nonce, 24));
	EXPECT(is_hex(out + 24, 114 + 16,
	              "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
	              "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
	              "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
	              "21f9664c97637da9768812f615c68b13b52e"
	              "c0875924c1c7987947deafd8780acf49"));
	EXPECT_OK(aead_open(back, sizeof(back), &n, &key, SLICE_ARR(aad), SLICE_ARR(out)));
	EXPECT(n == 114 && mem_eq(back, text, 114));
}

TEST(changed_bytes_never_authenticate_and_write_nothing)
{
	struct secret32 key = {{1}};
	u8 nonce[24] = {2}, out[5 + SEAL_EXTRA], back[5] = {9, 9, 9, 9, 9};
	size_t n = 77;

	aead_seal(out, &key, nonce, SLICE_LIT("aad"), SLICE_LIT("hello"));
	for (size_t i = 0; i < sizeof(out); i++) {
		out[i] ^= 1;
		EXPECT_ERR(ERR_DECRYPT,
		           aead_open(back, 5, &n, &key, SLICE_LIT("aad"), SLICE_ARR(out)));
		out[i] ^= 1;
		EXPECT(aead_open(back, 5, &n, &key, SLICE_LIT("aad"), slice_of(out, i)) != ERR_OK);
	}
	EXPECT_ERR(ERR_DECRYPT, aead_open(back, 5, &n, &key, SLICE_LIT("aae"), SLICE_ARR(out)));
	EXPECT_ERR(ERR_LIMIT, aead_open(back, 4, &n, &key, SLICE_LIT("aad"), SLICE_ARR(out)));
	EXPECT_ERR(ERR_SHORT, aead_open(back, 5, &n, &key, SLICE_LIT("aad"), slice_of(out, 39)));
	key.b[31] ^= 1;
	EXPECT_ERR(ERR_DECRYPT, aead_open(back, 5, &n, &key, SLICE_LIT("aad"), SLICE_ARR(out)));
	EXPECT(n == 77 && mem_eq(back, "\x09\x09\x09\x09\x09", 5));
}

TEST(an_empty_text_still_authenticates)
{
	struct secret32 key = {{1}};
	u8 nonce[24] = {2}, out[SEAL_EXTRA];
	size_t n = 77;

	aead_seal(out, &key, nonce, SLICE_EMPTY, SLICE_EMPTY);
	EXPECT_OK(aead_open(NULL, 0, &n, &key, SLICE_EMPTY, SLICE_ARR(out)));
	EXPECT(n == 0);
	out[30] ^= 1;
	EXPECT_ERR(ERR_DECRYPT, aead_open(NULL, 0, &n, &key, SLICE_EMPTY, SLICE_ARR(out)));
}

struct sealed {
	struct secret32 recipient;
	u8 pub[32], out[14 + SEAL_TO_EXTRA];
};

static struct sealed sealed_example(void)
{
	struct sealed s;
	struct secret32 ephemeral;
	u8 nonce[24];

	memset(s.recipient.b, 0x11, 32);
	memset(ephemeral.b, 0x22, 32);
	memset(nonce, 0x33, 24);
	x25519_public(s.pub, &s.recipient);
	const struct seal_to_args args = {.recipient = s.pub,
	                                  .purpose = SLICE_LIT("phala/secret/v1"),
	                                  .aad = SLICE_LIT("header"),
	                                  .ephemeral = &ephemeral,
	                                  .nonce = nonce};

	CHECK(seal_to(s.out, &args, SLICE_LIT("attack at dawn")) == ERR_OK);
	return s;
}

TEST(a_sealed_message_is_what_another_implementation_makes)
{
	struct sealed s = sealed_example();

	EXPECT(
	    is_hex(s.pub, 32, "7b4e909bbe7ffe44c465a220037d608ee35897d31ef972f07f74892cb0f73f13"));
	EXPECT(is_hex(s.out, sizeof(s.out),
	              "0faa684ed28867b97f4a6a2dee5df8ce974e76b7018e3f22a1c4cf2678570f20"
	              "333333333333333333333333333333333333333333333333"
	              "97dcb6c8b128651a5a3748850f4fbdce6dd3dd4c0b41887d800483ae86b7"));
}

TEST(only_recipient_purpose_and_header_together_open_it)
{
	struct sealed s = sealed_example();
	struct secret32 other = {{5}};
	struct slice purpose = SLICE_LIT("phala/secret/v1"), aad = SLICE_LIT("header");
	u8 back[14];
	size_t n;

	EXPECT_OK(
	    seal_to_open(back, sizeof(back), &n, &s.recipient, purpose, aad, SLICE_ARR(s.out)));
	EXPECT(n == 14 && mem_eq(back, "attack at dawn", 14));
	EXPECT_ERR(ERR_DECRYPT,
	           seal_to_open(back, sizeof(back), &n, &other, purpose, aad, SLICE_ARR(s.out)));
	EXPECT_ERR(ERR_DECRYPT, seal_to_open(back, sizeof(back), &n, &s.recipient,
	                                     SLICE_LIT("phala/secret/v2"), aad, SLICE_ARR(s.out)));
	EXPECT_ERR(ERR_DECRYPT, seal_to_open(back, sizeof(back), &n, &s.recipient, purpose,
	                                     SLICE_LIT("footer"), SLICE_ARR(s.out)));
	EXPECT_ERR(ERR_LIMIT,
	           seal_to_open(back, 13, &n, &s.recipient, purpose, aad, SLICE_ARR(s.out)));
	EXPECT_ERR(ERR_SHORT, seal_to_open(back, sizeof(back), &n, &s.recipient, purpose, aad,
	                                   slice_of(s.out, SEAL_TO_EXTRA - 1)));
	for (size_t i = 0; i < sizeof(s.out); i++) {
		s.out[i] ^= 1;
		EXPECT_ERR(ERR_DECRYPT, seal_to_open(back, sizeof(back), &n, &s.recipient, purpose,
		                                     aad, SLICE_ARR(s.out)));
		s.out[i] ^= 1;
	}
}

TEST(public_keys_of_small_order_are_refused)
{
	/* 0, 1, a point of order 8, p - 1, p, p + 1. */
	static const char *const weak[] = {
	    "0000000000000000000000000000000000000000000000000000000000000000",
	    "0100000000000000000000000000000000000000000000000000000000000000",
	    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
	    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	};
	struct secret32 s = {{3}};
	u8 pub[32], nonce[24] = {0}, out[1 + SEAL_TO_EXTRA] = {0}, back[1];
	size_t n;
	const struct seal_to_args args = {.recipient = pub,
	                                  .purpose = SLICE_LIT("p"),
	                                  .aad = SLICE_EMPTY,
	                                  .ephemeral = &s,
	                                  .nonce = nonce};

	for (size_t i = 0; i < ARRAY_LEN(weak); i++) {
		from_hex(pub, 32, weak[i]);
		EXPECT_ERR(ERR_KEY, seal_to(out, &args, SLICE_LIT("x")));
		memcpy(out, pub, 32);
		EXPECT_ERR(ERR_KEY, seal_to_open(back, 1, &n, &s, SLICE_LIT("p"), SLICE_EMPTY,
		                                 SLICE_ARR(out)));
	}
}

TEST_MAIN()
