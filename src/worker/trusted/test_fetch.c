/* HTTPS calls of a guest against a real TLS server; the test is the host that moves the bytes. */
#include "tls/dev_ca.h"
#include "worker/trusted/test_run.h"

#define NET_MAX  (1u << 20)
#define DAY_MS   86400000u
#define CHAT_REQ "{\"messages\":[],\"model\":\"gpt-test\"}"

static const char net_manifest[] =
    "{\"entry\":\"a.js\",\"limits\":{\"hostCalls\":40,\"wallMs\":60000},"
    "\"models\":{\"model.localhost\":{\"format\":\"openai-chat\",\"provider\":\"openai\"}},"
    "\"name\":\"t\","
    "\"net\":[\"api.localhost\",\"api.localhost:8443\",\"model.localhost\"],"
    "\"secrets\":{\"KEY\":{\"hosts\":[\"api.localhost\",\"model.localhost\"]}}}";

/* The server at the other end of the newest connection. */
static struct {
	struct tls_server_id *id;
	struct tls_conn *tls;
	u32 conn, seen; /* frames of the enclave that were looked at */
	bool closed;
	u8 got[NET_MAX]; /* plain bytes of the client */
	size_t got_len;
} srv;

static void server_read(struct slice wire)
{
	size_t n = 0;

	(void)!tls_feed(srv.tls, wire);
	while (tls_read(srv.tls, srv.got + srv.got_len, NET_MAX - srv.got_len, &n) == ERR_OK &&
	       n > 0)
		srv.got_len += n;
}

static void net_open_frame(struct slice body)
{
	struct msg_net_opened o;
	struct msg_net_open m;
	struct rd r = rd_from(body);
	struct wr w = kit_msg(&kit);

	rd_msg_net_open(&r, &m);
	KIT_OK(rd_end(&r));
	tls_free(srv.tls);
	KIT_OK(tls_server_new(&srv.tls, srv.id));
	srv.conn = m.conn;
	srv.got_len = 0;
	srv.closed = false;
	o.conn = m.conn;
	wr_msg_net_opened(&w, &o);
	KIT_OK(kit_send(&kit, MSG_NET_OPENED, &w));
}

static void net_frame(const struct kit_frame *f)
{
	struct msg_net_send s;
	struct msg_net_close c;
	struct rd r = rd_from(f->body);

	if (f->id == MSG_NET_OPEN) {
		net_open_frame(f->body);
	} else if (f->id == MSG_NET_SEND) {
		rd_msg_net_send(&r, &s);
		if (s.conn == srv.conn && !srv.closed)
			server_read(s.data);
	} else if (f->id == MSG_NET_CLOSE) {
		rd_msg_net_close(&r, &c);
		srv.closed |= c.conn == srv.conn;
	}
}

static bool server_sends(void)
{
	static u8 buf[65536];
	struct msg_net_data d = {.conn = srv.conn};
	struct wr w = kit_msg(&kit);
	size_t n = srv.tls == NULL ? 0 : tls_take(srv.tls, buf, sizeof(buf));

	if (n == 0)
		return false;
	d.data = slice_of(buf, n);
	wr_msg_net_data(&w, &d);
	KIT_OK(kit_send(&kit, MSG_NET_DATA, &w));
	return true;
}

/* Moves bytes until nobody has any more. */
static void net_run(void)
{
	do {
		while (srv.seen < kit.num_host)
			net_frame(&kit.host[srv.seen++]);
	} while (server_sends());
}

static void server_says(const char *text)
{
	KIT_OK(tls_write(srv.tls, slice_str(text)));
	net_run();
}

static void server_goes(const char *reason)
{
	struct msg_net_closed m = {.conn = srv.conn, .reason = slice_str(reason)};
	struct wr w = kit_msg(&kit);

	wr_msg_net_closed(&w, &m);
	KIT_OK(kit_send(&kit, MSG_NET_CLOSED, &w));
	net_run();
}

/* A registered enclave with a run, a secret, and a server whose certificate names `hosts`. */
static void net_set_up(const char *const *hosts, size_t num, const char *secret)
{
	static struct tls_pem ca, leaf;
	const struct tls_leaf want = {hosts, num, KIT_TIME0 - DAY_MS, KIT_TIME0 + DAY_MS};
	static struct msg_run m;

	KIT_OK(tls_start());
	KIT_OK(tls_dev_ca_make(&ca, KIT_TIME0));
	KIT_OK(tls_dev_leaf_make(&leaf, &ca, &want));
	memset(&srv, 0, sizeof(srv));
	KIT_OK(tls_server_id_new(&srv.id, tls_pem_cert(&leaf), tls_pem_key(&leaf)));
	manifest = net_manifest;
	dev_ca = tls_pem_cert(&ca);
	set_up_registered();
	run_request(&m);
	m.secrets.num = 1;
	seal_secret(&m.secrets.items[0], "//Alice", secret);
	send_run(&m);
	REQUIRE(kit_last_box(&kit, BOX_START) != NULL);
}

static const char *const both[] = {"api.localhost", "model.localhost"};

static void net_tear_down(void)
{
	tls_free(srv.tls);
	tls_server_id_free(srv.id);
	tear_down();
}

/* The guest asks, the record is stored, the request arrives. */
static void ask(u32 id, const char *url, const char *auth, const char *body)
{
	box_requests(id, url, auth, body);
	stored(last_store().token);
	net_run();
}

static bool answered(struct box_event *ev, struct box_answer *ans)
{
	stored(last_store().token);
	return last_event(ev) && box_answer_decode(ans, ev->payload) == ERR_OK;
}

static bool server_saw(const char *text)
{
	return memmem(srv.got, srv.got_len, text, strlen(text)) != NULL;
}

static bool host_saw(const char *text)
{
	for (u32 i = 0; i < kit.num_host; i++)
		if (memmem(kit.host[i].body.p, kit.host[i].body.n, text, strlen(text)) != NULL)
			return true;
	return false;
}

static bool network_error(const char *part)
{
	struct box_failure f;
	struct box_event ev;

	stored(last_store().token);
	return failed_with("E_NETWORK") && last_event(&ev) &&
	       box_failure_decode(&f, ev.payload) == ERR_OK &&
	       memmem(f.message.p, f.message.n, part, strlen(part)) != NULL;
}

static bool end_run(struct receipt *x)
{
	struct msg_result m;

	box_ends(OUTCOME_OK, "1");
	stored(last_store().token);
	return last_result(x, &m);
}

TEST(a_secret_reaches_the_server_and_nobody_else)
{
	const struct conn *c;
	struct box_answer ans;
	struct box_event ev;
	struct receipt x;
	u8 hash[32];

	net_set_up(both, 2, "sk-test");
	ask(1, "https://api.localhost/x?q=secret://KEY", "Bearer secret://KEY", "secret://KEY");
	c = &kit.w->lanes[0].conns[0];
	EXPECT(server_saw("POST /x?q=secret://KEY HTTP/1.1\r\nhost: api.localhost\r\n"));
	EXPECT(server_saw("authorization: Bearer sk-test\r\n"));
	EXPECT(server_saw("content-length: 12\r\n") && server_saw("\r\n\r\nsecret://KEY"));
	/* Sent and wiped, while the answer is still to come. */
	EXPECT(memmem(c->a.mem, 65536, "sk-test", 7) == NULL);
	server_says("HTTP/1.1 200 OK\r\nX-A: b\r\ncontent-length: 5\r\n\r\nhello");
	REQUIRE(answered(&ev, &ans));
	EXPECT(ev.status == 200 && slice_eq(ans.body, SLICE_LIT("hello")));
	EXPECT(ans.headers.num == 2 && slice_eq(ans.headers.h[0].name, SLICE_LIT("x-a")));
	EXPECT(!host_saw("sk-test") && !host_saw("hello"));
	memcpy(hash, kit.w->lanes[0].calls[0].request_hash, 32);
	REQUIRE(end_run(&x));
	REQUIRE(x.num_egress == 1 && x.num_secrets == 1);
	EXPECT(x.egress[0].status == 200 && mem_eq(x.egress[0].request_hash, hash, 32));
	EXPECT(slice_eq(x.secrets[0].name, SLICE_LIT("KEY")) && x.secrets[0].version == 1);
	/* What was in the clear on the way is gone: bodies, headers, values. */
	EXPECT(memmem(kit.w->scratch.mem, 1u << 20, "hello", 5) == NULL);
	EXPECT(memmem(kit.w->lanes[0].a.mem, 1u << 20, "sk-test", 7) == NULL);
	net_tear_down();
}

TEST(a_secret_does_not_go_to_another_port_or_with_a_line_break)
{
	net_set_up(both, 2, "sk-test");
	ask(1, "https://api.localhost:8443/", "secret://KEY", NULL);
	EXPECT(failed_with("E_DENIED") && srv.tls == NULL);
	net_tear_down();
	net_set_up(both, 2, "a\r\nx-evil: 1");
	ask(1, "https://api.localhost/", "secret://KEY", NULL);
	EXPECT(failed_with("E_DENIED") && srv.tls == NULL);
	net_tear_down();
}

TEST(a_request_that_secrets_blow_up_is_refused_before_it_is_noted)
{
	static char value[4000], auth[8000];
	struct receipt x;

	memset(value, 'v', sizeof(value) - 1);
	for (size_t i = 0; i + 13 < sizeof(auth); i += 13)
		memcpy(auth + i, "secret://KEY,", 13);
	net_set_up(both, 2, value);
	ask(1, "https://api.localhost/", auth, NULL);
	EXPECT(failed_with("E_LIMIT") && srv.tls == NULL);
	REQUIRE(end_run(&x));
	EXPECT(x.num_egress == 0);
	net_tear_down();
}

TEST(a_chunked_answer_comes_whole_and_what_follows_it_is_not_read)
{
	struct box_answer ans;
	struct box_event ev;

	net_set_up(both, 2, "s");
	ask(1, "https://api.localhost/", NULL, NULL);
	server_says("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
	EXPECT(!last_event(&ev) && !srv.closed);
	server_says("2\r\nde\r\n0\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil");
	EXPECT(srv.closed);
	REQUIRE(answered(&ev, &ans));
	EXPECT(slice_eq(ans.body, SLICE_LIT("abcde")));
	(void)!tls_write(srv.tls, SLICE_LIT("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil"));
	net_run();
	EXPECT(kit.w->lanes[0].num_events == 1);
	net_tear_down();
}

TEST(an_answer_that_is_cut_short_is_no_answer)
{
	struct receipt x;

	net_set_up(both, 2, "s");
	ask(1, "https://api.localhost/", NULL, NULL);
	server_says("HTTP/1.1 200 OK\r\n\r\nuntil the end, which never");
	server_goes(""); /* without TLS's goodbye: anybody on the way could have cut it */
	EXPECT(network_error("cut short"));
	ask(2, "https://api.localhost/", NULL, NULL);
	server_says("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
	tls_close(srv.tls);
	net_run();
	EXPECT(network_error("cut short"));
	ask(3, "https://api.localhost/", NULL, NULL);
	server_goes("no route to host");
	EXPECT(network_error("no route to host"));
	REQUIRE(end_run(&x));
	EXPECT(x.num_egress == 3 && x.egress[2].status == 0);
	net_tear_down();
}

TEST(an_answer_that_ends_with_the_connection_is_taken_after_a_proper_goodbye)
{
	struct box_answer ans;
	struct box_event ev;

	net_set_up(both, 2, "s");
	ask(1, "https://api.localhost/", NULL, NULL);
	server_says("HTTP/1.1 200 OK\r\n\r\nall of it");
	tls_close(srv.tls);
	net_run();
	REQUIRE(answered(&ev, &ans));
	EXPECT(slice_eq(ans.body, SLICE_LIT("all of it")));
	net_tear_down();
}

TEST(an_answer_that_is_too_large_fails_and_still_stands_in_the_receipt)
{
	struct receipt x;

	net_set_up(both, 2, "s");
	ask(1, "https://api.localhost/", NULL, NULL);
	server_says("HTTP/1.1 200 OK\r\ncontent-length: 600000\r\n\r\n");
	stored(last_store().token);
	EXPECT(failed_with("E_LIMIT"));
	REQUIRE(end_run(&x));
	EXPECT(x.num_egress == 1 && x.egress[0].status == 0);
	net_tear_down();
}

TEST(a_server_that_is_somebody_else_gets_nothing)
{
	static const char *const other[] = {"other.localhost"};

	net_set_up(other, 1, "sk-test");
	ask(1, "https://api.localhost/", "secret://KEY", NULL);
	EXPECT(network_error("name") || network_error("host"));
	EXPECT(srv.got_len == 0 && srv.closed);
	net_tear_down();
}

TEST(a_server_that_is_silent_is_given_up)
{
	net_set_up(both, 2, "s");
	ask(1, "https://api.localhost/", NULL, NULL);
	kit_tick(&kit);
	EXPECT(!srv.closed);
	kit.w->lanes[0].conns[0].deadline_ms = 1;
	kit_tick(&kit);
	stored(last_store().token);
	EXPECT(failed_with("E_TIMEOUT"));
	net_run();
	EXPECT(srv.closed);
	net_tear_down();
}

TEST(statuses_that_are_no_success_go_to_the_guest_as_they_are)
{
	struct box_answer ans;
	struct box_event ev;

	net_set_up(both, 2, "s");
	ask(1, "https://api.localhost/", NULL, NULL);
	server_says(
	    "HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n");
	REQUIRE(answered(&ev, &ans));
	EXPECT(ev.status == 429);
	ask(2, "https://api.localhost/", NULL, NULL);
	server_says("HTTP/1.1 302 Found\r\nlocation: https://evil.example/\r\n"
	            "content-length: 0\r\n\r\n");
	REQUIRE(answered(&ev, &ans));
	EXPECT(ev.status == 302 && kit.w->lanes[0].num_fetches == 2); /* nobody followed */
	net_tear_down();
}

TEST(a_model_call_is_recorded_with_names_and_tokens)
{
	struct box_answer ans;
	struct box_event ev;
	struct receipt x;

	net_set_up(both, 2, "s");
	ask(1, "https://model.localhost/v1/chat/completions", "Bearer secret://KEY", CHAT_REQ);
	server_says("HTTP/1.1 200 OK\r\ncontent-length: 95\r\n\r\n"
	            "{\"model\":\"gpt-test-0613\",\"choices\":[],\"usage\":{\"prompt_tokens\":12,"
	            "\"completion_tokens\":34}}        ");
	REQUIRE(answered(&ev, &ans));
	REQUIRE(end_run(&x));
	REQUIRE(x.num_model_calls == 1);
	EXPECT(slice_eq(x.model_calls[0].provider, SLICE_LIT("openai")));
	EXPECT(slice_eq(x.model_calls[0].model_asked, SLICE_LIT("gpt-test")));
	EXPECT(slice_eq(x.model_calls[0].model_served, SLICE_LIT("gpt-test-0613")));
	EXPECT(x.cost.tokens_in == 12 && x.cost.tokens_out == 34 && x.cost.host_calls == 1);
	net_tear_down();
}

TEST(model_calls_are_counted_when_they_leave_and_not_when_they_are_answered)
{
	struct receipt x;
	u32 id = 1;

	net_set_up(both, 2, "s");
	for (; id <= RECEIPT_MODEL_CALLS_MAX; id++) {
		box_requests(id, "https://model.localhost/", NULL, CHAT_REQ);
		stored(last_store().token);
	}
	EXPECT(!failed_with("E_LIMIT"));
	box_requests(id, "https://model.localhost/", NULL, CHAT_REQ);
	stored(last_store().token);
	EXPECT(failed_with("E_LIMIT"));
	REQUIRE(end_run(&x));
	EXPECT(x.num_model_calls == RECEIPT_MODEL_CALLS_MAX && x.num_egress == x.num_model_calls);
	net_tear_down();
}

TEST_MAIN()
