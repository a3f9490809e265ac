#include "base/test.h"
#include "tls/dev_ca.h"
#include "tls/name.h"
#include "tls/openssl.h"
#include "tls/roots.h"
#include "tls/tls.h"

#include <stdlib.h>

/* 24 November 2026. */
#define NOW_MS 1795500000000ull
#define DAY_MS 86400000ull
#define BIG    (600u << 10)

static const char *const hosts[] = {"model.localhost", "forum.localhost"};

struct world {
	struct tls_pem ca, leaf;
	struct tls_roots *roots;
	struct tls_server_id *id;
	struct tls_conn *client, *server;
};

static void world_close(struct world *w)
{
	tls_free(w->client);
	tls_free(w->server);
	tls_server_id_free(w->id);
	tls_roots_free(w->roots);
	memset(w, 0, sizeof(*w));
}

/* A server certificate from ca and a client that trusts trusted, at NOW_MS. */
static bool world_open(struct world *w, const struct tls_leaf *leaf, const char *host)
{
	memset(w, 0, sizeof(*w));
	EXPECT_OK(tls_start());
	if (tls_dev_ca_make(&w->ca, NOW_MS) != ERR_OK ||
	    tls_dev_leaf_make(&w->leaf, &w->ca, leaf) != ERR_OK ||
	    tls_roots_new(&w->roots, tls_pem_cert(&w->ca)) != ERR_OK ||
	    tls_server_id_new(&w->id, tls_pem_cert(&w->leaf), tls_pem_key(&w->leaf)) != ERR_OK ||
	    tls_server_new(&w->server, w->id) != ERR_OK ||
	    tls_client_new(&w->client, w->roots, slice_str(host), NOW_MS) != ERR_OK) {
		TEST_FAIL("no world");
		return false;
	}
	return true;
}

static struct tls_leaf good_leaf(void)
{
	return (struct tls_leaf){.hosts = hosts,
	                         .num_hosts = ARRAY_LEN(hosts),
	                         .not_before_ms = NOW_MS - DAY_MS,
	                         .not_after_ms = NOW_MS + DAY_MS};
}

/* pump moves what one end has to the other in pieces of step bytes. */
static enum err pump(struct tls_conn *from, struct tls_conn *to, size_t step, size_t *moved)
{
	static u8 buf[32768];
	enum err e = ERR_OK;

	for (;;) {
		size_t n = tls_take(from, buf, step);

		*moved += n;
		if (n == 0 || e != ERR_OK)
			return e;
		e = tls_feed(to, slice_of(buf, n));
	}
}

/* shake runs the handshake to its end and gives the client's and server's
 * error. */
static void shake(struct world *w, size_t step, enum err *client, enum err *server)
{
	size_t moved;

	*client = *server = ERR_OK;
	do {
		moved = 0;
		if (*server == ERR_OK)
			*server = pump(w->client, w->server, step, &moved);
		if (*client == ERR_OK)
			*client = pump(w->server, w->client, step, &moved);
	} while (moved != 0);
}

static bool shake_ok(struct world *w)
{
	enum err client, server;

	shake(w, 16384, &client, &server);
	EXPECT_OK(client);
	EXPECT_OK(server);
	return tls_ready(w->client) && tls_ready(w->server);
}

static void expect_refusal(const struct tls_leaf *leaf, const char *host, enum tls_fault want)
{
	static struct world w;
	enum err client, server;
	size_t n;
	u8 b[1];

	REQUIRE(world_open(&w, leaf, host));
	shake(&w, 16384, &client, &server);
	EXPECT_ERR(ERR_TLS, client);
	EXPECT(tls_fault(w.client) == want);
	EXPECT(strlen(tls_why(w.client)) > 20);
	EXPECT(!tls_ready(w.client));
	/* The client said why, and nothing else works any more. */
	EXPECT_ERR(ERR_TLS, server);
	EXPECT(tls_fault(w.server) == TLS_FAULT_ALERT);
	EXPECT_ERR(ERR_TLS, tls_feed(w.client, SLICE_LIT("x")));
	EXPECT_ERR(ERR_TLS, tls_read(w.client, b, sizeof(b), &n));
	EXPECT_ERR(ERR_TLS, tls_write(w.client, SLICE_LIT("x")));
	EXPECT_ERR(ERR_TLS, tls_feed_eof(w.client));
	world_close(&w);
}

TEST(client_and_server_exchange_text_both_ways)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;
	size_t n = 0, moved = 0;
	u8 b[64];

	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	EXPECT_ERR(ERR_AGAIN, tls_write(w.client, SLICE_LIT("early")));
	EXPECT_ERR(ERR_AGAIN, tls_read(w.client, b, sizeof(b), &n));
	REQUIRE(shake_ok(&w));
	EXPECT(tls_fault(w.client) == TLS_FAULT_NONE && strlen(tls_why(w.client)) == 0);
	EXPECT_OK(tls_write(w.client, SLICE_LIT("ping")));
	EXPECT_OK(pump(w.client, w.server, 100, &moved));
	EXPECT_OK(tls_read(w.server, b, sizeof(b), &n));
	EXPECT(n == 4 && memcmp(b, "ping", 4) == 0);
	EXPECT_ERR(ERR_AGAIN, tls_read(w.server, b, sizeof(b), &n));
	EXPECT_OK(tls_write(w.server, SLICE_LIT("pong")));
	EXPECT_OK(pump(w.server, w.client, 100, &moved));
	EXPECT_OK(tls_read(w.client, b, sizeof(b), &n));
	EXPECT(n == 4 && memcmp(b, "pong", 4) == 0);
	world_close(&w);
}

TEST(a_handshake_works_byte_by_byte)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;
	enum err client, server;

	REQUIRE(world_open(&w, &leaf, "FORUM.localhost"));
	shake(&w, 1, &client, &server);
	EXPECT_OK(client);
	EXPECT_OK(server);
	EXPECT(tls_ready(w.client) && tls_ready(w.server));
	world_close(&w);
}

TEST(an_expired_certificate_is_refused)
{
	struct tls_leaf leaf = good_leaf();

	leaf.not_after_ms = NOW_MS - 1000;
	expect_refusal(&leaf, "model.localhost", TLS_FAULT_EXPIRED);
}

TEST(a_certificate_of_the_future_is_refused)
{
	struct tls_leaf leaf = good_leaf();

	leaf.not_before_ms = NOW_MS + 60000;
	expect_refusal(&leaf, "model.localhost", TLS_FAULT_NOT_YET_VALID);
}

TEST(a_certificate_for_another_host_is_refused)
{
	struct tls_leaf leaf = good_leaf();

	expect_refusal(&leaf, "other.localhost", TLS_FAULT_WRONG_HOST);
	/* The common name counts for nothing, and names do not match by their end. */
	expect_refusal(&leaf, "x.model.localhost", TLS_FAULT_WRONG_HOST);
}

TEST(the_development_ca_cannot_speak_for_a_real_host)
{
	static const char *const real[] = {"api.openai.com"};
	struct tls_leaf leaf = good_leaf();

	leaf.hosts = real;
	leaf.num_hosts = 1;
	expect_refusal(&leaf, "api.openai.com", TLS_FAULT_CERTIFICATE);
}

TEST(an_unknown_issuer_is_refused_even_under_the_same_name)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;
	static struct tls_pem other;
	enum err client, server;

	for (int with_other_ca = 0; with_other_ca < 2; with_other_ca++) {
		REQUIRE(world_open(&w, &leaf, "model.localhost"));
		tls_free(w.client);
		tls_roots_free(w.roots);
		REQUIRE(tls_dev_ca_make(&other, NOW_MS) == ERR_OK);
		REQUIRE(tls_roots_new(&w.roots, with_other_ca ? tls_pem_cert(&other)
		                                              : SLICE_EMPTY) == ERR_OK);
		REQUIRE(tls_client_new(&w.client, w.roots, SLICE_LIT("model.localhost"), NOW_MS) ==
		        ERR_OK);
		shake(&w, 16384, &client, &server);
		EXPECT_ERR(ERR_TLS, client);
		EXPECT(tls_fault(w.client) == TLS_FAULT_UNKNOWN_ISSUER);
		world_close(&w);
	}
}

TEST(a_self_signed_certificate_is_refused)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;
	enum err client, server;
	static struct tls_pem self;

	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	tls_free(w.server);
	tls_server_id_free(w.id);
	REQUIRE(tls_dev_ca_make(&self, NOW_MS) == ERR_OK);
	REQUIRE(tls_server_id_new(&w.id, tls_pem_cert(&self), tls_pem_key(&self)) == ERR_OK);
	REQUIRE(tls_server_new(&w.server, w.id) == ERR_OK);
	shake(&w, 16384, &client, &server);
	EXPECT_ERR(ERR_TLS, client);
	EXPECT(tls_fault(w.client) == TLS_FAULT_UNKNOWN_ISSUER);
	world_close(&w);
}

/* A bare OpenSSL peer that offers what our own ends never would. */
struct peer {
	SSL_CTX *ctx;
	SSL *ssl;
	BIO *in, *out;
};

static void peer_close(struct peer *p)
{
	SSL_free(p->ssl);
	SSL_CTX_free(p->ctx);
}

static void peer_open(struct peer *p, bool client, int version, const struct tls_pem *id)
{
	p->ctx = SSL_CTX_new(client ? TLS_client_method() : TLS_server_method());
	SSL_CTX_set_security_level(p->ctx, 0);
	SSL_CTX_set_min_proto_version(p->ctx, version);
	SSL_CTX_set_max_proto_version(p->ctx, version);
	if (id != NULL) {
		BIO *cert = BIO_new_mem_buf(id->cert, (int)id->cert_len);
		BIO *key = BIO_new_mem_buf(id->key, (int)id->key_len);
		X509 *x = PEM_read_bio_X509(cert, NULL, NULL, NULL);
		EVP_PKEY *k = PEM_read_bio_PrivateKey(key, NULL, NULL, NULL);

		EXPECT(SSL_CTX_use_certificate(p->ctx, x) == 1);
		EXPECT(SSL_CTX_use_PrivateKey(p->ctx, k) == 1);
		X509_free(x);
		EVP_PKEY_free(k);
		BIO_free(cert);
		BIO_free(key);
	}
	p->ssl = SSL_new(p->ctx);
	p->in = BIO_new(BIO_s_mem());
	p->out = BIO_new(BIO_s_mem());
	BIO_set_mem_eof_return(p->in, -1);
	SSL_set_bio(p->ssl, p->in, p->out);
	if (client)
		SSL_set_connect_state(p->ssl);
	else
		SSL_set_accept_state(p->ssl);
}

/* peer_shake talks with c until neither has more to say. */
static enum err peer_shake(struct peer *p, struct tls_conn *c)
{
	static u8 buf[16384];
	enum err e = ERR_OK;

	for (int i = 0; i < 20 && e == ERR_OK; i++) {
		int got;
		size_t n = tls_take(c, buf, sizeof(buf));

		if (n != 0)
			BIO_write(p->in, buf, (int)n);
		(void)SSL_do_handshake(p->ssl);
		got = BIO_read(p->out, buf, sizeof(buf));
		if (got > 0)
			e = tls_feed(c, slice_of(buf, (size_t)got));
	}
	return e;
}

TEST(tls_1_1_is_refused_by_both_ends)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;
	struct peer p;

	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	peer_open(&p, true, TLS1_1_VERSION, NULL);
	EXPECT_ERR(ERR_TLS, peer_shake(&p, w.server));
	EXPECT(tls_fault(w.server) == TLS_FAULT_VERSION);
	peer_close(&p);
	peer_open(&p, false, TLS1_1_VERSION, &w.leaf);
	EXPECT_ERR(ERR_TLS, peer_shake(&p, w.client));
	EXPECT(tls_fault(w.client) == TLS_FAULT_VERSION);
	peer_close(&p);
	world_close(&w);
}

TEST(tls_1_2_is_served_and_spoken)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;
	struct peer p;

	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	peer_open(&p, true, TLS1_2_VERSION, NULL);
	EXPECT_OK(peer_shake(&p, w.server));
	EXPECT(tls_ready(w.server));
	peer_close(&p);
	peer_open(&p, false, TLS1_2_VERSION, &w.leaf);
	EXPECT_OK(peer_shake(&p, w.client));
	EXPECT(tls_ready(w.client));
	peer_close(&p);
	world_close(&w);
}

static int choose_h2(SSL *ssl, const u8 **out, u8 *out_len, const u8 *in, unsigned in_len,
                     void *arg)
{
	(void)ssl;
	(void)in;
	(void)in_len;
	(void)arg;
	*out = (const u8 *)"h2";
	*out_len = 2;
	return SSL_TLSEXT_ERR_OK;
}

TEST(a_server_that_picks_another_protocol_is_refused)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;
	struct peer p;

	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	peer_open(&p, false, TLS1_3_VERSION, &w.leaf);
	SSL_CTX_set_alpn_select_cb(p.ctx, choose_h2, NULL);
	EXPECT_ERR(ERR_TLS, peer_shake(&p, w.client));
	EXPECT(tls_fault(w.client) == TLS_FAULT_PROTOCOL);
	EXPECT(!tls_ready(w.client));
	peer_close(&p);
	world_close(&w);
}

TEST(a_client_that_wants_only_http2_is_turned_away)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;
	struct peer p;

	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	peer_open(&p, true, TLS1_3_VERSION, NULL);
	EXPECT(SSL_set_alpn_protos(p.ssl, (const u8 *)"\x02h2", 3) == 0);
	EXPECT_ERR(ERR_TLS, peer_shake(&p, w.server));
	EXPECT(!tls_ready(w.server));
	peer_close(&p);
	world_close(&w);
}

TEST(an_alert_of_the_server_is_told_apart_from_noise)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;

	/* RFC 8446 6: fatal internal_error. */
	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	EXPECT_ERR(ERR_TLS, tls_feed(w.client, SLICE_LIT("\x15\x03\x03\x00\x02\x02\x50")));
	EXPECT(tls_fault(w.client) == TLS_FAULT_ALERT);
	world_close(&w);
	/* Fatal protocol_version. */
	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	EXPECT_ERR(ERR_TLS, tls_feed(w.client, SLICE_LIT("\x15\x03\x01\x00\x02\x02\x46")));
	EXPECT(tls_fault(w.client) == TLS_FAULT_VERSION);
	world_close(&w);
	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	EXPECT_ERR(ERR_TLS, tls_feed(w.client, SLICE_LIT("HTTP/1.1 400 Bad Request\r\n\r\n")));
	EXPECT(tls_fault(w.client) == TLS_FAULT_PROTOCOL);
	world_close(&w);
}

TEST(a_damaged_record_ends_the_connection)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;
	u8 buf[256], b[16];
	size_t n, got;

	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	REQUIRE(shake_ok(&w));
	EXPECT_OK(tls_write(w.server, SLICE_LIT("hello")));
	n = tls_take(w.server, buf, sizeof(buf));
	REQUIRE(n > 10);
	buf[n - 1] ^= 1;
	EXPECT_OK(tls_feed(w.client, slice_of(buf, n)));
	EXPECT_ERR(ERR_TLS, tls_read(w.client, b, sizeof(b), &got));
	EXPECT(tls_fault(w.client) == TLS_FAULT_PROTOCOL);
	EXPECT_ERR(ERR_TLS, tls_read(w.client, b, sizeof(b), &got));
	EXPECT(tls_take(w.client, buf, sizeof(buf)) > 0);
	world_close(&w);
}

TEST(a_cut_stream_is_not_an_end)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;
	size_t moved = 0, n;
	u8 b[16];

	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	REQUIRE(shake_ok(&w));
	EXPECT_OK(tls_write(w.server, SLICE_LIT("half an ans")));
	EXPECT_OK(pump(w.server, w.client, 1000, &moved));
	EXPECT_ERR(ERR_EOF, tls_feed_eof(w.client));
	EXPECT_OK(tls_read(w.client, b, 5, &n));
	EXPECT(n == 5 && memcmp(b, "half ", 5) == 0);
	EXPECT_OK(tls_read(w.client, b, sizeof(b), &n));
	EXPECT(n == 6 && memcmp(b, "an ans", 6) == 0);
	EXPECT_ERR(ERR_EOF, tls_read(w.client, b, sizeof(b), &n));
	EXPECT_ERR(ERR_EOF, tls_read(w.client, b, sizeof(b), &n));
	EXPECT_ERR(ERR_EOF, tls_feed_eof(w.client));
	EXPECT_ERR(ERR_STATE, tls_feed(w.client, SLICE_LIT("x")));
	world_close(&w);
}

TEST(a_stream_cut_inside_a_record_or_the_handshake_is_not_an_end)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;
	size_t n;
	u8 buf[256], b[16];

	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	EXPECT_ERR(ERR_EOF, tls_feed_eof(w.client));
	EXPECT_ERR(ERR_EOF, tls_read(w.client, b, sizeof(b), &n));
	world_close(&w);
	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	REQUIRE(shake_ok(&w));
	EXPECT_OK(tls_write(w.server, SLICE_LIT("hello")));
	n = tls_take(w.server, buf, sizeof(buf));
	EXPECT_OK(tls_feed(w.client, slice_of(buf, n - 1)));
	EXPECT_ERR(ERR_EOF, tls_feed_eof(w.client));
	EXPECT_ERR(ERR_EOF, tls_read(w.client, b, sizeof(b), &n));
	world_close(&w);
}

TEST(a_proper_end_is_told_even_with_text_before_it)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;
	size_t moved = 0, n = 99;
	u8 b[16];

	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	REQUIRE(shake_ok(&w));
	EXPECT_OK(tls_write(w.server, SLICE_LIT("bye")));
	tls_close(w.server);
	EXPECT_ERR(ERR_STATE, tls_write(w.server, SLICE_LIT("more")));
	EXPECT_OK(pump(w.server, w.client, 1000, &moved));
	EXPECT_OK(tls_feed_eof(w.client));
	EXPECT_OK(tls_read(w.client, b, sizeof(b), &n));
	EXPECT(n == 3 && memcmp(b, "bye", 3) == 0);
	EXPECT_OK(tls_read(w.client, b, sizeof(b), &n));
	EXPECT(n == 0);
	/* The side that said goodbye still reads. */
	moved = 0;
	EXPECT_OK(tls_write(w.client, SLICE_LIT("last")));
	EXPECT_OK(pump(w.client, w.server, 1000, &moved));
	EXPECT_OK(tls_read(w.server, b, sizeof(b), &n));
	EXPECT(n == 4 && memcmp(b, "last", 4) == 0);
	world_close(&w);
}

static u8 big_byte(size_t i)
{
	return (u8)((i * 2654435761u) >> 13);
}

TEST(large_data_arrives_whole_through_small_windows)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;
	static u8 big[BIG], buf[16384];
	size_t at = 0, n;
	enum err e = ERR_OK;

	for (size_t i = 0; i < BIG; i++)
		big[i] = big_byte(i);
	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	REQUIRE(shake_ok(&w));
	EXPECT_OK(tls_write(w.server, slice_of(big, BIG)));
	EXPECT_ERR(ERR_FULL, tls_write(w.server, slice_of(big, BIG)));
	while (at < BIG && e == ERR_OK) {
		n = tls_take(w.server, buf, 7001);
		EXPECT_OK(tls_feed(w.client, slice_of(buf, n)));
		for (;;) {
			e = tls_read(w.client, buf, sizeof(buf), &n);
			if (e != ERR_OK)
				break;
			if (!mem_eq(buf, big + at, n))
				TEST_FAIL("other bytes");
			at += n;
		}
		e = e == ERR_AGAIN ? ERR_OK : e;
	}
	EXPECT_OK(e);
	EXPECT(at == BIG);
	world_close(&w);
}

TEST(a_reader_that_never_reads_stops_the_feed_and_loses_nothing)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;
	static u8 big[BIG], buf[1000];
	size_t at = 0, n = 1, fed = 0;
	enum err e = ERR_OK;

	for (size_t i = 0; i < BIG; i++)
		big[i] = big_byte(i);
	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	REQUIRE(shake_ok(&w));
	EXPECT_OK(tls_write(w.server, slice_of(big, BIG)));
	/* One byte read pulls a whole record into OpenSSL, beside a full queue. */
	for (int i = 0; i < 20; i++) {
		n = tls_take(w.server, buf, sizeof(buf));
		EXPECT_OK(tls_feed(w.client, slice_of(buf, n)));
	}
	EXPECT_OK(tls_read(w.client, buf, 1, &n));
	EXPECT(n == 1 && buf[0] == big[0]);
	at = 1;
	while (e == ERR_OK && fed < TLS_IN_MAX * 2) {
		n = tls_take(w.server, buf, sizeof(buf));
		e = tls_feed(w.client, slice_of(buf, n));
		fed += n;
	}
	EXPECT_ERR(ERR_FULL, e);
	EXPECT(fed <= TLS_IN_MAX + 32768);
	EXPECT_ERR(ERR_EOF, tls_feed_eof(w.client));
	while (tls_read(w.client, buf, sizeof(buf), &n) == ERR_OK) {
		if (!mem_eq(buf, big + at, n))
			TEST_FAIL("other bytes");
		at += n;
	}
	EXPECT(at > TLS_IN_MAX - 20000);
	world_close(&w);
}

TEST(only_dns_names_are_hosts)
{
	static const char *const good[] = {"a", "api.openai.com", "x_y.example", "1.2.3.4a",
	                                   "xn--bcher-kva.example"};
	static const char *const bad[] = {"",       "127.0.0.1", "a..b",   ".a",   "a.",
	                                  "a b",    "[::1]",     "::1",    "a-.b", "-a.b",
	                                  "a\nb.c", "a/b",       "*.a.bc", "a.b-"};
	struct tls_roots *roots;
	struct tls_conn *c = NULL;
	char label[66];

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		EXPECT(name_ok(slice_str(good[i]), TLS_HOST_MAX));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		EXPECT(!name_ok(slice_str(bad[i]), TLS_HOST_MAX));
	memset(label, 'a', sizeof(label));
	EXPECT(name_ok(slice_of(label, 63), TLS_HOST_MAX));
	EXPECT(!name_ok(slice_of(label, 64), TLS_HOST_MAX));
	EXPECT(!name_ok(slice_of("a\0b", 3), TLS_HOST_MAX));
	EXPECT_OK(tls_start());
	REQUIRE(tls_roots_new(&roots, SLICE_EMPTY) == ERR_OK);
	EXPECT_ERR(ERR_INVALID, tls_client_new(&c, roots, SLICE_LIT("127.0.0.1"), NOW_MS));
	EXPECT(c == NULL);
	tls_roots_free(roots);
}

TEST(every_compiled_in_root_is_a_self_signed_ca_in_its_years)
{
	size_t num;
	const struct slice *list = roots_compiled_in(&num);
	time_t now = (time_t)(NOW_MS / 1000);
	struct tls_roots *roots;

	EXPECT(num >= 12);
	for (size_t i = 0; i < num; i++) {
		const u8 *p = list[i].p;
		X509 *x = d2i_X509(NULL, &p, (long)list[i].n);

		REQUIRE(x != NULL);
		EXPECT(p == list[i].p + list[i].n);
		EXPECT(X509_check_ca(x) == 1);
		EXPECT(X509_self_signed(x, 1) == 1);
		EXPECT(X509_cmp_time(X509_get0_notAfter(x), &now) > 0);
		EXPECT(X509_cmp_time(X509_get0_notBefore(x), &now) < 0);
		X509_free(x);
	}
	REQUIRE(tls_roots_new(&roots, SLICE_EMPTY) == ERR_OK);
	EXPECT(tls_roots_num(roots) == num);
	tls_roots_free(roots);
	tls_roots_free(NULL);
}

TEST(pem_that_is_none_is_refused)
{
	struct tls_leaf leaf = good_leaf();
	static struct world w;
	struct tls_roots *roots;
	struct tls_server_id *id;
	u8 cut[TLS_PEM_MAX];

	REQUIRE(world_open(&w, &leaf, "model.localhost"));
	EXPECT_ERR(ERR_FORMAT, tls_roots_new(&roots, SLICE_LIT("not PEM")));
	slice_copy(cut, tls_pem_cert(&w.ca));
	EXPECT_ERR(ERR_FORMAT, tls_roots_new(&roots, slice_of(cut, w.ca.cert_len / 2)));
	cut[100] ^= 1;
	EXPECT_ERR(ERR_FORMAT, tls_roots_new(&roots, slice_of(cut, 20)));
	EXPECT_ERR(ERR_FORMAT, tls_server_id_new(&id, SLICE_EMPTY, tls_pem_key(&w.leaf)));
	EXPECT_ERR(ERR_FORMAT, tls_server_id_new(&id, tls_pem_cert(&w.leaf), SLICE_EMPTY));
	EXPECT_ERR(ERR_KEY, tls_server_id_new(&id, tls_pem_cert(&w.leaf), tls_pem_key(&w.ca)));
	world_close(&w);
}

TEST(certificates_are_made_only_for_proper_requests)
{
	static const char *const odd[] = {"good.localhost", "a,DNS:evil.example"};
	struct tls_leaf leaf = good_leaf();
	static struct tls_pem ca, other, out;

	REQUIRE(tls_dev_ca_make(&ca, NOW_MS) == ERR_OK);
	REQUIRE(tls_dev_ca_make(&other, NOW_MS) == ERR_OK);
	leaf.num_hosts = 0;
	EXPECT_ERR(ERR_LIMIT, tls_dev_leaf_make(&out, &ca, &leaf));
	leaf.num_hosts = 17;
	EXPECT_ERR(ERR_LIMIT, tls_dev_leaf_make(&out, &ca, &leaf));
	leaf.hosts = odd;
	leaf.num_hosts = 2;
	EXPECT_ERR(ERR_INVALID, tls_dev_leaf_make(&out, &ca, &leaf));
	leaf = good_leaf();
	memcpy(ca.key, other.key, sizeof(ca.key));
	ca.key_len = other.key_len;
	EXPECT_ERR(ERR_KEY, tls_dev_leaf_make(&out, &ca, &leaf));
}

TEST_MAIN()
