#include "base/hex.h"
#include "base/test.h"
#include "consensus/chain_kit.h"

/* Block 3 of a chain that smoldot 2.0 followed to finality: round 1, set 0, one voter. */
static const char real_justification[] =
    "010000000000000041022108f10d9b162a8ad41b485a14976c4c8aa5b9bdaae0158fc377ebb38189030000000441"
    "022108f10d9b162a8ad41b485a14976c4c8aa5b9bdaae0158fc377ebb3818903000000c7485fc8a702d45d08bf44"
    "8c2d9ffb320a73dc54d5a68cbe91473381b61c0fe74090148cf3618fb47238673c28ad97e8dbb5611b6fd8f87e9d"
    "fc3745b50afd0cfd1724385aa0c75b64fb78cd602fa1d991fdebf76b13c58ed702eac835e9f61800";
static const char real_voter[] = "fd1724385aa0c75b64fb78cd602fa1d991fdebf76b13c58ed702eac835e9f618";

#define OFF_ROUND  0u
#define OFF_TARGET 8u
#define OFF_VOTE   45u /* first precommit of a justification with fewer than 64 */

static struct kit *chain(u32 num_voters)
{
	static struct kit k;
	struct header h;
	u8 root[32] = {0};

	kit_init(&k, num_voters);
	header_genesis(&h, root);
	for (u32 i = 0; i < 6; i++)
		kit_push(&k, h);
	return &k;
}

static enum err verify(struct slice in, const struct authority_set *set)
{
	struct grandpa_justification j;

	TRY(grandpa_decode(&j, in));
	return grandpa_verify(&j, set);
}

static u8 buf[GRANDPA_JUSTIFICATION_MAX + 1];

/* check is one scenario on block 2 of a chain with four voters. */
static enum err check(const struct kit_vote *votes, u32 num, u32 from, u32 to)
{
	struct kit *k = chain(4);
	struct kit_plan p = {2, votes, num, from, to};

	return verify(kit_justify(k, p, buf, sizeof(buf)), &k->set);
}

TEST(a_justification_that_smoldot_accepted_holds_and_survives_the_round_trip)
{
	static u8 in[1024], back[1024];
	struct authority_set set = {.num = 1};
	struct grandpa_justification j;
	size_t n;
	struct wr w = wr_into(back, sizeof(back));

	REQUIRE(hex_decode(in, sizeof(in), &n, slice_str(real_justification)) == ERR_OK);
	REQUIRE(hex_decode_exact(set.list[0].id, 32, slice_str(real_voter)) == ERR_OK);
	set.list[0].weight = 1;
	REQUIRE(grandpa_decode(&j, slice_of(in, n)) == ERR_OK);
	EXPECT(j.round == 1 && j.target_number == 3 && j.num_precommits == 1);
	EXPECT(j.num_ancestries == 0);
	EXPECT_OK(grandpa_verify(&j, &set));
	wr_grandpa(&w, &j);
	EXPECT(w.n == n && mem_eq(in, back, n));
	set.set_id = 1;
	EXPECT_ERR(ERR_SIGNATURE, grandpa_verify(&j, &set));
	for (size_t i = 0; i < n; i++) {
		in[i] ^= 1;
		EXPECT(verify(slice_of(in, n), &set) != ERR_OK);
		in[i] ^= 1;
		EXPECT_ERR(ERR_SHORT, grandpa_decode(&j, slice_of(in, i)));
	}
	EXPECT_ERR(ERR_TRAILING, grandpa_decode(&j, slice_of(in, n + 1)));
}

TEST(three_of_four_votes_finalise_and_two_do_not)
{
	struct kit_vote v[] = {{0, 2}, {1, 2}, {2, 2}, {3, 2}};

	EXPECT_OK(check(v, 4, 0, 0));
	EXPECT_OK(check(v, 3, 0, 0));
	EXPECT_ERR(ERR_THRESHOLD, check(v, 2, 0, 0));
	EXPECT_ERR(ERR_THRESHOLD, check(v, 0, 0, 0));
}

TEST(weights_count_and_not_heads)
{
	struct kit *k = chain(4);
	struct kit_vote v[] = {{0, 2}, {1, 2}, {2, 2}};
	struct kit_plan p = {2, v, 1, 0, 0};

	k->set.list[0].weight = 7; /* of 10: the threshold is 7 */
	EXPECT_OK(verify(kit_justify(k, p, buf, sizeof(buf)), &k->set));
	k->set.list[3].weight = 2; /* of 11: 8 */
	EXPECT_ERR(ERR_THRESHOLD, verify(kit_justify(k, p, buf, sizeof(buf)), &k->set));
}

TEST(votes_for_descendants_count_with_their_ancestry)
{
	struct kit_vote v[] = {{0, 2}, {1, 4}, {2, 5}};

	EXPECT_OK(check(v, 3, 3, 5));
	EXPECT_ERR(ERR_ANCESTRY, check(v, 3, 3, 4)); /* block 5 is not shown */
	EXPECT_ERR(ERR_ANCESTRY, check(v, 3, 4, 5)); /* the link to the target is not shown */
	EXPECT_ERR(ERR_ANCESTRY, check(v, 3, 2, 5)); /* the target needs no header */
	EXPECT_ERR(ERR_ANCESTRY, check(v, 2, 3, 5)); /* nobody voted for block 5 */
}

TEST(a_vote_for_an_ancestor_of_the_target_is_refused)
{
	struct kit_vote v[] = {{0, 2}, {1, 2}, {2, 2}, {3, 1}};

	EXPECT_ERR(ERR_ANCESTRY, check(v, 4, 0, 0));
	EXPECT_ERR(ERR_ANCESTRY, check(v, 4, 1, 2));
}

TEST(a_vote_with_a_false_number_is_refused)
{
	struct kit *k = chain(1);
	struct kit_vote v = {0, 2};
	struct kit_plan p = {2, &v, 1, 0, 0};
	u8 vote[GRANDPA_VOTE_LEN];

	(void)kit_justify(k, p, buf, sizeof(buf));
	grandpa_vote(vote, k->blocks[2].hash, 3, 1, 0);
	buf[OFF_VOTE + 32] = 3;
	ed25519_sign(buf + OFF_VOTE + 36, &k->keys[0], SLICE_ARR(vote));
	EXPECT_ERR(ERR_ANCESTRY, verify(slice_of(buf, 178), &k->set));
}

TEST(a_stranger_and_a_second_vote_are_refused)
{
	struct kit_vote stranger[] = {{0, 2}, {1, 2}, {2, 2}, {4, 2}};
	struct kit_vote twice[] = {{0, 2}, {1, 2}, {0, 2}};
	struct kit_vote equivocation[] = {{0, 2}, {1, 2}, {2, 2}, {0, 3}};

	EXPECT_ERR(ERR_VOTER, check(stranger, 4, 0, 0));
	EXPECT_ERR(ERR_VOTED_TWICE, check(twice, 3, 0, 0));
	EXPECT_ERR(ERR_VOTED_TWICE, check(equivocation, 4, 3, 3));
}

TEST(signatures_bind_round_set_and_block)
{
	struct kit *k = chain(1);
	struct kit_vote v = {0, 2};
	struct kit_plan p = {2, &v, 1, 0, 0};
	struct slice in = kit_justify(k, p, buf, sizeof(buf));

	EXPECT_OK(verify(in, &k->set));
	buf[OFF_ROUND] ^= 2;
	EXPECT_ERR(ERR_SIGNATURE, verify(in, &k->set));
	buf[OFF_ROUND] ^= 2;
	k->set.set_id = 5;
	EXPECT_ERR(ERR_SIGNATURE, verify(in, &k->set));
	k->set.set_id = 0;
	buf[OFF_TARGET] ^= 1; /* target and vote go to another block together */
	buf[OFF_VOTE] ^= 1;
	EXPECT_ERR(ERR_SIGNATURE, verify(in, &k->set));
	buf[OFF_VOTE] ^= 1;
	EXPECT_ERR(ERR_ANCESTRY, verify(in, &k->set));
}

TEST(our_own_justification_is_the_one_that_others_check)
{
	struct kit *k = chain(1);
	struct kit_vote v = {0, 4};
	struct kit_plan p = {4, &v, 1, 0, 0};
	struct grandpa_target t = {.number = 4, .round = 1};
	u8 own[256];
	struct wr w = wr_into(own, sizeof(own));

	memcpy(t.hash, k->blocks[4].hash, 32);
	EXPECT_OK(grandpa_justify(&w, &t, &k->keys[0]));
	EXPECT(slice_eq(slice_of(own, w.n), kit_justify(k, p, buf, sizeof(buf))));
	w = wr_into(own, 100);
	EXPECT(grandpa_justify(&w, &t, &k->keys[0]) != ERR_OK);
}

TEST(counts_beyond_the_limits_are_refused)
{
	struct grandpa_justification j;

	memset(buf, 0, sizeof(buf));
	EXPECT_ERR(ERR_LIMIT, grandpa_decode(&j, SLICE_ARR(buf)));
	buf[44] = ((AUTHORITIES_MAX + 1) << 2 | 1) & 0xff;
	buf[45] = (AUTHORITIES_MAX + 1) >> 6;
	EXPECT_ERR(ERR_LIMIT, grandpa_decode(&j, slice_of(buf, 40000)));
	buf[44] = 0;
	buf[45] = ((GRANDPA_ANCESTRIES_MAX + 1) << 2 | 1) & 0xff;
	buf[46] = (GRANDPA_ANCESTRIES_MAX + 1) >> 6;
	EXPECT_ERR(ERR_LIMIT, grandpa_decode(&j, slice_of(buf, 40000)));
	memset(buf + 44, 0xfe, 4);
	EXPECT_ERR(ERR_SHORT, grandpa_decode(&j, slice_of(buf, 1000)));
}

/* change_from reads the change of a header with the given FRNK logs. */
static enum err change_from(const char *const *logs, size_t num, struct grandpa_change *out)
{
	static u8 data[4][256];
	struct header h;
	u8 root[32] = {0};

	header_genesis(&h, root);
	for (size_t i = 0; i < num; i++) {
		size_t n = 0;

		EXPECT_OK(hex_decode(data[i], sizeof(data[i]), &n, slice_str(logs[i])));
		EXPECT_OK(header_push(&h, DIGEST_CONSENSUS, engine_grandpa, slice_of(data[i], n)));
	}
	return grandpa_change_of(&h, out);
}

#define MEMBER                                                                                     \
	"1111111111111111111111111111111111111111111111111111111111111111"                         \
	"0200000000000000"

TEST(authority_changes_are_read_from_the_digest)
{
	static const char *const scheduled[] = {"030500000000000000", "0104" MEMBER "07000000",
	                                        "0401000000"};
	static const char *const forced[] = {"020900000004" MEMBER "07000000"};
	static const char *const other[] = {"030500000000000000", "0401000000", "0501000000"};
	struct grandpa_change c;

	EXPECT_OK(change_from(scheduled, 3, &c));
	EXPECT(c.kind == GRANDPA_SCHEDULED && c.delay == 7 && c.next.num == 1);
	EXPECT(c.next.list[0].weight == 2 && c.next.list[0].id[31] == 0x11 && c.next.set_id == 0);
	EXPECT_OK(change_from(forced, 1, &c));
	EXPECT(c.kind == GRANDPA_FORCED);
	EXPECT_OK(change_from(other, 3, &c));
	EXPECT(c.kind == GRANDPA_NO_CHANGE);
}

TEST(unclear_authority_changes_are_refused)
{
	static const char *const twice[] = {"0104" MEMBER "00000000", "0104" MEMBER "00000000"};
	static const char *const bad[] = {"",
	                                  "00",
	                                  "06",
	                                  "0100",
	                                  "010000000000",
	                                  "0104" MEMBER,
	                                  "0104" MEMBER "0000000000",
	                                  "0108" MEMBER MEMBER "00000000",
	                                  "0300"};
	struct grandpa_change c;

	EXPECT_ERR(ERR_HEADER, change_from(twice, 2, &c));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		EXPECT_ERR(ERR_HEADER, change_from(bad + i, 1, &c));
}

TEST_MAIN()
