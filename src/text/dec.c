#include "text/dec.h"

#define EXP_MAX 100000000000000000 /* ten times this still fits */

static bool is_digit(u8 c)
{
	return c >= '0' && c <= '9';
}

static struct slice take_digits(struct slice *s)
{
	size_t n = 0;
	struct slice d;

	while (n < s->n && is_digit(s->p[n]))
		n++;
	d = slice_of(s->p, n);
	*s = slice_from(*s, n);
	return d;
}

static bool read_exp(struct slice s, int64_t *out)
{
	bool neg = s.n > 0 && s.p[0] == '-';
	int64_t v = 0;

	if (s.n > 0 && !is_digit(s.p[0]))
		s = slice_from(s, 1);
	for (size_t i = 0; i < s.n; i++) {
		v = v * 10 + (s.p[i] - '0');
		if (v > EXP_MAX)
			return false;
	}
	*out = neg ? -v : v;
	return true;
}

static struct slice drop_leading(struct slice s)
{
	while (s.n > 0 && s.p[0] == '0')
		s = slice_from(s, 1);
	return s;
}

static struct slice drop_trailing(struct slice s)
{
	while (s.n > 0 && s.p[s.n - 1] == '0')
		s.n--;
	return s;
}

bool dec_read(struct dec *out, struct slice text)
{
	struct dec d = {.neg = text.n > 0 && text.p[0] == '-'};
	size_t frac;

	if (d.neg)
		text = slice_from(text, 1);
	d.a = drop_leading(take_digits(&text));
	if (text.n > 0 && text.p[0] == '.') {
		text = slice_from(text, 1);
		d.b = drop_trailing(take_digits(&text));
	}
	frac = d.b.n;
	if (d.a.n == 0)
		d.b = drop_leading(d.b);
	if (d.b.n == 0 && d.a.n == 0) {
		*out = (struct dec){.zero = true};
		return true;
	}
	if (!read_exp(slice_from(text, 1), &d.exp))
		return false;
	d.exp += (int64_t)d.a.n - (d.a.n == 0 ? (int64_t)(frac - d.b.n) : 0);
	if (d.b.n == 0)
		d.a = drop_trailing(d.a);
	*out = d;
	return true;
}

static size_t num_digits(const struct dec *x)
{
	return x->a.n + x->b.n;
}

static u8 digit(const struct dec *x, size_t i)
{
	return i < x->a.n ? x->a.p[i] : x->b.p[i - x->a.n];
}

/* cmp_size compares without signs; both are not zero. */
static int cmp_size(const struct dec *x, const struct dec *y)
{
	size_t nx = num_digits(x), ny = num_digits(y);

	if (x->exp != y->exp)
		return x->exp < y->exp ? -1 : 1;
	for (size_t i = 0; i < size_min(nx, ny); i++)
		if (digit(x, i) != digit(y, i))
			return digit(x, i) < digit(y, i) ? -1 : 1;
	return nx < ny ? -1 : nx > ny;
}

static int sign(const struct dec *x)
{
	return x->zero ? 0 : x->neg ? -1 : 1;
}

int dec_cmp(const struct dec *x, const struct dec *y)
{
	if (sign(x) != sign(y))
		return sign(x) < sign(y) ? -1 : 1;
	if (x->zero)
		return 0;
	return x->neg ? cmp_size(y, x) : cmp_size(x, y);
}

/* mul_mod by doubling: 64 bits are enough, since m is at most 10^18. */
static u64 mul_mod(u64 x, u64 y, u64 m)
{
	u64 r = 0;

	for (; y > 0; y >>= 1) {
		if (y & 1)
			r = (r + x) % m;
		x = (x + x) % m;
	}
	return r;
}

bool dec_is_multiple(const struct dec *x, u64 m)
{
	size_t n = num_digits(x);
	u64 r = 0, ten = 10 % m, zeros;

	CHECK(m > 0 && m <= DEC_FACTOR_MAX);
	if (x->zero)
		return true;
	if (x->exp < 0 || (u64)x->exp < n)
		return false; /* a fraction */
	for (size_t i = 0; i < n; i++)
		r = (r * 10 + (u64)(digit(x, i) - '0')) % m;
	for (zeros = (u64)x->exp - n; zeros > 0; zeros >>= 1) {
		if (zeros & 1)
			r = mul_mod(r, ten, m);
		ten = mul_mod(ten, ten, m);
	}
	return r == 0;
}

static size_t write_exp(u8 *out, int64_t exp)
{
	u64 v = exp < 0 ? (u64)-exp : (u64)exp;
	u8 text[20];
	size_t at = sizeof(text), n = 0;

	do {
		text[--at] = (u8)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	if (out != NULL) {
		out[0] = 'e';
		out[1] = '-';
	}
	n = exp < 0 ? 2 : 1;
	if (out != NULL)
		memcpy(out + n, text + at, sizeof(text) - at);
	return n + sizeof(text) - at;
}

size_t dec_write(u8 *out, struct slice text)
{
	struct dec d;
	size_t n;

	if (!dec_read(&d, text))
		return 0;
	if (d.zero)
		d.a = SLICE_LIT("0");
	n = d.neg ? 1 : 0;
	if (out != NULL) {
		out[0] = '-';
		slice_copy(out + n, d.a);
		slice_copy(out + n + d.a.n, d.b);
	}
	n += num_digits(&d);
	return n + write_exp(out == NULL ? NULL : out + n, d.exp);
}
