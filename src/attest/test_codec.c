/* Stored collateral: what is read is what was written, and nothing else is read. */
#include "attest/codec.c"
#include "attest/test_kit.h"
#include "attest/test_same.h"

static struct kit_sample s;
static struct attest_collateral col;
static struct attest_crl crl;
static struct attest_tcb tcb;
static struct attest_qe qe;
static u8 buf[2][1 << 16];
static struct arena arena;

static bool load(int which)
{
	struct attest_root root;

	kit_load(&s, which);
	arena = kit_arena();
	return attest_root_open(&root, attest_intel_root()) == ATTEST_OK &&
	       attest_collateral_verify(&col, &s.raw, &root, (struct attest_time){s.now, 0},
	                                &arena) == ATTEST_OK;
}

enum item { ROOT_CRL, PCK_CRL, TCB, QE, NUM_ITEMS };

static struct slice write_item(enum item i, const struct attest_collateral *c, u8 *to, size_t cap)
{
	struct wr w = wr_into(to, cap);
	struct slice out;

	if (i == ROOT_CRL || i == PCK_CRL)
		attest_wr_crl(&w, i == ROOT_CRL ? &c->root_crl : &c->pck_crl);
	else if (i == TCB)
		attest_wr_tcb(&w, &c->tcb);
	else
		attest_wr_qe(&w, &c->qe);
	CHECK(wr_done(&w, &out) == ERR_OK);
	return out;
}

static enum err read_item(enum item i, struct attest_collateral *to, struct slice in)
{
	struct arena a = arena_of(kit_mem + sizeof(kit_mem) / 2, sizeof(kit_mem) / 2);

	if (i == ROOT_CRL || i == PCK_CRL)
		return attest_rd_crl(i == ROOT_CRL ? &to->root_crl : &to->pck_crl, in, &a);
	return i == TCB ? attest_rd_tcb(&to->tcb, in) : attest_rd_qe(&to->qe, in);
}

/* openssl crl -text | grep -c "Serial Number" */
static const u32 num_revoked[KIT_NUM] = {0, 44, 57};

TEST(what_was_written_is_read)
{
	for (int which = 0; which < KIT_NUM; which++) {
		struct arena a = arena_of(buf[1], sizeof(buf[1]));

		REQUIRE(load(which));
		EXPECT_OK(
		    attest_rd_crl(&crl, write_item(ROOT_CRL, &col, buf[0], sizeof(buf[0])), &a));
		EXPECT(same_crl(&crl, &col.root_crl));
		EXPECT_OK(
		    attest_rd_crl(&crl, write_item(PCK_CRL, &col, buf[0], sizeof(buf[0])), &a));
		EXPECT(same_crl(&crl, &col.pck_crl));
		EXPECT(crl.num == num_revoked[which]);
		EXPECT_OK(attest_rd_tcb(&tcb, write_item(TCB, &col, buf[0], sizeof(buf[0]))));
		EXPECT(same_tcb(&tcb, &col.tcb));
		EXPECT_OK(attest_rd_qe(&qe, write_item(QE, &col, buf[0], sizeof(buf[0]))));
		EXPECT(same_qe(&qe, &col.qe));
	}
}

TEST(items_are_small)
{
	/* As docs/protocol/attestation.md says; a weight is for them. */
	REQUIRE(load(KIT_SGX));
	EXPECT(write_item(ROOT_CRL, &col, buf[0], sizeof(buf[0])).n < 256);
	EXPECT(write_item(TCB, &col, buf[0], sizeof(buf[0])).n < 1024);
	REQUIRE(load(KIT_OUTDATED));
	EXPECT(write_item(PCK_CRL, &col, buf[0], sizeof(buf[0])).n < 2048);
	EXPECT(write_item(TCB, &col, buf[0], sizeof(buf[0])).n < 1024);
	EXPECT(write_item(QE, &col, buf[0], sizeof(buf[0])).n < 256);
}

TEST(an_item_cut_anywhere_or_longer_is_refused)
{
	for (int which = 0; which < KIT_NUM; which++) {
		REQUIRE(load(which));
		for (enum item i = 0; i < NUM_ITEMS; i++) {
			static struct attest_collateral to;
			struct slice in = write_item(i, &col, buf[0], sizeof(buf[0]));

			for (size_t n = 0; n < in.n; n++)
				EXPECT(read_item(i, &to, slice_of(in.p, n)) != ERR_OK);
			buf[0][in.n] = 0;
			EXPECT_ERR(ERR_TRAILING, read_item(i, &to, slice_of(in.p, in.n + 1)));
		}
	}
}

/* Whatever is read has one form: flipping any bit gives an error or another item. */
TEST(an_item_has_one_form)
{
	static struct attest_collateral to;

	for (int which = 0; which < KIT_NUM; which++) {
		REQUIRE(load(which));
		for (enum item i = 0; i < NUM_ITEMS; i++) {
			struct slice in = write_item(i, &col, buf[0], sizeof(buf[0]));

			for (size_t bit = 0; bit < 8 * in.n; bit++) {
				buf[0][bit / 8] ^= (u8)(1u << bit % 8);
				if (read_item(i, &to, in) == ERR_OK) {
					struct slice out =
					    write_item(i, &to, buf[1], sizeof(buf[1]));

					EXPECT(slice_eq(in, out));
				}
				buf[0][bit / 8] ^= (u8)(1u << bit % 8);
			}
		}
	}
}

static enum err tcb_again(void)
{
	return attest_rd_tcb(&tcb, write_item(TCB, &col, buf[0], sizeof(buf[0])));
}

TEST(what_verification_never_makes_is_refused)
{
	struct attest_level level;
	struct attest_module module;

	REQUIRE(load(KIT_OUTDATED));
	EXPECT_OK(tcb_again());
	level = col.tcb.levels[0];
	col.tcb.levels[0] = col.tcb.levels[1]; /* twice */
	EXPECT_ERR(ERR_NONCANONICAL, tcb_again());
	col.tcb.levels[1] = level; /* not best first */
	EXPECT_ERR(ERR_NONCANONICAL, tcb_again());
	REQUIRE(load(KIT_OUTDATED));
	module = col.tcb.modules[1];
	col.tcb.modules[1] = col.tcb.modules[2];
	col.tcb.modules[2] = module;
	EXPECT_ERR(ERR_NONCANONICAL, tcb_again());
	REQUIRE(load(KIT_OUTDATED));
	col.tcb.levels[0].status = ATTEST_RELAUNCH_ADVISED; /* computed, never stored */
	EXPECT_ERR(ERR_TAG, tcb_again());
	REQUIRE(load(KIT_OUTDATED));
	col.tcb.levels[0].advisories |= (u64)1 << col.tcb.advisories.num;
	EXPECT_ERR(ERR_INVALID, tcb_again());
	REQUIRE(load(KIT_OUTDATED));
	col.tcb.advisories.names[1][0] = 'A'; /* not ascending */
	EXPECT_ERR(ERR_NONCANONICAL, tcb_again());
	REQUIRE(load(KIT_OUTDATED));
	col.tcb.tee = (enum attest_tee)3;
	EXPECT_ERR(ERR_TAG, tcb_again());
}

TEST(a_revoked_serial_is_there_once_and_in_order)
{
	static u8 list[3][1 + ATTEST_SERIAL_MAX];

	REQUIRE(load(KIT_TDX));
	col.pck_crl.revoked = (const u8(*)[1 + ATTEST_SERIAL_MAX]) list;
	col.pck_crl.num = 3;
	for (u8 i = 0; i < 3; i++) {
		list[i][0] = 1;
		list[i][1] = (u8)(i + 1);
	}
	EXPECT_OK(attest_rd_crl(&crl, write_item(PCK_CRL, &col, buf[0], sizeof(buf[0])), &arena));
	list[1][1] = 1;
	EXPECT_ERR(ERR_NONCANONICAL,
	           attest_rd_crl(&crl, write_item(PCK_CRL, &col, buf[0], sizeof(buf[0])), &arena));
	list[1][1] = 4;
	EXPECT_ERR(ERR_NONCANONICAL,
	           attest_rd_crl(&crl, write_item(PCK_CRL, &col, buf[0], sizeof(buf[0])), &arena));
}

TEST(a_list_without_room_is_an_error)
{
	struct arena none = arena_of(buf[1], 64);

	REQUIRE(load(KIT_TDX));
	EXPECT_ERR(ERR_NOMEM,
	           attest_rd_crl(&crl, write_item(PCK_CRL, &col, buf[0], sizeof(buf[0])), &none));
}

/* Five bytes that ask for a very long list. */
TEST(a_count_beyond_what_is_there_is_refused)
{
	struct slice in;

	REQUIRE(load(KIT_SGX));
	in = write_item(ROOT_CRL, &col, buf[0], sizeof(buf[0]));
	EXPECT(buf[0][in.n - 1] == 0); /* no serials */
	memcpy(buf[0] + in.n - 1, "\xfe\xff\xff\xff", 4);
	EXPECT(attest_rd_crl(&crl, slice_of(buf[0], in.n + 3), &arena) != ERR_OK);
}

TEST_MAIN()
