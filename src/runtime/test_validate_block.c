/* validate_block on the proof that a collator's recorder made, natively. The blob is given the
 * same arguments by tests/test_para.py. */
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
