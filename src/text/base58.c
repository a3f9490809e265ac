#include "text/base58.h"

static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/* One base-58 digit carries log2(58) bits, so 138 / 100 digits per byte are enough. */
#define DIGITS_MAX (BASE58_BYTES_MAX * 138 / 100 + 1)
_Static_assert(DIGITS_MAX <= BASE58_TEXT_MAX, "every encoding fits its text");

static size_t leading(struct slice s, u8 what)
{
	size_t n = 0;

	while (n < s.n && s.p[n] == what)
		n++;
	return n;
}

size_t base58_encode(char out[BASE58_TEXT_MAX], struct slice in)
{
	u8 digits[DIGITS_MAX]; /* least significant first */
	size_t num = 0, zeros = leading(in, 0), n = 0;

	CHECK(in.n <= BASE58_BYTES_MAX);
	for (size_t i = zeros; i < in.n; i++) {
		u32 carry = in.p[i];

		for (size_t k = 0; k < num; k++) {
			carry += (u32)digits[k] << 8;
			digits[k] = (u8)(carry % 58);
			carry /= 58;
		}
		for (; carry > 0; carry /= 58) {
			CHECK(num < DIGITS_MAX);
			digits[num++] = (u8)(carry % 58);
		}
	}
	/* A zero byte in front is a '1' each; the number alone would lose it. */
	while (n < zeros)
		out[n++] = alphabet[0];
	while (num > 0)
		out[n++] = alphabet[digits[--num]];
	return n;
}

static int digit_of(u8 c)
{
	for (int i = 0; i < 58; i++)
		if ((u8)alphabet[i] == c)
			return i;
	return -1;
}

enum err base58_decode(u8 out[BASE58_BYTES_MAX], size_t *n, struct slice text)
{
	u8 bytes[BASE58_BYTES_MAX]; /* least significant first */
	size_t num = 0, zeros = leading(text, '1');

	if (text.n > BASE58_TEXT_MAX)
		return ERR_LIMIT;
	for (size_t i = zeros; i < text.n; i++) {
		int d = digit_of(text.p[i]);
		u32 carry = (u32)d;

		if (d < 0)
			return ERR_FORMAT;
		for (size_t k = 0; k < num; k++) {
			carry += (u32)bytes[k] * 58;
			bytes[k] = (u8)(carry & 0xff);
			carry >>= 8;
		}
		if (carry == 0)
			continue;
		if (num == BASE58_BYTES_MAX)
			return ERR_LIMIT;
		bytes[num++] = (u8)carry;
	}
	if (zeros > BASE58_BYTES_MAX - num)
		return ERR_LIMIT;
	memset(out, 0, zeros);
	for (size_t k = 0; k < num; k++)
		out[zeros + k] = bytes[num - 1 - k];
	*n = zeros + num;
	return ERR_OK;
}
