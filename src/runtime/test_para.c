/* The para profile: what the relay chain says, and what goes out to it, block by block. */
#include "primitives/gen/sudo_gen.h"
#include "runtime/pallets/parachain_system/parachain_system.h"
#include "runtime/test_para_kit.h"

static struct para p;

static struct slice sudo_of(struct wr call)
{
	struct wr w = wr_arena(&p.k.block);
	struct slice out;

	wr_u8(&w, SUDO_PALLET);
	wr_u8(&w, SUDO_CALL_SUDO);
	wr_bytes(&w, call.p, call.n);
	KIT_MUST(call.err);
	KIT_MUST(wr_arena_done(&w, &p.k.block, &out));
	return out;
}

/* as_root runs a call by sudo and tells what became of the inner call. */
static struct dispatch_result as_root(struct wr call)
{
	struct kit_result r = kit_send(&p.k, ALICE, sudo_of(call));
	struct event_sudo_sudid e = {0};
	struct slice fields = SLICE_EMPTY;
	u32 nth = 0;

	CHECK(!r.invalid && !r.failed);
	while (kit_event(&p.k, SUDO_PALLET, SUDO_EVENT_SUDID, nth, &fields))
		nth++;
	CHECK(nth > 0);
	{
		struct rd rd = rd_from(fields);

		rd_event_sudo_sudid(&rd, &e);
		KIT_MUST(rd_end(&rd));
	}
	return e.sudo_result;
}

static u8 buf[70000];

static struct dispatch_result send_raw(u32 to, u8 format, struct slice message)
{
	struct xcmp_queue_send_raw_args a = {to, format, message};
	struct wr w = wr_into(buf, sizeof(buf));

	wr_call_xcmp_queue_send_raw(&w, &a);
	return as_root(w);
}

static struct slice stored(struct storage_key key)
{
	struct slice raw = SLICE_EMPTY;
	bool found;

	kit_get(&p.k, key, &found, &raw);
	return found ? raw : SLICE_EMPTY;
}

/* What became of the inherent of the open block: "" or why it was refused. */
static const char *inherent_refused(struct slice sysi)
{
	struct slice list = para_inherents(&p, sysi), out;
	struct rd r = rd_from(list);
	const u8 *start;

	(void)rd_seq_len(&r, 1);
	start = r.p;
	(void)rd_vec(&r, UINT32_MAX);
	if (runtime_call(&p.k.s, "BlockBuilder_apply_extrinsic",
			 slice_of(start, (size_t)(r.p - start)), &out) == ERR_OK)
		return "";
	return runtime_why(&p.k.s);
}

TEST(a_block_needs_the_validation_data)
{
	struct slice out;

	para_init(&p, 16);
	kit_begin(&p.k);
	EXPECT_ERR(ERR_INVALID,
		   runtime_call(&p.k.s, "BlockBuilder_finalize_block", SLICE_EMPTY, &out));
	EXPECT(slice_eq(slice_str(runtime_why(&p.k.s)),
			SLICE_LIT("the block sets no validation data")));
	para_free(&p);
}

TEST(blocks_follow_each_other_and_log_the_relay_state)
{
	para_init(&p, 32);
	for (int i = 0; i < 5; i++) {
		u8 want[32 + 5];
		struct wr w = wr_into(want, sizeof(want));
		bool found = false;

		para_begin(&p);
		wr_bytes(&w, p.relay_root, 32);
		wr_compact(&w, p.relay_number);
		para_end(&p);
		for (u32 j = 0; j < p.k.header.num_items; j++)
			found |= p.k.header.items[j].kind == DIGEST_CONSENSUS &&
				 mem_eq(p.k.header.items[j].engine, "RPSR", 4) &&
				 slice_eq(p.k.header.items[j].data, slice_of(want, w.n));
		EXPECT(found);
	}
	para_free(&p);
}

TEST(a_proof_of_another_root_or_with_a_node_missing_is_refused)
{
	struct slice sysi;
	u8 *copy;

	para_init(&p, 32);
	para_open(&p);
	sysi = para_inherent_data(&p);
	copy = arena_alloc(&p.relay, sysi.n);
	slice_copy(copy, sysi);
	copy[sysi.n / 2] ^= 1; /* within the proof */
	EXPECT(inherent_refused(slice_of(copy, sysi.n))[0] != '\0');
	para_free(&p);

	para_init(&p, 32);
	para_open(&p);
	sysi = para_inherent_data(&p);
	copy = arena_alloc(&p.relay, sysi.n);
	slice_copy(copy, sysi);
	/* The root stands behind parent head and number. */
	copy[2 + p.parent_header_len + 4] ^= 1;
	EXPECT(slice_eq(slice_str(inherent_refused(slice_of(copy, sysi.n))),
			SLICE_LIT("the relay state proof is of another root")));
	para_free(&p);
}

TEST(the_relay_parent_may_not_go_back_and_the_slot_not_run_ahead)
{
	para_init(&p, 32);
	para_begin(&p);
	para_end(&p);
	para_open(&p);
	p.relay_number = 1000;
	EXPECT(slice_eq(slice_str(inherent_refused(para_inherent_data(&p))),
			SLICE_LIT("the relay parent is older than that of the block before")));
	para_free(&p);

	para_init(&p, 32);
	para_open(&p);
	p.relay_slot = kit_slot(&p.k) * KIT_SLOT_MS / PARA_SLOT_MS - 2;
	EXPECT(slice_eq(slice_str(inherent_refused(para_inherent_data(&p))),
			SLICE_LIT("the slot lies ahead of the relay chain's")));
	para_free(&p);
}

TEST(three_blocks_may_wait_for_the_relay_chain)
{
	static u8 genesis[HEADER_MAX];
	size_t n;

	para_init(&p, 32);
	n = p.parent_header_len;
	memcpy(genesis, p.parent_header, n);
	p.head = slice_of(genesis, n);
	for (int i = 0; i < 3; i++) {
		para_begin(&p);
		para_end(&p);
	}
	para_open(&p);
	EXPECT(slice_eq(slice_str(inherent_refused(para_inherent_data(&p))),
			SLICE_LIT("too many blocks wait for the relay chain")));
	p.k.number--;
	p.head = SLICE_EMPTY; /* all are included */
	para_begin(&p);
	para_end(&p);
	para_free(&p);
}

TEST(a_message_to_a_sibling_goes_out_as_a_page)
{
	struct slice fields;

	para_init(&p, 32);
	para_open_channel(&p, false, PARA_SIBLING);
	para_begin(&p);
	para_end(&p);
	para_begin(&p);
	EXPECT(send_raw(PARA_SIBLING, 1, SLICE_LIT("hello")).tag == DISPATCH_RESULT_OK);
	para_end(&p);
	EXPECT(kit_event(&p.k, XCMP_QUEUE_PALLET, XCMP_QUEUE_EVENT_XCMP_MESSAGE_SENT, 0, &fields));
	/* One message: to 2000, seven bytes: format 1, then Vec<u8> of five. */
	EXPECT(slice_eq(stored(parachain_system_hrmp_outbound_messages_key()),
			SLICE_LIT("\x04\xd0\x07\0\0\x1c\x01\x14hello")));
	para_begin(&p);
	para_end(&p);
	EXPECT(slice_eq(stored(parachain_system_hrmp_outbound_messages_key()), SLICE_LIT("\0")));
	para_free(&p);
}

TEST(nothing_is_sent_without_a_channel_or_above_its_limits)
{
	static u8 long_message[600];
	struct dispatch_result r;

	para_init(&p, 32);
	para_begin(&p);
	r = send_raw(PARA_SIBLING, 0, SLICE_LIT("x"));
	EXPECT(r.tag == DISPATCH_RESULT_ERR && r.u.err.tag == DISPATCH_ERROR_MODULE &&
	       r.u.err.u.module.error[0] == XCMP_QUEUE_ERROR_NO_CHANNEL);
	para_end(&p);
	para_open_channel(&p, false, PARA_SIBLING);
	para_begin(&p);
	r = send_raw(PARA_SIBLING, 0, SLICE_ARR(long_message));
	EXPECT(r.tag == DISPATCH_RESULT_ERR &&
	       r.u.err.u.module.error[0] == XCMP_QUEUE_ERROR_TOO_BIG);
	para_end(&p);
	para_free(&p);
}

TEST(messages_of_a_sibling_arrive_and_are_reported)
{
	struct event_xcmp_queue_message_received e;
	struct slice fields = SLICE_EMPTY;
	struct rd r;

	para_init(&p, 32);
	para_open_channel(&p, true, PARA_SIBLING);
	para_begin(&p);
	para_end(&p);
	para_hrmp_in(&p, SLICE_LIT("\x01\x0c" "abc\x08" "de"));
	para_begin(&p);
	para_end(&p);
	REQUIRE(kit_event(&p.k, XCMP_QUEUE_PALLET, XCMP_QUEUE_EVENT_MESSAGE_RECEIVED, 1, &fields));
	r = rd_from(fields);
	rd_event_xcmp_queue_message_received(&r, &e);
	EXPECT_OK(rd_end(&r));
	EXPECT(e.origin.tag == INBOUND_ORIGIN_SIBLING && e.origin.u.sibling == PARA_SIBLING);
	EXPECT(e.format == 1 && slice_eq(e.data, SLICE_LIT("de")) && e.sent_at == p.relay_number);
	EXPECT(slice_eq(stored(parachain_system_hrmp_watermark_key()),
			slice_of(&p.relay_number, 4)));
	para_begin(&p); /* and the chain of hashes goes on */
	para_end(&p);
	para_hrmp_in(&p, SLICE_LIT("\x01\x04z"));
	para_begin(&p);
	para_end(&p);
	para_free(&p);
}

TEST(a_message_left_out_or_altered_is_refused)
{
	para_init(&p, 32);
	para_open_channel(&p, true, PARA_SIBLING);
	para_begin(&p);
	para_end(&p);
	para_hrmp_in(&p, SLICE_LIT("\x01\x04z"));
	p.num_hrmp = 0;
	para_open(&p);
	EXPECT(slice_eq(slice_str(inherent_refused(para_inherent_data(&p))),
			SLICE_LIT("a sibling's messages are not the relay chain's")));
	para_free(&p);

	para_init(&p, 32);
	para_dmp_in(&p, SLICE_LIT("down"));
	p.dmp[0].data = SLICE_LIT("dawn");
	para_open(&p);
	EXPECT(slice_eq(slice_str(inherent_refused(para_inherent_data(&p))),
			SLICE_LIT("the downward messages are not those of the relay chain")));
	para_free(&p);
}

TEST(downward_messages_are_counted_and_reported)
{
	struct slice fields;

	para_init(&p, 32);
	para_dmp_in(&p, SLICE_LIT("one"));
	para_dmp_in(&p, SLICE_LIT("two"));
	para_begin(&p);
	para_end(&p);
	EXPECT(slice_eq(stored(parachain_system_processed_downward_messages_key()),
			SLICE_LIT("\2\0\0\0")));
	EXPECT(kit_event(&p.k, PARACHAIN_SYSTEM_PALLET,
			 PARACHAIN_SYSTEM_EVENT_DOWNWARD_MESSAGES_PROCESSED, 0, &fields));
	EXPECT(kit_event(&p.k, XCMP_QUEUE_PALLET, XCMP_QUEUE_EVENT_MESSAGE_RECEIVED, 1, &fields));
	para_free(&p);
}

TEST(a_sibling_that_is_told_to_stop_gets_nothing_until_it_resumes)
{
	struct slice none = SLICE_LIT("\0");

	para_init(&p, 32);
	para_open_channel(&p, true, PARA_SIBLING);
	para_open_channel(&p, false, PARA_SIBLING);
	para_begin(&p);
	para_end(&p);
	para_hrmp_in(&p, SLICE_LIT("\x02\x00")); /* it says: suspend */
	para_begin(&p);
	EXPECT(send_raw(PARA_SIBLING, 1, SLICE_LIT("hello")).tag == DISPATCH_RESULT_OK);
	para_end(&p);
	EXPECT(slice_eq(stored(parachain_system_hrmp_outbound_messages_key()), none));
	para_hrmp_in(&p, SLICE_LIT("\x02\x01")); /* resume */
	para_begin(&p);
	para_end(&p);
	EXPECT(!slice_eq(stored(parachain_system_hrmp_outbound_messages_key()), none));
	para_free(&p);
}

TEST(upward_messages_wait_for_room)
{
	struct parachain_system_sudo_send_upward_message_args a = {SLICE_LIT("up")};
	struct wr w;

	para_init(&p, 32);
	para_begin(&p);
	for (int i = 0; i < 3; i++) {
		w = wr_into(buf, sizeof(buf));
		wr_call_parachain_system_sudo_send_upward_message(&w, &a);
		EXPECT(as_root(w).tag == DISPATCH_RESULT_OK);
	}
	para_end(&p);
	EXPECT(slice_eq(stored(parachain_system_upward_messages_key()),
			SLICE_LIT("\x08\x08up\x08up"))); /* two per candidate */
	para_begin(&p);
	para_end(&p);
	EXPECT(slice_eq(stored(parachain_system_upward_messages_key()), SLICE_LIT("\x04\x08up")));
	para_free(&p);
}

TEST(the_collation_says_what_the_block_sends)
{
	struct slice out;

	para_init(&p, 32);
	para_open_channel(&p, false, PARA_SIBLING);
	para_begin(&p);
	para_end(&p);
	para_begin(&p);
	EXPECT(send_raw(PARA_SIBLING, 1, SLICE_LIT("hello")).tag == DISPATCH_RESULT_OK);
	para_end(&p);
	REQUIRE(runtime_call(&p.k.s, "CollectCollationInfo_collect_collation_info", para_parent(&p),
			     &out) == ERR_OK);
	{
		struct wr w = wr_into(buf, sizeof(buf));

		wr_compact(&w, 0);
		wr_slice(&w, SLICE_LIT("\x04\xd0\x07\0\0\x1c\x01\x14hello"));
		wr_u8(&w, 0);
		wr_u32(&w, 0);
		wr_u32(&w, p.relay_number);
		wr_vec(&w, para_parent(&p));
		EXPECT(slice_eq(out, slice_of(buf, w.n)));
	}
	EXPECT_OK(runtime_call(&p.k.s, "GetParachainInfo_parachain_id", SLICE_EMPTY, &out));
	EXPECT(slice_eq(out, SLICE_LIT("\xf3\x07\0\0")));
	para_free(&p);
}

static struct dispatch_result set_code(struct slice code)
{
	struct system_set_code_without_checks_args a = {code};
	struct wr w = wr_into(buf, sizeof(buf));

	wr_call_system_set_code_without_checks(&w, &a);
	return as_root(w);
}

TEST(new_code_waits_for_the_relay_chains_word)
{
	struct slice fields, code = SLICE_EMPTY;
	bool found, updated = false;

	para_init(&p, 32);
	para_begin(&p);
	EXPECT(set_code(SLICE_LIT("new code")).tag == DISPATCH_RESULT_OK);
	EXPECT(set_code(SLICE_LIT("other")).tag == DISPATCH_RESULT_ERR); /* one at a time */
	para_end(&p);
	EXPECT(stored(parachain_system_new_validation_code_key()).n == 9);
	KIT_MUST(runtime_get(&p.k.s, SLICE_LIT(":code"), &found, &code));
	EXPECT(!found);
	para_begin(&p); /* nothing happens without the word */
	para_end(&p);
	EXPECT(stored(parachain_system_new_validation_code_key()).n == 0);
	p.go_ahead = 1;
	para_begin(&p);
	para_end(&p);
	KIT_MUST(runtime_get(&p.k.s, SLICE_LIT(":code"), &found, &code));
	EXPECT(found && slice_eq(code, SLICE_LIT("new code")));
	EXPECT(stored(parachain_system_pending_validation_code_key()).n == 0);
	EXPECT(kit_event(&p.k, PARACHAIN_SYSTEM_PALLET,
			 PARACHAIN_SYSTEM_EVENT_VALIDATION_FUNCTION_APPLIED, 0, &fields));
	for (u32 i = 0; i < p.k.header.num_items; i++)
		updated |= p.k.header.items[i].kind == DIGEST_RUNTIME_UPDATED;
	EXPECT(updated);
	para_free(&p);
}

TEST(an_upgrade_is_dropped_refused_or_out_of_the_blue_as_the_relay_chain_says)
{
	struct slice fields;

	para_init(&p, 32);
	p.restricted = true;
	para_begin(&p);
	EXPECT(set_code(SLICE_LIT("new code")).tag == DISPATCH_RESULT_ERR);
	para_end(&p);
	p.restricted = false;
	para_begin(&p);
	EXPECT(set_code(SLICE_LIT("new code")).tag == DISPATCH_RESULT_OK);
	para_end(&p);
	p.go_ahead = 0; /* abort */
	para_begin(&p);
	para_end(&p);
	EXPECT(kit_event(&p.k, PARACHAIN_SYSTEM_PALLET,
			 PARACHAIN_SYSTEM_EVENT_VALIDATION_FUNCTION_DISCARDED, 0, &fields));
	p.go_ahead = 1;
	para_open(&p);
	EXPECT(slice_eq(slice_str(inherent_refused(para_inherent_data(&p))),
			SLICE_LIT("the relay chain approves an upgrade that is not pending")));
	para_free(&p);
}

/* polkadot-omni-node --dev: no slot in the digest, the timestamp 0, an empty parent head. */
TEST(blocks_of_manual_seal_pass)
{
	para_init(&p, 32);
	for (int i = 0; i < 3; i++) {
		struct header h = {.number = p.k.number + 1};
		struct slice sysi, out, list;
		struct wr w = wr_into(buf, sizeof(buf));
		struct rd r;

		memcpy(h.parent, p.k.parent, 32);
		wr_header(&w, &h);
		arena_reset(&p.k.block);
		p.k.num_xts = 0;
		p.k.number++;
		p.relay_number++;
		KIT_MUST(runtime_open(&p.k.s, &p.k.db, p.k.root, &p.k.block));
		KIT_MUST(runtime_call(&p.k.s, "Core_initialize_block", slice_of(buf, w.n), &out));
		sysi = para_inherent_data(&p);
		w = wr_into(buf, sizeof(buf));
		wr_compact(&w, 2);
		wr_bytes(&w, "sysi1337", 8);
		{
			/* the same, with an empty parent head, and two fields more at the end */
			struct rd in = rd_from(sysi);
			struct slice rest;

			(void)rd_vec(&in, UINT32_MAX);
			rest = rd_take(&in, rd_left(&in));
			wr_compact(&w, 1 + rest.n + 2);
			wr_u8(&w, 0);
			wr_slice(&w, rest);
			wr_u8(&w, 0);
			wr_u8(&w, 0);
		}
		wr_bytes(&w, "timstap0", 8);
		wr_vec(&w, SLICE_LIT("\0\0\0\0\0\0\0\0"));
		KIT_MUST(runtime_call(&p.k.s, "BlockBuilder_inherent_extrinsics",
				      slice_of(buf, w.n), &list));
		r = rd_from(list);
		EXPECT(rd_seq_len(&r, 1) == 2);
		for (int j = 0; j < 2; j++) {
			const u8 *start = r.p;
			struct kit_result res;

			(void)rd_vec(&r, UINT32_MAX);
			res = kit_apply(&p.k, slice_of(start, (size_t)(r.p - start)));
			EXPECT(!res.invalid && !res.failed);
		}
		para_end(&p);
	}
	para_free(&p);
}

TEST(a_preset_makes_a_parachain_with_its_number)
{
	struct slice out, json;
	struct wr w = wr_into(buf, sizeof(buf));
	struct rd r;

	para_init(&p, 32);
	KIT_MUST(runtime_open(&p.k.s, &p.k.db, trie_empty_root, &p.k.block));
	wr_u8(&w, 1);
	wr_vec(&w, SLICE_LIT("development"));
	REQUIRE(runtime_call(&p.k.s, "GenesisBuilder_get_preset", slice_of(buf, w.n), &out) ==
		ERR_OK);
	r = rd_from(out);
	EXPECT(rd_option(&r));
	json = rd_vec(&r, UINT32_MAX);
	w = wr_into(buf, sizeof(buf));
	wr_vec(&w, json);
	REQUIRE(runtime_call(&p.k.s, "GenesisBuilder_build_state", slice_of(buf, w.n), &out) ==
		ERR_OK);
	EXPECT(slice_eq(out, SLICE_LIT("\0")));
	REQUIRE(runtime_call(&p.k.s, "GetParachainInfo_parachain_id", SLICE_EMPTY, &out) == ERR_OK);
	EXPECT(slice_eq(out, SLICE_LIT("\xd0\x07\0\0")));
	REQUIRE(runtime_call(&p.k.s, "AuraApi_authorities", SLICE_EMPTY, &out) == ERR_OK);
	EXPECT(out.n == 33 && mem_eq(out.p + 1, p.k.key[ALICE].pub, 32));
	para_free(&p);
}

TEST(a_collator_may_build_when_there_is_room_and_the_slot_is_new)
{
	struct slice out;
	struct wr w;

	para_init(&p, 32);
	para_begin(&p);
	para_end(&p);
	for (int i = 0; i < 2; i++) {
		w = wr_into(buf, sizeof(buf));
		wr_bytes(&w, p.k.genesis, 32);
		wr_u64(&w, kit_slot(&p.k) + (u64)i);
		EXPECT_OK(runtime_call(&p.k.s, "AuraUnincludedSegmentApi_can_build_upon",
				       slice_of(buf, w.n), &out));
		EXPECT(out.n == 1 && out.p[0] == i);
	}
	para_free(&p);
}

TEST_MAIN()
