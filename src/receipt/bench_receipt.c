/* One receipt of a typical run: two model calls, three fetches, one secret. */
#include "base/bench.h"
#include "crypto/uri.h"
#include "receipt/receipt.h"

static u8 mem[64 << 10];

static struct receipt typical(const u8 worker[32])
{
	static const struct receipt_model_call calls[2] = {
	    {.provider = {(const u8 *)"openai", 6}, .model_asked = {(const u8 *)"gpt", 3}},
	    {.provider = {(const u8 *)"openai", 6}, .model_asked = {(const u8 *)"gpt", 3}}};
	static const struct receipt_egress egress[3] = {
	    {.host = {(const u8 *)"forum.localhost", 15}, .method = {(const u8 *)"GET", 3}},
	    {.host = {(const u8 *)"forum.localhost", 15}, .method = {(const u8 *)"GET", 3}},
	    {.host = {(const u8 *)"model.localhost", 15}, .method = {(const u8 *)"POST", 4}}};
	static const struct receipt_secret secret = {{(const u8 *)"OPENAI_API_KEY", 14}, 1};
	struct receipt x = {.num_model_calls = 2,
	                    .model_calls = calls,
	                    .num_egress = 3,
	                    .egress = egress,
	                    .num_secrets = 1,
	                    .secrets = &secret};

	memcpy(x.worker, worker, 32);
	return x;
}

int main(void)
{
	struct sr25519_pair pair;
	struct slice scale = SLICE_EMPTY;
	u8 sig[64], id[32];
	u64 ns;

	CHECK(sr25519_from_uri(&pair, SLICE_LIT("//Alice")) == ERR_OK);
	struct receipt x = typical(pair.pub), y;
	struct arena a = arena_of(mem, sizeof(mem));

	BENCH_LOOP(ns, 40, 100, {
		arena_reset(&a);
		CHECK(receipt_encode(&x, &a, &scale) == ERR_OK);
		CHECK(receipt_sign(scale, &pair, sig) == ERR_OK);
	});
	bench_rate("receipt_sign", ns);
	size_t mark = arena_mark(&a);

	BENCH_LOOP(ns, 40, 100, {
		arena_rewind(&a, mark);
		CHECK(receipt_decode(&y, scale, &a) == ERR_OK);
		receipt_id(scale, id);
		CHECK(receipt_verify(scale, y.worker, sig) == ERR_OK);
	});
	bench_rate("receipt_verify", ns);
	sr25519_release(&pair);
	return 0;
}
