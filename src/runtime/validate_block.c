#include "runtime/validate_block.h"

#include "crypto/hash.h"
#include "runtime/executive.h"
#include "runtime/host/host.h"
#include "runtime/host/overlay.h"
#include "runtime/pallets/aura/aura.h"
#include "runtime/pallets/parachain_system/collation.h"
#include "runtime/pallets/parachain_system/parachain_system.h"
#include "runtime/pallets/system/system.h"
#include "trie/proof.h"

static const char versioned[] = "VERSIONEDPBD";
enum { BLOCK_DATA_V1 = 1 };

struct params {
	struct slice parent_head, block_data;
	u32 relay_parent_number;
	u8 relay_parent_root[32];
};

/* A block, in the pieces that are needed of it. */
struct block {
	struct slice header; /* as it is: with the seal */
	struct header h;     /* without the seal */
	struct slice seal;
	struct slice extrinsics; /* with their count */
};

static enum err rd_params(struct ctx *c, struct slice args, struct params *out)
{
	struct rd r = rd_from(args);

	out->parent_head = rd_vec(&r, UINT32_MAX);
	out->block_data = rd_vec(&r, UINT32_MAX);
	out->relay_parent_number = rd_u32(&r);
	rd_bytes(&r, out->relay_parent_root, 32);
	return r.err == ERR_OK ? ERR_OK : frame_refuse(c, "the arguments do not decode");
}

static enum err rd_version(struct ctx *c, struct slice data, struct rd *r)
{
	*r = rd_from(data);
	if (!slice_starts(data, SLICE_LIT(versioned)))
		return ERR_OK;
	(void)rd_take(r, sizeof(versioned) - 1);
	if (rd_u8(r) != BLOCK_DATA_V1)
		return frame_refuse(c, "the block data is of an unknown version");
	if (rd_seq_len(r, 1) != 1)
		return frame_refuse(c, "the block data holds other than one block");
	return ERR_OK;
}

static enum err rd_block(struct ctx *c, struct rd *r, struct block *out)
{
	const u8 *start = r->p;

	rd_header(r, &out->h);
	if (r->err != ERR_OK)
		return frame_refuse(c, "the header does not decode");
	out->header = slice_of(start, (size_t)(r->p - start));
	start = r->p;
	for (u32 n = rd_seq_len(r, 1); n > 0 && r->err == ERR_OK; n--)
		(void)rd_vec(r, UINT32_MAX);
	if (r->err != ERR_OK)
		return frame_refuse(c, "the extrinsics do not decode");
	out->extrinsics = slice_of(start, (size_t)(r->p - start));
	if (header_unseal(&out->h, &out->seal) != ERR_OK)
		return frame_refuse(c, "the block has no seal");
	return ERR_OK;
}

static enum err open_proof(struct ctx *c, struct rd *r, const u8 want[32], struct arena *a,
			   struct trie_proof *out)
{
	const struct trie_limits limits = {POV_NODES_MAX, POV_SIZE_MAX};
	u8 root[32];
	enum err e = trie_compact_open(out, root, r, limits, a);

	if (e == ERR_NOMEM)
		return e;
	if (e != ERR_OK || rd_end(r) != ERR_OK)
		return frame_refuse(c, "the proof does not decode");
	if (!mem_eq(root, want, 32))
		return frame_refuse(c, "the proof is of another state than the parent's");
	return ERR_OK;
}

/* Who may make blocks, and who may in this slot, is in the state before the block. */
static enum err check_seal(struct ctx *c, const struct block *b)
{
	struct aura_authorities *list = arena_alloc(c->a, sizeof(*list));
	const u8 *author;
	u8 hash[32];
	u64 slot;

	if (list == NULL)
		return ERR_NOMEM;
	TRY(aura_authorities_get(c, list));
	if (header_aura_slot(&b->h, &slot) != ERR_OK || list->list.num == 0)
		return frame_refuse(c, "the block names no slot");
	author = list->list.items[slot % list->list.num];
	header_hash(&b->h, hash);
	if (!host_sr25519_verify(b->seal.p, SLICE_ARR(hash), author))
		return frame_refuse(c, "the seal is not the slot's author's");
	return ERR_OK;
}

static enum err execute(struct ctx *c, const struct block *b)
{
	struct wr w = wr_arena(c->a);
	struct slice bytes;
	struct rd r;

	wr_header(&w, &b->h);
	wr_slice(&w, b->extrinsics);
	TRY(wr_arena_done(&w, c->a, &bytes));
	r = rd_from(bytes);
	return executive_execute(c, &r);
}

/* What set_validation_data was told must be what the validators know. */
static enum err check_validation_data(struct ctx *c, const struct params *p)
{
	struct persisted_validation_data vfp;
	bool found;

	TRY(parachain_system_validation_data_get(c, &found, &vfp));
	if (!found)
		return frame_refuse(c, "the block sets no validation data");
	if (!slice_eq(vfp.parent_head, p->parent_head))
		return frame_refuse(c, "the block was told of another parent");
	if (vfp.relay_parent_number != p->relay_parent_number)
		return frame_refuse(c, "the block was told of another relay parent");
	if (!mem_eq(vfp.relay_parent_storage_root, p->relay_parent_root, 32))
		return frame_refuse(c, "the block was told of another relay state");
	return ERR_OK;
}

enum err validate_block(struct ctx *c, struct slice args, struct arena *proof,
			struct arena *changes, struct wr *out)
{
	struct runtime_overlay overlay;
	struct collation result;
	struct trie_proof nodes;
	struct trie_db db;
	struct header parent;
	struct params p;
	struct block b;
	u8 hash[32];
	struct rd r;

	TRY(rd_params(c, args, &p));
	if (header_decode(&parent, p.parent_head) != ERR_OK)
		return frame_refuse(c, "the parent head does not decode");
	TRY(rd_version(c, p.block_data, &r));
	TRY(rd_block(c, &r, &b));
	blake2_256(hash, p.parent_head);
	if (!mem_eq(hash, b.h.parent, 32))
		return frame_refuse(c, "the block has another parent");
	TRY(open_proof(c, &r, parent.state_root, proof, &nodes));
	db = trie_proof_db(&nodes);
	TRY(overlay_init(&overlay, &db, parent.state_root, changes));
	host_storage_from(&overlay);
	TRY(check_seal(c, &b));
	TRY(execute(c, &b));
	TRY(check_validation_data(c, &p));
	TRY(collation_get(c, b.header, &result));
	wr_validation_result(out, &result);
	return out->err;
}
