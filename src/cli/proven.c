#include "cli/proven.h"

#include <stdio.h>

#include "consensus/warp.h"
#include "crypto/hash.h"
#include "primitives/gen/grandpa_gen.h"
#include "primitives/gen/session_gen.h"
#include "primitives/gen/system_gen.h"
#include "text/json_wr.h"
#include "trie/proof.h"

#define PARAMS_ROOM 1024u

static enum err say(struct client *c, enum err e, const char *what)
{
	(void)snprintf(c->why, sizeof(c->why), "%s: %s", what, err_text(e));
	return e;
}

/* chain_getHeader's JSON back into SCALE; whoever believes it hashes it first. */
static enum err header_scale(const struct json *j, struct arena *a, struct slice *out)
{
	static const char *const names[] = {"stateRoot", "extrinsicsRoot"};
	const struct json *logs = json_path(j, "digest.logs");
	u8 *mem = (u8 *)arena_alloc(a, HEADER_MAX);
	u8 hash[32];
	struct wr w;
	struct slice s;
	u64 number = 0;

	if (mem == NULL)
		return ERR_NOMEM;
	if (!json_is(logs, JSON_ARRAY) || !json_str(json_get(j, "number"), &s) || s.n < 3)
		return ERR_FORMAT;
	for (size_t i = 2; i < s.n && number <= UINT32_MAX; i++)
		number =
		    number << 4 | (u64)(s.p[i] <= '9' ? s.p[i] - '0' : (s.p[i] | 32) - 'a' + 10);
	w = wr_into(mem, HEADER_MAX);
	TRY(json_hex_exact(json_get(j, "parentHash"), hash, 32));
	wr_bytes(&w, hash, 32);
	wr_compact(&w, number);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		TRY(json_hex_exact(json_get(j, names[i]), hash, 32));
		wr_bytes(&w, hash, 32);
	}
	wr_compact(&w, logs->num);
	for (j = logs->first; j != NULL; j = j->next) {
		TRY(json_hex(j, HEADER_MAX, a, &s));
		wr_slice(&w, s);
	}
	return wr_done(&w, out);
}

/* grandpa_proveFinality of one block: SCALE FinalityProof {block H256, justification Vec<u8>,
 * unknown_headers Vec<Header>}. */
static enum err fetch_justification(struct client *c, u32 number, struct arena *a,
                                    struct slice *out)
{
	const struct json *answer;
	struct slice proof;
	char params[16];
	struct rd r;

	(void)snprintf(params, sizeof(params), "[%u]", number);
	TRY(client_rpc(c, "grandpa_proveFinality", slice_str(params), a, &answer));
	if (json_hex(answer, 2 * GRANDPA_JUSTIFICATION_MAX, a, &proof) != ERR_OK)
		return say(c, ERR_FORMAT, "the finality proof");
	r = rd_from(proof);
	(void)rd_take(&r, HASH_LEN);
	*out = rd_vec(&r, GRANDPA_JUSTIFICATION_MAX);
	return r.err;
}

/* chain_getHeader, believed as far as its hash goes. */
static enum err fetch_header(struct client *c, const u8 hash[32], struct arena *a,
                             struct slice *scale)
{
	const struct json *j;
	u8 is[32];
	char params[80] = "[\"0x";
	size_t n = 4;

	for (size_t i = 0; i < 32; i++)
		n += (size_t)snprintf(params + n, sizeof(params) - n, "%02x", hash[i]);
	(void)snprintf(params + n, sizeof(params) - n, "\"]");
	TRY(client_rpc(c, "chain_getHeader", slice_str(params), a, &j));
	TRY(header_scale(j, a, scale));
	blake2_256(is, *scale);
	if (!mem_eq(is, hash, sizeof(is)))
		return say(c, ERR_HEADER, "the node's header is not the one of its hash");
	return ERR_OK;
}

/* A number that the node says is in the state at `at`; 0 if it says there is none. */
static enum err ask_number(struct client *c, const struct anchor *at, const struct storage_key *k,
                           struct arena *a, u64 *out)
{
	struct slice value;
	struct rd r;
	bool found;

	*out = 0;
	TRY(client_storage(c, storage_key_slice(k), at->hash, a, &found, &value));
	if (!found)
		return ERR_OK;
	r = rd_from(value);
	*out = value.n == 4 ? rd_u32(&r) : rd_u64(&r);
	return rd_end(&r);
}

/* The last block of an authority set. Sessions have one length, and the chain keeps the last
 * session of each set. If the node lies about it, the block will not hand over to anybody. */
static enum err last_block_of(struct client *c, const struct anchor *at, u64 set_id,
                              struct arena *a, u64 *number)
{
	struct storage_key session_key = grandpa_set_id_session_key(set_id);
	struct storage_key period_key = session_period_key();
	u64 session, period;

	TRY(ask_number(c, at, &session_key, a, &session));
	TRY(ask_number(c, at, &period_key, a, &period));
	*number = (session + 1) * period;
	return *number > UINT32_MAX || period == 0 ? ERR_NOT_FOUND : ERR_OK;
}

/* Takes l over the block `number`, which must hand over to the next set. */
static enum err follow_one(struct client *c, u32 number, struct arena *a, struct light *l)
{
	struct slice header, just, proof;
	u64 before = l->set.set_id;
	u8 hash[32];
	bool finished;
	struct wr w;

	TRY(client_block_hash(c, number, a, hash));
	TRY(fetch_header(c, hash, a, &header));
	TRY(fetch_justification(c, number, a, &just));
	w = wr_arena(a);
	wr_compact(&w, 1);
	wr_warp_fragment(&w, header, just);
	wr_bool(&w, false);
	TRY(wr_arena_done(&w, a, &proof));
	TRY(warp_follow(l, proof, &finished));
	return l->set.set_id == before ? ERR_HANDOVER : ERR_OK;
}

/* From the authorities of the spec to those who finalize the block `at`. */
static enum err follow_handovers(struct client *c, const struct chain_spec *spec, struct arena *a,
                                 const struct anchor *at, struct light *l)
{
	struct storage_key id_key = grandpa_current_set_id_key();
	u64 now, number;
	enum err e;

	warp_trust(l, spec->genesis_hash, spec->genesis.state_root, &spec->grandpa);
	TRY(ask_number(c, at, &id_key, a, &now));
	while (l->set.set_id < now) {
		size_t mark = arena_mark(a);

		e = last_block_of(c, at, l->set.set_id, a, &number);
		if (e == ERR_OK && number >= at->number)
			return ERR_OK; /* the block itself hands over */
		if (e == ERR_OK)
			e = follow_one(c, (u32)number, a, l);
		arena_rewind(a, mark);
		if (e != ERR_OK && c->why[0] == '\0')
			return say(c, e, "the node does not show how the chain's authorities "
			                 "handed over");
		TRY(e);
	}
	return ERR_OK;
}

static enum err justify(struct client *c, const struct chain_spec *spec, struct arena *a,
                        const struct anchor *at)
{
	struct light *l = (struct light *)arena_alloc(a, sizeof(*l));
	struct grandpa_justification j;
	struct slice just;

	if (l == NULL)
		return ERR_NOMEM;
	TRY(follow_handovers(c, spec, a, at, l));
	TRY(fetch_justification(c, at->number, a, &just));
	TRY(grandpa_decode(&j, just));
	if (j.target_number != at->number || !mem_eq(j.target_hash, at->hash, 32))
		return ERR_TARGET;
	return grandpa_verify(&j, &l->set);
}

static enum err fetch_head(struct client *c, struct arena *a, struct anchor *out)
{
	struct header h;
	struct slice scale;

	TRY(client_finalized(c, a, &out->number, out->hash));
	TRY(fetch_header(c, out->hash, a, &scale));
	TRY(header_decode(&h, scale));
	if (h.number != out->number)
		return ERR_HEADER;
	memcpy(out->state_root, h.state_root, sizeof(h.state_root));
	return ERR_OK;
}

static enum err proof_params(struct slice key, const struct anchor *at, struct arena *a,
                             struct slice *out)
{
	u8 *mem = (u8 *)arena_alloc(a, PARAMS_ROOM);
	struct json_wr w;

	if (mem == NULL)
		return ERR_NOMEM;
	w = json_wr_into(mem, PARAMS_ROOM);
	json_wr_arr(&w);
	json_wr_arr(&w);
	json_wr_hex(&w, key);
	json_wr_arr_end(&w);
	json_wr_hex(&w, SLICE_ARR(at->hash));
	json_wr_arr_end(&w);
	return json_wr_done(&w, out);
}

/* The answer's list of "0x…" nodes as SCALE Vec<Vec<u8>>. */
static enum err proof_scale(const struct json *list, struct arena *a, struct slice *out)
{
	const struct json *j;
	struct slice *nodes;
	struct wr w;
	size_t num = 0;

	if (!json_is(list, JSON_ARRAY))
		return ERR_FORMAT;
	nodes = (struct slice *)arena_zalloc(a, list->num + 1u, sizeof(*nodes));
	if (nodes == NULL)
		return ERR_NOMEM;
	for (j = list->first; j != NULL; j = j->next)
		TRY(json_hex(j, TRIE_PROOF_BYTES_MAX, a, &nodes[num++]));
	w = wr_arena(a);
	wr_compact(&w, num);
	for (size_t i = 0; i < num; i++)
		wr_vec(&w, nodes[i]);
	return wr_arena_done(&w, a, out);
}

enum err proven_read(struct client *c, const struct anchor *at, struct slice key, struct arena *a,
                     bool *found, struct slice *value)
{
	struct trie_proof p;
	const struct json *j;
	struct slice params, proof;
	enum err e;

	TRY(proof_params(key, at, a, &params));
	TRY(client_rpc(c, "state_getReadProof", params, a, &j));
	e = proof_scale(json_get(j, "proof"), a, &proof);
	if (e == ERR_OK)
		e = trie_proof_open(&p, proof, TRIE_LIMITS_DEFAULT, a);
	if (e == ERR_OK)
		e = trie_proof_read(&p, at->state_root, key, found, value);
	return e == ERR_OK ? e : say(c, e, "the node's read proof does not hold");
}

/* Two chains may have the same authorities; the state of each names its own genesis. */
static enum err check_genesis(struct client *c, const struct chain_spec *spec, struct arena *a,
                              const struct anchor *at)
{
	struct storage_key k = system_block_hash_key(0);
	struct slice value;
	u8 hash[32];
	bool found;

	TRY(proven_read(c, at, storage_key_slice(&k), a, &found, &value));
	if (found && system_block_hash_decode(hash, value) == ERR_OK &&
	    mem_eq(hash, spec->genesis_hash, sizeof(hash)))
		return ERR_OK;
	return say(c, ERR_GENESIS, "the node is on another chain than the spec");
}

enum err proven_head(struct client *c, const struct chain_spec *spec, struct arena *a,
                     struct anchor *out)
{
	enum err e;

	TRY(fetch_head(c, a, out));
	if (out->number == 0)
		return mem_eq(out->hash, spec->genesis_hash, 32)
		           ? ERR_OK
		           : say(c, ERR_GENESIS, "the node is on another chain than the spec");
	e = justify(c, spec, a, out);
	if (e != ERR_OK && c->why[0] == '\0')
		return say(c, e, "the chain's authorities did not finalize the node's head");
	TRY(e);
	return check_genesis(c, spec, a, out);
}
