#include "base/bytes.h"
#include "base/hex.h"
#include "base/test.h"
#include "crypto/hash.h"
#include "crypto/seal.h"
#include "journal/journal.h"

#define FILE_MAX    JOURNAL_MAX
#define NUM_RECORDS 5u /* of the example: run, event, call, event, end */
#define RECORDS_MAX 16u
#define HEAD_ALONE  110u /* header without and with an owner */
#define HEAD_OWNED  246u

static u8 scratch[JOURNAL_SCRATCH];
static u8 file_buf[FILE_MAX], other_buf[FILE_MAX];

static const struct secret32 seal = {.b = {1, 2, 3}};
static const struct secret32 owner = {.b = {8, 5, 7}};

static struct journal_random random_of(u8 n)
{
	struct journal_random r;

	memset(&r, n, sizeof(r));
	return r;
}

static struct journal_run run_example(void)
{
	struct journal_run r = {.attempt = 1, .now_ms = 1795500000000u, .input = SLICE_LIT("in")};

	memset(r.genesis, 0x11, 32);
	memset(r.agent, 0x22, 32);
	memset(r.code_id, 0x33, 32);
	memset(r.manifest_hash, 0x44, 32);
	memset(r.engine_hash, 0x55, 32);
	memset(r.run_id, 0x66, 32);
	memset(r.trigger, 0x77, 32);
	memset(r.seed, 0x88, 32);
	r.limits = (struct journal_limits){1000, 60000, 64, 100, 8192, 0};
	return r;
}

static struct journal_event event_example(u64 seq, struct slice payload)
{
	struct journal_event e = {.seq = seq,
	                          .call_id = (u32)seq + 1,
	                          .kind = 1,
	                          .status = 200,
	                          .now_ms = 1795500000000u + seq,
	                          .payload = payload};

	memset(e.request_hash, 0x99, 32);
	return e;
}

static const struct journal_call call_example = {.call_id = 2, .kind = 1, .request_hash = {0xaa}};
static const struct journal_end end_example = {.status = 0, .output_hash = {0xbb}};

/* A written journal, and where its records end. */
struct example {
	struct slice file;
	size_t ends[NUM_RECORDS]; /* file length after record i */
	u8 roots[NUM_RECORDS][32];
};

static void mark(struct example *x, size_t i, const struct journal_writer *w, const struct wr *out)
{
	EXPECT(w->len == out->n);
	x->ends[i] = out->n;
	journal_writer_root(w, x->roots[i]);
}

static void write_example(struct example *x, u8 *buf, bool owned, u8 rnd_byte)
{
	struct journal_writer w;
	struct wr out = wr_into(buf, FILE_MAX);
	struct journal_random rnd = random_of(rnd_byte);
	struct journal_run run = run_example();
	struct journal_event a = event_example(0, SLICE_LIT("first"));
	struct journal_event b = event_example(1, SLICE_EMPTY);
	struct journal_keys keys = {.seal = &seal};
	u8 pub[32];

	x25519_public(pub, &owner);
	keys.owner_x25519 = owned ? pub : NULL;
	EXPECT_OK(journal_begin(&w, &keys, &rnd, &run, &out));
	mark(x, 0, &w, &out);
	EXPECT_OK(journal_put_event(&w, &a, &out));
	mark(x, 1, &w, &out);
	EXPECT_OK(journal_put_call(&w, &call_example, &out));
	mark(x, 2, &w, &out);
	EXPECT_OK(journal_put_event(&w, &b, &out));
	mark(x, 3, &w, &out);
	EXPECT_OK(journal_put_end(&w, &end_example, &out));
	mark(x, 4, &w, &out);
	journal_writer_release(&w);
	EXPECT_OK(wr_done(&out, &x->file));
}

/* read_all counts the records of a file until next says something else. */
static enum err read_all(struct slice file, size_t *num, u64 *at, u8 root[32])
{
	struct journal_reader r;
	struct journal_record x;
	enum err e;

	*num = 0;
	TRY(journal_open(&r, file, &seal, scratch, &x));
	do {
		++*num;
		e = journal_next(&r, &x);
	} while (e == ERR_OK);
	*at = r.at;
	journal_reader_root(&r, root);
	journal_reader_release(&r);
	return e;
}

TEST(what_was_written_is_read_back_in_order)
{
	struct example x;
	struct journal_reader r;
	struct journal_record rec;
	struct journal_run run = run_example();
	u8 root[32];

	write_example(&x, file_buf, true, 7);
	REQUIRE(journal_open(&r, x.file, &seal, scratch, &rec) == ERR_OK);
	EXPECT(rec.tag == JOURNAL_RUN);
	EXPECT(slice_eq(rec.u.run.input, run.input));
	rec.u.run.input = run.input;
	EXPECT(mem_eq(&rec.u.run.limits, &run.limits, sizeof(run.limits)));
	EXPECT(mem_eq(rec.u.run.genesis, run.genesis, 32) && mem_eq(rec.u.run.seed, run.seed, 32));
	EXPECT(rec.u.run.attempt == 1 && rec.u.run.now_ms == run.now_ms);
	REQUIRE(journal_next(&r, &rec) == ERR_OK && rec.tag == JOURNAL_EVENT);
	EXPECT(rec.u.event.seq == 0 && rec.u.event.call_id == 1 && rec.u.event.status == 200);
	EXPECT(slice_eq(rec.u.event.payload, SLICE_LIT("first")));
	REQUIRE(journal_next(&r, &rec) == ERR_OK && rec.tag == JOURNAL_CALL);
	EXPECT(rec.u.call.call_id == 2 && rec.u.call.request_hash[0] == 0xaa);
	REQUIRE(journal_next(&r, &rec) == ERR_OK && rec.tag == JOURNAL_EVENT);
	EXPECT(rec.u.event.seq == 1 && rec.u.event.payload.n == 0);
	EXPECT(!r.ended);
	REQUIRE(journal_next(&r, &rec) == ERR_OK && rec.tag == JOURNAL_END);
	EXPECT(rec.u.end.status == 0 && rec.u.end.output_hash[0] == 0xbb && r.ended);
	EXPECT_ERR(ERR_EOF, journal_next(&r, &rec));
	EXPECT(r.at == x.file.n);
	journal_reader_root(&r, root);
	EXPECT(mem_eq(root, x.roots[NUM_RECORDS - 1], 32));
	journal_reader_release(&r);
}

/* The bytes of docs/protocol/journal.md, put together by hand. */
TEST(the_first_record_has_the_documented_bytes)
{
	struct example x;
	u8 plain[512], sealed[600], head_hash[32], le[4], check[32], aad[72] = {0}, nonce[24] = {0};
	struct wr w = wr_into(plain, sizeof(plain));
	struct journal_random rnd = random_of(7);
	static const u8 fill[] = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66};
	const u32 limits[] = {1000, 60000, 64, 100, 8192, 0};

	write_example(&x, file_buf, false, 7);
	wr_u8(&w, 0);
	wr_u8(&w, 1);
	for (size_t i = 0; i < sizeof(fill); i++)
		for (size_t j = 0; j < 32; j++)
			wr_u8(&w, fill[i]);
	wr_u32(&w, 1);
	for (size_t j = 0; j < 64; j++)
		wr_u8(&w, j < 32 ? 0x77 : 0x88);
	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		wr_u32(&w, limits[i]);
	wr_u64(&w, 1795500000000u);
	wr_bytes(&w, "\x08in", 3);
	EXPECT_OK(w.err);
	EXPECT(x.ends[0] == HEAD_ALONE + 48 + w.n);
	blake2_256(head_hash, slice_of(file_buf, HEAD_ALONE));
	memset(aad, 0x66, 32);
	memcpy(aad + 40, head_hash, 32);
	memcpy(nonce, rnd.session, 16);
	aead_seal(sealed, &rnd.run_key, nonce, SLICE_ARR(aad), slice_of(plain, w.n));
	EXPECT(mem_eq(file_buf + HEAD_ALONE + 8, sealed, w.n + SEAL_EXTRA));
	store_le32(le, (u32)w.n);
	EXPECT(mem_eq(file_buf + HEAD_ALONE, le, 4));
	const struct slice parts[] = {SLICE_ARR(aad), SLICE_ARR(le)};

	blake2_256_parts(check, parts, 2);
	EXPECT(mem_eq(file_buf + HEAD_ALONE + 4, check, 4));
}

TEST(the_header_has_the_documented_bytes)
{
	struct example x;
	struct secret32 key;
	u8 pub[32];
	size_t n;

	write_example(&x, file_buf, true, 7);
	x25519_public(pub, &owner);
	EXPECT(mem_eq(file_buf, "PHJR\x01\x01", 6) && file_buf[6] == 0x66 && file_buf[37] == 0x66);
	EXPECT_OK(
	    aead_open(key.b, 32, &n, &seal, slice_of(file_buf, 38), slice_of(file_buf + 38, 72)));
	EXPECT(n == 32 && key.b[0] == 7 && key.b[31] == 7);
	EXPECT(mem_eq(file_buf + 110, pub, 32));
	memset(&key, 0, sizeof(key));
	EXPECT_OK(seal_to_open(key.b, 32, &n, &owner, SLICE_LIT("phala/journal/v1/owner"),
	                       slice_of(file_buf, 38), slice_of(file_buf + 142, 104)));
	EXPECT(n == 32 && key.b[0] == 7 && key.b[31] == 7);
}

static void expect_cut(const struct example *x, size_t len)
{
	size_t want = 0, num;
	u64 at;
	u8 root[32];
	enum err e = read_all(slice_of(x->file.p, len), &num, &at, root);

	while (want < NUM_RECORDS && x->ends[want] <= len)
		want++;
	if (want == 0) {
		EXPECT_ERR(ERR_SHORT, e);
		return;
	}
	EXPECT_ERR(ERR_EOF, e);
	EXPECT(num == want && at == x->ends[want - 1]);
	EXPECT(mem_eq(root, x->roots[want - 1], 32));
}

TEST(a_file_cut_anywhere_ends_at_its_last_whole_record)
{
	struct example x;

	for (int owned = 0; owned < 2; owned++) {
		write_example(&x, file_buf, owned != 0, 7);
		EXPECT(x.ends[0] > (owned ? HEAD_OWNED : HEAD_ALONE));
		for (size_t len = 0; len <= x.file.n; len++)
			expect_cut(&x, len);
	}
}

TEST(zeros_in_place_of_a_lost_write_are_a_cut)
{
	struct example x;
	size_t num;
	u64 at;
	u8 root[32];

	write_example(&x, file_buf, false, 7);
	memset(file_buf + x.ends[1], 0, 300);
	EXPECT_ERR(ERR_EOF, read_all(slice_of(file_buf, x.ends[1] + 300), &num, &at, root));
	EXPECT(num == 2 && at == x.ends[1]);
	file_buf[x.ends[1] + 299] = 1;
	EXPECT_ERR(ERR_CORRUPT, read_all(slice_of(file_buf, x.ends[1] + 300), &num, &at, root));
}

TEST(every_flipped_bit_is_seen)
{
	struct example x;
	size_t num;
	u64 at;
	u8 root[32];

	write_example(&x, file_buf, true, 7);
	for (size_t i = 0; i < x.file.n * 8; i++) {
		enum err e;
		size_t whole = 0;

		while (whole < NUM_RECORDS && x.ends[whole] <= i / 8)
			whole++;
		file_buf[i / 8] ^= (u8)(1u << (i & 7));
		e = read_all(x.file, &num, &at, root);
		file_buf[i / 8] ^= (u8)(1u << (i & 7));
		if (i / 8 == 4)
			EXPECT_ERR(ERR_VERSION, e);
		else if (e != ERR_DECRYPT)
			EXPECT_ERR(ERR_CORRUPT, e);
		EXPECT(num == whole);
	}
}

TEST(the_owner_sees_every_flipped_bit_of_his_header)
{
	struct example x;
	struct journal_reader r;
	struct journal_record rec;

	write_example(&x, file_buf, true, 7);
	for (size_t i = 0; i < HEAD_OWNED * 8u; i++) {
		enum err e;

		file_buf[i / 8] ^= (u8)(1u << (i & 7));
		e = journal_open_as_owner(&r, x.file, &owner, scratch, &rec);
		file_buf[i / 8] ^= (u8)(1u << (i & 7));
		EXPECT(e == ERR_DECRYPT || e == ERR_CORRUPT || e == ERR_NOT_FOUND ||
		       (e == ERR_VERSION && i / 8 == 4));
	}
	EXPECT_OK(journal_open_as_owner(&r, x.file, &owner, scratch, &rec));
	journal_reader_release(&r);
}

/* swap_in puts bytes [from, to) of other where the record after `at` should be. */
static enum err swap_in(const struct example *x, size_t at, const u8 *other, size_t from, size_t to)
{
	static u8 made[4096];
	size_t num, n = to - from;
	u64 end;
	u8 root[32];

	memcpy(made, x->file.p, at);
	memcpy(made + at, other + from, n);
	return read_all(slice_of(made, at + n), &num, &end, root);
}

TEST(a_repeated_moved_or_foreign_record_is_refused)
{
	struct example x, y;

	write_example(&x, file_buf, false, 7);
	/* Record 1 again; record 3 where 2 should be; nothing where 1 should be. */
	EXPECT_ERR(ERR_CORRUPT, swap_in(&x, x.ends[1], file_buf, x.ends[0], x.ends[1]));
	EXPECT_ERR(ERR_CORRUPT, swap_in(&x, x.ends[1], file_buf, x.ends[2], x.ends[3]));
	EXPECT_ERR(ERR_CORRUPT, swap_in(&x, x.ends[0], file_buf, x.ends[1], x.ends[4]));
	/* The same record of another run under the same seal. */
	write_example(&y, other_buf, false, 8);
	EXPECT_ERR(ERR_CORRUPT, swap_in(&x, x.ends[0], other_buf, y.ends[0], y.ends[1]));
	/* Its own is taken. */
	EXPECT_ERR(ERR_EOF, swap_in(&x, x.ends[0], file_buf, x.ends[0], x.ends[1]));
	EXPECT_ERR(ERR_CORRUPT, swap_in(&x, x.ends[4], file_buf, x.ends[0], x.ends[1]));
}

TEST(another_enclave_and_another_owner_cannot_open_it)
{
	struct example x;
	struct journal_reader r;
	struct journal_record rec;
	struct secret32 wrong = {.b = {9}};

	write_example(&x, file_buf, true, 7);
	EXPECT_ERR(ERR_DECRYPT, journal_open(&r, x.file, &wrong, scratch, &rec));
	EXPECT_ERR(ERR_DECRYPT, journal_open_as_owner(&r, x.file, &wrong, scratch, &rec));
	EXPECT_ERR(ERR_DECRYPT, journal_open_as_owner(&r, x.file, &seal, scratch, &rec));
	EXPECT_ERR(ERR_DECRYPT, journal_open(&r, x.file, &owner, scratch, &rec));
	write_example(&x, file_buf, false, 7);
	EXPECT_ERR(ERR_NOT_FOUND, journal_open_as_owner(&r, x.file, &owner, scratch, &rec));
}

TEST(the_owner_reads_the_same_records_and_root)
{
	struct example x;
	struct journal_reader r;
	struct journal_record rec;
	u8 root[32];
	size_t num = 1;

	write_example(&x, file_buf, true, 7);
	REQUIRE(journal_open_as_owner(&r, x.file, &owner, scratch, &rec) == ERR_OK);
	while (journal_next(&r, &rec) == ERR_OK)
		num++;
	journal_reader_root(&r, root);
	EXPECT(num == NUM_RECORDS && mem_eq(root, x.roots[NUM_RECORDS - 1], 32));
	journal_reader_release(&r);
}

/* resume_after cuts the example behind record i, plus a torn write, and writes
 * the rest again in a new session. */
static void resume_after(const struct example *x, size_t i)
{
	struct journal_reader r;
	struct journal_writer w;
	struct journal_record rec;
	struct journal_event b = event_example(1, SLICE_EMPTY);
	u8 session[16] = {0x5e, (u8)i};
	size_t num, whole = x->ends[i];
	u64 at;
	u8 root[32];
	struct wr out;

	memcpy(other_buf, x->file.p, whole + 3);
	REQUIRE(journal_open(&r, slice_of(other_buf, whole + 3), &seal, scratch, &rec) == ERR_OK);
	while (journal_next(&r, &rec) == ERR_OK)
		;
	REQUIRE(r.at == whole);
	EXPECT_OK(journal_resume(&w, &r, session, 0));
	journal_reader_release(&r);
	out = wr_into(other_buf + whole, FILE_MAX - whole);
	if (i < 1) {
		struct journal_event a = event_example(0, SLICE_LIT("first"));

		EXPECT_OK(journal_put_event(&w, &a, &out));
	}
	if (i < 2)
		EXPECT_OK(journal_put_call(&w, &call_example, &out));
	if (i < 3)
		EXPECT_OK(journal_put_event(&w, &b, &out));
	EXPECT_OK(journal_put_end(&w, &end_example, &out));
	EXPECT(w.len == whole + out.n);
	journal_writer_root(&w, root);
	EXPECT(mem_eq(root, x->roots[NUM_RECORDS - 1], 32));
	journal_writer_release(&w);
	/* Same plain bytes, other nonces. */
	EXPECT(x->file.n == whole + out.n);
	EXPECT(!mem_eq(x->file.p + whole, other_buf + whole, out.n));
	EXPECT_ERR(ERR_EOF, read_all(slice_of(other_buf, whole + out.n), &num, &at, root));
	EXPECT(num == NUM_RECORDS && mem_eq(root, x->roots[NUM_RECORDS - 1], 32));
}

TEST(a_resumed_run_has_the_root_of_an_uninterrupted_one)
{
	struct example x;

	write_example(&x, file_buf, true, 7);
	for (size_t i = 0; i + 1 < NUM_RECORDS; i++)
		resume_after(&x, i);
}

/* After a rollback the same number was written twice, with other content: the
 * continuation of one does not fit the other. */
TEST(two_histories_of_one_run_cannot_be_spliced)
{
	struct example x;
	struct journal_reader r;
	struct journal_writer w;
	struct journal_record rec;
	struct journal_event other = event_example(0, SLICE_LIT("other"));
	u8 session[16] = {1};
	struct wr out = wr_into(other_buf, FILE_MAX);

	write_example(&x, file_buf, false, 7);
	REQUIRE(journal_open(&r, slice_of(file_buf, x.ends[0]), &seal, scratch, &rec) == ERR_OK);
	EXPECT_OK(journal_resume(&w, &r, session, 0));
	wr_bytes(&out, file_buf, x.ends[0]);
	EXPECT_OK(journal_put_event(&w, &other, &out));
	EXPECT_OK(journal_put_call(&w, &call_example, &out));
	/* Event of the first history, then the call of the second, and the reverse. */
	EXPECT_ERR(ERR_CORRUPT, swap_in(&x, x.ends[1], other_buf, x.ends[1], out.n));
	struct example y = {.file = slice_of(other_buf, out.n)};

	EXPECT_ERR(ERR_CORRUPT, swap_in(&y, x.ends[1], file_buf, x.ends[1], x.ends[2]));
	journal_reader_release(&r);
	journal_writer_release(&w);
}

TEST(nothing_is_written_after_the_end)
{
	struct example x;
	struct journal_reader r;
	struct journal_writer w;
	struct journal_record rec;
	struct journal_event e = event_example(0, SLICE_EMPTY);
	struct journal_random rnd = random_of(1);
	struct journal_run run = run_example();
	struct journal_keys keys = {.seal = &seal};
	struct wr out = wr_into(other_buf, FILE_MAX);

	write_example(&x, file_buf, false, 7);
	REQUIRE(journal_open(&r, x.file, &seal, scratch, &rec) == ERR_OK);
	while (journal_next(&r, &rec) == ERR_OK)
		;
	EXPECT_ERR(ERR_STATE, journal_resume(&w, &r, rnd.session, 0));
	journal_reader_release(&r);
	EXPECT_OK(journal_begin(&w, &keys, &rnd, &run, &out));
	EXPECT_OK(journal_put_end(&w, &end_example, &out));
	EXPECT_ERR(ERR_STATE, journal_put_event(&w, &e, &out));
	EXPECT_ERR(ERR_STATE, journal_put_call(&w, &call_example, &out));
	EXPECT_ERR(ERR_STATE, journal_put_end(&w, &end_example, &out));
	journal_writer_release(&w);
}

TEST(a_full_journal_refuses_events_and_still_takes_the_end)
{
	struct journal_writer w;
	struct journal_random rnd = random_of(1);
	struct journal_run run = run_example();
	struct journal_keys keys = {.seal = &seal};
	struct wr out = wr_into(other_buf, FILE_MAX);
	struct journal_event e = event_example(0, SLICE_LIT("0123456789"));
	size_t num, before = 0;
	u64 at, len = 0;
	u8 root[32], full_root[32];
	enum err err = ERR_OK;

	run.limits.journal_bytes = 1500;
	EXPECT_OK(journal_begin(&w, &keys, &rnd, &run, &out));
	for (; err == ERR_OK; e.seq++) {
		before = out.n;
		len = w.len;
		journal_writer_root(&w, full_root);
		err = journal_put_event(&w, &e, &out);
	}
	EXPECT_ERR(ERR_LIMIT, err);
	EXPECT(out.n == before && w.len == len && out.err == ERR_OK);
	journal_writer_root(&w, root);
	EXPECT(mem_eq(root, full_root, 32));
	EXPECT(out.n > 1500 - 128 - 200 && out.n <= 1500 - 128);
	EXPECT_OK(journal_put_end(&w, &end_example, &out));
	EXPECT(out.n <= 1500);
	EXPECT_ERR(ERR_EOF, read_all(slice_of(other_buf, out.n), &num, &at, root));
	EXPECT(num == (size_t)e.seq + 1 && at == out.n);
	journal_writer_release(&w);
}

TEST(a_limit_too_small_for_the_run_is_an_error)
{
	struct journal_writer w;
	struct journal_random rnd = random_of(1);
	struct journal_run run = run_example();
	struct journal_keys keys = {.seal = &seal};
	static const u32 limits[] = {1, 128, 300, 500};

	for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
		struct wr out = wr_into(other_buf, FILE_MAX);

		run.limits.journal_bytes = limits[i];
		EXPECT_ERR(ERR_LIMIT, journal_begin(&w, &keys, &rnd, &run, &out));
		EXPECT(out.n == 0 && w.ended);
	}
}

TEST(a_buffer_too_small_changes_nothing)
{
	struct example x;
	struct journal_writer w, kept;
	struct journal_random rnd = random_of(7);
	struct journal_run run = run_example();
	struct journal_keys keys = {.seal = &seal};
	struct journal_event a = event_example(0, SLICE_LIT("first"));
	static u8 small[2048];
	u8 root[32];

	write_example(&x, file_buf, false, 7);
	for (size_t cap = 0; cap < x.ends[0]; cap++) {
		struct wr out = wr_into(small, cap);

		EXPECT_ERR(ERR_NOMEM, journal_begin(&w, &keys, &rnd, &run, &out));
	}
	struct wr out = wr_into(small, x.ends[0]);

	EXPECT_OK(journal_begin(&w, &keys, &rnd, &run, &out));
	kept = w;
	for (size_t cap = 0; cap < x.ends[1] - x.ends[0]; cap++) {
		memset(small, 0x3c, sizeof(small));
		out = wr_into(small, cap);
		EXPECT_ERR(ERR_NOMEM, journal_put_event(&w, &a, &out));
		EXPECT(small[0] == 0x3c && mem_eq(&w, &kept, sizeof(w)));
	}
	out = wr_into(small, sizeof(small));
	EXPECT_OK(journal_put_event(&w, &a, &out));
	journal_writer_root(&w, root);
	EXPECT(mem_eq(root, x.roots[1], 32));
	EXPECT(mem_eq(small, file_buf + x.ends[0], out.n));
	journal_writer_release(&w);
}

TEST(the_largest_payload_fits_and_one_byte_more_does_not)
{
	struct journal_writer w;
	struct journal_reader r;
	struct journal_record rec;
	struct journal_random rnd = random_of(1);
	struct journal_run run = run_example();
	struct journal_keys keys = {.seal = &seal};
	struct wr out = wr_into(other_buf, FILE_MAX);
	static u8 big[JOURNAL_PAYLOAD_MAX + 1];
	struct journal_event e = event_example(0, slice_of(big, sizeof(big)));

	memset(big, 0x42, sizeof(big));
	EXPECT_OK(journal_begin(&w, &keys, &rnd, &run, &out));
	EXPECT_ERR(ERR_LIMIT, journal_put_event(&w, &e, &out));
	e.payload.n--;
	EXPECT_OK(journal_put_event(&w, &e, &out));
	REQUIRE(journal_open(&r, slice_of(other_buf, out.n), &seal, scratch, &rec) == ERR_OK);
	REQUIRE(journal_next(&r, &rec) == ERR_OK);
	EXPECT(slice_eq(rec.u.event.payload, e.payload));
	/* A second one would pass JOURNAL_MAX. */
	EXPECT_ERR(ERR_LIMIT, journal_put_event(&w, &e, &out));
	EXPECT_OK(journal_put_end(&w, &end_example, &out));
	journal_reader_release(&r);
	journal_writer_release(&w);
}

TEST(records_have_one_encoding_and_other_bytes_are_refused)
{
	struct journal_record rec, x = {.tag = JOURNAL_CALL, .u.call = call_example};
	u8 buf[256];
	struct wr w = wr_into(buf, sizeof(buf));

	wr_journal_record(&w, &x);
	EXPECT(w.n == 38 && mem_eq(buf, "\x02\x02\x00\x00\x00\x01\xaa", 7));
	EXPECT_OK(journal_record_decode(&rec, slice_of(buf, w.n)));
	EXPECT_ERR(ERR_SHORT, journal_record_decode(&rec, slice_of(buf, w.n - 1)));
	EXPECT_ERR(ERR_TRAILING, journal_record_decode(&rec, slice_of(buf, w.n + 1)));
	buf[0] = 4;
	EXPECT_ERR(ERR_TAG, journal_record_decode(&rec, slice_of(buf, w.n)));
	buf[0] = JOURNAL_RUN;
	EXPECT_ERR(ERR_VERSION, journal_record_decode(&rec, slice_of(buf, w.n)));
	w = wr_into(buf, sizeof(buf));
	x = (struct journal_record){.tag = JOURNAL_END, .u.end = end_example};
	wr_journal_record(&w, &x);
	EXPECT(w.n == 34 && mem_eq(buf, "\x03\x00\xbb", 3));
	w = wr_into(buf, sizeof(buf));
	x = (struct journal_record){.tag = JOURNAL_EVENT,
	                            .u.event = event_example(1, SLICE_LIT("ab"))};
	wr_journal_record(&w, &x);
	EXPECT(w.n == 1 + 8 + 4 + 32 + 1 + 2 + 8 + 3);
	EXPECT(mem_eq(buf, "\x01\x01\0\0\0\0\0\0\0\x02\0\0\0\x99", 14));
	EXPECT(mem_eq(buf + 45, "\x01\xc8\x00", 3) && mem_eq(buf + 56,
	                                                     "\x08"
	                                                     "ab",
	                                                     3));
}

TEST(a_released_reader_and_writer_hold_no_key)
{
	struct example x;
	struct journal_reader r;
	struct journal_record rec;
	static const struct secret32 none;

	write_example(&x, file_buf, false, 7);
	REQUIRE(journal_open(&r, x.file, &seal, scratch, &rec) == ERR_OK);
	EXPECT(r.key.b[0] == 7);
	journal_reader_release(&r);
	EXPECT(mem_eq(&r.key, &none, sizeof(none)));
	file_buf[HEAD_ALONE + 60] ^= 1;
	EXPECT_ERR(ERR_CORRUPT, journal_open(&r, x.file, &seal, scratch, &rec));
	EXPECT(mem_eq(&r.key, &none, sizeof(none)));
}

TEST_MAIN()
