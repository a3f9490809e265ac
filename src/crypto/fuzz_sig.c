/* Any 97 bytes are a key and a signature to judge; single and batch agree, and a key that
 * recovery finds is one that verifies. */
#include "crypto/ecdsa.h"
#include "crypto/ed25519.h"
#include "crypto/sr25519.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static const u8 random[32] = {1};

	if (n < 96)
		return 0;
	const u8 *pub = data, *sig = data + 32;
	struct slice msg = slice_of(data + 96, n - 96);
	const struct sr25519_item items[2] = {{sig, pub, msg}, {sig, pub, msg}};
	bool single = sr25519_verify(sig, msg, pub) == ERR_OK;

	CHECK(single == (sr25519_verify_batch(items, 2, random) == ERR_OK));
	(void)!ed25519_verify(sig, msg, pub);
	if (n > 96) {
		u8 key[ECDSA_KEY_LEN];

		if (ecdsa_recover(key, data + 32, pub) == ERR_OK) {
			CHECK(data[96] <= 3);
			CHECK(ecdsa_verify(data + 32, pub, key) == ERR_OK);
		}
	}
	return 0;
}
