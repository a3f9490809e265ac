#include "base/test.h"
#include "consensus/chain_kit.h"
#include "consensus/light.h"
#include "primitives/storage_key.h"
#include "trie/proof.h"

static u8 mem[4 << 20];

/* A genesis state with GRANDPA's two items and one more, and a proof for all. */
struct state {
	struct arena a;
	u8 root[32];
	struct slice proof;
	struct storage_key keys[3];
};

static void prove(struct state *s, const struct authority_set *set, bool with_set_id)
{
	static u8 list[4096];
	u8 id[8] = {(u8)set->set_id};
	struct wr w = wr_into(list, sizeof(list));
	struct trie_change c[3];
	struct slice k[3];
	struct trie_set store;
	struct trie_db db;

	s->a = arena_of(mem, sizeof(mem));
	store = trie_set_init(&s->a);
	db = trie_set_db(&store);
	wr_authorities(&w, set);
	/* Prefix order: System 26…, Grandpa 5f… Authorities 5e…, CurrentSetId 8a… */
	s->keys[0] = storage_key(SLICE_LIT("System"), SLICE_LIT("Number"));
	s->keys[1] = storage_key(SLICE_LIT("Grandpa"), SLICE_LIT("Authorities"));
	s->keys[2] = storage_key(SLICE_LIT("Grandpa"), SLICE_LIT("CurrentSetId"));
	for (size_t i = 0; i < 3; i++) {
		k[i] = storage_key_slice(&s->keys[i]);
		c[i] = (struct trie_change){.key = k[i]};
	}
	c[0].value = SLICE_LIT("abcd");
	c[1].value = slice_of(list, w.n);
	c[1].del = set->num == 0;
	c[2].value = SLICE_ARR(id);
	c[2].del = !with_set_id;
	EXPECT_OK(trie_apply(&db, trie_empty_root, c, 3, &s->a, s->root));
	EXPECT_OK(trie_prove(&db, s->root, k, 3, &s->a, &s->proof));
}

static struct state st;
static struct kit k;
static u8 jbuf[8192];

/* start makes a chain of blocks whose digests hold `logs` (by number; may be empty). */
static enum err start(struct light *l, const struct slice logs[KIT_BLOCKS])
{
	struct header h;

	kit_init(&k, 1);
	k.set.set_id = 3;
	prove(&st, &k.set, true);
	header_genesis(&h, st.root);
	for (u32 i = 0; i < KIT_BLOCKS; i++) {
		h.num_items = 0;
		if (logs != NULL && logs[i].n != 0)
			EXPECT_OK(header_push(&h, DIGEST_CONSENSUS, engine_grandpa, logs[i]));
		kit_push(&k, h);
	}
	return light_init(l, k.blocks[0].hash, kit_enc(&k, 0), st.proof, &st.a);
}

/* advance offers the blocks first..last and a justification by key 0 for `target`. */
static enum err advance_by(struct light *l, u32 key, u32 first, u32 last, u32 target)
{
	struct slice headers[KIT_BLOCKS];
	struct kit_vote v = {key, target};
	struct kit_plan p = {target, &v, 1, 0, 0};

	for (u32 i = first; i <= last; i++)
		headers[i - first] = kit_enc(&k, i);
	return light_advance(l, headers, last + 1 - first, kit_justify(&k, p, jbuf, sizeof(jbuf)));
}

static enum err advance(struct light *l, u32 first, u32 last)
{
	return advance_by(l, 0, first, last, last);
}

/* scheduled writes a log that hands over to key 1 after `delay` blocks. */
static struct slice scheduled(u32 delay)
{
	static u8 b[4][64];
	static u32 turn;
	u8 *p = b[turn++ % 4];
	struct wr w = wr_into(p, 64);

	wr_u8(&w, 1);
	wr_compact(&w, 1);
	wr_bytes(&w, k.keys[1].pub, 32);
	wr_u64(&w, 1);
	wr_u32(&w, delay);
	return slice_of(p, w.n);
}

TEST(a_client_starts_from_the_genesis_hash_and_follows_the_chain)
{
	static struct light l;

	REQUIRE(start(&l, NULL) == ERR_OK);
	EXPECT(l.number == 0 && l.set.set_id == 3 && l.set.num == 1 && !l.has_pending);
	EXPECT(mem_eq(l.genesis, k.blocks[0].hash, 32) && mem_eq(l.hash, l.genesis, 32));
	EXPECT_OK(advance(&l, 1, 3));
	EXPECT(l.number == 3 && mem_eq(l.hash, k.blocks[3].hash, 32));
	EXPECT_OK(advance(&l, 4, 4));
	EXPECT(l.number == 4 && mem_eq(l.state_root, st.root, 32));
}

TEST(another_genesis_is_refused)
{
	static struct light l;
	u8 hash[32];

	REQUIRE(start(&l, NULL) == ERR_OK);
	memcpy(hash, k.blocks[0].hash, 32);
	hash[31] ^= 1;
	EXPECT_ERR(ERR_GENESIS, light_init(&l, hash, kit_enc(&k, 0), st.proof, &st.a));
	EXPECT_ERR(ERR_GENESIS, light_init(&l, k.blocks[0].hash, kit_enc(&k, 1), st.proof, &st.a));
	/* A later block cannot pose as the beginning. */
	EXPECT_ERR(ERR_GENESIS, light_init(&l, k.blocks[1].hash, kit_enc(&k, 1), st.proof, &st.a));
}

TEST(a_genesis_proof_of_another_state_is_refused)
{
	static struct light l;
	struct authority_set set;
	struct arena a = arena_of(mem + sizeof(mem) / 2, sizeof(mem) / 2);

	REQUIRE(start(&l, NULL) == ERR_OK);
	set = k.set;
	set.list[0].id[0] ^= 1;
	prove(&st, &set, true);
	EXPECT_ERR(ERR_PROOF, light_init(&l, k.blocks[0].hash, kit_enc(&k, 0), st.proof, &a));
	EXPECT_ERR(ERR_PROOF,
	           light_init(&l, k.blocks[0].hash, kit_enc(&k, 0), SLICE_LIT("\0"), &a));
}

TEST(a_state_without_authorities_is_no_start_and_one_without_set_id_means_0)
{
	static struct light l;
	struct header h;
	static const struct authority_set none;

	kit_init(&k, 1);
	prove(&st, &none, false);
	header_genesis(&h, st.root);
	kit_push(&k, h);
	EXPECT_ERR(ERR_NOT_FOUND,
	           light_init(&l, k.blocks[0].hash, kit_enc(&k, 0), st.proof, &st.a));
	kit_init(&k, 1);
	prove(&st, &k.set, false);
	header_genesis(&h, st.root);
	kit_push(&k, h);
	EXPECT_OK(light_init(&l, k.blocks[0].hash, kit_enc(&k, 0), st.proof, &st.a));
	EXPECT(l.set.set_id == 0);
}

TEST(each_lie_about_headers_has_its_own_error_and_changes_nothing)
{
	static struct light l, before;
	static struct slice gap[2], many[LIGHT_HEADERS_MAX + 1];

	REQUIRE(start(&l, NULL) == ERR_OK);
	EXPECT_OK(advance(&l, 1, 2));
	before = l;
	EXPECT_ERR(ERR_STALE, advance(&l, 1, 2));
	EXPECT_ERR(ERR_STALE, advance(&l, 1, 1));
	EXPECT_ERR(ERR_STALE, light_advance(&l, NULL, 0, SLICE_EMPTY));
	EXPECT_ERR(ERR_GAP, advance(&l, 4, 5));
	EXPECT_ERR(ERR_GAP, advance(&l, 2, 5));
	gap[0] = kit_enc(&k, 3);
	gap[1] = kit_enc(&k, 5);
	EXPECT_ERR(ERR_GAP, light_advance(&l, gap, 2, SLICE_EMPTY));
	gap[1] = gap[0];
	EXPECT_ERR(ERR_GAP, light_advance(&l, gap, 2, SLICE_EMPTY));
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = gap[0];
	EXPECT_ERR(ERR_LIMIT, light_advance(&l, many, ARRAY_LEN(many), SLICE_EMPTY));
	k.blocks[4].enc[0] ^= 1; /* its parent */
	EXPECT_ERR(ERR_HEADER, advance(&l, 3, 5));
	k.blocks[4].enc[0] ^= 1;
	k.blocks[3].enc[50] ^= 1; /* its state root: then block 4 has another parent */
	EXPECT_ERR(ERR_HEADER, advance(&l, 3, 5));
	EXPECT_ERR(ERR_TARGET, advance(&l, 3, 3));
	k.blocks[3].enc[50] ^= 1;
	k.blocks[3].n--;
	EXPECT_ERR(ERR_SHORT, advance(&l, 3, 4));
	k.blocks[3].n++;
	EXPECT(mem_eq(&l, &before, sizeof(l)));
	EXPECT_OK(advance(&l, 3, 5));
}

TEST(each_lie_about_finality_has_its_own_error_and_changes_nothing)
{
	static struct light l, before;
	struct slice h;

	REQUIRE(start(&l, NULL) == ERR_OK);
	before = l;
	h = kit_enc(&k, 1);
	EXPECT_ERR(ERR_TARGET, advance_by(&l, 0, 1, 2, 1));
	EXPECT_ERR(ERR_TARGET, advance_by(&l, 0, 1, 2, 3));
	EXPECT_ERR(ERR_VOTER, advance_by(&l, 1, 1, 2, 2));
	k.set.set_id = 4;
	EXPECT_ERR(ERR_SIGNATURE, advance(&l, 1, 2));
	k.set.set_id = 3;
	EXPECT_ERR(ERR_SHORT, light_advance(&l, &h, 1, SLICE_EMPTY));
	EXPECT(mem_eq(&l, &before, sizeof(l)));
	EXPECT_OK(advance(&l, 1, 2));
}

TEST(new_authorities_take_over_when_their_block_is_finalised)
{
	static struct light l;
	struct slice logs[KIT_BLOCKS] = {[2] = scheduled(2), [5] = {0}};

	kit_init(&k, 1);
	logs[2] = scheduled(2);
	REQUIRE(start(&l, logs) == ERR_OK);
	EXPECT_ERR(ERR_SET_CHANGE, advance(&l, 1, 5)); /* runs past block 4 */
	EXPECT_OK(advance(&l, 1, 3));
	EXPECT(l.has_pending && l.pending_at == 4 && l.set.set_id == 3);
	EXPECT_ERR(ERR_SET_CHANGE, advance(&l, 4, 5));
	EXPECT_ERR(ERR_VOTER, advance_by(&l, 1, 4, 4, 4)); /* the old ones hand over */
	EXPECT_OK(advance(&l, 4, 4));
	EXPECT(!l.has_pending && l.set.set_id == 4 && mem_eq(l.set.list[0].id, k.keys[1].pub, 32));
	k.set.set_id = 4;
	EXPECT_ERR(ERR_VOTER, advance(&l, 5, 5));
	EXPECT_OK(advance_by(&l, 1, 5, 6, 6));
}

TEST(a_change_without_delay_takes_over_at_once)
{
	static struct light l;
	struct slice logs[KIT_BLOCKS] = {{0}};

	kit_init(&k, 1);
	logs[2] = scheduled(0);
	REQUIRE(start(&l, logs) == ERR_OK);
	EXPECT_ERR(ERR_SET_CHANGE, advance(&l, 1, 3));
	EXPECT_OK(advance(&l, 1, 2));
	EXPECT(l.set.set_id == 4 && !l.has_pending);
}

TEST(changes_that_cannot_be_followed_are_refused)
{
	static const u8 forced[] = {2};
	static struct light l;
	struct slice logs[KIT_BLOCKS] = {{0}};
	u8 full[64] = {2};
	struct slice one;

	kit_init(&k, 1);
	logs[1] = scheduled(5);
	logs[2] = scheduled(1);
	REQUIRE(start(&l, logs) == ERR_OK);
	EXPECT_ERR(ERR_CONFLICT, advance(&l, 1, 2));
	logs[1] = scheduled(UINT32_MAX);
	REQUIRE(start(&l, logs) == ERR_OK);
	EXPECT_ERR(ERR_OVERFLOW, advance(&l, 1, 1));
	logs[1] = SLICE_ARR(forced);
	REQUIRE(start(&l, logs) == ERR_OK);
	EXPECT_ERR(ERR_HEADER, advance(&l, 1, 1)); /* does not decode */
	one = scheduled(0);
	memcpy(full + 5, one.p + 1, one.n - 1);
	logs[1] = slice_of(full, one.n + 4);
	REQUIRE(start(&l, logs) == ERR_OK);
	EXPECT_ERR(ERR_FORCED_CHANGE, advance(&l, 1, 1));
}

TEST(reads_at_the_finalised_block_are_proven)
{
	static struct light l;
	struct slice value = {0}, wrong;
	struct storage_key absent = storage_key(SLICE_LIT("System"), SLICE_LIT("Numbers"));
	bool found = false;

	REQUIRE(start(&l, NULL) == ERR_OK);
	EXPECT_OK(light_read(&l, st.proof, storage_key_slice(&st.keys[0]), &st.a, &found, &value));
	EXPECT(found && slice_eq(value, SLICE_LIT("abcd")));
	EXPECT_OK(light_read(&l, st.proof, storage_key_slice(&absent), &st.a, &found, &value));
	EXPECT(!found);
	wrong = st.proof;
	l.state_root[0] ^= 1;
	EXPECT_ERR(ERR_PROOF,
	           light_read(&l, wrong, storage_key_slice(&st.keys[0]), &st.a, &found, &value));
}

TEST(a_sealed_client_comes_back_as_it_was)
{
	static u8 buf[LIGHT_ENCODED_MAX];
	static struct light l, back;
	struct slice logs[KIT_BLOCKS] = {{0}};
	struct wr w = wr_into(buf, sizeof(buf));
	size_t n;

	kit_init(&k, 1);
	logs[1] = scheduled(6);
	REQUIRE(start(&l, logs) == ERR_OK);
	for (u32 last = 2; last <= 7; last += 5) {
		EXPECT_OK(advance(&l, l.number + 1, last));
		EXPECT(l.has_pending == (last == 2));
		w = wr_into(buf, sizeof(buf));
		wr_light(&w, &l);
		REQUIRE(w.err == ERR_OK);
		n = w.n;
		EXPECT_OK(light_decode(&back, slice_of(buf, n)));
		w = wr_into(buf, sizeof(buf));
		wr_light(&w, &back);
		EXPECT(w.n == n && back.number == last && back.set.set_id == l.set.set_id);
		EXPECT(mem_eq(back.hash, l.hash, 32) && back.pending.num == l.pending.num);
		for (size_t i = 0; i < n; i++)
			EXPECT_ERR(ERR_SHORT, light_decode(&back, slice_of(buf, i)));
	}
}

TEST(the_largest_client_fits_its_bound)
{
	static u8 buf[LIGHT_ENCODED_MAX];
	static struct light l;
	struct wr w = wr_into(buf, sizeof(buf));

	l.set.num = l.pending.num = AUTHORITIES_MAX;
	l.has_pending = true;
	wr_light(&w, &l);
	EXPECT_OK(w.err);
}

TEST_MAIN()
