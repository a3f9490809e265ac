#include "crypto/hash.h"
#include "primitives/gen/sudo_gen.h"
#include "runtime/frame/frame.h"
#include "runtime/pallets/system/system.h"
#include "runtime/test_kit.h"
#include "runtime/version.h"

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

/* A module without code that says which runtime it is. */
static struct slice blob(const char *name, u8 spec_version)
{
	static u8 buf[128];
	struct wr w = wr_into(buf, sizeof(buf));

	wr_bytes(&w, "\0asm\1\0\0\0\0", 9);
	wr_u8(&w, (u8)(1 + 15 + 1 + strlen(name) + 2 + 4 + 4 + 4 + 1 + 4 + 1));
	wr_u8(&w, 15);
	wr_bytes(&w, "runtime_version", 15);
	wr_vec(&w, slice_str(name));
	wr_vec(&w, SLICE_LIT("x"));
	wr_u32(&w, 1);
	wr_u32(&w, spec_version);
	wr_u32(&w, 0);
	wr_compact(&w, 0);
	wr_u32(&w, 1);
	wr_u8(&w, 1);
	KIT_MUST(w.err);
	return slice_of(buf, w.n);
}

static struct kit_result sudo(struct slice call)
{
	static u8 buf[512];
	struct sudo_sudo_args a = {.call = call};
	struct wr w = wr_into(buf, sizeof(buf));

	wr_call_sudo_sudo(&w, &a);
	return kit_send(&kit, ALICE, slice_of(buf, w.n));
}

/* What came of a root call, as Sudid tells. */
static struct dispatch_result sudo_result(struct slice call)
{
	struct event_sudo_sudid e = {0};
	struct kit_result r = sudo(call);
	struct slice fields = SLICE_EMPTY;
	struct rd rd;

	EXPECT(!r.invalid && !r.failed);
	EXPECT(kit_event(&kit, SUDO_PALLET, SUDO_EVENT_SUDID, 0, &fields));
	rd = rd_from(fields);
	rd_event_sudo_sudid(&rd, &e);
	return e.sudo_result;
}

static void expect_refused(struct slice code, u8 error)
{
	struct system_set_code_args a = {.code = code};
	struct dispatch_result d;
	u8 buf[256];
	struct wr w = wr_into(buf, sizeof(buf));

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	kit_unrecorded(&kit);
	wr_call_system_set_code(&w, &a);
	d = sudo_result(slice_of(buf, w.n));
	EXPECT(d.tag == DISPATCH_RESULT_ERR && d.u.err.tag == DISPATCH_ERROR_MODULE);
	EXPECT(d.u.err.u.module.index == SYSTEM_PALLET && d.u.err.u.module.error[0] == error);
	kit_end(&kit);
	EXPECT(kit.header.num_items == 1);
	kit_free(&kit);
}

TEST(code_that_does_not_succeed_this_runtime_is_refused)
{
	expect_refused(blob("phala", RUNTIME_SPEC_VERSION),
		       SYSTEM_ERROR_SPEC_VERSION_NEEDS_TO_INCREASE);
	expect_refused(blob("shibuya", 9), SYSTEM_ERROR_INVALID_SPEC_NAME);
	expect_refused(SLICE_LIT("\0asm\1\0\0\0"),
		       SYSTEM_ERROR_FAILED_TO_EXTRACT_RUNTIME_VERSION);
	expect_refused(SLICE_LIT("no blob"), SYSTEM_ERROR_FAILED_TO_EXTRACT_RUNTIME_VERSION);
}

TEST(code_without_checks_may_be_anything_that_root_says)
{
	struct system_set_code_without_checks_args a = {.code = SLICE_LIT("anything")};
	u8 buf[64];
	struct wr w = wr_into(buf, sizeof(buf));
	struct slice raw;
	bool found;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	wr_call_system_set_code_without_checks(&w, &a);
	EXPECT(sudo_result(slice_of(buf, w.n)).tag == DISPATCH_RESULT_OK);
	kit_end(&kit);
	KIT_MUST(runtime_get(&kit.s, SLICE_LIT(":code"), &found, &raw));
	EXPECT(found && slice_eq(raw, a.code));
	kit_free(&kit);
}

TEST(the_first_block_notes_which_runtime_made_it)
{
	struct last_runtime_upgrade_info last;
	struct slice raw;
	bool found;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	kit_end(&kit);
	kit_get(&kit, system_last_runtime_upgrade_key(), &found, &raw);
	REQUIRE(found);
	EXPECT_OK(system_last_runtime_upgrade_decode(&last, raw));
	EXPECT(last.spec_version == RUNTIME_SPEC_VERSION);
	EXPECT(slice_eq(last.spec_name, SLICE_LIT(RUNTIME_SPEC_NAME)));
	kit_free(&kit);
}

TEST(new_code_from_root_is_stored_and_announced_in_the_digest)
{
	struct system_set_code_args a = {.code = blob("phala", RUNTIME_SPEC_VERSION + 1)};
	u8 inner[256];
	struct wr w = wr_into(inner, sizeof(inner));
	struct kit_result r;
	struct slice raw;
	bool found;

	kit_init(&kit, KIT_MIB);
	kit_begin(&kit);
	kit_unrecorded(&kit);
	wr_call_system_set_code(&w, &a);
	r = kit_send(&kit, ALICE, slice_of(inner, w.n));
	EXPECT(r.failed && r.error.tag == DISPATCH_ERROR_BAD_ORIGIN);
	r = sudo(slice_of(inner, w.n));
	EXPECT(!r.invalid && !r.failed);
	kit_end(&kit);
	EXPECT(kit.header.num_items == 2);
	EXPECT(kit.header.items[1].kind == DIGEST_RUNTIME_UPDATED);
	KIT_MUST(runtime_get(&kit.s, SLICE_LIT(":code"), &found, &raw));
	EXPECT(found && slice_eq(raw, a.code));
	kit_free(&kit);
}

TEST_MAIN()
