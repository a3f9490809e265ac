#include "text/url.c"

#include "base/test.h"

static const struct {
	const char *text, *host, *target;
	u16 port;
	bool https, is_ipv4;
} good[] = {
    {"http://a", "a", "", 80, false, false},
    {"https://a", "a", "", 443, true, false},
    {"HTTPS://Example.COM/Path?Q=1", "example.com", "/Path?Q=1", 443, true, false},
    {"http://a:8080/", "a", "/", 8080, false, false},
    {"https://a:443", "a", "", 443, true, false},
    {"https://a/b#frag", "a", "/b", 443, true, false},
    {"https://a#frag", "a", "", 443, true, false},
    {"https://a/b?c#d?e", "a", "/b?c", 443, true, false},
    {"https://a/?", "a", "/?", 443, true, false},
    {"http://127.0.0.1:65535/x", "127.0.0.1", "/x", 65535, false, true},
    {"http://255.255.255.255", "255.255.255.255", "", 80, false, true},
    {"https://x--y_z.1a.b2/", "x--y_z.1a.b2", "/", 443, true, false},
    {"https://1.2.3.4.example/", "1.2.3.4.example", "/", 443, true, false},
    {"https://a/@:%2f//..", "a", "/@:%2f//..", 443, true, false},
    {"https://a/\"<>|{}^`", "a", "/\"<>|{}^`", 443, true, false},
};

TEST(urls_are_split)
{
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct url u;

		REQUIRE(url_parse(&u, slice_str(good[i].text)) == ERR_OK);
		EXPECT(strcmp(u.host, good[i].host) == 0 && u.host_len == strlen(good[i].host));
		EXPECT(slice_eq(u.target, slice_str(good[i].target)));
		EXPECT(u.port == good[i].port && u.https == good[i].https);
		EXPECT(u.is_ipv4 == good[i].is_ipv4);
	}
}

TEST(what_two_readers_could_take_differently_is_refused)
{
	static const char *const bad[] = {
	    "",
	    "a",
	    "http:",
	    "http:/a",
	    "http:a",
	    "http://",
	    "https:///a",
	    "http://?a",
	    "ftp://a",
	    "file:///etc/passwd",
	    "javascript:alert(1)",
	    "//a/b",
	    " http://a",
	    "http://a ",
	    "http://a/b c",
	    "http://a/\tb",
	    "http://a\n/b",
	    "http://a/\r\nHost: b",
	    "http://a\\@b/",
	    "http:\\\\a",
	    "http://a/\\b",
	    "http://user@a/",
	    "http://user:pw@a/",
	    "http://@a/",
	    "http://a@b:80@c/",
	    "http://[::1]/",
	    "http://[::ffff:127.0.0.1]/",
	    "http://a%2eb/",
	    "http://%61/",
	    "http://\xc3\xa9/",
	    "http://a/\xc3\xa9",
	    "http://a/\x7f",
	    "http://a\xe3\x80\x82/",
	    "http://a./",
	    "http://.a/",
	    "http://a..b/",
	    "http://./",
	    "http://-a/",
	    "http://a-/",
	    "http://a.-b.c/",
	    "http://a,b/",
	    "http://a*b/",
	    "http://a:/",
	    "http://a:0/",
	    "http://a:00080/",
	    "http://a:080/",
	    "http://a:65536/",
	    "http://a:4294967376/",
	    "http://a:-1/",
	    "http://a:+80/",
	    "http://a:80:80/",
	    "http://a:8x/",
	    "http://a: 80/",
	    "http://127.1/",
	    "http://2130706433/",
	    "http://0x7f.0.0.1/",
	    "http://127.0.0.0x1/",
	    "http://0x7f000001/",
	    "http://0x/",
	    "http://0177.0.0.1/",
	    "http://127.0.0.01/",
	    "http://256.0.0.1/",
	    "http://1.2.3/",
	    "http://1.2.3.4.5/",
	    "http://1.2.3.4./",
	    "http://a.1/",
	    "https://a?b",
	    "https://a:443?b",
	};
	struct url u;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (url_parse(&u, slice_str(bad[i])) != ERR_FORMAT)
			TEST_FAIL(bad[i]);
	}
	EXPECT_ERR(ERR_FORMAT, url_parse(&u, slice_of("http://a\0b/", 11)));
}

TEST(lengths_have_limits)
{
	static char text[URL_MAX + 2];
	struct url u;
	size_t n = 7;

	memset(text, 'a', sizeof(text));
	memcpy(text, "http://", 7);
	text[n + 63] = '/';
	EXPECT_OK(url_parse(&u, slice_of(text, n + 64)));
	EXPECT_OK(url_parse(&u, slice_of(text, URL_MAX)));
	EXPECT_ERR(ERR_LIMIT, url_parse(&u, slice_of(text, URL_MAX + 1)));
	text[n + 63] = 'a';
	text[n + 64] = '/';
	EXPECT_ERR(ERR_FORMAT, url_parse(&u, slice_of(text, n + 65)));
	for (size_t i = 1; i < URL_HOST_MAX; i += 2)
		text[n + i - 0] = '.';
	text[n + 64] = 'a';
	text[n + URL_HOST_MAX] = '/';
	EXPECT_OK(url_parse(&u, slice_of(text, n + URL_HOST_MAX + 1)));
	EXPECT(u.host_len == URL_HOST_MAX);
	text[n + URL_HOST_MAX] = 'a';
	text[n + URL_HOST_MAX + 1] = '/';
	EXPECT_ERR(ERR_FORMAT, url_parse(&u, slice_of(text, n + URL_HOST_MAX + 2)));
}

TEST(hosts_of_a_manifest_are_matched_with_their_port)
{
	struct url u;

	REQUIRE(url_parse(&u, SLICE_LIT("https://API.openai.com/v1")) == ERR_OK);
	EXPECT(url_host_is(&u, SLICE_LIT("api.openai.com")));
	EXPECT(url_host_is(&u, SLICE_LIT("Api.OpenAI.com:443")));
	EXPECT(!url_host_is(&u, SLICE_LIT("api.openai.com:80")));
	EXPECT(!url_host_is(&u, SLICE_LIT("openai.com")));
	EXPECT(!url_host_is(&u, SLICE_LIT("api.openai.com.evil")));
	EXPECT(!url_host_is(&u, SLICE_LIT("api.openai.com:")));
	EXPECT(!url_host_is(&u, SLICE_EMPTY));
	REQUIRE(url_parse(&u, SLICE_LIT("http://localhost:8000")) == ERR_OK);
	EXPECT(url_host_is(&u, SLICE_LIT("localhost:8000")));
	EXPECT(!url_host_is(&u, SLICE_LIT("localhost")));
}

TEST(entries_of_a_manifest_are_checked)
{
	static const char *const bad[] = {
	    "",    "*",     "a:", "a:0", "a:99999", "a/b",   "http://a", "u@a",
	    "a b", "1.2.3", "a.", ":80", "[::1]",   "a:80:", "\xc3\xa9", "a%41"};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		EXPECT(!url_host_ok(slice_str(bad[i])));
	EXPECT(url_host_ok(SLICE_LIT("a")) && url_host_ok(SLICE_LIT("A.b-c:1")));
	EXPECT(url_host_ok(SLICE_LIT("127.0.0.1:8443")));
}

TEST_MAIN()
