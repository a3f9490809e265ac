/* Time and slots: Timestamp and Aura. */
#include "runtime/checks.h"
#include "runtime/test_kit.h"

#define KIT_MIB 48u

static struct kit kit;

static struct kit_result set_time(u64 ms)
{
	struct timestamp_set_args a = {.now = ms};
	u8 call[16], xt[32];
	struct wr w = wr_into(call, sizeof(call)), x = wr_into(xt, sizeof(xt));

	wr_call_timestamp_set(&w, &a);
	wr_extrinsic_bare(&x, 4, slice_of(call, w.n));
	return kit_apply(&kit, slice_of(xt, x.n));
}

static bool bad_mandatory(const struct kit_result *r)
{
	return r->invalid && r->validity[0] == 0 && r->validity[1] == INVALID_BAD_MANDATORY;
}

TEST(a_block_sets_the_time_once)
{
	struct kit_result r;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	r = set_time(kit_slot(&kit) * KIT_SLOT_MS + 1);
	EXPECT(bad_mandatory(&r));
	kit_end(&kit);
	kit_free(&kit);
}

TEST(a_block_without_time_cannot_be_closed)
{
	struct slice out;

	kit_init(&kit, KIT_MIB);
	kit_open(&kit, KIT_SLOT_BASE + 1);
	EXPECT_ERR(ERR_INVALID,
		   runtime_call(&kit.s, "BlockBuilder_finalize_block", SLICE_EMPTY, &out));
	EXPECT(strcmp(runtime_why(&kit.s), "the block sets no timestamp") == 0);
	kit_free(&kit);
}

TEST(the_time_must_lie_in_the_slot_of_the_block)
{
	struct kit_result r;

	kit_init(&kit, KIT_MIB);
	kit_open(&kit, KIT_SLOT_BASE + 1);
	r = set_time((u64)KIT_SLOT_BASE * KIT_SLOT_MS);
	EXPECT(bad_mandatory(&r));
	r = set_time(((u64)KIT_SLOT_BASE + 2) * KIT_SLOT_MS);
	EXPECT(bad_mandatory(&r));
	r = set_time(((u64)KIT_SLOT_BASE + 2) * KIT_SLOT_MS - 1);
	EXPECT(!r.invalid);
	kit_end(&kit);
	kit_free(&kit);
}

TEST(a_signer_cannot_set_the_time)
{
	struct timestamp_set_args a = {.now = 1};
	struct kit_result r;
	u8 call[16];
	struct wr w = wr_into(call, sizeof(call));

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	wr_call_timestamp_set(&w, &a);
	r = kit_send(&kit, ALICE, slice_of(call, w.n));
	EXPECT(bad_mandatory(&r));
	kit_end(&kit);
	kit_free(&kit);
}

TEST(slots_increase)
{
	struct runtime_session s;
	struct header h;
	struct slice out;
	u8 data[8], buf[256];
	struct wr w = wr_into(buf, sizeof(buf));

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	kit_end(&kit);
	kit.number++;
	kit_open_header(&kit, KIT_SLOT_BASE + 1, data, &h); /* the slot of block 1 again */
	wr_header(&w, &h);
	KIT_MUST(runtime_open(&s, &kit.db, kit.root, &kit.block));
	EXPECT_ERR(ERR_INVALID,
		   runtime_call(&s, "Core_initialize_block", slice_of(buf, w.n), &out));
	kit_free(&kit);
}

TEST(inherent_data_becomes_the_extrinsic_and_is_checked_against_the_clock)
{
	struct slice data, xts, block, out;
	u64 now = (u64)(KIT_SLOT_BASE + 1) * KIT_SLOT_MS;
	u8 raw[64];
	struct wr w = wr_into(raw, sizeof(raw)), a;
	struct rd r;

	kit_init(&kit, KIT_MIB);
	kit_open(&kit, KIT_SLOT_BASE + 1);
	wr_compact(&w, 1);
	wr_bytes(&w, "timstap0", 8);
	wr_compact(&w, 8);
	wr_u64(&w, now);
	data = slice_of(raw, w.n);
	EXPECT_OK(runtime_call(&kit.s, "BlockBuilder_inherent_extrinsics", data, &xts));
	r = rd_from(xts);
	EXPECT(rd_compact(&r) == 1);
	EXPECT(!kit_apply(&kit, rd_take(&r, rd_left(&r))).invalid);
	kit_close(&kit);
	block = kit_block_bytes(&kit);
	/* Checked on the state of the parent, as a node does. */
	KIT_MUST(runtime_open(&kit.s, &kit.db, kit.root, &kit.block));
	for (int late = 0; late < 2; late++) {
		w = wr_into(raw, sizeof(raw));
		wr_compact(&w, 1);
		wr_bytes(&w, "timstap0", 8);
		wr_compact(&w, 8);
		wr_u64(&w, late ? now - 30001 : now - 30000);
		a = wr_arena(&kit.block);
		wr_slice(&a, block);
		wr_bytes(&a, raw, w.n);
		KIT_MUST(wr_arena_done(&a, &kit.block, &data));
		EXPECT_OK(runtime_call(&kit.s, "BlockBuilder_check_inherents", data, &out));
		EXPECT(out.n > 2 && out.p[0] == !late && out.p[1] == late);
	}
	kit_free(&kit);
}

/* The block is fine by itself, but its time is that of its parent. */
TEST(a_time_too_early_or_missing_is_what_check_inherents_reports)
{
	static const u8 want[] = {0, 1, 4, 't', 'i', 'm', 's', 't', 'a', 'p', '0', 4, 0};
	struct slice data, out;
	struct wr a;
	u8 raw[32];

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	kit_end(&kit); /* its time is now that of the parent */
	for (int has = 0; has < 2; has++) {
		struct timestamp_set_args t = {.now = kit_slot(&kit) * KIT_SLOT_MS};
		u8 call[16], xt[24];
		struct wr w = wr_into(raw, sizeof(raw)), c = wr_into(call, sizeof(call)),
			  x = wr_into(xt, sizeof(xt));

		wr_compact(&w, 1);
		wr_bytes(&w, "timstap0", 8);
		wr_compact(&w, 8);
		wr_u64(&w, t.now);
		wr_call_timestamp_set(&c, &t);
		wr_extrinsic_bare(&x, 4, slice_of(call, c.n));
		a = wr_arena(&kit.block);
		wr_header(&a, &kit.header);
		wr_compact(&a, (u32)has);
		if (has)
			wr_bytes(&a, xt, x.n);
		wr_bytes(&a, raw, w.n);
		KIT_MUST(wr_arena_done(&a, &kit.block, &data));
		EXPECT_OK(runtime_call(&kit.s, "BlockBuilder_check_inherents", data, &out));
		EXPECT(slice_eq(out, SLICE_ARR(want)));
	}
	kit_free(&kit);
}

TEST_MAIN()
