#ifndef PRIMITIVES_STORAGE_KEY_H
#define PRIMITIVES_STORAGE_KEY_H
/* primitives/storage_key: where a pallet's storage item lies in the state trie.
 *
 * Pure code for every program; a key owns its bytes. Appending past
 * STORAGE_KEY_MAX is our own mistake (CHECK): map keys have fixed sizes.
 * Format: twox128(pallet) ++ twox128(item) ++ hashed map keys, polkadot-sdk
 * substrate/frame/support/src/hash.rs. */
#include "base/slice.h"

#define STORAGE_PREFIX_LEN 32u
#define STORAGE_KEY_MAX    256u

struct storage_key {
	u8 b[STORAGE_KEY_MAX];
	size_t n;
};

struct storage_key storage_key(struct slice pallet, struct slice item);
/* storage_key_* append one map key (SCALE encoded) with its hasher. */
void storage_key_blake2_128_concat(struct storage_key *k, struct slice key);
void storage_key_twox_64_concat(struct storage_key *k, struct slice key);
void storage_key_identity(struct storage_key *k, struct slice key);

static inline struct slice storage_key_slice(const struct storage_key *k)
{
	return slice_of(k->b, k->n);
}

#endif /* PRIMITIVES_STORAGE_KEY_H */
