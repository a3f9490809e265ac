/* Negotiation, as listener (first byte even) and dialer: the result does not depend on how the
 * bytes are cut. */
#include "net/multistream.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static int find(const void *ctx, struct slice name)
{
	(void)ctx;
	return slice_eq(name, SLICE_LIT("/noise")) ? 7 : -1;
}

struct result {
	enum err err;
	enum multistream_state state;
	size_t used, written;
};

static struct result run(struct slice in, bool dial, size_t piece)
{
	u8 out[MULTISTREAM_OUT_MAX];
	struct wr w = wr_into(out, sizeof(out));
	struct multistream m;
	struct result r = {ERR_OK, MULTISTREAM_OPEN, 0, 0};

	if (dial)
		multistream_dial(&m, "/noise", &w);
	else
		multistream_listen(&m);
	while (in.n != 0 && r.err == ERR_OK && m.state == MULTISTREAM_OPEN) {
		size_t used = 0;

		w = wr_into(out, sizeof(out));
		r.err = multistream_feed(&m, slice_of(in.p, size_min(in.n, piece)), &used, find,
					 NULL, &w);
		CHECK(r.err != ERR_OK || (used != 0 && used <= in.n));
		r.used += r.err == ERR_OK ? used : 0;
		r.written += w.n;
		in = slice_from(in, used);
	}
	r.state = m.state;
	CHECK(m.state != MULTISTREAM_AGREED || dial || m.choice == 7);
	return r;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct slice in = slice_from(slice_of(data, n), 1);
	struct result whole, cut;
	bool dial;

	if (n == 0)
		return 0;
	dial = data[0] % 2 == 1;
	whole = run(in, dial, SIZE_MAX);
	cut = run(in, dial, 1);
	CHECK(whole.err == cut.err && whole.state == cut.state && whole.written == cut.written);
	CHECK(whole.err != ERR_OK || whole.used == cut.used);
	return 0;
}
