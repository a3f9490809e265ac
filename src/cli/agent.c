#include "cli/agent.h"

#include <stdio.h>

#include "base/hex.h"
#include "cli/keys.h"
#include "cli/proven.h"
#include "crypto/hash.h"
#include "crypto/seal.h"
#include "primitives/gen/registry_gen.h"
#include "text/json_wr.h"

#define CODE_VERSION   1u
#define SECRET_PURPOSE "phala/secret/v1"
#define NAME_MAX_LEN   64u
#define TARGET_MAX     192u

void agent_id_of(u8 id[32], const u8 owner[32], const u8 salt[32])
{
	blake2_256_parts(id,
	                 (const struct slice[]){SLICE_LIT("phala/agent/v1"), slice_of(owner, 32),
	                                        slice_of(salt, 32)},
	                 3);
}

enum err agent_code_of(struct agent_code *out, struct slice manifest, struct slice bundle,
                       struct arena *a)
{
	size_t mark = arena_mark(a);
	struct wr w = wr_arena(a);
	struct slice bytes;

	wr_u32(&w, CODE_VERSION);
	wr_vec(&w, manifest);
	wr_vec(&w, bundle);
	TRY(wr_arena_done(&w, a, &bytes));
	out->manifest = manifest;
	out->bundle = bundle;
	blake2_256(out->code_id, bytes);
	blake2_256(out->manifest_hash, manifest);
	arena_rewind(a, mark);
	return ERR_OK;
}

enum err agent_upload(struct client *worker, const struct agent_code *code, struct arena *a)
{
	struct json_wr w = json_wr_arena(a);
	const struct json *answer;
	struct slice body;
	u8 id[32];

	json_wr_obj(&w);
	json_wr_m_str(&w, "manifest", code->manifest);
	json_wr_m_str(&w, "bundle", code->bundle);
	json_wr_obj_end(&w);
	TRY(json_wr_arena_done(&w, a, &body));
	TRY(client_json(worker, "POST", "/code", body, a, &answer));
	TRY(json_hex_exact(json_get(answer, "codeId"), id, sizeof(id)));
	if (mem_eq(id, code->code_id, sizeof(id)))
		return ERR_OK;
	(void)snprintf(worker->why, sizeof(worker->why), "the worker computes another code id");
	return ERR_CONFLICT;
}

/* SCALE(agent, name, version), and with worker and sealed length what is signed. */
static enum err secret_aad(const struct agent_secret *s, struct wr *w, struct slice *out)
{
	wr_bytes(w, s->agent, 32);
	wr_vec(w, s->name);
	wr_u32(w, s->version);
	return wr_done(w, out);
}

static enum err seal_value(const struct agent_secret *s, struct slice value, struct arena *a,
                           struct slice *out)
{
	u8 buf[32 + NAME_MAX_LEN + 8], nonce[SEAL_NONCE_LEN];
	struct wr w = wr_into(buf, sizeof(buf));
	struct secret32 ephemeral;
	struct seal_to_args args = {.recipient = s->worker_x25519,
	                            .purpose = SLICE_LIT(SECRET_PURPOSE),
	                            .ephemeral = &ephemeral,
	                            .nonce = nonce};
	u8 *mem = (u8 *)arena_alloc(a, value.n + SEAL_TO_EXTRA);
	enum err e;

	if (mem == NULL)
		return ERR_NOMEM;
	TRY(secret_aad(s, &w, &args.aad));
	keys_random(ephemeral.b, sizeof(ephemeral.b));
	keys_random(nonce, sizeof(nonce));
	e = seal_to(mem, &args, value);
	secret32_release(&ephemeral);
	*out = slice_of(mem, value.n + SEAL_TO_EXTRA);
	return e;
}

static void sign_hash(u8 sig[64], const struct sr25519_pair *owner, const struct slice *parts,
                      size_t num)
{
	u8 hash[32], hedge[32];

	blake2_256_parts(hash, parts, num);
	keys_random(hedge, sizeof(hedge));
	sr25519_sign(sig, owner, SLICE_ARR(hash), hedge);
	mem_wipe(hedge, sizeof(hedge));
}

static enum err sign_secret(u8 sig[64], const struct agent_secret *s, struct slice sealed,
                            const struct sr25519_pair *owner)
{
	u8 buf[32 + 32 + NAME_MAX_LEN + 8], len[8];
	struct wr head = wr_into(buf, sizeof(buf)), n = wr_into(len, sizeof(len));
	struct slice a, b;

	wr_bytes(&head, s->agent, 32);
	wr_bytes(&head, s->worker_x25519, 32);
	wr_vec(&head, s->name);
	wr_u32(&head, s->version);
	wr_compact(&n, sealed.n);
	TRY(wr_done(&head, &a));
	TRY(wr_done(&n, &b));
	sign_hash(sig, owner, (const struct slice[]){SLICE_LIT(SECRET_PURPOSE), a, b, sealed}, 4);
	return ERR_OK;
}

enum err agent_secret_set(struct client *worker, const struct agent_secret *s, struct slice value,
                          const struct sr25519_pair *owner, struct arena *a)
{
	const struct json *answer;
	struct slice sealed, body;
	struct json_wr w;
	u8 sig[64];

	if (s->name.n == 0 || s->name.n > NAME_MAX_LEN)
		return ERR_LIMIT;
	TRY(seal_value(s, value, a, &sealed));
	TRY(sign_secret(sig, s, sealed, owner));
	w = json_wr_arena(a);
	json_wr_obj(&w);
	json_wr_m_hex(&w, "agent", slice_of(s->agent, 32));
	json_wr_m_str(&w, "name", s->name);
	json_wr_m_u64(&w, "version", s->version);
	json_wr_m_hex(&w, "sealed", sealed);
	json_wr_m_hex(&w, "signature", SLICE_ARR(sig));
	json_wr_obj_end(&w);
	TRY(json_wr_arena_done(&w, a, &body));
	return client_json(worker, "POST", "/secrets", body, a, &answer);
}

enum err agent_secret_rm(struct client *worker, const struct agent_secret *s,
                         const struct sr25519_pair *owner, struct arena *a)
{
	u8 buf[NAME_MAX_LEN + 8], sig[64];
	struct wr named = wr_into(buf, sizeof(buf));
	char target[TARGET_MAX], hex[65] = {0};
	const struct json *answer;
	struct slice b, body;
	struct json_wr w;

	if (s->name.n == 0 || s->name.n > NAME_MAX_LEN)
		return ERR_LIMIT;
	wr_vec(&named, s->name);
	wr_u32(&named, s->version);
	TRY(wr_done(&named, &b));
	sign_hash(sig, owner,
	          (const struct slice[]){SLICE_LIT("phala/secret-delete/v1"),
	                                 slice_of(s->agent, 32), slice_of(s->worker_x25519, 32), b},
	          4);
	w = json_wr_arena(a);
	json_wr_obj(&w);
	json_wr_m_u64(&w, "version", s->version);
	json_wr_m_hex(&w, "signature", SLICE_ARR(sig));
	json_wr_obj_end(&w);
	TRY(json_wr_arena_done(&w, a, &body));
	hex_encode(hex, slice_of(s->agent, 32));
	(void)snprintf(target, sizeof(target), "/secrets/0x%s/%.*s", hex, (int)s->name.n,
	               s->name.p);
	return client_json(worker, "DELETE", target, body, a, &answer);
}

enum err agent_owner_key(struct client *worker, const u8 agent[32],
                         const struct sr25519_pair *owner, struct arena *a)
{
	struct secret32 secret;
	const struct json *answer;
	struct slice body;
	struct json_wr w;
	u8 pub[32], sig[64];

	keys_journal(&secret, owner);
	x25519_public(pub, &secret);
	secret32_release(&secret);
	sign_hash(sig, owner,
	          (const struct slice[]){SLICE_LIT("phala/owner-key/v1"), slice_of(agent, 32),
	                                 SLICE_ARR(pub)},
	          3);
	w = json_wr_arena(a);
	json_wr_obj(&w);
	json_wr_m_hex(&w, "agent", slice_of(agent, 32));
	json_wr_m_hex(&w, "x25519", SLICE_ARR(pub));
	json_wr_m_hex(&w, "signature", SLICE_ARR(sig));
	json_wr_obj_end(&w);
	TRY(json_wr_arena_done(&w, a, &body));
	return client_json(worker, "POST", "/owner-key", body, a, &answer);
}

enum err agent_worker_keys(struct client *node, const struct chain_spec *spec, const u8 pubkey[32],
                           struct arena *a, struct worker_info_v3 *out)
{
	struct storage_key k = registry_workers_v3_key(pubkey);
	struct anchor at;
	struct slice value;
	bool found;

	TRY(proven_head(node, spec, a, &at));
	TRY(proven_read(node, &at, storage_key_slice(&k), a, &found, &value));
	if (!found) {
		(void)snprintf(node->why, sizeof(node->why),
		               "the chain proves that no worker with this key is registered");
		return ERR_NOT_FOUND;
	}
	return registry_workers_v3_decode(out, value);
}
