#include "base/hex.h"
#include "base/test.h"
#include "net/noise.h"

/* github.com/haskell-cryptography/cacophony (public domain), vectors/cacophony.txt at 8ee9d41,
 * Noise_XX_25519_ChaChaPoly_SHA256. Messages alternate, the initiator's first. */
#define PROLOGUE "4a6f686e2047616c74"
#define INIT_S   "e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1"
#define INIT_E   "893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a"
#define RESP_S   "4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893"
#define RESP_E   "bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b"
#define HASH     "c8e5f64e846193be2a834104c2a009868d6c9f3bd3c186299888b488b2f1f58e"

static const struct {
	const char *payload, *ciphertext;
} messages[] = {
    {"4c756477696720766f6e204d69736573",
     "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c7944"
     "4c756477696720766f6e204d69736573"},
    {"4d757272617920526f746862617264",
     "95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f144808843"
     "81cbad1f276e038c48378ffce2b65285e08d6b68aaa3629a5a8639392490e5b9"
     "bd5269c2f1e4f488ed8831161f19b7815528f8982ffe09be9b5c412f8a0db50f"
     "8814c7194e83f23dbd8d162c9326ad"},
    {"462e20412e20486179656b",
     "c7195ffacac1307ff99046f219750fc47693e23c3cb08b89c2af808b444850a8"
     "0ae475b9df0f169ae80a89be0865b57f58c9fea0d4ec82a286427402f113e4b6"
     "ae769a1d95941d49b25030"},
    {"4361726c204d656e676572", "96763ed773f8e47bb3712f0e29b3060ffc956ffc146cee53d5e1df"},
    {"4a65616e2d426170746973746520536179",
     "3e40f15f6f3a46ae446b253bf8b1d9ffb6ed9b174d272328ff91a7e2e5c79c07f5"},
    {"457567656e2042f6686d20766f6e2042617765726b",
     "eb3f3515110702e047a6c9da4478b6ead94873c11c0f2d710ddb3f09fce024b3a58502ae3f"},
};

static struct slice from_hex(u8 *out, size_t cap, const char *hex)
{
	size_t n = 0;

	if (hex_decode(out, cap, &n, slice_str(hex)) != ERR_OK)
		TEST_FAIL("bad hex in a test");
	return slice_of(out, n);
}

static struct noise_key key(const char *hex)
{
	struct secret32 secret = {{0}};
	struct noise_key k;

	(void)from_hex(secret.b, 32, hex);
	noise_key_of(&k, &secret);
	return k;
}

static struct noise end(bool initiator)
{
	const struct noise_key s = key(initiator ? INIT_S : RESP_S);
	const struct noise_key e = key(initiator ? INIT_E : RESP_E);
	struct noise n;
	u8 prologue[16];

	noise_init(&n, initiator, &s, &e, from_hex(prologue, sizeof(prologue), PROLOGUE));
	return n;
}

/* One message from one end to the other, compared on the way. */
static void exchange(struct noise *from, struct noise *to, size_t i)
{
	u8 p[64], c[256], sent[256], got[256];
	struct slice payload = from_hex(p, sizeof(p), messages[i].payload), read = SLICE_EMPTY;
	struct slice want = from_hex(c, sizeof(c), messages[i].ciphertext);
	struct wr w = wr_into(sent, sizeof(sent));

	if (!noise_done(from)) {
		EXPECT_OK(noise_write(from, payload, &w));
		EXPECT_OK(noise_read(to, slice_of(sent, w.n), got, &read));
	} else {
		w.n = payload.n + NOISE_TAG_LEN;
		EXPECT_OK(noise_seal(from, payload, sent));
		EXPECT_OK(noise_open(to, slice_of(sent, w.n), got));
		read = slice_of(got, payload.n);
	}
	EXPECT(slice_eq(slice_of(sent, w.n), want));
	EXPECT(slice_eq(read, payload));
}

TEST(both_ends_speak_byte_for_byte_as_the_published_vector)
{
	struct noise a = end(true), b = end(false);
	u8 hash[32];

	for (size_t i = 0; i < ARRAY_LEN(messages); i++)
		exchange(i % 2 == 0 ? &a : &b, i % 2 == 0 ? &b : &a, i);
	(void)from_hex(hash, 32, HASH);
	EXPECT(mem_eq(a.h, hash, 32) && mem_eq(b.h, hash, 32));
	EXPECT(mem_eq(a.remote_static, b.s.pub, 32) && mem_eq(b.remote_static, a.s.pub, 32));
	noise_release(&a);
	noise_release(&b);
}

TEST(any_flipped_bit_of_the_handshake_is_noticed)
{
	/* The first message is not authenticated itself: a flip there shows in the second. */
	for (size_t at = 0; at < 111 + 48; at++) {
		struct noise a = end(true), b = end(false);
		u8 m1[128], m2[256], out[256];
		struct slice payload;
		struct wr w1 = wr_into(m1, sizeof(m1)), w2 = wr_into(m2, sizeof(m2));
		enum err e;

		REQUIRE(noise_write(&a, SLICE_LIT("0123456789abcdef"), &w1) == ERR_OK);
		if (at < w1.n)
			m1[at] ^= 1;
		REQUIRE(noise_read(&b, slice_of(m1, w1.n), out, &payload) == ERR_OK);
		REQUIRE(noise_write(&b, SLICE_LIT("0123456789abcde"), &w2) == ERR_OK);
		REQUIRE(w1.n == 48 && w2.n == 111);
		if (at >= w1.n)
			m2[at - w1.n] ^= 1;
		e = noise_read(&a, slice_of(m2, w2.n), out, &payload);
		/* X25519 ignores the top bit of a point, but the hash does not. */
		EXPECT(e == ERR_DECRYPT || e == ERR_KEY);
	}
}

TEST(a_flipped_replayed_or_reordered_transport_message_is_refused)
{
	struct noise a = end(true), b = end(false);
	u8 one[32], two[32], out[32];

	for (size_t i = 0; i < 3; i++)
		exchange(i % 2 == 0 ? &a : &b, i % 2 == 0 ? &b : &a, i);
	EXPECT_OK(noise_seal(&a, SLICE_LIT("first"), one));
	EXPECT_OK(noise_seal(&a, SLICE_LIT("later"), two));
	EXPECT_ERR(ERR_DECRYPT, noise_open(&b, slice_of(two, 21), out));
	one[3] ^= 1;
	EXPECT_ERR(ERR_DECRYPT, noise_open(&b, slice_of(one, 21), out));
	one[3] ^= 1;
	EXPECT_OK(noise_open(&b, slice_of(one, 21), out));
	EXPECT_ERR(ERR_DECRYPT, noise_open(&b, slice_of(one, 21), out));
	EXPECT_OK(noise_open(&b, slice_of(two, 21), out));
	EXPECT(mem_eq(out, "later", 5));
	EXPECT_ERR(ERR_SHORT, noise_open(&b, slice_of(two, 15), out));
}

TEST(points_of_small_order_are_refused)
{
	static const u8 zero[32], one[32] = {1};
	struct noise b = end(false), c = end(false);
	u8 out[64], m2[256];
	struct slice payload;
	struct wr w = wr_into(m2, sizeof(m2));

	REQUIRE(noise_read(&b, SLICE_ARR(zero), out, &payload) == ERR_OK);
	EXPECT_ERR(ERR_KEY, noise_write(&b, SLICE_EMPTY, &w));
	REQUIRE(noise_read(&c, SLICE_ARR(one), out, &payload) == ERR_OK);
	EXPECT_ERR(ERR_KEY, noise_write(&c, SLICE_EMPTY, &w));
}

TEST(messages_out_of_turn_and_cut_ones_are_refused)
{
	struct noise a = end(true), b = end(false);
	u8 m[256], out[256];
	struct slice payload;
	struct wr w = wr_into(m, sizeof(m));

	EXPECT_ERR(ERR_STATE, noise_write(&b, SLICE_EMPTY, &w));
	EXPECT_ERR(ERR_STATE, noise_read(&a, SLICE_LIT("x"), out, &payload));
	EXPECT_ERR(ERR_STATE, noise_seal(&a, SLICE_LIT("x"), out));
	EXPECT_ERR(ERR_STATE, noise_open(&b, SLICE_LIT("0123456789abcdefg"), out));
	EXPECT_ERR(ERR_SHORT, noise_read(&b, SLICE_LIT("0123456789abcdefg"), out, &payload));
}

TEST_MAIN()
