#ifndef TEXT_URL_H
#define TEXT_URL_H
/* text/url: http and https URLs, split and checked; no normalising beyond case of the host.
 *
 * A narrow reader for URLs that guests and manifests hand to the enclave. Accepted:
 * scheme "http" or "https", a DNS name (letters, digits, '-', '_', '.'; labels up to 63)
 * or an IPv4 address in four decimals, optional port 1 to 65535, a path, a query; a
 * fragment is dropped. Refused as ERR_FORMAT: user info, IPv6, percent signs or non-ASCII
 * in the host, white space, control characters, backslashes, a trailing dot in the host,
 * labels that begin or end with '-', a query without a path ("http://a?b"), non-ASCII
 * anywhere, and names that resolvers read as numbers ("127.1", "0x7f000001"). ERR_LIMIT
 * when longer than URL_MAX.
 * RFC 3986, RFC 9110 section 4.2. Freestanding. */
#include "base/slice.h"

#define URL_MAX      8192u
#define URL_HOST_MAX 253u

struct url {
	bool https;
	char host[URL_HOST_MAX + 1]; /* lower case, with NUL */
	size_t host_len;
	bool is_ipv4;
	u16 port;            /* given or the scheme's own */
	struct slice target; /* path and query as sent; borrows; empty means "/" */
};

enum err url_parse(struct url *out, struct slice text) MUST_CHECK;

/* url_host_is compares with "host" or "host:port" of a manifest, ignoring case; without a
 * port the scheme's own is meant. */
bool url_host_is(const struct url *u, struct slice allowed);
/* url_host_ok checks such an entry of a manifest. */
bool url_host_ok(struct slice allowed);

#endif /* TEXT_URL_H */
