#include "verifier/verify.h"

#include "attest/report.h"
#include "consensus/warp.h"
#include "crypto/hash.h"
#include "primitives/chain_spec.h"
#include "primitives/gen/agents_gen.h"
#include "primitives/gen/registry_gen.h"
#include "primitives/gen/timestamp_gen.h"
#include "trie/proof.h"

/* What the checks hand on to each other. */
struct work {
	struct arena *a;
	struct verify_report *r;
	struct slice bundle_json, spec_json;
	struct chain_spec spec;
	struct header header;
	struct light *authorities; /* who finalised the header */
	bool is_open; /* the proof was split; its nodes are still worth nothing */
	struct trie_proof proof;
	bool has_record; /* the row Results[agent, subject] is about this trigger */
	struct result_record record;
	bool production; /* the root that vouches for the worker is Intel's */
	const char *why; /* what is wrong if the step at hand fails */
	const char *ok;  /* what holds, instead of the row's text */
};

static enum err check_bundle_format(struct work *w)
{
	struct verify_report *r = w->r;

	w->why = "the bundle is malformed";
	TRY(bundle_parse(&r->bundle, w->bundle_json, w->a));
	w->why = "the receipt is malformed";
	TRY(receipt_decode(&r->receipt, r->bundle.receipt, w->a));
	receipt_id(r->bundle.receipt, r->id);
	r->has_receipt = true;
	return ERR_OK;
}

static enum err check_chain_spec(struct work *w)
{
	w->why = "the chain spec is not usable";
	return chain_spec_parse(&w->spec, w->spec_json, w->a);
}

static enum err check_genesis(struct work *w)
{
	w->why = "the receipt is for another chain than the spec";
	if (!mem_eq(w->r->receipt.genesis, w->spec.genesis_hash, HASH_LEN))
		return ERR_GENESIS;
	w->why = "the bundle is for another chain than the spec";
	return mem_eq(w->r->bundle.genesis, w->spec.genesis_hash, HASH_LEN) ? ERR_OK : ERR_GENESIS;
}

/* check_handovers goes from the authorities of the spec to those who finalised the header. */
static enum err check_handovers(struct work *w)
{
	const struct bundle *b = &w->r->bundle;
	bool finished;

	w->authorities = (struct light *)arena_alloc(w->a, sizeof(*w->authorities));
	if (w->authorities == NULL)
		return ERR_NOMEM;
	warp_trust(w->authorities, w->spec.genesis_hash, w->spec.genesis.state_root,
		   &w->spec.grandpa);
	if (b->handovers.n == 0)
		return ERR_OK;
	w->why = "the hand-overs to later authorities do not hold";
	TRY(warp_follow(w->authorities, b->handovers, &finished));
	w->why = "the bundle hands over to authorities that came after the header";
	return w->authorities->number < w->header.number ? ERR_OK : ERR_SET_CHANGE;
}

static enum err check_finality(struct work *w)
{
	const struct bundle *b = &w->r->bundle;
	struct grandpa_justification j;
	u8 hash[HASH_LEN];

	w->why = "the header is malformed";
	TRY(header_decode(&w->header, b->header));
	w->why = "the justification is malformed";
	TRY(grandpa_decode(&j, b->justification));
	w->why = "the justification does not cover the header";
	blake2_256(hash, b->header);
	if (j.target_number != w->header.number || !mem_eq(j.target_hash, hash, HASH_LEN))
		return ERR_TARGET;
	TRY(check_handovers(w));
	w->why = "the chain's authorities did not finalise the header";
	return grandpa_verify(&j, &w->authorities->set);
}

/* read_state reads one key under the finalised state root. */
static enum err read_state(struct work *w, const struct storage_key *k, bool *found,
                           struct slice *value)
{
	if (!w->is_open)
		TRY(trie_proof_open(&w->proof, w->r->bundle.proof, TRIE_LIMITS_DEFAULT, w->a));
	w->is_open = true;
	return trie_proof_read(&w->proof, w->header.state_root, storage_key_slice(k), found, value);
}

static enum err check_consumed(struct work *w)
{
	struct storage_key k = agents_consumed_key(w->r->receipt.trigger);
	struct slice value;
	bool found;
	u8 id[32];

	w->why = "the chain's record of the trigger is not proven";
	TRY(read_state(w, &k, &found, &value));
	w->why = "the chain recorded no result for the trigger";
	if (!found)
		return ERR_NOT_FOUND;
	TRY(agents_consumed_decode(id, value));
	w->why = "the chain recorded another receipt for the trigger";
	return mem_eq(id, w->r->id, sizeof(id)) ? ERR_OK : ERR_CONFLICT;
}

/* agrees compares the record with the receipt that it is of. */
static bool agrees(const struct result_record *rec, const struct verify_report *r)
{
	return mem_eq(rec->receipt, r->id, 32) && mem_eq(rec->worker, r->receipt.worker, 32) &&
	       mem_eq(rec->code_id, r->receipt.code_id, 32) && rec->outcome == r->receipt.outcome;
}

/* check_record looks at the newest result about the subject, which may be a later one. */
static enum err check_record(struct work *w)
{
	const struct receipt *x = &w->r->receipt;
	struct storage_key k = agents_results_key(x->agent, x->subject);
	struct slice value;
	bool found;

	w->why = "the chain's result for the subject is not proven";
	TRY(read_state(w, &k, &found, &value));
	if (!found)
		return ERR_OK;
	TRY(agents_results_decode(&w->record, value));
	if (!mem_eq(w->record.trigger, x->trigger, sizeof(x->trigger)))
		return ERR_OK;
	w->why = "the chain's result differs from the receipt";
	if (!agrees(&w->record, w->r))
		return ERR_CONFLICT;
	w->has_record = true;
	w->r->has_recorded = true;
	w->r->recorded = w->record.block;
	return ERR_OK;
}

/* check_block holds the bundle's claim about its block against what is proven. */
static enum err check_block(struct work *w)
{
	const struct bundle *b = &w->r->bundle;
	u8 hash[HASH_LEN];

	w->why = "the bundle names another block than the chain";
	if (!b->has_block)
		return ERR_OK;
	if (w->has_record && b->block_number != w->record.block)
		return ERR_CONFLICT;
	if (b->block_number > w->header.number)
		return ERR_CONFLICT;
	blake2_256(hash, b->header);
	if (b->block_number == w->header.number && !mem_eq(b->block_hash, hash, HASH_LEN))
		return ERR_CONFLICT;
	return ERR_OK;
}

static enum err check_state_proof(struct work *w)
{
	TRY(check_consumed(w));
	TRY(check_record(w));
	return check_block(w);
}

static enum err check_worker(struct work *w)
{
	const struct receipt *x = &w->r->receipt;
	struct storage_key k = registry_workers_v3_key(x->worker);
	struct slice value;
	bool found;

	w->why = "the worker's registration is not proven";
	TRY(read_state(w, &k, &found, &value));
	w->why = "the chain does not know the worker";
	if (!found)
		return ERR_NOT_FOUND;
	TRY(registry_workers_v3_decode(&w->r->worker, value));
	w->r->has_worker = true;
	w->why = "the worker is registered with another key";
	if (!mem_eq(w->r->worker.pubkey, x->worker, sizeof(x->worker)))
		return ERR_CONFLICT;
	w->why = "the worker is registered with another measurement";
	if (!mem_eq(w->r->worker.measurement, x->measurement, sizeof(x->measurement)))
		return ERR_CONFLICT;
	w->why = "the worker is registered with other evidence";
	if (w->r->worker.tee != x->tee ||
	    !mem_eq(w->r->worker.trust_domain, x->trust_domain, sizeof(x->trust_domain)))
		return ERR_CONFLICT;
	w->why = "the receipt is of a boot that the chain has not seen";
	return w->r->worker.incarnation >= x->incarnation ? ERR_OK : ERR_CONFLICT;
}

static enum err check_receipt_signature(struct work *w)
{
	const struct verify_report *r = w->r;

	w->why = "the worker did not sign this receipt";
	return receipt_verify(r->bundle.receipt, r->receipt.worker, r->bundle.signature);
}

static enum err check_output_hash(struct work *w)
{
	u8 hash[32];

	w->why = "the output is not the one that the receipt names";
	blake2_256(hash, w->r->bundle.output);
	if (!mem_eq(hash, w->r->receipt.output_hash, sizeof(hash)))
		return ERR_CHECKSUM;
	w->why = "the output is not the one that the chain recorded";
	if (w->has_record && !slice_eq(w->record.output, w->r->bundle.output))
		return ERR_CONFLICT;
	return ERR_OK;
}

/* --- attestation ---------------------------------------------------------------------------- */

#define NAMED_LEN (32u + 8u + 4u + 32u) /* key, incarnation, block number and hash */

static const char other_worker[] = "the quote was made for another worker";
static const char other_boot[] = "the quote was made for another boot of the worker";

static enum err read_time(struct work *w, u64 *seconds)
{
	struct storage_key k = timestamp_now_key();
	struct slice value;
	struct rd r;
	bool found;

	w->why = "the time of the block is not proven";
	TRY(read_state(w, &k, &found, &value));
	if (!found)
		return ERR_NOT_FOUND;
	r = rd_from(value);
	*seconds = rd_u64(&r) / 1000u;
	return rd_end(&r);
}

/* find_root gives the certificate whose hash the worker's row names, if the spec accepts it. */
static enum err find_root(struct work *w, struct slice *der)
{
	const u8 *id = w->r->worker.trust_domain;
	struct storage_key k = registry_roots_key(id);
	struct slice value;
	u8 hash[32];
	u32 i = 0;

	w->why = "the chain spec does not accept the root that vouches for the worker";
	while (i < w->spec.num_roots && !mem_eq(w->spec.roots[i], id, 32))
		i++;
	if (i == w->spec.num_roots)
		return ERR_DENIED;
	*der = attest_intel_root();
	sha2_256(hash, *der);
	w->production = mem_eq(hash, id, 32);
	if (w->production)
		return ERR_OK;
	w->why = "the chain spec has no certificate of the root that it accepts";
	if (!chain_spec_get(&w->spec, storage_key_slice(&k), &value))
		return ERR_NOT_FOUND;
	TRY(registry_roots_decode(der, value));
	sha2_256(hash, *der);
	return mem_eq(hash, id, 32) ? ERR_OK : ERR_CHECKSUM;
}

/* A registration: info names key, code, boot and chain; the quote's report data is its hash. */
static enum err check_info(struct work *w, struct slice scale, u8 report_data[32])
{
	const struct worker_info_v3 *row = &w->r->worker;
	struct worker_registration_info_v3 info;
	struct rd r = rd_from(scale);

	w->why = "what the worker registered is malformed";
	rd_worker_registration_info_v3(&r, &info);
	TRY(rd_end(&r));
	w->why = "the quote was made for another chain";
	if (!mem_eq(info.genesis_block_hash, w->spec.genesis_hash, 32))
		return ERR_GENESIS;
	w->why = other_worker;
	if (!mem_eq(info.pubkey, row->pubkey, 32) || !mem_eq(info.x25519, row->x25519, 32))
		return ERR_CONFLICT;
	w->why = other_boot;
	if (info.incarnation != row->incarnation)
		return ERR_CONFLICT;
	w->why = "the quote was made for other code";
	if (!mem_eq(info.measurement, row->measurement, 32))
		return ERR_CONFLICT;
	blake2_256_parts(report_data,
	                 (const struct slice[]){SLICE_LIT("phala/attest/register/v3"), scale}, 2);
	return ERR_OK;
}

/* A renewal names key and boot; what was registered with that boot stays. */
static enum err check_renewal(struct work *w, struct slice named, u8 report_data[32])
{
	const struct worker_info_v3 *row = &w->r->worker;
	struct rd r = rd_from(named);
	u8 key[32];

	w->why = "what the worker renewed is malformed";
	if (named.n != NAMED_LEN)
		return ERR_FORMAT;
	rd_bytes(&r, key, sizeof(key));
	w->why = other_worker;
	if (!mem_eq(key, row->pubkey, 32))
		return ERR_CONFLICT;
	w->why = other_boot;
	if (rd_u64(&r) != row->incarnation)
		return ERR_CONFLICT;
	blake2_256_parts(report_data,
	                 (const struct slice[]){SLICE_LIT("phala/attest/renew/v1"),
	                                        slice_of(w->spec.genesis_hash, 32), named},
	                 3);
	return ERR_OK;
}

/* The chain's own policy decided about status and attributes when it registered the worker, by
 * governance that the spec stands for. What no policy makes good is refused here too. */
static void lax_policy(struct attest_policy *p)
{
	attest_policy_default(p);
	p->status_mask = (u16)((1u << NUM_ATTEST_STATUSES) - 1u);
	p->allow_dev_root = true; /* find_root has decided about the root */
	p->allow_config_id = p->allow_no_sept_ve = p->allow_migratable = true;
	p->allow_service_td = true;
	p->td_attributes = UINT64_MAX;
}

static enum err judge_quote(struct work *w, struct slice root_der, const u8 report_data[32])
{
	const struct bundle_attestation *x = &w->r->bundle.attestation;
	struct verify_attestation *out = &w->r->attestation;
	struct attest_report *rep = (struct attest_report *)arena_alloc(w->a, sizeof(*rep));
	struct attest_policy *p = (struct attest_policy *)arena_alloc(w->a, sizeof(*p));
	struct attest_inquiry in = {.quote = x->quote,
	                            .collateral = x->collateral,
	                            .root = root_der,
	                            .time = {.now = out->at},
	                            .report_data = slice_of(report_data, 32)};

	w->why = "the quote does not verify";
	if (rep == NULL || p == NULL)
		return ERR_NOMEM;
	lax_policy(p);
	in.policy = p;
	attest_report_make(rep, &in, w->a);
	out->check = rep->check;
	if (rep->known)
		out->result = &rep->result;
	w->why = attest_check_text(rep->check);
	return rep->check == ATTEST_OK ? ERR_OK : ERR_EVIDENCE;
}

static enum err check_attestation(struct work *w)
{
	const struct bundle *b = &w->r->bundle;
	const struct worker_info_v3 *row = &w->r->worker;
	struct verify_attestation *out = &w->r->attestation;
	struct slice root_der;
	u8 report_data[32];

	w->why = "the bundle carries evidence for a worker that registered none";
	w->ok = "the worker is registered without evidence";
	if (row->tee == TEE_NONE)
		return b->has_attestation ? ERR_CONFLICT : ERR_OK;
	w->ok = NULL;
	TRY(find_root(w, &root_der));
	w->why = "the worker is registered with evidence, which the bundle does not carry";
	if (!b->has_attestation)
		return ERR_NOT_FOUND;
	out->is_renewal = b->attestation.is_renewal;
	TRY(read_time(w, &out->at));
	TRY(out->is_renewal ? check_renewal(w, b->attestation.statement, report_data)
	                    : check_info(w, b->attestation.statement, report_data));
	TRY(judge_quote(w, root_der, report_data));
	w->why = "the quote is of another TEE than the worker's";
	if ((u8)out->result->quote.tee != row->tee)
		return ERR_CONFLICT;
	w->why = "the quote measures other code than the worker's";
	return mem_eq(out->result->measurement, row->measurement, 32) ? ERR_OK : ERR_CONFLICT;
}

/* check_strength says how much all that is worth, and whether the spec accepts it. The chain's
 * own, lower verdict caps it. */
static enum err check_strength(struct work *w)
{
	bool attested = w->r->worker.tee != TEE_NONE && w->production;

	w->r->strength = STRENGTH_SIMULATED;
	if (attested && (!w->has_record || w->record.strength >= STRENGTH_ATTESTED))
		w->r->strength = STRENGTH_ATTESTED;
	w->why = "the result is simulated, which the chain spec does not accept";
	return attested || w->spec.allow_simulated ? ERR_OK : ERR_DENIED;
}

#define BIT(x) (1u << VERIFY_##x)

static const struct {
	enum err (*run)(struct work *w);
	u32 ground; /* bits of the checks that this one stands on */
	const char *ok;
} steps[NUM_VERIFY_CHECKS] = {
    [VERIFY_BUNDLE_FORMAT] = {check_bundle_format, 0, "bundle and receipt are well formed"},
    [VERIFY_CHAIN_SPEC] = {check_chain_spec, 0, "the chain spec is well formed"},
    [VERIFY_GENESIS] = {check_genesis, BIT(BUNDLE_FORMAT) | BIT(CHAIN_SPEC),
                        "receipt and bundle are for the chain of the spec"},
    [VERIFY_FINALITY] = {check_finality, BIT(GENESIS),
                         "the chain's authorities finalised the header"},
    [VERIFY_STATE_PROOF] = {check_state_proof, BIT(FINALITY),
                            "the chain's state names this receipt for the trigger"},
    [VERIFY_WORKER] = {check_worker, BIT(FINALITY), "the chain has registered the worker"},
    [VERIFY_ATTESTATION] =
        {check_attestation, BIT(WORKER),
         "a quote under a root that the chain spec accepts vouches for the worker"},
    [VERIFY_RECEIPT_SIGNATURE] = {check_receipt_signature, BIT(BUNDLE_FORMAT),
                                  "the worker signed this receipt"},
    [VERIFY_OUTPUT_HASH] = {check_output_hash, BIT(BUNDLE_FORMAT),
                            "the output is the one that the receipt names"},
    [VERIFY_STRENGTH] = {check_strength, BIT(CHAIN_SPEC) | BIT(WORKER) | BIT(ATTESTATION),
                         "the chain spec accepts evidence of this strength"},
};

/* join puts three pieces of text into the arena; without room there is no text. */
static struct slice join(struct arena *a, const char *x, const char *y, const char *z)
{
	struct wr w = wr_arena(a);
	struct slice out;

	wr_slice(&w, slice_str(x));
	wr_slice(&w, slice_str(y));
	wr_slice(&w, slice_str(z));
	return wr_arena_done(&w, a, &out) == ERR_OK ? out : SLICE_EMPTY;
}

static void run_step(struct work *w, enum verify_check_id id)
{
	struct verify_check *c = &w->r->checks[id];

	for (u32 i = 0; i < (u32)id; i++) {
		if ((steps[id].ground >> i & 1) == 0 || w->r->checks[i].status == VERIFY_OK)
			continue;
		c->status = VERIFY_SKIPPED;
		c->text = join(w->a, "not checked, because ",
		               verify_check_name((enum verify_check_id)i), " did not hold");
		return;
	}
	w->ok = NULL;
	c->err = steps[id].run(w);
	c->status = c->err == ERR_OK ? VERIFY_OK : VERIFY_FAILED;
	c->text = c->err != ERR_OK ? join(w->a, w->why, ": ", err_text(c->err))
	                           : slice_str(w->ok != NULL ? w->ok : steps[id].ok);
}

bool verify_bundle(struct slice bundle_json, struct slice spec_json, struct arena *a,
                   struct verify_report *out)
{
	struct work w = {.a = a, .r = out, .bundle_json = bundle_json, .spec_json = spec_json};

	memset(out, 0, sizeof(*out));
	out->ok = true;
	for (u32 i = 0; i < NUM_VERIFY_CHECKS; i++) {
		run_step(&w, (enum verify_check_id)i);
		out->ok = out->ok && out->checks[i].status == VERIFY_OK;
	}
	if (!out->ok)
		out->has_recorded = false; /* nothing is shown as proven that is not */
	return out->ok;
}
