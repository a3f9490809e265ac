/* Events a second through the journal, beside what the encryption alone costs. */
#include "base/bench.h"
#include "crypto/seal.h"
#include "journal/journal.h"

#define PAYLOAD  1024u
#define NUM      500u
#define ROUNDS   20
#define FILE_MAX JOURNAL_MAX

static u8 file[FILE_MAX], scratch[JOURNAL_SCRATCH], payload[PAYLOAD];
static const struct secret32 seal = {.b = {1}};
static const struct journal_run run = {.attempt = 1};
static const struct journal_random rnd = {.run_key = {.b = {2}}};

static size_t write_journal(void)
{
	struct journal_keys keys = {.seal = &seal};
	struct journal_event e = {.payload = slice_of(payload, PAYLOAD)};
	struct journal_writer w;
	struct wr out = wr_into(file, sizeof(file));

	CHECK(journal_begin(&w, &keys, &rnd, &run, &out) == ERR_OK);
	for (e.seq = 0; e.seq < NUM; e.seq++)
		CHECK(journal_put_event(&w, &e, &out) == ERR_OK);
	journal_writer_release(&w);
	return out.n;
}

static void read_journal(size_t n)
{
	struct journal_reader r;
	struct journal_record x;
	u64 num = 0;

	CHECK(journal_open(&r, slice_of(file, n), &seal, scratch, &x) == ERR_OK);
	while (journal_next(&r, &x) == ERR_OK)
		num++;
	CHECK(num == NUM);
	journal_reader_release(&r);
}

int main(void)
{
	static u8 out[PAYLOAD + SEAL_EXTRA];
	u8 nonce[SEAL_NONCE_LEN] = {0};
	u64 wrote, read, sealed;
	size_t n = 0;

	BENCH_LOOP(wrote, ROUNDS, 1, n = write_journal());
	BENCH_LOOP(read, ROUNDS, 1, read_journal(n));
	BENCH_LOOP(sealed, ROUNDS, NUM,
	           aead_seal(out, &seal, nonce, SLICE_EMPTY, slice_of(payload, PAYLOAD)));
	bench_rate("journal_write_1k", wrote / NUM);
	bench_rate("journal_read_1k", read / NUM);
	bench_rate("journal_peer_aead_1k", sealed);
	printf("journal_write_ratio %.2f x\n", (double)(wrote / NUM) / (double)sealed);
	return 0;
}
