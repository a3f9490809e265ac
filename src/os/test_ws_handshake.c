#include "os/ws_handshake.h"

#include "base/test.h"

TEST(the_example_of_rfc_6455_is_answered)
{
	char accept[WS_ACCEPT_LEN + 1];

	ws_accept_of(accept, SLICE_LIT("dGhlIHNhbXBsZSBub25jZQ=="));
	EXPECT(strcmp(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") == 0);
}

/* Recorded with Python 3.11 hashlib and base64. */
TEST(other_keys_are_answered_as_hashlib_does)
{
	static const struct {
		const char *key, *accept;
	} v[] = {
	    {"AAAAAAAAAAAAAAAAAAAAAA==", "ICX+Yqv66kxgM0FcWaLWlFLwTAI="},
	    {"/////////////////////w==", "XXpj4jYzLM2yUE0C7TIgMwTQh2g="},
	    {"AAECAwQFBgcICQoLDA0ODw==", "Bz3qJYTGdOe8gUSpLosEdiLKDrk="},
	    {"wobD01TKE6UgFKphM9irAA==", "/zqbP7q1UWTfLk2DLtSD1fv+id8="},
	};

	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		char accept[WS_ACCEPT_LEN + 1];

		EXPECT(ws_key_ok(slice_str(v[i].key)));
		ws_accept_of(accept, slice_str(v[i].key));
		EXPECT(strcmp(accept, v[i].accept) == 0);
	}
}

TEST(only_base64_of_sixteen_bytes_is_a_key)
{
	static const char *const bad[] = {
	    "",
	    "dGhlIHNhbXBsZSBub25jZQ=",
	    "dGhlIHNhbXBsZSBub25jZQ===",
	    "dGhlIHNhbXBsZSBub25jZR==",
	    "dGhlIHNhbXBsZSBub25jZQ=A",
	    "dGhlIHNhbXBsZSBub25jZWE=",
	    "dGhlIHNhbXBsZSBub25jZ\nQ==",
	    "dGhlI-NhbXBsZSBub25jZQ==",
	    "======================Q==",
	};

	EXPECT(ws_key_ok(SLICE_LIT("dGhlIHNhbXBsZSBub25jZQ==")));
	EXPECT(!ws_key_ok(SLICE_LIT("dGhlIHNhbXBsZSBub25j\0Q==")));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		EXPECT(!ws_key_ok(slice_str(bad[i])));
}

TEST(made_keys_are_valid_and_differ)
{
	char a[WS_KEY_LEN + 1], b[WS_KEY_LEN + 1];

	EXPECT_OK(ws_key_make(a));
	EXPECT_OK(ws_key_make(b));
	EXPECT(ws_key_ok(slice_str(a)) && ws_key_ok(slice_str(b)) && strcmp(a, b) != 0);
}

TEST_MAIN()
