/* Whatever the key, the hash and the signature are, OpenSSL and our own code agree; the key is
 * as given, or, so that it is one, the public key of the first 32 bytes. */
#include "crypto/p256_sign.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	const u8 *hash = data + P256_PUB_LEN, *sig = hash + 32;
	u8 pub[P256_PUB_LEN];
	struct secret32 key;

	if (n < P256_PUB_LEN + 32 + P256_SIG_LEN)
		return 0;
	CHECK(p256_verify(data, hash, sig) == p256_verify_portable(data, hash, sig));
	memcpy(key.b, data, sizeof(key.b));
	if (p256_public(pub, &key) == ERR_OK)
		CHECK(p256_verify(pub, hash, sig) == p256_verify_portable(pub, hash, sig));
	return 0;
}
