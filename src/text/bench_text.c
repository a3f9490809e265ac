/* How fast texts of strangers are read. */
#include "base/bench.h"
#include "text/http1.h"
#include "text/json.h"

static u8 mem[1 << 24];
static u8 text[1 << 20];

static size_t make_json(void)
{
	static const char item[] =
	    "{\"id\":\"0x6d6f646c70792f74727372790000000000000000\",\"number\":12345678,"
	    "\"ok\":true,\"note\":\"A treasury proposal of 1,000 PHA \\u2013 see below.\\n\","
	    "\"list\":[1,2,3,null,[\"a\",\"b\"],{}]},";
	size_t n = 0;

	text[n++] = '[';
	while (n + sizeof(item) < sizeof(text)) {
		memcpy(text + n, item, sizeof(item) - 1);
		n += sizeof(item) - 1;
	}
	text[n - 1] = ']';
	return n;
}

static void bench_json(void)
{
	size_t n = make_json();
	const struct json *j = NULL;
	struct arena a;
	struct slice out;
	u64 ns;

	BENCH_LOOP(ns, 20, 4, {
		a = arena_of(mem, sizeof(mem));
		CHECK(json_parse(&j, slice_of(text, n), &a) == ERR_OK);
	});
	printf("json_parse %llu MB/s\n", (unsigned long long)(n * 1000 / ns));
	size_t mark = arena_mark(&a);

	BENCH_LOOP(ns, 20, 4, {
		arena_rewind(&a, mark);
		CHECK(json_canonical(j, &a, &out) == ERR_OK);
	});
	printf("json_canonical %llu MB/s\n", (unsigned long long)(n * 1000 / ns));
}

static void bench_http1(void)
{
	static const char head[] =
	    "POST /v1/chat/completions HTTP/1.1\r\nHost: api.openai.com\r\n"
	    "User-Agent: phala/0.1\r\nAccept: application/json\r\n"
	    "Content-Type: application/json\r\nAuthorization: Bearer "
	    "sk-0123456789abcdef0123456789abcdef\r\nAccept-Encoding: "
	    "identity\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n";
	static struct http1 h;
	size_t used;
	u64 ns;

	BENCH_LOOP(ns, 5, 20000, {
		struct arena a = arena_of(mem, sizeof(mem));

		CHECK(http1_init(&h, HTTP1_REQUEST, &a, 1024) == ERR_OK);
		CHECK(http1_feed(&h, SLICE_LIT(head), &used) == ERR_OK);
		CHECK(h.state == HTTP1_DONE);
	});
	bench_rate("http1_heads", ns);
}

int main(void)
{
	bench_json();
	bench_http1();
	return 0;
}
