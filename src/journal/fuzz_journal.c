/* Two halves. Any record that decodes must encode to the bytes read. And a
 * journal that somebody changed must read as a prefix of what was written:
 * the input is a list of (offset u16, xor u8), then the length is cut. */
#include "base/bytes.h"
#include "journal/journal.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

#define FILE_MAX    4096u
#define NUM_EVENTS  6u
#define EDIT_LEN    3u
#define NUM_RECORDS (NUM_EVENTS + 2)

static u8 file[FILE_MAX], changed[FILE_MAX], scratch[JOURNAL_SCRATCH];
static u8 roots[NUM_RECORDS + 1][32];
static size_t file_len;
static const struct secret32 seal = {.b = {1}};

static void write_once(void)
{
	static const struct journal_run run = {.attempt = 1};
	static const struct journal_random rnd = {.run_key = {.b = {2}}};
	static const struct journal_end end = {.status = 0};
	struct journal_keys keys = {.seal = &seal};
	struct journal_writer w;
	struct wr out = wr_into(file, sizeof(file));

	if (file_len != 0)
		return;
	CHECK(journal_begin(&w, &keys, &rnd, &run, &out) == ERR_OK);
	journal_writer_root(&w, roots[1]);
	for (u32 i = 0; i < NUM_EVENTS; i++) {
		struct journal_event e = {.seq = i, .payload = slice_of("payload", i)};

		CHECK(journal_put_event(&w, &e, &out) == ERR_OK);
		journal_writer_root(&w, roots[i + 2]);
	}
	CHECK(journal_put_end(&w, &end, &out) == ERR_OK);
	journal_writer_root(&w, roots[NUM_RECORDS]);
	file_len = out.n;
}

static void read_changed(size_t len)
{
	struct journal_reader r;
	struct journal_record x;
	u8 root[32];
	size_t num = 0;
	enum err e = journal_open(&r, slice_of(changed, len), &seal, scratch, &x);

	if (e != ERR_OK)
		return;
	do {
		CHECK(++num <= NUM_RECORDS);
		journal_reader_root(&r, root);
		CHECK(mem_eq(root, roots[num], 32));
		e = journal_next(&r, &x);
	} while (e == ERR_OK);
	CHECK(e == ERR_EOF || e == ERR_CORRUPT);
	CHECK(r.at <= len && mem_eq(changed, file, (size_t)r.at));
}

static void try_record(struct slice in)
{
	static u8 again[JOURNAL_RECORD_MAX];
	struct journal_record x;
	struct wr w = wr_into(again, sizeof(again));

	if (journal_record_decode(&x, in) != ERR_OK)
		return;
	wr_journal_record(&w, &x);
	CHECK(w.err == ERR_OK && slice_eq(slice_of(again, w.n), in));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	size_t len;

	try_record(slice_of(data, n));
	if (n < 2)
		return 0;
	write_once();
	memcpy(changed, file, sizeof(changed));
	len = load_le16(data) % (file_len + 64);
	for (size_t at = 2; n - at >= EDIT_LEN; at += EDIT_LEN)
		changed[load_le16(data + at) % FILE_MAX] ^= data[at + 2];
	read_changed(len);
	return 0;
}
