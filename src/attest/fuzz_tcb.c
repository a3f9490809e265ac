/* TCB info or QE identity that parses is in order, within its limits, and can be stored. */
#include "attest/item.h"
#include "attest/test_same.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 mem[ATTEST_ARENA], buf[1 << 16];
static struct attest_tcb tcb, tcb_again;
static struct attest_qe qe, qe_again;

static void check_svn_levels(const struct attest_svn_level *l, u32 num)
{
	CHECK(num >= 1 && num <= ATTEST_SVN_LEVELS_MAX);
	for (u32 i = 0; i < num; i++) {
		CHECK(l[i].status == ATTEST_UP_TO_DATE || l[i].status == ATTEST_OUT_OF_DATE ||
		      l[i].status == ATTEST_REVOKED);
		CHECK(i == 0 || l[i].isvsvn < l[i - 1].isvsvn);
	}
}

static void check_tcb(void)
{
	struct wr w = wr_into(buf, sizeof(buf));
	struct slice out;

	CHECK(tcb.num_levels >= 1 && tcb.num_levels <= ATTEST_LEVELS_MAX);
	CHECK((tcb.tee == ATTEST_TDX) == (tcb.num_modules > 0));
	for (u32 i = 1; i < tcb.num_levels; i++)
		CHECK(level_cmp(&tcb.levels[i - 1], &tcb.levels[i]) > 0);
	for (u32 i = 1; i < tcb.num_modules; i++)
		check_svn_levels(tcb.modules[i].levels, tcb.modules[i].num_levels);
	attest_wr_tcb(&w, &tcb);
	CHECK(wr_done(&w, &out) == ERR_OK);
	CHECK(attest_rd_tcb(&tcb_again, out) == ERR_OK);
	CHECK(same_tcb(&tcb, &tcb_again));
}

static void check_qe(void)
{
	struct wr w = wr_into(buf, sizeof(buf));
	struct slice out;

	check_svn_levels(qe.levels, qe.num_levels);
	attest_wr_qe(&w, &qe);
	CHECK(wr_done(&w, &out) == ERR_OK);
	CHECK(attest_rd_qe(&qe_again, out) == ERR_OK);
	CHECK(same_qe(&qe, &qe_again));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct arena a = arena_of(mem, sizeof(mem));
	enum attest_check c = tcb_parse(&tcb, slice_of(data, n), &a);

	CHECK(c < NUM_ATTEST_CHECKS && c != ATTEST_MEMORY);
	if (c == ATTEST_OK)
		check_tcb();
	arena_reset(&a);
	c = qe_parse(&qe, slice_of(data, n), &a);
	CHECK(c < NUM_ATTEST_CHECKS && c != ATTEST_MEMORY);
	if (c == ATTEST_OK)
		check_qe();
	return 0;
}
