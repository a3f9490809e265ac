#ifndef RUNTIME_TEST_KIT_H
#define RUNTIME_TEST_KIT_H
/* runtime/test_kit: a chain in memory, for tests, fuzz targets and benches of pallets.
 *
 * kit_begin opens a block, kit_send signs and applies a call, kit_end closes the block,
 * executes it a second time as an importer would, and stores it. Development keys
 * //Alice … sign. A kit is large: keep it static. Failures of the kit itself abort. With
 * PH_ORACLE_DIR, what happened is written down for the wasm build (kit_dump.h). */
#include <stdlib.h>

#include "base/test.h"
#include "crypto/uri.h"
#include "primitives/extrinsic.h"
#include "primitives/gen/pallets_gen.h"
#include "primitives/gen/timestamp_gen.h"
#include "primitives/header.h"
#include "runtime/kit_dump.h"
#include "runtime/runtime.h"
#include "runtime/version.h"
#include "trie/set.h"

#define KIT_SLOT_MS   1000u
#define KIT_SLOT_BASE 1750000000u
#define KIT_PARA_ID   2035u
#define KIT_SESSION   40u /* blocks */
#define KIT_XTS_MAX   8192u
#define KIT_UNIT      1000000000000u /* one token */

enum kit_key { ALICE, BOB, CHARLIE, DAVE, NUM_KIT_KEYS };

struct kit {
	struct arena store, block;
	struct trie_set set;
	struct trie_db db;
	u8 root[32], parent[32], genesis[32];
	u32 number; /* of the block that is open, or of the last one */
	u64 late;   /* seconds that a test lets pass without blocks */
	struct sr25519_pair key[NUM_KIT_KEYS];
	struct ed25519_pair ed_alice;
	struct runtime_session s;
	struct slice xts[KIT_XTS_MAX];
	u32 num_xts;
	struct header header; /* of the last block, without seal */
	struct slice events;  /* System.Events of the last block: valid until kit_begin */
	struct kit_dump dump;
};

/* What became of an extrinsic. */
struct kit_result {
	bool invalid;
	u8 validity[2]; /* TransactionValidityError, if invalid */
	bool failed;
	struct dispatch_error error; /* if failed */
};

#define KIT_MUST(x)                                                                                \
	do {                                                                                       \
		enum err kit_e_ = (x);                                                             \
		if (kit_e_ != ERR_OK) {                                                            \
			(void)fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #x,           \
			              err_name(kit_e_));                                           \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

static inline void kit_store(struct kit *k, const struct trie_change *list, size_t num)
{
	u8 root[32];

	KIT_MUST(trie_apply(&k->db, k->root, list, num, &k->store, root));
	memcpy(k->root, root, 32);
}

/* kit_init_with makes the genesis: every key but DAVE owns a million tokens; ALICE is sudo and
 * authority; the rest is what g says. mib: memory for states and for one block each. */
static inline void kit_init_with(struct kit *k, size_t mib, struct runtime_genesis g)
{
	static const char *const uris[NUM_KIT_KEYS] = {"//Alice", "//Bob", "//Charlie", "//Dave"};
	struct runtime_endowment endowed[3];
	const struct trie_pair *pairs;
	struct trie_change *list;
	struct header h;
	size_t num;

	memset(k, 0, sizeof(*k));
	dump_open(&k->dump);
	k->store = arena_of(malloc(mib << 20), mib << 20);
	k->block = arena_of(malloc(mib << 20), mib << 20);
	k->set = trie_set_init(&k->store);
	k->db = trie_set_db(&k->set);
	for (int i = 0; i < NUM_KIT_KEYS; i++)
		KIT_MUST(sr25519_from_uri(&k->key[i], slice_str(uris[i])));
	KIT_MUST(ed25519_from_uri(&k->ed_alice, SLICE_LIT("//Alice")));
	for (size_t i = 0; i < ARRAY_LEN(endowed); i++) {
		memcpy(endowed[i].account, k->key[i].pub, 32);
		endowed[i].amount = (u128)KIT_UNIT * 1000000u;
	}
	g.slot_ms = KIT_SLOT_MS;
	g.session_blocks = KIT_SESSION;
	g.para_id = KIT_PARA_ID;
	memcpy(g.aura, k->key[ALICE].pub, 32);
	memcpy(g.grandpa, k->ed_alice.pub, 32);
	memcpy(g.sudo, k->key[ALICE].pub, 32);
	g.endowed = endowed;
	g.num_endowed = ARRAY_LEN(endowed);
	KIT_MUST(runtime_genesis_state(&g, &k->block, &pairs, &num));
	list = arena_zalloc(&k->block, num, sizeof(*list));
	for (size_t i = 0; i < num; i++)
		list[i] = (struct trie_change){.key = pairs[i].key, .value = pairs[i].value};
	memcpy(k->root, trie_empty_root, 32);
	kit_store(k, list, num);
	header_genesis(&h, k->root);
	header_hash(&h, k->genesis);
	memcpy(k->parent, k->genesis, 32);
}

/* kit_init takes workers without evidence, which most tests are not about. */
static inline void kit_init(struct kit *k, size_t mib)
{
	kit_init_with(k, mib, (struct runtime_genesis){.allow_unattested = true});
}

static inline void kit_free(struct kit *k)
{
	dump_close(&k->dump);
	free(k->store.mem);
	free(k->block.mem);
	for (int i = 0; i < NUM_KIT_KEYS; i++)
		sr25519_release(&k->key[i]);
	ed25519_release(&k->ed_alice);
}

/* kit_unrecorded ends the record for the oracle: the block that is open, and what follows, depend
 * on what a host takes for code. smoldot wants a whole module, others only its sections. */
static inline void kit_unrecorded(struct kit *k)
{
	dump_close(&k->dump);
}

static inline struct kit_result kit_outcome(struct slice raw)
{
	struct kit_result out = {0};
	struct rd r = rd_from(raw);

	out.invalid = rd_bool(&r);
	if (out.invalid) {
		rd_bytes(&r, out.validity, 2);
	} else {
		out.failed = rd_bool(&r);
		if (out.failed)
			rd_dispatch_error(&r, &out.error);
	}
	KIT_MUST(rd_end(&r));
	return out;
}

/* kit_apply applies an encoded extrinsic to the open block. */
static inline struct kit_result kit_apply(struct kit *k, struct slice xt)
{
	struct kit_result out;
	struct slice raw;

	if (runtime_call(&k->s, "BlockBuilder_apply_extrinsic", xt, &raw) != ERR_OK) {
		(void)fprintf(stderr, "refused: %s\n", runtime_why(&k->s));
		abort();
	}
	dump_line(&k->dump, "xt", (struct slice[]){xt, raw}, 2);
	out = kit_outcome(raw);
	if (!out.invalid) {
		CHECK(k->num_xts < KIT_XTS_MAX);
		KIT_MUST(arena_dup(&k->block, xt, &k->xts[k->num_xts++]));
	}
	return out;
}

static inline void kit_open_header(const struct kit *k, u64 slot, u8 data[8], struct header *h)
{
	struct wr w = wr_into(data, 8);

	wr_u64(&w, slot);
	*h = (struct header){.number = k->number};
	memcpy(h->parent, k->parent, 32);
	KIT_MUST(header_push(h, DIGEST_PRE_RUNTIME, engine_aura, slice_of(data, 8)));
}

/* kit_open starts the next block in a slot, without the timestamp. */
static inline void kit_open(struct kit *k, u64 slot)
{
	u8 data[8], buf[256];
	struct wr w = wr_into(buf, sizeof(buf));
	struct header h;
	struct slice out;

	arena_reset(&k->block);
	k->num_xts = 0;
	k->number++;
	kit_open_header(k, slot, data, &h);
	wr_header(&w, &h);
	KIT_MUST(w.err);
	dump_state(&k->dump, &k->db, k->root, &k->block);
	dump_line(&k->dump, "open", (struct slice[]){slice_of(buf, w.n)}, 1);
	KIT_MUST(runtime_open(&k->s, &k->db, k->root, &k->block));
	KIT_MUST(runtime_call(&k->s, "Core_initialize_block", slice_of(buf, w.n), &out));
}

static inline u64 kit_slot(const struct kit *k)
{
	return KIT_SLOT_BASE + k->number + k->late;
}

/* kit_begin starts the next block in its slot and sets the time. */
static inline void kit_begin(struct kit *k)
{
	struct timestamp_set_args a;
	u8 call[16], xt[32];
	struct wr w = wr_into(call, sizeof(call)), x = wr_into(xt, sizeof(xt));
	struct kit_result r;

	kit_open(k, kit_slot(k) + 1);
	a.now = kit_slot(k) * KIT_SLOT_MS;
	wr_call_timestamp_set(&w, &a);
	wr_extrinsic_bare(&x, 4, slice_of(call, w.n));
	KIT_MUST(x.err);
	r = kit_apply(k, slice_of(xt, x.n));
	CHECK(!r.invalid && !r.failed);
}

static inline void kit_get(struct kit *k, struct storage_key key, bool *found, struct slice *raw)
{
	KIT_MUST(runtime_get(&k->s, storage_key_slice(&key), found, raw));
}

static inline struct account_info kit_account(struct kit *k, const u8 who[32])
{
	struct account_info info = {0};
	struct slice raw;
	bool found;

	kit_get(k, system_account_key(who), &found, &raw);
	if (found)
		KIT_MUST(system_account_decode(&info, raw));
	return info;
}

static inline struct extrinsic_ctx kit_ctx(struct kit *k, enum kit_key who)
{
	struct extrinsic_ctx x = {.spec_version = RUNTIME_SPEC_VERSION,
				  .tx_version = RUNTIME_TX_VERSION,
				  .era = ERA_IMMORTAL};

	memcpy(x.genesis, k->genesis, 32);
	x.nonce = kit_account(k, k->key[who].pub).nonce;
	return x;
}

/* kit_sign signs with a context that the test may have spoilt. */
static inline struct slice kit_sign(struct kit *k, enum kit_key who,
				    const struct extrinsic_ctx *x, struct slice call)
{
	struct wr w = wr_arena(&k->block);
	struct slice xt;

	KIT_MUST(extrinsic_sign(&w, x, &k->key[who], call));
	KIT_MUST(wr_arena_done(&w, &k->block, &xt));
	return xt;
}

/* kit_send signs a call with the account's next nonce and applies it. */
static inline struct kit_result kit_send(struct kit *k, enum kit_key who, struct slice call)
{
	struct extrinsic_ctx x = kit_ctx(k, who);

	return kit_apply(k, kit_sign(k, who, &x, call));
}

static inline struct slice kit_block_bytes(struct kit *k)
{
	struct wr w = wr_arena(&k->block);
	struct slice out;

	wr_header(&w, &k->header);
	wr_compact(&w, k->num_xts);
	for (u32 i = 0; i < k->num_xts; i++)
		wr_slice(&w, k->xts[i]);
	KIT_MUST(wr_arena_done(&w, &k->block, &out));
	return out;
}

/* kit_execute runs a block on the parent state as an importer does. */
static inline enum err kit_execute(struct kit *k, struct slice block, struct runtime_session *s)
{
	struct slice out;

	KIT_MUST(runtime_open(s, &k->db, k->root, &k->block));
	return runtime_call(s, "Core_execute_block", block, &out);
}

/* kit_close makes the header of the open block and stores nothing. */
static inline void kit_close(struct kit *k)
{
	struct slice out;

	KIT_MUST(runtime_call(&k->s, "BlockBuilder_finalize_block", SLICE_EMPTY, &out));
	KIT_MUST(header_decode(&k->header, out));
}

static inline void kit_dump_block(struct kit *k)
{
	struct slice all[3] = {SLICE_EMPTY, SLICE_EMPTY, k->events};
	struct wr w;

	if (k->dump.f == NULL)
		return;
	all[0] = kit_block_bytes(k);
	w = wr_arena(&k->block);
	wr_header(&w, &k->header);
	KIT_MUST(wr_arena_done(&w, &k->block, &all[1]));
	dump_line(&k->dump, "block", all, 3);
	memcpy(k->dump.root, k->root, 32);
	if (++k->dump.num_blocks == KIT_DUMP_BLOCKS_MAX)
		dump_close(&k->dump);
}

/* kit_commit executes the block that kit_close made, and stores what it leaves. */
static inline void kit_commit(struct kit *k)
{
	const struct trie_change *list;
	struct runtime_session twin;
	struct storage_key key = system_events_key();
	size_t num;
	bool found;

	KIT_MUST(kit_execute(k, kit_block_bytes(k), &twin));
	KIT_MUST(runtime_changes(&twin, &list, &num));
	kit_store(k, list, num);
	CHECK(mem_eq(k->root, k->header.state_root, 32));
	header_hash(&k->header, k->parent);
	KIT_MUST(runtime_open(&k->s, &k->db, k->root, &k->block)); /* to read the new state */
	k->events = SLICE_EMPTY;
	KIT_MUST(runtime_get(&k->s, storage_key_slice(&key), &found, &k->events));
	kit_dump_block(k);
}

static inline void kit_end(struct kit *k)
{
	kit_close(k);
	kit_commit(k);
}

/* kit_event finds the nth event of a kind in the open or last block. */
static inline bool kit_event(struct kit *k, u8 pallet, u8 event, u32 nth, struct slice *fields)
{
	struct storage_key key = system_events_key();
	struct event_record e;
	struct slice raw;
	struct rd r;
	bool found;

	KIT_MUST(runtime_get(&k->s, storage_key_slice(&key), &found, &raw));
	r = rd_from(found ? raw : SLICE_EMPTY);
	for (u32 n = found ? rd_seq_len(&r, 4) : 0; n > 0; n--) {
		rd_event_record(&r, &e);
		KIT_MUST(r.err);
		if (e.pallet != pallet || e.event != event || nth-- > 0)
			continue;
		*fields = e.fields;
		return true;
	}
	return false;
}

/* kit_module tells whether a call failed with this error of this pallet. */
static inline bool kit_module(const struct kit_result *r, u8 pallet, u8 error)
{
	return !r->invalid && r->failed && r->error.tag == DISPATCH_ERROR_MODULE &&
	       r->error.u.module.index == pallet && r->error.u.module.error[0] == error;
}

#endif /* RUNTIME_TEST_KIT_H */
