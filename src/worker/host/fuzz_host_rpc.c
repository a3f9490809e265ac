/* What a node answers, read as each kind of answer. */
#include "primitives/header.h"
#include "worker/host/rpc.h"

static u8 mem[4 << 20];

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);
int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct arena a = arena_of(mem, sizeof(mem));
	const struct json *j;
	struct slice out;
	struct header h;
	u8 block[32];

	if (json_parse(&j, slice_of(data, n), &a) != ERR_OK)
		return 0;
	if (rpc_header(j, &a, &out) == ERR_OK)
		(void)!header_decode(&h, out);
	(void)!rpc_read_proof(j, &a, &out);
	if (rpc_finality(j, &a, block, &out) == ERR_OK)
		CHECK(out.n <= 65536);
	return 0;
}
