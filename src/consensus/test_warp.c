#include "base/test.h"
#include "consensus/chain_kit.h"
#include "consensus/warp.h"

/* Eight blocks: key 0 finalises up to block 2, key 1 up to block 4, then key 2. */
static struct kit k;

/* log_of writes a GRANDPA log that hands over to a key; kind 1 scheduled, 2 forced. */
static struct slice log_of(u8 kind, u32 key, u32 delay)
{
	static u8 b[4][64];
	static u32 turn;
	u8 *p = b[turn++ % 4];
	struct wr w = wr_into(p, 64);

	wr_u8(&w, kind);
	if (kind == 2)
		wr_u32(&w, 0);
	wr_compact(&w, 1);
	wr_bytes(&w, k.keys[key].pub, 32);
	wr_u64(&w, 1);
	wr_u32(&w, delay);
	return slice_of(p, w.n);
}

static void chain(struct light *l, struct slice log2, struct slice log4)
{
	struct header h;
	u8 root[32] = {7};

	kit_init(&k, 1);
	header_genesis(&h, root);
	for (u32 i = 0; i < KIT_BLOCKS; i++) {
		struct slice log = i == 2 ? log2 : i == 4 ? log4 : SLICE_EMPTY;

		h.num_items = 0;
		if (log.n != 0)
			EXPECT_OK(header_push(&h, DIGEST_CONSENSUS, engine_grandpa, log));
		kit_push(&k, h);
	}
	warp_trust(l, k.blocks[0].hash, root, &k.set);
}

static void start(struct light *l)
{
	kit_init(&k, 1); /* for its keys */
	chain(l, log_of(1, 1, 0), log_of(1, 2, 0));
}

struct link {
	u32 block, key;
	u64 set_id;
};

/* The honest proof's parts. */
static const struct link honest[3] = {{2, 0, 0}, {4, 1, 1}, {7, 2, 2}};

static struct slice proof_of(const struct link *links, u32 num, bool finished)
{
	static u8 buf[16384], just[1024];
	struct wr w = wr_into(buf, sizeof(buf));

	wr_compact(&w, num);
	for (u32 i = 0; i < num; i++) {
		struct kit_vote v = {links[i].key, links[i].block};
		struct kit_plan p = {links[i].block, &v, 1, 0, 0};

		k.set.set_id = links[i].set_id;
		wr_warp_fragment(&w, kit_enc(&k, links[i].block),
				 kit_justify(&k, p, just, sizeof(just)));
	}
	wr_bool(&w, finished);
	CHECK(w.err == ERR_OK);
	return slice_of(buf, w.n);
}

/* refuse expects an error and that nothing moved. */
static bool refuse(struct light *l, struct slice proof, enum err want)
{
	bool finished = false;
	enum err e = warp_follow(l, proof, &finished);

	if (e != want)
		(void)fprintf(stderr, "%s, not %s\n", err_name(e), err_name(want));
	return e == want && l->number == 0 && l->set.set_id == 0 && !finished;
}

TEST(hand_overs_lead_from_the_first_set_to_the_newest_block)
{
	static struct light l;
	bool finished;

	start(&l);
	EXPECT_OK(warp_follow(&l, proof_of(honest, 3, true), &finished));
	EXPECT(finished && l.number == 7 && mem_eq(l.hash, k.blocks[7].hash, 32));
	EXPECT(l.set.set_id == 2 && l.set.num == 1 && mem_eq(l.set.list[0].id, k.keys[2].pub, 32));
	EXPECT(!l.has_pending && l.state_root[0] == 7);
}

TEST(a_proof_in_parts_leads_to_the_same_place)
{
	static struct light l;
	bool finished;

	start(&l);
	EXPECT_OK(warp_follow(&l, proof_of(honest, 1, false), &finished));
	EXPECT(!finished && l.number == 2 && l.set.set_id == 1);
	EXPECT_OK(warp_follow(&l, proof_of(honest + 1, 2, true), &finished));
	EXPECT(finished && l.number == 7 && l.set.set_id == 2);
	EXPECT_OK(warp_follow(&l, proof_of(honest, 0, true), &finished));
	EXPECT(l.number == 7);
}

TEST(the_newest_block_may_hand_over_itself)
{
	static struct light l;
	bool finished;

	start(&l);
	EXPECT_OK(warp_follow(&l, proof_of(honest, 2, true), &finished));
	EXPECT(l.number == 4 && l.set.set_id == 2);
}

TEST(a_skipped_hand_over_leaves_votes_of_strangers)
{
	static struct light l;
	const struct link skip[2] = {{4, 1, 1}, {7, 2, 2}};

	start(&l);
	EXPECT(refuse(&l, proof_of(skip, 2, true), ERR_VOTER));
}

TEST(votes_under_another_set_id_do_not_count)
{
	static struct light l;
	const struct link wrong[1] = {{2, 0, 1}};

	start(&l);
	EXPECT(refuse(&l, proof_of(wrong, 1, true), ERR_SIGNATURE));
}

TEST(the_old_set_cannot_finalise_after_it_handed_over)
{
	static struct light l;
	const struct link late[2] = {{2, 0, 0}, {7, 0, 0}};

	start(&l);
	EXPECT(refuse(&l, proof_of(late, 2, true), ERR_VOTER));
}

TEST(only_the_last_block_may_hand_nothing_over)
{
	static struct light l;
	const struct link idle[2] = {{1, 0, 0}, {2, 0, 0}};

	start(&l);
	EXPECT(refuse(&l, proof_of(idle, 2, true), ERR_HANDOVER));
}

TEST(blocks_must_go_up)
{
	static struct light l;
	const struct link twice[3] = {{2, 0, 0}, {2, 0, 0}, {4, 1, 1}};
	const struct link down[2] = {{4, 0, 0}, {2, 2, 1}};

	start(&l);
	EXPECT(refuse(&l, proof_of(twice, 3, true), ERR_STALE));
	EXPECT(refuse(&l, proof_of(down, 2, true), ERR_STALE));
}

TEST(the_block_where_the_client_stands_may_end_a_proof)
{
	static struct light l;
	bool finished = false;

	start(&l);
	EXPECT_OK(warp_follow(&l, proof_of(honest, 3, true), &finished));
	EXPECT_OK(warp_follow(&l, proof_of(honest + 2, 1, true), &finished));
	EXPECT(finished && l.number == 7 && l.set.set_id == 2);
	EXPECT(warp_follow(&l, proof_of(honest + 1, 1, true), &finished) == ERR_STALE);
}

TEST(a_justification_for_another_block_is_refused)
{
	static struct light l;
	static u8 buf[4096], just[1024];
	struct kit_vote v = {0, 1};
	struct kit_plan p = {1, &v, 1, 0, 0};
	struct wr w = wr_into(buf, sizeof(buf));

	start(&l);
	wr_compact(&w, 1);
	wr_warp_fragment(&w, kit_enc(&k, 2), kit_justify(&k, p, just, sizeof(just)));
	wr_bool(&w, true);
	EXPECT(refuse(&l, slice_of(buf, w.n), ERR_TARGET));
}

TEST(forced_and_delayed_changes_are_refused_by_name)
{
	static struct light l;

	kit_init(&k, 1);
	chain(&l, log_of(2, 1, 0), SLICE_EMPTY);
	EXPECT(refuse(&l, proof_of(honest, 1, true), ERR_FORCED_CHANGE));
	chain(&l, log_of(1, 1, 3), SLICE_EMPTY);
	EXPECT(refuse(&l, proof_of(honest, 1, true), ERR_UNSUPPORTED));
}

TEST(a_client_that_waits_for_a_change_cannot_warp)
{
	static struct light l;
	bool finished = false;

	start(&l);
	l.has_pending = true;
	l.pending_at = 5;
	EXPECT(warp_follow(&l, proof_of(honest, 1, true), &finished) == ERR_STATE);
	EXPECT(l.number == 0 && l.has_pending);
}

TEST(a_proof_cut_anywhere_does_not_decode)
{
	static struct light l;
	struct slice whole;

	start(&l);
	whole = proof_of(honest, 3, true);
	for (size_t n = 0; n < whole.n; n++)
		EXPECT(refuse(&l, slice_of(whole.p, n), ERR_SHORT));
}

TEST(bytes_behind_the_proof_and_a_third_truth_are_refused)
{
	static struct light l;
	static u8 buf[16385];
	struct slice whole;

	start(&l);
	whole = proof_of(honest, 3, true);
	memcpy(buf, whole.p, whole.n);
	buf[whole.n] = 0;
	EXPECT(refuse(&l, slice_of(buf, whole.n + 1), ERR_TRAILING));
	buf[whole.n - 1] = 2;
	EXPECT(refuse(&l, slice_of(buf, whole.n), ERR_TAG));
}

TEST(a_count_beyond_the_bytes_and_a_proof_beyond_the_limit_are_refused)
{
	static struct light l;
	static u8 big[WARP_PROOF_MAX + 1];
	static const u8 many[] = {0xfe, 0xff, 0xff, 0xff, 0};

	start(&l);
	EXPECT(refuse(&l, SLICE_ARR(many), ERR_SHORT));
	EXPECT(refuse(&l, SLICE_ARR(big), ERR_LIMIT));
}

TEST(every_flipped_bit_is_noticed)
{
	static struct light l, m;
	static u8 buf[16384];
	struct slice whole;
	bool finished;

	start(&l);
	whole = proof_of(honest, 3, false);
	memcpy(buf, whole.p, whole.n);
	for (size_t i = 0; i + 1 < whole.n; i++) {
		buf[i] ^= 0x10;
		m = l;
		EXPECT(warp_follow(&m, slice_of(buf, whole.n), &finished) != ERR_OK);
		EXPECT(m.number == 0);
		buf[i] ^= 0x10;
	}
}

TEST_MAIN()
