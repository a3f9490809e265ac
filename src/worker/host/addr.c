#include "worker/host/addr.h"

#include <netinet/in.h>
#include <string.h>
#include <strings.h>

struct range4 {
	u32 net;
	u32 bits;
};

/* https://www.iana.org/assignments/iana-ipv4-special-registry: not globally reachable. */
static const struct range4 closed4[] = {
    {0x00000000, 8},  /* this network */
    {0x0a000000, 8},  /* private */
    {0x64400000, 10}, /* shared, CGNAT */
    {0x7f000000, 8},  /* loopback */
    {0xa9fe0000, 16}, /* link-local, cloud metadata */
    {0xac100000, 12}, /* private */
    {0xc0000000, 24}, /* IETF protocols */
    {0xc0000200, 24}, /* documentation */
    {0xc0586300, 24}, /* 6to4 relay */
    {0xc0a80000, 16}, /* private */
    {0xc6120000, 15}, /* benchmarks */
    {0xc6336400, 24}, /* documentation */
    {0xcb007100, 24}, /* documentation */
    {0xe0000000, 4},  /* multicast */
    {0xf0000000, 4},  /* reserved, broadcast */
};

static bool public4(u32 a)
{
	for (size_t i = 0; i < ARRAY_LEN(closed4); i++)
		if ((a ^ closed4[i].net) >> (32 - closed4[i].bits) == 0)
			return false;
	return true;
}

static u32 load4(const u8 *p)
{
	return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | (u32)p[3];
}

/* Only global unicast 2000::/3 is public, less what carries or hides other addresses. */
static bool public6(const u8 b[16])
{
	static const u8 zero[12], mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	static const u8 nat64[12] = {0, 0x64, 0xff, 0x9b};

	if (memcmp(b, mapped, 12) == 0 || memcmp(b, nat64, 12) == 0)
		return public4(load4(b + 12));
	if (memcmp(b, zero, 12) == 0)
		return false;
	if ((b[0] & 0xe0) != 0x20)
		return false;
	if (b[0] == 0x20 && b[1] == 0x02) /* 6to4 */
		return public4(load4(b + 2));
	if (b[0] == 0x20 && b[1] == 0x01 && b[2] < 0x02) /* IETF protocols, Teredo */
		return false;
	if (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8) /* documentation */
		return false;
	return !(b[0] == 0x3f && b[1] == 0xff && (b[2] & 0xf0) == 0); /* documentation */
}

bool addr_is_public(const struct sockaddr *a)
{
	if (a->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, a, sizeof(in));
		return public4(ntohl(in.sin_addr.s_addr));
	}
	if (a->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, a, sizeof(in6));
		return public6(in6.sin6_addr.s6_addr);
	}
	return false;
}

bool addr_is_local_name(const char *host)
{
	static const char name[] = "localhost";
	size_t n = strlen(host), k = sizeof(name) - 1;

	if (n > 0 && host[n - 1] == '.')
		n--;
	if (n < k || strncasecmp(host + n - k, name, k) != 0)
		return false;
	return n == k || host[n - k - 1] == '.';
}
