#ifndef CLI_AGENT_H
#define CLI_AGENT_H
/* cli/agent: what an owner does with an agent: name it, upload it, seal secrets to it.
 *
 * Formats: docs/protocol/agents.md, secrets.md, worker.md. Secrets are wiped here after use;
 * the caller wipes its own copy. */
#include "cli/client.h"
#include "primitives/gen/agents_gen.h"

struct agent_code {
	struct slice manifest; /* canonical */
	struct slice bundle;
	u8 code_id[32], manifest_hash[32];
};

/* agent_id_of = blake2_256("phala/agent/v1" ++ owner ++ salt). */
void agent_id_of(u8 id[32], const u8 owner[32], const u8 salt[32]);
/* agent_code_of hashes a canonical manifest and a bundle. */
enum err agent_code_of(struct agent_code *out, struct slice manifest, struct slice bundle,
                       struct arena *a) MUST_CHECK;
/* agent_upload gives the code to a worker and compares the code id that it answers. */
enum err agent_upload(struct client *worker, const struct agent_code *code,
                      struct arena *a) MUST_CHECK;

/* A secret for one agent at one worker. */
struct agent_secret {
	const u8 *agent;         /* 32 bytes */
	const u8 *worker_x25519; /* 32 bytes, proven by the caller */
	struct slice name;
	u32 version;
};

/* agent_secret_set seals, signs and sends. agent_secret_rm asks to forget. */
enum err agent_secret_set(struct client *worker, const struct agent_secret *s, struct slice value,
                          const struct sr25519_pair *owner, struct arena *a) MUST_CHECK;
enum err agent_secret_rm(struct client *worker, const struct agent_secret *s,
                         const struct sr25519_pair *owner, struct arena *a) MUST_CHECK;
/* agent_owner_key has journals of this agent wrapped to keys_journal of the owner. */
enum err agent_owner_key(struct client *worker, const u8 agent[32],
                         const struct sr25519_pair *owner, struct arena *a) MUST_CHECK;

/* A worker's keys, from the chain with a proof. ERR_NOT_FOUND: not registered. */
struct chain_spec;
struct worker_info_v3;
enum err agent_worker_keys(struct client *node, const struct chain_spec *spec, const u8 pubkey[32],
                           struct arena *a, struct worker_info_v3 *out) MUST_CHECK;

#endif /* CLI_AGENT_H */
