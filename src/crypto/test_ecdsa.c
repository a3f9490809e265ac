/* Expected values: polkadot-js 14 (//Alice of type ecdsa); a high-s signature that the host
 * functions of smoldot 3.4 accept. */
#include "base/hex.h"
#include "base/test.h"
#include "crypto/ecdsa.h"
#include "crypto/hash.h"

static const char alice[] = "020a1091341fe5664bfa1782d5e04779689068c916b04cb365ec3153755684d9a1";

static const struct {
	const char *msg, *sig;
} made_by_polkadot_js[] = {
    {"", "f433a0d53dd4de2907d261d472ab9a93677d4a5a31c30e85cc09d376531d52ff"
         "66db0a01e09a4193f7571a171481acd05d36adc59fffc17ad6dc23b6647295b501"},
    {"message", "11ccc273c720d279b14158115c4b4fa7188f68ef0803d8b0343f56c0c196b6ce"
                "5b5bdd24eeee8442d761df8d3ca57c67e14039835ec27e1a52ff2686a57dc1da00"},
    {"a longer message of a wallet",
     "bfbd8e3dabfe3aab5d0932499b98d603e1d9783b751f331bd997ac5258ca9208"
     "7c4ebc4019c74c4dde7c9001d052e1633b3b289b8c8a0526485ba3fec66fec9100"},
};

static const char high_s[] = "66e000db4fa5cd165b6934e1e57e49387b6c4981ca2fd7d5770c8d4a9c4b745c"
                             "c5bf3a2ed930d0b6eb0854e3b3a65bff65980116d5f4df77c6b1cdcfecd59ed300";
static const char high_s_key[] =
    "027a61c588fd357d8ed58f624fa7f97a651d1ac00b53b055e9b852507dd319a3d4";

static void from_hex(u8 *out, size_t n, const char *hex)
{
	CHECK(hex_decode_exact(out, n, slice_str(hex)) == ERR_OK);
}

TEST(signatures_of_polkadot_js_lead_to_the_key_of_alice)
{
	u8 want[33], pub[33], sig[65], hash[32];

	from_hex(want, sizeof(want), alice);
	for (size_t i = 0; i < ARRAY_LEN(made_by_polkadot_js); i++) {
		blake2_256(hash, slice_str(made_by_polkadot_js[i].msg));
		from_hex(sig, sizeof(sig), made_by_polkadot_js[i].sig);
		EXPECT_OK(ecdsa_recover(pub, sig, hash));
		EXPECT(mem_eq(pub, want, sizeof(pub)));
		EXPECT_OK(ecdsa_verify(sig, hash, want));
	}
}

TEST(a_high_s_is_accepted_as_the_polkadot_host_does)
{
	u8 want[33], pub[33], sig[65], hash[32] = {9};

	from_hex(want, sizeof(want), high_s_key);
	from_hex(sig, sizeof(sig), high_s);
	EXPECT_OK(ecdsa_recover(pub, sig, hash));
	EXPECT(mem_eq(pub, want, sizeof(pub)));
	EXPECT_OK(ecdsa_verify(sig, hash, want));
}

TEST(every_flipped_bit_of_a_signature_is_refused)
{
	u8 pub[33], sig[65], hash[32];

	from_hex(pub, sizeof(pub), alice);
	blake2_256(hash, SLICE_LIT("message"));
	from_hex(sig, sizeof(sig), made_by_polkadot_js[1].sig);
	for (size_t bit = 0; bit < 8 * sizeof(sig); bit++) {
		sig[bit / 8] ^= (u8)(1u << (bit % 8));
		EXPECT_ERR(ERR_SIGNATURE, ecdsa_verify(sig, hash, pub));
		sig[bit / 8] ^= (u8)(1u << (bit % 8));
	}
}

TEST(recovery_ids_above_three_are_refused_ethereums_too)
{
	u8 pub[33], sig[65], hash[32];

	blake2_256(hash, SLICE_LIT("message"));
	from_hex(sig, sizeof(sig), made_by_polkadot_js[1].sig);
	for (int id = 4; id < 256; id++) {
		sig[64] = (u8)id;
		EXPECT_ERR(ERR_SIGNATURE, ecdsa_recover(pub, sig, hash));
	}
}

/* The group order n: r and s are scalars, and neither is zero. */
TEST(r_and_s_must_be_canonical_and_not_zero)
{
	static const char order[] =
	    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
	u8 pub[33], sig[65], good[65], hash[32];

	blake2_256(hash, SLICE_LIT("message"));
	from_hex(good, sizeof(good), made_by_polkadot_js[1].sig);
	for (size_t at = 0; at <= 32; at += 32) {
		memcpy(sig, good, sizeof(sig));
		from_hex(sig + at, 32, order);
		EXPECT_ERR(ERR_SIGNATURE, ecdsa_recover(pub, sig, hash));
		memset(sig + at, 0, 32);
		EXPECT_ERR(ERR_SIGNATURE, ecdsa_recover(pub, sig, hash));
		memset(sig + at, 0xff, 32);
		EXPECT_ERR(ERR_SIGNATURE, ecdsa_recover(pub, sig, hash));
	}
}

TEST(own_signatures_verify_and_a_secret_of_zero_makes_none)
{
	struct secret32 secret = {{0}};
	u8 pub[33], sig[65], hash[32];

	blake2_256(hash, SLICE_LIT("anything"));
	EXPECT_ERR(ERR_KEY, ecdsa_public(pub, &secret));
	EXPECT_ERR(ERR_KEY, ecdsa_sign(sig, &secret, hash));
	for (int i = 1; i < 20; i++) {
		secret.b[7] = (u8)i;
		EXPECT_OK(ecdsa_public(pub, &secret));
		EXPECT_OK(ecdsa_sign(sig, &secret, hash));
		EXPECT_OK(ecdsa_verify(sig, hash, pub));
		hash[0]++;
		EXPECT_ERR(ERR_SIGNATURE, ecdsa_verify(sig, hash, pub));
	}
	secret32_release(&secret);
}

TEST_MAIN()
