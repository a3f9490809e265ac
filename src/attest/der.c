#include "attest/der.h"

#include "attest/date.h"

#define LEN_BYTES_MAX 3u

struct der der_of(struct slice s)
{
	return (struct der){.left = s, .bad = false};
}

void der_fail(struct der *d)
{
	d->bad = true;
	d->left = SLICE_EMPTY;
}

bool der_ok(const struct der *d)
{
	return !d->bad;
}

bool der_end(const struct der *d)
{
	return !d->bad && d->left.n == 0;
}

bool der_more(const struct der *d)
{
	return !d->bad && d->left.n != 0;
}

bool der_next_is(const struct der *d, u8 tag)
{
	return der_more(d) && d->left.p[0] == tag;
}

/* Reads the length after a tag: *at moves from 1 to the first byte of the content. */
static bool read_len(struct slice in, size_t *at, size_t *len)
{
	u8 first;
	size_t num;

	if (in.n < 2)
		return false;
	first = in.p[1];
	*at = 2;
	*len = first;
	if (first < 0x80)
		return true;
	num = first & 0x7fu; /* 0: the indefinite form, which is not DER */
	if (num == 0 || num > LEN_BYTES_MAX || num > in.n - 2)
		return false;
	*len = 0;
	for (size_t i = 0; i < num; i++)
		*len = *len << 8 | in.p[2 + i];
	*at = 2 + num;
	return in.p[2] != 0 && *len >= 0x80;
}

/* Takes the next element; *head is where its content begins. */
static struct slice element(struct der *d, size_t *head)
{
	struct slice s = d->left;
	size_t len;

	if (d->bad || !read_len(s, head, &len) || len > s.n - *head ||
	    (s.p[0] & 0x1f) == 0x1f /* a tag of several bytes */) {
		der_fail(d);
		*head = 0;
		return SLICE_EMPTY;
	}
	d->left = slice_from(s, *head + len);
	return slice_of(s.p, *head + len);
}

struct slice der_any(struct der *d, u8 *tag)
{
	size_t head;
	struct slice whole = element(d, &head);

	*tag = whole.n == 0 ? 0 : whole.p[0];
	return slice_from(whole, head);
}

struct slice der_whole(struct der *d, u8 tag)
{
	size_t head;

	if (!der_next_is(d, tag))
		der_fail(d);
	return element(d, &head);
}

struct slice der_take(struct der *d, u8 tag)
{
	u8 found;

	if (!der_next_is(d, tag))
		der_fail(d);
	return der_any(d, &found);
}

struct der der_enter(struct der *d, u8 tag)
{
	struct der in = der_of(der_take(d, tag));

	in.bad = d->bad;
	return in;
}

struct slice der_magnitude(struct der *d)
{
	struct slice s = der_take(d, DER_INTEGER);

	if (!der_ok(d))
		return SLICE_EMPTY;
	/* Negative, or a leading zero that does not keep the sign. */
	if (s.n == 0 || s.p[0] >= 0x80 || (s.n > 1 && s.p[0] == 0 && s.p[1] < 0x80)) {
		der_fail(d);
		return SLICE_EMPTY;
	}
	return s.p[0] == 0 ? slice_from(s, 1) : s;
}

u64 der_uint(struct der *d, u64 max)
{
	struct slice s = der_magnitude(d);
	u64 v = 0;

	if (s.n > sizeof(v)) {
		der_fail(d);
		return 0;
	}
	for (size_t i = 0; i < s.n; i++)
		v = v << 8 | s.p[i];
	if (v > max) {
		der_fail(d);
		return 0;
	}
	return v;
}

bool der_bool(struct der *d)
{
	struct slice s = der_take(d, DER_BOOLEAN);

	if (!der_ok(d))
		return false;
	if (s.n != 1 || (s.p[0] != 0 && s.p[0] != 0xff)) {
		der_fail(d);
		return false;
	}
	return s.p[0] != 0;
}

struct slice der_bits(struct der *d, u8 *unused)
{
	struct slice s = der_take(d, DER_BIT_STRING);
	u8 spare;

	*unused = 0;
	if (!der_ok(d))
		return SLICE_EMPTY;
	spare = s.n == 0 ? 8 : s.p[0];
	if (spare > 7 || (s.n == 1 && spare != 0) ||
	    (s.n > 1 && (s.p[s.n - 1] & ((1u << spare) - 1)) != 0)) {
		der_fail(d);
		return SLICE_EMPTY;
	}
	*unused = spare;
	return slice_from(s, 1);
}

void der_octets(struct der *d, u8 *out, size_t n)
{
	struct slice s = der_take(d, DER_OCTET_STRING);

	if (s.n != n)
		der_fail(d);
	if (der_ok(d))
		slice_copy(out, s);
	else
		memset(out, 0, n);
}

/* Both kinds end in MMDDhhmmssZ; before it are two or four digits of the year. */
static bool read_time(u64 *out, u8 tag, struct slice s)
{
	size_t year_len = tag == DER_UTC_TIME ? 2 : 4;
	struct date t;
	const u8 *p = s.p;

	if (s.n != year_len + 11 || s.p[s.n - 1] != 'Z' || !date_digits(&t.year, p, year_len))
		return false;
	p += year_len;
	if (!date_digits(&t.month, p, 2) || !date_digits(&t.day, p + 2, 2) ||
	    !date_digits(&t.hour, p + 4, 2) || !date_digits(&t.minute, p + 6, 2) ||
	    !date_digits(&t.second, p + 8, 2))
		return false;
	if (tag == DER_UTC_TIME)
		t.year += t.year < 50 ? 2000 : 1900;
	else if (t.year < 2050)
		return false; /* it has a shorter form */
	return date_unix(out, &t);
}

u64 der_time(struct der *d)
{
	u8 tag;
	struct slice s = der_any(d, &tag);
	u64 t;

	if ((tag != DER_UTC_TIME && tag != DER_GENERALIZED_TIME) || !read_time(&t, tag, s)) {
		der_fail(d);
		return 0;
	}
	return t;
}
