#include "primitives/header.h"

#include "base/bytes.h"
#include "crypto/hash.h"
#include "trie/trie.h"

const u8 engine_aura[4] = {'a', 'u', 'r', 'a'};
const u8 engine_grandpa[4] = {'F', 'R', 'N', 'K'};

static bool has_engine(enum digest_kind k)
{
	return k == DIGEST_CONSENSUS || k == DIGEST_SEAL || k == DIGEST_PRE_RUNTIME;
}

static bool kind_from_tag(u8 tag, enum digest_kind *out)
{
	static const enum digest_kind kinds[] = {DIGEST_OTHER, DIGEST_CONSENSUS, DIGEST_SEAL,
	                                         DIGEST_PRE_RUNTIME, DIGEST_RUNTIME_UPDATED};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (tag == (u8)kinds[i]) {
			*out = kinds[i];
			return true;
		}
	}
	return false;
}

void rd_digest_item(struct rd *r, struct digest_item *out)
{
	*out = (struct digest_item){.kind = DIGEST_OTHER};
	if (!kind_from_tag(rd_u8(r), &out->kind)) {
		rd_fail(r, ERR_TAG);
		return;
	}
	if (has_engine(out->kind))
		rd_bytes(r, out->engine, sizeof(out->engine));
	if (out->kind != DIGEST_RUNTIME_UPDATED)
		out->data = rd_vec(r, HEADER_MAX);
}

void wr_digest_item(struct wr *w, const struct digest_item *d)
{
	wr_u8(w, (u8)d->kind);
	if (has_engine(d->kind))
		wr_bytes(w, d->engine, sizeof(d->engine));
	if (d->kind != DIGEST_RUNTIME_UPDATED)
		wr_vec(w, d->data);
}

void rd_header(struct rd *r, struct header *out)
{
	size_t before = rd_left(r);
	u32 num;

	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->parent, HASH_LEN);
	out->number = rd_compact32(r);
	rd_bytes(r, out->state_root, HASH_LEN);
	rd_bytes(r, out->extrinsics_root, HASH_LEN);
	num = rd_seq_len(r, 1);
	if (num > HEADER_ITEMS_MAX)
		rd_fail(r, ERR_LIMIT);
	for (u32 i = 0; i < num && r->err == ERR_OK; i++)
		rd_digest_item(r, &out->items[i]);
	if (r->err == ERR_OK && before - rd_left(r) > HEADER_MAX)
		rd_fail(r, ERR_LIMIT);
	if (r->err == ERR_OK)
		out->num_items = num;
	else
		memset(out, 0, sizeof(*out));
}

void wr_header(struct wr *w, const struct header *h)
{
	wr_bytes(w, h->parent, HASH_LEN);
	wr_compact(w, h->number);
	wr_bytes(w, h->state_root, HASH_LEN);
	wr_bytes(w, h->extrinsics_root, HASH_LEN);
	wr_compact(w, h->num_items);
	for (u32 i = 0; i < h->num_items; i++)
		wr_digest_item(w, &h->items[i]);
}

enum err header_decode(struct header *out, struct slice in)
{
	struct header h;
	struct rd r = rd_from(in);

	rd_header(&r, &h);
	TRY(rd_end(&r));
	*out = h;
	return ERR_OK;
}

void header_hash(const struct header *h, u8 hash[HASH_LEN])
{
	u8 buf[HEADER_MAX];
	struct wr w = wr_into(buf, sizeof(buf));

	wr_header(&w, h);
	CHECK(w.err == ERR_OK);
	blake2_256(hash, slice_of(buf, w.n));
}

void header_genesis(struct header *out, const u8 state_root[HASH_LEN])
{
	memset(out, 0, sizeof(*out));
	memcpy(out->state_root, state_root, HASH_LEN);
	memcpy(out->extrinsics_root, trie_empty_root, HASH_LEN);
}

enum err header_push(struct header *h, enum digest_kind kind, const u8 engine[4], struct slice data)
{
	struct digest_item *d;

	if (h->num_items >= HEADER_ITEMS_MAX)
		return ERR_LIMIT;
	d = &h->items[h->num_items++];
	*d = (struct digest_item){.kind = kind, .data = data};
	if (has_engine(kind))
		memcpy(d->engine, engine, sizeof(d->engine));
	return ERR_OK;
}

static bool is_item(const struct digest_item *d, enum digest_kind kind, const u8 engine[4])
{
	return d->kind == kind && mem_eq(d->engine, engine, sizeof(d->engine));
}

enum err header_aura_slot(const struct header *h, u64 *slot)
{
	const struct digest_item *found = NULL;

	for (u32 i = 0; i < h->num_items; i++) {
		if (!is_item(&h->items[i], DIGEST_PRE_RUNTIME, engine_aura))
			continue;
		if (found != NULL || h->items[i].data.n != 8)
			return ERR_HEADER;
		found = &h->items[i];
	}
	if (found == NULL)
		return ERR_NOT_FOUND;
	*slot = load_le64(found->data.p);
	return ERR_OK;
}

enum err header_unseal(struct header *h, struct slice *seal)
{
	const struct digest_item *last;

	if (h->num_items == 0)
		return ERR_HEADER;
	last = &h->items[h->num_items - 1];
	if (!is_item(last, DIGEST_SEAL, engine_aura) || last->data.n != AURA_SEAL_LEN)
		return ERR_HEADER;
	for (u32 i = 0; i + 1 < h->num_items; i++) {
		if (h->items[i].kind == DIGEST_SEAL)
			return ERR_HEADER;
	}
	*seal = last->data;
	h->num_items--;
	return ERR_OK;
}
