#include "base/test.h"
#include "node/keystore.h"

#include <sys/stat.h>

#include "base/hex.h"
#include "crypto/uri.h"
#include "os/file.h"
#include "os/tmpdir.h"

static char dir[OS_PATH_MAX], folder[OS_PATH_MAX];

static struct keystore *open_store(void)
{
	struct keystore *k = NULL;

	if (dir[0] == '\0')
		EXPECT_OK(tmpdir_make(dir, sizeof(dir), "ph-keys-"));
	EXPECT_OK(path_join(folder, sizeof(folder), dir, "keystore"));
	EXPECT_OK(keystore_open(&k, folder));
	return k;
}

static void remove_all(void)
{
	EXPECT_OK(file_remove_tree(dir));
	dir[0] = '\0';
}

/* @polkadot/keyring 14.0.1: new Keyring({type}).addFromUri(uri).publicKey. */
static const char alice_sr[] = "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
static const char alice_ed[] = "88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee";

static void pub_of(u8 pub[32], const char *hex)
{
	EXPECT_OK(hex_decode_exact(pub, 32, slice_str(hex)));
}

static void file_of(char path[OS_PATH_MAX], const char *name)
{
	EXPECT_OK(path_join(path, OS_PATH_MAX, folder, name));
}

TEST(a_key_is_a_file_as_upstream_names_and_fills_it)
{
	struct keystore *k = open_store();
	static u8 mem[4096];
	struct arena a = arena_of(mem, sizeof(mem));
	char path[OS_PATH_MAX];
	struct stat st;
	struct slice text;
	u8 pub[32];
	bool has;

	pub_of(pub, alice_sr);
	EXPECT_OK(keystore_has(k, key_type_aura, pub, &has));
	EXPECT(!has);
	EXPECT_OK(keystore_insert(k, key_type_aura, SLICE_LIT("//Alice"), pub));
	file_of(path, "61757261d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");
	REQUIRE(file_read(&a, path, 64, &text) == ERR_OK);
	EXPECT(slice_eq(text, SLICE_LIT("\"//Alice\"")));
	REQUIRE(stat(path, &st) == 0);
	EXPECT((st.st_mode & 0777) == 0600);
	REQUIRE(stat(folder, &st) == 0);
	EXPECT((st.st_mode & 0777) == 0700);
	EXPECT_OK(keystore_has(k, key_type_aura, pub, &has));
	EXPECT(has);
	EXPECT_OK(keystore_has(k, key_type_grandpa, pub, &has));
	EXPECT(!has);
	keystore_close(k);
	remove_all();
}

TEST(what_was_inserted_signs_after_a_restart)
{
	struct keystore *k = open_store();
	const struct sr25519_pair *sr;
	const struct ed25519_pair *ed;
	u8 pub[32], sig[64];

	pub_of(pub, alice_sr);
	EXPECT_OK(keystore_insert(k, key_type_aura, SLICE_LIT("//Alice"), pub));
	pub_of(pub, alice_ed);
	EXPECT_OK(keystore_insert(k, key_type_grandpa, SLICE_LIT("//Alice"), pub));
	keystore_close(k);
	k = open_store();
	pub_of(pub, alice_sr);
	EXPECT(keystore_grandpa(k, pub) == NULL);
	sr = keystore_aura(k, pub);
	REQUIRE(sr != NULL);
	sr25519_sign(sig, sr, SLICE_LIT("m"), NULL);
	EXPECT_OK(sr25519_verify(sig, SLICE_LIT("m"), pub));
	EXPECT(keystore_aura(k, pub) == sr);
	pub_of(pub, alice_ed);
	ed = keystore_grandpa(k, pub);
	REQUIRE(ed != NULL);
	ed25519_sign(sig, ed, SLICE_LIT("m"));
	EXPECT_OK(ed25519_verify(sig, SLICE_LIT("m"), pub));
	keystore_close(k);
	remove_all();
}

TEST(fresh_keys_are_all_different_and_are_found)
{
	struct keystore *k = open_store();
	u8 a[32], b[32], g[32];

	EXPECT_OK(keystore_generate(k, key_type_aura, a));
	EXPECT_OK(keystore_generate(k, key_type_aura, b));
	EXPECT_OK(keystore_generate(k, key_type_grandpa, g));
	EXPECT(!mem_eq(a, b, 32) && !mem_eq(a, g, 32));
	keystore_close(k);
	k = open_store();
	EXPECT(keystore_aura(k, a) != NULL && keystore_aura(k, b) != NULL);
	EXPECT(keystore_grandpa(k, g) != NULL && keystore_grandpa(k, a) == NULL);
	keystore_close(k);
	remove_all();
}

TEST(a_public_key_that_is_not_the_uris_is_refused)
{
	struct keystore *k = open_store();
	static const char junk[KEYSTORE_SURI_MAX + 1] = "//";
	u8 pub[32];
	bool has;

	pub_of(pub, alice_ed);
	EXPECT_ERR(ERR_KEY, keystore_insert(k, key_type_aura, SLICE_LIT("//Alice"), pub));
	EXPECT_ERR(ERR_KEY, keystore_insert(k, key_type_grandpa, SLICE_LIT("//Bob"), pub));
	EXPECT_ERR(ERR_UNSUPPORTED, keystore_insert(k, key_type_aura, SLICE_LIT("two words"), pub));
	EXPECT_ERR(ERR_LIMIT, keystore_insert(k, key_type_aura, SLICE_ARR(junk), pub));
	EXPECT_OK(keystore_has(k, key_type_aura, pub, &has));
	EXPECT(!has && !file_exists(folder));
	/* Of other types nothing is known here. */
	EXPECT_OK(keystore_insert(k, (const u8 *)"babe", SLICE_LIT("two words"), pub));
	EXPECT_OK(keystore_has(k, (const u8 *)"babe", pub, &has));
	EXPECT(has);
	keystore_close(k);
	remove_all();
}

TEST(a_damaged_file_is_no_key)
{
	static const char *const bad[] = {"", "\"//Bob\"", "//Alice", "{}", "\"", "\"//Alice\"x"};
	u8 pub[32];

	pub_of(pub, alice_sr);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct keystore *k = open_store();
		char path[OS_PATH_MAX];

		file_of(path,
			"61757261d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");
		EXPECT_OK(file_mkdirs(folder, 0700));
		EXPECT_OK(file_write_atomic(path, slice_str(bad[i]), 0600));
		EXPECT(keystore_aura(k, pub) == NULL);
		EXPECT_OK(keystore_insert(k, key_type_aura, SLICE_LIT("//Alice"), pub));
		EXPECT(keystore_aura(k, pub) != NULL);
		keystore_close(k);
	}
	remove_all();
}

TEST(keys_in_memory_leave_no_file)
{
	struct keystore *k = open_store();
	struct sr25519_pair sr;
	struct ed25519_pair ed;

	EXPECT_OK(sr25519_from_uri(&sr, SLICE_LIT("//Alice")));
	EXPECT_OK(ed25519_from_uri(&ed, SLICE_LIT("//Alice")));
	EXPECT_OK(keystore_hold(k, &sr, &ed));
	EXPECT(keystore_aura(k, sr.pub) != NULL && keystore_grandpa(k, ed.pub) != NULL);
	EXPECT(!file_exists(folder));
	keystore_close(k);
	k = open_store();
	EXPECT(keystore_aura(k, sr.pub) == NULL && keystore_grandpa(k, ed.pub) == NULL);
	keystore_close(k);
	sr25519_release(&sr);
	ed25519_release(&ed);
	remove_all();
}

TEST_MAIN()
