#include "os/ws_handshake.h"

#include <string.h>
#include <sys/random.h>

#include "base/bytes.h"

/* SHA-1 is here because RFC 6455 asks for it, as proof that the server speaks WebSocket
 * and did not merely echo. Nothing secret or trusted depends on it; use src/crypto for
 * everything else. FIPS 180-4 section 6.1. */
#define SHA1_LEN   20u
#define SHA1_BLOCK 64u

static const char ws_guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static u32 rotl(u32 x, unsigned n)
{
	return x << n | x >> (32 - n);
}

HASH_ARITH static void sha1_block(u32 h[5], const u8 block[SHA1_BLOCK])
{
	static const u32 k[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
	u32 w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

	for (unsigned t = 0; t < 80; t++) {
		u32 f[4], tmp;

		w[t] = t < 16 ? load_be32(block + (size_t)4 * t)
		              : rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
		f[0] = (b & c) | (~b & d);
		f[1] = f[3] = b ^ c ^ d;
		f[2] = (b & c) | (b & d) | (c & d);
		tmp = rotl(a, 5) + f[t / 20] + e + k[t / 20] + w[t];
		e = d;
		d = c;
		c = rotl(b, 30);
		b = a;
		a = tmp;
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

/* sha1_short hashes up to 119 bytes: two blocks with their padding. */
static void sha1_short(u8 out[SHA1_LEN], struct slice in)
{
	u32 h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
	u8 buf[2 * SHA1_BLOCK] = {0};
	size_t len = in.n < 56 ? SHA1_BLOCK : sizeof(buf);

	CHECK(in.n <= sizeof(buf) - 9);
	slice_copy(buf, in);
	buf[in.n] = 0x80;
	store_be64(buf + len - 8, (u64)in.n * 8);
	for (size_t at = 0; at < len; at += SHA1_BLOCK)
		sha1_block(h, buf + at);
	for (size_t i = 0; i < 5; i++)
		store_be32(out + 4 * i, h[i]);
}

/* base64_put writes ceil(n / 3) * 4 characters and a NUL. */
static void base64_put(char *out, const u8 *p, size_t n)
{
	for (; n != 0; out += 4) {
		size_t m = size_min(n, 3);
		u32 v = (u32)p[0] << 16 | (m > 1 ? (u32)p[1] << 8 : 0) | (m > 2 ? p[2] : 0u);

		out[0] = base64[v >> 18];
		out[1] = base64[v >> 12 & 63];
		out[2] = m > 1 ? base64[v >> 6 & 63] : '=';
		out[3] = m > 2 ? base64[v & 63] : '=';
		p += m;
		n -= m;
	}
	*out = '\0';
}

static bool is_base64(u8 c)
{
	return c != 0 && strchr(base64, c) != NULL;
}

bool ws_key_ok(struct slice key)
{
	if (key.n != WS_KEY_LEN || key.p[22] != '=' || key.p[23] != '=')
		return false;
	for (size_t i = 0; i < 22; i++)
		if (!is_base64(key.p[i]))
			return false;
	/* 16 bytes leave four bits of the last character unused. */
	return strchr("AQgw", key.p[21]) != NULL;
}

enum err ws_key_make(char out[WS_KEY_LEN + 1])
{
	u8 raw[16];

	if (getrandom(raw, sizeof(raw), 0) != (ssize_t)sizeof(raw))
		return ERR_IO;
	base64_put(out, raw, sizeof(raw));
	return ERR_OK;
}

void ws_accept_of(char out[WS_ACCEPT_LEN + 1], struct slice key)
{
	u8 text[WS_KEY_LEN + sizeof(ws_guid) - 1], hash[SHA1_LEN];

	CHECK(key.n == WS_KEY_LEN);
	slice_copy(text, key);
	memcpy(text + WS_KEY_LEN, ws_guid, sizeof(ws_guid) - 1);
	sha1_short(hash, SLICE_ARR(text));
	base64_put(out, hash, sizeof(hash));
}
