#include "trie/node.h"

#include "scale/decode.h"

const u8 trie_empty_root[32] = {
    0x03, 0x17, 0x0a, 0x2e, 0x75, 0x97, 0xb7, 0xb7, 0xe3, 0xd8, 0x4c, 0x05, 0x39, 0x1d, 0x13, 0x9a,
    0x62, 0xb1, 0x57, 0xe7, 0x87, 0x86, 0xd8, 0xc0, 0x82, 0xf2, 0x9d, 0xcf, 0x4c, 0x11, 0x13, 0x14,
};

/* The first byte of a node: a prefix, and in the low `bits` bits the number of
 * nibbles of its partial key, continued in further bytes when all are ones. */
struct form {
	u8 prefix, bits;
};

static const struct form forms[2][3] = {
    /* leaf: a leaf without value does not exist */
    {[VALUE_INLINE] = {0x40, 6}, [VALUE_HASH] = {0x20, 5}},
    /* branch */
    {[VALUE_NONE] = {0x80, 6}, [VALUE_INLINE] = {0xc0, 6}, [VALUE_HASH] = {0x10, 4}},
};

struct nibs nib_one(u8 v)
{
	static const u8 all[8] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};

	return (struct nibs){all, v, 1};
}

u32 nibs_common(struct nibs a, struct nibs b)
{
	u32 n = a.n < b.n ? a.n : b.n, i = 0;

	while (i < n && nib_at(a, i) == nib_at(b, i))
		i++;
	return i;
}

void nibs_pack(u8 *dst, u32 at, struct nibs s)
{
	for (u32 i = 0; i < s.n; i++)
		dst[(at + i) >> 1] |= (u8)(nib_at(s, i) << (((at + i) & 1) != 0 ? 0 : 4));
}

/* wr_nibs packs two to a byte; an odd one stands alone in front. */
static void wr_nibs(struct wr *w, struct nibs s)
{
	if ((s.n & 1) != 0) {
		wr_u8(w, nib_at(s, 0));
		s = nibs_from(s, 1);
	}
	if (s.n == 0)
		return;
	if ((s.at & 1) == 0) {
		wr_bytes(w, s.p + (s.at >> 1), s.n >> 1);
		return;
	}
	for (u32 i = 0; i < s.n; i += 2)
		wr_u8(w, (u8)(nib_at(s, i) << 4 | nib_at(s, i + 1)));
}

static void wr_head(struct wr *w, struct form f, u32 n)
{
	u32 max = (1u << f.bits) - 1;

	if (n < max) {
		wr_u8(w, (u8)(f.prefix | n));
		return;
	}
	wr_u8(w, (u8)(f.prefix | max));
	for (n -= max; n >= 255; n -= 255)
		wr_u8(w, 255);
	wr_u8(w, (u8)n);
}

void node_encode(struct wr *w, const struct node *n)
{
	u32 map = 0;

	for (u32 i = 0; n->kid != NULL && i < NODE_KIDS; i++)
		map |= (n->kid[i].n != 0 || (n->left_out >> i & 1) != 0 ? 1u : 0u) << i;
	CHECK(map != 0 || n->kind != VALUE_NONE);
	wr_head(w, forms[map != 0][n->kind], n->part.n);
	wr_nibs(w, n->part);
	if (map != 0)
		wr_u16(w, (u16)map);
	if (n->kind == VALUE_HASH)
		wr_bytes(w, n->value.p, TRIE_HASH_LEN);
	else if (n->kind == VALUE_INLINE)
		wr_vec(w, n->value);
	for (u32 i = 0; map >> i != 0; i++)
		if ((map >> i & 1) != 0)
			wr_vec(w, n->kid[i]);
}

/* rd_head reads the first byte, and the count of nibbles. */
static u32 rd_head(struct rd *r, bool *branch, enum value_kind *kind)
{
	u8 head = rd_u8(r), more = 255;

	for (u32 i = 0; i < 6; i++) {
		struct form f = forms[i / 3][i % 3];
		u32 max = (1u << f.bits) - 1, n = head & max;

		if (f.bits == 0 || head >> f.bits != f.prefix >> f.bits)
			continue;
		*branch = i >= 3;
		*kind = (enum value_kind)(i % 3);
		while (n >= max && more == 255 && n <= NIBS_MAX) {
			more = rd_u8(r);
			n += more;
		}
		if (n > NIBS_MAX)
			rd_fail(r, ERR_CORRUPT);
		return n;
	}
	rd_fail(r, ERR_CORRUPT);
	return 0;
}

static struct nibs rd_nibs(struct rd *r, u32 n)
{
	struct slice packed = rd_take(r, (n + 1) / 2);

	if ((n & 1) != 0 && (packed.n == 0 || packed.p[0] > 15))
		rd_fail(r, ERR_CORRUPT);
	return (struct nibs){packed.p, n & 1, n};
}

static enum err decode(struct slice enc, bool compact, struct node *out,
                       struct slice kid[NODE_KIDS])
{
	struct rd r = rd_from(enc);
	bool branch = false;
	enum value_kind kind = VALUE_NONE;
	u32 map = 0;

	out->part = rd_nibs(&r, rd_head(&r, &branch, &kind));
	out->kind = kind;
	out->kid = branch ? kid : NULL;
	out->left_out = 0;
	if (branch && (map = rd_u16(&r)) == 0)
		rd_fail(&r, ERR_CORRUPT);
	out->value = SLICE_EMPTY;
	if (kind == VALUE_HASH)
		out->value = rd_take(&r, TRIE_HASH_LEN);
	else if (kind == VALUE_INLINE)
		out->value = rd_vec(&r, enc.n);
	for (u32 i = 0; branch && i < NODE_KIDS; i++) {
		kid[i] = SLICE_EMPTY;
		if ((map >> i & 1) == 0)
			continue;
		kid[i] = rd_vec(&r, TRIE_HASH_LEN);
		if (kid[i].n == 0)
			out->left_out |= (u16)(1u << i);
	}
	if (out->left_out != 0 && !compact)
		rd_fail(&r, ERR_CORRUPT);
	return rd_end(&r) == ERR_OK ? ERR_OK : ERR_CORRUPT;
}

enum err node_decode(struct slice enc, struct node *out, struct slice kid[NODE_KIDS])
{
	return decode(enc, false, out, kid);
}

enum err node_decode_compact(struct slice enc, struct node *out, struct slice kid[NODE_KIDS])
{
	return decode(enc, true, out, kid);
}

enum err node_load(const struct trie_db *db, struct slice ref, struct arena *a, struct node *out,
                   struct slice kid[NODE_KIDS])
{
	struct slice enc = ref;

	if (ref.n == TRIE_HASH_LEN)
		TRY(db->get(db->ctx, ref.p, a, &enc));
	return node_decode(enc, out, kid);
}
