#ifndef NODE_KEYSTORE_H
#define NODE_KEYSTORE_H
/* node/keystore: the keys that a node signs blocks and finality with.
 *
 * A folder of files as upstream's: the name is hex(key type, 4 bytes ++ public key), the content a
 * JSON string, the secret URI ("//Alice", "0x<seed>"). Files are 0600, written so that a crash
 * leaves none or a whole one. Whoever can read the folder can sign; the node never shows a
 * secret. Keys that are given in memory (development keys) leave no file.
 *
 * Ownership: keystore_open allocates, keystore_close wipes and frees; a pair that was found is
 * lent until then. Single-threaded. Errors: ERR_KEY (the public key is not the URI's),
 * ERR_FORMAT, ERR_UNSUPPORTED (crypto/uri.h does not take the URI), ERR_LIMIT, ERR_CORRUPT (a
 * file does not hold the key that it is named after), those of os/file.h.
 * Source: polkadot-sdk substrate/client/keystore/src/local.rs. */
#include "crypto/ed25519.h"
#include "crypto/sr25519.h"
#include "primitives/authority.h"

#define KEYSTORE_SURI_MAX 256u /* bytes of a secret URI */

struct keystore;

/* keystore_open: dir is made, 0700, when the first key comes. */
enum err keystore_open(struct keystore **out, const char *dir) MUST_CHECK;
void keystore_close(struct keystore *k);

/* keystore_hold keeps a pair in memory; NULL or a zero public key: none. */
enum err keystore_hold(struct keystore *k, const struct sr25519_pair *aura,
		       const struct ed25519_pair *grandpa) MUST_CHECK;

/* keystore_insert stores a key for good. Of types other than "aura" and "gran" nothing is known
 * here, so that pub is taken as it is. */
enum err keystore_insert(struct keystore *k, const u8 type[4], struct slice suri,
			 const u8 pub[32]) MUST_CHECK;
/* keystore_generate makes a fresh key and stores it. type is one of the two. */
enum err keystore_generate(struct keystore *k, const u8 type[4], u8 pub[32]) MUST_CHECK;
/* keystore_has: held in memory, or there is a file. */
enum err keystore_has(struct keystore *k, const u8 type[4], const u8 pub[32],
		      bool *has) MUST_CHECK;

/* The pair of a public key, or NULL: not held, or its file is no good, which is logged once. */
const struct sr25519_pair *keystore_aura(struct keystore *k, const u8 pub[32]);
const struct ed25519_pair *keystore_grandpa(struct keystore *k, const u8 pub[32]);

#endif /* NODE_KEYSTORE_H */
