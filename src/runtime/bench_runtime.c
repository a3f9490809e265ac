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

int main(void)
{
	struct runtime_sigs *sigs = runtime_sigs_new(8 * XTS);
	struct runtime_session s;
	u64 cold, warm, t;

	kit_init(&kit, 512);
	cold = build_block();
	bench_rate("runtime_transfers_build", cold);
	printf("runtime_transfer_arena %zu B\n", arena_each);
	runtime_signatures_known(sigs);
	kit.number--;
	(void)build_block(); /* fills the cache, as the pool does */
	t = bench_now_ns();
	KIT_MUST(kit_execute(&kit, kit_block_bytes(&kit), &s));
	warm = (bench_now_ns() - t) / XTS;
	bench_rate("runtime_transfers_import_known_signatures", warm);
	runtime_signatures_known(NULL);
	t = bench_now_ns();
	KIT_MUST(kit_execute(&kit, kit_block_bytes(&kit), &s));
	bench_rate("runtime_transfers_import", (bench_now_ns() - t) / XTS);
	runtime_sigs_free(sigs);
	kit_free(&kit);
	return 0;
}
