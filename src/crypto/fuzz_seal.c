/* Nothing a stranger sends opens, unless it is what seal_to wrote. */
#include "crypto/seal.h"

#define TEXT_MAX 64u

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static const struct secret32 recipient = {{1}}, ephemeral = {{2}};
	static const u8 nonce[SEAL_NONCE_LEN] = {3};
	u8 pub[32], out[TEXT_MAX + SEAL_TO_EXTRA], back[TEXT_MAX];
	struct slice purpose = SLICE_LIT("fuzz"), text = slice_of(data, size_min(n, TEXT_MAX));
	size_t got;

	x25519_public(pub, &recipient);
	const struct seal_to_args args = {.recipient = pub,
	                                  .purpose = purpose,
	                                  .aad = SLICE_EMPTY,
	                                  .ephemeral = &ephemeral,
	                                  .nonce = nonce};

	CHECK(seal_to_open(back, sizeof(back), &got, &recipient, purpose, SLICE_EMPTY,
	                   slice_of(data, n)) != ERR_OK);
	CHECK(seal_to(out, &args, text) == ERR_OK);
	CHECK(seal_to_open(back, sizeof(back), &got, &recipient, purpose, SLICE_EMPTY,
	                   slice_of(out, text.n + SEAL_TO_EXTRA)) == ERR_OK);
	CHECK(slice_eq(slice_of(back, got), text));
	return 0;
}
