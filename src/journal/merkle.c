#include "journal/merkle.h"

#include "crypto/hash.h"

void merkle_init(struct merkle *m)
{
	memset(m, 0, sizeof(*m));
}

void merkle_leaf(u8 out[32], struct slice data)
{
	const struct slice parts[] = {SLICE_LIT("\x00"), data};

	blake2_256_parts(out, parts, ARRAY_LEN(parts));
}

static void merkle_node(u8 out[32], const u8 left[32], const u8 right[32])
{
	const struct slice parts[] = {SLICE_LIT("\x01"), slice_of(left, 32), slice_of(right, 32)};

	blake2_256_parts(out, parts, ARRAY_LEN(parts));
}

/* Like adding one to a binary number: every perfect subtree of the new leaf's
 * size is its left brother, and together they carry into the next bit. */
void merkle_append(struct merkle *m, const u8 leaf[32])
{
	u8 h[32];
	size_t bit = 0;

	CHECK(m->num != UINT64_MAX);
	memcpy(h, leaf, sizeof(h));
	for (; (m->num >> bit & 1) != 0; bit++)
		merkle_node(h, m->peak[bit], h);
	memcpy(m->peak[bit], h, sizeof(h));
	m->num++;
}

/* The smaller subtrees are to the right, so they are joined from the small end. */
void merkle_root(const struct merkle *m, u8 out[32])
{
	u8 h[32];
	bool any = false;

	if (m->num == 0)
		blake2_256(h, SLICE_EMPTY);
	for (size_t bit = 0; bit < ARRAY_LEN(m->peak); bit++) {
		if ((m->num >> bit & 1) == 0)
			continue;
		if (any)
			merkle_node(h, m->peak[bit], h);
		else
			memcpy(h, m->peak[bit], sizeof(h));
		any = true;
	}
	memcpy(out, h, sizeof(h));
}
