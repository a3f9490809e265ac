#include "text/url.h"

#include "text/nocase.h"

#define LABEL_MAX 63u

static bool is_digit(u8 c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(u8 c)
{
	c = ascii_lower(c);
	return is_digit(c) || (c >= 'a' && c <= 'f');
}

/* read_decimal reads a number in its shortest form; 0 to 65535 is all we need. */
static bool read_decimal(struct slice s, u32 max, u32 *out)
{
	u32 v = 0;

	if (s.n == 0 || s.n > 5 || (s.n > 1 && s.p[0] == '0'))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]))
			return false;
		v = v * 10 + (u32)(s.p[i] - '0');
	}
	*out = v;
	return v <= max;
}

static struct slice next_label(struct slice *host)
{
	size_t n = 0;
	struct slice label;

	while (n < host->n && host->p[n] != '.')
		n++;
	label = slice_of(host->p, n);
	*host = slice_from(*host, n + 1);
	return label;
}

static bool label_ok(struct slice s)
{
	if (s.n == 0 || s.n > LABEL_MAX || s.p[0] == '-' || s.p[s.n - 1] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		u8 c = ascii_lower(s.p[i]);

		if (!is_digit(c) && !(c >= 'a' && c <= 'z') && c != '-' && c != '_')
			return false;
	}
	return true;
}

/* Resolvers take "127.1", "0x7f000001" and "017700000001" for addresses, so a name whose
 * last label reads like a number is an address in four decimals or nothing. */
static bool looks_like_number(struct slice label)
{
	bool hex = label.n >= 2 && label.p[0] == '0' && ascii_lower(label.p[1]) == 'x';

	for (size_t i = hex ? 2 : 0; i < label.n; i++)
		if (hex ? !is_hex(label.p[i]) : !is_digit(label.p[i]))
			return false;
	return true;
}

static bool host_ok(struct slice host, bool *is_ipv4)
{
	u32 num = 0, num_decimal = 0, v;
	struct slice label = SLICE_EMPTY;

	if (host.n == 0 || host.n > URL_HOST_MAX || host.p[host.n - 1] == '.')
		return false;
	while (host.n > 0) {
		label = next_label(&host);
		if (!label_ok(label))
			return false;
		num++;
		num_decimal += read_decimal(label, 255, &v) ? 1 : 0;
	}
	*is_ipv4 = num == 4 && num_decimal == 4;
	return *is_ipv4 || !looks_like_number(label);
}

/* split_port takes ":port" off; *port keeps its value if there is none. */
static bool split_port(struct slice authority, struct slice *host, u16 *port)
{
	size_t n = 0;
	u32 v;

	while (n < authority.n && authority.p[n] != ':')
		n++;
	*host = slice_of(authority.p, n);
	if (n == authority.n)
		return true;
	if (!read_decimal(slice_from(authority, n + 1), UINT16_MAX, &v) || v == 0)
		return false;
	*port = (u16)v;
	return true;
}

static bool starts_nocase(struct slice s, struct slice prefix)
{
	return s.n >= prefix.n && slice_eq_nocase(slice_of(s.p, prefix.n), prefix);
}

static size_t until_any(struct slice s, const char *stops)
{
	for (size_t i = 0; i < s.n; i++)
		for (const char *c = stops; *c != '\0'; c++)
			if (s.p[i] == (u8)*c)
				return i;
	return s.n;
}

enum err url_parse(struct url *out, struct slice text)
{
	struct slice host, rest = text;
	struct url u = {.port = 80};
	size_t n;

	if (text.n > URL_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] <= 0x20 || text.p[i] >= 0x7f || text.p[i] == '\\')
			return ERR_FORMAT;
	u.https = starts_nocase(text, SLICE_LIT("https://"));
	if (u.https)
		u.port = 443;
	else if (!starts_nocase(text, SLICE_LIT("http://")))
		return ERR_FORMAT;
	rest = slice_from(rest, u.https ? 8 : 7);
	n = until_any(rest, "/?#");
	if (!split_port(slice_of(rest.p, n), &host, &u.port) || !host_ok(host, &u.is_ipv4))
		return ERR_FORMAT;
	rest = slice_from(rest, n);
	u.target = slice_of(rest.p, until_any(rest, "#"));
	if (u.target.n > 0 && u.target.p[0] == '?')
		return ERR_FORMAT;
	u.host_len = host.n;
	for (size_t i = 0; i < host.n; i++)
		u.host[i] = (char)ascii_lower(host.p[i]);
	*out = u;
	return ERR_OK;
}

bool url_host_is(const struct url *u, struct slice allowed)
{
	u16 port = u->https ? 443 : 80;
	struct slice host;

	return split_port(allowed, &host, &port) && port == u->port &&
	       slice_eq_nocase(host, slice_of(u->host, u->host_len));
}

bool url_host_ok(struct slice allowed)
{
	struct slice host;
	bool is_ipv4;
	u16 port = 0;

	return split_port(allowed, &host, &port) && host_ok(host, &is_ipv4);
}
