/* A chain whose sessions are five blocks long: keys that are set in one session sign from the
 * beginning of the session after the next. */
#include "node/node_kit.h"

#include <uv.h>

#include "consensus/warp.h"
#include "node/node.h"
#include "os/clock.h"
#include "primitives/gen/session_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "primitives/gen/validator_manager_gen.h"

#define PERIOD 5u

static struct node_kit kit;
/* The keys that there are in a test on the chain alone. */
static struct sr25519_pair aura[3];
static struct ed25519_pair voters[3];
static u32 num_keys;

static void add_keys(const char *uri)
{
	NODE_KIT_MUST(sr25519_from_uri(&aura[num_keys], slice_str(uri)));
	NODE_KIT_MUST(ed25519_from_uri(&voters[num_keys], slice_str(uri)));
	num_keys++;
}

static void begin(u32 slot_ms)
{
	struct dev_spec_opts o = {.slot_ms = slot_ms, .session_blocks = PERIOD,
				  .allow_unattested = true};

	node_kit_init_with(&kit, &o);
	num_keys = 0;
	add_keys("//Alice");
}

static const struct ed25519_pair *find_voter(void *ctx, const u8 pub[32])
{
	(void)ctx;
	for (u32 i = 0; i < num_keys; i++)
		if (mem_eq(voters[i].pub, pub, 32))
			return &voters[i];
	return NULL;
}

static enum err finalize(struct chain *c)
{
	struct chain_votes votes = {NULL, find_voter};
	bool advanced = true;

	while (advanced)
		TRY(chain_finalize(c, &votes, &kit.work, &advanced));
	return ERR_OK;
}

/* Seals the next block with whatever key its slot takes; Alice's if there is none. */
static enum err author(struct chain *c, struct slice xt)
{
	struct node_kit_list l = {&xt, xt.n != 0, 0, 0};
	struct chain_source src = node_kit_source(&l);
	u64 now = node_kit_time(c, c->best.number + 1);
	struct chain_block b;
	u32 who = 0;

	for (u32 i = 0; i < num_keys; i++)
		if (mem_eq(aura[i].pub, chain_slot_author(c, now), 32))
			who = i;
	TRY(chain_author(c, &aura[who], now, &src, &kit.work, &b));
	EXPECT(l.applied == l.num);
	return ERR_OK;
}

static void run_to(struct chain *c, u32 number)
{
	while (c->best.number < number)
		NODE_KIT_MUST(author(c, SLICE_EMPTY));
}

static struct slice set_keys_call(const u8 aura_pub[32], const u8 voter_pub[32], u8 buf[128])
{
	struct session_set_keys_args a = {.proof = SLICE_EMPTY};
	struct wr w = wr_into(buf, 128);

	memcpy(a.keys.aura, aura_pub, 32);
	memcpy(a.keys.grandpa, voter_pub, 32);
	wr_call_session_set_keys(&w, &a);
	NODE_KIT_MUST(w.err);
	return slice_of(buf, w.n);
}

/* The account's extrinsic with the keys of index i. */
static struct slice set_keys(const struct sr25519_pair *who, u32 nonce, u32 i)
{
	u8 buf[128];

	return node_kit_sign(&kit, who, nonce, set_keys_call(aura[i].pub, voters[i].pub, buf),
			     &kit.work);
}

static void open_chain(struct chain *c)
{
	NODE_KIT_MUST(chain_open(c, node_kit_db(&kit, "a", true), &kit.spec, &kit.work));
}

/* Who finalized a block, by its justification and nothing else. */
static enum err finalized_by(struct chain *c, u32 number, const struct authority_set *set)
{
	struct grandpa_justification j;
	struct slice proof;
	struct db_view v;
	enum err e;

	NODE_KIT_MUST(db_view_open(&v, c->db));
	NODE_KIT_MUST(db_justification(&v, number, &proof));
	NODE_KIT_MUST(grandpa_decode(&j, proof));
	e = grandpa_verify(&j, set);
	db_view_close(&v);
	return e;
}

TEST(a_block_that_hands_over_is_finalized_by_the_old_authorities_and_the_next_by_the_new)
{
	static struct authority_set one;
	static struct chain c;

	begin(NODE_KIT_SLOT_MS);
	add_keys("//new");
	open_chain(&c);
	EXPECT_OK(author(&c, set_keys(&kit.aura, 0, 1)));
	run_to(&c, 13);
	EXPECT_OK(finalize(&c));
	EXPECT(c.finalized.number == 11);
	EXPECT_OK(chain_authority_set(&c, 10, &one));
	EXPECT(one.set_id == 0 && mem_eq(one.list[0].id, voters[0].pub, 32));
	EXPECT_OK(finalized_by(&c, 10, &one));
	EXPECT_ERR(ERR_VOTER, finalized_by(&c, 11, &one));
	EXPECT_OK(chain_authority_set(&c, 11, &one));
	EXPECT(one.set_id == 1 && one.num == 1 && mem_eq(one.list[0].id, voters[1].pub, 32));
	EXPECT_OK(finalized_by(&c, 11, &one));
	EXPECT_ERR(ERR_VOTER, finalized_by(&c, 10, &one));
	EXPECT_ERR(ERR_STALE, chain_authority_set(&c, 13, &one));
	db_close(c.db);
	node_kit_free(&kit);
}

/* Between the block that hands over and its finality a restart must not mix up the sets. */
TEST(a_restart_at_any_block_goes_on_with_the_right_keys)
{
	static struct chain c;

	begin(NODE_KIT_SLOT_MS);
	add_keys("//new");
	open_chain(&c);
	EXPECT_OK(author(&c, set_keys(&kit.aura, 0, 1)));
	for (u32 n = 2; n <= 16; n++) {
		const u8 *who;

		run_to(&c, n);
		db_close(c.db);
		open_chain(&c);
		who = chain_slot_author(&c, node_kit_time(&c, n + 1));
		EXPECT(mem_eq(who, aura[n >= 10].pub, 32));
		EXPECT_OK(finalize(&c));
		EXPECT(c.finalized.number == (n < 3 ? 0 : n - 2));
		EXPECT(c.voters.set_id == (c.finalized.number >= 10));
	}
	db_close(c.db);
	node_kit_free(&kit);
}

TEST(without_the_new_keys_nothing_is_signed_and_with_them_it_goes_on)
{
	static struct chain c;

	begin(NODE_KIT_SLOT_MS);
	add_keys("//new");
	open_chain(&c);
	EXPECT_OK(author(&c, set_keys(&kit.aura, 0, 1)));
	num_keys = 1;
	run_to(&c, 10);
	EXPECT_ERR(ERR_DENIED, author(&c, SLICE_EMPTY));
	EXPECT_OK(finalize(&c));
	EXPECT(c.best.number == 10 && c.finalized.number == 8);
	num_keys = 2;
	run_to(&c, 14);
	num_keys = 1;
	EXPECT_ERR(ERR_DENIED, finalize(&c));
	EXPECT(c.finalized.number == 10); /* the old set's last one */
	num_keys = 2;
	EXPECT_OK(finalize(&c));
	EXPECT(c.finalized.number == 12);
	db_close(c.db);
	node_kit_free(&kit);
}

static struct slice sudo_register(const u8 who[32], u32 nonce)
{
	struct validator_manager_register_validators_args reg = {.validators.num = 1};
	u8 inner[64], call[80];
	struct wr i = wr_into(inner, sizeof(inner)), w = wr_into(call, sizeof(call));
	struct sudo_sudo_args a;

	memcpy(reg.validators.items[0], who, 32);
	wr_call_validator_manager_register_validators(&i, &reg);
	a.call = slice_of(inner, i.n);
	wr_call_sudo_sudo(&w, &a);
	NODE_KIT_MUST(w.err);
	return node_kit_sign(&kit, &kit.aura, nonce, slice_of(call, w.n), &kit.work);
}

TEST(all_keys_of_a_larger_set_that_are_here_seal_in_turn_and_vote_together)
{
	static struct authority_set two;
	static struct chain c;

	begin(NODE_KIT_SLOT_MS);
	add_keys("//new");
	open_chain(&c);
	EXPECT_OK(author(&c, set_keys(&kit.bob, 0, 1)));
	EXPECT_OK(author(&c, sudo_register(kit.bob.pub, 0)));
	run_to(&c, 14);
	EXPECT_OK(finalize(&c));
	EXPECT(c.finalized.number == 12 && c.aura.list.num == 2);
	EXPECT_OK(chain_authority_set(&c, 12, &two));
	EXPECT(two.num == 2 && two.set_id == 1 && authority_threshold(&two) == 2);
	EXPECT_OK(finalized_by(&c, 12, &two));
	num_keys = 1; /* one of two is too few, and has every other slot */
	for (u32 i = 1; i <= 2; i++) {
		struct chain_block b;
		u64 now = node_kit_time(&c, 14 + i);
		bool mine = mem_eq(chain_slot_author(&c, now), aura[0].pub, 32);

		EXPECT(chain_author(&c, &aura[0], now, NULL, &kit.work, &b) ==
		       (mine ? ERR_OK : ERR_DENIED));
	}
	EXPECT(c.best.number == 15);
	EXPECT_ERR(ERR_DENIED, finalize(&c));
	db_close(c.db);
	node_kit_free(&kit);
}

/* --- the running node ------------------------------------------------------------- */

static uv_loop_t loop;

static struct node *open_node(bool dev_keys_too)
{
	struct node_opts o = {.dir = kit.dir, .spec = &kit.spec};
	struct node *n = NULL;

	if (dev_keys_too) {
		o.aura = kit.aura;
		o.grandpa = kit.grandpa;
	}
	NODE_KIT_MUST(node_open(&n, &o));
	CHECK(uv_loop_init(&loop) == 0);
	NODE_KIT_MUST(node_start(n, &loop));
	return n;
}

static void close_node(struct node *n)
{
	node_stop(n);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	EXPECT(uv_loop_close(&loop) == 0);
	node_close(n);
}

static bool run_to_set(struct node *n, u64 set_id, u64 ms)
{
	u64 end = clock_mono_ms() + ms;

	while (node_chain(n)->voters.set_id < set_id && clock_mono_ms() < end)
		(void)uv_run(&loop, UV_RUN_ONCE);
	return node_chain(n)->voters.set_id >= set_id;
}

static void run_on(struct node *n, u32 blocks)
{
	u32 to = node_chain(n)->finalized.number + blocks;
	u64 end = clock_mono_ms() + 10000;

	while (node_chain(n)->finalized.number < to && clock_mono_ms() < end)
		(void)uv_run(&loop, UV_RUN_ONCE);
	EXPECT(node_chain(n)->finalized.number >= to);
}

static void rotate(struct node *n, u32 nonce)
{
	u8 keys[NODE_SESSION_KEYS_LEN], buf[128];
	struct node_verdict v;
	struct slice xt;
	bool has;

	EXPECT_OK(node_rotate_keys(n, keys));
	EXPECT_OK(node_has_session_keys(n, SLICE_ARR(keys), &has));
	EXPECT(has);
	xt = node_kit_sign(&kit, &kit.aura, nonce, set_keys_call(keys, keys + 32, buf), &kit.work);
	EXPECT_OK(node_submit(n, xt, &kit.work, &v));
}

/* What a stranger does who knows the genesis set: follow the proof in as many parts as it has. */
static void check_warp(struct node *n, u64 set_id)
{
	static struct light l;
	bool finished = false;
	struct slice proof;

	warp_trust(&l, kit.spec.genesis_hash, kit.spec.genesis.state_root, &kit.spec.grandpa);
	EXPECT_OK(node_warp_proof(n, kit.spec.genesis_hash, &kit.work, &proof));
	EXPECT_OK(warp_follow(&l, proof, &finished));
	EXPECT(finished && l.set.set_id == set_id);
	EXPECT(l.number == node_chain(n)->finalized.number);
	EXPECT(mem_eq(l.hash, node_chain(n)->finalized.hash, 32));
	/* From where we are now there is nothing but the newest block. */
	EXPECT_OK(node_warp_proof(n, l.hash, &kit.work, &proof));
	EXPECT(proof.n > 0 && proof.p[0] == 1 << 2);
	EXPECT_OK(warp_follow(&l, proof, &finished));
}

/* The same in pieces that hold one fragment each. */
static void check_warp_in_parts(struct node *n, u64 set_id)
{
	static struct light l;
	bool finished = false;
	struct slice proof;
	u32 parts = 0;

	warp_trust(&l, kit.spec.genesis_hash, kit.spec.genesis.state_root, &kit.spec.grandpa);
	EXPECT_OK(node_warp_proof_max(n, 64, l.hash, &kit.work, &proof));
	EXPECT(proof.n == 2 && proof.p[0] == 0 && proof.p[1] == 0); /* nothing fits */
	for (; !finished && parts < 10; parts++) {
		EXPECT_OK(node_warp_proof_max(n, 700, l.hash, &kit.work, &proof));
		EXPECT(proof.n > 100 && proof.n <= 700 && proof.p[0] == 1 << 2);
		EXPECT_OK(warp_follow(&l, proof, &finished));
	}
	EXPECT(finished && parts == set_id + 1 && l.set.set_id == set_id);
	EXPECT(l.number == node_chain(n)->finalized.number);
}

TEST(a_node_rotates_its_keys_twice_and_proves_it_to_a_light_client)
{
	struct node *n;
	u8 unknown[32] = {1};
	struct slice proof;
	u32 number;
	u64 set_id;

	begin(DEV_SLOT_MS_MIN);
	n = open_node(true);
	run_on(n, 1);
	check_warp(n, 0);
	rotate(n, 0);
	EXPECT(run_to_set(n, 1, 10000));
	run_on(n, 1);
	check_warp(n, 1);
	rotate(n, 1);
	EXPECT(run_to_set(n, 2, 10000));
	run_on(n, 1);
	check_warp(n, 2);
	check_warp_in_parts(n, 2);
	EXPECT_OK(node_set_change(n, 0, &number, &set_id));
	EXPECT(number % PERIOD == 0 && set_id == 0);
	EXPECT_OK(node_set_change(n, number + 1, &number, &set_id));
	EXPECT(number % PERIOD == 0 && set_id == 1);
	EXPECT_ERR(ERR_NOT_FOUND, node_set_change(n, number + 1, &number, &set_id));
	EXPECT_ERR(ERR_NOT_FOUND, node_warp_proof(n, unknown, &kit.work, &proof));
	EXPECT_ERR(ERR_NOT_FOUND,
		   node_warp_proof(n, node_chain(n)->best.hash, &kit.work, &proof));
	close_node(n);
	/* The keys that count now are in the folder; Alice's are not needed any more. */
	n = open_node(false);
	run_on(n, 3);
	check_warp(n, 2);
	close_node(n);
	node_kit_free(&kit);
}

TEST(a_node_without_keys_waits_until_it_is_given_some)
{
	struct node *n;
	u64 end = clock_mono_ms() + 300;

	begin(DEV_SLOT_MS_MIN);
	n = open_node(false);
	while (clock_mono_ms() < end)
		(void)uv_run(&loop, UV_RUN_ONCE);
	EXPECT(node_chain(n)->best.number == 0);
	EXPECT_OK(node_insert_key(n, key_type_aura, SLICE_LIT("//Alice"), kit.aura.pub));
	end = clock_mono_ms() + 5000;
	while (node_chain(n)->best.number < 4 && clock_mono_ms() < end)
		(void)uv_run(&loop, UV_RUN_ONCE);
	EXPECT(node_chain(n)->best.number >= 4 && node_chain(n)->finalized.number == 0);
	EXPECT_OK(node_insert_key(n, key_type_grandpa, SLICE_LIT("//Alice"), kit.grandpa.pub));
	run_on(n, 3);
	close_node(n);
	node_kit_free(&kit);
}

TEST_MAIN()
