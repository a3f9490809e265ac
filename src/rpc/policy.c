#include "rpc/policy.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

static bool same_text(struct slice a, struct slice b)
{
	return a.n == b.n &&
	       (a.n == 0 || strncasecmp((const char *)a.p, (const char *)b.p, a.n) == 0);
}

/* Where a port begins, with its colon; at the end when there is none. */
static size_t port_at(struct slice s)
{
	size_t n = s.n;

	while (n > 0 && s.p[n - 1] != ':' && s.p[n - 1] != ']')
		n--;
	return n > 0 && s.p[n - 1] == ':' ? n - 1 : s.n;
}

static bool is_port(struct slice s)
{
	if (s.n < 2 || s.n > 6 || s.p[0] != ':')
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

/* The part behind scheme://, or empty. */
static struct slice authority(struct slice origin)
{
	for (size_t i = 0; i + 3 < origin.n; i++)
		if (memcmp(origin.p + i, "://", 3) == 0)
			return slice_from(origin, i + 3);
	return SLICE_EMPTY;
}

static struct slice host_of(struct slice authority_part)
{
	return slice_of(authority_part.p, port_at(authority_part));
}

static enum err add_origin(struct rpc_policy *p, struct slice entry)
{
	if (p->num == RPC_ORIGINS_MAX)
		return ERR_LIMIT;
	if (slice_eq(entry, SLICE_LIT("*")) || slice_eq(entry, SLICE_LIT("all"))) {
		p->any = true;
		return ERR_OK;
	}
	if (!slice_eq(entry, SLICE_LIT("null")) && authority(entry).n == 0)
		return ERR_FORMAT;
	p->origins[p->num++] = entry;
	return ERR_OK;
}

enum err rpc_policy_parse(struct rpc_policy *p, const char *list)
{
	size_t n;
	char *at;

	memset(p, 0, sizeof(*p));
	if (list == NULL)
		list = RPC_ORIGINS_DEFAULT;
	n = strlen(list);
	if (n >= sizeof(p->text))
		return ERR_LIMIT;
	memcpy(p->text, list, n + 1);
	for (at = p->text; *at != '\0';) {
		size_t len = strcspn(at, ",");

		if (len > 0)
			TRY(add_origin(p, slice_of(at, len)));
		at += len;
		at += *at == ',';
	}
	return p->num > 0 || p->any ? ERR_OK : ERR_FORMAT;
}

static bool matches(struct slice pattern, struct slice origin)
{
	size_t p = port_at(pattern), o;

	if (!slice_eq(slice_from(pattern, p), SLICE_LIT(":*")))
		return same_text(pattern, origin);
	o = port_at(origin);
	/* The colon of "https://host" is no port's. */
	if (o < origin.n && !is_port(slice_from(origin, o)))
		o = origin.n;
	return same_text(slice_of(pattern.p, p), slice_of(origin.p, o));
}

bool rpc_policy_origin(const struct rpc_policy *p, struct slice origin)
{
	for (u32 i = 0; i < p->num; i++)
		if (matches(p->origins[i], origin))
			return true;
	return p->any;
}

static bool is_address(struct slice host)
{
	unsigned char addr[16];
	char text[INET6_ADDRSTRLEN + 1];

	if (host.n >= 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
		host = slice_of(host.p + 1, host.n - 2);
	if (host.n == 0 || host.n >= sizeof(text))
		return false;
	memcpy(text, host.p, host.n);
	text[host.n] = '\0';
	return inet_pton(AF_INET, text, addr) == 1 || inet_pton(AF_INET6, text, addr) == 1;
}

bool rpc_policy_host(const struct rpc_policy *p, struct slice host)
{
	struct slice name = host_of(host);

	if (p->any || same_text(name, SLICE_LIT("localhost")) || is_address(name))
		return true;
	for (u32 i = 0; i < p->num; i++)
		if (same_text(name, host_of(authority(p->origins[i]))))
			return true;
	return false;
}
