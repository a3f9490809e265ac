/* The first byte chooses an item. What is read has one form: writing it gives the same bytes. */
#include "attest/attest.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 mem[1 << 17], buf[1 << 17];
static struct attest_crl crl;
static struct attest_tcb tcb;
static struct attest_qe qe;

static enum err again(u8 which, struct slice in, struct wr *w)
{
	struct arena a = arena_of(mem, sizeof(mem));

	if (which == 0) {
		TRY(attest_rd_crl(&crl, in, &a));
		attest_wr_crl(w, &crl);
	} else if (which == 1) {
		TRY(attest_rd_tcb(&tcb, in));
		attest_wr_tcb(w, &tcb);
	} else {
		TRY(attest_rd_qe(&qe, in));
		attest_wr_qe(w, &qe);
	}
	return ERR_OK;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct wr w = wr_into(buf, sizeof(buf));
	struct slice in, out;

	if (n == 0)
		return 0;
	in = slice_of(data + 1, n - 1);
	if (again(data[0] % 3, in, &w) != ERR_OK)
		return 0;
	CHECK(wr_done(&w, &out) == ERR_OK);
	CHECK(slice_eq(in, out));
	return 0;
}
