/* Bytes of strangers at the two doors: validate_transaction and apply_extrinsic. They
 * never crash, and what is refused changes nothing. Half of the inputs get a valid
 * signature, so that the fuzzer reaches the calls. */
#include "runtime/test_kit.h"

static struct kit kit;

static void setup(void)
{
	static bool done;

	if (done)
		return;
	kit_init(&kit, 64);
	kit_begin(&kit);
	kit_end(&kit);
	done = true;
}

static size_t num_changes(void)
{
	const struct trie_change *list;
	size_t num;

	KIT_MUST(runtime_changes(&kit.s, &list, &num));
	return num;
}

static void ask_pool(struct slice xt)
{
	struct runtime_session s;
	struct wr w = wr_arena(&kit.block);
	struct slice args, out;
	enum err e;

	wr_u8(&w, 2);
	wr_slice(&w, xt);
	wr_bytes(&w, kit.parent, 32);
	KIT_MUST(wr_arena_done(&w, &kit.block, &args));
	KIT_MUST(runtime_open(&s, &kit.db, kit.root, &kit.block));
	e = runtime_call(&s, "TaggedTransactionQueue_validate_transaction", args, &out);
	CHECK(e == ERR_OK || e == ERR_INVALID);
}

static void apply(struct slice xt)
{
	size_t before = num_changes();
	struct slice out;
	enum err e = runtime_call(&kit.s, "BlockBuilder_apply_extrinsic", xt, &out);

	CHECK(e == ERR_OK || e == ERR_INVALID);
	if (e != ERR_OK || kit_outcome(out).invalid)
		CHECK(num_changes() == before);
	else
		kit.xts[kit.num_xts++] = xt;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct extrinsic_ctx x;
	struct slice in = slice_of(data, size), xt;
	struct wr w;
	u32 number;

	setup();
	if (size == 0 || size > 4096)
		return 0;
	number = kit.number;
	kit_begin(&kit);
	if (data[0] & 1) {
		w = wr_arena(&kit.block);
		wr_vec(&w, slice_from(in, 1));
		KIT_MUST(wr_arena_done(&w, &kit.block, &xt));
	} else {
		x = kit_ctx(&kit, ALICE);
		xt = kit_sign(&kit, ALICE, &x, slice_from(in, 1));
	}
	ask_pool(xt);
	apply(xt);
	apply(slice_from(in, 1)); /* without our length prefix */
	kit_close(&kit);
	{
		struct runtime_session twin;

		KIT_MUST(kit_execute(&kit, kit_block_bytes(&kit), &twin));
	}
	kit.number = number;
	return 0;
}
