#include <sys/stat.h>

#include "base/hex.h"
#include "base/test.h"
#include "net/identify.h"
#include "net/protobuf.h"
#include "os/file.h"
#include "os/tmpdir.h"

/* Made with npm's @libp2p/peer-id-factory 4.2.4 and @multiformats/multiaddr 12.5.1. */
#define SEVENS_ID  "12D3KooWRawPbxPtP1eZaJpumGnyWX2DcUyd3RQnydr3eAto4Az7"
#define SEVENS_KEY "08011220ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c"

static struct identity sevens(void)
{
	struct secret32 seed;
	struct identity id;

	memset(seed.b, 7, sizeof(seed.b));
	identity_of(&id, &seed);
	return id;
}

static bool is_hex(const struct wr *w, const char *hex)
{
	u8 want[128];
	size_t n = 0;

	return hex_decode(want, sizeof(want), &n, slice_str(hex)) == ERR_OK && w->n == n &&
	       mem_eq(w->p, want, n);
}

TEST(peer_id_and_public_key_are_those_of_js_libp2p)
{
	struct identity id = sevens();
	u8 key[64], pub[32];
	struct wr w = wr_into(key, sizeof(key));

	EXPECT(strcmp(id.peer_id, SEVENS_ID) == 0);
	wr_public_key(&w, id.key.pub);
	EXPECT(is_hex(&w, SEVENS_KEY));
	EXPECT_OK(public_key_decode(pub, slice_of(key, w.n)));
	EXPECT(mem_eq(pub, id.key.pub, 32));
}

TEST(multiaddrs_are_those_of_js_multiaddr)
{
	const struct net_addr v4 = {.ip = {127, 0, 0, 1}, .port = 30333};
	const struct net_addr v6 = {.v6 = true, .ip = {[15] = 1}, .port = 9};
	const struct net_addr plain = {.ip = {10, 1, 2, 3}, .port = 65535};
	char text[MULTIADDR_TEXT_MAX];
	u8 bytes[32];
	struct wr w = wr_into(bytes, sizeof(bytes));

	wr_multiaddr(&w, &v4, true);
	EXPECT(is_hex(&w, "047f00000106767ddd03"));
	w = wr_into(bytes, sizeof(bytes));
	wr_multiaddr(&w, &v6, true);
	EXPECT(is_hex(&w, "2900000000000000000000000000000001060009dd03"));
	w = wr_into(bytes, sizeof(bytes));
	wr_multiaddr(&w, &plain, false);
	EXPECT(is_hex(&w, "040a01020306ffff"));
	multiaddr_text(text, &v4, true, SEVENS_ID);
	EXPECT(strcmp(text, "/ip4/127.0.0.1/tcp/30333/ws/p2p/" SEVENS_ID) == 0);
	multiaddr_text(text, &v6, false, NULL);
	EXPECT(strcmp(text, "/ip6/::1/tcp/9") == 0);
}

TEST(the_handshake_payload_binds_the_static_key_to_the_identity)
{
	static const u8 noise[32] = {1, 2, 3}, other[32] = {9};
	struct identity id = sevens();
	u8 hello[IDENTITY_HELLO_MAX], pub[32];
	struct wr w = wr_into(hello, sizeof(hello));

	wr_identity_hello(&w, &id, noise);
	REQUIRE(w.err == ERR_OK);
	EXPECT_OK(identity_hello_check(slice_of(hello, w.n), noise, pub));
	EXPECT(mem_eq(pub, id.key.pub, 32));
	EXPECT_ERR(ERR_SIGNATURE, identity_hello_check(slice_of(hello, w.n), other, pub));
	for (size_t i = 0; i < w.n; i++) {
		hello[i] ^= 1;
		EXPECT(identity_hello_check(slice_of(hello, w.n), noise, pub) != ERR_OK);
		hello[i] ^= 1;
		EXPECT(identity_hello_check(slice_of(hello, i), noise, pub) != ERR_OK);
	}
}

TEST(keys_of_other_kinds_are_refused)
{
	u8 pub[32];

	/* Secp256k1 (2), and an ed25519 key of 31 bytes. */
	EXPECT_ERR(ERR_UNSUPPORTED, public_key_decode(pub, SLICE_LIT("\x08\x02\x12\x01x")));
	EXPECT_ERR(ERR_KEY, public_key_decode(pub, SLICE_LIT("\x08\x01\x12\x01x")));
	EXPECT_ERR(ERR_UNSUPPORTED, public_key_decode(pub, SLICE_EMPTY));
}

TEST(the_key_is_made_once_and_only_its_owner_may_read_it)
{
	static char dir[OS_PATH_MAX], path[OS_PATH_MAX];
	struct identity a, b;
	struct stat st;

	REQUIRE(tmpdir_make(dir, sizeof(dir), "phala-test-") == ERR_OK);
	EXPECT_ERR(ERR_NOT_FOUND, identity_load(&a, dir, false));
	EXPECT_OK(identity_load(&a, dir, true));
	EXPECT_OK(identity_load(&b, dir, true));
	EXPECT(strcmp(a.peer_id, b.peer_id) == 0);
	REQUIRE(path_join(path, sizeof(path), dir, IDENTITY_FILE) == ERR_OK);
	EXPECT(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
	EXPECT_OK(file_write_atomic(path, SLICE_LIT("00ff"), 0600));
	EXPECT_ERR(ERR_CORRUPT, identity_load(&b, dir, true));
	EXPECT_OK(file_remove_tree(dir));
}

TEST(identify_lists_keys_protocols_and_addresses)
{
	static const char *const protocols[] = {"/ipfs/ping/1.0.0", "/x/sync/2"};
	const struct net_addr at = {.ip = {127, 0, 0, 1}, .port = 30333};
	struct identity us = sevens();
	const struct identify id = {us.key.pub, "agent/1", protocols, 2, &at, 1, &at, true};
	u8 bytes[IDENTIFY_MAX];
	struct wr w = wr_into(bytes, sizeof(bytes));
	u32 seen[8] = {0};
	struct pb_field f;
	struct rd r;

	wr_identify(&w, &id);
	REQUIRE(w.err == ERR_OK);
	r = rd_from(slice_of(bytes, w.n));
	while (pb_next(&r, &f)) {
		REQUIRE(f.number < 8 && f.wire == PB_BYTES);
		seen[f.number]++;
	}
	EXPECT_OK(rd_end(&r));
	EXPECT(seen[1] == 1 && seen[2] == 2 && seen[3] == 2 && seen[4] == 1);
	EXPECT(seen[5] == 1 && seen[6] == 1);
}

TEST_MAIN()
