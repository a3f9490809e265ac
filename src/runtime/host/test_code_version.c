/* Modules of a few bytes, by the binary format of WebAssembly 1.0, section 5.5. */
#include <zstd.h>

#include "base/test.h"
#include "runtime/host/code_version.h"

#define MODULE   "\0asm\1\0\0\0"
#define TYPES    "\x01\x04\x01\x60\x00\x00" /* one type, () -> () */
#define OTHER    "\x00\x06\x04name\x00"
#define BODY     "\x04x\x04y" "\1\0\0\0\2\0\0\0\3\0\0\0" "\0" "\4\0\0\0" "\1"
#define VERSION  "\x00\x26\x0fruntime_version" BODY

static u8 mem[1 << 16];

static enum err version(struct slice blob, struct slice *out)
{
	static struct arena a;

	a = arena_of(mem, sizeof(mem));
	*out = SLICE_EMPTY;
	return code_version(blob, &a, out);
}

static struct slice packed(struct slice wasm)
{
	static u8 buf[4096] = {0x52, 0xbc, 0x53, 0x76, 0x46, 0xdb, 0x8e, 0x05};
	size_t n = ZSTD_compress(buf + 8, sizeof(buf) - 8, wasm.p, wasm.n, 3);

	CHECK(ZSTD_isError(n) == 0);
	return slice_of(buf, n + 8);
}

TEST(the_version_is_found_in_whatever_place_it_stands)
{
	struct slice v;

	EXPECT_OK(version(SLICE_LIT(MODULE VERSION), &v));
	EXPECT(slice_eq(v, SLICE_LIT(BODY)));
	EXPECT_OK(version(SLICE_LIT(MODULE TYPES OTHER VERSION OTHER), &v));
	EXPECT(slice_eq(v, SLICE_LIT(BODY)));
}

TEST(a_compressed_blob_is_unpacked_first)
{
	struct slice v;

	EXPECT_OK(version(packed(SLICE_LIT(MODULE TYPES VERSION)), &v));
	EXPECT(slice_eq(v, SLICE_LIT(BODY)));
}

TEST(what_is_no_module_or_has_no_version_is_refused)
{
	static u8 big[CODE_MAX + 1];
	static u8 bomb[1 << 16] = {0x52, 0xbc, 0x53, 0x76, 0x46, 0xdb, 0x8e, 0x05};
	size_t n = ZSTD_compress(bomb + 8, sizeof(bomb) - 8, big, sizeof(big), 3);
	struct slice v;

	EXPECT_ERR(ERR_NOT_FOUND, version(SLICE_LIT(MODULE), &v));
	EXPECT_ERR(ERR_NOT_FOUND, version(SLICE_LIT(MODULE TYPES OTHER), &v));
	EXPECT_ERR(ERR_FORMAT, version(SLICE_EMPTY, &v));
	EXPECT_ERR(ERR_FORMAT, version(SLICE_LIT("\0asm\2\0\0\0" VERSION), &v));
	EXPECT_ERR(ERR_FORMAT, version(SLICE_LIT(MODULE VERSION "\x01\x04\x01"), &v));
	EXPECT_ERR(ERR_FORMAT, version(SLICE_LIT(MODULE "\x00\x02\x09x"), &v));
	EXPECT_ERR(ERR_FORMAT, version(SLICE_LIT(MODULE "\x01\xff\xff\xff\xff\x7f"), &v));
	EXPECT_ERR(ERR_FORMAT, version(SLICE_LIT("\x52\xbc\x53\x76\x46\xdb\x8e\x05junk"), &v));
	EXPECT_ERR(ERR_LIMIT, version(SLICE_ARR(big), &v));
	REQUIRE(ZSTD_isError(n) == 0);
	EXPECT_ERR(ERR_LIMIT, version(slice_of(bomb, n + 8), &v));
}

TEST(a_section_that_is_no_whole_version_says_nothing)
{
	static const char head[] = MODULE "\x00\x26\x0fruntime_version" BODY;
	u8 m[sizeof(head)];
	const size_t at = 8 + 1; /* the size of the section */
	struct slice v;

	memcpy(m, head, sizeof(head));
	m[at] = 0x25; /* a byte less */
	EXPECT_ERR(ERR_FORMAT, version(slice_of(m, sizeof(head) - 2), &v));
	m[at] = 0x27; /* a byte more: the NUL */
	EXPECT_ERR(ERR_FORMAT, version(slice_of(m, sizeof(head)), &v));
	m[at] = 0x26;
	EXPECT_OK(version(slice_of(m, sizeof(head) - 1), &v));
	m[sizeof(head) - 2] = 2; /* tries are encoded as 0 or 1 */
	EXPECT_ERR(ERR_FORMAT, version(slice_of(m, sizeof(head) - 1), &v));
	m[sizeof(head) - 2] = 1;
	m[at + 18] = 0xff; /* the name is no UTF-8 */
	EXPECT_ERR(ERR_FORMAT, version(slice_of(m, sizeof(head) - 1), &v));
}

TEST_MAIN()
