/* What a node carries from submission to a stored block: each extrinsic is validated with its
 * signature, put into the pool, built into a block and committed, and an older block is
 * finalized; then another chain imports the block and checks every signature again. One after
 * the other on one core; and on two, with a thread for signature checks, of bursts of BURST as
 * they come in one message of a peer or a client. */
#include <stdlib.h>

#include "base/bench.h"
#include "crypto/hash.h"
#include "node/node.h"
#include "node/node_kit.h"
#include "os/clock.h"
#include "os/workers.h"
#include "primitives/gen/agents_gen.h"
#include "primitives/gen/referenda_gen.h"
#include "primitives/gen/registry_gen.h"
#include "receipt/receipt.h"

#define SLOT_MS 1000u /* two thirds are for building */
#define XTS_MAX 5000u /* of one block */
/* smoldot's executor loses a byte of System.Events at the 16,384th event, six of which are a
 * transfer's: append_to_storage_value lets a length prefix grow by one byte, from two to four. */
#define EXECUTOR_XTS 2500u
#define BLOCKS_MAX 16u /* that what the pool holds may need */
#define BURST	64u
#define ROUNDS  3u
#define RESULTS (ROUNDS * RESULTS_EACH)
#define RESULTS_EACH 200u

static struct workers *helper;
static bool two_cores;
static struct node_kit kit;
static struct node *node;
static struct chain importer;
static struct slice xts[XTS_MAX];
static struct sr25519_pair worker;
static struct sr25519_pair carrier;
static u32 alice_nonce, carrier_nonce;
static u8 agent[32];
static u8 call_mem[65536];

static void run_on_helper(void *ctx, void (*fn)(void *arg, u32 i), void *arg, u32 num)
{
	workers_run((struct workers *)ctx, fn, arg, num);
}

static void use_cores(u32 num)
{
	static struct runtime_threads t;

	if (helper == NULL)
		NODE_KIT_MUST(workers_new(&helper, 1));
	t = (struct runtime_threads){helper, run_on_helper};
	two_cores = num == 2;
	runtime_threads_use(two_cores ? &t : NULL);
}

/* Waits for a slot without a block. */
static void next_slot(void)
{
	clock_sleep_ms((u32)(SLOT_MS - clock_unix_ms() % SLOT_MS));
}

static u32 num_in_best(void)
{
	struct slice body;
	struct rd r;

	NODE_KIT_MUST(node_body(node, node_chain(node)->best.number, &kit.work, &body));
	r = rd_from(body);
	return rd_seq_len(&r, 1);
}

/* Imports the best block, with an empty set of known signatures. */
static u64 import(void)
{
	u32 number = node_chain(node)->best.number;
	struct runtime_sigs *none = runtime_sigs_new((size_t)XTS_MAX * 4);
	struct chain_block b;
	struct slice header, body;
	u64 t;

	NODE_KIT_MUST(node_header(node, number, &kit.work, &header));
	NODE_KIT_MUST(node_body(node, number, &kit.work, &body));
	runtime_signatures_known(none);
	t = bench_now_ns();
	NODE_KIT_MUST(chain_import(&importer, header, body, &kit.work, &b));
	t = bench_now_ns() - t;
	CHECK(mem_eq(importer.best.hash, node_chain(node)->best.hash, 32));
	runtime_signatures_known(NULL);
	runtime_sigs_free(none);
	return t;
}

/* Nanoseconds of the fastest round, since others use this machine too; cpu is what the
 * process itself used for all three, so it leaves out waiting for the disk and for them. */
struct took {
	u64 submit, seal, import, cpu;
};

static u64 cpu_now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (u64)t.tv_sec * 1000000000u + (u64)t.tv_nsec;
}

static void keep_best(u64 *best, u64 ns)
{
	if (*best == 0 || ns < *best)
		*best = ns;
}

static void line(const char *name, const char *what, u64 ns, u32 num)
{
	char text[96];

	(void)snprintf(text, sizeof(text), "%s_%s", name, what);
	bench_rate(text, ns / num);
}

static void lines(const char *name, const struct took *t, u32 num)
{
	line(name, "submit", t->submit, num);
	line(name, "block", t->seal, num);
	line(name, "import", t->import, num);
	line(name, "all", t->submit + t->seal + t->import, num);
	line(name, "all_cpu", t->cpu, num);
}

/* Seals what the pool holds and imports it elsewhere. One block takes it all, unless the machine
 * is so slow or busy that the slot's time is up before. */
static u32 seal_all(struct runtime_sigs *known, struct took *t)
{
	u32 in = 0;

	for (u32 blocks = 0; pool_num(node_pool(node)) > 0; blocks++) {
		u64 start;

		CHECK(blocks < BLOCKS_MAX);
		runtime_signatures_known(known);
		next_slot();
		start = bench_now_ns();
		NODE_KIT_MUST(node_seal(node));
		t->seal += bench_now_ns() - start;
		runtime_signatures_known(NULL);
		t->import += import();
		in += num_in_best() - 1; /* without the timestamp */
	}
	return in;
}

/* Takes num extrinsics through everything. */
static void run(struct took *best, u32 num)
{
	struct runtime_sigs *known = runtime_sigs_new((size_t)XTS_MAX * 4);
	struct took took = {0};
	struct node_verdict v;
	u64 t, cpu = cpu_now_ns();

	runtime_signatures_known(known); /* the node's own were swapped out by import() */
	t = bench_now_ns();
	for (u32 i = 0; i < num; i++) {
		arena_reset(&kit.work); /* as after each request */
		if (two_cores && i % BURST == 0)
			node_foresee(node, xts + i, size_min(BURST, num - i), &kit.work);
		NODE_KIT_MUST(node_submit(node, xts[i], &kit.work, &v));
	}
	keep_best(&best->submit, bench_now_ns() - t);
	CHECK(seal_all(known, &took) == num);
	runtime_sigs_free(known);
	keep_best(&best->seal, took.seal);
	keep_best(&best->import, took.import);
	keep_best(&best->cpu, cpu_now_ns() - cpu);
	arena_reset(&kit.work);
}

static void put_hex(FILE *f, struct slice b, char end)
{
	for (size_t i = 0; i < b.n; i++)
		(void)fprintf(f, "%02x", b.p[i]);
	(void)fputc(end, f);
}

/* Block 1 for tools/bench_executor.mjs: a line for each key and value of the genesis state, and one
 * for the argument of Core_execute_block. */
static void dump_first_block(const char *path)
{
	struct slice bytes, body, seal;
	struct wr w = wr_arena(&kit.work);
	struct header h;
	FILE *f;

	CHECK(node_chain(node)->best.number == 1);
	f = fopen(path, "w");
	CHECK(f != NULL);
	for (size_t i = 0; i < kit.spec.num_top; i++) {
		put_hex(f, kit.spec.top[i].key, ' ');
		put_hex(f, kit.spec.top[i].value, '\n');
	}
	NODE_KIT_MUST(node_header(node, 1, &kit.a, &bytes));
	NODE_KIT_MUST(node_body(node, 1, &kit.a, &body));
	NODE_KIT_MUST(header_decode(&h, bytes));
	NODE_KIT_MUST(header_unseal(&h, &seal));
	wr_header(&w, &h);
	wr_slice(&w, body);
	NODE_KIT_MUST(wr_arena_done(&w, &kit.work, &bytes));
	put_hex(f, bytes, '\n');
	CHECK(fclose(f) == 0);
	arena_reset(&kit.work);
}

static void add_transfers(u32 num)
{
	u8 to[32] = {1};

	for (u32 i = 0; i < num; i++) {
		memcpy(to, &alice_nonce, sizeof(alice_nonce)); /* a new receiver */
		xts[i] = node_kit_transfer(&kit, &kit.aura, alice_nonce++, to, 50000000000, &kit.a);
	}
}

static void transfers(const char *name)
{
	struct took best = {0};

	for (u32 round = 0; round < ROUNDS; round++) {
		size_t mark = arena_mark(&kit.a);

		add_transfers(XTS_MAX);
		run(&best, XTS_MAX);
		arena_rewind(&kit.a, mark);
	}
	lines(name, &best, XTS_MAX);
}

static void block_for_executor(const char *path)
{
	struct took unused = {0};

	add_transfers(EXECUTOR_XTS);
	run(&unused, EXECUTOR_XTS);
	dump_first_block(path);
}

/* Puts the call in w into xts[i], signed. */
static void add(u32 i, const struct sr25519_pair *who, u32 *nonce, const struct wr *w)
{
	NODE_KIT_MUST(w->err);
	xts[i] = node_kit_sign(&kit, who, (*nonce)++, slice_of(w->p, w->n), &kit.a);
}

static void add_registration(u32 i)
{
	struct registry_register_worker_v3_args a = {.info.version = 1, .info.incarnation = 1};
	u8 buf[1024], hash[32];
	struct wr w = wr_into(buf, sizeof(buf)), call = wr_into(call_mem, sizeof(call_mem));
	const struct db_ref *head = &node_chain(node)->best;

	memcpy(a.info.pubkey, worker.pub, 32);
	memcpy(a.info.genesis_block_hash, kit.spec.genesis_hash, 32);
	a.info.block_number = head->number;
	memcpy(a.info.block_hash, head->hash, 32);
	wr_worker_registration_info_v3(&w, &a.info);
	blake2_256_parts(hash,
			 (const struct slice[]){SLICE_LIT("phala/register/v3"), slice_of(w.p, w.n)},
			 2);
	sr25519_sign(a.signature, &worker, SLICE_ARR(hash), NULL);
	wr_call_registry_register_worker_v3(&call, &a);
	add(i, &kit.aura, &alice_nonce, &call);
}

/* A worker, an agent that is woken by referenda, its lease. */
static void set_up_agent(void)
{
	struct agents_register_args reg = {.code_id = {1}, .manifest_hash = {2}};
	struct agents_subscribe_args sub = {
	    .kind = {.pallet = REFERENDA_PALLET, .event = REFERENDA_EVENT_SUBMITTED}};
	struct agents_assign_lease_args lease = {.blocks = 1000};
	u8 owner_salt[64] = {0};
	struct secret32 seed = {{42}};
	struct took unused = {0};
	struct wr w;

	sr25519_from_seed(&worker, &seed);
	NODE_KIT_MUST(sr25519_from_uri(&carrier, SLICE_LIT("//Worker")));
	memcpy(owner_salt, kit.aura.pub, 32);
	blake2_256_parts(agent,
			 (const struct slice[]){SLICE_LIT("phala/agent/v1"), SLICE_ARR(owner_salt)},
			 2);
	add_registration(0);
	w = wr_into(call_mem, sizeof(call_mem));
	wr_call_agents_register(&w, &reg);
	add(1, &kit.aura, &alice_nonce, &w);
	memcpy(sub.agent, agent, 32);
	w = wr_into(call_mem, sizeof(call_mem));
	wr_call_agents_subscribe(&w, &sub);
	add(2, &kit.aura, &alice_nonce, &w);
	memcpy(lease.agent, agent, 32);
	memcpy(lease.worker, worker.pub, 32);
	w = wr_into(call_mem, sizeof(call_mem));
	wr_call_agents_assign_lease(&w, &lease);
	add(3, &kit.aura, &alice_nonce, &w);
	run(&unused, 4);
}

static void submit_referenda(void)
{
	struct referenda_submit_args a = {.proposal_origin.u.system.tag = RAW_ORIGIN_ROOT,
					  .proposal.tag = BOUNDED_INLINE,
					  .proposal.u.inline_ = SLICE_LIT("\x00\x00\x00"),
					  .enactment_moment.tag = DISPATCH_TIME_AFTER};
	struct took unused = {0};
	struct wr w;

	for (u32 i = 0; i < RESULTS; i++) {
		w = wr_into(call_mem, sizeof(call_mem));
		wr_call_referenda_submit(&w, &a);
		add(i, &kit.aura, &alice_nonce, &w);
	}
	run(&unused, RESULTS);
}

static void add_result(u32 i, const u8 trigger[32], const struct trigger *t)
{
	static const char output[] = "{\"reason\":\"sound\",\"risks\":[\"late\"],\"score\":71}";
	struct receipt x = {
	    .code_id = {1}, .manifest_hash = {2}, .incarnation = 1, .lease_epoch = 1};
	struct agents_submit_result_args a = {.output = SLICE_LIT(output)};
	const struct db_ref *head = &node_chain(node)->best;
	struct wr w = wr_into(call_mem, sizeof(call_mem));
	u8 digest[32];

	memcpy(x.genesis, kit.spec.genesis_hash, 32);
	memcpy(x.agent, agent, 32);
	memcpy(x.worker, worker.pub, 32);
	memcpy(x.trigger, trigger, 32);
	memcpy(x.subject, t->subject, 32);
	blake2_256(x.output_hash, SLICE_LIT(output));
	x.head_number = head->number;
	memcpy(x.head_hash, head->hash, 32);
	NODE_KIT_MUST(receipt_encode(&x, &kit.a, &a.receipt));
	receipt_digest(a.receipt, digest);
	sr25519_sign(a.signature, &worker, SLICE_ARR(digest), NULL);
	wr_call_agents_submit_result(&w, &a);
	add(i, &carrier, &carrier_nonce, &w);
}

/* Makes a result for the first of the triggers that the chain holds. */
static void add_results(void)
{
	struct storage_key prefix = agents_triggers_prefix();
	struct slice key = storage_key_slice(&prefix), value;
	struct chain_session s;
	struct trigger t;
	bool found;

	NODE_KIT_MUST(
	    chain_session(node_chain(node), node_chain(node)->best.number, &kit.work, &s));
	for (u32 i = 0; i < RESULTS_EACH; i++) {
		NODE_KIT_MUST(trie_next_key(&s.trie, s.rt.root, key, &kit.work, &found, &key));
		CHECK(found && slice_starts(key, storage_key_slice(&prefix)));
		NODE_KIT_MUST(trie_get(&s.trie, s.rt.root, key, &kit.work, &found, &value));
		NODE_KIT_MUST(agents_triggers_decode(&t, value));
		add_result(i, key.p + key.n - 32, &t);
	}
	db_view_close(&s.view);
}

static void results(void)
{
	struct took best = {0};

	for (u32 round = 0; round < ROUNDS; round++) {
		add_results();
		run(&best, RESULTS_EACH);
	}
	lines("node_submit_results", &best, RESULTS_EACH);
}

static u32 num_triggers_left(void)
{
	struct storage_key prefix = agents_triggers_prefix();
	struct slice key = storage_key_slice(&prefix);
	bool found;

	NODE_KIT_MUST(node_next_key(node, node_chain(node)->best.number, key, &kit.work, &found,
				    &key));
	return found && slice_starts(key, storage_key_slice(&prefix));
}

int main(void)
{
	const char *for_executor = getenv("PH_BENCH_BLOCK");
	struct node_opts o;
	struct db *db;

	node_kit_init(&kit, SLOT_MS);
	arena_map_large_pages(&kit.work);
	o = (struct node_opts){
	    .dir = kit.dir, .spec = &kit.spec, .aura = kit.aura, .grandpa = kit.grandpa,
	    .one_thread = true};
	NODE_KIT_MUST(node_open(&node, &o));
	db = node_kit_db(&kit, "importer", false);
	NODE_KIT_MUST(chain_open(&importer, db, &kit.spec, &kit.work));
	if (for_executor != NULL)
		block_for_executor(for_executor);
	transfers("node_transfers");
	use_cores(2);
	transfers("node_transfers_2_cores");
	use_cores(1);
	set_up_agent();
	submit_referenda();
	results();
	CHECK(num_triggers_left() == 0); /* each result was accepted */
	node_close(node);
	workers_free(helper);
	db_close(db);
	node_kit_free(&kit);
	return 0;
}
