#ifndef CRYPTO_P256_ORDER_H
#define CRYPTO_P256_ORDER_H
/* crypto/p256_order: inverses modulo the order of P-256. Internal to this folder.
 *
 * Time depends on the number: public ones only. */
#include "base/base.h"

/* p256_order_invert is 1 / a mod n, big-endian, for 0 < a < n. */
void p256_order_invert(u8 out[32], const u8 a[32]);

#endif /* CRYPTO_P256_ORDER_H */
