/* The raw state of block 0, by the same keys and encoders that everybody uses. */
#include "runtime/genesis.h"
#include "attest/attest.h"
#include "runtime/pallets/balances/balances.h"
#include "runtime/pallets/registry/registry.h"
#include "runtime/pallets/transaction_payment/transaction_payment.h"
#include "runtime/profiles/profile.h"
#include "runtime/runtime.h"

#include "primitives/authority.h"
#include "primitives/gen/agents_gen.h"
#include "primitives/gen/aura_gen.h"
#include "primitives/gen/grandpa_gen.h"
#include "primitives/gen/registry_gen.h"
#include "primitives/gen/session_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "primitives/gen/timestamp_gen.h"

#define GENESIS_ITEMS  (34u + RUNTIME_ROOTS_MAX) /* besides accounts and validators */
#define PER_VALIDATOR  4u  /* two key owners, next keys, an account */
#define SLOT_MS_MIN    50u
#define FRESHNESS_MS   60000u
#define FRESHNESS_MIN  4u
#define LIVENESS_MS    600000u
#define LIVENESS_MIN   40u
#define SESSION_MS     600000u
#define SESSION_MIN    40u

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

/* add_made takes what was written into the rest of the arena. */
static void add_made(struct genesis *g, struct storage_key k, struct wr *w)
{
	struct slice value = SLICE_EMPTY;
	enum err e = wr_arena_done(w, g->a, &value);

	if (g->err == ERR_OK)
		g->err = e;
	if (g->err != ERR_OK)
		return;
	g->err = arena_dup(g->a, storage_key_slice(&k), &g->pairs[g->num].key);
	g->pairs[g->num++].value = value;
}

static u32 blocks_in(u64 ms, u64 slot_ms, u32 min)
{
	u64 n = ms / slot_ms;

	return n < min ? min : (u32)n;
}

void genesis_add_u32(struct genesis *g, struct storage_key k, u32 v)
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

static void add_aura(struct genesis *g, const struct runtime_validator *v, size_t num)
{
	struct wr w = wr_arena(g->a);

	wr_compact(&w, num);
	for (size_t i = 0; i < num; i++)
		wr_bytes(&w, v[i].aura, 32);
	add_made(g, aura_authorities_key(), &w);
}

static void add_grandpa(struct genesis *g, const struct runtime_validator *v, size_t num)
{
	struct wr w = wr_arena(g->a);

	wr_compact(&w, num);
	for (size_t i = 0; i < num; i++) {
		wr_bytes(&w, v[i].grandpa, 32);
		wr_u64(&w, 1);
	}
	add_made(g, grandpa_authorities_key(), &w);
	add_u64(g, grandpa_current_set_id_key(), 0);
	genesis_add_u32(g, grandpa_set_id_session_key(0), 0);
}

static void add_sudo(struct genesis *g, const struct runtime_genesis *in)
{
	static const u8 nobody[32];
	u8 buf[32];
	struct wr w = wr_into(buf, sizeof(buf));

	if (mem_eq(in->sudo, nobody, 32))
		return;
	wr_bytes(&w, in->sudo, 32);
	add(g, sudo_key_key(), &w);
}

static void wr_keys(struct wr *w, const struct runtime_validator *v)
{
	wr_bytes(w, v->aura, 32);
	wr_bytes(w, v->grandpa, 32);
}

static void add_key_owner(struct genesis *g, const u8 type[4], const u8 key[32],
			  const u8 account[32])
{
	struct typed_key k = {.key = slice_of(key, 32)};
	u8 buf[32];
	struct wr w = wr_into(buf, sizeof(buf));

	memcpy(k.id, type, sizeof(k.id));
	wr_bytes(&w, account, 32);
	add(g, session_key_owner_key(&k), &w);
}

static void add_session(struct genesis *g, const struct runtime_validator *v, size_t num)
{
	struct wr w = wr_arena(g->a);

	wr_compact(&w, num);
	for (size_t i = 0; i < num; i++)
		wr_bytes(&w, v[i].account, 32);
	add_made(g, session_validators_key(), &w);
	w = wr_arena(g->a);
	wr_compact(&w, num);
	for (size_t i = 0; i < num; i++) {
		wr_bytes(&w, v[i].account, 32);
		wr_keys(&w, &v[i]);
	}
	add_made(g, session_queued_keys_key(), &w);
	for (size_t i = 0; i < num; i++) {
		u8 buf[64];

		w = wr_into(buf, sizeof(buf));
		wr_keys(&w, &v[i]);
		add(g, session_next_keys_key(v[i].account), &w);
		add_key_owner(g, key_type_aura, v[i].aura, v[i].account);
		add_key_owner(g, key_type_grandpa, v[i].grandpa, v[i].account);
	}
}

void genesis_add_sessions(struct genesis *g, const struct runtime_genesis *in)
{
	u32 session = in->session_blocks;

	session = session != 0 ? session : blocks_in(SESSION_MS, in->slot_ms, SESSION_MIN);
	add_grandpa(g, in->validators, in->num_validators);
	add_session(g, in->validators, in->num_validators);
	genesis_add_u32(g, session_period_key(), session);
}

/* Session keys hold their account alive, as Session.set_keys has it. */
static void add_account(struct genesis *g, const struct runtime_endowment *e, bool validates)
{
	struct account_info info = {.providers = 1, .consumers = validates};
	u8 buf[128];
	struct wr w = wr_into(buf, sizeof(buf));

	info.data.free = bal(e->amount);
	info.data.flags = BALANCES_NEW_LOGIC;
	wr_account_info(&w, &info);
	add(g, system_account_key(e->account), &w);
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

static bool validates(const struct runtime_genesis *in, const u8 account[32])
{
	for (size_t i = 0; profile_has_sessions && i < in->num_validators; i++)
		if (mem_eq(in->validators[i].account, account, 32))
			return true;
	return false;
}

static bool is_endowed(const struct runtime_genesis *in, const u8 account[32])
{
	for (size_t i = 0; i < in->num_endowed; i++)
		if (mem_eq(in->endowed[i].account, account, 32))
			return true;
	return false;
}

static enum err add_balances(struct genesis *g, const struct runtime_genesis *in)
{
	struct runtime_endowment poor = {.amount = 0};
	struct balance total = bal(0);

	for (size_t i = 0; i < in->num_endowed; i++) {
		if (in->endowed[i].amount < BALANCES_EXISTENTIAL_DEPOSIT)
			return ERR_INVALID;
		if (!bal_add(&total, total, bal(in->endowed[i].amount)))
			return ERR_OVERFLOW;
		add_account(g, &in->endowed[i], validates(in, in->endowed[i].account));
	}
	/* As upstream: a validator without tokens has an account for its keys alone. */
	for (size_t i = 0; i < in->num_validators; i++) {
		memcpy(poor.account, in->validators[i].account, 32);
		if (!is_endowed(in, poor.account))
			add_account(g, &poor, false);
	}
	add_u128(g, balances_total_issuance_key(), total.raw);
	return ERR_OK;
}

static void add_bool(struct genesis *g, struct storage_key k, bool v)
{
	u8 flag[1];
	struct wr w = wr_into(flag, sizeof(flag));

	wr_bool(&w, v);
	add(g, k, &w);
}

static enum err add_roots(struct genesis *g, const struct runtime_genesis *in)
{
	if (in->num_attestation_roots > RUNTIME_ROOTS_MAX)
		return ERR_INVALID;
	for (size_t i = 0; i < in->num_attestation_roots; i++) {
		struct attest_root root;
		struct wr w;

		if (attest_root_open(&root, in->attestation_roots[i]) != ATTEST_OK)
			return ERR_INVALID;
		if (!root.production && !in->development)
			return ERR_DENIED;
		w = wr_arena(g->a);
		wr_vec(&w, root.der);
		add_made(g, registry_roots_key(root.id), &w);
	}
	return ERR_OK;
}

static enum err add_registry(struct genesis *g, const struct runtime_genesis *in)
{
	u32 live = in->liveness_blocks;
	struct attestation_policy p;
	struct wr w;

	add_bool(g, registry_allow_unattested_key(), in->allow_unattested);
	live = live != 0 ? live : blocks_in(LIVENESS_MS, in->slot_ms, LIVENESS_MIN);
	genesis_add_u32(g, registry_liveness_window_key(), live);
	if (in->development) {
		add_bool(g, registry_allow_development_roots_key(), true);
		registry_policy_development(&p);
		w = wr_arena(g->a);
		wr_attestation_policy(&w, &p);
		add_made(g, registry_attestation_policy_key(), &w);
	}
	return add_roots(g, in);
}

static enum err add_rows(struct genesis *g, const struct runtime_genesis *in)
{
	u32 fresh = in->freshness_blocks;

	TRY(add_balances(g, in));
	add_aura(g, in->validators, in->num_validators);
	add_sudo(g, in);
	genesis_add_u32(g, system_number_key(), 0);
	add_u64(g, aura_slot_duration_key(), in->slot_ms);
	add_u64(g, timestamp_minimum_period_key(), in->slot_ms / 2);
	add_u128(g, transaction_payment_next_fee_multiplier_key(), FEE_MULTIPLIER_ONE);
	TRY(add_registry(g, in));
	fresh = fresh != 0 ? fresh : blocks_in(FRESHNESS_MS, in->slot_ms, FRESHNESS_MIN);
	genesis_add_u32(g, agents_freshness_window_key(), fresh);
	profile_genesis(g, in);
	if (in->code.n != 0)
		g->pairs[g->num++] = (struct trie_pair){SLICE_LIT(":code"), in->code};
	return g->err;
}

/* BlockHash[0] is not among the rows: its value is the hash of the header over this very state.
 * Block 1 writes it, as its parent. */
enum err runtime_genesis_state(const struct runtime_genesis *in, struct arena *a,
			       const struct trie_pair **pairs, size_t *num)
{
	struct runtime_genesis full = *in;
	struct runtime_validator only;
	struct genesis g = {.a = a};
	size_t cap;

	if (in->slot_ms < SLOT_MS_MIN || in->num_validators > RUNTIME_VALIDATORS_MAX)
		return ERR_INVALID;
	if (in->num_validators == 0) {
		memcpy(only.account, in->sudo, 32);
		memcpy(only.aura, in->aura, 32);
		memcpy(only.grandpa, in->grandpa, 32);
		full.validators = &only;
		full.num_validators = 1;
	}
	if (!ADD_OK(in->num_endowed, GENESIS_ITEMS + PER_VALIDATOR * full.num_validators, &cap))
		return ERR_INVALID;
	g.pairs = arena_zalloc(a, cap, sizeof(*g.pairs));
	if (g.pairs == NULL)
		return ERR_NOMEM;
	TRY(add_rows(&g, &full));
	CHECK(g.num <= cap);
	TRY(sort(g.pairs, g.num));
	*pairs = g.pairs;
	*num = g.num;
	return ERR_OK;
}
