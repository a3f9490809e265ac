/* Hex that is accepted encodes back to itself in lower case; UTF-8 is walked without leaving it. */
#include "base/hex.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 lower(u8 c)
{
	return c >= 'A' && c <= 'F' ? (u8)(c + 32) : c;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct slice in = slice_of(data, n), digits = in;
	u8 out[256];
	char back[512];
	size_t got = 0, at = 0;

	if (hex_decode(out, sizeof(out), &got, in) == ERR_OK) {
		if (slice_starts(in, SLICE_LIT("0x")))
			digits = slice_from(in, 2);
		hex_encode(back, slice_of(out, got));
		CHECK(digits.n == 2 * got);
		for (size_t i = 0; i < digits.n; i++)
			CHECK((u8)back[i] == lower(digits.p[i]));
	}
	while (at < n) {
		size_t step = utf8_seq(slice_from(in, at));

		CHECK(step <= n - at);
		if (step == 0)
			break;
		at += step;
	}
	CHECK(utf8_ok(in) == (at == n));
	return 0;
}
