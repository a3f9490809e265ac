#ifndef CRYPTO_SS58_H
#define CRYPTO_SS58_H
/* crypto/ss58: account addresses as text.
 *
 * For CLI, RPC and chain specs. 32-byte accounts; prefixes 0 to 16383 without 46 and 47.
 * Checksum: first two bytes of blake2_512("SS58PRE" ++ prefix ++ key).
 * Source: polkadot-sdk substrate/primitives/core/src/crypto.rs, docs.polkadot.com SS58. */
#include "base/slice.h"

#define SS58_PREFIX_PHALA 30u
#define SS58_TEXT_MAX     52u /* without NUL */

/* ss58_encode writes text and a NUL; returns the length. */
size_t ss58_encode(char out[SS58_TEXT_MAX + 1], u16 prefix, const u8 account[32]);
/* ss58_decode: ERR_FORMAT, ERR_CHECKSUM, ERR_LIMIT (another key length). */
enum err ss58_decode(u8 account[32], u16 *prefix, struct slice text) MUST_CHECK;

#endif /* CRYPTO_SS58_H */
