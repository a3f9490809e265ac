#ifndef TLS_NAME_H
#define TLS_NAME_H
/* tls/name: DNS host names as certificates and SNI carry them (RFC 1123, RFC
 * 6066). */
#include "base/slice.h"

/* name_ok: letters, digits, '-' and '_' in labels of 1 to 63, no dot at the
 * end, and not an IPv4 address (whose last label would be a number). */
static inline bool name_ok(struct slice host, size_t max)
{
	size_t label = 0, digits = 0;

	if (host.n == 0 || host.n > max)
		return false;
	for (size_t i = 0; i < host.n; i++) {
		u8 c = host.p[i];
		bool digit = c >= '0' && c <= '9';
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (c == '.') {
			if (label == 0 || host.p[i - 1] == '-')
				return false;
			label = digits = 0;
			continue;
		}
		if ((!digit && !letter && c != '-' && c != '_') || (c == '-' && label == 0))
			return false;
		digits += digit;
		if (++label > 63)
			return false;
	}
	return label != 0 && digits != label && host.p[host.n - 1] != '-';
}

#endif /* TLS_NAME_H */
