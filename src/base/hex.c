#include "base/hex.h"

void hex_encode(char *out, struct slice in)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < in.n; i++) {
		out[2 * i] = digits[in.p[i] >> 4];
		out[2 * i + 1] = digits[in.p[i] & 15];
	}
}

static int hex_digit(u8 c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

enum err hex_decode(u8 *out, size_t cap, size_t *n, struct slice hex)
{
	if (slice_starts(hex, SLICE_LIT("0x")))
		hex = slice_from(hex, 2);
	if (hex.n % 2 != 0)
		return ERR_FORMAT;
	if (hex.n / 2 > cap)
		return ERR_LIMIT;
	for (size_t i = 0; i < hex.n / 2; i++) {
		int hi = hex_digit(hex.p[2 * i]), lo = hex_digit(hex.p[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return ERR_FORMAT;
		out[i] = (u8)(hi << 4 | lo);
	}
	*n = hex.n / 2;
	return ERR_OK;
}

enum err hex_decode_exact(u8 *out, size_t n, struct slice hex)
{
	size_t got;

	TRY(hex_decode(out, n, &got, hex));
	return got == n ? ERR_OK : ERR_SHORT;
}
