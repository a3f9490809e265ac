/* Whole bundles per second: JSON, two signatures, trie proof, genesis state. */
#include "base/bench.h"
#include "verifier/verify_kit.h"

int main(void)
{
	static struct kit k;
	static u8 mem[VERIFY_ARENA];
	struct verify_report r;
	u64 ns;

	kit_init(&k);
	kit_build(&k);
	BENCH_LOOP(ns, 30, 50, {
		struct arena a = arena_of(mem, sizeof(mem));

		CHECK(verify_bundle(k.bundle_json, k.spec_json, &a, &r));
	});
	bench_rate("verifier_bundles", ns);
	return 0;
}
