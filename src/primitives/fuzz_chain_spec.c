/* A chain spec that reads writes, and reads back as the same chain. */
#include "primitives/chain_spec.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 mem[16 << 20];
	static struct chain_spec s, back;
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice json;

	if (n > 1 << 18 || chain_spec_parse(&s, slice_of(data, n), &a) != ERR_OK)
		return 0;
	CHECK(chain_spec_write(&s, &a, &json) == ERR_OK);
	CHECK(chain_spec_parse(&back, json, &a) == ERR_OK);
	CHECK(mem_eq(s.genesis_hash, back.genesis_hash, sizeof(s.genesis_hash)));
	CHECK(s.num_roots == back.num_roots && s.ss58_format == back.ss58_format);
	return 0;
}
