#include "crypto/ss58.h"

#include "crypto/hash.h"
#include "text/base58.h"

#define ACCOUNT_LEN  32u
#define CHECKSUM_LEN 2u
#define PREFIX_MAX   16383u

/* 46 and 47 are reserved by the registry and name no network. */
static bool prefix_is_reserved(u16 prefix)
{
	return prefix == 46 || prefix == 47;
}

static void checksum(u8 out[CHECKSUM_LEN], struct slice body)
{
	u8 in[7 + 2 + ACCOUNT_LEN], h[64];

	CHECK(body.n <= 2 + ACCOUNT_LEN);
	memcpy(in, "SS58PRE", 7);
	slice_copy(in + 7, body);
	blake2_512(h, slice_of(in, 7 + body.n));
	memcpy(out, h, CHECKSUM_LEN);
}

size_t ss58_encode(char out[SS58_TEXT_MAX + 1], u16 prefix, const u8 account[32])
{
	u8 raw[2 + ACCOUNT_LEN + CHECKSUM_LEN];
	char text[BASE58_TEXT_MAX];
	size_t n = 0;

	CHECK(prefix <= PREFIX_MAX && !prefix_is_reserved(prefix));
	if (prefix < 64) {
		raw[n++] = (u8)prefix;
	} else {
		/* Low byte's upper six bits, then its lower two above the high byte's six. */
		raw[n++] = (u8)((prefix & 0xfc) >> 2 | 0x40);
		raw[n++] = (u8)(prefix >> 8 | (prefix & 3) << 6);
	}
	memcpy(raw + n, account, ACCOUNT_LEN);
	n += ACCOUNT_LEN;
	checksum(raw + n, slice_of(raw, n));
	n = base58_encode(text, slice_of(raw, n + CHECKSUM_LEN));
	CHECK(n <= SS58_TEXT_MAX);
	memcpy(out, text, n);
	out[n] = 0;
	return n;
}

/* read_prefix returns how many bytes the prefix takes, 0 if it is none. */
static size_t read_prefix(u16 *prefix, const u8 *raw, size_t n)
{
	if (n >= 1 && raw[0] < 64) {
		*prefix = raw[0];
		return prefix_is_reserved(*prefix) ? 0 : 1;
	}
	if (n < 2 || raw[0] >= 128)
		return 0;
	*prefix = (u16)((raw[0] & 0x3f) << 2 | raw[1] >> 6 | (raw[1] & 0x3f) << 8);
	/* A small prefix in two bytes would be a second text for the same account. */
	return *prefix < 64 ? 0 : 2;
}

enum err ss58_decode(u8 account[32], u16 *prefix, struct slice text)
{
	u8 raw[BASE58_BYTES_MAX], sum[CHECKSUM_LEN];
	size_t n, skip;
	u16 found = 0;

	if (text.n > SS58_TEXT_MAX)
		return ERR_LIMIT;
	TRY(base58_decode(raw, &n, text));
	skip = read_prefix(&found, raw, n);
	if (skip == 0)
		return ERR_FORMAT;
	if (n != skip + ACCOUNT_LEN + CHECKSUM_LEN)
		return ERR_LIMIT;
	checksum(sum, slice_of(raw, skip + ACCOUNT_LEN));
	if (!mem_eq(sum, raw + skip + ACCOUNT_LEN, CHECKSUM_LEN))
		return ERR_CHECKSUM;
	memcpy(account, raw + skip, ACCOUNT_LEN);
	*prefix = found;
	return ERR_OK;
}
