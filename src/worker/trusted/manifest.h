#ifndef WORKER_TRUSTED_MANIFEST_H
#define WORKER_TRUSTED_MANIFEST_H
/* worker/trusted/manifest: phala.json, what an agent may do.
 *
 * Read in the enclave after its hash was found on chain. Slices lie in the arena. The bytes
 * must be canonical (RFC 8785), so that one manifest has one hash.
 * ERR_NONCANONICAL, ERR_INVALID (unknown member, wrong type, out of range; *why says
 * which), and the JSON reader's errors. Schema for people: docs/schema/phala.schema.json. */
#include "base/arena.h"
#include "journal/record.h"
#include "text/url.h"

#define MANIFEST_NET_MAX     32u
#define MANIFEST_SECRETS_MAX 16u
#define MANIFEST_HOSTS_MAX   8u
#define MANIFEST_MODELS_MAX  8u
#define MANIFEST_NAME_MAX    64u

struct manifest_secret {
	struct slice name;
	u32 num_hosts;
	struct slice hosts[MANIFEST_HOSTS_MAX];
	bool reveal;
};

struct manifest_model {
	struct slice host, provider;
};

struct manifest {
	struct slice name, entry;
	u32 num_net;
	struct slice net[MANIFEST_NET_MAX];
	u32 num_secrets;
	struct manifest_secret secrets[MANIFEST_SECRETS_MAX];
	u32 num_models;
	struct manifest_model models[MANIFEST_MODELS_MAX];
	struct slice config; /* canonical JSON, "{}" when there is none */
	struct journal_limits limits;
};

enum err manifest_parse(struct manifest *out, struct slice json, struct arena *a,
                        const char **why) MUST_CHECK;

const struct manifest_secret *manifest_secret(const struct manifest *m, struct slice name);
/* manifest_allows: is the URL's host in the list. */
bool manifest_allows(const struct manifest *m, const struct url *u);
bool manifest_secret_goes_to(const struct manifest_secret *s, const struct url *u);
const struct manifest_model *manifest_model(const struct manifest *m, const struct url *u);

#endif /* WORKER_TRUSTED_MANIFEST_H */
