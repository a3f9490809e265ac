#include "node/node_kit.h"

#include <errno.h>
#include <lmdb.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"
#include "consensus/grandpa.h"
#include "crypto/hash.h"
#include "primitives/gen/sudo_gen.h"
#include "trie/proof.h"

static struct node_kit kit;

static void open_chain(struct chain *c, const char *name, bool archive)
{
	struct db *db = node_kit_db(&kit, name, archive);

	NODE_KIT_MUST(chain_open(c, db, &kit.spec, &kit.work));
}

/* Seals the next block with what the list holds. */
static enum err author(struct chain *c, struct node_kit_list *l, struct chain_block *b)
{
	struct chain_source src = node_kit_source(l);

	return chain_author(c, &kit.aura, node_kit_time(c, c->best.number + 1), &src, &kit.work,
			    b);
}

static void author_empty(struct chain *c, u32 num)
{
	struct node_kit_list none = {0};
	struct chain_block b;

	for (u32 i = 0; i < num; i++) {
		NODE_KIT_MUST(author(c, &none, &b));
		arena_reset(&kit.work);
	}
}

static const struct ed25519_pair *find_voter(void *ctx, const u8 pub[32])
{
	(void)ctx;
	return mem_eq(kit.grandpa.pub, pub, 32) ? &kit.grandpa : NULL;
}

static enum err finalize(struct chain *c, bool *advanced)
{
	struct chain_votes votes = {NULL, find_voter};

	return chain_finalize(c, &votes, &kit.work, advanced);
}

TEST(an_imported_block_gives_the_state_that_its_author_computed)
{
	struct chain a, b;
	struct chain_block made, got;
	struct slice xts[2];
	struct node_kit_list l = {xts, 2, 0, 0};

	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	open_chain(&a, "a", false);
	open_chain(&b, "b", false);
	EXPECT(mem_eq(a.best.hash, kit.spec.genesis_hash, HASH_LEN));
	xts[0] = node_kit_transfer(&kit, &kit.aura, 0, kit.bob.pub, 123456789, &kit.work);
	xts[1] = node_kit_transfer(&kit, &kit.aura, 1, kit.bob.pub, 1000000000, &kit.work);
	EXPECT_OK(author(&a, &l, &made));
	EXPECT(l.applied == 2 && made.num_extrinsics == 3);
	EXPECT_OK(chain_import(&b, made.header, made.body, &kit.work, &got));
	EXPECT(mem_eq(a.best.hash, b.best.hash, HASH_LEN) && b.best.number == 1);
	EXPECT(mem_eq(a.best_root, b.best_root, HASH_LEN));
	EXPECT(got.num_extrinsics == 3);
	EXPECT(node_kit_balance(&b, 1, kit.bob.pub, &kit.work) ==
	       node_kit_balance(&b, 0, kit.bob.pub, &kit.work) + 1123456789);
	db_close(a.db);
	db_close(b.db);
	node_kit_free(&kit);
}

/* Imports the block with one byte of header or body changed. */
static enum err import_bent(struct chain *c, const struct chain_block *b, bool body, size_t at)
{
	struct slice h, x;
	struct chain_block out;

	NODE_KIT_MUST(arena_dup(&kit.work, b->header, &h));
	NODE_KIT_MUST(arena_dup(&kit.work, b->body, &x));
	/* Both were just made by arena_dup, in memory that is ours to write. */
	kit.work.mem[(size_t)((body ? x.p : h.p) - kit.work.mem) + at] ^= 1;
	return chain_import(c, h, x, &kit.work, &out);
}

TEST(a_block_with_any_changed_byte_is_refused_and_changes_nothing)
{
	struct chain a, b;
	struct chain_block made, got;
	struct slice xt;
	struct node_kit_list l = {&xt, 1, 0, 0};
	struct db_ref before;

	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	open_chain(&a, "a", false);
	open_chain(&b, "b", false);
	xt = node_kit_transfer(&kit, &kit.aura, 0, kit.bob.pub, 77000000000, &kit.work);
	EXPECT_OK(author(&a, &l, &made));
	before = b.best;
	for (size_t i = 0; i < made.header.n; i++)
		EXPECT(import_bent(&b, &made, false, i) != ERR_OK);
	for (size_t i = 0; i < made.body.n; i++)
		EXPECT(import_bent(&b, &made, true, i) != ERR_OK);
	EXPECT(memcmp(&before, &b.best, sizeof(before)) == 0);
	EXPECT_OK(chain_import(&b, made.header, made.body, &kit.work, &got));
	EXPECT_ERR(ERR_HEADER, chain_import(&b, made.header, made.body, &kit.work, &got));
	db_close(a.db);
	db_close(b.db);
	node_kit_free(&kit);
}

TEST(a_slot_has_one_block)
{
	struct chain c;
	struct chain_block b;
	u64 now;

	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	open_chain(&c, "a", false);
	now = node_kit_time(&c, 1);
	EXPECT_OK(chain_author(&c, &kit.aura, now, NULL, &kit.work, &b));
	EXPECT_ERR(ERR_AGAIN, chain_author(&c, &kit.aura, now, NULL, &kit.work, &b));
	EXPECT_ERR(ERR_AGAIN, chain_author(&c, &kit.aura, now - 5000, NULL, &kit.work, &b));
	EXPECT_OK(chain_author(&c, &kit.aura, now + 1000, NULL, &kit.work, &b));
	EXPECT(c.best.number == 2);
	db_close(c.db);
	node_kit_free(&kit);
}

TEST(finality_is_two_blocks_behind_with_a_justification_that_verifies)
{
	struct grandpa_justification j;
	struct chain c;
	struct db_view v;
	struct slice proof;
	bool advanced;

	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	open_chain(&c, "a", false);
	for (u32 n = 1; n <= 2; n++) {
		author_empty(&c, 1);
		EXPECT_OK(finalize(&c, &advanced));
		EXPECT(!advanced && c.finalized.number == 0);
	}
	author_empty(&c, 1);
	EXPECT_OK(finalize(&c, &advanced));
	EXPECT(advanced && c.finalized.number == 1);
	author_empty(&c, 1);
	EXPECT_OK(finalize(&c, &advanced));
	EXPECT(advanced && c.finalized.number == 2 && c.best.number == 4);
	EXPECT_OK(finalize(&c, &advanced));
	EXPECT(!advanced);

	REQUIRE(db_view_open(&v, c.db) == ERR_OK);
	EXPECT_OK(db_justification(&v, 2, &proof));
	EXPECT_OK(grandpa_decode(&j, proof));
	EXPECT(j.target_number == 2 && mem_eq(j.target_hash, c.finalized.hash, HASH_LEN));
	EXPECT_OK(grandpa_verify(&j, &kit.spec.grandpa));
	EXPECT_ERR(ERR_NOT_FOUND, db_justification(&v, 3, &proof));
	db_view_close(&v);
	db_close(c.db);
	node_kit_free(&kit);
}

TEST(a_chain_goes_on_where_it_was_after_reopening)
{
	struct db_ref best, fin;
	struct chain c;
	bool advanced;

	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	open_chain(&c, "a", false);
	author_empty(&c, 4);
	EXPECT_OK(finalize(&c, &advanced));
	best = c.best;
	fin = c.finalized;
	db_close(c.db);
	open_chain(&c, "a", false);
	EXPECT(memcmp(&best, &c.best, sizeof(best)) == 0);
	EXPECT(memcmp(&fin, &c.finalized, sizeof(fin)) == 0);
	EXPECT(c.slot_ms == NODE_KIT_SLOT_MS);
	author_empty(&c, 1);
	EXPECT(c.best.number == 5);
	db_close(c.db);
	node_kit_free(&kit);
}

/* A sudo call by the authority of the kit, who is the sudo key too. */
static void author_root_call(struct chain *c, u32 nonce, struct slice call)
{
	u8 buf[256];
	struct sudo_sudo_args args = {.call = call};
	struct wr w = wr_into(buf, sizeof(buf));
	struct slice xt;
	struct node_kit_list l = {&xt, 1, 0, 0};
	struct sr25519_pair alice;
	struct chain_block b;

	NODE_KIT_MUST(sr25519_from_uri(&alice, SLICE_LIT("//Alice")));
	wr_call_sudo_sudo(&w, &args);
	xt = node_kit_sign(&kit, &alice, nonce, slice_of(buf, w.n), &kit.work);
	sr25519_release(&alice);
	NODE_KIT_MUST(author(c, &l, &b));
	EXPECT(l.applied == 1);
}

/* System.set_code_without_checks of some bytes, and what they hash to. */
static void upgrade(struct chain *c, u32 nonce, struct slice code, u8 hash[32])
{
	struct system_set_code_without_checks_args args = {.code = code};
	u8 buf[128];
	struct wr w = wr_into(buf, sizeof(buf));

	blake2_256(hash, code);
	wr_call_system_set_code_without_checks(&w, &args);
	author_root_call(c, nonce, slice_of(buf, w.n));
}

TEST(after_an_upgrade_only_a_program_that_links_the_new_runtime_goes_on)
{
	struct node_kit_list none = {0};
	struct chain_block b;
	struct chain c;
	bool advanced;
	u8 old[32], next[32];

	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	open_chain(&c, "c", false);
	EXPECT_OK(chain_link(&c, trie_empty_root, &kit.work));
	memcpy(old, c.code, 32);
	EXPECT_OK(chain_link(&c, old, &kit.work));
	EXPECT(!c.foreign);
	author_empty(&c, 2);
	EXPECT_OK(finalize(&c, &advanced));
	EXPECT(!advanced);
	upgrade(&c, 0, SLICE_LIT("the next runtime"), next);
	EXPECT(c.foreign && mem_eq(c.code, next, 32));
	EXPECT_ERR(ERR_UNSUPPORTED, author(&c, &none, &b));
	for (u32 i = 0; i < 3; i++) {
		EXPECT_OK(finalize(&c, &advanced));
		EXPECT(advanced);
	}
	EXPECT(c.finalized.number == 3 && c.best.number == 3);
	db_close(c.db);

	/* The same program started again, and one that links the new runtime. */
	open_chain(&c, "c", false);
	EXPECT_OK(chain_link(&c, old, &kit.work));
	EXPECT_ERR(ERR_UNSUPPORTED, author(&c, &none, &b));
	EXPECT_ERR(ERR_UNSUPPORTED, chain_import(&c, SLICE_EMPTY, SLICE_EMPTY, &kit.work, &b));
	EXPECT_OK(chain_link(&c, next, &kit.work));
	EXPECT_OK(author(&c, &none, &b));
	db_close(c.db);
	node_kit_free(&kit);
}

TEST(an_imported_justification_must_be_of_our_authority_for_our_block)
{
	struct chain a, b;
	struct node_kit_list none = {0};
	struct chain_block made;
	struct slice first, second;
	struct db_view v;
	bool advanced;
	u8 *bad;

	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	open_chain(&a, "a", false);
	open_chain(&b, "b", false);
	for (u32 i = 0; i < 4; i++) {
		EXPECT_OK(author(&a, &none, &made));
		EXPECT_OK(chain_import(&b, made.header, made.body, &kit.work, &made));
	}
	EXPECT_OK(finalize(&a, &advanced));
	EXPECT_OK(finalize(&a, &advanced));
	EXPECT_OK(db_view_open(&v, a.db));
	EXPECT_OK(db_justification(&v, 1, &first));
	EXPECT_OK(db_justification(&v, 2, &second));
	bad = (u8 *)arena_alloc(&kit.work, second.n);
	REQUIRE(bad != NULL);
	slice_copy(bad, second);
	bad[second.n - 60] ^= 1;
	EXPECT_ERR(ERR_SIGNATURE, chain_finalize_by(&b, slice_of(bad, second.n)));
	slice_copy(bad, second);
	bad[8] ^= 1;
	EXPECT_ERR(ERR_TARGET, chain_finalize_by(&b, slice_of(bad, second.n)));
	EXPECT_OK(chain_finalize_by(&b, second)); /* and block 1 with it */
	EXPECT(b.finalized.number == 2);
	EXPECT_ERR(ERR_STALE, chain_finalize_by(&b, first));
	db_view_close(&v);
	db_close(a.db);
	db_close(b.db);
	node_kit_free(&kit);
}

TEST(a_folder_of_another_chain_is_refused)
{
	struct dev_spec_opts o = {.slot_ms = NODE_KIT_SLOT_MS + 1};
	struct chain_spec other;
	struct chain c;
	struct db *db;

	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	open_chain(&c, "a", false);
	db_close(c.db);
	EXPECT_OK(dev_spec_make(&other, &o, &kit.a));
	db = node_kit_db(&kit, "a", false);
	EXPECT_ERR(ERR_GENESIS, chain_open(&c, db, &other, &kit.work));
	db_close(db);
	node_kit_free(&kit);
}

TEST(old_states_are_pruned_and_an_archive_keeps_them)
{
	const u32 num = CHAIN_KEEP_STATES + 20;
	struct chain_session s;
	struct chain c, arch;

	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	open_chain(&c, "a", false);
	open_chain(&arch, "b", true);
	author_empty(&c, num);
	author_empty(&arch, num);
	EXPECT(mem_eq(c.best_root, arch.best_root, HASH_LEN));
	EXPECT_ERR(ERR_STALE, chain_session(&c, num - CHAIN_KEEP_STATES - 2, &kit.work, &s));
	EXPECT_ERR(ERR_STALE, chain_session(&c, 0, &kit.work, &s));
	/* The newest and the oldest one that is kept can still be read in full. */
	EXPECT(node_kit_balance(&c, num, kit.bob.pub, &kit.work) != 0);
	EXPECT(node_kit_balance(&c, num - CHAIN_KEEP_STATES, kit.bob.pub, &kit.work) != 0);
	EXPECT(node_kit_balance(&arch, 0, kit.bob.pub, &kit.work) != 0);
	db_close(c.db);
	db_close(arch.db);
	node_kit_free(&kit);
}

/* Visits every key of a state. False if a node is missing. */
static bool whole_state_reads(struct chain *c, u32 number, u32 *num)
{
	struct chain_session s;
	struct slice key = SLICE_EMPTY, value;
	bool found = true, has;
	enum err e = ERR_OK;

	*num = 0;
	NODE_KIT_MUST(chain_session(c, number, &kit.work, &s));
	while (e == ERR_OK && found) {
		e = trie_next_key(&s.trie, s.rt.root, key, &kit.work, &found, &key);
		if (e == ERR_OK && found)
			e = trie_get(&s.trie, s.rt.root, key, &kit.work, &has, &value);
		*num += found;
	}
	db_view_close(&s.view);
	return e == ERR_OK;
}

TEST(every_key_of_every_kept_state_can_be_read_after_pruning)
{
	struct chain_block b;
	struct chain c;
	u32 num, blocks = CHAIN_KEEP_STATES + 12;

	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	open_chain(&c, "a", false);
	for (u32 n = 0; n < blocks; n++) {
		struct slice xt = node_kit_transfer(&kit, &kit.aura, n, kit.bob.pub,
						    1000000000u + n % 3, &kit.work);
		struct node_kit_list l = {&xt, 1, 0, 0};

		EXPECT_OK(author(&c, &l, &b));
		EXPECT(l.applied == 1);
		arena_reset(&kit.work);
	}
	for (u32 n = blocks - CHAIN_KEEP_STATES; n <= blocks; n += 16) {
		EXPECT(whole_state_reads(&c, n, &num) && num > 20);
		arena_reset(&kit.work);
	}
	db_close(c.db);
	node_kit_free(&kit);
}

TEST(the_store_does_not_trade_durability_for_speed)
{
	struct chain c;

	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	open_chain(&c, "a", false);
	EXPECT((db_flags(c.db) & (MDB_NOSYNC | MDB_MAPASYNC | MDB_WRITEMAP)) == 0);
	db_close(c.db);
	node_kit_free(&kit);
}

#ifdef PH_FAULTS
static u32 finalize_all(struct chain *c)
{
	bool advanced = true;
	u32 num = 0;

	for (; advanced; num += advanced)
		NODE_KIT_MUST(finalize(c, &advanced));
	return num;
}

static void die(void)
{
	_exit(77);
}

/* In a child: goes on with the chain until the crash point is passed for the n-th time. */
static void run_until_crash(const char *spec)
{
	struct chain c;

	NODE_KIT_MUST(fault_set(spec, die));
	open_chain(&c, "a", false);
	for (u32 i = 0; i < 8; i++) {
		author_empty(&c, 1);
		(void)finalize_all(&c);
	}
	_exit(1); /* the point was never reached */
}

/* What is stored must be one chain whose states read and whose next block follows. */
static void check_whole(void)
{
	struct chain c;
	struct db_view v;
	struct slice header, body;
	u32 num;

	open_chain(&c, "a", false);
	EXPECT(c.finalized.number <= c.best.number);
	NODE_KIT_MUST(db_view_open(&v, c.db));
	for (u32 n = 0; n <= c.best.number; n++) {
		EXPECT_OK(db_header(&v, n, &header));
		EXPECT_OK(db_body(&v, n, &body));
	}
	EXPECT(db_header(&v, c.best.number + 1, &header) == ERR_NOT_FOUND);
	db_view_close(&v);
	EXPECT(whole_state_reads(&c, c.best.number, &num));
	author_empty(&c, 4);
	EXPECT(finalize_all(&c) >= 2 && c.finalized.number == c.best.number - CHAIN_FINALITY_LAG);
	NODE_KIT_MUST(db_view_open(&v, c.db));
	for (u32 n = 1; n <= c.finalized.number; n++)
		EXPECT_OK(db_justification(&v, n, &header));
	db_view_close(&v);
	db_close(c.db);
}

TEST(a_crash_at_any_point_leaves_one_consistent_chain)
{
	static const char *const points[] = {
	    "node.author.sealed:1",        "node.author.sealed:5",
	    "node.import.before_commit:1", "node.import.before_commit:5",
	    "node.import.after_commit:1",  "node.import.after_commit:5",
	    "node.finalize.before_commit:1", "node.finalize.before_commit:3",
	    "node.finalize.after_commit:1",  "node.finalize.after_commit:3",
	};

	node_kit_init(&kit, NODE_KIT_SLOT_MS);
	for (size_t i = 0; i < ARRAY_LEN(points); i++) {
		int status = 0;
		pid_t pid = fork();

		if (pid == 0)
			run_until_crash(points[i]);
		REQUIRE(pid > 0 && waitpid(pid, &status, 0) == pid);
		EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 77);
		check_whole();
		arena_reset(&kit.work);
	}
	node_kit_free(&kit);
}
#endif

TEST_MAIN()
