#include "cli/proven.h"

#include <stdio.h>

#include "consensus/grandpa.h"
#include "crypto/hash.h"
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

/* SCALE FinalityProof: block H256, justification Vec<u8>, unknown_headers Vec<Header>. */
static enum err read_justification(struct slice proof, struct grandpa_justification *out)
{
	struct rd r = rd_from(proof);
	u8 block[32];
	struct slice j;

	rd_bytes(&r, block, sizeof(block));
	j = rd_vec(&r, GRANDPA_JUSTIFICATION_MAX);
	if (r.err != ERR_OK)
		return r.err;
	return grandpa_decode(out, j);
}

static enum err justify(struct client *c, const struct chain_spec *spec, struct arena *a,
                        const struct anchor *at)
{
	struct grandpa_justification j;
	const struct json *answer;
	struct slice proof;
	char params[16];

	(void)snprintf(params, sizeof(params), "[%u]", at->number);
	TRY(client_rpc(c, "grandpa_proveFinality", slice_str(params), a, &answer));
	if (json_hex(answer, 2 * GRANDPA_JUSTIFICATION_MAX, a, &proof) != ERR_OK)
		return say(c, ERR_FORMAT, "the finality proof");
	TRY(read_justification(proof, &j));
	if (j.target_number != at->number || !mem_eq(j.target_hash, at->hash, 32))
		return ERR_TARGET;
	return grandpa_verify(&j, &spec->grandpa);
}

static enum err fetch_header(struct client *c, struct arena *a, struct anchor *out)
{
	struct header h;
	const struct json *j;
	struct slice scale;
	u8 hash[32];
	char params[80] = "[\"0x";
	size_t n = 4;

	TRY(client_finalized(c, a, &out->number, out->hash));
	for (size_t i = 0; i < 32; i++)
		n += (size_t)snprintf(params + n, sizeof(params) - n, "%02x", out->hash[i]);
	(void)snprintf(params + n, sizeof(params) - n, "\"]");
	TRY(client_rpc(c, "chain_getHeader", slice_str(params), a, &j));
	TRY(header_scale(j, a, &scale));
	blake2_256(hash, scale);
	if (!mem_eq(hash, out->hash, sizeof(hash)))
		return say(c, ERR_HEADER, "the node's header is not the one of its hash");
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

	TRY(fetch_header(c, a, out));
	if (out->number == 0)
		return mem_eq(out->hash, spec->genesis_hash, 32)
		           ? ERR_OK
		           : say(c, ERR_GENESIS, "the node is on another chain than the spec");
	e = justify(c, spec, a, out);
	if (e != ERR_OK && c->why[0] == '\0')
		return say(c, e, "the spec's authorities did not finalize the node's head");
	TRY(e);
	return check_genesis(c, spec, a, out);
}
