/* An address that decodes is the only text for its account and prefix. */
#include "crypto/ss58.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	char text[SS58_TEXT_MAX + 1];
	u8 account[32];
	u16 prefix;

	if (ss58_decode(account, &prefix, slice_of(data, n)) != ERR_OK)
		return 0;
	CHECK(slice_eq(slice_of(text, ss58_encode(text, prefix, account)), slice_of(data, n)));
	return 0;
}
