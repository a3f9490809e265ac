/* One enclave between a chain, a host and a box that the tests play. */
#include "attest/attest.h"
#include "worker/trusted/test_run.h"

/* --- boot and chain ------------------------------------------------------------------------------
 */

TEST(a_request_before_init_is_refused_and_init_happens_once)
{
	struct wr w;
	struct msg_heartbeat m = {.seq = 1};

	set_up();
	kit_init_with(&kit, kit.chain.genesis);
	EXPECT(kit_refused(&kit, ERR_STATE));
	w = kit_msg(&kit);
	wr_msg_heartbeat(&w, &m);
	EXPECT_OK(kit_send(&kit, MSG_HEARTBEAT, &w));
	EXPECT(kit_refused(&kit, ERR_STATE));
	EXPECT_ERR(ERR_TAG, kit_send(&kit, (enum msg_id)99, &w));
	tear_down();
}

TEST(the_identity_survives_a_restart_and_no_other_chain_gets_it)
{
	u8 other[32] = {1}, pub[32];

	set_up();
	memcpy(pub, kit.pub, 32);
	worker_release(kit.w);
	kit_boot(&kit);
	kit_init_with(&kit, other);
	EXPECT(kit_refused(&kit, ERR_GENESIS));
	kit_init_with(&kit, kit.chain.genesis);
	kit_keep_identity(&kit);
	EXPECT(mem_eq(pub, kit.pub, 32));
	tear_down();
}

TEST(a_damaged_identity_is_refused)
{
	set_up();
	worker_release(kit.w);
	kit_boot(&kit);
	((u8 *)(uintptr_t)kit.sealed.p)[40] ^= 1;
	kit_init_with(&kit, kit.chain.genesis);
	EXPECT(kit_refused(&kit, ERR_DECRYPT));
	tear_down();
}

TEST(a_lying_host_cannot_move_the_head)
{
	struct ed25519_pair mallory;
	struct slice forged;

	set_up();
	kit_advance(&kit);
	KIT_OK(ed25519_from_uri(&mallory, SLICE_LIT("//Mallory")));
	kit_block(&kit.chain);
	forged = kit_dup(&kit.a, kit.chain.header);
	((u8 *)(uintptr_t)forged.p)[40] ^= 1; /* another state root */
	kit_sync_with(&kit, forged, kit.chain.justification);
	EXPECT(kit_refused(&kit, ERR_TARGET));
	kit_justify(&kit.chain, &mallory);
	kit_sync_with(&kit, kit.chain.header, kit.chain.justification);
	EXPECT(kit_refused(&kit, ERR_VOTER));
	kit_justify(&kit.chain, &kit.chain.authority);
	kit_sync_with(&kit, kit.chain.header, kit.chain.justification);
	EXPECT(kit_last(&kit, MSG_SYNCED) != NULL);
	EXPECT(kit.w->light.number == kit.chain.number);
	tear_down();
}

TEST(the_clock_keeps_to_the_verified_head)
{
	struct msg_tick m = {.now_ms = KIT_TIME0 * 2};
	struct wr w;

	set_up();
	kit_advance(&kit);
	w = kit_msg(&kit);
	wr_msg_tick(&w, &m);
	EXPECT_OK(kit_send(&kit, MSG_TICK, &w));
	EXPECT(kit.w->clock_ms == KIT_TIME0 + 1000u + CLOCK_AHEAD_MS);
	m.now_ms = 5;
	w = kit_msg(&kit);
	wr_msg_tick(&w, &m);
	EXPECT_OK(kit_send(&kit, MSG_TICK, &w));
	EXPECT(kit.w->clock_ms == KIT_TIME0 + 1000u + CLOCK_AHEAD_MS);
	tear_down();
}

TEST(each_boot_registers_a_higher_incarnation)
{
	u64 first;

	set_up();
	kit_advance(&kit);
	kit_register(&kit);
	first = kit.w->incarnation;
	EXPECT(first >= 1);
	kit_advance(&kit);
	worker_release(kit.w);
	kit_boot(&kit);
	kit_init_with(&kit, kit.chain.genesis);
	kit_register(&kit);
	EXPECT(kit.w->incarnation > first);
	tear_down();
}

static bool quote_says(struct slice quote, const struct slice *parts, size_t num)
{
	static const u8 zeros[32];
	static struct attest_quote q;
	u8 hash[32], m[32], mine[32];

	if (attest_quote_parse(&q, quote) != ATTEST_OK)
		return false;
	blake2_256_parts(hash, parts, num);
	attest_measurement(m, &q);
	pal_measurement(mine);
	return mem_eq(q.report_data, hash, 32) && mem_eq(q.report_data + 32, zeros, 32) &&
	       mem_eq(m, mine, 32);
}

static void remove_pki(const char *pki)
{
	static const char *const names[] = {"seed", "root.der"};
	char path[128];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", pki, names[i]);
		(void)unlink(path);
	}
	(void)rmdir(pki);
}

TEST(registration_and_renewal_come_with_a_quote_that_binds_them)
{
	char pki[96];
	struct msg_registration reg;
	struct msg_renewal ren;
	struct msg_renew m = {0};
	struct wr w;
	struct rd r;
	u8 named[76];

	set_up();
	(void)snprintf(pki, sizeof(pki), "%s/pki", state_dir);
	KIT_OK(pal_start(
	    &(struct pal_opts){.port = "sim", .state_dir = state_dir, .pki_dir = pki}));
	worker_release(kit.w);
	kit_boot(&kit);
	kit_init_with(&kit, kit.chain.genesis);
	kit_keep_identity(&kit);
	EXPECT(kit.w->tee == TEE_SGX);
	kit_advance(&kit);
	w = kit_msg(&kit);
	m.seq = ++kit.seq;
	wr_msg_renew(&w, &m);
	EXPECT_OK(kit_send(&kit, MSG_RENEW, &w));
	EXPECT(kit_refused(&kit, ERR_STATE)); /* nothing is registered yet */
	kit_register(&kit);
	r = rd_from(kit_last(&kit, MSG_REGISTRATION)->body);
	rd_msg_registration(&r, &reg);
	EXPECT_OK(rd_end(&r));
	EXPECT(quote_says(reg.quote,
	                  (const struct slice[]){SLICE_LIT("phala/attest/register/v3"), reg.info},
	                  2));
	w = kit_msg(&kit);
	m.seq = ++kit.seq;
	wr_msg_renew(&w, &m);
	EXPECT_OK(kit_send(&kit, MSG_RENEW, &w));
	REQUIRE(kit_last(&kit, MSG_RENEWAL) != NULL);
	r = rd_from(kit_last(&kit, MSG_RENEWAL)->body);
	rd_msg_renewal(&r, &ren);
	EXPECT_OK(rd_end(&r));
	EXPECT(ren.incarnation == kit.w->incarnation && ren.block_number == kit.chain.number);
	w = wr_into(named, sizeof(named));
	wr_bytes(&w, kit.pub, 32);
	wr_u64(&w, ren.incarnation);
	wr_u32(&w, ren.block_number);
	wr_bytes(&w, ren.block_hash, 32);
	EXPECT(quote_says(ren.quote,
	                  (const struct slice[]){SLICE_LIT("phala/attest/renew/v1"),
	                                         SLICE_ARR(kit.chain.genesis), SLICE_ARR(named)},
	                  3));
	remove_pki(pki);
	tear_down();
}

TEST(a_rolled_back_boot_is_not_taken_for_an_older_one_in_the_real_past)
{
	struct msg_register m = {0};
	struct storage_key key;
	struct slice absent, old_light;
	struct wr w;

	set_up();
	kit_advance(&kit);
	old_light = kit.light;
	key = registry_workers_v3_key(kit.pub);
	absent = kit_prove(&kit.chain, &key, 1);
	kit_register(&kit);
	put_agent(3);
	put_lease(5);
	put_trigger();
	kit_advance(&kit);
	/* Another boot from the old light client walks the same blocks. */
	worker_release(kit.w);
	kit_boot(&kit);
	kit.light = old_light;
	kit_init_with(&kit, kit.chain.genesis);
	m.seq = ++kit.seq;
	m.proof = absent;
	w = kit_msg(&kit);
	wr_msg_register(&w, &m);
	EXPECT_OK(kit_send(&kit, MSG_REGISTER, &w));
	EXPECT(kit_last(&kit, MSG_REGISTRATION) != NULL);
	kit_sync_with(&kit, kit.chain.header, kit.chain.justification);
	EXPECT(kit_last(&kit, MSG_SYNCED) != NULL);
	start_run(SLICE_EMPTY);
	EXPECT(kit_refused(&kit, ERR_CONFLICT));
	EXPECT(kit_last_box(&kit, BOX_START) == NULL);
	tear_down();
}

TEST(on_the_way_up_the_time_may_stay_unknown_but_nobody_registers_then)
{
	struct msg_register m = {0};
	struct wr w;

	set_up();
	kit_block(&kit.chain);
	kit_sync_timed(&kit, kit.chain.header, kit.chain.justification, SLICE_EMPTY);
	EXPECT(kit_last(&kit, MSG_SYNCED) != NULL && kit.w->light.number == 1);
	m.seq = ++kit.seq;
	w = kit_msg(&kit);
	wr_msg_register(&w, &m);
	EXPECT_OK(kit_send(&kit, MSG_REGISTER, &w));
	EXPECT(kit_refused(&kit, ERR_STALE));
	kit_advance(&kit);
	kit_register(&kit);
	kit_block(&kit.chain);
	kit_sync_timed(&kit, kit.chain.header, kit.chain.justification, SLICE_EMPTY);
	EXPECT(kit_refused(&kit, ERR_SHORT));
	EXPECT(kit.w->light.number == 2 && kit.w->head_ms != 0);
	tear_down();
}

TEST(the_time_of_a_foreign_light_client_does_not_become_ours)
{
	struct kit_chain mine;
	struct slice sealed, foreign;

	set_up();
	sealed = kit.sealed;
	mine = kit.chain;
	/* The host's own chain, with its own worker, far in the future. */
	worker_release(kit.w);
	kit_boot(&kit);
	kit.sealed = SLICE_EMPTY;
	kit_chain_init(&kit.chain);
	kit_put(&kit.chain, registry_workers_v3_key(kit.pub), SLICE_LIT("x"));
	kit_chain_start(&kit.chain);
	kit.chain.time0 = KIT_TIME0 * 2;
	kit_init_with(&kit, kit.chain.genesis);
	kit_advance(&kit);
	foreign = kit.light;
	worker_release(kit.w);
	kit_boot(&kit);
	kit_give(&kit.chain.a);
	kit.chain = mine;
	kit.sealed = sealed;
	kit.light = foreign;
	kit_init_with(&kit, kit.chain.genesis);
	EXPECT(kit_refused(&kit, ERR_GENESIS));
	kit.light = SLICE_EMPTY;
	kit_init_with(&kit, kit.chain.genesis);
	EXPECT(kit_last(&kit, MSG_INIT_DONE) != NULL);
	EXPECT(kit.w->clock_ms == KIT_TIME0);
	tear_down();
}

/* --- runs
 * -------------------------------------------------------------------------------------------- */

TEST(a_run_goes_from_trigger_to_signed_receipt)
{
	struct box_event ev;
	struct msg_result m;
	struct receipt x;
	u8 hash[32];

	set_up_registered();
	start_run(SLICE_EMPTY);
	REQUIRE(kit_last_box(&kit, BOX_START) != NULL);
	box_sleeps(1, 0);
	kit_tick(&kit);
	EXPECT(!last_event(&ev)); /* not before the record is on the disk */
	stored(last_store().token);
	REQUIRE(last_event(&ev));
	EXPECT(ev.call_id == 1 && ev.status == BOX_STATUS_DONE);
	box_ends(OUTCOME_OK, "{\"score\":1}");
	EXPECT(kit_last(&kit, MSG_RESULT) == NULL); /* not before the end is on the disk */
	stored(last_store().token);
	REQUIRE(last_result(&x, &m));
	blake2_256(hash, SLICE_LIT("{\"score\":1}"));
	EXPECT(mem_eq(x.output_hash, hash, 32) && x.outcome == OUTCOME_OK);
	EXPECT(mem_eq(x.trigger, trigger_id, 32) && mem_eq(x.agent, agent, 32));
	EXPECT(x.incarnation == kit.w->incarnation && x.lease_epoch == 5 && x.tee == TEE_NONE);
	EXPECT(x.head_number == kit.chain.number && mem_eq(x.head_hash, kit.chain.hash, 32));
	tear_down();
}

TEST(a_run_goes_on_from_its_journal_after_a_restart)
{
	struct slice journal;
	struct box_event ev;
	struct msg_result m;
	struct receipt x;
	u8 run_id[32];

	set_up_registered();
	start_run(SLICE_EMPTY);
	memcpy(run_id, kit.w->lanes[0].run.run_id, 32);
	box_sleeps(1, 0);
	kit_tick(&kit);
	journal = journal_file();
	worker_release(kit.w);
	kit_boot(&kit);
	kit_init_with(&kit, kit.chain.genesis);
	kit_register(&kit);
	kit_advance(&kit);
	start_run(journal);
	EXPECT(!last_event(&ev));
	box_sleeps(1, 0); /* the guest asks again and is answered from the record */
	REQUIRE(last_event(&ev));
	EXPECT(ev.call_id == 1);
	box_sleeps(2, 0); /* and from here on it is new */
	kit_tick(&kit);
	stored(last_store().token);
	REQUIRE(last_event(&ev));
	EXPECT(ev.call_id == 2);
	box_ends(OUTCOME_OK, "1");
	stored(last_store().token);
	REQUIRE(last_result(&x, &m));
	EXPECT(mem_eq(x.run_id, run_id, 32) && x.incarnation == kit.w->incarnation);
	tear_down();
}

TEST(a_finished_run_is_signed_again_with_the_same_root_and_a_fresh_head)
{
	struct msg_result m;
	struct receipt first, again;
	struct slice journal;

	set_up_registered();
	start_run(SLICE_EMPTY);
	box_ends(OUTCOME_OK, "1");
	stored(last_store().token);
	REQUIRE(last_result(&first, &m));
	journal = journal_file();
	kit_advance(&kit);
	kit.num_host = 0;
	start_run(journal);
	box_ends(OUTCOME_OK, "1");
	REQUIRE(last_result(&again, &m));
	EXPECT(mem_eq(first.journal_root, again.journal_root, 32));
	EXPECT(mem_eq(first.run_id, again.run_id, 32));
	EXPECT(again.head_number == first.head_number + 1 && again.sequence == 1);
	tear_down();
}

TEST(a_guest_that_asks_for_something_else_in_its_replay_is_stopped)
{
	struct slice journal;

	set_up_registered();
	start_run(SLICE_EMPTY);
	box_sleeps(1, 0);
	kit_tick(&kit);
	journal = journal_file();
	box_ends(OUTCOME_OK, "1");
	stored(last_store().token);
	start_run(journal);
	box_sleeps(1, 77);
	EXPECT(dropped(ERR_DIVERGED));
	EXPECT(kit_last_box(&kit, BOX_CANCEL) != NULL);
	tear_down();
}

TEST(a_finished_run_that_ends_differently_is_not_signed)
{
	struct slice journal;

	set_up_registered();
	start_run(SLICE_EMPTY);
	box_ends(OUTCOME_OK, "1");
	stored(last_store().token);
	journal = journal_file();
	kit.num_host = 0;
	start_run(journal);
	box_ends(OUTCOME_OK, "2");
	EXPECT(dropped(ERR_DIVERGED) && kit_last(&kit, MSG_RESULT) == NULL);
	tear_down();
}

TEST(what_the_chain_does_not_say_does_not_run)
{
	static struct msg_run m;

	set_up_registered();
	run_request(&m);
	m.bundle = SLICE_LIT("other code");
	send_run(&m);
	EXPECT(kit_refused(&kit, ERR_CHECKSUM));
	kit_del(&kit.chain, agents_triggers_key(trigger_id));
	kit_advance(&kit);
	start_run(SLICE_EMPTY);
	EXPECT(kit_refused(&kit, ERR_NOT_FOUND)); /* recorded already: a replay */
	put_trigger();
	kit_block(&kit.chain); /* a newer state than the verified head */
	start_run(SLICE_EMPTY);
	EXPECT(kit_refused(&kit, ERR_PROOF));
	EXPECT(kit_last_box(&kit, BOX_START) == NULL);
	tear_down();
}

TEST(an_older_boot_and_a_foreign_lease_do_not_run)
{
	struct worker_info_v3 row = {.incarnation = 9};
	struct lease l = {.epoch = 6, .expires = 1000};
	u8 buf[256];
	struct wr w = wr_into(buf, sizeof(buf));

	set_up_registered();
	wr_lease(&w, &l);
	kit_put(&kit.chain, agents_leases_key(agent), slice_of(buf, w.n));
	kit_advance(&kit);
	start_run(SLICE_EMPTY);
	EXPECT(kit_refused(&kit, ERR_DENIED));
	put_lease(7);
	w = wr_into(buf, sizeof(buf));
	wr_worker_info_v3(&w, &row);
	kit_put(&kit.chain, registry_workers_v3_key(kit.pub), slice_of(buf, w.n));
	kit_advance(&kit);
	start_run(SLICE_EMPTY);
	EXPECT(kit_refused(&kit, ERR_CONFLICT));
	tear_down();
}

TEST(a_box_that_breaks_its_protocol_is_cut_off_and_the_run_ends_as_a_trap)
{
	struct msg_result m;
	struct receipt x;

	set_up_registered();
	start_run(SLICE_EMPTY);
	box_sleeps(5, 0); /* ids count from 1 */
	EXPECT(kit.box_lost && worker_lanes(kit.w) == 1);
	stored(last_store().token);
	REQUIRE(last_result(&x, &m));
	EXPECT(x.outcome == OUTCOME_TRAP && worker_lanes(kit.w) == 0);
	tear_down();
}

/* --- boxes and hosts that do not keep to the rules
 * -------------------------------------------------- */

static void box_calls(u32 id, u8 kind, struct slice payload)
{
	struct wr w = kit_msg(&kit);
	struct box_call c = {.call_id = id, .kind = kind, .payload = payload};

	box_put_call(&w, &c);
	box_says(&w);
}

static void box_aborts(u32 id)
{
	struct wr w = kit_msg(&kit);

	box_put_abort(&w, id);
	box_says(&w);
}

static void box_logs(const char *text)
{
	struct wr w = kit_msg(&kit);
	struct box_log log = {.level = 1, .text = slice_str(text)};

	box_put_log(&w, &log);
	box_says(&w);
}

TEST(a_guest_that_asks_with_more_than_fits_ends_typed_and_keeps_its_box)
{
	static u8 big[BOX_PAYLOAD_MAX];
	struct msg_result m;
	struct receipt x;
	size_t mark;
	u32 id = 1;

	manifest = MANIFEST_WITH("1000");
	set_up_registered();
	start_run(SLICE_EMPTY);
	while (kit_last_box(&kit, BOX_CANCEL) == NULL) {
		REQUIRE(id < 1000);
		mark = arena_mark(&kit.a);
		box_calls(id++, BOX_FETCH, SLICE_ARR(big)); /* each is refused as malformed */
		if (kit.num_host > 200)
			kit.num_host = 1;
		if (kit_last_box(&kit, BOX_CANCEL) == NULL)
			arena_rewind(&kit.a, mark);
	}
	EXPECT(id > 64 && id < 200);
	box_calls(id++, BOX_FETCH, SLICE_ARR(big)); /* on their way before the box reads CANCEL */
	box_aborts(7000);
	EXPECT(!kit.box_lost);
	box_ends(OUTCOME_OK, "1"); /* and it was faster: our decision counts */
	stored(last_store().token);
	REQUIRE(last_result(&x, &m));
	EXPECT(x.outcome == OUTCOME_HOST_CALLS && m.output.n == 0);
	EXPECT(kit.w->lanes[0].state == LANE_FREE);
	tear_down();
	manifest = MANIFEST_WITH("8");
}

TEST(a_guest_that_makes_too_many_calls_comes_out_the_same_in_a_replay)
{
	struct msg_result m;
	struct receipt x, again;
	struct slice journal;

	set_up_registered();
	start_run(SLICE_EMPTY);
	for (u32 i = 1; i <= 9; i++)
		box_sleeps(i, 1000);
	EXPECT(kit_last_box(&kit, BOX_CANCEL) != NULL);
	box_ends(OUTCOME_OK, "1");
	stored(last_store().token);
	REQUIRE(last_result(&x, &m));
	EXPECT(x.outcome == OUTCOME_HOST_CALLS && x.cost.host_calls == 8);
	journal = journal_file();
	kit.num_host = kit.num_box = 0;
	start_run(journal);
	box_ends(OUTCOME_AGENT_ERROR, ""); /* obeys, or got further, or not as far */
	REQUIRE(last_result(&again, &m));
	EXPECT(again.outcome == OUTCOME_HOST_CALLS);
	EXPECT(mem_eq(x.journal_root, again.journal_root, 32));
	tear_down();
}

TEST(a_run_that_hit_a_limit_of_time_is_signed_again_although_the_guest_gets_further)
{
	static const enum receipt_outcome limits[] = {OUTCOME_CPU, OUTCOME_WALL, OUTCOME_MEMORY,
	                                              OUTCOME_TRAP};
	struct msg_result m;
	struct receipt x;
	struct slice journal;

	for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
		set_up_registered();
		start_run(SLICE_EMPTY);
		box_ends(limits[i], "");
		stored(last_store().token);
		journal = journal_file();
		kit.num_host = kit.num_box = 0;
		start_run(journal);
		EXPECT(kit_last_box(&kit, BOX_CANCEL) != NULL);
		box_ends(OUTCOME_OK, "1");
		REQUIRE(last_result(&x, &m));
		EXPECT(x.outcome == limits[i] && m.output.n == 0);
		tear_down();
	}
}

TEST(a_run_whose_box_died_is_signed_again_when_the_next_box_dies_too)
{
	struct msg_result m;
	struct receipt x;
	struct slice journal;

	set_up_registered();
	start_run(SLICE_EMPTY);
	worker_box_gone(kit.w, 0);
	stored(last_store().token);
	REQUIRE(last_result(&x, &m));
	journal = journal_file();
	worker_release(kit.w);
	kit_boot(&kit);
	kit_init_with(&kit, kit.chain.genesis);
	kit_register(&kit);
	kit_advance(&kit);
	start_run(journal);
	worker_box_gone(kit.w, 0);
	REQUIRE(last_result(&x, &m));
	EXPECT(x.outcome == OUTCOME_TRAP);
	tear_down();
}

TEST(a_box_that_dies_in_a_replay_does_not_make_the_run_diverge)
{
	struct slice journal;

	set_up_registered();
	start_run(SLICE_EMPTY);
	box_sleeps(1, 0);
	kit_tick(&kit);
	stored(last_store().token);
	box_ends(OUTCOME_OK, "1");
	stored(last_store().token);
	journal = journal_file();
	kit.num_host = 0;
	start_run(journal);
	worker_box_gone(kit.w, 0); /* before it made the call that the record answers */
	EXPECT(dropped(ERR_TRAP) && kit_last(&kit, MSG_RESULT) == NULL);
	EXPECT(kit.w->lanes[0].state == LANE_LOST);
	tear_down();
}

TEST(a_call_that_left_and_was_aborted_stands_in_the_receipt_and_in_its_replay)
{
	struct msg_result m;
	struct receipt x, again;
	struct slice journal;

	set_up_registered();
	start_run(SLICE_EMPTY);
	box_fetches(1, "https://api.example/leak", NULL);
	stored(last_store().token);
	EXPECT(kit_last(&kit, MSG_NET_OPEN) != NULL);
	box_aborts(1);
	EXPECT(kit_last(&kit, MSG_NET_CLOSE) != NULL);
	box_ends(OUTCOME_OK, "1");
	stored(last_store().token);
	REQUIRE(last_result(&x, &m));
	REQUIRE(x.num_egress == 1);
	EXPECT(slice_eq(x.egress[0].host, SLICE_LIT("api.example")) && x.egress[0].status == 0);
	journal = journal_file();
	kit.num_host = kit.num_box = 0;
	start_run(journal);
	box_fetches(1, "https://api.example/leak", NULL);
	box_aborts(1);
	box_ends(OUTCOME_OK, "1");
	REQUIRE(last_result(&again, &m));
	EXPECT(again.num_egress == 1 && mem_eq(x.journal_root, again.journal_root, 32));
	tear_down();
}

TEST(a_replay_that_sends_something_else_than_its_record_says_is_stopped)
{
	struct slice journal;

	set_up_registered();
	start_run(SLICE_EMPTY);
	box_fetches(1, "https://api.example/a", NULL);
	journal = journal_file();
	box_ends(OUTCOME_OK, "1");
	stored(last_store().token);
	start_run(journal);
	box_fetches(1, "https://api.example/b", NULL);
	EXPECT(dropped(ERR_DIVERGED));
	tear_down();
}

TEST(a_box_that_aborts_twice_or_floods_the_log_is_cut_off)
{
	set_up_registered();
	start_run(SLICE_EMPTY);
	box_sleeps(1, 1000);
	box_aborts(1);
	EXPECT(!kit.box_lost);
	box_aborts(1);
	EXPECT(kit.box_lost);
	tear_down();
	set_up_registered();
	start_run(SLICE_EMPTY);
	for (u32 i = 0; i < LANE_LOGS_MAX; i++) {
		box_logs("x");
		kit.num_host = 1;
	}
	EXPECT(!kit.box_lost);
	box_logs("x");
	EXPECT(kit.box_lost);
	tear_down();
}

TEST(an_output_that_is_not_canonical_JSON_is_not_signed)
{
	static const char *const bad[] = {"{\"b\":1,\"a\":2}", "", "1.5", "prose", "1 "};
	struct msg_result m;
	struct receipt x;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		set_up_registered();
		start_run(SLICE_EMPTY);
		box_ends(OUTCOME_OK, bad[i]);
		stored(last_store().token);
		REQUIRE(last_result(&x, &m));
		EXPECT(x.outcome == OUTCOME_TRAP && m.output.n == 0);
		tear_down();
	}
}

TEST(an_end_that_the_host_never_stores_gives_the_box_free)
{
	set_up_registered();
	start_run(SLICE_EMPTY);
	box_ends(OUTCOME_OK, "1");
	kit_tick(&kit);
	EXPECT(kit.w->lanes[0].state == LANE_ENDING);
	kit.w->lanes[0].deadline_mono_ns = 1;
	kit_tick(&kit);
	EXPECT(dropped(ERR_TIMEOUT) && kit.w->lanes[0].state == LANE_FREE);
	EXPECT(kit_last(&kit, MSG_RESULT) == NULL);
	tear_down();
}

TEST(answers_of_the_host_to_nothing_change_nothing)
{
	struct msg_net_data data = {.conn = 1, .data = SLICE_LIT("x")};
	struct msg_net_closed closed = {.conn = 7, .reason = SLICE_LIT("no")};
	struct box_event ev;
	u64 begin, end;
	struct wr w;

	set_up_registered();
	start_run(SLICE_EMPTY);
	begin = last_store().token;
	box_sleeps(1, 0);
	stored(begin);
	stored(begin + (1ull << 48));       /* the CALL record of a sleep: there is none */
	stored(begin + (2ull << 48));       /* an EVENT before there is one */
	stored(begin + (2ull << 48) + 999); /* of no call at all */
	stored(begin + (3ull << 48));       /* the end of a run that goes on */
	stored(~0ull);
	EXPECT(!last_event(&ev) && kit_last(&kit, MSG_RESULT) == NULL);
	w = kit_msg(&kit);
	wr_msg_net_data(&w, &data);
	EXPECT_OK(kit_send(&kit, MSG_NET_DATA, &w));
	w = kit_msg(&kit);
	wr_msg_net_closed(&w, &closed);
	EXPECT_OK(kit_send(&kit, MSG_NET_CLOSED, &w));
	box_ends(OUTCOME_OK, "1");
	end = last_store().token;
	stored(end);
	EXPECT(kit_last(&kit, MSG_RESULT) != NULL);
	kit.num_host = 0;
	stored(end);
	start_run(SLICE_EMPTY);
	stored(end); /* of the run before */
	EXPECT(kit_last(&kit, MSG_RESULT) == NULL && kit.w->lanes[0].state == LANE_LIVE);
	tear_down();
}

TEST(waiting_calls_get_the_connections_that_come_free)
{
	u32 opens = 0;

	manifest = MANIFEST_WITH("100");
	set_up_registered();
	start_run(SLICE_EMPTY);
	for (u32 i = 1; i <= WORKER_CONNS_MAX + 2; i++) {
		box_fetches(i, "https://api.example/x", NULL);
		stored(last_store().token);
	}
	EXPECT(kit.w->lanes[0].num_waiting == 2);
	box_aborts(WORKER_CONNS_MAX + 1);
	EXPECT(kit.w->lanes[0].num_waiting == 1);
	box_aborts(1);
	EXPECT(kit.w->lanes[0].num_waiting == 0);
	for (u32 i = 0; i < kit.num_host; i++)
		opens += kit.host[i].id == MSG_NET_OPEN;
	EXPECT(opens == WORKER_CONNS_MAX + 1);
	box_ends(OUTCOME_OK, "1");
	tear_down();
	manifest = MANIFEST_WITH("8");
}

/* --- fetch
 * ---------------------------------------------------------------------------------------------- */

TEST(a_guest_reaches_only_what_the_manifest_lists)
{
	set_up_registered();
	start_run(SLICE_EMPTY);
	box_fetches(1, "https://evil.example/", NULL);
	stored(last_store().token);
	EXPECT(failed_with("E_DENIED"));
	box_fetches(2, "http://api.example/", NULL);
	stored(last_store().token);
	EXPECT(failed_with("E_DENIED"));
	EXPECT(kit_last(&kit, MSG_NET_OPEN) == NULL);
	tear_down();
}

TEST(a_call_leaves_only_after_its_record_is_on_the_disk)
{
	set_up_registered();
	start_run(SLICE_EMPTY);
	box_fetches(1, "https://api.example/x", NULL);
	EXPECT(kit_last(&kit, MSG_NET_OPEN) == NULL);
	stored(last_store().token);
	EXPECT(kit_last(&kit, MSG_NET_OPEN) != NULL);
	tear_down();
}

TEST(a_secret_that_the_worker_does_not_have_fails_the_call)
{
	set_up_registered();
	start_run(SLICE_EMPTY);
	box_fetches(1, "https://api.example/x", "Bearer secret://KEY");
	stored(last_store().token);
	EXPECT(kit_last(&kit, MSG_NET_OPEN) == NULL);
	EXPECT(failed_with("E_DENIED"));
	tear_down();
}

TEST(a_secret_enters_a_header_for_its_host_and_is_wiped_with_the_run)
{
	static struct msg_run m;
	struct url u;
	u8 out[64];
	struct wr w = wr_into(out, sizeof(out));
	const u8 *value;

	set_up_registered();
	run_request(&m);
	m.secrets.num = 1;
	seal_secret(&m.secrets.items[0], "//Alice", "sk-test");
	send_run(&m);
	REQUIRE(kit.w->lanes[0].num_secrets == 1);
	value = kit.w->lanes[0].secrets[0].value.p;
	EXPECT(memcmp(value, "sk-test", 7) == 0);
	EXPECT_OK(url_parse(&u, SLICE_LIT("https://api.example/")));
	EXPECT_OK(secrets_fill(&kit.w->lanes[0], &u, SLICE_LIT("Bearer secret://KEY"), &w));
	EXPECT(slice_eq(slice_of(out, w.n), SLICE_LIT("Bearer sk-test")));
	EXPECT_OK(url_parse(&u, SLICE_LIT("https://evil.example/")));
	w = wr_into(out, sizeof(out));
	EXPECT_ERR(ERR_DENIED, secrets_fill(&kit.w->lanes[0], &u, SLICE_LIT("secret://KEY"), &w));
	box_ends(OUTCOME_OK, "1");
	stored(last_store().token);
	EXPECT(memcmp(value, "sk-test", 7) != 0);
	tear_down();
}

TEST(a_secret_that_the_owner_did_not_sign_is_refused)
{
	static struct msg_run m;

	set_up_registered();
	run_request(&m);
	m.secrets.num = 1;
	seal_secret(&m.secrets.items[0], "//Bob", "sk-test");
	send_run(&m);
	EXPECT(kit_refused(&kit, ERR_SIGNATURE));
	tear_down();
}

TEST_MAIN()
