/* What an owner sends, read back as the enclave and docs/protocol/secrets.md read it. */
#include "cli/agent.c"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/test.h"
#include "os/file.h"
#include "os/tmpdir.h"

static u8 mem[1 << 20];

/* blake2_256("phala/agent/v1" ++ 32 times 0x01 ++ 32 times 0x02), by Python's hashlib. */
static const char agent_want[] = "3828f526f33a3946496f5f4366873878f384552ec199526824417e9231f4ea6c";
/* blake2_256(u32 1 ++ compact 2 "{}" ++ compact 1 "x"), the same way. */
static const char code_want[] = "44327852bd67eeaac40951a2fe4a2d8ebe997364b7cf148f15388bb0408de462";

static bool is_hex(const u8 hash[32], const char *want)
{
	char hex[64];

	hex_encode(hex, slice_of(hash, 32));
	return memcmp(hex, want, 64) == 0;
}

TEST(agent_and_code_ids_are_the_hashes_of_the_protocol)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct agent_code code;
	u8 owner[32], salt[32], id[32];

	memset(owner, 1, sizeof(owner));
	memset(salt, 2, sizeof(salt));
	agent_id_of(id, owner, salt);
	EXPECT(is_hex(id, agent_want));
	EXPECT_OK(agent_code_of(&code, SLICE_LIT("{}"), SLICE_LIT("x"), &a));
	EXPECT(is_hex(code.code_id, code_want));
}

TEST(a_sealed_secret_opens_for_its_worker_agent_name_and_version_only)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct secret32 key;
	u8 pub[32], agent[32] = {7}, aad[64], plain[32];
	struct agent_secret s = {
	    .agent = agent, .worker_x25519 = pub, .name = SLICE_LIT("NAME"), .version = 3};
	struct wr w = wr_into(aad, sizeof(aad));
	struct slice sealed, bound;
	size_t n;

	keys_random(key.b, sizeof(key.b));
	x25519_public(pub, &key);
	EXPECT_OK(seal_value(&s, SLICE_LIT("value"), &a, &sealed));
	wr_bytes(&w, agent, 32);
	wr_vec(&w, SLICE_LIT("NAME"));
	wr_u32(&w, 3);
	EXPECT_OK(wr_done(&w, &bound));
	EXPECT_OK(seal_to_open(plain, sizeof(plain), &n, &key, SLICE_LIT("phala/secret/v1"), bound,
	                       sealed));
	EXPECT(n == 5 && memcmp(plain, "value", 5) == 0);
	aad[bound.n - 1] ^= 1;
	EXPECT_ERR(ERR_DECRYPT, seal_to_open(plain, sizeof(plain), &n, &key,
	                                     SLICE_LIT("phala/secret/v1"), bound, sealed));
}

TEST(a_raw_seed_in_the_arguments_is_refused)
{
	struct sr25519_pair p;

	EXPECT_ERR(
	    ERR_DENIED,
	    keys_read(&p, "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a"));
	EXPECT_ERR(ERR_DENIED, keys_read(&p, "bottom drive obey lake curtain smoke"));
	EXPECT_ERR(ERR_NOT_FOUND, keys_read(&p, "@/nowhere/key"));
}

TEST(a_key_file_may_end_with_a_newline)
{
	static char dir[OS_PATH_MAX], path[OS_PATH_MAX], name[OS_PATH_MAX + 1];
	struct sr25519_pair p, alice;

	EXPECT_OK(tmpdir_make(dir, sizeof(dir), "test-keys"));
	EXPECT_OK(path_join(path, sizeof(path), dir, "key"));
	/* The seed of //Alice as `subkey inspect //Alice` shows it. */
	EXPECT_OK(file_write_atomic(
	    path, SLICE_LIT("0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a\n"),
	    0600));
	(void)snprintf(name, sizeof(name), "@%.*s", (int)sizeof(name) - 2, path);
	EXPECT_OK(keys_read(&p, name));
	EXPECT_OK(keys_read(&alice, "//Alice"));
	EXPECT(mem_eq(p.pub, alice.pub, 32));
	sr25519_release(&p);
	sr25519_release(&alice);
	EXPECT_OK(file_remove_tree(dir));
}

TEST(urls_of_nodes_and_workers_are_read)
{
	struct client c;

	EXPECT_OK(client_open(&c, "ws://127.0.0.1:9944"));
	EXPECT(strcmp(c.host, "127.0.0.1") == 0 && c.port == 9944);
	EXPECT_OK(client_open(&c, "localhost:1/"));
	EXPECT_ERR(ERR_FORMAT, client_open(&c, "http://127.0.0.1"));
	EXPECT_ERR(ERR_FORMAT, client_open(&c, "host:70000"));
	EXPECT_ERR(ERR_FORMAT, client_open(&c, "host:12x"));
}

TEST_MAIN()
