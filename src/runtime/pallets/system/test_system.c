#include "crypto/hash.h"
#include "runtime/frame/frame.h"
#include "runtime/pallets/system/system.h"
#include "runtime/test_kit.h"

#define KIT_MIB 256u

static struct kit kit;

TEST(a_remark_with_event_tells_its_hash)
{
	struct system_remark_with_event_args a = {.remark = SLICE_LIT("hello")};
	struct event_system_remarked e;
	struct slice fields;
	struct kit_result r;
	u8 buf[64], want[32];
	struct wr w = wr_into(buf, sizeof(buf));
	struct rd rd;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	wr_call_system_remark_with_event(&w, &a);
	r = kit_send(&kit, BOB, slice_of(buf, w.n));
	EXPECT(!r.failed);
	REQUIRE(kit_event(&kit, SYSTEM_PALLET, SYSTEM_EVENT_REMARKED, 0, &fields));
	rd = rd_from(fields);
	rd_event_system_remarked(&rd, &e);
	blake2_256(want, a.remark);
	EXPECT(mem_eq(e.hash, want, 32) && mem_eq(e.sender, kit.key[BOB].pub, 32));
	kit_end(&kit);
	kit_free(&kit);
}

static bool knows_hash(u32 number)
{
	struct slice raw;
	bool found;

	kit_get(&kit, system_block_hash_key(number), &found, &raw);
	return found;
}

TEST(block_hashes_are_kept_for_2400_blocks)
{
	kit_init(&kit, KIT_MIB);
	for (u32 i = 0; i < SYSTEM_BLOCK_HASH_COUNT + 2; i++) {
		kit_begin(&kit);
		kit_end(&kit);
	}
	EXPECT(kit.number == 2402);
	EXPECT(!knows_hash(1));
	EXPECT(knows_hash(0) && knows_hash(2) && knows_hash(2401));
	kit_free(&kit);
}

TEST(every_event_of_a_block_has_its_phase_and_the_count_fits)
{
	struct event_record e;
	struct slice raw;
	struct rd r;
	u32 num;
	bool found;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	for (int i = 0; i < 100; i++)
		(void)kit_send(&kit, ALICE, SLICE_LIT("\x00\x00\x00"));
	kit_end(&kit);
	r = rd_from(kit.events);
	num = rd_seq_len(&r, 4);
	for (u32 i = 0; i < num; i++) {
		rd_event_record(&r, &e);
		EXPECT(e.phase.tag == PHASE_APPLY_EXTRINSIC);
		EXPECT(e.phase.u.apply_extrinsic <= 100);
	}
	EXPECT_OK(rd_end(&r));
	EXPECT(num > 300); /* two of fees and one of success for each */
	kit_get(&kit, system_event_count_key(), &found, &raw);
	EXPECT(found && raw.n == 4 && raw.p[0] == (num & 0xff));
	kit_free(&kit);
}

TEST(new_code_from_root_is_stored_and_announced_in_the_digest)
{
	struct system_set_code_args a = {.code = SLICE_LIT("\0asm\1\0\0\0")};
	u8 inner[64], buf[80];
	struct wr w = wr_into(inner, sizeof(inner)), s = wr_into(buf, sizeof(buf));
	struct kit_result r;
	struct slice raw;
	bool found;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	wr_call_system_set_code(&w, &a);
	r = kit_send(&kit, ALICE, slice_of(inner, w.n));
	EXPECT(r.failed && r.error.tag == DISPATCH_ERROR_BAD_ORIGIN);
	wr_u8(&s, 6); /* Sudo.sudo */
	wr_u8(&s, 0);
	wr_bytes(&s, inner, w.n);
	r = kit_send(&kit, ALICE, slice_of(buf, s.n));
	EXPECT(!r.invalid && !r.failed);
	kit_end(&kit);
	EXPECT(kit.header.num_items == 2);
	EXPECT(kit.header.items[1].kind == DIGEST_RUNTIME_UPDATED);
	KIT_MUST(runtime_get(&kit.s, SLICE_LIT(":code"), &found, &raw));
	EXPECT(found && slice_eq(raw, a.code));
	kit_free(&kit);
}

TEST_MAIN()
