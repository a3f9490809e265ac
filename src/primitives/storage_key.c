#include "primitives/storage_key.h"

#include "crypto/hash.h"

static void append(struct storage_key *k, const void *p, size_t n)
{
	CHECK(n <= sizeof(k->b) - k->n);
	slice_copy(k->b + k->n, slice_of(p, n));
	k->n += n;
}

struct storage_key storage_key(struct slice pallet, struct slice item)
{
	struct storage_key k = {.n = STORAGE_PREFIX_LEN};

	twox_128(k.b, pallet);
	twox_128(k.b + 16, item);
	return k;
}

void storage_key_blake2_128_concat(struct storage_key *k, struct slice key)
{
	u8 hash[16];

	blake2_128(hash, key);
	append(k, hash, sizeof(hash));
	append(k, key.p, key.n);
}

void storage_key_twox_64_concat(struct storage_key *k, struct slice key)
{
	u8 hash[8];

	twox_64(hash, key);
	append(k, hash, sizeof(hash));
	append(k, key.p, key.n);
}

void storage_key_identity(struct storage_key *k, struct slice key)
{
	append(k, key.p, key.n);
}
