#include "attest/pem.h"

#define LINE_LEN 64u
static const char begin[] = "-----BEGIN CERTIFICATE-----";
static const char end[] = "-----END CERTIFICATE-----";

/* 0..63, or 64 for a character that is none of the alphabet. */
static u32 sextet(u8 c)
{
	if (c >= 'A' && c <= 'Z')
		return (u32)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (u32)(c - 'a') + 26;
	if (c >= '0' && c <= '9')
		return (u32)(c - '0') + 52;
	return c == '+' ? 62 : c == '/' ? 63 : 64;
}

/* Decodes 4 characters, of which the last `pad` are '='. */
static bool quantum(u8 *out, const u8 *p, size_t pad)
{
	u32 v = 0;

	for (size_t i = 0; i < 4; i++) {
		u32 x = i < 4 - pad ? sextet(p[i]) : p[i] == '=' ? 0 : 64;

		if (x == 64)
			return false;
		v = v << 6 | x;
	}
	for (size_t i = 0; i < 3 - pad; i++)
		out[i] = (u8)(v >> (16 - 8 * i) & 0xff);
	return (v & ((1u << (8 * pad)) - 1)) == 0; /* spare bits */
}

bool base64_decode_strict(u8 *out, size_t cap, size_t *n, struct slice in)
{
	size_t pad = 0, num = in.n / 4;

	if (in.n % 4 != 0)
		return false;
	if (num != 0 && in.p[in.n - 1] == '=')
		pad = in.p[in.n - 2] == '=' ? 2 : 1;
	*n = num * 3 - pad;
	if (*n > cap)
		return false;
	for (size_t i = 0; i < num; i++)
		if (!quantum(out + 3 * i, in.p + 4 * i, i + 1 == num ? pad : 0))
			return false;
	return true;
}

size_t base64_len(size_t n)
{
	return (n + 2) / 3 * 4;
}

void base64_encode(char *out, struct slice in)
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < in.n; i += 3) {
		size_t left = size_min(3, in.n - i);
		u32 v = (u32)in.p[i] << 16 | (left > 1 ? (u32)in.p[i + 1] << 8 : 0) |
		        (left > 2 ? (u32)in.p[i + 2] : 0);

		for (size_t k = 0; k < 4; k++)
			*out++ = k <= left ? alphabet[v >> (18 - 6 * k) & 63] : '=';
	}
}

/* Drops a line end; false if there is none. */
static bool skip_line_end(struct slice *s)
{
	size_t n = s->n > 1 && s->p[0] == '\r' ? 1 : 0;

	if (s->n <= n || s->p[n] != '\n')
		return false;
	*s = slice_from(*s, n + 1);
	return true;
}

static bool skip_text(struct slice *s, struct slice text)
{
	if (!slice_starts(*s, text))
		return false;
	*s = slice_from(*s, text.n);
	return true;
}

static void skip_blank(struct slice *s)
{
	while (s->n != 0 && (s->p[0] == '\r' || s->p[0] == '\n'))
		*s = slice_from(*s, 1);
}

/* Joins the lines of one block into out; the cursor stops behind END. */
static bool join_lines(struct slice *s, u8 *out, size_t *num)
{
	bool last = false;

	*num = 0;
	while (s->n != 0 && s->p[0] != '-') {
		size_t n = 0;

		while (n < s->n && s->p[n] != '\r' && s->p[n] != '\n')
			n++;
		if (last || n == 0 || n > LINE_LEN)
			return false;
		last = n < LINE_LEN; /* a short line is the last one */
		slice_copy(out + *num, slice_of(s->p, n));
		*num += n;
		*s = slice_from(*s, n);
		if (!skip_line_end(s))
			return false;
	}
	return *num != 0 && skip_text(s, SLICE_LIT(end));
}

static enum attest_check read_block(struct slice *der, struct slice *s, struct arena *a)
{
	size_t mark = arena_mark(a), num, n;
	u8 *text;

	if (!skip_text(s, SLICE_LIT(begin)) || !skip_line_end(s))
		return ATTEST_PEM;
	text = arena_alloc(a, s->n);
	if (text == NULL)
		return ATTEST_MEMORY;
	if (!join_lines(s, text, &num))
		return ATTEST_PEM;
	/* In place: three bytes are written where four were read. */
	if (!base64_decode_strict(text, num, &n, slice_of(text, num)))
		return ATTEST_PEM;
	if (s->n != 0 && !skip_line_end(s))
		return ATTEST_PEM;
	arena_rewind(a, mark); /* gives back what the text took beyond the certificate */
	*der = slice_of(arena_alloc(a, n), n);
	return ATTEST_OK;
}

enum attest_check pem_read(struct pem_chain *out, struct slice pem, bool nul, struct arena *a)
{
	enum attest_check c;

	out->num = 0;
	if (pem.n > ATTEST_CHAIN_MAX)
		return ATTEST_PEM;
	if (nul && pem.n != 0 && pem.p[pem.n - 1] == 0)
		pem.n--;
	skip_blank(&pem);
	while (pem.n != 0) {
		if (out->num == PEM_CERTS_MAX)
			return ATTEST_CHAIN_LENGTH;
		c = read_block(&out->der[out->num], &pem, a);
		if (c != ATTEST_OK)
			return c;
		out->num++;
		skip_blank(&pem);
	}
	return out->num == 0 ? ATTEST_CHAIN_LENGTH : ATTEST_OK;
}
