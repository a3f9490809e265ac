#include "base/test.h"
#include "rpc/policy.h"

static struct rpc_policy p;

static bool origin(const char *text)
{
	return rpc_policy_origin(&p, slice_str(text));
}

static bool host(const char *text)
{
	return rpc_policy_host(&p, slice_str(text));
}

TEST(local_pages_and_the_explorer_may_ask_by_default)
{
	EXPECT_OK(rpc_policy_parse(&p, NULL));
	EXPECT(origin("http://localhost"));
	EXPECT(origin("http://localhost:3000"));
	EXPECT(origin("HTTPS://LocalHost:3000"));
	EXPECT(origin("https://127.0.0.1:65535"));
	EXPECT(origin("https://polkadot.js.org"));
	EXPECT(!origin("https://polkadot.js.org:8443"));
	EXPECT(!origin("http://polkadot.js.org"));
	EXPECT(!origin("null"));
	EXPECT(!origin(""));
	EXPECT(!origin("http://localhost:3000x"));
	EXPECT(!origin("http://localhost:"));
	EXPECT(!origin("http://localhost:123456"));
	EXPECT(!origin("http://localhost.evil.example:80"));
	EXPECT(!origin("http://evil.example#http://localhost:80"));
}

TEST(names_that_others_control_are_no_hosts)
{
	EXPECT_OK(rpc_policy_parse(&p, NULL));
	EXPECT(host("localhost"));
	EXPECT(host("localhost:9944"));
	EXPECT(host("127.0.0.1:9944"));
	EXPECT(host("10.0.0.7"));
	EXPECT(host("[::1]:9944"));
	EXPECT(host("[fe80::1]"));
	EXPECT(host("polkadot.js.org"));
	EXPECT(!host(""));
	EXPECT(!host(":9944"));
	EXPECT(!host("evil.example"));
	EXPECT(!host("127.0.0.1.evil.example"));
	EXPECT(!host("localhost.evil.example:9944"));
	EXPECT(!host("[evil]:9944"));
	EXPECT(!host("[]"));
}

TEST(lists_are_read_and_all_is_all)
{
	EXPECT_OK(rpc_policy_parse(&p, "https://a.example,,http://b.example:*"));
	EXPECT(origin("https://a.example") && origin("http://b.example:1") && host("b.example:2"));
	EXPECT(!origin("http://localhost:1") && host("localhost"));
	EXPECT_OK(rpc_policy_parse(&p, "all"));
	EXPECT(origin("https://x") && origin("null") && host("x"));
	EXPECT_ERR(ERR_FORMAT, rpc_policy_parse(&p, "localhost"));
	EXPECT_ERR(ERR_FORMAT, rpc_policy_parse(&p, ""));
	EXPECT_ERR(ERR_LIMIT, rpc_policy_parse(&p, "http://1,http://2,http://3,http://4,http://5,"
						   "http://6,http://7,http://8,http://9,http://10,"
						   "http://11,http://12,http://13,http://14,"
						   "http://15,http://16,http://17"));
}

TEST_MAIN()
