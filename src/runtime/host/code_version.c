#include "runtime/host/code_version.h"

#include <sys/mman.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "scale/decode.h"

static const u8 zstd_magic[8] = {0x52, 0xbc, 0x53, 0x76, 0x46, 0xdb, 0x8e, 0x05};
static const u8 wasm_magic[8] = {0x00, 'a', 's', 'm', 1, 0, 0, 0};

#define VERSION_MAX 1024u /* of the section */

/* Unsigned LEB128 of at most 32 bits, as WebAssembly counts. */
static u32 rd_leb(struct rd *r)
{
	u32 v = 0;

	for (u32 shift = 0; shift < 35; shift += 7) {
		u8 b = rd_u8(r);

		if (shift == 28 && b > 0x0f)
			break;
		v |= (u32)(b & 0x7f) << shift;
		if (r->err != ERR_OK || (b & 0x80) == 0)
			return v;
	}
	rd_fail(r, ERR_OVERFLOW);
	return 0;
}

/* All sections must fit, also those behind the one looked for: a blob that is cut short is none. */
static enum err find_section(struct slice wasm, struct slice name, struct slice *out)
{
	struct rd r = rd_from(slice_from(wasm, sizeof(wasm_magic)));
	bool found = false;

	if (!slice_starts(wasm, SLICE_ARR(wasm_magic)))
		return ERR_FORMAT;
	while (rd_left(&r) > 0) {
		u8 id = rd_u8(&r);
		struct slice body = rd_take(&r, rd_leb(&r));
		struct rd in = rd_from(body);
		struct slice is;

		if (r.err != ERR_OK)
			return ERR_FORMAT;
		if (id != 0)
			continue;
		is = rd_take(&in, rd_leb(&in));
		if (in.err != ERR_OK)
			return ERR_FORMAT;
		if (found || !slice_eq(is, name))
			continue;
		*out = slice_of(in.p, rd_left(&in));
		found = true;
	}
	return found ? ERR_OK : ERR_NOT_FOUND;
}

/* Hosts decode the section: one that is cut short or goes on says nothing. */
static bool is_version(struct slice section)
{
	struct rd r = rd_from(section);

	(void)rd_str(&r, section.n);
	(void)rd_str(&r, section.n);
	(void)rd_take(&r, 12); /* three versions */
	for (u32 n = rd_seq_len(&r, 12); n > 0; n--)
		(void)rd_take(&r, 12);
	(void)rd_u32(&r);
	(void)rd_tag(&r, 2); /* how tries are encoded */
	return rd_end(&r) == ERR_OK;
}

static enum err version_of(struct slice wasm, struct arena *a, struct slice *version)
{
	struct slice section = SLICE_EMPTY;

	TRY(find_section(wasm, SLICE_LIT("runtime_version"), &section));
	if (section.n > VERSION_MAX || !is_version(section))
		return ERR_FORMAT;
	return arena_dup(a, section, version);
}

/* What a frame says about its size is not believed: the room is fixed, and untouched pages of it
 * cost nothing. */
static enum err unpack(struct slice frame, u8 *room, struct slice *wasm)
{
	size_t n = ZSTD_decompress(room, CODE_MAX, frame.p, frame.n);

	if (ZSTD_isError(n) != 0)
		return ZSTD_getErrorCode(n) == ZSTD_error_dstSize_tooSmall ? ERR_LIMIT : ERR_FORMAT;
	*wasm = slice_of(room, n);
	return ERR_OK;
}

enum err code_version(struct slice blob, struct arena *a, struct slice *version)
{
	struct slice wasm = SLICE_EMPTY;
	void *room;
	enum err e;

	if (!slice_starts(blob, SLICE_ARR(zstd_magic)))
		return blob.n > CODE_MAX ? ERR_LIMIT : version_of(blob, a, version);
	room = mmap(NULL, CODE_MAX, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (room == MAP_FAILED)
		return ERR_NOMEM;
	e = unpack(slice_from(blob, sizeof(zstd_magic)), (u8 *)room, &wasm);
	if (e == ERR_OK)
		e = version_of(wasm, a, version);
	(void)munmap(room, CODE_MAX);
	return e;
}
