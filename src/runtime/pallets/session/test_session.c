#include "primitives/gen/aura_gen.h"
#include "primitives/gen/grandpa_gen.h"
#include "primitives/gen/session_gen.h"
#include "primitives/gen/sudo_gen.h"
#include "primitives/gen/validator_manager_gen.h"
#include "runtime/test_kit.h"

#define PERIOD KIT_SESSION

static struct kit kit;

static void run_to(u32 number)
{
	while (kit.number < number) {
		kit_begin(&kit);
		kit_end(&kit);
	}
}

static struct session_keys keys_of(u8 tag)
{
	struct session_keys k;

	memset(k.aura, tag, 32);
	memset(k.grandpa, tag + 1, 32);
	return k;
}

/* Sends set_keys in a block of its own. */
static struct kit_result set_keys(enum kit_key who, struct session_keys keys)
{
	struct session_set_keys_args a = {.keys = keys, .proof = SLICE_LIT("\1")};
	u8 call[128];
	struct wr w = wr_into(call, sizeof(call));
	struct kit_result r;

	wr_call_session_set_keys(&w, &a);
	KIT_MUST(w.err);
	kit_begin(&kit);
	r = kit_send(&kit, who, slice_of(call, w.n));
	kit_end(&kit);
	return r;
}

static struct kit_result purge_keys(enum kit_key who)
{
	struct session_purge_keys_args a = {0};
	u8 call[8];
	struct wr w = wr_into(call, sizeof(call));
	struct kit_result r;

	wr_call_session_purge_keys(&w, &a);
	kit_begin(&kit);
	r = kit_send(&kit, who, slice_of(call, w.n));
	kit_end(&kit);
	return r;
}

static const struct aura_authorities *aura_now(void)
{
	static struct aura_authorities out;
	struct slice raw;
	bool found;

	kit_get(&kit, aura_authorities_key(), &found, &raw);
	KIT_MUST(aura_authorities_decode(&out, raw));
	return &out;
}

static const struct grandpa_authorities *grandpa_now(u64 *set_id)
{
	static struct grandpa_authorities out;
	struct slice raw;
	bool found;

	kit_get(&kit, grandpa_current_set_id_key(), &found, &raw);
	KIT_MUST(grandpa_current_set_id_decode(set_id, raw));
	kit_get(&kit, grandpa_authorities_key(), &found, &raw);
	KIT_MUST(grandpa_authorities_decode(&out, raw));
	return &out;
}

static u32 session_now(void)
{
	struct slice raw;
	bool found;
	u32 index = 0;

	kit_get(&kit, session_current_index_key(), &found, &raw);
	if (found)
		KIT_MUST(session_current_index_decode(&index, raw));
	return index;
}

static const struct digest_item *digest_of(enum digest_kind kind, const u8 engine[4])
{
	for (u32 i = 0; i < kit.header.num_items; i++) {
		const struct digest_item *d = &kit.header.items[i];

		if (d->kind == kind && mem_eq(d->engine, engine, 4))
			return d;
	}
	return NULL;
}

static bool session_of_set(u64 set_id, u32 *session)
{
	struct slice raw;
	bool found;

	kit_get(&kit, grandpa_set_id_session_key(set_id), &found, &raw);
	if (found)
		KIT_MUST(grandpa_set_id_session_decode(session, raw));
	return found;
}

TEST(genesis_has_the_rows_that_upstream_makes)
{
	struct session_queued_keys queue;
	struct session_keys keys;
	struct typed_key k = {.key = slice_of(kit.ed_alice.pub, 32)};
	struct slice raw;
	u8 owner[32];
	bool found;

	kit_init(&kit, 32);
	k.key = slice_of(kit.ed_alice.pub, 32);
	memcpy(k.id, "gran", 4);
	kit_begin(&kit);
	kit_get(&kit, session_queued_keys_key(), &found, &raw);
	EXPECT(found);
	EXPECT_OK(session_queued_keys_decode(&queue, raw));
	EXPECT(queue.list.num == 1);
	EXPECT(mem_eq(queue.list.items[0].validator, kit.key[ALICE].pub, 32));
	kit_get(&kit, session_next_keys_key(kit.key[ALICE].pub), &found, &raw);
	EXPECT(found);
	EXPECT_OK(session_next_keys_decode(&keys, raw));
	EXPECT(mem_eq(keys.aura, kit.key[ALICE].pub, 32));
	EXPECT(mem_eq(keys.grandpa, kit.ed_alice.pub, 32));
	kit_get(&kit, session_key_owner_key(&k), &found, &raw);
	EXPECT(found);
	EXPECT_OK(session_key_owner_decode(owner, raw));
	EXPECT(mem_eq(owner, kit.key[ALICE].pub, 32));
	EXPECT(kit_account(&kit, kit.key[ALICE].pub).consumers == 1);
	kit_end(&kit);
	kit_free(&kit);
}

TEST(a_session_without_a_change_only_counts)
{
	struct slice fields;
	u64 set_id;
	u32 session;

	kit_init(&kit, 64);
	run_to(PERIOD - 1);
	EXPECT(session_now() == 0);
	run_to(PERIOD);
	EXPECT(session_now() == 1);
	EXPECT(kit_event(&kit, SESSION_PALLET, SESSION_EVENT_NEW_SESSION, 0, &fields));
	EXPECT(slice_eq(fields, SLICE_ARR(((const u8[]){1, 0, 0, 0}))));
	EXPECT(!kit_event(&kit, GRANDPA_PALLET, GRANDPA_EVENT_NEW_AUTHORITIES, 0, &fields));
	EXPECT(digest_of(DIGEST_CONSENSUS, engine_grandpa) == NULL);
	EXPECT(digest_of(DIGEST_CONSENSUS, engine_aura) == NULL);
	(void)grandpa_now(&set_id);
	EXPECT(set_id == 0);
	EXPECT(session_of_set(0, &session) && session == 1);
	kit_free(&kit);
}

/* Where upstream's logs go: substrate/primitives/consensus/{aura,grandpa}, tag 1 in both. */
TEST(new_keys_wait_a_session_and_then_both_digests_name_them)
{
	struct session_keys keys = keys_of(0x51);
	const struct digest_item *d;
	const struct grandpa_authorities *g;
	struct slice fields;
	u8 want[1 + 1 + 40 + 4] = {1, 4};
	u64 set_id;
	u32 session;

	kit_init(&kit, 64);
	EXPECT(!set_keys(ALICE, keys).failed);
	run_to(PERIOD); /* queued here */
	EXPECT(mem_eq(aura_now()->list.items[0], kit.key[ALICE].pub, 32));
	EXPECT(digest_of(DIGEST_CONSENSUS, engine_grandpa) == NULL);
	run_to(2 * PERIOD);
	EXPECT(session_now() == 2);
	EXPECT(aura_now()->list.num == 1);
	EXPECT(mem_eq(aura_now()->list.items[0], keys.aura, 32));
	g = grandpa_now(&set_id);
	EXPECT(set_id == 1 && g->list.num == 1 && g->list.items[0].weight == 1);
	EXPECT(mem_eq(g->list.items[0].id, keys.grandpa, 32));
	EXPECT(session_of_set(0, &session) && session == 1);
	EXPECT(session_of_set(1, &session) && session == 2);
	EXPECT(kit_event(&kit, GRANDPA_PALLET, GRANDPA_EVENT_NEW_AUTHORITIES, 0, &fields));
	memcpy(want + 2, keys.grandpa, 32);
	want[34] = 1;
	EXPECT(slice_eq(fields, slice_of(want + 1, 41)));
	d = digest_of(DIGEST_CONSENSUS, engine_grandpa);
	EXPECT(d != NULL && slice_eq(d->data, SLICE_ARR(want)));
	memcpy(want + 2, keys.aura, 32);
	d = digest_of(DIGEST_CONSENSUS, engine_aura);
	EXPECT(d != NULL && slice_eq(d->data, slice_of(want, 34)));
	run_to(2 * PERIOD + 1); /* announced once */
	EXPECT(digest_of(DIGEST_CONSENSUS, engine_grandpa) == NULL);
	run_to(3 * PERIOD);
	(void)grandpa_now(&set_id);
	EXPECT(set_id == 1);
	kit_free(&kit);
}

TEST(a_key_belongs_to_one_validator)
{
	struct kit_result r;
	struct session_keys mixed = keys_of(0x61);

	kit_init(&kit, 32);
	EXPECT(!set_keys(BOB, keys_of(0x61)).failed);
	EXPECT(!set_keys(BOB, keys_of(0x61)).failed);
	r = set_keys(CHARLIE, keys_of(0x61));
	EXPECT(kit_module(&r, SESSION_PALLET, SESSION_ERROR_DUPLICATED_KEY));
	memset(mixed.aura, 0x77, 32); /* the grandpa key alone is Bob's */
	r = set_keys(CHARLIE, mixed);
	EXPECT(kit_module(&r, SESSION_PALLET, SESSION_ERROR_DUPLICATED_KEY));
	EXPECT(!set_keys(BOB, keys_of(0x71)).failed); /* lets go of the first ones */
	EXPECT(!set_keys(CHARLIE, keys_of(0x61)).failed);
	EXPECT(kit_account(&kit, kit.key[BOB].pub).consumers == 1);
	kit_free(&kit);
}

TEST(purging_needs_keys_and_frees_them)
{
	struct kit_result r;

	kit_init(&kit, 32);
	r = purge_keys(BOB);
	EXPECT(kit_module(&r, SESSION_PALLET, SESSION_ERROR_NO_KEYS));
	EXPECT(!set_keys(BOB, keys_of(0x61)).failed);
	EXPECT(!purge_keys(BOB).failed);
	EXPECT(kit_account(&kit, kit.key[BOB].pub).consumers == 0);
	EXPECT(!set_keys(CHARLIE, keys_of(0x61)).failed);
	r = purge_keys(BOB);
	EXPECT(kit_module(&r, SESSION_PALLET, SESSION_ERROR_NO_KEYS));
	kit_free(&kit);
}

TEST(the_last_validator_cannot_leave_the_chain_without_authority)
{
	u64 set_id;

	kit_init(&kit, 64);
	EXPECT(!purge_keys(ALICE).failed);
	run_to(2 * PERIOD);
	EXPECT(mem_eq(aura_now()->list.items[0], kit.key[ALICE].pub, 32));
	(void)grandpa_now(&set_id);
	EXPECT(set_id == 0);
	kit_free(&kit);
}

/* sudo(register_validators or deregister_validators) of one account. */
static struct kit_result change_validators(enum kit_key from, bool add, enum kit_key who)
{
	struct validator_manager_register_validators_args reg = {.validators.num = 1};
	struct validator_manager_deregister_validators_args dereg = {.validators.num = 1};
	u8 inner[64], call[80];
	struct wr i = wr_into(inner, sizeof(inner)), w = wr_into(call, sizeof(call));
	struct sudo_sudo_args a;
	struct kit_result r;

	memcpy(reg.validators.items[0], kit.key[who].pub, 32);
	memcpy(dereg.validators.items[0], kit.key[who].pub, 32);
	if (add)
		wr_call_validator_manager_register_validators(&i, &reg);
	else
		wr_call_validator_manager_deregister_validators(&i, &dereg);
	a.call = slice_of(inner, i.n);
	wr_call_sudo_sudo(&w, &a);
	KIT_MUST(w.err);
	kit_begin(&kit);
	r = kit_send(&kit, from, slice_of(call, w.n));
	kit_end(&kit);
	return r;
}

TEST(root_adds_and_retires_validators_who_have_keys)
{
	const struct aura_authorities *aura;
	struct kit_result r;
	u64 set_id;

	kit_init(&kit, 64);
	r = change_validators(BOB, true, BOB);
	EXPECT(kit_module(&r, SUDO_PALLET, SUDO_ERROR_REQUIRE_SUDO));
	EXPECT(!set_keys(BOB, keys_of(0x61)).failed);
	EXPECT(!change_validators(ALICE, true, BOB).failed);
	EXPECT(!change_validators(ALICE, true, CHARLIE).failed); /* has no keys */
	run_to(2 * PERIOD);
	aura = aura_now();
	EXPECT(aura->list.num == 2);
	EXPECT(mem_eq(aura->list.items[0], kit.key[ALICE].pub, 32));
	EXPECT(mem_eq(aura->list.items[1], keys_of(0x61).aura, 32));
	EXPECT(grandpa_now(&set_id)->list.num == 2 && set_id == 1);
	EXPECT(!change_validators(ALICE, false, ALICE).failed);
	run_to(4 * PERIOD);
	aura = aura_now();
	EXPECT(aura->list.num == 1 && mem_eq(aura->list.items[0], keys_of(0x61).aura, 32));
	EXPECT(grandpa_now(&set_id)->list.num == 1 && set_id == 2);
	EXPECT(!change_validators(ALICE, false, BOB).failed); /* the last one stays */
	run_to(6 * PERIOD);
	EXPECT(aura_now()->list.num == 1);
	kit_free(&kit);
}

TEST_MAIN()
