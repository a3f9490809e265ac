#ifndef VERIFIER_VERIFY_KIT_H
#define VERIFIER_VERIFY_KIT_H
/* verifier/verify_kit: a small chain with one recorded result, for tests and benchmarks.
 *
 * kit_init sets what goes in, a test changes some of it, kit_build makes spec, state,
 * proof, header, justification and bundle from it. kit_attest, before kit_build, makes the
 * worker one with a quote of a development PKI. Header only; hosted programs. */
#include "attest/sim/sim.h"
#include "consensus/warp.h"
#include "crypto/ed25519.h"
#include "crypto/hash.h"
#include "crypto/sr25519.h"
#include "primitives/chain_spec.h"
#include "primitives/gen/agents_gen.h"
#include "primitives/gen/registry_gen.h"
#include "primitives/gen/timestamp_gen.h"
#include "trie/proof.h"
#include "verifier/verify.h"

#define KIT_NUMBER 9u /* the bundle's block */
#define KIT_BLOCK  7u /* where the result was recorded */
#define KIT_NOW    1795000000u /* Unix seconds: of the bundle's block */

struct kit {
	struct arena a;
	u8 mem[16 << 20];

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
	bool has_time; /* the proof covers it */
	u64 now; /* Unix seconds */

	/* what comes out */
	u8 authorities[64];
	struct trie_pair top[2];
	struct storage_key top_key, root_key;
	u8 root_row[ATTEST_ROOT_MAX + 8];
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
	k->now = KIT_NOW;
	k->has_consumed = k->has_record = k->has_info = true;
	k->record = (struct result_record){.block = KIT_BLOCK, .output = k->output};
	memcpy(k->record.trigger, k->receipt.trigger, 32);
	memcpy(k->record.worker, k->receipt.worker, 32);
	memcpy(k->record.code_id, k->receipt.code_id, 32);
}

/* What a simulated machine says, and what it is judged by. */
struct kit_evidence {
	struct sim_pki pki;
	struct sim_platform platform;
	struct worker_registration_info_v3 info;
	struct sim_body body;
	struct sim_collateral_opts collateral;
};

/* kit_evidence makes a PKI of its own and the honest statement of the kit's worker. */
static inline void kit_evidence(struct kit *k, struct kit_evidence *e, u8 seed)
{
	struct secret32 pki = {.b = {seed, 1}}, machine = {.b = {seed, 2}};
	struct worker_registration_info_v3 *i = &e->info;

	memset(e, 0, sizeof(*e));
	CHECK(sim_pki_from_seed(&e->pki, &pki, SLICE_EMPTY) == ERR_OK);
	CHECK(sim_platform_make(&e->platform, &e->pki, &machine) == ERR_OK);
	i->version = 1;
	memcpy(i->pubkey, k->info.pubkey, 32);
	memcpy(i->x25519, k->info.x25519, 32);
	memcpy(i->measurement, k->info.measurement, 32);
	i->incarnation = k->info.incarnation;
	e->body = (struct sim_body){.kind = SIM_SGX_3};
	memcpy(e->body.measurement, k->info.measurement, 32);
	e->collateral = (struct sim_collateral_opts){.tee = ATTEST_SGX, .now = KIT_NOW - 1000u};
}

/* kit_root puts the PKI's root into the spec, which is then another chain. */
static inline void kit_root(struct kit *k, const struct kit_evidence *e)
{
	struct wr w = wr_into(k->root_row, sizeof(k->root_row));
	struct slice der = slice_of(e->pki.root_der, e->pki.root_len);
	u8 id[32];

	sha2_256(id, der);
	wr_vec(&w, der);
	k->root_key = registry_roots_key(id);
	/* "Grandpa" sorts before or behind it: the spec wants ascending keys. */
	k->top[1] = (struct trie_pair){storage_key_slice(&k->root_key), slice_of(w.p, w.n)};
	if (memcmp(k->root_key.b, k->top_key.b, 16) < 0) {
		k->top[1] = k->top[0];
		k->top[0] = (struct trie_pair){storage_key_slice(&k->root_key), slice_of(w.p, w.n)};
	}
	k->spec.num_top = 2;
	CHECK(chain_spec_derive(&k->spec, &k->a) == ERR_OK);
	memcpy(k->spec.roots[0], id, 32);
	k->spec.num_roots = 1;
	memcpy(k->receipt.genesis, k->spec.genesis_hash, 32);
	memcpy(k->info.trust_domain, id, 32);
	memcpy(k->receipt.trust_domain, id, 32);
	k->info.tee = 1;
	k->receipt.tee = TEE_SGX;
}

/* kit_quote signs the statement and puts it into the bundle. */
static inline void kit_quote(struct kit *k, struct kit_evidence *e)
{
	struct bundle_attestation *x = &k->bundle.attestation;
	struct attest_collateral_raw raw;
	struct wr w = wr_arena(&k->a);
	u8 *quote;

	wr_worker_registration_info_v3(&w, &e->info);
	CHECK(wr_arena_done(&w, &k->a, &x->statement) == ERR_OK);
	blake2_256_parts(
	    e->body.report_data,
	    (const struct slice[]){SLICE_LIT("phala/attest/register/v3"), x->statement}, 2);
	quote = (u8 *)arena_alloc(&k->a, SIM_QUOTE_MAX);
	CHECK(quote != NULL);
	CHECK(sim_quote(&e->platform, &e->body, quote, SIM_QUOTE_MAX, &x->quote.n) == ERR_OK);
	x->quote.p = quote;
	CHECK(sim_collateral(&e->pki, &e->collateral, &k->a, &raw) == ERR_OK);
	CHECK(attest_collateral_write(&raw, &k->a, &x->collateral) == ERR_OK);
	x->is_renewal = false;
	k->bundle.has_attestation = true;
}

/* kit_attest is all of it, honestly. */
static inline void kit_attest(struct kit *k, struct kit_evidence *e)
{
	k->has_time = true;
	kit_evidence(k, e, 7);
	kit_root(k, e);
	memcpy(e->info.genesis_block_hash, k->spec.genesis_hash, 32);
	kit_quote(k, e);
}

static inline void kit_state(struct kit *k, u8 root[32])
{
	static u8 raw[4][16384];
	struct storage_key keys[4] = {
	    agents_consumed_key(k->receipt.trigger),
	    agents_results_key(k->receipt.agent, k->receipt.subject),
	    registry_workers_v3_key(k->receipt.worker),
	    timestamp_now_key(),
	};
	struct wr w[4] = {wr_into(raw[0], 64), wr_into(raw[1], 16384), wr_into(raw[2], 512),
	                  wr_into(raw[3], 8)};
	bool has[4] = {k->has_consumed, k->has_record, k->has_info, k->has_time};
	struct trie_set store = trie_set_init(&k->a);
	struct trie_db db = trie_set_db(&store);
	struct slice read[4];

	wr_bytes(&w[0], k->id, 32);
	raw[0][0] ^= k->is_other_consumed;
	wr_result_record(&w[1], &k->record);
	wr_worker_info_v3(&w[2], &k->info);
	wr_u64(&w[3], k->now * 1000u);
	memcpy(root, trie_empty_root, 32);
	for (int i = 0; i < 4; i++) {
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
	CHECK(trie_prove(&db, root, read, k->has_time ? 4 : 3, &k->a, &k->bundle.proof) == ERR_OK);
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
