/* A justification that decodes encodes back to the same bytes, and judging it ends. */
#include "consensus/grandpa.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void try_justification(struct slice in)
{
	static u8 buf[GRANDPA_JUSTIFICATION_MAX];
	struct wr w = wr_into(buf, sizeof(buf));
	struct grandpa_justification j;
	struct grandpa_precommit p;
	struct authority_set set = {.num = 0};
	enum err e;

	if (grandpa_decode(&j, in) != ERR_OK)
		return;
	wr_grandpa(&w, &j);
	CHECK(w.err == ERR_OK && slice_eq(slice_of(buf, w.n), in));
	/* Make the voters the authorities, so that the later checks are reached. */
	for (u32 i = 0; i < j.num_precommits; i++) {
		grandpa_precommit_at(&j, i, &p);
		if (authority_find(&set, p.id) != set.num)
			continue;
		memcpy(set.list[set.num].id, p.id, sizeof(p.id));
		set.list[set.num++].weight = 1;
	}
	if (set.num == 0)
		return;
	e = grandpa_verify(&j, &set);
	CHECK(e == ERR_OK || e == ERR_VOTED_TWICE || e == ERR_SIGNATURE || e == ERR_ANCESTRY);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
	struct grandpa_change c;
	struct header h;

	try_justification(slice_of(data, n));
	if (header_decode(&h, slice_of(data, n)) == ERR_OK && grandpa_change_of(&h, &c) == ERR_OK)
		CHECK(c.kind == GRANDPA_NO_CHANGE || c.next.num > 0);
	return 0;
}
