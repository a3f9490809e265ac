#ifndef TLS_OPENSSL_H
#define TLS_OPENSSL_H
/* tls/openssl: OpenSSL's headers, once, for this folder.
 *
 * OpenSSL has a type named ERR_STATE, and our list of errors has a member of
 * that name; here the type is called something else. */
#define ERR_STATE openssl_err_state
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#undef ERR_STATE

#endif /* TLS_OPENSSL_H */
