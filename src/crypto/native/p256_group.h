#ifndef CRYPTO_NATIVE_P256_GROUP_H
#define CRYPTO_NATIVE_P256_GROUP_H
/* crypto/native/p256_group: OpenSSL's headers and the curve as OpenSSL knows it.
 *
 * Only the P-256 files beside it and their test include it. The group is made before main()
 * and never changed, so threads share it.
 *
 * OpenSSL has a type named ERR_STATE, and our list of errors has a member of that name. */
#define ERR_STATE openssl_err_state
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#undef ERR_STATE

const EC_GROUP *p256_group(void);

#endif /* CRYPTO_NATIVE_P256_GROUP_H */
