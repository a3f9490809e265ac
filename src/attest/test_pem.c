#include "attest/pem.h"

#include "attest/test_pki.h"
#include "base/test.h"

static u8 arena_mem[1 << 18];
static struct pem_chain chain;
static char text[8192];

static enum attest_check read(const char *pem, bool nul)
{
	struct arena a = arena_of(arena_mem, sizeof(arena_mem));

	return pem_read(&chain, slice_str(pem), nul, &a);
}

#define BEGIN "-----BEGIN CERTIFICATE-----\n"
#define END   "-----END CERTIFICATE-----\n"
#define LINE  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" /* 64 */

TEST(base64_is_that_of_openssl)
{
	u8 in[70], out[70];
	char want[128], got[128];
	size_t n;

	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (u8)(i * 167 + 13);
	for (size_t len = 0; len <= sizeof(in); len++) {
		int w = EVP_EncodeBlock((u8 *)want, in, (int)len);

		base64_encode(got, slice_of(in, len));
		REQUIRE(base64_len(len) == (size_t)w && memcmp(got, want, (size_t)w) == 0);
		REQUIRE(base64_decode_strict(out, len, &n, slice_of(got, (size_t)w)));
		REQUIRE(n == len && memcmp(out, in, len) == 0);
		EXPECT(len == 0 ||
		       !base64_decode_strict(out, len - 1, &n, slice_of(got, (size_t)w)));
	}
}

TEST(base64_has_one_form)
{
	static const char *const bad[] = {"A",    "AA",   "AAA",      "AAAAA", "AB==",
	                                  "AAB=", "A===", "====",     "AA=A",  "AA-A",
	                                  "AA_A", "AA A", "AA==AAAA", "AAA\n", "AA==AA=="};
	u8 out[16];
	size_t n;

	EXPECT(base64_decode_strict(out, sizeof(out), &n, SLICE_LIT("AA==")) && n == 1);
	EXPECT(base64_decode_strict(out, sizeof(out), &n, SLICE_LIT("AAA=")) && n == 2);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (base64_decode_strict(out, sizeof(out), &n, slice_str(bad[i])))
			TEST_FAIL(bad[i]);
}

TEST(a_block_is_begin_lines_end)
{
	EXPECT(read(BEGIN "AQID\n" END, false) == ATTEST_OK);
	EXPECT(chain.num == 1 && chain.der[0].n == 3 && chain.der[0].p[2] == 3);
	EXPECT(read(BEGIN LINE "\nAQID\n" END BEGIN "AQ==\n" END, false) == ATTEST_OK);
	EXPECT(chain.num == 2 && chain.der[0].n == 51 && chain.der[1].n == 1);
	EXPECT(chain.der[0].p[50] == 3 && chain.der[1].p[0] == 1);
	EXPECT(read(BEGIN LINE "\n" END, false) == ATTEST_OK && chain.der[0].n == 48);
}

TEST(line_ends_may_be_windows)
{
	EXPECT(read("-----BEGIN CERTIFICATE-----\r\nAQID\r\n-----END CERTIFICATE-----\r\n\r\n",
	            false) == ATTEST_OK);
	EXPECT(read("\n\r\n" BEGIN "AQID\n-----END CERTIFICATE-----", false) == ATTEST_OK);
}

TEST(other_text_is_refused)
{
	static const char *const bad[] = {
	    "x" BEGIN "AQID\n" END,
	    " " BEGIN "AQID\n" END,
	    BEGIN "AQID\n" END "x",
	    BEGIN "AQID\n-----END CERTIFICATE-----" BEGIN "AQID\n" END,
	    BEGIN "AQID" END,
	    BEGIN "AQ\nID\n" END,
	    BEGIN "AQI\n" END,
	    BEGIN "\n" END,
	    BEGIN "AQID\n\n" END,
	    BEGIN "\nAQID\n" END,
	    BEGIN END,
	    BEGIN "AQID\n",
	    BEGIN,
	    "-----BEGIN CERTIFICATE-----AQID\n" END,
	    BEGIN "AQID\r-----END CERTIFICATE-----\n",
	    BEGIN " AQID\n" END,
	    BEGIN "AQID \n" END,
	    BEGIN LINE "A\n" END, /* 65 */
	    BEGIN LINE LINE "\n" END,
	    BEGIN "AQID\n" LINE "\n" END,
	    BEGIN "AQ==\nAQID\n" END,
	    BEGIN "AQID\n-----END CERTIFICATE----\n",
	    "-----BEGIN TRUSTED CERTIFICATE-----\nAQID\n" END,
	    "AQID",
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (read(bad[i], true) != ATTEST_PEM)
			TEST_FAIL(bad[i]);
}

TEST(nothing_is_no_chain)
{
	EXPECT(read("", false) == ATTEST_CHAIN_LENGTH);
	EXPECT(read("\n\n", true) == ATTEST_CHAIN_LENGTH);
}

TEST(four_certificates_are_the_most)
{
	EXPECT(read(BEGIN "AQ==\n" END BEGIN "AQ==\n" END BEGIN "AQ==\n" END BEGIN "AQ==\n" END,
	            false) == ATTEST_OK &&
	       chain.num == 4);
	EXPECT(read(BEGIN "AQ==\n" END BEGIN "AQ==\n" END BEGIN "AQ==\n" END BEGIN
	                  "AQ==\n" END BEGIN "AQ==\n" END,
	            false) == ATTEST_CHAIN_LENGTH);
}

TEST(one_final_nul_is_for_quotes)
{
	struct arena a = arena_of(arena_mem, sizeof(arena_mem));
	static const char pem[] = BEGIN "AQID\n" END "\0\0";

	EXPECT(pem_read(&chain, slice_of(pem, sizeof(pem) - 2), true, &a) == ATTEST_OK);
	EXPECT(pem_read(&chain, slice_of(pem, sizeof(pem) - 2), false, &a) == ATTEST_PEM);
	EXPECT(pem_read(&chain, slice_of(pem, sizeof(pem) - 1), true, &a) == ATTEST_PEM);
}

TEST(a_full_arena_is_an_error)
{
	struct arena a = arena_of(arena_mem, 16);

	EXPECT(pem_read(&chain, SLICE_LIT(BEGIN "AQID\n" END), false, &a) == ATTEST_MEMORY);
}

TEST(a_chain_has_a_size_limit)
{
	static char big[ATTEST_CHAIN_MAX + 1];
	struct arena a = arena_of(arena_mem, sizeof(arena_mem));

	memset(big, '\n', sizeof(big));
	EXPECT(pem_read(&chain, slice_of(big, sizeof(big) - 1), false, &a) == ATTEST_CHAIN_LENGTH);
	EXPECT(pem_read(&chain, slice_of(big, sizeof(big)), false, &a) == ATTEST_PEM);
}

TEST(a_chain_of_intel_decodes_to_what_openssl_decodes)
{
	struct arena a = arena_of(arena_mem, sizeof(arena_mem));
	struct slice pem = sample_pck_chain("sgx_quote");
	EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
	const char *body;
	u8 der[4096];
	int n = 0, last = 0;

	REQUIRE(ctx != NULL);
	REQUIRE(pem_read(&chain, pem, true, &a) == ATTEST_OK && chain.num == 3);
	slice_copy(text, pem);
	body = strchr(text, '\n') + 1;
	EVP_DecodeInit(ctx);
	EXPECT(EVP_DecodeUpdate(ctx, der, &n, (const u8 *)body,
	                        (int)(strstr(body, "-----END") - body)) >= 0);
	EXPECT(EVP_DecodeFinal(ctx, der + n, &last) >= 0);
	EXPECT(slice_eq(chain.der[0], slice_of(der, (size_t)(n + last))));
	EVP_ENCODE_CTX_free(ctx);
}

TEST_MAIN()
