/* What is accepted must be safe to put into a request and a resolver, and must be read
 * again as the same when written from its parts. */
#include "text/http1.h"
#include "text/url.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static size_t append(u8 *out, size_t n, struct slice s)
{
	slice_copy(out + n, s);
	return n + s.n;
}

static size_t port_text(u8 out[5], u16 port)
{
	size_t n = 0;

	for (u32 unit = 10000; unit > 0; unit /= 10)
		if (port >= unit)
			out[n++] = (u8)('0' + port / unit % 10);
	return n;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 text[URL_MAX + 16];
	struct slice in = slice_of(data, n);
	struct url u, again;
	u8 port[5];
	size_t k = 0;

	(void)url_host_ok(in);
	if (url_parse(&u, in) != ERR_OK)
		return 0;
	CHECK(u.port > 0 && u.host_len > 0 && u.host_len <= URL_HOST_MAX);
	CHECK(u.host_len == strlen(u.host));
	CHECK(u.target.n == 0 || http1_is_target(u.target));
	k = append(text, k, u.https ? SLICE_LIT("https://") : SLICE_LIT("http://"));
	k = append(text, k, slice_of(u.host, u.host_len));
	k = append(text, k, SLICE_LIT(":"));
	k = append(text, k, slice_of(port, port_text(port, u.port)));
	CHECK(url_host_ok(slice_of(text + (u.https ? 8 : 7), k - (u.https ? 8 : 7))));
	CHECK(url_host_is(&u, slice_of(text + (u.https ? 8 : 7), k - (u.https ? 8 : 7))));
	k = append(text, k, u.target);
	if (k > URL_MAX)
		return 0;
	CHECK(url_parse(&again, slice_of(text, k)) == ERR_OK);
	CHECK(again.port == u.port && again.https == u.https && again.is_ipv4 == u.is_ipv4);
	CHECK(mem_eq(again.host, u.host, u.host_len + 1) && slice_eq(again.target, u.target));
	return 0;
}
