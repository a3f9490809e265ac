/* A secret URI leads both schemes to the same verdict, and to a key that signs. */
#include "crypto/uri.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct sr25519_pair sr;
	struct ed25519_pair ed;
	struct slice uri = slice_of(data, n);
	u8 sig[64];

	if (n > 4096)
		return 0;
	enum err a = sr25519_from_uri(&sr, uri), b = ed25519_from_uri(&ed, uri);

	CHECK(a == b);
	if (a != ERR_OK)
		return 0;
	sr25519_sign(sig, &sr, uri, NULL);
	CHECK(sr25519_verify(sig, uri, sr.pub) == ERR_OK);
	ed25519_sign(sig, &ed, uri);
	CHECK(ed25519_verify(sig, uri, ed.pub) == ERR_OK);
	sr25519_release(&sr);
	ed25519_release(&ed);
	return 0;
}
