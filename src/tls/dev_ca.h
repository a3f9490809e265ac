#ifndef TLS_DEV_CA_H
#define TLS_DEV_CA_H
/* tls/dev_ca: make a development CA and certificates under it.
 *
 * For the stand-ins and for tests. P-256 keys, random serial numbers, names in
 * subjectAltName. The CA carries a critical name constraint to "localhost", so a
 * leaked development key cannot speak for any other host. */
#include "base/slice.h"

#define TLS_PEM_MAX 4096u

/* A certificate and its private key in PEM. The caller wipes it. */
struct tls_pem {
	u8 cert[TLS_PEM_MAX], key[TLS_PEM_MAX];
	size_t cert_len, key_len;
};

static inline struct slice tls_pem_cert(const struct tls_pem *p)
{
	return slice_of(p->cert, p->cert_len);
}

static inline struct slice tls_pem_key(const struct tls_pem *p)
{
	return slice_of(p->key, p->key_len);
}

/* tls_dev_ca_make makes a self-signed CA, valid from a day before now for ten years. */
enum err tls_dev_ca_make(struct tls_pem *out, u64 now_unix_ms) MUST_CHECK;

struct tls_leaf {
	const char *const *hosts; /* such as "model.localhost" */
	size_t num_hosts;         /* 1 to 16 */
	u64 not_before_ms, not_after_ms;
};

/* tls_dev_leaf_make makes a server certificate that ca signs. */
enum err tls_dev_leaf_make(struct tls_pem *out, const struct tls_pem *ca,
                           const struct tls_leaf *leaf) MUST_CHECK;

#endif /* TLS_DEV_CA_H */
