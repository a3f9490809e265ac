/* The raw state of block 0, by the same keys and encoders that everybody uses. */
#include "runtime/pallets/balances/balances.h"
#include "runtime/pallets/transaction_payment/transaction_payment.h"
#include "runtime/runtime.h"

#include "primitives/gen/agents_gen.h"
#include "primitives/gen/aura_gen.h"
#include "primitives/gen/grandpa_gen.h"
#include "primitives/gen/registry_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "primitives/gen/timestamp_gen.h"

#define GENESIS_ITEMS  20u /* besides accounts */
#define SLOT_MS_MIN    50u
#define FRESHNESS_MS   60000u
#define FRESHNESS_MIN  4u
#define LIVENESS_MS    600000u
#define LIVENESS_MIN   40u

struct genesis {
	struct arena *a;
	struct trie_pair *pairs;
	size_t num;
	enum err err;
};

static void add(struct genesis *g, struct storage_key k, const struct wr *w)
{
	struct trie_pair *p = &g->pairs[g->num++];

	if (g->err == ERR_OK)
		g->err = w->err;
	if (g->err == ERR_OK)
		g->err = arena_dup(g->a, storage_key_slice(&k), &p->key);
	if (g->err == ERR_OK)
		g->err = arena_dup(g->a, slice_of(w->p, w->n), &p->value);
}

static void add_u32(struct genesis *g, struct storage_key k, u32 v)
{
	u8 buf[4];
	struct wr w = wr_into(buf, sizeof(buf));

	wr_u32(&w, v);
	add(g, k, &w);
}

static void add_u64(struct genesis *g, struct storage_key k, u64 v)
{
	u8 buf[8];
	struct wr w = wr_into(buf, sizeof(buf));

	wr_u64(&w, v);
	add(g, k, &w);
}

static void add_u128(struct genesis *g, struct storage_key k, u128 v)
{
	u8 buf[16];
	struct wr w = wr_into(buf, sizeof(buf));

	wr_u128(&w, v);
	add(g, k, &w);
}

static void add_authorities(struct genesis *g, const struct runtime_genesis *in)
{
	u8 buf[64];
	struct wr w = wr_into(buf, sizeof(buf));

	wr_compact(&w, 1);
	wr_bytes(&w, in->aura, 32);
	add(g, aura_authorities_key(), &w);
	w = wr_into(buf, sizeof(buf));
	wr_compact(&w, 1);
	wr_bytes(&w, in->grandpa, 32);
	wr_u64(&w, 1);
	add(g, grandpa_authorities_key(), &w);
	w = wr_into(buf, sizeof(buf));
	wr_bytes(&w, in->sudo, 32);
	add(g, sudo_key_key(), &w);
}

static void add_account(struct genesis *g, const struct runtime_endowment *e)
{
	struct account_info info = {.providers = 1};
	u8 buf[128];
	struct wr w = wr_into(buf, sizeof(buf));

	info.data.free = bal(e->amount);
	info.data.flags = BALANCES_NEW_LOGIC;
	wr_account_info(&w, &info);
	add(g, system_account_key(e->account), &w);
}

static u32 blocks_in(u64 ms, u64 slot_ms, u32 min)
{
	u64 n = ms / slot_ms;

	return n < min ? min : (u32)n;
}

/* Heapsort: no recursion, no libc, and genesis may have thousands of accounts. */
static void sift(struct trie_pair *p, size_t at, size_t num)
{
	for (;;) {
		size_t kid = 2 * at + 1;
		struct trie_pair t = p[at];

		if (kid >= num)
			return;
		if (kid + 1 < num && slice_cmp(p[kid].key, p[kid + 1].key) < 0)
			kid++;
		if (slice_cmp(p[at].key, p[kid].key) >= 0)
			return;
		p[at] = p[kid];
		p[kid] = t;
		at = kid;
	}
}

static enum err sort(struct trie_pair *p, size_t num)
{
	for (size_t i = num / 2; i > 0; i--)
		sift(p, i - 1, num);
	for (size_t n = num; n > 1; n--) {
		struct trie_pair t = p[0];

		p[0] = p[n - 1];
		p[n - 1] = t;
		sift(p, 0, n - 1);
	}
	for (size_t i = 1; i < num; i++)
		if (slice_eq(p[i - 1].key, p[i].key))
			return ERR_INVALID; /* an account twice */
	return ERR_OK;
}

static enum err add_balances(struct genesis *g, const struct runtime_genesis *in)
{
	struct balance total = bal(0);

	for (size_t i = 0; i < in->num_endowed; i++) {
		if (in->endowed[i].amount < BALANCES_EXISTENTIAL_DEPOSIT)
			return ERR_INVALID;
		if (!bal_add(&total, total, bal(in->endowed[i].amount)))
			return ERR_OVERFLOW;
		add_account(g, &in->endowed[i]);
	}
	add_u128(g, balances_total_issuance_key(), total.raw);
	return ERR_OK;
}

/* BlockHash[0] is not among the rows: its value is the hash of the header over this very state.
 * Block 1 writes it, as its parent. */
enum err runtime_genesis_state(const struct runtime_genesis *in, struct arena *a,
			       const struct trie_pair **pairs, size_t *num)
{
	struct genesis g = {.a = a};
	u8 flag[1];
	struct wr w = wr_into(flag, sizeof(flag));
	u32 fresh = in->freshness_blocks, live = in->liveness_blocks;

	if (in->slot_ms < SLOT_MS_MIN || in->num_endowed > SIZE_MAX - GENESIS_ITEMS)
		return ERR_INVALID;
	g.pairs = arena_zalloc(a, in->num_endowed + GENESIS_ITEMS, sizeof(*g.pairs));
	if (g.pairs == NULL)
		return ERR_NOMEM;
	TRY(add_balances(&g, in));
	add_authorities(&g, in);
	add_u32(&g, system_number_key(), 0);
	add_u64(&g, aura_slot_duration_key(), in->slot_ms);
	add_u64(&g, timestamp_minimum_period_key(), in->slot_ms / 2);
	add_u64(&g, grandpa_current_set_id_key(), 0);
	add_u128(&g, transaction_payment_next_fee_multiplier_key(), FEE_MULTIPLIER_ONE);
	wr_bool(&w, in->allow_unattested);
	add(&g, registry_allow_unattested_key(), &w);
	fresh = fresh != 0 ? fresh : blocks_in(FRESHNESS_MS, in->slot_ms, FRESHNESS_MIN);
	live = live != 0 ? live : blocks_in(LIVENESS_MS, in->slot_ms, LIVENESS_MIN);
	add_u32(&g, agents_freshness_window_key(), fresh);
	add_u32(&g, registry_liveness_window_key(), live);
	CHECK(g.num <= in->num_endowed + GENESIS_ITEMS);
	TRY(g.err);
	TRY(sort(g.pairs, g.num));
	*pairs = g.pairs;
	*num = g.num;
	return ERR_OK;
}
