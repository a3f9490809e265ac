/* One enclave between a chain, a host and a box that the tests play. */
#include "worker/trusted/test_kit.h"

static struct kit kit;
static char state_dir[64];

static const char manifest[] =
    "{\"entry\":\"a.js\",\"limits\":{\"hostCalls\":8,\"wallMs\":60000},\"name\":\"t\","
    "\"net\":[\"api.example\"],\"secrets\":{\"KEY\":{\"hosts\":[\"api.example\"]}}}";
static const char bundle[] = "export default { onTrigger() { return 1 } }";
static u8 agent[32], trigger_id[32];

static void put_agent(u8 salt)
{
	struct agent_info info = {.code_version = 1};
	u8 buf[512], head[16];
	struct wr w = wr_into(head, sizeof(head));
	struct sr25519_pair owner;
	struct slice parts[4];
	u8 mid[5];
	struct wr wm = wr_into(mid, sizeof(mid));

	memset(agent, salt, 32);
	KIT_OK(sr25519_from_uri(&owner, SLICE_LIT("//Alice")));
	memcpy(info.owner, owner.pub, 32);
	sr25519_release(&owner);
	wr_u32(&w, 1);
	wr_compact(&w, sizeof(manifest) - 1);
	wr_compact(&wm, sizeof(bundle) - 1);
	parts[0] = slice_of(head, w.n);
	parts[1] = SLICE_LIT(manifest);
	parts[2] = slice_of(mid, wm.n);
	parts[3] = SLICE_LIT(bundle);
	blake2_256_parts(info.code_id, parts, 4);
	blake2_256(info.manifest_hash, SLICE_LIT(manifest));
	w = wr_into(buf, sizeof(buf));
	wr_agent_info(&w, &info);
	kit_put(&kit.chain, agents_agents_key(agent), slice_of(buf, w.n));
}

static void put_lease(u64 epoch)
{
	struct lease l = {.epoch = epoch, .expires = 1000};
	u8 buf[64];
	struct wr w = wr_into(buf, sizeof(buf));

	memcpy(l.worker, kit.pub, 32);
	wr_lease(&w, &l);
	kit_put(&kit.chain, agents_leases_key(agent), slice_of(buf, w.n));
}

static void put_trigger(void)
{
	struct trigger t = {.source.tag = TRIGGER_SOURCE_EVENT, .block = 1, .input = SLICE_LIT("abc")};
	u8 buf[256];
	struct wr w = wr_into(buf, sizeof(buf));

	memcpy(t.agent, agent, 32);
	memset(trigger_id, 0x77, 32);
	wr_trigger(&w, &t);
	kit_put(&kit.chain, agents_triggers_key(trigger_id), slice_of(buf, w.n));
}

static void set_up(void)
{
	memset(&kit, 0, sizeof(kit));
	kit.a = arena_of(malloc(KIT_MEM), KIT_MEM);
	kit_chain_init(&kit.chain);
	(void)snprintf(state_dir, sizeof(state_dir), "/tmp/ph-worker-XXXXXX");
	CHECK(mkdtemp(state_dir) != NULL);
	KIT_OK(pal_start(&(struct pal_opts){.state_dir = state_dir}));
	KIT_OK(tls_start());
	kit_boot(&kit);
	kit_init_with(&kit, kit.chain.genesis);
	kit_keep_identity(&kit);
}

static void tear_down(void)
{
	char path[96];

	worker_release(kit.w);
	(void)snprintf(path, sizeof(path), "%s/sim-seed", state_dir);
	(void)unlink(path);
	(void)rmdir(state_dir);
	free(kit.a.mem);
	free(kit.mem.mem);
	free(kit.chain.a.mem);
}

/* Registered, with an agent, its lease and a trigger at the verified head. */
static void set_up_registered(void)
{
	set_up();
	kit_advance(&kit);
	kit_register(&kit);
	put_agent(3);
	put_lease(5);
	put_trigger();
	kit_advance(&kit);
}

static void run_request(struct msg_run *m)
{
	const struct storage_key keys[] = {agents_triggers_key(trigger_id), agents_agents_key(agent),
					   agents_leases_key(agent),
					   registry_workers_v3_key(kit.pub)};

	*m = (struct msg_run){.seq = ++kit.seq};
	memcpy(m->trigger, trigger_id, 32);
	m->proof = kit_prove(&kit.chain, keys, 4);
	m->manifest = SLICE_LIT(manifest);
	m->bundle = SLICE_LIT(bundle);
}

static void send_run(const struct msg_run *m)
{
	struct wr w = kit_msg(&kit);

	wr_msg_run(&w, m);
	EXPECT_OK(kit_send(&kit, MSG_RUN, &w));
}

static void start_run(struct slice journal)
{
	struct msg_run m;

	run_request(&m);
	m.journal = journal;
	send_run(&m);
}

/* --- what a box says ---------------------------------------------------------------------- */

static void box_says(const struct wr *frame)
{
	struct box_frame f;
	size_t used;

	CHECK(frame->err == ERR_OK);
	KIT_OK(box_frame_next(slice_of(frame->p, frame->n), &f, &used));
	worker_from_box(kit.w, 0, &f);
}

static void box_sleeps(u32 id, u32 ms)
{
	struct wr w = kit_msg(&kit);
	u8 payload[4];
	struct box_call c = {.call_id = id, .kind = BOX_SLEEP, .payload = SLICE_ARR(payload)};

	store_le32(payload, ms);
	box_put_call(&w, &c);
	box_says(&w);
}

static void box_fetches(u32 id, const char *url, const char *auth)
{
	struct wr w = kit_msg(&kit), p = kit_msg(&kit);
	struct box_fetch *f = (struct box_fetch *)arena_zalloc(&kit.a, 1, sizeof(*f));
	struct box_call c = {.call_id = id, .kind = BOX_FETCH};

	f->method = SLICE_LIT("GET");
	f->url = slice_str(url);
	if (auth != NULL) {
		f->headers.num = 1;
		f->headers.h[0].name = SLICE_LIT("authorization");
		f->headers.h[0].value = slice_str(auth);
	}
	wr_box_fetch(&p, f);
	CHECK(p.err == ERR_OK);
	c.payload = slice_of(p.p, p.n);
	box_put_call(&w, &c);
	box_says(&w);
}

static void box_ends(enum receipt_outcome outcome, const char *output)
{
	struct wr w = kit_msg(&kit);
	struct box_end e = {.outcome = outcome, .output = slice_str(output), .cpu_us = 7};

	box_put_end(&w, &e);
	box_says(&w);
}

/* --- what the host does ---------------------------------------------------------------------- */

static struct msg_store last_store(void)
{
	const struct kit_frame *f = kit_last(&kit, MSG_STORE);
	struct msg_store m = {0};
	struct rd r;

	CHECK(f != NULL);
	r = rd_from(f->body);
	rd_msg_store(&r, &m);
	KIT_OK(rd_end(&r));
	return m;
}

static void stored(u64 token)
{
	struct msg_stored m = {.token = token};
	struct wr w = kit_msg(&kit);

	wr_msg_stored(&w, &m);
	EXPECT_OK(kit_send(&kit, MSG_STORED, &w));
}

/* All journal bytes that were stored so far, as the host's file has them. */
static struct slice journal_file(void)
{
	u8 *file = (u8 *)arena_alloc(&kit.a, 1u << 20);
	size_t len = 0;

	for (u32 i = 0; i < kit.num_host; i++) {
		struct msg_store m;
		struct rd r;

		if (kit.host[i].id != MSG_STORE)
			continue;
		r = rd_from(kit.host[i].body);
		rd_msg_store(&r, &m);
		CHECK(m.offset <= len && m.data.n <= (1u << 20) - m.offset);
		slice_copy(file + m.offset, m.data);
		len = m.offset + m.data.n;
	}
	return slice_of(file, len);
}

static bool last_result(struct receipt *x, struct msg_result *m)
{
	const struct kit_frame *f = kit_last(&kit, MSG_RESULT);
	struct rd r;

	if (f == NULL)
		return false;
	r = rd_from(f->body);
	rd_msg_result(&r, m);
	EXPECT_OK(rd_end(&r));
	EXPECT_OK(receipt_decode(x, m->receipt, &kit.a));
	EXPECT_OK(receipt_verify(m->receipt, kit.pub, m->signature));
	return true;
}

static bool dropped(enum err e)
{
	const struct kit_frame *f = kit_last(&kit, MSG_RUN_DROPPED);
	struct msg_run_dropped m;
	struct rd r;

	if (f == NULL)
		return false;
	r = rd_from(f->body);
	rd_msg_run_dropped(&r, &m);
	return slice_eq(m.why.code, slice_str(err_name(e)));
}

/* The guest's view of its last event. */
static bool last_event(struct box_event *ev)
{
	const struct kit_frame *f = kit_last_box(&kit, BOX_EVENT);

	return f != NULL && box_get_event(ev, f->body) == ERR_OK;
}

/* --- boot and chain ------------------------------------------------------------------------------ */

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
	set_up();
	kit_advance(&kit);
	kit_register(&kit);
	EXPECT(kit.w->incarnation == 1);
	kit_advance(&kit);
	worker_release(kit.w);
	kit_boot(&kit);
	kit_init_with(&kit, kit.chain.genesis);
	kit_register(&kit);
	EXPECT(kit.w->incarnation == 2);
	tear_down();
}

/* --- runs -------------------------------------------------------------------------------------------- */

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
	EXPECT(x.incarnation == 1 && x.lease_epoch == 5 && x.tee == TEE_SIMULATED);
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
	EXPECT(mem_eq(x.run_id, run_id, 32) && x.incarnation == 2);
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
	struct msg_run m;

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

/* --- fetch ---------------------------------------------------------------------------------------------- */

static bool failed_with(const char *code)
{
	struct box_failure f;
	struct box_event ev;

	return last_event(&ev) && ev.status == BOX_STATUS_FAILED &&
	       box_failure_decode(&f, ev.payload) == ERR_OK && slice_eq(f.code, slice_str(code));
}

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
	stored(last_store().token);
	EXPECT(failed_with("E_DENIED"));
	tear_down();
}

static void seal_secret(struct sealed_secret *s, const char *owner_uri, const char *value)
{
	static u8 sealed[256];
	struct secret32 eph = {{5}};
	u8 nonce[SEAL_NONCE_LEN] = {6}, aad_buf[64], head[128], len[4], hash[32];
	struct wr aad = wr_into(aad_buf, sizeof(aad_buf)), h = wr_into(head, sizeof(head)),
		  l = wr_into(len, sizeof(len));
	struct sr25519_pair owner;
	struct seal_to_args args = {.recipient = kit.x25519,
				    .purpose = SLICE_LIT("phala/secret/v1"),
				    .ephemeral = &eph,
				    .nonce = nonce};

	s->name = SLICE_LIT("KEY");
	s->version = 1;
	wr_bytes(&aad, agent, 32);
	wr_vec(&aad, s->name);
	wr_u32(&aad, 1);
	args.aad = slice_of(aad.p, aad.n);
	KIT_OK(seal_to(sealed, &args, slice_str(value)));
	s->sealed = slice_of(sealed, strlen(value) + SEAL_TO_EXTRA);
	wr_bytes(&h, agent, 32);
	wr_bytes(&h, kit.x25519, 32);
	wr_vec(&h, s->name);
	wr_u32(&h, 1);
	wr_compact(&l, s->sealed.n);
	blake2_256_parts(hash,
			 (const struct slice[]){SLICE_LIT("phala/secret/v1"), slice_of(h.p, h.n),
						slice_of(l.p, l.n), s->sealed},
			 4);
	KIT_OK(sr25519_from_uri(&owner, slice_str(owner_uri)));
	sr25519_sign(s->signature, &owner, SLICE_ARR(hash), NULL);
	sr25519_release(&owner);
}

TEST(a_secret_enters_a_header_for_its_host_and_is_wiped_with_the_run)
{
	struct msg_run m;
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
	struct msg_run m;

	set_up_registered();
	run_request(&m);
	m.secrets.num = 1;
	seal_secret(&m.secrets.items[0], "//Bob", "sk-test");
	send_run(&m);
	EXPECT(kit_refused(&kit, ERR_SIGNATURE));
	tear_down();
}

TEST_MAIN()
