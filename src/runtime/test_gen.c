/* What tools/gen_pallets.py makes, against bytes that @polkadot/types 16 made from our
 * metadata, and storage keys of live chains. */
#include "base/hex.h"
#include "base/test.h"
#include "primitives/gen/agents_gen.h"
#include "primitives/gen/pallets_gen.h"
#include "primitives/gen/referenda_gen.h"
#include "primitives/gen/registry_gen.h"
#include "primitives/gen/utility_gen.h"

static void expect_hex(struct slice got, const char *hex)
{
	u8 want[1024];
	size_t n = 0;

	REQUIRE(hex_decode(want, sizeof(want), &n, slice_str(hex)) == ERR_OK);
	EXPECT(slice_eq(got, slice_of(want, n)));
}

#define SEVENS_8  "0707070707070707"
#define SEVENS_32 SEVENS_8 SEVENS_8 SEVENS_8 SEVENS_8
#define ONES_16   "01010101010101010101010101010101"
#define TWOS_16   "02020202020202020202020202020202"

TEST(storage_keys_are_those_of_substrate)
{
	u8 alice[32];
	struct storage_key k;

	REQUIRE(hex_decode_exact(alice, 32,
				 SLICE_LIT("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7"
					   "a56da27d")) == ERR_OK);
	k = system_account_key(alice);
	expect_hex(storage_key_slice(&k),
		   "26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9"
		   "de1e86a9a8c739864cf3cc5ec2bea59f"
		   "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");
	k = system_block_hash_key(1);
	expect_hex(storage_key_slice(&k),
		   "26aa394eea5630e07c48ae0c9558cef7a44704b568d21667356a5a050c118746"
		   "5153cb1f00942ff401000000");
	k = system_events_key();
	expect_hex(storage_key_slice(&k),
		   "26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7");
}

TEST(calls_are_encoded_as_polkadot_js_does)
{
	struct agents_submit_result_args result = {.receipt = SLICE_LIT("\x12\x34"),
						   .output = SLICE_LIT("{\"score\":1}")};
	struct referenda_submit_args submit = {0};
	u8 buf[1024];
	struct wr w = wr_into(buf, sizeof(buf));

	memset(result.signature, 1, 64);
	wr_call_agents_submit_result(&w, &result);
	expect_hex(slice_of(buf, w.n), "3207081234" ONES_16 ONES_16 ONES_16 ONES_16
				       "2c7b2273636f7265223a317d");
	w = wr_into(buf, sizeof(buf));
	submit.proposal_origin.tag = PROPOSAL_ORIGIN_SYSTEM;
	submit.proposal_origin.u.system.tag = RAW_ORIGIN_ROOT;
	submit.proposal.tag = BOUNDED_INLINE;
	submit.proposal.u.inline_ = SLICE_LIT("\0\0");
	submit.enactment_moment.tag = DISPATCH_TIME_AFTER;
	submit.enactment_moment.u.after = 5;
	wr_call_referenda_submit(&w, &submit);
	expect_hex(slice_of(buf, w.n), "3c000000010800000105000000");
}

TEST(a_registration_is_encoded_as_polkadot_js_does_and_decodes_again)
{
	struct registry_register_worker_v3_args a = {.info.version = 1}, b;
	struct slice machine = SLICE_LIT("\x01");
	u8 buf[1024], again[1024];
	struct wr w = wr_into(buf, sizeof(buf)), w2 = wr_into(again, sizeof(again));
	struct rd r;

	a.info.machine_id = machine;
	memset(a.info.pubkey, 7, 32);
	memset(a.info.ecdh_pubkey, 7, 32);
	memset(a.info.genesis_block_hash, 7, 32);
	a.info.features.num = 2;
	a.info.features.items[0] = 1;
	a.info.features.items[1] = 2;
	memset(a.info.x25519, 7, 32);
	memset(a.info.measurement, 7, 32);
	a.info.incarnation = 5;
	a.info.block_number = 1;
	memset(a.info.block_hash, 7, 32);
	memset(a.signature, 2, 64);
	wr_call_registry_register_worker_v3(&w, &a);
	expect_hex(slice_of(buf, w.n),
		   "2910010000000401" SEVENS_32 SEVENS_32 SEVENS_32 "080100000002000000"
		   "000000000000000000" SEVENS_32 SEVENS_32 "050000000000000001000000" SEVENS_32
		   "00" TWOS_16 TWOS_16 TWOS_16 TWOS_16);
	r = rd_from(slice_of(buf + 2, w.n - 2));
	rd_registry_register_worker_v3_args(&r, &b);
	EXPECT_OK(rd_end(&r));
	wr_call_registry_register_worker_v3(&w2, &b);
	EXPECT(slice_eq(slice_of(again, w2.n), slice_of(buf, w.n)));
}

TEST(lists_beyond_their_limit_and_unknown_variants_are_refused)
{
	struct agents_subscriptions s;
	struct dispatch_time t;
	u8 raw[17 * 32 + 1] = {17 << 2};
	struct rd r;

	EXPECT_ERR(ERR_LIMIT, agents_subscriptions_decode(&s, SLICE_ARR(raw)));
	raw[0] = 16 << 2;
	EXPECT_OK(agents_subscriptions_decode(&s, slice_of(raw, 16 * 32 + 1)));
	raw[0] = 2;
	r = rd_from(SLICE_ARR(raw));
	rd_dispatch_time(&r, &t);
	EXPECT_ERR(ERR_TAG, r.err);
}

TEST(events_of_all_pallets_can_be_walked_and_named)
{
	struct phase phase = {.tag = PHASE_APPLY_EXTRINSIC, .u.apply_extrinsic = 3};
	struct event_utility_batch_interrupted e = {.index = 9};
	struct event_record rec;
	u8 buf[128];
	struct wr w = wr_into(buf, sizeof(buf));
	struct rd r;

	e.error.tag = DISPATCH_ERROR_BAD_ORIGIN;
	wr_event_head(&w, &phase, UTILITY_PALLET, UTILITY_EVENT_BATCH_INTERRUPTED);
	wr_event_utility_batch_interrupted(&w, &e);
	wr_event_tail(&w);
	r = rd_from(slice_of(buf, w.n));
	rd_event_record(&r, &rec);
	EXPECT_OK(rd_end(&r));
	EXPECT(rec.fields.n == 5 && rec.phase.u.apply_extrinsic == 3);
	EXPECT(strcmp(pallet_name(rec.pallet), "Utility") == 0);
	EXPECT(strcmp(pallet_event_name(rec.pallet, rec.event), "BatchInterrupted") == 0);
	EXPECT(strcmp(pallet_error_name(AGENTS_PALLET, AGENTS_ERROR_HEAD_NOT_FRESH),
		      "HeadNotFresh") == 0);
	EXPECT(pallet_error_name(AGENTS_PALLET, 200) == NULL && pallet_name(99) == NULL);
	buf[6] = 250; /* an event that nobody knows */
	r = rd_from(slice_of(buf, w.n));
	rd_event_record(&r, &rec);
	EXPECT_ERR(ERR_TAG, r.err);
}

TEST_MAIN()
