#ifndef EVIDENCE_OPENSSL_H
#define EVIDENCE_OPENSSL_H
/* evidence/openssl: OpenSSL's headers, once, for this folder. Only signatures and hashes come from
 * there: everything of strangers is parsed by attest/der.
 *
 * OpenSSL has a type named ERR_STATE, and our list of errors has a member of that name; here
 * the type is called something else. */
#define ERR_STATE openssl_err_state
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#undef ERR_STATE

#endif /* EVIDENCE_OPENSSL_H */
