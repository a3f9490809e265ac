/* A receipt that decodes has exactly one encoding, and a JSON view. */
#include "receipt/receipt.h"
#include "text/json_wr.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 mem[512 << 10];
	struct arena a = arena_of(mem, sizeof(mem));
	struct receipt x;
	struct slice again, json;

	if (receipt_decode(&x, slice_of(data, n), &a) != ERR_OK)
		return 0;
	CHECK(receipt_encode(&x, &a, &again) == ERR_OK);
	CHECK(slice_eq(again, slice_of(data, n)));
	struct json_wr w = json_wr_arena(&a);

	receipt_to_json(&w, &x);
	CHECK(json_wr_arena_done(&w, &a, &json) == ERR_OK);
	return 0;
}
