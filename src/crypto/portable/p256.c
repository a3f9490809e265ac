/* crypto/p256 for builds without OpenSSL: its name for what crypto/p256.c computes. */
#include "crypto/p256.h"

bool p256_verify(const u8 pub[P256_PUB_LEN], const u8 hash[32], const u8 sig[P256_SIG_LEN])
{
	return p256_verify_portable(pub, hash, sig);
}
