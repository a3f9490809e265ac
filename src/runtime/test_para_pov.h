#ifndef RUNTIME_TEST_PARA_POV_H
#define RUNTIME_TEST_PARA_POV_H
/* runtime/test_para_pov: a block with its proof, as a collator hands it to validators, and the
 * ways to spoil it. pov_make must stand between para_begin and para_end of a block. */
#include "runtime/test_para_kit.h"

struct pov {
	struct arena a;
	struct slice parent, sealed, extrinsics, proof; /* as they go into the arguments */
	struct header header;                           /* without seal */
	u8 sig[64];
	u32 relay_number;
	u8 relay_root[32];
};

/* What may be wrong with the arguments. */
enum pov_fault {
	POV_GOOD,
	POV_GOOD_V1,
	POV_PROOF_BYTE,
	POV_PROOF_SHORT,
	POV_PROOF_LONG,
	POV_SEAL_BYTE,
	POV_SEAL_OF_ANOTHER,
	POV_SEAL_MISSING,
	POV_RELAY_NUMBER,
	POV_RELAY_ROOT,
	POV_PARENT,
	POV_EXTRINSIC,
	POV_VERSION,
	POV_TWO_BLOCKS,
	NUM_POV_FAULTS
};

static const struct {
	const char *name, *why; /* why: NULL if the block is good, "" if any reason will do */
} pov_faults[NUM_POV_FAULTS] = {
	[POV_GOOD] = {"good", NULL},
	[POV_GOOD_V1] = {"good_v1", NULL},
	[POV_PROOF_BYTE] = {"proof_byte", ""},
	[POV_PROOF_SHORT] = {"proof_short", "the proof does not decode"},
	[POV_PROOF_LONG] = {"proof_long", "the proof does not decode"},
	[POV_SEAL_BYTE] = {"seal_byte", "the seal is not the slot's author's"},
	[POV_SEAL_OF_ANOTHER] = {"seal_of_another", "the seal is not the slot's author's"},
	[POV_SEAL_MISSING] = {"seal_missing", "the block has no seal"},
	[POV_RELAY_NUMBER] = {"relay_number", "the block was told of another relay parent"},
	[POV_RELAY_ROOT] = {"relay_root", "the block was told of another relay state"},
	[POV_PARENT] = {"parent", "the block has another parent"},
	[POV_EXTRINSIC] = {"extrinsic", ""},
	[POV_VERSION] = {"version", "the block data is of an unknown version"},
	[POV_TWO_BLOCKS] = {"two_blocks", "the block data holds other than one block"},
};

static inline struct slice pov_copy(struct pov *v, struct slice s)
{
	struct slice out;

	KIT_MUST(arena_dup(&v->a, s, &out));
	return out;
}

/* pov_make closes the block (kit_close) and executes it over a recorder. */
static inline void pov_make(struct pov *v, struct para *p)
{
	struct trie_recorder rec = trie_recorder_init(&p->k.db, &v->a);
	struct trie_db db = trie_recorder_db(&rec);
	struct runtime_session s;
	struct slice out;
	struct wr w;

	v->parent = pov_copy(v, para_parent(p));
	v->relay_number = p->relay_number;
	memcpy(v->relay_root, p->relay_root, 32);
	kit_close(&p->k);
	v->header = p->k.header;
	KIT_MUST(runtime_open(&s, &db, p->k.root, &p->k.block));
	KIT_MUST(runtime_call(&s, "Core_execute_block", kit_block_bytes(&p->k), &out));
	KIT_MUST(trie_recorder_compact(&rec, p->k.root, &v->a, &v->proof));
	w = wr_arena(&v->a);
	wr_compact(&w, p->k.num_xts);
	for (u32 i = 0; i < p->k.num_xts; i++)
		wr_slice(&w, p->k.xts[i]);
	KIT_MUST(wr_arena_done(&w, &v->a, &v->extrinsics));
}

static inline void wr_pov_header(struct wr *w, struct pov *v, struct para *p, enum pov_fault f)
{
	struct header h = v->header;
	u8 hash[32];

	header_hash(&h, hash);
	sr25519_sign(v->sig, &p->k.key[f == POV_SEAL_OF_ANOTHER ? BOB : ALICE], SLICE_ARR(hash),
		     NULL);
	if (f == POV_SEAL_BYTE)
		v->sig[7] ^= 1;
	if (f != POV_SEAL_MISSING)
		KIT_MUST(header_push(&h, DIGEST_SEAL, engine_aura, SLICE_ARR(v->sig)));
	wr_header(w, &h);
}

static inline void wr_pov_proof(struct wr *w, struct pov *v, enum pov_fault f)
{
	struct rd r = rd_from(v->proof);
	u32 num = rd_seq_len(&r, 1);

	wr_compact(w, num + (f == POV_PROOF_LONG) - (f == POV_PROOF_SHORT));
	if (f == POV_PROOF_LONG)
		wr_slice(w, SLICE_LIT("\x08\x41\x00"));
	for (u32 i = 0; i < num; i++) {
		u8 *bytes;
		struct slice item = pov_copy(v, rd_vec(&r, UINT32_MAX));

		bytes = arena_alloc(&v->a, item.n);
		slice_copy(bytes, item);
		if (f == POV_PROOF_BYTE && i == num / 2)
			bytes[item.n / 2] ^= 1;
		if (f != POV_PROOF_SHORT || i + 1 < num)
			wr_vec(w, slice_of(bytes, item.n));
	}
}

static inline struct slice pov_block_data(struct pov *v, struct para *p, enum pov_fault f)
{
	size_t cap = v->proof.n + v->extrinsics.n + 8192;
	struct wr w = wr_into(arena_alloc(&v->a, cap), cap);
	struct slice out;

	if (f == POV_GOOD_V1 || f == POV_VERSION || f == POV_TWO_BLOCKS) {
		wr_bytes(&w, "VERSIONEDPBD", 12);
		wr_u8(&w, f == POV_VERSION ? 7 : 1);
		wr_compact(&w, f == POV_TWO_BLOCKS ? 2 : 1);
	}
	wr_pov_header(&w, v, p, f);
	if (f == POV_EXTRINSIC)
		wr_compact(&w, 0);
	else
		wr_slice(&w, v->extrinsics);
	wr_pov_proof(&w, v, f);
	KIT_MUST(wr_done(&w, &out));
	return out;
}

/* pov_args is what validate_block is called with. */
static inline struct slice pov_args(struct pov *v, struct para *p, enum pov_fault f)
{
	struct slice data = pov_block_data(v, p, f), out;
	u8 root[32], *parent = arena_alloc(&v->a, v->parent.n);
	struct wr w = wr_arena(&v->a);

	memcpy(root, v->relay_root, 32);
	root[3] ^= f == POV_RELAY_ROOT;
	slice_copy(parent, v->parent);
	parent[v->parent.n - 1] ^= f == POV_PARENT; /* within the digest */
	wr_vec(&w, slice_of(parent, v->parent.n));
	wr_vec(&w, data);
	wr_u32(&w, v->relay_number + (f == POV_RELAY_NUMBER));
	wr_bytes(&w, root, 32);
	KIT_MUST(wr_arena_done(&w, &v->a, &out));
	return out;
}

/* pov_chain makes a chain of a few blocks whose last one sends, and takes messages, and its pov. */
static inline void pov_chain(struct pov *v, struct para *p)
{
	struct xcmp_queue_send_raw_args send = {PARA_SIBLING, 1, SLICE_LIT("hello")};
	u8 buf[256];
	struct wr w = wr_into(buf, sizeof(buf));
	struct kit_result r;

	*v = (struct pov){.a = arena_of(malloc(64u << 20), 64u << 20)};
	para_init(p, 64);
	para_open_channel(p, false, PARA_SIBLING);
	para_open_channel(p, true, PARA_SIBLING);
	for (int i = 0; i < 3; i++) {
		para_begin(p);
		para_end(p);
	}
	para_hrmp_in(p, SLICE_LIT("\x01\x0c" "abc"));
	para_dmp_in(p, SLICE_LIT("down"));
	para_begin(p);
	wr_u8(&w, 6); /* Sudo.sudo */
	wr_u8(&w, 0);
	wr_call_xcmp_queue_send_raw(&w, &send);
	r = kit_send(&p->k, ALICE, slice_of(buf, w.n));
	CHECK(!r.invalid && !r.failed);
	pov_make(v, p);
}

#endif /* RUNTIME_TEST_PARA_POV_H */
