#ifndef TLS_TLS_H
#define TLS_TLS_H
/* tls/tls: one TLS connection in memory, over OpenSSL 3.
 *
 * The enclave's end of agents' HTTPS calls (client), and the stand-ins' end
 * (server). Sans-I/O: feed what came from the wire, take what must go there. No
 * descriptors, files, environment or clock: the time of verification is a
 * parameter, so a run is checked against the enclave's clock, not the host's.
 *
 * TLS 1.2 and 1.3, no renegotiation, no compression, no session cache, ALPN
 * "http/1.1". The client checks the chain against a root list that is compiled
 * in and the host against subjectAltName only (RFC 6125, RFC 9525); a
 * subject's common name counts for nothing.
 *
 * Ownership: *_new allocates, *_free releases (NULL is fine). Failure is sticky:
 * once a call returned ERR_TLS, tls_fault and tls_why tell the cause, tls_take
 * still gives the alert to send, and nothing else works.
 * Call tls_start once, before any sandbox. */
#include "base/slice.h"

#define TLS_IN_MAX   (256u << 10) /* wire bytes that wait for tls_read */
#define TLS_OUT_MAX  (1u << 20)   /* wire bytes that wait for tls_take */
#define TLS_HOST_MAX 253u

enum tls_fault {
	TLS_FAULT_NONE,
	TLS_FAULT_EXPIRED, /* a certificate of the chain is no longer valid */
	TLS_FAULT_NOT_YET_VALID,
	TLS_FAULT_UNKNOWN_ISSUER, /* no path to a pinned root */
	TLS_FAULT_WRONG_HOST,     /* valid, but for other names */
	TLS_FAULT_CERTIFICATE,    /* any other certificate error */
	TLS_FAULT_VERSION,        /* no common version or cipher */
	TLS_FAULT_ALERT,          /* the peer gave up */
	TLS_FAULT_PROTOCOL,       /* not TLS, or damaged */
	NUM_TLS_FAULTS
};

struct tls_roots;
struct tls_server_id;
struct tls_conn;

/* tls_start sets OpenSSL up without configuration files and has it draw its
 * first randomness. ERR_IO if the system gives none. */
enum err tls_start(void) MUST_CHECK;

/* tls_roots_new loads the compiled-in root list and, if it is not empty, a PEM
 * bundle of development roots (`--dev-ca`, sim only). ERR_FORMAT: not PEM. */
enum err tls_roots_new(struct tls_roots **out, struct slice dev_ca_pem) MUST_CHECK;
/* tls_roots_num counts the roots in the list. */
size_t tls_roots_num(const struct tls_roots *r);
void tls_roots_free(struct tls_roots *r);

/* tls_client_new starts a handshake with host (a DNS name; no addresses). The
 * first bytes are then there to take. roots must outlive the connection. */
enum err tls_client_new(struct tls_conn **out, const struct tls_roots *roots, struct slice host,
                        u64 now_unix_ms) MUST_CHECK;

/* tls_server_id_new takes a certificate chain and its key in PEM. */
enum err tls_server_id_new(struct tls_server_id **out, struct slice chain_pem,
                           struct slice key_pem) MUST_CHECK;
void tls_server_id_free(struct tls_server_id *id);
/* tls_server_new starts the server's end of one connection; id must outlive it. */
enum err tls_server_new(struct tls_conn **out, const struct tls_server_id *id) MUST_CHECK;

void tls_free(struct tls_conn *c);

/* tls_feed takes bytes from the wire, all of them or none: ERR_FULL when more
 * than TLS_IN_MAX would wait to be read (read first, then feed again). */
enum err tls_feed(struct tls_conn *c, struct slice in) MUST_CHECK;
/* tls_feed_eof says that the transport has ended. ERR_EOF unless the peer said
 * goodbye (close_notify) before: what was read may have been cut short. */
enum err tls_feed_eof(struct tls_conn *c) MUST_CHECK;
/* tls_take gives bytes for the wire; 0 when there are none. */
size_t tls_take(struct tls_conn *c, u8 *buf, size_t cap);
/* tls_ready: the handshake is done. */
bool tls_ready(const struct tls_conn *c);

/* tls_read gives plain bytes. ERR_AGAIN: none now. ERR_OK with *n == 0: the peer
 * ended the stream properly. ERR_EOF: it was cut. cap must not be 0. */
enum err tls_read(struct tls_conn *c, u8 *buf, size_t cap, size_t *n) MUST_CHECK;
/* tls_write takes all of the plain bytes or none. ERR_AGAIN before the handshake
 * is done; ERR_FULL when more than TLS_OUT_MAX would wait; ERR_STATE after tls_close. */
enum err tls_write(struct tls_conn *c, struct slice plain) MUST_CHECK;
/* tls_close queues close_notify; reading goes on. */
void tls_close(struct tls_conn *c);

enum tls_fault tls_fault(const struct tls_conn *c);
/* tls_why is a sentence for people: cause and fix; "" without a fault. It holds
 * no bytes of the peer's. */
const char *tls_why(const struct tls_conn *c);

#endif /* TLS_TLS_H */
