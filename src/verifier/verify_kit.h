#ifndef VERIFIER_VERIFY_KIT_H
#define VERIFIER_VERIFY_KIT_H
/* verifier/verify_kit: a small chain with one recorded result, for tests and benchmarks.
 *
 * kit_init sets what goes in, a test changes some of it, kit_build makes spec, state,
 * proof, header, justification and bundle from it. Header only; hosted programs. */
#include "consensus/warp.h"
#include "crypto/ed25519.h"
#include "crypto/hash.h"
#include "crypto/sr25519.h"
#include "primitives/chain_spec.h"
#include "primitives/gen/agents_gen.h"
#include "primitives/gen/registry_gen.h"
#include "trie/proof.h"
#include "verifier/verify.h"

#define KIT_NUMBER 9u /* the bundle's block */
#define KIT_BLOCK  7u /* where the result was recorded */

struct kit {
	struct arena a;
	u8 mem[4 << 20];

	/* what goes in */
	struct chain_spec spec;
	struct ed25519_pair voter; /* who finalises the bundle's block */
	u64 set_id;
	struct sr25519_pair worker;
	struct receipt receipt;
	struct worker_info_v3 info;
	struct result_record record;
	struct slice output;
	bool has_consumed, has_record, has_info;
	bool is_other_consumed; /* Consumed names some other receipt */

	/* what comes out */
	u8 authorities[64];
	struct trie_pair top[1];
	struct storage_key top_key;
	struct bundle bundle;
	u8 id[32];
	struct slice spec_json, bundle_json;
};

/* kit_seal makes the JSON of k->bundle, after a test has changed it. */
static inline void kit_seal(struct kit *k)
{
	CHECK(bundle_write(&k->bundle, &k->a, &k->bundle_json) == ERR_OK);
}

static inline void kit_init_receipt(struct kit *k)
{
	struct receipt *x = &k->receipt;

	memcpy(x->genesis, k->spec.genesis_hash, 32);
	memcpy(x->worker, k->worker.pub, 32);
	memset(x->agent, 0xa1, 32);
	memset(x->code_id, 0xc0, 32);
	memset(x->measurement, 0x33, 32);
	memset(x->trigger, 0x77, 32);
	memset(x->subject, 0x55, 32);
	x->incarnation = 3;
	x->head_number = 6;
	k->output = SLICE_LIT("{\"score\":71}");
	blake2_256(x->output_hash, k->output);
}

static inline void kit_init(struct kit *k)
{
	struct secret32 seed = {.b = {1}};
	struct wr w = wr_into(k->authorities, sizeof(k->authorities));
	struct authority_set set = {.num = 1};

	memset(k, 0, offsetof(struct kit, mem));
	memset(&k->spec, 0, sizeof(*k) - offsetof(struct kit, spec));
	k->a = arena_of(k->mem, sizeof(k->mem));
	ed25519_from_seed(&k->voter, &seed);
	seed.b[0] = 2;
	sr25519_from_seed(&k->worker, &seed);
	memcpy(set.list[0].id, k->voter.pub, 32);
	set.list[0].weight = 1;
	wr_authorities(&w, &set);
	k->top_key = storage_key(SLICE_LIT("Grandpa"), SLICE_LIT("Authorities"));
	k->top[0] =
	    (struct trie_pair){storage_key_slice(&k->top_key), slice_of(k->authorities, 41)};
	k->spec.name = SLICE_LIT("Phala Test");
	k->spec.id = SLICE_LIT("phala_test");
	k->spec.chain_type = SLICE_LIT("Local");
	k->spec.ss58_format = 30;
	k->spec.top = k->top;
	k->spec.num_top = 1;
	k->spec.allow_simulated = true;
	CHECK(chain_spec_derive(&k->spec, &k->a) == ERR_OK);
	kit_init_receipt(k);
	memcpy(k->info.pubkey, k->worker.pub, 32);
	memcpy(k->info.measurement, k->receipt.measurement, 32);
	k->info.incarnation = 3;
	k->has_consumed = k->has_record = k->has_info = true;
	k->record = (struct result_record){.block = KIT_BLOCK, .output = k->output};
	memcpy(k->record.trigger, k->receipt.trigger, 32);
	memcpy(k->record.worker, k->receipt.worker, 32);
	memcpy(k->record.code_id, k->receipt.code_id, 32);
}

static inline void kit_state(struct kit *k, u8 root[32])
{
	static u8 raw[3][16384];
	struct storage_key keys[3] = {
	    agents_consumed_key(k->receipt.trigger),
	    agents_results_key(k->receipt.agent, k->receipt.subject),
	    registry_workers_v3_key(k->receipt.worker),
	};
	struct wr w[3] = {wr_into(raw[0], 64), wr_into(raw[1], 16384), wr_into(raw[2], 512)};
	bool has[3] = {k->has_consumed, k->has_record, k->has_info};
	struct trie_set store = trie_set_init(&k->a);
	struct trie_db db = trie_set_db(&store);
	struct slice read[3];

	wr_bytes(&w[0], k->id, 32);
	raw[0][0] ^= k->is_other_consumed;
	wr_result_record(&w[1], &k->record);
	wr_worker_info_v3(&w[2], &k->info);
	memcpy(root, trie_empty_root, 32);
	for (int i = 0; i < 3; i++) {
		struct trie_change c = {storage_key_slice(&keys[i]), slice_of(raw[i], w[i].n),
		                        !has[i]};

		read[i] = c.key;
		CHECK(w[i].err == ERR_OK);
		CHECK(trie_apply(&db, root, &c, 1, &k->a, root) == ERR_OK);
	}
	for (u8 i = 0; i < 100; i++) { /* neighbours, so that the proof has some depth */
		struct storage_key other = registry_workers_v3_key((u8[32]){i});
		struct trie_change c = {storage_key_slice(&other), slice_of(raw[2], 200), false};

		CHECK(trie_apply(&db, root, &c, 1, &k->a, root) == ERR_OK);
	}
	CHECK(trie_prove(&db, root, read, 3, &k->a, &k->bundle.proof) == ERR_OK);
}

/* kit_finalise makes header and justification for a state root. */
static inline void kit_finalise(struct kit *k, const u8 root[32])
{
	struct grandpa_target t = {.number = KIT_NUMBER, .round = 1, .set_id = k->set_id};
	struct header h;
	struct wr w;

	header_genesis(&h, root);
	h.number = KIT_NUMBER;
	w = wr_arena(&k->a);
	wr_header(&w, &h);
	CHECK(wr_arena_done(&w, &k->a, &k->bundle.header) == ERR_OK);
	header_hash(&h, t.hash);
	w = wr_arena(&k->a);
	CHECK(grandpa_justify(&w, &t, &k->voter) == ERR_OK);
	CHECK(wr_arena_done(&w, &k->a, &k->bundle.justification) == ERR_OK);
}

/* kit_hand_over makes the warp fragment of a block that hands over from k->voter to another key,
 * which is the voter from then on. */
static inline void kit_hand_over(struct kit *k, u32 number, u8 next, struct wr *w)
{
	struct grandpa_target t = {.number = number, .round = 1, .set_id = k->set_id++};
	struct secret32 seed = {.b = {next}};
	struct header h = {.number = number};
	u8 log[64], header[512], just[512];
	struct wr l = wr_into(log, sizeof(log)), hw = wr_into(header, sizeof(header));
	struct wr j = wr_into(just, sizeof(just));
	struct ed25519_pair to;

	ed25519_from_seed(&to, &seed);
	wr_u8(&l, 1); /* ScheduledChange */
	wr_compact(&l, 1);
	wr_bytes(&l, to.pub, 32);
	wr_u64(&l, 1);
	wr_u32(&l, 0);
	CHECK(header_push(&h, DIGEST_CONSENSUS, engine_grandpa, slice_of(log, l.n)) == ERR_OK);
	wr_header(&hw, &h);
	header_hash(&h, t.hash);
	CHECK(grandpa_justify(&j, &t, &k->voter) == ERR_OK);
	wr_warp_fragment(w, slice_of(header, hw.n), slice_of(just, j.n));
	CHECK(l.err == ERR_OK && hw.err == ERR_OK && w->err == ERR_OK);
	k->voter = to;
}

static inline void kit_build(struct kit *k)
{
	struct bundle *b = &k->bundle;
	u8 root[32];

	CHECK(chain_spec_write(&k->spec, &k->a, &k->spec_json) == ERR_OK);
	CHECK(receipt_encode(&k->receipt, &k->a, &b->receipt) == ERR_OK);
	CHECK(receipt_sign(b->receipt, &k->worker, b->signature) == ERR_OK);
	receipt_id(b->receipt, k->id);
	memcpy(k->record.receipt, k->id, 32);
	k->record.outcome = (u8)k->receipt.outcome;
	kit_state(k, root);
	kit_finalise(k, root);
	b->chain_name = k->spec.name;
	b->chain_id = k->spec.id;
	memcpy(b->genesis, k->spec.genesis_hash, 32);
	b->output = k->output;
	b->has_block = true;
	b->block_number = KIT_BLOCK;
	memset(b->block_hash, 0xbb, 32);
	kit_seal(k);
}

#endif /* VERIFIER_VERIFY_KIT_H */
