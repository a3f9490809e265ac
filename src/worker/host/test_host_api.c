/* The worker's API, and what is stored through it. */
#include "worker/host/test_host_kit.h"

#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"

static struct sr25519_pair owner;
static const u8 agent[32] = {0x42};

/* The node says that `owner` owns the agent. */
static void start(void)
{
	struct secret32 seed = {.b = {1}};
	struct agent_info info = {0};
	char hex[1024] = "\"0x";
	u8 buf[512];
	struct wr w = wr_into(buf, sizeof(buf));
	struct slice s;

	kit_start();
	sr25519_from_seed(&owner, &seed);
	memcpy(info.owner, owner.pub, 32);
	wr_agent_info(&w, &info);
	CHECK(wr_done(&w, &s) == ERR_OK && s.n * 2 + 8 < sizeof(hex));
	hex_encode(hex + 3, s);
	memcpy(hex + 3 + 2 * s.n, "\"", 2);
	kit_say("state_getStorage", hex);
	memset(kit.h->link.x25519, 0x33, 32);
}

static void put_hex(char *out, const void *p, size_t n)
{
	hex_encode(out, slice_of(p, n));
	out[2 * n] = '\0';
}

/* blake2_256(purpose ++ agent ++ x25519 ++ SCALE(name, version) [++ sealed]), signed. */
static void sign_secret(const char *purpose, const char *name, u32 version,
			struct slice sealed, char sig_hex[129])
{
	u8 buf[512], hash[32], sig[64];
	struct wr w = wr_into(buf, sizeof(buf));
	struct slice s;

	wr_bytes(&w, purpose, strlen(purpose));
	wr_bytes(&w, agent, 32);
	wr_bytes(&w, kit.h->link.x25519, 32);
	wr_vec(&w, slice_str(name));
	wr_u32(&w, version);
	if (sealed.n != 0)
		wr_vec(&w, sealed);
	CHECK(wr_done(&w, &s) == ERR_OK);
	blake2_256(hash, s);
	sr25519_sign(sig, &owner, SLICE_ARR(hash), NULL);
	put_hex(sig_hex, sig, 64);
}

static u16 post_secret(const char *name, u32 version, bool honest)
{
	static const u8 sealed[] = {1, 2, 3, 4};
	char sig[129], agent_hex[65], body[1024];

	sign_secret("phala/secret/v1", name, version, SLICE_ARR(sealed), sig);
	if (!honest)
		sig[5] = sig[5] == '0' ? '1' : '0';
	put_hex(agent_hex, agent, 32);
	(void)snprintf(body, sizeof(body),
		       "{\"agent\":\"0x%s\",\"name\":\"%s\",\"version\":%u,"
		       "\"sealed\":\"0x01020304\",\"signature\":\"0x%s\"}",
		       agent_hex, name, version, sig);
	return kit_http("POST", "/secrets", body);
}

static u16 list(void)
{
	char target[100], agent_hex[65];

	put_hex(agent_hex, agent, 32);
	(void)snprintf(target, sizeof(target), "/secrets/%s", agent_hex);
	return kit_http("GET", target, "");
}

TEST(a_secret_that_the_owner_signed_is_stored_privately_and_listed)
{
	char path[HOST_PATH_MAX], dir[HOST_PATH_MAX];
	struct stat st;

	start();
	EXPECT(post_secret("API_KEY", 1, true) == 200);
	EXPECT(list() == 200 && strcmp(kit.body, "[{\"name\":\"API_KEY\",\"version\":1}]") == 0);
	EXPECT_OK(store_path(kit.h, dir, "secrets", SLICE_ARR(agent), ""));
	EXPECT_OK(path_join(path, sizeof(path), dir, "API_KEY.bin"));
	EXPECT(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
	kit_stop();
}

TEST(a_change_is_checked_against_the_chain_as_it_is_not_as_the_worker_follows_it)
{
	start();
	kit.h->follow.has_hash = false; /* a moment after a start: nothing is followed yet */
	EXPECT(post_secret("API_KEY", 1, true) == 200);
	EXPECT(post_secret("API_KEY", 2, false) == 403);
	kit_stop();
}

TEST(a_secret_of_a_stranger_an_unknown_agent_or_an_old_version_is_refused)
{
	start();
	EXPECT(post_secret("API_KEY", 1, false) == 403 && kit_body_has("\"fix\""));
	EXPECT(post_secret("API_KEY", 2, true) == 200);
	EXPECT(post_secret("API_KEY", 2, true) == 409);
	EXPECT(post_secret("API_KEY", 1, true) == 409);
	EXPECT(post_secret("API_KEY", 3, true) == 200);
	EXPECT(post_secret("../KEY", 3, true) == 400);
	kit_say("state_getStorage", "null");
	EXPECT(post_secret("OTHER", 1, true) == 404);
	kit_stop();
}

TEST(a_deleted_secret_is_gone_and_its_old_value_cannot_come_back)
{
	char sig[129], agent_hex[65], target[128], body[256];

	start();
	EXPECT(post_secret("API_KEY", 4, true) == 200);
	sign_secret("phala/secret-delete/v1", "API_KEY", 4, SLICE_EMPTY, sig);
	put_hex(agent_hex, agent, 32);
	(void)snprintf(target, sizeof(target), "/secrets/%s/API_KEY", agent_hex);
	(void)snprintf(body, sizeof(body), "{\"version\":4,\"signature\":\"0x%s\"}", sig);
	EXPECT(kit_http("DELETE", target, body) == 200);
	EXPECT(list() == 200 && strcmp(kit.body, "[]") == 0);
	EXPECT(post_secret("API_KEY", 4, true) == 409);
	EXPECT(post_secret("API_KEY", 5, true) == 200);
	kit_stop();
}

TEST(code_is_stored_under_the_hash_of_its_canonical_form)
{
	struct slice manifest, bundle;
	u8 id[32];
	char want[80] = "\"codeId\":\"0x", hex[65];
	/* SCALE(1u32, "{\"a\":1}", "x"), hashed apart from the code under test. */
	static const u8 plain[] = {1, 0, 0, 0, 7 << 2, '{', '"', 'a', '"', ':', '1', '}', 4, 'x'};

	start();
	blake2_256(id, SLICE_ARR(plain));
	put_hex(hex, id, 32);
	(void)strncat(want, hex, 65);
	EXPECT(kit_http("POST", "/code", "{\"manifest\":{ \"a\" : 1 },\"bundle\":\"x\"}") == 200);
	EXPECT(kit_body_has(want));
	EXPECT(kit_http("POST", "/code",
			"{\"manifest\":\"{\\\"a\\\":1}\",\"bundle\":\"x\"}") == 200);
	EXPECT(kit_body_has(want));
	EXPECT_OK(store_read_code(kit.h, id, &kit.h->scratch, &manifest, &bundle));
	EXPECT(slice_eq(manifest, SLICE_LIT("{\"a\":1}")) && slice_eq(bundle, SLICE_LIT("x")));
	kit_stop();
}

TEST(bodies_are_kept_under_their_hash)
{
	struct slice body;
	u8 hash[32];

	start();
	EXPECT(kit_http("POST", "/call", "{\"agent\":\"0x00\",\"body\":\"hello\"}") == 200);
	EXPECT(kit_body_has("bodyHash"));
	blake2_256(hash, SLICE_LIT("hello"));
	EXPECT_OK(store_read_body(kit.h, hash, &kit.h->scratch, &body));
	EXPECT(slice_eq(body, SLICE_LIT("hello")));
	kit_stop();
}

TEST(every_other_request_gets_a_cause_and_a_fix)
{
	static const struct {
		const char *method, *target, *body;
		u16 status;
	} bad[] = {
	    {"GET", "/", "", 404},
	    {"GET", "/nothing", "", 404},
	    {"GET", "/info", "", 503}, /* there is no enclave */
	    {"POST", "/info", "{}", 404},
	    {"POST", "/code", "", 400},
	    {"POST", "/code", "{", 400},
	    {"POST", "/code", "[]", 400},
	    {"POST", "/code", "{\"manifest\":{\"a\":1.5},\"bundle\":\"x\"}", 400},
	    {"POST", "/secrets", "{}", 400},
	    {"POST", "/owner-key", "{\"agent\":\"0x01\"}", 400},
	    {"POST", "/call", "{\"body\":7}", 400},
	    {"GET", "/secrets/xyz", "", 400},
	    {"GET", "/secrets/a/b/c", "", 404},
	    {"GET", "/runs/00", "", 404},
	    {"GET", "//runs", "", 404},
	    {"DELETE", "/secrets/00/../x", "{}", 404},
	};

	start();
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		u16 got = kit_http(bad[i].method, bad[i].target, bad[i].body);

		if (got != bad[i].status || !kit_body_has("\"why\"") || !kit_body_has("\"fix\"")) {
			TEST_FAIL(bad[i].target);
			(void)fprintf(stderr, "\tgot %u %s\n", got, kit.body);
		}
	}
	EXPECT(kit_http("GET", "/runs", "") == 200 && strcmp(kit.body, "[]") == 0);
	kit_stop();
}

/* Sends a request with fields of the test's choice; the status of the answer. */
static u16 raw(const char *fields)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				.sin_port = htons(worker_host_port(kit.h))};
	char text[512], got[64] = "";
	ssize_t n = -1;
	int fd = socket(AF_INET, SOCK_STREAM, 0), status = 0;

	CHECK(fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0);
	(void)snprintf(text, sizeof(text),
		       "POST /call HTTP/1.1\r\n%sContent-Length: 12\r\n\r\n{\"body\":\"x\"}",
		       fields);
	CHECK(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	for (u32 i = 0; i < 2000 && n < 0; i++) {
		kit_turn(1);
		n = recv(fd, got, sizeof(got) - 1, MSG_DONTWAIT);
	}
	(void)close(fd);
	kit_turn(2);
	return sscanf(got, "HTTP/1.1 %d", &status) == 1 ? (u16)status : 0;
}

TEST(no_page_that_a_browser_shows_can_use_the_api)
{
	start();
	EXPECT(raw("Host: 127.0.0.1:9955\r\n") == 200);
	EXPECT(raw("Host: localhost:9955\r\n") == 200);
	EXPECT(raw("Host: [::1]:9955\r\n") == 200);
	EXPECT(raw("Host: 127.0.0.1\r\nSec-Fetch-Site: none\r\n") == 200);
	EXPECT(raw("Host: 127.0.0.1\r\nOrigin: https://evil.example\r\n") == 403);
	EXPECT(raw("Host: 127.0.0.1\r\nOrigin: null\r\n") == 403);
	EXPECT(raw("Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site\r\n") == 403);
	EXPECT(raw("Host: evil.example:9955\r\n") == 403); /* rebound to us */
	EXPECT(raw("Host: 127.0.0.1.evil.example\r\n") == 403);
	kit_stop();
}

TEST(a_deletion_that_was_signed_for_another_worker_is_refused)
{
	char sig[129], agent_hex[65], target[128], body[256];

	start();
	EXPECT(post_secret("API_KEY", 4, true) == 200);
	kit.h->link.x25519[0] ^= 1;
	sign_secret("phala/secret-delete/v1", "API_KEY", 9, SLICE_EMPTY, sig);
	kit.h->link.x25519[0] ^= 1;
	put_hex(agent_hex, agent, 32);
	(void)snprintf(target, sizeof(target), "/secrets/%s/API_KEY", agent_hex);
	(void)snprintf(body, sizeof(body), "{\"version\":9,\"signature\":\"0x%s\"}", sig);
	EXPECT(kit_http("DELETE", target, body) == 403);
	EXPECT(list() == 200 && kit_body_has("API_KEY"));
	kit_stop();
}

/* As many requests without a body as a worker keeps track of, and then something else. */
TEST(requests_without_bodies_do_not_keep_triggers_out)
{
	static const u8 late[32] = {0xff, 0xff, 0xff};
	u8 id[32] = {0}, first[32] = {0};

	start();
	for (u32 i = 0; i < JOBS_MAX; i++) {
		struct job *j;

		memcpy(id, &i, sizeof(i));
		jobs_see(kit.h, id);
		j = jobs_find(kit.h, id);
		REQUIRE(j != NULL);
		j->has_row = j->is_request = true;
		j->attempts = 1; /* it was looked for and is not here */
	}
	jobs_see(kit.h, late);
	EXPECT(jobs_find(kit.h, late) != NULL && jobs_find(kit.h, first) == NULL);
	EXPECT(!kit.h->watch.rescan);
	EXPECT(kit_http("POST", "/call", "{\"body\":\"here it is\"}") == 200);
	EXPECT(kit.h->watch.rescan); /* it may be for one that was forgotten */
	kit_stop();
}

TEST(a_full_store_of_bodies_loses_the_oldest)
{
	char path[HOST_PATH_MAX], text[64];
	u8 hash[32], oldest[32];
	struct slice got;
	FILE *f;

	start();
	EXPECT_OK(store_body(kit.h, SLICE_LIT("first"), oldest));
	clock_sleep_ms(30); /* the file system's clock is coarse */
	for (u32 i = 1; i < BODIES_MAX; i++) {
		(void)snprintf(text, sizeof(text), "b%u", i);
		blake2_256(hash, slice_str(text));
		EXPECT_OK(store_path(kit.h, path, "bodies", SLICE_ARR(hash), ".body"));
		f = fopen(path, "w");
		REQUIRE(f != NULL && fclose(f) == 0);
	}
	EXPECT_OK(store_body(kit.h, SLICE_LIT("new"), hash));
	EXPECT_OK(store_read_body(kit.h, hash, &kit.h->scratch, &got));
	EXPECT_ERR(ERR_NOT_FOUND, store_read_body(kit.h, oldest, &kit.h->scratch, &got));
	kit_stop();
}

TEST_MAIN()
