/* A sealed client that decodes encodes back to the same bytes; whatever follows it as
 * SCALE (Vec<header bytes>, justification, proof) cannot do harm. */
#include "consensus/light.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static u8 mem[8 << 20];

static void try_messages(struct light *l, struct rd *r)
{
	struct slice headers[8], justification, proof, value;
	struct arena a = arena_of(mem, sizeof(mem));
	static struct light l2;
	u32 num = rd_seq_len(r, 1);
	bool found;

	for (u32 i = 0; i < num && i < ARRAY_LEN(headers); i++)
		headers[i] = rd_vec(r, HEADER_MAX);
	if (num > ARRAY_LEN(headers))
		return;
	l2 = *l;
	justification = rd_vec(r, GRANDPA_JUSTIFICATION_MAX);
	proof = rd_vec(r, 1 << 16);
	if (light_advance(&l2, headers, num, justification) == ERR_OK)
		CHECK(l2.number > l->number);
	else
		CHECK(l2.number == l->number);
	if (light_read(&l2, proof, SLICE_LIT("key"), &a, &found, &value) == ERR_OK && found)
		CHECK(value.n <= proof.n);
	if (num > 0)
		(void)!light_init(&l2, l->genesis, headers[0], proof, &a);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	static u8 buf[LIGHT_ENCODED_MAX];
	struct rd r = rd_from(slice_of(data, n));
	struct wr w = wr_into(buf, sizeof(buf));
	struct light l;

	rd_light(&r, &l);
	if (r.err != ERR_OK)
		return 0;
	wr_light(&w, &l);
	CHECK(w.err == ERR_OK && w.n <= n && mem_eq(buf, data, w.n));
	try_messages(&l, &r);
	return 0;
}
