#ifndef TLS_PEM_H
#define TLS_PEM_H
/* tls/pem: certificates and keys out of PEM text that somebody handed us.
 *
 * For the files of this folder. Never asks for a passphrase: an encrypted key
 * is ERR_FORMAT. Certificates and keys belong to the caller (X509_free,
 * EVP_PKEY_free, sk_X509_pop_free). */
#include "base/slice.h"
#include "tls/openssl.h"

#define PEM_TEXT_MAX  (256u << 10)
#define PEM_CERTS_MAX 256

/* pem_certs reads 1 to PEM_CERTS_MAX certificates. ERR_FORMAT, ERR_LIMIT,
 * ERR_NOMEM. */
enum err pem_certs(STACK_OF(X509) * *out, struct slice pem) MUST_CHECK;
enum err pem_key(EVP_PKEY **out, struct slice pem) MUST_CHECK;

#endif /* TLS_PEM_H */
