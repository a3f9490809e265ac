#ifndef CRYPTO_URI_H
#define CRYPTO_URI_H
/* crypto/uri: secret URIs such as "//Alice" or "0x<32-byte seed>//hard//path".
 *
 * For command lines, genesis presets and tests. Without a base the development phrase
 * of Substrate is meant ("bottom drive obey lake curtain smoke basket hold race lonely
 * fit walk"). Mnemonics other than that one, soft junctions ("/x") and passwords
 * ("///") are ERR_UNSUPPORTED. Junctions: a decimal number is its SCALE u64, text is
 * its SCALE String; longer than 32 bytes is hashed with blake2_256, shorter is padded.
 * Source: polkadot-sdk substrate/primitives/core/src/crypto.rs. */
#include "crypto/ed25519.h"
#include "crypto/sr25519.h"

enum err sr25519_from_uri(struct sr25519_pair *out, struct slice uri) MUST_CHECK;
enum err ed25519_from_uri(struct ed25519_pair *out, struct slice uri) MUST_CHECK;

#endif /* CRYPTO_URI_H */
