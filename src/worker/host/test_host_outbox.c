/* The operator's extrinsics against a node that answers what a test wants. */
#include "worker/host/test_host_kit.h"

#include "base/hex.h"
#include "primitives/extrinsic.h"

static const u8 trigger[32] = {9};
static struct slice sent[8];
static u8 sent_mem[8][1024];
static u32 num_sent;

/* Decodes what the node was given last. */
static struct extrinsic last_xt(void)
{
	static u8 bytes[4096];
	const struct kit_method *m = kit_method(SLICE_LIT("author_submitExtrinsic"));
	struct extrinsic x = {0};
	size_t n = 0;

	CHECK(m->params != NULL && strlen(m->params) > 4);
	CHECK(hex_decode(bytes, sizeof(bytes), &n,
			 slice_of(m->params + 2, strlen(m->params) - 4)) == ERR_OK);
	CHECK(extrinsic_decode(&x, slice_of(bytes, n)) == ERR_OK);
	if (num_sent < ARRAY_LEN(sent)) {
		memcpy(sent_mem[num_sent], bytes, n);
		sent[num_sent] = slice_of(sent_mem[num_sent], n);
		num_sent++;
	}
	return x;
}

/* Turns the loop until the node has answered all that the outbox asked. */
static void settle(void)
{
	for (u32 i = 0; i < 5000 && kit.h->outbox.busy; i++)
		kit_turn(1);
	CHECK(!kit.h->outbox.busy);
}

static void push_only(enum tx_kind kind)
{
	static const u8 call[] = {0, 0, 4, 1};

	CHECK(outbox_push(kit.h, kind, trigger, SLICE_ARR(call)) == ERR_OK);
}

static void push(enum tx_kind kind)
{
	push_only(kind);
	settle();
}

static struct job *submitted_job(void)
{
	struct job *j;

	jobs_see(kit.h, trigger);
	j = jobs_find(kit.h, trigger);
	CHECK(j != NULL);
	j->state = JOB_SUBMITTED;
	return j;
}

static void start(void)
{
	kit_start();
	num_sent = 0;
	kit_say("author_submitExtrinsic", "\"0x00\"");
}

TEST(extrinsics_go_out_in_order_with_consecutive_nonces_of_the_account)
{
	struct extrinsic x;

	start();
	push(TX_HEARTBEAT);
	x = last_xt();
	EXPECT(x.is_signed && x.extra.nonce == 5 && x.extra.era.period == 64 && x.extra.tip == 0);
	push(TX_RESULT);
	EXPECT(last_xt().extra.nonce == 6);
	/* Addressed by the operator's account, not by a number. */
	EXPECT(strcmp(kit_method(SLICE_LIT("system_accountNextIndex"))->params, "[]") != 0);
	EXPECT(kit_calls("system_accountNextIndex") == 1 && kit.h->outbox.num == 2);
	kit_stop();
}

TEST(an_extrinsic_that_no_block_holds_is_sent_again_with_its_nonce_and_a_tip)
{
	struct extrinsic x;

	start();
	push(TX_HEARTBEAT);
	for (u32 n = 101; n < 108; n++)
		outbox_block(kit.h, n, NULL, 0, NULL, 0);
	outbox_pump(kit.h);
	settle();
	EXPECT(kit_calls("author_submitExtrinsic") == 1);
	outbox_block(kit.h, 108, NULL, 0, NULL, 0);
	outbox_pump(kit.h);
	settle();
	EXPECT(kit_calls("author_submitExtrinsic") == 2);
	x = last_xt();
	EXPECT(x.extra.nonce == 5 && x.extra.tip > 0);
	kit_stop();
}

TEST(an_included_extrinsic_is_done_in_any_of_its_variants)
{
	start();
	push(TX_HEARTBEAT);
	(void)last_xt();
	outbox_block(kit.h, 108, NULL, 0, NULL, 0);
	outbox_pump(kit.h);
	settle();
	(void)last_xt();
	REQUIRE(num_sent == 2 && !slice_eq(sent[0], sent[1]));
	outbox_block(kit.h, 109, &sent[0], 1, NULL, 0);
	EXPECT(kit.h->outbox.num == 0);
	kit_stop();
}

TEST(a_nonce_that_was_used_by_others_is_asked_for_again)
{
	start();
	kit_say_error("author_submitExtrinsic",
		      "{\"code\":1010,\"message\":\"Invalid Transaction: Stale\"}");
	push(TX_HEARTBEAT);
	kit_say("system_accountNextIndex", "9");
	kit_say("author_submitExtrinsic", "\"0x00\"");
	clock_sleep_ms(450);
	outbox_pump(kit.h);
	settle();
	EXPECT(last_xt().extra.nonce == 9);
	kit_stop();
}

TEST(a_pool_that_knows_it_already_counts_as_sent)
{
	start();
	kit_say_error("author_submitExtrinsic", "{\"code\":1013,\"message\":\"Already Imported\"}");
	push(TX_HEARTBEAT);
	EXPECT(kit.h->outbox.first->state == TX_SENT);
	kit_stop();
}

TEST(a_result_that_failed_for_a_stale_head_brings_its_run_back)
{
	const struct tx_failure stale = {0, AGENTS_PALLET, AGENTS_ERROR_HEAD_NOT_FRESH, 0};
	struct job *j;

	start();
	j = submitted_job();
	push(TX_RESULT);
	(void)last_xt();
	outbox_block(kit.h, 103, sent, 1, &stale, 1);
	EXPECT(j->state == JOB_SEEN && kit.h->outbox.num == 0);
	kit_stop();
}

TEST(a_result_without_a_lease_is_given_up_and_one_that_was_recorded_is_done)
{
	const struct tx_failure lease = {0, AGENTS_PALLET, AGENTS_ERROR_LEASE_EXPIRED, 0};
	const u8 other[32] = {3};
	struct job *j;

	start();
	j = submitted_job();
	push(TX_RESULT);
	(void)last_xt();
	outbox_block(kit.h, 103, sent, 1, &lease, 1);
	EXPECT(j->state == JOB_DEAD && strstr(j->why, "lease") != NULL);
	j->state = JOB_SUBMITTED;
	jobs_on_recorded(kit.h, trigger, other, 104);
	EXPECT(j->state == JOB_DONE && j->recorded_at == 104);
	kit_stop();
}

TEST(a_node_that_is_away_is_asked_again_until_it_answers)
{
	u16 port;
	struct http_server_opts so = {.host = "127.0.0.1", .limits = &http_limits_default};
	static const struct http_handlers handlers = {.on_request = kit_on_rpc};

	start();
	port = http_server_port(kit.node);
	http_server_close(kit.node);
	kit_turn(20);
	push_only(TX_HEARTBEAT);
	kit_turn(60);
	EXPECT(kit.h->outbox.first->state == TX_QUEUED);
	so.port = port;
	so.handlers = &handlers;
	REQUIRE(http_server_listen(&kit.node, &kit.loop, &so, NULL) == ERR_OK);
	settle();
	EXPECT(kit.h->outbox.first->state == TX_SENT);
	kit_stop();
}

TEST_MAIN()
