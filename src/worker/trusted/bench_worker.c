/* Runs a second through the enclave's own part of a run: proofs, code hash, journal, receipt. The
 * box is a script (start, one sleep, end), so the script engine costs nothing here. Beside it what
 * the journal and the signed receipt of such a run cost alone. */
#include "base/bench.h"
#include "worker/trusted/test_run.h"

#define ROUNDS 20
#define RUNS   50

static struct slice proof;

static void forget_frames(size_t mark)
{
	kit.num_host = kit.num_box = 0;
	arena_rewind(&kit.a, mark);
}

static void one_run(void)
{
	size_t mark = arena_mark(&kit.a);
	struct msg_run m = {.seq = ++kit.seq,
	                    .proof = proof,
	                    .manifest = slice_str(manifest),
	                    .bundle = SLICE_LIT(bundle)};

	memcpy(m.trigger, trigger_id, 32);
	send_run(&m);
	box_sleeps(1, 0);
	kit_tick(&kit);
	stored(last_store().token);
	box_ends(OUTCOME_OK, "{\"score\":1}");
	stored(last_store().token);
	CHECK(kit_last(&kit, MSG_RESULT) != NULL && test_failures == 0);
	forget_frames(mark);
}

/* The journal of that run: header, run, one event, end. */
static void one_journal(void)
{
	static u8 file[4096];
	struct secret32 seal = {{1}};
	struct journal_random rnd;
	const struct journal_keys keys = {.seal = &seal};
	const struct journal_run run = {.attempt = 1, .input = SLICE_LIT("{\"block\":1}")};
	const struct journal_event ev = {.call_id = 1, .kind = BOX_SLEEP};
	const struct journal_end end = {0};
	struct wr out = wr_into(file, sizeof(file));
	struct journal_writer w;
	u8 root[32];

	pal_random(&rnd, sizeof(rnd));
	KIT_OK(journal_begin(&w, &keys, &rnd, &run, &out));
	KIT_OK(journal_put_event(&w, &ev, &out));
	KIT_OK(journal_put_end(&w, &end, &out));
	journal_writer_root(&w, root);
	journal_writer_release(&w);
}

static void one_receipt(void)
{
	size_t mark = arena_mark(&kit.a);
	struct receipt x = {0};
	struct slice scale;
	u8 sig[64], id[32];

	memcpy(x.worker, kit.w->key.pub, 32);
	KIT_OK(receipt_encode(&x, &kit.a, &scale));
	KIT_OK(receipt_sign(scale, &kit.w->key, sig));
	receipt_id(scale, id);
	arena_rewind(&kit.a, mark);
}

int main(void)
{
	struct msg_run m;
	u64 run, journal, receipt;

	set_up_registered();
	run_request(&m);
	proof = m.proof;
	BENCH_LOOP(run, ROUNDS, RUNS, one_run());
	BENCH_LOOP(journal, ROUNDS, RUNS, one_journal());
	BENCH_LOOP(receipt, ROUNDS, RUNS, one_receipt());
	tear_down();
	bench_rate("enclave_runs", run);
	bench_ns("enclave_run", run);
	printf("enclave_run_journal_share %.2f x\n", (double)journal / (double)run);
	printf("enclave_run_receipt_share %.2f x\n", (double)receipt / (double)run);
	return 0;
}
