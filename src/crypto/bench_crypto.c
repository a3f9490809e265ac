#include "base/bench.h"
#include "crypto/ecdsa.h"
#include "crypto/ed25519.h"
#include "crypto/hash.h"
#include "crypto/p256_sign.h"
#include "crypto/seal.h"
#include "crypto/sr25519.h"

#define MSG_LEN 120u /* about a signed transfer */

static u8 sigs[SR25519_BATCH_MAX][64], msgs[SR25519_BATCH_MAX][MSG_LEN];
static struct sr25519_pair pairs[SR25519_BATCH_MAX];
static struct sr25519_item items[SR25519_BATCH_MAX];

static void prepare(void)
{
	for (size_t i = 0; i < SR25519_BATCH_MAX; i++) {
		struct secret32 seed = {{(u8)i, 1}};

		memset(msgs[i], (int)i, MSG_LEN);
		sr25519_from_seed(&pairs[i], &seed);
		sr25519_sign(sigs[i], &pairs[i], SLICE_ARR(msgs[i]), NULL);
		items[i] = (struct sr25519_item){sigs[i], pairs[i].pub, SLICE_ARR(msgs[i])};
	}
}

static void bench_sr25519(void)
{
	static const u8 random[32] = {5};
	u64 ns, at = 0;
	u8 sig[64];

	BENCH_LOOP(ns, 30, 100, {
		const struct sr25519_item *x = &items[at++ % SR25519_BATCH_MAX];

		CHECK(sr25519_verify(x->sig, x->msg, x->pub) == ERR_OK);
	});
	bench_rate("sr25519_verify_single", ns);
	BENCH_LOOP(ns, 30, 2,
	           CHECK(sr25519_verify_batch(items, SR25519_BATCH_MAX, random) == ERR_OK));
	bench_rate("sr25519_verify_batch64", ns / SR25519_BATCH_MAX);
	BENCH_LOOP(ns, 30, 100, sr25519_sign(sig, &pairs[0], SLICE_ARR(msgs[0]), NULL));
	bench_rate("sr25519_sign", ns);
}

static void bench_ed25519(void)
{
	struct ed25519_pair p;
	struct secret32 seed = {{1}};
	u8 sig[64];
	u64 ns;

	ed25519_from_seed(&p, &seed);
	ed25519_sign(sig, &p, SLICE_ARR(msgs[0]));
	BENCH_LOOP(ns, 30, 100, CHECK(ed25519_verify(sig, SLICE_ARR(msgs[0]), p.pub) == ERR_OK));
	bench_rate("ed25519_verify", ns);
}

static void bench_ecdsa(void)
{
	struct secret32 seed = {{1}};
	u8 sig[ECDSA_SIG_LEN], pub[ECDSA_KEY_LEN], hash[32] = {7};
	u64 ns;

	CHECK(ecdsa_sign(sig, &seed, hash) == ERR_OK);
	BENCH_LOOP(ns, 30, 100, CHECK(ecdsa_recover(pub, sig, hash) == ERR_OK));
	bench_rate("ecdsa_recover", ns);
}

static void bench_p256(void)
{
	struct secret32 seed = {{1}}, key;
	u8 sig[P256_SIG_LEN], pub[P256_PUB_LEN], hash[32] = {7};
	u64 ns, own_ns;

	CHECK(p256_key_from_seed(&key, &seed, SLICE_LIT("bench")) == ERR_OK);
	CHECK(p256_public(pub, &key) == ERR_OK && p256_sign(sig, &key, hash) == ERR_OK);
	BENCH_LOOP(ns, 30, 100, CHECK(p256_verify(pub, hash, sig)));
	bench_rate("p256_verify_openssl", ns);
	BENCH_LOOP(own_ns, 30, 100, CHECK(p256_verify_portable(pub, hash, sig)));
	bench_rate("p256_verify_own", own_ns);
	printf("p256_verify_own_over_openssl %.2f ratio\n", (double)ns / (double)own_ns);
	secret32_release(&key);
}

static void bench_hash(void)
{
	static u8 kib[1024];
	u8 h[32];
	u64 ns;

	BENCH_LOOP(ns, 7, 20000, blake2_256(h, SLICE_ARR(msgs[0])));
	bench_ns("blake2_256_120B", ns);
	BENCH_LOOP(ns, 7, 5000, blake2_256(h, SLICE_ARR(kib)));
	bench_ns("blake2_256_1KiB", ns);
	BENCH_LOOP(ns, 7, 20000, twox_128(h, SLICE_ARR(msgs[0])));
	bench_ns("twox_128_120B", ns);
}

static void bench_seal(void)
{
	static const u8 nonce[SEAL_NONCE_LEN];
	static u8 kib[1024], out[1024 + SEAL_EXTRA];
	struct secret32 key = {{1}};
	u64 ns;

	BENCH_LOOP(ns, 7, 2000, aead_seal(out, &key, nonce, SLICE_EMPTY, SLICE_ARR(kib)));
	bench_ns("aead_seal_1KiB", ns);
}

int main(void)
{
	prepare();
	bench_sr25519();
	bench_ed25519();
	bench_ecdsa();
	bench_p256();
	bench_hash();
	bench_seal();
	return 0;
}
