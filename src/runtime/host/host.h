#ifndef RUNTIME_HOST_HOST_H
#define RUNTIME_HOST_HOST_H
/* runtime/host: the one seam between the runtime and the outside.
 *
 * Only frame and the executive call it; pallets use what is generated for them. Natively
 * (host_native.c) it is an overlay over the state of the current session; the wasm blob
 * binds the same names to the node's ext_* functions. Hashes are crypto/hash.h, which
 * both builds bind in the same way.
 * Slices that a read returns are the host's and stay valid until host_reads_forget or the
 * end of the session, also when the value is overwritten. Errors: ERR_NOMEM and what the
 * store returned; these end the block (the blob would trap). ERR_DEPTH beyond
 * HOST_TRANSACTIONS_MAX.
 * Source: polkadot-sdk substrate/primitives/io. */
#include "base/log_level.h"
#include "base/slice.h"

#define HOST_TRANSACTIONS_MAX 32u

enum err host_storage_get(struct slice key, bool *found, struct slice *value) MUST_CHECK;
enum err host_storage_set(struct slice key, struct slice value) MUST_CHECK;
enum err host_storage_clear(struct slice key) MUST_CHECK;
/* host_storage_append treats the value as a SCALE list and adds one encoded item. */
enum err host_storage_append(struct slice key, struct slice item) MUST_CHECK;
/* host_storage_from makes an overlay the storage, in place of the host's, until the next entry
 * point is called: validate_block runs on a proof. The overlay must last as long. */
struct runtime_overlay;
void host_storage_from(struct runtime_overlay *o);
/* host_storage_next_key finds the smallest key above `key`. */
enum err host_storage_next_key(struct slice key, bool *found, struct slice *next) MUST_CHECK;
/* host_storage_root is the state root with all changes, under state version 1. */
enum err host_storage_root(u8 root[32]) MUST_CHECK;

/* host_reads_forget says that no slice which a read returned so far is used any more. Called
 * after each extrinsic: the heap of a blob is small. */
void host_reads_forget(void);

/* Nested transactions. Ending one that was not started is our own mistake (CHECK). */
enum err host_transaction_start(void) MUST_CHECK;
void host_transaction_commit(void);
void host_transaction_rollback(void);

/* host_ordered_root is the extrinsics root: item i under Compact(i), state version 0. */
enum err host_ordered_root(const struct slice *items, size_t num, u8 root[32]) MUST_CHECK;

/* Signature checks by the Polkadot host's rules. */
bool host_sr25519_verify(const u8 sig[64], struct slice msg, const u8 pub[32]);
bool host_ed25519_verify(const u8 sig[64], struct slice msg, const u8 pub[32]);
/* host_ecdsa_recover finds the compressed secp256k1 key that signed a hash; false for a
 * signature that nobody made. Callers refuse recovery ids above 3 first: hosts read 27 and
 * 28 as Ethereum's 0 and 1. */
bool host_ecdsa_recover(u8 pub[33], const u8 sig[65], const u8 hash[32]);
/* host_sr25519_expect says that this check is likely to follow within the call, so that the
 * host may make many at once, which is cheaper. It changes no answer. */
void host_sr25519_expect(const u8 sig[64], struct slice msg, const u8 pub[32]);

/* host_runtime_version reads from a blob which runtime it is: SCALE RuntimeVersion. *found is
 * false for bytes that are no blob or do not say. */
enum err host_runtime_version(struct slice code, bool *found, struct slice *version) MUST_CHECK;

/* host_generate_key makes a session key in the node's keystore (key type as in "aura"), from a
 * seed phrase if there is one, and tells its public half. false without a keystore. */
enum host_key_kind { HOST_KEY_SR25519, HOST_KEY_ED25519 };
bool host_generate_key(enum host_key_kind kind, const u8 type[4], const struct slice *seed,
		       u8 pub[32]);

/* host_log is for people; it never changes the result. */
void host_log(enum log_level level, const char *target, struct slice text);

#endif /* RUNTIME_HOST_HOST_H */
