/* Transfers per second through block building: signature check, fees, events, roots. */
#include "base/bench.h"
#include "primitives/gen/balances_gen.h"
#include "runtime/test_kit.h"

#define XTS 1000u

static struct kit kit;
static struct slice xts[XTS];

static void sign_all(void)
{
	struct extrinsic_ctx x = kit_ctx(&kit, ALICE);
	struct balances_transfer_keep_alive_args a = {.value = bal(KIT_UNIT / 100)};

	for (u32 i = 0; i < XTS; i++) {
		u8 call[64];
		struct wr w = wr_into(call, sizeof(call));

		a.dest = multi_address_id(kit.key[BOB].pub);
		memcpy(a.dest.id, &i, sizeof(i)); /* another receiver each time */
		wr_call_balances_transfer_keep_alive(&w, &a);
		xts[i] = kit_sign(&kit, ALICE, &x, slice_of(call, w.n));
		x.nonce++;
	}
}

static size_t arena_each;

static u64 build_block(void)
{
	size_t before;
	u64 t;

	kit_begin(&kit);
	sign_all();
	before = arena_mark(&kit.block);
	t = bench_now_ns();
	for (u32 i = 0; i < XTS; i++) {
		struct kit_result r = kit_apply(&kit, xts[i]);

		CHECK(!r.invalid && !r.failed);
	}
	arena_each = (arena_mark(&kit.block) - before) / XTS;
	kit_close(&kit);
	return (bench_now_ns() - t) / XTS;
}

/* The fastest of a few imports of the block. */
static void import(const char *name)
{
	struct slice block = kit_block_bytes(&kit);
	struct runtime_session s;
	u64 ns;

	BENCH_LOOP(ns, 5, 1, KIT_MUST(kit_execute(&kit, block, &s)));
	bench_rate(name, ns / XTS);
}

int main(void)
{
	struct runtime_sigs *sigs = runtime_sigs_new(8 * XTS);
	u64 cold;

	kit_init(&kit, 512);
	cold = build_block();
	bench_rate("runtime_transfers_build", cold);
	printf("runtime_transfer_arena %zu B\n", arena_each);
	runtime_signatures_known(sigs);
	kit.number--;
	(void)build_block(); /* fills the cache, as the pool does */
	import("runtime_transfers_import_known_signatures");
	runtime_signatures_known(NULL);
	import("runtime_transfers_import");
	runtime_sigs_free(sigs);
	kit_free(&kit);
	return 0;
}
