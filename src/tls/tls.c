#include "tls/tls.h"

#include <stdlib.h>
#include <time.h>

#include "tls/name.h"
#include "tls/openssl.h"
#include "tls/pem.h"
#include "tls/roots.h"

/* What one record adds to its plain bytes, and how many those are at most. */
#define RECORD_PLAIN 16384u
#define RECORD_EXTRA 64u
/* The wire's limit, and the two records that may be inside OpenSSL beside it. */
#define REST_MAX (TLS_IN_MAX + 2 * RECORD_PLAIN)
/* Key updates that a peer asks for are answered beyond TLS_OUT_MAX, up to here. */
#define ANSWERS_MAX (TLS_OUT_MAX + (64u << 10))
/* Depth of certificate chains. */
#define CHAIN_MAX 8

struct tls_roots {
	SSL_CTX *ctx;
	size_t num;
};

struct tls_server_id {
	SSL_CTX *ctx;
};

struct tls_conn {
	SSL *ssl;
	BIO *in, *out; /* belong to ssl */
	u8 *rest;      /* plain bytes that tls_feed_eof found, or NULL */
	size_t rest_at, rest_len;
	bool eof, goodbye, closed;
	enum tls_fault fault;
};

static const u8 alpn[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

enum err tls_start(void)
{
	u8 b[1];
	u64 opts = OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT |
	           OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS;

	/* OpenSSL reads a certificate's dates with gmtime_r, and libc opens /etc/localtime
	 * when that is called first, which no sandbox would allow. */
	tzset();
	/* The random generators of this thread are seeded here, before a sandbox. */
	if (OPENSSL_init_ssl(opts, NULL) != 1 || RAND_bytes(b, sizeof(b)) != 1 ||
	    RAND_priv_bytes(b, sizeof(b)) != 1)
		return ERR_IO;
	return ERR_OK;
}

/* What both ends allow. Level 2: RSA from 2048 bits, curves from 224, no SHA-1. */
static bool ctx_set_up(SSL_CTX *ctx)
{
	char groups[] = "X25519:P-256:P-384"; /* the macro below casts const away */

	SSL_CTX_set_options(ctx,
	                    SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_security_level(ctx, 2);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	return SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1 &&
	       SSL_CTX_set_max_proto_version(ctx, TLS1_3_VERSION) == 1 &&
	       SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1 &&
	       SSL_CTX_set1_groups_list(ctx, groups) == 1 && SSL_CTX_set_num_tickets(ctx, 0) == 1;
}

static enum err roots_add_compiled_in(struct tls_roots *r, X509_STORE *store)
{
	size_t num;
	const struct slice *list = roots_compiled_in(&num);

	for (size_t i = 0; i < num; i++) {
		const u8 *p = list[i].p;
		X509 *x = d2i_X509(NULL, &p, (long)list[i].n);
		bool added = x != NULL && X509_STORE_add_cert(store, x) == 1;

		X509_free(x);
		if (!added)
			return ERR_NOMEM;
	}
	r->num += num;
	return ERR_OK;
}

static enum err roots_add_pem(struct tls_roots *r, X509_STORE *store, struct slice pem)
{
	STACK_OF(X509) * certs;
	enum err e = ERR_OK;

	TRY(pem_certs(&certs, pem));
	for (int i = 0; i < sk_X509_num(certs) && e == ERR_OK; i++)
		e = X509_STORE_add_cert(store, sk_X509_value(certs, i)) == 1 ? ERR_OK : ERR_NOMEM;
	r->num += (size_t)sk_X509_num(certs);
	sk_X509_pop_free(certs, X509_free);
	return e;
}

static enum err roots_fill(struct tls_roots *r, struct slice dev_ca_pem)
{
	X509_STORE *store;

	r->ctx = SSL_CTX_new(TLS_client_method());
	if (r->ctx == NULL || !ctx_set_up(r->ctx))
		return ERR_NOMEM;
	SSL_CTX_set_verify(r->ctx, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_verify_depth(r->ctx, CHAIN_MAX);
	/* The ALPN setter is the odd one that returns 0 for success. */
	if (SSL_CTX_set_alpn_protos(r->ctx, alpn, sizeof(alpn)) != 0)
		return ERR_NOMEM;
	store = SSL_CTX_get_cert_store(r->ctx);
	TRY(roots_add_compiled_in(r, store));
	return dev_ca_pem.n == 0 ? ERR_OK : roots_add_pem(r, store, dev_ca_pem);
}

enum err tls_roots_new(struct tls_roots **out, struct slice dev_ca_pem)
{
	struct tls_roots *r = calloc(1, sizeof(*r));
	enum err e = r == NULL ? ERR_NOMEM : roots_fill(r, dev_ca_pem);

	ERR_clear_error();
	if (e == ERR_OK)
		*out = r;
	else
		tls_roots_free(r);
	return e;
}

size_t tls_roots_num(const struct tls_roots *r)
{
	return r->num;
}

void tls_roots_free(struct tls_roots *r)
{
	if (r == NULL)
		return;
	SSL_CTX_free(r->ctx);
	free(r);
}

/* A client that offers ALPN without http/1.1 is told so; one without ALPN is
 * served. */
static int choose_alpn(SSL *ssl, const u8 **out, u8 *out_len, const u8 *in, unsigned in_len,
                       void *arg)
{
	(void)ssl;
	(void)arg;
	for (unsigned at = 0; at < in_len; at += 1u + in[at]) {
		if (in_len - at < sizeof(alpn) || memcmp(in + at, alpn, sizeof(alpn)) != 0)
			continue;
		*out = in + at + 1;
		*out_len = sizeof(alpn) - 1;
		return SSL_TLSEXT_ERR_OK;
	}
	return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static enum err server_use_chain(SSL_CTX *ctx, STACK_OF(X509) * chain)
{
	if (SSL_CTX_use_certificate(ctx, sk_X509_value(chain, 0)) != 1)
		return ERR_KEY;
	for (int i = 1; i < sk_X509_num(chain); i++)
		if (SSL_CTX_add1_chain_cert(ctx, sk_X509_value(chain, i)) != 1)
			return ERR_NOMEM;
	return ERR_OK;
}

static enum err server_id_fill(struct tls_server_id *id, struct slice chain_pem,
                               struct slice key_pem)
{
	STACK_OF(X509) * chain;
	EVP_PKEY *key;
	enum err e;

	id->ctx = SSL_CTX_new(TLS_server_method());
	if (id->ctx == NULL || !ctx_set_up(id->ctx))
		return ERR_NOMEM;
	SSL_CTX_set_alpn_select_cb(id->ctx, choose_alpn, NULL);
	TRY(pem_certs(&chain, chain_pem));
	e = server_use_chain(id->ctx, chain);
	sk_X509_pop_free(chain, X509_free);
	TRY(e);
	TRY(pem_key(&key, key_pem));
	e = SSL_CTX_use_PrivateKey(id->ctx, key) == 1 ? ERR_OK : ERR_KEY;
	EVP_PKEY_free(key);
	return e;
}

enum err tls_server_id_new(struct tls_server_id **out, struct slice chain_pem, struct slice key_pem)
{
	struct tls_server_id *id = calloc(1, sizeof(*id));
	enum err e = id == NULL ? ERR_NOMEM : server_id_fill(id, chain_pem, key_pem);

	ERR_clear_error();
	if (e == ERR_OK)
		*out = id;
	else
		tls_server_id_free(id);
	return e;
}

void tls_server_id_free(struct tls_server_id *id)
{
	if (id == NULL)
		return;
	SSL_CTX_free(id->ctx);
	free(id);
}

/* A row per cause that OpenSSL names; everything else is the last line's
 * default. */
static const struct {
	int code;
	enum tls_fault fault;
} verify_faults[] = {
    {X509_V_ERR_CERT_HAS_EXPIRED, TLS_FAULT_EXPIRED},
    {X509_V_ERR_CERT_NOT_YET_VALID, TLS_FAULT_NOT_YET_VALID},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, TLS_FAULT_UNKNOWN_ISSUER},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, TLS_FAULT_UNKNOWN_ISSUER},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, TLS_FAULT_UNKNOWN_ISSUER},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, TLS_FAULT_UNKNOWN_ISSUER},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, TLS_FAULT_UNKNOWN_ISSUER},
    {X509_V_ERR_CERT_UNTRUSTED, TLS_FAULT_UNKNOWN_ISSUER},
    {X509_V_ERR_HOSTNAME_MISMATCH, TLS_FAULT_WRONG_HOST},
};

static enum tls_fault fault_of_verify(long code)
{
	for (size_t i = 0; i < ARRAY_LEN(verify_faults); i++)
		if (verify_faults[i].code == code)
			return verify_faults[i].fault;
	return TLS_FAULT_CERTIFICATE;
}

static const struct {
	int reason;
	enum tls_fault fault;
} reason_faults[] = {
    {SSL_R_UNSUPPORTED_PROTOCOL, TLS_FAULT_VERSION},
    {SSL_R_WRONG_SSL_VERSION, TLS_FAULT_VERSION},
    {SSL_R_VERSION_TOO_LOW, TLS_FAULT_VERSION},
    {SSL_R_NO_PROTOCOLS_AVAILABLE, TLS_FAULT_VERSION},
    {SSL_R_NO_SHARED_CIPHER, TLS_FAULT_VERSION},
    {SSL_R_NO_SUITABLE_KEY_SHARE, TLS_FAULT_VERSION},
    {SSL_R_NO_SHARED_GROUPS, TLS_FAULT_VERSION},
    {SSL_R_UNKNOWN_CIPHER_RETURNED, TLS_FAULT_VERSION},
    {SSL_R_WRONG_CIPHER_RETURNED, TLS_FAULT_VERSION},
    {SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, TLS_FAULT_VERSION},
    {SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY, TLS_FAULT_VERSION},
    {SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, TLS_FAULT_VERSION},
    {SSL_R_CA_KEY_TOO_SMALL, TLS_FAULT_CERTIFICATE},
    {SSL_R_CA_MD_TOO_WEAK, TLS_FAULT_CERTIFICATE},
    {SSL_R_EE_KEY_TOO_SMALL, TLS_FAULT_CERTIFICATE},
};

static enum tls_fault fault_of_queue(const SSL *ssl)
{
	unsigned long e = ERR_peek_error();
	int reason = ERR_GET_REASON(e);

	if (ERR_GET_LIB(e) != ERR_LIB_SSL)
		return TLS_FAULT_PROTOCOL;
	if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED)
		return fault_of_verify(SSL_get_verify_result(ssl));
	for (size_t i = 0; i < ARRAY_LEN(reason_faults); i++)
		if (reason_faults[i].reason == reason)
			return reason_faults[i].fault;
	/* Alerts from the peer are numbered from here on. */
	return reason >= SSL_AD_REASON_OFFSET ? TLS_FAULT_ALERT : TLS_FAULT_PROTOCOL;
}

static enum err conn_fail(struct tls_conn *c, enum tls_fault fault)
{
	c->fault = fault;
	ERR_clear_error();
	return ERR_TLS;
}

/* A peer may answer with a protocol that was not offered; then its bytes would
 * be read as HTTP/1.1 that they are not. */
static bool alpn_fits(const SSL *ssl)
{
	const u8 *p;
	unsigned n;

	SSL_get0_alpn_selected(ssl, &p, &n);
	return n == 0 || slice_eq(slice_of(p, n), slice_from(SLICE_ARR(alpn), 1));
}

static enum err conn_handshake(struct tls_conn *c)
{
	int rc, why;

	if (SSL_is_init_finished(c->ssl))
		return ERR_OK;
	ERR_clear_error();
	rc = SSL_do_handshake(c->ssl);
	if (rc == 1)
		return alpn_fits(c->ssl) ? ERR_OK : conn_fail(c, TLS_FAULT_PROTOCOL);
	why = SSL_get_error(c->ssl, rc);
	if (why == SSL_ERROR_WANT_READ)
		return ERR_OK;
	return conn_fail(c, fault_of_queue(c->ssl));
}

static enum err conn_new(struct tls_conn **out, SSL_CTX *ctx)
{
	struct tls_conn *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return ERR_NOMEM;
	c->ssl = SSL_new(ctx);
	c->in = BIO_new(BIO_s_mem());
	c->out = BIO_new(BIO_s_mem());
	if (c->ssl == NULL || c->in == NULL || c->out == NULL) {
		BIO_free(c->in);
		BIO_free(c->out);
		SSL_free(c->ssl);
		free(c);
		ERR_clear_error();
		return ERR_NOMEM;
	}
	/* An empty buffer means "later", not "end". */
	BIO_set_mem_eof_return(c->in, -1);
	BIO_set_mem_eof_return(c->out, -1);
	SSL_set_bio(c->ssl, c->in, c->out);
	*out = c;
	return ERR_OK;
}

static enum err client_expect(struct tls_conn *c, struct slice host, u64 now_unix_ms)
{
	char name[TLS_HOST_MAX + 1] = {0};
	X509_VERIFY_PARAM *p = SSL_get0_param(c->ssl);

	slice_copy(name, host);
	X509_VERIFY_PARAM_set_time(p, (time_t)(now_unix_ms / 1000));
	X509_VERIFY_PARAM_set_hostflags(p, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
	                                       X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (X509_VERIFY_PARAM_set1_host(p, name, host.n) != 1 ||
	    SSL_set_tlsext_host_name(c->ssl, name) != 1)
		return ERR_NOMEM;
	SSL_set_connect_state(c->ssl);
	return conn_handshake(c);
}

enum err tls_client_new(struct tls_conn **out, const struct tls_roots *roots, struct slice host,
                        u64 now_unix_ms)
{
	struct tls_conn *c;
	enum err e;

	if (!name_ok(host, TLS_HOST_MAX))
		return ERR_INVALID;
	TRY(conn_new(&c, roots->ctx));
	e = client_expect(c, host, now_unix_ms);
	ERR_clear_error();
	if (e == ERR_OK)
		*out = c;
	else
		tls_free(c);
	return e;
}

enum err tls_server_new(struct tls_conn **out, const struct tls_server_id *id)
{
	struct tls_conn *c;

	TRY(conn_new(&c, id->ctx));
	SSL_set_accept_state(c->ssl);
	*out = c;
	return ERR_OK;
}

void tls_free(struct tls_conn *c)
{
	if (c == NULL)
		return;
	SSL_free(c->ssl);
	if (c->rest != NULL)
		mem_wipe(c->rest, REST_MAX);
	free(c->rest);
	free(c);
}

enum err tls_feed(struct tls_conn *c, struct slice in)
{
	if (c->fault != TLS_FAULT_NONE)
		return ERR_TLS;
	if (c->eof)
		return ERR_STATE;
	if (in.n > TLS_IN_MAX - size_min(BIO_ctrl_pending(c->in), TLS_IN_MAX))
		return ERR_FULL;
	if (in.n != 0 && BIO_write(c->in, in.p, (int)in.n) != (int)in.n)
		return ERR_NOMEM;
	return conn_handshake(c);
}

/* conn_read is tls_read for bytes that were not decrypted yet. */
static enum err conn_read(struct tls_conn *c, u8 *buf, size_t cap, size_t *n)
{
	int why;

	if (c->goodbye) {
		*n = 0;
		return ERR_OK;
	}
	if (!SSL_is_init_finished(c->ssl))
		return c->eof ? ERR_EOF : ERR_AGAIN;
	if (BIO_ctrl_pending(c->out) > ANSWERS_MAX)
		return conn_fail(c, TLS_FAULT_PROTOCOL);
	ERR_clear_error();
	if (SSL_read_ex(c->ssl, buf, cap, n) == 1)
		return ERR_OK;
	why = SSL_get_error(c->ssl, 0);
	if (why == SSL_ERROR_WANT_READ)
		return c->eof ? ERR_EOF : ERR_AGAIN;
	if (why != SSL_ERROR_ZERO_RETURN)
		return conn_fail(c, fault_of_queue(c->ssl));
	c->goodbye = true;
	*n = 0;
	return ERR_OK;
}

/* Whether the goodbye is among the bytes that wait can only be told by
 * decrypting them, so the plain ones move to `rest`; they are fewer. */
enum err tls_feed_eof(struct tls_conn *c)
{
	enum err e = ERR_OK;
	size_t n = 1;

	if (c->fault != TLS_FAULT_NONE)
		return ERR_TLS;
	if (c->eof)
		return c->goodbye ? ERR_OK : ERR_EOF;
	c->rest = malloc(REST_MAX);
	if (c->rest == NULL)
		return ERR_NOMEM;
	c->eof = true;
	while (e == ERR_OK && n != 0) {
		CHECK(c->rest_len < REST_MAX);
		e = conn_read(c, c->rest + c->rest_len, REST_MAX - c->rest_len, &n);
		if (e == ERR_OK)
			c->rest_len += n;
	}
	return e;
}

size_t tls_take(struct tls_conn *c, u8 *buf, size_t cap)
{
	int n = BIO_read(c->out, buf, (int)size_min(cap, TLS_OUT_MAX));

	return n > 0 ? (size_t)n : 0;
}

bool tls_ready(const struct tls_conn *c)
{
	return c->fault == TLS_FAULT_NONE && SSL_is_init_finished(c->ssl);
}

enum err tls_read(struct tls_conn *c, u8 *buf, size_t cap, size_t *n)
{
	CHECK(cap != 0);
	if (c->fault != TLS_FAULT_NONE)
		return ERR_TLS;
	if (c->rest_at == c->rest_len)
		return conn_read(c, buf, cap, n);
	*n = size_min(cap, c->rest_len - c->rest_at);
	memcpy(buf, c->rest + c->rest_at, *n);
	c->rest_at += *n;
	return ERR_OK;
}

enum err tls_write(struct tls_conn *c, struct slice plain)
{
	size_t wire = BIO_ctrl_pending(c->out), written;

	if (c->fault != TLS_FAULT_NONE)
		return ERR_TLS;
	if (c->closed)
		return ERR_STATE;
	if (!SSL_is_init_finished(c->ssl))
		return ERR_AGAIN;
	if (plain.n == 0)
		return ERR_OK;
	if (plain.n > TLS_OUT_MAX)
		return ERR_FULL;
	wire += plain.n + (plain.n / RECORD_PLAIN + 1) * RECORD_EXTRA;
	if (wire > TLS_OUT_MAX)
		return ERR_FULL;
	ERR_clear_error();
	if (SSL_write_ex(c->ssl, plain.p, plain.n, &written) != 1)
		return conn_fail(c, fault_of_queue(c->ssl));
	CHECK(written == plain.n);
	return ERR_OK;
}

void tls_close(struct tls_conn *c)
{
	if (!c->closed && tls_ready(c))
		(void)SSL_shutdown(c->ssl);
	ERR_clear_error();
	c->closed = true;
}

enum tls_fault tls_fault(const struct tls_conn *c)
{
	return c->fault;
}

const char *tls_why(const struct tls_conn *c)
{
	static const char *const why[NUM_TLS_FAULTS] = {
	    [TLS_FAULT_NONE] = "",
	    [TLS_FAULT_EXPIRED] = "the server's certificate has expired: its operator must renew "
	                          "it, or this machine's clock is ahead",
	    [TLS_FAULT_NOT_YET_VALID] = "the server's certificate is not valid yet: check this "
	                                "machine's clock",
	    [TLS_FAULT_UNKNOWN_ISSUER] = "no pinned root has issued the server's certificate: use "
	                                 "a public CA, or --dev-ca for a development server",
	    [TLS_FAULT_WRONG_HOST] = "the server's certificate is for other host names: check the "
	                             "host in the manifest",
	    [TLS_FAULT_CERTIFICATE] = "the server's certificate may not be used for this: its "
	                              "operator must fix key, signature or constraints",
	    [TLS_FAULT_VERSION] = "no common protocol version or cipher: the peer must speak TLS "
	                          "1.2 or 1.3 with ECDHE and an AEAD cipher",
	    [TLS_FAULT_ALERT] = "the peer refused the connection with an alert: see its log",
	    [TLS_FAULT_PROTOCOL] = "the peer does not speak TLS here, or the bytes were damaged: "
	                           "check host and port",
	};

	return why[c->fault];
}
