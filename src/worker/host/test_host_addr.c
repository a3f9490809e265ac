#include <arpa/inet.h>
#include <netinet/in.h>

#include "base/test.h"
#include "worker/host/addr.h"

static bool public(const char *text)
{
	struct sockaddr_storage s = {0};
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
		memcpy(&s, &v4, sizeof(v4));
	} else {
		CHECK(inet_pton(AF_INET6, text, &v6.sin6_addr) == 1);
		memcpy(&s, &v6, sizeof(v6));
	}
	return addr_is_public((const struct sockaddr *)&s);
}

TEST(addresses_of_the_internet_are_allowed)
{
	static const char *const ok[] = {"1.1.1.1",     "8.8.8.8",         "172.32.0.1",
					 "100.128.0.1", "192.169.0.1",     "198.20.0.1",
					 "2606:4700::", "2a00:1450:4001::", "::ffff:1.1.1.1"};

	for (size_t i = 0; i < ARRAY_LEN(ok); i++)
		if (!public(ok[i]))
			TEST_FAIL(ok[i]);
}

/* One address of each row of RFC 6890 and its successors. */
TEST(addresses_of_the_operator_and_of_nobody_are_refused)
{
	static const char *const bad[] = {
	    "0.0.0.0",       "10.1.2.3",   "100.64.0.1",        "100.127.255.255",
	    "127.0.0.1",     "127.9.9.9",  "169.254.169.254",   "172.16.0.1",
	    "172.31.255.1",  "192.0.0.8",  "192.0.2.1",         "192.168.1.1",
	    "198.18.0.1",    "198.19.0.1", "198.51.100.7",      "203.0.113.7",
	    "224.0.0.1",     "240.0.0.1",  "255.255.255.255",   "::",
	    "::1",           "fe80::1",    "fc00::1",           "fd12:3456::1",
	    "ff02::1",       "2001:db8::", "::ffff:127.0.0.1",  "::ffff:10.0.0.1",
	    "64:ff9b::a00:1", "2002:7f00:1::", "2001::1",       "::127.0.0.1"};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (public(bad[i]))
			TEST_FAIL(bad[i]);
}

TEST(localhost_is_a_name_and_those_below_it)
{
	EXPECT(addr_is_local_name("localhost") && addr_is_local_name("model.localhost"));
	EXPECT(addr_is_local_name("LOCALHOST.") && addr_is_local_name("a.b.localhost"));
	EXPECT(!addr_is_local_name("notlocalhost") && !addr_is_local_name("localhost.example"));
	EXPECT(!addr_is_local_name("") && !addr_is_local_name("."));
}

TEST_MAIN()
