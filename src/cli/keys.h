#ifndef CLI_KEYS_H
#define CLI_KEYS_H
/* cli/keys: the owner's and the operator's keys on a command line.
 *
 * A key is named, never given: "//Alice" and other development keys, or "@FILE" with a secret
 * URI in the file. A raw seed in the arguments would be readable by every process of the
 * machine, so it is refused (ERR_DENIED). Who got a key releases it. */
#include "base/secret.h"
#include "crypto/sr25519.h"

/* keys_read; ERR_DENIED as above, ERR_FORMAT, and those of os/file.h. */
enum err keys_read(struct sr25519_pair *out, const char *name) MUST_CHECK;
/* keys_fix is what to do about a failure of keys_read. */
const char *keys_fix(enum err e);

/* keys_journal derives the X25519 key to which an owner has journals wrapped:
 * hkdf_256("phala/owner-journal/v1", scalar ++ nonce of the owner's key). */
void keys_journal(struct secret32 *out, const struct sr25519_pair *owner);

/* keys_random fills from the system's generator; it does not fail once the system is up. */
void keys_random(void *out, size_t n);

#endif /* CLI_KEYS_H */
