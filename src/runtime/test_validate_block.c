/* validate_block on the proof that a collator's recorder made, natively. The blob is given the
 * same arguments by tests/test_para.py. */
#include "primitives/gen/balances_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "runtime/host/host.h"
#include "runtime/test_para_pov.h"
#include "runtime/validate_block.h"

static struct para p;
static struct pov v;

/* Returns why the arguments are refused, or NULL. */
static const char *validate(struct slice args, struct slice *result)
{
	static u8 out[1u << 20];
	struct arena a[3];
	struct ctx c = {.why = ""};
	struct wr w = wr_into(out, sizeof(out));
	enum err e;

	for (size_t i = 0; i < ARRAY_LEN(a); i++)
		a[i] = arena_of(malloc(16u << 20), 16u << 20);
	c.a = &a[0];
	e = validate_block(&c, args, &a[1], &a[2], &w);
	host_storage_from(NULL);
	for (size_t i = 0; i < ARRAY_LEN(a); i++)
		free(a[i].mem);
	if (e == ERR_OK)
		KIT_MUST(wr_done(&w, result));
	return e == ERR_OK ? NULL : e == ERR_INVALID ? c.why : err_name(e);
}

TEST(a_block_and_its_proof_are_accepted_and_say_what_the_block_sends)
{
	struct slice got = SLICE_EMPTY;
	struct header h;
	struct rd r;

	pov_chain(&v, &p);
	EXPECT(validate(pov_args(&v, &p, POV_GOOD), &got) == NULL);
	r = rd_from(got);
	EXPECT_OK(header_decode(&h, rd_vec(&r, UINT32_MAX)));
	EXPECT(h.number == p.k.number && h.items[h.num_items - 1].kind == DIGEST_SEAL);
	EXPECT(!rd_option(&r));
	EXPECT(rd_seq_len(&r, 1) == 0); /* upward */
	EXPECT(slice_eq(rd_take(&r, 13), SLICE_LIT("\x04\xd0\x07\0\0\x1c\x01\x14hello")));
	EXPECT(rd_u32(&r) == 1 && rd_u32(&r) == p.relay_number);
	EXPECT_OK(rd_end(&r));
	para_free(&p);
	free(v.a.mem);
}

TEST(what_is_spoilt_is_refused_for_its_reason)
{
	pov_chain(&v, &p);
	for (int f = 0; f < NUM_POV_FAULTS; f++) {
		struct slice got;
		const char *why = validate(pov_args(&v, &p, (enum pov_fault)f), &got);
		const char *want = pov_faults[f].why;
		bool ok = want == NULL ? why == NULL
				       : why != NULL && (want[0] == '\0' || strcmp(why, want) == 0);

		EXPECT(ok);
		if (!ok)
			(void)fprintf(stderr, "\t%s: %s\n", pov_faults[f].name,
				      why != NULL ? why : "accepted");
	}
	para_free(&p);
	free(v.a.mem);
}

/* The calls of block i: transfers, storage that is written without being read, new code. */
static void fill(u32 i)
{
	static u8 code[2000];
	struct balances_transfer_keep_alive_args t = {.dest.kind = MULTI_ADDRESS_ID,
						      .value = bal(KIT_UNIT + i)};
	struct system_set_storage_args s = {.items.num = 1};
	u8 key[4] = {(u8)(i % 3), 0, 0, 7}, buf[512];
	struct wr w = wr_into(buf, sizeof(buf));

	memcpy(t.dest.id, p.k.key[i % NUM_KIT_KEYS].pub, 32);
	t.dest.id[0] ^= (u8)(i / 4); /* also accounts that are new */
	wr_call_balances_transfer_keep_alive(&w, &t);
	CHECK(!kit_send(&p.k, BOB, slice_of(buf, w.n)).invalid);
	s.items.items[0].key = SLICE_ARR(key);
	s.items.items[0].value = slice_of(code, 20 + i * 30); /* inline, then detached */
	w = wr_into(buf, sizeof(buf));
	wr_u8(&w, SUDO_PALLET);
	wr_u8(&w, SUDO_CALL_SUDO);
	wr_call_system_set_storage(&w, &s);
	CHECK(!kit_send(&p.k, ALICE, slice_of(buf, w.n)).invalid);
	if (i % 3 == 0) {
		struct system_set_code_without_checks_args a = {SLICE_ARR(code)};
		struct wr big = wr_arena(&p.k.block);
		struct slice call;

		code[0] = (u8)i;
		wr_u8(&big, SUDO_PALLET);
		wr_u8(&big, SUDO_CALL_SUDO);
		wr_call_system_set_code_without_checks(&big, &a);
		KIT_MUST(wr_arena_done(&big, &p.k.block, &call));
		CHECK(!kit_send(&p.k, ALICE, call).invalid);
	}
}

TEST(the_proof_of_what_a_block_read_suffices_for_every_block)
{
	pov_chain(&v, &p);
	para_commit(&p);
	for (u32 i = 0; i < 12; i++) {
		struct slice got = SLICE_EMPTY;
		const char *why;

		free(v.a.mem);
		v = (struct pov){.a = arena_of(malloc(64u << 20), 64u << 20)};
		p.go_ahead = i % 3 == 1 ? (int)(i / 3 % 2) : -1;
		para_begin(&p);
		fill(i);
		pov_make(&v, &p);
		why = validate(pov_args(&v, &p, POV_GOOD), &got);
		EXPECT(why == NULL);
		if (why != NULL)
			(void)fprintf(stderr, "\tblock %u: %s\n", i, why);
		para_commit(&p);
	}
	para_free(&p);
	free(v.a.mem);
}

TEST(cut_arguments_are_refused)
{
	struct slice args, got;

	pov_chain(&v, &p);
	args = pov_args(&v, &p, POV_GOOD);
	for (size_t n = 0; n < args.n; n += 97)
		EXPECT(validate(slice_of(args.p, n), &got) != NULL);
	para_free(&p);
	free(v.a.mem);
}

TEST_MAIN()
